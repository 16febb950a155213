"""Styles and scripts of ours as they stand in a page, which allows them by their hashes alone."""

import base64
import hashlib
import re

from markupsafe import Markup

from portfolio_audit.resources import data_dir

_COMMENT = re.compile(r"^ *(//.*|/\*.*\*/)\n", re.MULTILINE)
_INCLUDE = re.compile(r" */\* include ([\w./]+) \*/\n")


def inlined(name: str) -> dict[str, str]:
    """Style and script of that name with their hashes, as the frame of a page wants them."""
    style, script = own(f"{name}.css"), own(f"{name}.js")
    return {
        "style": Markup(style),  # noqa: S704 - our own file
        "style_hash": digest(style),
        "script": Markup(script),  # noqa: S704 - our own file
        "script_hash": digest(script),
    }


def own(name: str) -> str:
    """A file of ours with those it includes, without indentation and lines of comment, which nothing depends on."""
    text = (data_dir("reports") / name).read_text("utf-8")
    whole = _INCLUDE.sub(lambda found: own(found[1]), text)
    return re.sub(r"\n\s+", "\n", _COMMENT.sub("", whole))


def digest(text: str) -> str:
    """As a Content-Security-Policy names it, after `sha256-`."""
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
