//! A seller's sum is adopted only if the buyer has signed it, or the chain shows it (N-34).

use x402_buyer::ToSign;
use x402_schemes::evm::batch_settlement::ChannelDraft;
use x402_verify::evm::batch_settlement::CorrectionFault as Fault;

use super::*;

const MISMATCH: &str = "invalid_batch_settlement_evm_cumulative_amount_mismatch";

/// The voucher of the buyer over this sum, as hexadecimal digits.
fn signed(sum: u128) -> String {
    let Payload::Voucher(commitment) = pays(&ledger(known(sum - PRICE, u128::from(u64::MAX))), 1).payload().clone()
    else {
        panic!("no voucher")
    };
    commitment.voucher.signature.to_string()
}

/// A 402 response that corrects: so much was charged, and so much was signed by this signature.
fn correcting(charged: u128, most: u128, signature: &str) -> Payable {
    corrects(id(), charged, most, signature)
}

fn corrects(id: ChannelId, charged: u128, most: u128, signature: &str) -> Payable {
    let extra = format!(
        r#""channelState":{{"channelId":"{id}","chargedCumulativeAmount":"{charged}"}},"voucherState":{{"signedMaxClaimable":"{most}","signature":"{signature}"}},"#
    );
    payable(Some(MISMATCH), &extra)
}

fn corrected(payable: &Payable, facts: &Facts, ledger: &MemoryLedger) -> Result<ChannelPayment, NotPaid> {
    buyer(ledger).pay_from_channel(payable, &fresh(3, NOW), facts)
}

fn refused(payable: &Payable, facts: &Facts) -> Fault {
    let ledger = ledger(known(700, DEPOSIT));
    let error = corrected(payable, facts, &ledger).unwrap_err();
    let NotPaid::Correction(fault) = error else { panic!("{error:?}") };
    // Nothing is signed but what was signed before.
    assert_eq!(ledger.channel(&id()), Ok(Some(known(700, DEPOSIT))));
    assert_eq!(sums(&pays(&ledger, 4)), (1700, None));
    fault
}

#[test]
fn a_sum_that_was_signed_is_adopted() {
    let payable = correcting(2700, 3000, &signed(3000));
    let ledger = ledger(known(700, DEPOSIT));
    // The seller's word for the balance is not enough.
    assert!(matches!(corrected(&payable, &Facts::new(), &ledger), Err(NotPaid::Ask(_))));
    let payment = corrected(&payable, &on_chain(DEPOSIT, 1000), &ledger).unwrap();
    assert_eq!(sums(&payment), (3700, None));
    assert_eq!(verified(&payment, Some(2700), DEPOSIT), Verdict::Valid);
    assert_eq!(ledger.channel(&id()), Ok(Some(known(2700, DEPOSIT))));
}

#[test]
fn a_sum_above_what_was_signed_is_not_adopted() {
    assert_eq!(refused(&correcting(3001, 3000, &signed(3000)), &on_chain(DEPOSIT, 0)), Fault::AboveSigned);
    // The voucher is over another sum than the seller says.
    assert_eq!(refused(&correcting(3001, 3001, &signed(3000)), &on_chain(DEPOSIT, 0)), Fault::NotSigned);
    assert_eq!(refused(&correcting(3000, 3000, &signed(3000)), &on_chain(2999, 0)), Fault::AboveBalance);
    assert_eq!(refused(&correcting(2700, 3000, &signed(3000)), &on_chain(DEPOSIT, 2701)), Fault::BelowClaimed);
}

#[test]
fn the_state_of_another_channel_is_not_adopted() {
    let other = ChannelId::new([1; 32]);
    assert_eq!(refused(&corrects(other, 2700, 3000, &signed(3000)), &on_chain(DEPOSIT, 0)), Fault::Channel);
    // A voucher of the same key for another seller.
    let mut elsewhere = offer();
    elsewhere.pay_to = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8".into();
    let owned = x402_schemes::evm::batch_settlement::Buyer {
        payer: key_address(),
        authorizer: key_address(),
        salt: x402_schemes::evm::eip3009::Nonce::new([0; 32]),
    };
    let voucher = ChannelDraft::for_offer(&elsewhere, owned).unwrap().voucher(3000.into());
    let message = ToSign::TypedData { digest: voucher.digest(), json: String::new() };
    let signature = x402_buyer::Signer::sign(&key(), &message).unwrap();
    let signature = x402_schemes::Hex(&signature).to_string();
    assert_eq!(refused(&correcting(2700, 3000, &signature), &on_chain(DEPOSIT, 0)), Fault::NotSigned);
}

