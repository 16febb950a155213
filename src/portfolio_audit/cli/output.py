"""Reports to files and to the terminal."""

import os
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from errno import EINVAL, EPIPE
from pathlib import Path

import click

from portfolio_audit import renderers
from portfolio_audit.cli.options import Output
from portfolio_audit.cli.session import say
from portfolio_audit.errors import OutputError
from portfolio_audit.files import Content, check_writable, write_all
from portfolio_audit.model.report import Report
from portfolio_audit.renderers import FILES, RENDERERS, pieces
from portfolio_audit.renderers.languages import load

_SUFFIXES = {
    ".html": "html",
    ".htm": "html",
    ".json": "json",
    ".md": "markdown",
    ".txt": "text",
    ".sarif": "sarif",
    ".xml": "junit",
    ".csv": "csv",
    ".svg": "badge",
}
_NOBODY_READS = EINVAL if sys.platform == "win32" else EPIPE
"""What the system says when a reader of the standard output has gone."""
OWN = "template"
"""What stands for the form that a template of the user's makes."""


def plan(wanted: Output, names: list[str]) -> list[dict[str, Path]]:
    """For each report, format → file; empty for stdout.

    Raises:
        click.UsageError: the options contradict each other.
        OutputError: nothing can be written there.
    """
    if wanted.output == "-":
        if len(_forms(wanted)) > 1 or len(names) > 1:
            raise click.UsageError("--output - takes one report in one form; give a folder for more.")
        _check_stdout()
        return [{}]
    target = Path(wanted.output) if wanted.output else None
    if target and _is_file(target, wanted):
        return [_one_file(target, wanted, names)]
    plans = []
    for name in names:
        folder = target or Path(f"portfolio-audit-{name}")
        if target and len(names) > 1:
            folder = target / name
        check_writable(folder)
        plans.append({form: folder / _file_of(form, wanted) for form in _forms(wanted) or ("html", "json")})
        _check_apart(plans[-1], wanted)
    return plans


def _forms(wanted: Output) -> tuple[str, ...]:
    """What is asked for, each once; empty when nothing is said."""
    return tuple(dict.fromkeys((*wanted.formats, *([OWN] if wanted.template else []))))


def _file_of(form: str, wanted: Output) -> str:
    return wanted.template.output_name if form == OWN and wanted.template else FILES[form]


def _is_file(target: Path, wanted: Output) -> bool:
    known = {*_SUFFIXES, *([Path(wanted.template.output_name).suffix.lower()] if wanted.template else [])} - {""}
    return target.suffix.lower() in known and not target.is_dir()


def _one_file(target: Path, wanted: Output, names: list[str]) -> dict[str, Path]:
    forms = _forms(wanted)
    if len(forms) > 1 or len(names) > 1:
        raise click.UsageError(f"--output {target} is one file; give a folder for several reports or formats.")
    check_writable(target.absolute().parent)
    files = {(forms[0] if forms else _SUFFIXES[target.suffix.lower()]): target}
    _check_apart(files, wanted)
    return files


def _check_apart(files: dict[str, Path], wanted: Output) -> None:
    """What a template makes must replace neither the template nor another form."""
    own = files.get(OWN)
    if own is None or wanted.template is None:
        return
    if own.resolve() == wanted.template.path.resolve():
        raise click.UsageError(f"{own} is the template itself; give another --output.")
    if own in [path for form, path in files.items() if form != OWN]:
        raise click.UsageError(f"two forms would be written to {own}; give the template another name.")


def get_ready(plans: list[dict[str, Path]], wanted: Output) -> None:
    """Load what the files need beside other work, most of which waits for the network.

    What goes wrong is not lost: it happens again when a file is made.
    """
    pool = ThreadPoolExecutor(1)
    with suppress(RuntimeError):  # no thread can be started
        forms = {form: None for files in plans for form in files if form != OWN}
        pool.submit(renderers.get_ready, forms, wanted.language)
    pool.shutdown(wait=False)


def deliver(report: Report, files: dict[str, Path], wanted: Output) -> None:
    """Write the files and print the summary, or print the report itself."""
    if not files:
        write_stdout(_pieces(next(iter(_forms(wanted)), "json"), report, wanted))
        return
    write_all((path, _pieces(form, report, wanted)) for form, path in files.items())
    if not wanted.quiet:
        _tell(report, files, wanted)
    if wanted.open_report and "html" in files:
        click.launch(str(files["html"]))


def _pieces(form: str, report: Report, wanted: Output) -> Iterator[str]:
    return wanted.template.pieces(report) if form == OWN and wanted.template else pieces(form, report, wanted.language)


def _tell(report: Report, files: dict[str, Path], wanted: Output) -> None:
    if sys.stdout is None:
        say(f"the standard output is closed, so there is no summary; the report is in {next(iter(files.values()))}.")
        return
    print_summary(report, wanted)
    write_stdout("".join(f"{path}\n" for path in files.values()))


def write_stdout(text: Content) -> None:
    """Text as UTF-8 whatever the locale, or pieces of it or of bytes; a reader that went away is no error.

    Raises:
        OutputError: it could not be written.
    """
    _check_stdout()
    try:
        for piece in [text] if isinstance(text, str) else text:
            _write_all(piece.encode("utf-8", "backslashreplace") if isinstance(piece, str) else piece)
        sys.stdout.buffer.flush()
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is left is not tried again
        if error.errno != _NOBODY_READS:
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
