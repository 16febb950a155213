"""What shows the stages of a project, file by file."""

import json

import pytest

from portfolio_audit.facts.reading import read_facts
from portfolio_audit.model.facts import ProjectFacts
from portfolio_audit.model.values import Evidence
from snapshots import DictSnapshot


def project(files: dict[str, str]) -> ProjectFacts:
    facts = dict(read_facts(DictSnapshot(files)))["project"]
    assert isinstance(facts, ProjectFacts)
    return facts


def stages(files: dict[str, str]) -> dict[str, tuple[Evidence, ...]]:
    return {stage.name: stage.evidence for stage in project(files).stages}


def lines(stage: str, code: str, **more: str) -> list[int | None]:
    """Lines of `train.py` that show a stage."""
    found = stages({"train.py": code, **{f"{name}.py": text for name, text in more.items()}})[stage]
    return sorted({place.line or 0 for place in found if place.path == "train.py"})


def notebook(*cells: str) -> str:
    return json.dumps({"cells": [{"cell_type": "code", "source": cell} for cell in cells]})


@pytest.mark.parametrize(
    "code",
    [
        "import torch\nvalidate(model, loader)\n",
        "import lightning as L\nL.Trainer().test(net)\n",
        "from prophet.diagnostics import performance_metrics\nperformance_metrics(cv)\n",
        "from darts.metrics import mape\nmape(a, b)\n",
        "from fastai.vision.all import *\nlearn.validate()\n",
        "from ultralytics import YOLO\nm.val()\n",
        "import keras\nmodel.fit(x, y, validation_split=0.2)\n",
        "import numpy as np\nnp.sqrt(((y - m.predict(x)) ** 2).mean())\n",
        "p = m.predict(x)\nprint(abs(y - p).mean())\n",
        "import numpy as np\nmape = np.mean(np.abs((y - previsoes) / y))\n",
        "import torch\nok = (out.argmax(1) == y).sum().item()\n",
        "def f():\n    return ((y_true - y_pred) ** 2).mean()\n",
    ],
)
def test_however_a_model_is_judged_the_stage_of_evaluation_is_there(code: str) -> None:
    assert lines("evaluation", code) == [2]


@pytest.mark.parametrize(
    "code",
    [
        "import logging\nlogging.error('no file')\n",
        "import evaluate\nprint(1)\n",
        "report.plot_experience_vs_score(rows)\nreport.show_metrics(rows)\n",
        "import sklearn\ntotal = education_score(cv) + skills_score(cv)\n",
        "import streamlit as st\nst.metric('price', 3)\n",
        "import keras\nmodel.summary()\n",
        "import sklearn\nself.validate(value)\n",
        "import numpy as np\nspread = ((x - x.mean()) ** 2).mean()\n",
        "import numpy as np\nshare = (predicted == 1).mean()\n",
        "import jax\njax.grad(lambda m: ((m(x) - y) ** 2).mean())\n",
    ],
)
def test_what_judges_no_model_is_no_evaluation(code: str) -> None:
    assert lines("evaluation", code) == []


def test_a_model_that_an_app_puts_into_its_state_for_answers_is_not_judged_there() -> None:
    app = "import streamlit as st\nimport torch\nmodel = torch.load('m.pt')\nmodel.eval()\nst.write(model(x))\n"
    assert stages({"app.py": app})["evaluation"] == ()


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("from sklearn.svm import SVC\nfor M in (SVC,):\n    m = M()\n    m.fit(a, c)\n", 4),
        ("from sklearn.svm import SVC\nfrom own import build\nmodel = build('rf')\nmodel.fit(a, c)\n", 4),
        ("import sklearn\nfrom own import pipe\npipe.fit(a, c)\n", 3),
        ("from pycaret.regression import setup\nsetup(df)\n", 2),
        (
            "from surprise import SVD\nfrom surprise.model_selection import cross_validate\ncross_validate(SVD(), d)\n",
            3,
        ),
        ("import jax\nstep = jax.value_and_grad(loss)\n", 2),
        ("from gensim.models import Word2Vec\nWord2Vec(sentences)\n", 2),
        ("import spacy\nnlp = spacy.blank('en')\nnlp.update(examples)\n", 3),
        ("from tflite_model_maker import image_classifier\nimage_classifier.create(train)\n", 2),
        ("from statsmodels.api import OLS\nr = OLS(y, x).fit()\n", 2),
    ],
)
def test_a_model_is_trained_whatever_way_it_came_into_the_file(code: str, line: int) -> None:
    assert lines("modelling", code, own="build, pipe = 1, 2\n") == [line]
    assert project({"train.py": code, "own.py": "build, pipe = 1, 2\n"}).kind == "ml-project"


