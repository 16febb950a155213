"""The inputs and outputs of the action: one table each, from which `action.yml` and its documentation are made."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from portfolio_audit.catalogue_names import DEFAULT_RUBRIC
from portfolio_audit.errors import ActionError
from portfolio_audit.text import shown

VARIABLE = "PORTFOLIO_AUDIT_INPUTS"
"""Environment variable with all inputs as one JSON object of strings."""


@dataclass(frozen=True, slots=True)
class Input:
    """One row of the table."""

    name: str
    default: str
    words: str
    choices: tuple[str, ...] = ()


_SWITCH = ("true", "false")
FAIL_ON = ("none", "new", "regression", "any")
INPUTS = (
    Input("path", ".", "Folder below the workspace to audit: a checked-out repository, or a folder in one."),
    Input("username", "", "Audit this person's whole portfolio in place of the checked-out repository."),
    Input("github-token", "${{ github.token }}", "Token for comments and for what GitHub tells only with one."),
    Input("rubric", DEFAULT_RUBRIC, "Whose eyes to look with: the name of a rubric, such as data-analyst."),
    Input("config", "", "Settings file (TOML), named from `path`. On a pull request it is read from the base."),
    Input("select", "", "Only these rules, categories or patterns; separated by commas or line breaks."),
    Input("ignore", "", "Not these rules, categories or patterns; separated by commas or line breaks."),
    Input("check-links", "none", "Visit the demos that the README, the About box or the configuration leads to (`demos`), or every link of the README to the web as well (`all`). Only public addresses are asked.", ("none", "demos", "all")),  # noqa: E501
    Input("fail-under", "", "Fail when the score is below this number, 0 to 100. Empty: never."),
    Input("fail-on", "none", "Fail when this change leaves something new to fix (`new`), when it breaks something or lowers the score (`regression`), or when any rule fails (`any`).", FAIL_ON),  # noqa: E501
    Input("comment", "changed", "When to comment: when something moved (`changed`), each time, or never.", ("always", "changed", "never")),  # noqa: E501
    Input("mode", "comment", "Where to comment: on the commit or pull request, or in one tracking issue that is kept up to date.", ("comment", "issue")),  # noqa: E501
    Input("summary", "true", "Write the report to the job's summary page.", _SWITCH),
    Input("annotations", "true", "Mark the lines of the ten most valuable findings.", _SWITCH),
    Input("report-file", "", "Write the report as a page (HTML) to this file, for an artifact."),
    Input("json-file", "", "Write the report as JSON to this file."),
    Input("sarif-file", "", "Write the findings as SARIF to this file, for code scanning."),
    Input("badge-file", "", "Write a badge with the score (SVG) to this file."),
    Input("saved-report", "", "In a `workflow_run`: the JSON report that the other workflow made, to be told on its pull request. It is taken as a stranger's."),  # noqa: E501
)  # fmt: skip
OUTPUTS = {
    "score": "Score from 0 to 100; empty when there is none.",
    "grade": "Its letter.",
    "previous-score": "Score of the base of the pull request, or before the push; empty when it is not known.",
    "delta": "Score less previous score, such as `+4` or `-2`; empty when either is not known.",
    "failed": "Number of rules that fail.",
    "new-failures": "Number of rules that this change broke, or left open anew.",
    "comment-url": "Address of the comment or issue, if there is one.",
    "report-path": "Where the page was written.",
    "json-path": "Where the JSON was written.",
    "sarif-path": "Where the SARIF was written.",
    "passed": "`true` unless `fail-under` or `fail-on` made it fail.",
}


@dataclass(frozen=True, slots=True)
class Inputs:
    """The inputs of one run, checked."""

    path: str
    username: str
    rubric: str
    config: str
    select: tuple[str, ...]
    ignore: tuple[str, ...]
    check_links: str
    """One of `demos.WHICH`; empty for none."""
    fail_under: int | None
    fail_on: str
    comment: str
    mode: str
    summary: bool
    annotations: bool
    report_file: str
    json_file: str
    sarif_file: str
    badge_file: str
    saved_report: str


def read_inputs(environ: Mapping[str, str]) -> Inputs:
    """The inputs that the environment holds; what is not given has its default.

    Raises:
        ActionError: one has a value that it does not take; the message says what it takes.
    """
    given = _given(environ.get(VARIABLE, ""))
    values = {row.name: _checked(row, given.get(row.name, "").strip() or row.default) for row in INPUTS}
    return Inputs(
        path=values["path"],
        username=values["username"].removeprefix("@"),
        rubric=values["rubric"],
        config=values["config"],
        select=_words(values["select"]),
        ignore=_words(values["ignore"]),
        check_links=values["check-links"].replace("none", ""),
        fail_under=_percent(values["fail-under"]),
        fail_on=values["fail-on"],
        comment=values["comment"],
        mode=values["mode"],
        summary=values["summary"] == "true",
        annotations=values["annotations"] == "true",
        report_file=values["report-file"],
        json_file=values["json-file"],
        sarif_file=values["sarif-file"],
        badge_file=values["badge-file"],
        saved_report=values["saved-report"],
    )


def _given(text: str) -> dict[str, str]:
    try:
        data: Any = json.loads(text)
    except (ValueError, RecursionError):
        data = None
    if not isinstance(data, dict):
        raise ActionError(f"{VARIABLE} holds no inputs. This command is for action.yml; see docs/action.md.")
    return {name: value if isinstance(value, str) else "" for name, value in data.items()}


def _checked(row: Input, value: str) -> str:
    if row.choices == _SWITCH:
        value = value.lower()
    if row.choices and value not in row.choices:
        raise ActionError(f"the input {row.name} is {_quoted(value)}. It takes {_listed(row.choices)}.")
    return value


def _percent(value: str) -> int | None:
    if not value:
        return None
    if re.fullmatch(r"\d{1,3}", value, re.ASCII) and int(value) <= 100:
        return int(value)
    raise ActionError(f"the input fail-under is {_quoted(value)}. It takes a whole number from 0 to 100, or nothing.")


def _words(value: str) -> tuple[str, ...]:
    return tuple(word for part in re.split(r"[,\n]", value) if (word := part.strip()))


def _listed(words: tuple[str, ...]) -> str:
    return f"{', '.join(words[:-1])} or {words[-1]}"


def _quoted(value: str) -> str:
    return repr(shown(value, 60))
