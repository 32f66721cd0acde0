//! Profiles of features, for implementations that have some of them: which vectors each is about.

/// The name of a feature, and the profile.
pub(super) const FEATURES: [(&str, &str); 9] = [
    ("wire", r#"{"op": ["decode", "match", "network"], "notGroup": ["batch-settlement"]}"#),
    (
        "eip3009",
        r#"{"op": ["digest", "replay-key", "verify"], "id": ["cells-10*", "cells-11*", "cells-20*", "chain-eip3009-*", "digests-01*",
            "eip3009-*", "every-check-200*", "every-check-220*", "members-09*", "members-10*", "members-33*", "members-34*",
            "reading-*", "replay-keys-01*", "replay-keys-04*"]}"#,
    ),
    (
        "permit2",
        r#"{"op": ["digest", "replay-key", "verify"], "id": ["cells-30*", "cells-31*", "cells-50*", "cells-60*", "chain-eip2612-*",
            "chain-permit2-*", "digests-02*", "digests-04*", "digests-06*", "eip2612-*", "erc20-approval-*", "every-check-2?1*",
            "members-35*", "members-36*", "members-37*", "members-38*", "permit2-*", "replay-keys-02*"]}"#,
    ),
    (
        "upto",
        r#"{"op": ["digest", "replay-key", "verify"], "id": ["cells-40*", "cells-41*", "digests-03*", "digests-05*",
            "every-check-2?2*", "members-39*", "members-40*", "members-41*", "members-42*", "replay-keys-03*", "upto-*"]}"#,
    ),
    (
        "solana",
        r#"{"op": ["ata", "digest", "replay-key", "verify"], "id": ["cells-16*", "cells-90*", "chain-solana-*", "digests-07*",
            "every-check-28*", "replay-keys-07*", "replay-keys-08*", "solana-*"]}"#,
    ),
    (
        "extensions",
        r#"{"group": ["builder-code", "http-message-signatures", "match-extensions", "offer-receipt", "payment-identifier",
            "sign-in-with-x"]}"#,
    ),
    ("carriers", r#"{"group": ["a2a", "http-outcomes", "mcp"]}"#),
    (
        "batch",
        r#"{"id": ["batch-settlement-*", "cells-12*", "cells-13*", "cells-14*", "cells-15*", "cells-70*", "cells-71*", "cells-80*",
            "cells-81*"]}"#,
    ),
    ("stellar", r#"{"group": ["stellar"]}"#),
];

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use serde_json::Value;
    use x402_conformance::vector::Vector;

    use super::{super::profile::Profile, *};
    use crate::conformance::{Library, select::Selection};

    const VECTORS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../spec-vectors");
    /// The groups that are about none of the features alone. A run without a profile asks them.
    const NONE: [&str; 7] = ["flows", "gateway", "icon-host", "identity", "lint", "presets", "settlement-states"];

    #[test]
    fn each_group_is_about_a_feature_or_named() {
        let Library { files, reference } =
            Library::read(Some(VECTORS.as_ref()), &mut crate::Native::new()).ok().unwrap();
        let vectors: Vec<&Vector> = files.iter().flat_map(|file| &file.vectors).collect();
        let mut groups = BTreeSet::from(NONE.map(str::to_owned));
        let mut features: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (feature, profile) in FEATURES {
            let select: Value = serde_json::from_str(profile).unwrap();
            // Each pattern finds a vector.
            for (member, pattern) in select.as_object().unwrap().iter().flat_map(|(member, patterns)| {
                patterns.as_array().unwrap().iter().map(move |pattern| (member.clone(), pattern.clone()))
            }) {
                let mut only = select.clone();
                only[&member] = Value::from(vec![pattern.clone()]);
                let only = Profile { select: vec![serde_json::from_value(only).unwrap()], ..Profile::default() };
                let selection = Selection::new(&only, &reference);
                assert!(vectors.iter().any(|vector| selection.takes(vector)), "{feature}: {member} {pattern}");
            }
            let profile = Profile { select: vec![serde_json::from_value(select).unwrap()], ..Profile::default() };
            let selection = Selection::new(&profile, &reference);
            for vector in vectors.iter().filter(|vector| selection.takes(vector)) {
                assert!(!NONE.contains(&vector.group()) || feature == "wire", "{} is about {feature}", vector.id);
                groups.insert(vector.group().to_owned());
                features.entry(&vector.id).or_default().push(feature);
            }
        }
        let all: BTreeSet<String> = vectors.iter().map(|vector| vector.group().to_owned()).collect();
        assert_eq!(groups, all);
        // No vector is about two.
        assert_eq!(features.iter().find(|(_, features)| features.len() > 1), None);
        // A payment by each mechanism is about its feature alone, wherever it is.
        let of_cells = vectors.iter().filter(|vector| vector.op == "verify" && vector.group() == "cells");
        for vector in of_cells {
            assert!(features.contains_key(vector.id.as_str()), "{}: {}", vector.id, vector.title);
        }
    }
}
