"""Manifests of all sorts."""

from typing import ClassVar

import pytest

from facts_of import repo_of
from portfolio_audit.facts.dependencies import read_dependencies
from portfolio_audit.facts.tree import read_tree
from portfolio_audit.model.facts import DependencyFacts, Requirement
from portfolio_audit.model.values import NOT_READ
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
    assert facts.python_versions[0].line == 2


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
    assert facts.python_versions[0].excerpt == "^3.10"


def test_an_environment_of_conda_with_pip_inside() -> None:
    listed = "  - python=3.10\n  - conda-forge::numpy=1.24.1\n  - pandas\n  - pip:\n      - rich==13.0\n"
    text = f"name: a\ndependencies:\n{listed}"
    facts = read({"environment.yml": text})
    assert [(item.name, item.pinned) for item in facts.manifests[0].requirements] == [
        ("numpy", True),
        ("pandas", False),
        ("rich", True),
    ]
    assert facts.python_versions[0].excerpt == "python=3.10"


def test_a_pipfile() -> None:
    facts = read({"Pipfile": '[packages]\nflask = "*"\nnumpy = "==1.24.1"\n[requires]\npython_version = "3.9"\n'})
    assert [(item.name, item.spec) for item in facts.manifests[0].requirements] == [
        ("flask", ""),
        ("numpy", "==1.24.1"),
    ]
    assert facts.python_versions[0].excerpt == "3.9"


PIXI = (
    '[project]\nname = "a"\n[dependencies]\npython = ">=3.11,<3.13"\nnumpy = "*"\npandas = "==2.2.0"\n'
    'scipy = {version = ">=1", channel = "x"}\n[pypi-dependencies]\nrich = {version = "==13.0", extras = ["x"]}\n'
    '[feature.gpu.target.linux-64.dependencies]\npytorch = "2.1"\n'
)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("pixi.toml", PIXI),
        ("pyproject.toml", PIXI.replace("\n[", "\n[tool.pixi.").replace("[project]", "[tool.pixi.project]")),
    ],
)
def test_tables_of_pixi(path: str, text: str) -> None:
    facts = read({path: text})
    assert [(item.name, item.spec, item.pinned) for item in facts.manifests[0].requirements] == [
        ("numpy", "", False),
        ("pandas", "==2.2.0", True),
        ("scipy", ">=1", False),
        ("rich", "==13.0", True),
        ("pytorch", "2.1", True),
    ]
    assert [(at.line, at.excerpt) for at in facts.python_versions] == [(4, ">=3.11,<3.13")]


@pytest.mark.parametrize(
    ("tables", "python"),
    [
        ("[tool.pdm.dev-dependencies]\ntest = ['rich==13.0']\n", None),
        ("[tool.rye]\ndev-dependencies = ['rich==13.0']\n", None),
        ("[tool.uv]\ndev-dependencies = ['rich==13.0']\n", None),
        ("[tool.hatch.envs.default]\npython = '3.11'\nextra-dependencies = ['rich==13.0']\n", "3.11"),
        ("[tool.flit.metadata]\nrequires = ['rich==13.0']\nrequires-python = '>=3.9'\n", ">=3.9"),
    ],
)
def test_every_tools_own_lists_are_read(tables: str, python: str | None) -> None:
    facts = read({"pyproject.toml": tables})
    assert [(item.name, item.pinned) for item in facts.manifests[0].requirements] == [("rich", True)]
    assert [at.excerpt for at in facts.python_versions] == [python] * bool(python)


