"""What Markdown is too hostile or too long for a full parse; and what no reader sees."""

import re
from collections.abc import Iterator

from portfolio_audit.limits import README

_FAR = 1_000
_OPEN_BRACKETS = 500
_DECLARATIONS = 2_000
_MARKS = 20_000
_LINES = 8_000
_EMPHASIS = 8_000
_MARK = re.compile(r"[*_\[\]<>`!~|&\\]")
_FRONT_LINES = 400
_FRONT_CHARS = 1_000
_KEY = re.compile(r"([A-Za-z][\w-]{0,60})\s{0,9}[:=](?:\s+|$)(.{0,1000})")
_DATA = re.compile(r"(\bdata:[a-z]{1,12}/[\w.+-]{1,40};base64,)[A-Za-z0-9+/=]{100,}")
_FENCE = re.compile(r" {0,3}(```+|~~~+)")


def needs_lines(text: str) -> bool:
    """Whether a full Markdown parse might take more than its share of time."""
    return (
        text.count("<!") + text.count("<?") > _DECLARATIONS
        or text.count("\n") > _LINES
        or len(_MARK.findall(text)) > _MARKS
        or text.count("*") + text.count("_") + text.count("`") > _EMPHASIS * 2
        or _unclosed_brackets(text) > _OPEN_BRACKETS
        or any(len(line) > README.line_chars for line in text.split("\n"))
    )


def _unclosed_brackets(text: str) -> int:
    """How many `[` have no `]` within the next 1,000 characters, one pass from the end."""
    count, closing = 0, len(text) + _FAR + 1
    for match in reversed(list(re.finditer(r"[\[\]]", text))):
        if match[0] == "]":
            closing = match.start()
        elif closing - match.start() > _FAR:
            count += 1
    return count


def split(text: str) -> tuple[str, str]:
    """What is parsed in full and the rest, cut at the end of a line."""
    if len(text) <= README.full_chars:
        return text, ""
    cut = text.rfind("\n", 0, README.full_chars) + 1
    return (text[:cut], text[cut:]) if cut else ("", text)


def without_data(text: str) -> str:
    """The text with pictures that are written out in it cut short."""
    return _DATA.sub(r"\1", text) if ";base64," in text else text


def without_front_matter(text: str) -> tuple[str, dict[str, str]]:
    """The text with its front matter blanked, and the front matter's simple values; lists are joined by commas."""
    lines = text.split("\n", _FRONT_LINES + 1)
    mark = lines[0].strip()
    if mark not in ("---", "+++"):
        return text, {}
    for number, line in enumerate(lines[1 : _FRONT_LINES + 1], start=1):
        if line.strip() == mark or (mark == "---" and line.strip() == "..."):
            head = lines[1:number]
            if not all(_is_front(entry) for entry in head):
                return text, {}
            return "\n" * (number + 1) + "\n".join(lines[number + 1 :]), _values(head)
    return text, {}


def _values(head: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    key = ""
    for line in head:
        match = _KEY.match(line)
        if match:
            key = match[1].lower()
            value = match[2].strip().strip("[]")
            found[key] = ", ".join(piece.strip().strip("\"'") for piece in value.split(",")) if value != "|" else ""
        elif key and (item := line.strip()).startswith("- "):
            joined = [found[key], item[2:].strip().strip("\"'")]
            found[key] = ", ".join(filter(None, joined))[:_FRONT_CHARS]
    return found


def is_space(front: dict[str, str]) -> bool:
    """Whether front matter tells Hugging Face how to run the repository as a Space."""
    return front.get("sdk", "").lower() in ("gradio", "streamlit", "docker", "static")


def _is_front(line: str) -> bool:
    return not line.strip() or line.startswith((" ", "-", "#", "\t")) or ":" in line or "=" in line


def without_comments(text: str) -> str:
    """The text with HTML comments blanked, lines kept; code blocks are left alone."""
    return "\n".join(_uncommented(text.split("\n"))) if "<!--" in text else text


def _uncommented(lines: list[str]) -> Iterator[str]:
    last_end = max((number for number, line in enumerate(lines) if "-->" in line), default=-1)
    fence, inside = "", False
    for number, line in enumerate(lines):
        if inside:
            _, found, line = line.partition("-->")
            inside = not found
        match = None if inside else _FENCE.match(line)
        if fence:
            if match and match[1].startswith(fence) and not line.strip().strip(fence[0]):
                fence = ""
        elif match:
            fence = match[1]
        elif not inside:
            line, inside = _cut(line, closes=number < last_end)
        yield line


def _cut(line: str, *, closes: bool) -> tuple[str, bool]:
    """The line without its comments, and whether one goes on below. Nothing ends one that opens inside of a line."""
    kept, position = [], 0
    while (start := line.find("<!--", position)) >= 0:
        end = line.find("-->", start + 2)
        if end < 0 and not closes and line[:start].strip():
            break
        kept.append(line[position:start])
        if end < 0:
            return "".join(kept), True
        position = end + 3
    return "".join([*kept, line[position:]]), False


def fenced(text: str) -> list[tuple[int, int]]:
    """Where fenced code begins and ends, by characters."""
    found: list[tuple[int, int]] = []
    fence, start, at = "", 0, 0
    for line in text.split("\n"):
        match = _FENCE.match(line)
        if fence and match and match[1].startswith(fence) and not line.strip().strip(fence[0]):
            found.append((start, at + len(line)))
            fence = ""
        elif match and not fence:
            fence, start = match[1], at
        at += len(line) + 1
    return [*found, (start, at)] if fence else found
