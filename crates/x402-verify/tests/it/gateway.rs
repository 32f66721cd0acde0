//! Payments for the Gateway (U-1 to U-12). The vectors of the group `gateway` have the rest.

use alloy_primitives::{Address, hex, keccak256};
use alloy_sol_types::{SolCall, sol};
use x402_schemes::evm::gateway::{CHAINS, Chain, chain};
use x402_types::{Network, Scheme, SettleResponse};
use x402_verify::{
    Answer, AnswerError, CheckId, Facts, Mechanism, Outcome, Policy, Question, Returned, Rpc, Verdict,
    client::review_settlement,
    evm::{self, AccountCode, Fact, SignatureAnswer},
};

use crate::{
    base::replay_key,
    checks::{Pair, pair},
    sign::{self, PAYER},
    signatures::wrapped,
    support::{Case, MERCHANT, NOW, Terms, Token, VALID, contract, contract_says, failed, invalid, outcome, undecided},
};

sol! {
    interface Wallet {
        function availableBalance(address token, address depositor) external view returns (uint256);
    }
}

const WEEK: u64 = 604_800;

/// The terms of the base payment, with a week left.
fn terms() -> Terms {
    Terms::window(NOW - 600, NOW + WEEK)
}

fn domain(chain: &Chain) -> Token {
    Token {
        name: "GatewayWalletBatched".into(),
        version: "1".into(),
        chain_id: chain.chain_id,
        asset: chain.wallet.to_string(),
    }
}

fn base_sepolia() -> &'static Chain {
    chain(84_532).unwrap()
}

