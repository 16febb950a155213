"""Facts and texts → a section that can be pasted."""

import re
from collections.abc import Sequence

from msgspec import Struct

from portfolio_audit.model.facts import CONTENTS, RepoFacts
from portfolio_audit.skeletons import markup, stack
from portfolio_audit.skeletons.phrases import CONTENTS_WITHOUT, MARK, Phrases, phrases
from portfolio_audit.skeletons.slots import SLOTS, Filling

ORDER = (
    *("overview", "demo", "visuals", "problem", "data", "methodology", "results", "metrics", "installation", "usage"),
    *("testing", "structure", "tech_stack", "roadmap", "contributing", "license", "contact", "references"),
)
"""In which order a reader wants them."""
OPEN_CELL = "| TODO"
"""A cell of a table whose number is still to be filled in."""
_SLOT = re.compile(r"\{(\??)(\w+)\}")


class Skeleton(Struct, frozen=True):
    """A section of a README, ready to copy."""

    content: str
    """One of `CONTENTS`; empty for a whole README."""
    language: str
    heading: str
    looks_for: str
    """What readers look for, in the README's language."""
    body: str
    """Markdown without the heading: what the repository says by itself, and questions to the author."""

    @property
    def questions(self) -> tuple[str, ...]:
        """What only the author can answer."""
        return tuple(line for line in self.body.split("\n") if line.startswith(MARK))

    @property
    def stated(self) -> str:
        """What the repository says by itself, without the questions; may be empty."""
        pieces = self.body.split("\n\n")
        return "\n\n".join(piece for piece in pieces if not piece.startswith(MARK) and OPEN_CELL not in piece)

    @property
    def text(self) -> str:
        """Heading and body in Markdown."""
        return self.at_level(2)

    def at_level(self, level: int) -> str:
        """The same under a heading of that level."""
        return f"{'#' * level} {self.heading}\n\n{self.body}\n"


def skeleton(repo: RepoFacts, content: str, language: str | None = None) -> Skeleton | None:
    """The section for one of `CONTENTS`, in that language if there is one, else in English.

    `None` for a content that no skeleton helps with.
    """
    if content in CONTENTS_WITHOUT:
        return None
    texts = phrases(language)
    section = texts.sections[content]
    return Skeleton(content, texts.code, section.heading, section.looks_for, _body(repo, texts, content))


def whole(repo: RepoFacts, contents: Sequence[str] = CONTENTS, language: str | None = None) -> Skeleton:
    """A README of those contents, for a repository that has none."""
    texts = phrases(language)
    parts = [made for name in ORDER if name in contents and (made := skeleton(repo, name, language))]
    first = [part.body for part in parts if part.content == "overview"]
    rest = [part.text.rstrip("\n") for part in parts if part.content != "overview"]
    return Skeleton("", texts.code, title(repo), texts.whole, "\n\n".join([*first, *rest]))


def title(repo: RepoFacts) -> str:
    """What a README of that repository is called."""
    return markup.plain(stack.shown_name(repo.name))


def answers(repo: RepoFacts, content: str, language: str | None = None) -> dict[str, str]:
    """For each question of that section that the repository answers by itself, the text that stands in its place."""
    texts = phrases(language)
    filling = Filling(repo, texts.words)
    found: dict[str, str] = {}
    for paragraph in texts.sections[content].body:
        told = _first_known(filling, paragraph)
        if told and not told.startswith(MARK) and OPEN_CELL not in told:
            found |= {text: told for text in paragraph if text.startswith(MARK) and not _SLOT.search(text)}
    return found


def _body(repo: RepoFacts, texts: Phrases, content: str) -> str:
    filling = Filling(repo, texts.words)
    paragraphs = (_first_known(filling, paragraph) for paragraph in texts.sections[content].body)
    return "\n\n".join(text for text in paragraphs if text)


def _first_known(filling: Filling, alternatives: Sequence[str]) -> str:
    for text in alternatives:
        known = {name: SLOTS[name](filling) for _, name in _SLOT.findall(text)}
        if all(known.values()):
            return _filled(text, known)
    return ""


def _filled(text: str, known: dict[str, str]) -> str:
    return _SLOT.sub(lambda slot: "" if slot[1] else known[slot[2]], text)
