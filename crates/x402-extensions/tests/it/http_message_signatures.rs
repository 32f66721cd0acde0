//! Signatures of HTTP messages. The keys, messages and signatures are those of RFC 9421, appendix B; what has no signature
//! there is signed by ed25519-dalek.

use std::{hint::black_box, time::Instant};

use ed25519_dalek::{Signer, SigningKey};
use x402_extensions::http_message_signatures::{
    ComponentError, Message, MessageSignature, Request, SignatureContext, SignatureFlag, SignatureQuestion,
    SignatureReason, SignatureReport, verify,
};
use x402_types::RawJson;
use x402_verify::Verdict;

type Field = (String, String);

/// B.1.4
const ED25519: &str =
    r#"{"kty":"OKP","crv":"Ed25519","kid":"test-key-ed25519","x":"JrQLj5P_89iXES9-vFgrIy29clF9CC_oPPsw3c5D0bs"}"#;
/// B.1.3
const P256: &str = r#"{"kty":"EC","crv":"P-256","kid":"test-key-ecc-p256","x":"qIVYZVLCrPZHGHjP17CTW0_-D9Lfw0EkjqF7xB4FivA","y":"Mc4nN9LTDOBhfoUeg8Ye9WedFRhnZXZJA12Qp0zZ6F0"}"#;
const CREATED: u64 = 1_618_884_473;

fn fields(text: &str) -> Vec<Field> {
    let one = |line: &str| line.split_once(": ").map(|(name, value)| (name.to_owned(), value.to_owned()));
    text.lines().map(|line| one(line).unwrap()).collect()
}

/// B.2.6: the request of B.2, signed by Ed25519.
fn b26() -> Vec<Field> {
    fields(
        "Host: example.com\nDate: Tue, 20 Apr 2021 02:07:55 GMT\nContent-Type: application/json\nContent-Length: 18\n\
         Signature-Input: sig-b26=(\"date\" \"@method\" \"@path\" \"@authority\" \"content-type\" \"content-length\");created=1618884473;keyid=\"test-key-ed25519\"\n\
         Signature: sig-b26=:wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==:",
    )
}

/// B.2.4: the answer of B.2, signed by ECDSA.
fn b24() -> Vec<Field> {
    fields(
        "Date: Tue, 20 Apr 2021 02:07:56 GMT\nContent-Type: application/json\n\
         Content-Digest: sha-512=:mEWXIS7MaLRuGgxOBdODa3xqM1XdEvxoYhvlCFJ41QJgJc4GTsPp29l5oGX69wWdXymyU0rjJuahq4l5aGgfLQ==:\n\
         Content-Length: 23\n\
         Signature-Input: sig-b24=(\"@status\" \"content-type\" \"content-digest\" \"content-length\");created=1618884473;keyid=\"test-key-ecc-p256\"\n\
         Signature: sig-b24=:wNmSUAhwb5LxtOtOpNa6W5xj067m5hFrj0XQ4fvpaCLx0NKocgPquLgyahnzDnDAUy5eCdlYUEkLIj+32oiasw==:",
    )
}

fn set(fields: &mut [Field], name: &str, edit: impl Fn(&str) -> String) {
    let field = fields.iter_mut().find(|(found, _)| found.eq_ignore_ascii_case(name)).unwrap();
    field.1 = edit(&field.1);
}

const URI: &str = "https://example.com/foo?param=Value&Pet=dog";

fn verify_request(fields: &[Field], offered: Option<&[&str]>, now: u64) -> SignatureReport {
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (&**name, &**value)).collect();
    let keys = [RawJson::parse(ED25519).unwrap(), RawJson::parse(P256).unwrap()];
    let keys = [("test-key-ed25519", &keys[0]), ("test-key-ecc-p256", &keys[1])];
    let message = Message::Request(Request { method: "POST", target_uri: URI, fields: &fields });
    let mut context = SignatureContext::at(now).with_keys(&keys);
    context.tags = offered;
    verify(&message, &context).unwrap().remove(0)
}

