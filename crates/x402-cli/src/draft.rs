//! `x402 draft`: from an offer to what is signed, and with a signature to the header. It holds no key.

use serde_json::{Value, json, value::RawValue};
use x402_schemes::{
    AssetTransferMethod, Hex, Terms,
    evm::{Address, Signature, eip3009, gas_sponsoring::eip2612, permit2},
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
    let warnings: Vec<String> = client::review_offer(terms.clone(), Some(payer), None)
        .iter()
        .map(|issue| printable(&issue.to_string()))
        .collect();
    let permit = permit(args, &draft, terms)?;
    let extensions = extensions(args, permit.as_ref())?;
    let header = match &args.signature {
        Some(signature) => Some(header(&offer, &draft, signature, extensions, &input::facts(args.account_code), now)?),
        None => None,
    };
    Ok(Said { text: show(&draft, permit.as_ref(), &warnings, header.as_ref(), args.json)?, code: exit::VALID })
}

/// Beside the payment, for a sponsor.
fn permit<'a>(args: &'a DraftArgs, draft: &Draft<'_>, terms: Terms<'a>) -> Result<Option<eip2612::Draft<'a>>, Failure> {
    let refused = |error: &dyn std::fmt::Display| Failure::Usage(format!("no permit can be drafted: {error}"));
    let Some(nonce) = &args.permit_nonce else { return Ok(None) };
    let nonce: Uint256 = nonce.parse().map_err(|error| Failure::Usage(format!("--permit-nonce: {error}")))?;
    let Draft::Permit2(payment) = draft else {
        return Err(refused(&"the offer is not paid by Permit2, and there is nothing to approve"));
    };
    eip2612::Draft::completed(payment, terms, nonce, names(args)).map(Some).map_err(|error| refused(&error))
}

/// With the permit in them, once it is signed.
fn extensions(args: &DraftArgs, permit: Option<&eip2612::Draft<'_>>) -> Result<Option<RawJson>, Failure> {
    let declared = args.declared.as_deref().map(input::declared).transpose()?;
    match (permit, &args.permit_signature, &args.signature) {
        (Some(permit), Some(signature), _) => {
            let info = permit.with_signature(Signature::new(input::hex("--permit-signature", signature)?));
            Ok(Some(info.to_extensions(declared.as_ref())))
        }
        (Some(_), None, Some(_)) => Err(Failure::Usage("--permit-signature: the permit wants one, too".into())),
        _ => Ok(None),
    }
}

fn names(args: &DraftArgs) -> Option<(&str, &str)> {
    args.token_domain.as_deref().and_then(|names| Some((names.first()?.as_str(), names.get(1)?.as_str())))
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
    let draft = eip3009::Draft::completed(terms, payer, eip3009::Nonce::new(nonce), window, names(args));
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
    extensions: Option<RawJson>,
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
        AnyOffer::V2(offer) => {
            let payment = match extensions {
                None => client::payment_v2(offer.clone(), payload, &context),
                Some(extensions) => client::extended_payment_v2(offer.clone(), payload, extensions, &context),
            };
            (HeaderName::PaymentSignature, payment.map_err(refused)?.to_header())
        }
    })
}

fn show(
    draft: &Draft<'_>,
    permit: Option<&eip2612::Draft<'_>>,
    warnings: &[String],
    header: Option<&(HeaderName, String)>,
    as_json: bool,
) -> Result<String, Failure> {
    let digest = Hex(&draft.digest()).to_string();
    if as_json {
        let mut answer = json!({"digest": digest, "warnings": warnings});
        answer["typedData"] = typed_data(draft.typed_data())?;
        if let Some(permit) = permit {
            let digest = Hex(&permit.digest()).to_string();
            answer["permit"] = json!({"digest": digest, "typedData": typed_data(permit.typed_data())?});
        }
        if let Some((name, value)) = header {
            answer["header"] = json!({"name": name.as_str(), "value": value});
        }
        return Ok(answer.to_string() + "\n");
    }
    let mut text = match header {
        Some((name, value)) => format!("{}: {value}\n", name.as_str()),
        None => {
            let typed = |text: String, digest: &str| {
                format!(
                    "typed data, for eth_signTypedData_v4\n  {}\n\ndigest, for a key\n  {digest}\n\n",
                    printable(&text)
                )
            };
            let mut text = typed(draft.typed_data(), &digest);
            let mut signature = "--signature 0x…".to_owned();
            if let Some(permit) = permit {
                text += "permit, for the sponsor: ";
                text += &typed(permit.typed_data(), &Hex(&permit.digest()).to_string());
                signature += ", that of the permit with --permit-signature 0x…";
            }
            text + &format!(
                "Give the signature to the same command with {signature}, and with --now, --valid-after or \
                 --valid-before as they were.\n"
            )
        }
    };
    for warning in warnings {
        text += &format!("warning: {warning}\n");
    }
    Ok(text)
}

fn typed_data(text: String) -> Result<Value, Failure> {
    let raw = RawValue::from_string(text).map_err(|error| Failure::Io(error.into()))?;
    serde_json::to_value(raw).map_err(|error| Failure::Io(error.into()))
}
