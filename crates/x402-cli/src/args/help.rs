//! The text of `--help` below the options.

use x402_operations::preset_names;

pub(super) const DECODE_HELP: &str = "\
Recognises a header by its name, JSON by its members, and a header's value by its content. Of the extensions it reads \
a sign-in (with the message to sign), a sign-in challenge, a signed offer or receipt (an envelope, a JWS, or with \
--kind the first one of a demand or a settlement), and the builder codes in calldata. It verifies nothing.

  x402 decode eyJ4NDAyVmVyc2lvbiI6Mi…
  x402 decode 'SIGN-IN-WITH-X: eyJkb21haW4iOi…'
  x402 decode --kind receipt @settlement.json
  x402 decode 0xe3ee160e…80218021

Exit codes: 0 decoded, 64 usage, 65 the input cannot be decoded.";

pub(super) const VERIFY_HELP: &str = "\
Nothing in the payment is trusted until it matches one of your own offers. So give the offers as your server made \
them, not as the payment repeats them. A transcript that has the 402 response, too, needs no --offer, and is judged at \
its Date.

Whether a signature is valid may depend on whether the payer's account has code. If you know this (eth_getCode), pass \
--account-code. Without it, a signature that does not recover to the payer leaves the payment undecided.

A request for a refund of a channel pays for no service, so it is invalid unless you ask for operations with --purpose.

  x402 verify --payment @payment.txt --offer @offer.json --account-code none
  x402 explain @body-of-verify.json

Exit codes: 0 valid, 1 invalid, 2 undecided, 3 a valid operation (serve nobody for it), 64 usage, 65 the input cannot be decoded.";

pub(super) const VERIFY_SIGN_IN_HELP: &str = "\
Without --nonce the nonce is not compared with the issued one. --diagnose tries the issued nonce, your own domain, the domain \
without its port, the address without its checksum, a scheme before the domain, the message without the EIP-191 prefix, the whole \
identifier of the chain, a line feed at the end, and the optional members left out.

  x402 verify-sign-in @sign-in.txt --origin https://api.example.com --nonce a1b2c3d4e5f67890

Exit codes: 0 valid, 1 invalid, 2 undecided, 64 usage, 65 the input cannot be decoded.";

pub(super) const VERIFY_SIGNED_HELP: &str = "\
Without an expected key the verdict is undecided, because anybody can sign. Only an offer that its payTo has signed by EIP-712 needs none.

  x402 verify-signed offer @demand.json --signer 0xf39F…
  x402 verify-signed receipt @settlement.json --jwk @key.json

Exit codes: 0 valid, 1 invalid, 2 undecided, 64 usage, 65 the input cannot be decoded.";

pub(super) const DIAGNOSE_HELP: &str = "\
Tries at most 32 other messages and forms: another name, version or chain of the token's domain, a domain without \
version or chain, another token, recipient and amount as offered or accepted, an offer that changed since, \
ReceiveWithAuthorization, personal_sign of the digest or its digits, payer and recipient swapped, milliseconds, 18 \
decimal places, a high s, a wrong last byte. For Permit2: another spender, witness or domain, the nonce in \
hexadecimal, an EIP-3009 authorization. For a channel: another id, such as the hash of the encoded config, another sum, \
the payer in place of the key of the vouchers, another recipient or nonce of the deposit. A matching guess is not a verdict.

Exit codes: those of x402 verify.";

pub(super) const LINT_HELP: &str = "\
Checks a payment demand: each offer (token, recipient, price, the token's domain, flow, timeout), the resource, every extension \
with its schema, the size of the header, Cache-Control, and members of the wrong version. An error means that clients \
or directories that follow the documents refuse or discard the value. A warning means that clients differ, or that \
failures in the field are known. An info means that nothing is wrong. Places are JSON pointers. docs/reference/lint-rules.md \
lists every rule.

A whole response with its headers allows more checks than the demand alone:

  curl -si https://api.example.com/weather | x402 lint
  x402 lint 'PAYMENT-REQUIRED: eyJ4NDAyVmVyc2lvbiI6Mi…'
  x402 lint @demand.json
  x402 lint --fix @demand.json >corrected.json
  x402 lint --format github @demand.json

The price of each offer is printed in tokens, if a table has the token.

--fix makes only corrections that follow from the demand itself. It never invents an address or a price, and never adds \
an error.

