//! Rows 121–146, 161, 163–173 and 184–189 of the catalogue: payments on Solana. Numbers from 240 on are outside its
//! rows.
//!
//! The keys are those of the recorded transactions; the associated accounts below are as solders 0.27.1 derives them.

mod answers;
mod build;
pub(crate) mod case;
mod digests;
mod every_check;
mod guards;
mod outcomes;
mod sponsor;
mod terms;
mod version_1;
mod wire;

use x402_vectors::vector::Level;

use crate::{draft::Draft, fault::Fault, sheet::Sheet};

pub(crate) use digests::{drafts as digests, replay_keys};
pub(crate) use every_check::drafts as every_check;
pub(crate) use outcomes::drafts as recorded_drafts;

/// What binds to the verdicts.
const LEVELS: Sheet = Sheet {
    usual: Level::Must,
    levels: &[
        (Level::Should, "0161"),
        (
            Level::Policy,
            "0121b 0132 0132a 0132d 0165b 0187c 0187f 0187g 0133e 0127d 0130e 0135e 0132i 0127a 0139a 0123 0123a 0123b \
             0123c 0130c 0169c 0169f 0170d 0124b 0124q 0124r 0837 0837b 0186 0240c 0240d 0240p 0240w 0746 0746a 0748 0753c \
             0705 0736 0731 0840s 0840w 0844a 0844b 0844c 0844d 0844e 0844f 0844g 0844h 0844i 0844j 0844k 0844l 0844m 0844n \
             0844o 0844p 0844q 0844r 0845a 0845b 0845c 0845d 0845e 0845f 0845g 0845h 0845i 0845j 0845k 0846a 0846b 0846c \
             0846d 0846e 0846f 0846g 0846h 0846i 0847k 0847m 0849f 0849h 0849m 0850c 0851a 0851b 0851c 0851d 0851e 0851f \
             0851g 0851h 0851i 0851j 0852a 0852b 0852c 0852d 0852e 0852f 0852g 0852h 0852i 0852j 0853a 0853b 0853c 0853d \
             0853e 0853f 0853g 0853h 0853i 0853j 0853k 0853l 0854a 0854b 0854c 0854d 0854e 0854f 0854g 0854h 0854i 0854j \
             0854k 0854l 0854m 0855 0856a 0856b 0860a 0860b 0860c 0860f 0860g 0860i 0860j 0860k 0861a 0861b 0861e 0862a \
             0862b 0862c 0863a 0863b 0863c 0863d 0863e 0863f 0863g 0863h 0863i 0863j 0863k 0863l 0863m 0863n 0863o 0863p \
             0863q 0863r 0863s 0863t 0863u 0863v 0864a 0864b 0864c 0864d 0864e 0864f 0864g 0864h 0864i 0864j 0865a 0865b \
             0865c 0865i 0865n 0865o 0865p 0865q 0865u 0865w 0866a 0866b 0866g 0867a 0867b 0867c 0867d 0867e 0867f 0867g \
             0867h 0867i 0867j 0867k 0867l 0867m 0867n 0867o 0867p 0868a 0868b 0868c 0868d 0868e 0868f 0868g 0868h 0868i \
             0868j 0868k 0868l 0868m 0868n 0868o 0868p 0868q 0868r 0868s 0868t 0868u 0868v 0868w \
             0865k 0865l 0865m 0870aa 0870ac 0870ae 0870ag 0870ai 0870ak 0870am 0870ao 0870aq \
             0870as 0870au 0870b 0870d 0870e 0870g 0870h 0870j 0870k 0870m 0870o 0870r 0870s 0870u 0870w 0870y \
             0871a 0871b 0871c 0871d 0871e 0871f 0871g 0871h 0871i 0871j 0871k",
        ),
    ],
    faults: &[
        (
            Fault::AccountMade,
            "0131c 0243 0243a 0243c 0243d 0243e 0243f 0243g 0243h 0243i 0243j 0243k 0243m 0243p 0243q 0243r 0243s",
        ),
        (Fault::MoreThanPrice, "0244 0707"),
        (Fault::PriceCap, "0849e"),
        (Fault::RequiredNull, "0143l"),
        (Fault::TwoMethods, "0837a 0837c"),
    ],
};

/// A question to `verify`: a payment of this amount for this price.
pub(crate) fn paying(price: &str, amount: u64) -> serde_json::Value {
    case::Case::with(2, case::transfer(amount)).offering("amount", price).input()
}

pub(crate) fn drafts() -> Vec<Draft> {
    let parts =
        [terms::drafts(), sponsor::drafts(), wire::drafts(), answers::drafts(), version_1::drafts(), guards::drafts()];
    LEVELS.write(parts.into_iter().flatten().collect())
}
