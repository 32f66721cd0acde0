//! Guesses about a client's mistakes with a channel.

use x402_schemes::{
    Hex,
    evm::{
        Address,
        batch_settlement::{Amount128, ERC3009_COLLECTOR, PERMIT2_COLLECTOR, SETTLEMENT},
    },
};
use x402_types::declare::sentences;

use crate::evm::FormatMistake;

sentences! {
    /// A possible explanation of a `batch-settlement` payment that is not valid. It prints as a sentence with advice.
    /// Amounts are in atomic units.
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum Guess {
        /// The voucher names the id of something other than its config.
        NamedChannel(mistake: ChannelMistake) [mistake.kind()] = "the voucher names a different channel than its config: {mistake}",
        /// The voucher was signed over the id of something other than the config.
        SignedChannel(mistake: ChannelMistake) [mistake.kind()] = "the voucher was signed for a different channel: {mistake}",
        /// The deposit was signed for the id of something other than the config.
        DepositChannel(mistake: ChannelMistake) [mistake.kind()] = "the deposit was signed for a different channel: {mistake}",
        /// The voucher is for the price alone.
        NotCumulative {
            /// The sum of the next voucher.
            next: Amount128,
        } ["not-cumulative"] = "the voucher covers only the price of one request, but its total must count every request of the channel: sign the next voucher over {next}",
        /// The voucher is for the charges so far, without the price of this request.
        WithoutPrice {
            /// The sum of the next voucher.
            next: Amount128,
        } ["without-price"] = "the voucher covers only the charges so far: add the price of this request, and sign it over {next}",
        /// The voucher's sum exceeds the charges so far by a multiple of the price.
        Ahead {
            /// The number of prices above the charges.
            prices: u128,
            /// The sum of the next voucher.
            next: Amount128,
        } ["ahead"] = "the voucher is {prices} prices above the charges so far: add the price to the server's charges, which may be zero, \
            instead of to your last voucher, and sign the next one over {next}",
        /// The voucher is for a sum that was charged before.
        Older {
            /// The sum of the next voucher.
            next: Amount128,
        } ["older"] = "the voucher's total was charged before, so the voucher is old, or the client lost its record: sign the next one over {next}",
        /// The voucher of a refund includes the price of a request.
        RefundWithPrice {
            /// The charges so far.
            charged: Amount128,
        } ["refund-with-price"] = "the voucher of a refund pays for no request: sign it over the charges so far, {charged}",
        /// The voucher was signed over one sum and sent with a different one.
        SignedSum {
            /// The signed sum.
            sum: Amount128,
        } ["signed-sum"] = "the voucher was signed over {sum}, but sent with a different total: send the signed one",
        /// The whole balance of the channel was claimed.
        Drained {
            /// The claimed total, which is the balance.
            claimed: Amount128,
        } ["drained"] = "the channel has nothing left, because its whole balance, {claimed}, was claimed: deposit again",
        /// The payer signed exactly this voucher, but in a signature format that the contract rejects.
        SignatureFormat {
            /// The fault of the format.
            mistake: FormatMistake,
            /// The same signature in the format that the contract accepts: r‖s‖v, 65 bytes.
            canonical: [u8; 65],
        } [mistake.as_str()] = |f| write!(
            f,
            "exactly this was signed, but the signature's format is wrong ({}), and no server rewrites it; in the format that the contract accepts: {}",
            mistake.as_str(),
            Hex(canonical)
        ),
        /// The payer signed a voucher that the authorizer must sign.
        SignedByPayer {
            /// The authorizer of the config.
            authorizer: Address,
        } ["signed-by-payer"] = "the payer signed the voucher, but {authorizer} must sign the vouchers of this channel; a config with the \
            zero address there is a different channel",
        /// The authorizer of vouchers signed a deposit, which the payer must sign.
        SignedByAuthorizer ["signed-by-authorizer"] = "the vouchers' key signed the deposit, but the payer itself must sign deposits",
        /// The voucher was signed in a domain with this contract.
        VoucherContract {
            /// The contract of the signed domain.
            contract: Address,
        } ["voucher-contract"] = |f| write!(
            f,
            "the voucher was signed in a domain with the contract {contract}, but every message of this scheme is signed in a domain with {SETTLEMENT}"
        ),
        /// The voucher was signed in a domain without a version.
        VoucherWithoutVersion ["voucher-without-version"] =
            "the voucher was signed in a domain without version, but the domain is x402 Batch Settlement, version 1, with chain and contract",
        /// The voucher was signed as a message whose sum is a `uint256`.
        WideSum ["wide-sum"] = "the voucher was signed with a total of type uint256, but its type is uint128",
        /// The deposit was signed with the salt itself as its nonce.
        SaltAsNonce ["salt-as-nonce"] = "the deposit was signed with the salt as its nonce, but the nonce is keccak256 of channel id and salt",
        /// The deposit was signed with the hash of salt and channel id, in this order, as its nonce.
        SwappedNonce ["swapped-nonce"] = "the deposit was signed with the hash of salt and channel id, but the channel id comes first",
        /// The deposit was signed as a `TransferWithAuthorization`.
        Transfer ["transfer-with-authorization"] =
            "the deposit was signed as TransferWithAuthorization, but the collector accepts only ReceiveWithAuthorization",
        /// The deposit was signed for a recipient other than the collector.
        DepositRecipient {
            /// The signed recipient.
            recipient: Address,
        } ["deposit-recipient"] = |f| write!(
            f,
            "the deposit was signed for the recipient {recipient}, but a deposit with EIP-3009 goes to the collector {ERC3009_COLLECTOR}"
        ),
        /// The deposit was signed for a spender other than the collector.
        DepositSpender {
            /// The signed spender.
            spender: Address,
        } ["other-spender"] = |f| write!(
            f,
            "the deposit was signed for the spender {spender}, but a deposit with Permit2 is taken by the collector {PERMIT2_COLLECTOR}"
        ),
    }
    const fn kind "The permanent name of the kind of guess.";
}

sentences! {
    /// The origin of an id that is not that of the config.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum ChannelMistake {
        /// The hash of the config's ABI encoding.
        Encoded ["channel-id-encoded"] = "the id is keccak256 of the encoded config, as in a comment in the contract's source, but the \
            contract uses the EIP-712 digest of the config (N-3)",
        /// The EIP-712 hash of the config, without the domain.
        StructHash ["channel-id-struct-hash"] = "the id is the EIP-712 hash of the config without the domain, but the contract uses the digest (N-3)",
        /// The id of the config on a different chain.
        OtherChain(chain_id: u64) ["channel-on-other-chain"] = "the id is that of the same config on chain {chain_id}, but the payment requirements are for a different chain",
        /// The id of the config with the offer's value of this field.
        Offered(member: &'static str) ["channel-of-other-config"] = "the id is that of the config with the offer's {member}: send that config",
        /// The id of the config with a salt of zeros.
        ZeroSalt ["channel-of-other-salt"] = "the id is that of the same config with a salt of zeros",
        /// The id of the config with this account as the authorizer of vouchers.
        Authorizer(member: &'static str) ["channel-of-other-authorizer"] =
            "the id is that of the same config with {member} for payerAuthorizer",
        /// The id that the voucher names.
        Named ["channel-as-named"] = "the voucher's channelId, which is not that of the config",
    }
    const fn kind "The permanent name of the kind of guess.";
}
