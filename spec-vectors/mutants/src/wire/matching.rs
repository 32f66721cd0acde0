//! The offer that a payment answers.

use x402_conformance::adapter::Reply;

use crate::{
    json::Json,
    mutant::Mutant,
    question::{Question, result_of},
};

const OP: &[&str] = &["match"];
const MEMBERS: [&str; 7] = ["scheme", "network", "amount", "asset", "payTo", "maxTimeoutSeconds", "extra"];
const TEXTS: [&str; 5] = ["scheme", "network", "amount", "asset", "payTo"];

/// The offer's value and the accepted value are treated as equal.
type Alike<T> = (&'static str, fn(&T, &T) -> bool);
/// A member of the offer's `extra`, by its name and value, may be absent from that of `accepted`.
type Needless = (&'static str, fn(&str, &Json, &Json) -> bool);
/// The answered one of the matching offers.
type Choice = (&'static str, fn(&Question<'_>, &[usize]) -> Option<usize>);
/// The reading of a value.
type Spelling = (&'static str, fn(&Json) -> Json);

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
    ("an-object-for-null", |ours, theirs| ours.is_null() && is_object(theirs)),
    ("a-text-and-true", |ours, theirs| ours.as_text().is_some_and(|text| text == "true") && is_boolean(theirs)),
    ("all-objects", |ours, theirs| is_object(ours) && is_object(theirs)),
    ("all-arrays", |ours, theirs| is_array(ours) && is_array(theirs)),
    ("objects-and-arrays-that-hold-nothing", |ours, theirs| is_empty(ours) && is_empty(theirs)),
    ("an-empty-object-for-an-array", |ours, theirs| is_array(ours) && is_object(theirs)),
    ("an-array-for-an-object", |ours, theirs| is_object(ours) && is_array(theirs)),
    ("a-number-for-an-object", |ours, theirs| is_object(ours) && as_number(theirs).is_some()),
    ("arrays-in-any-order", |ours, theirs| {
        is_array(ours) && ours.elements().len() == theirs.elements().len() && contains(ours, theirs)
    }),
    ("arrays-that-hold-the-offers", |ours, theirs| is_array(ours) && is_array(theirs) && contains(theirs, ours)),
    ("arrays-that-the-offers-holds", |ours, theirs| is_array(ours) && is_array(theirs) && contains(ours, theirs)),
    ("arrays-of-one-length", |ours, theirs| {
        is_array(ours) && is_array(theirs) && ours.elements().len() == theirs.elements().len()
    }),
    ("a-value-for-an-array-of-it", |ours, theirs| ours.elements() == std::slice::from_ref(theirs)),
    ("an-array-of-it-for-a-value", |ours, theirs| theirs.elements() == std::slice::from_ref(ours)),
    ("objects-of-arrays", |ours, theirs| elements_are(ours, is_object) && elements_are(theirs, is_object)),
    ("arrays-of-arrays", |ours, theirs| elements_are(ours, is_array) && elements_are(theirs, is_array)),
    ("anything-of-one-type", |ours, theirs| std::mem::discriminant(ours) == std::mem::discriminant(theirs)),
];

/// Values of `extra` that are equal, but not treated as such.
const VALUES_UNALIKE: [Alike<Json>; 15] = [
    ("another-order", |ours, theirs| is_object(ours) && names(ours) != names(theirs) && sorted(ours) == sorted(theirs)),
    ("a-member-more-inside", |ours, theirs| is_object(ours) && names(theirs).len() > names(ours).len()),
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
    ("arrays", |ours, _| is_array(ours)),
    ("objects", |ours, _| is_object(ours)),
    ("nulls", |ours, theirs| ours.is_null() && theirs.is_null()),
    ("what-is-deeper-than-two", |ours, _| ours.get("b.c").is_some()),
    ("objects-but-to-the-letter", |ours, theirs| is_object(ours) && ours != theirs),
];

pub(crate) fn mutants() -> Vec<Mutant> {
    [members(), extra(), several(), rules(), answers()].into_iter().flatten().collect()
}

fn members() -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for member in MEMBERS {
        mutants.push(Mutant::edits(format!("match/{member}/not-compared"), OP, alike(member, |_, _| true)));
    }
    for member in TEXTS {
        for (how, are_alike) in TEXTS_ALIKE {
            // Amounts and networks have no spaces, and amounts no letters.
            if (member == "amount" && how == "in-any-case")
                || (how == "but-for-spaces-around" && matches!(member, "amount" | "network"))
            {
                continue;
            }
            mutants.push(text_mutant(member, how, are_alike));
        }
    }
    mutants.extend(ALIKE.map(|(member, (how, are_alike))| text_mutant(member, how, are_alike)));
    let seconds_alike: [Alike<f64>; 5] = [
        ("no-less", |ours, theirs| theirs >= ours),
        ("no-more", |ours, theirs| theirs <= ours),
        ("as-doubles", |ours, theirs| ours == theirs),
        ("in-32-bits", |ours, theirs| ours % 4_294_967_296.0 == theirs % 4_294_967_296.0 && *ours < 1e12),
        ("that-is-0", |_, theirs| *theirs == 0.0),
    ];
    for (how, are_alike) in seconds_alike {
        mutants.push(Mutant::edits(
            format!("match/maxTimeoutSeconds/{how}"),
            OP,
            alike("maxTimeoutSeconds", move |ours, theirs| {
                as_number(ours).zip(as_number(theirs)).is_some_and(|(ours, theirs)| are_alike(&ours, &theirs))
            }),
        ));
    }
    for (one, other) in [("asset", "payTo"), ("payTo", "asset")] {
        mutants.push(Mutant::edits(format!("match/{one}/any-of-both-addresses"), OP, move |input| {
            let theirs = input.get(&format!("accepted.{one}"))?.clone();
            each_offer(input, |offer| {
                if offer.get(other) == Some(&theirs) {
                    offer.set(one, theirs.clone());
                }
            })
        }));
    }
    for (member, from, to) in [("amount", "maxAmountRequired", "amount"), ("payTo", "asset", "payTo")] {
        mutants.push(Mutant::edits(format!("match/{member}/read-from-{from}"), OP, move |input| {
            let found = input.get(&format!("accepted.{from}"))?.clone();
            input.set(&format!("accepted.{to}"), found)
        }));
    }
    mutants
}

