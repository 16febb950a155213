"""What would be inside of an image: which files it holds, and who runs it."""

from posixpath import basename, join, normpath

from portfolio_audit.facts.dockerfile.context import Context
from portfolio_audit.facts.dockerfile.stages import Copy, Stage
from portfolio_audit.facts.dockerfile.starting import Start
from portfolio_audit.facts.dockerfile.syntax import Instruction
from portfolio_audit.knowledge import load

_ARCHIVES = (".tar", ".gz", ".tgz", ".xz", ".bz2")
_OTHER_PLACES = ("--chdir", "--app-dir", "--pythonpath", "-c", "--config")
_COMMON = frozenset(
    {"app", "main", "server", "api", "src", "backend", "wsgi", "application", "run", "index", "service"}
)
"""Modules that an app calls its own; others may come from a package."""


def plain_image(image: str | None) -> str | None:
    """The image's name without registry and tag if it is one that holds nothing of an app's."""
    name = (image or "").partition("@")[0]
    name = name.rpartition(":")[0] if ":" in basename(name) else name
    for registry in ("docker.io/library/", "docker.io/", "library/", "public.ecr.aws/docker/library/"):
        name = name.removeprefix(registry)
    return name if name in load("deployment")["containers"]["plain-images"] else None


def is_floating(image: str | None) -> bool:
    """Whether another image may come under the same name tomorrow: no tag, or `latest`."""
    if not image or image == "scratch" or "@" in image:
        return False
    _, colon, tag = basename(image).partition(":")
    return not colon or tag == "latest"


def runs_as_root(stage: Stage) -> bool:
    """Whether the container certainly runs as root."""
    name = plain_image(stage.image)
    if name is None or name in load("deployment")["containers"]["unprivileged-images"]:
        return False
    return stage.user is not None and stage.user.partition(":")[0] in ("", "root", "0")


def lacks(stage: Stage, contexts: list[Context], start: Start) -> bool:
    """Whether the image certainly does not hold what it starts."""
    if stage.folder is None or "$" in start.target or plain_image(stage.image) is None:
        return False
    if not all(_is_harmless(run) for run in stage.runs):
        return False
    paths = list(_candidates(stage, start))
    return bool(paths) and all(_holds(stage, context, path) is False for context in contexts for path in paths)


def _candidates(stage: Stage, start: Start) -> list[str]:
    """Where the program would look for it in the container; nothing when that is not certain."""
    if not start.module:
        return [normpath(join(stage.folder or "/", start.target))]
    elsewhere = any(word.partition("=")[0] in _OTHER_PLACES for word in start.words)
    top = start.target.partition(".")[0]
    if elsewhere or "PYTHONPATH" in stage.environment or top not in _COMMON or not start.target.strip("."):
        return []
    path = join(stage.folder or "/", *start.target.split("."))
    return [f"{path}.py", f"{path}/__init__.py"]


def _holds(stage: Stage, context: Context, path: str) -> bool | None:
    """Whether a copy brings the file; `None` when one may."""
    answers = [_brings(copy, context, path) for copy in stage.copies]
    return True if True in answers else None if None in answers else False


def _brings(copy: Copy, context: Context, path: str) -> bool | None:
    if copy.target is None:
        return None
    target = copy.target.rstrip("/")
    if path != target and not path.startswith(f"{target}/"):
        return False
    answers: set[bool | None] = {None if copy.more else False}
    for source in copy.sources:
        answers.add(_gives(source, context, target, path))
    return True if True in answers else None if None in answers else False


def _gives(source: str, context: Context, target: str, path: str) -> bool | None:
    """Whether a source that goes to the target, which is the path or above it, brings the path."""
    if context.has(source) is not True or source.endswith(_ARCHIVES):
        return None
    inside = path[len(target) :].strip("/")
    if context.path(source) not in context.tree.folders and context.path(source):
        return inside in ("", basename(normpath(source)))
    there = context.tree.has(join(context.path(source), inside))
    return False if there and context.ignores(join(source, inside)) else there


def is_hollow(stage: Stage) -> bool:
    """Whether nothing of the project is in an image: it neither copies, makes nor starts anything."""
    starts = stage.command or stage.entry
    if stage.image == "scratch" and not starts:
        return True
    return not (stage.copies or starts) and all(_is_harmless(run) for run in stage.runs)


def _is_harmless(run: Instruction) -> bool:
    """Whether a build step makes no file that the app could consist of."""
    if run.heredocs or ">" in run.arguments or "`" in run.arguments or "$(" in run.arguments:
        return False
    text = " ".join(run.listed() or ()) or run.arguments
    commands = text.replace("||", "&&").replace(";", "&&").replace("|", "&&").split("&&")
    return all(_makes_nothing(command.split()) for command in commands)


def _makes_nothing(words: list[str]) -> bool:
    harmless: list[str] = load("deployment")["containers"]["harmless"]
    while words and (words[0] == "sudo" or "=" in words[0]):
        words = words[1:]
    if not words:
        return True
    if words[:2] in (["python", "-m"], ["python3", "-m"]):
        words = words[2:]
    installs_itself = any(word in (".", "-e", "--editable") or word.startswith(("./", ".[")) for word in words[1:])
    builds = words[0] in ("npm", "yarn", "pnpm") and "build" in words
    own = words[0].startswith(("pip", "uv", "poetry")) and installs_itself
    return words[0] in harmless and not builds and not own
