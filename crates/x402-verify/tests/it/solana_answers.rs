//! What a node of Solana answers, against what became of the transactions that were executed on the very accounts.

use std::collections::BTreeMap;

use base64::{Engine, engine::general_purpose::STANDARD};
use ed25519_dalek::{Signer, SigningKey};
use serde::Deserialize;
use serde_json::{Value, json};
use x402_schemes::solana::{Address, Keys, TokenProgram, Transaction, programs, sha256};
use x402_types::{DecodeOptions, Flag, RawJson, Wire, v1, v2};
use x402_verify::{
    Answer, AnswerError, CheckId, Context, Deciding, Decision, Facts, Policy, Question, Report, Returned, Rpc, Verdict,
    solana::{
        self, Fact, KnownTable, Multisig, Received, SimulatedTokenCall, SimulatedTransfer, Simulation,
        questions::TakenFor,
    },
    verify,
};

#[derive(Deserialize)]
struct Executed {
    transactions: Vec<Ran>,
}

/// What is absent is as usual: the token, no error, and the price.
#[derive(Deserialize)]
struct Ran {
    section: String,
    name: String,
    #[serde(default = "token")]
    world: String,
    transaction: String,
    error: Option<String>,
    leader: Option<String>,
    #[serde(default = "price")]
    received: String,
}

fn token() -> String {
    "token".into()
}

fn price() -> String {
    "10000".into()
}

#[derive(Clone, Deserialize)]
#[serde(from = "String")]
struct Account {
    owner: String,
    data: String,
}

impl From<String> for Account {
    /// `LAMPORTS OWNER DATA`
    fn from(text: String) -> Self {
        let parts: Vec<&str> = text.split(' ').collect();
        Self { owner: parts[1].into(), data: parts[2].into() }
    }
}

type Accounts = BTreeMap<String, Option<Account>>;

/// The accounts of each token, and what was otherwise for a transaction, by its number. Null is absent.
#[derive(Deserialize)]
struct Met {
    worlds: BTreeMap<String, Accounts>,
    transactions: BTreeMap<usize, Accounts>,
}

fn executed() -> Vec<(Ran, Accounts)> {
    let executed: Executed =
        serde_json::from_str(include_str!("../../../../spec-vectors/generate/data/solana-runtime.json")).unwrap();
    let met: Met =
        serde_json::from_str(include_str!("../../../../spec-vectors/generate/data/solana-accounts.json")).unwrap();
    let with_accounts = |(number, row): (usize, Ran)| {
        let mut accounts = met.worlds[&row.world].clone();
        accounts.extend(met.transactions.get(&number).cloned().unwrap_or_default());
        (row, accounts)
    };
    (1..).zip(executed.transactions).map(with_accounts).collect()
}

const SPONSOR: &str = "2moGme732G58zbQe5FtceooXgbFZp3ZMNggJQRKpnLQh";
const PAYER: &str = "BMrx53yVNyPL7c18P1omSEVbcTD8gnTuQNBBaLCVDUZc";
const MULTISIG: &str = "AwQHau1d6kJ5AdWtKghDxvSnihwDVjhdeCm5WAHcY5XQ";
const USDC: &str = "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v";
const PYUSD: &str = "2b1kV6DkPAnxd5ixfnxCpjxmKwqjjaYmCZfHsFu24GXo";

/// 10,000 units for the merchant, as nearly all of them pay.
fn payment(transaction: &str, mint: &str) -> v2::PaymentPayload {
    let offer = json!({
        "scheme": "exact", "network": "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp", "amount": "10000", "asset": mint,
        "payTo": "7LfHZav9VXzzJqfFryiqkr6EKGbokkY3MJCzjeodMcsg", "maxTimeoutSeconds": 60,
        "extra": {"feePayer": SPONSOR},
    });
    let payment = json!({"x402Version": 2, "accepted": offer, "payload": {"transaction": transaction}}).to_string();
    v2::PaymentPayload::decode(&payment, &DecodeOptions::STRICT).unwrap().value
}

fn report_of(transaction: &str, mint: &str, facts: &Facts) -> Report {
    let payment = payment(transaction, mint);
    verify(&payment, std::slice::from_ref(&payment.accepted), &Context::at(1).with_facts(facts))
}

fn of(question: &Question, result: &Value) -> Result<Answer, AnswerError> {
    let result = RawJson::parse(&result.to_string()).unwrap();
    question.answer(Returned::Json(result.as_json()))
}

/// What a node shows of an account, as far as it is read.
fn shown_account(owner: &str, data: &[u8]) -> Value {
    json!({"owner": owner, "data": [STANDARD.encode(data), "base64"]})
}

fn token_owned(program: TokenProgram, data: &[u8]) -> Value {
    shown_account(&program.address().to_string(), data)
}

/// The sysvar in an epoch.
fn clock(epoch: u64) -> Value {
    let data = [[0; 16].as_slice(), &epoch.to_le_bytes(), &[0; 16]].concat();
    shown_account("Sysvar1111111111111111111111111111111111111", &data)
}

/// A node on these accounts.
fn ask(question: &Question, accounts: &Accounts) -> Answer {
    let shown = |address: &Address| match accounts.get(&address.to_string()) {
        Some(Some(account)) => json!({
            "owner": account.owner, "data": [account.data, "base64"], "lamports": 1, "executable": false, "rentEpoch": 0,
        }),
        Some(None) | None => Value::Null,
    };
    let shown = |address: &Address| if *address == programs::CLOCK { clock(5) } else { shown(address) };
    let value = match question.rpc() {
        Some(Rpc::Solana(solana::Rpc::AccountInfo { address })) => shown(&address),
        Some(Rpc::Solana(solana::Rpc::MultipleAccounts { addresses })) => addresses.iter().map(shown).collect(),
        _ => panic!("{question:?}"),
    };
    of(question, &json!({"context": {"slot": 1000}, "value": value})).unwrap()
}

/// Where no fact is missing any more, the accounts say whether the transfer delivers what it says: as the runtime found.
#[test]
fn the_accounts_say_whether_it_is_paid() {
    let (mut delivered, mut kept, mut facts_supplied, mut ownership_changed) = (0, 0, 0, 0);
    let mut differ = Vec::new();
    for (row, accounts) in executed() {
        let mint = if row.world == "token" { USDC } else { PYUSD };
        let mut facts = Facts::new();
        let mut report = report_of(&row.transaction, mint, &facts);
        while report.verdict() == Verdict::Undecided {
            let before = facts.clone();
            for question in report.needs().filter(|question| question.rpc().is_some()) {
                facts = facts.with_answer(question, ask(question, &accounts));
            }
            if facts == before {
                break;
            }
            facts_supplied += 1;
            report = report_of(&row.transaction, mint, &facts);
        }
        // The chain decided what these facts decide.
        let error = row.error.as_deref().unwrap_or_default();
        if row.name.starts_with("multisig") {
            let expected = if row.error.is_none() { Verdict::Valid } else { Verdict::Invalid };
            assert_eq!(report.verdict(), expected, "{}: {}", row.section, row.name);
        }
        // A node that is behind has no account there either.
        if row.name == "lookup of a table that does not exist" {
            assert_eq!(report.verdict(), Verdict::Undecided);
            assert_eq!(report.deciding().unwrap().id, CheckId::LOOKUP_TABLES);
        }
        // The sponsor's signature, its lamports, the blockhash and the units are not theirs to say.
        let others = [
            "AccountNotFound",
            "AlreadyProcessed",
            "BlockhashNotFound",
            "Budget",
            "InsufficientFundsFor",
            "InvalidAccountForFee",
            "MaxLoadedAccounts",
            "ProgramFailedToComplete",
            "SignatureFailure",
        ];
        let elsewhere = others.iter().any(|other| error.contains(other))
            || row.leader.is_some()
            || report.flags().contains(Flag::UnitsShort);
        // A permanent delegate may take what the account itself grants to nobody.
        if report.verdict() != Verdict::Valid || elsewhere || row.name == "permanent delegate signs" {
            continue;
        }
        let sides =
            report.outstanding().iter().filter(|question| ["mint", "source", "destination"].contains(&question.kind()));
        let says =
            sides.fold((0, true), |(count, all), question| (count + 1, all && ask(question, &accounts) == Answer::Yes));
        // The programs pay whoever owns the account by now.
        let changes_owner = row.name.starts_with("destination ATA now owned by somebody else");
        ownership_changed += usize::from(changes_owner);
        if says != (3, row.error.is_none() && row.received == "10000" && !changes_owner) {
            differ.push(format!("{}: {} ({error}): {says:?}", row.section, row.name));
        }
        if says.1 { delivered += 1 } else { kept += 1 }
    }
    assert!(differ.is_empty(), "{differ:#?}");
    assert!(delivered >= 50 && kept >= 15 && facts_supplied >= 10, "{delivered} {kept} {facts_supplied}");
    assert_eq!(ownership_changed, 2);
}

