"""Reading files of complaints: encodings, broken records, and files that are something else."""

import io
import json
import tracemalloc
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxdesk.imports.readers import BadRow, Row, RowReader, UnreadableFile, open_rows
from cxdesk.imports.rows import MAX_RECORD

CHINESE = (
    "编号,日期,内容\n1,2026-03-02,我的订单已经三周没有发货，请尽快处理。\n2,2026-03-03,客服一直没有回复我的投诉。\n"
)


def opened(content: bytes | str, *, format: str | None = None, encoding: str | None = None) -> RowReader:  # noqa: A002 (as `open_rows`)
    raw = content.encode() if isinstance(content, str) else content
    return open_rows(io.BytesIO(raw), format=format, encoding=encoding)


def good(rows: Iterable[Row | BadRow]) -> list[Row]:
    return [row for row in rows if isinstance(row, Row)]


def bad(rows: Iterable[Row | BadRow]) -> list[BadRow]:
    return [row for row in rows if isinstance(row, BadRow)]


def test_rows_carry_the_physical_line_where_their_record_begins() -> None:
    reader = opened('id,text\r\n1,"two\r\nlines"\r\n\r\n2,one\r\n')
    assert list(reader) == [Row(2, {"id": "1", "text": "two\r\nlines"}), Row(5, {"id": "2", "text": "one"})]


def test_a_reader_begins_anew_each_time_it_is_read() -> None:
    reader = opened("id,text\n1,a\n2,b\n")
    assert list(reader) == list(reader)
    assert len(list(reader)) == 2


