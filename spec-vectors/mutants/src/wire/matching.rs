//! The offer that a payment answers.

use x402_conformance::adapter::Reply;

use crate::{
    json::Json,
    mutant::{Mutant, Row, inputs, results},
    question::{Question, constant},
};

const MEMBERS: [&str; 7] = ["scheme", "network", "amount", "asset", "payTo", "maxTimeoutSeconds", "extra"];
const TEXTS: [&str; 5] = ["scheme", "network", "amount", "asset", "payTo"];

/// The offer's value and the accepted value are treated as equal.
type Alike<T> = (&'static str, fn(&T, &T) -> bool);
/// A member of the offer's `extra`, by its name and value, may be absent from that of `accepted`.
type Needless = (&'static str, fn(&str, &Json, &Json) -> bool);
/// The answered one of the matching offers.
type Choice = (&'static str, fn(&Question<'_>, &[usize]) -> Option<usize>);
/// The reading of a member that no version of the protocol has.
type Notation = (&'static str, fn(&mut Json) -> Option<&mut Json>);

/// Texts that are treated as equal in any member.
const TEXTS_ALIKE: [Alike<str>; 6] = [
    ("in-any-case", |ours, theirs| ours.eq_ignore_ascii_case(theirs)),
    ("but-for-spaces-around", |ours, theirs| ours.trim() == theirs.trim()),
    ("that-begins-with-the-offers", |ours, theirs| theirs.starts_with(ours)),
    ("with-which-the-offers-begins", |ours, theirs| ours.starts_with(theirs)),
    ("that-ends-with-the-offers", |ours, theirs| theirs.ends_with(ours)),
    ("with-which-the-offers-ends", |ours, theirs| ours.ends_with(theirs)),
];

/// Texts that are treated as equal in one member: the member, a description, and the test.
const ALIKE: [(&str, Alike<str>); 24] = [
    ("scheme", ("look-alikes", |ours, theirs| ours == theirs.replace('е', "e").replace('х', "x"))),
    ("network", ("of-one-namespace", |ours, theirs| parts(ours).0 == parts(theirs).0)),
    ("network", ("of-one-reference", |ours, theirs| parts(ours).1 == parts(theirs).1)),
    ("network", ("in-32-bits", |ours, theirs| in_bits(chain_id(ours), chain_id(theirs), 32))),
    ("network", ("as-doubles", |ours, theirs| same_double(parts(ours).1, parts(theirs).1))),
    (
        "network",
        ("of-solana-in-any-case", |ours, theirs| ours.starts_with("solana") && ours.eq_ignore_ascii_case(theirs)),
    ),
    ("network", ("of-solana-cut", |ours, theirs| ours.starts_with("solana") && ours.starts_with(theirs))),
    ("network", ("of-solana", |ours, theirs| ours.starts_with("solana") && theirs.starts_with("solana"))),
    ("amount", ("no-less", |ours, theirs| decimal(theirs) >= decimal(ours))),
    ("amount", ("no-more", |ours, theirs| decimal(theirs) <= decimal(ours))),
    ("amount", ("in-32-bits", |ours, theirs| in_bits(ours.parse().ok(), theirs.parse().ok(), 32))),
    ("amount", ("in-64-bits", |ours, theirs| in_bits(ours.parse().ok(), theirs.parse().ok(), 64))),
    ("amount", ("in-128-bits", |_, theirs| theirs == "340282366920938463463374607431768221456")),
    ("amount", ("as-doubles", same_double)),
    ("amount", ("by-its-length", |ours, theirs| ours.len() == theirs.len())),
    ("amount", ("that-is-0", |_, theirs| theirs == "0")),
    ("amount", ("of-an-offer-for-0", |ours, _| ours == "0")),
    ("asset", ("without-0x", |ours, theirs| ours.trim_start_matches("0x") == theirs)),
    ("asset", ("that-is-empty", |_, theirs| theirs.is_empty())),
    ("asset", ("by-its-first-digits", |ours, theirs| ours.len() > 9 && theirs.starts_with(&ours[..9]))),
    ("asset", ("by-its-last-digits", |ours, theirs| ours.len() > 9 && theirs.ends_with(&ours[ours.len() - 9..]))),
    ("payTo", ("without-0x", |ours, theirs| ours.trim_start_matches("0x") == theirs)),
    ("payTo", ("that-is-empty", |_, theirs| theirs.is_empty())),
    (
        "payTo",
        ("by-both-ends", |ours, theirs| {
            ours.len() == theirs.len()
                && ours[..8.min(ours.len())] == theirs[..8.min(ours.len())]
                && ours.get(34..) == theirs.get(34..)
        }),
    ),
];

/// Values of `extra` that are treated as equal, at any depth.
const VALUES_ALIKE: [Alike<Json>; 41] = [
    ("texts-in-any-case", |ours, theirs| both(ours, theirs, |ours, theirs| ours.eq_ignore_ascii_case(theirs))),
    ("texts-but-for-spaces", |ours, theirs| both(ours, theirs, |ours, theirs| ours.trim() == theirs.trim())),
    ("texts-cut", |ours, theirs| both(ours, theirs, |ours, theirs| !theirs.is_empty() && ours.starts_with(theirs))),
    ("texts-longer", |ours, theirs| both(ours, theirs, |ours, theirs| theirs.starts_with(ours))),
    ("all-texts", |ours, theirs| both(ours, theirs, |_, _| true)),
    ("texts-in-normal-form", |ours, theirs| both(ours, theirs, |ours, theirs| ours == "é" && theirs == "e\u{301}")),
    ("a-number-for-its-text", |ours, theirs| ours.as_text().is_some_and(|text| theirs.as_plain() == Some(&text))),
    ("a-text-for-its-number", |ours, theirs| theirs.as_text().is_some_and(|text| ours.as_plain() == Some(&text))),
    ("all-numbers", |ours, theirs| as_number(ours).is_some() && as_number(theirs).is_some()),
    ("numbers-as-doubles", |ours, theirs| as_number(ours).is_some_and(|ours| as_number(theirs) == Some(ours))),
    ("numbers-in-64-bits", |ours, theirs| plain_ends(ours, theirs, "616", "617")),
    ("numbers-as-integers", |ours, theirs| {
        as_number(ours).is_some_and(|ours| as_number(theirs).map(f64::trunc) == Some(ours.trunc()))
    }),
    ("numbers-but-for-the-sign", |ours, theirs| {
        as_number(ours).is_some_and(|ours| as_number(theirs).map(f64::abs) == Some(ours.abs()))
    }),
    ("infinite-numbers", |ours, theirs| {
        as_number(ours).zip(as_number(theirs)).is_some_and(|(a, b)| a.is_infinite() && b.is_infinite())
    }),
    ("numbers-that-begin-alike", |ours, theirs| {
        as_number(ours).is_some()
            && theirs.as_plain().zip(ours.as_plain()).is_some_and(|(theirs, ours)| theirs.starts_with(ours))
    }),
    ("both-booleans", |ours, theirs| is_boolean(ours) && is_boolean(theirs)),
    ("true-for-false", |ours, theirs| ours.as_plain() == Some("false") && theirs.as_plain() == Some("true")),
    ("true-and-1", |ours, theirs| ours.as_plain() == Some("true") && theirs.as_plain() == Some("1")),
    ("0-and-false", |ours, theirs| ours.as_plain() == Some("0") && theirs.as_plain() == Some("false")),
    ("0-and-null", |ours, theirs| ours.as_plain() == Some("0") && theirs.is_null()),
    ("empty-and-null", |ours, theirs| ours.as_text().is_some_and(|text| text.is_empty()) && theirs.is_null()),
    ("null-for-any", |_, theirs| theirs.is_null()),
    ("any-for-null", |ours, _| ours.is_null()),
    ("a-text-for-null", |ours, theirs| ours.is_null() && theirs.as_text().is_some()),
    ("an-object-for-null", |ours, theirs| ours.is_null() && theirs.is_object()),
    ("a-text-and-true", |ours, theirs| ours.as_text().is_some_and(|text| text == "true") && is_boolean(theirs)),
    ("all-objects", |ours, theirs| ours.is_object() && theirs.is_object()),
    ("all-arrays", |ours, theirs| ours.is_array() && theirs.is_array()),
    ("objects-and-arrays-that-hold-nothing", |ours, theirs| ours.is_empty() && theirs.is_empty()),
    ("an-empty-object-for-an-array", |ours, theirs| ours.is_array() && theirs.is_object()),
    ("an-array-for-an-object", |ours, theirs| ours.is_object() && theirs.is_array()),
    ("a-number-for-an-object", |ours, theirs| ours.is_object() && as_number(theirs).is_some()),
    ("arrays-in-any-order", |ours, theirs| {
        ours.is_array() && ours.elements().len() == theirs.elements().len() && contains(ours, theirs)
    }),
    ("arrays-that-hold-the-offers", |ours, theirs| ours.is_array() && theirs.is_array() && contains(theirs, ours)),
    ("arrays-that-the-offers-holds", |ours, theirs| ours.is_array() && theirs.is_array() && contains(ours, theirs)),
    ("arrays-of-one-length", |ours, theirs| {
        ours.is_array() && theirs.is_array() && ours.elements().len() == theirs.elements().len()
    }),
    ("a-value-for-an-array-of-it", |ours, theirs| ours.elements() == std::slice::from_ref(theirs)),
    ("an-array-of-it-for-a-value", |ours, theirs| theirs.elements() == std::slice::from_ref(ours)),
    ("objects-of-arrays", |ours, theirs| elements_are(ours, Json::is_object) && elements_are(theirs, Json::is_object)),
    ("arrays-of-arrays", |ours, theirs| elements_are(ours, Json::is_array) && elements_are(theirs, Json::is_array)),
    ("anything-of-one-type", |ours, theirs| std::mem::discriminant(ours) == std::mem::discriminant(theirs)),
];

/// Values of `extra` that are equal, but not treated as such.
const VALUES_UNALIKE: [Alike<Json>; 15] = [
    ("another-order", |ours, theirs| {
        ours.is_object() && names(ours) != names(theirs) && ours.sorted() == theirs.sorted()
    }),
    ("a-member-more-inside", |ours, theirs| ours.is_object() && names(theirs).len() > names(ours).len()),
    ("numbers-by-their-text", |ours, theirs| as_number(ours).is_some() && ours != theirs),
    ("integers-and-fractions", |ours, theirs| as_number(ours).is_some() && is_fraction(ours) != is_fraction(theirs)),
    ("minus-0", |ours, theirs| ours.as_plain() == Some("0") && theirs.as_plain() == Some("-0")),
    ("numbers-with-an-exponent", |ours, theirs| {
        ours.as_plain().is_some_and(|text| !text.contains('e')) && theirs.as_plain().is_some_and(has_exponent)
    }),
    ("numbers-with-E", |_, theirs| theirs.as_plain().is_some_and(|text| text.contains('E'))),
    ("escapes", |ours, theirs| ours.as_text().is_some() && ours != theirs),
    ("escapes-of-pairs", |ours, _| matches!(ours, Json::Text(raw) if raw.contains("\\ud83d"))),
    ("escapes-of-slashes", |_, theirs| matches!(theirs, Json::Text(raw) if raw.contains("\\/"))),
    ("arrays", |ours, _| ours.is_array()),
    ("objects", |ours, _| ours.is_object()),
    ("nulls", |ours, theirs| ours.is_null() && theirs.is_null()),
    ("what-is-deeper-than-two", |ours, _| ours.get("b.c").is_some()),
    ("objects-but-to-the-letter", |ours, theirs| ours.is_object() && ours != theirs),
];

pub(crate) fn mutants() -> Vec<Mutant> {
    let tables = [
        inputs("match/extra/", &EXTRA),
        inputs("match/several/", &SEVERAL),
        inputs("match/rule/exact-", &EXACT),
        results("match/answer/", &ANSWERS),
    ];
    tables
        .into_iter()
        .flatten()
        .chain(members())
        .chain(extra())
        .chain(several())
        .chain(rules())
        .chain(answers())
        .collect()
}

const SECONDS_ALIKE: [Alike<f64>; 5] = [
    ("no-less", |ours, theirs| theirs >= ours),
    ("no-more", |ours, theirs| theirs <= ours),
    ("as-doubles", |ours, theirs| ours == theirs),
    ("in-32-bits", |ours, theirs| ours % 4_294_967_296.0 == theirs % 4_294_967_296.0 && *ours < 1e12),
    ("that-is-0", |_, theirs| *theirs == 0.0),
];

fn members() -> Vec<Mutant> {
    let text = |member: &'static str, (how, are_alike): Alike<str>| {
        Mutant::edits(format!("match/{member}/{how}"), move |j| {
            alike(j, member, |ours, theirs| both(ours, theirs, are_alike))
        })
    };
    let mut mutants: Vec<Mutant> = ALIKE.map(|(member, likeness)| text(member, likeness)).into();
    for member in MEMBERS {
        mutants.push(Mutant::edits(format!("match/{member}/not-compared"), move |j| alike(j, member, |_, _| true)));
    }
    for member in TEXTS {
        // Amounts and networks have no spaces, and amounts no letters.
        let absent: &[&str] = match member {
            "amount" => &["in-any-case", "but-for-spaces-around"],
            "network" => &["but-for-spaces-around"],
            _ => &[],
        };
        mutants.extend(TEXTS_ALIKE.into_iter().filter(|row| !absent.contains(&row.0)).map(|row| text(member, row)));
    }
    for (how, are_alike) in SECONDS_ALIKE {
        mutants.push(Mutant::edits(format!("match/maxTimeoutSeconds/{how}"), move |j| {
            alike(j, "maxTimeoutSeconds", |ours, theirs| {
                as_number(ours).zip(as_number(theirs)).is_some_and(|(ours, theirs)| are_alike(&ours, &theirs))
            })
        }));
    }
    for (one, other) in [("asset", "payTo"), ("payTo", "asset")] {
        mutants.push(Mutant::edits(format!("match/{one}/any-of-both-addresses"), move |j| {
            with_accepted(j, one, |offer, theirs| offer.holds(other, |found| found == theirs)?.with(one, theirs))
        }));
    }
    for (member, from) in [("amount", "maxAmountRequired"), ("payTo", "asset")] {
        mutants.push(Mutant::edits(format!("match/{member}/read-from-{from}"), move |j| {
            j.copy(&format!("accepted.{from}"), &format!("accepted.{member}"))
        }));
    }
    mutants
}

/// Members of the offer's `extra` that may, or may not, be absent, by name and value.
const NEEDLESS: [Needless; 15] = [
    ("missing", |name, _, theirs| theirs.get(name).is_none()),
    ("missing-texts", |name, ours, theirs| ours.as_text().is_some() && theirs.get(name).is_none()),
    ("missing-empty-texts", |name, ours, theirs| {
        ours.as_text().is_some_and(|text| text.is_empty()) && theirs.get(name).is_none()
    }),
    ("missing-0", |name, ours, theirs| ours.as_plain() == Some("0") && theirs.get(name).is_none()),
    ("missing-false", |name, ours, theirs| ours.as_plain() == Some("false") && theirs.get(name).is_none()),
    ("missing-empty-objects", |name, ours, theirs| ours.is_object() && ours.is_empty() && theirs.get(name).is_none()),
    ("missing-empty-arrays", |name, ours, theirs| ours.is_array() && ours.is_empty() && theirs.get(name).is_none()),
    ("name", |name, _, _| name == "name"),
    ("version", |name, _, _| name == "version"),
    ("feePayer", |name, _, _| name == "feePayer"),
    ("memo", |name, _, _| name == "memo"),
    ("all-but-the-domain", |name, _, _| name != "name" && name != "version"),
    ("regenerated-in-any-case", |name, _, _| REGENERATED.iter().any(|known| known.eq_ignore_ascii_case(name))),
    ("regenerated-on-all-networks", |name, _, _| REGENERATED.contains(&name)),
    ("null-in-accepted", |name, _, theirs| theirs.get(name).is_some_and(Json::is_null)),
];

const REGENERATED: [&str; 3] = ["recentBlockhash", "lastValidBlockHeight", "recentSlot"];

fn extra() -> Vec<Mutant> {
    let pairs = |name: String, edited: fn(&Json) -> Json, meet: fn(&Json, &Json) -> bool| {
        Mutant::edits(name, move |j| {
            with_accepted(j, "extra", |offer, theirs| {
                each_pair(offer.at("extra")?, theirs, true, &|ours, theirs| meet(ours, theirs).then(|| edited(theirs)));
                Some(offer)
            })
        })
    };
    let mut mutants = Vec::new();
    for (how, alike) in VALUES_ALIKE {
        mutants.push(pairs(format!("match/extra/alike-{how}"), Json::clone, alike));
    }
    for (how, unalike) in VALUES_UNALIKE {
        mutants.push(pairs(format!("match/extra/unalike-{how}"), |_| Json::text("\0"), unalike));
    }
    for (how, is_needless) in NEEDLESS {
        mutants.push(Mutant::edits(format!("match/extra/needless-{how}"), move |j| {
            with_accepted(j, "extra", |offer, theirs| {
                offer.at("extra")?.members_mut()?.retain(|(name, ours)| !is_needless(name, ours, theirs));
                Some(offer)
            })
        }));
    }
    for (what, at) in [("one-level-down", "extra.a"), ("under-exact", "extra")] {
        let compared = move |j: &mut Json| {
            if let Some(members) = j.get_mut(at).and_then(Json::members_mut) {
                members.retain(|(name, _)| !REGENERATED.contains(&name.as_str()));
            }
        };
        mutants.push(Mutant::edits(format!("match/extra/needless-regenerated-{what}"), move |j| {
            compared(j.at("accepted")?);
            j.at("offers")?.elements_mut().iter_mut().for_each(compared);
            Some(j)
        }));
    }
    for (name, how, if_there) in REGENERATED.iter().flat_map(|name| [(name, "", false), (name, "-if-there", true)]) {
        mutants.push(Mutant::edits(format!("match/extra/{name}-compared{how}"), move |j| {
            let path = format!("extra.{name}");
            let is_of_rule = if_there || j.text_at("rule").is_none_or(|rule| rule == "sdk");
            let theirs = j.when(is_of_rule)?.get("accepted")?.get(&path).cloned();
            j.when(!if_there || theirs.is_some())?.each("offers", |offer| {
                offer.holds(&path, |ours| theirs.as_ref() != Some(ours))?.put(&format!("{path}-is-another"), "1")
            })
        }));
    }
    mutants
}

const EXTRA: [Row; 10] = [
    ("nothing-may-be-added", |j| {
        with_accepted(j, "extra", |offer, theirs| {
            let ours = offer.get("extra").map(names).unwrap_or_default();
            let is_added = names(theirs).iter().any(|name| !ours.contains(name));
            let is_none = is_null_at(offer, "extra");
            offer.when(is_added)?.also(|j| j.when(is_none)?.put("extra", "{}"))?.put("extra.added", "1")
        })
    }),
    ("needed-where-the-offer-has-none", |j| {
        j.holds("accepted.extra", Json::is_object)?
            .each("offers", |j| j.lacks("extra")?.put("extra", r#"{"needed":1}"#))
    }),
    ("needed-where-the-offers-holds-nothing", |j| {
        let is_none = !j.get("accepted.extra").is_some_and(Json::is_object);
        let is_empty = |extra: &Json| extra.is_object() && extra.is_empty();
        j.when(is_none)?.each("offers", |j| j.holds("extra", is_empty)?.put("extra.needed", "1"))
    }),
    ("ignored-where-accepted-has-none", |j| {
        let is_none = is_null_at(j, "accepted.extra");
        j.when(is_none)?.each("offers", |j| j.del("extra"))
    }),
    ("ignored-where-accepted-holds-nothing", |j| {
        j.holds("accepted.extra", Json::is_empty)?.each("offers", |j| j.del("extra"))
    }),
    ("names-in-any-case", |j| {
        fold_names(j.at("accepted.extra")?)?;
        j.also(|j| j.each("offers", |j| fold_names(j.at("extra")?)))
    }),
    ("names-but-for-spaces", |j| rename(j.at("accepted.extra")?, |name| name.trim().into())),
    ("names-with-escapes", |j| rename(j.at("accepted.extra")?, |name| name.replace('\\', "-"))),
    ("values-at-any-name", |j| {
        with_accepted(j, "extra", |offer, theirs| {
            for (name, ours) in offer.at("extra")?.members_mut()? {
                let is_there = theirs.members().iter().any(|(_, other)| other == ours);
                theirs.get(name).filter(|_| is_there).inspect(|found| ours.clone_from(found));
            }
            Some(offer)
        })
    }),
    ("members-at-any-depth", |j| {
        let mut all = Vec::new();
        j.at("accepted.extra")?.each_object(&mut |members| all.extend(members.iter().cloned()));
        all.dedup_by(|one, other| one.0 == other.0);
        all.retain(|(_, value)| !value.is_object());
        j.with("accepted.extra", &Json::Object(all))
    }),
];

const CHOICES: [Choice; 9] = [
    ("first-that-matches", |_, matching| matching.first().copied()),
    ("last-that-matches", |_, matching| matching.last().copied()),
    ("second-that-matches", |_, matching| matching.get(1).or(matching.first()).copied()),
    ("counted-from-1", |_, matching| matching.first().map(|index| index + 1)),
    ("counted-from-the-end", |question, matching| {
        Some(question.input.get("offers")?.elements().len() - 1 - matching.first()?)
    }),
    ("counted-among-those-that-match", |_, matching| matching.first().map(|_| 0)),
    ("equal-to-the-letter", |question, matching| {
        let same = |index: &&usize| question.input.get(&format!("offers.{index}")) == question.input.get("accepted");
        matching.iter().find(same).or(matching.first()).copied()
    }),
    ("with-the-most-members", |question, matching| matching.iter().copied().max_by_key(|index| size(question, *index))),
    ("cheapest-text", |question, matching| matching.iter().copied().min_by_key(|index| size(question, *index))),
];

fn size(question: &Question<'_>, offer: usize) -> Option<usize> {
    question.input.get(&format!("offers.{offer}")).map(|offer| offer.to_string().len())
}

const NOTATIONS: [Notation; 3] = [
    ("null-is-not-absent", |j| j.is("", "null")?.be("\"null\"")),
    ("numbers-by-their-text", |j| {
        *j = Json::text(&j.to_string());
        Some(j)
    }),
    ("by-their-type", |j| j.holds("", |value| as_number(value).is_some())?.be("0")),
];

fn is_unknown(name: &str) -> bool {
    !MEMBERS.contains(&name)
}

fn without_unknown(j: &mut Json) -> Option<&mut Json> {
    j.members_mut()?.retain(|(name, _)| !is_unknown(name));
    Some(j)
}

fn several() -> Vec<Mutant> {
    let mut mutants: Vec<Mutant> = Vec::new();
    for (how, choose) in CHOICES {
        mutants.push(Mutant::new(format!("match/several/{how}"), move |question| {
            offer(choose(question, &matching(question)?)?)
        }));
    }
    mutants.push(Mutant::new("match/several/none-where-two-match", |question| {
        (matching(question)?.len() > 1).then(|| constant(r#"{"offer":null,"differs":[]}"#))?
    }));
    for (how, kept) in [("first-alone", 1), ("first-two", 2), ("first-eight", 8), ("first-64", 64)] {
        mutants.push(Mutant::edits(format!("match/several/looks-at-the-{how}"), move |j| j.cut("offers", kept)));
    }
    for (how, read) in NOTATIONS {
        let spell = move |j: &mut Json| {
            let members = j.members_mut().into_iter().flatten().filter(|(name, _)| is_unknown(name));
            members.for_each(|(_, value)| {
                read(value);
            });
        };
        mutants.push(Mutant::edits(format!("match/several/unknown-members-{how}"), move |j| {
            spell(j.at("accepted")?);
            j.at("offers")?.elements_mut().iter_mut().for_each(spell);
            Some(j)
        }));
    }
    mutants
}

const SEVERAL: [Row; 5] = [
    ("unknown-members-not-compared", |j| {
        without_unknown(j.at("accepted")?)?;
        j.each("offers", without_unknown)
    }),
    ("unknown-members-of-accepted-not-compared", |j| {
        let theirs = j.get("accepted")?.clone();
        let is_needed = |(name, _): &(String, Json)| is_unknown(name) && theirs.get(name).is_none();
        let is_met = |offers: &Json| !offers.elements().iter().any(|offer| offer.members().iter().any(is_needed));
        without_unknown(j.holds("offers", is_met)?.at("accepted")?)?;
        j.each("offers", |offer| {
            offer.members_mut()?.retain(|(name, value)| !is_unknown(name) || theirs.get(name) != Some(value));
            Some(offer)
        })
    }),
    ("unknown-members-refused", |j| {
        let is_unknown = |j: &Json| j.members().iter().any(|(name, _)| is_unknown(name));
        several_offers(j)?.holds("accepted", is_unknown)?.say("accepted.scheme", "\0")
    }),
    ("addresses-to-the-letter", |j| {
        with_accepted(several_offers(j)?, "payTo", |offer, theirs| {
            offer.holds("payTo", |ours| ours != theirs)?.say("amount", "1")
        })
    }),
    ("empty-extra-is-none", |j| several_offers(j)?.each("offers", |j| j.holds("extra", Json::is_empty)?.del("extra"))),
];

const RULES: [&str; 3] = ["sdk", "exact", "core"];

fn rules() -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for rule in RULES {
        mutants.push(Mutant::edits(format!("match/rule/always-{rule}"), move |j| j.say("rule", rule)));
        for other in RULES.into_iter().filter(|other| *other != rule) {
            let name = format!("match/rule/{rule}-as-{other}");
            mutants.push(Mutant::edits(name, move |j| j.is("rule", rule)?.say("rule", other)));
        }
    }
    for member in MEMBERS {
        let is_of_core = !matches!(member, "maxTimeoutSeconds" | "extra");
        for rule in if is_of_core { &["exact", "core"][..] } else { &["exact"] } {
            mutants.push(Mutant::edits(format!("match/rule/{rule}-does-not-compare-{member}"), move |j| {
                alike(j.is("rule", rule)?, member, |_, _| true)
            }));
        }
        if !is_of_core {
            mutants.push(Mutant::edits(format!("match/rule/core-compares-{member}"), move |j| {
                let theirs = j.is("rule", "core")?.get("accepted")?.get(member).cloned();
                j.each("offers", |offer| {
                    let differs = offer.get(member) != theirs.as_ref();
                    offer.when(differs)?.say("amount", "1")
                })
            }));
        }
    }
    mutants
}

const EXACT: [Row; 4] = [
    ("takes-an-empty-extra-for-none", |j| {
        j.is("rule", "exact")?.holds("accepted.extra", Json::is_empty)?.del("accepted.extra")
    }),
    ("takes-more-inside", |j| j.is("rule", "exact")?.holds("accepted.extra.a", Json::is_object)?.say("rule", "sdk")),
    ("numbers-by-their-text", |j| {
        with_accepted(j.is("rule", "exact")?.has("accepted.extra.a")?, "extra.a", |offer, theirs| {
            offer.holds("extra.a", |ours| ours != theirs)?.say("extra.a", "\0")
        })
    }),
    ("by-the-text", |j| {
        with_accepted(j.is("rule", "exact")?.has("accepted.extra")?, "extra", |offer, theirs| {
            let differs = offer.get("extra") != Some(theirs);
            offer.when(differs)?.put("extra", "{}")
        })
    }),
];

const ANSWERS: [Row; 14] = [
    ("no-offer", |j| j.del("offer")),
    ("offer-as-a-text", |j| {
        let offer = j.get("offer")?.as_plain()?.to_owned();
        j.say("offer", &offer)
    }),
    ("minus-1-for-none", |j| j.is("offer", "null")?.put("offer", "-1")),
    ("no-members", |j| j.put("differs.0.members", "[]")),
    ("the-first-member-alone", |j| j.cut("differs.0.members", 1)),
    ("the-last-member-alone", |j| j.reverse("differs.0.members")?.cut("differs.0.members", 1)),
    ("members-by-name", |j| {
        j.list("differs.0.members")?.sort_by_key(ToString::to_string);
        Some(j)
    }),
    ("members-in-reverse", |j| j.reverse("differs.0.members")),
    ("extra-as-one-member", |j| {
        j.each("differs.0.members", |j| j.change("", |path| Some(path.split('.').next()?.into())))
    }),
    ("members-without-their-path", |j| {
        j.each("differs.0.members", |j| j.change("", |path| Some(path.rsplit('.').next()?.into())))
    }),
    ("the-first-offer-alone", |j| j.cut("differs", 1)),
    ("the-last-offer-alone", |j| j.reverse("differs")?.cut("differs", 1)),
    ("offers-in-reverse", |j| j.reverse("differs")),
    ("nothing-differs", |j| j.has("differs")?.put("differs", "[]")),
];

fn answers() -> Vec<Mutant> {
    vec![
        Mutant::edits_result("match/answer/offers-counted-from-1", |j| j.each("differs", |j| j.add("offer", 1))),
        Mutant::new("match/answer/always-the-first", |_| offer(0)),
        Mutant::new("match/answer/always-none", |_| constant(r#"{"offer":null}"#)),
        Mutant::new("match/answer/error-without-offers", |question| {
            question.input.get("offers")?.elements().is_empty().then(|| Reply::Error("no offers".into()))
        }),
        Mutant::new("match/answer/error-for-none", |question| {
            question.result()?.get("offer")?.is_null().then(|| Reply::Error("no offer".into()))
        }),
        Mutant::new("match/rule/core-prefers-no-equal-one", |question| {
            (question.input.text_at("rule")? == "core").then_some(())?;
            offer(*matching(question)?.first()?)
        }),
    ]
}

/// Sets a member of each offer to the accepted value if both are treated as equal.
fn alike<'a>(j: &'a mut Json, member: &str, are_alike: impl Fn(&Json, &Json) -> bool) -> Option<&'a mut Json> {
    let theirs = j.get("accepted")?.get(member).cloned();
    j.each("offers", |offer| {
        let null = Json::null();
        match (are_alike(offer.get(member).unwrap_or(&null), theirs.as_ref().unwrap_or(&null)), &theirs) {
            (true, Some(theirs)) => offer.with(member, theirs),
            (true, None) => offer.del(member),
            (false, _) => None,
        }
    })
}

/// Edits each offer, beside the accepted value of a member, which is null if there is none.
fn with_accepted<'a>(
    j: &'a mut Json,
    member: &str,
    edit: impl for<'b> Fn(&'b mut Json, &Json) -> Option<&'b mut Json>,
) -> Option<&'a mut Json> {
    let theirs = j.get("accepted").and_then(|accepted| accepted.get(member)).cloned().unwrap_or_else(Json::null);
    j.each("offers", |offer| edit(offer, &theirs))
}

/// Of two offers or more.
fn several_offers(j: &mut Json) -> Option<&mut Json> {
    j.holds("offers", |offers| offers.elements().len() > 1)
}

fn is_null_at(j: &Json, path: &str) -> bool {
    j.get(path).is_none_or(Json::is_null)
}

/// Values at the same place, the outermost first, without `extra` itself.
fn each_pair(ours: &mut Json, theirs: &Json, is_outermost: bool, edit: &impl Fn(&Json, &Json) -> Option<Json>) {
    if !is_outermost && let Some(edited) = edit(ours, theirs) {
        *ours = edited;
        return;
    }
    match ours {
        Json::Object(members) => {
            for (name, value) in members {
                if let Some(theirs) = theirs.get(name) {
                    each_pair(value, theirs, false, edit);
                }
            }
        }
        Json::Array(elements) => {
            for (value, theirs) in elements.iter_mut().zip(theirs.elements()) {
                each_pair(value, theirs, false, edit);
            }
        }
        Json::Plain(_) | Json::Text(_) => {}
    }
}

/// The indices of the matching offers.
fn matching(question: &Question<'_>) -> Option<Vec<usize>> {
    let offers = question.input.get("offers")?.elements();
    let matches = |index: &usize| {
        let mut alone = question.input.clone();
        alone.set("offers", Json::Array(vec![offers[*index].clone()]));
        question.result_to("match", &alone.to_string()).is_some_and(|result| !is_null_at(&result, "offer"))
    };
    Some((0..offers.len()).filter(matches).collect())
}

fn offer(index: usize) -> Option<Reply> {
    constant(&format!(r#"{{"offer":{index}}}"#))
}

fn both(ours: &Json, theirs: &Json, are_alike: impl Fn(&str, &str) -> bool) -> bool {
    ours.as_text().zip(theirs.as_text()).is_some_and(|(ours, theirs)| are_alike(&ours, &theirs))
}

fn parts(network: &str) -> (&str, &str) {
    network.split_once(':').unwrap_or((network, ""))
}

fn chain_id(network: &str) -> Option<u128> {
    network.strip_prefix("eip155:")?.parse().ok()
}

fn in_bits(ours: Option<u128>, theirs: Option<u128>, bits: u32) -> bool {
    ours.zip(theirs).is_some_and(|(ours, theirs)| (ours ^ theirs) & ((1 << bits) - 1) == 0)
}

fn same_double(ours: &str, theirs: &str) -> bool {
    ours.parse::<f64>().is_ok_and(|ours| theirs.parse() == Ok(ours))
}

/// Digits for a comparison.
fn decimal(digits: &str) -> (usize, &str) {
    (digits.len(), digits)
}

fn as_number(value: &Json) -> Option<f64> {
    value.as_plain()?.parse().ok()
}

fn is_fraction(value: &Json) -> bool {
    value.as_plain().is_some_and(|text| text.contains('.'))
}

fn has_exponent(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_digit()) && text.contains('e')
}

fn plain_ends(ours: &Json, theirs: &Json, our_end: &str, their_end: &str) -> bool {
    ours.as_plain().is_some_and(|text| text.ends_with(our_end))
        && theirs.as_plain().is_some_and(|text| text.ends_with(their_end))
}

fn is_boolean(value: &Json) -> bool {
    matches!(value.as_plain(), Some("true" | "false"))
}

fn contains(outer: &Json, inner: &Json) -> bool {
    inner.elements().iter().all(|element| outer.elements().contains(element))
}

fn elements_are(value: &Json, are: fn(&Json) -> bool) -> bool {
    !value.elements().is_empty() && value.elements().iter().all(are)
}

fn names(object: &Json) -> Vec<&str> {
    object.members().iter().map(|(name, _)| name.as_str()).collect()
}

fn fold_names(value: &mut Json) -> Option<&mut Json> {
    value.each_object(&mut |members| members.iter_mut().for_each(|(name, _)| *name = name.to_lowercase()));
    Some(value)
}

fn rename(value: &mut Json, read: fn(&str) -> String) -> Option<&mut Json> {
    value.members_mut()?.iter_mut().for_each(|(name, _)| *name = read(name));
    Some(value)
}
