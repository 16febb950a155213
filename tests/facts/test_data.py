"""Where the data comes from; above all, who must not be accused of a tutorial's data set."""

import json

import pytest

from portfolio_audit.facts.data import is_data, read_data
from portfolio_audit.facts.notebooks import open_notebooks
from portfolio_audit.facts.opening import open_sources
from portfolio_audit.facts.others import open_others
from portfolio_audit.facts.shape import read_shape
from portfolio_audit.facts.tree import read_tree
from portfolio_audit.knowledge import load
from portfolio_audit.model.facts import DataFacts, ReadmeFacts
from snapshots import DictSnapshot


def read(files: dict[str, str], name: str = "project") -> DataFacts:
    snapshot = DictSnapshot(files, name=name)
    tree, readme = read_tree(snapshot), ReadmeFacts()
    sources = open_sources(snapshot, tree, open_notebooks(snapshot, tree))
    others, shape = open_others(snapshot, tree, sources), read_shape(snapshot, tree, sources, readme)
    return read_data(snapshot, tree, sources, readme, (), others, shape)


def stock(files: dict[str, str], name: str = "project") -> str | None:
    found = read(files, name).stock
    return found.id if found else None


def cells(*sources: str) -> str:
    return json.dumps({"cells": [{"cell_type": "code", "source": source} for source in sources]})


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("from sklearn.datasets import load_iris\nload_iris()", "iris"),
        ("from sklearn import datasets\ndatasets.load_iris()", "iris"),
        ("import seaborn as sns\nsns.load_dataset('titanic')", "titanic"),
        ("from sklearn.datasets import fetch_openml\nfetch_openml('mnist_784')", "mnist"),
        ("import torchvision.datasets as d\nd.CIFAR10('data')", "cifar-10"),
        ("from tensorflow.keras.datasets import fashion_mnist\nfashion_mnist.load_data()", "mnist"),
        ("from sklearn.datasets import fetch_california_housing as f\nf()", "california-housing"),
        ("from datasets import load_dataset\nload_dataset('imdb')", "imdb"),
        ("import pandas as pd\npd.read_csv('data/WA_Fn-UseC_-Telco-Customer-Churn.csv')", "telco-churn"),
        ("import pandas as pd\npd.read_csv(r'C:\\\\x\\\\creditcard.csv')", "credit-card-fraud"),
        ("import pandas as pd\npd.read_csv('/kaggle/input/telco-customer-churn/a.csv')", "telco-churn"),
        ("import os\nos.system('kaggle datasets download -d olistbr/brazilian-ecommerce')", "olist"),
        ("from ucimlrepo import fetch_ucirepo\nfetch_ucirepo(id=45)", "heart-disease"),
    ],
)
def test_what_the_code_loads_says_it(text: str, found: str) -> None:
    assert stock({"train.py": text}) == found
    assert stock({"train.ipynb": cells(*text.split("\n"))}) == found


def test_a_shell_line_of_a_notebook_says_it() -> None:
    assert stock({"a.ipynb": cells("!kaggle competitions download -c titanic")}) == "titanic"


def test_names_that_say_nothing_need_company() -> None:
    assert stock({"a.py": "import pandas as pd\npd.read_csv('train.csv'); pd.read_csv('test.csv')"}) is None
    assert stock({"a.py": "import pandas as pd\npd.read_csv('heart.csv')"}) is None
    assert (
        stock(
            {
                "a.py": "import pandas as pd\npd.read_csv('heart.csv')",
                "README.md": "# Risk\nThe UCI heart disease data.",
            }
        )
        == "heart-disease"
    )


def test_columns_are_a_fingerprint_for_a_nameless_file() -> None:
    columns = "Pclass SibSp Parch Embarked Survived PassengerId"
    text = f"import pandas as pd\nd = pd.read_csv('train.csv')[{columns.split()}]"
    assert stock({"a.py": text, "README.md": "# Titanic"}) == "titanic"


def test_a_link_of_the_readme_counts_with_company_only() -> None:
    link = "# Fraud\nData: https://www.kaggle.com/datasets/mlg-ulb/creditcardfraud"
    assert stock({"README.md": link, "a.py": "print(1)"}) is None
    assert stock({"README.md": link.replace("Fraud", "Credit card fraud"), "a.py": "print(1)"}) == "credit-card-fraud"


def test_the_address_of_a_repository_is_no_link_to_data() -> None:
    readme = "# Wine quality\n\n    git clone https://github.com/ada/wine-quality-lab.git\n\nWines of one cellar."
    assert stock({"README.md": readme, "a.py": "import pandas as pd\npd.read_csv('cellar.csv')"}) is None


