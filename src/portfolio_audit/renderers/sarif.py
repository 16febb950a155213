"""SARIF 2.1.0 in one run, within what GitHub's code scanning takes."""

import re
import zlib
from collections.abc import Iterator
from typing import Any, NamedTuple

from portfolio_audit.codec import dumps, encode
from portfolio_audit.model.report import FindingReport, Report, RepositoryHeading
from portfolio_audit.model.rules import State
from portfolio_audit.packed import seen_as
from portfolio_audit.renderers import escape
from portfolio_audit.renderers.sarif_places import Places, home_of, places_of, portfolio_home
from portfolio_audit.renderers.sarif_rules import level_of, rule_descriptors, text_of
from portfolio_audit.text import counted

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
MAX_RESULTS = 25_000
MAX_PACKED = 9_500_000
"""Bytes of results after compression: GitHub takes files of 10 MB compressed."""
_TOGETHER = 20
"""Results between two looks at the size: each look costs some bytes."""
_PLACE = '\n   "results": []'
_LEVELS = ("error", "warning", "note")
_LINKED = 3
_SEMANTIC = re.compile(r"(0|[1-9]\d*)(\.(0|[1-9]\d*)){2}([-+][0-9A-Za-z.+-]+)?", re.ASCII)


class _Ranked(NamedTuple):
    order: tuple[int, int, int, int, str]
    json: bytes


def pieces(report: Report) -> Iterator[str]:
    """A result for everything that failed, in whole or in part, the most valuable first."""
    ranked = sorted(_results(report), key=lambda result: result.order)
    kept = _that_fit([result.json for result in ranked])
    before, _, after = dumps(_log(report, len(ranked) - len(kept))).partition(_PLACE)
    yield f"{before}{_PLACE[:-1]}"
    separator = ""
    for result in kept:
        yield f"{separator}\n    {result.decode()}"
        separator = ","
    yield f"{separator and chr(10) + '   '}]{after}"


def _that_fit(results: list[bytes]) -> list[bytes]:
    """As many from the start as GitHub takes, by number and by what they come to when compressed."""
    packer, size, fit = zlib.compressobj(1), 0, 0
    for number, result in enumerate(results[:MAX_RESULTS], 1):
        size += len(packer.compress(result))
        if number % _TOGETHER == 0:
            size += len(packer.flush(zlib.Z_SYNC_FLUSH))
            if size > MAX_PACKED:
                return results[:fit]
            fit = number
    return results[:MAX_RESULTS]


def _log(report: Report, left_out: int) -> dict[str, Any]:
    driver = {"name": "portfolio-audit", "version": text_of(report.version, 100)}
    if _SEMANTIC.fullmatch(report.version):
        driver["semanticVersion"] = report.version
    run = {
        "tool": {"driver": driver | {"rules": rule_descriptors(report)}},
        "automationDetails": {"id": f"portfolio-audit/{text_of(report.ruleset.rubric, 100)}/"},
        "invocations": [_invocation(report, left_out)],
        "versionControlProvenance": _provenance(report),
        "originalUriBaseIds": {"%SRCROOT%": {"description": {"text": _root(report)}}},
        "results": [],
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _root(report: Report) -> str:
    several = len(report.repositories) > 1
    return "A folder that holds each repository in a folder of its name" if several else "The root of the repository"


def _provenance(report: Report) -> list[dict[str, str]]:
    return [
        {"repositoryUri": uri} | ({"revisionId": text_of(repo.head, 100)} if repo.head else {})
        for repo in seen_as(report.repositories, RepositoryHeading)
        if (uri := escape.address(repo.url))
    ]


def _invocation(report: Report, left_out: int) -> dict[str, Any]:
    """What a reader of the results has to know about what is missing among them."""
    told = [f"{text_of(skip.name)} is not in these results: {text_of(skip.reason)}"
            for skip in report.skipped if skip.unavailable]  # fmt: skip
    if report.partial:
        told.insert(0, "The run was interrupted, so these results are partial.")
    if left_out:
        told.insert(0, f"{counted(left_out, 'result')} of the least value left out, because GitHub's code scanning "
                       "takes no more. The other formats of the report have all.")  # fmt: skip
    notes = [{"level": "warning", "message": {"text": words}} for words in told[:1000]]
    return {"executionSuccessful": not report.partial, "toolExecutionNotifications": notes}


def _results(report: Report) -> Iterator[_Ranked]:
    index = {note.id: number for number, note in reversed(list(enumerate(report.rules)))}
    several = len(report.repositories) > 1
    for number, repo in enumerate(report.repositories):
        home = home_of(repo, several=several)
        for finding in repo.findings:
            if finding.state in (State.FAIL, State.PARTIAL):
                yield _ranked(number, finding, repo.name, places_of(finding, home), index)
    home = portfolio_home(report)
    for finding in report.findings:
        if finding.state in (State.FAIL, State.PARTIAL):
            yield _ranked(len(report.repositories), finding, "", places_of(finding, home, about_files=False), index)


def _ranked(number: int, finding: FindingReport, repository: str, places: Places, index: dict[str, int]) -> _Ranked:
    level = level_of(finding.severity, whole=finding.state is State.FAIL)
    result: dict[str, Any] = {"ruleId": text_of(finding.rule, 200)}
    if finding.rule in index:
        result["ruleIndex"] = index[finding.rule]
    result |= {
        "kind": "fail",
        "level": level,
        "message": {"text": _message(finding, places)},
        "locations": [places.primary],
        "partialFingerprints": places.fingerprints(finding.rule, repository),
        "properties": {
            "repository": text_of(repository),
            "category": text_of(finding.category),
            "severity": finding.severity,
            "state": finding.state,
            "credit": finding.credit,
            "gain": finding.gain,
            "minutes": finding.minutes,
        },
    }
    if places.related:
        result["relatedLocations"] = list(places.related)
    order = (_LEVELS.index(level), -finding.gain, finding.minutes, number, finding.rule)
    return _Ranked(order, encode(result))


def _message(finding: FindingReport, places: Places) -> str:
    """What is so, why we say so, where else, what to do. GitHub shows related places that the text links to."""
    links = [f"[{_in_link(spot)}]({number})" for number, spot in enumerate(places.spots[:_LINKED], 1)]
    more = len(places.spots) - len(links)
    also = f" Also in {', '.join(links)}{f' and {more} more places' if more else ''}." if links else ""
    return f"{text_of(finding.title)}: {text_of(finding.message)}.{also} To fix it: {text_of(finding.fix, 1000)}"


def _in_link(text: str) -> str:
    return re.sub(r"[\[\]\\]", r"\\\g<0>", text_of(text))
