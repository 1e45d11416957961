use organum::prelude::*;

#[event]
struct Greet {
    name: String,
}

#[event]
struct Greeted;

#[event]
struct Parted;

struct Mailer;

#[organ(snapshot)]
fn dependencies(_event: &Greet, _mailer: Mailer, _names: &mut Vec<String>, _text: &str) {}

#[organ]
fn generic<T>(_event: &Greet, _of: &Vec<T>) {}

#[organ]
fn owned(_event: Greet) {}

#[organ]
fn not_clone(_event: &Greet, _mailer: &Mailer) {}

fn main() {}
