//! The text of `--help` below the options.

use x402_operations::preset_names;

pub(super) const DECODE_HELP: &str = "\
You can paste what you have: decode recognises a header by its name, JSON by its fields, and a header's value by its \
content. It also reads these extensions: a sign-in (with the message to sign), a sign-in challenge, a signed offer or receipt \
(an envelope, a JWS, or with --kind the first one of a 402 response or a settlement), and the builder codes in calldata. It \
verifies nothing: use x402 explain for that.

  x402 decode eyJ4NDAyVmVyc2lvbiI6Mi…
  x402 decode 'SIGN-IN-WITH-X: eyJkb21haW4iOi…'
  x402 decode --kind receipt @settlement.json
  x402 decode 0xe3ee160e…80218021

Exit codes: 0 decoded, 64 usage, 65 the input cannot be decoded.";

pub(super) const VERIFY_HELP: &str = "\
Pass the offers as your server made them, not the copy in the payment: nothing in a payment can be trusted until it matches \
one of them. A transcript that contains the 402 response needs no --offer.

An answer of the seller or the facilitator in the text comes first, then the verdict on the bytes at the time of this machine's \
clock. Pass --at-recorded-time or --now for the time of the request.

If the payer's account has code, its contract decides which signatures are valid. Pass --account-code if you know it: without \
it, a signature that is not of the payer's key is undecided.

A refund request of a channel pays for no service, so it is invalid unless --purpose accepts it.

  x402 verify --payment @payment.txt --offer @offer.json --account-code none
  x402 explain @body-of-verify.json

Exit codes: 0 valid, 1 invalid, 2 undecided, 3 a valid operation (do not serve its sender), 4 valid, but an answer in the text \
does not take it, 64 usage, 65 not decodable, or no payment.";

pub(super) const VERIFY_SIGN_IN_HELP: &str = "\
Pass the nonce that you issued with --nonce. Without it, only its format is checked. --diagnose tries the issued nonce, your domain, the domain without its port, the address without its checksum, a scheme before the domain, the message without the EIP-191 \
prefix, the whole chain identifier, a line feed at the end, and the message without its optional fields.

  x402 verify-sign-in @sign-in.txt --origin https://api.example.com --nonce a1b2c3d4e5f67890

Exit codes: 0 valid, 1 invalid, 2 undecided, 64 usage, 65 the input cannot be decoded.";

pub(super) const VERIFY_SIGNED_HELP: &str = "\
Pass the key that you expect with --signer, --jwk or --resolve-kid. Without it the verdict is undecided, because any key could \
have signed. Only an offer that its payTo signed with EIP-712 needs no key.

  x402 verify-signed offer @response.json --signer 0xf39F…
  x402 verify-signed receipt @settlement.json --jwk @key.json

Exit codes: 0 valid, 1 invalid, 2 undecided, 64 usage, 65 the input cannot be decoded.";

pub(super) const DIAGNOSE_HELP: &str = "\
Tries at most 32 different messages and signature formats: a different name, version or chain in the token's domain, a domain \
without version or chain, a different token, recipient and amount as offered or as accepted, an offer that changed since, \
ReceiveWithAuthorization, personal_sign of the digest or its digits, payer and recipient swapped, milliseconds, 18 \
decimal places, a high s, a wrong last byte. For Permit2: a different spender, witness or domain, the nonce in \
hexadecimal, an EIP-3009 authorization. For a channel: a different id, such as the hash of the encoded config, a different sum, \
the payer's key instead of the vouchers' key, a different recipient or nonce of the deposit. On the XRP Ledger: a different prefix, \
hash or order of the fields, a changed fee, ledger or sequence number, the invoice hashed differently, memos. A matching guess \
explains a payment, but does not make it valid.

If the payment has expired since, pass --at-recorded-time or --now for the time of the request. An answer of the seller or the \
facilitator in the same text comes first.

Exit codes: those of x402 verify.";

pub(super) const LINT_HELP: &str = "\
Checks your 402 response: each offer (token, recipient, price, the token's domain, flow, timeout), the resource, every extension \
with its schema, the size of the header, Cache-Control, and fields of the wrong version. An error means that clients \
or directories that follow the specification reject or discard the value. A warning means that clients differ, or that \
failures in practice are known. An info means that nothing is wrong. Each line names a JSON pointer. docs/reference/lint-rules.md \
lists every rule.

Pass the whole response with its headers to have everything checked:

  curl -si https://api.example.com/weather | x402 lint
  x402 lint 'PAYMENT-REQUIRED: eyJ4NDAyVmVyc2lvbiI6Mi…'
  x402 lint @response.json
  x402 lint --fix @response.json >corrected.json
  x402 lint --format github @response.json

