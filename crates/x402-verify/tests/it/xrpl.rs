//! Payments on the XRP Ledger as a whole.

use x402_schemes::{AccountId, AssetId};
use x402_types::{DecodeOptions, RawJson, Scheme, SettleResponse, Wire, v2};
use x402_verify::{CheckId, Context, Expires, Facts, Verdict, client::review_settlement, verify, xrpl::Fact};

use crate::xrpl_payments::{Case, END, ISSUER, RLUSD, Signer};

/// The payment of 0.01 RLUSD that npm `xrpl` 5.3.0 signed with a public seed, and whose signature PyPI `xrpl-py` 5.2.0
/// finds good.
const SIGNED_BY_NPM: &str = "1200002200000000232FF676FC2400000007201B000000645011699F1284648F7E4BB78DB42205FDEE9C0335CC3FC91A7BE8EA3791491509CEAC61D4038D7EA4C68000524C555344000000000000000000000000000000E5E961C6A025C9404AA7B662DD1DF975BE75D13E68400000000000000C69D4038D7EA4C68000524C555344000000000000000000000000000000E5E961C6A025C9404AA7B662DD1DF975BE75D13E7321ED06895BEC3FDE4090F06D840770D888D49E3089B3757C4285E3851BC33964E0F97440330A6A225DDA04D1EB1DAA41F5482EAA28153BC9A2CCE2E6422ECFABE9D42C878FC76F64F8E851D8A19F13D6957D0E9201B18F406F2C3A028D28C2EC147AD30581144D34F18EEBFD64C25996D2C5BD8C699DDEB94626831412EF6422DC22833EF13442F83E89FB113C01A65A";
const ITS_OFFER: &str = r#"{"scheme":"exact","network":"xrpl:0","asset":"524C555344000000000000000000000000000000","payTo":"rpjfAeE3DeeHPFnN2PgGFW5YxnZFAjrEyN","amount":"0.01","maxTimeoutSeconds":600,"extra":{"areFeesSponsored":false,"assetTransferMethod":"sequence","issuer":"rMxCKbEDwqr76QuheSUMdEGf4B9xJ8m5De","invoiceId":"INV-2025-002","sourceTag":804681468}}"#;

/// The two payments of the worked example: the transaction, the offer, the payer, the replay key and the hash.
pub(crate) const WORKED_EXAMPLE: [(&str, &str, &str, &str, &str); 2] = [
    (
        "1200002200000000232FF676FC2400000007201B05D75C8C501104312570134D55537DF7F36FED25D904B5D14AD63DBB835608A670A8D55A3AD961D4C3BAF82D03A000524C555344000000000000000000000000000000E5E961C6A025C9404AA7B662DD1DF975BE75D13E68400000000000000C69D4C3BAF82D03A000524C555344000000000000000000000000000000E5E961C6A025C9404AA7B662DD1DF975BE75D13E732102779E559A95C7FD0CFD2B4AA3FC77E91396554082B0A5E7B582C4CF2C514E4C1D7446304402200738E7D4799DD3D0554AD0F8069ED401562F26858EB0BEC507FB4174A0ED522002205A3D7C069B43E42B4E45D7A97DF631B853F2A04BA56605119D7DB1F990F0969A81148968E0E7B31DBC840633C5B040439296F89F54D78314F6F1ABBD24E59C3C3A198F57B55656DC9C003CF4",
        r#"{"scheme":"exact","network":"xrpl:0","asset":"524C555344000000000000000000000000000000","payTo":"rPW5jmzJduLPPUgASc9aVCXN2o8sSjwMPt","amount":"10.5","maxTimeoutSeconds":60,"extra":{"areFeesSponsored":false,"issuer":"rMxCKbEDwqr76QuheSUMdEGf4B9xJ8m5De","invoiceId":"INV-2026-1","sourceTag":804681468}}"#,
        "rDXZD4QizhNdKFpsWU2MPUKRrMQWmDvLUi",
        "x402:1:06b58b5cafd17864fc03e5ebc00d77770da0a8fc0da55a99d943affe32da2cc1",
        "B67748C210F27B0A9496DF9339055E1092F2FB5EFB698B30A410D7E24B93CDD2",
    ),
    (
        "12000022000000002400000000201B05D75C8C20290000015961400000000003D09068400000000000000C7321EDF3BA8670625777FB12B78F3BEC51FBACF9EA766804CED8B2367FC482E561246A7440F89787FC68E5D61569CB31BFB289E447626DFCDEF330A38D1ECDF689CE50F4E163B3B5911D4A472849243E3098C6219B9FA45BC52949F135303B32E5DC20480B8114652DD339318460B2CD0CB5E37F8C5A3D91449E508314F6F1ABBD24E59C3C3A198F57B55656DC9C003CF4",
        r#"{"scheme":"exact","network":"xrpl:1","asset":"XRP","payTo":"rPW5jmzJduLPPUgASc9aVCXN2o8sSjwMPt","amount":"250000","maxTimeoutSeconds":60,"extra":{"areFeesSponsored":false,"assetTransferMethod":"ticketSequence"}}"#,
        "rwDz9MmTywpbRYNhxWpc5E8diLa9VXNjKh",
        "x402:1:c6a6dbbee57f35058fa7b69c5178c4648977be55b98a73e90d8260a200b61f50",
        "58A196EA3D5B45AD373B5DB52EE6C4AE66B5B314B760CB9C0739FFAB0927004B",
    ),
];

