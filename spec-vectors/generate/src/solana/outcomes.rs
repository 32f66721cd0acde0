//! Transactions that the runtime executed, as payments. The expectation follows from the outcome of each, and
//! from the rulings where they are stricter than the runtime.
//!
//! `data/solana-runtime.json` has the 414 transactions, each made from scratch with keys that everybody can derive, and
//! its outcome. The agave crates' own reader of packets judged the bytes (`leader`), and LiteSVM executed them.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};
use x402_vectors::vector::{ChainCall, Class, Level};

use super::case::{MERCHANT, PAYER, PYUSD, SPONSOR, USDC, input, offer, reason};
use crate::{
    base::NOW,
    draft::{Draft, expect, raw},
    sheet::Sheet,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Recorded {
    runtime: String,
    #[allow(dead_code, reason = "for people")]
    programs: String,
    transactions: Vec<Row>,
}

/// Token, fee and what was received are stated where they are not the usual ones.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    section: String,
    name: String,
    transaction: String,
    /// The token of the payment.
    #[serde(default = "token")]
    world: String,
    /// The answer of a validator to the packet, if it is not "ok".
    leader: Option<String>,
    error: Option<String>,
    /// The cost for the fee payer, as the change of its lamports.
    #[serde(default = "fee")]
    fee: String,
    #[serde(default = "price")]
    received: String,
    /// How many times it was sent.
    times: Option<u8>,
    #[serde(default)]
    tables: BTreeMap<String, Vec<String>>,
}

fn token() -> String {
    "token".into()
}

fn fee() -> String {
    "-10001".into()
}

fn price() -> String {
    "10000".into()
}

/// The expectation that follows.
enum Follows {
    Valid,
    /// Accepted, with this flag.
    Flagged(&'static str),
    /// Refused by this check, for this ruling.
    Invalid(&'static str, &'static str),
    /// Left open by this check, for this ruling.
    Undecided(&'static str, &'static str),
}

fn read() -> Recorded {
    serde_json::from_str(include_str!("../../data/solana-runtime.json")).expect("data of ours")
}

/// The bytes of a recorded transaction.
pub(super) fn transaction(name: &str) -> String {
    let mut rows = read().transactions.into_iter().filter(|row| row.name == name);
    rows.next().unwrap_or_else(|| panic!("{name} was not recorded")).transaction
}

/// What binds to the verdicts.
const LEVELS: Sheet = Sheet { usual: Level::Must, levels: &[(Level::Policy, "0066 0068 0069")], faults: &[] };

pub(crate) fn drafts() -> Vec<Draft> {
    let recorded = read();
    let drafts = recorded.transactions.iter().zip(1..).map(|(row, number)| row.draft(number, &recorded.runtime));
    LEVELS.write(drafts.collect())
}

impl Row {
    fn draft(&self, number: u16, runtime: &str) -> Draft {
        let offer = self.offer();
        let facts = match self.tables.is_empty() {
            true => Value::Null,
            false => json!({"lookupTables": self.tables}),
        };
        let title = format!("{}: {}", self.section, self.name);
        let input = raw(&input(&offer, &self.transaction, &facts));
        let draft = |class, result: &Value| {
            let id = format!("chain-solana-{number:04}");
            Draft::new(id, "verify", &title, input.clone(), expect(class, result)).recorded(vec![self.call(runtime)])
        };
        match self.follows() {
            Follows::Valid => draft(Class::Valid, &self.valid()).rulings(&["S-6", "S-9"]),
            Follows::Flagged(flag) => {
                let ruling = if flag == "units-short" || flag == "high-limit" { "S-5" } else { "S-6" };
                draft(Class::Acceptable, &self.valid()).flags(&[flag]).rulings(&[ruling])
            }
            Follows::Invalid(check, ruling) => draft(Class::Invalid, &json!({"verdict": "invalid"}))
                .decided_by(check)
                .reason(match ruling {
                    "U-26" => "invalid_exact_svm_payload_transaction_config_compute_limit_missing",
                    _ => reason(check),
                })
                .rulings(&[ruling]),
            Follows::Undecided(check, ruling) => {
                draft(Class::Undecided, &json!({"verdict": "undecided"})).decided_by(check).rulings(&[ruling])
            }
        }
        .no_witness("what became of it was recorded from the runtime itself")
    }

