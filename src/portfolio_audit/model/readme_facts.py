"""What a README holds. No opinion: judging is for `checks`."""

from msgspec import Struct

from portfolio_audit.model.values import Evidence

CONTENTS = (
    "overview",
    "problem",
    "installation",
    "usage",
    "data",
    "methodology",
    "results",
    "metrics",
    "visuals",
    "demo",
    "demo_video",
    "tech_stack",
    "structure",
    "testing",
    "contributing",
    "license",
    "contact",
    "roadmap",
    "references",
)
"""What a visitor may find in a README."""

ASPECTS = ("preparation", "models", "comparison", "meaning", "limits", "host")
"""What a reviewer looks for within these contents: how the data was prepared, which models, what they were compared
with, what the result means, where it fails, where it is deployed."""


class Content(Struct, frozen=True):
    """Whether one of `CONTENTS` is in the README."""

    name: str
    present: bool
    certainty: int = 100
    """How sure, 0–100."""
    evidence: tuple[Evidence, ...] = ()


class Section(Struct, frozen=True):
    """A heading and what stands under it."""

    title: str
    level: int
    line: int
    contents: tuple[str, ...] = ()
    """Names out of `CONTENTS` found under this heading."""


class Home(Struct, frozen=True):
    """An address that leads into a repository of this one's name on GitHub."""

    repository: str
    """`owner/name`, as written."""
    branch: str
    exists: bool | None = None
    """Whether the path is in the tree that was read; `None` when it was perhaps left out."""


class Image(Struct, frozen=True):
    """A picture that the README embeds."""

    url: str
    alt: str
    line: int
    role: str
    """`picture`, `badge`, `logo` or `decoration`."""
    resolves: bool | None = None
    """Whether a relative path exists in the tree; `None` for other addresses."""
    home: Home | None = None


class Link(Struct, frozen=True):
    """A link of the README."""

    url: str
    text: str
    line: int
    role: str
    """`demo`, `video`, `notebook-host`, `data`, `anchor`, `file`, `contact` or `other`."""
    resolves: bool | None = None
    """Whether a relative path or an anchor exists; `None` for other addresses."""
    home: Home | None = None


class Badge(Struct, frozen=True):
    """What a badge claims, if the tree can tell whether it is so."""

    url: str
    line: int
    claim: str
    """`workflow`, `ci`, `license` or `coverage`."""
    subject: str = ""
    """Path of the CI configuration it shows, or name of the license."""
    repository: str = ""
    """`owner/name` that it shows; empty for a picture that says the same for ever."""
    holds: bool | None = None
    """Whether the tree bears it out; `None` when the tree does not tell."""
    problem: str = ""
    """Why it does not hold."""


class Command(Struct, frozen=True):
    """A command that the README tells the reader to run."""

    text: str
    line: int
    role: str
    """`install`, `run`, `test` or `other`."""
    target: str | None = None
    """The file of the repository it needs, as written."""
    resolves: bool | None = None
    """Whether what it needs is there; `None` when it needs nothing, or that cannot be told."""
    problem: str = ""
    """Why it cannot work."""
    path: str = ""
    """The file of the tree it starts with."""
    way: str = ""
    """How it installs: from a `manifest`, as a `container`, the published `package`, or other packages by `names`."""
    idle: bool = False
    """Whether the file it runs defines things and does nothing."""


class ReadmeFacts(Struct, frozen=True):
    """The README as a visitor finds it. No README is an empty README: `path` is `None`."""

    path: str | None = None
    format: str | None = None
    """`markdown`, `rst`, `asciidoc`, `org` or `text`."""
    language: str | None = None
    """ISO 639-1 code of the prose, `None` when it cannot be told."""
    size_bytes: int = 0
    words: int = 0
    """Words of prose; each CJK character counts as half a word."""
    body_words: int = 0
    """Words that are no heading, those of code and tables included."""
    other_languages: tuple[str, ...] = ()
    """Codes of the languages of further READMEs and of longer passages in this one."""
    sections: tuple[Section, ...] = ()
    contents: tuple[Content, ...] = ()
    """One for each name of `CONTENTS`, in that order; empty without a README."""
    images: tuple[Image, ...] = ()
    links: tuple[Link, ...] = ()
    commands: tuple[Command, ...] = ()
    starts: tuple[Evidence, ...] = ()
    """Sentences that name a program or notebook of the repository, at most 20."""
    badges: tuple[Badge, ...] = ()
    aspects: tuple[Content, ...] = ()
    """One for each name of `ASPECTS`, in that order; empty without a README."""
    placeholders: tuple[Evidence, ...] = ()
    """Template text left in place."""
    template_only: bool = False
    """Whether nothing but a template is there."""
    others: tuple[str, ...] = ()
    """Paths of further READMEs."""
    limits: tuple[str, ...] = ()

    def content(self, name: str) -> Content:
        """The content of that name; absent when there is no README."""
        return next((c for c in self.contents if c.name == name), Content(name, False))

    def aspect(self, name: str) -> Content:
        """The aspect of that name; absent when there is no README."""
        return next((c for c in self.aspects if c.name == name), Content(name, False))
