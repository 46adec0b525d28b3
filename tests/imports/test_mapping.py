"""Columns to fields, rows to complaints: known layouts, dates proven, nothing made up."""

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from cxdesk.domain.words import Outcome, Severity, Status
from cxdesk.imports.mapping import (
    LAYOUTS,
    ColumnMapping,
    ContentKeys,
    Field,
    ImportRecord,
    MappingError,
    RowError,
    content_key,
    guess_language,
    prove_order,
    to_record,
)
from cxdesk.imports.readers import Row, open_rows
from cxdesk.when import AmbiguousDate, DateError, DateOrder, Precision

SHANGHAI = ZoneInfo("Asia/Shanghai")
CFPB_SAMPLE = {
    "Date received": "2026-02-03",
    "Product": "Mortgage",
    "Sub-product": "",
    "Issue": "Trouble during payment",
    "Sub-issue": "Late fee",
    "Consumer complaint narrative": "",
    "Company public response": "N/A",
    "Company": "SAMPLE BANK",
    "State": "FL",
    "ZIP code": "335XX",
    "Tags": "Servicemember, Older American",
    "Consumer consent provided?": "None",
    "Submitted via": "Postal mail",
    "Date sent to company": "2026-02-04",
    "Company response to consumer": "Closed with explanation",
    "Timely response?": "Yes",
    "Consumer disputed?": "N/A",
    "Complaint ID": "700001",
}


def record(order: DateOrder | None = None, now: datetime | None = None, **cells: str) -> ImportRecord:
    row = Row(2, cells)
    return to_record(row, ColumnMapping.for_columns(cells), order=order, zone=SHANGHAI, now=now)


def cfpb(**changes: str) -> ImportRecord:
    cells = CFPB_SAMPLE | changes
    return to_record(Row(2, cells), ColumnMapping.for_columns(cells), order=None, zone=SHANGHAI)


def test_a_layout_is_recognised_whatever_case_and_punctuation_its_header_has() -> None:
    for header in (
        list(CFPB_SAMPLE),
        [name.lower().replace(" ", "_") for name in CFPB_SAMPLE],
        ["", "Complaint ID", "Product", "Issue", "Date received", "Company response"],
        ["Product", "Consumer complaint narrative"],
    ):
        assert ColumnMapping.for_columns(header).source == "cfpb"
    assert ColumnMapping.for_columns(["留言编号", "留言时间", "留言详情"]).source == "gov-messages"
    assert ColumnMapping.for_columns(["date", "text"]).source == "generic"


def test_the_preview_names_every_column_but_the_nameless_index() -> None:
    mapping = ColumnMapping.for_columns(["", "Complaint ID", "Product", "Issue", "Date received", "ZIP code"])
    assert mapping.describe() == [
        ("Complaint ID", Field.KEY),
        ("Product", Field.PRODUCT),
        ("Issue", Field.CATEGORY),
        ("Date received", Field.RECEIVED_AT),
        ("ZIP code", None),
    ]


def test_an_override_is_the_only_column_of_its_field() -> None:
    mapping = ColumnMapping.for_columns(["date", "text", "story", "when"], {"text": "Story", "received-at": "when"})
    assert mapping.fields[Field.TEXT] == ("story",)
    assert mapping.fields[Field.RECEIVED_AT] == ("when",)
    assert ColumnMapping.for_columns(["date", "text"], {"text": ""}).describe()[1] == ("text", None)


def test_wrong_overrides_name_what_exists() -> None:
    with pytest.raises(MappingError, match="no column Storey for text") as refused:
        ColumnMapping.for_columns(["date", "story"], {"text": "Storey"})
    assert refused.value.mend == "the columns are date | story"
    with pytest.raises(MappingError, match="no field colour") as refused:
        ColumnMapping.for_columns(["date"], {"colour": "date"})
    assert "received_at" in (refused.value.mend or "")
    with pytest.raises(MappingError, match="no mapping klingon") as refused:
        ColumnMapping.for_columns(["date"], name="klingon")
    assert "cfpb" in (refused.value.mend or "")


def test_every_field_is_understood_by_its_own_name_in_every_layout() -> None:
    for layout in LAYOUTS:
        mapping = ColumnMapping.for_columns([field.value for field in Field if field != "status"], name=layout)
        assert mapping.field_of["received_at"] is Field.RECEIVED_AT
        assert mapping.field_of["closed_at"] is Field.CLOSED_AT


def test_the_first_filled_of_several_columns_counts_and_the_others_are_kept() -> None:
    both = record(id="", id_="515601", date="2026-01-05", text="late")
    assert both.key == "515601"
    other = record(id="1", id_="2", date="2026-01-05", text="late")
    assert (other.key, other.extra) == ("1", {"id_": "2"})


