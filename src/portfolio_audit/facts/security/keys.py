"""Private keys in PEM form, by themselves or within Google's service accounts."""

import re
from base64 import b64decode
from collections.abc import Iterator

from portfolio_audit.facts.security.hits import Hit

_BEGIN = re.compile(r"-----BEGIN (?:(?:RSA|EC|DSA|OPENSSH) )?PRIVATE KEY-----")
_BODY = re.compile(r"[\s\\nr\"'+,]{0,40}([A-Za-z0-9+/=\s\\\"',]{80,8000})")
_NOISE = re.compile(r"\\[nr]|[^A-Za-z0-9+/]")
_MAX_KEYS = 20
_OPENSSH = b"openssh-key-v1\0\0\0\0\4none"
_SEQUENCE = 0x30
_LEAST_BYTES = 60
_SLACK = 3
"""Bytes that are lost with the padding of base64."""


def find_keys(text: str) -> Iterator[Hit]:
    """Private keys that are there as a whole; a header alone, or one with a password, is none."""
    if "PRIVATE KEY-----" not in text:
        return
    title = "Google service account" if '"service_account"' in text else "private key"
    for _, begin in zip(range(_MAX_KEYS), _BEGIN.finditer(text), strict=False):
        if body := _BODY.match(text, begin.end()):
            value = _NOISE.sub("", body[1])
            if _is_key(value):
                yield Hit(title, value, begin.start())


def _is_key(base64: str) -> bool:
    """Whether it is as long as it says at its beginning."""
    data = b64decode(base64[: len(base64) // 4 * 4])
    if data.startswith(_OPENSSH):
        return True
    if len(data) < _LEAST_BYTES or data[0] != _SEQUENCE:
        return False
    size = data[1] & 0x7F if data[1] > 0x7F else 0
    length = int.from_bytes(data[2 : 2 + size]) if size else data[1]
    return abs(length + 2 + size - len(data)) <= _SLACK
