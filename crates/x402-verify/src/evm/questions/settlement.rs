use super::*;

/// Follow-up question: does the settlement succeed? A token may be paused, or may have blocked the payer, the
/// recipient or Permit2.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settlement {
    /// The network that the question is about.
    pub network: Network,
    /// The authorization that the proxy would be called with.
    pub authorization: Box<permit2::Authorization>,
    /// The amount that the proxy would move, in atomic units.
    pub amount: Amount,
    /// The payer's signature over the authorization.
    pub signature: Vec<u8>,
    /// The EIP-2612 permit that the proxy would pass to the token first, in a call of `settleWithPermit`.
    pub permit: Option<Box<eip2612::Info>>,
    /// The amount for which a transaction of the payer approves Permit2 before the settlement (P-6).
    pub approval: Option<Uint256>,
}

impl QuestionText for Settlement {
    fn kind(&self) -> &'static str {
        "settlement"
    }

    fn sentence(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { network, authorization, permit, approval, .. } = self;
        let token = authorization.permitted.token;
        if approval.is_some() {
            return write!(
                f,
                "simulate the approval and then the settlement on {network}: {token} may be paused, may refuse to \
                 change an allowance, or have blocked payer, recipient or Permit2"
            );
        }
        write!(
            f,
            "simulate the settlement{} on {network}: {token} may be paused, or have blocked payer, recipient or \
             Permit2",
            if permit.is_some() { ", which is settleWithPermit," } else { "" },
        )
    }

    fn expected(&self) -> Option<String> {
        Some("no revert".into())
    }

    fn rpc(&self) -> Option<crate::Rpc> {
        let Self { authorization, amount, signature, permit, approval, .. } = self;
        let (to, from) = (authorization.spender, authorization.witness.facilitator);
        let data = calldata::settle(authorization, *amount, signature, permit.as_deref());
        let rpc = match (approval, from) {
            (Some(approved), from) => {
                let approve = Approve::new(permit2::PERMIT2, *approved).encode().to_vec();
                let (to_approve, payer) = (authorization.permitted.token, Some(authorization.from));
                let approve = SimulatedCall { from: payer, to: to_approve, data: approve };
                Rpc::Simulate { calls: Vec::from([approve, SimulatedCall { from, to, data }]) }
            }
            (None, None) => Rpc::Call { to, data },
            (None, Some(from)) => Rpc::CallFrom { from, to, data },
        };
        Some(rpc.into())
    }
}

impl AnswerRules for Settlement {
    fn answer(&self, returned: Returned<'_>) -> Result<Answer, AnswerError> {
        succeeds(returned)
    }
}
