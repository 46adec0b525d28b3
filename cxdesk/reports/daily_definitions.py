"""What each figure of the daily report counts, and what of a past date is exact."""

from cxdesk.catalogue import N_
from cxdesk.reports.result import Definition, Said

_STANDING = (
    (
        "flow",
        N_(
            "Open at end = open at start + received + reopened + merges taken back − closed. A complaint that was"
            " merged counts as long as it stood by itself and closes as merged; everywhere else it is left out."
            " Tests and mystery complaints are left out everywhere. Resolved → investigating is returned, not"
            " reopened."
        ),
    ),
    (
        "compliance",
        N_(
            "Met ÷ (met + breached) over the instances whose last moment lies in the period (local dates, the"
            " report's included). Breached: stopped at or after its due instant, or not stopped by then. Not due"
            " yet, cancelled, merged and unknown ones stand apart. The first verdict counts; corrections are shown"
            " beside it. Fewer than 10: counts only; fewer than 30: marked ~, a small sample."
        ),
    ),
    (
        "breached",
        N_(
            "Instances whose due instant passed on the date without being met, and promises and deliveries that"
            " failed on it before they were due."
        ),
    ),
    (
        "overdue",
        N_(
            "Complaints with at least one instance past its due instant and still owed at the end of the report's"
            " time, by the full days since the oldest of them; whether or not a sweep has written it down."
        ),
    ),
    ("due", N_("Instances still owed and not late. A paused one has no due date and is not among them.")),
    ("unanswered", N_("Escalations on open complaints that nobody they went to has answered.")),
    ("unacknowledged", N_("Open complaints whose acknowledgement is still owed, in whatever way.")),
    ("causes", N_("Complaints received in the 30 dates that end with the report's, by the cause as it is known now.")),
    ("people", N_("Owner at the time. An agent's team is the present one.")),
    (
        "acts",
        N_(
            "Corrections and approvals made on the date; acts recorded on it but dated further back than the desk"
            " allows without a reason. Imported receipts are no acts. A correction stands with the value before it;"
            " the flow counts a receipt on the date that was recorded first."
        ),
    ),
    ("clockwork", N_("Times longer than 15 minutes in which neither cxdesk run nor cxdesk sweep made a pass.")),
)

_PAST = N_(
    "A date that is over is told from what the desk keeps. Exact: which complaints were known by then,"
    " breaches, overdue, unanswered escalations and acknowledgements of open complaints. By the date they"
    " happened, even if recorded later: changes of status, so far {count}. As they are now: causes, teams,"
    " corrected verdicts, due dates moved since; and options, revisits planned and letters are only those still"
    " undecided or unsent."
)


def definitions(*, is_past: bool, late_acts: int) -> tuple[Definition, ...]:
    """Definitions in the order of the page; for a past date also what is exact, on the page itself."""
    standing = tuple(Definition(key, Said(text)) for key, text in _STANDING)
    if not is_past:
        return standing
    return (*standing, Definition("past", Said(_PAST, {"count": late_acts}), vital=True))
