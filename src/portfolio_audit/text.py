"""Strangers' bytes to text that is safe to keep: decoding, cleaning, shortening."""

import codecs
import re
import unicodedata
from typing import NamedTuple

EXCERPT = 200
NAME = 120
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it starts with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL_SHARE = 10  # per cent of control characters above which a file is taken as binary
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\ue000-\uf8ff\ufffd]")
_SAMPLE = 4_096
_DAMAGE = 3  # sound sequences for each damaged one that still make a text UTF-8
_HIGH_RUN = re.compile(rb"[\x80-\xff]{3,}")
_LINE_WITH_HIGH = re.compile(rb"[^\r\n]*[\x80-\xff][^\r\n]*")
_BOXES = frozenset(b"\xb3\xb4\xbf\xc0\xc1\xc2\xc3\xc4\xc5\xd9\xda\xba\xbb\xbc\xc8\xc9\xcc\xcd")
_TURKISH = frozenset(b"\xd0\xdd\xde\xf0\xfd\xfe")  # letters that Windows-1252 gives to Icelandic
_SCRIPTS = "cp1251 koi8_r cp866 cp1253 cp1255 cp1256 cp932 euc_jp gb18030 big5 cp949 cp1252"
_SPACE = re.compile(r"\s+")
# Cc control, Cf format (bidi overrides, zero width), Cs surrogates, Co private use, Cn unassigned, Zl and Zp line ends
_UNSAFE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_JOINERS = "\u200c\u200d"  # needed to spell several languages and emoji, harmless by themselves


class Decoded(NamedTuple):
    """A text with the encoding that it was read as."""

    text: str
    """Lines end in `\\n` alone; NUL and undecodable bytes are U+FFFD."""
    encoding: str
    guessed: bool = False
    """Whether neither a mark nor the bytes themselves prove the encoding."""


def decode(data: bytes) -> str | None:
    """The text, or `None` when the bytes are no text."""
    found = decoded(data)
    return found.text if found else None