fn on(case: Case, chain: &Chain) -> Case {
    let wallet = chain.wallet;
    case.extra(&format!(r#"{{"name":"GatewayWalletBatched","version":"1","verifyingContract":"{wallet}"}}"#)).offered(
        |offer| {
            offer.network = Network::eip155(chain.chain_id);
            offer.asset = chain.usdc.to_string();
        },
    )
}

fn with_signature(bytes: &[u8]) -> Case {
    on(Case::with_signature(&terms(), bytes), base_sepolia())
}

fn signed(terms: &Terms) -> Case {
    on(Case::with_signature(terms, &sign::sign(terms, &domain(base_sepolia())).bytes()), base_sepolia())
}

pub(crate) fn case() -> Case {
    signed(&terms())
}

pub(crate) fn pairs() -> Vec<Pair> {
    let to_self = Terms { to: PAYER.into(), ..terms() };
    let to_self = signed(&to_self).offered(|offer| offer.pay_to = PAYER.into());
    vec![pair(CheckId::GATEWAY_SELF, "self_transfer", to_self, case())]
}

#[test]
fn it_is_valid_on_every_chain() {
    for chain in CHAINS {
        let case = on(Case::with_signature(&terms(), &sign::sign(&terms(), &domain(chain)).bytes()), chain);
        let report = case.report();
        assert_eq!(case.verdict(), VALID, "{}: {:?}", chain.name, report.deciding());
        assert_eq!(report.mechanism(), Some(Mechanism::GATEWAY));
        assert_eq!(case.flags(), ["gateway"]);
        let authorized = report.into_paid().unwrap();
        assert_eq!(authorized.authorized().asset.to_string(), chain.usdc.to_string());
        let key = replay_key(&[
            b"gateway",
            format!("eip155:{}", chain.chain_id).as_bytes(),
            chain.wallet.as_ref(),
            &hex!("f39Fd6e51aad88F6F4ce6aB8827279cffFb92266"),
            &hex!("f3746613c2d920b5fdabc0856f2aeb2d4f88ee6037b8cc5d04a71a4462f13480"),
        ]);
        assert_eq!(authorized.replay_key().to_string(), key, "{}", chain.name);
    }
}

/// As of any payment by EIP-3009 (U-3).
#[test]
fn a_policy_can_refuse_a_wrong_checksum() {
    let has_wrong_checksum = PAYER.replacen("0xf39F", "0xF39F", 1);
    for (from, is_strict, verdict) in
        [(PAYER, true, VALID), (&has_wrong_checksum, false, VALID), (&has_wrong_checksum, true, invalid("policy"))]
    {
        let terms = Terms { from: from.into(), ..terms() };
        let case = signed(&terms).policy(|policy| policy.evm.strict_addresses = is_strict);
        assert_eq!(case.verdict(), verdict);
    }
}

/// By the token's own domain, and by the offer's names with the token as the contract: what other software signs.
#[test]
fn what_is_signed_for_the_token_is_invalid() {
    let token = base_sepolia().usdc.to_string();
    for (name, version) in [("USDC", "2"), ("GatewayWalletBatched", "1")] {
        let domain =
            Token { name: name.into(), version: version.into(), asset: token.clone(), ..domain(base_sepolia()) };
        assert_eq!(with_signature(&sign::sign(&terms(), &domain).bytes()).verdict(), invalid("signer"), "{name}");
    }
}

#[test]
fn what_is_known_of_the_payers_code_has_no_effect() {
    let payer = PAYER.parse().unwrap();
    let refusing = Facts::new().with(Fact::Account { account: payer, code: AccountCode::Present });
    let digest = sign::digest(&terms(), &domain(base_sepolia())).0;
    let signature = sign::sign(&terms(), &domain(base_sepolia())).bytes();
    let refusing = refusing.with(contract_says(payer, digest, signature, SignatureAnswer::Refused));
    let accepting =
        contract().with(contract_says(payer, digest, *b"for the contract alone", SignatureAnswer::Accepted));
    for facts in [Facts::new(), contract(), refusing] {
        assert_eq!(case().facts(facts).verdict(), VALID);
    }
    for facts in [Facts::new(), contract(), accepting] {
        let other = with_signature(b"for the contract alone").facts(facts.clone());
        assert_eq!(other.verdict(), invalid("signature-form"));
        let stranger = with_signature(&sign::sign_as_stranger(&terms(), &domain(base_sepolia())).bytes());
        assert_eq!(stranger.facts(facts).verdict(), invalid("signer"));
    }
}

#[test]
fn a_wrapper_is_invalid_and_its_factory_named() {
    let signature = sign::sign(&terms(), &domain(base_sepolia())).bytes();
    for case in [with_signature(&wrapped(signature.clone())), with_signature(&wrapped(signature)).allowing(&[])] {
        let report = case.report();
        assert_eq!(failed(&report), [CheckId::SIGNATURE_FORM]);
        let text = report.into_paid().unwrap_err().to_string();
        assert!(text.contains("ERC-6492") && text.contains("factory 0x"), "{text}");
    }
}

/// No policy helps a form that a settler would have to rewrite, since only the operator settles.
#[test]
fn the_formats_are_those_of_a_token() {
    let signature = sign::sign(&terms(), &domain(base_sepolia()));
    let mut parity = signature;
    parity.v -= 27;
    let with = |bytes: &[u8]| {
        with_signature(bytes).policy(|policy| {
            (policy.evm.compact_signatures, policy.evm.canonical_signatures) = (true, true);
        })
    };
    for (bytes, verdict) in [
        (signature.bytes(), VALID),
        (parity.bytes(), VALID),
        (signature.high_s_twin().bytes(), invalid("signature-low-s")),
        (signature.compact(), invalid("signature-form")),
        (vec![0; 65], invalid("signature-range")),
    ] {
        assert_eq!(with_signature(&bytes).verdict(), verdict);
        assert_eq!(with(&bytes).verdict(), verdict);
    }
    assert_eq!(with_signature(&parity.bytes()).flags(), ["y-parity", "gateway"]);
}

#[test]
fn a_week_is_left_by_the_second() {
    let margin = |margin: u64, expiry: u64| {
        move |policy: &mut Policy| (policy.evm.gateway_margin, policy.evm.expiry_margin) = (margin, expiry)
    };
    for (late, policy, verdict) in [
        (0, margin(WEEK, 6), VALID),
        (1, margin(WEEK, 6), invalid("expiry-margin")),
        (1, margin(WEEK - 1, 6), VALID),
        (0, margin(WEEK, WEEK + 1), invalid("expiry-margin")),
        (0, margin(0, WEEK + 1), invalid("expiry-margin")),
        (WEEK - 6, margin(0, 6), VALID),
        (WEEK - 5, margin(0, 6), invalid("expiry-margin")),
        (WEEK, margin(0, 0), invalid("valid-before")),
    ] {
        assert_eq!(case().at(NOW + late).policy(policy).verdict(), verdict, "{late}");
    }
    let horizon = |seconds| case().policy(|policy| policy.evm.horizon = Some(seconds)).verdict();
    assert_eq!((horizon(WEEK), horizon(WEEK - 1)), (VALID, invalid("horizon")));
    let begins_now = signed(&Terms::window(NOW, NOW + WEEK));
    assert_eq!((begins_now.verdict(), begins_now.flags()), (VALID, vec!["boundary-after", "gateway"]));
    assert_eq!(signed(&Terms::window(NOW + 1, NOW + WEEK)).verdict(), invalid("valid-after"));
}

#[test]
fn two_questions_are_left_for_the_operator() {
    let report = case().facts(Facts::new()).report();
    let [balance, nonce] = report.outstanding() else { panic!("{:?}", report.outstanding()) };
    assert_eq!((balance.kind(), nonce.kind()), ("gateway-balance", "gateway-nonce"));
    assert_eq!(nonce.rpc(), None);
    let Some(Rpc::Evm(evm::Rpc::Call { to, data })) = balance.rpc() else { panic!("{balance:?}") };
    assert_eq!(to, base_sepolia().wallet);
    let call = Wallet::availableBalanceCall {
        token: Address::new(base_sepolia().usdc.to_bytes()),
        depositor: PAYER.parse().unwrap(),
    };
    assert_eq!(data, call.abi_encode());
    assert_eq!(data[..4], keccak256("availableBalance(address,address)")[..4]);
    assert_eq!(data[..4], [0x3c, 0xcb, 0x64, 0xae]);
    let word = |amount: u64| [[0; 24].as_slice(), &amount.to_be_bytes()].concat();
    for (amount, answer) in [(10_000, Answer::Yes), (9_999, Answer::No)] {
        assert_eq!(balance.answer(Returned::Bytes(&word(amount))), Ok(answer));
    }
    assert_eq!(nonce.answer(Returned::Bytes(&word(1))), Err(AnswerError::NoCall));
    assert!(balance.to_string().contains("the deposit on eip155:84532") && balance.to_string().contains("operator"));
}

#[test]
fn a_near_miss_is_verified_with_the_tokens_domain() {
    let misses = |change: &str| case().extra(&format!(r#"{{"name":"GatewayWalletBatched",{change}}}"#));
    let wallet = base_sepolia().wallet;
    for extra in [
        r#""version":"1""#.to_owned(),
        format!(r#""version":"1","verifyingContract":"{MERCHANT}""#),
        format!(r#""version":"2","verifyingContract":"{wallet}""#),
    ] {
        let case = misses(&extra);
        assert_eq!((case.verdict(), case.flags()), (invalid("signer"), vec!["gateway-near-miss"]), "{extra}");
    }
    let domain = Token { asset: base_sepolia().usdc.to_string(), ..domain(base_sepolia()) };
    let signature = sign::sign(&terms(), &domain).bytes();
    let for_token = with_signature(&signature).extra(r#"{"name":"GatewayWalletBatched","version":"1"}"#);
    assert_eq!((for_token.verdict(), for_token.flags()), (VALID, vec!["gateway-near-miss"]));

    // Without the variant every such offer is a near miss.
    for policy in [Policy::TS, Policy::X402_RS, {
        let mut policy = Policy::DEFAULT;
        policy.evm.gateway_variant = false;
        policy
    }] {
        let right = case().policy(|own| *own = policy);
        assert_eq!((right.verdict(), right.flags()), (invalid("signer"), vec!["gateway-near-miss"]));
        let for_token = with_signature(&signature).policy(|own| *own = policy);
        assert_eq!((for_token.verdict(), for_token.flags()), (VALID, vec!["gateway-near-miss"]));
    }
}

#[test]
fn a_chain_that_the_table_does_not_have_is_undecided() {
    let moved = |network: u64| case().offered(|offer| offer.network = Network::eip155(network));
    let report = moved(100).report();
    assert_eq!(moved(100).verdict(), undecided("method"));
    assert_eq!(moved(100).flags(), ["gateway-near-miss"]);
    assert_eq!(report.needs().map(Question::kind).collect::<Vec<_>>(), ["verifier"]);
    assert!(matches!(outcome(&report, CheckId::METHOD), Some(Outcome::Needs(_))));
    assert_ne!(moved(8453).verdict().0, Verdict::Undecided);
    let elsewhere = moved(100)
        .extra(&format!(r#"{{"name":"GatewayWalletBatched","version":"1","verifyingContract":"{MERCHANT}"}}"#));
    assert_eq!(elsewhere.verdict(), invalid("signer"));
}

#[test]
fn a_server_may_refuse_either_flag() {
    use x402_types::Flag;
    let refusing = |case: Case, flag| case.policy(|policy| policy.refused.insert(flag)).verdict();
    assert_eq!(refusing(case(), Flag::Gateway), invalid("policy"));
    assert_eq!(refusing(case(), Flag::GatewayNearMiss), VALID);
}

/// U-18: what else a payer may have signed.
#[test]
fn a_diagnosis_names_the_domain_that_was_signed() {
    let found = |case: &Case| -> Vec<&'static str> {
        let context = x402_verify::Context::at(case.now).with_policy(&case.policy).with_facts(&case.facts);
        let guesses = x402_verify::diagnose(&case.payment, &case.offers, &context);
        guesses.iter().inspect(|guess| assert!(!guess.to_string().is_empty())).map(|guess| guess.kind()).collect()
    };
    let in_domain = |change: &dyn Fn(&mut Token)| {
        let mut other = domain(base_sepolia());
        change(&mut other);
        sign::sign(&terms(), &other).bytes()
    };
    let mainnets = chain(8453).unwrap();
    let token = base_sepolia().usdc.to_string();
    let other_wallet = in_domain(&|domain| domain.asset = mainnets.wallet.to_string());
    for (signature, kind) in [
        (in_domain(&|domain| domain.asset = token.clone()), "token-domain"),
        (
            in_domain(&|domain| {
                (domain.name, domain.version, domain.asset) = ("USDC".into(), "2".into(), token.clone());
            }),
            "token-domain",
        ),
        (other_wallet.clone(), "gateway-domain"),
        (in_domain(&|domain| domain.chain_id = base_sepolia().operators_number), "other-chain"),
        (sign::sign(&terms(), &domain(mainnets)).bytes(), "other-chain"),
    ] {
        assert_eq!(found(&with_signature(&signature)), [kind]);
        // The payer's code has no effect.
        assert_eq!(found(&with_signature(&signature).facts(contract())), [kind]);
    }
    let plain = |signature: &[u8]| Case::with_signature(&terms(), signature);
    assert_eq!(found(&plain(&in_domain(&|_| {}))), ["gateway-domain"]);
    assert_eq!(found(&plain(&other_wallet)), ["gateway-domain"]);
    // By a policy without the variant the offer names the token's domain.
    let off = case().policy(|policy| policy.evm.gateway_variant = false);
    assert_eq!(found(&off), ["gateway-domain"]);
    assert!(found(&case()).is_empty() && found(&case().at(NOW + 1)).is_empty());
}

#[test]
fn a_buyer_reviews_the_offer() {
    use x402_schemes::evm::gateway::NearMiss;
    use x402_verify::client::{SpendingLimits, review_offer};

    let with_balance = SpendingLimits::DEFAULT.with_gateway_balance();
    assert_eq!(review_offer(&case().offers[0], None, &with_balance), []);
    let issues = review_offer(&case().offers[0], None, &SpendingLimits::DEFAULT);
    assert_eq!(issues, [evm::OfferIssue::NoGatewayBalance.into()]);
    assert!(issues[0].is_serious() && issues[0].to_string().contains("a balance at the Gateway"));
    let near = case().extra(r#"{"name":"GatewayWalletBatched","version":"1"}"#);
    for limits in [SpendingLimits::DEFAULT, with_balance] {
        let issues = review_offer(&near.offers[0], None, &limits);
        assert_eq!(issues, [evm::OfferIssue::NearGateway(NearMiss::NoContract).into()]);
        assert!(issues[0].is_serious() && issues[0].to_string().contains("verifyingContract"));
    }
    // Base Sepolia's USDC is in the tables of tokens, and that of Unichain only in the table of the Gateway.
    let unichain = on(case(), chain(130).unwrap());
    assert_eq!(review_offer(&unichain.offers[0], None, &with_balance), []);
}

/// The operator names the transfer by what it likes, and the chain has no such transaction (U-11).
#[test]
fn a_settlement_names_an_identifier() {
    let paid = case().report().into_paid().unwrap().authorized().clone();
    let review = |transaction: &str| {
        review_settlement(&SettleResponse::success(transaction, paid.network.clone()), &Scheme::EXACT, &paid)
    };
    let named = review("bb5d30c1-e84d-4f5e-a2c5-2e1f4b1c9d3a");
    assert_eq!((named.verdict, named.issues), (Verdict::Valid, [].into()));
    assert_eq!(review("").verdict, Verdict::Invalid);
}
