//! What nodes of Stellar answer, and what follows from it (T-32).

use base64::{Engine, engine::general_purpose::STANDARD};
use x402_schemes::stellar::Address;
use x402_types::RawJson;
use x402_verify::{
    Answer, AnswerError, CheckId, Context, Deciding, Decision, Outcome, Question, Returned, Rpc, Unsettled, Verdict,
    stellar::{self, AnswerError as Error, Simulation, questions},
};

use crate::{
    stellar_payments::{Case, LEDGER, Part, Signed, USDC, address, failed, needed, outcome, outstanding},
    stellar_xdr::{account, contract, i128_value, list, map, opaque, symbol, words},
};

fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

fn question(case: &Case, kind: &str) -> Question {
    let report = case.report();
    let mut all = report.needs().chain(report.outstanding());
    all.find(|question| question.kind() == kind).unwrap().clone()
}

fn ask(question: &Question, result: &str) -> Result<Answer, AnswerError> {
    question.answer(Returned::Json(RawJson::parse(result).unwrap().as_json()))
}

fn member(name: &'static str) -> Result<Answer, AnswerError> {
    Err(Error::Member(name).into())
}

/// An event as nodes return it.
struct Emitted {
    succeeded: u32,
    kind: u32,
    contract: Option<Vec<u8>>,
    topics: Vec<Vec<u8>>,
    data: Vec<u8>,
}

fn topic(address: Address) -> Vec<u8> {
    [words(&[18]), address.to_xdr()].concat()
}

fn usdc() -> Vec<u8> {
    let usdc: Address = USDC.parse().unwrap();
    usdc.to_xdr()[4..].to_vec()
}

impl Emitted {
    /// The transfer of the payment, with the name of the asset as the last topic.
    fn transfer() -> Self {
        Self {
            succeeded: 1,
            kind: 1,
            contract: Some(usdc()),
            topics: vec![
                symbol(b"transfer"),
                topic(address(1)),
                topic(address(2)),
                [words(&[14]), opaque(b"USDC:G")].concat(),
            ],
            data: i128_value(10_000_000),
        }
    }

    fn with(mut self, change: impl FnOnce(&mut Self)) -> Self {
        change(&mut self);
        self
    }

    fn text(&self) -> String {
        let contract = match &self.contract {
            Some(contract) => [words(&[1]).as_slice(), contract].concat(),
            None => words(&[0]),
        };
        let count = u32::try_from(self.topics.len()).unwrap();
        let body = [words(&[self.kind, 0, count]), self.topics.concat(), self.data.clone()].concat();
        format!("\"{}\"", base64(&[words(&[self.succeeded, 0]), contract, body].concat()))
    }
}

fn simulated(events: &[Emitted]) -> String {
    let events: Vec<_> = events.iter().map(Emitted::text).collect();
    format!(
        r#"{{"latestLedger":{LEDGER},"transactionData":"AAAA","minResourceFee":"90353","events":[{}]}}"#,
        events.join(",")
    )
}

