//! The steps of a sale, carried out one after the other.

use std::time::Duration;

use tokio::time::{Instant, sleep, timeout, timeout_at};
use tracing::{Instrument, Span};
use x402_seller::{Answer, FacilitatorAnswer, Load, Record, Serve, Settle, Step, Stored, Swap, UNTIMED, Verify};
use x402_verify::Expires;

use crate::{
    BoxError, Charge, Facilitator, Payer, Reply, Row, Store, Unanswered, Write,
    calls::{in_time, lost},
    capacity::Slot,
    left_open::InWork,
    random::random,
    response::{kept, refused},
    shop::Shop,
    work::Work,
};

/// How many times others may write a record before a request gives up.
const CONFLICTS: u32 = 100;
/// How many seconds after its end the store keeps the record of a refused payment at most: the clocks of processes may
/// differ by this much.
const REFUSED: u64 = 120;
/// How much longer than one call takes the store is called again after a facilitator has answered, because the answer
/// is stored nowhere else.
const REPEATED: Duration = Duration::from_secs(5);
/// The time between two of these calls.
const PAUSE: Duration = Duration::from_millis(250);

/// The money of the payment whose record is read or written next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Money {
    NotAsked,
    /// The facilitator was asked, so the record must be read and written.
    MayHaveMoved,
}

impl<F: Facilitator, S: Store> Shop<F, S> {
    /// Carries out the steps until there is an answer. `slot` is the request's, if it needs one.
    pub(crate) async fn carry(
        &self,
        mut step: Step,
        mut work: Option<Work>,
        mut slot: Option<Slot>,
        span: &Span,
    ) -> Answer {
        let mut conflicts = 0;
        let mut waited = Duration::ZERO;
        let mut money = Money::NotAsked;
        let mut in_work = self.left_open.in_work();
        loop {
            step = match step {
                Step::Load(load) => {
                    record(&load, span);
                    self.load(load, money).await
                }
                Step::Swap(swap) => self.swap(swap, &mut conflicts, money, &mut in_work).await,
                Step::Verify(verify) => self.verify(verify).await,
                Step::Settle(settle) => {
                    money = Money::MayHaveMoved;
                    self.settle(settle).await
                }
                Step::Serve(serve) => match work.take() {
                    Some(work) => {
                        if serve.is_settled() {
                            money = Money::MayHaveMoved;
                        }
                        self.serve(serve, work, span).await
                    }
                    // The record is unchanged until its lease ends.
                    None => return Answer::again("the work is not done twice: send the same payment again"),
                },
                Step::Wait(wait) if waited >= self.options.wait => wait.come_again(),
                Step::Wait(wait) => {
                    // The first reads follow each other closely, because most work is short.
                    let pause = (waited / 2).clamp(Duration::from_millis(5), Duration::from_millis(500));
                    // Otherwise copies of one payment, which may be worth nothing, would take the slots of all others.
                    let had_slot = slot.take().is_some();
                    match self.waits.try_acquire() {
                        Err(_) => wait.come_again(),
                        Ok(_waits) => {
                            sleep(pause).await;
                            waited += pause;
                            if had_slot {
                                let Some(again) = self.capacity.take() else { return full() };
                                slot = Some(again);
                            }
                            wait.look_again()
                        }
                    }
                }
                Step::Answer(answer) => return *answer,
            };
        }
    }

    pub(crate) fn now(&self) -> u64 {
        (self.options.clock)()
    }

    /// The second until which the store keeps a row that ends then and is kept for this many seconds more. A second
    /// beyond 2^64 means never.
    pub(crate) fn ends(&self, expires: Expires, keep: u64, now: u64) -> u64 {
        let ends = match expires {
            // The work may take longer than the payment lives.
            Expires::At(time) => u64::try_from(time).unwrap_or(u64::MAX).max(now),
            Expires::AfterLedger(_) | Expires::WithBlockhash(_) => now.saturating_add(UNTIMED),
            Expires::Never | _ => u64::MAX,
        };
        ends.saturating_add(self.options.settle_timeout).saturating_add(keep)
    }

