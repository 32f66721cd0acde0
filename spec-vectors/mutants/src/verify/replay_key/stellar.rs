//! The fields of a key on Stellar: the payer and the nonce of its entry (T-35).

use base64::{Engine, engine::general_purpose::STANDARD};
use x402_schemes::stellar::{Address, Body, ScAddress, Transaction, Value};

use super::{Fields, Other};
use crate::question::Question;

/// The fields of a payment for an offer on this network.
pub(super) fn fields(question: &Question<'_>, network: String) -> Option<Fields> {
    let (payer, nonce) = authorized(question)?;
    Some(vec![b"stellar".into(), network.into(), payer.to_xdr(), nonce.to_be_bytes().into()])
}

/// Who pays by the call, and the nonce of that account's entry.
fn authorized(question: &Question<'_>) -> Option<(Address, i64)> {
    let bytes = STANDARD.decode(question.document()?.text_at("payload.transaction")?).ok()?;
    let Body::Call { call, entries, .. } = Transaction::decode(&bytes).ok()?.body else { return None };
    let Some(Value::Address(ScAddress::Address(payer))) = call.arguments.first() else { return None };
    let mut signed = entries.iter().filter_map(|entry| entry.authorization);
    let of_payer = signed.find(|authorization| authorization.address == ScAddress::Address(*payer))?;
    Some((*payer, of_payer.nonce))
}

/// Other values of a field: its position, its name and fault, and the value.
pub(super) static OTHERS: [(usize, &str, Other); 8] = [
    (0, "name/exact", |_, _| Some("exact".into())),
    (0, "name/soroban", |_, _| Some("soroban".into())),
    (1, "chain/reference-alone", |_, chain| Some(chain.strip_prefix(b"stellar:")?.into())),
    (1, "chain/the-other", |_, chain| {
        Some(if chain == b"stellar:testnet" { "stellar:pubnet" } else { "stellar:testnet" }.into())
    }),
    (2, "payer/as-text", |question, _| Some(authorized(question)?.0.to_string().into())),
    (2, "payer/the-key-alone", |_, payer| Some(payer.last_chunk::<32>()?.into())),
    (3, "nonce/in-decimal", |question, _| Some(authorized(question)?.1.to_string().into())),
    (3, "nonce/without-sign", |question, _| {
        let nonce = authorized(question)?.1.checked_abs().unwrap_or(i64::MAX);
        Some(nonce.to_be_bytes().into())
    }),
];
