//! Writes `src/wide/tables.rs`: `cargo run -p x402-recover --example tables >crates/x402-recover/src/wide/tables.rs`.

use k256::{ProjectivePoint, elliptic_curve::sec1::ToSec1Point};

/// 2^(WIDTH − 2) points of 64 bytes each: two tables of 4 KiB.
const WIDTH: u32 = 8;

fn main() {
    println!("//! Odd multiples of the generator. Written by `examples/tables.rs`; a test computes each again.");
    println!("\nuse super::{{field::Field, point::Affine}};\n");
    println!("/// The width of the digits for which there are multiples.\npub(crate) const WIDTH: u32 = {WIDTH};\n");
    println!("const fn point(x: [u64; 4], y: [u64; 4]) -> Affine {{");
    println!("    Affine {{ x: Field::from_words(x), y: Field::from_words(y) }}\n}}");
    let generator = ProjectivePoint::GENERATOR;
    table("GENERATOR", "G, 3·G, 5·G, …", generator);
    let by_2_64 = (0..64).fold(generator, |point, _| point.double());
    table("GENERATOR_BY_2_64", "The same of 2^64·G.", by_2_64);
}

fn table(name: &str, what: &str, point: ProjectivePoint) {
    println!("\n/// {what}\n#[rustfmt::skip]\npub(crate) static {name}: [Affine; 1 << (WIDTH - 2)] = [");
    let double = point.double();
    let mut multiple = point;
    for _ in 0..1 << (WIDTH - 2) {
        let sec1 = multiple.to_affine().to_sec1_point(false);
        let (x, y) = sec1.as_bytes()[1..].split_at(32);
        println!("    point([{}], [{}]),", words(x), words(y));
        multiple += double;
    }
    println!("];");
}

/// The least significant first.
fn words(bytes: &[u8]) -> String {
    let words = bytes.rchunks(8).map(|chunk| {
        let digits: Vec<_> = chunk.chunks(2).map(|two| format!("{:02x}{:02x}", two[0], two[1])).collect();
        format!("0x{}", digits.join("_"))
    });
    words.collect::<Vec<_>>().join(", ")
}
