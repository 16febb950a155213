"""Data that the author collected: code that reads pages, services or sensors in a project that keeps what it reads."""

import re
from collections.abc import Iterator
from functools import cache

from portfolio_audit.facts.frameworks import makes_app
from portfolio_audit.facts.others import Text, read_others
from portfolio_audit.facts.paths import is_aside
from portfolio_audit.facts.source import Source
from portfolio_audit.facts.stages import names
from portfolio_audit.knowledge import load
from portfolio_audit.model.values import Evidence

_SPIDER = re.compile(r"class \w{1,100}\((?:scrapy\.)?(?:Crawl)?Spider\)")
_CAMERA = re.compile(r"cv2\.VideoCapture\(\d\)")
_ADDRESS = re.compile(r"https?://[^\s\"'`<>)]{4,300}", re.IGNORECASE)
_ADDRESS_NAME = re.compile(r"(?:^|_)(?:url|uri|base|endpoint|api|host)s?(?:_|$)", re.IGNORECASE)


def collected(sources: tuple[Source, ...], others: tuple[Text, ...]) -> Iterator[Evidence]:
    """The first place in each file that reads pages, services or sensors, if the project keeps what it reads."""
    own = [source for source in sources if not is_aside(source.path)]
    kept = any(_keeps(source) for source in own)
    stored = any(_stores(source) for source in own)
    named = any(_names_service(source) for source in own)
    for source in own:
        if place := _collects(source, kept=kept, stored=stored, named=named):
            yield place
    collectors = tuple(text for text in others if "collecting" in text.table.libraries)
    if place := read_others(collectors).libraries.get("collecting"):
        yield place
    yield from (place for text in others if (place := _collects_elsewhere(text)))


def _collects_elsewhere(text: Text) -> Evidence | None:
    """Where a file in another language fetches what it reads as a page or asks of a service, and keeps."""
    patterns = text.table.collects
    found = patterns["fetches"].search(text.text) if patterns and "http" in text.raw else None
    if not found or patterns["serves"].search(text.text) or not patterns["keeps"].search(text.text):
        return None
    addresses = [address.lower() for address in _ADDRESS.findall(text.text)]
    live = any(map(_is_service, addresses)) or (patterns["reads"].search(text.text) and any(map(_is_page, addresses)))
    return text.at(found.start()) if live else None


def _collects(source: Source, *, kept: bool, stored: bool, named: bool) -> Evidence | None:
    calls = [name for name, _ in source.calls]
    fetches = any(name in _table("requests") for name in calls)
    posts = any(name in _table("posts") for name in calls)
    asks = fetches and not makes_app(source) and _asks(source, stored=stored, named=named)
    tabled = _stores(source) or any(name in _table("tables") for name in calls)
    sends = posts and tabled and not makes_app(source) and any(map(_is_service, _addresses(source)))
    reads = any(name.rpartition(".")[2] in _table("readings") for name in calls)
    sheet = not makes_app(source) and _keeps(source) and any(n.rpartition(".")[2] in _table("rows") for n in calls)
    for name, line in source.calls:
        live = stored and (_is_of(name, "clients") or _is_of(name, "scrapers"))
        live = live or (sheet and _is_of(name, "sheets"))
        live = live or (kept and (_is_of(name, "sensors") or (reads and _is_of(name, "browsers"))))
        page = fetches and name in _table("parsers")  # the same parser also strips tags from a finished data set
        if live or (kept and page) or (asks and name in _table("requests")) or (sends and name in _table("posts")):
            return source.place(line, name)
    photographs = "cv2.imwrite" in calls and _table("looks").isdisjoint(name.rpartition(".")[2] for name in calls)
    for call, line in source.loads:
        if call.startswith("pandas.read_html(http") or (photographs and _CAMERA.fullmatch(call)):
            return source.place(line, call)
    spider = any(module.partition(".")[0] == "scrapy" for module, _ in source.imports) and _SPIDER.search(source.text)
    return Evidence(source.path, None, "scrapy.Spider") if spider else None


def _asks(source: Source, *, stored: bool, named: bool) -> bool:
    """Whether it asks a live service or reads pages, and the answer is kept: here, or in the project's store."""
    addresses = _addresses(source)
    services = [address for address in addresses if _is_service(address)]
    if services:
        shows = _shows(source) or not any(_is_asked_for_data(address) for address in services)
        return _stores(source) if shows else _keeps(source) or stored
    if addresses:
        return _stores(source) and any(map(_is_page, addresses))
    return named and stored


def _addresses(source: Source) -> list[str]:
    return [text.lower() for text, _ in source.strings if text[:4].lower() == "http"]


def _shows(source: Source) -> bool:
    """Whether it is a window or a bot, which asks in order to answer."""
    tools = names("desktop") | names("bots")
    return any(module.partition(".")[0] in tools for module, _ in source.imports)


def _is_asked_for_data(address: str) -> bool:
    """Whether it is no service that apps ask about one thing at a time, to show it."""
    return not any(part in address for part in load("collecting")["lookups"])


def _is_of(name: str, key: str) -> bool:
    return name in _table(key) or name.startswith(_prefixes(key))


def _keeps(source: Source) -> bool:
    return any(name in _table("writes") for name, _ in source.calls)


def _stores(source: Source) -> bool:
    """Whether it writes a table or fills a database."""
    if any(name in _table("stores") for name, _ in source.calls):
        return True
    return any(text[:20].upper().lstrip().startswith(("INSERT INTO", "INSERT OR")) for text, _ in source.strings)


def _names_service(source: Source) -> bool:
    """Whether a constant that is called after an address holds that of a live service, for other files to use."""
    return any(
        _ADDRESS_NAME.search(name) and text[:4].lower() == "http" and _is_service(text.lower())
        for name, text in source.named.items()
    )


def _is_service(address: str) -> bool:
    return _is_live(address) and any(part in address for part in load("collecting")["services"])


def _is_page(address: str) -> bool:
    """Whether it is a page for people, rather than a download."""
    return _is_live(address) and not any(part in address for part in load("collecting")["downloads"])


def _is_live(address: str) -> bool:
    table = load("collecting")
    if any(part in address for part in table["no-service"]):
        return False
    return "." in address and not address.partition("?")[0].endswith(tuple(table["data-endings"]))


@cache
def _table(key: str) -> frozenset[str]:
    return frozenset(name for name in load("collecting")[key] if not name.endswith("."))


@cache
def _prefixes(key: str) -> tuple[str, ...]:
    return tuple(name for name in load("collecting")[key] if name.endswith("."))
