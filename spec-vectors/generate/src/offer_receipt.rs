//! Signed offers and receipts.

mod artifact;
mod eip712;
mod jws;
mod keys;
mod payloads;
mod printed;

pub(crate) use artifact::JwsKey;

use x402_vectors::vector::Level;

use crate::{draft::Draft, fault::Fault, rows::table, sheet::Sheet};

/// The reason for vectors whose digest no library reads, and whose signature decides nothing.
const OF_THE_DOCUMENT: &str =
    "what a signed offer or a receipt has to be is a rule of its document alone: no library of signatures judges it";

/// What binds to the verdicts.
const LEVELS: Sheet = Sheet {
    usual: Level::Must,
    levels: &[
        (Level::Should, "0252a 0252c 0252d 0252e 0252f 0252g 0252h 0252i"),
        (
            Level::Policy,
            "0240a 0241b 0242 0243c 0243f 0243i 0243t 0243x 0243y 0244 0244a 0244b 0244c 0244d 0244e 0244f 0246 0246b 0252 \
             0258n",
        ),
    ],
    faults: &[
        (Fault::UnusedBits, "0250d"),
        (Fault::OtherArtifact, "0247 0247a 0247b 0247c"),
        (
            Fault::RequiredMissing,
            "0245c 0248a 0248b 0249e 0249h 0251a 0251b 0251d 0251e 0251f 0251g 0251q 0251r 0251s 0251t 0261p",
        ),
        (Fault::RequiredNull, "0248i 0248j 0251o 0251w"),
        (Fault::WrongType, "0248e 0248f 0251k 0251u 0251x"),
        (Fault::DecimalAsNumber, "0251h"),
        (Fault::NumberWithFraction, "0248g 0248h 0251l 0251v"),
        (Fault::NegativeNumber, "0251m"),
        (Fault::Beyond64Bits, "0251n"),
        (Fault::LeadingZero, "0251i"),
        (Fault::MalformedDecimal, "0251j"),
        (Fault::DuplicateMember, "0251p"),
        (Fault::EmptyScheme, "0251c"),
        (Fault::NetworkDigits, "0255a"),
        (Fault::JwkMember, "0261e 0261k 0261l 0261m 0261v"),
    ],
};

pub(crate) fn drafts() -> Vec<Draft> {
    let groups = [eip712::drafts(), jws::drafts(), keys::drafts(), payloads::drafts(), printed::drafts()];
    let mut drafts = LEVELS.write(groups.into_iter().flatten().collect());
    drafts.extend(table!("offer-receipt"));
    drafts.sort_by(|one, other| one.id().cmp(other.id()));
    drafts.into_iter().map(|draft| draft.no_witness(OF_THE_DOCUMENT)).collect()
}
