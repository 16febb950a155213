"""What the user has git ignore in every folder, read off the user's own settings: git itself is not asked."""

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from portfolio_audit.sources.folder import SETTINGS_BYTES
from portfolio_audit.text import decode

_SECTION = re.compile(r"\s*\[\s*([^\]]*?)\s*\]")
_FILE = re.compile(r'\s*excludesfile\s*=\s*("?)(.*?)\1\s*$', re.IGNORECASE)


def ignored_by_user(variables: Mapping[str, str] = os.environ) -> tuple[str, ...]:
    """Lines of the file that `core.excludesFile` names, else of the usual one; none where there is none."""
    place = _excludes(variables)
    return tuple((_text(place) if place else "").split("\n"))


def _excludes(variables: Mapping[str, str]) -> Path | None:
    home = variables.get("HOME") or variables.get("USERPROFILE") or ""
    base = variables.get("XDG_CONFIG_HOME") or (f"{home}/.config" if home else "")
    usual = f"{base}/git/ignore" if base else ""
    configs = (f"{base}/git/config" if base else "", f"{home}/.gitconfig" if home else "")
    if named := variables.get("GIT_CONFIG_GLOBAL"):
        configs = ("", named)
    told = [value for config in configs if config for value in _told(_text(Path(config)))]
    found = told[-1] if told else usual
    if found.startswith("~/"):
        found = f"{home}/{found.removeprefix('~/')}"
    return Path(found) if found and Path(found).is_absolute() else None


def _told(text: str) -> Iterator[str]:
    """Each value of `core.excludesFile`, in the order of the settings."""
    section = ""
    for line in text.splitlines():
        if found := _SECTION.match(line):
            section, line = found[1].lower(), line[found.end() :]
        if section == "core" and (setting := _FILE.match(line)):
            yield setting[2].replace("\\\\", "\\")


def _text(place: Path) -> str:
    """A file of the user, who may well keep it behind a link; empty where there is none."""
    try:
        if not place.is_file():
            return ""
        with place.open("rb") as file:
            return decode(file.read(SETTINGS_BYTES)) or ""
    except (OSError, ValueError):
        return ""
