//! What is asked of the trait system, which alone resolves types.
//!
//! A node is one impl: it is a [`Provider`] of its type in every graph that provides what it needs.
//! An input is one impl for its graph. A graph [`Provides`] whatever has a provider in it. That a
//! graph's outputs are provided is asked in one place, [`GraphOf::Out`], so that each missing
//! provider is told once, with the node that wants it.

use std::marker::PhantomData;

use super::{Table, Target};
use crate::graph::Operations;

/// A value of this type exists in graph `G`; `By` is the node that wants it.
#[diagnostic::on_unimplemented(
    message = "node `{By}` needs a `{Self}`, but nothing in graph `{G}` provides it",
    label = "no provider for `{Self}` in `{G}`",
    note = "return it from a `#[node]`, or add a field of type `{Self}` to `{G}`; a node of another crate's type is named by the graph: `nodes(…)`"
)]
pub trait Provider<G, By>: Sized + 'static {
    /// Where the value comes from, as far as types alone tell; the same in every graph.
    const SKETCH: Target;
    /// The node's table with its links in `G`, made once per graph. Inputs have none.
    const TABLE: &'static Table = &NO_TABLE;
    /// Where the value comes from in `G`.
    const LINK: Target;
}

const NO_TABLE: Table = Table {
    name: "",
    key: 1,
    deps: &[],
    operations: Operations::none,
};

/// Graph `Self` provides a `T`, wanted by node `By`.
pub trait Provides<T, By> {
    /// Where it comes from.
    const LINK: Target;
}

/// The graph that provides everything: it gives a node's sketch without a proof about a real graph.
pub struct Anywhere;

impl<T, By> Provides<T, By> for Anywhere {
    const LINK: Target = Target::Unknown;
}

/// What types alone tell of `T`: an inherent constant wins over a trait's, and an alias is seen
/// through. Works for concrete types only; a generic one is unknown.
pub struct Probe<T>(PhantomData<T>);

/// The answer of [`Probe`] for what is no node.
pub trait Unknown {
    /// Not known from the type alone.
    const SKETCH: Target = Target::Unknown;
}

impl<T> Unknown for Probe<T> {}

impl<T: Provider<Anywhere, ()>> Probe<T> {
    /// The node's sketch.
    pub const SKETCH: Target = T::SKETCH;
}

/// A node that a graph names in `nodes(…)`, because its type belongs to another crate.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a node that a graph can list",
    label = "not declared with `#[node(listed)]`",
    note = "only nodes of another crate's type are listed; any other node is found by the type it provides"
)]
pub trait ListedNode {
    /// The type it provides.
    type Out: 'static;
    /// Tells it from other nodes.
    const KEY: u64;
    /// The node's sketch.
    const SKETCH: Target;
}

/// What a listed node needs is there in graph `G`.
pub trait ListedNodeIn<G>: ListedNode {
    /// The node's table with its links in `G`.
    const TABLE: Table;
}

/// A graph, and the one place where its outputs are proved.
pub trait GraphOf: Sized + 'static {
    /// The outputs as a tuple, or [`Unproved`] where the tables already told a mistake.
    type Out: Outputs<Self>;
}

/// The outputs of graph `G`.
pub trait Outputs<G> {
    /// Where each comes from.
    const LINKS: &'static [Target];
}

macro_rules! outputs {
    ($($T:ident)+) => {
        impl<G, $($T: Provider<G, G>),+> Outputs<G> for ($($T,)+) {
            const LINKS: &'static [Target] = &[$($T::LINK),+];
        }
    };
}
outputs!(A);
outputs!(A B);
outputs!(A B C);
outputs!(A B C D);
outputs!(A B C D E);
outputs!(A B C D E F);
outputs!(A B C D E F H);
outputs!(A B C D E F H I);

/// Does graph `G` itself provide a `T`, by an input or a listed node? An inherent constant wins over
/// a trait's.
pub struct Own<G, T>(PhantomData<(G, T)>);

