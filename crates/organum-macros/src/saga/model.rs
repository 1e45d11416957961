//! A saga as plain data.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote_spanned;
use syn::{Attribute, Member, Meta, Path, Type, Visibility};

use crate::{duration::Length, names, retry::Retry, setting::Setting, types};

/// The steps of a saga: its `impl` block.
#[derive(Debug)]
pub(super) struct Saga {
    /// The path of Organum in generated code.
    pub(super) runtime: Path,
    /// The type of the block.
    pub(super) ty: Type,
    pub(super) name: String,
    pub(super) steps: Vec<Step>,
    /// The methods that are no steps.
    pub(super) methods: Vec<Method>,
    pub(super) error: Option<Type>,
    pub(super) output: Option<Type>,
    pub(super) timeout: Option<Length>,
    pub(super) version: Option<u32>,
    /// The function that reads journals of older versions.
    pub(super) migrate: Option<Path>,
    /// The place of the option `node`, if the saga is a node too.
    pub(super) node: Option<Span>,
}

/// The inputs of a saga: its struct.
#[derive(Debug)]
pub(super) struct Inputs {
    pub(super) runtime: Path,
    pub(super) visibility: Visibility,
    pub(super) name: Ident,
    pub(super) fields: Vec<Field>,
    /// True if the struct has named fields and no parameters, whatever its attributes say.
    pub(super) is_plain: bool,
}

#[derive(Debug)]
pub(super) struct Field {
    /// Comments and conditions of lints, for the struct of the inputs.
    pub(super) docs: Vec<Attribute>,
    pub(super) visibility: Visibility,
    pub(super) name: Ident,
    pub(super) ty: Type,
    pub(super) is_injected: bool,
    /// The options of serde by which the field is recorded.
    pub(super) serde: Vec<Meta>,
}

impl Field {
    /// Returns true if the options say how the value is written, or that it is not.
    pub(super) fn is_written_otherwise(&self) -> bool {
        const OTHERWISE: [&str; 4] = ["skip", "with", "serialize_with", "deserialize_with"];
        let mut options = self.serde.iter();
        options.any(|option| OTHERWISE.iter().any(|name| option.path().is_ident(name)))
    }
}

#[derive(Debug)]
pub(super) struct Step {
    pub(super) name: Ident,
    pub(super) is_async: bool,
    pub(super) params: Vec<Param>,
    /// The return type of the method.
    pub(super) returned: Type,
    /// The type of its value, or of its value for each item. None for a step that returns nothing.
    pub(super) gives: Option<Type>,
    pub(super) is_fallible: bool,
    /// The type of its error, if it is named.
    pub(super) error: Option<Type>,
    pub(super) is_pivot: bool,
    pub(super) is_irrevocable: bool,
    pub(super) undo: Option<Undo>,
    pub(super) each: Option<Each>,
    /// The saga that it is: what the method returns.
    pub(super) nested: Option<Type>,
    pub(super) policies: Policies,
    pub(super) place: Place,
    pub(super) is_cancellable: bool,
    /// The action if it has begun and its outcome is not known.
    pub(super) unknown: Option<(Unknown, Span)>,
}

/// The action for a step whose outcome is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unknown {
    /// The undo is called without a value.
    Undo,
    /// The step becomes a dead letter.
    Park,
}

/// The undo of a step.
#[derive(Debug)]
pub(super) struct Undo {
    /// The method, at the place where the step names it.
    pub(super) name: Ident,
    /// The place of `undo_on_failure`.
    pub(super) on_failure: Option<Span>,
    pub(super) retry: Option<Retry>,
    pub(super) timeout: Option<Length>,
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
    Key(Type),
    /// Something else, as it is written.
    Other(Type),
}

