//! Programs of other versions, and roles that may not create tables.

use organum_sql::{Database, Schema, SchemaAction};
use organum_store::StoreErrorKind;
use organum_test_support::PostgresServer;
use sqlx::{Connection as _, PgConnection, raw_sql};

use crate::place::{
    MINUTE, Place, SECRET, claim, finish, key, on_each_database, options, read, tells_no_secret,
};

on_each_database! {
    an_older_program_goes_on_after_an_upgrade
    tables_that_are_too_new_are_refused_and_stay_as_they_are
    missing_tables_are_created_only_on_request
}

/// A newer program has changed the tables, and older ones may use them.
async fn an_older_program_goes_on_after_an_upgrade(place: &Place) {
    let database = place.connect().await;
    let held = claim(&*database.store(), key(1), MINUTE).await;
    place
        .execute("update organum_schema set version = 7, oldest = 1")
        .await;
    place
        .execute("alter table organum_record add column note text")
        .await;
    // The program that runs, and one that starts.
    finish(&*database.store(), &held, "value").await.unwrap();
    for schema in [Schema::Create, Schema::Check] {
        let again = options()
            .schema(schema)
            .connect(&place.url())
            .await
            .unwrap();
        let store = again.store();
        assert_eq!(read(&*store, key(1)).await.as_deref(), Some("value"));
        let held = claim(&*store, key(2), MINUTE).await;
        store.release(&held).await.unwrap();
    }
    for action in [SchemaAction::Check, SchemaAction::Upgrade] {
        let text = action.run(&place.url(), "organum_").await.unwrap();
        assert!(text.contains("version 7"), "{text}");
    }
    let version = place.number("select version from organum_schema").await;
    assert_eq!(version, 7);
}

async fn tables_that_are_too_new_are_refused_and_stay_as_they_are(place: &Place) {
    let database = place.connect().await;
    let held = claim(&*database.store(), key(1), MINUTE).await;
    finish(&*database.store(), &held, "value").await.unwrap();
    place
        .execute("update organum_schema set version = 9, oldest = 8")
        .await;
    for schema in [Schema::Create, Schema::Check] {
        let refused = options().schema(schema).connect(&place.url()).await;
        let error = refused.unwrap_err();
        assert_eq!(error.kind(), StoreErrorKind::TooNew);
        let text = tells_no_secret(&error);
        assert!(text.contains("update the program"), "{text}");
    }
    for action in [SchemaAction::Check, SchemaAction::Upgrade] {
        let error = action.run(&place.url(), "organum_").await.unwrap_err();
        assert_eq!(error.kind(), StoreErrorKind::TooNew);
        tells_no_secret(&error);
    }
    let version = place.number("select version from organum_schema").await;
    assert_eq!(version, 9);
    let records = place.number("select count(*) from organum_record where status = 'done'");
    assert_eq!(records.await, 1);
}

async fn missing_tables_are_created_only_on_request(place: &Place) {
    // The file exists.
    place.execute("create table other (id integer)").await;
    let url = place.url();
    let check = || options().schema(Schema::Check).connect(&url);
    let action = async |action: SchemaAction| action.run(&place.url(), "organum_").await;
    for error in [
        check().await.unwrap_err(),
        action(SchemaAction::Check).await.unwrap_err(),
    ] {
        assert_eq!(error.kind(), StoreErrorKind::Refused);
        let text = tells_no_secret(&error);
        assert!(text.contains("run `schema upgrade`"), "{text}");
    }
    action(SchemaAction::Upgrade).await.unwrap();
    action(SchemaAction::Upgrade).await.unwrap();
    action(SchemaAction::Check).await.unwrap();
    let database = check().await.unwrap();
    claim(&*database.store(), key(1), MINUTE).await;
}

/// The role of a production program: it reads and writes rows.
#[tokio::test(flavor = "multi_thread")]
async fn a_role_without_ddl_uses_tables_that_exist() {
    let server = PostgresServer::start();
    let mut admin = PgConnection::connect(&server.url()).await.unwrap();
    let role = "create role clerk login; revoke create on schema public from public";
    raw_sql(role).execute(&mut admin).await.unwrap();
    let url = format!("postgres://clerk:{SECRET}@{}/postgres", server.address());
    let check = || options().schema(Schema::Check).connect(&url);
    let text = tells_no_secret(&check().await.unwrap_err());
    assert!(text.contains("schema upgrade"), "{text}");
    // It may not create them.
    let error = Database::connect(&url).await.unwrap_err();
    assert_eq!(error.kind(), StoreErrorKind::Refused);
    let text = tells_no_secret(&error);
    assert!(text.contains("permission is missing"), "{text}");
    drop(Database::connect(&server.url()).await.unwrap());
    // It may not read them.
    let error = check().await.unwrap_err();
    assert_eq!(error.kind(), StoreErrorKind::Refused);
    let text = tells_no_secret(&error);
    assert!(text.contains("permission is missing"), "{text}");
    let grant = "grant select on organum_schema to clerk; \
                 grant select on organum_record, organum_floor to clerk";
    raw_sql(grant).execute(&mut admin).await.unwrap();
    // It may not write them.
    let database = check().await.unwrap();
    let store = database.store();
    assert_eq!(read(&*store, key(1)).await, None);
    let refused = store.claim(&[crate::place::request(key(1), MINUTE)]).await;
    let error = match refused {
        Ok(mut answers) => answers.remove(0).unwrap_err(),
        Err(error) => error,
    };
    assert_eq!(error.kind(), StoreErrorKind::Refused);
    let text = tells_no_secret(&error);
    assert!(text.contains("grant SELECT, INSERT"), "{text}");
    let grant = "grant insert, update, delete on organum_record, organum_floor to clerk";
    raw_sql(grant).execute(&mut admin).await.unwrap();
    for database in [
        check().await.unwrap(),
        Database::connect(&url).await.unwrap(),
    ] {
        let store = database.store();
        let held = claim(&*store, key(2), MINUTE).await;
        finish(&*store, &held, "value").await.unwrap();
        store.remove(&[key(2)]).await.unwrap();
        store.purge(10).await.unwrap();
        assert!(database.health().await.unwrap().notified);
    }
}
