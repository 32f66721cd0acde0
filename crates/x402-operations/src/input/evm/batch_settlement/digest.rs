//! The data that a payer, a server and a facilitator sign for a payment with `batch-settlement` (N-39).

use alloc::{
    boxed::Box,
    format,
    string::{String, ToString},
    vec::Vec,
};

use serde::Serialize;
use serde_json::value::RawValue;
use x402_schemes::{
    Hex, SchemePayload, Terms,
    evm::{
        Signature,
        batch_settlement::{
            Channel, Claim, ClaimRow, Commitment, CompletedRefund, Deposit, DepositAuthorization, Payload, Refund,
            domain_separator, voucher_hash,
        },
        eip712::{SigningInput, TokenDomain},
        eip3009::RECEIVE_TYPEHASH,
        permit2,
    },
};
use x402_types::RawJson;

use crate::{
    evm::{ShownSigned, ShownTransaction},
    render::to_raw,
    stop::{Outcome, Stop},
};

/// The messages of a payload. Each exists if the payload has its data.
#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Shown {
    family: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    channel_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    voucher: Option<ShownSigned>,
    #[serde(skip_serializing_if = "Option::is_none")]
    deposit: Option<ShownDeposit>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rows: Option<Vec<ShownSigned>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    batch: Option<ShownMessage>,
    #[serde(skip_serializing_if = "Option::is_none")]
    refund: Option<ShownMessage>,
}

#[derive(Serialize)]
struct ShownDeposit {
    family: &'static str,
    #[serde(flatten)]
    signed: ShownSigned,
    #[serde(skip_serializing_if = "Option::is_none")]
    permit: Option<ShownSigned>,
    #[serde(skip_serializing_if = "Option::is_none")]
    approval: Option<Box<ShownTransaction>>,
}

/// A message of the receiver's side. A facilitator signs the ones without a signature (N-28).
#[derive(Serialize)]
#[serde(untagged)]
enum ShownMessage {
    Signed(ShownSigned),
    #[serde(rename_all = "camelCase")]
    Unsigned {
        domain_separator: String,
        struct_hash: String,
        digest: String,
    },
}

impl ShownMessage {
    fn new(domain_separator: &[u8; 32], struct_hash: &[u8; 32], signature: Option<&Signature>) -> Self {
        match signature {
            Some(signature) => Self::Signed(ShownSigned::new(domain_separator, struct_hash, signature)),
            None => Self::Unsigned {
                domain_separator: Hex(domain_separator).to_string(),
                struct_hash: Hex(struct_hash).to_string(),
                digest: Hex(&SigningInput { domain_separator, struct_hash }.digest()).to_string(),
            },
        }
    }
}

/// Returns the answer for a payload of this scheme, and `None` for other payloads.
pub(in super::super) fn digest(
    payload: &SchemePayload,
    terms: &Terms<'_>,
    extensions: Option<&RawJson>,
) -> Option<Outcome<Box<RawValue>>> {
    let SchemePayload::BatchSettlement(payload) = payload else { return None };
    Some(messages(payload, terms, extensions).and_then(|shown| to_raw(&shown)))
}

fn messages(payload: &Payload, terms: &Terms<'_>, extensions: Option<&RawJson>) -> Outcome<Shown> {
    let no_chain = || Stop::Skipped(format!("network {} is no EVM chain", terms.network));
    let chain_id = terms.network.eip155_chain_id().ok_or_else(no_chain)?;
    let of = |commitment: &Commitment| {
        let channel = commitment.config.on_chain(chain_id);
        let shown = Shown {
            family: "batch-settlement",
            channel_id: Some(channel.id().to_string()),
            voucher: Some(voucher(&channel, commitment)),
            ..Shown::default()
        };
        (channel, shown)
    };
    Ok(match payload {
        Payload::Voucher(commitment) => of(commitment).1,
        Payload::Refund(request) => of(&request.commitment).1,
        Payload::Deposit(payment) => {
            let (channel, shown) = of(&payment.commitment);
            let signed = of_deposit(&payment.deposit, &payment.commitment, &channel, terms, extensions)?;
            Shown { deposit: Some(signed), ..shown }
        }
        Payload::CompletedRefund(refund) => {
            let (channel, shown) = of(&refund.commitment);
            let claimed = of_claim(&refund.claim, chain_id);
            Shown { refund: Some(of_refund(refund, &channel)), rows: claimed.rows, batch: claimed.batch, ..shown }
        }
        Payload::Claim(claim) => of_claim(claim, chain_id),
        Payload::Settle(_) => return Err(Stop::Skipped("a sweep has no signature".into())),
    })
}

/// The voucher over the id of the config, whichever id the payload names.
fn voucher(channel: &Channel, commitment: &Commitment) -> ShownSigned {
    let hash = voucher_hash(channel.id(), commitment.voucher.max_claimable);
    ShownSigned::new(channel.domain_separator(), &hash, &commitment.voucher.signature)
}

fn of_deposit(
    deposit: &Deposit,
    commitment: &Commitment,
    channel: &Channel,
    terms: &Terms<'_>,
    extensions: Option<&RawJson>,
) -> Outcome<ShownDeposit> {
    match &deposit.authorization {
        DepositAuthorization::Erc3009(authorization) => {
            let domain =
                TokenDomain::of(terms.clone()).map_err(|error| Stop::Error(format!("input.offer: {error}")))?;
            let message = authorization.message(deposit.amount, commitment.config.payer, channel.id());
            let hash = message.struct_hash_as(RECEIVE_TYPEHASH);
            let signed = ShownSigned::new(&domain.separator(), &hash, &authorization.signature);
            Ok(ShownDeposit { family: "eip3009", signed, permit: None, approval: None })
        }
        DepositAuthorization::Permit2(authorization) => {
            let separator = terms.network.eip155_chain_id().map(permit2::domain_separator).unwrap_or_default();
            Ok(ShownDeposit {
                family: "permit2",
                signed: ShownSigned::new(&separator, &authorization.struct_hash(), &authorization.signature),
                permit: ShownSigned::of_permit(extensions, terms),
                approval: ShownTransaction::of_approval(extensions).map(Box::new),
            })
        }
    }
}

fn of_claim(claim: &Claim, chain_id: u64) -> Shown {
    let separator = domain_separator(chain_id);
    let row = |row: &ClaimRow| {
        let channel = row.config.on_chain(chain_id);
        ShownSigned::new(&separator, &voucher_hash(channel.id(), row.max_claimable), &row.signature)
    };
    let batch = || ShownMessage::new(&separator, &claim.struct_hash(chain_id), claim.signature.as_ref());
    Shown {
        family: "batch-settlement",
        rows: Some(claim.rows.iter().map(row).collect()),
        // A batch without claims is not signed.
        batch: (!claim.rows.is_empty()).then(batch),
        ..Shown::default()
    }
}

fn of_refund(refund: &CompletedRefund, channel: &Channel) -> ShownMessage {
    let message = Refund { channel: channel.id(), nonce: refund.nonce, amount: refund.amount };
    ShownMessage::new(channel.domain_separator(), &message.struct_hash(), refund.signature.as_ref())
}
