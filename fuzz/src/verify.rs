//! Edits of the specification's own payment, and the laws of a report; above all the law "binding": without code at
//! the payer's account nothing is valid that a key has not signed.

mod draft;
mod signed;

use std::sync::LazyLock;

use x402_types::{
    DecodeOptions, Flag, Uint256, Wire,
    matching::MatchRule,
    v2::{PaymentPayload, PaymentRequirements},
};
use x402_verify::{
    AccountCode, AmountRule, Context, Facts, Outcome, Policy, Question, ReplayKey, Report, Verdict, verify,
};

use crate::source::Source;
use draft::Draft;
use signed::{Signed, Signer, read_payload};

/// Between `validAfter` and `validBefore` of the payment.
const NOW: u64 = 1_740_672_100;

/// The payment that everything begins with, and its offer.
struct Base {
    payment_text: String,
    offer_text: String,
    signed: Signed,
    replay_key: ReplayKey,
}

static BASE: LazyLock<Base> = LazyLock::new(|| {
    let (_, header) = include_str!("../../docs/examples/payment.txt").trim_end().split_once(": ").unwrap();
    let payment = PaymentPayload::decode_header(header, &DecodeOptions::STRICT).unwrap();
    let offer = include_str!("../../docs/examples/offer.json");
    let offer = PaymentRequirements::decode(offer, &DecodeOptions::STRICT).unwrap().value;
    Base {
        signed: Signed::read(&payment.value, &offer, &DecodeOptions::STRICT).unwrap(),
        offer_text: offer.to_json(),
        replay_key: verify(&payment.value, &[offer], &Context::at(NOW)).into_verified().unwrap().replay_key(),
        payment_text: payment.text,
    }
});

/// First bit of the input: what follows are edits, or the texts of payment and offer, with a zero byte between.
pub const AS_TEXTS: u8 = 1;

/// Judges one edited payment.
pub fn check(data: &[u8]) {
    let mut source = Source(data);
    let switches = source.byte();
    let mut policy = Policy::DEFAULT;
    if switches & 2 != 0 {
        policy.amount_rule = AmountRule::AtLeast;
    }
    policy.compact_signatures = switches & 4 != 0;
    policy.assume_plain_accounts = switches & 8 != 0;
    policy.match_rule = [MatchRule::Sdk, MatchRule::Exact, MatchRule::Core][usize::from(switches >> 4 & 3) % 3];
    let decode = if switches & 64 != 0 { DecodeOptions::LENIENT } else { DecodeOptions::STRICT };
    let now = if switches & 128 != 0 { u64::from_be_bytes(source.array()) } else { NOW };

    let mut draft = Draft::base();
    if switches & AS_TEXTS != 0 {
        let mut texts = source.rest().splitn(2, |byte| *byte == 0);
        draft = Draft::of(texts.next().unwrap_or_default(), texts.next().unwrap_or(BASE.offer_text.as_bytes()));
    } else {
        // More edits than these say nothing new, and each signature costs as much as a verdict.
        for _ in 0..24 {
            if source.is_empty() {
                break;
            }
            draft.edit(&mut source);
        }
    }
    let Ok(payment) = PaymentPayload::decode_bytes(draft.payment(), &decode) else { return };
    let Ok(offer) = PaymentRequirements::decode_bytes(draft.offer(), &decode) else { return };
    let context = Context::at(now).with_policy(&policy).with_decode_options(&decode);
    Case { payment: payment.value, offers: [offer.value], context, signed: &draft.signed }.check();
}

struct Case<'a> {
    payment: PaymentPayload,
    offers: [PaymentRequirements; 1],
    /// Without a fact.
    context: Context<'a>,
    /// What keys have signed: the base and what the edits signed.
    signed: &'a [Signed],
}

