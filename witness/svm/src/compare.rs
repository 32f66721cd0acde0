//! Compares what the runtime does with the expectation of a vector. `witness/README.md` has a summary of the rules.

use x402_conformance::vector::{Class, Vector};

use crate::{
    packet::Packet,
    programs::OUT_OF_REACH,
    question::{Question, Report},
    run::{Outcome, Run},
};

/// The result of a comparison with a vector.
pub(crate) enum Comparison {
    /// The runtime does what is expected. It confirms this member of the expectation.
    Confirms(&'static str),
    /// The payment succeeds, because the runtime cannot see what the verdict is about.
    Unseen(&'static str),
}

const NO_BUDGET: &[&str] = &[
    "compute budget: ComputationalBudgetExceeded",
    "token: ComputationalBudgetExceeded",
    "token: ProgramFailedToComplete",
    "memo: ComputationalBudgetExceeded",
    "memo: ProgramFailedToComplete",
];

/// The accounts and programs have more data than the transaction may load.
const NO_DATA: &str = "MaxLoadedAccountsDataSizeExceeded";

/// A check that fails, and how the runtime refuses for it, in the words of [`Run::reason`].
const SEEN: &[(&str, &[&str])] = &[
    ("transaction", &["dropped: ParseError", "dropped: SanitizeError"]),
    (
        "runtime-rules",
        &[
            "dropped: ParseError",
            "dropped: SanitizeError",
            "AccountLoadedTwice",
            "TooManyAccountLocks",
            "SanitizeFailure",
        ],
    ),
    ("lookup-tables", &["InvalidAddressLookupTableIndex", "AddressLookupTableNotFound"]),
    (
        "compute-limit",
        &[
            "compute budget: ComputationalBudgetExceeded",
            "compute budget: InvalidInstructionData",
            // The destination requires a memo directly before the transfer, and the memo comes before the compute
            // budget.
            "token: Custom(36)",
            // Version 1 without units, and without loaded data besides.
            NO_DATA,
            "token: ComputationalBudgetExceeded",
            "token: ProgramFailedToComplete",
        ],
    ),
    ("data-limit", &[NO_DATA]),
    ("compute-price", &["compute budget: InvalidInstructionData", "DuplicateInstruction"]),
    ("compute-price-cap", &["InsufficientFundsForFee"]),
    (
        "programs",
        &[
            "InvalidProgramForExecution",
            "DuplicateInstruction",
            "compute budget: InvalidInstructionData",
            "InvalidLoadedAccountsDataSizeLimit",
            "MaxLoadedAccountsDataSizeExceeded",
            // A durable nonce that is not advanced first.
            "BlockhashNotFound",
            // A second transfer that the source cannot pay, and a destination that wants another memo program.
            "token: Custom(1)",
            "token: Custom(36)",
            // An account that is created after the transfer to it, and one that is created incorrectly.
            "token: InvalidAccountData",
            "another program: InvalidSeeds",
            "another program: MissingAccount",
            "another program: NotEnoughAccountKeys",
            "another program: PrivilegeEscalation",
            // Precompiles.
            "another program: Custom(2)",
            "another program: Custom(4)",
            // Other memo programs.
            "another program: InvalidInstructionData",
            "another program: MissingRequiredSignature",
            "another program: ProgramFailedToComplete",
        ],
    ),
    (
        "transfer",
        &[
            "token: InvalidInstructionData",
            "token: NotEnoughAccountKeys",
            "token: InvalidAccountData",
            "token: Custom(12)",
            "token: Custom(31)",
            "token: Custom(32)",
        ],
    ),
    ("mint", &["token: Custom(3)"]),
    ("writable", &["token: ReadonlyDataModified"]),
    // The destination is the source, with nothing to spare; or it is no token account.
    ("source", &["token: Custom(1)", "token: InvalidAccountData"]),
    ("authority", &["token: MissingRequiredSignature"]),
    ("memo-form", &["memo: InvalidInstructionData", "memo: MissingRequiredSignature"]),
    ("destination", &["token: InvalidAccountData", "token: IncorrectProgramId"]),
    ("sponsor-tokens", &["token: Custom(4)"]),
    ("signed", &["SignatureFailure"]),
];

/// A check of the outcome: if the transaction succeeds, the price is not paid, or the fee payer loses more than the
/// fee.
const WRONG: &[&str] = &[
    "destination",
    "fee-payer-isolation",
    "mint",
    "programs",
    "signers",
    "source",
    "sponsor-tokens",
    "transfer",
    "transfer-amount",
];

/// A check of something that is not in the transaction, or that the runtime allows, and why the payment succeeds all
/// the same.
const UNSEEN: &[(&str, &str)] = &[
    ("payload", "how the payload is written is not in the transaction"),
    ("asset-address", "the transaction names no offer"),
    ("pay-to-address", "the transaction names no offer"),
    ("fee-payer-address", "the transaction names no offer"),
    ("memo-offer", "the transaction names no offer"),
    ("fee-payer-managed", "whom a facilitator signs for is not in the transaction"),
    ("fee-payer", "whoever signs as fee payer pays"),
    ("fee-payer-isolation", "the fee payer may stand anywhere; that it loses nothing here is due to this instruction"),
    ("signers", "anybody may sign; each signature is at the fee payer's cost"),
    ("compute-limit", "the runtime has a limit of its own"),
    ("transaction-versions", "the transaction names no offer"),
    ("transaction-version", VERSIONS),
    ("compute-limit-cap", "the runtime's cap is another"),
    ("compute-price", "the runtime has a price of its own: nothing"),
    ("compute-price-cap", "the runtime takes any price that can be paid"),
    ("sponsor-cost", "what the fee payer wants to pay is not in the transaction"),
    ("instructions", "the runtime takes 64 instructions"),
    ("programs", "any program may be called besides"),
    ("transfer", "the token program has more instructions that pay than the scheme"),
    ("transfer-charge", "the transaction does not name what the server charges"),
    ("memo-count", "the transaction names no offer, and so no memo that it asks for"),
    ("memo-text", "the transaction names no offer, and so no memo that it asks for"),
    ("policy", "what a server does not want the runtime may take"),
];

/// The checks of a simulation in the facts, and why the payment succeeds all the same. On that chain the
/// transaction did something else than on this one.
const SIMULATED: &[&str] = &["simulation", "transfer-amount"];
const ELSEWHERE: &str = "the simulation in the facts is of another state of the chain";

const NOTHING_ASKED: &str = "nothing is asked, and to move nothing no account has to be written";
const IMPOSSIBLE: &str = "the accounts have more tokens than 64 bits count, which no mint lets happen";
const VERSIONS: &str = "the transaction does not say which versions the offer lists";

const NO_SCHEME: &str = "the transaction names no scheme";

/// An open question, and how the runtime refuses if the answer is no.
const OUTSTANDING: &[(&str, &[&str])] = &[
    ("blockhash", &["BlockhashNotFound", "AlreadyProcessed"]),
    (
        "mint",
        &[
            LESS,
            "token: Custom(18)",
            "token: Custom(37)",
            "token: Custom(67)",
            "token: MissingAccount",
            "token: InvalidAccountData",
            "token: IncorrectProgramId",
        ],
    ),
    ("source", &["token: Custom(1)", "token: Custom(4)", "token: Custom(17)"]),
    (
        "destination",
        &[
            "token: Custom(3)",
            "token: Custom(13)",
            "token: Custom(14)",
            "token: Custom(17)",
            "token: Custom(36)",
            "token: UninitializedAccount",
            "token: InvalidAccountData",
            "token: IncorrectProgramId",
        ],
    ),
    (
        "simulation",
        &["AccountNotFound", "InsufficientFundsForFee", "InsufficientFundsForRent", "InvalidAccountForFee", NO_DATA],
    ),
];

/// The mint keeps a fee back.
const LESS: &str = "less arrives";

/// The fee payer of a published example.
const OF_EXAMPLE: &str = "6TcyBfPdBt1kjsvDZLzmBFnuMaLWiTaAt4RjUr9VA5YD";

/// Why a transaction cannot be run here.
pub(crate) fn out_of_reach(packet: &Packet) -> Option<String> {
    if packet.fee_payer().is_ok_and(|fee_payer| fee_payer.to_string() == OF_EXAMPLE) {
        return Some("nobody here has the key of its fee payer".into());
    }
    let called = OUT_OF_REACH.iter().find(|(program, _)| packet.calls_program(program));
    called.map(|(_, name)| format!("there is no binary of {name}"))
}

/// Why nothing can be sent, if that is what is wrong with the payment.
pub(crate) fn no_transaction(vector: &Vector) -> Option<&'static str> {
    let is_payload = vector.expect.class == Class::Invalid && vector.expect.check.as_deref() == Some("payload");
    is_payload.then_some("the payload has no transaction")
}

/// Whether the fee payer loses what the report says, and no more if the report says that it is safe to sign.
pub(crate) fn compare_sponsor(report: &Report, runs: &[Run]) -> Result<(), String> {
    let Some(sponsor) = &report.sponsor else { return Ok(()) };
    for run in runs.iter().filter(|run| run.fee_payer.is_some()) {
        let effects = &run.effects;
        if run.fee_payer.map(|payer| payer.to_string()).as_ref() != Some(&sponsor.fee_payer) {
            return Err(format!("the report has another fee payer: {}", sponsor.fee_payer));
        }
        // This amount is charged whenever anything is, so a bound that is too high would be noticed.
        if effects.fee > 0 && effects.fee.to_string() != sponsor.most_lamports {
            return Err(format!("the fee is {}, reported is {}", effects.fee, sponsor.most_lamports));
        }
        if sponsor.sponsoring == "valid" && !is_unharmed(run) {
            return Err(format!("it was called safe to sign as fee payer, and does this: {effects:?}"));
        }
        if run.outcome == Outcome::Done && report.is_short() {
            return Err(format!("it was said to run short of units, and uses {}", effects.units));
        }
    }
    Ok(())
}

/// Compares the answers with a vector. An error is a difference that nothing explains, or a confirmation that another verdict would have
/// got as well.
pub(crate) fn compare(vector: &Vector, question: &Question, runs: &[Run]) -> Result<Comparison, String> {
    let case = Case { question, runs: without_unsponsored(runs)? };
    let Class::Acceptable = vector.expect.class else {
        let check = vector.expect.check.as_deref().unwrap_or_default();
        let comparison = case.compare(vector.expect.class, check)?;
        let others = [(Class::Valid, ""), (Class::Invalid, "destination"), (Class::Invalid, "signed")];
        let undecided = [(Class::Undecided, "lookup-tables"), (Class::Undecided, "authority")];
        for (class, check) in others.into_iter().chain(undecided).filter(|(class, _)| *class != vector.expect.class) {
            if matches!(
                (&comparison, case.compare(class, check)),
                (Comparison::Confirms("outcome"), Ok(Comparison::Confirms("outcome")))
            ) {
                return Err(format!("these answers would confirm {} {check} too", class.as_str()));
            }
        }
        return Ok(comparison);
    };
    case.acceptable(vector.flags.first().map(String::as_str).unwrap_or_default())
}

/// A recorded transaction that the sponsor has not signed was sent as it is, too.
fn without_unsponsored(runs: &[Run]) -> Result<Vec<&Run>, String> {
    if !runs.iter().any(|run| run.is_sponsored) {
        return Ok(runs.iter().collect());
    }
    let (sponsored, unsponsored): (Vec<_>, Vec<_>) = runs.iter().partition(|run| run.is_sponsored);
    match unsponsored.iter().find(|run| run.reason().as_deref() != Some("SignatureFailure")) {
        Some(run) => Err(format!("without the sponsor's signature it does this: {:?}", run.outcome)),
        None => Ok(sponsored),
    }
}

fn is_unharmed(run: &Run) -> bool {
    run.effects.lost <= i128::from(run.effects.fee) && run.effects.sponsors_tokens <= 0
}

struct Case<'a> {
    question: &'a Question,
    runs: Vec<&'a Run>,
}

