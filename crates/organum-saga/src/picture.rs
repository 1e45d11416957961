//! Pictures of a saga with its undos.

use std::fmt::{self, Write};

use serde_json::{Value, json};

use super::{Role, Saga, SagaTable, StepTable};
use crate::{
    graph::__for_saga::{Form, arrow},
    markup,
};

/// Returns the picture of saga `S`.
///
/// The picture is made from the definition of the saga, and needs no run, runtime or values. The texts are the same
/// each time, and end with a line break.
///
/// ```
/// # use organum::prelude::*;
/// # struct Hold;
/// # struct Order;
/// # struct Shop;
/// #[saga(output = Order)]
/// impl Shop {
///     #[step(undo = release)]
///     async fn hold(&self) -> Hold { Hold }
///     async fn release(&self, hold: &Hold) {}
///     #[step(pivot)]
///     async fn order(&self, hold: &Hold) -> Order { Order }
/// }
///
/// let picture = organum::saga::picture::<Shop>();
/// assert_eq!(
///     picture.text(),
///     "\
/// Shop
/// 1. hold   returns Hold; undone by release
/// 2. order  returns Order; after hold; the pivot; its value is the output of the saga
/// "
/// );
/// ```
pub fn picture<S: Saga>() -> SagaPicture {
    SagaPicture { saga: S::TABLE }
}

/// A picture of a saga, in several formats: see [`picture`].
#[derive(Clone, Copy)]
pub struct SagaPicture {
    saga: &'static SagaTable,
}

impl fmt::Debug for SagaPicture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SagaPicture<{}>", self.saga.name)
    }
}

impl SagaPicture {
    /// Returns a [Mermaid](https://mermaid.js.org) flowchart. The pivot is a hexagon, undos are rounded and connected
    /// to their steps by dotted lines, and the step with the output has a double border.
    pub fn mermaid(&self) -> String {
        written(|text| self.write_mermaid(text))
    }

    /// Returns a digraph for [Graphviz](https://graphviz.org). The pivot is a hexagon, undos are ovals connected to
    /// their steps by dotted lines, and the step with the output has a double border.
    pub fn dot(&self) -> String {
        written(|text| self.write_dot(text))
    }

    /// Returns the steps, one per line, with their outputs, the steps they come after, and their undos.
    pub fn text(&self) -> String {
        written(|text| self.write_text(text))
    }

    /// Returns a JSON object with the name and the version of the saga, and its steps.
    pub fn json(&self) -> String {
        written(|text| {
            let object = json!({
                "saga": self.saga.name,
                "version": self.saga.version,
                "output": self.steps().nth(self.saga.output).map(|(_, step)| step.name),
                "steps": self.steps().map(|(_, step)| self.step_json(step)).collect::<Value>(),
            });
            writeln!(text, "{object:#}")
        })
    }

    fn steps(self) -> impl Iterator<Item = (usize, &'static StepTable)> {
        self.saga.steps.iter().enumerate()
    }

    fn step_json(self, step: &StepTable) -> Value {
        let needs = step.needs.iter().map(|need| {
            json!({
                "step": self.saga.steps[need.at].name,
                "kind": kind(need.form),
            })
        });
        json!({
            "name": step.name,
            "gives": step.gives,
            "needs": needs.collect::<Value>(),
            "undo": step.undo,
            "undo_on_failure": step.undo_on_failure,
            "pivot": step.role == Role::Pivot,
            "each": step.is_each,
            "saga": step.is_saga,
        })
    }

    /// Returns the name of a step, with a note if the step has items or is a saga.
    fn label(step: &StepTable) -> String {
        if step.is_each {
            format!("{} (each)", step.name)
        } else if step.is_saga {
            format!("{} (saga {})", step.name, step.gives)
        } else {
            step.name.to_owned()
        }
    }

