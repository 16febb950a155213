"""All pages of a person's repositories, with as few requests as can be."""

from portfolio_audit.errors import AuditError
from portfolio_audit.model.portfolio import INTERRUPTED
from portfolio_audit.sources.api import Api
from portfolio_audit.sources.kept import Kept
from portfolio_audit.sources.listing import is_page, is_whole_page, newest_first

_MOST = 100
_DAY = 86400.0


def pages_of(api: Api, login: str) -> tuple[list[Kept], str]:
    """(pages, why there are no further ones although there should be).

    Raises:
        AuditError: not even the first page can be had.
    """
    pages = [_page(api, login, 1)]
    if kept := _not_to_be_asked(api, login, pages[0]):
        return [pages[0], *kept], ""
    try:
        while pages[-1].more and len(pages) < _MOST:
            pages.append(_page(api, login, len(pages) + 1))
        if _moved(pages):  # somebody pushed in the meantime, and what was pushed is now on the first page
            pages.append(_page(api, login, 1))
    except AuditError as error:
        return pages, str(error)
    except KeyboardInterrupt:
        return pages, INTERRUPTED
    return pages, "no more than these are listed" if len(pages) == _MOST and pages[-1].more else ""


def _path(login: str, number: int) -> str:
    return f"/users/{login}/repos?sort=pushed&direction=desc&per_page=100&page={number}"


def _page(api: Api, login: str, number: int) -> Kept:
    return api.get(_path(login, number), is_page, whole=is_whole_page)


def _not_to_be_asked(api: Api, login: str, first: Kept) -> list[Kept]:
    """The kept further pages, if they must still be right.

    The host has confirmed the profile, which counts the repositories, and the first page, on which every push shows:
    that is so only if the host has really sorted them. A new description of an old repository is seen a day late.
    """
    pages = [first]
    while api.unchanged and pages[-1].more and len(pages) < _MOST:
        kept = api.kept(_path(login, len(pages) + 1), is_whole_page)
        if kept is None or not kept.is_younger(_DAY):
            return []
        pages.append(kept)
    return pages[1:] if api.unchanged and newest_first(page.data for page in pages) else []


def _moved(pages: list[Kept]) -> bool:
    """Whether an entry is there twice."""
    names = [str(row.get("full_name")) for page in pages for row in page.data if isinstance(row, dict)]
    return len(pages) > 1 and len(set(names)) < len(names)
