//! Which options of a command change its output for which kind of input. Any other option is refused: ignored in
//! silence, it would seem to have been respected.

use std::{any::type_name, fmt, marker::PhantomData};

use clap::{ArgMatches, Args, Command, FromArgMatches, parser::ValueSource};

use crate::output::Failure;

/// A kind of input, and the names of the options that change the command's output for it.
pub(crate) struct Uses {
    /// The kind, as messages name it: "a payment".
    pub(crate) input: &'static str,
    /// Separated by spaces.
    pub(crate) options: &'static str,
}

impl Uses {
    fn has(&self, option: &str) -> bool {
        self.options.split(' ').any(|known| known == option)
    }
}

/// The inputs of `x402 verify`, `explain` and `diagnose`.
pub(crate) mod verify {
    use super::Uses;

    pub(crate) const PAYMENT: Uses = Uses {
        input: "a payment",
        options: "payment offer index now at-recorded-time account-code token-domain facts records allowance settle submit purpose facilitator policy profile json",
    };
    /// Offer and payment are in one object.
    pub(crate) const REQUEST: Uses = Uses {
        input: "the body of a request to a facilitator",
        options: "payment now at-recorded-time account-code token-domain facts records allowance settle submit purpose facilitator policy profile json",
    };
    pub(crate) const ALL: &[&Uses] = &[&PAYMENT, &REQUEST];
}

/// The inputs of `x402 decode`.
pub(crate) mod decode {
    use super::Uses;

    pub(crate) const OBJECT: Uses = Uses { input: "an object", options: "kind profile json" };
    /// Signed offers, receipts and calldata have one spelling.
    pub(crate) const STRICT: Uses = Uses { input: "an object with only one encoding", options: "kind json" };
    pub(crate) const MESSAGE: Uses = Uses { input: "a message of a different protocol", options: "json" };
    pub(crate) const ALL: &[&Uses] = &[&OBJECT, &STRICT, &MESSAGE];
}

/// The inputs of `x402 draft`.
pub(crate) mod draft {
    use super::Uses;

    pub(crate) const EVM: Uses = Uses {
        input: "an offer on an EVM chain",
        options: "offer index payer nonce now valid-after valid-before horizon token-domain signature permit-nonce permit-signature declared account-code json",
    };
    pub(crate) const CHANNEL: Uses = Uses {
        input: "an offer of batch-settlement",
        options: "offer index payer nonce now valid-after valid-before horizon signature account-code authorizer salt charged balance deposit deposit-signature refund json",
    };
    pub(crate) const SOLANA: Uses = Uses {
        input: "an offer on Solana",
        options: "offer index payer nonce signature horizon blockhash token-program decimals source transaction-version units loaded-data fee unit-price key-order json",
    };
    pub(crate) const STELLAR: Uses = Uses {
        input: "an offer on Stellar",
        options: "offer index payer nonce now signature horizon ledger credentials soroban-data fee json",
    };
    pub(crate) const XRPL: Uses = Uses {
        input: "an offer on the XRP Ledger",
        options: "offer index payer now signature horizon ledger sequence ticket fee source-tag for json",
    };
    pub(crate) const ALL: &[&Uses] = &[&EVM, &CHANNEL, &SOLANA, &STELLAR, &XRPL];
}

/// What `x402 conformance run` runs.
#[cfg(feature = "runner")]
pub(crate) mod run {
    use super::Uses;

    pub(crate) const LIST: Uses = Uses {
        input: "a list",
        options: "list quick vectors op group id title flag ruling severity level not-op not-group not-id not-title not-flag not-ruling not-severity not-level profile format json",
    };
    pub(crate) const OURSELVES: Uses = Uses {
        input: "this program itself",
        options: "quick vectors op group id title flag ruling severity level not-op not-group not-id not-title not-flag not-ruling not-severity not-level profile jobs format json explain",
    };
    pub(crate) const PROGRAM: Uses = Uses {
        input: "a program",
        options: "quick vectors op group id title flag ruling severity level not-op not-group not-id not-title not-flag not-ruling not-severity not-level profile known write-known require compare timeout jobs give-up-after format json explain",
    };
    pub(crate) const ALL: &[&Uses] = &[&LIST, &OURSELVES, &PROGRAM];
}

/// The names of the options of `T` that are on the command line. The field of this type has to come first in `T`,
/// because the fields after it take their values out of the matches.
pub(crate) struct PassedOptions<T> {
    names: Vec<String>,
    of: PhantomData<fn() -> T>,
}

impl<T> PassedOptions<T> {
    /// Whether the option is on the command line.
    pub(crate) fn has(&self, option: &str) -> bool {
        self.names.iter().any(|name| name == option)
    }

    /// Refuses the options that change nothing for this kind of input.
    pub(crate) fn check(&self, uses: &Uses, all: &[&Uses]) -> Result<(), Failure> {
        let Some(unused) = self.names.iter().find(|name| !uses.has(name)) else {
            return Ok(());
        };
        let users = all.iter().filter(|other| other.has(unused)).map(|other| other.input);
        let users: Vec<_> = users.collect();
        let hint = if users.is_empty() { String::new() } else { format!("; it applies to {}", users.join(", ")) };
        Err(Failure::Usage(format!("--{unused} does not apply to {}{hint}", uses.input)))
    }
}

impl<T> fmt::Debug for PassedOptions<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {}", self.names.join(" "), type_name::<T>())
    }
}

impl<T: Args> FromArgMatches for PassedOptions<T> {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        // The matches have groups too, so the command says which ids are options.
        let options = T::augment_args(Command::new(""));
        let passed = options.get_arguments().filter(|option| {
            option.get_long().is_some()
                && matches.value_source(option.get_id().as_str()) == Some(ValueSource::CommandLine)
        });
        let names = passed.filter_map(|option| option.get_long().map(str::to_owned)).collect();
        Ok(Self { names, of: PhantomData })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl<T: Args> Args for PassedOptions<T> {
    fn augment_args(command: Command) -> Command {
        command
    }

    fn augment_args_for_update(command: Command) -> Command {
        command
    }
}
