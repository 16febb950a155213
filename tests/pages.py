"""A page taken apart, for tests of what it holds."""

from html.parser import HTMLParser

VOID = {"meta", "link", "circle", "rect", "path", "polyline", "br", "img", "input", "hr", "wbr"}


class Page(HTMLParser):
    """Elements with their attributes, texts, and whether everything is closed."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.texts: list[tuple[str, str]] = []
        self.stack: list[str] = []
        self.badly_closed: list[str] = []
        self.comments: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if len(attrs) != len(dict(attrs)):
            self.badly_closed.append(f"{tag}: an attribute twice")
        if tag not in VOID:
            self.stack.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if not self.stack or self.stack.pop() != tag:
            self.badly_closed.append(tag)

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.texts.append((self.stack[-1] if self.stack else "", " ".join(data.split())))

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)

    def values(self, attribute: str) -> list[str]:
        """All values of an attribute."""
        return [attributes[attribute] for _, attributes in self.elements if attribute in attributes]

    def visible(self) -> str:
        """What a reader sees, a line for each piece of text."""
        return "\n".join(text for tag, text in self.texts if tag not in ("style", "script", "title")) + "\n"