fn question(kind: &str, transaction: &str, facts: &Facts) -> Question {
    let report = report_of(transaction, USDC, facts);
    let mut questions = report.needs().chain(report.outstanding()).filter(|question| question.kind() == kind);
    questions.next().unwrap_or_else(|| panic!("{kind} is not asked")).clone()
}

fn recorded(name: &str) -> (String, Accounts) {
    let mut rows = executed().into_iter().filter(|(row, _)| row.name == name);
    rows.next().map(|(row, accounts)| (row.transaction, accounts)).unwrap()
}

/// `solana-address-lookup-table-interface` 3.1.0, `LookupTableMeta::status`: for as long as `SlotHashes` has the slot of the
/// deactivation, which is 512 slots at least.
#[test]
fn a_table_is_active_deactivating_or_gone() {
    let (transaction, accounts) = recorded("destination via lookup table (writable)");
    let question = question("lookup-tables", &transaction, &Facts::new());
    let Question::Solana(asked) = &question else { panic!("{question:?}") };
    let solana::Question::LookupTables(asked) = &**asked else { panic!("{asked:?}") };
    let table = asked.tables[0];
    assert_eq!(asked.at_least, [1]);
    let account = accounts[&table.to_string()].clone().unwrap();
    let good = STANDARD.decode(&account.data).unwrap();
    let answered = |owner: &str, data: &[u8], slot: u64| {
        let shown = shown_account(owner, data);
        of(&question, &json!({"context": {"slot": slot}, "value": [shown]}))
    };
    let merchants: Address = "8RysUTQJqstar8TeunimidLWPAuzXiGynSdfAbyxtXJq".parse().unwrap();
    let [holds, gone] = [Some(vec![merchants]), None]
        .map(|addresses| Answer::Solana(solana::Answer::Tables(vec![KnownTable { table, addresses }])));
    let [all, none] = [holds.clone(), gone.clone()];
    let [holds, gone] = [holds, gone].map(Ok);
    assert_eq!(answered(&account.owner, &good, 1000), holds);
    let mut deactivated = good.clone();
    deactivated[4..12].copy_from_slice(&100u64.to_le_bytes());
    assert_eq!(answered(&account.owner, &deactivated, 612), holds);
    // It may still stand in `SlotHashes`: nobody knows, and the question stays.
    let unknown = Ok(Answer::Solana(solana::Answer::Tables(vec![])));
    assert_eq!(answered(&account.owner, &deactivated, 613), unknown);
    assert_eq!(answered(&account.owner, &deactivated, u64::MAX), unknown);
    // Of another program it is no table, whatever stands there.
    assert_eq!(answered(PAYER, &deactivated, 613), gone);
    assert_eq!(answered(PAYER, &good, 1000), gone);
    for data in [&good[..good.len() - 1], &[0; 56], &good[..55], &[]] {
        assert_eq!(answered(&account.owner, data, 1000), gone);
    }
    // A node that is behind has no account there yet, or lamports alone, or fewer entries.
    assert_eq!(of(&question, &json!({"context": {"slot": 1}, "value": [null]})), unknown);
    let system = programs::SYSTEM.to_string();
    assert_eq!(answered(&system, &[], 1000), unknown);
    assert_eq!(answered(&system, &[0], 1000), gone);
    assert_eq!(answered(&account.owner, &good[..56], 1000), unknown);
    let longer = [good.as_slice(), &[7; 32]].concat();
    let seven =
        solana::Answer::Tables(vec![KnownTable { table, addresses: Some(vec![merchants, Address::new([7; 32])]) }]);
    assert_eq!(answered(&account.owner, &longer, 1000), Ok(Answer::Solana(seven)));
    // Not as many as were asked for; no slot.
    for (malformed, member) in [
        (json!({"context": {"slot": 1}, "value": []}), "value"),
        (json!({"context": {"slot": 1}, "value": null}), "value"),
        (json!({"value": [null]}), "context.slot"),
        (json!({"context": {"slot": 1}, "value": [{"owner": PAYER, "data": ["", "base58"]}]}), "data"),
        (json!({"context": {"slot": 1}, "value": [{"owner": PAYER, "data": "AA=="}]}), "data"),
        (json!({"context": {"slot": 1}, "value": [{"data": ["", "base64"]}]}), "owner"),
    ] {
        assert_eq!(
            of(&question, &malformed),
            Err(AnswerError::Solana(solana::AnswerError::Member(member))),
            "{malformed}"
        );
    }
    // And the answer decides.
    let decided = |answer: Answer| {
        let report = report_of(&transaction, USDC, &Facts::new().with_answer(&question, answer));
        (report.verdict(), report.deciding().map(|check| check.id))
    };
    assert_eq!(decided(all), (Verdict::Valid, None));
    assert_eq!(
        decided(Answer::Solana(solana::Answer::Tables(vec![]))),
        (Verdict::Undecided, Some(CheckId::LOOKUP_TABLES))
    );
    assert_eq!(decided(none), (Verdict::Invalid, Some(CheckId::LOOKUP_TABLES)));
}

#[test]
fn a_multisig_says_how_many_of_whom() {
    let (transaction, accounts) = recorded("multisig 2 of 2, both sign");
    let question = question("multisig", &transaction, &Facts::new());
    let third: Address = "2yz3FFSGjJhj9dK8bxRLr4shQdZCfbpKBHAmg8RMK14Q".parse().unwrap();
    let multisig = Multisig::new(2, [PAYER.parse().unwrap(), third]).of(TokenProgram::Token);
    assert_eq!(ask(&question, &accounts), Answer::Solana(solana::Answer::Multisig(Some(multisig.clone()))));
    let account = accounts[MULTISIG].clone().unwrap();
    let spoiled = |owner: &str, change: &dyn Fn(&mut Vec<u8>)| {
        let mut data = STANDARD.decode(&account.data).unwrap();
        change(&mut data);
        let shown = shown_account(owner, &data);
        of(&question, &json!({"context": {"slot": 1}, "value": shown}))
    };
    let none = Ok(Answer::Solana(solana::Answer::Multisig(None)));
    assert_eq!(spoiled(&account.owner, &|_| ()), Ok(Answer::Solana(solana::Answer::Multisig(Some(multisig)))));
    // Of the other token program.
    let other = Multisig::new(2, [PAYER.parse().unwrap(), third]).of(TokenProgram::Token2022);
    assert_eq!(
        spoiled(&TokenProgram::Token2022.address().to_string(), &|_| ()),
        Ok(Answer::Solana(solana::Answer::Multisig(Some(other))))
    );
    // Of none; of nobody; longer, shorter; not initialised.
    assert_eq!(spoiled(PAYER, &|_| ()), none);
    assert_eq!(spoiled(&account.owner, &|data| data[0] = 0), none);
    assert_eq!(spoiled(&account.owner, &|data| data.push(0)), none);
    assert_eq!(spoiled(&account.owner, &|data| data.truncate(165)), none);
    assert_eq!(spoiled(&account.owner, &|data| data[2] = 0), none);
    assert_eq!(spoiled(&account.owner, &|data| data[1] = 12), none);
    assert_eq!(of(&question, &json!({"context": {"slot": 1}, "value": null})), none);
}

