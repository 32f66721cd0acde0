//! Drafts a payment on the XRP Ledger.

use serde_json::json;
use x402_schemes::{
    Hex, Terms,
    xrpl::{Address, Draft, DraftInit, KeyType, Slot, is_on},
};
use x402_types::{Members, RawJson};
use x402_verify::{CheckId, Context, Facts, client, xrpl::Fact};

use super::{
    chain::{Chain, limits},
    drafted::{AnyOffer, Drafted, flagged, refused, refused_by_servers},
};
use crate::{
    args::{DraftArgs, Server, uses::draft::XRPL},
    host::Host,
    input,
    output::{Failure, exit},
    style::printable,
};

pub(super) const CHAIN: Chain = Chain { is_of: |terms| is_on(&terms.network), uses: &XRPL, draft };

fn draft(args: &DraftArgs, offer: &AnyOffer, terms: &Terms<'_>, host: &mut dyn Host) -> Result<Drafted, Failure> {
    let ledger = args.ledger.ok_or_else(|| {
        usage(
            "--ledger is missing: a payment on the XRP Ledger ends with a ledger. Pass the ledger_index that a node returns for the validated ledger (method ledger)",
        )
    })?;
    let (longest, horizon) = (terms.max_timeout_seconds, terms.longest_timeout(args.horizon));
    if longest > horizon {
        return Err(usage(format!("the payment would end in {longest} s, but --horizon is {horizon} s")));
    }
    let now = input::now(args.now, host)?;
    let public_key = public_key(&args.payer)?;
    let fee = args.fee.unwrap_or(DraftInit::FEE);
    let init = DraftInit { public_key, ledger, slot: slot(args)?, fee, source_tag: args.xrpl.source_tag };
    let draft = Draft::for_offer(terms.clone(), init).map_err(refused)?;
    let network = terms.network.clone().into_owned();
    let facts = Facts::new().with(Fact::Ledger { network, sequence: ledger, seconds_per_ledger: None });
    let context = Context::at(now).with_facts(&facts);
    let issues = client::review_offer(terms.clone(), None, &limits(args));
    let mut warnings: Vec<String> = issues.iter().map(|issue| printable(&issue.to_string())).collect();
    // A payment that a server would refuse must not be signed. Only the missing signature may be a fault.
    let report = offer.paid(payload(args, &draft, terms, placeholder(draft.key_type()))?, None, &context).1;
    warnings.extend(flagged(&report));
    let unsigned_only = report.deciding().map(|check| check.id) == Some(CheckId::ACCOUNT_SIGNATURE);
    if let (false, Err(error)) = (unsigned_only, report.into_paid()) {
        return Err(refused_by_servers(&error));
    }
    let (account, last) = (draft.account(), draft.last_ledger_sequence());
    let preimage = Hex(&draft.preimage()).to_string();
    let mut json = json!({
        "algorithm": draft.key_type().as_str(), "preimage": preimage, "account": account.to_string(), "lastLedger": last,
    });
    let message = match draft.digest() {
        Some(digest) => {
            let digest = Hex(&digest).to_string();
            json["digest"] = digest.clone().into();
            format!(
                "digest, for a key of secp256k1\n  {digest}\n\npreimage, the first half of whose SHA-512 is the digest\n  {preimage}\n"
            )
        }
        None => format!("preimage, for a key of Ed25519\n  {preimage}\n"),
    };
    let text = format!(
        "{message}\nThe payer is {account}, and the payment ends with ledger {last}.\n\
         Pass the signature to the same command with --signature, in hexadecimal: DER for a key of secp256k1\n"
    );
    let drafted = Drafted { text, json, warnings, header: None, code: exit::VALID };
    let Some(text) = &args.signature else { return Ok(drafted) };
    let signature = bytes("--signature", text)?;
    drafted.signed(offer.paid(payload(args, &draft, terms, &signature)?, None, &context))
}

fn usage(why: impl Into<String>) -> Failure {
    Failure::Usage(why.into())
}

/// Bytes in hexadecimal digits, as the ledger's software prints them, or with `0x`.
fn bytes(option: &str, text: &str) -> Result<Vec<u8>, Failure> {
    let text = text.trim();
    if text.starts_with("0x") { input::hex(option, text) } else { input::hex(option, &format!("0x{text}")) }
}

fn public_key(text: &str) -> Result<[u8; 33], Failure> {
    let must = "--payer: on the XRP Ledger this is the public key of the account, 33 bytes in hexadecimal";
    if text.parse::<Address>().is_ok() {
        return Err(usage(format!("{must}: the transaction contains the key, which does not follow from the address")));
    }
    bytes("--payer", text)?.try_into().map_err(|_| usage(must))
}

fn slot(args: &DraftArgs) -> Result<Slot, Failure> {
    match (args.xrpl.sequence, args.xrpl.ticket) {
        (_, Some(ticket)) => Ok(Slot::Ticket(ticket)),
        (Some(sequence), None) => Ok(Slot::Sequence(sequence)),
        (None, None) => Err(usage(
            "--sequence or --ticket is missing: pass the Sequence of the account that a node returns for account_info, or the number of a ticket",
        )),
    }
}

/// A signature of the right format that is over nothing.
const fn placeholder(key_type: KeyType) -> &'static [u8] {
    /// Two integers of 1 in DER.
    const DER: [u8; 8] = [0x30, 6, 2, 1, 1, 2, 1, 1];
    match key_type {
        KeyType::Secp256k1 => &DER,
        KeyType::Ed25519 => &[0; 64],
    }
}

/// The payload with the fields that the server needs in addition.
fn payload(args: &DraftArgs, draft: &Draft, terms: &Terms<'_>, signature: &[u8]) -> Result<RawJson, Failure> {
    let payload = draft.with_signature(signature).map_err(|error| usage(format!("--signature: {error}")))?.to_json();
    match args.xrpl.server {
        None => Ok(payload),
        Some(Server::T54) => {
            let invoice = terms.extra_member("invoiceId").and_then(|invoice| invoice.string().ok());
            let invoice =
                invoice.ok_or_else(|| usage("--for t54: the payment requirements have no extra.invoiceId"))?;
            let mut members = Members::from_object(Some(&payload));
            members.insert("invoiceId", RawJson::string(&invoice));
            Ok(members.into())
        }
    }
}
