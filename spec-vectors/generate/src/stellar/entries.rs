//! The authorization entries, but for their signatures (T-18 to T-26).

use serde_json::json;
use x402_vectors::vector::Class;

use super::{
    build::{Call, DELEGATES, Entry, FOREIGN, SOURCE_ACCOUNT, Signature, V1, V2, account, muxed},
    case::{Case, FACILITATOR, LEDGER, MERCHANT, PAYER, Table, USDC, USDC_PUBNET, XLM},
    xdr::{address, list, value, words},
};
use crate::draft::Draft;

pub(super) fn drafts() -> Vec<Draft> {
    [kinds(), callers(), further(), ends(), clocks(), sub_invocations(), invocations(), nonces()]
        .into_iter()
        .flatten()
        .collect()
}

/// The usual payment with one entry more.
fn and(other: Entry) -> Case {
    Case::spoiled(|envelope| envelope.entries.push(other))
}

/// An entry of this account, which its own key signs.
fn of(number: u8) -> Entry {
    Entry {
        address: address(&account(number)),
        nonce: number.into(),
        signature: Signature::By(vec![number]),
        ..Entry::good(V1)
    }
}

/// T-18 and T-19.
fn kinds() -> Vec<Draft> {
    let mut table = Table::new(1801, &["T-18", "T-19"]);
    table.invalid("no entry", Case::spoiled(|envelope| envelope.entries.clear()), "authorizations");
    table.valid("credentials of version 1", Case::entry(V1, |_| {}));
    table.valid("credentials of version 2", Case::entry(V2, |_| {}));
    table.invalid("credentials of the source account", Case::entry(SOURCE_ACCOUNT, |_| {}), "credentials");
    table.invalid("credentials with delegates", Case::entry(DELEGATES, |_| {}), "credentials");
    let source = Entry { kind: SOURCE_ACCOUNT, ..Entry::good(V1) };
    table.invalid("a further entry of the source account", and(source), "credentials");
    for (title, kind, policy, passes) in [
        ("version 1, which the policy wants", V1, json!({"credentials": "v1"}), true),
        ("version 2, and the policy wants version 1", V2, json!({"credentials": "v1"}), false),
        ("version 2, and the policy takes both", V2, json!({"credentials": "both"}), true),
        ("version 2, by ts", V2, json!({"preset": "ts"}), true),
        ("version 1, by ts", V1, json!({"preset": "ts"}), true),
    ] {
        let case = Case::spoiled_of(kind, |_| {}).policy(policy);
        if passes { table.valid(title, case) } else { table.invalid(title, case, "credentials") }
    }
    table.drafts()
}

/// T-20.
fn callers() -> Vec<Draft> {
    let mut table = Table::new(2001, &["T-20"]);
    let signed = || and(of(FACILITATOR));
    table.invalid("an entry of the caller", signed().for_facilitator(), "facilitator-authorization");
    table.invalid(
        "an entry of the caller, who names its account with an id",
        signed().facilitators(&[muxed(FACILITATOR, 7)]),
        "facilitator-authorization",
    );
    let contract = Entry { address: address(FOREIGN), nonce: 7, ..Entry::good(V1) };
    table.invalid(
        "an entry of a contract of the caller",
        and(contract).facilitators(&[FOREIGN]),
        "facilitator-authorization",
    );
    table.undecided(
        "an entry of the facilitator, and nobody says whose it is",
        signed(),
        "simulation",
        &["simulation"],
    );
    table.drafts()
}

/// T-21.
fn further() -> Vec<Draft> {
    let mut table = Table::new(2101, &["T-21"]);
    let unsigned = || Signature::Value(value::void());
    for kind in [V1, V2] {
        let case = Case::entry(kind, |entry| entry.signature = unsigned());
        table.invalid(&format!("nobody has signed, credentials of version {kind}"), case, "payer-authorization");
    }
    let elsewhere = Case::spoiled(|envelope| envelope.entries = vec![of(3)]);
    table.invalid("the only entry is of another account", elsewhere, "payer-authorization");
    let contract = Case::spoiled(|envelope| {
        envelope.call = Call::transfer(USDC, FOREIGN, MERCHANT, 10_000_000);
        let entry = &mut envelope.entries[0];
        (entry.address, entry.signature) = (address(FOREIGN), unsigned());
        entry.invocation = envelope.call.invocation();
    });
    table.invalid("the payer is a contract, and has not signed", contract, "payer-authorization");
    table.disputed("a second entry of the payer", and(Entry { nonce: 7, ..Entry::good(V1) }), "second-authorization");
    table.disputed(
        "a second entry of the payer, of the other kind",
        and(Entry { nonce: 7, ..Entry::good(V2) }),
        "second-authorization",
    );
    table.disputed("the same entry twice", and(Entry::good(V1)), "second-authorization");
    let other = Entry { signature: unsigned(), ..of(3) };
    table.invalid("an unsigned entry of another account", and(other), "further-authorizations");
    let contract = |signature: Signature| Entry { address: address(FOREIGN), nonce: 7, signature, ..Entry::good(V1) };
    table.invalid("an unsigned entry of a contract", and(contract(unsigned())), "further-authorizations");
    table.undecided("a signed entry of another account", and(of(3)), "simulation", &["simulation"]);
    table.undecided(
        "a signed entry of a contract",
        and(contract(Signature::Value(value::bytes(&[7; 64])))),
        "simulation",
        &["simulation"],
    );
    table.drafts()
}

