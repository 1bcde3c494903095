//! The arithmetic of the ledger: envelope bytes, SM3 links, Merkle tree, checkpoints. Storing, encrypting
//! and signing are done elsewhere.

mod bytes;
pub mod checkpoint;
pub mod envelope;
pub mod link;
pub mod merkle;
pub mod proof;

pub use checkpoint::Checkpoint;
pub use envelope::{Envelope, Malformed, Suite, TooLong};
pub use link::{Hash, genesis, key_commitment, link, sm3};
pub use merkle::{Frontier, Node, leaf, leaf_bytes};
pub use proof::{
    consistency, consistency_nodes, inclusion, inclusion_nodes, verify_consistency, verify_inclusion,
};
