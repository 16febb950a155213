"""What the code does and how it is built."""

from portfolio_audit.checks.outcomes import failed, graded, looked_for, partial, passed, unknown
from portfolio_audit.checks.registry import check
from portfolio_audit.knowledge import load
from portfolio_audit.model.facts import (
    Call,
    CodeFacts,
    DeploymentFacts,
    NotebookFacts,
    ProjectFacts,
    ReadmeFacts,
    TreeFacts,
)
from portfolio_audit.model.rules import Outcome
from portfolio_audit.model.values import Evidence
from portfolio_audit.patterns import matcher
from portfolio_audit.text import counted, numbered

_CODE = "scripts and notebook cells"
_IN_PAGES = (".html", ".htm", ".js", ".mjs", ".jsx", ".ts", ".tsx", ".vue", ".svelte")


def calls_like(code: CodeFacts, patterns: tuple[str, ...]) -> list[tuple[str, Evidence]]:
    """Names called that match one of the patterns, each with its place; an import alone does nothing."""
    return _matching(patterns, (*code.calls, *code.keywords, *code.attributes))


def uses_like(code: CodeFacts, patterns: tuple[str, ...]) -> list[tuple[str, Evidence]]:
    """The same, and modules imported, where these alone tell what a program is."""
    return [*calls_like(code, patterns), *_matching(patterns, code.imports)]


def _matching(patterns: tuple[str, ...], among: tuple[Call, ...]) -> list[tuple[str, Evidence]]:
    fits = matcher(patterns)
    return [(call.name, call.at) for call in among if fits(call.name)]


@check
def calls(code: CodeFacts, *, patterns: tuple[str, ...], what: str, minimum: int) -> Outcome:
    """At least so many different functions or classes of a sort in use."""
    found = calls_like(code, patterns)
    different = {name.rpartition(".")[2]: at for name, at in reversed(found)}
    names = ", ".join(sorted(different)[:4])
    message = f"found {names}" if different else f"not found in the code: {what}"
    if different and len(different) < minimum:
        message = f"found only {names}"
    return graded(len(different), minimum, message, looked_for(what, _CODE), *(at for _, at in found))


@check
def errors_shown(
    code: CodeFacts, readme: ReadmeFacts, *, patterns: tuple[str, ...], words: tuple[str, ...], what: str
) -> Outcome:
    """Where a model is wrong or what it looks at, by the code, or by a section, picture or passage of the README."""
    if found := (*code.charts, *(at for _, at in calls_like(code, patterns))):
        return passed(f"the code shows {what}", *found)
    path = readme.path or "README"
    told = [Evidence(path, s.line, s.title) for s in readme.sections if _says(s.title, words)]
    told += [Evidence(path, i.line, i.alt or i.url) for i in readme.images if _says(f"{i.alt} {i.url}", words)]
    if told or readme.aspect("limits").present:
        return passed(f"the README shows {what}", *told, *readme.aspect("limits").evidence)
    return failed(f"nothing shows {what}", looked_for(what, f"{_CODE}, {path}"))


def _says(text: str, words: tuple[str, ...]) -> bool:
    plain = text.lower().replace("_", " ").replace("-", " ")
    return any(word in plain for word in words)


@check
def no_absolute_paths(code: CodeFacts) -> Outcome:
    """No path that exists on the author's machine alone."""
    count = len(code.absolute_paths)
    if not count:
        return passed("no path of the author's machine in the code")
    one = "{} path that exists on the author's machine only"
    return failed(numbered(count, one, "{} paths that exist on the author's machine only"), *code.absolute_paths)


@check
def parses(code: CodeFacts) -> Outcome:
    """Every script is valid Python 3; notebooks are another rule's."""
    broken = [place for place in code.unparsed if not place.path.endswith(".ipynb")]
    if not broken:
        return passed("every Python file parses")
    total = max(code.python_files, len(broken))
    message = f"{len(broken)} of {total} Python files cannot be read by Python 3"
    return graded(total - len(broken), total, message, broken[0], *broken)


@check
def app(code: CodeFacts, project: ProjectFacts) -> Outcome:
    """An app or API that serves the work; in languages whose frameworks are not known here nobody is accused."""
    if code.app_framework:
        return passed(f"a {code.app_framework} app serves it", *code.app_at)
    if code.servers:
        return passed(f"{code.servers[0].name} serves it", *(server.at for server in code.servers))
    models = (at for stage in project.stages if stage.name == "modelling" for at in stage.evidence)
    pages = [at for at in models if at.path.endswith(_IN_PAGES)]
    if pages and any(name == "HTML" for name, _ in code.other_source):
        return passed("a model runs in its pages", *pages)
    known = load("frameworks")["judged"]
    if others := [name for name, _ in code.other_source if name not in known and not code.script_lines]:
        return unknown(f"what would serve the work is not known in {others[0]}")
    return failed("no app or API serves the work", looked_for("a web app, API or dashboard", _CODE))


