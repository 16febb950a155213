"""A class on the made-up host, and what lies in a cohort's folder."""

import hashlib
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from gather.hosting import README
from gather.repositories import Made, history
from portfolio_audit.demo.hosted import HostedRepository, HostedUser

ROSTER = """"identifier","github_username","github_id","name"
"s1","ada","1","Ada Lovelace"
"s2","bo","2","Bo Bell"
"s3","cy","3","Cy Coe"
"s4","nobody","4","No Body"
"s5","ghost","5","Gho St"
"s6","","","Una Unlinked"
"s7","ADA","7","Ada Twice"
"s8","bo b","8","Bad Name"
"""
CODE = "import pandas\nfrom sklearn.linear_model import Ridge\n\n{body}\n"
_STEP = """def step_{n}(table, weights):
    chosen = table.groupby('{n}').agg(weights).{name}()
    return chosen[{n}] + {n}
"""


def code_of(name: str, functions: int = 30) -> str:
    """A module of one's own: the same name gives the same code, another name shares little with it."""
    words = [hashlib.sha256(f"{name} {n}".encode()).hexdigest()[:8].translate(_LETTERS) for n in range(functions)]
    return CODE.format(body="\n\n".join(_STEP.format(n=n, name=word) for n, word in enumerate(words)))


_LETTERS = str.maketrans("0123456789", "ghijklmnop")


def repository(
    folder: Path, owner: str, name: str, files: Mapping[bytes | str, str], *more: Made, size_kb: int = 3
) -> HostedRepository:
    """A repository with one commit, and those that follow it."""
    (folder / owner).mkdir(parents=True, exist_ok=True)
    made = history(folder / owner / f"{name}.git", [Made(files, b"Begin the work"), *more])
    return HostedRepository(name, made, size_kb=size_kb)


def a_class(folder: Path) -> list[HostedUser]:
    """Three students with projects, and one with none."""
    folder.mkdir(exist_ok=True)
    users = []
    for login in ("ada", "bo", "cy"):
        (folder / login).mkdir(exist_ok=True)
        projects = tuple(
            repository(
                folder,
                login,
                f"{login}-{topic}",
                {"README.md": README.replace("Bikes", f"{login} {topic}"), f"{topic}.py": code_of(f"{login} {topic}")},
                Made({"notes.md": f"# Notes of {login}\n"}, b"Note what was learnt"),
            )
            for topic in ("bikes", "rain")
        )
        users.append(HostedUser(login, projects))
    return [*users, HostedUser("nobody")]


def files_of(folder: Path) -> dict[str, bytes]:
    """Everything that a cohort's folder holds but its state."""
    paths = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths if "sqlite3" not in path.name}


def tables_of(folder: Path) -> list[str]:
    """The state as text."""
    with closing(sqlite3.connect(folder / "cohort.sqlite3")) as file:
        return list(file.iterdump())


def statuses(folder: Path) -> dict[str, str]:
    """What became of each student, as any tool can ask."""
    with closing(sqlite3.connect(folder / "cohort.sqlite3")) as file:
        return dict(file.execute("SELECT login, status FROM student WHERE place IS NOT NULL ORDER BY place"))
