//! Transactions of Solana (S-1, S-2), their keys (S-8) and their instructions.

use x402_schemes::solana::{
    Address, CompiledInstruction, Header, Instruction, Keys, LoadError, Lookup, MAX_TRANSACTION_BYTES, MemoVersion,
    Message, MessageVersion, ParseErrorKind, Payload, SanitizeError, TokenProgram, Transaction, programs,
};
use x402_types::{DecodeOptions, ErrorKind, Flag, RawJson, read::Reader};

/// Executed by the runtime in `witness`: a payment with all that the static layout has, of version 0.
pub(crate) const GOOD: &str = "AtBT5bxAy0mASPqoE1Ryrwy3bgnt/jpo6tCWqbr0ZinWB0IjEfKnuud19GDLTJDcEQVSlk1bMSAnZqK3saIPNQlQdFbffCv477q6eLwOCOz/MKtnMOzFqhBmcKBCCDzwNJuu0bigMv40DhymR5QgRbWMCgXK0PTWbFx/+7fXsqEKgAIBBAgaVY/0JHnILD9xJZeq+ov3wh6x7uLS0DvklQSxDL41wpns9qgWPUvLzNvWp4cVGTMX0FcVtncEQRwJHnRMoYrv8nN76Fz8vfILR0uPWPQnbDodXGntoKmpNZr2i63RjbduaA0genQq7xkyRf+pxtv/1fG8sPo5qhkc2AonAqOaqsb6evO+2606PWXzaqvJdDGxu+TC0vbg5HymAgNFL11hAwZGb+UhFzL/7K26csOb57yM5bvF9xJrLEObOkAAAAAG3fbh12Whk9nL4UbO63msHLSF7V9bN5E6jPWFfv8AqQVKU1qZKSEGTSTocWDaOHx8NbXdvJK7geQfqEBBBUSNBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcEBQAFAmDqAAAFAAkDAQAAAAAAAAAGBAIEAwEKDBAnAAAAAAAABgcAIDAwMTEyMjMzNDQ1NTY2Nzc4ODk5YWFiYmNjZGRlZWZmAA==";

fn read(payload: &str, options: &DecodeOptions) -> (Result<Payload, (ErrorKind, String)>, Vec<Flag>) {
    let payload = RawJson::parse(payload).unwrap();
    let mut reader = Reader::new(options);
    let read = Payload::read(payload.as_json(), &mut reader);
    (read.map_err(|error| (error.kind(), error.path().to_string())), reader.flags().iter().collect())
}

