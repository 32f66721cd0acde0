//! The command line.

use std::path::PathBuf;

use clap::{ArgGroup, Args as ClapArgs, Parser, Subcommand, ValueEnum, builder::PossibleValuesParser};
use x402_conformance::ops::Kind;

/// What `decode --kind` calls an offer by itself.
pub(crate) const OFFER: &str = "offer";

/// Decodes, verifies and explains x402 payments from their bytes alone. Never uses a network.
#[derive(Debug, Parser)]
#[command(name = "x402", version, after_help = AFTER_HELP)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
}

const AFTER_HELP: &str = "\
Exit codes:
  0   valid, or decoded, or printed
  1   invalid: no state of a chain can save this payment
  2   undecided: the chain has to be asked; the output says what
  64  the command line, or a file it names, cannot be used
  65  the payment cannot be decoded, or the reason code is unknown
  74  reading or writing failed

Examples:
  x402 decode eyJ4NDAyVmVyc2lvbiI6Mi…
  x402 explain --payment @payment.txt --offer @offer.json --now 1740672100
  x402 explain @body-of-verify.json
  x402 verify --json --payment @payment.txt --offer @offer.json --account-code none
  x402 reason invalid_exact_evm_recipient_mismatch";

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Shows what an object of the protocol says, and what had to be tolerated to read it
    Decode(DecodeArgs),
    /// Gives the verdict on a payment in a line or two
    #[command(after_help = VERIFY_HELP)]
    Verify(VerifyArgs),
    /// Gives the verdict with every check, and what to ask next
    #[command(after_help = VERIFY_HELP)]
    Explain(VerifyArgs),
    /// Tries what the payer may have signed instead, where a payment is not valid
    #[command(after_help = DIAGNOSE_HELP)]
    Diagnose(VerifyArgs),
    /// Prints what a payer signs for an offer; with the signature, the header to send
    #[command(after_help = DRAFT_HELP)]
    Draft(DraftArgs),
    /// Says what a reason code means, and what other implementations call the same
    #[command(after_help = REASON_HELP)]
    Reason(ReasonArgs),
    /// Runs the test vectors against an implementation, and says what they cover
    Conformance {
        #[command(subcommand)]
        command: ConformanceCommand,
    },
    /// Answers the conformance operations: JSON lines in, JSON lines out
    #[command(after_help = TESTEE_HELP)]
    Testee,
    /// Prints the JSON Schema of an object of the protocol: what --profile strict takes
    #[command(after_help = SCHEMA_HELP)]
    Schema(SchemaArgs),
}

#[derive(Debug, Subcommand)]
pub(crate) enum ConformanceCommand {
    /// Asks every vector: this program itself, or another one that speaks JSON lines
    #[command(after_help = RUN_HELP)]
    Run(RunArgs),
    /// Lists for each check the vectors that test it
    Coverage(CoverageArgs),
}

