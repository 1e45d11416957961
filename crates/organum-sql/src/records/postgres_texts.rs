//! The statements of `PostgreSQL` for records.
//!
//! Each call is one statement over arrays with one element for each item. Rows that exist are locked in
//! the order of their keys, so that two calls never wait for each other. Rows that are locked are skipped,
//! except by invalidations and removals. A condition is written on the row itself, so that the server evaluates it again if
//! the row has changed in the meantime.

/// True if the record `e` has expired.
const EXPIRED: &str = "(e.keep_us is not null and coalesce(e.lease_until, e.changed_at) \
    + e.keep_us * interval '1 microsecond' <= clock_timestamp())";

/// True if the record `e` counts as absent.
const ABSENT: &str = "(e.status = 'absent' or {expired})";

/// The time until the lease of the record `e` ends, at most its length; null if it has ended. A lease
/// that would last for more than twice its length was granted before the clock was set back.
const LEFT: &str = "case when e.lease_until > clock_timestamp() \
    and e.lease_until <= clock_timestamp() + 2 * e.lease_us * interval '1 microsecond' \
    then least(e.lease_us, {us:e.lease_until - clock_timestamp()}) end";

/// The clock of the server in microseconds since 1970.
const CLOCK: &str = "(extract(epoch from clock_timestamp()) * 1000000)::bigint";

/// True if the record `e` is granted to the claim `a`.
const GRANTABLE: &str = "({absent} or \
    (e.status in ('running', 'released') \
     and (a.input is null or e.input is null or a.input = e.input) \
     and (e.lease_until is null or e.owner = a.owner \
          or case when {left} is not null then a.take else not a.tell end)))";

/// True if the claim `a` has the lease of the record `e` already.
const OWN: &str =
    "(e.status = 'running' and e.owner = a.owner and e.lease_until is not null and not {expired})";

/// True if `a` is the lease of the record `e`, which is still running.
const HELD: &str = "(e.owner = a.owner and e.epoch = a.epoch and e.status = 'running' \
    and not {expired})";

/// The columns of a record that are read.
pub(super) const COLUMNS: &str = "\
    e.key, e.status, e.owner::text as owner_text, e.epoch, e.lapses::bigint as lapses, e.input, \
    e.graph, e.node, e.execution, e.error_kind, e.error_text, \
    {us:e.created_at} as created_us, {us:e.changed_at} as changed_us, \
    {us:coalesce(e.lease_until, e.changed_at)} + e.keep_us as expires_us, {left} as left_us, \
    e.value, e.value_format, e.value_fingerprint, e.value_version";

/// The records that exist, for the claims that need no write: an answer takes a third of the time that the
/// statement for claims takes. Columns that no answer contains are not computed.
pub(super) const ANSWER: &str = "\
select e.key, e.status, e.owner::text as owner_text, e.epoch, e.lapses::bigint as lapses, e.input,
  null as graph, null as node, null as execution, e.error_kind, e.error_text,
  0::bigint as created_us, 0::bigint as changed_us, null::bigint as expires_us, {left} as left_us,
  e.value, e.value_format, e.value_fingerprint, e.value_version
from {p}record e where e.key = any($1) and not {absent}";

pub(super) const CLAIM: &str = "\
with ask as materialized (
  select * from unnest($1::bytea[], $2::uuid[], $3::bigint[], $4::bytea[], $5::bool[], $6::bool[],
    $7::text[], $8::text[], $9::text[], $10::bigint[])
  with ordinality as a (key, owner, length, input, take, tell, graph, node, execution, keep, n)
), free as (
  select a.* from {p}record e join ask a on a.key = e.key
  where {grantable}
  order by e.key
  for update of e skip locked
), taken as (
  update {p}record e set
    status = 'running', owner = a.owner,
    epoch = case when {own} then e.epoch else greatest(e.epoch + 1, {clock}) end,
    lease_us = a.length, lease_until = clock_timestamp() + a.length * interval '1 microsecond',
    lapses = case when {absent} then 0
      when {own} or e.lease_until is null or {left} is not null then e.lapses else e.lapses + 1 end,
    input = case when {absent} then a.input else coalesce(e.input, a.input) end,
    graph = a.graph, node = a.node, execution = a.execution,
    value = null, value_format = null, value_fingerprint = null, value_version = null,
    error_kind = null, error_text = null,
    created_at = case when {absent} then clock_timestamp() else e.created_at end,
    changed_at = case when {own} then e.changed_at else clock_timestamp() end,
    keep_us = a.keep
  from free a where a.key = e.key and {grantable}
  returning e.key, e.epoch, e.lapses
), made as (
  insert into {p}record (key, status, owner, epoch, lease_us, lease_until, lapses, input,
    graph, node, execution, created_at, changed_at, keep_us, generation)
  select a.key, 'running', a.owner, greatest({clock}, f.epoch + 1), a.length,
    clock_timestamp() + a.length * interval '1 microsecond', 0, a.input,
    a.graph, a.node, a.execution, clock_timestamp(), clock_timestamp(), a.keep, f.generation
  from ask a cross join {p}floor f
  where not exists (select 1 from {p}record e where e.key = a.key)
  order by a.key
  on conflict do nothing
  returning key, epoch
)
select a.n, coalesce(t.epoch, m.epoch) as granted, coalesce(t.lapses, 0)::bigint as counted,
  {absent} as absent, {columns}
