//! The conversion of tokens to the model of a graph.

use proc_macro2::{Ident, TokenStream};
use syn::{Fields, Item, ItemStruct, LitInt, Meta, Path, Type};

use super::model::{Defaults, Field, Graph, Resumable};
use crate::{
    duration::{self, Length},
    names,
    options::{self, Errors, Value, Written},
    retry, types,
};

const OPTIONS: [&str; 8] = [
    "output",
    "nodes",
    "error",
    "run_timeout",
    "defaults",
    "resumable",
    "recursion_limit",
    "crate",
];

/// The defaults that a graph sets for its nodes.
const DEFAULTS: [&str; 3] = ["retry", "timeout", "configurable"];

/// Returns the struct without the attributes of the macro, and the model of the graph as far as it can be
/// determined.
pub(super) fn graph(
    options: TokenStream,
    tokens: &TokenStream,
    errors: &mut Errors,
) -> Option<(ItemStruct, Graph)> {
    let written = options::parse_but(options, "graph", &OPTIONS, of_nodes, errors);
    let are_all_known = errors.is_empty();
    let mut item = match syn::parse2(tokens.clone()) {
        Ok(Item::Struct(item)) => item,
        Ok(other) => {
            errors.on(
                names::first_word(tokens),
                format_args!(
                    "`#[graph]` goes on a struct, whose fields are the inputs of the graph, and {}",
                    names::of_item(&other)
                ),
            );
            return None;
        }
        Err(error) => {
            errors.push(error);
            return None;
        }
    };
    let fields = fields(&mut item, errors);
    let output = written.iter().find(|option| option.name == "output");
    if output.is_none() && are_all_known {
        let name = &item.ident;
        errors.on(
            name,
            format_args!(
                "graph `{name}` names no output: write `#[graph(output = Type)]`, or `output = (A, B)` for several"
            ),
        );
    }
    let output: Option<Type> = output.and_then(|option| option.equals("output = Type", errors));
    let (outputs, is_single) = outputs(output.as_ref());
    let settings = Settings::of(&written, errors);
    let resumable = written.iter().find(|option| option.name == "resumable");
    let resumable = resumable.and_then(|option| resumable_of(option, &item.ident, &fields, errors));
    let graph = Graph {
        runtime: settings.runtime,
        visibility: item.vis.clone(),
        name: item.ident.clone(),
        generics: item.generics.clone(),
        fields,
        outputs,
        is_single,
        explicit: settings.explicit,
        error: settings.error,
        timeout: settings.timeout,
        defaults: settings.defaults,
        resumable,
        recursion_limit: settings.recursion_limit,
    };
    Some((item, graph))
}

/// Returns the outputs, and true if they are written as one type instead of a tuple.
pub(crate) fn outputs(output: Option<&Type>) -> (Vec<Type>, bool) {
    match output.map(types::plain) {
        Some(Type::Tuple(tuple)) => {
            let outputs = tuple.elems.iter().map(types::plain);
            (outputs.cloned().collect(), false)
        }
        Some(ty) => (vec![ty.clone()], true),
        None => (Vec::new(), true),
    }
}

/// Parses the options that `#[graph]` and `compose!` share.
pub(crate) struct Settings {
    pub(crate) runtime: Path,
    pub(crate) explicit: Vec<Path>,
    pub(crate) error: Option<Type>,
    pub(crate) timeout: Option<Length>,
    pub(crate) defaults: Defaults,
    pub(crate) recursion_limit: Option<usize>,
}

impl Settings {
    pub(crate) fn of(written: &[Written], errors: &mut Errors) -> Self {
        let find = |name| written.iter().find(|option| option.name == name);
        Self {
            runtime: options::runtime(written, errors),
            explicit: find("nodes")
                .map(|option| option.list("nodes(a, b)", errors))
                .unwrap_or_default(),
            error: find("error").and_then(|option| option.equals("error = Type", errors)),
            timeout: find("run_timeout").and_then(|option| duration::option(option, errors)),
            defaults: find("defaults")
                .and_then(|option| defaults(option, errors))
                .unwrap_or_default(),
            recursion_limit: find("recursion_limit").and_then(|option| limit(option, errors)),
        }
    }
}

/// Returns the advice for a policy that is written as an option of a whole graph.
pub(crate) fn of_nodes(option: &str) -> Option<String> {
    match option {
        "retry" => Some(
            "`retry` is for nodes: write `defaults(retry(…))` for those of this graph that have none of their own"
                .to_owned(),
        ),
        "timeout" => Some(
            "`timeout` limits an attempt: write `run_timeout = \"30s\"` for the whole run, or `defaults(timeout = \"5s\")` for each attempt of the nodes"
                .to_owned(),
        ),
        _ => without_default(option),
    }
}

/// Returns the advice for a policy for which a graph has no default.
fn without_default(option: &str) -> Option<String> {
    let why = match option {
        "retry_if" => "it tests the error of one node",
        "concurrency" => "it limits one node over all runs",
        _ => return None,
    };
    Some(format!(
        "`{option}` has no default, as {why}: write it at the node"
    ))
}

