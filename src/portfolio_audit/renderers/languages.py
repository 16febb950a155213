"""Languages of the report: one gettext file each; what a report holds in English is told in them."""

import re
from collections.abc import Iterable
from difflib import get_close_matches
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from portfolio_audit.errors import AuditError
from portfolio_audit.model.values import Evidence
from portfolio_audit.renderers.language_files import DEFAULT, available, folder
from portfolio_audit.renderers.places import LOG
from portfolio_audit.renderers.telling import GLUE, Index, Pattern, Source, filled
from portfolio_audit.text import capitalised, uncapitalised

EVIDENCE = "evidence"
"""Context of texts that stand beside a place, where mostly a stranger is quoted."""
LOOKED_FOR = "looked for "
_RIGHT_TO_LEFT = ("ar", "fa", "he", "ur")
_MOST_CHARS = 8_000
"""Of a text that is told; a longer one is none of ours."""
_MOST_PARTS = 80
_TOGETHER = 6
"""Parts of a list that may be one text with a comma in it."""
_DEPTH = 5
_MEMO = 20_000
_SENTENCE = re.compile(r"(?<=[.?!]) (?=[A-Z])")
_GLUED = (("; ", "{0}; {1}"), (", ", "{0}, {1}"), (" and ", "{0} and {1}"), (" or ", "{0} or {1}"))


def _begins_with_a_name(told: str, text: str) -> bool:
    """Whether the first word is one that stands so within the text, too, such as Dockerfile."""
    return told.partition(" ")[0] in text.split(" ")[1:]


def _is_ours(gap: str) -> bool:
    return gap.startswith("words")


