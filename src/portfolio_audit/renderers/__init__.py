"""Report → text. Renderers hold no judgement: what is shown is in the report."""

from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from typing import TYPE_CHECKING, Protocol

from portfolio_audit.renderers.language_files import DEFAULT

if TYPE_CHECKING:
    from portfolio_audit.model.report import Report

FILES = {
    "html": "index.html",
    "json": "report.json",
    "markdown": "report.md",
    "text": "report.txt",
    "sarif": "report.sarif",
    "junit": "junit.xml",
    "csv": "findings.csv",
    "badge": "badge.svg",
    "shields": "badge.json",
}
"""Format → name of its file in an output folder."""
FOR_PEOPLE = ("html", "markdown", "text")
"""Formats that speak the reader's language; what machines read is in English."""


class Renderer(Protocol):
    """A report as text in one piece, in the language of that code; formats for machines are in English."""

    def __call__(self, report: "Report", language: str = DEFAULT) -> str: ...


def _lazy(module: str) -> Renderer:
    """The module's text in one piece, imported when it is first used: templates cost start-up time."""

    def render(report: "Report", language: str = DEFAULT) -> str:
        return "".join(pieces(module, report, language))

    return render


def pieces(form: str, report: "Report", language: str = DEFAULT) -> Iterator[str]:
    """The text in that format, piece by piece: all of it at once may be large.

    Raises:
        AuditError: there is no such language.
    """
    from portfolio_audit.renderers.languages import load

    renderer = import_module(f"{__package__}.{form}")
    made: Iterator[str] = renderer.pieces(report, load(language)) if form in FOR_PEOPLE else renderer.pieces(report)
    return made


def get_ready(forms: Iterable[str], language: str = DEFAULT) -> None:
    """Load what the formats need, so that the first report does not wait for it."""
    from portfolio_audit.renderers.languages import load

    spoken = load(language)
    for form in forms:
        prepare: Callable[..., object] | None = getattr(import_module(f"{__package__}.{form}"), "template", None)
        if prepare:
            prepare(spoken)


RENDERERS: dict[str, Renderer] = {name: _lazy(name) for name in FILES}
