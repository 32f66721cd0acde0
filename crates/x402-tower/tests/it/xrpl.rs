//! Sales on the XRP Ledger at a price of 0.01 RLUSD. npm xrpl 5.3.0 signed the payments and printed their hashes.

use std::sync::Arc;

use http::HeaderMap;
use http_body_util::Full;
use x402_testing::Behaviour;
use x402_tower::{Facilitator, HttpFacilitator, Memory, OnChain, Sqlite};
use x402_types::{
    DecodeOptions, Network, RawJson, ReasonCode, SettleOutcome, SettleResponse, Wire,
    v2::{PaymentPayload, PaymentRequirements},
};

use crate::{
    client::{answer, serve},
    other_chains::{CLOCK, World},
    versions::directory,
    world::{NOW, send},
};

const OFFER: &str = r#"{"scheme":"exact","network":"xrpl:0","amount":"0.01","asset":"524C555344000000000000000000000000000000","payTo":"rPW5jmzJduLPPUgASc9aVCXN2o8sSjwMPt","maxTimeoutSeconds":60,"extra":{"areFeesSponsored":false,"issuer":"rMxCKbEDwqr76QuheSUMdEGf4B9xJ8m5De","invoiceId":"INV-2026-1"}}"#;
/// Two payments for the offer, with the sequence numbers 7 and 8, that end a minute after [`NOW`]; and their hashes.
const PAYMENTS: [(&str, &str); 2] = [
    (
        "12000022000000002400000007201B14C01C20501104312570134D55537DF7F36FED25D904B5D14AD63DBB835608A670A8D55A3AD961D4038D7EA4C68000524C555344000000000000000000000000000000E5E961C6A025C9404AA7B662DD1DF975BE75D13E68400000000000000C69D4038D7EA4C68000524C555344000000000000000000000000000000E5E961C6A025C9404AA7B662DD1DF975BE75D13E732102779E559A95C7FD0CFD2B4AA3FC77E91396554082B0A5E7B582C4CF2C514E4C1D74463044022057E8CB9D1F07392DFDC66FC29485E219A2BE1E8A963B1556D96A83456CE94A1802205B6E937078CCB6BA2F431A6FA04CA9AD0D3CFF79CC74A7E05CBFDB5AF7B9022A81148968E0E7B31DBC840633C5B040439296F89F54D78314F6F1ABBD24E59C3C3A198F57B55656DC9C003CF4",
        "3A81B32113C4C91FA8D5BDCD6BB921C0450CDAF868D92F93BAF8E8C7E21295FA",
    ),
    (
        "12000022000000002400000008201B14C01C20501104312570134D55537DF7F36FED25D904B5D14AD63DBB835608A670A8D55A3AD961D4038D7EA4C68000524C555344000000000000000000000000000000E5E961C6A025C9404AA7B662DD1DF975BE75D13E68400000000000000C69D4038D7EA4C68000524C555344000000000000000000000000000000E5E961C6A025C9404AA7B662DD1DF975BE75D13E732102779E559A95C7FD0CFD2B4AA3FC77E91396554082B0A5E7B582C4CF2C514E4C1D74473045022100EC3DDB4F25F7163B87EA3329EDB1B49F13E0588B91C067C7BD116760224CEC78022009DC00967F584459B38D4D1B49664623926B8C9093D16EED7B8EC8F98485DC2A81148968E0E7B31DBC840633C5B040439296F89F54D78314F6F1ABBD24E59C3C3A198F57B55656DC9C003CF4",
        "A9A15F0961E19D2AE5EF6EA32CDA01CDAEDEB7EEB89794C0320FF227A32398E6",
    ),
];

fn offer() -> PaymentRequirements {
    PaymentRequirements::decode(OFFER, &DecodeOptions::STRICT).unwrap().value
}

