"""What pipelines run, followed into the tasks and scripts of the repository."""

import json

import pytest

from portfolio_audit.facts.deployment import read_deployment
from portfolio_audit.facts.linters import read_linters
from portfolio_audit.facts.tree import read_tree
from portfolio_audit.model.facts import Workflow
from snapshots import DictSnapshot


def read(files: dict[str, str]) -> Workflow:
    snapshot = DictSnapshot(files)
    return read_deployment(snapshot, read_tree(snapshot)).workflows[0]


def github(step: str) -> str:
    return f"on: push\njobs:\n  a:\n    steps:\n      - uses: actions/checkout@v4\n      - {step}\n"


def running(command: str, **files: str) -> Workflow:
    return read({".github/workflows/ci.yml": github(f"run: {command}"), **files})


@pytest.mark.parametrize(
    ("command", "files"),
    [
        ("./scripts/ci.sh", {"scripts/ci.sh": "set -e\npytest -q\n"}),
        ("bash ci.sh", {"ci.sh": "npm test\n", "package.json": '{"scripts": {"test": "vitest run"}}'}),
        ("make check", {"Makefile": "check: lint unit\n\nlint:\n\truff check .\n\nunit:\n\t@python -m pytest\n"}),
        ("make test", {"Makefile": "RUN = uv run\ntest:\n\t$(RUN) pytest \\\n\t  tests\n"}),
        ("make", {"Makefile": ".PHONY: all\nall:\n\tgo test ./...\n"}),
        ("just check", {"justfile": "check:\n    cargo test\n"}),
        ("task check", {"Taskfile.yml": "tasks:\n  check:\n    cmds:\n      - task: unit\n  unit: pytest\n"}),
        ("npm run ci", {"package.json": '{"scripts": {"ci": "npm run lint && jest", "lint": "eslint ."}}'}),
        ("yarn test:unit", {"web/package.json": '{"scripts": {"test:unit": "mocha"}}'}),
        ("tox", {"tox.ini": "[testenv:unit]\ncommands =\n    pytest\n"}),
        ("tox -e unit", {"tox.ini": "[testenv]\ncommands = pytest\n[testenv:unit]\ndeps = a\n"}),
        ("nox -s unit", {"noxfile.py": "import nox\n\n@nox.session\ndef unit(session):\n    session.run('pytest')\n"}),
        ("hatch run cov", {"pyproject.toml": "[tool.hatch.envs.default.scripts]\ncov = 'pytest --cov'\n"}),
        ("poe check", {"pyproject.toml": "[tool.poe.tasks.check]\ncmd = 'pytest'\n"}),
        ("poetry run pytest", {}),
        ("uv run -m pytest", {}),
        ("coverage run -m unittest discover", {}),
        ("docker compose run --rm web pytest", {}),
        ("docker run image sh -c 'cd /app && pytest'", {}),
        ("Rscript -e 'devtools::test()'", {}),
        ("./gradlew --no-daemon check", {}),
        ("mvn -B verify", {}),
        ("python tests/run_all.py", {}),
        ("pip install -r requirements.txt && pytest", {}),
        ("pytest || exit 1", {}),
    ],
)
def test_a_command_is_followed_to_the_tests(command: str, files: dict[str, str]) -> None:
    assert running(command, **files).tests is not None


@pytest.mark.parametrize(
    ("command", "files"),
    [
        ("echo pytest", {}),
        ("'true # pytest'", {}),
        ("cat pytest.ini", {}),
        ("pytest --version", {}),
        ("pytest --collect-only", {}),
        ("npm install jest", {}),
        ("uv pip install pytest", {}),
        ("make test", {"Makefile": "test:\n\techo none\n"}),
        ("make test", {"Makefile": "test: build\n"}),
        ("npm test", {"package.json": json.dumps({"scripts": {"test": 'echo "Error: no test specified" && exit 1'}})}),
        ("./ci.sh", {"ci.sh": "# pytest\n"}),
    ],
)
def test_what_only_prints_or_gets_things_ready_runs_nothing(command: str, files: dict[str, str]) -> None:
    found = running(command, **files)
    assert (found.tests, found.idle) == (None, True)


@pytest.mark.parametrize(
    "step",
    [
        "run: pytest || true",
        "run: pytest || echo failed",
        "{run: pytest, continue-on-error: true}",
        "{run: make test}",
    ],
)
def test_tests_whose_failure_nobody_heeds_are_told_apart(step: str) -> None:
    found = read({".github/workflows/ci.yml": github(step), "Makefile": "test:\n\t-pytest\n"})
    assert (found.tests, found.ignored is not None, found.idle) == (None, True, True)


def test_a_step_that_never_runs_is_none() -> None:
    assert read({".github/workflows/ci.yml": github("{run: pytest, if: false}")}).tests is None


@pytest.mark.parametrize(
    ("command", "files"),
    [
        ("tox -e lint", {"tox.ini": "[testenv:lint]\ncommands = ruff check\n"}),
        ("python train.py --color green", {"train.py": "print(1)\n"}),
        ("./elsewhere.sh", {}),
        ("npm run lint", {"package.json": '{"scripts": {"lint": "eslint .", "test": "jest"}}'}),
    ],
)
def test_other_work_is_work_without_tests(command: str, files: dict[str, str]) -> None:
    found = running(command, **files)
    assert (found.tests, found.unclear, found.idle) == (None, None, False)


