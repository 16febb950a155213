"""Where configuration says at which address the work runs."""

import pytest

from portfolio_audit.facts.addresses import MOST, read_addresses
from portfolio_audit.facts.tree import read_tree
from portfolio_audit.facts.wanted import wanted
from portfolio_audit.knowledge import load
from snapshots import DictSnapshot


def found(files: dict[str, str | bytes]) -> list[tuple[str, int | None, str]]:
    snapshot = DictSnapshot(files)
    return [(at.path, at.line, at.excerpt) for at in read_addresses(snapshot, read_tree(snapshot))]


PUSH = "jobs:\n  a:\n    steps:\n      - run: git push https://ada:$TOKEN@huggingface.co/spaces/{} main\n"


@pytest.mark.parametrize(
    ("path", "text", "line", "address"),
    [
        ("fly.toml", '# made by fly\napp = "bike-demand"\n', 2, "https://bike-demand.fly.dev"),
        ("backend/fly.toml", 'app = "bike-api"\n', 1, "https://bike-api.fly.dev"),
        ("vercel.json", '{"alias": ["bikes.example.dev"]}', 1, "https://bikes.example.dev"),
        ("vercel.json", '{"alias": "bike-demand.vercel.app"}', 1, "https://bike-demand.vercel.app"),
        ("render.yaml", "services:\n  - name: web\n    domains:\n      - bikes.dev\n", 4, "https://bikes.dev"),
        ("app.json", '{"website": "https://bike.herokuapp.com/"}', 1, "https://bike.herokuapp.com/"),
        ("package.json", '{"homepage": "https://ada.github.io/bikes"}', 1, "https://ada.github.io/bikes"),
        ("CNAME", "bikes.dev\n", 1, "https://bikes.dev"),
        ("docs/CNAME", "Bikes.dev", 1, "https://bikes.dev"),
        (".github/workflows/push.yml", PUSH.format("ada/bikes"), 4, "https://huggingface.co/spaces/ada/bikes"),
        (".github/workflows/x.yml", "a:\n  space_id: ada/bikes\n", 2, "https://huggingface.co/spaces/ada/bikes"),
    ],
)
def test_an_address_is_read_with_its_place(path: str, text: str, line: int, address: str) -> None:
    assert found({path: text}) == [(path, line, address)]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("fly.toml", 'app = "<your app>"\n'),
        ("fly.toml", "app = [1]\n"),
        ("fly.toml", "app = \n"),
        ("fly.toml", b"\x00\xff\xfe" * 30),
        ("tests/fly.toml", 'app = "bike-demand"\n'),
        ("examples/vercel.json", '{"alias": "bikes.dev"}'),
        ("vercel.json", '{"alias": "localhost"}'),
        ("vercel.json", '{"alias": "10.0.0.1"}'),
        ("vercel.json", '{"alias": "a b.dev/\\u202e"}'),
        ("vercel.json", "[[[[[[[[[[[[[["),
        ("package.json", '{"homepage": "https://github.com/ada/bikes#readme"}'),
        ("package.json", '{"homepage": "https://ada.github.io"}'),
        ("package.json", '{"homepage": "."}'),
        ("app.json", '{"website": "https://ada.dev"}'),
        ("CNAME", "one.dev two.dev"),
        ("CNAME", ""),
        ("src/data/CNAME", "bikes.dev"),
        ("render.yaml", "services:\n  - name: bike-demand\n    type: web\n"),
        (".firebaserc", '{"projects": {"default": "bikes"}}'),
        (".github/workflows/push.yml", PUSH.format("${{ secrets.USER }}/bikes")),
        (".github/workflows/push.yml", "# see https://huggingface.co/spaces/ada/bikes\n"),
    ],
)
def test_what_says_no_address_of_this_project_says_none(path: str, text: str | bytes) -> None:
    assert found({path: text}) == []


def test_a_firebase_project_has_an_address_where_it_hosts_pages() -> None:
    files = {
        ".firebaserc": '{"projects": {"default": "bikes-1a2b"}}',
        "firebase.json": '{"hosting": {"public": "dist"}}',
    }
    assert found(dict(files)) == [(".firebaserc", 1, "https://bikes-1a2b.web.app")]
    assert found({**files, "firebase.json": '{"firestore": {}}'}) == []


def test_an_address_is_told_once_and_a_flood_is_cut() -> None:
    same = {f"{letter}/fly.toml": 'app = "bikes"' for letter in "abc"}
    assert [path for path, *_ in found(dict(same))] == ["a/fly.toml"]
    flood = {"vercel.json": '{"alias": [' + ",".join(f'"a{n}.dev"' for n in range(500)) + "]}"}
    assert len(found(dict(flood))) == MOST
    assert found({"vercel.json": '{"alias": [' + ",".join(['"a.dev"'] * 100_000) + "]}"}) == [
        ("vercel.json", 1, "https://a.dev")
    ]


@pytest.mark.parametrize("name", [row["name"] for row in load("addresses")["files"]] + ["CNAME", "firebase.json"])
def test_what_names_addresses_is_fetched(name: str) -> None:
    assert wanted(name)
