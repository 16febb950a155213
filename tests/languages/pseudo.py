"""A language that puts marks around every text of ours: what it leaves unmarked was not told."""

from gettext import GNUTranslations
from io import BytesIO

from extraction import messages
from update import merged

from portfolio_audit.renderers.languages import Language
from portfolio_audit.renderers.telling import Source


def pseudo() -> Language:
    """English within ⟦ and ⟧."""
    found = messages()
    file = merged("xx", found, ())
    for entry in file:
        if entry.msgid_plural:
            entry.msgstr_plural = {0: f"⟦{entry.msgid}⟧", 1: f"⟦{entry.msgid_plural}⟧"}
        else:
            entry.msgstr = f"⟦{entry.msgid}⟧"
    sources = [Source(message.msgid, message.plural, message.context) for message in found]
    return Language("xx", GNUTranslations(BytesIO(file.to_binary())), sources)