The price of each offer is printed in tokens, if the published tables contain the token.

--fix makes only corrections that follow from the 402 response itself. It never invents an address or a price, and never \
adds an error.

Exit codes: 0 no errors, 1 errors, 2 no errors but a schema needs a different validator, 64 usage, 65 the 402 response cannot \
be read as JSON. With --fix, the exit code of the corrected 402 response, and 64 if there is none to correct.";

#[cfg(feature = "audit")]
pub(super) const AUDIT_HELP: &str = "\
Each line is the input of the operation verify, {\"payment\", \"offers\", \"now\", …}, or a question {\"id\", \"op\", \
\"input\"} to x402 testee. The verdicts have the same order as the lines. If a line cannot be verified, its number is printed, \
and the audit continues with the next line. docs/how-to/audit.md explains the output.

  x402 audit payments.jsonl
  x402 audit --only invalid,undecided 2026-*.jsonl.zst
  x402 audit --explain 48123 payments.jsonl.gz
  tail -f payments.jsonl | x402 audit --json

Exit codes: 0 all valid, 1 a payment is invalid, 2 none is invalid and one is undecided, 65 a line could not be \
verified, whatever the other verdicts, 64 usage, 74 reading or writing failed. With --explain, those of x402 explain.";

pub(super) const DRAFT_HELP: &str = "\
Run it twice: without --signature it prints the message that the payer signs; with it, the header to send. It drafts nothing that a \
server would reject, and no authorization that ends after --horizon (with Circle's Gateway, a week later); for a voucher or a \
transaction, --horizon only warns. The nonce has 64 digits; on Solana 32, which become the memo if the offer asks for none; on \
Stellar 16; on the XRP Ledger there is none.

More in docs/how-to: permit2.md, batch-settlement.md, solana.md, stellar.md, xrpl.md.

  x402 draft --offer @offer.json --payer 0x857b… --nonce 0x$(openssl rand -hex 32)
  x402 draft --offer @offer.json --payer 0xf39F… --charged 2000
  x402 draft --offer @offer.json --payer BMrx53… --blockhash EkSnNW… --nonce 0x$(openssl rand -hex 16)
  x402 draft --offer @offer.json --payer GCFIRY… --ledger 5100000 --nonce 0x$(openssl rand -hex 8)
  x402 draft --offer @offer.json --payer ED0689… --ledger 98000000 --sequence 7

Exit codes: 0 printed, 2 printed and undecided, as the warning explains, 64 no payment can be drafted from this offer and these arguments.";

pub(super) const REASON_HELP: &str = "\
Pass the errorReason of a settlement or the invalidReason of a verification. For each meaning you get the usual causes, who \
must act, the command to run next, and its names:
  spec     the specification
  ts       npm @x402/*
  py       PyPI x402
  go       the Go module
  x402-rs  the Rust crates of x402-rs
  legacy   npm x402 1
  circle   Circle's Gateway and Facilitator Service
  r402     the Rust crates of r402
  cdp      CDP's SDK
  offline  this project, where the specification has no code
The first name in a line is the current one. The others come from V1 routes or older releases. If there are several \
meanings, the code alone does not show which one applies.

Exit codes: 0 known, 64 usage, 65 not in the tables; the date and the versions of the tables are printed.";

#[cfg(feature = "testee")]
pub(super) const TESTEE_HELP: &str = "\
Send one object {\"id\", \"op\", \"input\"} per line. Each answer has the same id and exactly one of result, skipped, error.
  echo '{\"id\":\"1\",\"op\":\"network\",\"input\":{\"name\":\"base\"}}' | x402 testee";

#[cfg(feature = "shell")]
pub(super) const COMPLETIONS_HELP: &str = "\
  x402 completions bash >~/.local/share/bash-completion/completions/x402
  x402 completions zsh >~/.zfunc/_x402
  x402 completions fish >~/.config/fish/completions/x402.fish";

#[cfg(feature = "schema")]
pub(super) const SCHEMA_HELP: &str = "\
The schemas use JSON Schema 2020-12. A schema accepts every object that x402 decode accepts. It rejects all others, except for \
faults that a schema cannot express: how a number is written, and duplicate fields.

  x402 schema payment-payload --version 2
  x402 schema --all schemas

Exit codes: 0 printed or written, 64 usage, 74 writing failed.";

/// The text below the options of a command that judges payments: its own, and the presets of hosted facilitators with their date.
pub(super) fn with_presets(text: &str) -> String {
    let presets = preset_names().filter(|(_, about)| !about.is_empty());
    let lines: String = presets.map(|(name, about)| format!("  {name:<26}  {about}\n")).collect();
    format!("{text}\n\nPolicies of hosted facilitators:\n{}", lines.trim_end())
}
