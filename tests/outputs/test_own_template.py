"""Templates of the user's: what the page about them promises, and what one from a stranger cannot do."""

import re
from pathlib import Path

import pytest

from hostile import ATTACK
from outputs.reports import poisoned
from portfolio_audit.errors import TemplateFileError
from portfolio_audit.model.report import Report
from portfolio_audit.renderers.own import load_template
from portfolio_audit.renderers.templates import environment

PAGE = (Path(__file__).parents[2] / "docs" / "templates.md").read_text("utf-8")


def made(folder: Path, source: str, report: Report, name: str = "own.txt.j2") -> str:
    file = folder / name
    file.write_text(source, "utf-8")
    return "".join(load_template(file).pieces(report))


def refused(folder: Path, source: str, report: Report) -> str:
    with pytest.raises(TemplateFileError) as caught:
        made(folder, source, report)
    return str(caught.value).removeprefix(f"{folder}/")


def _block(marker: str) -> str:
    found = re.search(rf"<!-- {marker} -->\n```\w+\n(.*?)```", PAGE, re.DOTALL)
    assert found
    return found[1]


def test_the_example_of_the_page_makes_what_the_page_shows(tmp_path: Path, demo_report: Report) -> None:
    assert made(tmp_path, _block("example"), demo_report) == _block("result")


def test_the_page_names_only_what_there_is(demo_report: Report) -> None:
    filters = set(re.findall(r"\\\| (\w+)", PAGE))
    assert len(filters) > 15
    assert filters <= set(environment(html=False).filters)
    fields = set(re.findall(r"`report\.(\w+)`", PAGE)) - {"json"}
    assert fields <= set(Report.__struct_fields__)


@pytest.mark.parametrize("name", ["a.html", "a.html.j2", "A.HTML.jinja", "a.htm.j2", "a.xml.j2", "a.svg.jinja2"])
def test_what_is_marked_up_is_escaped(name: str, tmp_path: Path, demo_report: Report) -> None:
    text = made(tmp_path, "<b>{{ report.summary }}</b>", poisoned(demo_report, ATTACK), name)
    assert text.startswith("<b>&lt;script&gt;alert(1)")
    assert text.count("<") == 2


@pytest.mark.parametrize("name", ["a.txt.j2", "a.md", "a.csv.jinja", "a"])
def test_everything_else_is_as_it_is(name: str, tmp_path: Path, demo_report: Report) -> None:
    assert made(tmp_path, "{{ report.summary }}", poisoned(demo_report, ATTACK), name) == ATTACK


@pytest.mark.parametrize(
    ("name", "output"),
    [("a.txt.j2", "a.txt"), ("a.html.jinja", "a.html"), ("a.md.jinja2", "a.md"), ("a.tex", "a.tex"), (".j2", ".j2")],
)
def test_the_output_is_called_like_the_template(name: str, output: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text("x", "utf-8")
    assert load_template(tmp_path / name).output_name == output


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("a\n{% for %}", "own.txt.j2, line 2: Expected an expression"),
        ("a\n\n{{ report | nothing }}", "own.txt.j2, line 3: No filter named 'nothing'"),
        ("{{ report.nothing }}", "own.txt.j2, line 1: 'portfolio_audit.model.report.Report object' has no attribute"),
        ("a\n{{ nothing }}", "own.txt.j2, line 2: 'nothing' is undefined"),
        ("a\n{% for r in report.repositories %}\n{{ 1 / 0 }}\n{% endfor %}", "own.txt.j2, line 3: division by zero"),
        ("a\n{{ report | points }}", "own.txt.j2, line 2: unsupported operand"),
        ("\n{% include '/etc/passwd' %}", "own.txt.j2, line 2: there is no '/etc/passwd' beside it"),
        ("{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}", "own.txt.j2, line 1: maximum recursion depth exceeded"),
    ],
)
def test_a_mistake_is_said_with_its_line(source: str, said: str, tmp_path: Path, demo_report: Report) -> None:
    assert refused(tmp_path, source, demo_report).startswith(said)


def test_a_file_that_is_no_template_is_said(tmp_path: Path) -> None:
    (tmp_path / "latin.txt").write_bytes(b"\xe9t\xe9")
    wrong = {"latin.txt": "is no text in UTF-8", ".": "cannot be read", "x": "cannot be read"}
    for path, said in wrong.items():
        with pytest.raises(TemplateFileError, match=said):
            load_template(tmp_path / path)


@pytest.mark.parametrize(
    "source",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ report.__class__ }}",
        "{{ report.__init__.__globals__ }}",
        "{{ line_url.__globals__ }}",
        "{{ line_url.__code__ }}",
        "{{ lipsum.__globals__['os'].popen('id').read() }}",
        "{{ cycler.__init__.__globals__.os }}",
        "{{ self.__init__.__globals__ }}",
        "{{ (report | attr('__class__')).mro() }}",
        "{{ '{0.__class__}'.format(report) }}",
        "{{ '{0.__class__}'.format_map({'0': report}) }}",
        "{% set x = report.repositories[0].facts.update({'a': 1}) %}",
        "{% set x = (report.repositories[0].findings | to_fix).append(1) %}",
        "{% for n in range(10000000) %}{% endfor %}",
        "{% import 'os' as os %}",
        "{% extends 'base.html' %}",
        "{{ report.repositories.packed[0]._bytes }}",
    ],
)
def test_a_template_cannot_leave_its_sandbox(source: str, tmp_path: Path, demo_report: Report) -> None:
    assert "Mend the template" in refused(tmp_path, source, demo_report)


def test_nothing_is_made_before_a_mistake_is_met(tmp_path: Path, demo_report: Report) -> None:
    file = tmp_path / "own.txt"
    file.write_text("much text\n{{ report.summary.nothing }}", "utf-8")
    with pytest.raises(TemplateFileError):
        next(load_template(file).pieces(demo_report))
