//! The buyer's side.

use x402_schemes::{
    Contradiction, Terms,
    evm::{
        Signature,
        eip3009::{Draft, Nonce, Window},
    },
};
use x402_types::{
    AnyNetwork, DecodeOptions, PaymentFlow, RawJson, ReasonCode, Scheme, SettleResponse, Wire,
    decode_settlement_headers, extensions::WriteExtension as _, v2::PaymentRequirements,
};
use x402_verify::{
    Authorized, Context, Expires, Facts, Verdict,
    client::{
        Budget, DEFAULT_HORIZON, OfferIssue, PaymentBuilder, Seen, SettlementIssue, SettlementState, SignAgain,
        SpendingLimits, may_sign_again, review_offer, review_settlement,
    },
    evm::{self, Fact},
    solana, verify,
};

use crate::{
    sign::{self, PAYER, STRANGER},
    support::{Case, MERCHANT, NOW, contract, contract_says, plain, spec_offer},
    v1::spec_offer_v1,
};

const ZERO: &str = "0x0000000000000000000000000000000000000000";

fn signed(draft: &Draft<'_>) -> Signature {
    Signature::new(sign::sign_digest(draft.digest().into()).bytes())
}

fn draft<'a>(offer: impl Into<Terms<'a>>) -> Draft<'a> {
    let offer = offer.into();
    let window = Window::from_now(NOW, offer.clone());
    Draft::for_offer(offer, PAYER.parse().unwrap(), Nonce::new([7; 32]), window).unwrap()
}

#[test]
fn what_is_built_is_valid() {
    let facts = plain();
    let context = Context::at(NOW).with_facts(&facts);
    let offer = spec_offer();
    let drafted = draft(&offer);
    let payload = drafted.with_signature(signed(&drafted)).to_json();
    let payment = PaymentBuilder::for_offer(offer.clone(), payload).build(&context).unwrap();
    assert_eq!(verify(&payment, &[offer], &context).verdict(), Verdict::Valid);
    let read = x402_types::v2::PaymentPayload::decode_header(payment.to_header(), &DecodeOptions::STRICT).unwrap();
    assert_eq!(read.value, payment);

    let v1_offer = spec_offer_v1();
    let terms = Terms::of_v1(&v1_offer).unwrap();
    let drafted = draft(terms);
    let payload = drafted.with_signature(signed(&drafted)).to_json();
    let payment = PaymentBuilder::for_offer(&v1_offer, payload).build(&context).unwrap();
    assert_eq!(verify(&payment, &[v1_offer], &context).verdict(), Verdict::Valid);
}

#[test]
fn what_a_server_would_refuse_is_not_built() {
    let facts = plain();
    let context = Context::at(NOW).with_facts(&facts);
    let offer = spec_offer();
    let drafted = draft(&offer);
    let strangers = sign::sign_as_stranger(&crate::support::Terms::new(), &crate::support::Token::new()).bytes();
    let payload = drafted.with_signature(Signature::new(strangers)).to_json();
    let refused = PaymentBuilder::for_offer(offer.clone(), payload).build(&context).unwrap_err();
    assert!(refused.to_string().starts_with("invalid: signer: "), "{refused}");
    // Too late to be settled.
    let payload = drafted.with_signature(signed(&drafted)).to_json();
    assert!(
        PaymentBuilder::for_offer(offer.clone(), payload.clone())
            .build(&Context::at(NOW + 54).with_facts(&facts))
            .is_ok()
    );
    assert!(PaymentBuilder::for_offer(offer, payload).build(&Context::at(NOW + 55).with_facts(&facts)).is_err());
}

