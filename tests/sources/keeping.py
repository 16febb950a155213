"""Bringing repositories in with clones that are kept, as a run does, and what a run would see."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from taking import NOW

from portfolio_audit.codec import to_data
from portfolio_audit.facts.reading import read_facts
from portfolio_audit.facts.wanted import earlier_rank, wanted
from portfolio_audit.limits import DEFAULT, Limits
from portfolio_audit.sources.acquire import acquire
from portfolio_audit.sources.clones import Clones, Seed
from portfolio_audit.sources.git import Wanted
from portfolio_audit.temporary import temporary_folder


@dataclass(frozen=True)
class Seen:
    """All that the rest of a run may learn of a repository."""

    facts: Any
    entries: Any
    commits: Any
    earlier: Any
    limits: tuple[str, ...]
    head: str
    complete: bool
    shallow: tuple[str, ...]


@dataclass
class Keeper:
    """One run after the other."""

    clones: Clones
    place: Path
    limits: Limits = DEFAULT
    seeds: list[Seed] = field(default_factory=list)
    cloned: list[bool] = field(default_factory=list)
    """For each run with something kept, whether a clone was made all the same."""
    numbers: Iterator[int] = field(default_factory=count)

    def run(self, url: str, state: str = "", wanted: Wanted = wanted) -> Seen:
        """What is seen with what is kept; then that is kept."""
        with temporary_folder(self.clones.work) as folder:
            clone = folder / str(next(self.numbers))
            self.seeds.append(self.clones.seed(url, clone, state))
            seen = self.take(url, clone, self.seeds[-1], wanted)
            if self.seeds[-1]:
                packs = (clone / "objects" / "pack").glob("*.pack")
                self.cloned.append(not any(pack.stat().st_nlink > 1 for pack in packs))
            self.clones.keep(url, clone, seen.head, state)
        return seen

    def fresh(self, url: str, wanted: Wanted = wanted) -> Seen:
        """What is seen with nothing kept."""
        return self.take(url, self.place / f"fresh-{next(self.numbers)}", "", wanted)

    def take(self, url: str, clone: Path, seed: Seed, wanted: Wanted) -> Seen:
        """Bring it in and read it."""
        with acquire(url, clone, "example", wanted, self.limits, NOW, "", earlier_rank, "", seed) as taken:
            shallow = clone / "shallow"
            return Seen(
                {part: to_data(facts) for part, facts in read_facts(taken)},
                taken.entries,
                taken.commits,
                tuple(taken.earlier()),
                taken.limits,
                taken.head,
                taken.complete_history,
                tuple(sorted(shallow.read_text().split())) if shallow.exists() else (),
            )