fn text_mutant(member: &'static str, how: &str, are_alike: fn(&str, &str) -> bool) -> Mutant {
    Mutant::edits(format!("match/{member}/{how}"), OP, alike(member, move |ours, theirs| both(ours, theirs, are_alike)))
}

fn extra() -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for (how, are_alike) in VALUES_ALIKE {
        mutants.push(Mutant::edits(format!("match/extra/alike-{how}"), OP, move |input| {
            let theirs = input.get("accepted.extra")?.clone();
            each_offer(input, |offer| {
                if let Some(ours) = offer.get_mut("extra") {
                    each_pair(ours, &theirs, true, &|ours, theirs| are_alike(ours, theirs).then(|| theirs.clone()));
                }
            })
        }));
    }
    for (how, are_unalike) in VALUES_UNALIKE {
        mutants.push(Mutant::edits(format!("match/extra/unalike-{how}"), OP, move |input| {
            let theirs = input.get("accepted.extra")?.clone();
            each_offer(input, |offer| {
                if let Some(ours) = offer.get_mut("extra") {
                    each_pair(ours, &theirs, true, &|ours, theirs| are_unalike(ours, theirs).then(|| Json::text("\0")));
                }
            })
        }));
    }
    // Members of the offer's `extra` that may, or may not, be absent, by name and value.
    let needless: [Needless; 15] = [
        ("missing", |name, _, theirs| theirs.get(name).is_none()),
        ("missing-texts", |name, ours, theirs| ours.as_text().is_some() && theirs.get(name).is_none()),
        ("missing-empty-texts", |name, ours, theirs| {
            ours.as_text().is_some_and(|text| text.is_empty()) && theirs.get(name).is_none()
        }),
        ("missing-0", |name, ours, theirs| ours.as_plain() == Some("0") && theirs.get(name).is_none()),
        ("missing-false", |name, ours, theirs| ours.as_plain() == Some("false") && theirs.get(name).is_none()),
        ("missing-empty-objects", |name, ours, theirs| is_object(ours) && is_empty(ours) && theirs.get(name).is_none()),
        ("missing-empty-arrays", |name, ours, theirs| is_array(ours) && is_empty(ours) && theirs.get(name).is_none()),
        ("name", |name, _, _| name == "name"),
        ("version", |name, _, _| name == "version"),
        ("feePayer", |name, _, _| name == "feePayer"),
        ("memo", |name, _, _| name == "memo"),
        ("all-but-the-domain", |name, _, _| name != "name" && name != "version"),
        ("regenerated-in-any-case", |name, _, _| REGENERATED.iter().any(|known| known.eq_ignore_ascii_case(name))),
        ("regenerated-on-all-networks", |name, _, _| REGENERATED.contains(&name)),
        ("null-in-accepted", |name, _, theirs| theirs.get(name).is_some_and(Json::is_null)),
    ];
    for (how, is_needless) in needless {
        mutants.push(Mutant::edits(format!("match/extra/needless-{how}"), OP, move |input| {
            let theirs = input.get("accepted.extra").cloned().unwrap_or_else(Json::null);
            each_offer(input, |offer| {
                if let Some(members) = offer.get_mut("extra").and_then(Json::members_mut) {
                    members.retain(|(name, ours)| !is_needless(name, ours, &theirs));
                }
            })
        }));
    }
    for (what, at) in [("regenerated-one-level-down", "extra.a"), ("regenerated-under-exact", "extra")] {
        mutants.push(Mutant::edits(format!("match/extra/needless-{what}"), OP, move |input| {
            for path in ["accepted"] {
                if let Some(members) = input.get_mut(&format!("{path}.{at}")).and_then(Json::members_mut) {
                    members.retain(|(name, _)| !REGENERATED.contains(&name.as_str()));
                }
            }
            each_offer(input, |offer| {
                if let Some(members) = offer.get_mut(at).and_then(Json::members_mut) {
                    members.retain(|(name, _)| !REGENERATED.contains(&name.as_str()));
                }
            })
        }));
    }
    for name in REGENERATED {
        mutants.push(Mutant::edits(format!("match/extra/{name}-compared"), OP, move |input| {
            if input.text_at("rule").is_some_and(|rule| rule != "sdk") {
                return None;
            }
            let theirs = input.get(&format!("accepted.extra.{name}")).cloned();
            each_offer(input, |offer| {
                let is_other = offer.get(&format!("extra.{name}")).is_some_and(|ours| theirs.as_ref() != Some(ours));
                if is_other {
                    offer.set(&format!("extra.{name}-is-another"), Json::number(1));
                }
            })
        }));
        mutants.push(Mutant::edits(format!("match/extra/{name}-compared-if-there"), OP, move |input| {
            let theirs = input.get(&format!("accepted.extra.{name}"))?.clone();
            each_offer(input, |offer| {
                if offer.get(&format!("extra.{name}")).is_some_and(|ours| theirs != *ours) {
                    offer.set(&format!("extra.{name}-is-another"), Json::number(1));
                }
            })
        }));
    }
    mutants.extend([
        Mutant::edits("match/extra/nothing-may-be-added", OP, |input| {
            let theirs = input.get("accepted.extra")?.clone();
            each_offer(input, |offer| {
                let ours = offer.get("extra").map(names).unwrap_or_default();
                if names(&theirs).iter().any(|name| !ours.contains(name)) {
                    if offer.get("extra").is_none_or(Json::is_null) {
                        offer.set("extra", Json::Object(Vec::new()));
                    }
                    offer.set("extra.added", Json::number(1));
                }
            })
        }),
        Mutant::edits("match/extra/needed-where-the-offer-has-none", OP, |input| {
            let theirs = input.get("accepted.extra").is_some_and(is_object);
            each_offer(input, |offer| {
                if theirs && offer.get("extra").is_none() {
                    offer.set("extra", Json::Object(vec![("needed".into(), Json::number(1))]));
                }
            })
        }),
        Mutant::edits("match/extra/needed-where-the-offers-holds-nothing", OP, |input| {
            let theirs = input.get("accepted.extra").is_some_and(is_object);
            each_offer(input, |offer| {
                if !theirs && offer.get("extra").is_some_and(|extra| is_object(extra) && is_empty(extra)) {
                    offer.set("extra.needed", Json::number(1));
                }
            })
        }),
        Mutant::edits("match/extra/ignored-where-accepted-has-none", OP, |input| {
            input.get("accepted.extra").is_none_or(Json::is_null).then_some(())?;
            each_offer(input, |offer| drop(offer.remove("extra")))
        }),
        Mutant::edits("match/extra/ignored-where-accepted-holds-nothing", OP, |input| {
            input.get("accepted.extra").is_some_and(is_empty).then_some(())?;
            each_offer(input, |offer| drop(offer.remove("extra")))
        }),
        Mutant::edits("match/extra/names-in-any-case", OP, |input| {
            fold_names(input.get_mut("accepted.extra")?);
            each_offer(input, |offer| {
                if let Some(extra) = offer.get_mut("extra") {
                    fold_names(extra);
                }
            })
        }),
        Mutant::edits("match/extra/names-but-for-spaces", OP, |input| {
            for (name, _) in input.get_mut("accepted.extra")?.members_mut()? {
                *name = name.trim().into();
            }
            Some(())
        }),
        Mutant::edits("match/extra/names-with-escapes", OP, |input| {
            for (name, _) in input.get_mut("accepted.extra")?.members_mut()? {
                *name = name.replace('\\', "-");
            }
            Some(())
        }),
        Mutant::edits("match/extra/values-at-any-name", OP, |input| {
            let theirs = input.get("accepted.extra")?.clone();
            each_offer(input, |offer| {
                for (name, ours) in offer.get_mut("extra").and_then(Json::members_mut).into_iter().flatten() {
                    if let Some(found) =
                        theirs.get(name).filter(|_| theirs.members().iter().any(|(_, other)| other == ours))
                    {
                        *ours = found.clone();
                    }
                }
            })
        }),
        Mutant::edits("match/extra/members-at-any-depth", OP, |input| {
            let mut theirs = input.get("accepted.extra")?.clone();
            let mut all = Vec::new();
            theirs.each_object(&mut |members| all.extend(members.iter().cloned()));
            all.dedup_by(|one, other| one.0 == other.0);
            input.set("accepted.extra", Json::Object(all.into_iter().filter(|(_, value)| !is_object(value)).collect()))
        }),
    ]);
    mutants
}

