//! The flags of offers that a published table contradicts (B-10).

macro_rules! tables {
    ([$($lists:ident)*] $($rows:tt)+) => {
        in_lists! {
            [$($lists)*]
            $($rows)+
            /// The network has a name where its identifier belongs (B-10).
            NetworkAlias "network-alias" "the network has a name where its identifier belongs; clients and servers compare the identifier",
            /// The asset is the token of a different network (B-10).
            AssetNetwork "asset-network" "by the published tables the asset is the token of another network",
            /// The offer names a different EIP-712 domain than the tables list for the token (B-10).
            OtherDomain "other-domain" "by the published tables this token has a different domain, so no signature over the offer's domain settles",
            /// The offer wants a signature with EIP-3009, for a token that the tables pay with Permit2 (B-10).
            AssetMethod "asset-method" "by the published tables this token is paid by permit2, and the offer wants eip3009",
            /// The recipient is the contract or the mint of a different token (B-10).
            PayToToken "pay-to-token" "by the published tables the recipient is the contract or the mint of a token, and not a wallet",
            /// The recipient is the issuer of the asset (B-10).
            PayToIssuer "pay-to-issuer" "by the published tables the recipient is the issuer of the asset: the token burns what it is paid",
            /// The offer names a different number of decimal places than the tables list for the token (B-10).
            Decimals "decimals" "by the published tables the asset has a different number of decimal places than the offer says",
        }
    };
}
