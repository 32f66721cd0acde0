//! The table of rules. `docs/reference/lint-rules.md` is generated from it.

use core::fmt;

use crate::Level;

pub(crate) struct Row {
    pub(crate) name: &'static str,
    pub(crate) level: Level,
    pub(crate) sentence: &'static str,
    pub(crate) rulings: &'static [&'static str],
    pub(crate) source: &'static str,
    pub(crate) remedy: &'static str,
}

/// A rule of the linter, identified by its permanent name.
///
/// ```
/// use x402_lint::{Level, Rule};
/// assert_eq!(Rule::SHORT_TIMEOUT.as_str(), "short-timeout");
/// assert_eq!(Rule::SHORT_TIMEOUT.level(), Level::Warning);
/// assert!(Rule::all().any(|rule| rule == Rule::SHORT_TIMEOUT));
/// ```
#[derive(Clone, Copy)]
pub struct Rule(pub(crate) &'static Row);

/// Declares rules, in groups, and their list. This file declares the rules for all 402 responses, and the module of a
/// chain declares those of the chain. A row contains the name of the constant, the permanent name, the level, the
/// condition under which the rule is broken, the rulings, the specification and its lines, and the correction.
macro_rules! rules {
    ($list:ident: $($group:literal: $(
        $id:ident $name:literal $level:ident $sentence:literal [$($ruling:literal)+] $source:literal, $remedy:literal;
    )+)+) => {
        impl $crate::Rule {$($(
            #[doc = concat!("`", $name, "`: ", $sentence, ".")]
            pub const $id: Self = {
                static ROW: $crate::rule::Row = $crate::rule::Row {
                    name: $name,
                    level: $crate::Level::$level,
                    sentence: $sentence,
                    rulings: &[$($ruling),+],
                    source: $source,
                    remedy: $remedy,
                };
                Self(&ROW)
            };
        )+)+}

        /// The rules, grouped by subject.
        pub(crate) static $list: &[(&str, &[$crate::Rule])] = &[$(($group, &[$($crate::Rule::$id),+])),+];
    };
}

impl Rule {
    /// The permanent name: `short-timeout`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.0.name
    }

    /// The severity of a finding of this rule.
    #[must_use]
    pub const fn level(self) -> Level {
        self.0.level
    }

    /// The condition under which the rule is broken, as a clause in lower case.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        self.0.sentence
    }

    /// The rulings that the rule implements, such as `Z-8` (`docs/reference/rulings`).
    #[must_use]
    pub const fn rulings(self) -> &'static [&'static str] {
        self.0.rulings
    }

    /// The specification and its lines, or the other origin of the rule.
    #[must_use]
    pub const fn source(self) -> &'static str {
        self.0.source
    }

    /// The correction of the 402 response.
    #[must_use]
    pub const fn remedy(self) -> &'static str {
        self.0.remedy
    }
}

impl PartialEq for Rule {
    fn eq(&self, other: &Self) -> bool {
        core::ptr::eq(self.0, other.0)
    }
}

impl Eq for Rule {}

impl fmt::Debug for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