#[test]
fn outstanding_questions() {
    let (transaction, _) = recorded("good, v0");
    let blockhash = question("blockhash", &transaction, &Facts::new());
    let answered = |question: &Question, value: Value| of(question, &json!({"context": {"slot": 1}, "value": value}));
    assert_eq!(answered(&blockhash, json!(true)), Ok(Answer::Yes));
    assert_eq!(answered(&blockhash, json!(false)), Ok(Answer::No));
    assert_eq!(answered(&blockhash, json!("true")), Err(AnswerError::Solana(solana::AnswerError::Member("value"))));
    let simulation = question("simulation", &transaction, &Facts::new());
    assert_eq!(answered(&simulation, json!({"err": null, "logs": []})), Ok(Answer::Yes));
    assert_eq!(answered(&simulation, json!({"err": {"InstructionError": [2, {"Custom": 1}]}})), Ok(Answer::No));
    assert_eq!(answered(&simulation, json!({"err": "AlreadyProcessed"})), Ok(Answer::No));
    assert_eq!(
        answered(&simulation, json!({"logs": []})),
        Err(AnswerError::Solana(solana::AnswerError::Member("err")))
    );
    // Nobody's account is nobody's yes.
    for (kind, value) in [("mint", json!(null)), ("source", json!([null, null])), ("destination", json!(null))] {
        assert_eq!(answered(&question(kind, &transaction, &Facts::new()), value), Ok(Answer::No), "{kind}");
    }
    assert_eq!(
        of(&blockhash, &json!({"context": {"slot": 1}})),
        Err(AnswerError::Solana(solana::AnswerError::Member("value")))
    );
    // The other family's answers.
    assert_eq!(blockhash.answer(Returned::Bytes(&[1])), Err(AnswerError::OtherNode));
    assert_eq!(blockhash.answer(Returned::Reverted), Err(AnswerError::OtherNode));
}

/// What another slot, another node or the facilitator may cure is no answer (S-9): not even to the simulation that decides.
#[test]
fn a_simulation_that_another_slot_may_cure() {
    let (transaction, _) = recorded("good, v0");
    let (wrapped, _) = wallet();
    let questions =
        [question("simulation", &transaction, &Facts::new()), question("smart-wallet", &wrapped, &Facts::new())];
    let answered = |question: &Question, err: &Value| {
        of(question, &json!({"context": {"slot": 1}, "value": {"err": err, "logs": []}}))
    };
    let cured = [
        json!("AccountInUse"),
        json!("AccountNotFound"),
        json!("AddressLookupTableNotFound"),
        json!("BlockhashNotFound"),
        json!("ClusterMaintenance"),
        json!("CommitCancelled"),
        json!("InsufficientFundsForFee"),
        json!({"InsufficientFundsForRent": {"account_index": 0}}),
        json!("InvalidAddressLookupTableIndex"),
        json!("ProgramCacheHitMaxLimit"),
        json!({"ProgramExecutionTemporarilyRestricted": {"account_index": 3}}),
        json!("ResanitizationNeeded"),
        json!("WouldExceedAccountDataBlockLimit"),
        json!("WouldExceedAccountDataTotalLimit"),
        json!("WouldExceedMaxAccountCostLimit"),
        json!("WouldExceedMaxBlockCostLimit"),
        json!("WouldExceedMaxVoteCostLimit"),
    ];
    let stays = [
        json!("AccountLoadedTwice"),
        json!("AlreadyProcessed"),
        json!({"DuplicateInstruction": 1}),
        json!({"InstructionError": [2, "BlockhashNotFound"]}),
        json!({"InsufficientFundsForRent": {"account_index": 1}}),
    ];
    for question in &questions {
        for err in &cured {
            assert_eq!(answered(question, err), Err(AnswerError::Solana(solana::AnswerError::Transient)), "{err}");
        }
        let fails =
            if question.kind() == "simulation" { Answer::No } else { Answer::Solana(solana::Answer::Simulated(None)) };
        for err in &stays {
            assert_eq!(answered(question, err), Ok(fails.clone()), "{err}");
        }
        // The node did not simulate: behind, not ready, asked too often (`result` is not there).
        let error = json!({"error": {"code": -32005, "message": "Node is behind by 42 slots"}});
        assert_eq!(of(question, &error), Err(AnswerError::Solana(solana::AnswerError::Member("value"))));
        assert_eq!(question.answer(Returned::Reverted), Err(AnswerError::OtherNode));
    }
}

/// The failure is a fact, and the success of such a transaction says no more than the question asked.
#[test]
fn a_transfer_whose_simulation_fails() {
    let (transaction, _) = recorded("good, v0");
    let question = question("simulation", &transaction, &Facts::new());
    let verified = |answer: Answer| report_of(&transaction, USDC, &Facts::new().with_answer(&question, answer));
    assert_eq!(verified(Answer::No).deciding().map(|check| check.id), Some(CheckId::SIMULATION));
    assert_eq!(verified(Answer::No).verdict(), Verdict::Invalid);
    assert_eq!(verified(Answer::Yes).verdict(), Verdict::Valid);
    // What is known is not asked again.
    let bytes = STANDARD.decode(&transaction).unwrap();
    let message = sha256(Transaction::decode(&bytes).unwrap().signed_bytes());
    let known = Facts::new().with(Fact::Simulation { message, effects: Some(Simulation::new([], 10_001)) });
    for (facts, asked) in [(Facts::new(), true), (known, false)] {
        let report = report_of(&transaction, USDC, &facts);
        assert_eq!(report.outstanding().iter().any(|question| question.kind() == "simulation"), asked);
    }
    // The answer is of this message alone.
    let (other, _) = recorded("good, legacy");
    assert_eq!(report_of(&other, USDC, &Facts::new().with_answer(&question, Answer::No)).verdict(), Verdict::Valid);
}

/// The fee payer loses lamports in a simulation: that is a transfer of its funds, and not a price that is too high. A policy that
/// stakes less is about the price.
#[test]
fn a_loss_is_no_price() {
    let (transaction, _) = recorded("good, v0");
    let payment = payment(&transaction, USDC);
    let bytes = STANDARD.decode(&transaction).unwrap();
    let message = sha256(Transaction::decode(&bytes).unwrap().signed_bytes());
    let verified = |lost: u64, max: Option<u64>| {
        let facts = Facts::new().with(Fact::Simulation { message, effects: Some(Simulation::new([], lost)) });
        let mut policy = Policy::DEFAULT;
        policy.solana.max_sponsor_lamports = max;
        let context = Context::at(1).with_facts(&facts).with_policy(&policy);
        let report = verify(&payment, std::slice::from_ref(&payment.accepted), &context);
        (report.deciding().map(|check| check.id), report.reason())
    };
    let funds = Some("invalid_exact_svm_payload_transaction_fee_payer_transferring_funds");
    let price = Some("invalid_exact_svm_payload_transaction_instructions_compute_price_instruction_too_high");
    for (lost, max, reason) in [(2_000_000, None, funds), (10_002, Some(10_000), funds), (10_001, Some(10_000), price)]
    {
        assert_eq!(verified(lost, max), (Some(CheckId::SPONSOR_COST), reason), "{lost} {max:?}");
    }
    assert_eq!(verified(10_001, Some(10_001)), (None, None));
}

/// The token programs do not look at the owner of what they pay (recorded as executed).
#[test]
fn the_destination_belongs_to_pay_to() {
    let (transaction, accounts) = recorded("good, v0");
    let question = question("destination", &transaction, &Facts::new());
    let account = accounts["8RysUTQJqstar8TeunimidLWPAuzXiGynSdfAbyxtXJq"].clone().unwrap();
    let owned_by = |owner: &str| {
        let mut data = STANDARD.decode(&account.data).unwrap();
        data[32..64].copy_from_slice(owner.parse::<Address>().unwrap().as_ref());
        let shown = shown_account(&account.owner, &data);
        of(&question, &json!({"context": {"slot": 1}, "value": shown}))
    };
    assert_eq!(owned_by("7LfHZav9VXzzJqfFryiqkr6EKGbokkY3MJCzjeodMcsg"), Ok(Answer::Yes));
    assert_eq!(owned_by(PAYER), Ok(Answer::No));
    assert_eq!(owned_by(SPONSOR), Ok(Answer::No));
}

