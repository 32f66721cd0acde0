//! Checks. Each check is a row in the module that makes it. `catalogue.rs` reads the texts of the rows.

names! {
    /// The stage to which a check belongs.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    #[non_exhaustive]
    pub enum CheckStage {
        /// The check compares the payment with the server's offers.
        Match = "match",
        /// The check verifies the payment itself.
        Verify = "verify",
    }
    as_str "The name of the stage: `match` or `verify`.";
    Display;
}

/// The question that a check helps to answer. The two questions differ if a sponsor pays the payer's fee
/// (`scheme_exact_svm.md` §2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Concern {
    /// Does the payment pay what the offer asks?
    Payment,
    /// Does the sponsor risk no more than the fee, and no more than the policy accepts?
    Sponsor,
}

/// The facts about a check that a report needs.
pub(crate) struct Row {
    pub(crate) name: &'static str,
    pub(crate) concerns: &'static [Concern],
    /// The error code for V2: that of the specification (§9) wherever it has one.
    pub(crate) code: &'static str,
    /// The error code for V1, if it differs.
    pub(crate) code_v1: Option<&'static str>,
}

/// The texts about a check for people.
pub(crate) struct Texts {
    pub(crate) sentence: &'static str,
    pub(crate) rulings: &'static [&'static str],
    /// When the check is listed, or how mechanisms differ in it.
    pub(crate) note: Option<&'static str>,
}

/// The declarations of a module. The texts are not in the rows, because most programs print none.
#[derive(Clone, Copy)]
pub(crate) struct Rows {
    pub(crate) module: Module,
    pub(crate) rows: &'static [Row],
    pub(crate) texts: &'static [Texts],
    pub(crate) labels: &'static [&'static str],
}

/// A module that declares checks with [`checks!`]: the shared checks, those of each chain family and its mechanisms,
/// and those of extensions.
#[derive(Clone, Copy)]
pub(crate) enum Module {
    Shared,
    #[cfg(feature = "evm")]
    Evm,
    #[cfg(feature = "evm")]
    Signature,
    #[cfg(feature = "evm")]
    Eip3009,
    #[cfg(feature = "evm")]
    Gateway,
    #[cfg(feature = "evm")]
    Permit2,
    #[cfg(feature = "solana")]
    Solana,
    #[cfg(feature = "stellar")]
    Stellar,
    #[cfg(feature = "xrpl")]
    Xrpl,
    #[cfg(feature = "batch-settlement")]
    BatchSettlement,
    Echo,
    #[cfg(feature = "evm")]
    Eip2612GasSponsoring,
    #[cfg(feature = "evm")]
    Erc20ApprovalGasSponsoring,
}

impl Module {
    /// The number of the module, which is the first byte of a [`CheckId`].
    #[allow(clippy::as_conversions, reason = "the cast is from an enum to its number")]
    pub(crate) const fn number(self) -> u8 {
        self as u8
    }
}

/// The signature that a check is about, in a payload with several signatures: the number of the module that declares
/// the label with [`checks!`], and the number of the label in that module, from 1.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Label(pub(crate) [u8; 2]);

impl Label {
    pub(crate) const NONE: Self = Self([0; 2]);
}

/// One check, identified by its permanent name. Each payload kind has its [order of
/// checks](crate::PayloadKind::checks). The first failed check in this order decides the reason of a report.
///
/// A payload with several signatures has the checks of a signature once for each. The [label](Self::label)
/// distinguishes them: it precedes the name and a slash, as in `voucher/signer`. A check with a label is not equal to
/// the check without it.
///
/// ```
/// use x402_verify::CheckId;
/// let check: CheckId = "extension-echo".parse()?;
/// assert_eq!(check, CheckId::EXTENSION_ECHO);
/// assert_eq!(check.sentence(), "the payment echoes the extensions that the server declared");
/// # Ok::<(), x402_verify::UnknownCheck>(())
/// ```
// A program that prints no check contains no rows. The bytes are compared at once, because recording an outcome
// searches for its place.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct CheckId {
    /// The number of the module, the index of the row in it, and the label.
    pub(crate) key: [u8; 4],
}

