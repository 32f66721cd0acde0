//! What a verdict about a text rests on: the payment, the offers and the time, none of which another party may choose.

use alloc::vec::Vec;
use core::fmt;

use x402_types::RawJson;

use super::{
    part::{Message, Part},
    provenance::Provenance,
    time::Time,
    what::What,
};

/// The parts of a text that a verdict rests on, as indices in [`Recognised::parts`](super::Recognised::parts).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Judged {
    /// The payment, or the request or message that contains it.
    pub payment: Option<usize>,
    /// The offers, the 402 response, or the message or request that contains them.
    pub offers: Option<usize>,
    /// When the payment was used. The client of the payment cannot have written it.
    pub time: Option<Time>,
    /// Parts of the same rank that differ, so that only a person can choose between them.
    pub ambiguous: Option<Ambiguous>,
}

/// Parts between which only a person can choose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Ambiguous {
    /// A line, or a request, has several payments that differ.
    Payments,
    /// A text has several offers that differ.
    Offers,
}

impl Ambiguous {
    /// The permanent name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Payments => "payments",
            Self::Offers => "offers",
        }
    }
}

impl fmt::Display for Ambiguous {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Payments => {
                "the text has several payments in one line or request, and they differ: pass only the one that you mean"
            }
            Self::Offers => {
                "the text has several offers that differ: pass the one that the payment answers with --offer"
            }
        })
    }
}

impl Part {
    /// Returns `true` if the part is a payment, or contains one.
    pub(super) fn has_payment(&self) -> bool {
        match self.carries {
            Some(carried) => carried == What::Payment,
            None => self.what == What::Request || (self.what == What::Payment && !self.is_guess),
        }
    }

    fn has_offers(&self) -> bool {
        match self.carries {
            Some(carried) => carried == What::Demand,
            None => matches!(self.what, What::Demand | What::Offers) && self.provenance.is_of_offer(),
        }
    }

    /// The value of a header, or the JSON text.
    fn value(&self) -> Option<&str> {
        self.header.as_ref().map(|header| &*header.value).or(self.text.as_deref())
    }

    /// Returns `true` if both parts are the same payment.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        match (self.json(), other.json()) {
            (Some(one), Some(two)) => one.as_json().same_value(&two.as_json()),
            _ => self.value() == other.value(),
        }
    }

    /// Returns `true` if both parts make the same offers.
    fn has_same_offers(&self, other: &Self) -> bool {
        let offers = |part: &Self| {
            let json = part.json()?;
            Some(json.as_json().get("accepts").map_or_else(|| json.clone(), RawJson::from))
        };
        match (offers(self), offers(other)) {
            (Some(one), Some(two)) => one.as_json().same_value(&two.as_json()),
            _ => self.value() == other.value(),
        }
    }
}

/// The payment among the parts: by rank, and of the same rank the last. The flag is set if a part of the same rank and
/// line differs.
pub(super) fn payment_of(parts: &[Part]) -> (Option<usize>, bool) {
    let candidates = || parts.iter().enumerate().filter(|(_, part)| part.has_payment());
    let rank = |part: &Part| part.provenance.rank();
    let Some(best) = candidates().map(|(_, part)| rank(part)).min() else {
        return (parts.iter().position(|part| part.what == What::Payment), false);
    };
    let of_best = || candidates().filter(|(_, part)| rank(part) == best);
    let Some((index, chosen)) = of_best().next_back() else { return (None, false) };
    let is_near = |part: &Part| part.record == chosen.record && part.message == chosen.message;
    let is_ambiguous = of_best().any(|(_, part)| is_near(part) && !part.is_same(chosen));
    (Some(index), is_ambiguous)
}

impl Judged {
    /// What a verdict rests on, if the parts are not in HTTP messages.
    pub(super) fn of_parts(parts: &[Part]) -> Self {
        let (payment, is_ambiguous) = payment_of(parts);
        let time = payment.and_then(|index| parts[index].time);
        // Without a payment, an answer or a code may have a time.
        let time = time.or_else(|| payment.is_none().then(|| parts.iter().rev().find_map(|part| part.time)).flatten());
        Self::of(parts, (payment, is_ambiguous), time, || offers_of(parts, payment))
    }

    /// What a verdict rests on with this payment. A request to a facilitator contains its own offers. The flags are set
    /// if others differ.
    fn of(
        parts: &[Part],
        (payment, is_ambiguous): (Option<usize>, bool),
        time: Option<Time>,
        offers: impl FnOnce() -> (Option<usize>, bool),
    ) -> Self {
        let request = payment.filter(|index| parts[*index].provenance == Provenance::FacilitatorRequest);
        let (offers, differ) = request.map_or_else(offers, |request| (Some(request), false));
        let ambiguous = match (is_ambiguous, differ) {
            (true, _) => Some(Ambiguous::Payments),
            (false, true) => Some(Ambiguous::Offers),
            (false, false) => None,
        };
        Self { payment, offers, time, ambiguous }
    }

