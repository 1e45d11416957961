//! The outputs of handlers.

use std::marker::PhantomData;

use organum_base::{derive::derive, error::Error, trace_context::TraceContext};

use super::{
    Failure,
    event::{Chain, DecodeError, Deliveries, Envelope, Event, EventTable, EventType, Head},
};

/// The events that a type may emit, as a tree of static references.
// Public fields: the macros write it as a constant.
pub struct EmitList {
    /// The type itself, if it is an event.
    pub own: Option<&'static EventTable>,
    /// The events that the parts of the type may emit.
    pub parts: &'static [&'static EmitList],
}

impl EmitList {
    /// The empty list.
    pub const NONE: Self = Self {
        own: None,
        parts: &[],
    };

    /// Returns the event of this name, if the list contains it.
    pub(crate) fn named(&self, name: &str) -> Option<&'static EventTable> {
        let own = self.own.filter(|table| table.name == name);
        own.or_else(|| self.parts.iter().find_map(|part| part.named(name)))
    }
}

/// The return type of a handler: nothing, an event, an `Option`, a `Vec`, a tuple or a `Result` of
/// those, or an enum with `#[derive(Emits)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not something an organ can emit",
    label = "not an event",
    note = "a handler returns nothing, an event, or an `Option`, a `Vec`, a tuple or a `Result` of those: put `#[event]` on the type, or `#[derive(Emits)]` on an enum whose variants hold what may be emitted"
)]
pub trait Emits {
    /// The events that the type may hold.
    const LIST: EmitList;

    /// Emits the events that the value holds, in order.
    ///
    /// # Errors
    /// The error of the handler, if the value holds one.
    fn emit(self, out: &mut Emissions) -> Result<(), Failure>;
}

impl Emits for () {
    const LIST: EmitList = EmitList::NONE;

    #[inline]
    fn emit(self, _: &mut Emissions) -> Result<(), Failure> {
        Ok(())
    }
}

impl<T: Emits> Emits for Option<T> {
    const LIST: EmitList = T::LIST;

    #[inline]
    fn emit(self, out: &mut Emissions) -> Result<(), Failure> {
        self.map_or(Ok(()), |held| held.emit(out))
    }
}

impl<T: Emits> Emits for Vec<T> {
    const LIST: EmitList = T::LIST;

    fn emit(self, out: &mut Emissions) -> Result<(), Failure> {
        self.into_iter().try_for_each(|held| held.emit(out))
    }
}

impl<T: Emits, E: Error> Emits for Result<T, E> {
    const LIST: EmitList = T::LIST;

    #[inline]
    fn emit(self, out: &mut Emissions) -> Result<(), Failure> {
        match self {
            Ok(held) => held.emit(out),
            Err(error) => Err(Failure::of(error)),
        }
    }
}

/// A return type with an empty value, for a handler whose guards may refuse an event.
#[diagnostic::on_unimplemented(
    message = "the arms may refuse an event, and `{Self}` has no value for \"nothing to emit\"",
    label = "always emits",
    note = "return `Option<{Self}>`, or add an arm without a guard"
)]
pub trait Nothing {
    /// Returns the value that holds no event.
    fn nothing() -> Self;
}

impl Nothing for () {
    fn nothing() {}
}

impl<T> Nothing for Option<T> {
    fn nothing() -> Self {
        None
    }
}

impl<T> Nothing for Vec<T> {
    fn nothing() -> Self {
        Self::new()
    }
}

impl<T: Nothing, E> Nothing for Result<T, E> {
    fn nothing() -> Self {
        Ok(T::nothing())
    }
}

macro_rules! tuples {
    ($($T:ident $at:ident)+) => {
        impl<$($T: Emits),+> Emits for ($($T,)+) {
            const LIST: EmitList = EmitList { own: None, parts: &[$(&$T::LIST),+] };

            fn emit(self, out: &mut Emissions) -> Result<(), Failure> {
                #[allow(non_snake_case)]
                let ($($T,)+) = self;
                $($T.emit(out)?;)+
                Ok(())
            }
        }

        #[diagnostic::do_not_recommend]
        impl<$($T: Nothing),+> Nothing for ($($T,)+) {
            fn nothing() -> Self {
                ($($T::nothing(),)+)
            }
        }
    };
}
tuples!(A a);
tuples!(A a B b);
tuples!(A a B b C c);
tuples!(A a B b C c D d);
tuples!(A a B b C c D d E e);
tuples!(A a B b C c D d E e F f);
tuples!(A a B b C c D d E e F f G g);
tuples!(A a B b C c D d E e F f G g H h);

