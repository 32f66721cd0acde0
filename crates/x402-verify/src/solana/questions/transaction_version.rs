use super::*;

/// Deciding question: does the server accept transactions of version 1 (SIMD-0385)? Its offer does not list
/// versions (U-21).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransactionVersion {}

impl QuestionText for TransactionVersion {
    fn kind(&self) -> &'static str {
        "transaction-version"
    }

    fn sentence(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "ask the server to list 1 in extra.transactionVersions: its offer does not state whether a transaction of \
             version 1 may pay",
        )
    }

    fn changes_verdict(&self) -> bool {
        true
    }
}

impl AnswerRules for TransactionVersion {}
