//! The command line of Weir.
