"""Commands that a README tells its reader to run, and whether what they need is there."""

import posixpath
import re
from collections.abc import Iterator

from portfolio_audit.facts.readme.blocks import Block
from portfolio_audit.facts.readme.paths import Tree
from portfolio_audit.model.facts import Command
from portfolio_audit.text import shown

MAX_COMMANDS = 300
_PROMPT = re.compile(r"\s{0,40}(?:\([\w.-]{1,30}\)\s?)?(?:[\w.@:~/\\-]{0,40}[$%>❯➜]\s{0,3}|>>>\s|!\s{0,2}|PS [^>\n]{1,60}>\s?|C:[^>\n]{0,60}>\s?)?")
_STEP = re.compile(r"(?:[-*•]|\d{1,2}[.)]|[a-z]\))\s+")
_CHAIN = re.compile(r"\s(?:&&|\|\||;|\|)\s|\s&&|;\s")
_PY = r"(?:python(?:3(?:\.\d+)?)?|py(?: -3)?)"
_WRAPPER = re.compile(r"(?:sudo|poetry run|uv run|pipenv run|pdm run|time|nohup|winpty|npx|call|%run(?= )|rye run|hatch run|conda run -n \S{1,40}) ")
_ENV = re.compile(r"(?:[A-Z_]{2,40}=\S{0,80} )")
_TABLE = tuple(
    (role, re.compile(pattern + r"(?=\s|$|:)", re.IGNORECASE if role == "install" else 0))
    for role, pattern in (
        ("test", rf"(?:{_PY} -m )?(?:pytest|unittest|nose2?|tox|nox|doctest|coverage run)"),
        ("test", r"(?:npm|yarn|pnpm|bun)(?: run)? test\S*"),
        ("test", r"(?:make|go|cargo|mvn|gradle|\./gradlew|dotnet|flutter|rake|bundle exec|php artisan|ctest|swift|hatch|just|mix) (?:\S+ )?(?:test|check|rspec)\S*"),
        ("test", rf"(?:{_PY} )?(?:\S*/)?manage\.py test"),
        ("test", rf"(?:{_PY}|bash|sh) (?:\S*/)?(?:test_\w+|tests?|run_?tests?)\.(?:py|sh)"),
        ("test", r"\./(?:\S*/)?\w*tests?\.sh|docker[- ]compose run \S+ (?:pytest|\S*test\S*)"),
        ("install", rf"(?:{_PY} -m )?pip3?(?:\.\d+)? (?:install|sync)|pip3? wheel|pipx install|easy_install"),
        ("install", r"(?:conda|mamba|micromamba) (?:env )?(?:create|install|activate|update)"),
        ("install", r"(?:poetry|pdm|pipenv|uv|rye|hatch|pixi) (?:install|sync|shell|add|lock|venv|pip install|env create)"),
        ("install", r"(?:npm|pnpm|yarn|bun) (?:install|i|ci|add)|yarn$"),
        ("install", r"git (?:clone|lfs (?:pull|install)|submodule update)|gh repo clone"),
        ("install", r"docker (?:image )?(?:build|pull)|docker[- ]compose (?:-f \S+ )?(?:build|pull)|docker buildx build"),
        ("install", r"(?:apt|apt-get|brew|dnf|yum|choco|scoop|winget|pacman|snap|apk) (?:-\S+ )?(?:install|add|-S)"),
        ("install", rf"{_PY} -m venv|virtualenv|pyenv (?:install|virtualenv|local)|source (?:activate|\S*activate)|\.?[\\/]?[\w.-]{{1,30}}[\\/](?:Scripts|bin)[\\/]activate\S*|\. \S*activate"),
        ("install", rf"(?:{_PY} )?setup\.py (?:install|develop|build)|make (?:install|setup|env|requirements|deps|init|build|venv|create_environment|environment)\S*|make$"),
        ("install", r"(?:install\.packages|renv::restore|devtools::install|remotes::install|BiocManager::install)\(|Rscript -e"),
        ("install", r"(?:composer|bundle|pod|gem|luarocks|cargo|go|opam|stack) (?:install|get|build|mod \w+)|mvn (?:clean )?(?:install|package)|\./(?:gradlew build|install\S*\.sh|setup\S*\.sh|mvnw \S+)"),
        ("install", r"bash (?:\S*/)?(?:install|setup)\S*\.sh|sh (?:\S*/)?(?:install|setup)\S*\.sh|flutter pub get|terraform init|cp \.?env\S* \.?env|cp \S+ \.env|nvm (?:use|install)|corepack enable"),
        ("install", rf"(?:{_PY} -m )?(?:spacy|nltk\.downloader) \S+|(?:{_PY} )?(?:\S*/)?manage\.py (?:migrate|makemigrations|collectstatic|createsuperuser)|kaggle (?:datasets|competitions) download"),
        ("run", r"streamlit run|chainlit run|gradio \S+\.py|panel serve|bokeh serve|voila|shiny run|solara run|taipy run|reflex run|mesop \S+|marimo (?:run|edit)"),
        ("run", r"(?:uvicorn|gunicorn|hypercorn|waitress-serve|daphne|fastapi (?:dev|run)|flask (?:--\S+ ?\S* )?run|litestar run|sanic)"),
        ("run", r"(?:jupyter(?:[- ](?:notebook|lab|nbconvert|execute|server))?|papermill|ipython|quarto (?:render|preview)|nteract)"),
        ("run", r"docker (?:container )?run|docker[- ]compose (?:-f \S+ )*(?:up|start|run)|docker start|podman run|kubectl apply|helm install|minikube start|heroku local|vagrant up"),
        ("run", r"(?:npm|pnpm|yarn|bun)(?: run)? (?:start|dev|serve|develop|preview|build|android|ios|\w+:\w+|\w+)|ng serve|expo start|vite|next dev|node(?:mon)? \S+|deno run|ts-node \S+"),
        ("run", rf"(?:{_PY} )?(?:\S*/)?manage\.py runserver"),
        ("run", rf"{_PY} (?:-u |-m |-i )?[\w./\\~-]+"),
        ("run", r"(?:bash|sh|zsh|source) \S+\.sh|\./[\w./-]+|Rscript \S+|R -f \S+|julia \S+|java (?:-\S+ ){0,5}\S+|go run|cargo run|dotnet run|mvn spring-boot:run|\./mvnw spring-boot:run|\./gradlew (?:run|bootRun)|gradle (?:run|bootRun)|php artisan serve|php -S|rails s\S*|ruby \S+|perl \S+|flutter run|swift run|make (?!sure|it\b|a\b|the\b|your\b|use\b)[\w-]+|just \w+|scrapy crawl|spark-submit"),
        ("run", r"mlflow (?:ui|run|server|models)|dvc (?:repro|pull|exp run)|prefect (?:server|deployment|agent|worker|orion)\b|airflow \w+|dagster \w+|kedro run|zenml \w+|bentoml serve|rasa (?:train|shell|run)|ollama (?:run|serve|pull)|torchrun \S+|accelerate launch|deepspeed \S+|sam local|serverless \w+|mage start|tensorboard \S+|dbt (?:run|build|seed)|snakemake|nextflow run|psql \S+|mysql -\S+|locust|kaggle kernels"),
        ("run", r"curl (?:-\S+ |\S+ ){0,3}?\S{0,3}https?://\S+|curl -\S+|http (?:GET|POST|PUT)\b|wget \S+|invoke-webrequest"),
        ("other", r"cd \S+|pushd \S+|mkdir \S+|export \w+=|set \w+="),
    )
)  # fmt: skip
_INSIDE = re.compile(
    rf"(?:(?:{_PY} -m )?pip3? install \S+|streamlit run \S+|{_PY} (?:-m )?[\w./\\-]+(?:\.py|\.ipynb)\b|uvicorn \w[\w.]*:\w+|docker[- ]compose up|docker (?:build|run) [-.\w]"
    r"|npm (?:install|start|run \w+)|flask run|conda env create|git clone (?:https?://|git@)|jupyter (?:notebook|lab)\b|poetry install|pipenv install|uv sync|(?<!\w)pytest\b(?! and| for|,)|dvc repro|make \w+(?=`))"
)
_TARGET = re.compile(r"(?<![\w/.])(?:\./)?[\w./\\-]*[\w-]+\.(?:py|ipynb|txt|ya?ml|toml|sh|js|R|Rmd|jl|jar|html|bat|lock)\b")
_MODULE = re.compile(r"(?:uvicorn|gunicorn|hypercorn|flask --app|waitress-serve)\s+(?:-\S+(?: \d+)? )*([\w.]+):\w+")
_UNSURE = re.compile(r"[<>{}$*\[\]]|path/to|your|example|\.\.\.|…|http", re.IGNORECASE)
_SHELLS = frozenset({"", "bash", "sh", "shell", "zsh", "console", "powershell", "ps1", "cmd", "bat", "batch", "terminal", "text", "txt", "plaintext", "cli", "shellscript", "shell-session", "fish", "dos", "markdown", "md", "none", "python", "py", "{bash}", "sh-session", "commandline", "git", "docker", "makefile", "make", "r", "js", "javascript", "yaml", "bashrc", "command", "cmdline", "code"})  # fmt: skip


