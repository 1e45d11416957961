//! Dead-letters events into a file, or redrives the letters in it, concurrently with other processes.
//!
//! `redriving FOLDER fail N` makes N letters; `redriving FOLDER redrive` redrives all of them, and
//! appends a line to `FOLDER/calls` for each call of the handler.

use std::{
    fs::OpenOptions,
    io::Write as _,
    path::{Path, PathBuf},
    time::Duration,
};

use organum::{Spine as _, dead_letter::DeadLetterFilter, event, organ, spine};
use organum_tests::shop::FileLetters;

#[event]
struct Task(u32);

/// Records its calls in a file, and fails without one.
struct Clerk {
    calls: Option<PathBuf>,
}

#[organ]
impl Clerk {
    async fn handle(&mut self, event: &Task) -> Result<(), std::io::Error> {
        let Some(calls) = &self.calls else {
            return Err(std::io::Error::other("no file for calls"));
        };
        tokio::time::sleep(Duration::from_millis(5)).await;
        let mut calls = OpenOptions::new().create(true).append(true).open(calls)?;
        calls.write_all(format!("{}\n", event.0).as_bytes())
    }
}

#[spine(entry(Task))]
struct Office {
    clerk: Clerk,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, what, rest @ ..] = &*arguments else {
        return Err("redriving FOLDER fail N | redriving FOLDER redrive".into());
    };
    let folder = Path::new(folder);
    let is_redrive = what == "redrive";
    let calls = is_redrive.then(|| folder.join("calls"));
    let letters = FileLetters::at(folder.join("letters.json"));
    let office = Office {
        clerk: Clerk { calls },
    };
    let mut office = office.builder().dead_letters(letters).build();
    if is_redrive {
        office.redrive_all(&DeadLetterFilter::all()).await?;
    } else {
        let count = rest.first().ok_or("how many?")?.parse()?;
        office.run_all((0..count).map(Task)).await?;
    }
    Ok(())
}
