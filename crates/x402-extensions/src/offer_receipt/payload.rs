use alloc::string::{String, ToString};

use x402_types::{
    AnyAmount, DecodeError, ErrorKind, JsonRef, Members, Network, Scheme,
    object::{Object, ObjectWriter},
    read::{Reader, ResultExt, required},
};

/// The payload of a signed offer (§4.2): the terms of one entry of `accepts`. V1 and V2 have the same payload.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct OfferPayload {
    /// The URL of the resource that is sold.
    pub resource_url: String,
    /// The payment scheme of the entry.
    pub scheme: Scheme,
    /// The network's CAIP-2 identifier, also in V1.
    pub network: Network,
    /// The token address as written, or `native`.
    pub asset: String,
    /// The recipient's address as written.
    pub pay_to: String,
    /// The price: in atomic units of the asset, or in whole units of an issued currency on the XRP Ledger.
    pub amount: AnyAmount,
    /// The last second at which the offer holds, since 1970-01-01 UTC. 0 means the same as `None`: the offer does not
    /// expire (§4.3).
    pub valid_until: Option<u64>,
    /// All other fields, and the fields above whose value was `null`.
    pub other: Members,
}

/// The payload of a receipt (§5.2). V1 and V2 have the same payload.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReceiptPayload {
    /// The network's CAIP-2 identifier, also in V1.
    pub network: Network,
    /// The URL of the resource that was paid for.
    pub resource_url: String,
    /// The payer, usually an address.
    pub payer: String,
    /// The time of signing, in seconds since 1970-01-01 UTC.
    pub issued_at: u64,
    /// The transaction's hash or signature. An empty text means the same as `None` (§5.3), and is read as `None`.
    pub transaction: Option<String>,
    /// All other fields, and the fields above whose value was `null` or empty.
    pub other: Members,
}

/// The only version of either payload.
const VERSION: u64 = 1;

/// Checks the version first, because it decides which fields exist.
fn expect_version(value: JsonRef<'_>) -> Result<(), DecodeError> {
    let version = required(value.members()?.find(|(name, _)| name == "version"), "version", value);
    // Every other value, and a missing version, is the same kind of error.
    let is_1 = version.as_ref().is_ok_and(|(_, version)| version.integer() == Ok(VERSION));
    let at = version.map_or(value, |(_, version)| version);
    if is_1 { Ok(()) } else { Err(at.error(ErrorKind::Version)).in_member("version") }
}

/// Reads the network. It is read last, so that other faults are found regardless of the network.
fn read_network(
    network: Option<JsonRef<'_>>,
    value: JsonRef<'_>,
    reader: &mut Reader<'_>,
) -> Result<Network, DecodeError> {
    reader.network(required(network, "network", value)?).in_member("network")
}

impl OfferPayload {
    /// Returns `true` if the payload has fields that are not part of an offer. An EIP-712 signature does not cover
    /// them, and readers of a JWS do not use them.
    pub fn has_unknown_members(&self) -> bool {
        self.other.iter().any(|(name, _)| name != "validUntil")
    }

    /// The last second at which the offer holds. `None` if `validUntil` is absent or 0.
    pub fn expiry(&self) -> Option<u64> {
        self.valid_until.filter(|time| *time != 0)
    }
}

impl ReceiptPayload {
    /// Returns `true` if the payload has fields that are not part of a receipt. An EIP-712 signature does not cover
    /// them, and readers of a JWS do not use them.
    pub fn has_unknown_members(&self) -> bool {
        self.other.iter().any(|(name, _)| name != "transaction")
    }
}

