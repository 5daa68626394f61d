//! Journeys across contracts, invariants under random actions, threats by name.
