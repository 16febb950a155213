"""The stages of a Dockerfile: what each stands on, copies, runs and starts."""

from posixpath import join, normpath

from msgspec import Struct, field

from portfolio_audit.facts.dockerfile.syntax import Instruction, NoDockerfile, expanded, instructions, pairs

MAX_STAGES = 50
_ELSEWHERE = ("<<", "http://", "https://", "HTTP://", "HTTPS://", "git@", "git://", "ssh://")


class Copy(Struct):
    """One `COPY` or `ADD`."""

    sources: tuple[str, ...]
    """Paths in the build context, as written, as far as they are certain."""
    target: str | None
    """Where they go, as an absolute path with a slash at the end if it was written so; `None` when not certain."""
    line: int
    text: str
    more: bool = False
    """Whether it brings something that its sources do not name: of another stage, from the web, of a variable."""


class Stage(Struct):
    """One `FROM` and what follows it, on top of the stage it stands on."""

    image: str | None
    """The base image, followed through the file's own stages; `None` when it is not certain."""
    line: int
    """Of the `FROM` that names the image."""
    values: dict[str, str | None] = field(default_factory=dict)
    """Variables by name; `None` for those that are only known when it is built."""
    environment: dict[str, str | None] = field(default_factory=dict)
    """Of these the ones that the running container has."""
    folder: str | None = "/"
    """Working directory."""
    copies: list[Copy] = field(default_factory=list)
    runs: list[Instruction] = field(default_factory=list)
    command: Instruction | None = None
    entry: Instruction | None = None
    shell: bool = False
    """Whether another shell is set."""
    user: str | None = ""
    ports: list[str] = field(default_factory=list)


def stages(text: str) -> list[Stage]:
    """The stages in order; `NoDockerfile` for what cannot be built at all."""
    found: list[Stage] = []
    named: dict[str, Stage] = {}
    given: dict[str, str | None] = {}
    for instruction in instructions(text):
        if instruction.name == "FROM":
            found.append(_from(instruction, named, given))
        elif found:
            _add(found[-1], instruction, given)
        elif instruction.name == "ARG":
            given |= {name: value and expanded(value, given) for name, value in pairs(instruction.arguments).items()}
        else:
            raise NoDockerfile("nothing stands before FROM")
        if len(found) > MAX_STAGES:
            raise NoDockerfile(f"over {MAX_STAGES} stages")
    if not found:
        raise NoDockerfile("no FROM")
    return found


def _from(instruction: Instruction, named: dict[str, Stage], given: dict[str, str | None]) -> Stage:
    words = instruction.arguments.split()
    if not words:
        raise NoDockerfile("FROM without an image")
    image = expanded(words[0], given)
    below = named.get((image or "").lower())
    stage = _on(below) if below else Stage(image, instruction.line)
    if len(words) == 3 and words[1].lower() == "as":
        named[words[2].lower()] = stage
    return stage


def _on(below: Stage) -> Stage:
    """A new stage on top of another one of the file: everything but `ARG` is handed on."""
    return Stage(
        below.image,
        below.line,
        dict(below.environment),
        dict(below.environment),
        below.folder,
        list(below.copies),
        list(below.runs),
        below.command,
        below.entry,
        below.shell,
        below.user,
        list(below.ports),
    )


def _add(stage: Stage, instruction: Instruction, given: dict[str, str | None]) -> None:
    match instruction.name:
        case "ARG":
            for name, value in pairs(instruction.arguments).items():
                stage.values[name] = given.get(name) if value is None else expanded(value, stage.values)
        case "ENV":
            new = {name: expanded(value or "", stage.values) for name, value in pairs(instruction.arguments).items()}
            stage.values |= new
            stage.environment |= new
        case "WORKDIR":
            folder = expanded(instruction.arguments.strip("\"'"), stage.values)
            stage.folder = normpath(join(stage.folder, folder)) if folder and stage.folder else None
            if folder and folder.startswith("/"):
                stage.folder = normpath(folder)
        case "COPY" | "ADD":
            stage.copies.append(_copy(stage, instruction))
        case "RUN":
            stage.runs.append(instruction)
        case "CMD":
            stage.command = instruction
        case "ENTRYPOINT":
            stage.entry = instruction
        case "USER":
            stage.user = expanded(instruction.arguments, stage.values)
        case "SHELL":
            stage.shell = True
        case "EXPOSE":
            stage.ports += [expanded(word, stage.values) or "" for word in instruction.arguments.split()]


def _copy(stage: Stage, instruction: Instruction) -> Copy:
    words = [expanded(word, stage.values) for word in instruction.words() or ()]
    text = f"{instruction.name} {instruction.arguments}"
    if len(words) < 2 or not {"from", "parents"}.isdisjoint(instruction.flags):
        return Copy((), _target(stage, words[-1:]), instruction.line, text, more=True)
    sources = tuple(word for word in words[:-1] if word and not word.startswith(_ELSEWHERE))
    return Copy(sources, _target(stage, words), instruction.line, text, more=len(sources) < len(words) - 1)


def _target(stage: Stage, words: list[str | None]) -> str | None:
    if not words or words[-1] is None or stage.folder is None:
        return None
    written = join(stage.folder, words[-1])
    path = normpath(written)
    folder = written.endswith(("/", "/.")) or len(words) > 2
    return f"{path}/" if folder and path != "/" else path
