//! What the crates of Solana's own validator say of a transaction's bytes, and of addresses, beside what we say.

mod address;
mod instruction;
mod made;
mod outcome;
mod parser;
mod peers;

pub use address::check as address;
pub(crate) use address::seeds as address_seeds;
pub(crate) use made::seeds as made_seeds;
pub use outcome::Outcome;
pub use parser::{check as parser, compare};
