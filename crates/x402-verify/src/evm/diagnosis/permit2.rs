//! Search what was signed instead of a permit of Permit2.

use alloc::vec::Vec;

use x402_schemes::{
    Terms,
    evm::{
        Address, SignatureFormat,
        assets::{self, KnownAsset},
        eip712::TokenDomain,
        eip3009, keccak256,
        permit2::{Authorization, Nonce, PERMIT2, Payload, Proxy, contracts, domain_separator},
    },
};
use x402_types::{RawJson, Uint256, read::Reader};

use super::attempts::{
    Stop, find_decimals, find_milliseconds, personal_messages, recover_one, separator_of, thousandfold,
    with_twelve_zeros,
};
use crate::evm::AccountCode;
use crate::{
    Context,
    evm::{FormatMistake, Guess, signature::Parts},
};

pub(super) fn diagnose(
    payload: &RawJson,
    proxy: Proxy,
    terms: &Terms<'_>,
    accepted: Option<&Terms<'_>>,
    is_unmatched: bool,
    context: &Context<'_>,
) -> Vec<Guess> {
    let mut guesses = Vec::new();
    let Ok(payload) = Payload::read(payload.as_json(), proxy, &mut Reader::new(context.decode)) else {
        return guesses;
    };
    let authorization = &payload.authorization;
    let times = [
        ("permit2Authorization.deadline", authorization.deadline),
        ("permit2Authorization.witness.validAfter", authorization.witness.valid_after),
    ];
    find_milliseconds(&times, context, &mut guesses);
    let amount = authorization.permitted.amount;
    find_decimals("permit2Authorization.permitted.amount", amount, terms, &mut guesses);
    // A contract decides by itself which signatures it accepts.
    if context.facts.evm().code_of(authorization.from) != Some(AccountCode::Present)
        && let Some(chain_id) = terms.network.eip155_chain_id()
    {
        let is_as_accepted = is_unmatched
            && accepted.is_some_and(|accepted| {
                accepted.network == terms.network
                    && accepted.pay_to.parse() == Ok(authorization.witness.to)
                    && accepted.asset.parse() == Ok(authorization.permitted.token)
                    && accepted.units() == authorization.permitted.amount
            });
        let separator = domain_separator(chain_id);
        let mut search = Search { payload: &payload, separator, is_as_accepted, left: Guess::MOST_RECOVERIES };
        guesses.extend(search.run(terms, accepted, chain_id).err().and_then(Stop::guess));
    }
    guesses
}

struct Search<'a> {
    payload: &'a Payload,
    /// The domain separator of Permit2 on the offer's chain.
    separator: [u8; 32],
    /// `true` if no offer matches, but recipient, token and amount are those that the payment claims to have accepted.
    is_as_accepted: bool,
    left: usize,
}

