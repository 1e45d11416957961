//! The inputs of a graph as one value, whose parts the nodes borrow.

use std::{any::TypeId, marker::PhantomData, mem::offset_of};

use super::step::{DropFn, drop_fn};
use crate::share::Proof;

/// One input within the inputs.
pub struct InputSlot {
    pub(crate) input: TypeId,
    pub(crate) name: &'static str,
    pub(crate) offset: usize,
    pub(crate) drop: Option<DropFn>,
}

impl InputSlot {
    /// Returns the type of the input.
    pub(crate) fn input(&self) -> TypeId {
        self.input
    }

    /// Returns the name of the input's type, with paths.
    pub(crate) fn name(&self) -> &'static str {
        self.name
    }
}

/// The inputs of a graph: a tuple of its fields.
///
/// # Safety
/// Each slot states the type and the offset of a part of `Self`.
pub unsafe trait Inputs: Sized + 'static {
    /// The proofs that nodes on any thread can share each part.
    type Proofs;

    /// Returns the slots of the parts, in order.
    fn slots() -> Vec<InputSlot>;
}

// SAFETY: the unit type has no parts.
unsafe impl Inputs for () {
    type Proofs = ();

    fn slots() -> Vec<InputSlot> {
        Vec::new()
    }
}

macro_rules! inputs {
    ($($T:ident $at:tt)+) => {
        // SAFETY: `offset_of!` returns the offset of the part whose type stands in the same slot.
        unsafe impl<$($T: 'static),+> Inputs for ($($T,)+) {
            type Proofs = ($(Proof<$T>,)+);

            fn slots() -> Vec<InputSlot> {
                vec![$(InputSlot {
                    input: TypeId::of::<$T>(),
                    name: std::any::type_name::<$T>(),
                    offset: offset_of!(Self, $at),
                    drop: drop_fn::<$T>(),
                }),+]
            }
        }
    };
}

macro_rules! inputs_up_to {
    ([$($done:tt)+]) => { inputs!($($done)+); };
    ([$($done:tt)+] $T:ident $at:tt $($rest:tt)*) => {
        inputs!($($done)+);
        inputs_up_to!([$($done)+ $T $at] $($rest)*);
    };
}
inputs_up_to!([T0 0] T1 1 T2 2 T3 3 T4 4 T5 5 T6 6 T7 7 T8 8 T9 9 T10 10 T11 11 T12 12 T13 13 T14 14
    T15 15 T16 16 T17 17 T18 18 T19 19 T20 20 T21 21 T22 22 T23 23 T24 24 T25 25 T26 26 T27 27
    T28 28 T29 29 T30 30 T31 31);

/// The outputs of a run as one value, moved out of the run's arena.
///
/// # Safety
/// `take` reads exactly the types that `accepts` accepts, each once.
pub unsafe trait OutputValues: 'static {
    /// The value that the caller receives.
    type Value: 'static;

    /// Returns true if these are the types of the outputs, in order.
    fn accepts(types: &[TypeId]) -> bool;

    /// # Safety
    /// Each pointer is to a live value of the type at its position. The value is moved out, and the
    /// caller treats it as uninitialised afterwards.
    #[doc(hidden)]
    unsafe fn take(values: impl Fn(usize) -> *mut u8) -> Self::Value;
}

/// A single output, which the caller receives without a tuple around it.
pub struct Single<T>(PhantomData<T>);

// SAFETY: `take` reads the type that `accepts` accepts.
unsafe impl<T: 'static> OutputValues for Single<T> {
    type Value = T;

    fn accepts(types: &[TypeId]) -> bool {
        types == [TypeId::of::<T>()]
    }

    unsafe fn take(values: impl Fn(usize) -> *mut u8) -> T {
        // SAFETY: the caller guarantees a live value of type `T`, which is moved out once.
        unsafe { values(0).cast::<T>().read() }
    }
}

macro_rules! output_values {
    ($($T:ident $at:tt)+) => {
        // SAFETY: type and position of each element are the same in both functions.
        unsafe impl<$($T: 'static),+> OutputValues for ($($T,)+) {
            type Value = Self;

            fn accepts(types: &[TypeId]) -> bool {
                types == [$(TypeId::of::<$T>()),+]
            }

            unsafe fn take(values: impl Fn(usize) -> *mut u8) -> Self {
                // SAFETY: the caller guarantees a live value of each type, which is moved out once.
                unsafe { ($(values($at).cast::<$T>().read(),)+) }
            }
        }
    };
}
output_values!(A 0);
output_values!(A 0 B 1);
output_values!(A 0 B 1 C 2);
output_values!(A 0 B 1 C 2 D 3);
output_values!(A 0 B 1 C 2 D 3 E 4);
output_values!(A 0 B 1 C 2 D 3 E 4 F 5);
output_values!(A 0 B 1 C 2 D 3 E 4 F 5 G 6);
output_values!(A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7);
