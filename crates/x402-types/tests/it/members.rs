//! Every member of every object of both versions, where it stands by itself and inside others: missing, `null`, twice,
//! of the wrong type, tolerated, unknown. The cases are made from the tables of `objects.rs`, and the tables are checked
//! against the objects, so that a new member or a new object cannot be forgotten.

use x402_types::{DecodeError, DecodeOptions, Flag, Flags, RawJson};

use crate::{
    objects::{Member, Presence, Tabled, Type, every_object, object, sample, sites},
    support::assert_refused,
};

const STRICT: DecodeOptions = DecodeOptions::STRICT;
const LENIENT: DecodeOptions = DecodeOptions::LENIENT;

/// The object, and what was tolerated. The refusal of an entry counts as that of its document.
fn read<T: Tabled>(text: &str, options: &DecodeOptions) -> Result<(T, Flags), DecodeError> {
    let decoded = T::decode(text, options)?;
    match decoded.value.refused_entry() {
        Some(error) => Err(error),
        None => Ok((decoded.value, decoded.flags)),
    }
}

#[track_caller]
fn refused<T: Tabled>(text: &str, options: &DecodeOptions, expected: &str) {
    assert_refused(read::<T>(text, options), expected, &format!("{}: {text}", T::NAME));
}

/// Names of the fields of a struct, as its derived `Debug` prints them, in the spelling of the wire.
fn fields(debug: &str) -> Vec<String> {
    let indent = |line: &str| line.len() - line.trim_start().len();
    // Of an object of either version: of the one inside.
    let mut lines = debug.lines().skip_while(|line| !line.ends_with('{'));
    let depth = indent(lines.next().unwrap()) + 4;
    let names = lines.take_while(|line| indent(line) >= depth).filter(|line| indent(line) == depth);
    names
        .filter_map(|line| {
            let mut words = line.trim().split_once(": ")?.0.split('_');
            let mut name = words.next()?.to_string();
            for word in words {
                name += &word[..1].to_uppercase();
                name += &word[1..];
            }
            Some(name)
        })
        .collect()
}

/// The fields of the struct are the members of the table, in their order, and `other`.
fn fields_are_the_members<T: Tabled>() {
    let (value, _) = read::<T>(&sample(T::MEMBERS), &STRICT).unwrap();
    // An outcome and its reason are one field.
    let members = T::MEMBERS.iter().filter(|member| !matches!(member.is, Type::Reason(_)));
    let field = |member: &Member| if matches!(member.is, Type::Boolean(_)) { "outcome" } else { member.name };
    let mut expected: Vec<_> = members.map(field).collect();
    expected.push("other");
    let mut fields = fields(&format!("{value:#?}"));
    // The SDKs' own, which may be of any type: `responses.rs`.
    // And the second form of a settlement's amount: `ledger_amounts.rs`.
    fields.retain(|field| !matches!(field.as_str(), "invalidMessage" | "errorMessage" | "decimalAmount"));
    // A keyword of Rust's.
    if let Some(field) = fields.iter_mut().find(|field| *field == "signatureType") {
        *field = "type".into();
    }
    // In most objects a constant.
    for version in ["x402Version", "version"] {
        let at = expected.iter().position(|member| *member == version);
        if let Some(at) = at.filter(|_| !fields.iter().any(|field| field == version)) {
            fields.insert(at, version.into());
        }
    }
    assert_eq!(fields, expected, "{}", T::NAME);
}

#[test]
fn no_member_is_forgotten() {
    every_object!(fields_are_the_members);
}

fn good<T: Tabled>() {
    let text = sample(T::MEMBERS);
    let (value, flags) = read::<T>(&text, &STRICT).unwrap();
    assert_eq!((value.to_json(), flags), (text, Flags::NONE));
}

#[test]
fn good_objects_come_back_as_they_were() {
    every_object!(good);
}

fn missing<T: Tabled>() {
    for site in sites(T::MEMBERS) {
        for member in site.members {
            let text = site.with(member, None);
            let refusal = format!("shape missing-member {}{}", site.outer, member.name);
            if matches!(member.presence, Presence::Required | Presence::RequiredByStrict(_)) {
                refused::<T>(&text, &STRICT, &refusal);
                // Names are exact: another letter case is another member (C-3).
                let entry = format!("\"{}\":{}", member.name, member.good());
                let other = entry.replacen(member.name, &member.name.to_uppercase(), 1);
                let renamed = sample(site.members).replacen(&entry, &other, 1);
                refused::<T>(&site.document(&renamed), &STRICT, &refusal);
            }
            let (options, flag) = match member.presence {
                Presence::Required => {
                    refused::<T>(&text, &LENIENT, &refusal);
                    continue;
                }
                Presence::RequiredByStrict(flag) => (&LENIENT, Some(flag)),
                Presence::MayBeMissing(flag) | Presence::OptionalWithFlag(flag) => (&STRICT, Some(flag)),
                Presence::Optional | Presence::NullIsUsual => (&STRICT, None),
            };
            let (value, flags) = read::<T>(&text, options).unwrap();
            assert_eq!((value.to_json(), flags), (text, Flags::from_iter(flag)));
        }
    }
}