def test_a_literal_quote_inside_an_unquoted_field_is_text() -> None:
    reader = opened('id,text,unit\n1,a 24" screen broke,x\n2,fine,y\n')
    assert [row.fields["text"] for row in good(reader)] == ['a 24" screen broke', "fine"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_proven_by_the_records(delimiter: str) -> None:
    lines = [["id", "date", "text"], ["1", "2026-01-02", "one, two; three"], ["2", "2026-01-03", "1,5 | 2,5"]]
    quoted = "\n".join(delimiter.join(f'"{cell}"' for cell in line) for line in lines)
    reader = opened(quoted)
    assert reader.delimiter == delimiter
    assert [row.fields["text"] for row in good(reader)] == ["one, two; three", "1,5 | 2,5"]


def test_junk_lines_before_the_header_are_skipped_and_named() -> None:
    reader = opened("Archive:  x.zip\n  inflating: x.csv\nid,date,text\n1,2026-01-02,a\n2,2026-01-03,b\n")
    assert reader.columns == ("id", "date", "text")
    assert reader.skipped == ("Archive:  x.zip", "inflating: x.csv")
    assert [row.line for row in good(reader)] == [4, 5]


def test_a_header_that_disagrees_with_its_rows_is_not_taken_for_junk() -> None:
    reader = opened("id,date,text,unit\n1,2026-01-02,a\n2,2026-01-03,b\n")
    assert reader.columns == ("id", "date", "text", "unit")
    assert [row.line for row in bad(reader)] == [2, 3]


def test_a_nameless_index_column_stays_nameless_and_doubled_names_are_told_apart() -> None:
    reader = opened(",id,note,note\n0,7,a,b\n")
    assert reader.columns == ("", "id", "note", "note (2)")


def test_a_file_of_one_column_is_read() -> None:
    assert [row.fields for row in good(opened("text\nlate\nbroken\n"))] == [{"text": "late"}, {"text": "broken"}]


def test_a_header_alone_is_a_file_without_rows() -> None:
    reader = opened("id,date,text\n")
    assert reader.columns == ("id", "date", "text")
    assert list(reader) == []


def test_too_many_and_too_few_fields_are_rejected_and_the_rest_goes_on() -> None:
    reader = opened("id,date,text\n1,2026-01-02,a\n2,2026-01-02\n3,2026-01-02,c,d\n4,2026-01-02,e,,\n5,2026-01-02,f\n")
    assert [row.fields["id"] for row in good(reader)] == ["1", "4", "5"]
    assert [(row.line, row.reason) for row in bad(reader)] == [
        (3, "2 fields where the header has 3"),
        (4, "4 fields where the header has 3"),
    ]
    assert bad(reader)[0].raw == "2,2026-01-02"


def test_a_truncated_last_record_ends_early() -> None:
    reader = opened('id,date,text\n1,2026-01-02,a\n2,2026-01-03,"it began\nand then')
    assert [row.fields["id"] for row in good(reader)] == ["1"]
    assert bad(reader) == [BadRow(3, "the record ends early", '2,2026-01-03,"it began\nand then')]
    shorter = opened("id,date,text\n1,2026-01-02,a\n2,2026-")
    assert bad(shorter) == [BadRow(3, "the record ends early: 2 of 3 fields", "2,2026-")]


def test_a_quote_that_never_closes_takes_only_its_own_record() -> None:
    rows = "".join(f"{number},2026-01-02,fine {number}\n" for number in range(3, 50))
    reader = opened(f'id,date,text\n1,2026-01-02,a\n2,2026-01-02,"never closed\n{rows}')
    assert [row.fields["id"] for row in good(reader)] == ["1", *map(str, range(3, 50))]
    assert [(row.line, row.raw) for row in bad(reader)] == [(3, '2,2026-01-02,"never closed')]


def test_a_quote_that_meets_a_later_quote_takes_only_its_own_record() -> None:
    reader = opened('id,text,unit\n1,"open,x\n2,"closed, two",y\n3,"multi\nline",z\n4,d,w\n')
    assert [row.fields["id"] for row in good(reader)] == ["2", "3", "4"]
    assert [row.line for row in bad(reader)] == [2]


def test_a_record_longer_than_the_limit_is_rejected_and_the_rest_goes_on() -> None:
    reader = opened(f"id,text\n1,a\n2,{'x' * (MAX_RECORD + 10)}\n3,c\n")
    assert [row.fields["id"] for row in good(reader)] == ["1", "3"]
    assert [(row.line, row.reason) for row in bad(reader)] == [
        (3, f"the record is longer than {MAX_RECORD} characters")
    ]


def test_quotes_that_never_close_in_a_long_file_do_not_swallow_it() -> None:
    filler = "".join(f"{number},{'y' * 90}\n" for number in range(20_000))
    reader = opened(f'id,text\na,"open\n{filler}b,"open\n{filler}')
    assert len(good(reader)) == 40_000
    assert [row.raw for row in bad(reader)] == ['a,"open', 'b,"open']


def test_zero_bytes_reject_their_record() -> None:
    reader = opened(b"id,text\n1,a\n2,b\x00c\n3,d\n")
    assert [(row.line, row.reason) for row in bad(reader)] == [(3, "the record holds zero bytes")]
    assert len(good(reader)) == 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-32"])
def test_the_same_rows_are_read_from_every_encoding_that_proves_itself(encoding: str) -> None:
    reader = opened(CHINESE.encode(encoding))
    assert list(reader) == list(opened(CHINESE))
    assert reader.encoding == {"gbk": "gb18030"}.get(encoding, encoding)


def test_a_byte_that_does_not_decode_rejects_its_own_record_however_late() -> None:
    rows = "".join(f"{number},第{number}号投诉\n" for number in range(2000)).encode()
    reader = opened("编号,内容\n".encode() + rows + b"2000,\xff\xfe wrong\n2001,fine\n")
    assert reader.encoding == "utf-8"
    assert [(row.line, row.reason, row.raw) for row in bad(reader)] == [
        (2002, "bytes that are not utf-8", "2000,\\xff\\xfe wrong")
    ]
    assert len(good(reader)) == 2001


def test_bytes_beyond_ascii_late_in_the_file_decide_its_encoding() -> None:
    plain = "".join(f"{number},2026-01-02,nothing to see here\n" for number in range(60_000))
    body = CHINESE.split("\n", 1)[1]
    reader = opened(("id,date,text\n" + plain + body).encode("gb18030"))
    assert reader.encoding == "gb18030"
    assert bad(reader) == []


def test_a_broken_gb18030_record_is_rejected_and_the_rest_goes_on() -> None:
    head, one, two, _end = CHINESE.encode("gb18030").split(b"\n")
    reader = opened(b"\n".join([head, one, b"9,2026-03-02,\xff\xff", two, one, two, b""]))
    assert reader.encoding == "gb18030"
    assert [row.line for row in bad(reader)] == [3]
    assert len(good(reader)) == 4


def test_a_wrong_encoding_in_one_row_of_a_small_file_rejects_that_row() -> None:
    reader = opened(b"id,date,text\n1,2026-01-02,fine\n2,2026-01-02,caf\xe9\n")
    assert ([row.line for row in good(reader)], [row.line for row in bad(reader)]) == ([2], [3])


def test_western_single_bytes_are_offered_never_assumed() -> None:
    content = "id,text\n1,Où est ma réponse à ma réclamation déposée\n2,Écran cassé\n".encode("cp1252")
    with pytest.raises(UnreadableFile, match="neither UTF-8 nor GB18030") as refused:
        opened(content)
    assert "windows-1252" in (refused.value.mend or "")
    assert good(opened(content, encoding="windows-1252"))[1].fields["text"] == "Écran cassé"


def test_korean_is_not_taken_for_chinese() -> None:
    text = "번호,내용\n1,배송이 너무 늦어서 환불을 요청합니다\n"
    text += "2,상담원이 전화를 받지 않습니다\n3,제품이 고장난 상태로 도착했습니다\n"
    with pytest.raises(UnreadableFile, match="neither UTF-8 nor GB18030"):
        opened(text.encode("cp949"))


def test_an_encoding_named_wrongly_is_one_clear_error_when_the_header_does_not_decode() -> None:
    with pytest.raises(UnreadableFile, match="does not decode as utf-8"):
        opened(CHINESE.encode("gb18030"), encoding="utf-8")
    with pytest.raises(UnreadableFile, match="would be garbled"):
        opened(CHINESE, encoding="gb18030")
    with pytest.raises(UnreadableFile, match="no encoding klingon"):
        opened(CHINESE, encoding="klingon")


def test_an_encoding_named_wrongly_rejects_the_rows_that_do_not_decode() -> None:
    content = ("id,date,text\n" + "1,2026-01-02,fine\n" + "2,2026-01-02,投诉\n").encode("gb18030")
    reader = opened(content, encoding="utf-8")
    assert [row.line for row in bad(reader)] == [3]
    assert [row.line for row in good(reader)] == [2]


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "the file is empty"),
        (b" \r\n\n", "the file is empty"),
        (b"\xef\xbb\xbf", "the file is empty"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n", "Git LFS pointer"),
        (b"<!DOCTYPE html><html><body>Sign in</body></html>", "web page"),
        (b"PK\x03\x04\x14\x00\x06\x00", "workbook or zip"),
        (b"\x1f\x8b\x08\x00", "compressed"),
        (b"%PDF-1.7", "PDF"),
    ],
)
def test_a_file_that_is_something_else_is_refused_with_a_mend(content: bytes, what: str) -> None:
    with pytest.raises(UnreadableFile, match=what) as refused:
        opened(content)
    assert refused.value.mend


