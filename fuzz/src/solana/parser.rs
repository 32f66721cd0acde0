//! The bytes of a transaction: read, sanitized and loaded by us, by a node and by a leader.

use agave_transaction_view::transaction_view::SanitizedTransactionView;
use solana_message::{SanitizedMessage, VersionedMessage, compiled_instruction::CompiledInstruction};
use solana_transaction::versioned::{Legacy, TransactionVersion, VersionedTransaction};
use solana_transaction_error::TransactionError;
use x402_schemes::solana::{
    Address, Config, Keys, LoadError, Message, MessageVersion, ParseErrorKind, SanitizeError, Transaction,
};
use x402_verify::solana::verify_strict;

use super::{Outcome, instruction, made, peers};
use crate::objects::MADE;

/// Panics if ours and theirs part where no [`Outcome`] says why.
pub fn check(data: &[u8]) {
    compare(data).count();
}

/// The bytes of a transaction, or decisions of which one is made.
pub fn compare(data: &[u8]) -> Outcome {
    match data.split_first() {
        Some((&MADE, decisions)) => compare_bytes(&made::transaction(decisions)),
        _ => compare_bytes(data),
    }
}

fn compare_bytes(data: &[u8]) -> Outcome {
    let (node, leader) = (peers::node(data), peers::leader(data));
    let transaction = match Transaction::decode(data) {
        Ok(transaction) => transaction,
        Err(error) => return refused(error.kind(), node, leader),
    };
    let node = node.expect("a node reads what we read");
    assert_read(&transaction, &node, data);
    let message = transaction.message();
    let sane = message.sanitize();
    assert_eq!(sane.is_ok(), leader.is_some(), "the leader: {sane:?}");
    match sane {
        Err(SanitizeError::TooManyInstructions) => Outcome::TooManyInstructions,
        Err(SanitizeError::TooManyAccounts { .. }) => Outcome::TooManyAccounts,
        Err(error) => {
            assert!(node.sanitize().is_err(), "the node: {error}");
            Outcome::Insane
        }
        // In version 1 a node's `sanitize` also compares the keys.
        Ok(()) if message.version == MessageVersion::V1 && node.sanitize().is_err() => {
            assert!(matches!(Keys::load(message, |_| None), Err(LoadError::Twice { .. })), "{:?}", node.sanitize());
            Outcome::LoadedTwice
        }
        Ok(()) => {
            assert_eq!(node.sanitize(), Ok(()));
            assert_view(&transaction, &leader.expect("just seen"));
            load(&transaction, node.message.clone()).unwrap_or_else(|| taken(&transaction, &node))
        }
    }
}

/// We do not read it; then nor does a node, or there is a reason, and it holds.
fn refused(
    kind: ParseErrorKind,
    node: Option<VersionedTransaction>,
    leader: Option<SanitizedTransactionView<&[u8]>>,
) -> Outcome {
    assert!(leader.is_none(), "the leader takes what we refuse: {kind:?}");
    let Some(node) = node else { return Outcome::Unreadable };
    let required = usize::from(node.message.header().num_required_signatures);
    match kind {
        ParseErrorKind::TooLong { .. } => Outcome::TooLong,
        ParseErrorKind::TooMany { .. } | ParseErrorKind::ConfigMask(_) | ParseErrorKind::HeapSize(_) => {
            assert!(node.version() == TransactionVersion::Number(1) && node.sanitize().is_err());
            Outcome::OverLimit
        }
        ParseErrorKind::TrailingBytes => Outcome::TrailingBytes,
        ParseErrorKind::NoSigner => {
            assert!(required == 0 && node.sanitize().is_err());
            Outcome::NoSigner
        }
        ParseErrorKind::SignatureCount { signatures, required: ours } => {
            assert_eq!((node.signatures.len(), required), (signatures, usize::from(ours)));
            assert!(signatures != required && node.sanitize().is_err());
            Outcome::SignatureCount
        }
        other => panic!("a node reads what we refuse: {other:?}"),
    }
}

/// The same transaction, and the same bytes again.
fn assert_read(ours: &Transaction<'_>, node: &VersionedTransaction, data: &[u8]) {
    assert_eq!(wincode::serialize(node).unwrap(), data);
    assert_eq!(node.message.serialize(), ours.signed_bytes());
    assert!(ours.signatures().iter().eq(node.signatures.iter().map(|signature| signature.as_array())));
    let message = ours.message();
    let version = match message.version {
        MessageVersion::Legacy => TransactionVersion::Legacy(Legacy::Legacy),
        MessageVersion::V0 => TransactionVersion::Number(0),
        MessageVersion::V1 => TransactionVersion::Number(1),
        other => panic!("{other} is compared nowhere"),
    };
    assert_eq!(node.version(), version);
    let config = match &node.message {
        VersionedMessage::V1(message) => Config {
            priority_fee: message.config.priority_fee,
            units: message.config.compute_unit_limit,
            loaded_data: message.config.loaded_accounts_data_size_limit,
            heap: message.config.heap_size,
        },
        _ => Config::NONE,
    };
    assert_eq!(message.config, config);
    let (header, theirs) = (message.header, node.message.header());
    assert_eq!(
        (header.required_signatures, header.readonly_signed, header.readonly_unsigned),
        (theirs.num_required_signatures, theirs.num_readonly_signed_accounts, theirs.num_readonly_unsigned_accounts)
    );
    assert!(message.keys.iter().eq(node.message.static_account_keys().iter().map(|key| key.as_array())));
    assert_eq!(message.blockhash, node.message.recent_blockhash().to_bytes());
    let same = |(ours, theirs): (_, &CompiledInstruction)| {
        let x402_schemes::solana::CompiledInstruction { program, accounts, data } = ours;
        program == theirs.program_id_index && accounts == theirs.accounts && data == theirs.data
    };
    assert_eq!(message.instructions.len(), node.message.instructions().len());
    assert!(message.instructions.iter().copied().zip(node.message.instructions()).all(same));
    let lookups = node.message.address_table_lookups().unwrap_or_default();
    assert_eq!(message.lookups.len(), lookups.len());
    for (ours, theirs) in message.lookups.iter().zip(lookups) {
        assert_eq!(ours.table.to_bytes(), theirs.account_key.to_bytes());
        assert_eq!((ours.writable, ours.readonly), (&*theirs.writable_indexes, &*theirs.readonly_indexes));
    }
}

