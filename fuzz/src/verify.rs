//! Edits of the specification's own payment, and of the same by Permit2, and the laws of a report; above all the law "binding": without code at
//! the payer's account nothing is valid that a key has not signed.

mod documents;
mod draft;
mod signed;

use std::sync::LazyLock;

use x402_schemes::{
    AccountId, Terms,
    evm::{Address, Signature, SignatureFormat, permit2},
};
use x402_types::{DecodeOptions, Flag, Scheme, Uint256, Wire, matching::MatchRule, v2};
use x402_verify::{
    AmountRule, Context, Facts, Guess, Outcome, Policy, Question, ReplayKey, Report, Verdict,
    evm::{self, AccountCode, Fact, recover_signer},
};

use crate::source::Source;
use documents::Documents;
use draft::Draft;
use signed::{Message, Payload, Signed, Signer};

/// Between `validAfter` and `validBefore` of the payment.
const NOW: u64 = 1_740_672_100;

/// The payment that everything begins with, and its offer. What is signed is the same in both versions.
struct Base {
    v1: [String; 2],
    v2: [String; 2],
    signed: Signed,
    replay_key: ReplayKey,
    /// Further texts that stand in for others.
    texts: &'static [&'static str],
}

/// The specification's own.
static BASE: LazyLock<Base> = LazyLock::new(|| {
    let (_, header) = include_str!("../../docs/examples/payment.txt").trim_end().split_once(": ").unwrap();
    let payment = v2::PaymentPayload::decode_header(header, &DecodeOptions::STRICT).unwrap().text;
    let offer = include_str!("../../docs/examples/offer.json");
    Base::new([payment, offer.split_whitespace().collect()], OFFER_V1, &[])
});