@pytest.mark.parametrize(
    "code",
    [
        "from sklearn.preprocessing import StandardScaler\nx = StandardScaler().fit_transform(df)\n",
        "from sklearn.preprocessing import StandardScaler\nsc = StandardScaler()\nsc = sc.fit(df)\nsc.fit(df)\n",
        "from sklearn.preprocessing import LabelEncoder\nclass A:\n    def f(self):\n"
        "        self.le = LabelEncoder()\n        self.le.fit(df)\n",
        "import sklearn\nfrom own import scaler\nscaler.fit(df)\n",
        "from sklearn.decomposition import PCA\na, p = 1, PCA()\np.fit(df)\n",
        "from sklearn.pipeline import make_pipeline\nfrom sklearn.impute import SimpleImputer\n"
        "p = make_pipeline(SimpleImputer())\np.fit(df)\n",
    ],
)
def test_getting_data_ready_is_no_model(code: str) -> None:
    assert lines("modelling", code, own="scaler = 1\n") == []


def test_a_model_comes_before_the_mere_switch_to_training() -> None:
    code = "import torch\nmodel.train()\nloss.backward()\n"
    assert [place.line for place in stages({"train.py": code})["modelling"]] == [3, 2]


def test_a_hand_written_network_is_a_model() -> None:
    net = "import numpy as np\nclass Net:\n    def forward(self, x): ...\n    def train(self, x, y): ...\n"
    train = "from net import Net\nn = Net()\nn.train(x, y)\n"
    facts = project({"net.py": net, "train.py": train})
    assert facts.kind == "ml-project"
    assert [(p.path, p.line) for stage in facts.stages if stage.name == "modelling" for p in stage.evidence] == [
        ("train.py", 3)
    ]


def test_a_class_that_only_trains_is_no_model() -> None:
    gym = "import numpy as np\nclass Athlete:\n    def train(self): ...\n    def rest(self): ...\nAthlete().train()\n"
    assert stages({"gym.py": gym})["modelling"] == ()


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("name = 'a-b'.replace('-', '_')\n", []),
        ("import pandas as pd\nname = title.replace('-', '_')\n", []),
        ("import pandas as pd\ndf = df.replace('?', np.nan)\n", [2]),
        ("import pandas as pd\ndf['a'] = df['a'].str.replace('-', '_')\n", [2]),
        ("from sklearn.model_selection import train_test_split\ntrain_test_split(x, y)\n", []),
        ("import pandas as pd\nX = df.drop(columns='y')\n", []),
        ("import pandas as pd\ndf = df.drop(columns=['id'])\n", [2]),
        ("import pandas as pd\ndf.drop('id', axis=1, inplace=True)\n", [2]),
        ("import torch\nx.astype('f')\n", []),
        ("from pyspark.sql import SparkSession\nd = s.read.csv('a.csv').na.drop()\n", [2]),
    ],
)
def test_words_of_cleaning_count_where_tables_are_worked_on(code: str, found: list[int]) -> None:
    assert lines("cleaning", code) == found


def test_spark_reads_data() -> None:
    assert lines("data", "from pyspark.sql import SparkSession\nd = spark.read.csv('a.csv')\nd.write.csv('b')\n") == [2]


