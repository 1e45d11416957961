//! Wrong settings and broken machines: a clear error that says what to do and tells no secret, and no
//! damage afterwards.

use std::{fs, os::unix::fs::chown, path::Path, process::Command, time::Duration};

use organum_sql::{Database, DatabasePool, Sqlite, Tx};
use organum_store::{FinishRequest, RecordValue, Store, StoreError, StoreErrorKind};
use organum_test_support::{PostgresServer, SmallDisk, report};
use sqlx::{Connection as _, PgConnection, raw_sql};

use crate::place::{
    MINUTE, Place, SECRET, claim, finish, has_no_secret, key, look, options, read, request,
    tells_no_secret,
};

/// Connecting fails with this kind, and a text that contains these words.
async fn is_refused(url: &str, kind: StoreErrorKind, words: &str) {
    let error = Database::connect(url).await.unwrap_err();
    assert_eq!(error.kind(), kind, "{error:?}");
    let text = tells_no_secret(&error);
    assert!(text.contains(words), "{text}");
}

#[tokio::test]
async fn wrong_urls_are_refused_without_their_text() {
    use StoreErrorKind::{Refused, Unavailable};
    let scheme = "write `sqlite:…` or `postgres://…`";
    for (url, kind, words) in [
        ("", Refused, scheme),
        ("s3cret", Refused, scheme),
        ("shop.db", Refused, scheme),
        ("oracle://me:s3cret@host/shop", Refused, scheme),
        ("POSTGRES//me:s3cret@host", Refused, scheme),
        (
            "postgres://me:s3cret@host:port/shop",
            Refused,
            "cannot be read",
        ),
        ("postgres://me:s3cret@[::1/shop", Refused, "cannot be read"),
        (
            "postgres://me:s3cret@127.0.0.1/shop?sslmode=s3cret",
            Refused,
            "cannot be read",
        ),
        ("sqlite:shop.db?mode=s3cret", Refused, "cannot be read"),
        ("sqlite:shop.db?s3cret=1", Refused, "cannot be read"),
        (
            "postgres://me:s3cret@no-such-host.invalid/shop",
            Unavailable,
            "its host is right",
        ),
        (
            "postgres://me:s3cret@127.0.0.1:1/shop",
            Unavailable,
            "server is running",
        ),
        (
            "postgres://me:s3cret@127.0.0.1:1/shop?sslrootcert=/s3cret&sslmode=verify-full",
            Unavailable,
            "",
        ),
        (
            "sqlite:/no/such/folder/s3cret.db",
            Refused,
            "its folder exists",
        ),
        (
            "sqlite:/no/such/s3cret.db?mode=ro",
            Refused,
            "cannot be opened",
        ),
        ("sqlite::memory:", Refused, "use a file"),
        ("sqlite:", Refused, "use a file"),
        ("sqlite://", Refused, "use a file"),
        ("sqlite:s3cret?mode=memory", Refused, "use a file"),
    ] {
        println!("{url}");
        is_refused(url, kind, words).await;
        let action = organum_sql::SchemaAction::Check.run(url, "organum_").await;
        if let Err(error) = action {
            tells_no_secret(&error);
        }
    }
}

#[tokio::test]
async fn a_pool_in_memory_is_refused() {
    let pool = sqlx::SqlitePool::connect("sqlite::memory:").await.unwrap();
    let error = Database::from_pool(pool).await.unwrap_err();
    assert_eq!(error.kind(), StoreErrorKind::Refused);
    assert!(tells_no_secret(&error).contains("use a file"));
}