/// Implemented if an outbox of `S`, an event or a tuple of up to eight events, declares `E`.
#[diagnostic::on_unimplemented(
    message = "`{E}` is emitted through an outbox that declares `{Self}` only",
    label = "`{E}` is not declared",
    note = "add `{E}` to the handler's `Outbox<(…)>`"
)]
pub trait Declares<E, At> {}

/// The position of a declaration: the event itself.
pub struct Alone;

/// The position of a declaration: the element with this number in a tuple.
pub struct At<const N: u8>;

impl<E: EventType> Declares<E, Alone> for E {}

macro_rules! declares {
    ($(($($T:ident)+) $E:ident $n:literal;)+) => {
        $(
            #[diagnostic::do_not_recommend]
            impl<$($T),+> Declares<$E, At<$n>> for ($($T,)+) {}
        )+
    };
}
declares! {
    (A) A 0;
    (A B) A 0; (A B) B 1;
    (A B C) A 0; (A B C) B 1; (A B C) C 2;
    (A B C D) A 0; (A B C D) B 1; (A B C D) C 2; (A B C D) D 3;
    (A B C D E) A 0; (A B C D E) B 1; (A B C D E) C 2; (A B C D E) D 3; (A B C D E) E 4;
    (A B C D E F) A 0; (A B C D E F) B 1; (A B C D E F) C 2; (A B C D E F) D 3; (A B C D E F) E 4;
    (A B C D E F) F 5;
    (A B C D E F G) A 0; (A B C D E F G) B 1; (A B C D E F G) C 2; (A B C D E F G) D 3;
    (A B C D E F G) E 4; (A B C D E F G) F 5; (A B C D E F G) G 6;
    (A B C D E F G H) A 0; (A B C D E F G H) B 1; (A B C D E F G H) C 2; (A B C D E F G H) D 3;
    (A B C D E F G H) E 4; (A B C D E F G H) F 5; (A B C D E F G H) G 6; (A B C D E F G H) H 7;
}

/// The staging area for the events that a handler emits while it runs: a parameter
/// `out: &mut Outbox<(A, B)>` declares that the handler may emit an `A` and a `B`.
///
/// The staged events are emitted after the handler has succeeded, and discarded if it fails.
pub struct Outbox<S> {
    out: Emissions,
    declared: PhantomData<fn(S)>,
}

impl<S> Outbox<S> {
    /// Stages an event, which is emitted after the handler has succeeded.
    #[inline]
    pub fn emit<E: EventType, At>(&mut self, event: E)
    where
        S: Declares<E, At>,
    {
        self.out.push(event);
    }

    /// Returns the number of staged events.
    pub fn len(&self) -> usize {
        self.out.staged.len()
    }

    /// Returns true if no event is staged.
    pub fn is_empty(&self) -> bool {
        self.out.staged.is_empty()
    }

    /// Moves the emissions of a handler into an outbox, until [`Self::put_back`] returns them.
    #[doc(hidden)]
    #[inline]
    pub fn around(out: &mut Emissions) -> Self {
        Self {
            out: out.lent(),
            declared: PhantomData,
        }
    }

    /// Moves the emissions of the outbox back into `out`.
    #[doc(hidden)]
    #[inline]
    pub fn put_back(self, out: &mut Emissions) {
        *out = self.out;
    }
}

/// The events that the type of an outbox parameter declares.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an outbox",
    label = "not an outbox",
    note = "what a handler takes besides its event is `out: &mut Outbox<(A, B)>`, which declares that it emits an `A` and a `B`; other things are fields of its organ"
)]
pub trait OutboxOf {
    /// The declared events.
    const LIST: EmitList;
}

impl<S: Emits> OutboxOf for &mut Outbox<S> {
    const LIST: EmitList = S::LIST;
}

