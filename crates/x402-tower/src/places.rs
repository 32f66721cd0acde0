//! The places for payments in work, and for requests whose bodies have not arrived.

use std::{
    collections::BTreeMap,
    future::poll_fn,
    pin::pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::Poll,
};

use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

/// The place of one payment in work.
pub(crate) type Place = OwnedSemaphorePermit;

/// The limit of payments in work at once. A request whose body has not arrived has a place too, until a different
/// request needs it: a body that does not arrive keeps no other request out.
pub(crate) struct Places {
    free: Arc<Semaphore>,
    lent: Mutex<Lent>,
}

#[derive(Default)]
struct Lent {
    /// The number of the next request.
    next: u64,
    /// The places of the requests whose bodies have not arrived, and how they learn that a different request has taken
    /// theirs. The first has waited longest.
    waiting: BTreeMap<u64, (Place, oneshot::Sender<()>)>,
}

impl Places {
    pub(crate) fn new(most: usize) -> Self {
        Self { free: Arc::new(Semaphore::new(most)), lent: Mutex::default() }
    }

    fn lent(&self) -> MutexGuard<'_, Lent> {
        self.lent.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A free place, or that of the request whose body has been awaited longest. `None` if payments in work have all
    /// places.
    pub(crate) fn take(&self) -> Option<Place> {
        let free = Arc::clone(&self.free).try_acquire_owned().ok();
        free.or_else(|| self.lent().waiting.pop_first().map(|(_, (place, _))| place))
    }

    /// The awaited value, and the place. `None` if a different request has taken the place in the meantime.
    pub(crate) async fn awaiting<T>(&self, place: Place, coming: impl Future<Output = T>) -> Option<(T, Place)> {
        struct Waiting<'a>(&'a Places, u64);
        impl Drop for Waiting<'_> {
            fn drop(&mut self) {
                drop(self.0.lent().waiting.remove(&self.1));
            }
        }
        let (lender, taken) = oneshot::channel();
        let waiting = {
            let mut lent = self.lent();
            let number = lent.next;
            lent.next = number.wrapping_add(1);
            lent.waiting.insert(number, (place, lender));
            Waiting(self, number)
        };
        let (mut coming, mut taken) = (pin!(coming), pin!(taken));
        let come = poll_fn(|context| match coming.as_mut().poll(context) {
            Poll::Ready(come) => Poll::Ready(Some(come)),
            Poll::Pending => taken.as_mut().poll(context).map(|_| None),
        });
        let come = come.await?;
        let (place, _) = self.lent().waiting.remove(&waiting.1)?;
        Some((come, place))
    }
}
