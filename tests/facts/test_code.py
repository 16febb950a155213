"""The code: names, calls, tests, frameworks, and what does not parse."""

import json
import sys

import pytest

from portfolio_audit.facts.code import read_code
from portfolio_audit.facts.notebooks import open_notebooks
from portfolio_audit.facts.opening import open_sources
from portfolio_audit.facts.syntax import without_magics
from portfolio_audit.facts.tree import read_tree
from portfolio_audit.model.facts import CodeFacts
from snapshots import DictSnapshot


def code(files: dict[str, str | bytes]) -> CodeFacts:
    snapshot = DictSnapshot(files)
    tree = read_tree(snapshot)
    return read_code(snapshot, tree, open_sources(snapshot, tree, open_notebooks(snapshot, tree)))


def cells(*sources: str, language: str = "python") -> str:
    listed = [{"cell_type": "code", "source": source} for source in sources]
    return json.dumps({"cells": listed, "metadata": {"kernelspec": {"language": language}}})


def calls(text: str) -> set[str]:
    return {call.name for call in code({"a.py": text}).calls}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (
            "from sklearn.model_selection import train_test_split\ntrain_test_split(x)",
            "sklearn.model_selection.train_test_split",
        ),
        ("import pandas as pd\npd.read_csv('a')", "pandas.read_csv"),
        ("import sklearn.svm\nsklearn.svm.SVC()", "sklearn.svm.SVC"),
        ("from sklearn import svm as s\ns.SVC()", "sklearn.svm.SVC"),
        (
            "import tensorflow as tf\nmnist = tf.keras.datasets.mnist\nmnist.load_data()",
            "tensorflow.keras.datasets.mnist.load_data",
        ),
        ("model.fit(x)", ".fit"),
        ("df.groupby('a').agg('sum').to_csv('b')", ".to_csv"),
        ("open('a')", "open"),
        ("from .own import run\nrun()", ".own.run"),
        ("import flask\n@flask.route\ndef a(): pass", "flask.route"),
    ],
)
def test_calls_have_the_name_they_were_imported_by(text: str, name: str) -> None:
    assert name in calls(text)


def test_names_of_one_cell_hold_in_the_next() -> None:
    facts = code({"a.ipynb": cells("import numpy as np", "np.zeros(3)")})
    call = next(call for call in facts.calls if call.name == "numpy.zeros")
    assert (call.at.path, call.at.line) == ("a.ipynb", 2)


def test_names_of_one_file_do_not_reach_another() -> None:
    facts = code({"a.py": "import numpy as np", "b.py": "np.zeros(3)"})
    assert {call.name for call in facts.calls} == {".zeros"}


def test_the_first_place_of_a_call_is_kept() -> None:
    call = code({"a.py": "\n\nprint(1)\nprint(2)"}).calls[0]
    assert (call.name, call.at.line, call.at.excerpt) == ("print", 3, "print(1)")


@pytest.mark.parametrize(
    "cell",
    [
        "%matplotlib inline\nx = 1",
        "!pip install a\nx = 1",
        "%%time\nx = 1",
        "files = !ls\nx = 1",
        "df.head?\nx = 1",
        "if a:\n    !ls\nx = 1",
        "!pip install \\\n    pandas \\\n    numpy\nx = 1",
        "files = !ls \\\n    -l\nx = 1",
        "pip install pandas",
        "cp 'a b' c\nmkdir out",
        "  x = 1\n  if x:\n    y = 2",
        " df.head()",
        ">>> x = 1\n>>> if x:\n...     y = 2",
    ],
)
def test_magics_and_shell_lines_are_no_errors(cell: str) -> None:
    assert code({"a.ipynb": cells(cell)}).unparsed == ()


@pytest.mark.parametrize("magic", ["%%bash", "%%html", "%%sql", "%%writefile app.py", "%%javascript", "%%R"])
def test_a_cell_in_another_language_is_left_out(magic: str) -> None:
    assert without_magics(f"{magic}\n<b>no python</b>") == ""
    assert code({"a.ipynb": cells(f"{magic}\n<b>no python</b>")}).unparsed == ()


