"""What must be installed: a new `requirements.txt`, or the lines that a manifest lacks, in its own form."""

from collections.abc import Iterable, Iterator
from functools import partial

from portfolio_audit.facts.needs.distributions import brought, misnomers
from portfolio_audit.fixing.changeable import appended, editable, listed
from portfolio_audit.fixing.making import Bench, Made
from portfolio_audit.fixing.manifests.drafts import Draft, drafts, meant_for
from portfolio_audit.fixing.manifests.entries import Entry
from portfolio_audit.fixing.manifests.requirement_lines import foreign, without_foreign
from portfolio_audit.fixing.pinning import frozen, pin, renewed
from portfolio_audit.fixing.started import servers
from portfolio_audit.fixing.values import Change
from portfolio_audit.fixing.versions import Versions, read_versions, texts_of, told
from portfolio_audit.knowledge import ecosystem
from portfolio_audit.model.facts import CodeFacts, DependencyFacts, NeedsFacts, Package
from portfolio_audit.model.values import EMPTY
from portfolio_audit.text import counted, shown

MANIFEST, COVERED, PINNED = "repro-manifest", "repro-imports-covered", "repro-pinned"
PATH = "requirements.txt"
_KERNEL = "the notebook's kernel"
_STARTED = "started"
_NEW = "Says what must be installed."


def fix_requirements(bench: Bench) -> Iterator[Made]:
    """One change for each manifest, advice for what only a tool or the author's environment can tell."""
    needs, facts = bench.repo.needs, bench.repo.dependencies
    if not bench.wants(MANIFEST, COVERED, PINNED):
        return
    if not isinstance(needs, NeedsFacts) or not isinstance(facts, DependencyFacts):
        yield "Manifests were left alone, because not all that they depend on could be read."
        return
    versions = read_versions(bench)
    ours = [m for m in facts.manifests if ecosystem(m.kind) == "Python"]
    if bench.wants(MANIFEST) and not any(m.requirements or m.problem not in ("", EMPTY) for m in ours):
        yield from _new(bench, needs, versions)
    else:
        yield from _mended(bench, needs, facts, versions)


def _new(bench: Bench, needs: NeedsFacts, versions: Versions) -> Iterator[Made]:
    packages = [one for one in needs.packages if one.way not in ("declared", "brought") and one.by != _KERNEL]
    packages += _served(bench, {one.distribution for one in packages})
    old = editable(bench, PATH)
    if not packages:
        unsure = f" {counted(needs.unsure, 'module')} that it imports may come from anywhere." if needs.unsure else ""
        yield f"No {PATH} was written, because no package is known for sure to be needed.{unsure}"
    elif old is None and bench.has(PATH):
        yield f"{PATH} was left alone: it is no plain text file."
    else:
        entries = _entries(packages, versions)
        new = appended(old or "", [entry.line for entry in entries])
        notes = (*_started(packages), *_notes(entries, versions), *_unsaid(bench, needs))
        yield Change(PATH, old, new, _NEW, (MANIFEST,), notes=notes)
        yield from frozen([entry.name for entry in entries if not entry.version], PATH)


def _served(bench: Bench, known: set[str]) -> Iterator[Package]:
    """Servers that are started beside code that needs packages; no manifest is a reason to declare them alone."""
    texts = texts_of(bench)
    for name, at in servers(texts) if texts and known else ():
        if name not in known:
            known.add(name)
            yield Package(name, name, at, _STARTED)


def _entries(packages: Iterable[Package], versions: Versions) -> list[Entry]:
    names = sorted({package.distribution for package in packages})
    return [Entry(name, versions.known[name].version if name in versions.known else "") for name in names]


def _notes(entries: Iterable[Entry], versions: Versions) -> Iterator[str]:
    names = [entry.name for entry in entries]
    yield from told(names, versions)
    if bare := [name for name in names if name not in versions.known]:
        yield f"Nothing in the repository tells a version of {listed(bare)}: a name alone installs the newest."


def _started(packages: Iterable[Package]) -> Iterator[str]:
    yield from (f"{shown(one.at.spot, 80)} starts {one.module}." for one in packages if one.way == _STARTED)


