"""A script out of the notebook that does the work, where there is none beside it."""

import posixpath
import re
import sys
from collections.abc import Iterator

from portfolio_audit.facts.notebooks import NotebookFile, open_notebook
from portfolio_audit.fixing.cells import Unfit
from portfolio_audit.fixing.making import Bench, Made
from portfolio_audit.fixing.scripts import Script, script
from portfolio_audit.fixing.values import Change
from portfolio_audit.model.facts import CodeFacts, Notebook, NotebookFacts
from portfolio_audit.skeletons.commands import quoted, usable
from portfolio_audit.text import counted, numbered

RULES = ("notebook-only", "repro-training-script")
_TRAINS = re.compile(r"\.(?:fit\w*|train|backward|cross_val_score|compile_and_fit)\(|\bTrainer\(")
_DRAFT = re.compile(r"untitled|-copy\d|checkpoint")
_LEFT = "No script was made of a notebook: "


def fix_notebook_only(bench: Bench) -> Iterator[Made]:
    """The script, beside its notebook so that the paths in it lead to the same files."""
    rules = bench.wants(*RULES)
    facts = bench.repo.notebooks
    if not rules or not isinstance(facts, NotebookFacts):
        return
    files = [_opened(bench, notebook) for notebook in facts.notebooks if _is_python(notebook)]
    if not files:
        yield f"{_LEFT}none is in Python and can be read."
        return
    best = max(files, key=_weight)
    path = posixpath.join(posixpath.dirname(best.facts.path), f"{_name(bench, best.facts.path)}.py")
    if bench.has(path):
        yield f"{_LEFT}{path} is there already."
        return
    try:
        made = script(best)
    except Unfit as error:
        yield f"{_LEFT}in {best.facts.path} {error}."
        return
    except RecursionError:
        yield f"{_LEFT}{best.facts.path} is too deeply nested."
        return
    why = f"It is what {best.facts.path} does, for `python {quoted(path)}`."
    yield Change(
        path, None, made.text, why, rules, (_question(path),), tuple(_notes(best.facts, path, made, len(files)))
    )


def _is_python(notebook: Notebook) -> bool:
    draft = _DRAFT.search(posixpath.basename(notebook.path).lower())
    return notebook.readable and notebook.language in ("python", "") and usable(notebook.path) and not draft


def _opened(bench: Bench, notebook: Notebook) -> NotebookFile:
    return open_notebook(notebook.path, bench.snapshot.read(notebook.path), notebook.size_bytes)


def _weight(file: NotebookFile) -> tuple[bool, int, str]:
    """The one that trains goes before others, then the longest."""
    trains = any(_TRAINS.search(cell.source) for cell in file.code())
    return trains, file.facts.code_lines, file.facts.path


def _name(bench: Bench, path: str) -> str:
    """A module's name after the notebook's, which hides no module that is imported."""
    stem = posixpath.splitext(posixpath.basename(path))[0]
    plain = re.sub(r"[^a-z0-9]+", "_", stem.lower()).strip("_").lstrip("0123456789_")[:60] or "analysis"
    code = bench.repo.code
    taken = {call.name for call in code.imports} if isinstance(code, CodeFacts) else set()
    return f"{plain}_script" if plain in taken | sys.stdlib_module_names or not plain.isidentifier() else plain


def _question(path: str) -> str:
    return f"Does {path} do what the notebook does? Run it, then delete the mark at its top."


def _notes(notebook: Notebook, path: str, made: Script, files: int) -> Iterator[str]:
    yield f"{path} was made by machine and was not run; until its mark is deleted it counts as a copy of the notebook."
    if folder := posixpath.dirname(path):
        run = f"cd {quoted(folder)} && python {posixpath.basename(path)}"
        yield f"Paths in it are meant from {folder}/: run it there, by `{run}`."
    if made.asked:
        one = "{} command that only a notebook knows stands in it as a question."
        yield numbered(made.asked, one, "{} commands that only a notebook knows stand in it as questions.")
    if made.dropped:
        one = "{} line that only showed a value was left out."
        yield numbered(made.dropped, one, "{} lines that only showed a value were left out.")
    if made.shared:
        yield f"Its functions read {', '.join(made.shared[:5])} from outside; better pass these as arguments."
    if not notebook.in_order:
        yield "The notebook was not run from top to bottom; the script runs its cells in the order in which they stand."
    if files > 1:
        yield f"{counted(files - 1, 'other notebook')} stayed in notebooks."
