use std::sync::LazyLock;

use k256::{
    Scalar,
    ecdsa::SigningKey,
    elliptic_curve::{PrimeField, scalar::IsHigh},
};
use x402_schemes::{
    AccountId,
    evm::{
        Address, Signature,
        eip712::TokenDomain,
        eip3009, keccak256,
        permit2::{self, Proxy},
    },
};
use x402_types::{DecodeOptions, Scheme, Uint256, read::Reader};

use super::documents::Documents;

/// What the payer's signature covers, and the signature's parts: `signed(p)` of the law.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Signed {
    pub(super) message: Message,
    domain: Domain,
    /// r ‖ s ‖ parity: one form for those that say the same.
    scalars: [u8; 65],
}

/// What is signed.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Message {
    Eip3009(eip3009::Authorization),
    Permit2(permit2::Authorization),
}

/// Where.
#[derive(Clone, Debug, PartialEq)]
enum Domain {
    Token(TokenDomain<'static>),
    /// That of Permit2 on the chain of this id.
    Permit2(u64),
}

/// A payload in the shape that it has.
pub(super) struct Payload {
    pub(super) message: Message,
    pub(super) signature: Signature,
}

impl Payload {
    /// In `upto` a witness has a facilitator.
    pub(super) fn read(documents: &Documents, decode: &DecodeOptions) -> Option<Self> {
        let (payload, reader) = (documents.payload().as_json(), &mut Reader::new(decode));
        if payload.non_null("permit2Authorization").is_none() {
            let eip3009::Payload { authorization, signature, .. } = eip3009::Payload::read(payload, reader).ok()?;
            return Some(Self { message: Message::Eip3009(authorization), signature });
        }
        let proxy = if *documents.terms()?.scheme == Scheme::UPTO { Proxy::Upto } else { Proxy::Exact };
        let permit2::Payload { authorization, signature, .. } = permit2::Payload::read(payload, proxy, reader).ok()?;
        Some(Self { message: Message::Permit2(authorization), signature })
    }
}

impl Message {
    pub(super) const fn from(&self) -> Address {
        match self {
            Self::Eip3009(message) => message.from,
            Self::Permit2(message) => message.from,
        }
    }

    /// What is hashed for a signature under the offer.
    pub(super) fn digest(&self, documents: &Documents) -> Option<[u8; 32]> {
        Some(match (self, self.domain(documents)?) {
            (Self::Eip3009(message), Domain::Token(domain)) => message.digest(&domain.separator()),
            (Self::Permit2(message), Domain::Permit2(chain)) => message.digest(&permit2::domain_separator(chain)),
            _ => return None,
        })
    }

    fn domain(&self, documents: &Documents) -> Option<Domain> {
        let terms = documents.terms()?;
        match self {
            Self::Eip3009(_) => {
                let TokenDomain { name, version, chain_id, verifying_contract } = TokenDomain::of(terms).ok()?;
                let (name, version) = (name.into_owned().into(), version.into_owned().into());
                Some(Domain::Token(TokenDomain { name, version, chain_id, verifying_contract }))
            }
            Self::Permit2(_) => terms.network.eip155_chain_id().map(Domain::Permit2),
        }
    }
}

impl Signed {
    /// `None` where something is not readable, or the signature is of another form.
    pub(super) fn read(documents: &Documents, decode: &DecodeOptions) -> Option<Self> {
        let Payload { message, signature } = Payload::read(documents, decode)?;
        Self::new(documents, message, signature.as_bytes())
    }

    fn new(documents: &Documents, message: Message, signature: &[u8]) -> Option<Self> {
        let mut scalars = scalars(signature)?;
        // The twin says the same: by Permit2, and by the token under a policy that makes signatures canonical (E-6, E-7).
        let s = Option::<Scalar>::from(Scalar::from_repr((*scalars[32..].first_chunk()?).into()))?;
        if bool::from(s.is_high()) {
            scalars[32..64].copy_from_slice(&(-s).to_repr());
            scalars[64] ^= 1;
        }
        Some(Self { domain: message.domain(documents)?, message, scalars })
    }

    pub(super) const fn payer(&self) -> AccountId {
        AccountId::Evm(self.message.from())
    }

    /// Chain, token or Permit2, payer, nonce.
    pub(super) fn replay_fields(&self) -> (u64, Address, Address, [u8; 32]) {
        let (chain_id, contract) = match self.domain {
            Domain::Token(TokenDomain { chain_id, verifying_contract, .. }) => (chain_id, verifying_contract),
            Domain::Permit2(chain_id) => (chain_id, permit2::PERMIT2),
        };
        let nonce = match &self.message {
            Message::Eip3009(message) => message.nonce.to_bytes(),
            Message::Permit2(message) => Uint256::to_be_bytes(message.nonce.get()),
        };
        (chain_id, contract, self.message.from(), nonce)
    }
}

fn scalars(signature: &[u8]) -> Option<[u8; 65]> {
    let mut scalars = [0; 65];
    match signature {
        [r_s @ .., v @ (0 | 1 | 27 | 28)] if r_s.len() == 64 => {
            scalars[..64].copy_from_slice(r_s);
            scalars[64] = u8::from(matches!(v, 1 | 28));
        }
        // As transactions have it (EIP-155).
        [r_s @ .., v @ 35..=255] if r_s.len() == 64 => {
            scalars[..64].copy_from_slice(r_s);
            scalars[64] = u8::from(v % 2 == 0);
        }
        compact if compact.len() == 64 => {
            scalars[..64].copy_from_slice(compact);
            scalars[64] = scalars[32] >> 7;
            scalars[32] &= 0x7f;
        }
        _ => return None,
    }
    Some(scalars)
}

/// A key that everybody may know.
pub(super) struct Signer {
    key: SigningKey,
    address: Address,
}

static SIGNERS: LazyLock<[Signer; 4]> = LazyLock::new(|| {
    [1, 2, 3, 4].map(|secret| {
        let key = SigningKey::from_slice(&[secret; 32]).unwrap();
        let point = key.verifying_key().to_sec1_point(false);
        let address = Address::new(*keccak256(&point.as_bytes()[1..]).last_chunk().unwrap());
        Signer { key, address }
    })
});

impl Signer {
    pub(super) fn all() -> impl Iterator<Item = &'static Self> {
        SIGNERS.iter()
    }

    pub(super) fn number(number: u8) -> &'static Self {
        &SIGNERS[usize::from(number) % SIGNERS.len()]
    }

    pub(super) fn address(&self) -> Address {
        self.address
    }

    pub(super) fn account(&self) -> AccountId {
        AccountId::Evm(self.address)
    }

    /// Signs what a payment says of itself, under the domain of the offer: r ‖ s ‖ v.
    pub(super) fn sign(&self, documents: &Documents) -> Option<(Signed, [u8; 65])> {
        let mut message = Payload::read(documents, &DecodeOptions::STRICT)?.message;
        // What is signed for Permit2 does not name the owner: the signer's own tokens are meant, whoever the payload names.
        if let Message::Permit2(message) = &mut message {
            message.from = self.address;
        }
        let (signature, id) = self.key.sign_prehash_recoverable(&message.digest(documents)?);
        let mut bytes = [0; 65];
        bytes[..64].copy_from_slice(&signature.to_bytes());
        bytes[64] = 27 + id.to_byte();
        Some((Signed::new(documents, message, &bytes)?, bytes))
    }
}