rules! { GROUPS:
    "The 402 response":
    UNREADABLE "unreadable" Error "the 402 response, or a field of it outside `accepts` and `extensions`, cannot be read"
        ["C-1" "C-2" "C-3" "C-4" "C-5" "C-7" "C-8" "C-12"] "x402-specification-v2.md line 118",
        "write the 402 response as the specification defines it; x402 decode shows the fault";
    BARE_OFFER "bare-offer" Error "this is one entry of accepts, not a whole 402 response" ["C-8"] "x402-specification-v2.md line 118",
        "put it into accepts of a PaymentRequired object, next to x402Version and resource";
    NO_DEMAND "no-demand" Error "the response has no header PAYMENT-REQUIRED" ["C-11"] "transports-v2/http.md line 17",
        "send the PaymentRequired object in base64 in the header PAYMENT-REQUIRED: clients of version 2 do not read the body";
    HEADER_SIZE "header-size" Warning "the header is longer than 8,192 bytes" ["C-12"] "defaults of servers and proxies, not in the specification",
        "shorten schemas and examples: many proxies and servers drop longer headers";
    CACHE_CONTROL "cache-control" Warning "a cache may store the response" ["X-37"] "the official servers, not in the specification",
        "send Cache-Control: no-store, so that no cache serves old payment requirements";

    NEAR_NAME "near-name" Warning "a field has a name that looks right to people, but not to programs" ["C-8"] "x402-specification-v2.md line 118",
        "write the name from the specification: readers ignore a field with any other name";
    MISPLACED "misplaced" Warning "a value is where no reader looks for it" ["C-8" "X-6" "X-7"] "x402-specification-v2.md lines 118 and 151",
        "move it to the object that the message names";

    "The HTTP response":
    STATUS "status" Error "the status of the response is not 402" ["C-11"] "transports-v2/http.md line 15",
        "respond with the status 402: clients read payment requirements from no other response";
    CONTENT_TYPE "content-type" Warning "the body has payment requirements, but its type is not JSON" ["C-11"] "transports-v1/http.md line 24",
        "send Content-Type: application/json: some clients read no other body as JSON";
    BODY_DIFFERS "body-differs" Warning "the body and the header have different payment requirements" ["C-11"] "x402-foundation/x402#2207, not in the specification",
        "send the same payment requirements in both, or none in the body: clients differ in which one they read";
    EXPOSE_HEADERS "expose-headers" Warning "a browser of a different origin cannot read the header with the payment requirements" ["C-11"] "Fetch standard, section 3.3.4 CORS-exposed header-name list",
        "send Access-Control-Expose-Headers: PAYMENT-REQUIRED, PAYMENT-RESPONSE next to Access-Control-Allow-Origin";

    "Offers":
    UNREADABLE_OFFER "unreadable-offer" Error "an entry of `accepts` cannot be read" ["C-6" "C-9" "C-10"] "x402-specification-v2.md lines 124 to 134",
        "correct the field: clients skip this offer";
    BAD_AMOUNT "bad-amount" Error "the amount is not one that the asset on the XRP Ledger can have" ["R-9" "R-10" "R-13" "R-75"] "scheme_exact_xrpl.md, after the pinned specification",
        "write XRP in drops, as an integer, and an issued currency in whole units, such as \"0.01\": clients skip this offer";
    UNKNOWN_SCHEME "unknown-scheme" Info "the scheme is unknown, or not known on this chain family" ["C-10"] "x402-specification-v2.md line 128",
        "also offer exact, if clients that know only exact should be able to pay";
    UNKNOWN_NETWORK "unknown-network" Info "the network is not in any published table" ["C-9" "C-10" "R-1" "R-75"] "x402-specification-v2.md line 129",
        "check it for a typing error";
    NETWORK_ALIAS "network-alias" Error "the network has a name instead of its identifier" ["C-9" "B-10"] "x402-specification-v2.md line 129",
        "write the CAIP-2 identifier: clients compare it, and accept no other name";
    NETWORK_SPELLING "network-spelling" Warning "the network of Algorand is written as the whole genesis hash" ["G-1" "G-2"] "x402-foundation/x402#2931, not in the specification",
        "write the first 32 characters: official servers do, and they find no offer for a payment that is written differently";
    ASSET_NETWORK "asset-network" Error "the asset is a token on a different network" ["E-1" "S-3" "B-10"] "x402-specification-v2.md line 131",
        "correct the network or the asset, so that both name the same chain";
    ASSET_METHOD "asset-method" Warning "the published tables have a different transfer method for this token" ["B-4" "B-10"] "scheme_exact_evm.md line 21",
        "write permit2 into extra.assetTransferMethod, unless you know that the token has EIP-3009";
    DECIMALS "decimals" Warning "extra.decimals is not the number of decimal places of the asset" ["T-7" "B-10"] "the published tables",
        "write the number from the tables, or omit it: clients know it, and the amount counts atomic units";
    UNKNOWN_ASSET "unknown-asset" Info "the asset is not in any published table" ["E-1"] "x402-specification-v2.md line 131",
        "check that the token exists on this network: careful buyers pay only in known tokens";
    TOKEN_ACCOUNT "token-account" Info "the recipient needs something on the chain that cannot be checked here: a token account, or its consent to the token"
        ["S-9"] "scheme_exact_svm.md line 144",
        "check that it exists: otherwise every payment fails";
    TRUSTLINE "trustline" Info "the recipient needs a trustline for the asset of an issuer, which cannot be checked here" ["T-31" "R-75"] "CAP-46-6",
        "check that the account trusts the asset: otherwise every payment fails";
    NOT_SPONSORED "not-sponsored" Error "the offer does not state who pays the fee, as the chain requires" ["T-6" "R-14" "R-75"] "scheme_exact_stellar.md line 68, scheme_exact_xrpl.md section 1",
        "write areFeesSponsored into extra: true on Stellar, and false on the XRP Ledger";
    FREE "free" Info "the price is zero" ["E-3"] "x402-specification-v2.md line 130",
        "serve the resource without asking for a payment, or set a price";
    IMPLAUSIBLE_PRICE "implausible-price" Warning "the price is 1,000 tokens or more" ["E-1"] "x402-specification-v2.md line 130",
        "check the decimals: amount is the price in atomic units, so 0.01 USDC is \"10000\"";
    AMOUNT_RANGE "amount-range" Error "the amount is more than any payment with this scheme on this chain can have" ["N-8" "S-6" "T-5"] "x402-specification-v2.md line 130",
        "check the decimals: amount is the price in atomic units, so 0.01 USDC is \"10000\"";
    PRE_HANDLER_FLOW "pre-handler-flow" Info "the payment is settled before the service" ["F-1" "F-2"] "x402-specification-v2.md as amended, section 6.1",
        "also offer the flow authorization: a buyer that avoids the risk accepts only this flow";
    UNKNOWN_FLOW "unknown-flow" Error "the payment flow does not exist" ["F-1"] "x402-specification-v2.md as amended, section 6.1",
        "write authorization, upfront or escrow, or omit paymentFlow for authorization";
    NOT_ADDRESS "not-address" Error "the field is not an address on the offer's network" ["E-3" "R-3" "R-4"] "x402-specification-v2.md lines 131 and 132",
        "write the address in the format of its chain, which the message names";
    KEY_AS_ADDRESS "key-as-address" Error "the field has 64 hexadecimal digits instead of an address" ["E-3"] "x402-specification-v2.md lines 131 and 132",
        "if this is a private key, it is public now: move its money to a new account, and write that account's address";
    ZERO_ADDRESS "zero-address" Error "the field is the zero address" ["E-3"] "x402-specification-v2.md lines 131 and 132",
        "write the real address: tokens refuse transfers to the zero address, and money sent there is lost";
    PAY_TO_ASSET "pay-to-asset" Error "the recipient is the token contract itself, or its mint" ["E-3" "S-6"] "x402-specification-v2.md line 132",
        "write your address: USDC's contract refuses a transfer to itself, and elsewhere the money is lost";
    PAY_TO_TOKEN "pay-to-token" Error "the recipient is the contract or the mint of a token" ["E-3" "B-10"] "x402-specification-v2.md line 132",
        "write your address into payTo, and the token's into asset";
    EIP55 "eip55" Warning "the letter case of the address is not its EIP-55 checksum" ["E-3"] "EIP-55",
        "check for a typing error, then write the address with its checksum or in lower case";
    DOMAIN_NAMES "domain-names" Error "the offer does not name the EIP-712 domain of the token" ["E-1"] "scheme_exact_evm.md lines 74 to 76",
        "write the name and version of the token's domain into extra: clients need them to sign";
    OTHER_DOMAIN "other-domain" Warning "the published tables have a different domain for this token" ["E-1" "B-10"] "scheme_exact_evm.md lines 74 to 76",
        "write the domain from the tables: a signature for a different domain does not settle";
    DOUBLE_ENCODED "double-encoded" Warning "the name of the token's domain is UTF-8 that was decoded with a different encoding" ["U-46"] "scheme_exact_evm.md lines 74 to 76",
        "write the name as the token has it, and read it as UTF-8: a signature for a different name does not settle";
    TRANSFER_METHOD "transfer-method" Error "the scheme does not have this transfer method" ["B-4"] "scheme_exact_evm.md line 21",
        "write eip3009 or permit2 for exact, permit2 for upto";
    NO_FACILITATOR "no-facilitator" Error "an upto offer does not name the facilitator" ["P-4"] "scheme_upto_evm.md lines 72 and 271",
        "copy facilitatorAddress from the facilitator's /supported: the payer signs it";
    NO_FEE_PAYER "no-fee-payer" Error "a Solana offer does not name the fee payer" ["S-3"] "scheme_exact_svm.md line 40",
        "copy feePayer from the facilitator's /supported: clients put it into the transaction";
    TRANSACTION_VERSIONS "transaction-versions" Error "a Solana offer lists transaction versions with which no client, or no released client, can pay" ["U-21" "U-49"] "x402-foundation/x402#3473, not in the specification",
        "write [0], or [0, 1] if your facilitator accepts version 1: servers ignore every entry other than the numbers 0 and 1";
    SHORT_TIMEOUT "short-timeout" Warning "the timeout is 6 seconds or less, or too short for the chain" ["E-2" "T-22" "R-75"] "x402-specification-v2.md line 133",
        "allow more time, such as 60 seconds: facilitators require 6 seconds to be left when they verify";
    LONG_TIMEOUT "long-timeout" Warning "the timeout is in milliseconds, longer than a day or, as a note, longer than is usual on the chain" ["E-2" "T-22"] "x402-specification-v2.md line 133",
        "write seconds, such as 60: by default, a buyer signs for a day at most";
    GATEWAY_CONTRACT "gateway-contract" Error "the offer has the name of the Gateway, but does not match a known chain of the Gateway" ["U-8" "U-13"] "npm @circle-fin/x402-batching 3.3.0, not in the specification",
        "write the wallet of the chain into extra.verifyingContract, and its USDC into asset: the operator settles no other payments";
    GATEWAY_TIMEOUT "gateway-timeout" Warning "the timeout of an offer of the Gateway is less than 604,900 seconds" ["U-4" "U-13"] "npm @circle-fin/x402-batching 3.3.0, not in the specification",
        "write 604900: the operator requires a week to be left when it verifies";
    GATEWAY "gateway" Info "the offer is for the Gateway: buyers need a deposit at its operator" ["U-6" "U-13"] "Circle's developer documents",
        "also offer the plain token, if buyers without a deposit should be able to pay";
    V1_MEMBER "v1-member" Warning "an offer of version 2 has a field of version 1" ["C-8"] "x402-specification-v2.md lines 124 to 134",
        "remove it: version 2 has amount in the offer, and resource next to accepts";
    V2_MEMBER "v2-member" Warning "a 402 response of version 1 has a field of version 2" ["C-8" "X-7"] "x402-specification-v1.md lines 112 to 130",
        "remove it: version 1 has maxAmountRequired and resource in the offer, and no extensions";

    "The resource":
    RELATIVE_URL "relative-url" Error "the URL of the resource is not absolute" ["Z-9" "Z-10"] "x402-specification-v2.md line 140",
        "write scheme and host as clients see them: directories and receipts identify the resource by its URL";
    URL_SCHEME "url-scheme" Warning "the URL of the resource is not http, https or mcp" ["Z-10"] "x402-specification-v2.md line 140",
        "write the URL that clients request";
    GATEWAY_RESOURCE "gateway-resource" Warning "the resource of an offer of the Gateway lacks a description or a type" ["U-13"] "reports from operators, not in the specification",
        "write description and mimeType: the Gateway's service rejects payments without them";
    LONG_DESCRIPTION "long-description" Warning "the description has more than 500 characters" ["Z-9"] "a hosted facilitator, not in the specification",
        "shorten it: a hosted facilitator rejects 501 characters";
    SERVICE_NAME "service-name" Error "directories drop the service name" ["Z-9"] "bazaar.md line 394",
        "write 1 to 32 printable ASCII characters";
    TAG "tag" Error "directories drop the tag" ["Z-9"] "bazaar.md line 395",
        "write 1 to 32 printable ASCII characters";
    DUPLICATE_TAG "duplicate-tag" Warning "the tag repeats an earlier one, ignoring letter case" ["Z-9"] "bazaar.md line 395",
        "remove it";
    TAG_COUNT "tag-count" Error "the resource has more than five tags, and directories drop the rest" ["Z-9"] "bazaar.md line 395",
        "keep at most five tags";
    ICON_URL "icon-url" Error "directories drop the icon URL" ["Z-9"] "bazaar.md line 396",
        "write the public http or https URL of an image";
    IDN_HOST "idn-host" Warning "the host of the icon URL has characters outside ASCII" ["Z-9"] "bazaar.md line 396",
        "write the host in its xn-- encoding: readers map characters outside ASCII differently";
    ODD_HOST "odd-host" Warning "the host of the icon URL has an empty label, or one with an underscore" ["Z-9"] "bazaar.md line 396",
        "write labels of letters, digits and hyphens, with one dot between two";

    "Every extension":
    EXTENSION_SHAPE "extension-shape" Error "the extension is not an object with an object info" ["X-6"] "x402-specification-v2.md line 151",
        "put the extension's fields into info";
    NO_SCHEMA "no-schema" Warning "the extension has no schema" ["X-6"] "x402-specification-v2.md line 152",
        "declare the JSON Schema from the extension's specification";

    "bazaar":
    BAZAAR_INPUT "bazaar-input" Error "the declared input cannot be read" ["Z-1"] "bazaar.md lines 259 to 288",
        "write it as the specification defines it";
    BAZAAR_OUTPUT "bazaar-output" Error "the declared output cannot be read" ["Z-1"] "bazaar.md lines 292 to 298",
        "write it as the specification defines it";
    BAZAAR_SCHEMA "bazaar-schema" Error "the declaration has no schema" ["Z-2" "Z-3"] "bazaar.md lines 21 and 328",
        "declare the JSON Schema of info: a directory must validate info before it lists the resource";
    INFO_SCHEMA "info-schema" Error "the declared schema rejects the declared info" ["Z-2"] "bazaar.md line 328",
        "correct the schema or the info";
    SCHEMA_SHAPE "schema-shape" Error "the schema is not a JSON Schema" ["Z-4" "Z-6"] "bazaar.md line 321",
        "correct the keyword";
    SCHEMA_DIALECT "schema-dialect" Error "the schema names a dialect other than 2020-12" ["Z-4"] "bazaar.md line 321",
        "write \"$schema\": \"https://json-schema.org/draft/2020-12/schema\"";
    SCHEMA_REFERENCE "schema-reference" Error "the schema has a reference that leaves the schema, leads nowhere, or is circular" ["Z-5"] "the official SDKs, not in the specification",
        "replace the reference with its target: no reader fetches it";
    SCHEMA_PROMISE "schema-promise" Error "the schema accepts declarations that it must reject" ["Z-3"] "bazaar.md lines 322 to 326",
        "require input, and fix the type and the methods with const and enum";
    SCHEMA_LIMIT "schema-limit" Error "a directory needs more work for the schema than its limits allow" ["Z-7"] "bounds of this project, not in the specification",
        "make the schema smaller";
    ROUTE_TEMPLATE "route-template" Error "directories discard the route template" ["Z-8"] "bazaar.md lines 559 to 575",
        "write the path with :name for each variable part, without .. and ://";
    NO_DIALECT "no-dialect" Warning "the schema does not name its dialect" ["Z-4"] "bazaar.md line 321",
        "write \"$schema\": \"https://json-schema.org/draft/2020-12/schema\"";
    REF_NAME "ref-name" Warning "a property has the name of a reference keyword" ["Z-5"] "the official SDKs, not in the specification",
        "rename the property: the official SDKs reject a schema with this name";
    DOUBLE_SLASH "double-slash" Warning "the route template begins with two slashes" ["Z-8"] "bazaar.md line 575",
        "begin with one slash: joined to an origin, two slashes may name a different host";
    BAD_PERCENT "bad-percent" Warning "the route template has a % that does not begin a UTF-8 escape" ["Z-8"] "bazaar.md line 575",
        "write %25 for a percent sign";
    ROUTE_PARAMETER "route-parameter" Warning "the route template and pathParams have different parameter names" ["Z-8"] "bazaar.md line 541",
        "write one example in pathParams for each parameter of the template, and for no other";

    "sign-in-with-x":
    SIWX_INFO "siwx-info" Error "a field of the challenge is missing or invalid" ["X-11" "X-12" "X-13" "X-15"] "sign-in-with-x.md lines 168 to 179",
        "write it as the specification defines it: otherwise a wallet cannot sign it, or the sign-in is rejected";
    SIWX_CHAINS "siwx-chains" Error "no chain is offered, or a chain has the wrong type" ["X-14"] "sign-in-with-x.md lines 183 to 191",
        "list CAIP-2 identifiers: eip155 with type eip191, solana with type ed25519";
    SIWX_NEVER "siwx-never" Error "no answer to the challenge can ever be valid" ["X-13"] "sign-in-with-x.md lines 276 to 278",
        "write an expirationTime after issuedAt and notBefore, and a notBefore within 300 seconds of issuedAt";
    SIWX_NONCE "siwx-nonce" Warning "the nonce is not 32 hexadecimal digits" ["X-15"] "sign-in-with-x.md line 173",
        "generate 16 random bytes for each challenge, and write them in hexadecimal";
    SIWX_ORIGIN "siwx-origin" Warning "the challenge is for a different origin than the resource" ["X-12" "X-19"] "sign-in-with-x.md line 170",
        "write the public origin of the resource: a careful client signs for no other origin";

    "payment-identifier":
    IDENTIFIER_REQUIRED "identifier-required" Error "required is neither true nor false" ["X-9"] "payment_identifier.md line 54",
        "write true or false";
    IDENTIFIER_ID "identifier-id" Error "the server declares an identifier" ["X-9"] "payment_identifier.md line 127",
        "remove id: the client chooses it";
    NO_REQUIRED "no-required" Warning "the extension does not state whether an identifier is required" ["X-9"] "payment_identifier.md line 57",
        "write required: false, which is the default";

    "builder-code":
    BUILDER_CODE "builder-code" Error "a code is malformed, or s has more than five codes" ["X-30" "B-6"] "builder_code.md line 254",
        "write 1 to 32 characters of a-z, 0-9 and _";
    WALLET_CODE "wallet-code" Warning "the server declares a wallet code" ["B-6"] "builder_code.md line 264",
        "remove w: the facilitator sets it";

    "offer-receipt":
    OFFER_SHAPE "offer-shape" Error "a signed offer does not have the fields of its format" ["X-20" "X-21" "X-22" "X-24"] "extension-offer-and-receipt.md lines 45 and 148",
        "write envelope and payload as the specification defines them";
    OFFER_SIGNATURE "offer-signature" Error "the signature of a signed offer is malformed, or does not cover this offer" ["X-23" "X-24" "X-25" "X-26"] "extension-offer-and-receipt.md line 229",
        "sign exactly the offer that is sent";
    OFFER_TERMS "offer-terms" Error "the terms of a signed offer match no entry of accepts" ["X-28"] "extension-offer-and-receipt.md line 250",
        "sign the scheme, network, asset, payTo and amount of an entry";
    ACCEPT_INDEX "accept-index" Warning "acceptIndex names a different entry than the signed terms" ["X-28"] "extension-offer-and-receipt.md line 45",
        "write the index of the entry in accepts, from 0";
    OFFER_SIGNER "offer-signer" Warning "the signer of a signed offer is not payTo" ["X-27"] "extension-offer-and-receipt.md line 243",
        "sign with the key of payTo, or publish which key signs for the service";
    NOT_JCS "not-jcs" Warning "the payload of a JWS is not in the canonical format of RFC 8785" ["X-24"] "extension-offer-and-receipt.md line 866",
        "write the payload in the canonical format before you sign it";

    "auth-hints":
    AUTH_HINTS "auth-hints" Error "a field of a hint is missing or invalid" ["X-33" "X-34"] "extension-auth-hints.md lines 165 to 186",
        "write it as the specification defines it";
    AUTH_POINTER "auth-pointer" Error "a hint refers to sign-in-with-x, which the 402 response does not declare" ["X-34"] "extension-auth-hints.md line 198",
        "declare the extension sign-in-with-x, or remove the method";
    AUTH_TOKEN_TYPE "auth-token-type" Error "the token type is neither Bearer nor DPoP" ["X-34"] "extension-auth-hints.md line 183",
        "write Bearer or DPoP";
    AUTH_INDEX "auth-index" Warning "an index names no entry of accepts" ["X-33"] "extension-auth-hints.md line 159",
        "remove it: clients ignore it silently";
    AUTH_SCHEMA "auth-schema" Warning "the declared schema rejects the declared info" ["X-34"] "x402-specification-v2.md line 152",
        "correct the schema or the info: a client that uses the schema ignores the hints";
    AUTH_URL "auth-url" Warning "a URL of a hint is not https" ["X-34"] "extension-auth-hints.md lines 184 to 186",
        "write an https URL: tokens travel to it";

    "http-message-signatures":
    MESSAGE_SIGNATURES "message-signatures" Error "a field of the declaration is missing or invalid" ["H-1"] "http-message-signatures.md lines 59 to 61",
        "write registrationUrl, and signatureSchemes and tags with at least one string each";
}