@pytest.mark.parametrize(
    ("spec", "pinned"),
    [
        ('{version = "1.0", extras = ["x"]}', True),
        ('[{version = "1.0", python = "<3.9"}, {version = "2.0", python = ">=3.9"}]', True),
        ('[{version = "1.0", python = "<3.9"}, {version = "^2.0", python = ">=3.9"}]', False),
        ('"2.1.0+cu118"', True),
        ('{git = "https://x.org/a.git", rev = "0123abcd"}', True),
        ('{git = "https://x.org/a.git", tag = "v1.2"}', True),
        ('{git = "https://x.org/a.git", branch = "main"}', False),
        ('{git = "https://x.org/a.git", rev = "main"}', False),
        ('{path = "../a"}', True),
        ("[]", False),
        ("{}", False),
        ("3", False),
        ('"1.*"', False),
    ],
)
def test_a_table_of_poetry_pins_when_all_that_it_allows_is_one(spec: str, pinned: bool) -> None:
    found = named("pyproject.toml", f"[tool.poetry.dependencies]\nfoo = {spec}\n")
    assert found["foo"].pinned is pinned


@pytest.mark.parametrize(
    "line",
    [
        "pandas=2.0.0=py310_0",
        "pandas=2023c=h04d1e81_0",
        "pandas   2.0.0",
        "pandas  2.0.0  py310_0  conda-forge",
        "pandas (2.0.0)",
        "pandas @ git+https://github.com/pandas-dev/pandas@0123abcd",
        "git+ssh://git@github.com/pandas-dev/pandas.git@v2.0.0#egg=pandas",
        "pandas @ https://x.org/pandas-2.0.0-py3-none-any.whl",
    ],
)
def test_every_way_to_name_one_version_pins(line: str) -> None:
    assert named("requirements.txt", f"# all\n{line}\n")["pandas"].pinned


@pytest.mark.parametrize(
    "line", ["pandas=2", "pandas 2.*", "pandas >=2.0", "pandas @ git+https://github.com/pandas-dev/pandas@main"]
)
def test_what_allows_several_versions_does_not_pin(line: str) -> None:
    assert not named("requirements.txt", f"{line}\n")["pandas"].pinned


def test_what_pip_lists_is_a_head_and_columns() -> None:
    listed = named("requirements.txt", "Package    Version\n---------- -------\npandas     2.0.0\nrich       13.0\n")
    assert {name: one.pinned for name, one in listed.items()} == {"pandas": True, "rich": True}
    columns = named("requirements.txt", "numpy==1.24.1   pandas==2.0.0\nrich==13.0\n")
    assert {name: (one.pinned, one.line) for name, one in columns.items()} == {
        "numpy": (True, 1),
        "pandas": (True, 1),
        "rich": (True, 2),
    }


def test_what_conda_exports_names_its_python() -> None:
    facts = read({"requirements.txt": "# platform: linux-64\npandas=2.0.0=py310_0\npython=3.10.4=h12debd9_0\n"})
    assert [item.name for item in facts.manifests[0].requirements] == ["pandas"]
    assert [(at.line, at.excerpt) for at in facts.python_versions] == [(3, "python=3.10.4=h12debd9_0")]


def test_versions_of_an_environment_are_pins_in_every_form_of_conda() -> None:
    found = named(
        "environment.yml", "dependencies: [tzdata=2023c=h04d1, openssl=1.1.1w, numpy 1.24.1, scipy=1, a 1.2.*]"
    )
    assert [name for name, one in found.items() if one.pinned] == ["tzdata", "openssl", "numpy"]


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
    assert facts.python_versions[0].excerpt == "3.12"


def test_other_text_files_are_no_manifests() -> None:
    assert read({"notes.txt": "numpy", "data/labels.txt": "a"}).manifests == ()


def required(files: dict[str, str | bytes]) -> dict[str, list[str]]:
    return {item.path: [one.name for one in item.requirements] for item in read(files).manifests}


# --- files that manifests hand over to -------------------------------------------------------------------------------


def test_a_file_of_constraints_pins_what_others_declare_and_declares_nothing() -> None:
    facts = read({"requirements.txt": "-c pins/all.txt\npandas\nrich\n", "pins/all.txt": "pandas==2.2.3\nscipy==1.1\n"})
    assert [item.path for item in facts.manifests] == ["requirements.txt"]
    assert [(one.name, one.pinned) for one in facts.manifests[0].requirements] == [("pandas", True), ("rich", False)]
    assert read({"constraints.txt": "pandas==2.2.3\n", "requirements/constraints.txt": "a==1\n"}).manifests == ()


