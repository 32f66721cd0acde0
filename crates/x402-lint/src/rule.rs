//! Rules. Each rule is a row of the table below, and `docs/lint-rules.md` is written from the rows.

use core::fmt;

use crate::Level;

/// Everything that is stated about a rule, in one place.
struct Row {
    name: &'static str,
    level: Level,
    sentence: &'static str,
    rulings: &'static [&'static str],
    source: &'static str,
    remedy: &'static str,
}

/// One rule, identified by its permanent name.
///
/// ```
/// use x402_lint::{Level, Rule};
/// assert_eq!(Rule::SHORT_TIMEOUT.as_str(), "short-timeout");
/// assert_eq!(Rule::SHORT_TIMEOUT.level(), Level::Warning);
/// assert!(Rule::all().any(|rule| rule == Rule::SHORT_TIMEOUT));
/// ```
#[derive(Clone, Copy)]
pub struct Rule(&'static Row);

/// Declares the rules, in groups. A row has the name of the constant, the permanent name, the level, the sentence that says
/// when it is found, the rulings behind it, document and line, and how to put it right.
macro_rules! rules {
    ($($group:literal: $(
        $id:ident $name:literal $level:ident $sentence:literal [$($ruling:literal)+] $source:literal, $remedy:literal;
    )+)+) => {
        impl Rule {$($(
            #[doc = concat!("`", $name, "`: ", $sentence, ".")]
            pub const $id: Self = {
                static ROW: Row = Row {
                    name: $name,
                    level: Level::$level,
                    sentence: $sentence,
                    rulings: &[$($ruling),+],
                    source: $source,
                    remedy: $remedy,
                };
                Self(&ROW)
            };
        )+)+}

        /// The rules, by what they are about.
        static GROUPS: &[(&str, &[Rule])] = &[$(($group, &[$(Rule::$id),+])),+];
    };
}

impl Rule {
    /// Every rule, in the order of `docs/lint-rules.md`.
    pub fn all() -> impl Iterator<Item = Self> {
        GROUPS.iter().flat_map(|(_, rules)| rules.iter().copied())
    }

    /// The rules by what they are about, for a page.
    #[must_use]
    pub fn groups() -> &'static [(&'static str, &'static [Self])] {
        GROUPS
    }

    /// The permanent name: `short-timeout`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.0.name
    }

    /// How much it matters.
    #[must_use]
    pub const fn level(self) -> Level {
        self.0.level
    }

    /// When it is found.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        self.0.sentence
    }

    /// The rulings that the rule implements, such as `Z-8` (`docs/rulings.md`).
    #[must_use]
    pub const fn rulings(self) -> &'static [&'static str] {
        self.0.rulings
    }

    /// The document and its line, or where else it comes from.
    #[must_use]
    pub const fn source(self) -> &'static str {
        self.0.source
    }

    /// How to put it right.
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

