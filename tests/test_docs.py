"""Documentation that is generated, or run, is held in step."""

import re
import subprocess
from pathlib import Path

from portfolio_audit.catalogue import load_catalogue
from portfolio_audit.cli.reference import RENEW, pages
from portfolio_audit.rubric_datasets import DATASET_KEYS
from portfolio_audit.rubric_pages import OWN
from portfolio_audit.rubric_pages import page as rubric_page
from portfolio_audit.rubrics import load_rubric
from portfolio_audit.settings import parse_settings

ROOT = Path(__file__).parents[1]


def test_the_command_line_reference_is_in_step() -> None:
    docs = ROOT / "docs"
    written = {f"commands/{file.name}": file.read_text("utf-8") for file in (docs / "commands").glob("*.md")}
    written["cli.md"] = (docs / "cli.md").read_text("utf-8")
    assert written == pages(), f"renew it: {RENEW}"


def test_the_page_of_rubrics_is_in_step() -> None:
    written = (ROOT / "docs" / "rubrics.md").read_text("utf-8")
    assert written == rubric_page(), "renew it: portfolio-audit rules --format rubrics > docs/rubrics.md"


def test_the_own_rubric_of_the_page_loads(tmp_path: Path) -> None:
    file = tmp_path / "spring.toml"
    file.write_text(OWN, "utf-8")
    rubric = load_rubric(str(file))
    assert [part.points for part in rubric.parts] == [3, 2, 1]
    assert rubric.banned == ("bikes-2024",)
    assert [row["id"] for row in rubric.datasets if row.get("course")] == ["bikes-2026", "titanic"]
    catalogue = load_catalogue(str(file))
    assert (catalogue.pass_mark, catalogue.required) == (60, ("readme-problem", "deploy-app", "deploy-dockerfile"))


def test_the_page_of_rubrics_tells_every_key_of_a_rubric() -> None:
    page = rubric_page()
    keys = ["title", "description", "pass-mark", "required", "ignore", "[shares]", "[[part]]", "[params.RULE]"]
    for key in [*keys, "[[dataset]]", "[[course-dataset]]", *DATASET_KEYS]:
        assert f"`{key}`" in page, key


def test_the_settings_file_of_the_page_is_one_whose_rules_there_are() -> None:
    text = (ROOT / "docs" / "settings.md").read_text("utf-8")
    found = re.search(r"<!-- settings example -->\n```toml\n(.+?)```", text, re.DOTALL)
    assert found, "docs/settings.md has no example"
    settings = parse_settings(found[1].encode(), Path("example.toml"))
    assert settings.rubric
    assert settings.ignore["readme-screenshot"] == "A library without a screen."
    assert load_catalogue(settings.rubric, None, settings.select, tuple(settings.ignore), examples=False).rules


def _command(marker: str) -> str:
    text = (ROOT / "README.md").read_text("utf-8")
    found = re.search(rf"<!-- {marker} command -->\n```sh\n(.+)\n```", text)
    assert found, f"README.md has no {marker} command"
    return found[1]


def test_ci_runs_the_test_command_of_the_readme() -> None:
    script = (ROOT / ".ci" / "run").read_text("utf-8")
    finder = next(line for line in script.splitlines() if line.startswith("command="))
    shown = subprocess.run(["bash", "-c", f'{finder}; printf %s "$command"'], cwd=ROOT, capture_output=True, text=True)
    assert shown.stdout == _command("test")


def test_the_demo_command_installs_and_runs_the_demo() -> None:
    assert _command("demo").endswith("pip install --quiet . && .venv/bin/portfolio-audit demo")


def test_files_that_the_readme_links_to_exist() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    links = re.findall(r"\]\((?!https?:|#)([^)]+)\)", text) + re.findall(r'(?:src|srcset)="([^"]+)"', text)
    assert len(links) >= 6
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_the_changelog_counts_the_rules() -> None:
    count = sum(1 for path in (ROOT / "rules").glob("*/*.toml") if path.parent.name not in ("rubrics", "skeletons"))
    assert f"{count} rules" in (ROOT / "CHANGELOG.md").read_text("utf-8")
