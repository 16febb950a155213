"""Strangers' bytes to text that is safe to keep: decoding, cleaning, shortening."""

import codecs
import re
import unicodedata

EXCERPT = 200
NAME = 120
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_CONTROL_SHARE = 10  # per cent of control bytes above which a file is taken as binary
_SPACE = re.compile(r"\s+")
# Cc control, Cf format (bidi overrides, zero width), Cs surrogates, Co private use, Cn unassigned
_UNSAFE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_JOINERS = "\u200c\u200d"  # needed to spell several languages and emoji, harmless by themselves


def decode(data: bytes) -> str | None:
    """The text, or `None` when the bytes are no text.

    Byte order mark first, then UTF-8, then UTF-16 without a mark (as PowerShell's `>` writes), then Windows-1252.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _clean(data.decode(encoding, "replace"))
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = ""
    if text and "\0" not in text:
        return None if _is_binary(data) else _clean(text)
    if not data:
        return ""
    if (wide := _utf16_without_mark(data)) is not None:
        return _clean(data.decode(wide, "replace"))
    return None if _is_binary(data) else _clean(data.decode("cp1252", "replace"))


def _utf16_without_mark(data: bytes) -> str | None:
    sample = data[:2000]
    half = max(1, len(sample) // 2)
    if sample[1::2].count(0) > half * 0.4 and sample[::2].count(0) < half * 0.1:
        return "utf-16-le"
    if sample[::2].count(0) > half * 0.4 and sample[1::2].count(0) < half * 0.1:
        return "utf-16-be"
    return None


def _is_binary(data: bytes) -> bool:
    sample = data[:8000]
    control = sum(1 for byte in sample if byte < 9 or 13 < byte < 32)
    return control * 100 > len(sample) * _CONTROL_SHARE


def _clean(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")


def shown(text: str, limit: int = EXCERPT) -> str:
    """One line that no terminal, page or log misreads: control and bidi characters spelled out, length cut."""
    line = visible(_SPACE.sub(" ", text[: limit * 4]).strip())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def visible(text: str) -> str:
    """The text with every control, bidi and unassigned character spelled out, line ends included."""
    return "".join(_visible(char) for char in text)


def _visible(char: str) -> str:
    if char in _JOINERS or unicodedata.category(char) not in _UNSAFE:
        return char
    code = ord(char)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def shown_path(raw: bytes) -> str:
    """A path out of a git tree, with every unsafe byte spelled out; equal paths stay equal."""
    return visible(raw.decode("utf-8", "backslashreplace"))


def uncapitalised(text: str) -> str:
    """The text for the middle of a sentence; a word in capitals, such as README, stays."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]
