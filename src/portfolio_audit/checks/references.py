"""What the README points to: links, pictures, commands, badges. Only what the tree proves counts against it."""

import re

from portfolio_audit.checks.outcomes import failed, graded, looked_for, partial, passed
from portfolio_audit.checks.readme import where
from portfolio_audit.checks.registry import check
from portfolio_audit.model.facts import (
    Badge,
    CodeFacts,
    Command,
    DependencyFacts,
    HostFacts,
    Image,
    Link,
    NotebookFacts,
    ReadmeFacts,
    TreeFacts,
)
from portfolio_audit.model.rules import Outcome
from portfolio_audit.model.values import Evidence, Unavailable
from portfolio_audit.text import counted

_BUILT = ("manifest", "container")
_SOURCE = (".py", ".ipynb", ".r", ".rmd", ".qmd", ".jl", ".js", ".ts", ".sql", ".sh", ".html")
_GUIDE = re.compile(
    r"install|setup|set-up|deploy|usage|getting.?started|quick.?start|how.?to|guide|manual", re.IGNORECASE
)
_CONTAINER = re.compile(r"\bdocker(?:-compose)?\b.{0,60}\b(?:run|up|start)\b")
_FAMILIES = (
    ("AGPL", ("agpl", "affero")),
    ("LGPL", ("lgpl", "lesser")),
    ("GPL", ("gpl", "general public")),
    ("Apache", ("apache",)),
    ("MIT", ("mit",)),
    ("BSD", ("bsd",)),
    ("MPL", ("mpl", "mozilla")),
    ("Unlicense", ("unlicense",)),
    ("CC0", ("cc0",)),
    ("CC BY", ("cc by", "cc-by", "creative commons")),
    ("ISC", ("isc",)),
)


def followed(pointer: Link | Image, url: str, host: HostFacts | Unavailable) -> bool | None:
    """Whether a link or picture leads to something of this repository; `None` when it leads elsewhere."""
    home = pointer.home
    if home is None:
        return pointer.resolves
    if not url or not url.rstrip("/").lower().endswith(f"/{home.repository.lower()}"):
        return None
    branch = "" if isinstance(host, Unavailable) else host.default_branch
    return home.exists if home.branch in ("HEAD", branch) else None


@check
def pictures_resolve(readme: ReadmeFacts, url: str, host: HostFacts | Unavailable) -> Outcome:
    """Pictures whose path exists in the repository."""
    return _resolve(readme.images, readme, url, host, "pictures exist in the repository")


@check
def links_resolve(readme: ReadmeFacts, url: str, host: HostFacts | Unavailable) -> Outcome:
    """Links to the repository's own files and headings that lead somewhere."""
    return _resolve(readme.links, readme, url, host, "internal links lead somewhere")


def _resolve(
    pointers: tuple[Link, ...] | tuple[Image, ...],
    readme: ReadmeFacts,
    url: str,
    host: HostFacts | Unavailable,
    what: str,
) -> Outcome:
    judged = [(pointer, there) for pointer in pointers if (there := followed(pointer, url, host)) is not None]
    broken = [Evidence(where(readme), pointer.line, pointer.url) for pointer, there in judged if not there]
    message = f"{len(judged) - len(broken)} of {len(judged)} {what}"
    return graded(len(judged) - len(broken), len(judged), message, broken[0] if broken else looked_for(""), *broken)


@check
def commands_resolve(readme: ReadmeFacts) -> Outcome:
    """Commands whose file, script or target exists; an installation that cannot work at all is another rule's."""
    ways = [command for command in readme.commands if command.way in _BUILT]
    apart = ways if not any(command.resolves for command in ways) else []
    judged = [command for command in readme.commands if command.resolves is not None and command not in apart]
    broken = [_at(readme, command) for command in judged if not command.resolves]
    if not judged:
        return passed("no command names a file")
    message = f"{len(judged) - len(broken)} of {len(judged)} commands find what they name"
    return graded(len(judged) - len(broken), len(judged), message, broken[0] if broken else looked_for(""), *broken)


def _at(readme: ReadmeFacts, command: Command) -> Evidence:
    text = f"{command.text}: {command.problem}" if command.problem else command.text
    return Evidence(where(readme), command.line, text[:200])


@check
def install_command(readme: ReadmeFacts, dependencies: DependencyFacts) -> Outcome:
    """A command that installs what the repository declares."""
    ways = [command for command in readme.commands if command.way]
    working = [c for c in ways if c.way == "package" or (c.way in _BUILT and c.resolves is not False)]
    if working:
        return passed(f"`{working[0].text}` sets it up", *(_at(readme, command) for command in working))
    hosted = [link for link in readme.links if link.role == "notebook-host"]
    if hosted:
        places = (Evidence(where(readme), link.line, link.url) for link in hosted)
        return passed("it opens on a machine where everything is installed", *places)
    broken = [command for command in ways if command.way in _BUILT]
    if broken:
        return failed(broken[0].problem, *(_at(readme, command) for command in broken))
    if ways:
        return partial(50, _by_name(dependencies), *(_at(readme, command) for command in ways))
    if guides := _guides(readme):
        return partial(70, "the README sends the reader to another page for it", *guides)
    told = readme.content("installation").evidence or tuple(
        _at(readme, c) for c in readme.commands if c.role == "install" and "clone" not in c.text
    )
    if told:
        return partial(50, "it is told how to set it up, but no command installs what it needs", *told)
    looked = looked_for("pip install -r …, conda env create, npm install, docker build …", where(readme))
    return failed("no command installs what it needs", looked)


