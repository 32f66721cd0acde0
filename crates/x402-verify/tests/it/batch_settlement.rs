//! `batch-settlement`: the examples of `docs/how-to/batch-settlement.md`, kinds and phases, and what the vectors cannot say.

use std::sync::LazyLock;

use alloy_primitives::{Address, B256, Bytes, U256, address, hex, keccak256};
use alloy_sol_types::{SolCall, SolStruct, SolValue, eip712_domain, sol};
use x402_schemes::{
    AccountId, Mechanism, SchemePayload, Terms,
    evm::batch_settlement::{Amount128, ChannelConfig, ChannelId, SETTLEMENT, voucher_hash},
};
use x402_types::{
    DecodeOptions, Flag, RawJson, SettleResponse, Wire,
    read::Reader,
    v1,
    v2::{PaymentPayload, PaymentRequired},
};
use x402_verify::{
    Answer, CheckId, Context, Deciding, Decision, Facts, Once, Outcome, Phase, Policy, Purpose, Purposes, Records,
    Report, Rpc, Verdict, evm,
    evm::batch_settlement::{
        ChannelState, Correction, CorrectionFault, Fact, Ledger, Owner, Withdrawal, review_correction, review_response,
    },
    verify,
};

use crate::{
    batch_diagnosis, messages,
    sign::{self, Rsv},
    signatures::wrapped,
};

const OFFER: &str = r#"{"scheme":"batch-settlement","network":"eip155:8453","amount":"1000","asset":"0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913","payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","maxTimeoutSeconds":3600,"extra":{"receiverAuthorizer":"0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC","withdrawDelay":86400,"name":"USD Coin","version":"2"}}"#;
const CONFIG: &str = r#"{"payer":"0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266","payerAuthorizer":"0x70997970C51812dc3A010C7d01b50e0d17dc79C8","receiver":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","receiverAuthorizer":"0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC","token":"0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913","withdrawDelay":86400,"salt":"0x000000000000000000000000000000000000000000000000000000000000002a"}"#;
const CHANNEL: &str = "0x96c688f173ab105a178d94ded619e32146547e8d67efb44d6ffddfd89b3e2ca2";
const OVER_500: &str = "0xdfa94dd969558e98b56b920fd44efe207be75f642b0f6e5ca4ced5edcf3861184d6743b900b4c6bdd331e5e5698eacca091396bff5e5d1c389426aea3a1b29f01c";
const OVER_1000: &str = "0xb7da27109edfb0977580e765b3a44c1efa98b9fd755c526265950d7822659f4e3cad94c115f0c85347b968ebb1d0f2a1dadd99cad7c5461c58b765e2d211927f1b";
const OVER_2700: &str = "0xd353c4733f7a0f42583e3eb1fd18d76172f98030312abd4d5437f05a7591506e699b7db1abc2e3d705ee9b096389359ae85a11b39caf39c4d411729640d065811b";
const OVER_3000: &str = "0x0e59a34d3a557bf61853e36b77c8ab2b6444b84b7c5a25e7c65ec0002d0504934f3246905eb16eac5082811c6d3a97f886888c0f4dd7b1c324b0853a02c186091b";
const OVER_6000: &str = "0xdb7f76daeffccd01eaab655508eb6b6260ef1775fe8d5c8aae097d99b26186d13388f076f3f8fa7ec266fa38ae889c78c80ee39610d1b9f9ebce002f9ad9c84c1b";
const DEPOSIT: &str = r#""deposit":{"amount":"10000","authorization":{"erc3009Authorization":{"validAfter":"0","validBefore":"1795003600","salt":"0x1111111111111111111111111111111111111111111111111111111111111111","signature":"0x50ee0393ed381a42f1b9910694f8567d8655894a882c4e501fe2ffc18fa18f816506f68fb8a1748a9d445018e42246a31f463ee51550720a930a355e03c0b34b1b"}}}"#;
const DEPOSIT_OF_5000: &str = r#""deposit":{"amount":"5000","authorization":{"erc3009Authorization":{"validAfter":"0","validBefore":"1795003600","salt":"0x2222222222222222222222222222222222222222222222222222222222222222","signature":"0xc3c3c9256b0c13a9e11d3364d0c7204d20eef59158f6b72e70289775f3ff18bb0e88dadc4ee64641d6cd4114d12a260c03805cb1dc79852bc0e75622341cf5cf1c"}}}"#;
const PERMIT: &str = r#""deposit":{"amount":"10000","authorization":{"permit2Authorization":{"from":"0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266","permitted":{"token":"0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913","amount":"10000"},"spender":"0x4020425FAf3B746C082C2f942b4E5159887B0005","nonce":"7","deadline":"1795003600","witness":{"channelId":"0x96c688f173ab105a178d94ded619e32146547e8d67efb44d6ffddfd89b3e2ca2"},"signature":"0x39775b827e11f2c08856cd7a1f9d5d10ae438f14b6e0958be8933ce6bbeaeaa52a9cbba8844396cb49e82a993f84a160975a14a0299c783f7fdc3975a21005fe1c"}}}"#;

fn payload(kind: &str, sum: u64, signature: &str, more: &str) -> String {
    let comma = if more.is_empty() { "" } else { "," };
    format!(
        r#"{{"type":"{kind}","channelConfig":{CONFIG},"voucher":{{"channelId":"{CHANNEL}","maxClaimableAmount":"{sum}","signature":"{signature}"}}{comma}{more}}}"#
    )
}

fn voucher() -> String {
    payload("voucher", 3000, OVER_3000, "")
}

fn claim() -> String {
    let row = format!(
        r#"{{"voucher":{{"channel":{CONFIG},"maxClaimableAmount":"3000"}},"signature":"{OVER_3000}","totalClaimed":"2700"}}"#
    );
    format!(
        r#"{{"type":"claim","claims":[{row}],"claimAuthorizerSignature":"0xf1ba0d685f9ec927af742a7f0a68a4e5218dea30b11458e52371f45d874340f503ac6e505baf690bab1788023f8e01c332ae86d3d3fa74a9ead21448ffc201ed1c"}}"#
    )
}

fn refund() -> String {
    let row = format!(
        r#"{{"voucher":{{"channel":{CONFIG},"maxClaimableAmount":"2700"}},"signature":"{OVER_2700}","totalClaimed":"2700"}}"#
    );
    let more = format!(
        r#""amount":"1500","refundNonce":"2","claims":[{row}],"refundAuthorizerSignature":"0x4241d1c75804807c5a1cce852554565472880425a1bbc2f326e389862eeaabb20aef50f9eb4181e7c318a8fafd100c11029cecddaa509de6afaa5805481ed5b71b","claimAuthorizerSignature":"0x21030030b4710cb9e79aa205e1e95d896781c215a143c92b92f087a903903f532cf1b50d5c442154c05b669b0844c89135a11fc3d52cb7a134f8b1366b8659971b""#
    );
    payload("refund", 2700, OVER_2700, &more)
}

fn channel() -> ChannelId {
    CHANNEL.parse().unwrap()
}

fn state(balance: u128, claimed: u128) -> Facts {
    let mut state = ChannelState::of_balance(balance.into());
    state.total_claimed = claimed.into();
    state.refund_nonce = Some(2.into());
    Facts::new().with(Fact::Channel { channel: channel(), state })
}

fn charged(sum: u128) -> Records {
    Records::new().with_charged(channel(), Some(Amount128::new(sum)))
}

fn report_of(payload: &str, context: &Context<'_>) -> Report {
    verify_with(OFFER, payload, context)
}

fn verify_with(offer: &str, payload: &str, context: &Context<'_>) -> Report {
    let payment = payment(offer, payload);
    verify(&payment, std::slice::from_ref(&payment.accepted), context)
}

fn payment(offer: &str, payload: &str) -> PaymentPayload {
    let text = format!(r#"{{"x402Version":2,"accepted":{offer},"payload":{payload}}}"#);
    PaymentPayload::decode(&text, &DecodeOptions::STRICT).unwrap().value
}

fn now() -> Context<'static> {
    Context::at(1_795_000_000)
}

