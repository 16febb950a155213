"""What the code does and how it is built."""

import re
from collections.abc import Callable
from fnmatch import fnmatchcase, translate
from functools import cache

from portfolio_audit.checks.outcomes import failed, graded, looked_for, partial, passed
from portfolio_audit.checks.registry import check
from portfolio_audit.model.facts import CodeFacts, TreeFacts
from portfolio_audit.model.rules import Outcome
from portfolio_audit.model.values import Evidence

_CODE = "scripts and notebook cells"


def calls_like(code: CodeFacts, patterns: tuple[str, ...]) -> list[tuple[str, Evidence]]:
    """Names called or modules imported that match one of the patterns, each with its place."""
    fits = _matcher(patterns)
    return [(call.name, call.at) for call in (*code.calls, *code.imports, *code.keywords) if fits(call.name)]


@cache
def _matcher(patterns: tuple[str, ...]) -> Callable[[str], object]:
    return re.compile("|".join(map(translate, patterns))).match


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
def no_absolute_paths(code: CodeFacts) -> Outcome:
    """No path that exists on the author's machine alone."""
    count = len(code.absolute_paths)
    if not count:
        return passed("no path of the author's machine in the code")
    message = f"{count} path{'s' * (count > 1)} that exist{'s' * (count == 1)} on the author's machine only"
    return failed(message, *code.absolute_paths)


@check
def parses(code: CodeFacts) -> Outcome:
    """Every file and cell is valid Python 3."""
    count = len(code.unparsed)
    if not count:
        return passed("every Python file and cell parses")
    total = max(code.python_files, count)
    message = f"{count} file{'s' * (count > 1)} or cell{'s' * (count > 1)} that Python 3 cannot read"
    return graded(total - count, total, message, code.unparsed[0], *code.unparsed)


@check
def app(code: CodeFacts) -> Outcome:
    """An app or API that serves the work."""
    if code.app_framework:
        return passed(f"a {code.app_framework} app serves it", *code.app_at)
    return failed("no app or API serves the work", looked_for("a web app, API or dashboard", _CODE))


@check
def tests(code: CodeFacts, *, minimum: int) -> Outcome:
    """Test functions that assert something."""
    found = code.tests
    if not found.files and found.others:
        places = tuple(Evidence(path) for path in found.others)
        return graded(len(places), minimum, f"{len(places)} test files", places[0], *places)
    if not found.files:
        return failed("there are no tests", looked_for("test files"))
    places = found.at or tuple(Evidence(path) for path in found.files)
    if not found.assertions:
        return partial(20, f"{len(found.files)} test files assert nothing", *places)
    message = f"{found.functions} tests with {found.assertions} assertions"
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
    in_scripts = [at for _, at in calls_like(code, patterns) if not at.path.endswith(".ipynb")]
    if in_scripts:
        return passed("a script trains the model", *in_scripts)
    scripts = [path for path in tree.paths if path.endswith(".py")]
    looked = looked_for("training code outside notebooks", f"{len(scripts)} Python file{'s' * (len(scripts) != 1)}")
    return failed("the model is trained in a notebook only", looked)


@check
def seeds(code: CodeFacts, *, patterns: tuple[str, ...], random: tuple[str, ...]) -> Outcome:
    """A fixed seed where chance plays a part."""
    if fixed := calls_like(code, patterns):
        return passed("chance is seeded", *(at for _, at in fixed))
    chance = [at for _, at in calls_like(code, random)]
    if not chance:
        return passed("nothing found that leaves the result to chance")
    return failed("no seed is set, so each run gives another result", *chance)


@check
def license_file(tree: TreeFacts) -> Outcome:
    """A license file."""
    if tree.license:
        return passed("a license says what others may do", Evidence(tree.license))
    return failed("no license file: by default nobody may use the code", looked_for("LICENSE, COPYING", "the root"))


@check
def has_file(tree: TreeFacts, *, patterns: tuple[str, ...], what: str) -> Outcome:
    """A file of a sort."""
    found = [path for path in tree.paths if any(fnmatchcase(path.lower(), pattern) for pattern in patterns)]
    if found:
        return passed(f"{what}: {found[0]}", *(Evidence(path) for path in found))
    return failed(f"no {what}", looked_for(", ".join(patterns)))


@check
def gitignore(tree: TreeFacts) -> Outcome:
    """An ignore file."""
    if tree.gitignore:
        return passed("an ignore file keeps clutter out", Evidence(tree.gitignore))
    return failed("there is no .gitignore", looked_for(".gitignore", "the root"))


@check
def no_junk(tree: TreeFacts) -> Outcome:
    """Nothing committed that a machine made: caches, checkpoints, virtual environments."""
    found = [*(Evidence(path) for path in tree.vendored), *(Evidence(path) for path in tree.junk)]
    if not found:
        return passed("nothing is committed that a machine made")
    count = len(tree.vendored) + len(tree.junk)
    message = f"{count} generated file{'s' * (count > 1)} or folder{'s' * (count > 1)} committed"
    return partial(50, message, *found) if count <= 2 and not tree.vendored else failed(message, *found)


@check
def no_large_files(tree: TreeFacts, *, data: tuple[str, ...]) -> Outcome:
    """No whole data set in git."""
    found = [at for at in tree.large if at.path.lower().endswith(data)]
    if not found:
        return passed("no large data file is committed")
    return failed(f"{len(found)} data files over 10 MB in git", *found)


@check
def no_credentials(tree: TreeFacts) -> Outcome:
    """No file that holds credentials by its very name."""
    if not tree.credentials:
        return passed("no credential file is committed")
    places = [Evidence(path) for path in tree.credentials]
    return failed(f"{len(places)} file{'s' * (len(places) > 1)} of credentials committed", *places)
