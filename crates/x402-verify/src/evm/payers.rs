//! Verifies payments with the keys of known payers.

use alloc::{boxed::Box, collections::BTreeMap, vec::Vec};
use core::{cell::RefCell, fmt, mem};

use x402_recover::{KnownKey, PublicKey, RecoveryId, Signature, Signed, recover, recover_all};
use x402_schemes::{AccountId, evm::Address};

use crate::{
    Context, Offers, Payment, Report, Verdict,
    evm::recovery::{self, Asked, Signers},
    recovery::Recovery,
    verify::verify_with,
};

/// A bounded set of payers. A hand goes round the slots. It passes once over each payer that came again since it last
/// passed, and stops at the next one, whose slot a new payer gets.
pub(crate) struct Payers {
    slots: Vec<Slot>,
    /// The slot of each payer. A tree, because strangers choose the addresses.
    slot_of: BTreeMap<Address, usize>,
    hand: usize,
    most: usize,
}

struct Slot {
    payer: Address,
    /// Prepared at the second valid payment, because it does not pay off for a payer that comes once.
    key: Option<Box<KnownKey>>,
    came_again: bool,
}

/// A valid payment's signature by its payer.
enum Seen {
    /// Recovered as this key.
    Key(PublicKey),
    /// Checked under the key that is known.
    Known,
}

impl Payers {
    pub(crate) const fn new(most: usize) -> Self {
        Self { slots: Vec::new(), slot_of: BTreeMap::new(), hand: 0, most }
    }

    pub(crate) fn verify(&mut self, payment: Payment<'_>, offers: Offers<'_>, context: &Context<'_>) -> Report {
        let (report, seen) = self.verify_with_answers((payment, offers, context), Vec::new());
        self.remember(&report, seen);
        report
    }

    /// Each payment is verified as if its payer had made the signature. Then the signatures are recovered together. If
    /// the payer made them all, the report is final, because every answer in it was right. The other payments are
    /// verified again, with the recovered keys.
    pub(crate) fn verify_all<'a>(
        &mut self,
        payments: impl Iterator<Item = (Payment<'a>, Offers<'a>, &'a Context<'a>)>,
    ) -> Vec<Report> {
        let payments: Vec<_> = payments.collect();
        let supposed = payments.iter().map(|(payment, offers, context)| {
            let supposing = Supposing { payers: self, supposed: RefCell::default(), seen: RefCell::default() };
            let report = verify_with(*payment, *offers, context, &recovering(&supposing));
            (report, supposing.supposed.into_inner(), supposing.seen.into_inner())
        });
        let supposed: Vec<_> = supposed.collect();
        let asked = supposed.iter().flat_map(|(_, supposed, _)| supposed);
        let mut keys = recover_all(&asked.map(signed).collect::<Vec<_>>()).into_iter();

        let mut reports = Vec::with_capacity(payments.len());
        for (payment, (report, supposed, mut seen)) in payments.into_iter().zip(supposed) {
            let answers: Vec<_> = supposed.into_iter().zip(&mut keys).collect();
            let is_right = answers.iter().all(|(asked, key)| key.and_then(address) == Some(asked.payer));
            let (report, seen) = if is_right {
                seen.extend(answers.into_iter().filter_map(|(asked, key)| Some((asked.payer, Seen::Key(key?)))));
                (report, seen)
            } else {
                self.verify_with_answers(payment, answers)
            };
            self.remember(&report, seen);
            reports.push(report);
        }
        reports
    }

    /// Returns the report and the signers that were seen.
    fn verify_with_answers(
        &self,
        (payment, offers, context): (Payment<'_>, Offers<'_>, &Context<'_>),
        answers: Vec<(Asked, Option<PublicKey>)>,
    ) -> (Report, Vec<(Address, Seen)>) {
        let looking = Looking { payers: self, answers, seen: RefCell::default() };
        let report = verify_with(payment, offers, context, &recovering(&looking));
        (report, looking.seen.into_inner())
    }

    fn key(&self, payer: Address) -> Option<&KnownKey> {
        self.slots.get(*self.slot_of.get(&payer)?)?.key.as_deref()
    }

    /// `true` if the key of the payer is known and made the signature.
    fn is_by_payer(&self, asked: &Asked) -> bool {
        let signed = signed(asked);
        self.key(asked.payer).is_some_and(|key| key.has_signed(&signed.prehash, &signed.signature))
    }

    /// Remembers the payer of a valid payment. The payer may have signed several things for it.
    fn remember(&mut self, report: &Report, seen: Vec<(Address, Seen)>) {
        let Some(AccountId::Evm(payer)) = report.payer().filter(|_| report.verdict() == Verdict::Valid) else { return };
        let Some((_, seen)) = seen.into_iter().find(|(signer, _)| *signer == payer) else { return };
        self.came(payer, seen);
    }

    fn came(&mut self, payer: Address, seen: Seen) {
        match self.slot_of.get(&payer).and_then(|index| self.slots.get_mut(*index)) {
            Some(slot) => {
                slot.came_again = true;
                if let (Seen::Key(key), None) = (seen, &slot.key) {
                    slot.key = Some(Box::new(KnownKey::new(&key)));
                }
            }
            None => self.add(payer),
        }
    }

    fn add(&mut self, payer: Address) {
        let new = Slot { payer, key: None, came_again: false };
        if self.slots.len() < self.most {
            self.slot_of.insert(payer, self.slots.len());
            self.slots.push(new);
            return;
        }
        // Ends within two rounds: after the first, no slot is passed over.
        while self.slots.get_mut(self.hand).is_some_and(|slot| mem::take(&mut slot.came_again)) {
            self.advance();
        }
        if let Some(slot) = self.slots.get_mut(self.hand) {
            self.slot_of.remove(&slot.payer);
            self.slot_of.insert(payer, self.hand);
            *slot = new;
            self.advance();
        }
    }

    fn advance(&mut self) {
        self.hand = self.hand.checked_add(1).filter(|next| *next < self.slots.len()).unwrap_or(0);
    }
}