fn submit() -> Context<'static> {
    static SUBMIT: LazyLock<Phase> = LazyLock::new(|| Phase::named("submit").unwrap());
    now().with_phase(&SUBMIT)
}

fn outcome(report: &Report) -> (Verdict, Option<&'static str>, Vec<&'static str>) {
    let flags = report.flags().iter().map(|flag| flag.as_str()).collect();
    (report.verdict(), report.reason(), flags)
}

fn kinds<'a>(questions: impl IntoIterator<Item = &'a x402_verify::Question>) -> Vec<&'static str> {
    questions.into_iter().map(x402_verify::Question::kind).collect()
}

#[test]
fn a_voucher_pays_by_what_is_new_in_it() {
    let (facts, records) = (state(10_000, 1000), charged(2000));
    let context = now().with_facts(&facts).with_records(&records);
    let report = report_of(&voucher(), &context);
    assert_eq!(outcome(&report), (Verdict::Valid, None, vec![]));
    assert_eq!(kinds(report.outstanding()), [""; 0]);
    assert_eq!(
        report.replay_key().unwrap().to_string(),
        "x402:1:d9198f6e096836b37f07153ecf78774f5eda7d5e38eb3354e1b18c7d67e4b925"
    );
    let shown = report.channel().unwrap();
    assert_eq!((shown.id, shown.max_claimable.get(), shown.charged), (channel(), 3000, None));
    let Once::InOrder { amount, .. } = report.into_paid().unwrap().once() else { panic!() };
    assert_eq!(amount, 3000.into());

    let invalid = |code| (Verdict::Invalid, Some(code), vec![]);
    let other = charged(2100);
    assert_eq!(
        outcome(&report_of(&voucher(), &context.with_records(&other))),
        invalid("invalid_batch_settlement_evm_cumulative_amount_mismatch")
    );
    let none = Records::new().with_charged(channel(), None);
    assert_eq!(
        outcome(&report_of(&voucher(), &context.with_records(&none))),
        (Verdict::Valid, None, vec!["unrecorded-charges"])
    );
    let unknown = Records::new();
    let report = report_of(&voucher(), &context.with_records(&unknown));
    assert_eq!((report.verdict(), kinds(report.outstanding())), (Verdict::Valid, vec!["channel-record"]));
    let report = report_of(&voucher(), &now().with_records(&records));
    assert_eq!((report.verdict(), kinds(report.needs())), (Verdict::Undecided, vec!["channel-state"]));
    let poor = state(2999, 1000);
    assert_eq!(
        outcome(&report_of(&voucher(), &context.with_facts(&poor))),
        invalid("invalid_batch_settlement_evm_cumulative_exceeds_balance")
    );
    let claimed = state(10_000, 3000);
    assert_eq!(
        outcome(&report_of(&voucher(), &now().with_facts(&claimed))),
        invalid("invalid_batch_settlement_evm_cumulative_below_claimed")
    );
    for (amount, expected) in
        [(700, Ok(2700)), (1001, Err("invalid_batch_settlement_evm_charge_exceeds_signed_cumulative"))]
    {
        let report = report_of(&voucher(), &context.with_phase(&Phase::Settle { amount: amount.into() }));
        match expected {
            Ok(sum) => assert_eq!(report.channel().unwrap().charged.map(Amount128::get), Some(sum)),
            Err(code) => assert_eq!(report.reason(), Some(code)),
        }
    }
    let forged = report_of(&voucher().replace("a02c18609", "a02c18608"), &context);
    assert_eq!(outcome(&forged), invalid("invalid_batch_settlement_evm_voucher_signature"));
    assert_eq!(forged.deciding().unwrap().id.to_string(), "voucher/signer");
}

/// N-26, B-8: whatever the server's record says, no charge is above the price or the voucher.
#[test]
fn a_charge_without_a_record_is_bounded_by_the_voucher() {
    let facts = state(10_000, 0);
    let over_500 = payload("voucher", 500, OVER_500, "");
    for (payload, most) in [(over_500, 500), (voucher(), 1000)] {
        let charged = |amount: u64| {
            let phase = Phase::Settle { amount: amount.into() };
            let context = now().with_facts(&facts).with_phase(&phase);
            let report = report_of(&payload, &context);
            (report.verdict(), report.deciding().map(|check| check.id))
        };
        assert_eq!(charged(most), (Verdict::Valid, None));
        assert_eq!(charged(most + 1), (Verdict::Invalid, Some(CheckId::BATCH_CHARGE)));
    }
}

#[test]
fn a_deposit_has_two_signatures_and_counts_on_its_channel() {
    let facts = state(0, 0).with(evm::Fact::AnyAccount(evm::AccountCode::Absent));
    let records = charged(0);
    let context = now().with_facts(&facts).with_records(&records);
    for (deposit, key, asked) in [
        (
            DEPOSIT,
            "x402:1:a8de6591d9ead34291c84cd35f85b33f51e19ca0e63473bdcea887a5edb8cef3",
            vec![
                "token-domain",
                "contract-code",
                "contract-code",
                "contract-code",
                "balance",
                "authorization-unused",
                "settlement",
            ],
        ),
        (
            PERMIT,
            "x402:1:cde07b438791e9801e8d59d63e1d2307bc57df196f315a3ee740e842549b88d4",
            vec![
                "contract-code",
                "contract-code",
                "contract-code",
                "balance",
                "allowance",
                "permit-unused",
                "settlement",
            ],
        ),
    ] {
        let text = payload("deposit", 1000, OVER_1000, deposit);
        let report = report_of(&text, &context);
        assert_eq!(report.verdict(), Verdict::Valid, "{:?}", report.deciding());
        assert_eq!(kinds(report.outstanding()), asked);
        assert_eq!(report.replay_key().unwrap().to_string(), key);
        let voucher = report_of(&payload("voucher", 1000, OVER_1000, ""), &context);
        assert_eq!(report.authorized().unwrap().once(), voucher.authorized().unwrap().once());
        assert!(report.into_paid().is_ok());
        let submitted = report_of(&text, &context.with_phase(&Phase::named("submit").unwrap()));
        assert_eq!(submitted.kind().unwrap().purpose(), Purpose::Operation);
        assert!(submitted.into_operation().is_ok());
        let forged = report_of(&text.replace("b0b34b1b\"", "b0b34b1c\"").replace("5fe1c\"", "5fe1b\""), &context);
        assert_eq!(forged.verdict(), if deposit == PERMIT { Verdict::Invalid } else { forged.verdict() });
    }
}

/// The code of the payer is asked for where the payer has signed something, and nothing is known of the code. A key that signs vouchers
/// for the payer has none. A payer who signs vouchers itself may have code at the claim, even if it has none now (N-12).
#[test]
fn whose_code_is_asked_for() {
    let (config, of_config, signed) = of_payer();
    let own = of_config.on_chain(8453).id();
    let signed = payload("voucher", 3000, &hex::encode_prefixed(signed.bytes()), "");
    let of_payer = signed.replace(CONFIG, &config).replace(CHANNEL, &own.to_string());
    let records = charged(2000).with_charged(own, Some(2000.into()));
    let facts = state(10_000, 1000);
    let facts = facts.with(Fact::Channel { channel: own, state: ChannelState::of_balance(10_000.into()) });
    let plain = facts.clone().with(evm::Fact::AnyAccount(evm::AccountCode::Absent));
    let asks = |payload: &str, facts: &Facts| {
        let report = report_of(payload, &now().with_facts(facts).with_records(&records));
        assert_eq!(report.verdict(), Verdict::Valid, "{:?}", report.deciding());
        kinds(report.outstanding()).contains(&"account-code")
    };
    for (payload, is_asked) in [
        (voucher(), (false, false)),
        (of_payer.clone(), (true, true)),
        (payload("deposit", 3000, OVER_3000, DEPOSIT), (true, false)),
        (payload("deposit", 3000, OVER_3000, PERMIT), (true, false)),
    ] {
        assert_eq!((asks(&payload, &facts), asks(&payload, &plain)), is_asked, "{payload}");
    }
    // The driver asks although a fact says that there is none. What it hears now counts.
    let context = now().with_facts(&plain).with_records(&records);
    let payment = payment(OFFER, &of_payer);
    for (code, then) in [(evm::AccountCode::Absent, "settle"), (evm::AccountCode::Present, "contract-signature")] {
        let mut deciding = Deciding::new(&payment, std::slice::from_ref(&payment.accepted), &context);
        let asked = deciding.next().unwrap();
        assert_eq!((asked.kind(), deciding.questions().count()), ("account-code", 1));
        deciding.answer(&asked, Answer::from(evm::Answer::Code(code)));
        let next = deciding.next().map_or("settle", |question| question.kind());
        assert_eq!(next, then);
        if next == "settle" {
            assert!(matches!(deciding.decide(), Decision::Settle(_)));
        }
    }
}

