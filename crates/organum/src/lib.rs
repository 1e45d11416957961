//! Organum is a library for dependency graphs, events and sagas: you annotate functions and structs, their
//! parameters are their dependencies **by type**, and the compiler checks and connects them. It is
//! dependency injection for values, publish/subscribe for events, and compensation for multi-step effects.
//!
//! # Which construct do I use?
//!
//! The page `guide/choosing.md` of the book helps to choose between graph, organ and saga, and between
//! policy, layer and observer. By construct:
//!
//! | construct | use it when | page of the book |
//! |---|---|---|
//! | [`#[node]`](node) on a `fn` | a value is computed from others, or fetched from a service | `guide/nodes.md` |
//! | [`#[node]`](node) on a `struct` | a value only combines others | `guide/nodes.md` |
//! | [`#[node]`](node) on an `impl` block | a step has its own settings or clients | `guide/nodes.md` |
//! | `#[node(spawn)]`, `#[node(blocking)]` | a node computes for a long time, or blocks its thread | `guide/places.md` |
//! | `#[node(retry(…), timeout = …)]`, [`Attempt`], [`policy`] | a service sometimes fails or hangs | `guide/policies.md` |
//! | `#[graph(defaults(…))]` | all nodes of a graph share retries or timeouts | `guide/policies.md` |
//! | `#[node(close = …)]` | a value has to be closed after the run | `guide/resources.md` |
//! | `#[node(scope = "runner")]` | a value is created once for all runs of a runner: a pool, a parsed file | `guide/resources.md` |
//! | `#[node(explicit)]` | a node provides another crate's type | `guide/explicit.md` |
//! | [`#[graph]`](graph) | nodes are combined: fields are inputs, `output = …` is the result | `guide/graphs.md` |
//! | [`compose!`] | a graph is run in one place only | `guide/graphs.md` |
//! | [`Runner`], `#[inject]` | a graph is run often, with the same pools, clients and settings | `guide/runners.md` |
//! | [`Execution::only`] | one of several outputs is enough | `guide/graphs.md` |
//! | `Option<&T>`, `Result<&T, &NodeError>` | a node can do without a value that failed | `guide/forms.md` |
//! | [`FirstOk`] | a fallback is asked when the first choice has failed | `guide/forms.md` |
//! | [`Race`] | several are asked at once and the first wins | `guide/forms.md` |
//! | [`each`] | a graph is run for each item of a list | `guide/nested.md` |
//! | [`#[saga]`](macro@saga) | several effects have to happen all or not at all (compensation) | `guide/sagas.md` |
//! | [`IdempotencyKey`] | the remote side has to recognise a repeated call | `guide/sagas.md` |
//! | [`saga::SagaReport`], [`saga::redrive`] | you want to know which steps were completed, undone and parked, and to retry | `guide/sagas.md` |
//! | [`store::Journal`], [`saga::SagaRunner::recover`] | a saga outlives its process | `guide/sagas.md` |
//! | [`store::Store`] | a value is to be computed by one process and recorded once | `guide/stores.md` |
//! | `#[node(persist(…))]`, [`persist`] | the results of a node are found again by later runs, or after a crash | `guide/persistence.md` |
//! | `#[graph(resumable)]`, [`Runner::executions`], [`Runner::resume`] | an execution continues after a crash | `guide/persistence.md` |
//! | [`saga::picture()`] | you want to see the steps and their undos | `guide/sagas.md` |
//! | [`Run`] | a node needs the execution id, or has to know that it should stop | `guide/places.md` |
//! | [`GraphError`], [`NodeError`] | a run failed, and you want to know the reason | `guide/failure.md` |
//! | [`test::Replace`] | a test replaces nodes that are slow or cost money | `guide/testing.md` |
//! | [`Observer`], [`Timeline`] | you want to see which node ran when | `guide/observing.md` |
//! | [`picture()`] | you want to see the graph | `guide/pictures.md` |
//! | [`#[event]`](macro@event) | something has happened that other parts may react to | `guide/events.md` |
//! | [`#[organ]`](organ) on an `impl` block | events are handled by an object with state | `guide/organs.md` |
//! | [`#[organ]`](organ) on a `fn` | an event is handled, and other events may follow | `guide/organs.md` |
//! | [`Outbox`], [`#[derive(Emits)]`](derive@Emits) | a handler emits different events | `guide/organs.md` |
//! | `#[start]`, `#[idle]`, `#[stop]` | an organ acts before the first event, when the spine is idle, or after the last event | `guide/organs.md` |
//! | [`#[spine]`](spine), [`Runtime`] | organs are combined, and events are delivered between them (publish/subscribe) | `guide/spines.md` |
//! | [`event::SpineBuilder::parallel`] | organs run in parallel | `guide/spines.md` |
//! | [`event::picture()`] | you want to see which organ handles which event | `guide/spines.md` |
//! | [`Runtime::serve`], [`Runtime::publish`], [`event::interrupt`] | events wait in a backend until they are handled, even after failures | `guide/delivery.md` |
//! | [`dead_letter`], [`Runtime::redrive`] | an event could not be handled, and you want to retry | `guide/dead-letters.md` |
//! | [`event::Layer`], [`event::Logging`], [`event::Spans`] | each call of a handler is logged, measured, limited or refused | `guide/layers.md` |
//! | [`event::backend`], `event::conformance` | events wait in a backend of your own | `guide/backends.md` |
//! | [`event::SpineBuilder::archive`], [`event::Replay`] | you want to know what happened, and to replay it | `guide/replay.md` |
//! | `#[organ(cached)]`, [`event::cached`] | an organ need not be called again for equal events | `guide/replay.md` |
//!
//! The book is the folder `docs` of the repository: a tutorial, a page for each concept, and an index of
//! compile errors.
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
//!     Ok(Profile(format!("user {}", id.0))) // calls a service
//! }
//!
//! #[node]
//! async fn loyalty(id: &UserId) -> Loyalty {
//!     Loyalty(id.0 % 3) // calls another one, at the same time
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
//! The same with events: an organ listens for the events in the arms of its match.
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

