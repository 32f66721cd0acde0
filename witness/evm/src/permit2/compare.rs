//! Compares what the proxy does with the expectation of a vector. `witness/README.md` has a summary of the rules.

use revm::primitives::U256;
use x402_conformance::vector::{Class, Vector};

use super::{
    approval::{Approval, Fate},
    question::Question,
    run::{Answers, Call},
};
use crate::{
    compare::{self, Comparison, Messages, Run, each, outstanding, row, why_unseen},
    proxies::PERMIT2,
    question::{Knowledge, number},
    token::{Kind, Outcome},
};

const NOT_MOVED: &str = "TRANSFER_FROM_FAILED";
const NOTHING: &str = "InvalidAmount()";
const LENGTH: &str = "InvalidSignatureLength()";
const NOBODY: &str = "InvalidSignature()";
const SIGNER: &str = "InvalidSigner()";
const NOT_HIM: &str = "UnauthorizedFacilitator()";
const REFUSED: &str = "InvalidContractSignature()";
const MISMATCH: &str = "Permit2612AmountMismatch()";

/// A check that proxy or Permit2 make too, with the messages of which they give one if the check fails.
const SEEN: &Messages = &[
    ("payer-address", &["InvalidOwner()"]),
    ("spender", &[SIGNER]),
    ("facilitator", &[NOT_HIM]),
    ("valid-before", &["SignatureExpired(uint256)"]),
    ("valid-after", &["PaymentTooEarly()"]),
    // Nobody deploys the wallet, so Permit2 takes the signature for one by a key.
    ("factory", &[LENGTH]),
    ("signature-form", &[NOBODY, LENGTH]),
    ("signature-range", &[NOBODY]),
    // A key that is another one, or none: no point of the curve has r.
    ("signer", &[SIGNER, NOBODY]),
    // The last three come from code that answers otherwise, or not at all.
    ("contract-signature", &[REFUSED, "revert (empty data)", "boom"]),
    ("permit-amount", &[MISMATCH]),
    // Too little is allowed then. The fate of the approval says why.
    ("approval-payload", &[NOT_MOVED]),
    ("approval-transaction", &[NOT_MOVED]),
    ("approval-chain", &[NOT_MOVED]),
    ("approval-target", &[NOT_MOVED]),
    ("approval-value", &[NOT_MOVED]),
    ("approval-calldata", &[NOT_MOVED]),
    ("approval-spender", &[NOT_MOVED]),
    ("approval-amount", &[NOT_MOVED]),
    ("approval-signature", &[NOT_MOVED]),
    ("approval-signer", &[NOT_MOVED]),
    ("approval-nonce", &[NOT_MOVED]),
    ("approval-fees", &[NOT_MOVED]),
    ("approval-gas", &[NOT_MOVED]),
];

/// Checks of a permit that may fail for something in the call, or for something that is not in it: owner, spender,
/// token, deadline and nonce.
const HALF_SEEN: [&str; 5] = ["permit-owner", "permit-token", "permit-spender", "permit-deadline", "permit-signature"];

/// An open question, with the message that is given if the answer is no.
const OUTSTANDING: &Messages = &[
    ("balance", &[NOT_MOVED]),
    ("allowance", &[NOT_MOVED]),
    ("permit-unused", &["InvalidNonce()"]),
    ("settlement", &[NOT_MOVED]),
    ("permit-nonce", &[NOT_MOVED]),
];

/// Signatures that Permit2 accepts of a key, although the account is asked about first (E-8).
const TAKEN: &str = "an account without code may sign so; that its code is asked about first is a ruling";

/// Why an extension that nobody can read is not seen.
const UNREADABLE: &str = "enough may be allowed already; that what cannot be read is refused all the same is a ruling";

/// Why a permit is not seen that the token takes, as the facts say.
const NO_SUCH_TOKEN: &str = "the facts are about a token that takes this permit, and neither kind of token here does";

/// Why an approval that fails is not seen.
const ALLOWED: &str = "enough is allowed already, whatever becomes of the approval";

/// Compares the answers with a vector. An error is a difference that nothing explains, or a confirmation that another verdict would have
/// got as well.
pub(super) fn compare(
    vector: &Vector,
    question: &Question,
    answers: &Answers,
    recorded: bool,
) -> Result<Comparison, String> {
    let case = Case { vector, question, runs: &answers.runs, recorded };
    compare::compare(vector, SEEN, |class, check| match class {
        Class::Valid => case.valid(),
        Class::Acceptable => case.acceptable(),
        Class::Invalid => case.invalid(check),
        Class::Undecided => case.undecided(check),
    })
}