def test_a_requirements_file_that_also_constrains_another_one_still_declares() -> None:
    facts = read({"requirements.txt": "pandas==2.2.3\n", "requirements-dev.in": "-c requirements.txt\npytest\n"})
    assert [item.path for item in facts.manifests] == ["requirements-dev.in", "requirements.txt"]


def test_an_includer_has_the_problem_of_what_it_includes() -> None:
    files = {"requirements.txt": "-r a/base.txt\nrich", "a/base.txt": "-rmore.txt", "a/more.txt": "b @ file:///C:/b"}
    assert all("author's machine" in item.problem for item in read(dict(files)).manifests)


@pytest.mark.parametrize(
    "line",
    [
        "/home/ada/tool",
        "-e /home/ada/tool",
        "C:\\Users\\ada\\tool.whl",
        "~/tool",
        "a @ git+file:///srv/a",
        "-r /opt/r.txt",
    ],
)
def test_an_absolute_path_is_of_the_authors_machine(line: str) -> None:
    assert "author's machine" in read({"requirements.txt": f"rich\n{line}\n"}).manifests[0].problem


@pytest.mark.parametrize(
    "line",
    ["# see file:///C:/a", "./tool", "-e .", "-e file:tool", "a @ file://${PWD}/a.whl", "a~=1.0", "git+ssh://git@x/y"],
)
def test_what_everybody_has_is_no_path_of_the_authors_machine(line: str) -> None:
    assert read({"requirements.txt": f"rich\n{line}\n"}).manifests[0].problem == ""


def test_an_environment_includes_requirements() -> None:
    listed = "dependencies:\n  - pip\n  - pip:\n      - -r deps/all.txt\n"
    assert required({"environment.yml": listed, "deps/all.txt": "rich"})["deps/all.txt"] == ["rich"]


@pytest.mark.parametrize(
    "table",
    [
        '[tool.setuptools.dynamic]\ndependencies = {file = ["deps/all.txt"]}\n',
        '[tool.setuptools.dynamic]\ndependencies = {file = "deps/all.txt"}\n',
        '[tool.setuptools.dynamic.optional-dependencies]\nweb = {file = ["deps/all.txt"]}\n',
        '[tool.hatch.metadata.hooks.requirements_txt]\nfiles = ["deps/all.txt"]\n',
    ],
)
def test_a_pyproject_takes_its_dependencies_from_a_file(table: str) -> None:
    text = f'[project]\nname = "a"\ndynamic = ["dependencies"]\n{table}'
    assert required({"pyproject.toml": text, "deps/all.txt": "rich"})["deps/all.txt"] == ["rich"]


def test_setup_files_take_their_dependencies_from_a_file() -> None:
    script = "from setuptools import setup\nsetup(install_requires=open('deps.list').read().split())\n"
    assert required({"setup.py": script, "deps.list": "rich"})["deps.list"] == ["rich"]
    cfg = "[options]\ninstall_requires = file: deps/all.txt\n"
    assert required({"setup.cfg": cfg, "deps/all.txt": "rich"}) == {"setup.cfg": [], "deps/all.txt": ["rich"]}


def test_extras_of_a_setup_cfg_are_declared() -> None:
    text = "[options.extras_require]\nweb =\n  flask>=2\nall = rich\n[flake8]\nignore = e1\n"
    assert set(named("setup.cfg", text)) == {"flask", "rich"}


def test_lines_that_go_on_are_one() -> None:
    found = named("requirements.txt", "a==1 \\\n    --hash=sha256:00 \\\n    --hash=sha256:01\nrich \\\n  >=13\n")
    assert (found["a"].pinned, found["a"].line) == (True, 1)
    assert (found["rich"].spec, found["rich"].line) == (">=13", 4)


