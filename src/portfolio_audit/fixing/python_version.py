"""The Python that the work ran on, as its notebooks and its README tell; nothing where they disagree or are silent."""

import re
from collections.abc import Iterable, Iterator

from portfolio_audit.fixing.changeable import editable, listed
from portfolio_audit.fixing.making import Bench, Made
from portfolio_audit.fixing.manifests.entries import LeftAlone
from portfolio_audit.fixing.manifests.toml_manifests import with_python
from portfolio_audit.fixing.values import Advice, Change
from portfolio_audit.fixing.versions import notebooks_of
from portfolio_audit.knowledge import load
from portfolio_audit.model.facts import DependencyFacts, DeploymentFacts
from portfolio_audit.model.values import Evidence
from portfolio_audit.text import shown

RULE = "repro-python-version"
PATH = ".python-version"
_MINOR = re.compile(r"(3\.(?:[5-9]|[12]\d)|2\.7)(?:\.\d{1,2})?\+?")
_OLD = (3, 9)
_COMMAND = "python -c \"import sys; print('%d.%d' % sys.version_info[:2])\" > .python-version"
Places = dict[str, Evidence]
"""Version of two parts → where it is told first."""


def fix_python_version(bench: Bench) -> Iterator[Made]:
    """`.python-version`, or `requires-python` where the README tells from which version on it works."""
    facts = bench.repo.dependencies
    if not bench.wants(RULE) or not isinstance(facts, DependencyFacts) or facts.python_versions:
        return
    ran, said = _ran(bench), _said(facts.python_told)
    lowest = _lowest(said)
    if len(ran) > 1 or (len(said) > 1 and not ran) or _contradict(ran, said, lowest):
        places = listed(f"{version} ({shown(at.spot, 80)})" for version, at in (*said.items(), *ran.items()))
        yield f"No Python version was written, because the repository tells of several: {places}."
    elif lowest and (change := _required(bench, lowest, said[lowest])):
        yield change
    elif ran and _is_hosted(bench):
        yield _advice(f"A notebook ran on Python {next(iter(ran))}, but the host may run the app on another one.")
    elif lowest and not ran:
        yield _advice(f"{shown(said[lowest].spot, 80)} tells from which Python on it works, but not which one to take.")
    elif ran or said:
        yield _written(bench, *next(iter((ran or said).items())))
    else:
        yield _advice("Nothing in the repository tells which Python it runs on.")


def _ran(bench: Bench) -> Places:
    places = ((file.version, Evidence(file.facts.path)) for file in notebooks_of(bench))
    return _first({}, ((found[1], at) for version, at in places if (found := _MINOR.fullmatch(version))))


def _said(told: Iterable[Evidence]) -> Places:
    telling = load("pythons")["telling"]
    patterns = [re.compile(text, re.IGNORECASE) for text in (telling["readme"], telling["classifier"])]
    found: Places = {}
    for at in told:
        for pattern in patterns:
            words = [match[0] for match in pattern.finditer(at.excerpt.replace("**", "").replace("`", ""))]
            minors = (_MINOR.search(word) for word in words)
            found = _first(found, ((minor[1], at) for minor in minors if minor))
    return found


def _lowest(said: Places) -> str:
    """The version from which on it works, if that is what is told."""
    newer = re.compile(load("pythons")["telling"]["newer"], re.IGNORECASE)
    return next((version for version, at in said.items() if len(said) == 1 and newer.search(at.excerpt)), "")


def _first(found: Places, more: Iterable[tuple[str, Evidence]]) -> Places:
    for version, at in more:
        found.setdefault(version, at)
    return found


def _contradict(ran: Places, said: Places, lowest: str) -> bool:
    """Whether the work ran on a Python that the author does not name."""
    one = next(iter(ran), "")
    return bool(one and said) and one not in said and not (lowest and _numbers(one) >= _numbers(lowest))


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


def _is_hosted(bench: Bench) -> bool:
    """Whether a host runs it that may take another Python than the file asks for, or none of that age."""
    facts = bench.repo.deployment
    return not isinstance(facts, DeploymentFacts) or bool(facts.host_configs)


def _required(bench: Bench, version: str, at: Evidence) -> Change | None:
    """The bound in a package's own manifest, if there is one that takes it."""
    old = editable(bench, "pyproject.toml")
    try:
        new = with_python(old, f">={version}") if old else None
    except LeftAlone:
        return None
    note = f"{shown(at.spot, 80)} says so."
    return Change("pyproject.toml", old, new, "Says which Python it needs.", (RULE,), notes=(note,)) if new else None


def _written(bench: Bench, version: str, at: Evidence) -> Made:
    if bench.has(PATH):
        return f"{PATH} was left alone: it is there and names no version."
    notes = [f"{shown(at.spot, 80)} tells of Python {version}."]
    if _numbers(version) < _OLD:
        notes.append(
            f"Python {version} is no longer looked after: if the work runs on a newer one, write that instead."
        )
    return Change(PATH, None, f"{version}\n", "Tells tools which Python to take.", (RULE,), notes=tuple(notes))


def _advice(why: str) -> Advice:
    return Advice(f"{why} Write down the one on which it works.", (_COMMAND,), (RULE,))