rules! {
    "The demand":
    UNREADABLE "unreadable" Error "the demand, or a member of it outside `accepts` and `extensions`, cannot be read"
        ["C-1" "C-2" "C-3" "C-4" "C-5" "C-7" "C-8" "C-12"] "x402-specification-v2.md line 118",
        "write the demand as the document has it; x402 decode says more";
    NO_DEMAND "no-demand" Error "the answer has no header PAYMENT-REQUIRED" ["C-11"] "transports-v2/http.md line 17",
        "send the demand, in base64, in the header PAYMENT-REQUIRED: clients of version 2 do not look at the body";
    HEADER_SIZE "header-size" Warning "the header is longer than 8,192 bytes" ["C-12"] "defaults of servers and proxies, in no document",
        "shorten schemas and examples: many proxies and servers drop longer headers";
    CACHE_CONTROL "cache-control" Warning "the answer may be stored by a cache" ["X-37"] "the official servers, in no document",
        "send Cache-Control: no-store, so that no cache answers with an old demand";

    "Offers":
    UNREADABLE_OFFER "unreadable-offer" Error "an entry of `accepts` cannot be read" ["C-6" "C-9" "C-10"] "x402-specification-v2.md lines 124 to 134",
        "correct the member: a client passes over this offer";
    UNKNOWN_SCHEME "unknown-scheme" Info "the scheme is not known here" ["C-10"] "x402-specification-v2.md line 128",
        "offer exact beside it, if clients should be able to pay that know only this";
    UNKNOWN_NETWORK "unknown-network" Info "the network is in none of the published tables" ["C-9" "C-10"] "x402-specification-v2.md line 129",
        "check the spelling";
    UNKNOWN_ASSET "unknown-asset" Info "the asset is in none of the published tables" ["E-1"] "x402-specification-v2.md line 131",
        "check that the token is on this network: careful buyers pay only in tokens that they know";
    FREE "free" Info "the price is zero" ["E-3"] "x402-specification-v2.md line 130",
        "serve the resource without a demand, or ask for something";
    PRE_HANDLER_FLOW "pre-handler-flow" Info "the payment is settled before the service" ["F-1" "F-2"] "x402-specification-v2.md as amended, section 6.1",
        "offer the flow authorization beside it: a buyer that bears no such risk takes only that";
    UNKNOWN_FLOW "unknown-flow" Error "nobody knows the payment flow" ["F-1"] "x402-specification-v2.md as amended, section 6.1",
        "write authorization, upfront or escrow, or leave paymentFlow out for authorization";
    NOT_ADDRESS "not-address" Error "the member is no address of the offer's network" ["E-3"] "x402-specification-v2.md lines 131 and 132",
        "write 0x and 40 hexadecimal digits on an EVM chain, base58 of 32 bytes on Solana";
    ZERO_ADDRESS "zero-address" Error "the member is the zero address" ["E-3"] "x402-specification-v2.md lines 131 and 132",
        "write the address: what is paid there is lost, and tokens refuse it";
    PAY_TO_ASSET "pay-to-asset" Error "the recipient is the token contract itself" ["E-3"] "x402-specification-v2.md line 132",
        "write your own address: USDC refuses a transfer to itself";
    EIP55 "eip55" Warning "the letter case of the address is no EIP-55 checksum" ["E-3"] "EIP-55",
        "look for a typing error, then write the address with its checksum or in lower case";
    DOMAIN_NAMES "domain-names" Error "the offer does not name the EIP-712 domain of the token" ["E-1"] "scheme_exact_evm.md lines 74 to 76",
        "write name and version of the token's domain into extra: clients sign in it";
    OTHER_DOMAIN "other-domain" Warning "the published tables have another domain for this token" ["E-1"] "scheme_exact_evm.md lines 74 to 76",
        "write the domain of the tables: no signature for another one settles";
    TRANSFER_METHOD "transfer-method" Error "the scheme does not have this transfer method" ["B-4"] "scheme_exact_evm.md line 21",
        "write eip3009 or permit2 in exact, permit2 in upto";
    NO_FACILITATOR "no-facilitator" Error "an offer of upto does not name the facilitator" ["P-4"] "scheme_upto_evm.md lines 72 and 271",
        "copy facilitatorAddress from what the facilitator's /supported says: the payer signs for it";
    NO_FEE_PAYER "no-fee-payer" Error "an offer on Solana does not name the fee payer" ["S-3"] "scheme_exact_svm.md line 40",
        "copy feePayer from what the facilitator's /supported says: clients build the transaction for it";
    SHORT_TIMEOUT "short-timeout" Warning "the time-out is 6 seconds or less" ["E-2"] "x402-specification-v2.md line 133",
        "allow more, 60 for example: facilitators want 6 seconds to be left when they verify";
    V1_MEMBER "v1-member" Warning "an offer of version 2 has a member of version 1" ["C-8"] "x402-specification-v2.md lines 124 to 134",
        "leave it out: version 2 has amount in the offer, and resource in the demand";
    V2_MEMBER "v2-member" Warning "a demand of version 1 has a member of version 2" ["C-8" "X-7"] "x402-specification-v1.md lines 112 to 130",
        "leave it out: version 1 has maxAmountRequired and resource in the offer, and no extensions";

    "The resource":
    RELATIVE_URL "relative-url" Error "the URL of the resource is not absolute" ["Z-9" "Z-10"] "x402-specification-v2.md line 140",
        "write scheme and host, as clients see them: directories and receipts name the resource by it";
    URL_SCHEME "url-scheme" Warning "the URL of the resource is neither http, https nor mcp" ["Z-10"] "x402-specification-v2.md line 140",
        "write the URL that clients ask for";
    LONG_DESCRIPTION "long-description" Warning "the description has more than 500 characters" ["Z-9"] "a hosted facilitator, in no document",
        "shorten it: a hosted facilitator refuses 501";
    SERVICE_NAME "service-name" Error "a directory drops the name of the service" ["Z-9"] "bazaar.md line 394",
        "write 1 to 32 characters of printable ASCII";
    TAG "tag" Error "a directory drops the tag" ["Z-9"] "bazaar.md line 395",
        "write 1 to 32 characters of printable ASCII";
    DUPLICATE_TAG "duplicate-tag" Warning "the tag stands before, but for letter case" ["Z-9"] "bazaar.md line 395",
        "leave it out";
    TAG_COUNT "tag-count" Error "there are more than five tags, and a directory drops those from here on" ["Z-9"] "bazaar.md line 395",
        "leave out all but five";
    ICON_URL "icon-url" Error "a directory drops the URL of the icon" ["Z-9"] "bazaar.md line 396",
        "write the public http or https URL of an image";

    "Every extension":
    EXTENSION_SHAPE "extension-shape" Error "the extension is no object with an object info" ["X-6"] "x402-specification-v2.md line 151",
        "put what the extension declares into info";
    NO_SCHEMA "no-schema" Warning "the extension has no schema" ["X-6"] "x402-specification-v2.md line 152",
        "declare the JSON Schema that the extension's document prints";

    "bazaar":
    BAZAAR_INPUT "bazaar-input" Error "the declaration of the call cannot be read" ["Z-1"] "bazaar.md lines 259 to 288",
        "write it as the document has it";
    BAZAAR_OUTPUT "bazaar-output" Error "the declaration of the answer cannot be read" ["Z-1"] "bazaar.md lines 292 to 298",
        "write it as the document has it";
    INFO_SCHEMA "info-schema" Error "the declared schema refuses its own info" ["Z-2"] "bazaar.md line 328",
        "correct the schema or the info";
    SCHEMA_SHAPE "schema-shape" Error "the schema is none" ["Z-4" "Z-6"] "bazaar.md line 321",
        "correct the keyword";
    SCHEMA_DIALECT "schema-dialect" Error "the schema names another dialect than 2020-12" ["Z-4"] "bazaar.md line 321",
        "write \"$schema\": \"https://json-schema.org/draft/2020-12/schema\"";
    SCHEMA_REFERENCE "schema-reference" Error "the schema refers out of itself, to nowhere, or in a circle" ["Z-5"] "the official SDKs, in no document",
        "write what is referred to in place: nobody fetches it";
    SCHEMA_PROMISE "schema-promise" Error "the schema accepts what it has to refuse" ["Z-3"] "bazaar.md lines 322 to 326",
        "require input, and say by const and enum which type and which methods there are";
    SCHEMA_LIMIT "schema-limit" Error "the schema asks for more work than a directory does" ["Z-7"] "bounds of this project, in no document",
        "make the schema smaller";
    ROUTE_TEMPLATE "route-template" Error "a directory discards the route template" ["Z-8"] "bazaar.md lines 559 to 575",
        "write the path with :name for what varies, without .. and ://";
    NO_DIALECT "no-dialect" Warning "the schema names no dialect" ["Z-4"] "bazaar.md line 321",
        "write \"$schema\": \"https://json-schema.org/draft/2020-12/schema\"";
    REF_NAME "ref-name" Warning "a property has the name of a reference" ["Z-5"] "the official SDKs, in no document",
        "give the property another name: the official SDKs refuse the schema for this one";
    DOUBLE_SLASH "double-slash" Warning "the route template begins with two slashes" ["Z-8"] "bazaar.md line 575",
        "begin with one: joined to an origin two may name another host";
    BAD_PERCENT "bad-percent" Warning "the route template has a % that begins no escape of UTF-8" ["Z-8"] "bazaar.md line 575",
        "write %25 for a percent sign";
    ROUTE_PARAMETER "route-parameter" Warning "the route template and pathParams have different names" ["Z-8"] "bazaar.md line 541",
        "give each name of the template one example in pathParams";

    "sign-in-with-x":
    SIWX_INFO "siwx-info" Error "a member of the challenge is missing or wrong" ["X-11" "X-12" "X-13" "X-15"] "sign-in-with-x.md lines 168 to 179",
        "write it as the document has it: a wallet cannot sign it, or the sign-in would be refused";
    SIWX_CHAINS "siwx-chains" Error "no chain is offered, or one with a type that does not fit" ["X-14"] "sign-in-with-x.md lines 183 to 191",
        "list CAIP-2 identifiers: eip155 with type eip191, solana with ed25519";
    SIWX_NONCE "siwx-nonce" Warning "the nonce is not 32 hexadecimal digits" ["X-15"] "sign-in-with-x.md line 173",
        "make 16 random bytes for each challenge, and write them in hexadecimal";
    SIWX_ORIGIN "siwx-origin" Warning "the challenge is for another origin than the resource" ["X-12" "X-19"] "sign-in-with-x.md line 170",
        "write the public origin of the resource: a careful client signs no other";

    "payment-identifier":
    IDENTIFIER_REQUIRED "identifier-required" Error "required is not true or false" ["X-9"] "payment_identifier.md line 54",
        "write true or false";
    IDENTIFIER_ID "identifier-id" Error "the server declares an identifier" ["X-9"] "payment_identifier.md line 127",
        "leave id out: the client makes it";
    NO_REQUIRED "no-required" Warning "the extension does not say whether an identifier is required" ["X-9"] "payment_identifier.md line 57",
        "write required: false, which absence means";

    "builder-code":
    BUILDER_CODE "builder-code" Error "a code is malformed, or there are more than five in s" ["X-30" "B-6"] "builder_code.md line 254",
        "write 1 to 32 of a-z, 0-9 and _";
    WALLET_CODE "wallet-code" Warning "the server declares the code of a wallet" ["B-6"] "builder_code.md line 264",
        "leave w out: it is the facilitator's";

    "offer-receipt":
    OFFER_SHAPE "offer-shape" Error "a signed offer has not the shape of its format" ["X-20" "X-21" "X-22" "X-24"] "extension-offer-and-receipt.md lines 45 and 148",
        "write envelope and payload as the document has them";
    OFFER_SIGNATURE "offer-signature" Error "the signature of a signed offer is malformed, or not over this offer" ["X-23" "X-24" "X-25" "X-26"] "extension-offer-and-receipt.md line 229",
        "sign exactly what is sent";
    OFFER_TERMS "offer-terms" Error "a signed offer has the terms of no entry of accepts" ["X-28"] "extension-offer-and-receipt.md line 250",
        "sign scheme, network, asset, payTo and amount of the entry";
    ACCEPT_INDEX "accept-index" Warning "acceptIndex names another entry than the signed terms" ["X-28"] "extension-offer-and-receipt.md line 45",
        "write the position of the entry in accepts, from 0";
    OFFER_SIGNER "offer-signer" Warning "the signer of a signed offer is not payTo" ["X-27"] "extension-offer-and-receipt.md line 243",
        "sign with the key of payTo, or publish which key signs for the service";
    NOT_JCS "not-jcs" Warning "the payload of a JWS is not in the form of RFC 8785" ["X-24"] "extension-offer-and-receipt.md line 866",
        "write the payload in canonical form before it is signed";

    "auth-hints":
    AUTH_HINTS "auth-hints" Error "a hint is missing a member, or has a wrong one" ["X-33" "X-34"] "extension-auth-hints.md lines 165 to 186",
        "write it as the document has it";
    AUTH_POINTER "auth-pointer" Error "a hint points to sign-in-with-x, which the demand does not have" ["X-34"] "extension-auth-hints.md line 198",
        "declare the extension sign-in-with-x, or leave the method out";
    AUTH_TOKEN_TYPE "auth-token-type" Error "the token type is neither Bearer nor DPoP" ["X-34"] "extension-auth-hints.md line 183",
        "write Bearer or DPoP";
    AUTH_INDEX "auth-index" Warning "an index names no entry of accepts" ["X-33"] "extension-auth-hints.md line 159",
        "leave it out: clients pass over it in silence";
    AUTH_URL "auth-url" Warning "a URL of a hint is not https" ["X-34"] "extension-auth-hints.md lines 184 to 186",
        "write an https URL: tokens travel to it";

    "http-message-signatures":
    MESSAGE_SIGNATURES "message-signatures" Error "a member of the declaration is missing or wrong" ["H-1"] "http-message-signatures.md lines 59 to 61",
        "write registrationUrl, and signatureSchemes and tags with at least one text each";
}
