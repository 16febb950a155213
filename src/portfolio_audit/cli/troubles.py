"""What the machine refuses, and mistakes of ours, as a sentence."""

import errno
import os
import sys
import traceback
from types import TracebackType

from portfolio_audit.cli.redaction import redacted

_ADVICE = {
    errno.ENOSPC: "Free some space, or set TMPDIR to a folder on another disk.",
    errno.EDQUOT: "Free some space, or set TMPDIR to a folder on another disk.",
    errno.EFBIG: "Raise the limit on the size of files (ulimit -f).",
    errno.EMFILE: "Raise the limit on open files (ulimit -n), or give --jobs 1.",
    errno.ENFILE: "Close other programs, or give --jobs 1.",
    errno.EAGAIN: "Raise the limit on processes (ulimit -u), or give --jobs 1.",
    errno.ENOMEM: "Close other programs, or give --jobs 1.",
    errno.EROFS: "Set TMPDIR to a folder that can be written.",
    errno.EACCES: "Set TMPDIR to a folder that can be written, and see `portfolio-audit doctor`.",
}
_NO_FOLDER = "no folder for temporary files can be written. Set TMPDIR to one that can."
_NO_MEMORY = "the memory ran out. Close other programs, raise the limit on memory (ulimit -v), or give --jobs 1."


def trouble(error: OSError | MemoryError | ImportError) -> str:
    """What happened and what to do about it."""
    if isinstance(error, MemoryError):
        return _NO_MEMORY
    if isinstance(error, ImportError):
        return f"a library could not be loaded ({error}). Free some memory, or install portfolio-audit again."
    if isinstance(error, FileNotFoundError) and "temporary directory" in str(error.strerror):
        return _NO_FOLDER
    where = f" ({os.fsdecode(error.filename)})" if isinstance(error.filename, str | bytes) else ""
    advice = _ADVICE.get(error.errno or 0, "`portfolio-audit doctor` looks for the cause.")
    return f"the system refused{where}: {error.strerror or error}. {advice}"


def report_mistake(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """The last resort (`sys.excepthook`): where the mistake is, without tokens; ends the process with status 3."""
    said = "".join(traceback.format_exception(kind, error, trace))
    sentence = "portfolio-audit: this is a mistake in portfolio-audit itself. Please report what stands above.\n"
    if sys.stderr is not None:
        sys.stderr.write(redacted(said) + sentence)
        sys.stderr.flush()
    os._exit(3)
