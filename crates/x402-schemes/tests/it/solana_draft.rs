//! From an offer on Solana to what is signed: just what an official client signs for it.

use x402_schemes::solana::{
    ComputeBudget, Config, Draft, DraftError, DraftInit, Instruction, KeyOrder, Message, MessageVersion, Payload,
    Token, TokenProgram, Transaction, derived::AssociatedAccount, from_base58,
};
use x402_types::{
    Amount, DecodeOptions, PaymentPayload as AnyPayment, RawJson, Wire,
    read::Reader,
    v2::{PaymentPayload, PaymentRequirements},
};

const USDC: Token = Token { program: TokenProgram::Token, decimals: 6 };

/// What an SDK sent (`witness/README.md`): PyPI `x402` 2.25.0, or npm `@x402/svm` 2.27.0.
fn header(sdk: &str, id: &str) -> String {
    let text = match sdk {
        "pypi" => include_str!("../../../../spec-vectors/generate/documents/emissions/pypi.json"),
        _ => include_str!("../../../../spec-vectors/generate/documents/emissions/npm-v2.json"),
    };
    let recorded: serde_json::Value = serde_json::from_str(text).unwrap();
    let emissions = recorded["emissions"].as_array().unwrap();
    let emission = emissions.iter().find(|emission| emission["id"] == id).unwrap();
    emission["source"]["header"]["value"].as_str().unwrap().to_owned()
}

fn bytes_of(payload: &RawJson) -> Vec<u8> {
    Payload::read(payload.as_json(), &mut Reader::new(&DecodeOptions::STRICT)).unwrap().transaction
}

/// The offer, and the bytes of the transaction.
fn recorded_by(sdk: &str, id: &str) -> (PaymentRequirements, Vec<u8>) {
    let payment = PaymentPayload::decode_header(header(sdk, id), &DecodeOptions::STRICT).unwrap().value;
    (payment.accepted, bytes_of(&payment.payload))
}

fn recorded() -> (PaymentRequirements, Vec<u8>) {
    recorded_by("pypi", "3062")
}

fn draft(offer: &PaymentRequirements, sent: &Transaction<'_>) -> Result<Draft, DraftError> {
    draft_with(offer, sent, [0xab; 16])
}

fn draft_with(offer: &PaymentRequirements, sent: &Transaction<'_>, random: [u8; 16]) -> Result<Draft, DraftError> {
    let payer = sent.message().signers().nth(1).unwrap();
    let blockhash = sent.message().blockhash;
    Draft::for_offer(offer, DraftInit { payer, token: USDC, budget: ComputeBudget::OFFICIAL, blockhash, random })
}

#[test]
fn an_official_client_signs_the_same() {
    for (sdk, id, order) in [("pypi", "3062", KeyOrder::Bytes), ("npm", "1062", KeyOrder::Text)] {
        let (offer, bytes) = recorded_by(sdk, id);
        let sent = Transaction::decode(&bytes).unwrap();
        let draft = draft(&offer, &sent).unwrap().with_key_order(order);
        assert_eq!(draft.message(), sent.signed_bytes(), "{sdk}");
        // The sponsor has not signed in either.
        let payload = draft.with_signature(sent.signatures()[1]);
        assert_eq!(payload.transaction, bytes);
        assert_eq!(bytes_of(&payload.to_json()), bytes);
    }
}

