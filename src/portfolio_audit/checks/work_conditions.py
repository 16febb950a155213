"""When a question about code and data makes sense. Each docstring completes "asked only of a repository that …"."""

from portfolio_audit.checks.conditions import trains_models
from portfolio_audit.checks.registry import condition
from portfolio_audit.knowledge import load
from portfolio_audit.model.facts import CodeFacts, DataFacts, MethodFacts, ProjectFacts
from portfolio_audit.patterns import matcher

_READS = ("read_csv", "read_excel", "read_parquet", "read_json", "read_table", "read_sql", "scan_csv", "load_dataset")
_OPENS = ("open", "load", "imread", "to_csv", "listdir", "glob", "savefig", "dump", "read_text", "flow_from_directory")


@condition
def splits_rows(code: CodeFacts) -> bool:
    """splits its rows into training and test data."""
    return any(call.name.rpartition(".")[2] == "train_test_split" for call in code.calls)


@condition
def measures_models(method: MethodFacts) -> bool:
    """computes measures of its models."""
    return bool(method.metrics)


@condition
def states_figures(method: MethodFacts) -> bool:
    """states figures in its README."""
    return bool(method.claimed)


@condition
def keeps_stated_figures(method: MethodFacts) -> bool:
    """states figures in its README that its saved outputs hold, too."""
    return not {figure.metric for figure in method.claimed}.isdisjoint(figure.metric for figure in method.saved)


@condition
def reads_tables(code: CodeFacts) -> bool:
    """reads tables of data."""
    return any(call.name.rpartition(".")[2].startswith(_READS) for call in code.calls)


@condition
def works_on_data(project: ProjectFacts, data: DataFacts) -> bool:
    """works on data."""
    return bool(data.known or data.files) or any(stage.name == "data" and stage.evidence for stage in project.stages)


@condition
def needs_data(project: ProjectFacts, data: DataFacts, code: CodeFacts) -> bool:
    """works on data, or learns from it."""
    libraries = set(load("kinds")["calls"]["analysis-modules"]) - set(load("kinds")["calls"]["general-modules"])
    analyses = any(call.name in libraries for call in code.imports)
    if any(call.name in load("kinds")["calls"]["worlds"] for call in code.imports):
        return bool(data.known or data.files) or reads_tables(code)  # an agent learns from its world
    return works_on_data(project, data) or trains_models(project, code) or analyses


@condition
def has_data_files(data: DataFacts) -> bool:
    """holds files of data."""
    return bool(data.files)


@condition
def opens_files(code: CodeFacts) -> bool:
    """opens files in its code."""
    if code.absolute_paths:
        return True
    return any(call.name.rpartition(".")[2].startswith((*_READS, *_OPENS)) for call in code.calls)


@condition
def leaves_to_chance(code: CodeFacts) -> bool:
    """leaves something to chance, as a split, a network or a loader does, or sets a seed."""
    in_order = any(keyword.name == "shuffle=False" for keyword in code.keywords)
    chance = [name for name in load("models")["chance"] if not (in_order and name.endswith("train_test_split"))]
    fits = matcher((*chance, *load("models")["seeds"]))
    return any(fits(call.name) for call in code.calls)
