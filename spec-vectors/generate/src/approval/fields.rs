//! The members of `info`, each missing, malformed, and naming another account.

use crate::{
    draft::Draft,
    permit::{STRANGER, TOKEN},
    sign::SIGNER,
};

use super::approved::{Approved, MAX_DECIMAL, PERMIT2_ADDRESS, carrying, child, dynamic};
use crate::case::Case;

/// Each member, with its statement in the document.
const MEMBERS: [(&str, &str); 6] = [
    ("from", "ERC20-required-04"),
    ("asset", "ERC20-required-05"),
    ("spender", "ERC20-required-06"),
    ("amount", "ERC20-required-07"),
    ("signedTransaction", "ERC20-required-08"),
    ("version", "ERC20-required-09"),
];
const ALL: &str = "ERC20-required-10";

pub(super) fn drafts() -> Vec<Draft> {
    [missing(), forms(), others()].into_iter().flatten().collect()
}

fn refused(info: &str, number: &str, title: &str) -> Draft {
    carrying(Case::permit2(), info).invalid(number, title, "approval-payload")
}

/// `info` without a member, or with its text replaced.
fn edited(member: &str, to: Option<&str>) -> String {
    let info = dynamic().info();
    let start = info.find(&format!(r#""{member}":"#)).expect("a member of ours");
    let end = start + info[start..].find([',', '}']).expect("a member of ours");
    match to {
        Some(to) => format!(r#"{}"{member}":{to}{}"#, &info[..start], &info[end..]),
        None => format!("{}{}", &info[..start], info[end..].trim_start_matches(',')).replace(",}", "}"),
    }
}

fn missing() -> Vec<Draft> {
    let numbers = ["0157ea", "0157eb", "0157ec", "0157ed", "0157ee", "0157ef"];
    let without = MEMBERS.into_iter().zip(numbers).map(|((member, statement), number)| {
        let title = format!("info has no {member}");
        child(refused(&edited(member, None), number, &title), member, "present", "absent")
            .requirements(&[statement, ALL])
    });
    let null = refused(&edited("version", Some("null")), "0157eg", "info.version is null");
    without.chain([null.requirements(&["ERC20-required-09", ALL])]).collect()
}

/// Texts that the schema's patterns refuse.
fn forms() -> Vec<Draft> {
    let quoted = |text: &str| format!(r#""{text}""#);
    let wrong = |number, title, member: &str, to: &str| {
        let (_, statement) = MEMBERS.into_iter().find(|(name, _)| *name == member).expect("a member of the schema");
        refused(&edited(member, Some(to)), number, title).requirements(&[statement])
    };
    let transaction = dynamic().transaction.raw();
    vec![
        wrong("0157fa", "info.from has 39 digits", "from", &quoted(&SIGNER[..41])),
        wrong("0157fb", "info.from without 0x", "from", &quoted(&SIGNER[2..])),
        wrong("0157fc", "info.asset is a name", "asset", &quoted("USDC")),
        wrong("0157fd", "info.spender has 41 digits", "spender", &quoted(&format!("{PERMIT2_ADDRESS}0"))),
        wrong("0157fe", "info.amount is hexadecimal", "amount", &quoted("0x2710")),
        wrong("0157ff", "info.amount is 2^256", "amount", &quoted(&MAX_DECIMAL.replace("39935", "39936"))),
        wrong("0157fg", "info.amount is a number", "amount", "10000"),
        wrong("0157fh", "info.amount is negative", "amount", &quoted("-1")),
        wrong("0157fi", "info.signedTransaction without 0x", "signedTransaction", &quoted(&transaction)),
        wrong(
            "0157fj",
            "info.signedTransaction has an odd digit",
            "signedTransaction",
            &quoted(&format!("0x{transaction}0")),
        ),
        wrong("0157fk", "info.signedTransaction is empty", "signedTransaction", &quoted("0x")),
        wrong("0157fl", "info.signedTransaction is no hexadecimal", "signedTransaction", &quoted("0xzz")),
        wrong("0157fm", "info.version is v1", "version", &quoted("v1")),
        wrong("0157fn", "info.version ends in a dot", "version", &quoted("1.")),
        wrong("0157fo", "info.version is a number", "version", "1"),
        carrying(Case::permit2(), &edited("version", Some(&quoted("1.0.2"))))
            .valid("0157fp", "info.version is three numbers", SIGNER)
            .requirements(&["ERC20-required-09"]),
        carrying(
            Case::permit2(),
            &edited("signedTransaction", Some(&quoted(&format!("0x{}", transaction.to_uppercase())))),
        )
        .valid("0157fq", "info.signedTransaction in upper case", SIGNER)
        .requirements(&["ERC20-required-08"]),
        carrying(Case::permit2(), &dynamic().info().replacen('{', r#"{"memo":"a member that nobody knows","#, 1))
            .valid("0157fr", "info has a member that nobody knows", SIGNER),
        carrying(Case::permit2(), &format!(r#""{transaction}""#))
            .valid("0157fs", "info is a text: there is no approval", SIGNER)
            .comment("Nothing of the payer's stands in it, as in one that only repeats what the server declared."),
    ]
}

/// Well formed members that name another account.
fn others() -> Vec<Draft> {
    let other = |number, title, member: &str, from: &str, check: &str| {
        let draft = dynamic().saying(member, STRANGER).invalid(number, title, check);
        child(draft, member, from, STRANGER)
    };
    vec![
        other("0157ga", "info.from is not the payer", "from", SIGNER, "approval-owner")
            .requirements(&["ERC20-required-04", "ERC20-verify-2-01"]),
        other("0157gb", "info.asset is not the offer's asset", "asset", TOKEN, "approval-token")
            .requirements(&["ERC20-required-05"]),
        Approved::new(super::Transaction::dynamic())
            .saying("from", &SIGNER.to_lowercase())
            .saying("asset", &TOKEN.to_lowercase())
            .valid("0157gc", "info.from and info.asset in lower case"),
    ]
}
