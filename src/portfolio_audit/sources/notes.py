"""What was not read, in sentences: each once, and not without end."""

_MOST = 50


class Notes:
    """Collects sentences; of those beyond the limit only the number is kept."""

    def __init__(self) -> None:
        self._sentences: dict[str, None] = {}
        self._more = 0

    def add(self, sentence: str) -> None:
        """Take in a sentence, unless it has been said."""
        if len(self._sentences) < _MOST:
            self._sentences[sentence] = None
        elif sentence not in self._sentences:
            self._more += 1

    @property
    def sentences(self) -> tuple[str, ...]:
        """All of them, in the order they came."""
        more = (f"{self._more:,} further remarks are left out",) if self._more else ()
        return (*self._sentences, *more)
