"""The portfolio in one or two sentences."""

from collections import defaultdict
from fractions import Fraction

from portfolio_audit.model.rules import State
from portfolio_audit.scoring import PortfolioScore
from portfolio_audit.text import capitalised
from portfolio_audit.verdict import Judged, Verdict


def summarise(verdict: Verdict, score: PortfolioScore) -> str:
    """What is there, and where the most points are to be gained."""
    projects = [item for item in verdict.repositories if item.project]
    if not any(item.score.exact.value is not None for item in projects):
        return "No project could be scored yet."
    return " ".join(part for part in (_there(projects), _weakest(verdict, score)) if part)


def _there(projects: list[Judged]) -> str:
    whole = sum(1 for item in projects if _passed(item, "deploy-end-to-end"))
    asked = sum(1 for item in projects if _asked(item, "deploy-end-to-end"))
    demos = sum(1 for item in projects if _is_live(item))
    live = f"{_number(demos)} a live demo" if any(_asked(item, "deploy-demo") for item in projects) else ""
    if not asked:
        return f"{capitalised(live)}." if live and len(projects) > 1 else ""
    if len(projects) == 1:
        way = "goes from data to users" if whole else "does not go all the way from data to users yet"
        return f"The project {way}{' and has a live demo' if demos else ''}."
    verb = "goes" if whole == 1 else "go"
    rest = f"; {live}." if live else "."
    return f"{whole} of {asked} machine-learning projects {verb} all the way from data to users{rest}"


def _number(demos: int) -> str:
    return "none has" if not demos else "one has" if demos == 1 else f"{demos} have"


def _asked(item: Judged, rule: str) -> bool:
    return any(f.rule.id == rule and f.outcome.state is not State.NOT_APPLICABLE for f in item.findings)


def _is_live(item: Judged) -> bool:
    """Whether there is a demo of which nobody has found that it does not answer at once."""
    looked = (f.outcome.state for f in item.findings if f.rule.id == "deploy-demo-answers")
    return _passed(item, "deploy-demo") and not any(state in (State.FAIL, State.PARTIAL) for state in looked)


def _passed(item: Judged, rule: str) -> bool:
    return any(f.rule.id == rule and f.outcome.state is State.PASS for f in item.findings)


def _weakest(verdict: Verdict, score: PortfolioScore) -> str:
    """The category that costs the best projects the most."""
    best = {slot.repository for slot in score.arithmetic.slots}
    lost: defaultdict[str, Fraction] = defaultdict(Fraction)
    for item in verdict.repositories:
        for category in item.score.categories if item.facts.name in best else ():
            if category.possible:
                lost[category.title] += category.share * (1 - Fraction(category.earned, 100 * category.possible))
    worst = max(lost, key=lambda title: (lost[title], title), default="")
    return f"The most is to be gained in {worst}." if worst and lost[worst] else ""
