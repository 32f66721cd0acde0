//! Builds payments on EVM chains, member by member, for the groups that cover every member of every mechanism.

use serde_json::{Map, Value, json};

use crate::{
    base::NOW,
    permit::{EXACT_PROXY, FACILITATOR, MERCHANT, NONCE, TOKEN, UPTO_PROXY},
    sign::{SIGNER, TokenPermit, sign, sign_permit, sign_token_permit},
};

pub(crate) const PERMIT2: &str = "0x000000000022D473030F116dDEE9F6B43aC78BA3";

/// The mechanism.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Method {
    Eip3009,
    Permit2,
    Upto,
}

impl Method {
    pub(crate) const ALL: [Self; 3] = [Self::Eip3009, Self::Permit2, Self::Upto];

    /// The name of the method in answers of `digest`.
    pub(crate) const fn family(self) -> &'static str {
        match self {
            Self::Eip3009 => "eip3009",
            Self::Permit2 => "permit2",
            Self::Upto => "upto",
        }
    }

    /// The signed member of the payload.
    pub(crate) const fn signed_member(self) -> &'static str {
        match self {
            Self::Eip3009 => "authorization",
            Self::Permit2 | Self::Upto => "permit2Authorization",
        }
    }
}

/// A payment, the offer of the server for it, and the other members of the question.
#[derive(Clone)]
pub(crate) struct Payment {
    pub(crate) method: Method,
    is_v1: bool,
    /// The V1 name of the network, if it is not that of the offer's chain.
    v1_network: Option<&'static str>,
    /// The offer in the form of V2, for both versions.
    offer: Value,
    /// The accepted offer in the payment (default: the offer).
    accepted: Option<Value>,
    signed: Value,
    /// The digits of the signature. If there are none, the payer's key signs the payment as it is.
    signature: Option<String>,
    /// Changes of the payload that are made last.
    sent: Vec<(String, Value)>,
    extensions: Map<String, Value>,
    more: Map<String, Value>,
}

impl Payment {
    /// The price is 10,000 atomic units; the first account of the mnemonic pays.
    pub(crate) fn new(method: Method) -> Self {
        let extra = match method {
            Method::Eip3009 => json!({"name": "USDC", "version": "2"}),
            Method::Permit2 => json!({"assetTransferMethod": "permit2", "name": "USDC", "version": "2"}),
            Method::Upto => json!({"name": "USDC", "version": "2", "facilitatorAddress": FACILITATOR}),
        };
        let offer = json!({
            "scheme": if method == Method::Upto { "upto" } else { "exact" }, "network": "eip155:84532", "amount": "10000",
            "asset": TOKEN, "payTo": MERCHANT, "maxTimeoutSeconds": 60, "extra": extra,
        });
        let signed = match method {
            Method::Eip3009 => json!({
                "from": SIGNER, "to": MERCHANT, "value": "10000", "validAfter": "1740672089",
                "validBefore": "1740672154",
                "nonce": "0xf3746613c2d920b5fdabc0856f2aeb2d4f88ee6037b8cc5d04a71a4462f13480",
            }),
            Method::Permit2 | Method::Upto => {
                let mut witness = json!({"to": MERCHANT, "validAfter": "1740672089"});
                let mut spender = EXACT_PROXY;
                if method == Method::Upto {
                    witness["facilitator"] = FACILITATOR.into();
                    spender = UPTO_PROXY;
                }
                json!({
                    "permitted": {"token": TOKEN, "amount": "10000"}, "from": SIGNER, "spender": spender, "nonce": NONCE,
                    "deadline": "1740672154", "witness": witness,
                })
            }
        };
        let mut more = Map::new();
        more.insert("now".into(), NOW.into());
        more.insert("facts".into(), json!({"accounts": {"*": {"code": "none"}}}));
        let (accepted, signature) = (None, None);
        Self {
            method,
            is_v1: false,
            v1_network: None,
            offer,
            accepted,
            signed,
            signature,
            sent: Vec::new(),
            extensions: Map::new(),
            more,
        }
    }

    pub(crate) const fn in_version_1(mut self) -> Self {
        self.is_v1 = true;
        self
    }

    /// A V1 payment for a network whose name stands for another chain than the offer's, for which nobody has signed.
    pub(crate) const fn on(mut self, network: &'static str) -> Self {
        self.v1_network = Some(network);
        self
    }

    /// Sets a member of the offer by its path (`extra.name`). Null removes it.
    pub(crate) fn offers(mut self, path: &str, value: impl Into<Value>) -> Self {
        put(&mut self.offer, path, value.into());
        self
    }

    /// Sets a member of the accepted offer, if that is not the offer.
    pub(crate) fn accepts(mut self, path: &str, value: impl Into<Value>) -> Self {
        let mut accepted = self.accepted.take().unwrap_or_else(|| self.offer.clone());
        put(&mut accepted, path, value.into());
        self.accepted = Some(accepted);
        self
    }

    /// Sets a signed member.
    pub(crate) fn signs(mut self, path: &str, value: impl Into<Value>) -> Self {
        put(&mut self.signed, path, value.into());
        self
    }

    /// Replaces the signature by these digits.
    pub(crate) fn signature(mut self, digits: &str) -> Self {
        self.signature = Some(digits.into());
        self
    }

