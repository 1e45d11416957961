//! The search for cycles of events: a depth-first search from each event to its handlers, and from each
//! handler to the events that it emits, which follows each edge once.

use super::{Plan, plan::Links};
use organum_base::text::Text;

/// An event on the path, and the progress of the search from it.
#[derive(Clone, Copy)]
struct Level {
    event: usize,
    /// The handler that is searched, by its position among those of the event.
    listener: usize,
    /// The number of its emitted events that were followed.
    followed: usize,
}

/// The state of an event or a handler in the search.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Seen {
    Not,
    /// On the path, at this level.
    OnPath(usize),
    Left,
}

impl<const EVENTS: usize, const HANDLERS: usize, const LINKS: usize> Plan<EVENTS, HANDLERS, LINKS> {
    /// Returns the first cycle found, as `A -> B -> A`.
    pub(super) const fn cycle(&self) -> Option<Text> {
        let mut events = [Seen::Not; EVENTS];
        let mut handlers = [Seen::Not; HANDLERS];
        let mut path = [Level {
            event: 0,
            listener: 0,
            followed: 0,
        }; EVENTS];
        let mut root = 0;
        while root < self.event_count() {
            if !matches!(events[root], Seen::Not) {
                root += 1;
                continue;
            }
            events[root] = Seen::OnPath(0);
            path[0] = Level {
                event: root,
                listener: 0,
                followed: 0,
            };
            let mut len = 1;
            while len > 0 {
                let level = path[len - 1];
                if level.listener == self.listener_count(level.event) {
                    events[level.event] = Seen::Left;
                    len -= 1;
                    continue;
                }
                let handler = self.listener(level.event, level.listener);
                if level.followed == 0 {
                    match handlers[handler] {
                        Seen::Not => handlers[handler] = Seen::OnPath(len),
                        // The handler was reached by the event below the level of its mark.
                        Seen::OnPath(level) => return Some(self.text(&path, level, len)),
                        Seen::Left => {
                            path[len - 1].listener += 1;
                            continue;
                        }
                    }
                }
                let Links { start, end } = self.emitted_by(handler);
                if start + level.followed == end {
                    handlers[handler] = Seen::Left;
                    path[len - 1].listener += 1;
                    path[len - 1].followed = 0;
                    continue;
                }
                path[len - 1].followed += 1;
                let emitted = self.link(start + level.followed);
                match events[emitted] {
                    Seen::Not => {
                        events[emitted] = Seen::OnPath(len);
                        path[len] = Level {
                            event: emitted,
                            listener: 0,
                            followed: 0,
                        };
                        len += 1;
                    }
                    Seen::OnPath(level) => return Some(self.text(&path, level, len)),
                    Seen::Left => {}
                }
            }
            root += 1;
        }
        None
    }

    /// Returns the events of the path from a level on, and the first of them again.
    const fn text(&self, path: &[Level; EVENTS], start: usize, len: usize) -> Text {
        let mut text = Text::new();
        let mut at = start;
        while at < len {
            text = text.with(self.event(path[at].event).name).with(" -> ");
            at += 1;
        }
        text.with(self.event(path[start].event).name)
    }
}
