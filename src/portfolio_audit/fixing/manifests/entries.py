"""What is put into a manifest, and why one is left alone."""

import re

from msgspec import Struct

NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,98}[a-z0-9])?")
"""A normalised name, which means nothing to a shell, TOML or YAML."""


class LeftAlone(ValueError):
    """Why a file is not changed, in words that go on after its path."""


class Entry(Struct, frozen=True):
    """A package by its normalised name, with its version if that is known."""

    name: str
    version: str = ""

    @property
    def line(self) -> str:
        """As pip reads it."""
        return f"{self.name}=={self.version}" if self.version else self.name