class Language:
    """A language of the report.

    Attributes:
        code: as in the `lang` attribute of a page.
        direction: as in its `dir` attribute.
        colon: what stands between a word and what is said of it, with its spaces.
        semicolon: what stands between parts of a list, with its spaces.
        comma: what stands between words of a list, with its spaces.
        stop: what stands after a sentence before another, with its space.
        untold: texts that were given to be told and are none of ours, or not known to the language's file.
        unfilled: the same within texts that were told, where words of ours were expected.
    """

    def __init__(self, code: str, translations: NullTranslations, sources: Iterable[Source] = ()) -> None:
        self.code = code
        self.direction = "rtl" if code.partition("-")[0] in _RIGHT_TO_LEFT else "ltr"
        self.gettext = translations.gettext
        self.ngettext = translations.ngettext
        self.pgettext = translations.pgettext
        self.colon = filled(translations.gettext("{0}: {1}"), {"0": "", "1": ""})
        self.semicolon = filled(translations.gettext("{0}; {1}"), {"0": "", "1": ""})
        self.comma = filled(translations.gettext("{0}, {1}"), {"0": "", "1": ""})
        self.stop = self.sentences((filled(translations.gettext("{0}."), {"0": ""}), ""))
        self.untold: set[str] = set()
        self.unfilled: set[str] = set()
        self._translations = translations
        self._sources = tuple(source for source in sources if source.msgid not in GLUE)
        self._exact = {(source.context, source.msgid): source for source in self._sources}
        self._index = {context: Index(s for s in self._sources if s.context == context) for context in ("", EVIDENCE)}
        self._memo: dict[str, str] = {}

    def tell(self, text: str) -> str:
        """A text of ours out of a report, in this language; what is none of ours stays as it is."""
        if not self._sources or not text:
            return text
        if len(self._memo) > _MEMO:
            for kept in (self._memo, self.untold, self.unfilled):
                kept.clear()
        if text not in self._memo:
            self._memo[text] = self._told_or_kept(text)
        return self._memo[text]

    def sentences(self, whole: Iterable[str]) -> str:
        """Sentences in this language, with their full stops, one after the other."""
        text = ""
        for sentence in whole:
            text += ("" if not text or text.endswith("。") else " ") + sentence
        return text

    def note(self, at: Evidence) -> str:
        """What stands beside a place: told if it is a sentence of ours, as it is where a stranger is quoted."""
        if not self._sources or not at.excerpt:
            return at.excerpt
        if at.excerpt.startswith(LOOKED_FOR):
            return self.tell(at.excerpt)
        return self._noted(at) or at.excerpt

    def place(self, at: Evidence) -> str:
        """Where something is, or where it was looked for."""
        if at.line is not None and at.unit == "cell":
            return self.gettext("{path}, cell {number}").format(path=at.path, number=at.line)
        if at.line is not None:
            return at.spot
        looked = at.excerpt.startswith(LOOKED_FOR)
        known = self._among(at.path, EVIDENCE, 0) if looked or (EVIDENCE, at.path) in self._exact else None
        return known or at.path

    def _noted(self, at: Evidence) -> str | None:
        if " " not in at.excerpt:
            return None
        if at.line is None and at.path != LOG and (title := self._exact.get(("", at.excerpt))):
            return self._translated(title, {})
        return self._among(at.excerpt, EVIDENCE, 0, strict=True) or self._quoted_with_a_problem(at.excerpt)

    def _quoted_with_a_problem(self, excerpt: str) -> str | None:
        """A stranger's line with what we say of it."""
        quoted, _, problem = excerpt.rpartition(": ")
        told = self._among(problem, "", 1, strict=True) if quoted and " " in problem else None
        return filled(self.gettext("{0}: {1}"), {"0": quoted, "1": told}) if told else None

    def _told_or_kept(self, text: str) -> str:
        told = self._told(text) if len(text) <= _MOST_CHARS else None
        if told is None and any(map(str.isalpha, text)):
            self.untold.add(text)
        return text if told is None else told

    def _told(self, text: str, depth: int = 0) -> str | None:
        """The text in this language, `None` when it is not known."""
        if depth > _DEPTH:
            return None
        return self._found(text, depth) or self._by_sentences(text, depth) or self._with_its_path(text, depth)

    def _found(self, text: str, depth: int) -> str | None:
        """The text by one of ours, also with the other sort of letter at its beginning, or without its full stop."""
        if not text or depth > _DEPTH:
            return None
        other = uncapitalised(text) if text[0].isupper() else capitalised(text)
        respelled = capitalised if text[0].isupper() else uncapitalised
        if source := self._known(text):
            return self._translated(source, {})
        if source := self._known(other):
            known = self._translated(source, {})
            return known if _begins_with_a_name(known, other) else respelled(known)
        if told := self._among(text, "", depth) or self._among(text, EVIDENCE, depth):
            return told
        if told := self._among(other, "", depth):
            return respelled(told)
        if text.endswith(".") and (told := self._found(text[:-1], depth + 1)):
            return filled(self.gettext("{0}."), {"0": told})
        return None

    def _known(self, text: str) -> Source | None:
        return self._exact.get(("", text)) or self._exact.get((EVIDENCE, text))

    def _among(self, text: str, context: str, depth: int, *, strict: bool = False) -> str | None:
        """The text by one of the texts of that context; `strict` if all words in its gaps must be known, too.

        Where a gap that is to stay as it is would take in a colon, another text may say more of it: such as one that
        is told with what comes before the colon.
        """
        if source := self._exact.get((context, text)):
            return self._translated(source, {})
        put_off, in_part, unknown = None, None, set[str]()
        for found, fills in self._index[context].matches(text):
            told = {gap: self._fill_within(found, gap, fill, depth + 1) for gap, fill in fills.items() if _is_ours(gap)}
            whole = {gap: told.get(gap) or fill for gap, fill in fills.items()}
            if None not in told.values():
                if not any(": " in fill for gap, fill in fills.items() if not _is_ours(gap)):
                    return self._translated(found.source, whole)
                put_off = put_off or self._translated(found.source, whole)
            elif not strict and not in_part:
                in_part = self._translated(found.source, whole)
                unknown = {fills[gap] for gap, words in told.items() if words is None}
        if put_off:
            return put_off
        self.unfilled |= unknown
        return in_part

    def _translated(self, source: Source, fills: dict[str, str]) -> str:
        if source.plural:
            number = int(fills.get("n", "1").replace(",", ""))
            if source.context:
                text = self._translations.npgettext(source.context, source.msgid, source.plural, number)
            else:
                text = self._translations.ngettext(source.msgid, source.plural, number)
        elif source.context:
            text = self._translations.pgettext(source.context, source.msgid)
        else:
            text = self._translations.gettext(source.msgid)
        return filled(text, fills)

    def _fill_within(self, found: Pattern, gap: str, fill: str, depth: int) -> str | None:
        """Words of ours in that gap; in mid-sentence they start small, also where README starts the English ones."""
        told = self._fill(fill, depth)
        before = found.literals[found.gaps.index(gap)]
        return uncapitalised(told) if told and fill[1:2].isupper() and before.strip() else told

    def _fill(self, text: str, depth: int) -> str | None:
        """Words of ours within a text: one of ours, or a list of them."""
        return self._told(text, depth) or self._listed(text, depth)

    def _listed(self, text: str, depth: int) -> str | None:
        """A list of which every part is known."""
        if depth > _DEPTH or len(text) > _MOST_CHARS:
            return None
        for separator, glue in _GLUED:
            parts = text.split(separator)
            if 1 < len(parts) <= _MOST_PARTS and (told := self._parts(parts, separator, depth + 1)):
                whole = told[0]
                for part in told[1:]:
                    whole = filled(self.gettext(glue), {"0": whole, "1": part})
                return whole
        return None

    def _parts(self, parts: list[str], separator: str, depth: int) -> list[str] | None:
        told: list[str] = []
        start = 0
        while start < len(parts):
            for end in range(min(len(parts), start + _TOGETHER), start, -1):
                text = separator.join(parts[start:end])
                one = self._found(text, depth)
                if one or (end == start + 1 and (one := self._listed(text, depth))):
                    told.append(one)
                    start = end
                    break
            else:
                return None
        return told

    def _by_sentences(self, text: str, depth: int) -> str | None:
        sentences = _SENTENCE.split(text, _MOST_PARTS)
        if len(sentences) < 2:
            return None
        told = [self._told(sentence, depth + 1) for sentence in sentences]
        if not any(told):
            return None
        self.untold.update(sentence for sentence, one in zip(sentences, told, strict=True) if one is None)
        return self.sentences(one or sentence for sentence, one in zip(sentences, told, strict=True))

    def _with_its_path(self, text: str, depth: int) -> str | None:
        """A remark on a file that begins with its path."""
        path, _, note = text.partition(": ")
        told = self._told(note, depth + 1) if path and note else None
        return filled(self.gettext("{0}: {1}"), {"0": path, "1": told}) if told else None


ENGLISH = Language(DEFAULT, NullTranslations())
"""What everything is written in."""


@cache
def load(code: str) -> Language:
    """The language of that code.

    Raises:
        AuditError: there is none.
    """
    if code == DEFAULT:
        return ENGLISH
    if code not in available():
        close = get_close_matches(code.lower(), available(), 1)
        meant = f" Did you mean {close[0]}?" if close else ""
        raise AuditError(f"the report has no language {code!r}.{meant} There are {', '.join(available())}.")
    return from_file(folder() / f"{code}.po", code)


def from_file(path: Path, code: str) -> Language:
    """The language that a gettext file holds."""
    import polib  # not wanted in English

    file = polib.pofile(str(path))
    sources = [Source(entry.msgid, entry.msgid_plural, entry.msgctxt or "") for entry in file]
    return Language(code, GNUTranslations(BytesIO(file.to_binary())), sources)
