//! Payments on Stellar.

use x402_buyer::{
    Allowance, Buyer, EvmKey, Fresh, Ledger, MemoryLedger, NotPaid, Payable, Sent, Signer, SolanaKey, StellarKey,
    ToSign,
};
use x402_schemes::stellar::{Address, Body, TESTNET, Transaction};
use x402_types::{DecodeOptions, PaymentPayload, RawJson, Wire, v2};
use x402_verify::{
    AnswerError, Facts,
    client::OfferIssue,
    json_rpc::ResponseError,
    stellar::{AnswerError as Unread, Fact, OfferIssue as OnStellar},
};

use crate::support::{EIP3009, NOW, key, payable, payable_at, usdc};

const STELLAR: &str = include_str!("../../../../docs/examples/offer-stellar.json");
/// A payment for the same offer, by the key of 32 bytes of 1.
const PAYMENT: &str = include_str!("../../../../docs/examples/payment-stellar.txt");
/// The Soroban data of that payment.
const DATA: &str = "AAAAAAAAAAAAAAAAAAAAAQAAAAIAAAADAAAAAAAAA+g=";
const LEDGER: u32 = 5_100_000;
const PRICE: u64 = 10_000_000;

fn on_stellar(at_most: &str) -> Allowance {
    Allowance::of_token("USDC", &TESTNET, at_most).unwrap()
}

fn buyer<L: Ledger>(ledger: L) -> Buyer<L> {
    Buyer::new([on_stellar("1")], ledger).with_signer(StellarKey::from_seed(&[1; 32]))
}

fn fresh() -> Fresh {
    let mut random = [0; 32];
    random[..8].copy_from_slice(&0x1122_3344_5566_7788_u64.to_be_bytes());
    Fresh::new(NOW, random).with_ledger(LEDGER)
}

fn sent() -> Sent {
    buyer(MemoryLedger::new()).pay(&payable(STELLAR), &fresh()).unwrap()
}

fn transaction(sent: &Sent) -> Vec<u8> {
    let PaymentPayload::V2(payment) = sent.payment() else { panic!("{sent:?}") };
    x402_schemes::stellar::Payload::try_from(&payment.payload).unwrap().transaction
}

/// What `transfer` of this amount emits, as XDR in base64.
fn event(asset: &str, amount: u64) -> RawJson {
    let address = |text: &str| text.parse::<Address>().unwrap().to_xdr();
    let words = |words: &[u32]| words.iter().flat_map(|word| word.to_be_bytes()).collect::<Vec<_>>();
    let offer = v2::PaymentRequirements::decode(STELLAR, &DecodeOptions::STRICT).unwrap().value;
    let payer = StellarKey::from_seed(&[1; 32]).account().to_string();
    let bytes = [
        // Of a call that succeeded, by this contract, with three topics.
        words(&[1, 0, 1]),
        address(asset)[4..].to_vec(),
        words(&[1, 0, 3, 15, 8]),
        b"transfer".to_vec(),
        words(&[18]),
        address(&payer),
        words(&[18]),
        address(&offer.pay_to),
        words(&[10]),
        i128::from(amount).to_be_bytes().to_vec(),
    ];
    RawJson::base64(&bytes.concat())
}

fn usdc_on_stellar() -> String {
    on_stellar("1").budget().asset.clone()
}

/// The response of a node in which these events were emitted.
fn response(events: impl IntoIterator<Item = RawJson>) -> String {
    let events = RawJson::array(events);
    format!(
        r#"{{"jsonrpc":"2.0","id":1,"result":{{"latestLedger":{LEDGER},"transactionData":"{DATA}","minResourceFee":"1000","events":{}}}}}"#,
        events.as_str()
    )
}

fn good() -> String {
    response([event(&usdc_on_stellar(), PRICE)])
}

fn simulated(response: &str) -> Result<Sent, NotPaid> {
    sent().simulated(RawJson::parse(response).unwrap().as_json())
}

/// Byte for byte the payment of the documents, once it is simulated.
#[test]
fn an_offer_on_stellar_is_paid() {
    let before = sent();
    assert_eq!((before.authorized().network.clone(), before.authorized().units()), (TESTNET, PRICE.into()));
    assert_eq!(before.authorized().payer.to_string(), StellarKey::from_seed(&[1; 32]).account().to_string());
    let after = simulated(&good()).unwrap();
    let header = PAYMENT.trim().strip_prefix("PAYMENT-SIGNATURE: ").unwrap();
    let documented = v2::PaymentPayload::decode_header(header, &DecodeOptions::STRICT).unwrap().value;
    let documented = x402_schemes::stellar::Payload::try_from(&documented.payload).unwrap().transaction;
    assert_eq!(transaction(&after), documented);
    assert_ne!(transaction(&before), documented);
    assert_eq!((after.entry(), after.authorized()), (before.entry(), before.authorized()));
}

