//! The statements of `SQLite` for records, each for one item. `?1` is the time of the machine in
//! microseconds since 1970.

/// True if the record `e` has expired.
const EXPIRED: &str =
    "(e.keep_us is not null and coalesce(e.lease_until, e.changed_at) + e.keep_us <= ?1)";

/// True if the record `e` counts as absent.
const ABSENT: &str = "(e.status = 'absent' or {expired})";

/// The time until the lease of the record `e` ends, at most its length; null if it has ended. A lease
/// that would last for more than twice its length was granted before the clock was set back.
const LEFT: &str = "case when e.lease_until > ?1 and e.lease_until <= ?1 + 2 * e.lease_us \
    then min(e.lease_us, e.lease_until - ?1) end";

/// True if the record `e` is granted to the claim.
const GRANTABLE: &str = "({absent} or \
    (e.status in ('running', 'released') \
     and (?5 is null or e.input is null or ?5 = e.input) \
     and (e.lease_until is null or e.owner = ?3 \
          or case when {left} is not null then ?6 else not ?7 end)))";

/// True if the claim has the lease of the record `e` already.
const OWN: &str =
    "(e.status = 'running' and e.owner = ?3 and e.lease_until is not null and not {expired})";

/// True if the lease is that of the record `e`, which is still running.
const HELD: &str =
    "(e.key = ?2 and e.owner = ?3 and e.epoch = ?4 and e.status = 'running' and not {expired})";

/// The columns of a record that are read.
const COLUMNS: &str = "\
    e.key, e.status, e.owner as owner_text, e.epoch, e.lapses, e.input, e.graph, e.node, e.execution, \
    e.error_kind, e.error_text, e.created_at as created_us, e.changed_at as changed_us, \
    coalesce(e.lease_until, e.changed_at) + e.keep_us as expires_us, {left} as left_us, \
    e.value, e.value_format, e.value_fingerprint, e.value_version";

pub(super) const CLAIM: &str = "\
insert into {p}record as e (key, status, owner, epoch, lease_us, lease_until, lapses, input, graph, node,
  execution, created_at, changed_at, keep_us, generation)
select ?2, 'running', ?3, max(?1, f.epoch + 1), ?4, ?1 + ?4, 0, ?5, ?8, ?9, ?10, ?1, ?1, ?11, f.generation
from {p}floor f where true
on conflict (key) do update set
  status = 'running', owner = ?3, epoch = case when {own} then e.epoch else max(e.epoch + 1, ?1) end,
  lease_us = ?4, lease_until = ?1 + ?4,
  lapses = case when {absent} then 0
    when {own} or e.lease_until is null or {left} is not null then e.lapses else e.lapses + 1 end,
  input = case when {absent} then ?5 else coalesce(e.input, ?5) end,
  graph = ?8, node = ?9, execution = ?10,
  value = null, value_format = null, value_fingerprint = null, value_version = null,
  error_kind = null, error_text = null,
  created_at = case when {absent} then ?1 else e.created_at end,
  changed_at = case when {own} then e.changed_at else ?1 end,
  keep_us = ?11
where {grantable}
returning epoch, lapses";

pub(super) const FINISH: &str = "\
update {p}record as e set
  status = ?5, lease_until = null, changed_at = ?1, keep_us = ?6, value = ?7, value_format = ?8,
  value_fingerprint = ?9, value_version = ?10, error_kind = ?11, error_text = ?12
where {held}
returning 1";

/// True if a result was recorded with this lease.
pub(super) const FINISHED: &str = "\
select 1 from {p}record e
where e.key = ?2 and e.owner = ?3 and e.epoch = ?4 and e.status in ('done', 'failed') and not {expired}";

pub(super) const RENEW: &str = "\
update {p}record as e set lease_us = ?5, lease_until = ?1 + ?5 where {held} returning 1";

pub(super) const RELEASE: &str = "\
update {p}record as e set status = 'released', lease_until = null, changed_at = ?1
where e.key = ?2 and e.owner = ?3 and e.epoch = ?4 and e.status = 'running'";

pub(super) const GET: &str = "\
select {absent} as absent, e.generation, {columns} from {p}record e where e.key = ?2";

/// The records that exist, for the claims that need no write. `?2` is a JSON array of keys in hexadecimal
/// digits.
pub(super) const ANSWER: &str = "\
select {columns} from {p}record e
where e.key in (select unhex(value) from json_each(?2)) and not {absent}";