#[test]
fn missing_members() {
    every_object!(missing);
}

fn null<T: Tabled>() {
    for site in sites(T::MEMBERS) {
        for member in site.members {
            let text = site.with(member, Some("null"));
            let expected = match member.presence {
                Presence::Optional => vec![Flag::NullOptional],
                Presence::OptionalWithFlag(flag) => vec![Flag::NullOptional, flag],
                Presence::NullIsUsual => vec![],
                Presence::Required | Presence::RequiredByStrict(_) | Presence::MayBeMissing(_) => {
                    for options in [STRICT, LENIENT] {
                        refused::<T>(&text, &options, &format!("shape null {}{}", site.outer, member.name));
                    }
                    continue;
                }
            };
            // Written back as it came (C-7), behind the members that have values (C-13).
            let (value, flags) = read::<T>(&text, &STRICT).unwrap();
            let last = object(site.members, member.name, None);
            let last = format!("{},\"{}\":null}}", last.strip_suffix('}').unwrap(), member.name);
            assert_eq!((value.to_json(), flags), (site.document(&last), Flags::from_iter(expected)));
        }
    }
}

#[test]
fn null_members() {
    every_object!(null);
}

fn doubled<T: Tabled>() {
    for site in sites(T::MEMBERS) {
        for member in site.members {
            let refusal = format!("json duplicate-member {}{}", site.outer, member.name);
            // The first letter as an escape: the same name.
            let escaped = format!("\\u{:04x}{}", u32::from(member.name.as_bytes()[0]), &member.name[1..]);
            for (name, again) in [(member.name, &*member.good()), (member.name, "null"), (&escaped, "{}")] {
                let twice = format!("{},\"{name}\":{again}", member.good());
                for options in [STRICT, LENIENT] {
                    // Nothing of a document in which this happens is read, not even its other offers.
                    assert_refused(T::decode(site.with(member, Some(&twice)), &options), &refusal, &twice);
                }
            }
        }
    }
}

#[test]
fn doubled_members() {
    every_object!(doubled);
}

fn wrong<T: Tabled>() {
    for site in sites(T::MEMBERS) {
        for member in site.members {
            let place = format!("{}{}", site.outer, member.name);
            for (value, kind) in member.bad() {
                let text = site.with(member, Some(value));
                refused::<T>(&text, &STRICT, &format!("shape {kind} {place}"));
                assert!(read::<T>(&text, &LENIENT).is_err(), "{text}");
            }
            if matches!(member.is, Type::Texts) {
                for (value, refusal) in
                    [("[\"a\",7]", "wrong-type"), ("[\"a\",null]", "null"), ("[\"\",[]]", "wrong-type")]
                {
                    refused::<T>(&site.with(member, Some(value)), &STRICT, &format!("shape {refusal} {place}[1]"));
                }
            }
            for (value, kind, flag) in member.tolerated() {
                let text = site.with(member, Some(&value));
                refused::<T>(&text, &STRICT, &format!("shape {kind} {place}"));
                let (value, flags) = read::<T>(&text, &LENIENT).unwrap();
                assert_eq!((value.to_json(), flags), (sample(T::MEMBERS), Flags::from_iter([flag])), "{text}");
            }
        }
        let place = site.outer.trim_end_matches('.');
        for (text, kind) in [("[]", "wrong-type"), ("7", "wrong-type"), ("\"{}\"", "wrong-type"), ("null", "null")] {
            // A resource may be `null`.
            if kind == "null" && place.ends_with("resource") {
                continue;
            }
            refused::<T>(&site.document(text), &STRICT, format!("shape {kind} {place}").trim_end());
        }
    }
}

#[test]
fn wrong_and_tolerated_members() {
    every_object!(wrong);
}

fn unknown<T: Tabled>() {
    let stranger = "\"stranger\":[1.50, {\"amount\":null}]";
    for site in sites(T::MEMBERS) {
        let known = sample(site.members);
        let first = site.document(&known.replacen('{', &format!("{{{stranger},"), 1));
        let last = site.document(&format!("{},{stranger}}}", known.strip_suffix('}').unwrap()));
        let (value, flags) = read::<T>(&first, &STRICT).unwrap();
        assert_eq!((value.to_json(), flags), (last, Flags::NONE));
        if site.outer.is_empty() {
            // It is the only thing in `other`.
            let other = format!("other: Members([(\"stranger\", {})])", &stranger["\"stranger\":".len()..]);
            assert!(format!("{value:?}").contains(&other), "{value:?}");
        }
    }
}

#[test]
fn unknown_members() {
    every_object!(unknown);
}

/// What stands in `other` under the name of a member that has a value is not written.
fn set<T: Tabled>() {
    let text = sample(T::MEMBERS);
    let (mut value, _) = read::<T>(&text, &STRICT).unwrap();
    for member in T::MEMBERS {
        value.other().insert(member.name, RawJson::parse("null").unwrap());
    }
    assert_eq!(value.to_json(), text);
}

#[test]
fn members_that_are_set_replace_the_null_that_came() {
    every_object!(set);
}
