//! The meaning of each flag of a vector.

use x402_conformance::vector::{Note, Severity};

use crate::{bugs, documents};

/// (flag, class of bug, text, effect, sources)
type Row = (&'static str, &'static str, &'static str, &'static str, &'static [&'static str]);

const NOTES: &[Row] = &[
    (
        "missing-padding",
        "encoding",
        "Base64 without padding.",
        "TypeScript and Java take it, the others refuse.",
        &["C-1"],
    ),
    (
        "nonzero-pad-bits",
        "encoding",
        "Bits behind the last byte of base64 are not zero.",
        "One payload has several texts: a text is no key for replay protection.",
        &["C-1"],
    ),
    ("white-space", "encoding", "White space around or inside base64.", "Python and Go take some of it.", &["C-1"]),
    (
        "bom",
        "encoding",
        "A byte order mark before JSON text.",
        "TypeScript and Java skip it, the others refuse.",
        &["C-2"],
    ),
    (
        "string-version",
        "type confusion",
        "The version as a string.",
        "Python takes it, and so does a JavaScript comparison with ==.",
        &["C-5"],
    ),
    (
        "float-version",
        "type confusion",
        "The version with a fraction.",
        "2.0 equals 2 in JavaScript and Python.",
        &["C-5"],
    ),
    (
        "leading-zero",
        "canonical form",
        "A decimal with leading zeros.",
        "Every implementation computes the same number from it; texts differ.",
        &["C-6"],
    ),
    (
        "number-amount",
        "type confusion",
        "A JSON number where a decimal string belongs.",
        "Above 2^53 a JavaScript reader has another amount than was written.",
        &["C-6"],
    ),
    (
        "null-optional",
        "absence",
        "null for an optional member.",
        "x402-rs and r402 refuse it for extensions, Python for extra.",
        &["C-7"],
    ),
    (
        "other-version-network",
        "version confusion",
        "A network in the other version's form.",
        "A table decides which chain is meant, and tables differ.",
        &["C-9"],
    ),
    (
        "legacy-header",
        "version confusion",
        "A payload of one version under the other's header.",
        "A server that looks at one header only sees no payment.",
        &["C-11"],
    ),
    (
        "number-range",
        "number",
        "A number that no double holds.",
        "Infinity, an error or the text, depending on the reader.",
        &["C-16"],
    ),
    (
        "address-case",
        "canonical form",
        "Addresses that differ in letter case alone.",
        "TypeScript compares text and finds no offer.",
        &["B-2"],
    ),
    (
        "null-skip",
        "absence",
        "A required null that is absent in the echo.",
        "TypeScript finds no offer, Python does.",
        &["B-2"],
    ),
    (
        "unknown-member",
        "binding",
        "A member in accepted that no offer has.",
        "TypeScript finds no offer, Python does.",
        &["B-2"],
    ),
    (
        "y-parity",
        "malleability",
        "A signature that ends in 0 or 1.",
        "The token refuses it; facilitators that add 27 settle it, the TypeScript one does not.",
        &["E-6", "D-22"],
    ),
    (
        "high-s",
        "malleability",
        "The other of the two signatures that verify for one message.",
        "The token refuses it, Permit2 takes it; recovery gives the same payer.",
        &["E-6", "E-7"],
    ),
    (
        "compact",
        "malleability",
        "A 64-byte ERC-2098 signature.",
        "The token refuses it, Permit2 takes it; x402-rs unpacks it for the token.",
        &["E-6", "E-7"],
    ),
    ("no-0x", "canonical form", "Hexadecimal text without 0x.", "Python takes it.", &["E-4"]),
    (
        "hex-nonce",
        "canonical form",
        "The nonce of a permit in hexadecimal, as the document of upto prints it.",
        "JavaScript's BigInt reads both, Python's int refuses; read as decimal it is another nonce, or none.",
        &["P-3"],
    ),
    (
        "untagged-method",
        "binding",
        "A Permit2 payment of exact that nobody calls one.",
        "The text has EIP-3009 as default and requires the tag; the SDKs look at the payload's shape.",
        &["B-4"],
    ),
    (
        "boundary-after",
        "time",
        "validAfter equals the time of the check.",
        "SDKs take it; the token wants a later block, and the next one is.",
        &["E-2"],
    ),
    ("overpay", "binding", "More is signed than asked.", "x402-rs takes it, the specification does not.", &["B-7"]),
    (
        "counterfactual",
        "contract account",
        "A signature of a wallet that is not deployed yet.",
        "Whoever calls the factory unseen runs the payer's code.",
        &["E-9"],
    ),
    (
        "contract-account",
        "contract account",
        "The payer's code decides what it signs.",
        "Recovering an address proves nothing, either way.",
        &["E-8"],
    ),
    (
        "eip55",
        "identity",
        "An address in mixed case whose checksum is wrong.",
        "TypeScript refuses it in an authorization, the others take it; it may be a typing error.",
        &["E-3", "D-31"],
    ),
    ("self-payment", "binding", "Payer and recipient are one.", "Nothing moves, and the resource is served.", &["E-3"]),
    (
        "pay-to-asset",
        "binding",
        "The recipient is the token's own contract.",
        "USDC refuses it; another token may take the payment and keep it for ever.",
        &["E-3"],
    ),
    (
        "unreadable-offer",
        "absence",
        "One of several offers cannot be read.",
        "A client that refuses the whole demand cannot pay by the others.",
        &["C-10"],
    ),
    (
        "unreadable-kind",
        "absence",
        "One of the kinds that a facilitator supports cannot be read.",
        "The official SDKs refuse the whole answer, x402-rs skips the kind: a version to come shuts the others out.",
        &["C-10"],
    ),
    (
        "no-extensions",
        "absence",
        "What a facilitator supports of V2, without its extensions.",
        "The document requires them; the official SDKs and x402-rs take none for an empty list.",
        &["C-8"],
    ),
    (
        "no-signers",
        "absence",
        "What a facilitator supports of V2, without its signers.",
        "The document requires them; the official SDKs and x402-rs take none for an empty object.",
        &["C-8"],
    ),
    (
        "empty-accepts",
        "absence",
        "A demand without any offer.",
        "TypeScript's schema wants one at least, the others none.",
        &["C-8"],
    ),
    (
        "no-resource",
        "absence",
        "A V2 demand that does not say for what.",
        "Optional in Python and x402-rs, required by TypeScript's schema.",
        &["C-8"],
    ),
    (
        "no-description",
        "absence",
        "A V1 offer without description.",
        "The document requires it; optional in Python.",
        &["C-8"],
    ),
    (
        "no-mime-type",
        "absence",
        "A V1 offer without MIME type.",
        "The document calls it optional; npm x402-fetch 1.2.0 refuses every offer of the demand for it.",
        &["C-8"],
    ),
    (
        "last-updated",
        "encoding",
        "An entry of a directory whose `lastUpdated` is no date of RFC 3339.",
        "The documents print seconds; the official SDKs' type is a date.",
        &["Z-10"],
    ),
    (
        "no-transaction",
        "absence",
        "A settlement that succeeded without a transaction.",
        "Right where nothing was charged; elsewhere the resource was served for nothing.",
        &["C-14"],
    ),
    (
        "no-network",
        "absence",
        "A failed settlement that names no network.",
        "A strict reader takes the failure for a malformed answer.",
        &["C-14"],
    ),
    (
        "empty-amount",
        "absence",
        "A settlement whose amount is the empty string.",
        "JavaScript's BigInt reads 0 from it, Python's int refuses.",
        &["C-14"],
    ),
    (
        "extension-not-echoed",
        "absence",
        "A declared extension that the payment does not echo.",
        "The document wants it; both official servers let it pass.",
        &["B-6"],
    ),
    (
        "trailing-data",
        "malleability",
        "Bytes behind the data of an instruction.",
        "Token and the compute budget ignore them; x402-rs refuses them in the compute budget.",
        &["S-5", "S-6", "D-42"],
    ),
    (
        "extra-accounts",
        "binding",
        "More accounts than a token transfer needs.",
        "Both token programs ignore them, unless the mint has a transfer hook.",
        &["S-6"],
    ),
    (
        "high-limit",
        "sponsor",
        "A limit of compute units above the document's reference value.",
        "The sponsor pays for the limit; x402-rs refuses it, the official SDKs do not.",
        &["S-5", "D-42"],
    ),
    (
        "units-short",
        "sponsor",
        "A limit of compute units that the transaction cannot keep.",
        "It fails on the chain, and the sponsor pays for it; the official clients' fixed 20,000 carry 50 letters of memo.",
        &["S-5"],
    ),
    (
        "no-memo",
        "absence",
        "A payment on Solana without memo.",
        "The document wants one of clients; no verifier does. Two payments of one blockhash are one transaction.",
        &["S-7"],
    ),
    (
        "failing-approval",
        "sponsoring",
        "An approval for the sponsor to send that has a fault, beside an allowance that makes it needless.",
        "Nobody need send it; the official facilitators refuse it before they look at the allowance.",
        &["P-6"],
    ),
    (
        "other-spender",
        "sponsoring",
        "An approval for the sponsor to send that lets somebody else than Permit2 move the payer's tokens.",
        "Sent, it takes effect: the sponsor pays for it, the payer may lose what there is, and the payment gains nothing.",
        &["P-6"],
    ),
    ("zero-amount", "binding", "A transfer of nothing.", "Both token programs take it.", &["S-6"]),
    (
        "failing-permit",
        "sponsor",
        "A permit for the sponsor that token or proxy would refuse, where Permit2 is allowed enough without it.",
        "It is settled without; facilitators that look at the permit first refuse it, those that ask for the allowance first do not.",
        &["P-5"],
    ),
    (
        "account-creation",
        "binding",
        "The recipient's account is made by the payment, at the payer's cost.",
        "V1's document and older SDKs had it; today's verifiers refuse it.",
        &["S-5", "D-44"],
    ),
    (
        "service-codes",
        "binding",
        "More service codes than the five that a client may add to a payment, or than eleven in calldata.",
        "Who added which is not in the payment; beyond ten in all the official servers refuse it, if they declared one.",
        &["B-6", "X-32"],
    ),
    (
        "flat-builder-code",
        "absence",
        "Builder codes without the wrapper info, as the extension's document prints a payment's.",
        "The official servers take it, and their facilitators read nothing from it: nobody is credited.",
        &["B-6"],
    ),
    (
        "wallet-code",
        "binding",
        "A client that names the wallet's code, which is the facilitator's to say.",
        "A reader that takes it credits whom the payer likes.",
        &["B-6"],
    ),
    (
        "eip155-v",
        "malleability",
        "A signature whose last byte is a transaction's v, 35 or more (EIP-155).",
        "No contract takes it; x402-rs reads its parity and brings 27 or 28.",
        &["E-6", "E-7"],
    ),
    (
        "no-required",
        "absence",
        "A payment's identifier without the member required.",
        "The table of the document has a default; its schema and the official validators want the member.",
        &["X-9"],
    ),
    (
        "key-order",
        "canonical form",
        "Builder codes in calldata in another order than a, w, s.",
        "The document's prose says a, s, w, the SDKs write a, w, s, and readers take any.",
        &["X-31", "X-32"],
    ),
    (
        "long-head",
        "canonical form",
        "A CBOR head that is longer than it has to be.",
        "The same codes have several texts; the SDKs read heads of up to two bytes, a strict CBOR reader no long one.",
        &["X-32"],
    ),
    (
        "service-text",
        "type confusion",
        "The service code in calldata as a text, where a list belongs.",
        "The table of the document allows it, its parser reads a list, and so do the SDKs.",
        &["X-32"],
    ),
    (
        "accept-index",
        "binding",
        "acceptIndex names another entry than the signed terms, or none.",
        "Who pays by the hint pays other terms than were signed.",
        &["X-28"],
    ),
    (
        "eip712-network",
        "version confusion",
        "Typed data of EIP-712 about a network that is no EVM chain.",
        "The document allows it in one place and forbids it in another.",
        &["X-22"],
    ),
    (
        "not-jcs",
        "canonical form",
        "The payload of a JWS is not its own canonical form.",
        "The printed examples are not, and the signature covers the bytes as they were sent.",
        &["X-24"],
    ),
    (
        "unknown-member",
        "type confusion",
        "A payload in a JWS has a member that the document does not have.",
        "It is signed, and nobody says what it means.",
        &["X-21"],
    ),
    (
        "unsigned-member",
        "binding",
        "A payload by EIP-712 has a member that is not in the typed data.",
        "Anybody can have added it: the signature does not cover it.",
        &["X-21"],
    ),
    (
        "resource-differs",
        "binding",
        "The signed offer is for another URL than the demand.",
        "Proxies and query strings make it differ honestly; it may also be somebody else's offer.",
        &["X-28"],
    ),
    (
        "offer-expired",
        "time",
        "The signed offer has expired.",
        "The server may refuse a payment, and may take it.",
        &["X-28"],
    ),
    (
        "origin-spelling",
        "canonical form",
        "The origin in the URI of a sign-in has capitals or the default port.",
        "It is the same origin (RFC 6454), and who compares texts refuses it.",
        &["X-12"],
    ),
    (
        "free-text",
        "canonical form",
        "The statement of a sign-in on Solana has characters that EIP-4361 does not allow.",
        "The official SDKs take it on Solana and refuse it on EVM chains.",
        &["X-15"],
    ),
    (
        "empty-member",
        "canonical form",
        "An optional member of a sign-in is empty.",
        "On Solana its message is that of an absent one, and libraries differ.",
        &["X-15"],
    ),
];

