//! Whose signature a sign-in has: of keys, contracts, wallets that are not deployed, on Solana.

use alloy_primitives::{B256, hex};
use ed25519_dalek::{Signer as _, SigningKey};
use x402_extensions::{
    CheckId, Outcome, Question,
    sign_in_with_x::{Detail, SignIn, SignInContext, verify},
};
use x402_schemes::{
    evm::{eip191, erc6492::MAGIC},
    solana as chain,
};
use x402_types::{DecodeOptions, Flag, Flags, Wire};
use x402_verify::{
    Answer, Facts, Returned, Rpc, Verdict,
    evm::{self, AccountCode, Fact, SignatureAnswer},
};

use super::{NOW, base58, ethereum, message, origin, plain, refused, rsv, solana, taken, verified};
use crate::keys::{PAYER, sign_digest_as_stranger};

#[test]
fn the_signature_of_a_key_on_an_evm_chain() {
    let of = |bytes: &[u8]| {
        let mut sign_in = ethereum();
        sign_in.signature = hex::encode_prefixed(bytes);
        sign_in
    };
    let good = rsv(&ethereum());
    let with_v = |v: u8| of(&[&good.bytes()[..64], &[v]].concat());
    taken(&of(&good.bytes()), &[]);
    taken(&with_v(good.v - 27), &[Flag::YParity]);
    for v in [2, 26, 29, 31, 37, 255] {
        refused(&with_v(v), CheckId::SIGN_IN_SIGNATURE_FORM, "malformed_signature");
    }
    refused(&with_v(55 - good.v), CheckId::SIGN_IN_SIGNER, "signature");
    for bytes in [&good.bytes()[..64], &good.compact(), &[&good.bytes()[..], &[0]].concat(), &[], &[0; 65], &[0xff; 65]]
    {
        refused(&of(bytes), CheckId::SIGN_IN_SIGNATURE_FORM, "malformed_signature");
    }
    for text in
        [hex::encode(good.bytes()), format!("{}0", hex::encode_prefixed(good.bytes())), "0xzz".into(), String::new()]
    {
        let mut sign_in = ethereum();
        sign_in.signature = text;
        refused(&sign_in, CheckId::SIGN_IN_SIGNATURE_FORM, "malformed_signature");
    }
    let high = of(&good.high_s_twin().bytes());
    refused(&high, CheckId::SIGN_IN_POLICY, "malformed_signature");
    assert!(verified(&high).report().flags().contains(Flag::HighS));
    let (facts, origin) = (plain(), origin());
    let tolerant = SignInContext::new(&origin, NOW).with_facts(&facts).with_refused(Flags::NONE);
    assert_eq!(verify(&high, &tolerant).verdict(), Verdict::Valid);
    let strict = tolerant.with_refused(Flags::NONE.with(Flag::YParity).with(Flag::AddressCase));
    assert_eq!(verify(&with_v(good.v - 27), &strict).reason(), Some("invalid_siwx_malformed_signature"));
    let mut lower = ethereum();
    lower.address = PAYER.to_lowercase();
    assert_eq!(verify(&lower, &strict).deciding().unwrap().id, CheckId::SIGN_IN_POLICY);
    let digest = B256::from(eip191::digest(message(&ethereum()).as_bytes()));
    refused(&of(&sign_digest_as_stranger(digest).bytes()), CheckId::SIGN_IN_SIGNER, "signature");
}

#[test]
fn the_fault_of_bytes_that_no_key_made() {
    let good = rsv(&ethereum()).bytes();
    let faults = [
        (good[..64].to_vec(), Detail::SignatureLength(64)),
        ([&good[..], &[27]].concat(), Detail::SignatureLength(66)),
        ([&good[..64], &[5]].concat(), Detail::RecoveryByte(5)),
        ([&good[..], &MAGIC].concat(), Detail::MalformedWrapper),
        // As long as the signature of a key.
        ([&good[..33], &MAGIC].concat(), Detail::MalformedWrapper),
    ];
    for (bytes, fault) in faults {
        let mut sign_in = ethereum();
        sign_in.signature = hex::encode_prefixed(bytes);
        assert_eq!(verified(&sign_in).deciding().unwrap().outcome.detail(), Some(&fault.into()));
    }
}