#[cfg(any(feature = "event", feature = "persist", feature = "saga"))]
pub use organum_store::key;

/// Types of other crates that occur in signatures of this crate.
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

/// Runs a graph that is declared in place: `compose!(Output; input: Type, other: Type = value)`.
///
/// The graph is checked in the same way as one of [`#[graph]`](graph). An input is the variable of that
/// name, or the value after `=`. The options `nodes(…)`, `error`, `run_timeout`, `defaults(…)`,
/// `recursion_limit` and `crate` follow the output. The macro is an expression: an [`Execution`], to be
/// awaited.
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

/// Makes an enum a return type of handlers: each variant is one possible emission.
///
/// Each variant holds the events to emit: an event, or an `Option`, a `Vec` or a tuple of events; a
/// variant without fields emits nothing. `#[emits(crate = path)]` sets the path of `organum` if the crate
/// was renamed. See the trait [`Emits`](trait@Emits).
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

/// Makes a struct or an enum an event, which organs handle and emit.
///
/// An event is owned, `Send + Sync`, and serialised as JSON: the macro derives serde's `Serialize` and
/// `Deserialize`, with unknown fields refused, unless a `#[derive(…)]` below it does. The stable name of
/// the event, as used by logs, archives and brokers, is the name of the type, or the one in the
/// parentheses: `#[event("ORDER_PLACED")]`.
///
/// | option | meaning |
/// |---|---|
/// | `"NAME"`, `name = "NAME"` | the stable name of the event |
/// | `version = 2` | the version of the event's schema; 1 by default |
/// | `key = order`, `key = Self::key` | the field or function with the ordering key: events with one key stay in order in parallel |
/// | `retry(…)` | the retry policy of handlers of the event that have none of their own: see [`policy`] |
/// | `crate = path` | the path of `organum` if the crate was renamed |
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

