//! What is signed is what a seller takes.

use x402_buyer::{
    Allowance, Buyer, Ledger, MemoryLedger, NotPaid, NotPayable, Payable, Sent, SignError, Signer, SolanaKey, ToSign,
};
use x402_extensions::payment_identifier::{Requirement, review};
use x402_schemes::{AccountId, evm::Address, solana};
use x402_types::{
    DecodeOptions, Flag, PaymentFlow, PaymentPayload, PaymentRequired, RawJson, Wire, decode_payment_headers, v1,
};
use x402_verify::{
    Context, Facts, Offers, Verdict,
    evm::{AccountCode, Fact, SignatureAnswer},
    verify,
};

use crate::support::{
    EIP3009, HOST, NO_HEADERS, NOW, PAYER, PAYER_ON_SOLANA, PERMIT2, SOLANA, UPTO, V1, allowances, base, buyer,
    buyer_with, fresh, key, payable, payable_at, payable_v1, priced, usdc,
};

/// The payment in the header, as the seller judges it.
fn verified(header: &(&str, String), payable: &Payable, now: u64) -> (PaymentPayload, Verdict) {
    let headers = [(header.0, header.1.as_bytes())];
    let payment = decode_payment_headers(headers, &DecodeOptions::STRICT).unwrap().value;
    let (v1, v2): (Vec<_>, Vec<_>) = match payable.required() {
        PaymentRequired::V1(required) => {
            (required.accepts.iter().map(|offer| offer.get().unwrap().clone()).collect(), vec![])
        }
        PaymentRequired::V2(required) => {
            (vec![], required.accepts.iter().map(|offer| offer.get().unwrap().clone()).collect())
        }
    };
    let offers = if v1.is_empty() { Offers::V2(&v2) } else { Offers::V1(&v1) };
    let facts = Facts::new().with(Fact::AnyAccount(AccountCode::Absent));
    let verdict = verify(&payment, offers, &Context::at(now).with_facts(&facts)).verdict();
    (payment, verdict)
}

#[test]
fn each_method_is_paid_and_taken() {
    for (offer, payer) in [(EIP3009, PAYER), (PERMIT2, PAYER), (UPTO, PAYER), (SOLANA, PAYER_ON_SOLANA)] {
        let (payable, ledger) = (payable(offer), MemoryLedger::new());
        let sent = buyer_with(allowances(), &ledger).pay(&payable, &fresh(1, NOW)).unwrap();
        assert_eq!(sent.authorized().payer.to_string(), payer);
        let (payment, verdict) = verified(&sent.header(), &payable, NOW);
        assert_eq!((verdict, sent.header().0), (Verdict::Valid, "PAYMENT-SIGNATURE"), "{offer}");
        let (PaymentPayload::V2(payment), PaymentRequired::V2(required)) = (&payment, payable.required()) else {
            panic!("{payment:?}")
        };
        assert_eq!((&payment.resource, &payment.extensions), (&required.resource, &required.extensions));
        let [entry] = &*ledger.entries() else { panic!("{ledger:?}") };
        assert_eq!((&entry.amount, &*entry.host, entry.at), (&sent.authorized().amount, HOST, NOW));
        assert_eq!(sent.entry(), entry);
    }
}

#[test]
fn a_seller_of_version_1_is_paid_in_version_1() {
    let payable = payable_v1();
    let sent = buyer(allowances()).pay(&payable, &fresh(1, NOW)).unwrap();
    assert_eq!((sent.header().0, verified(&sent.header(), &payable, NOW).1), ("X-PAYMENT", Verdict::Valid));
    assert!(v1::PaymentPayload::decode_header(&sent.header().1, &DecodeOptions::STRICT).is_ok());
}

