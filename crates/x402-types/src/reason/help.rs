//! The explanations of reason codes: what usually causes them, who acts, and which command to run next.

use super::explanation::{Actor, Cause, Explanation};

const fn help(causes: &'static [Cause], next: &'static str) -> Explanation {
    Explanation { causes, next }
}

const fn buyer(text: &'static str) -> Cause {
    Cause { text, actor: Actor::Buyer }
}

const fn seller(text: &'static str) -> Cause {
    Cause { text, actor: Actor::Seller }
}

const fn facilitator(text: &'static str) -> Cause {
    Cause { text, actor: Actor::Facilitator }
}

const fn nobody(text: &'static str) -> Cause {
    Cause { text, actor: Actor::Nobody }
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
        buyer("the client and the facilitator speak different versions of x402"),
        buyer("x402Version has a different value than the header or the body needs"),
        seller("a facilitator of version 1 got a payment of version 2, or the reverse"),
    ],
    DECODE,
);
pub(super) const MALFORMED: &Explanation = &help(
    &[
        buyer("the header is not base64 of JSON"),
        buyer("a field is missing, has the wrong type or has a name in snake_case"),
        buyer("the payload belongs to a different scheme, transfer method or version"),
    ],
    DECODE,
);
pub(super) const REQUIREMENTS: &Explanation = &help(
    &[
        seller("a field of the payment requirements is missing or has the wrong type"),
        seller("extra lacks a field of the scheme, such as the token's name and version"),
        seller("amount is not a string of decimal digits in atomic units"),
    ],
    LINT,
);
pub(super) const NOT_OFFERED: &Explanation = &help(
    &[
        buyer("the client paid older payment requirements than the seller has now"),
        buyer("accepted is not the copy of one of the seller's payment requirements"),
        seller("the seller computes the price or the recipient anew for each request"),
    ],
    DIAGNOSE,
);
pub(super) const NO_REASON: &Explanation = &help(
    &[
        buyer("the facilitator rejected the payment and gave no details"),
        buyer("the facilitator reports the failed check with a text instead of a code"),
    ],
    EXPLAIN,
);
pub(super) const PAYMENT_REQUIRED: &Explanation = &help(
    &[
        buyer("the request has no payment"),
        buyer(
            "the payment is in a header that the server does not read: PAYMENT-SIGNATURE in version 2, X-PAYMENT in version 1",
        ),
        seller("a proxy removed the header"),
    ],
    LINT,
);
pub(super) const SCHEME: &Explanation = &help(
    &[
        seller("the payment requirements name a scheme that this facilitator does not support"),
        seller("scheme is misspelled, or in a different letter case"),
        buyer("payment and payment requirements have different schemes"),
    ],
    LINT,
);
pub(super) const NETWORK: &Explanation = &help(
    &[
        seller("the facilitator does not support this network"),
        seller("version 2 names networks by CAIP-2 (eip155:8453), and version 1 by name (base)"),
        buyer("payment and payment requirements are for different networks"),
    ],
    LINT,
);
pub(super) const ASSET: &Explanation = &help(
    &[
        seller("the payment requirements name a token of a different network"),
        seller("the facilitator supports only some tokens of this network"),
        seller("asset is a wallet or a misspelled address instead of the token's contract"),
    ],
    LINT,
);
pub(super) const SIGNATURE: &Explanation = &help(
    &[
        buyer(
            "the client signed with a different EIP-712 domain than the token's: name, version, chainId or verifyingContract",
        ),
        buyer("a field was changed after signing, or a different key signed than the payer's"),
        facilitator("the payer is a smart account, whose signature only its contract can check"),
    ],
    DIAGNOSE,
);
pub(super) const SIGNATURE_FORMAT: &Explanation = &help(
    &[
        buyer("the signature is missing, is not hexadecimal or has the wrong length"),
        buyer("a wallet returned a different encoding, such as 64 bytes or a last byte of 0 or 1"),
        buyer("the signature of a smart account is passed without its wrapper"),
    ],
    DIAGNOSE,
);
pub(super) const DOMAIN: &Explanation = &help(
    &[
        seller("extra.name or extra.version is missing in the payment requirements"),
        seller("extra.name is the token's symbol (USDC) where the contract has a name (USD Coin)"),
        seller("the name belongs to this token on a different network"),
    ],
    LINT,
);
pub(super) const WALLET: &Explanation = &help(
    &[
        buyer("the smart account has no code yet, and the signature does not contain its deployment (ERC-6492)"),
        facilitator("the facilitator does not allow the factory that the signature names"),
        buyer("the deployment itself fails"),
    ],
    EXPLAIN,
);
pub(super) const RECIPIENT: &Explanation = &help(
    &[
        buyer("the client paid older payment requirements, with a different payTo"),
        seller("the seller returns a new payTo for each request"),
        buyer("a client or proxy replaced the recipient"),
    ],
    DIAGNOSE,
);
pub(super) const AMOUNT: &Explanation = &help(
    &[
        buyer("the client signed an older price"),
        buyer("the client converted the price with the wrong number of decimal places"),
        buyer("the client signed more than the price, which exact does not allow"),
    ],
    DIAGNOSE,
);
pub(super) const EXPIRED: &Explanation = &help(
    &[
        buyer("the payment was sent later than the client allowed for"),
        buyer("the client's clock is behind"),
        seller("the server's clock is ahead"),
        seller("maxTimeoutSeconds is too short for the facilitator's margin"),
    ],
    EXPLAIN,
);
pub(super) const EARLY: &Explanation = &help(
    &[
        buyer("the client's clock is ahead"),
        seller("the server's clock is behind"),
        buyer("validAfter is the current second or in the future; official clients subtract ten minutes"),
    ],
    EXPLAIN,
);
pub(super) const FUNDS: &Explanation = &help(
    &[
        buyer("the payer has too little of this token on this network"),
        buyer("the payer's money is a different token, such as bridged USDC, or on a different network"),
        buyer("other payments of this payer were settled first"),
    ],
    EXPLAIN,
);
pub(super) const NODE: &Explanation = &help(
    &[
        nobody("the facilitator's node did not answer in time"),
        facilitator("the node is behind, or limits the number of requests"),
    ],
    VERIFY,
);
pub(super) const USED: &Explanation = &help(
    &[
        buyer("the same payment was sent twice, and the first one was settled"),
        buyer("the payer cancelled the authorization"),
        buyer("the client reuses its nonces"),
    ],
    EXPLAIN,
);
pub(super) const NO_EIP3009: &Explanation = &help(
    &[
        seller("the token does not implement EIP-3009"),
        seller("the asset is a wrapped or bridged version of the token"),
        seller("the payment requirements need assetTransferMethod permit2"),
    ],
    LINT,
);
pub(super) const SIMULATION: &Explanation = &help(
    &[
        buyer("the payer has too little money, or the nonce was used meanwhile"),
        buyer("the token blocks the payer"),
        seller("the token blocks the recipient, or has paused its transfers"),
        buyer("the signature is for different data than the contract computes"),
    ],
    EXPLAIN,
);
pub(super) const NOT_VERIFIED: &Explanation = &help(
    &[
        buyer("the facilitator verifies again before it settles, and the payment is no longer valid"),
        buyer("the balance, the nonce or the time changed between the two calls"),
    ],
    EXPLAIN,
);
pub(super) const SENDING: &Explanation = &help(
    &[
        facilitator("the facilitator's account lacks gas, or its nonces collide"),
        facilitator("the node rejected the transaction"),
        facilitator("the facilitator's key is not configured for this network"),
    ],
    VERIFY,
);
pub(super) const TRANSACTION: &Explanation = &help(
    &[
        buyer("the transaction was reverted: the balance, the nonce or the allowance changed after verification"),
        facilitator("the transaction ran out of gas, or expired"),
        seller("two servers settled the same payment"),
    ],
    EXPLAIN,
);
pub(super) const PENDING: &Explanation = &help(
    &[
        nobody("the transaction was sent and is not confirmed yet"),
        nobody("the chain is slow, or the node of the facilitator is behind"),
    ],
    SETTLEMENT,
);
pub(super) const UNSEEN: &Explanation = &help(
    &[
        facilitator("the transaction succeeded, but its logs do not show this transfer"),
        seller("the token transfers in an unusual way, such as with a fee"),
    ],
    SETTLEMENT,
);
pub(super) const FACILITATOR: &Explanation = &help(
    &[facilitator("the facilitator has an internal error"), facilitator("the facilitator's node does not answer")],
    VERIFY,
);
pub(super) const ANSWER: &Explanation = &help(
    &[
        seller("the URL of the facilitator is wrong: its answer is not one of x402"),
        seller("a proxy or an error page answered instead of the facilitator"),
        seller("facilitator and server have different versions"),
    ],
    SETTLEMENT,
);
pub(super) const DUPLICATE: &Explanation = &help(
    &[
        buyer("the client sent the same payment twice"),
        buyer("a retry came while the first request was still being settled"),
        buyer("the payment bought a different request before"),
    ],
    VERIFY,
);
pub(super) const ECHO: &Explanation = &help(
    &[
        buyer("the client left out an extension of the 402 response, or changed its info"),
        buyer("the client copies only the payment requirements and not extensions"),
    ],
    EXPLAIN,
);
pub(super) const HANDLER: &Explanation = &help(
    &[
        seller("the server's code failed after the payment was verified; nothing was settled"),
        seller("the handler returned a status of 400 or more"),
    ],
    VERIFY,
);
pub(super) const ROUTE: &Explanation = &help(
    &[
        seller("the route's scheme or network is not registered with the server"),
        seller("the facilitator does not list this scheme and network at /supported"),
        seller("the option of the route is misspelled"),
    ],
    LINT,
);
pub(super) const PERMIT2_SPENDER: &Explanation = &help(
    &[
        buyer("the client named the server, the facilitator or the wrong proxy as spender"),
        buyer("exact and upto have different proxies"),
    ],
    DIAGNOSE,
);
pub(super) const PERMIT2_TOKEN: &Explanation = &help(
    &[buyer("the client permitted a different token than asset"), buyer("the payment requirements changed meanwhile")],
    DIAGNOSE,
);
pub(super) const ALLOWANCE: &Explanation = &help(
    &[
        buyer("the payer never approved the Permit2 contract for this token"),
        buyer("the approval is smaller than the amount, or was used up"),
        buyer("the payment requirements offer gas sponsoring, and the client did not add the permit or the approval"),
    ],
    EXPLAIN,
);
pub(super) const PROXY: &Explanation = &help(
    &[
        seller("the scheme's contract is not deployed on this network"),
        seller("the payment requirements name the wrong network"),
    ],
    LINT,
);
pub(super) const UPTO_FACILITATOR: &Explanation = &help(
    &[
        buyer("the client signed for the address of a different facilitator"),
        seller("extra.facilitatorAddress of the payment requirements is out of date"),
    ],
    DIAGNOSE,
);
pub(super) const UPTO_AMOUNT: &Explanation = &help(
    &[
        seller("the server settles more than the payer permitted"),
        seller("the amount of the usage is in different units than the price"),
    ],
    "x402 verify --payment @payment.txt --offer @offer.json --settle 10000",
);
pub(super) const PERMIT_2612: &Explanation = &help(
    &[
        buyer("the permit's owner, token, spender, value or deadline differs from the payment's"),
        seller("the token does not implement EIP-2612, or has a different EIP-712 domain"),
        buyer("the permit was signed with an old nonce"),
    ],
    DIAGNOSE,
);
pub(super) const APPROVAL: &Explanation = &help(
    &[
        buyer("the signed transaction is not approve(Permit2, amount) to the token"),
        buyer("the transaction has a wrong chain, nonce or fee, or a signature of a different key"),
        buyer("the client did not add the transaction in hexadecimal"),
    ],
    EXPLAIN,
);
pub(super) const APPROVAL_COST: &Explanation = &help(
    &[
        facilitator("the facilitator's account is empty, or its limit for sponsoring is too low"),
        buyer("the payer has too little for the gas of its approval, and the facilitator does not add it"),
        buyer("the gas price rose after the client signed"),
    ],
    EXPLAIN,
);
pub(super) const APPROVAL_OFF: &Explanation = &help(
    &[
        seller("this facilitator does not support the sponsoring of approvals"),
        seller("the payment requirements offer an extension that the facilitator does not have"),
    ],
    LINT,
);
pub(super) const FEE_PAYER: &Explanation = &help(
    &[
        seller("extra.feePayer is missing or is not an address"),
        seller("extra.feePayer belongs to a different facilitator than the one that settles"),
        buyer("the transaction was built for older payment requirements"),
    ],
    LINT,
);
pub(super) const SOLANA_DECODE: &Explanation = &help(
    &[
        buyer("the transaction is not the base64 of a versioned transaction"),
        buyer("the transaction is of version 1, which this facilitator does not read"),
        buyer("the client sent a signature instead of the whole transaction"),
    ],
    DECODE,
);
pub(super) const SOLANA_LAYOUT: &Explanation = &help(
    &[
        buyer("a wallet added instructions, such as priority fees or guards"),
        buyer("the instructions are not in the order: compute limit, compute price, transfer, then memo"),
        buyer("the client creates a token account, which the layout does not allow"),
    ],
    EXPLAIN,
);
pub(super) const SOLANA_BUDGET: &Explanation = &help(
    &[
        buyer("the client or the wallet set no compute limit or price"),
        buyer("the limit or the price is above the facilitator's maximum"),
        buyer("a wallet replaced the budget with its estimate"),
    ],
    EXPLAIN,
);
pub(super) const SOLANA_TRANSFER: &Explanation = &help(
    &[
        buyer("the transfer is not a TransferChecked"),
        buyer("the mint, the destination or the amount differs from the payment requirements"),
        buyer("the destination is the wallet instead of its token account"),
    ],
    EXPLAIN,
);
pub(super) const SOLANA_ACCOUNT: &Explanation = &help(
    &[
        seller("the recipient has no token account for this mint yet"),
        seller("payTo is a token account or a program instead of a wallet"),
        seller("the asset belongs to a different token program"),
    ],
    LINT,
);
pub(super) const SOLANA_SENDER: &Explanation = &help(
    &[
        buyer("the payer has no token account for this mint"),
        buyer("the payer holds a different token, or is on a different cluster"),
    ],
    EXPLAIN,
);
pub(super) const SOLANA_SPONSOR: &Explanation = &help(
    &[
        buyer(
            "the facilitator's account is the payer or an account of an instruction, so the payment could take its money",
        ),
        buyer("a wallet replaced accounts while it signed"),
    ],
    EXPLAIN,
);
pub(super) const SOLANA_SIGNERS: &Explanation = &help(
    &[
        buyer("a signature is missing or was made before the transaction changed"),
        buyer("the transaction needs more signers than the payer and the facilitator"),
    ],
    EXPLAIN,
);
pub(super) const SOLANA_MEMO: &Explanation = &help(
    &[buyer("the client left out the memo, or added a second one"), buyer("the memo is not the text of extra.memo")],
    EXPLAIN,
);
pub(super) const SOLANA_SIMULATION: &Explanation = &help(
    &[
        buyer("the payer has too little of the token"),
        buyer("the payer's token account is missing or frozen"),
        seller("the recipient's token account is missing or frozen"),
        buyer("the blockhash is too old"),
    ],
    EXPLAIN,
);
pub(super) const SOLANA_CONFIRM: &Explanation = &help(
    &[
        nobody("the network is congested, and the priority fee is low"),
        buyer("the transaction's blockhash expired before a validator included it: the payment needs a new signature"),
    ],
    SETTLEMENT,
);
pub(super) const SMART_WALLET: &Explanation = &help(
    &[
        buyer("the payer is a smart wallet, and its transaction calls programs that the facilitator does not allow"),
        buyer("the transfer that the wallet makes differs from the payment requirements"),
        facilitator("the facilitator does not support smart wallets"),
    ],
    EXPLAIN,
);
pub(super) const STELLAR_FORMAT: &Explanation = &help(
    &[
        buyer("the transaction is not one call of transfer(from, to, amount) on the asset"),
        buyer("the client sent a classic payment, or a different XDR type"),
        buyer("from, to, amount or the contract differs from the payment requirements"),
    ],
    EXPLAIN,
);
pub(super) const STELLAR_AUTH: &Explanation = &help(
    &[
        buyer("the payer's authorization entry is missing, not signed or of an unsupported kind"),
        buyer("an entry authorizes more than the transfer"),
        buyer("the entry ends later than maxTimeoutSeconds allows"),
    ],
    EXPLAIN,
);
pub(super) const STELLAR_FEE: &Explanation = &help(
    &[
        buyer("the transaction's fee is outside the range that the facilitator accepts"),
        buyer("the client used the fee of an old simulation"),
    ],
    EXPLAIN,
);
pub(super) const STELLAR_SIMULATION: &Explanation = &help(
    &[
        buyer("the payer has too little of the asset, or no trustline"),
        seller("the recipient has no trustline for the asset"),
        buyer("the transfer differs from the payment requirements"),
    ],
    EXPLAIN,
);
pub(super) const STELLAR_SPONSORED: &Explanation =
    &help(&[seller("extra.areFeesSponsored is not true in the payment requirements")], LINT);
