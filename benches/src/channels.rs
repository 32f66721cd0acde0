//! Verifying payments by `batch-settlement`: a voucher, and a claim of a hundred. `claim.json` has a channel and a voucher for each row,
//! signed by eth-account.

use x402_schemes::evm::batch_settlement::{Amount128, ChannelConfig};
use x402_types::{
    DecodeOptions, Wire,
    read::Reader,
    v2::{PaymentPayload, PaymentRequirements},
};
use x402_verify::{
    Context, Facts, Phase, Records, Report, Verdict,
    evm::{
        AccountCode, Fact,
        batch_settlement::{ChannelState, Fact as Known},
    },
    verify,
};

use crate::{
    cases::{references, verdict},
    fixture::{Fixture, NOW},
    group::{Case, Group, group},
};

const VOUCHER: &str = r#"{"x402Version":2,"accepted":{"scheme":"batch-settlement","network":"eip155:8453","amount":"1000","asset":"0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913","payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","maxTimeoutSeconds":3600,"extra":{"receiverAuthorizer":"0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC","withdrawDelay":86400,"name":"USD Coin","version":"2"}},"payload":{"type":"voucher","channelConfig":{"payer":"0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266","payerAuthorizer":"0x70997970C51812dc3A010C7d01b50e0d17dc79C8","receiver":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","receiverAuthorizer":"0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC","token":"0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913","withdrawDelay":86400,"salt":"0x000000000000000000000000000000000000000000000000000000000000002a"},"voucher":{"channelId":"0x96c688f173ab105a178d94ded619e32146547e8d67efb44d6ffddfd89b3e2ca2","maxClaimableAmount":"3000","signature":"0x0e59a34d3a557bf61853e36b77c8ab2b6444b84b7c5a25e7c65ec0002d0504934f3246905eb16eac5082811c6d3a97f886888c0f4dd7b1c324b0853a02c186091b"}}}"#;

struct Sent {
    payment: PaymentPayload,
    offers: Vec<PaymentRequirements>,
    facts: Facts,
    records: Records,
    phase: Phase,
}

impl Sent {
    /// A payment with what the contract and the server know of its channels.
    fn new(text: &str, phase: Phase) -> Self {
        let payment = PaymentPayload::decode(text, &DecodeOptions::STRICT).unwrap().value;
        let payload = payment.payload.as_json();
        let rows = payload.get("claims").into_iter().flat_map(|rows| rows.elements().unwrap());
        let claimed = rows.map(|row| row.get("voucher").unwrap().get("channel").unwrap());
        let (mut facts, mut records) = (Facts::new().with(Fact::AnyAccount(AccountCode::Absent)), Records::new());
        for config in claimed.chain(payload.get("channelConfig")) {
            let config = ChannelConfig::read(config, &mut Reader::new(&DecodeOptions::STRICT)).unwrap();
            let channel = config.on_chain(8453).id();
            let state = ChannelState::of_balance(Amount128::new(10_000));
            facts = facts.with(Known::Channel { channel, state });
            records = records.with_charged(channel, Some(Amount128::new(2000)));
        }
        Self { offers: vec![payment.accepted.clone()], payment, facts, records, phase }
    }

    fn report(&self) -> Report {
        let context = Context::at(NOW).with_facts(&self.facts).with_records(&self.records).with_phase(&self.phase);
        verify(&self.payment, &self.offers, &context)
    }
}

/// Beside the recovery that the verifier itself makes, and a payment by EIP-3009.
pub(crate) fn verify_group(fixture: &Fixture) -> Group {
    let voucher = Sent::new(VOUCHER, Phase::Verify);
    let claim = Sent::new(include_str!("claim.json"), Phase::named("submit").unwrap());
    for sent in [&voucher, &claim] {
        assert_eq!(sent.report().verdict(), Verdict::Valid, "{:?}", sent.report());
    }
    let by_eip3009 = Case::new("`verify`, EIP-3009, valid", fixture.clone(), |fixture| {
        verdict(&fixture.payment, &fixture.offers, fixture)
    });
    group(
        "verify a payment by a channel",
        vec![references(fixture).swap_remove(0), by_eip3009],
        [
            Case::new("`verify`, a voucher, valid", voucher, Sent::report),
            Case::new("`verify`, a claim of 100 rows, valid", claim, Sent::report),
        ],
    )
}
