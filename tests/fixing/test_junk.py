"""What to take out of git: the commands do it, in a real repository, whatever the files are called."""

import json
import shlex
import subprocess
from pathlib import Path

import pytest

from fixing.benches import Files, bench_of, mended
from portfolio_audit.facts.reading import read_facts
from portfolio_audit.facts.security.samples import of_shape
from portfolio_audit.facts.security.shapes import shapes
from portfolio_audit.fixing.junk import BIG, CREDENTIALS, JUNK, SECRETS, fix_junk
from portfolio_audit.fixing.making import Bench, patch
from portfolio_audit.fixing.values import FixWish, Patch
from portfolio_audit.model.facts import RepoFacts
from snapshots import DictSnapshot

CODE: Files = {"app.py": "print(1)\n", "src/x.py": "y = 1\n"}
JUNKY: Files = CODE | {
    "__pycache__/app.cpython-311.pyc": "x",
    "src/__pycache__/x.cpython-311.pyc": "x",
    ".DS_Store": "x",
    "venv/pyvenv.cfg": "home = /usr\n",
    "venv/lib/python3.11/site-packages/six.py": "x = 1\n",
    ".ipynb_checkpoints/a-checkpoint.ipynb": "{}",
}
KEY = of_shape(shapes()[0])
PRIVATE = "-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEA0\n-----END RSA PRIVATE KEY-----\n"


def _git(folder: Path, *words: str) -> str:
    names = ("-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false")
    done = subprocess.run(["git", *names, *words], cwd=folder, capture_output=True, text=True, check=True, timeout=60)
    return done.stdout


def _tracked(folder: Path) -> set[str]:
    return set(_git(folder, "ls-files", "-z").split("\0")) - {""}


def _repository(folder: Path, files: Files) -> None:
    for path, content in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    _git(folder, "init", "-q")
    _git(folder, "add", "-A", "-f")
    _git(folder, "commit", "-q", "-m", "All of it")


def _obey(folder: Path, made: Patch) -> None:
    """Run what is advised, as a person would in a shell; what rewrites the history is left out."""
    for advice in made.advice:
        for command in advice.commands:
            if not command.startswith(("git commit", "git filter-repo")):
                subprocess.run(["bash", "-c", command], cwd=folder, check=True, capture_output=True, timeout=60)


def test_the_commands_take_junk_out_of_git_and_leave_it_on_the_disk(tmp_path: Path) -> None:
    _repository(tmp_path, JUNKY)
    _obey(tmp_path, mended(JUNKY, fix_junk, JUNK))
    assert _tracked(tmp_path) == set(CODE)
    assert all((tmp_path / path).exists() for path in JUNKY)
    _git(tmp_path, "add", ".gitignore")
    assert _git(tmp_path, "status", "--porcelain", "--untracked-files=all", "--", *(p for p in JUNKY)).count("?? ") == 0


def test_folders_are_named_once(tmp_path: Path) -> None:
    (advice,) = mended(JUNKY, fix_junk, JUNK).advice
    assert "site-packages" not in " ".join(advice.commands)
    assert advice.commands[0].endswith(" venv .DS_Store .ipynb_checkpoints __pycache__ src/__pycache__")


def test_files_of_one_name_in_many_places_are_one_pattern(tmp_path: Path) -> None:
    files = CODE | {f"a{number}/.DS_Store": "x" for number in range(40)}
    _repository(tmp_path, files)
    made = mended(files, fix_junk, JUNK)
    assert made.advice[0].commands[0] == "git rm --cached --ignore-unmatch -- ':(glob)**/.DS_Store'"
    _obey(tmp_path, made)
    assert _tracked(tmp_path) == set(CODE)


@pytest.mark.parametrize(
    "folder",
    [
        "a b",
        "it's",
        "$(touch evil)",
        "-rf",
        "*",
        "[x]",
        ":(glob)",
        "`touch evil`",
        "é",
        'a"b',
        ";touch evil",
        "a&b",
        "#",
        "!x",
    ],
)
def test_no_name_becomes_a_command_an_option_or_a_pattern(folder: str, tmp_path: Path) -> None:
    junk = {f"{folder}/Thumbs.db": "x"}
    files = CODE | junk | {"other/keep.txt": "x", "x/keep.txt": "x"}
    _repository(tmp_path, files)
    _obey(tmp_path, mended(files, fix_junk, JUNK))
    assert _tracked(tmp_path) == set(files) - set(junk)
    assert not list(tmp_path.rglob("evil"))
    assert (tmp_path / folder / "Thumbs.db").exists()


