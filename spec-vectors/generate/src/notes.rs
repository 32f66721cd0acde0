//! What each flag of a vector means.

use x402_conformance::vector::Note;

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
        "The token refuses it; recovery gives the same payer.",
        &["E-6", "E-7"],
    ),
    ("compact", "malleability", "A 64-byte ERC-2098 signature.", "The token refuses it; x402-rs unpacks it.", &["E-6"]),
    ("no-0x", "canonical form", "Hexadecimal text without 0x.", "Python takes it.", &["E-4"]),
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
];

pub(crate) fn note(flag: &str) -> Result<Note, String> {
    let row = NOTES.iter().find(|row| row.0 == flag).ok_or_else(|| format!("flag {flag} has no note"))?;
    let (_, class, text, effect, sources) = *row;
    Ok(Note {
        class: class.into(),
        text: text.into(),
        effect: effect.into(),
        sources: sources.iter().map(ToString::to_string).collect(),
    })
}
