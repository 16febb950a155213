"""Code that runs or believes what strangers give it."""
# ruff: noqa: S608 - the code of the examples is never run

import json

import pytest

from facts_of import repo_of
from portfolio_audit.model.facts import Risk, SecurityFacts

FLASK = "from flask import Flask, request\nimport sqlite3\n\napp = Flask(__name__)\n"


def risks(files: dict[str, str | bytes] | str) -> tuple[Risk, ...]:
    facts = repo_of({"app.py": files} if isinstance(files, str) else files).security
    assert isinstance(facts, SecurityFacts)
    return facts.unsafe


def kinds(files: dict[str, str | bytes] | str) -> list[str]:
    return [risk.kind for risk in risks(files)]


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("n = eval(input('Number: '))", "eval"),
        ("text = input()\nexec(text)", "eval"),
        ("import streamlit as st\nformula = st.text_input('f')\nst.write(eval(formula))", "eval"),
        (FLASK + "def go():\n    return str(eval(request.form['x']))", "eval"),
        (FLASK + "def go():\n    x = request.args.get('x', '').strip()\n    return eval(f'2 * {x}')", "eval"),
        (FLASK + "def go():\n    data = request.get_json()\n    return eval(data['x'])", "eval"),
        ("def view(request):\n    return eval(request.POST['x'])", "eval"),
        ("import pickle, requests\nm = pickle.loads(requests.get(URL).content)", "unpickle"),
        ("import joblib, io\nimport requests as r\nb = io.BytesIO(r.get(URL).content)\nm = joblib.load(b)", "unpickle"),
        (
            "import pickle\nfrom urllib.request import urlopen\nwith urlopen(URL) as f:\n    m = pickle.load(f)",
            "unpickle",
        ),
        (
            "import joblib\nimport streamlit as st\nfile = st.sidebar.file_uploader('model')\nif file:\n"
            "    m = joblib.load(file)",
            "unpickle",
        ),
        ("import yaml\nc = yaml.load(open('c.yml'))", "yaml"),
        ("import yaml\nc = yaml.load(f, Loader=yaml.Loader)", "yaml"),
        ("from yaml import load, UnsafeLoader\nc = load(f, UnsafeLoader)", "yaml"),
        ("import subprocess\ndef go(path):\n    subprocess.run(f'ffmpeg -i {path}', shell=True)", "shell"),
        ("import subprocess as s\ndef go(path):\n    c = 'rm ' + path\n    s.call(c, shell=True)", "shell"),
        ("import subprocess\ndef go(p):\n    subprocess.Popen('cat %s' % p, shell=True)", "shell"),
        (FLASK + "def go():\n    db.execute(f\"SELECT * FROM t WHERE a = '{request.args['a']}'\")", "sql"),
        (
            FLASK + "def go():\n    a = request.args['a']\n    q = 'SELECT * FROM t WHERE a = ' + a\n    c.execute(q)",
            "sql",
        ),
        (FLASK + "import os\ndef go():\n    os.system('ls ' + request.args['d'])", "shell"),
        (FLASK + "import os\ndef go():\n    d = request.form['d']\n    return os.popen(f'ls {d}').read()", "shell"),
        (FLASK + "app.run(debug=True)", "debugger"),
        ("import dash\napp = dash.Dash()\napp.run_server(debug=True, port=80)", "debugger"),
        ("import requests\nrequests.get(URL, verify=False)", "unverified"),
        ("import requests\ns = requests.Session()\ns.post(URL, json=x, verify=False)", "unverified"),
    ],
)
def test_what_comes_from_outside_is_not_run_or_believed(code: str, kind: str) -> None:
    (risk,) = risks(code)
    assert risk.kind == kind
    assert risk.at.path == "app.py"
    assert risk.at.line is not None
    assert risk.at.excerpt == code.split("\n")[risk.at.line - 1].strip()