# --- what is a manifest ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("requirement.txt", "requirements"),
        ("requirments-dev.txt", "requirements"),
        ("conda_environment.yml", "environment"),
        ("web/package.json", "package-json"),
        ("DESCRIPTION", "r-description"),
        ("install.R", "r-script"),
        ("Project.toml", "julia-project"),
        ("pom.xml", "maven"),
        ("src/App.csproj", "dotnet"),
        ("Gemfile", "gemfile"),
        ("composer.json", "composer"),
    ],
)
def test_every_language_has_manifests(path: str, kind: str) -> None:
    text = {"r-description": "Package: a\n", "julia-project": "[deps]\n", "environment": "dependencies: [a]\n"}
    assert [item.kind for item in read({path: text.get(kind, "{}")}).manifests] == [kind]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("pyproject.toml", "[tool.ruff]\nline-length = 100\n"),
        ("setup.cfg", "[flake8]\nmax-line-length = 100\n"),
        ("DESCRIPTION", "The data of a survey among cyclists.\n"),
        ("project.toml", '[[build.env]]\nname = "a"\n'),
        ("conda-settings.yml", "channels: [a]\n"),
    ],
)
def test_a_file_of_settings_declares_nothing(path: str, text: str) -> None:
    assert read({path: text}).manifests == ()


def test_lock_files_of_all_tools_are_found() -> None:
    names = ["pylock.toml", "pylock.dev.toml", "conda-lock.yml", "requirements.lock", "bun.lock", "go.sum", "renv.lock"]
    assert read(dict.fromkeys(names, "x")).locks == tuple(sorted(names))


CONDA = "channels: [conda-forge]\ndependencies:\n  - python=3.11\n  - pandas=2.2.0\n"


@pytest.mark.parametrize("path", ["envs/prod.yaml", "conda/env.yaml", "setup/bikes.yml", "deps.yaml"])
@pytest.mark.parametrize(
    "text",
    [
        CONDA,
        "name: bikes\n# all\ndependencies:\n  # ours\n  - conda-forge::pandas=2.2.0\n\n  - python=3.11\n",
        "dependencies: [python=3.11, pandas=2.2.0]\n",
    ],
)
def test_an_environment_of_conda_is_told_by_its_shape(path: str, text: str) -> None:
    facts = read({path: text})
    assert [(item.path, item.kind) for item in facts.manifests] == [(path, "environment")]
    assert [item.name for item in facts.manifests[0].requirements] == ["pandas"]
    assert [at.excerpt for at in facts.python_versions] == ["python=3.11"]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("chart/Chart.yaml", "name: a\ndependencies:\n  - name: python\n    version: 1.0\n"),
        ("roles/web/meta/main.yml", "galaxy_info:\n  author: ada\ndependencies:\n  - common\n"),
        ("pubspec.yaml", "dependencies:\n  flutter: any\n"),
        ("params.yaml", "model:\n  dependencies:\n    - python\n"),
        ("slack.yml", "channels: [news]\n"),
        ("broken.yaml", "a: [\n"),
        ("tests/data/env_a.yaml", CONDA),
    ],
)
def test_other_yaml_declares_nothing_of_python(path: str, text: str) -> None:
    assert [item for item in read({path: text}).manifests if item.kind == "environment"] == []


def test_of_files_that_only_their_text_tells_a_hundred_near_the_root_are_looked_at() -> None:
    class Counting(DictSnapshot):
        read_paths: ClassVar[list[str]] = []

        def read(self, path: str) -> bytes | None:
            self.read_paths.append(path)
            return super().read(path)

    snapshot = Counting({**{f"data/{n:03}.yaml": "a: 1\n" for n in range(300)}, "z.yaml": CONDA})
    facts = read_dependencies(snapshot, read_tree(snapshot))
    assert [item.path for item in facts.manifests] == ["z.yaml"]
    assert len(set(snapshot.read_paths)) == 100


@pytest.mark.parametrize("name", ["setup.py", "pyproject.toml"])
def test_a_manifest_in_a_template_is_not_broken(name: str) -> None:
    path = f"{{{{cookiecutter.slug}}}}/{name}"
    assert read({path: "{% if cookiecutter.a %}\n[project]\n{% endif %}\n"}).manifests[0].problem == NOT_READ