def test_a_name_that_cannot_be_typed_is_left_and_said() -> None:
    made = mended(CODE | {"a\\x0ab/Thumbs.db": "x"}, fix_junk, JUNK)
    assert made.advice == ()
    assert made.left == ("1 path of a generated file cannot be typed in a shell and was left.",)


def test_a_path_that_git_does_not_know_stops_nothing(tmp_path: Path) -> None:
    _repository(tmp_path, CODE)
    _obey(tmp_path, mended(JUNKY, fix_junk, JUNK))
    assert _tracked(tmp_path) == set(CODE)


def test_what_is_ignored_already_is_not_ignored_twice() -> None:
    ignores = {".gitignore": "venv/\n__pycache__/\n.DS_Store\n.ipynb_checkpoints/"}
    commands = mended(JUNKY | ignores, fix_junk, JUNK).advice[0].commands
    assert not [command for command in commands if ".gitignore" in command]


def test_an_ignore_file_without_a_last_line_end_keeps_its_last_line(tmp_path: Path) -> None:
    files = JUNKY | {".gitignore": "mine"}
    _repository(tmp_path, files)
    _obey(tmp_path, mended(files, fix_junk, JUNK))
    assert (tmp_path / ".gitignore").read_text().split("\n")[:2] == ["mine", "venv/"]


def test_many_files_take_several_commands() -> None:
    files = CODE | {f"a{number}/x{number}.pyc": "x" for number in range(50)}
    commands = mended(files, fix_junk, JUNK).advice[0].commands
    assert all(len(shlex.split(command)) < 80 for command in commands)
    assert sum(command.startswith("git rm") for command in commands) == 3


def test_large_files_are_moved_elsewhere_first() -> None:
    snapshot = DictSnapshot({}, large={"model.h5": 120, "a b.bin": 60})
    repo = RepoFacts("example", **dict(read_facts(snapshot)))
    made = patch(Bench(repo, snapshot, FixWish((BIG,))), [fix_junk])
    (advice,) = made.advice
    assert "model.h5 (120 MB)" in advice.why
    assert advice.commands[0] == "git rm -r --cached --ignore-unmatch -- 'a b.bin' model.h5"


def test_a_credential_file_is_made_worthless_before_it_is_removed(tmp_path: Path) -> None:
    files = CODE | {"keys/server.pem": PRIVATE, "deploy.pem": PRIVATE}
    _repository(tmp_path, files)
    made = mended(files, fix_junk, CREDENTIALS)
    (advice,) = made.advice
    assert advice.why.index("revoke it") < advice.why.index("take the file out of git")
    assert advice.commands[-1] == "git filter-repo --invert-paths --path deploy.pem --path keys/server.pem"
    _obey(tmp_path, made)
    assert _tracked(tmp_path) == set(CODE)


def test_no_secret_is_repeated() -> None:
    files = CODE | {"app.py": f'key = "{KEY}"\n', "deploy.pem": PRIVATE}
    made = mended(files, fix_junk, CREDENTIALS, *SECRETS)
    said = " ".join(part for advice in made.advice for part in (advice.why, *advice.commands))
    assert "app.py:1" in said
    assert "revoke it" in said
    assert KEY[:6] not in said
    assert "MIIE" not in said


def test_outputs_of_notebooks_are_cleared() -> None:
    output = {"output_type": "stream", "text": KEY}
    cell = {"cell_type": "code", "source": "print(key)", "outputs": [output], "metadata": {}, "execution_count": 1}
    text = json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    made = mended(CODE | {"-a b.ipynb": text}, fix_junk, *SECRETS)
    assert made.advice[0].commands == ("jupyter nbconvert --clear-output --inplace './-a b.ipynb'",)


def test_nothing_is_said_that_nobody_asked_for() -> None:
    assert patch(bench_of(JUNKY, "readme-exists"), [fix_junk]) == Patch()
