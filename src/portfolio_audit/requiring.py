"""Whether a rubric is passed: by its pass mark, and by the rules that it requires."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from portfolio_audit.model.catalogue import Catalogue
from portfolio_audit.model.portfolio import Skipped
from portfolio_audit.model.report import Requirement, Score
from portfolio_audit.model.rules import Rule, State
from portfolio_audit.scoring import PortfolioScore
from portfolio_audit.verdict import Judged, Verdict

_IN_THE_WAY = (State.FAIL, State.PARTIAL, State.UNKNOWN)


def in_the_way(verdict: Verdict, score: PortfolioScore, skipped: Iterable[Skipped]) -> tuple[Requirement, ...]:
    """The required rules that are not passed everywhere, in the catalogue's order.

    Each project that carries the score must pass them; what makes no sense for one counts against nobody.
    """
    unseen = [skip.name for skip in skipped if skip.unavailable]
    carrying = tuple(_carrying(verdict, score))
    return tuple(one for name in verdict.catalogue.required for one in _of(name, verdict, carrying, unseen))


def _carrying(verdict: Verdict, score: PortfolioScore) -> Iterator[Judged]:
    """Repositories that were named; of a person those in the slots, and projects without a value that may be in one."""
    best = {slot.repository for slot in score.arithmetic.slots}
    for item in verdict.repositories:
        unsure = item.project and item.score.exact.value is None
        if not verdict.person or item.facts.name in best or unsure:
            yield item


def _of(name: str, verdict: Verdict, carrying: Sequence[Judged], unseen: Sequence[str]) -> Iterator[Requirement]:
    rule = verdict.catalogue.rule(name)
    if rule is None:  # the run was told not to ask it
        yield Requirement(name, name, State.UNKNOWN, ())
    elif rule.scope == "portfolio":
        answers = [f.outcome.state for f in verdict.profile if f.rule.id == name] if verdict.person else []
        yield from (Requirement(name, rule.title, state, ()) for state in answers if state in _IN_THE_WAY)
    else:
        answered = [(item.facts.name, f.outcome.state) for item in carrying for f in item.findings if f.rule.id == name]
        yield from _where(rule, dict([*answered, *((name, State.UNKNOWN) for name in unseen)]))


def _where(rule: Rule, states: Mapping[str, State]) -> Iterator[Requirement]:
    for state in _IN_THE_WAY:
        if repositories := tuple(name for name, one in states.items() if one is state):
            yield Requirement(rule.id, rule.title, state, repositories)


def is_passed(score: Score, catalogue: Catalogue, required: Sequence[Requirement]) -> bool | None:
    """Whether the rubric is passed; `None` when it has no pass mark and requires nothing, or it cannot be said."""
    reached = _reaches(score, catalogue.pass_mark)
    if catalogue.pass_mark is None and not catalogue.required:
        return None
    if reached is False or any(one.state is not State.UNKNOWN for one in required):
        return False
    return None if reached is None or required or score.value is None else True


def _reaches(score: Score, least: int | None) -> bool | None:
    """Whether the score reaches it, and would whatever is not known; without a pass mark it does."""
    if least is None:
        return True
    if score.value is None or ((score.low or 0) < least <= (score.high or 0) and score.coverage < 100):
        return None
    return score.value >= least