/// T-22 and T-36: the end against the latest closed ledger.
fn ends() -> Vec<Draft> {
    let mut table = Table::new(2201, &["T-22", "T-36"]);
    let ending = |ledgers: i64| {
        let end = u32::try_from(i64::from(LEDGER) + ledgers).expect("a ledger");
        Case::entry(V1, |entry| entry.end = end)
    };
    table.invalid("the end is the latest closed ledger", ending(0), "expired");
    table.valid("the end is the next ledger", ending(1));
    table.invalid("the end is past", ending(-1), "expired");
    table.invalid("the end is 0", Case::entry(V1, |entry| entry.end = 0), "expired");
    let add = |end: u32, title: &str, case: Case, table: &mut Table| {
        let result = json!({"verdict": "valid", "payer": PAYER, "offer": 0, "flags": [], "lastLedger": end});
        table.add(title, &case.input(), Class::Valid, &result, |draft| draft);
    };
    add(LEDGER + 12, "the end is the last one that the offer allows", ending(12), &mut table);
    add(LEDGER + 5, "the end is earlier than the offer allows", ending(5), &mut table);
    table.flagged("the end is one ledger later", ending(13), "late-expiry");
    table.flagged("the end is two ledgers later", ending(14), "late-expiry");
    table.invalid("the end is three ledgers later", ending(15), "expiry-far");
    table.invalid("the end is the last ledger of all", Case::entry(V1, |entry| entry.end = u32::MAX), "expiry-far");
    table.flagged("the clock is two ledgers behind", Case::good().ledger(LEDGER - 2), "late-expiry");
    table.invalid("the clock is three ledgers behind", Case::good().ledger(LEDGER - 3), "expiry-far");
    table.valid("one ledger is left", Case::good().ledger(LEDGER + 11));
    table.invalid("no ledger is left", Case::good().ledger(LEDGER + 12), "expired");
    let timeout = |seconds: u64, ledgers: i64| ending(ledgers).offering("maxTimeoutSeconds", seconds);
    table.valid("56 seconds are twelve ledgers", timeout(56, 12));
    table.flagged("55 seconds are eleven ledgers", timeout(55, 12), "late-expiry");
    table.valid("the longest time of all", timeout(9_007_199_254_740_991, 12));
    let every = |seconds: u32, ledgers: i64| {
        ending(ledgers).fact("ledgers", "stellar:testnet", json!({"sequence": LEDGER, "secondsPerLedger": seconds}))
    };
    table.valid("a ledger takes a second", every(1, 60));
    table.invalid("a ledger takes a second, and the end is three later", every(1, 63), "expiry-far");
    table.valid("a ledger takes six seconds", every(6, 10));
    table.flagged("a ledger takes six seconds, and the end is two later", every(6, 12), "late-expiry");
    table.invalid("a ledger takes six seconds, and the end is three later", every(6, 13), "expiry-far");
    table.valid("a ledger takes longer than the offer allows", every(61, 1));
    let tolerating = |ledgers: u32, case: Case| case.policy(json!({"ledgerTolerance": ledgers}));
    table.valid("the end is the last one, and the policy tolerates none later", tolerating(0, ending(12)));
    table.invalid("one later, and the policy tolerates none", tolerating(0, ending(13)), "expiry-far");
    table.flagged("five later, which the policy tolerates", tolerating(5, ending(17)), "late-expiry");
    table.invalid("six later, and the policy tolerates five", tolerating(5, ending(18)), "expiry-far");
    let with_margin = |ledgers: u32, case: Case| case.policy(json!({"ledgerMargin": ledgers}));
    table.valid("four ledgers are left, of three and the next", with_margin(3, ending(4)));
    table.invalid("three ledgers are left, of three and the next", with_margin(3, ending(3)), "expired");
    table.invalid("late, which the policy refuses", ending(13).policy(json!({"refuse": ["late-expiry"]})), "policy");
    let second = |end: u32| and(Entry { end, ..of(3) });
    table.invalid("the entry of another account is over", second(LEDGER), "expired");
    table.invalid("the entry of another account ends too late", second(LEDGER + 15), "expiry-far");
    // `max_entry_ttl` of both networks.
    let kept = |ledgers: i64| timeout(9_007_199_254_740_991, ledgers);
    table.valid("the end is the last one for which the network keeps an entry", kept(3_110_400));
    table.invalid("the end is one ledger later than the network keeps an entry", kept(3_110_401), "expiry-far");
    table.drafts()
}

