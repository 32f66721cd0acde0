//! What an SDK gets wrong about payments on the XRP Ledger: a rule that is missing, a text that is read more freely, and a number that is off
//! by one.

use super::outcome::with_verdict;
use crate::{
    evaluated::{Evaluated, Mechanism},
    json::Json,
    mutant::{Edit, Mutant, Row},
    question::{Question, result_of},
};

/// Rules that are missing: the name, and the failures that they cause, each by its check and a part of its sentence. A payment that fails
/// nothing else is taken.
type Missing = (&'static str, &'static [(&'static str, &'static str)]);

const MISSING: [Missing; 60] = [
    ("issuer", &[("amount", "is a currency of the issuer"), ("send-max", "SendMax is not in the currency")]),
    ("currency", &[("amount", "Amount is in the currency"), ("send-max", "SendMax is not in the currency")]),
    ("asset-kind", &[("amount", "Amount is not in"), ("send-max", ""), ("flags", "")]),
    ("drops", &[("amount", "drops, but the required amount")]),
    ("value", &[("amount", "but the required amount is"), ("send-max", "which is less than")]),
    ("send-max/missing", &[("send-max", "SendMax is missing")]),
    ("send-max/of-xrp", &[("send-max", "must not have SendMax")]),
    ("send-max/currency", &[("send-max", "SendMax is not in the currency")]),
    ("send-max/too-low", &[("send-max", "which is less than")]),
    ("flags/partial-payment", &[("flags", "tfPartialPayment")]),
    ("flags/others", &[("flags", "Flags has the bits")]),
    ("recipient/missing", &[("recipient", "has no Destination")]),
    ("tag/missing", &[("destination-tag", "has no DestinationTag")]),
    ("tag/other", &[("destination-tag", "DestinationTag is")]),
    ("tag/malformed", &[("destination-tag", "is not an integer")]),
    ("network-id/named", &[("network-id", "the ledger rejects")]),
    ("network-id/missing", &[("network-id", "must have one")]),
    ("network-id/other", &[("network-id", "but the required network")]),
    ("invoice/malformed", &[("invoice", "is not a text, or it is empty")]),
    ("invoice/missing", &[("invoice", "has no InvoiceID")]),
    ("invoice/other", &[("invoice", "InvoiceID is not the SHA-256")]),
    ("invoice/not-repeated", &[("invoice", "payload.invoiceId is missing")]),
    ("invoice/repeated-wrong", &[("invoice", "payload.invoiceId is not")]),
    ("invoice/not-offered", &[("invoice", "the policy requires extra.invoiceId")]),
    ("last-ledger/missing", &[("expired", "has no LastLedgerSequence")]),
    ("last-ledger/past", &[("expired", "the payment ends with")]),
    ("fee/missing", &[("fee", "Fee is not an amount of XRP")]),
    ("fee/high", &[("fee", "but the policy accepts at most")]),
    ("fee/more-than-all", &[("fee", "there are only 10^17")]),
    ("sequence/ticket", &[("sequence", "the transaction has TicketSequence")]),
    ("sequence/missing", &[("sequence", "Sequence is missing or 0, but the transfer method is sequence")]),
    ("sequence/not-zero", &[("sequence", "Sequence is not 0")]),
    ("sequence/no-ticket", &[("sequence", "TicketSequence is missing or 0")]),
    ("sequence/not-current", &[("sequence", "but the sequence number of the payer's account")]),
    ("sequence/no-such-ticket", &[("sequence", "does not have the ticket")]),
    ("signature/missing", &[("account-signature", "has no TxnSignature")]),
    ("signature/high-s", &[("account-signature", "above half of the order")]),
    ("signature/not-der", &[("account-signature", "two positive integers in DER")]),
    ("signature/out-of-range", &[("account-signature", "from 1 to below the order")]),
    ("signature/length-of-ed25519", &[("account-signature", "a signature of Ed25519 has 64")]),
    ("signature/wrong", &[("account-signature", "does not verify")]),
    ("signer/master-disabled", &[("account-signer", "it is disabled")]),
    ("signer/not-regular", &[("account-signer", "which is not the regular key")]),
    ("asset/text", &[("asset", "must be XRP, a currency code")]),
    ("asset/zeros", &[("asset", "no issued currency has this code")]),
    ("asset/issuer", &[("asset", "extra.issuer"), ("amount", ""), ("send-max", "")]),
    ("fields/memos", &[("fields", "the transaction has Memos")]),
    ("fields/memos-too-long", &[("fields", "bytes of memos")]),
    ("fields/memos-of-others", &[("fields", "only Memo objects")]),
    ("fields/memos-of-any-characters", &[("fields", "the characters of URLs")]),
    ("fields/credentials", &[("fields", "the transaction has CredentialIDs")]),
    ("fields/credentials-any-number", &[("fields", "different credentials")]),
    ("fields/signers", &[("fields", "the transaction has Signers")]),
    ("fields/paths", &[("fields", "the field Paths")]),
    ("fields/deliver-min", &[("fields", "the field DeliverMin")]),
    ("fields/delegate", &[("fields", "the field Delegate")]),
    ("fields/account-txn-id", &[("fields", "the field AccountTxnID")]),
    ("fields/domain-id", &[("fields", "the field DomainID")]),
    ("fields/operation-limit", &[("fields", "the field OperationLimit")]),
    ("fields/previous-txn-id", &[("fields", "the field PreviousTxnID")]),
];

