//! The measured spines: two organs that exchange an event, declared as an application would declare them.

use std::{
    future::ready,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use organum::{
    event,
    observe::{Observer, SpineEvent},
    organ,
    prelude::*,
    spine,
};

/// The event: its payload is minimal, so that the cost of the delivery dominates.
#[event]
pub(super) struct Ping {
    pub(super) value: u64,
    pub(super) left: u32,
}

/// The answer to a ping.
#[event]
pub(super) struct Pong {
    pub(super) value: u64,
    pub(super) left: u32,
}

/// An event that is never emitted.
#[event]
pub(super) struct Never;

/// Answers a ping.
#[derive(Default)]
pub(super) struct Left {
    pub(super) sum: u64,
}

#[organ]
impl Left {
    fn handle(&mut self, event: &Event) -> Pong {
        match event {
            Ping { value, left } => {
                self.sum = self.sum.wrapping_add(*value);
                Pong {
                    value: *value,
                    left: *left,
                }
            }
        }
    }
}

/// Answers a pong until the number of rounds is reached.
#[derive(Default)]
pub(super) struct Right {
    pub(super) sum: u64,
}

#[organ]
impl Right {
    fn handle(&mut self, event: &Event) -> Option<Ping> {
        match event {
            Pong { value, left } => {
                self.sum = self.sum.wrapping_add(*value);
                left.checked_sub(1).map(|left| Ping {
                    value: *value,
                    left,
                })
            }
        }
    }
}

/// Answers a ping after an await that is ready at once.
#[derive(Default)]
pub(super) struct Awaiting {
    pub(super) sum: u64,
}

#[organ]
impl Awaiting {
    #[handle]
    async fn ping(&mut self, event: &Event) -> Pong {
        match event {
            Ping { value, left } => {
                self.sum = self.sum.wrapping_add(ready(*value).await);
                Pong {
                    value: *value,
                    left: *left,
                }
            }
        }
    }

    #[handle]
    async fn pong(&mut self, event: &Event) -> Option<Ping> {
        match event {
            Pong { value, left } => {
                self.sum = self.sum.wrapping_add(ready(*value).await);
                left.checked_sub(1).map(|left| Ping {
                    value: *value,
                    left,
                })
            }
        }
    }
}

/// A spine with an organ whose handlers await.
#[derive(Default)]
#[spine(entry(Ping), max_hops = 4_294_967_295)]
pub(super) struct Patient {
    pub(super) awaiting: Awaiting,
}

/// The spine of the two organs.
#[derive(Default)]
#[spine(entry(Ping), max_hops = 4_294_967_295)]
pub(super) struct Table {
    pub(super) left: Left,
    pub(super) right: Right,
}

/// Listens for an event that is never emitted.
#[derive(Default)]
pub(super) struct Idle<const N: usize>(u64);

#[organ]
impl<const N: usize> Idle<N> {
    async fn handle(&mut self, event: &Event) {
        match event {
            Never => self.0 += N as u64,
        }
    }
}

macro_rules! crowd {
    ($($name:ident)+) => {
        /// The two organs, among two hundred that do not listen for their events.
        #[derive(Default)]
        #[spine(entry(Ping, Never), max_hops = 4_294_967_295)]
        pub(super) struct Crowd {
            pub(super) left: Left,
            $($name: Idle<{ number(stringify!($name)) }>,)+
            pub(super) right: Right,
        }
    };
}

const fn number(name: &str) -> usize {
    let digits = name.as_bytes();
    let (mut number, mut at) = (0, 1);
    while at < digits.len() {
        number = number * 10 + (digits[at] - b'0') as usize;
        at += 1;
    }
    number
}

crowd! {
    i000 i001 i002 i003 i004 i005 i006 i007 i008 i009 i010 i011 i012 i013
    i014 i015 i016 i017 i018 i019 i020 i021 i022 i023 i024 i025 i026 i027
    i028 i029 i030 i031 i032 i033 i034 i035 i036 i037 i038 i039 i040 i041
    i042 i043 i044 i045 i046 i047 i048 i049 i050 i051 i052 i053 i054 i055
    i056 i057 i058 i059 i060 i061 i062 i063 i064 i065 i066 i067 i068 i069
    i070 i071 i072 i073 i074 i075 i076 i077 i078 i079 i080 i081 i082 i083
    i084 i085 i086 i087 i088 i089 i090 i091 i092 i093 i094 i095 i096 i097
    i098 i099 i100 i101 i102 i103 i104 i105 i106 i107 i108 i109 i110 i111
    i112 i113 i114 i115 i116 i117 i118 i119 i120 i121 i122 i123 i124 i125
    i126 i127 i128 i129 i130 i131 i132 i133 i134 i135 i136 i137 i138 i139
    i140 i141 i142 i143 i144 i145 i146 i147 i148 i149 i150 i151 i152 i153
    i154 i155 i156 i157 i158 i159 i160 i161 i162 i163 i164 i165 i166 i167
    i168 i169 i170 i171 i172 i173 i174 i175 i176 i177 i178 i179 i180 i181
    i182 i183 i184 i185 i186 i187 i188 i189 i190 i191 i192 i193 i194 i195
    i196 i197 i198 i199
}

/// Counts handled events, and asks for nothing else.
#[derive(Clone, Default)]
pub(super) struct Count(pub(super) Arc<AtomicU64>);

impl Observer for Count {
    fn spine(&self, _: &'static str, event: &SpineEvent<'_>) {
        if matches!(event, SpineEvent::Handled { .. }) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }

    fn wants_durations(&self) -> bool {
        false
    }
}
