"""Values to JSON and back: what was saved comes back, and what does not fit is refused."""

import json
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from facts_of import NOW, degraded, empty_repo, portfolio_of, unseen_repo
from portfolio_audit.auditing import audit
from portfolio_audit.codec import decode, dumps, encode, from_data, load_file, to_data
from portfolio_audit.errors import OutputError, ReportFileError
from portfolio_audit.files import check_writable, write_whole
from portfolio_audit.model import facts
from portfolio_audit.model.catalogue import Catalogue
from portfolio_audit.model.facts import CodeFacts, HistoryFacts, RepoFacts
from portfolio_audit.model.portfolio import PORTFOLIO_SCHEMA, Portfolio, Skipped
from portfolio_audit.model.report import REPORT_SCHEMA, Report
from portfolio_audit.model.values import Evidence, Unavailable


def test_a_portfolio_comes_back_as_it_was(demo_portfolio: Portfolio) -> None:
    for _, portfolio in [("whole", demo_portfolio), *degraded(demo_portfolio)]:
        assert from_data(json.loads(dumps(portfolio)), Portfolio) == portfolio


def test_a_report_comes_back_as_it_was(demo_portfolio: Portfolio, catalogue: Catalogue) -> None:
    for _, portfolio in [("whole", demo_portfolio), *degraded(demo_portfolio)]:
        saved = dumps(audit(portfolio, catalogue))
        assert dumps(from_data(json.loads(saved), Report)) == saved


def test_keys_stand_in_the_order_of_the_fields() -> None:
    assert list(to_data(empty_repo("library"))) == list(RepoFacts.__struct_fields__)


def test_what_is_unavailable_is_told_from_facts() -> None:
    data = to_data(replace(empty_repo("library"), code=Unavailable("too large")))
    assert data["code"] == {"unavailable": "too large"}
    back = from_data(data, RepoFacts)
    assert (back.code, back.history) == (Unavailable("too large"), HistoryFacts())


def test_facts_nested_in_facts_come_back() -> None:
    code = CodeFacts(tests=facts.Tests(("test_a.py",), 1, 2, at=(Evidence("test_a.py", 3, "assert x"),)))
    assert from_data(json.loads(dumps(code)), CodeFacts) == code


def test_times_are_written_in_utc_and_to_the_second() -> None:
    moment = datetime(2026, 1, 1, 14, 30, 5, tzinfo=timezone(timedelta(hours=2)))
    assert to_data(HistoryFacts(first=moment))["first"] == "2026-01-01T12:30:05Z"
    assert from_data({"first": "2026-01-01T12:30:05Z"}, HistoryFacts).first == moment.astimezone(UTC)


def test_every_language_is_written_as_it_is() -> None:
    assert '"日本語 и عربى 🚲"' in dumps(Evidence("日本語 и عربى 🚲"))


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"name": 5}, "name"),
        ({"name": None}, "name"),
        ({"limits": "x"}, "limits"),
        ({"limits": [1]}, "Expected `str`, got `int`, at limits[0]"),
        ({"readme": {"words": "many"}}, "at readme.words"),
        ({"readme": {"words": True}}, "words"),
        ({"readme": {"template_only": 1}}, "template_only"),
        ({"readme": {"unavailable": 5}}, "at readme.unavailable"),
        ({"readme": []}, "readme"),
        ({"readme": "x"}, "readme"),
        ({"history": {"first": "yesterday"}}, "first"),
        ({"history": {"first": 5}}, "first"),
        ({"history": {"first": "0001-01-01T00:00:00+14:00"}}, "first"),
        ({"history": {"first": "2026-01-01T12:00:00"}}, "first"),
        ({"project": {"kind": "library"}}, "kind_reason"),
    ],
    ids=str,
)
def test_what_does_not_fit_is_refused_with_its_place(change: dict[str, Any], place: str) -> None:
    with pytest.raises(ValueError, match=re.escape(place)):
        from_data({"name": "a"} | change, RepoFacts)


@pytest.mark.parametrize("data", [None, [], "text", 5, {}], ids=repr)
def test_what_is_no_value_at_all_is_refused(data: object) -> None:
    with pytest.raises(ValueError, match=r".+"):
        from_data(data, Portfolio)


def test_a_place_is_told_through_every_list() -> None:
    data = to_data(portfolio_of(empty_repo("library"), empty_repo("library")))
    data["repos"][1]["data"]["files"] = [{"path": "a.csv", "line": "1"}]
    with pytest.raises(ValueError, match=re.escape("Expected `int | null`, got `str`, at repos[1].data.files[0].line")):
        from_data(json.loads(json.dumps(data)), Portfolio)


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b"\xff", b"NaN", b"[" * 100_000, b"1" * 20_000, b'{"name": "\\ud800"}', b'{"name": NaN}', b"[]"],
    ids=[
        "nothing",
        "broken",
        "not UTF-8",
        "NaN",
        "too deep",
        "too long a number",
        "half a character",
        "NaN in",
        "a list",
    ],
)
def test_what_is_no_json_of_a_value_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r".+"):
        decode(data, RepoFacts)


def test_a_value_comes_back_from_its_bytes(demo_portfolio: Portfolio) -> None:
    data = encode(demo_portfolio)
    assert decode(data, Portfolio) == demo_portfolio
    assert (b"\n" in data, json.loads(data)) == (False, json.loads(dumps(demo_portfolio)))


def test_half_a_character_spoils_nothing_else() -> None:
    repo = RepoFacts("a\ud800b", limits=("é",))
    assert decode(encode(repo), RepoFacts) == RepoFacts("a?b", limits=("é",))
    assert from_data(to_data(repo), RepoFacts) == RepoFacts("a?b", limits=("é",))


