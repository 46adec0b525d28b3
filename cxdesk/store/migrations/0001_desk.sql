-- The desk's tables. Instants are INTEGER microseconds UTC; 9223372036854775807 stands for "never" where a key must not be NULL.

CREATE TABLE desk (
  key   TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT;

CREATE TABLE agents (
  login       TEXT PRIMARY KEY,
  name        TEXT NOT NULL,
  role        TEXT NOT NULL,
  team        TEXT NOT NULL DEFAULT '',
  email       TEXT NOT NULL DEFAULT '',
  authority   TEXT,
  os_users    TEXT NOT NULL DEFAULT '[]',
  skills      TEXT NOT NULL DEFAULT '[]',
  hours       TEXT NOT NULL DEFAULT '',
  active      INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE TABLE customers (
  id         INTEGER PRIMARY KEY,
  key        TEXT UNIQUE,
  name       TEXT NOT NULL DEFAULT '',
  language   TEXT,
  segment    TEXT,
  value_band TEXT,
  alias_of   INTEGER REFERENCES customers (id),
  since      INTEGER NOT NULL
) STRICT;

CREATE TABLE contact_points (
  id          INTEGER PRIMARY KEY,
  customer_id INTEGER NOT NULL REFERENCES customers (id),
  kind        TEXT NOT NULL,
  value       TEXT NOT NULL,
  folded      TEXT NOT NULL,
  UNIQUE (kind, folded)
) STRICT;
CREATE INDEX contact_points_of ON contact_points (customer_id);

CREATE TABLE snapshots (
  hash       TEXT PRIMARY KEY,
  applied_at INTEGER NOT NULL,
  applied_by TEXT NOT NULL,
  body       TEXT NOT NULL
) STRICT;

CREATE TABLE events (
  id          INTEGER PRIMARY KEY,
  stream      TEXT NOT NULL,
  stream_id   INTEGER NOT NULL,
  seq         INTEGER NOT NULL,
  at          INTEGER NOT NULL,
  recorded_at INTEGER NOT NULL,
  agent       TEXT NOT NULL,
  os_user     TEXT NOT NULL,
  type        TEXT NOT NULL,
  version     INTEGER NOT NULL,
  data        TEXT NOT NULL,
  hash        BLOB NOT NULL,
  UNIQUE (stream, stream_id, seq)
) STRICT;
CREATE INDEX events_by_type ON events (type, at) WHERE stream = 'complaint';
CREATE INDEX events_dated_back ON events (recorded_at, at)
  WHERE stream = 'complaint' AND type NOT IN ('Logged', 'HistoryImported') AND at < recorded_at - 3600000000;
CREATE TRIGGER events_stay BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, 'events are never changed'); END;
CREATE TRIGGER events_remain BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'events are never deleted'); END;

CREATE TABLE entries (
  id        INTEGER PRIMARY KEY,
  event_id  INTEGER NOT NULL REFERENCES events (id),
  kind      TEXT NOT NULL,
  salt      BLOB,
  text      TEXT,
  erased_at INTEGER
) STRICT;
CREATE INDEX entries_of ON entries (event_id);

