//! Describes a transaction on Stellar, for people, and what was signed in it.

use std::fmt::Write as _;

use x402_schemes::{
    AccountId,
    stellar::{
        Address, Authorization, Body, Call, Entry, Payload, ScAddress, Transaction, Value, account_signatures, assets,
        is_on, network_id,
    },
};
use x402_types::{Amount, AnyAmount, DecodeOptions, read::Reader};
use x402_verify::{Facts, Particulars, Payment, Report, stellar::verify_strict};

use super::chain::{Chain, Claim, Verified, payload_of};
use crate::style::printable;

pub(super) const CHAIN: Chain = Chain {
    describe,
    claim,
    tokens: |_, asset, amount| {
        let AccountId::Stellar(contract) = asset else { return None };
        assets::known(&contract).map(|known| known.tokens(amount))
    },
    sponsor,
};

/// The fee that the facilitator pays, which is not the client's.
fn sponsor(report: &Report) -> Option<String> {
    let Some(Particulars::Stellar(particulars)) = report.particulars() else { return None };
    Some(match particulars.sponsor.min_resource_fee {
        Some(fee) => format!(": {fee} stroops for resources, and the fee for inclusion that the facilitator adds"),
        None => ": a fee that only a simulation shows".into(),
    })
}

/// Everything that can be read is told. The checks decide whether it is allowed.
fn read(payment: Payment<'_>) -> Option<Payload> {
    Payload::read(payload_of(payment).as_json(), &mut Reader::new(&DecodeOptions::LENIENT)).ok()
}

/// Describes source, call and entries. Returns `None` if the payment is not on Stellar, or contains no readable transaction.
fn describe(payment: Payment<'_>, _: &Facts) -> Option<String> {
    let Payment::V2(accepted) = payment else { return None };
    let network = &accepted.accepted.network;
    if !is_on(network) {
        return None;
    }
    let payload = read(payment)?;
    let transaction = Transaction::decode(&payload.transaction).ok()?;
    let mut text = format!(
        "\ntransaction, {} bytes; the facilitator rebuilds this transaction: only the call and the entries count\n",
        payload.transaction.len()
    );
    // Writing to a String cannot fail.
    let _ = write(&mut text, &transaction, network_id(network).as_ref());
    Some(text)
}

/// What the payer's entry says, whatever the transaction calls.
fn claim(claim: &mut Claim, verified: &Verified<'_>) {
    let AccountId::Stellar(payer) = verified.authorized.payer else { return };
    let Some(payload) = read(verified.payment) else { return };
    let Ok(transaction) = Transaction::decode(&payload.transaction) else { return };
    let Body::Call { entries, .. } = &transaction.body else { return };
    let is_payers =
        |entry: &&Entry<'_>| entry.authorization.is_some_and(|authorization| authorization.address == payer.into());
    *claim = Claim::UNKNOWN;
    if let Some(call) = entries.iter().find(is_payers).and_then(|entry| entry.call.as_ref())
        && let (b"transfer", [_, to, Value::I128(amount)]) = (call.function, call.arguments.as_slice())
    {
        claim.asset = account(&call.contract).map(|contract| AccountId::Stellar(contract).into());
        claim.amount = to_amount(*amount).map(AnyAmount::from);
        let to = if let Value::Address(to) = to { account(to) } else { None };
        claim.recipient = to.map(|account| account.to_string());
    }
}

fn account(address: &ScAddress) -> Option<Address> {
    if let ScAddress::Address(address) = address { Some(*address) } else { None }
}

