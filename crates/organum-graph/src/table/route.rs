//! Routes through a graph: from its own parts, by the positions of parameters, to a type.
//!
//! Types cannot be compared in a `const fn`. But positions that a `const fn` found become types by const
//! generics, and the trait system answers questions about the type that they lead to. The types on the way
//! are bounds of impls and are not named, because the types of a node's parameters may be private.

use std::marker::PhantomData;

use super::{Anywhere, Provider};

/// The position that marks the end of a route.
pub(super) const END: u8 = u8::MAX;

/// A position in a route: that of a parameter, or the end.
pub struct At<const POSITION: u8>;

/// The parameter with this position, as the next part of a route.
pub struct Param<const POSITION: u8>;

/// The end of a route.
pub struct End;

/// The part of a route that a position selects.
pub trait Position {
    /// [`Param`] or [`End`].
    type Part;
}

impl Position for At<END> {
    type Part = End;
}

macro_rules! positions {
    ($($position:literal)*) => {
        $(impl Position for At<$position> {
            type Part = Param<$position>;
        })*
    };
}
// The most parameters of a node are 32; the most outputs and explicit nodes of a graph 8 and 64.
positions!(0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32 33 34 35
    36 37 38 39 40 41 42 43 44 45 46 47 48 49 50 51 52 53 54 55 56 57 58 59 60 61 62 63 64 65 66 67 68 69 70
    71);

/// A question about the type `T` at the end of a route. The answer is yes if the trait is implemented.
pub trait Question<T> {}

/// The question whether graph `G` provides the type.
pub struct IsProvidedIn<G>(PhantomData<G>);

impl<G, T: Provider<G>> Question<T> for IsProvidedIn<G> {}

/// The question whether the type is also at the end of another route.
pub struct IsThatOf<Roots, Route>(PhantomData<(Roots, Route)>);

impl<T, Roots: Through<Is<T>, Route>, Route> Question<T> for IsThatOf<Roots, Route> {}

/// The question whether the type is `T`.
pub struct Is<T>(PhantomData<T>);

impl<T> Question<T> for Is<T> {}

/// A list of [`Param`]s and [`End`]s whose first route leads from `T` to a type for which the answer to
/// question `Q` is yes.
pub trait RouteFrom<T, Q> {}

impl<T, Q: Question<T>, Rest> RouteFrom<T, Q> for (End, Rest) {}

impl<T, Q, const AT: u8, Rest> RouteFrom<T, Q> for (Param<AT>, Rest)
where
    T: Provider<Anywhere>,
    T::Node: Through<Q, (Param<AT>, Rest)>,
{
}

/// A list of routes.
pub trait Routes {
    /// The routes after the first one.
    type Next;
}

impl<const AT: u8, Rest: Routes> Routes for (Param<AT>, Rest) {
    type Next = Rest::Next;
}

impl<Rest> Routes for (End, Rest) {
    type Next = Rest;
}

/// An explicit node, as a part of a route.
pub struct Explicit<N>(PhantomData<N>);

impl<N, Q, const AT: u8, Rest> RouteFrom<Explicit<N>, Q> for (Param<AT>, Rest) where
    N: Through<Q, (Param<AT>, Rest)>
{
}

/// A node with a parameter through which the route leads.
pub trait Through<Q, Route> {}

/// The list of the types of a node's parameters, through one of which the route leads.
pub trait OneOf<Q, Route> {}

macro_rules! one_of {
    (@ $position:literal [$($before:ident)*] $at:ident) => {
        impl<$($before,)* $at, Others, Q, Rest> OneOf<Q, (Param<$position>, Rest)>
            for one_of!(@list [$($before)* $at])
        where
            Rest: RouteFrom<$at, Q>,
        {
        }
    };
    (@list []) => { Others };
    (@list [$first:ident $($rest:ident)*]) => { ($first, one_of!(@list [$($rest)*])) };
    ([$($before:ident)*]) => {};
    ([$($before:ident)*] $position:literal $at:ident $($rest:tt)*) => {
        one_of!(@ $position [$($before)*] $at);
        one_of!([$($before)* $at] $($rest)*);
    };
}
one_of!([] 0 T0 1 T1 2 T2 3 T3 4 T4 5 T5 6 T6 7 T7 8 T8 9 T9 10 T10 11 T11 12 T12 13 T13 14 T14 15 T15
    16 T16 17 T17 18 T18 19 T19 20 T20 21 T21 22 T22 23 T23 24 T24 25 T25 26 T26 27 T27 28 T28 29 T29 30 T30
    31 T31);

/// Answers a question about the type at the end of a route. An inherent constant takes precedence over a
/// trait's.
pub struct Asked<Roots, Q, Route>(PhantomData<(Roots, Q, Route)>);

/// The answer of [`Asked`] if it is no.
pub trait NotSo {
    /// False: the answer is no.
    const IS_SO: bool = false;
}

impl<Roots, Q, Route> NotSo for Asked<Roots, Q, Route> {}

impl<Roots: Through<Q, Route>, Q, Route> Asked<Roots, Q, Route> {
    /// True: the answer is yes.
    pub const IS_SO: bool = true;
}