/// Declares the checks of a [`Module`], and the list of their rows, `ROWS`. A function cannot, because each row is a
/// constant of [`CheckId`], too.
///
/// A row has the name of the constant, the permanent name, the sentence that holds when the check passes, the rulings
/// that it implements, its concerns, and the error code. `v1` is the code of version 1 if it differs, and `note` is a
/// text for people. Labels for the checks of signatures precede the rows, in brackets.
macro_rules! checks {
    ($module:ident: $([$($(#[$of_label:meta])* $label:ident $text:literal),+])? $(
        $id:ident $name:literal $sentence:literal
            [$($ruling:literal)+] $($concern:ident)+, $code:literal $(, v1 $code_v1:literal)? $(, note $note:literal)?;
    )+) => {
        const _: () = {
            #[allow(non_camel_case_types, clippy::upper_case_acronyms, reason = "the names of the constants")]
            #[repr(u8)]
            enum Index { $($id),+ }

            impl $crate::CheckId {$(
                #[doc = concat!("`", $name, "`: ", $sentence, ".")]
                #[allow(clippy::as_conversions, reason = "the cast is from an enum to its representation")]
                pub const $id: Self = Self::of($crate::check::Module::$module.number(), Index::$id as u8);
            )+}
        };

        $(
            #[allow(dead_code, non_camel_case_types, clippy::upper_case_acronyms, reason = "the names of the constants")]
            #[repr(u8)]
            enum Number { NONE, $($(#[$of_label])* $label),+ }

            $(
                $(#[$of_label])*
                #[allow(clippy::as_conversions, reason = "the cast is from an enum to its representation")]
                pub(crate) const $label: $crate::check::Label =
                    $crate::check::Label([$crate::check::Module::$module.number(), Number::$label as u8]);
            )+
        )?

        /// The rows and labels of this module.
        pub(crate) const ROWS: $crate::check::Rows = $crate::check::Rows {
            module: $crate::check::Module::$module,
            labels: &[$($($(#[$of_label])* $text),+)?],
            rows: &[$($crate::check::Row {
                name: $name,
                concerns: &[$($crate::Concern::$concern),+],
                code: $code,
                code_v1: $crate::check::first(&[$($code_v1)?]),
            }),+],
            texts: &[$($crate::check::Texts {
                sentence: $sentence,
                rulings: &[$($ruling),+],
                note: $crate::check::first(&[$($note)?]),
            }),+],
        };
    };
}
pub(crate) use checks;
use x402_types::declare::names;

/// Returns the first text of a list with at most one.
pub(crate) const fn first(texts: &[&'static str]) -> Option<&'static str> {
    match texts {
        [text, ..] => Some(text),
        [] => None,
    }
}

impl CheckId {
    /// The check with this index in the module with this number.
    pub(crate) const fn of(module: u8, index: u8) -> Self {
        Self { key: [module, index, 0, 0] }
    }

    /// The same check for the signature with this label.
    pub(crate) const fn labelled(self, label: Label) -> Self {
        let ([module, index, ..], Label([of, number])) = (self.key, label);
        Self { key: [module, index, of, number] }
    }

    /// Returns the same check without its label.
    #[must_use]
    pub const fn unlabelled(self) -> Self {
        self.labelled(Label::NONE)
    }

    /// Returns the stage to which the check belongs.
    #[must_use]
    pub fn stage(self) -> CheckStage {
        if self == Self::OFFER { CheckStage::Match } else { CheckStage::Verify }
    }
}

// The checks that all mechanisms share.
checks! { Shared:
    [#[cfg(test)] FIRST "first", #[cfg(test)] SECOND "second"]
    OFFER "offer" "the payment matches one of the server's payment requirements"
        ["B-1" "B-2"] Payment Sponsor, "invalid_payment_requirements";
    METHOD "method" "this build can verify the scheme, the network and the transfer method"
        ["B-4" "R-15"] Payment Sponsor, "unsupported_scheme";
    FLOW "flow" "the caller and this build support the payment flow"
        ["F-1" "F-3"] Payment Sponsor, "unsupported_payment_flow", note "listed if the payment requirements name a flow, or the caller does not support theirs";
    PAYLOAD "payload" "the payload has the fields of its transfer method, and of no other"
        ["B-4" "E-3" "E-4" "E-5" "T-8"] Payment Sponsor, "invalid_payload";
    ASSET_ADDRESS "asset-address" "asset in the payment requirements is a token address"
        ["E-3" "T-3"] Payment, "invalid_payment_requirements";
    PAY_TO_ADDRESS "pay-to-address" "payTo in the payment requirements is an address"
        ["E-3" "T-3" "R-3" "R-4"] Payment, "invalid_payment_requirements";
    TRANSACTION "transaction" "a validator can read the transaction"
        ["S-1" "T-9" "T-10" "R-21" "R-29"] Payment Sponsor, "invalid_exact_svm_payload_transaction_could_not_be_decoded";
    // `check_recipient` in `evm/checks.rs`, `stellar/exact.rs` and `xrpl/subject.rs`. On Solana an account is paid:
    // `DESTINATION`.
    RECIPIENT "recipient" "the payment goes to the required recipient (payTo)"
        ["B-1" "P-2" "T-17" "R-34"] Payment, "invalid_exact_evm_payload_recipient_mismatch";
    AMOUNT "amount" "the authorized amount is the required one"
        ["B-7" "P-2" "T-17" "R-38" "R-39"] Payment, "invalid_exact_evm_payload_authorization_value_mismatch", v1 "invalid_exact_evm_payload_authorization_value", note "with Permit2 also not zero";
    CHARGE "charge" "the authorization covers the amount to charge"
        ["P-4" "T-17"] Payment, "invalid_exact_evm_payload_authorization_value_mismatch", v1 "invalid_exact_evm_payload_authorization_value", note "outside `upto` the two amounts must be equal; listed in the phase `settle`";
    SPONSORED "sponsored" "the payment requirements say who pays the fee as the scheme defines it (extra.areFeesSponsored)"
        ["T-6" "R-14"] Sponsor, "invalid_exact_stellar_fees_sponsored_unsupported";
    EXPIRED "expired" "the payment lasts at least until the next ledger"
        ["T-22" "T-23" "R-45" "R-46"] Payment, "invalid_exact_stellar_payload_simulation_failed";
    EXPIRY_FAR "expiry-far" "the payment lasts no longer than the payment requirements allow"
        ["T-22" "T-23" "R-47"] Payment, "invalid_exact_stellar_signature_expiration_too_far";
    ACCOUNT_SIGNATURE "account-signature" "each signature verifies for the data that the payer must sign"
        ["T-29" "R-57" "R-58" "R-59"] Payment, "invalid_exact_stellar_payload_simulation_failed", note "on Stellar not listed if the payer is a contract";
    SIMULATION "simulation" "the transaction succeeds in a simulation"
        ["S-9" "T-31" "R-62"] Payment Sponsor, "invalid_exact_svm_transaction_simulation_failed", note "listed if a fact contains the result of a simulation, or the check needs one; not listed if a smart wallet makes the transfer";
    SIGNATURE_FORM "signature-form" "the signature has a format that the contract accepts"
        ["E-6" "E-7" "E-9" "T-28" "R-56"] Payment, "invalid_exact_evm_payload_signature";
    POLICY "policy" "the server's policy rejects nothing in the payment"
        ["E-3"] Payment Sponsor, "invalid_payload", note "listed if the policy rejects anything";
}
