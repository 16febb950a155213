"""Where the action runs: in an environment of its own, made with uv or without, once in a job."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from action.conftest import TOKEN
from action.events import Events
from action.projects import Project
from action.running import action_copy, path_without_uv


@pytest.mark.parametrize("uv", [True, False])
def test_the_environment_is_made_with_uv_or_without(
    events: Events, project: Project, tmp_path: Path, *, uv: bool
) -> None:
    bench = events.runner.bench
    path = bench.path if uv else path_without_uv(tmp_path / "bin")
    (tmp_path / "fresh").mkdir()
    fresh = replace(bench, temporary=tmp_path / "fresh", path=path)
    run = replace(events, runner=replace(events.runner, bench=fresh)).push(project.head, project.head, token=TOKEN)
    assert run.exit_code == 0
    assert run.outputs["score"]
    (settings,) = fresh.temporary.glob("portfolio-audit-*/pyvenv.cfg")
    assert ("uv = " in settings.read_text("utf-8")) == uv


def test_a_second_version_of_the_action_in_a_job_runs_its_own_code(
    events: Events, project: Project, tmp_path: Path
) -> None:
    newer = action_copy(tmp_path / "newer")
    module = newer / "src" / "portfolio_audit" / "__init__.py"
    module.write_text(re.sub(r'__version__ = ".*"', '__version__ = "99.0"', module.read_text("utf-8")), "utf-8")
    first = events.push(project.head, project.head, token=TOKEN)
    runner = replace(events.runner, action=newer)
    second = replace(events, runner=runner).push(project.head, project.head, token=TOKEN)
    assert ["portfolio-audit 99.0" in run.summary for run in (first, second)] == [False, True]
