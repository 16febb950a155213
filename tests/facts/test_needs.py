"""What the code needs: packages, variables, files of models."""

import pytest

from facts_of import repo_of
from portfolio_audit.examples import notebook
from portfolio_audit.facts.dependencies import read_dependencies
from portfolio_audit.facts.needs import read_needs
from portfolio_audit.facts.needs.installing import asked
from portfolio_audit.facts.opening import open_sources
from portfolio_audit.facts.readme import read_readme
from portfolio_audit.facts.tree import read_tree
from portfolio_audit.model.facts import ModelFile, NeedsFacts, Package
from snapshots import DictSnapshot


def needs(files: dict[str, str]) -> NeedsFacts:
    found = repo_of({path: notebook(text) if path.endswith(".ipynb") else text for path, text in files.items()}).needs
    assert isinstance(found, NeedsFacts)
    return found


def packages(files: dict[str, str]) -> dict[str, Package]:
    return {package.distribution: package for package in needs(files).packages}


def ways(code: str, requirements: str = "pandas\n", path: str = "a.py", **others: str) -> dict[str, str]:
    """How each package of the code comes to be installed; `_` stands for `.` in the names of other files."""
    files = {name.replace("__", "."): text for name, text in others.items()}
    found = packages({path: code, "requirements.txt": requirements, **files})
    return {name: package.way for name, package in found.items()}


# --- which packages --------------------------------------------------------------------------------------------------


def test_an_import_is_covered_by_what_installs_it_or_by_what_does_as_well() -> None:
    assert ways("import cv2\nimport yaml\n", "opencv-contrib-python==4.8\nPyYAML\n") == {
        "opencv-contrib-python": "declared",
        "pyyaml": "declared",
    }
    assert ways("import cv2\nimport yaml\n", "numpy\n") == {"opencv-python": "", "pyyaml": ""}


def test_the_first_place_that_needs_a_package_is_kept() -> None:
    found = packages({"b.ipynb": "# %%\nimport torch", "c.py": "x = 1\nimport torch\n", "requirements.txt": "numpy\n"})
    assert (found["torch"].at.path, found["torch"].at.line, found["torch"].at.excerpt) == ("c.py", 2, "import torch")


def test_modules_of_the_repository_are_no_packages() -> None:
    files = {
        "a.py": "import torch\nimport datasets.mine\nimport Evaluate\nfrom . import box\n",
        "requirements.txt": "numpy\n",
    }
    assert set(packages(files)) == {"torch", "datasets", "evaluate"}
    own = {"torch.py": "", "src/datasets/deep/mine.py": "", "tools/evaluate.ipynb": "# %%\nx = 1"}
    assert packages({**files, **own}) == {}


def test_a_folder_without_code_hides_no_package() -> None:
    assert ways("import mlflow\n", **{"mlflow/Dockerfile": "FROM python:3.12\n"}) == {"mlflow": ""}


def test_what_is_not_known_for_sure_is_counted_and_not_accused() -> None:
    found = needs(
        {"a.py": "import os, helpers_of_mine, google.colab\nimport urllib2\n", "requirements.txt": "pandas\n"}
    )
    assert (found.packages, found.unsure) == ((), 2)


def test_parts_of_a_namespace_are_packages_of_their_own() -> None:
    code = "from google.cloud import storage, tasks_v2\nimport google.protobuf.message\n"
    assert ways(code, "google-cloud-storage\n") == {"google-cloud-storage": "declared", "protobuf": "brought"}


@pytest.mark.parametrize(
    "code",
    [
        "try:\n    import torch\nexcept ImportError:\n    torch = None\n",
        "try:\n    import numpy\nexcept (KeyError, ModuleNotFoundError):\n    import torch\n",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import torch\n",
        "import sys\nif sys.platform == 'win32':\n    import torch\nelse:\n    import torchvision\n",
        "import importlib.util\nif importlib.util.find_spec('torch'):\n    import torch\n",
        "if 0:\n    import torch\n",
    ],
)
def test_an_import_that_is_guarded_is_not_needed(code: str) -> None:
    assert ways(code) == {}


