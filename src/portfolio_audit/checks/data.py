"""Where the data comes from, and whose work it is."""

import re
from collections.abc import Iterator

from portfolio_audit.checks.code import calls_like
from portfolio_audit.checks.demos import is_dead
from portfolio_audit.checks.outcomes import failed, graded, looked_for, partial, passed, unknown
from portfolio_audit.checks.registry import check
from portfolio_audit.knowledge import load
from portfolio_audit.model.facts import (
    CodeFacts,
    DataFacts,
    DemoFacts,
    DeploymentFacts,
    HistoryFacts,
    HostFacts,
    NotebookFacts,
    ProjectFacts,
    ReadmeFacts,
    StockDataset,
)
from portfolio_audit.model.rules import Outcome
from portfolio_audit.model.values import Evidence, Unavailable
from portfolio_audit.text import counted

_HANDED_OUT = "the data is what the course hands out"
_OF_A_COURSE = "the README reads like the hand-out of a course"
_SAY = "say what is yours"
_CLONE = re.compile(r"\bclone\b.{0,100}?github\.com[/:]([^/\s]{1,60}/[\w.-]{1,100})", re.IGNORECASE)
_OWNER = re.compile(r"^[a-z0-9](?:[a-z0-9-]{0,38})$")
_STAND_INS = (
    "user",
    "usuario",
    "utilisateur",
    "benutzer",
    "kullanici",
    "your",
    "seu",
    "tuo",
    "name",
    "owner",
    "account",
    "organi",
    "example",
)


@check
def data_obtainable(data: DataFacts, readme: ReadmeFacts, code: CodeFacts, *, requests: tuple[str, ...]) -> Outcome:
    """The data is in the repository, comes by code, or it is said where to get it."""
    if data.files:
        return passed("the data is in the repository", *data.files)
    if data.sources or data.collected:
        return passed("the code fetches its data", *data.sources, *data.collected)
    if data.stock:
        return passed("the data comes with a library or a public source", *data.stock.evidence)
    if data.course:
        return passed(_HANDED_OUT, *data.course.evidence)
    fetching = re.compile(load("datasets")["commands"])
    if commands := [Evidence(readme.path or "", c.line, c.text) for c in readme.commands if fetching.search(c.text)]:
        return passed("the README says how to fetch the data", *commands)
    if links := list(_data_links(readme)):
        return passed("the README links to the data", *links)
    if data.fetched:
        return passed("the data is fetched or made by the code", *data.fetched)
    if asked := [at for _, at in calls_like(code, requests)]:
        return unknown(f"the data may come from outside, as {asked[0].path} suggests")
    if (said := readme.content("data")).present:
        return partial(50, "the README names the data, but there is neither link nor file", *said.evidence)
    return failed("there is no way to get the data", looked_for("data files, download code, a link to the data"))


def _data_links(readme: ReadmeFacts) -> Iterator[Evidence]:
    """Links to known places of data, and any that stand where the README speaks of its data."""
    told = {place.line for place in readme.content("data").evidence}
    ends = [*(section.line for section in readme.sections[1:]), 1 << 30]
    spans = [(s.line, end) for s, end in zip(readme.sections, ends, strict=False) if "data" in s.contents]
    for link in readme.links:
        near = link.line in told or any(start <= link.line < end for start, end in spans)
        if link.role == "data" or (near and link.role in ("other", "file") and link.resolves is not False):
            yield Evidence(readme.path or "", link.line, link.url)


@check
def not_stock(data: DataFacts, *, tolerated: tuple[str, ...], banned: tuple[str, ...] = ()) -> Outcome:
    """No data set that every tutorial uses; `banned` are those that the course does not accept."""
    stock = data.stock
    if data.course:
        return passed(_HANDED_OUT, *data.course.evidence)
    if stock is None or stock.id in tolerated:
        return passed("no tutorial data set")
    if stock.id in banned:
        return _banned(data, stock)
    if data.collected:
        return partial(60, f"{stock.title} is known to every reviewer; data of your own is beside it", *stock.evidence)
    return failed(f"built on {stock.title}, which every reviewer has seen many times", *stock.evidence)


def _banned(data: DataFacts, stock: StockDataset) -> Outcome:
    if data.collected:
        return partial(60, f"this course does not accept {stock.title}; data of your own is beside it", *stock.evidence)
    return failed(f"built on {stock.title}, which this course does not accept", *stock.evidence)


@check
def own_data(data: DataFacts, code: CodeFacts, *, listens: tuple[str, ...], keeps: tuple[str, ...]) -> Outcome:
    """Data that the author collected; code that takes something in from outside and keeps it may collect."""
    if data.collected:
        return passed("the data was collected for this project", *data.collected)
    kept = {at.path for _, at in calls_like(code, keeps)} - {at.path for at in code.app_at}
    if heard := [at for _, at in calls_like(code, listens) if at.path in kept]:
        return unknown(f"{heard[0].path} takes in and keeps something, which may be the data")
    return failed("no code found that collects the data", looked_for("a scraper, API client, sensor or survey"))


