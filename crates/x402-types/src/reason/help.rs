//! The explanations of reason codes: what usually causes them, who acts, and which command to run next.

use super::explanation::{
    Actor::{self, Buyer, Facilitator, Nobody, Seller},
    Explanation,
};

const fn help(causes: &'static [&'static str], actor: Actor, next: &'static str) -> Explanation {
    Explanation { causes, actor, next }
}

const DIAGNOSE: &str = "x402 diagnose --payment @payment.txt --offer @offer.json";
const EXPLAIN: &str = "x402 explain --payment @payment.txt --offer @offer.json";
const VERIFY: &str = "x402 verify --payment @payment.txt --offer @offer.json";
const LINT: &str = "x402 lint @response.txt";
const DECODE: &str = "x402 decode @payment.txt";
const DRAFT: &str = "x402 draft --offer @offer.json";
const SETTLEMENT: &str = "x402 decode --kind settlement @answer.json";
const SIGN_IN_OF: &str = "x402 verify-sign-in --origin https://api.example.com --explain @sign-in.txt";
const SIGNED_OF: &str = "x402 verify-signed offer --explain @response.txt";

pub(super) const VERSION: &Explanation = &help(
    &[
        "the client and the facilitator speak different versions of x402",
        "x402Version has a different value than the header or the body needs",
        "a facilitator of version 1 got a payment of version 2, or the reverse",
    ],
    Buyer,
    DECODE,
);
pub(super) const MALFORMED: &Explanation = &help(
    &[
        "the header is not base64 of JSON",
        "a field is missing, has the wrong type or has a name in snake_case",
        "the payload belongs to a different scheme, transfer method or version",
    ],
    Buyer,
    DECODE,
);
pub(super) const REQUIREMENTS: &Explanation = &help(
    &[
        "a field of the payment requirements is missing or has the wrong type",
        "extra lacks what the scheme needs, such as the token's name and version",
        "amount is not a string of decimal digits in atomic units",
    ],
    Seller,
    LINT,
);
pub(super) const NOT_OFFERED: &Explanation = &help(
    &[
        "the client paid older payment requirements than the seller has now",
        "accepted is not the copy of one of the seller's payment requirements",
        "the seller computes the price or the recipient anew for each request",
    ],
    Buyer,
    DIAGNOSE,
);
pub(super) const NO_REASON: &Explanation = &help(
    &[
        "the facilitator rejected the payment and gave no details",
        "a check that the facilitator reports with a text of its own failed",
    ],
    Buyer,
    EXPLAIN,
);
pub(super) const PAYMENT_REQUIRED: &Explanation = &help(
    &[
        "the request has no payment",
        "the payment is in a header that the server does not read: PAYMENT-SIGNATURE in version 2, X-PAYMENT in version 1",
        "a proxy removed the header",
    ],
    Buyer,
    LINT,
);
pub(super) const SCHEME: &Explanation = &help(
    &[
        "the payment requirements name a scheme that this facilitator does not support",
        "scheme is misspelled, or in a different letter case",
        "payment and payment requirements have different schemes",
    ],
    Seller,
    LINT,
);
pub(super) const NETWORK: &Explanation = &help(
    &[
        "the facilitator does not support this network",
        "version 2 names networks by CAIP-2 (eip155:8453), and version 1 by name (base)",
        "payment and payment requirements are for different networks",
    ],
    Seller,
    LINT,
);
pub(super) const ASSET: &Explanation = &help(
    &[
        "the payment requirements name a token of a different network",
        "the facilitator supports only some tokens of this network",
        "asset is a wallet or a misspelled address instead of the token's contract",
    ],
    Seller,
    LINT,
);
pub(super) const SIGNATURE: &Explanation = &help(
    &[
        "the client signed with a different EIP-712 domain than the token's: name, version, chainId or verifyingContract",
        "a field was changed after signing, or a different key signed than the payer's",
        "the payer is a smart account, whose signature only its contract can check",
    ],
    Buyer,
    DIAGNOSE,
);
pub(super) const SIGNATURE_FORM: &Explanation = &help(
    &[
        "the signature is missing, is not hexadecimal or has the wrong length",
        "a wallet returned a different encoding, such as 64 bytes or a last byte of 0 or 1",
        "the signature of a smart account is passed without its wrapper",
    ],
    Buyer,
    DIAGNOSE,
);
pub(super) const DOMAIN: &Explanation = &help(
    &[
        "extra.name or extra.version is missing in the payment requirements",
        "extra.name is the token's symbol (USDC) where the contract has a name (USD Coin)",
        "the name belongs to this token on a different network",
    ],
    Seller,
    LINT,
);
pub(super) const WALLET: &Explanation = &help(
    &[
        "the smart account has no code yet, and the signature does not contain its deployment (ERC-6492)",
        "the facilitator does not allow the factory that the signature names",
        "the deployment itself fails",
    ],
    Buyer,
    EXPLAIN,
);
pub(super) const RECIPIENT: &Explanation = &help(
    &[
        "the client paid older payment requirements, with a different payTo",
        "the seller returns a new payTo for each request",
        "a client or proxy replaced the recipient",
    ],
    Buyer,
    DIAGNOSE,
);
pub(super) const AMOUNT: &Explanation = &help(
    &[
        "the client signed an older price",
        "the client converted the price with the wrong number of decimal places",
        "the client signed more than the price, which exact does not allow",
    ],
    Buyer,
    DIAGNOSE,
);
pub(super) const EXPIRED: &Explanation = &help(
    &[
        "the payment was sent later than the client allowed for",
        "the client's clock or the server's clock is wrong",
        "maxTimeoutSeconds is too short for the facilitator's margin",
    ],
    Buyer,
    EXPLAIN,
);
pub(super) const EARLY: &Explanation = &help(
    &[
        "the client's clock is ahead of the server's",
        "validAfter is the current second or in the future; official clients subtract ten minutes",
    ],
    Buyer,
    EXPLAIN,
);
pub(super) const FUNDS: &Explanation = &help(
    &[
        "the payer has too little of this token on this network",
        "the payer's money is a different token, such as bridged USDC, or on a different network",
        "other payments of this payer were settled first",
    ],
    Buyer,
    EXPLAIN,
);
pub(super) const NODE: &Explanation = &help(
    &["the facilitator's node did not answer in time", "the node is behind, or limits the number of requests"],
    Nobody,
    VERIFY,
);
pub(super) const USED: &Explanation = &help(
    &[
        "the same payment was sent twice, and the first one was settled",
        "the payer cancelled the authorization",
        "the client reuses its nonces",
    ],
    Buyer,
    EXPLAIN,
);
pub(super) const NO_EIP3009: &Explanation = &help(
    &[
        "the token does not implement EIP-3009",
        "the asset is a wrapped or bridged version of the token",
        "the payment requirements need assetTransferMethod permit2",
    ],
    Seller,
    LINT,
);
pub(super) const SIMULATION: &Explanation = &help(
    &[
        "the payer has too little money, or the nonce was used meanwhile",
        "the token has paused transfers, or blocks the payer or the recipient",
        "the signature is for different data than the contract computes",
    ],
    Buyer,
    EXPLAIN,
);
pub(super) const NOT_VERIFIED: &Explanation = &help(
    &[
        "the facilitator verifies again before it settles, and the payment is no longer valid",
        "the balance, the nonce or the time changed between the two calls",
    ],
    Buyer,
    EXPLAIN,
);
pub(super) const SENDING: &Explanation = &help(
    &[
        "the facilitator's account lacks gas, or its nonces collide",
        "the node rejected the transaction",
        "the facilitator's key is not configured for this network",
    ],
    Facilitator,
    VERIFY,
);
pub(super) const TRANSACTION: &Explanation = &help(
    &[
        "the transaction was reverted: the balance, the nonce or the allowance changed after verification",
        "the transaction ran out of gas, or expired",
        "two servers settled the same payment",
    ],
    Seller,
    EXPLAIN,
);
pub(super) const PENDING: &Explanation = &help(
    &[
        "the transaction was sent and is not confirmed yet",
        "the chain is slow, or the node of the facilitator is behind",
    ],
    Nobody,
    SETTLEMENT,
);
pub(super) const UNSEEN: &Explanation = &help(
    &[
        "the transaction succeeded, but its logs do not show this transfer",
        "the token transfers in an unusual way, such as with a fee",
    ],
    Facilitator,
    SETTLEMENT,
);
pub(super) const FACILITATOR: &Explanation =
    &help(&["the facilitator has an internal error", "the facilitator's node does not answer"], Facilitator, VERIFY);