impl fmt::Debug for Payers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Payers").field("known", &self.slots.len()).field("most", &self.most).finish()
    }
}

/// Looks up the payer's key, then the answers at hand, and recovers.
struct Looking<'a> {
    payers: &'a Payers,
    answers: Vec<(Asked, Option<PublicKey>)>,
    seen: RefCell<Vec<(Address, Seen)>>,
}

impl Signers for Looking<'_> {
    fn signer(&self, asked: &Asked) -> Option<Address> {
        let at_hand = self.answers.iter().find(|(answered, _)| answered == asked).map(|(_, key)| *key);
        if at_hand.is_none() && self.payers.is_by_payer(asked) {
            self.seen.borrow_mut().push((asked.payer, Seen::Known));
            return Some(asked.payer);
        }
        let Signed { prehash, signature } = signed(asked);
        let key = at_hand.unwrap_or_else(|| recover(&prehash, &signature))?;
        let signer = address(key)?;
        self.seen.borrow_mut().push((signer, Seen::Key(key)));
        Some(signer)
    }
}

/// Looks up the payer's key, and supposes that the payer made the signature if the key does not prove it.
struct Supposing<'a> {
    payers: &'a Payers,
    supposed: RefCell<Vec<Asked>>,
    seen: RefCell<Vec<(Address, Seen)>>,
}

impl Signers for Supposing<'_> {
    fn signer(&self, asked: &Asked) -> Option<Address> {
        if self.payers.is_by_payer(asked) {
            self.seen.borrow_mut().push((asked.payer, Seen::Known));
        } else {
            self.supposed.borrow_mut().push(*asked);
        }
        Some(asked.payer)
    }
}

fn recovering(signers: &dyn Signers) -> Recovery<'_> {
    Recovery { evm: recovery::Recovery::new(signers), ..Recovery::default() }
}

fn signed(asked: &Asked) -> Signed {
    let recovery_id = RecoveryId { y_is_odd: asked.y_is_odd, x_is_reduced: false };
    Signed { prehash: asked.digest, signature: Signature { r: asked.r, s: asked.s, recovery_id } }
}

fn address(key: PublicKey) -> Option<Address> {
    key.coordinates().as_flattened().first_chunk().map(Address::from_public_key)
}

#[cfg(test)]
#[allow(clippy::indexing_slicing, clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "a test may panic")]
mod tests {
    use alloc::string::String;

    use x402_types::{DecodeOptions, RawJson, Wire, v2::PaymentPayload};

    use super::*;

    fn key() -> PublicKey {
        let recovery_id = RecoveryId { y_is_odd: false, x_is_reduced: false };
        recover(&[7; 32], &Signature { r: [1; 32], s: [1; 32], recovery_id }).unwrap()
    }

    fn payer(number: u16) -> Address {
        let mut bytes = [0; 20];
        bytes[..2].copy_from_slice(&number.to_be_bytes());
        Address::new(bytes)
    }

    fn known(payers: &Payers) -> Vec<u16> {
        let number = |slot: &Slot| u16::from_be_bytes(*slot.payer.to_bytes().first_chunk().unwrap());
        payers.slots.iter().map(number).collect()
    }

