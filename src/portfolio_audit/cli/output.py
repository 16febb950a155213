"""Reports to files and to the terminal."""

import os
import sys
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import click

from portfolio_audit import renderers
from portfolio_audit.cli.options import Output
from portfolio_audit.cli.session import say
from portfolio_audit.errors import OutputError
from portfolio_audit.files import check_writable, write_all
from portfolio_audit.model.report import Report
from portfolio_audit.renderers import FILES, RENDERERS, pieces
from portfolio_audit.renderers.languages import load

_SUFFIXES = {".html": "html", ".htm": "html", ".json": "json", ".md": "markdown", ".txt": "text"}


def plan(wanted: Output, names: list[str]) -> list[dict[str, Path]]:
    """For each report, format → file; empty for stdout.

    Raises:
        click.UsageError: the options contradict each other.
        OutputError: nothing can be written there.
    """
    if wanted.output == "-":
        if len(wanted.formats) > 1 or len(names) > 1:
            raise click.UsageError("--output - takes one report in one --format; give a folder for more.")
        _check_stdout()
        return [{}]
    target = Path(wanted.output) if wanted.output else None
    if target and target.suffix.lower() in _SUFFIXES and not target.is_dir():
        return [_one_file(target, wanted.formats, names)]
    formats = wanted.formats or ("html", "json")
    plans = []
    for name in names:
        folder = target or Path(f"portfolio-audit-{name}")
        if target and len(names) > 1:
            folder = target / name
        check_writable(folder)
        plans.append({form: folder / FILES[form] for form in dict.fromkeys(formats)})
    return plans


def _one_file(target: Path, formats: tuple[str, ...], names: list[str]) -> dict[str, Path]:
    if len(formats) > 1 or len(names) > 1:
        raise click.UsageError(f"--output {target} is one file; give a folder for several reports or formats.")
    check_writable(target.absolute().parent)
    return {(formats[0] if formats else _SUFFIXES[target.suffix.lower()]): target}


def get_ready(plans: list[dict[str, Path]], wanted: Output) -> None:
    """Load what the files need beside other work, most of which waits for the network.

    What goes wrong is not lost: it happens again when a file is made.
    """
    pool = ThreadPoolExecutor(1)
    with suppress(RuntimeError):  # no thread can be started
        pool.submit(renderers.get_ready, {form: None for files in plans for form in files}, wanted.language)
    pool.shutdown(wait=False)


def deliver(report: Report, files: dict[str, Path], wanted: Output) -> None:
    """Write the files and print the summary, or print the report itself."""
    if not files:
        write_stdout(pieces(wanted.formats[0] if wanted.formats else "json", report, wanted.language))
        return
    write_all((path, pieces(form, report, wanted.language)) for form, path in files.items())
    if not wanted.quiet:
        _tell(report, files, wanted)
    if wanted.open_report and "html" in files:
        click.launch(str(files["html"]))


def _tell(report: Report, files: dict[str, Path], wanted: Output) -> None:
    if sys.stdout is None:
        say(f"the standard output is closed, so there is no summary; the report is in {next(iter(files.values()))}.")
        return
    print_summary(report, wanted)
    write_stdout("".join(f"{path}\n" for path in files.values()))


def write_stdout(text: str | Iterable[str]) -> None:
    """Text, or its pieces, as UTF-8 whatever the locale; a reader that went away is no error.

    Raises:
        OutputError: it could not be written.
    """
    _check_stdout()
    try:
        for piece in [text] if isinstance(text, str) else text:
            _write_all(piece.encode("utf-8", "backslashreplace"))
        sys.stdout.buffer.flush()
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is left is not tried again
        if not isinstance(error, BrokenPipeError):
            raise OutputError(f"the standard output could not be written: {error.strerror}.") from None


def _check_stdout() -> None:
    if sys.stdout is None:
        raise OutputError("the standard output is closed. Let it lead somewhere, or use --output.")


def _write_all(data: bytes) -> None:
    """A request to end may cut a write short where the stream has no buffer (`python -u`)."""
    while data:
        data = data[sys.stdout.buffer.write(data) or 0 :]


def print_summary(report: Report, wanted: Output) -> None:
    """The summary, coloured in a terminal."""
    if sys.stdout.isatty() and wanted.color and not os.environ.get("NO_COLOR"):
        from portfolio_audit.cli.terminal import show

        show(report, load(wanted.language))
    else:
        write_stdout(RENDERERS["text"](report, wanted.language) + "\n")
