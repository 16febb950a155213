"""Facts and files → what to change. Pure; it runs where the repository is read, in a worker that can be killed."""

from collections.abc import Callable, Iterable, Iterator
from fnmatch import fnmatchcase

from msgspec import Struct
from msgspec.structs import replace

from portfolio_audit.fixing.values import Advice, Change, FixWish, Patch
from portfolio_audit.model.facts import RepoFacts
from portfolio_audit.model.values import Snapshot
from portfolio_audit.text import decode


class Bench(Struct, frozen=True):
    """A repository on the bench: its facts, its files, what is wanted, and what was changed so far."""

    repo: RepoFacts
    snapshot: Snapshot
    wish: FixWish
    made: tuple[Change, ...] = ()

    def text(self, path: str) -> str | None:
        """The whole text of a file as it would now be; `None` when it is absent, too large or no text."""
        for change in self.made:
            if change.path == path:
                return change.new
        return decode(self.snapshot.read(path) or b"") if self.has(path) else None

    def has(self, path: str) -> bool:
        """Whether there is a file, link or folder of that path, capitals or not: some disks tell none apart."""
        low = path.lower()
        below = f"{low}/"
        names = (entry.path.lower() for entry in self.snapshot.entries)
        made = (change.path.lower() for change in self.made)
        return any(name == low or name.startswith(below) for name in (*names, *made))

    def wants(self, *rules: str) -> tuple[str, ...]:
        """Of these rules the ones that are to be mended."""
        return tuple(rule for rule in rules if rule in self.wish.rules)


Made = Change | Advice | str
"""A change, advice, or in a sentence what was left alone and why."""
Fixer = Callable[[Bench], Iterable[Made]]


def patch(bench: Bench, fixers: Iterable[Fixer]) -> Patch:
    """What was made so far and what the fixers propose, one after the other; each sees what was changed before it."""
    made: list[Made] = [*bench.made]
    for fixer in fixers:
        made += (item for item in fixer(bench) if _is_wanted(item, bench.wish))
        bench = replace(bench, made=tuple(_joined(item for item in made if isinstance(item, Change))))
    advice = tuple(item for item in made if isinstance(item, Advice))
    return Patch(bench.made, advice, tuple(dict.fromkeys(item for item in made if isinstance(item, str))))


def joined(first: Patch, second: Patch) -> Patch:
    """A patch and the one that went on from its changes."""
    left = tuple(dict.fromkeys((*first.left, *second.left)))
    return Patch(second.changes, (*first.advice, *second.advice), left)


def _is_wanted(item: Made, wish: FixWish) -> bool:
    if not isinstance(item, Change):
        return not wish.files
    low = item.path.lower()
    named = not wish.files or any(fnmatchcase(low, pattern.lower()) for pattern in wish.files)
    return named and item.path not in wish.without


def _joined(changes: Iterable[Change]) -> Iterator[Change]:
    """One change a file: a later one starts from what an earlier one made."""
    files: dict[str, Change] = {}
    for change in changes:
        before = files.get(change.path)
        files[change.path] = change if before is None else _after(before, change)
    return iter([change for change in files.values() if change.new != change.old])


def _after(before: Change, change: Change) -> Change:
    return Change(
        change.path,
        before.old,
        change.new,
        f"{before.why} {change.why}",
        tuple(dict.fromkeys((*before.rules, *change.rules))),
        tuple(dict.fromkeys((*before.questions, *change.questions))),
        tuple(dict.fromkeys((*before.notes, *change.notes))),
    )