def test_what_looks_like_a_command_and_is_python_stays_python() -> None:
    facts = code({"a.ipynb": cells("cat = load()\nrun = cat.more(1)\n!ls")})
    assert {"load", ".more"} <= {call.name for call in facts.calls}


def test_a_notebook_saved_as_a_script_keeps_its_magics() -> None:
    text = "# Databricks notebook source\nimport os\n!pip install x\nos.getcwd()\n"
    assert code({"a.py": text}).unparsed == ()
    assert len(code({"a.py": text.replace("# Databricks notebook source", "")}).unparsed) == 1


def test_a_notebook_that_names_no_language_may_be_in_another_one() -> None:
    other = json.dumps({"cells": [{"cell_type": "code", "source": s} for s in ("x <- 1", "y <- 2", "x")]})
    broken = json.dumps({"cells": [{"cell_type": "code", "source": s} for s in ("x = (1", "y = 2", "x = 3")]})
    assert code({"a.ipynb": other}).unparsed == ()
    assert [place.line for place in code({"a.ipynb": broken}).unparsed] == [1]


TRY = "try:\n    import numpy\n{}\n    x = 1\nx.fit(1)\n"


@pytest.mark.parametrize(
    "clause",
    [
        "except ValueError, TypeError:",
        "except ValueError , KeyError,TypeError :",
        "except ValueError, TypeError , :",
        "except socket.error, socket.timeout:",
        "except error, TimeoutError:",
        "except* ValueError, TypeError:",
    ],
)
def test_several_exceptions_need_no_parentheses(clause: str) -> None:
    found = code({"a.py": TRY.format(clause)})
    assert found.unparsed == ()
    assert {call.name for call in found.imports} == {"numpy"}
    assert {call.name for call in found.calls} == {".fit"}


@pytest.mark.skipif(sys.version_info >= (3, 14), reason="it parses there")
@pytest.mark.parametrize("clause", ["except ValueError, e:", "except socket.error, err:", "except A, B as e:"])
def test_the_exceptions_of_python_2_are_still_no_python_3(clause: str) -> None:
    assert [at.line for at in code({"a.py": TRY.format(clause)}).unparsed] == [3]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.py", "import numpy\nfrom {{ cookiecutter.slug }}.api import run\n"),
        ("a.py", "import numpy\n{%- if cookiecutter.cli == 'click' %}\nimport click\n{%- endif %}\n"),
        ("a.py", "import numpy\n\nclass {{ name | title }}:\n    pass\n"),
        ("a.py", "{# the start #}\nimport numpy\n"),
        ("{{cookiecutter.slug}}/a.py", "import numpy\ndef f(:\n"),
    ],
)
def test_a_template_of_code_is_no_broken_code(path: str, text: str) -> None:
    found = code({path: text})
    assert (found.unparsed, found.unread) == ((), (path,))
    assert "numpy" in {call.name for call in found.imports}


def test_a_broken_file_that_holds_a_page_is_broken() -> None:
    assert len(code({"a.py": "page = '<p>{{ user.name }}</p>'\ndef f(:\n"}).unparsed) == 1


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="this Python reads them")
@pytest.mark.parametrize(
    "text",
    [
        'print(f"{row["name"]}")',
        "type Row = dict[str, int]",
        "def first[T](rows: list[T]) -> T: ...",
        "class A[T]: ...",
    ],
)
def test_syntax_of_a_newer_python_is_no_error(text: str) -> None:
    assert code({"a.py": text, "a.ipynb": cells(text)}).unparsed == ()


def test_attributes_of_fitted_estimators_and_charts_of_predictions_are_told() -> None:
    facts = code(
        {"a.py": "plt.scatter(y_test, y_pred)\nplt.bar(names, model.feature_importances_)\nplt.plot(a, b)\nx._b_\n"}
    )
    assert [(a.name, a.at.line) for a in facts.attributes] == [(".feature_importances_", 2)]
    assert [place.line for place in facts.charts] == [1]


@pytest.mark.parametrize("name", ["previsoes_reais", "predicciones", "vorhersage", "tahminler", "прогноз", "予測"])
def test_a_chart_of_predictions_is_one_in_any_language(name: str) -> None:
    text = f"import matplotlib.pyplot as plt\n\nplt.plot(days, {name})\nplt.plot(days, sales)\n"
    assert [place.line for place in code({"a.py": text}).charts] == [3]


