//! What a settler calls, as alloy encodes it. The functions are those of the deployed contracts: npm `@x402/evm` 2.27.0
//! prints the proxies' ABI.

alloy_sol_types::sol! {
    struct TokenPermissions {
        address token;
        uint256 amount;
    }

    struct PermitTransferFrom {
        TokenPermissions permitted;
        uint256 nonce;
        uint256 deadline;
    }

    struct EIP2612Permit {
        uint256 value;
        uint256 deadline;
        bytes32 r;
        bytes32 s;
        uint8 v;
    }

    struct ExactWitness {
        address to;
        uint256 validAfter;
    }

    struct UptoWitness {
        address to;
        address facilitator;
        uint256 validAfter;
    }

    interface ExactProxy {
        function settle(
            PermitTransferFrom permit, address owner, ExactWitness witness, bytes signature
        ) external;
        function settleWithPermit(
            EIP2612Permit permit2612, PermitTransferFrom permit, address owner, ExactWitness witness, bytes signature
        ) external;
    }

    interface UptoProxy {
        function settle(
            PermitTransferFrom permit, uint256 amount, address owner, UptoWitness witness, bytes signature
        ) external;
        function settleWithPermit(
            EIP2612Permit permit2612, PermitTransferFrom permit, uint256 amount, address owner, UptoWitness witness,
            bytes signature
        ) external;
    }
}