#[tokio::test]
async fn a_prefix_that_is_no_name_is_refused() {
    let place = Place::sqlite();
    for prefix in ["", "1", "Shop_", "s3cret'; drop table orders; --", "ü"] {
        let error = options().prefix(prefix).connect(&place.url()).await;
        let error = error.unwrap_err();
        assert_eq!(error.kind(), StoreErrorKind::Refused);
        assert!(tells_no_secret(&error).contains("lower-case letters"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn times_of_zero_are_refused() {
    for place in [Place::sqlite(), Place::postgres()] {
        let database = place.connect().await;
        let store = database.store();
        let held = claim(&*store, key(1), MINUTE).await;
        let zero = FinishRequest::done(&held, RecordValue::new(vec![1])).ttl(Duration::ZERO);
        let put = organum_store::PutRequest::new(key(2), RecordValue::new(vec![1]));
        let errors = [
            store.finish(&[zero]).await.unwrap().remove(0).unwrap_err(),
            store
                .put(&[put.ttl(Duration::ZERO)])
                .await
                .unwrap()
                .remove(0)
                .unwrap_err(),
            store
                .claim(&[request(key(3), Duration::ZERO)])
                .await
                .unwrap()
                .remove(0)
                .unwrap_err(),
        ];
        for error in errors {
            assert_eq!(error.kind(), StoreErrorKind::Refused);
            tells_no_secret(&error);
        }
        finish(&*store, &held, "value").await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn debug_texts_tell_no_secret() {
    let place = Place::postgres();
    let pool = sqlx::PgPool::connect(&place.url()).await.unwrap();
    let own = Database::from_pool(pool.clone()).await.unwrap();
    has_no_secret(&format!("{:?} {:#?}", own, DatabasePool::from(pool)));
    has_no_secret(&format!("{:?}", options()));
    let database = place.connect().await;
    has_no_secret(&format!("{database:?} {:?}", database.health().await));
    let body = async |tx: &mut Tx| {
        has_no_secret(&format!("{tx:?}"));
        let error = tx.on::<Sqlite>().map(drop).unwrap_err();
        tells_no_secret(&error);
        Ok::<_, organum_sql::TransactionError>(())
    };
    database.transaction(body).await.unwrap();
    let closed = database.store();
    database.close().await;
    let error = finish_of(&*closed).await;
    assert_eq!(error.kind(), StoreErrorKind::Unavailable);
    assert!(tells_no_secret(&error).contains("closed"));
}

async fn finish_of(store: &dyn Store) -> StoreError {
    match store.claim(&[request(key(7), MINUTE)]).await {
        Ok(mut answers) => answers.remove(0).unwrap_err(),
        Err(error) => error,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_logins_are_refused_without_the_password() {
    let mut server = PostgresServer::start();
    server.require_passwords();
    let mut admin = PgConnection::connect(&server.url()).await.unwrap();
    let roles =
        "create role clerk login password 'right'; create role guest nologin password 's3cret'";
    raw_sql(roles).execute(&mut admin).await.unwrap();
    let url =
        |login: &str, database: &str| format!("postgres://{login}@{}/{database}", server.address());
    let refused = StoreErrorKind::Refused;
    is_refused(
        &url("clerk:s3cret", "postgres"),
        refused,
        "check user and password",
    )
    .await;
    is_refused(
        &url("s3cret:s3cret", "postgres"),
        refused,
        "check user and password",
    )
    .await;
    is_refused(&url("clerk", "postgres"), refused, "").await;
    is_refused(
        &url("guest:s3cret", "postgres"),
        refused,
        "check user and password",
    )
    .await;
    is_refused(&url("clerk:right", "s3cret"), refused, "createdb").await;
    raw_sql("alter role clerk password 's3cret' connection limit 3")
        .execute(&mut admin)
        .await
        .unwrap();
    let url = url("clerk:s3cret", "postgres");
    let mut open = Vec::new();
    for _ in 0..3 {
        open.push(PgConnection::connect(&url).await.unwrap());
    }
    is_refused(&url, StoreErrorKind::Unavailable, "too many connections").await;
}

/// Fills a disk below a store, and frees it.
async fn survives_a_full_disk(disk: &SmallDisk, store: &dyn Store) {
    let held = claim(store, key(1), MINUTE).await;
    finish(store, &held, "before").await.unwrap();
    let held = claim(store, key(2), MINUTE).await;
    disk.fill();
    let large = RecordValue::new(fill(3 << 20));
    let request = FinishRequest::done(&held, large);
    let finished = store.finish(std::slice::from_ref(&request)).await;
    let error = finished
        .and_then(|mut answers| answers.remove(0))
        .unwrap_err();
    assert_eq!(error.kind(), StoreErrorKind::Full, "{error:?}");
    assert!(tells_no_secret(&error).contains("full"));
    // What is there can be read.
    assert_eq!(read(store, key(1)).await.as_deref(), Some("before"));
    disk.free();
    store.finish(&[request]).await.unwrap().remove(0).unwrap();
    assert_eq!(
        look(store, key(2)).await.value().unwrap().bytes.len(),
        3 << 20
    );
}

/// Bytes that a server cannot compress.
fn fill(length: u32) -> Vec<u8> {
    let mut state = 1_u32;
    let next = |_| {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state.to_le_bytes()[1]
    };
    (0..length).map(next).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_of_sqlite_damages_nothing() {
    let disk = match SmallDisk::mount(16 << 20) {
        Ok(disk) => disk,
        Err(why) => return report::not_run("a full disk of SQLite damages nothing", &why),
    };
    let url = format!("sqlite:{}", disk.path().join("s3cret.db").display());
    let database = options().connect(&url).await.unwrap();
    survives_a_full_disk(&disk, &*database.store()).await;
    database.close().await;
    is_sound(&disk.path().join("s3cret.db")).await;
    // A full disk from the beginning.
    disk.fill();
    let url = format!("sqlite:{}", disk.path().join("new.db").display());
    let error = options().connect(&url).await.unwrap_err();
    let text = tells_no_secret(&error);
    assert!(text.contains("full"), "{text}");
    disk.free();
    options().connect(&url).await.unwrap();
}

async fn is_sound(path: &Path) {
    let url = format!("sqlite:{}", path.display());
    let mut connection = sqlx::SqliteConnection::connect(&url).await.unwrap();
    let found: String = sqlx::query_scalar("pragma integrity_check")
        .fetch_one(&mut connection)
        .await
        .unwrap();
    assert_eq!(found, "ok");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_of_postgres_damages_nothing() {
    let disk = match SmallDisk::mount(40 << 20) {
        Ok(disk) => disk,
        Err(why) => return report::not_run("a full disk of PostgreSQL damages nothing", &why),
    };
    let server = PostgresServer::start();
    // The tables are on the small disk, the log is not.
    let owner = fs::metadata(server.data()).unwrap();
    let owner = std::os::unix::fs::MetadataExt::uid(&owner);
    let folder = disk.path().join("tables");
    fs::create_dir(&folder).unwrap();
    for path in [disk.path(), &folder] {
        chown(path, Some(owner), None).unwrap();
    }
    let mut admin = PgConnection::connect(&server.url()).await.unwrap();
    for sql in [
        format!("create tablespace small location '{}'", folder.display()),
        "create database small tablespace small".to_owned(),
    ] {
        let sql = sqlx::AssertSqlSafe(sql);
        raw_sql(sql).execute(&mut admin).await.unwrap();
    }
    let url = format!("postgres://postgres:{SECRET}@{}/small", server.address());
    let database = options().connect(&url).await.unwrap();
    survives_a_full_disk(&disk, &*database.store()).await;
}

/// The file system is read-only, or the file if the user is not root.
#[tokio::test(flavor = "multi_thread")]
async fn a_read_only_file_is_refused() {
    let disk = match SmallDisk::mount(16 << 20) {
        Ok(disk) => disk,
        Err(why) => return report::not_run("a read-only file is refused", &why),
    };
    let path = disk.path().join("s3cret.db");
    let url = format!("sqlite:{}", path.display());
    let database = options().connect(&url).await.unwrap();
    let store = database.store();
    let held = claim(&*store, key(1), MINUTE).await;
    finish(&*store, &held, "value").await.unwrap();
    database.close().await;
    let remount = |option: &str| {
        let mut mount = Command::new("mount");
        mount
            .args(["-o", &format!("remount,{option}")])
            .arg(disk.path());
        // The threads of the connections close the file soon.
        let mounted = (0..100).any(|_| {
            std::thread::sleep(Duration::from_millis(20));
            mount.output().unwrap().status.success()
        });
        assert!(mounted);
    };
    remount("ro");
    let error = options().connect(&url).await.unwrap_err();
    assert_eq!(error.kind(), StoreErrorKind::Refused, "{error:?}");
    let text = tells_no_secret(&error);
    assert!(text.contains("writable"), "{text}");
    remount("rw");
    // A program that asks for a file that it may only read.
    let error = options().connect(&format!("{url}?mode=ro")).await;
    let error = match error {
        Ok(database) => finish_of(&*database.store()).await,
        Err(error) => error,
    };
    assert_eq!(error.kind(), StoreErrorKind::Refused, "{error:?}");
    assert!(tells_no_secret(&error).contains("read-only"));
    is_sound(&path).await;
    let database = options().connect(&url).await.unwrap();
    assert_eq!(
        read(&*database.store(), key(1)).await.as_deref(),
        Some("value")
    );
}

#[tokio::test]
async fn a_file_that_is_no_database_is_refused() {
    let place = Place::sqlite();
    let Place::Sqlite(file) = &place else {
        unreachable!()
    };
    let content = "s3cret ".repeat(1_000);
    fs::write(file.path(), &content).unwrap();
    is_refused(&place.url(), StoreErrorKind::Corrupt, "no SQLite database").await;
    assert_eq!(fs::read_to_string(file.path()).unwrap(), content);
}
