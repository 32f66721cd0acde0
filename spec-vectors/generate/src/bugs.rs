//! The bug that an invalid vector finds: an implementation that accepts the vector has this bug.
//!
//! The flag follows from the deciding check, from the error of the decoder, or from the operation. It is added to the
//! flags that the vector has by hand.

use x402_conformance::vector::{BUG_FLAG_PREFIX, Class, Severity, Vector};

/// A bug, and the patterns by which it is found.
pub(crate) struct Bug {
    pub(crate) flag: &'static str,
    pub(crate) class: &'static str,
    pub(crate) text: &'static str,
    pub(crate) effect: &'static str,
    pub(crate) severity: Severity,
    pub(crate) sources: &'static [&'static str],
    pub(crate) links: &'static [&'static str],
    /// The deciding checks, for operations with a verdict. A name that ends in `-` stands for all names with this
    /// beginning.
    checks: &'static [&'static str],
    /// Kinds of errors of the decoder.
    kinds: &'static [&'static str],
    /// Other operations, if this bug explains all of their refusals.
    ops: &'static [&'static str],
}

const RFC8259: &str = "https://www.rfc-editor.org/rfc/rfc8259";
const RFC4648: &str = "https://www.rfc-editor.org/rfc/rfc4648#section-3";
const RFC9110: &str = "https://www.rfc-editor.org/rfc/rfc9110#section-5";
const CAIP2: &str = "https://chainagnostic.org/CAIPs/caip-2";
const EIP712: &str = "https://eips.ethereum.org/EIPS/eip-712";
const EIP1271: &str = "https://eips.ethereum.org/EIPS/eip-1271";
const EIP2612: &str = "https://eips.ethereum.org/EIPS/eip-2612";
const EIP3009: &str = "https://eips.ethereum.org/EIPS/eip-3009";
const ERC6492: &str = "https://eips.ethereum.org/EIPS/eip-6492";
const EIP4361: &str = "https://eips.ethereum.org/EIPS/eip-4361";
const SOLANA_FEES: &str = "https://solana.com/docs/core/fees";
const SOLANA_TRANSACTIONS: &str = "https://solana.com/docs/core/transactions";