struct Case<'a> {
    vector: &'a Vector,
    question: &'a Question,
    runs: &'a [Call],
    /// Whether the state is that of a recorded call.
    recorded: bool,
}

impl Case<'_> {
    fn valid(&self) -> Result<Comparison, String> {
        if self.recorded
            && let Some(kind) = outstanding(self.vector)?
        {
            if kind == "contract-code" {
                let nothing = |run: &Call| *run.outcome() == Outcome::Moved(U256::ZERO);
                self.every(|_| true, "moves nothing, and says so", nothing)?;
                return Ok(Comparison::Confirms("outstanding"));
            }
            self.reverts(|_| true, row(OUTSTANDING, &kind).ok_or_else(|| format!("no message is known for {kind}"))?)?;
            return Ok(Comparison::Confirms("outstanding"));
        }
        // The token's next nonce is 0, and there is no way to make it another one.
        if self.question.sponsored.as_ref().is_some_and(|sponsored| !sponsored.nonce.is_zero()) && !self.is_allowed() {
            self.reverts(|_| true, &[NOT_MOVED])?;
            return Ok(Comparison::Confirms("outstanding"));
        }
        if let Some(approval) = &self.question.approval {
            self.unsent()?;
            self.costs(approval)?;
            // The chain says how much gas the token uses, and whether anybody has that much money. A sponsor simulates.
            let is_dear = |run: &Call| run.fate.as_ref().is_some_and(Fate::is_of_gas_alone);
            if self.every(|_| true, "has not enough gas, or at no price", is_dear).is_ok() {
                self.reverts(|_| true, &[NOT_MOVED])?;
                let free = |run: &Call| run.is_by_facilitator && matches!(run.fate, Some(Fate::Allowed(_)));
                each(self.runs, free, "pays the price with more gas for nothing", |run| self.pays_price(run))?;
                return Ok(Comparison::Confirms("outstanding"));
            }
        }
        if self.question.is_taken == Some(true) && self.runs.iter().all(|run| run.takes == Some(false)) {
            self.reverts(|_| true, &[NOT_MOVED])?;
            return Ok(Comparison::Unseen(NO_SUCH_TOKEN));
        }
        // If it is not known whether the payer has code, that question is outstanding too.
        let unknown = self.question.payer == Knowledge::Unknown;
        let may_pay = |run: &Call| !run.amount.is_zero() && (!unknown || !run.payer().refuses());
        self.every(may_pay, "pays the price", |run| self.pays_price(run))?;
        if unknown {
            self.reverts(|run| run.payer().refuses(), &[REFUSED])?;
        }
        // No transaction is needed for nothing (P-4).
        if self.question.charge.is_zero() {
            self.reverts(|run| run.amount.is_zero(), &[NOTHING])?;
        }
        self.strangers()?;
        if self.question.is_open_who {
            return Err("nobody says who settles".into());
        }
        Ok(Comparison::Confirms("outcome"))
    }

    /// Compares by the flag that explains why implementations differ.
    fn acceptable(&self) -> Result<Comparison, String> {
        match self.vector.flags.first().map(String::as_str).unwrap_or_default() {
            "pay-to-asset" => self.reverts(|_| true, &[NOT_MOVED])?,
            "overpay" => self.every(|_| true, "pays more than the price", |run| self.pays_more(run))?,
            "eip155-v" => {
                self.reverts(|_| true, &[NOBODY])?;
                self.canonical("pays the price in the canonical form", |run| self.pays_price(run))?;
            }
            "y-parity" if self.question.sponsored.is_none() => {
                self.reverts(|_| true, &[NOBODY])?;
                self.canonical("pays the price in the canonical form", |run| self.pays_price(run))?;
            }
            "y-parity" => {
                if self.is_allowed() {
                    self.every(|_| true, "pays the price", |run| self.pays_price(run))?;
                } else {
                    self.reverts(|_| true, &[NOT_MOVED])?;
                }
                let changed = |run: &Call| run.is_by_facilitator && !run.is_as_signed && !run.is_without;
                each(self.runs, changed, "pays the price once 27 is added", |run| self.pays_price(run))?;
            }
            // An approval that takes effect may lower the allowance, so nobody should send it.
            "failing-approval" => {
                self.unsent()?;
                match self.every(|_| true, "lowers what is allowed", |run| self.lowers(run)) {
                    Ok(()) => self.reverts(|_| true, &[NOT_MOVED])?,
                    Err(_) => self.every(|_| true, "pays the price", |run| self.pays_price(run))?,
                }
            }
            // The proxy refuses another amount, whatever the allowance. The payment is settled without the permit.
            "failing-permit" => {
                if self.every(|_| true, "pays the price", |run| self.pays_price(run)).is_err() {
                    self.reverts(|_| true, &[MISMATCH])?;
                }
                self.without()?;
            }
            "compact" | "eip55" | "hex-nonce" | "high-s" | "null-optional" | "number-amount" | "self-payment"
            | "untagged-method"
            // The token is deployed here with the name that the offer has, on the chain that it names (B-10).
            | "asset-network" | "other-domain" => {
                self.every(|_| true, "pays the price", |run| self.pays_price(run))?;
            }
            other => return Err(format!("nothing is known of the flag {other:?}")),
        }
        self.strangers()?;
        Ok(Comparison::Confirms("outcome"))
    }

    /// Whether the approval took effect, and let Permit2 take less than it has to.
    fn lowers(&self, run: &Call) -> bool {
        let Some(Fate::Allowed(all)) = &run.fate else { return false };
        let of_payer = |(owner, spender, amount): &(_, _, U256)| {
            *owner == self.question.permit.from && *spender == PERMIT2 && *amount < run.amount
        };
        all.iter().any(of_payer)
    }

    /// Compares the calls of a settler that sends the signature in its canonical form.
    fn canonical(&self, what: &str, holds: impl Fn(&Call) -> bool) -> Result<(), String> {
        each(self.runs, |run| run.is_by_facilitator && !run.is_as_signed && !run.is_without, what, holds)
    }

    /// Checks that the payment, settled without permit or approval, succeeds by the allowance.
    fn without(&self) -> Result<(), String> {
        let which = |run: &Call| run.is_without && run.is_by_facilitator && !run.payer().refuses();
        each(self.runs, which, "pays the price once enough is allowed", |run| self.pays_price(run))
    }

    /// Whether an unknown allowance would make permit or approval needless.
    fn could_be_allowed(&self, check: &str) -> bool {
        let is_fault = check.starts_with("permit-") || check.starts_with("approval-");
        is_fault && !check.ends_with("-payload") && self.question.allowance.is_none() && self.without().is_ok()
    }

    fn invalid(&self, check: &str) -> Result<Comparison, String> {
        if self.could_be_allowed(check) {
            return Err("with an allowance it pays".into());
        }
        let comparison = self.fails(check)?;
        // Settlers would not read it either. That nobody asks for the allowance is a ruling.
        if check.ends_with("-payload") && self.question.allowance.is_none() && self.without().is_ok() {
            return Ok(Comparison::Unseen(UNREADABLE));
        }
        Ok(comparison)
    }

    /// Compares a failing check, with the known allowance or none.
    fn fails(&self, check: &str) -> Result<Comparison, String> {
        let permit = &self.question.permit;
        if check.starts_with("approval-") {
            return self.approval(check);
        }
        let messages = match check {
            "pay-to-address" if permit.to.is_zero() => &["InvalidDestination()"],
            "amount" if permit.amount.is_zero() => &[NOTHING],
            "charge" if permit.facilitator.is_some() => &["AmountExceedsPermitted()"],
            "facilitator" => {
                each(self.runs, |_| true, "reverts for that reason", |run| run.reverts(&[NOT_HIM]))?;
                return Ok(Comparison::Confirms("outcome"));
            }
            // The signed token does not exist, so nothing moves, and least of all the offer's token.
            "permitted-token" => {
                self.every(|_| true, "moves nothing", |run| *run.outcome() == Outcome::Moved(U256::ZERO))?;
                return Ok(Comparison::Confirms("outcome"));
            }
            // A proxy ignores that the token refuses the permit. Too little is allowed then, as it may be for other
            // reasons, so this message does not distinguish verdicts.
            "permit-signature" if self.question.sponsored.as_ref().is_some_and(|permit| permit.nonce.is_zero()) => {
                &[NOT_MOVED]
            }
            "permit-signature-form" => &[NOT_MOVED],
            "allowance" if !self.is_allowed() => &[NOT_MOVED],
            _ if HALF_SEEN.contains(&check) && self.reverts(|_| true, &[NOT_MOVED]).is_ok() => &[NOT_MOVED],
            // A settler who makes the signature canonical finds out who signed.
            "signer" if self.question.canonical.is_some() => {
                self.reverts(|_| true, &[NOBODY, SIGNER])?;
                self.canonical("reverts for that reason", |run| run.reverts(&[SIGNER]))?;
                return Ok(Comparison::Confirms("outcome"));
            }
            "signature-form" if self.question.refuses_compact && self.question.signature.len() == 64 => {
                self.every(|_| true, "pays the price", |run| self.pays_price(run))?;
                return Ok(Comparison::Unseen(why_unseen("policy")?));
            }
            _ => match row(SEEN, check) {
                Some(messages) => messages,
                None => return self.unseen(check),
            },
        };
        self.reverts(|_| true, messages)?;
        Ok(Comparison::Confirms("outcome"))
    }

    /// Compares an approval, by its content or its circumstances.
    fn approval(&self, check: &str) -> Result<Comparison, String> {
        let approval = self.question.approval.as_ref().ok_or("there is no approval")?;
        self.unsent()?;
        if self.is_allowed() {
            self.every(|_| true, "pays what was signed", |run| self.pays(run))?;
            return Ok(Comparison::Unseen(ALLOWED));
        }
        let pays = self.every(|run| !run.payer().refuses(), "pays what was signed", |run| self.pays(run));
        if pays.is_ok() {
            return Ok(Comparison::Unseen(approval.why_unseen(check, &self.question.info)?));
        }
        let fails =
            |run: &Call| run.fate.as_ref().is_some_and(|fate| approval.fails(check, fate, &self.question.permit));
        self.every(|_| true, "has an approval that fails for that reason", fails)?;
        self.reverts(|run| !run.payer().refuses(), row(SEEN, check).ok_or_else(|| format!("no rule for {check:?}"))?)?;
        Ok(Comparison::Confirms("outcome"))
    }

    /// Checks that the payment succeeds because of the approval. Without the approval it fails, unless enough is
    /// allowed.
    fn unsent(&self) -> Result<(), String> {
        let unsent =
            |run: &Call| run.is_by_facilitator && !run.payer().refuses() && matches!(run.fate, Some(Fate::NotSent));
        match self.is_allowed() {
            true => each(self.runs, unsent, "pays the price without the approval", |run| self.pays_price(run)),
            false => each(self.runs, unsent, "does not pay without the approval", |run| run.reverts(&[NOT_MOVED])),
        }
    }

    /// Checks the cost, if the vector has one in its report. Sending shows that no block accepts the transaction for
    /// less.
    fn costs(&self, approval: &Approval) -> Result<(), String> {
        let result: serde_json::Value =
            serde_json::from_str(self.vector.expect.result.as_str()).map_err(|error| error.to_string())?;
        match result.pointer("/gasSponsoring/transaction/mostWei").and_then(serde_json::Value::as_str) {
            None => Ok(()),
            Some(stated) => {
                // The caller states the cost of the data. No contract here does.
                let costs = approval.most_wei().and_then(|wei| wei.checked_add(self.question.data_fee));
                if costs == Some(number(stated)?) {
                    Ok(())
                } else {
                    Err(format!("it costs {costs:?}, and said is {stated}"))
                }
            }
        }
    }

    /// Whether Permit2 may take enough without a permit or an approval.
    fn is_allowed(&self) -> bool {
        self.question.allowance.is_some_and(|allowance| allowance >= self.question.charge)
    }

    /// Checks that the payment succeeds in one state of the chain, or for one caller, and fails in another.
    fn undecided(&self, check: &str) -> Result<Comparison, String> {
        if check == "permit-signature" && self.depends_on_the_token() {
            return Ok(Comparison::Confirms("outcome"));
        }
        if self.could_be_allowed(check)
            && let Ok(comparison) = self.fails(check)
        {
            return Ok(comparison);
        }
        if check == "approval-cost-cap" {
            return self.approval(check);
        }
        if check == "facilitator" {
            self.every(|_| true, "pays the price", |run| self.pays_price(run))?;
            self.strangers()?;
            return match self.question.is_open_who {
                true => Ok(Comparison::Confirms("outcome")),
                false => Err("it is known who settles".into()),
            };
        }
        // Only the offer says it. The token knows its own name.
        if ["domain", "method"].contains(&check) {
            self.every(|run| !run.payer().refuses(), "pays the price", |run| self.pays_price(run))?;
            return Ok(Comparison::Unseen(why_unseen(check)?));
        }
        if check == "permit-signature" && self.question.terms.is_hearsay {
            self.reverts(|_| true, &[NOT_MOVED])?;
            return Ok(Comparison::Unseen(compare::HEARSAY));
        }
        let messages = match check {
            "signature-low-s" => &[],
            "permit-signature" | "permit-signature-form" => &[NOT_MOVED][..],
            _ => row(SEEN, check).ok_or_else(|| format!("no rule for undecided {check:?}"))?,
        };
        self.every(|run| run.payer().accepts(), "pays the price", |run| self.pays_price(run))?;
        let refuses = self.runs.iter().any(|run| run.payer().refuses());
        if refuses {
            self.reverts(|run| run.payer().refuses(), &[REFUSED])?;
        }
        // The payer has no code, or code that accepts the payment's signature and not the permit's.
        let plain = |run: &Call| !run.payer().accepts() && !run.payer().refuses();
        if !refuses || self.runs.iter().any(plain) {
            // This code accepts forms in the place of a key's common one (E-7).
            let form = self.vector.flags.iter().any(|flag| flag == "high-s" || flag == "compact");
            if form && self.question.sponsored.is_none() {
                if self.every(plain, "pays the price", |run| self.pays_price(run)).is_ok() {
                    return Ok(Comparison::Unseen(TAKEN));
                }
                self.reverts(plain, &[SIGNER])?;
            } else {
                self.reverts(plain, messages)?;
            }
        }
        Ok(Comparison::Confirms("outcome"))
    }

    /// Checks that one kind of token accepts the permit and pays, and the other does not.
    fn depends_on_the_token(&self) -> bool {
        let of = |kind: Kind| move |run: &Call| run.token == kind;
        let pays = |kind| self.every(of(kind), "pays the price", |run| self.pays_price(run)).is_ok();
        let refuses = |kind| self.reverts(of(kind), &[NOT_MOVED]).is_ok();
        let (asks, recovers) = (Kind::Asks, Kind::Recovers);
        pays(asks) && refuses(recovers) || pays(recovers) && refuses(asks)
    }

    fn unseen(&self, check: &str) -> Result<Comparison, String> {
        let why = why_unseen(check)?;
        self.every(|_| true, "pays what was signed", |run| self.pays(run))?;
        if ["recipient", "amount"].contains(&check) {
            self.every(|_| true, "does not pay the price", |run| !self.pays_price(run))?;
        }
        Ok(Comparison::Unseen(why))
    }

    /// Whether exactly the taken amount moved. A payment to oneself moves nothing.
    fn pays(&self, run: &Call) -> bool {
        let permit = &self.question.permit;
        let moved = if permit.from == permit.to { U256::ZERO } else { run.amount };
        *run.outcome() == Outcome::Moved(moved)
    }

    /// Whether the permitted amount is also the price, and the offer's recipient has it.
    fn pays_price(&self, run: &Call) -> bool {
        let Question { terms, permit, .. } = self.question;
        self.pays(run) && terms.price == Some((permit.amount, permit.to)) && permit.token == terms.asset
    }

    fn pays_more(&self, run: &Call) -> bool {
        let Question { terms, permit, .. } = self.question;
        self.pays(run) && terms.price.is_some_and(|(amount, to)| amount < permit.amount && to == permit.to)
    }

    /// Checks every answer to those who may settle, in some states.
    fn every(&self, which: impl Fn(&Call) -> bool, what: &str, holds: impl Fn(&Call) -> bool) -> Result<(), String> {
        each(self.runs, |run| run.is_by_facilitator && run.is_as_signed && which(run), what, holds)
    }

    fn reverts(&self, which: impl Fn(&Call) -> bool, messages: &[&str]) -> Result<(), String> {
        self.every(which, "reverts for that reason", |run| run.reverts(messages))
    }

    /// Checks that nobody else may settle.
    fn strangers(&self) -> Result<(), String> {
        let mut strangers = self.runs.iter().filter(|run| !run.is_by_facilitator);
        match strangers.find(|run| !run.reverts(&[NOT_HIM])) {
            None => Ok(()),
            Some(run) => Err(format!("somebody else may settle: {:?}", run.call())),
        }
    }
}
