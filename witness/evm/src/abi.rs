//! Call data and return values, as far as they are needed here.

use revm::primitives::{Address, B256, Bytes, U256, hex, keccak256};

/// An argument.
pub(crate) enum Arg<'a> {
    /// Any static type.
    Word(B256),
    /// `bytes`, `string`, or an empty array.
    Bytes(&'a [u8]),
    /// Any other dynamic type, encoded already.
    Encoded(Vec<u8>),
}

impl From<Address> for Arg<'_> {
    fn from(address: Address) -> Self {
        Self::Word(address.into_word())
    }
}

impl From<U256> for Arg<'_> {
    fn from(value: U256) -> Self {
        Self::Word(value.into())
    }
}

impl From<B256> for Arg<'_> {
    fn from(word: B256) -> Self {
        Self::Word(word)
    }
}

/// Encodes a selector and its arguments.
pub(crate) fn calldata(function: &str, args: &[Arg<'_>]) -> Bytes {
    let mut data = keccak256(function)[..4].to_vec();
    data.extend(arguments(args));
    data.into()
}

/// Encodes arguments alone, as a constructor takes them.
pub(crate) fn arguments(args: &[Arg<'_>]) -> Vec<u8> {
    let (mut head, mut tail) = (Vec::new(), Vec::new());
    for arg in args {
        match arg {
            Arg::Word(word) => head.extend(word),
            Arg::Bytes(bytes) => {
                head.extend(word(32 * args.len() + tail.len()));
                tail.extend(word(bytes.len()));
                tail.extend(*bytes);
                tail.resize(tail.len().next_multiple_of(32), 0);
            }
            Arg::Encoded(encoded) => {
                head.extend(word(32 * args.len() + tail.len()));
                tail.extend(encoded);
            }
        }
    }
    head.extend(tail);
    head
}

/// Encodes an array of a dynamic type.
pub(crate) fn array(items: &[Arg<'_>]) -> Arg<'static> {
    Arg::Encoded([word(items.len()).as_slice(), &arguments(items)].concat())
}

fn word(length: usize) -> B256 {
    U256::from(length).into()
}

/// The one `string` or `bytes` that a function returns.
pub(crate) fn returned_bytes(output: &[u8]) -> Option<&[u8]> {
    let length = usize::try_from(U256::from_be_slice(output.get(32..64)?)).ok()?;
    output.get(64..64usize.checked_add(length)?)
}

/// Errors that the contracts declare, beside `Error(string)`.
const ERRORS: [&str; 32] = [
    "AmountExceedsPermitted()",
    "ClaimExceedsBalance()",
    "ClaimExceedsCeiling()",
    "DepositOverflow()",
    "ECDSAInvalidSignature()",
    "ECDSAInvalidSignatureLength(uint256)",
    "ECDSAInvalidSignatureS(bytes32)",
    "EmptyBatch()",
    "InvalidAmount()",
    "InvalidAmount(uint256)",
    "InvalidChannel()",
    "InvalidContractSignature()",
    "InvalidDestination()",
    "InvalidNonce()",
    "InvalidOwner()",
    "InvalidRefundNonce()",
    "InvalidSignature()",
    "InvalidSignatureLength()",
    "InvalidSigner()",
    "NotAuthorizedToClaim()",
    "NotAuthorizedToRefund()",
    "NotReceiverAuthorizer()",
    "PaymentTooEarly()",
    "Permit2612AmountMismatch()",
    "ReentrancyGuardReentrantCall()",
    "SafeERC20FailedOperation(address)",
    "SignatureExpired(uint256)",
    "UnauthorizedFacilitator()",
    "WithdrawDelayNotElapsed()",
    "WithdrawDelayOutOfRange()",
    "ZeroDeposit()",
    "ZeroRefund()",
];

/// The reason of a call that reverts: the message of `revert("…")`, an error with its argument, or the bytes.
pub(crate) fn revert_reason(output: &[u8]) -> String {
    let Some((selector, arguments)) = output.split_first_chunk::<4>() else {
        return if output.is_empty() { "revert (empty data)".into() } else { hex::encode_prefixed(output) };
    };
    let is = |error: &str| keccak256(error)[..4] == *selector;
    if is("Error(string)") {
        let message = returned_bytes(arguments).and_then(|bytes| String::from_utf8(bytes.to_vec()).ok());
        return message.unwrap_or_else(|| hex::encode_prefixed(output));
    }
    match (ERRORS.iter().find(|error| is(error)), arguments.len()) {
        (Some(error), 0) => (*error).to_owned(),
        (Some(error), 32) => error.replace("uint256", &U256::from_be_slice(arguments).to_string()),
        _ => hex::encode_prefixed(output),
    }
}
