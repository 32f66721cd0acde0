//! Writes a log of signed payments for `x402 audit`: the same arguments, the same log.
//!
//!     payments LINES [PAYERS [mixed]]
//!
//! All lines are valid. With `mixed`, six of each 100 are not: the payment has expired, another price is offered, the line
//! repeats the one before, another key has signed for an account without code, and for an account that nobody has asked
//! about, and the line is no JSON.

use std::{
    env,
    error::Error,
    io::{self, BufWriter, Write},
    process::ExitCode,
    slice,
};

use k256::ecdsa::SigningKey;
use x402_schemes::evm::{Address, Signature, eip3009, keccak256};
use x402_types::{
    DecodeOptions, HeaderName, Wire,
    v2::{PaymentPayload, PaymentRequirements},
};
use x402_verify::audit_line;

/// When all payments are made, in Unix seconds.
const NOW: u64 = 1_740_672_100;

/// A key, and the account that it signs for.
struct Payer {
    key: SigningKey,
    address: Address,
}

impl Payer {
    fn new(index: u64) -> Result<Self, Box<dyn Error>> {
        let key = SigningKey::from_slice(&keccak256(&index.to_be_bytes()))?;
        let point = key.verifying_key().to_sec1_point(false);
        let coordinates = point.as_bytes().last_chunk().ok_or("no point")?;
        Ok(Self { address: Address::from_public_key(coordinates), key })
    }

    fn sign(&self, digest: &[u8; 32]) -> Result<Signature, Box<dyn Error>> {
        let (signature, id) = self.key.sign_prehash_recoverable(digest);
        Ok(Signature::from_parts(&signature.to_bytes().into(), id.to_byte()).ok_or("no signature")?)
    }
}

/// The header of payment `index`, signed by `signer` or else by the payer.
fn header(
    offer: &PaymentRequirements,
    index: u64,
    payers: &[Payer],
    signer: Option<&Payer>,
) -> Result<String, Box<dyn Error>> {
    let nonce = keccak256(&index.to_le_bytes());
    // As many payments for each payer, in no order.
    let payer = &payers[usize::from(u16::from_be_bytes([nonce[0], nonce[1]])) % payers.len()];
    let window = eip3009::Window::from_now(NOW, offer);
    let draft = eip3009::Draft::for_offer(offer, payer.address, eip3009::Nonce::new(nonce), window)?;
    let payload = draft.with_signature(signer.unwrap_or(payer).sign(&draft.digest())?).to_json();
    Ok(PaymentPayload::new(offer.clone(), payload).to_header())
}

fn run() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let lines: u64 = arguments.next().ok_or("payments LINES [PAYERS [mixed]]")?.parse()?;
    let payers: u64 = arguments.next().map_or(Ok(1_000), |count| count.parse())?;
    let is_mixed = arguments.next().is_some_and(|word| word == "mixed");
    let text = include_str!("../../../docs/examples/offer.json");
    let offer = PaymentRequirements::decode(text, &DecodeOptions::STRICT)?.value;
    let mut dearer = offer.clone();
    dearer.amount = 10_001.into();
    let payers: Vec<Payer> = (0..payers).map(Payer::new).collect::<Result<_, _>>()?;
    let stranger = Payer::new(u64::MAX)?;
    let no_code = ",\"facts\":{\"accounts\":{\"*\":{\"code\":\"none\"}}}";
    let mut output = BufWriter::new(io::stdout().lock());
    let name = HeaderName::PaymentSignature.as_str();
    for index in 0..lines {
        let (mut paid, mut asked, mut now, mut signer, mut facts) = (index, &offer, NOW, None, "");
        match (is_mixed, index % 100) {
            (true, 10) => now += 3_600,
            (true, 20) => asked = &dearer,
            (true, 30) => paid -= 1,
            (true, 40) => (signer, facts) = (Some(&stranger), no_code),
            (true, 60) => signer = Some(&stranger),
            (true, 99) => {
                writeln!(output, "{{\"payment\":")?;
                continue;
            }
            _ => {}
        }
        let header = header(&offer, paid, &payers, signer)?;
        let line = audit_line((name, &header), slice::from_ref(asked), now, None);
        let (line, end) = line.split_at(line.len() - 1);
        writeln!(output, "{line}{facts}{end}")?;
    }
    Ok(output.flush()?)
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("payments: {error}");
            ExitCode::FAILURE
        }
    }
}
