//! The token states its separator, and the offer names the domain (E-1).

use crate::{
    base,
    case::{Case, Code},
    draft::{Draft, digest_of},
    permit::{TOKEN, USD_COIN, USDC},
    sign::{SIGNER, Slip},
};

use super::version_1::asked;

pub(super) fn drafts() -> Vec<Draft> {
    let stating = |case: &Case, separator: &str| asked(case, None, Some(separator));
    let renamed = || Case::signed().terms(r#""USDC""#, r#""USD Coin""#);
    let v1 = Case::base().in_version_1();
    let with_code = |separator: &str| {
        let digest = digest_of(&Case::signed().input());
        let signature = Case::signed().signature_digits().to_owned();
        Case::signed().knowing(Code::Unknown).more(&format!(
            r#","facts":{{"accounts":{{"*":{{"code":"some"}}}},"contractSignatures":[{{"account":"{SIGNER}","digest":"{digest}","signature":"0x{signature}","valid":true}}],"domainSeparators":{{"{TOKEN}":"{separator}"}}}}"#
        ))
    };
    vec![
        stating(&Case::base(), USDC).valid("0831", "the token's separator is that of the offer's domain", base::PAYER),
        stating(&Case::base(), USD_COIN)
            .invalid("0831a", "the token's separator is not that of the offer's domain", "domain")
            .child_of("eip3009-0831", &format!("facts.domainSeparators.{TOKEN}"), USDC, USD_COIN)
            .comment("The token refuses the signature, whoever made it."),
        renamed().invalid("0831b", "signed in the token's domain, and the offer names another", "signer"),
        stating(&renamed(), USDC)
            .invalid("0831c", "the token's separator is the one that was signed, and the offer names another", "domain")
            .comment("The payer did not sign what the offer asks: a fact never makes an invalid payment valid."),
        stating(&renamed().resigned(Slip::None), USDC).invalid(
            "0831d",
            "signed in the offer's domain, and the token's separator is another",
            "domain",
        ),
        with_code(USDC).valid(
            "0831e",
            "the token's separator is that of the offer's domain, and the payer's code accepts",
            SIGNER,
        ),
        with_code(USD_COIN).invalid(
            "0831f",
            "the token's separator is not that of the offer's domain, and the payer's code accepts",
            "domain",
        ),
        stating(&v1, USDC).valid("0831g", "V1: the token's separator is that of the offer's domain", base::PAYER),
        stating(&v1, USD_COIN).invalid(
            "0831h",
            "V1: the token's separator is not that of the offer's domain",
            "domain",
        ),
    ]
    .into_iter()
    .map(|draft| draft.rulings(&["E-1"]).no_witness("the token's separator is a fact, not a member of the offer"))
    .collect()
}
