//! The caller's knowledge of the allowance.

use serde_json::json;

use super::sponsored::{MAX, Permit, exact, signed, sponsored};
use crate::{
    case::{Case, Code},
    draft::Draft,
    permit::{REPLAY_KEY, STRANGER, allowance},
    sign::SIGNER,
};

/// The facts that the payer has no code, and has allowed Permit2 this amount.
fn allowing(case: Case, amount: &str) -> Case {
    let more = case.more.clone();
    case.knowing(Code::Unknown)
        .more(&format!(r#","facts":{{"accounts":{{"*":{{"code":"none"}}}},{}}}{more}"#, allowance(amount)))
}

pub(super) fn drafts() -> Vec<Draft> {
    let bare = || Case::permit2().in_group("eip2612");
    let upto = |settled: &str| {
        let case = Case::upto().in_group("eip2612");
        case.more(&format!(r#","phase":{{"settle":{{"amount":"{settled}"}}}}"#))
    };
    let result = |flags: &[&str]| {
        json!({
            "verdict": "valid", "payer": SIGNER, "offer": 0, "replayKey": REPLAY_KEY, "flags": flags,
            "outstanding": ["contract-code", "balance", "permit-unused", "settlement"],
        })
    };
    let short = ["EVM-2-phase3-04", "EVM-2-phase3-08"];
    let mut drafts = vec![
        allowing(bare(), "10000")
            .valid("0520", "Permit2 is allowed just as much, and nothing is sponsored", SIGNER)
            .result(&result(&[]))
            .requirements(&["EVM-2-phase3-04"]),
        allowing(bare(), "9999")
            .invalid("0520a", "Permit2 is allowed one less, and nothing is sponsored", "allowance")
            .comment("412, and the payer has to approve Permit2 first.")
            .child_of("eip2612-0520", "facts.allowances.0.amount", "10000", "9999")
            .requirements(&short),
        allowing(upto("7"), "7").valid("0520b", "upto: Permit2 is allowed just what is to be settled", SIGNER),
        allowing(upto("8"), "7")
            .invalid("0520c", "upto: Permit2 is allowed one less than is to be settled", "allowance")
            .requirements(&["UPTOEVM-1-phase3-05", "UPTOEVM-1-phase3-09"]),
        allowing(exact(&Permit::new().info()), "9999")
            .valid("0521", "Permit2 is allowed one less, and a permit makes up for it", SIGNER)
            .requirements(&["EVM-2-phase3-06"]),
        allowing(exact(&Permit::new().info()), "10000")
            .valid("0521a", "Permit2 is allowed enough, and there is a permit", SIGNER)
            .result(&result(&[]))
            .comment("It is settled without the permit, which would only lower a larger allowance.")
            .requirements(&["EVM-2-phase4-01"]),
    ];
    // The proxy ignores a permit that the token refuses.
    let late = |permit: &mut Permit| permit.deadline = "1".into();
    let twin = |permit: &Permit| {
        let signature = permit.signature();
        let other_v = if signature.ends_with("1b") { "1c" } else { "1b" };
        format!("{}{}{other_v}", &signature[..64], crate::sign::subtract_from_order(&signature[64..128]))
    };
    let failing: [(&str, &str, Case, &str); 7] = [
        ("0522", "of somebody else", signed(|permit| permit.from = STRANGER), "permit-owner"),
        ("0523", "for another token", signed(|permit| permit.asset = STRANGER), "permit-token"),
        ("0524", "for another spender", signed(|permit| permit.spender = STRANGER), "permit-spender"),
        ("0525", "that has expired", signed(late), "permit-deadline"),
        ("0526", "with high s", exact(&Permit::new().info_with(&twin(&Permit::new()))), "permit-signature-form"),
        ("0527", "signed in another domain", signed(|permit| permit.name = "USD Coin"), "permit-signature"),
        (
            "0528",
            "of upto, that has expired",
            sponsored(Case::upto(), &Permit::new().with(late).info()),
            "permit-deadline",
        ),
    ];
    for (number, title, case, check) in failing {
        let enough = format!("a permit {title}, and Permit2 is allowed enough without it");
        let short = format!("a permit {title}, and Permit2 is allowed one less");
        drafts.push(allowing(case.clone(), "10000").acceptable(number, &enough, SIGNER, "failing-permit"));
        drafts.push(allowing(case, "9999").invalid(&format!("{number}a"), &short, check).child_of(
            &format!("eip2612-{number}"),
            "facts.allowances.0.amount",
            "10000",
            "9999",
        ));
    }
    let refuse = r#","policy":{"refuse":["failing-permit"]}"#;
    let bytes = Permit::new().signature();
    let needless = |draft: Draft| draft.result(&result(&["failing-permit"]));
    drafts.extend([
        allowing(signed(late).more(refuse), "10000").invalid(
            "0525b",
            "a permit that has expired, Permit2 is allowed enough, and the policy refuses that",
            "permit-deadline",
        ),
        // The proxy refuses these permits, or cannot be called with them. The payment is settled without them.
        needless(allowing(signed(|permit| permit.amount = "9999"), MAX).acceptable(
            "0529",
            "a permit for another amount, and Permit2 is allowed all there is",
            SIGNER,
            "failing-permit",
        ))
        .comment("settleWithPermit reverts on it, whatever is allowed, and settle does not look at it."),
        needless(allowing(signed(|permit| permit.amount = MAX), MAX).acceptable(
            "0529a",
            "a permit for 2^256-1, and Permit2 is allowed all there is",
            SIGNER,
            "failing-permit",
        )),
        needless(allowing(exact(&Permit::new().info_with(&format!("{bytes}00"))), MAX).acceptable(
            "0529b",
            "a permit whose signature has 66 bytes, and Permit2 is allowed all there is",
            SIGNER,
            "failing-permit",
        )),
        allowing(exact(&Permit::new().info().replace("10000", "1e4")), MAX).invalid(
            "0529c",
            "a permit that cannot be read, and Permit2 is allowed all there is",
            "permit-payload",
        ),
    ]);
    drafts.into_iter().map(|draft| draft.rulings(&["P-5", "E-11"])).collect()
}
