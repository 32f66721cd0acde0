//! Reason codes that only Circle's Gateway has: an operator that nets payments off chain (U-48).
//!
//! Source: Circle's documentation of `verify-x402payment` and `settle-x402payment`, of 2026-11-22.

use super::{
    help,
    row::{C, Row, row},
};

#[rustfmt::skip]
pub(super) const ROWS: &[Row] = &[
    row("Gateway: the asset is not the token that the operator accepts on this network", help::ASSET, &[
        (C, "unsupported_asset"),
    ]),
    row("Gateway: too little time is left until the authorization expires", help::GATEWAY, &[
        (C, "authorization_validity_too_short"),
    ]),
    row("Gateway: payer and recipient are the same", help::SELF, &[(C, "self_transfer")]),
    row("Gateway: the operator does not settle on this network", help::NETWORK, &[(C, "unsupported_domain")]),
    row("Gateway: the payer has no deposit with the operator", help::GATEWAY, &[(C, "wallet_not_found")]),
];