@pytest.mark.parametrize(
    "code",
    [
        "def train():\n    import torch\n",
        "try:\n    x = 1\nexcept ValueError:\n    pass\nelse:\n    import torch\n",
        "try:\n    import torch\nexcept OSError:\n    pass\n",
        "class A:\n    with open('x') as f:\n        import torch\n",
        "match 1:\n    case 1:\n        import torch\n",
        "if __name__ == '__main__':\n    import torch\n",
    ],
)
def test_an_import_that_runs_is_needed_wherever_it_stands(code: str) -> None:
    assert ways(code) == {"torch": ""}


@pytest.mark.parametrize("path", ["tests/test_a.py", "examples/a.py", "docs/conf.py", "setup.py", ".later/a.py"])
def test_what_is_no_part_of_the_work_needs_nothing(path: str) -> None:
    assert ways("import torch\n", path=path) == {}


# --- what is declared ------------------------------------------------------------------------------------------------


def test_all_manifests_count_together() -> None:
    files = {
        "app/requirements.txt": "flask[async]>=2 ; python_version > '3.8'\n",
        "pyproject.toml": "[tool.poetry.group.dev.dependencies]\nnltk = '*'\n",
        "environment.yml": "dependencies:\n  - conda-forge::pytorch=2.1\n  - pip:\n      - xgboost\n",
        "setup.py": "from setuptools import setup\nsetup(install_requires=[], extras_require={'x': ['spacy>=3']})\n",
        "a.py": "import flask, nltk, torch, xgboost, spacy\n",
    }
    assert {package.way for package in packages(files).values()} == {"declared"}


@pytest.mark.parametrize(
    "line",
    [
        "git+https://github.com/openai/whisper.git@main",
        "git+https://github.com/openai/whisper#egg=openai-whisper",
        "https://example.org/openai_whisper-1.0-py3-none-any.whl",
        "https://github.com/openai/whisper/archive/main.zip",
        "openai-whisper @ git+https://github.com/openai/whisper",
        "openai_whisper 20231117",
    ],
)
def test_a_requirement_from_elsewhere_has_the_name_at_its_end(line: str) -> None:
    found = needs({"a.py": "import whisper\n", "requirements.txt": f"{line}\n"})
    assert [(package.distribution, package.way) for package in found.packages] == [("openai-whisper", "declared")]


@pytest.mark.parametrize(
    "line",
    [
        "-r other.txt",
        "-e .",
        "./pkg",
        "pandas, numpy",
        "pip install pandas",
        "-r ../base.txt",
        "--requirement gone.txt",
    ],
)
def test_a_line_that_cannot_be_followed_leaves_open_what_is_installed(line: str) -> None:
    found = needs({"a.py": "import torch\n", "requirements.txt": f"numpy\n{line}\n"})
    assert found.doubt is not None
    assert (found.doubt.path, found.doubt.line, found.doubt.excerpt) == ("requirements.txt", 2, line)


@pytest.mark.parametrize(
    "line", ["", "# -r gone.txt", "numpy>=1 # -e .", "--index-url https://x.org", "-c pins.txt", "a[b]==1"]
)
def test_a_plain_line_leaves_nothing_open(line: str) -> None:
    assert needs({"a.py": "import torch\n", "requirements.txt": f"numpy\n{line}\n"}).doubt is None


def test_a_package_of_the_repository_is_followed_into_its_own_manifest() -> None:
    setup = "from setuptools import setup\nsetup(install_requires=['torch'])\n"
    found = needs({"a.py": "import torch\n", "requirements.txt": "-e .[dev]\n", "setup.py": setup})
    assert (found.doubt, [package.way for package in found.packages]) == (None, ["declared"])


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("setup.py", "from setuptools import setup\nsetup(install_requires=read('needs.list'))\n"),
        ("setup.py", "from setuptools import setup\nsetup(**configuration())\n"),
        ("pyproject.toml", "[project]\nname = 'a'\ndynamic = ['version', 'dependencies']\n"),
        ("environment.yml", "dependencies: [\n"),
        ("pixi.toml", "[dependencies\n"),
    ],
)
def test_a_manifest_that_is_computed_or_broken_leaves_open_what_it_installs(path: str, text: str) -> None:
    found = needs({"a.py": "import torch\n", path: text}).doubt
    assert found is not None and found.path == path


