//! The slots for payments in work, and for requests whose bodies have not arrived.

use std::{
    collections::BTreeMap,
    future::poll_fn,
    pin::pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::Poll,
};

use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

/// The slot of one payment in work.
pub(crate) type Slot = OwnedSemaphorePermit;

/// The limit of payments in work at once. A request whose body has not arrived has a slot too, until a different
/// request needs it: a body that does not arrive keeps no other request out.
pub(crate) struct Capacity {
    free: Arc<Semaphore>,
    waiting_bodies: Mutex<WaitingBodies>,
}

#[derive(Default)]
struct WaitingBodies {
    /// The number of the next request.
    next: u64,
    /// The slots of the requests whose bodies have not arrived, and how they learn that a different request has taken
    /// theirs. The first has waited longest.
    waiting: BTreeMap<u64, (Slot, oneshot::Sender<()>)>,
}

impl Capacity {
    pub(crate) fn new(most: usize) -> Self {
        Self { free: Arc::new(Semaphore::new(most)), waiting_bodies: Mutex::default() }
    }

    fn waiting_bodies(&self) -> MutexGuard<'_, WaitingBodies> {
        self.waiting_bodies.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A free slot, or that of the request whose body has been awaited longest. `None` if payments in work have all
    /// slots.
    pub(crate) fn take(&self) -> Option<Slot> {
        let free = Arc::clone(&self.free).try_acquire_owned().ok();
        free.or_else(|| self.waiting_bodies().waiting.pop_first().map(|(_, (slot, _))| slot))
    }

    /// The awaited value, and the slot. `None` if a different request has taken the slot in the meantime.
    pub(crate) async fn awaiting<T>(&self, slot: Slot, coming: impl Future<Output = T>) -> Option<(T, Slot)> {
        struct Waiting<'a>(&'a Capacity, u64);
        impl Drop for Waiting<'_> {
            fn drop(&mut self) {
                drop(self.0.waiting_bodies().waiting.remove(&self.1));
            }
        }
        let (lender, taken) = oneshot::channel();
        let waiting = {
            let mut waiting_bodies = self.waiting_bodies();
            let number = waiting_bodies.next;
            waiting_bodies.next = number.wrapping_add(1);
            waiting_bodies.waiting.insert(number, (slot, lender));
            Waiting(self, number)
        };
        let (mut coming, mut taken) = (pin!(coming), pin!(taken));
        let come = poll_fn(|context| match coming.as_mut().poll(context) {
            Poll::Ready(come) => Poll::Ready(Some(come)),
            Poll::Pending => taken.as_mut().poll(context).map(|_| None),
        });
        let come = come.await?;
        let (slot, _) = self.waiting_bodies().waiting.remove(&waiting.1)?;
        Some((come, slot))
    }
}