    /// The offer of the server, chosen so that the transaction pays it, if it pays anything.
    fn offer(&self) -> Value {
        let mint = match (self.world.as_str(), self.name.as_str()) {
            (_, "wrapped SOL, decimals 9") => "So11111111111111111111111111111111111111112",
            ("token", _) => USDC,
            _ => PYUSD,
        };
        let pay_to = match self.name.as_str() {
            "payTo = sponsor" => SPONSOR,
            "payTo is off the curve" => VAULT,
            "source = destination"
            | "source = destination, amount above balance"
            | "amount 0, source = destination" => PAYER,
            _ => MERCHANT,
        };
        let amount = match self.name.as_str() {
            "amount 0" | "amount 0, source = destination" | "amount 0, read-only source and destination" => "0",
            "insufficient by one" => "1000000000001",
            "exactly the balance" => "1000000000000",
            "source = destination, amount above balance" => "10000000000000",
            "fee when the transfer fails (insufficient tokens), price 1e6" => "10000000000000",
            "amount 2^64-1, balance 2^64-1" => "18446744073709551615",
            "destination would overflow" => "10",
            _ => "10000",
        };
        let mut offer = offer();
        offer["asset"] = mint.into();
        offer["payTo"] = pay_to.into();
        offer["amount"] = amount.into();
        offer
    }

    fn valid(&self) -> Value {
        let mut result = json!({"verdict": "valid", "offer": 0});
        // The payer is a delegate, an account that is none, or a key that was made for its torsion.
        if !["delegate", "stranger", "mixed order"].iter().any(|other| self.name.contains(other)) {
            result["payer"] = PAYER.into();
        }
        if let Some(fee) = self.fee.strip_prefix('-') {
            let most = if self.times.is_some() { "10001" } else { fee };
            result["sponsor"] =
                json!({"feePayer": SPONSOR, "mostLamports": most, "sponsoring": "valid", "payment": "valid"});
        }
        if self.error.is_some() {
            result["outstanding"] = json!(["blockhash", "mint", "source", "destination", "simulation"]);
        }
        result
    }

    fn call(&self, runtime: &str) -> ChainCall {
        let refused = match (&self.leader, &self.error) {
            (Some(leader), _) => Some(leader.clone()),
            (None, error) => error.clone(),
        };
        ChainCall {
            state: format!("as recorded under this name; {runtime}"),
            call: "the transaction".into(),
            at: NOW,
            moved: refused.is_none().then(|| self.received.clone()),
            reverted: refused,
        }
    }

