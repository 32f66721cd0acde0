//! Compares an offer with a facilitator's answer to `GET /supported`.

use alloc::{
    string::{String, ToString},
    vec::Vec,
};

use x402_types::{
    JsonRef, Members, Network, RawJson, SupportedKind, SupportedResponse, Version, declare::sentences,
    printable::printable, v2::PaymentRequirements,
};

use crate::{
    AccountId, Mechanism, Terms,
    mechanism::{Announced, Whose},
};

sentences! {
    /// The reason why a facilitator does not serve an offer.
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum NotServed {
        /// No kind has this scheme and this network.
        Kind = "the facilitator serves no offer of this scheme on this network",
        /// Only a kind of V1 has this scheme and this network, and the offer is of V2.
        Version = "of this scheme on this network, the facilitator serves payments of version 1 only",
        /// The offer lacks a field of `extra` that a payment needs, and the facilitator announces no value that can be
        /// filled in.
        Missing {
            /// The field of `extra`.
            member: &'static str,
        } = "extra.{member} is missing, and the facilitator announces none that fits: ask its operator, and name it in the offer",
        /// A field of `extra` in the offer differs from every value that the facilitator announces.
        Differs {
            /// The field of `extra`.
            member: &'static str,
            /// The first value that the facilitator announces.
            announced: String,
        } = "extra.{member} is not what the facilitator announces ({announced}): leave it out of the offer, and it is filled in",
    }
}

impl core::error::Error for NotServed {}

/// Completes an offer from the facilitator's answer to `GET /supported` (V2 specification §7.3).
///
/// A kind serves an offer if it is of V2 and has the offer's scheme and network; the network of a kind is not a
/// pattern. If payments need an account or a setting of the facilitator ([`Mechanism::announced`]), an offer without it
/// gets the first usable value that a kind announces in its `extra`. A value in the offer must be announced by a kind
/// or, for an account, be among the `signers` of the offer's network. If nothing is announced, the offer's value is
/// left unchanged. In `batch-settlement` the seller may name its own account.
///
/// ```
/// use x402_schemes::{NotServed, complete, solana::assets::{self, OfferInit}};
/// use x402_types::{DecodeOptions, Network, SupportedResponse, Wire};
/// let text = r#"{"kinds":[{"x402Version":2,"scheme":"exact","network":"solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1",
///   "extra":{"feePayer":"EwWqGE4ZFKLofuestmU4LDdK7XM1N4ALgdZccwYugwGd"}}],"extensions":[],"signers":{}}"#;
/// let supported = SupportedResponse::decode(text, &DecodeOptions::STRICT)?.value;
/// let usdc = assets::by_symbol(&Network::SOLANA_DEVNET, "USDC").ok_or("unknown token")?;
/// let pay_to = "2wKupLR9q6wXYppw8Gr2NvWxKBUqm4PPJKkQfoxHDBg4".parse()?;
/// let offer = usdc.offer(OfferInit { price: "0.01", pay_to, fee_payer: None, max_timeout_seconds: 60 })?;
/// let served = complete(offer.clone(), &supported)?;
/// assert_eq!(served.extra.unwrap().as_str(), r#"{"feePayer":"EwWqGE4ZFKLofuestmU4LDdK7XM1N4ALgdZccwYugwGd"}"#);
/// let elsewhere = SupportedResponse::new([]);
/// assert_eq!(complete(offer, &elsewhere), Err(NotServed::Kind));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// No kind serves the offer, neither the offer nor the facilitator has a value that payments need, or the offer's value
/// is not announced.
pub fn complete(
    mut offer: PaymentRequirements,
    supported: &SupportedResponse,
) -> Result<PaymentRequirements, NotServed> {
    let kinds = supported.kinds.iter().filter_map(|kind| kind.get());
    let of_offer = kinds.filter(|kind| kind.scheme == offer.scheme && is_on(kind, &offer.network));
    let (kinds, others): (Vec<_>, Vec<_>) = of_offer.partition(|kind| kind.x402_version == Version::V2);
    if kinds.is_empty() {
        return Err(if others.is_empty() { NotServed::Kind } else { NotServed::Version });
    }
    let mechanism = Mechanism::of_offer(&Terms::from(&offer));
    if let Some(announced) = mechanism.and_then(Mechanism::announcement) {
        repeat(&mut offer, announced, &kinds, supported)?;
    }
    Ok(offer)
}

fn is_on(kind: &SupportedKind, network: &Network) -> bool {
    kind.network.network().is_some_and(|of_kind| of_kind == *network)
}

/// Fills in the announced value, or compares it with the offer's.
fn repeat(
    offer: &mut PaymentRequirements,
    Announced { member, whose }: Announced,
    kinds: &[&SupportedKind],
    supported: &SupportedResponse,
) -> Result<(), NotServed> {
    let network = offer.network.clone();
    let is_usable = |value: &JsonRef<'_>| match whose {
        Whose::Setting => value.boolean().is_ok(),
        Whose::Facilitator | Whose::Either => account_on(&network, value).is_some(),
    };
    let announced = kinds.iter().filter_map(|kind| kind.extra.as_ref()?.as_json().non_null(member));
    let announced: Vec<_> = announced.filter(is_usable).collect();
    let named = offer.extra.as_ref().and_then(|extra| extra.as_json().non_null(member));
    match named {
        None => {
            // Where a setting is off, no payment fits the offer (T-6).
            let mut fitting = announced.iter().filter(|value| whose != Whose::Setting || value.boolean() == Ok(true));
            let first = fitting.next().ok_or(NotServed::Missing { member })?;
            let mut extra = Members::new();
            if let Some(offered) = &offer.extra {
                // No reader keeps an `extra` that is not an object.
                for (name, value) in offered.as_json().members().into_iter().flatten() {
                    extra.insert(&name, value.into());
                }
            }
            extra.insert(member, RawJson::from(*first));
            offer.extra = Some(extra.into());
            Ok(())
        }
        Some(_) if whose == Whose::Either => Ok(()),
        Some(named) => {
            let signers = if whose == Whose::Facilitator { signers_on(&network, supported) } else { Vec::new() };
            let mut all = announced.iter().chain(&signers).peekable();
            let is_same = |other: &JsonRef<'_>| match whose {
                Whose::Setting => named.same_value(other),
                Whose::Facilitator | Whose::Either => {
                    account_on(&network, &named).is_some_and(|named| account_on(&network, other) == Some(named))
                }
            };
            let Some(first) = all.peek() else { return Ok(()) };
            let announced = printable(first.text()).trim_matches('"').into();
            if all.any(is_same) { Ok(()) } else { Err(NotServed::Differs { member, announced }) }
        }
    }
}

fn account_on(network: &Network, value: &JsonRef<'_>) -> Option<AccountId> {
    AccountId::on(network, &value.string().ok()?)
}

/// The accounts among `signers` under patterns of this network, such as `solana:*`.
fn signers_on<'a>(network: &Network, supported: &'a SupportedResponse) -> Vec<JsonRef<'a>> {
    let identifier = network.to_string();
    let is_of_network = |pattern: &str| match pattern.strip_suffix('*') {
        Some(start) => identifier.starts_with(start),
        None => pattern == identifier,
    };
    let patterns = supported.signers.iter().filter_map(|signers| signers.as_json().members().ok()).flatten();
    let lists = patterns.filter(|(pattern, _)| is_of_network(pattern)).filter_map(|(_, list)| list.elements().ok());
    lists.flatten().filter(|signer| account_on(network, signer).is_some()).collect()
}
