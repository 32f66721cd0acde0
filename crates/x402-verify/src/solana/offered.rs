//! The members of an offer, read as Solana's.

use alloc::borrow::Cow;

use x402_schemes::{Terms, solana::Address};

use crate::solana::Detail;
use crate::{CheckId, findings::Findings};

/// The greatest length of a memo that an offer may ask for, in bytes (`scheme_exact_svm.md`, `extra.memo`).
const MAX_MEMO: usize = 256;

/// The members of an offer. A member is `None` if it is not what it should be.
pub(super) struct Offered<'a> {
    pub(super) mint: Option<Address>,
    pub(super) fee_payer: Option<Address>,
    pub(super) pay_to: Option<Address>,
    /// The memo that the offer asks for. `None` if any memo will do (S-7).
    pub(super) memo: Option<Cow<'a, str>>,
}

impl<'a> Offered<'a> {
    pub(super) fn read(terms: &Terms<'a>, findings: &mut Findings<'_>) -> Self {
        let address = |member, text: &str| text.parse().map_err(|_| Detail::NotAddress(member));
        let mint = findings.check(CheckId::ASSET_ADDRESS, address("asset", terms.asset));
        let fee_payer = terms.extra_member("feePayer").and_then(|member| member.string().ok());
        let fee_payer = fee_payer.ok_or(Detail::NoFeePayer);
        let fee_payer = fee_payer.and_then(|text| address("extra.feePayer", &text));
        let fee_payer = findings.check(CheckId::FEE_PAYER_ADDRESS, fee_payer);
        let pay_to = findings.check(CheckId::PAY_TO_ADDRESS, address("payTo", terms.pay_to));
        let memo = findings.check(CheckId::MEMO_OFFER, offered_memo(terms)).flatten();
        Self { mint, fee_payer, pay_to, memo }
    }
}

/// Reads the memo of the offer. An empty memo asks for none. A memo that is no text, or too long, makes the offer
/// invalid (S-7).
fn offered_memo<'a>(terms: &Terms<'a>) -> Result<Option<Cow<'a, str>>, Detail> {
    let Some(member) = terms.extra_member("memo") else { return Ok(None) };
    let memo = member.string().map_err(|_| Detail::MemoOffer)?;
    if memo.len() > MAX_MEMO {
        return Err(Detail::MemoOffer);
    }
    Ok(Some(memo).filter(|memo| !memo.is_empty()))
}
