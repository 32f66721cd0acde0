//! Offers with the name of the Gateway (U-13, U-14).

use std::collections::BTreeMap;

use serde_json::{Value, json};
use x402_lint::{Bounds, Corrected, Finding, Level, Source, corrected, lint};
use x402_schemes::evm::gateway::{CHAINS, offered};
use x402_types::{DecodeOptions, RawJson, Wire, v2::PaymentRequirements};

const WALLETS: [&str; 2] = ["0x77777777Dcc4d5A8B6E418Fd04D8997ef11000eE", "0x0077777d7EBA4688BDeF3E311b846F25870A19B9"];
const USDC: &str = "0x036CbD53842c5426634e7929541eC2318f3dCF7e";

/// A change of an offer.
type Change = fn(&mut Value);

fn payment_required(offer: &Value) -> Value {
    json!({
        "x402Version": 2,
        "resource": {"url": "https://api.example.com/", "description": "The weather", "mimeType": "application/json"},
        "accepts": [offer],
    })
}

fn offer(change: impl FnOnce(&mut Value)) -> Value {
    let mut offer = json!({
        "scheme": "exact", "network": "eip155:84532", "amount": "10000", "asset": USDC,
        "payTo": "0x209693Bc6afc0C5328bA36FaF03C514EF312287C", "maxTimeoutSeconds": 604_900,
        "extra": {"name": "GatewayWalletBatched", "version": "1", "verifyingContract": WALLETS[1]},
    });
    change(&mut offer);
    offer
}

fn found(payment_required: &Value) -> Vec<(String, &'static str, Level)> {
    let text = payment_required.to_string();
    let lint = lint(&Source::Text(&text), &Bounds::DEFAULT);
    lint.findings.into_iter().map(|finding| (finding.pointer, finding.rule, finding.level)).collect()
}

fn info() -> (String, &'static str, Level) {
    ("/accepts/0/extra".into(), "gateway", Level::Info)
}

#[test]
fn a_right_offer_has_only_the_fact() {
    assert_eq!(found(&payment_required(&offer(|_| {}))), [info()]);
    // A chain and a token that only the table of the Gateway has.
    let unichain = offer(|offer| {
        offer["network"] = "eip155:130".into();
        offer["asset"] = "0x078D782b760474a361dDA0AF3839290b0EF57AD6".into();
        offer["extra"]["verifyingContract"] = WALLETS[0].into();
    });
    assert_eq!(found(&payment_required(&unichain)), [info()]);
    let plain = offer(|offer| {
        offer["extra"] = json!({"name": "USDC", "version": "2"});
        offer["maxTimeoutSeconds"] = 60.into();
    });
    assert_eq!(found(&payment_required(&plain)), []);
}

#[test]
fn a_near_miss_has_an_error_or_a_warning() {
    let contract = |level| ("/accepts/0/extra/verifyingContract".into(), "gateway-contract", level);
    let changes: [(Change, Level); 6] = [
        (|offer| drop(offer["extra"].as_object_mut().unwrap().remove("verifyingContract")), Level::Error),
        (|offer| offer["extra"]["verifyingContract"] = "wallet".into(), Level::Error),
        (|offer| offer["extra"]["verifyingContract"] = WALLETS[0].into(), Level::Warning),
        (|offer| offer["extra"]["version"] = "2".into(), Level::Warning),
        (|offer| offer["asset"] = "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913".into(), Level::Warning),
        (|offer| offer["extra"]["assetTransferMethod"] = "permit2".into(), Level::Warning),
    ];
    for (change, level) in changes {
        let rules = found(&payment_required(&offer(change)));
        assert!(rules.contains(&contract(level)), "{rules:?}");
        assert!(!rules.iter().any(|(_, rule, _)| ["other-domain", "domain-names"].contains(rule)), "{rules:?}");
    }
}

