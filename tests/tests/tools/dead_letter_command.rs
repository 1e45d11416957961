//! The command for dead letters, mounted in a program.

use std::{path::Path, process::Command};

use organum::__private::v1::serde_json::{self, Value};
use organum_tests::command::{ID, Said, TIME, steady};
use tempfile::TempDir;

/// The program, with a store of its own.
struct Program {
    folder: TempDir,
    poison: u32,
}

impl Program {
    /// Makes the program with dead letters of these orders.
    fn after(poisoned: &[u32]) -> Self {
        let mut program = Self {
            folder: tempfile::tempdir().expect("there is room"),
            poison: 0,
        };
        for order in poisoned {
            program.poison = *order;
            let said = program.run(&format!("orders {order}"));
            assert_eq!(said.out, "1 dead letters\n", "{said:?}");
        }
        program.poison = 0;
        program
    }

    fn store(&self) -> std::path::PathBuf {
        self.folder.path().join("letters.json")
    }

    fn run(&self, arguments: &str) -> Said {
        run(&self.store(), self.poison, arguments)
    }

    fn letters(&self, arguments: &str) -> Said {
        self.run(&format!("dead-letters {arguments}"))
    }

    /// Returns all letters, as `list --json` prints them.
    fn listed(&self) -> Vec<Value> {
        let said = self.letters("list --json");
        assert_eq!(said.code, 0, "{said:?}");
        let lines = said.out.lines();
        lines
            .map(|line| serde_json::from_str(line).expect("it is JSON"))
            .collect()
    }

    fn ids(&self) -> Vec<String> {
        let id = |letter: &Value| letter["id"].as_str().expect("it has one").to_owned();
        self.listed().iter().map(id).collect()
    }
}

fn run(store: &Path, poison: u32, arguments: &str) -> Said {
    Said::by(
        Command::new(env!("CARGO_BIN_EXE_shop"))
            .arg("--letters")
            .arg(store)
            .arg(format!("--poison={poison}"))
            .args(arguments.split_whitespace()),
    )
}

