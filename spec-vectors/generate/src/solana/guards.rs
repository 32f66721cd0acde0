//! Guards of Lighthouse: their places (U-30), their number (V-51), the fee payer in their accounts (V-52), the policies (V-53,
//! V-54), and data that the program cannot read (V-57).

use serde_json::{Value, json};

use super::{
    build::{Instruction, account, instruction},
    case::{
        Case, DESTINATION, LIGHTHOUSE, MEMO, MERCHANT, NONCE, PAYER, SOURCE, SPONSOR, SWIG, TOKEN, guard_data,
        lighthouse, limit, memo, message, parts, price, transfer,
    },
    version_1::{Flagged, Invalid, Row, Undecided, Valid, Version1, numbered},
};
use crate::draft::Draft;

pub(super) fn drafts() -> Vec<Draft> {
    [
        numbered("0860", &["U-30", "V-50", "S-5"], anywhere()),
        numbered("0861", &["U-30"], policies()),
        numbered("0862", &["U-31", "V-52", "S-3"], fee_payers()),
        numbered("0863", &["V-51"], numbers()),
        numbered("0864", &["V-51", "V-55"], numbers_in_version_1()),
        numbered("0865", &["V-52", "S-3"], first_bytes()),
        numbered("0866", &["V-52", "S-3"], first_bytes_in_version_1()),
        numbered("0867", &["V-53"], refusals()),
        numbered("0868", &["V-54", "V-55"], presets()),
        numbered("0869", &["V-56", "V-52", "S-3"], spending_under_presets()),
        numbered("0870", &["V-57"], unreadable()),
        numbered("0871", &["V-57", "V-53"], unreadable_under_policies()),
    ]
    .into_iter()
    .flatten()
    .collect()
}

