//! Guards of Lighthouse anywhere (U-30), and the fee payer in their accounts (U-31).

use serde_json::json;

use super::{
    build::{Instruction, account, instruction},
    case::{Case, LIGHTHOUSE, NONCE, PAYER, SOURCE, SPONSOR, TOKEN, lighthouse, limit, memo, parts, price, transfer},
    version_1::{Flagged, Invalid, Row, Valid, numbered},
};
use crate::draft::Draft;

pub(super) fn drafts() -> Vec<Draft> {
    [
        numbered("0860", &["U-30", "S-5"], anywhere()),
        numbered("0861", &["U-30"], policies()),
        numbered("0862", &["U-31", "S-3"], fee_payers()),
    ]
    .into_iter()
    .flatten()
    .collect()
}

type Rows = Vec<(&'static str, Case, Row)>;

/// The usual instructions with a guard at this place.
fn guarded(at: usize, guard: Instruction) -> Case {
    let mut parts = parts();
    parts.insert(at, guard);
    Case::of(&parts)
}

fn anywhere() -> Rows {
    const MOVED: Row = Flagged(&["guard-position"]);
    let of = |parts: &[Instruction]| Case::of(parts);
    let [units, cost, paid, noted] = [limit(60_000), price(1), transfer(10_000), memo(NONCE)];
    let guard = lighthouse();
    let (guards, all) = (vec![guard.clone(); 3], parts());
    let many = [guards, all.clone()].concat();
    vec![
        ("a guard before the limit", guarded(0, lighthouse()), MOVED),
        ("a guard between limit and price", guarded(1, lighthouse()), MOVED),
        ("a guard directly before the transfer", guarded(2, lighthouse()), MOVED),
        ("a guard directly after the transfer", guarded(3, lighthouse()), Valid),
        ("a guard after the memo", guarded(4, lighthouse()), Valid),
        (
            "a guard at each place before the transfer",
            of(&[
                guard.clone(),
                units.clone(),
                guard.clone(),
                cost.clone(),
                guard.clone(),
                paid.clone(),
                noted.clone(),
            ]),
            MOVED,
        ),
        ("three guards first: seven instructions", of(&many), MOVED),
        ("three guards first in a V1 payment: seven instructions", of(&many).in_version_1(), Invalid("instructions")),
        ("two guards first in a V1 payment", of(&many[1..]).in_version_1(), MOVED),
        ("four guards first", of(&[vec![guard.clone(); 4], all[..3].to_vec()].concat()), Invalid("instructions")),
        (
            "three guards first, and eight instructions",
            of(&[many, vec![memo("again")]].concat()),
            Invalid("instructions"),
        ),
        (
            "a guard first, and the price before the limit",
            of(&[guard.clone(), cost.clone(), units.clone(), paid.clone(), noted.clone()]),
            Invalid("compute-limit"),
        ),
        (
            "a guard in place of the limit",
            of(&[guard.clone(), cost.clone(), paid.clone(), noted.clone()]),
            Invalid("compute-limit"),
        ),
        (
            "a guard in place of the price",
            of(&[units.clone(), guard.clone(), paid.clone(), noted.clone()]),
            Invalid("compute-price"),
        ),
        (
            "a guard in place of the transfer",
            of(&[units.clone(), cost.clone(), guard.clone(), noted]),
            Invalid("transfer"),
        ),
        ("a memo is no guard", of(&[units, cost, memo(NONCE), paid]), Invalid("programs")),
        (
            "a guard and the memo before the transfer",
            of(&[vec![guard, memo(NONCE)], all[..3].to_vec()].concat()),
            Invalid("compute-limit"),
        ),
    ]
}

fn policies() -> Rows {
    let refusing = |case: Case, policy: &str| case.policy(json!({"preset": policy}));
    let first = || guarded(0, lighthouse());
    let last = || guarded(4, lighthouse());
    vec![
        ("a guard first, and the policy is that of ts", refusing(first(), "ts"), Invalid("policy")),
        ("a guard first, and the policy is that of x402-rs", refusing(first(), "x402-rs"), Invalid("policy")),
        ("a guard last, and the policy is that of ts", refusing(last(), "ts"), Valid),
        ("a guard last, and the policy is that of x402-rs", refusing(last(), "x402-rs"), Valid),
        (
            "a guard first, and the policy refuses it",
            first().policy(json!({"refuse": ["guard-position"]})),
            Invalid("policy"),
        ),
        (
            "a guard last, and the policy refuses one elsewhere",
            last().policy(json!({"refuse": ["guard-position"]})),
            Valid,
        ),
    ]
}

/// An instruction of Lighthouse that creates an account at the cost of its payer, and one that closes it.
fn fee_payers() -> Rows {
    let named = |accounts: &[&str], data: &[u8]| {
        let accounts: Vec<_> = accounts.iter().map(|address| account(address)).collect();
        instruction(LIGHTHOUSE, &accounts, data)
    };
    let isolated = || Invalid("fee-payer-isolation");
    let write = |payer: &str| named(&[LIGHTHOUSE, payer, SOURCE], &[0, 0, 0]);
    vec![
        ("a guard first that names the fee payer", guarded(0, named(&[SPONSOR], &[6])), isolated()),
        ("a guard last that names the fee payer", guarded(4, named(&[SPONSOR], &[6])), isolated()),
        ("a guard that names the fee payer second", guarded(4, named(&[SOURCE, SPONSOR], &[6])), isolated()),
        ("a guard that spends in the fee payer's name", guarded(4, write(SPONSOR)), isolated()),
        ("a guard that spends in the payer's name", guarded(4, write(PAYER)), Valid),
        ("a guard that names a program", guarded(4, named(&[TOKEN], &[6])), Valid),
        ("a guard that names nobody", guarded(4, named(&[], &[6])), Valid),
    ]
}
