"""Are this machine and this account fit for the work?"""

import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from portfolio_audit.doctor.values import Finding, State
from portfolio_audit.errors import OutputError
from portfolio_audit.files import check_writable
from portfolio_audit.limits import DEFAULT, MB

_FEW_FILES = 128
_LITTLE_SPACE, _NO_SPACE = 2 * DEFAULT.repository_bytes, 50 * MB
_LITTLE_MEMORY = 512 * MB


def python() -> Finding:
    """The interpreter and the system."""
    words = f"Python {platform.python_version()} ({sys.executable}) on {platform.system()} {platform.machine()}."
    return Finding("python", State.GOOD, words)


def locale() -> Finding:
    """Whether the terminal can be trusted to show more than ASCII."""
    named = locale_name() or "no locale is set"
    good = speaks_utf8() or sys.platform == "win32"  # where Python itself sees to it
    if good:
        return Finding("locale", State.GOOD, f"{named}; reports are UTF-8.")
    advice = "Set LANG=C.UTF-8 if names look wrong in the terminal."
    return Finding("locale", State.WARNING, f"{named}: no UTF-8, but reports are UTF-8 all the same.", advice)


def locale_name() -> str:
    """The locale that the user has set. Python sets LC_CTYPE by itself where there is none, so that tells little."""
    python_sets = ("C.UTF-8", "C.utf8", "UTF-8")
    kind = os.environ.get("LC_CTYPE", "")
    return os.environ.get("LC_ALL") or (kind if kind not in python_sets else "") or os.environ.get("LANG", "")


def speaks_utf8() -> bool:
    """Whether that locale is one of UTF-8."""
    return locale_name().lower().replace("-", "").endswith("utf8")


def terminal() -> Finding:
    """Where the output goes."""
    if sys.stdout is None:
        return Finding("terminal", State.WARNING, "the standard output is closed.", "Let it lead somewhere.")
    kind = f"a terminal ({os.environ.get('TERM') or 'TERM is not set'})" if sys.stdout.isatty() else "no terminal"
    colours = "no colours (NO_COLOR)" if os.environ.get("NO_COLOR") else "colours in a terminal"
    return Finding("terminal", State.GOOD, f"the output goes to {kind}; {colours}.")


def output(folder: Path) -> Finding:
    """Whether reports can be written there."""
    try:
        check_writable(folder)
    except OutputError as error:
        return Finding(
            "output", State.WARNING, str(error).partition(". ")[0] + ".", "Choose another place with --output."
        )
    return Finding("output", State.GOOD, f"{folder} can be written.")


def temporary() -> Finding:
    """Whether there is a place for what is under way."""
    try:
        with tempfile.TemporaryFile() as file:
            file.write(bytes(1 << 16))
    except OSError as error:
        words = f"no temporary file can be written ({error.strerror or error})."
        return Finding("temporary", State.BAD, words, "Free some space, or set TMPDIR to a folder that can be written.")
    return Finding("temporary", State.GOOD, f"{tempfile.gettempdir()} can be written.")


def space(folders: dict[str, Path]) -> Iterator[Finding]:
    """How much room there is on each disk in use."""
    seen: set[int] = set()
    for purpose, folder in folders.items():
        place = next((above for above in (folder, *folder.parents) if above.is_dir()), Path("/"))
        try:
            disk, free = place.stat().st_dev, shutil.disk_usage(place).free
        except OSError:
            continue
        if disk not in seen:
            seen.add(disk)
            yield _space(purpose, place, free)


def _space(purpose: str, place: Path, free: int) -> Finding:
    words = f"{shown_bytes(free)} free for {purpose} ({place})."
    if free >= _LITTLE_SPACE:
        return Finding("space", State.GOOD, words)
    state = State.BAD if free < _NO_SPACE else State.WARNING
    return Finding(
        "space", state, words, "Free some space, or set TMPDIR, PORTFOLIO_AUDIT_CACHE or --output elsewhere."
    )


def limits() -> Iterator[Finding]:
    """What this process may use."""
    files, memory = -1, -1  # as on Windows, where a user has no such limits
    if sys.platform != "win32":
        import resource

        files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
        memory, _ = resource.getrlimit(resource.RLIMIT_AS)
    if 0 <= files < _FEW_FILES:
        advice = "Raise it (ulimit -n), or give --jobs 2."
        yield Finding("files", State.WARNING, f"only {files} files may be open at a time.", advice)
    if 0 <= memory < _LITTLE_MEMORY:
        advice = "Raise it (ulimit -v), or give --jobs 1."
        yield Finding("memory", State.WARNING, f"only {shown_bytes(memory)} of memory may be used.", advice)


def shown_bytes(size: int) -> str:
    """A size for people."""
    for unit in ("bytes", "kB", "MB", "GB"):
        if size < 1000 or unit == "GB":
            break
        size //= 1000
    return f"{size:,} {unit}"
