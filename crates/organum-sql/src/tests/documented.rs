//! The statements of the guide: the tables are those that are created, and the queries run.

use organum_test_support::{postgres, sqlite};
use sqlx::{AssertSqlSafe, Executor, PgPool, SqlitePool};

use crate::{Database, Dialect, schema::ddl, text::Prefix};

const PAGE: &str = include_str!("../../../../docs/guide/databases.md");

/// Returns the SQL of the page: that of the tables, the queries of `PostgreSQL`, those of SQLite.
fn blocks() -> Vec<&'static str> {
    let blocks = PAGE.split("```sql\n").skip(1);
    blocks
        .map(|block| block.split_once("```").expect("a block ends").0)
        .collect()
}

/// Returns the statements of a block.
fn statements(block: &str) -> Vec<String> {
    let all = block.split(";\n").map(str::trim);
    all.filter(|statement| !statement.is_empty())
        .map(str::to_owned)
        .collect()
}

#[test]
fn the_documented_tables_are_those_that_are_created() {
    let created = ddl(Dialect::Postgres, &Prefix::default());
    assert_eq!(blocks()[0].trim(), created);
}

#[tokio::test]
async fn the_documented_queries_run_on_postgres() {
    let database = postgres();
    let url = database.url();
    let handle = Database::connect(&url).await.expect("it connects");
    let pool = PgPool::connect(&url).await.expect("it connects");
    let queries = statements(blocks()[1]);
    assert_eq!(queries.len(), 5);
    for query in queries {
        let ran = pool.execute(AssertSqlSafe(query.clone())).await;
        ran.unwrap_or_else(|error| panic!("{error} in\n{query}"));
    }
    handle.close().await;
}

#[tokio::test]
async fn the_documented_queries_run_on_sqlite() {
    let file = sqlite();
    let url = file.url();
    let handle = Database::connect(&url).await.expect("it connects");
    let pool = SqlitePool::connect(&url).await.expect("it connects");
    let queries = statements(blocks()[2]);
    assert_eq!(queries.len(), 3);
    for query in queries {
        let ran = pool.execute(AssertSqlSafe(query.clone())).await;
        ran.unwrap_or_else(|error| panic!("{error} in\n{query}"));
    }
    handle.close().await;
}
