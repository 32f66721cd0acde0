//! Profiles of features, for implementations that have some of them: which vectors each is about.

/// The name of a feature, and the profile: which vectors `x402 conformance run --profile` asks, as JSON.
pub const FEATURES: [(&str, &str); 9] = [
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