def test_a_file_that_is_absent_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="cannot be read"):
        open_rows(tmp_path / "absent.csv")


def test_json_lines_are_read_one_object_each_and_values_become_stable_text() -> None:
    reader = opened('{"id": 7, "n": 1.50, "ok": true, "none": null, "at": {"x": {"y": "z"}}, "tags": ["a", 1]}\n')
    assert reader.format == "jsonl"
    assert good(reader)[0].fields == {
        "id": "7",
        "n": "1.50",
        "ok": "true",
        "none": "",
        "at.x.y": "z",
        "tags": "a, 1",
    }


def test_a_bad_line_of_json_lines_never_stops_the_rest() -> None:
    content = (
        b'{"id": 1}\n[2]\n{"id": 3,}\n\n{"id": "\\ud800"}\n{"id": NaN}\n{"id": "\xff"}\n'
        b'{"id": 8} {}\n{"id": 9}\n{"id": 1'
    )
    reader = opened(content, format="jsonl")
    assert [row.line for row in good(reader)] == [1, 9]
    assert [row.line for row in bad(reader)] == [2, 3, 5, 6, 7, 8, 10]
    assert bad(reader)[-1].reason == "the record ends early"
    assert "\ud800" not in "".join(row.raw for row in bad(reader))


@pytest.mark.parametrize(
    "content",
    [
        '[{"id": 1, "text": "a"}, {"id": 2, "text": "b"}]',
        '[\n  {\n    "id": 1,\n    "text": "a"\n  },\n  {\n    "id": 2,\n    "text": "b"\n  }\n]\n',
        '{"schema": 1, "meta": {"n": [1, {}]}, "data": [{"id": 1, "text": "a"}, {"id": 2, "text": "b"}], "errors": []}',
    ],
)
def test_a_list_of_objects_or_an_envelope_around_it_is_read(content: str) -> None:
    reader = opened(content, format="json")
    assert reader.columns == ("id", "text")
    assert [row.fields for row in good(reader)] == [{"id": "1", "text": "a"}, {"id": "2", "text": "b"}]