fn write(text: &mut String, transaction: &Transaction<'_>, network: Option<&[u8; 32]>) -> std::fmt::Result {
    let memo = if transaction.has_memo { ", with a memo" } else { "" };
    writeln!(text, "  source    {}, which names a fee of {} stroops{memo}", transaction.source, transaction.fee)?;
    match &transaction.body {
        Body::Call { source, call, entries, .. } => {
            if let Some(source) = source {
                writeln!(text, "  operation of {source}")?;
            }
            writeln!(text, "  call      {}", sentence(call))?;
            entries.iter().enumerate().try_for_each(|(index, entry)| write_entry(text, index, entry, call, network))
        }
        Body::Other { operations, .. } => {
            writeln!(text, "  {operations} operations, which are not one call of a contract")
        }
    }
}

/// The call in tokens if it is a transfer, else its name.
fn sentence(call: &Call<'_>) -> String {
    let contract = shown(&call.contract);
    if let (b"transfer", [Value::Address(from), Value::Address(to), Value::I128(amount)]) =
        (call.function, call.arguments.as_slice())
    {
        return format!("{} transfers {} to {}", shown(from), tokens(*amount, &call.contract), shown(to));
    }
    let function = printable(&String::from_utf8_lossy(call.function));
    format!("{function} of {contract}, with {} arguments", call.arguments.len())
}

/// An amount in atomic units, and in tokens if the published tables have the contract.
fn tokens(amount: i128, contract: &ScAddress) -> String {
    let units = format!("{amount} atomic units of {}", shown(contract));
    let known = account(contract).and_then(|contract| assets::known(&contract));
    match (known, to_amount(amount)) {
        (Some(known), Some(amount)) => format!("{} ({units})", known.tokens(amount)),
        _ => units,
    }
}

/// An amount of a call. `None` if it is negative.
fn to_amount(amount: i128) -> Option<Amount> {
    u128::try_from(amount).ok().map(Amount::from_u128)
}

fn shown(address: &ScAddress) -> String {
    if let ScAddress::Address(address) = address {
        return address.to_string();
    }
    let is_pool = matches!(address, ScAddress::LiquidityPool(_));
    if is_pool { "a liquidity pool" } else { "a claimable balance" }.into()
}

fn write_entry(
    text: &mut String,
    index: usize,
    entry: &Entry<'_>,
    call: &Call<'_>,
    network: Option<&[u8; 32]>,
) -> std::fmt::Result {
    let kind = entry.kind.as_str();
    let Some(authorization) = &entry.authorization else {
        return writeln!(text, "  entry {index}   credentials {kind}, without a signer");
    };
    let Authorization { address, nonce, expiration_ledger, .. } = authorization;
    let what = match &entry.call {
        Some(authorized) if authorized.xdr == call.xdr => "the call".into(),
        Some(authorized) => sentence(authorized),
        None => "the creation of a contract".into(),
    };
    let further = match entry.sub_invocations {
        0 => String::new(),
        count => format!(", and {count} calls by it"),
    };
    writeln!(
        text,
        "  entry {index}   {} authorizes {what}{further}, until ledger {expiration_ledger}, with credentials {kind} and the nonce {nonce}",
        shown(address)
    )?;
    write_signatures(text, entry, authorization, network)
}

fn write_signatures(
    text: &mut String,
    entry: &Entry<'_>,
    authorization: &Authorization<'_>,
    network: Option<&[u8; 32]>,
) -> std::fmt::Result {
    if authorization.signature == Value::Void {
        return writeln!(text, "    not signed yet");
    }
    if !matches!(authorization.address, ScAddress::Address(Address::Account(_))) {
        return writeln!(text, "    signed in a format that only its contract can verify");
    }
    let signatures = match account_signatures(&authorization.signature) {
        Ok(signatures) => signatures,
        Err(error) => return writeln!(text, "    {error}"),
    };
    let digest = network.and_then(|network| entry.digest(network));
    for one in signatures {
        let holds = match &digest {
            None => "the passphrase of the network is not known",
            Some(digest) if verify_strict(one.public_key, digest, one.signature) => "signed",
            Some(_) => "not its signature",
        };
        writeln!(text, "    {}: {holds}", Address::Account(*one.public_key))?;
    }
    Ok(())
}
