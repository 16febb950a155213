"""`portfolio-audit fix` from a folder to a patch and back."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from fixing.folders import PROJECT, contents
from gather.repositories import checked_out, git, written

Cli = Callable[..., Result]


def test_a_diff_is_shown_and_nothing_is_written(cli: Cli, here: Path) -> None:
    folder = checked_out(here / "rides", PROJECT)
    before = contents(folder)
    result = cli("fix", folder)
    assert result.exit_code == 0
    assert "--- /dev/null\n+++ b/README.md\n" in result.stdout
    assert "+python train.py\n" in result.stdout
    assert contents(folder) == before


def test_git_applies_the_diff_to_what_write_writes(cli: Cli, here: Path) -> None:
    (here / "a").mkdir()
    (here / "b").mkdir()
    one, two = checked_out(here / "a" / "rides", PROJECT), checked_out(here / "b" / "rides", PROJECT)
    git("-C", one, "apply", stdin=cli("fix", one).stdout_bytes)
    assert cli("fix", two, "--write").exit_code == 0
    assert contents(one) == contents(two)
    assert "README.md" in contents(two)


def test_a_second_fix_changes_nothing(cli: Cli, here: Path) -> None:
    folder = checked_out(here / "rides", PROJECT)
    cli("fix", folder, "--write")
    before = contents(folder)
    again = cli("fix", folder, "--write")
    assert again.exit_code == 0
    assert contents(folder) == before
    assert "there is nothing that could be mended" in again.stderr


def test_the_score_is_told_before_and_after(cli: Cli, here: Path) -> None:
    result = cli("fix", checked_out(here / "rides", PROJECT))
    (line,) = [line for line in result.stderr.splitlines() if line.startswith("score: ")]
    before, after = (int(part.split()[0]) for part in line.removeprefix("score: ").split(" → "))
    assert after > before


def test_uncommitted_work_is_seen_and_stays(cli: Cli, here: Path) -> None:
    folder = written(checked_out(here / "rides", PROJECT), {"README.md": "# Rides\n\nMine, not committed.\n"})
    cli("fix", folder, "--write")
    assert contents(folder)["README.md"].startswith(b"# Rides\n\nMine, not committed.\n")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nowhere"], "is no folder here"),
        (["rides", "--only", "no-such-rule"], "no rule or category is called 'no-such-rule'"),
        (["rides", "--only", "readme", "--only", "*.md"], "either rules and categories, or files"),
        (["rides", "--language", "xx"], "--language takes a code out of"),
        (["rides", "--license", "mitt"], "--license takes one of Apache-2.0"),
    ],
)
def test_a_mistake_is_one_sentence(cli: Cli, here: Path, arguments: list[str], words: str) -> None:
    checked_out(here / "rides", PROJECT)
    result = cli("fix", *arguments)
    assert result.exit_code == 2
    assert words in result.stderr
    assert result.stdout == ""


def test_a_bare_repository_has_no_files_to_change(cli: Cli, here: Path) -> None:
    checked_out(here / "rides", PROJECT)
    git("clone", "-q", "--bare", here / "rides", here / "rides.git")
    result = cli("fix", "rides.git")
    assert result.exit_code == 2
    assert "is a bare repository, without files to change" in result.stderr


def test_an_empty_folder_has_nothing_to_mend(cli: Cli, here: Path) -> None:
    (here / "empty").mkdir()
    result = cli("fix", "empty")
    assert result.exit_code == 0
    assert result.stdout == ""
    assert "nothing that could be mended" in result.stderr


def test_only_named_files_are_changed(cli: Cli, here: Path) -> None:
    folder = checked_out(here / "rides", PROJECT)
    assert cli("fix", folder, "--only", "Dockerfile.*").stdout == ""
    assert "+++ b/README.md" in cli("fix", folder, "--only", "readme.*").stdout


def test_a_file_that_is_ignored_is_not_overwritten(cli: Cli, here: Path) -> None:
    folder = checked_out(here / "rides", {**PROJECT, ".gitignore": "README.md\n"})
    written(folder, {"README.md": "secret notes\n"})
    result = cli("fix", folder, "--write")
    assert contents(folder)["README.md"] == b"secret notes\n"
    assert "left alone: README.md: an ignore file names it" in result.stderr


def test_a_link_in_the_way_is_not_followed(cli: Cli, here: Path) -> None:
    written(here, {"outside.md": "not yours\n"})
    folder = checked_out(here / "rides", PROJECT)
    (folder / "README.md").symlink_to("../outside.md")
    cli("fix", folder, "--write")
    assert (here / "outside.md").read_text() == "not yours\n"
    assert (folder / "README.md").is_symlink()


def test_a_new_file_that_git_would_not_take_in_is_not_made(cli: Cli, here: Path) -> None:
    folder = checked_out(here / "rides", {**PROJECT, ".gitignore": "*.txt\n__pycache__/\n"})
    result = cli("fix", folder, "--write")
    assert "requirements.txt" not in contents(folder)
    assert "left alone: requirements.txt: an ignore file names it" in result.stderr
    assert "pip install -r requirements.txt" not in (folder / "README.md").read_text()
