"""One section of a report with what a check finds in it."""

from dataclasses import dataclass

from cxdesk.reports.result import Finding, Section


@dataclass(frozen=True, slots=True)
class Part:
    """A finding whose number is 0 is none."""

    section: Section
    findings: tuple[Finding, ...] = ()
