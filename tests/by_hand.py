"""The arithmetic of docs/scoring.md once more, from nothing but the JSON of a report: an auditor's calculator."""

from fractions import Fraction
from typing import Any

Json = dict[str, Any]
DECIDED = ("pass", "partial", "fail")


def half_up(value: Fraction | None) -> int | None:
    return None if value is None else int(value + Fraction(1, 2))


def earned_and_possible(findings: list[Json], category: str) -> tuple[int, int, int]:
    """(hundredths of points earned, points decided, points asked for)."""
    asked = [f for f in findings if f["category"] == category and f["state"] != "not-applicable"]
    decided = [f for f in asked if f["state"] in DECIDED]
    return (
        sum(f["weight"] * f["credit"] for f in decided),
        sum(f["weight"] for f in decided),
        sum(f["weight"] for f in asked),
    )


def mean(parts: list[tuple[int, Fraction]]) -> Fraction | None:
    whole = sum(share for share, _ in parts)
    return sum((share * value for share, value in parts), Fraction(0)) / whole if whole else None


def uncapped(categories: list[Json]) -> Fraction | None:
    """A repository's value before caps, from the lines of its arithmetic."""
    return mean([(c["share"], Fraction(c["earned"], c["possible"])) for c in categories if c["possible"]])


def bounds(categories: list[Json]) -> tuple[Fraction | None, Fraction | None]:
    """The value before caps if everything unknown failed, and if it passed."""
    asked = [c for c in categories if c["applicable"]]
    low = mean([(c["share"], Fraction(c["earned"], c["applicable"])) for c in asked])
    high = mean(
        [(c["share"], Fraction(c["earned"] + 100 * (c["applicable"] - c["possible"]), c["applicable"])) for c in asked]
    )
    return low, high


def capped(value: Fraction | None, caps: list[int]) -> Fraction | None:
    return None if value is None else min([value, *map(Fraction, caps)])


def caps_of(repo: Json, report: Json, *states: str) -> list[int]:
    """Caps of the critical rules that are in one of these states."""
    known = {rule["id"]: rule["cap"] for rule in report["rules"] if rule["cap"] is not None}
    return [known[f["rule"]] for f in repo["findings"] if f["rule"] in known and f["state"] in states]


def repository_value(repo: Json, report: Json) -> Fraction | None:
    """From the findings alone, so that it holds for changed findings, too."""
    shares = {c["id"]: c["share"] for c in repo["categories"]}
    lines = []
    for category, share in shares.items():
        earned, possible, applicable = earned_and_possible(repo["findings"], category)
        lines.append({"share": share, "earned": earned, "possible": possible, "applicable": applicable})
    return capped(uncapped(lines), caps_of(repo, report, "fail"))


def portfolio_value(report: Json, projects: set[str]) -> Fraction | None:
    """The portfolio's value from its slots, the repositories' findings and the profile's."""
    values = {r["name"]: repository_value(r, report) for r in report["repositories"] if r["name"] in projects}
    best = sorted((value for value in values.values() if value is not None), reverse=True)
    if not best:
        return None
    sums = report["arithmetic"]
    weights = [slot["weight"] for slot in sums["slots"] if slot["value"] is not None]
    filled = (best + [Fraction(0)] * len(weights))[: len(weights)]
    parts = [(sums["projects_share"], mean(list(zip(weights, filled, strict=True))) or Fraction(0))]
    earned, possible, _ = earned_and_possible(report["findings"], "profile")
    if possible and sums["profile_share"]:
        parts.append((sums["profile_share"], Fraction(earned, possible)))
    return mean(parts)


def with_passed(findings: list[Json], rules: set[str]) -> list[Json]:
    return [f | {"state": "pass", "credit": 100} if f["rule"] in rules else f for f in findings]