@pytest.mark.parametrize(
    "files",
    [
        {"environment.yml": "dependencies:\n  - pip:\n      - -r gone.txt\n"},
        {"environment.yml": "dependencies:\n  - numpy\n  - pip:\n      - -e ../lib\n"},
        {"requirements-dev.txt": "pytest\n", "Pipfile.lock": "{}"},
        {
            "pyproject.toml": "[project]\nname = 'a'\ndynamic = ['dependencies']\n"
            "[tool.setuptools.dynamic]\ndependencies = {file = ['gone.txt']}\n",
            "requirements-dev.txt": "pytest\n",
        },
        {"setup.cfg": "[options]\ninstall_requires = file: gone.txt\n"},
    ],
)
def test_what_a_manifest_hands_over_to_and_was_not_read_leaves_open_what_it_installs(files: dict[str, str]) -> None:
    assert needs({"a.py": "import torch\n", **files}).doubt is not None


@pytest.mark.parametrize(
    "files",
    [
        {"environment.yml": "dependencies:\n  - pip:\n      - -r deps/all.txt\n", "deps/all.txt": "torch\n"},
        {
            "pyproject.toml": "[project]\nname = 'a'\ndynamic = ['dependencies']\n"
            "[tool.setuptools.dynamic]\ndependencies = {file = ['deps/all.txt']}\n",
            "deps/all.txt": "torch\n",
        },
        {"setup.cfg": "[options.extras_require]\nall =\n  torch\n"},
        {"environment.yml": "dependencies:\n  - pip:\n      - git+https://github.com/x/torch.git\n"},
        {"requirements.txt": "torch \\\n  >=2\n"},
        {"poetry.lock": '[[package]]\nname = "torch"\nversion = "2.1"\n'},
        {"requirements-dev.txt": "pytest\n", "Pipfile.lock": '{"default": {"torch": {"version": "==2.1"}}}'},
        {"conda-lock.yml": "package:\n- name: pytorch\n  version: 2.1\n  manager: conda\n"},
        {"pixi.lock": "packages:\n- conda: https://x.org/linux-64/pytorch-2.1-py311_0.conda\n"},
        {"a.py": "# /// script\n# dependencies = ['torch']\n# ///\nimport torch\n"},
        {"envs/gpu.yaml": "channels: [pytorch]\ndependencies: [pytorch]\n"},
        {"requirements.txt": "pytorch=2.0.1=py3.10_cuda11.8_0\n"},
        {"requirements.txt": "Package    Version\n---------- -------\ntorch      2.0.1\n"},
        {"requirements.txt": "numpy==1.24.1\t\ttorch==2.0.1\n"},
        {"pixi.toml": "[dependencies]\npytorch = '>=2'\n"},
        {"pyproject.toml": "[tool.pixi.dependencies]\npytorch = '*'\n"},
        {"pyproject.toml": "[tool.pdm.dev-dependencies]\nml = ['torch']\n"},
        {"pyproject.toml": "[tool.rye]\ndev-dependencies = ['torch']\n"},
        {"pyproject.toml": "[dependency-groups]\nml = ['torch']\n"},
        {"pyproject.toml": "[tool.hatch.envs.default]\ndependencies = ['torch']\n"},
        {"pyproject.toml": "[tool.flit.metadata]\nmodule = 'a'\nrequires = ['torch']\n"},
    ],
)
def test_what_a_manifest_hands_over_to_is_declared(files: dict[str, str]) -> None:
    found = needs({"a.py": "import torch\n", **files})
    assert (found.doubt, [package.way for package in found.packages]) == (None, ["declared"])


def test_what_a_lock_file_alone_does_not_name_is_missing() -> None:
    lock = '[[package]]\nname = "numpy"\nversion = "1.26.4"\n'
    assert ways("import numpy, torch\n", "", uv__lock=lock) == {"numpy": "declared", "torch": ""}


