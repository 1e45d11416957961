//! The hooks of organs.

use super::{
    super::{
        super::{
            Failure, Hook, handler,
            table::{HookTable, OrganSlot},
        },
        SpineError,
        error::Problem,
        handlers::hook_key,
        in_flight::enqueue,
        notice::Notice,
    },
    Engine, LentOrgans,
};
use crate::observe::Outcome;

impl Engine {
    /// Calls the start hooks that have not completed.
    pub(in super::super) async fn start(
        &mut self,
        organs: LentOrgans<'_, '_>,
        run: u128,
    ) -> Result<(), SpineError> {
        if !std::mem::replace(&mut self.has_started, true) {
            (self.starts, self.start_emitted) = (0, 0);
            // A dropped stop ends here.
            self.stops = None;
            self.plan.notify(&Notice::Started);
        }
        if self.starts == self.plan.spine.organs.len() {
            return Ok(());
        }
        self.hooks(organs, Hook::Start, run).await
    }

    /// Records that the start hook of an organ has completed. The events that it emitted, the last in the
    /// queue, are moved in front of the events from outside.
    fn started(&mut self, organ: usize, emitted: usize) {
        self.starts = organ + 1;
        let queue = self.queue.make_contiguous();
        let from = self.start_emitted.min(queue.len() - emitted);
        queue[from..].rotate_right(emitted);
        self.start_emitted += emitted;
    }

    /// Calls all stop hooks, if the start hooks were called.
    ///
    /// # Cancel safety
    /// The next stop continues with the hook that was called last.
    pub(in super::super) async fn stop(
        &mut self,
        organs: LentOrgans<'_, '_>,
        run: u128,
        ended: Result<(), SpineError>,
    ) -> Result<(), SpineError> {
        if self.stops.is_none() {
            if !std::mem::replace(&mut self.has_started, false) {
                return ended;
            }
            self.stops = Some(0);
            self.plan.notify(&Notice::Stopping);
        }
        let ended = match ended {
            // The events that a failed or dropped run has left.
            Ok(()) => self.drain(organs).await,
            failed => failed,
        };
        let stopped = self.hooks(organs, Hook::Stop, run).await;
        // The events that stop hooks emit are handled, unless something has failed.
        let ended = match ended {
            Ok(()) => match stopped {
                Ok(()) => self.drain(organs).await,
                failed => failed,
            },
            failed => failed,
        };
        let outcome = if ended.is_ok() {
            Outcome::Ok
        } else {
            Outcome::Failed
        };
        self.stops = None;
        self.plan.notify(&Notice::Ended { outcome });
        ended
    }

    /// Calls a hook of each organ. After a failure the remaining stop hooks are still called, other hooks are
    /// not.
    pub(in super::super) async fn hooks(
        &mut self,
        organs: LentOrgans<'_, '_>,
        hook: Hook,
        run: u128,
    ) -> Result<(), SpineError> {
        let (name, salt) = match hook {
            Hook::Start => ("start", 0),
            Hook::Idle(phase) => {
                self.stats.phases += 1;
                self.idle_times += 1;
                self.plan.notify(&Notice::Idle { phase });
                ("idle", self.idle_times)
            }
            Hook::Stop => ("stop", 0),
        };
        let mut ended = Ok(());
        let first = match hook {
            Hook::Start => self.starts,
            Hook::Idle(_) => 0,
            Hook::Stop => self.stops.unwrap_or(0),
        };
        let slots = organs.iter_mut().zip(self.plan.spine.organs).enumerate();
        for (at, (organ, slot)) in slots.skip(first) {
            let Some(table) = table_of_hook(slot, hook) else {
                if hook == Hook::Start {
                    self.started(at, 0);
                }
                continue;
            };
            self.plan.settings.check_replay()?;
            let now = self.read_clock();
            self.out.follow_run(run, now);
            self.out.begin(hook_key(slot, &table).wrapping_add(salt));
            let result = handler::hook(&mut **organ, hook, &mut self.out).await;
            self.notify_hooked(slot, &table, &result);
            match result {
                Ok(()) => {
                    let emitted = self.out.staged();
                    let count = emitted.len();
                    self.stats.emitted += count as u64;
                    enqueue(&mut self.queue, emitted);
                    if hook == Hook::Start {
                        self.started(at, count);
                    }
                }
                Err(failure) if ended.is_ok() => {
                    let problem = Problem::Hook {
                        spine: self.plan.spine.name,
                        organ: slot.field,
                        hook: name,
                        failure,
                    };
                    ended = Err(problem.into());
                }
                Err(failure) => {
                    tracing::error!(
                        spine = self.plan.spine.name,
                        organ = slot.field,
                        "the {name} hook of another organ {} too",
                        failure.kind()
                    );
                }
            }
            if hook == Hook::Stop {
                self.stops = Some(at + 1);
            } else if ended.is_err() {
                break;
            }
        }
        ended
    }

    fn notify_hooked(&self, slot: &OrganSlot, table: &HookTable, result: &Result<(), Failure>) {
        if self.plan.settings.observer.is_none() {
            return;
        }
        let (outcome, emitted) = match result {
            Ok(()) => (Outcome::Ok, self.out.emitted()),
            Err(failure) => (failure.outcome(), &[][..]),
        };
        self.plan.notify(&Notice::Hooked {
            organ: slot.table.name,
            place: &format!("{}.{}", slot.field, table.name),
            outcome,
            emitted,
        });
    }
}

fn table_of_hook(slot: &OrganSlot, hook: Hook) -> Option<HookTable> {
    let hooks = &slot.table.hooks;
    match hook {
        Hook::Start => hooks.start,
        Hook::Idle(_) => hooks.idle,
        Hook::Stop => hooks.stop,
    }
}
