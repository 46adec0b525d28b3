"""The screens. `cxdesk.app` runs them, `cxdesk.widgets` has their parts, and the threads that reach the desk.

Nothing here imports `cxdesk.store` or touches a connection: what is read comes through `Watch`
(`cxdesk/desk/watching.py`), what is written through `Desk`. Neither is called on the event loop.

How to read
-----------
Ask the reader; the answer comes back as a message to whoever asked::

    class Looked(Message):
        def __init__(self, seen: "Seen") -> None:
            super().__init__()
            self.seen = seen

    self.desk_app.reader.ask(Lane.SEEN, self, lambda door: Looked(door.see(ref)))

Of each `Lane` only the newest question counts. What the question raises comes as `Failed`; `Place` says it in a toast.
What `Watch` cannot answer yet is added there (or in a sibling of it under `cxdesk/desk`), never asked of the store.

How to add a screen
-------------------
1. `cxdesk/screens/NAME.py`: a `Place` (see `place.py`) whose `offers` are its commands in the order of the footer, and
   `CSS = stylesheet("NAME")` from `NAME.tcss` beside it. It answers `aim()` (what acts apply to: the complaints, what
   is allowed, the revisit where it shows revisits), `reload()` (somebody changed the desk; that somebody is typing is
   no change, see `cxdesk/desk/noticing.py`), and where it has a list, `listing`. It yields a `Header` and the `Keys`.
2. One that a digit reaches: into `MODES` of `cxdesk/app.py`, with a command as `GoToDesk` is. One that lies on top of
   another (a complaint): `app.push_screen`; Esc leads back.
3. `tests/screens/test_NAME.py`: plain-text screens at both sizes and in both languages (`tests/screens/stage.py`), a
   pilot test of each command, and hostile text through it.

How to add a command
--------------------
A class in `cxdesk/screens/commands`: its docstring is its help (and is translated), `name`, `keys`, `label` (marked
with N_). An act is an `ActCommand` with its `Act`, whose name it has unless it says otherwise; what it must know is its
`fields`, what can be asked for again its `more`; `writes` where the desk may write to the customer, `question` where it
cannot be undone; `perform(desk, ref, said)` runs on the writer's thread and returns the `Change`; `undo(before)` gives
the `Undo` that takes it back. Into the tuple at the end of its module (`RECEIVING`, `WAITING`, `SETTLING`, `ENDING`,
`REVISITING`), of which `commands/acts.py` makes `ACTS`, and that is all: footer, palette, help and docs/keys.md have it
(`python -m cxdesk.screens.keys_page > docs/keys.md`). An act is offered where role, status and object allow it; a
selection gets it at once, with one report. The key of what is not offered says why: `why_not(place)` names the act that
the desk is asked about, or a sentence. What a refusal says in a screen stands in `refusals.py`.

How to add a form
-----------------
None needs to be written: `Form` is made of the command's `fields`. `Field(name, label, kind, required, hint, complete,
blamed_for, is_free, is_quoted)`, `complete(door, seen)` answering on the reader's thread what may stand there,
`is_free` where anything else may as well, `is_quoted` where what it means is somebody's own words; `Said` reads what
was typed (`text yes maybe known channel cause code amount sets number moment bound day needed`) and raises
`FieldWrong`, which is shown beside its field, as is what is about a parameter of the field's name or of one in
`blamed_for`; any other refusal stands below all fields with what mends it (`tests/screens/test_blame.py` has a case of
every field that can be wrong). `first_values(seen)` fills it, drafts are kept by themselves, what others did meanwhile
is shown before it is saved. What is common to all is `Asking`; a screen that is one large form (`log.py`) is one as
well, and says what `save(values)` and `action_try()` do.

What is typed ahead
-------------------
Keys are done in the order in which they were struck, each on what the one before it has left (`typist.py`). Nothing is
typed into a form that is being saved; on a place a key waits, two seconds at most, while its command says `is_early`:
other rows are on their way (`is_arriving`), or what came of an act was not read yet (`is_settling`). Moving among rows
that are there waits for nothing.

Text of other people
--------------------
Stored text reaches a widget only as `Content(plain(text))`, `Content.from_markup("…$x", x=plain(text))`, or through
`app.say` (never `notify`). No Markdown for it.
"""