#[test]
fn what_is_submitted() {
    let facts = state(10_000, 1000).with(evm::Fact::AnyAccount(evm::AccountCode::Absent));
    let context = submit().with_facts(&facts);
    for text in [claim(), refund()] {
        let report = report_of(&text, &context);
        assert_eq!(report.verdict(), Verdict::Valid, "{:?}", report.deciding());
        assert!(report.clone().into_paid().is_err() && report.into_operation().is_ok());
        assert_eq!(report_of(&text, &submit()).verdict(), Verdict::Undecided);
    }
    let report = report_of(&refund(), &context);
    let shown = report.channel().unwrap();
    assert_eq!((shown.id, shown.max_claimable.get(), shown.refund), (channel(), 2700, Some(1500.into())));
    let sweep = r#"{"type":"settle","receiver":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","token":"0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913"}"#;
    let report = report_of(sweep, &context);
    assert_eq!((report.verdict(), kinds(report.outstanding())), (Verdict::Valid, vec!["settlement"]));
    // What is to be asked is with the proof, until it was answered.
    assert_eq!(report.clone().into_operation().unwrap().outstanding(), report.outstanding());
    let payment = payment(OFFER, sweep);
    let mut deciding = Deciding::new(&payment, std::slice::from_ref(&payment.accepted), &context);
    deciding.answer(&report.outstanding()[0], Answer::Yes);
    let Decision::CarryOut(operation) = deciding.decide() else { panic!("the sweep can be sent") };
    assert_eq!(operation.outstanding(), []);
    // Nothing of another phase.
    let records = charged(2000);
    for (text, context) in [(voucher(), context), (claim(), now()), (sweep.into(), now().with_records(&records))] {
        let report = report_of(&text, &context);
        assert_eq!(report.deciding().unwrap().id, CheckId::PAYLOAD);
        assert_eq!(report.reason(), Some("invalid_batch_settlement_evm_payload_type"));
    }
}

/// The contract pays a withdrawal out of all that is not claimed, a deposit included, and no more (N-25).
#[test]
fn what_a_withdrawal_leaves() {
    let flags = |balance: u128, claimed: u128, takes: Option<u128>, charged: u128, payload: &str| {
        let mut state = ChannelState::of_balance(balance.into());
        state.total_claimed = claimed.into();
        state.withdrawal = Some(Withdrawal { amount: takes.map(Into::into), requested_at: 1_794_000_000 });
        let facts = Facts::new().with(Fact::Channel { channel: channel(), state });
        let facts = facts.with(evm::Fact::AnyAccount(evm::AccountCode::Absent));
        let records = self::charged(charged);
        let context = now().with_purposes(Purposes::Any).with_facts(&facts).with_records(&records);
        let (verdict, _, flags) = outcome(&report_of(payload, &context));
        assert_eq!(verdict, Verdict::Valid);
        flags
    };
    let (pending, due) = (vec!["withdrawal-pending"], vec!["withdrawal-pending", "withdrawal-due"]);
    assert_eq!(flags(10_000, 1000, Some(7000), 2000, &voucher()), pending);
    assert_eq!(flags(10_000, 1000, Some(7001), 2000, &voucher()), due);
    // Without the deposit, nothing would be left.
    let deposit = payload("deposit", 1000, OVER_1000, DEPOSIT);
    assert_eq!(flags(1000, 0, Some(1000), 0, &deposit), pending);
    assert_eq!(flags(1000, 0, Some(10_001), 0, &deposit), due);
    // It may be the whole balance: claims since the request do not lower it.
    assert_eq!(flags(10_000, 1000, None, 2000, &voucher()), due);
    assert_eq!(flags(1000, 0, None, 0, &deposit), pending);
    let smaller = payload("deposit", 6000, OVER_6000, DEPOSIT_OF_5000);
    assert_eq!(flags(10_000, 5000, Some(9000), 5000, &smaller), pending);
    assert_eq!(flags(10_000, 5000, Some(9001), 5000, &smaller), due);
    assert_eq!(flags(10_000, 5000, None, 5000, &smaller), due);
    // What is claimed stays.
    let refund = payload("refund", 2700, OVER_2700, "");
    assert_eq!(flags(10_000, 2700, Some(9000), 2700, &refund), pending);
    assert_eq!(flags(10_000, 2699, Some(9000), 2700, &refund), due);
}

