"""Manifests of all sorts."""

import pytest

from portfolio_audit.facts.dependencies import read_dependencies
from portfolio_audit.facts.tree import read_tree
from portfolio_audit.model.facts import DependencyFacts, Requirement
from snapshots import DictSnapshot


def read(files: dict[str, str | bytes]) -> DependencyFacts:
    snapshot = DictSnapshot(files)
    return read_dependencies(snapshot, read_tree(snapshot))


def named(path: str, content: str | bytes) -> dict[str, Requirement]:
    return {item.name: item for item in read({path: content}).manifests[0].requirements}


def test_requirements_have_names_specifiers_and_lines() -> None:
    found = named(
        "requirements.txt", "# tools\nPandas==2.1.0\nscikit_learn >= 1.2 ; python_version > '3.8'\nuvicorn[standard]\n"
    )
    assert found["pandas"] == Requirement("pandas", "==2.1.0", 2, pinned=True)
    assert (found["scikit-learn"].spec, found["scikit-learn"].pinned) == (">= 1.2", False)
    assert found["uvicorn"] == Requirement("uvicorn", "", 4)


def test_hashes_options_and_addresses_are_understood() -> None:
    text = "--index-url x\na==1 --hash=sha256:00\n-e .\ngit+https://x/y.git#egg=tool\nb @ https://x/b.whl\n-r o.txt"
    found = named("requirements.txt", text)
    assert set(found) == {"a", "tool", "b"}
    assert found["a"].pinned


def test_an_included_file_is_a_manifest_too() -> None:
    facts = read({"requirements.txt": "-r deps/base.list\n", "deps/base.list": "numpy\n"})
    assert [item.path for item in facts.manifests] == ["requirements.txt", "deps/base.list"]


@pytest.mark.parametrize("line", ["-r ../../etc/passwd", "-r /etc/passwd", "-r missing.txt", "-r requirements.txt"])
def test_includes_never_leave_the_tree_and_never_loop(line: str) -> None:
    assert [item.path for item in read({"requirements.txt": line}).manifests] == ["requirements.txt"]


def test_a_file_of_powershell_is_read_in_its_encoding() -> None:
    assert set(named("requirements.txt", "numpy==1.0\r\npandas\r\n".encode("utf-16"))) == {"numpy", "pandas"}


def test_paths_of_the_authors_machine_are_a_problem() -> None:
    manifest = read({"requirements.txt": "a @ file:///C:/ci/a_1\nb==1"}).manifests[0]
    assert "author's machine" in manifest.problem
    assert [item.name for item in manifest.requirements] == ["a", "b"]


def test_an_empty_manifest_says_so() -> None:
    assert read({"requirements.txt": "\n"}).manifests[0].problem == "is empty"


def test_pyproject_of_the_standard_form() -> None:
    facts = read(
        {
            "pyproject.toml": '[project]\nrequires-python = ">=3.11"\ndependencies = ["rich==13.0"]\n'
            '[project.optional-dependencies]\nweb = ["flask"]\n'
            '[dependency-groups]\ntest = ["pytest", {include-group = "x"}]\n'
        }
    )
    assert [(item.name, item.pinned) for item in facts.manifests[0].requirements] == [
        ("rich", True),
        ("flask", False),
        ("pytest", False),
    ]
    assert facts.python_version is not None and facts.python_version.line == 2


def test_pyproject_of_poetry() -> None:
    text = (
        '[tool.poetry.dependencies]\npython = "^3.10"\npandas = "2.0.1"\nrich = {version = "^13", extras = ["x"]}\n'
        '[tool.poetry.group.dev.dependencies]\npytest = "*"\n'
    )
    facts = read({"pyproject.toml": text})
    assert [(item.name, item.pinned) for item in facts.manifests[0].requirements] == [
        ("pandas", True),
        ("rich", False),
        ("pytest", False),
    ]
    assert facts.python_version is not None and facts.python_version.excerpt == "^3.10"


def test_an_environment_of_conda_with_pip_inside() -> None:
    listed = "  - python=3.10\n  - conda-forge::numpy=1.24.1\n  - pandas\n  - pip:\n      - rich==13.0\n"
    text = f"name: a\ndependencies:\n{listed}"
    facts = read({"environment.yml": text})
    assert [(item.name, item.pinned) for item in facts.manifests[0].requirements] == [
        ("numpy", True),
        ("pandas", False),
        ("rich", True),
    ]
    assert facts.python_version is not None and facts.python_version.excerpt == "python=3.10"


def test_a_pipfile() -> None:
    facts = read({"Pipfile": '[packages]\nflask = "*"\nnumpy = "==1.24.1"\n[requires]\npython_version = "3.9"\n'})
    assert [(item.name, item.spec) for item in facts.manifests[0].requirements] == [
        ("flask", ""),
        ("numpy", "==1.24.1"),
    ]
    assert facts.python_version is not None and facts.python_version.excerpt == "3.9"


def test_setup_files_are_read_and_never_run() -> None:
    text = "needs = ['numpy>=1', 'rich']\nraise SystemExit\nsetup(install_requires=needs, python_requires='>=3.8')\n"
    facts = read({"setup.py": text})
    assert [item.name for item in facts.manifests[0].requirements] == ["numpy", "rich"]
    cfg = read(
        {"setup.cfg": "[options]\npython_requires = >=3.7\ninstall_requires =\n  numpy\n  rich>=1\ntests_require = x"}
    )
    assert [item.name for item in cfg.manifests[0].requirements] == ["numpy", "rich"]


def test_a_package_file_of_node() -> None:
    assert set(named("package.json", '{"dependencies": {"react": "^18"}, "devDependencies": {"vite": "5.0.0"}}')) == {
        "react",
        "vite",
    }


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("pyproject.toml", "[project"),
        ("pyproject.toml", "[" + "a." * 2_000 + "a]"),
        ("pyproject.toml", "x = " + "[" * 3_000),
        ("environment.yml", "dependencies: [" * 3_000),
        ("environment.yml", "a: &a [x]\nb: [" + "*a, " * 200 + "*a]"),
        ("environment.yml", "a: !!python/object/apply:os.system [ls]"),
        ("Pipfile", "packages = 1 = 2"),
        ("setup.py", "def (:"),
        ("package.json", "[" * 50_000),
        ("requirements.txt", b"\x07\x01\x02\x03" * 100),
    ],
)
def test_a_broken_or_hostile_manifest_is_a_fact(path: str, content: str | bytes) -> None:
    assert "cannot be read" in read({path: content}).manifests[0].problem


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("pyproject.toml", "project = 1\n[tool]\npoetry = []\n"),
        ("environment.yml", "- a\n- b"),
        ("environment.yml", "dependencies: {pip: 3}"),
        ("package.json", '{"dependencies": [1, 2]}'),
        ("Pipfile", "packages = []"),
    ],
)
def test_values_of_the_wrong_type_are_survived(path: str, content: str) -> None:
    assert read({path: content}).manifests[0].requirements == ()


def test_locks_and_the_python_version_are_found() -> None:
    facts = read({"uv.lock": "x", "app/Pipfile.lock": "x", ".python-version": "3.12\n"})
    assert facts.locks == ("app/Pipfile.lock", "uv.lock")
    assert facts.python_version is not None and facts.python_version.excerpt == "3.12"


def test_other_text_files_are_no_manifests() -> None:
    assert read({"notes.txt": "numpy", "data/labels.txt": "a"}).manifests == ()
