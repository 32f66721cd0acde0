//! A payer with code whose answer about the permit is known. Some tokens ask the code (USDC), and others recover a key
//! (OpenZeppelin's ERC20Permit). If the two come to different answers, the token is asked.

use serde_json::json;

use super::{
    signatures::contract,
    sponsored::{Permit, exact, sponsored},
};
use crate::{
    case::{Case, Code},
    draft::{Draft, permit_digest_of},
    permit::{MERCHANT, TOKEN, allowance},
    sign::SIGNER,
};

const SIGNATURE: &str = "permit-signature";

/// The answer of the payer's code about the permit, and the facts about the token.
#[derive(Clone)]
struct Known {
    case: Case,
    signature: String,
    accepts: bool,
}

impl Known {
    /// A permit that the payer's key signed.
    fn key(accepts: bool) -> Self {
        Self::of(exact, &Permit::new().signature(), accepts)
    }

    /// A permit for the payer's code alone: v is 31, as in a Safe's signature.
    fn code(accepts: bool) -> Self {
        Self::of(exact, &format!("{}1f", &Permit::new().signature()[..128]), accepts)
    }

    /// A permit that the payer's key signed, whose v is 0 or 1.
    fn bare(accepts: bool) -> Self {
        let signature = Permit::new().signature();
        let v = if signature.ends_with("1b") { "00" } else { "01" };
        Self::of(exact, &format!("{}{v}", &signature[..128]), accepts)
    }

    /// The same, of another key: v is that of the other parity.
    fn bare_of_another(accepts: bool) -> Self {
        let signature = Permit::new().signature();
        let v = if signature.ends_with("1b") { "01" } else { "00" };
        Self::of(exact, &format!("{}{v}", &signature[..128]), accepts)
    }

    fn of(case: fn(&str) -> Case, signature: &str, accepts: bool) -> Self {
        let case = case(&Permit::new().info_with(signature)).knowing(Code::Unknown);
        Self { case, signature: signature.into(), accepts }
    }

    /// A case in which nobody has asked the token.
    fn alone(&self) -> Case {
        contract(&self.case, Some(self.accepts))
    }

    fn token(&self, takes: bool) -> Case {
        self.about(TOKEN, &permit_digest_of(&self.case.input()), &self.signature, takes)
    }

    fn about(&self, token: &str, digest: &str, signature: &str, takes: bool) -> Case {
        let fact = format!(
            r#""tokenPermits":[{{"token":"{token}","digest":"{digest}","signature":"0x{signature}","taken":{takes}}}]"#
        );
        with_fact(self.alone(), &fact)
    }
}

