use std::sync::LazyLock;

use k256::ecdsa::SigningKey;
use x402_schemes::{
    AccountId,
    evm::{
        Address,
        eip712::TokenDomain,
        eip3009::{Authorization, Payload},
        keccak256,
    },
};
use x402_types::{DecodeOptions, read::Reader};

use super::documents::Documents;

/// What the payer's signature covers, and the signature's parts: `signed(p)` of the law.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Signed {
    pub(super) message: Authorization,
    domain: TokenDomain<'static>,
    /// r ‖ s ‖ parity: one form for the three that say the same.
    scalars: [u8; 65],
}

impl Signed {
    /// `None` where something is not readable, or the signature is of another form.
    pub(super) fn read(documents: &Documents, decode: &DecodeOptions) -> Option<Self> {
        let payload = read_payload(documents, decode)?;
        let scalars = scalars(payload.signature.as_bytes())?;
        Some(Self { message: payload.authorization, domain: domain(documents)?, scalars })
    }

    pub(super) fn payer(&self) -> AccountId {
        AccountId::Evm(self.message.from)
    }

    pub(super) fn replay_fields(&self) -> (u64, Address, Address, [u8; 32]) {
        let TokenDomain { chain_id, verifying_contract, .. } = self.domain;
        (chain_id, verifying_contract, self.message.from, self.message.nonce.to_bytes())
    }
}

pub(super) fn read_payload(documents: &Documents, decode: &DecodeOptions) -> Option<Payload> {
    Payload::read(documents.payload().as_json(), &mut Reader::new(decode)).ok()
}

fn domain(documents: &Documents) -> Option<TokenDomain<'static>> {
    let TokenDomain { name, version, chain_id, verifying_contract } = TokenDomain::of(documents.terms()?).ok()?;
    let (name, version) = (name.into_owned().into(), version.into_owned().into());
    Some(TokenDomain { name, version, chain_id, verifying_contract })
}

fn scalars(signature: &[u8]) -> Option<[u8; 65]> {
    let mut scalars = [0; 65];
    match signature {
        [r_s @ .., v @ (0 | 1 | 27 | 28)] if r_s.len() == 64 => {
            scalars[..64].copy_from_slice(r_s);
            scalars[64] = u8::from(matches!(v, 1 | 28));
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
        let message = read_payload(documents, &DecodeOptions::STRICT)?.authorization;
        let domain = domain(documents)?;
        let digest = message.digest(&domain.separator());
        let (signature, id) = self.key.sign_prehash_recoverable(&digest);
        let mut bytes = [0; 65];
        bytes[..64].copy_from_slice(&signature.to_bytes());
        bytes[64] = 27 + id.to_byte();
        Some((Signed { message, domain, scalars: scalars(&bytes)? }, bytes))
    }
}
