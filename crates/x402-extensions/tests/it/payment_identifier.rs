//! The identifier of a payment, and what a server remembers under it (X-8 to X-10).

use std::{
    collections::HashMap,
    convert::Infallible,
    pin::pin,
    sync::Mutex,
    task::{Context as TaskContext, Poll, Waker},
    thread,
};

use x402_extensions::payment_identifier::{
    Attempt, Entry, Fingerprint, IdentifierError, Key, PaidRequest, PaymentDigest, Requirement, Reservation, Scope,
    Store, review,
};
use x402_schemes::AccountId;
use x402_types::{DecodeOptions, Flag, Flags, HttpOutcome, PaymentPayload, RawJson, Version, Wire, v2};

use crate::texts::texts;

const ID: &str = "pay_7d5d747be160e280504c099d984bcfe0";

fn payment(extensions: &str) -> v2::PaymentPayload {
    let text = format!(
        r#"{{"x402Version":2,"accepted":{{"scheme":"exact","network":"eip155:84532","amount":"1","asset":"","payTo":"","maxTimeoutSeconds":60}},"payload":{{}}{extensions}}}"#
    );
    v2::PaymentPayload::decode(text, &DecodeOptions::STRICT).unwrap().value
}

fn with_info(info: &str) -> v2::PaymentPayload {
    payment(&format!(r#","extensions":{{"payment-identifier":{{"info":{info}}}}}"#))
}

/// What is said of a payment where the server requires an identifier, and where it does not.
fn both(payment: &v2::PaymentPayload) -> [Result<(Option<String>, Flags), &'static str>; 2] {
    [true, false].map(|is_required| {
        let reviewed = review(payment, is_required.into()).map_err(|error| error.reason())?;
        Ok((reviewed.identifier.map(|identifier| identifier.id), reviewed.flags))
    })
}

#[test]
fn what_the_server_requires_decides_about_an_absent_identifier_alone() {
    let required = Err("payment_identifier_required");
    for absent in [payment(""), payment(r#","extensions":{}"#), with_info(r#"{"required":false}"#)] {
        assert_eq!(both(&absent), [required.clone(), Ok((None, Flags::NONE))]);
    }
    // The payment's own word is that of the server, repeated.
    let says_required = with_info(r#"{"required":true}"#);
    assert_eq!(both(&says_required), [required, Ok((None, Flags::NONE))]);
    let good = Ok((Some(ID.to_owned()), Flags::NONE));
    assert_eq!(both(&with_info(&format!(r#"{{"required":false,"id":"{ID}"}}"#))), [good.clone(), good]);
    let flagged = Ok((Some(ID.to_owned()), Flags::NONE.with(Flag::NoRequired)));
    assert_eq!(both(&with_info(&format!(r#"{{"id":"{ID}"}}"#))), [flagged.clone(), flagged]);
    for malformed in ["7", "[]", r#"{"id":"short"}"#, r#"{"required":"no"}"#] {
        assert_eq!(both(&with_info(malformed)), [Err("invalid_payment_identifier"), Err("invalid_payment_identifier")]);
    }
}

#[test]
fn an_error_says_where_and_is_answered_with_400() {
    let error = review(&with_info(r#"{"id":"short"}"#), Requirement::Optional).unwrap_err();
    assert!(error.to_string().starts_with("extensions.payment-identifier.info.id: must be a payment identifier"));
    assert_eq!(HttpOutcome::from(&error).status(), 400);
    assert_eq!(HttpOutcome::from(&IdentifierError::Missing).status(), 400);
    assert_eq!(HttpOutcome::Conflict.status(), 409);
}

#[test]
fn a_v1_payment_has_no_identifier_whatever_it_says() {
    let text = format!(
        r#"{{"x402Version":1,"scheme":"exact","network":"base","payload":{{}},"extensions":{{"payment-identifier":{{"info":{{"id":"{ID}"}}}}}}}}"#
    );
    let payment = PaymentPayload::decode(text, &DecodeOptions::STRICT).unwrap().value;
    assert_eq!(review(&payment, Requirement::Optional).unwrap().identifier, None);
    assert_eq!(review(&payment, Requirement::Required), Err(IdentifierError::Missing));
}

/// What a server renews for each offer (B-2) makes no other request of a retry (X-10).
#[test]
fn a_fingerprint_outlives_what_the_server_renews() {
    const SOLANA: &str = "solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1";
    let canonical = |version, scheme: &str, network: &str, extra: &str| {
        let offer = format!(r#"{{"scheme":"{scheme}","network":"{network}","extra":{extra}}}"#);
        let (offer, parameters) = (RawJson::parse(&offer).unwrap(), RawJson::parse("{}").unwrap());
        let request = PaidRequest { version, method: "GET", resource: "", offer: &offer, parameters: &parameters };
        request.canonical().unwrap()
    };
    for (version, scheme, network, renewed, is_renewed) in [
        (Version::V2, "exact", SOLANA, "recentBlockhash", true),
        (Version::V2, "upto", SOLANA, "recentSlot", true),
        (Version::V1, "exact", "solana-devnet", "lastValidBlockHeight", true),
        (Version::V2, "batch-settlement", "eip155:84532", "channelState", true),
        // Another member, another scheme, another kind of chain.
        (Version::V2, "exact", SOLANA, "feePayer", false),
        (Version::V2, "batch-settlement", SOLANA, "recentBlockhash", false),
        (Version::V2, "exact", "eip155:84532", "recentBlockhash", false),
    ] {
        let [one, other, none] =
            [format!(r#"{{"a":1,"{renewed}":"1"}}"#), format!(r#"{{"a":1,"{renewed}":"2"}}"#), r#"{"a":1}"#.into()]
                .map(|extra| canonical(version, scheme, network, &extra));
        assert_eq!((one == other, one == none), (is_renewed, is_renewed), "{scheme} {network} {renewed}");
    }
    // Deeper inside, nothing is renewed.
    let [one, other] = ["1", "2"]
        .map(|hash| canonical(Version::V2, "exact", SOLANA, &format!(r#"{{"a":{{"recentBlockhash":"{hash}"}}}}"#)));
    assert_ne!(one, other);
}

/// Of a request and a payment, each by one hexadecimal digit.
fn attempt(request: char, payment: char) -> Attempt {
    Attempt {
        fingerprint: request.to_string().repeat(64).parse().unwrap(),
        payment: PaymentDigest::of(payment.to_string().as_bytes()),
        replay_key: format!("x402:1:{}", payment.to_string().repeat(64)).parse().unwrap(),
    }
}

#[test]
fn an_entry_in_work_is_nobodys_else() {
    let mut entry: Entry<u8> = Entry::first(attempt('a', '1'));
    for (asked, expected) in [
        (attempt('a', '1'), Reservation::InWork),
        (attempt('a', '2'), Reservation::InWork),
        (attempt('b', '1'), Reservation::Conflict),
    ] {
        assert_eq!(entry.ask(&asked), expected);
        assert_eq!(entry.recall(&asked.payment, &asked.fingerprint), None);
    }
}

#[test]
fn an_answer_is_repeated_and_never_lost() {
    let mut entry = Entry::first(attempt('a', '1'));
    entry.complete(7);
    entry.leave_open();
    for signed in ['1', '2'] {
        assert_eq!(entry.ask(&attempt('a', signed)), Reservation::Answered(7));
        assert_eq!(entry.ask(&attempt('b', signed)), Reservation::Conflict);
    }
    let recall = |of: Attempt| entry.recall(&of.payment, &of.fingerprint);
    assert_eq!(recall(attempt('a', '1')), Some(&7));
    assert_eq!(recall(attempt('a', '2')), None);
    assert_eq!(recall(attempt('b', '1')), None);
}

#[test]
fn only_the_same_payment_takes_an_open_entry_up_again() {
    let mut entry: Entry<u8> = Entry::first(attempt('a', '1'));
    entry.leave_open();
    assert_eq!(entry.ask(&attempt('a', '2')), Reservation::InWork);
    assert_eq!(entry.ask(&attempt('b', '1')), Reservation::Conflict);
    // The same signature in another spelling is the same payment, and from here on its spelling is known.
    let respelled = Attempt { payment: PaymentDigest::of(b"respelled"), ..attempt('a', '1') };
    assert_eq!(entry.ask(&respelled), Reservation::First);
    assert_eq!(entry.ask(&attempt('a', '1')), Reservation::InWork);
    entry.complete(7);
    assert_eq!(entry.recall(&respelled.payment, &respelled.fingerprint), Some(&7));
    assert_eq!(entry.recall(&attempt('a', '1').payment, &respelled.fingerprint), None);
}

/// The least that is a store.
#[derive(Default)]
struct Memory(Mutex<HashMap<Key, Entry<u32>>>);

impl Memory {
    fn change(&self, key: &Key, change: impl FnOnce(&mut Entry<u32>)) -> Result<(), Infallible> {
        self.0.lock().unwrap().get_mut(key).map(change);
        Ok(())
    }
}

impl Store for Memory {
    type Response = u32;
    type Error = Infallible;

    async fn recall(
        &self,
        scope: &Scope,
        payment: &PaymentDigest,
        fingerprint: &Fingerprint,
    ) -> Result<Option<u32>, Infallible> {
        let entries = self.0.lock().unwrap();
        let mut here = entries.iter().filter(|(key, _)| key.scope == *scope);
        Ok(here.find_map(|(_, entry)| entry.recall(payment, fingerprint).copied()))
    }

    async fn reserve(&self, key: &Key, attempt: &Attempt) -> Result<Reservation<u32>, Infallible> {
        let mut entries = self.0.lock().unwrap();
        if let Some(entry) = entries.get_mut(key) {
            return Ok(entry.ask(attempt));
        }
        entries.insert(key.clone(), Entry::first(*attempt));
        Ok(Reservation::First)
    }

    async fn complete(&self, key: &Key, response: u32) -> Result<(), Infallible> {
        self.change(key, |entry| entry.complete(response))
    }

    async fn leave_open(&self, key: &Key) -> Result<(), Infallible> {
        self.change(key, Entry::leave_open)
    }

    async fn give_up(&self, key: &Key) -> Result<(), Infallible> {
        self.0.lock().unwrap().remove(key);
        Ok(())
    }
}

/// Of a future that waits for nothing.
fn ready<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut TaskContext::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("the store waits"),
    }
}

fn key(payer: &str, route: &str) -> Key {
    let payer = AccountId::Evm(format!("0x{}", payer.repeat(40)).parse().unwrap());
    Key { scope: Scope { tenant: String::new(), route: route.into() }, payer, id: ID.into() }
}

#[test]
fn of_twenty_retries_at_once_one_is_served() {
    let (store, key) = (Memory::default(), key("1", "GET /weather"));
    let served = Mutex::new(0);
    let answers: Vec<u32> = thread::scope(|scope| {
        let retry = || loop {
            match ready(store.reserve(&key, &attempt('a', '1'))).unwrap() {
                Reservation::First => {
                    *served.lock().unwrap() += 1;
                    thread::yield_now();
                    ready(store.complete(&key, 7)).unwrap();
                    return 7;
                }
                Reservation::Answered(answer) => return answer,
                Reservation::InWork => thread::yield_now(),
                Reservation::Conflict => panic!("it is one request"),
            }
        };
        let retries: Vec<_> = (0..20).map(|_| scope.spawn(retry)).collect();
        retries.into_iter().map(|retry| retry.join().unwrap()).collect()
    });
    assert_eq!((answers, *served.lock().unwrap()), (vec![7; 20], 1));
}

#[test]
fn a_handler_that_fails_burns_nothing() {
    let (store, key) = (Memory::default(), key("1", "GET /weather"));
    let reserve = |signed| ready(store.reserve(&key, &attempt('a', signed))).unwrap();
    assert_eq!(reserve('1'), Reservation::First);
    ready(store.give_up(&key)).unwrap();
    // With the same payment or with another one.
    assert_eq!(reserve('1'), Reservation::First);
    ready(store.give_up(&key)).unwrap();
    assert_eq!(reserve('2'), Reservation::First);
    ready(store.leave_open(&key)).unwrap();
    assert_eq!(reserve('1'), Reservation::InWork);
    assert_eq!(reserve('2'), Reservation::First);
}

#[test]
fn an_identifier_counts_for_one_payer_in_one_scope() {
    let store = Memory::default();
    let here = key("1", "GET /weather");
    assert_eq!(ready(store.reserve(&here, &attempt('a', '1'))).unwrap(), Reservation::First);
    ready(store.complete(&here, 7)).unwrap();
    let first = attempt('a', '1');
    let recall = |scope: &Scope| ready(store.recall(scope, &first.payment, &first.fingerprint));
    assert_eq!(recall(&here.scope), Ok(Some(7)));
    for elsewhere in [key("2", "GET /weather"), key("1", "GET /tides")] {
        assert_eq!(ready(store.reserve(&elsewhere, &attempt('b', '2'))).unwrap(), Reservation::First);
    }
    let tides = Scope { tenant: String::new(), route: "GET /tides".into() };
    assert_eq!(recall(&tides), Ok(None));
}

#[test]
fn a_fingerprint_is_its_text_and_no_other_hash() {
    let hash = "0123456789abcdef".repeat(4);
    let wrong = [
        hash[1..].to_owned(),
        format!("{hash}0"),
        hash.to_uppercase(),
        format!("0x{hash}"),
        hash.replace('f', "g"),
        hash.replacen("01", "é", 1),
        format!("x402:1:{hash}"),
        format!("x402:transfer:1:{hash}"),
    ];
    texts::<Fingerprint>(&[&hash], &wrong.each_ref().map(String::as_str));
}
