//! A world to test Weir in: chain, suite, actors, clock and invariants.
