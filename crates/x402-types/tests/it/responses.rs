//! What facilitators and servers answer (C-14, C-15): settlements, verifications, what is supported.

use std::fmt::Debug;

use x402_types::{
    AnyNetwork, DecodeOptions, Entry, Flag, Flags, Network, NetworkName, RawJson, ReasonCode, Scheme, SettleOutcome,
    SettleResponse, SupportedKind, SupportedResponse, VerifyOutcome, VerifyResponse, Wire,
};

use crate::support::{assert_refused, replace};

const STRICT: DecodeOptions = DecodeOptions::STRICT;
const LENIENT: DecodeOptions = DecodeOptions::LENIENT;

const SUCCESS: &str = r#"{"success":true,"transaction":"0x12","network":"eip155:84532"}"#;
const FAILURE: &str =
    r#"{"success":false,"errorReason":"insufficient_funds","transaction":"","network":"base-sepolia"}"#;

/// Reads the same under both profiles, with these flags.
#[track_caller]
fn read<T: Wire + Debug + PartialEq>(text: &str, flags: impl IntoIterator<Item = Flag>) -> T {
    let flags = Flags::from_iter(flags);
    let [strict, lenient] = [STRICT, LENIENT].map(|options| T::decode(text, &options).expect(text));
    assert_eq!((&strict.value, strict.flags, lenient.flags), (&lenient.value, flags, flags), "{text}");
    strict.value
}

#[track_caller]
fn refused<T: Wire + Debug>(text: &str, expected: &str) {
    for options in [STRICT, LENIENT] {
        assert_refused(T::decode(text, &options), expected, text);
    }
}

fn settled(from: &str, to: &str, flags: impl IntoIterator<Item = Flag>) -> SettleResponse {
    read(&replace(SUCCESS, from, to), flags)
}

fn failed(from: &str, to: &str, flags: impl IntoIterator<Item = Flag>) -> SettleResponse {
    read(&replace(FAILURE, from, to), flags)
}

#[test]
fn nothing_is_never_an_answer() {
    refused::<SettleResponse>("{}", "shape missing-member success");
    refused::<VerifyResponse>("{}", "shape missing-member isValid");
    refused::<SupportedResponse>("{}", "shape missing-member kinds");
    for text in ["null", "[]", "true", "\"\""] {
        let expected = if text == "null" { "shape null" } else { "shape wrong-type" };
        refused::<SettleResponse>(text, expected);
        refused::<VerifyResponse>(text, expected);
        refused::<SupportedResponse>(text, expected);
    }
    refused::<SettleResponse>("", "json unexpected-end");
    for wrong in ["\"true\"", "\"false\"", "1", "0", "[]", "{}"] {
        let text = replace(SUCCESS, "true", wrong);
        refused::<SettleResponse>(&text, "shape wrong-type success");
        refused::<VerifyResponse>(&format!("{{\"isValid\":{wrong}}}"), "shape wrong-type isValid");
    }
    refused::<SettleResponse>(&replace(SUCCESS, "true", "null"), "shape null success");
    refused::<VerifyResponse>("{\"isValid\":null}", "shape null isValid");
    // Names are exact, and nothing stands in for them.
    refused::<SettleResponse>(&replace(SUCCESS, "\"success\"", "\"Success\""), "shape missing-member success");
    refused::<VerifyResponse>("{\"valid\":true,\"invalidReason\":\"x\"}", "shape missing-member isValid");
}

