"""Which links are a project's demo, and what looks at them come to."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import pytest
from msgspec.structs import replace

from facts_of import outcome, portfolio_of, repo_of
from portfolio_audit.assessing import assessment
from portfolio_audit.auditing import audit
from portfolio_audit.catalogue import load_catalogue
from portfolio_audit.codec import dumps, load_file
from portfolio_audit.demos import ALL, DEMOS, MOST_DEMOS, addresses, demo_links, normalised, other_links, with_looks
from portfolio_audit.links import MOST_PICTURES, pictured
from portfolio_audit.model.demo_facts import STATES, DemoFacts, Look
from portfolio_audit.model.facts import RepoFacts
from portfolio_audit.model.portfolio import PORTFOLIO_SCHEMA, Portfolio
from portfolio_audit.model.rules import Outcome, State
from portfolio_audit.model.values import Unavailable
from portfolio_audit.packed import Shelf, pack

CATALOGUE = load_catalogue()
APP = "import streamlit as st\n\nst.title('Bikes')\nst.write('Demand')\n"
LIVE = "https://bike-demand.streamlit.app/"
OLD = "https://bike-demand.herokuapp.com/"


def bikes(readme: str, files: Mapping[str, str] | None = None, *, homepage: str = "", name: str = "bikes") -> RepoFacts:
    repo = repo_of({"README.md": readme, "app.py": APP, **(files or {})}, name)
    project = repo.project if isinstance(repo.project, Unavailable) else replace(repo.project, kind="ml-app")
    return replace(
        repo, url=f"https://github.com/ada/{name}", host=replace(repo.host, homepage=homepage), project=project
    )


def demos_of(readme: str, files: Mapping[str, str] | None = None, **other: str) -> list[tuple[str, bool]]:
    return [(link.url, link.told) for link in demo_links(bikes(readme, files, **other))]


def look(url: str, state: str, reason: str = "as the test says", **other: object) -> Look:
    return Look(url, state, reason, **other)  # type: ignore[arg-type]


class Looks:
    """A looker that knows the answers and notes the questions."""

    def __init__(self, states: Mapping[str, str]) -> None:
        self.states = states
        self.asked: list[str] = []

    def at(self, urls: Iterable[str]) -> dict[str, Look]:
        self.asked += urls
        return {url: look(url, self.states[url]) for url in self.asked if url in self.states}


def looked_at(portfolio: Portfolio, looks: Looks, which: str) -> Portfolio:
    return with_looks(portfolio, looks.at(addresses(portfolio, which)), which)


def answer(rule: str, readme: str, looks: Mapping[str, str], which: str = DEMOS, **other: object) -> Outcome:
    portfolio = looked_at(portfolio_of(bikes(readme, **other)), Looks(looks), which)  # type: ignore[arg-type]
    (wanted,) = (one for one in CATALOGUE.rules if one.id == rule)
    return outcome(wanted, portfolio.repos[0], CATALOGUE)


# --- which links ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("readme", "url"),
    [
        ("# Bikes\n\nTry it: [live demo](https://Bike-Demand.streamlit.app)\n", LIVE),
        ("# Bikes\n\nTry it: [live demo](https://bike-demand.streamlit.app:443/#top)\n", LIVE),
        ("# Bikes\n\n[![Open](https://static.streamlit.io/badges/x.svg)](https://bike-demand.streamlit.app)\n", LIVE),
        ("# Bikes\n\n[![Spaces](https://img.shields.io/badge/hf-spaces-blue)](https://huggingface.co/spaces/a/b)\n",
         "https://huggingface.co/spaces/a/b"),
        ("# Bikes\n\nBuilt with Streamlit: https://rides.streamlit.app\n", "https://rides.streamlit.app/"),
        ("# Bikes\n\nUnlike a table, it answers. [Live demo](https://rides.fly.dev)\n", "https://rides.fly.dev/"),
        ("# Bikes\n\n## See also\n\n[Live demo](https://rides.fly.dev)\n", "https://rides.fly.dev/"),
        ("# Bikes\n\n| live demo | docs |\n|---|---|\n| [open](https://rides.fly.dev) | [read](docs/a.md) |\n",
         "https://rides.fly.dev/"),
        ("# Bikes\n\nThe app runs at bike-demand.streamlit.app for everybody.\n", LIVE),
        ("# Bikes\n\nTry it [here](https://0a1b2c3d.gradio.live)\n", "https://0a1b2c3d.gradio.live/"),
    ],
)  # fmt: skip
def test_the_readme_tells_of_its_demo(readme: str, url: str) -> None:
    assert demos_of(readme) == [(url, True)]


@pytest.mark.parametrize(
    "readme",
    [
        "# Bikes\n\nMade with [Streamlit](https://docs.streamlit.io) and [Gradio](https://gradio.live).\n",
        "# Bikes\n\n## References\n\n- [the app that gave me the idea](https://other-app.herokuapp.com)\n",
        "# Bikes\n\nOpen http://localhost:8501 after the start.\n",
        "# Bikes\n\nTry it: [demo](https://your-app-name.streamlit.app)\n",
        "# Bikes\n\n## Contact\n\n[my portfolio](https://ada-portfolio.vercel.app)\n",
        "# Bikes\n\nA clone of the [house predictor](https://houses.onrender.com).\n",
        "# Bikes\n\nBased on https://houses.herokuapp.com\n",
        "# Bikes\n\nUnlike https://houses.fly.dev, it forecasts.\n",
        "# Bikes\n\nMy other project is live at https://houses.streamlit.app\n",
        "# Bikes\n\nExample of a deployed model: https://houses.herokuapp.com\n",
        "# Bikes\n\n## Related projects\n\nHouses: https://houses.streamlit.app\n",
        "# Bikes\n\n## See also\n\n- [Houses](https://houses.streamlit.app)\n",
        "# Bikes\n\n| app | by |\n|---|---|\n| [A](https://a.vercel.app) | A |\n| [B](https://b.vercel.app) | B |\n",
        "# Bikes\n\nThe app calls the API at https://weather.onrender.com for the weather.\n",
        "# Bikes\n\nMade by [Ada](https://ada-dev.netlify.app)\n",
        "# Bikes\n\nPredice la demanda de bicicletas de cada estación con datos históricos.\n"
        "\nOtros proyectos: https://casas.streamlit.app\n",
        "# Bikes\n\nPrédit la demande de vélos avec des données historiques.\n\nVoir aussi https://maisons.streamlit.app\n",
        "# Bikes\n\nPrevê a demanda de bicicletas de cada estação com dados históricos e um modelo de regressão.\n"
        "\nAo contrário de https://casas.streamlit.app, usamos LSTM.\n",
        "# Bikes\n",
        "",
    ],
)
def test_what_is_somebody_elses_or_a_template_is_no_demo(readme: str) -> None:
    assert demos_of(readme) == []


@pytest.mark.parametrize(
    ("homepage", "expected"),
    [
        ("https://bike-demand.streamlit.app", [(LIVE, True)]),
        ("https://ada.github.io/bikes/", [("https://ada.github.io/bikes/", True)]),
        ("https://bikes.dev", [("https://bikes.dev/", True)]),
        ("https://ada.github.io", []),
        ("https://ada.vercel.app", []),
        ("https://my-portfolio.netlify.app", []),
        ("https://ada.dev", []),
        ("https://pypi.org/project/bikes", []),
        ("https://github.com/ada/bikes", []),
        ("https://bikes.readthedocs.io", []),
        ("javascript:alert(1)", []),
        ("http://[::1", []),
    ],
)
def test_a_homepage_counts_when_it_is_the_projects(homepage: str, expected: list[tuple[str, bool]]) -> None:
    assert demos_of("# Bikes\n", homepage=homepage) == expected


def test_a_fork_has_only_demos_with_its_owners_name() -> None:
    readme = "# Bikes\n\n[live demo](https://bikes-ann.streamlit.app)\n\n[my live demo](https://bikes-ada.fly.dev)\n"
    repo = bikes(readme)
    assert [link.url for link in demo_links(repo)] == ["https://bikes-ann.streamlit.app/", "https://bikes-ada.fly.dev/"]
    fork = replace(repo, host=replace(repo.host, fork=True))
    assert [link.url for link in demo_links(fork)] == ["https://bikes-ada.fly.dev/"]


def test_configuration_names_an_address_of_which_nobody_is_told() -> None:
    assert demos_of("# Bikes\n", {"fly.toml": 'app = "bike-demand"'}) == [("https://bike-demand.fly.dev/", False)]
    # a template's package.json names its maker's site
    assert demos_of("# Bikes\n", {"package.json": '{"homepage": "https://eve.github.io/kit"}'}) == []


def test_a_workflow_that_publishes_pages_has_the_repositorys_address() -> None:
    flow = "on: push\njobs:\n  a:\n    steps:\n      - run: make\n      - uses: actions/deploy-pages@v4\n"
    files = {".github/workflows/p.yml": flow, "index.html": "<h1>Bikes</h1>"}
    assert demos_of("# Bikes\n", files) == [("https://ada.github.io/bikes/", False)]
    assert demos_of("# Bikes\n", {**files, "mkdocs.yml": "site_name: Bikes\n"}) == []
    assert demos_of("# Bikes\n", {**files, "CNAME": "bikes.dev"}) == [("https://bikes.dev/", False)]


def test_each_demo_is_looked_at_once_and_few_of_them() -> None:
    both = "# Bikes\n\nTry it: [live demo](http://bike-demand.streamlit.app/)\n"
    assert demos_of(both, homepage=LIVE) == [("http://bike-demand.streamlit.app/", True)]
    many = "# Bikes\n\n## Demo\n\n" + "".join(f"- [demo {n}](https://bikes-{n}.streamlit.app)\n" for n in range(20))
    assert len(demos_of(many)) == MOST_DEMOS


def test_other_links_are_those_that_a_stranger_could_open() -> None:
    readme = (
        "# Bikes\n\nTry it: [live demo](https://bike-demand.streamlit.app)\n\n[a paper](https://arxiv.org/abs/1706.03762)"
        " [me](https://www.linkedin.com/in/ada) [code](app.py) [top](#bikes) [mail](mailto:a@b.cc)"
        " [local](http://127.0.0.1:8000) [again](https://arxiv.org/abs/1706.03762#s)"
        " [mine](https://github.com/ada/bikes/blob/main/app.py)\n"
    )
    assert [link.url for link in other_links(bikes(readme))] == ["https://arxiv.org/abs/1706.03762"]


@pytest.mark.parametrize(
    "url",
    [
        "ftp://a.dev/x",
        "https://a.dev/" + "x" * 300 + "…",
        "https://a.dev:99x/",
        "//",
        "http://",
        "https://ada:pw@[bad",
        "https://a.dev/\\u202e",
        "https://a.dev/a b",
    ],
)
def test_an_address_that_is_none_is_not_asked_for(url: str) -> None:
    assert normalised(url) == ""


def test_letters_beyond_ascii_stay_for_whoever_asks() -> None:
    assert normalised("https://Bikes.dev/Übersicht?tag=größe#x") == "https://bikes.dev/Übersicht?tag=größe"


def test_no_user_and_password_of_an_address_are_handed_on() -> None:
    assert normalised("https://ada:secret@bikes.dev/a?b=c#d") == "https://bikes.dev/a?b=c"


# --- what looks come to ---------------------------------------------------------------------------------------------

ONE = "# Bikes\n\nTry it: [live demo](https://bike-demand.streamlit.app)\n"
TWO = f"{ONE}\nThe old one: [live demo](https://bike-demand.herokuapp.com)\n"


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("live", State.PASS),
        ("asleep", State.PARTIAL),
        ("login", State.PARTIAL),
        ("temporary", State.PARTIAL),
        ("gone", State.FAIL),
        ("paused", State.FAIL),
        ("failing", State.FAIL),
        ("blocked", State.UNKNOWN),
        ("unknown", State.UNKNOWN),
    ],
)
def test_every_state_has_its_answer(state: str, expected: State) -> None:
    assert state in STATES
    assert answer("deploy-demo-answers", ONE, {LIVE: state}).state is expected


def test_the_best_of_several_counts_and_the_dead_are_named() -> None:
    found = answer("deploy-demo-answers", TWO, {LIVE: "live", OLD: "gone"})
    assert (found.state, found.evidence[0].excerpt) == (State.PASS, LIVE)
    assert OLD in found.message
    assert answer("deploy-demo-answers", TWO, {LIVE: "gone", OLD: "paused"}).state is State.FAIL
    assert answer("deploy-demo-answers", TWO, {LIVE: "gone", OLD: "unknown"}).state is State.UNKNOWN


def test_a_dead_demo_is_worse_than_none() -> None:
    def score(readme: str, looks: Mapping[str, str]) -> int:
        report = audit(looked_at(portfolio_of(bikes(readme)), Looks(looks), DEMOS), CATALOGUE, strict=True)
        (category,) = (each for each in report.repositories[0].categories if each.id == "deployment")
        return category.score.value or 0

    assert (
        score(ONE, {LIVE: "gone"})
        < score("# Bikes\n\nHow many bikes a station needs.\n", {})
        < score(ONE, {LIVE: "live"})
    )


def test_nobody_is_blamed_for_an_address_that_only_a_configuration_names() -> None:
    fly, url = {"fly.toml": 'app = "bike-demand"'}, "https://bike-demand.fly.dev/"
    gone = answer("deploy-demo-answers", "# Bikes\n", {url: "gone"}, files=fly)
    assert gone.state is State.NOT_APPLICABLE
    live = answer("deploy-demo-answers", "# Bikes\n", {url: "live"}, files=fly)
    assert (live.state, "README does not lead there" in live.message) == (State.PARTIAL, True)


def test_an_apis_documentation_is_named() -> None:
    repo = with_looks(portfolio_of(bikes(ONE)), {LIVE: look(LIVE, "live", api=("/docs", "/health"))}).repos[0]
    (rule,) = (one for one in CATALOGUE.rules if one.id == "deploy-demo-answers")
    assert "/docs, /health" in outcome(rule, repo, CATALOGUE).message


def test_only_links_that_are_certainly_gone_count() -> None:
    readme = (
        "# Bikes\n\n[one](https://a.example.net/1) [two](https://a.example.net/2) [three](https://a.example.net/3)\n"
    )
    one, two, three = (f"https://a.example.net/{n}" for n in (1, 2, 3))
    assert (
        answer("readme-links-alive", readme, {one: "live", two: "unknown", three: "blocked"}, ALL).state is State.PASS
    )
    found = answer("readme-links-alive", readme, {one: "live", two: "gone", three: "live"}, ALL)
    assert (found.state, [at.excerpt for at in found.evidence]) == (State.PARTIAL, [two])
    assert answer("readme-links-alive", readme, {two: "gone"}, DEMOS).state is State.NOT_APPLICABLE


def test_without_looks_nothing_of_a_report_rests_on_them() -> None:
    portfolio = portfolio_of(bikes(TWO), bikes("# Nothing\n", name="other"))
    asked = {"deploy-demo-answers", "readme-links-alive"}
    fewer = replace(CATALOGUE, rules=tuple(rule for rule in CATALOGUE.rules if rule.id not in asked))
    whole, less = audit(portfolio, CATALOGUE, strict=True), audit(portfolio, fewer, strict=True)
    assert (whole.score, whole.arithmetic) == (less.score, less.arithmetic)
    assert [repo.score for repo in whole.repositories] == [repo.score for repo in less.repositories]
    states = {f.state for repo in whole.repositories for f in repo.findings if f.rule in asked}
    assert states == {State.NOT_APPLICABLE}


def test_what_was_not_reached_is_unknown_and_says_why() -> None:
    repo = looked_at(portfolio_of(bikes(TWO)), Looks({LIVE: "live"}), DEMOS).repos[0]
    assert isinstance(repo.demos, DemoFacts)
    assert [(one.look.state, one.look.reason) for one in repo.demos.seen][1] == ("unknown", "the run was interrupted")


def test_each_address_of_a_portfolio_is_asked_for_once() -> None:
    looks = Looks({LIVE: "live"})
    portfolio = looked_at(portfolio_of(bikes(ONE), bikes(TWO, name="again")), looks, DEMOS)
    assert looks.asked == [LIVE, OLD]
    assert len([one for repo in portfolio.repos if isinstance(repo.demos, DemoFacts) for one in repo.demos.seen]) == 3


def test_what_private_repositories_alone_name_is_told_apart() -> None:
    hidden = bikes(TWO, name="hidden")
    hidden = replace(hidden, host=replace(hidden.host, private=True))  # type: ignore[type-var]
    assert addresses(portfolio_of(hidden, bikes(ONE)), DEMOS) == {LIVE: False, OLD: True}
    assert addresses(portfolio_of(bikes(ONE), hidden), DEMOS) == {LIVE: False, OLD: True}


def test_a_packed_portfolio_stays_packed() -> None:
    repos = (bikes(ONE), bikes("# Other\n", name="other"))
    packed = replace(portfolio_of(*repos), repos=Shelf(map(pack, repos)))
    found = looked_at(packed, Looks({LIVE: "live"}), DEMOS)
    assert isinstance(found.repos, Shelf)
    assert found.repos == looked_at(portfolio_of(*repos), Looks({LIVE: "live"}), DEMOS).repos


def test_equal_looks_give_equal_bytes_and_survive_a_file(tmp_path: Path) -> None:
    one, two = (looked_at(portfolio_of(bikes(TWO)), Looks({LIVE: "live", OLD: "gone"}), ALL) for _ in range(2))
    assert dumps(audit(one, CATALOGUE)) == dumps(audit(two, CATALOGUE))
    (tmp_path / "saved.json").write_text(dumps(one), "utf-8")
    again = load_file(tmp_path / "saved.json", Portfolio, PORTFOLIO_SCHEMA)
    assert dumps(audit(again, CATALOGUE)) == dumps(audit(one, CATALOGUE))
    assert assessment(pack(again.repos[0]), CATALOGUE).report.value.facts["demos"]["seen"][1]["look"]["state"] == "gone"


PICTURE = "data:image/jpeg;base64,/9j/AAAA"


def taken(urls: Sequence[str]) -> Iterator[tuple[str, str]]:
    return ((url, PICTURE) for url in urls)


def pictures_of(portfolio: Portfolio) -> dict[str, str]:
    found = (repo.demos.seen for repo in portfolio.repos if isinstance(repo.demos, DemoFacts))
    return {one.link.url: one.look.picture for demos in found for one in demos}


def test_demos_that_answer_get_a_picture_and_no_others_do() -> None:
    portfolio = looked_at(portfolio_of(bikes(TWO)), Looks({LIVE: "live", OLD: "gone"}), DEMOS)
    assert pictures_of(pictured(portfolio, taken)) == {LIVE: PICTURE, OLD: ""}


def test_so_few_pictures_are_taken_that_a_page_stays_small() -> None:
    urls = [f"https://bikes-{number}.streamlit.app/" for number in range(20)]
    portfolio = portfolio_of(
        *(bikes(ONE.replace(LIVE.rstrip("/"), url), name=f"bikes-{i}") for i, url in enumerate(urls))
    )
    counts: list[int] = []
    shown = pictured(looked_at(portfolio, Looks(dict.fromkeys(urls, "live")), DEMOS), taken, counts.append)
    assert [url for url, picture in pictures_of(shown).items() if picture] == urls[:MOST_PICTURES]
    assert counts == [MOST_PICTURES]


def test_nothing_is_opened_for_pictures_where_nothing_answers() -> None:
    def refused(urls: Sequence[str]) -> Iterator[tuple[str, str]]:
        raise AssertionError(urls)

    portfolio = looked_at(portfolio_of(bikes(TWO)), Looks({LIVE: "asleep", OLD: "gone"}), DEMOS)
    assert pictured(portfolio, refused) is portfolio


def test_an_interruption_keeps_the_pictures_that_were_taken() -> None:
    def ended(urls: Sequence[str]) -> Iterator[tuple[str, str]]:
        yield urls[0], PICTURE
        raise KeyboardInterrupt

    other = "https://other-bikes.streamlit.app/"
    portfolio = portfolio_of(bikes(ONE), bikes(ONE.replace(LIVE.rstrip("/"), other), name="other"))
    shown = pictured(looked_at(portfolio, Looks({LIVE: "live", other: "live"}), DEMOS), ended)
    assert shown.interrupted
    assert pictures_of(shown) == {LIVE: PICTURE, other: ""}


def test_a_packed_portfolio_with_pictures_stays_packed() -> None:
    packed = replace(portfolio_of(), repos=Shelf([pack(bikes(ONE))]))
    shown = pictured(looked_at(packed, Looks({LIVE: "live"}), DEMOS), taken)
    assert isinstance(shown.repos, Shelf)
    assert pictures_of(shown) == {LIVE: PICTURE}