def test_a_link_in_a_markdown_cell_counts_like_one_of_the_readme() -> None:
    prose = "# Titanic survivors\nFrom https://www.kaggle.com/c/titanic"
    content = {
        "cells": [{"cell_type": "markdown", "source": prose}, {"cell_type": "code", "source": "read('train.csv')"}]
    }
    assert stock({"a.ipynb": json.dumps(content)}) == "titanic"


def test_an_r_script_that_reads_pages_is_own_data() -> None:
    assert len(read({"a.R": "library(rvest)\np <- read_html(u)"}).collected) == 1
    assert read({"a.R": "# library(rvest)"}).collected == ()


def test_a_mere_mention_is_no_accusation() -> None:
    readme = "# Titanic-like ships\nUnlike iris or titanic, our data set is our own. See also the MNIST paper."
    assert stock({"README.md": readme, "a.py": "import pandas as pd\npd.read_csv('ships.csv')"}, "titanic") is None


def test_a_link_beside_a_mention_is_no_accusation() -> None:
    readme = "# Ferry passengers\nUnlike [Titanic](https://www.kaggle.com/c/titanic), we scraped our own ferry lists."
    code = {"a.py": "import pandas as pd\npd.read_csv('ferries.csv')"}
    assert stock({"README.md": readme, **code}) is None
    assert stock({"README.md": readme.replace("Ferry passengers", "Titanic"), **code}) is None
    linked = "# Titanic\nThe [data](https://www.kaggle.com/c/titanic) of Kaggle."
    assert stock({"README.md": linked, **code}) == "titanic"


def test_what_the_code_writes_is_not_what_it_reads() -> None:
    assert stock({"a.py": "import pandas as pd\nf = pd.read_csv('own.csv')\nf.to_csv('data/iris.csv')"}) is None
    assert stock({"a.py": "import pandas as pd\nf = pd.read_csv('data/iris.csv')\nf.to_csv('own.csv')"}) == "iris"


def test_a_set_loaded_beside_own_pictures_is_not_what_the_project_is_built_on() -> None:
    trial = "import torchvision.datasets as d\nd.CIFAR10('data')"
    assert stock({"train.py": trial}) == "cifar-10"
    assert stock({"train.py": f"{trial}\nd.ImageFolder('leaves')"}) is None


@pytest.mark.parametrize("folder", ["tests", "examples", "docs", "benchmarks"])
def test_sets_of_tests_and_examples_are_not_the_projects(folder: str) -> None:
    assert stock({f"{folder}/a.py": "from sklearn.datasets import load_iris\nload_iris()", "core.py": "x = 1"}) is None


def test_a_package_for_others_is_not_accused() -> None:
    files = {
        "pyproject.toml": "[project]\nname='tool'",
        "tool/__init__.py": "",
        "tool/data.py": "from sklearn.datasets import load_iris\ndef demo():\n    return load_iris()",
        "tests/test_a.py": "def test_a():\n    assert True",
    }
    assert stock(files) is None


def test_a_comparison_of_several_sets_is_not_accused() -> None:
    text = "from sklearn.datasets import load_iris, load_wine, load_digits\nload_iris(); load_wine(); load_digits()"
    assert stock({"a.py": text}) is None


def test_of_several_sets_the_one_that_the_readme_names_is_meant() -> None:
    text = "from sklearn.datasets import load_iris, load_wine\nload_iris(); load_wine()"
    assert stock({"a.py": text, "README.md": "# Iris classifier"}) == "iris"


def test_notes_and_lessons_are_not_accused() -> None:
    load_iris = cells("from sklearn.datasets import load_iris", "load_iris()")
    assert stock({f"0{i}_topic.ipynb": load_iris for i in range(5)}, "study") is None


def test_a_set_beside_own_data_is_not_accused() -> None:
    text = "import requests, pandas as pd\n"
    text += "from bs4 import BeautifulSoup\nBeautifulSoup(requests.get(u))\npd.DataFrame(r).to_csv('own.csv')"
    assert stock({"scrape.py": text, "a.py": "from sklearn.datasets import load_iris\nload_iris()"}) is None


def test_a_set_among_other_files_that_nobody_mentions_is_not_what_it_is_built_on() -> None:
    text = "import pandas as pd\nfor f in ('applications.csv', 'records.csv', 'creditcard.csv'):\n    pd.read_csv(f)"
    assert stock({"a.py": text}) is None


