//! Search what was signed instead of an EIP-3009 authorization in the offer's domain.

#![cfg(feature = "evm")]

pub(in crate::evm) mod attempts;
mod permit2;
mod sponsored;

use alloc::{borrow::Cow, string::ToString, vec, vec::Vec};

use x402_schemes::{
    Mechanism, Terms,
    evm::{
        Address, assets,
        eip712::{SigningInput, TokenDomain},
        eip3009::{Authorization, Payload, RECEIVE_TYPEHASH},
        gateway::{self, Chain},
        keccak256,
        permit2::Proxy,
    },
};
use x402_types::{
    Version,
    extensions::{eip2612_gas_sponsoring, erc20_approval_gas_sponsoring},
    read::Reader,
};

use self::attempts::{
    NameGuess, Stop, find_decimals, find_milliseconds, name_guesses, personal_messages, recover_one, separator_of,
    thousandfold, with_twelve_zeros,
};
use super::signature::{HALF_ORDER, Parts};
use crate::evm::{AccountCode, FormatMistake, Guess};
use crate::{
    CheckId, Context, Outcome, Report,
    case::{Case, Claim},
};

/// Diagnoses a payment with Permit2 for its proxy, or with EIP-3009 if `proxy` is `None`.
pub(crate) fn diagnose(proxy: Option<Proxy>, case: &Case<'_>, report: &Report) -> Vec<crate::Guess> {
    let mut guesses = guesses(proxy, case, report);
    // With an explanation, the search has not given up.
    if guesses.iter().any(|guess| *guess != Guess::GaveUp) {
        guesses.retain(|guess| *guess != Guess::GaveUp);
    }
    guesses.into_iter().map(Into::into).collect()
}

fn guesses(proxy: Option<Proxy>, case: &Case<'_>, report: &Report) -> Vec<Guess> {
    let Case { claim: Claim { payload, accepted, extensions }, terms, context, .. } = case;
    let accepted = accepted.map(Terms::from);
    let accepted = accepted.as_ref();
    let outcome = |id: CheckId| report.checks().iter().find(|check| check.id == id).map(|check| &check.outcome);
    // The payer signed the payment itself. Only the permit for a sponsor differs from the signed one.
    if let (Some(Outcome::Pass), Some(Outcome::Fail(_) | Outcome::Needs(_)), Some(extensions)) =
        (outcome(CheckId::SIGNER), outcome(CheckId::PERMIT_SIGNATURE), extensions)
    {
        return sponsored::diagnose(extensions, terms, context);
    }
    let is_unmatched =
        matches!(outcome(CheckId::OFFER).and_then(Outcome::detail), Some(crate::Detail::OfferDiffers { .. }));
    // The payment is signed well, and lacks what the server would have sent to the chain for it.
    let added_nothing = outcome(CheckId::PERMIT_PAYLOAD).is_none() && outcome(CheckId::APPROVAL_PAYLOAD).is_none();
    if let (Some(Outcome::Pass), Some(Outcome::Fail(_)), true, Some(declared)) =
        (outcome(CheckId::SIGNER), outcome(CheckId::ALLOWANCE), added_nothing, context.declared)
        && let Some(extension) = [eip2612_gas_sponsoring::KEY, erc20_approval_gas_sponsoring::KEY]
            .into_iter()
            .find(|key| declared.as_json().get(key).is_some())
    {
        return vec![Guess::SponsorUnused { extension }];
    }
    if let Some(proxy) = proxy {
        return permit2::diagnose(payload, proxy, terms, accepted, is_unmatched, context);
    }
    let mut guesses = Vec::new();
    let Ok(payload) = Payload::read(payload.as_json(), &mut Reader::new(context.decode)) else {
        return guesses;
    };
    let authorization = &payload.authorization;
    let times = [
        ("authorization.validAfter", authorization.valid_after),
        ("authorization.validBefore", authorization.valid_before),
    ];
    find_milliseconds(&times, context, &mut guesses);
    find_decimals("authorization.value", authorization.value, terms, &mut guesses);
    // A contract decides by itself which signatures it accepts.
    // The Gateway asks no contract (U-5).
    let is_for_gateway = report.mechanism() == Some(Mechanism::GATEWAY);
    if is_for_gateway || context.facts.evm().code_of(authorization.from) != Some(AccountCode::Present) {
        let signer = outcome(CheckId::SIGNER);
        if matches!(signer, Some(Outcome::Pass)) {
            guesses.extend(mistake(payload.signature.as_bytes()));
            return guesses;
        }
        let is_recovered = matches!(signer, Some(Outcome::Fail(_) | Outcome::Needs(_)));
        let is_as_accepted = is_unmatched
            && accepted.is_some_and(|accepted| {
                accepted.pay_to.parse() == Ok(authorization.to) && accepted.units() == authorization.value
            });
        let chain = gateway::offered(terms).and_then(Result::ok).filter(|_| is_for_gateway);
        let mut search =
            Search { payload: &payload, is_recovered, is_as_accepted, chain, left: Guess::MOST_RECOVERIES };
        guesses.extend(search.run(terms, accepted, context).err().and_then(Stop::guess));
    }
    guesses
}