/// What a lax codec takes, by a part of the sentence of `transaction`.
const CODEC: [(&str, &str); 16] = [
    ("short", "fewer than"),
    ("truncated", "the bytes end where"),
    ("long-heads", "the code of a field below 16"),
    ("unknown-fields", "the ledger has no field"),
    ("any-order", "must precede the field before it"),
    ("duplicates", "must not come twice"),
    ("lengths", "is not one that this field has"),
    ("amounts-not-normal", "must be in the ledger's normal form"),
    ("amounts-of-nobody", "must name a currency and an issuer"),
    ("terminators", "an end marker"),
    ("any-depth", "a field is in 10 arrays and objects"),
    ("no-account", "it has no Account"),
    ("not-hexadecimal", "hexadecimal"),
    ("arrays-of-anything", "is not an object"),
    ("empty-paths", "an element of a path"),
    ("no-blob", "signedTxBlob"),
];

const OFFERED: &str = "offers.0";
const ACCEPTED: &str = "payment.json.accepted";

/// Changes the text or the number at a path of the first offer and of the payment's claim.
fn offered<'a>(j: &'a mut Json, path: &str, change: fn(&str) -> Option<String>) -> Option<&'a mut Json> {
    let accepted = format!("{ACCEPTED}.{path}");
    j.also(|j| j.change(&accepted, change))?.change(&format!("{OFFERED}.{path}"), change)
}

/// Sets a member of both.
fn offers<'a>(j: &'a mut Json, path: &str, json: &str) -> Option<&'a mut Json> {
    let accepted = format!("{ACCEPTED}.{path}");
    j.also(|j| j.put(&accepted, json))?.put(&format!("{OFFERED}.{path}"), json)
}

const BLOB: &str = "payment.json.payload.signedTxBlob";

