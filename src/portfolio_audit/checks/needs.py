"""What the code needs from around it: packages, variables, files of models."""

from collections.abc import Sequence

from msgspec.structs import replace

from portfolio_audit.checks.code import calls_like
from portfolio_audit.checks.outcomes import failed, graded, looked_for, partial, passed, unknown
from portfolio_audit.checks.registry import check
from portfolio_audit.knowledge import load
from portfolio_audit.model.facts import CodeFacts, ModelFile, NeedsFacts, Package, ReadmeFacts
from portfolio_audit.model.rules import Outcome
from portfolio_audit.model.values import Evidence
from portfolio_audit.text import counted

MOST_NAMES = 8


@check
def imports_covered(
    needs: NeedsFacts, *, exploring: tuple[str, ...], explored: int, misnamed: int, installed: int
) -> Outcome:
    """Every package that the code imports is in a manifest, or comes along with one that is.

    Args:
        exploring: folders whose scripts count as notebooks do.
        explored: credit when only notebooks import what is missing.
        misnamed: credit when a manifest has a wrong name for it.
        installed: credit when commands elsewhere install it.
    """
    lacking, wrong, told = (_in(needs, way) for way in ("", "misnamed", "installed"))
    if not (lacking or wrong or told):
        return passed(_covered(needs))
    if needs.doubt:
        return unknown(f"{needs.doubt.path} leaves open what it installs: {needs.doubt.excerpt}")
    if lacking:
        message = f"imported, but in no manifest: {_listed([package.distribution for package in lacking])}"
        places = sorted((package.at for package in lacking), key=lambda at: _explores(at.path, exploring))
        if _explores(places[0].path, exploring):
            return partial(explored, f"{message} (in notebooks only)", *places)
        return failed(message, *places)
    if wrong:
        names = _listed([f"{package.by} (it is {package.distribution})" for package in wrong])
        return partial(misnamed, f"declared under a name that installs something else: {names}", *_places(wrong))
    names = _listed([f"{package.distribution} ({package.by})" for package in told])
    return partial(installed, f"installed by a command, but in no manifest: {names}", *_places(told))


def _in(needs: NeedsFacts, way: str) -> list[Package]:
    return [package for package in needs.packages if package.way == way]


def _covered(needs: NeedsFacts) -> str:
    along = [
        f"{package.distribution} ({package.by})" for package in needs.packages if package.way in ("brought", "given")
    ]
    count = len(needs.packages) - len(along)
    message = f"the manifests name {counted(count, 'package')} that the code imports"
    return f"{message}; others come along: {_listed(along)}" if along else message


def _explores(path: str, folders: tuple[str, ...]) -> bool:
    """Whether it is a notebook, or a script beside notebooks."""
    return path.endswith(".ipynb") or not set(folders).isdisjoint(path.lower().split("/")[:-1])


def _listed(names: Sequence[str]) -> str:
    more = len(names) - MOST_NAMES
    return ", ".join(names[:MOST_NAMES]) + (f" and {more} more" if more > 0 else "")


def _places(packages: Sequence[Package]) -> tuple[Evidence, *tuple[Evidence, ...]]:
    return packages[0].at, *(package.at for package in packages[1:])


@check
def variables_told(needs: NeedsFacts, readme: ReadmeFacts) -> Outcome:
    """Every environment variable that somebody has to set is told of in a template, a README or settings."""
    told = [variable.told for variable in needs.variables if variable.told]
    silent = [variable for variable in needs.variables if not variable.told]
    if not silent:
        places = [needs.template] if needs.template else told
        return passed(f"it is told which {counted(len(told), 'variable')} to set", *places)
    names = _listed([variable.name for variable in silent])
    where = "" if readme.path else ", and there is no README"
    message = f"nothing tells to set {names}{where}"
    places = [variable.at for variable in silent]
    return graded(len(told), len(needs.variables), message, places[0], *places)


@check
def served_model(needs: NeedsFacts, *, untold: int) -> Outcome:
    """The models that an app loads are in the tree, are fetched, or are made by a command that is told of."""
    served = [model for model in needs.models if model.served]
    missing = [model for model in served if not model.found]
    if missing:
        message = f"the app loads {_names(missing)}, which is not in the repository and which nothing makes or fetches"
        # Code that was not read may make or fetch it.
        return replace(failed(message, *(model.at for model in missing)), absence=True)
    hidden = [model for model in served if model.found == "made" and not model.told]
    if hidden:
        makers = [model.by for model in hidden if model.by]
        message = f"the app loads {_names(hidden)}, which {makers[0].path} makes, but nothing tells to run it first"
        return partial(untold, message, hidden[0].at, *makers)
    return passed(f"what the app loads can be had: {_names(served)}", *(model.by or model.at for model in served))


def _names(models: Sequence[ModelFile]) -> str:
    return _listed([model.path for model in models])


@check
def trained_model(needs: NeedsFacts, code: CodeFacts, *, notebook: int) -> Outcome:
    """A trained model in the tree or under a link, or a script that makes it again."""
    if needs.weights:
        return passed("a trained model can be had", needs.weights)
    had = [model.by or model.at for model in needs.models if model.found in ("tree", "fetched", "told")]
    if had:
        return passed("the trained model can be had", *had)
    fits = [at for _, at in calls_like(code, tuple(load("models")["fits"]))]
    scripts = [at for at in fits if not at.path.endswith(".ipynb")]
    if scripts:
        return passed("a script makes the model again", *scripts)
    if needs.saves:
        return partial(notebook, "the trained model is kept nowhere; only a notebook makes it again", needs.saves)
    return failed("the trained model is kept nowhere", looked_for("a model file, a link to one, a script that trains"))