@check
def mitigated(
    data: DataFacts,
    code: CodeFacts,
    readme: ReadmeFacts,
    deployment: DeploymentFacts,
    project: ProjectFacts,
    demos: DemoFacts | Unavailable,
    *,
    minimum: int,
    errors: tuple[str, ...],
    models: tuple[str, ...],
) -> Outcome:
    """What raises work on a stock data set above the tutorial.

    Args:
        minimum: of five things.
        errors: calls that show where a model is wrong.
        models: calls of which two different ones are a comparison.
    """
    servers = tuple(server.at for server in code.servers)
    served = (*code.app_at, *servers, *deployment.serving, *deployment.containers)
    whole = tuple(stage.evidence[0] for stage in project.stages if stage.evidence) if project.end_to_end else ()
    tried = calls_like(code, models)
    demo = () if is_dead(demos) else readme.content("demo").evidence
    found = {
        "it is served": demo or served or whole,
        "it is tested": code.tests.at if code.tests.assertions else (),
        "models are compared": readme.aspect("comparison").evidence or [at for _, at in tried[1:]],
        "its errors are looked at": [*(at for _, at in calls_like(code, errors)), *readme.aspect("limits").evidence],
        "other data is joined": (*data.collected, *_other_sources(data)),
    }
    there = [name for name, places in found.items() if places]
    missing = ", ".join(name for name in found if name not in there)
    looked = looked_for("an app, tests, a comparison, an error analysis, data of one's own")
    message = f"above the tutorial: {', '.join(there) or 'nothing'}" + (f"; not found: {missing}" if missing else "")
    return graded(len(there), minimum, message, looked, *(places[0] for places in found.values() if places))


def _other_sources(data: DataFacts) -> tuple[Evidence, ...]:
    """Addresses that the code reads from and that are not the set's own."""
    own = {(place.path, place.line) for place in data.stock.evidence} if data.stock else set()
    others = tuple(place for place in data.sources if (place.path, place.line) not in own)
    return others if len(others) > 1 else ()


@check
def no_personal(data: DataFacts, notebooks: NotebookFacts, *, tables: tuple[str, ...]) -> Outcome:
    """No people who can be told by two things that lead to them; `tables` are endings that are not looked into."""
    if data.stock:
        return passed("a public data set", *data.stock.evidence)
    if data.course:
        return passed(_HANDED_OUT, *data.course.evidence)
    if data.personal:
        message = "what looks like data of real people: " + data.personal[0].excerpt
        return failed(message, *data.personal)
    unread = [place.path for place in data.files if place.path.lower().endswith(tables)]
    if unread and not any(notebook.output_cells for notebook in notebooks.notebooks):
        return unknown(f"{unread[0]} was not looked into; {counted(len(unread), 'table')} in all")
    return passed("nothing that is shown tells who somebody is")


@check
def own_work(
    data: DataFacts,
    readme: ReadmeFacts,
    history: HistoryFacts,
    url: str,
    host: HostFacts | Unavailable,
    *,
    team: int,
    sorts: int,
    clear: int,
) -> Outcome:
    """Nothing that makes a reader ask whose work it is.

    Args:
        team: authors from which it is the work of several people, whoever's account holds it.
        sorts: kinds of sentences in which a course speaks, from which a README may be its hand-out.
        clear: the same, from which it is one.
    """
    handed = data.handout if len(data.handout) >= sorts else ()
    fork = not isinstance(host, Unavailable) and host.fork
    credited = fork or readme.content("references").present or history.authors >= team
    elsewhere = () if credited else tuple(_elsewhere(readme, url))
    if handed and elsewhere:
        return failed(f"{_OF_A_COURSE} and leads to {elsewhere[0].excerpt}; {_SAY}", *elsewhere, *handed)
    if len(handed) >= clear:
        return failed(f"{_OF_A_COURSE}; {_SAY}", *handed)
    if handed:
        return partial(50, f"{_OF_A_COURSE}; {_SAY}", *handed)
    if elsewhere:
        whose = f"the README leads to {elsewhere[0].excerpt}: another account of yours, or what this is built on?"
        return partial(50, f"{whose} {_SAY}", *elsewhere)
    return passed("nothing makes a reader ask whose work it is")


def _elsewhere(readme: ReadmeFacts, url: str) -> Iterator[Evidence]:
    """Repositories of the same name under another owner, from which the README clones or of which it shows a badge."""
    own = url.rstrip("/").lower().split("/")[-2:]
    named = [(command.line, found[1]) for command in readme.commands if (found := _CLONE.search(command.text))]
    for line, repository in [*named, *((badge.line, badge.repository) for badge in readme.badges)]:
        owner, _, name = repository.lower().removesuffix(".git").partition("/")
        if len(own) == 2 and _plain(name) == _plain(own[1]) and owner != own[0] and not _is_stand_in(owner):
            yield Evidence(readme.path or "", line, repository)


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name)


def _is_stand_in(owner: str) -> bool:
    """Whether a name stands for the reader's own, as `your-username` does."""
    return not _OWNER.match(owner) or any(word in _plain(owner) for word in _STAND_INS)
