"""How well the score follows what careful readers think, and which severities would follow it better.

    python benchmarks/calibrate.py REPORTS LABELS… [--folds 10] [--passes 2] [--suggest]

REPORTS is a folder of JSON reports, one a repository, called `owner__name.json` (`--format json`). Each of LABELS holds
one JSON object a line with `repo` and `quality` (1–5). Prints the rank correlation (Spearman) of the score with the
readers' quality, that of the length of the README alone for comparison, each rule's own correlation, and with `--suggest`
the severities that a search finds, with the correlation on people that the search has not seen. Standard library only.
Severities stay what a reviewer can explain: the search only proposes.
"""

import argparse
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

POINTS = (0, 1, 3, 5)
LEAST_GAIN = 0.002
"""Correlation that a change must gain to be proposed."""


@dataclass(frozen=True, slots=True)
class Case:
    """One repository: the reader's quality, and what the rules said."""

    owner: str
    quality: float
    score: int
    readme_bytes: int
    credits: dict[str, int]
    """Rule → credit, of decided rules."""
    caps: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Scale:
    """Shares of categories, category and points of rules."""

    shares: dict[str, int]
    category: dict[str, str]
    points: dict[str, int]

    def score(self, case: Case) -> float:
        """The engine's arithmetic, without rounding."""
        earned: dict[str, int] = defaultdict(int)
        possible: dict[str, int] = defaultdict(int)
        for rule, credit in case.credits.items():
            earned[self.category[rule]] += self.points[rule] * credit
            possible[self.category[rule]] += self.points[rule]
        parts = [(self.shares[name], earned[name] / full) for name, full in possible.items() if full]
        total = sum(share for share, _ in parts)
        value = sum(share * part for share, part in parts) / total if total else 0.0
        return min([value, *case.caps])


def read(folder: Path, files: Iterable[Path]) -> tuple[list[Case], Scale]:
    """All labelled repositories that have a score, and the scale they were scored with."""
    cases: list[Case] = []
    scale = Scale({}, {}, {})
    for row in (json.loads(line) for file in files for line in file.read_text("utf-8").splitlines()):
        path = folder / f"{row['repo'].replace('/', '__')}.json"
        repositories = json.loads(path.read_text("utf-8"))["repositories"] if path.is_file() else []
        if repositories and row.get("quality") and repositories[0]["score"]["value"] is not None:
            cases.append(_case(row, repositories[0], scale))
    return cases, scale


def _case(row: dict[str, Any], repository: dict[str, Any], scale: Scale) -> Case:
    scale.shares.update({category["id"]: category["share"] for category in repository["categories"]})
    for finding in repository["findings"]:
        scale.category[finding["rule"]] = finding["category"]
        scale.points[finding["rule"]] = finding["weight"]
    decided = [f for f in repository["findings"] if f["state"] in ("pass", "partial", "fail")]
    return Case(
        row["repo"].partition("/")[0],
        row["quality"],
        repository["score"]["value"],
        repository["facts"]["readme"].get("bytes") or 0,
        {finding["rule"]: finding["credit"] for finding in decided},
        tuple(cap["value"] for cap in repository["caps"]),
    )


def ranks(values: Sequence[float]) -> list[float]:
    """Ranks from 0, ties shared."""
    order = sorted(range(len(values)), key=values.__getitem__)
    found = [0.0] * len(values)
    start = 0
    while start < len(order):
        end = start
        while end + 1 < len(order) and values[order[end + 1]] == values[order[start]]:
            end += 1
        for place in order[start : end + 1]:
            found[place] = (start + end) / 2
        start = end + 1
    return found


def spearman(one: Sequence[float], other: Sequence[float]) -> float:
    """Rank correlation; 0 when one of them is constant."""
    a, b = ranks(one), ranks(other)
    mean = (len(a) - 1) / 2
    spread = sum((x - mean) ** 2 for x in a) * sum((y - mean) ** 2 for y in b)
    return sum((x - mean) * (y - mean) for x, y in zip(a, b, strict=True)) / spread**0.5 if spread else 0.0


def followed(cases: Sequence[Case], value: Callable[[Case], float]) -> float:
    """How well a value follows the readers."""
    return spearman([value(case) for case in cases], [case.quality for case in cases])


def search(cases: Sequence[Case], scale: Scale, passes: int) -> Scale:
    """Severities by coordinate ascent: one rule at a time, as long as the correlation grows."""
    best = followed(cases, scale.score)
    for _ in range(passes):
        for rule in sorted(scale.points):
            for points in POINTS:
                tried = Scale(scale.shares, scale.category, {**scale.points, rule: points})
                value = followed(cases, tried.score)
                if value > best + LEAST_GAIN:
                    best, scale = value, tried
    return scale


def cross_validated(cases: Sequence[Case], scale: Scale, folds: int, passes: int) -> tuple[float, float]:
    """(as it is, searched) correlation on people that the search has not seen."""
    owners = sorted({case.owner for case in cases})
    groups = [owners[fold::folds] for fold in range(folds)]
    predicted: dict[int, float] = {}
    for group in groups:
        seen = [case for case in cases if case.owner not in group]
        found = search(seen, scale, passes)
        predicted |= {number: found.score(case) for number, case in enumerate(cases) if case.owner in group}
    ordered = [predicted[number] for number in range(len(cases))]
    return followed(cases, scale.score), spearman(ordered, [case.quality for case in cases])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("reports", type=Path)
    parser.add_argument("labels", type=Path, nargs="+")
    parser.add_argument("--folds", type=int, default=10)
    parser.add_argument("--passes", type=int, default=2)
    parser.add_argument("--suggest", action="store_true")
    options = parser.parse_args()
    cases, scale = read(options.reports, options.labels)
    print(f"{len(cases)} repositories of {len({case.owner for case in cases})} people")
    print(f"score                      {followed(cases, lambda case: case.score):.3f}")
    print(f"length of the README alone {followed(cases, lambda case: case.readme_bytes):.3f}")
    for rule in sorted(scale.points):
        some = [case for case in cases if rule in case.credits]
        if len(some) > 15:
            mean = sum(case.credits[rule] for case in some) / len(some)
            own = followed(some, lambda case, rule=rule: case.credits[rule])  # type: ignore[misc]
            print(f"  {own:5.2f}  {scale.points[rule]} points, asked of {len(some):3}, mean credit {mean:3.0f}  {rule}")
    if options.suggest:
        before, after = cross_validated(cases, scale, options.folds, options.passes)
        print(f"on people not seen: as it is {before:.3f}, searched {after:.3f}")
        found = search(cases, scale, options.passes)
        print(f"on all: {followed(cases, found.score):.3f}")
        for rule, points in sorted(found.points.items()):
            if points != scale.points[rule]:
                print(f"  {rule}: {scale.points[rule]} → {points}")


if __name__ == "__main__":
    main()
