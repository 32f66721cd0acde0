//! The text of `--help` below the options.

use clap::builder::PossibleValue;
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
them, not as the payment repeats them.

Whether a signature is valid may depend on whether the payer's account has code. If you know this (eth_getCode), pass \
--account-code. Without it, a signature that does not recover to the payer leaves the payment undecided.

With --origin, the command judges a sign-in (the header SIGN-IN-WITH-X). With --signed, it judges a signed offer or receipt in \
its demand or settlement:

  x402 verify --payment @payment.txt --offer @offer.json --account-code none
  x402 verify @sign-in.txt --origin https://api.example.com --nonce a1b2c3d4e5f67890
  x402 verify --signed offer @demand.json
  x402 verify --signed receipt @settlement.json --signer 0xf39F…
  x402 verify --signed receipt @settlement.json --jwk @key.json

Exit codes: 0 valid, 1 invalid, 2 undecided, 64 usage, 65 the input cannot be decoded.";

pub(super) const DIAGNOSE_HELP: &str = "\
Tries at most 32 other messages and forms: another name, version or chain of the token's domain, a domain without \
version or chain, another token, recipient and amount as offered or accepted, an offer that changed since, \
ReceiveWithAuthorization, personal_sign of the digest or its digits, payer and recipient swapped, milliseconds, 18 \
decimal places, a high s, a wrong last byte. For Permit2: another spender, witness or domain, the nonce in \
hexadecimal, an EIP-3009 authorization. For a channel: another id, such as the hash of the encoded config, another sum, \
the payer in place of the key of the vouchers, another recipient or nonce of the deposit. For a sign-in (with --origin): \
the issued nonce (--nonce), your own domain, the domain without its port, the address without its checksum, a scheme \
before the domain, the message without the EIP-191 prefix, the whole identifier of the chain, a line feed at the end, the optional \
members left out. A matching guess is not a verdict.

Exit codes: those of x402 verify.";

pub(super) const LINT_HELP: &str = "\
Checks a payment demand: each offer (token, recipient, price, the token's domain, flow, timeout), the resource, every extension \
with its schema, the size of the header, Cache-Control, and members of the wrong version. An error means that clients \
or directories that follow the documents refuse or discard the value. A warning means that clients differ, or that \
failures in the field are known. An info means that nothing is wrong. Places are JSON pointers. docs/lint-rules.md \
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
decoded. With --fix, the exit code of the corrected demand.";

pub(super) const AUDIT_HELP: &str = "\
A line is the input of the operation verify, {\"payment\", \"offers\", \"now\", …}, or a question {\"id\", \"op\", \
\"input\"} to x402 testee. The verdicts have the same order. A line that cannot be judged is printed with its number, \
and the next line is judged as usual. docs/audit.md explains the output.

  x402 audit payments.jsonl
  x402 audit --only invalid,undecided 2026-*.jsonl.zst
  x402 audit --explain 48123 payments.jsonl.gz
  tail -f payments.jsonl | x402 audit --json

Exit codes: 0 all valid, 1 a payment is invalid, 2 none is invalid and one is undecided, 65 a line could not be \
judged, whatever the other verdicts, 64 usage, 74 reading or writing failed. With --explain, those of x402 explain.";

pub(super) const DRAFT_HELP: &str = "\
Supports exact with EIP-3009 or Permit2, upto, batch-settlement, and exact on Solana and Stellar. The command needs no key: sign its output, and \
run it again with --signature. Everything that needs no signature is judged before anything \
is printed: it drafts nothing that a server would refuse, and nothing that could be settled after --horizon.

On EVM chains it prints the typed data for a wallet and the digest for a key. With Permit2, if the payer has not \
approved Permit2 and the server sponsors the gas of the approval (eip2612GasSponsoring), --permit-nonce also drafts a \
permit. Then both signatures are required:

  x402 draft --offer @offer.json --payer 0x857b… \\
    --nonce 0x$(openssl rand -hex 32) --now 1740672100

For an offer of batch-settlement it drafts the next voucher of your channel, over what was charged so far and the price of \
one request. With --deposit it also drafts the deposit that opens or fills the channel: two signatures, by the payer and by the \
key of the vouchers. With --refund it drafts a request for what is left (docs/batch-settlement.md):

  x402 draft --offer @offer.json --payer 0xf39F… --authorizer 0x7099… \\
    --deposit 5000 --nonce 0x$(openssl rand -hex 32)
  x402 draft --offer @offer.json --payer 0xf39F… --authorizer 0x7099… --charged 2000
  x402 draft --offer @offer.json --payer 0xf39F… --authorizer 0x7099… --charged 2700 --refund all

On Solana it prints the same transaction as the official clients, for a wallet, and its message, for a key. The \
server has to settle it before the blockhash expires: 150 blocks, less than a minute.

  x402 draft --offer @offer.json --payer BMrx53… \\
    --blockhash EkSnNW… --nonce 0x$(openssl rand -hex 16)

On Stellar it prints the digest of the payer's authorization entry, for a key, and what is hashed. The facilitator builds a \
transaction of its own around the entry, which ends with a ledger (docs/stellar.md):

  x402 draft --offer @offer.json --payer GCFIRY… \\
    --ledger 5100000 --nonce 0x$(openssl rand -hex 8)

Exit codes: 0 printed, 64 no payment can be made from this offer or these arguments.";

pub(super) const REASON_HELP: &str = "\
A code is the errorReason of a settlement or the invalidReason of a verification. Each meaning is printed with its \
names:
  spec     the documents
  ts       npm @x402/*
  py       PyPI x402
  go       the Go module
  x402-rs  the Rust crates of x402-rs
  legacy   npm x402 1
The first name is the current one of the dialect. The others come from its V1 routes or older releases. If there are \
several meanings, the code alone does not tell which one applies.

Exit codes: 0 known, 64 usage, 65 no implementation is known to use it.";

pub(super) const TESTEE_HELP: &str = "\
Each line is an object {\"id\", \"op\", \"input\"}; each answer has the same id and exactly one of result, skipped, error.
  echo '{\"id\":\"1\",\"op\":\"network\",\"input\":{\"name\":\"base\"}}' | x402 testee";

pub(super) const SCHEMA_HELP: &str = "\
JSON Schema 2020-12. A schema accepts every object that x402 decode accepts. It refuses the others, except for faults \
that a schema cannot express: the spelling of a number, and duplicate members.

  x402 schema payment-payload --version 2
  x402 schema --all schemas

Exit codes: 0 printed or written, 64 usage, 74 writing failed.";

/// The presets of `--policy`, those of hosted facilitators with their date.
pub(super) fn presets() -> Vec<PossibleValue> {
    let value = |(name, about): (&'static str, String)| {
        let value = PossibleValue::new(name);
        if about.is_empty() { value } else { value.help(about) }
    };
    preset_names().map(value).collect()
}