from ask a
  left join taken t on t.key = a.key
  left join made m on m.key = a.key
  left join {p}record e on e.key = a.key";

pub(super) const FINISH: &str = "\
with ask as materialized (
  select * from unnest($1::bytea[], $2::uuid[], $3::bigint[], $4::text[], $5::bytea[], $6::bigint[],
    $7::bigint[], $8::bigint[], $9::text[], $10::text[], $11::bigint[])
  with ordinality as a (key, owner, epoch, status, value, format, fingerprint, version, kind, text, keep, n)
), held as (
  select a.* from {p}record e join ask a on a.key = e.key where {held} order by e.key
  for update of e skip locked
), done as (
  update {p}record e set
    status = a.status, lease_until = null, changed_at = clock_timestamp(), keep_us = a.keep,
    value = a.value, value_format = a.format, value_fingerprint = a.fingerprint,
    value_version = a.version, error_kind = a.kind, error_text = a.text
  from held a where a.key = e.key and {held}
  returning e.key
)
select a.n, d.key is not null as done,
  coalesce(e.owner = a.owner and e.epoch = a.epoch and not {expired}
    and e.status in ('done', 'failed'), false) as repeated,
  coalesce({held}, false) as held
from ask a left join done d on d.key = a.key left join {p}record e on e.key = a.key";

pub(super) const RENEW: &str = "\
with ask as materialized (
  select * from unnest($1::bytea[], $2::uuid[], $3::bigint[], $4::bigint[])
  with ordinality as a (key, owner, epoch, length, n)
), held as (
  select a.* from {p}record e join ask a on a.key = e.key where {held}
  order by e.key
  for update of e skip locked
), renewed as (
  update {p}record e set lease_us = a.length,
    lease_until = clock_timestamp() + a.length * interval '1 microsecond'
  from held a where a.key = e.key and {held}
  returning e.key
)
select a.n, r.key is not null as renewed, coalesce({held}, false) as held
from ask a left join renewed r on r.key = a.key left join {p}record e on e.key = a.key";

pub(super) const RELEASE: &str = "\
update {p}record set status = 'released', lease_until = null, changed_at = clock_timestamp()
where key = $1 and owner = $2 and epoch = $3 and status = 'running'";

pub(super) const GET: &str = "\
select a.n, e.key is null or {absent} as absent, coalesce(e.generation, f.generation) as generation,
  {columns}
from unnest($1::bytea[]) with ordinality as a (key, n)
  cross join {p}floor f
  left join {p}record e on e.key = a.key";

/// The states of records, and the times until their leases end or they expire.
pub(super) const SEEN: &str = "\
select a.n, case when {absent} then null else e.status end as status,
  case when {absent} then null else e.epoch end as epoch,
  case when {absent} then null else least(
    case when e.lease_until is not null then coalesce({left}, 0) end,
    {us:coalesce(e.lease_until, e.changed_at)} + e.keep_us - {clock}) end as left_us
from unnest($1::bytea[]) with ordinality as a (key, n)
  left join {p}record e on e.key = a.key";

pub(super) const PUT: &str = "\
with ask as materialized (
  select * from unnest($1::bytea[], $2::bytea[], $3::text[], $4::text[], $5::text[], $6::bytea[],
    $7::bigint[], $8::bigint[], $9::bigint[], $10::bigint[], $11::bigint[])
  with ordinality as a (key, input, graph, node, execution, value, format, fingerprint, version, keep,
    wanted, n)
), locked as (
  select a.* from {p}record e join ask a on a.key = e.key order by e.key
  for update of e skip locked
), changed as (
  update {p}record e set
    status = 'done', owner = '00000000-0000-0000-0000-000000000000',
    epoch = greatest(e.epoch + 1, {clock}), lease_us = 0, lease_until = null, lapses = 0,
    input = a.input, graph = a.graph, node = a.node, execution = a.execution,
    value = a.value, value_format = a.format, value_fingerprint = a.fingerprint,
    value_version = a.version, error_kind = null, error_text = null,
    created_at = clock_timestamp(), changed_at = clock_timestamp(), keep_us = a.keep
  from locked a where a.key = e.key and (a.wanted is null or a.wanted = e.generation)
  returning e.key
), made as (
  insert into {p}record (key, status, owner, epoch, lease_us, lapses, input, graph, node, execution,
    value, value_format, value_fingerprint, value_version, created_at, changed_at, keep_us, generation)
  select a.key, 'done', '00000000-0000-0000-0000-000000000000', greatest({clock}, f.epoch + 1), 0, 0,
    a.input, a.graph, a.node, a.execution, a.value, a.format, a.fingerprint, a.version,
    clock_timestamp(), clock_timestamp(), a.keep, f.generation
  from ask a cross join {p}floor f
  where not exists (select 1 from {p}record e where e.key = a.key)
    and (a.wanted is null or a.wanted = f.generation)
  order by a.key
  on conflict do nothing
  returning key
)
select a.n, (c.key is not null or m.key is not null) as done,
  coalesce(a.wanted <> coalesce(e.generation, f.generation), false) as conflict