def _guides(readme: ReadmeFacts) -> list[Evidence]:
    """Links to pages of the repository that tell how to install or use it."""
    pages = (link for link in readme.links if link.role == "file" and link.resolves and ".md" in link.url.lower())
    return [Evidence(where(readme), p.line, p.url) for p in pages if _GUIDE.search(f"{p.url} {p.text}")]


def _by_name(dependencies: DependencyFacts) -> str:
    there = next((manifest.path for manifest in dependencies.manifests if manifest.requirements), None)
    if there:
        return f"packages are installed one by one, although {there} lists them"
    return "packages are installed one by one; a requirements.txt would fix which and which versions"


@check
def entry_point(readme: ReadmeFacts, code: CodeFacts, notebooks: NotebookFacts) -> Outcome:
    """A command that starts a file, script or container of the repository."""
    runs = [command for command in readme.commands if command.role == "run"]
    started = [c for c in runs if (c.resolves and not c.idle) or (c.resolves is None and _CONTAINER.search(c.text))]
    if started:
        return passed(f"`{started[0].text}` starts it", *(_at(readme, command) for command in started))
    opened = [Evidence(where(readme), link.line, link.url) for link in readme.links if _opens(link)]
    if opened or readme.starts:
        return passed("the README names what is to be opened", *opened, *readme.starts)
    idle = [command for command in runs if command.idle]
    if idle:
        message = f"running {idle[0].path} does nothing: it only defines things"
        return partial(30, message, *(_at(readme, command) for command in idle))
    if runs or readme.content("usage").present:
        said = tuple(_at(readme, command) for command in runs) or readme.content("usage").evidence
        said = said or (Evidence(where(readme)),)
        return partial(50, "it is said how to run it, but no file of the repository is named", *said)
    if guides := _guides(readme):
        return partial(70, "the README sends the reader to another page for it", *guides)
    if readme.path and len(notebooks.notebooks) == 1 and not code.python_files:
        return passed("there is one notebook and nothing else to open", Evidence(notebooks.notebooks[0].path))
    if (listed := readme.content("structure")).present:
        where_listed = listed.evidence or (Evidence(where(readme)),)
        return partial(40, "the files are listed, but it is not said which to start", *where_listed)
    return failed("nothing says which file to start", looked_for(_start(code, notebooks), where(readme)))


def _opens(link: Link) -> bool:
    named = link.role == "file" and link.resolves and link.url.partition("#")[0].lower().endswith(_SOURCE)
    return bool(named) or link.role == "notebook-host"


def _start(code: CodeFacts, notebooks: NotebookFacts) -> str:
    """The command that one would look for, with the repository's own file if there is one."""
    if code.entry_points:
        return f"a command that runs {code.entry_points[0].path}"
    if notebooks.notebooks:
        return f"a link to {notebooks.notebooks[0].path}"
    return "a command that runs one of its files"


@check
def badges_honest(readme: ReadmeFacts, tree: TreeFacts, code: CodeFacts, url: str) -> Outcome:
    """Badges that the repository does not contradict."""
    wrong = [(badge, problem) for badge in readme.badges if (problem := _contradiction(badge, tree, code, url))]
    total = len(readme.badges)
    if not wrong:
        return passed(f"nothing in the repository contradicts its {counted(total, 'badge')}")
    places = [Evidence(where(readme), badge.line, f"{badge.url[:100]}: {problem}"[:200]) for badge, problem in wrong]
    problem = wrong[0][1]
    return graded(total - len(wrong), total, f"{len(wrong)} of {total} badges: {problem}", places[0], *places)


def _contradiction(badge: Badge, tree: TreeFacts, code: CodeFacts, url: str) -> str:
    """Why a badge does not hold; empty when the tree does not prove it wrong."""
    if badge.holds is False:
        return badge.problem
    if badge.claim == "license" and badge.repository:
        own = url.rstrip("/").lower().endswith(f"/{badge.repository.lower()}")
        return "it shows no license, for there is no license file" if own and not tree.license else ""
    if badge.claim == "license" and tree.license_name:
        claimed, kept = _families(badge.subject), _families(tree.license_name)
        return (
            f"the license in {tree.license} is {tree.license_name}"
            if claimed and kept and claimed.isdisjoint(kept)
            else ""
        )
    if badge.claim == "coverage" and not (code.tests.files or code.tests.others or code.unread):
        return f"it says {badge.subject}, and there are no tests"
    return ""


def _families(name: str) -> set[str]:
    """The licenses that a text names."""
    rest, found = f" {re.sub(r'[^a-z0-9-]+', ' ', name.lower())} ", set()
    for family, marks in _FAMILIES:
        for mark in marks:
            if re.search(rf"(?<![a-z]){mark}(?![a-z])", rest.replace("gplv", "gpl v")):
                found.add(family)
    return found - {"GPL"} if found & {"AGPL", "LGPL"} else found