def test_an_r_notebook_is_not_taken_for_broken_python() -> None:
    assert code({"a.ipynb": cells("x <- c(1, 2)\nlibrary(caret)", language="R")}).unparsed == ()


def test_python_2_is_a_fact_and_its_imports_still_count() -> None:
    facts = code({"old.py": "import urllib2\nprint 'hi'\nfor i in xrange(3): print i\n"})
    assert facts.unparsed[0].path == "old.py"
    assert "print" in facts.unparsed[0].excerpt
    assert [call.name for call in facts.imports] == ["urllib2"]


def test_a_broken_cell_does_not_hide_the_others() -> None:
    facts = code({"a.ipynb": cells("import os", "def (:", "os.getcwd()")})
    assert [place.line for place in facts.unparsed] == [2]
    assert "os.getcwd" in {call.name for call in facts.calls}


@pytest.mark.parametrize(
    "content",
    [
        b"\x00\x01\x02\x03\x04\x05\x06\x07" * 100,
        b"x = '\x00'",
        b"(" * 5_000,
        b"-" * 100_000 + b"1",
        b"a" + b".b" * 50_000,
        b"x = " + b"[" * 300 + b"]" * 300,
        b"1" * 5_000,
        b"\xff\xfe" + "import os\n".encode("utf-16-le")[:-1],
    ],
)
def test_hostile_source_is_survived(content: bytes) -> None:
    assert code({"bad.py": content, "good.py": "import json"}).python_files == 2


def test_deep_nesting_that_parses_is_walked_without_recursion() -> None:
    facts = code({"a.py": "x = " + "+".join(["f(1)"] * 900)})
    assert {call.name for call in facts.calls} == {"f"} or facts.unparsed


def test_a_huge_file_is_not_parsed_and_says_so() -> None:
    assert code({"a.py": "x = 1\n" * 100_000}).unparsed == ()


def test_odd_encodings_are_read() -> None:
    assert code({"a.py": "# café\nimport os".encode("cp1252")}).imports[0].name == "os"
    assert code({"a.py": b"\xef\xbb\xbfimport os"}).imports[0].name == "os"
    assert code({"a.py": "import os\n".encode("utf-16")}).imports[0].name == "os"


def test_escapes_that_python_warns_of_are_no_trouble() -> None:
    assert code({"a.py": "x = '\\d'"}).unparsed == ()


def test_tests_are_counted_with_their_assertions() -> None:
    facts = code(
        {
            "tests/test_a.py": "import a\ndef test_b():\n    assert a.b() == 1\n    assert a.c()\n",
            "a.py": "def b(): return 1",
        }
    )
    assert (facts.tests.files, facts.tests.functions, facts.tests.assertions) == (("tests/test_a.py",), 1, 2)


def test_a_file_that_is_only_called_a_test_is_none() -> None:
    assert code({"test_model.py": "import pickle\nprint(pickle.load(f))"}).tests.files == ()


def test_calls_of_tests_are_not_the_projects() -> None:
    assert code({"tests/test_a.py": "import sklearn.datasets\nsklearn.datasets.load_iris()"}).calls == ()


def test_script_lines_leave_out_tests_blanks_and_comments() -> None:
    assert code({"a.py": "# hi\n\nx = 1\ny = 2\n", "test_a.py": "z = 3"}).script_lines == 2


@pytest.mark.parametrize(
    "path",
    [
        "C:\\\\Users\\\\ann\\\\a.csv",
        "/Users/ann/a.csv",
        "/home/ann/data/a.csv",
        "/content/drive/MyDrive/a.csv",
        "D:/data/a.csv",
    ],
)
def test_places_on_the_authors_machine_are_found(path: str) -> None:
    assert len(code({"a.py": f"open('{path}')"}).absolute_paths) == 1


@pytest.mark.parametrize(
    "path",
    [
        "data/a.csv",
        "/kaggle/input/a.csv",
        "https://a.org/b",
        "/app/model.pkl",
        "C:",
        "C:/Windows",
        "c:\\\\windows\\\\x.dll",
        "a:b",
        "/home/",
    ],
)
def test_other_paths_are_not_accused(path: str) -> None:
    assert code({"a.py": f"open('{path}')"}).absolute_paths == ()