# --- lock files ------------------------------------------------------------------------------------------------------

POETRY = (
    '[[package]]\nname = "numpy"\nversion = "1.26.4"\npython-versions = ">=3.9"\n\n[[package]]\ncategory = "main"\n'
    'description = "a [b] = c"\nname = "Pandas_Extra"\npython-versions = "*"\nversion = "2.2.0"\n\n[metadata]\n'
    'lock-version = "2.0"\npython-versions = "^3.10"\ncontent-hash = "00"\n'
)
UV = (
    'version = 1\nrequires-python = ">=3.11"\n\n[[package]]\nname = "numpy"\nversion = "1.26.4"\ndependencies = [\n'
    '    { name = "other" },\n]\n\n[[package]]\nname = "pandas-extra"\nversion = "2.2.0"\n'
)
PDM = (
    '[metadata]\ngroups = ["default"]\nlock_version = "4.5.0"\n\n[[metadata.targets]]\nrequires_python = "==3.12.*"\n\n'
    '[[package]]\nname = "numpy"\nversion = "1"\nrequires_python = ">=3.9"\n\n[[package]]\nname = "pandas-extra"\n'
)
PYLOCK = (
    'lock-version = "1.0"\ncreated-by = "pip"\nrequires-python = ">=3.12"\n\n[[packages]]\nname = "numpy"\n'
    'version = "1.26.4"\nrequires-python = ">=3.9"\n\n[[packages]]\nname = "pandas-extra"\nversion = "2"\n'
)
PIPENV = """{
    "_meta": {
        "hash": {"sha256": "00"},
        "requires": {
            "python_version": "3.9"
        }
    },
    "default": {"numpy": {"markers": "python_version >= '3.8'", "version": "==1.26.4"}},
    "develop": {"pandas-extra": {"version": "==1"}}
}"""
CONDA_LOCK = (
    "version: 1\nmetadata:\n  channels:\n  - url: conda-forge\npackage:\n- name: python\n  version: 3.11.0\n"
    "  manager: conda\n- dependencies: {}\n  manager: conda\n  name: numpy\n  version: 1.26.4\n- name: pandas-extra\n"
    "  version: 1.0\n  manager: pip\n"
)
PIXI_LOCK = (
    "version: 6\nenvironments:\n  default:\n    channels:\n    - url: https://conda.anaconda.org/conda-forge/\n"
    "packages:\n- conda: https://conda.anaconda.org/conda-forge/linux-64/python-3.11.9-hb806964_0_cpython.conda\n"
    "  sha256: 00\n- conda: https://x.org/linux-64/numpy-1.26.4-py311h64a7726_0.conda\n"
    "- pypi: https://x.org/pandas_extra-1.0-py3-none-any.whl\n  name: pandas-extra\n  version: '1.0'\n"
)
LOCKS = [
    ("poetry.lock", POETRY, 15, "^3.10"),
    ("uv.lock", UV, 2, ">=3.11"),
    ("train.py.lock", UV, 2, ">=3.11"),
    ("pdm.lock", PDM, 6, "==3.12"),
    ("pylock.toml", PYLOCK, 3, ">=3.12"),
    ("Pipfile.lock", PIPENV, 5, "3.9"),
    ("conda-lock.yml", CONDA_LOCK, 7, "3.11.0"),
    ("pixi.lock", PIXI_LOCK, 7, "python-3.11.9"),
]


@pytest.mark.parametrize(("path", "text"), [(path, text) for path, text, _, _ in LOCKS])
def test_a_lock_file_alone_declares_what_it_fixes(path: str, text: str) -> None:
    (manifest,) = read({path: text}).manifests
    assert {item.name for item in manifest.requirements} - {"python"} == {"numpy", "pandas-extra"}
    assert all(item.pinned for item in manifest.requirements)


