//! Builds a vector from a few words.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use x402_types::{JsonRef, RawJson};
use x402_vectors::vector::{ChainCall, Change, Class, Expect, Intermediate, Level, Ours, Raw, Signed, Vector};

use crate::{
    fault::{Fault, of_class},
    finish::finish,
    ours,
    witnessed::Witnessed,
};

/// A vector that is being built.
pub(crate) struct Draft {
    vector: Vector,
    /// The kind of the decoder's error, where the answer does not say it.
    kind: Option<&'static str>,
    fault: Option<Fault>,
    /// The level that the source writes, unless it is that of the fault.
    level: Option<Level>,
}

use crate::raw::on_one_line;
pub(crate) use crate::raw::{has_a_member_twice, parsed, raw, raw_text};

impl Draft {
    #[allow(clippy::needless_pass_by_value, reason = "what a caller makes for it")]
    pub(crate) fn new(id: impl Into<String>, op: &str, title: impl Into<String>, input: Raw, expect: Expect) -> Self {
        let vector = Vector {
            id: id.into(),
            title: title.into(),
            comment: None,
            flags: Vec::new(),
            // Written when the draft is finished.
            level: Level::Policy,
            rulings: Vec::new(),
            requirements: Vec::new(),
            op: op.into(),
            input: written(input.as_str()),
            parent: None,
            change: None,
            expect,
            intermediate: Intermediate::default(),
            witness: Vec::new(),
            no_witness: None,
        };
        Self { vector, kind: None, fault: None, level: None }
    }

    /// A draft of `decode`: the answers of Strict and Lenient, and the class that follows from them.
    pub(crate) fn decode(id: String, title: impl Into<String>, input: &Value, strict: &Value, lenient: &Value) -> Self {
        let taken = |answer: &Value| answer.get("canonical").is_some();
        let class = match (taken(strict), taken(lenient)) {
            (true, _) if strict["flags"] == json!([]) => Class::Valid,
            (false, false) => Class::Invalid,
            _ => Class::Acceptable,
        };
        let flags: Vec<String> = [strict, lenient]
            .iter()
            .filter_map(|answer| answer["flags"].as_array())
            .flatten()
            .filter_map(|flag| flag.as_str().map(String::from))
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect();
        let mut draft = Self::new(id, "decode", title, raw(input), expect_decode(class, strict, lenient));
        draft.vector.flags = flags;
        draft
    }

    pub(crate) fn input(&self) -> &str {
        self.vector.input.as_str()
    }

    pub(crate) fn id(&self) -> &str {
        &self.vector.id
    }

    pub(crate) fn title(&self) -> &str {
        &self.vector.title
    }

    pub(crate) fn op(&self) -> &str {
        &self.vector.op
    }

    pub(crate) fn cited(&self) -> Vec<&str> {
        self.vector.rulings.iter().map(String::as_str).collect()
    }

    pub(crate) const fn expectation(&self) -> &Expect {
        &self.vector.expect
    }

    /// The fault that the source names, or else that of the decoder's refusal.
    pub(crate) fn of_fault(&self) -> Option<Fault> {
        self.fault.or_else(|| {
            let strict = self.vector.expect.ours.as_ref().map(|ours| ours.strict.value());
            let kind = strict.and_then(|strict| Some(strict.get("err")?.get("kind")?.as_str()?.to_owned()));
            Fault::of_kind(kind.as_deref().or(self.kind)?)
        })
    }

    /// Adds a numbered statement that the vector tests.
    pub(crate) fn cite(&mut self, requirement: &str) {
        self.vector.requirements.push(requirement.into());
    }

    pub(crate) fn comment(mut self, comment: &str) -> Self {
        self.vector.comment = Some(comment.into());
        self
    }

    pub(crate) fn flags(mut self, flags: &[&str]) -> Self {
        self.vector.flags = strings(flags);
        self
    }