fn verify_answer(status: u16, fields: &[Field]) -> SignatureReport {
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (&**name, &**value)).collect();
    let key = RawJson::parse(P256).unwrap();
    let keys = [("test-key-ecc-p256", &key)];
    let context = SignatureContext::at(CREATED).with_keys(&keys);
    verify(&Message::answer(status, &fields, None), &context).unwrap().remove(0)
}

#[test]
fn the_signatures_of_the_appendix_are_valid() {
    let request = verify_request(&b26(), None, CREATED);
    assert_eq!((request.verdict, &*request.label, &*request.flags), (Verdict::Valid, "sig-b26", &[][..]));
    assert_eq!(request.key_id.as_deref(), Some("test-key-ed25519"));
    let answer = verify_answer(200, &b24());
    assert_eq!((answer.verdict, &*answer.flags), (Verdict::Valid, &[SignatureFlag::UnboundResponse][..]));
}

/// RFC 8941 §4.2.7: parsers should not fail at what fills the last character up, or is missing there.
#[test]
fn base64_is_read_whatever_its_padding() {
    for (from, to, verdict) in [
        ("RCw==:", "RCw:", Verdict::Valid),
        ("RCw==:", "RCw=:", Verdict::Valid),
        ("RCw==:", "RCx==:", Verdict::Valid),
        ("RCw==:", "RDw:", Verdict::Invalid),
    ] {
        let mut fields = b26();
        set(&mut fields, "signature", |text| text.replace(from, to));
        assert_eq!(verify_request(&fields, None, CREATED).verdict, verdict, "{to}");
    }
}

/// Each edit is the only one, and the reason is that of the edit.
#[test]
fn what_is_changed_is_refused() {
    use SignatureReason::{Alg, Components, Created, Expired, Shape, Signature};
    let input = |from: &'static str, to: &'static str| {
        move |fields: &mut Vec<Field>| set(fields, "signature-input", |text| text.replace(from, to))
    };
    type Edit = Box<dyn Fn(&mut Vec<Field>)>;
    let edits: [(&str, Edit, SignatureReason); 13] = [
        ("a header", Box::new(|fields| set(fields, "date", |_| "Tue, 20 Apr 2021 02:07:56 GMT".into())), Signature),
        ("a header that is not there", Box::new(|fields| fields.retain(|(name, _)| name != "Date")), Components),
        ("a component twice", Box::new(input("\"date\"", "\"date\" \"date\"")), Components),
        ("an unknown component", Box::new(input("\"date\"", "\"@date\"")), Components),
        ("the status of a request", Box::new(input("\"date\"", "\"@status\"")), Components),
        ("a component of the request in a request", Box::new(input("\"date\"", "\"date\";req")), Components),
        ("no authority", Box::new(input(" \"@authority\"", "")), Components),
        ("created later", Box::new(input("1618884473", "1618884474")), Created),
        ("expired", Box::new(input(";keyid", ";expires=1618884473;keyid")), Expired),
        ("a shared secret", Box::new(input(";keyid", ";alg=\"hmac-sha256\";keyid")), Alg),
        ("the algorithm of another key", Box::new(input(";keyid", ";alg=\"ecdsa-p256-sha256\";keyid")), Alg),
        ("a number for a text", Box::new(input("\"test-key-ed25519\"", "1")), Shape),
        ("another order", Box::new(input("\"@method\" \"@path\"", "\"@path\" \"@method\"")), Signature),
    ];
    for (what, edit, reason) in edits {
        let mut fields = b26();
        edit(&mut fields);
        let report = verify_request(&fields, None, CREATED);
        assert_eq!((report.verdict, report.reason), (Verdict::Invalid, Some(reason)), "{what}");
    }
    assert_eq!(verify_answer(201, &b24()).reason, Some(Signature));
}