/// The leader's view of it, as far as that is read another way than the node's.
fn assert_view(ours: &Transaction<'_>, view: &SanitizedTransactionView<&[u8]>) {
    let message = ours.message();
    assert_eq!(view.message_data(), ours.signed_bytes());
    assert!(ours.signatures().iter().eq(view.signatures().iter().map(|signature| signature.as_array())));
    assert!(message.keys.iter().eq(view.static_account_keys().iter().map(|key| key.as_array())));
    let theirs = view.instructions_iter().map(|theirs| (theirs.program_id_index, theirs.accounts, theirs.data));
    assert!(message.instructions.iter().map(|ours| (ours.program, ours.accounts, ours.data)).eq(theirs));
    let theirs = view.address_table_lookup_iter();
    let theirs = theirs.map(|theirs| (theirs.account_key.to_bytes(), theirs.writable_indexes, theirs.readonly_indexes));
    assert!(message.lookups.iter().map(|ours| (ours.table.to_bytes(), ours.writable, ours.readonly)).eq(theirs));
}

/// Its keys, or why the runtime would not load them. `None` if it would, and then every index means the same to both.
fn load(transaction: &Transaction<'_>, theirs: VersionedMessage) -> Option<Outcome> {
    let message = transaction.message();
    let tables: Vec<(Address, Vec<Address>)> =
        message.lookups.iter().map(|lookup| (lookup.table, peers::table(&lookup.table.to_bytes()))).collect();
    let known = |table: &Address| tables.iter().find(|(name, _)| name == table).map(|(_, keys)| keys.as_slice());
    let ours = Keys::load(message, known);
    let unseen = Keys::load(message, |_| None);
    // What a table says can only make it worse.
    assert!(ours.is_err() || unseen.is_ok());
    match (ours, peers::load(theirs)) {
        (Ok(keys), Ok(theirs)) => {
            assert_keys(message, &keys, &theirs);
            assert_eq!(unseen.expect("just seen").unknown_tables().is_empty(), message.lookups.is_empty());
            None
        }
        (Err(LoadError::PastTable { .. }), Err(TransactionError::InvalidAddressLookupTableIndex)) => {
            Some(Outcome::PastTable)
        }
        (Err(LoadError::Twice { first, second }), Err(TransactionError::AccountLoadedTwice)) => {
            assert!(first < second);
            Some(Outcome::LoadedTwice)
        }
        // Ours counts first, and looks into no table then; the runtime's order is the other.
        (Err(LoadError::TooMany(count)), Err(_)) => {
            assert!(count > 64);
            Some(Outcome::TooManyKeys)
        }
        (ours, theirs) => panic!("ours: {ours:?}, the runtime: {theirs:?}"),
    }
}

fn assert_keys(message: &Message<'_>, ours: &Keys, theirs: &SanitizedMessage) {
    assert!(ours.get(theirs.account_keys().len() as u8).is_none());
    for (position, address) in theirs.account_keys().iter().enumerate() {
        let index = position as u8;
        assert_eq!(ours.address(index).map(Address::to_bytes), Some(address.to_bytes()));
        assert_eq!(ours.is_signer(index), theirs.is_signer(position));
        // The runtime locks a program for reading, whatever the header says; with the loader that changes programs not.
        let is_program = message.instructions.iter().any(|instruction| instruction.program == index);
        match ours.is_writable(index) {
            true => assert!(theirs.is_writable(position) || is_program),
            false => assert!(!theirs.is_writable(position)),
        }
    }
    for compiled in &message.instructions {
        let program = message.key(compiled.program).expect("sane");
        instruction::check(&program, compiled.accounts, compiled.data);
    }
}

/// Where every signature is there: which hold, by our verifier and by `solana-signature`'s. By one of sixteen, because
/// that takes as long as all else together a hundred times.
fn taken(transaction: &Transaction<'_>, node: &VersionedTransaction) -> Outcome {
    let (message, signed) = (transaction.message(), transaction.signed_bytes());
    let signatures = || message.signers().zip(transaction.signatures());
    let mut is_signed = signatures().all(|(_, signature)| *signature != [0; 64]) && transaction.signatures()[0][0] < 16;
    if is_signed {
        let ours: Vec<bool> =
            signatures().map(|(signer, signature)| verify_strict(&signer, signed, signature)).collect();
        assert_eq!(ours, node.verify_with_results());
        is_signed = ours.iter().all(|holds| *holds);
    }
    match message.version {
        _ if is_signed => Outcome::Signed,
        MessageVersion::Legacy => Outcome::Legacy,
        MessageVersion::V0 if message.lookups.is_empty() => Outcome::V0,
        MessageVersion::V0 => Outcome::V0WithTables,
        MessageVersion::V1 => Outcome::V1,
        other => panic!("{other} is counted nowhere"),
    }
}