/// No key is recovered for a sign-in that has failed already.
#[test]
fn whose_signature_it_is_is_asked_last() {
    let of_signer = |sign_in: &SignIn| {
        let report = verified(sign_in);
        let check = report.report().checks().iter().find(|check| check.id == CheckId::SIGN_IN_SIGNER);
        check.unwrap().outcome.clone()
    };
    for mut sign_in in [ethereum(), solana()] {
        assert_eq!(of_signer(&sign_in), Outcome::Pass);
        sign_in.uri = "https://other.example".into();
        assert_eq!(of_signer(&sign_in), Outcome::Skipped(CheckId::SIGN_IN_URI));
    }
}

#[test]
fn an_account_of_which_nothing_is_known() {
    let origin = origin();
    let context = SignInContext::new(&origin, NOW);
    let report = verify(&ethereum(), &context);
    assert_eq!(report.verdict(), Verdict::Valid);
    let kinds: Vec<_> = report.report().outstanding().iter().map(Question::kind).collect();
    assert_eq!(kinds, ["account-code", "nonce-unused"]);
    let good = rsv(&ethereum());
    let wrong = [
        good.bytes()[..64].to_vec(),
        [&good.bytes()[..64], &[good.v - 27]].concat(),
        good.high_s_twin().bytes(),
        vec![1, 2, 3],
        sign_digest_as_stranger(B256::ZERO).bytes(),
    ];
    for bytes in wrong {
        let mut sign_in = ethereum();
        sign_in.signature = hex::encode_prefixed(bytes);
        let report = verify(&sign_in, &context);
        assert_eq!(report.verdict(), Verdict::Undecided, "{report:?}");
        assert!(report.report().needs().all(|question| question.kind() == "account-code"));
        assert!(verify(&sign_in, &context).into_signed_in().is_err());
    }
    // What is no signature at all is so for a contract, too.
    let mut sign_in = ethereum();
    sign_in.signature = "0xabc".into();
    assert_eq!(verify(&sign_in, &context).reason(), Some("invalid_siwx_malformed_signature"));
}

#[test]
fn a_contract_account_decides_by_itself() {
    let origin = origin();
    let account = AccountCode::Present;
    let address = PAYER.parse().unwrap();
    let facts = Facts::new().with(Fact::Account { account: address, code: account });
    let context = SignInContext::new(&origin, NOW).with_facts(&facts);
    // Even where the key's signature is right.
    for signature in [ethereum().signature, "0x010203".into()] {
        let mut sign_in = ethereum();
        sign_in.signature = signature;
        let report = verify(&sign_in, &context);
        assert_eq!(report.verdict(), Verdict::Undecided);
        let question = report.report().needs().next().unwrap();
        assert_eq!(question.kind(), "contract-signature");
        let question = question.of_chain().unwrap();
        let Some(Rpc::Evm(evm::Rpc::CallFrom { to, .. })) = question.rpc() else { panic!("{question:?}") };
        assert_eq!(to, address);
        let mut word = [0; 32];
        word[..4].copy_from_slice(&[0x16, 0x26, 0xba, 0x7e]);
        for (returned, verdict) in [(word, Verdict::Valid), ([0; 32], Verdict::Invalid)] {
            let answer = question.answer(Returned::Bytes(&returned)).unwrap();
            let facts = facts.clone().with_answer(&question, answer);
            assert_eq!(verify(&sign_in, &context.with_facts(&facts)).verdict(), verdict);
        }
        let digest = report.digest().unwrap();
        let bytes = hex::decode(&sign_in.signature).unwrap();
        for valid in [true, false] {
            let facts = facts.clone().with(Fact::ContractSignature {
                account: address,
                caller: None,
                digest,
                signature: bytes.clone(),
                answer: valid.into(),
            });
            let report = verify(&sign_in, &context.with_facts(&facts));
            assert_eq!(report.reason(), if valid { None } else { Some("invalid_siwx_signature") });
        }
    }
    let report = verify(&ethereum(), &SignInContext::new(&origin, NOW));
    let question = report.report().outstanding()[0].of_chain().unwrap();
    let Answer::Evm(code) = question.answer(Returned::Bytes(&[0x60])).unwrap() else { panic!() };
    let facts = Facts::new().with_answer(&question, code.into());
    let context = SignInContext::new(&origin, NOW).with_facts(&facts);
    assert_eq!(verify(&ethereum(), &context).verdict(), Verdict::Undecided);
}