pub(super) const TON: &Explanation = &help(
    &[
        buyer("the message was built for a different wallet version, seqno or wallet id"),
        buyer("the jetton, the recipient or the amount differs from the payment requirements"),
        buyer("the facilitator does not accept the signature or the expiry"),
    ],
    DECODE,
);
pub(super) const TON_FUNDS: &Explanation = &help(
    &[
        buyer("the payer has too little of the jetton"),
        facilitator("the facilitator has too little TON"),
        buyer("the payer's account is frozen"),
    ],
    DECODE,
);
pub(super) const XRPL_SPONSORED: &Explanation = &help(
    &[
        seller("extra.areFeesSponsored is not false in the payment requirements"),
        seller("the payment requirements ask for sponsored fees, which an extension that is not live defines"),
    ],
    LINT,
);
pub(super) const XRPL_OFFER: &Explanation = &help(
    &[
        seller("extra.issuer is missing, or not the classic address of the currency's issuer"),
        seller("extra.destinationTag is a text, or not a number from 0 to 4294967295"),
        seller("maxTimeoutSeconds is not a positive integer, or longer than the facilitator allows"),
    ],
    LINT,
);
pub(super) const XRPL_METHOD: &Explanation = &help(
    &[
        buyer(
            "the client signed with a sequence number where the payment requirements ask for a ticket, or the reverse",
        ),
        seller("extra.assetTransferMethod is neither sequence nor ticketSequence"),
        buyer("a transaction with a ticket needs Sequence 0 and TicketSequence, and any other needs Sequence alone"),
    ],
    EXPLAIN,
);
pub(super) const XRPL_FORMAT: &Explanation = &help(
    &[
        buyer("signedTxBlob is not the hexadecimal text of one signed transaction"),
        buyer("the fields of the transaction are out of order, repeated or followed by more bytes"),
        buyer("the client signed a different transaction type than Payment"),
    ],
    EXPLAIN,
);
pub(super) const XRPL_MEMOS: &Explanation = &help(
    &[
        buyer(
            "the client puts the invoice into a memo, as the client of t54 does by default, and the specification forbids memos",
        ),
        buyer("the wallet adds a memo to every transaction"),
        facilitator("the facilitator follows the specification, and the seller chose it for clients of t54"),
    ],
    EXPLAIN,
);
pub(super) const XRPL_FIELDS: &Explanation = &help(
    &[
        buyer(
            "the wallet fills in fields or flags that the specification does not allow, such as Paths or tfPartialPayment",
        ),
        buyer("the account pays through a delegate or with several signers, which the scheme does not support"),
    ],
    EXPLAIN,
);
pub(super) const XRPL_NETWORK_ID: &Explanation = &help(
    &[
        buyer("the transaction names NetworkID on a network up to xrpl:1024, or leaves it out on one above"),
        buyer("the client signed for a different network"),
    ],
    DIAGNOSE,
);
pub(super) const XRPL_TERMS: &Explanation = &help(
    &[
        buyer("the client signed older payment requirements, with a different price or recipient"),
        buyer("the client paid in XRP instead of drops, or in a different currency or issuer"),
        seller("the payment requirements name the currency in a different letter case than the issuer"),
    ],
    DIAGNOSE,
);
pub(super) const XRPL_SEND_MAX: &Explanation = &help(
    &[
        buyer("a payment in an issued currency needs SendMax of the same currency and issuer, at least the amount"),
        buyer("a payment in XRP must not have SendMax"),
    ],
    EXPLAIN,
);
pub(super) const XRPL_INVOICE: &Explanation = &help(
    &[
        buyer("the client did not write the SHA-256 hash of extra.invoiceId into InvoiceID"),
        buyer("the client paid older payment requirements, with a different invoice"),
        seller("extra.invoiceId is empty or not a text"),
    ],
    DIAGNOSE,
);
pub(super) const XRPL_INVOICE_REPEATED: &Explanation = &help(
    &[
        buyer(
            "the server of t54 needs extra.invoiceId again as payload.invoiceId, which the official client does not send",
        ),
        buyer("the client paid older payment requirements, with a different invoice"),
    ],
    "x402 draft --for t54 --offer @offer.json",
);
pub(super) const XRPL_FEE: &Explanation = &help(
    &[
        buyer("the fee is above the facilitator's maximum, which is 10,000 drops in most implementations"),
        buyer("the client took the fee of a busy ledger"),
        facilitator("the maximum is too low for a busy ledger"),
    ],
    EXPLAIN,
);
pub(super) const XRPL_SEQUENCE: &Explanation = &help(
    &[
        buyer("the account sent a different transaction after signing, so the sequence number or the ticket is used"),
        buyer("the payment has settled already"),
        buyer("the client read the sequence number from a node that was behind, or never created the ticket"),
    ],
    VERIFY,
);
pub(super) const XRPL_LAST_LEDGER: &Explanation = &help(
    &[
        buyer("too much time passed between signing and verification"),
        buyer("LastLedgerSequence is missing, or later than maxTimeoutSeconds allows at 5 seconds a ledger"),
        facilitator("the facilitator's node is behind or on a different network"),
    ],
    EXPLAIN,
);
pub(super) const XRPL_SIGNATURE: &Explanation = &help(
    &[
        buyer("a field was changed after signing"),
        buyer("the signature is not in the ledger's format: strict DER with a low s, or 64 bytes of Ed25519"),
        buyer("SigningPubKey is empty, as in a transaction with several signers"),
    ],
    DIAGNOSE,
);
pub(super) const XRPL_SIGNER: &Explanation = &help(
    &[
        buyer("the client signed with the key of a different account"),
        buyer("the account's master key is disabled, or its regular key was replaced"),
    ],
    DIAGNOSE,
);
pub(super) const XRPL_SIMULATION: &Explanation = &help(
    &[
        buyer("the payer has too little of the currency, or too little XRP for the fee and the reserve"),
        seller("the recipient has no trust line for the currency, or its limit is reached"),
        buyer("SendMax does not cover the issuer's transfer fee"),
        buyer("the ledger refuses a flag of the transaction, or the payer pays itself"),
    ],
    EXPLAIN,
);
pub(super) const GATEWAY: &Explanation = &help(
    &[
        buyer("the payer has not deposited with the Gateway"),
        buyer("the authorization ends too soon: the Gateway asks for days"),
        seller("the token or the network is not one of the Gateway's"),
    ],
    EXPLAIN,
);
pub(super) const SELF: &Explanation = &help(
    &[
        buyer("the payer and payTo are the same account, often in the first test of your endpoint"),
        buyer("one wallet is used for both sides"),
    ],
    VERIFY,
);
pub(super) const TOO_LOW: &Explanation = &help(
    &[
        buyer("the signed value is less than the required amount"),
        seller("the price is below the smallest amount that the facilitator settles"),
    ],
    VERIFY,
);
pub(super) const COMPLIANCE: &Explanation = &help(
    &[
        buyer("the facilitator's compliance check rejects an address"),
        buyer("the location of the request is blocked"),
        buyer("no change of the payment helps: ask the facilitator, or pay from a different account"),
    ],
    VERIFY,
);
pub(super) const COMPLIANCE_OF_SELLER: &Explanation = &help(
    &[
        seller("the facilitator's compliance check rejects the address in payTo"),
        seller("no change of the payment helps: ask the facilitator, or receive payments at a different account"),
    ],
    LINT,
);
pub(super) const DISABLED: &Explanation = &help(
    &[
        seller("the facilitator has switched this way of paying off"),
        seller("the payment requirements ask for a way of paying that this account does not have"),
    ],
    LINT,
);
pub(super) const BAZAAR: &Explanation = &help(
    &[
        seller("the extension bazaar of the payment requirements has no valid info or schema"),
        seller("the example does not fit the schema"),
    ],
    LINT,
);
pub(super) const UNKNOWN: &Explanation =
    &help(&[facilitator("the facilitator has an internal error, or no code for this failure")], VERIFY);
