//! Amounts that are equal as doubles: 2^53 + 1 and 2^53, and for tokens with 18 decimal places 10^24 + 1 and 10^24. Each payment is signed for
//! what it says, so that nothing but the comparison can refuse it.
//!
//! `cells-2050…` are payments on EVM chains, `cells-70900…` channels, `cells-90900…` Solana, `cells-10900…` Stellar, and `cells-11900…` the
//! Gateway: profiles find them by these numbers. The letters `a` … are the cases in the order of [`Compared::drafts`].

use serde_json::{Value, json};
use x402_vectors::vector::{Class, Level};

use super::field_paths::{nothing_allowed, permit};
use crate::{
    approval, batch_settlement,
    case::reason_of,
    draft::{Draft, expect, raw, suffix},
    fault::Fault as Named,
    payment::{Method, Payment},
    permit::TOKEN,
    rows,
    sign::SIGNER,
    solana, stellar,
};

/// The smaller number in words, the larger number, and the smaller one.
type Double = (&'static str, &'static str, &'static str);

/// Numbers that are the same double: the larger one, and the smaller one.
const DOUBLES: [Double; 2] = [
    ("2^53", "9007199254740993", "9007199254740992"),
    ("10^24", "1000000000000000000000001", "1000000000000000000000000"),
];

const IN_64_BITS: &[Double] = DOUBLES.split_at(1).0;

/// 70,000 gas at 200,000,000,001 wei, of which the double is less than a wei away from the cap's.
const COST: &[Double] = &[("14000000000069999", "14000000000070000", "14000000000069999")];

/// Two amounts that are compared.
struct Compared {
    number: usize,
    /// The mechanism, by which profiles find the vector, and the comparison.
    name: &'static str,
    /// From the amount that is needed and the one that is there.
    question: fn(&str, &str) -> Value,
    check: &'static str,
    reason: &'static str,
    ruling: &'static str,
    /// Of a refusal, and of an acceptance.
    levels: [Level; 2],
    payer: &'static str,
    /// The first has a right payment next to it, too.
    numbers: &'static [Double],
}

fn compared(number: usize, name: &'static str, check: &'static str, question: fn(&str, &str) -> Value) -> Compared {
    let reason = reason_of(check, name.contains("V1"), name.starts_with("upto"));
    Compared {
        number,
        name,
        question,
        check,
        reason,
        ruling: "B-7",
        levels: [Level::Must; 2],
        payer: SIGNER,
        numbers: &DOUBLES,
    }
}

/// The same for a mechanism with reasons of its own.
fn with_reason(
    number: usize,
    name: &'static str,
    [check, reason]: [&'static str; 2],
    question: fn(&str, &str) -> Value,
) -> Compared {
    Compared { reason, ..compared(number, name, "amount", question) }.checked_by(check)
}

impl Compared {
    const fn checked_by(mut self, check: &'static str) -> Self {
        self.check = check;
        self
    }

    const fn ruled_by(mut self, ruling: &'static str) -> Self {
        self.ruling = ruling;
        self
    }

    const fn of_levels(mut self, levels: [Level; 2]) -> Self {
        self.levels = levels;
        self
    }

    const fn of_numbers(mut self, numbers: &'static [Double]) -> Self {
        self.numbers = numbers;
        self
    }

    const fn paid_by(mut self, payer: &'static str) -> Self {
        self.payer = payer;
        self
    }

    /// One more is needed than is there; all is there; and the same beyond 64 bits, where there is no second right payment.
    fn drafts(&self) -> Vec<Draft> {
        let mut drafts = Vec::new();
        for (at, (written, more, less)) in self.numbers.iter().enumerate() {
            let mut add = |title: String, there: &str, class: Class| {
                let mut result = json!({"verdict": class.as_str()});
                if class == Class::Valid && !self.payer.is_empty() {
                    result["payer"] = self.payer.into();
                }
                if class == Class::Valid && self.is_gateway() {
                    result["flags"] = json!(["gateway"]);
                    result["outstanding"] = json!(["gateway-balance", "gateway-nonce"]);
                }
                let id = format!("cells-{}{}", self.number, suffix(drafts.len()));
                let question = (self.question)(more, there);
                let draft = Draft::new(id, "verify", title, raw(&question), expect(class, &result));
                let draft = draft.rulings(&[self.ruling]).no_witness(NO_WITNESS);
                let draft = if self.is_gateway() { draft.of_operator() } else { draft };
                let draft = match self.levels[usize::from(class == Class::Valid)] {
                    Level::Must => draft.fault(Named::AnotherValue),
                    level @ (Level::Should | Level::Policy) => draft.level(level),
                };
                drafts.push(if class == Class::Valid {
                    draft
                } else {
                    draft.decided_by(self.check).reason(self.reason)
                });
            };
            add(format!("{}: {written} + 1 is needed, and {written} is there", self.name), less, Class::Invalid);
            if at == 0 {
                add(format!("{}: {written} + 1 is needed, and is there", self.name), more, Class::Valid);
            }
        }
        drafts
    }

    fn is_gateway(&self) -> bool {
        self.name.starts_with("the Gateway")
    }
}

const NO_WITNESS: &str = "a comparison of two numbers, by which nothing is hashed";

pub(super) fn drafts() -> Vec<Draft> {
    let all = [evm(), channels(), others()];
    all.iter().flatten().flat_map(Compared::drafts).collect()
}

fn base(method: Method) -> Payment {
    Payment::new(method)
}

/// The price, and the amount that is signed.
fn priced(payment: Payment, price: &str, amount: &str) -> Payment {
    let path = if payment.method == Method::Eip3009 { "value" } else { "permitted.amount" };
    payment.offers("amount", price).signs(path, amount)
}

fn at_least(payment: Payment) -> Value {
    payment.asks("policy", json!({"amountRule": "at-least"})).question()
}

/// To be settled with this amount.
fn charged(payment: Payment, amount: &str) -> Value {
    payment.asks("phase", json!({"settle": {"amount": amount}})).question()
}

fn evm() -> Vec<Compared> {
    use Method::{Eip3009, Permit2, Upto};
    vec![
        compared(2050, "EIP-3009, V2: value", "amount", |more, there| priced(base(Eip3009), more, there).question()),
        compared(2051, "EIP-3009, V1: value", "amount", |more, there| {
            priced(base(Eip3009).in_version_1(), more, there).question()
        }),
        compared(2052, "EIP-3009, V2: value of at least the price", "amount", |more, there| {
            at_least(priced(base(Eip3009), more, there))
        }),
        compared(2053, "EIP-3009, V2: the amount to be settled", "charge", |more, there| {
            charged(priced(base(Eip3009), there, there), more)
        }),
        compared(2060, "Permit2: amount", "amount", |more, there| priced(base(Permit2), more, there).question()),
        compared(2061, "Permit2, V1: amount", "amount", |more, there| {
            priced(base(Permit2).in_version_1(), more, there).question()
        }),
        compared(2062, "Permit2: amount of at least the price", "amount", |more, there| {
            at_least(priced(base(Permit2), more, there))
        }),
        compared(2063, "Permit2: the amount to be settled", "charge", |more, there| {
            charged(priced(base(Permit2), there, there), more)
        }),
        compared(2064, "a permit for Permit2: amount", "permit-amount", |more, there| {
            let mut info = permit();
            info["amount"] = there.into();
            nothing_allowed(priced(base(Permit2), more, more)).sponsored(&info).question()
        })
        .ruled_by("P-5"),
        compared(2065, "an approval for Permit2: amount", "approval-amount", |more, there| {
            let payment = nothing_allowed(priced(base(Permit2), more, more));
            payment.extended("erc20ApprovalGasSponsoring", &approval::info(there)).question()
        })
        .ruled_by("P-6"),
        compared(2066, "Permit2: allowance", "allowance", |more, there| {
            let allowed = json!([{"token": TOKEN, "owner": SIGNER, "amount": there}]);
            priced(base(Permit2), more, more).asks("facts.allowances", allowed).question()
        })
        .ruled_by("P-5"),
        compared(2067, "an approval for Permit2: cost", "approval-cost-cap", |_, there| {
            let info = approval::info_costing("10000", 70_000, 200_000_000_001);
            let hash = approval::hash_of(&info);
            let payment = nothing_allowed(base(Permit2)).extended("erc20ApprovalGasSponsoring", &info);
            let payment = payment.asks("facts.dataFees", json!({hash: "0"}));
            payment.asks("policy", json!({"maxSponsorWei": there})).question()
        })
        .ruled_by("P-6")
        .of_levels([Level::Policy, Level::Must])
        .of_numbers(COST),
        compared(2080, "upto: amount", "amount", |more, there| priced(base(Upto), more, there).question()),
        compared(2081, "upto: amount of at least the price", "amount", |more, there| {
            at_least(priced(base(Upto), more, there))
        }),
        compared(2082, "upto: the amount to be settled", "charge", |more, there| {
            charged(priced(base(Upto), there, there), more)
        })
        .ruled_by("P-4"),
    ]
}

/// The sums of a channel of 2^128 at most.
fn channels() -> Vec<Compared> {
    const OFFER: [&str; 2] = ["/payment/json/accepted/amount", "/offers/0/amount"];
    fn with(base: &str, changes: &[(&str, &str)]) -> Value {
        let changes: Vec<(String, Value)> =
            changes.iter().map(|(pointer, value)| ((*pointer).to_owned(), json!(value))).collect();
        batch_settlement::changed(base, &changes)
    }
    // A voucher over a sum, after one less was charged.
    fn voucher(sum: &str, charged: &str, balance: &str) -> Value {
        let [accepted, offered] = OFFER;
        with(
            "voucher",
            &[
                (accepted, "1"),
                (offered, "1"),
                ("/payment/json/payload/voucher/maxClaimableAmount", sum),
                ("/records/charged/@", charged),
                ("/facts/channels/@/balance", balance),
            ],
        )
    }
    fn less(more: &str) -> String {
        let (rest, _) = more.split_at(more.len() - 1);
        let last = if more.ends_with('3') { '2' } else { '0' };
        format!("{rest}{last}")
    }
    let code = |check, code| [check, code];
    vec![
        with_reason(
            70_900,
            "a voucher: its sum",
            code("cumulative", "invalid_batch_settlement_evm_cumulative_amount_mismatch"),
            |more, there| voucher(there, &less(more), more),
        )
        .ruled_by("N-21"),
        with_reason(
            70_901,
            "a voucher: the balance of the channel",
            code("ceiling-balance", "invalid_batch_settlement_evm_cumulative_exceeds_balance"),
            |more, there| voucher(more, &less(more), there),
        )
        .ruled_by("N-24"),
        with_reason(
            70_902,
            "a deposit: the least deposit",
            code("min-deposit", "invalid_batch_settlement_evm_deposit_below_min_deposit"),
            |more, there| {
                let mut question = with(
                    "deposit",
                    &[
                        ("/offers/0/extra/minDeposit", more),
                        ("/payment/json/accepted/extra/minDeposit", more),
                        ("/payment/json/payload/deposit/amount", there),
                    ],
                );
                question["policy"] = json!({"enforceMinDeposit": true});
                question
            },
        )
        .ruled_by("N-7")
        .of_levels([Level::Policy, Level::Should]),
        with_reason(
            70_903,
            "a deposit by Permit2: its amount",
            code("deposit-amount", "invalid_batch_settlement_evm_permit2_amount_mismatch"),
            |more, there| {
                let permitted = "/payment/json/payload/deposit/authorization/permit2Authorization/permitted/amount";
                with("permit", &[("/payment/json/payload/deposit/amount", more), (permitted, there)])
            },
        )
        .ruled_by("N-16"),
        with_reason(
            70_904,
            "a claim: the sum of a row",
            code("row-ceiling", "invalid_batch_settlement_evm_claim_simulation_failed"),
            |more, there| claim(there, more, more),
        )
        .ruled_by("N-27")
        .paid_by(""),
        with_reason(
            70_905,
            "a claim: the balance of a row",
            code("row-balance", "invalid_batch_settlement_evm_claim_simulation_failed"),
            |more, there| claim(more, more, there),
        )
        .ruled_by("N-27")
        .paid_by(""),
        with_reason(
            70_906,
            "a voucher: the amount to be settled",
            code("batch-charge", "invalid_batch_settlement_evm_charge_exceeds_signed_cumulative"),
            |more, there| {
                let [accepted, offered] = OFFER;
                let mut question = with(
                    "voucher",
                    &[
                        (accepted, there),
                        (offered, there),
                        ("/payment/json/payload/voucher/maxClaimableAmount", there),
                        ("/records/charged/@", "0"),
                        ("/facts/channels/@/balance", more),
                        ("/facts/channels/@/totalClaimed", "0"),
                    ],
                );
                question["phase"] = json!({"settle": {"amount": more}});
                question
            },
        )
        .ruled_by("N-26"),
    ]
}

/// A claim of a row: the sum of the voucher, the sum that is claimed, and the balance.
fn claim(signed: &str, claimed: &str, balance: &str) -> Value {
    let of = |pointer: &str, value: &str| (pointer.to_owned(), json!(value));
    batch_settlement::changed(
        "claim",
        &[
            of("/payment/json/payload/claims/0/voucher/maxClaimableAmount", signed),
            of("/payment/json/payload/claims/0/totalClaimed", claimed),
            of("/facts/channels/@/balance", balance),
        ],
    )
}

fn others() -> Vec<Compared> {
    const OF_SOLANA: [&str; 2] = ["transfer-amount", "invalid_exact_svm_payload_amount_mismatch"];
    const OF_STELLAR: [&str; 2] = ["amount", "invalid_exact_stellar_payload_wrong_amount"];
    let mut all = vec![
        with_reason(90_900, "Solana: amount", OF_SOLANA, |more, there| {
            solana::paying(more, there.parse().expect("64 bits"))
        })
        .of_numbers(IN_64_BITS),
        with_reason(90_901, "Solana: the amount to be settled", ["transfer-charge", OF_SOLANA[1]], |more, there| {
            let mut question = solana::paying(there, there.parse().expect("64 bits"));
            question["phase"] = json!({"settle": {"amount": more}});
            question
        })
        .of_numbers(IN_64_BITS),
        with_reason(10_900, "Stellar: amount", OF_STELLAR, |more, there| {
            stellar::paying(more, there.parse().expect("128 bits"))
        })
        .ruled_by("T-5"),
        with_reason(10_901, "Stellar: the amount to be settled", ["charge", OF_STELLAR[1]], |more, there| {
            let mut question = stellar::paying(there, there.parse().expect("128 bits"));
            question["phase"] = json!({"settle": {"amount": more}});
            question
        })
        .ruled_by("T-5"),
    ];
    for (at, of) in all.iter_mut().enumerate() {
        of.payer = if at < 2 { solana::case::PAYER } else { stellar::PAYER };
    }
    all.push(
        compared(11_900, "the Gateway: value", "amount", of_gateway).ruled_by("U-3").of_levels([Level::Should; 2]),
    );
    let settled = compared(11_901, "the Gateway: the amount to be settled", "charge", |more, there| {
        let mut question = of_gateway(there, there);
        question["phase"] = json!({"settle": {"amount": more}});
        question
    });
    all.push(settled.ruled_by("U-3").of_levels([Level::Should; 2]));
    all
}

/// The example of the Gateway for a price, signed for an amount.
fn of_gateway(price: &str, amount: &str) -> Value {
    let table = rows::read(include_str!("../tables/gateway.txt")).0;
    let example = table.into_iter().find(|row| row.number == "0001").expect("a row of the table").input;
    let mut question = example;
    for (pointer, value) in [
        ("/payment/json/accepted/amount", price),
        ("/offers/0/amount", price),
        ("/payment/json/payload/authorization/value", amount),
        ("/payment/json/payload/authorization/from", SIGNER),
    ] {
        question = rows::apply(&question, &format!("{pointer}=\"{value}\""));
    }
    let signature = rows::signature(&question, "payer");
    question = rows::apply(&question, &format!("/payment/json/payload/signature=\"{signature}\""));
    serde_json::from_str(&question).expect("JSON of ours")
}