    pub(crate) fn rulings(mut self, rulings: &[&str]) -> Self {
        self.vector.rulings = strings(rulings);
        self
    }

    /// Names the fault.
    pub(crate) const fn fault(mut self, fault: Fault) -> Self {
        self.fault = Some(fault);
        self
    }

    /// Names the fault, and writes its level.
    pub(crate) const fn leveled_by(mut self, fault: Fault) -> Self {
        (self.fault, self.level) = (Some(fault), None);
        self
    }

    /// Writes the level.
    pub(crate) const fn level(mut self, level: Level) -> Self {
        self.level = Some(level);
        self
    }

    /// Writes that only an operator's documents bind to the verdict.
    pub(crate) fn of_operator(mut self) -> Self {
        self.level = self.written_level().map(|level| level.max(Level::Should));
        self
    }

    /// Writes the level unless the source has one, or a fault with a level.
    pub(crate) fn usually(mut self, level: Level) -> Self {
        if self.written_level().is_none() {
            self.level = Some(of_class(self.vector.expect.class, level));
        }
        self
    }

    /// The level that the source writes, or else that of the fault.
    pub(crate) fn written_level(&self) -> Option<Level> {
        self.level.or_else(|| Some(of_class(self.vector.expect.class, self.of_fault()?.level())))
    }

    /// The same of computed rulings.
    pub(crate) fn rests_on(mut self, rulings: Vec<String>) -> Self {
        self.vector.rulings = rulings;
        self
    }

    pub(crate) fn requirements(mut self, requirements: &[&str]) -> Self {
        self.vector.requirements = strings(requirements);
        self
    }

    pub(crate) fn child_of(mut self, parent: &str, path: &str, from: impl Into<String>, to: impl Into<String>) -> Self {
        self.vector.parent = Some(parent.into());
        self.vector.change = Some(Change { path: path.into(), from: from.into(), to: to.into() });
        self
    }

    /// The reason why no witness can confirm the vector. It is dropped if a witness does.
    pub(crate) fn no_witness(mut self, why: &str) -> Self {
        self.vector.no_witness = Some(why.into());
        self
    }

    /// Replaces the input by a text, which may have a member twice.
    pub(crate) fn asks(mut self, input: &str) -> Self {
        self.vector.input = written(input);
        self
    }

    pub(crate) fn class(mut self, class: Class) -> Self {
        self.vector.expect.class = class;
        self
    }

    pub(crate) fn result(mut self, result: &Value) -> Self {
        self.vector.expect.result = raw(result);
        self
    }

    /// Adds the recorded calls of the program that settles.
    pub(crate) fn recorded(mut self, calls: Vec<ChainCall>) -> Self {
        self.vector.intermediate.chain = calls;
        self
    }

    /// Adds the hashed bytes, in hexadecimal.
    pub(crate) fn preimage(mut self, hex: &str) -> Self {
        self.vector.intermediate.preimage = Some(hex.into());
        self
    }

    /// Names the deciding check, and with it the stage.
    pub(crate) fn decided_by(mut self, check: &str) -> Self {
        self.vector.expect.check = Some(check.into());
        self
    }

    /// Names the kind of the decoder's error for an operation whose answer does not have it. The flag follows from it.
    pub(crate) const fn refused_as(mut self, kind: &'static str) -> Self {
        self.kind = Some(kind);
        self
    }

    /// Adds the error code of the specification.
    pub(crate) fn reason(mut self, reason: &str) -> Self {
        self.vector.expect.reason = Some(reason.into());
        self
    }

