"""From a report to text: a page for people, Markdown, JSON, CSV of one table. Renderers know nothing of the desk."""

from enum import StrEnum

from cxdesk.catalogue import _
from cxdesk.errors import WrongUse
from cxdesk.reports.result import Report

WIDTH = 80


class Format(StrEnum):
    """What a report can be written as."""

    TABLE = "table"
    MARKDOWN = "markdown"
    JSON = "json"
    CSV = "csv"


def render(report: Report, format: Format, *, width: int = WIDTH, language: str = "en", table: str = "") -> str:  # noqa: A002 (as in every face)
    """The report as text that ends with a line break, in *language*.

    *width* in terminal cells is for the page only. *table* is the key of the one table that CSV writes. Raises
    WrongUse for CSV without a table of the report.
    """
    if format is Format.TABLE:
        from cxdesk.reports.render import page  # noqa: PLC0415 (one renderer is used, the others need not load)

        return page.render(report, width, language)
    if format is Format.MARKDOWN:
        from cxdesk.reports.render import markdown  # noqa: PLC0415 (as above)

        return markdown.render(report, language)
    if format is Format.JSON:
        from cxdesk.reports.render import machine  # noqa: PLC0415 (as above)

        return machine.render_json(report)
    from cxdesk.reports.render import machine  # noqa: PLC0415 (as above)

    chosen = report.table(table)
    if chosen is None:
        keys = ", ".join(known.key for section in report.sections for known in section.tables)
        raise WrongUse(_("CSV is one table; this report has {tables}").format(tables=keys), mend="--table")
    return machine.render_csv(chosen)