def decoded(data: bytes) -> Decoded | None:
    """The text with its encoding, or `None` when the bytes are no text.

    Byte order mark first, then UTF-8, then UTF-16 and UTF-32 without a mark (as PowerShell's `>` writes), then a guess
    from a sample: Windows-1252 where letters beyond ASCII stand alone, else what the script's usual code pages tell.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _checked(data, encoding)
    if b"\0" in data[:_SAMPLE] and (wide := _wide_without_mark(data)):
        return _checked(data, wide)
    try:
        return _checked(data, "utf-8", "strict")
    except UnicodeDecodeError:
        pass
    return _checked(data, "utf-8") if _is_damaged_utf8(data) else _checked(data, _guess(data), guessed=True)


def mark_of(data: bytes) -> bytes:
    """The byte order mark that a text begins with, if there is one."""
    return next((mark for mark, _ in _BOMS if data.startswith(mark)), b"")


def _checked(data: bytes, encoding: str, errors: str = "replace", *, guessed: bool = False) -> Decoded | None:
    text = data.decode(encoding, errors)
    sample = text[:8_000]
    if len(_CONTROL.findall(sample)) * 100 > len(sample) * _CONTROL_SHARE:
        return None
    clean = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")
    return Decoded(clean, encoding.removesuffix("-sig"), guessed)


def _wide_without_mark(data: bytes) -> str | None:
    """UTF-16 or UTF-32 by where the zeros of spaces and line ends are."""
    sample = data[: _SAMPLE & ~3]
    zeros = [sample[start::4].count(0) for start in range(4)]
    quarter = max(1, len(sample) // 4)
    if min(zeros[2:]) > quarter * 0.9 and zeros[0] < quarter * 0.1:
        return "utf-32-le"
    if min(zeros[:2]) > quarter * 0.9 and zeros[3] < quarter * 0.1:
        return "utf-32-be"
    even, odd = zeros[0] + zeros[2], zeros[1] + zeros[3]
    encoding = "utf-16-le" if odd > 10 * even else "utf-16-be" if even > 10 * odd else None
    return encoding if encoding and _is_prose(sample.decode(encoding, "ignore")) else None


def _is_prose(text: str) -> bool:
    known = sum(char.isprintable() or char.isspace() for char in text)
    return known > len(text) * 0.98 and ("\n" in text or " " in text or text.isascii())


def _is_damaged_utf8(data: bytes) -> bool:
    """Whether it is UTF-8 with a few bytes cut off or pasted in from elsewhere."""
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    sound = sum(char > "\x7f" for char in text[:200_000]) - broken
    is_cut_off = broken == 1 and text.endswith("\ufffd")
    return sound >= (1 if is_cut_off else broken * _DAMAGE)


def _guess(data: bytes) -> str:
    """The most likely code page. In Latin scripts no three letters beyond ASCII follow each other."""
    runs = _HIGH_RUN.findall(data[:200_000])
    if not runs:
        return _latin(data)
    if all(_BOXES.issuperset(run) for run in runs):
        return "cp850"  # what `tree` draws in a Windows console
    # Loaded here because hardly any file needs it.
    from charset_normalizer import from_bytes

    found = from_bytes(
        _sample(data), steps=5, chunk_size=512, threshold=0.5, cp_isolation=_SCRIPTS.split(), preemptive_behaviour=False
    )
    best = found.best()
    return best.encoding if best and best.encoding != "cp1252" else _latin(data)


def _latin(data: bytes) -> str:
    """Windows-1252, or its Turkish sister."""
    letters = [byte for byte in data[:200_000] if byte > 0xBF]
    return "cp1254" if sum(byte in _TURKISH for byte in letters) * 4 > len(letters) else "cp1252"


def _sample(data: bytes) -> bytes:
    """The first lines with bytes beyond ASCII, no character cut in two."""
    lines: list[bytes] = []
    size = 0
    for match in _LINE_WITH_HIGH.finditer(data[:200_000]):
        lines.append(match[0])
        size += len(match[0])
        if size > _SAMPLE:
            break
    whole = b"\n".join(lines)
    if len(whole) <= 2 * _SAMPLE:
        return whole
    cut = whole[:_SAMPLE].rstrip(bytes(range(0x80, 0x100)))
    return cut if len(cut) > _SAMPLE // 2 else whole[: _SAMPLE - (_SAMPLE - len(cut)) % 2]


def shown(text: str, limit: int = EXCERPT) -> str:
    """One line that no terminal, page or log misreads: control and bidi characters spelled out, length cut."""
    line = visible(_SPACE.sub(" ", text[: limit * 4]).strip())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def visible(text: str) -> str:
    """The text with every control, bidi and unassigned character spelled out, line ends included."""
    return text if text.isprintable() else "".join(map(_visible, text))


def _visible(char: str) -> str:
    if char in _JOINERS or unicodedata.category(char) not in _UNSAFE:
        return char
    code = ord(char)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def spelled_out(text: str) -> str:
    """The same for a text of several lines, whose ends and tabs stay."""
    return text if text.isprintable() else "".join(c if c in "\n\t" else _visible(c) for c in text)


def shown_path(raw: bytes) -> str:
    """A path out of a git tree, with every unsafe byte spelled out; equal paths stay equal."""
    return visible(raw.decode("utf-8", "backslashreplace"))


def capitalised(text: str) -> str:
    """The text for the start of a sentence."""
    return text[:1].upper() + text[1:]


def uncapitalised(text: str) -> str:
    """The text for the middle of a sentence; a word in capitals, such as README, stays."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def numbered(number: int, one: str, many: str) -> str:
    """The text for that number, which takes the place of `{}` in it."""
    return (one if number == 1 else many).replace("{}", f"{number:,}", 1)


def counted(number: int, noun: str) -> str:
    """`1 file`, `3 files`."""
    return numbered(number, f"{{}} {noun}", f"{{}} {noun}s")


def as_file_name(text: str, otherwise: str) -> str:
    """A name for a file after a text of anybody's, which makes no path; another where nothing is left of it."""
    name = "".join(char if char.isalnum() or char in "-_." else "-" for char in text)
    return name.strip("-.")[:60] or otherwise
