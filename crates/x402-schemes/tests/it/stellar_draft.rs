//! From an offer on Stellar to what is signed. The digests are those of three SDKs, and the host takes the signatures (T-27).

use x402_schemes::stellar::{
    Address, Body, CredentialsKind, Draft, DraftError, DraftInit, Payload, Simulated, TESTNET, Transaction,
    account_signatures,
    assets::{OfferInit, by_symbol},
    network_id, sha256,
};
use x402_types::{Amount, RawJson, UnixSeconds, v2::PaymentRequirements};

use crate::{
    stellar::PAYER,
    stellar_xdr::{Envelope, PAYER_KEY, account, words},
};

const RECIPIENT: &str = "GCATS5YOVB6ROX2WUNKGNQ2MP3GMXDMKSG2O4N5CLX3A6W4PZGZZI55U";

/// The kind of the credentials, the length of the preimage, the digest, and the payer's signature.
const WORKED: [(CredentialsKind, usize, &str, &str); 2] = [
    (
        CredentialsKind::Address,
        216,
        "f4a14cd7963fbee2cecf4f2f59700b00b8d033f4fe69e00081e2833727e4a49c",
        "6e603646d0e787c5b52f58d43913966d4223d1cddaef0423c93110d687569c9f9a9b8411ef8fd448005753cf7d1a9e8e70acbd6f13a65ff36ceb54431d7ff405",
    ),
    (
        CredentialsKind::AddressV2,
        256,
        "58cf2ecab9a6f1d7e046f8e45332a026087abea6b37ff0569993316e8acaaf2e",
        "b17fb5cd73d50b017b96675b5d007e664255ce91550ecb6a8db2e17dcad07edee68297bfc33c80fd7d33122b018fd3dc085068e38eb4cd0fd3f508e593d32105",
    ),
];