const BUGS: &[Bug] = &[
    Bug {
        flag: "accepts-malformed-base64",
        class: "encoding",
        text: "The reader takes base64 that is none.",
        effect: "One payment has many texts, and readers disagree about which of them are payments.",
        severity: Severity::Ambiguity,
        sources: &["C-1"],
        links: &[RFC4648],
        checks: &[],
        kinds: &["base64-"],
        ops: &[],
    },
    Bug {
        flag: "accepts-malformed-utf8",
        class: "encoding",
        text: "The reader replaces or keeps bytes that are no UTF-8.",
        effect: "Two readers see different names and addresses in the same bytes.",
        severity: Severity::Ambiguity,
        sources: &["C-2"],
        links: &["https://www.rfc-editor.org/rfc/rfc3629#section-10"],
        checks: &[],
        kinds: &["utf8", "lone-surrogate", "byte-order-mark"],
        ops: &[],
    },
    Bug {
        flag: "accepts-duplicate-members",
        class: "ambiguity",
        text: "The reader takes one of two members of the same name.",
        effect: "The server verifies one amount or recipient, and the facilitator settles the other.",
        severity: Severity::Money,
        sources: &["C-3"],
        links: &["https://www.rfc-editor.org/rfc/rfc8259#section-4"],
        checks: &[],
        kinds: &["duplicate-member"],
        ops: &[],
    },
    Bug {
        flag: "accepts-malformed-json",
        class: "ambiguity",
        text: "The reader takes text that is no JSON, or more than one value.",
        effect: "What one reader takes for a payment, the next one refuses: the request is served, and nothing is settled.",
        severity: Severity::Ambiguity,
        sources: &["C-4"],
        links: &[RFC8259],
        checks: &[],
        kinds: &["syntax", "trailing-data", "unexpected-end", "control-character"],
        ops: &[],
    },
    Bug {
        flag: "accepts-ambiguous-headers",
        class: "ambiguity",
        text: "The reader takes an empty header, one of several, or one that is folded or misnamed.",
        effect: "A proxy and the server behind it read different payments.",
        severity: Severity::Ambiguity,
        sources: &["C-11"],
        links: &[RFC9110],
        checks: &[],
        kinds: &["empty-header", "header-line-break", "header-name", "no-header", "several-headers"],
        ops: &[],
    },
    Bug {
        flag: "accepts-without-limit",
        class: "resources",
        text: "The reader has no limit for depth, length or number.",
        effect: "A stranger's request takes the server's memory, stack or time, before anything was paid.",
        severity: Severity::Resources,
        sources: &["C-12"],
        links: &["https://cwe.mitre.org/data/definitions/770.html"],
        checks: &[],
        kinds: &["depth", "header-size", "members", "number-length", "text-length", "values", "offers", "body-size"],
        ops: &[],
    },
    Bug {
        flag: "accepts-other-shapes",
        class: "type confusion",
        text: "The reader takes an object without a required member, or with a member of another type.",
        effect: "The value is read as zero, empty or `undefined`, and the checks that follow compare with that.",
        severity: Severity::Ambiguity,
        sources: &["C-5", "C-6", "C-7", "C-8"],
        links: &["https://cwe.mitre.org/data/definitions/20.html"],
        checks: &["decode"],
        kinds: &["missing-member", "null", "wrong-type", "not-decimal", "decimal-too-large", "empty-scheme", "version"],
        ops: &["replay-key"],
    },
    Bug {
        flag: "accepts-unknown-networks",
        class: "version confusion",
        text: "The reader takes a network of no known name or form, or of the other version.",
        effect: "A payment on one chain is taken for a payment on another, where the tokens are worth nothing.",
        severity: Severity::Money,
        sources: &["C-9"],
        links: &[CAIP2],
        checks: &[],
        kinds: &["not-network"],
        ops: &["network"],
    },
    Bug {
        flag: "accepts-other-terms",
        class: "binding",
        text: "What the client accepted is not what the server offered, and is taken for it.",
        effect: "The client pays less than the price, another token, or somebody else, and is served.",
        severity: Severity::Money,
        sources: &["B-1", "B-2", "B-3"],
        links: &["https://cwe.mitre.org/data/definitions/345.html"],
        checks: &["offer"],
        kinds: &[],
        ops: &["match"],
    },
    Bug {
        flag: "accepts-other-amount-or-recipient",
        class: "binding",
        text: "What was signed is not compared with what is owed.",
        effect: "The chain moves less money than the price, another token, or to another account, and the client is served.",
        severity: Severity::Money,
        sources: &["B-1", "B-7", "P-2", "P-4", "S-5"],
        links: &["https://cwe.mitre.org/data/definitions/345.html"],
        checks: &[
            "recipient",
            "amount",
            "charge",
            "spender",
            "facilitator",
            "permitted-token",
            "transfer",
            "transfer-amount",
            "transfer-charge",
            "mint",
            "destination",
            "source",
            "authority",
            "account-creation",
        ],
        kinds: &[],
        ops: &[],
    },
    Bug {
        flag: "accepts-unpayable-offers",
        class: "binding",
        text: "The server's own offer cannot be paid, and nobody says so.",
        effect: "The payment reverts, or goes to an account that nobody has the key of.",
        severity: Severity::Revert,
        sources: &["E-1", "E-3", "B-4"],
        links: &["https://cwe.mitre.org/data/definitions/20.html"],
        checks: &[
            "method",
            "asset-address",
            "pay-to-address",
            "payer-address",
            "domain",
            "memo-offer",
            "fee-payer-address",
        ],
        kinds: &[],
        ops: &[],
    },
    Bug {
        flag: "accepts-wrong-time",
        class: "time",
        text: "The payment is taken before it begins, after it has ended, or too late to settle.",
        effect: "The transaction reverts after the client was served: the server is not paid and has spent the gas.",
        severity: Severity::Revert,
        sources: &["E-2", "P-2"],
        links: &[EIP3009],
        checks: &["valid-before", "valid-after", "expiry-margin", "window", "permit-deadline", "horizon"],
        kinds: &[],
        ops: &[],
    },
    Bug {
        flag: "accepts-self-transfers",
        class: "binding",
        text: "Payer and recipient are the same account, and the operator of the Gateway refuses that.",
        effect: "The payment is verified and never settled, and the resource was served.",
        severity: Severity::Revert,
        sources: &["U-3", "E-3"],
        links: &[EIP3009],
        checks: &["gateway-self"],
        kinds: &[],
        ops: &[],
    },
    Bug {
        flag: "accepts-other-signatures",
        class: "signature",
        text: "A signature is taken that the contract refuses: of another key, over other data, or in another form.",
        effect: "Anybody is served in anybody's name. The transaction reverts, and the server has spent the gas.",
        severity: Severity::Revert,
        sources: &["E-6", "E-7", "S-4"],
        links: &[EIP712],
        checks: &["signature-form", "signature-range", "signature-low-s", "signer", "signed", "signers"],
        kinds: &[],
        ops: &[],
    },
    Bug {
        flag: "accepts-contract-signatures-unasked",
        class: "contract account",
        text: "The signature of an account with code, or of one that is not deployed, is judged without its contract.",
        effect: "A payment is taken that the contract refuses, or the payer's own code is run by the server.",
        severity: Severity::Revert,
        sources: &["E-8", "E-9"],
        links: &[EIP1271, ERC6492],
        checks: &["contract-signature", "factory"],
        kinds: &[],
        ops: &[],
    },
    Bug {
        flag: "accepts-unreadable-payloads",
        class: "type confusion",
        text: "A payload is taken that its transfer method does not have.",
        effect: "The verifier and the settler read different authorizations, or the settler reads none.",
        severity: Severity::Revert,
        sources: &["B-4", "E-3", "E-4", "E-5"],
        links: &["https://cwe.mitre.org/data/definitions/843.html"],
        checks: &[
            "payload",
            "transaction",
            "permit-payload",
            "approval-payload",
            "approval-transaction",
            "approval-info",
        ],
        kinds: &[],
        ops: &["digest"],
    },
    Bug {
        flag: "accepts-costs-for-the-sponsor",
        class: "sponsor",
        text: "The transaction makes its fee payer pay for more than the transfer, or sign for something else.",
        effect: "The fee payer's lamports or tokens are drained, payment by payment.",
        severity: Severity::Money,
        sources: &["S-3", "S-6", "S-7"],
        links: &[SOLANA_FEES],
        checks: &[
            "fee-payer",
            "fee-payer-isolation",
            "fee-payer-managed",
            "compute-limit",
            "compute-limit-cap",
            "data-limit",
            "compute-price",
            "compute-price-cap",
            "sponsor-cost",
            "sponsor-tokens",
            "writable",
        ],
        kinds: &[],
        ops: &[],
    },
    Bug {
        flag: "accepts-failed-simulations",
        class: "sponsor",
        text: "A transaction is taken of which it is known that its simulation fails.",
        effect: "The transaction fails on the chain: the server is not paid, and the fee payer has spent the fee.",
        severity: Severity::Revert,
        sources: &["S-9"],
        links: &[SOLANA_FEES],
        checks: &["simulation"],
        kinds: &[],
        ops: &[],
    },
    Bug {
        flag: "accepts-other-instructions",
        class: "sponsor",
        text: "The transaction calls programs, or has instructions, beside those of a payment.",
        effect: "The fee payer's signature stands under whatever the payer likes.",
        severity: Severity::Money,
        sources: &["S-1", "S-2", "S-8"],
        links: &[SOLANA_TRANSACTIONS],
        checks: &["programs", "instructions", "lookup-tables", "runtime-rules"],
        kinds: &[],
        ops: &[],
    },
    Bug {
        flag: "accepts-unlisted-versions",
        class: "policy",
        text: "A transaction is taken of a version that the offer does not list.",
        effect: "The facilitator cannot read the transaction, and the server is not paid.",
        severity: Severity::Revert,
        sources: &["U-21", "U-22"],
        links: &[SOLANA_TRANSACTIONS],
        checks: &["transaction-version", "transaction-versions"],
        kinds: &[],
        ops: &[],
    },
    Bug {
        flag: "accepts-other-memos",
        class: "binding",
        text: "The memo is not the one that the offer asks for, or is none.",
        effect: "Two payments are one transaction, or a payment cannot be told from another one.",
        severity: Severity::Ambiguity,
        sources: &["S-8"],
        links: &["https://github.com/solana-program/memo"],
        checks: &["memo-"],
        kinds: &[],
        ops: &[],
    },
    Bug {
        flag: "accepts-other-permits",
        class: "sponsoring",
        text: "A permit for the sponsor is taken that the token or the proxy refuses.",
        effect: "The sponsor pays for a transaction that reverts.",
        severity: Severity::Revert,
        sources: &["P-5"],
        links: &[EIP2612],
        checks: &["permit-", "allowance"],
        kinds: &[],
        ops: &[],
    },
    Bug {
        flag: "accepts-other-approvals",
        class: "sponsoring",
        text: "A transaction is taken for the approval of Permit2 that does something else, or costs more than the sponsor gives.",
        effect: "The sponsor pays the gas for it, and the payment still cannot be settled.",
        severity: Severity::Money,
        sources: &["P-6"],
        links: &["https://github.com/Uniswap/permit2"],
        checks: &["approval-"],
        kinds: &[],
        ops: &[],
    },
    Bug {
        flag: "accepts-what-the-policy-refuses",
        class: "policy",
        text: "The server's own policy is not applied.",
        effect: "The server takes what it chose not to take; the chain takes it too.",
        severity: Severity::Policy,
        sources: &["E-3"],
        links: &["https://cwe.mitre.org/data/definitions/693.html"],
        checks: &["policy"],
        kinds: &[],
        ops: &[],
    },
    Bug {
        flag: "accepts-other-echoes",
        class: "binding",
        text: "The payment changes what the server declared for an extension, and is taken.",
        effect: "The client chooses who is credited, or what the extension was told.",
        severity: Severity::Policy,
        sources: &["B-6"],
        links: &["https://cwe.mitre.org/data/definitions/345.html"],
        checks: &["extension-echo"],
        kinds: &[],
        ops: &["match-extensions"],
    },
    Bug {
        flag: "accepts-other-identifiers",
        class: "idempotency",
        text: "A payment identifier is taken that has another form, or is missing where it is required.",
        effect: "A retry is not recognised and is settled twice, or one client gets the answer of another.",
        severity: Severity::Money,
        sources: &["X-8", "X-9", "X-10"],
        links: &["https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/"],
        checks: &[],
        kinds: &[],
        ops: &["payment-identifier"],
    },
    Bug {
        flag: "accepts-other-sign-ins",
        class: "signature",
        text: "A sign-in is taken that is for another origin, time, chain or key.",
        effect: "A stranger gets what somebody else has paid for.",
        severity: Severity::Money,
        sources: &["X-11", "X-12", "X-13", "X-17"],
        links: &[EIP4361],
        checks: &[],
        kinds: &[],
        ops: &["sign-in-with-x"],
    },
    Bug {
        flag: "accepts-other-offers-or-receipts",
        class: "signature",
        text: "A signed offer or receipt is taken that says something else, or that another key signed.",
        effect: "A buyer trusts a price or a proof of payment that nobody gave.",
        severity: Severity::Ambiguity,
        sources: &["X-20", "X-22", "X-24", "X-27"],
        links: &[EIP712, "https://www.rfc-editor.org/rfc/rfc7515"],
        checks: &[],
        kinds: &[],
        ops: &["offer-receipt"],
    },
    Bug {
        flag: "accepts-other-suffixes",
        class: "encoding",
        text: "A suffix of calldata is read as builder codes that is none.",
        effect: "Somebody is credited who has no part in the transaction.",
        severity: Severity::Policy,
        sources: &["X-30", "X-32"],
        links: &["https://www.rfc-editor.org/rfc/rfc8949"],
        checks: &[],
        kinds: &[],
        ops: &["builder-code"],
    },
    Bug {
        flag: "accepts-malformed-messages",
        class: "binding",
        text: "A message of another protocol is taken whose payment or demand stands twice and different, in the wrong place, or does not belong to it.",
        effect: "A buyer pays a price that another reader of the message does not see, or a server gives away what nobody paid for.",
        severity: Severity::Money,
        sources: &["M-1", "M-2", "M-3", "M-4", "M-5", "M-6", "M-8", "M-10", "A-1", "A-2", "A-3", "A-4", "A-5"],
        links: &["https://www.jsonrpc.org/specification"],
        checks: &[],
        kinds: &[],
        ops: &["carrier"],
    },
    Bug {
        flag: "accepts-other-message-signatures",
        class: "signature",
        text: "A signature of an HTTP message is taken that another key made, that covers something else, or that is out of its time.",
        effect: "A stranger acts as the agent that pays, or changes a demand or a settlement on its way.",
        severity: Severity::Money,
        sources: &["H-2", "H-3", "H-4"],
        links: &["https://www.rfc-editor.org/rfc/rfc9421"],
        checks: &[],
        kinds: &[],
        ops: &["http-message-signature"],
    },
    Bug {
        flag: "accepts-unknown-flow",
        class: "matching",
        text: "The verifier judges a payment for an offer in a payment flow that nobody knows.",
        effect: "Buyer and server differ about when the money moves and when the service comes.",
        severity: Severity::Ambiguity,
        sources: &["F-1", "F-3"],
        links: &[],
        checks: &["flow"],
        kinds: &[],
        ops: &[],
    },
    Bug {
        flag: "accepts-other-flows",
        class: "binding",
        text: "A buyer takes an offer in a payment flow that it does not know, or does not implement.",
        effect: "The money is gone before the service comes, and the buyer expected to pay after it.",
        severity: Severity::Money,
        sources: &["F-1", "F-2"],
        links: &["https://cwe.mitre.org/data/definitions/841.html"],
        checks: &[],
        kinds: &[],
        ops: &["choose"],
    },
    Bug {
        flag: "accepts-unfunded-offers",
        class: "binding",
        text: "A buyer takes an offer of the Gateway without a balance there, or an offer that only has the name of the Gateway.",
        effect: "The payment looks right and is never settled, though another offer would have been.",
        severity: Severity::Refusal,
        sources: &["U-16", "U-8"],
        links: &[],
        checks: &[],
        kinds: &[],
        ops: &[],
    },
    Bug {
        flag: "accepts-distant-ends",
        class: "time",
        text: "A buyer signs for an offer whose payment could be settled long after the purchase.",
        effect: "Whoever holds the authorization takes the money in years, when the buyer has forgotten it.",
        severity: Severity::Money,
        sources: &["F-2"],
        links: &[EIP3009],
        checks: &[],
        kinds: &[],
        ops: &[],
    },
    Bug {
        flag: "accepts-other-declarations",
        class: "discovery",
        text: "A demand is called good that clients or directories refuse or discard.",
        effect: "The seller is listed nowhere, or is not paid, and nobody says why.",
        severity: Severity::Refusal,
        sources: &["Z-1", "Z-2", "Z-3", "Z-8", "Z-9", "E-1", "E-3"],
        links: &["https://json-schema.org/draft/2020-12"],
        checks: &[],
        kinds: &[],
        ops: &["lint"],
    },
    Bug {
        flag: "accepts-failed-settlements",
        class: "settlement",
        text: "A failed settlement is taken for one that succeeded, or may still succeed.",
        effect: "The buyer believes to have paid, or waits for a transaction that there is not.",
        severity: Severity::Refusal,
        sources: &["F-4", "F-5", "F-8"],
        links: &["https://www.rfc-editor.org/rfc/rfc9110#section-15"],
        checks: &[],
        kinds: &[],
        ops: &["settlement-state"],
    },
];

