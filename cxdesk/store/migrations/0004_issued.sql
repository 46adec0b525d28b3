-- Every issue of a report is kept: one sent again stands beside the one before.

CREATE TABLE issued (
  report    TEXT NOT NULL,
  day       TEXT NOT NULL,
  recipient TEXT NOT NULL,
  issued_at INTEGER NOT NULL,
  head      TEXT NOT NULL,
  body      TEXT NOT NULL,
  PRIMARY KEY (report, day, recipient, issued_at)
) STRICT, WITHOUT ROWID;

INSERT INTO issued SELECT report, day, recipient, issued_at, head, body FROM issued_reports;
DROP TABLE issued_reports;
ALTER TABLE issued RENAME TO issued_reports;

-- Who else was told of an alarm that somebody without an address is owed.
CREATE INDEX notices_of ON notices (complaint_id);
