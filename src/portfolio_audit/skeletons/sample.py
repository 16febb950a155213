"""The skeleton for a made-up repository, to show what a rule asks for."""

from portfolio_audit.model.facts import (
    Call,
    CodeFacts,
    DataFacts,
    DependencyFacts,
    Manifest,
    ReadmeFacts,
    RepoFacts,
    Requirement,
    Tests,
    TreeFacts,
)
from portfolio_audit.model.rules import Rule
from portfolio_audit.model.values import Evidence
from portfolio_audit.skeletons.making import Skeleton, skeleton, whole
from portfolio_audit.skeletons.offering import LEAST, WHOLE, contents_of

_APP = Evidence("app.py", 4, 'st.title("Bike demand")')
_TRAIN = Evidence("src/train.py", 31, 'if __name__ == "__main__":')
_CALLS = (
    "sklearn.dummy.DummyRegressor",
    "sklearn.linear_model.Ridge",
    "sklearn.ensemble.RandomForestRegressor",
    "sklearn.metrics.mean_absolute_error",
)
_IMPORTS = ("pandas", "sklearn", "streamlit", "pytest")
SAMPLE = RepoFacts(
    "bike-demand",
    url="https://github.com/ada/bike-demand",
    readme=ReadmeFacts("README.md", "markdown", "en"),
    tree=TreeFacts(
        files=7,
        paths=(
            *("LICENSE", "app.py", "data/trips.csv", "docs/forecast.png", "requirements.txt", "src/train.py"),
            "tests/test_train.py",
        ),
        license="LICENSE",
        license_name="MIT License",
    ),
    code=CodeFacts(
        python_files=3,
        imports=tuple(Call(name, _TRAIN) for name in _IMPORTS),
        calls=tuple(Call(name, _TRAIN) for name in _CALLS),
        app_framework="streamlit",
        app_at=(_APP,),
        entry_points=(_TRAIN, _APP),
        tests=Tests(files=("tests/test_train.py",), functions=4),
    ),
    dependencies=DependencyFacts((Manifest("requirements.txt", "requirements", (Requirement("pandas", "==2.2.3"),)),)),
    data=DataFacts(files=(Evidence("data/trips.csv", None, "1.2 MB"),)),
)


def samples(rule: Rule) -> list[Skeleton]:
    """What the rule asks for, in English; nothing for a rule about something else."""
    if rule.check == WHOLE:
        return [whole(SAMPLE, LEAST)]
    return [made for name in contents_of(rule) if (made := skeleton(SAMPLE, name))]
