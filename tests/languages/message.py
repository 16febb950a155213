"""One text to translate, as the extraction finds it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Message:
    """One text to translate."""

    msgid: str
    plural: str = ""
    context: str = ""
    where: str = ""
    gaps: str = ""
    """What fills the gaps, as the code says it: a help to translators."""

    @property
    def key(self) -> tuple[str, str]:
        """What tells it from every other."""
        return self.context, self.msgid