#[test]
fn transactions() {
    assert_eq!(read::<SettleResponse>(SUCCESS, []).transaction, "0x12");
    assert_eq!(read::<SettleResponse>(FAILURE, []).transaction, "");
    for text in [SUCCESS, FAILURE] {
        let transaction = if text == SUCCESS { "\"0x12\"" } else { "\"\"" };
        let with = |value: &str| replace(text, &format!("\"transaction\":{transaction}"), value);
        refused::<SettleResponse>(&with("\"tx\":1"), "shape missing-member transaction");
        refused::<SettleResponse>(&with("\"transaction\":null"), "shape null transaction");
        for wrong in ["7", "[]", "{\"hash\":\"0x12\"}", "false"] {
            refused::<SettleResponse>(&with(&format!("\"transaction\":{wrong}")), "shape wrong-type transaction");
        }
    }
    // Settled without one: whether that answers the payment is for the client to check.
    let empty = settled("\"0x12\"", "\"\"", [Flag::NoTransaction]);
    assert_eq!((empty.outcome, &*empty.transaction), (SettleOutcome::Success, ""));
    // Failed with one: it is still pending.
    let pending = failed("\"transaction\":\"\"", "\"transaction\":\"0x12\"", []);
    assert_eq!(pending.transaction, "0x12");
}

