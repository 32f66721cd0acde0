//! A payment on Stellar that is being built, and the tables of such payments.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use x402_vectors::vector::Class;

use super::build::{Call, Entry, Envelope, V1, account};
use crate::{
    base::NOW,
    draft::{Draft, expect, raw, suffix},
};

/// The account of the key of 32 bytes of 1.
pub(crate) const PAYER: &str = "GCFIRY65OQE7DFP5KLNS2PF2LVZMUZYJX4OZIEQ36N2IQANUB5XVYOJR";
/// The account of the key of 32 bytes of 2.
pub(super) const MERCHANT: &str = "GCATS5YOVB6ROX2WUNKGNQ2MP3GMXDMKSG2O4N5CLX3A6W4PZGZZI55U";
/// The account whose key is 32 bytes of zero, from which the official clients send.
pub(super) const NULL: &str = "GAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAWHF";
/// USDC on the test network, and who issues it.
pub(super) const USDC: &str = "CBIELTK6YBZJU5UP2WWQEUCYKLPU6AUNZ2BQ4WWFEIE3USCIHMXQDAMA";
pub(super) const ISSUER: &str = "GBBD47IF6LWK7P7MDEVSCWR7DPUWV3NY3DTQEVFL4NAT4AQH3ZLLFLA5";
/// USDC on the main network.
pub(super) const USDC_PUBNET: &str = "CCW67TSZV3SSS2HXMBQ5JFGCKJNXKZM7UQUWUZPUTHXSTZLEO7SJMI75";
/// The test network's own token.
pub(super) const XLM: &str = "CDLZFC3SYJYDZT7K67VZ75HPJVIEUVNIXF47ZG2FB2RMQQVU2HHGCYSC";
/// The key of a facilitator.
pub(super) const FACILITATOR: u8 = 9;
/// The latest closed ledger. The usual entry ends twelve ledgers later, which is what the usual offer allows.
pub(super) const LEDGER: u32 = 5_100_000;

/// The offer of the server.
pub(crate) fn offer() -> Value {
    json!({
        "scheme": "exact",
        "network": "stellar:testnet",
        "amount": "10000000",
        "asset": USDC,
        "payTo": MERCHANT,
        "maxTimeoutSeconds": 60,
        "extra": {"areFeesSponsored": true},
    })
}

/// A question that is being built.
#[derive(Clone)]
pub(super) struct Case {
    pub(super) offer: Value,
    pub(super) transaction: Value,
    /// The members of the payload next to the transaction.
    payload_members: Value,
    facts: Value,
    /// Further members of the input.
    more: Value,
}

impl Case {
    pub(super) fn new(transaction: &[u8]) -> Self {
        Self::of_text(STANDARD.encode(transaction))
    }

    pub(super) fn of_text(transaction: impl Into<Value>) -> Self {
        let facts = json!({"ledgers": {"stellar:testnet": {"sequence": LEDGER}}});
        Self { offer: offer(), transaction: transaction.into(), payload_members: json!({}), facts, more: json!({}) }
    }

    /// The usual payment with credentials of version 1.
    pub(super) fn good() -> Self {
        Self::spoiled(|_| {})
    }

    /// The usual payment after a change, after which its entries are signed.
    pub(super) fn spoiled(change: impl FnOnce(&mut Envelope)) -> Self {
        Self::spoiled_of(V1, change)
    }

    pub(super) fn spoiled_of(kind: u32, change: impl FnOnce(&mut Envelope)) -> Self {
        let mut envelope = Envelope::good(kind);
        change(&mut envelope);
        Self::new(&envelope.bytes())
    }

    /// The usual payment with another entry of the payer.
    pub(super) fn entry(kind: u32, change: impl FnOnce(&mut Entry)) -> Self {
        Self::spoiled_of(kind, |envelope| change(&mut envelope.entries[0]))
    }