/// The node gets the signed transaction, because it enforces the entries of a transaction that has some.
#[test]
fn the_signed_transaction_is_simulated_once() {
    let before = sent();
    let call = before.to_simulate().unwrap();
    assert_eq!(call.method, "simulateTransaction");
    let asked = call.params.as_json().get("transaction").map(RawJson::from).unwrap();
    assert_eq!(asked.as_str(), RawJson::base64(&transaction(&before)).as_str());
    let Body::Call { resource_fee, .. } = body(&transaction(&before)) else { panic!("no call") };
    assert_eq!(resource_fee, None);

    let after = simulated(&good()).unwrap();
    let Body::Call { resource_fee, .. } = body(&transaction(&after)) else { panic!("no call") };
    assert_eq!(resource_fee, Some(1000));
    assert_eq!(after.to_simulate(), None);
    let again = after.simulated(RawJson::parse(&good()).unwrap().as_json());
    assert!(matches!(again, Err(NotPaid::Draft(_))), "{again:?}");
    let on_base =
        Buyer::new([usdc()], MemoryLedger::new()).with_signer(key()).pay(&payable(EIP3009), &fresh()).unwrap();
    assert_eq!(on_base.to_simulate(), None);
    assert!(on_base.simulated(RawJson::parse(&good()).unwrap().as_json()).is_err());
}

fn body(transaction: &[u8]) -> Body<'_> {
    Transaction::decode(transaction).unwrap().body
}

