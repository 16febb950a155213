"""Work in other languages than Python: what it is, where it shows, and what it must not be accused of."""

import json

import pytest

from facts_of import outcome, repo_of
from portfolio_audit.catalogue import load_catalogue
from portfolio_audit.facts.others import judged, read_others
from portfolio_audit.model.facts import ProjectFacts
from portfolio_audit.model.rules import State

JULIA = """using CSV, DataFrames, MLJ
d = dropmissing(CSV.read("bikes.csv", DataFrame))
Tree = @load DecisionTreeClassifier pkg=DecisionTree
mach = machine(Tree(), X, y)
fit!(mach)
println(accuracy(predict_mode(mach, X), y))
"""
FLUX = """using Flux
model = Chain(Dense(4, 8, relu), Dense(8, 3))
for epoch in 1:10
    Flux.train!(loss, Flux.params(model), data, opt)
end
println(model)
"""
WEKA = """import weka.classifiers.trees.J48;
import weka.core.converters.ConverterUtils.DataSource;
public class Bikes {
  public static void main(String[] a) throws Exception {
    var data = new DataSource("bikes.arff").getDataSet();
    var tree = new J48();
    tree.buildClassifier(data);
    var eval = new Evaluation(data);
  }
}
"""
TRIBUO = """import org.tribuo.classification.sgd.linear.LogisticRegressionTrainer;
public class Bikes {
  Model<Label> make(Dataset<Label> rows) {
    var trainer = new LogisticRegressionTrainer();
    return trainer.train(rows);
  }
}
"""
SPARK = """import org.apache.spark.ml.classification.{LogisticRegression, RandomForestClassifier}
import org.apache.spark.ml.feature.VectorAssembler
object Bikes extends App {
  val rows = spark.read.option("header", true).csv("bikes.csv")
  val ready = new VectorAssembler().setInputCols(names).transform(rows)
  val model = new LogisticRegression().fit(ready)
  println(new BinaryClassificationEvaluator().evaluate(model.transform(ready)))
}
"""
TFJS = """import * as tf from '@tensorflow/tfjs-node';
const model = tf.sequential();
model.add(tf.layers.dense({units: 1, inputShape: [1]}));
model.compile({loss: 'meanSquaredError', optimizer: 'sgd'});
await model.fit(xs, ys, {epochs: 10});
model.evaluate(xs, ys);
"""
ML5 = "<script src='https://unpkg.com/ml5@latest/dist/ml5.min.js'></script>"
TFJS_PAGE = """<script src="https://cdn.jsdelivr.net/npm/@tensorflow/tfjs@4.2"></script>
<script>
const model = await tf.loadLayersModel('m.json')
model.predict(x)
</script>"""
REACT = """import * as mobilenet from '@tensorflow-models/mobilenet'
const model = await mobilenet.load()
const found = await model.classify(picture)
show(found)
export default App
"""
BRAIN = (
    "const brain = require('brain.js')\nconst net = new brain.NeuralNetwork()\nnet.train(rows)\nlet a = 1\nlet b = 2\n"
)


def project(files: dict[str, str | bytes]) -> ProjectFacts:
    found = repo_of(files).project
    assert isinstance(found, ProjectFacts)
    return found


def notebook(kernel: str, *sources: str) -> str:
    listed = [{"cell_type": "code", "source": source} for source in sources]
    return json.dumps({"cells": listed, "metadata": {"kernelspec": {"name": kernel}}, "nbformat": 4})


@pytest.mark.parametrize(
    ("files", "language"),
    [
        ({"train.jl": JULIA}, "Julia"),
        ({"net.jl": FLUX}, "Julia"),
        ({"src/Bikes.java": WEKA}, "Java"),
        ({"src/Bikes.java": TRIBUO}, "Java"),
        ({"src/Bikes.scala": SPARK}, "Scala"),
        ({"train.js": TFJS}, "JavaScript"),
        ({"index.js": BRAIN}, "JavaScript"),
        ({"bikes.ipynb": notebook("julia-1.9", *JULIA.splitlines())}, "Julia"),
        ({"bikes.ipynb": notebook("scala", SPARK)}, "Scala"),
        ({"bikes.ipynb": notebook("spylon-kernel", SPARK)}, "Scala"),
        (
            {"main.rs": "use linfa::prelude::*;\nfn main() {\n  let m = Tree::params().fit(&rows)?;\n  go(m);\n}\n"},
            "Rust",
        ),
        ({"fit.m": "t = readtable('a.csv');\nm = fitctree(t, 'y');\na = 1;\nb = 2;\nc = 3;\n"}, "MATLAB"),
    ],
)
def test_a_model_in_another_language_is_one(files: dict[str, str | bytes], language: str) -> None:
    found = project(files)
    assert (found.kind, found.kind_reason) == ("ml-project", f"It trains or evaluates models in {language}.")


@pytest.mark.parametrize(
    "files",
    [
        {
            "index.html": ML5,
            "sketch.js": "let a\nlet b\nlet c\nconst c = ml5.imageClassifier('a', go)\nc.classify(p, show)",
        },
        {"index.html": TFJS_PAGE, "a.css": "b {}"},
        {"package.json": '{"dependencies": {"react": "18"}}', "src/App.jsx": REACT},
    ],
)
def test_a_page_that_runs_a_model_is_an_app_of_machine_learning(files: dict[str, str | bytes]) -> None:
    repo, catalogue = repo_of(files), load_catalogue()
    assert isinstance(repo.project, ProjectFacts)
    assert repo.project.kind == "ml-app"
    assert (
        outcome(next(rule for rule in catalogue.rules if rule.id == "deploy-app"), repo, catalogue).state is State.PASS
    )


