//! What `--help` says below the options of the commands that read and judge.

pub(super) const DECODE_HELP: &str = "\
Headers are recognised by their names, JSON by its members, and a header's value by what it holds. Of the extensions it \
reads a sign-in (with the message to sign), a challenge to sign in, a signed offer or a receipt (an envelope, a JWS, or \
with --kind the first one of a demand or a settlement), and the builder codes behind calldata. Nothing is verified here.

  x402 decode eyJ4NDAyVmVyc2lvbiI6Mi…
  x402 decode 'SIGN-IN-WITH-X: eyJkb21haW4iOi…'
  x402 decode --kind receipt @settlement.json
  x402 decode 0xe3ee160e…80218021

Exit codes: 0 decoded, 64 usage, 65 it cannot be decoded.";

pub(super) const VERIFY_HELP: &str = "\
Nothing in the payment is believed before it matches one of your own offers. So give the offers as your server made \
them, not as the payment repeats them.

Whose signature it is depends on whether the payer's account has code. If you know this (eth_getCode), say so with \
--account-code. Without it, a signature that is not plainly the payer's own leaves the payment undecided.

A sign-in (the header SIGN-IN-WITH-X) is judged for your own origin, and a signed offer or a receipt in the demand or \
settlement that carries it:

  x402 verify --payment @payment.txt --offer @offer.json --account-code none
  x402 verify @sign-in.txt --origin https://api.example.com --nonce a1b2c3d4e5f67890
  x402 verify --signed offer @demand.json
  x402 verify --signed receipt @settlement.json --signer 0xf39F…
  x402 verify --signed receipt @settlement.json --jwk @key.json

Exit codes: 0 valid, 1 invalid, 2 undecided, 64 usage, 65 it cannot be decoded.";

pub(super) const DIAGNOSE_HELP: &str = "\
Tries at most 20 other messages and forms: another name, version or chain of the token's domain, a domain without \
version or chain, another token, recipient and amount as offered or accepted, an offer that changed since, \
ReceiveWithAuthorization, personal_sign of the digest or its digits, payer and recipient swapped, milliseconds, \
18 decimal places, a high s, a wrong last byte. By Permit2: another spender, witness or domain, the nonce in \
hexadecimal, an EIP-3009 authorization. Of a sign-in (with --origin): the nonce that was issued (--nonce), your own \
domain, the domain without its port, the address without its checksum, a scheme before the domain, the message without the prefix of EIP-191, the whole \
identifier of the chain, a line feed at the end, the optional members left out. A guess that fits is no verdict.

Exit codes: those of x402 verify.";

pub(super) const LINT_HELP: &str = "\
Judges what a server declares: each offer (addresses, the token's domain, flow, time-out), the resource, every extension with \
its schema, the size of the header, Cache-Control, and what is mixed up between versions 1 and 2. An error: clients or \
directories that follow the documents refuse or discard this. A warning: they differ, or it fails in the field. A note: \
nothing is wrong. The place is a JSON pointer. docs/lint-rules.md has every rule.

A whole answer, with its headers, tells more than the demand alone:

  curl -si https://api.example.com/weather | x402 lint
  x402 lint 'PAYMENT-REQUIRED: eyJ4NDAyVmVyc2lvbiI6Mi…'
  x402 lint @demand.json
  x402 lint --fix @demand.json >corrected.json
  x402 lint --format github @demand.json

--fix changes only what the demand alone tells: it invents no address and no price.

Exit codes: 0 no error, 1 an error, 2 no error and a schema that another validator has to judge, 64 usage, 65 it cannot be \
decoded. With --fix those of the corrected demand.";

pub(super) const AUDIT_HELP: &str = "\
A line is the input of the operation verify, {\"payment\", \"offers\", \"now\", …}, or a question {\"id\", \"op\", \
\"input\"} to x402 testee. The verdict stands in the same order. A line that cannot be judged is named with its number, \
and the next one is judged as usual. docs/audit.md has the rest.

  x402 audit payments.jsonl
  x402 audit --only invalid,undecided 2026-*.jsonl.zst
  x402 audit --explain 48123 payments.jsonl.gz
  tail -f payments.jsonl | x402 audit --json

Exit codes: 0 all valid, 1 a payment is invalid, 2 none is invalid and one is undecided, 65 a line could not be \
judged, whatever the others are, 64 usage, 74 reading or writing failed. With --explain those of x402 explain.";

pub(super) const DRAFT_HELP: &str = "\
For scheme exact by EIP-3009 or Permit2, for upto, and for exact on Solana. The command needs no key: \
sign what it prints, and call it again with --signature. It does not print a payment that a server \
would refuse.

On EVM chains it prints the typed data for a wallet, and the digest for a key. By Permit2, if the \
payer has approved nothing and the server sponsors the gas of the approval (eip2612GasSponsoring), \
--permit-nonce drafts a permit beside the payment. Then both signatures are required:

  x402 draft --offer @offer.json --payer 0x857b… \\
    --nonce 0x$(openssl rand -hex 32) --now 1740672100

On Solana it prints the transaction that the official clients make, for a wallet, and its message, for \
a key. The server has to settle it before the blockhash is forgotten: 150 blocks, less than a minute.

  x402 draft --offer @offer.json --payer BMrx53… \\
    --blockhash EkSnNW… --nonce 0x$(openssl rand -hex 16)

Exit codes: 0 printed, 64 no payment can be made of this offer or argument.";

pub(super) const REASON_HELP: &str = "\
A code is errorReason of a settlement or invalidReason of a verification. Each meaning is followed by its names:
  spec     the documents
  ts       npm @x402/*
  py       PyPI x402
  go       the Go module
  x402-rs  the Rust crates of x402-rs
  legacy   npm x402 1
The first name is the one that a dialect uses today. The others come from its V1 routes, or from older releases. If \
there are several meanings, the code alone does not tell which it is.

Exit codes: 0 known, 64 usage, 65 no implementation is known to use it.";

pub(super) const TESTEE_HELP: &str = "\
Each line is an object {\"id\", \"op\", \"input\"}; each answer has the same id and exactly one of result, skipped, error.
  echo '{\"id\":\"1\",\"op\":\"network\",\"input\":{\"name\":\"base\"}}' | x402 testee";

pub(super) const SCHEMA_HELP: &str = "\
JSON Schema 2020-12. An object that x402 decode takes passes. One that it refuses fails, as far as a \
schema can tell: it cannot see how a number is written, nor that a member comes twice.

  x402 schema payment-payload --version 2
  x402 schema --all schemas

Exit codes: 0 printed or written, 64 usage, 74 writing failed.";
