//! Guesses the messages that a payer may have signed instead.

use alloc::{
    borrow::Cow,
    format,
    string::{String, ToString},
    vec::Vec,
};

use x402_schemes::{
    Hex, Terms,
    evm::{Address, assets, eip712::TokenDomain, keccak256},
};
use x402_types::{Amount, UnixSeconds, charset::Charset};

use super::super::{recover::recover, signature::Parts};
use crate::{
    Context,
    evm::{Guess, NameMistake},
};

/// A time beyond this one, which is in the year 5138, is not in seconds.
const LATE: u64 = 100_000_000_000;

pub(in crate::evm) fn find_milliseconds(
    times: &[(&'static str, UnixSeconds)],
    context: &Context<'_>,
    guesses: &mut Vec<Guess>,
) {
    // The rules set no upper bound (E-2), so a time is suspicious only if the present is far behind it.
    let far =
        |time: &UnixSeconds| time.get().to_u64().is_some_and(|time| time > LATE && time < LATE.saturating_mul(1000));
    let late = times.iter().filter(|(_, time)| far(time) && context.now < LATE);
    guesses.extend(late.map(|(member, _)| Guess::Milliseconds { member }));
}

/// Checks whether the payer counted a token with 6 decimal places as one with 18.
pub(in crate::evm) fn find_decimals(member: &'static str, amount: Amount, terms: &Terms<'_>, guesses: &mut Vec<Guess>) {
    if Some(amount) == with_twelve_zeros(terms.units()) {
        guesses.push(Guess::Decimals { member });
    }
}

/// The amount times 10^12. `None` if the amount is zero, or if the result exceeds 256 bits.
pub(in crate::evm) fn with_twelve_zeros(amount: Amount) -> Option<Amount> {
    format!("{amount}000000000000").parse().ok().filter(|_| !amount.get().is_zero())
}

pub(in crate::evm) fn thousandfold(time: UnixSeconds) -> Option<UnixSeconds> {
    Some(UnixSeconds::from(time.get().to_u64()?.checked_mul(1000)?))
}

/// Recovers the signer of the digest. `None` if no key can have made the signature.
///
/// # Errors
/// No guess is left.
pub(in crate::evm) fn recover_one(left: &mut usize, parts: &Parts, digest: &[u8; 32]) -> Result<Option<Address>, Stop> {
    *left = left.checked_sub(1).ok_or(Stop::OutOfGuesses)?;
    Ok(recover(digest, parts.r, parts.s, parts.y_is_odd))
}

/// Ends a search. A signature is the payer's over one message only, so the first guess that fits is the last.
pub(in crate::evm) enum Stop {
    Found(Guess),
    /// The signature is the payer's over these terms, in the format that the token accepts.
    NothingToExplain,
    OutOfGuesses,
}

impl Stop {
    pub(in crate::evm) fn guess(self) -> Option<Guess> {
        match self {
            Self::Found(guess) => Some(guess),
            Self::NothingToExplain => None,
            Self::OutOfGuesses => Some(Guess::GaveUp),
        }
    }
}

/// A different name and version that a token's domain may have.
pub(in crate::evm) struct NameGuess<'a> {
    pub(in crate::evm) name: Cow<'a, str>,
    pub(in crate::evm) version: &'a str,
    /// `true` if the published tables have this domain for this token.
    pub(in crate::evm) known: bool,
    /// The origin of the name, if it is known.
    pub(in crate::evm) mistake: Option<NameMistake>,
}

/// The guesses without duplicates and without the offered domain, the most likely one first.
pub(in crate::evm) fn name_guesses<'a>(terms: &Terms<'_>, offered: Option<&'a TokenDomain<'_>>) -> Vec<NameGuess<'a>> {
    // The two domains of USDC are mistaken for each other more often than any others.
    const COMMON: [(&str, &str); 2] = [("USD Coin", "2"), ("USDC", "2")];
    let token = terms.network.eip155_chain_id().zip(terms.asset.parse::<Address>().ok());
    let token = token.and_then(|(chain_id, token)| assets::known(chain_id, token));
    let known = token.map(|asset| (asset.domain_name, asset.domain_version));
    let offered = offered.map(|domain| (domain.name.as_ref(), domain.version.as_ref()));
    let other_version = offered.map(|(name, version)| (name, if version == "1" { "2" } else { "1" }));
    let mut guesses: Vec<NameGuess<'a>> = Vec::new();
    let mut push = |name: Cow<'a, str>, version, mistake: Option<NameMistake>| {
        let names = (&*name, version);
        let is_new = Some(names) != offered && !guesses.iter().any(|guess| (&*guess.name, guess.version) == names);
        // The domain of the tables is the right one, and nothing was misread.
        if is_new && (mistake.is_none() || known != Some(names)) {
            guesses.push(NameGuess { known: known == Some(names), name, version, mistake });
        }
    };
    if let Some((name, version)) = offered {
        for (misread, mistake) in misread_names(name, token.map(|asset| asset.symbol)) {
            push(misread.into(), version, Some(mistake));
        }
    }
    for (name, version) in known.into_iter().chain(COMMON).chain(other_version) {
        push(name.into(), version, None);
    }
    guesses
}

