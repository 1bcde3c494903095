//! The correction order (纠错), in the order in which it happens.
