//! The format of a key's signature, and the formats that each contract accepts.

use x402_schemes::evm::{SignatureFormat, erc6492::MAGIC};
use x402_types::{Flag, Flags};

use super::{HALF_ORDER, Parts, Signed, rule::Rule};
use crate::{evm::Detail, recorder::Recorder};

impl Signed<'_> {
    /// Verifies the format of the signature, and reads the parts if the format has parts.
    pub(super) fn read_format(&self, recorder: &mut Recorder<'_>) -> (Rule, Option<Parts>) {
        let bytes = self.signature.as_bytes();
        let parts = Parts::read(bytes);
        let is_made_canonical = self.is_made_canonical();
        match (self.signature.format(), bytes) {
            (SignatureFormat::Ecdsa65, _) => (Rule::Holds, parts),
            (SignatureFormat::YParity, _)
                if (self.rules.takes_parity || is_made_canonical) && !self.policy().refused.contains(Flag::YParity) =>
            {
                recorder.flag(Flag::YParity);
                (Rule::Tolerated, parts)
            }
            (SignatureFormat::Other, [.., 35..=u8::MAX]) if bytes.len() == 65 && is_made_canonical => {
                (self.tolerated(Flag::Eip155V, recorder), Parts::read_transaction_v(bytes))
            }
            (SignatureFormat::Erc2098, _) if !(self.rules.takes_compact)(self.policy()) => {
                (Rule::broken(Detail::CompactSignature), parts)
            }
            (SignatureFormat::Erc2098, _) => (self.tolerated(Flag::Compact, recorder), parts),
            _ if self.rules.unwraps && bytes.ends_with(&MAGIC) => (Rule::broken(Detail::MalformedWrapper), None),
            (_, [.., v]) if bytes.len() == 65 => (Rule::broken(Detail::RecoveryByte(*v)), parts),
            _ => (Rule::broken((self.rules.length)(bytes.len())), None),
        }
    }

    /// `true` if the settler passes a key's signature in its canonical format. This is the case for the payment's
    /// signature, but not for that of a permit for a sponsor.
    pub(super) fn is_made_canonical(&self) -> bool {
        (self.rules.is_rewritten)(self.policy()) && self.sponsored.is_none()
    }

    pub(super) fn low_s(&self, s: [u8; 32], recorder: &mut Recorder<'_>) -> Rule {
        if s <= HALF_ORDER {
            Rule::Holds
        } else if self.rules.takes_high_s || self.is_made_canonical() {
            self.tolerated(Flag::HighS, recorder)
        } else {
            Rule::broken(Detail::HighS)
        }
    }

    /// Flags the format and accepts it, unless the policy rejects the flag.
    fn tolerated(&self, flag: Flag, recorder: &mut Recorder<'_>) -> Rule {
        if self.policy().refused.contains(flag) {
            return Rule::Broken(crate::Detail::Refused(Flags::NONE.with(flag)));
        }
        recorder.flag(flag);
        Rule::Tolerated
    }
}