def test_a_broken_object_in_a_list_never_stops_the_rest() -> None:
    reader = opened(
        '[\n{"id": 1},\n{"id": oops, "x": "a long text that follows"},\n{"id": 3},\n4,\n{"id": 5}\n]', format="json"
    )
    assert [row.line for row in good(reader)] == [2, 4, 6]
    assert [row.line for row in bad(reader)] == [3, 5]


def test_a_list_on_one_long_line_is_read_to_its_end() -> None:
    objects = [{"id": number, "text": "x" * 100} for number in range(30_000)]
    content = json.dumps(objects, separators=(",", ":"))
    assert len(content) > 3 * MAX_RECORD
    assert len(good(opened(content))) == 30_000
    broken = content.replace('"id":15000,', '"id":oops,', 1)
    assert len(good(opened(broken))) == 29_999
    assert len(bad(opened(broken))) == 1


def test_text_after_a_list_is_not_lost_in_silence() -> None:
    reader = opened('[{"id": 1}]\n[{"id": 2}]\n', format="json")
    assert [row.reason for row in bad(reader)] == ["more text follows the end of the list"]


def test_a_list_that_breaks_off_says_so() -> None:
    reader = opened('[{"id": 1}, {"id": 2, "text": "it bro', format="json")
    assert [row.fields["id"] for row in good(reader)] == ["1"]
    assert [row.reason for row in bad(reader)] == ["the record ends early"]


def test_json_without_a_list_of_objects_is_refused() -> None:
    with pytest.raises(UnreadableFile, match="holds no list of objects"):
        opened('{"id": 1, "text": "alone"}', format="json")


def test_a_deeply_nested_object_is_a_bad_row() -> None:
    deep = '{"a":' * 5000 + "1" + "}" * 5000
    reader = opened('{"id": 1}\n' + deep + '\n{"id": 3}\n', format="jsonl")
    assert [row.line for row in good(reader)] == [1, 3]


def test_a_pipe_is_read_like_a_file() -> None:
    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def seek(self, *_args: int) -> int:
            raise io.UnsupportedOperation

    reader = open_rows(cast("BinaryIO", Pipe(CHINESE.encode("gb18030"))))
    assert len(list(reader)) == len(list(reader)) == 2


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    def peak(rows: int) -> int:
        path = tmp_path / f"{rows}.csv"
        path.write_text("id,text\n" + "".join(f"{row},投诉内容{'y' * 100}\n" for row in range(rows)), "utf-8")
        tracemalloc.start()
        for _row in open_rows(path):
            pass
        _now, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    peak(10)
    assert peak(80_000) < 1.3 * peak(20_000) + 500_000


CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=8))
def test_whatever_is_written_by_the_rules_is_read_back(cells: list[tuple[str, str, str]]) -> None:
    def quoted(values: Iterable[str]) -> str:
        return ",".join('"' + value.replace('"', '""') + '"' for value in values) + "\r\n"

    reader = opened("id,date,text\r\n" + "".join(map(quoted, cells)), encoding="utf-8")
    assert [tuple(row.fields.values()) for row in good(reader)] == cells
    assert bad(reader) == []


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["csv", "jsonl", "json"]))
def test_no_bytes_crash_a_reader_and_no_broken_text_comes_out(noise: bytes, format: str) -> None:  # noqa: A002 (as `open_rows`)
    starts = {"csv": b"id,text\n1,a\n2,b\n", "jsonl": b'{"id": 1}\n', "json": b'[{"id": 1},\n'}
    try:
        rows = list(opened(starts[format] + noise, format=format))
    except UnreadableFile:
        return
    for row in rows:
        json.dumps(row, ensure_ascii=False).encode()