@pytest.mark.parametrize("text", [text for _, text, _, _ in LOCKS])
@pytest.mark.parametrize("path", ["poetry.lock", "conda-lock.yml"])
def test_a_lock_file_beside_what_it_was_made_from_is_not_read_for_packages(path: str, text: str) -> None:
    beside = {"pyproject.toml": "[project]\nname = 'a'\ndependencies = ['numpy']\n", path: text}
    assert [item.path for item in read(dict(beside)).manifests] == ["pyproject.toml"]


@pytest.mark.parametrize(("path", "text", "line", "version"), LOCKS)
@pytest.mark.parametrize("alone", [True, False])
def test_a_lock_file_names_its_python(path: str, text: str, line: int, version: str, alone: bool) -> None:
    beside = {} if alone else {"pyproject.toml": "[project]\nname = 'a'\ndependencies = ['numpy']\n"}
    (at,) = read({path: text, **beside}).python_versions
    assert (at.path, at.line) == (path, line)
    assert version in at.excerpt


def test_a_long_lock_file_is_read_to_its_end() -> None:
    package = '[[package]]\nname = "a"\nversion = "1"\n' + '    {file = "a.whl", hash = "sha256:00"},\n' * 50
    (at,) = read({"poetry.lock": package * 200 + POETRY}).python_versions
    assert at.excerpt == 'python-versions = "^3.10"'


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("poetry.lock", POETRY.replace("^3.10", "*")),
        ("uv.lock", UV.replace('requires-python = ">=3.11"\n', "")),
        ("pdm.lock", PDM.replace("==3.12.*", "*")),
        ("pylock.toml", PYLOCK.replace('requires-python = ">=3.12"\n', "")),
        ("Pipfile.lock", PIPENV.replace("3.9", "3")),
        ("conda-lock.yml", CONDA_LOCK.replace("name: python", "name: python-dateutil")),
        ("pixi.lock", PIXI_LOCK.replace("/python-3.11.9", "/python-dateutil-2.9.0")),
    ],
)
def test_the_pythons_of_locked_packages_are_not_that_of_the_project(path: str, text: str) -> None:
    assert read({path: text}).python_versions == ()


@pytest.mark.parametrize("text", ["", "{", "{}", "[1]", '{"default": [1]}', "name: [", "\0\1\2" * 100, "[[package]]\n"])
def test_a_lock_file_that_says_nothing_is_survived(text: str) -> None:
    facts = read({"app/poetry.lock": text})
    assert all(not item.requirements for item in facts.manifests)
    assert facts.python_versions == ()


def test_two_lock_files_are_two_manifests_and_an_empty_one_is_none() -> None:
    locks: dict[str, str | bytes] = {"poetry.lock": POETRY, "uv.lock": UV, "a/uv.lock": ""}
    assert [item.path for item in read(locks).manifests] == ["poetry.lock", "uv.lock"]


def test_a_list_of_pinned_requirements_may_be_called_a_lock() -> None:
    assert required({"requirements-dev.lock": "numpy==1.26.4\n-e file:.\n"}) == {"requirements-dev.lock": ["numpy"]}


# --- scripts that declare for themselves -----------------------------------------------------------------------------

HEADER = (
    '# /// script\n# requires-python = ">=3.11"\n# dependencies = [\n#   "numpy==1.26.4",\n#\n#   "rich",\n# ]\n# ///\n'
)


def scripted(files: dict[str, str | bytes]) -> DependencyFacts:
    found = repo_of(files).dependencies
    assert isinstance(found, DependencyFacts)
    return found