/// The nearest that is: with the fact that decides.
#[test]
fn what_only_a_fact_decides_is_not_built_without_it() {
    let offer = spec_offer();
    let drafted = draft(&offer);
    let payload = |signature: Vec<u8>| drafted.with_signature(Signature::new(signature)).to_json();
    let built = |payload: RawJson, facts: Facts| {
        let built = PaymentBuilder::for_offer(offer.clone(), payload).build(&Context::at(NOW).with_facts(&facts));
        built.map(drop).map_err(|error| error.report().verdict())
    };
    let strangers = sign::sign_as_stranger(&crate::support::Terms::new(), &crate::support::Token::new()).bytes();
    let own = signed(&drafted).as_bytes().to_vec();
    assert_eq!(built(payload(strangers.clone()), Facts::new()), Err(Verdict::Undecided));
    assert_eq!(built(payload(strangers.clone()), plain()), Err(Verdict::Invalid));
    assert_eq!(built(payload(own.clone()), Facts::new()), Ok(()));
    assert_eq!(built(payload(own), plain()), Ok(()));

    // A contract takes what it likes.
    assert_eq!(built(payload(strangers.clone()), contract()), Err(Verdict::Undecided));
    let answered = |accepts: bool| {
        let digest = drafted.digest();
        contract().with(contract_says(PAYER.parse().unwrap(), digest, strangers.clone(), accepts.into()))
    };
    assert_eq!(built(payload(strangers.clone()), answered(true)), Ok(()));
    assert_eq!(built(payload(strangers.clone()), answered(false)), Err(Verdict::Invalid));

    // A V1 offer that leaves the domain to the token.
    let mut nameless = spec_offer_v1();
    nameless.extra = None;
    let offer_v1 = spec_offer_v1();
    let terms = Terms::of_v1(&offer_v1).unwrap();
    let drafted = draft(terms);
    let payload = drafted.with_signature(signed(&drafted)).to_json();
    let built = |facts: Facts| {
        let built = PaymentBuilder::for_offer(&nameless, payload.clone()).build(&Context::at(NOW).with_facts(&facts));
        built.map(drop).map_err(|error| error.report().verdict())
    };
    assert_eq!(built(plain()), Err(Verdict::Undecided));
    let token = offer_v1.asset.parse().unwrap();
    assert_eq!(built(plain().with(Fact::DomainNames { token, name: "USDC".into(), version: "2".into() })), Ok(()));
}

fn issues(change: impl FnOnce(&mut PaymentRequirements)) -> Vec<OfferIssue> {
    let mut offer = spec_offer();
    change(&mut offer);
    let budgets = [Budget::new(
        Scheme::EXACT,
        "eip155:84532".parse().unwrap(),
        "0x036cbd53842c5426634e7929541ec2318f3dcf7e",
        20_000.into(),
    )];
    review_offer(&offer, Some(PAYER.parse().unwrap()), &SpendingLimits::DEFAULT.with_budgets(&budgets))
}

