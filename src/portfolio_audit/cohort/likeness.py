"""Projects of different students whose code is largely the same, once what the class shares is taken away.

Sketches hold the least hashes of a project's code, so below the least hash that two full sketches do not reach both are
complete samples, and what they share there is what the projects share (Broder, 1997).
"""

from array import array
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import groupby

from msgspec import Struct

from portfolio_audit.model.cohort import Likeness
from portfolio_audit.model.sketches import SIZE

Sketched = tuple[str, str, Sequence[int]]
"""Login, repository, sketch of its code."""
ALIKE = 50
"""Per cent in common from which two projects are worth a look, as among the projects of one person."""
LEAST = 40
"""Hashes from which two projects can be compared: the error is at most 8 points then, half of 1/√40."""
FEW, MANY = 3, 10
"""So many students may have code from each other: a tenth of the class, but at least and at most these. What more have
comes from the course, a tutorial or a tool: one looks for its source rather than talks to ten people."""
_FIRST = 32
"""Hashes by which two projects find each other: of projects that share half of their code about 16 are the same."""
_BUCKETS = 16
"""Hashes are counted a part at a time, so that the counts need little room."""
_EVERYTHING = 1 << 64


class _Project(Struct, frozen=True):
    key: str
    """The login without regard to capitals."""
    repository: str
    login: str
    hashes: "array[int]"
    """Ascending."""

    @property
    def reach(self) -> int:
        """Up to where the hashes are all that there are."""
        return self.hashes[-1] if len(self.hashes) >= SIZE else _EVERYTHING


def likenesses(sketches: Iterable[Sketched], material: Iterable[Sequence[int]] = ()) -> tuple[Likeness, ...]:
    """Groups of projects of different students that share most of their code, the closest first.

    Each project of a group shares that much with at least one other of it. A reason to talk, no verdict: both may have
    followed the same book.

    Args:
        sketches: in any order; those of one student are not compared with each other.
        material: sketches of what the course gave out.
    """
    projects = [_Project(login.lower(), name, login, array("Q", each)) for login, name, each in sketches if each]
    projects.sort(key=lambda project: (project.key, project.repository))
    common, few = _shared_hashes(projects)
    common.update(*material)
    few -= common
    return _grouped(projects, list(_pairs(projects, common, few)))


def _shared_hashes(projects: Iterable[_Project]) -> tuple[set[int], set[int]]:
    """Hashes that more students have than could have them from each other, and those of two students or a few."""
    buckets = [array("Q") for _ in range(_BUCKETS)]
    students = 0
    for _, group in groupby(projects, key=lambda project: project.key):
        students += 1
        for number in {number for project in group for number in project.hashes}:
            buckets[number % _BUCKETS].append(number)
    most = max(FEW, min(MANY, students // 10))
    if students == FEW:
        most -= 1  # what everybody has is the course's
    common, few = set[int](), set[int]()
    while buckets:
        counts = Counter(buckets.pop())
        common |= {number for number, count in counts.items() if count > most}
        few |= {number for number, count in counts.items() if 1 < count <= most}
    return common, few


def _pairs(
    projects: Sequence[_Project], common: Collection[int], few: Collection[int]
) -> Iterator[tuple[int, int, int]]:
    """(per cent in common, one project, other project) for those that are alike."""
    index: dict[int, list[int]] = {}
    for number, project in enumerate(projects):
        first = [each for each in project.hashes if each not in common][:_FIRST]
        meeting = [each for each in first if each in few]
        met = Counter(other for each in meeting for other in index.get(each, ()))
        for other, times in met.items():
            if 4 * times >= len(first) and projects[other].key != project.key:
                share = in_common(projects[other], project, common)
                if share is not None and share >= ALIKE:
                    yield share, other, number
        for each in meeting:
            index.setdefault(each, []).append(number)


def in_common(one: _Project, other: _Project, common: Collection[int]) -> int | None:
    """Per cent of their own code that both have; `None` where too little is left to say it.

    Hashes of the class's material are told by the projects of others, whose sketches may end early. Beyond the last one
    that was told, the same part of what both have is taken for material as before it.
    """
    reach = min(one.reach, other.reach)
    ours, theirs = ({number for number in each.hashes if number <= reach} for each in (one, other))
    both = ours & theirs
    known = {number for number in both if number in common}
    told = max(known, default=-1)
    within = sum(number <= told for number in both)
    untold = Fraction((len(both) - within) * (len(known) - 1), within - 1) if within > 1 else 0
    own = sum(number not in common for number in ours | theirs) - untold
    return int(100 * (len(both) - len(known) - untold) / own) if own >= LEAST else None


def _grouped(projects: Sequence[_Project], pairs: Sequence[tuple[int, int, int]]) -> tuple[Likeness, ...]:
    leaders: dict[int, int] = {}

    def leader(number: int) -> int:
        while (above := leaders.get(number, number)) != number:
            number = above
        return number

    for _, one, other in pairs:
        first, second = sorted((leader(one), leader(other)))
        leaders[second] = first
    groups: dict[int, set[int]] = {}
    closest: dict[int, int] = {}
    for share, one, other in pairs:
        groups.setdefault(leader(one), set()).update((one, other))
        closest[leader(one)] = max(share, closest.get(leader(one), 0))
    found = [
        Likeness(tuple((projects[each].login, projects[each].repository) for each in sorted(group)), closest[first])
        for first, group in groups.items()
    ]
    return tuple(sorted(found, key=lambda each: (-each.in_common, each.projects)))
