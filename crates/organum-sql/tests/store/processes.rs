//! Many processes: each is this program, in a role.

use std::{
    env,
    process::Command,
    time::{Duration, Instant, SystemTime},
};

use organum_sql::Database;
use organum_store::{FinishRequest, PutRequest, RecordClaim};
use organum_test_support::{Process, WrongClock, lease, report, rounds, this_program};

use crate::place::{
    LIMIT, MINUTE, Place, SOON, ask, claim, connect, finish, key, look, on_each_database, once,
    options, read, request, value,
};

const ROLE: &str = "ORGANUM_TEST_ROLE";
const URL: &str = "ORGANUM_TEST_ROLE_URL";
const NUMBER: &str = "ORGANUM_TEST_ROLE_NUMBER";

on_each_database! {
    eight_processes_execute_the_work_of_one_key_once
    the_record_of_a_killed_process_is_taken_over
    a_paused_process_is_refused_when_it_continues
    processes_that_start_at_once_create_one_schema
}

/// The other processes are this test.
#[test]
fn plays_its_role() {
    let Ok(role) = env::var(ROLE) else { return };
    let url = env::var(URL).unwrap();
    let number = env::var(NUMBER).unwrap().parse().unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build();
    runtime.unwrap().block_on(async {
        match &*role {
            "caller" => play_caller(&url, number).await,
            "holder" => play_holder(&url, number).await,
            "paused" => play_paused(&url, number).await,
            "starter" => play_starter(&url, number).await,
            "late" => play_wrong_clock(&url, number).await,
            other => panic!("{other}"),
        }
    });
}

fn role(role: &str, url: &str, number: u64) -> Command {
    let mut command = this_program("processes::plays_its_role");
    command.env(ROLE, role).env(URL, url);
    command.env(NUMBER, number.to_string());
    command
}

/// Returns the next line that the test has written.
async fn heard() -> String {
    let read = tokio::task::spawn_blocking(|| {
        let mut line = String::new();
        std::io::stdin().read_line(&mut line).unwrap();
        line.trim().to_owned()
    });
    read.await.unwrap()
}

/// Eight callers in each of eight processes want the value of one key.
async fn eight_processes_execute_the_work_of_one_key_once(place: &Place) {
    let database = place.connect().await;
    let start = |number| Process::start(&mut role("caller", &place.url(), number));
    let mut processes: Vec<_> = (0..8).map(start).collect();
    for process in &mut processes {
        process.line_with("ready", LIMIT);
    }
    for process in &mut processes {
        process.say("go");
    }
    let (mut executions, mut values) = (0, Vec::new());
    for process in &mut processes {
        while let Some(line) = process.line(LIMIT) {
            if line.contains("executed") {
                executions += 1;
            } else if let Some((_, value)) = line.split_once("value ") {
                values.push(value.to_owned());
            }
        }
        assert!(process.wait(LIMIT).success());
    }
    assert_eq!(executions, 1);
    assert_eq!(values.len(), 64);
    let recorded = read(&*database.store(), key(1)).await.unwrap();
    assert!(values.iter().all(|value| *value == recorded), "{values:?}");
}

async fn play_caller(url: &str, number: u64) {
    let database = connect(url).await;
    println!("\nready");
    heard().await;
    let callers = (0..8).map(|caller| {
        let store = database.store();
        tokio::spawn(async move {
            let work = |_| async {
                println!("\nexecuted");
                tokio::time::sleep(Duration::from_millis(200)).await;
                format!("of {number} {caller}")
            };
            let value = once(&*store, key(1), MINUTE, work).await;
            println!("\nvalue {value}");
        })
    });
    for caller in callers.collect::<Vec<_>>() {
        caller.await.unwrap();
    }
}

