"""What shells offer, asked of the shells themselves."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cli.conftest import Cli
from portfolio_audit.cli.completing import kinds, rules, rules_and_categories
from portfolio_audit.model.catalogue import Catalogue
from portfolio_audit.model.facts import KINDS

HEAVY = {"rich", "jinja2", "markdown_it", "git", "github", "yaml", "requests"}


@pytest.fixture
def shell(tmp_path: Path) -> dict[str, str]:
    """Variables with the command on the path."""
    place = tmp_path / "bin"
    place.mkdir()
    script = place / "portfolio-audit"
    script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m portfolio_audit "$@"\n')
    script.chmod(0o755)
    paths = os.pathsep.join(path for path in sys.path if path and Path(path).is_absolute())
    return {"PATH": f"{place}:{os.environ['PATH']}", "PYTHONPATH": paths, "HOME": str(tmp_path), "LC_ALL": "C.UTF-8"}


def said(command: list[str], variables: dict[str, str], folder: Path) -> str:
    done = subprocess.run(command, env=variables, cwd=folder, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


ASKED = [
    ("portfolio-audit explain readme-ex", {"readme-exists"}),
    ("portfolio-audit . --select secur", {"security", "security-secrets", "security-history"}),
    ("portfolio-audit watch --ignore git-ign", {"git-ignore"}),
    ("portfolio-audit . --rubric ml", {"ml-engineer", "ml-zoomcamp"}),
    ("portfolio-audit watch --kind ml", {"ml-app", "ml-project"}),
    ("portfolio-audit . --language p", {"pt"}),
    ("portfolio-audit . --format sar", {"sarif"}),
    ("portfolio-audit wat", {"watch"}),
    ("portfolio-audit cohort rep", {"report"}),
    ("portfolio-audit --fail", {"--fail-under"}),
    ("portfolio-audit completion fi", {"fish"}),
]


BASH = """
eval "$(portfolio-audit completion bash)"
while read -r line; do
    COMP_WORDS=($line) COMPREPLY=()
    COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
    _portfolio_audit_completion portfolio-audit 2>/dev/null
    echo "${COMPREPLY[@]}"
done
"""
FISH = """
portfolio-audit completion fish | source
while read line
    complete -C $line | string replace -r "\\t.*" "" | string join " "
end
"""


@pytest.mark.parametrize("command", [("bash", "--norc", "-c", BASH), ("fish", "--no-config", "-c", FISH)])
def test_a_shell_offers_what_is_meant(command: tuple[str, ...], shell: dict[str, str], tmp_path: Path) -> None:
    if not shutil.which(command[0]):
        pytest.skip(f"there is no {command[0]}")
    lines = "".join(f"{line}\n" for line, _ in ASKED)
    done = subprocess.run(command, input=lines, env=shell, cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert done.stderr == ""
    answers = [set(line.split()) for line in done.stdout.splitlines()]
    assert [wanted - got for (_, wanted), got in zip(ASKED, answers, strict=True)] == [set()] * len(ASKED)
    starts = [line.split()[-1] for line, _ in ASKED]
    strange = [got for start, got in zip(starts, answers, strict=True) if any(not w.startswith(start) for w in got)]
    assert strange == []


def test_a_target_may_be_a_folder(shell: dict[str, str], tmp_path: Path) -> None:
    asked = {"_PORTFOLIO_AUDIT_COMPLETE": "bash_complete", "COMP_WORDS": "portfolio-audit ./p", "COMP_CWORD": "1"}
    assert said(["portfolio-audit"], {**shell, **asked}, tmp_path) == "dir,./p\n"


ZSH = 'autoload -Uz compinit; compinit -u; eval "$(portfolio-audit completion zsh)"; print $_comps[portfolio-audit]'


@pytest.mark.skipif(not shutil.which("zsh"), reason="there is no zsh")
def test_zsh_takes_the_script(shell: dict[str, str], tmp_path: Path) -> None:
    assert said(["zsh", "-f", "-c", ZSH], shell, tmp_path) == "_portfolio_audit_completion\n"


def test_powershell_has_none_which_is_said(cli: Cli) -> None:
    for word, sentence in (("powershell", "there is none for powershell"), ("ksh", "is none of bash, zsh, fish")):
        result = cli("completion", word)
        assert (result.exit_code, result.stdout) == (2, "")
        assert sentence in result.stderr


def test_what_is_offered_is_what_there_is(catalogue: Catalogue) -> None:
    context, parameter = None, None
    offered = {item.value for item in rules(context, parameter, "")}  # type: ignore[arg-type]
    assert offered == {rule.id for rule in catalogue.rules}
    named = {item.value for item in rules_and_categories(context, parameter, "")}  # type: ignore[arg-type]
    assert named - offered == {rule.category for rule in catalogue.rules}
    assert {item.value for item in kinds(context, parameter, "p=")} == {f"p={kind}" for kind in KINDS}  # type: ignore[arg-type]


@pytest.mark.parametrize("line", ["portfolio-audit ", "portfolio-audit explain re", "portfolio-audit . --rubric m"])
def test_a_keystroke_loads_nothing_heavy(line: str, shell: dict[str, str], tmp_path: Path) -> None:
    code = (
        "import sys, portfolio_audit.cli\n"
        "try: portfolio_audit.cli.main(prog_name='portfolio-audit')\n"
        "except SystemExit: pass\n"
        f"print(sorted({HEAVY!r} & set(sys.modules)))"
    )
    words = {"COMP_WORDS": line, "COMP_CWORD": str(len(line.split(" ")) - 1)}
    variables = {**shell, **words, "_PORTFOLIO_AUDIT_COMPLETE": "bash_complete"}
    assert said([sys.executable, "-c", code], variables, tmp_path).splitlines()[-1] == "[]"
