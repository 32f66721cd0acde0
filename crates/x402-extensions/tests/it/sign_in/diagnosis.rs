//! What was signed instead of the message.

use alloy_primitives::{B256, hex};
use x402_extensions::sign_in_with_x::{Mistake, SignIn, SignInContext, diagnose};
use x402_schemes::evm::{eip191, keccak256};

use super::{NOW, ethereum, message, origin, signed, solana};
use crate::keys::{PAYER, sign_digest};

fn over(mut sign_in: SignIn, digest: [u8; 32]) -> SignIn {
    sign_in.signature = hex::encode_prefixed(sign_digest(B256::from(digest)).bytes());
    sign_in
}

fn found(sign_in: &SignIn) -> Option<Mistake> {
    diagnose(sign_in, &SignInContext::new(&origin(), NOW).with_nonce(&ethereum().nonce))
}

#[test]
fn each_mistake_is_found_and_a_right_message_has_none() {
    for right in [ethereum(), solana()] {
        assert_eq!(found(&right), None);
    }
    let signed_text = message(&ethereum());
    let text = |text: String| over(ethereum(), eip191::digest(text.as_bytes()));
    assert_eq!(found(&text(format!("https://{signed_text}"))), Some(Mistake::SchemeLine));
    assert_eq!(found(&text(format!("{signed_text}\n"))), Some(Mistake::LineFeed));
    assert_eq!(found(&text(signed_text.replace(": 8453", ": eip155:8453"))), Some(Mistake::WholeChainId));
    assert_eq!(found(&over(ethereum(), keccak256(signed_text.as_bytes()))), Some(Mistake::RawBytes));
    assert_eq!(found(&text("another text".into())), None);

    let mut lower = ethereum();
    lower.address = PAYER.to_lowercase();
    let as_sent = lower.message(&lower.address).unwrap();
    assert_eq!(found(&over(lower, eip191::digest(as_sent.as_bytes()))), Some(Mistake::NoChecksum));

    for right in [ethereum(), solana()] {
        let changed = |change: fn(&mut SignIn)| {
            let mut sent = right.clone();
            change(&mut sent);
            sent
        };
        assert_eq!(found(&changed(|sent| sent.nonce = "aaaaaaaa".into())), Some(Mistake::IssuedNonce));
        assert_eq!(found(&changed(|sent| sent.domain = "other.example".into())), Some(Mistake::OwnDomain));
        let mut bare = right.clone();
        (bare.statement, bare.expiration_time, bare.resources) = (None, None, None);
        let mut sent = right.clone();
        sent.signature = signed(bare).signature;
        assert_eq!(found(&sent), Some(Mistake::RequiredOnly));
        // Whatever else is wrong, this was signed as it was sent.
        assert_eq!(found(&signed(changed(|sent| sent.domain = "other.example".into()))), None);
    }
}
