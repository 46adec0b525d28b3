-- The way of a letter: what every attempt at it came to, and what people did about it. `attempts` counts them all; those
-- after `counted_from`, the last retry by hand, decide how long the next wait is.

ALTER TABLE outbox ADD COLUMN counted_from INTEGER NOT NULL DEFAULT 0;
CREATE TABLE outbox_way (
  id        INTEGER PRIMARY KEY,
  letter_id INTEGER NOT NULL REFERENCES outbox (id),
  at        INTEGER NOT NULL,
  state     TEXT NOT NULL,
  code      TEXT NOT NULL DEFAULT '',
  error     TEXT NOT NULL DEFAULT '',
  agent     TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX outbox_way_of ON outbox_way (letter_id);
