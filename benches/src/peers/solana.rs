//! The same work on a payment on Solana.

use base64::{Engine, engine::general_purpose::STANDARD};
use solana_transaction::versioned::VersionedTransaction;
use x402_schemes::solana::Transaction;

use crate::{group::Case, solana::fixture::Fixture};

pub(crate) fn read(fixture: &Fixture) -> [Case; 1] {
    let theirs: VersionedTransaction = bincode::deserialize(&fixture.bytes()).unwrap();
    let bytes = fixture.bytes();
    assert_eq!(theirs.message.serialize(), Transaction::decode(&bytes).unwrap().signed_bytes());
    [Case::new(
        "base64 + `bincode` into `VersionedTransaction`, as x402-chain-solana 2.0.2",
        fixture.text.clone(),
        |text| bincode::deserialize::<VersionedTransaction>(&STANDARD.decode(text).unwrap()).unwrap(),
    )]
}
