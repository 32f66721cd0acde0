//! Sales on the XRP Ledger, at a price of 0.01 RLUSD, and what a node shows about them (R-64 to R-66). npm xrpl 5.3.0 signed
//! the payments and printed their hashes.

use x402_seller::{FacilitatorAnswer, Finality, LookupError, OnChain, Seller, SellerInit, Serve, Settle, State, Step};
use x402_types::{
    AnyAmount, DecodeOptions, FacilitatorRequest, Network, PaymentFlow, RawJson, ReasonCode, SettleResponse, Wire,
    v2::{PaymentPayload, PaymentRequirements},
};
use x402_verify::client::SettlementState;

use crate::world::{NOW, World, answer_of, init, request, served, state_of, written};

const OFFER: &str = r#"{"scheme":"exact","network":"xrpl:0","amount":"0.01","asset":"524C555344000000000000000000000000000000","payTo":"rPW5jmzJduLPPUgASc9aVCXN2o8sSjwMPt","maxTimeoutSeconds":60,"extra":{"areFeesSponsored":false,"issuer":"rMxCKbEDwqr76QuheSUMdEGf4B9xJ8m5De","invoiceId":"INV-2026-1"}}"#;
/// A payment for the offer, with the sequence number 7.
const BLOB: &str = "12000022000000002400000007201B14C01C20501104312570134D55537DF7F36FED25D904B5D14AD63DBB835608A670A8D55A3AD961D4038D7EA4C68000524C555344000000000000000000000000000000E5E961C6A025C9404AA7B662DD1DF975BE75D13E68400000000000000C69D4038D7EA4C68000524C555344000000000000000000000000000000E5E961C6A025C9404AA7B662DD1DF975BE75D13E732102779E559A95C7FD0CFD2B4AA3FC77E91396554082B0A5E7B582C4CF2C514E4C1D74463044022057E8CB9D1F07392DFDC66FC29485E219A2BE1E8A963B1556D96A83456CE94A1802205B6E937078CCB6BA2F431A6FA04CA9AD0D3CFF79CC74A7E05CBFDB5AF7B9022A81148968E0E7B31DBC840633C5B040439296F89F54D78314F6F1ABBD24E59C3C3A198F57B55656DC9C003CF4";
const HASH: &str = "3A81B32113C4C91FA8D5BDCD6BB921C0450CDAF868D92F93BAF8E8C7E21295FA";
/// The hash of a different payment.
const OTHER: &str = "A9A15F0961E19D2AE5EF6EA32CDA01CDAEDEB7EEB89794C0320FF227A32398E6";
/// The last ledger of the payment.
const LAST: u64 = 348_134_432;
/// 2000-01-01, with which the ledger's time begins.
const EPOCH: u64 = 946_684_800;

fn offer() -> PaymentRequirements {
    PaymentRequirements::decode(OFFER, &DecodeOptions::STRICT).unwrap().value
}

