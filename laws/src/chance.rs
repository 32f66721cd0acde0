//! What is left to chance, and bad copies of documents. The fuzz targets take the fuzzer's bytes for chance.

pub trait Chance {
    /// Below `bound`, which is not 0.
    fn below(&mut self, bound: usize) -> usize;

    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }
}

const ALPHABET: &[u8] = br#"{}[]:,"\u0123456789eE+-. abdcftnrull"#;

const FRAGMENTS: &[&str] = &[
    r"\u0061",
    r"\u00e9",
    r"\ud83d\ude00",
    r"\ud83d",
    r"\ude00",
    r"\n",
    r"\/",
    r"\x",
    "\u{1}",
    "\u{1f}",
    "\u{7f}",
    "₮",
    r#","a":1"#,
    ",null",
    "[[],{}]",
    "{}",
    "-0",
    "1e400",
    "-12.5E-3",
    "18446744073709551616",
    "00",
    "NaN",
    "// \n",
];

const MEMBERS: &[&str] = &[
    r#""a":1,"#,
    r#""\u0061" : 1.0,"#,
    r#" "k":[null] ,"#,
    r#""m13":"\ud83d\ude00","#,
    r#""":{},"#,
    r#""payTo":"0x20","#,
    r#""amount":"1","#,
];

const ELEMENTS: &[&str] = &["null,", "-0 ,", "1e400,", "[[],{}],", r#""\/","#, "0.10E1,", r#"{"a":{}},"#];

/// A copy with one or two changes. `None` if it is not text any more.
pub fn mutate(document: &str, random: &mut impl Chance) -> Option<String> {
    let mut bytes = document.as_bytes().to_vec();
    for _ in 0..=random.below(2) {
        if bytes.is_empty() {
            break;
        }
        let at = random.below(bytes.len());
        let end = (at + random.below(24)).min(bytes.len());
        match random.below(7) {
            0 => {
                bytes.remove(at);
            }
            1 => bytes.insert(at, *random.pick(ALPHABET)),
            2 => bytes[at] = *random.pick(ALPHABET),
            3 => {
                bytes.splice(at..at, random.pick(FRAGMENTS).bytes());
            }
            4 => {
                // Whole entries, where the chance that JSON comes out is best.
                let opening: Vec<usize> = (0..bytes.len()).filter(|at| matches!(bytes[*at], b'{' | b'[')).collect();
                if !opening.is_empty() {
                    let at = *random.pick(&opening);
                    let entry = random.pick(if bytes[at] == b'{' { MEMBERS } else { ELEMENTS });
                    bytes.splice(at + 1..at + 1, entry.bytes());
                }
            }
            5 => {
                let slice = bytes[at..end].to_vec();
                let to = random.below(bytes.len());
                bytes.splice(to..to, slice);
            }
            _ => {
                bytes.drain(at..end);
            }
        }
    }
    String::from_utf8(bytes).ok()
}
