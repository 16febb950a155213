"""A template of the variables that the code reads: their names, where they are read, and never a value."""

from collections.abc import Iterator
from typing import NamedTuple

from portfolio_audit.fixing.changeable import appended, editable, listed
from portfolio_audit.fixing.ignore import PATH as IGNORE_FILE
from portfolio_audit.fixing.ignore import RULE as IGNORE_RULE
from portfolio_audit.fixing.ignore import SECRETS, ignores
from portfolio_audit.fixing.making import Bench, Made
from portfolio_audit.fixing.values import Change
from portfolio_audit.model.facts import NeedsFacts, Variable
from portfolio_audit.text import shown

RULE = "repro-env-template"
_STREAMLIT = ("st.secrets", "streamlit.secrets")


class Place(NamedTuple):
    """A template and what it is a template of."""

    template: str
    real: str
    line: str
    """How it names a variable without a value."""


_ENVIRONMENT = Place(".env.example", SECRETS, "{}=")
_SECRETS = Place(".streamlit/secrets.toml.example", ".streamlit/secrets.toml", '{} = ""')


def fix_environment(bench: Bench) -> Iterator[Made]:
    """Templates with every variable that nothing tells of, and the real files kept out of git."""
    needs = bench.repo.needs
    if not bench.wants(RULE) or not isinstance(needs, NeedsFacts):
        return
    wanted = [variable for variable in needs.variables if variable.name.isascii()]
    written: list[tuple[str, str]] = []
    for place in (_ENVIRONMENT, _SECRETS):
        ours = [variable for variable in wanted if _place(variable) is place]
        if any(variable.told is None for variable in ours):
            made = _told(bench, place, ours, needs.template.path if needs.template else "")
            yield made
            written += [(place.real, made.path)] if isinstance(made, Change) else []
    yield from _kept_out(bench, written)


def _place(variable: Variable) -> Place:
    """Streamlit's secrets come from a file of its own."""
    return _SECRETS if any(mark in variable.at.excerpt for mark in _STREAMLIT) else _ENVIRONMENT


def _told(bench: Bench, place: Place, variables: list[Variable], known: str) -> Change | str:
    """The template with the variables: a new one with all, one that is there with those that it lacks."""
    path = known if place is _ENVIRONMENT and known and not known.endswith(".toml") else place.template
    old = editable(bench, path)
    if old is None and bench.has(path):
        return f"{shown(path)} was left alone: it is no plain text file."
    lacking = [one for one in variables if old is None or one.told is None]
    lines = [line for one in lacking for line in (f"# {shown(one.at.spot)} reads it.", place.line.format(one.name))]
    names = listed(one.name for one in lacking)
    note = f"{names} stand without values: values belong into {place.real}, which stays out of git."
    return Change(path, old, appended(old or "", lines), "Tells which variables to set.", (RULE,), notes=(note,))


def _kept_out(bench: Bench, written: list[tuple[str, str]]) -> Iterator[Made]:
    """The ignore file with the files of values, without their templates."""
    old = editable(bench, IGNORE_FILE)
    there = {entry.path for entry in bench.snapshot.entries}
    closed = old is None and bench.has(IGNORE_FILE)
    lines: list[str] = []
    for real, template in written:
        if real in there or closed:
            why = "it is committed" if real in there else f"{IGNORE_FILE} cannot be changed"
            yield f"{real} is not kept out of git: {why}."
        else:
            lines += [] if ignores(bench, real) else [real]
            lines += [f"!{template}"] if ignores(bench, template) else []
    if lines:
        files = listed(real for real, _ in written)
        yield Change(IGNORE_FILE, old, appended(old or "", lines), f"Keeps {files} out of git.", (RULE, IGNORE_RULE))
