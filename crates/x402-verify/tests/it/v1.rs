//! Payments of V1: the same checks, of offers that the payment does not name (B-3), with domains that an offer need not
//! name (E-1).

use x402_schemes::{
    AccountId, MethodError,
    evm::{Address, eip712::TokenDomain},
};
use x402_types::{
    AnyNetwork, DecodeOptions, Flag, Network, NetworkName, RawJson, Scheme, Version, Wire,
    v1::{PaymentPayload, PaymentRequirements, PaymentRequirementsInit},
    v2,
};
use x402_verify::{
    AmountRule, Answer, CheckId, CheckStage, Context, Detail, Facts, Mechanism, OtherVerifier, Outcome, Phase, Policy,
    Question, Report, Verdict,
    evm::{self, Fact},
    verify,
};

use crate::{
    base, checks,
    families::{is_of_other_chains, is_of_sponsoring},
    permit2,
    sign::{self, PAYER, STRANGER},
    signatures,
    support::{
        Case, NOW, SPEC_PAYER, Terms, Token, VALID, contract, contract_says, failed, invalid, outcome, plain,
        spec_offer, spec_payment, undecided,
    },
};

type Expected = (Verdict, Option<&'static str>);

/// The header of the V1 transport document.
pub(crate) fn spec_header_v1() -> &'static str {
    include_str!("../../../../docs/examples/payment-v1.txt").trim_end().strip_prefix("X-PAYMENT: ").unwrap()
}

/// The offer of the V1 specification, §5.1.1.
pub(crate) fn spec_offer_v1() -> PaymentRequirements {
    let text = include_str!("../../../../docs/examples/offer-v1.json");
    PaymentRequirements::decode(text, &DecodeOptions::STRICT).unwrap().value
}

fn spec_payment_v1() -> PaymentPayload {
    PaymentPayload::decode_header(spec_header_v1(), &DecodeOptions::STRICT).unwrap().value
}

/// One payment, the offers it meets, and the rest of the world.
#[derive(Clone, Debug)]
pub(crate) struct V1 {
    pub(crate) payment: PaymentPayload,
    pub(crate) offers: Vec<PaymentRequirements>,
    now: u64,
    policy: Policy,
    facts: Facts,
    allowed_factories: Option<Vec<AccountId>>,
    phase: Phase,
    facilitators: Option<Vec<AccountId>>,
}

impl V1 {
    /// A payment that is right in every respect, of an account without code.
    pub(crate) fn new() -> Self {
        Self::of(&Case::new())
    }

    /// The same in the words of V1. What the client accepted is lost, but for scheme and network.
    pub(crate) fn of(case: &Case) -> Self {
        let accepted = &case.payment.accepted;
        Self {
            payment: PaymentPayload::new(
                accepted.scheme.clone(),
                name_of(&accepted.network),
                case.payment.payload.clone(),
            ),
            offers: case.offers.iter().map(in_v1).collect(),
            now: case.now,
            policy: case.policy,
            facts: case.facts.clone(),
            allowed_factories: case.allowed_factories.clone(),
            phase: case.phase.clone(),
            facilitators: case.facilitators.clone(),
        }
    }

    fn offered(mut self, change: impl Fn(&mut PaymentRequirements)) -> Self {
        self.offers.iter_mut().for_each(change);
        self
    }

    pub(crate) fn extra(self, json: &str) -> Self {
        let extra = RawJson::parse(json).unwrap();
        self.offered(|offer| offer.extra = Some(extra.clone()))
    }

    fn against(self, offers: impl IntoIterator<Item = PaymentRequirements>) -> Self {
        Self { offers: offers.into_iter().collect(), ..self }
    }

    pub(crate) fn facts(self, facts: Facts) -> Self {
        Self { facts, ..self }
    }

