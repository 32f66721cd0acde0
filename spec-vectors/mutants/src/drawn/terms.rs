//! Comparisons of what was accepted with the server's offer that find equal what is not.

use super::{FREE, wide};
use crate::{json::Json, question::Question};

type Equal = fn(&Json, &Json) -> bool;
/// A name, another value that it finds equal, and whether it finds two values equal.
pub(super) type Comparison = (&'static str, fn(&Json) -> Option<Json>, Equal);

/// Both texts, changed.
fn texts(theirs: &Json, ours: &Json, equal: impl FnOnce(&str, &str) -> bool) -> bool {
    theirs.as_text().zip(ours.as_text()).is_some_and(|(theirs, ours)| equal(&theirs, &ours))
}

fn changed(value: &Json, to: impl FnOnce(&str) -> String) -> Option<Json> {
    value.as_text().map(|text| Json::text(&to(&text)))
}

pub(super) const COMPARISONS: [Comparison; 9] = [
    (
        "without-letter-case",
        |value| changed(value, str::to_uppercase),
        |theirs, ours| texts(theirs, ours, |theirs, ours| theirs.eq_ignore_ascii_case(ours)),
    ),
    (
        "without-letter-case-of-the-first",
        |value| {
            changed(value, |text| {
                let mut letters = text.chars();
                letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
            })
        },
        |theirs, ours| texts(theirs, ours, |theirs, ours| theirs.eq_ignore_ascii_case(ours)),
    ),
    (
        "without-spaces-around",
        |value| changed(value, |text| format!(" {text} ")),
        |theirs, ours| texts(theirs, ours, |theirs, ours| theirs.trim() == ours),
    ),
    (
        "without-spaces-behind",
        |value| changed(value, |text| format!("{text} ")),
        |theirs, ours| texts(theirs, ours, |theirs, ours| theirs.trim_end() == ours),
    ),
    (
        "by-the-beginning-of-ours",
        |value| changed(value, |text| text.chars().take(text.chars().count().saturating_sub(1)).collect()),
        |theirs, ours| texts(theirs, ours, |theirs, ours| !theirs.is_empty() && ours.starts_with(theirs)),
    ),
    (
        "by-the-beginning-of-theirs",
        |value| changed(value, |text| format!("{text}0")),
        |theirs, ours| texts(theirs, ours, |theirs, ours| theirs.starts_with(ours)),
    ),
    (
        "after-folding",
        |value| {
            changed(value, |text| {
                let mut letters = text.chars();
                letters.next().map(|first| [wide(first)].into_iter().chain(letters).collect()).unwrap_or_default()
            })
        },
        |theirs, ours| {
            texts(theirs, ours, |theirs, ours| theirs.chars().map(super::narrow).eq(ours.chars().map(super::narrow)))
        },
    ),
    (
        "never",
        |value| match value.as_plain() {
            Some(plain) => plain.parse::<u64>().ok().map(|number| Json::number(number + 1)),
            None => changed(value, |text| format!("{text}1")),
        },
        |_, _| true,
    ),
    (
        "at-least",
        |value| {
            let more = |digits: &str| digits.parse::<u64>().ok().map(|number| (number + 1).to_string());
            match value.as_plain() {
                Some(plain) => more(plain).map(Json::number),
                None => more(&value.as_text()?).map(|digits| Json::text(&digits)),
            }
        },
        |theirs, ours| {
            let number = |value: &Json| {
                let text = value.as_plain().map(str::to_owned).or_else(|| value.as_text())?;
                text.parse::<u64>().ok()
            };
            number(theirs).zip(number(ours)).is_some_and(|(theirs, ours)| theirs >= ours)
        },
    ),
];

/// Members of `extra` that only vectors have. The comparison knows no names (B-2), and `more` stands for these.
const INVENTED: [&str; 8] = ["a", "b", "c", "foo", "hasOwnProperty", "k", "other", "outer"];

/// The members of the terms that are compared, if the offer has the same.
pub(super) fn field_paths(question: &Question<'_>, object: &Json) -> Vec<String> {
    let accepted = match question.op {
        "match" => "",
        "verify" => "accepted",
        _ => return vec![],
    };
    let below = |parent: &str, name: &str| if parent.is_empty() { name.to_owned() } else { format!("{parent}.{name}") };
    // A payment of V1 names its scheme and network beside the payload.
    if object.get(accepted).is_none() {
        return ["scheme", "network"]
            .iter()
            .map(|name| (*name).to_owned())
            .filter(|name| object.get(name).is_some())
            .collect();
    }
    let names = |path: &str| -> Vec<String> {
        let members = object.get(path).map(Json::members).unwrap_or_default();
        members.iter().map(|(name, _)| name.clone()).filter(|name| !name.contains('\\')).collect()
    };
    let extra = below(accepted, "extra");
    let of_extra =
        names(&extra).into_iter().filter(|name| !INVENTED.contains(&name.as_str())).map(|name| below(&extra, &name));
    names(accepted)
        .into_iter()
        .filter(|name| !FREE.contains(&name.as_str()))
        .map(|name| below(accepted, &name))
        .chain(of_extra)
        .collect()
}

/// The value of the first offer that is found equal to theirs.
pub(super) fn offered(question: &Question<'_>, path: &str, theirs: &Json, equal: Equal) -> Option<Json> {
    let name = path.strip_prefix("accepted.").unwrap_or(path);
    let offers = question.input.get("offers")?.elements();
    let mut ours = offers.iter().filter_map(|offer| offer.get(name));
    ours.find(|ours| equal(theirs, ours)).filter(|ours| *ours != theirs).cloned()
}
