"""Every cap in one place. What hits one is named in the report's limits."""

from msgspec import Struct

KB, MB = 1_000, 1_000_000


class Limits(Struct, frozen=True):
    """How much of a stranger's repository is taken, and how long it may take."""

    entries: int = 50_000
    """Paths of a tree that are kept; of further ones only those worth reading."""
    scanned_entries: int = 300_000
    """Paths of a tree that are looked at."""
    path_bytes: int = 4_096
    """Of one path; no system opens longer ones."""
    wanted_blobs: int = 5_000
    """Files whose content is fetched."""
    commits: int = 100
    """Depth of the history."""
    dated_commits: int = 1_000
    """Depth to which the last commit before an instant is looked for."""
    earlier_blobs: int = 100
    """Earlier versions of files whose content is fetched."""
    earlier_bytes: int = 200 * KB
    """Of one such version that is looked into."""
    repository_bytes: int = 500 * MB
    """Size of a file that git may write."""
    memory_bytes: int = 1_500 * MB
    """Address space of the process that reads a repository."""
    git_memory_bytes: int = 768 * MB
    """Address space of each git while the repository is brought in, and of the process that talks to it."""
    acquire_seconds: int = 60
    """For the clone and the fetch of contents."""
    part_seconds: int = 10
    """Processor time for one part of the facts, which alone is lost."""
    parts_seconds: int = 20
    """Processor time for all of them."""
    read_seconds: int = 30
    """By the clock, for each part of the facts; beyond it the process is killed."""
    message_bytes: int = 64 * MB
    """Size of one part of the facts on its way to the main process."""


DEFAULT = Limits()


class ReadmeLimits(Struct, frozen=True):
    """How much of one README is understood; its facts name each that was reached."""

    full_chars: int = 256_000
    """Read in full; further text of Markdown is read by lines."""
    lines: int = 15_000
    """Read by lines."""
    line_chars: int = 50_000
    """Of one line; Markdown with a longer one is read by lines."""
    cells: int = 200
    """In a row of a table that is read by lines."""
    table_rows: int = 2_000
    """Of one table in reStructuredText."""
    address: int = 1_000
    """Characters of an address."""
    references: int = 2_000
    """Targets and substitutions of reStructuredText."""
    sections: int = 500
    """Named in the facts."""


README = ReadmeLimits()


class RosterLimits(Struct, frozen=True):
    """How much of a roster is read; more than that is refused, and cells and names are cut."""

    file_bytes: int = 20 * MB
    unpacked_bytes: int = 500 * MB
    """Of all parts of a workbook, by what its archive declares."""
    table_bytes: int = 300 * MB
    """Of what a workbook's sheets say, as JSON."""
    memory_bytes: int = 1_500 * MB
    """Address space of the process that opens a workbook."""
    seconds: int = 60
    """By the clock, for opening a workbook."""
    sheets: int = 20
    """Looked at, of one workbook."""
    columns: int = 500
    """Looked at; further ones are passed over."""
    students: int = 1_000_000
    """Lines with something in them."""
    cell_chars: int = 1_000
    """Kept of one cell."""


ROSTER = RosterLimits()


class WebLimits(Struct, frozen=True):
    """How much is asked of the web for links and demos, and how much of an answer is taken."""

    seconds: float = 20
    """By the clock, for one request with all it redirects to; hosts that wake an app hold a visitor up so long."""
    look_seconds: float = 45
    """The same, for all requests of one look together."""
    name_seconds: float = 8
    """Of these, for one name; the system may go on for minutes."""
    redirects: int = 5
    head_bytes: int = 64 * KB
    """Of one answer, before its body."""
    body_bytes: int = 256 * KB
    """Kept of one answer, and no more than that unpacked."""
    wire_bytes: int = 1 * MB
    """Received for a body; what comes in crumbs is more framing than body."""
    attempts: int = 3
    """IP addresses of one name that are tried."""
    at_once: int = 8
    """Addresses that are looked at side by side."""
    at_once_per_host: int = 2
    requests_per_host: int = 200
    """In one run; further addresses there stay unknown."""
    pause_seconds: float = 10
    """Between two looks, of which both have to find that a demo is gone."""
    kept_hours: int = 24
    """For which a look counts."""
    unknown_kept_hours: int = 1
    """The same, if it found out nothing."""


WEB = WebLimits()