fn header() -> String {
    let payload = RawJson::parse(&format!(r#"{{"signedTxBlob":"{BLOB}"}}"#)).unwrap();
    PaymentPayload::new(offer(), payload).to_header()
}

fn seller() -> Seller {
    Seller::open(SellerInit { offers: vec![offer()], ..init(PaymentFlow::Authorization, false) }).unwrap()
}

fn replied(status: u16, body: &str) -> FacilitatorAnswer<'_> {
    FacilitatorAnswer { status, content_type: Some("application/json"), body: body.as_bytes() }
}

/// Up to the work. Only a node knows the ledger, so the facilitator is asked.
fn working(world: &mut World, now: u64) -> Serve {
    let mut step = request(&seller(), &header(), "", now);
    loop {
        step = match step {
            Step::Load(_) => world.first(step, now),
            Step::Verify(verify) => verify.answered(replied(200, r#"{"isValid":true}"#), now),
            Step::Swap(_) => written(step, world, now),
            Step::Serve(serve) => return serve,
            step => panic!("{step:?}"),
        }
    }
}

fn first(world: &mut World) -> Settle {
    let serve = working(world, NOW);
    let Step::Settle(settle) = written(serve.served(served(), NOW), world, NOW) else { panic!() };
    settle
}

fn settlement(change: impl FnOnce(&mut SettleResponse)) -> SettleResponse {
    let mut settlement = SettleResponse::success(HASH, Network::XRPL);
    change(&mut settlement);
    settlement
}

/// The step after this settlement was the answer to the first request.
fn after(settlement: &SettleResponse) -> (World, Step) {
    let mut world = World::default();
    let settle = first(&mut world);
    let step = settle.answered(replied(200, &settlement.to_json()), NOW);
    let step = written(step, &mut world, NOW);
    (world, step)
}

/// The price stays a text in each object, and the answer is the same after a restart.
#[test]
fn a_price_in_an_issued_currency_is_charged() {
    let mut world = World::default();
    let serve = working(&mut world, NOW);
    let cent = AnyAmount::Decimal("0.01".parse().unwrap());
    assert_eq!(
        (serve.amount(), serve.payer().to_string().as_str()),
        (cent.clone(), "rDXZD4QizhNdKFpsWU2MPUKRrMQWmDvLUi")
    );
    // `exact` charges the price, and no number of atomic units is one.
    for amount in [x402_types::Amount::from(0), 1.into(), x402_types::Uint256::MAX.into()] {
        let refused = serve.clone().served_for(served(), amount, NOW).unwrap_err();
        assert_eq!(refused.to_string(), "the scheme does not take this amount; 0.01 was signed");
    }
    let Step::Settle(settle) = written(serve.served(served(), NOW), &mut world, NOW) else { panic!() };
    let FacilitatorRequest::V2(asked) = settle.request() else { panic!() };
    assert!(asked.payment_requirements.amount.is_written_as(&cent));
    let settled = settlement(|settlement| settlement.decimal_amount = Some("0.010".parse().unwrap()));
    let answer = answer_of(written(settle.answered(replied(200, &settled.to_json()), NOW), &mut world, NOW));
    assert_eq!((answer.status, state_of(&answer)), (200, SettlementState::Settled));
    // The records are texts, which a different process reads.
    let again = world.run(request(&seller(), &header(), "", NOW + 3_600), NOW + 3_600);
    assert_eq!(again, answer);
    assert_eq!(world.stored.len(), 1);
}

/// A payment whose settlement was lost continues from the texts of its records, at the price of that time.
#[test]
fn a_sale_continues_after_a_restart() {
    let mut world = World::default();
    let _ = first(&mut world);
    let late = NOW + 60;
    let asked = &mut Vec::new();
    let answer = world.run_with(request(&seller(), &header(), "", late), late, |settle| {
        let FacilitatorRequest::V2(request) = settle.request() else { panic!() };
        asked.push(request.payment_requirements.to_json());
        settle.answered(replied(200, &settlement(|_| ()).to_json()), late)
    });
    assert_eq!((answer.status, state_of(&answer)), (200, SettlementState::Settled));
    assert_eq!(*asked, [OFFER]);
}

#[test]
fn only_a_settlement_of_the_price_and_of_the_payment_counts() {
    for change in [
        |settlement: &mut SettleResponse| settlement.transaction = HASH.to_lowercase(),
        |settlement: &mut SettleResponse| settlement.decimal_amount = Some("0.0100".parse().unwrap()),
        |settlement: &mut SettleResponse| settlement.payer = Some("rDXZD4QizhNdKFpsWU2MPUKRrMQWmDvLUi".into()),
    ] {
        let settlement = settlement(change);
        let (_, step) = after(&settlement);
        assert_eq!(answer_of(step).status, 200, "{settlement:?}");
    }
    for change in [
        |settlement: &mut SettleResponse| settlement.transaction = OTHER.into(),
        |settlement: &mut SettleResponse| settlement.decimal_amount = Some("0.011".parse().unwrap()),
        |settlement: &mut SettleResponse| settlement.amount = Some(1.into()),
        |settlement: &mut SettleResponse| settlement.payer = Some("rwDz9MmTywpbRYNhxWpc5E8diLa9VXNjKh".into()),
        |settlement: &mut SettleResponse| settlement.network = Some(Network::XRPL_TESTNET.into()),
    ] {
        let settlement = settlement(change);
        let (_, step) = after(&settlement);
        assert!(matches!(step, Step::Settle(_)), "{settlement:?}: {step:?}");
    }
}

/// A sequence number may be used by this very payment, if a third party submitted it (R-64).
#[test]
fn a_used_sequence_number_is_no_failure() {
    let after = |reason: &str| after(&SettleResponse::failure(ReasonCode::new(reason), Network::XRPL));
    for reason in [
        "invalid_exact_xrpl_payload_sequence_not_current",
        "invalid_exact_xrpl_payload_ticket_not_available",
        "transaction_failed: tefPAST_SEQ",
        "transaction_failed: tefALREADY",
        "invalid_exact_xrpl_payload_simulation_failed: tefNO_TICKET",
    ] {
        let (_, step) = after(reason);
        assert!(matches!(step, Step::Settle(_)), "{reason}: {step:?}");
    }
    for reason in ["transaction_failed: tecPATH_DRY", "invalid_exact_xrpl_payload_expired", "transaction_failed"] {
        let (world, step) = after(reason);
        assert_eq!(answer_of(step).status, 402, "{reason}");
        let records: Vec<_> = world.stored.keys().map(|key| world.load(*key).unwrap().record.state).collect();
        assert!(matches!(&*records, [State::Refused { .. }]), "{reason}");
    }
}

/// A node of the ledger: JSON-RPC in, and over HTTP a response without an id.
struct Node {
    /// The number of its network, if it has one.
    network: Option<u64>,
    /// Its latest validated ledger.
    validated: u64,
    /// The first and the last ledger that it has.
    has: (u64, u64),
    /// The result of `tx`, if it has the transaction.
    transaction: Option<String>,
    id: bool,
    asked: Vec<String>,
}

fn node(validated: u64, transaction: Option<String>) -> Node {
    let has = (validated - 100_000, validated);
    Node { network: Some(0), validated, has, transaction, id: false, asked: Vec::new() }
}

/// The result of `tx` for the payment, as rippled writes it, shortened.
fn found(validated: bool, result: &str, closed: u64) -> String {
    let date = closed - EPOCH;
    format!(
        r#"{{"Account":"rDXZD4QizhNdKFpsWU2MPUKRrMQWmDvLUi","TransactionType":"Payment","ctid":"C4C01C1B00000000","date":{date},"hash":"{HASH}","inLedger":348134427,"ledger_index":348134427,"meta":{{"TransactionIndex":0,"TransactionResult":"{result}","delivered_amount":{{"currency":"524C555344000000000000000000000000000000","issuer":"rMxCKbEDwqr76QuheSUMdEGf4B9xJ8m5De","value":"0.01"}}}},"status":"success","validated":{validated}}}"#
    )
}

impl Node {
    fn answer(&mut self, call: &RawJson) -> RawJson {
        let call = call.as_json();
        let mut params = call.get("params").unwrap().elements().unwrap();
        let (Some(params), None) = (params.next(), params.next()) else { panic!("{}", call.text()) };
        let method = call.get("method").unwrap().string().unwrap();
        self.asked.push(format!("{method} {}", params.text()));
        let number = |name| params.get(name).map(|number| number.integer().unwrap());
        let result = match &*method {
            "server_info" => {
                let network = self.network.map(|number| format!(r#""network_id":{number},"#)).unwrap_or_default();
                let seq = self.validated;
                format!(r#"{{"info":{{{network}"validated_ledger":{{"age":2,"seq":{seq}}}}},"status":"success"}}"#)
            }
            "tx" => {
                assert_eq!(params.get("transaction").unwrap().string().unwrap(), HASH);
                let (min, max) = (number("min_ledger"), number("max_ledger"));
                let searched = min.zip(max).map(|(min, max)| {
                    assert!(min <= max && max - min <= 1000, "a node refuses more");
                    format!(r#""searched_all":{},"#, self.has.0 <= min && max <= self.has.1)
                });
                let none = format!(
                    r#"{{"error":"txnNotFound","error_code":29,"error_message":"Transaction not found.",{}"status":"error"}}"#,
                    searched.unwrap_or_default()
                );
                self.transaction.clone().unwrap_or(none)
            }
            method => panic!("{method}"),
        };
        let id = if self.id { format!(r#","id":{}"#, call.get("id").unwrap().text()) } else { String::new() };
        RawJson::parse(&format!(r#"{{"result":{result}{id}}}"#)).unwrap()
    }
}

fn shown(settle: &Settle, node: &mut Node) -> Result<Option<OnChain>, LookupError> {
    let mut lookup = settle.lookup(Finality::Finalized).expect("a node shows it");
    while let Some(call) = lookup.request() {
        assert_eq!(lookup.shown(), None);
        lookup.response(&node.answer(&call))?;
    }
    Ok(lookup.shown())
}

/// The second attempt, after the answer to the first one was lost.
fn open() -> Settle {
    let world = &mut World::default();
    let Step::Settle(settle) = written(first(world).lost(NOW), world, NOW) else { panic!() };
    settle
}

fn settled() -> Result<Option<OnChain>, LookupError> {
    Ok(Some(OnChain::Settled { transaction: HASH.into() }))
}

#[test]
fn only_a_validated_success_shows_that_a_payment_is_settled() {
    let settle = open();
    let success = found(true, "tesSUCCESS", NOW + 4);
    let mut on = node(LAST - 3, Some(success.clone()));
    assert_eq!(shown(&settle, &mut on), settled());
    let expected = ["server_info {}".to_owned(), format!(r#"tx {{"transaction":"{HASH}"}}"#)];
    assert_eq!(on.asked, expected);
    // The API's second version, a node that returns ids, and one of the main network without a number.
    let second = format!(
        r#"{{"close_time_iso":"2025-02-27T16:01:44Z","hash":"{HASH}","meta":{{"TransactionResult":"tesSUCCESS"}},"tx_json":{{"date":{}}},"validated":true}}"#,
        NOW + 4 - EPOCH
    );
    let mut on = Node { network: None, id: true, ..node(LAST + 1, Some(second)) };
    assert_eq!(shown(&settle, &mut on), settled());
    // The nearest wrong ones.
    for (what, transaction, expected) in [
        ("not validated", found(false, "tesSUCCESS", NOW + 4), Ok(None)),
        ("a failure", found(true, "tecPATH_DRY", NOW + 4), Ok(Some(OnChain::Never))),
        ("a failure that is not validated", found(false, "tecPATH_DRY", NOW + 4), Ok(None)),
        ("no result in a ledger", found(true, "terPRE_SEQ", NOW + 4), Err(LookupError::Malformed("tx"))),
        ("settled before it was asked for", found(true, "tesSUCCESS", NOW - 11), Ok(None)),
        ("settled just then", found(true, "tesSUCCESS", NOW - 10), settled()),
        ("a different payment", success.replace(HASH, OTHER), Err(LookupError::Malformed("tx"))),
        ("no word whether it is validated", success.replace("\"validated\"", "\"valid\""), Ok(None)),
        ("no time", success.replace("\"date\"", "\"day\""), Err(LookupError::Malformed("tx"))),
        ("busy", r#"{"error":"tooBusy","error_code":9,"status":"error"}"#.into(), Err(LookupError::Node(9))),
    ] {
        assert_eq!(shown(&settle, &mut node(LAST - 3, Some(transaction.clone()))), expected, "{what}");
        // The end of the payment changes nothing about a transaction that the ledger has.
        assert_eq!(shown(&settle, &mut node(LAST + 9, Some(transaction))), expected, "{what}");
    }
    for (network, expected) in [(Some(1), Err(LookupError::Chain)), (Some(0), settled())] {
        let mut on = Node { network, ..node(LAST - 3, Some(success.clone())) };
        assert_eq!(shown(&settle, &mut on), expected);
    }
}

/// A response to a different call is not taken, if the node names the call.
#[test]
fn an_id_must_fit_if_there_is_one() {
    for (id, expected) in
        [("", Ok(())), (r#","id":1"#, Ok(())), (r#","id":2"#, Err(LookupError::Malformed("the call")))]
    {
        let mut lookup = open().lookup(Finality::Finalized).unwrap();
        let response = format!(r#"{{"result":{{"info":{{"network_id":0}}}}{id}}}"#);
        assert_eq!(lookup.response(&RawJson::parse(&response).unwrap()), expected, "{id}");
    }
}

/// R-65: a validated ledger past the last one, and a node that has all ledgers in which the payment can be.
#[test]
fn an_unknown_transaction_is_void_once_its_last_ledger_has_passed() {
    let settle = open();
    for (validated, expected) in [(LAST - 1, None), (LAST, None), (LAST + 1, Some(OnChain::Never))] {
        assert_eq!(shown(&settle, &mut node(validated, None)), Ok(expected), "{validated}");
    }
    // From ten minutes before the payment to its last ledger.
    let mut on = node(LAST + 1, None);
    assert!(shown(&settle, &mut on).is_ok());
    let first = LAST - 30 - 120;
    assert!(on.asked[1].ends_with(&format!(r#""min_ledger":{first},"max_ledger":{LAST}}}"#)), "{:?}", on.asked);
    // A node with a gap, and one that lags behind at the same address.
    for (has, expected) in
        [((first, LAST), Some(OnChain::Never)), ((first + 1, LAST + 1), None), ((first, LAST - 1), None)]
    {
        let mut on = Node { has, ..node(LAST + 1, None) };
        assert_eq!(shown(&settle, &mut on), Ok(expected), "{has:?}");
    }
}

/// A node searches a thousand ledgers at once.
#[test]
fn a_long_payment_is_searched_in_parts() {
    let text = OFFER.replace(r#""maxTimeoutSeconds":60"#, r#""maxTimeoutSeconds":3600"#);
    let offer = PaymentRequirements::decode(text, &DecodeOptions::STRICT).unwrap().value;
    let payload = RawJson::parse(&format!(r#"{{"signedTxBlob":"{BLOB}"}}"#)).unwrap();
    let header = PaymentPayload::new(offer.clone(), payload).to_header();
    let seller = Seller::open(SellerInit { offers: vec![offer], ..init(PaymentFlow::Authorization, false) }).unwrap();
    let mut world = World::default();
    let mut step = request(&seller, &header, "", NOW);
    let settle = loop {
        step = match step {
            Step::Load(_) => world.first(step, NOW),
            Step::Verify(verify) => verify.answered(replied(200, r#"{"isValid":true}"#), NOW),
            Step::Swap(_) => written(step, &mut world, NOW),
            Step::Serve(serve) => serve.served(served(), NOW),
            Step::Settle(settle) if settle.times() == 1 => settle.lost(NOW),
            Step::Settle(settle) => break settle,
            step => panic!("{step:?}"),
        }
    };
    let mut on = node(LAST + 1, None);
    assert_eq!(shown(&settle, &mut on), Ok(Some(OnChain::Never)));
    let first = LAST - 1_800 - 120;
    let ranges = [(first, first + 999), (first + 1_000, LAST)];
    let expected =
        ranges.map(|(min, max)| format!(r#"tx {{"transaction":"{HASH}","min_ledger":{min},"max_ledger":{max}}}"#));
    assert_eq!(on.asked[1..], expected);
    let mut on = Node { has: (first + 1, LAST), ..node(LAST + 1, None) };
    assert_eq!((shown(&settle, &mut on), on.asked.len()), (Ok(None), 2));
}

/// Whoever has the payment can submit it. So a node is asked before a refusal is believed.
#[test]
fn a_refusal_is_doubted_if_a_ledger_has_the_payment() {
    let world = &mut World::default();
    let settle = first(world);
    // No answer was lost, so a settlement is none for this record, and only the end is shown.
    for (transaction, expected) in [
        (Some(found(true, "tesSUCCESS", NOW + 4)), None),
        (Some(found(true, "tecPATH_DRY", NOW + 4)), Some(OnChain::Never)),
        (None, Some(OnChain::Never)),
    ] {
        assert_eq!(shown(&settle, &mut node(LAST + 1, transaction)), Ok(expected));
    }
    let refused = SettleResponse::failure(ReasonCode::new("transaction_failed"), Network::XRPL).to_json();
    assert!(settle.is_doubtful(&replied(200, &refused)));
    let settle = settle.doubted();
    for (transaction, expected) in [
        (Some(found(true, "tesSUCCESS", NOW - 3_600)), Some(OnChain::Used)),
        (Some(found(false, "tesSUCCESS", NOW + 4)), Some(OnChain::Used)),
        (Some(found(true, "tecPATH_DRY", NOW + 4)), None),
        (None, None),
    ] {
        for validated in [LAST - 3, LAST + 1] {
            let mut on = node(validated, transaction.clone());
            assert_eq!(shown(&settle, &mut on), Ok(expected.clone()), "{transaction:?}");
            assert!(!on.asked[1].contains("min_ledger"));
        }
    }
}
