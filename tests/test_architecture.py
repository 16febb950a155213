"""The way imports point, what starting up costs, and how large a module may be."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import portfolio_audit

PACKAGE = Path(portfolio_audit.__file__).parent
LAYERS = (
    {
        "__version__",
        "errors",
        "text",
        "limits",
        "resources",
        "catalogue_names",
        "patterns",
        "temporary",
        "spool",
        "processes",
        "waiting",
    },
    {"model", "knowledge"},
    {"codec", "files", "toml_table", "store_file"},
    {"store"},
    {"packed"},
    {"facts", "checks", "facts_view", "skeletons"},
    {"fixing", "demos"},
    {"rules", "settings"},
    {"rubric_datasets"},
    {"rubrics"},
    {"catalogue", "engine"},
    {"scoring"},
    {"verdict"},
    {"next_steps", "requiring", "summary"},
    {"assessing"},
    {"auditing", "exempting", "judgements", "kept_catalogue", "rescoring"},
    {"comparing"},
    {"past"},
    {"history"},
    {"targets"},
    {"renderers", "sources", "web"},
    {"messages", "attempts", "job_object", "workers"},
    {"telling"},
    {"worker"},
    {"warming"},
    {"nursery", "spawning"},
    {"reader", "planning", "workshop"},
    {"recall"},
    {"readings"},
    {"gathering", "mending", "links"},
    {"proposing"},
    {"examples", "rule_pages", "rubric_pages", "demo", "doctor", "api", "action", "cohort", "watching"},
    {"cli"},
    {"__init__", "__main__"},
)
"""Each part may import what stands before it, and no neighbour of its own layer."""
PURE = {
    "model",
    "checks",
    "rules",
    "settings",
    "exempting",
    "rubric_datasets",
    "rubrics",
    "catalogue",
    "engine",
    "scoring",
    "verdict",
    "next_steps",
    "requiring",
    "summary",
    "assessing",
    "packed",
    "skeletons",
    "demos",
    "fixing",
    "auditing",
    "rescoring",
    "comparing",
    "past",
    "renderers",
}
HEAVY = {"github", "git", "jinja2", "markdown_it", "rich", "requests", "yaml", "msgspec"}
MODULES = sorted(PACKAGE.rglob("*.py"))


def _part(file: Path) -> str:
    inside = file.relative_to(PACKAGE).with_suffix("").parts
    return inside[0]


def _imports(file: Path) -> set[str]:
    """Full names of what a module imports, inside functions, too."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: relative import"
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def _parts_imported(file: Path) -> set[str]:
    ours = (name.split(".") for name in _imports(file) if name.split(".")[0] == "portfolio_audit")
    return {words[1] if len(words) > 1 else "__init__" for words in ours}


def test_every_part_has_its_layer() -> None:
    parts = [part for layer in LAYERS for part in layer]
    assert len(parts) == len(set(parts))
    assert {_part(file) for file in MODULES} | {"__version__"} == set(parts)


def test_imports_point_up_the_list_only() -> None:
    place = {part: number for number, layer in enumerate(LAYERS) for part in layer}
    wrong = [
        f"{file.relative_to(PACKAGE)} imports {part}"
        for file in MODULES
        for part in _parts_imported(file) - {_part(file)}
        if place[part] >= place[_part(file)]
    ]
    assert wrong == []


def test_judging_knows_nothing_of_input_and_output() -> None:
    io = {"subprocess", "socket", "urllib.request", "requests", "git", "github", "threading", "asyncio", "time"}
    wrong = [
        f"{file.relative_to(PACKAGE)} imports {name}"
        for file in MODULES
        if _part(file) in PURE
        for name in _imports(file)
        if any(name == word or name.startswith(f"{word}.") for word in io)
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("heavy", "parts"),
    [("git", {"sources", "nursery"}), ("github", {"sources"}), ("rich", {"cli"}), ("jinja2", {"renderers"})],
)  # the nursery only imports git ahead for its workers
def test_a_heavy_library_is_used_in_one_place(heavy: str, parts: set[str]) -> None:
    users = {_part(file) for file in MODULES if any(name.split(".")[0] == heavy for name in _imports(file))}
    assert users == parts


@pytest.mark.parametrize(
    "start",
    [
        "import portfolio_audit",
        "import portfolio_audit.cli",
        "from portfolio_audit.cli import main; main(['--help'], standalone_mode=False)",
    ],
    ids=["the package", "the command line", "--help"],
)
def test_starting_imports_no_heavy_library(start: str) -> None:
    script = f"{start}\nimport sys\nprint('', *sorted({HEAVY!r} & set(sys.modules)), sep='|')"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.splitlines()[-1] == "", "imported too early"
    assert done.stdout.startswith("Usage:") == ("--help" in start)


@pytest.mark.parametrize("file", MODULES, ids=lambda file: str(file.relative_to(PACKAGE)))
def test_a_module_fits_the_head(file: Path) -> None:
    assert len(file.read_text("utf-8").splitlines()) <= 300


def _catches_everything(handler: ast.ExceptHandler) -> bool:
    caught = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(
        kind is None or (isinstance(kind, ast.Name) and kind.id in ("Exception", "BaseException")) for kind in caught
    )


def test_only_a_check_and_a_part_of_the_facts_may_have_a_bug_and_the_run_goes_on() -> None:
    catching = [
        str(file.relative_to(PACKAGE))
        for file in MODULES
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.ExceptHandler) and _catches_everything(node)
    ]
    assert catching == ["attempts.py", "engine.py"]