/// The same terms by Permit2, signed here.
static PERMIT2: LazyLock<Base> = LazyLock::new(|| {
    Base::permit2("exact", r#""assetTransferMethod":"permit2","name":"USDC","version":"2""#, EXACT_PROXY, "")
});

/// And in `upto`.
static UPTO: LazyLock<Base> = LazyLock::new(|| {
    let extra = r#""facilitatorAddress":"0x90F79bf6EB2c4f870365E785982E1f101E93b906","name":"USDC","version":"2""#;
    let facilitator = r#""facilitator":"0x90F79bf6EB2c4f870365E785982E1f101E93b906","#;
    Base::permit2("upto", extra, UPTO_PROXY, facilitator)
});

impl Base {
    fn new(v2: [String; 2], offer_v1: &str, texts: &'static [&'static str]) -> Self {
        let [payment, offer] = &v2;
        let documents = Documents::decode(2, payment.as_bytes(), offer.as_bytes(), &DecodeOptions::STRICT).unwrap();
        let (payload, scheme) = (documents.payload().as_str(), documents.terms().unwrap().scheme.as_str());
        let payment_v1 =
            format!(r#"{{"x402Version":1,"scheme":"{scheme}","network":"base-sepolia","payload":{payload}}}"#);
        Self {
            v1: [payment_v1, offer_v1.into()],
            signed: Signed::read(&documents, &DecodeOptions::STRICT).unwrap(),
            replay_key: documents.report(&Context::at(NOW)).into_paid().unwrap().replay_key(),
            texts,
            v2,
        }
    }

    fn permit2(scheme: &str, extra: &str, spender: &str, facilitator: &str) -> Self {
        let offer = format!(
            r#"{{"scheme":"{scheme}","network":"eip155:84532","amount":"10000","asset":"{TOKEN}","payTo":"{MERCHANT}","maxTimeoutSeconds":60,"extra":{{{extra}}}}}"#
        );
        let payment = format!(
            r#"{{"x402Version":2,"accepted":{offer},"payload":{{"signature":"0x","permit2Authorization":{{"permitted":{{"token":"{TOKEN}","amount":"10000"}},"from":"{MERCHANT}","spender":"{spender}","nonce":"7","deadline":"1740672154","witness":{{"to":"{MERCHANT}",{facilitator}"validAfter":"1740672089"}}}}}}}}"#
        );
        let mut draft = Draft::new(2, &payment, &offer);
        draft.sign(0);
        let offer_v1 = OFFER_V1
            .replace(r#""scheme":"exact""#, &format!(r#""scheme":"{scheme}""#))
            .replace(r#""name":"USDC","version":"2""#, extra);
        Self::new(draft.texts(), &offer_v1, PERMIT_TEXTS)
    }
}

const TOKEN: &str = "0x036CbD53842c5426634e7929541eC2318f3dCF7e";
const MERCHANT: &str = "0x209693Bc6afc0C5328bA36FaF03C514EF312287C";
const EXACT_PROXY: &str = "0x402085c248EeA27D92E8b30b2C58ed07f9E20001";
const UPTO_PROXY: &str = "0x4020A4f3b7b90ccA423B9fabCc0CE57C6C240002";

/// Of permits: what else some check looks at.
const PERMIT_TEXTS: &[&str] = &[
    EXACT_PROXY,
    UPTO_PROXY,
    "0x000000000022D473030F116dDEE9F6B43aC78BA3",
    "0x4020615294c913F045dc10f0a5cdEbd86c280001",
    "0x70997970C51812dc3A010C7d01b50e0d17dc79C8",
    "1740672089",
    "1740672154",
    "8",
    "0x0000000000000000000000000000000000000000000000000000000000000007",
    "erc7710",
    "authorization",
    "facilitator",
    "facilitatorAddress",
];

const OFFER_V1: &str = concat!(
    r#"{"scheme":"exact","network":"base-sepolia","maxAmountRequired":"10000","#,
    r#""resource":"https://api.example.com/premium-data","description":"Market data","mimeType":"application/json","#,
    r#""payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","maxTimeoutSeconds":60,"#,
    r#""asset":"0x036CbD53842c5426634e7929541eC2318f3dCF7e","extra":{"name":"USDC","version":"2"}}"#,
);

/// A switch, in the first byte of the input: what follows are the texts of payment and offer, with a zero byte between.
/// Else they are edits.
pub const AS_TEXTS: u8 = 1;
/// The switches of V1, which has no rule for matching.
pub const V1: u8 = 0x30;

/// Judges one edited payment by EIP-3009.
pub fn check(data: &[u8]) {
    check_from(&BASE, data);
}

/// By Permit2, in `exact`.
pub fn check_permit2(data: &[u8]) {
    check_from(&PERMIT2, data);
}

/// In `upto`.
pub fn check_upto(data: &[u8]) {
    check_from(&UPTO, data);
}

fn check_from(base: &Base, data: &[u8]) {
    let mut source = Source(data);
    let switches = source.byte();
    let mut policy = Policy::DEFAULT;
    if switches & 2 != 0 {
        policy.evm.amount_rule = AmountRule::AtLeast;
        policy.evm.upto_amount_rule = AmountRule::AtLeast;
        policy.evm.expiry_margin = 0;
    }
    policy.evm.compact_signatures = switches & 4 != 0;
    policy.evm.assume_plain_accounts = switches & 8 != 0;
    let version = if switches & V1 == V1 { 1 } else { 2 };
    policy.match_rule = [MatchRule::Sdk, MatchRule::Exact, MatchRule::Core][usize::from(switches >> 4 & 3) % 3];
    let decode = if switches & 64 != 0 { DecodeOptions::LENIENT } else { DecodeOptions::STRICT };
    let now = if switches & 128 != 0 { u64::from_be_bytes(source.array()) } else { NOW };

    let mut draft = Draft::of(base, version);
    if switches & AS_TEXTS != 0 {
        draft.replace(source.rest());
    } else {
        // More edits than these say nothing new, and each signature costs as much as a verdict.
        for _ in 0..24 {
            if source.is_empty() {
                break;
            }
            draft.edit(&mut source);
        }
    }
    let Some(documents) = draft.documents(&decode) else { return };
    let context = Context::at(now).with_policy(&policy).with_decode_options(&decode);
    Case { base, documents, context, signed: &draft.signed }.check();
}

struct Case<'a> {
    base: &'a Base,
    documents: Documents,
    /// Without a fact.
    context: Context<'a>,
    /// What keys have signed: the base and what the edits signed.
    signed: &'a [Signed],
}

impl Case<'_> {
    fn check(&self) {
        let unknown = self.report(&Facts::new());
        let none = self.report(&Facts::new().with(Fact::AnyAccount(AccountCode::Absent)));
        let some = self.report(&Facts::new().with(Fact::AnyAccount(AccountCode::Present)));
        if unknown.payer().is_some_and(|payer| !matches!(payer, AccountId::Evm(_))) {
            // There an account has no code that signs. Other targets have the laws.
            assert_eq!((&unknown, &unknown), (&none, &some));
            return;
        }
        if unknown.flags().contains(Flag::Gateway) {
            // Only keys sign for the Gateway, whatever is known of the code (U-5).
            assert_eq!([&unknown, &unknown].map(Report::verdict), [&none, &some].map(Report::verdict));
            return;
        }
        self.binding(&unknown);
        self.binding(&none);
        self.contract(&some);
        let assumed = self.context.policy.evm.assume_plain_accounts;
        if unknown.verdict() == Verdict::Valid && !assumed {
            // Any other form may mean something to a contract (E-8).
            let payload = Payload::read(&self.documents, self.context.decode).unwrap();
            assert_eq!(payload.signature.format(), SignatureFormat::Ecdsa65);
        }
        self.diagnosis(&none);
        let [unknown, none, some] = [unknown, none, some].map(|report| report.verdict());
        // A fact only ever decides: what was decided without it stays decided.
        assert!(none != Verdict::Undecided || unknown == Verdict::Undecided);
        assert!(unknown == none || unknown == Verdict::Undecided && !assumed, "{unknown} without a fact, {none} with");
        assert!(unknown != Verdict::Invalid || some == Verdict::Invalid || assumed, "saved by a fact");
        // Nobody has asked the contract.
        assert!(some != Verdict::Valid);
    }

    /// One verdict, and everything that is true of any.
    fn report(&self, facts: &Facts) -> Report {
        let context = self.context.with_facts(facts);
        let report = self.documents.report(&context);
        assert_eq!(self.documents.report(&context), report, "another report for the same input");
        assert_eq!(
            self.documents.respelled(context.decode).report(&context),
            report,
            "another report for another spelling"
        );
        consistent(&report);
        self.identity(&report);
        report
    }

    /// The replay key is that of the base exactly if chain, token, payer and nonce are (E-10).
    fn identity(&self, report: &Report) {
        let Some(authorized) = report.authorized() else { return };
        // Where the domain is not readable nothing is signed, but chain and token can be.
        let Some(signed) = Signed::read(&self.documents, self.context.decode) else { return };
        assert_eq!(authorized.payer, signed.payer());
        let same_fields = signed.replay_fields() == self.base.signed.replay_fields();
        assert_eq!(authorized.replay_key() == self.base.replay_key, same_fields);
    }

    /// Valid, and no contract had a say: exactly this was signed, by the payer's key, and it pays the offer now.
    fn binding(&self, report: &Report) {
        if report.verdict() != Verdict::Valid {
            return;
        }
        let signed = Signed::read(&self.documents, self.context.decode).expect("valid, so readable");
        // Some key's signature any 65 bytes are, near enough: the law protects those whose signatures we know all of.
        let known_payer =
            signed.payer() == self.base.signed.payer() || Signer::all().any(|key| key.account() == signed.payer());
        assert!(!known_payer || self.signed.contains(&signed), "valid, but its payer never signed {signed:?}");
        let terms = self.documents.terms().unwrap();
        let now = self.context.now;
        let (to, value, valid_after, end) = match &signed.message {
            Message::Eip3009(message) => {
                assert!(message.valid_before > now.into());
                (message.to, message.value, message.valid_after, message.valid_before)
            }
            Message::Permit2(message) => {
                self.permit(message, &terms);
                let witness = message.witness;
                (witness.to, message.permitted.amount, witness.valid_after, message.deadline)
            }
        };
        assert_eq!(terms.pay_to.parse(), Ok(to));
        let at_least = self.context.policy.evm.amount_rule == AmountRule::AtLeast;
        assert!(value == terms.units() || value > terms.units() && at_least);
        assert!(valid_after <= now.into());
        assert!(end.get() >= Uint256::from(now).checked_add(self.context.policy.evm.expiry_margin).unwrap());
    }

    /// P-1, P-2 and P-4: what else the proxy and Permit2 want.
    fn permit(&self, message: &permit2::Authorization, terms: &Terms<'_>) {
        let is_upto = *terms.scheme == Scheme::UPTO;
        assert_eq!(message.spender.to_string(), if is_upto { UPTO_PROXY } else { EXACT_PROXY });
        assert_eq!(terms.asset.parse(), Ok(message.permitted.token));
        assert!(!message.permitted.amount.get().is_zero());
        let named = terms.extra.and_then(|extra| extra.as_json().get("facilitatorAddress")?.string().ok());
        let named = named.and_then(|text| text.parse::<Address>().ok());
        assert!(message.witness.facilitator == named.filter(|_| is_upto));
    }

    /// A valid payment has nothing to explain but its recovery id, what a table contradicts in its offer, which is a flag (B-10), and the
    /// differences for which official servers do not find its offer. A
    /// signature that is mended is the payer's over these very terms.
    fn diagnosis(&self, report: &Report) {
        let facts = Facts::new().with(Fact::AnyAccount(AccountCode::Absent));
        let guesses = self.documents.diagnose(&self.context.with_facts(&facts));
        let may_be = |guess: &Guess| match guess {
            Guess::Contradicted(what) => report.flags().contains(what.flag()),
            // Official servers may find no offer for a payment that has one, and for a valid one, too (B-2).
            Guess::Unmatched(_) => report.offer().is_some(),
            other => report.verdict() != Verdict::Valid || other.kind() == "recovery-id",
        };
        assert!(guesses.iter().all(may_be));
        for guess in guesses {
            assert!(!guess.to_string().is_empty());
            let Guess::Evm(evm::Guess::SignatureFormat { canonical, .. }) = guess else { continue };
            let message = Payload::read(&self.documents, self.context.decode).expect("it was read").message;
            let digest = message.digest(&self.documents).expect("it was signed for");
            assert_eq!(recover_signer(&digest, &Signature::new(canonical.to_vec())), Some(message.from()));
        }
    }

    /// An account with code: its contract decides, and only about these bytes.
    fn contract(&self, undecided: &Report) {
        for need in undecided.needs() {
            let Question::Evm(evm::Question::ContractSignature(asked)) = need else { continue };
            let evm::questions::ContractSignature { account, digest, signature, .. } = asked;
            let report = |signature: &[u8], valid: bool| {
                let facts = Facts::new().with(Fact::AnyAccount(AccountCode::Present));
                self.report(&facts.with(Fact::ContractSignature {
                    account: *account,
                    caller: None,
                    digest: *digest,
                    signature: signature.into(),
                    answer: valid.into(),
                }))
            };
            let asks_token = |need: &Question| matches!(need, Question::Evm(evm::Question::TokenPermit(_)));
            let accepted = report(signature, true);
            // Who settles may be open beside.
            let expected = match undecided.verdict() {
                Verdict::Undecided if undecided.needs().count() == 1 && !accepted.needs().any(asks_token) => {
                    Verdict::Valid
                }
                verdict => verdict,
            };
            assert_eq!(accepted.verdict(), expected);
            let refused = report(signature, false);
            // An allowance can make a permit needless, the token's separator says what had to be signed, and a token may
            // take the key's signature on a permit whatever the code says.
            let saves = |need: &Question| {
                asks_token(need)
                    || matches!(need, Question::Evm(evm::Question::Allowance(_) | evm::Question::DomainSeparator(_)))
            };
            match refused.verdict() {
                Verdict::Invalid => {}
                Verdict::Undecided => assert!(refused.needs().any(saves)),
                Verdict::Valid => panic!("valid though the contract refuses"),
            }
            let other = [signature.as_slice(), &[0]].concat();
            assert_eq!(report(&other, true).verdict(), undecided.verdict());
        }
    }
}

/// The verdict fits the checks, and everything else the verdict.
fn consistent(report: &Report) {
    let checks = report.checks();
    for (index, check) in checks.iter().enumerate() {
        assert!(checks[..index].iter().all(|before| before.id != check.id), "a check stands twice");
    }
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
    assert_eq!(report.reason().is_some(), verdict != Verdict::Valid);
    for (index, check) in checks.iter().enumerate() {
        let Outcome::Skipped(because) = check.outcome else { continue };
        let cause = checks[..index].iter().find(|cause| cause.id == because);
        let cause =
            cause.unwrap_or_else(|| panic!("{}: skipped because of {because}, which does not stand before", check.id));
        assert!(cause.outcome != Outcome::Pass);
    }
    assert!(verdict != Verdict::Invalid || report.outstanding().is_empty());
    assert!(report.flags().iter().all(|flag| Flag::ALL.contains(&flag)));
    assert_eq!(report.authorized().is_some(), report.replay_key().is_some());
    match report.clone().into_paid() {
        Ok(paid) => {
            assert_eq!(verdict, Verdict::Valid);
            assert_eq!(Some(paid.replay_key()), report.replay_key());
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
