"""Brings a language's file in step with the texts of the code: `python tests/languages/update.py es [OTHER.po…]`.

Adds what is missing, empty, drops what is gone, and keeps every translation. Translations of OTHER files, whole or in
part, are taken over first. `--template FILE` writes all texts without translations instead.
"""

import sys
from collections.abc import Iterable
from pathlib import Path

import polib
from extraction import messages
from message import Message

from portfolio_audit.resources import data_dir

PLURALS = {"fr": "nplurals=2; plural=(n > 1);", "zh": "nplurals=1; plural=0;"}
USUAL = "nplurals=2; plural=(n != 1);"


def file_of(code: str) -> Path:
    """Where the language is kept."""
    return data_dir("reports") / "languages" / f"{code}.po"


def merged(code: str, found: Iterable[Message], known: Iterable[polib.POFile]) -> polib.POFile:
    """All texts with the translations that are known; a later file's count before an earlier one's."""
    there = {(e.msgctxt or "", e.msgid): e for file in known for e in file if e.msgstr or any(e.msgstr_plural.values())}
    made = polib.POFile(wrapwidth=120)
    made.metadata = {
        "Language": code,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURALS.get(code, USUAL),
    }
    forms = 1 if "nplurals=1" in made.metadata["Plural-Forms"] else 2
    for message in found:
        made.append(_entry(message, there.get(message.key) or there.get(("", message.msgid)), forms))
    return made


def _entry(message: Message, known: polib.POEntry | None, forms: int) -> polib.POEntry:
    entry = polib.POEntry(
        msgid=message.msgid,
        msgid_plural=message.plural,
        msgctxt=message.context or None,
        comment=message.gaps,
        occurrences=[(message.where.partition(":")[0], "")],
    )
    if message.plural:
        told = known.msgstr_plural if known else {}
        entry.msgstr_plural = {form: told.get(form, "") for form in range(forms)}
    else:
        entry.msgstr = known.msgstr if known else ""
    return entry


def main(arguments: list[str]) -> None:
    """Write the file, and say what is missing in it."""
    if arguments[0] == "--template":
        merged("", messages(), ()).save(arguments[1])
        return
    code, file = arguments[0], file_of(arguments[0])
    kept = [polib.pofile(str(path)) for path in (*map(Path, arguments[1:]), file) if path.exists()]
    made = merged(code, messages(), kept)
    file.parent.mkdir(exist_ok=True)
    made.save(str(file))
    sys.stdout.write(f"{file}: {len(made)} texts, {len(made.untranslated_entries())} to translate\n")


if __name__ == "__main__":
    main(sys.argv[1:])
