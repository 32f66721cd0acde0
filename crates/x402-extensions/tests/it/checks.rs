//! What a check says of itself.

use x402_extensions::{CheckId, orders};

#[test]
fn a_check_says_what_it_is() {
    for (extension, checks) in orders() {
        for check in checks {
            assert_eq!(check.extension(), extension);
            assert_eq!((check.to_string(), format!("{check:?}")), (check.as_str().into(), check.as_str().into()));
            assert!(check.sentence().contains(' ') && !check.rulings().is_empty(), "{check}");
        }
    }
    let noted = |check: &CheckId| check.note().is_some();
    let notes: Vec<_> = CheckId::all().filter_map(CheckId::note).collect();
    assert!(notes.iter().all(|note| note.contains(' ')), "{notes:?}");
    assert!(CheckId::all().any(|check| noted(&check)) && CheckId::all().any(|check| !noted(&check)));
}
