//! What was signed instead of the message.

use alloy_primitives::{B256, hex};
use x402_extensions::sign_in_with_x::{SignIn, SignInContext, Slip, diagnose};
use x402_schemes::evm::{eip191, keccak256};

use super::{NOW, ethereum, message, origin, signed, solana};
use crate::keys::{PAYER, sign_digest};

fn over(mut sign_in: SignIn, digest: [u8; 32]) -> SignIn {
    sign_in.signature = hex::encode_prefixed(sign_digest(B256::from(digest)).bytes());
    sign_in
}

fn found(sign_in: &SignIn) -> Option<Slip> {
    diagnose(sign_in, &SignInContext::new(&origin(), NOW).with_nonce(&ethereum().nonce))
}

#[test]
fn each_slip_is_found_and_what_is_right_has_none() {
    for right in [ethereum(), solana()] {
        assert_eq!(found(&right), None);
    }
    let own = message(&ethereum());
    let text = |text: String| over(ethereum(), eip191::digest(text.as_bytes()));
    assert_eq!(found(&text(format!("https://{own}"))), Some(Slip::SchemeLine));
    assert_eq!(found(&text(format!("{own}\n"))), Some(Slip::LineFeed));
    assert_eq!(found(&text(own.replace(": 8453", ": eip155:8453"))), Some(Slip::WholeChainId));
    assert_eq!(found(&over(ethereum(), keccak256(own.as_bytes()))), Some(Slip::RawBytes));
    assert_eq!(found(&text("another text".into())), None);

    let mut lower = ethereum();
    lower.address = PAYER.to_lowercase();
    let as_sent = lower.message(&lower.address).unwrap();
    assert_eq!(found(&over(lower, eip191::digest(as_sent.as_bytes()))), Some(Slip::NoChecksum));

    for right in [ethereum(), solana()] {
        let changed = |change: fn(&mut SignIn)| {
            let mut sent = right.clone();
            change(&mut sent);
            sent
        };
        assert_eq!(found(&changed(|sent| sent.nonce = "aaaaaaaa".into())), Some(Slip::IssuedNonce));
        assert_eq!(found(&changed(|sent| sent.domain = "other.example".into())), Some(Slip::OwnDomain));
        let mut bare = right.clone();
        (bare.statement, bare.expiration_time, bare.resources) = (None, None, None);
        let mut sent = right.clone();
        sent.signature = signed(bare).signature;
        assert_eq!(found(&sent), Some(Slip::RequiredOnly));
        // Whatever else is wrong, this was signed as it was sent.
        assert_eq!(found(&signed(changed(|sent| sent.domain = "other.example".into()))), None);
    }
}
