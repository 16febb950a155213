"""One escaping function per sink. No text of a repository reaches a page or a comment without one of them."""

import re
from urllib.parse import quote, urlsplit

from markupsafe import Markup, escape

from portfolio_audit.model.values import Evidence
from portfolio_audit.text import shown, spelled_out, visible

_NOT_IN_ADDRESSES = re.compile(r"""[\s"<>\\^`{|}]|%(?![0-9A-Fa-f]{2})""")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>()#+!|~&$-])")
_SHORT = 10
"""Digits of a commit in a link; a page has a thousand of them."""
_RUNS = re.compile(r"`+")
_MENTION = re.compile(r"@(?=\w)")
_REFERENCE = re.compile(r"(https?|ftp|mailto|xmpp|www)(?=[:.])", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://[^\s<>()\[\]`\"|]+", re.IGNORECASE)
_ISSUE = re.compile(r"(#|GH-)(?=\d)", re.IGNORECASE)
_FORMULA = re.compile(r"(^|;)(?=\s*[=+\-@＝＋－＠])")
_IN_ADDRESS = "/:?@!$&'()*+,;=%~"
_LONE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")


def safe_url(url: str) -> str:
    """The address if a page may link to it, else nothing."""
    cleaned = "".join(char for char in url if char.isprintable()).strip()
    try:
        parts = urlsplit(cleaned)
    except ValueError:
        return ""
    known = (parts.scheme in ("http", "https") and parts.netloc) or parts.scheme == "mailto"
    return _NOT_IN_ADDRESSES.sub(lambda found: quote(found[0]), cleaned) if known else ""


def address_in(at: Evidence) -> str:
    """The address that a piece of evidence quotes, if a page may link to it."""
    found = _ADDRESS.search(at.excerpt)
    return safe_url(found[0].rstrip(".,;:!?'\"")) if found else ""


def short_url(url: str) -> str:
    """An address as people say it: without scheme and closing slash."""
    return shown(url.partition("://")[2].removeprefix("www.").rstrip("/") or url, 60)


def history_url(repository: str, head: str) -> str:
    """Where the host shows the commits up to that one; nothing for folders of this machine."""
    base = _hosted(repository, head)
    return f"{base}/commits/{head[:_SHORT]}" if base else ""


def line_url(repository: str, head: str, path: str, line: int | None) -> str:
    """Where the host shows a line of a file at that commit; nothing for folders of this machine."""
    base = _hosted(repository, head)
    if not base or not path:
        return ""
    return f"{base}/blob/{head[:_SHORT]}/{quote(path)}" + (f"#L{line}" if line and not path.endswith(".ipynb") else "")


def _hosted(repository: str, head: str) -> str:
    return safe_url(repository) if re.fullmatch(r"[0-9a-f]{40,64}", head) else ""


def address(url: str) -> str:
    """A web address as RFC 3986 spells it, or nothing when it is none."""
    cleaned = safe_url(url)
    if not re.fullmatch(r"https?://[\w.-]+(:\d{1,5})?([/?#].*)?", cleaned, re.ASCII | re.IGNORECASE):
        return ""
    place, mark, fragment = _LONE_PERCENT.sub("%25", cleaned).partition("#")
    return quote(place, safe=_IN_ADDRESS) + mark + quote(fragment, safe=_IN_ADDRESS)


def relative_uri(path: str) -> str:
    """The path as a relative address below some folder; nothing for a path that leads out of it."""
    parts = path.removesuffix("/").split("/")
    return "/".join(quote(part, safe="") for part in parts) if all(p not in ("", ".", "..") for p in parts) else ""


def spreadsheet_cell(text: str) -> str:
    """Text that no spreadsheet takes for a formula: on one line, an apostrophe before what could begin one.

    After a semicolon, too, because where it parts cells, a program that does not ask parts them there.
    """
    return _FORMULA.sub(r"\1'", visible(text))


def without_control(text: str) -> str:
    """HTML as it may be: it knows no control characters, escaped or not, so they are spelled out."""
    return "\n".join(line if line.isprintable() else spelled_out(line) for line in text.split("\n"))


def with_code(text: str) -> Markup:
    """Our own advice as HTML: what stands between backticks as code, everything escaped."""
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if number % 2 else escape(part)
        for number, part in enumerate(_spans(str(text)))
    )


def with_breaks(path: str) -> Markup:
    """A path as HTML that goes on in the next line behind a slash."""
    return Markup("/<wbr>").join(path.split("/"))


def markdown_text(text: str) -> str:
    """Text that Markdown shows as it is: no markup, no mention, no reference, no link."""
    return _inert(shown(text, 400))


def markdown_advice(text: str) -> str:
    """Our own advice: what stands between backticks as code, everything else as it is."""
    parts = _spans(shown(text, 4000))
    return "".join(markdown_code(part) if number % 2 else _inert(part) for number, part in enumerate(parts))


def _spans(text: str) -> list[str]:
    """Text and code in turn; a backtick without its pair is text."""
    parts = text.split("`")
    return parts if len(parts) % 2 else [*parts[:-2], "`".join(parts[-2:])]


def _inert(plain: str) -> str:
    # GitHub makes mentions and references out of the text after Markdown, so a backslash does not stop them
    for pattern in (_MENTION, _REFERENCE, _ISSUE):
        plain = pattern.sub("\\g<0>\u200b", plain)
    return _MARKDOWN.sub(r"\\\1", plain)


def markdown_code(text: str) -> str:
    """Text as a code span that it cannot break out of."""
    plain = shown(text, 200).replace("|", "\u2502") or " "
    longest = max((len(run) for run in _RUNS.findall(plain)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if plain[0] == "`" or plain[-1] == "`" else ""
    return f"{fence}{pad}{plain}{pad}{fence}"


def workflow_line(text: str) -> str:
    """A line of a job's log that the runner takes for no command, in neither of the two forms that it knows."""
    plain = visible(text).replace("##[", "##\u200b[")
    return f"| {plain}" if plain.lstrip().startswith("::") else plain


def workflow_data(text: str) -> str:
    """Text in a command to the runner."""
    return visible(text).replace("%", "%25").replace("##[", "##\u200b[")


def workflow_property(text: str) -> str:
    """A property's value in a command to the runner."""
    return workflow_data(text).replace(":", "%3A").replace(",", "%2C")