def test_a_header_is_meant_for_the_folder_of_its_script() -> None:
    script = "# /// script\n# dependencies = ['numpy']\n# ///\nimport numpy\n"
    files = {"tools/a.py": script, "tools/b.py": "import torch\n", "notebooks/c.py": "import torchvision\n"}
    assert {name: package.way for name, package in packages(files).items()} == {"numpy": "declared", "torch": ""}


def test_constraints_declare_nothing() -> None:
    files = {"a.py": "import torch\n", "requirements.txt": "-c pins.txt\nnumpy\n", "pins.txt": "torch==2.1\n"}
    assert [package.way for package in needs(files).packages] == [""]


def test_a_setup_that_reads_a_manifest_of_the_repository_is_clear() -> None:
    setup = "from setuptools import setup\nsetup(install_requires=open('requirements.txt').read().split())\n"
    assert needs({"a.py": "import torch\n", "setup.py": setup, "requirements.txt": "numpy\n"}).doubt is None


def test_a_manifest_is_meant_for_what_lies_below_it_or_beside_its_folder() -> None:
    apart = {"one/requirements.txt": "numpy\n", "one/a.py": "import torch\n", "two/b.py": "import torchvision\n"}
    assert set(packages(apart)) == {"torch"}
    beside = {"deploy/requirements/base.txt": "numpy\n", "src/a.py": "import torch\n"}
    assert set(packages(beside)) == {"torch"}


# --- what brings a package all the same ------------------------------------------------------------------------------


def test_another_package_brings_it_along() -> None:
    found = packages({"a.py": "import numpy\nimport dotenv\n", "requirements.txt": "seaborn\nuvicorn[standard]\n"})
    assert [(package.way, package.by) for package in found.values()] == [
        ("brought", "seaborn"),
        ("brought", "uvicorn[standard]"),
    ]


def test_a_stranger_may_bring_what_is_often_brought_and_nothing_else() -> None:
    assert ways("import pandas, streamlit_lottie\n", "toolbox-of-mine\n") == {
        "pandas": "brought",
        "streamlit-lottie": "",
    }


def test_in_a_frozen_list_nothing_is_left_out() -> None:
    named = "numpy pandas python-dateutil pytz tzdata six scipy scikit-learn joblib threadpoolctl matplotlib pillow"
    frozen = f"{named} packaging pyparsing cycler kiwisolver fonttools stranger"
    assert ways("import statsmodels\n", "==1\n".join([*frozen.split(), ""])) == {"statsmodels": ""}


def test_a_package_under_a_wrong_name_is_told_apart() -> None:
    assert ways("import sklearn\n", "sklearn\n") == {"scikit-learn": "misnamed"}
    assert ways("import cv2\n", "opencv==4.9\n") == {"opencv-python": "misnamed"}


@pytest.mark.parametrize(
    "cell",
    [
        "!pip install -q torch",
        "%pip install 'torch>=2'",
        "!conda install -c pytorch pytorch -y",
        "!{sys.executable} -m pip install torch",
    ],
)
def test_a_notebook_may_install_what_it_needs(cell: str) -> None:
    assert ways(f"# %%\n{cell}\n# %%\nimport torch\n", path="a.ipynb") == {"torch": "installed"}


def test_what_one_notebook_installs_another_lacks() -> None:
    found = packages(
        {
            "a.ipynb": "# %%\n!pip install torch\n# %%\nimport torch",
            "b.ipynb": "# %%\nimport torch",
            "requirements.txt": "numpy\n",
        }
    )
    assert (found["torch"].way, found["torch"].at.path) == ("", "b.ipynb")


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("README.md", "# A\n\n```bash\npip install torch\n```\n"),
        ("Dockerfile", "FROM python:3.12\nRUN pip install --no-cache-dir \\\n    numpy torch\n"),
        ("run.sh", "uv pip install torch && python a.py\n"),
    ],
)
def test_a_command_elsewhere_installs_it(path: str, text: str) -> None:
    assert ways("import torch\n", **{path: text}) == {"torch": "installed"}


