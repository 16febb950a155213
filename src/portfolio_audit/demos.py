"""Which addresses may be a project's running demo, and what looks at them have found. Asks nobody."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from urllib.parse import SplitResult, urlunsplit

from msgspec.structs import replace

from portfolio_audit.facts.readme import urls
from portfolio_audit.facts.readme.words import fold
from portfolio_audit.knowledge import load
from portfolio_audit.model.demo_facts import DemoFacts, DemoLink, Look, Seen
from portfolio_audit.model.facts import DeploymentFacts, HostFacts, ReadmeFacts, RepoFacts
from portfolio_audit.model.portfolio import INTERRUPTED, Portfolio
from portfolio_audit.model.values import Evidence
from portfolio_audit.packed import Shelf, pack

MOST_DEMOS = 5
"""Addresses of one repository that are looked at as demos."""
MOST_OTHERS = 100
"""Other links of one README that are looked at."""
DEMOS, ALL = "demos", "all"
WHICH = (DEMOS, ALL)
"""Which links can be asked for: those to demos, or all of the READMEs."""
ABOUT = "About box"
_ELSEWHERE = ("contact", "anchor", "file")
_PORTS = {"http": 80, "https": 443}
_NAME = 4
_NOT_PLAIN = re.compile(r"[\s\\<>\"\x00-\x1f\x7f]")


def demo_links(repo: RepoFacts) -> tuple[DemoLink, ...]:
    """The addresses, surest first and each once, at most `MOST_DEMOS`."""
    return tuple(_each_once(_demos(repo)))[:MOST_DEMOS]


def other_links(repo: RepoFacts) -> tuple[DemoLink, ...]:
    """What else the README links to on the web, each once, at most `MOST_OTHERS`."""
    demos = {_key(link.url) for link in _each_once(_demos(repo))}
    return tuple(link for link in _each_once(_others(repo.readme)) if _key(link.url) not in demos)[:MOST_OTHERS]


def wanted(repo: RepoFacts, which: str) -> tuple[str, ...]:
    """The addresses of a repository that are to be looked at.

    Args:
        which: one of `WHICH`.
    """
    links = (*demo_links(repo), *(other_links(repo) if which == ALL else ()))
    return tuple(link.url for link in links)


def addresses(portfolio: Portfolio, which: str) -> dict[str, bool]:
    """Each address of a portfolio that is to be looked at, and whether private repositories alone name it.

    Args:
        which: one of `WHICH`.
    """
    found: dict[str, bool] = {}
    for repo in portfolio.repos:
        private = isinstance(repo.host, HostFacts) and repo.host.private
        for url in wanted(repo, which):
            found[url] = private and found.get(url, True)
    return found


def with_looks(
    portfolio: Portfolio, looks: Mapping[str, Look], which: str = DEMOS, reason: str = INTERRUPTED
) -> Portfolio:
    """The portfolio with those looks, packed if it was.

    Args:
        looks: by address; demos without one stay unknown.
        which: one of `WHICH`.
        reason: why there is none of them.
    """
    return _with_each(portfolio, lambda repo: with_demos(repo, looks, which, reason=reason))


def with_demos(repo: RepoFacts, looks: Mapping[str, Look], which: str = DEMOS, reason: str = INTERRUPTED) -> RepoFacts:
    """The repository with what those looks say of its links; arguments as of `with_looks`."""
    seen = tuple(Seen(link, looks.get(link.url) or Look(link.url, "unknown", reason)) for link in demo_links(repo))
    others = [Seen(link, looks[link.url]) for link in other_links(repo) if link.url in looks] if which == ALL else []
    gone = tuple(one for one in others if one.look.state == "gone")
    return replace(repo, demos=DemoFacts(seen, gone, len(others)))


def live_demos(portfolio: Portfolio) -> tuple[str, ...]:
    """Of each repository the first demo that answers."""
    seen = (repo.demos.seen if isinstance(repo.demos, DemoFacts) else () for repo in portfolio.repos)
    first = (next((one.link.url for one in demos if one.look.state == "live"), "") for demos in seen)
    return tuple(dict.fromkeys(url for url in first if url))


def with_pictures(portfolio: Portfolio, pictures: Mapping[str, str]) -> Portfolio:
    """The portfolio with those pictures of its demos, packed if it was.

    Args:
        pictures: by address, each as of `Look.picture`.
    """
    return _with_each(portfolio, lambda repo: _with_pictures(repo, pictures))


def _with_pictures(repo: RepoFacts, pictures: Mapping[str, str]) -> RepoFacts:
    if not isinstance(repo.demos, DemoFacts):
        return repo
    seen = (
        replace(one, look=replace(one.look, picture=pictures.get(one.link.url, one.look.picture)))
        for one in repo.demos.seen
    )
    return replace(repo, demos=replace(repo.demos, seen=tuple(seen)))


def _with_each(portfolio: Portfolio, change: Callable[[RepoFacts], RepoFacts]) -> Portfolio:
    changed = map(change, portfolio.repos)
    packed = isinstance(portfolio.repos, Shelf)
    return replace(portfolio, repos=Shelf(map(pack, changed)) if packed else tuple(changed))


def _demos(repo: RepoFacts) -> Iterator[DemoLink]:
    found = (*_of_readme(repo.readme), *_of_about_box(repo), *_of_configuration(repo))
    if not (isinstance(repo.host, HostFacts) and repo.host.fork):
        yield from found
    elif owner := _letters(_owner(repo.url)):  # what a fork has been given leads to whom it was forked from
        yield from (link for link in found if owner in _letters(link.url))


def _of_readme(readme: object) -> Iterator[DemoLink]:
    """What the README leads to as the demo, then addresses that it only writes down."""
    if not isinstance(readme, ReadmeFacts):
        return
    path = readme.path or "README"
    for link in readme.links:
        if link.role == "demo" or (link.role == "other" and _is_tunnel(link.url)):
            yield from _link(link.url, Evidence(path, link.line, link.url))
    for at in readme.content("demo").evidence:
        # prose tells people of a host; a whole address that is no link stands in code, for programs
        in_prose = "://" not in at.excerpt
        yield from _link(f"https://{at.excerpt}" if in_prose else at.excerpt.rstrip(".,;:"), at, told=in_prose)


def _is_tunnel(url: str) -> bool:
    """Whether it is somebody's own address at a host of tunnels, where nothing else is linked to."""
    parts = urls.split(url)
    if parts is None or urls.is_stand_in(parts):
        return False
    return any(urls.host(parts).endswith(f".{name}") for name in urls.known("not_app")["temporary"])