    /// A payment that a permit or an approval makes invalid if the allowance is too small (P-5, P-6). Without facts
    /// about the allowance it is undecided. With a known allowance that is too small it is invalid, under another
    /// number.
    pub(crate) fn unless_allowed(self, number: impl Fn(&str) -> String, allowance: &str) -> Vec<Self> {
        let check = self.vector.expect.check.as_deref().unwrap_or_default();
        let is_fault = check == "domain" || check.starts_with("permit-") || check.starts_with("approval-");
        let input = self.vector.input.as_str();
        let states_allowance = input.contains(r#""allowances":"#) || input.contains(r#""refuse":["failing-"#);
        if self.vector.expect.class != Class::Invalid || !is_fault || check.ends_with("-payload") || states_allowance {
            return vec![self];
        }
        let known = match input.split_once(r#""facts":{"#) {
            Some((before, rest)) => format!(r#"{before}"facts":{{{allowance},{rest}"#),
            None => format!(r#"{},"facts":{{{allowance}}}}}"#, input.strip_suffix('}').expect("an object of ours")),
        };
        let mut short = self.vector.clone();
        short.id = number(&self.vector.id);
        short.title = format!("{}, and too little is allowed", self.vector.title);
        short.input = written(&known);
        (short.parent, short.change) = (None, None);
        let level = self.level;
        let fault = self.fault;
        let mut open = self;
        open.level = level.map(|level| of_class(Class::Undecided, level));
        open.vector.expect.class = Class::Undecided;
        open.vector.expect.reason = None;
        open.vector.expect.result = raw(&json!({"verdict": "undecided", "needs": ["allowance"]}));
        vec![open, Self { vector: short, kind: None, fault, level }]
    }

    /// Adds intermediate values, and what witnesses found.
    pub(crate) fn finish(mut self, witnessed: &Witnessed) -> Result<Vector, String> {
        let written = self.written_level();
        let vector = &mut self.vector;
        vector.level = written.ok_or_else(|| format!("{}: its source writes no level", vector.id))?;
        if has_a_member_twice(vector.input.as_str()) {
            return Err(format!("{}: a member twice is asked as text, for testees with any JSON reader", vector.id));
        }
        let stated = std::mem::take(&mut vector.intermediate);
        vector.intermediate = match vector.op.as_str() {
            "verify" => Intermediate { chain: stated.chain, ..intermediate(vector) },
            "replay-key" => Intermediate { preimage: stated.preimage, ..intermediate(vector) },
            "offer-receipt" => intermediate_of_artifact(vector),
            _ => stated,
        };
        finish(vector, self.kind, &witnessed.of(vector)?)?;
        Ok(self.vector)
    }
}

fn written(input: &str) -> Raw {
    Raw::new(&on_one_line(input)).expect("JSON of ours")
}

fn strings(items: &[&str]) -> Vec<String> {
    items.iter().map(ToString::to_string).collect()
}

/// The answer of the operation `digest` to a payment under its first offer. The witnesses compute the same
/// independently.
fn intermediate(vector: &Vector) -> Intermediate {
    let answer = RawJson::parse(vector.input.as_str()).map(|input| digest(input.as_json())).unwrap_or_default();
    // Of several messages the voucher counts, or the batch of claims.
    let answer = ["voucher", "batch"].iter().find_map(|name| answer.get(name)).unwrap_or(&answer);
    let text = |name: &str| answer[name].as_str().map(str::to_owned);
    Intermediate {
        domain_separator: text("domainSeparator"),
        struct_hash: text("structHash"),
        digest: text("digest"),
        signer: text("signer"),
        permit: answer.get("permit").map(|permit| {
            let text = |name: &str| permit[name].as_str().map(str::to_owned);
            Signed {
                domain_separator: text("domainSeparator").unwrap_or_default(),
                struct_hash: text("structHash").unwrap_or_default(),
                digest: text("digest").unwrap_or_default(),
                signer: text("signer"),
            }
        }),
        approval: serde_json::from_value(answer["approval"].clone()).unwrap_or_default(),
        ..Intermediate::default()
    }
}

/// The digest of a signed offer or a receipt by EIP-712, and its signer. The witnesses compute the same
/// independently.
fn intermediate_of_artifact(vector: &Vector) -> Intermediate {
    let Some(answer) = ours::answer("offer-receipt", vector.input.as_str()) else { return Intermediate::default() };
    let text = |name: &str| answer[name].as_str().map(str::to_owned);
    Intermediate { digest: text("digest"), signer: text("signer"), ..Intermediate::default() }
}

/// The digest that the payer of a question to `verify` (JSON text) signs.
pub(crate) fn digest_of(input: &str) -> String {
    digest(parsed(input).as_json())["digest"].as_str().expect("a payment of ours").to_owned()
}

/// The digest that the payer signs for the sponsor.
pub(crate) fn permit_digest_of(input: &str) -> String {
    digest(parsed(input).as_json())["permit"]["digest"].as_str().expect("a permit of ours").to_owned()
}

pub(crate) fn digest(input: JsonRef<'_>) -> Value {
    if is_without_gateway(input) {
        return Value::default();
    }
    let parts = || {
        let payment = input.get("payment")?.text();
        let offer = input.get("offers")?.elements().ok()?.next()?.text();
        let question = format!(r#"{{"payment":{payment},"offer":{offer}}}"#);
        ours::answer("digest", &question)
    };
    parts().unwrap_or_default()
}

/// Whether the offer has the name of the Gateway, and the policy turns the variant off (U-10). `digest` knows no policy.
fn is_without_gateway(input: JsonRef<'_>) -> bool {
    let policy = input.get("policy");
    let member = |name: &str| policy.and_then(|policy| policy.get(name)).map(|value| value.text());
    let is_off = member("preset").is_some_and(|preset| [r#""ts""#, r#""x402-rs""#].contains(&preset));
    let is_on = member("gatewayVariant").map_or(!is_off, |on| on == "true");
    !is_on && input.text().contains(r#""GatewayWalletBatched""#)
}

/// The answer of `decode` that accepts.
pub(crate) fn ok(version: Option<u64>, canonical: &str, flags: &[&str]) -> Value {
    let mut answer = json!({"canonical": canonical, "flags": flags});
    if let Some(version) = version {
        answer["version"] = version.into();
    }
    answer
}

/// The answer of `decode` that refuses. It has no field if none is named.
pub(crate) fn err(stage: &str, kind: &str, field: &str) -> Value {
    let mut err = json!({"stage": stage, "kind": kind});
    if !field.is_empty() {
        err["field"] = field.into();
    }
    json!({"err": err})
}

/// An expectation of `verify`, `match` or `network`.
pub(crate) fn expect(class: Class, result: &Value) -> Expect {
    Expect { class, ours: None, result: raw(result), derived: Vec::new(), reason: None, stage: None, check: None }
}

/// An expectation of `decode`: the answers of Strict and Lenient.
pub(crate) fn expect_decode(class: Class, strict: &Value, lenient: &Value) -> Expect {
    let result = if strict.get("canonical").is_some() { strict } else { lenient };
    // Stage and kind have their own columns. Implementations have to agree only on the refusal.
    let result = if result.get("err").is_some() { json!({}) } else { result.clone() };
    Expect {
        class,
        ours: Some(Ours { strict: raw(strict), lenient: raw(lenient) }),
        result: raw(&result),
        derived: Vec::new(),
        reason: None,
        stage: None,
        check: None,
    }
}

/// A vector of `digest`. Its question is written by hand, and its hashes come from the witnesses.
pub(crate) fn of_digest(number: &str, title: &str, question: &Value, stated: &Value) -> Draft {
    Draft::new(format!("digests-{number}"), "digest", title, raw(question), expect(Class::Valid, stated))
}

/// Letters for the index, so that a row added at the end changes no other.
pub(crate) fn suffix(index: usize) -> String {
    let letter = |index: usize| char::from(b'a' + u8::try_from(index % 26).expect("below 26"));
    if index < 26 { format!("{}", letter(index)) } else { format!("{}{}", letter(index / 26 - 1), letter(index)) }
}