@pytest.mark.parametrize(
    "code",
    [
        "import google.colab\nimport torch",
        "open('/kaggle/input/x.csv')\nimport torch",
        "import kaggle_secrets\nimport torch",
    ],
)
def test_colab_and_kaggle_have_packages_of_their_own(code: str) -> None:
    assert ways(f"# %%\n{code}\n", path="a.ipynb") == {"torch": "given"}


@pytest.mark.parametrize("code", ["import google.colab\n", "from google.colab import drive\n"])
def test_a_script_that_needs_colab_or_was_saved_from_it_runs_there(code: str) -> None:
    assert ways(f"{code}import torch\n") == {"torch": "given"}
    guarded = f"try:\n    {code}except ImportError:\n    pass\nimport torch\n"
    assert ways(guarded) == {"torch": ""}
    assert ways(f'"""Automatically generated by Colab."""\n{guarded}') == {"torch": "given"}


def test_a_container_image_a_space_and_a_kernel_have_packages_of_their_own() -> None:
    assert ways("import airflow\n", **{"docker-compose.yml": "services:\n  a:\n    image: apache/airflow:2.9\n"}) == {
        "apache-airflow": "given"
    }
    assert ways("import gradio\n", README__md="---\ntitle: A\nsdk: gradio\n---\n# A\n") == {"gradio": "given"}
    assert ways("# %%\nimport IPython\n", path="a.ipynb") == {"ipython": "given"}
    assert ways("import IPython\n") == {"ipython": ""}


# --- variables -------------------------------------------------------------------------------------------------------


def variables(code: str, **files: str) -> dict[str, str | None]:
    """Each variable with the file that tells of it."""
    found = needs({"app.py": code, **{name.replace("__", "."): text for name, text in files.items()}}).variables
    return {variable.name: variable.told.path if variable.told else None for variable in found}


@pytest.mark.parametrize(
    "code",
    [
        "import os\nos.environ['API_KEY']\n",
        "from os import environ as env\nenv.get('API_KEY')\n",
        "from os import getenv\nprint(getenv('API_KEY'))\n",
        "from decouple import config\nconfig('API_KEY')\n",
        "import streamlit as st\nst.secrets['API_KEY']\n",
        "import streamlit as st\nst.secrets.API_KEY\n",
        "import os\nos.environ['API_KEY'] = os.getenv('API_KEY')\n",
    ],
)
def test_a_variable_that_must_be_set_is_found(code: str) -> None:
    assert variables(code) == {"API_KEY": None}


@pytest.mark.parametrize(
    "code",
    [
        "import os\nos.getenv('API_KEY', '')\n",
        "import os\nkey = os.getenv('API_KEY') or input()\n",
        "import os\nkey = os.getenv('API_KEY')\nif not key:\n    raise SystemExit\n",
        "import os\nif os.environ.get('API_KEY') == '1':\n    print()\n",
        "import os\nos.environ['API_KEY'] = input()\nprint(os.environ['API_KEY'])\n",
        "import os\nprint(os.environ['HOME'], os.environ['TF_X'], os.environ[name], os.environ['a b'])\n",
        "from decouple import config\nconfig('API_KEY', default=None)\n",
        "import streamlit as st\nst.secrets.get('API_KEY', None)\nst.secrets.items()\n",
    ],
)
def test_a_variable_that_may_be_missing_is_none(code: str) -> None:
    assert variables(code) == {}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (".env.example", "API_KEY=\n"),
        ("env.sample", "API_KEY=\n"),
        (".streamlit/secrets.toml.example", 'API_KEY = ""\n'),
        ("README.md", "# A\n\nSet `API_KEY` first.\n"),
        ("docker-compose.yml", "services:\n  a:\n    environment:\n      - API_KEY=${API_KEY}\n"),
        ("app.json", '{"env": {"API_KEY": {}}}'),
        ("render.yaml", "envVars:\n  - key: API_KEY\n"),
        ("b.py", "raise SystemExit('API_KEY is not set')\n"),
    ],
)
def test_a_variable_is_told_of_where_a_reader_looks(path: str, text: str) -> None:
    assert variables("import os\nos.environ['API_KEY']\n", **{path: text}) == {"API_KEY": path}


