"""A Dockerfile for what is there; of one that is there only what is wrong with it."""

import json
import posixpath
from collections.abc import Iterable, Iterator
from typing import Any

from portfolio_audit.facts.ignoring import IgnoreFile
from portfolio_audit.fixing.interpreter import Interpreter, interpreter, tools
from portfolio_audit.fixing.making import Bench, Made
from portfolio_audit.fixing.recipes import Recipe, install_row, recipe
from portfolio_audit.fixing.starting import Start, start
from portfolio_audit.fixing.values import Advice, Change
from portfolio_audit.knowledge import load
from portfolio_audit.model.facts import CodeFacts, DeploymentFacts, Dockerfile, NeedsFacts
from portfolio_audit.skeletons.commands import slug

RULES = ("deploy-dockerfile", "deploy-dockerfile-sound")
_PATH = "Dockerfile"
_UNPINNED = (
    "# The system's mirrors keep one version of each package, so none can be named.",
    "# hadolint ignore=DL3008",
)


def fix_dockerfile(bench: Bench) -> Iterator[Made]:
    """The file with what it leaves out, or why there is none."""
    rules = bench.wants(*RULES)
    if not rules:
        return
    if bench.has(_PATH):
        yield from _advice(bench, rules)
        return
    if "deploy-dockerfile" not in rules:
        return
    found = recipe(bench)
    begun = found if isinstance(found, str) else start(bench, found)
    python = interpreter(bench)
    if isinstance(found, str) or isinstance(begun, str):
        yield f"No Dockerfile was made: {found if isinstance(found, str) else begun}."
    elif python is None:
        yield "No Dockerfile was made: the code asks for Python 2, which nobody maintains."
    elif old := {install_row(found).get("tool", ""), begun.server} - {"", *tools(python.version)}:
        yield f"No Dockerfile was made: no {old.pop()} is known here that works with Python {python.version}."
    elif hidden := _hidden(bench, found, begun):
        yield f"No Dockerfile was made: the .dockerignore leaves out {hidden}."
    else:
        yield from _made(bench, rules, found, begun, python)


def _made(bench: Bench, rules: tuple[str, ...], found: Recipe, begun: Start, python: Interpreter) -> Iterator[Change]:
    lines = _as_few_layers(_lines(bench, found, begun, python))
    why = f"It builds an image that starts by `{' '.join(begun.words)}`."
    questions = python.questions if found.id != "conda" else ()
    notes = tuple(_notes(bench, found, begun, python))
    yield Change(_PATH, None, "\n".join((*lines, "")), why, rules, questions, notes)
    if not bench.has(".dockerignore"):
        ignored = "\n".join((*load("containers")["ignore"]["lines"], ""))
        yield Change(
            ".dockerignore", None, ignored, "It keeps the history, caches and secrets out of the image.", rules
        )


def _lines(bench: Bench, found: Recipe, begun: Start, python: Interpreter) -> Iterator[str]:
    versions = tools(python.version)
    image = install_row(found).get("image")
    yield from [python.mark] if python.mark and not image else []
    yield f"FROM {image}:{versions['micromamba']}" if image else f"FROM python:{python.version}-slim"
    yield ""
    yield "ENV PYTHONUNBUFFERED=1"
    yield "WORKDIR /app"
    yield ""
    yield from _system(_packages(bench, found), conda=bool(image))
    yield from [] if image else ["RUN useradd --create-home --uid 1000 app && chown app /app"]
    yield from _install(found, begun, versions, conda=bool(image))
    yield from _rest(found, begun, conda=bool(image))
    yield f"CMD {json.dumps(begun.words, ensure_ascii=False)}"


def _as_few_layers(lines: Iterable[str]) -> list[str]:
    """The lines with each command that follows on another one joined to it."""
    joined: list[str] = []
    running = False
    for line in lines:
        if running and line.startswith("RUN "):
            joined[-1] += " \\"
            joined.append(f"    && {line.removeprefix('RUN ')}")
        else:
            joined.append(line)
        running = line.startswith(("RUN ", "    && ")) and not line.endswith("\\")
    return joined


def _system(packages: tuple[str, ...], *, conda: bool) -> Iterator[str]:
    if not packages:
        return
    yield from ["USER 0"] * conda
    yield from _UNPINNED
    yield f"RUN apt-get update && apt-get install -y --no-install-recommends {' '.join(packages)} \\"
    yield "    && rm -rf /var/lib/apt/lists/*"
    yield from ["USER 57439"] * conda


def _install(found: Recipe, begun: Start, versions: dict[str, str], *, conda: bool) -> Iterator[str]:
    """The dependencies before the code, so that a change of the code leaves them as they are."""
    row: dict[str, Any] = install_row(found)
    if tool := row.get("tool"):
        yield f"RUN pip install --no-cache-dir {tool}=={versions[tool]}"
    if variables := row.get("environment"):
        yield f"ENV {' '.join(variables)}"
    if found.whole:
        yield f"COPY {_owner(conda=conda)}. ."
    elif found.id:
        yield from _copied(found, row, conda=conda)
    lines = [line.format(path=found.path) for line in row.get("lines", ())]
    if begun.server:
        lines.append(f"{_into(found)} {begun.server}=={versions[begun.server]}")
    yield from (f"RUN {line}" for line in lines)


