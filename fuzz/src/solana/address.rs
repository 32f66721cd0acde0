//! Addresses: the text of one, whether it lies on the curve, and those that are derived.

use solana_address::Address as Theirs;
use spl_associated_token_account_interface::address::get_associated_token_address_with_program_id;
use x402_laws::chance::Chance;
use x402_schemes::solana::{
    Address,
    derived::{self, AssociatedAccount},
    programs,
};

use crate::source::Source;

/// How many seeds the runtime takes, the bump among them, and how long each may be.
const MAX_SEEDS: usize = 16;
const MAX_SEED_BYTES: usize = 32;

/// Begins an input that is the text of an address.
const TEXT: u8 = b'=';

/// Panics if ours and theirs part.
pub fn check(data: &[u8]) {
    if let Some((&TEXT, text)) = data.split_first() {
        return text_of(text);
    }
    let mut source = Source(data);
    let [owner, mint, program]: [[u8; 32]; 3] = [source.array(), source.array(), source.array()];
    point(&owner);
    let token_program = if source.below(2) == 0 { programs::TOKEN } else { programs::TOKEN_2022 };
    let ours = AssociatedAccount { owner: owner.into(), mint: mint.into(), token_program }.derive();
    let theirs =
        get_associated_token_address_with_program_id(&owner.into(), &mint.into(), &token_program.to_bytes().into());
    assert_eq!(ours.map(|derived| derived.address.to_bytes()), Some(theirs.to_bytes()));

    let seeds: Vec<Vec<u8>> = (0..source.below(MAX_SEEDS))
        .map(|_| (0..source.below(MAX_SEED_BYTES + 1)).map(|_| source.byte()).collect())
        .collect();
    let seeds: Vec<&[u8]> = seeds.iter().map(Vec::as_slice).collect();
    let ours = derived::program_address(&seeds, &program.into());
    let theirs = Theirs::try_find_program_address(&seeds, &program.into());
    assert_eq!(
        ours.map(|derived| (derived.address.to_bytes(), derived.bump)),
        theirs.map(|(address, bump)| (address.to_bytes(), bump))
    );
}

fn point(bytes: &[u8; 32]) {
    let (ours, theirs) = (Address::new(*bytes), Theirs::from(*bytes));
    assert_eq!(derived::is_on_curve(&ours), theirs.is_on_curve());
    assert_eq!(ours.to_string(), theirs.to_string());
    assert_eq!(ours.to_string().parse(), Ok(ours));
}

fn text_of(text: &[u8]) {
    let Ok(text) = str::from_utf8(text) else { return };
    let (ours, theirs) = (text.parse::<Address>(), text.parse::<Theirs>());
    assert_eq!(ours.ok().map(Address::to_bytes), theirs.ok().map(|address| address.to_bytes()));
    if let Ok(ours) = ours {
        assert_eq!(ours.to_string(), text, "two texts are one address");
        point(&ours.to_bytes());
    }
}

/// Texts of addresses, and of what is nearly one; derivations.
pub(crate) fn seeds() -> impl Iterator<Item = (String, Vec<u8>)> {
    let texts = [
        "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA",
        "11111111111111111111111111111111",
        "1111111111111111111111111111111",
        "111111111111111111111111111111111",
        "JEKNVnkbo3jma5nREBBJCDoXFVeKkD56V3xKrvRmWxFG",
        "JEKNVnkbo3jma5nREBBJCDoXFVeKkD56V3xKrvRmWxFH",
        "0okenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA",
        "",
    ];
    let texts = texts.into_iter().map(|text| [&[TEXT], text.as_bytes()].concat());
    let derived = (0..8u32).map(|number| {
        let decisions = (0..400).map(|at: u32| (at + 400 * number).wrapping_mul(0x9e37_79b9).to_be_bytes()[1]);
        [0].into_iter().chain(decisions).collect()
    });
    texts.chain(derived).enumerate().map(|(number, data)| (format!("address-{number}"), data))
}