pub(super) const GENERATION: &str = "select generation from {p}floor";

/// The state of a record, and the time until its lease ends or it expires.
pub(super) const SEEN: &str = "\
select e.status, e.epoch, nullif(min(
    case when e.lease_until is not null then coalesce({left}, 0) else {never} end,
    coalesce(coalesce(e.lease_until, e.changed_at) + e.keep_us - ?1, {never})), {never}) as left_us
from {p}record e where e.key = ?2 and not {absent}";

pub(super) const PUT: &str = "\
insert into {p}record as e (key, status, owner, epoch, lease_us, lapses, input, graph, node, execution,
  value, value_format, value_fingerprint, value_version, created_at, changed_at, keep_us, generation)
select ?2, 'done', '00000000-0000-0000-0000-000000000000', max(?1, f.epoch + 1), 0, 0, ?3, ?4, ?5, ?6,
  ?7, ?8, ?9, ?10, ?1, ?1, ?11, f.generation
from {p}floor f
where exists (select 1 from {p}record r where r.key = ?2) or ?12 is null or ?12 = f.generation
on conflict (key) do update set
  status = 'done', owner = excluded.owner, epoch = max(e.epoch + 1, ?1), lease_us = 0,
  lease_until = null, lapses = 0, input = ?3, graph = ?4, node = ?5, execution = ?6,
  value = ?7, value_format = ?8, value_fingerprint = ?9, value_version = ?10,
  error_kind = null, error_text = null, created_at = ?1, changed_at = ?1, keep_us = ?11
where ?12 is null or ?12 = e.generation
returning 1";

pub(super) const INVALIDATE: &str = "\
insert into {p}record as e (key, status, owner, epoch, lease_us, lapses, created_at, changed_at, generation)
select ?2, 'absent', '00000000-0000-0000-0000-000000000000', f.epoch, 0, 0, ?1, ?1,
  max(?1, f.generation + 1)
from {p}floor f where true
on conflict (key) do update set {cleared}, generation = max(e.generation + 1, ?1)";

/// Makes a row absent, but for its generation.
const CLEARED: &str = "\
status = 'absent', lease_us = 0, lease_until = null, lapses = 0, input = null, \
value = null, value_format = null, value_fingerprint = null, value_version = null, \
error_kind = null, error_text = null, changed_at = ?1, keep_us = null";

/// Raises the floor of epochs to that of a record that is removed.
pub(super) const RAISE: &str = "\
update {p}floor set epoch = max(epoch, coalesce((select epoch from {p}record where key = ?2), 0))";

/// Removes a record, unless its key was invalidated.
pub(super) const DELETE: &str = "\
delete from {p}record where key = ?2 and generation <= (select generation from {p}floor) and ?1 = ?1";

/// Makes a record absent whose key was invalidated.
pub(super) const CLEAR: &str = "\
update {p}record as e set {cleared} where e.key = ?2 and e.status <> 'absent'";

/// The keys of one slice, and those of them that have expired.
pub(super) const SLICE: &str = "\
select e.key, e.status <> 'absent' and {expired} as expired,
  e.status = 'absent' and e.changed_at < ?1 - 86400000000 as forgotten
from {p}record e where ?2 is null or e.key > ?2 order by e.key limit ?3";

/// True if the record has expired.
pub(super) const HAS_EXPIRED: &str = "\
select 1 from {p}record e where e.key = ?2 and e.status <> 'absent' and {expired}";

/// Raises the floors to a key that was invalidated long ago.
pub(super) const RAISE_BOTH: &str = "\
update {p}floor set
  epoch = max(epoch, coalesce((select epoch from {p}record where key = ?2), 0)),
  generation = max(generation, coalesce((select generation from {p}record where key = ?2), 0))";

/// Deletes a key that was invalidated and has no record.
pub(super) const FORGET: &str =
    "delete from {p}record where key = ?2 and status = 'absent' and ?1 = ?1";

pub(super) const LIST: &str = "select {columns} from {p}record e where not {absent}";

/// The names in the templates, in the order in which they are replaced.
pub(super) const PARTS: &[(&str, &str)] = &[
    ("columns", COLUMNS),
    ("cleared", CLEARED),
    ("grantable", GRANTABLE),
    ("own", OWN),
    ("held", HELD),
    ("absent", ABSENT),
    ("expired", EXPIRED),
    ("left", LEFT),
    ("never", "9223372036854775807"),
];