def _into(found: Recipe) -> str:
    """What puts one more package where the others are."""
    into: str = install_row(found).get("into", "pip install --no-cache-dir")
    return into


def _copied(found: Recipe, row: dict[str, Any], *, conda: bool) -> Iterator[str]:
    folder = posixpath.dirname(found.path)
    sources = " ".join((found.path, *row.get("needs", ())))
    yield f"COPY {_owner(conda=conda)}{sources} {f'{folder}/' if folder else './'}"


def _owner(*, conda: bool) -> str:
    return f"--chown={'$MAMBA_USER:$MAMBA_USER' if conda else 'app:app'} "


def _rest(found: Recipe, begun: Start, *, conda: bool) -> Iterator[str]:
    """The code, a user who may do little, and where the app listens."""
    yield ""
    if not found.whole:
        yield f"COPY {_owner(conda=conda)}. ."
    if found.built:
        yield from (f"RUN {line}" for line in install_row(found).get("built", ()))
    if begun.folder:
        yield f"WORKDIR {_word(f'/app/{begun.folder}')}"
    if begun.environment:
        yield f"ENV {' '.join(begun.environment)}"
    yield from [] if conda else ["USER 1000"]
    yield from [f"EXPOSE {begun.port}"] if begun.port else []
    if begun.port and begun.health:
        asked = f"from urllib.request import urlopen; urlopen('http://localhost:{begun.port}{begun.health}')"
        yield f"HEALTHCHECK CMD {json.dumps(['python', '-c', asked])}"


def _word(path: str) -> str:
    return json.dumps(path).replace("$", "\\$") if " " in path or "$" in path else path


def _packages(bench: Bench, found: Recipe) -> tuple[str, ...]:
    """What of the system the imports cannot do without."""
    code = bench.repo.code
    modules = {call.name for call in code.imports} if isinstance(code, CodeFacts) else set()
    rows = [row for row in load("containers")["system"] if row["module"] in modules]
    needed = [name for row in rows if found.names.isdisjoint(row.get("unless", ())) for name in row["packages"]]
    return tuple(sorted({*needed, *(["git"] if found.git else [])}))


def _notes(bench: Bench, found: Recipe, begun: Start, python: Interpreter) -> Iterator[str]:
    if python.note and found.id != "conda":
        yield python.note
    if begun.server:
        yield f"{begun.server} starts the app and is in no manifest: add it to {found.path or 'one'}."
    yield from begun.notes
    name = slug(bench.repo.name)
    port = f" -p {begun.port}:{begun.port}" if begun.port else ""
    yield f"Nothing was built to try it: run `docker build -t {name} . && docker run --rm{port} {name}`."
    needs = bench.repo.needs
    if isinstance(needs, NeedsFacts) and needs.variables:
        yield f"It reads {needs.variables[0].name} from the environment: start it with `--env-file .env`."


def _hidden(bench: Bench, found: Recipe, begun: Start) -> str:
    """What a build needs and the ignore file of the author's leaves out."""
    text = bench.text(".dockerignore")
    if not text:
        return ""
    ignored = IgnoreFile(text.split("\n"), docker=True)
    started = (posixpath.join(begun.folder, word) for word in begun.words)
    needed = (*filter(None, [found.path]), *install_row(found).get("needs", ()), *filter(bench.has, started))
    return next((path for path in needed if ignored.certain and ignored.covers(path)), "")


def _advice(bench: Bench, rules: tuple[str, ...]) -> Iterator[Made]:
    facts = bench.repo.deployment
    images = facts.images if isinstance(facts, DeploymentFacts) else ()
    yield from (Advice(f"{said}.", rules=rules) for image in images for said in _flaws(image))
    yield "The Dockerfile is the author's own and was left as it is."


def _flaws(image: Dockerfile) -> Iterator[str]:
    """What is wrong with a Dockerfile, and what to do about it."""
    yield from (f"{at.spot}: {at.excerpt}" for at in (*image.missing, *image.made))
    if image.unreachable:
        yield f"{image.unreachable.spot}: {image.unreachable.excerpt}; let it listen at 0.0.0.0"
    if image.other_port:
        yield f"{image.other_port.spot}: {image.other_port.excerpt}"
    if image.floating and image.image:
        yield f"{image.image.spot}: {image.image.excerpt} names no version; name one, such as `python:3.12-slim`"
    if image.root:
        user = "`RUN useradd --create-home --uid 1000 app` and `USER 1000`"
        yield f"{image.path}: the app runs as root; before CMD add {user}"
    if image.hollow:
        yield f"{image.path}: nothing of the project is in it; copy the code and say what to start"
