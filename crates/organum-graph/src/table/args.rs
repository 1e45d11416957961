//! The arguments that a runner is given for each run.

/// The given fields of a graph, as a tuple.
pub trait GivenArgs: Sized {
    /// The type of the arguments: nothing, the one field, or the tuple.
    type Args: 'static;

    /// Returns the tuple of the arguments.
    fn of(args: Self::Args) -> Self;
}

impl<T: 'static> GivenArgs for (T,) {
    type Args = T;

    fn of(args: T) -> Self {
        (args,)
    }
}

macro_rules! args {
    ($($T:ident)*) => {
        impl<$($T: 'static),*> GivenArgs for ($($T,)*) {
            type Args = Self;

            fn of(args: Self) -> Self {
                args
            }
        }
    };
}

macro_rules! args_from_two {
    ([$($done:ident)+]) => { args!($($done)+); };
    ([$($done:ident)+] $T:ident $($rest:ident)*) => {
        args!($($done)+);
        args_from_two!([$($done)+ $T] $($rest)*);
    };
}
args!();
args_from_two!([T0 T1] T2 T3 T4 T5 T6 T7 T8 T9 T10 T11 T12 T13 T14 T15 T16 T17 T18 T19 T20 T21 T22
    T23 T24 T25 T26 T27 T28 T29 T30 T31);
