"""What a run tells the steps after it: outputs, files, the page of the job, and whether it passed."""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from portfolio_audit.comparing import fails
from portfolio_audit.model.report import Report
from portfolio_audit.model.rules import State
from portfolio_audit.renderers.comment import signed

MOST_BYTES = 900_000
"""Of a job's page; GitHub takes 1 MiB for each step and nothing of what is longer."""


def values(report: Report, *, passed: bool, url: str, paths: Mapping[str, str]) -> dict[str, str]:
    """The outputs by name: numbers, words of ours, paths of the workflow's author and an address of the host."""
    changes, score = report.changes, report.score
    before = changes.before if changes else None
    return {
        "score": _number(score.value),
        "grade": score.grade or "",
        "previous-score": _number(before),
        "delta": signed(before, changes.after) if changes else "",
        "failed": str(failed(report)),
        "new-failures": str(len(changes.new) + len(changes.broken) if changes else 0),
        "comment-url": url,
        "report-path": paths.get("html", ""),
        "json-path": paths.get("json", ""),
        "sarif-path": paths.get("sarif", ""),
        "passed": "true" if passed else "false",
    }


def failed(report: Report) -> int:
    """How many rules fail."""
    every = [*report.findings, *(finding for repo in report.repositories for finding in repo.findings)]
    return len({finding.rule for finding in every if finding.state is State.FAIL})


def misses(report: Report, least: int | None, fail_on: str) -> list[str]:
    """Why the run does not pass, in sentences; what is not known is no reason."""
    found = []
    value = report.score.value
    if least is not None and value is not None and value < least:
        found.append(f"The score is {value}, below {least} (fail-under).")
    if least is not None and value is None and report.changes and report.changes.before is not None:
        found.append(f"There is no score any more; before it was {report.changes.before} (fail-under).")
    if fail_on == "any" and (count := failed(report)):
        found.append(f"{count} rule{'s fail' if count > 1 else ' fails'} (fail-on: any).")
    if report.changes and fails(report.changes, fail_on):
        found.append(f"This change leaves the repository worse than it was (fail-on: {fail_on}).")
    return found


def write_outputs(path: str, told: Mapping[str, str]) -> None:
    """Append them to the runner's file, each between lines that nobody can guess."""
    if not path:
        return
    mark = f"end-{secrets.token_hex(16)}"
    text = "".join(f"{name}<<{mark}\n{value}\n{mark}\n" for name, value in told.items())
    with Path(path).open("a", encoding="utf-8", newline="\n") as file:
        file.write(text)


def write_summary(path: str, text: str) -> None:
    """Append to the page of the job, whole lines as far as there is room."""
    if not path:
        return
    with Path(path).open("ab") as file:
        file.write(shortened(text, MOST_BYTES - file.seek(0, os.SEEK_END)))


def shortened(text: str, most: int) -> bytes:
    """The text's whole lines within so many bytes, and a word on the rest."""
    data = text.encode("utf-8", "backslashreplace")
    if len(data) <= most:
        return data
    note = b"\n\n_The rest did not fit. `report-file` and `json-file` hold everything._\n"
    return data[: max(0, data.rfind(b"\n", 0, max(0, most - len(note))))] + note if most > len(note) else b""


def _number(value: int | None) -> str:
    return "" if value is None else str(value)
