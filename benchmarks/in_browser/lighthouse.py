"""Lighthouse's categories."""

import json
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from in_browser.measure import Measure
from in_browser.serving import served
from in_browser.tools import chromium, node, output

FORMS = ("mobile", "desktop")
BAR = {"performance": 95}
"""Points; 100 for every other category."""


def lighthouse(page: bytes, packages: Path, rounds: int) -> Iterator[Measure]:
    """All categories in both forms; performance is the best of the rounds, which end with the first that is good."""
    for form in FORMS:
        runs: list[dict[str, Any]] = []
        while len(runs) < rounds and (not runs or runs[-1]["categories"]["performance"]["score"] * 100 < 95):
            runs.append(_run(page, packages, form))
        for category in runs[0]["categories"]:
            yield _measure(category, form, runs)


def _run(page: bytes, packages: Path, form: str) -> dict[str, Any]:
    with served(page) as site, chromium() as port, TemporaryDirectory() as folder:
        result = Path(folder) / "lighthouse.json"
        flags = ["--quiet", "--output=json", f"--output-path={result}", f"--port={port}", "--no-enable-error-reporting"]
        desktop = ["--preset=desktop"] if form == "desktop" else []
        program = str(packages / "node_modules" / "lighthouse" / "cli" / "index.js")
        output([node(packages), program, site.url, *flags, "--disable-full-page-screenshot", *desktop])
        made: dict[str, Any] = json.loads(result.read_text("utf-8"))
        return made


def _measure(category: str, form: str, runs: list[dict[str, Any]]) -> Measure:
    """The best run for performance, which the machine's other work lowers; the worst for the rest."""
    choose = max if category == "performance" else min
    run = choose(runs, key=lambda each: each["categories"][category]["score"] or 0)
    score = round(100 * (run["categories"][category]["score"] or 0))
    bar = BAR.get(category, 100)
    return Measure(f"Lighthouse {form} {category}", str(score), f"≥ {bar}", score >= bar, tuple(_lost(run, category)))


def _lost(run: dict[str, Any], category: str) -> Iterator[str]:
    """The audits that cost points, with the first places they name."""
    for reference in run["categories"][category]["auditRefs"]:
        audit = run["audits"][reference["id"]]
        if reference["weight"] and audit["score"] is not None and audit["score"] < 1:
            items = (audit.get("details") or {}).get("items") or []
            where = "; ".join(json.dumps(item, ensure_ascii=False)[:200] for item in items[:3])
            yield f"{audit['id']} {audit['score']}: {audit.get('displayValue', '')} {where}"
