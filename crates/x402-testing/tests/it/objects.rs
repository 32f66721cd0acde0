//! Each object that is made can be written and read back.

use std::fmt::Debug;

use proptest::{
    strategy::{Strategy, ValueTree},
    test_runner::TestRunner,
};
use x402_testing::{Make, any};
use x402_types::{
    DecodeOptions, FacilitatorRequest, PaymentPayload, PaymentRequired, SettleResponse, SupportedResponse,
    VerifyResponse, Wire, v1, v2,
};

/// So many objects come back as they were, and they are not all the same.
fn round_trips<T: Make + Wire + Debug + PartialEq>() {
    let mut runner = TestRunner::deterministic();
    let mut texts = std::collections::BTreeSet::new();
    for _ in 0..200 {
        let object = any::<T>().new_tree(&mut runner).unwrap().current();
        let json = object.to_json();
        let read = T::decode(&json, &DecodeOptions::STRICT).unwrap_or_else(|error| panic!("{error}: {json}")).value;
        assert_eq!(read, object);
        texts.insert(json);
    }
    assert!(texts.len() > 100, "{} different objects", texts.len());
}

#[test]
fn what_is_made_is_read() {
    round_trips::<v1::PaymentPayload>();
    round_trips::<v2::PaymentPayload>();
    round_trips::<PaymentPayload>();
    round_trips::<v1::PaymentRequirements>();
    round_trips::<v2::PaymentRequirements>();
    round_trips::<PaymentRequired>();
    round_trips::<FacilitatorRequest>();
    round_trips::<SettleResponse>();
    round_trips::<VerifyResponse>();
    round_trips::<SupportedResponse>();
}
