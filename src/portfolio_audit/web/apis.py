"""Programs that talk to programs: an API may have nothing at its root and still be well."""

from collections.abc import Callable
from urllib.parse import urlsplit

from portfolio_audit.knowledge import load
from portfolio_audit.web.answers import NoAnswer, Page
from portfolio_audit.web.hosts import value_at

_WORDS = load("web")["programs"]
PATHS: tuple[str, ...] = tuple(_WORDS["paths"])
_SHORT = 2_000
_BRIEF = 600


def is_program(page: Page) -> bool:
    """Whether a framework or an API answers, which has no page there and so says nothing of what else it has."""
    return page.is_json or any(words in page.folded for words in _WORDS["not_found"])


def looks_like_api(page: Page) -> bool:
    """Whether it is worth asking whether an API is there."""
    not_a_page = page.status == 405 or page.is_json or (page.status == 404 and is_program(page))
    return not_a_page or _is_documentation(page) or _says_so(page)


def _says_so(page: Page) -> bool:
    """Whether it is a line such as "the API is running"."""
    short = page.status == 200 and page.shows_words_alone and len(page.body) <= _BRIEF
    return short and any(words in page.folded for words in _WORDS["says_so"])


def api_paths(url: str, page: Page, get: Callable[[str], Page | NoAnswer]) -> tuple[str, ...]:
    """The paths at which an API answers: below the address, or of its site if the address is one of its functions.

    Args:
        page: what is at the address.
        get: asks for another.
    """
    parts = urlsplit(url)
    path = parts.path.rstrip("/")
    own = next((known for known in PATHS if path.endswith(known)), "")
    site, base = f"{parts.scheme}://{parts.netloc}", path.removesuffix(own)
    is_function = page.status == 405 or (page.status == 200 and page.is_json)
    for below in dict.fromkeys((base, *([""] if is_function else []))):
        there = (known for known in PATHS if _is_there(known, page if known == own else get(site + below + known)))
        if found := tuple(below + known for known in there):
            return found
    return ()


def _is_there(path: str, page: Page | NoAnswer) -> bool:
    if isinstance(page, NoAnswer) or page.status != 200:
        return False
    if path == "/docs":
        return _is_documentation(page)
    if path == "/openapi.json":
        return any(value_at(page, key) is not None for key in ("openapi", "swagger"))
    return page.is_json or (page.kind != "text/html" and 0 < len(page.body) < _SHORT)


def _is_documentation(page: Page) -> bool:
    return page.status == 200 and page.kind == "text/html" and any(w in page.folded for w in _WORDS["documentation"])