/// Makes a type an organ, whose handlers receive events and may emit others.
///
/// On an `impl` block, the method `handle` is the handler, or each method with `#[handle]` is one. A
/// handler ends with one `match event { … }`, and **its arms name the events that it listens for**:
/// structs, tuple structs, units and variants of enums, several events in one arm, guards, names and
/// constants, as in any match. rustc resolves the types, also through aliases. Constants and patterns of
/// fields are checked before delivery: an event that no pattern can match is not delivered. Guards are
/// checked afterwards; if all of them refuse, the event counts as not handled. A handler of one event may
/// take it directly: `event: &OrderPlaced`.
///
/// **The return type names the events that the handler may emit:** nothing, an event, an `Option`, a
/// `Vec`, a tuple or a `Result` of those, or an enum with [`#[derive(Emits)]`](derive@Emits). An
/// [`Outbox`] as the second parameter declares more: `out: &mut Outbox<(A, B)>`.
///
/// With `&mut self` one event at a time is handled, and the state of the organ needs no lock; with
/// `&self` several may be handled at once. Handlers are async or not. Organs are `Send + Sync + 'static`.
///
/// On a function, `#[organ] async fn receipt(event: &OrderPlaced, mailer: &Mailer)`, the macro generates
/// a struct with the function's name and a field for each further parameter. The struct is a
/// [node](macro@node), so a graph can build it; without fields it implements `Default`.
///
/// | option | meaning |
/// |---|---|
/// | `all` | the organ receives every event; arms may then be catch-alls |
/// | `concurrency = 4` | the number of events that are handled at once, if all handlers take `&self`; 1 by default |
/// | `retry(…)`, `timeout = "5s"` | the retry policy and the timeout: see [`policy`] |
/// | `on_failure = dead_letter`, `fail`, `nack` | the treatment of an event that failed permanently: [`OnFailure`](event::OnFailure) |
/// | `cached` | the emissions for an event may be reused for an equal one, without a call |
/// | `version = 2` | the version of the organ's behaviour, which is a part of its cache keys |
/// | `snapshot` | the state of the organ can be shown as JSON: it is `Serialize` |
/// | `crate = path` | the path of `organum` if the crate was renamed |
///
/// `#[handle(…)]` takes `all`, `retry`, `timeout` and `on_failure`, which override those of the organ.
/// The hooks `#[start]`, `#[idle]` and `#[stop]` are called before the first event, whenever the spine is
/// idle, and after the last event; they emit as handlers do, and `#[idle]` may take the number of the
/// phase.
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

/// Makes a struct a spine: its fields are [organs](macro@organ) that exchange events.
///
/// The spine is checked where it is declared: each emitted event is handled or `terminal`, each event
/// that is listened for is emitted or an `entry`, no two events have the same name, and no event follows
/// from itself unless `max_hops` limits the chain. The struct is not generic. A [`Runtime`] delivers the
/// events.
///
/// | option | meaning |
/// |---|---|
/// | `entry(A, B)` | the events that come from outside |
/// | `terminal(C)` | the events that may go unhandled |
/// | `max_hops = 100` | the maximum length of a chain of events that follow from one another; required if a chain could be endless |
/// | `crate = path` | the path of `organum` if the crate was renamed |
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

