//! The questions that are put to the trait system, which alone resolves types.
//!
//! A node is one impl: it is a [`Provider`] of its type in every graph that provides its dependencies. An
//! input is one impl for its graph. A graph [`Provides`] every type that has a provider in it. The proof
//! that a graph's outputs are provided is required in one place, [`GraphOf::LINKS`], so that each missing
//! provider is reported once.
//!
//! Macros use a qualified path, `<T as Provider<G>>::LINK`: rustc then reports the missing impl
//! without mentioning a bound of this crate that required it.

use std::marker::PhantomData;

use super::{Link, LinkedNode, Misfit, Target};
use crate::executor::{Defaults, Operations, Run};

/// A type whose value exists in graph `G`.
///
/// The trait does not name the node that needs the type, so that rustc reports a missing provider once in a
/// graph. Most are reported before rustc is asked, with the path to them: see `missing`.
#[diagnostic::on_unimplemented(
    message = "nothing in graph `{G}` provides `{Self}`",
    label = "no provider for `{Self}` in `{G}`",
    note = "return it from a `#[node]`, or add a field of type `{Self}` to `{G}`; a node of another crate's type is named by the graph: `nodes(…)`"
)]
pub trait Provider<G>: Sized + 'static {
    /// The origin of the value, as far as types alone determine it; the same in every graph.
    const SKETCH: Target;
    /// The node or input that provides the value.
    type Node: InGraph<G>;
    /// The origin of the value in `G`.
    const LINK: Link = <Self::Node as InGraph<G>>::LINK;
}

/// A node or an input as a part of graph `G`. A node has one link in a graph, and the evaluation of the
/// link nests one constant per level of the graph.
pub trait InGraph<G> {
    /// The origin of the value in `G`.
    const LINK: Link;
}

/// A graph that provides a `T`.
pub trait Provides<T>: Sized {
    /// The node or input that provides the value.
    type Node: InGraph<Self>;
}

/// An input that is given for each run, at this position among them.
pub struct Given<const AT: u8>;

impl<G, const AT: u8> InGraph<G> for Given<AT> {
    const LINK: Link = Link::given(AT);
}

/// An input that is injected once, at this position among them.
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

/// A graph that provides every type: it makes the sketch of a node without a proof about a real graph.
pub struct Anywhere;

impl<T> Provides<T> for Anywhere {
    type Node = Unproved;
}

impl Defaults for Anywhere {}

/// The sketch of `T` as far as types alone determine it: an inherent constant takes precedence over a
/// trait's, and aliases are resolved. Works for concrete types only; a generic type is unknown.
pub struct Probe<T>(PhantomData<T>);

/// The result of [`Probe`] for types that are not nodes.
pub trait Unknown {
    /// Unknown: the type alone does not determine the origin.
    const SKETCH: Target = Target::Unknown;
}

impl<T> Unknown for Probe<T> {}

impl<T: Provider<Anywhere>> Probe<T> {
    /// The sketch of the node.
    pub const SKETCH: Target = T::SKETCH;
}

/// A node that a graph lists in `nodes(…)`, because its type belongs to another crate.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a node that a graph can name",
    label = "not declared with `#[node(explicit)]`",
    note = "a graph names explicit nodes only, which provide another crate's type; any other node is found by the type it provides"
)]
pub trait ExplicitNode<G> {
    /// The type that the node provides.
    type Out: 'static;
    /// The node itself. Further requirements on the node refer to this type, so that a type that is no
    /// explicit node causes this error and no other.
    type Node;
    /// The sketch of the node.
    const SKETCH: Target;
}

/// A node whose dependencies exist in graph `G`.
pub trait NodeIn<G> {
    /// The origins of the node's parameters in `G`.
    const DEPS: &'static [Link];
    /// The dependencies that a value shared by the runs of a runner must not have, if it is one.
    const MISFITS: &'static [Option<Misfit>] = &[];

    /// Returns the node with these links.
    fn linked() -> LinkedNode;
}

/// A graph.
pub trait GraphOf: Sized + 'static {
    /// The type that holds the proof for the outputs; usually [`Wired`].
    type Out: Outputs<Self>;
    /// The origin of each output: the one place where the outputs are proved.
    const LINKS: &'static [Link];
}

/// The outputs of graph `G`.
pub trait Outputs<G> {
    /// The origin of each output.
    const LINKS: &'static [Link];
}

/// The outputs of a graph whose proof is required elsewhere.
pub struct Wired;

