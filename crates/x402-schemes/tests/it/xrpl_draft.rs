//! Drafts on the XRP Ledger (R-76). npm ripple-binary-codec 2.11.0 wrote the expected bytes from the same fields.

use x402_schemes::{
    AssetTransferMethod,
    xrpl::{Draft, DraftError, DraftInit, KeyType, ParseAssetError, SignatureFormatError, Slot, Transaction},
};
use x402_types::{DecodeOptions, Wire, v2::PaymentRequirements};

use crate::{
    xrpl::{bytes, hex},
    xrpl_transaction::{DROPS, ISSUED, unhex},
};

const SECP: &str = "02779E559A95C7FD0CFD2B4AA3FC77E91396554082B0A5E7B582C4CF2C514E4C1D";
const ED: &str = "EDF3BA8670625777FB12B78F3BEC51FBACF9EA766804CED8B2367FC482E561246A";
const PAY_TO: &str = "rPW5jmzJduLPPUgASc9aVCXN2o8sSjwMPt";
const RLUSD: &str = "524C555344000000000000000000000000000000";
const ISSUER: &str = r#""issuer":"rMxCKbEDwqr76QuheSUMdEGf4B9xJ8m5De""#;

struct Offer<'a> {
    scheme: &'a str,
    network: &'a str,
    asset: &'a str,
    amount: &'a str,
    pay_to: &'a str,
    timeout: u64,
    extra: String,
}

impl Offer<'_> {
    fn decode(&self) -> PaymentRequirements {
        let Self { scheme, network, asset, amount, pay_to, timeout, extra } = self;
        let text = format!(
            r#"{{"scheme":"{scheme}","network":"{network}","amount":"{amount}","asset":"{asset}","payTo":"{pay_to}","maxTimeoutSeconds":{timeout},"extra":{{{extra}}}}}"#
        );
        PaymentRequirements::decode(text, &DecodeOptions::STRICT).unwrap().value
    }
}

