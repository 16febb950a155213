"""One figure of one page, and the table of all."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True)
class Measure:
    """A figure, and whether it meets the bar."""

    name: str
    shown: str
    bar: str = ""
    """As shown; empty for a figure without a bar."""
    met: bool = True
    details: tuple[str, ...] = ()
    """What stands behind a figure that misses its bar."""


def none_of(name: str, found: Sequence[str]) -> Measure:
    """A count that has to be 0."""
    return Measure(name, str(len(found)), "0", not found, tuple(dict.fromkeys(found)))


def at_most(name: str, value: float, bar: float | None, unit: str = "") -> Measure:
    """A figure with an upper limit, or with none."""
    met = bar is None or value <= bar
    return Measure(name, f"{value:,.0f}{unit}", "" if bar is None else f"≤ {bar:,.0f}{unit}", met)


def print_table(measured: dict[str, list[Measure]], console: Console) -> None:
    """A line for each figure, a column for each page; then what stands behind those that miss their bar."""
    table = Table("", *measured, "bar")
    names = dict.fromkeys(measure.name for measures in measured.values() for measure in measures)
    for name in names:
        by_page = {page: next((m for m in measures if m.name == name), None) for page, measures in measured.items()}
        bar = next((m.bar for m in by_page.values() if m and m.bar), "")
        table.add_row(name, *(_cell(measure) for measure in by_page.values()), bar)
    console.print(table)
    for page, measures in measured.items():
        for measure in measures:
            if not measure.met:
                _print_miss(page, measure, console)


def _cell(measure: Measure | None) -> str:
    if measure is None:
        return ""
    return measure.shown if measure.met else f"[bold red]{measure.shown} ✗[/]"


def _print_miss(page: str, measure: Measure, console: Console, most: int = 8) -> None:
    console.print(f"✗ {page}: {measure.name}: {measure.shown}, the bar is {measure.bar}", markup=False, style="bold")
    for detail in measure.details[:most]:
        console.print(f"    {detail[:300]}", markup=False, highlight=False)
    if len(measure.details) > most:
        console.print(f"    … and {len(measure.details) - most} more")