/// Parses the option `defaults(…)`.
fn defaults(option: &Written, errors: &mut Errors) -> Option<Defaults> {
    let tokens = match &option.value {
        Value::List(tokens) if !tokens.is_empty() => tokens.clone(),
        _ => {
            errors.at(
                option.name.span(),
                "`defaults` is written `defaults(retry(attempts = 3, backoff = exponential(\"100ms\")), timeout = \"5s\")`, with one of the two or both, or `defaults(configurable)` for defaults from the builder of a runner",
            );
            return None;
        }
    };
    let written = options::parse_but(tokens, "defaults", &DEFAULTS, without_default, errors);
    let find = |name| written.iter().find(|option| option.name == name);
    Some(Defaults {
        retry: find("retry").and_then(|option| retry::option(option, "a node", errors)),
        timeout: find("timeout").and_then(|option| duration::option(option, errors)),
        are_configurable: find("configurable")
            .map(|option| option.flag(errors))
            .is_some(),
    })
}

/// Parses the option `resumable`, or `resumable(name = "…", store = field, lease = "…")`.
fn resumable_of(
    option: &Written,
    graph: &Ident,
    fields: &[Field],
    errors: &mut Errors,
) -> Option<Resumable> {
    if cfg!(not(feature = "persist")) {
        errors.at(
            option.name.span(),
            "`resumable` needs the feature `persist` of `organum`: add it to `features = [\"persist\"]` in Cargo.toml",
        );
        return None;
    }
    let tokens = match &option.value {
        Value::None => TokenStream::new(),
        Value::List(tokens) => tokens.clone(),
        Value::Equals(_) => {
            errors.at(
                option.name.span(),
                "`resumable` is written `resumable`, or `resumable(name = \"shop/checkout\")` for a name that does not change with the path of the graph",
            );
            return None;
        }
    };
    let written = options::parse(tokens, "resumable", &["name", "store", "lease"], errors);
    let find = |name| written.iter().find(|option| option.name == name);
    let name = find("name").and_then(|name| name.equals("name = \"shop/checkout\"", errors));
    let named: Option<Ident> =
        find("store").and_then(|store| store.equals("store = field", errors));
    let holds_store = named.is_some();
    let lease = duration::lease(&written, errors);
    let (store, at) = match named {
        Some(store) => (store.clone(), store.span()),
        None => (Ident::new("store", option.name.span()), option.name.span()),
    };
    let is_field = |field: &&Field| field.is_injected && field.name == store;
    if !fields.iter().any(|field| is_field(&field)) {
        errors.at(
            at,
            format_args!(
                "graph `{graph}` is resumable, and has no injected field `{store}` for the records of its executions: add `#[inject] {store}: Arc<dyn Store>`"
            ),
        );
        return None;
    }
    let given = fields.iter().filter(|field| !field.is_injected);
    if let Some(field) = given.clone().nth(RECORDED) {
        errors.on(
            &field.name,
            format_args!(
                "graph `{graph}` is resumable and has more than {RECORDED} fields that are given, and at most {RECORDED} can be recorded: join some of them in a struct"
            ),
        );
    }
    Some(Resumable {
        name,
        store,
        holds_store,
        lease,
    })
}

/// The maximum number of given fields that are recorded: serde writes tuples up to this length.
const RECORDED: usize = 16;

fn limit(option: &Written, errors: &mut Errors) -> Option<usize> {
    let literal: LitInt = option.equals("recursion_limit = 256", errors)?;
    match literal.base10_parse() {
        Ok(limit @ 32..=65_536) => Some(limit),
        _ => {
            errors.on(
                &literal,
                format_args!(
                    "`recursion_limit = {literal}` is not the number of `#![recursion_limit = \"…\"]` at the top of the crate: write a number from 32 to 65536"
                ),
            );
            None
        }
    }
}

/// Parses the fields, and removes `#[inject]` from them.
fn fields(item: &mut ItemStruct, errors: &mut Errors) -> Vec<Field> {
    let graph = &item.ident;
    let named = match &mut item.fields {
        Fields::Named(fields) => &mut fields.named,
        Fields::Unit => return Vec::new(),
        Fields::Unnamed(fields) => {
            errors.on(
                &*fields,
                format_args!(
                    "the inputs of graph `{graph}` have no names: write `struct {graph} {{ input: Type }}`"
                ),
            );
            for field in &mut fields.unnamed {
                field.attrs.retain(|attribute| !is_inject(attribute));
            }
            return Vec::new();
        }
    };
    let mut parsed = Vec::new();
    for field in named {
        for attribute in &field.attrs {
            if is_inject(attribute) && !matches!(attribute.meta, Meta::Path(_)) {
                errors.on(
                    attribute,
                    "`#[inject]` takes no value: write just `#[inject]`",
                );
            }
            if types::is_conditional(attribute) {
                errors.on(
                    attribute,
                    format_args!(
                        "the inputs of graph `{graph}` cannot be conditional: put the condition on the graph, and write one graph for each case"
                    ),
                );
            }
        }
        let is_injected = field.attrs.iter().any(is_inject);
        field
            .attrs
            .retain(|attribute| !is_inject(attribute) && !types::is_conditional(attribute));
        if let Some(name) = field.ident.clone() {
            parsed.push(Field {
                name,
                ty: types::plain(&field.ty).clone(),
                alias: None,
                is_injected,
            });
        }
    }
    parsed
}

fn is_inject(attribute: &syn::Attribute) -> bool {
    attribute.path().is_ident("inject")
}
