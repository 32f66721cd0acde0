//! Builds Permit2 payments, with everything that both schemes share.

pub(crate) mod signatures;

use serde_json::json;
use x402_conformance::vector::Class;

use crate::{
    base::{NOW, VALID_AFTER, VALID_BEFORE},
    case::{Case, Code},
    draft::Draft,
    sign::{PermitSlip, SIGNER, sign_permit},
};

pub(crate) use signatures::subtract_from_order;

pub(crate) const TOKEN: &str = "0x036CbD53842c5426634e7929541eC2318f3dCF7e";
/// The separator of its domain with the name USDC, version 2, on Base Sepolia, as viem 2.57.1 gives it.
pub(crate) const USDC: &str = "0x71f17a3b2ff373b803d70a5a07c046c1a2bc8e89c09ef722fcb047abe94c9818";
/// The same with the name USD Coin.
pub(crate) const USD_COIN: &str = "0x2f5ab5eec6c6d261a8ad2b303ae4ef05c8509de2250e072c3a2df0ad7f9f068b";
pub(crate) const MERCHANT: &str = "0x209693Bc6afc0C5328bA36FaF03C514EF312287C";
/// The second account of the mnemonic.
pub(crate) const STRANGER: &str = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
/// The fourth account of the mnemonic.
pub(crate) const FACILITATOR: &str = "0x90F79bf6EB2c4f870365E785982E1f101E93b906";
pub(crate) const ZERO: &str = "0x0000000000000000000000000000000000000000";
pub(crate) const EXACT_PROXY: &str = "0x402085c248EeA27D92E8b30b2C58ed07f9E20001";
pub(crate) const UPTO_PROXY: &str = "0x4020A4f3b7b90ccA423B9fabCc0CE57C6C240002";
/// The nonce of the example of `scheme_exact_evm.md` §2.
pub(crate) const NONCE: &str = "33247007178036348590600198031289925668252061821958005840077069883511451257277";
/// The replay key of that nonce and the signer on Base Sepolia, computed with CPython's `hashlib`.
pub(crate) const REPLAY_KEY: &str = "x402:1:b183076e555602c9a5e8582e338a26c4b89fbd1a645b02583b1625a37856335a";

const MAX: &str = "115792089237316195423570985008687907853269984665640564039457584007913129639935";

