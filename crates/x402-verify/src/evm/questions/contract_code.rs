use super::*;

question! {
    /// Follow-up question: is there a contract at this address (E-11)? A call to an address without code succeeds and
    /// moves nothing.
    ContractCode "contract-code" on network {
        /// The token contract, or the proxy of the scheme.
        pub contract: Address,
    }
    says("ask {network} whether {contract} is a contract there")
    expects("anything but 0x")
    calls(Rpc::GetCode { address: *contract })
    reads(|returned| yes(!returned.bytes()?.is_empty()))
}
