//! Generates the sagas of `tests/saga/random.rs`: sagas are types, so random ones have to exist before the tests are
//! compiled. The same sagas are generated each time.
//!
//! Also generates a module for each program of the tutorial, so that the tests in them are run.

use std::{env, fmt::Write as _, fs, path::Path};

/// The form of each saga, and the number of its steps.
const SHAPES: [(Form, usize); 16] = [
    (Form::Chain, 1),
    (Form::Chain, 6),
    (Form::Chain, 12),
    (Form::Fan, 8),
    (Form::Fan, 24),
    (Form::Diamonds, 7),
    (Form::Diamonds, 19),
    (Form::Layers, 12),
    (Form::Layers, 18),
    (Form::Layers, 30),
    (Form::Random, 4),
    (Form::Random, 8),
    (Form::Random, 11),
    (Form::Random, 16),
    (Form::Random, 23),
    (Form::Random, 30),
];

/// The largest number of values that a step takes.
const MOST_NEEDS: usize = 8;

#[derive(Clone, Copy)]
enum Form {
    /// Each step after the one before.
    Chain,
    /// One step, then many in parallel, then one that takes some of their values.
    Fan,
    /// One step, two in parallel, one that takes both values, and so on.
    Diamonds,
    /// Rows, each step after some of the row before.
    Layers,
    /// Each step after some of the previous steps.
    Random,
}

/// The treatment of a step when its saga fails.
#[derive(Clone, Copy, PartialEq)]
enum Role {
    Undone,
    /// Undone also if the step failed.
    UndoneOnFailure,
    Irrevocable,
    Pivot,
    AfterPivot,
    /// A nested saga with this number of steps.
    Saga(usize),
}

struct Step {
    role: Role,
    needs: Vec<usize>,
    /// The form of the race, and the dependencies that are its alternatives.
    race: Option<(&'static str, Vec<usize>)>,
    is_each: bool,
    is_cancellable: bool,
    is_retried: bool,
}

/// Numbers that follow from a seed: `SplitMix64`, from Guy Steele and others, 2014.
struct Seeded(u64);

impl Seeded {
    fn next(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % below as u64).expect("the remainder is below `below`")
    }

    fn one_in(&mut self, many: usize) -> bool {
        self.next(many) == 0
    }

    /// Returns some of these numbers, at least one and at most `most`.
    fn some_of(&mut self, all: std::ops::Range<usize>, most: usize) -> Vec<usize> {
        let mut all: Vec<usize> = all.collect();
        let count = 1 + self.next(most.min(all.len()));
        while all.len() > count {
            all.remove(self.next(all.len()));
        }
        all
    }

    fn needs(&mut self, form: Form, at: usize, count: usize) -> Vec<usize> {
        if at == 0 {
            return Vec::new();
        }
        match form {
            Form::Chain => vec![at - 1],
            Form::Fan if at < count - 1 => vec![0],
            Form::Fan => (1..at).take(MOST_NEEDS).collect(),
            Form::Diamonds => match at % 3 {
                0 => vec![at - 2, at - 1],
                1 => vec![at - 1],
                _ => vec![at - 2],
            },
            Form::Layers => {
                let width = 2 + count / 8;
                let row = at / width * width;
                if row == 0 {
                    return Vec::new();
                }
                self.some_of(row - width..row, 3)
            }
            Form::Random if self.one_in(5) => Vec::new(),
            Form::Random => self.some_of(0..at, 3),
        }
    }