const REGENERATED: [&str; 3] = ["recentBlockhash", "lastValidBlockHeight", "recentSlot"];

fn several() -> Vec<Mutant> {
    let choices: [Choice; 9] =
        [
            ("first-that-matches", |_, matching| matching.first().copied()),
            ("last-that-matches", |_, matching| matching.last().copied()),
            ("second-that-matches", |_, matching| matching.get(1).or(matching.first()).copied()),
            ("counted-from-1", |_, matching| matching.first().map(|index| index + 1)),
            ("counted-from-the-end", |question, matching| {
                let count = question.input.get("offers")?.elements().len();
                matching.first().map(|index| count - 1 - index)
            }),
            ("counted-among-those-that-match", |_, matching| matching.first().map(|_| 0)),
            ("equal-to-the-letter", |question, matching| {
                let accepted = question.input.get("accepted")?;
                let same = |index: &&usize| question.input.get(&format!("offers.{index}")) == Some(accepted);
                matching.iter().find(same).or(matching.first()).copied()
            }),
            ("with-the-most-members", |question, matching| {
                matching.iter().copied().max_by_key(|index| {
                    question.input.get(&format!("offers.{index}")).map(|offer| offer.to_string().len())
                })
            }),
            ("cheapest-text", |question, matching| {
                matching.iter().copied().min_by_key(|index| {
                    question.input.get(&format!("offers.{index}")).map(|offer| offer.to_string().len())
                })
            }),
        ];
    let mut mutants: Vec<Mutant> = Vec::new();
    for (how, choose) in choices {
        mutants.push(Mutant::own(format!("match/several/{how}"), OP, move |question| {
            let matching = matching(question)?;
            offer(choose(question, &matching)?)
        }));
    }
    mutants.push(Mutant::own("match/several/none-where-two-match", OP, |question| {
        let matching = matching(question)?;
        (matching.len() > 1).then(|| result_of(&Json::parse(r#"{"offer":null,"differs":[]}"#)?))?
    }));
    for (how, kept) in [("first-alone", 1), ("first-two", 2), ("first-eight", 8), ("first-64", 64)] {
        mutants.push(Mutant::edits(format!("match/several/looks-at-the-{how}"), OP, move |input| {
            let offers = input.get("offers")?.elements().iter().take(kept).cloned().collect();
            input.set("offers", Json::Array(offers))
        }));
    }
    let unknown = |name: &str| !MEMBERS.contains(&name);
    let strip = move |value: &mut Json| {
        if let Some(members) = value.members_mut() {
            members.retain(|(name, _)| !unknown(name));
        }
    };
    let spell = move |value: &mut Json, read: fn(&Json) -> Json| {
        for (name, member) in value.members_mut().into_iter().flatten() {
            if unknown(name) {
                *member = read(member);
            }
        }
    };
    mutants.push(Mutant::edits("match/several/unknown-members-not-compared", OP, move |input| {
        strip(input.get_mut("accepted")?);
        each_offer(input, strip)
    }));
    mutants.push(Mutant::edits("match/several/unknown-members-of-accepted-not-compared", OP, move |input| {
        let theirs = input.get("accepted")?.clone();
        let ours = input.get("offers")?.elements().to_vec();
        if ours.iter().any(|offer| offer.members().iter().any(|(name, _)| unknown(name) && theirs.get(name).is_none()))
        {
            return None;
        }
        strip(input.get_mut("accepted")?);
        each_offer(input, |offer| {
            if let Some(members) = offer.members_mut() {
                members.retain(|(name, value)| !unknown(name) || theirs.get(name) != Some(value));
            }
        })
    }));
    let spellings: [Spelling; 3] = [
        ("null-is-not-absent", |value| if value.is_null() { Json::text("null") } else { value.clone() }),
        ("numbers-by-their-text", |value| Json::text(&value.to_string())),
        ("by-their-type", |value| if as_number(value).is_some() { Json::number(0) } else { value.clone() }),
    ];
    for (how, read) in spellings {
        mutants.push(Mutant::edits(format!("match/several/unknown-members-{how}"), OP, move |input| {
            spell(input.get_mut("accepted")?, read);
            each_offer(input, |offer| spell(offer, read))
        }));
    }
    mutants.push(Mutant::edits("match/several/unknown-members-refused", OP, move |input| {
        let is_refused = input.get("accepted")?.members().iter().any(|(name, _)| unknown(name));
        let matching = input.get("offers")?.elements().len();
        (is_refused && matching > 1).then(|| input.set("accepted.scheme", Json::text("\0")))?
    }));
    mutants.push(Mutant::edits("match/several/addresses-to-the-letter", OP, move |input| {
        if input.get("offers")?.elements().len() < 2 {
            return None;
        }
        let theirs = input.get("accepted.payTo")?.clone();
        each_offer(input, |offer| {
            if offer.get("payTo") != Some(&theirs) {
                offer.set("amount", Json::text("1"));
            }
        })
    }));
    mutants.push(Mutant::edits("match/several/empty-extra-is-none", OP, |input| {
        if input.get("offers")?.elements().len() < 2 {
            return None;
        }
        each_offer(input, |offer| {
            if offer.get("extra").is_some_and(is_empty) {
                offer.remove("extra");
            }
        })
    }));
    mutants
}

fn rules() -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for rule in ["sdk", "exact", "core"] {
        mutants.push(Mutant::edits(format!("match/rule/always-{rule}"), OP, move |input| {
            input.set("rule", Json::text(rule))
        }));
        for taken_for in ["sdk", "exact", "core"] {
            if taken_for != rule {
                mutants.push(Mutant::edits(format!("match/rule/{rule}-as-{taken_for}"), OP, move |input| {
                    (input.text_at("rule")? == rule).then(|| input.set("rule", Json::text(taken_for)))?
                }));
            }
        }
    }
    for (rule, member) in [("core", "maxTimeoutSeconds"), ("core", "extra")] {
        mutants.push(Mutant::edits(format!("match/rule/{rule}-compares-{member}"), OP, move |input| {
            let is_of_rule = input.text_at("rule")? == rule;
            let theirs = input.get(&format!("accepted.{member}")).cloned();
            each_offer(input, |offer| {
                if is_of_rule && offer.get(member) != theirs.as_ref() {
                    offer.set("amount", Json::text("1"));
                }
            })
        }));
    }
    for rule in ["exact", "core"] {
        for member in MEMBERS {
            if rule == "core" && matches!(member, "maxTimeoutSeconds" | "extra") {
                continue;
            }
            let looser = alike(member, |_, _| true);
            mutants.push(Mutant::edits(format!("match/rule/{rule}-does-not-compare-{member}"), OP, move |input| {
                (input.text_at("rule")? == rule).then_some(())?;
                looser(input)
            }));
        }
    }
    mutants.push(Mutant::own("match/rule/core-prefers-no-equal-one", OP, |question| {
        (question.input.text_at("rule")? == "core").then_some(())?;
        offer(*matching(question)?.first()?)
    }));
    mutants.push(Mutant::edits("match/rule/exact-takes-an-empty-extra-for-none", OP, |input| {
        (input.text_at("rule")? == "exact" && input.get("accepted.extra").is_some_and(is_empty)).then_some(())?;
        input.remove("accepted.extra").map(drop)
    }));
    mutants.push(Mutant::edits("match/rule/exact-takes-more-inside", OP, |input| {
        (input.text_at("rule")? == "exact" && input.get("accepted.extra.a").is_some_and(is_object)).then_some(())?;
        input.set("rule", Json::text("sdk"))
    }));
    mutants.push(Mutant::edits("match/rule/exact-numbers-by-their-text", OP, |input| {
        (input.text_at("rule")? == "exact").then_some(())?;
        let theirs = input.get("accepted.extra.a")?.clone();
        each_offer(input, |offer| {
            if offer.get("extra.a") != Some(&theirs) {
                offer.set("extra.a", Json::text("\0"));
            }
        })
    }));
    mutants.push(Mutant::edits("match/rule/exact-by-the-text", OP, |input| {
        (input.text_at("rule")? == "exact").then_some(())?;
        let theirs = input.get("accepted.extra")?.clone();
        each_offer(input, |offer| {
            if offer.get("extra") != Some(&theirs) {
                offer.set("extra", Json::Object(Vec::new()));
            }
        })
    }));
    mutants
}

fn answers() -> Vec<Mutant> {
    let first = |result: &mut Json, edit: fn(&mut Json) -> Option<()>| edit(result.get_mut("differs.0")?);
    vec![
        Mutant::own("match/answer/always-the-first", OP, |_| offer(0)),
        Mutant::own("match/answer/always-none", OP, |_| result_of(&Json::parse(r#"{"offer":null}"#)?)),
        Mutant::says("match/answer/no-offer", OP, |result| result.remove("offer").map(drop)),
        Mutant::says("match/answer/offer-as-a-text", OP, |result| {
            let offer = result.get("offer")?.as_plain()?.to_owned();
            result.set("offer", Json::text(&offer))
        }),
        Mutant::says("match/answer/minus-1-for-none", OP, |result| {
            result.get("offer")?.is_null().then(|| result.set("offer", Json::number(-1)))?
        }),
        Mutant::says("match/answer/no-members", OP, move |result| {
            first(result, |miss| miss.set("members", Json::Array(Vec::new())))
        }),
        Mutant::says("match/answer/the-first-member-alone", OP, move |result| {
            first(result, |miss| {
                let members = miss.get("members")?.elements().iter().take(1).cloned().collect();
                miss.set("members", Json::Array(members))
            })
        }),
        Mutant::says("match/answer/the-last-member-alone", OP, move |result| {
            first(result, |miss| {
                let member = miss.get("members")?.elements().last()?.clone();
                miss.set("members", Json::Array(vec![member]))
            })
        }),
        Mutant::says("match/answer/members-by-name", OP, move |result| {
            first(result, |miss| {
                let mut members = miss.get("members")?.elements().to_vec();
                members.sort_by_key(ToString::to_string);
                miss.set("members", Json::Array(members))
            })
        }),
        Mutant::says("match/answer/members-in-reverse", OP, move |result| {
            first(result, |miss| {
                let members = miss.get("members")?.elements().iter().rev().cloned().collect();
                miss.set("members", Json::Array(members))
            })
        }),
        Mutant::says("match/answer/extra-as-one-member", OP, move |result| {
            first(result, |miss| {
                let members = miss.get("members")?.elements().iter();
                let cut = |member: &Json| member.as_text().map(|path| Json::text(path.split('.').next().unwrap_or("")));
                miss.set("members", Json::Array(members.filter_map(cut).collect()))
            })
        }),
        Mutant::says("match/answer/members-without-their-path", OP, move |result| {
            first(result, |miss| {
                let members = miss.get("members")?.elements().iter();
                let cut =
                    |member: &Json| member.as_text().map(|path| Json::text(path.rsplit('.').next().unwrap_or("")));
                miss.set("members", Json::Array(members.filter_map(cut).collect()))
            })
        }),
        Mutant::says("match/answer/the-first-offer-alone", OP, |result| {
            let differs = result.get("differs")?.elements().iter().take(1).cloned().collect();
            result.set("differs", Json::Array(differs))
        }),
        Mutant::says("match/answer/the-last-offer-alone", OP, |result| {
            let differs = result.get("differs")?.elements().last()?.clone();
            result.set("differs", Json::Array(vec![differs]))
        }),
        Mutant::says("match/answer/offers-in-reverse", OP, |result| {
            let differs = result.get("differs")?.elements().iter().rev().cloned().collect();
            result.set("differs", Json::Array(differs))
        }),
        Mutant::says("match/answer/offers-counted-from-1", OP, |result| {
            for miss in result.get_mut("differs")?.elements_mut() {
                let index: u64 = miss.get("offer")?.as_plain()?.parse().ok()?;
                miss.set("offer", Json::number(index + 1))?;
            }
            Some(())
        }),
        Mutant::says("match/answer/nothing-differs", OP, |result| {
            result.get("differs")?;
            result.set("differs", Json::Array(Vec::new()))
        }),
        Mutant::own("match/answer/error-without-offers", OP, |question| {
            question.input.get("offers")?.elements().is_empty().then(|| Reply::Error("no offers".into()))
        }),
        Mutant::own("match/answer/error-for-none", OP, |question| {
            question.result()?.get("offer")?.is_null().then(|| Reply::Error("no offer".into()))
        }),
    ]
}

/// Sets a member of each offer to the accepted value if both are treated as equal.
fn alike(member: &'static str, are_alike: impl Fn(&Json, &Json) -> bool) -> impl Fn(&mut Json) -> Option<()> {
    move |input| {
        let theirs = input.get("accepted")?.get(member).cloned();
        each_offer(input, |offer| {
            let ours = offer.get(member).cloned();
            if are_alike(ours.as_ref().unwrap_or(&Json::null()), theirs.as_ref().unwrap_or(&Json::null())) {
                match &theirs {
                    Some(theirs) => drop(offer.set(member, theirs.clone())),
                    None => drop(offer.remove(member)),
                }
            }
        })
    }
}

fn each_offer(input: &mut Json, edit: impl FnMut(&mut Json)) -> Option<()> {
    input.get_mut("offers")?.elements_mut().iter_mut().for_each(edit);
    Some(())
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
        let alone = question.input.edited(|input| input.set("offers", Json::Array(vec![offers[*index].clone()])));
        let reply = question.ask(&alone.unwrap_or_else(|| question.input.clone()).to_string());
        matches!(reply, Reply::Result(result) if result.as_json().get("offer").is_some_and(|offer| !offer.is_null()))
    };
    Some((0..offers.len()).filter(matches).collect())
}

fn offer(index: usize) -> Option<Reply> {
    result_of(&Json::Object(vec![("offer".into(), Json::number(index))]))
}

fn fold_names(value: &mut Json) {
    value.each_object(&mut |members| members.iter_mut().for_each(|(name, _)| *name = name.to_lowercase()));
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

fn is_object(value: &Json) -> bool {
    matches!(value, Json::Object(_))
}

fn is_array(value: &Json) -> bool {
    matches!(value, Json::Array(_))
}

fn is_empty(value: &Json) -> bool {
    match value {
        Json::Object(members) => members.is_empty(),
        Json::Array(elements) => elements.is_empty(),
        Json::Plain(_) | Json::Text(_) => false,
    }
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

fn sorted(object: &Json) -> Vec<&str> {
    let mut names = names(object);
    names.sort_unstable();
    names
}