CREATE TABLE complaints (
  id              INTEGER PRIMARY KEY,
  ref             TEXT NOT NULL UNIQUE,
  seq             INTEGER NOT NULL,
  status          TEXT NOT NULL,
  outcome         TEXT NOT NULL DEFAULT '',
  confirmed       INTEGER NOT NULL DEFAULT 0,
  subject         TEXT NOT NULL DEFAULT '',
  severity        TEXT NOT NULL DEFAULT '',
  channel         TEXT NOT NULL,
  category        TEXT NOT NULL DEFAULT '',
  product         TEXT NOT NULL DEFAULT '',
  cause           TEXT NOT NULL DEFAULT '',
  unit            TEXT NOT NULL DEFAULT '',
  remedy          TEXT NOT NULL DEFAULT '',
  owner           TEXT NOT NULL DEFAULT '',
  customer_id     INTEGER REFERENCES customers (id),
  segment         TEXT NOT NULL DEFAULT '',
  value_band      TEXT NOT NULL DEFAULT '',
  language        TEXT NOT NULL DEFAULT '',
  jurisdiction    TEXT NOT NULL DEFAULT '',
  tags            TEXT NOT NULL DEFAULT '',
  received_at     INTEGER NOT NULL,
  recorded_at     INTEGER NOT NULL,
  acknowledged_at INTEGER,
  responded_at    INTEGER,
  resolved_at     INTEGER,
  closed_at       INTEGER,
  acknowledgement TEXT NOT NULL,
  waiting_until   INTEGER,
  next_due        INTEGER NOT NULL,
  next_due_clock  TEXT NOT NULL DEFAULT '',
  overdue         INTEGER NOT NULL DEFAULT 0,
  next_step       INTEGER NOT NULL,
  level           INTEGER NOT NULL DEFAULT 0,
  unanswered      INTEGER NOT NULL DEFAULT 0,
  cycle           INTEGER NOT NULL DEFAULT 1,
  reopened        INTEGER NOT NULL DEFAULT 0,
  returned        INTEGER NOT NULL DEFAULT 0,
  safety          INTEGER NOT NULL DEFAULT 0,
  vulnerable      INTEGER NOT NULL DEFAULT 0,
  test            INTEGER NOT NULL DEFAULT 0,
  imported        INTEGER NOT NULL DEFAULT 0,
  merged_into     TEXT NOT NULL DEFAULT '',
  policy          TEXT NOT NULL,
  snapshot        TEXT NOT NULL,
  source          TEXT NOT NULL DEFAULT '',
  source_key      TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX complaints_open_by_due ON complaints (next_due, id) WHERE status <> 'closed';
CREATE INDEX complaints_open_by_receipt ON complaints (received_at, id) WHERE status <> 'closed';
CREATE INDEX complaints_open_by_severity ON complaints (severity, next_due, id) WHERE status <> 'closed';
CREATE INDEX complaints_owned_by_due ON complaints (owner, next_due, id) WHERE status <> 'closed';
CREATE INDEX complaints_in_status_by_due ON complaints (status, next_due, id);
CREATE INDEX complaints_overdue_by_due ON complaints (next_due, id) WHERE overdue = 1 AND status <> 'closed';
CREATE INDEX complaints_by_receipt ON complaints (received_at, id);
CREATE INDEX complaints_by_closing ON complaints (closed_at) WHERE closed_at IS NOT NULL;
CREATE INDEX complaints_by_resolution ON complaints (resolved_at) WHERE resolved_at IS NOT NULL;
CREATE INDEX complaints_to_sweep ON complaints (next_step, id) WHERE next_step < 9223372036854775807;
CREATE INDEX complaints_of_customer ON complaints (customer_id, received_at) WHERE customer_id IS NOT NULL;
CREATE INDEX complaints_to_acknowledge ON complaints (received_at, id)
  WHERE acknowledgement IN ('owed', 'queued', 'failed', 'bounced') AND status <> 'closed';
CREATE INDEX complaints_left_out ON complaints (test, closed_at) WHERE test = 1 OR merged_into <> '';
CREATE INDEX complaints_by_recording ON complaints (recorded_at, imported, received_at);
CREATE UNIQUE INDEX complaints_by_source ON complaints (source, source_key) WHERE source <> '' AND source_key <> '';

CREATE TABLE clocks (
  complaint_id INTEGER NOT NULL REFERENCES complaints (id),
  clock        TEXT NOT NULL,
  cycle        INTEGER NOT NULL,
  instance     INTEGER NOT NULL,
  kind         TEXT NOT NULL,
  basis        TEXT NOT NULL,
  policy       TEXT NOT NULL,
  target       TEXT NOT NULL DEFAULT '',
  started_at   INTEGER NOT NULL,
  due_at       INTEGER,
  verdict      TEXT NOT NULL,
  stopped_at   INTEGER,
  paused_since INTEGER,
  provisional  INTEGER NOT NULL DEFAULT 0,
  corrected    TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (complaint_id, clock, cycle, instance)
) STRICT, WITHOUT ROWID;
CREATE INDEX clocks_by_due ON clocks (due_at, clock, verdict, stopped_at, corrected)
  WHERE due_at IS NOT NULL AND kind IN ('deadline', 'recurring');
CREATE INDEX clocks_late ON clocks (stopped_at, due_at, clock, verdict)
  WHERE verdict IN ('running', 'breached') AND kind IN ('deadline', 'recurring');

CREATE TABLE options (
  complaint_id INTEGER NOT NULL REFERENCES complaints (id),
  number       INTEGER NOT NULL,
  cycle        INTEGER NOT NULL,
  type         TEXT NOT NULL,
  text         TEXT NOT NULL DEFAULT '',
  value        TEXT,
  currency     TEXT,
  state        TEXT NOT NULL,
  offered_by   TEXT NOT NULL,
  offered_at   INTEGER NOT NULL,
  valid_until  INTEGER,
  promised_at  INTEGER,
  approved_by  TEXT,
  PRIMARY KEY (complaint_id, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX options_in_state ON options (state, valid_until) WHERE state IN ('open', 'proposed');

CREATE TABLE revisits (
  complaint_id INTEGER NOT NULL REFERENCES complaints (id),
  number       INTEGER NOT NULL,
  cycle        INTEGER NOT NULL,
  state        TEXT NOT NULL,
  due_on       TEXT NOT NULL,
  opens_at     INTEGER NOT NULL,
  closes_at    INTEGER NOT NULL,
  attempts     INTEGER NOT NULL DEFAULT 0,
  done_at      INTEGER,
  resolved     INTEGER,
  satisfaction INTEGER,
  PRIMARY KEY (complaint_id, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX revisits_by_day ON revisits (state, due_on);

CREATE TABLE promises (
  complaint_id INTEGER NOT NULL REFERENCES complaints (id),
  number       INTEGER NOT NULL,
  text         TEXT NOT NULL DEFAULT '',
  due_at       INTEGER NOT NULL,
  state        TEXT NOT NULL,
  PRIMARY KEY (complaint_id, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE escalations (
  complaint_id INTEGER NOT NULL REFERENCES complaints (id),
  number       INTEGER NOT NULL,
  level        INTEGER NOT NULL,
  sent_to      TEXT NOT NULL,
  cause        TEXT NOT NULL,
  at           INTEGER NOT NULL,
  answer_by    INTEGER,
  answered_by  TEXT,
  PRIMARY KEY (complaint_id, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX escalations_unanswered ON escalations (at) WHERE answered_by IS NULL;

CREATE TABLE alarms (
  complaint_id INTEGER NOT NULL REFERENCES complaints (id),
  clock        TEXT NOT NULL,
  cycle        INTEGER NOT NULL,
  instance     INTEGER NOT NULL,
  due_at       INTEGER NOT NULL,
  step         TEXT NOT NULL,
  at           INTEGER NOT NULL,
  late         INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (complaint_id, clock, cycle, instance, due_at, step)
) STRICT, WITHOUT ROWID;

CREATE TABLE spells (
  complaint_id INTEGER NOT NULL REFERENCES complaints (id),
  number       INTEGER NOT NULL,
  status       TEXT NOT NULL,
  owner        TEXT NOT NULL,
  from_at      INTEGER NOT NULL,
  to_at        INTEGER NOT NULL,
  PRIMARY KEY (complaint_id, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX spells_open ON spells (to_at, from_at, owner) WHERE status <> 'closed';
CREATE INDEX spells_closed ON spells (from_at) WHERE status = 'closed';

CREATE TABLE outbox (
  id           INTEGER PRIMARY KEY,
  message_id   TEXT NOT NULL UNIQUE,
  complaint_id INTEGER REFERENCES complaints (id),
  letter       TEXT NOT NULL,
  recipient    TEXT NOT NULL,
  name         TEXT NOT NULL DEFAULT '',
  language     TEXT NOT NULL,
  subject      TEXT NOT NULL,
  body         TEXT NOT NULL,
  automatic    INTEGER NOT NULL DEFAULT 1,
  state        TEXT NOT NULL,
  attempts     INTEGER NOT NULL DEFAULT 0,
  next_try_at  INTEGER NOT NULL,
  lease_until  INTEGER,
  lease_holder TEXT,
  queued_at    INTEGER NOT NULL,
  accepted_at  INTEGER,
  code         TEXT NOT NULL DEFAULT '',
  error        TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX outbox_to_send ON outbox (next_try_at, id) WHERE state IN ('queued', 'deferred', 'leased');
CREATE INDEX outbox_failed ON outbox (id) WHERE state = 'failed';
CREATE INDEX outbox_of ON outbox (complaint_id);
CREATE INDEX outbox_automatic ON outbox (recipient COLLATE NOCASE, accepted_at)
  WHERE automatic = 1 AND accepted_at IS NOT NULL;

CREATE TABLE notices (
  id           INTEGER PRIMARY KEY,
  login        TEXT NOT NULL,
  complaint_id INTEGER NOT NULL REFERENCES complaints (id),
  clock        TEXT NOT NULL,
  due_at       INTEGER,
  level        INTEGER NOT NULL,
  late         INTEGER NOT NULL DEFAULT 0,
  at           INTEGER NOT NULL,
  outbox_id    INTEGER REFERENCES outbox (id)
) STRICT;
CREATE INDEX notices_to_send ON notices (login, id) WHERE outbox_id IS NULL;

CREATE TABLE runs (
  id          INTEGER PRIMARY KEY,
  kind        TEXT NOT NULL,
  started_at  INTEGER NOT NULL,
  finished_at INTEGER,
  blind_from  INTEGER,
  did         TEXT NOT NULL DEFAULT '{}'
) STRICT;
CREATE INDEX runs_by_kind ON runs (kind, started_at);

CREATE TABLE leases (
  name   TEXT PRIMARY KEY,
  holder TEXT NOT NULL,
  until  INTEGER NOT NULL
) STRICT;

CREATE TABLE imports (
  id          INTEGER PRIMARY KEY,
  source      TEXT NOT NULL,
  file        TEXT NOT NULL,
  digest      TEXT NOT NULL,
  started_at  INTEGER NOT NULL,
  finished_at INTEGER,
  line        INTEGER NOT NULL DEFAULT 0,
  added       INTEGER NOT NULL DEFAULT 0,
  known       INTEGER NOT NULL DEFAULT 0,
  rejected    INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE issued_reports (
  report    TEXT NOT NULL,
  day       TEXT NOT NULL,
  recipient TEXT NOT NULL,
  issued_at INTEGER NOT NULL,
  head      TEXT NOT NULL,
  body      TEXT NOT NULL,
  PRIMARY KEY (report, day, recipient)
) STRICT, WITHOUT ROWID;

CREATE VIRTUAL TABLE search USING fts5 (tokens, content = '', tokenize = 'unicode61 remove_diacritics 2');

CREATE VIEW v_complaints AS
SELECT ref, status, outcome, severity, subject, channel, category, product, cause, unit, owner,
       strftime('%Y-%m-%dT%H:%M:%SZ', received_at / 1000000, 'unixepoch') AS received,
       strftime('%Y-%m-%dT%H:%M:%SZ', acknowledged_at / 1000000, 'unixepoch') AS acknowledged,
       strftime('%Y-%m-%dT%H:%M:%SZ', resolved_at / 1000000, 'unixepoch') AS resolved,
       strftime('%Y-%m-%dT%H:%M:%SZ', closed_at / 1000000, 'unixepoch') AS closed,
       CASE WHEN next_due < 9223372036854775807
            THEN strftime('%Y-%m-%dT%H:%M:%SZ', next_due / 1000000, 'unixepoch') END AS due,
       next_due_clock AS due_clock, overdue, level, cycle
FROM complaints;

CREATE VIEW v_events AS
SELECT events.id, coalesce(complaints.ref, stream || ' ' || stream_id) AS subject, events.seq,
       strftime('%Y-%m-%dT%H:%M:%SZ', events.at / 1000000, 'unixepoch') AS at,
       strftime('%Y-%m-%dT%H:%M:%SZ', events.recorded_at / 1000000, 'unixepoch') AS recorded,
       agent, os_user, type, data, lower(hex(hash)) AS hash
FROM events LEFT JOIN complaints ON stream = 'complaint' AND complaints.id = stream_id;

CREATE VIEW v_clocks AS
SELECT ref, clock, clocks.cycle, instance, basis, target, verdict,
       strftime('%Y-%m-%dT%H:%M:%SZ', started_at / 1000000, 'unixepoch') AS started,
       strftime('%Y-%m-%dT%H:%M:%SZ', due_at / 1000000, 'unixepoch') AS due,
       strftime('%Y-%m-%dT%H:%M:%SZ', stopped_at / 1000000, 'unixepoch') AS stopped
FROM clocks JOIN complaints ON complaints.id = complaint_id;