/// The holder of a record is killed at a random moment: before it claims, while it works and renews, while
/// it records, or after that.
async fn the_record_of_a_killed_process_is_taken_over(place: &Place) {
    let database = place.connect().await;
    let store = database.store();
    let mut times = Vec::new();
    for round in 0..u64::from(rounds()) {
        let mut holder = Process::start(&mut role("holder", &place.url(), round));
        holder.line_with("ready", LIMIT);
        holder.say("go");
        let moment = Duration::from_micros(fastrand_below(500_000));
        tokio::time::sleep(moment).await;
        holder.kill();
        let killed = Instant::now();
        let found = once(&*store, key(round), lease(), |_| async {
            "second".to_owned()
        });
        let found = tokio::time::timeout(10 * (lease() + Duration::from_secs(1)), found).await;
        let found = found.expect("the record is taken over");
        times.push(killed.elapsed());
        let has_recorded = holder.line(SOON).is_some_and(|line| {
            line.contains("recorded") || {
                let next = holder.line(SOON);
                next.is_some_and(|line| line.contains("recorded"))
            }
        });
        if has_recorded {
            assert_eq!(found, "first");
        }
        assert_eq!(read(&*store, key(round)).await, Some(found));
    }
    times.sort_unstable();
    println!("taken over after {times:?}, with a lease of {:?}", lease());
    assert_eq!(
        place
            .number("select count(*) from organum_record where status <> 'done'")
            .await,
        0
    );
}

/// Returns a random number below `most`.
fn fastrand_below(most: u128) -> u64 {
    let random = uuid::Uuid::now_v7().as_u128() & u128::from(u64::MAX >> 2);
    u64::try_from(random % most).unwrap()
}

async fn play_holder(url: &str, number: u64) {
    let database = connect(url).await;
    let store = database.store();
    println!("\nready");
    heard().await;
    let mut held = claim(&*store, key(number), lease()).await;
    for _ in 0..4 {
        tokio::time::sleep(Duration::from_millis(75)).await;
        let sent = tokio::time::Instant::now();
        store.renew(&[held.clone()]).await.unwrap();
        held.renewed(sent);
    }
    finish(&*store, &held, "first").await.unwrap();
    println!("\nrecorded");
    heard().await;
}

/// A holder is stopped past its lease, another one takes over, and the first one continues.
async fn a_paused_process_is_refused_when_it_continues(place: &Place) {
    let database = place.connect().await;
    let store = database.store();
    let mut first = Process::start(&mut role("paused", &place.url(), 7));
    let line = first.line_with("epoch ", LIMIT);
    let epoch: u64 = line.rsplit(' ').next().unwrap().parse().unwrap();
    first.pause();
    let request = request(key(7), MINUTE);
    let second = loop {
        match ask(&*store, &request).await {
            RecordClaim::Granted { lease, lapses } => {
                assert_eq!(lapses, 1);
                break lease;
            }
            RecordClaim::Running { seen, left, .. } => {
                store.changed(key(7), seen, left).await.unwrap();
            }
            other => panic!("{other:?}"),
        }
    };
    assert!(second.epoch() > epoch);
    // The first one writes while the second one works, and again after the second one's result.
    first.resume();
    first.say("write");
    first.line_with("renewal Lost, result LeaseLost", LIMIT);
    finish(&*store, &second, "second").await.unwrap();
    first.say("write");
    first.line_with("renewal Lost, result LeaseLost", LIMIT);
    assert_eq!(read(&*store, key(7)).await.as_deref(), Some("second"));
}

async fn play_paused(url: &str, number: u64) {
    let database = connect(url).await;
    let store = database.store();
    let held = claim(&*store, key(number), lease()).await;
    println!("\nepoch {}", held.epoch());
    for _ in 0..2 {
        heard().await;
        let renewal = store
            .renew(std::slice::from_ref(&held))
            .await
            .unwrap()
            .remove(0);
        let result = finish(&*store, &held, "first").await;
        let result = result.map_err(|error| error.kind());
        println!(
            "\nrenewal {renewal:?}, result {:?}",
            result.expect_err("it is refused")
        );
    }
}