    pub(crate) fn context(&self) -> Context<'_> {
        let mut context =
            Context::at(self.now).with_phase(&self.phase).with_policy(&self.policy).with_facts(&self.facts);
        if let Some(facilitators) = &self.facilitators {
            context = context.with_facilitators(facilitators);
        }
        if let Some(factories) = &self.allowed_factories {
            context = context.with_allowed_factories(factories);
        }
        context
    }

    pub(crate) fn report(&self) -> Report {
        verify(&self.payment, &self.offers, &self.context())
    }

    fn verdict(&self) -> Expected {
        let report = self.report();
        (report.verdict(), report.deciding().map(|check| check.id.as_str()))
    }
}

fn name_of(network: &Network) -> NetworkName {
    NetworkName::try_from(network.v1_name().unwrap()).unwrap()
}

fn in_v1(offer: &v2::PaymentRequirements) -> PaymentRequirements {
    let mut words = PaymentRequirements::new(PaymentRequirementsInit {
        scheme: offer.scheme.clone(),
        network: name_of(&offer.network),
        max_amount_required: offer.amount.units().unwrap(),
        asset: offer.asset.clone(),
        pay_to: offer.pay_to.clone(),
        resource: "https://api.example.com/premium-data".into(),
        description: "Access to premium market data".into(),
        max_timeout_seconds: offer.max_timeout_seconds,
    });
    words.extra = offer.extra.clone();
    words
}

fn offer() -> PaymentRequirements {
    in_v1(&spec_offer())
}

fn changed(change: impl FnOnce(&mut PaymentRequirements)) -> PaymentRequirements {
    let mut offer = offer();
    change(&mut offer);
    offer
}

fn token() -> Address {
    Token::new().asset.parse().unwrap()
}

/// What the token's contract says of itself.
fn domain(name: &str, version: &str) -> Facts {
    plain().with(Fact::DomainNames { token: token(), name: name.into(), version: version.into() })
}

#[test]
fn the_specifications_payment_is_valid() {
    let report = verify(&spec_payment_v1(), &[spec_offer_v1()], &Context::at(NOW));
    assert_eq!((report.verdict(), report.offer()), (Verdict::Valid, Some(0)));
    assert!(report.flags().is_empty());
    let verified = report.clone().into_paid().unwrap();
    assert_eq!(verified.payer().to_string(), SPEC_PAYER);
    assert_eq!(verified.authorized().units(), 10_000.into());
    assert_eq!(verified.authorized().network, Network::eip155(84_532));
    // 160: V1 and V2 of one authorization have one key.
    assert_eq!(verified.replay_key().to_string(), base::spec_key());
    let v2 = verify(&spec_payment(), &[spec_offer()], &Context::at(NOW));
    assert_eq!(seen(&report), seen(&v2), "nothing else differs, either");
}

/// All that a report says, but for the names of reasons.
fn seen(report: &Report) -> impl PartialEq + std::fmt::Debug {
    let checks = report.checks().to_vec();
    let flags = report.flags().iter().filter(|flag| *flag != Flag::UptoInV1).collect::<Vec<_>>();
    (checks, report.offer(), flags, report.authorized().cloned(), report.outstanding().to_vec())
}

