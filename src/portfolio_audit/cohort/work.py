"""One student in work: repositories as they come in, and the report when the last one has."""

import hashlib
from collections.abc import Iterator, Mapping
from functools import partial

from msgspec.structs import replace

from portfolio_audit.assessing import assessment
from portfolio_audit.auditing import audit
from portfolio_audit.codec import encode
from portfolio_audit.cohort.engines import Examined
from portfolio_audit.cohort.listing import Listed
from portfolio_audit.cohort.records import Finished, Sketched
from portfolio_audit.cohort.rows import finding_rows, student_row
from portfolio_audit.cohort.tables import value_of
from portfolio_audit.comparing import aliases_of
from portfolio_audit.demos import addresses, with_demos
from portfolio_audit.exempting import Questions
from portfolio_audit.judgements import Judgements
from portfolio_audit.model.cohort import Status, StudentRow
from portfolio_audit.model.demo_facts import Look
from portfolio_audit.model.facts import CodeFacts, RepoFacts
from portfolio_audit.model.portfolio import Portfolio, Run, Skipped
from portfolio_audit.model.report import Report, RepositoryHeading
from portfolio_audit.model.values import Unavailable
from portfolio_audit.packed import Packed, Shelf, pack, seen_as
from portfolio_audit.past import Past, with_past, with_state
from portfolio_audit.planning import Wish
from portfolio_audit.readings import Outcome, Readings
from portfolio_audit.rescoring import recorded
from portfolio_audit.resources import build
from portfolio_audit.store import Store

NOT_LOOKED = "nobody could look at it"


def inputs_of(listed: Listed, questions: Questions, wish: Wish, visited: str = "") -> str:
    """Digest of everything that a report is made from: what the host says, what is wanted, the rules, this version.

    Args:
        visited: which links were looked at, and when; empty for none.
    """
    base, how = listed.base, (wish.as_of, wish.pattern, wish.datasets, wish.limits, visited)
    asked = (questions.catalogue.digest, questions.whole.digest, questions.exempted)
    told = [(one.key, one.state, one.host, one.url, one.page) for one in listed.assignments]
    data = encode([build(), asked, how, base.login, base.profile, base.contributions, base.skipped, told])
    return hashlib.sha256(data).hexdigest()


class Work:
    """A student whose repositories are being read."""

    def __init__(self, listed: Listed, questions: Questions, wish: Wish, store: Store, visited: str = "") -> None:
        self.student = listed.student
        self._listed = listed
        self._questions = questions
        self._catalogue = questions.catalogue
        self._wish = wish
        self._memo = Judgements(store, questions.catalogue)
        self._store = store
        self._visited = visited
        self._outcomes: dict[int, Outcome] = {}

    @property
    def left(self) -> int:
        """Repositories that have not come in."""
        return len(self._listed.assignments) - len(self._outcomes)

    def to_read(self, readings: Readings) -> list[int]:
        """Numbers of the assignments that have to be read; of the others what is known is taken."""
        for number, assignment in enumerate(self._listed.assignments):
            judge = partial(assessment, catalogue=self._catalogue, memo=self._memo)
            if outcome := readings.recalled(assignment, judge):
                self._outcomes[number] = outcome
        return [number for number in range(len(self._listed.assignments)) if number not in self._outcomes]

    def take(self, number: int, examined: Examined) -> None:
        """A repository has come in."""
        facts = examined.outcome.facts
        if isinstance(facts, Packed):
            if examined.assessed is not None:
                self._memo.adopt(facts.digest, examined.assessed)
            assessment(facts, self._catalogue, self._memo)
        self._outcomes[number] = examined.outcome

    def addresses(self, which: str) -> dict[str, bool]:
        """See `demos.addresses`; to be called when nothing is left."""
        return addresses(self._portfolio(), which)

    def take_looks(self, looks: Mapping[str, Look], which: str) -> None:
        """What was found there has come in."""
        for number, outcome in self._outcomes.items():
            if isinstance(facts := outcome.facts, Packed):
                self._outcomes[number] = replace(
                    outcome, facts=pack(with_demos(facts.value, looks, which, reason=NOT_LOOKED))
                )

    def _report(self) -> Report:
        """The student's report, as that of a single run, but for what the run cost."""
        portfolio = self._portfolio()
        report = audit(portfolio, self._catalogue, memo=self._memo)
        told = self._questions.told(report, portfolio, Judgements(self._store, self._questions.whole))
        return replace(told, run=Run())

    def finished(self, past: bytes | None) -> Finished:
        """All that is kept of it, to be called when nothing is left.

        Args:
            past: of the student's reports so far.
        """
        report = self._report()
        earlier, present = value_of(past, Past) if past else Past(), recorded(report)
        told = with_past(report, present, earlier, aliases_of(self._catalogue))
        row = student_row(self.student, told)
        if not row.status.seen:
            return Finished(row)
        settled = row.status is Status.OK and all(outcome.settled for outcome in self._outcomes.values())
        return Finished(
            row,
            report.generated_at,
            inputs_of(self._listed, self._questions, self._wish, self._visited) if settled else "",
            report=encode(told),
            past=encode(with_state(earlier, present) if row.status is Status.OK else earlier),
            repositories=tuple(self._sketched(told, row)),
            findings=finding_rows(self.student.login, told),
        )

    def _portfolio(self) -> Portfolio:
        base = self._listed.base
        return replace(base, repos=Shelf(self._read()), skipped=(*base.skipped, *self._skipped()))

    def _skipped(self) -> Iterator[Skipped]:
        for number, assignment in enumerate(self._listed.assignments):
            facts = self._outcomes[number].facts
            if isinstance(facts, Skipped):
                yield facts
            elif isinstance(facts, Unavailable):
                yield Skipped(assignment.name, facts.reason, True)

    def _sketched(self, report: Report, row: StudentRow) -> Iterator[Sketched]:
        sketches = {facts.name: self._sketch(facts) for facts in self._read()}
        carrying = {project.name for project in row.projects if project.carries}
        for repo in seen_as(report.repositories, RepositoryHeading):
            yield Sketched(
                repo.name,
                repo.url,
                repo.kind,
                repo.head,
                repo.score.value,
                repo.score.low,
                repo.score.high,
                repo.score.coverage,
                repo.name in carrying,
                sketches.get(repo.name, ()),
            )

    def _read(self) -> Iterator[Packed[RepoFacts]]:
        for number in range(len(self._listed.assignments)):
            if isinstance(facts := self._outcomes[number].facts, Packed):
                yield facts

    def _sketch(self, facts: Packed[RepoFacts]) -> tuple[int, ...]:
        judged = assessment(facts, self._catalogue, self._memo).judged
        code = judged.facts.code
        return code.fingerprint if judged.project and isinstance(code, CodeFacts) else ()