    fn follows(&self) -> Follows {
        let (name, error) = (self.name.as_str(), self.error.as_deref().unwrap_or_default());
        if let Some(version_1) = name.strip_prefix("version 1: ") {
            return match version_1 {
                "trailing byte" => Follows::Invalid("transaction", "U-23"),
                "empty config (limit 0)" => Follows::Invalid("compute-limit", "U-26"),
                "compute-budget instructions with a huge price" => Follows::Invalid("programs", "U-28"),
                // The offer lists no versions.
                _ => Follows::Undecided("transaction-version", "U-21"),
            };
        }
        if let Some(leader) = &self.leader {
            let in_bytes = leader == "ParseError" && name != "v0 with an empty lookup"
                || name.ends_with("for two required")
                // Eight signatures for twenty.
                || name == "header: required > keys"
                || ["1233 bytes", "1300 bytes", "768 bytes (1233)"].iter().any(|start| name.starts_with(start));
            return match in_bytes {
                true => Follows::Invalid("transaction", "S-1"),
                false => Follows::Invalid("runtime-rules", "S-2"),
            };
        }
        match error {
            "AccountLoadedTwice" | "TooManyAccountLocks" => return Follows::Invalid("runtime-rules", "S-2"),
            "InvalidAddressLookupTableIndex" => return Follows::Invalid("lookup-tables", "S-8"),
            "AddressLookupTableNotFound" => return Follows::Undecided("lookup-tables", "S-8"),
            "SignatureFailure" if !name.starts_with("sponsor's slot") => return Follows::Invalid("signed", "S-4"),
            // The authority may still be a multisig account, and this one a member of it.
            _ if name == "fifth account, signer" => return Follows::Undecided("signers", "S-4"),
            _ if name.contains("multisig") => return Follows::Undecided("authority", "S-6"),
            _ => {}
        }
        let at = |rows: &[(&str, &'static str)]| {
            let mut rows = rows.iter().filter(|(start, _)| match start.strip_suffix('*') {
                Some(start) => name.starts_with(start),
                None => name == *start,
            });
            rows.next().map(|(_, check)| *check)
        };
        let refused = RULED.iter().find_map(|(ruling, rows)| at(rows).map(|check| (check, *ruling)));
        if let Some((check, ruling)) = refused {
            return Follows::Invalid(check, ruling);
        }
        // Token-2022 accepts nothing after the decimals.
        if name.ends_with("trailing byte") || name.ends_with("trailing bytes") {
            return match self.world.as_str() {
                "token-2022" => Follows::Invalid("transfer", "S-6"),
                _ => Follows::Flagged("trailing-data"),
            };
        }
        if error.contains("ComputationalBudgetExceeded") || error.contains("ProgramFailedToComplete") {
            return Follows::Flagged("units-short");
        }
        at(FLAGGED).map_or(Follows::Valid, Follows::Flagged)
    }
}

/// An address that a program owns: seed `vault`, program 2yz3FFSGjJhj9dK8bxRLr4shQdZCfbpKBHAmg8RMK14Q (solders 0.27.1).
const VAULT: &str = "BDArRJ3cecYGgGgSUVVtwBEu4NS84n1gXHKfd2VUxreC";

/// Transactions that the rulings refuse although the runtime may accept them, or that the runtime refuses at a check
/// that the error does not name. The key is a name or its beginning, and the first that fits counts.
const RULED: &[(&str, &[(&str, &str)])] = &[
    (
        "S-3",
        &[
            ("fee payer is the payer himself", "fee-payer"),
            ("compute budget instruction naming the fee payer", "fee-payer-isolation"),
            ("fifth account = fee payer", "fee-payer-isolation"),
            ("sponsor's own tokens, sponsor as authority", "fee-payer-isolation"),
            ("System transfer of 1,000,000 lamports*", "fee-payer-isolation"),
            ("destination ATA created at the sponsor's cost", "fee-payer-isolation"),
            ("sponsor named (read-only*", "fee-payer-isolation"),
            ("durable nonce: authority is the sponsor", "fee-payer-isolation"),
            ("permanent delegate = sponsor*", "fee-payer-isolation"),
            ("fee payer as signer account", "fee-payer-isolation"),
        ],
    ),
    (
        "S-4",
        &[
            ("10 required signatures*", "signers"),
            ("third signer*", "signers"),
            ("fee with three signers*", "signers"),
            ("memo with two signers", "signers"),
            ("transfer, then a second one back*", "signers"),
        ],
    ),
    (
        "S-5",
        &[
            ("no limit*", "compute-limit"),
            ("neither", "compute-limit"),
            ("price before limit", "compute-limit"),
            ("both after the transfer", "compute-limit"),
            ("limit data 4 bytes", "compute-limit"),
            ("limit data 1 byte", "compute-limit"),
            ("limit 0, price 0, no memo", "compute-limit"),
            ("durable nonce: AdvanceNonceAccount not first", "programs"),
            ("durable nonce*", "compute-limit"),
            ("no price", "compute-price"),
            ("limit twice", "compute-price"),
            ("price data 8 bytes", "compute-price"),
            ("price 2^64-1*", "compute-price-cap"),
            ("price 1e12*", "compute-price-cap"),
            ("64 instructions", "instructions"),
            ("price twice", "programs"),
            ("compute budget with empty data", "programs"),
            ("compute budget tag*", "programs"),
            ("RequestHeapFrame*", "programs"),
            ("SetLoadedAccountsDataSizeLimit*", "programs"),
            ("Ed25519 precompile*", "programs"),
            ("secp256k1 precompile*", "programs"),
            ("secp256r1 precompile*", "programs"),
            ("unknown program*", "programs"),
            ("program is a plain wallet", "programs"),
            ("p-memo v4 address*", "programs"),
            ("memo v1*", "programs"),
            ("memo v4*", "programs"),
            ("memo before the transfer", "programs"),
            ("memo required by destination, memo right before", "programs"),
            ("memo required by destination, memo first*", "programs"),
            ("memo required by destination, memo before*", "compute-limit"),
            ("memo required by destination, memo v1*", "programs"),
            ("memo required by destination, memo v4*", "programs"),
            ("System transfer between others", "programs"),
            ("two matching transfers", "programs"),
            ("two half transfers", "programs"),
            ("second transfer fails*", "programs"),
            ("ATA created first*", "programs"),
            ("close-account of the source*", "programs"),
        ],
    ),
    (
        "S-6",
        &[
            ("9 bytes (no decimals)", "transfer"),
            ("1 byte", "transfer"),
            ("three accounts", "transfer"),
            ("two accounts", "transfer"),
            ("Transfer (tag 3)*", "transfer"),
            ("Approve instead*", "transfer"),
            ("batch instruction*", "transfer"),
            ("fee mint 1 %, TransferCheckedWithFee*", "transfer"),
            ("no fee extension, TransferCheckedWithFee*", "transfer"),
            ("fee mint 1 %, Transfer (tag 3)", "transfer"),
            ("sent to the other token program", "destination"),
            ("destination is the wallet", "destination"),
            ("destination wallet does not exist", "destination"),
            ("wrong mint account*", "mint"),
            ("destination via lookup table (read-only)", "writable"),
            ("read-only source*", "writable"),
            ("read-only destination", "writable"),
            ("amount 0, read-only source and destination", "writable"),
            ("header: source and destination counted as read-only", "writable"),
            ("source = destination*", "source"),
            ("amount 0, source = destination", "source"),
            ("fee mint 1 %, source = destination", "source"),
            ("authority = delegate over the sponsor's own tokens", "sponsor-tokens"),
            ("source is the sponsor's token account*", "sponsor-tokens"),
            ("payer signs as authority of the sponsor's account*", "sponsor-tokens"),
            ("authority does not sign*", "authority"),
        ],
    ),
    (
        "S-7",
        &[
            ("not UTF-8*", "memo-form"),
            ("account that does not sign*", "memo-form"),
            ("destination (writable, not signing) as account", "memo-form"),
        ],
    ),
    ("S-4", &[("third signer as account", "signers")]),
];

/// Transactions that the runtime accepts, with the flag that they get.
const FLAGGED: &[(&str, &str)] = &[
    ("limit data one byte long (trailing)", "trailing-data"),
    ("price data with 7 trailing bytes", "trailing-data"),
    ("limit 1400000*", "high-limit"),
    ("limit 1400001*", "high-limit"),
    ("limit 4294967295*", "high-limit"),
    ("fee: limit 1000000 ×*", "high-limit"),
    ("fee: limit 1000001 ×*", "high-limit"),
    ("fee: limit 1400000 ×*", "high-limit"),
    ("fifth account, not signing", "extra-accounts"),
    ("20 extra accounts", "extra-accounts"),
    ("transfer hook with no program, extra accounts", "extra-accounts"),
    ("amount 0", "zero-amount"),
];
