//! S-5: a transfer inside the instruction of a smart wallet.

use x402_schemes::solana::{Instruction, MemoVersion, programs};

use super::{
    cost::Cost,
    exact::{Subject, holds, misplaced, question},
    layout::Call,
    offered::solana,
    static_layout::REFERENCE_UNITS,
};
use crate::{CheckId, Report, SolanaDetail, SolanaQuestion};

/// The highest price of a compute unit around a smart wallet, in millionths of a lamport: the document's reference value
/// (`scheme_exact_svm.md` §2.2.1).
const REFERENCE_PRICE: u64 = 50_000;

impl Subject<'_> {
    /// S-5: the transfer is inside a smart wallet's instruction, and only a simulation can see it.
    pub(super) fn check_wrapped(&self, cost: &Cost, report: &mut Report) {
        let calls = &self.layout.calls;
        let of_budget = || calls.iter().filter(|call| call.program == programs::COMPUTE_BUDGET);
        let is_limit = |call: &&Call<'_>| matches!(call.read, Instruction::SetComputeUnitLimit { .. });
        let is_price = |call: &&Call<'_>| matches!(call.read, Instruction::SetComputeUnitPrice { .. });
        let surplus = of_budget()
            .find(|call| !is_limit(call) && !is_price(call))
            .or_else(|| of_budget().filter(is_limit).nth(1))
            .or_else(|| of_budget().filter(is_price).nth(1));
        let limit = match surplus {
            Some(call) => Err(solana(SolanaDetail::ComputeBudget { instruction: call.index })),
            None if cost.units == 0 => Err(solana(SolanaDetail::ComputeLimitZero)),
            None => {
                let detail = SolanaDetail::ComputeLimitAbove { units: cost.units, max: REFERENCE_UNITS };
                holds(cost.units <= REFERENCE_UNITS, detail)
            }
        };
        report.check(CheckId::ComputeLimit, limit);
        let policy = self.context.policy;
        if let Some(max) = policy.max_compute_units {
            let detail = SolanaDetail::ComputeLimitAbove { units: cost.units, max };
            report.check(CheckId::ComputeLimitCap, holds(cost.units <= max, detail));
        }
        report.pass(CheckId::ComputePrice);
        let max = policy.max_unit_price.min(REFERENCE_PRICE);
        let detail = SolanaDetail::ComputePriceAbove { price: cost.price, max };
        report.check(CheckId::ComputePriceCap, holds(cost.price <= max, detail));
        self.check_cost(cost, report);
        report.pass(CheckId::Instructions);
        let is_wallet = |call: &&Call<'_>| programs::SMART_WALLETS.contains(&call.program);
        let has_place = |call: &&Call<'_>| {
            let companion =
                matches!(call.read, Instruction::Memo { version: MemoVersion::V2, .. } | Instruction::Lighthouse);
            companion || call.program == programs::COMPUTE_BUDGET || is_wallet(call)
        };
        match (calls.iter().find(|call| !has_place(call)), calls.iter().find(is_wallet)) {
            (None, Some(wallet)) => report.needs_answer(
                CheckId::Programs,
                question(SolanaQuestion::SmartWallet { program: wallet.program, transaction: self.bytes.to_vec() }),
            ),
            (Some(call), _) => report.fail(CheckId::Programs, misplaced(call)),
            (None, None) => report.pass(CheckId::Programs),
        }
        // What a simulation has to find.
        let payer = self.transaction.message().signers().nth(1);
        self.authorizes(payer, self.terms.amount, report);
        for id in [CheckId::Transfer, CheckId::Mint, CheckId::TransferAmount, CheckId::Writable, CheckId::Source] {
            report.skip(id, CheckId::Programs);
        }
        report.skip(CheckId::Authority, CheckId::Programs);
        self.skip_charge(CheckId::Programs, report);
    }
}
