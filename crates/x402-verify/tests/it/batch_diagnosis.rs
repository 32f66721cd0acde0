//! What a client of a channel may have signed instead, and why a sum does not fit. alloy builds each other message.

use alloy_primitives::{Address, B256, U256, aliases::U40, eip191_hash_message, keccak256};
use alloy_sol_types::{Eip712Domain, SolStruct, SolValue, eip712_domain};
use serde_json::{Value, json};
use x402_types::{DecodeOptions, Wire, v2::PaymentPayload};
use x402_verify::{
    Context, Facts, Guess, Purposes, Records, Verdict, diagnose,
    evm::{
        AccountCode, Fact,
        batch_settlement::{ChannelState, Fact as ChannelFact},
    },
    verify,
};

use crate::sign::{self, PAYER, Rsv, STRANGER};

alloy_sol_types::sol! {
    struct ChannelConfig {
        address payer;
        address payerAuthorizer;
        address receiver;
        address receiverAuthorizer;
        address token;
        uint40 withdrawDelay;
        bytes32 salt;
    }

    struct Voucher {
        bytes32 channelId;
        uint128 maxClaimableAmount;
    }

    struct ReceiveWithAuthorization {
        address from;
        address to;
        uint256 value;
        uint256 validAfter;
        uint256 validBefore;
        bytes32 nonce;
    }

    struct TransferWithAuthorization {
        address from;
        address to;
        uint256 value;
        uint256 validAfter;
        uint256 validBefore;
        bytes32 nonce;
    }

    struct TokenPermissions {
        address token;
        uint256 amount;
    }

    struct DepositWitness {
        bytes32 channelId;
    }

    struct PermitWitnessTransferFrom {
        TokenPermissions permitted;
        address spender;
        uint256 nonce;
        uint256 deadline;
        DepositWitness witness;
    }
}

mod wide {
    alloy_sol_types::sol! {
        struct Voucher {
            bytes32 channelId;
            uint256 maxClaimableAmount;
        }
    }
}

const SETTLEMENT: &str = "0x4020074e9dF2ce1deE5A9C1b5c3f541D02a10003";
const COLLECTOR: &str = "0x4020806089470a89826cB9fB1f4059150b550004";
const PERMIT2_COLLECTOR: &str = "0x4020425FAf3B746C082C2f942b4E5159887B0005";
const PERMIT2: &str = "0x000000000022D473030F116dDEE9F6B43aC78BA3";
const USDC: &str = "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913";
const SHOP: &str = "0x209693Bc6afc0C5328bA36FaF03C514EF312287C";
const BASE: u64 = 8453;

fn address(text: &str) -> Address {
    text.parse().unwrap()
}

pub(crate) fn config() -> ChannelConfig {
    ChannelConfig {
        payer: address(PAYER),
        payerAuthorizer: address(STRANGER),
        receiver: address(SHOP),
        receiverAuthorizer: address("0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC"),
        token: address(USDC),
        withdrawDelay: U40::from(86_400),
        salt: B256::with_last_byte(42),
    }
}

fn domain_of(chain_id: u64, contract: &str) -> Eip712Domain {
    eip712_domain! { name: "x402 Batch Settlement", version: "1", chain_id: chain_id, verifying_contract: address(contract), }
}

fn domain() -> Eip712Domain {
    domain_of(BASE, SETTLEMENT)
}

fn id(config: &ChannelConfig) -> B256 {
    config.eip712_signing_hash(&domain())
}

fn voucher_digest(id: B256, sum: u128) -> B256 {
    Voucher { channelId: id, maxClaimableAmount: sum }.eip712_signing_hash(&domain())
}

fn hex(bytes: &[u8]) -> String {
    alloy_primitives::hex::encode_prefixed(bytes)
}

/// A payment, what the server has charged, and the state of the channel.
#[derive(Clone)]
struct Sent {
    payment: Value,
    charged: Option<u128>,
    balance: u128,
    claimed: u128,
    code: AccountCode,
}

