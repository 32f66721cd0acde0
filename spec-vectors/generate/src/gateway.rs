//! Payments for the Gateway (U-1 to U-16): a group of its own, because no document has the variant.

mod chosen;
mod linted;
mod offers;
mod signatures;
mod terms;

use serde_json::{Value, json};
use x402_conformance::vector::Class;
use x402_schemes::evm::{
    Address,
    eip712::{SigningInput, TokenDomain},
    eip3009::{Authorization, Payload, RECEIVE_TYPEHASH},
    gateway::{Chain, chain},
};
use x402_types::RawJson;

use crate::{
    case::reason_of,
    draft::{Draft, expect, raw, suffix},
    payment::{Method, Payment},
    sign::{Key, SIGNER, sign_digest},
};

const NAME: &str = "GatewayWalletBatched";
pub(crate) const WALLET: &str = "0x77777777Dcc4d5A8B6E418Fd04D8997ef11000eE";
const TESTNET_WALLET: &str = "0x0077777d7EBA4688BDeF3E311b846F25870A19B9";

/// The last second at which the base has a week left.
pub(crate) const LAST: u64 = 1_740_672_200;

pub(crate) fn drafts() -> Vec<Draft> {
    let groups = [
        (10, &["U-1", "U-2"][..], offers::chains()),
        (20, &["U-1"], offers::of_the_variant()),
        (30, &["U-1", "U-8"], offers::near_misses()),
        (40, &["U-8"], offers::unknown_chains()),
        (45, &["U-8"], offers::refusals()),
        (50, &["U-9"], offers::matched()),
        (60, &["U-10"], offers::without_the_variant()),
        (100, &["U-3"], terms::rows()),
        (110, &["U-3", "U-4"], terms::times()),
        (120, &["U-3"], terms::settled()),
        (130, &["U-3"], to_be_settled(terms::rows())),
        (140, &["U-3", "U-4"], to_be_settled(terms::times())),
        (150, &["U-5"], to_be_settled(signatures::forms())),
        (160, &["U-1"], to_be_settled(offers::refusals())),
        (200, &["U-2"], signatures::domains()),
        (210, &["U-5"], signatures::forms()),
        (220, &["U-5"], signatures::accounts()),
        (230, &["U-5", "U-10"], signatures::policies()),
        (300, &["U-7"], terms::replay_keys()),
        (400, &["U-2"], signatures::digests()),
        (500, &["U-11"], terms::settlements()),
        (600, &["U-13"], linted::rows()),
        (700, &["U-16", "F-2"], chosen::rows()),
    ];
    let drafts = groups.into_iter().flat_map(|(group, rulings, rows)| {
        rows.into_iter()
            .enumerate()
            .map(move |(index, row)| row.draft(&format!("{group:04}{}", suffix(index)), rulings))
    });
    terms::worked_example().into_iter().chain(drafts).collect()
}

