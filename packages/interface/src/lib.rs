//! Messages, answers, events and typed handles of every Weir contract.