Exit codes: 0 no errors, 1 errors, 2 no errors but a schema needs another validator, 64 usage, 65 the demand cannot be \
read as JSON. With --fix, the exit code of the corrected demand, and 64 if there is no demand to correct.";

#[cfg(feature = "audit")]
pub(super) const AUDIT_HELP: &str = "\
A line is the input of the operation verify, {\"payment\", \"offers\", \"now\", …}, or a question {\"id\", \"op\", \
\"input\"} to x402 testee. The verdicts have the same order. A line that cannot be judged is printed with its number, \
and the next line is judged as usual. docs/how-to/audit.md explains the output.

  x402 audit payments.jsonl
  x402 audit --only invalid,undecided 2026-*.jsonl.zst
  x402 audit --explain 48123 payments.jsonl.gz
  tail -f payments.jsonl | x402 audit --json

Exit codes: 0 all valid, 1 a payment is invalid, 2 none is invalid and one is undecided, 65 a line could not be \
judged, whatever the other verdicts, 64 usage, 74 reading or writing failed. With --explain, those of x402 explain.";

pub(super) const DRAFT_HELP: &str = "\
Without --signature it prints what the payer signs; with it, the header to send. It drafts nothing that a server would refuse, and no \
authorization that ends after --horizon (of Circle's Gateway, a week later); of a voucher or a transaction, --horizon only warns. \
The nonce has 64 digits; on Solana 32, which become the memo, and only if the offer asks for none; on Stellar 16. \
More in docs/how-to: permit2.md, batch-settlement.md, solana.md, stellar.md.

  x402 draft --offer @offer.json --payer 0x857b… --nonce 0x$(openssl rand -hex 32)
  x402 draft --offer @offer.json --payer 0xf39F… --charged 2000
  x402 draft --offer @offer.json --payer BMrx53… --blockhash EkSnNW… --nonce 0x$(openssl rand -hex 16)
  x402 draft --offer @offer.json --payer GCFIRY… --ledger 5100000 --nonce 0x$(openssl rand -hex 8)

Exit codes: 0 printed, 2 printed and undecided, as the warning says, 64 no payment can be made from this offer or these arguments.";

pub(super) const REASON_HELP: &str = "\
A code is the errorReason of a settlement or the invalidReason of a verification. Each meaning is printed with its usual \
causes, who has to act, the command to run next, and its names:
  spec     the documents
  ts       npm @x402/*
  py       PyPI x402
  go       the Go module
  x402-rs  the Rust crates of x402-rs
  legacy   npm x402 1
  circle   Circle's Gateway and Facilitator Service
  r402     the Rust crates of r402
  cdp      CDP's own SDK
  offline  this project, where no document has a code
The first name is the current one of the dialect. The others come from its V1 routes or older releases. If there are \
several meanings, the code alone does not tell which one applies.

Exit codes: 0 known, 64 usage, 65 not in the tables; the date and the versions of the tables are printed.";

#[cfg(feature = "testee")]
pub(super) const TESTEE_HELP: &str = "\
Each line is an object {\"id\", \"op\", \"input\"}; each answer has the same id and exactly one of result, skipped, error.
  echo '{\"id\":\"1\",\"op\":\"network\",\"input\":{\"name\":\"base\"}}' | x402 testee";

#[cfg(feature = "shell")]
pub(super) const COMPLETIONS_HELP: &str = "\
  x402 completions bash >~/.local/share/bash-completion/completions/x402
  x402 completions zsh >~/.zfunc/_x402
  x402 completions fish >~/.config/fish/completions/x402.fish";

#[cfg(feature = "schema")]
pub(super) const SCHEMA_HELP: &str = "\
JSON Schema 2020-12. A schema accepts every object that x402 decode accepts. It refuses the others, except for faults \
that a schema cannot express: the spelling of a number, and duplicate members.

  x402 schema payment-payload --version 2
  x402 schema --all schemas

Exit codes: 0 printed or written, 64 usage, 74 writing failed.";

/// The text below the options of a command that judges payments: its own, and the presets of hosted facilitators with their date.
pub(super) fn with_presets(text: &str) -> String {
    let presets = preset_names().filter(|(_, about)| !about.is_empty());
    let lines: String = presets.map(|(name, about)| format!("  {name:<26}  {about}\n")).collect();
    format!("{text}\n\nPolicies of hosted facilitators:\n{}", lines.trim_end())
}
