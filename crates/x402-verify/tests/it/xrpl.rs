//! Payments on the XRP Ledger as a whole.

use x402_schemes::{AccountId, AssetId};
use x402_types::{DecodeOptions, RawJson, Wire, v2};
use x402_verify::{CheckId, Context, Expires, Facts, Verdict, verify, xrpl::Fact};

use crate::xrpl_payments::{Case, END, ISSUER, RLUSD, Signer};

/// The payment of 0.01 RLUSD that npm `xrpl` 5.3.0 signed with a public seed, and whose signature PyPI `xrpl-py` 5.2.0
/// finds good.
const SIGNED_BY_NPM: &str = "1200002200000000232FF676FC2400000007201B000000645011699F1284648F7E4BB78DB42205FDEE9C0335CC3FC91A7BE8EA3791491509CEAC61D4038D7EA4C68000524C555344000000000000000000000000000000E5E961C6A025C9404AA7B662DD1DF975BE75D13E68400000000000000C69D4038D7EA4C68000524C555344000000000000000000000000000000E5E961C6A025C9404AA7B662DD1DF975BE75D13E7321ED06895BEC3FDE4090F06D840770D888D49E3089B3757C4285E3851BC33964E0F97440330A6A225DDA04D1EB1DAA41F5482EAA28153BC9A2CCE2E6422ECFABE9D42C878FC76F64F8E851D8A19F13D6957D0E9201B18F406F2C3A028D28C2EC147AD30581144D34F18EEBFD64C25996D2C5BD8C699DDEB94626831412EF6422DC22833EF13442F83E89FB113C01A65A";
const ITS_OFFER: &str = r#"{"scheme":"exact","network":"xrpl:0","asset":"524C555344000000000000000000000000000000","payTo":"rpjfAeE3DeeHPFnN2PgGFW5YxnZFAjrEyN","amount":"0.01","maxTimeoutSeconds":600,"extra":{"areFeesSponsored":false,"assetTransferMethod":"sequence","issuer":"rMxCKbEDwqr76QuheSUMdEGf4B9xJ8m5De","invoiceId":"INV-2025-002","sourceTag":804681468}}"#;

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
