"""Lists in pages, linked as GitHub links them."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from portfolio_audit.demo.answers import Answer, Asked, json_answer

_PER_PAGE = 30
T = TypeVar("T")


def paged(asked: Asked, found: Sequence[T], url: str, most: int, shape: Callable[[T], Any]) -> Answer:
    """The page that is asked for, of at most so many entries; `url` is where the other pages are."""
    size, page = min(asked.number("per_page", _PER_PAGE), most), asked.number("page", 1)
    shown = [shape(entry) for entry in found[(page - 1) * size : page * size]]
    links = _links(url, _kept(asked), page, max(1, -(-len(found) // size)))
    return json_answer(shown, 200, *((("Link", links),) if links else ()))


def _kept(asked: Asked) -> str:
    pairs = (pair for pair in asked.query.split("&") if pair and not pair.startswith("page="))
    return "".join(f"{pair}&" for pair in pairs)


def _links(url: str, kept: str, page: int, last: int) -> str:
    """The `Link` header, its relations in GitHub's order."""
    pages = {"prev": min(page - 1, last), "next": page + 1, "last": last, "first": 1}
    wanted = [name for name in pages if (page > 1 if name in ("prev", "first") else page < last)]
    return ", ".join(f'<{url}?{kept}page={pages[name]}>; rel="{name}"' for name in wanted)