#[test]
fn a_payment_by_an_outside_library_is_valid() {
    let offer = v2::PaymentRequirements::decode(ITS_OFFER, &DecodeOptions::STRICT).unwrap().value;
    let payload = RawJson::parse(&format!(r#"{{"signedTxBlob":"{SIGNED_BY_NPM}"}}"#)).unwrap();
    let payment = v2::PaymentPayload::new(offer.clone(), payload);
    let offers = [offer];
    // Without a clock the last ledger decides nothing.
    let report = verify(&payment, &offers, &Context::at(1_790_000_000));
    assert_eq!((report.verdict(), report.deciding().unwrap().id), (Verdict::Undecided, CheckId::EXPIRED));
    assert_eq!(report.needs().map(|question| question.kind()).collect::<Vec<_>>(), ["ledger"]);
    let ledger = |sequence| {
        let network = offers[0].network.clone();
        Facts::new().with(Fact::Ledger { network, sequence, seconds_per_ledger: None })
    };
    let report = verify(&payment, &offers, &Context::at(1_790_000_000).with_facts(&ledger(99)));
    assert_eq!(report.verdict(), Verdict::Valid, "{:?}", report.deciding());
    let outstanding: Vec<_> = report.outstanding().iter().map(|question| question.kind()).collect();
    assert_eq!(outstanding, ["account", "simulation", "unused"]);
    assert_eq!(report.last_ledger(), Some(100));
    let paid = report.into_paid().unwrap();
    assert_eq!(paid.amount().to_string(), "0.01");
    assert_eq!(paid.payer(), AccountId::Xrpl("r3sNTMefq5gsRumMYsNznnX6yzzxVH6dTC".parse().unwrap()));
    let issued = AssetId::Issued { currency: RLUSD.parse().unwrap(), issuer: ISSUER.parse().unwrap() };
    assert_eq!((paid.authorized().asset, paid.authorized().expires), (issued, Expires::AfterLedger(100)));
    let report = verify(&payment, &offers, &Context::at(1_790_000_000).with_facts(&ledger(100)));
    assert_eq!(report.reason(), Some("invalid_exact_xrpl_payload_expired"));
}

#[test]
fn both_key_types_methods_and_assets_are_valid() {
    for case in [Case::new(), Case::new().signed_by(Signer::Ed25519(1)), Case::of_xrp()] {
        let report = case.report();
        assert_eq!(report.verdict(), Verdict::Valid, "{:?}", report.deciding());
        assert_eq!(report.last_ledger(), Some(END));
    }
    let kinds: Vec<_> = Case::of_xrp().report().outstanding().iter().map(|question| question.kind()).collect();
    assert_eq!(kinds, ["account", "ticket", "simulation", "unused"]);
}

/// The two payments of the worked example: npm `xrpl` 5.3.0 signed them, PyPI `xrpl-py` 5.2.0 reads them alike, and the
/// replay keys were computed by hand.
#[test]
fn the_worked_example_has_its_identity() {
    for (blob, offer, payer, replay_key, hash) in WORKED_EXAMPLE {
        let offer = v2::PaymentRequirements::decode(offer, &DecodeOptions::STRICT).unwrap().value;
        let payload = RawJson::parse(&format!(r#"{{"signedTxBlob":"{blob}"}}"#)).unwrap();
        let payment = v2::PaymentPayload::new(offer.clone(), payload);
        let network = offer.network.clone();
        let clock = Fact::Ledger { network: network.clone(), sequence: 98_000_000, seconds_per_ledger: None };
        let facts = Facts::new().with(clock);
        let report = verify(&payment, &[offer], &Context::at(1_790_000_000).with_facts(&facts));
        let paid = report.into_paid().unwrap();
        assert_eq!((paid.payer().to_string().as_str(), paid.replay_key().to_string().as_str()), (payer, replay_key));
        // A settlement names the payment by its hash (R-66).
        let review = |transaction: &str| {
            let settlement = SettleResponse::success(transaction, network.clone());
            review_settlement(&settlement, &Scheme::EXACT, paid.authorized()).verdict
        };
        assert_eq!([review(hash), review(&hash.to_lowercase())], [Verdict::Valid; 2]);
        assert_eq!(review(&hash.replace('B', "C")), Verdict::Invalid);
        assert_eq!(review("B677"), Verdict::Undecided);
    }
}
