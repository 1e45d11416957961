//! What is asked of the trait system, which alone resolves types.
//!
//! A node is one impl: it is a [`Provider`] of its type in every graph that provides what it needs.
//! An input is one impl for its graph. A graph [`Provides`] whatever has a provider in it. That a
//! graph's outputs are provided is asked in one place, [`GraphOf::LINKS`], so that each missing
//! provider is told once.
//!
//! Macros ask by a qualified path, `<T as Provider<G>>::LINK`: rustc then says what is missing,
//! and does not go on about a bound of ours that asked for it.

use std::marker::PhantomData;

use super::{Link, LinkedNode, Misfit, Target};
use crate::executor::{Defaults, Operations, Run};

/// A value of this type exists in graph `G`.
///
/// Whoever wants it asks the same, so that rustc tells a missing provider once in a graph. Mostly it is told
/// before rustc is asked, with the path to it: see [`missing`](super::missing).
#[diagnostic::on_unimplemented(
    message = "nothing in graph `{G}` provides `{Self}`",
    label = "no provider for `{Self}` in `{G}`",
    note = "return it from a `#[node]`, or add a field of type `{Self}` to `{G}`; a node of another crate's type is named by the graph: `nodes(…)`"
)]
pub trait Provider<G>: Sized + 'static {
    /// Where the value comes from, as far as types alone tell; the same in every graph.
    const SKETCH: Target;
    /// What provides it.
    type Node: InGraph<G>;
    /// Where the value comes from in `G`.
    const LINK: Link = <Self::Node as InGraph<G>>::LINK;
}

/// A node or an input as a part of graph `G`: a node has one link in a graph, and evaluating it goes down one
/// constant for each level of the graph.
pub trait InGraph<G> {
    /// Where the value comes from in `G`.
    const LINK: Link;
}

/// Graph `Self` provides a `T`.
pub trait Provides<T>: Sized {
    /// What provides it.
    type Node: InGraph<Self>;
}

/// An input that is given for each run: that with this position among them.
pub struct Given<const AT: u8>;

impl<G, const AT: u8> InGraph<G> for Given<AT> {
    const LINK: Link = Link::given(AT);
}

/// An input that is injected once: that with this position among them.
pub struct Injected<const AT: u8>;

impl<G, const AT: u8> InGraph<G> for Injected<AT> {
    const LINK: Link = Link::injected(AT);
}

/// The run's own [`Run`](crate::Run).
pub struct Context;

impl<G> InGraph<G> for Context {
    const LINK: Link = Link::CONTEXT;
}

#[diagnostic::do_not_recommend]
impl<G> Provider<G> for Run {
    const SKETCH: Target = Target::Context;
    type Node = Context;
}

/// The graph that provides everything: it gives a node's sketch without a proof about a real graph.
pub struct Anywhere;

impl<T> Provides<T> for Anywhere {
    type Node = Unproved;
}

impl Defaults for Anywhere {}

/// What types alone tell of `T`: an inherent constant wins over a trait's, and an alias is seen
/// through. Works for concrete types only; a generic one is unknown.
pub struct Probe<T>(PhantomData<T>);

/// The answer of [`Probe`] for what is no node.
pub trait Unknown {
    /// Not known from the type alone.
    const SKETCH: Target = Target::Unknown;
}

impl<T> Unknown for Probe<T> {}

impl<T: Provider<Anywhere>> Probe<T> {
    /// The node's sketch.
    pub const SKETCH: Target = T::SKETCH;
}

/// A node that a graph names in `nodes(…)`, because its type belongs to another crate.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a node that a graph can name",
    label = "not declared with `#[node(explicit)]`",
    note = "a graph names explicit nodes only, which provide another crate's type; any other node is found by the type it provides"
)]
pub trait ExplicitNode<G> {
    /// The type it provides.
    type Out: 'static;
    /// Itself: what is asked of it is asked by way of this type, so that what is no explicit node is
    /// told to be none, and nothing else.
    type Node;
    /// The node's sketch.
    const SKETCH: Target;
}

/// What a node needs is there in graph `G`.
pub trait NodeIn<G> {
    /// Where its parameters come from in `G`.
    const DEPS: &'static [Link];
    /// Those that do not fit a value that the runs of a runner share, if it is one.
    const MISFITS: &'static [Option<Misfit>] = &[];

    /// The node with these links.
    fn linked() -> LinkedNode;
}

/// A graph.
pub trait GraphOf: Sized + 'static {
    /// The outputs; [`Wired`].
    type Out: Outputs<Self>;
    /// Where each output comes from: the one place where they are proved.
    const LINKS: &'static [Link];
}

/// The outputs of graph `G`.
pub trait Outputs<G> {
    /// Where each comes from.
    const LINKS: &'static [Link];
}

/// The outputs of a graph, whose proof is asked for elsewhere.
pub struct Wired;

impl<G: GraphOf> Outputs<G> for Wired {
    const LINKS: &'static [Link] = G::LINKS;
}

/// Does graph `G` provide a `T`? An inherent constant wins over a trait's.
pub struct ProvidedIn<G, T>(PhantomData<(G, T)>);