    /// What a verdict rests on, if the parts are in HTTP messages: the payment of a request, the offers of the response
    /// before it or after it, and the time of the response after it.
    pub(super) fn of_messages(messages: &[Message], parts: &[Part]) -> Self {
        let (payment, is_ambiguous) = payment_of(parts);
        let at = payment.and_then(|index| parts[index].message);
        let dated = |seconds: u64, provenance| Time { seconds, provenance };
        let of_date = |message: &Message| Some(dated(message.date?, Provenance::AnswerDate));
        let time = match at {
            // The next message with a status answers the request, unless another request comes first.
            Some(at) if messages[at].status.is_none() => {
                let next = messages[at + 1..]
                    .iter()
                    .take_while(|message| message.status.is_some())
                    .find(|message| message.is_final());
                next.and_then(of_date).or_else(|| Some(dated(messages[at].started?, Provenance::HarEntry)))
            }
            Some(at) => of_date(&messages[at]),
            None => messages.iter().filter(|message| message.is_final()).rev().find_map(of_date),
        };
        Self::of(parts, (payment, is_ambiguous), time, || match at {
            Some(at) => {
                // A payment in HTTP answers an offer in HTTP, and one in a message of a carrier an offer in one.
                let in_carrier = payment.is_some_and(|index| parts[index].what == What::Message);
                let of = |part: &Part| part.has_offers() && (part.what == What::Message) == in_carrier;
                let last = parts.iter().rfind(|part| of(part) && part.message < Some(at));
                let before = last.and_then(|part| offers_of_message(parts, part.message?, &of));
                let answer = messages[at..].iter().position(Message::is_final).map(|more| at + more);
                let after = answer.and_then(|answer| offers_of_message(parts, answer, &of));
                match (before, after) {
                    (Some(before), Some(after)) => (Some(before), !parts[before].has_same_offers(&parts[after])),
                    (before, after) => (before.or(after), false),
                }
            }
            None => offers_of(parts, None),
        })
    }

    /// The same parts at their new indices. `kept` has the former index of each part that is kept.
    pub(super) fn among(mut self, kept: &[usize]) -> Self {
        let moved = |index: Option<usize>| kept.iter().position(|former| Some(*former) == index);
        (self.payment, self.offers) = (moved(self.payment), moved(self.offers));
        self
    }
}

/// The offers of a response: those of the header, or else of the body. A body of another kind may repeat what the client
/// sent.
fn offers_of_message(parts: &[Part], message: usize, is_offer: &impl Fn(&Part) -> bool) -> Option<usize> {
    let of = |is: &dyn Fn(&Part) -> bool| {
        parts.iter().position(|part| part.message == Some(message) && is_offer(part) && is(part))
    };
    of(&|part| part.header.is_some()).or_else(|| of(&|part| part.what == What::Demand)).or_else(|| of(&|_| true))
}

/// The offers among parts that are not in HTTP messages. The flag is set if others of the same kind differ.
fn offers_of(parts: &[Part], payment: Option<usize>) -> (Option<usize>, bool) {
    let of = |what: What| -> Vec<usize> {
        let is_of = |index: &usize| parts[*index].what == what && parts[*index].has_offers() && Some(*index) != payment;
        (0..parts.len()).filter(is_of).collect()
    };
    // A payment in HTTP answers an offer in HTTP, and one in a message of a carrier an offer in one.
    let in_carrier = payment.map(|index| parts[index].what == What::Message);
    // A response with a status comes before an object that a person pasted.
    let of_response = |found: &Vec<usize>| -> Vec<usize> {
        found.iter().copied().filter(|index| parts[*index].provenance == Provenance::Response).collect()
    };
    // Each message of a carrier belongs to the dialogue around it: the last before the payment makes the offer.
    let of_messages = || {
        let messages = of(What::Message);
        let before = messages.iter().rev().find(|index| payment.is_none_or(|payment| **index < payment));
        before.or_else(|| messages.first()).copied()
    };
    if in_carrier == Some(true)
        && let Some(message) = of_messages()
    {
        return (Some(message), false);
    }
    for what in [What::Demand, What::Offers] {
        let found = of(what);
        let best = of_response(&found);
        let best = if best.is_empty() { found } else { best };
        // The record of the payment has the response to it.
        let record = payment.map(|index| parts[index].record);
        let near: Vec<usize> = best.iter().copied().filter(|index| Some(parts[*index].record) == record).collect();
        let best = if near.is_empty() { best } else { near };
        let Some(last) = best.last().copied() else { continue };
        return (Some(last), best.iter().any(|index| !parts[*index].has_same_offers(&parts[last])));
    }
    (in_carrier.is_none().then(of_messages).flatten(), false)
}