/// Makes an `impl` block a saga: a graph whose steps have undos (compensations).
///
/// Each method with `#[step]` is a step. Its parameters are the values of other steps, by type, so that
/// steps that do not depend on each other run concurrently; values from outside are fields of the saga,
/// read from `&self`. When a step fails, the completed steps are undone, in reverse order of completion,
/// each with its own value. The saga gets a method `run`, which returns a
/// [`SagaExecution`](saga::SagaExecution), and a function `runner`, which returns a
/// [`SagaRunner`](saga::SagaRunner).
///
/// | option | meaning |
/// |---|---|
/// | `output = T` | the value of the saga: that of one of its steps |
/// | `error = E` | the error type of its steps: each error of a step converts into it by `From` |
/// | `run_timeout = "30s"` | the maximum time of a run until it has passed its pivot |
/// | `version = 1` | the runs can be journalled: the values of the steps and the fields of the struct are `Serialize` and `Deserialize` |
/// | `migrate = function` | the function that reads records of an older version: [`Migrate`](saga::Migrate) |
/// | `node` | the saga is also a node of graphs, which takes a clone of the saga |
/// | `crate = path` | the path of `organum` if the crate was renamed |
///
/// A step takes `&T`, or a clone as `T`; `&[T]`, all values of an `each` step; [`Race`] or [`FirstOk`] of
/// several; and `&IdempotencyKey`. The options of `#[step]`:
///
/// | option | meaning |
/// |---|---|
/// | `undo = method` | a method that takes `&self`, the value of the step as `&T`, and optionally an `&IdempotencyKey` |
/// | `undo_on_failure` | the step is undone also when it failed: the undo takes `Option<&T>` |
/// | `undo_retry(…)`, `undo_timeout = "5s"` | the retry policy of the undo and the timeout of each attempt; [`UNDO_RETRY`](saga::UNDO_RETRY) and [`UNDO_TIMEOUT`](saga::UNDO_TIMEOUT) by default |
/// | `irrevocable` | there is nothing to undo |
/// | `saga` | the method returns a saga, which is the step; if this saga fails later, the nested saga's own undos are called |
/// | `pivot` | after this step nothing is undone: later steps are retried until they succeed |
/// | `each = field`, `each` | one step for each item of a field of the saga, or of the `Vec` of another step; `concurrency = 4` of them at once, 8 by default |
/// | `retry(…)`, `retry_if`, `timeout` | as for [nodes](macro@node) |
/// | `spawn` | the step runs in its own task |
/// | `cancellable` | the step has no effect before it ends, so when the saga fails, the step is dropped at its next await instead of being completed |
/// | `unknown = undo`, `unknown = park` | the treatment of a step whose outcome is not known: its undo is called with `None`, or it becomes a dead letter; by default the step is called again with its key, then undone |
///
/// On a struct, `#[saga]` declares the inputs of a journalled saga: its fields, except for those marked
/// `#[inject]`, which the program provides. A field may have the attribute `#[serde(…)]` with `rename`, `alias`,
/// `default`, `with`, `serialize_with` and `deserialize_with`; one with `skip` is not recorded, and a resumed run has
/// the `Default` of its type. The macro generates the struct of these inputs, `TripInput`
/// for `Trip`, and a function `builder` that takes the injected values and returns a
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
///         Ok(Flight(7)) // calls an airline
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

/// Makes a struct a graph: its fields are the inputs, `output` is the result.
///
/// The struct gets a method `run`, which returns an [`Execution`], and the functions `runner` and
/// `builder`, which take the fields marked `#[inject]`: they return a [`Runner`], and a [`RunnerBuilder`]
/// for a runner with settings. The graph is checked where it is declared. Fields are owned and `Send +
/// Sync + 'static`; the struct is not generic.
///
/// | option | meaning |
/// |---|---|
/// | `output = T`, `output = (A, B)` | the values that a run returns; up to eight types |
/// | `nodes(a, b)` | the nodes that provide types of other crates, each `#[node(explicit)]` |
/// | `error = E` | the error type of a run, an `E: From<GraphError>`; [`GraphError`] by default |
/// | `run_timeout = "30s"` | the maximum time of a whole run; unlimited by default |
/// | `defaults(retry(…), timeout = "5s")` | the policies of nodes that have none of their own: see [`policy`] |
/// | `defaults(configurable)` | the builder of a runner may set the policies: [`RunnerBuilder::defaults`] |
/// | `resumable` | a store records the inputs and the end of each execution, which can be listed and resumed: [`Runner::resume`] |
/// | `recursion_limit = n` | the crate's recursion limit, for graphs more than 60 nodes deep |
/// | `crate = path` | the path of `organum` if the crate was renamed |
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
/// The parameters of a node are its dependencies, by type: `&T` borrows a value of the run, `T` is a
/// clone of it; a trait object is `&dyn Trait`. `Option<&T>`, `Result<&T, &NodeError>`, [`FirstOk`] and
/// [`Race`] tolerate failures, `&Run` is the [`Run`] itself. A function that returns a `Result<T, E>`
/// provides a `T` and may fail. A struct is built from clones of the types of its fields. In an `impl`
/// block the function `compose` is the node, and its `&self` is a dependency too.
///
/// | option | meaning |
/// |---|---|
/// | `spawn` | an async node runs in its own task |
/// | `blocking` | a sync node runs on the runtime's pool for blocking work |
/// | `retry(…)`, `retry_if`, `timeout`, `concurrency` | the policies for failures and delays: see [`policy`] |
/// | `scope = "runner"` | the value is created when it is first needed, once for all runs of a [`Runner`], from injected values and other shared ones |
/// | `close = function` | an async fn on `&mut T`, called after the run, or by [`RunnerHandle::shutdown`] if the value is shared |
/// | `close_timeout = "5s"` | the timeout of the close; five seconds by default |
/// | `persist(…)` | a store records the results, and later runs find them: the page `guide/persistence.md` of the book |
/// | `explicit` | the type belongs to another crate, and graphs name the node: `nodes(…)` |
/// | `crate = path` | the path of `organum` if the crate was renamed |
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

