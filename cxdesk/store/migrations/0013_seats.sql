-- Every window of a login has a seat, and drafts of its own: what it keeps or forgets no other window of theirs loses.
CREATE TABLE drafts_by_seat (
    login TEXT NOT NULL,
    form TEXT NOT NULL,
    about TEXT NOT NULL,
    seat INTEGER NOT NULL,
    said TEXT NOT NULL,
    saved_at INTEGER NOT NULL,
    PRIMARY KEY (login, form, about, seat)
) STRICT, WITHOUT ROWID;
INSERT INTO drafts_by_seat (login, form, about, seat, said, saved_at)
SELECT login, form, about, 1, said, saved_at FROM drafts;
DROP TABLE drafts;
ALTER TABLE drafts_by_seat RENAME TO drafts;
