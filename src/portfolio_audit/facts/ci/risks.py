"""What a GitHub workflow gives to strangers or to foreign actions beyond what they need."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from portfolio_audit.model.facts import Risk
from portfolio_audit.model.values import Evidence
from portfolio_audit.text import shown

MAX_RISKS = 20
MAX_STEPS = 1_000
MAX_RUN_CHARS = 20_000
_OWNED_BY_GITHUB = ("actions", "github")
_ACTION = re.compile(r"([\w.-]{1,100})/[\w./-]{1,200}@([\w./-]{1,200})$")
_PINNED = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?$")
_EXPRESSION = re.compile(r"\$\{\{([^{}]{1,300})\}\}")
_OF_STRANGERS = re.compile(
    r"\bgithub\.(?:head_ref\b|event\.(?:issue|pull_request|comment|review|review_comment|discussion|head_commit"
    r"|commits\[\d{1,3}\]|pages\[\d{1,3}\])\.(?:title|body|message|page_name|author\.(?:email|name)|head\.(?:ref|label))\b)"
)
_ANSWERS_YES_OR_NO = re.compile(r"\b(?:contains|startsWith|endsWith)\s*\(|[=!]=")
_THEIR_HEAD = re.compile(r"github\.event\.pull_request\.head\.|github\.head_ref|refs/pull/")
_ECHOED = re.compile(
    r"\s*echo\s[^|>&$`]{0,200}\$\{\{\s*secrets\.\w{0,80}(?:KEY|TOKEN|SECRET|PASSWORD|PASSWD|PWD)\s*\}\}[^|>&]{0,300}$",
    re.IGNORECASE,
)
_GROUPED = re.compile(r"^[ \t]*[})]\s*(?:>|\|)|<<", re.MULTILINE)


def find_risks(path: str, document: dict[Any, Any], text: str) -> tuple[Risk, ...]:
    """The risks of a parsed workflow, each with the line of its text that shows it."""
    found = dict.fromkeys(islice(_risks(document), MAX_RISKS))
    return tuple(Risk(kind, _place(path, snippet, text)) for kind, snippet in found)


def _risks(document: dict[Any, Any]) -> Iterator[tuple[str, str]]:
    """(kind, text of the line)."""
    # YAML 1.1 reads the key `on` as true
    triggers = document.get("on", document.get(True))
    privileged = triggers == "pull_request_target" or (
        isinstance(triggers, list | dict) and "pull_request_target" in triggers
    )
    jobs = [job for job in document["jobs"].values() if isinstance(job, dict)]
    if any(part.get("permissions") == "write-all" for part in (document, *jobs)):
        yield "all-permissions", "write-all"
    for step in islice(_steps(jobs), MAX_STEPS):
        yield from _step(step, privileged)


def _steps(jobs: list[dict[Any, Any]]) -> Iterator[dict[Any, Any]]:
    for job in jobs:
        steps = job.get("steps")
        yield from (step for step in (steps if isinstance(steps, list) else []) if isinstance(step, dict))


def _step(step: dict[Any, Any], privileged: bool) -> Iterator[tuple[str, str]]:
    uses, run = step.get("uses"), step.get("run")
    options = step.get("with")
    options = options if isinstance(options, dict) else {}
    if isinstance(uses, str):
        if privileged and uses.startswith("actions/checkout@") and _THEIR_HEAD.search(str(options.get("ref"))[:300]):
            yield "stranger-code", str(options["ref"])
        if _is_foreign(uses):
            yield "unpinned-action", uses
        if uses.startswith("actions/github-script@"):
            yield from _pasted(options.get("script"))
    yield from _pasted(run)
    yield from _echoed(run)


def _is_foreign(uses: str) -> bool:
    """Whether it is somebody else's action by a name that can be moved to other code."""
    found = _ACTION.match(uses.strip())
    return found is not None and found[1].lower() not in _OWNED_BY_GITHUB and not _PINNED.match(found[2])


def _pasted(script: Any) -> Iterator[tuple[str, str]]:
    """Lines into which a text that strangers write is pasted before the shell reads them."""
    for line in script[:MAX_RUN_CHARS].split("\n") if isinstance(script, str) else ():
        expressions = _EXPRESSION.findall(line[:2_000])
        if any(_OF_STRANGERS.search(part) and not _ANSWERS_YES_OR_NO.search(part) for part in expressions):
            yield "stranger-text", line.strip()


def _echoed(run: Any) -> Iterator[tuple[str, str]]:
    """Lines that print a secret; one that goes on into a file or a command is not printed."""
    if not isinstance(run, str) or "secrets." not in run or _GROUPED.search(run[:MAX_RUN_CHARS]):
        return
    for line in run[:MAX_RUN_CHARS].replace("\\\n", " ").split("\n"):
        if _ECHOED.match(line[:1_000]) and "::add-mask::" not in line:
            yield "echoed-secret", line.strip()


def _place(path: str, snippet: str, text: str) -> Evidence:
    at = text.find(snippet)
    if at < 0:
        return Evidence(path, None, shown(snippet))
    start, end = text.rfind("\n", 0, at) + 1, text.find("\n", at)
    return Evidence(path, text.count("\n", 0, at) + 1, shown(text[start : end if end >= 0 else None]))
