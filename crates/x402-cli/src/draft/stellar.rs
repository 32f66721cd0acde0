//! Drafts an authorization entry on Stellar, and the transaction that contains it.

use serde_json::json;
use x402_schemes::{
    Hex, Terms,
    stellar::{CredentialsKind, Draft, DraftInit, Payload, Simulated, Transaction, is_on},
};
use x402_types::{DecodeOptions, RawJson, read::Reader};
use x402_verify::{CheckId, Context, Facts, client, stellar::Fact};

use super::{
    chain::{Chain, limits},
    drafted::{AnyOffer, Drafted, base64, flagged, refused, refused_by_servers},
};
use crate::{
    args::{self, DraftArgs, uses::draft::STELLAR},
    host::Host,
    input,
    output::{Failure, exit},
    style::printable,
};

pub(super) const CHAIN: Chain = Chain { is_of: |terms| is_on(&terms.network), uses: &STELLAR, draft };

/// The fee of a transaction without a simulation, in stroops.
const INCLUSION_FEE: u32 = 100;

fn draft(args: &DraftArgs, offer: &AnyOffer, terms: &Terms<'_>, host: &mut dyn Host) -> Result<Drafted, Failure> {
    let ledger = args.ledger.ok_or_else(|| {
        usage("--ledger is missing: an authorization on Stellar ends with a ledger. Pass the sequence that a node returns for getLatestLedger")
    })?;
    let (longest, horizon) = (terms.max_timeout_seconds, terms.longest_timeout(args.horizon));
    if longest > horizon {
        let why = format!("the authorization would end in {longest} s, but --horizon is {horizon} s");
        return Err(usage(why));
    }
    let now = input::now(args.now, host)?;
    let draft = make(args, terms, ledger, now)?;
    let network = terms.network.clone().into_owned();
    let facts = Facts::new().with(Fact::Ledger { network, sequence: ledger, seconds_per_ledger: None });
    let context = Context::at(now).with_facts(&facts);
    let issues = client::review_offer(terms.clone(), None, &limits(args));
    let mut warnings: Vec<String> = issues.iter().map(|issue| printable(&issue.to_string())).collect();
    // A payment that a server would refuse must not be signed. Only the missing signature may be a fault.
    let report = offer.paid(draft.with_signature(&[0; 64]).to_json(), None, &context).1;
    warnings.extend(flagged(&report));
    let unsigned_only = report.deciding().map(|check| check.id) == Some(CheckId::ACCOUNT_SIGNATURE);
    if let (false, Err(error)) = (unsigned_only, report.into_paid()) {
        return Err(refused_by_servers(&error));
    }
    let (digest, preimage) = (Hex(&draft.digest()).to_string(), Hex(&draft.preimage()).to_string());
    let transaction = base64(&draft.unsigned().transaction);
    let last = draft.expiration_ledger();
    let text = format!(
        "digest, for a key\n  {digest}\n\npreimage, whose SHA-256 is the digest\n  {preimage}\n\n\
         transaction, for a simulation, in base64; not signed yet\n  {transaction}\n\n\
         The authorization ends with ledger {last}.\n\
         Pass the signature to the same command with --signature, in base64 or as 0x…\n"
    );
    let json = json!({"digest": digest, "preimage": preimage, "transaction": transaction, "lastLedger": last});
    let drafted = Drafted { text, json, warnings, header: None, code: exit::VALID };
    let Some(text) = &args.signature else { return Ok(drafted) };
    let payload = draft.with_signature(&signature(text)?).to_json();
    drafted.signed(offer.paid(payload, None, &context))
}

fn usage(why: impl Into<String>) -> Failure {
    Failure::Usage(why.into())
}

fn make(args: &DraftArgs, terms: &Terms<'_>, ledger: u32, now: u64) -> Result<Draft, Failure> {
    let payer = args.payer.parse().map_err(|error| usage(format!("--payer: {error}")))?;
    let credentials = match args.stellar.credentials {
        args::Credentials::V1 => CredentialsKind::Address,
        args::Credentials::V2 => CredentialsKind::AddressV2,
    };
    let init = DraftInit { payer, ledger, nonce: nonce(args)?, credentials, now: now.into() };
    let draft = Draft::for_offer(terms.clone(), init).map_err(refused)?;
    let Some(data) = &args.stellar.soroban_data else {
        return match args.fee {
            None => Ok(draft),
            Some(_) => Err(usage("--fee applies only together with --soroban-data of the same simulation")),
        };
    };
    let fee = u32::try_from(args.fee.unwrap_or(INCLUSION_FEE.into()))
        .map_err(|_| usage("--fee: the highest fee is 4294967295"))?;
    let data = from_base64(data).ok_or_else(|| usage("--soroban-data: expected base64"))?;
    let draft = draft.with_simulation(Simulated { data, fee });
    match Transaction::decode(&draft.unsigned().transaction) {
        Ok(_) => Ok(draft),
        Err(error) => Err(usage(format!("--soroban-data: this is not the transactionData of a simulation: {error}"))),
    }
}

/// The SDKs draw a nonce from 0 to 2^63−1.
fn nonce(args: &DraftArgs) -> Result<i64, Failure> {
    let must = || usage("--nonce: expected 0x and 16 hexadecimal digits, for example 0x$(openssl rand -hex 8)");
    let nonce = args.nonce.as_ref().ok_or_else(must)?;
    let bytes = input::hex("--nonce", nonce)?.try_into().map_err(|_| must())?;
    Ok(i64::from_be_bytes(bytes) & i64::MAX)
}

fn signature(text: &str) -> Result<[u8; 64], Failure> {
    let text = text.trim();
    let bytes =
        if text.starts_with("0x") { input::hex("--signature", text)? } else { from_base64(text).unwrap_or_default() };
    bytes.try_into().map_err(|_| usage("--signature: expected 64 bytes, in base64 or as 0x…"))
}

/// Base64 as the `transaction` of a payload is read.
fn from_base64(text: &str) -> Option<Vec<u8>> {
    let payload = RawJson::parse(&json!({"transaction": text.trim()}).to_string()).ok()?;
    Payload::read(payload.as_json(), &mut Reader::new(&DecodeOptions::STRICT)).ok().map(|payload| payload.transaction)
}
