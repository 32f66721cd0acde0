//! Hosts beyond ASCII that readers map to a name in ASCII (UTS #46).
//!
//! The tables list the characters that UTS #46 (Unicode 18.0) maps to letters, digits, `-`, `_` and `.`, and those that
//! it ignores. The other mappings keep a host beyond ASCII, so they cannot lead to a name that is refused.
//! `witness/hosts.py` compares every code point with PyPI's `idna` and with the URLs of Node.

use alloc::{borrow::Cow, string::String};

const LETTERS: &str = "abcdefghijklmnopqrstuvwxyz";
const DIGITS: &str = "0123456789";

/// The first and last of consecutive characters, and the repeating sequence that they map to.
const RUNS: [(u32, u32, &str); 10] = [
    (0x24b6, 0x24e9, LETTERS),
    (0xff10, 0xff19, DIGITS),
    (0xff21, 0xff3a, LETTERS),
    (0xff41, 0xff5a, LETTERS),
    (0x1ccd6, 0x1ccef, LETTERS),
    (0x1ccf0, 0x1ccf9, DIGITS),
    (0x1d400, 0x1d6a3, LETTERS),
    (0x1d7ce, 0x1d7ff, DIGITS),
    (0x1f130, 0x1f149, LETTERS),
    (0x1fbf0, 0x1fbf9, DIGITS),
];

/// The other characters, each followed by the text that it maps to.
const PAIRS: &str = "\
ªa²2³3¹1ºoĲijĳijſsǇljǈljǉljǊnjǋnjǌnjǱdzǲdzǳdzʰhʲjʳrʷwʸyˡlˢsˣxᴬaᴮbᴰdᴱeᴳgᴴhᴵiᴶjᴷkᴸlᴹmᴺnᴼoᴾpᴿrᵀtᵁuᵂwᵃaᵇbᵈdᵉeᵍgᵏkᵐmᵒoᵖpᵗtᵘu\
ᵛvᵢiᵣrᵤuᵥvᶜcᶠfᶻz⁰0ⁱi⁴4⁵5⁶6⁷7⁸8⁹9ⁿn₀0₁1₂2₃3₄4₅5₆6₇7₈8₉9ₐaₑeₒoₓxₕhₖkₗlₘmₙnₚpₛsₜt₝w₞y₟z₨rsℂcℊgℋhℌhℍhℎhℐiℑiℒlℓlℕn№noℙpℚqℛrℜr\
ℝr℠sm℡tel™tmℤzℨzKkℬbℭcℯeℰeℱfℳmℴoℹi℻faxⅅdⅆdⅇeⅈiⅉjⅠiⅡiiⅢiiiⅣivⅤvⅥviⅦviiⅧviiiⅨixⅩxⅪxiⅫxiiⅬlⅭcⅮdⅯmⅰiⅱiiⅲiiiⅳivⅴvⅵviⅶviiⅷviii\
ⅸixⅹxⅺxiⅻxiiⅼlⅽcⅾdⅿm①1②2③3④4⑤5⑥6⑦7⑧8⑨9⑩10⑪11⑫12⑬13⑭14⑮15⑯16⑰17⑱18⑲19⑳20⓪0ⱼjⱽv。.㉐pte㉑21㉒22㉓23㉔24㉕25㉖26㉗27㉘28㉙29㉚30㉛31㉜32\
㉝33㉞34㉟35㊱36㊲37㊳38㊴39㊵40㊶41㊷42㊸43㊹44㊺45㊻46㊼47㊽48㊾49㊿50㋌hg㋍erg㋎ev㋏ltd㍱hpa㍲da㍳au㍴bar㍵ov㍶pc㍷dm㍸dm2㍹dm3㍺iu㎀pa㎁na㎃ma㎄ka㎅kb㎆mb\
㎇gb㎈cal㎉kcal㎊pf㎋nf㎎mg㎏kg㎐hz㎑khz㎒mhz㎓ghz㎔thz㎖ml㎗dl㎘kl㎙fm㎚nm㎜mm㎝cm㎞km㎟mm2㎠cm2㎡m2㎢km2㎣mm3㎤cm3㎥m3㎦km3㎩pa㎪kpa㎫mpa㎬gpa㎭rad㎰ps\
㎱ns㎳ms㎴pv㎵nv㎷mv㎸kv㎹mv㎺pw㎻nw㎽mw㎾kw㎿mw㏃bq㏄cc㏅cd㏈db㏉gy㏊ha㏋hp㏌in㏍kk㏎km㏏kt㏐lm㏑ln㏒log㏓lx㏔mb㏕mil㏖mol㏗ph㏙ppm㏚pr㏛sr㏜sv㏝wb㏿gal꟱sꟲc\
ꟳfꟴqﬀffﬁfiﬂflﬃffiﬄfflﬅstﬆst︳_︴_﹍_﹎_﹏_﹣-－-．.＿_｡.𐞥q𝚦ss𝾕ss🄫c🄬r🄭cd🄮wz🅊hv🅋mv🅌sd🅍ss🅎ppv🅏wc🅪mc🅫md🅬mr🆐dj";

/// The first and last of consecutive characters that are ignored. The joiners U+200C and U+200D and the tags from
/// U+E0000 on are also here, because readers ignore or refuse them between letters of ASCII.
const IGNORED: [(u32, u32); 16] = [
    (0xad, 0xad),
    (0x34f, 0x34f),
    (0x115f, 0x1160),
    (0x17b4, 0x17b5),
    (0x180b, 0x180f),
    (0x200b, 0x200d),
    (0x2060, 0x2064),
    (0x206a, 0x206f),
    (0x3164, 0x3164),
    (0xfe00, 0xfe0f),
    (0xfeff, 0xfeff),
    (0xffa0, 0xffa0),
    (0x1bca0, 0x1bca3),
    (0x1d173, 0x1d17a),
    (0xe0000, 0xe007f),
    (0xe0100, 0xe01ef),
];

/// Maps the host as readers of UTS #46 do, as far as that leads to ASCII. The host is in lower case.
pub(super) fn mapped(host: &str) -> Cow<'_, str> {
    if host.is_ascii() {
        return Cow::Borrowed(host);
    }
    let mut mapped = String::new();
    for letter in host.chars() {
        match in_ascii(letter) {
            Some(text) => mapped.push_str(text),
            None => mapped.push(letter),
        }
    }
    Cow::Owned(mapped)
}

/// The text that a character beyond ASCII maps to, if that is text in ASCII or nothing.
fn in_ascii(letter: char) -> Option<&'static str> {
    let code = u32::from(letter);
    if letter.is_ascii() {
        return None;
    }
    if IGNORED.iter().any(|(first, last)| (*first..=*last).contains(&code)) {
        return Some("");
    }
    if let Some((first, _, text)) = RUNS.iter().find(|(first, last, _)| (*first..=*last).contains(&code)) {
        let offset = usize::try_from(code.checked_sub(*first)?).ok()?.checked_rem(text.len())?;
        return text.get(offset..offset.checked_add(1)?);
    }
    let (_, after) = PAIRS.split_once(letter)?;
    Some(after.split(|letter: char| !letter.is_ascii()).next().unwrap_or_default())
}