/// Where the transaction may make the destination, it need not be there (S-9). Somebody else's is refused nevertheless.
#[test]
fn a_destination_that_may_be_made_may_be_absent() {
    let (_, accounts) = recorded("good, v0");
    let account = "8RysUTQJqstar8TeunimidLWPAuzXiGynSdfAbyxtXJq";
    let shown = accounts[account].clone().unwrap();
    let asked = |may_be_made: bool, owner: &str| {
        Question::from(solana::questions::Destination {
            account: account.parse().unwrap(),
            owner: owner.parse().unwrap(),
            program: TokenProgram::Token,
            mint: USDC.parse().unwrap(),
            may_be_made,
        })
    };
    let answers = |may_be_made: bool, state: u8, owner: &str| {
        let question = asked(may_be_made, owner);
        let mut data = STANDARD.decode(&shown.data).unwrap();
        data[108] = state;
        let found = shown_account(&shown.owner, &data);
        [found, json!(null)].map(|value| of(&question, &json!({"context": {"slot": 1}, "value": value})).unwrap())
    };
    let (yes, no, pay_to) = (Answer::Yes, Answer::No, "7LfHZav9VXzzJqfFryiqkr6EKGbokkY3MJCzjeodMcsg");
    assert_eq!(answers(true, 1, pay_to), [yes.clone(), yes.clone()]);
    assert_eq!(answers(false, 1, pay_to), [yes.clone(), no.clone()]);
    // Frozen: the simulation shows whether the transaction thaws it.
    assert_eq!((answers(true, 2, pay_to)[0].clone(), answers(false, 2, pay_to)[0].clone()), (yes.clone(), no.clone()));
    assert_eq!(answers(true, 1, PAYER), [no.clone(), yes.clone()]);
    assert_eq!(answers(false, 1, PAYER), [no.clone(), no.clone()]);
    // Whoever has sent lamports to the address does not keep the program of associated accounts from making the account.
    let system = programs::SYSTEM.to_string();
    let holds = |may_be_made: bool, owner: &str, data: &[u8]| {
        let found = json!({"context": {"slot": 1}, "value": shown_account(owner, data)});
        of(&asked(may_be_made, pay_to), &found).unwrap()
    };
    assert_eq!((holds(true, &system, &[]), holds(false, &system, &[])), (yes, no.clone()));
    for (owner, data) in [(system.as_str(), [0].as_slice()), (&shown.owner, &[]), (PAYER, &[])] {
        assert_eq!(holds(true, owner, data), no, "{owner}");
    }
}

/// An instruction that makes the account says so, and so does a simulated transaction, whose source was simulated, too.
#[test]
fn an_account_that_the_transaction_may_create_need_not_exist() {
    let input = x402_laws::vectors::input;
    let asked = |report: &Report| {
        assert_eq!(report.verdict(), Verdict::Valid);
        let made = report.outstanding().iter().find_map(|question| {
            let Question::Solana(asked) = question else { return None };
            let solana::Question::Destination(destination) = &**asked else { return None };
            Some(destination.may_be_made)
        });
        (made, report.outstanding().iter().any(|question| question.kind() == "source"))
    };
    let (transaction, _) = recorded("good, v0");
    assert_eq!(asked(&report_of(&transaction, USDC, &Facts::new())), (Some(false), true));
    // Made by an instruction of the payment.
    let mut policy = Policy::DEFAULT;
    policy.solana.account_creation = true;
    for id in ["solana-0243", "solana-0243a"] {
        let input = input(id);
        let decode = |value: &Value| value.to_string();
        let payment = v1::PaymentPayload::decode(decode(&input["payment"]["json"]), &DecodeOptions::STRICT).unwrap();
        let offer = v1::PaymentRequirements::decode(decode(&input["offers"][0]), &DecodeOptions::STRICT).unwrap();
        let context = Context::at(input["now"].as_u64().unwrap()).with_policy(&policy);
        assert_eq!(asked(&verify(&payment.value, &[offer.value], &context)), (Some(true), true), "{id}");
    }
    // Made by whatever a smart wallet calls.
    let input = input("solana-0240");
    let shown = &input["facts"]["simulations"].as_object().unwrap().values().next().unwrap()["transfers"][0];
    let address = |name: &str| shown[name].as_str().unwrap().parse().unwrap();
    let transfer = SimulatedTransfer {
        program: TokenProgram::Token,
        source: address("source"),
        mint: address("mint"),
        destination: address("destination"),
        authority: address("authority"),
        amount: 10_000,
    };
    let effects = Some(Simulation::new([transfer], 10_001));
    let transaction = input["payment"]["json"]["payload"]["transaction"].as_str().unwrap();
    let bytes = STANDARD.decode(transaction).unwrap();
    let message = sha256(Transaction::decode(&bytes).unwrap().signed_bytes());
    let facts = Facts::new().with(Fact::Simulation { message, effects });
    assert_eq!(asked(&report_of(transaction, USDC, &facts)), (Some(true), false));
}

#[test]
fn the_source_has_just_enough() {
    let (transaction, accounts) = recorded("good, v0");
    let question = question("source", &transaction, &Facts::new());
    let account = accounts["HKRoFoyfAY4vCFSG2JkVezCb3py944FudYCEjZCBNhBC"].clone().unwrap();
    let with = |amount: u64| {
        let mut data = STANDARD.decode(&account.data).unwrap();
        data[64..72].copy_from_slice(&amount.to_le_bytes());
        let shown = shown_account(&account.owner, &data);
        of(&question, &json!({"context": {"slot": 1}, "value": [shown, null]}))
    };
    assert_eq!((with(10_000), with(9_999), with(u64::MAX)), (Ok(Answer::Yes), Ok(Answer::No), Ok(Answer::Yes)));
    // One account where two were asked for.
    let alone = json!({"context": {"slot": 1}, "value": [null]});
    assert_eq!(of(&question, &alone), Err(AnswerError::Solana(solana::AnswerError::Member("value"))));
}

/// The decision about a recorded transaction, if these accounts are as they were met but for the payer's, which is a multisig account,
/// and if a simulation ends so. The kinds of the questions, in order.
fn decided(
    (row, accounts): &(Ran, Accounts),
    multisig: Option<(TokenProgram, &Multisig)>,
    err: &Value,
    policy: &Policy,
) -> (Decision, Vec<&'static str>) {
    let mut accounts = accounts.clone();
    if let Some((program, multisig)) = multisig {
        let mut data = vec![multisig.required, u8::try_from(multisig.members.len()).unwrap(), 1];
        data.extend(multisig.members.iter().flat_map(|member| member.to_bytes()));
        data.resize(355, 0);
        let account = Account { owner: program.address().to_string(), data: STANDARD.encode(data) };
        accounts.insert(PAYER.into(), Some(account));
    }
    let payment = payment(&row.transaction, if row.world == "token" { USDC } else { PYUSD });
    let context = Context::at(1).with_policy(policy);
    let mut deciding = Deciding::new(&payment, std::slice::from_ref(&payment.accepted), &context);
    let mut kinds = Vec::new();
    while let Some(question) = deciding.next() {
        kinds.push(question.kind());
        assert!(kinds.len() < 20, "the rounds end: {kinds:?}");
        let shown = |value: Value| of(&question, &json!({"context": {"slot": 1000}, "value": value}));
        let answer = match question.rpc() {
            Some(Rpc::Solana(solana::Rpc::BlockhashValid { .. })) => shown(json!(true)),
            Some(Rpc::Solana(solana::Rpc::SimulateTransaction { .. })) => shown(json!({
                "err": err, "innerInstructions": [], "preBalances": [1], "postBalances": [1],
            })),
            _ => Ok(ask(&question, &accounts)),
        };
        deciding.answer(&question, answer.ok());
    }
    (deciding.decide(), kinds)
}

/// The account of the authority can be a multisig account, although its own key has signed. Then its members count (S-9).
#[test]
fn the_account_of_an_authority_that_signs() {
    let find = |name: &str, world: &str| {
        executed().into_iter().find(|(row, _)| row.name == name && row.world == world).unwrap()
    };
    let is_settled = |decision: &Decision| matches!(decision, Decision::Settle(_));
    let is_refused = |decision: &Decision| matches!(decision, Decision::Refuse(_));
    let third: Address = "2yz3FFSGjJhj9dK8bxRLr4shQdZCfbpKBHAmg8RMK14Q".parse().unwrap();
    let of_third = Multisig::new(1, [third]);
    let of_others = Multisig::new(1, [MULTISIG.parse().unwrap()]);
    let fails = json!({"InstructionError": [2, "MissingRequiredSignature"]});
    // Somebody signs behind the authority, and may do so in any case.
    let followed = find("fifth account, signer", "token");
    let mut policy = Policy::DEFAULT;
    for extra_signers in [0, 1] {
        policy.solana.extra_signers = extra_signers;
        let decide = |multisig| decided(&followed, multisig, &Value::Null, &policy);
        let (decision, kinds) = decide(Some((TokenProgram::Token, &of_third)));
        assert!(is_settled(&decision), "{extra_signers}: {kinds:?} {decision:?}");
        let (decision, kinds) = decide(Some((TokenProgram::Token, &of_others)));
        assert!(is_refused(&decision), "{extra_signers}: {kinds:?} {decision:?}");
        // A stranger signs beside a plain key.
        let (decision, kinds) = decide(None);
        assert_eq!(is_settled(&decision), extra_signers == 1, "{kinds:?} {decision:?}");
    }
    // Nobody signs behind it. In a transfer of Token-2022 the version of the program decides whether a member of an account of
    // Token has to, and a simulation shows which it is (S-6).
    for (world, owner, by_version) in [
        ("token", TokenProgram::Token, false),
        ("token", TokenProgram::Token2022, false),
        ("token-2022", TokenProgram::Token2022, false),
        ("token-2022", TokenProgram::Token, true),
    ] {
        let alone = find("good", world);
        let decide = |err: &Value| decided(&alone, Some((owner, &of_third)), err, &Policy::DEFAULT);
        let (decision, kinds) = decide(&Value::Null);
        assert_eq!((is_settled(&decision), is_refused(&decision)), (by_version, !by_version), "{kinds:?} {decision:?}");
        assert_eq!(kinds.contains(&"multisig-program"), by_version, "{kinds:?}");
        assert!(is_refused(&decide(&fails).0));
        assert!(is_settled(&decided(&alone, None, &Value::Null, &Policy::DEFAULT).0));
    }
}