fn unhex<const N: usize>(text: &str) -> [u8; N] {
    let bytes: Vec<u8> =
        (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect();
    bytes.try_into().unwrap()
}

fn offer() -> PaymentRequirements {
    let init = OfferInit { price: "1", pay_to: RECIPIENT.parse().unwrap(), max_timeout_seconds: 60 };
    by_symbol(&TESTNET, "USDC").unwrap().offer(init).unwrap()
}

fn init(credentials: CredentialsKind) -> DraftInit {
    DraftInit {
        payer: PAYER.parse().unwrap(),
        ledger: 5_100_000,
        nonce: 0x1122_3344_5566_7788,
        credentials,
        now: UnixSeconds::from(1_740_672_100),
    }
}

/// The signed payment of the example, with credentials of version 1.
pub(crate) fn worked() -> Payload {
    let (kind, _, _, signature) = WORKED[0];
    Draft::for_offer(&offer(), init(kind)).unwrap().with_signature(&unhex(signature))
}

#[test]
fn the_worked_digests() {
    for (kind, length, digest, signature) in WORKED {
        let draft = Draft::for_offer(&offer(), init(kind)).unwrap();
        assert_eq!(draft.expiration_ledger(), 5_100_012);
        assert_eq!((draft.preimage().len(), draft.digest()), (length, unhex(digest)));
        assert_eq!(sha256(&draft.preimage()), draft.digest());

        let payload = draft.with_signature(&unhex(signature));
        let read = Transaction::decode(&payload.transaction).unwrap();
        let Body::Call { source, entries, resource_fee, signatures, .. } = &read.body else { panic!("a call") };
        assert_eq!((*source, *resource_fee, *signatures), (None, None, 0));
        let [entry] = entries.as_slice() else { panic!("one entry") };
        assert_eq!((entry.kind, entry.digest(&network_id(&TESTNET).unwrap())), (kind, Some(unhex(digest))));
        // The other kind, and the other network, have other digests.
        let others = WORKED.iter().filter(|(other, ..)| *other != kind);
        for (other, _, other_digest, _) in others {
            let preimage = entry.preimage_as(*other, &network_id(&TESTNET).unwrap()).unwrap();
            assert_eq!(sha256(&preimage), unhex(other_digest));
        }
        let pubnet = network_id(&x402_schemes::stellar::PUBNET).unwrap();
        assert_ne!(entry.digest(&pubnet), Some(unhex(digest)));
        let [supplied] = account_signatures(&entry.authorization.unwrap().signature).unwrap().try_into().unwrap();
        assert_eq!((*supplied.public_key, *supplied.signature), (PAYER_KEY, unhex(signature)));
    }
}

/// The entry as the protocol's page has it: 400 bytes, which begin with the credentials.
#[test]
fn the_worked_entry() {
    let (_, _, _, signature) = WORKED[0];
    let payload = worked();
    let begin = [
        words(&[1, 0]),
        account(&PAYER_KEY),
        words(&[0x1122_3344, 0x5566_7788, 0x004d_d1ec]),
        words(&[16, 1, 1, 17, 1, 2, 15, 10]),
        b"public_key\0\0".to_vec(),
        words(&[13, 32]),
        PAYER_KEY.to_vec(),
        words(&[15, 9]),
        b"signature\0\0\0".to_vec(),
        words(&[13, 64]),
        unhex::<64>(signature).to_vec(),
        words(&[0]),
    ]
    .concat();
    let call = Envelope::good().call;
    let entry = [begin, call, words(&[0])].concat();
    assert_eq!(entry.len(), 400);
    // No Soroban data and no signature of the envelope follow.
    let end = [entry, words(&[0, 0])].concat();
    assert!(payload.transaction.ends_with(&end));
}

/// Everything around the entry, byte for byte.
#[test]
fn the_transaction_that_contains_the_entry() {
    let draft = Draft::for_offer(&offer(), init(CredentialsKind::Address)).unwrap();
    let mut expected = Envelope::good();
    expected.preconditions = words(&[1, 0, 0, 0, 1_740_672_400]);
    assert_eq!(draft.unsigned().transaction, expected.bytes());

    let simulated = Simulated { data: words(&[0, 0, 0, 1, 2, 3, 0, 94_000]), fee: 94_100 };
    let payload = draft.clone().with_simulation(simulated).unsigned();
    let read = Transaction::decode(&payload.transaction).unwrap();
    let Body::Call { resource_fee, .. } = read.body else { panic!("a call") };
    assert_eq!((read.fee, resource_fee, read.source), (94_100, Some(94_000), Address::Account([0; 32])));
    // What a simulation gives is not signed.
    let with = draft.clone().with_simulation(Simulated { data: Vec::new(), fee: 1 });
    assert_eq!(with.digest(), draft.digest());
}

#[test]
fn the_end_follows_from_the_timeout() {
    // The network keeps no entry longer than the most, of 15,552,000 seconds.
    const MOST: u32 = 3_110_400;
    for (seconds, ledgers) in [
        (0, 0),
        (1, 1),
        (5, 1),
        (6, 2),
        (60, 12),
        (61, 13),
        (15_551_995, MOST - 1),
        (15_551_996, MOST),
        (15_552_001, MOST),
        (u64::MAX, MOST),
    ] {
        let mut offer = offer();
        offer.max_timeout_seconds = seconds;
        let draft = Draft::for_offer(&offer, init(CredentialsKind::Address)).unwrap();
        assert_eq!(draft.expiration_ledger(), 5_100_000 + ledgers, "{seconds}");
    }
}

/// A muxed account receives as itself, a contract as well.
#[test]
fn the_recipient_is_the_argument() {
    let muxed = Address::Muxed { key: [7; 32], id: 9 };
    for pay_to in [muxed, Address::Contract([7; 32]), Address::Account([7; 32])] {
        let mut offer = offer();
        offer.pay_to = pay_to.to_string();
        let payload = Draft::for_offer(&offer, init(CredentialsKind::Address)).unwrap().unsigned();
        let Body::Call { call, .. } = Transaction::decode(&payload.transaction).unwrap().body else { panic!("a call") };
        assert_eq!(call.arguments[1], x402_schemes::stellar::Value::Address(pay_to.into()));
    }
}

#[test]
fn what_no_verifier_takes_is_not_drafted() {
    let draft = |change: &dyn Fn(&mut PaymentRequirements, &mut DraftInit)| {
        let (mut offer, mut init) = (offer(), init(CredentialsKind::Address));
        change(&mut offer, &mut init);
        Draft::for_offer(&offer, init).map(drop)
    };
    let extra = |text: &str| Some(RawJson::parse(text).unwrap());
    assert_eq!(draft(&|_, _| {}), Ok(()));
    assert_eq!(draft(&|offer, _| offer.network = "eip155:1".parse().unwrap()), Err(DraftError::NotStellar));
    assert_eq!(draft(&|offer, _| offer.scheme = x402_types::Scheme::UPTO), Err(DraftError::NotStellar));
    assert_eq!(
        draft(&|offer, _| offer.network = "stellar:futurenet".parse().unwrap()),
        Err(DraftError::UnknownNetwork)
    );
    assert_eq!(draft(&|offer, _| offer.network = "stellar:pubnet".parse().unwrap()), Ok(()));
    // An account is no token, and a text with a wrong checksum nobody's.
    assert_eq!(draft(&|offer, _| offer.asset = RECIPIENT.into()), Err(DraftError::NotAddress("asset")));
    assert_eq!(draft(&|offer, _| offer.pay_to.replace_range(55.., "V")), Err(DraftError::NotAddress("payTo")));
    assert_eq!(draft(&|offer, _| offer.pay_to = PAYER.into()), Err(DraftError::SelfPayment));
    let muxed = Address::Muxed { key: PAYER_KEY, id: 1 };
    assert_eq!(draft(&|offer, _| offer.pay_to = muxed.to_string()), Err(DraftError::SelfPayment));
    assert_eq!(draft(&|_, init| init.payer = muxed), Err(DraftError::PayerIsNoAccount));
    assert_eq!(draft(&|_, init| init.payer = Address::Contract(PAYER_KEY)), Err(DraftError::PayerIsNoAccount));
    for kind in [CredentialsKind::SourceAccount, CredentialsKind::WithDelegates] {
        assert_eq!(draft(&|_, init| init.credentials = kind), Err(DraftError::Credentials));
    }
    for wrong in [None, extra("{}"), extra(r#"{"areFeesSponsored":false}"#), extra(r#"{"areFeesSponsored":"true"}"#)] {
        assert_eq!(draft(&|offer, _| offer.extra = wrong.clone()), Err(DraftError::NotSponsored));
    }
    let largest = "170141183460469231731687303715884105727";
    assert_eq!(draft(&|offer, _| offer.amount = largest.parse::<Amount>().unwrap().into()), Ok(()));
    let larger = "170141183460469231731687303715884105728";
    assert_eq!(
        draft(&|offer, _| offer.amount = larger.parse::<Amount>().unwrap().into()),
        Err(DraftError::AmountTooLarge)
    );
    assert_eq!(draft(&|offer, _| offer.amount = Amount::from_u128(u128::MAX).into()), Err(DraftError::AmountTooLarge));
}