#[test]
fn a_wallet_that_is_not_deployed() {
    let inner = rsv(&ethereum()).bytes();
    let word = |number: usize| {
        let mut word = [0u8; 32];
        word[24..].copy_from_slice(&u64::try_from(number).unwrap().to_be_bytes());
        word
    };
    let mut factory = [0u8; 32];
    factory[12..].copy_from_slice(&[0x11; 20]);
    let mut padded = inner.clone();
    padded.resize(96, 0);
    let magic = [0x64, 0x92].repeat(16);
    let parts = [&factory[..], &word(96), &word(128), &word(0), &word(inner.len()), &padded, &magic];
    let mut sign_in = ethereum();
    sign_in.signature = hex::encode_prefixed(parts.concat());
    let origin = origin();
    // It may be deployed already, which is asked first.
    for (facts, question, is_asked) in
        [(Facts::new(), "account-code", true), (plain(), "counterfactual-signature", false)]
    {
        let report = verify(&sign_in, &SignInContext::new(&origin, NOW).with_facts(&facts));
        assert_eq!(report.report().needs().map(Question::kind).collect::<Vec<_>>(), [question]);
        assert_eq!(report.report().needs().next().unwrap().of_chain().unwrap().rpc().is_some(), is_asked);
    }
    // Deployed since: the contract is asked about the inner bytes.
    let address = PAYER.parse().unwrap();
    let facts = Facts::new().with(Fact::Account { account: address, code: AccountCode::Present });
    let digest = verified(&sign_in).digest().unwrap();
    let facts = facts.with(Fact::ContractSignature {
        account: address,
        caller: None,
        digest,
        signature: inner,
        answer: SignatureAnswer::Accepted,
    });
    assert_eq!(verify(&sign_in, &SignInContext::new(&origin, NOW).with_facts(&facts)).verdict(), Verdict::Valid);
    sign_in.signature = hex::encode_prefixed([vec![1; 65], magic].concat());
    refused(&sign_in, CheckId::SIGN_IN_SIGNATURE_FORM, "malformed_signature");
}

#[test]
fn the_signature_on_solana() {
    let of = |text: String| {
        let mut sign_in = solana();
        sign_in.signature = text;
        sign_in
    };
    let good = chain::from_base58(&solana().signature).unwrap();
    for text in [
        String::new(),
        "0OIl".into(),
        base58(&good[..63]),
        base58(&[&good[..], &[0]].concat()),
        format!("1{}", base58(&good)),
        hex::encode_prefixed(&good),
    ] {
        refused(&of(text), CheckId::SIGN_IN_SIGNATURE_FORM, "malformed_signature");
    }
    refused(&of(base58(&[0; 64])), CheckId::SIGN_IN_SIGNER, "signature");
    let other = SigningKey::from_bytes(&[7; 32]).sign(message(&solana()).as_bytes());
    refused(&of(base58(&other.to_bytes())), CheckId::SIGN_IN_SIGNER, "signature");
    // A key of small order, for which a signature of nothing would hold.
    let mut weak = solana();
    weak.address = base58(&[&[1u8][..], &[0; 31]].concat());
    weak.signature = base58(&[&[1u8][..], &[0; 63]].concat());
    refused(&weak, CheckId::SIGN_IN_SIGNER, "signature");
}

/// Every bit of what was signed and of the signature, one after the other: nothing else is the same account's.
#[test]
fn no_flipped_bit_is_the_same_accounts() {
    let origin = origin();
    for sign_in in [ethereum(), solana()] {
        let account = verified(&sign_in).account();
        let json = sign_in.to_json();
        let mut still_read = 0;
        for bit in 0..json.len() * 8 {
            let mut bytes = json.clone().into_bytes();
            bytes[bit / 8] ^= 1 << (bit % 8);
            let Ok(decoded) = SignIn::decode_bytes(bytes, &DecodeOptions::STRICT) else { continue };
            still_read += 1;
            for facts in [Facts::new(), plain()] {
                let context = SignInContext::new(&origin, NOW).with_facts(&facts).with_refused(Flags::NONE);
                let report = verify(&decoded.value, &context);
                let is_same = decoded.value == sign_in || report.message() == Some(message(&sign_in).as_str());
                if report.verdict() == Verdict::Valid && report.account() == account && !is_same {
                    panic!("bit {bit}: {decoded:?}");
                }
                // Letters of the address and of the signature's digits have two cases and one meaning.
                if is_same && report.verdict() == Verdict::Valid {
                    let lower = |sign_in: &SignIn| (sign_in.address.to_lowercase(), sign_in.signature.to_lowercase());
                    assert_eq!(lower(&decoded.value), lower(&sign_in));
                }
            }
        }
        assert!(still_read > 1_000, "{still_read}");
    }
}