def test_a_script_declares_in_its_first_lines() -> None:
    facts = scripted({"train.py": f"#!/usr/bin/env -S uv run\n{HEADER}\nimport numpy\n"})
    (manifest,) = facts.manifests
    assert (manifest.path, manifest.kind) == ("train.py", "script")
    assert [(item.name, item.line, item.pinned) for item in manifest.requirements] == [
        ("numpy", 5, True),
        ("rich", 7, False),
    ]
    assert [(at.path, at.line, at.excerpt) for at in facts.python_versions] == [("train.py", 3, ">=3.11")]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("train.py", "# /// script\n# dependencies = ['numpy']\nimport numpy\n"),
        ("train.py", "# /// tool\n# dependencies = ['numpy']\n# ///\n"),
        ("train.py", "x = 1  # /// script\n"),
        ("train.py", "# /// script\n# dependencies = []\n# ///\n"),
        ("tests/test_a.py", HEADER),
        ("examples/a.py", HEADER),
    ],
)
def test_what_is_no_such_header_declares_nothing(path: str, text: str) -> None:
    assert scripted({path: text}).manifests == ()


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.py", "# /// script\n"),
        ("a.py", "# /// script\n# x\n"),
        ("conda-lock.yml", f"- name: python\n{(' ' * 40 + chr(10)) * 8}"),
        ("pixi.lock", f"- conda: {'/a-1' * 70}\n"),
        ("poetry.lock", "[[package]]\n"),
        ("b.yaml", f"dependencies:\n{(' ' * 40 + chr(10)) * 8}"),
        ("b.yaml", "channels:\n"),
        ("b.yaml", "dependencies: [\n"),
    ],
)
def test_what_repeats_the_start_of_a_pattern_is_read_to_its_end(path: str, text: str) -> None:
    facts = scripted({path: text * (200_000 // len(text))})
    assert {one.name for item in facts.manifests for one in item.requirements} <= {"python"}


def test_a_script_without_header_leaves_a_manifest_as_it_is() -> None:
    files: dict[str, str | bytes] = {"requirements.txt": "numpy\n", "a.py": "import numpy\n"}
    assert scripted(files) == read(files)


# --- the version of Python -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "text", "line", "excerpt"),
    [
        ("Jenkinsfile", "pipeline {\n  agent { docker { image 'python:3.11-slim' } }\n}\n", 2, None),
        ("ci/Jenkinsfile.test", "agent {\n  docker 'python:3.11'\n}\n", 2, None),
        ("Jenkinsfile", "docker.image('registry.x.org/python:3.11').inside {\n", 1, None),
        ("azure-pipelines.yml", "- {task: UsePythonVersion@0, inputs: {versionSpec: '3.11'}}\n", 1, None),
        ("azure-pipelines.yml", "pool: {vmImage: ubuntu}\nvariables: {a: 1, python.version: '3.11'}\n", 2, None),
        (".github/workflows/ci.yml", "- uses: actions/setup-python@v5\n  with: {python-version: '3.11'}\n", 2, None),
        ("Dockerfile", "# web\nFROM python:3.11-slim\n", 2, "FROM python:3.11-slim"),
        ("Dockerfile", "ARG V=3.10\nFROM python:${V}-slim AS a\nFROM a\n", 2, "FROM python:3.10-slim"),
        ("Dockerfile", "FROM node:18\nFROM ghcr.io/astral-sh/uv:0.4-python3.12-alpine\n", 2, None),
        ("Dockerfile", "FROM continuumio/miniconda3\nRUN conda install -y python=3.9 numpy\n", 2, None),
        ("Dockerfile", "FROM continuumio/miniconda3:py310_23.1\n", 1, None),
        ("Dockerfile", "FROM ubuntu\nRUN apt-get update && \\\n apt-get install -y python3.10\n", 3, None),
        (".tool-versions", "nodejs 18.1\npython 3.11.4\n", 2, "python 3.11.4"),
        ("mise.toml", '[tools]\nnode = "20.1"\npython = "3.12"\n', 3, None),
        ("runtime.txt", "python-3.9.6\n", 1, "python-3.9.6"),
        (".github/workflows/ci.yml", "with:\n  node-version: 18.1\n  python-version: '3.11'\n", 3, None),
        (".github/workflows/ci.yml", "matrix:\n  python-version:\n    - '3.9'\n", 2, None),
        (".travis.yml", "language: python\npython:\n  - 3.6\n", 2, None),
        ("render.yaml", "envVars:\n  - key: PYTHON_VERSION\n    value: 3.11.4\n", 2, None),
        ("app.yaml", "runtime: python39\n", 1, None),
        ("compose.yaml", "services:\n  a:\n    image: python:3.9\n", 3, None),
        (".devcontainer/devcontainer.json", '{\n"image": "mcr.microsoft.com/devcontainers/python:1-3.11"}', 2, None),
        ("README.md", "---\nsdk: gradio\npython_version: 3.10\n---\n# A\n", 3, None),
        ("setup.py", "from setuptools import setup\nsetup(python_requires='>=3.8')\n", 2, ">=3.8"),
        ("setup.cfg", "[options]\npython_requires = >=3.7\n", 2, ">=3.7"),
    ],
)
def test_files_of_tools_name_the_version_of_python(path: str, text: str, line: int, excerpt: str | None) -> None:
    (at,) = read({path: text}).python_versions
    assert (at.path, at.line) == (path, line)
    assert at.excerpt == excerpt if excerpt else at.excerpt


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("Dockerfile", "FROM python:3\n"),
        ("Dockerfile", "FROM python:latest\nRUN pip install a==3.8\n"),
        ("Dockerfile", "FROM python:3-alpine3.18\n"),
        ("Dockerfile", "FROM continuumio/miniconda3:4.10.3\n"),
        ("runtime.txt", "r-3.6-2019-01-01\n"),
        (".python-version", "miniconda3-4.7.12\n"),
        (".github/workflows/ci.yml", "# python-version: 3.9\nnode-version: 18.3\n"),
        (".github/workflows/ci.yml", "python-version: 3.x\n"),
        ("environment.yml", "dependencies: [python, numpy]\n"),
        ("pyproject.toml", '[tool.poetry.dependencies]\npython = "*"\n'),
        ("package.json", '{"engines": {"node": ">=18.3"}, "python": "3.8"}'),
        ("package-lock.json", '{"python": "3.8"}'),
        ("tests/Dockerfile", "FROM python:3.8\n"),
        ("Jenkinsfile", "docker { image 'node:18.1' }\nsh 'python 3.8'\n"),
        ("azure-pipelines.yml", "- {task: UseNode@1, inputs: {version: '18.1'}}\n"),
        ("azure-pipelines.yml", "- {inputs: {versionSpec: '$(python.version)'}}\n"),
    ],
)
def test_what_allows_any_python_or_is_no_python_names_no_version(path: str, text: str) -> None:
    facts = read({path: text})
    assert (facts.python_versions, facts.python_told) == ((), ())