def test_a_cfpb_row_without_issue_speaks_through_its_product() -> None:
    assert cfpb(**{"Issue": "", "Sub-issue": ""}).text == "Mortgage"


def test_a_cfpb_row_without_narrative_speaks_through_its_issue() -> None:
    found = cfpb()
    assert found.subject == found.text == "Trouble during payment: Late fee"
    assert (found.key, found.product, found.unit, found.jurisdiction) == ("700001", "Mortgage", "SAMPLE BANK", "FL")
    assert (found.channel, found.tags, found.language) == ("letter", ("Servicemember", "Older American"), "en")
    assert found.customer is None
    assert "Company public response" not in found.extra
    assert found.extra["Timely response?"] == "Yes"
    assert found.extra["Company response to consumer"] == "Closed with explanation"


def test_a_cfpb_complaint_that_is_closed_has_its_final_response_but_no_date_of_it() -> None:
    closed = cfpb()
    assert (closed.status, closed.outcome, closed.closed_at) == (Status.CLOSED, Outcome.FINAL_RESPONSE, None)
    for word in ("In progress", "Untimely response"):
        assert cfpb(**{"Company response to consumer": word}).status is Status.INVESTIGATING
    assert cfpb(**{"Company response to consumer": "N/A"}).status is Status.RECEIVED


def test_a_narrative_is_trimmed_at_its_ends_and_verbatim_within() -> None:
    text = "\n\t\t  It began.\n\n  Then {$40.00} <b>went</b>.\t\n"
    assert cfpb(**{"Consumer complaint narrative": text}).text == "It began.\n\n  Then {$40.00} <b>went</b>."


def test_a_reply_to_a_message_to_the_government_ends_it_at_that_time() -> None:
    found = record(
        留言编号="1", 留言用户="U0", 留言主题="噪音", 留言时间="2019/4/25 9:32:09", 留言详情="\n\t夜里施工。\n",
        答复意见="已责令停工。", 答复时间="2019/5/10 14:56:53",
    )  # fmt: skip
    assert found.text == "夜里施工。"
    assert found.language == "zh"
    assert (found.status, found.outcome) == (Status.CLOSED, Outcome.FINAL_RESPONSE)
    assert found.responded_at == found.resolved_at == found.closed_at
    assert found.responded_at is not None
    assert found.responded_at.at == datetime(2019, 5, 10, 6, 56, 53, tzinfo=UTC)
    open_one = record(留言编号="1", 留言主题="噪音", 留言时间="2019/4/25 9:32:09", 答复时间="")
    assert (open_one.status, open_one.closed_at) == (Status.RECEIVED, None)


def test_a_bare_date_is_midnight_local_with_the_precision_of_a_day() -> None:
    stamp = record(date="2026-01-05", text="late").received_at
    assert (stamp.at, stamp.precision) == (datetime(2026, 1, 4, 16, 0, tzinfo=UTC), Precision.DAY)


def test_a_time_of_day_beside_the_date_is_joined_to_it() -> None:
    stamp = record(order=DateOrder.DMY, date="22-04-15", time="3:53:50 PM", text="late").received_at
    assert (stamp.at, stamp.precision) == (datetime(2015, 4, 22, 7, 53, 50, tzinfo=UTC), Precision.SECOND)


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"text": "late"}, "no date of receipt"),
        ({"date": "N/A", "text": "late"}, "no date of receipt"),
        ({"date": "yesterday-ish", "text": "late"}, "received_at"),
        ({"date": "11/12/2025", "text": "late"}, "received_at"),
        ({"date": "2025-02-30", "text": "late"}, "received_at"),
        ({"date": "2025-02-03", "text": " \n"}, "neither subject nor text"),
        ({"date": "2025-02-03", "text": "late", "closed": "2025-02-02"}, "closed_at is before the receipt"),
        ({"date": "2099-02-03", "text": "late"}, "in the future"),
        ({"date": "2025-02-03", "text": "late", "closed": "2099-02-02"}, "closed_at is in the future"),
    ],
)
def test_a_row_that_is_no_complaint_is_refused_with_its_reason(cells: dict[str, str], reason: str) -> None:
    with pytest.raises(RowError, match=reason):
        record(None, datetime(2026, 1, 1, tzinfo=UTC), **cells)


def test_a_bare_closing_date_on_the_day_of_receipt_is_not_before_it() -> None:
    found = record(received="2026-01-05 14:00", closed="2026-01-05", text="late")
    assert found.closed_at is not None
    assert (found.closed_at.at, found.closed_at.precision) == (found.received_at.at, Precision.DAY)


