"""One self-contained page: no request to anywhere, complete without a script."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from jinja2 import Template
from jinja2.utils import htmlsafe_json_dumps
from msgspec import Struct

from portfolio_audit.model.report import FindingReport, Report
from portfolio_audit.model.values import Evidence
from portfolio_audit.renderers import views
from portfolio_audit.renderers.escape import without_control
from portfolio_audit.renderers.glances import Glance, glance
from portfolio_audit.renderers.inlined import inlined
from portfolio_audit.renderers.languages import ENGLISH, Language
from portfolio_audit.renderers.templates import environment
from portfolio_audit.renderers.what_if import portfolio_sums, profile_sums, repository_sums

_TOGETHER = 500
"""Pieces of the template's that are looked through at once."""


class Room(Struct, frozen=True):
    """How much a page says of each repository."""

    roomy: bool
    """Whether fixes and proofs stand with each finding; else each fix is told once, with its rule, and so is what was
    looked for in vain."""
    texts: int
    """Characters of texts to copy beside those of the next steps; more are in the report of a repository alone."""
    places: int
    """Places of a finding."""
    quote: int
    """Characters that are quoted of a place."""
    steps: int


MANY = 200
"""Findings to fix from which a page says less of each, so that it stays one that a phone opens at once."""
WIDE = Room(roomy=True, texts=60_000, places=3, quote=200, steps=60)
TIGHT = Room(roomy=False, texts=0, places=1, quote=70, steps=23)


class Page(Struct, frozen=True):
    """What a page needs beside the report, made by looking at each repository once."""

    glances: Sequence[Glance]
    room: Room
    snippets: frozenset[tuple[str, str]]
    """(repository, rule) of the texts to copy that fit."""
    fixes: Mapping[str, str]
    """Rule → what to do, where the page says it once."""
    sought: Mapping[str, Evidence]
    """Rule → what was looked for in vain, where the page says it once."""
    weights: Mapping[str, int]
    """Rule → points in its part, of the rules that were asked of anything."""
    sums: str
    """JSON for the arithmetic of "what if", safe inside of a script element."""

    @property
    def roomy(self) -> bool:
        """As of `Room`."""
        return self.room.roomy

    def is_told_with_rule(self, finding: FindingReport) -> bool:
        """Whether what was looked for in vain stands with the rule, so that nothing is left to say with the finding."""
        return finding.evidence[:1] == (self.sought.get(finding.rule),)

    def places_of(self, finding: FindingReport) -> Sequence[Evidence]:
        """The places that stand with the finding."""
        return () if self.is_told_with_rule(finding) else finding.evidence[: self.room.places]


def template(language: Language = ENGLISH) -> Template:
    """The page's template, compiled once for each language."""
    return environment(html=True, language=language).get_template("report.html.j2")


def pieces(report: Report, language: Language = ENGLISH) -> Iterator[str]:
    """The page, with its style and script inlined and allowed by hash alone."""
    made = template(language).stream(
        report=report,
        language=language,
        page=page_of(report),
        **inlined("report"),
    )
    made.enable_buffering(_TOGETHER)
    yield from map(without_control, made)


def page_of(report: Report) -> Page:
    """What the page says of all repositories side by side."""
    caps = {rule.id: rule.cap for rule in report.rules if rule.cap is not None}
    numbers = {rule.id: number for number, rule in enumerate(report.rules)}
    glances, repositories = [], []
    texts: list[tuple[str, str, int]] = []
    open_ = views.to_fix(report.findings)
    weights = {finding.rule: finding.weight for finding in report.findings}
    for number, repo in enumerate(report.repositories, 1):
        glances.append(glance(number, repo))
        repositories.append(repository_sums(repo, caps, numbers))
        texts += [(repo.name, skeleton.rule, len(skeleton.text)) for skeleton in repo.skeletons]
        weights |= {finding.rule: finding.weight for finding in repo.findings}
        open_ += views.to_fix(repo.findings)
    sums = {**portfolio_sums(report), "profile": profile_sums(report, numbers), "repos": repositories}
    room = WIDE if sum(one.open for one in glances) <= MANY else TIGHT
    return Page(
        glances,
        room,
        frozenset(_fitting(texts, room.texts)),
        {} if room.roomy else {finding.rule: finding.fix for finding in open_},
        {} if room.roomy else _sought(open_),
        weights,
        htmlsafe_json_dumps(sums, separators=(",", ":")),
    )


def _sought(findings: Sequence[FindingReport]) -> dict[str, Evidence]:
    bare = {finding.rule for finding in findings if not finding.evidence}
    firsts = [(finding.rule, finding.evidence[0]) for finding in findings if finding.rule not in bare]
    absences = [(rule, at) for rule, at in firsts if views.is_absence(at)]
    return {rule: at for (rule, at), _ in reversed(Counter(absences).most_common())}


def _fitting(texts: Iterable[tuple[str, str, int]], room: int) -> Iterator[tuple[str, str]]:
    """The first texts that fit into so many characters."""
    for name, rule, size in texts:
        room -= size
        if room < 0:
            return
        yield name, rule