def _of_about_box(repo: RepoFacts) -> Iterator[DemoLink]:
    """The homepage, if it is an app of this project and not its author's own site."""
    page = repo.host.homepage if isinstance(repo.host, HostFacts) else ""
    parts = urls.split(page) if page else None
    if parts and (_is_tunnel(page) or _is_of_project(parts, repo)):
        yield from _link(page, Evidence(ABOUT, None, page[:200]))


def _is_of_project(parts: SplitResult, repo: RepoFacts) -> bool:
    """Whether an address has the project's name, or is on a host of apps and not its owner's own site."""
    host, name = urls.host(parts), _letters(repo.name)
    if urls.is_stand_in(parts) or urls.is_private(host):
        return False
    if len(name) >= _NAME and name in _letters(host + parts.path):
        return urls.is_app(parts) or urls.may_be_own_domain(parts)
    owner = _letters(_owner(repo.url))
    own_site = "portfolio" in host or (owner and owner in _letters(host))
    return urls.is_app(parts) and not urls.is_personal(parts) and not own_site


def _letters(text: str) -> str:
    return "".join(char for char in fold(text) if char.isalnum())


def _of_configuration(repo: RepoFacts) -> Iterator[DemoLink]:
    """Addresses that a configuration names; nobody is told of them by it."""
    deployment = repo.deployment
    if not isinstance(deployment, DeploymentFacts):
        return
    for at in (*deployment.addresses, *_pages(repo, deployment)):
        parts = urls.split(at.excerpt)
        # a template's configuration names its maker's site
        if parts and (not urls.is_personal(parts) or urls.host(parts).partition(".")[0] == _owner(repo.url).lower()):
            yield from _link(at.excerpt, at, told=False)


def _pages(repo: RepoFacts, deployment: DeploymentFacts) -> Iterator[Evidence]:
    """The site that a workflow publishes on GitHub Pages, unless it is documentation or has a domain of its own."""
    table, owner = load("addresses")["pages"], _owner(repo.url)
    deploys = [flow.deploys for flow in deployment.workflows if flow.deploys]
    at = next((at for at in deploys if any(word in at.excerpt for word in table["actions"])), None)
    if at is None or not owner or not deployment.pages or _documents(repo, table["documentation"]):
        return
    if not any(place.path.lower().endswith("cname") for place in deployment.addresses):
        name = "" if repo.name.lower() == f"{owner.lower()}.github.io" else f"{repo.name}/"
        yield Evidence(at.path, at.line, f"https://{owner.lower()}.github.io/{name}")


def _documents(repo: RepoFacts, names: list[str]) -> bool:
    paths = getattr(repo.tree, "paths", ())
    return any(path.rpartition("/")[2].lower() in names for path in paths)


def _owner(url: str) -> str:
    """Whose repository it is on github.com; nothing elsewhere."""
    found = re.fullmatch(r"https://github\.com/([\w-]{1,39})/[\w.-]{1,100}/?", url)
    return found[1] if found else ""


def _others(readme: object) -> Iterator[DemoLink]:
    for link in readme.links if isinstance(readme, ReadmeFacts) else ():
        parts = urls.split(link.url) if link.home is None and link.role not in _ELSEWHERE else None
        if parts and not urls.is_private(urls.host(parts)) and not urls.is_stand_in(parts):
            yield from _link(link.url, Evidence(getattr(readme, "path", "") or "README", link.line, link.url))


def _link(url: str, at: Evidence, *, told: bool = True) -> Iterator[DemoLink]:
    """The link, if its address is whole and plain."""
    clean = normalised(url)
    if clean:
        yield DemoLink(clean, at, told)


def normalised(url: str) -> str:
    """The address as it is asked for: no fragment, user or usual port; empty when it is none, or was cut or spelled out
    for being shown."""
    parts = urls.split(url)
    if parts is None or url.endswith("…") or _NOT_PLAIN.search(url.strip()):
        return ""
    try:
        port = parts.port
    except ValueError:
        return ""
    scheme, name = parts.scheme.lower(), (parts.hostname or "").lower()
    place = name if port in (None, _PORTS[scheme]) else f"{name}:{port}"
    return urlunsplit((scheme, place, parts.path or "/", parts.query, ""))


def _key(url: str) -> str:
    """What two spellings of one address have in common."""
    return url.partition("://")[2].removeprefix("www.").rstrip("/")


def _each_once(links: Iterable[DemoLink]) -> Iterator[DemoLink]:
    seen: set[str] = set()
    for link in links:
        if _key(link.url) not in seen:
            seen.add(_key(link.url))
            yield link