    /// The result of a call to the store. The call is repeated for some time if money may have moved.
    async fn stored<T, C>(&self, name: &'static str, money: Money, call: impl Fn() -> C) -> Option<T>
    where
        C: Future<Output = Result<T, BoxError>>,
    {
        // A call that hangs until its time limit is repeated, too.
        let until = Instant::now() + self.options.timeout + REPEATED;
        loop {
            let done = in_time(name, self.options.timeout, call()).await;
            if done.is_some() || money == Money::NotAsked || Instant::now() >= until {
                return done;
            }
            sleep(PAUSE).await;
        }
    }

    /// The record of the key in the store. `None`, and a line in the log, if it cannot be read.
    pub(crate) async fn read(&self, load: &Load, money: Money) -> Option<Option<Stored>> {
        let stored = async || {
            let stored = |row: Row| Ok(Stored { revision: row.revision, record: Record::from_text(&row.text)? });
            self.store.load(load.key()).await?.map(stored).transpose()
        };
        self.stored("load", money, stored).await
    }

    async fn load(&self, load: Load, money: Money) -> Step {
        match self.read(&load, money).await {
            Some(stored) => load.loaded(stored, self.now()),
            None => load.failed(),
        }
    }

    async fn swap(&self, swap: Swap, conflicts: &mut u32, money: Money, in_work: &mut InWork<'_>) -> Step {
        let now = self.now();
        let is_open = swap.record().request.is_some();
        // Nothing has begun yet, so this payment can be rejected without harm.
        if swap.is_first() && self.is_too_much_open().await {
            return too_much_open().into();
        }
        // A refused payment does not begin again once it has ended, and then its record contains no more than its end.
        let is_refused = swap.record().state.is_refused();
        let keep = if is_refused { self.options.keep.min(REFUSED) } else { self.options.keep };
        let ends = self.ends(swap.ends(), keep, now);
        let (key, expected) = (swap.key(), swap.expected());
        // A different request can write the same record in the same second, but not the same mark.
        let text = swap.record().to_text_marked(&format!("{:016x}", random()));
        let may_be_lost = swap.may_be_lost();
        let write = async || {
            let write = Write { key, expected, text: text.clone(), ends, is_open, now };
            if may_be_lost { self.store.swap_unsynced(write).await } else { self.store.swap(write).await }
        };
        let mut written = self.stored("swap", money, write).await;
        // Only where money may have moved is a failed call repeated, so only there can a conflict be with itself.
        if written == Some(false)
            && money == Money::MayHaveMoved
            && let Some(Some(row)) = self.stored("load", money, || self.store.load(key)).await
        {
            // A call that failed may have written it, and this is its text.
            written = Some((row.revision, &row.text) == (expected.saturating_add(1), &text));
        }
        match written {
            Some(true) => {
                if is_open {
                    in_work.is_open_with(text.len());
                } else if swap.record().state.is_closed()
                    || matches!(swap.record().state, x402_seller::State::Channel(_))
                {
                    in_work.is_closed();
                }
                swap.stored(self.now())
            }
            Some(false) if *conflicts < CONFLICTS => {
                *conflicts += 1;
                swap.conflict()
            }
            Some(false) | None => {
                if swap.is_first() {
                    self.left_open.is_full();
                }
                swap.failed()
            }
        }
    }

    async fn verify(&self, verify: Verify) -> Step {
        let asked = timeout(self.options.timeout, self.facilitator.verify(verify.request())).await;
        match asked.unwrap_or_else(|late| Err(late.into())) {
            Ok(reply) => verify.answered(facilitator_answer(&reply), self.now()),
            Err(why) => {
                lost("verify", why.cause());
                verify.lost()
            }
        }
    }

    async fn settle(&self, settle: Settle) -> Step {
        let most = Duration::from_secs(settle.timeout());
        let (until, asked) = (Instant::now() + most, most.min(self.options.timeout));
        // The payment may be settled already; or no facilitator settles it any more, and a claim that it never was is
        // not believed.
        let has_ended = || settle.ends().time().is_some_and(|end| end <= self.now().into());
        if (settle.unanswered().is_some() || has_ended())
            && let Some(Some(shown)) = in_time("node", asked, self.facilitator.on_chain(&settle)).await
        {
            return settle.on_chain(shown, self.now());
        }
        let key = settle.idempotency_key();
        // A facilitator that restarts is away for some seconds. After these there must be time for one more attempt.
        let (began, patience) = (Instant::now(), REPEATED.min(until.saturating_duration_since(Instant::now()) / 2));
        let mut is_again = false;
        loop {
            let asked = timeout_at(until, self.facilitator.settle(settle.request(), &key)).await;
            match asked.unwrap_or_else(|late| Err(late.into())) {
                Ok(reply) if settle.is_unprocessed(&facilitator_answer(&reply)) => match reply.retry_after {
                    // Nothing has happened yet, and there is time for one more attempt.
                    Some(wait) if !is_again && began.elapsed() + wait.max(PAUSE) < patience => {
                        is_again = true;
                        sleep(wait.max(PAUSE)).await;
                    }
                    wait => return settle.not_processed(wait.map(|wait| wait.as_secs()), self.now()),
                },
                Ok(reply) => return self.believed(settle, &reply, until).await,
                Err(Unanswered::NotSent(_)) if began.elapsed() + PAUSE < patience => sleep(PAUSE).await,
                Err(why) => {
                    lost("settle", why.cause());
                    return match why {
                        Unanswered::NotSent(_) => settle.not_sent(self.now()),
                        Unanswered::Unknown(_) => settle.lost(self.now()),
                    };
                }
            }
        }
    }

    /// Continues after a facilitator's answer. A first refusal is believed unless a node shows that the payer's nonce
    /// is used.
    async fn believed(&self, settle: Settle, reply: &Reply, until: Instant) -> Step {
        if !settle.is_doubtful(&facilitator_answer(reply)) {
            return settle.answered(facilitator_answer(reply), self.now());
        }
        let settle = settle.doubted();
        let most = until.saturating_duration_since(Instant::now()).min(self.options.timeout);
        match in_time("node", most, self.facilitator.on_chain(&settle)).await.flatten() {
            Some(shown) => settle.on_chain(shown, self.now()),
            None => settle.answered(facilitator_answer(reply), self.now()),
        }
    }

    async fn serve(&self, serve: Serve, Work(work): Work, span: &Span) -> Step {
        // In a task, so that a panic of the handler ends here.
        let mut task = tokio::spawn(work(Payer(serve.payer())).instrument(span.clone()));
        let made = timeout(Duration::from_secs(serve.timeout()), &mut task).await;
        let (parts, body) = match made.map_err(BoxError::from).and_then(|made| made?) {
            Ok(made) => made,
            Err(error) => {
                // If it took too long. A task that has ended is not affected.
                task.abort();
                return broken(serve, &error);
            }
        };
        if parts.status.is_informational() {
            // The stream after an upgrade bypasses the layer, and would not be paid for.
            return broken(serve, &"an upgrade cannot be sold".into());
        }
        let trailers = body.trailers().cloned();
        let body = body.to_bytes();
        let (served, is_success) = kept(parts.status, &parts.headers, trailers.as_ref(), &body);
        if !is_success {
            return serve.refused(served.into_answer());
        }
        match parts.extensions.get() {
            None => serve.served(served, self.now()),
            Some(Charge(amount)) => serve.served_for(served, *amount, self.now()).unwrap_or_else(|overcharge| {
                let error = overcharge.to_string();
                broken(*overcharge.serve, &error.into())
            }),
        }
    }
}

/// The answer if there is no slot.
pub(crate) fn full() -> Answer {
    Answer::again("too many payments are being processed: send the same payment again")
}

/// The answer if the facilitator has left too much open.
fn too_much_open() -> Answer {
    Answer::again("too many payments are not decided yet: send the same payment again")
}

/// Nothing is served. The settlement reports a payment that was settled before; otherwise there is nothing to pay.
fn broken(serve: Serve, error: &BoxError) -> Step {
    lost("serve", error);
    let charge = if serve.is_settled() { "" } else { ", and is not charged" };
    serve.refused(refused(500, &format!("the request could not be answered{charge}")))
}

fn facilitator_answer(reply: &Reply) -> FacilitatorAnswer<'_> {
    let Reply { status, content_type, body, retry_after: _ } = reply;
    FacilitatorAnswer { status: status.as_u16(), content_type: content_type.as_deref(), body }
}

/// Records the log fields of a payment.
pub(crate) fn record(load: &Load, span: &Span) {
    if span.is_disabled() {
        return;
    }
    let (verdict, reason) = load.verdict();
    if let Some((scheme, network)) = load.offer() {
        span.record("requirement", format!("{scheme} {network}"));
    }
    span.record("payer", load.payer().to_string());
    if let Some(key) = load.payment() {
        span.record("replay_key", key.to_string());
    }
    span.record("verdict", verdict.as_str());
    if let Some(reason) = reason {
        span.record("reason", reason.as_str());
    }
}
