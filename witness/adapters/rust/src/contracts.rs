//! What facilitators call, and what payers sign.

use alloy_sol_types::sol;

sol! {
    struct TransferWithAuthorization {
        address from; address to; uint256 value; uint256 validAfter; uint256 validBefore; bytes32 nonce;
    }
    struct TokenPermissions { address token; uint256 amount; }
    struct Permit { TokenPermissions permitted; uint256 nonce; uint256 deadline; }
    struct Sponsored { uint256 value; uint256 deadline; bytes32 r; bytes32 s; uint8 v; }

    interface Exact {
        struct Witness { address to; uint256 validAfter; }
        function settle(Permit permit, address owner, Witness witness, bytes signature);
        function settleWithPermit(Sponsored sponsored, Permit permit, address owner, Witness witness, bytes signature);
    }
    interface Upto {
        struct Witness { address to; address facilitator; uint256 validAfter; }
        function settle(Permit permit, uint256 amount, address owner, Witness witness, bytes signature);
        function settleWithPermit(Sponsored sponsored, Permit permit, uint256 amount, address owner, Witness witness, bytes signature);
    }
    interface Chain {
        struct Call3 { address target; bool allowFailure; bytes callData; }
        struct Result { bool success; bytes returnData; }
        function aggregate3(Call3[] calls) returns (Result[]);
        function isValidSigWithSideEffects(address signer, bytes32 hash, bytes signature) returns (bool);
        function isValidSignature(bytes32 hash, bytes signature) returns (bytes4);
        function balanceOf(address account) returns (uint256);
        function allowance(address owner, address spender) returns (uint256);
        function authorizationState(address authorizer, bytes32 nonce) returns (bool);
        function name() returns (string);
        function version() returns (string);
    }
    interface ByBytes {
        function transferWithAuthorization(address from, address to, uint256 value, uint256 validAfter, uint256 validBefore, bytes32 nonce, bytes signature);
    }
    interface ByParts {
        function transferWithAuthorization(address from, address to, uint256 value, uint256 validAfter, uint256 validBefore, bytes32 nonce, uint8 v, bytes32 r, bytes32 s);
    }
    struct Wrapped { address factory; bytes calls; bytes inner; }
}

pub mod witnessed {
    use super::{TokenPermissions, sol};
    pub mod exact {
        use super::{TokenPermissions, sol};
        sol! {
            struct Witness { address to; uint256 validAfter; }
            struct PermitWitnessTransferFrom { TokenPermissions permitted; address spender; uint256 nonce; uint256 deadline; Witness witness; }
        }
    }
    pub mod upto {
        use super::{TokenPermissions, sol};
        sol! {
            struct Witness { address to; address facilitator; uint256 validAfter; }
            struct PermitWitnessTransferFrom { TokenPermissions permitted; address spender; uint256 nonce; uint256 deadline; Witness witness; }
        }
    }
}