GENERAL = {
    "tips.csv": "# Tip jar\nTips of a waiter, logged every evening.",
    "exams.csv": "# Exam timetables\nPlans the exams of a faculty.",
    "layoffs.csv": "# Layoffs in one county\nNotices under the WARN act.",
    "census.csv": "# Census of hedgehogs\nVolunteers counted hedgehogs.",
    "penguins.csv": "# Penguins of Antarctica\nCounts penguins on photos of a drone.",
    "hotel_bookings.csv": "# Cancellations in a guest house\nAn export of the booking system.",
    "crop_recommendation.csv": "# Crop recommendation for one valley\nSoil probes that we took on 40 fields.",
    "concrete.csv": "# Concrete of a lab\nWe cast 300 cylinders and crushed them ourselves.",
}


@pytest.mark.parametrize(("name", "readme"), GENERAL.items(), ids=list(GENERAL))
def test_a_general_name_of_a_file_accuses_nobody(name: str, readme: str) -> None:
    code = f"import pandas as pd\n\ndf = pd.read_csv('data/{name}')\nprint(df.groupby('place').n.sum())"
    assert stock({"a.py": code, "README.md": readme, f"data/{name}": ""}) is None


def test_other_columns_speak_against_a_name() -> None:
    code = "import pandas as pd\n\nd = pd.read_csv('titanic.csv')\n"
    assert stock({"a.py": code + "print(d['Sex'], d['Age'])"}) == "titanic"
    assert stock({"a.py": code + "print(d['hull'], d['steel'], d['rivets'])"}) is None


@pytest.mark.parametrize("path", ["example.py", "demo.py", "bench.py", "sample/run.py", "notebooks/demo_mnist.ipynb"])
def test_a_set_that_only_shows_the_rest_at_work_is_not_the_projects(path: str) -> None:
    trial = "from tensorflow.keras.datasets import mnist\nmnist.load_data()\nprint(1)\nprint(2)\nprint(3)"
    rest = {"nets/net.py": "class Net:\n    def fit(self, x):\n        return self\n", "setup.py": ""}
    text = cells(*trial.split("\n")) if path.endswith(".ipynb") else trial
    assert stock({path: text, **rest}) is None
    assert stock({path: text}) == "mnist"


def test_a_model_that_tries_itself_on_a_set_is_not_built_on_it() -> None:
    model = "class Tree:\n    def fit(self, x, y):\n        return self\n\n\nif __name__ == '__main__':\n"
    trial = "    from sklearn.datasets import load_iris\n    Tree().fit(*load_iris(return_X_y=True))\n"
    assert stock({"tree.py": model + trial}) is None
    assert stock({"tree.py": model + trial, "README.md": "# Trees\nFitted to the iris dataset."}) == "iris"


def test_a_sample_that_an_app_shows_is_not_what_it_is_built_on() -> None:
    app = "import pandas as pd\nimport streamlit as st\nst.write(pd.read_csv('sample/titanic.csv'))"
    assert stock({"app.py": app, "sample/titanic.csv": ""}) is None


def test_a_link_in_a_comment_says_no_more_than_one_in_a_readme() -> None:
    comment = "import os\n# the idea is from https://www.kaggle.com/c/titanic/discussion/1\n"
    assert stock({"a.py": f"{comment}import pandas as pd\npd.read_csv('ferries.csv')"}) is None
    assert stock({"a.py": "!kaggle competitions download -c titanic"}) == "titanic"


@pytest.mark.parametrize("title", ["# Materials of a workshop", "# Benchmark of gradient boosting"])
def test_material_to_teach_or_measure_with_is_not_accused(title: str) -> None:
    code = "from sklearn.datasets import load_iris\nload_iris()"
    assert stock({"a.py": code, "README.md": f"{title}\nTrees on iris."}) is None


def test_a_set_for_a_first_training_is_not_what_own_labels_are() -> None:
    code = "import pandas as pd\nimport torchvision\ntorchvision.datasets.MNIST('x')\npd.read_csv('labels/meter.csv')"
    readme = "# Meters\n2,000 photos that we labelled ourselves. The net is first trained on MNIST."
    assert stock({"a.py": code, "README.md": readme}) is None


def test_synthetic_data_is_not_accused() -> None:
    assert stock({"a.py": "from sklearn.datasets import make_blobs\nmake_blobs()"}) is None


def test_sets_in_a_virtual_environment_are_nobodys() -> None:
    assert stock({"venv/lib/python3.11/site-packages/sklearn/a.py": "load_iris('iris.csv')", "a.py": "x = 1"}) is None