/// The mistake in the format of a signature that is already the payer's.
fn mistake(signature: &[u8]) -> Option<Guess> {
    let parts = Parts::read(signature)?;
    let mistake = match signature {
        [.., 0 | 1] if signature.len() == 65 => FormatMistake::RecoveryId,
        _ if signature.len() == 64 => FormatMistake::Compact,
        _ if parts.is_high() => FormatMistake::HighS,
        _ => return None,
    };
    Some(Guess::SignatureFormat { mistake, canonical: parts.canonical() })
}

struct Search<'a> {
    payload: &'a Payload,
    /// `true` if `verify` has recovered the signer of the authorization as sent.
    is_recovered: bool,
    /// `true` if no offer matches, but recipient and amount are those that the payment claims to have accepted.
    is_as_accepted: bool,
    /// The chain of an offer that is verified as one of the Gateway.
    chain: Option<&'static Chain>,
    left: usize,
}

impl Search<'_> {
    fn run(&mut self, terms: &Terms<'_>, accepted: Option<&Terms<'_>>, context: &Context<'_>) -> Result<(), Stop> {
        let token = terms.asset.parse::<Address>().ok();
        let names =
            token.and_then(|token| context.facts.evm().domain_names(token)).filter(|_| terms.version == Version::V1);
        let offered = match self.chain {
            Some(chain) => Some(chain.domain()),
            None => TokenDomain::with_names(terms.clone(), names).ok(),
        };
        let has_variant = context.policy.evm.gateway_variant;
        let accepted_domain = accepted.and_then(|accepted| match gateway::offered(accepted) {
            Some(Ok(chain)) if has_variant => Some(chain.domain()),
            _ => TokenDomain::of(accepted.clone()).ok(),
        });
        if let Some(domain) = &offered {
            self.other_formats(domain, self.is_as_accepted && accepted_domain == offered)?;
        }
        // A signature in a format other than r‖s‖v may contain anything.
        let Some(parts) = Parts::read(self.payload.signature.as_bytes()) else { return Ok(()) };
        if let Some(domain) = &offered {
            self.other_terms(&parts, domain, terms, accepted)?;
        }
        if let Some(domain) = accepted_domain.filter(|domain| Some(domain) != offered.as_ref()) {
            let guess = if self.is_as_accepted { Guess::OfferChanged } else { Guess::AcceptedDomain };
            self.domain(&parts, &domain, guess)?;
        }
        self.wallets(&parts, terms)?;
        match self.chain {
            Some(chain) => self.for_token(&parts, chain)?,
            None => self.other_names(&parts, terms, offered.as_ref())?,
        }
        if let Some(domain) = &offered {
            self.other_messages(&parts, domain)?;
            match self.chain {
                Some(chain) => self.other_chains_of_gateway(&parts, chain)?,
                None => self.other_chains(&parts, domain)?,
            }
        }
        Ok(())
    }

    /// Tries other formats of the signature over the right message.
    fn other_formats(&mut self, domain: &TokenDomain<'_>, is_as_accepted: bool) -> Result<(), Stop> {
        let bytes = self.payload.signature.as_bytes();
        // A key made the 65 bytes even if the last of them is not a recovery byte. In a transaction that byte is larger (EIP-155).
        let (stated, is_readable) = match (Parts::read(bytes), Parts::read_whatever_v(bytes)) {
            (Some(parts), _) => (parts, true),
            (None, Some(parts)) => (parts, false),
            (None, None) => return Ok(()),
        };
        let digest = self.payload.authorization.digest(&domain.separator());
        let is_high = stated.s > HALF_ORDER;
        for y_is_odd in [stated.y_is_odd, !stated.y_is_odd] {
            let as_stated = is_readable && y_is_odd == stated.y_is_odd;
            if as_stated && self.is_recovered {
                continue;
            }
            let parts = Parts { y_is_odd, ..stated };
            let stop = match bytes {
                [.., 27 | 28] if bytes.len() == 65 && as_stated && !is_high => {
                    if is_as_accepted {
                        Stop::Found(Guess::OfferChanged)
                    } else {
                        Stop::NothingToExplain
                    }
                }
                _ => Stop::Found(Guess::SignatureFormat {
                    mistake: match bytes.len() {
                        64 => FormatMistake::Compact,
                        _ if as_stated && is_high => FormatMistake::HighS,
                        _ if as_stated => FormatMistake::RecoveryId,
                        _ => FormatMistake::RecoveryByte,
                    },
                    canonical: parts.canonical(),
                }),
            };
            self.attempt(&parts, &digest, stop)?;
        }
        Ok(())
    }

    /// Tries recipient and amount from other sources, payer and recipient exchanged, and times in milliseconds.
    fn other_terms(
        &mut self,
        parts: &Parts,
        domain: &TokenDomain<'_>,
        terms: &Terms<'_>,
        accepted: Option<&Terms<'_>>,
    ) -> Result<(), Stop> {
        let authorization = self.payload.authorization;
        let separator = domain.separator();
        let with = |terms: &Terms<'_>| {
            let to = terms.pay_to.parse().ok()?;
            let mut other = authorization;
            (other.to, other.value) = (to, terms.units());
            (other != authorization).then_some(other)
        };
        let offered = with(terms);
        if let Some(offered) = offered {
            self.message(parts, &offered.digest(&separator), Guess::OfferedTerms)?;
        }
        if let Some(accepted) = accepted.and_then(with).filter(|accepted| Some(*accepted) != offered) {
            self.message(parts, &accepted.digest(&separator), Guess::AcceptedTerms)?;
        }
        let mut swapped = authorization;
        (swapped.from, swapped.to) = (authorization.to, authorization.from);
        self.message(parts, &swapped.digest(&separator), Guess::SwappedParties)?;
        if let (Some(valid_after), Some(valid_before)) =
            (thousandfold(authorization.valid_after), thousandfold(authorization.valid_before))
        {
            let mut milliseconds = authorization;
            (milliseconds.valid_after, milliseconds.valid_before) = (valid_after, valid_before);
            self.message(parts, &milliseconds.digest(&separator), Guess::SignedMilliseconds)?;
        }
        if let Some(value) = with_twelve_zeros(authorization.value) {
            let mut more = authorization;
            more.value = value;
            self.message(parts, &more.digest(&separator), Guess::SignedDecimals)?;
        }
        Ok(())
    }

    /// Tries other names and versions of the domain.
    fn other_names(&mut self, parts: &Parts, terms: &Terms<'_>, offered: Option<&TokenDomain<'_>>) -> Result<(), Stop> {
        let (Some(chain_id), Ok(token)) = (terms.network.eip155_chain_id(), terms.asset.parse::<Address>()) else {
            return Ok(());
        };
        for NameGuess { name, version, known, mistake } in name_guesses(terms, offered) {
            let domain = TokenDomain {
                name: Cow::Borrowed(&name),
                version: Cow::Borrowed(version),
                chain_id,
                verifying_contract: token,
            };
            let (name, version) = (name.to_string(), version.to_string());
            let guess = match mistake {
                Some(mistake) => Guess::MisreadName { name, version, mistake },
                None => Guess::DomainNames { name, version, known },
            };
            self.domain(parts, &domain, guess)?;
        }
        Ok(())
    }

    /// Tries the wallets of the Gateway that the offer does not name (U-18). These guesses are not counted.
    fn wallets(&mut self, parts: &Parts, terms: &Terms<'_>) -> Result<(), Stop> {
        let Some(chain_id) = terms.network.eip155_chain_id() else { return Ok(()) };
        let offered = self.chain.map(|chain| chain.wallet);
        for wallet in [gateway::WALLET, gateway::TESTNET_WALLET].into_iter().filter(|wallet| Some(*wallet) != offered) {
            let domain = TokenDomain {
                name: Cow::Borrowed(gateway::NAME),
                version: Cow::Borrowed(gateway::VERSION),
                chain_id,
                verifying_contract: wallet,
            };
            self.left = self.left.saturating_add(1);
            self.domain(parts, &domain, Guess::GatewayDomain { wallet })?;
        }
        Ok(())
    }

    /// Tries the token as the contract, with its own names and with those of the offer (U-18).
    fn for_token(&mut self, parts: &Parts, chain: &Chain) -> Result<(), Stop> {
        // The two domains that USDC has.
        for (name, version) in [("USD Coin", "2"), ("USDC", "2"), (gateway::NAME, gateway::VERSION)] {
            let domain = TokenDomain {
                name: Cow::Borrowed(name),
                version: Cow::Borrowed(version),
                chain_id: chain.chain_id,
                verifying_contract: chain.usdc,
            };
            let guess = Guess::TokenInsteadOfGateway { name: name.to_string(), version: version.to_string() };
            self.domain(parts, &domain, guess)?;
        }
        Ok(())
    }

    /// Tries the operator's number of the chain, and the wallets on the other chains (U-18).
    fn other_chains_of_gateway(&mut self, parts: &Parts, chain: &Chain) -> Result<(), Stop> {
        let number = TokenDomain { chain_id: chain.operators_number, ..chain.domain() };
        self.domain(parts, &number, Guess::OtherChain { chain_id: number.chain_id })?;
        // First the testnet of a mainnet, or the mainnet of a testnet.
        let is_twin = |other: &&Chain| other.operators_number == chain.operators_number;
        let others = || gateway::CHAINS.iter().filter(|other| other.chain_id != chain.chain_id);
        for other in others().filter(is_twin).chain(others().filter(|other| !is_twin(other))) {
            self.domain(parts, &other.domain(), Guess::OtherChain { chain_id: other.chain_id })?;
        }
        Ok(())
    }

    /// Tries the same fields in a different kind of message.
    fn other_messages(&mut self, parts: &Parts, domain: &TokenDomain<'_>) -> Result<(), Stop> {
        let authorization = &self.payload.authorization;
        let without_version = authorization.digest(&domain.separator_without_version());
        let receive = SigningInput {
            domain_separator: &domain.separator(),
            struct_hash: &authorization.struct_hash_as(RECEIVE_TYPEHASH),
        }
        .digest();
        let without_chain_id = authorization.digest(&separator_of(
            "EIP712Domain(string name,string version,address verifyingContract)",
            &[
                keccak256(domain.name.as_bytes()),
                keccak256(domain.version.as_bytes()),
                domain.verifying_contract.to_word(),
            ],
        ));
        let empty = authorization.digest(&separator_of("EIP712Domain()", &[]));
        let mut salt = [0; 32];
        if let Some((_, low)) = salt.split_last_chunk_mut() {
            *low = domain.chain_id.to_be_bytes();
        }
        // This is the domain of bridged tokens on Polygon.
        let salted = authorization.digest(&separator_of(
            "EIP712Domain(string name,string version,address verifyingContract,bytes32 salt)",
            &[
                keccak256(domain.name.as_bytes()),
                keccak256(domain.version.as_bytes()),
                domain.verifying_contract.to_word(),
                salt,
            ],
        ));
        self.message(parts, &without_version, Guess::DomainWithoutVersion)?;
        self.message(parts, &without_chain_id, Guess::DomainWithoutChainId)?;
        self.message(parts, &empty, Guess::EmptyDomain)?;
        self.message(parts, &salted, Guess::SaltedDomain)?;
        self.message(parts, &receive, Guess::ReceiveWithAuthorization)?;
        for (message, guess) in personal_messages(&authorization.digest(&domain.separator())) {
            self.message(parts, &message, guess)?;
        }
        Ok(())
    }

    /// Tries the other chains on which this token, or one of the same name, is known.
    fn other_chains(&mut self, parts: &Parts, offered: &TokenDomain<'_>) -> Result<(), Stop> {
        let token = offered.verifying_contract;
        let here = assets::known(offered.chain_id, token);
        let symbol = here.map(|asset| asset.symbol);
        let elsewhere = || assets::KNOWN.iter().filter(|asset| asset.chain_id != offered.chain_id);
        let same_address = elsewhere().filter(|asset| asset.address.parse() == Ok(token));
        let same_name = elsewhere().filter(|asset| symbol.is_none_or(|symbol| asset.symbol == symbol));
        for asset in same_address.chain(same_name) {
            let on_that_chain = TokenDomain { chain_id: asset.chain_id, ..offered.clone() };
            self.domain(parts, &on_that_chain, Guess::OtherChain { chain_id: asset.chain_id })?;
            let Ok(other) = asset.address.parse::<Address>() else { continue };
            let native = TokenDomain {
                name: Cow::Borrowed(asset.domain_name),
                version: Cow::Borrowed(asset.domain_version),
                chain_id: asset.chain_id,
                verifying_contract: other,
            };
            let guess = Guess::OtherToken { chain_id: asset.chain_id, token: other, symbol: asset.symbol };
            self.domain(parts, &native, guess)?;
        }
        Ok(())
    }

    fn domain(&mut self, parts: &Parts, domain: &TokenDomain<'_>, guess: Guess) -> Result<(), Stop> {
        self.message(parts, &self.payload.authorization.digest(&domain.separator()), guess)
    }

    fn message(&mut self, parts: &Parts, digest: &[u8; 32], guess: Guess) -> Result<(), Stop> {
        self.attempt(parts, digest, Stop::Found(guess))
    }

    /// Ends the search with `if_so` if the signature is the payer's over this digest.
    fn attempt(&mut self, parts: &Parts, digest: &[u8; 32], if_so: Stop) -> Result<(), Stop> {
        let Authorization { from, to, .. } = self.payload.authorization;
        let signer = recover_one(&mut self.left, parts, digest)?;
        // With the parties exchanged, the payer is the recipient that the payment names.
        let swapped = matches!(if_so, Stop::Found(Guess::SwappedParties));
        if signer == Some(from) || (swapped && signer == Some(to)) { Err(if_so) } else { Ok(()) }
    }
}