/// The sponsor's tokens never pay, from whichever account and whoever may take them (S-6).
#[test]
fn the_source_is_not_the_sponsors() {
    let (transaction, accounts) = recorded("good, v0");
    let source = "HKRoFoyfAY4vCFSG2JkVezCb3py944FudYCEjZCBNhBC";
    let asked = question("source", &transaction, &Facts::new());
    let account = accounts[source].clone().unwrap();
    // The owner has let the payer take anything.
    let owned_by = |owner: &str| {
        let mut data = STANDARD.decode(&account.data).unwrap();
        data[32..64].copy_from_slice(owner.parse::<Address>().unwrap().as_ref());
        data[72] = 1;
        data[76..108].copy_from_slice(PAYER.parse::<Address>().unwrap().as_ref());
        data[121..129].copy_from_slice(&u64::MAX.to_le_bytes());
        let shown = shown_account(&account.owner, &data);
        of(&asked, &json!({"context": {"slot": 1}, "value": [shown, null]})).unwrap()
    };
    assert_eq!([SPONSOR, MULTISIG, PAYER].map(owned_by), [Answer::No, Answer::Yes, Answer::Yes]);
    // A simulation names the sponsor's accounts, too.
    let verified = |sponsors: &[&str]| {
        let mut simulation = Simulation::new([], 0);
        simulation.fee_payer_accounts = sponsors.iter().map(|account| account.parse().unwrap()).collect();
        let bytes = STANDARD.decode(&transaction).unwrap();
        let message = sha256(Transaction::decode(&bytes).unwrap().signed_bytes());
        let facts = Facts::new().with(Fact::Simulation { message, effects: Some(simulation) });
        let report = report_of(&transaction, USDC, &facts);
        (report.verdict(), report.deciding().map(|check| check.id))
    };
    assert_eq!(verified(&[MULTISIG, source]), (Verdict::Invalid, Some(CheckId::SPONSOR_TOKENS)));
    // What the sponsor owns beside it, such as the destination of a payment to itself.
    assert_eq!(verified(&[MULTISIG]), (Verdict::Valid, None));
}

/// A token account of `PAYER` with 10,000 units of `PYUSD`, and no delegate.
fn token_account() -> Vec<u8> {
    let mut data = vec![0; 165];
    data[..32].copy_from_slice(PYUSD.parse::<Address>().unwrap().as_ref());
    data[32..64].copy_from_slice(PAYER.parse::<Address>().unwrap().as_ref());
    data[64..72].copy_from_slice(&10_000u64.to_le_bytes());
    data[108] = 1;
    data
}

/// Whether `PAYER`, taken for this, may pay from a token account with this data, and with what stands at its own address.
fn may_pay_as(taken_for: TakenFor, program: TokenProgram, data: &[u8], own: &Value) -> Answer {
    let question = Question::from(solana::questions::Source {
        account: MULTISIG.parse().unwrap(),
        program,
        mint: PYUSD.parse().unwrap(),
        authority: PAYER.parse().unwrap(),
        fee_payer: SPONSOR.parse().unwrap(),
        at_least: 10_000,
        taken_for,
    });
    of(&question, &json!({"context": {"slot": 1}, "value": [token_owned(program, data), own]})).unwrap()
}

fn may_pay(program: TokenProgram, data: &[u8]) -> Answer {
    may_pay_as(TakenFor::Signer, program, data, &Value::Null)
}

/// The token programs look for each signer among all members (S-6).
#[test]
fn the_members_of_a_known_multisig_account_in_any_order() {
    let program = TokenProgram::Token2022;
    let [one, other, third] = [PAYER, SPONSOR, MULTISIG].map(|address| address.parse::<Address>().unwrap());
    let mut data = vec![2, 2, 1];
    data.extend([one, other].into_iter().flat_map(Address::to_bytes));
    data.resize(355, 0);
    let account = token_owned(program, &data);
    let is_known = |required: u8, members: &[Address]| {
        let known = TakenFor::Multisig(Multisig::new(required, members));
        may_pay_as(known, program, &token_account(), &account)
    };
    assert_eq!([is_known(2, &[one, other]), is_known(2, &[other, one])], [Answer::Yes, Answer::Yes]);
    for (required, members) in
        [(1, &[other, one][..]), (2, &[other, third]), (2, &[one, one]), (2, &[one, other, other])]
    {
        assert_eq!(is_known(required, members), Answer::No, "{required} of {members:?}");
    }
}

/// The token programs take an account of theirs for a multisig account by its length alone, and nobody signs for one that is empty.
#[test]
fn a_signer_whose_account_is_as_long_as_a_multisig_account() {
    let (token, token_2022) =
        (TokenProgram::Token.address().to_string(), TokenProgram::Token2022.address().to_string());
    for (owner, length, answer) in [
        (token.as_str(), 355, Answer::No),
        (&token_2022, 355, Answer::No),
        (&token, 354, Answer::Yes),
        (&token, 356, Answer::Yes),
        (SPONSOR, 355, Answer::Yes),
    ] {
        let own = shown_account(owner, &vec![0; length]);
        let may_pay = may_pay_as(TakenFor::Signer, TokenProgram::Token, &token_account(), &own);
        assert_eq!(may_pay, answer, "{owner} {length}");
    }
}

fn may_be_paid(data: &[u8]) -> Answer {
    let question = Question::from(solana::questions::Destination {
        account: MULTISIG.parse().unwrap(),
        owner: PAYER.parse().unwrap(),
        program: TokenProgram::Token2022,
        mint: PYUSD.parse().unwrap(),
        may_be_made: false,
    });
    of(&question, &json!({"context": {"slot": 1}, "value": token_owned(TokenProgram::Token2022, data)})).unwrap()
}

/// As the programs' `process_transfer` has it: a delegate is asked first, and spends its allowance even of its own account.
#[test]
fn the_owner_or_the_delegate_pays() {
    let with = |owner: &str, delegate: Option<&str>, allowed: u64| {
        let mut data = token_account();
        data[32..64].copy_from_slice(owner.parse::<Address>().unwrap().as_ref());
        data[72] = u8::from(delegate.is_some());
        // What stands behind an absent delegate is left over.
        data[76..108].copy_from_slice(delegate.unwrap_or(PAYER).parse::<Address>().unwrap().as_ref());
        data[121..129].copy_from_slice(&allowed.to_le_bytes());
        may_pay(TokenProgram::Token, &data)
    };
    assert_eq!(with(PAYER, None, 0), Answer::Yes);
    assert_eq!(with(PAYER, Some(SPONSOR), 0), Answer::Yes);
    assert_eq!(with(PAYER, Some(PAYER), 9_999), Answer::No);
    assert_eq!(with(PAYER, Some(PAYER), 10_000), Answer::Yes);
    assert_eq!(with(MULTISIG, Some(PAYER), 9_999), Answer::No);
    assert_eq!(with(MULTISIG, Some(PAYER), 10_000), Answer::Yes);
    assert_eq!(with(MULTISIG, Some(MULTISIG), 10_000), Answer::No);
    assert_eq!(with(MULTISIG, None, 10_000), Answer::No);
}

