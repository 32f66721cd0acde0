//! What a payer may have signed instead. The other message is built by alloy, so that nothing of ours vouches for itself.

use alloy_primitives::{Address, B256, eip191_hash_message, hex, keccak256};
use alloy_sol_types::{Eip712Domain, SolStruct, eip712_domain};
use x402_types::{Network, RawJson};
use x402_verify::{
    Context, Facts, Verdict, diagnose,
    evm::{FormatMistake, Guess, NameMistake},
};

use crate::{
    messages::{ReceiveWithAuthorization, TransferWithAuthorization},
    sign::{self, PAYER, Rsv, STRANGER},
    support::{Case, MERCHANT, NOW, Terms, Token, contract, offer, payment},
};

pub(crate) fn guesses(case: &Case) -> Vec<Guess> {
    let context = Context::at(case.now).with_policy(&case.policy).with_facts(&case.facts);
    let found = diagnose(&case.payment, &case.offers, &context);
    // What the tables contradict in the offer is not about the signature.
    let of_evm = |guess| match guess {
        x402_verify::Guess::Evm(guess) => Some(guess),
        x402_verify::Guess::Contradicted(_) | x402_verify::Guess::Unmatched(_) | x402_verify::Guess::NotTaken(_) => {
            None
        }
        other @ (x402_verify::Guess::Solana(_) | x402_verify::Guess::Stellar(_) | _) => panic!("{other:?}"),
    };
    found.into_iter().filter_map(of_evm).collect()
}

pub(crate) fn kinds(case: &Case) -> Vec<&'static str> {
    guesses(case).iter().map(Guess::kind).collect()
}

fn with(signature: Rsv) -> Case {
    Case::with_signature(&Terms::new(), &signature.bytes())
}

fn signed_for(change: impl FnOnce(&mut Token)) -> Case {
    let mut token = Token::new();
    change(&mut token);
    with(sign::sign(&Terms::new(), &token))
}

fn signed_as(change: impl FnOnce(&mut Terms)) -> Case {
    let mut terms = Terms::new();
    change(&mut terms);
    with(sign::sign(&terms, &Token::new()))
}

fn domain() -> Eip712Domain {
    let token = Token::new();
    eip712_domain! {
        name: token.name,
        version: token.version,
        chain_id: token.chain_id,
        verifying_contract: token.asset.parse::<Address>().unwrap(),
    }
}

/// One hash of `bytes32 separator` and the message, as EIP-712 has it.
fn digest(separator: B256, message: &impl SolStruct) -> B256 {
    keccak256([&[0x19, 0x01], separator.as_slice(), message.eip712_hash_struct().as_slice()].concat())
}

/// The message of [`sign::message`], under the type that only the recipient could bring to the chain.
fn received() -> ReceiveWithAuthorization {
    let TransferWithAuthorization { from, to, value, validAfter, validBefore, nonce } = sign::message(&Terms::new());
    ReceiveWithAuthorization { from, to, value, validAfter, validBefore, nonce }
}

#[test]
fn nothing_is_found_where_nothing_is_wrong() {
    assert_eq!(kinds(&Case::new()), [""; 0]);
    // Right, and too late, or for another amount: the report says all there is to say.
    assert_eq!(kinds(&Case::new().at(1_740_672_154)), [""; 0]);
    let mut less = Terms::new();
    less.value = "9999".into();
    assert_eq!(kinds(&Case::signed(&less)), [""; 0]);
    // Nobody knows what a contract takes for a signature.
    let garbled = with(sign::sign_as_stranger(&Terms::new(), &Token::new()));
    assert_eq!(kinds(&garbled.clone().facts(contract())), [""; 0]);
    assert_eq!(kinds(&garbled), ["gave-up"]);
}