/// The expectation.
enum Verdict {
    Valid,
    /// Valid, with these further flags.
    Flagged(&'static [&'static str]),
    /// An offer that is a near miss, and a payment that is right for the token.
    ForToken,
    /// Decided by this check.
    Invalid(&'static str),
    /// An offer that is a near miss. Decided by this check.
    NotForToken(&'static str),
    /// An offer on a chain that the table does not have.
    Unknown,
    /// A buyer takes no offer. One that does has this bug.
    NotChosen(&'static str),
    /// Another operation with its answer.
    Answer(&'static str, Class, Value),
}

struct Row {
    title: String,
    question: Value,
    verdict: Verdict,
}

type Rows = Vec<Row>;

fn row(title: impl Into<String>, payment: &Payment, verdict: Verdict) -> Row {
    Row { title: title.into(), question: payment.question(), verdict }
}

/// The same payments after the service.
fn to_be_settled(mut rows: Rows) -> Rows {
    for row in &mut rows {
        row.title += ", to be settled";
        row.question["phase"] = json!({"settle": {"amount": "10000"}});
    }
    rows
}

/// A payment that is not for the Gateway, of an account without code.
fn plain_row(title: impl Into<String>, payment: &Payment, verdict: Verdict) -> Row {
    let payment = payment.clone().asks("facts", json!({"accounts": {"*": {"code": "none"}}}));
    row(title, &payment, verdict)
}

impl Row {
    fn draft(self, number: &str, rulings: &[&str]) -> Draft {
        use Verdict::{Answer, Flagged, ForToken, Invalid, NotChosen, NotForToken, Unknown, Valid};

        let paid = |flags: &[&str]| json!({"verdict": "valid", "payer": SIGNER, "offer": 0, "flags": flags});
        let asked = |flags: &[&str]| {
            let mut result = paid(flags);
            result["outstanding"] = json!(["gateway-balance", "gateway-nonce"]);
            result
        };
        let near = "gateway-near-miss";
        let (op, class, result) = match &self.verdict {
            Valid => ("verify", Class::Valid, asked(&["gateway"])),
            Flagged(flags) => ("verify", Class::Acceptable, asked(&[flags, &["gateway"][..]].concat())),
            ForToken => ("verify", Class::Acceptable, paid(&[near])),
            Invalid(_) => ("verify", Class::Invalid, json!({"verdict": "invalid"})),
            NotForToken(_) => ("verify", Class::Invalid, json!({"verdict": "invalid", "flags": [near]})),
            Unknown => {
                ("verify", Class::Undecided, json!({"verdict": "undecided", "needs": ["verifier"], "flags": [near]}))
            }
            NotChosen(_) => ("choose", Class::Invalid, json!({})),
            Answer(op, class, result) => (*op, *class, result.clone()),
        };
        let fault =
            result["findings"].as_array().and_then(|found| found.iter().find(|found| found["level"] == "error"));
        let fault = fault.and_then(|found| found["rule"].as_str()).map(str::to_owned);
        let draft =
            Draft::new(format!("gateway-{number}"), op, self.title, raw(&self.question), expect(class, &result))
                .rulings(rulings)
                .no_witness("a ruling decides it; no library judges payments for the Gateway");
        match self.verdict {
            Valid => draft,
            // The first error of the linter.
            Answer(..) => fault.into_iter().fold(draft, |draft, rule| draft.reason(&rule)),
            Flagged(flags) => draft.flags(flags),
            NotChosen(bug) => draft.flags(&[bug]),
            ForToken => draft.flags(&[near]),
            Invalid(check) | NotForToken(check) => draft.decided_by(check).reason(reason_of(check, false, false)),
            Unknown => draft.decided_by("method").flags(&[near]),
        }
    }
}

/// A payment on Base Sepolia in the window that the operator's client signs, 10 minutes ago until a week and 100 seconds
/// ahead. Nothing is known of the account, because that has no effect.
pub(crate) fn base() -> Payment {
    on(base_sepolia())
}

fn base_sepolia() -> &'static Chain {
    chain(84_532).expect("a chain of the table")
}

fn on(chain: &Chain) -> Payment {
    Payment::new(Method::Eip3009)
        .offers("network", format!("eip155:{}", chain.chain_id))
        .offers("asset", chain.usdc.to_string())
        .offers("maxTimeoutSeconds", 604_900)
        .offers("extra.name", NAME)
        .offers("extra.version", "1")
        .offers("extra.verifyingContract", chain.wallet.to_string())
        .signs("validAfter", "1740671500")
        .signs("validBefore", "1741277000")
        .asks("facts", Value::Null)
}

/// The domain of the wallet on Base Sepolia.
fn domain() -> TokenDomain<'static> {
    base_sepolia().domain()
}

fn authorization(payment: &Payment) -> Authorization {
    let payload = RawJson::parse(&payment.payment()["payload"].to_string()).expect("JSON of ours");
    Payload::try_from(&payload).expect("a payload of ours").authorization
}

/// The payment, signed in this domain.
fn signed_in(payment: Payment, domain: &TokenDomain<'_>) -> Payment {
    let digest = authorization(&payment).digest(&domain.separator());
    payment.signature(&sign_digest(Key::Payer, &digest))
}

/// The payment, signed as a `ReceiveWithAuthorization`.
fn signed_to_receive(payment: Payment) -> Payment {
    let hash = authorization(&payment).struct_hash_as(RECEIVE_TYPEHASH);
    payment.signature(&sign_digest(
        Key::Payer,
        &SigningInput { domain_separator: &domain().separator(), struct_hash: &hash }.digest(),
    ))
}

/// The payment, signed in the domain that the offer's names give for the token: what software signs that takes the token
/// for the contract.
fn signed_for_token(payment: Payment, name: &str, version: &str) -> Payment {
    let token: Address = payment.offer()["asset"].as_str().expect("a text").parse().expect("an address");
    let domain = TokenDomain {
        name: name.to_owned().into(),
        version: version.to_owned().into(),
        chain_id: payment.chain_id(),
        verifying_contract: token,
    };
    signed_in(payment, &domain)
}
