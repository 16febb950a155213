"""The wheel, installed in a fresh environment, does the whole job from an empty folder."""

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
_TWICE = """\
import sys
import portfolio_audit

for number in (1, 2):
    portfolio = portfolio_audit.gather(sys.argv[1])
    report = portfolio_audit.audit(portfolio)
    page = portfolio_audit.render(report, "html")
    print(number, [repo.name for repo in report.repositories], report.score.value is not None, page[:15])
"""


def run(*command: str | Path, cwd: Path, env: dict[str, str] | None = None) -> str:
    done = subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    # with hatchling at hand no environment has to be made for it
    here = ("--no-isolation",) if find_spec("hatchling") else ()
    run(sys.executable, "-m", "build", "--wheel", *here, "--outdir", folder, ROOT, cwd=folder)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of programs of a fresh environment that holds the wheel and what it needs."""
    folder = tmp_path_factory.mktemp("fresh") / "venv"
    programs = folder / ("Scripts" if os.name == "nt" else "bin")
    if find_spec("uv"):
        uv = (sys.executable, "-m", "uv")
        run(*uv, "venv", "--quiet", "--python", sys.executable, folder, cwd=folder.parent)
        run(*uv, "pip", "install", "--quiet", "--python", programs / "python", wheel, cwd=folder.parent)
    else:
        run(sys.executable, "-m", "venv", folder, cwd=folder.parent)
        run(programs / "python", "-m", "pip", "install", "--quiet", wheel, cwd=folder.parent)
    return programs


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    folder = tmp_path / "empty"
    folder.mkdir()
    return folder


def clean() -> dict[str, str]:
    """An environment with little more than git in it."""
    return {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "TMPDIR") if name in os.environ} | {"LANG": "C"}


def test_the_wheel_holds_rules_templates_and_the_demonstration(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for kind, folder in (("rules", "_data/rules"), ("reports", "_data/reports")):
        files = {path.relative_to(ROOT / kind).as_posix() for path in (ROOT / kind).rglob("*") if path.is_file()}
        assert files
        assert {f"portfolio_audit/{folder}/{name}" for name in files} <= names
    data = [*(ROOT / "src").rglob("*.toml"), ROOT / "src" / "portfolio_audit" / "py.typed"]
    assert {path.relative_to(ROOT / "src").as_posix() for path in data if path.exists()} <= names
    assert any(name.startswith("portfolio_audit/demo/repositories/") for name in names)


def test_the_wheel_holds_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0].partition("-")[0] for name in names} == {"portfolio_audit"}
    assert not [name for name in names if "__pycache__" in name or name.endswith(".pyc") or "/test" in name]


def test_the_demonstration_runs_from_an_empty_folder(installed: Path, empty: Path) -> None:
    nowhere = clean() | {"HTTPS_PROXY": "http://127.0.0.1:9", "GITHUB_TOKEN": "none"}
    shown = run(installed / "portfolio-audit", "demo", "--output", "out", cwd=empty, env=nowhere)
    assert shown.splitlines()[-2:] == ["out/index.html", "out/report.json"]
    assert {path.name for path in (empty / "out").iterdir()} == {"index.html", "report.json"}
    assert (empty / "out" / "index.html").read_text("utf-8").startswith("<!doctype html>")
    report = json.loads((empty / "out" / "report.json").read_text("utf-8"))
    assert len(report["repositories"]) >= 6
    assert not any(skip["unavailable"] for skip in report["skipped"])


def test_a_plain_script_may_gather_twice(installed: Path, empty: Path, tmp_path: Path) -> None:
    project = tmp_path / "my-project"
    project.mkdir()
    (project / "README.md").write_text("# Mine\n\nIt predicts something.\n")
    (project / "train.py").write_text("from sklearn.linear_model import Ridge\n\nRidge().fit([[1]], [1])\n")
    script = empty / "twice.py"
    script.write_text(_TWICE)
    shown = run(installed / "python", script, project, cwd=empty, env=clean())
    assert [line.lower() for line in shown.splitlines()] == [
        f"{number} ['my-project'] true <!doctype html>" for number in (1, 2)
    ]


def test_the_installed_program_knows_its_version(installed: Path, empty: Path) -> None:
    from portfolio_audit import __version__

    assert __version__ in run(installed / "portfolio-audit", "--version", cwd=empty, env=clean())