fn with_fact(mut case: Case, fact: &str) -> Case {
    case.more = case.more.replacen(r#""facts":{"#, &format!(r#""facts":{{{fact},"#), 1);
    case
}

fn upto(info: &str) -> Case {
    sponsored(Case::upto(), info)
}

pub(super) fn drafts() -> Vec<Draft> {
    let (key, code) = (Known::key(false), Known::code(true));
    let own = permit_digest_of(&key.case.input());
    let other = format!("{}{}", &own[..65], if own.ends_with('0') { '1' } else { '0' });
    let asks = |case: Case, number: &str, title: &str| {
        let draft = case.undecided(number, title, SIGNATURE);
        draft.result(&json!({"verdict": "undecided", "needs": ["token-permit"]}))
    };
    let refusing = |mut case: Case| {
        case.more += r#","policy":{"refuse":["y-parity"]}"#;
        case
    };
    let in_upto = Known::of(upto, &Permit::new().signature(), false);
    let settled = Known { case: key.case.clone().more(r#","phase":{"settle":{"amount":"10000"}}"#), ..key.clone() };
    let upto_settled =
        Known { case: in_upto.case.clone().more(r#","phase":{"settle":{"amount":"5"}}"#), ..in_upto.clone() };
    vec![
        asks(key.alone(), "0670", "the payer's key has signed the permit, and its code refuses that")
            .comment("USDC asks the code, OpenZeppelin's ERC20Permit recovers the key."),
        key.token(true).valid(
            "0670a",
            "the code refuses the permit of the payer's key, and the token takes it",
            SIGNER,
        ),
        key.token(false).invalid(
            "0670b",
            "the code refuses the permit of the payer's key, and so does the token",
            SIGNATURE,
        ),
        code.token(true).valid("0671", "the code accepts what is no key's, and the token takes it", SIGNER),
        code.token(false)
            .invalid("0671a", "the code accepts what is no key's, and the token refuses it", SIGNATURE)
            .comment("A token that recovers finds another signer, or none."),
        asks(
            key.about(MERCHANT, &own, &key.signature, true),
            "0672",
            "the code refuses the permit of the payer's key, and another token takes it",
        ),
        asks(
            key.about(TOKEN, &other, &key.signature, true),
            "0672a",
            "the code refuses the permit of the payer's key, and the token takes another permit",
        ),
        asks(
            key.about(TOKEN, &own, &code.signature, true),
            "0672b",
            "the code refuses the permit of the payer's key, and the token takes another signature",
        ),
        Known::key(true)
            .token(false)
            .valid("0673", "key and code agree on the permit, and the token refuses it now", SIGNER)
            .comment("Whose permit it is every token sees alike; its nonce, or a pause, is asked before settling."),
        Known::code(false).token(true).invalid(
            "0673a",
            "what is no key's the code refuses, and the token is said to take it",
            SIGNATURE,
        ),
        with_fact(key.alone(), &allowance("10000")).valid(
            "0674",
            "the code refuses the permit of the payer's key, and Permit2 is allowed enough",
            SIGNER,
        ),
        asks(
            Known::bare(false).alone(),
            "0833",
            "the payer's key has signed the permit with v 0 or 1, and its code refuses that",
        )
        .comment("A settler may write 27 or 28, as for an account without code."),
        Known::bare(false).token(true).valid(
            "0833a",
            "the code refuses the permit of the payer's key with v 0 or 1, and the token takes it",
            SIGNER,
        ),
        asks(
            Known::bare(true).alone(),
            "0833b",
            "the payer's key has signed the permit with v 0 or 1, and its code accepts that",
        ),
        Known::bare_of_another(false).alone().invalid(
            "0833c",
            "another key has signed the permit with v 0 or 1, and the payer's code refuses that",
            SIGNATURE,
        ),
        refusing(Known::bare(false).alone()).invalid(
            "0833d",
            "the payer's key has signed the permit with v 0 or 1, which the policy refuses, and so does the payer's code",
            SIGNATURE,
        ),
        asks(in_upto.alone(), "0670u", "upto: the payer's key has signed the permit, and its code refuses that"),
        in_upto.token(true).valid(
            "0670ua",
            "upto: the code refuses the permit of the payer's key, and the token takes it",
            SIGNER,
        ),
        in_upto.token(false).invalid(
            "0670ub",
            "upto: the code refuses the permit of the payer's key, and so does the token",
            SIGNATURE,
        ),
        asks(
            settled.alone(),
            "0670s",
            "to be settled: the payer's key has signed the permit, and its code refuses that",
        ),
        asks(
            upto_settled.alone(),
            "0670us",
            "upto, to be settled: the payer's key has signed the permit, and its code refuses that",
        ),
        upto_settled.token(true).valid(
            "0670ut",
            "upto, to be settled: the code refuses the permit of the payer's key, and the token takes it",
            SIGNER,
        ),
        settled.token(true).valid(
            "0670sa",
            "to be settled: the code refuses the permit of the payer's key, and the token takes it",
            SIGNER,
        ),
    ]
    .into_iter()
    .map(|draft| draft.rulings(&["P-5", "E-8"]).flags(&["contract-account"]))
    .collect()
}
