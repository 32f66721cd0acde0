//! What a payload says, as far as a call contains it.

use revm::primitives::{Address, B256, U256};
use serde_json::Value;

use super::escrow::{Config, Row, SETTLEMENT};
use crate::{
    proxies::Permit,
    question::{address, bytes, number, word},
};

/// A payload of the scheme.
pub(super) enum Payload {
    Voucher {
        voucher: Voucher,
    },
    Deposit {
        voucher: Voucher,
        deposit: Deposit,
    },
    /// A client's request.
    Refund {
        voucher: Voucher,
        amount: Option<U256>,
    },
    Claim {
        rows: Vec<Row>,
        signature: Option<Vec<u8>>,
    },
    Completed(Box<Completed>),
    Sweep {
        receiver: Address,
        token: Address,
    },
}

pub(super) struct Voucher {
    pub(super) config: Config,
    pub(super) most: U256,
    pub(super) signature: Vec<u8>,
}

pub(super) struct Deposit {
    pub(super) amount: U256,
    pub(super) authorization: Authorization,
    pub(super) signature: Vec<u8>,
}

/// What the collector gets, beside the signature.
pub(super) enum Authorization {
    Eip3009 {
        valid_after: U256,
        valid_before: U256,
        salt: B256,
    },
    /// The permit, of which the call has nonce and deadline.
    Permit2(Permit),
}

/// A refund that the server completed.
pub(super) struct Completed {
    pub(super) config: Config,
    /// The client's voucher, which no call contains.
    pub(super) voucher: Option<Voucher>,
    pub(super) amount: U256,
    pub(super) nonce: U256,
    pub(super) rows: Vec<Row>,
    pub(super) signature: Option<Vec<u8>>,
    pub(super) rows_signature: Option<Vec<u8>>,
}

impl Payload {
    /// Of two authorizations that of the offer's method is read. An error says why nothing can be called.
    pub(super) fn read(payload: &Value, method: &str) -> Result<Self, String> {
        let kind = text(payload, "type")?;
        Ok(match kind {
            "voucher" => Self::Voucher { voucher: Voucher::read(payload)? },
            "deposit" => Self::Deposit { voucher: Voucher::read(payload)?, deposit: Deposit::read(payload, method)? },
            "claim" => Self::Claim { rows: rows(payload)?, signature: signature(payload, "claimAuthorizerSignature")? },
            "settle" => {
                Self::Sweep { receiver: address(text(payload, "receiver")?)?, token: address(text(payload, "token")?)? }
            }
            "refund" if payload.get("refundNonce").is_some() => Self::Completed(Box::new(Completed {
                config: config(member(payload, "channelConfig")?)?,
                voucher: Voucher::read(payload).ok(),
                amount: amount(payload, "amount")?,
                nonce: amount(payload, "refundNonce")?,
                rows: rows(payload)?,
                signature: signature(payload, "refundAuthorizerSignature")?,
                rows_signature: signature(payload, "claimAuthorizerSignature")?,
            })),
            "refund" => {
                let asked = payload.get("amount").filter(|amount| !amount.is_null());
                let amount = asked.map(|_| amount(payload, "amount")).transpose()?;
                Self::Refund { voucher: Voucher::read(payload)?, amount }
            }
            other => return Err(format!("{other} is no payload of the scheme")),
        })
    }
}

impl Voucher {
    fn read(payload: &Value) -> Result<Self, String> {
        let voucher = member(payload, "voucher")?;
        Ok(Self {
            config: config(member(payload, "channelConfig")?)?,
            most: amount(voucher, "maxClaimableAmount")?,
            signature: bytes(text(voucher, "signature")?)?,
        })
    }
}

impl Deposit {
    fn read(payload: &Value, method: &str) -> Result<Self, String> {
        let deposit = member(payload, "deposit")?;
        let authorization = member(deposit, "authorization")?;
        let amount_of = amount(deposit, "amount")?;
        let both = ["erc3009Authorization", "permit2Authorization"].map(|name| authorization.get(name));
        let (authorization, signed) = match both {
            [Some(signed), other] if other.is_none() || method == "eip3009" => (
                Authorization::Eip3009 {
                    valid_after: amount(signed, "validAfter")?,
                    valid_before: amount(signed, "validBefore")?,
                    salt: word(text(signed, "salt")?)?,
                },
                signed,
            ),
            [_, Some(signed)] => (Authorization::Permit2(permit(signed)?), signed),
            _ => return Err("one collector is called, with one authorization".into()),
        };
        Ok(Self { amount: amount_of, authorization, signature: bytes(text(signed, "signature")?)? })
    }
}

/// The witness is not read: the call has the config's channel.
fn permit(signed: &Value) -> Result<Permit, String> {
    let permitted = member(signed, "permitted")?;
    member(member(signed, "witness")?, "channelId")?;
    Ok(Permit {
        from: address(text(signed, "from")?)?,
        token: address(text(permitted, "token")?)?,
        amount: amount(permitted, "amount")?,
        nonce: amount(signed, "nonce")?,
        deadline: amount(signed, "deadline")?,
        to: SETTLEMENT,
        valid_after: U256::ZERO,
        facilitator: None,
    })
}

fn rows(payload: &Value) -> Result<Vec<Row>, String> {
    let rows = member(payload, "claims")?.as_array().ok_or("the rows are no list")?;
    let row = |row: &Value| {
        let voucher = member(row, "voucher")?;
        Ok(Row {
            config: config(member(voucher, "channel")?)?,
            most: amount(voucher, "maxClaimableAmount")?,
            signature: bytes(text(row, "signature")?)?,
            total: amount(row, "totalClaimed")?,
        })
    };
    rows.iter().map(row).collect()
}

fn config(config: &Value) -> Result<Config, String> {
    let delay = member(config, "withdrawDelay")?.as_u64().filter(|delay| *delay < 1 << 40);
    Ok(Config {
        payer: address(text(config, "payer")?)?,
        payer_authorizer: address(text(config, "payerAuthorizer")?)?,
        receiver: address(text(config, "receiver")?)?,
        receiver_authorizer: address(text(config, "receiverAuthorizer")?)?,
        token: address(text(config, "token")?)?,
        withdraw_delay: U256::from(delay.ok_or("the delay is no uint40")?),
        salt: word(text(config, "salt")?)?,
    })
}

fn signature(payload: &Value, name: &str) -> Result<Option<Vec<u8>>, String> {
    payload.get(name).filter(|signature| !signature.is_null()).map(|_| bytes(text(payload, name)?)).transpose()
}

fn member<'v>(value: &'v Value, name: &str) -> Result<&'v Value, String> {
    value.get(name).ok_or_else(|| format!("there is no {name}"))
}

fn text<'v>(value: &'v Value, name: &str) -> Result<&'v str, String> {
    member(value, name)?.as_str().ok_or_else(|| format!("{name} is no text"))
}

/// An amount, also one that is a number: a settler that accepts that makes the same call.
fn amount(value: &Value, name: &str) -> Result<U256, String> {
    let number = match member(value, name)? {
        Value::Number(integer) => integer.as_u64().map(U256::from).ok_or_else(|| format!("{name} is no integer"))?,
        _ => number(text(value, name)?)?,
    };
    let is_window = ["nonce", "refundNonce", "deadline", "validAfter", "validBefore"].contains(&name);
    if is_window || number >> 128 == U256::ZERO { Ok(number) } else { Err(format!("{name} is no uint128")) }
}