/// An offer, a blob or a fact that is read as a different one.
const READ: [Row; 27] = [
    ("asset/upper-case", |j| offered(j, "asset", |text| Some(text.to_uppercase()))),
    ("asset/trimmed", |j| offered(j, "asset", |text| Some(text.trim().into()))),
    ("asset/before-a-slash", |j| offered(j, "asset", |text| Some(text.split('/').next()?.into()))),
    ("asset/0x", |j| offered(j, "asset", |text| Some(text.strip_prefix("0x")?.into()))),
    ("pay-to/trimmed", |j| offered(j, "payTo", |text| Some(text.trim().into()))),
    ("network/leading-zeros", |j| {
        offered(j, "network", |text| {
            let zeros = text.strip_prefix("xrpl:0")?.trim_start_matches('0');
            Some(format!("xrpl:{}", if zeros.is_empty() { "0" } else { zeros }))
        })
    }),
    ("invoice/trimmed", |j| offered(j, "extra.invoiceId", |text| Some(text.trim().into()))),
    ("invoice/lower-case", |j| offered(j, "extra.invoiceId", |text| Some(text.to_lowercase()))),
    ("invoice/cut-at-a-zero", |j| offered(j, "extra.invoiceId", |text| Some(text.split('\0').next()?.into()))),
    ("invoice/required", |j| j.lacks("offers.0.extra.invoiceId")?.put("offers.0.extra.invoiceId", "7")),
    ("sponsored/absent-is-false", |j| {
        j.has("offers.0.extra")?.lacks("offers.0.extra.areFeesSponsored")?;
        offers(j, "extra.areFeesSponsored", "false")
    }),
    ("sponsored/null-is-false", |j| {
        j.holds("offers.0.extra.areFeesSponsored", Json::is_null)?;
        offers(j, "extra.areFeesSponsored", "false")
    }),
    ("sponsored/zero-is-false", |j| {
        j.is("offers.0.extra.areFeesSponsored", "0")?;
        offers(j, "extra.areFeesSponsored", "false")
    }),
    ("sponsored/text-is-false", |j| {
        j.reads("offers.0.extra.areFeesSponsored", |text| text == "false")?;
        offers(j, "extra.areFeesSponsored", "false")
    }),
    ("method/ignored", |j| {
        j.also(|j| j.del("payment.json.accepted.extra.assetTransferMethod"))?.del("offers.0.extra.assetTransferMethod")
    }),
    ("timeout/rounded-down", |j| {
        let seconds: u64 = j.get("offers.0.maxTimeoutSeconds")?.as_plain()?.parse().ok()?;
        offers(j, "maxTimeoutSeconds", &(seconds / 5 * 5).to_string())
    }),
    ("blob/0x", |j| j.change(BLOB, |text| Some(text.strip_prefix("0x")?.into()))),
    ("blob/trimmed", |j| j.change(BLOB, |text| Some(text.trim().into()))),
    ("blob/odd-digit-dropped", |j| {
        j.change(BLOB, |text| if text.len().is_multiple_of(2) { None } else { Some(text[..text.len() - 1].into()) })
    }),
    ("blob/white-space-inside", |j| j.change(BLOB, |text| Some(text.replace(' ', "")))),
    ("blob/upper-case-alone", |j| j.reads(BLOB, |text| text.contains('a'))?.say(BLOB, "")),
    ("ledger/one-more", |j| j.each("facts.ledgers", |ledger| ledger.add("sequence", 1))),
    ("ledger/one-less", |j| j.each("facts.ledgers", |ledger| ledger.add("sequence", -1))),
    ("ledger/of-five-seconds", |j| j.each("facts.ledgers", |ledger| ledger.del("secondsPerLedger"))),
    ("accounts/ignored", |j| j.del("facts.xrplAccounts")),
    ("accounts/one-sequence-more", |j| j.each("facts.xrplAccounts", |account| account.add("sequence", 1))),
    ("simulations/ignored", |j| j.del("facts.xrplSimulations")),
];