def test_doubtful_facts_are_said_and_never_decide_in_silence() -> None:
    unknown = record(date="2026-01-05", text="late", status="Erledigt")
    assert unknown.status is Status.RECEIVED
    assert unknown.remarks == ("the status “Erledigt” is not known; taken as received",)
    assert unknown.extra["status"] == "Erledigt"
    contradicting = record(date="2026-01-05", text="late", status="Open", closed="2026-01-06")
    assert (contradicting.status, contradicting.closed_at, len(contradicting.remarks)) == (Status.RECEIVED, None, 1)
    backwards = record(date="2026-01-05", text="late", responded="2026-01-09", resolved="2026-01-07")
    assert backwards.remarks == ("resolved before the first response",)


def test_words_of_other_systems_become_ours() -> None:
    found = record(date="2026-01-05", text="x", status="Solved", priority="Critical", channel="Customer Care Call")
    assert (found.status, found.severity, found.channel) == (Status.RESOLVED, Severity.S1, "phone")
    chinese = record(
        投诉时间="2026年1月5日", 投诉内容="屏幕碎了", 状态="已办结", 渠道="来电", 优先级="高", 客户姓名="样例客户"
    )
    assert (chinese.status, chinese.severity, chinese.channel) == (Status.CLOSED, Severity.S2, "phone")
    assert (chinese.customer, chinese.subject) == ("样例客户", "屏幕碎了")


def test_a_row_may_have_no_customer() -> None:
    assert record(date="2026-01-05", text="late").customer is None


def test_a_long_text_without_subject_lends_its_first_words() -> None:
    subject = record(date="2026-01-05", text="word " * 40).subject
    assert len(subject) <= 80
    assert subject.endswith("word…")


@pytest.mark.parametrize(
    ("text", "language"),
    [("late again", "en"), ("快递一直没有到", "zh"), ("My friend 李 waits for a parcel since May", "en"),
     ("iPhone 15 Pro Max 屏幕碎了要求退款", "zh"), ("Où est ma réponse", "en")],
)  # fmt: skip
def test_the_language_is_told_by_the_text(text: str, language: str) -> None:
    assert guess_language(text) == language


def test_identical_rows_without_a_key_are_separate_and_a_second_reading_gives_the_same_keys() -> None:
    one = record(date="2026-01-05", text="late")
    same = one._replace(line=9)
    other = record(date="2026-01-05", text="late!")
    assert content_key(one) == content_key(same) != content_key(other)
    first, second = ContentKeys("secret"), ContentKeys("secret")
    keys = [first.key_of(item) for item in (one, same, other, same)]
    assert keys == [keys[0], keys[0] + "#2", keys[2], keys[0] + "#3"]
    assert len({keys[0], keys[2], content_key(one), ContentKeys("another").key_of(one)}) == 4
    assert keys == [second.key_of(item) for item in (one, same, other, same)]
    assert first.key_of(one._replace(key="K1")) == "K1"


@pytest.mark.parametrize(
    ("key", "is_kept"),
    [
        ("4830213", True),
        ("2026-000-123456", True),
        ("000123456789", True),
        ("OLD/0001234", True),
        ("s@example.org", False),
        ("Sample Person", False),
        ("Sample", False),
        ("+49301234567", False),
        ("0049301234567", False),
        ("030-1234567", False),
        ("(030)1234567", False),
        ("13800138000", False),
        ("5551234", False),
    ],
)
def test_a_key_that_leads_to_somebody_stands_in_no_event(key: str, is_kept: bool) -> None:
    """DOMAIN §10: an address, a number to call, and what the row itself calls its customer are hashed."""
    one = record(date="2026-01-05", text="late", customer="Sample", phone="555 12 34")._replace(key=key)
    assert (ContentKeys("secret").key_of(one) == key) is is_kept


def proven(dates: Iterable[str]) -> DateOrder | None:
    rows = [Row(line, {"date": date}) for line, date in enumerate(dates, 2)]
    return prove_order(rows, ColumnMapping.for_columns(["date"]))


def test_the_order_of_dates_is_proven_by_the_file_or_refused() -> None:
    ambiguous = [f"{month}/{day}/2025" for month in range(1, 13) for day in range(1, 13)]
    assert proven([*ambiguous * 3, "4/25/2025"]) is DateOrder.MDY
    assert proven([*ambiguous, "25-4-2025"]) is DateOrder.DMY
    assert proven(["2025/4/3"]) is DateOrder.YMD
    assert proven(["", "N/A"]) is None
    with pytest.raises(AmbiguousDate):
        proven(ambiguous)
    with pytest.raises(DateError):
        proven(["4/25/2025", "25/4/2025"])


