//! Payments on the XRP Ledger.

use x402_buyer::{
    Allowance, Buyer, DAY, EvmKey, Fresh, FreshXrpl, Ledger, Limits, MemoryLedger, NotPaid, Outcome, Payable, Sent,
    SignError, Signer, SolanaKey, SqliteLedger, ToSign, XrplKey,
};
use x402_schemes::{
    AccountId, Budget, PassedOver,
    xrpl::{Payload, sha512_half},
};
use x402_types::{AmountSum, AnyAmount, Network, PaymentPayload, ReasonCode, Scheme, SettleResponse};
use x402_verify::{
    Expires, Facts,
    client::{Seen, SettlementState, SignAgain},
    xrpl::Fact,
};

use crate::support::{EIP3009, HOST, NOW, key, payable_at, sum, usdc};

const RLUSD: &str = "524C555344000000000000000000000000000000";
const ISSUER: &str = "rMxCKbEDwqr76QuheSUMdEGf4B9xJ8m5De";
/// RLUSD's issuer on the test network: on the main network any account.
const OTHER_ISSUER: &str = "rQhWct2fv4Vc4KRjRgMrxa8xPN9Zx9iLKV";
const LEDGER: u32 = 98_000_000;
/// The last ledger of a payment that is made from [`LEDGER`] and lasts a minute.
const LAST: u32 = 98_000_012;

/// Payments of 0.01 RLUSD with sequence number 7, and of 250,000 drops with ticket 345, first by the secp256k1 key of 32
/// bytes of 1, then by the Ed25519 key; and their hashes. npm xrpl 5.3.0 signed them, and xrpl-py 5.2.0 verifies each
/// signature, address and hash.
const SIGNED: [(&str, &str); 4] = [
    (
        "12000022000000002400000007201B05D75C8C501104312570134D55537DF7F36FED25D904B5D14AD63DBB835608A670A8D55A3AD961D4038D7EA4C68000524C555344000000000000000000000000000000E5E961C6A025C9404AA7B662DD1DF975BE75D13E68400000000000000C69D4038D7EA4C68000524C555344000000000000000000000000000000E5E961C6A025C9404AA7B662DD1DF975BE75D13E7321031B84C5567B126440995D3ED5AABA0565D71E1834604819FF9C17F5E9D5DD078F74463044022019058006DB35DF5349F9CF258A59E127524C69D6723EC464B2714A714A4BFD8902203A945AA5024F6C89ECFC44AC868FA01E40A2770D0113FB3E6C9B1790CF0DCBB1811479B000887626B294A914501A4CD226B58B2359838314F6F1ABBD24E59C3C3A198F57B55656DC9C003CF4",
        "A7A176091DD04C78519D7C6BC80B3D4527E563DF6EA3B472C54D05541BC67E2E",
    ),
    (
        "1200002200000000232FF676FC24000000002E00000000201B05D75C8C20290000015950115DD1E06D4C247FCD60F04FAAAB8294D255A49FFC195CBC103464A8E40E7D00B661400000000003D0906840000000000000147321031B84C5567B126440995D3ED5AABA0565D71E1834604819FF9C17F5E9D5DD078F7446304402203C1574DABB3D3AA03CC7C6B0251D9F4CE1927E39B59B91EACA48677665BE56D602201700BBEE64BF646C82CC8E44B8F46FCCF6F7F5699FCC64C858322D02D7BE8EA1811479B000887626B294A914501A4CD226B58B2359838314F6F1ABBD24E59C3C3A198F57B55656DC9C003CF4",
        "BA89E425A24139BB92EBE8F4AAF2EF9682DECACB489F760E8E55328A77377FAF",
    ),
    (
        "12000022000000002400000007201B05D75C8C501104312570134D55537DF7F36FED25D904B5D14AD63DBB835608A670A8D55A3AD961D4038D7EA4C68000524C555344000000000000000000000000000000E5E961C6A025C9404AA7B662DD1DF975BE75D13E68400000000000000C69D4038D7EA4C68000524C555344000000000000000000000000000000E5E961C6A025C9404AA7B662DD1DF975BE75D13E7321ED8A88E3DD7409F195FD52DB2D3CBA5D72CA6709BF1D94121BF3748801B40F6F5C74404C93B92C86EF7315D518B1E9FE03D6AB62398656CA610A71C4530C0BDD4C9955114D160E4399A6DF028CEDDB47B8E01993C79202CF53DECCFE89DE296137AC078114CE0FBC4E7C8431C6829E5F3E06E91D7D3573F22E8314F6F1ABBD24E59C3C3A198F57B55656DC9C003CF4",
        "5D9F97114E97B23D457464442A96F70885320B0062A9ED54495482CA30826E98",
    ),
    (
        "1200002200000000232FF676FC24000000002E00000000201B05D75C8C20290000015950115DD1E06D4C247FCD60F04FAAAB8294D255A49FFC195CBC103464A8E40E7D00B661400000000003D0906840000000000000147321ED8A88E3DD7409F195FD52DB2D3CBA5D72CA6709BF1D94121BF3748801B40F6F5C7440B93FACFA1B468211A8402AFADF7441E80FA8D7A9C1C4CEF73D6B5A19E794634AB186052C85043E3E2B123E246D5ABCA8616644ED8A8F082E8EE3F63CCE7BC7048114CE0FBC4E7C8431C6829E5F3E06E91D7D3573F22E8314F6F1ABBD24E59C3C3A198F57B55656DC9C003CF4",
        "B59838FB84E0C9270462407FFD62503A548F25C65AF2C5AAD2A3ED06C6E14C6B",
    ),
];