    #[test]
    fn a_key_is_prepared_when_its_payer_comes_again() {
        let mut payers = Payers::new(2);
        payers.came(payer(1), Seen::Key(key()));
        assert!(payers.key(payer(1)).is_none());
        payers.came(payer(1), Seen::Key(key()));
        assert_eq!(payers.key(payer(1)).unwrap().key(), &key());
        payers.came(payer(1), Seen::Known);
        assert!(payers.key(payer(1)).is_some() && payers.key(payer(2)).is_none());
    }

    #[test]
    fn the_set_is_bounded_and_forgets_who_came_once() {
        let mut payers = Payers::new(3);
        for number in 1..=3 {
            payers.came(payer(number), Seen::Key(key()));
        }
        payers.came(payer(1), Seen::Key(key()));
        for number in 10..1000 {
            payers.came(payer(number), Seen::Key(key()));
            payers.came(payer(1), Seen::Known);
            assert_eq!((payers.slots.len(), payers.slot_of.len()), (3, 3));
            assert!(known(&payers).contains(&1) && known(&payers).contains(&number));
            let slot_of = payers.slot_of.iter().map(|(payer, index)| payers.slots[*index].payer == *payer);
            assert!(slot_of.into_iter().all(|is_right| is_right));
        }
        // A payer who does not come again is forgotten in the second round.
        for number in 2000..2006 {
            payers.came(payer(number), Seen::Key(key()));
        }
        assert!(!known(&payers).contains(&1));
    }

    #[test]
    fn a_full_set_of_size_zero_remembers_no_payer() {
        let mut payers = Payers::new(0);
        payers.came(payer(1), Seen::Key(key()));
        payers.came(payer(1), Seen::Key(key()));
        assert!(payers.slots.is_empty() && payers.slot_of.is_empty());
    }

    /// The specification's payment, valid at that time.
    const NOW: u64 = 1_740_672_100;

    fn payment() -> PaymentPayload {
        let line = include_str!("../../../../docs/examples/payment.txt");
        let header = line.trim_end().strip_prefix("PAYMENT-SIGNATURE: ").unwrap();
        PaymentPayload::decode_header(header, &DecodeOptions::STRICT).unwrap().value
    }

    /// The payment with one digit of its signature changed.
    fn forged() -> PaymentPayload {
        let mut payment = payment();
        let text: String = payment.payload.as_str().replacen("0x2d6a75", "0x2d6a76", 1);
        assert_ne!(text, payment.payload.as_str());
        payment.payload = RawJson::parse(&text).unwrap();
        payment
    }

    #[test]
    fn only_a_valid_payment_is_remembered() {
        let offers = [payment().accepted];
        let (early, late) = (Context::at(NOW), Context::at(NOW + 60));
        let mut payers = Payers::new(8);
        let mut verdict = |payment: &PaymentPayload, context: &Context<'_>| {
            let alone = payers.verify(payment.into(), (&offers).into(), context);
            let [of_many] =
                payers.verify_all([(payment.into(), (&offers).into(), context)].into_iter()).try_into().unwrap();
            assert_eq!(alone, of_many);
            (alone.verdict(), payers.slots.len(), payers.slots.iter().filter(|slot| slot.key.is_some()).count())
        };
        let (payment, forged) = (payment(), forged());
        assert_eq!(verdict(&payment, &late), (Verdict::Invalid, 0, 0));
        assert_eq!(verdict(&forged, &early), (Verdict::Undecided, 0, 0));
        assert_eq!(verdict(&payment, &early), (Verdict::Valid, 1, 1));
        assert_eq!(verdict(&forged, &early), (Verdict::Undecided, 1, 1));
        assert_eq!(verdict(&payment, &late), (Verdict::Invalid, 1, 1));
        assert_eq!(verdict(&payment, &early), (Verdict::Valid, 1, 1));
    }

    /// Curve arithmetic is not made again for a payer who is known, nor for one that is supposed rightly.
    #[test]
    fn what_is_seen_says_how_it_was_found_out() {
        let (payment, context) = (payment(), Context::at(NOW));
        let offers = [payment.accepted.clone()];
        let mut payers = Payers::new(8);
        let seen = |payers: &Payers| {
            let (report, seen) =
                payers.verify_with_answers(((&payment).into(), (&offers).into(), &context), Vec::new());
            assert_eq!(report.verdict(), Verdict::Valid);
            matches!(seen[..], [(_, Seen::Known)])
        };
        assert!(!seen(&payers));
        let presented: Vec<_> = (0..2).map(|_| ((&payment).into(), (&offers).into(), &context)).collect();
        payers.verify_all(presented.into_iter());
        assert!(seen(&payers));
    }
}