fn header((blob, _): (&str, &str)) -> String {
    let payload = RawJson::parse(&format!(r#"{{"signedTxBlob":"{blob}"}}"#)).unwrap();
    PaymentPayload::new(offer(), payload).to_header()
}

fn settlement(headers: &HeaderMap) -> SettleResponse {
    let header = headers.get("payment-response").unwrap().to_str().unwrap();
    SettleResponse::decode_header(header, &DecodeOptions::STRICT).unwrap().value
}

/// From the 402 response to the goods, and the same after a restart.
#[tokio::test]
async fn a_price_in_an_issued_currency_is_sold() {
    let file = directory("xrpl-sold").join("store");
    let world = World::of(&offer(), Sqlite::open(&file).unwrap());
    let unpaid = http::Request::get("/weather?city=Ulm").body(Full::default()).unwrap();
    let (status, headers, ..) = send(&world.shop, unpaid).await;
    let required = headers.get("payment-required").unwrap().to_str().unwrap();
    let required = x402_types::v2::PaymentRequired::decode_header(required, &DecodeOptions::STRICT).unwrap().value;
    assert_eq!((status, required.accepts[0].get().unwrap().to_json().as_str()), (402, OFFER));
    let (status, headers, body) = world.buy(&header(PAYMENTS[0])).await;
    let settled = settlement(&headers);
    assert_eq!((status, &*body, &settled.outcome), (200, &b"fair"[..], &SettleOutcome::Success));
    assert_eq!(
        (&*settled.transaction, settled.payer.as_deref()),
        (PAYMENTS[0].1, Some("rDXZD4QizhNdKFpsWU2MPUKRrMQWmDvLUi"))
    );
    assert_eq!(world.counts(), (1, 1, 1));
    drop(world);

    let world = World::of(&offer(), Sqlite::open(&file).unwrap());
    CLOCK.set(NOW + 3_600);
    let (status, again, body) = world.buy(&header(PAYMENTS[0])).await;
    assert_eq!((status, &*body, settlement(&again)), (200, &b"fair"[..], settled));
    assert_eq!(world.counts(), (0, 0, 0));
    // A different payment is a different sale, which this one's ledger has passed.
    assert_eq!(world.buy(&header(PAYMENTS[1])).await.0, 402);
    CLOCK.set(NOW);
    assert_eq!(world.buy(&header(PAYMENTS[1])).await.0, 200);
    assert_eq!(world.counts(), (1, 1, 1));
}

/// The answer of a node to `account_info` with `"ledger_index": "validated"`.
fn account_info(sequence: u32) -> String {
    let ledger = NOW / 5;
    format!(
        r#"{{"result":{{"account_data":{{"Flags":0,"Sequence":{sequence}}},"ledger_index":{ledger},"status":"success","validated":true}}}}"#
    )
}

/// A buyer pays, within its limits, with the ledger and the sequence number that a node returns.
#[tokio::test]
async fn a_buyer_pays_the_shop() {
    use x402_buyer::{Allowance, Buyer, Fresh, FreshXrpl, MemoryLedger, NotPaid, Payable, XrplKey};

    let world = World::of(&offer(), Arc::new(Memory::default()));
    let rlusd = Allowance::of_token("RLUSD", &Network::XRPL, "0.01").unwrap().per_day("0.02").unwrap();
    let buyer = Buyer::new([rlusd], MemoryLedger::new()).with_signer(XrplKey::ed25519(&[1; 32]));
    let fresh = |response: &str, random: u8| {
        let response = RawJson::parse(response).unwrap();
        let integer = |path: &[&str]| {
            let member = path.iter().fold(response.as_json(), |value, name| value.get(name).unwrap());
            u32::try_from(member.integer().unwrap()).unwrap()
        };
        let (ledger, sequence) =
            (integer(&["result", "ledger_index"]), integer(&["result", "account_data", "Sequence"]));
        Fresh::new(NOW, [random; 32]).with_xrpl(FreshXrpl::new(ledger).with_sequence(sequence))
    };
    let unpaid = || http::Request::get("/weather?city=Ulm").body(Full::default()).unwrap();
    let (status, headers, body, _) = send(&world.shop, unpaid()).await;
    let payable = Payable::of_answer(status, "shop.example", &headers, &body).unwrap();
    for sequence in [7, 8] {
        let sent = buyer.pay(&payable, &fresh(&account_info(sequence), 1)).unwrap();
        // A node that does not know of this payment yet returns the same number.
        let again = buyer.pay(&payable, &fresh(&account_info(sequence), 2));
        assert!(matches!(again, Err(NotPaid::SlotTaken | NotPaid::Limit(_))), "{again:?}");
        let (status, headers, body) = world.buy(&sent.header().1).await;
        let outcome = buyer.answered(&sent, status, &headers, &body).unwrap();
        assert!(outcome.is_served() && &*body == b"fair", "{outcome}");
        assert_eq!(settlement(&headers).payer.as_deref(), Some("rK8ZsqAcfkNoFzJQhApwb8Do4GhJ1nFxiy"));
    }
    assert_eq!(world.counts(), (2, 2, 2));
    let refused = buyer.pay(&payable, &fresh(&account_info(9), 3)).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "the limit per day is 0.02 RLUSD on xrpl:0: 0.02 RLUSD is spent, and this payment costs 0.01 RLUSD"
    );
}

/// The lost answer of a settlement is found after a restart, and the goods are those of the first process.
#[tokio::test]
async fn a_lost_settlement_is_found_after_a_restart() {
    let file = directory("xrpl-lost").join("store");
    let world = World::of(&offer(), Sqlite::open(&file).unwrap());
    world.behave(Behaviour::Loses);
    let (status, headers, _) = world.buy(&header(PAYMENTS[0])).await;
    assert_eq!((status, headers.contains_key("payment-required")), (503, false));
    assert_eq!(world.counts().0, 1);
    drop(world);

    let world = World::of(&offer(), Sqlite::open(&file).unwrap());
    // A settlement of a different payment is none of this one.
    for (transaction, expected) in [(PAYMENTS[1].1, 503), (PAYMENTS[0].1, 200)] {
        world.behave(Behaviour::Says(200, SettleResponse::success(transaction, Network::XRPL).to_json()));
        let (status, _, body) = world.buy(&header(PAYMENTS[0])).await;
        assert_eq!((status, &*body == b"fair"), (expected, expected == 200), "{transaction}");
    }
    assert_eq!(world.counts().0, 0);
}

/// R-64: a used sequence number may be used by this payment itself, so the buyer is not told to sign again.
#[tokio::test(start_paused = true)]
async fn a_used_sequence_number_is_no_refusal() {
    for (reason, expected) in [("transaction_failed: tefPAST_SEQ", 503), ("transaction_failed: tecPATH_DRY", 402)] {
        let world = World::of(&offer(), Arc::new(Memory::default()));
        world.behave(Behaviour::Fails(ReasonCode::new(reason)));
        let (status, headers, _) = world.buy(&header(PAYMENTS[0])).await;
        assert_eq!((status, headers.contains_key("payment-required")), (expected, expected == 402), "{reason}");
    }
}

/// A node over HTTP, whose responses have no id.
#[tokio::test]
async fn a_node_shows_a_lost_settlement() {
    use x402_seller::{FacilitatorAnswer, Request, Secret, Seller, SellerInit, Served, Step};
    use x402_types::{Flags, v2::ResourceInfo};

    let init = SellerInit {
        resource: ResourceInfo::new("https://api.example.com/weather"),
        offers: vec![offer()],
        extensions: None,
        secret: Secret::new([7; 32]),
        work_timeout: 3,
        settle_timeout: 3,
        tolerated: Flags::NONE,
    };
    let (seller, header) = (Seller::open(init).unwrap(), header(PAYMENTS[0]));
    let parameters = &RawJson::string("");
    let request = Request { method: "GET", parameters, query: None, now: NOW };
    let mut step = seller.request(request, [("PAYMENT-SIGNATURE", header.as_bytes())]);
    let settle = loop {
        step = match step {
            Step::Load(load) => load.loaded(None, NOW),
            Step::Verify(verify) => {
                let (content_type, body) = (Some("application/json"), br#"{"isValid":true}"#);
                verify.answered(FacilitatorAnswer { status: 200, content_type, body }, NOW)
            }
            Step::Swap(swap) => swap.stored(NOW),
            Step::Serve(serve) => {
                let body = b"fair".to_vec();
                serve.served(Served { status: 200, content_type: "text/plain".into(), headers: Vec::new(), body }, NOW)
            }
            Step::Settle(settle) if settle.times() == 1 => settle.lost(NOW),
            Step::Settle(settle) => break settle,
            step @ (Step::Wait(_) | Step::Answer(_)) => panic!("{step:?}"),
        }
    };
    let answer = |result: &str| answer("200 OK", "", format!(r#"{{"result":{result}}}"#).as_bytes());
    let server =
        |network: u32| answer(&format!(r#"{{"info":{{"network_id":{network},"validated_ledger":{{"seq":1}}}}}}"#));
    let (hash, date) = (PAYMENTS[0].1, NOW + 4 - 946_684_800);
    let found = answer(&format!(
        r#"{{"hash":"{hash}","date":{date},"meta":{{"TransactionResult":"tesSUCCESS"}},"validated":true,"status":"success"}}"#
    ));
    let none = answer(r#"{"error":"txnNotFound","error_code":29,"status":"error"}"#);
    let settled = OnChain::Settled { transaction: hash.into() };
    for (answers, expected) in [
        (vec![server(0), found.clone()], Ok(Some(settled))),
        (vec![server(0), none], Ok(None)),
        (vec![server(1), found], Err(())),
    ] {
        let (url, received) = serve(answers);
        let facilitator = HttpFacilitator::new("http://127.0.0.1:1").unwrap();
        let facilitator = facilitator.with_node(Network::XRPL, &url).unwrap();
        assert_eq!(facilitator.on_chain(&settle).await.map_err(|_| ()), expected);
        let asked = received.recv().unwrap();
        assert!(asked.contains(r#""method":"server_info","params":[{}]"#), "{asked}");
        if expected.is_ok() {
            let asked = received.recv().unwrap();
            assert!(asked.ends_with(&format!(r#""method":"tx","params":[{{"transaction":"{hash}"}}]}}"#)), "{asked}");
        }
    }
}
