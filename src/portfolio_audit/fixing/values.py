"""What `fix` proposes: changes to files, commands for a person, and what was left alone."""

from collections.abc import Mapping

from msgspec import Struct, field


class Change(Struct, frozen=True):
    """One file as it should be."""

    path: str
    """POSIX, from the repository's root."""
    old: str | None
    """Its text as it is, lines ended by `\\n`; `None` for a file that is not there."""
    new: str
    """Its text afterwards; what is written keeps the file's own line ends, mark and encoding."""
    why: str
    """What it brings, in one sentence."""
    rules: tuple[str, ...] = ()
    """Ids of the rules that it is meant for."""
    questions: tuple[str, ...] = ()
    """What only the author can answer, without the mark behind which each stands in `new`."""
    notes: tuple[str, ...] = ()
    """What the author has to know, such as that versions are not known."""


class FixWish(Struct, frozen=True):
    """What somebody wants to have mended."""

    rules: tuple[str, ...] = ()
    """Ids of rules that failed, or passed in part; nothing else is mended."""
    license: str = ""
    """SPDX identifier of the license to add; empty adds none and asks."""
    author: str = ""
    """Who holds the copyright; empty is a question."""
    language: str = ""
    """Code of the language for a new README; empty takes the one that the repository speaks, else English."""
    year: int = 0
    """For the copyright."""
    url: str = ""
    """Page of the repository; empty when it is on no host."""
    files: tuple[str, ...] = ()
    """Glob patterns of paths, capitals or not; no other file is changed. Empty means any."""
    without: tuple[str, ...] = ()
    """Paths that stay as they are."""
    contents: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Which contents of a README those rules ask for that ask for some."""
    optional: tuple[str, ...] = ()
    """Of these contents the ones that only rules without weight ask for: they are no reason for a question."""
    questions: bool = True
    """Whether text may hold questions to the author; without, only what the files say is written."""
    made: tuple[Change, ...] = ()
    """What was proposed before, to go on from."""


class Advice(Struct, frozen=True):
    """What a person should do, because a file's text cannot."""

    why: str
    commands: tuple[str, ...] = ()
    """For a shell at the repository's root."""
    rules: tuple[str, ...] = ()


class Patch(Struct, frozen=True):
    """All that is proposed for one repository; no two changes are of one file."""

    changes: tuple[Change, ...] = ()
    advice: tuple[Advice, ...] = ()
    left: tuple[str, ...] = ()
    """What was wanted and left alone, with the reason."""
