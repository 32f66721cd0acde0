//! The flags of offers of the Gateway.

macro_rules! gateway {
    ([$($lists:ident)*] $($rows:tt)+) => {
        in_lists! {
            [$($lists)*]
            $($rows)+
            /// The offer is of the Gateway variant (U-8).
            Gateway "gateway" "the offer is of the Gateway, whose operator settles in batches from the payer's deposit",
            /// The offer has the name of the Gateway, but is not of the variant (U-8).
            GatewayNearMiss "gateway-near-miss" "the offer has the name of the Gateway, but not all that makes it one of the Gateway",
        }
    };
}
