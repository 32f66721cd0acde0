//! A buyer who has paid before signs in (`sign-in-with-x`): from the demand to the header, and how the server judges it.
//!
//!     cargo run --example sign_in

use std::error::Error;

use k256::ecdsa::SigningKey;
use x402_extensions::sign_in_with_x::{Challenge, Origin, SignIn, SignInContext, answer_challenge, verify};
use x402_schemes::{AccountId, Hex};
use x402_types::{DecodeOptions, RawJson, Wire, extensions::Extension, read::Reader};

/// The first account of every development chain: everybody knows this key.
const KEY: [u8; 32] = [
    0xac, 0x09, 0x74, 0xbe, 0xc3, 0x9a, 0x17, 0xe3, 0x6b, 0xa4, 0xa6, 0xb4, 0xd2, 0x38, 0xff, 0x94, 0x4b, 0xac, 0xb4,
    0x78, 0xcb, 0xed, 0x5e, 0xfc, 0xae, 0x78, 0x4d, 0x7b, 0xf4, 0xf2, 0xff, 0x80,
];
const NOW: u64 = 1_705_314_630;

/// The value of `SIGN-IN-WITH-X`, for a demand that came from this origin.
fn sign_in(extensions: &RawJson, asked: &Origin) -> Result<String, Box<dyn Error>> {
    let account: AccountId = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266".parse()?;
    let challenge = Challenge::of_extensions(extensions, &mut Reader::new(&DecodeOptions::STRICT))
        .ok_or("the server has no challenge")??;
    let draft = answer_challenge(&challenge, account, &SignInContext::new(asked, NOW))?;
    // A wallet shows `draft.message()` and signs it; a key signs the digest.
    let digest = draft.digest().ok_or("an account of another kind of chain")?;
    let (signature, parity) = SigningKey::from_slice(&KEY)?.sign_prehash_recoverable(&digest);
    let signature = [signature.to_bytes().as_slice(), &[27 + parity.to_byte()]].concat();
    Ok(draft.with_signature(Hex(&signature)).to_header())
}

/// `extensions` of a demand, with a challenge of this domain.
fn payment_required(domain: &str) -> Result<RawJson, Box<dyn Error>> {
    Ok(RawJson::parse(&format!(
        r#"{{"sign-in-with-x":{{"info":{{"domain":"{domain}","uri":"https://{domain}/premium-data","version":"1",
            "nonce":"a1b2c3d4e5f67890a1b2c3d4e5f67890","issuedAt":"2024-01-15T10:30:00Z"}},
            "supportedChains":[{{"chainId":"solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp","type":"ed25519"}},
            {{"chainId":"eip155:8453","type":"eip191"}}]}}}}"#
    ))?)
}

fn main() -> Result<(), Box<dyn Error>> {
    let origin: Origin = "https://api.example.com".parse()?;
    let header = sign_in(&payment_required("api.example.com")?, &origin)?;

    let received = SignIn::decode_header(&header, &DecodeOptions::STRICT)?.value;
    let report = verify(&received, &SignInContext::new(&origin, NOW));
    println!("{}\n", report.message().unwrap_or_default());
    let signed_in = report.into_signed_in()?;
    println!("signed in: {} on {}", signed_in.account(), signed_in.network());

    // A server that passes on the challenge of another one would sign the buyer in there.
    let passed_on = sign_in(&payment_required("bank.example")?, &origin);
    println!("not signed: {}", passed_on.err().ok_or("a challenge of another origin was signed")?);
    Ok(())
}
