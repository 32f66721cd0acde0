//! The arguments of the command line.

pub(crate) mod accompanying;
#[cfg(feature = "runner")]
pub(crate) mod conformance;
mod help;
pub(crate) mod uses;
mod values;

#[cfg(any(feature = "schema", feature = "shell"))]
use std::path::PathBuf;

use clap::{
    ArgAction, ArgGroup, Args as ClapArgs, CommandFactory as _, Parser, Subcommand, builder::PossibleValuesParser,
};
use x402_operations::{Kind, preset_names};
use x402_types::Amount;
use x402_verify::client::DEFAULT_HORIZON;

use crate::decode::extension::kind::Kind as ExtensionKind;
#[cfg(feature = "audit")]
use help::AUDIT_HELP;
#[cfg(feature = "shell")]
use help::COMPLETIONS_HELP;
#[cfg(feature = "schema")]
use help::SCHEMA_HELP;
#[cfg(feature = "testee")]
use help::TESTEE_HELP;
use help::{
    DECODE_HELP, DIAGNOSE_HELP, DRAFT_HELP, LINT_HELP, REASON_HELP, VERIFY_HELP, VERIFY_SIGN_IN_HELP,
    VERIFY_SIGNED_HELP, with_presets,
};
use uses::PassedOptions;
#[cfg(feature = "audit")]
pub(crate) use values::Only;
use values::time;
pub(crate) use values::{
    Code, Color, Credentials, KeyOrder, LintFormat, Profile, Program, PurposesArg, RefundAmount, Server,
};

/// The name of `decode --kind` for an offer by itself.
pub(crate) const OFFER: &str = "offer";

/// Check x402 payments without a network: is a payment valid, why not, or what to ask the chain
#[derive(Debug, Parser)]
#[command(name = "x402", version, after_help = after_help(), disable_help_flag = true)]
pub(crate) struct Args {
    /// Print help
    #[arg(short, long, global = true, action = ArgAction::HelpShort)]
    help: Option<bool>,
    /// Colour the verdict. auto: on a terminal, unless NO_COLOR is set
    #[arg(long, global = true, value_enum, hide_possible_values = true, value_name = "auto|always|never", default_value_t = Color::Auto, hide_default_value = true)]
    pub(crate) color: Color,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// The commands and their options, for the tests.
#[doc(hidden)]
pub fn command() -> clap::Command {
    Args::command()
}

const AFTER_HELP: &str = "\
Exit codes:
  0   valid, or decoded, or printed
  1   invalid: with the facts that you supplied, no state of the chain can make this payment valid
  2   undecided: the output lists what to ask the chain
  64  the command line, or a file that it names, cannot be used
  65  the payment cannot be decoded, or the reason code is unknown
  74  reading or writing failed

In this help, an offer is one entry of accepts in your 402 response (PaymentRequirements).

Examples:
  x402 decode eyJ4NDAyVmVyc2lvbiI6Mi…
  x402 explain --payment @payment.txt --offer @offer.json --now 1740672100
  x402 explain @body-of-verify.json
  x402 verify --json --payment @payment.txt --offer @offer.json --account-code none
  x402 audit payments.jsonl.gz
  curl -si https://api.example.com/weather | x402 lint
  x402 reason invalid_exact_evm_recipient_mismatch";

/// No example is of a command that this build lacks.
fn after_help() -> String {
    let is_here = |line: &&str| cfg!(feature = "audit") || !line.starts_with("  x402 audit ");
    AFTER_HELP.lines().filter(is_here).collect::<Vec<_>>().join("\n")
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Show what a header, a JSON object or a log line contains
    #[command(after_help = DECODE_HELP)]
    Decode(DecodeArgs),
    /// Verify a payment and print the verdict in a line or two
    #[command(after_help = with_presets(VERIFY_HELP))]
    Verify(VerifyArgs),
    /// Verify a payment and print every check, and what to ask the chain
    #[command(after_help = with_presets(VERIFY_HELP))]
    Explain(VerifyArgs),
    /// Verify a sign-in (the header SIGN-IN-WITH-X)
    #[command(after_help = VERIFY_SIGN_IN_HELP)]
    VerifySignIn(accompanying::SignInArgs),
    /// Verify a signed offer of a 402 response, or the receipt of a settlement
    #[command(after_help = VERIFY_SIGNED_HELP)]
    VerifySigned(accompanying::SignedArgs),
    #[cfg(feature = "audit")]
    /// Verify a log of payments: a short verdict for each JSON line, and a summary
    #[command(after_help = AUDIT_HELP)]
    Audit(AuditArgs),
    /// Find the faults in your 402 response, and how to correct them
    #[command(after_help = LINT_HELP)]
    Lint(LintArgs),
    /// Guess what the payer signed instead, if a payment is not valid
    #[command(after_help = with_presets(DIAGNOSE_HELP))]
    Diagnose(VerifyArgs),
    /// Print the message that a payer signs for an offer; with the signature, the header to send
    #[command(after_help = DRAFT_HELP)]
    Draft(Box<DraftArgs>),
    /// Explain a reason code: its causes, who must act, what to run next, and its names elsewhere
    #[command(after_help = REASON_HELP)]
    Reason(ReasonArgs),
    #[cfg(feature = "runner")]
    /// Run the test vectors against an implementation, or list what they cover
    Conformance {
        #[command(subcommand)]
        command: conformance::ConformanceCommand,
    },
    #[cfg(feature = "testee")]
    /// Answer the conformance operations as the implementation under test: JSON lines in, JSON lines out
    #[command(after_help = TESTEE_HELP)]
    Testee,
    #[cfg(feature = "schema")]
    /// Print the JSON Schema of a protocol object, as --profile strict accepts it
    #[command(after_help = SCHEMA_HELP)]
    Schema(SchemaArgs),
    #[cfg(feature = "shell")]
    /// Print the script that completes the arguments in your shell
    #[command(after_help = COMPLETIONS_HELP)]
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    #[cfg(feature = "shell")]
    /// Write the manual pages
    Man(ManArgs),
}

/// The names that `decode --kind` accepts.
fn kinds_to_decode() -> impl Iterator<Item = &'static str> {
    Kind::ALL.iter().map(|kind| kind.name()).chain([OFFER]).chain(ExtensionKind::ALL.map(ExtensionKind::name))
}

