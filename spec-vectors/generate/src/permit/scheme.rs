//! Every draft that both schemes share.

use serde_json::json;
use x402_conformance::vector::Class;

use super::{FACILITATOR, MAX, MERCHANT, NONCE, REPLAY_KEY, STRANGER, TOKEN, ZERO, signatures};
use crate::{
    base::{NOW, VALID_AFTER, VALID_BEFORE},
    case::Case,
    draft::Draft,
    sign::{PermitSlip, SIGNER, subtract_from_order},
};

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
        [
            self.terms(),
            self.changed(),
            signatures::drafts(self.base, self.statements[0]),
            self.time(),
            self.policies(),
            self.chains(),
            self.numbers(),
        ]
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
