"""A portfolio whose every text is an attack."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from msgspec import Struct
from msgspec.structs import fields, replace

from facts_of import NOW
from portfolio_audit.model.facts import CONTENTS, STAGES, Content, ProjectFacts, ReadmeFacts, RepoFacts, Stage
from portfolio_audit.model.portfolio import PORTFOLIO_SCHEMA, Portfolio, Skipped
from portfolio_audit.model.report import Changes, Exemption, Moved, Report, ScoreMove, TrendPoint
from portfolio_audit.model.rules import State
from portfolio_audit.model.values import Unavailable

ATTACK = (
    "<script>alert(1)</script><img src=x onerror=alert(1)>\"'><svg/onload=alert(1)>"
    "</style></title></details><!-- --> {{ 7*7 }} {% raw %} "
    "[link](javascript:alert(1)) ![pic](https://evil.example/p.png) <https://evil.example> www.evil.example "
    "`tick` ``ticks`` ~~~ ``` **bold** | cell | @octocat #123 GH-7 javascript:alert(1) data:text/html,x &amp; &#60; "
    "\x1b[31mred\x1b[0m \x9b2J \x07 \u202egnp.exe \u2066 \u200b \ufeff \x00 \r\n\n# Heading\n- item\n\t---\n\n<b>"
)


def hostile(kind: Any, name: str = "") -> Any:
    """A value of that type in which every text is an attack; numbers are 1, flags true, lists have one item.

    Of what can only be one of some words it is the first.
    """
    if kind is str:
        return "javascript:alert(1)//" + ATTACK if name in ("url", "homepage", "website") else ATTACK
    if kind in (int, bool):
        return kind(1)
    if kind is datetime:
        return NOW
    if get_origin(kind) is Literal:
        return get_args(kind)[0]
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return next(iter(kind))
    if get_origin(kind) is tuple:
        inner = get_args(kind)
        return (hostile(inner[0], name),) if inner[-1] is Ellipsis else tuple(hostile(each, name) for each in inner)
    if get_origin(kind) is Sequence:
        return (hostile(get_args(kind)[0], name),)
    if get_origin(kind) is Mapping:
        return {hostile(get_args(kind)[0], name): hostile(get_args(kind)[1], name)}
    if get_origin(kind) in (Union, UnionType):
        return hostile(next(each for each in get_args(kind) if each not in (type(None), Unavailable)), name)
    assert issubclass(kind, Struct)
    types = get_type_hints(kind)
    return kind(**{field.name: hostile(types[field.name], field.name) for field in fields(kind)})


def hostile_repo(name: str, kind: str, url: str, *, good: bool) -> RepoFacts:
    """All its texts are attacks; `good` says whether contents and stages are there or missing."""
    repo: RepoFacts = hostile(RepoFacts)
    assert isinstance(repo.readme, ReadmeFacts)
    contents = tuple(replace(hostile(Content), name=content, present=good) for content in CONTENTS)
    stages = tuple(replace(hostile(Stage), name=stage) for stage in STAGES)
    project = ProjectFacts(kind, ATTACK, notebook_only=not good, end_to_end=good, stages=stages)
    return replace(
        repo, name=name, url=url, head="a" * 40, readme=replace(repo.readme, contents=contents), project=project
    )


def hostile_portfolio() -> Portfolio:
    """Projects, listed repositories, unread and skipped ones, and a profile: hostile throughout."""
    lost: Any = {
        name: Unavailable(ATTACK)
        for name in RepoFacts.__struct_fields__
        if name not in ("name", "url", "head", "limits")
    }
    portfolio: Portfolio = hostile(Portfolio)
    return replace(
        portfolio,
        repos=(
            hostile_repo(ATTACK, "ml-app", 'https://github.com/a/b"><script>alert(1)</script>', good=True),
            hostile_repo("b " + ATTACK, "ml-project", "javascript:alert(1)", good=False),
            hostile_repo("c", "notes", "data:text/html,<script>alert(1)</script>", good=True),
            RepoFacts("d " + ATTACK, **lost),
        ),
        skipped=(Skipped(ATTACK, ATTACK, True), Skipped(ATTACK, ATTACK)),
        schema=PORTFOLIO_SCHEMA,
    )


def with_hostile_past(report: Report) -> Report:
    """The report with changes, a trend and exemptions in which every text is an attack."""
    moved = (Moved(ATTACK, ATTACK, ATTACK, State.PASS, State.FAIL), Moved(ATTACK, "", ATTACK, None, State.PARTIAL))
    scores = (ScoreMove(ATTACK, None, 1), ScoreMove(ATTACK, 1, None))
    changes = Changes(NOW, 1, None, scores, moved, moved, moved, ATTACK, 1)
    exempted = (Exemption(ATTACK, (ATTACK,), ATTACK), Exemption(ATTACK, ("a", "b"), ""), Exemption("", (ATTACK,), ""))
    return replace(
        report,
        changes=changes,
        trend=(TrendPoint(NOW, None), TrendPoint(NOW, 1)),
        exempted=exempted,
        score_of_all=report.score,
    )