pub(super) const ANSWER: &Explanation = &help(
    &[
        "the URL of the facilitator is wrong: its answer is not one of x402",
        "a proxy or an error page answered instead of the facilitator",
        "facilitator and server have different versions",
    ],
    Seller,
    SETTLEMENT,
);
pub(super) const DUPLICATE: &Explanation = &help(
    &[
        "the client sent the same payment twice",
        "a retry came while the first request was still being settled",
        "the payment bought a different request before",
    ],
    Buyer,
    VERIFY,
);
pub(super) const ECHO: &Explanation = &help(
    &[
        "the client left out an extension of the 402 response, or changed its info",
        "the client copies only the payment requirements and not extensions",
    ],
    Buyer,
    EXPLAIN,
);
pub(super) const HANDLER: &Explanation = &help(
    &[
        "the server's own code failed after the payment was verified; nothing was settled",
        "the handler returned a status of 400 or more",
    ],
    Seller,
    VERIFY,
);
pub(super) const ROUTE: &Explanation = &help(
    &[
        "the route's scheme or network is not registered with the server",
        "the facilitator does not list this scheme and network at /supported",
        "the option of the route is misspelled",
    ],
    Seller,
    LINT,
);
pub(super) const PERMIT2_SPENDER: &Explanation = &help(
    &[
        "the client named the server, the facilitator or the wrong proxy as spender",
        "exact and upto have different proxies",
    ],
    Buyer,
    DIAGNOSE,
);
pub(super) const PERMIT2_TOKEN: &Explanation = &help(
    &["the client permitted a different token than asset", "the payment requirements changed meanwhile"],
    Buyer,
    DIAGNOSE,
);
pub(super) const ALLOWANCE: &Explanation = &help(
    &[
        "the payer never approved the Permit2 contract for this token",
        "the approval is smaller than the amount, or was used up",
        "the payment requirements offer gas sponsoring, and the client did not add the permit or the approval",
    ],
    Buyer,
    EXPLAIN,
);
pub(super) const PROXY: &Explanation = &help(
    &["the scheme's contract is not deployed on this network", "the payment requirements name the wrong network"],
    Seller,
    LINT,
);
pub(super) const UPTO_FACILITATOR: &Explanation = &help(
    &[
        "the client signed for the address of a different facilitator",
        "extra.facilitatorAddress of the payment requirements is out of date",
    ],
    Buyer,
    DIAGNOSE,
);
pub(super) const UPTO_AMOUNT: &Explanation = &help(
    &[
        "the server settles more than the payer permitted",
        "the amount of the usage is in different units than the price",
    ],
    Seller,
    "x402 verify --payment @payment.txt --offer @offer.json --settle 10000",
);
pub(super) const PERMIT_2612: &Explanation = &help(
    &[
        "the permit's owner, token, spender, value or deadline differs from the payment's",
        "the token does not implement EIP-2612, or has a different EIP-712 domain",
        "the permit was signed with an old nonce",
    ],
    Buyer,
    DIAGNOSE,
);
pub(super) const APPROVAL: &Explanation = &help(
    &[
        "the signed transaction is not approve(Permit2, amount) to the token",
        "the transaction has a wrong chain, nonce or fee, or a signature of a different key",
        "the client did not add the transaction in hexadecimal",
    ],
    Buyer,
    EXPLAIN,
);
pub(super) const APPROVAL_COST: &Explanation = &help(
    &[
        "the payer has too little for the gas of its approval, and the facilitator does not add it",
        "the facilitator's account is empty, or its limit for sponsoring is too low",
        "the gas price rose after the client signed",
    ],
    Facilitator,
    EXPLAIN,
);
pub(super) const APPROVAL_OFF: &Explanation = &help(
    &[
        "this facilitator does not support the sponsoring of approvals",
        "the payment requirements offer an extension that the facilitator does not have",
    ],
    Seller,
    LINT,
);
pub(super) const FEE_PAYER: &Explanation = &help(
    &[
        "extra.feePayer is missing or is not an address",
        "extra.feePayer belongs to a different facilitator than the one that settles",
        "the transaction was built for older payment requirements",
    ],
    Seller,
    LINT,
);
pub(super) const SOLANA_DECODE: &Explanation = &help(
    &[
        "the transaction is not the base64 of a versioned transaction",
        "the transaction is of version 1, which this facilitator does not read",
        "the client sent a signature instead of the whole transaction",
    ],
    Buyer,
    DECODE,
);
pub(super) const SOLANA_LAYOUT: &Explanation = &help(
    &[
        "a wallet added instructions, such as priority fees or guards",
        "the instructions are not in the order: compute limit, compute price, transfer, then memo",
        "the client creates a token account, which the layout does not allow",
    ],
    Buyer,
    EXPLAIN,
);
pub(super) const SOLANA_BUDGET: &Explanation = &help(
    &[
        "the client or the wallet set no compute limit or price",
        "the limit or the price is above the facilitator's maximum",
        "a wallet replaced the budget by its own estimate",
    ],
    Buyer,
    EXPLAIN,
);
pub(super) const SOLANA_TRANSFER: &Explanation = &help(
    &[
        "the transfer is not a TransferChecked",
        "the mint, the destination or the amount differs from the payment requirements",
        "the destination is the wallet instead of its token account",
    ],
    Buyer,
    EXPLAIN,
);
pub(super) const SOLANA_ACCOUNT: &Explanation = &help(
    &[
        "the recipient has no token account for this mint yet",
        "payTo is a token account or a program instead of a wallet",
        "the asset belongs to a different token program",
    ],
    Seller,
    LINT,
);
pub(super) const SOLANA_SENDER: &Explanation = &help(
    &[
        "the payer has no token account for this mint",
        "the payer holds a different token, or is on a different cluster",
    ],
    Buyer,
    EXPLAIN,
);
pub(super) const SOLANA_SPONSOR: &Explanation = &help(
    &[
        "the facilitator's account is the payer or an account of an instruction, so the payment could take its money",
        "a wallet replaced accounts while it signed",
    ],
    Buyer,
    EXPLAIN,
);
pub(super) const SOLANA_SIGNERS: &Explanation = &help(
    &[
        "a signature is missing or was made before the transaction changed",
        "the transaction needs more signers than the payer and the facilitator",
    ],
    Buyer,
    EXPLAIN,
);
pub(super) const SOLANA_MEMO: &Explanation = &help(
    &["the client left out the memo, or added a second one", "the memo is not the text of extra.memo"],
    Buyer,
    EXPLAIN,
);
pub(super) const SOLANA_SIMULATION: &Explanation = &help(
    &["the payer has too little of the token", "a token account is missing or frozen", "the blockhash is too old"],
    Buyer,
    EXPLAIN,
);
pub(super) const SOLANA_CONFIRM: &Explanation = &help(
    &[
        "the transaction was not included before its blockhash expired",
        "the network is congested, and the priority fee is low",
    ],
    Nobody,
    SETTLEMENT,
);
pub(super) const SMART_WALLET: &Explanation = &help(
    &[
        "the payer is a smart wallet, and its transaction calls programs that the facilitator does not allow",
        "the transfer that the wallet makes differs from the payment requirements",
        "the facilitator does not support smart wallets",
    ],
    Buyer,
    EXPLAIN,
);
pub(super) const STELLAR_FORM: &Explanation = &help(
    &[
        "the transaction is not one call of transfer(from, to, amount) on the asset",
        "the client sent a classic payment, or a different XDR type",
        "from, to, amount or the contract differs from the payment requirements",
    ],
    Buyer,
    EXPLAIN,
);
pub(super) const STELLAR_AUTH: &Explanation = &help(
    &[
        "the payer's authorization entry is missing, not signed or of an unsupported kind",
        "an entry authorizes more than the transfer",
        "the entry ends later than maxTimeoutSeconds allows",
    ],
    Buyer,
    EXPLAIN,
);
pub(super) const STELLAR_FEE: &Explanation = &help(
    &[
        "the transaction's fee is outside of what the facilitator accepts",
        "the client used the fee of an old simulation",
    ],
    Buyer,
    EXPLAIN,
);
pub(super) const STELLAR_SIMULATION: &Explanation = &help(
    &[
        "the payer has too little of the asset, or no trustline",
        "the recipient has no trustline for the asset",
        "the transfer moves something else than the payment requirements ask for",
    ],
    Buyer,
    EXPLAIN,
);
pub(super) const STELLAR_SPONSORED: &Explanation =
    &help(&["extra.areFeesSponsored is not true in the payment requirements"], Seller, LINT);