def _unsaid(bench: Bench, needs: NeedsFacts) -> Iterator[str]:
    """What may be missing all the same."""
    if needs.unsure:
        yield f"{counted(needs.unsure, 'imported module')} may come from anywhere: add what installs them."
    unread = bench.repo.code.unread if isinstance(bench.repo.code, CodeFacts) else ()
    if unread:
        yield f"What {shown(unread[0], 80)} imports is not known, because it was not read."


def _mended(bench: Bench, needs: NeedsFacts, facts: DependencyFacts, versions: Versions) -> Iterator[Made]:
    found = drafts(bench, facts)
    if bench.wants(MANIFEST):
        yield from _without_foreign(found, versions)
    if bench.wants(COVERED):
        yield from _renamed(found, needs, versions)
        yield from _added(bench, found, needs, facts, versions)
    advice = list(pin(found, facts, versions)) if bench.wants(PINNED) else []
    for draft in found:
        yield from dict.fromkeys(draft.left)
        if change := draft.change():
            yield change
            yield from renewed(draft, facts.locks)
        if draft.manifest.kind == "requirements":
            yield from frozen(draft.bare, draft.path)
    yield from advice


def _without_foreign(found: list[Draft], versions: Versions) -> Iterator[str]:
    """Names in the place of what exists on the author's machine alone."""
    known = {name: one.version for name, one in versions.known.items()}
    for draft in found:
        if "of the author's machine" in draft.manifest.problem and draft.manifest.kind == "requirements":
            lost = sum(not version for version in foreign(draft.text, known).values())
            done = draft.step(
                partial(without_foreign, versions=known), "Replaces files of one machine by names.", MANIFEST
            )
            if done and lost:
                draft.notes.append(f"{counted(lost, 'package')} lost a version that only that machine knows.")
        elif draft.manifest.problem.startswith("is UTF-16"):
            yield f"{draft.path} was left alone: pip cannot read its encoding. Save it as UTF-8 in your editor."


def _renamed(found: list[Draft], needs: NeedsFacts, versions: Versions) -> Iterator[str]:
    """The right names where a wrong one cannot be meant otherwise."""
    wrong = {package.by: package for package in needs.packages if package.way == "misnamed"}
    for draft in found:
        named = {one.name for one in draft.manifest.requirements}
        entries = _entries((wrong[name] for name in named if name in wrong and name in misnomers()), versions)
        by_name = {entry.name: entry for entry in entries}
        ours = {name: by_name[wrong[name].distribution] for name in named if name in wrong and name in misnomers()}
        if ours and draft.rename(ours, COVERED):
            draft.notes += [f"{name} is called {entry.name} on the package index." for name, entry in ours.items()]
            draft.notes += _notes(entries, versions)
    for name, package in wrong.items():
        if name not in misnomers():
            yield (
                f"{shown(name, 60)} was left alone: a package of that name exists, while {package.at.spot} imports "
                f"{package.module}, which {package.distribution} installs."
            )


def _added(
    bench: Bench, found: list[Draft], needs: NeedsFacts, facts: DependencyFacts, versions: Versions
) -> Iterator[str]:
    """The packages that no manifest names, each in the one that is meant for the code that imports it."""
    strangers = {f"perhaps {package.by}" for package in needs.packages if package.way == "misnamed"}
    lacking = [one for one in needs.packages if one.way in ("", "installed") or one.by in strangers]
    declared = {one.name for manifest in facts.manifests for one in manifest.requirements}
    declared |= set(brought(sorted(declared), ()))
    lacking += _served(bench, declared | {package.distribution for package in lacking})
    groups: dict[str, list[Package]] = {}
    for package in lacking:
        draft = meant_for(found, package.at.path)
        groups.setdefault(draft.path if draft else "", []).append(package)
    for draft in found:
        if packages := groups.get(draft.path):
            entries = _entries(packages, versions)
            if draft.add(entries, COVERED):
                draft.notes += (*_started(packages), *_notes(entries, versions))
                draft.bare += (entry.name for entry in entries if not entry.version)
            else:
                draft.left.append(f"{draft.path} lacks {listed(entry.line for entry in entries)}.")
    if packages := groups.get(""):
        paths = [m.path for m in facts.manifests if ecosystem(m.kind) == "Python"]
        names = listed(entry.line for entry in _entries(packages, versions))
        yield f"{shown(paths[0])} was left alone: it cannot be changed as a list of lines. It lacks {names}."
