//! The state of a payment that was sent, and whether the buyer may sign a new one (F-4 to F-6).

use x402_types::{DecodeError, ErrorKind, SettleOutcome, SettleResponse, UnixSeconds, declare::names};

use crate::{Authorized, Expires, Verdict};

names! {
    /// The state of a payment that was sent (F-5). [`sign_again`](Self::sign_again) returns whether the buyer may sign
    /// again.
    ///
    /// The same payment may be sent again in every state, because its nonce settles only once.
    ///
    /// ```
    /// use x402_types::{Network, SettleResponse};
    /// use x402_verify::client::{SettlementState, SignAgain};
    ///
    /// let settled = SettleResponse::success("0x1234567890abcdef", Network::eip155(8453));
    /// assert_eq!(SettlementState::of_answer(200, Ok(&settled)), SettlementState::Settled);
    /// assert_eq!(SettlementState::Settled.sign_again(), SignAgain::No);
    /// ```
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    #[non_exhaustive]
    pub enum SettlementState {
        /// `success: true`.
        Settled = "settled",
        /// `success: false` with a transaction, for any reason. The transaction may still succeed.
        Pending = "pending",
        /// `success: false` without a transaction, or a response that refuses the payment before any settlement. If the
        /// reason is that the nonce is used, and the payment was sent before, the same payment may have used it.
        Failed = "failed",
        /// The reason is `settlement_pending`, and no transaction is named. Or the response has a settlement that
        /// cannot be decoded, or has none although one is due. Or there was no response at all.
        Unknown = "unknown",
    }
    as_str "The permanent name: `settled`, `pending`, `failed` or `unknown`.";
    Display;
}

/// The reason for a settlement that was sent and is not confirmed yet. It must come with a transaction (V2
/// specification as amended, §5.3.2 and §9).
const PENDING: &str = "settlement_pending";

impl SettlementState {
    /// Returns the state that the settlement reports.
    #[must_use]
    pub fn of(settlement: &SettleResponse) -> Self {
        match &settlement.outcome {
            SettleOutcome::Success => Self::Settled,
            SettleOutcome::Failure(_) if !settlement.transaction.is_empty() => Self::Pending,
            SettleOutcome::Failure(Some(reason)) if reason.as_str() == PENDING => Self::Unknown,
            SettleOutcome::Failure(_) => Self::Failed,
        }
    }

    /// Returns the state after an HTTP response with this status, and with the result of
    /// [`decode_settlement_headers`](x402_types::decode_settlement_headers) for its headers. Without any response, the
    /// state is [`Unknown`](Self::Unknown).
    ///
    /// A settlement counts with any status, so it is read before any new 402 response (F-4). Without one, a status of
    /// 400, 402, 409 or 412 means that the payment was refused before it was settled. With any other status, a
    /// settlement is due.
    ///
    /// ```
    /// use x402_types::{DecodeOptions, Network, SettleResponse, Wire, decode_settlement_headers};
    /// use x402_verify::client::SettlementState;
    /// let state = |status: u16, headers: &[(&'static str, &str)]| {
    ///     let headers = headers.iter().map(|(name, value)| (*name, value.as_bytes()));
    ///     let settlement = decode_settlement_headers(headers, &DecodeOptions::STRICT).map(|decoded| decoded.value);
    ///     SettlementState::of_answer(status, settlement.as_ref())
    /// };
    /// let text = r#"{"success":true,"transaction":"0xabc","network":"eip155:8453"}"#;
    /// let settled = SettleResponse::decode(text, &DecodeOptions::STRICT)?.value.to_header();
    /// assert_eq!(state(500, &[("PAYMENT-RESPONSE", &settled)]), SettlementState::Settled);
    /// assert_eq!(state(200, &[("PAYMENT-RESPONSE", "junk")]), SettlementState::Unknown);
    /// assert_eq!(state(200, &[]), SettlementState::Unknown);
    /// assert_eq!(state(402, &[]), SettlementState::Failed);
    /// # Ok::<(), x402_types::DecodeError>(())
    /// ```
    #[must_use]
    pub fn of_answer(status: u16, settlement: Result<&SettleResponse, &DecodeError>) -> Self {
        match settlement {
            Ok(settlement) => Self::of(settlement),
            Err(error) if matches!(error.kind(), ErrorKind::NoHeader(_)) && matches!(status, 400 | 402 | 409 | 412) => {
                Self::Failed
            }
            Err(_) => Self::Unknown,
        }
    }

