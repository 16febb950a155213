"""A README's text to its facts, for tests."""

from portfolio_audit.facts.readme import read_readme
from portfolio_audit.model.facts import ReadmeFacts
from snapshots import DictSnapshot


def read(text: str | bytes, path: str = "README.md", *, name: str = "project", **files: str) -> ReadmeFacts:
    """The facts of a repository with this README; other files by their paths."""
    return read_readme(DictSnapshot({path: text, **files}, name=name))


def present(text: str, path: str = "README.md", *, name: str = "project") -> set[str]:
    """Names of the contents that are there."""
    return {content.name for content in read(text, path, name=name).contents if content.present}
