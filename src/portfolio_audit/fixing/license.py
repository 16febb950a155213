"""The license that the author chose. Nobody else can choose one, so without a choice there is advice and no file."""

import re
import shlex
from collections.abc import Iterator
from functools import cache
from typing import Any

from portfolio_audit.facts.guarded import Unreadable, read_toml
from portfolio_audit.facts.holders import is_license
from portfolio_audit.fixing.changeable import editable, listed
from portfolio_audit.fixing.making import Bench, Made
from portfolio_audit.fixing.values import Advice, Change
from portfolio_audit.knowledge import load, names
from portfolio_audit.model.facts import ReadmeFacts
from portfolio_audit.model.values import Evidence
from portfolio_audit.text import shown

RULE = "eng-license"
PATH = "LICENSE"
_PLACE = "{rights}"
_HINTS = (
    "MIT lets anybody use it who keeps your name; Apache-2.0 also grants patents; GPL-3.0-only asks that what is built "
    "on it is free as well"
)
_SAID_IN_CODE = (
    ("setup.py", re.compile(r"\blicense\s*=\s*[\"']([^\"'\n]{1,100})[\"']")),
    ("setup.py", re.compile(r"[\"']License :: ([^\"'\n]{1,100})[\"']")),
    ("setup.cfg", re.compile(r"^license\s*=\s*([^\n]{1,100})$", re.MULTILINE)),
    ("package.json", re.compile(r"\"license\"\s*:\s*\"([^\"\n]{1,100})\"")),
    ("CITATION.cff", re.compile(r"^license:\s*[\"']?([^\"'\n]{1,100})", re.MULTILINE)),
    ("README.md", re.compile(r"\A---\n(?:[^\n]{0,300}\n){0,40}?license:\s*[\"']?([^\"'\n]{1,100})")),
)
"""Files that name a license, and how."""


def licenses() -> dict[str, dict[str, Any]]:
    """SPDX identifier in lower case → what is known of each license that can be added."""
    return {name.rpartition("/")[2]: load(name) for name in names("licenses")}


def fix_license(bench: Bench) -> Iterator[Made]:
    """A `LICENSE` with the text that was asked for and the holder's name, or how to ask for one."""
    if not bench.wants(RULE):
        return
    wish, known = bench.wish, licenses()
    own = list(_own_words(bench))
    chosen = known.get(wish.license.lower())
    other = next(((spdx, at) for spdx, at in own if chosen and not _same_text(spdx, chosen)), None)
    if wish.license and not chosen:
        ids = listed(entry["id"] for entry in known.values())
        yield f"No license was added: {shown(wish.license, 60)} is none of those whose text is at hand: {ids}."
    elif not chosen:
        yield _advice(own)
    elif other:
        yield f"No license was added: {other[1].spot} says {other[0]}, not {chosen['id']}. Make both say the same."
    elif _PLACE in _text(chosen) and not _holder(bench):
        yield f"{chosen['id']} names who holds the rights, so no file was added: say it with --author 'NAME'."
    else:
        yield _written(bench, chosen)


def _same_text(spdx: str, chosen: dict[str, Any]) -> bool:
    """Whether both go by one text, as `GPL-3.0-only` and `-or-later` do; a manifest's `GPLv3` is either."""
    return bool(licenses()[spdx.lower()]["name"] == chosen["name"])


def _written(bench: Bench, chosen: dict[str, Any]) -> Made:
    path = next((path for path in _left_open(bench) if editable(bench, path) is not None), PATH)
    old = editable(bench, path)
    if old is None and bench.has(path):
        return f"No license was added: {path} is there already and cannot be changed."
    if old is not None and not _says_nothing(old):
        return f"{path} was left alone: it holds words of yours, though no license. Remove it to have one put there."
    rights = " ".join(filter(None, (str(bench.wish.year or ""), _holder(bench))))
    new = _text(chosen).replace(_PLACE, rights)
    notes = [f"You alone can grant {chosen['id']}: read it before you publish it.", chosen.get("note", "")]
    why = f"Says what others may do, by {chosen['id']}."
    return Change(path, old, new, why, (RULE,), notes=tuple(filter(None, notes)))


def _left_open(bench: Bench) -> list[str]:
    """Files at the root that are called after a license; the rule found none in them."""
    return [entry.path for entry in bench.snapshot.entries if "/" not in entry.path and is_license(entry.path)]


def _says_nothing(text: str) -> bool:
    bare = re.sub(r"[^\w\s]", "", text).lower().strip()
    return not bare or bare in load("licenses")["unfinished"]


def _text(chosen: dict[str, Any]) -> str:
    return str(chosen["text"] if "text" in chosen else load(f"licenses/{chosen['text-of']}")["text"])


def _holder(bench: Bench) -> str:
    """The author's name on one line."""
    return shown(bench.wish.author, 120)


def _advice(own: list[tuple[str, Evidence]]) -> Advice:
    known = licenses()
    if own and all(_same_text(spdx, known[own[0][0].lower()]) for spdx, _ in own):
        spdx, why = own[0][0], f"{own[0][1].spot} says {own[0][0]}, but no file holds that license."
    else:
        spdx, why = "MIT", f"Only you can choose a license. {_HINTS}."
    command = f"portfolio-audit fix . --license {shlex.quote(spdx)} --author 'YOUR NAME' --write"
    return Advice(why, (command,), (RULE,))


def _own_words(bench: Bench) -> Iterator[tuple[str, Evidence]]:
    """The licenses that manifests and the README name, with where."""
    for text, at in _said(bench):
        if spdx := identified(text):
            yield spdx, at
    readme = bench.repo.readme
    for at in readme.content("license").evidence if isinstance(readme, ReadmeFacts) else ():
        yield from ((spdx, at) for spdx in in_prose(at.excerpt))


def _said(bench: Bench) -> Iterator[tuple[str, Evidence]]:
    if text := editable(bench, "pyproject.toml"):
        yield from ((said, Evidence("pyproject.toml", None, shown(said))) for said in _in_pyproject(text))
    for path, pattern in _SAID_IN_CODE:
        if found := pattern.search(editable(bench, path) or ""):
            yield found[1], Evidence(path, None, shown(found[1]))


def _in_pyproject(text: str) -> Iterator[str]:
    try:
        document = read_toml(text.encode())
    except Unreadable:
        return
    tool = document.get("tool")
    poetry = tool.get("poetry") if isinstance(tool, dict) else None
    for table in (document.get("project"), poetry):
        said = table.get("license") if isinstance(table, dict) else None
        said = said.get("text") if isinstance(said, dict) else said
        if isinstance(said, str):
            yield said[:100]


@cache
def _patterns(form: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((entry["id"], re.compile(form.format(entry["said"]), re.IGNORECASE)) for entry in licenses().values())


def identified(words: str) -> str | None:
    """The SPDX identifier of the license that a manifest's few words name; `None` for others."""
    plain = " ".join(words.split()).strip(" .").removeprefix("License :: ")
    return next((spdx for spdx, said in _patterns("(?:{})") if said.fullmatch(plain)), None)


def in_prose(sentence: str) -> list[str]:
    """The licenses that a sentence names: in capitals, because German has a word "mit"."""
    pairs = ((spdx, said.search(sentence)) for spdx, said in _patterns(r"(?<![\w.-])(?:{})(?![\w+-])"))
    return [spdx for spdx, found in pairs if found and found[0] != found[0].lower()]
