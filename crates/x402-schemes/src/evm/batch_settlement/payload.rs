//! The payloads of the scheme, by `type`: those of payments, and those that a server sends to a facilitator.

mod members;
mod operation;
mod paid;

use alloc::boxed::Box;
use core::fmt;

use x402_types::{
    DecodeError, ErrorKind, JsonRef, Members, RawJson,
    read::{Reader, ResultExt as _, required},
};

use crate::mechanism::from_json;
use members::OF_SERVER;

pub use operation::{Claim, ClaimRow, CompletedRefund, Sweep};
pub use paid::{Commitment, DepositPayment, RefundRequest, Voucher};

/// The `payload` of a payment with `batch-settlement`, or of an operation that a server sends to a facilitator. A
/// further kind would be a breaking change, because every verifier must know what it moves.
///
/// ```
/// use x402_schemes::evm::batch_settlement::Payload;
/// use x402_types::RawJson;
///
/// let sweep = Payload::try_from(&RawJson::parse(
///     r#"{"type":"settle","receiver":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C",
///         "token":"0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913"}"#,
/// )?)?;
/// let Payload::Settle(sweep) = sweep else { panic!("{sweep:?}") };
/// assert_eq!(sweep.token.to_string(), "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913");
///
/// let error = Payload::try_from(&RawJson::parse(r#"{"type":"claim","claims":[]}"#)?).unwrap_err();
/// assert_eq!(error.to_string(), "claims: must not be empty (byte 25)");
/// # Ok::<(), x402_types::DecodeError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Payload {
    /// The client fills the channel and pays with a voucher.
    Deposit(Box<DepositPayment>),
    /// The client pays with a voucher.
    Voucher(Box<Commitment>),
    /// The client requests the amount that is left in the channel, or a part of it.
    Refund(Box<RefundRequest>),
    /// The server completes such a request, for a facilitator to send.
    CompletedRefund(Box<CompletedRefund>),
    /// The server claims the amounts that it has charged, for a facilitator to send.
    Claim(Claim),
    /// The server sweeps the amounts that it has claimed, for a facilitator to send.
    Settle(Sweep),
}

from_json!(Payload, Self::read);

impl Payload {
    /// Reads the value of `payload`.
    ///
    /// # Errors
    /// The type is unknown, a field of the type is missing or invalid, or a field of a different type or mechanism is
    /// present and not null (N-8, N-9, B-4).
    pub fn read(value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(match Kind::of(value)? {
            Kind::Deposit => Self::Deposit(Box::new(DepositPayment::read(value, reader)?)),
            Kind::Voucher => Self::Voucher(Box::new(Commitment::read(value, reader)?)),
            Kind::Refund => Self::Refund(Box::new(RefundRequest::read(value, reader)?)),
            Kind::CompletedRefund => Self::CompletedRefund(Box::new(CompletedRefund::read(value, reader)?)),
            Kind::Claim => Self::Claim(Claim::read(value, reader)?),
            Kind::Settle => Self::Settle(Sweep::read(value, reader)?),
        })
    }

    /// The kind of the payload.
    pub const fn kind(&self) -> Kind {
        match self {
            Self::Deposit(_) => Kind::Deposit,
            Self::Voucher(_) => Kind::Voucher,
            Self::Refund(_) => Kind::Refund,
            Self::CompletedRefund(_) => Kind::CompletedRefund,
            Self::Claim(_) => Kind::Claim,
            Self::Settle(_) => Kind::Settle,
        }
    }

    /// The value of `payload` on the wire.
    pub fn to_json(&self) -> RawJson {
        let mut members = Members::new();
        members.insert("type", RawJson::string(self.kind().as_str()));
        match self {
            Self::Deposit(payment) => payment.write(&mut members),
            Self::Voucher(commitment) => commitment.write(&mut members),
            Self::Refund(request) => request.write(&mut members),
            Self::CompletedRefund(refund) => refund.write(&mut members),
            Self::Claim(claim) => claim.write(&mut members),
            Self::Settle(sweep) => sweep.write(&mut members),
        }
        members.into()
    }
}

/// The kind of a payload: the value of `type`, with a separate kind for a refund that the server has completed. A
/// further kind would be a breaking change, as in [`Payload`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// `deposit`, from a client to a server, which sends it on to a facilitator.
    Deposit,
    /// `voucher`, from a client.
    Voucher,
    /// `refund`, from a client.
    Refund,
    /// `refund`, from a server to a facilitator.
    CompletedRefund,
    /// `claim`, from a server to a facilitator.
    Claim,
    /// `settle`, from a server to a facilitator.
    Settle,
}

impl Kind {
    /// The `type` of the payload.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Deposit => "deposit",
            Self::Voucher => "voucher",
            Self::Refund | Self::CompletedRefund => "refund",
            Self::Claim => "claim",
            Self::Settle => "settle",
        }
    }

    /// Returns the kind of a payload. A refund is completed if it has any of the server's fields (N-9).
    ///
    /// # Errors
    /// `type` is missing, is not a string, or is unknown.
    pub fn of(payload: JsonRef<'_>) -> Result<Self, DecodeError> {
        if let Some(kind) = Self::find(payload) {
            return Ok(kind);
        }
        let of = required(payload.get("type"), "type", payload)?;
        of.string().and_then(|_| Err(of.error(ErrorKind::UnknownValue))).in_member("type")
    }

    /// Returns the kind of a payload. `None` if `type` is missing, is not a string, or is unknown; [`of`](Self::of)
    /// returns the error.
    #[must_use]
    pub fn find(payload: JsonRef<'_>) -> Option<Self> {
        let name = payload.get("type")?.string().ok()?;
        let mut kinds = [Self::Deposit, Self::Voucher, Self::Refund, Self::Claim, Self::Settle].into_iter();
        let kind = kinds.find(|kind| *name == *kind.as_str())?;
        let is_completed = kind == Self::Refund && OF_SERVER.iter().any(|member| payload.non_null(member).is_some());
        Some(if is_completed { Self::CompletedRefund } else { kind })
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