def test_part_of_another_name_tells_nothing() -> None:
    assert variables("import os\nos.environ['KEY']\n", README__md="# A\n\nSet `API_KEY`, `KEYS` and `x.KEY`.\n") == {
        "KEY": None
    }


# --- models ----------------------------------------------------------------------------------------------------------

APP = "import joblib\nimport streamlit as st\n\nst.title('A')\n"


def models(load: str, **files: str) -> tuple[ModelFile, ...]:
    code = {"app.py": APP + load, **{name.replace("__", "."): text for name, text in files.items()}}
    return needs(code).models


@pytest.mark.parametrize(
    "load",
    [
        "m = joblib.load('models/m.pkl')\n",
        "m = joblib.load(filename='models/m.pkl')\n",
        "PATH = 'models/m.pkl'\nm = joblib.load(PATH)\n",
        "import os\nm = joblib.load(os.path.join(os.path.dirname(__file__), 'models', 'm.pkl'))\n",
        "from pathlib import Path\nBASE = Path(__file__).parent\nm = joblib.load(BASE / 'models' / 'm.pkl')\n",
        "import pickle\nm = pickle.load(open('models/m.pkl', 'rb'))\n",
        "import pickle\nwith open('o.bin', 'rb') as f:\n    f.read()\n"
        "with open('models/m.pkl', 'rb') as f:\n    m = pickle.load(f)\n",
        "m = joblib.load(f'{BASE}/models/m.pkl')\n",
        "BASE = 'models'\nm = joblib.load(BASE + '/m.pkl')\n",
        "import torch\nm.load_state_dict(torch.load('models/m.pkl'))\n",
    ],
)
def test_a_model_is_found_by_the_literal_end_of_its_path(load: str) -> None:
    (found,) = models(load)
    assert (found.path.endswith("m.pkl"), found.served, found.found) == (True, True, "")
    (found,) = models(load, **{"deploy/m.pkl": "a model"})
    assert found.found == "tree"


def test_a_path_may_be_a_constant_of_another_file() -> None:
    files = {"settings.py": "MODEL = 'models/m.pkl'\n", "models/m.pkl": "a model"}
    assert [model.found for model in models("from settings import MODEL\nm = joblib.load(MODEL)\n", **files)] == [
        "tree"
    ]


@pytest.mark.parametrize(
    "load",
    [
        "m = joblib.load(name)\n",
        "m = joblib.load('https://a.org/m.pkl')\n",
        "m = joblib.load('/opt/ml/m.pkl')\n",
        "m = joblib.load(f'm_{number}.pkl')\n",
        "P = 'a.pkl'\nP = 'b.pkl'\nm = joblib.load(P)\n",
        "def read(path='m.pkl'):\n    return joblib.load(path)\n",
        "import transformers\nm = transformers.AutoModel.from_pretrained('bert-base-uncased')\n",
        "import mlflow\nm = mlflow.pyfunc.load_model('models:/a/Production')\n",
        "from ultralytics import YOLO\nm = YOLO('yolov8n.pt')\n",
        "import os\nif os.path.exists('m.pkl'):\n    m = joblib.load('m.pkl')\n",
        "try:\n    m = joblib.load('m.pkl')\nexcept FileNotFoundError:\n    m = None\n",
        "m = joblib.load('m.pkl')\njoblib.dump(m, name)\n",
        "m = joblib.load('m.pkl')\nrequests.get(u)\nurlretrieve(u, n)\n",
    ],
)
def test_what_cannot_be_decided_is_left_out(load: str) -> None:
    assert [model for model in models(load) if model.found in ("", "tree")] == []


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("models/m.pkl.dvc", "outs:\n- path: m.pkl\n"),
        ("models.dvc", "outs:\n- path: models\n"),
    ],
)
def test_what_is_kept_by_dvc_is_there(path: str, text: str) -> None:
    assert [model.found for model in models("m = joblib.load('models/m.pkl')\n", **{path: text})] == ["tree"]


