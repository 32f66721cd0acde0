//! `x402 draft`: prints the message that the payer of an offer signs. With the signature, it prints the header. The
//! command holds no key.

mod chain;
mod drafted;
mod evm;
mod solana;
mod stellar;
mod xrpl;

use x402_schemes::Terms;
use x402_types::{DecodeError, DecodeOptions, Network, Version, Wire, v1, v2};

use self::{chain::Chain, drafted::AnyOffer};
use crate::{
    args::{DraftArgs, uses::draft::ALL},
    argument::check_input,
    host::Host,
    input::{self, InputOffer},
    output::{Failure, Output},
};

/// The first that an offer is of drafts for it.
const CHAINS: &[Chain] = &[evm::CHANNEL, evm::CHAIN, solana::CHAIN, stellar::CHAIN, xrpl::CHAIN];

pub(crate) fn run(args: &DraftArgs, host: &mut dyn Host) -> Result<Output, Failure> {
    let offer = read_offer(args, host)?;
    let terms = match &offer {
        AnyOffer::V1(offer) => Terms::of_v1(offer).ok_or_else(|| {
            Failure::Usage(format!(
                "--offer: the network {} is unknown, so no payment on it can be drafted",
                offer.network
            ))
        })?,
        AnyOffer::V2(offer) => offer.into(),
    };
    let chain = CHAINS.iter().find(|chain| (chain.is_of)(&terms));
    let chain = chain.ok_or_else(|| not_drafted(&terms.network))?;
    args.passed.check(chain.uses, ALL)?;
    let drafted = (chain.draft)(args, &offer, &terms, host)?;
    let code = drafted.code;
    Ok(Output { text: drafted.show(args.json), code })
}

fn not_drafted(network: &Network) -> Failure {
    Failure::Usage(format!("--offer: this build cannot draft payments on {network}"))
}

fn read_offer(args: &DraftArgs, host: &mut dyn Host) -> Result<AnyOffer, Failure> {
    check_input(std::iter::once(&*args.offer).chain(args.declared.as_deref()))?;
    let offers = input::offers(std::slice::from_ref(&args.offer), args.index, host)?;
    let [InputOffer { text: offer, .. }] = offers.as_slice() else {
        return Err(Failure::Usage(match offers.len() {
            0 => "--offer: there is no offer".into(),
            count => format!("--offer: there are {count} offers: select one with --index (the first is 0)"),
        }));
    };
    let version = Version::of_offers([offer.as_json()], None);
    let refused = |error: DecodeError| {
        Failure::Usage(format!("--offer: this is not a PaymentRequirements of version {version}: {error}"))
    };
    match version {
        Version::V1 => v1::PaymentRequirements::decode(offer.as_str(), &DecodeOptions::STRICT)
            .map(|offer| AnyOffer::V1(offer.value))
            .map_err(refused),
        Version::V2 => v2::PaymentRequirements::decode(offer.as_str(), &DecodeOptions::STRICT)
            .map(|offer| AnyOffer::V2(offer.value))
            .map_err(refused),
    }
}
