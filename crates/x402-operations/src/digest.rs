use serde::Serialize;
use x402_schemes::{
    AssetTransferMethod, Hex, Mechanism, MethodError, SchemePayload, Terms,
    evm::{
        Signature,
        eip712::{SigningInput, TokenDomain},
        gas_sponsoring::{eip2612, erc20_approval},
        gateway, permit2,
        transaction::SignedTransaction,
    },
    solana::{Transaction, sha256},
};
use x402_types::{
    DecodeError, DecodeOptions, PaymentPayload, RawJson, Segment, extensions::Extension as _, read::Reader, v1, v2,
};
use x402_verify::{evm::recover_signer, solana::verify_strict};

use super::{
    Fields, OwnOffers,
    input::read_offer,
    render::ShownError,
    source::take_payment,
    stop::{Outcome, Stop},
};

/// The answer of `digest`.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(super) enum DigestResult {
    #[serde(rename_all = "camelCase")]
    Evm {
        family: &'static str,
        #[serde(flatten)]
        signed: ShownSigned,
        #[serde(skip_serializing_if = "Option::is_none")]
        permit: Option<ShownSigned>,
        #[serde(skip_serializing_if = "Option::is_none")]
        approval: Option<Box<ShownTransaction>>,
    },
    #[serde(rename_all = "camelCase")]
    Solana {
        family: &'static str,
        digest: String,
        fee_payer: String,
        signers: Vec<ShownSigner>,
    },
    Err {
        err: ShownError,
    },
}

/// The EIP-712 message to sign, and the account that made the given signature.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ShownSigned {
    domain_separator: String,
    struct_hash: String,
    digest: String,
    form: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    signer: Option<String>,
}

impl ShownSigned {
    fn new(separator: &[u8; 32], struct_hash: &[u8; 32], signature: &Signature) -> Self {
        let digest = SigningInput { domain_separator: separator, struct_hash }.digest();
        Self {
            domain_separator: Hex(separator).to_string(),
            struct_hash: Hex(struct_hash).to_string(),
            digest: Hex(&digest).to_string(),
            form: signature.form().as_str(),
            signer: recover_signer(&digest, signature).map(|address| address.to_string()),
        }
    }

    /// The permit for a sponsor, if it can be read and the offer names the token's domain.
    fn of_permit(extensions: Option<&RawJson>, terms: &Terms<'_>) -> Option<Self> {
        let mut reader = Reader::new(&DecodeOptions::LENIENT);
        let info = eip2612::Info::of_extensions(extensions?, &mut reader)?.ok()?;
        let domain = TokenDomain::of(terms.clone()).ok()?;
        Some(Self::new(&domain.separator(), &info.permit.struct_hash(), &info.signature))
    }
}

/// The transaction that approves Permit2, and the account that signed it. Numbers are decimal.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ShownTransaction {
    r#type: String,
    chain_id: String,
    nonce: String,
    max_priority_fee_per_gas: String,
    max_fee_per_gas: String,
    gas_limit: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<String>,
    value: String,
    data: String,
    digest: String,
    hash: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    signer: Option<String>,
}

impl ShownTransaction {
    /// The transaction, if the payment has a readable one.
    fn of_approval(extensions: Option<&RawJson>) -> Option<Self> {
        let mut reader = Reader::new(&DecodeOptions::LENIENT);
        let info = erc20_approval::Info::of_extensions(extensions?, &mut reader)?.ok()?;
        let signed = SignedTransaction::decode(&info.signed_transaction).ok()?;
        let (transaction, digest) = (&signed.transaction, signed.transaction.digest());
        let signer = recover_signer(&digest, &signed.signature.into());
        Some(Self {
            r#type: transaction.fees.transaction_type().to_string(),
            chain_id: transaction.chain_id.to_string(),
            nonce: transaction.nonce.to_string(),
            max_priority_fee_per_gas: transaction.fees.max_priority_fee().to_string(),
            max_fee_per_gas: transaction.fees.max_fee().to_string(),
            gas_limit: transaction.gas_limit.to_string(),
            to: transaction.to.map(|to| to.to_string()),
            value: transaction.value.to_string(),
            data: Hex(transaction.data).to_string(),
            digest: Hex(&digest).to_string(),
            hash: Hex(&signed.hash()).to_string(),
            signer: signer.map(|signer| signer.to_string()),
        })
    }
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
            return OwnOffers::from(vec![offer]).check("input.offer").map(|()| refused(&error));
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
    Ok(DigestResult::Evm {
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
    DigestResult::Solana {
        family: "solana",
        digest: Hex(&sha256(transaction.signed_bytes())).to_string(),
        fee_payer: message.fee_payer().map(|address| address.to_string()).unwrap_or_default(),
        signers: signers.collect(),
    }
}
