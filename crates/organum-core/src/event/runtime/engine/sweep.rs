//! The queue, worked off as far as handlers are only to be called.

use tokio::time::Instant;

use super::{
    super::{
        super::{Failure, layer::Access},
        SpineError, attempt,
        outlet::{Local, commit},
        visit::Delivered,
    },
    Engine, Organs, Parts, Queued,
};

/// How far the queue was swept.
pub(super) enum Swept {
    All,
    /// Up to a handler that failed, or for which more is to be done than to call it.
    UpTo(Stop),
}

/// A handler ended the pass of an event: it failed, after the time since then, or more is to be done than
/// to call it.
pub(super) struct Stop(pub(super) Option<(Failure, Option<Instant>)>);

impl Engine {
    /// Works the queue off as far as there is nothing to do but to call handlers that never wait: what
    /// [`handle`](Self::handle) does, without what most runs do not use. What stops it is the first
    /// handler that is left of the event that was taken up.
    pub(super) fn sweep(&mut self, organs: Organs<'_, '_>) -> Swept {
        loop {
            let taken = match self.current.take() {
                Some(taken) => taken,
                None => {
                    let Some(next) = self.queue.pop_front() else {
                        return Swept::All;
                    };
                    self.begin(&next.event);
                    self.position = 0;
                    next
                }
            };
            let stopped = self.pass(&taken, organs);
            if stopped.is_some() || !self.nacked.is_empty() {
                self.current = Some(taken);
            }
            match stopped {
                Some(stop) => return Swept::UpTo(stop),
                None => self.give_back(),
            }
        }
    }

    /// One event at those of its handlers that are left, until one stops it.
    #[inline]
    fn pass(&mut self, taken: &Queued, organs: Organs<'_, '_>) -> Option<Stop> {
        let event = &*taken.event;
        let Parts {
            mut way,
            queue,
            position,
            ..
        } = self.parts();
        if taken.left.is_some() || way.has_too_many_hops(event) {
            return Some(Stop(None));
        }
        way.out.follow(event, *way.now);
        let rows = (way.rows)(event.table.key);
        while let Some(row) = rows.get(*position) {
            let organ = &mut *organs[usize::from(row.organ)];
            let at = way.stations.index(*row);
            let station = way.stations.at(at);
            if !station.wants_all && !organ.wants(row.handler, event) {
                way.unwanted(event, at);
                *position += 1;
                continue;
            }
            if !station.at_once {
                return Some(Stop(None));
            }
            let (job, began) = way.begin(event, at);
            way.out.begin(station.key);
            let result = attempt::at_once(job, organ, way.out);
            if let Err(failure) = result.and_then(|()| way.succeeded(job, 1, began, false)) {
                return Some(Stop(Some((failure, began))));
            }
            *position += 1;
            commit(way.out, &mut Local(queue), at, way.stats);
        }
        None
    }

    /// The event that was taken up failed at the handler it came to.
    #[cold]
    pub(super) async fn failed(
        &mut self,
        organs: Organs<'_, '_>,
        (failure, began): (Failure, Option<Instant>),
    ) -> Result<(), SpineError> {
        let Parts {
            mut way,
            queue,
            current,
            position,
            nacked,
        } = self.parts();
        let Some(Queued { event, .. }) = current else {
            return Ok(());
        };
        let row = (way.rows)(event.table.key)[*position];
        let at = way.stations.index(row);
        let job = way.job(event, at);
        let organ = &mut Access::Alone(&mut *organs[usize::from(row.organ)]);
        if way.failed(job, organ, failure, began, false).await? == Delivered::Nacked {
            nacked.push(u16::try_from(at).expect("handlers are counted in a u16"));
        }
        *position += 1;
        commit(way.out, &mut Local(queue), at, way.stats);
        Ok(())
    }
}
