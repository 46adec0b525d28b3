"""What `show` answers: facts, clocks, options, what is owed, and the timeline in words a person understands."""

from collections.abc import Sequence
from datetime import datetime, tzinfo

from cxdesk.catalogue import N_, _
from cxdesk.cli.complaints import told, whole_data
from cxdesk.cli.context import Cli
from cxdesk.cli.light import Light
from cxdesk.cli.listing import open_queue
from cxdesk.cli.people import BAR
from cxdesk.cli.results import Block, Document, Fields, Heading
from cxdesk.desk.cardwords import CardWords, Pair
from cxdesk.desk.queue import Card, Moment, Record
from cxdesk.desk.value_words import instant_text, spoken
from cxdesk.desk.wording import standing_answers


def show(cli: Cli, words: Sequence[str]) -> Document:
    """The complaint of that reference, whole."""
    with open_queue(cli) as desk:
        whole, zone, folder = desk.card(words[0]), desk.zone, desk.letter_folder
    seen = _Seen(whole, cli.now(), zone, folder)
    return Document(seen.blocks(), whole_data(whole, zone), zone=zone)


class _Seen:
    """One complaint as it is seen at *now*."""

    def __init__(self, whole: Card, now: datetime, zone: tzinfo, letter_folder: str) -> None:
        self.whole = whole
        self.zone = zone
        self.words = CardWords(whole, now, zone, letter_folder)

    def blocks(self) -> list[Block]:
        """Everything there is to see, under headings."""
        row = self.whole.complaint
        answers = standing_answers(self.whole)
        waits: list[Pair] = [(_("answer to record"), "\n".join(answers))] if answers else []
        head = Heading(f"{row['ref']}  {row['subject'] or ''}".rstrip())
        found: list[Block] = [head, Fields([*waits, *self.words.facts()])]
        sections: list[tuple[str, list[Pair]]] = [
            (N_("Clocks"), [(_(clock["clock"]), self.words.clock(clock)) for clock in self.whole.clocks]),
            (N_("Options"), [(str(option["number"]), self.words.option(option)) for option in self.whole.options]),
            (
                N_("Promises"),
                [(str(one["number"]), self.words.promise(one)) for one in self.whole.promises],
            ),
            (N_("Escalations"), [(str(one["number"]), self.words.escalation(one)) for one in self.whole.escalations]),
            (N_("Revisits"), [(str(visit["number"]), self.words.revisit(visit)) for visit in self.whole.revisits]),
            (N_("Corrections"), [self._correction(one) for one in self.whole.corrections]),
            (N_("Letters"), [(str(letter["id"]), self.words.letter(letter)) for letter in self.whole.letters]),
            (N_("Timeline"), [self._moment(moment) for moment in self.whole.timeline]),
        ]
        for title, pairs in sections:
            if pairs:
                found += [Heading(_(title)), Fields(pairs)]
        return found

    def _correction(self, one: Record) -> Pair:
        fact, told = self.words.correction(one)
        return fact, "\n".join([str(told), *_quoted(spoken(one["reason"]))])

    def _moment(self, moment: Moment) -> Pair:
        words = [spoken(text, kind) for kind, text in moment.words]
        return instant_text(moment.at, self.zone), "\n".join(
            [f"{moment.agent}: {told(moment, self.zone)}", *(line for text in words for line in _quoted(text))]
        )


def _quoted(text: str) -> list[str]:
    """Somebody's words, each line marked, so that nothing in them can pass for a line of ours."""
    return [f"{BAR}{line}" for line in text.strip().split("\n")]


LIGHT = Light(show, {}, words=(1, 1))