/// The bare length; of Token-2022 also lengths with room for the kind of account behind 165 bytes.
#[test]
fn lengths_of_a_token_account() {
    let (token, token_2022) = (TokenProgram::Token, TokenProgram::Token2022);
    let bare = token_account();
    let extended = [bare.as_slice(), &[2]].concat();
    assert_eq!((may_pay(token, &bare), may_pay(token_2022, &bare)), (Answer::Yes, Answer::Yes));
    assert_eq!((may_pay(token, &extended), may_pay(token_2022, &extended)), (Answer::No, Answer::Yes));
    assert_eq!((may_pay(token, &bare[..164]), may_pay(token_2022, &bare[..164])), (Answer::No, Answer::No));
    let delivers = |program: TokenProgram, length: usize| {
        let mut data = vec![0; length];
        (data[44], data[45]) = (6, 1);
        if let Some(kind) = data.get_mut(165) {
            *kind = 1;
        }
        let question =
            Question::from(solana::questions::Mint { mint: PYUSD.parse().unwrap(), program, decimals: Some(6) });
        let shown = token_owned(program, &data);
        // The epoch is asked for where a fee can be in force.
        let value = if program == TokenProgram::Token { shown } else { json!([shown, clock(5)]) };
        of(&question, &json!({"context": {"slot": 1}, "value": value})).unwrap()
    };
    // Data as long as a multisig account are neither (Token-2022, `check_min_len_and_not_multisig`).
    let lengths = [81, 82, 83, 164, 165, 166, 170, 354, 355, 356];
    let taken_by =
        |program| lengths.into_iter().filter(|length| delivers(program, *length) == Answer::Yes).collect::<Vec<_>>();
    assert_eq!(taken_by(token), [82]);
    assert_eq!(taken_by(token_2022), [82, 166, 170, 354, 356]);
}

/// Whether it takes other than confidential credits: the byte that an executed transfer was refused for (`witness/svm`), and those beside.
#[test]
fn extensions_of_a_destination() {
    let with = |at: usize| {
        let mut value = [0; 295];
        value[at] = 1;
        may_be_paid(&[token_account().as_slice(), &[2, 5, 0, 39, 1], &value].concat())
    };
    assert_eq!((with(261), with(262), with(263)), (Answer::No, Answer::Yes, Answer::No));
    // A memo that has to come before.
    let memo = |asked: u8| may_be_paid(&[token_account().as_slice(), &[2, 8, 0, 1, 0, asked]].concat());
    assert_eq!((memo(0), memo(1)), (Answer::Yes, Answer::No));
}

/// One that nobody here knows may do anything.
#[test]
fn extensions_of_a_mint() {
    let mint = "2b1kV6DkPAnxd5ixfnxCpjxmKwqjjaYmCZfHsFu24GXo".parse().unwrap();
    let question =
        Question::from(solana::questions::Mint { mint, program: TokenProgram::Token2022, decimals: Some(6) });
    let in_epoch = |epoch: u64, extensions: &[u8]| {
        let mut data = [0; 165].to_vec();
        (data[44], data[45]) = (6, 1);
        data.push(1);
        data.extend(extensions);
        let shown = token_owned(TokenProgram::Token2022, &data);
        of(&question, &json!({"context": {"slot": 1}, "value": [shown, clock(epoch)]}))
    };
    let with = |extensions: &[u8]| in_epoch(5, extensions);
    assert_eq!(with(&[]), Ok(Answer::Yes));
    assert_eq!(with(&[28, 0, 0, 0]), Ok(Answer::Yes));
    assert_eq!(with(&[29, 0, 0, 0]), Err(AnswerError::Solana(solana::AnswerError::Extension(29))));
    // Cut off: not what the program writes.
    assert_eq!(with(&[28, 0, 1, 0]), Err(AnswerError::Solana(solana::AnswerError::Member("data"))));
    // A fee now, or from a later epoch on: the newer one counts from its own epoch. At most nothing is no fee.
    let with_fees = |epoch: u64, older: (u64, u16), newer: (u64, u16)| {
        let fee = |from: u64, (most, rate): (u64, u16)| {
            [from.to_le_bytes().as_slice(), &most.to_le_bytes(), &rate.to_le_bytes()].concat()
        };
        in_epoch(epoch, &[[1, 0, 108, 0].as_slice(), &[0; 72], &fee(0, older), &fee(5, newer)].concat())
    };
    for (epoch, older, newer, answer) in [
        (4, (5, 0), (5, 0), Answer::Yes),
        (5, (0, 100), (0, 100), Answer::Yes),
        (4, (5, 100), (5, 0), Answer::No),
        (5, (5, 100), (5, 0), Answer::Yes),
        (4, (5, 0), (5, 100), Answer::Yes),
        (5, (5, 0), (5, 100), Answer::No),
        (6, (5, 0), (5, 100), Answer::No),
    ] {
        assert_eq!(with_fees(epoch, older, newer), Ok(answer), "{epoch} {older:?} {newer:?}");
    }
    // Without the clock nobody knows which.
    for (value, member) in [(json!([null, null]), "value"), (json!([null]), "value"), (json!(null), "value")] {
        assert_eq!(
            of(&question, &json!({"context": {"slot": 1}, "value": value})),
            Err(AnswerError::Solana(solana::AnswerError::Member(member)))
        );
    }
    // A simulation has compared the decimals.
    let simulated = Question::from(solana::questions::Mint { mint, program: TokenProgram::Token2022, decimals: None });
    let other_decimals = [[0; 44].as_slice(), &[7, 1], &[0; 36]].concat();
    let shown = token_owned(TokenProgram::Token2022, &other_decimals);
    let result = json!({"context": {"slot": 1}, "value": [shown, clock(5)]});
    assert_eq!((of(&simulated, &result), of(&question, &result)), (Ok(Answer::Yes), Ok(Answer::No)));
    // What follows an empty entry is room.
    assert_eq!(with(&[0, 0, 0, 0, 29, 0]), Ok(Answer::Yes));
}

/// A wallet of the document's list, over the keys of a good payment (signed anew is not needed for a question).
fn wallet() -> (String, [Address; 5]) {
    let (transaction, _) = recorded("good, v0");
    let bytes = STANDARD.decode(transaction).unwrap();
    let read = Transaction::decode(&bytes).unwrap();
    let mut message = read.message().clone();
    let swig: Address = "swigypWHEksbC64pWKwah1WTeh9JXwx8H1rJHLdbQMB".parse().unwrap();
    let transfer = &message.instructions[2];
    let places: Vec<usize> = transfer.accounts.iter().map(|at| usize::from(*at)).collect();
    let token = usize::from(transfer.program);
    let mut keys = message.keys.to_vec();
    let address = |at: usize| Address::new(keys[at]);
    let [source, mint, destination, authority] = [0, 1, 2, 3].map(|place: usize| address(places[place]));
    let sides = [source, mint, destination, authority, swig];
    keys[token] = swig.to_bytes();
    message.keys = &keys;
    let bytes = Transaction::join(read.signatures(), &message.encode());
    (STANDARD.encode(bytes), sides)
}