    /// Another call, which the payer authorizes.
    pub(super) fn calling(change: impl FnOnce(&mut Call)) -> Self {
        Self::spoiled(|envelope| {
            change(&mut envelope.call);
            envelope.entries[0].invocation = envelope.call.invocation();
        })
    }

    pub(super) fn offering(mut self, member: &str, value: impl Into<Value>) -> Self {
        self.offer[member] = value.into();
        self
    }

    /// A fact about this address, network or digest.
    pub(super) fn fact(mut self, of: &str, name: &str, value: Value) -> Self {
        self.facts[of][name] = value;
        self
    }

    pub(super) fn ledger(self, sequence: u32) -> Self {
        self.fact("ledgers", "stellar:testnet", json!({"sequence": sequence}))
    }

    pub(super) fn without_ledger(mut self) -> Self {
        self.facts = Value::Null;
        self
    }

    pub(super) fn payload_member(mut self, member: &str, value: Value) -> Self {
        self.payload_members[member] = value;
        self
    }

    pub(super) fn more(mut self, member: &str, value: Value) -> Self {
        self.more[member] = value;
        self
    }

    pub(super) fn policy(self, policy: Value) -> Self {
        self.more("policy", policy)
    }

    /// The addresses of the caller.
    pub(super) fn facilitators(self, addresses: &[impl AsRef<str>]) -> Self {
        let addresses: Vec<&str> = addresses.iter().map(AsRef::as_ref).collect();
        self.more("facilitators", json!(addresses))
    }

    /// Asked by the facilitator.
    pub(super) fn for_facilitator(self) -> Self {
        self.facilitators(&[&account(FACILITATOR)])
    }

    pub(super) fn payment(&self) -> Value {
        let mut payload = json!({"transaction": self.transaction});
        for (member, value) in self.payload_members.as_object().expect("an object") {
            payload[member] = value.clone();
        }
        json!({"x402Version": 2, "accepted": self.offer, "payload": payload})
    }

    pub(super) fn input(&self) -> Value {
        let mut input = json!({"payment": {"json": self.payment()}, "offers": [self.offer], "now": NOW});
        if !self.facts.is_null() {
            input["facts"] = self.facts.clone();
        }
        for (member, value) in self.more.as_object().expect("an object") {
            input[member] = value.clone();
        }
        input
    }
}

/// Vectors of `verify` about one ruling.
pub(super) struct Table {
    number: u32,
    rulings: Vec<&'static str>,
    drafts: Vec<Draft>,
}