    fn steps(&mut self, form: Form, count: usize) -> Vec<Step> {
        let pivot = (count > 3 && self.one_in(2)).then(|| count / 2 + self.next(count / 2));
        let mut steps: Vec<Step> = Vec::new();
        for at in 0..count {
            let is_last = at == count - 1;
            let role = match pivot {
                Some(pivot) if at == pivot => Role::Pivot,
                Some(pivot) if at > pivot => Role::AfterPivot,
                _ => match self.next(16) {
                    0 | 1 => Role::Irrevocable,
                    2..=4 => Role::UndoneOnFailure,
                    5 if !is_last => Role::Saga(1 + self.next(4)),
                    _ => Role::Undone,
                },
            };
            let mut needs = self.needs(form, at, count);
            match pivot {
                // Each step is ordered with the pivot.
                Some(pivot) if at == pivot => {
                    let is_taken = |step: &usize| steps.iter().any(|s| s.needs.contains(step));
                    needs = (0..at).filter(|step| !is_taken(step)).collect();
                }
                Some(pivot) if at > pivot && needs.iter().all(|need| *need < pivot) => {
                    needs.push(pivot);
                }
                _ => {}
            }
            let is_simple = matches!(role, Role::Undone | Role::Irrevocable | Role::AfterPivot);
            steps.push(Step {
                role,
                needs,
                race: None,
                is_each: is_simple && !is_last && self.one_in(6),
                is_cancellable: !matches!(role, Role::Saga(_) | Role::Pivot | Role::AfterPivot)
                    && self.one_in(3),
                is_retried: role == Role::AfterPivot
                    || !matches!(role, Role::Saga(_)) && self.one_in(5),
            });
        }
        if !matches!(form, Form::Chain) {
            for at in 0..count {
                self.race(&mut steps, at);
            }
        }
        steps
    }

    /// Makes a step take one of several alternatives, which no other step takes.
    fn race(&mut self, steps: &mut [Step], at: usize) {
        let is_after_pivot = steps[at].role == Role::AfterPivot;
        let is_saga = matches!(steps[at].role, Role::Saga(_));
        if is_after_pivot || is_saga || steps[at].is_each || !self.one_in(3) {
            return;
        }
        let is_raced = |step: usize| {
            let mut races = steps.iter().filter_map(|other| other.race.as_ref());
            races.any(|(_, raced)| raced.contains(&step))
        };
        let has_pivot = steps.iter().any(|step| step.role == Role::Pivot);
        let is_simple = |step: &usize| {
            let found = &steps[*step];
            // The dependencies of an alternative always precede the pivot.
            if has_pivot && !found.needs.is_empty() {
                return false;
            }
            matches!(found.role, Role::Undone | Role::UndoneOnFailure)
                && !found.is_each
                && found.race.is_none()
                && !is_raced(*step)
        };
        let mut raced: Vec<usize> = (0..at).filter(is_simple).collect();
        let count = 2 + self.next(2);
        while raced.len() > count {
            raced.remove(self.next(raced.len()));
        }
        if raced.len() < 2 {
            return;
        }
        for other in steps.iter_mut() {
            other.needs.retain(|need| !raced.contains(need));
        }
        let form = if self.one_in(3) { "FirstOk" } else { "Race" };
        steps[at].needs.extend(&raced);
        steps[at].race = Some((form, raced));
    }
}

impl Step {
    fn name(&self, at: usize) -> String {
        let mut name = format!("s{at}");
        if self.is_cancellable {
            name.push_str("_cancellable");
        }
        if self.is_retried {
            name.push_str("_retried");
        }
        name
    }

    fn options(&self, at: usize) -> String {
        let mut options = match self.role {
            Role::Undone | Role::UndoneOnFailure => {
                format!("undo = u{at}, undo_retry(attempts = 3, panics), undo_timeout = \"1s\"")
            }
            Role::Irrevocable => "irrevocable".to_owned(),
            Role::Pivot => "pivot".to_owned(),
            Role::AfterPivot => String::new(),
            Role::Saga(_) => "saga".to_owned(),
        };
        let more = [
            (self.role == Role::UndoneOnFailure, "undo_on_failure"),
            (self.is_each, "each = items, concurrency = 2"),
            (self.is_cancellable, "cancellable"),
            // A step that cannot be dropped needs a timeout.
            (
                !self.is_cancellable && !self.is_retried && !matches!(self.role, Role::Saga(_)),
                "timeout = \"1s\"",
            ),
            (
                self.is_retried,
                "retry(attempts = 3, panics), timeout = \"1s\"",
            ),
        ];
        for (_, option) in more.into_iter().filter(|(is_set, _)| *is_set) {
            if !options.is_empty() {
                options.push_str(", ");
            }
            options.push_str(option);
        }
        options
    }
}