@pytest.mark.parametrize(
    "line",
    [
        "It needs Python 3.10 or newer.",
        "- **Python** >= `3.9`",
        "Python 3.8+",
        "| Python | 3.10 |",
        "Python 3 (3.7 ou supérieur)",
        "conda create -n bikes python=3.9",
        "![Python](https://img.shields.io/badge/python-3.10-blue)",
        "![Python](https://img.shields.io/badge/python-%3E%3D3.9-blue)",
        "![Python](https://img.shields.io/badge/python%20version-3.8%2B-blue)",
    ],
)
def test_a_readme_tells_people_the_version_of_python(line: str) -> None:
    facts = read({"README.md": f"# Bikes\n\n{line}\n"})
    assert facts.python_versions == ()
    assert [(at.path, at.line) for at in facts.python_told] == [("README.md", 3)]


@pytest.mark.parametrize(
    "line",
    [
        "Python 3",
        "Python. 3.5 million trips",
        "Python 3.x",
        "lib/python3.8/site-packages",
        "Python, 2.5 GB of it",
        "IPython 3.2",
    ],
)
def test_other_numbers_of_a_readme_are_no_version_of_python(line: str) -> None:
    assert read({"README.md": f"# Bikes\n\n{line}\n"}).python_told == ()


def test_a_file_that_may_name_the_version_and_was_not_read_is_remembered() -> None:
    snapshot = DictSnapshot({}, large={"Dockerfile": 1})
    assert read_dependencies(snapshot, read_tree(snapshot)).python_unread == "Dockerfile"
