//! E-2: what the token wants, and what the policy wants besides.

use x402_verify::Verdict;

use crate::support::{Case, NOW, Terms, VALID, failed, invalid};

/// 2^256−1
const FOREVER: &str = "115792089237316195423570985008687907853269984665640564039457584007913129639935";

fn window(after: impl ToString + Copy, before: impl ToString + Copy) -> Case {
    Case::signed(&Terms::window(after, before))
}

fn with_margin(case: Case, margin: u64) -> Case {
    case.policy(|policy| policy.evm.expiry_margin = margin)
}

#[test]
fn six_seconds_have_to_be_left() {
    for (left, expected) in [
        (7, VALID),
        (6, VALID),
        (5, invalid("expiry-margin")),
        (1, invalid("expiry-margin")),
        (0, invalid("valid-before")),
    ] {
        assert_eq!(window(0, NOW + left).verdict(), expected, "{left} s left");
    }
    assert_eq!(window(0, NOW - 1).verdict(), invalid("valid-before"));
    assert_eq!(window(0, 0).verdict(), invalid("valid-before"));
}

#[test]
fn no_policy_saves_what_has_expired() {
    for (left, margin, expected) in [
        (1, 0, VALID),
        (0, 0, invalid("valid-before")),
        (1, 1, VALID),
        (1, 2, invalid("expiry-margin")),
        (30, 30, VALID),
        (30, 31, invalid("expiry-margin")),
    ] {
        assert_eq!(with_margin(window(0, NOW + left), margin).verdict(), expected, "{left} s left, {margin} wanted");
    }
}

#[test]
fn valid_after_may_be_now_and_that_is_flagged() {
    for (after, expected, flags) in
        [(NOW - 1, VALID, &[][..]), (NOW, VALID, &["boundary-after"]), (NOW + 1, invalid("valid-after"), &[])]
    {
        let case = window(after, NOW + 60);
        assert_eq!((case.verdict(), case.flags().as_slice()), (expected, flags), "{after}");
    }
    assert_eq!(window(FOREVER, NOW + 60).report().verdict(), Verdict::Invalid);
}

#[test]
fn the_window_has_to_have_a_moment() {
    // The token takes a block strictly between: two apart there is one second, one apart none.
    for (apart, expected) in [(2, VALID), (1, invalid("window")), (0, invalid("valid-before"))] {
        assert_eq!(with_margin(window(NOW, NOW + apart), 0).verdict(), expected, "{apart}");
    }
    // Turned round, whatever else is wrong with it.
    let report = window(NOW + 60, NOW + 30).report();
    assert_eq!(failed(&report).iter().map(|id| id.as_str()).collect::<Vec<_>>(), ["valid-after", "window"]);
    // No sum overflows.
    let report = window(FOREVER, FOREVER).report();
    assert_eq!(failed(&report).iter().map(|id| id.as_str()).collect::<Vec<_>>(), ["valid-after", "window"]);
}

#[test]
fn there_is_no_upper_bound() {
    assert_eq!(window(0, FOREVER).verdict(), VALID);
    assert_eq!(window(u64::MAX, FOREVER).at(u64::MAX).verdict(), VALID);
    assert_eq!(with_margin(window(0, FOREVER), u64::MAX).at(u64::MAX).verdict(), VALID);
    assert_eq!(with_margin(window(0, u64::MAX), u64::MAX).verdict(), invalid("expiry-margin"));
    assert_eq!(window(0, u64::MAX).at(u64::MAX).verdict(), invalid("valid-before"));
    assert_eq!(window(0, u64::MAX).at(u64::MAX - 6).verdict(), VALID);
    // 2^64 + 5 − 6 < now = 2^64 − 1 … the end of the margin lies beyond 64 bits.
    assert_eq!(window(0, "18446744073709551620").at(u64::MAX).verdict(), invalid("expiry-margin"));
    assert_eq!(window(0, "18446744073709551621").at(u64::MAX).verdict(), VALID);
    assert_eq!(window(0, 1).at(0).verdict(), invalid("expiry-margin"));
    assert_eq!(window(0, 6).at(0).verdict(), VALID);
}
