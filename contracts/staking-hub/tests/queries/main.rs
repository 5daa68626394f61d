//! What the hub answers, as the JSON that its clients read.

mod batches;
mod books;
mod cranks;
mod fixture;
mod health;
mod peers;
mod rates;
mod simulate;
mod validators;