/// The events that a handler has emitted so far, and the properties that its events inherit.
#[derive(Default)]
pub struct Emissions {
    staged: Vec<Box<Event>>,
    /// The event that is being handled.
    parent: u128,
    correlation: u128,
    hops: u32,
    chain: Chain,
    trace: Option<Box<TraceContext>>,
    /// The key of the handler, and the number of events that it has emitted.
    handler: u64,
    ordinal: u32,
    /// The reading of the clock.
    time: u64,
    /// True if guards refused the event, and no later arm matched.
    is_unhandled: bool,
}

impl Emissions {
    /// Makes `event` the parent of the events emitted from now on.
    #[inline(always)]
    pub(crate) fn follow(&mut self, event: &Event, time: u64) {
        let head = &event.head;
        self.parent = head.id;
        self.correlation = head.correlation;
        self.hops = head.hops + 1;
        self.chain = head.chain;
        self.chain.push(event.table);
        self.trace = head
            .trace
            .as_ref()
            .map(|trace| Box::new(trace.child(head.id)));
        self.time = time;
    }

    /// Makes the run with this id the parent of the events emitted from now on: a hook emits them.
    pub(crate) fn follow_run(&mut self, run: u128, time: u64) {
        self.parent = run;
        self.correlation = run;
        self.hops = 0;
        self.chain = Chain::default();
        self.trace = None;
        self.time = time;
    }

    /// Begins an attempt of the handler with this key: discards the staged events.
    #[inline]
    pub(crate) fn begin(&mut self, handler: u64) {
        self.staged.clear();
        self.handler = handler;
        self.ordinal = 0;
        self.is_unhandled = false;
    }

    /// Notes whether guards refused the event. For generated code.
    #[doc(hidden)]
    #[inline]
    pub fn note_refused(&mut self, is_refused: bool) {
        self.is_unhandled = is_refused;
    }

    /// Returns true if guards refused the event in the last call, and no later arm matched.
    #[inline]
    pub(crate) fn is_unhandled(&self) -> bool {
        self.is_unhandled
    }

    /// Returns the emissions for use by an outbox. The inherited properties stay here too: a handler that
    /// panics or is dropped does not return the outbox, and is retried.
    fn lent(&mut self) -> Self {
        Self {
            staged: std::mem::take(&mut self.staged),
            trace: self.trace.clone(),
            ..*self
        }
    }

    #[inline]
    pub(crate) fn set_time(&mut self, time: u64) {
        self.time = time;
    }

    /// Returns the events that were emitted since [`Self::begin`].
    pub(crate) fn emitted(&self) -> &[Box<Event>] {
        &self.staged
    }

    /// Returns the same events, so that the caller can move them out.
    #[inline]
    pub(crate) fn staged(&mut self) -> &mut Vec<Box<Event>> {
        &mut self.staged
    }

    /// Emits an event.
    #[inline]
    pub fn push<E: EventType>(&mut self, event: E) {
        let key = event.key();
        let event = Envelope::boxed(|| self.head(key), event);
        self.staged.push(event);
        self.ordinal += 1;
    }

    /// Returns the head of the next event.
    #[inline(always)]
    fn head(&self, key: Option<Box<str>>) -> Head {
        Head {
            id: derive(self.parent, self.handler, self.ordinal),
            correlation: self.correlation,
            causation: self.parent,
            time: self.time,
            hops: self.hops,
            attempt: Deliveries::new(1),
            key,
            trace: self.trace.clone(),
            chain: self.chain,
        }
    }

    /// Emits an event whose payload is given as JSON.
    ///
    /// # Errors
    /// [`DecodeError`] if the payload does not fit the event's type.
    pub(crate) fn push_written(
        &mut self,
        table: &'static EventTable,
        key: Option<Box<str>>,
        payload: &[u8],
    ) -> Result<(), DecodeError> {
        let head = self.head(key);
        self.staged.push((table.decode)(head, payload)?);
        self.ordinal += 1;
        Ok(())
    }
}

/// Returns an event from outside, which has no parent.
pub(crate) fn root<E: EventType>(event: E, id: u128, time: u64) -> Box<Event> {
    let head = Head {
        id,
        correlation: id,
        causation: id,
        time,
        hops: 0,
        attempt: Deliveries::new(1),
        key: event.key(),
        trace: None,
        chain: Chain::default(),
    };
    Envelope::boxed(|| head, event)
}