/// The fact about the signer's allowance for Permit2.
pub(crate) fn allowance(amount: &str) -> String {
    format!(r#""allowances":[{{"token":"{TOKEN}","owner":"{SIGNER}","amount":"{amount}"}}]"#)
}

impl Case {
    /// The example of `scheme_exact_evm.md` §2, phase 2, signed by the well-known key.
    pub(crate) fn permit2() -> Self {
        let offer = offer("exact", r#""assetTransferMethod":"permit2","name":"USDC","version":"2""#);
        Self::permitted("permit2", &offer, EXACT_PROXY, "")
    }

    /// The example of `scheme_upto_evm.md`, phase 2, with the same terms and a facilitator.
    pub(crate) fn upto() -> Self {
        let offer = offer("upto", &format!(r#""name":"USDC","version":"2","facilitatorAddress":"{FACILITATOR}""#));
        Self::permitted("upto", &offer, UPTO_PROXY, &format!(r#""facilitator":"{FACILITATOR}","#))
    }

    fn permitted(group: &'static str, offer: &str, spender: &str, facilitator: &str) -> Self {
        let authorization = format!(
            r#"{{"permitted":{{"token":"{TOKEN}","amount":"10000"}},"from":"{SIGNER}","spender":"{spender}","nonce":"{NONCE}","deadline":"1740672154","witness":{{"to":"{MERCHANT}",{facilitator}"validAfter":"1740672089"}}}}"#
        );
        let payload = format!(r#"{{"signature":"0x","permit2Authorization":{authorization}}}"#);
        let payment = format!(r#"{{"x402Version":2,"accepted":{offer},"payload":{payload}}}"#);
        let case = Self { group, payment, offer: offer.into(), now: NOW, code: Code::None, more: String::new() };
        case.signed_permit(PermitSlip::None)
    }

    /// The chain id of the offer.
    fn chain_id(&self) -> u64 {
        let (_, rest) = self.offer.split_once("\"eip155:").expect("an offer of ours");
        let (id, _) = rest.split_once('"').expect("an offer of ours");
        id.parse().expect("a chain's id")
    }

    fn authorization_at(&self) -> usize {
        const NAME: &str = r#""permit2Authorization":"#;
        self.payment.find(NAME).expect("a payment of ours") + NAME.len()
    }

    /// Replaces the first occurrence in the `permit2Authorization`.
    pub(crate) fn permit(mut self, from: &str, to: &str) -> Self {
        let start = self.authorization_at();
        let changed = self.payment[start..].replacen(from, to, 1);
        assert_ne!(changed, self.payment[start..], "{from}");
        self.payment.truncate(start);
        self.payment += &changed;
        self
    }

    /// Signs the payment again as it is now.
    pub(crate) fn signed_permit(self, slip: PermitSlip) -> Self {
        let authorization = self.payment[self.authorization_at()..].strip_suffix("}}").expect("a payment of ours");
        let signature = sign_permit(authorization, self.chain_id(), slip);
        self.signature(&signature)
    }

    /// Replaces a text before signing.
    pub(crate) fn permits(self, from: &str, to: &str) -> Self {
        self.permit(from, to).signed_permit(PermitSlip::None)
    }

    /// The signature, without `0x`.
    pub(crate) fn signature_digits(&self) -> &str {
        const NAME: &str = r#""signature":"0x"#;
        let start = self.payment.find(NAME).expect("a payment of ours") + NAME.len();
        let rest = &self.payment[start..];
        &rest[..rest.find('"').expect("a payment of ours")]
    }
}

fn offer(scheme: &str, extra: &str) -> String {
    format!(
        r#"{{"scheme":"{scheme}","network":"eip155:84532","amount":"10000","asset":"{TOKEN}","payTo":"{MERCHANT}","maxTimeoutSeconds":60,"extra":{{{extra}}}}}"#
    )
}

/// The scheme for which the drafts are made.
#[derive(Clone, Copy)]
pub(crate) struct Scheme {
    pub(crate) base: fn() -> Case,
    /// The proxy of the scheme, and that of the other scheme.
    pub(crate) proxies: [&'static str; 2],
    /// Numbered statements: of the signature, deadline, start, asset and network.
    pub(crate) statements: [&'static str; 4],
    /// Numbered statements: of the one address on all chains, and of the spelling of deadline and start.
    pub(crate) shown: [&'static str; 3],
}

impl Scheme {
    /// Every draft that both schemes share.
    pub(crate) fn drafts(self) -> Vec<Draft> {
        [self.terms(), self.changed(), self.signatures(), self.time(), self.policies(), self.chains(), self.numbers()]
            .into_iter()
            .flatten()
            .collect()
    }

    fn parent(self) -> String {
        format!("{}-0111", (self.base)().group)
    }

    /// P-1, P-2: the signed terms, with a valid signature.
    fn terms(self) -> Vec<Draft> {
        let [proxy, other_proxy] = self.proxies;
        let [_, _, _, asset] = self.statements;
        let base = self.base;
        let parent = self.parent();
        let signed = |number: &str, title: &str, member: &str, from: &str, to: &str, check: &str| {
            base().permits(from, to).invalid(number, title, check).child_of(
                &parent,
                &format!("payload.permit2Authorization.{member}"),
                from,
                to,
            )
        };
        let spender = |number, title, to| signed(number, title, "spender", proxy, to, "spender").rulings(&["P-1"]);
        let zero_offer = || base().terms(r#""amount":"10000""#, r#""amount":"0""#);
        let one_offer = || base().terms(r#""amount":"10000""#, r#""amount":"1""#);
        let result = json!({
            "verdict": "valid", "payer": SIGNER, "offer": 0, "replayKey": REPLAY_KEY, "flags": [],
            "outstanding": ["contract-code", "balance", "allowance", "permit-unused", "settlement"],
        });
        vec![
            base()
                .valid("0111", "the document's terms, signed with a development key", SIGNER)
                .result(&result)
                .comment("Whether Permit2 may move the token is for the chain to say.")
                .rulings(&["P-1", "P-2", "E-7", "E-10", "E-11"]),
            spender("0113", "the spender is the facilitator", FACILITATOR),
            spender("0114", "the spender is the other scheme's proxy", other_proxy),
            spender("0114a", "the spender is Permit2 itself", "0x000000000022D473030F116dDEE9F6B43aC78BA3"),
            spender(
                "0114b",
                "the spender is the first proxy of exact, which is retired",
                "0x4020615294c913F045dc10f0a5cdEbd86c280001",
            ),
            spender(
                "0114c",
                "the spender is the first proxy of upto, which is retired",
                "0x4020633461b2895a48930Ff97eE8fCdE8E520002",
            ),
            spender(
                "0114d",
                "the spender is the second proxy of upto, which is retired",
                "0x402039b3d6E6BEC5A02c2C9fd937ac17A6940002",
            ),
            signed("0115", "the signed recipient is not the offer's", "witness.to", MERCHANT, STRANGER, "recipient")
                .rulings(&["P-2"]),
            signed(
                "0116",
                "the signed token is not the offer's",
                "permitted.token",
                TOKEN,
                STRANGER,
                "permitted-token",
            )
            .rulings(&["P-2"])
            .requirements(&[asset]),
            signed("0158a", "one less than asked is signed", "permitted.amount", "10000", "9999", "amount")
                .rulings(&["P-2", "B-7"]),
            signed("0158b", "one more than asked is signed", "permitted.amount", "10000", "10001", "amount")
                .rulings(&["P-2", "B-7"])
                .flags(&["overpay"]),
            base()
                .permits("10000", "10001")
                .more(r#","policy":{"amountRule":"at-least"}"#)
                .acceptable("0158c", "one more than asked is signed, and the policy takes it", SIGNER, "overpay")
                .rulings(&["B-7"]),
            zero_offer()
                .permits("10000", "0")
                .invalid("0158", "the price is 0, and 0 is signed", "amount")
                .comment("Both proxies refuse to move nothing, where EIP-3009 does not.")
                .rulings(&["P-2"]),
            one_offer()
                .permits("10000", "1")
                .valid("0158d", "the price is 1, and 1 is signed", SIGNER)
                .rulings(&["P-2"]),
            base()
                .permit(SIGNER, ZERO)
                .invalid("0158e", "the payer is the zero address", "payer-address")
                .child_of(&parent, "payload.permit2Authorization.from", SIGNER, ZERO)
                .rulings(&["P-2"])
                .no_witness("the payer is nobody; a library recovers somebody all the same"),
            base()
                .terms(MERCHANT, ZERO)
                .permits(MERCHANT, ZERO)
                .invalid("0158f", "the recipient is the zero address, in the offer, too", "pay-to-address")
                .rulings(&["P-2"]),
            base()
                .terms(MERCHANT, SIGNER)
                .permits(MERCHANT, SIGNER)
                .acceptable("0179", "payer and recipient are one address", SIGNER, "self-payment")
                .rulings(&["E-3"]),
            base()
                .terms(MERCHANT, TOKEN)
                .permits(MERCHANT, TOKEN)
                .acceptable("0179a", "the recipient is the token's contract", SIGNER, "pay-to-asset")
                .rulings(&["E-3"]),
        ]
    }

    /// Every signed member, changed after signing. If the offer binds the member, it is changed in the offer, too.
    fn changed(self) -> Vec<Draft> {
        let base = self.base;
        let [signature, ..] = self.statements;
        let parent = self.parent();
        let next = format!("{}8", &NONCE[..NONCE.len() - 1]);
        let alone = |letter: &str, member: &str, from: &str, to: &str| {
            base()
                .permit(from, to)
                .invalid(&format!("0090{letter}"), &format!("{member} was changed after signing"), "signer")
                .child_of(&parent, &format!("payload.permit2Authorization.{member}"), from, to)
        };
        let everywhere = |letter: &str, member: &str, from: &str, to: &str| {
            let title = format!("{member} was changed after signing, and in the offer");
            base().terms(from, to).permit(from, to).invalid(&format!("0090{letter}"), &title, "signer")
        };
        let mut drafts = vec![
            alone("a", "from", SIGNER, STRANGER),
            alone("b", "nonce", NONCE, &next),
            alone("c", "deadline", "1740672154", "1740672155"),
            alone("d", "witness.validAfter", "1740672089", "1740672088"),
            everywhere("e", "permitted.token", TOKEN, "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913"),
            everywhere("f", "permitted.amount", "\"10000\"", "\"20000\""),
            everywhere("g", "witness.to", MERCHANT, STRANGER),
            base().terms("eip155:84532", "eip155:8453").invalid("0085", "the chain is 8453", "signer"),
            base()
                .signed_permit(PermitSlip::DomainVersion)
                .invalid("0120", "signed in a domain with a version", "signer")
                .comment("Permit2's domain has no version."),
            base().signed_permit(PermitSlip::TokenDomain).invalid("0120a", "signed in the token's domain", "signer"),
            base().signed_permit(PermitSlip::OtherWitness).invalid(
                "0117",
                "signed with the other scheme's witness",
                "signer",
            ),
        ];
        if base().group == "upto" {
            let bent = format!(r#","facilitators":["{STRANGER}"]"#);
            drafts.push(base().permit(FACILITATOR, STRANGER).more(&bent).invalid(
                "0090h",
                "witness.facilitator was changed after signing, to another own address",
                "signer",
            ));
        }
        drafts.into_iter().map(|draft| draft.rulings(&["E-7"]).requirements(&[signature])).collect()
    }

    /// P-2: the window includes both ends.
    fn time(self) -> Vec<Draft> {
        let base = self.base;
        let [_, deadline, start, _] = self.statements;
        let margin_0 = r#","policy":{"expiryMargin":0}"#;
        let at = |number: &str, title: &str, now: u64| base().at(now).valid(number, title, SIGNER);
        vec![
            at("0119a", "6 s before the deadline", VALID_BEFORE - 6).requirements(&[deadline]),
            base()
                .at(VALID_BEFORE - 5)
                .invalid("0119", "5 s before the deadline", "expiry-margin")
                .child_of(
                    &format!("{}-0119a", base().group),
                    "now",
                    (VALID_BEFORE - 6).to_string(),
                    (VALID_BEFORE - 5).to_string(),
                )
                .requirements(&[deadline]),
            base()
                .at(VALID_BEFORE)
                .more(margin_0)
                .valid("0119b", "at the second of the deadline, and the policy wants no margin", SIGNER)
                .comment("Permit2 takes it, where EIP-3009 takes nothing at validBefore.")
                .requirements(&[deadline]),
            base()
                .at(VALID_BEFORE + 1)
                .more(margin_0)
                .invalid("0119c", "a second after the deadline, and the policy wants no margin", "valid-before")
                .child_of(
                    &format!("{}-0119b", base().group),
                    "now",
                    VALID_BEFORE.to_string(),
                    (VALID_BEFORE + 1).to_string(),
                )
                .requirements(&[deadline]),
            at("0106", "at the second of validAfter", VALID_AFTER).requirements(&[start]),
            base()
                .at(VALID_AFTER - 1)
                .invalid("0106a", "a second before validAfter", "valid-after")
                .child_of(
                    &format!("{}-0106", base().group),
                    "now",
                    VALID_AFTER.to_string(),
                    (VALID_AFTER - 1).to_string(),
                )
                .requirements(&[start]),
            base()
                .permits("1740672089", "1740672154")
                .at(VALID_BEFORE)
                .more(margin_0)
                .valid("0107", "validAfter is the deadline, and it is that second", SIGNER)
                .requirements(&[deadline, start]),
            base()
                .permits("1740672154", MAX)
                .valid("0062", "the deadline is 2^256-1", SIGNER)
                .requirements(&[deadline]),
            base().permits(NONCE, MAX).valid("0062a", "the nonce is 2^256-1", SIGNER),
            base().permits(NONCE, "0").valid("0062b", "the nonce is 0", SIGNER),
        ]
        .into_iter()
        .map(|draft| draft.rulings(&["P-2"]))
        .collect()
    }

    /// The policies of a server.
    fn policies(self) -> Vec<Draft> {
        let base = self.base;
        let policy = |case: Case, policy: &str| case.more(&format!(r#","policy":{policy}"#));
        let left = VALID_BEFORE - NOW;
        let case = base();
        let (r, rest) = case.signature_digits().split_at(64);
        let other_v = if rest.ends_with("1b") { "1c" } else { "1b" };
        let twin = format!("{r}{}{other_v}", subtract_from_order(&rest[..64]));
        vec![
            policy(base(), &format!(r#"{{"horizon":{left}}}"#))
                .valid("0119d", "the deadline is at the policy's horizon", SIGNER)
                .rulings(&["E-2"]),
            policy(base(), &format!(r#"{{"horizon":{}}}"#, left - 1))
                .invalid("0119e", "the deadline is a second beyond the policy's horizon", "horizon")
                .rulings(&["E-2"]),
            policy(base().signature(&twin), r#"{"refuse":["high-s"]}"#)
                .invalid("0094a", "the twin with high s, and the policy refuses that", "signature-low-s")
                .rulings(&["E-7"]),
            policy(base().signature(&twin), r#"{"refuse":["compact"]}"#)
                .acceptable("0094b", "the twin with high s, and the policy refuses something else", SIGNER, "high-s")
                .rulings(&["E-7"]),
            base()
                .more(r#","declaredExtensions":{"bazaar":{"info":{"type":"http"}}},"policy":{"requireEcho":true}"#)
                .invalid("0162", "a declared extension is left out, and the policy wants it", "extension-echo")
                .rulings(&["B-6"]),
        ]
    }
}

impl Scheme {
    /// The proxy has one address on every chain.
    fn chains(self) -> Vec<Draft> {
        [("0085a", 8453), ("0085b", 1)]
            .into_iter()
            .map(|(number, id)| {
                (self.base)()
                    .terms("eip155:84532", &format!("eip155:{id}"))
                    .signed_permit(PermitSlip::None)
                    .valid(number, &format!("the chain is {id}, and it is signed for that"), SIGNER)
                    .rulings(&["P-1", "P-2"])
                    .requirements(&[self.shown[0]])
            })
            .collect()
    }

    /// Times are decimals in every profile.
    fn numbers(self) -> Vec<Draft> {
        let [_, deadline, start] = self.shown;
        // Python: hex(1740672154), hex(1740672089)
        [
            ("0118c", "deadline", "1740672154", "0x67c08c9a", deadline),
            ("0118d", "witness.validAfter", "1740672089", "0x67c08c59", start),
        ]
        .into_iter()
        .map(|(number, member, from, to, statement)| {
            (self.base)()
                .permit(from, to)
                .more(r#","profile":"lenient""#)
                .invalid(number, &format!("{member} is hexadecimal, leniently"), "payload")
                .rulings(&["C-6"])
                .requirements(&[statement])
                .no_witness("how a time is written is a ruling; nothing else is hashed")
        })
        .collect()
    }
}

/// A hexadecimal nonce: refused, or tolerated (P-3).
pub(crate) fn hex_nonces(scheme: Scheme) -> Vec<Draft> {
    // Python: hex(NONCE)
    let hex = "0x498123a32ace7410e0f8321e7684c7c048aefe69db43416c333dbfec5ec989bd";
    let base = scheme.base;
    let parent = scheme.parent();
    let path = "payload.permit2Authorization.nonce";
    let lenient = base().permit(NONCE, hex).more(r#","profile":"lenient""#);
    let result =
        json!({"verdict": "valid", "payer": SIGNER, "offer": 0, "replayKey": REPLAY_KEY, "flags": ["hex-nonce"]});
    vec![
        base()
            .permit(NONCE, hex)
            .invalid("0118", "the nonce is hexadecimal, strictly", "payload")
            .child_of(&parent, path, NONCE, hex)
            .class(Class::Invalid),
        lenient.acceptable("0118a", "the nonce is hexadecimal, leniently", SIGNER, "hex-nonce").result(&result),
        base().permit(NONCE, "0x498123").more(r#","profile":"lenient""#).invalid(
            "0118b",
            "the nonce is hexadecimal and shorter than 32 bytes, leniently",
            "payload",
        ),
    ]
    .into_iter()
    .map(|draft| draft.rulings(&["P-3"]).no_witness("how a nonce is written is a ruling; nothing else is hashed"))
    .collect()
}