#[test]
fn what_others_have_to_say_is_undecided() {
    let with = |from: &str, to: &str| {
        let mut fields = b26();
        set(&mut fields, "signature-input", |text| text.replace(from, to));
        verify_request(&fields, None, CREATED)
    };
    for (from, to, question) in [
        ("test-key-ed25519", "another-key", SignatureQuestion::SigningKey),
        (";keyid=\"test-key-ed25519\"", "", SignatureQuestion::SigningKey),
        ("\"date\"", "\"date\";sf", SignatureQuestion::Component),
    ] {
        let report = with(from, to);
        assert_eq!((report.verdict, &*report.needs), (Verdict::Undecided, &[question][..]), "{to}");
    }
    // Nobody knows the kind of the key. That of a known one fits or not.
    let report = with(";keyid=\"test-key-ed25519\"", ";alg=\"rsa-pss-sha512\"");
    assert_eq!(report.needs, [SignatureQuestion::SigningKey, SignatureQuestion::Verifier]);
    let report = with(";keyid", ";alg=\"rsa-pss-sha512\";keyid");
    assert_eq!((report.verdict, report.reason), (Verdict::Invalid, Some(SignatureReason::Alg)));
    let report = with("(\"date\"", "(\"date\";sf \"digest\"");
    assert_eq!((report.verdict, report.reason), (Verdict::Invalid, Some(SignatureReason::Components)));
    assert_eq!(with(";created=1618884473", "").flags, [SignatureFlag::NoCreated]);
}

/// A key that is not verified here fits no algorithm that is.
#[test]
fn a_key_of_another_kind_fits_its_own_algorithms() {
    let rsa = RawJson::parse(r#"{"kty":"RSA","n":"AQAB","e":"AQAB"}"#).unwrap();
    let p384 = RawJson::parse(r#"{"kty":"EC","crv":"P-384","x":"AQAB","y":"AQAB"}"#).unwrap();
    let report_for = |key: &RawJson, alg: &str| {
        let mut fields = b26();
        set(&mut fields, "signature-input", |text| text.replace(";keyid", &format!("{alg};keyid")));
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (&**name, &**value)).collect();
        let message = Message::Request(Request { method: "POST", target_uri: URI, fields: &fields });
        let keys = [("test-key-ed25519", key)];
        verify(&message, &SignatureContext::at(CREATED).with_keys(&keys)).unwrap().remove(0)
    };
    for (key, algorithm) in [(&rsa, ";alg=\"rsa-pss-sha512\""), (&p384, ";alg=\"ecdsa-p384-sha384\"")] {
        for alg in ["", algorithm] {
            assert_eq!(report_for(key, alg).needs, [SignatureQuestion::Verifier], "{alg}");
        }
        for alg in [";alg=\"ed25519\"", ";alg=\"ecdsa-p256-sha256\""] {
            assert_eq!(report_for(key, alg).reason, Some(SignatureReason::Alg), "{alg}");
        }
    }
}

/// A request that nobody signed, with these fields, signed now.
fn signed(covered: &str, parameters: &str, more: &[(&str, &str)]) -> Vec<Field> {
    let key = SigningKey::from_bytes(&[7; 32]);
    let mut fields: Vec<Field> = more.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let input = format!("({covered}){parameters}");
    fields.push(("Signature-Input".into(), format!("sig={input}")));
    fields.push(("Signature".into(), "sig=:AAAA:".into()));
    let view: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (&**name, &**value)).collect();
    let message = Message::Request(Request { method: "POST", target_uri: URI, fields: &view });
    let base = message.signature_base(&MessageSignature::all(&message).unwrap()[0].input).unwrap();
    use base64::{Engine, engine::general_purpose::STANDARD};
    let signature = STANDARD.encode(key.sign(base.as_bytes()).to_bytes());
    fields.last_mut().unwrap().1 = format!("sig=:{signature}:");
    fields
}

