use serde::Serialize;
use serde_json::value::RawValue;
use x402_schemes::{
    AssetTransferMethod, Hex, Mechanism, MethodError, SchemePayload, Terms,
    evm::{eip712::TokenDomain, gateway, permit2},
    solana::{Transaction, sha256},
};
use x402_types::{DecodeError, DecodeOptions, PaymentPayload, RawJson, Segment, read::Reader, v1, v2};
use x402_verify::solana::verify_strict;

use super::{
    Fields, ServerOffers,
    evm::{ShownSigned, ShownTransaction},
    input::{digest_of_mechanism, read_offer},
    render::ShownError,
    source::take_payment,
    stop::{Outcome, Stop},
};

/// The answer of `digest`.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(super) enum DigestResult {
    #[serde(rename_all = "camelCase")]
    Message {
        family: &'static str,
        #[serde(flatten)]
        signed: ShownSigned,
        #[serde(skip_serializing_if = "Option::is_none")]
        permit: Option<ShownSigned>,
        #[serde(skip_serializing_if = "Option::is_none")]
        approval: Option<Box<ShownTransaction>>,
    },
    #[serde(rename_all = "camelCase")]
    Transaction {
        family: &'static str,
        digest: String,
        fee_payer: String,
        signers: Vec<ShownSigner>,
    },
    /// The answer for a mechanism with its own messages.
    Mechanism(Box<RawValue>),
    Err {
        err: ShownError,
    },
}

/// A required signer. The fee payer signs last, so the validity of its signature is null.
#[derive(Debug, Serialize)]
pub(super) struct ShownSigner {
    address: String,
    signed: Option<bool>,
}

pub(super) fn run(mut fields: Fields<'_>) -> Outcome<DigestResult> {
    let payment = take_payment(&mut fields)?;
    let offer = fields.require("offer")?;
    fields.finish()?;
    // Nothing is decided here, so everything that can be read is read.
    let payment = match payment.decode_payment(&DecodeOptions::LENIENT) {
        Ok(decoded) => decoded.value,
        Err(error) => {
            let offer = RawJson::parse(offer.get()).map_err(|error| Stop::Error(format!("input.offer: {error}")))?;
            return ServerOffers::from(vec![offer]).check("input.offer").map(|()| refused(&error));
        }
    };
    match payment {
        PaymentPayload::V1(payment) => {
            let offer: v1::PaymentRequirements = read_offer(offer, "input.offer")?;
            let network = || format!("network {} is unknown", offer.network);
            let terms = Terms::of_v1(&offer).ok_or_else(|| Stop::Skipped(network()))?;
            digest(&payment.payload, &terms, None, None)
        }
        PaymentPayload::V2(payment) => {
            let offer: v2::PaymentRequirements = read_offer(offer, "input.offer")?;
            let (accepted, extensions) = (Some(&payment.accepted), payment.extensions.as_ref());
            digest(&payment.payload, &Terms::from(&offer), accepted, extensions)
        }
    }
}

fn refused(error: &DecodeError) -> DigestResult {
    DigestResult::Err { err: ShownError::new(error) }
}

fn digest(
    payload: &RawJson,
    terms: &Terms<'_>,
    accepted: Option<&v2::PaymentRequirements>,
    extensions: Option<&RawJson>,
) -> Outcome<DigestResult> {
    let mut reader = Reader::new(&DecodeOptions::LENIENT);
    let malformed = |error: MethodError| Stop::Error(error.to_string());
    let method = AssetTransferMethod::of_payment(terms.clone(), accepted, payload, &mut reader).map_err(malformed)?;
    let unknown = || {
        Stop::Skipped(format!("scheme {} on {} with transfer method {method} is unknown", terms.scheme, terms.network))
    };
    let mechanism = Mechanism::of_payment(terms, accepted, payload, &mut reader).map_err(malformed)?;
    let payload = match mechanism.ok_or_else(unknown)?.read(payload, &mut reader) {
        Err(error) => return Ok(refused(&error.under(Segment::Member("payload")))),
        Ok(payload) => payload,
    };
    if let Some(answer) = digest_of_mechanism(&payload, terms, extensions) {
        return answer.map(DigestResult::Mechanism);
    }
    let permit2 = || terms.network.eip155_chain_id().map(permit2::domain_separator).ok_or_else(unknown);
    let (mechanism, separator, struct_hash, signature) = match &payload {
        SchemePayload::Eip3009(payload) => {
            let domain =
                TokenDomain::of(terms.clone()).map_err(|error| Stop::Error(format!("input.offer: {error}")))?;
            (Mechanism::EIP3009, domain.separator(), payload.authorization.struct_hash(), &payload.signature)
        }
        SchemePayload::Gateway(payload) => {
            let chain = gateway::offered(terms).and_then(Result::ok).ok_or_else(unknown)?;
            (Mechanism::GATEWAY, chain.separator, payload.authorization.struct_hash(), &payload.signature)
        }
        SchemePayload::Permit2(payload) => {
            (Mechanism::PERMIT2, permit2()?, payload.authorization.struct_hash(), &payload.signature)
        }
        SchemePayload::Upto(payload) => {
            (Mechanism::UPTO, permit2()?, payload.authorization.struct_hash(), &payload.signature)
        }
        SchemePayload::Solana(payload) => {
            return match Transaction::decode(&payload.transaction) {
                Ok(transaction) => Ok(digest_of_transaction(&transaction)),
                Err(_) => Ok(DigestResult::Err { err: ShownError::not_transaction() }),
            };
        }
        SchemePayload::Erc7710(_) | SchemePayload::Opaque | _ => return Err(unknown()),
    };
    // An extension for a sponsor replaces an approval of Permit2, so other mechanisms have none.
    let extensions = extensions.filter(|_| [Mechanism::PERMIT2, Mechanism::UPTO].contains(&mechanism));
    Ok(DigestResult::Message {
        family: mechanism.as_str(),
        signed: ShownSigned::new(&separator, &struct_hash, signature),
        permit: ShownSigned::of_permit(extensions, terms),
        approval: ShownTransaction::of_approval(extensions).map(Box::new),
    })
}

fn digest_of_transaction(transaction: &Transaction<'_>) -> DigestResult {
    let message = transaction.message();
    let signers = message.signers().zip(transaction.signatures()).enumerate().map(|(index, (address, signature))| {
        let signed = (index > 0).then(|| verify_strict(&address, transaction.signed_bytes(), signature));
        ShownSigner { address: address.to_string(), signed }
    });
    DigestResult::Transaction {
        family: Mechanism::SOLANA.as_str(),
        digest: Hex(&sha256(transaction.signed_bytes())).to_string(),
        fee_payer: message.fee_payer().map(|address| address.to_string()).unwrap_or_default(),
        signers: signers.collect(),
    }
}