def test_sql_and_configuration_show_a_set_too() -> None:
    assert stock({"a.sql": "LOAD DATA INFILE 'world_layoffs.csv' INTO TABLE x;"}) == "world-layoffs"
    assert stock({"config.yml": "data: AmesHousing.csv", "a.py": "x = 1"}) == "house-prices"


def test_the_evidence_says_where() -> None:
    found = read({"src/train.py": "\nfrom sklearn.datasets import load_iris\nload_iris()"}).stock
    assert found is not None
    assert (found.evidence[0].path, found.evidence[0].line, found.title) == ("src/train.py", 3, "Iris flowers")


@pytest.mark.parametrize(
    "text",
    [
        "import requests, pandas\nfrom bs4 import BeautifulSoup\nBeautifulSoup(requests.get(u))\npandas.DataFrame(x)",
        "import csv\nfrom selenium import webdriver\nx = webdriver.Chrome().find_elements('a', 'b')\ncsv.writer(f)",
        "import yfinance as yf\nyf.download('A').to_csv('a.csv')",
        "import requests, json\nr = requests.get('https://api.open-meteo.com/v1/forecast?x=1')\njson.dump(r.json(), f)",
        "import serial\ns = serial.Serial('COM3')\nf.write(s.readline())",
        "import scrapy\nclass A(scrapy.Spider):\n    name = 'a'",
        "import pandas as pd\npd.read_html('https://en.wikipedia.org/wiki/A')[0]",
        "import requests, pandas\npandas.DataFrame(requests.post('https://overpass-api.de/api/interpreter', data=q))",
        "import gspread, pandas\ns = gspread.service_account().open('a').sheet1\npandas.DataFrame(s.get_all_records())",
        "import requests, csv\nrequests.get('https://api.themoviedb.org/3/discover/movie?page=2')\ncsv.writer(f)",
    ],
)
def test_scrapers_clients_and_sensors_that_keep_what_they_read_are_own_data(text: str) -> None:
    assert len(read({"collect.py": text}).collected) == 1


@pytest.mark.parametrize(
    "text",
    [
        "import requests\nopen('a.zip', 'wb').write(requests.get('https://a.org/data.zip').content)",
        "import requests, json\njson.dump(requests.post('https://api.openai.com/v1/chat').json(), f)",
        "import requests\nrequests.get('https://api.a.org/v1/x')",
        "import requests, json\njson.dump(requests.get('http://localhost:8000/api/predict').json(), f)",
        "import pandas as pd\npd.read_csv('https://raw.githubusercontent.com/a/b/c.csv').to_csv('c.csv')",
        "from bs4 import BeautifulSoup\nprint(BeautifulSoup(t).get_text())",
        "import os\nos.system('kaggle datasets download -d a/b')",
        "from bs4 import BeautifulSoup\nd['text'] = BeautifulSoup(t).get_text()\nd.to_csv('clean.csv')",
        "import requests, pandas\nrequests.post('https://router.huggingface.co/v1/a', json=q)\npandas.DataFrame(x)",
        "import requests, pandas\nrequests.post('https://bikes.org/api/predict', json=q)\npandas.DataFrame(x)",
        "import requests\nrequests.post('https://overpass-api.de/api/interpreter', data=q)",
        "import tkinter, requests\nrequests.get('https://api.weather.org/v1/now')\nroot.update()\nbox.insert(1, t)",
        "import requests, pickle\nrequests.get('https://api.themoviedb.org/3/movie/1?api_key=a')\npickle.dump(m, f)",
        "import streamlit as st, gspread, pandas\nst.write(1)\npandas.DataFrame(gspread.oauth().get_all_records())",
    ],
)
def test_downloads_of_finished_data_and_calls_of_models_are_not_own_data(text: str) -> None:
    assert read({"a.py": text}).collected == ()


def test_a_scraper_in_a_test_is_not_own_data() -> None:
    assert read({"tests/a.py": "import yfinance as yf\nyf.download('A').to_csv('a.csv')"}).collected == ()


@pytest.mark.parametrize(
    ("path", "yes"),
    [
        ("data/a.json", True),
        ("a.csv", True),
        ("package.json", False),
        ("config.json", False),
        ("a.py", False),
        ("données/x.zip", True),
    ],
)
def test_data_files_are_known_by_ending_and_folder(path: str, yes: bool) -> None:
    assert is_data(path) is yes