fn good() -> Vec<u8> {
    let (payload, flags) = read(&format!(r#"{{"transaction":"{GOOD}","more":1}}"#), &DecodeOptions::STRICT);
    assert_eq!(flags, []);
    payload.unwrap().transaction
}

fn kind(bytes: &[u8]) -> ParseErrorKind {
    Transaction::decode(bytes).unwrap_err().kind()
}

#[test]
fn the_text_is_base64_as_a_header_is() {
    let read_text = |text: &str, options| read(&format!(r#"{{"transaction":{text}}}"#), options);
    let bytes = good();
    for (text, strict, flag) in [
        (GOOD.trim_end_matches('=').to_owned(), ErrorKind::Base64Padding, Flag::MissingPadding),
        (GOOD.replace("AA==", "AB=="), ErrorKind::Base64TrailingBits, Flag::NonzeroPadBits),
        (format!("{GOOD}\\n"), ErrorKind::Base64Alphabet, Flag::WhiteSpace),
    ] {
        let text = format!("\"{text}\"");
        let (refused, _) = read_text(&text, &DecodeOptions::STRICT);
        assert_eq!(refused, Err((strict, "transaction".into())), "{text}");
        assert_eq!(read_text(&text, &DecodeOptions::LENIENT), (Ok(Payload::new(bytes.clone())), vec![flag]));
    }
    let (refused, _) = read_text(&format!("\"{}\"", GOOD.replace('/', "_")), &DecodeOptions::LENIENT);
    assert_eq!(refused, Err((ErrorKind::Base64Alphabet, "transaction".into())));
    assert_eq!(read("{}", &DecodeOptions::STRICT).0, Err((ErrorKind::MissingMember, "transaction".into())));
    assert!(read_text("7", &DecodeOptions::LENIENT).0.is_err());
    assert_eq!(
        read(&format!(r#"{{"transaction":"{GOOD}","authorization":{{}}}}"#), &DecodeOptions::LENIENT).0,
        Err((ErrorKind::AmbiguousPayload, String::new()))
    );
}

#[test]
fn what_is_read_is_written_back_and_nothing_less_or_more_is_read() {
    let bytes = good();
    let transaction = Transaction::decode(&bytes).unwrap();
    assert_eq!(transaction.encode(), bytes);
    assert_eq!(transaction.message().encode(), transaction.signed_bytes());
    assert_eq!(transaction.signatures().len(), 2);
    assert_eq!(transaction.message().keys.len(), 8);
    for end in 0..bytes.len() {
        assert!(matches!(kind(&bytes[..end]), ParseErrorKind::End(_)), "{end}");
    }
    let mut longer = bytes.clone();
    longer.push(0);
    assert_eq!(kind(&longer), ParseErrorKind::TrailingBytes);
    longer.resize(MAX_TRANSACTION_BYTES + 1, 0);
    assert_eq!(kind(&longer), ParseErrorKind::TooLong { max: 1232 });
}

#[test]
fn every_changed_byte_is_refused_or_comes_back() {
    each_changed_byte_is_refused_or_comes_back(&good());
}

/// Whatever is read comes back byte for byte, so that no two texts are one transaction.
pub(crate) fn each_changed_byte_is_refused_or_comes_back(bytes: &[u8]) {
    for at in 0..bytes.len() {
        for byte in 0..=u8::MAX {
            let mut changed = bytes.to_vec();
            changed[at] = byte;
            if let Ok(transaction) = Transaction::decode(&changed) {
                assert_eq!(transaction.encode(), changed);
            }
        }
    }
}

#[test]
fn numbers_have_their_shortest_encoding_and_counts_agree() {
    let bytes = good();
    let at_keys = 1 + 2 * 64 + 4;
    assert_eq!(bytes[at_keys], 8);
    let mut alias = bytes.clone();
    alias.splice(at_keys..=at_keys, [0x88, 0x00]);
    let error = Transaction::decode(&alias).unwrap_err();
    assert_eq!((error.kind(), error.offset()), (ParseErrorKind::CompactU16("the number of keys"), at_keys));
    let with = |at: usize, byte: u8| {
        let mut changed = bytes.clone();
        changed[at] = byte;
        kind(&changed)
    };
    assert_eq!(with(1 + 2 * 64 + 1, 1), ParseErrorKind::SignatureCount { signatures: 2, required: 1 });
    assert_eq!(with(1 + 2 * 64 + 1, 0), ParseErrorKind::NoSigner);
    for version in 0x81..=0xff {
        assert_eq!(with(1 + 2 * 64, version), ParseErrorKind::MessageVersion(version));
    }
    // 0x81 is version 1, whose layout these bytes do not have.
    for version in (0x80..=0xff).filter(|version| *version != 0x81) {
        assert_eq!(with(0, version), ParseErrorKind::MessageVersion(version));
    }
    assert!(matches!(with(0, 0x81), ParseErrorKind::TooMany { .. }));
}

const KEYS: [[u8; 32]; 5] = [[1; 32], [2; 32], [3; 32], [4; 32], [5; 32]];

/// Two signers, the second read-only; a key that is written to, and two that are not.
fn message() -> Message<'static> {
    let bytes: &'static [u8] = Vec::leak(good());
    let mut message = Transaction::decode(bytes).unwrap().message().clone();
    message.header = Header { required_signatures: 2, readonly_signed: 1, readonly_unsigned: 2 };
    message.keys = &KEYS;
    message.instructions = vec![CompiledInstruction { program: 4, accounts: &[0, 1, 2, 3], data: &[] }];
    message
}

const TABLE: Address = Address::new([9; 32]);

fn changed(change: impl FnOnce(&mut Message<'static>)) -> Message<'static> {
    let mut message = message();
    change(&mut message);
    message
}

#[test]
fn each_rule_of_the_runtime() {
    let sane = |change: fn(&mut Message<'static>)| changed(change).sanitize();
    assert_eq!(message().sanitize(), Ok(()));
    assert_eq!(sane(|message| message.header.readonly_unsigned = 3), Ok(()));
    assert_eq!(sane(|message| message.header.readonly_unsigned = 4), Err(SanitizeError::HeaderCounts));
    assert_eq!(sane(|message| message.header.readonly_signed = 2), Err(SanitizeError::ReadOnlyFeePayer));
    assert_eq!(
        sane(|message| message.instructions[0].program = 0),
        Err(SanitizeError::ProgramIsFeePayer { instruction: 0 })
    );
    assert_eq!(
        sane(|message| message.instructions[0].program = 5),
        Err(SanitizeError::ProgramIndex { instruction: 0 })
    );
    assert_eq!(
        sane(|message| message.instructions[0].accounts = &[0, 5]),
        Err(SanitizeError::AccountIndex { instruction: 0 })
    );
    // A key from a table may be an account, and no program.
    fn with_table(message: &mut Message<'static>) {
        message.lookups = vec![Lookup { table: TABLE, writable: &[7], readonly: &[] }];
    }
    assert_eq!(
        sane(|message| {
            with_table(message);
            message.instructions[0].accounts = &[5];
        }),
        Ok(())
    );
    assert_eq!(
        sane(|message| {
            with_table(message);
            message.instructions[0].program = 5;
        }),
        Err(SanitizeError::ProgramIndex { instruction: 0 })
    );
    assert_eq!(
        sane(|message| message.lookups = vec![Lookup { table: TABLE, writable: &[], readonly: &[] }]),
        Err(SanitizeError::EmptyLookup { lookup: 0 })
    );
    let many = |count| changed(|message| message.instructions = vec![message.instructions[0]; count]).sanitize();
    assert_eq!((many(64), many(65)), (Ok(()), Err(SanitizeError::TooManyInstructions)));
    let loading = |indices: &'static [u8]| {
        changed(|message| message.lookups = vec![Lookup { table: TABLE, writable: indices, readonly: &[] }])
    };
    let indices: &'static [u8] = Vec::leak((0..252).collect());
    assert_eq!(loading(&indices[..251]).sanitize(), Ok(()));
    assert_eq!(loading(indices).sanitize(), Err(SanitizeError::TooManyKeys));
    let load = |indices| Keys::load(&loading(indices), |_| None).map(|_| ());
    assert_eq!((load(&indices[..59]), load(&indices[..60])), (Ok(()), Err(LoadError::TooMany(65))));
}

#[test]
fn keys_are_distinct_and_known_by_their_index() {
    let message = changed(|message| {
        message.lookups = vec![
            Lookup { table: TABLE, writable: &[1], readonly: &[0] },
            Lookup { table: Address::new([8; 32]), writable: &[2], readonly: &[] },
        ];
    });
    let keys = Keys::load(&message, |_| None).unwrap();
    assert_eq!(
        (0..9).map(|index| keys.is_signer(index)).collect::<Vec<_>>(),
        [true, true, false, false, false, false, false, false, false]
    );
    // Own: payer, read-only signer, written to, two read-only; then two written to, and one read-only, from tables.
    let writable: Vec<_> = (0..8).map(|index| keys.is_writable(index)).collect();
    assert_eq!(writable, [true, false, true, false, false, true, true, false]);
    assert_eq!(keys.unknown_tables(), [TABLE, Address::new([8; 32])]);
    assert_eq!((keys.address(4), keys.address(5), keys.get(8)), (Some(Address::new([5; 32])), None, None));

    let known = [Address::new([10; 32]), Address::new([11; 32])];
    let keys = Keys::load(&message, |table| (*table == TABLE).then_some(&known)).unwrap();
    assert_eq!((keys.address(5), keys.address(7)), (Some(known[1]), Some(known[0])));
    assert_eq!(keys.unknown_tables(), [Address::new([8; 32])]);
    let same = [Address::new([10; 32]), Address::new([3; 32])];
    let table = |table: &Address| (*table == TABLE).then_some(same.as_slice());
    assert_eq!(Keys::load(&message, table), Err(LoadError::Twice { first: 2, second: 5 }));
    let table = |table: &Address| (*table == TABLE).then_some(&known[..1]);
    assert_eq!(Keys::load(&message, table), Err(LoadError::PastTable { table: TABLE, index: 1 }));
    // Whatever stands there, it stands there twice.
    let twice = changed(|message| message.lookups = vec![Lookup { table: TABLE, writable: &[1], readonly: &[1] }]);
    assert_eq!(Keys::load(&twice, |_| None), Err(LoadError::Twice { first: 5, second: 6 }));
    let twice = changed(|message| message.keys = &[[1; 32], [2; 32], [3; 32], [4; 32], [4; 32]]);
    assert_eq!(Keys::load(&twice, |_| None), Err(LoadError::Twice { first: 3, second: 4 }));
}

#[test]
fn the_instructions_of_a_payment() {
    let bytes = good();
    let transaction = Transaction::decode(&bytes).unwrap();
    let message = transaction.message();
    assert_eq!(message.version, MessageVersion::V0);
    let instructions: Vec<_> = message
        .instructions
        .iter()
        .map(|compiled| Instruction::decode(&message.key(compiled.program).unwrap(), compiled.accounts, compiled.data))
        .collect();
    let [limit, price, Instruction::TransferChecked(transfer), memo] = instructions[..] else {
        panic!("{instructions:?}")
    };
    assert_eq!(limit, Instruction::SetComputeUnitLimit { units: 60_000, trailing: 0 });
    assert_eq!(price, Instruction::SetComputeUnitPrice { price: 1, trailing: 0 });
    assert_eq!(memo, Instruction::Memo { version: MemoVersion::V2, text: b"00112233445566778899aabbccddeeff" });
    assert_eq!((transfer.program, transfer.amount, transfer.decimals), (TokenProgram::Token, 10_000, 6));
    assert_eq!(message.key(transfer.mint).unwrap().to_string(), "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v");
    assert_eq!(message.key(transfer.authority), message.signers().nth(1));
    assert_eq!(message.fee_payer().unwrap().to_string(), "2moGme732G58zbQe5FtceooXgbFZp3ZMNggJQRKpnLQh");
}

#[test]
fn instructions_are_read_by_program_length_and_first_byte() {
    fn name(program: &Address, accounts: &[u8], data: &[u8]) -> Option<&'static str> {
        Instruction::decode(program, accounts, data).name()
    }
    let budget = |data: &[u8]| name(&programs::COMPUTE_BUDGET, &[], data);
    assert_eq!(budget(&[2, 0, 0, 0, 0]), Some("SetComputeUnitLimit"));
    assert_eq!(budget(&[2, 0, 0, 0, 0, 9]), Some("SetComputeUnitLimit"));
    assert_eq!(budget(&[2, 0, 0, 0]), Some("SetComputeUnitLimit, too short"));
    assert_eq!(budget(&[3, 0, 0, 0, 0, 0, 0, 0, 0]), Some("SetComputeUnitPrice"));
    assert_eq!(budget(&[3, 0, 0, 0, 0, 0, 0, 0]), Some("SetComputeUnitPrice, too short"));
    assert_eq!(budget(&[1, 0, 0, 1, 0]), Some("RequestHeapFrame"));
    assert_eq!((budget(&[]), budget(&[0])), (None, None));
    let transfer = [12, 0, 0, 0, 0, 0, 0, 0, 0, 6];
    for program in [TokenProgram::Token, TokenProgram::Token2022].map(TokenProgram::address) {
        assert_eq!(name(&program, &[1, 2, 3, 4], &transfer), Some("TransferChecked"));
        assert_eq!(name(&program, &[1, 2, 3], &transfer), Some("TransferChecked, malformed"));
        assert_eq!(name(&program, &[1, 2, 3, 4], &transfer[..9]), Some("TransferChecked, malformed"));
        assert_eq!(name(&program, &[1, 2, 3], &[3, 0]), Some("Transfer"));
        assert_eq!(name(&program, &[], &[255]), Some("Batch"));
        assert_eq!(name(&program, &[], &[200]), None);
    }
    assert_eq!(name(&programs::ASSOCIATED_TOKEN, &[], &[]), Some("Create"));
    assert_eq!(name(&programs::ASSOCIATED_TOKEN, &[], &[1]), Some("CreateIdempotent"));
    assert_eq!(name(&programs::ASSOCIATED_TOKEN, &[], &[2]), None);
    let lamports = [2, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0];
    assert_eq!(Instruction::decode(&programs::SYSTEM, &[0, 1], &lamports), Instruction::SystemTransfer { lamports: 5 });
    assert_eq!(Instruction::decode(&programs::SYSTEM, &[], &[4, 0, 0, 0]), Instruction::AdvanceNonce);
    assert_eq!(Instruction::decode(&programs::SYSTEM, &[], &lamports[..11]), Instruction::Other);
    for program in [programs::ED25519, programs::SECP256K1, programs::SECP256R1] {
        assert_eq!(Instruction::decode(&program, &[], &[255]), Instruction::Precompile { signatures: 255 });
    }
    assert_eq!(Instruction::decode(&programs::SMART_WALLETS[0], &[], &[12]), Instruction::Other);
}

/// V-52
#[test]
fn guards_are_recognized_by_their_first_byte() {
    let guard = |data| Instruction::decode(&programs::LIGHTHOUSE, &[], data);
    let cases: [(&[u8], _, _); 7] = [
        (&[0], Some("MemoryWrite"), false),
        (&[1], Some("MemoryClose"), false),
        (&[2], Some("assertion"), true),
        (&[17], Some("assertion"), true),
        (&[18], None, false),
        (&[255], None, false),
        (&[], None, false),
    ];
    for (data, name, is_assertion) in cases {
        assert_eq!((guard(data).name(), guard(data).is_assertion()), (name, is_assertion), "{data:?}");
        assert!(guard(data).is_guard());
    }
    let memo = Instruction::decode(&programs::MEMO, &[], &[2]);
    assert_eq!((memo.is_assertion(), memo.is_guard()), (false, false));
}

#[test]
fn addresses_are_base58_of_32_bytes() {
    let token = programs::TOKEN.to_string();
    for bad in ["", "1", &token[1..], &format!("1{token}"), &token.replace('T', "0"), &token.replace('T', "é")] {
        assert!(bad.parse::<Address>().is_err(), "{bad}");
    }
    // One character off is another address, and case counts.
    assert_ne!(token.replace("DA", "Da").parse::<Address>().ok(), Some(programs::TOKEN));
    assert_eq!("1".repeat(32).parse(), Ok(programs::SYSTEM));
    assert_eq!(Address::new([0xff; 32]).to_string().parse(), Ok(Address::new([0xff; 32])));
    for program in programs::SMART_WALLETS {
        assert!(programs::name(program).is_some());
    }
}