def commands(blocks: list[Block], tree: Tree) -> tuple[Command, ...]:
    """Every command in reading order, with its role and whether the file it needs exists."""
    found: list[Command] = []
    folder = ""
    for text, line in _candidates(blocks):
        for piece in _CHAIN.split(text):
            if (role := role_of(piece)) is None:
                continue
            if piece.split()[:1] == ["cd"]:
                folder = _entered(piece, folder, tree)
            target = _target(piece) if role != "other" else None
            found.append(Command(shown(piece), line, role, target, _resolves(target, piece, folder, tree)))
            if len(found) >= MAX_COMMANDS:
                return tuple(found)
    return tuple(found)


def role_of(text: str) -> str | None:
    """`install`, `run`, `test` or `other`; `None` when it is no command that is known."""
    command = bare(text)
    for role, pattern in _TABLE:
        if pattern.match(command):
            return role
    return None


def bare(text: str) -> str:
    """The command without prompt, variables and wrappers."""
    match = _PROMPT.match(text)
    command = (text[match.end() :] if match else text).strip()
    command = _STEP.sub("", command, count=1) if _STEP.match(command) else command
    for _ in range(3):
        for prefix in (_ENV, _WRAPPER):
            if found := prefix.match(command):
                command = command[found.end() :].lstrip()
    return " ".join(command[:500].split())