impl Search<'_> {
    /// Tries the most likely mistake first. A signature is the payer's over one message only.
    fn run(&mut self, terms: &Terms<'_>, accepted: Option<&Terms<'_>>, chain_id: u64) -> Result<(), Stop> {
        let bytes = self.payload.signature.as_bytes();
        // A key made the 65 bytes even if the last of them is not a recovery byte.
        let Some(parts) = Parts::read(bytes).or_else(|| Parts::read_whatever_v(bytes)) else { return Ok(()) };
        self.other_formats(&parts)?;
        self.other_terms(&parts, terms, accepted)?;
        self.other_domains(&parts, terms, chain_id)?;
        self.other_witness(&parts, terms)?;
        self.other_nonce(&parts)?;
        self.other_spenders(&parts, terms)?;
        for (message, guess) in personal_messages(&self.payload.authorization.digest(&self.separator)) {
            self.attempt(&parts, &message, Stop::Found(guess))?;
        }
        self.decimals(&parts)?;
        self.milliseconds(&parts)?;
        self.other_chains(&parts, terms, accepted, chain_id)
    }

    /// Tries the chain that the payment claims to have accepted, and then the other chains on which the published
    /// tables have a token of this kind, in their order. Each has the same Permit2. These are the last guesses, as many
    /// as are left.
    fn other_chains(
        &mut self,
        parts: &Parts,
        terms: &Terms<'_>,
        accepted: Option<&Terms<'_>>,
        chain_id: u64,
    ) -> Result<(), Stop> {
        let here = terms.asset.parse().ok().and_then(|token| assets::known(chain_id, token));
        let is_alike = |asset: &&KnownAsset| here.is_none_or(|here| here.symbol == asset.symbol);
        let named = accepted.and_then(|accepted| accepted.network.eip155_chain_id());
        let known = assets::KNOWN.iter().filter(is_alike).map(|asset| asset.chain_id);
        let mut tried = Vec::from([chain_id]);
        for chain_id in named.into_iter().chain(known) {
            if self.left == 0 {
                break;
            }
            if !tried.contains(&chain_id) {
                tried.push(chain_id);
                let digest = self.payload.authorization.digest(&domain_separator(chain_id));
                self.attempt(parts, &digest, Stop::Found(Guess::OtherChain { chain_id }))?;
            }
        }
        Ok(())
    }

    /// Tries other last bytes of the signature over the right message.
    fn other_formats(&mut self, stated: &Parts) -> Result<(), Stop> {
        let digest = self.payload.authorization.digest(&self.separator);
        let as_stated = match self.payload.signature.format() {
            SignatureFormat::YParity => format_mistake(FormatMistake::RecoveryId, stated),
            SignatureFormat::Erc6492 | SignatureFormat::Other => format_mistake(FormatMistake::RecoveryByte, stated),
            SignatureFormat::Ecdsa65 | SignatureFormat::Erc2098 if self.is_as_accepted => {
                Stop::Found(Guess::OfferChanged)
            }
            SignatureFormat::Ecdsa65 | SignatureFormat::Erc2098 => Stop::NothingToExplain,
        };
        self.attempt(stated, &digest, as_stated)?;
        let other = Parts { y_is_odd: !stated.y_is_odd, ..*stated };
        self.attempt(&other, &digest, format_mistake(FormatMistake::RecoveryByte, &other))
    }

    /// Tries recipient, token and amount from other sources.
    fn other_terms(&mut self, parts: &Parts, terms: &Terms<'_>, accepted: Option<&Terms<'_>>) -> Result<(), Stop> {
        let authorization = self.payload.authorization;
        let with = |terms: &Terms<'_>| {
            let mut other = authorization;
            other.witness.to = terms.pay_to.parse().ok()?;
            other.permitted.token = terms.asset.parse().ok()?;
            other.permitted.amount = terms.units();
            (other != authorization).then_some(other)
        };
        let offered = with(terms);
        if let Some(offered) = offered {
            self.message(parts, &offered, Guess::OfferedTerms)?;
        }
        match accepted.and_then(with).filter(|accepted| Some(*accepted) != offered) {
            Some(accepted) => self.message(parts, &accepted, Guess::AcceptedTerms),
            None => Ok(()),
        }
    }

    /// Tries the domain of Permit2 with a version, the domain of the token, and an EIP-3009 authorization in the domain
    /// of the token.
    fn other_domains(&mut self, parts: &Parts, terms: &Terms<'_>, chain_id: u64) -> Result<(), Stop> {
        let authorization = self.payload.authorization;
        let with_version =
            TokenDomain { name: "Permit2".into(), version: "1".into(), chain_id, verifying_contract: PERMIT2 };
        let digest = authorization.digest(&with_version.separator());
        self.attempt(parts, &digest, Stop::Found(Guess::DomainWithVersion))?;
        let name = keccak256(with_version.name.as_bytes());
        let without_chain_id =
            separator_of("EIP712Domain(string name,address verifyingContract)", &[name, PERMIT2.to_word()]);
        let digest = authorization.digest(&without_chain_id);
        self.attempt(parts, &digest, Stop::Found(Guess::DomainWithoutChainId))?;
        let Ok(token) = TokenDomain::of(terms.clone()) else { return Ok(()) };
        let digest = authorization.digest(&token.separator());
        self.attempt(parts, &digest, Stop::Found(Guess::TokenDomain))?;
        let Authorization { from, permitted, nonce, deadline, witness, .. } = authorization;
        let transfer = eip3009::Authorization {
            from,
            to: witness.to,
            value: permitted.amount,
            valid_after: witness.valid_after,
            valid_before: deadline,
            nonce: eip3009::Nonce::new(nonce.get().to_be_bytes()),
        };
        self.attempt(parts, &transfer.digest(&token.separator()), Stop::Found(Guess::Eip3009))
    }

    /// Tries the witness of the other scheme, with the facilitator of the offer.
    fn other_witness(&mut self, parts: &Parts, terms: &Terms<'_>) -> Result<(), Stop> {
        let mut other = self.payload.authorization;
        other.witness.facilitator = match other.witness.facilitator {
            Some(_) => None,
            None => match facilitator(terms) {
                Some(facilitator) => Some(facilitator),
                None => return Ok(()),
            },
        };
        self.message(parts, &other, Guess::OtherWitness)
    }

    /// Tries the decimal digits of the nonce, read as hexadecimal.
    fn other_nonce(&mut self, parts: &Parts) -> Result<(), Stop> {
        let mut other = self.payload.authorization;
        let digits = alloc::string::ToString::to_string(&other.nonce);
        let mut bytes = [0u8; 32];
        if digits.len() > 64 {
            return Ok(());
        }
        // From the last digit on, two digits fill a byte.
        for (index, digit) in digits.bytes().rev().enumerate() {
            let value = digit.saturating_sub(b'0');
            let at = 31usize.saturating_sub(index / 2);
            if let Some(byte) = bytes.get_mut(at) {
                *byte |= if index % 2 == 0 { value } else { value.wrapping_shl(4) };
            }
        }
        other.nonce = Nonce::new(Uint256::from_be_bytes(bytes));
        self.message(parts, &other, Guess::HexNonce)
    }

    /// Tries the proxies, including retired ones, Permit2 itself, and the facilitator as spender.
    fn other_spenders(&mut self, parts: &Parts, terms: &Terms<'_>) -> Result<(), Stop> {
        let authorization = self.payload.authorization;
        let stated = authorization.witness.facilitator.or_else(|| facilitator(terms));
        let known = contracts::KNOWN.iter().filter_map(|contract| contract.address.parse::<Address>().ok());
        for spender in known.chain(stated).filter(|spender| *spender != authorization.spender) {
            let mut other = authorization;
            other.spender = spender;
            self.message(parts, &other, Guess::OtherSpender { spender })?;
        }
        Ok(())
    }

    fn milliseconds(&mut self, parts: &Parts) -> Result<(), Stop> {
        let mut other = self.payload.authorization;
        let (Some(deadline), Some(valid_after)) =
            (thousandfold(other.deadline), thousandfold(other.witness.valid_after))
        else {
            return Ok(());
        };
        (other.deadline, other.witness.valid_after) = (deadline, valid_after);
        self.message(parts, &other, Guess::SignedMilliseconds)
    }

    fn decimals(&mut self, parts: &Parts) -> Result<(), Stop> {
        let mut other = self.payload.authorization;
        let Some(amount) = with_twelve_zeros(other.permitted.amount) else { return Ok(()) };
        other.permitted.amount = amount;
        self.message(parts, &other, Guess::SignedDecimals)
    }

    fn message(&mut self, parts: &Parts, message: &Authorization, guess: Guess) -> Result<(), Stop> {
        self.attempt(parts, &message.digest(&self.separator), Stop::Found(guess))
    }

    /// Ends the search with `if_so` if the signature is the payer's over this digest.
    fn attempt(&mut self, parts: &Parts, digest: &[u8; 32], if_so: Stop) -> Result<(), Stop> {
        let signer = recover_one(&mut self.left, parts, digest)?;
        if signer == Some(self.payload.authorization.from) { Err(if_so) } else { Ok(()) }
    }
}

fn format_mistake(mistake: FormatMistake, parts: &Parts) -> Stop {
    Stop::Found(Guess::SignatureFormat { mistake, canonical: parts.canonical() })
}

fn facilitator(terms: &Terms<'_>) -> Option<Address> {
    terms.extra_member("facilitatorAddress")?.string().ok()?.parse().ok()
}