#[derive(Debug, ClapArgs)]
pub(crate) struct RunArgs {
    /// The directory with index.json
    #[arg(long, default_value = "spec-vectors")]
    pub(crate) vectors: PathBuf,
    /// Only vectors of this operation; may be repeated
    #[arg(long)]
    pub(crate) op: Vec<String>,
    /// Only vectors of this group; may be repeated
    #[arg(long)]
    pub(crate) group: Vec<String>,
    /// Known differences: a JSON array of {id, expected, actual, why}
    #[arg(long, value_name = "FILE", requires = "adapter")]
    pub(crate) known: Option<PathBuf>,
    /// Seconds to wait for each answer
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) timeout: u64,
    /// Print the report as JSON
    #[arg(long)]
    pub(crate) json: bool,
    /// The program to test, and its arguments; left out: this program itself
    #[arg(last = true)]
    pub(crate) adapter: Vec<String>,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct CoverageArgs {
    /// The directory with index.json
    #[arg(long, default_value = "spec-vectors")]
    pub(crate) vectors: PathBuf,
    /// By check; the one coverage there is so far
    #[arg(long, required = true)]
    pub(crate) checks: bool,
    /// Print [{id, alone, passes}] as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

const RUN_HELP: &str = "\
The program reads questions {\"id\", \"op\", \"input\"} from its standard input, one a line, and writes answers, as \
docs/operations.md says. A crash, a time-out or a malformed answer is a difference like any other; the program is \
started again and the run goes on. An operation that it does not do it answers with skipped.

A known difference that is none any more fails the run too, so that the file stays true.

  x402 conformance run -- python3 my_adapter.py
  x402 conformance run --op decode --known known.json -- node adapter.mjs

Exit codes: 0 nothing differs but what is known, 1 something does, 64 usage, or no vector was chosen.";

const VERIFY_HELP: &str = "\
Nothing in the payment is believed before it has been matched to one of your own offers, so give the offers as your \
server made them, not as the payment repeats them.

Whose signature it is depends on whether the payer's account has code. If you know (eth_getCode), say so with \
--account-code: without it, a signature that is not plainly the payer's own leaves the payment undecided.

Exit codes: 0 valid, 1 invalid, 2 undecided, 64 usage, 65 the payment cannot be decoded.";

const DIAGNOSE_HELP: &str = "\
Tries at most 20 other messages and forms: another name, version or chain of the token's domain, a domain without \
version or chain, another token, recipient and amount as offered or accepted, an offer that changed since, \
ReceiveWithAuthorization, personal_sign of the digest or its digits, payer and recipient changed round, milliseconds, \
18 decimal places, a high s, a wrong last byte. By Permit2: another spender, witness or domain, the nonce in \
hexadecimal, an EIP-3009 authorization. What fits is a guess, and no verdict.

Exit codes: those of x402 verify.";

const DRAFT_HELP: &str = "\
For scheme exact by EIP-3009 or Permit2, for upto, and for exact on Solana. No key comes near this \
command: sign what it prints, and call it again with --signature. A payment that a server would \
refuse is not printed.

On EVM chains, the typed data for a wallet, or its digest for a key. By Permit2, where the payer has \
approved nothing and the server sponsors the gas of it (eip2612GasSponsoring), --permit-nonce has a \
permit drafted beside the payment; then both signatures are wanted:

  x402 draft --offer @offer.json --payer 0x857b… \\
    --nonce 0x$(openssl rand -hex 32) --now 1740672100

On Solana, the transaction that the official clients make, for a wallet, or its message for a key. \
The server has to settle it before the blockhash is forgotten: 150 blocks, less than a minute.

  x402 draft --offer @offer.json --payer BMrx53… \\
    --blockhash EkSnNW… --nonce 0x$(openssl rand -hex 16)

Exit codes: 0 printed, 64 the offer, or an argument, is one that no payment can be made of.";

const REASON_HELP: &str = "\
A code is errorReason of a settlement or invalidReason of a verification. Each meaning is followed by what they call it:
  spec     the documents
  ts       npm @x402/*
  py       PyPI x402
  go       the Go module
  x402-rs  the Rust crates of x402-rs
  legacy   npm x402 1
What stands first a dialect says today; the others come from its V1 routes, or from older releases. Several meanings: \
the code alone does not tell which it is.

Exit codes: 0 known, 64 usage, 65 nobody is known to say it.";

const TESTEE_HELP: &str = "\
Each line is an object {\"id\", \"op\", \"input\"}; each answer has the same id and exactly one of result, skipped, error.
  echo '{\"id\":\"1\",\"op\":\"network\",\"input\":{\"name\":\"base\"}}' | x402 testee";

const SCHEMA_HELP: &str = "\
JSON Schema 2020-12. What x402 decode takes, passes; what it refuses, fails, as far as a schema can \
tell: it cannot see how a number is written, nor that a member comes twice.

  x402 schema payment-payload --version 2
  x402 schema --all schemas

Exit codes: 0 printed or written, 64 usage, 74 writing failed.";

#[derive(Debug, ClapArgs)]
pub(crate) struct DecodeArgs {
    /// A header's value, a whole header line, JSON text, @FILE with one of these, or - for standard input
    #[arg(default_value = "-")]
    pub(crate) object: String,
    /// What it is, where it does not say so itself
    #[arg(long, value_parser = PossibleValuesParser::new(Kind::ALL.map(Kind::name).into_iter().chain([OFFER])))]
    pub(crate) kind: Option<String>,
    /// How strictly to read
    #[arg(long, value_enum, default_value_t = Profile::Strict)]
    pub(crate) profile: Profile,
    /// Print the answer of the operation `decode` as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, ClapArgs)]
#[command(group = ArgGroup::new("what").required(true).args(["object", "payment"]))]
pub(crate) struct VerifyArgs {
    /// The payment; or payment and offer in one, the body of a request to a facilitator's /verify or /settle
    #[arg(value_name = "PAYMENT")]
    pub(crate) object: Option<String>,
    /// The payment: a header's value, a whole header line, JSON text, @FILE with one of these, or - for standard input
    #[arg(long)]
    pub(crate) payment: Option<String>,
    /// Your offers: a PaymentRequirements, an array of them, or your demand, as JSON text, header or @FILE; may be repeated
    #[arg(long)]
    pub(crate) offer: Vec<String>,
    /// Which one of these offers counts, the first being 0 [default: all of them]
    #[arg(long, value_name = "N")]
    pub(crate) index: Option<usize>,
    /// Seconds since 1970-01-01 UTC; the clock's time if left out
    #[arg(long)]
    pub(crate) now: Option<u64>,
    /// Whether the payer's account has code
    #[arg(long, value_enum, default_value_t = Code::Unknown)]
    pub(crate) account_code: Code,
    /// Name and version of the token's EIP-712 domain, as the token says; for offers that may leave them out
    #[arg(long, num_args = 2, value_names = ["NAME", "VERSION"])]
    pub(crate) token_domain: Option<Vec<String>>,
    /// What you asked of the chain: the member `facts` of the operation `verify` (docs/operations.md), JSON text or @FILE
    #[arg(long)]
    pub(crate) facts: Option<String>,
    /// How much of the token the payer has allowed Permit2 to move, in atomic units (allowance of the token)
    #[arg(long, value_name = "AMOUNT")]
    pub(crate) allowance: Option<String>,
    /// What is to be taken, in atomic units: after the service, may so much be settled?
    #[arg(long, value_name = "AMOUNT")]
    pub(crate) settle: Option<String>,
    /// An address of yours from which you settle, for scheme upto and on Solana; may be repeated
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) facilitator: Vec<String>,
    /// Whose choices to judge by: the project's own, or those of one published facilitator
    #[arg(long, default_value = "default", value_parser = ["default", "ts", "x402-rs"])]
    pub(crate) policy: String,
    /// How strictly to read
    #[arg(long, value_enum, default_value_t = Profile::Strict)]
    pub(crate) profile: Profile,
    /// Print the answer of the operation `verify` (`diagnose` prints its own) as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct DraftArgs {
    /// The offer to pay (PaymentRequirements, of either version), or a demand with it: JSON text, header or @FILE
    #[arg(long)]
    pub(crate) offer: String,
    /// Which offer to pay where there are several, the first being 0
    #[arg(long, value_name = "N")]
    pub(crate) index: Option<usize>,
    /// Whose account pays: 0x and 40 hexadecimal digits; on Solana the wallet, in base58
    #[arg(long)]
    pub(crate) payer: String,
    /// What was never used before: 0x and 64 hexadecimal digits; on Solana 0x and 32 of them, for the memo of an offer
    /// that asks for none
    #[arg(long)]
    pub(crate) nonce: Option<String>,
    /// Seconds since 1970-01-01 UTC; the clock's time if left out
    #[arg(long)]
    pub(crate) now: Option<u64>,
    /// The authorization is valid after this second [default: 0, as the official clients sign]
    #[arg(long)]
    pub(crate) valid_after: Option<u64>,
    /// The authorization is valid before this second, a permit until it [default: now and the offer's maxTimeoutSeconds]
    #[arg(long)]
    pub(crate) valid_before: Option<u64>,
    /// Name and version of the token's EIP-712 domain, where a V1 offer leaves them out
    #[arg(long, num_args = 2, value_names = ["NAME", "VERSION"])]
    pub(crate) token_domain: Option<Vec<String>>,
    /// The payer's signature: 0x and hexadecimal digits; on Solana base58, too
    #[arg(long)]
    pub(crate) signature: Option<String>,
    /// With a permit for a sponsor (eip2612GasSponsoring), of this nonce: what the token's nonces(payer) says
    #[arg(long, value_name = "NONCE")]
    pub(crate) permit_nonce: Option<String>,
    /// The payer's signature over that permit: 0x and hexadecimal digits
    #[arg(long, value_name = "SIGNATURE", requires_all = ["permit_nonce", "signature"])]
    pub(crate) permit_signature: Option<String>,
    /// The extensions that the server declared: JSON text or @FILE
    #[arg(long, value_name = "JSON", requires = "permit_nonce")]
    pub(crate) declared: Option<String>,
    /// Whether the payer's account has code: a smart account's signature cannot be checked here, and the command ends
    /// with 2
    #[arg(long, value_enum, default_value_t = Code::None)]
    pub(crate) account_code: Code,
    /// Print {digest, typedData, permit, warnings, header} as JSON; on Solana {message, transaction, warnings, header}
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) solana: SolanaDraftArgs,
}

#[derive(Debug, ClapArgs)]
#[command(next_help_heading = "On Solana")]
pub(crate) struct SolanaDraftArgs {
    /// A blockhash of the network that is not forgotten (getLatestBlockhash), in base58 [default: the offer's
    /// extra.recentBlockhash]
    #[arg(long)]
    pub(crate) blockhash: Option<String>,
    /// The program that owns the mint [default: that of the published tables]
    #[arg(long, value_enum)]
    pub(crate) token_program: Option<Program>,
    /// The mint's decimal places [default: those of the published tables]
    #[arg(long)]
    pub(crate) decimals: Option<u8>,
    /// The token account that pays [default: the payer's associated account]
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) source: Option<String>,
    /// The limit of compute units; a memo of more than 50 ASCII characters needs more [default: 20000, as the official
    /// clients set]
    #[arg(long)]
    pub(crate) units: Option<u32>,
    /// What a unit costs, in millionths of a lamport [default: 1, as the official clients set]
    #[arg(long)]
    pub(crate) unit_price: Option<u64>,
    /// In which order the message has its keys; to servers it is all the same
    #[arg(long, value_enum, default_value_t = KeyOrder::Bytes)]
    pub(crate) key_order: KeyOrder,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum KeyOrder {
    /// As PyPI x402 has them
    Bytes,
    /// As npm @x402/svm has them
    Text,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Program {
    /// SPL Token
    Token,
    /// Token-2022
    #[value(name = "token-2022")]
    Token2022,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct ReasonArgs {
    /// The code, to the letter
    pub(crate) code: String,
    /// Print the same as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, ClapArgs)]
#[command(group = ArgGroup::new("what").required(true).args(["object", "list", "all"]))]
pub(crate) struct SchemaArgs {
    /// The object, by a name that --list names: payment-required, payment-payload, …
    pub(crate) object: Option<String>,
    /// Version of the protocol; left out, the object may be of either
    #[arg(long, conflicts_with_all = ["list", "all"], value_parser = clap::value_parser!(u8).range(1..=2))]
    pub(crate) version: Option<u8>,
    /// Name all schemas, each as the arguments that print it
    #[arg(long)]
    pub(crate) list: bool,
    /// Write all schemas into this directory
    #[arg(long, value_name = "DIR")]
    pub(crate) all: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Profile {
    /// The documents to the letter, and what the official SDKs send
    Strict,
    /// Also spellings that some implementations take, each named
    Lenient,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Code {
    /// eth_getCode gave 0x
    None,
    /// eth_getCode gave anything else
    Some,
    /// Not asked
    Unknown,
}