/// An answer with a member missing tells nothing, nor does one about another channel. Nobody tells the amount of a withdrawal.
#[test]
fn an_answer_about_a_channel() {
    let answered = |state: &ChannelState, charged| state.to_answer(channel(), charged).to_string();
    let read = |answered: &str, id| ChannelState::of_answer(RawJson::parse(answered).unwrap().as_json(), id);
    let mut state = ChannelState::of_balance(5000.into());
    state.total_claimed = 700.into();
    state.refund_nonce = Some(2.into());
    let members = format!(r#""channelId":"{CHANNEL}","balance":"5000","totalClaimed":"700""#);
    assert_eq!(answered(&state, None), format!(r#"{{{members},"withdrawRequestedAt":0,"refundNonce":"2"}}"#));
    assert_eq!(read(&answered(&state, None), channel()), Some(state));

    state.withdrawal = Some(Withdrawal { requested_at: 1_794_000_000, amount: None });
    let text =
        format!(r#"{{{members},"withdrawRequestedAt":1794000000,"refundNonce":"2","chargedCumulativeAmount":"900"}}"#);
    assert_eq!(answered(&state, Some(900.into())), text);
    assert_eq!(read(&text, channel()), Some(state));
    assert_eq!(read(&text, ChannelId::new([1; 32])), None);
    for member in ["channelId", "balance", "totalClaimed", "withdrawRequestedAt", "refundNonce"] {
        assert_eq!(read(&text.replace(member, "another"), channel()), None, "{member}");
    }
    for (right, wrong) in [("\"5000\"", "5000"), ("\"700\"", "\"-1\""), ("1794000000", "\"\""), ("\"2\"", "null")] {
        assert!(text.contains(right));
        assert_eq!(read(&text.replace(right, wrong), channel()), None, "{wrong}");
    }
}

/// A domain with an empty name is refused if the policy says so, as of any payment by EIP-3009.
#[test]
fn an_empty_name_in_the_domain_of_a_deposit() {
    let facts = state(0, 0).with(evm::Fact::AnyAccount(evm::AccountCode::Absent));
    let mut policy = Policy::DEFAULT;
    for (takes_empty, deciding) in [(true, "signer"), (false, "domain")] {
        policy.evm.empty_domain_names = takes_empty;
        let context = now().with_facts(&facts).with_policy(&policy);
        let deposit = payload("deposit", 1000, OVER_1000, DEPOSIT);
        assert_eq!(report_of(&deposit, &context).verdict(), Verdict::Valid);
        let report = verify_with(&OFFER.replace("USD Coin", ""), &deposit, &context);
        assert_eq!(report.deciding().unwrap().id.to_string(), deciding);
    }
}

/// The scheme's code for a domain is for one that is missing. Whatever else is wrong with it has the code that it has in `exact`.
#[test]
fn only_a_missing_domain_has_the_code_for_one() {
    const WRONG: &str = "invalid_payment_requirements";
    let missing = Some("invalid_batch_settlement_evm_missing_eip712_domain");
    let token = "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913".parse().unwrap();
    let plain = || state(0, 0).with(evm::Fact::AnyAccount(evm::AccountCode::Absent));
    let other = plain().with(evm::Fact::DomainSeparator { token, separator: [7; 32] });
    let mut strict = Policy::DEFAULT;
    strict.evm.empty_domain_names = false;
    let deposit = payload("deposit", 1000, OVER_1000, DEPOSIT);
    let reason = |offer: &str, facts: &Facts| {
        let report = verify_with(offer, &deposit, &now().with_facts(facts).with_policy(&strict));
        assert!(report.verdict() == Verdict::Valid || report.deciding().unwrap().id == CheckId::DOMAIN);
        report.reason()
    };
    let name = r#""name":"USD Coin","#;
    assert_eq!(reason(OFFER, &plain()), None);
    assert_eq!(reason(&OFFER.replace(name, ""), &plain()), missing);
    assert_eq!(reason(&OFFER.replace(r#","version":"2""#, ""), &plain()), missing);
    assert_eq!(reason(&OFFER.replace(name, r#""name":7,"#), &plain()), Some(WRONG));
    assert_eq!(reason(&OFFER.replace(name, r#""name":"","#), &plain()), Some(WRONG));
    assert_eq!(reason(OFFER, &other), Some(WRONG));
    // The domain of a permit that is beside a deposit by Permit2.
    let permit = format!(
        r#"{{"eip2612GasSponsoring":{{"info":{{"from":"0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266","asset":"{token}","spender":"0x000000000022D473030F116dDEE9F6B43aC78BA3","amount":"10000","nonce":"0","deadline":"1795003600","signature":"0x07","version":"1"}}}}}}"#
    );
    let deposit = payload("deposit", 1000, OVER_1000, PERMIT);
    let text = format!(r#"{{"x402Version":2,"accepted":{OFFER},"payload":{deposit},"extensions":{permit}}}"#);
    let payment = PaymentPayload::decode(&text, &DecodeOptions::STRICT).unwrap().value;
    let facts = other.with(evm::Fact::AnyAllowance(0.into()));
    let report = verify(&payment, std::slice::from_ref(&payment.accepted), &now().with_facts(&facts));
    assert_eq!((report.deciding().unwrap().id, report.reason()), (CheckId::DOMAIN, Some(WRONG)));
}

/// The offer with this transfer method.
fn tagged(method: &str) -> String {
    OFFER.replace(r#""name""#, &format!(r#""assetTransferMethod":"{method}","name""#))
}

/// Both authorizations in one deposit are a malformed payload, whichever the offer asks for; the other one alone is not (N-9).
#[test]
fn both_authorizations_in_one_deposit() {
    let (_, permit) = PERMIT.split_once(r#""authorization":{"#).unwrap();
    let both =
        DEPOSIT.replace(r#""authorization":{"#, &format!(r#""authorization":{{{},"#, &permit[..permit.len() - 2]));
    let reason = |method: &str, deposit: &str| {
        verify_with(&tagged(method), &payload("deposit", 1000, OVER_1000, deposit), &now()).reason()
    };
    for method in ["eip3009", "permit2"] {
        assert_eq!(reason(method, &both), Some("invalid_batch_settlement_evm_deposit_payload"));
    }
    assert_eq!(reason("eip3009", PERMIT), Some("invalid_batch_settlement_evm_erc3009_authorization_required"));
    assert_eq!(reason("permit2", DEPOSIT), Some("invalid_batch_settlement_evm_payload_type"));
}

/// A deposit without an authorization is by no method, also not by the wrong one (N-8).
#[test]
fn no_authorization_in_a_deposit() {
    for none in ["{}", r#"{"permit2Authorization":null}"#, r#"{"erc3009Authorization":null}"#, "7"] {
        let deposit = format!(r#""deposit":{{"amount":"10000","authorization":{none}}}"#);
        for method in ["eip3009", "permit2"] {
            let report = verify_with(&tagged(method), &payload("deposit", 1000, OVER_1000, &deposit), &now());
            assert_eq!(report.reason(), Some("invalid_batch_settlement_evm_deposit_payload"), "{method}: {none}");
        }
    }
}

/// The payload comes before the echo of extensions, so an echo that is missing hides no deposit by the wrong method (B-8, N-9).
#[test]
fn a_deposit_by_the_wrong_method_without_an_echo() {
    let declared = RawJson::parse(r#"{"x":{"info":{"a":1}}}"#).unwrap();
    let mut policy = Policy::DEFAULT;
    policy.require_echo = true;
    let echoing = now().with_policy(&policy).with_declared_extensions(&declared);
    for (method, wrong, code, right) in [
        ("eip3009", PERMIT, "invalid_batch_settlement_evm_erc3009_authorization_required", DEPOSIT),
        ("permit2", DEPOSIT, "invalid_batch_settlement_evm_payload_type", PERMIT),
    ] {
        let report =
            |deposit: &str| verify_with(&tagged(method), &payload("deposit", 1000, OVER_1000, deposit), &echoing);
        let wrong = report(wrong);
        let failed: Vec<_> = wrong
            .checks()
            .iter()
            .filter(|check| matches!(check.outcome, Outcome::Fail(_)))
            .map(|check| check.id)
            .collect();
        assert_eq!((wrong.reason(), failed), (Some(code), vec![CheckId::PAYLOAD, CheckId::EXTENSION_ECHO]));
        assert_eq!(report(right).deciding().unwrap().id, CheckId::EXTENSION_ECHO);
    }
    // What this crate cannot judge is still not read.
    let report =
        verify_with(&tagged("7").replace(r#""7""#, "7"), &payload("deposit", 1000, OVER_1000, PERMIT), &echoing);
    assert_eq!(report.deciding().unwrap().id, CheckId::METHOD);
    for (method, wrong) in [("eip3009", PERMIT), ("permit2", DEPOSIT)] {
        let payload = payload("deposit", 1000, OVER_1000, wrong);
        let text = format!(r#"{{"x402Version":1,"scheme":"batch-settlement","network":"base","payload":{payload}}}"#);
        let payment = v1::PaymentPayload::decode(&text, &DecodeOptions::STRICT).unwrap().value;
        let amount = r#""maxAmountRequired":"1000","resource":"https://example.com/","description":"","mimeType":"""#;
        let offer = tagged(method).replace("eip155:8453", "base").replace(r#""amount":"1000""#, amount);
        let offer = v1::PaymentRequirements::decode(&offer, &DecodeOptions::STRICT).unwrap().value;
        let report = verify(&payment, std::slice::from_ref(&offer), &now());
        assert_eq!((report.verdict(), kinds(report.needs())), (Verdict::Undecided, vec!["verifier"]));
        assert!(report.checks().iter().all(|check| !matches!(check.outcome, Outcome::Fail(_))), "{report:?}");
    }
}

/// A wrong checksum is flagged in whatever is submitted, and a policy can refuse it (E-3).
#[test]
fn a_wrong_checksum_in_what_is_submitted() {
    let facts = state(10_000, 1000).with(evm::Fact::AnyAccount(evm::AccountCode::Absent));
    let mut refusing = Policy::DEFAULT;
    refusing.refused.insert(Flag::Eip55);
    let sweep = r#"{"type":"settle","receiver":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","token":"0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913"}"#;
    let (payer, has_wrong_checksum) = ("0xf39Fd6e5", "0xF39Fd6e5");
    let refund = refund();
    let (in_config, in_claims) = refund.split_at(refund.find("claims").unwrap());
    for (right, wrong) in [
        (claim(), claim().replace(payer, has_wrong_checksum)),
        (refund.clone(), format!("{}{in_claims}", in_config.replace(payer, has_wrong_checksum))),
        (refund.clone(), format!("{in_config}{}", in_claims.replace(payer, has_wrong_checksum))),
        (sweep.into(), sweep.replace("6afc0C53", "6afC0C53")),
        (sweep.into(), sweep.replace("fCD6eDb6", "fCd6eDb6")),
    ] {
        let context = submit().with_facts(&facts);
        assert_eq!(outcome(&report_of(&right, &context.with_policy(&refusing))), (Verdict::Valid, None, vec![]));
        assert_eq!(outcome(&report_of(&wrong, &context)), (Verdict::Valid, None, vec!["eip55"]), "{wrong}");
        let report = report_of(&wrong, &context.with_policy(&refusing));
        assert_eq!(report.deciding().unwrap().id, CheckId::POLICY);
    }
}

/// A question is asked once, as a need if the verdict waits for it.
#[test]
fn questions_about_what_is_submitted_differ() {
    let facts = state(10_000, 1000);
    for (text, question) in [
        (claim(), None),
        (refund(), None),
        // A signature by nobody's key, which a contract may accept.
        (claim().replace("ffc201ed1c", "ffc201ed1b"), Some("account-code")),
        (refund().replace("5481ed5b71b", "5481ed5b71c"), Some("account-code")),
    ] {
        let report = report_of(&text, &submit().with_facts(&facts));
        let needs: Vec<_> = report.needs().collect();
        assert_eq!(kinds(needs.iter().copied()), Vec::from_iter(question));
        let calls: Vec<_> = report.needs().chain(report.outstanding()).map(|asked| asked.rpc().unwrap()).collect();
        assert!(calls.iter().enumerate().all(|(index, call)| !calls[..index].contains(call)), "{calls:?}");
        assert!(!calls.is_empty());
    }
}

/// While a row may be one that does nothing, nothing says that a wrong signature of it makes the claim invalid (N-27).
#[test]
fn a_row_that_may_do_nothing_asks_for_its_channel_and_not_for_code() {
    let own = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
    let claim = claim().replace(own, "0x0000000000000000000000000000000000000000");
    let row = |facts: &Facts| {
        let report = report_of(&claim, &submit().with_facts(facts));
        let needs: Vec<_> = report.needs().cloned().collect();
        let row = report.checks().iter().find(|check| check.id == CheckId::ROW_VOUCHER).unwrap().outcome.clone();
        (row, needs)
    };
    let (outcome, needs) = row(&Facts::new());
    assert_eq!(outcome, Outcome::Skipped(CheckId::ROW_BALANCE));
    let Some(x402_verify::Question::Evm(evm::Question::ChannelState(asked))) = needs.first() else {
        panic!("{needs:?}")
    };
    let claimed = |claimed: u128| {
        let mut state = ChannelState::of_balance(10_000.into());
        state.total_claimed = claimed.into();
        Facts::new().with(Fact::Channel { channel: asked.channel, state })
    };
    // It does nothing, and its signature does not matter.
    assert_eq!(row(&claimed(2700)).0, Outcome::Pass);
    // It claims something, and only code can have signed it.
    let (needs, _) = row(&claimed(2699));
    let [x402_verify::Question::Evm(evm::Question::AccountCode(code))] = needs.questions().collect::<Vec<_>>()[..]
    else {
        panic!("{needs:?}")
    };
    assert!(code.if_plain.is_some());
    let contract = evm::Fact::AnyAccount(evm::AccountCode::Present);
    assert_eq!(row(&Facts::new().with(contract.clone())).0, Outcome::Skipped(CheckId::ROW_BALANCE));
    let (needs, _) = row(&claimed(2699).with(contract));
    assert_eq!(needs.questions().map(x402_verify::Question::kind).collect::<Vec<_>>(), ["contract-signature"]);
    // A claim of nothing does nothing, whatever the state.
    let claim = claim.replace(r#""totalClaimed":"2700""#, r#""totalClaimed":"0""#);
    let report = report_of(&claim, &submit());
    assert!(report.checks().iter().any(|check| check.id == CheckId::ROW_VOUCHER && check.outcome == Outcome::Pass));
    assert!(report.checks().iter().any(|check| check.id == CheckId::ROW_BALANCE && check.outcome == Outcome::Pass));
    assert!(report.flags().contains(Flag::NoOpClaim));
}

/// N-27: one failing row makes all fail, also behind a row that may do nothing.
#[test]
fn a_row_above_its_voucher_behind_a_row_of_an_unknown_channel() {
    const CALLERS: &str = "0000002a";
    const OTHER: &str = "0000002b";
    let row = |salt: &str, claimed: u64| {
        let config = CONFIG.replace(CALLERS, salt);
        format!(
            r#"{{"voucher":{{"channel":{config},"maxClaimableAmount":"3000"}},"signature":"{OVER_3000}","totalClaimed":"{claimed}"}}"#
        )
    };
    let facts = state(10_000, 1000).with(evm::Fact::AnyAccount(evm::AccountCode::Absent));
    let own = [AccountId::Evm("0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC".parse().unwrap())];
    let decided = |rows: [String; 2]| {
        let claim = format!(r#"{{"type":"claim","claims":[{}]}}"#, rows.join(","));
        let report = report_of(&claim, &submit().with_facts(&facts).with_facilitators(&own));
        let ceiling = report.checks().iter().find(|check| check.id == CheckId::ROW_CEILING).unwrap();
        let is_open = ceiling.outcome == Outcome::Skipped(CheckId::ROW_BALANCE);
        assert!(is_open || matches!(ceiling.outcome, Outcome::Pass | Outcome::Fail(_)), "{ceiling:?}");
        (report.verdict(), report.deciding().map(|check| check.id), is_open)
    };
    let above = (Verdict::Invalid, Some(CheckId::ROW_CEILING), false);
    assert_eq!(decided([row(OTHER, 3001), row(CALLERS, 3001)]), above);
    assert_eq!(decided([row(CALLERS, 3001), row(OTHER, 3001)]), above);
    // The row above its voucher may be the one that does nothing.
    let open = |is_above: bool| (Verdict::Undecided, Some(CheckId::ROW_BALANCE), is_above);
    assert_eq!(decided([row(OTHER, 3001), row(CALLERS, 3000)]), open(true));
    assert_eq!(decided([row(CALLERS, 3000), row(OTHER, 3001)]), open(true));
    assert_eq!(decided([row(CALLERS, 3000), row(OTHER, 3000)]), open(false));
    // A row that surely does nothing may be above its voucher: one after a row that claims as much, and one that claims no more than the
    // contract knows, whatever a row before says that does nothing either.
    let above_voucher = |row: String, most: &str| row.replace(r#"Amount":"3000"#, &format!(r#"Amount":"{most}"#));
    let passed = (Verdict::Valid, None, false);
    assert_eq!(decided([row(CALLERS, 3000), above_voucher(row(CALLERS, 3000), "2999")]), passed);
    assert_eq!(decided([row(CALLERS, 900), above_voucher(row(CALLERS, 1000), "999")]), passed);
    assert_eq!(decided([row(CALLERS, 900), above_voucher(row(CALLERS, 1001), "999")]), above);
}

/// The fault of a voucher in a claim is named: its length, or the recovery byte of one that has the length.
#[test]
fn a_voucher_of_another_format_in_a_claim() {
    let facts = state(10_000, 1000).with(evm::Fact::AnyAccount(evm::AccountCode::Absent));
    let voucher = |signature: &str| claim().replace(OVER_3000, signature);
    let bare = OVER_3000.strip_suffix("1b").unwrap();
    for (signature, expected) in [
        (format!("{bare}1b"), None),
        (format!("{bare}1d"), Some("the last byte of the signature is 29 instead of 27 or 28")),
        (format!("{bare}1b1d"), Some("the signature has 66 bytes instead of 65")),
        (bare.to_string(), Some("the signature has 64 bytes instead of 65")),
    ] {
        let report = report_of(&voucher(&signature), &submit().with_facts(&facts));
        let Some(expected) = expected else {
            assert_eq!(report.verdict(), Verdict::Valid);
            continue;
        };
        assert_eq!(report.verdict(), Verdict::Invalid);
        let deciding = report.deciding().unwrap();
        assert_eq!(deciding.id, CheckId::ROW_VOUCHER);
        let Outcome::Fail(fault) = &deciding.outcome else { panic!("{deciding:?}") };
        assert!(fault.to_string().contains(expected), "{fault}");
    }
}

/// Of a signature by another key, the sentence names the account that had to sign: who signs for the payer, or for the receiver (N-11,
/// N-27). Only a deposit is signed by the payer itself.
#[test]
fn who_had_to_sign_is_named() {
    let facts = state(10_000, 1000).with(evm::Fact::AnyAccount(evm::AccountCode::Absent));
    let (context, submit) = (now().with_facts(&facts), submit().with_facts(&facts));
    let sentence = |payload: &str, context: &Context<'_>| {
        let report = report_of(payload, context);
        let Outcome::Fail(fault) = &report.deciding().unwrap().outcome else { panic!("{:?}", report.deciding()) };
        fault.to_string()
    };
    let (payers, receivers) =
        ("0x70997970C51812dc3A010C7d01b50e0d17dc79C8", "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC");
    for (signer, sentence) in [
        (payers, sentence(&voucher().replace("a02c18609", "a02c18608"), &context)),
        (payers, sentence(&claim().replace("a02c18609", "a02c18608"), &submit)),
        (receivers, sentence(&claim().replace("ffc201ed1c", "ffc201ed1b"), &submit)),
        (receivers, sentence(&refund().replace("5481ed5b71b", "5481ed5b71c"), &submit)),
    ] {
        assert!(sentence.contains(&format!(", but {signer} must sign: ")) && !sentence.contains("payer"), "{sentence}");
    }
    let deposit = payload("deposit", 1000, OVER_1000, DEPOSIT).replace("c0b34b1b", "c0b34b1c");
    let sentence = sentence(&deposit, &context);
    assert!(sentence.contains("not to the payer 0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"), "{sentence}");
}

/// No token is asked about a voucher, so no sentence about its form names one.
#[test]
fn the_format_of_a_voucher() {
    let facts = state(10_000, 1000);
    let context = now().with_facts(&facts);
    // s is the order of the curve less one.
    let high = format!("{}fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd03641401b", &OVER_3000[..66]);
    for (signature, sentence) in [
        ("0x010203", "the signature has 3 bytes instead of 65"),
        (
            OVER_3000.strip_suffix("1b").unwrap(),
            "the signature has the 64-byte format of ERC-2098, but 65 bytes are needed",
        ),
        (&high, "s of the signature is in the upper half of the curve's order, which is not accepted"),
    ] {
        let report = report_of(&voucher().replace(OVER_3000, signature), &context);
        let Outcome::Fail(fault) = &report.deciding().unwrap().outcome else { panic!("{:?}", report.deciding()) };
        assert_eq!(fault.to_string(), sentence);
    }
}

/// The text of a config whose payer signs for itself, the config, and the payer's signature of a voucher over 3000.
fn of_payer() -> (String, ChannelConfig, Rsv) {
    let zero = "0x0000000000000000000000000000000000000000";
    let text = CONFIG.replace("0x70997970C51812dc3A010C7d01b50e0d17dc79C8", zero);
    let config = RawJson::parse(&text).unwrap();
    let config = ChannelConfig::read(config.as_json(), &mut Reader::new(&DecodeOptions::STRICT)).unwrap();
    let channel = config.on_chain(8453);
    let signed = sign::sign_digest(channel.digest(&voucher_hash(channel.id(), 3000.into())).into());
    (text, config, signed)
}

fn read_rsv(text: &str) -> Rsv {
    let bytes = hex::decode(text).unwrap();
    Rsv { r: U256::from_be_slice(&bytes[..32]), s: U256::from_be_slice(&bytes[32..64]), v: bytes[64] }
}

/// The first signature in a text.
fn signature_in(text: &str) -> &str {
    text.split_once(r#"ignature":""#).and_then(|(_, behind)| behind.split_once('"')).unwrap().0
}

/// A key's signature as it is, with v 0 or 1, with the v of a transaction, in 64 bytes, with a high s, and in a wrapper of ERC-6492.
fn forms(good: Rsv) -> [Vec<u8>; 6] {
    let with_v = |v| Rsv { v, ..good }.bytes();
    let (parity, of_transaction) = (with_v(good.v - 27), with_v(good.v + 8));
    [good.bytes(), parity, of_transaction, good.compact(), good.high_s_twin().bytes(), wrapped(good.bytes())]
}

/// Which forms are taken as they are, and which by a settler that makes signatures canonical (N-11 to N-13, N-15, N-16). What the
/// policy says of other schemes has no effect.
#[test]
fn the_forms_of_a_signature_by_the_rules_of_each_signer() {
    let (format, low_s, wrapper) = ("invalid signature-form", "invalid signature-low-s", "undecided signature-form");
    let (parity, of_transaction) = ("valid y-parity", "valid eip155-v");
    let (compact, high_s) = ("valid compact", "valid high-s");
    let row = "invalid row-voucher";
    let by_channel =
        (["valid", format, format, format, low_s, format], ["valid", parity, of_transaction, compact, high_s, format]);
    let by_row = (["valid", row, row, row, row, row], ["valid", row, row, row, row, row]);
    let by_token = (
        ["valid", format, format, format, low_s, wrapper],
        ["valid", parity, of_transaction, compact, high_s, wrapper],
    );
    let by_permit2 = (["valid", format, format, compact, high_s, wrapper], by_token.1);

    let (config, of_config, by_payer) = of_payer();
    let (own, by_payer) = (of_config.on_chain(8453).id(), hex::encode_prefixed(by_payer.bytes()));
    let of_payer = payload("voucher", 3000, &by_payer, "").replace(CONFIG, &config).replace(CHANNEL, &own.to_string());
    let facts = state(10_000, 1000).with(evm::Fact::AnyAccount(evm::AccountCode::Absent));
    let facts = facts.with(Fact::Channel { channel: own, state: ChannelState::of_balance(10_000.into()) });
    let records = charged(2000).with_charged(own, Some(2000.into()));
    let (mut of_others, mut of_this) = (Policy::DEFAULT, Policy::DEFAULT);
    (of_others.evm.canonical_signatures, of_others.evm.compact_signatures) = (true, true);
    of_this.evm.batch_settlement.canonical_signatures = true;
    let claim = claim();
    let (_, by_receiver) = claim.split_once("claimAuthorizer").unwrap();
    for (payload, signature, context, (as_they_are, canonical)) in [
        (voucher(), OVER_3000, now(), by_channel),
        (of_payer, &by_payer, now(), by_channel),
        (claim.clone(), signature_in(by_receiver), submit(), by_channel),
        (claim.clone(), OVER_3000, submit(), by_row),
        (payload("deposit", 3000, OVER_3000, DEPOSIT), signature_in(DEPOSIT), now(), by_token),
        (payload("deposit", 3000, OVER_3000, PERMIT), signature_in(PERMIT), now(), by_permit2),
    ] {
        for (policy, expected) in [(Policy::DEFAULT, as_they_are), (of_others, as_they_are), (of_this, canonical)] {
            let context = context.with_facts(&facts).with_records(&records).with_policy(&policy);
            let found = forms(read_rsv(signature)).map(|format| {
                let report = report_of(&payload.replace(signature, &hex::encode_prefixed(format)), &context);
                let decides = report.deciding().map(|check| check.id.as_str());
                // Those of the payload, whatever form the signature has.
                let of_payload = [Flag::UntaggedMethod, Flag::RevocableVoucher];
                let flags = report.flags().iter().filter(|flag| !of_payload.contains(flag));
                let flags = flags.map(|flag| flag.as_str());
                [report.verdict().as_str()].into_iter().chain(decides).chain(flags).collect::<Vec<_>>().join(" ")
            });
            assert_eq!(found, expected, "{payload}, {policy:?}");
        }
    }
}

sol! {
    function deposit(
        (address, address, address, address, address, uint40, bytes32) config,
        uint128 amount,
        address collector,
        bytes data
    );
}

/// alloy encodes the call, and in it what the collector decodes. Behind the signature for Permit2 stands the permit for the token, or
/// nothing (N-17, N-19).
#[test]
fn the_call_of_a_deposit_is_encoded_by_the_abi() {
    const ERC3009_COLLECTOR: Address = address!("4020806089470a89826cB9fB1f4059150b550004");
    const PERMIT2_COLLECTOR: Address = address!("4020425FAf3B746C082C2f942b4E5159887B0005");
    let (config, deadline) = (batch_diagnosis::config(), U256::from(1_795_003_600));
    let permit2 = address!("000000000022D473030F116dDEE9F6B43aC78BA3");
    let (owner, token, value) = (config.payer, config.token, U256::from(10_000));
    let permit = messages::Permit { owner, spender: permit2, value, nonce: U256::ZERO, deadline };
    let domain = eip712_domain! { name: "USD Coin", version: "2", chain_id: 8453, verifying_contract: token, };
    let signed = sign::sign_digest(permit.eip712_signing_hash(&domain));
    let sponsored = format!(
        r#"{{"eip2612GasSponsoring":{{"info":{{"from":"{owner}","asset":"{token}","spender":"{permit2}","amount":"10000","nonce":"0","deadline":"{deadline}","signature":"{}","version":"1"}}}}}}"#,
        hex::encode_prefixed(signed.bytes())
    );
    let sponsored_data = (value, deadline, U256::from(signed.v), signed.r, signed.s).abi_encode_params();

    let signature = |text: &str| Bytes::from(hex::decode(signature_in(text)).unwrap());
    let by_eip3009 = (U256::ZERO, deadline, B256::repeat_byte(0x11), signature(DEPOSIT)).abi_encode_params();
    let by_permit2 = |text: &str, permit: &[u8]| {
        (U256::from(7), deadline, signature(text), Bytes::copy_from_slice(permit)).abi_encode_params()
    };
    let whole = signature_in(PERMIT);
    let compact = PERMIT.replace(whole, &hex::encode_prefixed(read_rsv(whole).compact()));
    let open = || state(0, 0).with(evm::Fact::AnyAccount(evm::AccountCode::Absent));
    let none = || open().with(evm::Fact::AnyAllowance(0.into()));
    for (deposit, extensions, facts, collector, data) in [
        (DEPOSIT, "{}", open(), ERC3009_COLLECTOR, by_eip3009),
        (PERMIT, "{}", open(), PERMIT2_COLLECTOR, by_permit2(PERMIT, &[])),
        (PERMIT, &sponsored, none(), PERMIT2_COLLECTOR, by_permit2(PERMIT, &sponsored_data)),
        (&compact, "{}", open(), PERMIT2_COLLECTOR, by_permit2(&compact, &[])),
        (&compact, &sponsored, none(), PERMIT2_COLLECTOR, by_permit2(&compact, &sponsored_data)),
    ] {
        let payload = payload("deposit", 1000, OVER_1000, deposit);
        let text = format!(r#"{{"x402Version":2,"accepted":{OFFER},"payload":{payload},"extensions":{extensions}}}"#);
        let payment = PaymentPayload::decode(&text, &DecodeOptions::STRICT).unwrap().value;
        let report = verify(&payment, std::slice::from_ref(&payment.accepted), &now().with_facts(&facts));
        let question = report.outstanding().iter().find(|question| question.kind() == "settlement").unwrap();
        let call = depositCall { config: config.clone().into(), amount: 10_000, collector, data: data.into() };
        let called = evm::Rpc::Call { to: SETTLEMENT, data: call.abi_encode() };
        assert_eq!(question.rpc(), Some(Rpc::Evm(called)), "{deposit}, {extensions}");
    }
}

/// `docs/reference/questions.md` names the functions that are called.
#[test]
fn the_calls_to_the_contract_are_those_of_the_page() {
    let sections = crate::questions_page::sections();
    let facts = state(0, 0).with(evm::Fact::AnyAccount(evm::AccountCode::Absent));
    let (records, now) = (charged(0), now());
    let informed = now.with_facts(&facts).with_records(&records);
    let sweep = r#"{"type":"settle","receiver":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","token":"0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913"}"#;
    let reports = [
        (report_of(&voucher(), &now), "channel-state", "multicall(bytes[])"),
        (
            report_of(&payload("deposit", 1000, OVER_1000, DEPOSIT), &informed),
            "settlement",
            "deposit((address,address,address,address,address,uint40,bytes32),uint128,address,bytes)",
        ),
        (report_of(sweep, &submit()), "settlement", "settle(address,address)"),
    ];
    for (report, kind, function) in reports {
        let mut asked = report.needs().chain(report.outstanding());
        let question = asked.find(|question| question.kind() == kind).unwrap();
        let Some(Rpc::Evm(evm::Rpc::Call { data, .. })) = question.rpc() else { panic!("{question}") };
        assert_eq!(keccak256(function)[..4], data[..4], "{function}");
        let call = &sections[kind][1];
        assert!(call.contains(&format!("`{function}`")), "{call}");
        // What is in a multicall stands behind it.
        let inner = call.split('`').filter(|text| kind == "channel-state" && text.ends_with("(bytes32)"));
        let found = inner.inspect(|inner| {
            assert!(data.windows(4).any(|window| window == &keccak256(inner)[..4]), "{inner}");
        });
        assert_eq!(found.count(), if kind == "channel-state" { 3 } else { 0 });
    }
}

/// A voucher of a lower or equal sum never pays twice, whatever was charged and whoever asks.
#[test]
fn a_voucher_never_pays_twice() {
    let facts = state(10_000, 1000);
    let mut paid = 0;
    for sum in 0..=4000 {
        let records = charged(sum);
        let report = report_of(&voucher(), &now().with_facts(&facts).with_records(&records));
        paid += u32::from(report.into_paid().is_ok());
    }
    assert_eq!(paid, 1);
    // A refund buys nothing.
    let request = payload("refund", 2700, OVER_2700, r#""amount":"1500""#);
    let records = charged(2700);
    let asked = now().with_purposes(Purposes::Operation).with_facts(&facts).with_records(&records);
    let report = report_of(&request, &asked);
    assert_eq!((report.verdict(), report.clone().into_paid().is_err()), (Verdict::Valid, true));
    assert!(report.into_operation().is_ok());
    let all = payload("refund", 2700, OVER_2700, "");
    let report = report_of(&all, &now().with_facts(&facts).with_records(&records));
    assert!(report.replay_key().is_some());
}

/// B-9: a payment for another purpose than the caller's is invalid, so nobody who looks at the verdict alone serves for a refund.
#[test]
fn a_payment_is_for_the_purpose_that_is_asked_for() {
    let facts = state(10_000, 1000).with(evm::Fact::AnyAccount(evm::AccountCode::Absent));
    let request = payload("refund", 2700, OVER_2700, r#""amount":"1500""#);
    let (of_voucher, of_request) = (charged(2000), charged(2700));
    let zero = Phase::Settle { amount: 0.into() };
    for (text, records, purpose, phases) in [
        (voucher(), &of_voucher, Purpose::Service, [&Phase::Verify, &zero]),
        (request, &of_request, Purpose::Operation, [&Phase::Verify, &zero]),
    ] {
        for phase in phases {
            let context = now().with_phase(phase).with_facts(&facts).with_records(records);
            for asked in [None, Some(Purposes::Service), Some(Purposes::Operation), Some(Purposes::Any)] {
                let context = asked.map_or(context, |asked| context.with_purposes(asked));
                let report = report_of(&text, &context);
                assert_eq!(report.purpose(), Some(purpose));
                if asked.unwrap_or(Purposes::Service).include(purpose) {
                    assert_eq!((report.verdict(), report.reason()), (Verdict::Valid, None));
                } else {
                    assert_eq!(report.verdict(), Verdict::Invalid);
                    assert_eq!(report.reason(), Some("invalid_batch_settlement_evm_payload_type"));
                    assert_eq!(report.deciding().unwrap().id, CheckId::POLICY);
                    assert!(report.clone().into_paid().is_err() && report.into_operation().is_err());
                }
            }
        }
    }
    // What is to be submitted is an operation, and asked for by the phase.
    let context = submit().with_facts(&facts);
    assert_eq!(report_of(&claim(), &context).purpose(), Some(Purpose::Operation));
    assert_eq!(report_of(&claim(), &context.with_purposes(Purposes::Operation)).verdict(), Verdict::Valid);
    assert_eq!(report_of(&claim(), &context.with_purposes(Purposes::Service)).verdict(), Verdict::Invalid);
    // A payload that cannot be read is for nothing.
    assert_eq!(report_of(r#"{"type":"refunds"}"#, &now()).purpose(), None);
}

/// A request for a refund charges nothing (N-26), and so authorizes nothing. A voucher and a deposit authorize the price.
#[test]
fn what_is_authorized_is_what_can_be_charged() {
    for (payload, amount) in [
        (payload("refund", 2700, OVER_2700, ""), 0),
        (payload("refund", 2700, OVER_2700, r#""amount":"1500""#), 0),
        (voucher(), 1000),
        (payload("deposit", 1000, OVER_1000, DEPOSIT), 1000),
        (payload("deposit", 1000, OVER_1000, PERMIT), 1000),
    ] {
        assert_eq!(report_of(&payload, &now()).authorized().unwrap().amount, amount.into(), "{payload}");
    }
}

/// N-35: whatever a server answers, a client signs the same sum again until an answer follows from what it knows.
#[test]
fn a_client_signs_a_higher_sum_only_after_an_answer_that_fits() {
    let payment = format!(r#"{{"x402Version":2,"accepted":{OFFER},"payload":{}}}"#, voucher());
    let payment = PaymentPayload::decode(&payment, &DecodeOptions::STRICT).unwrap().value;
    let terms = Terms::from(&payment.accepted);
    let read = Mechanism::BATCH_SETTLEMENT.read(&payment.payload, &mut Reader::new(&DecodeOptions::STRICT)).unwrap();
    let SchemePayload::BatchSettlement(payload) = read else { panic!() };
    let before = Ledger { charged: 2000.into(), balance: 10_000.into() };
    let right = format!(
        r#"{{"success":true,"transaction":"","network":"eip155:8453","amount":"","extra":{{"chargedAmount":"700","channelState":{{
        "channelId":"{CHANNEL}","balance":"10000","totalClaimed":"1000","withdrawRequestedAt":0,"refundNonce":"2","chargedCumulativeAmount":"2700"}}}}}}"#
    );
    let after = |answer: &str| {
        let answer = SettleResponse::decode(answer, &DecodeOptions::STRICT).unwrap().value;
        review_response(&payload, &terms, before, &answer).map_or(before, |answered| answered.ledger)
    };
    assert_eq!(before.next_sum(&terms), Some(3000.into()));
    assert_eq!(after(&right).next_sum(&terms), Some(3700.into()));
    for (from, to) in [
        ("true", "false"),
        ("8453", "84532"),
        (r#""700""#, r#""1001""#),
        (r#""2700""#, r#""2701""#),
        (r#""10000""#, r#""9999""#),
        (r#""1000""#, r#""2701""#),
        ("e2ca2", "e2ca3"),
    ] {
        let wrong = after(&right.replacen(from, to, 1));
        assert_eq!(wrong.next_sum(&terms), Some(3000.into()), "{to}");
    }
    // What is due follows from the same two sums.
    assert_eq!(before.deposit_due(&terms), Some(0.into()));
    let short = Ledger { balance: 2999.into(), ..before };
    assert_eq!(short.deposit_due(&terms), Some(5000.into()));
    let full = Ledger { charged: u128::MAX.into(), ..before };
    assert_eq!((full.next_sum(&terms), full.deposit_due(&terms)), (None, None));
}

/// N-34: of a payer who signs itself, and of whose code nothing is known, the question after a corrective demand has the fault that
/// decides if there is no code. A right voucher has none.
#[test]
fn the_question_after_a_corrective_demand_has_the_fault() {
    let (_, config, signed) = of_payer();
    let channel = config.on_chain(8453);
    let owner = Owner { payer: config.payer, payer_authorizer: config.payer_authorizer, salt: config.salt };
    let hex = |rsv: Rsv| hex::encode_prefixed(rsv.bytes());
    let (right, high) = (hex(signed), hex(signed.high_s_twin()));
    let facts =
        || Facts::new().with(Fact::Channel { channel: channel.id(), state: ChannelState::of_balance(10_000.into()) });
    let review = |signature: &str, facts: &Facts| {
        let states = format!(
            r#""channelState":{{"chargedCumulativeAmount":"2700"}},"voucherState":{{"signedMaxClaimable":"3000","signature":"{signature}"}},"name""#
        );
        let offer = OFFER.replace(r#""name""#, &states);
        let demand = format!(
            r#"{{"x402Version":2,"error":"invalid_batch_settlement_evm_cumulative_amount_mismatch","accepts":[{offer}]}}"#
        );
        let demand = PaymentRequired::decode(&demand, &DecodeOptions::STRICT).unwrap().value;
        review_correction(&demand, owner, facts)
    };
    let absent = Answer::Evm(evm::Answer::Code(evm::AccountCode::Absent));
    for (signature, fault) in [
        (OVER_3000, " must sign"),
        (&right[..130], "the signature has 64 bytes instead of 65"),
        ("0x010203", "the signature has 3 bytes instead of 65"),
        (&high, "upper half"),
        (&format!("0x{:064}{}", 0, &right[66..]), "r or s of the signature is zero"),
    ] {
        let Correction::Ask(question) = review(signature, &facts()) else { panic!("{signature}") };
        assert!(question.to_string().contains(fault), "{question}");
        assert!(question.settles(&absent).is_err());
        let answered = review(signature, &facts().with_answer(&question, absent.clone()));
        assert_eq!(answered, Correction::Refuse(CorrectionFault::NotSigned));
    }
    let Correction::Adopt { outstanding, .. } = review(&right, &facts()) else { panic!() };
    assert_eq!(kinds(&outstanding), ["account-code"]);
    assert_eq!(outstanding[0].settles(&absent), Ok(()));
    let known = facts().with_answer(&outstanding[0], absent);
    assert_eq!(review(&right, &known), Correction::Adopt { charged: 2700.into(), outstanding: vec![] });
}

/// The checks that only this scheme has.
pub(crate) const CHECKS: &[CheckId] = &[
    CheckId::OFFER_CHANNEL,
    CheckId::CHANNEL_ID,
    CheckId::CHANNEL_RECEIVER,
    CheckId::RECEIVER_AUTHORIZER,
    CheckId::CHANNEL_TOKEN,
    CheckId::WITHDRAW_DELAY,
    CheckId::WITHDRAW_DELAY_RANGE,
    CheckId::CONFIG_ADDRESSES,
    CheckId::MIN_DEPOSIT,
    CheckId::CUMULATIVE,
    CheckId::BATCH_CHARGE,
    CheckId::DEPOSIT_OWNER,
    CheckId::DEPOSIT_AMOUNT,
    CheckId::DEPOSIT_CHANNEL,
    CheckId::CHANNEL_BALANCE,
    CheckId::CEILING_BALANCE,
    CheckId::CEILING_CLAIMED,
    CheckId::DEPOSIT_OVERFLOW,
    CheckId::REFUND_REST,
    CheckId::ROW_AUTHORIZER,
    CheckId::ROW_CEILING,
    CheckId::ROW_BALANCE,
    CheckId::ROW_VOUCHER,
    CheckId::BATCH_AUTHORIZER,
    CheckId::REFUND_NONCE,
    CheckId::REFUND_AUTHORIZER,
    CheckId::SWEEP_ADDRESSES,
];

/// For each check there is a vector that it makes invalid.
#[test]
fn every_check_of_the_scheme_decides_a_vector() {
    let vectors = x402_laws::vectors::vectors("batch-settlement");
    for id in CHECKS {
        let decides = |vector: &&serde_json::Value| vector["expect"]["check"] == id.to_string();
        let is_invalid = |vector: &&serde_json::Value| vector["expect"]["class"] == "invalid";
        assert!(vectors.iter().filter(is_invalid).any(|vector| decides(&vector)), "{id}");
    }
}
