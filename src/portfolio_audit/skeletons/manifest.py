"""Lines for a manifest: the packages that the code imports and that no manifest names."""

from portfolio_audit.knowledge import ecosystem, load
from portfolio_audit.model.facts import DependencyFacts, NeedsFacts, RepoFacts
from portfolio_audit.model.report import SkeletonReport
from portfolio_audit.model.rules import Rule

_OPEN = ("", "misnamed", "installed")
LOOKS_FOR = {
    "dependencies.manifest": "A requirements.txt at the root, with a line for each package that the code imports.",
    "needs.imports_covered": "A line for each package that the code imports and that no manifest names.",
}
"""Check → what its lines are."""


def lines(repo: RepoFacts, rule: Rule) -> SkeletonReport | None:
    """The lines that a rule asks for, one a package, without versions: nobody but the author knows those that work."""
    needs, facts = repo.needs, repo.dependencies
    if rule.check not in LOOKS_FOR or not isinstance(needs, NeedsFacts) or not isinstance(facts, DependencyFacts):
        return None
    declared = any(ecosystem(manifest.kind) == "Python" for manifest in facts.manifests)
    if rule.check == "dependencies.manifest" and declared:  # there is one, with another problem
        return None
    names = sorted({package.distribution for package in needs.packages if package.way in _OPEN})
    form = _form(facts)
    text = "".join(f"{form.format(name=name)}\n" for name in names)
    return SkeletonReport(rule.id, "en", LOOKS_FOR[rule.check], text) if text else None


def _form(facts: DependencyFacts) -> str:
    """How the manifest that is there writes a package; a requirements file goes before others."""
    forms: dict[str, str] = load("howto")["lines"]
    kinds = [manifest.kind for manifest in facts.manifests if manifest.requirements and manifest.kind in forms]
    kind = "requirements" if "requirements" in kinds or not kinds else kinds[0]
    locked = any(lock.endswith("poetry.lock") for lock in facts.locks)
    return forms["poetry" if kind == "pyproject" and locked else kind]