impl<G: GraphOf> Outputs<G> for Wired {
    const LINKS: &'static [Link] = G::LINKS;
}

/// Tests whether graph `G` provides a `T`. An inherent constant takes precedence over a trait's.
pub struct ProvidedIn<G, T>(PhantomData<(G, T)>);

/// The result of [`ProvidedIn`] for types that the graph does not provide.
pub trait NotProvided {
    /// False: the graph does not provide the type.
    const IS_PROVIDED: bool = false;
}

impl<G, T> NotProvided for ProvidedIn<G, T> {}

impl<G, T: Provider<G>> ProvidedIn<G, T> {
    /// True: the graph provides the type.
    pub const IS_PROVIDED: bool = true;
}

/// Tests whether graph `G` provides the dependencies of the explicit node `N`. An inherent constant takes
/// precedence over a trait's.
pub struct NeedsOf<G, N>(PhantomData<(G, N)>);

/// The result of [`NeedsOf`] for a node with a dependency that the graph does not provide.
pub trait NotProvidedNeeds {
    /// False: a provider is missing.
    const ARE_PROVIDED: bool = false;
}

impl<G, N> NotProvidedNeeds for NeedsOf<G, N> {}

impl<G, N: ExplicitNode<G>> NeedsOf<G, N>
where
    N::Node: NodeIn<G>,
{
    /// True: the graph provides all dependencies.
    pub const ARE_PROVIDED: bool = true;
}

/// Selects the type that is required, or a placeholder if the mistake was reported already, so that one
/// mistake causes one error.
pub struct Cond<const MISTAKEN: bool>;

/// The selection of [`Cond`].
pub trait Branch<T> {
    /// The selected type.
    type Out;

    /// Returns a value of the selected type.
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

/// The other selection of [`Cond`]: `Instead` where the type itself must not be named.
pub trait Either<T, Instead> {
    /// The selected type.
    type Out;
}

impl<T, Instead> Either<T, Instead> for Cond<false> {
    type Out = T;
}

impl<T, Instead> Either<T, Instead> for Cond<true> {
    type Out = Instead;
}

/// The type that a node provides whose return type is an alias of `Result`, so that other nodes do not miss
/// it; `Instead` for every other return type.
pub trait ValueOf<R, Instead> {
    /// The success type of the `Result`.
    type Out;
}

impl<T, E, Instead> ValueOf<Result<T, E>, Instead> for Cond<true> {
    type Out = T;
}

impl<R, Instead> ValueOf<R, Instead> for Cond<false> {
    type Out = Instead;
}

/// The placeholder for a type that is not checked.
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
    note = "if a node provides it, add it to the graph's outputs: `output = (…, {Self})`; the caller already has the inputs"
)]
pub trait OutputOf<G> {
    /// The position of the type among the outputs.
    const INDEX: usize;
}

/// The same type, in a form for which rustc gives the same advice as for an argument in `<…>`.
pub type Itself<T> = T;

/// Tests whether two types are the same. An inherent constant takes precedence over a trait's, and
/// aliases are resolved.
pub struct Pair<A, B>(PhantomData<(A, B)>);

/// The result of [`Pair`] for two types that differ.
pub trait PairDiffers {
    /// False: the types differ.
    const SAME: bool = false;
}

impl<A, B> PairDiffers for Pair<A, B> {}

impl<T> Pair<T, T> {
    /// True: the types are the same.
    pub const SAME: bool = true;
}

/// The type `T` of one parameter of node `Self`: a second impl for the same type is rejected.
pub trait TypeOfOne<T> {}

/// Tests whether a type is a `Result`, whatever its name.
pub struct Fallible<T>(PhantomData<T>);

/// The result of [`Fallible`] for types that are not a `Result`.
pub trait NotFallible {
    /// False: the type is not a `Result`.
    const IS_RESULT: bool = false;
}

impl<T> NotFallible for Fallible<T> {}

impl<T, E> Fallible<Result<T, E>> {
    /// True: the type is a `Result`.
    pub const IS_RESULT: bool = true;
}

/// Tests whether a type is a future, whatever its name.
pub struct Awaitable<T>(PhantomData<T>);

/// The result of [`Awaitable`] for types that are not a future.
pub trait NotAwaitable {
    /// False: the type is not a future.
    const IS_FUTURE: bool = false;
}

impl<T> NotAwaitable for Awaitable<T> {}

impl<T: Future> Awaitable<T> {
    /// True: the type is a future.
    pub const IS_FUTURE: bool = true;
}