/// The three forms that nodes have for what programs call (`scheme_exact_svm.md` §3.2). TransferChecked of 10,000 with six
/// decimals is `gJsbCroi1ByE5` in base58, Transfer of as much `3GAG5eogvTjV`, a batch of the first `NEy2nFAkVkJPhdBn4u`
/// (CPython).
#[test]
fn a_simulation_shows_every_transfer() {
    let (transaction, [source, mint, destination, authority, swig]) = wallet();
    let question = question("smart-wallet", &transaction, &Facts::new());
    let bytes = STANDARD.decode(&transaction).unwrap();
    let read = Transaction::decode(&bytes).unwrap();
    let keys = Keys::load(read.message(), |_| None).unwrap();
    let index = |address: Address| (0..20).find(|at| keys.address(*at) == Some(address)).unwrap();
    let token = TokenProgram::Token.address().to_string();
    let text = |address: Address| address.to_string();
    let parsed = json!({
        "program": "spl-token", "programId": token, "stackHeight": 2,
        "parsed": {"type": "transferChecked", "info": {
            "source": text(source), "mint": text(mint), "destination": text(destination), "authority": text(authority),
            "tokenAmount": {"amount": "10000", "decimals": 6, "uiAmount": 0.01, "uiAmountString": "0.01"},
        }},
    });
    let accounts = [source, mint, destination, authority];
    let called = |data: &str| {
        json!({
            "programId": token, "accounts": accounts.map(text), "data": data, "stackHeight": 2,
        })
    };
    // The message has no token program of its own any more, so an index means the wallet.
    let by_index = |program: Address| {
        json!({
            "programIdIndex": index(program), "accounts": accounts.map(index), "data": "gJsbCroi1ByE5", "stackHeight": 2,
        })
    };
    let simulated = |inner: Vec<Value>| {
        of(
            &question,
            &json!({"context": {"slot": 1}, "value": {
                "err": null, "logs": [], "preBalances": [1_000_000, 5], "postBalances": [989_999, 5],
                "innerInstructions": [{"index": 2, "instructions": inner}],
            }}),
        )
    };
    let shows = |transfers: Vec<SimulatedTransfer>| {
        Ok(Answer::Solana(solana::Answer::Simulated(Some(Simulation::new(transfers, 10_001)))))
    };
    let the_payment =
        SimulatedTransfer { program: TokenProgram::Token, source, mint, destination, authority, amount: 10_000 };
    assert_eq!(simulated(vec![parsed.clone()]), shows(vec![the_payment]));
    assert_eq!(simulated(vec![called("gJsbCroi1ByE5")]), shows(vec![the_payment]));
    assert_eq!(simulated(vec![parsed.clone(), called("gJsbCroi1ByE5")]), shows(vec![the_payment; 2]));
    // Another instruction of the program, another program, a memo that is parsed to a text.
    let others = |names: &[&str], accounts: &[Address]| {
        let mut simulation = Simulation::new([], 10_001);
        let call = |name: &&str| SimulatedTokenCall::new(TokenProgram::Token, *name, accounts);
        simulation.other_calls = names.iter().map(call).collect();
        Ok(Answer::Solana(solana::Answer::Simulated(Some(simulation))))
    };
    assert_eq!(
        simulated(vec![called("3GAG5eogvTjV"), called("NEy2nFAkVkJPhdBn4u"), called("K")]),
        others(&["transfer", "batch"], &accounts)
    );
    // A digit of base58 is the tag of an instruction without data.
    for (tag, name) in [
        ("1", "unknown"),
        ("4", "transfer"),
        ("5", "approve"),
        ("7", "setAuthority"),
        ("9", "burn"),
        ("A", "closeAccount"),
        ("E", "approveChecked"),
        ("F", "unknown"),
        ("G", "burnChecked"),
    ] {
        assert_eq!(simulated(vec![called(tag)]), others(&[name], &accounts), "{tag}");
    }
    for moves_nothing in ["2", "H", "J", "K", "N", "P"] {
        assert_eq!(simulated(vec![called(moves_nothing)]), others(&[], &[]), "{moves_nothing}");
    }
    assert_eq!(simulated(vec![by_index(swig)]), shows(vec![]));
    let memo =
        json!({"program": "spl-memo", "programId": "MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr", "parsed": "x"});
    assert_eq!(simulated(vec![memo]), shows(vec![]));
    let mut plain = parsed.clone();
    plain["parsed"]["type"] = "transfer".into();
    let info = plain["parsed"]["info"].as_object_mut().unwrap();
    info.insert("signers".into(), json!([text(swig)]));
    let Ok(Answer::Solana(solana::Answer::Simulated(Some(simulation)))) = simulated(vec![plain.clone()]) else {
        panic!("it is read")
    };
    let [call] = simulation.other_calls.as_slice() else { panic!("{simulation:?}") };
    assert_eq!((call.name.as_str(), simulation.transfers.len()), ("transfer", 0));
    assert!([source, mint, destination, authority, swig].iter().all(|account| call.accounts.contains(account)));
    plain["parsed"]["type"] = "initializeAccount3".into();
    assert_eq!(simulated(vec![plain]), shows(vec![]));
    // A multisig's transfer has its authority under another name.
    let mut multisig = parsed.clone();
    let info = multisig["parsed"]["info"].as_object_mut().unwrap();
    let authority_text = info.remove("authority").unwrap();
    info.insert("multisigAuthority".into(), authority_text);
    assert_eq!(simulated(vec![multisig]), shows(vec![the_payment]));

    // What is not as documented is no answer.
    for spoil in [
        |value: &mut Value| value["parsed"]["info"]["amount"] = value["parsed"]["info"]["tokenAmount"].take(),
        |value: &mut Value| value["parsed"]["info"]["mint"] = "0x".into(),
        |value: &mut Value| value["programId"] = 7.into(),
        |value: &mut Value| value["parsed"]["info"]["tokenAmount"]["amount"] = 10_000.into(),
    ] {
        let mut spoiled = parsed.clone();
        spoil(&mut spoiled);
        assert_eq!(
            simulated(vec![spoiled.clone()]),
            Err(AnswerError::Solana(solana::AnswerError::Member("innerInstructions"))),
            "{spoiled}"
        );
    }
    assert_eq!(
        simulated(vec![called("0")]),
        Err(AnswerError::Solana(solana::AnswerError::Member("innerInstructions")))
    );
    let answered = |value: Value| of(&question, &json!({"context": {"slot": 1}, "value": value}));
    let whole = json!({"err": null, "innerInstructions": [], "preBalances": [1], "postBalances": [1]});
    assert_eq!(answered(whole.clone()), Ok(Answer::Solana(solana::Answer::Simulated(Some(Simulation::new([], 0))))));
    for member in ["err", "innerInstructions", "preBalances", "postBalances"] {
        let mut less = whole.clone();
        less.as_object_mut().unwrap().remove(member);
        assert_eq!(answered(less), Err(AnswerError::Solana(solana::AnswerError::Member(member))));
    }
    assert_eq!(
        answered(json!({"err": {"InstructionError": [2, "Custom"]}})),
        Ok(Answer::Solana(solana::Answer::Simulated(None)))
    );

    // And the answer decides: nobody has signed this, and that is all that is wrong.
    let decided = |answer: Answer| {
        let report = report_of(&transaction, USDC, &Facts::new().with_answer(&question, answer));
        report.deciding().map(|check| check.id)
    };
    assert_eq!(decided(simulated(vec![parsed]).unwrap()), Some(CheckId::SIGNED));
    assert_eq!(decided(simulated(vec![]).unwrap()), Some(CheckId::TRANSFER));
    assert_eq!(decided(Answer::Solana(solana::Answer::Simulated(None))), Some(CheckId::TRANSFER));
    // The fact is of this message alone.
    let Question::Solana(asked) = &question else { panic!("{question:?}") };
    let solana::Question::SmartWallet(asked) = &**asked else { panic!("{asked:?}") };
    assert_eq!(asked.message, sha256(read.signed_bytes()));
}

/// What arrives: the difference of the balances, where the node shows both (`RpcSimulateTransactionResult`).
#[test]
fn a_simulation_shows_what_arrives() {
    let (transaction, [source, _, destination, ..]) = wallet();
    let question = question("smart-wallet", &transaction, &Facts::new());
    let bytes = STANDARD.decode(&transaction).unwrap();
    let read = Transaction::decode(&bytes).unwrap();
    let keys = Keys::load(read.message(), |_| None).unwrap();
    let index = |address: Address| (0..20).find(|at| keys.address(*at) == Some(address)).unwrap();
    let balance = |address: Address, amount: &str| {
        json!({
            "accountIndex": index(address), "mint": USDC, "owner": PAYER,
            "uiTokenAmount": {"amount": amount, "decimals": 6, "uiAmountString": "0"},
        })
    };
    let simulated = |before: Value, after: Value| {
        let value = json!({
            "err": null, "innerInstructions": [], "preBalances": [1], "postBalances": [1],
            "preTokenBalances": before, "postTokenBalances": after,
        });
        match of(&question, &json!({"context": {"slot": 1}, "value": value})) {
            Ok(Answer::Solana(solana::Answer::Simulated(Some(simulation)))) => Ok(simulation.received),
            Ok(other) => panic!("{other:?}"),
            Err(error) => Err(error),
        }
    };
    let before = json!([balance(source, "20000"), balance(destination, "5")]);
    let after = json!([balance(source, "10000"), balance(destination, "9905")]);
    assert_eq!(
        simulated(before.clone(), after.clone()),
        Ok(Some(vec![Received { account: destination, amount: 9_900 }]))
    );
    // Whose they are: before or after, and each once.
    let owned = |mut balance: Value, owner: &str| {
        balance["owner"] = owner.into();
        balance
    };
    let owners = |before: Value, after: Value| {
        let value = json!({
            "err": null, "innerInstructions": [], "preBalances": [1], "postBalances": [1],
            "preTokenBalances": before, "postTokenBalances": after,
        });
        match of(&question, &json!({"context": {"slot": 1}, "value": value})) {
            Ok(Answer::Solana(solana::Answer::Simulated(Some(simulation)))) => simulation.fee_payer_accounts,
            other => panic!("{other:?}"),
        }
    };
    let (given, taken) = (owned(balance(source, "1"), SPONSOR), owned(balance(destination, "1"), SPONSOR));
    assert_eq!(owners(before.clone(), after.clone()), []);
    assert_eq!(owners(json!([given, taken]), json!([given])), [source, destination]);
    assert_eq!(owners(before.clone(), json!([balance(source, "1"), taken])), [destination]);
    assert_eq!(owners(Value::Null, json!([given])), [source]);
    // An account that was not there before; one that is not there any more.
    assert_eq!(
        simulated(json!([]), json!([balance(destination, "7")])),
        Ok(Some(vec![Received { account: destination, amount: 7 }]))
    );
    assert_eq!(simulated(before.clone(), json!([])), Ok(Some(vec![])));
    // The node does not say.
    assert_eq!(simulated(Value::Null, after.clone()), Ok(None));
    assert_eq!(simulated(before.clone(), Value::Null), Ok(None));
    for spoil in [
        |value: &mut Value| value[1]["accountIndex"] = 99.into(),
        |value: &mut Value| value[1]["uiTokenAmount"]["amount"] = 9_905.into(),
        |value: &mut Value| value[1]["uiTokenAmount"]["amount"] = "18446744073709551616".into(),
        |value: &mut Value| *value = "x".into(),
    ] {
        let mut spoiled = after.clone();
        spoil(&mut spoiled);
        assert_eq!(
            simulated(before.clone(), spoiled),
            Err(AnswerError::Solana(solana::AnswerError::Member("postTokenBalances")))
        );
    }
}