/// The memo is 16 random bytes in hexadecimal, which both clients send where the offer asks for none.
#[test]
fn the_memo_of_an_official_client_is_a_nonce() {
    for (sdk, with_offer, id, order) in
        [("pypi", "3062", "3112", KeyOrder::Bytes), ("npm", "1062", "1112", KeyOrder::Text)]
    {
        // The same stage as in V2, whose offer is beside the payment.
        let (mut offer, _) = recorded_by(sdk, with_offer);
        let payment = AnyPayment::decode_header(header(sdk, id), &DecodeOptions::STRICT).unwrap().value;
        let AnyPayment::V1(payment) = payment else { panic!("of V1") };
        let bytes = bytes_of(&payment.payload);
        let sent = Transaction::decode(&bytes).unwrap();
        offer.extra = Some(extra("", &sent.message().fee_payer().unwrap().to_string()));
        let memo = sent.message().instructions.last().unwrap();
        let program = sent.message().key(memo.program).unwrap();
        let Instruction::Memo { text, .. } = Instruction::decode(&program, memo.accounts, memo.data) else {
            panic!("the last is the memo")
        };
        let hex = std::str::from_utf8(text).unwrap();
        let random: Vec<u8> =
            (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect();
        let draft = draft_with(&offer, &sent, random.try_into().unwrap()).unwrap().with_key_order(order);
        assert_eq!(draft.message(), sent.signed_bytes(), "{sdk}");
    }
}

/// Another account of the payer's, or of an owner whose delegate the payer is.
#[test]
fn paid_from_another_account() {
    let (offer, bytes) = recorded();
    let sent = Transaction::decode(&bytes).unwrap();
    let draft = draft(&offer, &sent).unwrap();
    let mint = offer.asset.parse().unwrap();
    let token_program = USDC.program.address();
    let account = |owner| AssociatedAccount { owner, mint, token_program }.derive().unwrap().address;
    let sponsor = sent.message().fee_payer().unwrap();
    let other = account([7; 32].into());
    let message = draft.clone().paid_from(other).unwrap().message();
    assert!(message.windows(32).any(|key| key == other.as_ref()) && message.len() == draft.message().len());
    assert_eq!(draft.clone().paid_from(account(offer.pay_to.parse().unwrap())), Err(DraftError::SelfPayment));
    for source in [sponsor, account(sponsor)] {
        assert_eq!(draft.clone().paid_from(source), Err(DraftError::SourceOfSponsor));
    }
}

/// Against the alphabet's first and last characters, and the empty text.
#[test]
fn base58() {
    assert_eq!(from_base58("").as_deref(), Some([].as_slice()));
    assert_eq!(from_base58("11z").as_deref(), Some([0, 0, 57].as_slice()));
    assert_eq!(from_base58("5Q").as_deref(), Some([255].as_slice()));
    for wrong in ["0", "O", "I", "l", "a b", "ä"] {
        assert_eq!(from_base58(wrong), None, "{wrong}");
    }
    assert_eq!(from_base58(&"1".repeat(1_701)), None);
}

#[test]
fn without_a_memo_of_the_offer_it_is_random() {
    let (mut offer, bytes) = recorded();
    let sent = Transaction::decode(&bytes).unwrap();
    for memo in ["", r#""memo":"","#, r#""memo":null,"#] {
        offer.extra = Some(extra(memo, &sent.message().fee_payer().unwrap().to_string()));
        let draft = draft(&offer, &sent).unwrap();
        assert!(draft.message().ends_with(&[b"abababababababababababababababab".as_slice(), &[0]].concat()), "{memo}");
    }
}

fn extra(memo: &str, fee_payer: &str) -> RawJson {
    RawJson::parse(&format!(r#"{{{memo}"feePayer":"{fee_payer}"}}"#)).unwrap()
}

#[test]
fn what_no_verifier_takes_is_not_drafted() {
    let (offer, bytes) = recorded();
    let sent = Transaction::decode(&bytes).unwrap();
    let payer = sent.message().signers().nth(1).unwrap().to_string();
    let sponsor = sent.message().fee_payer().unwrap().to_string();
    let refused = |change: &dyn Fn(&mut PaymentRequirements)| {
        let mut offer = offer.clone();
        change(&mut offer);
        draft(&offer, &sent).unwrap_err()
    };
    assert_eq!(refused(&|offer| offer.network = "eip155:1".parse().unwrap()), DraftError::NotSolana);
    assert_eq!(refused(&|offer| offer.asset.push('1')), DraftError::NotAddress("asset"));
    assert_eq!(refused(&|offer| offer.pay_to.push('1')), DraftError::NotAddress("payTo"));
    assert_eq!(refused(&|offer| offer.extra = None), DraftError::NotAddress("extra.feePayer"));
    assert_eq!(refused(&|offer| offer.extra = Some(extra("", &payer))), DraftError::PayerIsSponsor);
    assert_eq!(refused(&|offer| offer.pay_to = payer.clone()), DraftError::SelfPayment);
    assert_eq!(
        refused(&|offer| offer.amount = "18446744073709551616".parse::<Amount>().unwrap().into()),
        DraftError::AmountTooLarge
    );
    for memo in ["7".to_owned(), format!("\"{}\"", "m".repeat(257))] {
        let extra = extra(&format!(r#""memo":{memo},"#), &sponsor);
        assert_eq!(refused(&|offer| offer.extra = Some(extra.clone())), DraftError::Memo);
    }
}

/// With a config the same transfer and memo are paid by version 1, which has neither limit nor price among its calls.
#[test]
fn with_a_config_it_is_of_version_1() {
    let (offer, bytes) = recorded();
    let sent = Transaction::decode(&bytes).unwrap();
    let config = Config { priority_fee: Some(7), units: Some(20_000), loaded_data: Some(1 << 20), heap: None };
    for order in [KeyOrder::Bytes, KeyOrder::Text] {
        let draft = draft(&offer, &sent).unwrap().with_key_order(order).with_config(config);
        let payload = draft.with_signature([1; 64]);
        let transaction = Transaction::decode(&payload.transaction).unwrap();
        assert_eq!(transaction.signed_bytes(), draft.message());
        assert_eq!(transaction.signatures(), [[0; 64], [1; 64]]);
        let (message, old) = (transaction.message(), sent.message());
        assert_eq!((message.version, message.config, message.sanitize()), (MessageVersion::V1, config, Ok(())));
        assert_eq!((message.header.readonly_unsigned, message.keys.len()), (3, 7));
        let calls = |message: &Message<'_>| {
            let resolved = message.instructions.iter().map(|call| {
                let accounts: Vec<_> = call.accounts.iter().map(|index| message.key(*index)).collect();
                (message.key(call.program), accounts, call.data.to_vec())
            });
            resolved.collect::<Vec<_>>()
        };
        assert_eq!(calls(message), calls(old)[2..]);
    }
}
