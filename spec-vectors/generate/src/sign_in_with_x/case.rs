//! A sign-in that is being built.

use serde_json::{Value, json};
use x402_conformance::vector::Class;

use super::build::{self, SignIn};
use crate::draft::{Draft, expect, raw};

/// 30 seconds after the challenges were issued.
pub(super) const NOW: u64 = 1_705_314_630;

pub(super) const ORIGIN: &str = "https://api.example.com";

/// A question that is being built.
#[derive(Clone)]
pub(super) struct Case {
    pub(super) number: String,
    pub(super) title: String,
    pub(super) sign_in: Value,
    /// Further members of the input.
    pub(super) more: Value,
    pub(super) requirements: Vec<&'static str>,
    pub(super) rulings: Vec<&'static str>,
    pub(super) no_witness: Option<&'static str>,
}

impl Case {
    /// The account is known to have no code.
    pub(super) fn new(number: impl Into<String>, title: impl Into<String>, sign_in: &SignIn) -> Self {
        let more = if sign_in.is_solana() { json!({}) } else { plain() };
        Self::of(number, title, sign_in.members(), more)
    }

    pub(super) fn of(number: impl Into<String>, title: impl Into<String>, sign_in: Value, more: Value) -> Self {
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

    pub(super) fn with(mut self, name: &str, value: Value) -> Self {
        self.more[name] = value;
        self
    }

    pub(super) fn rulings(mut self, rulings: &[&'static str]) -> Self {
        self.rulings = rulings.into();
        self
    }

    pub(super) fn requirements(mut self, requirements: &[&'static str]) -> Self {
        self.requirements = requirements.into();
        self
    }

    /// The reason why the official SDKs or the libraries differ.
    pub(super) fn alone(mut self, why: &'static str) -> Self {
        self.no_witness = Some(why);
        self
    }

    pub(super) fn input(&self) -> Value {
        let mut input = json!({"json": self.sign_in, "origin": ORIGIN, "now": NOW});
        for (name, value) in self.more.as_object().expect("members") {
            input[name] = value.clone();
        }
        input
    }

    pub(super) fn draft(&self, class: Class, result: &Value) -> Draft {
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
    pub(super) fn valid(&self) -> Draft {
        self.draft(Class::Valid, &self.said("valid", &[]))
    }

    pub(super) fn flagged(&self, flags: &[&str]) -> Draft {
        self.draft(Class::Acceptable, &self.said("valid", flags)).flags(flags)
    }

    pub(super) fn undecided(&self, need: &str) -> Draft {
        self.draft(Class::Undecided, &json!({"verdict": "undecided", "needs": [need]}))
    }

    pub(super) fn invalid(&self, reason: &str) -> Draft {
        self.draft(Class::Invalid, &json!({"verdict": "invalid"})).reason(&format!("invalid_siwx_{reason}"))
    }

    pub(super) fn said(&self, verdict: &str, flags: &[&str]) -> Value {
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
pub(super) fn plain() -> Value {
    json!({"facts": {"accounts": {"*": {"code": "none"}}}})
}

/// One draft for each kind of chain, with a letter more for Solana.
pub(super) fn both(
    number: &str,
    title: &str,
    change: impl Fn(&mut SignIn),
    draft: impl Fn(Case) -> Draft,
) -> Vec<Draft> {
    let of = |mut sign_in: SignIn, letter: &str, chain: &str| {
        change(&mut sign_in);
        draft(Case::new(format!("{number}{letter}"), format!("{title}, {chain}"), &sign_in.signed()))
    };
    vec![of(SignIn::ethereum(), "", "EVM"), of(SignIn::solana(), "z", "Solana")]
}
