//! The command line.

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};

/// Decodes, verifies and explains x402 payments from their bytes alone. Never uses a network.
#[derive(Debug, Parser)]
#[command(name = "x402", version, after_help = AFTER_HELP)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
}

const AFTER_HELP: &str = "\
Exit codes:
  0   valid, or decoded
  1   invalid: no state of a chain can save this payment
  2   undecided: the chain has to be asked; the output says what
  64  the command line, or a file it names, cannot be used
  65  the payment cannot be decoded, or the reason code is unknown
  74  reading or writing failed

Examples:
  x402 decode eyJ4NDAyVmVyc2lvbiI6Mi…
  x402 explain --payment @payment.txt --offer @offer.json --now 1740672100
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
    /// Says what a reason code means, and what other implementations call the same
    #[command(after_help = REASON_HELP)]
    Reason(ReasonArgs),
    /// Answers the conformance operations: JSON lines in, JSON lines out
    #[command(after_help = TESTEE_HELP)]
    Testee,
}

const VERIFY_HELP: &str = "\
Nothing in the payment is believed before it has been matched to one of your own offers, so give the offers as your
server made them, not as the payment repeats them.

Whose signature it is depends on whether the payer's account has code. If you know (eth_getCode), say so with
--account-code: without it, a signature that is not plainly the payer's own leaves the payment undecided.

Exit codes: 0 valid, 1 invalid, 2 undecided, 64 usage, 65 the payment cannot be decoded.";

const REASON_HELP: &str = "\
A code is errorReason of a settlement or invalidReason of a verification. Each meaning is followed by what they call it:
  spec     the documents
  ts       npm @x402/*
  py       PyPI x402
  go       the Go module
  x402-rs  the Rust crates of x402-rs
  legacy   npm x402 1
What stands first a dialect says today; the others come from its V1 routes, or from older releases. Several meanings:
the code alone does not tell which it is.

Exit codes: 0 known, 64 usage, 65 nobody is known to say it.";

const TESTEE_HELP: &str = "\
Each line is an object {\"id\", \"op\", \"input\"}; each answer has the same id and exactly one of result, skipped, error.
  echo '{\"id\":\"1\",\"op\":\"network\",\"input\":{\"name\":\"base\"}}' | x402 testee";

#[derive(Debug, ClapArgs)]
pub(crate) struct DecodeArgs {
    /// A header's value, a whole header line, JSON text, @FILE with one of these, or - for standard input
    #[arg(default_value = "-")]
    pub(crate) object: String,
    /// How strictly to read
    #[arg(long, value_enum, default_value_t = Profile::Strict)]
    pub(crate) profile: Profile,
    /// Print the answer of the operation `decode` as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct VerifyArgs {
    /// The payment: a header's value, a whole header line, JSON text, @FILE with one of these, or - for standard input
    #[arg(long)]
    pub(crate) payment: String,
    /// One of your offers (PaymentRequirements), or an array of them: JSON text or @FILE; may be repeated
    #[arg(long, required = true)]
    pub(crate) offer: Vec<String>,
    /// Seconds since 1970-01-01 UTC; the clock's time if left out
    #[arg(long)]
    pub(crate) now: Option<u64>,
    /// Whether the payer's account has code
    #[arg(long, value_enum, default_value_t = Code::Unknown)]
    pub(crate) account_code: Code,
    /// How strictly to read
    #[arg(long, value_enum, default_value_t = Profile::Strict)]
    pub(crate) profile: Profile,
    /// Print the answer of the operation `verify` as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct ReasonArgs {
    /// The code, to the letter
    pub(crate) code: String,
    /// Print the same as JSON
    #[arg(long)]
    pub(crate) json: bool,
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
