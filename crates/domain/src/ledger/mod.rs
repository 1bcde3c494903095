//! The arithmetic of the ledger: envelope bytes, SM3 links, Merkle tree. Storing is done elsewhere.