/// Programs start on an empty database at once.
async fn processes_that_start_at_once_create_one_schema(place: &Place) {
    for round in 0..u64::from(rounds()) {
        let start = |_| Process::start(&mut role("starter", &place.url(), round));
        let mut processes: Vec<_> = (0..4).map(start).collect();
        for process in &mut processes {
            process.line_with("ready", LIMIT);
        }
        for process in &mut processes {
            process.say("go");
        }
        for process in &mut processes {
            process.line_with("started", LIMIT);
        }
        let versions = format!("select count(*) from s{round}_schema");
        assert_eq!(place.number(&versions).await, 1);
        let records = format!("select count(*) from s{round}_record where status = 'done'");
        assert_eq!(place.number(&records).await, 1);
    }
}

/// Starts two handles at once, as a program does that starts with two parts.
async fn play_starter(url: &str, number: u64) {
    println!("\nready");
    heard().await;
    let open = || async {
        let options = options().prefix(format!("s{number}_"));
        let database = options.connect(url).await.unwrap();
        let store = database.store();
        let value = once(&*store, key(1), MINUTE, |_| async { "value".to_owned() });
        assert_eq!(value.await, "value");
    };
    tokio::join!(open(), open());
    println!("\nstarted");
}

const HOUR: i64 = 3_600;

/// The clock of the server decides, whatever the clocks of its clients are.
#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_clock_changes_nothing() {
    let place = Place::postgres();
    let database = place.connect().await;
    let store = database.store();
    for (number, offset) in [(0, HOUR), (100, -HOUR)] {
        let clock = match WrongClock::off_by(offset) {
            Ok(clock) => clock,
            Err(why) => return report::not_run("a wrong clock changes nothing", &why),
        };
        let held = claim(&*store, key(number), MINUTE).await;
        let put = PutRequest::new(key(number + 1), value("kept")).ttl(MINUTE);
        store.put(&[put]).await.unwrap().remove(0).unwrap();
        let mut command = role("late", &place.url(), number);
        let mut other = Process::start(clock.give_to(&mut command));
        other.line_with("played", LIMIT);
        // The other one has neither taken over nor purged.
        finish(&*store, &held, "own").await.unwrap();
        assert_eq!(
            read(&*store, key(number + 1)).await.as_deref(),
            Some("kept")
        );
        match ask(&*store, &request(key(number + 2), MINUTE)).await {
            RecordClaim::Running { left, .. } => {
                assert!(left <= MINUTE && left > MINUTE / 2, "{left:?}");
            }
            other => panic!("{other:?}"),
        }
        let written = look(&*store, key(number + 3)).await.record.unwrap().summary;
        let age = SystemTime::now().duration_since(written.created);
        assert!(age.is_ok_and(|age| age < MINUTE), "{written:?}");
        assert!(
            written
                .expires
                .is_some_and(|end| end > SystemTime::now() && end < SystemTime::now() + MINUTE)
        );
        // The other one's lease has ended.
        claim(&*store, key(number + 4), MINUTE).await;
    }
}

async fn play_wrong_clock(url: &str, number: u64) {
    let database: Database = connect(url).await;
    let store = database.store();
    let running = ask(&*store, &request(key(number), MINUTE)).await;
    assert!(matches!(running, RecordClaim::Running { left, .. } if left <= MINUTE));
    assert_eq!(store.purge(100).await.unwrap(), 0);
    assert_eq!(
        read(&*store, key(number + 1)).await.as_deref(),
        Some("kept")
    );
    claim(&*store, key(number + 2), MINUTE).await;
    let short = Duration::from_millis(200);
    claim(&*store, key(number + 4), short).await;
    let held = claim(&*store, key(number + 3), MINUTE).await;
    let request = FinishRequest::done(&held, value("late")).ttl(MINUTE / 2);
    store.finish(&[request]).await.unwrap().remove(0).unwrap();
    assert_eq!(
        read(&*store, key(number + 3)).await.as_deref(),
        Some("late")
    );
    tokio::time::sleep(2 * short).await;
    println!("\nplayed");
    heard().await;
}