/// Every defect of V2 that is not about the copy of the offer, and every form of signature.
#[test]
fn what_v2_says_of_a_payment_v1_says_too() {
    // V1 carries no copy of the offer and no extensions, and its offer need not name the domain.
    let of_v2 = [CheckId::OFFER, CheckId::DOMAIN, CheckId::EXTENSION_ECHO];
    let mut compared = Vec::new();
    for pair in checks::pairs().into_iter().chain(permit2::pairs()).filter(|pair| !of_v2.contains(&pair.id)) {
        for case in [pair.fails, pair.passes] {
            let (v1, v2) = (V1::of(&case).report(), case.report());
            assert_eq!(seen(&v1), seen(&v2), "{}", pair.id);
            // The scheme is newer than V1.
            let is_read = outcome(&v1, CheckId::PAYLOAD) == Some(&Outcome::Pass);
            let is_upto = v1.mechanism() == Some(Mechanism::UPTO) && is_read;
            assert_eq!(v1.flags().contains(Flag::UptoInV1), is_upto, "{}", pair.id);
            // V1 §9 has another name for it.
            let of_v1 = |code: &'static str| code.strip_suffix("_mismatch").filter(|code| code.ends_with("_value"));
            assert_eq!(v1.reason(), v2.reason().map(|code| of_v1(code).unwrap_or(code)), "{}", pair.id);
        }
        compared.push(pair.id);
    }
    // Nor is an offer of the Gateway of V1, or one of `batch-settlement`.
    let is_of_v2 = |id: &CheckId| of_v2.contains(id) || *id == CheckId::GATEWAY_SELF || checks::is_of_module(*id);
    let expected = |id: &CheckId| !is_of_v2(id) && !is_of_other_chains(id) && !is_of_sponsoring(id);
    assert!(CheckId::all().filter(|id| checks::is_of_payment(*id)).all(|id| compared.contains(&id) == expected(&id)));
    for row in signatures::rows() {
        for facts in [
            plain(),
            Facts::new(),
            contract(),
            signatures::asked(&row.signature, true),
            signatures::asked(&row.signature, false),
        ] {
            let case = Case::with_signature(&Terms::new(), &row.signature).facts(facts);
            let (v1, v2) = (V1::of(&case).report(), case.report());
            assert_eq!(seen(&v1), seen(&v2), "{}", row.name);
        }
    }
}

/// B-7: V1's own text says at least (§6.1.2), and so does the knob.
#[test]
fn the_amount_is_equal_by_default_and_at_least_by_policy() {
    for (value, equal, at_least, flags) in [
        ("9999", invalid("amount"), invalid("amount"), &[][..]),
        ("10000", VALID, VALID, &[]),
        ("10001", invalid("amount"), VALID, &["overpayment"]),
    ] {
        let mut case = V1::of(&Case::signed(&Terms { value: value.into(), ..Terms::new() }));
        assert_eq!(case.verdict(), equal, "{value}");
        case.policy.evm.amount_rule = AmountRule::AtLeast;
        assert_eq!(case.verdict(), at_least, "{value}");
        assert_eq!(case.report().flags().iter().map(|flag| flag.as_str()).collect::<Vec<_>>(), flags);
    }
}

/// B-3. Offers that one payment meets, by what becomes of it there.
mod several {
    use super::*;

    /// An offer, and what the payment is worth there: smaller is better.
    struct Met {
        offer: PaymentRequirements,
        rank: usize,
        expected: Expected,
    }

