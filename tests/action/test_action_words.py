"""Nothing that a repository says is a command to the runner, or an output, or a mark of ours."""

import io
import re
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from msgspec.structs import replace

from hostile import ATTACK, hostile_portfolio, with_hostile_past
from portfolio_audit.action.annotations import MOST, annotations
from portfolio_audit.action.console import Console, Harmless
from portfolio_audit.action.outcome import shortened, write_outputs, write_summary
from portfolio_audit.auditing import audit
from portfolio_audit.catalogue import load_catalogue
from portfolio_audit.model.report import Report
from portfolio_audit.renderers.comment import Setting, comment
from portfolio_audit.sources.publishing import marker

CATALOGUE = load_catalogue(examples=False)
HOSTILE = with_hostile_past(audit(hostile_portfolio(), CATALOGUE, version="0.0.0"))
COMMANDS = (
    "::error::x",
    "  ::set-output name=a::b",
    "\t::stop-commands::x",
    "##[error]x",
    "x ##[add-mask]y",
    "\r::warning::x",
    "\u2028::error::x",
    "\x0b::error::x",
    "\ufeff::error::x",
)


def is_command(line: str) -> bool:
    """As the runner looks at a line; it also takes a few invisible characters for space."""
    return line.strip("\ufeff\u200b \t\r\n\x0b\x0c\x85\u2028\u2029").startswith("::") or "##[" in line


@pytest.mark.parametrize("text", COMMANDS)
def test_a_line_of_the_log_is_no_command(text: str) -> None:
    stream = io.StringIO()
    Harmless(stream, str).write(f"{text}\nbegun")
    Console(stream, str).say(f"a\n{text}")
    assert not any(map(is_command, re.split(r"[\r\n]", stream.getvalue())))


def test_lines_come_whole_and_the_last_one_at_the_end() -> None:
    stream = io.StringIO()
    plain = Harmless(stream, lambda line: line.replace("secret", "[token]"))
    plain.write("a sec")
    plain.write("ret\nb")
    assert stream.getvalue() == "a [token]\n"
    plain.end()
    assert stream.getvalue() == "a [token]\nb\n"


@pytest.mark.parametrize("text", [*COMMANDS, ATTACK, "a,b:c=d%0A::error::x"])
def test_an_annotation_is_one_command_with_its_own_properties(text: str) -> None:
    stream = io.StringIO()
    Console(stream, str).annotate("notice", text, {"file": text, "line": "", "title": "x"})
    (line,) = stream.getvalue().splitlines()
    found = re.fullmatch(r"::notice file=([^,:]*),title=x::.*", line)
    assert found
    assert "##[" not in line
    assert not re.search(r"%(?!25|3A|2C)", found[1])


def test_annotations_of_a_hostile_report_are_at_most_ten_lines() -> None:
    stream = io.StringIO()
    marks, more = annotations(one_repository(), "below/")
    for mark in marks:
        Console(stream, str).annotate(mark.level, mark.message, mark.properties)
    assert 0 < len(stream.getvalue().splitlines()) == len(marks) <= MOST
    assert more >= 0
    assert all(mark.file.startswith("below/") for mark in marks if mark.file)


def one_repository() -> Report:
    return replace(HOSTILE, login=None, repositories=tuple(HOSTILE.repositories)[:1])


def test_outputs_cannot_be_forged(tmp_path: Path) -> None:
    file = tmp_path / "output"
    write_outputs(str(file), {"a": "1\nEOF\npassed=true", "b": ""})
    lines = file.read_text().splitlines()
    mark = lines[0].removeprefix("a<<")
    assert len(mark) >= 32
    assert lines == [f"a<<{mark}", "1", "EOF", "passed=true", mark, f"b<<{mark}", "", mark]


def test_a_comment_of_a_hostile_report_is_inert_and_begins_with_its_mark() -> None:
    for report in (HOSTILE, one_repository()):
        text = comment(report, Setting(marker("."), "push", "1" * 40, ATTACK))
        first, _, rest = text.partition("\n")
        assert first == marker(".")
        inline = [token for block in MarkdownIt("gfm-like").parse(rest) for token in block.children or [block]]
        assert {token.content for token in inline if token.type.startswith("html")} == {"<sub>", "</sub>"}
        assert not any(token.type in ("image", "link_open", "fence", "code_block") for token in inline)
        assert not any(re.search(r"@(?=\w)|#(?=\d)", token.content) for token in inline if token.type == "text")
        assert len(text.encode("utf-16-le")) // 2 < 65_536


@pytest.mark.parametrize("most", [0, 10, 100, 1000, 5000])
def test_a_summary_is_cut_at_a_line_within_its_bytes(most: int) -> None:
    text = "".join(f"line {number} ☃\n" for number in range(200))
    data = shortened(text, most)
    assert len(data) <= most
    assert data == text.encode() or b"did not fit" in data or not data
    data.decode()


def test_the_page_of_a_job_is_appended_to(tmp_path: Path) -> None:
    file = tmp_path / "summary"
    file.write_text("before\n")
    write_summary(str(file), "after\n")
    assert file.read_text() == "before\nafter\n"
