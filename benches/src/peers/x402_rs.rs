//! The whole way of a payment through x402-rs, as far as it asks no node.

use alloy_primitives::{Address, Signature, U256};
use alloy_sol_types::{SolStruct, eip712_domain};
use x402_chain_eip155::{chain::AssetTransferMethod, v2_eip155_exact::PaymentRequirements};

use super::{TransferWithAuthorization, TypedPayment, decode};
use crate::{
    fixture::{Fixture, NOW},
    group::Case,
};

/// The calls of `verify_eip3009_payment` in x402-chain-eip155 2.0.2, in its order, with the recovery of `alloy` by
/// k256 0.13. That function itself is compiled with the client of a node alone, and asks it for the balance, too.
fn verify(header: &str, offer: &PaymentRequirements) -> Option<Address> {
    let payment: TypedPayment = decode(header);
    let (accepted, authorization) = (&payment.accepted, &payment.payload.authorization);
    let (after, before) = (authorization.valid_after.as_secs(), authorization.valid_before.as_secs());
    if accepted != offer
        || authorization.to != accepted.pay_to.0
        || before < NOW + 6
        || after > NOW
        || authorization.value < accepted.amount.0
    {
        return None;
    }
    let AssetTransferMethod::Eip3009 { name, version } = accepted.extra.clone() else { return None };
    let chain_id: u64 = accepted.network.reference.parse().ok()?;
    let domain = eip712_domain! {
        name: name, version: version, chain_id: chain_id, verifying_contract: accepted.asset.0,
    };
    let message = TransferWithAuthorization {
        from: authorization.from,
        to: authorization.to,
        value: authorization.value,
        validAfter: U256::from(after),
        validBefore: U256::from(before),
        nonce: authorization.nonce,
    };
    let signature = Signature::from_raw(&payment.payload.signature).ok()?.normalized_s();
    let signer = signature.recover_address_from_prehash(&message.eip712_signing_hash(&domain)).ok()?;
    (signer == authorization.from).then_some(signer)
}

/// Decoding and verifying at once.
pub(crate) fn case(fixture: &Fixture) -> Case {
    let header = fixture.header;
    let offer: PaymentRequirements = serde_json::from_str(include_str!("../../../docs/examples/offer.json")).unwrap();
    let payer = verify(header, &offer).unwrap();
    assert_eq!(payer.0.0, fixture.payload.authorization.from.to_bytes());
    let mut dearer = offer.clone();
    dearer.amount.0 += U256::from(1);
    assert_eq!(verify(header, &dearer), None);
    Case::new("the calls of x402-rs 2.0.2, header to verdict: k256 0.13", (header, offer), |(header, offer)| {
        verify(header, offer)
    })
}