impl Case<'_> {
    fn compare(&self, class: Class, check: &str) -> Result<Comparison, String> {
        match class {
            Class::Valid => self.valid(),
            Class::Invalid => self.invalid(check),
            Class::Undecided => self.undecided(check),
            Class::Acceptable => Err("no check decides".into()),
        }
    }

    fn valid(&self) -> Result<Comparison, String> {
        if self.runs.iter().all(|run| self.pays_price(run)) {
            return Ok(Comparison::Confirms("outcome"));
        }
        if self.runs.iter().all(|run| run.is_of_impossible_state()) {
            return Ok(Comparison::Unseen(IMPOSSIBLE));
        }
        for run in &self.runs {
            let reason = if self.pays_less(run) { Some(LESS.into()) } else { run.reason() };
            let is_open = |kind: &str| self.question.report.outstanding.iter().any(|open| open.kind == kind);
            let is_reason = |reasons: &[&str]| reason.as_deref().is_some_and(|reason| reasons.contains(&reason));
            if !OUTSTANDING.iter().any(|(kind, reasons)| is_open(kind) && is_reason(reasons)) {
                return Err(unexplained(run));
            }
        }
        Ok(Comparison::Confirms("outstanding"))
    }

    /// Compares by the flag that explains why implementations differ.
    fn acceptable(&self, flag: &str) -> Result<Comparison, String> {
        let price = self.question.price.map(|price| price.amount).ok_or("there is no price")?;
        let transferred = |run: &Run, holds: fn(&u128, &u128) -> bool| {
            run.effects.transferred.is_some_and(|amount| holds(&amount, &price)) && is_unharmed(run)
        };
        self.every(|run| match flag {
            "units-short" => runs_short(run),
            "data-short" => run.reason().as_deref() == Some(NO_DATA),
            "overpay" => transferred(run, u128::gt),
            "zero-amount" => price == 0 && self.pays_price(run),
            "account-creation" => self.pays_into_new(run),
            "extra-accounts" | "guard-count" | "high-limit" | "legacy-transaction" | "no-memo" | "null-optional"
            | "trailing-data" => self.pays_price(run),
            _ => false,
        })?;
        Ok(Comparison::Confirms("outcome"))
    }

    fn invalid(&self, check: &str) -> Result<Comparison, String> {
        let row = |rows: &[(&str, &'static str)]| rows.iter().find(|(row, _)| *row == check).map(|(_, why)| *why);
        let mut comparison = None;
        for run in &self.runs {
            let reason = run.reason();
            if run.lacks_table() && reason.as_deref() == Some("AddressLookupTableNotFound") {
                continue;
            }
            let is_done = run.outcome == Outcome::Done;
            let unseen = row(UNSEEN).filter(|_| is_done);
            let wrong = is_done
                && WRONG.contains(&check)
                && !self.pays_price(run)
                && !(check == "destination" && self.pays_into_new(run));
            let short = check == "policy" && self.question.report.is_short() && runs_short(run);
            comparison = Some(if wrong || short || is_refused(check, reason.as_deref()) {
                Comparison::Confirms("outcome")
            } else if let Some(why) = unseen {
                Comparison::Unseen(why)
            } else if is_done && self.question.simulated.is_some() && SIMULATED.contains(&check) {
                Comparison::Unseen(ELSEWHERE)
            } else if is_done && self.question.price.is_some_and(|price| price.amount == 0) && self.pays_price(run) {
                Comparison::Unseen(NOTHING_ASKED)
            } else {
                return Err(unexplained(run));
            });
        }
        comparison.ok_or_else(|| "it was sent in no state that says anything".into())
    }

    fn undecided(&self, check: &str) -> Result<Comparison, String> {
        let other = match check {
            "transaction-version" => {
                let is_short = self.question.report.is_short();
                self.every(|run| self.pays_price(run) || is_short && runs_short(run))?;
                return Ok(Comparison::Unseen(VERSIONS));
            }
            "method" => return Ok(Comparison::Unseen(NO_SCHEME)),
            "lookup-tables" => "AddressLookupTableNotFound",
            "authority" => "token: MissingRequiredSignature",
            // The further signer belongs to the payer if the authority is a multisig account, and is a cost of the
            // sponsor otherwise.
            "signers" if self.runs.iter().all(|run| self.pays_price(run)) => {
                return Ok(Comparison::Unseen("anybody may sign; each signature is at the fee payer's cost"));
            }
            _ => return Err("nothing is known that would decide it".into()),
        };
        let (pays, rest): (Vec<&Run>, Vec<&Run>) =
            self.runs.iter().partition(|run| self.pays_price(run) || self.pays_into_new(run));
        match rest.iter().find(|run| run.reason().as_deref() != Some(other)) {
            Some(run) => Err(unexplained(run)),
            None if pays.is_empty() || rest.is_empty() => Err("it does the same in all states".into()),
            None => Ok(Comparison::Confirms("outcome")),
        }
    }

    fn every(&self, holds: impl Fn(&Run) -> bool) -> Result<(), String> {
        self.runs.iter().find(|run| !holds(run)).map_or(Ok(()), |run| Err(unexplained(run)))
    }

    /// Whether the price arrives. Beside it the payer pays the rent of the account that is made.
    fn pays_into_new(&self, run: &Run) -> bool {
        let price = self.question.price.and_then(|price| i128::try_from(price.amount).ok());
        run.outcome == Outcome::Done && price == Some(run.effects.received) && is_unharmed(run)
    }

    /// Whether the price moves and nothing else, and the fee payer pays the fee and nothing else.
    fn pays_price(&self, run: &Run) -> bool {
        let price = self.question.price.map(|price| price.amount);
        run.effects.transferred.is_some() && run.effects.transferred == price && is_unharmed(run)
    }

    fn pays_less(&self, run: &Run) -> bool {
        let received = u128::try_from(run.effects.received).unwrap_or_default();
        run.outcome == Outcome::Done && received > 0 && self.question.price.is_some_and(|price| received < price.amount)
    }
}

/// Whether it fails because it has too few compute units.
pub(crate) fn runs_short(run: &Run) -> bool {
    run.reason().is_some_and(|reason| NO_BUDGET.contains(&reason.as_str()))
}

fn is_refused(check: &str, reason: Option<&str>) -> bool {
    let reasons = SEEN.iter().find(|(row, _)| *row == check).map(|(_, reasons)| *reasons);
    reason.is_some_and(|reason| reasons.is_some_and(|reasons| reasons.contains(&reason)))
}

fn unexplained(run: &Run) -> String {
    format!("it does this: {:?}, {:?}", run.outcome, run.effects)
}