    /// Sets a member of the payload as it is sent, signed or not. Null removes it.
    pub(crate) fn sends(mut self, path: &str, value: impl Into<Value>) -> Self {
        self.sent.push((path.into(), value.into()));
        self
    }

    /// Sets a further member of the input. Null removes it.
    pub(crate) fn asks(mut self, path: &str, value: impl Into<Value>) -> Self {
        let mut more = Value::Object(self.more);
        put(&mut more, path, value.into());
        let Value::Object(more) = more else { unreachable!("an object stays one") };
        self.more = more;
        self
    }

    pub(crate) fn extended(mut self, key: &str, info: &Value) -> Self {
        self.extensions.insert(key.into(), json!({"info": info}));
        self
    }

    /// A permit for a sponsor, signed over the offer's domain.
    pub(crate) fn sponsored(self, info: &Value) -> Self {
        let mut info = info.clone();
        if info.get("signature").is_none() {
            info["signature"] = format!("0x{}", self.sponsor_digits(&info)).into();
        }
        self.extended("eip2612GasSponsoring", &info)
    }

    /// The payer's signature of that permit, as digits.
    pub(crate) fn sponsor_digits(&self, info: &Value) -> String {
        let text = |value: &Value| value.as_str().expect("a text").to_owned();
        let (offer, member) = (&self.offer, |name: &str| text(&info[name]));
        sign_token_permit(&TokenPermit {
            owner: &member("from"),
            spender: &member("spender"),
            value: &member("amount"),
            nonce: &member("nonce"),
            deadline: &member("deadline"),
            name: &text(&offer["extra"]["name"]),
            version: &text(&offer["extra"]["version"]),
            chain_id: self.chain_id(),
            contract: &text(&offer["asset"]),
        })
    }

    pub(crate) fn chain_id(&self) -> u64 {
        let network = self.offer["network"].as_str().and_then(|network| network.strip_prefix("eip155:"));
        network.and_then(|id| id.parse().ok()).expect("a chain of ours")
    }

    pub(crate) fn signature_digits(&self) -> String {
        self.signature.clone().unwrap_or_else(|| match self.method {
            Method::Eip3009 => sign(&self.signed.to_string(), &self.offer.to_string()),
            Method::Permit2 | Method::Upto => sign_permit(&self.signed.to_string(), self.chain_id()),
        })
    }

    /// The server's offer, in the payment's version.
    pub(crate) fn offer(&self) -> Value {
        self.in_its_version(&self.offer)
    }

    fn in_its_version(&self, offer: &Value) -> Value {
        let mut offer = offer.clone();
        if self.is_v1 {
            let offer_network = offer["network"].clone();
            let members = offer.as_object_mut().expect("an offer");
            let amount = members.remove("amount").expect("an amount");
            members.insert("maxAmountRequired".into(), amount);
            for (name, value) in [
                ("resource", "https://api.example.com/premium-data".into()),
                ("description", Value::from("Access to premium market data")),
                ("mimeType", "application/json".into()),
                ("outputSchema", Value::Null),
                ("network", self.v1_network.map_or_else(|| v1_name(&offer_network), Into::into)),
            ] {
                members.insert(name.into(), value);
            }
        }
        offer
    }

    pub(crate) fn payment(&self) -> Value {
        let mut payload =
            json!({"signature": format!("0x{}", self.signature_digits()), self.method.signed_member(): self.signed});
        for (path, value) in &self.sent {
            put(&mut payload, path, value.clone());
        }
        let accepted = self.accepted.as_ref().unwrap_or(&self.offer);
        if self.is_v1 {
            let network = self.in_its_version(accepted)["network"].clone();
            return json!({"x402Version": 1, "scheme": accepted["scheme"], "network": network, "payload": payload});
        }
        let mut payment = json!({"x402Version": 2, "accepted": accepted, "payload": payload});
        if !self.extensions.is_empty() {
            payment["extensions"] = Value::Object(self.extensions.clone());
        }
        payment
    }

    /// A question to `verify`.
    pub(crate) fn question(&self) -> Value {
        let mut input = json!({"payment": {"json": self.payment()}, "offers": [self.offer()]});
        for (name, value) in &self.more {
            input[name] = value.clone();
        }
        input
    }

    /// A question to `digest`.
    pub(crate) fn digest_question(&self) -> Value {
        json!({"payment": {"json": self.payment()}, "offer": self.offer()})
    }
}

/// The V1 name if the chain has one here, or else the identifier.
fn v1_name(network: &Value) -> Value {
    let names = [("eip155:84532", "base-sepolia"), ("eip155:8453", "base"), ("eip155:43114", "avalanche")];
    names.iter().find(|(id, _)| network == id).map_or_else(|| network.clone(), |(_, name)| (*name).into())
}

/// Sets the value at a path, makes the objects on the way, and removes the member if the value is null.
pub(crate) fn put(value: &mut Value, path: &str, to: Value) {
    let (name, rest) = path.split_once('.').map_or((path, None), |(name, rest)| (name, Some(rest)));
    if !value.is_object() {
        *value = json!({});
    }
    let members = value.as_object_mut().expect("an object by now");
    match rest {
        Some(rest) => put(members.entry(name).or_insert(Value::Null), rest, to),
        None if to.is_null() => {
            members.remove(name);
        }
        None => {
            members.insert(name.into(), to);
        }
    }
}
