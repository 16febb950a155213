"""A license to copy: a file that people look for and that no fact can fill in but the year."""

from portfolio_audit.knowledge import load
from portfolio_audit.model.facts import HistoryFacts, ReadmeFacts, RepoFacts
from portfolio_audit.model.report import SkeletonReport
from portfolio_audit.model.rules import Rule

CHECK = "code.license_file"
LOOKS_FOR = (
    "A file LICENSE at the root. MIT lets anybody use the work who keeps your name: "
    "put it where [fullname] stands, which names nobody."
)
USUAL = "licenses/mit"


def license_text(repo: RepoFacts, rule: Rule) -> SkeletonReport | None:
    """The usual license; none where the README speaks of one, because it may be another."""
    readme, history = repo.readme, repo.history
    if rule.check != CHECK or (isinstance(readme, ReadmeFacts) and readme.content("license").present):
        return None
    last = history.last if isinstance(history, HistoryFacts) else None
    rights = f"{last.year if last else '[yyyy]'} [fullname]"
    return SkeletonReport(rule.id, "en", LOOKS_FOR, load(USUAL)["text"].replace("{rights}", rights))
