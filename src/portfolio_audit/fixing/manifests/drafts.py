"""One manifest while it is worked on: which can be changed, what was done to it, and what it reads as afterwards."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from posixpath import basename, dirname

from msgspec import Struct, field

from portfolio_audit.facts.dependencies.readers import reader
from portfolio_audit.facts.guarded import Unreadable
from portfolio_audit.fixing.changeable import editable
from portfolio_audit.fixing.making import Bench
from portfolio_audit.fixing.manifests import conda, requirement_lines, setup_cfg, toml_manifests
from portfolio_audit.fixing.manifests.entries import Entry, LeftAlone
from portfolio_audit.fixing.values import Change
from portfolio_audit.knowledge import ecosystem
from portfolio_audit.model.facts import DependencyFacts, Manifest
from portfolio_audit.skeletons.commands import patterns

_FOLDERS = ("requirements", "reqs", "envs", "env", "environments", "conda")
"""Folders that hold nothing but manifests, which are for what lies around them."""
Adder = Callable[[str, Sequence[Entry]], str]
Renamer = Callable[[str, Mapping[str, Entry]], str]
_ADDERS: dict[str, Adder] = {
    "requirements": requirement_lines.added,
    "pyproject": toml_manifests.added_to_pyproject,
    "pipfile": toml_manifests.added_to_pipfile,
    "environment": conda.added,
    "setup": setup_cfg.added,
}
"""In the order in which one of several is chosen."""
_RENAMERS: dict[str, Renamer] = {
    "requirements": requirement_lines.renamed,
    "pyproject": toml_manifests.renamed_in_pyproject,
    "pipfile": toml_manifests.renamed_in_pipfile,
    "environment": conda.renamed,
    "setup": setup_cfg.renamed,
}


class Draft(Struct):
    """A manifest's text, changed step by step."""

    manifest: Manifest
    old: str
    text: str
    names: frozenset[str]
    """Normalised, of the packages that it names."""
    whys: list[str] = field(default_factory=list)
    rules: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    """Sentences on steps that were refused."""

    bare: list[str] = field(default_factory=list)
    """Names of which nothing tells a version."""

    @property
    def path(self) -> str:
        """Where it is."""
        return self.manifest.path

    @property
    def root(self) -> str:
        """The folder that it is for, with a slash at the end; empty for all."""
        folder = dirname(self.path)
        folder = dirname(folder) if basename(folder).lower() in _FOLDERS else folder
        return f"{folder}/" if folder else ""

    def step(self, change: Callable[[str], str], why: str, rule: str, names: frozenset[str] | None = None) -> bool:
        """Whether that step could be done, and the text then reads as a manifest.

        Args:
            names: of packages that it names afterwards; by default the same as before.
        """
        try:
            new = change(self.text)
            read = _names(self.manifest, new)
            if (read ^ (self.names if names is None else names)) - {"pip"}:
                raise LeftAlone("is written in a way that is not certain")
        except (LeftAlone, Unreadable) as reason:
            why = str(reason) if isinstance(reason, LeftAlone) else f"cannot be read: {reason}"
            self.left.append(f"{self.path} was left alone: it {why}.")
            return False
        if new != self.text:
            self.text, self.names = new, read
            self.whys.append(why)
            self.rules.append(rule)
        return True

    def add(self, entries: Sequence[Entry], rule: str) -> bool:
        """Whether those packages could be put in."""
        names = self.names | {entry.name for entry in entries}
        adder = _ADDERS[self.manifest.kind]
        return self.step(lambda text: adder(text, entries), "Names what the code imports.", rule, names)

    def rename(self, entries: Mapping[str, Entry], rule: str) -> bool:
        """Whether the right packages could be put in the place of those names."""
        names = (self.names - set(entries)) | {entry.name for entry in entries.values()}
        renamer = _RENAMERS[self.manifest.kind]
        return self.step(lambda text: renamer(text, entries), "Names packages as the index does.", rule, names)

    def change(self) -> Change | None:
        """The change, if anything was done."""
        if self.text == self.old:
            return None
        whys, rules, notes = (tuple(dict.fromkeys(part)) for part in (self.whys, self.rules, self.notes))
        return Change(self.path, self.old, self.text, " ".join(whys), rules, notes=notes)


def _names(manifest: Manifest, text: str) -> frozenset[str]:
    read = reader(manifest.path, manifest.kind)
    return frozenset(one.name for one in read(manifest.path, text.encode(), [])) if read else frozenset()


def drafts(bench: Bench, facts: DependencyFacts) -> list[Draft]:
    """The manifests of Python packages that can be changed, the likeliest to be added to first."""
    found = (m for m in facts.manifests if ecosystem(m.kind) == "Python" and m.kind in _ADDERS)
    texts = ((m, editable(bench, m.path)) for m in found if not m.path.endswith(".py"))
    made = [
        Draft(m, text, text, frozenset(one.name for one in m.requirements)) for m, text in texts if text is not None
    ]
    return sorted(made, key=partial(_rank, tuple(_ADDERS)))


def _rank(kinds: tuple[str, ...], draft: Draft) -> tuple[bool, bool, int, int, str]:
    manifest = draft.manifest
    words = set(basename(manifest.path).lower().replace("_", "-").replace(".", "-").split("-"))
    aside = not words.isdisjoint(patterns("not_to_install"))
    empty = not manifest.requirements and manifest.kind != "requirements"
    return aside, empty, kinds.index(manifest.kind), manifest.path.count("/"), manifest.path


def meant_for(drafts: Iterable[Draft], path: str) -> Draft | None:
    """The draft for a file of code: one of the nearest folder above it, else one for all."""
    ranked = sorted(drafts, key=lambda draft: -len(draft.root) if path.startswith(draft.root) else 1)
    return ranked[0] if ranked else None