/// Whether one of the patterns ends in a hyphen and begins the name.
fn begins(patterns: &[&str], name: &str) -> bool {
    patterns.iter().any(|pattern| pattern.ends_with('-') && name.starts_with(pattern))
}

/// The bug with such a name in its `patterns`. A whole name takes precedence over a beginning.
fn by(patterns: fn(&Bug) -> &'static [&'static str], name: &str) -> Option<&'static Bug> {
    let whole = BUGS.iter().find(|bug| patterns(bug).contains(&name));
    whole.or_else(|| BUGS.iter().find(|bug| begins(patterns(bug), name)))
}

/// The bug of an implementation that accepts this vector. The vector says the kind of the decoder's error, or `kind`
/// does.
///
/// # Errors
/// The vector has to be refused, and no row has its bug.
fn bug_of(vector: &Vector, kind: Option<&str>) -> Result<&'static Bug, String> {
    let said = vector.expect.ours.as_ref().and_then(|ours| {
        let kind = ours.lenient.as_json().get("err")?.get("kind")?;
        kind.string().ok().map(|kind| kind.into_owned())
    });
    let kind = said.as_deref().or(kind);
    let by_kind = kind.and_then(|kind| by(|bug| bug.kinds, kind));
    let by_check = || vector.expect.check.as_deref().and_then(|check| by(|bug| bug.checks, check));
    let by_op = || by(|bug| bug.ops, &vector.op);
    by_kind
        .or_else(by_check)
        .or_else(by_op)
        .ok_or_else(|| format!("{}: no row of bugs.rs says what bug takes it ({kind:?})", vector.id))
}

/// Adds the bug's flag to a vector that has to be refused, unless it names its bug itself.
///
/// # Errors
/// No row fits.
pub(crate) fn flag(vector: &mut Vector, kind: Option<&str>) -> Result<(), String> {
    let names_its_bug = vector.flags.iter().any(|flag| row(flag).is_some());
    if vector.expect.class == Class::Invalid && !names_its_bug {
        let flag = bug_of(vector, kind)?.flag;
        debug_assert!(flag.starts_with(BUG_FLAG_PREFIX), "a witness's fingerprint leaves such flags out");
        vector.flags.push(flag.to_owned());
    }
    Ok(())
}

/// The row of a flag.
pub(crate) fn row(flag: &str) -> Option<&'static Bug> {
    BUGS.iter().find(|bug| bug.flag == flag)
}