    /// Returns the verdict on the payment's settlement: valid if it is settled, invalid if it failed, and undecided
    /// otherwise (F-5).
    #[must_use]
    pub const fn verdict(self) -> Verdict {
        match self {
            Self::Settled => Verdict::Valid,
            Self::Failed => Verdict::Invalid,
            Self::Pending | Self::Unknown => Verdict::Undecided,
        }
    }

    /// Returns whether the buyer may sign a new payment for the same resource, before anything is known about the chain
    /// (F-6). [`may_sign_again`] takes the state of the chain into account.
    #[must_use]
    pub const fn sign_again(self) -> SignAgain {
        match self {
            Self::Settled => SignAgain::No,
            Self::Pending | Self::Unknown => SignAgain::NotYet,
            Self::Failed => SignAgain::BothCount,
        }
    }
}

names! {
    /// The decision whether a buyer may sign a new payment for the same resource. The old payment may always be sent
    /// once more, with the same payment identifier.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    #[non_exhaustive]
    pub enum SignAgain {
        /// No. The payment is settled.
        No = "no",
        /// Not before the chain shows that the old payment cannot be settled any more: its transaction has failed for
        /// good or does not exist, **and** its nonce is used up elsewhere or its window has ended.
        NotYet = "not-yet",
        /// Yes. Both payments count against the budget, because the old one can still be settled until its window ends.
        BothCount = "both-count",
        /// Yes. The old payment cannot be settled any more.
        Yes = "yes",
    }
    as_str "The permanent name: `no`, `not-yet`, `both-count` or `yes`.";
    Display;
}

/// The facts about a sent payment that the buyer has read from the chain. By default, nothing is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Seen {
    /// `true` if the transaction that the settlement names has failed for good, or the chain does not have it. If none
    /// is named: `true` if no transaction settles this payment.
    pub no_transaction: bool,
    /// `true` if the nonce is used up by a different payment, or cancelled. A nonce that this same payment used up does
    /// not count. On the XRP Ledger the nonce is the sequence number or the ticket, which any transaction can use up (R-65).
    pub nonce_used_elsewhere: bool,
    /// The time of a final block, in Unix seconds.
    pub time: Option<UnixSeconds>,
    /// The number of a closed ledger of Stellar, or of a validated ledger of the XRP Ledger.
    pub ledger: Option<u32>,
    /// `true` if the blockhash is too old in a final block.
    pub blockhash_expired: bool,
}

impl Seen {
    /// `true` if the payment's authorization is void from now on.
    fn is_over(&self, paid: &Authorized) -> bool {
        let window = match paid.expires {
            Expires::At(until) => self.time.is_some_and(|time| until <= time),
            Expires::AfterLedger(last) => self.ledger.is_some_and(|ledger| last < ledger),
            Expires::WithBlockhash(_) => self.blockhash_expired,
            Expires::Never => false,
        };
        self.nonce_used_elsewhere || window
    }
}

/// Returns whether the buyer may sign a new payment, given the facts that the chain shows (F-6).
///
/// ```
/// use x402_types::UnixSeconds;
/// use x402_verify::{Authorized, client::{Seen, SettlementState, SignAgain, may_sign_again}};
/// fn after_the_window(paid: &Authorized, end: UnixSeconds) {
///     let mut seen = Seen::default();
///     seen.time = Some(end);
///     assert_eq!(may_sign_again(SettlementState::Failed, paid, &seen), SignAgain::Yes);
///     // The transaction may have been included in time.
///     assert_eq!(may_sign_again(SettlementState::Pending, paid, &seen), SignAgain::NotYet);
///     seen.no_transaction = true;
///     assert_eq!(may_sign_again(SettlementState::Pending, paid, &seen), SignAgain::Yes);
/// }
/// ```
#[must_use]
pub fn may_sign_again(state: SettlementState, paid: &Authorized, seen: &Seen) -> SignAgain {
    let is_void = match state {
        SettlementState::Settled => false,
        SettlementState::Failed => seen.is_over(paid),
        SettlementState::Pending | SettlementState::Unknown => seen.no_transaction && seen.is_over(paid),
    };
    if is_void { SignAgain::Yes } else { state.sign_again() }
}
