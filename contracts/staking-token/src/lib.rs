//! The derivative: a cw20 that only the hub mints and burns.