pub(super) const CHANNEL: &Explanation = &help(
    &[
        buyer("the channel was never opened, or is on a different network or contract"),
        buyer("the config of the channel differs from the payment requirements: receiver, token, authorizer or delay"),
        buyer("the channel's id was computed from a different config"),
    ],
    EXPLAIN,
);
pub(super) const CHANNEL_PAYLOAD: &Explanation = &help(
    &[
        buyer("type is missing or is not deposit, voucher or refund"),
        buyer("a field of this type of payload is missing or malformed"),
        seller("a seller operation, such as claim, was sent as a payment"),
    ],
    DECODE,
);
pub(super) const VOUCHER: &Explanation = &help(
    &[
        buyer("a different key signed than payerAuthorizer, or the payer if there is none"),
        buyer("the voucher was signed for a different channel, chain or amount"),
    ],
    DIAGNOSE,
);
pub(super) const CUMULATIVE: &Explanation = &help(
    &[
        buyer("the client does not know the charges so far: read the corrected state in the 402 response"),
        buyer("a second client uses the same channel"),
        buyer("the voucher's total is above the channel's balance, or below the claimed amount"),
    ],
    DIAGNOSE,
);
pub(super) const DEPOSIT: &Explanation = &help(
    &[
        buyer("the deposit is below minDeposit, or the payer has too little of the token"),
        buyer("the deposit was signed for a different amount, channel or transfer method"),
        buyer("the token rejects the deposit"),
    ],
    EXPLAIN,
);
pub(super) const REFUND: &Explanation = &help(
    &[
        buyer("nothing is left in the channel to refund"),
        buyer("the amount of the refund is malformed or above the rest"),
        seller("the claims that were not settled yet reserve the balance"),
    ],
    EXPLAIN,
);
pub(super) const CHANNEL_SELLER: &Explanation = &help(
    &[
        seller("the seller's key for claims is not configured, or is not the channel's receiverAuthorizer"),
        seller("the contract already has newer vouchers than the claimed ones"),
        seller("nothing was claimed since the last settlement"),
    ],
    EXPLAIN,
);
pub(super) const BUSY: &Explanation =
    &help(&[nobody("an earlier request on this channel is still being served")], VERIFY);
