"""A settings file: what an owner's run asks, and what it is told not to ask, each with a reason."""

from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct, field

from portfolio_audit.errors import RuleFileError, UnknownRule
from portfolio_audit.model.facts import KINDS
from portfolio_audit.text import EXCERPT, NAME, shown
from portfolio_audit.toml_table import Table

MOST_BYTES = 10_000
"""Of a settings file. Reading keys of thousands of dots takes the square of their number."""
_TABLE = 'a table with a reason for each rule, as in [ignore] and below it readme-screenshot = "It has no screen."'
_REASON = "needs a reason: say in a sentence why this is switched off. The report shows it."


class Settings(Struct, frozen=True):
    """A settings file as it stands; whether there are such rules shows when a catalogue is made."""

    file: Path = Path()
    """Where it was read, for messages."""
    rubric: str | None = None
    """Name of a built-in rubric, or a path."""
    select: tuple[str, ...] = ()
    """Rules, categories or patterns; empty means all."""
    ignore: Mapping[str, str] = field(default_factory=dict)
    """Rule, category or pattern → why it is switched off, on one line."""
    fail_under: int | None = None
    """Least score, 0–100."""
    kinds: Mapping[str, str] = field(default_factory=dict)
    """Repository → what it is."""


def parse_settings(data: bytes, file: Path) -> Settings:
    """The settings that a file's bytes say.

    Args:
        file: named in messages; it is not read.

    Raises:
        RuleFileError: too large, no UTF-8, no TOML, or a mistake; the message names file and key.
    """
    if len(data) > MOST_BYTES:
        raise RuleFileError(f"{file}: is larger than {MOST_BYTES:,} bytes. Shorten it: a pattern names many rules.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise RuleFileError(f"{file}: is not in UTF-8. Save it in that encoding.") from None
    return _read(Table.parse(text, file), file)


def _read(table: Table, file: Path) -> Settings:
    settings = Settings(
        file,
        table.text("rubric", "") or None,
        table.texts("select", ()),
        _reasons(table),
        table.integer("fail-under", 0, 100, None),
        _kinds(table.table("kind")),
    )
    table.finish()
    return settings


def _reasons(table: Table) -> dict[str, str]:
    given = table.mapping("ignore", {}, _TABLE)
    return {name: _reason(table, f"ignore.{name}", reason) for name, reason in given.items()}


def _reason(table: Table, key: str, given: object) -> str:
    if not isinstance(given, str) or not any(map(str.isalnum, given)):
        table.fail(key, _REASON)
    reason = shown(given, 2 * EXCERPT)
    if len(reason) > EXCERPT:
        table.fail(key, f"is longer than {EXCERPT} characters. Say the reason in a sentence; the report shows it.")
    return reason


def _kinds(table: Table) -> dict[str, str]:
    return {name: table.choice(name, KINDS) for name in table.keys()}  # noqa: SIM118 - a Table is no mapping


def unknown_rule(settings: Settings, error: UnknownRule) -> RuleFileError:
    """The error with file and key, if it is the settings file that names the rule."""
    if error.name in settings.ignore:
        key = f"ignore.{error.name}"
    elif error.name in settings.select:
        key = "select"
    else:
        return error
    name = shown(repr(error.name), NAME)
    return RuleFileError(f"{settings.file}: {shown(key, NAME)}: no rule is called {name}{error.hint}")
