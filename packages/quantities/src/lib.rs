//! Assets, shares, rates, times and ids as types that cannot be mixed up.
