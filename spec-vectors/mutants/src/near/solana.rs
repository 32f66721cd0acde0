//! An instruction that is nearly the transfer, a fee payer that is nearly the offer's, and a memo that is nearly the offer's text.

use base64::{Engine, engine::general_purpose::STANDARD};
use x402_schemes::solana::Transaction;

use super::texts::{composed, decomposed};
use crate::{evaluated::Mechanism, json::Json, mutant::Mutant, question::Question, verify::outcome::with_outcome};

const MEMO: &str = "MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr";
const TOKENS: [&str; 2] =
    ["TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA", "TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb"];

/// The instructions of such a program, by the data.
fn data(question: &Question<'_>, programs: &[&str]) -> Option<Vec<Vec<u8>>> {
    let bytes = STANDARD.decode(question.document()?.text_at("payload.transaction")?).ok()?;
    let transaction = Transaction::decode(&bytes).ok()?;
    let message = transaction.message();
    let of = message.instructions.iter().filter(|instruction| {
        let program = message.key(instruction.program).map(|key| key.to_string());
        program.is_some_and(|program| programs.contains(&&*program))
    });
    Some(of.map(|instruction| instruction.data.to_vec()).collect())
}

fn fee_payer(question: &Question<'_>) -> Option<String> {
    let bytes = STANDARD.decode(question.document()?.text_at("payload.transaction")?).ok()?;
    Some(Transaction::decode(&bytes).ok()?.message().fee_payer()?.to_string())
}

/// Other instructions of the token programs that are taken for TransferChecked: the name, the tag, and the bytes behind it.
const INSTRUCTIONS: [(&str, u8, usize); 6] = [
    ("transfer", 3, 8),
    ("approve-checked", 13, 9),
    ("mint-to-checked", 14, 9),
    ("burn-checked", 15, 9),
    ("transfer-with-bytes-behind", 12, 10),
    ("transfer-without-decimals", 12, 8),
];

/// Such memos are taken for the offer's: the offer's, and the payment's.
type Alike = (&'static str, fn(&str, &str) -> bool);

const MEMOS: [Alike; 14] = [
    ("in-composed-form", |ours, theirs| composed(ours) == composed(theirs)),
    ("in-decomposed-form", |ours, theirs| decomposed(ours) == decomposed(theirs)),
    ("cut-at-a-zero-byte", |ours, theirs| ours.split('\0').next() == theirs.split('\0').next()),
    ("that-begins-so", |ours, theirs| theirs.starts_with(ours)),
    ("that-the-offers-begins-with", |ours, theirs| !theirs.is_empty() && ours.starts_with(theirs)),
    ("that-contains-it", |ours, theirs| theirs.contains(ours)),
    ("in-hexadecimal", |ours, theirs| ours.bytes().map(|byte| format!("{byte:02x}")).collect::<String>() == theirs),
    ("in-base64", |ours, theirs| STANDARD.encode(ours) == theirs),
    ("in-quotation-marks", |ours, theirs| format!("\"{ours}\"") == theirs),
    ("in-any-case", |ours, theirs| ours.to_lowercase() == theirs.to_lowercase()),
    ("but-for-white-space", |ours, theirs| ours.trim() == theirs.trim()),
    ("but-for-line-ends", |ours, theirs| ours.replace("\r\n", "\n") == theirs.replace("\r\n", "\n")),
    ("of-32-bytes", |ours, theirs| ours.len() >= 32 && ours.as_bytes().get(..32) == theirs.as_bytes().get(..32)),
    ("in-ascii", |ours, theirs| {
        let ascii = |text: &str| text.chars().map(|c| if c.is_ascii() { c } else { '?' }).collect::<String>();
        ascii(ours) == ascii(theirs)
    }),
];

pub(super) fn mutants() -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for (name, tag, behind) in INSTRUCTIONS {
        mutants.push(Mutant::new(format!("verify/near/solana/{name}-is-the-transfer"), move |question| {
            fails(question, "transfer")?;
            let amount: u64 = question.input.text_at("offers.0.amount")?.parse().ok()?;
            let is_it =
                |data: &Vec<u8>| data.len() == 1 + behind && data[0] == tag && data[1..9] == amount.to_le_bytes();
            data(question, &TOKENS)?.iter().any(is_it).then(|| with_outcome(question, "transfer", "pass"))?
        }));
    }
    mutants.push(Mutant::new("verify/near/solana/any-own-address-pays-the-fee", |question| {
        fails(question, "fee-payer")?;
        let payer = fee_payer(question)?;
        let addresses = question.input.get("facilitators")?.elements();
        let is_listed = addresses.iter().any(|address| address.as_text().as_deref() == Some(&payer));
        is_listed.then(|| with_outcome(question, "fee-payer", "pass"))?
    }));
    mutants.push(Mutant::new("verify/near/solana/only-the-first-own-address-counts", |question| {
        let managed = question.evaluated()?.outcome("fee-payer-managed")? == "pass";
        let first = question.input.text_at("facilitators.0")?;
        let offered = question.input.text_at("offers.0.extra.feePayer")?;
        (managed && first != offered).then(|| with_outcome(question, "fee-payer-managed", "fail"))?
    }));
    mutants.push(Mutant::new("verify/near/solana/an-own-address-in-any-case", |question| {
        fails(question, "fee-payer-managed")?;
        let offered = question.input.text_at("offers.0.extra.feePayer")?;
        let addresses = question.input.get("facilitators")?.elements();
        let is_listed =
            addresses.iter().filter_map(Json::as_text).any(|address| address.eq_ignore_ascii_case(&offered));
        is_listed.then(|| with_outcome(question, "fee-payer-managed", "pass"))?
    }));
    for (name, are_alike) in MEMOS {
        mutants.push(Mutant::new(format!("verify/near/solana/memos/{name}"), move |question| {
            fails(question, "memo-text")?;
            let ours = question.input.text_at("offers.0.extra.memo")?;
            let theirs = data(question, &[MEMO])?.into_iter().filter_map(|data| String::from_utf8(data).ok());
            let is_there = theirs.into_iter().any(|theirs| are_alike(&ours, &theirs));
            is_there.then(|| with_outcome(question, "memo-text", "pass"))?
        }));
    }
    mutants
}

fn fails(question: &Question<'_>, check: &str) -> Option<()> {
    let evaluated = question.evaluated()?;
    (evaluated.part.mechanism == Mechanism::Solana && evaluated.outcome(check)? == "fail").then_some(())
}