/// The answer of [`ProvidedIn`] for what the graph does not provide.
pub trait NotProvided {
    /// It is not provided.
    const IS_PROVIDED: bool = false;
}

impl<G, T> NotProvided for ProvidedIn<G, T> {}

impl<G, T: Provider<G>> ProvidedIn<G, T> {
    /// It is provided.
    pub const IS_PROVIDED: bool = true;
}

/// Does graph `G` provide what the explicit node `N` needs? An inherent constant wins over a trait's.
pub struct NeedsOf<G, N>(PhantomData<(G, N)>);

/// The answer of [`NeedsOf`] for a node that needs more.
pub trait NotProvidedNeeds {
    /// Not all of it is provided.
    const ARE_PROVIDED: bool = false;
}

impl<G, N> NotProvidedNeeds for NeedsOf<G, N> {}

impl<G, N: ExplicitNode<G>> NeedsOf<G, N>
where
    N::Node: NodeIn<G>,
{
    /// All of it is provided.
    pub const ARE_PROVIDED: bool = true;
}

/// Chooses what is asked for: what a mistake was already told of is not asked about again, so that
/// one mistake gives one error.
pub struct Cond<const MISTAKEN: bool>;

/// The choice of [`Cond`].
pub trait Branch<T> {
    /// What is asked for.
    type Out;

    /// A value of it.
    fn value(value: T) -> Self::Out;
}

impl<T> Branch<T> for Cond<false> {
    type Out = T;

    fn value(value: T) -> T {
        value
    }
}

impl<T> Branch<T> for Cond<true> {
    type Out = Unproved;

    fn value(_: T) -> Unproved {
        Unproved
    }
}

/// The other choice of a [`Cond`]: where the type itself must not be named, `Instead` is.
pub trait Either<T, Instead> {
    /// What is named.
    type Out;
}

impl<T, Instead> Either<T, Instead> for Cond<false> {
    type Out = T;
}

impl<T, Instead> Either<T, Instead> for Cond<true> {
    type Out = Instead;
}

/// What a node provides that returns a `Result` under another name, so that nobody misses it; for other types,
/// `Instead`.
pub trait ValueOf<R, Instead> {
    /// What the `Result` holds.
    type Out;
}

impl<T, E, Instead> ValueOf<Result<T, E>, Instead> for Cond<true> {
    type Out = T;
}

impl<R, Instead> ValueOf<R, Instead> for Cond<false> {
    type Out = Instead;
}

/// Stands for what is not asked about.
pub struct Unproved;

#[diagnostic::do_not_recommend]
impl<G> Provider<G> for Unproved {
    const SKETCH: Target = Target::Unknown;
    type Node = Self;
}

impl<G> InGraph<G> for Unproved {
    const LINK: Link = Link::UNPROVED;
}

#[diagnostic::do_not_recommend]
impl<G> ExplicitNode<G> for Unproved {
    type Out = ();
    type Node = Self;
    const SKETCH: Target = Target::Unknown;
}

impl<G> NodeIn<G> for Unproved {
    const DEPS: &'static [Link] = &[];

    fn linked() -> LinkedNode {
        LinkedNode {
            name: "",
            deps: &[],
            forms: &[],
            operations: Operations::none,
        }
    }
}

/// One of a graph's outputs, for `.only::<T>()`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an output of graph `{G}`",
    label = "not named in `output = …`",
    note = "if a node provides it, add it to the graph's outputs: `output = (…, {Self})`; an input is the caller's own"
)]
pub trait OutputOf<G> {
    /// Its position among the outputs.
    const INDEX: usize;
}

/// The same type, written where rustc gives the advice that it gives for an argument in `<…>`.
pub type Itself<T> = T;

/// Are two types the same? An inherent constant wins over a trait's, and an alias is seen through.
pub struct Pair<A, B>(PhantomData<(A, B)>);

/// The answer of [`Pair`] for two types that differ.
pub trait PairDiffers {
    /// They are not the same.
    const SAME: bool = false;
}

impl<A, B> PairDiffers for Pair<A, B> {}

impl<T> Pair<T, T> {
    /// They are the same.
    pub const SAME: bool = true;
}

/// `T` is the type of one parameter of a node, `Self`: a second impl for the same type is refused.
pub trait TypeOfOne<T> {}

/// Is a type a `Result`, whatever its name?
pub struct Fallible<T>(PhantomData<T>);

/// The answer of [`Fallible`] for what is no `Result`.
pub trait NotFallible {
    /// It is no `Result`.
    const IS_RESULT: bool = false;
}

impl<T> NotFallible for Fallible<T> {}

impl<T, E> Fallible<Result<T, E>> {
    /// It is a `Result`.
    pub const IS_RESULT: bool = true;
}

/// Is a type a future, whatever its name?
pub struct Awaitable<T>(PhantomData<T>);

/// The answer of [`Awaitable`] for what is no future.
pub trait NotAwaitable {
    /// It is no future.
    const IS_FUTURE: bool = false;
}

impl<T> NotAwaitable for Awaitable<T> {}

impl<T: Future> Awaitable<T> {
    /// It is a future.
    pub const IS_FUTURE: bool = true;
}