#[test]
fn a_mistake_in_the_message_is_named() {
    let with_offer = |case: Case, change: &dyn Fn(&mut Case)| {
        let mut case = case;
        change(&mut case);
        case
    };
    let receive = digest(domain().hash_struct(), &received());
    let personal = eip191_hash_message(sign::digest(&Terms::new(), &Token::new()));
    let cases = [
        ("domain-names", signed_for(|token| token.name = "USD Coin".into())),
        ("domain-names", signed_for(|token| token.version = "1".into())),
        ("other-chain", signed_for(|token| token.chain_id = 8453)),
        ("other-token", {
            signed_for(|token| {
                token.chain_id = 8453;
                token.name = "USD Coin".into();
                token.asset = "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913".into();
            })
        }),
        ("receive-with-authorization", with(sign::sign_digest(receive))),
        ("personal-sign", with(sign::sign_digest(personal))),
        ("offered-terms", {
            // Ten thousand are signed, as the offer has it, and one more is sent.
            let mut more = Terms::new();
            more.value = "10001".into();
            Case::with_signature(&more, &sign::sign(&Terms::new(), &Token::new()).bytes())
        }),
        ("accepted-terms", {
            let cheap = signed_as(|terms| terms.value = "1".into());
            with_offer(cheap, &|case| case.payment.accepted.amount = 1.into())
        }),
        ("accepted-domain", {
            // And one more is sent than was signed for: not all of it is what was accepted.
            let elsewhere = Token { name: "Dollar".into(), ..Token::new() };
            let more = Terms { value: "10001".into(), ..Terms::new() };
            let elsewhere = Case::with_signature(&more, &sign::sign(&more, &elsewhere).bytes());
            with_offer(elsewhere, &|case| {
                case.payment.accepted.extra = Some(RawJson::parse(r#"{"name":"Dollar","version":"2"}"#).unwrap());
            })
        }),
        (
            "swapped-parties",
            signed_as(|terms| {
                terms.from = MERCHANT.into();
                terms.to = PAYER.into();
            }),
        ),
        (
            "signed-milliseconds",
            signed_as(|terms| {
                terms.valid_after += "000";
                terms.valid_before += "000";
            }),
        ),
    ];
    for (kind, case) in cases {
        assert_eq!(case.report().verdict(), Verdict::Invalid, "{kind}");
        assert_eq!(kinds(&case), [kind]);
    }
    // Sent changed round, the payer is whom the payment calls recipient.
    let mut sent = Terms::new();
    (sent.from, sent.to) = (MERCHANT.into(), PAYER.into());
    let case = Case::with_signature(&sent, &sign::sign(&Terms::new(), &Token::new()).bytes());
    assert_eq!(kinds(&case), ["swapped-parties"]);
}

/// A domain of name, chain and contract: alloy leaves the version out of type and hash.
#[test]
fn a_domain_without_version_is_named() {
    let mut domain = domain();
    domain.version = None;
    let digest = sign::message(&Terms::new()).eip712_signing_hash(&domain);
    assert_eq!(kinds(&with(sign::sign_digest(digest))), ["domain-without-version"]);
}

/// An empty domain, as a wallet signs it that got no type `EIP712Domain`: alloy leaves out every member.
#[test]
fn an_empty_domain_is_named() {
    let digest = sign::message(&Terms::new()).eip712_signing_hash(&Eip712Domain::default());
    assert_eq!(kinds(&with(sign::sign_digest(digest))), ["empty-domain"]);
    // Of a stranger it explains nothing, and neither does a domain with the name alone.
    let named = Eip712Domain { name: domain().name, ..Eip712Domain::default() };
    let digest = sign::message(&Terms::new()).eip712_signing_hash(&named);
    assert_eq!(kinds(&with(sign::sign_digest(digest))), ["gave-up"]);
}

/// A domain with the chain as its salt, as bridged tokens on Polygon have it.
#[test]
fn a_salted_domain_is_named() {
    let salted = |salt: u64| {
        let mut domain = domain();
        domain.chain_id = None;
        domain.salt = Some(B256::left_padding_from(&salt.to_be_bytes()));
        with(sign::sign_digest(sign::message(&Terms::new()).eip712_signing_hash(&domain)))
    };
    assert_eq!(kinds(&salted(Token::new().chain_id)), ["salted-domain"]);
    assert_eq!(kinds(&salted(Token::new().chain_id + 1)), ["gave-up"]);
}

#[test]
fn the_tokens_known_domain_differs_from_a_common_mistake() {
    // Base Sepolia's USDC is "USDC": an offer that says otherwise is the server's mistake.
    let mut case = Case::new();
    let wrong = r#"{"name":"USD Coin","version":"2"}"#;
    case = case.extra(wrong);
    let Some(Guess::DomainNames { name, version, known }) = guesses(&case).pop() else { panic!("{case:?}") };
    assert_eq!((name.as_str(), version.as_str(), known), ("USDC", "2", true));
    let case = signed_for(|token| token.name = "USD Coin".into());
    assert!(matches!(guesses(&case).as_slice(), [Guess::DomainNames { known: false, .. }]));
}

/// A payment in this token whose domain the payer signed under another name.
fn named(token: &Token, signed: &str) -> Case {
    let mut case = with(sign::sign(&Terms::new(), &Token { name: signed.into(), ..token.clone() }));
    let extra = serde_json::json!({"name": token.name, "version": token.version}).to_string();
    for offer in case.offers.iter_mut().chain([&mut case.payment.accepted]) {
        (offer.network, offer.asset) = (Network::eip155(token.chain_id), token.asset.clone());
        offer.extra = Some(RawJson::parse(&extra).unwrap());
    }
    case
}

/// The tables have `USD₮0` for USDT0 on X Layer, and `Tether USD` for USDT on Celo (U-45).
#[test]
fn a_misread_name_differs_from_a_wrong_one() {
    let usdt0 = Token {
        name: "USD₮0".into(),
        version: "1".into(),
        chain_id: 196,
        asset: "0x779Ded0c9e1022225f8E0630b35a9b54bE713736".into(),
    };
    // The bytes of these letters have no character in Windows-1252: 0x81, 0x8d, 0x8f, 0x90 and 0x9d.
    let unknown = Token { name: "Áñ\u{10d} EUR".into(), asset: MERCHANT.into(), ..usdt0.clone() };
    for (token, signed, mistake, says) in [
        (&usdt0, "USDâ\u{82}®0", NameMistake::Latin1, "as Latin-1"),
        (&usdt0, "USDâ‚®0", NameMistake::Windows1252, "as Windows-1252"),
        (&usdt0, "USDT0", NameMistake::Ascii, "outside ASCII"),
        (&usdt0, "USD0", NameMistake::Ascii, "left out"),
        (&usdt0, "USD?0", NameMistake::Ascii, "replaced"),
        (&usdt0, "Tether USD", NameMistake::Elsewhere, "a different chain"),
        (&unknown, "Ã\u{81}Ã±Ä\u{8d} EUR", NameMistake::Latin1, "as Latin-1"),
        (&unknown, "Ã\u{fffd}Ã±Ä\u{fffd} EUR", NameMistake::Windows1252, "as Windows-1252"),
        (&unknown, "ÃÃ±Ä EUR", NameMistake::Windows1252, "as Windows-1252"),
        (&unknown, " EUR", NameMistake::Ascii, "outside ASCII"),
        (&unknown, "??? EUR", NameMistake::Ascii, "outside ASCII"),
    ] {
        let found = guesses(&named(token, signed));
        let [Guess::MisreadName { name, version, mistake: how }] = found.as_slice() else {
            panic!("{signed}: {found:?}")
        };
        assert_eq!((name.as_str(), version.as_str(), *how, found[0].kind()), (signed, "1", mistake, "domain-names"));
        assert!(found[0].to_string().contains(says), "{}", found[0]);
    }
    // The nearest names that nobody reads: another letter, the sign's bytes cut, the name with another version.
    for signed in ["USDâ\u{82}®1", "USDâ\u{82}0", "USDt0", "USD T0", "TETHER USD", ""] {
        assert_eq!(kinds(&named(&usdt0, signed)), [""; 0], "{signed}");
    }
    assert_eq!(kinds(&named(&usdt0, "USD₮0")), [""; 0]);
}

#[test]
fn the_symbol_for_the_name_is_named() {
    let usat = Token {
        name: "Tether America USD".into(),
        version: "1".into(),
        chain_id: 42_220,
        asset: "0xD2ab3C9A02DBBAB236BfEC45D1d755DF4267F771".into(),
    };
    let found = guesses(&named(&usat, "USAT"));
    assert!(matches!(found.as_slice(), [Guess::MisreadName { mistake: NameMistake::Symbol, .. }]), "{found:?}");
    assert!(found[0].to_string().contains("symbol"), "{}", found[0]);
    // Another token's symbol is no guess, nor is the name elsewhere of a token whose own is ASCII.
    assert_eq!(kinds(&named(&usat, "USDT")), [""; 0]);
    assert_eq!(kinds(&named(&usat, "USD₮0")), [""; 0]);
}

/// The right message under a wrong form: what is printed is the signature that the token takes.
#[test]
fn a_mistake_in_the_format_is_corrected() {
    let good = sign::sign(&Terms::new(), &Token::new());
    let other_v = |v: u8| Rsv { v, ..good }.bytes();
    let cases = [
        (FormatMistake::HighS, good.high_s_twin().bytes()),
        (FormatMistake::Compact, good.compact()),
        (FormatMistake::RecoveryByte, other_v(55 - good.v)),
        (FormatMistake::RecoveryByte, other_v(29)),
        (FormatMistake::RecoveryByte, other_v(good.v + 10)),
        (FormatMistake::RecoveryByte, other_v(28 - good.v)),
        (FormatMistake::RecoveryId, other_v(good.v - 27)),
    ];
    for (mistake, bytes) in cases {
        let case = Case::with_signature(&Terms::new(), &bytes);
        assert_eq!(case.report().verdict() == Verdict::Valid, mistake == FormatMistake::RecoveryId, "{mistake:?}");
        let found = guesses(&case);
        let [Guess::SignatureFormat { mistake: named, canonical }] = found.as_slice() else {
            panic!("{mistake:?}: {found:?}")
        };
        assert_eq!((*named, hex::encode(canonical)), (mistake, hex::encode(good.bytes())));
        // Nobody may know the payer's code yet.
        assert_eq!(guesses(&case.facts(Facts::new())), found, "{mistake:?}");
        assert_eq!(Case::with_signature(&Terms::new(), canonical).report().verdict(), Verdict::Valid);
    }
}

#[test]
fn times_in_milliseconds_are_named() {
    let terms = Terms::window(0, NOW * 1000 + 60_000);
    let case = Case::signed(&terms).policy(|policy| policy.evm.horizon = Some(3600));
    assert_eq!(guesses(&case), [Guess::Milliseconds { member: "authorization.validBefore" }]);
    let terms = Terms::window(NOW * 1000, NOW * 1000 + 60_000);
    let members = [
        Guess::Milliseconds { member: "authorization.validAfter" },
        Guess::Milliseconds { member: "authorization.validBefore" },
    ];
    assert_eq!(guesses(&Case::signed(&terms)), members);
    // Far ahead and still seconds: the end of 256 bits, and the year 5000.
    let forever = "115792089237316195423570985008687907853269984665640564039457584007913129639935";
    for end in [forever, "95617584000"] {
        assert_eq!(kinds(&Case::signed(&Terms::window(NOW + 1, end))), [""; 0], "{end}");
    }
}

/// Not one recovery more than is promised, whatever there is to try.
#[test]
fn guesses_are_bounded_and_the_report_mentions_it() {
    let mut stranger = Terms::new();
    stranger.value = "10001".into();
    let bytes = sign::sign_as_stranger(&Terms::new(), &Token::new()).bytes();
    let case = Case::with_signature(&stranger, &bytes);
    let found = guesses(&case);
    assert_eq!(found, [Guess::GaveUp]);
    assert!(found[0].to_string().contains("32"));
    assert_eq!(Guess::MOST_RECOVERIES, 32);
    // And no guess makes a stranger the payer.
    let case = with(sign::sign(&Terms { from: STRANGER.into(), ..Terms::new() }, &Token::new()));
    assert_eq!(kinds(&case), ["gave-up"]);
}

#[test]
fn every_guess_advises_what_to_do() {
    let all = [
        Guess::Milliseconds { member: "authorization.validBefore" },
        Guess::SignatureFormat { mistake: FormatMistake::HighS, canonical: [1; 65] },
        Guess::SignatureFormat { mistake: FormatMistake::RecoveryByte, canonical: [1; 65] },
        Guess::SignatureFormat { mistake: FormatMistake::RecoveryId, canonical: [1; 65] },
        Guess::SignatureFormat { mistake: FormatMistake::Compact, canonical: [1; 65] },
        Guess::Decimals { member: "authorization.value" },
        Guess::DomainWithoutChainId,
        Guess::PersonalSignHex,
        Guess::OfferChanged,
        Guess::SignedDecimals,
        Guess::DomainNames { name: "USD\nCoin".into(), version: "2".into(), known: true },
        Guess::DomainWithoutVersion,
        Guess::EmptyDomain,
        Guess::SaltedDomain,
        Guess::OtherChain { chain_id: 1 },
        Guess::OtherToken { chain_id: 1, token: PAYER.parse().unwrap(), symbol: "USDC" },
        Guess::ReceiveWithAuthorization,
        Guess::PersonalSign,
        Guess::AcceptedDomain,
        Guess::AcceptedTerms,
        Guess::OfferedTerms,
        Guess::SwappedParties,
        Guess::SignedMilliseconds,
        Guess::GaveUp,
    ];
    for (index, guess) in all.iter().enumerate() {
        let sentence = guess.to_string();
        assert!(sentence.len() > 20 && !sentence.contains('\n'), "{sentence}");
        assert!(all[..index].iter().all(|other| other.kind() != guess.kind()));
    }
}

/// Signed by eth-account, with one slip each (`witness/vectors/diagnosis.py`).
#[test]
fn what_another_library_signed_is_explained() {
    let file: serde_json::Value =
        serde_json::from_str(include_str!("../../../../witness/vectors/diagnosis.json")).unwrap();
    let cases = file["cases"].as_array().unwrap();
    assert_eq!(cases.len(), 32);
    for made in cases {
        let mut case = Case::new().at(made["now"].as_u64().unwrap());
        case.payment = payment(&made["payment"].to_string());
        case.offers = vec![offer(&made["offers"][0].to_string())];
        // The token takes 27 or 28 alone, and whoever settles may add 27: it is valid, and flagged.
        let is_valid = made["title"] == "eip3009: the last byte is 0 or 1";
        assert_eq!(case.report().verdict() == Verdict::Valid, is_valid, "{}", made["title"]);
        assert_eq!(kinds(&case), [made["kind"].as_str().unwrap()], "{}", made["title"]);
        // The nearest payment with nothing to explain: what it accepted is offered, and a slip in the form is mended.
        if made["kind"] == "offer-changed" {
            case.offers = vec![case.payment.accepted.clone()];
            assert_eq!(case.report().verdict(), Verdict::Valid, "{}", made["title"]);
            assert_eq!(kinds(&case), [""; 0], "{}", made["title"]);
        }
    }
}

/// What a finding says is what stands in the payment.
#[test]
fn no_sentence_contradicts_the_bytes() {
    let good = sign::sign(&Terms::new(), &Token::new());
    let sentence = |v: u8| guesses(&with(Rsv { v, ..good }))[0].to_string();
    let other = sentence(55 - good.v);
    assert!(other.contains(&format!("the last byte is not {}", good.v)), "{other}");
    assert!(sentence(good.v - 27).contains(&format!("the recovery id, 0 or 1, instead of {}", good.v)));
    // A domain that differs in its name alone is not one of another network.
    let mut case = signed_for(|token| token.name = "Dollar".into());
    case.payment.accepted.extra = Some(RawJson::parse(r#"{"name":"Dollar","version":"2"}"#).unwrap());
    let found = guesses(&case);
    assert!(found[0].to_string().contains("exactly the terms in the payment's accepted"), "{found:?}");
    // Twelve zeros behind nothing are nothing.
    let mut nothing = Terms::new();
    nothing.value = "0".into();
    let mut case = Case::signed(&nothing);
    case.offers[0].amount = 0.into();
    case.payment.accepted.amount = 0.into();
    assert_eq!(kinds(&case), [""; 0]);
}
