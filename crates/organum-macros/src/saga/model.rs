//! A saga as plain data.

use proc_macro2::{Ident, Span};
use syn::{Attribute, Path, Type, Visibility};

use crate::{duration::Nanos, names, retry::Retry};

/// The steps of a saga: its `impl` block.
#[derive(Debug)]
pub(super) struct Saga {
    /// Where generated code finds Organum.
    pub(super) runtime: Path,
    /// The type of the block.
    pub(super) ty: Type,
    pub(super) name: String,
    pub(super) steps: Vec<Step>,
    /// The methods that are no steps.
    pub(super) methods: Vec<Method>,
    pub(super) error: Option<Type>,
    pub(super) output: Option<Type>,
    pub(super) timeout: Option<Nanos>,
    pub(super) version: Option<u32>,
    /// How journals of older versions are read.
    pub(super) migrate: Option<Path>,
    /// Where `node` is written: it is one, too.
    pub(super) node: Option<Span>,
}

/// The inputs of a saga: its struct.
#[derive(Debug)]
pub(super) struct Inputs {
    pub(super) runtime: Path,
    pub(super) visibility: Visibility,
    pub(super) name: Ident,
    pub(super) fields: Vec<Field>,
}

#[derive(Debug)]
pub(super) struct Field {
    /// Comments and conditions of lints, for the struct of the inputs.
    pub(super) docs: Vec<Attribute>,
    pub(super) visibility: Visibility,
    pub(super) name: Ident,
    pub(super) ty: Type,
    pub(super) is_injected: bool,
}

#[derive(Debug)]
pub(super) struct Step {
    pub(super) name: Ident,
    pub(super) is_async: bool,
    pub(super) params: Vec<Param>,
    /// What the method returns.
    pub(super) returned: Type,
    /// What it gives, or what it gives for each item. None for a step that gives nothing.
    pub(super) gives: Option<Type>,
    pub(super) is_fallible: bool,
    /// What it fails with, where that is named.
    pub(super) error: Option<Type>,
    pub(super) is_pivot: bool,
    pub(super) is_irrevocable: bool,
    pub(super) undo: Option<Undo>,
    pub(super) each: Option<Each>,
    /// The saga that it is: what the method returns.
    pub(super) nested: Option<Type>,
    pub(super) policies: Policies,
    pub(super) place: Place,
}

/// How a step is undone.
#[derive(Debug)]
pub(super) struct Undo {
    /// The method, at the place where the step names it.
    pub(super) name: Ident,
    /// Where `undo_on_failure` is written.
    pub(super) on_failure: Option<Span>,
    pub(super) retry: Option<Retry>,
    pub(super) timeout: Option<Nanos>,
}

/// A method that may be an undo.
#[derive(Debug)]
pub(super) struct Method {
    pub(super) name: Ident,
    pub(super) is_async: bool,
    pub(super) has_self: bool,
    pub(super) params: Vec<UndoParam>,
}

/// A parameter of an undo.
#[derive(Debug)]
pub(super) enum UndoParam {
    /// `&T`, or with the flag `Option<&T>`: what the step gave.
    Value(Type, bool),
    /// `&IdempotencyKey`.
    Key,
    /// Something else, as it is written.
    Other(Type),
}

/// A step that runs once for each item.
#[derive(Debug)]
pub(super) struct Each {
    pub(super) at: Span,
    /// The field with the items; without one they come from another step.
    pub(super) field: Option<Ident>,
    pub(super) concurrency: Option<u32>,
}

#[derive(Debug, Default)]
pub(super) struct Policies {
    pub(super) retry: Option<Retry>,
    pub(super) retry_if: Option<Path>,
    pub(super) timeout: Option<Nanos>,
}

/// Where a step runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Inline,
    /// In a task of its own.
    Spawned,
    /// In a task of its own, which is not stopped when the saga fails.
    Uncut,
}

/// A parameter of a step.
#[derive(Debug)]
pub(super) struct Param {
    /// The type as written.
    pub(super) written: Type,
    pub(super) kind: ParamKind,
}

#[derive(Debug)]
pub(super) enum ParamKind {
    /// `&T`: what another step gives.
    Value(Type),
    /// `T`: a clone of that.
    Cloned(Type),
    /// `&[T]`: all that another step gives for each of its items.
    Slice(Type),
    /// `&T`: the item.
    Item(Type),
    /// `&IdempotencyKey`.
    Key,
    /// `Race<(&A, &B)>` or `FirstOk<(&A, &B)>`: one of several steps.
    OneOf(Ident, Vec<Type>),
}

impl Param {
    /// Where messages about the parameter point.
    pub(super) fn anchor(&self) -> Span {
        names::anchor(&self.written)
    }
}

impl Step {
    /// Where messages about what it gives point.
    pub(super) fn anchor(&self) -> Span {
        let ty = self.nested.as_ref().or(self.gives.as_ref());
        ty.map_or(self.name.span(), names::anchor)
    }

    /// The method's name without `r#`.
    pub(super) fn text(&self) -> String {
        self.name.to_string().trim_start_matches("r#").to_owned()
    }

    /// What others see of what it gives.
    pub(super) fn gives_text(&self) -> String {
        if let Some(saga) = &self.nested {
            return names::of_type(saga);
        }
        match (&self.gives, &self.each) {
            (None, _) => "()".to_owned(),
            (Some(ty), None) => names::of_type(ty),
            (Some(ty), Some(_)) => format!("Vec<{}>", names::of_type(ty)),
        }
    }
}
