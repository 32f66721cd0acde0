// The first definition of a link counts. Those of the README are for a checkout.
#![doc = concat!("[Versions and compatibility]: ", env!("CARGO_PKG_REPOSITORY"), "/blob/HEAD/docs/project/versions.md")]
#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "all"), no_std)]
#![forbid(unsafe_code)]
// Code in shared modules that only the other operations need is left to the linker.
#![cfg_attr(not(feature = "all"), allow(dead_code))]

extern crate alloc;

mod answer;
#[cfg(feature = "all")]
mod ata;
#[cfg(feature = "all")]
pub mod audit;
#[cfg(feature = "all")]
mod carrier;
#[cfg(feature = "all")]
mod choose;
mod decode;
#[cfg(feature = "all")]
mod digest;
mod evm;
#[cfg(feature = "all")]
mod extensions;
mod fields;
#[cfg(feature = "all")]
mod fingerprint;
#[cfg(feature = "all")]
mod http_outcome;
mod input;
mod kind;
#[cfg(feature = "all")]
pub mod lines;
#[cfg(feature = "all")]
mod lint;
mod matching;
#[cfg(feature = "all")]
mod near;
#[cfg(feature = "all")]
mod network;
#[cfg(feature = "all")]
pub mod reason;
#[cfg(feature = "all")]
pub mod recognise;
mod render;
mod server_offers;
#[cfg(feature = "all")]
mod settlement_state;
mod source;
mod stop;
#[cfg(feature = "all")]
pub mod testee;
mod value;
mod verify;

pub use answer::{Answer, OPERATIONS, run};
pub use decode::{DecodedObject, DecodedParts, decode_answer, decode_header_parts, decode_object, decode_parts};
#[cfg(feature = "all")]
pub use extensions::{
    offer_receipt::{ArtifactSource, OfferReceiptInput, offer_receipt_answer},
    sign_in_with_x::{SignInInput, sign_in_answer},
};
pub use fields::Fields;
pub use input::{HostedPreset, VerifyInput, hosted_presets, parse_facts, parse_records, preset_names};
pub use kind::Kind;
#[cfg(feature = "all")]
pub use lint::{lint_answer, lint_mended, lint_response};
#[cfg(feature = "all")]
pub use near::{near_fields, near_fields_of_offer, undecodable_report};
pub use render::one_line;
pub use server_offers::{ServerOffers, UnreadableOffer};
pub use source::Source;
pub use stop::Stop;
pub use value::in_seconds;
pub use verify::{DiagnoseResult, FlaggedAnswer, VerifyStop, evaluate_payment};