/// The answer about entries of the ledger.
fn entries(found: &str) -> String {
    format!(r#"{{"entries":{found},"latestLedger":{LEDGER}}}"#)
}

fn effects(events: &[Emitted]) -> Simulation {
    let answer = ask(&question(&Case::new(), "simulation"), &simulated(events)).unwrap();
    let Answer::Stellar(stellar::Answer::Simulated(Some(effects))) = answer else { panic!("{answer:?}") };
    effects
}

#[test]
fn the_ledger() {
    let mut case = Case::new();
    case.facts = x402_verify::Facts::new();
    let asked = question(&case, "ledger");
    assert_eq!(asked.rpc(), Some(Rpc::Stellar(stellar::Rpc::LatestLedger)));
    let answer = ask(&asked, r#"{"id":"c73c5eac","protocolVersion":23,"sequence":5100000}"#).unwrap();
    assert_eq!(answer, stellar::Answer::Ledger(LEDGER).into());
    case.facts = case.facts.with_answer(&asked, answer.clone());
    assert_eq!((case.report().verdict(), asked.settles(&answer)), (Verdict::Valid, Err(Unsettled::VerifyAgain)));
    for wrong in [r#"{"sequence":"5100000"}"#, r#"{"sequence":-1}"#, r#"{"sequence":4294967296}"#, "{}", "[]", "5"] {
        assert_eq!(ask(&asked, wrong), member("sequence"), "{wrong}");
    }
    assert_eq!(asked.answer(Returned::Bytes(&[])), Err(AnswerError::OtherNode));
    // The seconds that were stated stay.
    let slow = stellar::Fact::Ledger {
        network: x402_schemes::stellar::TESTNET,
        sequence: 1,
        seconds_per_ledger: 6.try_into().ok(),
    };
    let facts = x402_verify::Facts::new().with(slow).with_answer(&asked, stellar::Answer::Ledger(LEDGER - 1).into());
    case.facts = facts;
    assert_eq!(failed(&case.report()), [CheckId::EXPIRY_FAR]);
}

#[test]
fn the_account() {
    let case = Case::new().entry(|entry| entry.signed = Signed::By(vec![1, 3]));
    assert_eq!(needed(&case.report()), ["account"]);
    let asked = question(&case, "account");
    let payer = address(1).key().unwrap();
    let key = [words(&[0]), account(&payer)].concat();
    assert_eq!(asked.rpc(), Some(Rpc::Stellar(stellar::Rpc::LedgerEntries { keys: vec![key.clone()] })));
    // Balance, sequence number, subentries, nobody, no flags, no domain, thresholds 1 0 2 0, another signer of weight 1.
    let entry = |of: &[u8; 32]| {
        let start = [words(&[0]), account(of), words(&[0, 9, 0, 1, 1, 0, 0, 0])].concat();
        let signer = [words(&[1, 0]).as_slice(), &address(3).key().unwrap(), &words(&[1])].concat();
        [start, vec![1, 0, 2, 0], signer, words(&[0])].concat()
    };
    let shown = |key: &[u8], xdr: &[u8]| {
        entries(&format!(r#"[{{"key":"{}","xdr":"{}","lastModifiedLedgerSeq":1}}]"#, base64(key), base64(xdr)))
    };
    let answer = ask(&asked, &shown(&key, &entry(&payer))).unwrap();
    let Answer::Stellar(stellar::Answer::Account(Some(signers))) = &answer else { panic!("{answer:?}") };
    assert_eq!((signers.threshold, signers.signers.len()), (2, 2));
    let known = |answer| case.clone().with(|case| case.facts = case.facts.clone().with_answer(&asked, answer)).report();
    assert_eq!(known(answer).verdict(), Verdict::Valid);
    for nothing in ["[]", "null"] {
        let answer = ask(&asked, &entries(nothing)).unwrap();
        assert_eq!(answer, stellar::Answer::Account(None).into());
        assert_eq!(failed(&known(answer)), [CheckId::ACCOUNT_SIGNERS]);
    }
    // Another entry than the one that was asked for, or what is none.
    let stranger = address(3).key().unwrap();
    assert_eq!(ask(&asked, &shown(&account(&stranger), &entry(&payer))), member("entries"));
    assert_eq!(ask(&asked, &shown(&key, &entry(&stranger))), member("xdr"));
    assert_eq!(ask(&asked, &shown(&key, &entry(&payer)[1..])), member("xdr"));
    for wrong in ["{}", "[{}]"] {
        assert_eq!(ask(&asked, &entries(wrong)), member("entries"));
    }
    assert_eq!(ask(&asked, r#"{"entries":[]}"#), member("latestLedger"));
}

#[test]
fn the_nonce() {
    let asked = question(&Case::new(), "nonce-unused");
    // Contract data of the payer, a nonce, temporary.
    let nonce = [0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88];
    let key = [words(&[6]), address(1).to_xdr(), words(&[21]), nonce.to_vec(), words(&[0])].concat();
    assert_eq!(asked.rpc(), Some(Rpc::Stellar(stellar::Rpc::LedgerEntries { keys: vec![key.clone()] })));
    let unused = ask(&asked, &entries("[]")).unwrap();
    assert_eq!((unused.clone(), asked.settles(&unused)), (Answer::Yes, Ok(())));
    let shown = entries(&format!(r#"[{{"key":"{}","xdr":"AAAA"}}]"#, base64(&key)));
    let used = ask(&asked, &shown).unwrap();
    assert_eq!((used.clone(), asked.settles(&used)), (Answer::No, Err(Unsettled::Prevented)));
    let other = shown.replace(&base64(&key), "AAAA");
    assert_eq!(ask(&asked, &other), member("entries"));
}

/// A node that is behind does not know of an account that was funded since, nor of a nonce that was used since (T-32).
#[test]
fn an_entry_that_is_no_answer() {
    for kind in ["account", "nonce-unused"] {
        let asked = question(&Case::new(), kind);
        let of_ledger = |ledger: u32| ask(&asked, &entries("null").replace(&LEDGER.to_string(), &ledger.to_string()));
        assert_eq!(of_ledger(LEDGER - 1), Err(Error::OldLedger.into()), "{kind}");
        assert!(of_ledger(LEDGER).is_ok() && of_ledger(LEDGER + 1).is_ok(), "{kind}");
        // Without a clock nothing is old.
        let asked = question(&Case::new().with(|case| case.facts = x402_verify::Facts::new()), kind);
        assert!(ask(&asked, r#"{"entries":null,"latestLedger":1}"#).is_ok(), "{kind}");
    }
    // The verdict waits for the ledger before it needs the account.
    let case = Case::new().entry(|entry| entry.signed = Signed::By(vec![1, 3]));
    let report = case.with(|case| case.facts = x402_verify::Facts::new()).report();
    assert_eq!(needed(&report), ["ledger"]);
    assert_eq!(outcome(&report, CheckId::ACCOUNT_SIGNERS), Some(&Outcome::Skipped(CheckId::EXPIRED)));
}

#[test]
fn a_simulation_shows_events() {
    let case = Case::new();
    let asked = question(&case, "simulation");
    let transaction = case.transaction();
    assert_eq!(asked.rpc(), Some(Rpc::Stellar(stellar::Rpc::SimulateTransaction { transaction })));
    let answer = ask(&asked, &simulated(&[Emitted::transfer()])).unwrap();
    assert_eq!(asked.settles(&answer), Err(Unsettled::VerifyAgain));
    let known = case.with(|case| case.facts = case.facts.clone().with_answer(&asked, answer));
    assert_eq!((known.report().verdict(), outstanding(&known.report())), (Verdict::Valid, vec![]));
    let shown = effects(&[Emitted::transfer()]);
    assert_eq!((shown.transfers.len(), shown.other_events.len(), shown.min_resource_fee), (1, 0, Some(90_353)));
    assert_eq!((shown.transfers[0].to, shown.transfers[0].amount), (address(2), 10_000_000.into()));
    // Without the asset's name, and to an account with an id, which stands in the data.
    let data = map(&[(symbol(b"amount"), i128_value(10_000_000)), (symbol(b"to_muxed_id"), words(&[5, 0, 7]))]);
    let muxed = Emitted::transfer().with(|event| event.data = data);
    let short = Emitted::transfer().with(|event| event.topics.truncate(3));
    for event in [muxed, short] {
        assert_eq!(effects(&[event]).transfers, shown.transfers);
    }
    // Other events, by their names.
    let named = |name: &[u8]| Emitted::transfer().with(|event| event.topics[0] = symbol(name));
    let nameless = Emitted::transfer().with(|event| event.topics.clear());
    let number = Emitted::transfer().with(|event| event.topics[0] = words(&[3, 9]));
    let others = effects(&[named(b"mint"), named(b"approve"), nameless, number]).other_events;
    assert_eq!(others.iter().map(|event| event.name.as_str()).collect::<Vec<_>>(), ["mint", "approve", "", ""]);
    assert_eq!(others[0].contract, USDC.parse().unwrap());
    // What the host says about itself, and what was emitted by a call that failed.
    let diagnostic = Emitted::transfer().with(|event| (event.kind, event.contract) = (2, None));
    let system = Emitted::transfer().with(|event| event.kind = 0);
    let undone = Emitted::transfer().with(|event| event.succeeded = 0);
    assert_eq!(effects(&[diagnostic, system, undone]), {
        let mut none = Simulation::new([]);
        none.min_resource_fee = Some(90_353);
        none
    });
}

#[test]
fn a_simulation_that_is_no_answer() {
    let asked = question(&Case::new(), "simulation");
    let good = simulated(&[Emitted::transfer()]);
    let failed_now = format!(r#"{{"latestLedger":{LEDGER},"error":"host invocation failed"}}"#);
    assert_eq!(ask(&asked, &failed_now), Ok(stellar::Answer::Simulated(None).into()));
    let earlier = LEDGER - 1;
    for text in [&good, &failed_now] {
        let old = text.replace(&LEDGER.to_string(), &earlier.to_string());
        assert_eq!(ask(&asked, &old), Err(Error::OldLedger.into()));
    }
    // The clock decides what is old. Without one nothing is.
    let Question::Stellar(inner) = &asked else { panic!("{asked:?}") };
    let stellar::Question::Simulation(inner) = &**inner else { panic!("{inner:?}") };
    let unknown: Question = questions::Simulation { since_ledger: None, ..inner.clone() }.into();
    let old = failed_now.replace(&LEDGER.to_string(), "1");
    assert!(ask(&unknown, &old).is_ok());
    assert_eq!(ask(&unknown, r#"{"error":"x"}"#), member("latestLedger"));
    let with = |more: &str| good.replacen('{', &format!("{{{more},"), 1);
    let restore = with(r#""restorePreamble":{"minResourceFee":"1","transactionData":"AAAA"}"#);
    assert_eq!(ask(&asked, &restore), Err(Error::Restore.into()));
    assert!(ask(&asked, &with(r#""restorePreamble":null,"error":null"#)).is_ok());
    assert_eq!(ask(&asked, &with(r#""error":7"#)), member("error"));
    for (part, other, name) in [
        (r#""transactionData":"AAAA","#, "", "transactionData"),
        (r#""transactionData":"AAAA""#, r#""transactionData":"""#, "transactionData"),
        (r#""minResourceFee":"90353""#, r#""minResourceFee":"x""#, "minResourceFee"),
        (r#""events":["#, r#""event":["#, "events"),
        (r#""events":["#, r#""events":["AAAA","#, "events"),
        (r#""events":["#, r#""events":[7,"#, "events"),
    ] {
        let text = good.replace(part, other);
        assert_ne!(text, good);
        assert_eq!(ask(&asked, &text), member(name), "{text}");
    }
    // Transfers that cannot be read.
    let transfer = |change: fn(&mut Emitted)| simulated(&[Emitted::transfer().with(change)]);
    for text in [
        transfer(|event| event.topics.truncate(2)),
        transfer(|event| event.topics.push(words(&[1]))),
        transfer(|event| event.topics[1] = words(&[1])),
        transfer(|event| event.topics[2] = [words(&[18, 4]), vec![7; 32]].concat()),
        transfer(|event| event.data = i128_value(-1)),
        transfer(|event| event.data = words(&[5, 0, 10_000_000])),
        transfer(|event| event.data = list(&[i128_value(1)])),
        transfer(|event| event.data = map(&[(symbol(b"amounts"), i128_value(1))])),
        transfer(|event| event.contract = None),
    ] {
        assert_eq!(ask(&asked, &text), member("events"));
    }
    let errors = [Error::OldLedger, Error::Restore, Error::Member("events")].map(|error| error.to_string());
    assert!(errors.iter().all(|error| !error.is_empty()));
}

/// The decision about a payment of which not even the ledger is known, if the node simulates it like this. Of each batch the kinds
/// of its questions.
fn decided(case: &Case, simulation: &str) -> (Decision, Vec<Vec<&'static str>>) {
    let (payment, facts, mut batches) = (case.payment(), x402_verify::Facts::new(), Vec::new());
    let context = Context::at(1).with_facts(&facts);
    let mut deciding = Deciding::new(&payment, std::slice::from_ref(&case.offer), &context);
    while let Some(batch) = deciding.request() {
        batches.push(deciding.questions().map(Question::kind).collect());
        let mut responses = Vec::new();
        for call in batch.as_json().elements().unwrap() {
            let result = match &*call.get("method").unwrap().string().unwrap() {
                "getLatestLedger" => format!(r#"{{"sequence":{LEDGER}}}"#),
                "simulateTransaction" => simulation.to_owned(),
                other => panic!("{other}"),
            };
            let id = call.get("id").unwrap().text();
            responses.push(format!(r#"{{"jsonrpc":"2.0","id":{id},"result":{result}}}"#));
        }
        deciding.response(Some(&RawJson::parse(&format!("[{}]", responses.join(","))).unwrap()));
    }
    (deciding.decide(), batches)
}

/// Both checks of the end need the ledger (T-23), and the node is asked once.
#[test]
fn the_ledger_is_asked_once() {
    let (payment, facts) = (Case::new().payment(), x402_verify::Facts::new());
    let context = Context::at(1).with_facts(&facts);
    let deciding = Deciding::new(&payment, std::slice::from_ref(&payment.accepted), &context);
    let checks = deciding.report().checks().iter();
    assert_eq!(checks.filter(|check| check.outcome.question().is_some()).count(), 2);
    assert_eq!(deciding.report().needs().count(), 1);
    assert_eq!(deciding.questions().map(Question::kind).collect::<Vec<_>>(), ["ledger"]);
    assert_eq!(deciding.request().unwrap().as_json().elements().unwrap().count(), 1);
}

/// A simulation is asked once the clock tells whether its answer is old, also where the verdict waits for it (T-32).
#[test]
fn the_ledger_is_asked_before_the_simulation() {
    for case in [Case::new().by_contract(), Case::new().with(|case| case.entries.push(Part::of(3)))] {
        let paid = Emitted::transfer().with(|event| event.topics[1] = topic(case.entries[0].address));
        let good = simulated(&[paid]);
        let failing = format!(r#"{{"latestLedger":{LEDGER},"error":"no such entry"}}"#);
        let [old, old_failing] =
            [&good, &failing].map(|text| text.replace(&LEDGER.to_string(), &(LEDGER - 3).to_string()));
        let asked = [vec!["ledger"], vec!["simulation"]];
        for old in [old, old_failing] {
            let (decision, batches) = decided(&case, &old);
            let Decision::AskAgain(open) = decision else { panic!("{decision:?}") };
            let [open] = open.as_slice() else { panic!("{open:?}") };
            assert_eq!((open.question.kind(), batches), ("simulation", asked.to_vec()));
        }
        let (decision, batches) = decided(&case, &failing);
        assert!(matches!(decision, Decision::Refuse(_)), "{decision:?}");
        assert_eq!(batches, asked);
        let (decision, batches) = decided(&case, &good);
        assert!(matches!(decision, Decision::Settle(_)), "{decision:?}");
        assert_eq!(batches, asked);
        let report = case.with(|case| case.facts = x402_verify::Facts::new()).report();
        assert_eq!(needed(&report), ["ledger"]);
        assert_eq!(outcome(&report, CheckId::SIMULATION), Some(&Outcome::Skipped(CheckId::EXPIRED)));
    }
}

/// Questions print, and name what they ask about.
#[test]
fn sentences() {
    let case = Case::new().entry(|entry| entry.signed = Signed::By(vec![1, 3]));
    let without_clock = case.clone().with(|case| case.facts = x402_verify::Facts::new());
    for (kind, part) in [
        ("ledger", "stellar:testnet"),
        ("account", crate::stellar_payments::PAYER),
        ("simulation", "simulate the transaction"),
        ("nonce-unused", "1234605616436508552"),
    ] {
        let asked = question(if kind == "ledger" { &without_clock } else { &case }, kind);
        assert!(asked.to_string().contains(part) && asked.expected().is_some(), "{asked}");
        assert_eq!(asked.changes_verdict(), kind != "nonce-unused");
    }
    // A question is a value that anybody can make.
    let wallet = Address::Contract([7; 32]);
    let nonce: Question = questions::NonceUnused { payer: wallet, nonce: -1, since_ledger: None }.into();
    let Some(Rpc::Stellar(stellar::Rpc::LedgerEntries { keys })) = nonce.rpc() else { panic!("{nonce}") };
    assert_eq!(keys[0][..40], [words(&[6]), contract(&[7; 32])].concat());
}

/// The calls as JSON have named parameters.
#[cfg(feature = "serde")]
#[test]
fn calls_as_json() {
    use x402_verify::json::{JsonRpc, RecordedReport};

    let rows = [
        (
            question(&Case::new(), "account"),
            "getLedgerEntries",
            r#"{"keys":["AAAAAAAAAACKiOPddAnxlf1S2y08ul1yymcJvx2UEhvzdIgBtA9vXA=="]}"#.into(),
        ),
        (
            question(&Case::new(), "simulation"),
            "simulateTransaction",
            format!(r#"{{"transaction":"{}"}}"#, base64(&Case::new().transaction())),
        ),
    ];
    for (asked, method, params) in rows {
        let call = JsonRpc::from(&asked.rpc().unwrap());
        assert_eq!((call.method.as_str(), call.params.as_str()), (method, params.as_str()));
    }
    let call = JsonRpc::from(&Rpc::Stellar(stellar::Rpc::LatestLedger));
    assert_eq!((call.method.as_str(), call.params.as_str()), ("getLatestLedger", "{}"));
    // Two calls are the same if their parameters have the same value.
    let with = |method: &str, params: &str| {
        let mut call = call.clone();
        (call.method, call.params) = (method.into(), RawJson::parse(params).unwrap());
        call
    };
    assert_eq!(with("getLatestLedger", "{ }"), call);
    assert_ne!(with("getLedgers", "{}"), call);
    assert_ne!(with("getLatestLedger", "[]"), call);
    // A report is read back as it was.
    let fact = Case::new().simulated(|effects| effects.min_resource_fee = Some(7));
    for case in [Case::new(), Case::new().fact(fact), Case::new().with(|case| case.entries.clear())] {
        let report = case.report();
        let text = serde_json::to_string(&report).unwrap();
        let read: RecordedReport = text.parse().unwrap();
        assert_eq!(read, RecordedReport::from(&report));
        assert_eq!(text.contains("lastLedger"), report.last_ledger().is_some());
        let wrong = text.replace(r#""clientFee":"100""#, r#""clientFee":"0100""#);
        assert!(wrong != text && wrong.parse::<RecordedReport>().is_err());
    }
    let text = serde_json::to_string(&Case::new().report()).unwrap();
    let halves = r#""sponsor":{"clientFee":"100","sponsoring":"valid","payment":"valid"},"lastLedger":5100012}"#;
    assert!(text.ends_with(halves), "{text}");
}
