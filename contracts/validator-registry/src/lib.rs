//! Which validators may be given stake, how much, and why: the lever of a DAO.
