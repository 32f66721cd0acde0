//! The guesses about what a client did instead of what a channel asks for.

use x402_schemes::{
    Hex,
    evm::{
        Address,
        batch_settlement::{Amount128, ERC3009_COLLECTOR, PERMIT2_COLLECTOR, SETTLEMENT},
    },
};
use x402_types::__declare::sentences;

use crate::evm::FormSlip;

sentences! {
    /// A possible explanation of a payment by `batch-settlement` that is not valid. It prints as a sentence that says what to do.
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum Finding {
        /// The payload names the id of something else than its config.
        NamedChannel(slip: ChannelSlip) [slip.kind()] = "the voucher names another channel than its config: {slip}",
        /// The voucher was signed over the id of something else than the config.
        SignedChannel(slip: ChannelSlip) [slip.kind()] = "the voucher was signed over another channel: {slip}",
        /// The deposit was signed for the id of something else than the config.
        DepositChannel(slip: ChannelSlip) [slip.kind()] = "the deposit was signed for another channel: {slip}",
        /// The voucher is over the price alone.
        NotCumulative {
            /// The sum of the next voucher.
            next: Amount128,
        } ["not-cumulative"] = "the voucher is over the price of one request; its sum counts every request of the channel, so the next voucher is over {next}",
        /// The voucher is over what was charged, without the price of this request.
        WithoutPrice {
            /// The sum of the next voucher.
            next: Amount128,
        } ["without-price"] = "the voucher is over what was charged so far; with the price of this request it is over {next}",
        /// The voucher is over several prices more than was charged.
        Ahead {
            /// The number of prices.
            prices: u128,
            /// The sum of the next voucher.
            next: Amount128,
        } ["ahead"] = "the voucher is over {prices} prices more than was charged: a client adds what was charged, which may be nothing, \
            and not what it signed; the next voucher is over {next}",
        /// The voucher is over a sum that was charged before.
        Older {
            /// The sum of the next voucher.
            next: Amount128,
        } ["older"] = "the sum of the voucher was charged before: an old voucher, or the client has lost its record; the next one is over {next}",
        /// The refund's voucher is over the price of a request, too.
        RefundWithPrice {
            /// What was charged so far.
            charged: Amount128,
        } ["refund-with-price"] = "the voucher of a refund pays for no request: it is over {charged}, what was charged so far",
        /// The voucher was signed over a sum, and sent with another one.
        SignedSum {
            /// The signed sum.
            sum: Amount128,
        } ["signed-sum"] = "the voucher was signed over {sum}, and sent with another sum: send what is signed",
        /// Nothing but what was claimed is in the channel.
        Drained {
            /// What was claimed, which is the balance.
            claimed: Amount128,
        } ["drained"] = "nothing is left in the channel: its whole balance, {claimed}, was claimed; deposit again",
        /// The payer signed exactly this voucher, and the signature has a form that the contract refuses.
        SignatureForm {
            /// The fault of the form.
            slip: FormSlip,
            /// The same signature in the form that the contract takes: r‖s‖v, 65 bytes.
            canonical: [u8; 65],
        } [slip.as_str()] = |f| write!(
            f,
            "exactly this was signed, but the form of the signature is wrong ({}), and nobody rewrites it; as the contract takes it: {}",
            slip.as_str(),
            Hex(canonical)
        ),
        /// The payer signed a voucher that the authorizer has to sign.
        SignedByPayer {
            /// The authorizer of the config.
            authorizer: Address,
        } ["signed-by-payer"] = "the payer signed the voucher, but the channel's vouchers are signed by {authorizer}; a config with the \
            zero address there is another channel",
        /// The authorizer of vouchers signed a deposit.
        SignedByAuthorizer ["signed-by-authorizer"] = "the key of the vouchers signed the deposit: the payer itself signs deposits",
        /// The voucher was signed in a domain with this contract.
        VoucherContract {
            /// The contract of the signed domain.
            contract: Address,
        } ["voucher-contract"] = |f| write!(
            f,
            "the voucher was signed in a domain with the contract {contract}: the domain of every message of the scheme has {SETTLEMENT}"
        ),
        /// The voucher was signed in a domain without version.
        VoucherWithoutVersion ["voucher-without-version"] =
            "the voucher was signed in a domain without version; the domain is x402 Batch Settlement, version 1, with chain and contract",
        /// The voucher was signed as a message whose sum has 256 bits.
        WideSum ["wide-sum"] = "the voucher was signed with a sum of type uint256; in the message it is uint128",
        /// The deposit's nonce was signed as the salt itself.
        SaltAsNonce ["salt-as-nonce"] = "the deposit was signed with the salt for a nonce: the nonce is keccak256 of channel id and salt",
        /// The deposit's nonce was signed as the hash of salt and channel.
        SwappedNonce ["swapped-nonce"] = "the deposit was signed with the hash of salt and channel id: the channel id comes first",
        /// The deposit was signed as a `TransferWithAuthorization`.
        Transfer ["transfer-with-authorization"] =
            "the deposit was signed as TransferWithAuthorization; the collector takes ReceiveWithAuthorization, another message type",
        /// The deposit was signed for another recipient than the collector.
        DepositRecipient {
            /// The signed recipient.
            recipient: Address,
        } ["deposit-recipient"] = |f| write!(
            f,
            "the deposit was signed for the recipient {recipient}: a deposit by EIP-3009 goes to the collector {ERC3009_COLLECTOR}"
        ),
        /// The deposit was signed for another spender than the collector.
        DepositSpender {
            /// The signed spender.
            spender: Address,
        } ["other-spender"] = |f| write!(
            f,
            "the deposit was signed for the spender {spender}: a deposit by Permit2 is taken by the collector {PERMIT2_COLLECTOR}"
        ),
    }
    const fn kind "The permanent name of the kind of finding.";
}

sentences! {
    /// How another id came about than that of the config.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum ChannelSlip {
        /// The hash of the ABI encoding.
        Encoded ["channel-id-encoded"] = "the id is keccak256 of the encoded config, as a comment in the contract's source says; the \
            contract takes the EIP-712 digest of the config (N-3)",
        /// The EIP-712 hash of the struct, without the domain.
        StructHash ["channel-id-struct-hash"] = "the id is the EIP-712 hash of the config without the domain; the contract takes the digest (N-3)",
        /// The id of the config on another chain.
        OtherChain(chain_id: u64) ["channel-on-other-chain"] = "the id is that of the same config on chain {chain_id}, and the offer is for another",
        /// The id of a config with the offer's value of this member.
        Offered(member: &'static str) ["channel-of-other-config"] = "the id is that of the config with the offer's {member}: send that config",
        /// The id of a config with another salt.
        ZeroSalt ["channel-of-other-salt"] = "the id is that of the same config with a salt of zeros",
        /// The id of a config with another authorizer of vouchers.
        Authorizer(member: &'static str) ["channel-of-other-authorizer"] =
            "the id is that of the same config with {member} for payerAuthorizer",
        /// The id in the voucher.
        Named ["channel-as-named"] = "the voucher's channelId, which is not that of the config",
    }
    const fn kind "The permanent name of the kind of finding.";
}
