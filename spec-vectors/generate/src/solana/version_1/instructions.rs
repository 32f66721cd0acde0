//! The instructions of version 1 (U-28), and smart wallets.

use serde_json::json;

use super::{
    super::{
        answers::with_simulation,
        build::{Instruction, account, instruction},
        case::{
            Case, DESTINATION, LIGHTHOUSE, LOSES_FUNDS, MERCHANT, NONCE, PAYER, PYUSD, PYUSD_SIDES, SOURCE, SPONSOR,
            SWIG, TABLE, THIRD, TOKEN, TOKEN_2022, USDC, creation, guard_data, lighthouse, limit, memo, price, sides,
            transfer, transfer_data,
        },
    },
    Flagged, Invalid, InvalidFor, Row, Undecided, Valid, Version1, numbered, parts,
};
use crate::draft::Draft;

type Rows = Vec<(&'static str, Case, Row)>;

fn of(instructions: &[Instruction]) -> Case {
    Version1::of(instructions).case()
}

/// The transfer, and so many memos.
fn memos(count: usize) -> Case {
    let memos = std::iter::repeat_with(|| memo("again")).take(count);
    of(&std::iter::once(transfer(10_000)).chain(memos).collect::<Vec<_>>())
}

fn and(other: Instruction) -> Case {
    of(&[parts(), vec![other]].concat())
}

pub(super) fn drafts() -> Vec<Draft> {
    [
        numbered("0851", &["U-28"], counts()),
        numbered("0852", &["U-28"], others()),
        numbered("0853", &["U-28", "S-3", "S-6", "S-7"], unchanged()),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn counts() -> Rows {
    const MANY: Row = Flagged(&["guard-count"]);
    let too_many = || Invalid("instructions");
    let taking = |count: u64| memos(4).policy(json!({"maxInstructions": count}));
    let guarded = |count: usize| {
        let guards = std::iter::repeat_with(lighthouse).take(count);
        of(&parts().into_iter().chain(guards).collect::<Vec<_>>())
    };
    vec![
        ("version 1: a transfer alone", of(&[transfer(10_000)]), Flagged(&["no-memo"])),
        ("version 1: five instructions", memos(4), Valid),
        ("version 1: six instructions", memos(5), MANY),
        (
            "version 1: six instructions, and the policy takes them",
            memos(5).policy(json!({"maxInstructions": 6})),
            MANY,
        ),
        ("version 1: five instructions, and the policy takes five", taking(5), Valid),
        ("version 1: five instructions, and the policy takes four", taking(4), too_many()),
        ("version 1: four instructions in a V1 payment", memos(3).in_version_1(), Valid),
        ("version 1: five instructions in a V1 payment", memos(4).in_version_1(), too_many()),
        ("version 1: three assertions of Lighthouse", guarded(3), Valid),
        (
            "version 1: four assertions of Lighthouse",
            of(&[vec![transfer(10_000)], vec![lighthouse(); 4]].concat()),
            Flagged(&["guard-count", "no-memo"]),
        ),
    ]
}

fn others() -> Rows {
    let misplaced = || Invalid("programs");
    let created = of(&[creation(), transfer(10_000), memo(NONCE)]);
    let heap = instruction(super::super::case::COMPUTE_BUDGET, &[], &[1, 0, 0, 4, 0]);
    vec![
        (
            "version 1: limit and price before the transfer",
            of(&[vec![limit(60_000), price(1)], parts()].concat()),
            misplaced(),
        ),
        ("version 1: a limit before the transfer", of(&[vec![limit(60_000)], parts()].concat()), misplaced()),
        ("version 1: a price before the transfer", of(&[vec![price(1)], parts()].concat()), misplaced()),
        ("version 1: a limit at the end", and(limit(60_000)), misplaced()),
        ("version 1: a heap frame at the end", and(heap), misplaced()),
        ("version 1: a price that only counts in the other versions", and(price(1_000_000_000_000)), misplaced()),
        ("version 1: the memo before the transfer", of(&[memo(NONCE), transfer(10_000)]), misplaced()),
        ("version 1: a program that nobody knows", and(instruction(THIRD, &[], &[1])), misplaced()),
        ("version 1: two transfers", and(transfer(10_000)), misplaced()),
        (
            "version 1: the paid account is created first, which the policy takes in the other versions",
            created.in_version_1().policy(json!({"accountCreation": true})),
            misplaced(),
        ),
    ]
}

/// The rules of the other versions.
fn unchanged() -> Rows {
    let [source, mint, destination, authority] = sides();
    let (source_2022, destination_2022) = PYUSD_SIDES;
    let sides_2022 = [account(source_2022).written(), account(PYUSD), account(destination_2022).written(), authority];
    let of_2022 = [instruction(TOKEN_2022, &sides_2022, &transfer_data(10_000)), memo(NONCE)];
    let of_2022 = Version1::of(&of_2022).with(|transaction| transaction.data = Some(4 << 20));
    let plain = [&[3], &transfer_data(10_000)[1..9]].concat();
    let plain = [instruction(TOKEN, &[source, destination, authority], &plain), memo(NONCE)];
    let unsigned = [source, mint, destination, account(PAYER)];
    let third = instruction(super::super::case::MEMO, &[account(THIRD).signing()], NONCE.as_bytes());
    let named = |program: &str| [transfer(10_000), instruction(program, &[account(SPONSOR)], &guard_data(6))];
    vec![
        ("version 1: a token of Token-2022", of_2022.case().offering("asset", PYUSD), Valid),
        ("version 1: Transfer instead of TransferChecked", of(&plain), Invalid("transfer")),
        ("version 1: no transfer", of(&[memo(NONCE)]), Invalid("transfer")),
        (
            "version 1: one less than asked is transferred",
            of(&[transfer(9_999), memo(NONCE)]),
            Invalid("transfer-amount"),
        ),
        ("version 1: another mint is asked for", of(&parts()).offering("asset", PYUSD), Invalid("mint")),
        ("version 1: another merchant is to be paid", of(&parts()).offering("payTo", SPONSOR), Invalid("destination")),
        ("version 1: another account pays the fee", of(&parts()).asking("feePayer", MERCHANT), Invalid("fee-payer")),
        (
            "version 1: an assertion names the fee payer",
            of(&named(LIGHTHOUSE)),
            Flagged(&["guard-fee-payer", "no-memo"]),
        ),
        ("version 1: a third account has to sign", of(&[transfer(10_000), third]), Invalid("signers")),
        (
            "version 1: the authority does not sign",
            of(&[instruction(TOKEN, &unsigned, &transfer_data(10_000)), memo(NONCE)]),
            Invalid("authority"),
        ),
        (
            "version 1: the memo that is asked for",
            of(&[transfer(10_000), memo("order 7")]).asking("memo", "order 7"),
            Valid,
        ),
        ("version 1: another memo than is asked for", of(&parts()).asking("memo", "order 7"), Invalid("memo-text")),
    ]
}

/// Transfers inside the instruction of a smart wallet.
pub(super) fn wallets() -> Vec<Draft> {
    let wallet = || {
        instruction(
            SWIG,
            &[account(SOURCE).written(), account(DESTINATION).written(), account(PAYER).signing()],
            &[11, 0, 1],
        )
    };
    let usual = || Version1::of(&[wallet(), memo(NONCE)]);
    let with = |change: fn(&mut Version1)| usual().with(change).case();
    let fee = |lamports: u64| usual().with(|transaction| transaction.fee = Some(lamports)).case();
    let broken = InvalidFor;
    let shown = json!({
        "program": TOKEN, "source": SOURCE, "mint": USDC, "destination": DESTINATION, "authority": TABLE, "amount": "10000",
    });
    let simulated =
        |lost: &str| with_simulation(usual().case(), &json!({"feePayerLost": lost, "transfers": [shown.clone()]}));
    let mut drafts = numbered(
        "0854",
        &["U-28"],
        vec![
            ("version 1: a smart wallet", usual().case(), Undecided("programs")),
            (
                "version 1: a smart wallet, and the policy takes none",
                usual().case().policy(json!({"smartWallets": false})),
                Invalid("programs"),
            ),
            (
                "version 1: a smart wallet without units",
                with(|transaction| transaction.units = None),
                broken("compute-limit", "smart_wallet_compute_unit_limit_missing"),
            ),
            (
                "version 1: a smart wallet without a limit of loaded data",
                with(|transaction| transaction.data = None),
                broken("data-limit", "smart_wallet_loaded_accounts_data_size_limit_missing"),
            ),
            (
                "version 1: a smart wallet at the cap of units",
                with(|transaction| transaction.units = Some(400_000)),
                Undecided("programs"),
            ),
            (
                "version 1: a smart wallet above the cap of units",
                with(|transaction| transaction.units = Some(400_001)),
                broken("compute-limit", "smart_wallet_compute_units_too_high"),
            ),
            (
                "version 1: a smart wallet above the policy's own cap of units",
                usual().case().policy(json!({"maxComputeUnits": 59_999})),
                broken("compute-limit-cap", "smart_wallet_compute_units_too_high"),
            ),
            ("version 1: a smart wallet at the cap of the fee", fee(3_000), Undecided("programs")),
            (
                "version 1: a smart wallet above the cap of the fee",
                fee(3_001),
                broken("compute-price-cap", "smart_wallet_priority_fee_too_high"),
            ),
            (
                "version 1: a smart wallet above the policy's own cap of the fee",
                fee(1).policy(json!({"maxUnitPrice": 16})),
                broken("compute-price-cap", "smart_wallet_priority_fee_too_high"),
            ),
            (
                "version 1: a smart wallet beside a limit",
                Version1::of(&[limit(60_000), wallet(), memo(NONCE)]).case(),
                Invalid("programs"),
            ),
            (
                "version 1: a smart wallet, and the offer lists 0",
                usual().case().asking("transactionVersions", json!([0])),
                Invalid("transaction-version"),
            ),
            (
                "version 1: simulated, the fee payer loses one lamport more than the fee",
                simulated("10001"),
                InvalidFor("sponsor-cost", LOSES_FUNDS),
            ),
        ],
    );
    drafts.push(
        simulated("10000")
            .valid("0855", "version 1: a smart wallet, and a simulation shows the payment")
            .result(&json!({"verdict": "valid", "payer": TABLE, "offer": 0}))
            .rulings(&["U-28"]),
    );
    drafts
}