def _candidates(blocks: list[Block]) -> Iterator[tuple[str, int]]:
    for block in blocks:
        if block.kind == "code":
            if block.language in _SHELLS:
                yield from _code_lines(block)
        elif block.kind != "heading":
            yield from _prose_commands(block)


def _code_lines(block: Block) -> Iterator[tuple[str, int]]:
    foreign = block.language in ("python", "py", "r", "js", "javascript", "yaml")
    for offset, line in enumerate(block.text.split("\n")):
        text = line.strip()
        if text and not text.startswith(("#", "//", "::", "REM ")) and len(text) < 2_000:
            if foreign and not text.startswith(("!", "$", "%", "pip", "git ", "streamlit", "python", "uvicorn", "npm", "cd ", "install.")):
                continue
            yield text, block.line + offset


def _prose_commands(block: Block) -> Iterator[tuple[str, int]]:
    lines = block.text.split("\n")
    for offset, line in enumerate(lines):
        codes = [code for code in block.codes if code in line][:50]
        for code in codes:
            yield from ((text, block.line + offset) for text in code.split("\n") if role_of(text) and " " in text.strip() or role_of(text) == "test")
        if not codes and len(line) < 5_000 and (match := _INSIDE.search(line)):
            yield line[match.start() : match.start() + 300], block.line + offset


def _entered(command: str, folder: str, tree: Tree) -> str:
    """The folder after `cd`; a folder that is not in the tree is taken as the clone itself."""
    path = command.split()[1].strip("\"'`,.") if ".." not in command else ".."
    wanted = posixpath.normpath(posixpath.join(folder, path))
    for choice in (wanted, posixpath.normpath(path)):
        if choice not in (".", "..") and tree.is_folder(choice):
            return choice.strip("/")
    return "" if path == ".." and not folder else (posixpath.dirname(folder) if path == ".." else folder)


def _target(command: str) -> str | None:
    if module := _MODULE.search(command):
        return module[1].replace(".", "/") + ".py"
    if re.match(r"\S{0,20}git clone|curl|wget|docker run", bare(command)):
        return None
    found = _TARGET.search(command)
    return found[0].replace("\\", "/") if found else None


def _resolves(target: str | None, command: str, folder: str, tree: Tree) -> bool | None:
    if target is None or _UNSURE.search(command):
        return None
    here, root = tree.has(target, folder), tree.has(target)
    return True if here or root else here
