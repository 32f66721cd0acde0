//! The flags of the metadata in a calldata suffix.

macro_rules! metadata {
    ([$($lists:ident)*] $($rows:tt)+) => {
        in_lists! {
            [$($lists)*]
            $($rows)+
            /// A key in the metadata of a calldata suffix does not begin with `x402` (U-41).
            MetadataKey "metadata-key" "a key of the metadata does not begin with x402, so the document does not define it",
            /// `x402ChargeCounts` is not a list of unsigned integers (U-41).
            ChargeCounts "charge-counts" "x402ChargeCounts is not a list of counts, one for each row of the claim",
        }
    };
}
