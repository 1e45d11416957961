//! A saga as a picture, with what undoes its steps.

use std::fmt::{self, Write};

use serde_json::{Value, json};

use super::{Role, Saga, SagaTable, StepTable};
use crate::{
    graph::__for_saga::{Form, arrow},
    markup,
};

/// The picture of saga `S`.
///
/// Made from what the saga says of itself, without a run, a runtime or values. Every text is the
/// same each time, and ends with a line break.
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
/// 1. hold   gives Hold; undone by release
/// 2. order  gives Order; after hold; the pivot; gives what the saga gives
/// "
/// );
/// ```
pub fn picture<S: Saga>() -> SagaPicture {
    SagaPicture { saga: S::TABLE }
}

/// A saga, ready to be printed: see [`picture`].
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
    /// A [Mermaid](https://mermaid.js.org) flowchart. The pivot has six corners, undos have round ends and
    /// hang on their steps by dotted lines, what the saga gives has double sides.
    pub fn mermaid(&self) -> String {
        written(|text| self.write_mermaid(text))
    }

    /// A digraph for [Graphviz](https://graphviz.org). The pivot is a hexagon, undos are ovals that hang on
    /// their steps by dotted lines, what the saga gives has a double line.
    pub fn dot(&self) -> String {
        written(|text| self.write_dot(text))
    }

    /// The steps, one a line, with what they give, come after and are undone by.
    pub fn text(&self) -> String {
        written(|text| self.write_text(text))
    }

    /// An object with the saga's name and version, and its steps.
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

    /// The name of a step, and that it is several.
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
            let mut notes = vec![format!("gives {}", step.gives)];
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
                    notes.push("tried until it is done".to_owned());
                }
                (None, _) => notes.push("irrevocable".to_owned()),
            }
            if at == self.saga.output {
                notes.push("gives what the saga gives".to_owned());
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
    write(&mut text).expect("a string takes all that is written");
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
