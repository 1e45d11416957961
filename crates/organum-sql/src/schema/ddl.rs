//! The statements that create and change the tables.

/// A change of the tables.
pub(super) struct Migration {
    /// The version of the tables after the change.
    pub(super) version: u32,
    /// The oldest version of programs that may use the tables after the change.
    pub(super) oldest: u32,
    pub(super) statements: &'static [&'static str],
}

/// The table of the versions, in every dialect.
pub(super) const VERSIONS: &str = "\
create table if not exists {p}schema (
  id integer not null primary key check (id = 1),
  version bigint not null,
  oldest bigint not null
)";

pub(super) const POSTGRES: &[Migration] = &[Migration {
    version: 1,
    oldest: 1,
    statements: &[
        "\
create table {p}record (
  key bytea not null primary key check (octet_length(key) = 32),
  status text not null check (status in ('running', 'released', 'done', 'failed', 'absent')),
  owner uuid not null,
  epoch bigint not null,
  lease_us bigint not null,
  lease_until timestamptz,
  lapses integer not null,
  input bytea,
  graph text,
  node text,
  execution text,
  value bytea,
  value_format bigint,
  value_fingerprint bigint,
  value_version bigint,
  error_kind text,
  error_text text,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  keep_us bigint,
  generation bigint not null
) with (fillfactor = 45)",
        "create index {p}record_node on {p}record (node, created_at) where node is not null",
        "create index {p}record_execution on {p}record (execution) where execution is not null",
        "\
create table {p}floor (
  id integer not null primary key check (id = 1),
  epoch bigint not null,
  generation bigint not null
)",
        "insert into {p}floor (id, epoch, generation) values (1, 0, 0)",
    ],
}];

pub(super) const SQLITE: &[Migration] = &[Migration {
    version: 1,
    oldest: 1,
    statements: &[
        "\
create table {p}record (
  key blob not null primary key check (length(key) = 32),
  status text not null check (status in ('running', 'released', 'done', 'failed', 'absent')),
  owner text not null,
  epoch integer not null,
  lease_us integer not null,
  lease_until integer,
  lapses integer not null,
  input blob,
  graph text,
  node text,
  execution text,
  error_kind text,
  error_text text,
  created_at integer not null,
  changed_at integer not null,
  keep_us integer,
  generation integer not null,
  value_format integer,
  value_fingerprint integer,
  value_version integer,
  value blob
) strict, without rowid",
        "create index {p}record_node on {p}record (node, created_at) where node is not null",
        "create index {p}record_execution on {p}record (execution) where execution is not null",
        "\
create table {p}floor (
  id integer not null primary key check (id = 1),
  epoch integer not null,
  generation integer not null
) strict",
        "insert into {p}floor (id, epoch, generation) values (1, 0, 0)",
    ],
}];