pub(super) const TON: &Explanation = &help(
    &[
        "the message was built for a different wallet version, seqno or wallet id",
        "the jetton, the recipient or the amount differs from the payment requirements",
        "the signature or the expiry is not what the facilitator accepts",
    ],
    Buyer,
    DECODE,
);
pub(super) const TON_FUNDS: &Explanation = &help(
    &["the payer has too little of the jetton, or the facilitator too little TON", "the payer's account is frozen"],
    Buyer,
    DECODE,
);
pub(super) const GATEWAY: &Explanation = &help(
    &[
        "the payer has not deposited with the Gateway",
        "the authorization ends too soon: the Gateway asks for days",
        "the token or the network is not one of the Gateway's",
    ],
    Buyer,
    EXPLAIN,
);
pub(super) const SELF: &Explanation = &help(
    &[
        "the payer and payTo are the same account, often in the first test of an own endpoint",
        "one wallet is used for both sides",
    ],
    Buyer,
    VERIFY,
);
pub(super) const TOO_LOW: &Explanation = &help(
    &[
        "the signed value is less than the required amount",
        "the price is below the smallest amount that the facilitator settles",
    ],
    Buyer,
    VERIFY,
);
pub(super) const COMPLIANCE: &Explanation = &help(
    &[
        "the facilitator's compliance check rejects an address",
        "the location of the request is blocked",
        "no change of the payment helps: ask the facilitator, or pay from a different account",
    ],
    Buyer,
    VERIFY,
);
pub(super) const DISABLED: &Explanation = &help(
    &[
        "the facilitator has switched this way of paying off",
        "the payment requirements ask for a way of paying that this account does not have",
    ],
    Seller,
    LINT,
);
pub(super) const BAZAAR: &Explanation = &help(
    &[
        "the extension bazaar of the payment requirements has no valid info or schema",
        "the example does not fit the schema",
    ],
    Seller,
    LINT,
);
pub(super) const UNKNOWN: &Explanation =
    &help(&["the facilitator has an internal error, or no code for what happened"], Facilitator, VERIFY);