pub(super) const WITHDRAW_DELAY: &Explanation = &help(
    &[
        seller(
            "the contract accepts a withdrawDelay of 900 to 2592000 seconds, and the payment requirements have a different one",
        ),
        buyer("withdrawDelay of the channel differs from the payment requirements"),
    ],
    LINT,
);
pub(super) const UPTO_SVM: &Explanation = &help(
    &[
        buyer("the channel that the transaction opens differs from the payload or from the payment requirements"),
        buyer("deposit, maxAmount and amount are not the same"),
        buyer("the times are not those that maxTimeoutSeconds allows"),
    ],
    DECODE,
);
pub(super) const UPTO_SVM_STATE: &Explanation = &help(
    &[nobody("the node of the facilitator does not answer in time"), buyer("the channel was opened already")],
    DECODE,
);
pub(super) const UPTO_SVM_SELLER: &Explanation = &help(
    &[
        seller("the voucher of the seller is missing or has a wrong signature"),
        seller("extra.receiverAuthorizer is not the key of this server or facilitator"),
        seller("settlement without the seller's identity is not allowed"),
    ],
    LINT,
);
pub(super) const SIGN_IN: &Explanation = &help(
    &[
        buyer("the domain, the URI or the chain of the message is not the server's"),
        buyer("the nonce was not issued by this server, or was used before"),
        buyer("the message is too old, or its time is in the future"),
    ],
    SIGN_IN_OF,
);
pub(super) const SIGN_IN_SIGNATURE: &Explanation = &help(
    &[
        buyer("a different account signed than address"),
        buyer("the wallet signed a different text, such as one with other line ends"),
        seller("the account is a smart account, whose signature only its contract can check"),
    ],
    SIGN_IN_OF,
);
pub(super) const SIGN_IN_FORMAT: &Explanation = &help(
    &[
        buyer("the header is not base64 of JSON, or a field is missing"),
        buyer("a field has a character that the message cannot contain"),
        buyer("a time is not in RFC 3339"),
    ],
    SIGN_IN_OF,
);
pub(super) const SIGN_IN_SERVER: &Explanation = &help(
    &[
        seller("the server cannot check signatures of this chain or type"),
        seller("the server's verifier threw, for example because its node does not answer"),
    ],
    SIGN_IN_OF,
);
pub(super) const SIGNED: &Explanation = &help(
    &[
        seller("the seller signed no offer or receipt, or different terms"),
        seller("the payload was changed after signing"),
        seller("the key that signed is not one that may sign for the service"),
    ],
    SIGNED_OF,
);
pub(super) const SIGNED_FORMAT: &Explanation = &help(
    &[
        seller("the envelope, the header or the payload lacks a field"),
        seller("the format, the algorithm or the version is not one of the extension's"),
    ],
    SIGNED_OF,
);
pub(super) const SIGNED_KEY: &Explanation = &help(
    &[
        buyer("you passed no key, or one for a different format"),
        buyer("kid or alg of the signature is not the expected one"),
        buyer("the key must come from a source that you trust, not from the signature itself"),
    ],
    SIGNED_OF,
);
pub(super) const MESSAGE_SIGNATURE: &Explanation = &help(
    &[
        buyer("the signer left out a required component or parameter, such as created or tag"),
        seller("a proxy changed a signed component, such as the path, the authority or the body's digest"),
        buyer("the key or the clock of the signer is not the expected one"),
    ],
    DECODE,
);
pub(super) const IDENTIFIER: &Explanation =
    &help(&[buyer("the payment's identifier is missing, malformed or used for a different request")], DECODE);
pub(super) const NOT_REACHED: &Explanation = &help(
    &[
        nobody("the facilitator is down or busy: nothing was sent to the chain, so the same payment can be sent again"),
        seller("the facilitator's URL is wrong"),
    ],
    VERIFY,
);
pub(super) const NOT_SERVED: &Explanation =
    &help(&[seller("the seller's code failed before the payment was settled; nothing was taken")], VERIFY);
pub(super) const NEVER_SETTLED: &Explanation =
    &help(&[buyer("the payment was never settled, and has expired: a new payment may be signed")], DRAFT);
pub(super) const CARRIER: &Explanation = &help(
    &[
        seller("the message does not follow the specification of its transport, MCP or A2A"),
        seller("the payment requirements are not where clients read them, or their copies differ"),
        buyer("the payment is not where servers read it"),
    ],
    "x402 decode @message.json",
);
pub(super) const CAPTURE: &Explanation = &help(
    &[
        buyer("extra of the payment requirements and the payload do not fit each other"),
        buyer("the collector of the token is not that of the transfer method"),
    ],
    DECODE,
);
pub(super) const MODE: &Explanation = &help(
    &[seller("the route settles in a mode that the scheme does not have"), seller("the server stopped the settlement")],
    LINT,
);