def test_addresses_that_the_code_reads_are_listed() -> None:
    facts = read({"a.py": "import pandas as pd\npd.read_csv('https://a.org/b.csv')\nprint('https://a.org/about')"})
    assert [place.excerpt for place in facts.sources] == ["https://a.org/b.csv"]


def test_the_table_of_sets_is_sound() -> None:
    sets = load("datasets")["set"]
    ids = [entry["id"] for entry in sets]
    assert len(ids) == len(set(ids))
    for entry in sets:
        assert entry["title"]
        for key in ("files", "common", "slugs", "urls", "aliases", "patterns"):
            assert all(word == word.lower() for word in entry.get(key, ()))
        assert "train.csv" not in entry.get("files", ())


def test_hostile_text_takes_no_long_time() -> None:
    text = "kaggle.com/" + "a" * 90_000 + "\n" + "( ) & " * 20_000 + "\n" + "-d " * 20_000 + "https://" * 10_000
    assert read({"a.sql": text, "README.md": text}).stock is None


CAMERA = (
    "import cv2\ncam = cv2.VideoCapture(0)\nfor i in range(9):\n    cv2.imwrite(f'leaves/{i}.jpg', cam.read()[1])\n"
)


def test_photographs_of_ones_own_camera_are_own_data_unless_the_file_looks_at_them() -> None:
    assert [place.line for place in read({"photograph.py": CAMERA}).collected] == [2]
    assert read({"watch.py": CAMERA + "model.predict(cam.read()[1])\n"}).collected == ()


READS = {"train.py": "import pandas as pd\n\nrents = pd.read_csv('data/rents.csv')\n"}


@pytest.mark.parametrize(
    "files",
    [
        {"scripts/get.sh": "set -e\nwget https://rents.example-town.lt/all.csv -O data/rents.csv\n"},
        {"Makefile": "data:\n\tkaggle datasets download -d ada/rents\n"},
        {"Makefile": "data/rents.csv:\n\tcurl -L -o data/rents.csv https://rents.example-town.lt/all.csv\n"},
        {"data/rents.csv.dvc": "outs:\n- path: rents.csv\n", ".dvc/config": "[core]\n    remote = s3\n"},
        {"make.py": "import pandas as pd\n\npd.DataFrame({'m2': [1]}).to_csv('data/rents.csv')\n"},
        {"get.py": "import kagglehub\n\nkagglehub.dataset_download('ada/rents')\n"},
        {"a.ipynb": cells("!gdown 1abc")},
    ],
    ids=["script", "task", "curl", "DVC", "made", "call", "cell"],
)
def test_data_that_is_fetched_or_made_can_be_had(files: dict[str, str]) -> None:
    assert read({**READS, **files}).fetched


@pytest.mark.parametrize(
    "code",
    [
        "import torchvision\ntorchvision.datasets.ImageFolder('leaves')",
        "import datasets\ndatasets.load_dataset('csv', data_files='rents.csv')",
        "import requests\nrequests.post('http://localhost:8000/predict')",
        "import pandas as pd\npd.read_csv('raw.csv').dropna().to_csv('clean.csv')\npd.read_csv('clean.csv')",
    ],
)
def test_what_lies_on_one_machine_alone_is_not_fetched(code: str) -> None:
    assert read({"train.py": code, "try.sh": "curl -X POST localhost:8000/predict -d @a.json\n"}).fetched == ()


def test_dvc_that_names_no_place_brings_nothing() -> None:
    assert read({**READS, "data/rents.csv.dvc": "outs:\n- path: rents.csv\n", ".dvc/config": ""}).fetched == ()


@pytest.mark.parametrize("name", ["creditcard.csv", "titanic.csv", "winequality-red.csv"])
def test_a_line_that_is_commented_out_reads_nothing(name: str) -> None:
    query = 'd = pd.read_sql("select * from tx", con)'
    assert stock({"a.py": f'import pandas as pd\n# d = pd.read_csv("{name}")\n{query}\n'}) is None


def test_own_data_under_a_known_name_is_believed() -> None:
    code = {"a.py": "import pandas as pd\nd = pd.read_csv('creditcard.csv')\nprint(d['amount'])\n"}
    assert stock(code) == "credit-card-fraud"
    assert stock({**code, "README.md": "# Alerts\nOur own card transactions, exported from our shop."}) is None


def test_material_of_somebody_who_teaches_is_not_accused() -> None:
    book = cells("from sklearn.datasets import load_iris", "load_iris()")
    readme = "# Machine learning\n\nTeaching material for lecturers; students solve the exercises in class.\n"
    assert stock({"a.ipynb": book, "README.md": readme}) is None
