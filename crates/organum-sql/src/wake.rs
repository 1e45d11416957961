//! Notifications between processes that use one server: `LISTEN` and `NOTIFY`.

use std::{
    collections::HashSet,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use organum_store::key::Key;
use sqlx::{
    AssertSqlSafe, Connection, PgConnection,
    postgres::{PgConnectOptions, PgListener, PgPoolOptions},
};
use tokio::{
    sync::Notify,
    task::JoinHandle,
    time::{Instant, sleep, timeout},
};

use crate::{text::Prefix, watch::Watch};

/// The number of bytes of a key in a notification.
const BYTES: usize = 8;

/// The maximum number of keys in a notification, which has at most 8 000 bytes.
const KEYS: usize = 450;

/// The interval at which waited records are read if notifications arrive.
const SLOW: Duration = Duration::from_secs(1);

/// The interval at which waited records are read if no notifications arrive.
const FAST: Duration = Duration::from_millis(50);

/// The time within which a notification of one's own has to arrive.
const TEST: Duration = Duration::from_secs(2);

/// The longest time for a connection, and for sending a notification.
const LIMIT: Duration = Duration::from_secs(10);

/// The text of the notification that tests whether notifications arrive.
const HELLO: &str = "hello";

/// Sends the keys of changed records to other processes, and receives those of theirs. Clones share the
/// tasks, which end with the last clone.
#[derive(Clone)]
pub(crate) struct Wakes(Arc<Inner>);

struct Inner {
    shared: Arc<Shared>,
    tasks: Mutex<Vec<JoinHandle<()>>>,
}

struct Shared {
    channel: String,
    changed: Mutex<HashSet<[u8; BYTES]>>,
    /// Notified when a key is to be sent.
    wake: Notify,
    /// True if notifications arrive.
    arrives: AtomicBool,
}

impl Wakes {
    /// Starts the tasks that send and listen, and waits until a notification of this process has arrived,
    /// for at most two seconds. Behind a pooler nothing listens.
    pub(crate) async fn start(
        options: PgConnectOptions,
        prefix: &Prefix,
        watch: Arc<Watch>,
        pooled: bool,
    ) -> Self {
        let shared = Arc::new(Shared {
            channel: format!("{}changed", prefix.as_str()),
            changed: Mutex::default(),
            wake: Notify::new(),
            arrives: AtomicBool::new(false),
        });
        let mut tasks = vec![tokio::spawn(send(options.clone(), Arc::clone(&shared)))];
        if !pooled {
            let arrived = Arc::new(Notify::new());
            let listen = listen(options, Arc::clone(&shared), watch, Arc::clone(&arrived));
            tasks.push(tokio::spawn(listen));
            // The listener sends itself a notification when it listens.
            if timeout(TEST, arrived.notified()).await.is_err() {
                tracing::warn!(
                    target: "organum::sql",
                    "notifications do not arrive: changes by other processes are noticed after up to 50 ms"
                );
            }
        }
        let tasks = Mutex::new(tasks);
        Self(Arc::new(Inner { shared, tasks }))
    }

    /// Sends the keys of records that have changed.
    pub(crate) fn send(&self, keys: &[Key]) {
        let prefixes = keys.iter().filter_map(|key| key.as_bytes().first_chunk());
        let shared = &self.0.shared;
        let changed = shared.changed.lock();
        changed
            .unwrap_or_else(PoisonError::into_inner)
            .extend(prefixes);
        shared.wake.notify_one();
    }

    /// Returns true if notifications arrive.
    pub(crate) fn arrive(&self) -> bool {
        self.0.shared.arrives.load(Ordering::Relaxed)
    }

    /// Waits until records are to be read although no notification has arrived.
    pub(crate) async fn elsewhere(&self) {
        sleep(if self.arrive() { SLOW } else { FAST }).await;
    }

    /// Ends the tasks.
    pub(crate) fn close(&self) {
        let tasks = self.0.tasks.lock();
        for task in tasks.unwrap_or_else(PoisonError::into_inner).drain(..) {
            task.abort();
        }
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        let tasks = self.tasks.get_mut();
        for task in tasks.unwrap_or_else(PoisonError::into_inner).drain(..) {
            task.abort();
        }
    }
}

fn written(prefixes: &[[u8; BYTES]]) -> String {
    use std::fmt::Write;
    let mut text = String::with_capacity(prefixes.len() * BYTES * 2);
    for byte in prefixes.iter().flatten() {
        let _ = write!(text, "{byte:02x}");
    }
    text
}

fn read(text: &str) -> HashSet<[u8; BYTES]> {
    let all = text.as_bytes().chunks_exact(BYTES * 2);
    all.filter_map(|digits| {
        let digits = str::from_utf8(digits).ok()?;
        let number = u64::from_str_radix(digits, 16).ok()?;
        Some(number.to_be_bytes())
    })
    .collect()
}

/// Sends what has changed, each time when the previous notification was sent.
async fn send(options: PgConnectOptions, shared: Arc<Shared>) {
    let mut connection: Option<PgConnection> = None;
    loop {
        shared.wake.notified().await;
        let changed = {
            let mut changed = shared
                .changed
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            changed.drain().collect::<Vec<_>>()
        };
        for some in changed.chunks(KEYS) {
            if notify(&options, &mut connection, &shared.channel, written(some))
                .await
                .is_err()
            {
                // Those that wait read the records after a second anyway.
                connection = None;
                sleep(FAST).await;
            }
        }
    }
}

async fn notify(
    options: &PgConnectOptions,
    connection: &mut Option<PgConnection>,
    channel: &str,
    text: String,
) -> Result<(), sqlx::Error> {
    // In one message and without a setting of the session, since a pooler may stand before the server. The
    // notification need not outlive the server, so its commit does not wait for the disk. The channel is a
    // name, and the text has only letters and digits.
    let sql = format!(
        "begin; set local synchronous_commit = off; select pg_notify('{channel}', '{text}'); commit"
    );
    let sent = async {
        let connection = match connection {
            Some(connection) => connection,
            None => connection.insert(PgConnection::connect_with(options).await?),
        };
        sqlx::raw_sql(AssertSqlSafe(sql))
            .execute(connection)
            .await
            .map(drop)
    };
    let sent = timeout(LIMIT, sent).await;
    sent.unwrap_or_else(|late| Err(sqlx::Error::Io(late.into())))
}

/// Listens until the task is aborted.
async fn listen(
    options: PgConnectOptions,
    shared: Arc<Shared>,
    watch: Arc<Watch>,
    arrived: Arc<Notify>,
) {
    loop {
        let began = Instant::now();
        let _ = receive(&options, &shared, &watch, &arrived).await;
        shared.arrives.store(false, Ordering::Relaxed);
        // Notifications may have been missed.
        watch.touch_all();
        if began.elapsed() < FAST {
            sleep(FAST).await;
        }
    }
}

/// Listens until the connection is lost.
async fn receive(
    options: &PgConnectOptions,
    shared: &Shared,
    watch: &Watch,
    arrived: &Notify,
) -> Result<(), sqlx::Error> {
    let pool = PgPoolOptions::new()
        .max_connections(1)
        .max_lifetime(None)
        .idle_timeout(None)
        .connect_lazy_with(options.clone());
    let listening = async {
        let mut listener = PgListener::connect_with(&pool).await?;
        listener.eager_reconnect(false);
        listener.listen(&shared.channel).await?;
        Ok(listener)
    };
    let listening = timeout(LIMIT, listening).await;
    let mut listener = listening.unwrap_or_else(|late| Err(sqlx::Error::Io(late.into())))?;
    notify(options, &mut None, &shared.channel, HELLO.to_owned()).await?;
    watch.touch_all();
    while let Some(notification) = listener.try_recv().await? {
        shared.arrives.store(true, Ordering::Relaxed);
        match notification.payload() {
            HELLO => arrived.notify_one(),
            keys => watch.touch_prefixes(&read(keys)),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_read_as_they_are_written() {
        let prefixes = [[0, 1, 2, 3, 4, 5, 6, 255], [9; BYTES]];
        assert_eq!(read(&written(&prefixes)), HashSet::from(prefixes));
        assert!(written(&[[1; BYTES]; KEYS]).len() < 8_000);
        assert!(read("of a newer version").is_empty());
    }
}