    fn write_mermaid(self, text: &mut String) -> fmt::Result {
        writeln!(text, "flowchart LR")?;
        for (at, step) in self.steps() {
            let label = markup::mermaid(&Self::label(step));
            match step.role {
                Role::Pivot => writeln!(text, "    s{at}{{{{{label}}}}}")?,
                _ if at == self.saga.output => writeln!(text, "    s{at}[[{label}]]")?,
                _ => writeln!(text, "    s{at}[{label}]")?,
            }
            if let Some(undo) = step.undo {
                writeln!(text, "    u{at}([{}])", markup::mermaid(undo))?;
            }
        }
        for (at, step) in self.steps() {
            for need in step.needs {
                let arrow = arrow(need.form);
                writeln!(text, "    s{} {arrow} s{at}", need.at)?;
            }
        }
        for (at, step) in self.steps() {
            if step.undo.is_some() {
                writeln!(text, "    s{at} -. undo .-> u{at}")?;
            }
        }
        Ok(())
    }

    fn write_dot(self, text: &mut String) -> fmt::Result {
        writeln!(text, "digraph {} {{", markup::dot(self.saga.name))?;
        writeln!(text, "    rankdir=LR;")?;
        for (at, step) in self.steps() {
            let label = markup::dot(&Self::label(step));
            let shape = match step.role {
                Role::Pivot => "hexagon",
                _ => "box",
            };
            let line = if at == self.saga.output {
                ", peripheries=2"
            } else {
                ""
            };
            writeln!(text, "    s{at} [label={label}, shape={shape}{line}];")?;
            if let Some(undo) = step.undo {
                writeln!(text, "    u{at} [label={}, shape=oval];", markup::dot(undo))?;
            }
        }
        for (at, step) in self.steps() {
            for need in step.needs {
                let style = match need.form {
                    Form::Strict => String::new(),
                    form => format!(" [style=dashed, label=\"{}\"]", words(form)),
                };
                writeln!(text, "    s{} -> s{at}{style};", need.at)?;
            }
            if step.undo.is_some() {
                writeln!(text, "    s{at} -> u{at} [style=dotted, label=\"undo\"];")?;
            }
        }
        writeln!(text, "}}")
    }

    fn write_text(self, text: &mut String) -> fmt::Result {
        writeln!(text, "{}", self.saga.name)?;
        let width = self.steps().map(|(_, step)| step.name.len()).max();
        let digits = self.saga.steps.len().to_string().len();
        for (at, step) in self.steps() {
            let mut notes = vec![format!("returns {}", step.gives)];
            if step.is_each {
                notes.push("for each item".to_owned());
            }
            let after = step.needs.iter().map(|need| {
                let name = self.saga.steps[need.at].name;
                match need.form {
                    Form::Strict => name.to_owned(),
                    form => format!("{name} ({})", words(form)),
                }
            });
            let after: Vec<String> = after.collect();
            if !after.is_empty() {
                notes.push(format!("after {}", after.join(", ")));
            }
            match (step.undo, step.role) {
                (Some(undo), _) if step.undo_on_failure => {
                    notes.push(format!("undone by {undo}, also when it fails"));
                }
                (Some(undo), _) => notes.push(format!("undone by {undo}")),
                (None, Role::Undone) => notes.push("a saga, undone by its own undos".to_owned()),
                (None, Role::Pivot) => notes.push("the pivot".to_owned()),
                (None, _) if self.saga.is_after_pivot(at) => {
                    notes.push("retried until it succeeds".to_owned());
                }
                (None, _) => notes.push("irrevocable".to_owned()),
            }
            if at == self.saga.output {
                notes.push("its value is the output of the saga".to_owned());
            }
            let number = at + 1;
            writeln!(
                text,
                "{number:>digits$}. {name:<width$}  {notes}",
                name = step.name,
                width = width.unwrap_or_default(),
                notes = notes.join("; "),
            )?;
        }
        Ok(())
    }
}

fn written(write: impl FnOnce(&mut String) -> fmt::Result) -> String {
    let mut text = String::new();
    write(&mut text).expect("writing to a string does not fail");
    text
}

fn kind(form: Form) -> &'static str {
    match form {
        Form::Strict => "required",
        Form::Optional => "optional",
        Form::Outcome => "outcome",
        Form::FirstOk => "first_ok",
        Form::Race => "race",
    }
}

fn words(form: Form) -> &'static str {
    match form {
        Form::Strict => "required",
        Form::Optional => "optional",
        Form::Outcome => "outcome",
        Form::FirstOk => "first ok",
        Form::Race => "race",
    }
}