fn secp256k1() -> XrplKey {
    XrplKey::secp256k1(&[1; 32]).unwrap()
}

fn ed25519() -> XrplKey {
    XrplKey::ed25519(&[1; 32])
}

/// An offer on the main network, with these further fields of `extra`.
fn offer(asset: &str, amount: &str, extra: &str) -> String {
    format!(
        r#"{{"scheme":"exact","network":"xrpl:0","amount":"{amount}","asset":"{asset}","payTo":"rPW5jmzJduLPPUgASc9aVCXN2o8sSjwMPt","maxTimeoutSeconds":60,"extra":{{"areFeesSponsored":false,{extra}}}}}"#
    )
}

/// An offer in RLUSD of its usual issuer.
fn rlusd_at(amount: &str) -> String {
    offer(RLUSD, amount, &format!(r#""issuer":"{ISSUER}","invoiceId":"INV-2026-1""#))
}

/// An offer in XRP for a ticket.
fn by_ticket() -> String {
    let extra = r#""invoiceId":"INV-2026-2","assetTransferMethod":"ticketSequence","destinationTag":0"#;
    offer("XRP", "250000", extra)
}

fn payable(offer: &str) -> Payable {
    payable_at(HOST, &[offer])
}

fn rlusd(at_most: &str) -> Allowance {
    Allowance::of_token("RLUSD", &Network::XRPL, at_most).unwrap()
}

fn issued(currency: &str, issuer: &str, at_most: &str) -> Allowance {
    let (currency, issuer) = (currency.parse().unwrap(), issuer.parse().unwrap());
    Allowance::new(Budget::issued(Scheme::EXACT, Network::XRPL, currency, issuer, at_most.parse().unwrap()))
}

fn buyer<L: Ledger>(allowances: impl IntoIterator<Item = Allowance>, ledger: L) -> Buyer<L> {
    Buyer::new(allowances, ledger).with_signer(ed25519())
}

fn fresh(sequence: u32) -> Fresh {
    let random = [u8::try_from(sequence).unwrap(); 32];
    Fresh::new(NOW, random).with_xrpl(FreshXrpl::new(LEDGER).with_sequence(sequence))
}

fn blob(sent: &Sent) -> Vec<u8> {
    let PaymentPayload::V2(payment) = sent.payment() else { panic!("{sent:?}") };
    Payload::try_from(&payment.payload).unwrap().transaction
}

fn hash(sent: &Sent) -> String {
    let half = sha512_half(&[b"TXN\0".as_slice(), &blob(sent)].concat());
    half.iter().map(|byte| format!("{byte:02X}")).collect()
}

/// R-55 to R-58: byte for byte the transactions that npm xrpl signs, with the fee, the tags and the slot of the caller.
#[test]
fn transactions_are_signed_as_by_others() {
    let xrp = Allowance::of_token("XRP", &Network::XRPL, "0.25").unwrap();
    let with_ticket = FreshXrpl::new(LEDGER).with_ticket(345).with_fee(20).with_source_tag(804_681_468);
    let signed = [secp256k1(), ed25519()].into_iter().flat_map(|key| {
        let pays = |offer: &str, xrpl: FreshXrpl| {
            let buyer = Buyer::new([rlusd("0.01"), xrp.clone()], MemoryLedger::new()).with_signer(key.clone());
            buyer.pay(&payable(offer), &Fresh::new(NOW, [1; 32]).with_xrpl(xrpl)).unwrap()
        };
        [pays(&rlusd_at("0.01"), FreshXrpl::new(LEDGER).with_sequence(7)), pays(&by_ticket(), with_ticket)]
    });
    for (sent, (expected, transaction)) in signed.zip(SIGNED) {
        let blob: String = blob(&sent).iter().map(|byte| format!("{byte:02X}")).collect();
        assert_eq!((&*blob, &*hash(&sent)), (expected, transaction));
        assert_eq!(sent.authorized().expires, Expires::AfterLedger(LAST));
    }
}

/// The source tag of the offer is signed unless the caller names one (R-76).
#[test]
fn the_offers_source_tag_is_signed() {
    let tagged = offer("XRP", "1", r#""sourceTag":804681468"#);
    let pays = |fresh| {
        let xrp = Allowance::of_token("XRP", &Network::XRPL, "0.000001").unwrap();
        blob(&buyer([xrp], MemoryLedger::new()).pay(&payable(&tagged), &fresh).unwrap())
    };
    let field = |tag: u32| [&[0x23], tag.to_be_bytes().as_slice()].concat();
    let has = |blob: &[u8], field: &[u8]| blob.windows(5).any(|window| window == field);
    assert!(has(&pays(fresh(7)), &field(804_681_468)));
    let other = Fresh::new(NOW, [1; 32]).with_xrpl(FreshXrpl::new(LEDGER).with_sequence(7).with_source_tag(0));
    assert!(has(&pays(other), &field(0)) && !has(&pays(other), &field(804_681_468)));
}

/// R-11: a price is paid up to the amount of the allowance, in either spelling of the two.
#[test]
fn a_price_is_compared_with_the_allowance_by_value() {
    for (price, at_most, is_paid) in [
        ("0.01", "0.01", true),
        ("0.0100", "0.01", true),
        ("0.01", "0.0099", false),
        ("0.01", "0.009999999999999999", false),
        ("0.01000000000000001", "0.01", false),
        ("10", "9", false),
        ("9", "10", true),
    ] {
        let ledger = MemoryLedger::new();
        let paid = buyer([rlusd(at_most)], &ledger).pay(&payable(&rlusd_at(price)), &fresh(7));
        match paid {
            Ok(sent) => assert_eq!((is_paid, &sent.entry().amount), (true, &sent.authorized().amount), "{price}"),
            Err(NotPaid::NoOffer(_)) => assert!(!is_paid, "{price} {at_most}"),
            Err(error) => panic!("{price} {at_most}: {error}"),
        }
        assert_eq!(ledger.entries().len(), usize::from(is_paid));
    }
}

/// A sum may reach its limit and not exceed it by the smallest step, at a host and in all.
#[test]
fn sums_of_a_day_reach_their_limit() {
    let per_day = rlusd("0.02").per_day("0.03").unwrap();
    let per_host = rlusd("0.02").per_host("0.03").unwrap();
    for (allowance, other_host) in [(per_day, false), (per_host, true)] {
        for (third, is_paid) in [("0.010", true), ("0.01000000000000001", false), ("0.011", false)] {
            let ledger = MemoryLedger::new();
            let buyer = buyer([allowance.clone()], &ledger);
            for sequence in [1, 2] {
                assert!(buyer.pay(&payable(&rlusd_at("0.01")), &fresh(sequence)).is_ok());
            }
            let paid = buyer.pay(&payable(&rlusd_at(third)), &fresh(3));
            assert_eq!(paid.is_ok(), is_paid, "{third} {paid:?}");
            if let Err(error) = paid {
                let NotPaid::Limit(reached) = &error else { panic!("{error}") };
                assert_eq!(
                    (&reached.price, reached.spent),
                    (&AnyAmount::Decimal(third.parse().unwrap()), sum_of("0.02"))
                );
            }
            let elsewhere = buyer.pay(&payable_at("b.example", &[&rlusd_at("0.02")]), &fresh(4));
            assert_eq!(elsewhere.is_ok(), other_host, "{third}");
        }
    }
    let buyer = buyer([rlusd("0.01").per_day("0.02").unwrap()], MemoryLedger::new());
    for sequence in [1, 2] {
        assert!(buyer.pay(&payable(&rlusd_at("0.01")), &fresh(sequence)).is_ok());
    }
    let refused = buyer.pay(&payable(&rlusd_at("0.010")), &fresh(3)).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "the limit per day is 0.02 RLUSD on xrpl:0: 0.02 RLUSD is spent, and this payment costs 0.01 RLUSD"
    );
    // A day later, the first payments do not count.
    let mut later = fresh(3);
    later.now = NOW + DAY;
    assert!(buyer.pay(&payable(&rlusd_at("0.01")), &later).is_ok());
}

fn sum_of(text: &str) -> AmountSum {
    sum(AnyAmount::Decimal(text.parse().unwrap()))
}

/// The sum has more digits than any amount: what is left is rounded down, so nothing above the limit is paid.
#[test]
fn a_sum_with_more_digits_than_an_amount_is_exact() {
    let buyer = || buyer([rlusd("9000000000000000").per_day("9000000000000000").unwrap()], MemoryLedger::new());
    for (second, is_paid) in [("8999999999999999", true), ("9000000000000000", false)] {
        let buyer = buyer();
        assert!(buyer.pay(&payable(&rlusd_at("0.000001")), &fresh(1)).is_ok());
        assert_eq!(buyer.pay(&payable(&rlusd_at(second)), &fresh(2)).is_ok(), is_paid, "{second}");
    }
    let buyer = buyer();
    assert!(buyer.pay(&payable(&rlusd_at("9000000000000000")), &fresh(1)).is_ok());
    let refused = buyer.pay(&payable(&rlusd_at("0.000000000000000000000001")), &fresh(2));
    assert!(matches!(refused, Err(NotPaid::Limit(_))), "{refused:?}");
}

/// The largest amounts add up without overflow, and leave nothing.
#[test]
fn huge_amounts_leave_nothing() {
    let huge = format!("9999999999999999{}", "0".repeat(80));
    let ledger = MemoryLedger::new();
    let generous = buyer([rlusd(&huge)], &ledger);
    for sequence in [1, 2] {
        assert!(generous.pay(&payable(&rlusd_at(&huge)), &fresh(sequence)).is_ok());
    }
    let limited = buyer([rlusd(&huge).per_day(&huge).unwrap()], &ledger);
    let refused = limited.pay(&payable(&rlusd_at("0.01")), &fresh(3));
    assert!(matches!(refused, Err(NotPaid::Limit(_))), "{refused:?}");
    assert!(generous.pay(&payable(&rlusd_at("0.01")), &fresh(3)).is_ok());
}

/// R-7: RLUSD of a different issuer is different money, for the allowance and for its limits.
#[test]
fn a_currency_of_a_different_issuer_is_not_paid() {
    let others = offer(RLUSD, "0.01", &format!(r#""issuer":"{OTHER_ISSUER}","invoiceId":"INV-2026-1""#));
    let ledger = MemoryLedger::new();
    let refused = buyer([rlusd("1")], &ledger).pay(&payable(&others), &fresh(7)).unwrap_err();
    let NotPaid::NoOffer(passed) = &refused else { panic!("{refused}") };
    let (offered, budget) = (OTHER_ISSUER.parse().ok(), ISSUER.parse().ok());
    assert_eq!(passed[0].why, PassedOver::Issuer { offered, budget });
    assert!(refused.to_string().contains(&format!("issuer {OTHER_ISSUER}")), "{refused}");

    let both = [rlusd("0.01").per_day("0.01").unwrap(), issued(RLUSD, OTHER_ISSUER, "0.01").per_day("0.01").unwrap()];
    let buyer = buyer(both, &ledger);
    assert!(buyer.pay(&payable(&rlusd_at("0.01")), &fresh(1)).is_ok());
    assert!(buyer.pay(&payable(&others), &fresh(2)).is_ok());
    for offer in [rlusd_at("0.01"), others] {
        let refused = buyer.pay(&payable(&offer), &fresh(3));
        assert!(matches!(refused, Err(NotPaid::Limit(_))), "{refused:?}");
    }
    assert_eq!(ledger.entries()[0].asset, format!("{RLUSD} of {ISSUER}"));
    let message = buyer.pay(&payable(&offer(RLUSD, "0.01", &format!(r#""issuer":"{OTHER_ISSUER}""#))), &fresh(3));
    let message = message.unwrap_err().to_string();
    assert!(message.contains(&format!("0.01 {RLUSD} of {OTHER_ISSUER}")), "{message}");
}

/// R-6: a currency has one sum, however offers and allowances encode it.
#[test]
fn a_currency_has_one_sum_in_each_encoding() {
    let usd = "0000000000000000000000005553440000000000";
    let ledger = MemoryLedger::new();
    let extra = format!(r#""issuer":"{ISSUER}""#);
    for (sequence, (budgeted, offered)) in (1..).zip([("USD", usd), (usd, "USD"), ("USD", "USD")]) {
        let mut budget = issued("USD", ISSUER, "0.01").budget().clone();
        budget.asset = budgeted.into();
        let allowance = Allowance::new(budget).per_day("0.02").unwrap();
        let paid = buyer([allowance], &ledger).pay(&payable(&offer(offered, "0.01", &extra)), &fresh(sequence));
        assert_eq!(paid.is_ok(), sequence < 3, "{budgeted} {offered} {paid:?}");
    }
    let mut lower = rlusd("1").budget().clone();
    lower.asset = RLUSD.to_lowercase();
    assert_eq!(Allowance::new(lower), issued(RLUSD, ISSUER, "1"));
}

/// R-9: XRP is counted in drops. Its budget covers no issued currency, and no limit of one counts it.
#[test]
fn xrp_is_counted_in_drops() {
    let xrp = Allowance::of_token("XRP", &Network::XRPL, "0.25").unwrap();
    assert_eq!(xrp.budget(), &Budget::new(Scheme::EXACT, Network::XRPL, "XRP", 250_000.into()));
    let in_xrp = |drops: &str| offer("XRP", drops, r#""invoiceId":"INV-2026-2""#);
    let ledger = MemoryLedger::new();
    let buyer = buyer([xrp.per_day("0.25").unwrap(), rlusd("0.01").per_day("0.01").unwrap()], &ledger);
    let pays = |offer: &str, sequence| buyer.pay(&payable(offer), &fresh(sequence));
    assert!(matches!(pays(&in_xrp("250001"), 1), Err(NotPaid::NoOffer(_))));
    assert!(pays(&in_xrp("249999"), 1).is_ok());
    assert!(pays(&rlusd_at("0.01"), 2).is_ok());
    assert!(matches!(pays(&in_xrp("2"), 3), Err(NotPaid::Limit(_))));
    assert!(pays(&in_xrp("1"), 3).is_ok());
    let amounts: Vec<_> = ledger.entries().into_iter().map(|entry| (entry.asset, entry.amount.to_string())).collect();
    let expected =
        [("XRP".into(), "249999".into()), (format!("{RLUSD} of {ISSUER}"), "0.01".into()), ("XRP".into(), "1".into())];
    assert_eq!(amounts, expected);
    let refused = pays(&in_xrp("1"), 4).unwrap_err().to_string();
    assert!(refused.starts_with("the limit per day is 0.25 XRP on xrpl:0: 0.25 XRP is spent"), "{refused}");
}

/// A limit in atomic units allows no payment in an issued currency, and a decimal none in drops.
#[test]
fn a_limit_in_the_wrong_unit_allows_nothing() {
    let decimal = AnyAmount::Decimal("1".parse().unwrap());
    let xrp = Allowance::of_token("XRP", &Network::XRPL, "1").unwrap();
    let in_xrp = offer("XRP", "1", r#""invoiceId":"INV-2026-2""#);
    for (allowance, offer, right, wrong) in
        [(rlusd("1"), rlusd_at("0.01"), &decimal, &AnyAmount::from(u64::MAX)), (xrp, in_xrp, &1.into(), &decimal)]
    {
        for (limit, is_right) in [(right, true), (wrong, false)] {
            for limits in [
                Limits { per_host: Some(limit.clone()), per_day: None },
                Limits { per_host: None, per_day: Some(limit.clone()) },
            ] {
                let ledger = MemoryLedger::new();
                let paid =
                    buyer([allowance.clone().with_limits(limits.clone())], &ledger).pay(&payable(&offer), &fresh(7));
                assert_eq!(paid.is_ok(), is_right, "{limits:?} {paid:?}");
                let paid = buyer([allowance.clone()], &ledger).pay(&payable(&offer), &fresh(8)).unwrap();
                let mut entry = paid.entry().clone();
                entry.id = [9; 32];
                assert_eq!(MemoryLedger::new().reserve(&entry, &limits), Ok(is_right), "{limits:?}");
            }
        }
    }
    assert!(Allowance::of_token("RLUSD", &Network::XRPL, "0").is_err());
    assert!(rlusd("1").per_day("1e2").is_err() && rlusd("1").per_day("0.1").is_ok());
    assert!(Allowance::of_token("XRP", &Network::XRPL, "0.0000001").is_err());
    assert!(Allowance::of_token("rlusd", &Network::XRPL, "1").is_err());
}

/// The messages name the calls that return what is missing.
#[test]
fn a_payment_needs_the_ledger_and_a_slot() {
    let ledger = MemoryLedger::new();
    let xrp = Allowance::of_token("XRP", &Network::XRPL, "0.25").unwrap();
    let buyer = buyer([rlusd("1"), xrp, usdc()], &ledger).with_signer(key());
    let why = |payable: &Payable, fresh| match buyer.pay(payable, &fresh) {
        Err(NotPaid::Draft(why)) => why,
        paid => panic!("{paid:?}"),
    };
    let none = Fresh::new(NOW, [7; 32]);
    assert!(why(&payable(&rlusd_at("0.01")), none).contains("account_info with ledger_index validated"));
    // The ledgers of Stellar are not those of the XRP Ledger.
    assert!(why(&payable(&rlusd_at("0.01")), none.with_ledger(LEDGER)).contains("account_info"));
    assert!(why(&payable(&by_ticket()), fresh(7)).contains("account_objects"));
    let only_ticket = Fresh::new(NOW, [1; 32]).with_xrpl(FreshXrpl::new(LEDGER).with_ticket(345));
    assert!(why(&payable(&rlusd_at("0.01")), only_ticket).contains("account_info"));
    assert!(why(&payable(&rlusd_at("0.01")), fresh(0)).contains("must not be 0"));
    let costly = Fresh::new(NOW, [7; 32]).with_xrpl(FreshXrpl::new(LEDGER).with_sequence(7).with_fee(10_001));
    assert!(why(&payable(&rlusd_at("0.01")), costly).starts_with("fee: "));
    assert_eq!(ledger.entries(), []);
    // Without them, an offer on a different chain is paid.
    let sent = buyer.pay(&payable_at(HOST, &[&rlusd_at("0.01"), EIP3009]), &none).unwrap();
    assert_eq!(sent.authorized().network, Network::eip155(84_532));
    let dearest = Fresh::new(NOW, [8; 32]).with_xrpl(FreshXrpl::new(LEDGER).with_sequence(7).with_fee(10_000));
    assert!(buyer.pay(&payable(&rlusd_at("0.01")), &dearest).is_ok());
}

/// A wallet gets the preimage and, for secp256k1, its digest. The transaction contains the public key.
#[test]
fn a_wallet_signs_elsewhere() {
    let payable = payable(&rlusd_at("0.01"));
    for (ours, other, blob) in [(secp256k1(), ed25519(), SIGNED[0].0), (ed25519(), secp256k1(), SIGNED[2].0)] {
        let public_key = ours.public_key().unwrap();
        let buyer = Buyer::new([rlusd("1")], MemoryLedger::new()).with_xrpl_account(public_key);
        let draft = buyer.draft(&payable, &fresh(7)).unwrap();
        assert_eq!(draft.payer(), ours.account());
        let asked = draft.to_sign();
        let ToSign::Transaction { digest, preimage } = &asked else { panic!("{asked:?}") };
        assert!(preimage.starts_with(b"STX\0"));
        assert_eq!(digest.is_some(), public_key[0] != 0xed);
        assert!(digest.is_none_or(|digest| digest == sha512_half(preimage)));
        let signature = ours.sign(&asked).unwrap();
        let sent = draft.clone().signed(signature.clone()).unwrap();
        assert_eq!(hash(&sent).len(), 64);
        assert_eq!(self::blob(&sent).iter().map(|byte| format!("{byte:02X}")).collect::<String>(), blob);
        let mut changed = signature.clone();
        *changed.last_mut().unwrap() ^= 1;
        for wrong in [changed, signature[1..].to_vec(), Vec::new(), vec![0; 64]] {
            assert!(draft.clone().signed(wrong).is_err());
        }
        let refused: Result<_, SignError> = other.sign(&asked);
        assert!(refused.unwrap_err().to_string().contains("key, and this is"));
        assert!(SolanaKey::from_seed(&[1; 32]).sign(&asked).is_err());
        assert!(EvmKey::from_bytes(&[1; 32]).unwrap().sign(&asked).is_err());
        assert!(ours.sign(&ToSign::Message(preimage.clone())).is_err());
        assert!(matches!(buyer.pay(&payable, &fresh(8)), Err(NotPaid::Sign(_))));
    }
    let AccountId::Xrpl(account) = ed25519().account() else { panic!() };
    let buyer = Buyer::new([rlusd("1")], MemoryLedger::new()).with_account(account);
    let refused = buyer.draft(&payable, &fresh(7)).unwrap_err().to_string();
    assert!(refused.contains("Buyer::with_xrpl_account"), "{refused}");
    let no_key = Buyer::new([rlusd("1")], MemoryLedger::new()).with_xrpl_account([4; 33]);
    assert!(no_key.draft(&payable, &fresh(7)).unwrap_err().to_string().contains("public key must be 33 bytes"));
}

fn answered(buyer: &Buyer<impl Ledger>, sent: &Sent, settlement: &SettleResponse) -> Outcome {
    use x402_types::Wire;
    let status = if settlement.transaction.is_empty() { 402 } else { 200 };
    buyer.answered(sent, status, [("PAYMENT-RESPONSE", settlement.to_header().as_bytes())], b"").unwrap()
}

fn failure(reason: &str) -> SettleResponse {
    SettleResponse::failure(ReasonCode::new(reason), Network::XRPL)
}

/// R-68: of two payments with one sequence number only one can be settled, so the second is not signed.
#[test]
fn a_slot_is_used_once() {
    let ledger = MemoryLedger::new();
    let xrp = Allowance::of_token("XRP", &Network::XRPL, "0.25").unwrap();
    let buyer = buyer([rlusd("0.01"), xrp], &ledger);
    let pays = |host: &str, fresh: Fresh| buyer.pay(&payable_at(host, &[&rlusd_at("0.01")]), &fresh);
    let first = pays(HOST, fresh(7)).unwrap();
    assert_eq!(first.entry().id, first.authorized().transfer_key().unwrap().to_bytes());
    // Other random bytes and a different host change nothing.
    let mut other = fresh(7);
    other.random = [9; 32];
    for host in [HOST, "b.example"] {
        let refused = pays(host, other).unwrap_err();
        assert!(matches!(refused, NotPaid::SlotTaken), "{refused}");
        assert!(refused.to_string().contains("only one of the two can be settled"), "{refused}");
    }
    assert_eq!(ledger.entries().len(), 1);
    // Once it is settled, the number is used.
    let served = answered(&buyer, &first, &SettleResponse::success(hash(&first), Network::XRPL));
    assert!(served.is_served(), "{served}");
    assert!(matches!(pays(HOST, other), Err(NotPaid::SlotTaken)));
    assert!(pays(HOST, fresh(8)).is_ok());
    // A ticket is a different slot, and so is the number of a different account.
    let ticket = Fresh::new(NOW, [10; 32]).with_xrpl(FreshXrpl::new(LEDGER).with_sequence(7).with_ticket(7));
    assert!(buyer.pay(&payable(&by_ticket()), &ticket).is_ok());
    assert!(matches!(buyer.pay(&payable(&by_ticket()), &ticket), Err(NotPaid::SlotTaken)));
    let second = Buyer::new([rlusd("0.01")], &ledger).with_signer(secp256k1());
    assert!(second.pay(&payable(&rlusd_at("0.01")), &other).is_ok());
    // A draft that is released frees its number.
    let payable = payable(&rlusd_at("0.01"));
    let draft = buyer.draft(&payable, &fresh(9)).unwrap();
    assert!(matches!(buyer.draft(&payable, &fresh(9)), Err(NotPaid::SlotTaken)));
    ledger.release(&draft.entry().id).unwrap();
    assert!(buyer.draft(&payable, &fresh(9)).is_ok());
}

/// After a refusal, a new payment may use the number. Both count, and neither is forgotten for the other.
#[test]
fn a_refused_payment_frees_its_slot() {
    let ledger = MemoryLedger::new();
    let buyer = buyer([rlusd("0.01").per_day("0.02").unwrap()], &ledger);
    let payable = payable(&rlusd_at("0.01"));
    let spent = || ledger.spent(&Network::XRPL, &format!("{RLUSD} of {ISSUER}"), None, 0).unwrap();
    let first = buyer.pay(&payable, &fresh(7)).unwrap();
    let outcome = answered(&buyer, &first, &failure("invalid_exact_xrpl_payload_simulation_failed: tecPATH_DRY"));
    assert_eq!(outcome.state, SettlementState::Failed);
    assert_eq!((ledger.kept().unwrap().len(), spent()), (0, sum_of("0.01")));

    // From the same ledger it would be the same transaction.
    let later = Fresh::new(NOW, [8; 32]).with_xrpl(FreshXrpl::new(LEDGER + 1).with_sequence(7));
    let second = buyer.pay(&payable, &later).unwrap();
    assert_eq!((second.entry().id, spent()), (first.entry().id, sum_of("0.02")));
    let mut seen = Seen::default();
    (seen.ledger, seen.no_transaction) = (Some(LAST + 1), true);
    // The chain shows that the first was not settled: it counts no longer, and the second stays as it is.
    assert_eq!(buyer.sign_again(&first, [Some(&outcome)], &seen).unwrap(), SignAgain::Yes);
    assert_eq!(spent(), sum_of("0.01"));
    assert_eq!(ledger.kept().unwrap()[0].payment, *second.payment());
    assert!(matches!(buyer.pay(&payable, &with_random(fresh(7), 9)), Err(NotPaid::SlotTaken)));
    assert!(buyer.pay(&payable, &fresh(8)).is_ok());
    assert!(matches!(buyer.pay(&payable, &fresh(9)), Err(NotPaid::Limit(_))));
}

fn with_random(mut fresh: Fresh, random: u8) -> Fresh {
    fresh.random = [random; 32];
    fresh
}

/// R-65: after a lost answer, the payer signs anew once a validated ledger is past the last one and no node knows the
/// transaction, or once a different transaction has used the number.
#[test]
fn a_lost_payment_is_void_after_its_ledger() {
    let seen = |ledger: Option<u32>, no_transaction: bool, used: bool| {
        let mut seen = Seen::default();
        (seen.ledger, seen.no_transaction, seen.nonce_used_elsewhere) = (ledger, no_transaction, used);
        seen
    };
    for (seen, expected) in [
        (seen(None, false, false), SignAgain::NotYet),
        (seen(None, true, false), SignAgain::NotYet),
        (seen(Some(LAST), true, false), SignAgain::NotYet),
        (seen(Some(LAST + 1), false, false), SignAgain::NotYet),
        (seen(Some(LAST + 1), true, false), SignAgain::Yes),
        (seen(None, false, true), SignAgain::NotYet),
        (seen(None, true, true), SignAgain::Yes),
    ] {
        let ledger = MemoryLedger::new();
        let buyer = buyer([rlusd("0.01")], &ledger);
        let sent = buyer.pay(&payable(&rlusd_at("0.01")), &fresh(7)).unwrap();
        buyer.lost(&sent);
        assert_eq!(buyer.sign_again(&sent, [None], &seen).unwrap(), expected, "{seen:?}");
        let is_void = expected == SignAgain::Yes;
        let left = if is_void { 0 } else { 1 };
        assert_eq!((ledger.entries().len(), ledger.kept().unwrap().len()), (left, left), "{seen:?}");
        let again = buyer.pay(&payable(&rlusd_at("0.01")), &with_random(fresh(7), 8));
        assert_eq!(again.is_ok(), is_void, "{seen:?} {again:?}");
    }
}

/// R-64: a used number may be used by this payment itself, and some results of the ledger show nothing yet.
#[test]
fn a_used_sequence_number_is_no_failure() {
    for (reason, state) in [
        ("invalid_exact_xrpl_payload_sequence_not_current", SettlementState::Unknown),
        ("invalid_exact_xrpl_payload_ticket_not_available", SettlementState::Unknown),
        ("transaction_failed: tefPAST_SEQ", SettlementState::Unknown),
        ("transaction_failed: tefALREADY", SettlementState::Unknown),
        ("invalid_exact_xrpl_payload_simulation_failed: tefNO_TICKET", SettlementState::Unknown),
        ("transaction_failed: tefMAX_LEDGER", SettlementState::Unknown),
        ("transaction_failed: terQUEUED", SettlementState::Unknown),
        ("transaction_failed: telINSUF_FEE_P", SettlementState::Unknown),
        ("transaction_failed: tecPATH_DRY", SettlementState::Failed),
        ("transaction_failed: temBAD_FEE", SettlementState::Failed),
        ("transaction_failed: terms of the offer", SettlementState::Failed),
        ("transaction_failed", SettlementState::Failed),
        ("invalid_exact_xrpl_payload_expired", SettlementState::Failed),
    ] {
        let ledger = MemoryLedger::new();
        let buyer = buyer([rlusd("0.01")], &ledger);
        let sent = buyer.pay(&payable(&rlusd_at("0.01")), &fresh(7)).unwrap();
        assert_eq!(answered(&buyer, &sent, &failure(reason)).state, state, "{reason}");
        assert_eq!(ledger.kept().unwrap().is_empty(), state == SettlementState::Failed, "{reason}");
    }
}

/// R-66: a settlement that names a different transaction is not this payment's.
#[test]
fn a_settlement_names_the_hash() {
    let buyer = buyer([rlusd("0.01")], MemoryLedger::new());
    let sent = buyer.pay(&payable(&rlusd_at("0.01")), &fresh(7)).unwrap();
    let other = answered(&buyer, &sent, &SettleResponse::success("AB".repeat(32), Network::XRPL));
    assert_eq!((other.is_served(), other.state), (false, SettlementState::Settled), "{other}");
    let lower = SettleResponse::success(hash(&sent).to_lowercase(), Network::XRPL);
    assert!(answered(&buyer, &sent, &lower).is_served());
}

/// A lost payment is found again, with the ledger from which it was made, and not signed anew.
#[test]
fn a_lost_payment_is_sent_again() {
    let path = std::env::temp_dir().join(format!("x402-buyer-xrpl-{}.sqlite", std::process::id()));
    let _ = std::fs::remove_file(&path);
    let payable = payable(&rlusd_at("0.010"));
    let first = {
        let buyer = buyer([rlusd("0.01").per_day("0.03").unwrap()], SqliteLedger::open(&path).unwrap());
        let sent = buyer.pay(&payable, &fresh(7)).unwrap();
        assert_eq!(buyer.unanswered(HOST, payable.request()).unwrap(), None);
        sent
    };
    {
        let buyer = buyer([rlusd("0.01").per_day("0.03").unwrap()], SqliteLedger::open(&path).unwrap());
        let kept = buyer.ledger().kept().unwrap();
        assert_eq!((kept[0].ledger, kept[0].entry.amount.to_string()), (Some(LEDGER), "0.010".into()));
        let again = buyer.unanswered(HOST, payable.request()).unwrap().unwrap();
        assert_eq!(again, first);
        assert!(matches!(buyer.pay(&payable, &with_random(fresh(7), 8)), Err(NotPaid::SlotTaken)));
        assert!(buyer.pay(&payable, &fresh(8)).is_ok() && buyer.pay(&payable, &fresh(9)).is_ok());
        assert!(matches!(buyer.pay(&payable, &fresh(10)), Err(NotPaid::Limit(_))));
        // Sent twice, so a refusal shows nothing.
        let outcome = answered(&buyer, &again, &failure("transaction_failed: tecPATH_DRY"));
        assert_eq!(outcome.state, SettlementState::Unknown);
        let spent = |host| buyer.ledger().spent(&Network::XRPL, &first.entry().asset, host, 0).unwrap();
        assert_eq!((spent(None), spent(Some("b.example"))), (sum_of("0.03"), AmountSum::ZERO));
        let mut seen = Seen::default();
        (seen.ledger, seen.no_transaction) = (Some(LAST + 1), true);
        assert_eq!(buyer.sign_again(&again, [None], &seen).unwrap(), SignAgain::Yes);
        assert_eq!(spent(None), sum_of("0.02"));
        assert_eq!(buyer.unanswered("b.example", payable.request()).unwrap(), None);
    }
    std::fs::remove_file(&path).unwrap();
    let restored = |facts: &Facts| Sent::restored(first.payment().clone(), &payable, first.entry().clone(), facts);
    let ledger = Fact::Ledger { network: Network::XRPL, sequence: LEDGER, seconds_per_ledger: None };
    assert_eq!(restored(&Facts::new().with(ledger)).unwrap().header(), first.header());
    assert!(matches!(restored(&Facts::new()), Err(NotPaid::NotValid(_))));
}

/// The keys of wallets, by npm xrpl 5.3.0 and xrpl-py 5.2.0 from the same seeds.
#[test]
fn a_seed_is_the_key_of_a_wallet() {
    for (seed, account, public_key) in [
        (
            "shfNV9mPCp7goZ31eV8Atti2NXk95",
            "rDXZD4QizhNdKFpsWU2MPUKRrMQWmDvLUi",
            "02779E559A95C7FD0CFD2B4AA3FC77E91396554082B0A5E7B582C4CF2C514E4C1D",
        ),
        (
            "sEdTjpXxXmvq5vzx6xF1rqbnpb3Ent1",
            "rwDz9MmTywpbRYNhxWpc5E8diLa9VXNjKh",
            "EDF3BA8670625777FB12B78F3BEC51FBACF9EA766804CED8B2367FC482E561246A",
        ),
        (
            "sp6JS7f14BuwFY8Mw6bTtLKWauoUs",
            "rGCkuB7PBr5tNy68tPEABEtcdno4hE6Y7f",
            "0390A196799EE412284A5D80BF78C3E84CBB80E1437A0AECD9ADF94D7FEAAFA284",
        ),
        (
            "sEdV19BLfeQeKdEXyYA4NhjPJe6XBfG",
            "r3ofWfcM2UoBw6fnP7BFbsY5XneivkGyrY",
            "ED3E2AC434EA401B707B1D38A8D0BE50CF423657DEED4AE706AAB106C0AFFABD6B",
        ),
    ] {
        let key: XrplKey = seed.parse().unwrap();
        let printed: String = key.public_key().unwrap().iter().map(|byte| format!("{byte:02X}")).collect();
        assert_eq!((&*key.account().to_string(), &*printed), (account, public_key));
    }
    let long = "s".repeat(36);
    for wrong in ["", "s", "shfNV9mPCp7goZ31eV8Atti2NXk96", "rDXZD4QizhNdKFpsWU2MPUKRrMQWmDvLUi", &long] {
        let refused = wrong.parse::<XrplKey>().unwrap_err().to_string();
        assert!(refused.contains("seed of the XRP Ledger"), "{refused}");
    }
    let seed: x402_schemes::xrpl::Seed = "sEdSKaVGtEer9RrxMSMhFM2WVSW5LT3".parse().unwrap();
    assert_eq!(format!("{seed:?}"), "Seed { key_type: Ed25519, .. }");
}

/// A key prints its address and nothing else.
#[test]
fn a_key_is_not_printed() {
    assert_eq!(format!("{:?}", secp256k1()), "XrplKey(rUaRcsApnVHudsdLD2mut2qCKWq6iLRT2D)");
    assert_eq!(format!("{:?}", ed25519()), "XrplKey(rK8ZsqAcfkNoFzJQhApwb8Do4GhJ1nFxiy)");
}
