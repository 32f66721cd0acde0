#![doc = concat!("[The life of a sale]: ", env!("CARGO_PKG_REPOSITORY"), "/blob/HEAD/docs/explanation/life-of-a-sale.md")]
//! The transitions of a sale: each completion of a step writes a record or answers, and the record decides the next
//! step. [The life of a sale] has the reasons, and [`State`](crate::State) the states.
//!
//! ```text
//!                  load ─► identifier ─► payer ───┐          the payment reserves its identifier and the payer's record
//!                                                 ▼
//!  authorization   begin_work (Working) ─► ask_to_settle (Asked) ─► finish_paid (Done)
//!  upfront         ask_to_settle (Asked) ─► serve_settled (Serving) ─► finish_paid (Done)
//!  escrow          ask_to_settle (Asked) ─► serve_settled (Serving) ─► ask_to_settle (Asked) ─► finish_paid (Done)
//!
//!  no money moved: finish_refused (Refused)          outcome never known: close_unknown (Unknown)
//!  a request was lost: continue_record, from the state of its record
//! ```

mod begin;
mod channel;
mod finish;
mod hold;
mod identifier;
mod load;
mod payer;
mod resume;
mod serve;
mod settle;
mod sign_in;
mod verify;
mod write;

pub use self::begin::{Arrival, Arrived, Known};