impl Case<'_> {
    fn check(&self) {
        let unknown = self.report(&Facts::new());
        let none = self.report(&Facts::new().with_any_account(AccountCode::None));
        let some = self.report(&Facts::new().with_any_account(AccountCode::Some));
        self.binding(&unknown);
        self.binding(&none);
        self.contract(&some);
        let [unknown, none, some] = [unknown, none, some].map(|report| report.verdict());
        // A fact only ever decides: what was decided without it stays decided.
        let assumed = self.context.policy.assume_plain_accounts;
        assert!(none != Verdict::Undecided || unknown == Verdict::Undecided);
        assert!(unknown == none || unknown == Verdict::Undecided && !assumed, "{unknown} without a fact, {none} with");
        assert!(unknown != Verdict::Invalid || some == Verdict::Invalid || assumed, "saved by a fact");
        // Nobody has asked the contract.
        assert!(some != Verdict::Valid);
    }

    /// One verdict, and everything that is true of any.
    fn report(&self, facts: &Facts) -> Report {
        let context = self.context.with_facts(facts);
        let report = verify(&self.payment, &self.offers, &context);
        assert_eq!(verify(&self.payment, &self.offers, &context), report, "another report for the same input");
        let text = self.payment.to_json();
        let respelled = PaymentPayload::decode(text, &DecodeOptions::STRICT).unwrap().value;
        assert_eq!(verify(&respelled, &self.offers, &context), report, "another report for another spelling");
        consistent(&report);
        self.identity(&report);
        report
    }

    /// The replay key is that of the base exactly if chain, token, payer and nonce are (E-10).
    fn identity(&self, report: &Report) {
        let Some(authorized) = report.authorized() else { return };
        let signed = Signed::read(&self.payment, &self.offers[0], self.context.decode);
        // Where the domain is not readable nothing is signed, but chain and token can be.
        let Some(signed) = signed else { return };
        assert_eq!(authorized.payer, signed.payer());
        let same_fields = signed.replay_fields() == BASE.signed.replay_fields();
        assert_eq!(authorized.replay_key() == BASE.replay_key, same_fields);
    }

    /// Valid, and no contract had a say: exactly this was signed, by the payer's key, and it pays the offer now.
    fn binding(&self, report: &Report) {
        if report.verdict() != Verdict::Valid {
            return;
        }
        let [offer] = &self.offers;
        let signed = Signed::read(&self.payment, offer, self.context.decode).expect("valid, so readable");
        // Some key's signature any 65 bytes are, near enough: the law protects those whose signatures we know all of.
        let known_payer =
            signed.payer() == BASE.signed.payer() || Signer::all().any(|key| key.account() == signed.payer());
        assert!(!known_payer || self.signed.contains(&signed), "valid, but its payer never signed {signed:?}");
        let message = read_payload(&self.payment, self.context.decode).unwrap().authorization;
        let Context { now, policy, .. } = self.context;
        assert_eq!(offer.pay_to.parse(), Ok(message.to));
        assert!(
            message.value == offer.amount || message.value > offer.amount && policy.amount_rule == AmountRule::AtLeast
        );
        assert!(message.valid_after <= now.into());
        assert!(message.valid_before.get() >= Uint256::from(now).checked_add(policy.expiry_margin).unwrap());
    }

    /// An account with code: its contract decides, and only about these bytes.
    fn contract(&self, undecided: &Report) {
        for need in undecided.needs() {
            let Question::ContractSignature { account, digest, signature, .. } = need else { continue };
            let facts = Facts::new().with_any_account(AccountCode::Some);
            let answer = |valid| facts.clone().with_contract_signature(*account, *digest, signature.clone(), valid);
            let verdict = |facts| self.report(&facts).verdict();
            assert_eq!([true, false].map(|valid| verdict(answer(valid))), {
                let accepted = if undecided.verdict() == Verdict::Invalid { Verdict::Invalid } else { Verdict::Valid };
                [accepted, Verdict::Invalid]
            });
            let mut other = signature.clone();
            other.push(0);
            let off_topic = facts.clone().with_contract_signature(*account, *digest, other, true);
            assert_eq!(verdict(off_topic), undecided.verdict());
        }
    }
}

/// The verdict fits the checks, and everything else the verdict.
fn consistent(report: &Report) {
    let checks = report.checks();
    assert!(checks.is_sorted_by(|a, b| a.id < b.id), "checks out of order");
    let of = |kind: fn(&Outcome) -> bool| checks.iter().find(|check| kind(&check.outcome));
    let failed = of(|outcome| matches!(outcome, Outcome::Fail(_)));
    let needs = of(|outcome| matches!(outcome, Outcome::Needs(_)));
    let verdict = match (failed, needs) {
        (Some(_), _) => Verdict::Invalid,
        (None, Some(_)) => Verdict::Undecided,
        (None, None) => Verdict::Valid,
    };
    assert_eq!(report.verdict(), verdict);
    assert_eq!(report.deciding(), failed.or(needs));
    assert_eq!(report.reason(), report.deciding().map(|check| check.id.reason()));
    for check in checks {
        let Outcome::Skipped(because) = check.outcome else { continue };
        let cause = checks.iter().find(|cause| cause.id == because).expect("skipped because of a check that was made");
        assert!(cause.outcome != Outcome::Pass && cause.id < check.id);
    }
    assert!(verdict != Verdict::Invalid || report.outstanding().is_empty());
    assert!(report.flags().iter().all(|flag| Flag::ALL.contains(&flag)));
    assert_eq!(report.authorized().is_some(), report.replay_key().is_some());
    match report.clone().into_verified() {
        Ok(verified) => {
            assert_eq!(verdict, Verdict::Valid);
            assert_eq!(Some(verified.replay_key()), report.replay_key());
        }
        Err(not_valid) => {
            assert_ne!(verdict, Verdict::Valid);
            assert!(not_valid.to_string().starts_with(verdict.as_str()));
        }
    }
    for question in report.needs().chain(report.outstanding()) {
        let _ = (question.to_string(), question.rpc());
    }
}
