"""Versions behind names, where the repository tells them; else the commands that tell or lock them."""

from collections.abc import Iterable, Iterator
from posixpath import basename, dirname

from portfolio_audit.fixing.manifests.drafts import Draft
from portfolio_audit.fixing.manifests.entries import NAME, LeftAlone
from portfolio_audit.fixing.manifests.requirement_lines import pinned
from portfolio_audit.fixing.manifests.toml_manifests import is_poetrys
from portfolio_audit.fixing.values import Advice
from portfolio_audit.fixing.versions import Versions, told
from portfolio_audit.knowledge import ecosystem, load, lock_ecosystem
from portfolio_audit.model.facts import DependencyFacts, Manifest
from portfolio_audit.skeletons.commands import quoted, usable
from portfolio_audit.text import shown

PINNED = "repro-pinned"
MOST_NAMES = 60
"""In one command."""


def pin(found: list[Draft], facts: DependencyFacts, versions: Versions) -> Iterator[Advice]:
    """Pins the bare names of requirements files as far as versions are known; advice for all else that is open."""
    locked = {lock_ecosystem(path) for path in facts.locks}
    by_path = {draft.path: draft for draft in found}
    for manifest in facts.manifests:
        if ecosystem(manifest.kind) in locked or all(one.pinned for one in manifest.requirements):
            continue
        draft = by_path.get(manifest.path)
        if manifest.kind != "requirements":
            yield from _locked(manifest, draft)
        elif draft:
            _pinned(draft, versions)


def _pinned(draft: Draft, versions: Versions) -> None:
    open_ = [one.name for one in draft.manifest.requirements if not one.pinned]
    bare = [one.name for one in draft.manifest.requirements if not one.pinned and not one.spec]
    known = {name: versions.known[name].version for name in bare if name in versions.known}
    if draft.step(lambda text: pinned(text, known), "Pins what is known to have worked.", PINNED):
        draft.notes += told(bare, versions)
    draft.bare += (name for name in open_ if name not in known)


def frozen(names: Iterable[str], path: str) -> Iterator[Advice]:
    """How the author finds the versions of packages that no file tells."""
    plain = [name for name in dict.fromkeys(names) if NAME.fullmatch(name)][:MOST_NAMES]
    if plain:
        any_of = "|".join(name.replace("-", "[-_.]") for name in plain)
        why = (
            f"Versions that only your environment knows belong into {shown(path)}. Take them from where it works;"
            " where there is no such place any more, `uv pip compile` finds versions that fit together."
        )
        yield Advice(why, (f"pip freeze | grep -iE '^({any_of})=='",), (PINNED,))


def _locked(manifest: Manifest, draft: Draft | None) -> Iterator[Advice]:
    """The command that makes a lock file of a manifest, which names ranges by its nature."""
    kind = manifest.kind
    if kind == "pyproject" and draft:
        try:
            kind = "poetry" if is_poetrys(draft.text) else kind
        except LeftAlone:
            return
    command = load("howto")["locking"].get(kind)
    if command and usable(manifest.path):
        why = f"{shown(manifest.path)} names ranges; a lock file beside it keeps the versions that work."
        yield Advice(why, (_in_folder(manifest.path, command.format(name=quoted(basename(manifest.path)))),), (PINNED,))


def renewed(draft: Draft, locks: tuple[str, ...]) -> Iterator[Advice]:
    """The command that brings a lock file up to date with what it is made from; no hand can."""
    for lock in locks:
        command = load("howto")["renewing"].get(basename(lock).lower())
        if command and dirname(lock) == dirname(draft.path) and draft.manifest.kind != "requirements" and usable(lock):
            yield Advice(
                f"{shown(lock)} is made by a tool and does not know of the change yet.", (_in_folder(lock, command),)
            )


def _in_folder(path: str, command: str) -> str:
    folder = dirname(path)
    return f"cd {quoted(folder)} && {command}" if folder else command