def test_a_field_that_is_not_known_yet_is_passed_over() -> None:
    assert from_data({"path": "a", "colour": "red"}, Evidence) == Evidence("a")


def _saved(path: Path, text: str | bytes) -> Path:
    file = path / "saved.json"
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return file


PORTFOLIOS = {
    "nobody's": portfolio_of(login=None),
    "an empty one": portfolio_of(),
    "one repository": portfolio_of(empty_repo("library"), login=None),
    "one not seen": portfolio_of(unseen_repo(), skipped=(Skipped("x", "gone", True),)),
}


@pytest.mark.parametrize("portfolio", PORTFOLIOS.values(), ids=PORTFOLIOS)
def test_a_saved_portfolio_is_loaded(portfolio: Portfolio, tmp_path: Path) -> None:
    write_whole(tmp_path / "p.json", dumps(portfolio))
    assert load_file(tmp_path / "p.json", Portfolio, PORTFOLIO_SCHEMA) == portfolio


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("", "is no JSON. Give a report.json that portfolio-audit wrote."),
        ("{", "is no JSON."),
        (b"\xff\xfe\x00", "is no JSON."),
        ("[" * 100_000, "is no JSON."),
        ("1" * 20_000, "is no JSON."),
        ("[]", f"expected a file of schema {REPORT_SCHEMA}, found none."),
        ("{}", "found none."),
        ('{"schema": 5}', "found none."),
        ('{"schema": "portfolio-audit/report@2"}', "found portfolio-audit/report@2. Make it again with this version"),
        (f'{{"schema": "{PORTFOLIO_SCHEMA}"}}', f"found {PORTFOLIO_SCHEMA}."),
        (f'{{"schema": "{REPORT_SCHEMA}"}}', f"not a valid {REPORT_SCHEMA} file ("),
    ],
    ids=[
        "empty",
        "broken",
        "not UTF-8",
        "too deep",
        "too long a number",
        "a list",
        "no schema",
        "a number as schema",
        "a later version",
        "a portfolio",
        "nothing but a schema",
    ],
)
def test_a_file_that_is_no_report_is_one_sentence(content: str | bytes, problem: str, tmp_path: Path) -> None:
    file = _saved(tmp_path, content)
    with pytest.raises(ReportFileError) as raised:
        load_file(file, Report, REPORT_SCHEMA)
    assert str(raised.value).startswith(f"{file}: ")
    assert problem in str(raised.value)


def test_a_report_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(ReportFileError, match=r"cannot be read \(No such file or directory\)\."):
        load_file(tmp_path / "nothing.json", Report, REPORT_SCHEMA)


def test_a_report_with_a_wrong_state_is_refused(demo_report: Report, tmp_path: Path) -> None:
    text = dumps(demo_report).replace('"state": "fail"', '"state": "failed"', 1)
    with pytest.raises(ReportFileError, match="not a valid"):
        load_file(_saved(tmp_path, text), Report, REPORT_SCHEMA)


# --- files -----------------------------------------------------------------------------------------------------------


def test_a_file_appears_whole_and_alone(tmp_path: Path) -> None:
    write_whole(tmp_path / "new" / "report.json", "one\n")
    write_whole(tmp_path / "new" / "report.json", "two\n")
    assert [(p.name, p.read_bytes()) for p in (tmp_path / "new").iterdir()] == [("report.json", b"two\n")]


def test_a_file_that_cannot_be_replaced_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "report.json" / "in the way").mkdir(parents=True)
    with pytest.raises(OutputError, match=r"could not be written: .+ Choose another place with --output\."):
        write_whole(tmp_path / "report.json", "text")
    assert [path.name for path in tmp_path.iterdir()] == ["report.json"]


def test_a_lone_surrogate_is_spelled_out(tmp_path: Path) -> None:
    write_whole(tmp_path / "a.txt", "a\ud800b")
    assert (tmp_path / "a.txt").read_text("utf-8") == "a\\ud800b"


def test_a_place_below_a_file_is_refused_before_the_work(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    check_writable(tmp_path / "new" / "deep")
    with pytest.raises(OutputError, match="is a file, so nothing can be written below it"):
        check_writable(tmp_path / "file" / "deep")


def test_ages_count_from_the_day_of_gathering() -> None:
    assert portfolio_of().gathered_at == NOW


_TOGETHER = """
import sys, threading
from typing import get_type_hints
from portfolio_audit.codec import encode, from_data
from portfolio_audit.facts.reading import read_facts
from portfolio_audit.model.facts import RepoFacts
from portfolio_audit.sources.texts import TextSnapshot
import json
sys.setswitchinterval(1e-6)
files = {"README.md": "# T\\n\\nIt tells.\\n", "a.py": "import pandas\\nx = pandas.read_csv('a.csv')\\n"}
parts = [(part, json.loads(encode(facts))) for part, facts in read_facts(TextSnapshot(files))]
kinds, start = get_type_hints(RepoFacts), threading.Barrier(8)
def read():
    start.wait()
    for part, data in parts:
        from_data(data, kinds[part])
threads = [threading.Thread(target=read) for _ in range(8)]
for thread in threads: thread.start()
for thread in threads: thread.join()
"""


def test_threads_that_meet_a_class_for_the_first_time_together_do_no_harm() -> None:
    """Facts of several repositories come in at once; a class that is known in part ends the process."""
    for _ in range(5):
        subprocess.run([sys.executable, "-c", _TOGETHER], check=True, timeout=60)
