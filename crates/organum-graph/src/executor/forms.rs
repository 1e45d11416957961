//! The parameters that a node may take besides `&T`: values of nodes that may fail, and one of several
//! values.

use std::{any::TypeId, marker::PhantomData, sync::Arc};

use super::{
    error::NodeError,
    step::{Dep, NeedOf, Sources},
};
use crate::form::Form;

// SAFETY: `load` reads the failure slot of a node that provides a `T`, and the value only if the slot
// holds no error. The plan writes both sources.
unsafe impl<'a, T: 'static> Dep<'a> for Option<&'a T> {
    const WIDTH: usize = 2;

    fn accepts(need: &NeedOf) -> bool {
        need.is(Form::Optional, &[TypeId::of::<T>()])
    }

    unsafe fn load(sources: Sources<'a>, at: usize) -> Self {
        // SAFETY: the caller guarantees the two sources of this parameter at `at`.
        unsafe { sources.outcome(at) }.ok()
    }
}

// SAFETY: `load` reads the failure slot of a node that provides a `T`, and the value only if the slot
// holds no error. The plan writes both sources.
unsafe impl<'a, T: 'static> Dep<'a> for Result<&'a T, &'a NodeError> {
    const WIDTH: usize = 2;

    fn accepts(need: &NeedOf) -> bool {
        need.is(Form::Outcome, &[TypeId::of::<T>()])
    }

    unsafe fn load(sources: Sources<'a>, at: usize) -> Self {
        // SAFETY: the caller guarantees the two sources of this parameter at `at`.
        unsafe { sources.outcome(at) }
    }
}

/// The alternatives of a [`FirstOk`] or a [`Race`]: a tuple of two to eight references.
///
/// # Safety
/// `one` reads the value as the type at position `at`.
pub unsafe trait Alternatives {
    /// The enum of the alternatives, which holds the one that succeeded.
    type One: Copy;

    /// # Safety
    /// `value` points at a live value of the type at position `at`, which is not written as long as
    /// `Self` lives.
    #[doc(hidden)]
    unsafe fn one(at: u32, value: *const ()) -> Self::One;
}