/// The argument of an undo for one of its parameters, for a certain step.
#[derive(Clone, Copy, Debug)]
pub(super) enum Taken<'a> {
    /// The value of the step, or with the flag the value that it may have returned.
    Value(&'a Type, bool),
    /// The item that the step was called with.
    Item(&'a Type),
    Key,
    /// Nothing that there is.
    Other(&'a Type),
}

/// A step that runs once for each item.
#[derive(Debug)]
pub(super) struct Each {
    pub(super) at: Span,
    /// The field with the items; without one they come from another step.
    pub(super) field: Option<Member>,
    pub(super) concurrency: Option<u32>,
}

#[derive(Debug, Default)]
pub(super) struct Policies {
    pub(super) retry: Setting<Retry>,
    pub(super) retry_if: Option<Path>,
    pub(super) timeout: Setting<Length>,
}

/// The place where a step runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Inline,
    /// In a task of its own.
    Spawned,
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

impl Saga {
    /// The method that undoes a step, with what it is given.
    pub(super) fn undo_of<'a>(
        &'a self,
        step: &'a Step,
    ) -> Option<(&'a Undo, &'a Method, Vec<Taken<'a>>)> {
        let undo = step.undo.as_ref()?;
        let mut methods = self.methods.iter();
        let method = methods.find(|method| method.name == undo.name)?;
        Some((undo, method, step.taken(method)))
    }

    /// The message that no step gives what a parameter needs, or what an alternative of it does.
    pub(super) fn not_given(&self, step: &Step, param: &Param, alternative: usize) -> String {
        let gives = |ty: &Type, is_each: bool| {
            let mut steps = self.steps.iter().filter(|step| step.nested.is_none());
            let is_it = |other: &&Step| {
                let gives = other.gives.as_ref();
                other.each.is_some() == is_each
                    && gives.is_some_and(|gives| types::same_tokens(gives, ty))
            };
            steps.find(is_it).map(Step::text)
        };
        let list = |item: &Type| format!("Vec<{}>", names::of_type(item));
        let (needed, instead) = match &param.kind {
            ParamKind::Value(ty) | ParamKind::Cloned(ty) => {
                let (text, giver) = (names::of_type(ty), gives(ty, true));
                let instead = giver.map(|giver| {
                    format!("step `{giver}` returns one for each item: take `&[{text}]`")
                });
                (names::of_lender(ty), instead)
            }
            ParamKind::Slice(item) | ParamKind::Item(item) => {
                let text = names::of_type(item);
                let giver =
                    gives(item, false).filter(|_| matches!(param.kind, ParamKind::Slice(_)));
                let instead = giver
                    .map(|giver| format!("step `{giver}` returns a single one: take `&{text}`"));
                (list(item), instead)
            }
            ParamKind::OneOf(_, types) => (
                types
                    .get(alternative)
                    .map_or_else(String::new, names::of_type),
                None,
            ),
            ParamKind::Key => (names::of_type(&param.written), None),
        };
        let (step, name) = (step.text(), &self.name);
        let rest = instead.unwrap_or_else(|| {
            format!(
                "no step of saga `{name}` returns one: return it from a `#[step]`, or make it a field of `{name}` and read it from `self`"
            )
        });
        let article = if needed.starts_with(['A', 'E', 'I', 'O']) {
            "an"
        } else {
            "a"
        };
        format!("step `{step}` needs {article} `{needed}`, but {rest}")
    }

    /// Returns the message that no step returns the output of the saga.
    pub(super) fn output_not_given(&self) -> String {
        format!(
            "saga `{}` has the output `{}`, but none of its steps returns it: return it from a `#[step]`",
            self.name,
            self.output
                .as_ref()
                .map_or_else(String::new, names::of_type)
        )
    }
}

impl Param {
    /// Returns the place of errors about the parameter.
    pub(super) fn anchor(&self) -> Span {
        names::anchor(&self.written)
    }
}

impl Param {
    /// The message that this is the key under another name.
    pub(super) fn key_of_other_name(&self, step: &Step) -> Option<String> {
        let ParamKind::Value(ty) = &self.kind else {
            return None;
        };
        Some(format!(
            "step `{}` takes its key as `&{}`, and a key is recognised by its name: write `&IdempotencyKey`",
            step.text(),
            names::of_type(ty)
        ))
    }
}

/// Returns the type-level choice for a step that is a saga: the saga itself, or a stand-in if the type is no saga, which
/// is reported once.
pub(super) fn nests(saga: &Type, private: &TokenStream) -> TokenStream {
    quote_spanned! {names::anchor(saga)=>
        <#private::Nesting<{ #private::SagaProbe::<#saga>::IS_SAGA }> as #private::Nests<#saga>>
    }
}

impl Step {
    /// The type of its items.
    pub(super) fn item(&self) -> Option<&Type> {
        self.params.iter().find_map(|param| match &param.kind {
            ParamKind::Item(item) => Some(item),
            _ => None,
        })
    }

    /// Returns the arguments of this step for the parameters of its undo: a key is known by its name, the item by its type
    /// or, where that does not tell, as the first of two.
    fn taken<'a>(&self, method: &'a Method) -> Vec<Taken<'a>> {
        let params = method.params.iter();
        let mut taken: Vec<Taken<'a>> = params
            .map(|param| match param {
                UndoParam::Value(ty, is_option) => Taken::Value(ty, *is_option),
                UndoParam::Key(_) => Taken::Key,
                UndoParam::Other(ty) => Taken::Other(ty),
            })
            .collect();
        let Some(item) = self.item() else {
            return taken;
        };
        let is_gives = |ty: &Type| {
            let gives = self.gives.as_ref();
            gives.is_some_and(|gives| types::same_tokens(gives, ty))
        };
        let is_item = |ty: &Type| types::same_tokens(item, ty);
        let mut plain = Vec::new();
        let mut has_option = false;
        for (at, taken) in taken.iter().enumerate() {
            match taken {
                Taken::Value(ty, false) => plain.push((at, *ty)),
                Taken::Value(_, true) => has_option = true,
                _ => {}
            }
        }
        let found = match plain.as_slice() {
            [(at, ty)] if has_option || self.gives.is_none() || is_item(ty) && !is_gives(ty) => {
                Some((*at, *ty))
            }
            [(first, one), (second, other)] => {
                let is_second = match (is_gives(one), is_gives(other)) {
                    (true, false) => true,
                    (false, true) => false,
                    _ => !is_item(one) && is_item(other),
                };
                Some(if is_second {
                    (*second, *other)
                } else {
                    (*first, *one)
                })
            }
            _ => None,
        };
        if let Some((at, ty)) = found {
            taken[at] = Taken::Item(ty);
        }
        taken
    }

    /// Returns the place of errors about its value.
    pub(super) fn anchor(&self) -> Span {
        let ty = self.nested.as_ref().or(self.gives.as_ref());
        ty.map_or(self.name.span(), names::anchor)
    }

    /// The method's name without `r#`.
    pub(super) fn text(&self) -> String {
        names::as_text(&self.name)
    }

    /// Returns the type that other steps see of its value.
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