@check
def tests(code: CodeFacts, *, minimum: int) -> Outcome:
    """Test functions that try something of the project and assert something about it."""
    found = code.tests
    if found.others and not found.functions:
        places = tuple(Evidence(path) for path in found.others)
        return graded(
            found.cases,
            minimum,
            f"{counted(found.cases, 'test')} in {counted(len(places), 'file')}",
            places[0],
            *places,
        )
    if not found.files:
        return failed("there are no tests", looked_for("test files"))
    places = found.at or tuple(Evidence(path) for path in found.files)
    if not found.functions:
        return failed(f"nothing of the project is tried in {found.files[0]}", *places)
    if not found.assertions:
        return partial(20, f"{counted(len(found.files), 'test file')} without an assertion", *places)
    message = f"{counted(found.functions, 'test')} with {counted(found.assertions, 'assertion')}"
    return graded(found.functions, minimum, message, places[0], *places)


@check
def modular(code: CodeFacts, *, functions: int) -> Outcome:
    """Code in functions, not one long script."""
    looked = looked_for("functions in source files", "source files")
    message = f"{code.functions} functions in {code.script_lines} lines of code"
    functions = min(functions, 1 + code.script_lines // 25)  # a short script needs no more
    if code.other_source and not code.python_files:
        return passed(f"source in {code.other_source[0][0]}")
    return graded(code.functions, functions, message, looked)


@check
def training_script(code: CodeFacts, tree: TreeFacts, *, patterns: tuple[str, ...]) -> Outcome:
    """The model is made by a script, so that it can be made again by one command."""
    trained = (*code.acts.fits, *(at for _, at in calls_like(code, patterns)))
    in_scripts = [at for at in trained if not at.path.endswith(".ipynb")]
    if in_scripts:
        return passed("a script trains the model", *in_scripts)
    scripts = [path for path in tree.paths if path.endswith(".py")]
    looked = looked_for("training code outside notebooks", f"{counted(len(scripts), 'Python file')}")
    return failed("the model is trained in a notebook only", looked)


@check
def seeds(code: CodeFacts, *, patterns: tuple[str, ...]) -> Outcome:
    """A fixed seed where chance plays a part."""
    if fixed := calls_like(code, patterns):
        return passed("chance is seeded", *(at for _, at in fixed))
    chance = [at for _, at in calls_like(code, tuple(load("models")["chance"]))]
    return failed("no seed is set, so each run gives another result", *chance)


@check
def depth(code: CodeFacts, notebooks: NotebookFacts, *, lines: int) -> Outcome:
    """Code of the author's own, in scripts, notebooks and any language: a project rather than a fragment."""
    inside = sum(notebook.code_lines for notebook in notebooks.notebooks)
    total = code.script_lines + inside + code.other_lines
    looked = looked_for("code of the author's own", _CODE)
    return graded(total, lines, f"{total} lines of code", looked, *code.work[:1])


@check
def license_file(tree: TreeFacts) -> Outcome:
    """A license file."""
    if tree.license:
        return passed("a license says what others may do", Evidence(tree.license))
    if named := [Evidence(path) for path in tree.paths if path.lower().startswith(("license", "licence", "copying"))]:
        return failed(f"{named[0].path} names no license: by default nobody may use the code", *named)
    return failed("no license file: by default nobody may use the code", looked_for("LICENSE, COPYING", "the root"))


@check
def linter(code: CodeFacts, deployment: DeploymentFacts) -> Outcome:
    """A linter or formatter that is set up, or that a task or CI runs."""
    if found := (*code.linters, *(w.lints for w in deployment.workflows if w.lints)):
        return passed(f"linter or formatter: {found[0].path}", *found)
    return failed("no linter or formatter configuration", looked_for("configuration of linters and formatters"))


@check
def has_file(tree: TreeFacts, *, patterns: tuple[str, ...], what: str) -> Outcome:
    """A file of a sort; for rules of one's own."""
    fits = matcher(patterns)
    found = [path for path in tree.paths if fits(path.lower())]
    if found:
        return passed(f"{what}: {found[0]}", *(Evidence(path) for path in found))
    return failed(f"no {what}", looked_for(", ".join(patterns)))
