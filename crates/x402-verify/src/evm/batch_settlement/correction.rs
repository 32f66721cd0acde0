//! Decides whether a client may adopt the server's sum after a corrective 402 response (N-34).

#![cfg(feature = "batch-settlement")]

use alloc::{boxed::Box, vec::Vec};

use x402_schemes::{
    Terms,
    evm::{
        Address, Signature,
        batch_settlement::{Amount128, Channel, ChannelConfig, ChannelId, SETTLEMENT, voucher_hash},
        eip3009::Nonce,
    },
};
use x402_types::{DecodeOptions, JsonRef, Network, Offer, Scheme, declare::sentences, read::Reader, v2};

use super::{ChannelState as State, Detail, corrective::is_corrective};
use crate::{
    Facts, Question,
    evm::{
        self, AccountCode as Code,
        questions::{AccountCode, ChannelState, ContractSignature},
        recover_signer,
        signature::read_key,
    },
};

/// The part of a channel's config that only the client knows. The offer contains the rest. The struct gets no further
/// fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Owner {
    /// The account that pays.
    pub payer: Address,
    /// The address of the key that signs vouchers, or the zero address if the payer signs them.
    pub payer_authorizer: Address,
    /// The salt of the channel.
    pub salt: Nonce,
}

/// The client's reaction to a corrective 402 response (N-34).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Correction {
    /// The client may adopt this sum and continue from it.
    Adopt {
        /// The sum of all charges, in atomic units.
        charged: Amount128,
        /// The unanswered questions: their answers may still show that the sum is wrong.
        outstanding: Vec<Question>,
    },
    /// The client keeps its own sum.
    Refuse(CorrectionFault),
    /// The decision depends on the answer to this question.
    Ask(Box<Question>),
}

sentences! {
    /// The reason why a client keeps its own sum.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum CorrectionFault {
        /// The 402 response has no error that corrects a sum.
        NotCorrective = "the error of the 402 response is not about a sum",
        /// No `batch-settlement` offer on an EVM chain names a channel.
        NoOffer = "no offer names a channel on an EVM chain",
        /// The 402 response is about a different channel.
        Channel = "the 402 response is about a different channel",
        /// This field is malformed.
        Malformed(member: &'static str) = "{member} is malformed",
        /// The sum is above the amount that the client has signed.
        AboveSigned = "the sum is above the signed sum",
        /// The sum is below the claimed total.
        BelowClaimed = "the sum is below the claimed sum",
        /// The sum is above the channel's balance.
        AboveBalance = "the sum is above the balance",
        /// The client did not sign the voucher.
        NotSigned = "the client did not sign this voucher",
    }
}

impl core::error::Error for CorrectionFault {}

use CorrectionFault as Fault;

/// Decides whether a client may adopt the server's sum (N-34). Only a voucher that the client signed proves a sum.
/// Without one, the claimed total counts.
#[must_use]
pub fn review_correction(response: &v2::PaymentRequired, owner: Owner, facts: &Facts) -> Correction {
    match proven(response, owner) {
        Err(fault) => Correction::Refuse(fault),
        Ok(proof) => proof.verify(owner, facts),
    }
}

/// The channel and the voucher in a 402 response.
struct Proof {
    network: Network,
    channel: Channel,
    /// The sum, the signed maximum, and its signature. `None` if one of them is missing.
    voucher: Option<(Amount128, Amount128, Signature)>,
}

fn proven(response: &v2::PaymentRequired, owner: Owner) -> Result<Proof, Fault> {
    if !response.error.as_deref().is_some_and(is_corrective) {
        return Err(Fault::NotCorrective);
    }
    let terms = Terms::from(corrected_offer(response).ok_or(Fault::NoOffer)?);
    let chain_id = terms.network.eip155_chain_id().ok_or(Fault::NoOffer)?;
    let channel = config(&terms, owner).ok_or(Fault::NoOffer)?.on_chain(chain_id);
    let [state, signed] = STATES.map(|name| terms.extra_member(name));
    let member = |holder: Option<JsonRef<'_>>, name: &str| holder?.non_null(name).map(owned);
    if let Some(id) = member(state, "channelId") {
        let id = id.as_json().string().ok().and_then(|id| id.parse::<ChannelId>().ok());
        if id.ok_or(Fault::Malformed("channelId"))? != channel.id() {
            return Err(Fault::Channel);
        }
    }
    let number = |json: x402_types::RawJson, name| {
        Amount128::read(json.as_json(), &mut Reader::new(&DecodeOptions::STRICT)).map_err(|_| Fault::Malformed(name))
    };
    let charged = member(state, "chargedCumulativeAmount").map(|json| number(json, "chargedCumulativeAmount"));
    let most = member(signed, "signedMaxClaimable").map(|json| number(json, "signedMaxClaimable"));
    let signature = member(signed, "signature")
        .map(|json| Signature::read(json.as_json()).map_err(|_| Fault::Malformed("signature")));
    let (charged, most, signature) = (charged.transpose()?, most.transpose()?, signature.transpose()?);
    let voucher = charged.zip(most).zip(signature).map(|((charged, most), signature)| (charged, most, signature));
    Ok(Proof { network: terms.network.clone().into_owned(), channel, voucher })
}

