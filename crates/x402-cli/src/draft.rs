//! `x402 draft`: from an offer to what is signed, and with a signature to the header. It holds no key.

use serde_json::{json, value::RawValue};
use x402_schemes::{
    AssetTransferMethod, Hex, Terms,
    evm::{Address, Signature, eip3009, permit2},
};
use x402_types::{DecodeOptions, HeaderName, RawJson, Uint256, Wire, v1, v2};
use x402_verify::{Context, client};

use crate::{Failure, Said, args::DraftArgs, exit, input, style::printable};

/// An offer of either version.
enum AnyOffer {
    V1(v1::PaymentRequirements),
    V2(v2::PaymentRequirements),
}

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

pub(crate) fn run(args: &DraftArgs) -> Result<Said, Failure> {
    let offer = read_offer(&args.offer)?;
    let terms = match &offer {
        AnyOffer::V1(offer) => Terms::of_v1(offer)
            .ok_or_else(|| Failure::Usage(format!("--offer: nobody knows which chain {} is", offer.network)))?,
        AnyOffer::V2(offer) => offer.into(),
    };
    let now = input::now(args.now)?;
    let payer: Address = args.payer.parse().map_err(|error| Failure::Usage(format!("--payer: {error}")))?;
    let nonce: [u8; 32] = input::hex("--nonce", &args.nonce)?.try_into().map_err(|_| {
        Failure::Usage("--nonce: must be 0x and 64 hexadecimal digits, for instance 0x$(openssl rand -hex 32)".into())
    })?;
    let draft = draft(args, terms.clone(), payer, nonce, now)?;
    let warnings: Vec<String> =
        client::review_offer(terms, Some(payer), None).iter().map(|issue| printable(&issue.to_string())).collect();
    let header = match &args.signature {
        Some(signature) => Some(header(&offer, &draft, signature, &input::facts(args.account_code), now)?),
        None => None,
    };
    Ok(Said { text: show(&draft, &warnings, header.as_ref(), args.json)?, code: exit::VALID })
}

/// By the method that the offer names.
fn draft<'a>(
    args: &'a DraftArgs,
    terms: Terms<'a>,
    payer: Address,
    nonce: [u8; 32],
    now: u64,
) -> Result<Draft<'a>, Failure> {
    let refused = |error: &dyn std::fmt::Display| Failure::Usage(format!("nothing can be drafted: {error}"));
    let method = AssetTransferMethod::of(terms.clone(), None).map_err(|error| refused(&error))?;
    if method == AssetTransferMethod::PERMIT2 {
        let mut window = permit2::Window::from_now(now, terms.clone());
        window.valid_after = args.valid_after.map_or(window.valid_after, Into::into);
        window.deadline = args.valid_before.map_or(window.deadline, Into::into);
        let nonce = permit2::Nonce::new(Uint256::from_be_bytes(nonce));
        return permit2::Draft::new(terms, payer, nonce, window).map(Draft::Permit2).map_err(|error| refused(&error));
    }
    let mut window = eip3009::Window::from_now(now, terms.clone());
    window.valid_after = args.valid_after.map_or(window.valid_after, Into::into);
    window.valid_before = args.valid_before.map_or(window.valid_before, Into::into);
    let names = args.token_domain.as_deref().and_then(|names| Some((names.first()?.as_str(), names.get(1)?.as_str())));
    let draft = eip3009::Draft::completed(terms, payer, eip3009::Nonce::new(nonce), window, names);
    draft.map(Draft::Eip3009).map_err(|error| refused(&error))
}

fn read_offer(argument: &str) -> Result<AnyOffer, Failure> {
    let offers = input::offers(std::slice::from_ref(&argument.to_owned()))?;
    let [offer] = offers.as_slice() else {
        return Err(Failure::Usage("--offer: one offer is drafted for, not an array of them".into()));
    };
    let v2 = v2::PaymentRequirements::decode(offer.as_str(), &DecodeOptions::STRICT);
    let v1 = || v1::PaymentRequirements::decode(offer.as_str(), &DecodeOptions::STRICT);
    match (v2, v1) {
        (Ok(offer), _) => Ok(AnyOffer::V2(offer.value)),
        (Err(v2), v1) => match v1() {
            Ok(offer) => Ok(AnyOffer::V1(offer.value)),
            Err(v1) => Err(Failure::Usage(format!(
                "--offer: no PaymentRequirements of version 2 ({v2}), nor of version 1 ({v1})"
            ))),
        },
    }
}

/// The header's name and value, if no server would refuse the payment.
fn header(
    offer: &AnyOffer,
    draft: &Draft<'_>,
    signature: &str,
    facts: &x402_verify::Facts,
    now: u64,
) -> Result<(HeaderName, String), Failure> {
    let payload = draft.payload(Signature::new(input::hex("--signature", signature)?));
    let context = Context::at(now).with_facts(facts);
    let refused = |error| Failure::Usage(format!("a server would refuse this payment: {error}"));
    Ok(match offer {
        AnyOffer::V1(offer) => {
            (HeaderName::XPayment, client::payment_v1(offer, payload, &context).map_err(refused)?.to_header())
        }
        AnyOffer::V2(offer) => (
            HeaderName::PaymentSignature,
            client::payment_v2(offer.clone(), payload, &context).map_err(refused)?.to_header(),
        ),
    })
}

fn show(
    draft: &Draft<'_>,
    warnings: &[String],
    header: Option<&(HeaderName, String)>,
    as_json: bool,
) -> Result<String, Failure> {
    let digest = Hex(&draft.digest()).to_string();
    if as_json {
        let typed_data = RawValue::from_string(draft.typed_data()).map_err(|error| Failure::Io(error.into()))?;
        let mut answer = json!({"digest": digest, "warnings": warnings});
        answer["typedData"] = serde_json::to_value(typed_data).map_err(|error| Failure::Io(error.into()))?;
        if let Some((name, value)) = header {
            answer["header"] = json!({"name": name.as_str(), "value": value});
        }
        return Ok(answer.to_string() + "\n");
    }
    let mut text = match header {
        Some((name, value)) => format!("{}: {value}\n", name.as_str()),
        None => format!(
            "typed data, for eth_signTypedData_v4\n  {}\n\ndigest, for a key\n  {digest}\n\n\
             Give the signature to the same command with --signature 0x…, and with --now, --valid-after or \
             --valid-before as they were.\n",
            printable(&draft.typed_data())
        ),
    };
    for warning in warnings {
        text += &format!("warning: {warning}\n");
    }
    Ok(text)
}
