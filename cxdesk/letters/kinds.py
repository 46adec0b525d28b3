"""The letters a desk writes, who reads them, and what each needs beside the facts of the complaint."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from cxdesk.catalogue import N_


class LetterKind(StrEnum):
    """The value is also the stem of the template's file name."""

    ACKNOWLEDGEMENT = N_("acknowledgement")
    PROGRESS_UPDATE = N_("progress-update")
    DELAY_NOTICE = N_("delay-notice")
    OPTIONS = N_("options")
    ACCEPTANCE_RECORD = N_("acceptance-record")
    SUMMARY_RESOLUTION = N_("summary-resolution")
    FINAL_RESPONSE = N_("final-response")
    CLOSURE = N_("closure")
    EXTENSION_NOTICE = N_("extension-notice")
    INFORMATION_REQUEST = N_("information-request")
    DECLINE_NOTICE = N_("decline-notice")
    WITHDRAWAL_CONFIRMATION = N_("withdrawal-confirmation")
    RECOURSE_NOTICE = N_("recourse-notice")
    SURVEY_INVITATION = N_("survey-invitation")
    REVISIT_SCRIPT = N_("revisit-script")
    ESCALATION_NOTICE = N_("escalation-notice")
    REPORT_COVER = N_("report-cover")

    @property
    def for_customer(self) -> bool:
        """Staff mail may name many complaints, and promises nobody anything."""
        return self not in (LetterKind.ESCALATION_NOTICE, LetterKind.REPORT_COVER, LetterKind.REVISIT_SCRIPT)

    @property
    def promises(self) -> bool:
        """Something is still owed after this letter, so somebody must own it (STANDARDS §7.3 L11)."""
        return self in (
            LetterKind.ACKNOWLEDGEMENT,
            LetterKind.PROGRESS_UPDATE,
            LetterKind.DELAY_NOTICE,
            LetterKind.OPTIONS,
            LetterKind.ACCEPTANCE_RECORD,
            LetterKind.RECOURSE_NOTICE,
            LetterKind.EXTENSION_NOTICE,
            LetterKind.INFORMATION_REQUEST,
        )


@dataclass(frozen=True, slots=True)
class Extra:
    """Words written for one letter by the team; *lines* keeps its line breaks."""

    name: str
    lines: bool = True
    required: bool = False


EXTRAS: Final[Mapping[LetterKind, tuple[Extra, ...]]] = {
    LetterKind.ACKNOWLEDGEMENT: (),
    LetterKind.PROGRESS_UPDATE: (Extra("progress", required=True), Extra("reason")),
    LetterKind.DELAY_NOTICE: (Extra("reason", required=True), Extra("progress")),
    LetterKind.OPTIONS: (Extra("options", required=True), Extra("findings")),
    LetterKind.ACCEPTANCE_RECORD: (Extra("option", required=True), Extra("delivery_by", lines=False)),
    LetterKind.SUMMARY_RESOLUTION: (Extra("remedy", required=True), Extra("reasons")),
    LetterKind.FINAL_RESPONSE: (
        Extra("decision", required=True),
        Extra("reasons", required=True),
        Extra("points"),
        Extra("apology"),
        Extra("remedy"),
        Extra("where_to_go"),
    ),
    LetterKind.CLOSURE: (Extra("outcome", required=True), Extra("remedy")),
    LetterKind.EXTENSION_NOTICE: (Extra("reason", required=True), Extra("progress")),
    LetterKind.INFORMATION_REQUEST: (Extra("items", required=True), Extra("reason")),
    LetterKind.DECLINE_NOTICE: (Extra("reason", required=True), Extra("where_to_go")),
    LetterKind.WITHDRAWAL_CONFIRMATION: (),
    LetterKind.RECOURSE_NOTICE: (Extra("reason", required=True),),
    LetterKind.SURVEY_INVITATION: (Extra("outcome", lines=False),),
    LetterKind.REVISIT_SCRIPT: (Extra("remedy"),),
    LetterKind.ESCALATION_NOTICE: (Extra("recipient_name", lines=False), Extra("blind_period", lines=False)),
    LetterKind.REPORT_COVER: (
        Extra("report_title", lines=False, required=True),
        Extra("period", lines=False, required=True),
        Extra("headlines"),
        Extra("chain_head", lines=False),
    ),
}