#[derive(Debug, ClapArgs)]
pub(crate) struct DecodeArgs {
    #[command(flatten)]
    pub(crate) passed: PassedOptions<DecodeArgs>,
    /// A header's value, a header line, JSON text, a transcript, a log line, a file with one of these, or - for standard input
    #[arg(default_value = "-")]
    pub(crate) object: String,
    /// The kind of object, if the text does not show it
    #[arg(long, value_parser = PossibleValuesParser::new(kinds_to_decode()))]
    pub(crate) kind: Option<String>,
    /// How strictly to read the protocol objects
    #[arg(long, value_enum, default_value_t = Profile::Strict)]
    pub(crate) profile: Profile,
    /// Print JSON: the result of the operation `decode`; for an extension, its kind, the object and its content
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, ClapArgs)]
#[command(group = ArgGroup::new("what").required(true).args(["object", "payment"]))]
pub(crate) struct VerifyArgs {
    #[command(flatten)]
    pub(crate) passed: PassedOptions<VerifyArgs>,
    /// The payment, or a text with payment and offer: a transcript, or a request to a facilitator's /verify or /settle
    #[arg(value_name = "PAYMENT")]
    pub(crate) object: Option<String>,
    /// The payment: a header's value, a header line, a transcript, a log line, JSON text, a file with one of these, or - for standard input
    #[arg(long)]
    pub(crate) payment: Option<String>,
    /// Your offers: one PaymentRequirements, an array of them, or your 402 response, as JSON text, header or @FILE; may be repeated
    #[arg(long)]
    pub(crate) offer: Vec<String>,
    /// Use only the offer with this index, and call it offer 0; the first is 0 [default: all offers]
    #[arg(long, value_name = "N")]
    pub(crate) index: Option<usize>,
    /// The time of the verification: a time such as 2025-02-27T16:01:40Z, or seconds since 1970-01-01 UTC [default: this machine's clock]
    #[arg(long, value_parser = time)]
    pub(crate) now: Option<u64>,
    /// Verify at the time that was recorded next to the payment: the Date of the server's answer, else the time of the HAR entry or of the log line
    #[arg(long, conflicts_with = "now")]
    pub(crate) at_recorded_time: bool,
    /// Does the account that pays have code (eth_getCode)?
    #[arg(long, value_enum, default_value_t = Code::Unknown)]
    pub(crate) account_code: Code,
    /// Name and version of the token's EIP-712 domain, as the token returns them; for an offer without them
    #[arg(long, num_args = 2, value_names = ["NAME", "VERSION"])]
    pub(crate) token_domain: Option<Vec<String>>,
    /// The chain's answers: the field `facts` of the operation `verify` (docs/reference/operations), as JSON text or @FILE
    #[arg(long)]
    pub(crate) facts: Option<String>,
    /// Your server's records: the field `records` of the operation `verify`, as JSON text or @FILE
    #[arg(long)]
    pub(crate) records: Option<String>,
    /// The amount of the token that Permit2 may move for the payer, in atomic units (the token's allowance)
    #[arg(long, value_name = "AMOUNT")]
    pub(crate) allowance: Option<String>,
    /// Verify that this amount may be settled after the service: in atomic units, in an issued currency as 0.01
    #[arg(long, value_name = "AMOUNT")]
    pub(crate) settle: Option<String>,
    /// Verify a transaction that a facilitator is about to send: a deposit, a claim, a refund or a sweep of a channel
    #[arg(long, conflicts_with = "settle")]
    pub(crate) submit: bool,
    /// The required purpose of the payment: a service, or an operation that pays for none, such as a refund
    /// [default: service; with --submit: any]
    #[arg(long, value_enum)]
    pub(crate) purpose: Option<PurposesArg>,
    /// An address from which you settle, for the scheme upto, for Solana and for Stellar; may be repeated
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) facilitator: Vec<String>,
    /// The policy: this project's default, ts or x402-rs for a published facilitator, or one named below
    #[arg(long, default_value = "default", hide_possible_values = true, value_parser = PossibleValuesParser::new(preset_names().map(|(name, _)| name)))]
    pub(crate) policy: String,
    /// How strictly to read the protocol objects
    #[arg(long, value_enum, default_value_t = Profile::Strict)]
    pub(crate) profile: Profile,
    /// Print JSON: the result of the operation `verify` with its sources (`provenance`, `now`); `diagnose` prints its own format
    #[arg(long)]
    pub(crate) json: bool,
}