@pytest.mark.parametrize(
    "text",
    [
        "PATH = '/home/ann/data/a.csv'",
        "os.environ.get('DATA', '/home/ann/data')",
        "AutoModel('/Users/ann/models/bert')",
        "os.chdir('/Users/ann')",
        "sys.path.insert(0, '/home/ann')",
        "parser.add_argument('--data', default='/Users/ann/a.csv')",
        "f'/Users/ann/data/{name}.csv'",
    ],
)
def test_a_home_with_something_under_it_or_that_is_opened_is_the_authors(text: str) -> None:
    assert len(code({"a.py": f"import os, sys\n{text}\n"}).absolute_paths) == 1


@pytest.mark.parametrize(
    "text",
    [
        "ROUTE = '/Users/list'",
        "@app.route('/Users/list')\ndef f():\n    return 1",
        "@app.get('/home/dashboard/stats')\ndef f():\n    return 1",
        "requests.get(BASE + '/Users/list/all')",
        "client.post('/home/products/new')",
        "requests.get(f'{BASE}/home/products/new')",
        "url = '/Users/<int:user>/edit'",
        "url = '/Users/{user}/edit'",
        "redirect('/home/ann/profile')",
        "router = APIRouter(prefix='/home/admin/users')",
        "if request.path == '/home/admin/users':\n    pass",
        "image = '/media/images/a.png'",
        "open('/home/airflow/dags/a.py')",
    ],
)
def test_a_route_is_no_path_of_a_machine(text: str) -> None:
    assert code({"a.py": f"{text}\n"}).absolute_paths == ()


@pytest.mark.parametrize(
    ("text", "framework"),
    [
        ("import streamlit as st\nst.title('a')", "streamlit"),
        ("from flask import Flask\napp = Flask(__name__)", "flask"),
        ("from fastapi import FastAPI\napp = FastAPI()", "fastapi"),
        ("import gradio as gr\ngr.Interface(f).launch()", "gradio"),
        ("from dash import Dash\napp = Dash()", "dash"),
        ("import dash\napp = dash.Dash(__name__)", "dash"),
        ("import streamlit", None),
        ("from flask import request", None),
        ("import pandas", None),
    ],
)
def test_an_app_is_made_and_not_only_imported(text: str, framework: str | None) -> None:
    assert code({"app.py": text}).app_framework == framework


@pytest.mark.parametrize("folder", ["tests", "examples", "docs", "benchmarks"])
def test_an_app_in_tests_or_examples_is_not_the_repositorys(folder: str) -> None:
    assert code({f"{folder}/app.py": "from flask import Flask\nFlask('a')"}).app_framework is None


def test_an_app_in_a_notebook_cell_is_not_deployable() -> None:
    assert code({"a.ipynb": cells("import gradio as gr\ngr.Interface(f).launch()")}).app_framework is None


def test_what_visitors_meet_names_the_app_when_there_are_two() -> None:
    files: dict[str, str | bytes] = {
        "api.py": "import fastapi\nfastapi.FastAPI()",
        "ui.py": "import streamlit as st\nst.title('a')",
    }
    assert code(files).app_framework == "streamlit"


def test_r_shiny_and_node_are_known_without_python() -> None:
    assert code({"app.R": "library(shiny)\nshinyApp(ui, server)"}).app_framework == "shiny"
    assert code({"package.json": '{"dependencies": {"express": "4"}}'}).app_framework == "node"


def test_a_comment_makes_no_app() -> None:
    assert code({"app.R": "# runtime: shiny\n# shinyApp(ui, server)"}).app_framework is None


@pytest.mark.parametrize("text", ["[1]", "{", '{"dependencies": 3}', '{"devDependencies": {"prettier": "1"}}'])
def test_a_package_file_of_another_sort_makes_no_app(text: str) -> None:
    assert code({"package.json": text}).app_framework is None


