-- Mail that comes in (DOMAIN §8), addresses not to write to, and files of complaints as a list.

-- Raw messages lie in the desk's folder under their keyed digest; a row is there before anything reads the message.
CREATE TABLE inbox (
  id            INTEGER PRIMARY KEY,
  digest        TEXT NOT NULL UNIQUE,
  message_id    TEXT NOT NULL DEFAULT '',
  source        TEXT NOT NULL,
  state         TEXT NOT NULL,
  size          INTEGER NOT NULL,
  received_at   INTEGER NOT NULL,
  stored_at     INTEGER NOT NULL,
  attempts      INTEGER NOT NULL DEFAULT 0,
  verdict       TEXT NOT NULL DEFAULT '',
  reason        TEXT NOT NULL DEFAULT '',
  detail        TEXT NOT NULL DEFAULT '',
  problems      TEXT NOT NULL DEFAULT '[]',
  sender        TEXT NOT NULL DEFAULT '',
  sender_name   TEXT NOT NULL DEFAULT '',
  subject       TEXT NOT NULL DEFAULT '',
  complaint_id  INTEGER REFERENCES complaints (id),
  named_id      INTEGER REFERENCES complaints (id),
  proposal      TEXT NOT NULL DEFAULT '',
  option        INTEGER,
  after_closing INTEGER NOT NULL DEFAULT 0,
  decided_at    INTEGER,
  decided_by    TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE UNIQUE INDEX inbox_by_message_id ON inbox (message_id) WHERE message_id <> '';
CREATE INDEX inbox_to_file ON inbox (id) WHERE state = 'stored';
CREATE INDEX inbox_quarantined ON inbox (id) WHERE state = 'quarantined';
CREATE INDEX inbox_of ON inbox (complaint_id) WHERE complaint_id IS NOT NULL;
CREATE INDEX inbox_proposals ON inbox (complaint_id) WHERE proposal <> '';
CREATE INDEX inbox_after_closing ON inbox (complaint_id) WHERE after_closing = 1;
CREATE INDEX inbox_of_sender ON inbox (sender COLLATE NOCASE, stored_at);
CREATE INDEX inbox_by_day ON inbox (stored_at);

-- How far each IMAP mailbox was read; uids count within one validity (RFC 3501 2.3.1.1).
CREATE TABLE mail_positions (
  source   TEXT PRIMARY KEY,
  validity INTEGER NOT NULL,
  last_uid INTEGER NOT NULL
) STRICT;

CREATE TABLE suppressed (
  folded  TEXT PRIMARY KEY,
  address TEXT NOT NULL,
  why     TEXT NOT NULL,
  code    TEXT NOT NULL DEFAULT '',
  at      INTEGER NOT NULL,
  until   INTEGER NOT NULL,
  agent   TEXT NOT NULL
) STRICT;

CREATE TABLE attachments (
  complaint_id INTEGER NOT NULL REFERENCES complaints (id),
  seq          INTEGER NOT NULL,
  name         TEXT NOT NULL,
  size         INTEGER NOT NULL,
  sha256       TEXT NOT NULL,
  PRIMARY KEY (complaint_id, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX attachments_by_content ON attachments (sha256);
INSERT INTO attachments
SELECT stream_id, seq,
       coalesce((SELECT text FROM entries WHERE event_id = events.id AND kind = 'file' ORDER BY id LIMIT 1), ''),
       coalesce(data ->> 'size', 0), coalesce(data ->> 'sha256', '')
FROM events WHERE stream = 'complaint' AND type = 'Attached';