#[test]
fn an_offer_is_reviewed() {
    assert_eq!(issues(|_| {}), []);
    let serious = |issues: Vec<OfferIssue>| {
        assert_eq!(issues.len(), 1, "{issues:?}");
        assert!(issues[0].to_string().len() > 20);
        issues[0].is_serious()
    };
    let extra = |json: &str| Some(RawJson::parse(json).unwrap());
    assert!(serious(issues(|offer| offer.amount = 20_001.into())));
    assert!(serious(issues(|offer| offer.pay_to = ZERO.into())));
    assert!(serious(issues(|offer| offer.pay_to = "merchant".into())));
    assert!(serious(issues(|offer| offer.pay_to = PAYER.to_lowercase())));
    assert!(serious(issues(|offer| offer.pay_to = offer.asset.clone())));
    assert!(serious(issues(|offer| offer.extra = None)));
    assert!(serious(issues(|offer| offer.extra = extra(r#"{"name":"USDC","version":"2","assetTransferMethod":7}"#))));
    assert!(!serious(issues(|offer| offer.amount = 0.into())));
    assert!(!serious(issues(|offer| offer.max_timeout_seconds = 6)));
    assert_eq!(issues(|offer| offer.max_timeout_seconds = 7), []);
    assert!(!serious(issues(|offer| offer.pay_to = MERCHANT.replace("Bc6a", "bC6a"))));
    let flow = |flow: &str| extra(&format!(r#"{{"name":"USDC","version":"2","paymentFlow":{flow}}}"#));
    assert_eq!(issues(|offer| offer.extra = flow(r#""authorization""#)), []);
    assert!(serious(issues(|offer| offer.extra = flow(r#""upfront""#))));
    assert!(serious(issues(|offer| offer.extra = flow(r#""escrow""#))));
    assert!(serious(issues(|offer| offer.extra = flow(r#""deferred""#))));
    // Base Sepolia's USDC says "USDC" of itself.
    let other = issues(|offer| offer.extra = extra(r#"{"name":"USD Coin","version":"2"}"#));
    assert!(matches!(&*other, [OfferIssue::Contradicted(Contradiction::OtherDomain { .. })]), "{other:?}");
    assert!(serious(other));
    // Decimal places say nothing about what is signed.
    assert!(!serious(issues(|offer| offer.extra = extra(r#"{"name":"USDC","version":"2","decimals":18}"#))));
    // Permit2 signs for Permit2's own domain.
    assert_eq!(issues(|offer| offer.extra = extra(r#"{"assetTransferMethod":"permit2"}"#)), []);
    // `upto` is settled by the facilitator that is signed for, and by no other.
    let upto = |extra: &str| {
        let mut offer = spec_offer();
        offer.scheme = Scheme::UPTO;
        offer.extra = Some(RawJson::parse(extra).unwrap());
        review_offer(&offer, None, &SpendingLimits::DEFAULT)
    };
    assert_eq!(upto(&format!(r#"{{"facilitatorAddress":"{STRANGER}"}}"#)), []);
    assert_eq!(upto("{}"), [evm::OfferIssue::NoFacilitator.into()]);
    assert_eq!(upto(r#"{"facilitatorAddress":7}"#), [evm::OfferIssue::NoFacilitator.into()]);
    assert!(serious(upto("{}")) && serious(upto(&format!(r#"{{"facilitatorAddress":"{ZERO}"}}"#))));
    assert_eq!(
        upto(r#"{"facilitatorAddress":"me"}"#),
        [evm::OfferIssue::NotAddress("extra.facilitatorAddress").into()]
    );
    // Addresses and tokens are those of the network, and of no other.
    let on = |network: &str, asset: &str| {
        let mut offer = spec_offer();
        (offer.network, offer.asset, offer.amount) = (network.parse().unwrap(), asset.into(), 20_000_000_000u64.into());
        review_offer(&offer, None, &SpendingLimits::DEFAULT)
    };
    let mint = "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v";
    let mainnet = "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp";
    assert!(matches!(on(mainnet, mint)[0], OfferIssue::HighPrice { .. }));
    assert!(
        on(mainnet, "0x036CbD53842c5426634e7929541eC2318f3dCF7e")
            .contains(&solana::OfferIssue::NotAddress("asset").into())
    );
    let unknown = on("cosmos:cosmoshub-4", mint);
    assert!(matches!(unknown.as_slice(), [OfferIssue::NotReviewed { .. }]), "{unknown:?}");
    // Not on the list, and in no table.
    let unknown = issues(|offer| offer.asset = STRANGER.into());
    assert!(matches!(unknown.as_slice(), [OfferIssue::OutOfBudget(_), OfferIssue::UnknownAsset]), "{unknown:?}");
    assert!(unknown[0].is_serious() && !unknown[1].is_serious());
    // Without limits and payer.
    assert_eq!(review_offer(&spec_offer(), None, &SpendingLimits::DEFAULT), []);
    let mut elsewhere = spec_offer();
    elsewhere.network = "near:mainnet".parse().unwrap();
    assert!(matches!(
        review_offer(&elsewhere, None, &SpendingLimits::DEFAULT).as_slice(),
        [OfferIssue::NotReviewed { .. }]
    ));
    // A V1 offer may leave the domain to the token.
    let mut v1_offer = spec_offer_v1();
    v1_offer.extra = None;
    assert_eq!(review_offer(Terms::of_v1(&v1_offer).unwrap(), None, &SpendingLimits::DEFAULT), []);
}

/// An authorization over ten years is a blank cheque to whoever holds it then.
#[test]
fn an_offer_beyond_the_horizon_is_an_issue() {
    let lasting = |seconds: u64| issues(|offer| offer.max_timeout_seconds = seconds);
    assert_eq!(lasting(DEFAULT_HORIZON), []);
    for seconds in [DEFAULT_HORIZON + 1, 315_360_000, u64::MAX] {
        let found = lasting(seconds);
        assert_eq!(found, [OfferIssue::LongTimeout { seconds, at_most: DEFAULT_HORIZON }]);
        assert!(found[0].is_serious());
    }
    let mut offer = spec_offer();
    offer.max_timeout_seconds = 604_900;
    let within = |limits: SpendingLimits<'_>| review_offer(&offer, None, &limits).len();
    assert_eq!(within(SpendingLimits::DEFAULT.with_horizon(604_900)), 0);
    assert_eq!(within(SpendingLimits::DEFAULT.with_horizon(604_899)), 1);
}

#[test]
fn a_price_beyond_reason_is_an_issue() {
    let mut offer = spec_offer();
    offer.amount = 10_000_000_000.into();
    assert_eq!(review_offer(&offer, None, &SpendingLimits::DEFAULT), []);
    offer.amount = 1_000_000_000_000_000_000.into();
    let found = review_offer(&offer, None, &SpendingLimits::DEFAULT);
    assert_eq!(found, [OfferIssue::HighPrice { tokens: "1000000000000.000000 USDC".into() }]);
    assert!(!found[0].is_serious());
}

/// F-2: in the other flows the money may be gone before the service.
#[test]
fn only_a_flow_that_was_listed_is_paid() {
    let facts = plain();
    let context = Context::at(NOW).with_facts(&facts);
    let in_flow = |flow: &str| {
        let mut offer = spec_offer();
        offer.extra =
            Some(RawJson::parse(&format!(r#"{{"name":"USDC","version":"2","paymentFlow":{flow}}}"#)).unwrap());
        offer
    };
    let pay = |offer: PaymentRequirements, context: &Context<'_>| {
        let drafted = draft(&offer);
        let payload = drafted.with_signature(signed(&drafted)).to_json();
        PaymentBuilder::for_offer(offer, payload).build(context).map_err(|error| error.to_string())
    };
    let upfront = || in_flow(r#""upfront""#);
    let refused = pay(upfront(), &context).unwrap_err();
    assert!(refused.contains("flow") && refused.contains("upfront, which the caller did not list"), "{refused}");
    assert!(pay(in_flow(r#""authorization""#), &context).is_ok() && pay(in_flow("null"), &context).is_ok());
    let both = [PaymentFlow::Authorization, PaymentFlow::Upfront];
    assert!(pay(upfront(), &context.with_flows(&both)).is_ok());
    assert!(pay(in_flow("null"), &context.with_flows(&both)).is_ok());
    // Whoever lists one alone pays in no other, and a flow that nobody knows cannot be listed.
    assert!(pay(in_flow("null"), &context.with_flows(&[PaymentFlow::Upfront])).is_err());
    assert!(pay(in_flow(r#""deferred""#), &context.with_flows(&both)).is_err());
    let limits = SpendingLimits::DEFAULT.with_flows(&both);
    assert_eq!(review_offer(&upfront(), None, &limits), []);

    let mut offer = spec_offer_v1();
    offer.extra = upfront().extra;
    let terms = Terms::of_v1(&offer).unwrap();
    let drafted = draft(terms);
    let payload = drafted.with_signature(signed(&drafted)).to_json();
    assert!(PaymentBuilder::for_offer(&offer, payload.clone()).build(&context).is_err());
    assert!(PaymentBuilder::for_offer(&offer, payload).build(&context.with_flows(&both)).is_ok());
    // A server's verdict is as it was.
    let payment = pay(upfront(), &context.with_flows(&both)).unwrap();
    assert_eq!(verify(&payment, &[upfront()], &context).verdict(), Verdict::Valid);
}

#[test]
fn an_offer_on_solana_is_reviewed() {
    let issues = |from: &str, to: &str| {
        let offer = include_str!("../../../../docs/examples/offer-solana.json").replace(from, to);
        review_offer(
            &PaymentRequirements::decode(&offer, &DecodeOptions::STRICT).unwrap().value,
            None,
            &SpendingLimits::DEFAULT,
        )
    };
    let usdc = "4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU";
    assert_eq!(issues("", ""), []);
    for (member, from) in [
        ("asset", usdc),
        ("payTo", "2wKupLR9q6wXYppw8Gr2NvWxKBUqm4PPJKkQfoxHDBg4"),
        ("extra.feePayer", "9hSR6S7WPtxmTojgo6GG3k4yDPecgJY292j7xrsUGWBu"),
        ("extra.feePayer", "feePayer"),
    ] {
        let found = issues(from, "0x");
        assert_eq!(found, [solana::OfferIssue::NotAddress(member).into()]);
        assert!(found[0].is_serious() && found[0].to_string().contains(member));
    }
    // In no table; in one of another network.
    assert_eq!(issues(usdc, "FWybwGL6d7s1eYSPMMTx13mAyLKSiRtPtwTuwzUXAyK2"), [OfferIssue::UnknownAsset]);
    for (from, to) in [
        (usdc, "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v"),
        ("EtWTRABZaYq6iMfeYKouRu166VU2xqa1", "5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp"),
    ] {
        let found = issues(from, to);
        assert!(matches!(found[..], [OfferIssue::Contradicted(Contradiction::AssetNetwork { .. })]), "{found:?}");
    }
}

fn paid() -> Authorized {
    Case::new().report().into_paid().unwrap().authorized().clone()
}

fn settled(change: impl FnOnce(&mut SettleResponse)) -> SettleResponse {
    let hash = format!("0x{}", "12".repeat(32));
    let mut settlement = SettleResponse::success(hash, "eip155:84532".parse::<x402_types::Network>().unwrap());
    settlement.payer = Some(PAYER.to_lowercase());
    change(&mut settlement);
    settlement
}

#[test]
fn a_settlement_is_compared_with_the_payment() {
    let verdict =
        |change: fn(&mut SettleResponse)| review_settlement(&settled(change), &Scheme::EXACT, &paid()).verdict;
    assert_eq!(review_settlement(&settled(|_| {}), &Scheme::EXACT, &paid()).issues, []);
    assert_eq!(verdict(|_| {}), Verdict::Valid);
    assert_eq!(verdict(|settlement| settlement.payer = None), Verdict::Valid);
    assert_eq!(verdict(|settlement| settlement.payer = Some(STRANGER.into())), Verdict::Invalid);
    assert_eq!(
        verdict(|settlement| settlement.network = Some("eip155:8453".parse::<x402_types::Network>().unwrap().into())),
        Verdict::Invalid
    );
    assert_eq!(verdict(|settlement| settlement.network = None), Verdict::Undecided);
    assert_eq!(verdict(|settlement| settlement.amount = Some(10_000.into())), Verdict::Valid);
    assert_eq!(verdict(|settlement| settlement.amount = Some(9_999.into())), Verdict::Invalid);
    assert_eq!(verdict(|settlement| settlement.transaction.clear()), Verdict::Invalid);
    assert_eq!(verdict(|settlement| settlement.transaction.truncate(64)), Verdict::Undecided);
    // V1 names the network otherwise.
    let text = format!(
        r#"{{"success":true,"transaction":"0x{}","network":"base-sepolia","payer":"{PAYER}"}}"#,
        "0".repeat(64)
    );
    let v1 = SettleResponse::decode(&text, &DecodeOptions::STRICT).unwrap().value;
    assert_eq!(review_settlement(&v1, &Scheme::EXACT, &paid()).verdict, Verdict::Valid);
}

/// 150, 151: nothing settled, and nothing certain.
#[test]
fn a_failure_with_a_transaction_is_not_the_end() {
    let network = || "eip155:84532".parse::<x402_types::Network>().unwrap();
    let failed = SettleResponse::failure(ReasonCode::INSUFFICIENT_FUNDS, network());
    let review = review_settlement(&failed, &Scheme::EXACT, &paid());
    assert_eq!(review.verdict, Verdict::Invalid);
    assert!(review.issues[0].to_string().contains("insufficient_funds"));
    let mut unnamed = failed.clone();
    unnamed.network = None;
    assert_eq!(review_settlement(&unnamed, &Scheme::EXACT, &paid()), review);
    let mut pending = failed;
    pending.transaction = "0x12".into();
    let review = review_settlement(&pending, &Scheme::EXACT, &paid());
    assert_eq!(review.verdict, Verdict::Undecided);
    assert!(matches!(review.issues.as_slice(), [SettlementIssue::Failed(_), SettlementIssue::Pending { .. }]));
}

/// C-14: who charges nothing under `upto` needs no transaction; of schemes that nobody knows nothing is known.
#[test]
fn success_without_a_transaction_depends_on_the_scheme() {
    let review = |scheme: &Scheme, amount: Option<u64>| {
        let settlement = settled(|settlement| {
            settlement.transaction.clear();
            settlement.amount = amount.map(Into::into);
        });
        review_settlement(&settlement, scheme, &paid()).verdict
    };
    assert_eq!(review(&Scheme::UPTO, Some(0)), Verdict::Valid);
    assert_eq!(review(&Scheme::UPTO, Some(1)), Verdict::Undecided);
    assert_eq!(review(&Scheme::UPTO, None), Verdict::Undecided);
    assert_eq!(review(&Scheme::EXACT, None), Verdict::Invalid);
    assert_eq!(review(&Scheme::try_from("deferred").unwrap(), Some(0)), Verdict::Undecided);
    // `upto` takes less than was signed, and never more.
    let taken = |amount: u64| {
        review_settlement(&settled(|settlement| settlement.amount = Some(amount.into())), &Scheme::UPTO, &paid())
            .verdict
    };
    assert_eq!((taken(9_999), taken(10_000), taken(10_001)), (Verdict::Valid, Verdict::Valid, Verdict::Invalid));
}

/// N-32: a deposit may be above the price, and a voucher has no transaction. The payload is not known here.
#[cfg(feature = "batch-settlement")]
#[test]
fn a_channels_settlement_needs_more_than_amount_and_transaction() {
    let review = |change: fn(&mut SettleResponse)| {
        review_settlement(&settled(change), &Scheme::BATCH_SETTLEMENT, &paid()).verdict
    };
    assert_eq!(review(|deposit| deposit.amount = Some(50_000_u64.into())), Verdict::Valid);
    assert_eq!(review(|voucher| voucher.transaction.clear()), Verdict::Undecided);
    assert_eq!(
        review(|voucher| {
            voucher.transaction.clear();
            voucher.amount = Some(0_u64.into());
        }),
        Verdict::Undecided
    );
    assert_eq!(review(|deposit| deposit.payer = Some(MERCHANT.into())), Verdict::Invalid);
}

#[test]
fn what_became_of_a_payment() {
    let failed = |reason: &str, transaction: &str| {
        let mut settlement = SettleResponse::failure(ReasonCode::new(reason), AnyNetwork::from(spec_offer().network));
        settlement.transaction = transaction.into();
        let review = review_settlement(&settlement, &Scheme::EXACT, &paid());
        (review.state, review.verdict)
    };
    let hash = format!("0x{}", "1".repeat(64));
    for reason in ["settlement_pending", "insufficient_funds", ""] {
        assert_eq!(failed(reason, &hash), (SettlementState::Pending, Verdict::Undecided), "{reason}");
    }
    // It was sent, and nobody says where to look.
    assert_eq!(failed("settlement_pending", ""), (SettlementState::Unknown, Verdict::Undecided));
    for reason in ["insufficient_funds", "Settlement_pending", ""] {
        assert_eq!(failed(reason, ""), (SettlementState::Failed, Verdict::Invalid), "{reason}");
    }
    let review = review_settlement(&settled(|_| {}), &Scheme::EXACT, &paid());
    assert_eq!((review.state, review.verdict), (SettlementState::Settled, Verdict::Valid));
    let others = review_settlement(&settled(|it| it.payer = Some(MERCHANT.into())), &Scheme::EXACT, &paid());
    assert_eq!((others.state, others.verdict), (SettlementState::Settled, Verdict::Invalid));
}

/// By Permit2, with a permit for the sponsor.
#[test]
fn a_sponsored_payment_is_built_unless_a_server_would_refuse_it() {
    use x402_schemes::evm::{gas_sponsoring::eip2612, permit2};
    use x402_types::Uint256;
    let facts = plain();
    let context = Context::at(NOW).with_facts(&facts);
    let mut offer = spec_offer();
    offer.extra = Some(RawJson::parse(r#"{"name":"USDC","version":"2","assetTransferMethod":"permit2"}"#).unwrap());
    let window = permit2::Window::from_now(NOW, &offer);
    let nonce = permit2::Nonce::new(Uint256::from(7));
    let drafted = permit2::Draft::for_offer(&offer, PAYER.parse().unwrap(), nonce, window).unwrap();
    let signature = |digest: [u8; 32]| Signature::new(sign::sign_digest(digest.into()).bytes());
    let payload = drafted.with_signature(signature(drafted.digest())).to_json();
    let permit = eip2612::Draft::for_payment(&drafted, &offer, Uint256::from(0)).unwrap();
    let extensions = permit.with_signature(signature(permit.digest())).to_extensions(None);
    let payment =
        PaymentBuilder::for_offer(offer.clone(), payload.clone()).with_extensions(extensions).build(&context).unwrap();
    assert_eq!(verify(&payment, std::slice::from_ref(&offer), &context).verdict(), Verdict::Valid);
    // Signed, but not this.
    let strange = permit.with_signature(signature(drafted.digest())).to_extensions(None);
    let refused = PaymentBuilder::for_offer(offer, payload).with_extensions(strange).build(&context).unwrap_err();
    assert!(refused.to_string().starts_with("undecided: permit-signature: "), "{refused}");
}

/// F-4, F-5: what comes with the answer decides, and its status only where nothing comes.
#[test]
fn the_state_follows_from_the_answer() {
    let answer = |status: u16, headers: &[(&str, String)]| {
        let headers: Vec<_> = headers.iter().map(|(name, value)| (*name, value.as_bytes())).collect();
        let decoded = decode_settlement_headers(headers, &DecodeOptions::STRICT).map(|decoded| decoded.value);
        SettlementState::of_answer(status, decoded.as_ref())
    };
    let header = |settlement: SettleResponse| [("PAYMENT-RESPONSE", settlement.to_header())];
    let network = || AnyNetwork::from(spec_offer().network);
    let mut pending = SettleResponse::failure(ReasonCode::new("settlement_pending"), network());
    let unnamed = pending.clone();
    pending.transaction = "0x12".into();
    for status in [200, 204, 402, 500, 502] {
        assert_eq!(answer(status, &header(settled(|_| {}))), SettlementState::Settled);
        assert_eq!(answer(status, &header(pending.clone())), SettlementState::Pending);
        assert_eq!(answer(status, &header(unnamed.clone())), SettlementState::Unknown);
        let failed = SettleResponse::failure(ReasonCode::INSUFFICIENT_FUNDS, network());
        assert_eq!(answer(status, &header(failed)), SettlementState::Failed);
        assert_eq!(answer(status, &[("PAYMENT-RESPONSE", "junk".into())]), SettlementState::Unknown);
        assert_eq!(answer(status, &[("PAYMENT-RESPONSE", String::new())]), SettlementState::Unknown);
    }
    for refused in [400, 402, 409, 412] {
        assert_eq!(answer(refused, &[]), SettlementState::Failed);
    }
    for due in [200, 201, 302, 401, 403, 404, 429, 500, 503] {
        assert_eq!(answer(due, &[]), SettlementState::Unknown, "{due}");
    }
}

/// F-6.
#[test]
fn a_new_payment_waits_until_the_old_one_is_void() {
    let (paid, open) = (paid(), paid());
    let end = paid.expires.time().unwrap();
    let and = |mut seen: Seen, see: &dyn Fn(&mut Seen)| {
        see(&mut seen);
        seen
    };
    let seen = |see: &dyn Fn(&mut Seen)| and(Seen::default(), see);
    let before = seen(&|seen| seen.time = Some((end.get().to_u64().unwrap() - 1).into()));
    let over = seen(&|seen| seen.time = Some(end));
    let gone = |seen: Seen| and(seen, &|seen| seen.no_transaction = true);
    let used = seen(&|seen| seen.nonce_used_elsewhere = true);
    let nothing = Seen::default();
    for seen in [nothing, before, over, used, gone(nothing), gone(before), gone(over), gone(used)] {
        let may = |state| may_sign_again(state, &paid, &seen);
        let is_void = seen == over || seen == used || seen == gone(over) || seen == gone(used);
        assert_eq!(may(SettlementState::Settled), SignAgain::No, "{seen:?}");
        let after_failure = if is_void { SignAgain::Yes } else { SignAgain::BothCount };
        assert_eq!(may(SettlementState::Failed), after_failure, "{seen:?}");
        let then = if is_void && seen.no_transaction { SignAgain::Yes } else { SignAgain::NotYet };
        assert_eq!((may(SettlementState::Pending), may(SettlementState::Unknown)), (then, then), "{seen:?}");
    }
    // A blockhash says nothing of a window, and a window nothing where there is none.
    let old = gone(seen(&|seen| seen.blockhash_expired = true));
    assert_eq!(may_sign_again(SettlementState::Pending, &open, &old), SignAgain::NotYet);
    let mut on_solana = open;
    on_solana.expires = Expires::WithBlockhash([7; 32]);
    assert_eq!(may_sign_again(SettlementState::Pending, &on_solana, &old), SignAgain::Yes);
    assert_eq!(may_sign_again(SettlementState::Pending, &on_solana, &gone(over)), SignAgain::NotYet);
    // The last ledger that takes it can still settle it.
    let mut with_ledger = on_solana;
    with_ledger.expires = Expires::AfterLedger(100);
    for (ledger, then) in [(99, SignAgain::NotYet), (100, SignAgain::NotYet), (101, SignAgain::Yes)] {
        let seen = gone(and(over, &|seen| seen.ledger = Some(ledger)));
        assert_eq!(may_sign_again(SettlementState::Pending, &with_ledger, &seen), then, "{ledger}");
    }
    with_ledger.expires = Expires::Never;
    let seen = gone(and(and(over, &|seen| seen.ledger = Some(u32::MAX)), &|seen| seen.blockhash_expired = true));
    assert_eq!(may_sign_again(SettlementState::Pending, &with_ledger, &seen), SignAgain::NotYet);
    assert_eq!(may_sign_again(SettlementState::Pending, &with_ledger, &gone(used)), SignAgain::Yes);
}
