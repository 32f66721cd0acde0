//! Which offers need authentication, and how (X-33 to X-36).

use x402_extensions::auth_hints::{AuthHints, AuthMethod, TokenType};
use x402_types::{DecodeOptions, RawJson, extensions::Extension, read::Reader};

const OAUTH: &str = r#"{"type":"oauth2","tokenType":"DPoP","authorizationServer":"https://as.example.com","tokenEndpoint":"https://as.example.com/token"}"#;
const BEARER: &str = r#"{"type":"oauth2","tokenType":"Bearer","authorizationServer":"https://as.example.com","tokenEndpoint":"https://as.example.com/token","registrationEndpoint":"https://as.example.com/register"}"#;
const SIGN_IN: &str = r#"{"type":"sign-in-with-x"}"#;

fn read(requirements: &str, more: &str) -> Result<AuthHints, String> {
    let text = format!(r#"{{"auth-hints":{{"info":{{"authRequirements":{requirements}}}}}{more}}}"#);
    let extensions = RawJson::parse(&text).unwrap();
    let read = AuthHints::of_extensions(&extensions, &mut Reader::new(&DecodeOptions::STRICT)).unwrap();
    read.map_err(|error| format!("{}: {}", error.path(), error.kind().as_str()))
}

fn hint(indexes: &str, methods: &[&str]) -> String {
    format!(r#"{{"acceptIndexes":[{indexes}],"methods":[{}]}}"#, methods.join(","))
}

/// How many methods are left in each hint for the offer.
fn left(hints: &AuthHints, offer: u64) -> Vec<usize> {
    hints.needed_for(offer).iter().map(Vec::len).collect()
}

#[test]
fn every_hint_for_an_offer_is_mandatory_and_an_offer_without_one_needs_nothing() {
    let list = format!("[{},{}]", hint("1,2", &[OAUTH, BEARER]), hint("2", &[BEARER]));
    let hints = read(&list, "").unwrap();
    assert_eq!([0, 1, 2, 3].map(|offer| left(&hints, offer)), [vec![], vec![2], vec![2, 1], vec![]]);
    let AuthMethod::OAuth2(oauth) = hints.needed_for(2)[1][0] else { panic!() };
    assert_eq!((oauth.token_type, oauth.registration_endpoint.is_some()), (TokenType::Bearer, true));
}

#[test]
fn what_is_no_index_of_an_offer_is_passed_over() {
    let hints = read(&format!("[{}]", hint("-1,0.5,7,1", &[OAUTH])), "").unwrap();
    assert_eq!([0, 1].map(|offer| left(&hints, offer)), [vec![], vec![1]]);
    // A text is no number, and no index to pass over.
    assert!(read(&format!("[{}]", hint(r#""0""#, &[OAUTH])), "").is_err());
}

#[test]
fn a_sign_in_can_be_used_where_the_payment_required_has_the_challenge() {
    let list = format!("[{}]", hint("0", &[SIGN_IN, r#"{"type":"passkey"}"#]));
    assert_eq!(left(&read(&list, "").unwrap(), 0), [0]);
    assert_eq!(left(&read(&list, r#","sign-in-with-x":null"#).unwrap(), 0), [0]);
    assert_eq!(left(&read(&list, r#","sign-in-with-x":{"info":{}}"#).unwrap(), 0), [1]);
}

#[test]
fn what_a_hint_lacks_is_named() {
    let at = "auth-hints.info.authRequirements";
    // A path keeps its five innermost segments.
    let inside = "authRequirements[0].methods[0]";
    let without = |member: &str| OAUTH.replace(&format!("\"{member}\":"), "\"other\":");
    for (requirement, expected) in [
        (r#"{"methods":[{"type":"passkey"}]}"#.into(), format!("{at}[0].acceptIndexes: missing-member")),
        (r#"{"acceptIndexes":[0]}"#.into(), format!("{at}[0].methods: missing-member")),
        (hint("0", &["{}"]), format!("{inside}.type: missing-member")),
        (hint("0", &[&without("tokenType")]), format!("{inside}.tokenType: missing-member")),
        (hint("0", &[&without("tokenEndpoint")]), format!("{inside}.tokenEndpoint: missing-member")),
        (hint("0", &[&without("authorizationServer")]), format!("{inside}.authorizationServer: missing-member")),
        (hint("0", &[&OAUTH.replace("DPoP", "MAC")]), format!("{inside}.tokenType: unknown-value")),
    ] {
        assert_eq!(read(&format!("[{requirement}]"), "").unwrap_err(), expected, "{requirement}");
    }
    assert!(read(&format!("[{}]", hint("", &[OAUTH])), "").is_err());
    assert!(read(&format!("[{}]", hint("0", &[])), "").is_err());
}