#[cfg(feature = "audit")]
#[derive(Debug, ClapArgs)]
pub(crate) struct AuditArgs {
    /// Files of JSON lines, plain, .gz or .zst, as FILE or @FILE; - is standard input. Lines are numbered across all files
    #[arg(value_name = "FILE", default_value = "-")]
    pub(crate) files: Vec<String>,
    /// Print only lines with these verdicts, separated by commas; lines without a verdict are always printed
    #[arg(long, value_enum, value_delimiter = ',', value_name = "VERDICT")]
    pub(crate) only: Vec<Only>,
    /// Print only this line, as x402 explain does; the first is 1
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..), conflicts_with_all = ["only", "jobs"])]
    pub(crate) explain: Option<u64>,
    /// The number of threads that verify [default: one per core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(crate) jobs: Option<u16>,
    /// Print each verdict, and the summary, as a JSON line; with --explain, the result of the operation `verify`
    #[arg(long)]
    pub(crate) json: bool,
}

#[cfg(feature = "audit")]
impl AuditArgs {
    pub(crate) fn jobs(&self) -> usize {
        self.jobs.map_or_else(|| std::thread::available_parallelism().map_or(1, usize::from), usize::from)
    }
}

#[derive(Debug, ClapArgs)]
pub(crate) struct DraftArgs {
    #[command(flatten)]
    pub(crate) passed: PassedOptions<DraftArgs>,
    /// The offer or 402 response to pay: JSON text, header or @FILE
    #[arg(long)]
    pub(crate) offer: String,
    /// The index of the offer, if there are several; the first is 0
    #[arg(long, value_name = "N")]
    pub(crate) index: Option<usize>,
    /// 0x…; Solana: base58, Stellar: G…, XRP Ledger: the public key
    #[arg(long)]
    pub(crate) payer: String,
    /// A number never used before: 0x and the digits named below
    #[arg(long)]
    pub(crate) nonce: Option<String>,
    /// 2025-02-27T16:01:40Z, or seconds since 1970 [default: now]
    #[arg(long, value_parser = time)]
    pub(crate) now: Option<u64>,
    /// Valid after this [default: 0; for the Gateway now - 600]
    #[arg(long, value_name = "TIME", value_parser = time)]
    pub(crate) valid_after: Option<u64>,
    /// … and before this [default: now + maxTimeoutSeconds]
    #[arg(long, value_name = "TIME", value_parser = time)]
    pub(crate) valid_before: Option<u64>,
    /// The longest time for which to sign
    #[arg(long, value_name = "SECONDS", default_value_t = DEFAULT_HORIZON)]
    pub(crate) horizon: u64,
    /// The token's EIP-712 domain, if a V1 offer or permit has none
    #[arg(long, num_args = 2, value_names = ["NAME", "VERSION"])]
    pub(crate) token_domain: Option<Vec<String>>,
    /// In hexadecimal; Solana also base58, Stellar also base64
    #[arg(long, value_name = "HEX")]
    pub(crate) signature: Option<String>,
    /// Draft a permit for sponsored gas, with this nonces(payer)
    #[arg(long, value_name = "NONCE")]
    pub(crate) permit_nonce: Option<String>,
    /// The payer's signature over that permit
    #[arg(long, value_name = "HEX", requires_all = ["permit_nonce", "signature"])]
    pub(crate) permit_signature: Option<String>,
    /// The extensions that the server declared: JSON text or @FILE
    #[arg(long, value_name = "JSON", requires = "permit_nonce")]
    pub(crate) declared: Option<String>,
    /// The payer's code: none, some or unknown
    #[arg(long, value_enum, hide_possible_values = true, value_name = "CODE", default_value_t = Code::None)]
    pub(crate) account_code: Code,
    /// Print JSON: the message to sign, the warnings and the header
    #[arg(long)]
    pub(crate) json: bool,
    /// Lamports, stroops or drops [default: none; 100; 12]
    #[arg(long, value_name = "AMOUNT")]
    pub(crate) fee: Option<u64>,
    /// Stellar, XRP Ledger: the latest closed or validated ledger
    #[arg(long, value_name = "NUMBER")]
    pub(crate) ledger: Option<u32>,
    #[command(flatten)]
    pub(crate) channel: ChannelDraftArgs,
    #[command(flatten)]
    pub(crate) solana: SolanaDraftArgs,
    #[command(flatten)]
    pub(crate) stellar: StellarDraftArgs,
    #[command(flatten)]
    pub(crate) xrpl: XrplDraftArgs,
}