#[test]
fn a_simulation_shows_the_payment_and_nothing_else() {
    assert!(simulated(&good()).is_ok());
    let transfer = || event(&usdc_on_stellar(), PRICE);
    let other_asset = Address::Contract([1; 32]).to_string();
    for (what, response) in [
        ("nothing moves", response([])),
        ("two transfers", response([transfer(), transfer()])),
        ("less", response([event(&usdc_on_stellar(), PRICE - 1)])),
        ("another asset", response([event(&other_asset, PRICE)])),
        ("it fails", format!(r#"{{"result":{{"latestLedger":{LEDGER},"error":"no balance"}}}}"#)),
    ] {
        let refused = simulated(&response);
        let Err(NotPaid::NotValid(error)) = &refused else { panic!("{what}: {refused:?}") };
        assert_eq!(error.report().deciding().unwrap().id.as_str(), "simulation", "{what}");
    }
}

#[test]
fn a_response_that_says_nothing_is_no_simulation() {
    let member = |name| AnswerError::Stellar(Unread::Member(name)).into();
    for (response, expected) in [
        (r#"{"error":{"code":-32603,"message":"busy"}}"#.into(), ResponseError::Node(-32603)),
        (r#"{"id":1}"#.into(), ResponseError::Malformed),
        (good().replace(r#""minResourceFee":"1000","#, ""), member("minResourceFee")),
        (good().replace("\"1000\"", "\"4294967196\""), member("minResourceFee")),
        (good().replace(DATA, ""), member("transactionData")),
        (
            good().replace("\"latestLedger\":5100000", "\"latestLedger\":5099999"),
            AnswerError::Stellar(Unread::OldLedger).into(),
        ),
    ] {
        let refused = simulated(&response);
        let Err(NotPaid::Node(error)) = refused else { panic!("{response}: {refused:?}") };
        assert_eq!(error, expected, "{response}");
    }
    // The largest fee that a transaction can name.
    assert!(simulated(&good().replace("\"1000\"", "\"4294967195\"")).is_ok());
    let garbled = simulated(&good().replace(DATA, "AAAA"));
    assert!(matches!(garbled, Err(NotPaid::NotValid(_))), "{garbled:?}");
}

/// The end is counted from a ledger, and nothing is signed or counted without one.
#[test]
fn a_payment_takes_the_latest_ledger() {
    let ledger = MemoryLedger::new();
    let refused = buyer(&ledger).pay(&payable(STELLAR), &Fresh::new(NOW, [1; 32]));
    let Err(NotPaid::Draft(why)) = refused else { panic!("{refused:?}") };
    assert!(why.contains("getLatestLedger"), "{why}");
    assert_eq!(ledger.entries(), []);
    assert!(buyer(&ledger).pay(&payable(STELLAR), &fresh()).is_ok());
    assert_eq!(ledger.entries()[0].amount, PRICE.into());
}

#[test]
fn who_cannot_pay_on_stellar_passes_the_offer_over() {
    let pay = |buyer: Buyer<MemoryLedger>, payable: &Payable| buyer.pay(payable, &fresh());
    assert!(pay(buyer(MemoryLedger::new()), &payable(STELLAR)).is_ok());
    for buyer in [
        Buyer::new([on_stellar("0.9999999")], MemoryLedger::new()).with_signer(StellarKey::from_seed(&[1; 32])),
        Buyer::new([on_stellar("1")], MemoryLedger::new())
            .with_signer(key())
            .with_signer(SolanaKey::from_seed(&[1; 32])),
        Buyer::new([usdc()], MemoryLedger::new()).with_signer(StellarKey::from_seed(&[1; 32])),
    ] {
        let refused = pay(buyer, &payable(STELLAR));
        assert!(matches!(refused, Err(NotPaid::NoOffer(_))), "{refused:?}");
    }
    // A buyer that can pay on two chains prefers the earlier allowance.
    let both = Buyer::new([on_stellar("1"), usdc()], MemoryLedger::new());
    let both = both.with_signer(key()).with_signer(StellarKey::from_seed(&[1; 32]));
    let payable = payable_at("a.example", &[EIP3009, STELLAR]);
    assert_eq!(pay(both, &payable).unwrap().authorized().network, TESTNET);
}

#[test]
fn an_offer_without_a_sponsor_is_not_paid() {
    let refused = buyer(MemoryLedger::new()).pay(&payable(&STELLAR.replace("true", "false")), &fresh());
    let Err(NotPaid::Issues(issues)) = refused else { panic!("{refused:?}") };
    assert!(issues.contains(&OfferIssue::Stellar(OnStellar::NotSponsored)), "{issues:?}");
}

/// A wallet gets the preimage, and a key signs its digest.
#[test]
fn a_key_signs_on_its_chain() {
    let (buyer, payable) = (buyer(MemoryLedger::new()), payable(STELLAR));
    let draft = buyer.draft(&payable, &fresh()).unwrap();
    let asked = draft.to_sign();
    let ToSign::Authorization { digest, preimage } = &asked else { panic!("{asked:?}") };
    assert_eq!((digest, preimage.len()), (&sha256(preimage), 216));
    let signature = StellarKey::from_seed(&[1; 32]).sign(&asked).unwrap();
    assert!(draft.clone().signed(signature.clone()).is_ok());
    let others = [
        StellarKey::from_seed(&[2; 32]).sign(&asked).unwrap(),
        signature[..63].to_vec(),
        [signature.as_slice(), &[0]].concat(),
    ];
    for other in others {
        assert!(draft.clone().signed(other).is_err());
    }
    assert!(SolanaKey::from_seed(&[1; 32]).sign(&asked).is_err());
    assert!(EvmKey::from_bytes(&[1; 32]).unwrap().sign(&asked).is_err());
    assert!(StellarKey::from_seed(&[1; 32]).sign(&ToSign::Message(preimage.clone())).is_err());
    assert!(SolanaKey::from_seed(&[1; 32]).sign(&ToSign::Message(preimage.clone())).is_ok());
}

fn sha256(bytes: &[u8]) -> [u8; 32] {
    use sha2::Digest;
    sha2::Sha256::digest(bytes).into()
}

/// A payment that was kept needs the ledger from which it was made.
#[test]
fn a_payment_is_kept_with_its_ledger() {
    let payable = payable(STELLAR);
    let sent = buyer(MemoryLedger::new()).pay(&payable, &fresh()).unwrap();
    let restored = |facts: &Facts| {
        Sent::restored(sent.payment().clone(), &payable, sent.entry().clone(), facts).map(|sent| sent.header())
    };
    let ledger = Fact::Ledger { network: TESTNET, sequence: LEDGER, seconds_per_ledger: None };
    assert_eq!(restored(&Facts::new().with(ledger)).unwrap(), sent.header());
    assert!(matches!(restored(&Facts::new()), Err(NotPaid::NotValid(_))));
}

/// A lost payment is sent again as it was sent, with its simulation. The buyer's ledger has the ledger from which it was made.
#[test]
fn a_simulated_payment_is_sent_again() {
    let (ledger, payable) = (MemoryLedger::new(), payable(STELLAR));
    let first = buyer(&ledger);
    let unsimulated = first.pay(&payable, &fresh()).unwrap();
    let sent = unsimulated.simulated(RawJson::parse(&good()).unwrap().as_json()).unwrap();
    let again = || {
        first.lost(&sent);
        first.unanswered(payable.host(), payable.request()).unwrap().unwrap().header()
    };
    assert_eq!(again(), unsimulated.header());
    first.keep(&sent).unwrap();
    assert_eq!(again(), sent.header());
    assert_ne!(sent.header(), unsimulated.header());
    assert_eq!((ledger.kept().unwrap().len(), ledger.entries().len()), (1, 1));
}

/// A payment that was read back from the ledger may be kept once more: its ledger of Stellar stays with it.
#[test]
fn a_restored_payment_keeps_its_ledger() {
    let ledger = MemoryLedger::new();
    let payable = payable(STELLAR);
    let buyer = buyer(&ledger);
    let sent = buyer.pay(&payable, &fresh()).unwrap();
    buyer.lost(&sent);
    let restored = buyer.unanswered(payable.host(), payable.request()).unwrap().unwrap();
    buyer.keep(&restored).unwrap();
    assert_eq!(ledger.kept().unwrap()[0].ledger, Some(LEDGER));
    buyer.lost(&restored);
    let again = buyer.unanswered(payable.host(), payable.request()).unwrap().unwrap();
    assert_eq!(again.header(), sent.header());
}