@pytest.mark.parametrize(
    ("step", "files"),
    [
        ("run: scripts/ci", {"scripts/ci": "\0"}),
        ("run: npm test", {"package.json": '{"scripts": {"test": "our-own-tester"}}'}),
        ("run: make test", {"Makefile": "\0"}),
    ],
)
def test_what_cannot_be_followed_is_unclear(step: str, files: dict[str, str]) -> None:
    found = read({".github/workflows/ci.yml": github(step), **files})
    assert (found.tests, found.unclear is not None) == (None, True)


def test_a_workflow_of_another_repository_is_unclear_and_an_action_of_this_one_is_followed() -> None:
    reused = "on: push\njobs:\n  a:\n    uses: ada/x/.github/workflows/test.yml@v1\n"
    assert read({".github/workflows/ci.yml": reused}).unclear is not None
    action = "runs:\n  using: composite\n  steps:\n    - run: pytest\n      shell: bash\n"
    own = {
        ".github/workflows/ci.yml": github("uses: ./.github/actions/unit"),
        ".github/actions/unit/action.yml": action,
    }
    assert read(own).tests is not None


def test_tasks_that_call_each_other_come_to_an_end() -> None:
    assert running("make a", Makefile="a: b\n\nb: a\n").tests is None


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (".travis.yml", "script: pytest\n"),
        (".gitlab-ci.yml", "unit:\n  stage: test\n  script:\n    - pytest\n"),
        (
            ".circleci/config.yml",
            "jobs:\n  a:\n    steps:\n      - checkout\n      - run: {command: pytest}\n",
        ),
        ("azure-pipelines.yml", "steps:\n  - script: pytest\n"),
        ("bitbucket-pipelines.yml", "pipelines:\n  default:\n    - step:\n        script: [pytest]\n"),
        ("appveyor.yml", "test_script:\n  - cmd: pytest\n"),
        (".drone.yml", "steps:\n  - name: a\n    commands: [pytest]\n"),
        (".woodpecker.yml", "steps:\n  a:\n    commands: [pytest]\n"),
        (".woodpecker/unit.yaml", "steps:\n  a:\n    commands: [pytest]\n"),
        ("cloudbuild.yaml", "steps:\n  - name: python\n    entrypoint: python\n    args: ['-m', 'pytest']\n"),
        ("buildspec.yml", "phases:\n  build:\n    commands:\n      - pytest\n"),
        (".buildkite/pipeline.yml", "steps:\n  - command: pytest\n"),
        ("Jenkinsfile", "pipeline { stages { stage('a') { steps { sh 'pytest' } } } }\n"),
        ("ci/Jenkinsfile", 'node {\n  sh """\n    pip install .\n    pytest\n  """\n}\n'),
    ],
)
def test_every_system_runs_its_commands(path: str, text: str) -> None:
    assert read({path: text}).tests is not None


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (".gitlab-ci.yml", "pytest:\n  script: [echo pytest]\n"),
        (".gitlab-ci.yml", "unit:\n  script: [pytest]\n  allow_failure: true\n"),
        ("Jenkinsfile", "stage('pytest') { steps { sh 'echo pytest' } }\n"),
        (".drone.yml", "steps:\n  - name: pytest\n    image: pytest\n    commands: [ls]\n"),
    ],
)
def test_names_of_other_systems_run_nothing(path: str, text: str) -> None:
    assert read({path: text}).tests is None


def linters(files: dict[str, str]) -> list[str]:
    snapshot = DictSnapshot(files)
    return [place.path for place in read_linters(snapshot, read_tree(snapshot))]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("eslint.config.mjs", "export default [{}];\n"),
        (".prettierrc", "{}\n"),
        ("biome.json", '{"linter": {}}'),
        (".golangci.yml", "linters: {}\n"),
        ("rustfmt.toml", "max_width = 100\n"),
        (".lintr", "linters: linters_with_defaults()\n"),
        ("config/checkstyle/checkstyle.xml", "<module/>"),
        ("pom.xml", "<artifactId>maven-checkstyle-plugin</artifactId>"),
        ("package.json", '{"devDependencies": {"eslint": "9"}}'),
        ("pyproject.toml", "[tool.ruff]\nline-length = 100\n"),
        ("pyproject.toml", '[dependency-groups]\ndev = ["black>=24", "pytest"]\n'),
        ("setup.cfg", "[flake8]\nmax-line-length = 100\n"),
        ("Makefile", "lint:\n\tgo vet ./...\n"),
        (".pre-commit-config.yaml", "repos:\n  - repo: local\n"),
    ],
)
def test_linters_of_every_language_are_known(path: str, text: str) -> None:
    assert linters({path: text}) == [path]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (".flake8", ""),
        ("ruff.toml", "# later\n\n"),
        (".pre-commit-config.yaml", ""),
        (".pre-commit-config.yaml", "repos: []\n"),
        ("pyproject.toml", "[project]\nname = 'a'\ndescription = 'Black and white photographs'\n"),
        ("setup.cfg", "[metadata]\nname = a\n"),
        ("package.json", '{"name": "a"}'),
        ("Makefile", "lint:\n\techo ruff\n"),
    ],
)
def test_a_file_that_sets_up_nothing_is_no_linter(path: str, text: str) -> None:
    assert linters({path: text}) == []