/// A choice of the policy that is not read, or off by one.
const CHOICES: [Row; 11] = [
    ("fee/ignored", |j| j.del("policy.maxFeeDrops")),
    ("fee/one-more", |j| j.add("policy.maxFeeDrops", 1)),
    ("fee/one-less", |j| j.add("policy.maxFeeDrops", -1)),
    ("tolerance/ignored", |j| j.del("policy.ledgerTolerance")),
    ("tolerance/one-more", |j| j.add("policy.ledgerTolerance", 1)),
    ("tolerance/one-less", |j| j.add("policy.ledgerTolerance", -1)),
    ("margin/ignored", |j| j.del("policy.ledgerMargin")),
    ("margin/one-more", |j| j.add("policy.ledgerMargin", 1)),
    ("fields/ignored", |j| j.del("policy.allowFields")),
    ("fields/all", |j| {
        j.has("policy.allowFields")?.put("policy.allowFields", r#"["Memos","CredentialIDs","AccountTxnID"]"#)
    }),
    ("fields/the-first-alone", |j| j.cut("policy.allowFields", 1)),
];

/// A wrong member of the right answer.
const ANSWERS: [Row; 8] = [
    ("last-ledger/missing", |j| j.del("lastLedger")),
    ("last-ledger/one-more", |j| j.add("lastLedger", 1)),
    ("valid-until", |j| j.copy("lastLedger", "validUntil")?.del("lastLedger")),
    ("transfer-key/missing", |j| j.del("transferKey")),
    ("transfer-key/the-replay-key", |j| j.has("transferKey")?.copy("replayKey", "transferKey")),
    ("payer/the-recipient", |j| j.has("payer")?.say("payer", "rPW5jmzJduLPPUgASc9aVCXN2o8sSjwMPt")),
    ("flags/none", |j| j.holds("flags", |flags| !flags.is_empty())?.put("flags", "[]")),
    ("outstanding/none", |j| j.holds("outstanding", |open| !open.is_empty())?.put("outstanding", "[]")),
];

pub(super) fn mutants() -> Vec<Mutant> {
    let missing = MISSING.into_iter().map(|(name, causes)| takes(format!("verify/xrpl/missing/{name}"), causes));
    let codec = CODEC.map(|(name, detail)| {
        Mutant::new(format!("verify/xrpl/codec/{name}"), move |question| {
            let failed = evaluated(question)?.checks.iter().find(|made| made.outcome == "fail")?;
            (failed.id == "transaction" && failed.detail.contains(detail)).then(|| with_verdict(question, "valid"))?
        })
    });
    let edits =
        |part: &'static str, rows: &'static [Row]| rows.iter().map(move |(name, edit)| reads(part, name, *edit));
    let answers = ANSWERS.map(|(name, edit)| {
        Mutant::new(format!("verify/xrpl/answers/{name}"), move |question| {
            evaluated(question)?;
            result_of(&question.result()?.edited(edit)?)
        })
    });
    missing.chain(codec).chain(edits("read", &READ)).chain(edits("choices", &CHOICES)).chain(answers).collect()
}

fn evaluated<'a>(question: &'a Question<'_>) -> Option<&'a Evaluated> {
    question.evaluated().filter(|evaluated| evaluated.part.mechanism == Mechanism::Xrpl)
}

/// A payment that fails for these causes alone is taken, or undecided if it waits for an answer. Each has a good signature, unless that
/// is the cause.
fn takes(name: String, causes: &'static [(&'static str, &'static str)]) -> Mutant {
    Mutant::new(name, move |question| {
        let checks = &evaluated(question)?.checks;
        let mut failed = checks.iter().filter(|made| made.outcome == "fail").peekable();
        failed.peek()?;
        let is_cause =
            |id: &str, detail: &str| causes.iter().any(|(check, cause)| *check == id && detail.contains(cause));
        failed.all(|made| is_cause(&made.id, &made.detail)).then_some(())?;
        let waits = checks.iter().any(|made| made.outcome == "needs");
        with_verdict(question, if waits { "undecided" } else { "valid" })
    })
}

fn reads(part: &str, name: &str, edit: Edit) -> Mutant {
    Mutant::reads(format!("verify/xrpl/{part}/{name}"), move |question| {
        evaluated(question)?;
        question.input.edited(edit).map(|input| input.to_string())
    })
}