#[derive(Debug, ClapArgs)]
#[command(next_help_heading = "From a channel (batch-settlement)")]
pub(crate) struct ChannelDraftArgs {
    /// The account that signs the vouchers, or zeros [default: the payer]
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) authorizer: Option<String>,
    /// Distinguishes your channels for one offer: 0x… [default: zeros]
    #[arg(long, value_name = "HEX")]
    pub(crate) salt: Option<String>,
    /// The sum of all charges so far, from your records
    #[arg(long, value_name = "AMOUNT", default_value = "0")]
    pub(crate) charged: Amount,
    /// The channel's balance, from your records [default: enough]
    #[arg(long, value_name = "AMOUNT")]
    pub(crate) balance: Option<Amount>,
    /// Deposit this first, to open or fill the channel; needs --nonce
    #[arg(long, value_name = "AMOUNT")]
    pub(crate) deposit: Option<Amount>,
    /// The payer's signature over the deposit
    #[arg(long, value_name = "HEX", requires_all = ["deposit", "signature"])]
    pub(crate) deposit_signature: Option<String>,
    /// Request this much of the rest; all closes the channel
    #[arg(long, value_name = "AMOUNT|all", conflicts_with = "deposit")]
    pub(crate) refund: Option<RefundAmount>,
}

#[derive(Debug, ClapArgs)]
#[command(next_help_heading = "On Solana")]
pub(crate) struct SolanaDraftArgs {
    /// A recent blockhash (getLatestBlockhash) [default: the offer's]
    #[arg(long, value_name = "BASE58")]
    pub(crate) blockhash: Option<String>,
    /// The mint's program: token or token-2022 [default: by tables]
    #[arg(long, value_enum, hide_possible_values = true, value_name = "PROGRAM")]
    pub(crate) token_program: Option<Program>,
    /// The mint's decimal places [default: by tables]
    #[arg(long, value_name = "N")]
    pub(crate) decimals: Option<u8>,
    /// The token account that pays [default: the associated one]
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) source: Option<String>,
    /// The transaction's version [default: 1 if the offer lists 1 and not 0, else 0]
    #[arg(long, value_name = "0|1", value_parser = clap::value_parser!(u8).range(..=1))]
    pub(crate) transaction_version: Option<u8>,
    /// The compute-unit limit [default: 20000; in version 1 more for a long memo]
    #[arg(long, value_name = "N")]
    pub(crate) units: Option<u32>,
    /// Version 1: the limit for loaded accounts and programs [default: 1048576; Token-2022: 4194304]
    #[arg(long, value_name = "BYTES")]
    pub(crate) loaded_data: Option<u32>,
    /// Version 0: the price in millionths of a lamport [default: 1]
    #[arg(long, value_name = "PRICE")]
    pub(crate) unit_price: Option<u64>,
    /// The order of the keys: bytes like PyPI x402, text like npm @x402/svm
    #[arg(long, value_enum, hide_possible_values = true, value_name = "ORDER", default_value_t = KeyOrder::Bytes)]
    pub(crate) key_order: KeyOrder,
}