/// Without a proof what was claimed counts, which no buyer has to believe a seller.
#[test]
fn a_sum_without_a_proof_is_what_was_claimed() {
    let unproven = payable(Some(MISMATCH), "");
    let ledger = ledger(known(2700, DEPOSIT));
    assert_eq!(sums(&corrected(&unproven, &on_chain(DEPOSIT, 1000), &ledger).unwrap()), (2000, None));
    // The same words in a 402 response that corrects nothing are no correction.
    let ledger = super::ledger(known(700, DEPOSIT));
    let state = format!(r#""channelState":{{"channelId":"{}","chargedCumulativeAmount":"2700"}},"#, id());
    assert_eq!(sums(&corrected(&payable(Some("pay"), &state), &Facts::new(), &ledger).unwrap()), (1700, None));
}

#[test]
fn a_lost_ledger_is_found_again() {
    let lost = MemoryLedger::new();
    // The chain shows the channel, and nothing is deposited.
    let first = corrected(&payable(None, ""), &on_chain(DEPOSIT, 700), &lost).unwrap();
    assert_eq!(sums(&first), (1700, None));
    // The seller has charged more since.
    let second = corrected(&correcting(2700, 3000, &signed(3000)), &on_chain(DEPOSIT, 700), &lost).unwrap();
    assert_eq!(sums(&second), (3700, None));
    assert!(lost.entries().is_empty());
}

/// Money that went back to the payer is not in the channel.
#[test]
fn a_balance_that_a_seller_denies_is_asked_of_the_chain() {
    for error in
        ["invalid_batch_settlement_evm_channel_not_found", "invalid_batch_settlement_evm_cumulative_exceeds_balance"]
    {
        let denying = payable(Some(error), "");
        let ledger = ledger(known(700, DEPOSIT));
        assert!(matches!(corrected(&denying, &Facts::new(), &ledger), Err(NotPaid::Ask(_))));
        // The chain shows it: the same voucher, and no deposit.
        assert_eq!(sums(&corrected(&denying, &on_chain(DEPOSIT, 0), &ledger).unwrap()), (1700, None));
        // The seller is right.
        assert_eq!(sums(&corrected(&denying, &on_chain(1000, 700), &ledger).unwrap()), (1700, Some(DEPOSIT)));
    }
}

/// N-34: a 402 response corrects the offer to which the seller added the state of the channel. What the buyer knows of the channels of others stays.
#[test]
fn a_correction_is_for_one_channel() {
    let elsewhere = changed(|offer| offer.pay_to = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8".into());
    let mut alone = required();
    alone.accepts = vec![elsewhere.clone().into()];
    let unknown = corrected(&Payable::new(HOST, alone), &Facts::new(), &MemoryLedger::new()).unwrap_err();
    let NotPaid::Ask(question) = unknown else { panic!("{unknown:?}") };
    let other = asked(&question);
    let x402_types::PaymentRequired::V2(mut required) = correcting(2700, 3000, &signed(3000)).required().clone() else {
        panic!()
    };
    required.accepts.push(elsewhere.into());
    let ledger = ledger(known(700, DEPOSIT));
    ledger.replace(&other, None, &known(4000, DEPOSIT)).unwrap();
    let payment = corrected(&Payable::new(HOST, required.clone()), &on_chain(DEPOSIT, 0), &ledger).unwrap();
    assert_eq!((payment.id(), sums(&payment)), (id(), (3700, None)));
    assert_eq!(ledger.channel(&other), Ok(Some(known(4000, DEPOSIT))));
    // The offer of the payment need not be the first one.
    required.accepts.insert(0, changed(|offer| offer.network = Network::eip155(84_532)).into());
    let ledger = super::ledger(known(700, DEPOSIT));
    let payment = corrected(&Payable::new(HOST, required), &on_chain(DEPOSIT, 0), &ledger).unwrap();
    assert_eq!((payment.id(), sums(&payment)), (id(), (3700, None)));
}