def test_runnable_files_are_entry_points() -> None:
    facts = code({"a.py": "def f(): pass\nif __name__ == '__main__':\n    f()"})
    assert [(place.path, place.line) for place in facts.entry_points] == [("a.py", 2)]


def test_other_languages_are_counted() -> None:
    assert code({"a.sql": "select 1", "b.sql": "x", "c.R": "x"}).other_source == (("SQL", 2), ("R", 1))


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("__init__.py", "from a import b\nimport c\nprint(1)\nprint(2)\nprint(3)\nprint(4)"),
        ("helper.py", "def f():\n    return 1"),
        ("config.py", "A = 1\nB = 2\nC = 3\nD = 4\nE = 5"),
        ("empty.py", ""),
        ("setup.py", "from setuptools import setup\nx()\ny()\nz()\nsetup()"),
        ("index.html", "<p>\n" * 50),
        ("run.sh", "pip install -r requirements.txt\njupyter lab"),
        ("rows.jl", '{"a": 1}\n' * 50),
    ],
)
def test_helpers_settings_and_pages_are_no_real_work(path: str, text: str) -> None:
    assert code({path: text}).work == ()


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("train.py", "import a\nx = a.load()\ny = a.fit(x)\nprint(y)\na.save(y)"),
        ("q.sql", "select a\nfrom b\nwhere c\ngroup by d\norder by e"),
        ("model.R", "a <- 1\nb <- 2\nc <- 3\nd <- 4\ne <- 5"),
    ],
)
def test_scripts_that_do_something_are_work(path: str, text: str) -> None:
    assert [place.path for place in code({path: text}).work] == [path]


def test_a_notebook_saved_as_a_script_is_no_second_work() -> None:
    text = "# In[1]:\nimport a\na.b()\na.c()\na.d()\na.e()"
    assert code({"eda.ipynb": cells("import a"), "eda.py": text}).work == ()


def test_paths_in_tests_are_no_paths_of_a_machine() -> None:
    found = code({"tests/test_paths.py": "def test_path():\n    assert clean('/Users/ann/a.csv') == 'a.csv'\n"})
    assert found.absolute_paths == ()


def test_keyword_arguments_are_known_by_name() -> None:
    found = code({"a.py": "from sklearn.linear_model import Ridge\nRidge(alpha=1, random_state=7)\n"})
    assert [(keyword.name, keyword.at.line) for keyword in found.keywords] == [("alpha=", 2), ("random_state=", 2)]


def test_test_files_in_other_languages_are_seen_but_not_looked_into() -> None:
    found = code({"src/app.js": "let a = 1\n", "src/app.test.js": "test('a', () => {})\n"})
    assert found.tests.others == ("src/app.test.js",)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.test.js", ""),
        ("a.test.js", "// test('a', () => {})\n"),
        ("a.test.js", "test('a', () => {\n  expect(true).toBe(true);\n});\n"),
        ("a.spec.ts", "it('adds', () => { expect(1).toEqual(1) })\n"),
        ("a_test.go", "package a\n"),
        ("tests/a.rs", "#[test]\nfn a() {\n    assert_eq!(1, 1);\n}\n"),
        ("tests/testthat/test-a.R", "test_that('a', {\n  expect_true(TRUE)\n})\n"),
    ],
)
def test_a_test_of_literals_in_another_language_is_none(path: str, text: str) -> None:
    assert code({path: text}).tests.others == ()


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.test.js", "test('a', () => {\n  expect(double(1)).toBe(2);\n});\n"),
        ("a_test.go", "package a\n\nfunc TestA(t *testing.T) {\n\tif double(1) != 2 {\n\t\tt.Fatal(1)\n\t}\n}\n"),
        ("tests/a.rs", "#[test]\nfn a() {\n    assert_eq!(double(1), 2);\n}\n"),
        ("tests/testthat/test-a.R", "test_that('a', {\n  expect_equal(double(1), 2)\n})\n"),
        ("src/test/java/ATest.java", "@Test\nvoid a() {\n  assertEquals(2, a.twice(1));\n}\n"),
    ],
)
def test_a_test_of_something_in_another_language_is_one(path: str, text: str) -> None:
    assert code({path: text}).tests.others == (path,)


