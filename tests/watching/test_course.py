"""How a score moves, and what is told of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from gather.hosting import NOW, README
from gather.repositories import checked_out, written
from portfolio_audit.cli.watch_lines import changed, score_of
from portfolio_audit.exempting import Questions
from portfolio_audit.model.catalogue import Catalogue
from portfolio_audit.planning import Wish
from portfolio_audit.sources.github import GitHub
from portfolio_audit.targets import Folder
from portfolio_audit.watching.auditor import Auditor
from portfolio_audit.watching.course import Course, Moment

pytestmark = pytest.mark.usefixtures("warm")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    code = "import pandas\n\nprint(pandas.read_csv('a.csv').describe())\n"
    return checked_out(tmp_path / "bikes", {"README.md": "# Bikes\n", "a.py": code, "a.csv": "a\n1\n"})


@pytest.fixture
def auditor(folder: Path, catalogue: Catalogue) -> Iterator[Auditor]:
    target = Folder(folder, as_it_stands=True)
    with Auditor(target, Questions(catalogue, catalogue), Wish(), GitHub(), {}) as made:
        yield made


def test_a_score_that_moves_is_told_with_what_moved_it(folder: Path, auditor: Auditor) -> None:
    course = Course()
    first = course.take(auditor.report(NOW))
    assert isinstance(first, Moment)
    assert (first.since_start, first.since_last, changed(first)) == (None, None, "")
    written(folder, {"README.md": README, "requirements.txt": "pandas==2.2.0\n"})
    second = course.take(auditor.report(NOW), ("README.md", "requirements.txt"))
    assert isinstance(second, Moment)
    assert second.since_last == second.since_start
    assert second.since_last is not None
    assert "repro-manifest" in [move.rule for move in second.since_last.fixed]
    assert changed(second).startswith("fixed ")
    assert " since the last save, +" in score_of(second)
    written(folder, {"broken.py": "def f(:\n"})
    third = course.take(auditor.report(NOW), ("broken.py",))
    assert isinstance(third, Moment)
    assert third.since_last is not None
    assert [move.rule for move in third.since_last.broken] == ["eng-parses"]
    assert "broken eng-parses" in changed(third)
    assert third.since_start != third.since_last
    (folder / "broken.py").unlink()
    fourth = course.take(auditor.report(NOW), ("broken.py",))
    assert isinstance(fourth, Moment)
    assert fourth.repository == second.repository
    assert course.looks == 4


def test_a_save_without_effect_names_the_file(folder: Path, auditor: Auditor) -> None:
    course = Course()
    course.take(auditor.report(NOW))
    written(folder, {"a.csv": "a\n2\n"})
    moment = course.take(auditor.report(NOW), ("a.csv",))
    assert isinstance(moment, Moment)
    assert moment.is_still
    assert changed(moment) == "nothing moved (a.csv)"


def test_a_folder_that_has_gone_is_a_reason_and_no_end(folder: Path, auditor: Auditor) -> None:
    course = Course()
    course.take(auditor.report(NOW))
    folder.rename(folder.with_name("away"))
    assert course.take(auditor.report(NOW)) == "the folder cannot be listed: No such file or directory"
    folder.with_name("away").rename(folder)
    found = course.take(auditor.report(NOW))
    assert isinstance(found, Moment)
    assert found.is_still


def test_the_kind_may_be_given_without_knowing_the_name(folder: Path, catalogue: Catalogue) -> None:
    target = Folder(folder, as_it_stands=True)
    with Auditor(target, Questions(catalogue, catalogue), Wish(), GitHub(), {"": "notes"}) as auditor:
        (repository,) = auditor.report(NOW).repositories
    assert repository.kind == "notes"
