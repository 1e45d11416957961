//! Organum turns typed functions into systems: you annotate functions and structs, their parameters
//! are their dependencies **by type**, and the compiler does the wiring.
//!
//! # Which construct do I use?
//!
//! By the question you have, the page `guide/choosing.md` of the book tells graph, organ and saga apart, and
//! policy, layer and observer. By name:
//!
//! | construct | use it when | page of the book |
//! |---|---|---|
//! | [`#[node]`](node) on a `fn` | a value is computed from others, or asked from somewhere | `guide/nodes.md` |
//! | [`#[node]`](node) on a `struct` | a value only gathers others | `guide/nodes.md` |
//! | [`#[node]`](node) on an `impl` block | a step has settings or clients of its own | `guide/nodes.md` |
//! | `#[node(spawn)]`, `#[node(blocking)]` | a node computes for long, or blocks its thread | `guide/places.md` |
//! | `#[node(retry(…), timeout = …)]`, [`Attempt`], [`policy`] | a service fails now and then, or hangs | `guide/policies.md` |
//! | `#[graph(defaults(…))]` | all nodes of a graph are to be tried again, or bounded, in one way | `guide/policies.md` |
//! | `#[node(close = …)]` | a value has to be closed after the run | `guide/resources.md` |
//! | `#[node(scope = "runner")]` | a value is made once for all runs of a runner: a pool, a parsed file | `guide/resources.md` |
//! | `#[node(explicit)]` | a node provides another crate's type | `guide/explicit.md` |
//! | [`#[graph]`](graph) | nodes are put together: fields are inputs, `output = …` is what is asked for | `guide/graphs.md` |
//! | [`compose!`] | a graph is run in one place only | `guide/graphs.md` |
//! | [`Runner`], `#[inject]` | a graph is run often, with the same pools, clients and settings | `guide/runners.md` |
//! | [`Execution::only`] | one of several outputs is enough | `guide/graphs.md` |
//! | `Option<&T>`, `Result<&T, &NodeError>` | a node can do without a value that failed | `guide/forms.md` |
//! | [`FirstOk`] | a fallback is asked when the first choice has failed | `guide/forms.md` |
//! | [`Race`] | several are asked at once and the first wins | `guide/forms.md` |
//! | [`each`] | a graph is run for each item of a list | `guide/nested.md` |
//! | [`#[saga]`](macro@saga) | several effects have to happen all or not at all | `guide/sagas.md` |
//! | [`IdempotencyKey`] | the remote side has to tell a call that is repeated from a new one | `guide/sagas.md` |
//! | [`saga::SagaReport`], [`saga::redrive`] | you want to know what was done, undone and parked, and try again | `guide/sagas.md` |
//! | [`store::Journal`], [`saga::SagaRunner::recover`] | a saga outlives its process | `guide/sagas.md` |
//! | [`saga::picture()`] | you want to see the steps and their undos | `guide/sagas.md` |
//! | [`Run`] | a node wants the execution id, or to know that it should stop | `guide/places.md` |
//! | [`GraphError`], [`NodeError`] | a run failed, and you want to know why | `guide/failure.md` |
//! | [`test::Replace`] | a test replaces what is slow or costs money | `guide/testing.md` |
//! | [`Observer`], [`Timeline`] | you want to see what ran when | `guide/observing.md` |
//! | [`picture()`] | you want to see the graph | `guide/pictures.md` |
//! | [`#[event]`](macro@event) | something has happened, and others may be interested | `guide/events.md` |
//! | [`#[organ]`](organ) on an `impl` block | events are handled by something that has a state | `guide/organs.md` |
//! | [`#[organ]`](organ) on a `fn` | an event is handled, and perhaps another one follows | `guide/organs.md` |
//! | [`Outbox`], [`#[derive(Emits)]`](derive@Emits) | a handler emits different events | `guide/organs.md` |
//! | `#[start]`, `#[idle]`, `#[stop]` | an organ does something first, when the spine is idle, or last | `guide/organs.md` |
//! | [`#[spine]`](spine), [`Runtime`] | organs are put together, and events are carried between them | `guide/spines.md` |
//! | [`event::SpineBuilder::parallel`] | organs work side by side | `guide/spines.md` |
//! | [`event::picture()`] | you want to see who hears what | `guide/spines.md` |
//! | [`Runtime::serve`], [`Runtime::publish`], [`event::interrupt`] | events wait in a backend until they are handled, whatever fails | `guide/delivery.md` |
//! | [`dead_letter`], [`Runtime::redrive`] | an event could not be handled, and you want to try again | `guide/dead-letters.md` |
//! | [`event::Layer`], [`event::Logging`], [`event::Spans`] | each call of a handler is logged, measured, bounded or refused | `guide/layers.md` |
//! | [`event::backend`], `event::conformance` | events wait somewhere of your own | `guide/backends.md` |
//! | [`event::SpineBuilder::archive`], [`event::Replay`] | you want to know what happened, and do it again | `guide/replay.md` |
//! | `#[organ(cached)]`, [`event::cached`] | an organ need not be called twice for equal events | `guide/replay.md` |
//!
//! The book is the folder `docs` of the repository: a tutorial, a page for each concept, and an index
//! of the compiler's errors.
//!
//! # Example
//!
//! ```
//! use organum::prelude::*;
//!
//! struct UserId(u32);
//! struct Profile(String);
//! struct Loyalty(u32);
//! struct Greeting(String);
//!
//! #[node]
//! async fn profile(id: &UserId) -> Result<Profile, std::io::Error> {
//!     Ok(Profile(format!("user {}", id.0))) // asks a service
//! }
//!
//! #[node]
//! async fn loyalty(id: &UserId) -> Loyalty {
//!     Loyalty(id.0 % 3) // asks another one, at the same time
//! }
//!
//! #[node]
//! fn greeting(profile: &Profile, loyalty: &Loyalty) -> Greeting {
//!     Greeting(format!("Hello {}, level {}", profile.0, loyalty.0))
//! }
//!
//! #[graph(output = Greeting)]
//! struct Welcome {
//!     id: UserId,
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), GraphError> {
//! let Greeting(text) = Welcome { id: UserId(7) }.run().await?;
//! assert_eq!(text, "Hello user 7, level 1");
//! # Ok(())
//! # }
//! ```
//!
//! And with events: what an organ listens for are the arms of its match.
//!
//! ```
//! use organum::prelude::*;
//!
//! #[event]
//! struct OrderPlaced { order: u64, express: bool }
//! #[event]
//! struct Shipped { order: u64 }
//!
//! #[derive(Default)]
//! struct Fulfilment {
//!     waiting: Vec<u64>,
//! }
//!
//! #[organ]
//! impl Fulfilment {
//!     async fn handle(&mut self, event: &Event) -> Option<Shipped> {
//!         match event {
//!             OrderPlaced { order, express: true } => Some(Shipped { order: *order }),
//!             OrderPlaced { order, .. } => {
//!                 self.waiting.push(*order);
//!                 None
//!             }
//!         }
//!     }
//! }
//!
//! #[organ]
//! async fn receipt(event: &Shipped) -> Result<(), std::io::Error> {
//!     println!("order {} is on its way", event.order);
//!     Ok(())
//! }
//!
//! #[spine(entry(OrderPlaced))]
//! #[derive(Default)]
//! struct Shop {
//!     fulfilment: Fulfilment,
//!     mail: receipt,
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), SpineError> {
//! let mut shop = Shop::default().builder().build();
//! let stats = shop.run(OrderPlaced { order: 7, express: true }).await?;
//! assert_eq!((stats.emitted, stats.handled), (1, 2));
//! shop.run(OrderPlaced { order: 8, express: false }).await?;
//! assert_eq!(shop.spine().fulfilment.waiting, [8]);
//! # Ok(())
//! # }
//! ```

#[cfg(any(feature = "event", feature = "saga"))]
pub mod dead_letter;
#[cfg(feature = "event")]
pub mod event;
#[cfg(feature = "saga")]
pub mod saga;

#[cfg(any(feature = "event", feature = "saga"))]
pub use organum_store::key;

/// Types of other crates that signatures of this one name.
pub use organum_base::Uuid;
pub use organum_base::{
    Cause,
    observe::{self, Observer, Outcome, Timeline, TimelineEntry, TimelineUndo},
    policy::{self, Attempt},
};
#[cfg(feature = "event")]
pub use organum_event::{
    Emits, Event, Outbox, Runtime, Spine, SpineBuilder, SpineError, SpineErrorKind,
};
pub use organum_graph::{
    Alternatives, CancellationToken, Execution, FirstOk, Graph, GraphCounts, GraphError,
    GraphErrorKind, NodeError, NodeErrorKind, NodePanic, OneOf2, OneOf3, OneOf4, OneOf5, OneOf6,
    OneOf7, OneOf8, Picture, Race, Run, Runner, RunnerBuilder, RunnerHandle, RunnerShutdown, each,
    picture, test,
};
#[cfg(feature = "saga")]
pub use organum_saga::{IdempotencyKey, SagaError, SagaId};

/// Runs a graph that is declared on the spot: `compose!(Output; input: Type, other: Type = value)`.
///
/// It is checked as one of [`#[graph]`](graph) is. An input is the variable of that name, or the value
/// behind `=`. The options `nodes(…)`, `error`, `run_timeout`, `defaults(…)`,
/// `recursion_limit` and `crate` come after the output.
/// It is an expression: an [`Execution`], to be awaited.
///
/// ```
/// use organum::prelude::*;
///
/// struct Rate(u64);
/// struct Price(u64);
///
/// #[node]
/// fn price(rate: &Rate) -> Price {
///     Price(100 * rate.0)
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), GraphError> {
/// let rate = Rate(3);
/// let price = compose!(Price; rate: Rate).await?;
/// assert_eq!(price.0, 300);
/// # Ok(())
/// # }
/// ```
pub use organum_macros::compose;

/// Lets an enum of emissions be what a handler returns.
///
/// Each variant holds one thing to emit: an event, or an `Option`, a `Vec`, a tuple of events; or it
/// holds nothing, and then nothing is emitted. `#[emits(crate = path)]` says where `organum` has another
/// name. See the trait [`Emits`](trait@Emits).
///
/// ```
/// use organum::prelude::*;
///
/// # #[event]
/// # struct Shipped;
/// # #[event]
/// # struct Refused;
/// # #[event]
/// # struct Told;
/// #[derive(Emits)]
/// enum Answer {
///     Ship(Shipped),
///     Refuse((Refused, Told)),
///     Nothing,
/// }
/// ```
pub use organum_macros::Emits;

/// Makes a struct or an enum an event: what organs hear and emit.
///
/// An event is owned, `Send + Sync`, and written as JSON: the macro derives serde's `Serialize` and
/// `Deserialize`, with unknown fields refused, unless a `#[derive(…)]` below it does. Its stable name, by
/// which logs, archives and brokers know it, is that of the type, or what stands in the parentheses:
/// `#[event("ORDER_PLACED")]`.
///
/// | option | meaning |
/// |---|---|
/// | `"NAME"`, `name = "NAME"` | its stable name |
/// | `version = 2` | the version of its schema; 1 if not said |
/// | `key = order`, `key = Self::key` | the field, or the function, that gives the key whose order is kept where events are handled side by side |
/// | `retry(…)` | how often its handlers are tried, where they do not say: see [`policy`] |
/// | `crate = path` | where `organum` has another name |
///
/// ```
/// use organum::{event::EventType, prelude::*};
///
/// #[event("ORDER_PLACED", version = 2, key = order)]
/// struct OrderPlaced {
///     order: u64,
///     express: bool,
/// }
///
/// assert_eq!(OrderPlaced::TABLE.name, "ORDER_PLACED");
/// let placed = OrderPlaced { order: 7, express: false };
/// assert_eq!(placed.key().as_deref(), Some("7"));
/// ```
pub use organum_macros::event;

/// Makes a type an organ, whose handlers hear events and may emit others.
///
/// On an `impl` block, the method `handle` is the handler, or each method with `#[handle]` is one. A
/// handler ends with one `match event { … }`, and **what its arms name is what it listens for**: structs,
/// tuple structs, units and variants of enums, several events in one arm, guards, names and constants, as
/// in any match. rustc resolves the types, also through aliases. Constants and patterns of fields are
/// asked before delivery: an event that no pattern can match is not delivered. Guards are asked after it,
/// and if all refuse, the event counts as not handled. A handler of one event may take it as it is:
/// `event: &OrderPlaced`.
///
/// **What it returns is what it may emit:** nothing, an event, an `Option`, a `Vec`, a tuple or a `Result`
/// of those, or an enum with [`#[derive(Emits)]`](derive@Emits). An [`Outbox`] as its second parameter
/// declares more: `out: &mut Outbox<(A, B)>`.
///
/// With `&mut self` one event at a time is handled, and the state of the organ needs no lock; with `&self`
/// several may be. Handlers are async or not. Organs are `Send + Sync + 'static`.
///
/// On a function, `#[organ] async fn receipt(event: &OrderPlaced, mailer: &Mailer)`, the macro writes a
/// struct of the function's name with a field for each further parameter. It is a [node](macro@node), so
/// that a graph can build it; without fields it is `Default`.
///
/// | option | meaning |
/// |---|---|
/// | `all` | every event is heard; arms may then catch all |
/// | `concurrency = 4` | how many events are handled at once, if all handlers take `&self`; 1 if not said |
/// | `retry(…)`, `timeout = "5s"` | what is done about failures and delays: see [`policy`] |
/// | `on_failure = dead_letter`, `fail`, `nack` | what becomes of the event in the end: [`OnFailure`](event::OnFailure) |
/// | `cached` | what it emitted for an event may be emitted again for an equal one, without a call |
/// | `version = 2` | the version of its behaviour, a part of the key under which it is cached |
/// | `snapshot` | its state can be shown as JSON: it is `Serialize` |
/// | `crate = path` | where `organum` has another name |
///
/// `#[handle(…)]` has `all`, `retry`, `timeout` and `on_failure`, and what it does not say, the organ says.
/// The hooks `#[start]`, `#[idle]` and `#[stop]` are called before the first event, whenever the spine is idle,
/// and after the last event; they emit as handlers do, and `#[idle]` may take the number of the phase.
///
/// ```
/// use organum::prelude::*;
///
/// #[event]
/// struct OrderPlaced { order: u64, express: bool }
/// #[event]
/// struct PaymentFailed { order: u64 }
/// #[event]
/// struct Shipped { order: u64 }
///
/// #[derive(Default)]
/// struct Fulfilment {
///     refused: Vec<u64>,
/// }
///
/// #[organ]
/// impl Fulfilment {
///     async fn handle(&mut self, event: &Event) -> Option<Shipped> {
///         match event {
///             OrderPlaced { order, express: true } => Some(Shipped { order: *order }),
///             OrderPlaced { order, .. } if order % 2 == 0 => Some(Shipped { order: *order }),
///             PaymentFailed { order } => {
///                 self.refused.push(*order);
///                 None
///             }
///         }
///     }
/// }
///
/// #[organ]
/// fn tell(event: &Shipped) {
///     println!("order {} is on its way", event.order);
/// }
///
/// #[spine(entry(OrderPlaced, PaymentFailed))]
/// struct Shop {
///     fulfilment: Fulfilment,
///     tell: tell,
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), SpineError> {
/// let mut shop = Shop { fulfilment: Fulfilment::default(), tell: tell {} }.builder().build();
/// shop.run(OrderPlaced { order: 7, express: true }).await?;
/// shop.run(PaymentFailed { order: 8 }).await?;
/// assert_eq!(shop.spine().fulfilment.refused, [8]);
/// # Ok(())
/// # }
/// ```
pub use organum_macros::organ;

/// Makes a struct a spine: its fields are [organs](macro@organ) that hear one another.
///
/// It is checked where it is declared: what an organ emits is handled or `terminal`, what it listens for
/// is emitted or an `entry`, no two events have one name, and no event follows from itself unless
/// `max_hops` bounds how far. The struct is not generic. A [`Runtime`] carries its events.
///
/// | option | meaning |
/// |---|---|
/// | `entry(A, B)` | the events that come from outside |
/// | `terminal(C)` | the events that may go unhandled |
/// | `max_hops = 100` | how many events may follow from one another in a chain; needed where they could without an end |
/// | `crate = path` | where `organum` has another name |
///
/// ```
/// use organum::prelude::*;
///
/// #[event]
/// struct Countdown(u32);
/// #[event]
/// struct Lift;
///
/// #[organ]
/// fn count(event: &Countdown, out: &mut Outbox<(Countdown, Lift)>) {
///     match event.0 {
///         0 => out.emit(Lift),
///         left => out.emit(Countdown(left - 1)),
///     }
/// }
///
/// #[spine(entry(Countdown), terminal(Lift), max_hops = 10)]
/// struct Rocket {
///     count: count,
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), SpineError> {
/// let mut rocket = Rocket { count: count {} }.builder().build();
/// let stats = rocket.run(Countdown(3)).await?;
/// assert_eq!(stats.events, 5);
/// # Ok(())
/// # }
/// ```
pub use organum_macros::spine;

/// Makes an `impl` block a saga: a graph whose steps know how to undo themselves.
///
/// Each method with `#[step]` is a step. Its parameters are what other steps give, by type, so that steps
/// that do not need each other run side by side; what comes from outside is a field of the saga, read from
/// `&self`. When a step fails, those that are done are undone, the last one first, each with its own value.
/// It gets a method `run`, which returns a [`SagaExecution`](saga::SagaExecution), and a function `runner`,
/// which returns a [`SagaRunner`](saga::SagaRunner).
///
/// | option | meaning |
/// |---|---|
/// | `output = T` | what the saga gives: what one of its steps does |
/// | `error = E` | what its steps fail with: each error of a step converts into it by `From` |
/// | `run_timeout = "30s"` | how long a run may take until it has passed its pivot |
/// | `version = 1` | its runs can be journalled: what steps give, and what the struct holds, is `Serialize` and `Deserialize` |
/// | `migrate = function` | how what an older version recorded is read: [`Migrate`](saga::Migrate) |
/// | `node` | it is a node of graphs too, that takes a clone of the saga |
/// | `crate = path` | where `organum` has another name |
///
/// A step takes `&T`, or a clone as `T`; `&[T]`, all that an `each` step gives; [`Race`] or [`FirstOk`] of
/// several; and `&IdempotencyKey`. The options of `#[step]`:
///
/// | option | meaning |
/// |---|---|
/// | `undo = method` | a method that takes `&self` and `&T`, what the step gave, and perhaps an `&IdempotencyKey` |
/// | `undo_on_failure` | it is undone also when it failed or was cut: the undo takes `Option<&T>` |
/// | `undo_retry(…)`, `undo_timeout = "5s"` | how often undoing it is tried, and for how long each time; [`UNDO_RETRY`](saga::UNDO_RETRY) and [`UNDO_TIMEOUT`](saga::UNDO_TIMEOUT) if not said |
/// | `irrevocable` | there is nothing to undo |
/// | `saga` | the method makes a saga, which is the step: undone by its own undos, should this saga fail after it |
/// | `pivot` | after this step nothing is undone: what comes after it is tried until it is done |
/// | `each = field`, `each` | one step for each item of a field of the saga, or of what another step gives as a `Vec`; `concurrency = 4` of them at once, 8 if not said |
/// | `retry(…)`, `retry_if`, `timeout` | as for [nodes](macro@node) |
/// | `spawn` | in a task of its own |
/// | `uncut` | the same, and it is awaited, not cut, when the saga fails |
///
/// On a struct, `#[saga]` says what the inputs of a journalled saga are: its fields, but for those that are
/// marked `#[inject]`, which come from the program. It writes the struct of these inputs, `TripInput` for
/// `Trip`, and a function `builder` that takes what is injected and returns a
/// [`SagaRunnerBuilder`](saga::SagaRunnerBuilder).
///
/// ```
/// use organum::prelude::*;
///
/// # #[derive(Debug, thiserror::Error)]
/// # #[error("fully booked")]
/// # struct Booked;
/// # #[derive(Debug)]
/// # struct Flight(u32);
/// # #[derive(Debug)]
/// # struct Hotel;
/// struct Trip {
///     days: u32,
/// }
///
/// #[saga(error = Booked, output = Hotel)]
/// impl Trip {
///     #[step(undo = cancel_flight)]
///     async fn flight(&self) -> Result<Flight, Booked> {
///         Ok(Flight(7)) // asks an airline
///     }
///
///     async fn cancel_flight(&self, flight: &Flight) -> Result<(), Booked> {
///         assert_eq!(flight.0, 7);
///         Ok(())
///     }
///
///     #[step(irrevocable)]
///     async fn hotel(&self, flight: &Flight) -> Result<Hotel, Booked> {
///         # let _ = flight;
///         if self.days > 14 { Err(Booked) } else { Ok(Hotel) }
///     }
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let report = Trip { days: 21 }.run().report().await;
/// assert!(report.is_rolled_back());
/// assert_eq!(
///     report.to_string(),
///     "step `hotel` of saga `Trip` failed; done flight; undone flight"
/// );
/// # }
/// ```
pub use organum_macros::saga;

/// Makes a struct a graph: its fields are the inputs, `output` is what it is asked for.
///
/// It gets a method `run`, which returns an [`Execution`], and the functions `runner` and `builder`, which
/// take the fields that are marked `#[inject]`: they return a [`Runner`], and a [`RunnerBuilder`] for one
/// with settings. The graph is checked where it is
/// declared. Fields are owned and `Send + Sync + 'static`; the struct is not generic.
///
/// | option | meaning |
/// |---|---|
/// | `output = T`, `output = (A, B)` | what a run gives; up to eight types |
/// | `nodes(a, b)` | the nodes of other crates' types, each `#[node(explicit)]` |
/// | `error = E` | what a run fails with, an `E: From<GraphError>`; [`GraphError`] by default |
/// | `run_timeout = "30s"` | how long a whole run may take; no limit by default |
/// | `defaults(retry(…), timeout = "5s")` | the policies of nodes that have none of their own: see [`policy`] |
/// | `defaults(configurable)` | the builder of a runner may say them: [`RunnerBuilder::defaults`] |
/// | `recursion_limit = n` | the crate's recursion limit, for graphs more than 60 nodes deep |
/// | `crate = path` | where `organum` has another name |
///
/// ```
/// use organum::prelude::*;
///
/// struct Net(u64);
/// struct Percent(u64);
/// struct Tax(u64);
///
/// #[node]
/// fn tax(net: &Net, percent: &Percent) -> Tax {
///     Tax(net.0 * percent.0 / 100)
/// }
///
/// #[graph(output = Tax)]
/// struct Taxes {
///     net: Net,
///     #[inject]
///     percent: Percent,
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), GraphError> {
/// let tax = Taxes { net: Net(500), percent: Percent(20) }.run().await?;
/// assert_eq!(tax.0, 100);
///
/// let taxes = Taxes::runner(Percent(10));
/// assert_eq!(taxes.run(Net(500)).await?.0, 50);
/// # Ok(())
/// # }
/// ```
pub use organum_macros::graph;

/// Makes a function, a struct or an `impl` block a node: a provider of one type.
///
/// Its parameters are what it needs, by type: `&T` borrows a value of the run, `T` is a clone of it; a
/// trait object is `&dyn Trait`. `Option<&T>`, `Result<&T, &NodeError>`, [`FirstOk`] and [`Race`]
/// tolerate failures, `&Run` is the [`Run`] itself. A function that returns a `Result<T, E>` provides
/// a `T` and may fail. A struct is built from clones of what its fields name. In an `impl` block the
/// function `compose` is the node, and its `&self` is what it needs too.
///
/// | option | meaning |
/// |---|---|
/// | `spawn` | an async node in a task of its own |
/// | `blocking` | a sync node on the runtime's pool for blocking work |
/// | `retry(…)`, `retry_if`, `timeout`, `concurrency` | what is done about failures and delays: see [`policy`] |
/// | `scope = "runner"` | made at the first need, once for all runs of a [`Runner`], from injected values and others that are shared |
/// | `close = function` | an async fn on `&mut T`, called after the run, or by [`RunnerHandle::shutdown`] if it is shared |
/// | `close_timeout = "5s"` | how long that may take; five seconds if not said |
/// | `explicit` | the type is another crate's, and graphs name the node: `nodes(…)` |
/// | `crate = path` | where `organum` has another name |
///
/// ```
/// use organum::prelude::*;
///
/// struct Cents(u64);
/// #[derive(Debug)]
/// struct Dollars(u64);
///
/// #[derive(Debug, PartialEq)]
/// struct NotWhole;
/// # impl std::fmt::Display for NotWhole {
/// #     fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.write_str("not whole") }
/// # }
/// # impl std::error::Error for NotWhole {}
///
/// #[node]
/// fn dollars(cents: &Cents) -> Result<Dollars, NotWhole> {
///     if cents.0 % 100 == 0 { Ok(Dollars(cents.0 / 100)) } else { Err(NotWhole) }
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), GraphError> {
/// let dollars = compose!(Dollars; cents: Cents = Cents(700)).await?;
/// assert_eq!(dollars.0, 7);
///
/// let error = compose!(Dollars; cents: Cents = Cents(750)).await.expect_err("it is not whole");
/// assert_eq!(error.downcast_ref(), Some(&NotWhole));
/// # Ok(())
/// # }
/// ```
pub use organum_macros::node;

/// What most files want: `use organum::prelude::*;`.
pub mod prelude {
    pub use crate::{
        Attempt, FirstOk, GraphError, NodeError, Race, Run, Runner, Timeline, compose, each, event,
        graph, node, organ, saga, spine,
    };
    #[cfg(feature = "event")]
    pub use crate::{Emits, Event, Outbox, Runtime, Spine, SpineError};
    #[cfg(feature = "saga")]
    pub use crate::{IdempotencyKey, SagaError};
}

/// The ground of whatever outlives one run: errors, leases, journals, dead letters, and the suites for
/// stores of one's own.
#[cfg(any(feature = "event", feature = "saga"))]
pub mod store {
    #[cfg(feature = "conformance")]
    pub use organum_store::conformance;
    pub use organum_store::{
        CallKind, CallStats, ClaimId, Content, Guarded, Journal, JournalBegin, JournalClaim,
        JournalFilter, JournalHead, JournalRecord, JournalState, JournalStatus, JournalSummary,
        JsonError, Lease, LeaseGuard, LeaseKeeper, Leases, MemoryBounds, MemoryJournal,
        OfflineAppend, Renewable, Renewal, Runnable, StoreError, StoreErrorKind, StoreFuture,
        StorePolicy,
    };
}

/// What the errors of the compiler mention: how it knows that a graph is wired.
///
/// A node is a [`Provider`](wiring::Provider) of its type in every graph that
/// [`Provides`](wiring::Provides) what it needs. An input is a provider in its graph. So a node that
/// needs what nothing provides is a trait that is not implemented, and rustc says where it was
/// needed. These traits are implemented by macros only.
pub mod wiring {
    pub use organum_graph::{
        CloseCall, Closed,
        table::{
            Clonable, ClonableField, Dependency, Error, ExplicitNode, InGraph, NodeIn, OutputOf,
            Outputs, Provider, Provides, Shareable,
        },
    };
    #[cfg(feature = "saga")]
    #[doc(hidden)]
    pub use organum_saga::{ErrorOfSaga, ItemsOf, Lent, OtherError, StepError, UndoCall};
}

/// For generated code only: nothing in here is stable. It has the number of the macros that write what
/// uses it.
#[doc(hidden)]
pub mod __private {
    pub mod v1 {
        #[cfg(feature = "event")]
        pub use organum_event::{
            Emissions, EmitList, Emits, Entry, ErasedOrgan, Event, EventType, Failure, Hook, Organ,
            Outbox, OutboxOf, Spine,
            check::{ArmTable, Plan, Size, check_arm},
            decode,
            dispatch::{Dispatch, slots},
            note_unhandled,
            probe::{EventProbe, KeyText, NotAnEvent, NotAnOrgan, OrganProbe},
            table::*,
            unhandled, unmatched,
        };
        #[cfg(any(feature = "event", feature = "saga"))]
        pub use serde;
        #[cfg(any(feature = "event", feature = "saga"))]
        pub use serde_json;

        pub use organum_base::policy::{Attempt, Backoff, Retry};
        pub use organum_graph::{
            CLOSE_LIMIT, Call, Cause, CloseFuture, CloseOf, Closed, ClosesNothing,
            ConfigurableDefaults, Defaults, EffectivePolicy, Execution, FirstOk, Graph, GraphError,
            Inputs, NodeError, NodePolicy, Operations, Place, PlanCell, Race, Returned, Run,
            Runner, RunnerBuilder, Single, table::*, under,
        };
        #[cfg(feature = "saga")]
        pub use organum_saga::{
            Active, AsError, Codec, ErrorOfSaga, FieldCodec, IdempotencyKey, InjectedOf, ItemsOf,
            Journalled, Last, Lent, Levels, Migrate, MostLevels, NestedStep, Nesting, Nests,
            NotASaga, NotAttempt, Nothing, NothingInjected, OtherError, RUN, Reading, Recordable,
            Restore, Returning, Role, Saga, SagaError, SagaExecution, SagaInput, SagaProbe,
            SagaRunner, SagaRunnerBuilder, SagaTable, SharedError, Step, StepError, StepNeed,
            StepTable, Tried, Trying, UNDO_RETRY, UndoCall, UndoFuture, Writing, check_given,
            check_given_once, check_items_recorded, check_levels, check_nested, check_ordered,
            check_retriable, check_steps_acyclic, check_undo_named, check_undo_needed,
            check_undo_type, given, given_all, is_given, item_of, last_needs, no_item, no_value,
            position, step, step_each, step_failed, value_of, won,
        };
    }
}
