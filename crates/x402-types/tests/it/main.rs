//! Integration tests of `x402-types`.

mod added;
mod algorand;
mod answers;
mod bad_input;
mod canonical;
mod codec_laws;
mod dialects;
mod differential;
mod everything_read;
mod extensions;
#[cfg(feature = "http")]
mod http;
mod in_v1;
mod kept;
mod ledger_amounts;
mod linear;
mod made;
mod matching;
mod members;
mod offers;
mod printed_examples;
mod resource_limits;
mod responses;
mod rulings;
#[cfg(feature = "schemars")]
mod schema;
mod serde_contexts;
mod sums;
mod support;
mod texts;
mod uint256;
mod versions;

use x402_laws::{chance, laws, objects, serde_tree};