pub(crate) fn note(flag: &str) -> Result<Note, String> {
    if let Some(bug) = bugs::row(flag) {
        let texts = |texts: &[&str]| texts.iter().map(ToString::to_string).collect();
        return Ok(Note {
            class: bug.class.into(),
            text: bug.text.into(),
            effect: bug.effect.into(),
            severity: bug.severity,
            sources: texts(bug.sources),
            links: texts(bug.links),
        });
    }
    let row = NOTES.iter().find(|row| row.0 == flag).ok_or_else(|| format!("flag {flag} has no note"))?;
    let (_, class, text, effect, sources) = *row;
    let mut links: Vec<String> = sources.iter().filter_map(|source| document_of(source)).map(documents::link).collect();
    links.dedup();
    Ok(Note {
        class: class.into(),
        text: text.into(),
        effect: effect.into(),
        severity: severity_of(class)
            .ok_or_else(|| format!("flag {flag}: no severity is given to the class {class}"))?,
        sources: sources.iter().map(ToString::to_string).collect(),
        links,
    })
}

/// What a bug of this class costs at worst.
fn severity_of(class: &str) -> Option<Severity> {
    Some(match class {
        "binding" | "sponsor" | "sponsoring" => Severity::Money,
        "malleability" | "contract account" => Severity::Revert,
        "encoding" | "type confusion" | "canonical form" | "number" => Severity::Ambiguity,
        "absence" | "version confusion" | "time" => Severity::Refusal,
        "identity" => Severity::Policy,
        _ => return None,
    })
}

/// The document that a ruling is about, by the family of its id.
fn document_of(ruling: &str) -> Option<&'static str> {
    let (family, _) = ruling.split_once('-')?;
    Some(match family {
        "C" | "B" | "F" => documents::V2,
        "E" => documents::EXACT_EVM,
        "P" => documents::UPTO_EVM,
        "S" => documents::EXACT_SVM,
        "X" => documents::PAYMENT_IDENTIFIER,
        _ => return None,
    })
}
