//! The facts about an EVM chain that the caller knows.

use alloc::{string::String, vec::Vec};

use x402_schemes::evm::{Address, eip712::DomainNames};
use x402_types::{Amount, Uint256};

/// Whether an account has code, as `eth_getCode` says. An account has code or has none, so the enum is exhaustive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AccountCode {
    /// The account has no code (`0x`). A key signs for it.
    Absent,
    /// The account has code: it is a contract, or delegates to one (EIP-7702). The code decides which signatures it
    /// accepts.
    Present,
}

impl AccountCode {
    /// From the bytes that `eth_getCode` returned.
    #[must_use]
    pub const fn from_code(code: &[u8]) -> Self {
        if code.is_empty() { Self::Absent } else { Self::Present }
    }
}

/// What a contract answers to a signature. There is no third answer, so the enum is exhaustive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SignatureAnswer {
    /// The contract accepts the signature.
    Accepted,
    /// The contract refuses the signature, or the call reverts.
    Refused,
}

impl From<bool> for SignatureAnswer {
    fn from(accepts: bool) -> Self {
        if accepts { Self::Accepted } else { Self::Refused }
    }
}

/// Which contract is asked about a signature, and by whom. The struct gets no further members.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ContractCall {
    /// The contract.
    pub account: Address,
    /// The caller: the token or Permit2.
    pub caller: Address,
}

/// An allowance of Permit2 (P-5). The struct gets no further members.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allowance {
    /// The token.
    pub token: Address,
    /// The owner of the tokens.
    pub owner: Address,
    /// How much Permit2 may move, in atomic units.
    pub amount: Amount,
}

macro_rules! facts {
    ([$($Room:ident $room:ident;)*]) => {
        /// The facts about an EVM chain. The methods of [`Facts`](crate::Facts) add them.
        #[derive(Clone, Debug, Default, PartialEq, Eq)]
        pub(crate) struct Facts {
            accounts: Vec<(Address, AccountCode)>,
            any_account: Option<AccountCode>,
            contract_signatures: Vec<ContractSignature>,
            token_permits: Vec<TokenPermit>,
            token_domains: Vec<(Address, String, String)>,
            domain_separators: Vec<(Address, [u8; 32])>,
            allowances: Vec<Allowance>,
            any_allowance: Option<Amount>,
            /// The fee in wei, by the hash of the transaction.
            data_fees: Vec<([u8; 32], Uint256)>,
            $(pub(super) $room: super::$room::Facts,)*
        }

        impl Facts {
            pub(crate) const fn new() -> Self {
                Self {
                    accounts: Vec::new(),
                    any_account: None,
                    contract_signatures: Vec::new(),
                    token_permits: Vec::new(),
                    token_domains: Vec::new(),
                    domain_separators: Vec::new(),
                    allowances: Vec::new(),
                    any_allowance: None,
                    data_fees: Vec::new(),
                    $($room: super::$room::Facts::new(),)*
                }
            }
        }
    };
}
super::rooms::rooms!(facts);

#[derive(Clone, Debug, PartialEq, Eq)]
struct ContractSignature {
    account: Address,
    /// The caller to which the contract answers. `None` if the answer is the same for every caller.
    caller: Option<Address>,
    digest: [u8; 32],
    signature: Vec<u8>,
    answer: SignatureAnswer,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct TokenPermit {
    token: Address,
    digest: [u8; 32],
    signature: Vec<u8>,
    answer: SignatureAnswer,
}

/// Facts of EVM chains.
impl crate::Facts {
    /// Whether this account has code. The last fact about an account counts.
    #[must_use]
    pub fn with_account(mut self, account: Address, code: AccountCode) -> Self {
        self.evm.accounts.push((account, code));
        self
    }

    /// Whether every account has code about which there is no fact of its own.
    #[must_use]
    pub const fn with_any_account(mut self, code: AccountCode) -> Self {
        self.evm.any_account = Some(code);
        self
    }

    /// What a contract answers to this signature over this digest (EIP-1271), whichever caller asks. State this only of
    /// a contract that is known to ignore its caller. A fact about one caller takes precedence.
    #[must_use]
    pub fn with_contract_signature(
        self,
        account: Address,
        digest: [u8; 32],
        signature: impl Into<Vec<u8>>,
        answer: SignatureAnswer,
    ) -> Self {
        let signature = signature.into();
        self.with_answer_of(ContractSignature { account, caller: None, digest, signature, answer })
    }

    /// What a contract answers to this signature over this digest (EIP-1271) in a call from one caller, as
    /// [`ContractSignature`](super::questions::ContractSignature) names it.
    #[must_use]
    pub fn with_contract_signature_for(
        self,
        call: ContractCall,
        digest: [u8; 32],
        signature: impl Into<Vec<u8>>,
        answer: SignatureAnswer,
    ) -> Self {
        let (ContractCall { account, caller }, signature) = (call, signature.into());
        self.with_answer_of(ContractSignature { account, caller: Some(caller), digest, signature, answer })
    }