def test_asking_a_language_model_is_its_modelling() -> None:
    code = "import openai\nclient = openai.OpenAI()\nclient.chat.completions.create(model='x')\n"
    assert lines("modelling", code) == [3]


def test_the_excerpt_of_a_cell_is_its_line() -> None:
    book = notebook("import pandas as pd", "# .fit( comes\nx = 1\nmodel = Ridge()\nmodel.fit(x, y)  # fits\n")
    book = book.replace("import pandas as pd", "from sklearn.linear_model import Ridge")
    assert stages({"a.ipynb": book})["modelling"] == (Evidence("a.ipynb", 2, "model.fit(x, y)  # fits"),)


def test_a_bare_decorator_is_shown_on_its_own_line() -> None:
    code = "from prefect import flow, serve\n\n@flow\ndef run():\n    print(1)\nrun()\n"
    skills = {skill.id: skill.at.line for skill in project({"a.py": code}).skills}
    assert skills["prefect"] == 3


TRAIN = "import pandas as pd\nfrom sklearn.svm import SVC\nSVC().fit(pd.read_csv('a.csv').dropna(), y)\n"


@pytest.mark.parametrize(
    ("path", "text", "line"),
    [
        ("a.py", "import bentoml\n\n@bentoml.service\nclass Bikes:\n    x = 1\n", 3),
        ("a.py", "import joblib\ndef lambda_handler(event, context):\n    return 1\n", 2),
        ("a.py", "import functions_framework\n@functions_framework.http\ndef f(request): ...\n", 2),
        ("a.py", "import modal\napp = modal.App()\n@modal.asgi_app()\ndef f(): ...\n", 3),
        ("a.py", "from ray import serve\nserve.run(x)\n", 2),
        ("a.py", "import joblib\ndef model_fn(d): ...\ndef predict_fn(x, m): ...\n", 2),
        ("a.py", "from sagemaker.sklearn import SKLearnModel\nSKLearnModel().deploy(1, 'ml.t2')\n", 2),
        ("a.py", "from telegram.ext import Application\napp = f()\napp.run_polling()\n", 3),
        ("a.py", "import discord\nbot = discord.Client()\nbot.run(token)\n", 3),
        ("a.py", "import grpc\ngrpc.server(pool)\n", 2),
        ("a.py", "import panel as pn\npn.Column().servable()\n", 2),
        ("a.py", "import falcon.asgi\napp = falcon.asgi.App()\n", 2),
        ("docker-compose.yml", "services:\n  m:\n    image: tensorflow/serving:2.15\n", 3),
        ("serve.sh", "# mlflow models serve\nmlflow models serve -m models:/a/1\n", 2),
        ("k8s/m.yaml", "apiVersion: serving.kserve.io/v1beta1\nkind: InferenceService\n", 2),
    ],
)
def test_whatever_serves_a_model_is_seen(path: str, text: str, line: int) -> None:
    facts = project({"train.py": TRAIN, path: text})
    assert facts.kind == "ml-app"
    assert facts.end_to_end
    assert next((at.path, at.line) for s in facts.stages if s.name == "serving" for at in s.evidence) == (path, line)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.tf", 'resource "aws_s3_bucket" "raw" {\n}\n'),
        ("a.tf", 'resource "google_storage_bucket" "raw" {\n}\n'),
        ("k8s/a.yaml", "apiVersion: batch/v1\nkind: Job\n"),
        ("k8s/a.yaml", "apiVersion: batch/v1\nkind: CronJob\n"),
        ("cloudbuild.yaml", "steps:\n- name: x\n"),
        ("b.py", "import telegram\ntelegram.Bot('t').send_message(1, 'trained')\n"),
        ("b.py", "def update(event, value):\n    return 1\n"),
        ("tests/test_h.py", "def lambda_handler(event, context):\n    return 1\n"),
    ],
)
def test_what_stores_trains_or_tells_serves_nobody(path: str, text: str) -> None:
    facts = project({"train.py": TRAIN, path: text})
    assert not facts.end_to_end
    assert {stage.name: stage.evidence for stage in facts.stages}["serving"] == ()


