//! The command for sagas, mounted in a program.

use std::{
    process::Command,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use organum::{
    __private::v1::serde_json::{self, Value},
    store::{
        Journal,
        conformance::{self, Subject},
    },
};
use organum_tests::{
    command::{ID, Said, TIME, steady},
    shop::FileJournal,
};
use tempfile::TempDir;

/// The program, with a journal and dead letters of its own.
struct Program {
    folder: TempDir,
    poison: u32,
}

impl Program {
    fn new() -> Self {
        Self {
            folder: tempfile::tempdir().expect("there is room"),
            poison: 0,
        }
    }

    fn run(&self, arguments: &str) -> Said {
        Said::by(
            Command::new(env!("CARGO_BIN_EXE_shop"))
                .arg("--letters")
                .arg(self.folder.path().join("letters.json"))
                .arg("--journal")
                .arg(self.folder.path().join("sagas.json"))
                .arg(format!("--poison={}", self.poison))
                .args(arguments.split_whitespace()),
        )
    }

    /// Delivers an order, which is poisoned or not. Returns the id of the saga.
    fn deliver(&mut self, order: u32, is_poisoned: bool, items: &str) -> String {
        self.poison = if is_poisoned { order } else { 0 };
        let said = self.run(&format!("deliver {order} {items}"));
        self.poison = 0;
        assert_eq!(said.code, 0, "{said:?}");
        said.out.trim_end().to_owned()
    }

    fn sagas(&self, arguments: &str) -> Said {
        self.run(&format!("sagas {arguments}"))
    }

    /// Returns all matching sagas, as `list --json` prints them.
    fn listed(&self, arguments: &str) -> Vec<Value> {
        let said = self.sagas(&format!("list --json {arguments}"));
        assert_eq!(said.code, 0, "{said:?}");
        let lines = said.out.lines();
        lines
            .map(|line| serde_json::from_str(line).expect("it is JSON"))
            .collect()
    }

    fn inspected(&self, arguments: &str) -> Value {
        let said = self.sagas(&format!("inspect --json {arguments}"));
        assert_eq!(said.code, 0, "{said:?}");
        serde_json::from_str(&said.out).expect("it is JSON")
    }
}

/// Makes one saga that is completed, one that is parked, one that is rolled back, one that is stalled,
/// and one whose process died, in this order.
fn deliveries() -> (Program, [String; 5]) {
    let mut program = Program::new();
    let ids = [
        program.deliver(1, false, "pen"),
        program.deliver(2, true, "pen sofa"),
        program.deliver(4, true, "pen"),
        program.deliver(3, true, "pen"),
        {
            let said = program.run("deliver 5 pen anvil");
            assert_eq!(said.code, 9, "{said:?}");
            let id = &program.listed("--status running")[0]["id"];
            id.as_str().expect("it is text").to_owned()
        },
    ];
    (program, ids)
}

#[test]
fn sagas_are_listed_as_a_table_and_as_json() {
    let (program, ids) = deliveries();
    let said = program.sagas("list");
    assert_eq!(said.code, 0, "{said:?}");
    let line = |status| format!("{ID}  {TIME}  Delivery  1        {status}\n");
    let lines = ["completed", "parked", "rolled-back", "stalled", "running"].map(line);
    let table = format!(
        "ID                                    SINCE                 SAGA      VERSION  STATUS\n{}",
        lines.concat()
    );
    assert_eq!(steady(&said.out), table);

    let listed = program.listed("");
    let found: Vec<_> = listed.iter().map(|saga| saga["id"].as_str()).collect();
    assert_eq!(found, ids.each_ref().map(|id| Some(&**id)));
    assert_eq!(listed[1]["saga"], "Delivery");
    assert_eq!(listed[1]["version"], 1);
    assert_eq!(listed[1]["status"], "parked");
}

#[test]
fn a_list_is_filtered_and_cut() {
    let (program, ids) = deliveries();
    let found = |arguments: &str| -> Vec<String> {
        let listed = program.listed(arguments);
        let ids = listed.iter().map(|saga| saga["id"].as_str());
        ids.map(|id| id.expect("it has one").to_owned()).collect()
    };
    assert_eq!(found("--saga Delivery"), ids);
    assert_eq!(found("--saga Return"), [""; 0]);
    let statuses = ["completed", "parked", "rolled-back", "stalled", "running"];
    for (status, id) in statuses.iter().zip(&ids) {
        assert_eq!(
            &found(&format!("--status {status}")),
            std::slice::from_ref(id)
        );
    }
    assert_eq!(found("--status running,rolling-back,stalled"), ids[3..]);
    let said = program.sagas("list --status rolling-back");
    assert_eq!((&*said.out, said.code), ("no sagas match\n", 0));

    let said = program.sagas("list --limit 2 --status parked,rolled-back,stalled");
    assert_eq!(said.out.lines().count(), 4);
    let more = "there are more: raise --limit to see them\n";
    assert!(said.out.ends_with(more), "{said:?}");
    let said = program.sagas("list --limit 3 --status parked,rolled-back,stalled");
    assert!(!said.out.ends_with(more), "{said:?}");
}

#[test]
fn a_saga_is_shown_with_its_steps_in_order_and_values_if_they_are_asked_for() {
    let (program, [_, parked, ..]) = deliveries();
    let said = program.sagas(&format!("inspect {parked}"));
    assert_eq!(said.code, 0, "{said:?}");
    let text = format!(
        "id       {ID}\n\
         since    {TIME}\n\
         saga     Delivery\n\
         version  1\n\
         status   parked\n\
         reason   failed\n\
         \x20        no carrier for 200 cents\n\
         inputs   34 bytes, shown with --values\n\
         steps    reserve[0]  done\n\
         \x20        reserve[1]  done\n\
         \x20        charge      done\n\
         \x20        send        failed\n\
         \x20        charge      undone\n\
         \x20        reserve[1]  parked as dead letter {ID}\n\
         \x20        reserve[0]  undone\n"
    );
    assert_eq!(steady(&said.out), text);

    let said = program.sagas(&format!("inspect {parked} --values"));
    for part in [
        r#"inputs   {"order":2,"items":["pen","sofa"]}"#,
        r#"reserve[1]  done: {"item":"sofa"}"#,
        r#"charge      done: {"cents":200}"#,
    ] {
        assert!(said.out.contains(part), "{said:?}");
    }
}

#[test]
fn a_saga_is_shown_as_json() {
    let (program, [_, parked, ..]) = deliveries();
    let saga = program.inspected(&parked);
    assert_eq!(saga["id"], *parked);
    assert_eq!(saga["status"], "parked");
    assert_eq!(saga["parent"], Value::Null);
    assert_eq!(saga["reason"], "failed");
    assert_eq!(saga["messages"][0], "no carrier for 200 cents");
    let steps = saga["steps"].as_array().expect("they are listed");
    assert_eq!(steps.len(), 7);
    assert_eq!(
        steps[0].to_string(),
        r#"{"item":0,"step":"reserve","what":"done"}"#
    );
    assert_eq!(steps[3].to_string(), r#"{"step":"send","what":"failed"}"#);
    let said = program.run("dead-letters list --json --subject reserve");
    let letter: Value = serde_json::from_str(&said.out).expect("there is one");
    assert_eq!(steps[5]["letter"], letter["id"]);
    assert_eq!(saga.get("inputs"), None);

    let saga = program.inspected(&format!("{parked} --values"));
    assert_eq!(saga["inputs"]["items"][1], "sofa");
    assert_eq!(saga["steps"][2]["value"]["cents"], 200);
}

#[test]
fn running_stalled_and_completed_steps_are_shown_as_such() {
    let (program, [completed, parked, rolled_back, stalled, running]) = deliveries();
    let steps = |id: &str| -> Vec<String> {
        let saga = program.inspected(id);
        let steps = saga["steps"].as_array().expect("they are listed").iter();
        steps
            .map(|step| format!("{} {}", step["step"], step["what"]).replace('"', ""))
            .collect()
    };
    let done = ["reserve done", "charge done", "send done"];
    assert_eq!(steps(&completed), [&done[..], &["tell done"]].concat());
    assert_eq!(
        steps(&rolled_back),
        [
            "reserve done",
            "charge done",
            "send failed",
            "charge undone",
            "reserve undone"
        ]
    );
    assert_eq!(steps(&stalled), [&done[..], &["tell stalled"]].concat());
    assert_eq!(steps(&running), ["reserve done", "reserve started"]);

    // The stalled saga continues from its letter.
    let said = program.run("dead-letters redrive --subject tell --yes");
    assert_eq!(said.code, 0, "{said:?}");
    assert_eq!(program.inspected(&stalled)["status"], "completed");
    let all = [&done[..], &["tell stalled", "tell done"]].concat();
    assert_eq!(steps(&stalled), all);
    // The parked undo runs again from its letter, and nothing is left then.
    let said = program.run("dead-letters redrive --subject reserve --yes");
    assert_eq!(said.code, 0, "{said:?}");
    assert_eq!(program.inspected(&parked)["status"], "rolled-back");
    let at_last = &steps(&parked)[5..];
    assert_eq!(
        at_last,
        ["reserve parked", "reserve undone", "reserve undone"]
    );
}

#[test]
fn a_missing_saga_is_reported() {
    let program = Program::new();
    let said = program.sagas("list");
    assert_eq!((&*said.out, said.code), ("no sagas\n", 0));
    let said = program.sagas("list --json");
    assert_eq!((&*said.out, said.code), ("", 0));
    let unknown = "01920000-0000-7000-8000-000000000001";
    let said = program.sagas(&format!("inspect {unknown}"));
    let text = format!("there is no saga {unknown}: it was removed, or is in another journal\n");
    assert_eq!((said.out, said.code), (text, 1));
    for wrong in ["inspect seven", "list --status over"] {
        let said = program.sagas(wrong);
        assert_eq!(said.code, 2, "{said:?}");
        assert!(said.error.contains("invalid value"), "{said:?}");
    }
    std::fs::write(program.folder.path().join("sagas.json"), "no JSON").expect("there is room");
    let said = program.sagas("list");
    assert_eq!(said.code, 1);
    let text = "error: store `file` failed to list records: the record cannot be read: expected";
    assert!(said.error.starts_with(text), "{said:?}");
}

/// Returns the journal of the program, in a new file each time.
struct InAFile {
    folder: tempfile::TempDir,
    last: AtomicUsize,
}

impl InAFile {
    fn open(&self, number: usize) -> Arc<dyn Journal> {
        let path = self.folder.path().join(format!("{number}.json"));
        Arc::new(FileJournal::at(path))
    }
}

impl Subject<dyn Journal> for InAFile {
    async fn fresh(&self) -> Arc<dyn Journal> {
        self.open(self.last.fetch_add(1, Ordering::Relaxed) + 1)
    }

    async fn reopen(&self) -> Option<Arc<dyn Journal>> {
        Some(self.open(self.last.load(Ordering::Relaxed)))
    }
}

/// The journal of the program passes the conformance suite of journals.
#[tokio::test]
async fn the_journal_in_a_file_conforms() {
    let subject = InAFile {
        folder: tempfile::tempdir().expect("there is room"),
        last: AtomicUsize::new(0),
    };
    conformance::journal::all(&subject).await;
}

/// A stalled saga is resumed, and others are refused, each with the reason.
#[test]
fn a_saga_is_resumed_by_its_id_and_what_cannot_be_done_is_told() {
    let (program, [completed, .., stalled, left]) = deliveries();
    let said = program.sagas(&format!("cancel {stalled}"));
    let refused = format!(
        "not cancelled: {stalled} Delivery: the saga is stalled after its pivot, and cannot be rolled back: resume it\n"
    );
    assert_eq!((said.code, &*said.out), (1, &*refused));
    let said = program.sagas(&format!("resume {stalled}"));
    let resumed = format!("resumed: {stalled} Delivery, which is completed now\n");
    assert_eq!((said.code, &*said.out), (0, &*resumed));
    assert_eq!(program.inspected(&stalled)["status"], "completed");
    let said = program.sagas(&format!("resume {stalled}"));
    assert_eq!(said.code, 1, "{said:?}");

    let refusal = |said: Said, reason: &str| {
        assert_eq!(said.code, 1, "{said:?}");
        assert!(said.out.ends_with(&format!("{reason}\n")), "{said:?}");
    };
    let said = program.sagas(&format!("cancel {completed}"));
    refusal(said, "there is no unfinished saga with this id");
    let said = program.sagas(&format!("skip {completed} pack"));
    refusal(said, "the saga has no such step, or the item has not begun");
    let said = program.sagas(&format!("park {completed}"));
    refusal(said, "no step of the saga is being undone");
    // The lease of its process lasts for a while.
    let said = program.sagas(&format!("cancel {left}"));
    refusal(
        said,
        "another process drives the saga: make the request there, or again when that process has ended",
    );
}