impl Sent {
    /// A voucher over this sum, after 2000 of a balance of 10,000, for a request at 1000.
    fn voucher(sum: u128, signature: &[u8]) -> Self {
        let config = config();
        let offer = json!({
            "scheme": "batch-settlement", "network": "eip155:8453", "amount": "1000", "asset": USDC, "payTo": SHOP,
            "maxTimeoutSeconds": 3600,
            "extra": {
                "receiverAuthorizer": config.receiverAuthorizer.to_string(), "withdrawDelay": 86400, "name": "USD Coin",
                "version": "2"
            }
        });
        let of_config = json!({
            "payer": PAYER, "payerAuthorizer": STRANGER, "receiver": SHOP,
            "receiverAuthorizer": config.receiverAuthorizer.to_string(), "token": USDC, "withdrawDelay": 86400,
            "salt": hex(config.salt.as_slice())
        });
        let voucher = json!({
            "channelId": hex(id(&config).as_slice()), "maxClaimableAmount": sum.to_string(), "signature": hex(signature)
        });
        let payload = json!({"type": "voucher", "channelConfig": of_config, "voucher": voucher});
        let payment = json!({"x402Version": 2, "accepted": offer, "payload": payload});
        Self { payment, charged: Some(2000), balance: 10_000, claimed: 1000, code: AccountCode::Absent }
    }

    fn signed(sum: u128, signed: Rsv) -> Self {
        Self::voucher(sum, &signed.bytes())
    }

    /// The first deposit of 5000, with a right voucher.
    fn deposit(authorization: &Value) -> Self {
        let mut sent = Self::signed(1000, by_authorizer(voucher_digest(id(&config()), 1000)));
        sent.payment["payload"]["type"] = "deposit".into();
        sent.payment["payload"]["deposit"] = json!({"amount": "5000", "authorization": authorization});
        (sent.charged, sent.balance, sent.claimed) = (Some(0), 0, 0);
        sent
    }

    fn eip3009(signature: Rsv) -> Self {
        Self::deposit(&json!({"erc3009Authorization": {
            "validAfter": "0", "validBefore": "1795003600", "salt": hex(B256::repeat_byte(0x11).as_slice()),
            "signature": hex(&signature.bytes())
        }}))
    }

    fn permit2(signature: Rsv) -> Self {
        let mut sent = Self::deposit(&json!({"permit2Authorization": {
            "from": PAYER, "permitted": {"token": USDC, "amount": "5000"}, "spender": PERMIT2_COLLECTOR, "nonce": "7",
            "deadline": "1795003600", "witness": {"channelId": hex(id(&config()).as_slice())},
            "signature": hex(&signature.bytes())
        }}));
        sent.payment["accepted"]["extra"]["assetTransferMethod"] = "permit2".into();
        sent
    }

    fn with(mut self, pointer: &str, value: impl Into<Value>) -> Self {
        *self.payment.pointer_mut(pointer).unwrap() = value.into();
        self
    }

    fn found(&self) -> (Verdict, Vec<&'static str>) {
        let (verdict, guesses) = self.guesses();
        (verdict, guesses.iter().map(Guess::kind).collect())
    }

