//! Stories of the compiled suite on nodes with real consensus: see `tests/`.
