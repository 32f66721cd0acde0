//! Rows 200–220 of the catalogue: sign-ins.

mod accounts;
mod build;
mod members;
mod terms;

use serde_json::{Value, json};
use x402_conformance::vector::Class;

use crate::draft::{Draft, expect, raw};
use build::SignIn;

/// 30 seconds after the challenges were issued.
const NOW: u64 = 1_705_314_630;
const ORIGIN: &str = "https://api.example.com";

pub(crate) fn drafts() -> Vec<Draft> {
    [terms::drafts(), members::drafts(), accounts::drafts()].into_iter().flatten().collect()
}

/// A question in the making.
#[derive(Clone)]
struct Case {
    number: String,
    title: String,
    sign_in: Value,
    /// Further members of the input.
    more: Value,
    requirements: Vec<&'static str>,
    rulings: Vec<&'static str>,
    no_witness: Option<&'static str>,
}

impl Case {
    /// The account is known to have no code.
    fn new(number: impl Into<String>, title: impl Into<String>, sign_in: &SignIn) -> Self {
        let more = if sign_in.is_solana() { json!({}) } else { plain() };
        Self::of(number, title, sign_in.members(), more)
    }

    fn of(number: impl Into<String>, title: impl Into<String>, sign_in: Value, more: Value) -> Self {
        Self {
            number: number.into(),
            title: title.into(),
            sign_in,
            more,
            requirements: vec![],
            rulings: vec!["X-11"],
            no_witness: None,
        }
    }

    fn with(mut self, name: &str, value: Value) -> Self {
        self.more[name] = value;
        self
    }

    fn rulings(mut self, rulings: &[&'static str]) -> Self {
        self.rulings = rulings.into();
        self
    }

    fn requirements(mut self, requirements: &[&'static str]) -> Self {
        self.requirements = requirements.into();
        self
    }

    /// The official SDKs, or the libraries, say something else: why.
    fn alone(mut self, why: &'static str) -> Self {
        self.no_witness = Some(why);
        self
    }

    fn input(&self) -> Value {
        let mut input = json!({"json": self.sign_in, "origin": ORIGIN, "now": NOW});
        for (name, value) in self.more.as_object().expect("members") {
            input[name] = value.clone();
        }
        input
    }

    fn draft(&self, class: Class, result: &Value) -> Draft {
        let id = format!("sign-in-with-x-{}", self.number);
        let input = raw(&self.input());
        let draft = Draft::new(id, "sign-in-with-x", self.title.clone(), input, expect(class, result));
        let draft = draft.rulings(&self.rulings).requirements(&self.requirements);
        match self.no_witness {
            Some(why) => draft.no_witness(why),
            None => draft,
        }
    }

    /// Valid, with the account, the message and, on an EVM chain, the digest.
    fn valid(&self) -> Draft {
        self.draft(Class::Valid, &self.said("valid", &[]))
    }

    fn flagged(&self, flags: &[&str]) -> Draft {
        self.draft(Class::Acceptable, &self.said("valid", flags)).flags(flags)
    }

    fn undecided(&self, need: &str) -> Draft {
        self.draft(Class::Undecided, &json!({"verdict": "undecided", "needs": [need]}))
    }

    fn invalid(&self, reason: &str) -> Draft {
        self.draft(Class::Invalid, &json!({"verdict": "invalid"})).reason(&format!("invalid_siwx_{reason}"))
    }

    fn said(&self, verdict: &str, flags: &[&str]) -> Value {
        let answer = build::answer(&self.input());
        let mut result = json!({"verdict": verdict});
        for name in ["address", "chainId", "nonce", "message", "digest", "resources"] {
            if !answer[name].is_null() {
                result[name] = answer[name].clone();
            }
        }
        result["flags"] = json!(flags);
        result["outstanding"] = json!(["nonce-unused"]);
        result
    }
}

/// No account has code.
fn plain() -> Value {
    json!({"facts": {"accounts": {"*": {"code": "none"}}}})
}

/// One draft for each kind of chain, with a letter more for Solana.
fn both(number: &str, title: &str, change: impl Fn(&mut SignIn), draft: impl Fn(Case) -> Draft) -> Vec<Draft> {
    let of = |mut sign_in: SignIn, letter: &str, chain: &str| {
        change(&mut sign_in);
        draft(Case::new(format!("{number}{letter}"), format!("{title}, {chain}"), &sign_in.signed()))
    };
    vec![of(SignIn::ethereum(), "", "EVM"), of(SignIn::solana(), "z", "Solana")]
}