/// T-23.
fn clocks() -> Vec<Draft> {
    let mut table = Table::new(2301, &["T-23"]);
    table.undecided("the ledger is not known", Case::good().without_ledger(), "expired", &["ledger"]);
    let elsewhere =
        Case::good().without_ledger().more("facts", json!({"ledgers": {"stellar:pubnet": {"sequence": LEDGER}}}));
    table.undecided("only the main network's ledger is known", elsewhere, "expired", &["ledger"]);
    let unsigned = Case::entry(V1, |entry| entry.signature = Signature::Value(value::void()));
    table.invalid("nobody has signed, and the ledger is not known", unsigned.without_ledger(), "payer-authorization");
    table.drafts()
}

/// T-24.
fn sub_invocations() -> Vec<Draft> {
    let mut table = Table::new(2401, &["T-24"]);
    let with = |kind: u32, subs: &[Vec<u8>]| {
        let invocation = [words([0]), Call::good().bytes(), list(subs)].concat();
        Case::entry(kind, |entry| entry.invocation = invocation)
    };
    let sub = Call::transfer(XLM, PAYER, MERCHANT, 1).invocation();
    for kind in [V1, V2] {
        let title = format!("one call by the call, credentials of version {kind}");
        table.invalid(&title, with(kind, std::slice::from_ref(&sub)), "sub-invocations");
    }
    table.invalid("two calls by the call", with(V1, &[sub.clone(), sub.clone()]), "sub-invocations");
    let nested = [words([0]), Call::good().bytes(), list(std::slice::from_ref(&sub))].concat();
    table.invalid("a call by a call by the call", with(V1, &[nested]), "sub-invocations");
    let other = Entry { invocation: [words([0]), Call::good().bytes(), list(&[sub])].concat(), ..of(3) };
    table.invalid("the entry of another account has a call by the call", and(other), "sub-invocations");
    table.drafts()
}

/// A change of the call.
type Change<'a> = &'a dyn Fn(&mut Call);

/// T-25.
fn invocations() -> Vec<Draft> {
    let mut table = Table::new(2501, &["T-25"]);
    let authorized = |kind: u32, change: &dyn Fn(&mut Call)| {
        let mut call = Call::good();
        change(&mut call);
        Case::entry(kind, |entry| entry.invocation = call.invocation())
    };
    let changes: [(&str, Change<'_>); 8] = [
        ("one less is authorized", &|call| call.arguments[2] = value::i128(9_999_999)),
        ("one more is authorized", &|call| call.arguments[2] = value::i128(10_000_001)),
        ("a payment to another is authorized", &|call| call.arguments[1] = value::of_address(&account(3))),
        ("a payment by another is authorized", &|call| call.arguments[0] = value::of_address(&account(3))),
        ("another token is authorized", &|call| call.contract = address(XLM)),
        ("another function is authorized", &|call| call.function = b"approve".to_vec()),
        ("an argument more is authorized", &|call| call.arguments.push(value::void())),
        ("the amount is authorized as u128", &|call| call.arguments[2][3] = 9),
    ];
    for kind in [V1, V2] {
        for (title, change) in changes {
            let title = format!("{title}, credentials of version {kind}");
            table.invalid(&title, authorized(kind, change), "invocation");
        }
    }
    let token = words([1]);
    let salt = [0; 32];
    let preimage = [words([0]).as_slice(), &address(PAYER), &salt, &token].concat();
    for (title, invocation) in [
        ("a new contract is authorized", [words([1]), preimage.clone(), words([0])].concat()),
        ("a new contract with arguments is authorized", [words([2]), preimage, words([0, 0])].concat()),
    ] {
        table.invalid(title, Case::entry(V1, |entry| entry.invocation = invocation), "invocation");
    }
    let paid = |case: Case| case.offering("amount", "9999999");
    let call = Case::spoiled(|envelope| envelope.call.arguments[2] = value::i128(9_999_999));
    table.invalid("less is called than is authorized", paid(call), "invocation");
    let elsewhere = Case::spoiled(|envelope| {
        envelope.call = Call::transfer(USDC_PUBNET, PAYER, MERCHANT, 10_000_000);
    });
    table.invalid("another token is called", elsewhere.offering("asset", USDC_PUBNET), "invocation");
    table.drafts()
}

/// T-26.
fn nonces() -> Vec<Draft> {
    let mut table = Table::new(2601, &["T-26"]);
    for kind in [V1, V2] {
        for nonce in [0, 1, -1, i64::MIN, i64::MAX] {
            let case = Case::entry(kind, |entry| entry.nonce = nonce);
            table.valid(&format!("the nonce {nonce}, credentials of version {kind}"), case);
        }
    }
    table.drafts()
}
