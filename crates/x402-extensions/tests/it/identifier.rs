//! The identifier of a payment as it is written (X-8, X-9).

use x402_extensions::payment_identifier::{self, PaymentIdentifier};
use x402_types::{ErrorKind, Flag, Flags, RawJson};

use crate::added::{read, refused};

#[test]
fn an_identifier_has_16_to_128_letters_digits_hyphens_and_underscores() {
    let id = |id: &str| format!(r#"{{"info":{{"required":false,"id":"{id}"}}}}"#);
    for good in [&"a".repeat(16), &"Z".repeat(128), "pay_7d5d747be160e280504c099d984bcfe0", "-_-_-_-_-_-_-_09"] {
        let (read, flags) = read::<PaymentIdentifier>(&id(good));
        let read = read.unwrap().unwrap();
        assert_eq!((read.id.as_str(), flags), (good, Flags::NONE));
        assert_eq!(good.parse(), Ok(read));
    }
    for wrong in
        [&"a".repeat(15), &"a".repeat(129), "", "pay 7d5d747be160e280", "pay.7d5d747be160e280", "päy_7d5d747be160e280"]
    {
        refused::<PaymentIdentifier>(&id(wrong), "not-payment-id payment-identifier.info.id");
        assert_eq!(wrong.parse::<PaymentIdentifier>().map_err(|error| error.kind()), Err(ErrorKind::NotPaymentId));
    }
    refused::<PaymentIdentifier>(r#"{"info":{"id":7}}"#, "wrong-type payment-identifier.info.id");
}

#[test]
fn an_identifier_may_be_absent_and_the_extension_still_has_an_info() {
    for (nothing, flags) in [
        (r#"{"info":{"required":true}}"#, &[][..]),
        (r#"{"info":{"required":true,"id":null}}"#, &[Flag::NullOptional]),
        ("null", &[Flag::NullOptional]),
        (r#"{"info":{}}"#, &[Flag::NoRequired]),
        (r#"{"info":{"required":null}}"#, &[Flag::NullOptional, Flag::NoRequired]),
    ] {
        assert_eq!(read::<PaymentIdentifier>(nothing), (None, flags.iter().copied().collect()), "{nothing}");
    }
    for malformed in ["{}", r#"{"id":"pay_7d5d747be160e280"}"#, "[]", "7"] {
        refused::<PaymentIdentifier>(malformed, "missing-member payment-identifier.info");
    }
    for malformed in ["[]", "7", "\"pay_7d5d747be160e280\""] {
        refused::<PaymentIdentifier>(&format!(r#"{{"info":{malformed}}}"#), "wrong-type payment-identifier.info");
    }
    refused::<PaymentIdentifier>(r#"{"info":null}"#, "null payment-identifier.info");
}

#[test]
fn whether_an_identifier_is_required_is_a_boolean() {
    let with = |required: &str| format!(r#"{{"info":{{{required}"id":"pay_7d5d747be160e280"}}}}"#);
    for (required, flags) in [
        (r#""required":true,"#, &[][..]),
        (r#""required":false,"#, &[]),
        ("", &[Flag::NoRequired]),
        (r#""required":null,"#, &[Flag::NullOptional, Flag::NoRequired]),
    ] {
        let (read, found) = read::<PaymentIdentifier>(&with(required));
        assert_eq!(
            (read.unwrap().unwrap().id.as_str(), found),
            ("pay_7d5d747be160e280", flags.iter().copied().collect())
        );
    }
    for wrong in [r#""required":"true","#, r#""required":1,"#, r#""required":{},"#] {
        refused::<PaymentIdentifier>(&with(wrong), "wrong-type payment-identifier.info.required");
    }
}

#[test]
fn an_identifier_is_required_where_the_server_says_so() {
    for (info, required) in [("true", true), ("false", false), ("null", false), (r#""true""#, false), ("1", false)] {
        let declared = format!(r#"{{"payment-identifier":{{"info":{{"required":{info}}}}}}}"#);
        assert_eq!(payment_identifier::is_required(&RawJson::parse(&declared).unwrap()), required, "{declared}");
    }
    assert!(!payment_identifier::is_required(&RawJson::parse(r#"{"bazaar":{"info":{"required":true}}}"#).unwrap()));
}
