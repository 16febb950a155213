"""What Markdown is too hostile or too long for a full parse; and what no reader sees."""

import re

FULL_CHARS = 256_000
_FAR = 1_000
_OPEN_BRACKETS = 500
_DECLARATIONS = 2_000
_MARKS = 20_000
_LINES = 8_000
_EMPHASIS = 8_000
_LONG_LINE = 50_000
_MARK = re.compile(r"[*_\[\]<>`!~|&\\]")
_FENCE = re.compile(r" {0,3}(```+|~~~+)")


def needs_lines(text: str) -> bool:
    """Whether a full Markdown parse might take more than its share of time."""
    return (
        text.count("<!") + text.count("<?") > _DECLARATIONS
        or text.count("\n") > _LINES
        or len(_MARK.findall(text)) > _MARKS
        or text.count("*") + text.count("_") + text.count("`") > _EMPHASIS * 2
        or _unclosed_brackets(text) > _OPEN_BRACKETS
        or any(len(line) > _LONG_LINE for line in text.split("\n"))
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
    if len(text) <= FULL_CHARS:
        return text, ""
    cut = text.rfind("\n", 0, FULL_CHARS) + 1
    return (text[:cut], text[cut:]) if cut else ("", text)


def without_front_matter(text: str) -> tuple[str, dict[str, str]]:
    """The text with its front matter blanked, and the front matter's simple `key: value` lines."""
    lines = text.split("\n")
    if lines[0].strip() != "---":
        return text, {}
    for number, line in enumerate(lines[1:200], start=1):
        if line.strip() in ("---", "..."):
            head = lines[1:number]
            if not all(_is_front(entry) for entry in head):
                return text, {}
            pairs = (entry.split(":", 1) for entry in head if ":" in entry and not entry.startswith((" ", "-")))
            return "\n" * (number + 1) + "\n".join(lines[number + 1 :]), {
                key.strip().lower(): value.strip().strip("\"'") for key, value in pairs
            }
    return text, {}


def _is_front(line: str) -> bool:
    return not line.strip() or line.startswith((" ", "-", "#", "\t")) or ":" in line


def without_comments(text: str) -> str:
    """The text with HTML comments blanked, lines kept; code blocks are left alone."""
    if "<!--" not in text:
        return text
    parts, position = [], 0
    fences = _fenced(text)
    while (start := text.find("<!--", position)) >= 0:
        if (fence_end := _inside(fences, start)) is not None:
            parts.append(text[position:fence_end])
            position = fence_end
            continue
        end = text.find("-->", start)
        if end < 0 and text[text.rfind("\n", 0, start) + 1 : start].strip():
            break
        end = len(text) if end < 0 else end + 3
        parts += [text[position:start], "\n" * text.count("\n", start, end)]
        position = end
    return "".join([*parts, text[position:]])


def _fenced(text: str) -> list[tuple[int, int]]:
    spans, position, opened, mark = [], 0, -1, ""
    for line in text.splitlines(keepends=True):
        match = _FENCE.match(line)
        if match and opened < 0:
            opened, mark = position, match[1]
        elif match and match[1].startswith(mark) and not line.strip().strip(mark[0]):
            spans.append((opened, position + len(line)))
            opened = -1
        position += len(line)
    return spans[::-1]


def _inside(spans: list[tuple[int, int]], position: int) -> int | None:
    while spans and spans[-1][1] <= position:
        spans.pop()
    return spans[-1][1] if spans and spans[-1][0] <= position else None
