"""Containers, hosts and pipelines."""

import pytest

from portfolio_audit.facts.deployment import read_deployment
from portfolio_audit.facts.guarded import Unreadable, read_yaml
from portfolio_audit.facts.tree import read_tree
from portfolio_audit.model.facts import DeploymentFacts, Workflow
from snapshots import DictSnapshot


def read(files: dict[str, str | bytes]) -> DeploymentFacts:
    snapshot = DictSnapshot(files)
    return read_deployment(snapshot, read_tree(snapshot))


def workflow(text: str) -> Workflow:
    return read({".github/workflows/ci.yml": text}).workflows[0]


def steps(*commands: str, on: str = "push") -> str:
    runs = "".join(f"      - run: {command}\n" for command in commands)
    return f"name: pytest and deploy\non: {on}\njobs:\n  a:\n    steps:\n      - uses: actions/checkout@v4\n{runs}"


def test_the_base_image_is_that_of_the_last_stage() -> None:
    place = read(
        {"Dockerfile": "FROM node:20 AS web\nFROM --platform=linux/amd64 python:3.11-slim AS base\nFROM base\nCOPY . ."}
    ).dockerfiles[0]
    assert (place.line, place.excerpt) == (2, "python:3.11-slim")


def test_an_empty_dockerfile_has_no_image() -> None:
    assert read({"Dockerfile": ""}).dockerfiles[0].excerpt == ""


def test_dockerfiles_and_compose_files_of_several_names() -> None:
    facts = read(
        {
            "Dockerfile.api": "FROM a",
            "app/Dockerfile": "FROM b",
            "docker-compose.yml": "a",
            "compose.yaml": "a",
            "docker-compose.prod.yml": "a",
        }
    )
    assert [place.path for place in facts.dockerfiles] == ["Dockerfile.api", "app/Dockerfile"]
    assert len(facts.compose) == 3


@pytest.mark.parametrize(
    ("path", "host"),
    [
        ("Procfile", "Heroku"),
        ("render.yaml", "Render"),
        ("vercel.json", "Vercel"),
        ("fly.toml", "Fly.io"),
        ("app.yaml", "Google App Engine"),
        (".streamlit/config.toml", "Streamlit"),
    ],
)
def test_hosts_are_known_by_their_files(path: str, host: str) -> None:
    assert [place.excerpt for place in read({path: "web: x"}).host_configs] == [host]


def test_an_empty_host_file_configures_nothing() -> None:
    assert read({"Procfile": "\n"}).host_configs == ()


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("Procfile", "# web: gunicorn app:app\n"),
        ("Procfile", "TODO\n"),
        ("fly.toml", "# later\n"),
        ("vercel.json", "{}"),
        ("k8s/values.yaml", "kind: Deployment\n"),
        ("main.tf", "# resource\n"),
        (".github/k8s.yml", "apiVersion: v1\nkind: Service\n"),
        ("tests/k8s.yml", "apiVersion: v1\nkind: Service\n"),
    ],
)
def test_a_file_that_says_nothing_configures_no_host(path: str, text: str) -> None:
    assert read({path: text}).host_configs == ()


@pytest.mark.parametrize(
    ("path", "text", "host", "line"),
    [
        ("k8s/bikes.yaml", "---\napiVersion: apps/v1\nkind: Deployment\n", "Kubernetes", 2),
        ("deploy.yml", "apiVersion: v1\nkind: Service\n", "Kubernetes", 1),
        ("infra/main.tf", 'resource "aws_lambda_function" "bikes" {\n}\n', "Terraform", 1),
        ("template.yaml", "Transform: AWS::Serverless-2016-10-31\n", "AWS CloudFormation", 1),
        ("main.bicep", "resource app 'Microsoft.Web/sites@2022-03-01' = {}\n", "Azure", 1),
    ],
)
def test_clusters_and_clouds_are_known_by_what_stands_in_a_file(path: str, text: str, host: str, line: int) -> None:
    assert [(place.excerpt, place.line) for place in read({path: text}).host_configs] == [(host, line)]


@pytest.mark.parametrize(
    ("text", "names", "ports"),
    [
        ("services:\n  web:\n    build: .\n    ports: ['80:80']\n", ["web"], 1),
        ("services:\n  web:\n    image: ghcr.io/ada/bikes:1\n", ["web"], 0),
        ("web:\n  build: .\n", ["web"], 0),
        ("include: [a.yml]\n", [""], 0),
        ("a: [", [""], 0),
        ("services:\n  db:\n    image: docker.io/postgres:16\n    ports: ['5432:5432']\n", [], 0),
        ("services: {}\n", [], 0),
        ("# later\n", [], 0),
    ],
)
def test_services_of_a_compose_file_are_the_authors_unless_a_data_base(text: str, names: list[str], ports: int) -> None:
    found = read({"compose.yaml": text})
    assert ([place.excerpt for place in found.services], len(found.published)) == (names, ports)


