//! Rows 355 and 357: faulty signatures of a request, and their nearest valid neighbours.

use serde_json::{Value, json};

use super::build::{ED25519, NOW, P256, PAYING, Question};
use crate::{draft::Draft, offer_receipt::JwsKey};

pub(super) fn drafts() -> Vec<Draft> {
    let parts = [components(), times(), offered(), changed(), fields(), base64(), parameters(), open(), keys()];
    parts.into_iter().flatten().collect()
}

fn request() -> Question {
    Question::request()
}

/// Signed with these parameters after the components that a paying agent covers.
fn with(key: &str, parameters: &str) -> Question {
    request().signed_with(key, &format!("{PAYING};{parameters}"))
}

/// The covered components exist in the message (H-3, H-4).
fn components() -> Vec<Draft> {
    let of = |number: &str, title: &str, covered: &str, ruling: &str| {
        request().signed(ED25519, covered).invalid(number, title, "components", ruling)
    };
    vec![
        of("0355", "a component twice", r#"("@authority" "payment-signature" "@authority")"#, "H-3"),
        of(
            "0355a",
            "a component twice, its parameters in another order",
            r#"("@authority" "x-a";sf;key="k" "x-a";key="k";sf)"#,
            "H-3",
        ),
        of("0355b", "a field that is not there", r#"("@authority" "payment-signature" "x-payment")"#, "H-3"),
        of("0355c", "a name in capitals", r#"("@authority" "Payment-Signature")"#, "H-3"),
        of("0355d", "a derived component that there is not", r#"("@authority" "@body")"#, "H-3"),
        of("0355e", "the status of a request", r#"("@authority" "@status")"#, "H-3"),
        of("0355f", "a component of the request in a request", r#"("@authority" "@path";req)"#, "H-3"),
        of(
            "0355l",
            "a parameter of the query that is not there",
            r#"("@authority" "@query-param";name="land")"#,
            "H-3",
        ),
        request()
            .set("/request/targetUri", "https://api.example.com/weather?city=Ulm&city=Bonn".into())
            .signed(ED25519, r#"("@authority" "@query-param";name="city")"#)
            .invalid("0355m", "a parameter of the query that stands twice", "components", "H-3"),
        request()
            .set("/request/method", "GET\n\"@path\": /free".into())
            .signed(ED25519, r#"("@authority" "@method" "payment-signature")"#)
            .invalid("0355ai", "a method with a line break", "components", "H-2"),
        request().set("/request/headers/1/1", "e30=é".into()).signed(ED25519, PAYING).invalid(
            "0355aj",
            "a field with a letter beyond ASCII",
            "components",
            "H-2",
        ),
        of(
            "0355am",
            "a field that is not there, after one in bytes",
            r#"("@authority" "payment-signature";bs "x-payment")"#,
            "H-2",
        ),
        of(
            "0355an",
            "a field in bytes that is not there",
            r#"("@authority" "payment-signature" "x-payment";bs)"#,
            "H-2",
        ),
        of("0355bo", "the authority as a structured field", r#"("@authority";sf "payment-signature")"#, "H-2"),
        of(
            "0355bp",
            "a field in bytes, and as a structured field",
            r#"("@authority" "payment-signature";bs;sf)"#,
            "H-2",
        ),
        of("0355bq", "a member of a field, by a token", r#"("@authority" "payment-signature";key=a)"#, "H-2"),
        of("0355n", "neither authority nor target", r#"("@method" "@path" "payment-signature")"#, "H-4")
            .no_witness("what a request has to cover the caller of the library says, and cannot say either of two"),
    ]
}

/// The times of the signature (H-3).
fn times() -> Vec<Draft> {
    let at = |parameters: &str| with(ED25519, &format!("{parameters};keyid=\"ed25519\""));
    let (before, after) = (NOW - 1, NOW + 1);
    vec![
        at(&format!("created={after}")).invalid("0355o", "signed a second from now", "created", "H-3"),
        at(&format!("created={before};expires={NOW}"))
            .invalid("0355p", "expires now", "expired", "H-3")
            .no_witness("the library takes a signature until the second of `expires` is over"),
        at(&format!("created={before};expires={before}")).invalid("0355q", "expired a second ago", "expired", "H-3"),
        at(&format!("created={NOW};expires={after}")).valid("0355r", "expires in a second", ED25519, &[]),
    ]
}

/// The tags and algorithms that the server offers (H-3).
fn offered() -> Vec<Draft> {
    let tagged = with(ED25519, &format!("created={NOW};keyid=\"ed25519\";tag=\"web-bot-auth\""));
    let untagged = request().signed(ED25519, PAYING);
    let tags = |question: &Question, tag: &str| question.clone().set("/tags", json!([tag]));
    let algorithms = |list| untagged.clone().set("/algorithms", list);
    let named = |alg: &str| with(ED25519, &format!("created={NOW};alg=\"{alg}\";keyid=\"ed25519\""));
    let of_jwk = |member: &str, value: &str| {
        let mut jwk = JwsKey::Ed25519.jwk();
        jwk[member] = value.into();
        untagged.clone().set("/keys/ed25519", jwk)
    };
    vec![
        tags(&tagged, "other").invalid("0355g", "a tag that is not offered", "tag", "H-3"),
        tags(&tagged, "web-bot-auth").valid("0355h", "a tag that is offered", ED25519, &[]),
        tags(&untagged, "web-bot-auth").invalid("0355i", "no tag where tags are offered", "tag", "H-3"),
        algorithms(json!(["ecdsa-p256-sha256"])).invalid("0355j", "a key of no offered algorithm", "alg", "H-3"),
        algorithms(json!(["ecdsa-p256-sha256", "ed25519"])).valid(
            "0355k",
            "a key of an offered algorithm",
            ED25519,
            &[],
        ),
        of_jwk("alg", "EdDSA").valid("0359a", "the key is for the algorithm of its kind alone", ED25519, &[]),
        of_jwk("alg", "Ed25519")
            .valid("0359b", "the same, by the other name of the algorithm", ED25519, &[])
            .no_witness("the library does not know this name yet (RFC 9864)"),
        of_jwk("alg", "ES256").invalid("0359c", "the key is for another algorithm", "alg", "H-5"),
        of_jwk("alg", "none").invalid("0359d", "the key is for no algorithm", "alg", "H-5"),
        of_jwk("use", "sig").valid("0359e", "the key is for signatures", ED25519, &[]),
        of_jwk("use", "enc").invalid("0359f", "the key is for encryption", "alg", "H-5"),
        of_jwk("x", "AA").invalid("0359g", "the key has one byte", "alg", "H-5"),
        named("hmac-sha256").invalid("0355s", "a shared secret", "alg", "H-3"),
        named("ecdsa-p256-sha256").invalid("0355t", "the algorithm of another key", "alg", "H-3"),
        named("ed448").invalid("0355u", "an algorithm that is not registered", "alg", "H-3"),
    ]
}

/// Another message was signed (H-3).
fn changed() -> Vec<Draft> {
    let signed = |covered: &str| request().signed(ED25519, covered);
    let of = |number: &str, title: &str, covered: &str, pointer: &str, value: Value| {
        signed(covered).set(pointer, value).invalid(number, title, "signature", "H-3")
    };
    let cut = signed(PAYING).set("/request/headers/3/1", format!("sig1=:{}:", "AAAA".repeat(21)).into());
    vec![
        of("0355v", "another payment", PAYING, "/request/headers/1/1", "e31=".into()),
        of("0355w", "another method", r#"("@authority" "@method")"#, "/request/method", "POST".into()),
        of("0355x", "another host", PAYING, "/request/targetUri", "https://api.example.org/weather?city=Ulm".into()),
        cut.invalid("0355y", "63 bytes for a signature", "signature", "H-3"),
        signed(PAYING).set("/request/targetUri", "https://api.example.com/other".into()).valid(
            "0355z",
            "another path, which is not covered",
            ED25519,
            &[],
        ),
    ]
}

/// The two fields (H-3).
fn fields() -> Vec<Draft> {
    let headers = |input: &str, signature: &str| {
        let headers = json!([["Host", "api.example.com"], ["Signature-Input", input], ["Signature", signature],]);
        request().set("/request/headers", headers)
    };
    let of = |number: &str, title: &str, input: &str, signature: &str| {
        headers(input, signature).invalid(number, title, "shape", "H-3")
    };
    let input = r#"sig1=("@authority");created=1740672100;keyid="ed25519""#;
    vec![
        of("0355aa", "a label in one field", &format!("{input}, b=(\"@authority\")"), "sig1=:AAAA:"),
        of("0355ab", "a label twice", &format!("{input}, {input}"), "sig1=:AAAA:"),
        of("0355ac", "a signature that is no bytes", input, "sig1=\"AAAA\""),
        of("0355ad", "no signature with the label", input, "b=:AAAA:"),
        with(ED25519, &format!("created={NOW};keyid=7")).invalid(
            "0355ae",
            "a number for the id of the key",
            "shape",
            "H-3",
        ),
        with(ED25519, "created=\"now\";keyid=\"ed25519\"").invalid("0355af", "a text for a time", "shape", "H-3"),
        with(ED25519, &format!("created={NOW}.0;keyid=\"ed25519\"")).invalid(
            "0355ak",
            "a decimal for a time",
            "shape",
            "H-3",
        ),
        with(ED25519, &format!("created={NOW};keyid=\"ed25519\";weight=1.2345")).invalid(
            "0355al",
            "a decimal with four digits after the point",
            "shape",
            "H-3",
        ),
    ]
}

/// A parser should not fail at padding that is missing, nor at bits that fill the last character up (RFC 8941 §4.2.7).
fn base64() -> Vec<Draft> {
    let signed = request().signed(ED25519, PAYING);
    let sent = signed.0.pointer("/request/headers/3/1").and_then(Value::as_str).expect("a signature");
    let (text, last) =
        sent.strip_suffix("==:").and_then(|text| text.split_at_checked(text.len() - 1)).expect("64 bytes");
    // Of the last character's six bits two belong to the signature.
    let alphabet = base64::alphabet::STANDARD.as_str();
    let filled = |bits: usize| {
        let index = alphabet.find(last).expect("a character of base64");
        &alphabet[index + bits..=index + bits]
    };
    let ending = |end: &str| signed.clone().set("/request/headers/3/1", format!("{text}{end}:").into());
    vec![
        ending(last).valid("0355bs", "a signature in base64 without padding", ED25519, &[]),
        ending(&format!("{last}=")).valid("0355bt", "a signature in base64 with half of its padding", ED25519, &[]),
        ending(&format!("{}==", filled(1))).valid(
            "0355bu",
            "a signature in base64 whose last character has a bit too many",
            ED25519,
            &[],
        ),
        ending(&format!("{}==", filled(16))).invalid(
            "0355bv",
            "a signature in base64 whose last character is another",
            "signature",
            "H-3",
        ),
        ending("").invalid("0355bw", "a signature in base64 with one character too few", "shape", "H-3"),
    ]
}

/// Parameters that nobody knows are signed, too, as RFC 8941 §4.1 serialises them (H-2).
fn parameters() -> Vec<Draft> {
    let more = |parameters: &str| with(ED25519, &format!("created={NOW};keyid=\"ed25519\";{parameters}"));
    let sent = |parameters: &str| format!("sig1={PAYING};created={NOW};keyid=\"ed25519\";{parameters}").into();
    vec![
        more(r#"less=-7;part=1.50;text="a \"b\" \\";token=*a/b:c;bytes=:AAEC:;yes;no=?0"#).valid(
            "0355ap",
            "parameters of every type",
            ED25519,
            &[],
        ),
        more("yes=?1").valid("0355aq", "a true boolean with its value, which is signed without", ED25519, &[]),
        more("yes").set("/request/headers/2/1", sent("yes=?1")).valid(
            "0355ar",
            "a true boolean to which its value was added",
            ED25519,
            &[],
        ),
        more("yes").set("/request/headers/2/1", sent("yes=?0")).invalid(
            "0355as",
            "a boolean that was turned",
            "signature",
            "H-3",
        ),
        more("yes=?2").invalid("0355at", "a boolean that is two", "shape", "H-3"),
        more("text=\"a\tb\"").invalid("0355au", "a text with a tab", "shape", "H-3"),
        more("text=\"a").invalid("0355av", "a text without an end", "shape", "H-3"),
        more("what=(a)").invalid("0355aw", "a list for a parameter", "shape", "H-3"),
        more("yes;yes").invalid("0355ax", "a parameter twice", "shape", "H-3"),
    ]
}

/// Questions that others have to answer (H-2, H-3).
fn open() -> Vec<Draft> {
    let alg = |alg: &str| with(ED25519, &format!("created={NOW};alg=\"{alg}\";keyid=\"ed25519\""));
    vec![
        request().signed(ED25519, r#"("@authority" "payment-signature";bs)"#).undecided(
            "0355ag",
            "a field in bytes",
            "component",
            "H-2",
        ),
        request().signed(ED25519, r#"("@authority" "payment-signature" "x-payment";tr)"#).undecided(
            "0355ao",
            "a field of the trailers",
            "component",
            "H-2",
        ),
        alg("rsa-pss-sha512").set("/keys", json!({"ed25519": {"kty": "RSA", "n": "AQAB", "e": "AQAB"}})).undecided(
            "0355ah",
            "an algorithm that is not verified here, and a key of its kind",
            "verifier",
            "H-3",
        ),
        alg("rsa-pss-sha512").invalid(
            "0355br",
            "an algorithm that is not verified here, and a key of another",
            "alg",
            "H-3",
        ),
    ]
}

/// 357
fn keys() -> Vec<Draft> {
    let signed = || request().signed(ED25519, PAYING);
    let id = "ed25519";
    let nameless = with(ED25519, &format!("created={NOW}"));
    vec![
        signed().without("keys").undecided("0357", "no keys at all", "signing-key", "H-5"),
        signed().set("/keys", json!({P256: JwsKey::P256.jwk()})).undecided(
            "0357a",
            "an id that is not known",
            "signing-key",
            "H-5",
        ),
        nameless.undecided("0357b", "no id", "signing-key", "H-5"),
        request().signed(ED25519, r#"("@authority" "payment-signature";bs)"#).without("keys").needing(
            "0357e",
            "no keys at all, and a field in bytes",
            &["signing-key", "component"],
            "H-5",
        ),
        with(ED25519, &format!("created={NOW};alg=\"rsa-pss-sha512\";keyid=\"rsa\"")).needing(
            "0357f",
            "an id that is not known, and an algorithm that is not verified here",
            &["signing-key", "verifier"],
            "H-5",
        ),
        request()
            .signed_with(
                ED25519,
                &format!(r#"("@authority" "payment-signature";bs);created={NOW};alg="ecdsa-p384-sha384""#),
            )
            .needing(
                "0357g",
                "no id, a field in bytes, and an algorithm that is not verified here",
                &["signing-key", "verifier", "component"],
                "H-5",
            ),
        signed().set("/keys", json!({id: JwsKey::P256.jwk()})).invalid(
            "0357c",
            "another key of the id",
            "signature",
            "H-3",
        ),
        signed().set("/keys", json!({id: JwsKey::Secp256k1.jwk()})).invalid(
            "0357d",
            "a key of a curve that has no algorithm",
            "alg",
            "H-3",
        ),
    ]
}