impl Object for OfferPayload {
    fn read(value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        expect_version(value)?;
        let (mut resource_url, mut scheme, mut network, mut asset) = (None, None, None, None);
        let (mut pay_to, mut amount, mut valid_until) = (None, None, None);
        let mut other = Members::new();
        for (name, member) in value.members()? {
            match &*name {
                "version" => {}
                "resourceUrl" => resource_url = Some(reader.text(member).in_member("resourceUrl")?),
                "scheme" => scheme = Some(reader.scheme(member).in_member("scheme")?),
                "network" => network = Some(member),
                "asset" => asset = Some(reader.text(member).in_member("asset")?),
                "payTo" => pay_to = Some(reader.text(member).in_member("payTo")?),
                "amount" => amount = Some(reader.amount(member, value).in_member("amount")?),
                "validUntil" => match reader.non_null(member) {
                    Some(time) => valid_until = Some(reader.integer(time).in_member("validUntil")?),
                    None => other.push(&name, member.into()),
                },
                "payer" => return Err(member.error(ErrorKind::OtherArtifact)).in_member("payer"),
                "issuedAt" => return Err(member.error(ErrorKind::OtherArtifact)).in_member("issuedAt"),
                "transaction" => return Err(member.error(ErrorKind::OtherArtifact)).in_member("transaction"),
                _ => other.push(&name, member.into()),
            }
        }
        let mut offer = Self {
            resource_url: required(resource_url, "resourceUrl", value)?,
            scheme: required(scheme, "scheme", value)?,
            asset: required(asset, "asset", value)?,
            pay_to: required(pay_to, "payTo", value)?,
            amount: required(amount, "amount", value)?,
            valid_until,
            network: read_network(network, value, reader)?,
            other,
        };
        if offer.network.is_xrp_ledger()
            && let Some(amount) = reader.ledger_amount(value, Some(&offer.asset))?
        {
            offer.amount = amount;
        }
        Ok(offer)
    }

    fn write(&self, out: &mut String) {
        let mut object = ObjectWriter::new(out);
        object.integer("version", VERSION);
        object.string("resourceUrl", &self.resource_url);
        object.string("scheme", self.scheme.as_str());
        object.display("network", &self.network);
        object.string("asset", &self.asset);
        object.string("payTo", &self.pay_to);
        object.display("amount", &self.amount);
        if let Some(time) = self.valid_until {
            object.integer("validUntil", time);
        }
        object.finish(&self.other, |name| match name {
            "version" | "resourceUrl" | "scheme" | "network" | "asset" | "payTo" | "amount" => true,
            "validUntil" => self.valid_until.is_some(),
            _ => false,
        });
    }
}

/// Reads the payer, which must not be empty.
fn read_payer(member: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<String, DecodeError> {
    let payer = reader.text(member)?;
    if payer.is_empty() { Err(member.error(ErrorKind::EmptyText)) } else { Ok(payer) }
}

impl Object for ReceiptPayload {
    fn read(value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        expect_version(value)?;
        let (mut network, mut resource_url, mut payer) = (None, None, None);
        let (mut issued_at, mut transaction) = (None, None);
        let mut other = Members::new();
        for (name, member) in value.members()? {
            match &*name {
                "version" => {}
                "network" => network = Some(member),
                "resourceUrl" => resource_url = Some(reader.text(member).in_member("resourceUrl")?),
                "payer" => payer = Some(read_payer(member, reader).in_member("payer")?),
                "issuedAt" => issued_at = Some(reader.integer(member).in_member("issuedAt")?),
                "transaction" => match reader.non_null(member) {
                    Some(text) => match reader.text(text).in_member("transaction")? {
                        text if text.is_empty() => other.push(&name, member.into()),
                        text => transaction = Some(text),
                    },
                    None => other.push(&name, member.into()),
                },
                "scheme" => return Err(member.error(ErrorKind::OtherArtifact)).in_member("scheme"),
                "asset" => return Err(member.error(ErrorKind::OtherArtifact)).in_member("asset"),
                "payTo" => return Err(member.error(ErrorKind::OtherArtifact)).in_member("payTo"),
                "amount" => return Err(member.error(ErrorKind::OtherArtifact)).in_member("amount"),
                "validUntil" => return Err(member.error(ErrorKind::OtherArtifact)).in_member("validUntil"),
                _ => other.push(&name, member.into()),
            }
        }
        Ok(Self {
            resource_url: required(resource_url, "resourceUrl", value)?,
            payer: required(payer, "payer", value)?,
            issued_at: required(issued_at, "issuedAt", value)?,
            transaction,
            network: read_network(network, value, reader)?,
            other,
        })
    }

    fn write(&self, out: &mut String) {
        let mut object = ObjectWriter::new(out);
        object.integer("version", VERSION);
        object.string("network", &self.network.to_string());
        object.string("resourceUrl", &self.resource_url);
        object.string("payer", &self.payer);
        object.integer("issuedAt", self.issued_at);
        object.optional_string("transaction", self.transaction.as_deref());
        object.finish(&self.other, |name| match name {
            "version" | "network" | "resourceUrl" | "payer" | "issuedAt" => true,
            "transaction" => self.transaction.is_some(),
            _ => false,
        });
    }
}
