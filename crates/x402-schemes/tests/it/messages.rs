//! What payers sign, as alloy hashes it. The tests of `x402-verify` have this file, too.

alloy_sol_types::sol! {
    struct TransferWithAuthorization {
        address from;
        address to;
        uint256 value;
        uint256 validAfter;
        uint256 validBefore;
        bytes32 nonce;
    }

    struct ReceiveWithAuthorization {
        address from;
        address to;
        uint256 value;
        uint256 validAfter;
        uint256 validBefore;
        bytes32 nonce;
    }

    struct Permit {
        address owner;
        address spender;
        uint256 value;
        uint256 nonce;
        uint256 deadline;
    }
}

/// Permit2's message, which has the same name for both proxies, with the witness of one.
macro_rules! permit_witness_transfer_from {
    ($proxy:ident { $($witness:tt)* }) => {
        pub(crate) mod $proxy {
            alloy_sol_types::sol! {
                struct TokenPermissions {
                    address token;
                    uint256 amount;
                }
                struct Witness { $($witness)* }
                struct PermitWitnessTransferFrom {
                    TokenPermissions permitted;
                    address spender;
                    uint256 nonce;
                    uint256 deadline;
                    Witness witness;
                }
            }
        }
    };
}

permit_witness_transfer_from!(exact {
    address to;
    uint256 validAfter;
});

permit_witness_transfer_from!(upto {
    address to;
    address facilitator;
    uint256 validAfter;
});
