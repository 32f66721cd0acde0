//! On EVM chains: typed data, by the method that the offer names.

use serde_json::{json, value::RawValue};
use x402_schemes::{
    AssetTransferMethod, Hex, Terms,
    evm::{Address, Signature, eip3009, permit2},
};
use x402_types::{RawJson, Uint256};
use x402_verify::{Context, client};

use super::{AnyOffer, Drafted, refused, refused_by_servers};
use crate::{Failure, args::DraftArgs, input, style::printable};

/// A payment that nobody has signed yet.
enum Draft<'a> {
    Eip3009(eip3009::Draft<'a>),
    Permit2(permit2::Draft),
}

impl Draft<'_> {
    fn digest(&self) -> [u8; 32] {
        match self {
            Self::Eip3009(draft) => draft.digest(),
            Self::Permit2(draft) => draft.digest(),
        }
    }

    fn typed_data(&self) -> String {
        match self {
            Self::Eip3009(draft) => draft.typed_data(),
            Self::Permit2(draft) => draft.typed_data(),
        }
    }

    fn payload(&self, signature: Signature) -> RawJson {
        match self {
            Self::Eip3009(draft) => draft.with_signature(signature).to_json(),
            Self::Permit2(draft) => draft.with_signature(signature).to_json(),
        }
    }
}

pub(super) fn draft(args: &DraftArgs, offer: &AnyOffer, terms: &Terms<'_>, now: u64) -> Result<Drafted, Failure> {
    let payer: Address = args.payer.parse().map_err(|error| Failure::Usage(format!("--payer: {error}")))?;
    let no_nonce = || {
        let why = "must be 0x and 64 hexadecimal digits, for instance 0x$(openssl rand -hex 32)";
        Failure::Usage(format!("--nonce: {why}"))
    };
    let nonce = input::hex("--nonce", args.nonce.as_deref().ok_or_else(no_nonce)?)?;
    let draft = of_method(args, terms.clone(), payer, nonce.try_into().map_err(|_| no_nonce())?, now)?;
    let issues = client::review_offer(terms.clone(), Some(payer), None);
    let header = match &args.signature {
        Some(signature) => {
            let payload = draft.payload(Signature::new(input::hex("--signature", signature)?));
            let facts = input::facts(args.account_code);
            let context = Context::at(now).with_facts(&facts);
            Some(offer.header(payload, &context).map_err(refused_by_servers)?)
        }
        None => None,
    };
    let digest = Hex(&draft.digest()).to_string();
    let typed_data = RawValue::from_string(draft.typed_data()).map_err(|error| Failure::Io(error.into()))?;
    let mut json = json!({"digest": digest});
    json["typedData"] = serde_json::to_value(typed_data).map_err(|error| Failure::Io(error.into()))?;
    let text = format!(
        "typed data, for eth_signTypedData_v4\n  {}\n\ndigest, for a key\n  {digest}\n\n\
         Give the signature to the same command with --signature 0x…, and with --now, --valid-after or \
         --valid-before as they were.\n",
        printable(&draft.typed_data())
    );
    let warnings = issues.iter().map(|issue| printable(&issue.to_string())).collect();
    Ok(Drafted { text, json, warnings, header })
}

fn of_method<'a>(
    args: &'a DraftArgs,
    terms: Terms<'a>,
    payer: Address,
    nonce: [u8; 32],
    now: u64,
) -> Result<Draft<'a>, Failure> {
    let method = AssetTransferMethod::of(terms.clone(), None).map_err(refused)?;
    if method == AssetTransferMethod::PERMIT2 {
        let mut window = permit2::Window::from_now(now, terms.clone());
        window.valid_after = args.valid_after.map_or(window.valid_after, Into::into);
        window.deadline = args.valid_before.map_or(window.deadline, Into::into);
        let nonce = permit2::Nonce::new(Uint256::from_be_bytes(nonce));
        return permit2::Draft::new(terms, payer, nonce, window).map(Draft::Permit2).map_err(refused);
    }
    let mut window = eip3009::Window::from_now(now, terms.clone());
    window.valid_after = args.valid_after.map_or(window.valid_after, Into::into);
    window.valid_before = args.valid_before.map_or(window.valid_before, Into::into);
    let names = args.token_domain.as_deref().and_then(|names| Some((names.first()?.as_str(), names.get(1)?.as_str())));
    let draft = eip3009::Draft::completed(terms, payer, eip3009::Nonce::new(nonce), window, names);
    draft.map(Draft::Eip3009).map_err(refused)
}