def imported(path: Path, zone: ZoneInfo = SHANGHAI) -> tuple[list[ImportRecord], list[str]]:
    reader = open_rows(path)
    mapping = ColumnMapping.for_columns(reader.columns)
    order = prove_order(reader, mapping)
    records, reasons = [], []
    for row in reader:
        if not isinstance(row, Row):
            reasons.append(row.reason)
            continue
        try:
            records.append(to_record(row, mapping, order=order, zone=zone))
        except RowError as error:
            reasons.append(str(error))
    return records, reasons


@pytest.mark.corpus
@pytest.mark.parametrize(
    ("name", "count", "rejected"),
    [
        ("01-cfpb/cfpb-2016_2020_iso_narr.csv", 188, 0),
        ("01-cfpb/cfpb-2011_2018_sample_mdy.csv", 570, 0),
        ("01-cfpb/cfpb-2013_snake_case_mdy.csv", 682, 0),
        ("01-cfpb/cfpb-2014-10_11_old_layout.csv", 5814, 1),
        ("01-cfpb/cfpb-2015q1_reordered_zip_int.csv", 19740, 0),
        ("01-cfpb/cfpb-2013_2017_mdy_no_id.csv", 2205, 0),
        ("01-cfpb/cfpb-2016-09_mdy.csv", 247, 0),
        ("01-cfpb/cfpb-2023-04_dmy_dash_underscore.csv", 2786, 0),
        ("01-cfpb/cfpb-2023_payday_loans_mdy2.csv", 1963, 0),
        ("01-cfpb/cfpb-2023-08_iso_truncated_1MiB.csv", 1447, 1),
        ("01-cfpb/cfpb-2020_2024_mdy_13cols.csv", 353, 0),
        ("03-chinese/derived/gov_complaints_with_replies.csv", 1920, 0),
        ("04-support-survey/comcast_2015_bom_dmy2.csv", 2224, 0),
    ],
)
def test_the_real_files_map_completely(corpus: Path, name: str, count: int, rejected: int) -> None:
    records, reasons = imported(corpus / name)
    keys = ContentKeys("secret")
    assert (len({keys.key_of(record) for record in records}), len(reasons)) == (count, rejected)


@pytest.mark.corpus
@pytest.mark.parametrize(
    ("name", "count"), [("01-cfpb/cfpb-narratives_only_2col.csv", 1456), ("03-chinese/gov_replies_gb18030.csv", 1920)]
)
def test_real_rows_without_a_date_are_rejected_one_by_one(corpus: Path, name: str, count: int) -> None:
    assert imported(corpus / name) == ([], ["no date of receipt"] * count)


@pytest.mark.corpus
def test_real_rows_in_four_encodings_are_the_same_complaints(corpus: Path) -> None:
    folder = corpus / "03-chinese" / "derived"
    plain, _reasons = imported(folder / "gov_complaints_labelled.csv")
    assert {record.language for record in plain} == {"zh"}
    for variant in ("bom", "gb18030", "utf16"):
        assert imported(folder / f"gov_complaints_labelled_{variant}.csv")[0] == plain
    replies = "gov_complaints_with_replies"
    assert imported(folder / f"{replies}.csv") == imported(folder / f"{replies}_gb18030.csv")


@pytest.mark.corpus
def test_two_real_files_of_the_same_month_hold_the_same_complaints(corpus: Path) -> None:
    junk, _none = imported(corpus / "01-cfpb" / "cfpb-2020-04_iso_unzip_junk_prefix.csv")
    slash, _none = imported(corpus / "01-cfpb" / "cfpb-2020-04_slashymd_crlf.csv")
    assert len(junk) == len(slash) == 4639
    received = {record.key: record.received_at for record in junk}
    assert {record.key: record.received_at for record in slash} == received


@pytest.mark.corpus
def test_the_second_date_column_of_a_real_file_proves_the_first_was_read_right(corpus: Path) -> None:
    records, _none = imported(corpus / "04-support-survey" / "comcast_2015_bom_dmy2.csv")
    for record in records:
        named = record.extra["Date_month_year"]
        assert record.received_at.at.astimezone(SHANGHAI).strftime("%d-%b-%y") == named
    mixed, _none = imported(corpus / "04-support-survey" / "comcast_2015_mixed_dates.csv")
    assert [record.received_at for record in mixed] == [record.received_at for record in records]