@pytest.mark.parametrize(
    ("text", "real"),
    [
        ("FROM scratch\n", False),
        ("FROM python:3.12\n# COPY . .\n", False),
        ("FROM python:3.12\nRUN echo hello\n", False),
        ("FROM scratch\nCOPY . .\n", False),
        ("FROM python:3.12\nCOPY . .\n", True),
        ("FROM python:3.12 AS base\nCOPY . .\nFROM base\n", True),
        ("FROM python:3.12\nRUN git clone https://github.com/ada/bikes\n", True),
        ('FROM scratch\nCOPY --from=0 /app /app\nENTRYPOINT ["/app"]\n', True),
    ],
)
def test_a_dockerfile_that_holds_nothing_of_the_project_is_no_container(text: str, real: bool) -> None:
    assert bool(read({"Dockerfile": text}).containers) is real


def test_front_matter_of_a_space_is_a_host() -> None:
    place = read({"README.md": "---\ntitle: x\nsdk: gradio\n---\n# x"}).host_configs[0]
    assert (place.line, place.excerpt) == (3, "Hugging Face Spaces")
    assert read({"README.md": "# x\nsdk: gradio\n"}).host_configs == ()


def test_a_workflow_says_when_it_runs_and_what() -> None:
    read_one = workflow(
        steps(
            "pip install -r r.txt",
            "pytest -q",
            "docker build -t x .",
            "python src/train.py",
            on="[push, workflow_dispatch]",
        )
    )
    assert read_one.triggers == ("push", "workflow_dispatch")
    assert read_one.tests is not None and (read_one.tests.line, read_one.tests.excerpt) == (8, "pytest -q")
    assert read_one.deploys is not None and read_one.deploys.excerpt == "docker build -t x ."
    assert read_one.trains is not None and read_one.trains.excerpt == "python src/train.py"


def test_names_comments_and_installs_are_no_test_runs() -> None:
    assert workflow(steps("pip install pytest", "echo done")).tests is None
    assert (
        workflow("on: push\njobs:\n  pytest:\n    name: pytest\n    steps:\n      - run: |\n          # pytest\n").tests
        is None
    )


def test_triggers_may_be_a_mapping() -> None:
    assert workflow("on:\n  schedule:\n    - cron: '0 0 * * *'\n  push:\njobs: {a: {steps: []}}").triggers == (
        "schedule",
        "push",
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a: [",
        "jobs: 3",
        "- a",
        "jobs:\n  a: 3\n",
        "on: {push: }\njobs: {a: {steps: {b: 1}}}",
        "jobs: {a: {steps: [1, {run: 3}]}}",
    ],
)
def test_a_broken_workflow_is_survived(text: str) -> None:
    assert workflow(text).tests is None


@pytest.mark.parametrize(
    "bomb",
    [
        "a: &a [x, x, x, x, x, x, x, x, x]\n"
        + "\n".join(f"{chr(98 + i)}: &{chr(98 + i)} [{', '.join(['*' + chr(97 + i)] * 9)}]" for i in range(9)),
        "a: &a {x: 1}\n"
        + "\n".join(f"b{i}: &b{i} {{<<: [{', '.join([('*b' + str(i - 1)) if i else '*a'] * 9)}]}}" for i in range(9)),
        "[" * 5_000,
        "a: " * 40 + "x",
        "a: " + "x" * 300_000,
        "!!python/object/apply:os.system ['ls']",
        "&a [*a]",
        "? {a: [b]}\n: c",
        "when: 2001-99-99",
        "\t- a",
    ],
)
def test_yaml_bombs_are_refused_quickly(bomb: str) -> None:
    with pytest.raises(Unreadable):
        read_yaml(bomb.encode())


def test_honest_yaml_with_anchors_is_read() -> None:
    assert read_yaml(b"a: &a {x: 1}\nb: {<<: *a, y: 2}") == {"a": {"x": 1}, "b": {"x": 1, "y": 2}}


def test_other_systems_are_known_by_their_files() -> None:
    found = read({".gitlab-ci.yml": "test:\n  script:\n    - pytest\n", ".circleci/config.yml": "a: b"}).workflows
    assert [(one.system, one.tests is not None) for one in found] == [("circleci", False), ("gitlab-ci", True)]


def test_a_repository_without_deployment_has_empty_facts() -> None:
    assert read({"a.py": "x"}) == DeploymentFacts()
