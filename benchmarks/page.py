"""Measures report pages in a real browser, against the bar that they are held to.

    python benchmarks/page.py [PAGE.html …] [--only demo|thirty|hostile|cohort] [--skip lighthouse|browser|…] [--keep FOLDER]

Without a PAGE three reports are made and measured: the demo's, one of 30 repositories, one of hostile texts; and the
pages of classes: of 24, 30 and 200 students, of hostile texts, and one under pseudonyms (`--only cohort`). Needs
Chromium or Chrome, a Java runtime and npm; what else it needs npm brings into the user's cache folder. Nothing is asked
of any network but by npm. Exit code 1 when a figure misses its bar.
"""

import argparse
import gzip
import signal
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from in_browser import classes, portfolios, rendering, tools
from in_browser.inspection import inspection
from in_browser.lighthouse import lighthouse
from in_browser.measure import Measure, at_most, print_table
from in_browser.validators import html_validate, vnu
from rich.console import Console

from portfolio_audit import audit, render, save_portfolio

PARTS = ("lighthouse", "browser", "vnu", "html-validate", "rendering")
PAPER = {"demo": 2, "thirty": 2, "cohort-24": 3}
"""Pages of a printed summary, by page."""
BYTES = {"thirty": 400_000, "cohort-30": 400_000, "cohort-200": 1_000_000}
MILLISECONDS = {"thirty": 300, "cohort-200": 1000}
"""Of rendering."""
NAMES = (*portfolios.MAKERS, *classes.MAKERS)


@dataclass(frozen=True)
class Subject:
    """A page on the disk, and the saved facts it was made from, if it was."""

    name: str
    file: Path
    facts: Path | None = None


def made(name: str, folder: Path) -> Subject:
    """The report of one of the made-up portfolios, or the page of a class."""
    if name in classes.MAKERS:
        file = folder / f"{name}.html"
        file.write_text(classes.page(classes.MAKERS[name]()), "utf-8")
        return Subject(name, file)
    portfolio = portfolios.MAKERS[name]()
    subject = Subject(name, folder / f"{name}.html", folder / f"{name}.json")
    subject.file.write_text(render(audit(portfolio)), "utf-8")
    save_portfolio(portfolio, folder / f"{name}.json")
    return subject


def measured(subject: Subject, parts: list[str], packages: Path, rounds: int) -> Iterator[Measure]:
    """Every figure of one page."""
    page = subject.file.read_bytes()
    yield at_most("bytes", len(page), BYTES.get(subject.name))
    yield at_most("bytes, gzipped", len(gzip.compress(page)), None)
    if "rendering" in parts and subject.name in MILLISECONDS:
        milliseconds, _ = tools.output([sys.executable, rendering.__file__, str(subject.facts or subject.name)])
        yield at_most("rendering", float(milliseconds), MILLISECONDS[subject.name], " ms")
    if "vnu" in parts:
        yield from vnu(subject.file, packages)
    if "html-validate" in parts:
        yield from html_validate(subject.file, packages)
    if "browser" in parts:
        yield from inspection(page, packages, PAPER.get(subject.name))
    if "lighthouse" in parts:
        yield from lighthouse(page, packages, rounds)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", nargs="*", type=Path, metavar="PAGE", help="report pages to measure instead")
    parser.add_argument(
        "--only", action="append", choices=(*portfolios.MAKERS, "cohort"), help="of the pages made here"
    )
    parser.add_argument("--skip", action="append", choices=PARTS, default=[])
    parser.add_argument("--rounds", type=int, default=3, help="most runs of Lighthouse; the best performance counts")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="leave the pages made here in FOLDER")
    return parser.parse_args()


def main() -> int:
    """Measure all pages and print the table."""
    options = arguments()
    parts = [part for part in PARTS if part not in options.skip]
    needs = {"browser": {"lighthouse", "browser"}, "java": {"vnu"}, "npm": {*PARTS} - {"rendering"}}
    if lacking := tools.missing([program for program, users in needs.items() if users & {*parts}]):
        sys.exit("\n".join(lacking))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    packages = tools.installed() if parts != ["rendering"] else Path()
    with TemporaryDirectory(prefix="page-benchmark-") as temporary:
        folder = options.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        subjects = [Subject(page.stem, page) for page in options.pages] or [
            made(name, folder) for name in NAMES if not options.only or name.partition("-")[0] in options.only
        ]
        results: dict[str, list[Measure]] = {}
        for subject in subjects:
            print(f"{subject.name} …", file=sys.stderr)
            results[subject.name] = list(measured(subject, parts, packages, options.rounds))
    print_table(results, Console(width=None if sys.stdout.isatty() else 160))
    return int(not all(measure.met for measures in results.values() for measure in measures))


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
