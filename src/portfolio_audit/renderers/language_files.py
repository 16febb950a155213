"""Which languages of the report there are: one gettext file each, beside the templates."""

from pathlib import Path

from portfolio_audit.resources import data_dir

DEFAULT = "en"
"""What everything is written in; it needs no file."""


def folder() -> Path:
    """Where the files are."""
    return data_dir("reports") / "languages"


def available() -> tuple[str, ...]:
    """Codes of the languages, English first."""
    return DEFAULT, *sorted(file.stem for file in folder().glob("*.po"))