/// Writes a saga whose steps are numbered from `first`; a nested saga that is step 7 begins at 800.
fn write(text: &mut String, form: Form, count: usize, first: usize, random: &mut Seeded) {
    let steps = if first == 0 {
        random.steps(form, count)
    } else {
        let mut steps = random.steps(form, count);
        // A nested saga has simple steps only.
        for step in &mut steps {
            if matches!(step.role, Role::Pivot | Role::AfterPivot | Role::Saga(_)) {
                step.role = Role::Undone;
            }
            step.is_each = false;
        }
        steps
    };
    for (at, step) in steps.iter().enumerate() {
        if let Role::Saga(inner) = step.role {
            let _ = writeln!(text, "pub(crate) mod inner{at} {{ use super::*;");
            write(text, Form::Random, inner, 100 * (first + at + 1), random);
            text.push_str("}\n");
        } else {
            let _ = writeln!(text, "value!(T{at});");
        }
    }
    let of = |at: usize| match steps[at].role {
        Role::Saga(_) => format!("inner{at}::Given"),
        _ => format!("T{at}"),
    };
    let _ = writeln!(
        text,
        "pub(crate) type Given = T{last};\n\
         pub(crate) type Shape = Saga{first};\n\
         #[saga] pub(crate) struct Saga{first} {{ items: Vec<u32>, #[inject] script: Script }}\n\
         #[saga(error = No, output = T{last}, version = 1, run_timeout = \"1h\")]\n\
         impl Saga{first} {{",
        last = count - 1,
    );
    for (at, step) in steps.iter().enumerate() {
        let key = first + at;
        let (mut params, mut taken) = (String::new(), "0".to_owned());
        if step.is_each {
            params.push_str(", item: &u32");
        }
        let raced = step.race.as_ref().map_or(&[][..], |(_, raced)| raced);
        for need in step.needs.iter().filter(|need| !raced.contains(need)) {
            let (of, is_each) = (of(*need), steps[*need].is_each);
            let of = if is_each { format!("[{of}]") } else { of };
            let _ = write!(params, ", a{need}: &{of}");
            let _ = write!(taken, " ^ a{need}.number()");
        }
        let mut before = String::new();
        if let Some((form, raced)) = &step.race {
            let types: Vec<String> = raced.iter().map(|need| format!("&{}", of(*need))).collect();
            let _ = write!(params, ", raced: {form}<({})>", types.join(", "));
            let one_of = format!("OneOf{}", raced.len());
            let _ = write!(before, "let (which, raced) = match raced.get() {{ ");
            for (place, variant) in ["First", "Second", "Third"]
                .iter()
                .take(raced.len())
                .enumerate()
            {
                let _ = write!(
                    before,
                    "{one_of}::{variant}(it) => ({}, it.number()), ",
                    raced[place]
                );
            }
            let _ = write!(before, "}}; self.script.won({key}, {first} + which);");
            taken.push_str(" ^ raced");
        }
        let _ = writeln!(text, "#[step({})]", step.options(at));
        let name = step.name(at);
        let item = if step.is_each { "Some(*item)" } else { "None" };
        if matches!(step.role, Role::Saga(_)) {
            let _ = writeln!(
                text,
                "fn {name}(&self{params}) -> inner{at}::Shape {{\n\
                 let _ = {taken}; inner{at}::Shape::of(&self.script) }}"
            );
            continue;
        }
        let _ = writeln!(
            text,
            "async fn {name}(&self{params}) -> Result<T{at}, No> {{ {before}\n\
             let key = Key {{ step: {key}, item: {item} }};\n\
             self.script.act(key, {taken}).await.map(|number| T{at}(number, {item})) }}"
        );
        match step.role {
            Role::Undone => {
                let _ = writeln!(
                    text,
                    "async fn u{at}(&self, value: &T{at}) -> Result<(), No> {{\n\
                     self.script.undo(Key {{ step: {key}, item: value.1 }}, Some(value.0)).await }}"
                );
            }
            Role::UndoneOnFailure => {
                let _ = writeln!(
                    text,
                    "async fn u{at}(&self, value: Option<&T{at}>) -> Result<(), No> {{\n\
                     let number = value.map(|value| value.0);\n\
                     self.script.undo(Key {{ step: {key}, item: None }}, number).await }}"
                );
            }
            _ => {}
        }
    }
    text.push_str("}\n");
    let inner: Vec<usize> = (0..count)
        .filter(|at| matches!(steps[*at].role, Role::Saga(_)))
        .collect();
    let more =
        |what: &dyn Fn(usize) -> String| -> String { inner.iter().map(|at| what(*at)).collect() };
    let _ = writeln!(
        text,
        "impl Shaped for Shape {{\n\
         fn of(script: &Script) -> Self {{\n\
             Self {{ items: script.items(), script: script.clone() }} }}\n\
         fn number(given: &Given) -> u64 {{ given.0 }}\n\
         fn tables() -> Vec<(usize, String)> {{\n\
             let own = ({first}, picture::<Self>().json());\n\
             std::iter::once(own){}.collect() }}\n\
         fn redrivers(with: &With) -> Vec<Redriving> {{\n\
             let own = with.redriving::<Self>({first});\n\
             std::iter::once(own){}.collect() }}\n\
         }}",
        more(&|at| format!(".chain(inner{at}::Shape::tables())")),
        more(&|at| format!(".chain(inner{at}::Shape::redrivers(with))")),
    );
}

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let (mut text, mut random) = (String::new(), Seeded(15));
    for (number, (form, count)) in SHAPES.into_iter().enumerate() {
        let _ = writeln!(text, "pub(crate) mod shape{number} {{ use super::*;");
        write(&mut text, form, count, 0, &mut random);
        text.push_str("}\n");
    }
    let mut all = String::new();
    for number in 0..SHAPES.len() {
        let _ = write!(all, "shape{number} ");
    }
    let _ = writeln!(
        text,
        "macro_rules! for_each_shape {{ ($what:ident $with:ident) => {{ $what!($with {all}) }} }}"
    );
    let to = env::var_os("OUT_DIR").expect("cargo sets `OUT_DIR`");
    let to = Path::new(&to);
    fs::write(to.join("sagas.rs"), text).expect("the file can be written");
    fs::write(to.join("tutorial.rs"), tutorial()).expect("the file can be written");
}

/// Returns the whole programs of the tutorial, as modules `step_1`, `step_2` and so on.
fn tutorial() -> String {
    let folder = Path::new("../docs/tutorial");
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut text = String::new();
    for page in fs::read_dir(folder).expect("the tutorial exists") {
        let path = page.expect("a page").path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let Some((number, _)) = name.split_once('-') else {
            continue;
        };
        let page = fs::read_to_string(&path).expect("a page can be read");
        let program = page
            .split("The whole program</summary>\n\n```rust\n")
            .nth(1);
        let program = program.and_then(|rest| rest.split("```").next());
        let program = program.unwrap_or_else(|| panic!("{name} shows no whole program"));
        let _ = writeln!(
            text,
            "mod step_{number} {{\n{program}\n\
             #[test]\nfn succeeds() -> impl std::process::Termination {{ main() }}\n}}\n"
        );
    }
    text
}
