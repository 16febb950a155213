"""What strangers wrote gets into no README, no shell line and no terminal as anything but text."""

import json
import os
import pty
import re
import shlex
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from markdown_it import MarkdownIt
from msgspec.structs import replace

from fixing.folders import PROJECT, contents
from gather.repositories import checked_out, written
from hostile import ATTACK, hostile_repo
from hostile_repositories.dangers import dangers
from hostile_repositories.folders import FOLDERS, Trap
from hostile_repositories.names import MARKUP
from portfolio_audit.fixing.making import Bench, patch
from portfolio_audit.fixing.readme import readme
from portfolio_audit.fixing.values import FixWish
from portfolio_audit.model.facts import CONTENTS, ReadmeFacts
from snapshots import DictSnapshot

Cli = Callable[..., Result]
PAGE = "# Rides\n\nForecasts rides by the hour.\n\n## Data\n\nTrips.\n"
FORGED = "| x\n\n# Owned\n\n<script>alert(1)</script> [x](javascript:alert(1)) \x1b[31m $(touch owned) `id`"
_OURS = re.compile(r"[\w./%-]+|https://(?:img\.shields\.io/badge/|github\.com/)[\w./%-]+")
_SAFE = re.compile(r"[\w./%-]+|#[\w-]+|https?://[^\s<>\"']+")
NOTEBOOK = json.dumps(
    {
        "cells": [
            {
                "cell_type": "code",
                "execution_count": 1,
                "metadata": {},
                "source": "import pandas as pd\nfrom sklearn.linear_model import Ridge\nprint(Ridge().fit([[1]], [1]))",
                "outputs": [
                    {
                        "output_type": "stream",
                        "name": "stdout",
                        "text": f"accuracy: 0.91\nf1 <img src=x onerror=alert(1)>: 0.88\n{FORGED}: 0.77\nr2: 0.5|<b>\n",
                    }
                ],
            }
        ],
        "metadata": {"language_info": {"name": "python", "version": FORGED}, "kernelspec": {"name": FORGED}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
)


def active(text: str) -> list[str]:
    """What of a README acts; pictures may be the repository's own and badges of the two hosts that draw them."""
    markdown = MarkdownIt()
    markdown.validateLink = lambda _: True  # type: ignore[method-assign]
    tokens = [part for token in markdown.parse(text) for part in (token, *(token.children or ()))]
    html = [token.content for token in tokens if token.type in ("html_block", "html_inline")]
    sources = [str(token.attrs["src"]) for token in tokens if token.type == "image"]
    addresses = [str(token.attrs["href"]) for token in tokens if token.type == "link_open"]
    return [
        *html,
        *(source for source in sources if not _OURS.fullmatch(source)),
        *(address for address in addresses if not _SAFE.fullmatch(address)),
        *(found for found in dangers("markdown", text) if found.startswith("character")),
    ]


def _bench(text: str | None) -> Bench:
    """Facts whose every text is an attack, with a README as it is."""
    facts = ReadmeFacts() if text is None else ReadmeFacts("README.md", "markdown", "en")
    repo = replace(hostile_repo("<b>x</b>", "ml-project", ATTACK, good=False), readme=facts)
    wish = FixWish(("readme-exists", *CONTENTS), contents={name: (name,) for name in CONTENTS})
    return Bench(repo, DictSnapshot({} if text is None else {"README.md": text}), wish)


@pytest.mark.parametrize("text", [None, PAGE])
def test_facts_that_are_attacks_stay_text(text: str | None) -> None:
    (change,) = patch(_bench(text), [readme]).changes
    assert active(change.new) == []
    added = [token.content for token in MarkdownIt().parse(change.new) if token.type == "inline"]
    assert "Owned" not in added


def _hostile_files() -> dict[str, str | bytes]:
    names = (
        "$(touch owned).py",
        "a;touch owned;.py",
        "`touch owned`.csv",
        "-rf.py",
        "x\x1b]0;owned\x07.py",
        "![x](y).png",
    )
    files: dict[str, str | bytes] = dict.fromkeys(names, "import numpy\n\nif __name__ == '__main__':\n    print(1)\n")
    folder = MARKUP.decode().replace("/", "")
    return {
        **files,
        **PROJECT,
        "analysis.ipynb": NOTEBOOK,
        f"images/{folder}.png": b"\x89PNG",
        f"data/{folder}.csv": "a\n",
        "requirements.txt": "numpy\nevil<script>==1 ; $(touch owned)\n",
        "LICENSE": f"MIT License\n\nCopyright {FORGED}\n",
    }


@pytest.mark.parametrize("page", [None, PAGE])
def test_hostile_names_and_outputs_become_nothing_active(cli: Cli, here: Path, page: str | None) -> None:
    files = _hostile_files() | ({"README.md": page} if page else {})
    folder = checked_out(here / "<img src=x onerror=alert(1)>$(touch owned)", files)
    result = cli("fix", folder, "--write", "--only", "README.*")
    assert result.exit_code == 0
    text = contents(folder)["README.md"].decode()
    assert active(text) == []
    assert not any(ord(char) < 32 and char not in "\n" for char in result.stderr)
    for line in _shell_lines(text):
        assert not re.search(r"touch owned", line) or any("touch owned" in word for word in shlex.split(line))
        assert "$(" not in re.sub(r"'[^']*'", "", line)


def _shell_lines(text: str) -> list[str]:
    fences = [token for token in MarkdownIt().parse(text) if token.type == "fence" and token.info == "bash"]
    return [line for fence in fences for line in fence.content.split("\n") if line.strip()]


def test_a_terminal_is_told_nothing_by_a_strangers_file(
    start: Callable[..., subprocess.Popen[bytes]], here: Path
) -> None:
    page = "# Rides\n\nForecasts \x9b31m rides \u202e by the hour.\r\n\n## Data \x1b]0;owned\x07\n\nTrips.\n"
    folder = written(here / "rides", {**PROJECT, "README.md": page})
    ours, theirs = pty.openpty()
    process = start("fix", folder, "--no-color", stdout=theirs, stderr=subprocess.DEVNULL)
    os.close(theirs)
    said = b""
    while True:
        try:
            piece = os.read(ours, 65_536)
        except OSError:
            break
        if not piece:
            break
        said += piece
    os.close(ours)
    assert process.wait() == 0
    text = said.decode().replace("\r\n", "\n")
    assert "\\x1b]0;owned\\x07" in text
    assert dangers("text", text) == []


def test_a_pipe_gets_the_bytes_as_they_are(cli: Cli, here: Path) -> None:
    page = b"# Rides\n\nRides \xff by the hour in this caf\xc3\xa9 \xc3\xa4\xc3\xb6.\n\n## Data \x1b[31m\n\nTrips.\n"
    folder = written(here / "rides", {**PROJECT, "README.md": page})
    assert b" ## Data \x1b[31m\n" in cli("fix", folder, "--only", "README.*").stdout_bytes


def test_folders_that_would_run_something_do_not(cli: Cli, here: Path, tmp_path: Path) -> None:
    trap = Trap(tmp_path / "trap")
    for name, make in FOLDERS.items():
        make(here / name, trap)
        result = cli("fix", here / name, "--write")
        assert result.exit_code in (0, 3), result.stderr
        assert "the-words-of-the-secret" not in result.output
    assert not trap.trace.exists()
    assert trap.secret.read_text() == "the-words-of-the-secret\n"
