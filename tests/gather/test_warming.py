import subprocess
import sys

USUAL = {
    "README.md": "# Fares\n\nWhat will a ride cost? [Demo](https://fares.streamlit.app)\n\n"
    "## Data\n\nFrom the city's API.\n\n"
    "## Results\n\nMAE 2.1 with XGBoost.\n\n## Usage\n\n```\nstreamlit run app.py\n```\n",
    "app.py": "import joblib\nimport pandas as pd\nimport streamlit as st\n\n"
    "st.write(joblib.load('m.pkl').predict(pd.DataFrame()))\n",
    "train.py": "import joblib\nimport pandas as pd\nfrom sklearn.model_selection import train_test_split\n"
    "from xgboost import XGBRegressor\n\nframe = pd.read_csv('fares.csv')\ntrain, test = train_test_split(frame)\n"
    "model = XGBRegressor().fit(train, test)\nprint('mae', model.score(test, test))\njoblib.dump(model, 'm.pkl')\n",
    "eda.ipynb": '{"cells": [{"cell_type": "code", "source": "frame.plot()", "outputs": []}]}',
    "requirements.txt": "pandas==2.2\nscikit-learn\nstreamlit\nxgboost\n",
    "Dockerfile": "FROM python:3.12\nCOPY . .\nRUN pip install -r requirements.txt\nCMD streamlit run app.py\n",
    "tests/test_train.py": "import train\n\n\ndef test_fares():\n    assert train.model\n",
}
LOADED_LATER = """
import sys, tomllib
from portfolio_audit.facts.reading import read_facts
from portfolio_audit.sources.texts import TextSnapshot
if sys.argv[1] == "warm":
    from portfolio_audit.warming import warm_up
    warm_up()
load = tomllib.load
def told(file):
    print(file.name)
    return load(file)
tomllib.load = told
list(read_facts(TextSnapshot(%r)))
"""


def loaded(how: str) -> list[str]:
    done = subprocess.run([sys.executable, "-c", LOADED_LATER % USUAL, how], capture_output=True, text=True, check=True)
    return done.stdout.split()


def test_a_worker_of_a_warm_process_loads_nothing_for_a_usual_project() -> None:
    assert loaded("warm") == []


def test_a_process_that_is_not_warm_loads_what_is_known() -> None:
    assert any(name.endswith("distributions.toml") for name in loaded("cold"))