/// Only status 402 asks for a payment.
#[test]
fn another_status_is_not_payable() {
    let body = format!(r#"{{"x402Version":1,"error":"pay","accepts":[{V1}]}}"#);
    assert_eq!(Payable::of_answer(200, HOST, NO_HEADERS, body.as_bytes()), Err(NotPayable::Status(200)));
    assert!(matches!(Payable::of_answer(402, HOST, NO_HEADERS, b"{}"), Err(NotPayable::Unreadable(_))));
}

#[test]
fn an_offer_that_nobody_can_pay_is_not_paid() {
    let pay_by = |buyer: Buyer<MemoryLedger>, offer: &str| {
        let result = buyer.pay(&payable(offer), &fresh(1, NOW));
        let (entries, kept) = (buyer.ledger().entries().len(), buyer.ledger().kept().unwrap().len());
        assert_eq!([entries, kept], [usize::from(result.is_ok()); 2], "{result:?}");
        result
    };
    let pay = |offer: &str| pay_by(buyer(allowances()), offer);
    // Without a signer on Solana.
    let evm = Buyer::new(allowances(), MemoryLedger::new()).with_signer(key());
    assert!(matches!(pay_by(evm, SOLANA), Err(NotPaid::NoOffer(_))));
    assert!(pay(SOLANA).is_ok());
    for (offer, from, to, what) in [
        (EIP3009, r#""name":"#, r#""title":"#, "extra.name"),
        (EIP3009, "0x209693Bc6afc0C5328bA36FaF03C514EF312287C", PAYER, "payTo is the payer"),
        (
            EIP3009,
            r#""amount": "10000""#,
            r#""amount": "20001""#,
            "no offer is within the allowances; offer 0 costs 20001",
        ),
        (EIP3009, "0x036CbD53842c5426634e7929541eC2318f3dCF7e", PAYER, "no budget has its asset"),
        (EIP3009, "eip155:84532", "eip155:8453", "no budget has its network"),
        (EIP3009, r#""maxTimeoutSeconds": 60"#, r#""maxTimeoutSeconds": 86401"#, "86401 s"),
        (SOLANA, "recentBlockhash", "blockhash", "needs a blockhash"),
        (
            SOLANA,
            "9hSR6S7WPtxmTojgo6GG3k4yDPecgJY292j7xrsUGWBu",
            PAYER_ON_SOLANA,
            "the payer is the required fee payer",
        ),
    ] {
        let changed = offer.replace(from, to);
        assert_ne!(changed, offer, "{from}");
        let error = pay(&changed).unwrap_err().to_string();
        assert!(error.contains(what), "{error}");
        assert!(pay(offer).is_ok());
    }
    let mut with_blockhash = fresh(1, NOW);
    with_blockhash.blockhash = Some([7; 32]);
    let without = payable(&SOLANA.replace("recentBlockhash", "blockhash"));
    assert!(buyer(allowances()).pay(&without, &with_blockhash).is_ok());
}

/// A cheaper offer of which no payment would be valid does not stand in the way of one that can be paid, and nothing is signed for it.
#[test]
fn an_offer_whose_payments_are_never_valid_is_left_out() {
    let soon = priced(9_000).replace(r#""maxTimeoutSeconds": 60"#, r#""maxTimeoutSeconds": 5"#);
    let version_1 = SOLANA.replace("10000", "9000").replace(r#""memo":"#, r#""transactionVersions":[1],"memo":"#);
    for (bad, good, why) in [(soon.as_str(), EIP3009, "expiry-margin: "), (&version_1, SOLANA, "transaction-version: ")]
    {
        let ledger = MemoryLedger::new();
        let sent = buyer_with(allowances(), &ledger).pay(&payable_at(HOST, &[bad, good]), &fresh(1, NOW)).unwrap();
        assert_eq!((sent.authorized().units(), ledger.entries().len()), (10_000.into(), 1), "{bad}");
        let ledger = MemoryLedger::new();
        let Err(NotPaid::Draft(message)) = buyer_with(allowances(), &ledger).pay(&payable(bad), &fresh(1, NOW)) else {
            panic!("{bad}")
        };
        assert!(message.starts_with(why) && ledger.entries().is_empty(), "{message}");
        // Of one second more, or with the other version, a payment is valid.
        let mended = bad.replace(r#""maxTimeoutSeconds": 5"#, r#""maxTimeoutSeconds": 7"#).replace("[1]", "[0,1]");
        let sent = buyer(allowances()).pay(&payable_at(HOST, &[&mended, good]), &fresh(1, NOW));
        assert_eq!(sent.unwrap().authorized().units(), 9_000.into(), "{mended}");
    }
}

/// An account that signs elsewhere leaves the other chains to the signers that are here.
#[test]
fn an_account_that_signs_elsewhere_does_not_stand_in_the_way() {
    let account: Address = PAYER.parse().unwrap();
    let ledger = MemoryLedger::new();
    let buyer = Buyer::new(allowances(), &ledger).with_account(account).with_signer(SolanaKey::from_seed(&[1; 32]));
    let both = payable_at(HOST, &[&priced(9_000), SOLANA]);
    let sent = buyer.pay(&both, &fresh(1, NOW)).unwrap();
    assert_eq!(sent.authorized().payer.to_string(), PAYER_ON_SOLANA);
    assert_eq!(buyer.draft(&both, &fresh(2, NOW)).unwrap().payer(), account.into());
    assert_eq!(ledger.entries().len(), 2);
    assert!(matches!(buyer.pay(&payable(EIP3009), &fresh(3, NOW)), Err(NotPaid::Sign(_))));
    assert_eq!(ledger.entries().len(), 2);
}

/// The official clients' limit of 20,000 units is enough for a memo of 50 characters, and not of 51.
#[test]
fn a_long_memo_gets_enough_units() {
    for (length, least) in [(50, 20_000), (51, 20_001), (256, 91_000)] {
        let payable = payable(&SOLANA.replace("order 7", &"m".repeat(length)));
        let sent = buyer(allowances()).pay(&payable, &fresh(1, NOW)).unwrap();
        let (PaymentPayload::V2(payment), PaymentRequired::V2(required)) = (sent.payment(), payable.required()) else {
            panic!()
        };
        let offers: Vec<_> = required.accepts.iter().map(|offer| offer.get().unwrap().clone()).collect();
        let report = verify(payment, &offers, &Context::at(NOW));
        assert!(!report.flags().contains(Flag::UnitsShort), "{length}");
        let payload = solana::Payload::try_from(&payment.payload).unwrap();
        let transaction = solana::Transaction::decode(&payload.transaction).unwrap();
        let units = transaction.message().instructions[0].data[1..].try_into().map(u32::from_le_bytes).unwrap();
        assert!(units == 20_000 && length == 50 || units >= least && units < 2 * least, "{length}: {units}");
    }
}

/// In another flow the money may be gone before the service: only a buyer who says so pays. It pays in every flow that it lists, also where
/// a seller cannot tell by the payment alone what will be settled.
#[test]
fn flows_are_the_buyers_choice() {
    let in_flow = |offer: &str, flow: PaymentFlow| {
        let changed = offer.replacen(r#""extra": {"#, &format!(r#""extra": {{ "paymentFlow": "{flow}","#), 1);
        assert_ne!(changed, offer);
        changed
    };
    let flows = [PaymentFlow::Upfront, PaymentFlow::Escrow];
    for (flow, another) in flows.into_iter().zip(flows.into_iter().rev()) {
        for offer in [EIP3009, PERMIT2, UPTO, SOLANA] {
            let payable = payable(&in_flow(offer, flow));
            let pay = |buyer: Buyer<MemoryLedger>| buyer.pay(&payable, &fresh(1, NOW));
            assert!(matches!(pay(buyer(allowances())), Err(NotPaid::NoOffer(_))), "{flow}: {offer}");
            let sent = pay(buyer(allowances()).with_flows([flow])).unwrap();
            let restored = Sent::restored(sent.payment().clone(), &payable, sent.entry().clone(), &Facts::new());
            assert_eq!(restored.unwrap(), sent, "{flow}: {offer}");
        }
        // A payment for the same offer in another flow is not one for this 402 response, and neither is one that another key has signed.
        let (paid, other) = (payable(&in_flow(EIP3009, flow)), payable(&in_flow(EIP3009, another)));
        let sent = buyer(allowances()).with_flows([flow]).pay(&paid, &fresh(1, NOW)).unwrap();
        let moved = Sent::restored(sent.payment().clone(), &other, sent.entry().clone(), &Facts::new());
        assert!(matches!(moved, Err(NotPaid::NotValid(_))), "{flow}");
        let forger = Buyer::new([usdc()], MemoryLedger::new())
            .with_signer(Other(Some(Address::new([7; 20]))))
            .with_flows([flow]);
        let forged = forger.pay(&paid, &fresh(1, NOW));
        assert!(forged.unwrap_err().to_string().contains("signer"), "{flow}");
    }
}

/// Signs with its key for another account, or not at all.
struct Other(Option<Address>);

impl Signer for Other {
    fn account(&self) -> AccountId {
        self.0.unwrap_or_else(|| PAYER.parse().unwrap()).into()
    }

    fn sign(&self, message: &ToSign) -> Result<Vec<u8>, SignError> {
        if self.0.is_some() { key().sign(message) } else { Err(SignError::new("the user said no")) }
    }
}

#[test]
fn what_is_not_signed_by_the_payer_is_not_sent_and_not_counted() {
    for (account, what) in [(None, "the user said no"), (Some(Address::new([7; 20])), "signer")] {
        let ledger = MemoryLedger::new();
        let buyer = Buyer::new([usdc()], &ledger).with_signer(Other(account));
        let error = buyer.pay(&payable(EIP3009), &fresh(1, NOW)).unwrap_err().to_string();
        assert!(error.contains(what), "{error}");
        assert!(ledger.entries().is_empty());
    }
}

/// A wallet signs elsewhere: a key, or a contract whose answer the caller knows.
#[test]
fn an_account_signs_elsewhere() {
    let account: Address = PAYER.parse().unwrap();
    let (ledger, payable) = (MemoryLedger::new(), payable(EIP3009));
    let buyer = Buyer::new([usdc()], &ledger).with_account(account);
    let draft = buyer.draft(&payable, &fresh(1, NOW)).unwrap();
    assert_eq!(ledger.entries(), [draft.entry().clone()]);
    let ToSign::TypedData { digest, json } = draft.to_sign() else { panic!("{draft:?}") };
    assert!(json.contains("TransferWithAuthorization"));
    let signature = key().sign(&draft.to_sign()).unwrap();
    assert!(draft.clone().signed(signature).is_ok());
    assert!(matches!(draft.clone().signed(vec![1; 65]), Err(NotPaid::NotValid(_))));

    let contract = |answer| {
        let facts = Facts::new().with(Fact::Account { account, code: AccountCode::Present });
        facts.with(Fact::ContractSignature { account, caller: None, digest, signature: vec![1; 3], answer })
    };
    assert!(draft.clone().signed_knowing(vec![1; 3], &contract(SignatureAnswer::Accepted)).is_ok());
    assert!(draft.clone().signed_knowing(vec![1; 3], &contract(SignatureAnswer::Refused)).is_err());
    let id = draft.entry().id;
    drop(draft);
    ledger.release(&id).unwrap();
    assert!(ledger.entries().is_empty());
    assert!(matches!(buyer.pay(&payable, &fresh(1, NOW)), Err(NotPaid::Sign(_))));
    assert!(ledger.entries().is_empty());
}

#[test]
fn the_earlier_allowance_and_the_lower_price_are_preferred() {
    let offers = [SOLANA.to_owned(), priced(15_000), priced(9_000)];
    let offers: Vec<_> = offers.iter().map(|offer| &**offer).collect();
    let payable = payable_at(HOST, &offers);
    let paid = |allowances: Vec<Allowance>| {
        let sent = buyer(allowances).pay(&payable, &fresh(1, NOW)).unwrap();
        (sent.authorized().network.to_string(), sent.authorized().units())
    };
    let [usdc, _, solana] = allowances();
    assert_eq!(paid(vec![usdc.clone(), solana.clone()]), ("eip155:84532".into(), 9_000.into()));
    assert_eq!(paid(vec![solana, usdc]).1, 10_000.into());
}

/// An offer that cannot be paid does not hide another one.
#[test]
fn an_offer_that_cannot_be_paid_is_left_out() {
    let [usdc, _, solana] = allowances();
    let paid = |allowances: &[Allowance], offers: &[&str]| {
        buyer(allowances.iter().cloned()).pay(&payable_at(HOST, offers), &fresh(1, NOW))
    };
    // Preferred, and without a blockhash.
    let unsuggested = SOLANA.replace("recentBlockhash", "blockhash");
    let on_base = paid(&[solana.clone(), usdc.clone()], &[&unsuggested, EIP3009]).unwrap();
    assert_eq!(on_base.authorized().network, base());
    // Cheaper, and without a domain.
    let unnamed = priced(9_000).replace(r#""name":"#, r#""title":"#);
    assert_ne!(unnamed, priced(9_000));
    let dearer = paid(core::slice::from_ref(&usdc), &[&unnamed, EIP3009]).unwrap();
    assert_eq!(dearer.authorized().units(), 10_000.into());
    // If nothing is left, the reason is that of the offer that was preferred.
    let alone = paid(&[solana, usdc], &[&unnamed, &unsuggested]).unwrap_err().to_string();
    assert!(alone.contains("getLatestBlockhash"), "{alone}");
}

/// A wallet that says 0 or 1 for v makes a payment that tokens take (E-6).
#[test]
fn the_v_of_a_wallet_is_27_or_28() {
    let (payable, buyer) = (payable(EIP3009), buyer([usdc()]));
    let draft = buyer.draft(&payable, &fresh(1, NOW)).unwrap();
    let signature = key().sign(&draft.to_sign()).unwrap();
    let by_parity: Vec<u8> = [&signature[..64], &[signature[64] - 27]].concat();
    let expected = draft.clone().signed(signature).unwrap();
    assert_eq!(draft.clone().signed(by_parity).unwrap(), expected);
    // Nothing else is changed, and another v is no signature.
    let other: Vec<u8> = [&key().sign(&draft.to_sign()).unwrap()[..64], &[2]].concat();
    assert!(matches!(draft.signed(other), Err(NotPaid::NotValid(_))));
}

/// A seller that declares payment identifiers gets one, another for each payment, and the same for the same payment (X-1, X-8).
#[test]
fn a_payment_has_an_identifier_where_one_is_declared() {
    let paid = |extensions: &str, number: u8| {
        let PaymentRequired::V2(mut required) = payable(EIP3009).required().clone() else { panic!() };
        required.extensions = Some(RawJson::parse(extensions).unwrap());
        let payable = Payable::new(HOST, required);
        let sent = buyer([usdc()]).pay(&payable, &fresh(number, NOW)).unwrap();
        review(sent.payment(), Requirement::Optional).unwrap().identifier
    };
    let declared = r#"{"payment-identifier":{"info":{"required":true},"schema":{"type":"object"}}}"#;
    let first = paid(declared, 1).unwrap();
    assert_eq!(first.id, format!("0x{}", "01".repeat(16)));
    assert_eq!(paid(declared, 1), Some(first));
    assert_eq!(paid(&declared.replace("true", "false"), 2).unwrap().id, format!("0x{}", "02".repeat(16)));
    assert_eq!(paid(r#"{"other":{"info":{}}}"#, 1), None);
}
