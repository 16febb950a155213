"""Instants on the command line: the clock of a run, and the one whose state is wanted."""

import os
from datetime import UTC, date, datetime, time

import click


def clock() -> datetime:
    """Now, or `SOURCE_DATE_EPOCH` for reproducible reports."""
    fixed = os.environ.get("SOURCE_DATE_EPOCH")
    if not fixed:
        return datetime.now(UTC).replace(microsecond=0)
    if not (fixed.isascii() and fixed.isdigit() and len(fixed) < 12):
        raise click.UsageError(f"SOURCE_DATE_EPOCH={fixed!r} is no number of seconds since 1970. Unset it, or mend it.")
    return datetime.fromtimestamp(int(fixed), UTC)


def past_instant(_ctx: click.Context, _param: click.Parameter, value: str | None) -> datetime | None:
    """What an option names, in UTC: a day means its end, an instant without a zone is one in UTC."""
    if value is None:
        return None
    try:
        when = _parsed(value)
    except (ValueError, OverflowError):  # no date, or one that is not within the years of any zone
        raise click.BadParameter(f"{value!r} is no date. Give 2026-05-31, or 2026-05-31T18:00+02:00.") from None
    if when > clock():
        raise click.BadParameter(f"{value!r} means {when:%Y-%m-%d %H:%M:%S} UTC, which is yet to come.")
    return when


def _parsed(text: str) -> datetime:
    try:
        return datetime.combine(date.fromisoformat(text), time(23, 59, 59), UTC)
    except ValueError:
        when = datetime.fromisoformat(text).replace(microsecond=0)
        return when.astimezone(UTC) if when.tzinfo else when.replace(tzinfo=UTC)


as_of_option = click.option(
    "--as-of",
    callback=past_instant,
    metavar="DATE",
    help="The state at the end of that day (UTC), or at an instant such as 2026-05-31T18:00+02:00, "
    "as the dates of commits tell. Such a run is neither compared with others nor remembered.",
)
