"""Where a place of evidence can be seen."""

from portfolio_audit.model.values import Evidence
from portfolio_audit.renderers.escape import history_url, line_url, relative_uri

LOG = "git log"
"""How evidence calls the history; every line of it is a stranger's."""


def is_file(at: Evidence) -> bool:
    """Whether it is a place in a file: what was looked for, `git log` and the About box are none."""
    name = at.path.removesuffix("/").rpartition("/")[2]
    says_so = at.line is not None or "." in name or " " not in at.path
    is_elsewhere = at.excerpt.startswith(("looked for", "name of the repository"))
    return says_so and not is_elsewhere and relative_uri(at.path) != ""


def place_url(repository: str, head: str, at: Evidence) -> str:
    """Where the host shows the file or the history that it is about; nothing for what the host has no page of."""
    if at.path == LOG:
        return history_url(repository, head)
    return line_url(repository, head, at.path, at.line) if is_file(at) else ""