/// The first of several alternatives that succeeds, tried one after another.
///
/// A node that takes a `FirstOk<(&A, &B)>` receives an `A`; only if `A` fails are `B` and the nodes that
/// only `B` needs started. If all alternatives fail, the node fails, and its [`NodeError::causes`] lists
/// every error.
///
/// ```
/// use organum::{FirstOk, OneOf2, prelude::*};
///
/// struct Exact(u32);
/// struct Flat(u32);
/// struct Tax(u32);
///
/// #[node]
/// async fn exact() -> Result<Exact, std::io::Error> {
///     Err(std::io::ErrorKind::TimedOut.into())
/// }
///
/// #[node]
/// fn flat() -> Flat {
///     Flat(20)
/// }
///
/// #[node]
/// fn tax(tax: FirstOk<(&Exact, &Flat)>) -> Tax {
///     match tax.get() {
///         OneOf2::First(exact) => Tax(exact.0),
///         OneOf2::Second(flat) => Tax(flat.0),
///     }
/// }
///
/// #[graph(output = Tax)]
/// struct Taxes {}
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), GraphError> {
/// assert_eq!(Taxes {}.run().await?.0, 20);
/// # Ok(())
/// # }
/// ```
pub struct FirstOk<T>(Chosen, PhantomData<T>);

/// The first of several alternatives to succeed, started all at once.
///
/// A node that takes a `Race<(&A, &B)>` starts as soon as one of the alternatives has succeeded; the
/// others, and the nodes that only they need, are then cancelled. A blocking node that has begun still
/// runs to its end. The run does not wait for it, unless it reads an output of the run. If all
/// alternatives fail, the node fails, and its [`NodeError::causes`] lists every error.
///
/// ```
/// use organum::{OneOf2, Race, prelude::*};
///
/// struct Near(&'static str);
/// struct Far(&'static str);
/// struct Rate(&'static str);
///
/// #[node]
/// async fn near() -> Near {
///     Near("near")
/// }
///
/// #[node]
/// async fn far() -> Far {
///     std::future::pending().await
/// }
///
/// #[node]
/// fn rate(first: Race<(&Near, &Far)>) -> Rate {
///     match first.get() {
///         OneOf2::First(near) => Rate(near.0),
///         OneOf2::Second(far) => Rate(far.0),
///     }
/// }
///
/// #[graph(output = Rate)]
/// struct Rates {}
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), GraphError> {
/// assert_eq!(Rates {}.run().await?.0, "near");
/// # Ok(())
/// # }
/// ```
pub struct Race<T>(Chosen, PhantomData<T>);

/// The position of the chosen alternative, and its value.
#[derive(Clone, Copy)]
struct Chosen {
    at: u32,
    value: *const (),
}

// SAFETY: the pointer stands for a reference out of the tuple `T`, which is `Send`.
unsafe impl<T: Send> Send for FirstOk<T> {}
// SAFETY: the pointer stands for a reference out of the tuple `T`, which is `Sync`.
unsafe impl<T: Sync> Sync for FirstOk<T> {}
// SAFETY: the pointer stands for a reference out of the tuple `T`, which is `Send`.
unsafe impl<T: Send> Send for Race<T> {}
// SAFETY: the pointer stands for a reference out of the tuple `T`, which is `Sync`.
unsafe impl<T: Sync> Sync for Race<T> {}

impl<T> Clone for FirstOk<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for FirstOk<T> {}

impl<T> Clone for Race<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Race<T> {}

impl<T: Alternatives> FirstOk<T> {
    /// Returns the value of the first alternative, in order, that succeeded.
    pub fn get(&self) -> T::One {
        // SAFETY: `Dep::load` chose a value of that position's type, which lives as long as `T`.
        unsafe { T::one(self.0.at, self.0.value) }
    }
}

impl<T: Alternatives> Race<T> {
    /// Returns the value of the alternative that succeeded first.
    pub fn get(&self) -> T::One {
        // SAFETY: `Dep::load` chose a value of that position's type, which lives as long as `T`.
        unsafe { T::one(self.0.at, self.0.value) }
    }
}

macro_rules! one_of {
    ($Name:ident, $count:literal: $($T:ident $l:lifetime $Variant:ident $at:literal),+) => {
        #[doc = concat!("One of ", $count, " values: the result of a [`FirstOk`] or a [`Race`].")]
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $Name<$($T),+> {
            $(
                #[doc = concat!("The value at position ", $at, ".")]
                $Variant($T)
            ),+
        }

        // SAFETY: each position is read as its type.
        unsafe impl<$($l,)+ $($T: 'static),+> Alternatives for ($(&$l $T,)+) {
            type One = $Name<$(&$l $T),+>;

            unsafe fn one(at: u32, value: *const ()) -> Self::One {
                match at {
                    // SAFETY: the caller guarantees a live value of the type at position `at`.
                    $($at => $Name::$Variant(unsafe { &*value.cast::<$T>() }),)+
                    _ => unreachable!("one of the alternatives is chosen"),
                }
            }
        }

        one_of!(@form FirstOk $($T),+);
        one_of!(@form Race $($T),+);
        one_of!(@shared FirstOk $Name: $($T $Variant),+);
        one_of!(@shared Race $Name: $($T $Variant),+);
    };
    (@shared $Form:ident $Name:ident: $($T:ident $Variant:ident),+) => {
        impl<'a, $($T: 'static),+> $Form<($(&'a Arc<$T>,)+)> {
            /// Converts the shared outputs of the steps of a saga into plain references.
            #[doc(hidden)]
            pub fn plain(&self) -> $Form<($(&'a $T,)+)> {
                let value = match self.get() {
                    $($Name::$Variant(shared) => {
                        let value: &'a $T = shared;
                        std::ptr::from_ref(value).cast::<()>()
                    })+
                };
                $Form(Chosen { at: self.0.at, value }, PhantomData)
            }

            /// Returns the position of the alternative that succeeded.
            #[doc(hidden)]
            pub fn chosen(&self) -> usize {
                self.0.at as usize
            }
        }
    };
    (@form $Form:ident $($T:ident),+) => {
        // SAFETY: `load` reads the choice, and takes the address of the chosen value.
        unsafe impl<'a, $($T: 'static),+> Dep<'a> for $Form<($(&'a $T,)+)> {
            const WIDTH: usize = 1 + [$(size_of::<&$T>()),+].len();

            fn accepts(need: &NeedOf) -> bool {
                need.is(Form::$Form, &[$(TypeId::of::<$T>()),+])
            }

            unsafe fn load(sources: Sources<'a>, at: usize) -> Self {
                // SAFETY: the caller guarantees the sources of this parameter at `at`: a choice, then the
                // alternatives.
                let chosen = unsafe {
                    let choice = *sources.get::<u32>(at);
                    Chosen {
                        at: choice,
                        value: sources.get::<()>(at + 1 + choice as usize),
                    }
                };
                Self(chosen, PhantomData)
            }
        }
    };
}

one_of!(OneOf2, "two": A 'a First 0, B 'b Second 1);
one_of!(OneOf3, "three": A 'a First 0, B 'b Second 1, C 'c Third 2);
one_of!(OneOf4, "four": A 'a First 0, B 'b Second 1, C 'c Third 2, D 'd Fourth 3);
one_of!(OneOf5, "five": A 'a First 0, B 'b Second 1, C 'c Third 2, D 'd Fourth 3, E 'e Fifth 4);
one_of!(OneOf6, "six": A 'a First 0, B 'b Second 1, C 'c Third 2, D 'd Fourth 3, E 'e Fifth 4, F 'f Sixth 5);
one_of!(OneOf7, "seven": A 'a First 0, B 'b Second 1, C 'c Third 2, D 'd Fourth 3, E 'e Fifth 4, F 'f Sixth 5, G 'g Seventh 6);
one_of!(OneOf8, "eight": A 'a First 0, B 'b Second 1, C 'c Third 2, D 'd Fourth 3, E 'e Fifth 4, F 'f Sixth 5, G 'g Seventh 6, H 'h Eighth 7);