    fn guesses(&self) -> (Verdict, Vec<Guess>) {
        let payment = PaymentPayload::decode(self.payment.to_string(), &DecodeOptions::STRICT).unwrap().value;
        let offer = PaymentPayload::decode(
            Self::voucher(0, &[]).payment.to_string().replace(r#""version":"2""#, &self.offered()),
            &DecodeOptions::STRICT,
        );
        let offers = [offer.unwrap().value.accepted];
        let text = &self.payment["payload"]["channelConfig"];
        let read = |name: &str| text[name].as_str().unwrap().parse().unwrap();
        let of_payload = ChannelConfig {
            payerAuthorizer: read("payerAuthorizer"),
            receiver: read("receiver"),
            receiverAuthorizer: read("receiverAuthorizer"),
            token: read("token"),
            withdrawDelay: U40::from(text["withdrawDelay"].as_u64().unwrap()),
            salt: text["salt"].as_str().unwrap().parse().unwrap(),
            ..config()
        };
        let channel = hex(id(&of_payload).as_slice()).parse().unwrap();
        let mut state = ChannelState::of_balance(self.balance.into());
        state.total_claimed = self.claimed.into();
        let facts = Facts::new().with(Fact::AnyAccount(self.code)).with(ChannelFact::Channel { channel, state });
        let records = match self.charged {
            Some(sum) => Records::new().with_charged(channel, Some(sum.into())),
            None => Records::new(),
        };
        let context = Context::at(1_795_000_000).with_purposes(Purposes::Any).with_facts(&facts).with_records(&records);
        let verdict = verify(&payment, &offers, &context).verdict();
        (verdict, diagnose(&payment, &offers, &context))
    }

    /// What the offer says behind the name of the token's domain.
    fn offered(&self) -> String {
        match self.payment["accepted"]["extra"]["assetTransferMethod"].as_str() {
            Some(method) => format!(r#""assetTransferMethod":"{method}","version":"2""#),
            None => r#""version":"2""#.into(),
        }
    }
}

/// The key of the vouchers.
fn by_authorizer(digest: B256) -> Rsv {
    sign::sign_digest_as_stranger(digest)
}

fn by_payer(digest: B256) -> Rsv {
    sign::sign_digest(digest)
}

fn right() -> Rsv {
    by_authorizer(voucher_digest(id(&config()), 3000))
}

#[test]
fn nothing_is_found_where_nothing_is_wrong() {
    assert_eq!(Sent::signed(3000, right()).found(), (Verdict::Valid, vec![]));
    assert_eq!(Sent::eip3009(by_payer(receive(COLLECTOR, nonce()))).found(), (Verdict::Valid, vec![]));
    assert_eq!(Sent::permit2(by_payer(permit(PERMIT2_COLLECTOR, id(&config())))).found(), (Verdict::Valid, vec![]));
    // Another key altogether, over what was sent: nobody's message fits.
    let strange = Sent::signed(3000, right()).with("/payload/channelConfig/payerAuthorizer", SHOP);
    let strange = strange.with(
        "/payload/voucher/channelId",
        hex(id(&ChannelConfig { payerAuthorizer: address(SHOP), ..config() }).as_slice()),
    );
    assert_eq!(strange.found(), (Verdict::Invalid, vec![]));
    // A sum between two requests is nothing that a client comes to by a slip.
    let between = Sent::signed(2500, by_authorizer(voucher_digest(id(&config()), 2500)));
    assert_eq!(between.found(), (Verdict::Invalid, vec![]));
}

#[test]
fn a_sum_that_does_not_fit_is_explained() {
    let over = |sum| Sent::signed(sum, by_authorizer(voucher_digest(id(&config()), sum)));
    for (sum, kind) in [
        (1000, Some("not-cumulative")),
        (1001, Some("older")),
        (1999, Some("older")),
        (2000, Some("without-price")),
        (2001, None),
        (2999, None),
        (3001, None),
        (4000, Some("ahead")),
        (5000, Some("ahead")),
        (5001, None),
    ] {
        assert_eq!(over(sum).found(), (Verdict::Invalid, kind.into_iter().collect()), "{sum}");
    }
    assert_eq!(over(3000).found().0, Verdict::Valid);
    // Nobody knows what was charged.
    let unknown = Sent { charged: None, ..over(4000) };
    assert_eq!(unknown.found(), (Verdict::Valid, vec![]));
    let refund = |sum| over(sum).with("/payload/type", "refund");
    assert_eq!(refund(2000).found(), (Verdict::Valid, vec![]));
    assert_eq!(refund(3000).found(), (Verdict::Invalid, vec!["refund-with-price"]));
    assert_eq!(refund(1000).found(), (Verdict::Invalid, vec!["older"]));
    assert_eq!(refund(4000).found(), (Verdict::Invalid, vec![]));
}

#[test]
fn a_channel_of_which_only_claims_are_left_is_named() {
    let sent = Sent { balance: 2000, claimed: 2000, ..Sent::signed(3000, right()) };
    assert_eq!(sent.found(), (Verdict::Invalid, vec!["drained"]));
    let poor = Sent { balance: 2999, claimed: 2000, ..sent.clone() };
    assert_eq!(poor.found(), (Verdict::Invalid, vec![]));
    // A channel that never was has nothing to say.
    assert_eq!(Sent { balance: 0, claimed: 0, ..sent }.found(), (Verdict::Invalid, vec![]));
}

#[test]
fn another_id_than_that_of_the_config_is_named() {
    let config = config();
    let struct_hash = config.eip712_hash_struct();
    let elsewhere = config.eip712_signing_hash(&domain_of(84_532, SETTLEMENT));
    let with = |change: &dyn Fn(&mut ChannelConfig)| {
        let mut other = config.clone();
        change(&mut other);
        id(&other)
    };
    for (kind, other) in [
        ("channel-id-encoded", keccak256(config.abi_encode())),
        ("channel-id-struct-hash", struct_hash),
        ("channel-on-other-chain", elsewhere),
        ("channel-of-other-salt", with(&|other| other.salt = B256::ZERO)),
        ("channel-of-other-authorizer", with(&|other| other.payerAuthorizer = Address::ZERO)),
        ("channel-of-other-authorizer", with(&|other| other.payerAuthorizer = other.payer)),
    ] {
        // Named, and signed so, too; signed alone; named alone.
        let signed = by_authorizer(voucher_digest(other, 3000));
        let named = |sent: Sent| sent.with("/payload/voucher/channelId", hex(other.as_slice()));
        let (verdict, kinds) = named(Sent::signed(3000, signed)).found();
        assert_eq!((verdict, kinds.first()), (Verdict::Invalid, Some(&kind)), "{kinds:?}");
        let alone = if kind == "channel-on-other-chain" {
            let on_chain = Voucher { channelId: other, maxClaimableAmount: 3000 };
            by_authorizer(on_chain.eip712_signing_hash(&domain_of(84_532, SETTLEMENT)))
        } else {
            signed
        };
        assert_eq!(Sent::signed(3000, alone).found(), (Verdict::Invalid, vec![kind]));
        assert_eq!(named(Sent::signed(3000, right())).found(), (Verdict::Invalid, vec![kind]));
    }
    // The config is not that of the offer, and the id is.
    for (member, value) in [("receiver", PAYER), ("token", "0xfde4C96c8593536E31F229EA8f37b2ADa2699bb2")] {
        let sent = Sent::signed(3000, right()).with(&format!("/payload/channelConfig/{member}"), value);
        let (verdict, kinds) = sent.found();
        assert_eq!((verdict, kinds.first()), (Verdict::Invalid, Some(&"channel-of-other-config")), "{kinds:?}");
    }
    let unknown = Sent::signed(3000, right()).with("/payload/voucher/channelId", hex(B256::repeat_byte(1).as_slice()));
    assert_eq!(unknown.found(), (Verdict::Invalid, vec![]));
}

/// A config that has nothing of the offer, and the id of one that has a member of the offer, or all.
#[test]
fn the_member_of_the_offer_that_is_missing_in_the_config_is_named() {
    let ChannelConfig { receiver, receiverAuthorizer, token, withdrawDelay, .. } = config();
    let sent = ChannelConfig {
        receiver: address(PAYER),
        receiverAuthorizer: address(SHOP),
        token: address("0xfde4C96c8593536E31F229EA8f37b2ADa2699bb2"),
        withdrawDelay: U40::from(900),
        ..config()
    };
    for (member, meant) in [
        ("payTo", ChannelConfig { receiver, ..sent.clone() }),
        ("asset", ChannelConfig { token, ..sent.clone() }),
        ("receiverAuthorizer", ChannelConfig { receiverAuthorizer, ..sent.clone() }),
        ("withdrawDelay", ChannelConfig { withdrawDelay, ..sent.clone() }),
        ("terms", config()),
    ] {
        let (verdict, guesses) = Sent::signed(3000, by_authorizer(voucher_digest(id(&meant), 3000)))
            .with("/payload/voucher/channelId", hex(id(&meant).as_slice()))
            .with("/payload/channelConfig/receiver", sent.receiver.to_string())
            .with("/payload/channelConfig/receiverAuthorizer", sent.receiverAuthorizer.to_string())
            .with("/payload/channelConfig/token", sent.token.to_string())
            .with("/payload/channelConfig/withdrawDelay", 900)
            .guesses();
        let sentence = guesses.first().map(ToString::to_string).unwrap_or_default();
        assert_eq!(verdict, Verdict::Invalid);
        assert!(sentence.contains(&format!("with the offer's {member}: ")), "{member}: {sentence}");
    }
}

#[test]
fn a_mistake_in_a_vouchers_signature_is_named() {
    let config = config();
    let own = Voucher { channelId: id(&config), maxClaimableAmount: 3000 };
    let in_domain = |domain: &Eip712Domain| by_authorizer(own.eip712_signing_hash(domain));
    let wide = wide::Voucher { channelId: id(&config), maxClaimableAmount: U256::from(3000) };
    let without_version = eip712_domain! {
        name: "x402 Batch Settlement", chain_id: BASE, verifying_contract: address(SETTLEMENT),
    };
    let digest = own.eip712_signing_hash(&domain());
    for (kind, signed) in [
        ("signed-sum", by_authorizer(voucher_digest(id(&config), 1000))),
        ("signed-sum", by_authorizer(voucher_digest(id(&config), 2000))),
        ("signed-by-payer", by_payer(digest)),
        ("other-chain", in_domain(&domain_of(84_532, SETTLEMENT))),
        ("voucher-contract", in_domain(&domain_of(BASE, USDC))),
        ("voucher-contract", in_domain(&domain_of(BASE, COLLECTOR))),
        ("voucher-without-version", in_domain(&without_version)),
        ("wide-sum", by_authorizer(wide.eip712_signing_hash(&domain()))),
        ("personal-sign", by_authorizer(eip191_hash_message(digest))),
        ("high-s", right().high_s_twin()),
        ("recovery-byte", Rsv { v: 55 - right().v, ..right() }),
        ("recovery-byte", Rsv { v: right().v + 8, ..right() }),
        ("recovery-byte", Rsv { v: right().v + 8, ..right().high_s_twin() }),
        ("recovery-byte", Rsv { v: right().v + 9, ..right().high_s_twin() }),
        ("recovery-id", Rsv { v: right().v - 27, ..right() }),
    ] {
        assert_eq!(Sent::signed(3000, signed).found(), (Verdict::Invalid, vec![kind]));
    }
    assert_eq!(Sent::voucher(3000, &right().compact()).found(), (Verdict::Invalid, vec!["compact"]));
    // Nobody knows what a contract takes for a signature.
    let own = ChannelConfig { payerAuthorizer: Address::ZERO, ..config };
    let of_payer = Sent::signed(3000, by_payer(voucher_digest(id(&own), 1000)))
        .with("/payload/channelConfig/payerAuthorizer", Address::ZERO.to_string())
        .with("/payload/voucher/channelId", hex(id(&own).as_slice()));
    assert_eq!(of_payer.found(), (Verdict::Invalid, vec!["signed-sum"]));
    assert_eq!(Sent { code: AccountCode::Present, ..of_payer }.found(), (Verdict::Undecided, vec![]));
}

/// The nonce of the deposit.
fn nonce() -> B256 {
    keccak256([id(&config()), B256::repeat_byte(0x11)].concat())
}

fn token() -> Eip712Domain {
    eip712_domain! { name: "USD Coin", version: "2", chain_id: BASE, verifying_contract: address(USDC), }
}

fn received(to: &str, nonce: B256) -> ReceiveWithAuthorization {
    ReceiveWithAuthorization {
        from: address(PAYER),
        to: address(to),
        value: U256::from(5000),
        validAfter: U256::ZERO,
        validBefore: U256::from(1_795_003_600),
        nonce,
    }
}

fn receive(to: &str, nonce: B256) -> B256 {
    received(to, nonce).eip712_signing_hash(&token())
}

fn permit(spender: &str, channel: B256) -> B256 {
    permit_message(spender, channel)
        .eip712_signing_hash(&eip712_domain! { name: "Permit2", chain_id: BASE, verifying_contract: address(PERMIT2), })
}

fn permit_message(spender: &str, channel: B256) -> PermitWitnessTransferFrom {
    PermitWitnessTransferFrom {
        permitted: TokenPermissions { token: address(USDC), amount: U256::from(5000) },
        spender: address(spender),
        nonce: U256::from(7),
        deadline: U256::from(1_795_003_600),
        witness: DepositWitness { channelId: channel },
    }
}

#[test]
fn a_mistake_in_a_deposits_signature_is_named() {
    let salt = B256::repeat_byte(0x11);
    let encoded = keccak256(config().abi_encode());
    let ReceiveWithAuthorization { from, to, value, validAfter, validBefore, nonce: own } =
        received(COLLECTOR, nonce());
    let transfer = TransferWithAuthorization { from, to, value, validAfter, validBefore, nonce: own };
    let usdc = eip712_domain! { name: "USDC", version: "2", chain_id: BASE, verifying_contract: address(USDC), };
    for (kind, signed) in [
        ("signed-by-authorizer", by_authorizer(receive(COLLECTOR, nonce()))),
        ("transfer-with-authorization", by_payer(transfer.eip712_signing_hash(&token()))),
        ("salt-as-nonce", by_payer(receive(COLLECTOR, salt))),
        ("swapped-nonce", by_payer(receive(COLLECTOR, keccak256([salt, id(&config())].concat())))),
        ("channel-id-encoded", by_payer(receive(COLLECTOR, keccak256([encoded, salt].concat())))),
        ("deposit-recipient", by_payer(receive(SHOP, nonce()))),
        ("deposit-recipient", by_payer(receive(SETTLEMENT, nonce()))),
        ("domain-names", by_payer(received(COLLECTOR, nonce()).eip712_signing_hash(&usdc))),
        ("personal-sign", by_payer(eip191_hash_message(receive(COLLECTOR, nonce())))),
        ("high-s", by_payer(receive(COLLECTOR, nonce())).high_s_twin()),
    ] {
        assert_eq!(Sent::eip3009(signed).found(), (Verdict::Invalid, vec![kind]));
    }
    for (kind, signed) in [
        ("signed-by-authorizer", by_authorizer(permit(PERMIT2_COLLECTOR, id(&config())))),
        ("other-spender", by_payer(permit(SETTLEMENT, id(&config())))),
        ("other-spender", by_payer(permit(COLLECTOR, id(&config())))),
        ("channel-id-encoded", by_payer(permit(PERMIT2_COLLECTOR, encoded))),
        ("token-domain", by_payer(permit_message(PERMIT2_COLLECTOR, id(&config())).eip712_signing_hash(&token()))),
        ("personal-sign", by_payer(eip191_hash_message(permit(PERMIT2_COLLECTOR, id(&config()))))),
    ] {
        assert_eq!(Sent::permit2(signed).found(), (Verdict::Invalid, vec![kind]));
    }
}