@pytest.mark.parametrize(
    "code",
    [
        "import ast\nn = ast.literal_eval(input())",
        "n = int(input())\nprint(eval('n + 1'))",
        "x = input()\nx = 'a + b'\neval(x)",
        "x = 'a + b'\neval(x)\nx = input()",
        "def eval_model(x):\n    return model.eval(input())",
        "df.eval(input())",
        "import pickle\nm = pickle.load(open('model.pkl', 'rb'))",
        "import pickle\nm = pickle.loads(pickle.dumps(x))",
        "import torch\nm = torch.load('model.pt')",
        "import joblib\nname = input()\nm = joblib.load('models/' + name)",
        "import yaml\nc = yaml.safe_load(f)",
        "import yaml\nc = yaml.load(f, Loader=yaml.SafeLoader)",
        "import yaml\nc = yaml.load(f, Loader=yaml.FullLoader)",
        "from ruamel.yaml import YAML\nyaml = YAML()\nc = yaml.load(f)",
        "import subprocess\nsubprocess.run('ls | wc -l', shell=True)",
        "import os\ndef go(model):\n    os.system(f'python train.py {model}')",
        "import subprocess\nNAME = 'a'\nsubprocess.run(f'ls {NAME}', shell=True)",
        "import subprocess\ndef go(path):\n    subprocess.run(['cat', path])",
        FLASK + "def go():\n    db.execute('SELECT * FROM t WHERE a = ?', (request.args['a'],))",
        FLASK + "def go(table):\n    db.execute(f'SELECT * FROM {table}')",
        FLASK + "app.run(debug=os.environ.get('DEBUG') == '1')",
        FLASK + "app.run(debug=False)",
        "import asyncio\nimport flask\nasyncio.run(main(), debug=True)",
        "import logging\nlogger.run(debug=True)",
        "import jwt, requests\njwt.decode(token, verify=False)",
        "import requests\nrequests.get(URL, verify='ca.pem')",
    ],
)
def test_what_is_safe_is_not_accused(code: str) -> None:
    assert kinds(code) == []


def test_a_cell_knows_what_the_cells_above_have_bound() -> None:
    cells = ["import requests, pickle", "answer = requests.get(URL)", "model = pickle.loads(answer.content)"]
    notebook = {"cells": [{"cell_type": "code", "source": cell, "outputs": []} for cell in cells]}
    (risk,) = risks({"tides.ipynb": json.dumps(notebook)})
    assert (risk.kind, risk.at.line, risk.at.excerpt) == ("unpickle", 3, "pickle.loads")


@pytest.mark.parametrize("path", ["tests/test_app.py", "examples/app.py", "docs/conf.py", "venv/lib/app.py"])
def test_tests_examples_and_foreign_code_are_left_out(path: str) -> None:
    assert kinds({path: "eval(input())", "app.py": "print(1)"}) == []


SETTINGS = "INSTALLED_APPS = []\nDEBUG = True\nSECRET_KEY = 'django-insecure-tides'\n"


def test_settings_of_django_are_judged_when_it_is_deployed() -> None:
    assert kinds({"tides/settings.py": SETTINGS}) == []
    assert kinds({"tides/settings.py": SETTINGS, "Procfile": "web: gunicorn tides.wsgi"}) == [
        "django-debug",
        "django-key",
    ]
    safe = SETTINGS.replace("DEBUG = True", "DEBUG = True\nif PRODUCTION:\n    DEBUG = False").replace("'dj", "get('dj")
    assert kinds({"tides/settings.py": safe + ")", "Procfile": "web: gunicorn tides.wsgi"}) == []


@pytest.mark.parametrize(
    "text",
    [
        "x = input()\n" + "".join(f"eval(f'{{x{n}}}')\nx{n} = f'{{x}}{{y}}{{z}}'\n" for n in range(6_000)),
        "a = b + b\n" * 10_000 + "eval(a)\n" * 10_000,
        "eval(" + " + ".join(["a"] * 3_000) + ")",
        "import subprocess\nsubprocess.run(f'" + "{a}" * 20_000 + "', shell=True)",
        "import yaml\n" + "yaml.load(f)\n" * 20_000,
        "".join(f"def f{n}():\n    eval(input())\n" for n in range(8_000)),
    ],
    ids=["chain", "same name", "long sum", "long text", "many", "functions"],
)
def test_nasty_code_is_read_to_its_end(text: str) -> None:
    from portfolio_audit.facts.opening import open_sources
    from portfolio_audit.facts.security.unsafe import find_unsafe
    from portfolio_audit.facts.tree import read_tree
    from snapshots import DictSnapshot

    snapshot = DictSnapshot({"app.py": text})
    tree = read_tree(snapshot)
    sources = open_sources(snapshot, tree, ())
    assert len(find_unsafe(tree, sources)) <= 100
