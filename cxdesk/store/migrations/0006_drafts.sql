-- What somebody was typing into a form, kept until it is saved or thrown away; personal text, so erased with the person.
CREATE TABLE drafts (
    login TEXT NOT NULL,
    form TEXT NOT NULL,
    about TEXT NOT NULL,
    said TEXT NOT NULL,
    saved_at INTEGER NOT NULL,
    PRIMARY KEY (login, form, about)
) STRICT, WITHOUT ROWID;