type Rows = Vec<(&'static str, Case, Row)>;

const MOVED: Row = Flagged(&["guard-position"]);
const MANY: Row = Flagged(&["guard-count"]);
const MANY_BARE: Row = Flagged(&["guard-count", "no-memo"]);
const MANY_MOVED: Row = Flagged(&["guard-position", "guard-count"]);
const NAMED: Row = Flagged(&["guard-fee-payer"]);
const NAMED_MOVED: Row = Flagged(&["guard-position", "guard-fee-payer"]);
const MANY_MOVED_NAMED: Row = Flagged(&["guard-position", "guard-count", "guard-fee-payer"]);
const UNREAD: Row = Flagged(&["unknown-guard"]);
const NAMED_UNREAD: Row = Flagged(&["guard-fee-payer", "unknown-guard"]);
const ISOLATED: Row = Invalid("fee-payer-isolation");
const TOO_MANY: Row = Invalid("instructions");
const REFUSED: Row = Invalid("policy");

fn of(parts: &[Instruction]) -> Case {
    Case::of(parts)
}

/// The usual instructions with a guard at this place.
fn guarded(at: usize, guard: Instruction) -> Case {
    let mut parts = parts();
    parts.insert(at, guard);
    Case::of(&parts)
}

/// A guard with these accounts and data.
fn named(accounts: &[&str], data: &[u8]) -> Instruction {
    let accounts: Vec<_> = accounts.iter().map(|address| account(address)).collect();
    instruction(LIGHTHOUSE, &accounts, data)
}

/// A guard about the fee payer, with this first byte.
fn about_sponsor(first: u8) -> Instruction {
    named(&[SPONSOR], &guard_data(first))
}

/// Limit, price and transfer, and so many memos.
fn base(memos: usize) -> Vec<Instruction> {
    let memos = std::iter::once(memo(NONCE)).chain(std::iter::repeat_with(|| memo("again"))).take(memos);
    [limit(60_000), price(1), transfer(10_000)].into_iter().chain(memos).collect()
}

/// Limit, price, guards, transfer, memo, guards: the places that wallets choose.
fn between(before: usize, after: usize, guard: &Instruction) -> Case {
    let mut parts = base(1);
    parts.splice(2..2, vec![guard.clone(); before]);
    parts.extend(vec![guard.clone(); after]);
    of(&parts)
}

/// So many memos, then so many guards.
fn after(memos: usize, guards: usize) -> Case {
    of(&[base(memos), vec![lighthouse(); guards]].concat())
}

/// A transaction of version 1 with so many guards before the transfer, and memos and guards after it.
fn version_1(before: usize, memos: usize, after: usize, guard: &Instruction) -> Case {
    let guards = |count| vec![guard.clone(); count];
    let mut parts = base(memos).split_off(2);
    parts.splice(0..0, guards(before));
    parts.extend(guards(after));
    Version1::of(&parts).case()
}

fn under(case: Case, preset: &str) -> Case {
    case.policy(json!({"preset": preset}))
}

fn anywhere() -> Rows {
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
        ("three guards first in a V1 payment: seven instructions", of(&many).in_version_1(), TOO_MANY),
        ("two guards first in a V1 payment", of(&many[1..]).in_version_1(), MOVED),
        (
            "four guards first",
            of(&[vec![guard.clone(); 4], all[..3].to_vec()].concat()),
            Flagged(&["guard-position", "guard-count", "no-memo"]),
        ),
        ("three guards first, and eight instructions", of(&[many, vec![memo("again")]].concat()), MANY_MOVED),
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
    let first = || guarded(0, lighthouse());
    let last = || guarded(4, lighthouse());
    vec![
        ("a guard first, and the policy is that of ts", under(first(), "ts"), REFUSED),
        ("a guard first, and the policy is that of x402-rs", under(first(), "x402-rs"), REFUSED),
        ("a guard last, and the policy is that of ts", under(last(), "ts"), Valid),
        ("a guard last, and the policy is that of x402-rs", under(last(), "x402-rs"), Valid),
        ("a guard first, and the policy refuses it", first().policy(json!({"refuse": ["guard-position"]})), REFUSED),
        (
            "a guard last, and the policy refuses one elsewhere",
            last().policy(json!({"refuse": ["guard-position"]})),
            Valid,
        ),
    ]
}

fn fee_payers() -> Rows {
    let write = |payer: &str| named(&[LIGHTHOUSE, payer, SOURCE], &guard_data(0));
    vec![
        ("a guard first that names the fee payer", guarded(0, named(&[SPONSOR], &guard_data(6))), NAMED_MOVED),
        ("a guard last that names the fee payer", guarded(4, named(&[SPONSOR], &guard_data(6))), NAMED),
        ("a guard that names the fee payer second", guarded(4, named(&[SOURCE, SPONSOR], &guard_data(6))), NAMED),
        ("a guard that spends in the fee payer's name", guarded(4, write(SPONSOR)), ISOLATED),
        ("a guard that spends in the payer's name", guarded(4, write(PAYER)), Valid),
        ("a guard that names a program", guarded(4, named(&[TOKEN], &guard_data(6))), Valid),
        ("a guard that names nobody", guarded(4, named(&[], &guard_data(6))), Valid),
    ]
}

fn numbers() -> Rows {
    let guard = lighthouse();
    let taking = |case: Case, policy: Value| case.policy(policy);
    vec![
        ("three guards before the transfer and one at the end", between(3, 1, &guard), MANY_MOVED),
        ("four guards before the transfer: eight instructions", between(4, 0, &guard), MANY_MOVED),
        ("four guards at the end: eight instructions", after(1, 4), MANY),
        ("three guards before the transfer and two at the end", between(3, 2, &guard), TOO_MANY),
        ("five guards and no memo: eight instructions", after(0, 5), TOO_MANY),
        ("three guards and two memos: eight instructions", after(2, 3), MANY),
        ("three guards and three memos: nine instructions", after(3, 3), TOO_MANY),
        ("four guards and two memos: nine instructions", after(2, 4), TOO_MANY),
        ("six memos: nine instructions", after(6, 0), TOO_MANY),
        (
            "three guards and no memo in a V1 payment: six instructions",
            after(0, 3).in_version_1(),
            Flagged(&["no-memo"]),
        ),
        ("four guards and no memo in a V1 payment: seven instructions", after(0, 4).in_version_1(), TOO_MANY),
        (
            "four guards in a V1 payment, and the policy takes seven instructions",
            taking(after(0, 4).in_version_1(), json!({"maxInstructions": 7})),
            MANY_BARE,
        ),
        (
            "four guards in a V1 payment, and the policy takes six instructions",
            taking(after(0, 4).in_version_1(), json!({"maxInstructions": 6})),
            TOO_MANY,
        ),
        ("four guards, and the policy takes three", taking(after(0, 4), json!({"maxLighthouse": 3})), TOO_MANY),
        ("three guards, and the policy takes three", taking(after(1, 3), json!({"maxLighthouse": 3})), Valid),
        ("five guards, and the policy takes five", taking(after(0, 5), json!({"maxLighthouse": 5})), MANY_BARE),
        (
            "five guards: nine instructions, and the policy takes five guards",
            taking(after(1, 5), json!({"maxLighthouse": 5})),
            TOO_MANY,
        ),
        (
            "five guards: nine instructions, and the policy takes nine",
            taking(after(1, 5), json!({"maxInstructions": 9})),
            TOO_MANY,
        ),
        (
            "five guards: nine instructions, and the policy takes both",
            taking(after(1, 5), json!({"maxInstructions": 9, "maxLighthouse": 5})),
            MANY,
        ),
        (
            "eight instructions, and the policy takes seven",
            taking(after(1, 4), json!({"maxInstructions": 7})),
            TOO_MANY,
        ),
        ("a guard, and the policy takes none", taking(after(1, 1), json!({"maxLighthouse": 0})), TOO_MANY),
        ("five guards name the fee payer", between(3, 2, &about_sponsor(5)), TOO_MANY),
    ]
}

fn numbers_in_version_1() -> Rows {
    let guard = lighthouse();
    vec![
        ("version 1: three guards before the transfer and one at the end", version_1(3, 1, 1, &guard), MANY_MOVED),
        ("version 1: four guards and a memo: six instructions", version_1(0, 1, 4, &guard), MANY),
        ("version 1: four guards and two memos: seven instructions", version_1(0, 2, 4, &guard), TOO_MANY),
        ("version 1: five guards and no memo: six instructions", version_1(0, 0, 5, &guard), TOO_MANY),
        ("version 1: three guards and two memos: six instructions", version_1(0, 2, 3, &guard), MANY),
        ("version 1: seven instructions", version_1(0, 6, 0, &guard), TOO_MANY),
        ("version 1: a guard before the transfer", version_1(1, 1, 0, &guard), MOVED),
        (
            "version 1: three guards in a V1 payment: four instructions",
            version_1(0, 0, 3, &guard).in_version_1(),
            Flagged(&["no-memo"]),
        ),
        (
            "version 1: four guards in a V1 payment: five instructions",
            version_1(0, 0, 4, &guard).in_version_1(),
            TOO_MANY,
        ),
        (
            "version 1: six instructions, and the policy takes five",
            version_1(0, 1, 4, &guard).policy(json!({"maxInstructions": 5})),
            TOO_MANY,
        ),
    ]
}

fn first_bytes() -> Rows {
    let first = |byte: u8| guarded(4, about_sponsor(byte));
    let other = |data: &[u8]| guarded(4, named(&[SOURCE], data));
    let both = |guards: &[Instruction]| of(&[parts(), guards.to_vec()].concat());
    let legacy = |guard: Instruction| {
        let mut message = message(&[parts(), vec![guard]].concat());
        message.version = None;
        Case::new(&message.signed())
    };
    let noted = instruction(MEMO, &[account(SPONSOR)], NONCE.as_bytes());
    let payer_and_sponsor = instruction(LIGHTHOUSE, &[account(PAYER).signing(), account(SPONSOR)], &guard_data(2));
    let written = instruction(LIGHTHOUSE, &[account(SPONSOR).signing().written()], &guard_data(5));
    let wallet = |guard: Instruction| {
        let accounts = [account(SOURCE).written(), account(DESTINATION).written(), account(PAYER).signing()];
        of(&[limit(60_000), price(1), instruction(SWIG, &accounts, &[11, 0, 1]), memo(NONCE), guard])
    };
    vec![
        ("a guard about the fee payer begins with 2", first(2), NAMED),
        ("a guard about the fee payer begins with 5", first(5), NAMED),
        ("a guard about the fee payer begins with 17", first(17), NAMED),
        ("a guard about the fee payer begins with 0", first(0), ISOLATED),
        ("a guard about the fee payer begins with 1", first(1), ISOLATED),
        ("a guard about the fee payer begins with 18", first(18), ISOLATED),
        ("a guard about the fee payer begins with 255", first(255), ISOLATED),
        ("a guard about the fee payer has no data", guarded(4, named(&[SPONSOR], &[])), ISOLATED),
        ("a guard about the fee payer is one byte long", guarded(4, named(&[SPONSOR], &[2])), NAMED_UNREAD),
        ("a guard about another account begins with 1", other(&guard_data(1)), Valid),
        ("a guard about another account begins with 18", other(&guard_data(18)), UNREAD),
        ("a guard about another account begins with 255", other(&guard_data(255)), UNREAD),
        ("a guard about another account has no data", other(&[]), UNREAD),
        ("a guard names the fee payer twice", guarded(4, named(&[SPONSOR, SPONSOR], &guard_data(6))), NAMED),
        ("a guard names payer and fee payer", guarded(4, payer_and_sponsor), NAMED),
        ("a guard about the fee payer asks for a writable signer", guarded(4, written), NAMED),
        (
            "three guards before the transfer and one at the end name the fee payer",
            between(3, 1, &about_sponsor(5)),
            MANY_MOVED_NAMED,
        ),
        (
            "of four guards about the fee payer, the last writes memory",
            of(&[base(1), vec![about_sponsor(5); 3], vec![about_sponsor(0)]].concat()),
            ISOLATED,
        ),
        (
            "a guard about the fee payer writes memory, and a later one compares",
            both(&[about_sponsor(0), about_sponsor(5)]),
            ISOLATED,
        ),
        ("a guard and the memo name the fee payer", of(&[base(0), vec![noted, about_sponsor(5)]].concat()), ISOLATED),
        ("a guard names the fee payer in a V1 payment", first(5).in_version_1(), NAMED),
        ("a guard writes memory for the fee payer in a V1 payment", first(0).in_version_1(), ISOLATED),
        ("a legacy transaction with a guard about the fee payer", legacy(about_sponsor(5)), NAMED),
        ("a legacy transaction with a guard that writes memory", legacy(about_sponsor(0)), ISOLATED),
        ("a smart wallet, and a guard about the fee payer", wallet(about_sponsor(5)), Undecided("programs")),
        ("a smart wallet, and a guard that writes memory", wallet(about_sponsor(0)), ISOLATED),
        (
            "another account pays the fee than the offer names, and a guard compares it",
            first(5).asking("feePayer", MERCHANT),
            Invalid("fee-payer"),
        ),
    ]
}

fn first_bytes_in_version_1() -> Rows {
    let first = |byte: u8| version_1(0, 1, 1, &about_sponsor(byte));
    vec![
        ("version 1: a guard about the fee payer begins with 2", first(2), NAMED),
        ("version 1: a guard about the fee payer begins with 17", first(17), NAMED),
        ("version 1: a guard about the fee payer begins with 0", first(0), ISOLATED),
        ("version 1: a guard about the fee payer begins with 1", first(1), ISOLATED),
        ("version 1: a guard about the fee payer begins with 18", first(18), ISOLATED),
        ("version 1: a guard about the fee payer has no data", version_1(0, 1, 1, &named(&[SPONSOR], &[])), ISOLATED),
        (
            "version 1: three guards before the transfer and one at the end name the fee payer",
            version_1(3, 1, 1, &about_sponsor(5)),
            MANY_MOVED_NAMED,
        ),
    ]
}

fn refusals() -> Rows {
    const ALL: [&str; 3] = ["guard-position", "guard-count", "guard-fee-payer"];
    let refusing = |case: Case, flags: &[&str]| case.policy(json!({"refuse": flags}));
    let about_payer = || guarded(4, named(&[PAYER], &guard_data(5)));
    let about = || guarded(4, about_sponsor(5));
    let all = || between(3, 1, &about_sponsor(5));
    vec![
        ("four guards, and the policy refuses so many", refusing(after(1, 4), &["guard-count"]), REFUSED),
        ("three guards, and the policy refuses four", refusing(after(1, 3), &["guard-count"]), Valid),
        ("eight instructions, and the policy refuses so many", refusing(after(5, 0), &["guard-count"]), REFUSED),
        ("seven instructions, and the policy refuses eight", refusing(after(4, 0), &["guard-count"]), Valid),
        ("a guard names the fee payer, and the policy refuses it", refusing(about(), &["guard-fee-payer"]), REFUSED),
        (
            "a guard names the payer, and the policy refuses the fee payer",
            refusing(about_payer(), &["guard-fee-payer"]),
            Valid,
        ),
        (
            "a guard names the fee payer, and the policy refuses what is not there",
            refusing(about(), &["guard-position", "guard-count"]),
            NAMED,
        ),
        (
            "four guards, and the policy refuses what is not there",
            refusing(after(1, 4), &["guard-position", "guard-fee-payer"]),
            MANY,
        ),
        (
            "a guard first, and the policy refuses what is not there",
            refusing(guarded(0, lighthouse()), &["guard-count", "guard-fee-payer"]),
            MOVED,
        ),
        ("a guard last, and the policy refuses all three", refusing(guarded(4, lighthouse()), &ALL), Valid),
        ("all three, and the policy refuses all three", refusing(all(), &ALL), REFUSED),
        ("all three, and the policy refuses none", refusing(all(), &[]), MANY_MOVED_NAMED),
        (
            "a guard writes memory for the fee payer, and the policy refuses all three",
            refusing(guarded(4, about_sponsor(0)), &ALL),
            ISOLATED,
        ),
        ("five guards, and the policy refuses all three", refusing(after(0, 5), &ALL), TOO_MANY),
        (
            "version 1: six instructions, and the policy refuses so many",
            refusing(version_1(0, 1, 4, &lighthouse()), &["guard-count"]),
            REFUSED,
        ),
        (
            "version 1: five instructions, and the policy refuses six",
            refusing(version_1(0, 1, 3, &lighthouse()), &["guard-count"]),
            Valid,
        ),
    ]
}

fn presets() -> Rows {
    let ts = |case: Case| under(case, "ts");
    let rs = |case: Case| under(case, "x402-rs");
    let cdp = |case: Case| under(case, "cdp@2026-10");
    let payai = |case: Case| under(case, "payai@2026-10");
    let sent = || between(3, 1, &about_sponsor(5));
    let nine = || between(3, 2, &about_sponsor(5));
    vec![
        ("ts: three guards and a memo: seven instructions", ts(after(1, 3)), Valid),
        ("ts: four guards and no memo: seven instructions", ts(after(0, 4)), MANY_BARE),
        ("ts: four guards and a memo: eight instructions", ts(after(1, 4)), TOO_MANY),
        (
            "ts: four guards before the transfer and no memo",
            ts(of(&[vec![lighthouse(); 4], base(0)].concat())),
            REFUSED,
        ),
        ("ts: a guard at the end names the fee payer", ts(guarded(4, about_sponsor(5))), NAMED),
        ("ts: a guard before the transfer names the fee payer", ts(guarded(0, about_sponsor(5))), REFUSED),
        (
            "ts, which takes eight instructions: four guards and a memo",
            after(1, 4).policy(json!({"preset": "ts", "maxInstructions": 8})),
            MANY,
        ),
        (
            "ts, which takes eight instructions: five guards",
            after(0, 5).policy(json!({"preset": "ts", "maxInstructions": 8})),
            TOO_MANY,
        ),
        ("ts: six instructions in a V1 payment", ts(after(1, 2).in_version_1()), Valid),
        ("ts: seven instructions in a V1 payment", ts(after(1, 3).in_version_1()), TOO_MANY),
        ("ts: version 1, five instructions", ts(version_1(0, 1, 3, &lighthouse())), Valid),
        ("ts: version 1, six instructions", ts(version_1(0, 1, 4, &lighthouse())), TOO_MANY),
        ("x402-rs: four guards and a memo: eight instructions", rs(after(1, 4)), MANY),
        ("x402-rs: seven guards and no memo: ten instructions", rs(after(0, 7)), MANY_BARE),
        ("x402-rs: seven guards and a memo: eleven instructions", rs(after(1, 7)), TOO_MANY),
        (
            "x402-rs, which takes eleven instructions: eight guards",
            after(0, 8).policy(json!({"preset": "x402-rs", "maxInstructions": 11})),
            TOO_MANY,
        ),
        (
            "x402-rs, which takes eleven instructions: seven guards and a memo",
            after(1, 7).policy(json!({"preset": "x402-rs", "maxInstructions": 11})),
            MANY,
        ),
        ("x402-rs: a guard at the end names the fee payer", rs(guarded(4, about_sponsor(5))), REFUSED),
        ("x402-rs: a guard at the end names the payer", rs(guarded(4, named(&[PAYER], &guard_data(5)))), Valid),
        (
            "cdp@2026-10: three guards before the transfer and one at the end name the fee payer",
            cdp(sent()),
            MANY_MOVED_NAMED,
        ),
        ("cdp@2026-10: nine instructions", cdp(nine()), TOO_MANY),
        (
            "payai@2026-10: three guards before the transfer and one at the end name the fee payer",
            payai(sent()),
            MANY_MOVED_NAMED,
        ),
        ("payai@2026-10: nine instructions", payai(nine()), TOO_MANY),
    ]
}

/// A guard that may move the fee payer's lamports, under each preset.
fn spending_under_presets() -> Rows {
    let sponsors = |byte: u8, preset: &str| under(guarded(4, about_sponsor(byte)), preset);
    let payers = |byte: u8, preset: &str| under(guarded(4, named(&[PAYER], &guard_data(byte))), preset);
    vec![
        ("a first preset, and a guard about the fee payer begins with 0", sponsors(0, "ts"), ISOLATED),
        ("a first preset, and a guard about the fee payer begins with 1", sponsors(1, "ts"), ISOLATED),
        ("a first preset, and a guard about the fee payer begins with 18", sponsors(18, "ts"), ISOLATED),
        ("a first preset, and a guard about the payer begins with 0", payers(0, "ts"), Valid),
        ("a second preset, and a guard about the fee payer begins with 0", sponsors(0, "x402-rs"), ISOLATED),
        ("a second preset, and a guard about the payer begins with 0", payers(0, "x402-rs"), Valid),
        ("a third preset, and a guard about the fee payer begins with 0", sponsors(0, "cdp@2026-10"), ISOLATED),
        ("a third preset, and a guard about the payer begins with 0", payers(0, "cdp@2026-10"), Valid),
        ("a fourth preset, and a guard about the fee payer begins with 1", sponsors(1, "payai@2026-10"), ISOLATED),
        ("a fourth preset, and a guard about the payer begins with 1", payers(1, "payai@2026-10"), Valid),
    ]
}

/// What Lighthouse reads of a guard's data, and the nearest that it cannot read. The layouts are those of the program's source.
fn unreadable() -> Rows {
    let of = |data: &[u8]| guarded(4, named(&[SOURCE], data));
    let with = |head: &[u8], bytes: usize, tail: &[u8]| of(&[head, vec![7; bytes].as_slice(), tail].concat());
    let lamports = guard_data(5);
    let longest = [255, 255, 255, 255, 255, 255, 255, 255, 255];
    vec![
        ("a guard about an account's lamports", of(&lamports), Valid),
        ("a guard about lamports without its last byte", of(&lamports[..11]), UNREAD),
        ("a guard about lamports and a byte behind", of(&[lamports.as_slice(), &[0]].concat()), Valid),
        ("a guard about an account is one byte long", of(&[5]), UNREAD),
        ("a guard about an account has a log level alone", of(&[5, 0]), UNREAD),
        ("a guard with the last log level", of(&[5, 6, 5, 1, 0]), Valid),
        ("a guard with a log level that does not exist", of(&[5, 7, 5, 1, 0]), UNREAD),
        ("a guard with a log level as the source numbers it", of(&[5, 16, 5, 1, 0]), UNREAD),
        ("a guard with the last assertion about an account", with(&[5, 0, 8], 32, &[0, 0]), Valid),
        ("a guard with an assertion that does not exist", with(&[5, 0, 9], 32, &[0, 0]), UNREAD),
        ("a guard with a boolean that is 2", of(&[5, 0, 5, 2, 0]), UNREAD),
        ("a guard with the last operator about equality", of(&[5, 0, 5, 1, 1]), Valid),
        ("a guard with an operator that equality lacks", of(&[5, 0, 5, 1, 2]), UNREAD),
        ("a guard with the last operator about a byte", of(&[2, 0, 0, 1, 0, 7]), Valid),
        ("a guard with an operator that does not exist", of(&[2, 0, 0, 1, 0, 8]), UNREAD),
        ("a guard about no authority of a mint", of(&[7, 0, 0, 0, 0]), Valid),
        ("a guard about an authority of a mint", with(&[7, 0, 0, 1], 32, &[0]), Valid),
        ("a guard about an authority of 31 bytes", with(&[7, 0, 0, 1], 31, &[0]), UNREAD),
        ("a guard with an option that is 2", with(&[7, 0, 0, 2], 32, &[0]), UNREAD),
        ("a guard with no assertion", of(&[6, 0, 0]), Valid),
        ("a guard with no list of assertions", of(&[6, 0]), UNREAD),
        ("a guard with two assertions", of(&[6, 0, 2, 5, 1, 0, 6, 1, 0]), Valid),
        ("a guard with one assertion of two", of(&[6, 0, 2, 5, 1, 0]), UNREAD),
        ("a guard with a count of two bytes", of(&[6, 0, 129, 0, 5, 1, 0]), Valid),
        (
            "a guard with more assertions than there are bytes",
            of(&[&[6, 0], longest.as_slice(), &[1]].concat()),
            UNREAD,
        ),
        ("a guard with the largest offset", of(&[&[2, 0], longest.as_slice(), &[1, 1, 0, 0]].concat()), Valid),
        ("a guard with an offset above 64 bits", of(&[&[2, 0], longest.as_slice(), &[2, 1, 0, 0]].concat()), UNREAD),
        ("a guard about bytes of an account", of(&[2, 0, 0, 11, 2, 1, 2, 0]), Valid),
        ("a guard about more bytes than it has", of(&[2, 0, 0, 11, 4, 1, 2, 0]), UNREAD),
        ("a guard about two accounts", of(&[4, 0, 0, 0, 2, 0]), Valid),
        ("a guard about two accounts without an operator", of(&[4, 0, 0, 0, 2]), UNREAD),
        ("a guard about the owner of a token account", of(&[9, 0, 8]), Valid),
        ("a guard about a token account that asserts nothing", of(&[9, 0]), UNREAD),
        ("a guard about a stake account", of(&[11, 0, 0, 3, 0]), Valid),
        ("a guard about a stake account in a state that does not exist", of(&[11, 0, 0, 4, 0]), UNREAD),
        ("a guard about the buffer of a program", of(&[13, 0, 1, 0, 0, 0]), Valid),
        ("a guard about a buffer with an assertion that does not exist", of(&[13, 0, 1, 1, 0, 0]), UNREAD),
        ("a guard about the slot", with(&[15, 0, 0], 8, &[4]), Valid),
        ("a guard about a slot of seven bytes", with(&[15, 0, 0], 7, &[4]), UNREAD),
        ("a guard about a leaf of a tree", with(&[16, 0, 0], 36, &[]), Valid),
        ("a guard about a leaf of a tree without its last byte", with(&[16, 0, 0], 35, &[]), UNREAD),
        ("a guard about a tree for compressed tokens", of(&guard_data(17)), Valid),
        ("a guard about a tree without an operator", of(&[17, 0, 4, 1]), UNREAD),
        ("a guard that writes lamports into a memory", of(&guard_data(0)), Valid),
        ("a guard that writes a field that does not exist", of(&[0, 0, 255, 0, 1, 6]), UNREAD),
        ("a guard that closes a memory", of(&guard_data(1)), Valid),
        ("a guard that closes a memory without its bump", of(&[1, 0]), UNREAD),
    ]
}

fn unreadable_under_policies() -> Rows {
    let refusing = |case: Case| case.policy(json!({"refuse": ["unknown-guard"]}));
    let of = |data: &[u8]| guarded(4, named(&[SOURCE], data));
    let unread = named(&[SOURCE], &[5]);
    let first = |data: &[u8]| guarded(0, named(&[SOURCE], data));
    vec![
        ("a guard without data, which the policy refuses", refusing(of(&[])), REFUSED),
        ("a guard that begins with 18, which the policy refuses", refusing(of(&guard_data(18))), REFUSED),
        ("a guard without a body, which the policy refuses", refusing(of(&[5])), REFUSED),
        ("a guard that can be read, and the policy refuses the others", refusing(of(&guard_data(17))), Valid),
        (
            "of two guards the first cannot be read",
            Case::of(&[parts(), vec![unread.clone(), lighthouse()]].concat()),
            UNREAD,
        ),
        ("a guard first, which cannot be read", first(&[5]), Flagged(&["guard-position", "unknown-guard"])),
        ("ts: a guard that cannot be read", under(of(&[]), "ts"), UNREAD),
        ("x402-rs: a guard that cannot be read", under(of(&[]), "x402-rs"), UNREAD),
        ("a guard that cannot be read in a V1 payment", of(&[5]).in_version_1(), UNREAD),
        ("version 1: a guard that cannot be read", version_1(0, 1, 1, &unread), UNREAD),
        ("version 1: a guard that can be read", version_1(0, 1, 1, &lighthouse()), Valid),
    ]
}