/// Returns the offer that a corrective 402 response is about (N-34): the first `batch-settlement` offer on an EVM chain
/// that contains the server's state of a channel, or else the first `batch-settlement` offer on an EVM chain.
#[must_use]
pub fn corrected_offer(response: &v2::PaymentRequired) -> Option<&v2::PaymentRequirements> {
    let is_of_channel = |offer: &&v2::PaymentRequirements| {
        offer.scheme == Scheme::BATCH_SETTLEMENT && offer.network.eip155_chain_id().is_some()
    };
    let mut offers = response.accepts.iter().filter_map(Offer::get).filter(is_of_channel);
    let has_state = |offer: &&v2::PaymentRequirements| {
        let terms = Terms::from(*offer);
        STATES.iter().any(|name| terms.extra_member(name).is_some())
    };
    offers.clone().find(has_state).or_else(|| offers.next())
}

/// The fields of `extra` that contain the server's state of a channel.
const STATES: [&str; 2] = ["channelState", "voucherState"];

fn owned(json: JsonRef<'_>) -> x402_types::RawJson {
    json.into()
}

/// The config of the client's channel, with the terms of the offer.
fn config(terms: &Terms<'_>, owner: Owner) -> Option<ChannelConfig> {
    let address = |text: &str| text.parse::<Address>().ok();
    let authorizer = terms.extra_member("receiverAuthorizer")?.string().ok().and_then(|text| address(&text))?;
    Some(ChannelConfig {
        payer: owner.payer,
        payer_authorizer: owner.payer_authorizer,
        receiver: address(terms.pay_to)?,
        receiver_authorizer: authorizer,
        token: address(terms.asset)?,
        withdraw_delay: terms.extra_member("withdrawDelay")?.integer().ok()?,
        salt: owner.salt,
    })
}

impl Proof {
    fn verify(self, owner: Owner, facts: &Facts) -> Correction {
        let mut outstanding = Vec::new();
        let mut asked = None;
        if let Some((charged, most, signature)) = &self.voucher {
            if charged > most {
                return Correction::Refuse(Fault::AboveSigned);
            }
            match self.signed(*most, signature, owner, facts) {
                Ok(question) => outstanding.extend(question),
                Err(None) => return Correction::Refuse(Fault::NotSigned),
                Err(Some(question)) => asked = Some(question),
            }
        }
        let Some(state) = State::of_facts(facts, self.channel.id()) else {
            let question = ChannelState { network: self.network, channel: self.channel.id() };
            return Correction::Ask(asked.unwrap_or_else(|| Box::new(question.into())));
        };
        let charged = self.voucher.map_or(state.total_claimed, |(charged, ..)| charged);
        if charged < state.total_claimed {
            Correction::Refuse(Fault::BelowClaimed)
        } else if charged > state.balance {
            Correction::Refuse(Fault::AboveBalance)
        } else if let Some(question) = asked {
            Correction::Ask(question)
        } else {
            Correction::Adopt { charged, outstanding }
        }
    }

    /// Checks that the client signed the voucher over its channel (N-11, N-12). Returns the question that is still
    /// unanswered after a yes. An error contains the question that decides, if there is one.
    fn signed(
        &self,
        most: Amount128,
        signature: &Signature,
        owner: Owner,
        facts: &Facts,
    ) -> Result<Option<Question>, Option<Box<Question>>> {
        let digest = self.channel.digest(&voucher_hash(self.channel.id(), most));
        let by_key = |signer| {
            // The contract takes no other v (N-13).
            read_key(signature, false)?;
            match recover_signer(&digest, signature) {
                Some(recovered) if recovered == signer => Ok(()),
                Some(recovered) => Err(Detail::OtherSigner { recovered, signer }.into()),
                None => Err(crate::Detail::from(evm::Detail::NoSigner)),
            }
        };
        if !owner.payer_authorizer.is_zero() {
            return by_key(owner.payer_authorizer).map(|()| None).map_err(|_| None);
        }
        let (account, network) = (owner.payer, || self.network.clone());
        let code = |if_plain| AccountCode { network: network(), account, if_plain }.into();
        match facts.evm().code_of(account) {
            Some(Code::Absent) => by_key(account).map(|()| None).map_err(|_| None),
            None => match by_key(account) {
                Ok(()) => Ok(Some(code(None))),
                Err(fault) => Err(Some(Box::new(code(Some(Box::new(fault)))))),
            },
            Some(Code::Present) => {
                match facts.evm().contract_accepts(account, SETTLEMENT, &digest, signature.as_bytes()) {
                    Some(true) => Ok(None),
                    Some(false) => Err(None),
                    None => Err(Some(Box::new(
                        ContractSignature {
                            network: network(),
                            account,
                            caller: SETTLEMENT,
                            digest,
                            signature: signature.as_bytes().to_vec(),
                        }
                        .into(),
                    ))),
                }
            }
        }
    }
}