/// With an index into a table that is not known, the table has to be asked for first.
#[test]
fn an_index_into_an_unknown_table() {
    let (transaction, [source, ..]) = wallet();
    let bytes = STANDARD.decode(&transaction).unwrap();
    let read = Transaction::decode(&bytes).unwrap();
    let mut message = read.message().clone();
    let table = Address::new([1; 32]);
    message.lookups = vec![x402_schemes::solana::Lookup { table, writable: &[], readonly: &[0] }];
    let own = u8::try_from(message.keys.len()).unwrap();
    let bytes = STANDARD.encode(Transaction::join(read.signatures(), &message.encode()));
    let asked = |facts: &Facts| question("smart-wallet", &bytes, facts);
    let inner = json!({"programIdIndex": own, "accounts": [0, 1, 2, 3], "data": "gJsbCroi1ByE5"});
    let result = json!({"context": {"slot": 1}, "value": {
        "err": null, "preBalances": [1], "postBalances": [1], "innerInstructions": [{"index": 0, "instructions": [inner]}],
    }});
    assert_eq!(of(&asked(&Facts::new()), &result), Err(AnswerError::Solana(solana::AnswerError::UnknownTable(table))));
    let facts = Facts::new().with(Fact::LookupTable { table, addresses: Some(vec![TokenProgram::Token.address()]) });
    let Ok(Answer::Solana(solana::Answer::Simulated(Some(simulation)))) = of(&asked(&facts), &result) else {
        panic!("known by now")
    };
    assert_eq!(simulation.transfers.len(), 1);
    assert_ne!(simulation.transfers[0].source, source);
}

/// A token account in an unknown table would be lost, so the table has to be asked for first.
#[test]
fn a_token_account_in_an_unknown_table() {
    let (transaction, [source, ..]) = wallet();
    let bytes = STANDARD.decode(&transaction).unwrap();
    let read = Transaction::decode(&bytes).unwrap();
    let mut message = read.message().clone();
    let table = Address::new([1; 32]);
    message.lookups = vec![x402_schemes::solana::Lookup { table, writable: &[0], readonly: &[] }];
    let bytes = STANDARD.encode(Transaction::join(read.signatures(), &message.encode()));
    let in_table = message.keys.len();
    let place = message.keys.iter().position(|key| *key == source.to_bytes()).unwrap();
    let entry = Address::new([7; 32]);
    let tables = Facts::new().with(Fact::LookupTable { table, addresses: Some(vec![entry]) });
    let owned = |facts: &Facts, index: usize, owner: &str| {
        let balance = json!({"accountIndex": index, "mint": USDC, "owner": owner, "uiTokenAmount": {"amount": "1"}});
        let result = json!({"context": {"slot": 1}, "value": {
            "err": null, "innerInstructions": [], "preBalances": [1], "postBalances": [1],
            "preTokenBalances": [], "postTokenBalances": [balance],
        }});
        of(&question("smart-wallet", &bytes, facts), &result).map(|answer| {
            let Answer::Solana(solana::Answer::Simulated(Some(simulation))) = answer else { panic!("{answer:?}") };
            let received: Vec<_> = simulation.received.unwrap().iter().map(|received| received.account).collect();
            (simulation.fee_payer_accounts, received)
        })
    };
    let none = Facts::new();
    for owner in [SPONSOR, PAYER] {
        assert_eq!(owned(&none, in_table, owner), Err(AnswerError::Solana(solana::AnswerError::UnknownTable(table))));
    }
    assert_eq!(owned(&tables, in_table, SPONSOR), Ok((vec![entry], vec![entry])));
    assert_eq!(owned(&tables, in_table, PAYER), Ok((vec![], vec![entry])));
    assert_eq!(owned(&none, place, SPONSOR), Ok((vec![source], vec![source])));
}

/// The simulation is asked together with the table that it refers to, and once more when the table is known. Then what arrives
/// counts (S-5).
#[test]
fn a_simulation_is_asked_again_once_the_table_is_known() {
    let (transaction, accounts) = recorded("destination via lookup table (writable)");
    let bytes = STANDARD.decode(&transaction).unwrap();
    let read = Transaction::decode(&bytes).unwrap();
    let mut message = read.message().clone();
    let signer = SigningKey::from_bytes(&[7; 32]);
    let swig: Address = "swigypWHEksbC64pWKwah1WTeh9JXwx8H1rJHLdbQMB".parse().unwrap();
    let mut keys = message.keys.to_vec();
    keys[usize::from(message.instructions[2].program)] = swig.to_bytes();
    keys[1] = signer.verifying_key().to_bytes();
    message.keys = &keys;
    let signed = message.encode();
    let signatures = [[0; 64], signer.sign(&signed).to_bytes()];
    let payment = payment(&STANDARD.encode(Transaction::join(&signatures, &signed)), USDC);
    let decide = |arrives: &str| {
        let paid = json!({
            "programId": TokenProgram::Token.address().to_string(),
            "parsed": {"type": "transferChecked", "info": {
                "source": MULTISIG, "mint": USDC, "destination": "8RysUTQJqstar8TeunimidLWPAuzXiGynSdfAbyxtXJq",
                "authority": PAYER, "tokenAmount": {"amount": "10000"},
            }},
        });
        let balance = json!({"accountIndex": keys.len(), "mint": USDC, "uiTokenAmount": {"amount": arrives}});
        let simulated = json!({
            "err": null, "innerInstructions": [{"index": 2, "instructions": [paid]}], "preBalances": [1],
            "postBalances": [1], "preTokenBalances": [], "postTokenBalances": [balance],
        });
        let mut deciding = Deciding::new(&payment, std::slice::from_ref(&payment.accepted), &Context::at(1));
        let mut kinds = Vec::new();
        while let Some(question) = deciding.next() {
            kinds.push(question.kind());
            assert!(kinds.len() < 20, "the rounds end: {kinds:?}");
            let shown = |value: Value| of(&question, &json!({"context": {"slot": 1000}, "value": value})).ok();
            let answer = match question.kind() {
                "smart-wallet" => shown(simulated.clone()),
                "blockhash" => shown(json!(true)),
                _ => Some(ask(&question, &accounts)),
            };
            deciding.answer(&question, answer);
        }
        (deciding.decide(), kinds)
    };
    let asked = ["lookup-tables", "smart-wallet", "smart-wallet"];
    let (decision, kinds) = decide("10000");
    assert!(matches!(decision, Decision::Settle(_)), "{decision:?}");
    assert_eq!(kinds, [asked.as_slice(), &["blockhash", "mint", "destination"]].concat());
    let (decision, kinds) = decide("9999");
    let Decision::Refuse(refusal) = decision else { panic!("{decision:?}") };
    assert_eq!(refusal.report().deciding().map(|check| check.id), Some(CheckId::TRANSFER_AMOUNT));
    assert_eq!(kinds, asked);
}