/// The answer of [`Own`] for what the graph does not provide.
pub trait NotOwn {
    /// It is not provided.
    const IS_PROVIDED: bool = false;
}

impl<G, T> NotOwn for Own<G, T> {}

impl<G, T: Provider<G, G>> Own<G, T> {
    /// It is provided.
    pub const IS_PROVIDED: bool = true;
}

/// Chooses what is proved: what the tables already told a mistake of is not asked about, so that one
/// mistake gives one error.
pub struct Cond<const MISTAKEN: bool>;

/// The choice of [`Cond`].
pub trait Branch<T> {
    /// What is proved.
    type Out;
}

impl<T> Branch<T> for Cond<false> {
    type Out = T;
}

impl<T> Branch<T> for Cond<true> {
    type Out = Unproved;
}

/// Stands for an output, or for a listed node, that is not asked about.
pub struct Unproved;

#[diagnostic::do_not_recommend]
impl<G, By> Provider<G, By> for Unproved {
    const SKETCH: Target = Target::Unknown;
    const LINK: Target = Target::Unknown;
}

impl ListedNode for Unproved {
    type Out = ();
    const KEY: u64 = 1;
    const SKETCH: Target = Target::Unknown;
}

impl<G> ListedNodeIn<G> for Unproved {
    const TABLE: Table = NO_TABLE;
}

/// One of a graph's outputs, for `.only::<T>()`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an output of graph `{G}`",
    label = "not named in `output = …`",
    note = "add it to the graph's outputs: `output = (…, {Self})`"
)]
pub trait OutputOf<G> {
    /// Its position among the outputs.
    const INDEX: usize;
}

/// What a node may provide and an input may be: runs move between threads, and nodes share values.
#[diagnostic::on_unimplemented(
    message = "a `{Self}` cannot be shared by the nodes of a graph",
    label = "must be `Send + Sync + 'static`",
    note = "nodes run on any thread and borrow the values of others: use `Arc` for `Rc`, `Mutex` for `RefCell`, and give a trait object its supertraits: `trait Name: Send + Sync`"
)]
pub trait Shareable {}

#[diagnostic::do_not_recommend]
impl<T: Send + Sync + 'static> Shareable for T {}

/// The proof that a `T` is `Send`, `Sync` and `'static`.
///
/// The executor asks for this value, not for the bounds: a bound would be refused at every place
/// that mentions the type, and so tell one mistake many times.
pub struct Proof<T>(PhantomData<fn(T)>);

/// The proof for the output of a node: only what is `Send + Sync + 'static` is [`Shareable`].
pub const fn output<T: Shareable>() -> Proof<T> {
    Proof(PhantomData)
}

/// The proof for the input of a graph: only what is `Send + Sync + 'static` is an [`Input`].
pub const fn input<T: Input>() -> Proof<T> {
    Proof(PhantomData)
}

/// An input of a graph: a [`Shareable`], told in the words of inputs.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be an input of a graph",
    label = "must be `Send + Sync + 'static`",
    note = "nodes run on any thread and borrow the inputs: use `Arc` for `Rc`, `Mutex` for `RefCell`, and give a trait object its supertraits: `trait Name: Send + Sync`"
)]
pub trait Input {}

#[diagnostic::do_not_recommend]
impl<T: Send + Sync + 'static> Input for T {}

/// What a node may take by value.
#[diagnostic::on_unimplemented(
    message = "a node takes `{Self}` by value, but `{Self}` is not `Clone`: take `&{Self}`, or derive `Clone`",
    label = "cannot be cloned out of the run"
)]
pub trait Clonable: Clone {}

#[diagnostic::do_not_recommend]
impl<T: Clone> Clonable for T {}

/// What a fallible node may fail with.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the error of a node",
    label = "not convertible into `Box<dyn Error + Send + Sync>`",
    note = "implement `std::error::Error` for it, for example with `thiserror`"
)]
pub trait Error: Into<Box<dyn std::error::Error + Send + Sync>> {}

#[diagnostic::do_not_recommend]
impl<E: Into<Box<dyn std::error::Error + Send + Sync>>> Error for E {}

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
