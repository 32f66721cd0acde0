use super::*;

/// Deciding question: would the wallet accept the signature after this factory has deployed the wallet (ERC-6492,
/// E-9)? Only a simulation can show it. It is asked only if the account is known to have no code. The client chose
/// the factory, so call no factory that you do not know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CounterfactualSignature {
    /// The network that the question is about.
    pub network: Network,
    /// The account that pays or signs in.
    pub account: Address,
    /// The digest that must be signed.
    pub digest: [u8; 32],
    /// The contract that would deploy the wallet.
    pub factory: Address,
    /// The call data for the factory.
    pub factory_calldata: Vec<u8>,
    /// The signature inside the ERC-6492 wrapper, which the wallet would accept or reject.
    pub inner: Vec<u8>,
}

impl QuestionText for CounterfactualSignature {
    fn kind(&self) -> &'static str {
        "counterfactual-signature"
    }

    fn sentence(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { network, account, factory, .. } = self;
        write!(
            f,
            "simulate on {network} whether the wallet {account}, once deployed by the factory {factory}, \
             accepts the signature (ERC-6492); call no factory that you do not know"
        )
    }

    fn expected(&self) -> Option<String> {
        Some("the wallet accepts the signature".into())
    }

    fn changes_verdict(&self) -> bool {
        true
    }
}

impl AnswerRules for CounterfactualSignature {}