/// The items that most files need: `use organum::prelude::*;`.
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

/// The base of all stores whose content outlives one run: errors, leases, leased records, journals, dead
/// letters, and the conformance suites for your own stores.
#[cfg(any(
    feature = "event",
    feature = "persist",
    feature = "saga",
    feature = "sql"
))]
pub mod store {
    #[cfg(feature = "conformance")]
    pub use organum_store::conformance;
    pub use organum_store::{
        BatchBounds, Batched, CallKind, CallStats, ClaimId, ClaimRequest, Content, FinishRequest,
        Guarded, Journal, JournalBegin, JournalClaim, JournalFilter, JournalHead, JournalRecord,
        JournalState, JournalStatus, JournalSummary, JsonError, Lease, LeaseGuard, LeaseKeeper,
        Leases, MemoryBounds, MemoryJournal, MemoryStore, OfflineAppend, OnLapsed, OnRunning,
        PutRequest, RecordClaim, RecordFailure, RecordFilter, RecordLabels, RecordLookup,
        RecordOutcome, RecordSeen, RecordStatus, RecordSummary, RecordValue, Renewable, Renewal,
        Runnable, SingleFlight, Store, StoreAnswers, StoreError, StoreErrorKind, StoreFuture,
        StorePolicy, StoreRecord, StoreState, Unit,
    };
}

#[cfg(feature = "sql")]
#[doc(inline)]
pub use organum_sql as sql;

/// Nodes whose results a store records, `#[node(persist(…))]`, and graphs whose executions it records,
/// `#[graph(resumable)]`: their errors, and the executions.
#[cfg(feature = "persist")]
pub mod persist {
    pub use organum_graph::{
        ExecutionFuture, ResumableGraph,
        persist::{
            ExecutionError, ExecutionErrorKind, ExecutionFilter, ExecutionStatus, ExecutionSummary,
            PersistError, PersistErrorKind, RecordedFailure,
        },
    };
}

/// The traits that compile errors mention: with them the compiler proves that every dependency is provided.
///
/// A node is a [`Provider`](wiring::Provider) of its type in every graph that
/// [`Provides`](wiring::Provides) the node's dependencies. An input is a provider in its graph. So a
/// missing dependency is a trait that is not implemented, and rustc reports where it is needed. Only
/// macros implement these traits.
pub mod wiring {
    #[cfg(feature = "event")]
    #[doc(hidden)]
    pub use organum_event::{
        Declares, OutboxOf,
        probe::{KeyText, PartAt},
    };
    #[cfg(feature = "persist")]
    pub use organum_graph::persist::{HoldsStore, Storable, StorableInput};
    pub use organum_graph::{
        CloseCall, Closed,
        table::{
            Clonable, ClonableField, Dependency, Error, ExplicitNode, InGraph, NodeIn, OutputOf,
            Outputs, Provider, Provides, Shareable,
        },
    };
    #[cfg(feature = "saga")]
    #[doc(hidden)]
    pub use organum_saga::{
        ErrorOfSaga, ItemsOf, Lent, OtherError, RecordableField, StepError, UndoCall,
    };
}