#[allow(clippy::needless_pass_by_value, reason = "what a caller makes for it")]
impl Table {
    /// Vectors of `rulings`, with numbers `number` followed by a letter.
    pub(super) fn new(number: u32, rulings: &[&'static str]) -> Self {
        Self { number, rulings: rulings.into(), drafts: Vec::new() }
    }

    pub(super) fn drafts(self) -> Vec<Draft> {
        self.drafts
    }

    pub(super) fn valid(&mut self, title: &str, case: Case) {
        self.paid_by(PAYER, title, case);
    }

    pub(super) fn paid_by(&mut self, payer: &str, title: &str, case: Case) {
        let result = json!({"verdict": "valid", "payer": payer, "offer": 0, "flags": []});
        self.add(title, &case.input(), Class::Valid, &result, |draft| draft);
    }

    /// Accepted by this implementation, with a flag.
    pub(super) fn flagged(&mut self, title: &str, case: Case, flag: &str) {
        let result = json!({"verdict": "valid", "payer": PAYER, "offer": 0, "flags": [flag]});
        self.add(title, &case.input(), Class::Acceptable, &result, |draft| draft.flags(&[flag]));
    }

    pub(super) fn invalid(&mut self, title: &str, case: Case, check: &str) {
        self.invalid_as(title, case, check, reason(check));
    }

    pub(super) fn invalid_as(&mut self, title: &str, case: Case, check: &str, reason: &str) {
        let result = json!({"verdict": "invalid"});
        self.add(title, &case.input(), Class::Invalid, &result, |draft| draft.decided_by(check).reason(reason));
    }

    /// Refused by this implementation. Others may accept the payment.
    pub(super) fn disputed(&mut self, title: &str, case: Case, flag: &str) {
        let results = json!([{"verdict": "invalid"}, {"verdict": "valid", "payer": PAYER, "offer": 0}]);
        self.add(title, &case.input(), Class::Acceptable, &results, |draft| draft.flags(&[flag]));
    }

    pub(super) fn undecided(&mut self, title: &str, case: Case, check: &str, needs: &[&str]) {
        self.undecided_of(&case.input(), title, check, needs);
    }

    pub(super) fn undecided_of(&mut self, input: &Value, title: &str, check: &str, needs: &[&str]) {
        let result = json!({"verdict": "undecided", "needs": needs});
        self.add(title, input, Class::Undecided, &result, |draft| draft.decided_by(check));
    }

    /// Refused by a limit that readers elsewhere do not have.
    pub(super) fn beyond(&mut self, title: &str, case: Case, check: &str) {
        let result = json!({"verdict": "invalid"});
        self.add(title, &case.input(), Class::Invalid, &result, |draft| {
            draft.decided_by(check).reason(reason(check)).no_witness("the size and the depth are limits of its own")
        });
    }

    /// A vector with an expectation of its own.
    pub(super) fn add(
        &mut self,
        title: &str,
        input: &Value,
        class: Class,
        result: &Value,
        more: impl FnOnce(Draft) -> Draft,
    ) {
        let id = format!("stellar-{}{}", self.number, suffix(self.drafts.len()));
        let draft = Draft::new(id, "verify", title, raw(input), expect(class, result))
            .rulings(&self.rulings)
            .no_witness("what is refused is a ruling; no library says it");
        self.drafts.push(more(draft));
    }
}

/// The error code for a check (`scheme_exact_stellar.md` has none; those of npm `@x402/stellar`, and of `r402-stellar`).
fn reason(check: &str) -> &'static str {
    match check {
        "asset-address" | "pay-to-address" | "offer" => "invalid_payment_requirements",
        "policy" => "invalid_payload",
        "payload" | "transaction" => "invalid_exact_stellar_payload_malformed",
        "sponsored" => "invalid_exact_stellar_fees_sponsored_unsupported",
        "operation" => "invalid_exact_stellar_payload_wrong_operation",
        "transaction-source" => "invalid_exact_stellar_payload_unsafe_tx_or_op_source",
        "transfer-contract" => "invalid_exact_stellar_payload_wrong_asset",
        "transfer-function" => "invalid_exact_stellar_payload_wrong_function_name",
        "payer-isolation" => "invalid_exact_stellar_payload_facilitator_is_payer",
        "recipient" => "invalid_exact_stellar_payload_wrong_recipient",
        "amount" | "charge" => "invalid_exact_stellar_payload_wrong_amount",
        "authorizations" => "invalid_exact_stellar_payload_no_auth_entries",
        "credentials" => "invalid_exact_stellar_payload_unsupported_credential_type",
        "facilitator-authorization" => "invalid_exact_stellar_payload_facilitator_in_auth",
        "expiry-far" => "invalid_exact_stellar_signature_expiration_too_far",
        "sub-invocations" => "invalid_exact_stellar_payload_has_subinvocations",
        "payer-authorization" => "invalid_exact_stellar_payload_missing_payer_signature",
        "further-authorizations" => "invalid_exact_stellar_payload_unexpected_pending_signatures",
        "sponsor-fee" => "invalid_exact_stellar_payload_fee_exceeds_maximum",
        "transaction-memo" | "payer-form" | "expired" | "invocation" | "signature-form" | "account-signature"
        | "account-signers" | "simulation" => "invalid_exact_stellar_payload_simulation_failed",
        other => unreachable!("{other} is no check that fails"),
    }
}