#[derive(Debug, ClapArgs)]
#[command(next_help_heading = "On Stellar")]
pub(crate) struct StellarDraftArgs {
    /// v1, which every facilitator accepts, or v2, which signs the payer's address
    #[arg(long, value_enum, hide_possible_values = true, value_name = "KIND", default_value_t = Credentials::V1)]
    pub(crate) credentials: Credentials,
    /// transactionData from a simulation; some facilitators need it
    #[arg(long, value_name = "BASE64")]
    pub(crate) soroban_data: Option<String>,
}

#[derive(Debug, ClapArgs)]
#[command(next_help_heading = "On the XRP Ledger")]
pub(crate) struct XrplDraftArgs {
    /// The account's next sequence number (account_info); or pass --ticket
    #[arg(long, value_name = "NUMBER", conflicts_with = "ticket")]
    pub(crate) sequence: Option<u32>,
    /// A ticket of the account, for offers with ticketSequence
    #[arg(long, value_name = "NUMBER")]
    pub(crate) ticket: Option<u32>,
    /// The source tag [default: extra.sourceTag of the offer]
    #[arg(long, value_name = "NUMBER")]
    pub(crate) source_tag: Option<u32>,
    /// t54: repeat the invoice in the payload, as servers of t54 require
    #[arg(long = "for", value_enum, hide_possible_values = true, value_name = "SERVER")]
    pub(crate) server: Option<Server>,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct ReasonArgs {
    /// The code as you received it
    pub(crate) code: String,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct LintArgs {
    /// Your 402 response: JSON text, a header line, a header's value, a whole response with its headers, @FILE with one of these,
    /// or - for standard input
    #[arg(default_value = "-")]
    pub(crate) demand: String,
    /// Print JSON: the result of the operation `lint` (docs/reference/operations)
    #[arg(long, conflicts_with_all = ["format", "fix"])]
    pub(crate) json: bool,
    /// The format of the output
    #[arg(long, value_enum, default_value_t = LintFormat::Pretty, conflicts_with = "fix")]
    pub(crate) format: LintFormat,
    /// Print the corrected 402 response as JSON, and its remaining faults on standard error
    #[arg(long)]
    pub(crate) fix: bool,
}

#[cfg(feature = "schema")]
#[derive(Debug, ClapArgs)]
#[command(group = ArgGroup::new("what").required(true).args(["object", "list", "all"]))]
pub(crate) struct SchemaArgs {
    /// The name of the object, from --list: payment-required, payment-payload, …
    pub(crate) object: Option<String>,
    /// The protocol version of the object [default: either]
    #[arg(long, conflicts_with_all = ["list", "all"], value_parser = clap::value_parser!(u8).range(1..=2))]
    pub(crate) version: Option<u8>,
    /// List all schemas, each as the arguments that print it
    #[arg(long)]
    pub(crate) list: bool,
    /// Write all schemas into this directory
    #[arg(long, value_name = "DIR")]
    pub(crate) all: Option<PathBuf>,
}

#[cfg(feature = "shell")]
#[derive(Debug, ClapArgs)]
pub(crate) struct ManArgs {
    /// The directory for the pages, such as ~/.local/share/man/man1
    #[arg(value_name = "DIR")]
    pub(crate) directory: PathBuf,
}