@pytest.mark.parametrize(
    "body",
    [
        "pass",
        "assert True",
        "assert 1 == 1",
        "assert len([1]) == 1",
        "x = 1\n    assert x == 1",
        "self.assertTrue(True)",
    ],
)
def test_a_test_that_tries_nothing_is_none(body: str) -> None:
    assert code({"tests/test_a.py": f"def test_a(self):\n    {body}\n"}).tests.functions == 0


@pytest.mark.parametrize(
    "body",
    [
        "assert client.get('/')",
        "import bikes\n    assert bikes.double(1) == 2",
        "self.assertEqual(self.model.size, 1)",
        "with pytest.raises(ValueError):\n        double('a')",
        "x = double(1)\n    assert x == 2",
    ],
)
def test_a_test_of_the_projects_code_is_one(body: str) -> None:
    found = code({"tests/test_a.py": f"def test_a(self, client):\n    {body}\n"}).tests
    assert found.functions == 1 and found.assertions >= 1


def test_a_source_file_that_did_not_arrive_is_named() -> None:
    snapshot = DictSnapshot({"a.py": "a = 1\n"}, large={"b.py": 12})
    tree = read_tree(snapshot)
    found = read_code(snapshot, tree, open_sources(snapshot, tree, open_notebooks(snapshot, tree)))
    assert found.unread == ("b.py",)


PYTHON_2 = """import pandas as pd
from sklearn.svm import SVC

def main():
\tdf = pd.read_csv("a.csv")
        clf = SVC(C=1, verbose=0777)
        clf.fit(df[["a"]], df["y"])
        print "score", `clf`, clf.score(df[["a"]], df["y"])
def test_main():
        assert main() <> 3
"""


def test_python_2_is_read_by_its_tokens() -> None:
    facts = code({"old.py": PYTHON_2, "test_old.py": PYTHON_2})
    assert {"pandas.read_csv", "sklearn.svm.SVC", ".fit", ".score"} <= {call.name for call in facts.calls}
    assert "main" not in {call.name for call in facts.calls if call.at.line == 4}
    assert {"C=", "verbose="} <= {keyword.name for keyword in facts.keywords}
    assert (facts.functions, facts.tests.functions, facts.tests.assertions) == (2, 1, 1)
    assert facts.unread == ()


def test_a_script_cut_in_the_middle_of_a_text_is_read_as_far_as_it_goes() -> None:
    facts = code({"a.py": 'import os\nos.getcwd()\nx = """never\nclosed(1)\n'})
    assert "os.getcwd" in {call.name for call in facts.calls}


def test_what_stumbles_at_every_line_is_given_up_and_named() -> None:
    facts = code({"a.py": "y = (\n" * 200})
    assert facts.unread == ("a.py",)


def test_a_broken_notebook_is_read_as_far_as_its_cells_can_be_seen() -> None:
    whole = json.dumps(json.loads(cells("import os\nos.getcwd()", "import json\njson.loads(x)")), indent=1)
    conflict = whole.replace('   "source": "import json', '<<<<<<< HEAD\n   "source": "import json')
    for text in (whole[:-4], conflict):
        facts = code({"a.ipynb": text})
        assert {"os.getcwd", "json.loads"} <= {call.name for call in facts.calls}, text
        assert facts.unread == ("a.ipynb",)
    assert code({"a.ipynb": "{" + "x" * 2_000}).unread == ("a.ipynb",)
    assert code({"a.ipynb": "{"}).unread == ()


def test_chunks_of_a_report_and_short_queries_are_code_of_the_authors() -> None:
    report = "# Sales\n\nText.\n\n```{r}\nlibrary(readr)\nd <- read_csv('a.csv')\n# a comment\n```\n\nMore text.\n"
    assert code({"a.Rmd": report, "b.sql": "select a\nfrom b\n", "c.css": "a {}\n"}).other_lines == 4


def test_rows_of_data_that_end_like_julia_are_no_source() -> None:
    assert code({"rows.jl": '{"a": 1}\n{"a": 2}\n', "a.sql": "select 1"}).other_source == (("SQL", 1),)
    assert code({"fit.jl": "using Flux\nFlux.train!(a, b, c)\n"}).other_source == (("Julia", 1),)
