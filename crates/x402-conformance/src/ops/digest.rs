use serde::Serialize;
use x402_schemes::{AssetTransferMethod, Hex, SchemePayload, evm::eip712::TokenDomain};
use x402_types::{DecodeError, DecodeOptions, Segment, read::Reader};
use x402_verify::evm::recover_signer;

use super::{
    Fields, Outcome, Stop,
    input::{read_offer, take_payment},
    render::ShownError,
};

/// The answer of `digest`.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(super) enum DigestResult {
    #[serde(rename_all = "camelCase")]
    Evm {
        family: &'static str,
        domain_separator: String,
        struct_hash: String,
        digest: String,
        form: &'static str,
        #[serde(skip_serializing_if = "Option::is_none")]
        signer: Option<String>,
    },
    Err {
        err: ShownError,
    },
}

pub(super) fn run(mut fields: Fields<'_>) -> Outcome<DigestResult> {
    let payment = take_payment(&mut fields)?;
    let offer = read_offer(fields.require("offer")?, "input.offer")?;
    fields.finish()?;
    // Nothing is decided here, so what can be read is read.
    let refused = |error: DecodeError| Ok(DigestResult::Err { err: ShownError::new(&error) });
    let payment = match payment.decode(&DecodeOptions::LENIENT) {
        Ok(decoded) => decoded.value,
        Err(error) => return refused(error),
    };
    let method = AssetTransferMethod::of(&offer, &payment.accepted).map_err(|error| Stop::Error(error.to_string()))?;
    let mut reader = Reader::new(&DecodeOptions::LENIENT);
    match SchemePayload::read(&payment.payload, &offer.scheme, &offer.network, &method, &mut reader) {
        Err(error) => refused(error.under(Segment::Member("payload"))),
        Ok(SchemePayload::Eip3009(payload)) => {
            let domain = TokenDomain::of(&offer).map_err(|error| Stop::Error(format!("input.offer: {error}")))?;
            let separator = domain.separator();
            let digest = payload.authorization.digest(&separator);
            Ok(DigestResult::Evm {
                family: "eip3009",
                domain_separator: Hex(&separator).to_string(),
                struct_hash: Hex(&payload.authorization.struct_hash()).to_string(),
                digest: Hex(&digest).to_string(),
                form: payload.signature.form().as_str(),
                signer: recover_signer(&digest, &payload.signature).map(|address| address.to_string()),
            })
        }
        Ok(_) => Err(Stop::Skipped(format!(
            "scheme {} on {} with transfer method {method} is not known here",
            offer.scheme, offer.network
        ))),
    }
}