/// Items for generated code only: nothing in here is stable. The module's version is that of the macros
/// that generate code for it.
#[doc(hidden)]
pub mod __private {
    pub mod v1 {
        #[cfg(feature = "event")]
        pub use organum_event::{
            Emissions, EmitList, Emits, Entry, ErasedOrgan, Event, EventType, Failure, Hook,
            IsOrgan, Organ, Outbox, OutboxOf, Spine, ThreadsShare,
            check::{ArmTable, Plan, Size, check_arm},
            check_organ, check_threads_share, decode,
            dispatch::{Dispatch, slots},
            probe::{
                Check, EventPart, EventProbe, KeyText, NotAnEvent, NotAnOrgan, OneEvent,
                OrganProbe, OtherPart, Part, PartAt, PartOf, PartProbe, SharedEvent, check_event,
                check_part, event_table,
            },
            refuse,
            table::*,
            unmatched,
        };
        #[cfg(any(feature = "event", feature = "persist", feature = "saga"))]
        pub use serde;
        #[cfg(any(feature = "event", feature = "persist", feature = "saga"))]
        pub use serde_json;

        pub use organum_base::policy::{Attempt, Backoff, Retry, count, duration};
        pub use organum_graph::{
            Around, CLOSE_LIMIT, Call, Cause, CloseCall, CloseFuture, CloseOf, ClosesNothing,
            ConfigurableDefaults, Defaults, EffectivePolicy, Execution, FirstOk, Graph, GraphError,
            Inputs, NodeError, NodePolicy, Operations, Place, PlanCell, Race, Returned, Run,
            Runner, RunnerBuilder, Single, table::*, under,
        };
        #[cfg(feature = "persist")]
        pub use organum_graph::{
            OneOf2, OneOf3, OneOf4, OneOf5, OneOf6, OneOf7, OneOf8, ResumableGraph, StableName,
            persist::{
                Hashing, HoldsStore, LEASE, NotHashable, NotStorable, Persist, PersistScope,
                Persistence, Recorded, Resumption, Storable, StorableInput, Storing, ValueCodec,
            },
        };
        #[cfg(feature = "saga")]
        pub use organum_saga::{
            Active, AsError, AttemptProbe, Codec, DeclaredFields, ErrorOfSaga, FieldCodec,
            FieldsOf, IdempotencyKey, InjectedOf, ItemsOf, Last, Lent, Levels, Migrate, MostLevels,
            NestedStep, Nesting, Nests, NotASaga, NotAttempt, NotRecorded, Nothing,
            NothingInjected, OnUnknown, OtherError, RUN, Reading, RecordCheck, Recordable,
            RecordableField, RecordedBySerde, RecordedProbe, Restore, Returning, Role, Saga,
            SagaError, SagaExecution, SagaInput, SagaProbe, SagaRunner, SagaRunnerBuilder,
            SagaTable, SharedError, Step, StepError, StepNeed, StepTable,
            ThreadsShare as SagaThreadsShare, Trying, UNDO_RETRY, UndeclaredFields, UndoCall,
            UndoFuture, Versioned, Writing, check_given, check_given_once, check_items_recorded,
            check_levels, check_nested, check_ordered, check_recorded, check_retriable,
            check_shared, check_steps_acyclic, check_undo_named, check_undo_needed,
            check_undo_type, given, given_all, is_given, item_of, last_needs, no_item, no_value,
            position, step, step_each, step_failed, value_of, won,
        };
        #[cfg(feature = "persist")]
        pub use organum_store::{
            Store,
            key::{KeyError, KeyParts},
        };
    }
}