#[test]
fn the_time_and_the_resource() {
    for (seconds, is_found) in [(604_900, false), (604_899, true), (60, true), (5, true)] {
        let payment_required = payment_required(&offer(|offer| offer["maxTimeoutSeconds"] = seconds.into()));
        let rules: Vec<_> = found(&payment_required).into_iter().map(|(_, rule, _)| rule).collect();
        assert_eq!(rules.contains(&"gateway-timeout"), is_found, "{seconds}");
        assert!(!rules.contains(&"short-timeout"));
        let payment_required = RawJson::parse(&payment_required.to_string()).unwrap();
        let Corrected { payment_required: fixed, .. } = corrected(&payment_required, &Bounds::DEFAULT);
        assert!(fixed.as_str().contains(r#""maxTimeoutSeconds":604900"#), "{fixed:?}");
    }
    for member in ["description", "mimeType"] {
        let mut payment_required = payment_required(&offer(|_| {}));
        payment_required["resource"].as_object_mut().unwrap().remove(member);
        let expected = (format!("/resource/{member}"), "gateway-resource", Level::Warning);
        assert!(found(&payment_required).contains(&expected), "{:?}", found(&payment_required));
        payment_required["accepts"][0]["extra"] = json!({"name": "USDC", "version": "2"});
        assert!(!found(&payment_required).contains(&expected));
    }
}

/// One number is right for an offer with the name of the Gateway, of the variant or not: no rule speaks of 60 seconds.
#[test]
fn one_timeout_is_advised() {
    const LONGEST: u64 = 86_400 + 604_900;
    let near_miss: Change = |offer| offer["extra"]["version"] = "2".into();
    for change in [near_miss, |_| {}] {
        for (seconds, rules) in [
            (60, &["gateway-timeout"][..]),
            (60_000, &["gateway-timeout"]),
            (604_800, &["gateway-timeout"]),
            (604_899, &["gateway-timeout"]),
            (604_900, &[]),
            (605_000, &[]),
            (LONGEST, &[]),
            (LONGEST + 1, &["long-timeout"]),
            (604_900_000, &["long-timeout"]),
        ] {
            let mut offer = offer(change);
            offer["maxTimeoutSeconds"] = seconds.into();
            let lint = lint(&Source::Text(&payment_required(&offer).to_string()), &Bounds::DEFAULT);
            let is_timeout = |finding: &&Finding| finding.pointer.ends_with("/maxTimeoutSeconds");
            let timeouts: Vec<_> = lint.findings.iter().filter(is_timeout).collect();
            assert_eq!(timeouts.iter().map(|finding| finding.rule).collect::<Vec<_>>(), rules, "{seconds}");
            let is_advised = |remedy: &str| remedy.contains("604900");
            assert!(timeouts.iter().all(|finding| finding.remedy.is_some_and(is_advised)), "{timeouts:?}");
        }
    }
}

/// U-14: also where another rule corrects a member, of another scheme or on another kind of chain.
#[test]
fn no_rule_of_others_changes_extra() {
    let of_channels: Change = |offer| {
        offer["scheme"] = "batch-settlement".into();
        offer["extra"]["receiverAuthorizer"] = offer["payTo"].clone();
        offer["extra"]["withdrawDelay"] = 900.into();
        offer["extra"]["channelState"] = json!({});
    };
    let on_stellar: Change = |offer| {
        offer["network"] = "stellar:testnet".into();
        offer["asset"] = "CBIELTK6YBZJU5UP2WWQEUCYKLPU6AUNZ2BQ4WWFEIE3USCIHMXQDAMA".into();
        offer["payTo"] = "GCATS5YOVB6ROX2WUNKGNQ2MP3GMXDMKSG2O4N5CLX3A6W4PZGZZI55U".into();
        offer["extra"]["decimals"] = 6.into();
    };
    for change in [of_channels, on_stellar] {
        let offer = offer(change);
        for input in [offer.clone(), payment_required(&offer)] {
            let Corrected { payment_required, .. } =
                corrected(&RawJson::parse(&input.to_string()).unwrap(), &Bounds::DEFAULT);
            let fixed: Value = serde_json::from_str(payment_required.as_str()).unwrap();
            assert_eq!(fixed["accepts"][0]["extra"], offer["extra"], "{input}");
        }
        // The name alone keeps the members.
        let mut plain = offer;
        plain["extra"]["name"] = "Gateway".into();
        let before = payment_required(&plain).to_string();
        let Corrected { payment_required, .. } = corrected(&RawJson::parse(&before).unwrap(), &Bounds::DEFAULT);
        assert!(!payment_required.as_str().contains(&format!(r#""extra":{}"#, plain["extra"])), "{payment_required:?}");
    }
}

/// xorshift64*, so that each run makes the same offers.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        usize::try_from(self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33).unwrap() % end
    }

    fn one(&mut self, of: &[Value]) -> Value {
        of[self.below(of.len())].clone()
    }
}

/// What stands for a member that is left out.
const ABSENT: Value = Value::Bool(false);

/// An offer of the variant on any chain, or one with up to three members changed. The name stays.
fn generated(random: &mut Random) -> Value {
    let chain = &CHAINS[random.below(CHAINS.len())];
    let wallet = chain.wallet.to_string();
    let mut offer = offer(|offer| {
        offer["network"] = format!("eip155:{}", chain.chain_id).into();
        offer["asset"] = chain.usdc.to_string().into();
        offer["extra"]["verifyingContract"] = wallet.as_str().into();
    });
    for _ in 0..random.below(4) {
        let (path, values): (&str, &[Value]) = match random.below(10) {
            0 => ("/extra/version", &[json!("2"), json!(1), json!(null), json!(""), ABSENT]),
            1 => (
                "/extra/verifyingContract",
                &[
                    json!(WALLETS[0]),
                    json!(null),
                    json!("0x00"),
                    json!(7),
                    json!(USDC),
                    json!(wallet.to_lowercase()),
                    ABSENT,
                ],
            ),
            2 => (
                "/network",
                &[
                    json!("eip155:8453"),
                    json!("eip155:100"),
                    json!("base-sepolia"),
                    json!("base"),
                    json!("solana:devnet"),
                ],
            ),
            3 => (
                "/asset",
                &[json!("0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913"), json!("USDC"), json!(USDC.to_lowercase())],
            ),
            4 => ("/maxTimeoutSeconds", &[json!(5), json!(60), json!(604_800), json!(700_000), json!("60"), ABSENT]),
            5 => ("/scheme", &[json!("upto"), json!("deferred"), json!("Exact")]),
            6 => ("/extra/assetTransferMethod", &[json!("eip3009"), json!("permit2"), json!(null), json!(7)]),
            7 => ("/extra/paymentFlow", &[json!("upfront"), json!("later"), json!(null)]),
            8 => ("/amount", &[json!(10_000), json!("0.01"), json!("0"), json!("010")]),
            _ => ("/payTo", &[json!("0x209693bC6afc0C5328bA36FaF03C514EF312287C"), json!("merchant"), json!(USDC)]),
        };
        let (parent, name) = path.rsplit_once('/').unwrap();
        let members = offer.pointer_mut(parent).unwrap().as_object_mut().unwrap();
        let value = random.one(values);
        if value == ABSENT {
            members.remove(name);
        } else {
            members.insert(name.into(), value);
        }
    }
    if random.below(4) == 0 {
        offer["extra"]["deposit"] = json!({"least": "1"});
    }
    offer
}

/// The offer in a demand of either version, beside a plain one with the wrong names, or alone.
fn offered_somehow(offer: &Value, random: &mut Random) -> Value {
    let mut whole = payment_required(offer);
    match random.below(8) {
        0 => whole["resource"] = Value::Null,
        1 => drop(whole.as_object_mut().unwrap().remove("resource")),
        2 => {
            whole["x402Version"] = 1.into();
            whole["accepts"][0]["maxAmountRequired"] = offer["amount"].clone();
        }
        3 => return offer.clone(),
        _ => {}
    }
    let mut plain = offer.clone();
    plain["network"] = "eip155:84532".into();
    plain["asset"] = USDC.into();
    plain["extra"] = json!({"name": "USD Coin", "version": "1"});
    if random.below(2) == 0 {
        whole["accepts"].as_array_mut().unwrap().insert(random.below(2), plain);
    }
    whole
}

/// Of the variant, or the first reason why not.
fn kind(offer: &Value) -> String {
    let Ok(offer) = PaymentRequirements::decode(offer.to_string(), &DecodeOptions::STRICT) else {
        return "unreadable".into();
    };
    match offered(&(&offer.value).into()) {
        Some(Ok(_)) => "variant".into(),
        Some(Err(miss)) => format!("{miss:?}").split(' ').next().unwrap().into(),
        None => panic!("the name stays"),
    }
}

/// U-14: nothing in `extra`, byte for byte. That the linter corrects at all shows in the other members, and in the names of the
/// plain offer beside.
#[test]
fn a_fix_changes_nothing_in_extra_of_a_thousand_offers() {
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let (mut kinds, mut changed, mut named) = (BTreeMap::new(), 0, 0);
    for number in 0..1_000 {
        let mut offer = generated(&mut random);
        *kinds.entry(kind(&offer)).or_insert(0) += 1;
        // So that no other offer has the same text.
        offer["extra"]["order"] = number.into();
        let extra = format!(r#""extra":{}"#, offer["extra"]);
        let before = offered_somehow(&offer, &mut random).to_string();
        assert!(before.contains(&extra), "{before}");
        let Corrected { payment_required: fixed, .. } = corrected(&RawJson::parse(&before).unwrap(), &Bounds::DEFAULT);
        assert!(fixed.as_str().contains(&extra), "{before}\n{fixed:?}");
        changed += usize::from(fixed.as_str() != before);
        named += usize::from(before.contains(r#""USD Coin""#) && !fixed.as_str().contains(r#""USD Coin""#));
    }
    assert!(changed > 300 && named > 100, "{changed} demands were changed elsewhere, {named} of them in a plain offer");
    for kind in ["variant", "NoContract", "NotAddress", "Scheme", "Chain", "Version", "Contract", "Asset", "Method"] {
        assert!(kinds.get(kind).is_some_and(|count| *count >= 10), "{kind}: {kinds:?}");
    }
}
