"""How notebooks read."""

from collections import Counter

from portfolio_audit.checks.outcomes import failed, graded, looked_for, partial, passed, unknown
from portfolio_audit.checks.registry import check
from portfolio_audit.model.facts import CodeFacts, Notebook, NotebookFacts, ProjectFacts
from portfolio_audit.model.rules import Outcome
from portfolio_audit.model.values import Evidence
from portfolio_audit.text import counted

_NOTEBOOK = ".ipynb"
_PYTHON_2 = "Missing parentheses in call to"


def _readable(notebooks: NotebookFacts) -> list[Notebook]:
    return [notebook for notebook in notebooks.notebooks if notebook.readable and notebook.code_cells]


@check
def not_notebook_only(project: ProjectFacts, notebooks: NotebookFacts, code: CodeFacts) -> Outcome:
    """Work outside notebooks."""
    if not project.notebook_only:
        return passed("there is work outside notebooks")
    scripts = [path for path in code.unread if not path.endswith(".ipynb")]
    if scripts:
        return unknown(f"there may be work in {scripts[0]}, which was not read")
    count = len(notebooks.notebooks)
    places = [Evidence(notebook.path, None, f"{notebook.code_cells} code cells") for notebook in notebooks.notebooks]
    message = "all the work is in a single notebook" if count == 1 else f"all the work is in {count} notebooks"
    return failed(message, places[0], *places[1:])


@check
def narrative(notebooks: NotebookFacts, *, ratio: int) -> Outcome:
    """Text beside the code: Markdown cells for each hundred code cells; comments help a little."""
    readable = _readable(notebooks)
    if not readable:
        return unknown("no notebook could be read")
    told = [notebook for notebook in readable if _told(notebook) >= ratio]
    silent = [_counts(notebook) for notebook in readable if _told(notebook) < ratio]
    message = f"{len(told)} of {len(readable)} notebooks are told in text as well as in code"
    return graded(len(told), len(readable), message, silent[0] if silent else looked_for(""), *silent)


def _told(notebook: Notebook) -> int:
    """Text per hundred cells of code."""
    comments = notebook.comment_lines // 4
    return 100 * (notebook.markdown_cells + comments) // max(1, notebook.code_cells)


def _counts(notebook: Notebook) -> Evidence:
    said = f"{notebook.code_cells} code cells, {notebook.markdown_cells} text cells, {notebook.comment_lines} comments"
    return Evidence(notebook.path, None, said)


@check
def in_order(notebooks: NotebookFacts) -> Outcome:
    """Run from top to bottom before it was saved."""
    if not _readable(notebooks):
        return unknown("no notebook could be read")
    readable = [n for n in _readable(notebooks) if n.executed_cells]
    if not readable:
        looked = Evidence(_readable(notebooks)[0].path, None, "no execution counts")
        return partial(50, "notebooks were saved without having been run", looked)
    wrong = [Evidence(n.path, None, "cells were run out of order") for n in readable if not n.in_order]
    message = f"{len(readable) - len(wrong)} of {len(readable)} notebooks were run from top to bottom"
    return graded(len(readable) - len(wrong), len(readable), message, wrong[0] if wrong else looked_for(""), *wrong)


@check
def outputs_without_errors(notebooks: NotebookFacts) -> Outcome:
    """Outputs are saved, and none is an error."""
    readable = _readable(notebooks)
    if not readable:
        return unknown("no notebook could be read")
    errors = [error for notebook in readable for error in notebook.errors]
    if errors:
        return failed(f"{counted(len(errors), 'saved error output')}", *errors)
    empty = [Evidence(n.path, None, "no saved output") for n in readable if not n.output_cells]
    message = f"{len(readable) - len(empty)} of {len(readable)} notebooks show their outputs"
    return graded(len(readable) - len(empty), len(readable), message, empty[0] if empty else looked_for(""), *empty)


@check
def named(notebooks: NotebookFacts, *, nameless: tuple[str, ...]) -> Outcome:
    """Names that say what is inside."""
    found = [Evidence(n.path) for n in notebooks.notebooks if _stem(n.path).startswith(nameless)]
    if not found:
        return passed("the notebooks' names say what is inside")
    return failed(f"{counted(len(found), 'notebook')} without a name of its own", *found)


def _stem(path: str) -> str:
    return path.rpartition("/")[2].lower()


@check
def readable(notebooks: NotebookFacts) -> Outcome:
    """Files that GitHub and Jupyter can open."""
    seen = [n for n in notebooks.notebooks if not n.unread]
    broken = [Evidence(n.path, None, n.reason) for n in seen if not n.readable]
    if not seen:
        return unknown("no notebook could be looked at")
    if not broken:
        return passed("every notebook opens")
    return failed(f"{counted(len(broken), 'notebook')} cannot be opened", *broken)


@check
def moderate(notebooks: NotebookFacts, *, megabytes: int, cells: int) -> Outcome:
    """Notebooks that a browser shows and a reader finishes."""
    known = [n for n in notebooks.notebooks if n.size_bytes or n.code_cells]
    if not known:
        return unknown("no notebook could be looked at")
    large = [n for n in known if n.size_bytes > megabytes * 1_000_000 or n.code_cells > cells]
    places = [Evidence(n.path, None, f"{n.size_bytes / 1_000_000:.1f} MB, {n.code_cells} code cells") for n in large]
    message = f"{len(large)} of {len(known)} notebooks are over {megabytes} MB or {cells} code cells"
    if not large:
        return passed("every notebook is of a size that can be shown and read")
    return graded(len(known) - len(large), len(known), message, places[0], *places)


@check
def parses(notebooks: NotebookFacts, code: CodeFacts, *, few: int) -> Outcome:
    """Cells that are valid Python; `few` is the share of broken cells, in %, up to which a notebook counts half."""
    readable = _readable(notebooks)
    if not readable:
        return unknown("no notebook could be read")
    broken = [place for place in code.unparsed if place.path.endswith(_NOTEBOOK)]
    if not broken:
        return passed("every cell can be read")
    counts = Counter(place.path for place in broken)
    credits = [_share(counts[notebook.path], notebook.code_cells, few) for notebook in readable]
    old = sum(1 for place in broken if _PYTHON_2 in place.excerpt)
    what = "written for Python 2" if 2 * old > len(broken) else "that Python cannot read"
    message = f"{counted(len(broken), 'cell')} {what}"
    credit = sum(credits) // len(credits)
    return partial(credit, message, *broken) if credit else failed(message, *broken)


def _share(broken: int, cells: int, few: int) -> int:
    return 100 if not broken else 50 if 100 * broken <= few * cells else 0