fn verify_known(fields: &[Field], tags: Option<&[&str]>, algorithms: Option<&[&str]>) -> SignatureReport {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
    let x = URL_SAFE_NO_PAD.encode(SigningKey::from_bytes(&[7; 32]).verifying_key().to_bytes());
    let key = RawJson::parse(&format!(r#"{{"kty":"OKP","crv":"Ed25519","x":"{x}"}}"#)).unwrap();
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (&**name, &**value)).collect();
    let message = Message::Request(Request { method: "POST", target_uri: URI, fields: &fields });
    let keys = [("own", &key)];
    let mut context = SignatureContext::at(CREATED).with_keys(&keys);
    (context.tags, context.algorithms) = (tags, algorithms);
    verify(&message, &context).unwrap().remove(0)
}

#[test]
fn tags_and_algorithms_are_those_that_are_offered() {
    let tagged = signed("\"@authority\"", ";created=1;keyid=\"own\";tag=\"web-bot-auth\"", &[]);
    let untagged = signed("\"@authority\"", ";created=1;keyid=\"own\"", &[]);
    let named = signed("\"@authority\"", ";created=1;keyid=\"own\";alg=\"ed25519\"", &[]);
    for (fields, tags, algorithms, reason) in [
        (&tagged, Some(&["web-bot-auth"][..]), Some(&["ed25519"][..]), None),
        (&tagged, Some(&["other"]), None, Some(SignatureReason::Tag)),
        (&tagged, None, Some(&["ecdsa-p256-sha256"]), Some(SignatureReason::Alg)),
        (&untagged, Some(&["web-bot-auth"]), None, Some(SignatureReason::Tag)),
        (&untagged, None, None, None),
        (&named, None, Some(&["ed25519"]), None),
        (&named, None, Some(&["ecdsa-p256-sha256"]), Some(SignatureReason::Alg)),
    ] {
        let report = verify_known(fields, tags, algorithms);
        assert_eq!((report.verdict == Verdict::Valid, report.reason), (reason.is_none(), reason));
    }
}

#[test]
fn a_payment_that_is_not_covered_is_flagged() {
    let payment = [("PAYMENT-SIGNATURE", "e30=")];
    let uncovered = signed("\"@target-uri\"", ";created=1;keyid=\"own\"", &payment);
    assert_eq!(verify_known(&uncovered, None, None).flags, [SignatureFlag::PaymentUncovered]);
    let covered = signed("\"@target-uri\" \"payment-signature\"", ";created=1;keyid=\"own\"", &payment);
    assert_eq!(verify_known(&covered, None, None).flags, []);
}

/// An answer that carries a header of x402 says nothing about it unless it covers it.
#[test]
fn an_answer_covers_its_status_and_its_headers() {
    for (from, to) in [("\"@status\" ", ""), ("Date", "PAYMENT-RESPONSE"), ("Date", "payment-required")] {
        let mut fields = b24();
        if from == "Date" {
            fields[0].0 = to.into();
        } else {
            set(&mut fields, "signature-input", |text| text.replace(from, to));
        }
        assert_eq!(verify_answer(200, &fields).reason, Some(SignatureReason::Components), "{to}");
    }
}

/// RFC 9421 §2.2, the printed examples.
#[test]
fn derived_components_are_those_of_the_document() {
    let base = |uri: &str, component: &str, fields: &[(&str, &str)]| {
        let input = format!("sig=({component})");
        let mut fields = fields.to_vec();
        fields.extend([("signature-input", &*input), ("signature", "sig=:AAAA:")]);
        let message = Message::Request(Request { method: "POST", target_uri: uri, fields: &fields });
        let base = message.signature_base(&MessageSignature::all(&message).unwrap()[0].input)?;
        Ok::<_, ComponentError>(base.lines().next().unwrap().split_once(": ").unwrap().1.to_owned())
    };
    let printed = "https://www.example.com/path?param=value";
    for (uri, component, value) in [
        (printed, "\"@method\"", "POST"),
        (printed, "\"@target-uri\"", printed),
        ("https://WWW.example.com:443/", "\"@authority\"", "www.example.com"),
        ("http://www.example.com:443/", "\"@authority\"", "www.example.com:443"),
        ("https://www.example.com:/", "\"@authority\"", "www.example.com"),
        ("https://user@www.example.com/", "\"@authority\"", "www.example.com"),
        ("https://[::1]:8443/", "\"@authority\"", "[::1]:8443"),
        ("https://www.example.com/??a=1", "\"@query-param\";name=\"%3Fa\"", "1"),
        ("http://www.example.com/", "\"@scheme\"", "http"),
        (printed, "\"@request-target\"", "/path?param=value"),
        ("https://www.example.com", "\"@path\"", "/"),
        (
            "https://www.example.com/path?param=value&foo=bar&baz=bat%2Dman",
            "\"@query\"",
            "?param=value&foo=bar&baz=bat%2Dman",
        ),
        ("https://www.example.com/path", "\"@query\"", "?"),
        ("https://www.example.com/path?param=value&foo=bar&baz=batman&qux=", "\"@query-param\";name=\"baz\"", "batman"),
        ("https://www.example.com/path?param=value&foo=bar&baz=batman&qux=", "\"@query-param\";name=\"qux\"", ""),
        (
            "https://www.example.com/parameters?var=this%20is%20a%20big%0Amultiline%20value&bar=with+plus+whitespace&fa%C3%A7ade%22%3A%20=something",
            "\"@query-param\";name=\"var\"",
            "this%20is%20a%20big%0Amultiline%20value",
        ),
        (
            "https://www.example.com/?bar=with+plus+whitespace",
            "\"@query-param\";name=\"bar\"",
            "with%20plus%20whitespace",
        ),
        (
            "https://www.example.com/?fa%C3%A7ade%22%3A%20=something",
            "\"@query-param\";name=\"fa%C3%A7ade%22%3A%20\"",
            "something",
        ),
    ] {
        assert_eq!(base(uri, component, &[]).as_deref(), Ok(value), "{uri} {component}");
    }
    assert_eq!(base("https://a.example/?a=1&a=2", "\"@query-param\";name=\"a\"", &[]), Err(ComponentError::Malformed));
    // §2.1: lines are joined.
    let fields = [("Cache-Control", " max-age=60 "), ("x", "y"), ("cache-control", "   must-revalidate")];
    assert_eq!(base(printed, "\"cache-control\"", &fields).as_deref(), Ok("max-age=60, must-revalidate"));
    assert_eq!(base(printed, "\"Cache-Control\"", &fields), Err(ComponentError::Malformed));
}

#[test]
fn fields_that_do_not_fit_each_other_are_malformed() {
    for (input, signature) in [
        ("a=(\"date\")", "b=:AAAA:"),
        ("a=(\"date\"), b=(\"date\")", "a=:AAAA:"),
        ("a=(\"date\"), a=(\"date\")", "a=:AAAA:"),
        ("a=(\"date\"\"x\")", "a=:AAAA:"),
        ("a=(date)", "a=:AAAA:"),
        ("a=(\"date\");created=1.2345", "a=:AAAA:"),
        ("a=(\"date\");created=1.", "a=:AAAA:"),
        ("a=(\"date\");created=1;created=1", "a=:AAAA:"),
        ("a=(\"date\"),", "a=:AAAA:"),
        ("a=(\"date\"", "a=:AAAA:"),
        ("a=(\"date\")", "a=AAAA"),
        ("a=(\"date\")", "a=:A:"),
        ("a=(\"date\")", "a=:AA A:"),
        ("a=(\"date\")", "a=:AAAA=:"),
        ("a=(\"date\")", "a=:=AAA:"),
    ] {
        let fields = [("date", "x"), ("signature-input", input), ("signature", signature)];
        let message = Message::Request(Request { method: "GET", target_uri: URI, fields: &fields });
        assert!(MessageSignature::all(&message).is_err(), "{input} {signature}");
    }
    let fields = [("date", "x")];
    let message = Message::Request(Request { method: "GET", target_uri: URI, fields: &fields });
    assert_eq!(MessageSignature::all(&message), Ok(Vec::new()));
}

/// The grammar of RFC 9421 §2.5. With a line break in a value, the base would have another component than the signature names.
#[test]
fn values_have_no_other_characters_than_the_base() {
    let base = |method: &str, uri: &str, value: &str, covered: &str| {
        let input = format!("sig=({covered})");
        let fields = [("x-a", value), ("signature-input", &*input), ("signature", "sig=:AAAA:")];
        let message = Message::Request(Request { method, target_uri: uri, fields: &fields });
        message.signature_base(&MessageSignature::all(&message).unwrap()[0].input)
    };
    let covered = r#""@method" "@target-uri" "@path" "x-a""#;
    for (value, is_taken) in
        [("a b\tc~", true), ("a\nb", false), ("a\rb", false), ("a\0b", false), ("a\u{7f}b", false), ("é", false)]
    {
        assert_eq!(base("GET", URI, value, covered).is_ok(), is_taken, "{value:?}");
        let uri = format!("https://example.com/{value}");
        let is_taken = is_taken && !value.contains('\t');
        assert_eq!(base("GET", &uri, "", covered).is_ok(), is_taken, "{uri:?}");
        assert_eq!(base(value, URI, "", covered).is_ok(), is_taken, "{value:?}");
        // What is not covered does not matter.
        assert!(base(value, URI, "", r#""x-a""#).is_ok());
    }
    assert_eq!(base("GET\n\"@path\": /", URI, "", "\"@method\""), Err(ComponentError::Malformed));
}

/// Sixteen times as many may not take 256 times as long.
#[test]
fn many_of_everything_take_no_longer_each() {
    let many = |count: usize, one: &dyn Fn(usize) -> String| (0..count).map(one).collect::<Vec<_>>();
    let time = |count: usize, what: &str| {
        let mut covered = many(count, &|index| format!("\"@query-param\";name=\"p{index}\""));
        let mut labels = vec![String::from("sig")];
        let mut headers: Vec<Field> = Vec::new();
        match what {
            "query parameters" => {}
            "fields" => {
                covered = many(count, &|index| format!("\"x{index}\""));
                headers =
                    many(count, &|index| format!("x{index}")).into_iter().map(|name| (name, "1".into())).collect();
            }
            "labels" => {
                covered.clear();
                labels.extend(many(count, &|index| format!("l{index}")));
            }
            _ => covered = vec![format!("\"date\"{}", many(count, &|index| format!(";p{index}")).concat())],
        }
        let covered = covered.join(" ");
        let input: Vec<_> = labels
            .iter()
            .enumerate()
            .map(|(at, label)| format!("{label}=({})", if at == 0 { &covered } else { "" }))
            .collect();
        let signature: Vec<_> = labels.iter().map(|label| format!("{label}=:AA==:")).collect();
        headers.extend([("signature-input".into(), input.join(", ")), ("signature".into(), signature.join(", "))]);
        let fields: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (&**name, &**value)).collect();
        let target_uri = format!("https://example.com/?{}", many(count, &|index| format!("p{index}=1")).join("&"));
        let message = Message::Request(Request { method: "GET", target_uri: &target_uri, fields: &fields });
        let once = || {
            let began = Instant::now();
            let signatures = MessageSignature::all(&message).unwrap();
            black_box(message.signature_base(&signatures[0].input).is_ok());
            black_box(verify(&message, &SignatureContext::at(1)).is_ok());
            began.elapsed()
        };
        (0..3).map(|_| once()).min().unwrap()
    };
    for what in ["query parameters", "fields", "labels", "parameters"] {
        // On a busy machine one of the two may be interrupted. Quadratic work takes 256 times as long each time.
        let grows_slowly = || time(8_000, what) < time(500, what) * 150;
        assert!((0..5).any(|_| grows_slowly()), "{what}: sixteen times as many take more than 150 times as long");
    }
}
