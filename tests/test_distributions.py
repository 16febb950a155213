"""The table of imports and distributions, against itself and against what is installed here."""

from importlib.metadata import distributions, packages_distributions, requires

import pytest
from packaging.requirements import Requirement

from portfolio_audit.facts.needs.distributions import (
    brought,
    extended,
    has_extra,
    installers,
    is_frozen,
    normal,
    unknown,
)
from portfolio_audit.knowledge import load

TABLE = load("distributions")
IMPORTS = {module: [name] if isinstance(name, str) else name for module, name in TABLE["import"].items()}
ACCUSED = {name for names in IMPORTS.values() for name in names} | set(map(normal, TABLE["same"]["names"]))
INSTALLED = {module: names for module, names in sorted(packages_distributions().items()) if installers(module)}


def test_what_is_installed_here_is_known_in_part() -> None:
    assert {"yaml", "git", "github", "jwt", "dateutil", "pytest"} <= set(INSTALLED)


@pytest.mark.parametrize(("module", "names"), INSTALLED.items(), ids=INSTALLED)
def test_the_table_agrees_with_what_is_installed_here(module: str, names: list[str]) -> None:
    assert not set(installers(module)).isdisjoint(map(normal, names))


@pytest.mark.parametrize("name", sorted({normal(one.name) for one in distributions()} - {"portfolio-audit"}))
def test_what_is_installed_here_brings_what_the_table_says(name: str) -> None:
    wanted = [Requirement(text) for text in requires(name) or ()]
    always = {normal(one.name) for one in wanted if not one.marker} & ACCUSED
    assert unknown([name]) or always <= set(brought([name], []))


def test_every_distribution_is_written_in_its_normal_form() -> None:
    named = [name for names in IMPORTS.values() for name in names]
    named += [name for key, names in TABLE["brings"].items() for name in (key, *names)]
    named += [name for names in TABLE["extras"].values() for name in names]
    named += [*TABLE["others"]["names"], *TABLE["conda"], *TABLE["conda"].values()]
    assert [name for name in named if name != normal(name)] == []


def test_no_name_stands_twice() -> None:
    assert set(IMPORTS).isdisjoint(TABLE["same"]["names"])
    for names in (TABLE["same"]["names"], TABLE["others"]["names"], *IMPORTS.values()):
        assert sorted(names) == sorted(set(names))


def test_what_brings_others_is_known_itself() -> None:
    assert unknown(TABLE["brings"]) == []
    assert [
        extra for extra in TABLE["extras"] if normal(extra.partition("[")[0]) in unknown([extra.partition("[")[0]])
    ] == []


@pytest.mark.parametrize(
    ("module", "distribution"),
    [
        ("cv2", "opencv-python"),
        ("sklearn.linear_model", "scikit-learn"),
        ("PIL.Image", "pillow"),
        ("google.cloud.storage", "google-cloud-storage"),
        ("mysql.connector.errors", "mysql-connector-python"),
        ("prometheus_client", "prometheus-client"),
        ("FlagEmbedding", "flagembedding"),
    ],
)
def test_a_module_leads_to_what_installs_it(module: str, distribution: str) -> None:
    assert installers(module)[0] == distribution


@pytest.mark.parametrize(
    "module", ["google", "google.colab", "google.cloud.tasks", "azure", "utils", "crypto", "kaggle_secrets"]
)
def test_a_module_that_is_not_known_for_sure_leads_nowhere(module: str) -> None:
    assert installers(module) == ()


def test_what_comes_along_is_followed_through() -> None:
    along = brought(["streamlit-folium"], ["uvicorn[standard]"])
    assert (along["numpy"], along["python-dotenv"]) == ("streamlit-folium", "uvicorn[standard]")
    assert "torch" not in along
    assert "keras" in brought(["tensorflow-cpu"], [])
    assert has_extra("uvicorn[standard]")


def test_a_name_that_extends_another_brings_it_along() -> None:
    assert extended("redis", ["types-redis", "django-redis"]) == "django-redis"
    assert extended("redis", ["redis", "rediscluster", "redis-stubs"]) is None


def test_a_frozen_list_is_told_from_a_list_by_hand() -> None:
    by_hand = ["pandas", "matplotlib", "flask", "seaborn"]
    assert not is_frozen(by_hand)
    assert is_frozen([*by_hand, *brought(by_hand, [])])