from ask a cross join {p}floor f
  left join changed c on c.key = a.key
  left join made m on m.key = a.key
  left join {p}record e on e.key = a.key";

pub(super) const INVALIDATE: &str = "\
insert into {p}record as e (key, status, owner, epoch, lease_us, lapses, created_at, changed_at, generation)
select a.key, 'absent', '00000000-0000-0000-0000-000000000000', f.epoch, 0, 0, clock_timestamp(),
  clock_timestamp(), greatest({clock}, f.generation + 1)
from unnest($1::bytea[]) as a (key) cross join {p}floor f
order by a.key
on conflict (key) do update set
  status = 'absent', lease_us = 0, lease_until = null, lapses = 0, input = null,
  value = null, value_format = null, value_fingerprint = null, value_version = null,
  error_kind = null, error_text = null, changed_at = clock_timestamp(), keep_us = null,
  generation = greatest(e.generation + 1, {clock})";

/// Removes rows. One whose key was invalidated stays as an absent record, since it holds the generation.
const REMOVED: &str = "\
gone as (
  delete from {p}record e using old o, {p}floor f
  where e.key = o.key and e.generation <= f.generation
  returning e.epoch
), kept as (
  update {p}record e set
    status = 'absent', lease_us = 0, lease_until = null, lapses = 0, input = null,
    value = null, value_format = null, value_fingerprint = null, value_version = null,
    error_kind = null, error_text = null, changed_at = clock_timestamp(), keep_us = null
  from old o, {p}floor f
  where e.key = o.key and e.generation > f.generation and e.status <> 'absent'
  returning e.key
), raised as (
  update {p}floor set epoch = greatest(epoch, (select max(epoch) from gone))
  where (select count(*) from gone) > 0
)";

pub(super) const REMOVE: &str = "\
with old as materialized (
  select e.key from {p}record e join unnest($1::bytea[]) as a (key) on a.key = e.key
  order by e.key
  for update of e
), {removed}
select 1";

/// Purges the records of one slice, in the order of keys.
pub(super) const PURGE: &str = "\
with slice as materialized (
  select e.key from {p}record e where $1::bytea is null or e.key > $1 order by e.key limit $2
), old as materialized (
  select e.key from {p}record e join slice s on s.key = e.key
  where e.status <> 'absent' and {expired}
  order by e.key limit $3
  for update of e skip locked
), {removed}
select (select count(*) from gone) + (select count(*) from kept) as purged,
  (select key from slice order by key desc limit 1) as last, (select count(*) from slice) as looked";

/// Deletes keys of one slice that were invalidated more than a day ago and have no record. All keys
/// without records get a newer generation then: some values are computed again without need.
pub(super) const FORGET: &str = "\
with slice as materialized (
  select e.key from {p}record e where $1::bytea is null or e.key > $1 order by e.key limit $2
), old as materialized (
  select e.key from {p}record e join slice s on s.key = e.key
  where e.status = 'absent' and e.changed_at < clock_timestamp() - interval '1 day'
  for update of e skip locked
), gone as (
  delete from {p}record e using old o where e.key = o.key returning e.epoch, e.generation
)
update {p}floor set epoch = greatest(epoch, (select max(epoch) from gone)),
  generation = greatest(generation, (select max(generation) from gone))
where (select count(*) from gone) > 0";

/// The names in the templates, in the order in which they are replaced.
pub(super) const PARTS: &[(&str, &str)] = &[
    ("columns", COLUMNS),
    ("removed", REMOVED),
    ("grantable", GRANTABLE),
    ("own", OWN),
    ("held", HELD),
    ("absent", ABSENT),
    ("expired", EXPIRED),
    ("left", LEFT),
    (
        "us:e.lease_until - clock_timestamp()",
        "(extract(epoch from e.lease_until - clock_timestamp()) * 1000000)::bigint",
    ),
    (
        "us:e.created_at",
        "(extract(epoch from e.created_at) * 1000000)::bigint",
    ),
    (
        "us:e.changed_at",
        "(extract(epoch from e.changed_at) * 1000000)::bigint",
    ),
    (
        "us:coalesce(e.lease_until, e.changed_at)",
        "(extract(epoch from coalesce(e.lease_until, e.changed_at)) * 1000000)::bigint",
    ),
    ("clock", CLOCK),
];