@pytest.mark.parametrize(
    "files",
    [
        {"index.html": "<p>", "a.js": "// import '@tensorflow/tfjs'\nfetch('/api')\nmodel.fit(x)\nb()\nc()\nd()"},
        {"src/A.java": "import java.util.List;\nclass A {\n void a() {\n t.train(x);\n }\n int b;\n}"},
        {"main.go": 'package main\nimport (\n\t"net/http"\n)\nfunc main() {\n\tclient.Train(x)\n}\n'},
    ],
)
def test_a_call_that_is_named_like_one_of_a_model_is_none_without_its_library(files: dict[str, str | bytes]) -> None:
    assert project(files).kind == "web-app"


def test_of_a_language_in_which_models_are_not_looked_for_their_absence_is_not_said() -> None:
    found = project({"net.pl": "use strict;\nmy $a = 1;\nmy $b = 2;\ntrain($a);\nprint $b;\nexit;\n"})
    assert (found.kind, found.kind_reason) == ("web-app", "It is software in Perl, where models are not looked for.")
    assert "Perl" not in judged()


def test_the_stages_of_each_language_are_shown_by_their_lines() -> None:
    lines = {"train.jl": (2, 2, 4, 6), "Bikes.scala": (4, 5, 6, 7)}
    for (path, wanted), text in zip(lines.items(), (JULIA, SPARK), strict=True):
        stages = {stage.name: [place.line for place in stage.evidence] for stage in project({path: text}).stages}
        shown = {"data": [wanted[0]], "cleaning": [wanted[1]], "modelling": [wanted[2]], "evaluation": [wanted[3]]}
        assert {name: stages[name] for name in shown} == shown


def test_the_evidence_of_a_notebook_is_its_cell() -> None:
    stages = {
        s.name: s for s in project({"a.ipynb": notebook("ir", "library(caret)", "m <- train(y ~ x, data=d)")}).stages
    }
    assert [(place.path, place.line) for place in stages["modelling"].evidence] == [("a.ipynb", 2)]


@pytest.mark.parametrize(
    ("kernel", "cell", "skill"),
    [("ir", "library(dplyr)", "r"), ("julia-1.10", "using CSV", "julia"), ("spylon-kernel", "import a.b", "scala")],
)
def test_a_notebook_proves_the_language_of_its_kernel(kernel: str, cell: str, skill: str) -> None:
    proof = next(one for one in project({"a.ipynb": notebook(kernel, "# begin", cell)}).skills if one.id == skill)
    assert (proof.at.path, proof.at.line, proof.at.excerpt) == ("a.ipynb", 2, cell)


@pytest.mark.parametrize("files", [{"train.jl": JULIA}, {"Bikes.java": WEKA}, {"a.ipynb": notebook("scala", SPARK)}])
def test_what_python_alone_would_show_is_not_said_to_be_missing_elsewhere(files: dict[str, str | bytes]) -> None:
    catalogue = load_catalogue()
    asked = {"results-held-out", "results-evaluated", "results-models-compared", "repro-seeds"}
    asked |= {"deploy-app"} if "a.ipynb" not in files else set()
    for rule in (rule for rule in catalogue.rules if rule.id in asked):
        assert outcome(rule, repo_of(files), catalogue).state in (State.NOT_APPLICABLE, State.UNKNOWN), rule.id


def test_nothing_shows_nothing() -> None:
    assert not read_others(()).trains


SCRAPER = """const axios = require('axios')
const cheerio = require('cheerio')
const fs = require('fs')
const page = await axios.get('https://books.example.org/list')
const $ = cheerio.load(page.data)
fs.writeFileSync('books.json', JSON.stringify(rows))
"""
PUPPETEER = """import puppeteer from 'puppeteer'
import { writeFileSync } from 'fs'
const page = await browser.newPage()
await page.goto('https://flats.org/rent')
const rows = await page.$$eval('.flat', all => all.map(one => one.innerText))
writeFileSync('flats.json', JSON.stringify(rows))
"""


@pytest.mark.parametrize(
    ("path", "text", "line"),
    [
        ("scrape.js", SCRAPER.replace("books.example.org", "books.org"), 4),
        ("scrape.mjs", PUPPETEER, 4),
        (
            "get.js",
            "const r = await fetch('https://api.open-meteo.com/v1/forecast?x=1')\nfs.writeFileSync('a.json', r)",
            1,
        ),
        ("get.jl", 'using HTTP\nr = HTTP.get("https://api.open-meteo.com/v1/x")\nCSV.write("a.csv", d)', 2),
        (
            "Get.java",
            'var d = Jsoup.connect("https://flats.org/rent").get();\nd.select(".a");\nnew FileWriter("a.csv");',
            1,
        ),
    ],
)
def test_a_scraper_in_another_language_that_keeps_what_it_reads_is_own_data(path: str, text: str, line: int) -> None:
    data = repo_of({path: text}).data
    assert [place.line for place in data.collected] == [line]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("widget.js", "fetch('https://api.openweathermap.org/data/2.5/weather?q=a').then(show)"),
        ("server.js", "const app = express()\nfetch('https://api.tmdb.org/v1/a')\nfs.writeFileSync('log.txt', a)"),
        ("ask.js", "axios.post('https://api.openai.com/v1/chat/completions', q)\nfs.writeFileSync('answer.txt', a)"),
        ("get.js", "axios.get('https://a.org/files/rows.csv')\nfs.writeFileSync('rows.csv', a)"),
        ("tests/scrape.js", PUPPETEER),
    ],
)
def test_a_page_that_shows_an_answer_and_a_download_are_not_own_data(path: str, text: str) -> None:
    assert repo_of({path: text}).data.collected == ()  # type: ignore[union-attr]
