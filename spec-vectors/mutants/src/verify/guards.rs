//! Mutants about guards on Solana: their place, their number, and the fee payer in their accounts (U-30, V-51 to V-56). An
//! implementation may refuse what has a flag, but no policy may be overlooked.

use base64::{Engine, engine::general_purpose::STANDARD};
use x402_schemes::solana::{Instruction, Transaction};

use super::{
    outcome::with_verdict,
    version_1::{failing, without_flag},
};
use crate::{mutant::Mutant, question::Question};

const FLAGS: [&str; 4] = ["guard-position", "guard-count", "guard-fee-payer", "unknown-guard"];

pub(super) fn mutants() -> Vec<Mutant> {
    let mut mutants = vec![
        Mutant::new("verify/guards/may-name-the-fee-payer", |question| {
            (failing(question)? == "fee-payer-isolation").then(|| with_verdict(question, "valid"))?
        }),
        naming("empty", |tag| tag.is_none()),
        naming("memory-write", |tag| tag == Some(0)),
        naming("memory-close", |tag| tag == Some(1)),
        naming("unknown", |tag| tag >= Some(18)),
        counted("takes-five-guards", "has 5 Lighthouse instructions, but the layout allows at most 4"),
        counted("takes-nine-instructions", "has 9 instructions, but the layout allows at most 8"),
        counted("takes-eight-instructions-of-seven", "has 8 instructions, but the layout allows at most 7"),
    ];
    mutants.extend(FLAGS.map(|flag| {
        Mutant::new(format!("verify/guards/whatever-the-policy/{flag}"), move |question| {
            let mut flags = question.result()?.get("flags")?.elements().iter();
            let is_flagged = flags.any(|raised| raised.as_text().as_deref() == Some(flag));
            (is_flagged && failing(question)? == "policy").then(|| with_verdict(question, "valid"))?
        })
    }));
    mutants.extend(FLAGS.map(|flag| without_flag(&format!("guards/no-flag/{flag}"))));
    mutants
}

/// It lets a guard with such a first byte name the fee payer.
fn naming(name: &str, is_it: fn(Option<u8>) -> bool) -> Mutant {
    Mutant::new(format!("verify/guards/may-name-the-fee-payer/{name}"), move |question| {
        (failing(question)? == "fee-payer-isolation").then_some(())?;
        tags(question)?.into_iter().all(is_it).then(|| with_verdict(question, "valid"))?
    })
}

/// The first bytes of the guards that name the fee payer and do more than compare. `None` without any.
fn tags(question: &Question<'_>) -> Option<Vec<Option<u8>>> {
    let bytes = STANDARD.decode(question.document()?.text_at("payload.transaction")?).ok()?;
    let transaction = Transaction::decode(&bytes).ok()?;
    let message = transaction.message();
    let naming = message.instructions.iter().filter(|instruction| instruction.accounts.contains(&0));
    let tags: Vec<Option<u8>> = naming
        .filter_map(|instruction| {
            let program = message.key(instruction.program)?;
            let read = Instruction::decode(&program, instruction.accounts, instruction.data);
            let Instruction::Lighthouse { tag, .. } = read else { return None };
            (!read.is_assertion()).then_some(tag)
        })
        .collect();
    (!tags.is_empty()).then_some(tags)
}

/// It overlooks this excess.
fn counted(name: &str, detail: &'static str) -> Mutant {
    Mutant::new(format!("verify/guards/{name}"), move |question| {
        let failed = question.evaluated()?.checks.iter().find(|made| made.outcome == "fail")?;
        (failed.id == "instructions" && failed.detail.contains(detail)).then(|| with_verdict(question, "valid"))?
    })
}