#[test]
fn letters_are_listed_as_a_table_and_as_json() {
    let program = Program::after(&[7, 8]);
    let said = program.letters("list");
    assert_eq!(said.code, 0, "{said:?}");
    let line = format!("{ID}  {TIME}  Shop    Priced   mail.send  failed  1\n");
    let table = format!(
        "ID                                    SINCE                 ORIGIN  SUBJECT  PLACE      \
         REASON  ATTEMPTS\n{line}{line}"
    );
    assert_eq!(steady(&said.out), table);

    let listed = program.listed();
    assert_eq!(listed.len(), 2);
    let letter = listed[0].as_object().expect("it is an object");
    assert_eq!(letter["origin"], "Shop");
    assert_eq!(letter["subject"], "Priced");
    assert_eq!(letter["place"], "mail.send");
    assert_eq!(letter["reason"], "failed");
    assert_eq!(letter["attempts"], 1);
    assert_eq!(letter["chain"].to_string(), r#"["OrderPlaced","Priced"]"#);
    // Data of the user is shown only on request.
    assert!(!letter.contains_key("messages") && !letter.contains_key("payload"));
}

#[test]
fn a_list_is_filtered_and_cut() {
    let program = Program::after(&[7, 8, 9]);
    let correlation = program.listed()[1]["correlation"].clone();
    let correlation = correlation.as_str().expect("it is text");
    let lines = |arguments: &str| program.letters(arguments).out.lines().count();
    assert_eq!(lines("list"), 4);
    assert_eq!(lines("list --origin Shop --subject Priced --place mail"), 4);
    assert_eq!(lines("list --place mail.send"), 4);
    assert_eq!(lines(&format!("list --correlation {correlation}")), 2);
    for none in ["--origin Bank", "--subject Sent", "--place ledger"] {
        let said = program.letters(&format!("list {none}"));
        assert_eq!((&*said.out, said.code), ("no dead letters match\n", 0));
    }
    let said = program.letters("list --limit 2");
    assert_eq!(said.out.lines().count(), 4);
    assert!(
        said.out
            .ends_with("there are more: raise --limit to see them\n")
    );
}

#[test]
fn an_empty_store_is_reported() {
    let program = Program::after(&[]);
    let said = program.letters("list");
    assert_eq!((&*said.out, said.code), ("no dead letters\n", 0));
    let said = program.letters("list --json");
    assert_eq!((&*said.out, said.code), ("", 0));
    let said = program.letters("redrive --all --yes");
    assert_eq!((&*said.out, said.code), ("no dead letters\n", 0));
}

#[test]
fn a_letter_is_shown_and_its_payload_if_it_is_asked_for() {
    let program = Program::after(&[7]);
    let id = &program.ids()[0];
    let said = program.letters(&format!("inspect {id}"));
    assert_eq!(said.code, 0, "{said:?}");
    let text = format!(
        "id           {ID}\n\
         since        {TIME}\n\
         origin       Shop\n\
         subject      Priced\n\
         place        mail.send\n\
         reason       failed\n\
         \x20            no address for order 7\n\
         attempts     1\n\
         chain        OrderPlaced > Priced\n\
         correlation  {ID}\n\
         payload      296 bytes, shown with --payload\n"
    );
    assert_eq!(steady(&said.out), text);
    assert!(!said.out.contains("7000"), "the payload is not shown");

    let said = program.letters(&format!("inspect {id} --payload"));
    assert!(
        said.out.contains(r#""payload":{"order":7,"cents":7000}"#),
        "{said:?}"
    );

    let said = program.letters(&format!("inspect {id} --json"));
    let letter: Value = serde_json::from_str(&said.out).expect("it is JSON");
    assert_eq!(letter["messages"][0], "no address for order 7");
    assert_eq!(letter.get("payload"), None);
    let said = program.letters(&format!("inspect {id} --json --payload"));
    let letter: Value = serde_json::from_str(&said.out).expect("it is JSON");
    assert_eq!(letter["payload"]["payload"]["cents"], 7000);
}

#[test]
fn one_letter_is_redriven_and_removed() {
    let program = Program::after(&[7, 8]);
    let ids = program.ids();
    let said = program.letters(&format!("redrive {}", ids[0]));
    let text = format!("redriven: {} Priced at mail.send\n", ids[0]);
    assert_eq!((said.out, said.code), (text, 0));
    assert_eq!(program.ids(), ids[1..]);
}

#[test]
fn a_letter_that_fails_again_is_reported_and_kept() {
    let mut program = Program::after(&[7, 8]);
    let ids = program.ids();
    program.poison = 8;
    let said = program.letters("redrive --place mail --yes");
    let text = format!(
        "redriven: {} Priced at mail.send\nfailed again: {} Priced at mail.send, 2 attempts now\n\
         1 redriven, 1 failed\n",
        ids[0], ids[1]
    );
    assert_eq!((said.out, said.code), (text, 1));
    assert_eq!(program.ids(), ids[1..]);
    assert_eq!(program.listed()[0]["attempts"], 2);
}

#[test]
fn many_letters_need_a_confirmation() {
    let program = Program::after(&[7, 8]);
    for (command, done) in [("redrive", "redriven"), ("discard", "discarded")] {
        for which in ["--all", "--place mail", "--origin Shop"] {
            let said = program.letters(&format!("{command} {which}"));
            let text = format!("2 dead letters would be {done}: add --yes to do it\n");
            assert_eq!((said.out, said.code), (text, 2));
        }
        let said = program.letters(command);
        let text = format!(
            "select the dead letters to {command}: by id, with a filter such as --place, or with --all\n"
        );
        assert_eq!((said.out, said.code), (text, 2));
    }
    assert_eq!(program.ids().len(), 2, "nothing was done");
    let said = program.letters("redrive --all --yes");
    assert!(said.out.ends_with("2 redriven, 0 failed\n"), "{said:?}");
    assert_eq!(said.code, 0);
    assert_eq!(program.ids(), [""; 0]);
}

#[test]
fn letters_are_discarded() {
    let program = Program::after(&[7, 8, 9]);
    let ids = program.ids();
    let said = program.letters(&format!("discard {}", ids[1]));
    let text = format!("discarded: {} Priced at mail.send\n", ids[1]);
    assert_eq!((said.out, said.code), (text, 0));
    let said = program.letters("discard --all --yes");
    assert!(said.out.ends_with("2 discarded\n"), "{said:?}");
    assert_eq!(program.ids(), [""; 0]);
}

#[test]
fn missing_letters_and_invalid_arguments_are_reported() {
    let program = Program::after(&[7]);
    let unknown = "01920000-0000-7000-8000-000000000001";
    for command in ["inspect", "redrive", "discard"] {
        let said = program.letters(&format!("{command} {unknown}"));
        let text = format!(
            "there is no dead letter {unknown}: it was redriven or discarded, or is in another \
             store\n"
        );
        assert_eq!((said.out, said.code), (text, 1), "{command}");
        let said = program.letters(&format!("{command} seven"));
        assert_eq!(said.code, 2);
        assert!(said.error.contains("invalid value 'seven'"), "{said:?}");
    }
    let id = &program.ids()[0];
    let said = program.letters(&format!("redrive {id} --all"));
    assert_eq!(said.code, 2);
    assert!(said.error.contains("cannot be used with"), "{said:?}");
}

#[test]
fn letters_of_other_spines_and_of_removed_handlers_are_left_untouched() {
    let program = Program::after(&[7, 8, 9]);
    let text = std::fs::read_to_string(program.store()).expect("it is there");
    let mut file: Value = serde_json::from_str(&text).expect("it is JSON");
    file["letters"][0]["letter"]["origin"] = "Billing".into();
    file["letters"][1]["letter"]["place"] = "fax.send".into();
    let text = serde_json::to_string(&file).expect("it can be written");
    std::fs::write(program.store(), text).expect("there is room");
    let ids = program.ids();

    let said = program.letters("redrive --all --yes");
    let text = format!(
        "not redriven: {} Priced at mail.send: this program does not run `Billing`\n\
         not redriven: {1} Priced at fax.send: dead letter {1} cannot be redriven, as spine `Shop` \
         has no handler `fax.send`: deploy one of that name, or discard the letter\n\
         redriven: {2} Priced at mail.send\n\
         1 redriven, 2 failed\n",
        ids[0], ids[1], ids[2]
    );
    assert_eq!((said.out, said.code), (text, 1));
}

#[test]
fn a_failing_store_is_reported() {
    let program = Program::after(&[]);
    std::fs::write(program.store(), "no JSON").expect("there is room");
    let said = program.letters("list");
    assert_eq!(said.code, 1);
    let text = "error: store `file` failed to list the dead letters: ";
    assert!(said.error.starts_with(text), "{said:?}");
    assert!(said.error.contains(": expected"), "{said:?}");
}

/// Traces depend on the input, the ids and the clock alone, and not on the process.
#[test]
fn five_processes_give_five_identical_traces() {
    let mut traces = Vec::new();
    for _ in 0..5 {
        let mut program = Program::after(&[]);
        program.poison = 2;
        let said = program.run("trace 1 2 3 4");
        assert_eq!(said.code, 0, "{said:?}");
        assert!(said.out.len() > 4000, "{said:?}");
        traces.push(said.out);
    }
    assert!(traces.iter().all(|trace| *trace == traces[0]));
}
