//! Which offer a client takes, and why none of the others.

use x402_schemes::{
    Budget, Choice, DEFAULT_HORIZON, PassedOver, SpendingLimits, choose, choose_from, evm::gateway::NearMiss,
};
use x402_types::{
    AnyAmount, DecodeOptions, Network, Offer, PaymentFlow, Scheme, Wire,
    v2::{self, PaymentRequired},
};

const USDC: &str = "0x036CbD53842c5426634e7929541eC2318f3dCF7e";

fn offers(list: &[(&str, &str, &str, &str)]) -> Vec<Offer<v2::PaymentRequirements>> {
    let offers: Vec<String> = list
        .iter()
        .map(|(scheme, network, asset, amount)| {
            format!(
                r#"{{"scheme":"{scheme}","network":"{network}","amount":"{amount}","asset":"{asset}","payTo":"p","maxTimeoutSeconds":1}}"#
            )
        })
        .collect();
    let text = format!(r#"{{"x402Version":2,"accepts":[{}]}}"#, offers.join(","));
    PaymentRequired::decode(text, &DecodeOptions::STRICT).unwrap().value.accepts
}

fn budget(network: &str, asset: &str, at_most: u64) -> Budget {
    Budget::new(Scheme::EXACT, network.parse().unwrap(), asset, at_most.into())
}

/// Within these budgets.
fn choose_by(offers: &[Offer<v2::PaymentRequirements>], budgets: &[Budget]) -> Choice {
    choose(offers, &SpendingLimits::DEFAULT.with_budgets(budgets))
}

/// The chosen offer, and why each other was not.
fn found(choice: &Choice) -> (Option<usize>, Vec<(usize, PassedOver)>) {
    (choice.offer, choice.passed_over.iter().map(|passed| (passed.offer, passed.why.clone())).collect())
}

fn passed_over(choice: &Choice) -> Vec<String> {
    found(choice).1.iter().map(|(index, why)| format!("{index}: {why}")).collect()
}

#[test]
fn each_offer_is_taken_or_passed_over_with_a_reason() {
    let offers = offers(&[
        ("upto", "eip155:84532", USDC, "1"),
        ("exact", "eip155:1", USDC, "1"),
        ("exact", "eip155:84532", "0x0000000000000000000000000000000000000001", "1"),
        ("exact", "eip155:84532", USDC, "10.5"),
        ("exact", "eip155:84532", USDC, "101"),
        ("exact", "eip155:84532", USDC, "100"),
        ("exact", "eip155:84532", USDC, "99"),
        ("exact", "eip155:84532", USDC, "99"),
    ]);
    let choice = choose_by(&offers, &[budget("eip155:84532", USDC, 100)]);
    assert_eq!(choice.offer, Some(6), "the cheapest, and of two equal ones the first");
    assert_eq!(
        passed_over(&choice),
        [
            "0: no budget has its scheme",
            "1: no budget has its network",
            "2: no budget has its asset",
            "3: cannot be read",
            "4: costs 101, but the budget is 100",
            "5: offer 6 is preferred",
            "7: offer 6 is preferred",
        ]
    );
}

#[test]
fn the_order_of_the_budgets_is_the_clients_preference() {
    let usdc_mainnet = "0xA0b86991c6218b36c1d19D4a2e9Eb0Ce3606eB48";
    let offers = offers(&[("exact", "eip155:84532", USDC, "5"), ("exact", "eip155:1", usdc_mainnet, "50")]);
    let (sepolia, mainnet) = (budget("eip155:84532", USDC, 10), budget("eip155:1", usdc_mainnet, 100));
    assert_eq!(choose_by(&offers, &[sepolia.clone(), mainnet.clone()]).offer, Some(0));
    assert_eq!(choose_by(&offers, &[mainnet, sepolia]).offer, Some(1));
}

#[test]
fn evm_assets_compare_as_bytes_and_others_as_text() {
    let lower = USDC.to_lowercase();
    assert_eq!(
        choose_by(&offers(&[("exact", "eip155:84532", &lower, "1")]), &[budget("eip155:84532", USDC, 1)]).offer,
        Some(0)
    );
    let solana = "solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1";
    assert_eq!(choose_by(&offers(&[("exact", solana, "Abc", "1")]), &[budget(solana, "Abc", 1)]).offer, Some(0));
    let other_case = choose_by(&offers(&[("exact", solana, "Abc", "1")]), &[budget(solana, "abc", 1)]);
    assert_eq!(found(&other_case).1, [(0, PassedOver::Asset)]);
}

#[test]
fn the_price_may_equal_the_budget_and_the_largest_budget_is_named() {
    let offers = offers(&[("exact", "eip155:84532", USDC, "100")]);
    assert_eq!(
        choose_by(&offers, &[budget("eip155:84532", USDC, 99), budget("eip155:84532", USDC, 100)]).offer,
        Some(0)
    );
    let choice = choose_by(
        &offers,
        &[budget("eip155:84532", USDC, 98), budget("eip155:84532", USDC, 99), budget("eip155:84532", USDC, 5)],
    );
    assert_eq!((choice.offer, passed_over(&choice)), (None, vec!["0: costs 100, but the budget is 99".to_string()]));
    assert_eq!(found(&choose_by(&offers, &[])).1, [(0, PassedOver::Scheme)]);
    assert_eq!(choose_by(&[], &[]), choose_by(&[], &[budget("eip155:1", USDC, 1)]));
}

/// An offer of the same price in each flow, in this order.
fn in_flows(flows: &[&str]) -> Vec<Offer<v2::PaymentRequirements>> {
    let offers = flows.iter().map(|flow| {
        format!(
            r#"{{"scheme":"exact","network":"eip155:84532","amount":"1","asset":"{USDC}","payTo":"0x20","maxTimeoutSeconds":60{flow}}}"#
        )
    });
    let offers: Vec<_> = offers.collect();
    let payment_required = format!(r#"{{"x402Version":2,"accepts":[{}]}}"#, offers.join(","));
    PaymentRequired::decode(&payment_required, &DecodeOptions::STRICT).unwrap().value.accepts
}

#[test]
fn a_flow_that_the_client_does_not_implement_is_never_taken() {
    let budgets = [budget("eip155:84532", USDC, 1)];
    let absent =
        ["", r#","extra":{}"#, r#","extra":{"paymentFlow":null}"#, r#","extra":{"paymentFlow":"authorization"}"#];
    for flow in absent {
        assert_eq!(choose_by(&in_flows(&[flow]), &budgets).offer, Some(0), "{flow}");
    }
    let upfront = r#","extra":{"paymentFlow":"upfront"}"#;
    let escrow = r#","extra":{"paymentFlow":"escrow"}"#;
    let unknown = [
        r#","extra":{"paymentFlow":"deferred"}"#,
        r#","extra":{"paymentFlow":"Authorization"}"#,
        r#","extra":{"paymentFlow":""}"#,
        r#","extra":{"paymentFlow":1}"#,
        r#","extra":{"paymentFlow":["authorization"]}"#,
    ];
    let all = [PaymentFlow::Authorization, PaymentFlow::Upfront, PaymentFlow::Escrow];
    let within = |flows| SpendingLimits::DEFAULT.with_budgets(&budgets).with_flows(flows);
    for flow in unknown {
        let choice = choose(&in_flows(&[flow]), &within(&all));
        assert_eq!(found(&choice), (None, vec![(0, PassedOver::Flow(None))]), "{flow}");
    }
    let choice = choose_by(&in_flows(&[upfront, escrow]), &budgets);
    let [one, two] = [PaymentFlow::Upfront, PaymentFlow::Escrow].map(|flow| PassedOver::Flow(Some(flow)));
    assert_eq!(found(&choice), (None, vec![(0, one), (1, two)]));

    // Listed, it is taken; where there is another way, that comes first, whatever the order of flows and offers.
    let offers = in_flows(&[escrow, upfront, ""]);
    assert_eq!(choose_by(&offers, &budgets).offer, Some(2));
    assert_eq!(choose(&offers, &within(&[PaymentFlow::Upfront])).offer, Some(1));
    assert_eq!(choose(&offers[..2], &within(&all)).offer, Some(0));
    assert_eq!(choose(&offers, &within(&[PaymentFlow::Upfront, PaymentFlow::Authorization])).offer, Some(2));
    assert_eq!(choose(&offers, &within(&[])).offer, None);
}

#[test]
fn an_offer_beyond_the_horizon_is_passed_over() {
    let budgets = [budget("eip155:84532", USDC, 100)];
    let lasting = |seconds: u64| {
        let offers = offers(&[("exact", "eip155:84532", USDC, "100")]);
        let mut offer = offers[0].get().unwrap().clone();
        offer.max_timeout_seconds = seconds;
        [Offer::from(offer)]
    };
    assert_eq!(choose_by(&lasting(DEFAULT_HORIZON), &budgets).offer, Some(0));
    for seconds in [DEFAULT_HORIZON + 1, 315_360_000, u64::MAX] {
        let choice = choose_by(&lasting(seconds), &budgets);
        let why = PassedOver::TooLong { seconds, at_most: DEFAULT_HORIZON };
        assert_eq!(found(&choice), (None, vec![(0, why)]));
        let further = SpendingLimits::DEFAULT.with_budgets(&budgets).with_horizon(seconds);
        assert_eq!(choose(&lasting(seconds), &further).offer, Some(0));
    }
    let shorter = SpendingLimits::DEFAULT.with_budgets(&budgets).with_horizon(59);
    assert_eq!(choose(&lasting(60), &shorter).offer, None);
}

/// An offer with this `extra`.
fn with_extra(extra: &str) -> Vec<Offer<v2::PaymentRequirements>> {
    in_flows(&[&format!(r#","extra":{{{extra}}}"#)])
}

const GATEWAY: &str =
    r#""name":"GatewayWalletBatched","version":"1","verifyingContract":"0x0077777d7EBA4688BDeF3E311b846F25870A19B9""#;

/// U-16. The budget has the token, which alone says nothing of a balance at the Gateway.
#[test]
fn an_offer_of_the_gateway_requires_a_balance_there() {
    let budgets = [budget("eip155:84532", USDC, 1)];
    let without = SpendingLimits::DEFAULT.with_budgets(&budgets);
    let with = without.with_gateway_balance();
    let found = |extra: &str, limits: &SpendingLimits<'_>| found(&choose(&with_extra(extra), limits));
    assert_eq!(found(GATEWAY, &without), (None, vec![(0, PassedOver::NoGatewayBalance)]));
    assert_eq!(found(GATEWAY, &with), (Some(0), vec![]));
    assert_eq!(choose_by(&with_extra(GATEWAY), &budgets).offer, None);
    // A near miss, and another name.
    let near = GATEWAY.replace(r#""1""#, r#""2""#);
    for limits in [&without, &with] {
        let (offer, passed_over) = found(&near, limits);
        assert_eq!((offer, &*passed_over), (None, &[(0, PassedOver::NearGateway(NearMiss::Version))][..]));
        assert_eq!(passed_over[0].1.to_string(), r#"has the name of the Gateway, but extra.version is not "1""#);
        let token = GATEWAY.replace(r#""GatewayWalletBatched","version":"1""#, r#""USDC","version":"2""#);
        assert_eq!(found(&token, limits).0, Some(0));
    }
    // With a balance, the lower price decides between the Gateway and the token, and then the index.
    let offers = in_flows(&["", &format!(r#","extra":{{{GATEWAY}}}"#)]);
    assert_eq!((choose(&offers, &without).offer, choose(&offers, &with).offer), (Some(0), Some(0)));
    let mut cheaper = offers[1].get().unwrap().clone();
    cheaper.amount = 0.into();
    let offers = [offers[0].clone(), Offer::from(cheaper)];
    assert_eq!((choose(&offers, &without).offer, choose(&offers, &with).offer), (Some(0), Some(1)));
}

/// The operator takes version 2 only, whether the network has a known name or not.
#[test]
fn a_v1_offer_with_the_name_of_the_gateway_is_passed_over() {
    for (network, name, expected) in [
        ("base-sepolia", "GatewayWalletBatched", None),
        ("nowhere", "GatewayWalletBatched", None),
        ("nowhere", "USDC", Some(0)),
    ] {
        let payment_required = format!(
            r#"{{"x402Version":1,"error":"pay","accepts":[{{"scheme":"exact","network":"{network}","maxAmountRequired":"1",
              "asset":"{USDC}","payTo":"0x20","resource":"https://a.example/","description":"","mimeType":"",
              "maxTimeoutSeconds":60,"extra":{{{GATEWAY}}}}}]}}"#
        );
        let payment_required = payment_required.replace("GatewayWalletBatched", name);
        let payment_required =
            x402_types::PaymentRequired::decode(&payment_required, &DecodeOptions::STRICT).unwrap().value;
        let choice = choose_from(&payment_required, &SpendingLimits::DEFAULT.with_gateway_balance());
        assert_eq!(choice.offer, expected, "{network} {name}");
        let why = choice.passed_over.first().map(|passed| passed.why.clone());
        assert!(expected.is_some() || why == Some(PassedOver::NearGateway(NearMiss::ProtocolVersion)), "{why:?}");
    }
}

const RLUSD: &str = "524C555344000000000000000000000000000000";
const ISSUER: &str = "rMxCKbEDwqr76QuheSUMdEGf4B9xJ8m5De";
const OTHER_ISSUER: &str = "rQhWct2fv4Vc4KRjRgMrxa8xPN9Zx9iLKV";

/// Offers on the XRP Ledger: the asset, the price, and `extra.issuer` as JSON.
fn on_ledger(offers: &[(&str, &str, &str)]) -> Vec<Offer<v2::PaymentRequirements>> {
    let offers = offers.iter().map(|(asset, amount, issuer)| {
        format!(
            r#"{{"scheme":"exact","network":"xrpl:0","amount":"{amount}","asset":"{asset}","payTo":"r","maxTimeoutSeconds":60,"extra":{{"issuer":{issuer}}}}}"#
        )
    });
    let offers: Vec<_> = offers.collect();
    let payment_required = format!(r#"{{"x402Version":2,"accepts":[{}]}}"#, offers.join(","));
    PaymentRequired::decode(&payment_required, &DecodeOptions::STRICT).unwrap().value.accepts
}

fn issued(currency: &str, issuer: &str, at_most: &str) -> Budget {
    let (currency, issuer) = (currency.parse().unwrap(), issuer.parse().unwrap());
    Budget::issued(Scheme::EXACT, Network::XRPL, currency, issuer, at_most.parse().unwrap())
}

fn decimal(text: &str) -> AnyAmount {
    AnyAmount::Decimal(text.parse().unwrap())
}

/// R-11: the budget of an issued currency is a decimal, which compares by value. Without budgets the order decides.
#[test]
fn a_price_in_an_issued_currency() {
    let named = format!("\"{ISSUER}\"");
    for (price, at_most, is_covered) in [
        ("0.01", "0.01", true),
        ("0.010", "0.01", true),
        ("0.01", "0.0100000000000000", true),
        ("0.01", "0.0099", false),
        ("0.01000000000000001", "0.01", false),
        ("9", "10", true),
        ("10", "9.999999999999999", false),
    ] {
        let choice = choose_by(&on_ledger(&[(RLUSD, price, &named)]), &[issued(RLUSD, ISSUER, at_most)]);
        let passed = vec![(0, PassedOver::TooExpensive { price: decimal(price), at_most: decimal(at_most) })];
        let expected = if is_covered { (Some(0), vec![]) } else { (None, passed) };
        assert_eq!(found(&choice), expected, "{price} {at_most}");
    }
    let dear = on_ledger(&[(RLUSD, "0.02", &named), (RLUSD, "0.010", &named)]);
    assert_eq!(choose_by(&dear, &[issued(RLUSD, ISSUER, "1")]).offer, Some(1));
    assert_eq!(
        found(&choose(&dear, &SpendingLimits::DEFAULT)),
        (Some(0), vec![(1, PassedOver::Preferred { other: 0 })])
    );
    let too_dear = choose_by(&dear[..1], &[issued(RLUSD, ISSUER, "0.001"), issued(RLUSD, ISSUER, "0.019")]);
    assert_eq!(passed_over(&too_dear), ["0: costs 0.02, but the budget is 0.019"]);
}

/// R-7: the same code by a different issuer is different money, and an offer without an account has no issuer.
#[test]
fn an_issued_currency_has_an_issuer() {
    let (named, other) = (format!("\"{ISSUER}\""), format!("\"{OTHER_ISSUER}\""));
    let budgets = [issued(RLUSD, ISSUER, "1")];
    let (ours, theirs) = (ISSUER.parse().ok(), OTHER_ISSUER.parse().ok());
    let issuer = |offered, budget| (None, vec![(0, PassedOver::Issuer { offered, budget })]);
    for (in_offer, expected) in [
        (&*named, (Some(0), vec![])),
        (&*other, issuer(theirs, ours)),
        ("null", issuer(None, ours)),
        ("7", issuer(None, ours)),
        (r#""rMxCKbEDwqr76QuheSUMdEGf4B9xJ8m5Df""#, issuer(None, ours)),
    ] {
        assert_eq!(found(&choose_by(&on_ledger(&[(RLUSD, "1", in_offer)]), &budgets)), expected, "{in_offer}");
    }
    let theirs = choose_by(&on_ledger(&[(RLUSD, "1", &other)]), &budgets);
    let expected = format!("0: is in the currency of issuer {OTHER_ISSUER}, but the budget is for that of {ISSUER}");
    assert_eq!(passed_over(&theirs), [expected]);
    // A budget that names no issuer covers none, not even an offer without one.
    let without_issuer = Budget::new(Scheme::EXACT, Network::XRPL, RLUSD, decimal("1"));
    for (in_offer, offered) in [(&*named, ours), ("null", None)] {
        let choice = choose_by(&on_ledger(&[(RLUSD, "1", in_offer)]), std::slice::from_ref(&without_issuer));
        assert_eq!(found(&choice), issuer(offered, None), "{in_offer}");
    }
    let both = [issued(RLUSD, OTHER_ISSUER, "1"), issued(RLUSD, ISSUER, "1")];
    assert_eq!(choose_by(&on_ledger(&[(RLUSD, "1", &named)]), &both).offer, Some(0));
    // XRP has no issuer, so the one in the offer is not compared.
    assert_eq!(choose_by(&on_ledger(&[("XRP", "1", &named)]), &[budget("xrpl:0", "XRP", 1)]).offer, Some(0));
}

/// R-6: a currency is one asset in each encoding, and letter case counts in three characters (R-5).
#[test]
fn an_issued_currency_in_each_encoding() {
    let (named, usd) = (format!("\"{ISSUER}\""), "0000000000000000000000005553440000000000");
    let lower = RLUSD.to_lowercase();
    for (offered, budgeted, is_same) in [
        (&*lower, RLUSD, true),
        (RLUSD, &*lower, true),
        ("USD", usd, true),
        (usd, "USD", true),
        ("usd", "USD", false),
        ("EUR", "USD", false),
    ] {
        let mut budget = issued(budgeted, ISSUER, "1");
        budget.asset = budgeted.into();
        let expected = if is_same { (Some(0), vec![]) } else { (None, vec![(0, PassedOver::Asset)]) };
        let choice = choose_by(&on_ledger(&[(offered, "1", &named)]), &[budget]);
        assert_eq!(found(&choice), expected, "{offered} {budgeted}");
    }
}

/// R-9, R-13: XRP is counted in drops, and an issued currency in decimals. No budget has both formats.
#[test]
fn drops_and_decimals_are_not_compared() {
    let named = format!("\"{ISSUER}\"");
    let (xrp, usd) = (on_ledger(&[("XRP", "1", "null")]), on_ledger(&[("USD", "1", &named)]));
    let of = |at_most: AnyAmount, mut budget: Budget| {
        budget.at_most = at_most;
        [budget]
    };
    let (in_xrp, in_usd) = (budget("xrpl:0", "XRP", 1), issued("USD", ISSUER, "1"));
    assert_eq!(choose_by(&xrp, std::slice::from_ref(&in_xrp)).offer, Some(0));
    assert_eq!(choose_by(&usd, std::slice::from_ref(&in_usd)).offer, Some(0));
    for (offers, budgets, expected) in [
        (&xrp, of(decimal("1"), in_xrp.clone()), PassedOver::AmountFormat),
        (&usd, of(u64::MAX.into(), in_usd.clone()), PassedOver::AmountFormat),
        (&usd, of(0.into(), in_usd.clone()), PassedOver::TooExpensive { price: decimal("1"), at_most: 0.into() }),
        (&xrp, [in_usd], PassedOver::Asset),
        (&usd, [in_xrp], PassedOver::Asset),
        (&on_ledger(&[("xrp", "1", &named)]), [budget("xrpl:0", "XRP", 1)], PassedOver::Asset),
    ] {
        assert_eq!(found(&choose_by(offers, &budgets)), (None, vec![(0, expected)]), "{budgets:?}");
    }
}

/// R-9: drops are atomic units.
#[test]
fn a_price_in_drops() {
    let offers = offers(&[("exact", "xrpl:0", "XRP", "250000")]);
    assert_eq!(choose_by(&offers, &[budget("xrpl:0", "XRP", 250_000)]).offer, Some(0));
    assert_eq!(choose_by(&offers, &[budget("xrpl:0", "XRP", 249_999)]).offer, None);
}

/// G-2: a budget covers both spellings of its network.
#[test]
fn a_network_of_algorand_in_either_encoding() {
    let (short, whole) =
        ("algorand:wGHE2Pwdvd7S12BL5FaOP20EGYesN73k", "algorand:wGHE2Pwdvd7S12BL5FaOP20EGYesN73ktiC1qzkkit8=");
    for (offered, budgeted) in [(short, whole), (whole, short), (whole, whole)] {
        let offers = offers(&[("exact", offered, "31566704", "10000")]);
        assert_eq!(choose_by(&offers, &[budget(budgeted, "31566704", 10_000)]).offer, Some(0));
        let other = budget("algorand:SGO1GKSzyE7IEPItTxCByw9x8FmnrCDe", "31566704", 10_000);
        assert_eq!(found(&choose_by(&offers, &[other])), (None, vec![(0, PassedOver::Network)]));
    }
}