def test_a_model_may_be_fetched_told_of_or_made() -> None:
    load = "m = joblib.load('m.pkl')\n"
    assert models(f"import gdown\ngdown.download(u, p)\n{load}")[0].found == "fetched"
    assert models(load, Dockerfile="RUN wget https://a.org/m.pkl\n")[0].found == "fetched"
    assert models(load, README__md="# A\n\nDownload the model from https://a.org first.\n")[0].found == "told"
    assert models(load, README__md="# A\n\n```\npython learn.py --out m.pkl\n```\n")[0].found == "made"
    made = models(load, **{"learn.py": "import joblib\njoblib.dump(m, 'out/m.pkl')\n"})[0]
    assert (made.found, made.told, made.by and made.by.path) == ("made", False, "learn.py")
    told = models(
        load, Makefile="model:\n\tpython learn.py\n", **{"learn.py": "import joblib\njoblib.dump(m, 'out/m.pkl')\n"}
    )
    assert told[0].told


def test_a_model_that_settings_name_may_come_from_anywhere() -> None:
    assert models("m = joblib.load('m.pkl')\n", **{"params.yaml": "out: m.pkl\n"}) == ()
    assert models("m = joblib.load('m.pkl')\n", **{"learn.py": "keep(m, 'm.pkl')\n"}) == ()


def test_what_an_app_imports_serves_it() -> None:
    helper = "import joblib\n\n\ndef model():\n    return joblib.load('m.pkl')\n"
    imported = models("from core.helper import model\nmodel()\n", **{"core/helper.py": helper})
    aside = models("", **{"core/helper.py": helper})
    assert [model.served for model in (*imported, *aside)] == [True, False]


def test_a_model_counts_as_kept_in_the_tree_or_where_a_text_says() -> None:
    assert needs({"a.py": "x = 1\n", "models/m.onnx": "m"}).weights is not None
    assert (
        needs({"a.py": "x = 1\n", "README.md": "# A\n\nDownload the weights: https://drive.google.com/x\n"}).weights
        is not None
    )
    assert needs({"a.py": "import joblib\njoblib.dump(m, p)\n"}).saves is not None
    assert needs({"a.py": "x = 1\n", "tests/m.onnx": "m", "README.md": "# A\n\nDownload the data.\n"}).weights is None


# --- hostile ---------------------------------------------------------------------------------------------------------

HOSTILE = {
    "many variables": {"a.py": "import os\n" + "".join(f"x{i} = os.environ['K{i}']\n" for i in range(8_000))},
    "deep conditions": {"a.py": "import os\nx = " + "not " * 2_000 + "os.getenv('A')\n"},
    "many models": {
        "a.py": "import joblib\n" + "".join(f"joblib.load('m{i}.pkl')\n" for i in range(8_000)),
        "Makefile": "m1.pkl python " * 50_000,
    },
    "a line without end": {"a.py": "import torch\n", "requirements.txt": "a[b]=1," * 140_000},
    "a line of commands": {
        "a.py": "import torch\n",
        "requirements.txt": "x\n",
        "README.md": "pip " * 250_000 + "install torch",
    },
    "a wall of words": {"a.py": "import joblib\njoblib.load('m.pkl')\n", "README.md": "download\n" * 110_000},
    "many imports": {
        "a.py": "".join(f"import pandas.x{i}\n" for i in range(12_000)),
        "requirements.txt": "numpy\n",
    },
}


@pytest.mark.parametrize("files", HOSTILE.values(), ids=HOSTILE)
def test_a_megabyte_of_nastiness_is_read_to_its_end(files: dict[str, str]) -> None:
    snapshot = DictSnapshot(dict(files))
    tree = read_tree(snapshot)
    facts = open_sources(snapshot, tree, ()), read_dependencies(snapshot, tree), read_readme(snapshot)
    read_needs(snapshot, tree, *facts)


def test_what_commands_ask_for_is_told_as_it_is_asked_for() -> None:
    text = "!pip install -q -r base.txt 'pandas==2.2.3' \\\n  numpy && echo done\nuv add httpx\nconda list scipy\n"
    assert list(asked(text)) == ["pandas==2.2.3", "numpy", "httpx"]