pub(super) const CHANNEL: &Explanation = &help(
    &[
        "the channel was never opened, or is on a different network or contract",
        "the config of the channel differs from the payment requirements: receiver, token, authorizer or delay",
        "the channel's id was computed from a different config",
    ],
    Buyer,
    EXPLAIN,
);
pub(super) const CHANNEL_PAYLOAD: &Explanation = &help(
    &[
        "type is missing or is not deposit, voucher or refund",
        "a field of this type of payload is missing or malformed",
        "a seller's own operation, such as claim, was sent as a payment",
    ],
    Buyer,
    DECODE,
);
pub(super) const VOUCHER: &Explanation = &help(
    &[
        "a different key signed than payerAuthorizer, or the payer if there is none",
        "the voucher was signed for a different channel, chain or amount",
    ],
    Buyer,
    DIAGNOSE,
);
pub(super) const CUMULATIVE: &Explanation = &help(
    &[
        "the client does not know what was charged so far: read the corrected state in the 402 response",
        "a second client uses the same channel",
        "the voucher is over more than the channel's balance, or less than was claimed",
    ],
    Buyer,
    DIAGNOSE,
);
pub(super) const DEPOSIT: &Explanation = &help(
    &[
        "the deposit is below minDeposit, or the payer has too little of the token",
        "the deposit was signed for a different amount, channel or transfer method",
        "the token rejects the deposit",
    ],
    Buyer,
    EXPLAIN,
);
pub(super) const REFUND: &Explanation = &help(
    &[
        "nothing is left in the channel to refund",
        "the amount of the refund is malformed or above the rest",
        "the claims that were not settled yet reserve the balance",
    ],
    Buyer,
    EXPLAIN,
);
pub(super) const CHANNEL_SELLER: &Explanation = &help(
    &[
        "the seller's key for claims is not configured, or is not the channel's receiverAuthorizer",
        "the claimed vouchers are older than what the contract already has",
        "nothing was claimed since the last settlement",
    ],
    Seller,
    EXPLAIN,
);
pub(super) const BUSY: &Explanation =
    &help(&["an earlier request on this channel is still being served"], Nobody, VERIFY);