fn offer<'a>(asset: &'a str, amount: &'a str, extra: &str) -> Offer<'a> {
    let extra = format!(r#""areFeesSponsored":false{}{extra}"#, if extra.is_empty() { "" } else { "," });
    Offer { scheme: "exact", network: "xrpl:0", asset, amount, pay_to: PAY_TO, timeout: 60, extra }
}

fn init(key: &str, slot: Slot) -> DraftInit {
    DraftInit { public_key: bytes(key), ledger: 98_000_000, slot, fee: DraftInit::FEE, source_tag: None }
}

const SEQUENCE: Slot = Slot::Sequence(7);
const TICKET: Slot = Slot::Ticket(345);
const BY_TICKET: &str = r#""assetTransferMethod":"ticketSequence""#;

fn draft(offer: &Offer<'_>, init: DraftInit) -> Result<Draft, DraftError> {
    Draft::for_offer(&offer.decode(), init)
}

fn preimage(offer: &Offer<'_>, init: DraftInit) -> String {
    hex(&draft(offer, init).unwrap().preimage()).to_uppercase()
}

/// Both payments of the worked example, from their offers to their bytes.
#[test]
fn the_worked_example_is_drafted() {
    let invoice = format!(r#"{ISSUER},"invoiceId":"INV-2026-1","sourceTag":804681468"#);
    let issued = draft(&offer(RLUSD, "10.5", &invoice), init(SECP, SEQUENCE)).unwrap();
    let drops = Offer { network: "xrpl:1", ..offer("XRP", "250000", BY_TICKET) };
    let drops = draft(&drops, init(ED, TICKET)).unwrap();
    assert_eq!(issued.account().to_string(), "rDXZD4QizhNdKFpsWU2MPUKRrMQWmDvLUi");
    assert_eq!(drops.account().to_string(), "rwDz9MmTywpbRYNhxWpc5E8diLa9VXNjKh");
    assert_eq!((issued.key_type(), drops.key_type()), (KeyType::Secp256k1, KeyType::Ed25519));
    let half = "2485ad817c651978a120e90eb39851ca65dc293588a2f0f61985a2be2f24a4f1";
    assert_eq!((issued.digest().map(|digest| hex(&digest)), drops.digest()), (Some(half.to_owned()), None));
    for (draft, blob) in [(issued, ISSUED), (drops, DROPS)] {
        let expected = unhex(blob);
        let read = Transaction::decode(&expected).unwrap();
        assert_eq!(draft.preimage(), read.preimage());
        assert_eq!(draft.last_ledger_sequence(), 98_000_012);
        let signed = draft.with_signature(read.txn_signature.unwrap()).unwrap();
        assert_eq!(signed.transaction, expected);
    }
}

#[test]
fn other_payments_are_drafted() {
    let usd = format!(r#"{ISSUER},"destinationTag":0,"assetTransferMethod":"sequence""#);
    let usd = Offer { network: "xrpl:21338", ..offer("usd", "0.000001", &usd) };
    let of_source = DraftInit { source_tag: Some(u32::MAX), ..init(ED, SEQUENCE) };
    assert_eq!(
        preimage(&usd, of_source),
        "53545800120000210000535A220000000023FFFFFFFF24000000072E00000000201B05D75C8C61D3038D7EA4C680000000000000000000000000007573640000000000E5E961C6A025C9404AA7B662DD1DF975BE75D13E68400000000000000C69D3038D7EA4C680000000000000000000000000007573640000000000E5E961C6A025C9404AA7B662DD1DF975BE75D13E7321EDF3BA8670625777FB12B78F3BEC51FBACF9EA766804CED8B2367FC482E561246A8114652DD339318460B2CD0CB5E37F8C5A3D91449E508314F6F1ABBD24E59C3C3A198F57B55656DC9C003CF4"
    );
    let drops = offer("XRP", "100000000000000000", r#""invoiceId":"é","destinationTag":4294967295"#);
    let dear = DraftInit { fee: 10_000, ..init(SECP, SEQUENCE) };
    assert_eq!(
        preimage(&drops, dear),
        "53545800120000220000000024000000072EFFFFFFFF201B05D75C8C50114A99557E4033C3539DE2EB65472017CAD5F9557F7A0625A09F1C3F6E2BA69C4C61416345785D8A0000684000000000002710732102779E559A95C7FD0CFD2B4AA3FC77E91396554082B0A5E7B582C4CF2C514E4C1D81148968E0E7B31DBC840633C5B040439296F89F54D78314F6F1ABBD24E59C3C3A198F57B55656DC9C003CF4"
    );
    let ticket = Offer { network: "xrpl:1025", ..offer("XRP", "1", BY_TICKET) };
    assert_eq!(
        preimage(&ticket, init(SECP, Slot::Ticket(u32::MAX))),
        "53545800120000210000040122000000002400000000201B05D75C8C2029FFFFFFFF61400000000000000168400000000000000C732102779E559A95C7FD0CFD2B4AA3FC77E91396554082B0A5E7B582C4CF2C514E4C1D81148968E0E7B31DBC840633C5B040439296F89F54D78314F6F1ABBD24E59C3C3A198F57B55656DC9C003CF4"
    );
    // R-36: 1024 is the last number that is left out.
    let unnamed = Offer { network: "xrpl:1024", ..offer("XRP", "1", BY_TICKET) };
    assert!(preimage(&unnamed, init(SECP, TICKET)).starts_with("53545800120000220000000024"));
    // R-10: the largest and the smallest amount.
    let largest = format!("9999999999999999{}", "0".repeat(80));
    let smallest = format!("0.{}1", "0".repeat(80));
    for (text, number) in [(largest, "EC6386F26FC0FFFF"), (smallest, "C0438D7EA4C68000")] {
        let amount =
            format!("{number}0000000000000000000000004142430000000000E5E961C6A025C9404AA7B662DD1DF975BE75D13E");
        assert_eq!(
            preimage(&offer("ABC", &text, ISSUER), init(SECP, SEQUENCE)),
            format!(
                "5354580012000022000000002400000007201B05D75C8C61{amount}68400000000000000C69{amount}732102779E559A95C7FD0CFD2B4AA3FC77E91396554082B0A5E7B582C4CF2C514E4C1D81148968E0E7B31DBC840633C5B040439296F89F54D78314F6F1ABBD24E59C3C3A198F57B55656DC9C003CF4"
            )
        );
    }
}

/// What is drafted is what is read, and it is a plain payment.
#[test]
fn a_draft_is_read() {
    let extra = format!(r#"{ISSUER},"sourceTag":5,"destinationTag":9,"invoiceId":"x""#);
    let payment = offer("USD", "1", &extra);
    let draft = draft(&payment, DraftInit { source_tag: Some(6), ..init(ED, SEQUENCE) }).unwrap();
    let signed = draft.with_signature(&[1; 64]).unwrap().transaction;
    let read = Transaction::decode(&signed).unwrap();
    assert_eq!((read.source_tag, read.destination_tag), (Some(6), Some(9)));
    assert_eq!((read.preimage(), read.other_fields().len()), (draft.preimage(), 0));
    assert_eq!(read.txn_signature, Some(&[1; 64][..]));
}

/// The end of the payment: ledgers of 5 seconds, rounded up, and no overflow.
#[test]
fn the_timeout_is_in_ledgers() {
    let last = |ledger, timeout| {
        let offer = Offer { timeout, ..offer("XRP", "1", "") };
        draft(&offer, DraftInit { ledger, ..init(ED, SEQUENCE) }).unwrap().last_ledger_sequence()
    };
    assert_eq!([last(100, 60), last(100, 61), last(100, 65), last(100, 1)], [112, 113, 113, 101]);
    assert_eq!([last(u32::MAX, 60), last(0, u64::MAX >> 11)], [u32::MAX; 2]);
}

#[test]
fn what_no_verifier_accepts_is_not_drafted() {
    let error = |offer: Offer<'_>, init| draft(&offer, init).map(drop).unwrap_err();
    let drops = |extra: &str| offer("XRP", "1", extra);
    let usual = init(ED, SEQUENCE);
    assert!(draft(&drops(""), usual).is_ok());
    assert_eq!(error(Offer { scheme: "upto", ..drops("") }, usual), DraftError::NotXrpl);
    assert_eq!(error(Offer { network: "stellar:pubnet", ..drops("") }, usual), DraftError::NotXrpl);
    for network in ["xrpl:00", "xrpl:mainnet", "xrpl:4294967296"] {
        assert_eq!(error(Offer { network, ..drops("") }, usual), DraftError::Network);
    }
    for extra in ["", r#""areFeesSponsored":true"#, r#""areFeesSponsored":null"#, r#""areFeesSponsored":"false""#] {
        assert_eq!(error(Offer { extra: extra.into(), ..drops("") }, usual), DraftError::Sponsored, "{extra}");
    }
    assert_eq!(error(drops(r#""crossCurrency":true"#), usual), DraftError::CrossCurrency);
    assert!(draft(&drops(r#""crossCurrency":false"#), usual).is_ok());
    // R-15: the slot is of the offer's method, and the default is a sequence.
    let ticket = init(ED, TICKET);
    for (extra, init) in [
        ("", ticket),
        (r#""assetTransferMethod":"sequence""#, ticket),
        (r#""assetTransferMethod":"eip3009""#, usual),
        (r#""assetTransferMethod":1"#, usual),
        (BY_TICKET, usual),
    ] {
        assert_eq!(error(drops(extra), init), DraftError::Slot, "{extra}");
    }
    assert!(draft(&drops(BY_TICKET), ticket).is_ok());
    assert_eq!((TICKET.method(), TICKET.number()), (AssetTransferMethod::TICKET_SEQUENCE, 345));
    assert_eq!(error(drops(""), init(ED, Slot::Sequence(0))), DraftError::NoNumber);
    assert_eq!(error(drops(BY_TICKET), init(ED, Slot::Ticket(0))), DraftError::NoNumber);
    for fee in [0, 100_000_000_000_000_001] {
        assert_eq!(error(drops(""), DraftInit { fee, ..usual }), DraftError::Fee);
    }
    assert_eq!(error(drops(""), DraftInit { public_key: [4; 33], ..usual }), DraftError::PublicKey);
    for pay_to in ["rN7n3473SaZBCG4dFL83w7a1RXtXtbk2D9", "rrrrrrrrrrrrrrrrrrrrrhoLvTp", ""] {
        assert_eq!(error(Offer { pay_to, ..drops("") }, usual), DraftError::NotAddress("payTo"), "{pay_to}");
        let issuer = format!(r#""issuer":"{pay_to}""#);
        assert_eq!(error(offer("USD", "1", &issuer), usual), DraftError::NotAddress("extra.issuer"), "{pay_to}");
    }
    assert_eq!(error(offer("USD", "1", ""), usual), DraftError::NotAddress("extra.issuer"));
    let own = "rwDz9MmTywpbRYNhxWpc5E8diLa9VXNjKh";
    // R-46: a payment until the latest ledger has ended. A second is one ledger more.
    assert_eq!(error(Offer { timeout: 0, ..drops("") }, usual), DraftError::NoTime);
    assert_eq!(draft(&Offer { timeout: 1, ..drops("") }, usual).unwrap().last_ledger_sequence(), 98_000_001);
    assert_eq!(error(Offer { pay_to: own, ..drops("") }, usual), DraftError::SelfPayment);
    assert!(draft(&Offer { pay_to: own, ..drops("") }, init(SECP, SEQUENCE)).is_ok());
    assert_eq!(error(offer("RLUSD", "1", ISSUER), usual), DraftError::Asset(ParseAssetError::NotAsset));
    assert_eq!(error(offer(&"0".repeat(40), "1", ISSUER), usual), DraftError::Asset(ParseAssetError::NotIssued));
    for extra in [r#""destinationTag":-1"#, r#""destinationTag":4294967296"#, r#""destinationTag":"1""#] {
        assert_eq!(error(drops(extra), usual), DraftError::Tag, "{extra}");
    }
    for extra in [r#""invoiceId":"""#, r#""invoiceId":7"#] {
        assert_eq!(error(drops(extra), usual), DraftError::Invoice, "{extra}");
    }
    // A source tag that is not one of the ledger's is not the scheme's.
    assert_eq!(preimage(&drops(r#""sourceTag":"1""#), usual), preimage(&drops(""), usual));
}

/// A price in the other format, as only a program can make it.
#[test]
fn the_price_is_of_the_asset() {
    let error = |asset: &str, amount| {
        let mut offer = offer(asset, "1", ISSUER).decode();
        offer.amount = amount;
        Draft::for_offer(&offer, init(ED, SEQUENCE)).map(drop)
    };
    let decimal = || x402_types::AnyAmount::Decimal("1".parse().unwrap());
    assert_eq!(error("USD", decimal()), Ok(()));
    assert_eq!(error("XRP", 100_000_000_000_000_000.into()), Ok(()));
    for (asset, amount) in
        [("USD", 1.into()), ("XRP", decimal()), ("XRP", 0.into()), ("XRP", 100_000_000_000_000_001.into())]
    {
        assert_eq!(error(asset, amount), Err(DraftError::Amount));
    }
}

#[test]
fn a_signature_has_the_format_of_the_key() {
    let (secp, ed) = (init(SECP, SEQUENCE), init(ED, SEQUENCE));
    let with =
        |init, signature: &[u8]| draft(&offer("XRP", "1", ""), init).unwrap().with_signature(signature).map(drop);
    let der = unhex("3006020101020101");
    assert_eq!((with(secp, &der), with(ed, &[0; 64])), (Ok(()), Ok(())));
    assert_eq!(with(secp, &[0; 64]), Err(SignatureFormatError::NotDer));
    for wrong in [&der[..], &[0; 63], &[0; 65]] {
        assert_eq!(with(ed, wrong), Err(SignatureFormatError::NotEd25519));
    }
}
