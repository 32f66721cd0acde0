//! The facts about the XRP Ledger, and the choices for payments there.

#![cfg(feature = "xrpl")]

mod digest;

use alloc::{string::String, vec::Vec};

use x402_schemes::xrpl::{Address, OtherFieldKind};
use x402_verify::{
    Fact as AnyFact, Policy,
    xrpl::{AccountState, AllowedFields, Fact, RegularKey},
};

use super::{
    super::{Fields, stop::Outcome},
    by_subject::{about, address, malformed, object_unless_null, unless_null},
    chain::Chain,
    values::DistinctValues,
};

pub(super) const CHAIN: Chain = Chain {
    facts: read_facts,
    records: |_, records| Ok(records),
    policy: read_policy,
    // The amount is always equal.
    amount_rule: |_, _| {},
    digest: |payload, _, _| digest::digest(payload),
};

/// The names of the fields that a policy may allow.
const ALLOWED: [(&str, OtherFieldKind); 3] = [
    ("Memos", OtherFieldKind::Memos),
    ("CredentialIDs", OtherFieldKind::CredentialIds),
    ("AccountTxnID", OtherFieldKind::AccountTxnId),
];

fn read_policy(fields: &mut Fields<'_>, policy: &mut Policy) -> Outcome<()> {
    let xrpl = &mut policy.xrpl;
    fields.set_limit("maxFeeDrops", &mut xrpl.max_fee_drops)?;
    fields.set("payloadInvoice", &mut xrpl.requires_invoice_in_payload)?;
    if let Some(names) = fields.parse::<Vec<String>>("allowFields")? {
        xrpl.allowed_fields = AllowedFields::NONE;
        for name in &names {
            let known = ALLOWED.iter().find(|(known, _)| known == name);
            let must = || malformed("input.policy.allowFields", "must list Memos, CredentialIDs or AccountTxnID");
            let (_, kind) = known.ok_or_else(must)?;
            xrpl.allowed_fields = xrpl.allowed_fields.with(*kind);
        }
    }
    Ok(())
}

/// Reads `xrplAccounts` by address, and `xrplSimulations` by the hash of the transaction. Null means that the account does
/// not exist.
fn read_facts(fields: &mut Fields<'_>, facts: &mut DistinctValues<AnyFact>) -> Outcome<()> {
    let kind = "xrplAccounts";
    for (account, raw, path) in about(fields, kind)? {
        let state = object_unless_null(raw, &path)?.map(|shown| read_account(shown, &path)).transpose()?;
        let subject = account.as_bytes().to_vec();
        let account = address(&account, &path)?;
        facts.add(kind, subject, Fact::Account { account, state }.into(), &path)?;
    }
    let kind = "xrplSimulations";
    for (hash, raw, path) in about(fields, kind)? {
        let hash = read_hash(&hash).ok_or_else(|| malformed(&path, "the name must be 64 hexadecimal digits"))?;
        let result: String = unless_null(raw, &path)?.ok_or_else(|| malformed(&path, "must be a result code"))?;
        if !is_result(&result) {
            return Err(malformed(&path, "must be a result code, such as tesSUCCESS or tecPATH_DRY"));
        }
        facts.add(kind, hash.to_vec(), Fact::Simulation { hash, result }.into(), &path)?;
    }
    Ok(())
}

fn read_account(shown: Fields<'_>, path: &str) -> Outcome<AccountState> {
    let mut shown = shown.only(&["sequence", "regularKey", "masterDisabled", "tickets"])?;
    let mut state = AccountState::default();
    state.sequence = shown.parse("sequence")?;
    state.is_master_disabled = shown.parse("masterDisabled")?;
    state.tickets = shown.parse("tickets")?;
    if let Some(raw) = shown.take("regularKey") {
        let key: Option<String> = unless_null(raw, path)?;
        let key = key.map(|key| address::<Address>(&key, path)).transpose()?;
        state.regular_key = key.map_or(RegularKey::None, RegularKey::Key);
    }
    Ok(state)
}

/// The hash of a transaction, as the ledger's software prints it, in either letter case.
fn read_hash(text: &str) -> Option<[u8; 32]> {
    let mut hash = [0; 32];
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    if pairs.len() != hash.len() || !rest.is_empty() {
        return None;
    }
    for (byte, [high, low]) in hash.iter_mut().zip(pairs) {
        *byte = digit(*high)? << 4 | digit(*low)?;
    }
    Some(hash)
}

/// `tes`, `tec` and the like, and a name in capitals.
fn is_result(text: &str) -> bool {
    let Some((class, name)) = text.split_at_checked(3) else { return false };
    let is_name = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_';
    class.starts_with("te")
        && class.bytes().all(|byte| byte.is_ascii_lowercase())
        && !name.is_empty()
        && name.bytes().all(is_name)
}