pub(super) const WITHDRAW_DELAY: &Explanation = &help(
    &[
        "withdrawDelay of the channel differs from the payment requirements",
        "the contract takes 900 to 2592000 seconds",
    ],
    Seller,
    LINT,
);
pub(super) const UPTO_SVM: &Explanation = &help(
    &[
        "the channel that the transaction opens differs from the payload or from the payment requirements",
        "deposit, maxAmount and amount are not the same",
        "the times are not those that maxTimeoutSeconds allows",
    ],
    Buyer,
    DECODE,
);
pub(super) const UPTO_SVM_STATE: &Explanation = &help(
    &[
        "the channel was opened already, or could not be read or sent",
        "the node of the facilitator does not answer in time",
    ],
    Nobody,
    DECODE,
);
pub(super) const UPTO_SVM_SELLER: &Explanation = &help(
    &[
        "the voucher of the seller is missing or has a wrong signature",
        "extra.receiverAuthorizer is not the key of this server or facilitator",
        "settlement without the seller's identity is not allowed",
    ],
    Seller,
    LINT,
);
pub(super) const SIGN_IN: &Explanation = &help(
    &[
        "the domain, the URI or the chain of the message is not the server's",
        "the nonce was not issued by this server, or was used before",
        "the message is too old, or its time is in the future",
    ],
    Buyer,
    SIGN_IN_OF,
);
pub(super) const SIGN_IN_SIGNATURE: &Explanation = &help(
    &[
        "a different account signed than address",
        "the wallet signed a different text, such as one with other line ends",
        "the account is a smart account, whose signature only its contract can check",
    ],
    Buyer,
    SIGN_IN_OF,
);
pub(super) const SIGN_IN_FORM: &Explanation = &help(
    &[
        "the header is not base64 of JSON, or a field is missing",
        "a field has a character that the message cannot contain",
        "a time is not in RFC 3339",
    ],
    Buyer,
    SIGN_IN_OF,
);
pub(super) const SIGN_IN_SERVER: &Explanation = &help(
    &[
        "the server cannot check signatures of this chain or type",
        "the server's verifier threw, for example because its node does not answer",
    ],
    Seller,
    SIGN_IN_OF,
);
pub(super) const SIGNED: &Explanation = &help(
    &[
        "the seller signed no offer or receipt, or different terms",
        "the payload was changed after signing",
        "the key that signed is not one that may sign for the service",
    ],
    Seller,
    SIGNED_OF,
);
pub(super) const SIGNED_FORM: &Explanation = &help(
    &[
        "the envelope, the header or the payload lacks a field",
        "the format, the algorithm or the version is not one of the extension's",
    ],
    Seller,
    SIGNED_OF,
);
pub(super) const SIGNED_KEY: &Explanation = &help(
    &[
        "you gave no key, or one for a different format",
        "kid or alg of the signature is not the expected one",
        "the key has to come from a source that you trust, not from the signature itself",
    ],
    Buyer,
    SIGNED_OF,
);
pub(super) const MESSAGE_SIGNATURE: &Explanation = &help(
    &[
        "a proxy changed a signed component, such as the path, the authority or the body's digest",
        "the signer left out a required component or parameter, such as created or tag",
        "the key or the clock of the signer is not the expected one",
    ],
    Buyer,
    DECODE,
);
pub(super) const IDENTIFIER: &Explanation =
    &help(&["the payment's identifier is missing, malformed or used for a different request"], Buyer, DECODE);
pub(super) const NOT_REACHED: &Explanation = &help(
    &[
        "the facilitator's URL is wrong, or the facilitator is down or busy",
        "nothing was sent to the chain: the same payment can be sent again",
    ],
    Nobody,
    VERIFY,
);
pub(super) const NOT_SERVED: &Explanation =
    &help(&["the seller's own code failed before the payment was settled; nothing was taken"], Seller, VERIFY);
pub(super) const NEVER_SETTLED: &Explanation =
    &help(&["the payment was never settled, and has expired: a new payment may be signed"], Buyer, DRAFT);
pub(super) const CARRIER: &Explanation = &help(
    &[
        "the message does not follow the document of its transport, MCP or A2A",
        "the payment or the payment requirements are not where clients and servers read them",
        "the copies of the payment requirements differ",
    ],
    Seller,
    "x402 decode @message.json",
);
pub(super) const CAPTURE: &Explanation = &help(
    &[
        "extra of the payment requirements and the payload do not fit each other",
        "the collector of the token is not that of the transfer method",
    ],
    Buyer,
    DECODE,
);
pub(super) const MODE: &Explanation = &help(
    &["the route settles in a mode that the scheme does not have", "the server stopped the settlement"],
    Seller,
    LINT,
);
