"""What a search for secrets in one text yields."""

from msgspec import Struct


class Hit(Struct, frozen=True):
    """A secret in a text. Its value never leaves the search."""

    title: str
    """What it is called in a report."""
    value: str
    offset: int
    """Characters before it in the text."""
    certain: bool = False
    """Whether it is credible even in tests, examples and documentation."""

    @property
    def shown(self) -> str:
        """All that may be shown of it: its first four characters."""
        return f"{self.value[:4]}…"