#[test]
fn networks_of_settlements() {
    assert_eq!(read::<SettleResponse>(SUCCESS, []).network, Some(Network::eip155(84532).into()));
    let name = NetworkName::try_from("base-sepolia").unwrap();
    assert_eq!(read::<SettleResponse>(FAILURE, []).network, Some(name.into()));
    // In either version's form, with no flag: the object names no version.
    let format = |network: &str| settled("eip155:84532", network, []).network.unwrap();
    assert_eq!(format("base").network(), Some(Network::eip155(8453)));
    assert_eq!(format("unknown").network(), None);
    assert_eq!(format("eip155:1").network(), Some(Network::eip155(1)));

    let network = "\"network\":\"base-sepolia\"";
    let missing = failed(network, "\"z\":1", [Flag::NoNetwork]);
    assert_eq!((missing.network.is_none(), missing.other.len()), (true, 1));
    let empty = failed(network, "\"network\":\"\"", [Flag::NoNetwork]);
    assert_eq!(empty.to_json(), replace(FAILURE, network, "\"network\":\"\""));
    for (text, network) in [(SUCCESS, "\"network\":\"eip155:84532\""), (FAILURE, network)] {
        refused::<SettleResponse>(&replace(text, network, "\"network\":null"), "shape null network");
        refused::<SettleResponse>(&replace(text, network, "\"network\":84532"), "shape wrong-type network");
        refused::<SettleResponse>(&replace(text, network, "\"network\":\"eip155:x\""), "shape not-network network");
    }
    let network = "\"network\":\"eip155:84532\"";
    refused::<SettleResponse>(&replace(SUCCESS, network, "\"z\":1"), "shape missing-member network");
    let empty = replace(SUCCESS, network, "\"network\":\"\"");
    refused::<SettleResponse>(&empty, "shape not-network network");
    let error = SettleResponse::decode(&*empty, &STRICT).unwrap_err();
    assert_eq!(error.offset(), empty.find("\"\""));
    // It does not matter what stands first.
    refused::<SettleResponse>(r#"{"network":"","transaction":"0x12","success":true}"#, "shape not-network network");
}

#[test]
fn settled_amounts() {
    let with = |value: &str| replace(SUCCESS, "\"network\"", &format!("\"amount\":{value},\"network\""));
    assert_eq!(read::<SettleResponse>(&with("\"0\""), []).amount, Some(0.into()));
    // As the official batch settlement sends it: kept where it came.
    let mut empty = read::<SettleResponse>(&with("\"\""), [Flag::EmptyAmount]);
    assert_eq!(empty.amount, None);
    assert!(empty.to_json().ends_with(r#""eip155:84532","amount":""}"#));
    empty.amount = Some(7.into());
    assert!(empty.to_json().ends_with(r#""eip155:84532","amount":"7"}"#));
    let null = read::<SettleResponse>(&with("null"), [Flag::NullOptional]);
    assert!(null.to_json().ends_with(r#""amount":null}"#));
    refused::<SettleResponse>(&with("\" \""), "shape not-decimal amount");
    refused::<SettleResponse>(&with("\"-1\""), "shape not-decimal amount");
    assert_refused(SettleResponse::decode(with("7"), &STRICT), "shape not-decimal amount", "a number");
    assert_eq!(SettleResponse::decode(with("7"), &LENIENT).unwrap().value.amount, Some(7.into()));
}

#[test]
fn reasons_are_an_open_set() {
    for code in ReasonCode::SPECIFIED {
        let with = failed("insufficient_funds", code.as_str(), []);
        assert_eq!(with.outcome, SettleOutcome::Failure(Some(code.clone())));
    }
    assert_eq!(ReasonCode::SPECIFIED.len(), 15);
    for unknown in ["settlement_pending", "Insufficient_Funds", "", "a \\\"reason\\\" in words: \\u20ac"] {
        let text = replace(FAILURE, "insufficient_funds", unknown);
        let failure = read::<SettleResponse>(&text, []);
        let meant: String = serde_json::from_str(&format!("\"{unknown}\"")).unwrap();
        assert_eq!(failure.outcome, SettleOutcome::Failure(Some(ReasonCode::new(&meant))));
        assert_eq!(failure.to_json(), text.replace("\\u20ac", "€"));
        let text = format!("{{\"isValid\":false,\"invalidReason\":\"{unknown}\"}}");
        let invalid = read::<VerifyResponse>(&text, []);
        assert_eq!(invalid.outcome, VerifyOutcome::Invalid(Some(ReasonCode::new(&meant))));
        assert_eq!(invalid.to_json(), text.replace("\\u20ac", "€"));
    }
    let none = failed("\"errorReason\":\"insufficient_funds\",", "", []);
    assert_eq!(none.outcome, SettleOutcome::Failure(None));
    let null = failed("\"insufficient_funds\"", "null", [Flag::NullOptional]);
    assert_eq!((null.outcome, null.other.len()), (SettleOutcome::Failure(None), 1));
    refused::<SettleResponse>(&replace(FAILURE, "\"insufficient_funds\"", "7"), "shape wrong-type errorReason");
    refused::<VerifyResponse>(r#"{"isValid":false,"invalidReason":[]}"#, "shape wrong-type invalidReason");
}

/// A reason beside a success says nothing, and is kept in its place among the other members.
#[test]
fn reasons_of_successes() {
    let text = r#"{"a":1,"errorReason":"x","b":2,"success":true,"transaction":"0x12","network":"base"}"#;
    let mut success = read::<SettleResponse>(text, []);
    assert_eq!(success.outcome, SettleOutcome::Success);
    assert_eq!(success.other.get("errorReason").map(RawJson::as_str), Some("\"x\""));
    let members = r#","a":1,"errorReason":"x","b":2}"#;
    assert!(success.to_json().ends_with(members), "{success:?}");
    success.outcome = SettleOutcome::Failure(Some(ReasonCode::NETWORK));
    assert!(success.to_json().starts_with(r#"{"success":false,"errorReason":"invalid_network","transaction""#));
    assert!(success.to_json().ends_with(r#","a":1,"b":2}"#));

    let text = r#"{"a":1,"invalidReason":"x","b":2,"isValid":true}"#;
    let valid = read::<VerifyResponse>(text, []);
    assert_eq!(
        (&valid.outcome, valid.to_json()),
        (&VerifyOutcome::Valid, format!("{{\"isValid\":true{members}").replace("errorReason", "invalidReason"))
    );
    refused::<VerifyResponse>(r#"{"isValid":true,"invalidReason":7}"#, "shape wrong-type invalidReason");
    let null = read::<VerifyResponse>(r#"{"isValid":true,"invalidReason":null}"#, [Flag::NullOptional]);
    assert_eq!(null.outcome, VerifyOutcome::Valid);
}

#[test]
fn verifications() {
    assert_eq!(read::<VerifyResponse>(r#"{"isValid":true}"#, []), VerifyResponse::valid());
    // A refusal is an answer, not an error, with or without a reason.
    let refusal = read::<VerifyResponse>(r#"{"isValid":false}"#, []);
    assert_eq!(refusal.outcome, VerifyOutcome::Invalid(None));
    let reason = read::<VerifyResponse>(r#"{"isValid":false,"invalidReason":"x"}"#, []);
    assert_eq!(reason, VerifyResponse::invalid(ReasonCode::new("x")));
    let text = r#"{"isValid":false,"invalidReason":"invalid_scheme","payer":"","extra":{ },"invalidMessage":"no"}"#;
    let refusal = read::<VerifyResponse>(text, []);
    assert_eq!(refusal.outcome, VerifyOutcome::Invalid(Some(ReasonCode::SCHEME)));
    assert_eq!((refusal.payer.as_deref(), refusal.to_json()), (Some(""), text.to_string()));
    assert_eq!((refusal.invalid_message.as_deref(), refusal.other.len()), (Some("no"), 0));
    // The documents do not have it, so that another type is no error.
    for other in ["null", "[]"] {
        let text = format!(r#"{{"isValid":false,"invalidMessage":{other}}}"#);
        let refusal = read::<VerifyResponse>(&text, []);
        assert_eq!((refusal.invalid_message.as_deref(), refusal.to_json()), (None, text));
        let text = format!(r#"{{"success":false,"transaction":"","network":"base","errorMessage":{other}}}"#);
        let failure = read::<SettleResponse>(&text, []);
        assert_eq!((failure.error_message.as_deref(), failure.to_json()), (None, text));
    }
    let text = r#"{"success":false,"errorReason":"x","transaction":"","network":"base","errorMessage":"no"}"#;
    let failure = read::<SettleResponse>(text, []);
    assert_eq!((failure.error_message.as_deref(), failure.to_json()), (Some("no"), text.into()));
}

#[test]
fn servers_write_settlements() {
    let mut success = SettleResponse::success("0x12", Network::eip155(84532));
    assert_eq!(success.to_json(), SUCCESS);
    success.payer = Some("0x85".into());
    success.amount = Some(7.into());
    let text = r#"{"success":true,"payer":"0x85","transaction":"0x12","network":"eip155:84532","amount":"7"}"#;
    assert_eq!(success.to_json(), text);
    let failure =
        SettleResponse::failure(ReasonCode::INSUFFICIENT_FUNDS, NetworkName::try_from("base-sepolia").unwrap());
    assert_eq!(failure.to_json(), FAILURE);
    // A V1 name is text like any other.
    let odd = NetworkName::try_from("a \"b\\\n").unwrap();
    let failure = SettleResponse::failure(ReasonCode::NETWORK, odd.clone());
    assert_eq!(SettleResponse::decode(failure.to_json(), &STRICT).unwrap().value, failure);
    let kind = SupportedKind::v1(Scheme::EXACT, odd);
    assert_eq!(SupportedKind::decode(kind.to_json(), &STRICT).unwrap().value, kind);
}

#[test]
fn supported_kinds_of_both_versions() {
    let text = concat!(
        r#"{"kinds":[{"x402Version":1,"scheme":"exact","network":"base-sepolia"},"#,
        r#"{"x402Version":2,"scheme":"exact","network":"eip155:84532","extra":{"feePayer": "E"},"note":null}],"#,
        r#""extensions":["bazaar"],"signers":{"eip155:*":["0x12"]},"z":1}"#,
    );
    let supported = read::<SupportedResponse>(text, []);
    assert_eq!(supported.to_json(), text);
    let networks: Vec<_> = supported.kinds.iter().map(|kind| &kind.get().unwrap().network).collect();
    assert!(networks.iter().all(|network| network.network() == Some(Network::eip155(84532))));
    assert!(matches!(networks[..], [AnyNetwork::V1(_), AnyNetwork::V2(_)]));
    // V1 answers have kinds alone.
    let kinds = r#"{"kinds":[{"x402Version":1,"scheme":"exact","network":"base"}]}"#;
    let made = SupportedKind::v1(Scheme::EXACT, NetworkName::try_from("base").unwrap());
    assert_eq!(read::<SupportedResponse>(kinds, []), SupportedResponse::new([made]));
    assert_eq!(read::<SupportedResponse>(r#"{"kinds":[]}"#, []), SupportedResponse::new([]));
}

/// `kinds` is read entry by entry, as `accepts` is (C-10).
#[test]
fn a_kind_that_cannot_be_read_does_not_spoil_the_others() {
    let good = r#"{"x402Version":1,"scheme":"exact","network":"base"}"#;
    for (bad, expected) in [
        (r#"{ "x402Version":3,"scheme":"exact","network":"eip155:8453" }"#, "shape version kinds[1].x402Version"),
        (r#"{"x402Version":0,"scheme":"exact","network":"base"}"#, "shape version kinds[1].x402Version"),
        (
            r#"{"x402Version":1,"scheme":"exact","network":"eip155:1","extra":null}"#,
            "shape not-network kinds[1].network",
        ),
        (r#"{"x402Version":2,"scheme":"exact","network":"base"}"#, "shape not-network kinds[1].network"),
        (r#"{"x402Version":1.0,"scheme":"exact","network":"base"}"#, "shape wrong-type kinds[1].x402Version"),
        (r#"{"x402Version":1,"network":"base"}"#, "shape missing-member kinds[1].scheme"),
        ("null", "shape null kinds[1]"),
        ("[ 7 ]", "shape wrong-type kinds[1]"),
    ] {
        let text = format!("{{\"kinds\":[{good},{bad},{good}]}}");
        let supported = SupportedResponse::decode(&*text, &STRICT).unwrap();
        assert_eq!(supported.flags, Flags::from_iter([Flag::UnreadableKind]), "{bad}");
        let Entry::Unreadable { raw, error } = &supported.value.kinds[1] else { panic!("{bad}") };
        assert_eq!(raw.as_str(), bad);
        assert_refused(Err::<(), _>(*error), expected, bad);
        assert!(supported.value.kinds[0].get().is_some() && supported.value.kinds[0] == supported.value.kinds[2]);
        assert_eq!(supported.value.to_json(), text);
    }
    // What Lenient tolerates in one it reads.
    for (kind, flag) in [
        (r#"{"x402Version":1,"scheme":"exact","network":"eip155:8453"}"#, Flag::OtherVersionNetwork),
        (r#"{"x402Version":1.0,"scheme":"exact","network":"base"}"#, Flag::FloatVersion),
    ] {
        let supported = SupportedResponse::decode(format!("{{\"kinds\":[{kind}]}}"), &LENIENT).unwrap();
        assert_eq!(supported.flags, Flags::from_iter([flag]));
        assert_eq!(supported.value.kinds[0].get().unwrap().network.network(), Some(Network::eip155(8453)));
    }
    // The list itself has to be one, and what is no JSON is no matter of one entry.
    refused::<SupportedResponse>("{\"kinds\":{}}", "shape wrong-type kinds");
    refused::<SupportedResponse>("{\"kinds\":[{\"scheme\":1,\"scheme\":2}]}", "json duplicate-member kinds[0].scheme");
}

/// The V2 document requires both; V1 has neither, and the official client does without (C-8).
#[test]
fn what_v2_wants_besides_the_kinds() {
    let v1 = r#"{"x402Version":1,"scheme":"exact","network":"base"}"#;
    let v2 = r#"{"x402Version":2,"scheme":"exact","network":"eip155:8453"}"#;
    let v3 = r#"{"x402Version":3,"scheme":"exact","network":"eip155:8453"}"#;
    let rest = r#","extensions":[],"signers":{}"#;
    let both = [Flag::NoExtensions, Flag::NoSigners];
    for (kinds, rest, flags) in [
        (v1, "", vec![]),
        ("", "", vec![]),
        (v2, rest, vec![]),
        (v2, "", both.to_vec()),
        (&*format!("{v1},{v2}"), "", both.to_vec()),
        (v2, r#","extensions":[]"#, vec![Flag::NoSigners]),
        (v2, r#","signers":{}"#, vec![Flag::NoExtensions]),
        (v2, r#","extensions":null,"signers":null"#, vec![Flag::NullOptional, Flag::NoExtensions, Flag::NoSigners]),
        (v3, "", vec![Flag::UnreadableKind]),
    ] {
        read::<SupportedResponse>(&format!("{{\"kinds\":[{kinds}]{rest}}}"), flags);
    }
    refused::<SupportedResponse>("{\"kinds\":[],\"extensions\":{}}", "shape wrong-type extensions");
    refused::<SupportedResponse>("{\"kinds\":[],\"signers\":[]}", "shape wrong-type signers");
}

/// Nothing can be signed for these addresses. The nearest others have keys, or are of a different chain (C-8).
#[test]
fn a_signer_without_a_key_is_flagged() {
    const ZERO: &str = "0x0000000000000000000000000000000000000000";
    const STELLAR: &str = "GAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAWHF";
    const SYSTEM: &str = "11111111111111111111111111111111";
    let key = "0x0000000000000000000000000000000000000001";
    for (signers, is_flagged) in [
        (format!(r#""eip155:*":["{ZERO}"]"#), true),
        (format!(r#""eip155:8453":["{key}","{ZERO}"]"#), true),
        (format!(r#""eip155:8453":["{key}"],"solana:*":["{SYSTEM}"]"#), true),
        (format!(r#""stellar:*":["{STELLAR}"]"#), true),
        (r#""xrpl:0":["rrrrrrrrrrrrrrrrrrrrrhoLvTp"]"#.into(), true),
        (format!(r#""eip155:*":["{key}"]"#), false),
        (r#""eip155:*":[]"#.into(), false),
        (format!(r#""eip155:*":"{ZERO}""#), false),
        (format!(r#""eip155:*":["{SYSTEM}"],"solana:*":["{ZERO}"],"other:*":["{ZERO}"]"#), false),
        (format!(r#""solana:*":["{SYSTEM}1"]"#), false),
        (r#""solana:*":["So11111111111111111111111111111111111111112"]"#.into(), false),
    ] {
        let flags = is_flagged.then_some(Flag::KeylessSigner);
        read::<SupportedResponse>(&format!("{{\"kinds\":[],\"extensions\":[],\"signers\":{{{signers}}}}}"), flags);
    }
}

/// Facilitators put prose there, and the answer has to be read all the same (decision 7).
#[test]
fn reasons_are_of_any_length() {
    for length in [256, 257, 5_000, 500_000] {
        let prose = "é".repeat(length / 2) + &"x".repeat(length % 2);
        let failure = failed("insufficient_funds", &prose, []);
        assert_eq!(failure.outcome, SettleOutcome::Failure(Some(ReasonCode::new(&prose))));
        let invalid = read::<VerifyResponse>(&format!("{{\"isValid\":false,\"invalidReason\":\"{prose}\"}}"), []);
        assert_eq!(invalid.outcome, VerifyOutcome::Invalid(Some(ReasonCode::new(&prose))));
    }
    // A value beside it is bounded, and so is the document.
    let network = |length: usize| replace(FAILURE, "base-sepolia", &"n".repeat(length));
    assert!(SettleResponse::decode(network(256), &STRICT).is_ok());
    refused::<SettleResponse>(&network(257), "limit text-length network");
    let longest = STRICT.limits.body - FAILURE.len() + "insufficient_funds".len();
    failed("insufficient_funds", &"x".repeat(longest), []);
    refused::<SettleResponse>(&replace(FAILURE, "insufficient_funds", &"x".repeat(longest + 1)), "limit body-size");
}