COUNTS = {
    "01-cfpb/cfpb-2016_2020_iso_narr.csv": (188, 0),
    "01-cfpb/cfpb-2011_2018_sample_mdy.csv": (570, 0),
    "01-cfpb/cfpb-2013_snake_case_mdy.csv": (682, 0),
    "01-cfpb/cfpb-2014-10_11_old_layout.csv": (5814, 1),
    "01-cfpb/cfpb-2015q1_reordered_zip_int.csv": (19740, 0),
    "01-cfpb/cfpb-2013_2017_mdy_no_id.csv": (2205, 0),
    "01-cfpb/cfpb-2016-09_mdy.csv": (247, 0),
    "01-cfpb/cfpb-2020-04_iso_unzip_junk_prefix.csv": (4639, 0),
    "01-cfpb/cfpb-2020-04_slashymd_crlf.csv": (4639, 0),
    "01-cfpb/cfpb-2023-04_dmy_dash_underscore.csv": (2786, 0),
    "01-cfpb/cfpb-2023_payday_loans_mdy2.csv": (1963, 0),
    "01-cfpb/cfpb-2023-08_iso_truncated_1MiB.csv": (1447, 1),
    "01-cfpb/cfpb-2020_2024_mdy_13cols.csv": (353, 0),
    "01-cfpb/cfpb-narratives_only_2col.csv": (1456, 0),
    "03-chinese/car_complain_2020-06_gbk_crlf.csv": (422, 0),
    "03-chinese/car_complain_2020-08_utf8bom_shifted.csv": (418, 0),
    "03-chinese/car_complain_2020-08_wrong_columns.csv": (247, 0),
    "03-chinese/car_complain_2021-01_utf8.csv": (434, 0),
    "03-chinese/gov_replies_gb18030.csv": (1920, 0),
    "03-chinese/ChnSentiCorp_htl_all.csv": (5493, 0),
    "03-chinese/waimai_10k.csv": (8339, 0),
    "03-chinese/online_shopping_10_cats_20pct.csv": (8694, 0),
    "03-chinese/jd_dispute_appeals.csv": (707, 0),
    "03-chinese/derived/gov_complaints_with_replies.csv": (1920, 0),
    "03-chinese/derived/gov_complaints_with_replies_gb18030.csv": (1920, 0),
    "04-support-survey/comcast_2015_bom_dmy2.csv": (2224, 0),
    "04-support-survey/comcast_2015_dmy4.csv": (2224, 0),
    "04-support-survey/comcast_2015_mixed_dates.csv": (2224, 0),
    "04-support-survey/customer_support_tickets_kaggle.csv": (8469, 0),
    "02-city311/nyc/nyc311_animals_2025_mdy_hm.csv": (4969, 0),
    "02-city311/nyc/nyc311_2025_export.csv": (3000, 0),
    "02-city311/sf/sf311_sample_10000.csv": (10000, 0),
    "02-city311/boston/boston311_2015_CE_Collection.csv": (4929, 0),
    "02-city311/chicago/chicago_heat_complaints_foia.csv": (3486, 0),
    "02-city311/qsv-variants/boston311-100-bad.tsv": (99, 1),
    "02-city311/nyc/nyc311_socrata_api.json": (1000, 0),
}


@pytest.mark.corpus
@pytest.mark.parametrize("name", COUNTS)
def test_every_complete_record_of_the_real_files_is_read(corpus: Path, name: str) -> None:
    rows = list(open_rows(corpus / name))
    assert (len(good(rows)), len(bad(rows))) == COUNTS[name]


@pytest.mark.corpus
def test_truncated_real_files_say_that_their_last_record_ends_early(corpus: Path) -> None:
    for name in ("cfpb-2014-10_11_old_layout.csv", "cfpb-2023-08_iso_truncated_1MiB.csv"):
        (broken,) = bad(open_rows(corpus / "01-cfpb" / name))
        assert broken.reason.startswith("the record ends early")


@pytest.mark.corpus
def test_every_other_real_file_is_read_without_a_crash(corpus: Path) -> None:
    for folder in ("01-cfpb", "02-city311", "03-chinese"):
        for path in sorted((corpus / folder).rglob("*.*sv")):
            if path.parent.name != "negative":
                assert good(open_rows(path)), path.name


@pytest.mark.corpus
def test_real_files_that_hold_no_rows_for_us_are_refused(corpus: Path) -> None:
    for name in (
        "01-cfpb/negative/git-lfs-pointer-instead-of-data.csv",
        "02-city311/chicago/chicago_heat_complaints_foia.xlsx",
        "02-city311/qsv-variants/boston311-100.csv.gz",
        "02-city311/qsv-variants/boston311-100.csv.zip",
        "04-support-survey/kiosk_servqual_survey_cp949.csv",
    ):
        with pytest.raises(UnreadableFile):
            open_rows(corpus / name)


@pytest.mark.corpus
def test_the_same_real_rows_are_read_from_four_encodings(corpus: Path) -> None:
    folder = corpus / "03-chinese" / "derived"
    plain = list(open_rows(folder / "gov_complaints_labelled.csv"))
    assert len(plain) == 349
    for variant in ("bom", "gb18030", "utf16"):
        assert list(open_rows(folder / f"gov_complaints_labelled_{variant}.csv")) == plain
