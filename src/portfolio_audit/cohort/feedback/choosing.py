"""In which of a student's repositories the letter belongs."""

import re
from collections.abc import Sequence
from fnmatch import fnmatchcase

from portfolio_audit.cohort.letters import best_projects, first_steps
from portfolio_audit.model.report import Report, RepositoryHeading
from portfolio_audit.packed import seen_as

_NAME = re.compile(r"[A-Za-z0-9-]{1,100}/[\w.-]{1,100}", re.ASCII)


def candidates(report: Report, server_url: str, patterns: Sequence[str]) -> list[str]:
    """Repositories as `owner/name`: that of the first next step that is in one, the best projects, the rest.

    Args:
        patterns: of names, capitals or not; without any all will do.
    """
    known = {
        repo.name: found
        for repo in seen_as(report.repositories, RepositoryHeading)
        if (found := _full_name(repo.url, server_url)) and is_wanted(found, patterns)
    }
    first = next((step.repository for step in first_steps(report) if step.repository in known), "")
    order = [first, *best_projects(report), *known]
    return list(dict.fromkeys(known[name] for name in order if name in known))


def is_wanted(full_name: str, patterns: Sequence[str]) -> bool:
    """Whether a repository's name matches one of the patterns, or owner and name one with an owner."""
    whole = full_name.lower()
    name = whole.partition("/")[2]
    return not patterns or any(fnmatchcase(whole if "/" in one else name, one.lower()) for one in patterns)


def _full_name(url: str, server_url: str) -> str:
    place = url.removeprefix(f"{server_url}/").removesuffix(".git")
    return place if place != url and _NAME.fullmatch(place) and place.rpartition("/")[2] not in (".", "..") else ""