@pytest.mark.parametrize(
    ("path", "text", "line"),
    [
        ("a.tf", 'resource "aws_s3_bucket" "b" {\n  website {\n  }\n}\n', 2),
        ("a.tf", 'resource "aws_s3_bucket" "b" {\n}\nresource "aws_lambda_function" "f" {\n}\n', 3),
        ("k8s/a.yaml", "apiVersion: batch/v1\nkind: Job\n---\napiVersion: apps/v1\nkind: Deployment\n", 5),
        ("a.bicep", "resource a 'Microsoft.Web/sites@2022-03-01' = {\n", 1),
    ],
)
def test_what_is_told_to_serve_is_the_stage_of_serving(path: str, text: str, line: int) -> None:
    assert [(at.path, at.line) for at in stages({"train.py": TRAIN, path: text})["serving"]] == [(path, line)]


def test_the_stage_of_serving_shows_what_the_verdict_rests_on() -> None:
    dag = "from airflow.decorators import dag\n\n@dag(schedule='@daily')\ndef run():\n    print(1)\n"
    flow = "on:\n  schedule:\n    - cron: '0 5 * * *'\njobs:\n  a:\n    steps:\n      - run: python train.py\n"
    for path, text in (("dags/a.py", dag), (".github/workflows/a.yml", flow)):
        facts = project({"train.py": TRAIN + "a()\nb()\n", path: text})
        assert facts.end_to_end
        assert [at.path for stage in facts.stages if stage.name == "serving" for at in stage.evidence] == [path]


def test_sql_shows_what_it_reads_and_cleans() -> None:
    script = "-- trips\nSELECT a,\n  b\nFROM trips;\nUPDATE trips SET a = TRIM(a);\n"
    found = stages({"a.sql": script})
    assert [at.line for at in found["data"]] == [2]
    assert [at.line for at in found["cleaning"]] == [5]


def test_a_program_beside_configuration_is_no_configuration() -> None:
    files = {f"k8s/{n}.yaml": "apiVersion: v1\nkind: ConfigMap\n" for n in range(9)}
    assert project(files).kind == "config"
    assert project(files | {"main.py": "import pandas as pd\nprint(pd.read_csv('a.csv'))\n"}).kind == "data-analysis"


def skills(files: dict[str, str]) -> dict[str, int | None]:
    return {skill.id: skill.at.line for skill in project(files).skills}


@pytest.mark.parametrize(
    ("skill", "path", "text", "line"),
    [
        ("circleci", ".circleci/config.yml", "jobs:\n  a:\n    steps:\n      - run: pytest\n", 1),
        ("azure-pipelines", "azure-pipelines.yml", "trigger: [main]\nsteps:\n- script: pytest\n", 2),
        ("travis-ci", ".travis.yml", "language: python\nscript: pytest\n", 2),
        (
            "jenkins",
            "Jenkinsfile",
            "pipeline {\n  agent any\n  stages { stage('t') { steps { sh 'pytest' } } }\n}\n",
            1,
        ),
        ("kubernetes", "a.yaml", "apiVersion: v1\nkind: Pod\n", 2),
        ("kubernetes", "a.yaml", "apiVersion: serving.kserve.io/v1beta1\nkind: InferenceService\n", 2),
    ],
)
def test_pipelines_and_clusters_are_skills(skill: str, path: str, text: str, line: int) -> None:
    assert skills({path: text})[skill] == line


def test_a_word_in_settings_proves_no_cluster() -> None:
    for text in ("site_name: a\nnav:\n  - kind: service\n", "a:\n  apiVersion: v1\n  kind: Service\n"):
        assert "kubernetes" not in skills({"mkdocs.yml": text})


def test_a_skill_is_proved_by_work_rather_than_by_the_way() -> None:
    code = "import tensorflow as tf\nassert tf.__version__.startswith('2')\nx = tf.constant(1)\n"
    assert skills({"a.py": code})["tensorflow"] == 3
