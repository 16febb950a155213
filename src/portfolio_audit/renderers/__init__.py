"""Report → text. Renderers hold no judgement: what is shown is in the report."""

from collections.abc import Callable
from importlib import import_module

from portfolio_audit.model.report import Report

FILES = {"html": "index.html", "json": "report.json", "markdown": "report.md", "text": "report.txt"}
"""Format → name of its file in an output folder."""


def _lazy(module: str) -> Callable[[Report], str]:
    """The module's `render`, imported when it is first used: templates cost start-up time."""

    def render(report: Report) -> str:
        text: str = import_module(f"{__package__}.{module}").render(report)
        return text

    return render


RENDERERS: dict[str, Callable[[Report], str]] = {name: _lazy(name) for name in FILES}