    fn with_answer_of(mut self, contract: ContractSignature) -> Self {
        self.evm.contract_signatures.push(contract);
        self
    }

    /// What a token answers to an EIP-2612 permit with this signature over this digest: accepted if a call of `permit`
    /// succeeds. The fact has an effect only if the payer has code and the answer of the code differs from that of the
    /// recovered key (P-5). The last fact counts.
    #[must_use]
    pub fn with_token_permit(
        mut self,
        token: Address,
        digest: [u8; 32],
        signature: impl Into<Vec<u8>>,
        answer: SignatureAnswer,
    ) -> Self {
        self.evm.token_permits.push(TokenPermit { token, digest, signature: signature.into(), answer });
        self
    }

    /// The name and the version of a token's EIP-712 domain. Each has an effect only if the offer leaves it out and may
    /// do so: in V1 (E-1), or by Permit2 with a permit (P-5).
    #[must_use]
    pub fn with_token_domain(mut self, token: Address, names: DomainNames<'_>) -> Self {
        self.evm.token_domains.push((token, names.name.into(), names.version.into()));
        self
    }

    /// The domain separator of a token, as `DOMAIN_SEPARATOR()` returns it. If the offer does not name the whole domain, the
    /// separator counts, and not the names of [`with_token_domain`](Self::with_token_domain). If the offer names another
    /// domain, a payment by EIP-3009 is invalid, and the token refuses a permit (E-1, P-5). If the offer names this one,
    /// `token-domain` is not asked.
    #[must_use]
    pub fn with_domain_separator(mut self, token: Address, separator: [u8; 32]) -> Self {
        self.evm.domain_separators.push((token, separator));
        self
    }

    /// The amount of a token that its owner has allowed Permit2 to move (P-5). The last fact counts.
    #[must_use]
    pub fn with_allowance(mut self, allowance: Allowance) -> Self {
        self.evm.allowances.push(allowance);
        self
    }

    /// How much every owner has allowed Permit2 to move of every token, in atomic units, if there is no fact about that
    /// owner and token.
    #[must_use]
    pub const fn with_any_allowance(mut self, amount: Amount) -> Self {
        self.evm.any_allowance = Some(amount);
        self
    }

    /// What the data of the transaction with this hash costs on L1 in addition to its gas, in wei, on a chain that
    /// charges for data (P-6). The last fact counts.
    #[must_use]
    pub fn with_data_fee(mut self, hash: [u8; 32], wei: Uint256) -> Self {
        self.evm.data_fees.push((hash, wei));
        self
    }
}

impl Facts {
    pub(crate) fn data_fee_of(&self, hash: &[u8; 32]) -> Option<Uint256> {
        self.data_fees.iter().rev().find(|(known, _)| known == hash).map(|(_, wei)| *wei)
    }

    pub(crate) fn token_domain(&self, token: Address) -> Option<DomainNames<'_>> {
        let known = self.token_domains.iter().rev().find(|(known, ..)| *known == token);
        known.map(|(_, name, version)| DomainNames { name, version })
    }

    pub(crate) fn domain_separator(&self, token: Address) -> Option<[u8; 32]> {
        self.domain_separators.iter().rev().find(|(known, _)| *known == token).map(|(_, separator)| *separator)
    }

    pub(crate) fn token_takes(&self, token: Address, digest: &[u8; 32], signature: &[u8]) -> Option<bool> {
        let mut known = self.token_permits.iter().rev();
        let known = known.find(|known| known.token == token && known.digest == *digest && known.signature == signature);
        known.map(|known| known.answer == SignatureAnswer::Accepted)
    }

    pub(crate) fn allowance_of(&self, token: Address, owner: Address) -> Option<Amount> {
        let known = self.allowances.iter().rev().find(|known| known.token == token && known.owner == owner);
        known.map(|known| known.amount).or(self.any_allowance)
    }

    pub(crate) fn code_of(&self, account: Address) -> Option<AccountCode> {
        let exact = self.accounts.iter().rev().find(|(known, _)| *known == account).map(|(_, code)| *code);
        exact.or(self.any_account)
    }

    /// Whether the contract accepts the signature in a call from this caller.
    pub(crate) fn contract_accepts(
        &self,
        account: Address,
        caller: Address,
        digest: &[u8; 32],
        signature: &[u8],
    ) -> Option<bool> {
        let asked = |by: Option<Address>| {
            let mut known = self.contract_signatures.iter().rev();
            known.find(|known| {
                (known.caller, known.account) == (by, account)
                    && known.digest == *digest
                    && known.signature == signature
            })
        };
        asked(Some(caller)).or_else(|| asked(None)).map(|known| known.answer == SignatureAnswer::Accepted)
    }
}
