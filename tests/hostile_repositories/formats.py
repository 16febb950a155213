"""YAML, TOML and JSON that are bombs for their parsers, or of types that nobody expects."""

from hostile_repositories.kinds import Files, kind
from hostile_repositories.store import Store

_YAML = (
    ".github/workflows/ci.yml", "docker-compose.yml", "environment.yml", "dvc.yaml", "mkdocs.yml", "CITATION.cff",
    ".pre-commit-config.yaml", ".gitlab-ci.yml", "action.yml", "params.yaml", "_config.yml",
)  # fmt: skip
_JSON = (
    "package.json",
    "package-lock.json",
    "tsconfig.json",
    "vercel.json",
    "Pipfile.lock",
    "composer.json",
    "app.json",
)
_TOML = ("pyproject.toml", "Pipfile", "poetry.lock", "Cargo.toml", "uv.lock", "config.toml", ".streamlit/config.toml")


def _all(names: tuple[str, ...], text: str | bytes) -> Files:
    return dict.fromkeys(names, text)


@kind()
def yaml_of_aliases(store: Store, _: int) -> Files:
    lines = [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    return _all(_YAML, "\n".join(["a0: &a0 [lol]", *lines, "jobs: *a11", "services: *a11", "on: *a10"]))


@kind()
def yaml_of_merge_keys(store: Store, _: int) -> Files:
    lines = [f"a{n}: &a{n} {{<<: [{', '.join([f'*a{n - 1}'] * 9)}]}}" for n in range(1, 10)]
    return _all(_YAML, "\n".join(["a0: &a0 {k: v}", *lines, "jobs: {<<: *a9}", "services: {<<: [*a9, *a9]}"]))


@kind()
def yaml_inside_itself(store: Store, _: int) -> Files:
    return _all(_YAML, "on: &a [push, *a]\njobs: &b {t: *b, steps: [*b], <<: *b}\nservices: *b\n")


@kind(5_000, 190_000)
def yaml_of_brackets(store: Store, size: int) -> Files:
    names = iter(_YAML)
    deep = (
        "[" * size,
        "{a: " * (size // 4),
        "- " * (size // 2),
        "? " * (size // 2),
        "".join(f"{' ' * n}a:\n" for n in range(min(size // 9, 600))),
    )
    return {next(names): text for text in deep}


@kind()
def yaml_that_runs_commands(store: Store, _: int) -> Files:
    tags = (
        "!!python/object/apply:os.system ['touch owned']",
        "!!python/name:os.system",
        "!!binary x",
        "!!timestamp 9999-99-99",
        "!!int 0x",
        "!!float 1e999999",
        "!include /etc/passwd",
        "2001-99-99 99:99:99",
        "!!set {a, b}",
        "1:99:99:99",
    )
    return {name: f"on: push\njobs: {tag}\nservices: {tag}\n" for name, tag in zip(_YAML, tags, strict=False)}


@kind(2_000, 30_000)
def yaml_of_many_keys(store: Store, count: int) -> Files:
    jobs = "".join(f"  j{n}: {{runs-on: x, needs: [j{(n + 1) % count}]}}\n" for n in range(count // 8))
    return {
        ".github/workflows/a.yml": f"on: push\njobs:\n{jobs}"[:190_000],
        "dvc.yaml": "stages:\n" + "".join(f"  s{n}: {{cmd: python m{n}.py}}\n" for n in range(count // 8)),
    }


@kind()
def yaml_of_wrong_types(store: Store, _: int) -> Files:
    texts = (
        "on: 1\njobs: [1]",
        "on: {push: 1}\njobs: {a: 1, 2: {steps: {}}, ~: {steps: [1, ~, {run: [1], uses: 2, with: 3}]}}",
        "[]",
        "~",
        "a",
        "? [a]\n: b",
        "? {a: b}\n: c",
        "1: 2\n~: 3\ntrue: {}",
        "services: {a: {build: {context: 1, args: 2}}, 1: []}",
        "dependencies: [1, {pip: 1}, {pip: [~]}]\nname: []",
        "stages: {1: {cmd: {}, deps: 1}, a: ~}",
    )
    return dict(zip(_YAML, texts, strict=True)) | {
        ".github/workflows/b.yml": texts[1],
        "docker/docker-compose.yml": texts[8],
        "conda.yaml": texts[9],
    }


@kind(10_000, 190_000)
def toml_of_dots(store: Store, size: int) -> Files:
    key = "a." * (size // 2) + "b"
    texts = (
        f"[{key}]\nx = 1\n",
        f"{key} = 1\n",
        f"x = {{{key} = 1}}\n",
        f"[[{key}]]\n",
        "[a.b.c]\n" * (size // 8),
        f"'{key}' . {key} = 1\n",
        f'"=" . {key} = 1\n',
    )
    return dict(zip(_TOML, texts, strict=True))


@kind(5_000, 190_000)
def toml_of_brackets(store: Store, size: int) -> Files:
    texts = (
        "x = " + "[" * size,
        "x = " + "{a = " * (size // 5),
        "x = [" + "1," * (size // 2) + "]",
        "x = " + "9" * size,
        'x = """' + "a\\\n" * (size // 3),
        "x = '" + "'" * size,
        "[[a]]\n" * (size // 6),
    )
    return dict(zip(_TOML, texts, strict=True))


@kind(1_000, 14_000)
def toml_of_keys_that_grow(store: Store, count: int) -> Files:
    """Short lines, each a new table with a dotted key of its own."""
    text = "".join(f"[a{n}.b.c.d]\ne.f.g = 1\n" for n in range(count // 2))
    return {
        "pyproject.toml": text[:199_000],
        "Pipfile": "".join(f"[p]\na{n}.b.c.d.e.f = 1\n"[4 * bool(n) :] for n in range(count // 2))[:199_000],
    }


@kind()
def toml_of_wrong_types(store: Store, _: int) -> Files:
    texts = (
        "project = 1",
        "project = [{}]\ntool = 1",
        "[project]\ndependencies = 1\nname = []\noptional-dependencies = [1]\nscripts = 1",
        "[project]\ndependencies = [1, {}, [], 'a;b;c', '@@@']\noptional-dependencies = {a = 1, b = [[]]}\n"
        "requires-python = 3\nversion = {}",
        "[tool]\npoetry = 1\nruff = []\npytest = 'a'",
        "[tool.poetry.dependencies]\na = 1\nb = [1, {version = 1}]\npython = []\nc = {path = 1, git = []}",
        "[build-system]\nrequires = 1\nbuild-backend = []\n[dependency-groups]\na = [1, {include-group = 'a'}]",
    )
    return {f"p{n}/pyproject.toml": text for n, text in enumerate(texts)} | {
        "pyproject.toml": texts[3],
        "Pipfile": "packages = 1",
        "uv.lock": "package = [1, {}]",
        "poetry.lock": "package = 1",
    }


@kind(50_000, 990_000)
def json_of_brackets(store: Store, size: int) -> Files:
    texts = (
        "[" * size,
        '{"a":' * (size // 5),
        "[" * (size // 2) + "]" * (size // 2),
        f'{{"dependencies": {"9" * size}}}',
        '{"a": ' * 900 + "1" + "}" * 900,
        '"' + "\\u0041" * (size // 6) + '"',
        '{"a": 1,' + '"b": 1,' * (size // 7) + '"c": 1}',
    )
    return dict(zip(_JSON, texts, strict=True))


@kind()
def json_of_wrong_types(store: Store, _: int) -> Files:
    texts = (
        "[]",
        '{"scripts": 1, "dependencies": [1]}',
        '{"scripts": {"test": 1, "a": []}, "dependencies": {"a": {}}}',
        "null",
        '{"packages": 1}',
        '{"default": [], "develop": 1}',
        "NaN",
    )
    return {**dict(zip(_JSON, texts, strict=True)), "a/package.json": texts[2], "b/package.json": texts[1]}
