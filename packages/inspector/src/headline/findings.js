// The headline of each kind of finding: what the client did, who acts, and how. The verifier's own sentence is among the details.

const CLIENT = "Client";
const SELLER = "Seller";
const DOMAIN = "name, version, chainId and verifyingContract";

/** The text that the sentence has in the first group of the pattern, or the text that is used without it. */
const found = (sentence, pattern, otherwise) => pattern.exec(sentence)?.[1] ?? otherwise;

/** The name and the version that were signed, as the sentence quotes them. */
function signedDomain(sentence) {
  const parts = /"((?:[^"\\]|\\.)*)", version "((?:[^"\\]|\\.)*)"/.exec(sentence);
  return parts && { name: parts[1], version: parts[2] };
}

function domainNames({ sentence, extra }, whose = "") {
  const signed = signedDomain(sentence);
  const isSellers = sentence.includes("published tables");
  const act = (rest) => (isSellers ? [SELLER, `Correct extra.name and extra.version in the payment requirements: ${rest}.`] : [CLIENT, `Sign ${whose}with ${rest}.`]);
  if (!signed || extra.name === undefined) {
    return [`The client signed ${whose}with a different token name or version than the offer's.`, act("the token's own")];
  }
  const right = isSellers ? signed : extra;
  const instead = act(`“${right.name}”${right.version === undefined ? "" : `, version “${right.version}”`}`);
  if (signed.name === extra.name) {
    return [`The client signed ${whose}with the token version “${signed.version}”; the offer has ${extra.version === undefined ? "none" : `“${extra.version}”`}.`, instead];
  }
  if (isSellers) return [`The offer names the token “${extra.name}”; the token is “${signed.name}”.`, instead];
  return [`The client signed ${whose}with the token name “${signed.name}”; the token is “${extra.name}”.`, instead];
}

const nextVoucher = ({ sentence }) => [CLIENT, `Sign a voucher over ${found(sentence, /(\d+)$/, "the sum that the channel has reached")} atomic units.`];
const config = (rest) => [`The channel's id does not belong to this config: ${rest}.`, [CLIENT, "Send the config and the id of the same channel."]];

const typed = [CLIENT, "Sign with eth_signTypedData_v4."];
const asSent = [CLIENT, "Send exactly the authorization that was signed."];
const transactionAsSent = [CLIENT, "Send exactly the transaction that was signed."];
const singlePrefix = [CLIENT, "Sign the transaction with the prefix 53545800 (STX) before its fields."];
const sortFields = [CLIENT, "Sort the fields by the code of the type, then by that of the field."];
const hashText = [CLIENT, "Set InvoiceID to the SHA-256 hash of the text of extra.invoiceId."];

/** Whether the offer is on the XRP Ledger, where some kinds mean the same and have a different remedy. */
const isXrpl = (network) => network?.startsWith("xrpl:");

/** What is known of each kind: a cause and an act, or a function that makes both of `{sentence, extra, network, differences}`. */
const KINDS = {
  milliseconds: ["The client sent its times in milliseconds; the token counts seconds.", [CLIENT, "Divide the times by 1000 and sign again."]],
  decimals: ["The client sent an amount with 18 decimal places; the token has 6.", [CLIENT, "Sign the offer's amount as it is: it counts atomic units."]],
  "high-s": ({ network }) => [
    "The client signed these terms, but s is in the upper half of the curve's order.",
    [CLIENT, isXrpl(network) ? "Sign again with a library that uses the lower s." : "Send the same signature in the form below."],
  ],
  "recovery-byte": ["The client signed these terms, but the last byte of the signature is wrong.", [CLIENT, "Send the same signature in the form below: it ends in 27 or 28."]],
  "recovery-id": ["The client signed these terms, but the signature ends in 0 or 1.", [CLIENT, "Add 27 to the last byte of the signature."]],
  compact: ["The client signed these terms, but sent the signature in 64 bytes.", [CLIENT, "Send 65 bytes: r, s and v. The right form is below."]],
  "domain-names": (given) => domainNames(given),
  "domain-without-version": ["The client signed with a token domain that has no version.", [CLIENT, `Sign with ${DOMAIN}.`]],
  "domain-without-chain-id": ["The client signed with a token domain that has no chainId.", [CLIENT, `Sign with ${DOMAIN}.`]],
  "empty-domain": ["The client signed with an empty token domain.", [CLIENT, `Give the wallet the type EIP712Domain, with ${DOMAIN}.`]],
  "salted-domain": ["The client signed with a token domain that has a salt instead of chainId.", [CLIENT, `Sign with ${DOMAIN}.`]],
  "sponsor-unused": ["Permit2 has no allowance, and the client left out the approval that the server offers to sponsor.", [CLIENT, "Add the permit or the approval for the sponsor."]],
  "other-chain": ({ sentence, network }) => [
    `The client signed for ${found(sentence, /\bfor (chain \d+)/, "a different chain")}; the payment is for ${network}.`,
    [CLIENT, `Switch the wallet to ${network} and sign again.`],
  ],
  "other-token": ({ sentence }) => [`The client signed for ${found(sentence, /signed for (.+), which/, "a different token")}, not for the offer's token.`, [CLIENT, "Sign for the token in the offer's asset."]],
  "receive-with-authorization": ["The client signed ReceiveWithAuthorization; x402 settles with TransferWithAuthorization.", [CLIENT, "Sign the message type TransferWithAuthorization."]],
  "personal-sign": ["The client signed the digest as a text message (personal_sign).", typed],
  "personal-sign-hex": ["The client signed the digits of the digest as a text message (personal_sign).", typed],
  "offer-changed": ({ differences }) => [
    `The client paid different terms${differences ? `: ${differences}` : " than the offer's"}.`,
    [CLIENT, "Request the resource again, and pay the terms in its new 402 response."],
    [SELLER, "Make sure that these are the terms that you sent: they may have changed since."],
  ],
  "accepted-domain": ["The client signed for the token in accepted, which is not the offer's.", [CLIENT, "Sign with the offer's network, asset, name and version."]],
  "accepted-terms": ["The signature covers the recipient and the amount in accepted; the authorization has others.", asSent],
  "offered-terms": ["The authorization was changed after signing: the signature covers the offer's recipient and amount.", asSent],
  "swapped-parties": ["The client signed with payer and recipient exchanged.", [CLIENT, "Sign with the payer in from and the recipient in to."]],
  "signed-milliseconds": ["The client signed times in milliseconds and sent seconds.", [CLIENT, "Sign the times in seconds, as they are sent."]],
  "signed-decimals": ["The client signed an amount with 18 decimal places and sent one with 6.", [CLIENT, "Sign the amount in atomic units, as it is sent."]],
  "other-spender": ({ sentence }) => [`The client signed for ${found(sentence, /the spender (\S+?(?: \([^)]*\))?)[,:]/, "a different spender")} as the spender.`, [CLIENT, "Sign for the spender in the payment, which settles this scheme."]],
  "other-witness": ["The client signed with the witness of the other scheme.", [CLIENT, "For exact sign to and validAfter; for upto sign to, facilitator and validAfter."]],
  "domain-with-version": ["The client signed with a domain version; the domain of Permit2 has none.", [CLIENT, "Sign with name, chainId and verifyingContract."]],
  "token-domain": ({ sentence }) =>
    sentence.includes("Gateway")
      ? ["The client signed in the token's domain; this offer is for the Gateway.", [CLIENT, "Sign in the domain of the wallet in extra.verifyingContract."]]
      : ["The client signed in the token's domain; a permit is signed in the domain of Permit2.", [CLIENT, "Sign in the domain of Permit2: name, chainId and verifyingContract."]],
  "gateway-domain": ["The client signed in the domain of a different Gateway wallet.", [CLIENT, "Sign in the domain that the offer names."]],
  "hex-nonce": ["The client signed the digits of the nonce as hexadecimal; a permit's nonce is decimal.", [CLIENT, "Sign the nonce as a decimal number."]],
  eip3009: ["The client signed an EIP-3009 authorization and sent it as a permit.", [CLIENT, "Sign a permit for Permit2: the offer asks for that transfer method."]],
  "permit-maximum": ["The permit for the sponsor is signed for 2^256−1 and was sent with a different amount.", [CLIENT, "Sign the permit for exactly the amount of the payment."]],
  "permit-domain-names": (given) => domainNames(given, "the permit for the sponsor "),
  "permit-spender": ["The permit for the sponsor is signed for a different spender than Permit2.", [CLIENT, "Sign it for Permit2, 0x000000000022D473030F116dDEE9F6B43aC78BA3."]],
  "not-cumulative": (given) => ["The voucher is over the price of one request; a voucher counts all requests of its channel.", nextVoucher(given)],
  "without-price": (given) => ["The voucher leaves out the price of this request.", nextVoucher(given)],
  ahead: (given) => ["The voucher is over more than was charged plus one price.", nextVoucher(given)],
  older: (given) => ["The voucher's sum was charged before: the voucher is old, or the client lost its record.", nextVoucher(given)],
  "refund-with-price": (given) => ["The voucher of the refund has a price in it; a refund pays for no request.", nextVoucher(given)],
  "signed-sum": ["The voucher was signed over a different sum than it was sent with.", [CLIENT, "Send the sum that was signed."]],
  "wide-sum": ["The voucher was signed with a sum of type uint256.", [CLIENT, "Sign the sum as uint128."]],
  "channel-id-encoded": config("it is the hash of the encoded config, not its EIP-712 digest"),
  "channel-id-struct-hash": config("it is the EIP-712 hash without the domain"),
  "channel-on-other-chain": config("it is that of the same config on a different chain"),
  "channel-of-other-config": ({ sentence }) => config(`it is that of the config with the offer's ${found(sentence, /the offer's (\w+)/, "values")}`),
  "channel-of-other-salt": config("it is that of the same config with a salt of zeros"),
  "channel-of-other-authorizer": config("it is that of the same config with a different payerAuthorizer"),
  "channel-as-named": config("the voucher's channelId was signed"),
  drained: ["Nothing is left in the channel: its whole balance was claimed.", [CLIENT, "Deposit again."]],
  "signed-by-payer": ["The payer signed the voucher; the channel has a different key for vouchers.", [CLIENT, "Sign vouchers with the key that the config names."]],
  "signed-by-authorizer": ["The key for vouchers signed the deposit.", [CLIENT, "Sign the deposit with the payer's key."]],
  "voucher-contract": ["The voucher was signed in a domain with a different contract.", [CLIENT, "Sign in the domain of the scheme's contract."]],
  "voucher-without-version": ["The voucher was signed in a domain without version.", [CLIENT, "Sign with the domain version 1."]],
  "salt-as-nonce": ["The deposit was signed with the salt as the nonce.", [CLIENT, "Use keccak256 of the channel id and the salt."]],
  "swapped-nonce": ["The deposit was signed with the hash of salt and channel id, in the wrong order.", [CLIENT, "Hash the channel id first, then the salt."]],
  "transfer-with-authorization": ["The deposit was signed as TransferWithAuthorization.", [CLIENT, "Sign the message type ReceiveWithAuthorization."]],
  "deposit-recipient": ["The deposit was signed for a different recipient than the collector.", [CLIENT, "Sign it for the collector that is named below."]],
  "other-network": ({ sentence, network }) => isXrpl(network) ? ["The NetworkID of the transaction was changed after signing.", transactionAsSent] : [`The client signed for the network ${found(sentence, /("[^"]*")/, "of a different passphrase")}, not for the offer's.`, [CLIENT, "Sign with the passphrase of the offer's network."]],
  "credentials-version": ["The client signed for a different version of credentials than it sent.", [CLIENT, "Send the credentials that were signed."]],
  "transaction-hash": ["The client signed the hash of the transaction.", [CLIENT, "Sign the digest of the authorization entry."]],
  unhashed: ["The client signed the data itself instead of its hash.", [CLIENT, "Sign its SHA-256."]],
  "hex-digest": ["The client signed the digits of the digest as a text.", [CLIENT, "Sign the 32 bytes of the digest."]],
  message: ["The client signed the digest as a message (SEP-53).", [CLIENT, "Sign the 32 bytes of the digest."]],
  "changed-expiry": ["The last ledger of the authorization was changed after signing.", asSent],
  "changed-nonce": ["The nonce of the authorization was changed after signing.", asSent],
  "call-signed": ["The payer signed a different call than the entry contains.", asSent],
  "six-decimals": ["The client signed an amount with 6 decimal places; the token has 7.", [CLIENT, "Sign the offer's amount as it is: it counts atomic units."]],
  "bare-signature": ["The payer signed this, but the signature is not a list of maps.", [CLIENT, "Send the signature as a list of maps of public_key and signature."]],
  unsorted: ["The signatures are correct, but not in the order of their keys, or one is there twice.", [CLIENT, "Sort the signatures by key, each once."]],
  "foreign-key": ({ sentence }) => [`The signature is by ${found(sentence, /signed by ([A-Za-z0-9]+)/, "a different key")}, not by the payer.`, [CLIENT, "Sign with the payer's key, or pay from the account of this key."]],
  "expiry-default": ["The authorization ends later than the offer allows, as one SDK sets it.", [CLIENT, "Set the last ledger by the offer's maxTimeoutSeconds."]],
  "multi-signing": ["The client signed as one of several signers.", singlePrefix],
  "hash-prefix": ["The client signed the bytes of the transaction's hash.", singlePrefix],
  unprefixed: ["The client signed the transaction without a prefix.", singlePrefix],
  sha256: ["The client signed the SHA-256 hash of the transaction.", [CLIENT, "Sign the first 32 bytes of its SHA-512 hash."]],
  "hashed-twice": ["The client's library hashed the digest again.", [CLIENT, "Tell the library that the digest is a hash already."]],
  "hashed-ed25519": ["The client signed a hash of the transaction.", [CLIENT, "Sign the bytes themselves with the key of Ed25519."]],
  "with-signature": ["The client signed the transaction with an empty TxnSignature in it.", [CLIENT, "Sign the transaction without that field."]],
  "signed-order": ["The client signed the fields in a different order than the ledger's.", sortFields],
  "field-order": ["The fields of the transaction are not in the ledger's order.", sortFields],
  "not-der": ["The client signed this, but sent the signature in 64 bytes.", [CLIENT, "Encode the two numbers of the signature in DER."]],
  "other-key": ["A different key signed than SigningPubKey names.", [CLIENT, "Set SigningPubKey to the key that signs, and sign again."]],
  "changed-fee": ["The fee of the transaction was changed after signing.", transactionAsSent],
  "changed-ledger": ["The last ledger of the transaction was changed after signing.", transactionAsSent],
  "changed-sequence": ["The sequence number of the transaction was changed after signing.", transactionAsSent],
  "terms-signed": ["The payer signed different terms than the transaction contains.", transactionAsSent],
  drops: ["The client confused drops and whole units: the amount differs by a factor of a million.", [CLIENT, "Send the offer's amount as it is."]],
  "upper-currency": ["The client changed the letter case of the currency, so it is a different currency.", [CLIENT, "Use the offer's asset as it is."]],
  "invoice-raw": ["InvoiceID is the invoice itself instead of its hash.", hashText],
  "invoice-lower": ["InvoiceID is the hash of the invoice in a different letter case.", hashText],
  "invoice-bytes": ["InvoiceID is the hash of the invoice's bytes instead of its text.", hashText],
  "invoice-twice": ["InvoiceID is the hash of the invoice's hash.", hashText],
  memos: ["Nothing but the memos of the transaction is wrong.", [CLIENT, "Send the payment without memos."], [SELLER, "Or accept memos with allowFields Memos."]],
  "source-tag": ["Nothing but the source tag is wrong.", [CLIENT, "Set SourceTag to extra.sourceTag."], [SELLER, "Or accept a different source tag."]],
};

/** The kinds that have a headline. */
export const kinds = Object.keys(KINDS);

/**
 * The headline of a finding.
 * @param given `{sentence, extra, network, differences}`: the finding's sentence; name and version in the offer; the offer's network; how
 *   `accepted` differs from the offer, in words
 * @returns `{cause, acts}`, or undefined if the kind has none
 */
export function headlineOfFinding(kind, given) {
  const known = Object.hasOwn(KINDS, kind) ? KINDS[kind] : undefined;
  if (known === undefined) return undefined;
  const [cause, ...acts] = typeof known === "function" ? known(given) : known;
  return { cause, acts };
}