/// The names that a client may have signed if it misread the offered name, and the token's symbol (U-45).
fn misread_names(offered: &str, symbol: Option<&str>) -> Vec<(String, NameMistake)> {
    let mut names = Vec::new();
    if !offered.is_ascii() {
        let read = |charset: Charset, none: Option<char>| {
            offered.bytes().filter_map(|byte| charset.char(byte).or(none)).collect::<String>()
        };
        names.push((read(Charset::Latin1, None), NameMistake::Latin1));
        for none in [Some('\u{fffd}'), None] {
            names.push((read(Charset::Windows1252, none), NameMistake::Windows1252));
        }
        for (tugrik, other) in [(Some('T'), None), (Some('T'), Some('?')), (None, None), (Some('?'), Some('?'))] {
            names.push((in_ascii(offered, tugrik, other), NameMistake::Ascii));
        }
    }
    names.extend(symbol.map(|symbol| (symbol.into(), NameMistake::Symbol)));
    if !offered.is_ascii() {
        // USDT0 is USDT that came from a different chain.
        let family = |symbol: &str| symbol.trim_end_matches('0').to_string();
        let of_this = family(symbol.unwrap_or(&in_ascii(offered, Some('T'), None)));
        let elsewhere = assets::KNOWN.iter().filter(|asset| family(asset.symbol) == of_this);
        names.extend(elsewhere.map(|asset| (asset.domain_name.into(), NameMistake::Elsewhere)));
    }
    names
}

/// The text with a replacement for `₮`, and one for every other character beyond ASCII.
fn in_ascii(text: &str, tugrik: Option<char>, other: Option<char>) -> String {
    let replaced = |character: char| match character {
        '₮' => tugrik,
        character if character.is_ascii() => Some(character),
        _ => other,
    };
    text.chars().filter_map(replaced).collect()
}

/// The separator of a domain that has other fields than it should have.
pub(in crate::evm) fn separator_of(domain_type: &str, words: &[[u8; 32]]) -> [u8; 32] {
    keccak256([&[keccak256(domain_type.as_bytes())], words].concat().as_flattened())
}

/// The hashes that a wallet signs if it takes a digest for a text (EIP-191, version 0x45): of the bytes of the digest,
/// and of its digits with and without `0x`.
pub(in crate::evm) fn personal_messages(digest: &[u8; 32]) -> [([u8; 32], Guess); 3] {
    let message = |text: &[u8]| {
        let prefix = format!("\u{19}Ethereum Signed Message:\n{}", text.len());
        keccak256([prefix.as_bytes(), text].concat().as_slice())
    };
    let digits = Hex(digest).to_string();
    let without_0x = digits.strip_prefix("0x").unwrap_or_default();
    [
        (message(digest), Guess::PersonalSign),
        (message(digits.as_bytes()), Guess::PersonalSignHex),
        (message(without_0x.as_bytes()), Guess::PersonalSignHex),
    ]
}