    fn kinds() -> Vec<Met> {
        let met = |rank, expected, change: fn(&mut PaymentRequirements)| Met { offer: changed(change), rank, expected };
        vec![
            met(0, VALID, |_| {}),
            // The domain has to be asked for; no verifier is here.
            met(1, undecided("domain"), |offer| offer.extra = None),
            met(1, undecided("method"), |offer| {
                offer.extra = Some(RawJson::parse(r#"{"assetTransferMethod":"barter"}"#).unwrap());
            }),
            // The signature is wrong; it was not looked at, because of one check that fails, or of two.
            met(3, invalid("amount"), |offer| offer.max_amount_required = 20_000.into()),
            // Of an offer that nobody can judge, no signature is looked at.
            met(3, invalid("flow"), |offer| offer.extra = extra(r#""paymentFlow":"deferred""#)),
            met(3, invalid("method"), |offer| offer.extra = extra(r#""assetTransferMethod":5"#)),
            met(2, invalid("signer"), |offer| offer.asset = STRANGER.into()),
            met(4, invalid("recipient"), |offer| {
                offer.pay_to = STRANGER.into();
                offer.max_amount_required = 20_000.into();
            }),
        ]
    }

    fn extra(member: &str) -> Option<RawJson> {
        Some(RawJson::parse(&format!(r#"{{"name":"USDC","version":"2",{member}}}"#)).unwrap())
    }

    fn sequences(kinds: usize, length: usize) -> Vec<Vec<usize>> {
        let shorter = if length == 1 { vec![Vec::new()] } else { sequences(kinds, length - 1) };
        let longer = shorter.iter().flat_map(|start| (0..kinds).map(|last| [start.as_slice(), &[last]].concat()));
        longer.collect()
    }

    /// The best one wherever it stands, and the first of equals.
    #[test]
    fn the_report_is_that_of_the_offer_that_fits_best() {
        let kinds = kinds();
        for sequence in (1..=3).flat_map(|length| sequences(kinds.len(), length)) {
            let best = sequence.iter().map(|kind| kinds[*kind].rank).min().unwrap();
            let index = sequence.iter().position(|kind| kinds[*kind].rank == best).unwrap();
            let case = V1::new().against(sequence.iter().map(|kind| kinds[*kind].offer.clone()));
            assert_eq!(case.verdict(), kinds[sequence[index]].expected, "{sequence:?}");
            let report = case.report();
            assert_eq!(report.offer(), Some(index), "{sequence:?}");
            // It is the whole report of that offer.
            let alone = V1::new().against([kinds[sequence[index]].offer.clone()]).report();
            assert_eq!(
                (report.checks(), report.authorized(), report.outstanding(), report.flags()),
                (alone.checks(), alone.authorized(), alone.outstanding(), alone.flags()),
                "{sequence:?}"
            );
        }
    }

    #[test]
    fn offers_of_another_scheme_or_network_are_passed_over() {
        let other_network = changed(|offer| offer.network = NetworkName::try_from("base").unwrap());
        let other_scheme = changed(|offer| offer.scheme = Scheme::UPTO);
        let case = V1::new().against([other_network.clone(), other_scheme.clone(), offer(), other_network.clone()]);
        assert_eq!((case.verdict(), case.report().offer()), (VALID, Some(2)));
        assert_eq!(case.report().into_paid().unwrap().offer(), 2);

        for (offers, detail) in
            [(vec![other_network, other_scheme], Detail::NoOfferForNetwork), (Vec::new(), Detail::NoOffers)]
        {
            let report = V1::new().against(offers).report();
            assert_eq!((report.verdict(), report.stage()), (Verdict::Invalid, Some(CheckStage::Match)));
            assert_eq!(report.reason(), Some("invalid_payment_requirements"));
            assert_eq!(outcome(&report, CheckId::OFFER), Some(&Outcome::Fail(detail.into())));
            assert_eq!(report.checks().len(), 1);
            assert_eq!((report.offer(), report.payer(), report.replay_key()), (None, None, None));
        }
    }

    /// A payer with code signed for the second of two tokens: asking its contract of the first leads on to the second.
    #[test]
    fn each_offer_has_its_question() {
        let other = Token { asset: STRANGER.into(), ..Token::new() };
        let signature = sign::sign(&Terms::new(), &other).bytes();
        let case = V1::of(&Case::with_signature(&Terms::new(), &signature))
            .against([offer(), changed(|offer| offer.asset = STRANGER.into())]);
        let digests = [sign::digest(&Terms::new(), &Token::new()).0, sign::digest(&Terms::new(), &other).0];
        let with_answer = |facts: Facts, index: usize, valid: bool| {
            facts.with(contract_says(PAYER.parse().unwrap(), digests[index], signature.clone(), valid.into()))
        };
        let asked = |report: &Report| match report.needs().next() {
            Some(Question::Evm(evm::Question::ContractSignature(asked))) => asked.digest,
            other => panic!("{other:?}"),
        };
        let nothing = case.clone().facts(contract()).report();
        assert_eq!((nothing.offer(), asked(&nothing)), (Some(0), digests[0]));
        let refused = case.clone().facts(with_answer(contract(), 0, false)).report();
        assert_eq!((refused.offer(), asked(&refused)), (Some(1), digests[1]));
        let accepted = case.clone().facts(with_answer(contract(), 1, true)).report();
        assert_eq!((accepted.offer(), accepted.verdict()), (Some(1), Verdict::Valid));
        let neither = case.facts(with_answer(with_answer(contract(), 0, false), 1, false));
        assert_eq!((neither.report().offer(), neither.verdict()), (Some(0), invalid("contract-signature")));
    }
}

/// C-10: a name that nobody knows is no defect.
#[test]
fn an_unknown_network_asks_for_a_verifier() {
    let unheard_of = NetworkName::try_from("moonbase").unwrap();
    let mut case = V1::new().offered(|offer| offer.network = unheard_of.clone());
    assert_eq!(case.verdict(), invalid("offer"), "it is another network");
    case.payment.network = unheard_of.clone();
    let report = case.report();
    assert_eq!((case.verdict(), report.offer()), (undecided("method"), Some(0)));
    let needs: Vec<_> = report.needs().collect();
    let verifier =
        OtherVerifier { scheme: Scheme::EXACT, network: AnyNetwork::V1(unheard_of), method: None, not_taken: false };
    let verifier = Question::Verifier(verifier);
    assert_eq!(needs, [&verifier]);
    assert!(verifier.to_string().contains("exact on moonbase"), "{verifier}");
    assert_eq!((report.payer(), report.replay_key()), (None, None));
    assert!(report.into_paid().is_err());

    // F-3: nor does a verifier help where the flow is unknown, too.
    let flow = |flow: &str| Some(RawJson::parse(&format!(r#"{{"paymentFlow":"{flow}"}}"#)).unwrap());
    case.offers[0].extra = flow("escrow");
    assert_eq!(case.verdict(), undecided("method"));
    case.offers[0].extra = flow("deferred");
    assert_eq!(case.verdict(), invalid("flow"));

    // Known, and of another family, whose payload is another.
    let solana = NetworkName::try_from("solana-devnet").unwrap();
    let mut case = V1::new().offered(|offer| offer.network = solana.clone());
    case.payment.network = solana;
    let judged = cfg!(feature = "solana");
    assert_eq!(case.verdict(), if judged { invalid("payload") } else { undecided("method") });
}

/// The client's tag does not exist in V1; the offer's does (B-4).
#[test]
fn the_transfer_method_is_the_offers() {
    for (tag, expected) in [
        (r#""eip3009""#, VALID),
        ("null", VALID),
        // By that method the payment has another payload.
        (r#""permit2""#, invalid("payload")),
        (r#""barter""#, undecided("method")),
        ("7", invalid("method")),
    ] {
        let extra = format!(r#"{{"name":"USDC","version":"2","assetTransferMethod":{tag}}}"#);
        assert_eq!(V1::new().extra(&extra).verdict(), expected, "{tag}");
        let mut upto = V1::new().extra(&extra).offered(|offer| offer.scheme = Scheme::UPTO);
        upto.payment.scheme = Scheme::UPTO;
        let expected = if matches!(tag, "null" | r#""permit2""#) { invalid("payload") } else { invalid("method") };
        assert_eq!(upto.verdict(), expected, "upto, {tag}");
        if tag == r#""eip3009""# {
            let detail = Detail::Method(MethodError::NotOfUpto);
            assert_eq!(outcome(&upto.report(), CheckId::METHOD), Some(&Outcome::Fail(detail.into())));
        }
    }
}

/// Extras that leave something out: what they name of the token's domain, "USDC" and "2".
const INCOMPLETE: [&str; 7] = [
    "{}",
    r#"{"hint":1}"#,
    r#"{"name":null,"version":null}"#,
    r#"{"name":"USDC"}"#,
    r#"{"name":"USDC","version":null}"#,
    r#"{"version":"2"}"#,
    r#"{"name":null,"version":"2"}"#,
];

#[test]
fn a_domain_that_the_offer_does_not_name_is_asked_for() {
    let named = V1::new().report();
    let absent = V1::new().offered(|offer| offer.extra = None);
    for case in INCOMPLETE.iter().map(|extra| V1::new().extra(extra)).chain([absent]) {
        let report = case.report();
        assert_eq!(case.verdict(), undecided("domain"), "{:?}", case.offers);
        let question = evm::questions::DomainNames { network: Network::eip155(84_532), token: token() }.into();
        assert_eq!(report.needs().collect::<Vec<_>>(), [&question]);
        assert_eq!(report.reason(), Some("invalid_payment_requirements"));
        assert_eq!(outcome(&report, CheckId::SIGNER), Some(&Outcome::Skipped(CheckId::DOMAIN)));
        // Who claims to pay, and the key, do not depend on it.
        assert_eq!(report.authorized(), named.authorized());
        assert_eq!(report.replay_key(), named.replay_key());
        assert!(report.into_paid().is_err());

        // With the answer it is as if the offer had said it.
        assert_eq!(case.clone().facts(domain("USDC", "2")).report(), named, "{:?}", case.offers);
        // An answer of another token is none. The last word of this one counts.
        let elsewhere = plain().with(Fact::DomainNames {
            token: STRANGER.parse().unwrap(),
            name: "USDC".into(),
            version: "2".into(),
        });
        assert_eq!(case.clone().facts(elsewhere).verdict(), undecided("domain"));
        let changed = domain("USD Coin", "1").with(Fact::DomainNames {
            token: token(),
            name: "USDC".into(),
            version: "2".into(),
        });
        assert_eq!(case.clone().facts(changed).verdict(), VALID);
        // What fails without it fails.
        let late = V1 { now: 1_740_672_154, ..case };
        assert_eq!(late.verdict(), invalid("valid-before"));
    }
}

/// Where what the token says of itself does not fit, its separator is asked for, and decides (E-1).
#[test]
fn a_name_that_does_not_fit_leaves_it_to_the_separator() {
    let separator = |name: &str| {
        let domain = TokenDomain {
            name: name.into(),
            version: "2".into(),
            chain_id: Token::new().chain_id,
            verifying_contract: token(),
        };
        domain.separator()
    };
    let contract =
        |facts: Facts| facts.with(Fact::Account { account: PAYER.parse().unwrap(), code: evm::AccountCode::Present });
    for (extra, name, version) in [
        ("{}", "USD Coin", "2"),
        ("{}", "USDC", "1"),
        ("{}", "usdc", "2"),
        (r#"{"name":"USDC"}"#, "USDC", "1"),
        (r#"{"version":"2"}"#, "USD Coin", "2"),
    ] {
        let domain_known = domain(name, version);
        let case = |facts: Facts| V1::new().extra(extra).facts(facts);
        let report = case(domain_known.clone()).report();
        let needs: Vec<_> = report.needs().collect();
        let [question @ Question::Evm(evm::Question::DomainSeparator(asked))] = needs.as_slice() else {
            panic!("{needs:?}")
        };
        assert_eq!((asked.token, case(domain_known.clone()).verdict()), (token(), undecided("signer")), "{extra}");
        let answered = |name: &str| {
            domain_known.clone().with_answer(question, Answer::Evm(evm::Answer::Separator(separator(name))))
        };
        assert_eq!(case(answered("USDC")).verdict(), VALID, "{extra} {name} {version}");
        assert_eq!(case(answered("USD Coin")).verdict(), invalid("signer"), "{extra} {name} {version}");
        let outstanding = case(answered("USDC")).report();
        assert!(outstanding.outstanding().iter().all(|question| question.kind() != "token-domain"));
        // Without names it decides as well, and of an account with code too.
        let alone = |name: &str| plain().with(Fact::DomainSeparator { token: token(), separator: separator(name) });
        assert_eq!(case(alone("USDC")).verdict(), VALID);
        assert_eq!(case(alone("USD Coin")).verdict(), invalid("signer"));
        let refused = |facts: Facts| {
            let facts = contract(facts);
            let report = case(facts.clone()).report();
            let question = report.needs().next().unwrap().clone();
            assert_eq!(question.kind(), "contract-signature");
            case(facts.with_answer(&question, Answer::No)).verdict()
        };
        assert_eq!(refused(domain_known.clone()), undecided("contract-signature"));
        assert_eq!(refused(answered("USDC")), invalid("contract-signature"));
        // What is wrong with the form is so over any digest.
        let unknown = domain(name, version)
            .with(Fact::DomainSeparator { token: STRANGER.parse().unwrap(), separator: separator("USDC") });
        assert_eq!(case(unknown).verdict(), undecided("signer"));
    }
}

/// E-1: what the offer names is the offer's word, each of the two for itself.
#[test]
fn no_answer_overrides_what_the_offer_names() {
    for (extra, name, version) in [
        (r#"{"name":"USDC","version":"2"}"#, "USD Coin", "1"),
        (r#"{"name":"USDC"}"#, "USD Coin", "2"),
        (r#"{"version":"2"}"#, "USDC", "1"),
    ] {
        assert_eq!(V1::new().extra(extra).facts(domain(name, version)).verdict(), VALID, "{extra} {name} {version}");
    }
    for extra in [r#"{"name":"USD Coin","version":"2"}"#, r#"{"name":"","version":"2"}"#] {
        let case = V1::new().extra(extra).facts(domain("USDC", "2"));
        assert_eq!(failed(&case.report()), [CheckId::SIGNER], "{extra}");
    }
    // Half a domain, and the other half by hearsay.
    let half = V1::new().extra(r#"{"name":"USD Coin"}"#).facts(domain("USDC", "2"));
    assert_eq!(half.verdict(), undecided("signer"));
}

#[test]
fn a_domain_that_is_no_text_is_a_defect_of_the_offer() {
    for extra in [
        r#"{"name":7,"version":"2"}"#,
        r#"{"name":"USDC","version":2}"#,
        r#"{"name":["USDC"],"version":"2"}"#,
        r#"{"name":false}"#,
        r#"{"version":2}"#,
    ] {
        for facts in [plain(), domain("USDC", "2")] {
            let case = V1::new().extra(extra).facts(facts);
            assert_eq!(failed(&case.report()), [CheckId::DOMAIN], "{extra}");
        }
    }
    // Nobody is asked about a token that is none.
    let case = V1::new().extra("{}").offered(|offer| offer.asset = "USDC".into());
    assert_eq!(failed(&case.report()), [CheckId::ASSET_ADDRESS]);
    assert_eq!(case.report().needs().count(), 0);
}

/// V2 requires both, so that nothing is asked, and no fact is read (E-1).
#[test]
fn v2_has_to_name_the_domain() {
    for extra in INCOMPLETE {
        for facts in [plain(), domain("USDC", "2")] {
            assert_eq!(Case::new().extra(extra).facts(facts).verdict(), invalid("domain"), "{extra}");
        }
    }
}

#[test]
fn offers_of_the_other_version_are_none() {
    let (facts, now) = (plain(), Context::at(NOW));
    let context = now.with_facts(&facts);
    for (report, payment, offers) in [
        (verify(&spec_payment_v1(), &[spec_offer()], &context), Version::V1, Version::V2),
        (verify(&spec_payment(), &[spec_offer_v1()], &context), Version::V2, Version::V1),
    ] {
        assert_eq!((report.verdict(), report.stage()), (Verdict::Invalid, Some(CheckStage::Match)));
        let detail = Detail::OtherVersion { payment, offers };
        assert_eq!(
            detail.to_string(),
            format!("the payment is of x402 version {payment}, but the payment requirements are of version {offers}")
        );
        assert_eq!(outcome(&report, CheckId::OFFER), Some(&Outcome::Fail(detail.into())));
        assert_eq!(report.checks().len(), 1);
        assert_eq!((report.offer(), report.payer(), report.replay_key()), (None, None, None));
    }
}
