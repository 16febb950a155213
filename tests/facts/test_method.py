"""How models are trained and judged: leaks, measures, figures."""

import json
from typing import Any

import pytest

from facts_of import repo_of
from portfolio_audit.checks.method import figures_agree
from portfolio_audit.facts.reading import read_facts
from portfolio_audit.model.facts import MethodFacts
from portfolio_audit.model.rules import State
from portfolio_audit.model.values import Unavailable
from snapshots import DictSnapshot

SPLIT = "from sklearn.model_selection import train_test_split\n"
CELL = {"cell_type": "code", "metadata": {}, "execution_count": 1, "outputs": []}


def method(files: dict[str, str | bytes]) -> MethodFacts:
    facts = repo_of(files).method
    assert not isinstance(facts, Unavailable)
    return facts


def _printed(text: str) -> list[dict[str, str]]:
    return [{"output_type": "stream", "name": "stdout", "text": text}] if text else []


def notebook(*cells: tuple[str, str]) -> str:
    """A notebook of (source, printed text)."""
    rows: list[dict[str, Any]] = [
        {
            **CELL,
            "source": source,
            "outputs": [{"output_type": "stream", "name": "stdout", "text": text}] if text else [],
        }
        for source, text in cells
    ]
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": rows})


@pytest.mark.parametrize(
    ("code", "transformer"),
    [
        ("s = StandardScaler()\nX = s.fit_transform(X)", "StandardScaler"),
        ("Z = PCA(2).fit_transform(X)\nX = Z[:, :2]", "PCA"),
        ("df['c'] = RobustScaler().fit_transform(df[['c']])\nX = df.drop(columns=['t'])", "RobustScaler"),
        ("for c in columns:\n    X[c] = PowerTransformer().fit_transform(X[[c]])", "PowerTransformer"),
        ("s = MinMaxScaler()\ndf[c] = s.fit_transform(df[c])\nX = df.drop('y', axis=1)", "MinMaxScaler"),
        ("X, y = SMOTE().fit_resample(X, y)", "SMOTE"),
        ("v = TfidfVectorizer()\nX = v.fit_transform(t['text']).toarray()", "TfidfVectorizer"),
        ("p = Pipeline([('a', StandardScaler())])\nX = p.fit_transform(X)", "StandardScaler"),
        ("X = pd.DataFrame(StandardScaler().fit_transform(X))\nif y:\n    print(y)", "StandardScaler"),
    ],
)
def test_what_is_fitted_before_the_split_is_followed_to_it(code: str, transformer: str) -> None:
    code = f"{SPLIT}{code}\na, b = train_test_split(X, y)"
    assert method({"train.py": code}).early_fit_kinds == (transformer,)


def test_a_function_is_followed_by_itself() -> None:
    code = SPLIT + "def go(X, y):\n    X = StandardScaler().fit_transform(X)\n    return train_test_split(X, y)"
    assert [at.line for at in method({"train.py": code}).early_fits] == [3]


@pytest.mark.parametrize(
    "code",
    [
        "a, b, c, d = train_test_split(X, y)\ns = StandardScaler()\na = s.fit_transform(a)\nb = s.transform(b)",
        "a, b = train_test_split(df)\na = StandardScaler().fit_transform(a)\nc, d = train_test_split(a)",
        "Z = StandardScaler().fit_transform(X)\nplot(Z)\na, b = train_test_split(X, y)",
        "Z = StandardScaler().fit_transform(X)\nX = load()\na, b = train_test_split(X, y)",
        "X = StandardScaler().fit_transform(X)\nX = pd.read_csv('a.csv')\na, b = train_test_split(X, y)",
        "X = OneHotEncoder().fit_transform(X)\na, b = train_test_split(X, y)",
        "y = LabelEncoder().fit_transform(y)\na, b = train_test_split(X, y)",
        "y = StandardScaler().fit_transform(y)\na, b = train_test_split(X, y)",
        "X_train = StandardScaler().fit_transform(X_train)\na, b = train_test_split(X_train, y_train)",
        "def scale(X):\n    return StandardScaler().fit_transform(X)\n\na, b = train_test_split(X, y)",
        "X = SimpleImputer(strategy='constant').fit_transform(X)\na, b = train_test_split(X, y)",
        "X_tr = StandardScaler().fit_transform(X_tr)\na, b = train_test_split(X_tr, y_tr)",
        "p = X[:n]\np = StandardScaler().fit_transform(p)\na, b = train_test_split(p, y)",
        "for i, j in kf.split(X):\n    X[i] = StandardScaler().fit_transform(X[i])\na, b = train_test_split(X, y)",
        "df['t'] = PCA(1).fit_transform(df[['t']])\nX = df.drop(columns=['t'])\na, b = train_test_split(X, y)",
        "df['t'] = StandardScaler().fit_transform(df[['t']])\nX = df[['a', 'b']]\na, b = train_test_split(X, y)",
        "X = unknown.fit_transform(X)\na, b = train_test_split(X, y)",
        "X = StandardScaler().fit_transform(X)\nKMeans().fit(X)",
    ],
)
def test_what_cannot_be_followed_or_is_no_leak_is_not_accused(code: str) -> None:
    assert method({"train.py": SPLIT + code}).early_fits == ()


def test_a_leak_is_followed_from_cell_to_cell_and_said_by_cell() -> None:
    book = notebook((SPLIT, ""), ("X = StandardScaler().fit_transform(X)", ""), ("a, b = train_test_split(X, y)", ""))
    assert [(at.path, at.line) for at in method({"a.ipynb": book}).early_fits] == [("a.ipynb", 2)]


def test_tests_and_examples_are_nobodys_leak() -> None:
    leak = SPLIT + "X = StandardScaler().fit_transform(X)\na, b = train_test_split(X, y)"
    assert method({"examples/a.py": leak, "tests/test_a.py": leak}).early_fits == ()


FIT = "from sklearn.linear_model import Ridge\n"


@pytest.mark.parametrize(
    "code",
    [
        "y = df['t']\nX = df.drop(columns=['id'])\nRidge().fit(X, y)",
        "X = df.drop('id', axis=1)\ny = df['t'].values\nm = Ridge().fit(X, y)",
        "X = df[['a', 'b', 't']]\ny = df['t']\nRidge().fit(X, y)",
    ],
)
def test_a_target_among_the_features_is_found(code: str) -> None:
    assert [at.line for at in method({"train.py": FIT + code}).target_features] == [4]


@pytest.mark.parametrize(
    "model",
    [
        "Ridge()",
        "make_pipeline(StandardScaler(), Ridge())",
        "Pipeline([('s', StandardScaler()), ('m', Ridge())])",
        "GridSearchCV(make_pipeline(PCA(2), Ridge()), grid)",
    ],
)
def test_a_target_is_followed_through_the_split_to_a_model_that_takes_every_column(model: str) -> None:
    code = f"y = df['t']\nX = df.drop(columns=['id'])\na, b, c, d = train_test_split(X, y)\nm = {model}\nm.fit(a, c)"
    assert [at.line for at in method({"train.py": FIT + code}).target_features] == [6]


@pytest.mark.parametrize(
    "model",
    [
        "make_pipeline(columns, Ridge())",
        "make_pipeline(ColumnTransformer([('s', StandardScaler(), ['a'])]), Ridge())",
        "build()",
        "TargetEncoder()",
    ],
)
def test_a_model_that_may_choose_its_columns_is_not_accused_of_the_target(model: str) -> None:
    code = f"y = df['t']\nX = df.drop(columns=['id'])\na, b, c, d = train_test_split(X, y)\n{model}.fit(a, c)"
    assert method({"train.py": FIT + code}).target_features == ()


@pytest.mark.parametrize(
    "code",
    [
        "y = df['t']\nX = df.drop(columns=['id', 't'])\nRidge().fit(X, y)",
        "y = df['t']\nX = df.drop(columns=[target])\nRidge().fit(X, y)",
        "y = df.pop('t')\nX = df.drop(columns=['id'])\nRidge().fit(X, y)",
        "y = df['t']\ndf = df.drop(columns=['t'])\nX = df.drop(columns=['id'])\nRidge().fit(X, y)",
        "y = df['t']\ndf.drop(columns=['t'], inplace=True)\nX = df.drop(columns=['id'])\nRidge().fit(X, y)",
        "y = df['t']\nX = df.drop(columns=['id'])\nX = X.drop(columns=['t'])\nRidge().fit(X, y)",
        "y = df['t']\nX = df.drop(columns=['id'])\nX.pop('t')\nRidge().fit(X, y)",
        "y = df['t']\nX = df.drop([0, 1])\nRidge().fit(X, y)",
        "y = other['t']\nX = df.drop(columns=['id'])\nRidge().fit(X, y)",
        "X = df[['a', 'b']]\ny = df['t']\nRidge().fit(X, y)",
    ],
)
def test_a_target_that_may_be_gone_is_not_accused(code: str) -> None:
    assert method({"train.py": FIT + code}).target_features == ()


def test_measures_are_told_by_their_usual_names() -> None:
    code = "from sklearn.metrics import f1_score, mean_squared_error as mse\nf1_score(a, b)\nmse(a, b)\n"
    assert [call.name for call in method({"a.py": code}).metrics] == ["f1", "mse"]


def test_displays_of_measures_are_told_by_their_class() -> None:
    code = "from sklearn.metrics import RocCurveDisplay\nRocCurveDisplay.from_estimator(m, X, y)\n"
    assert [call.name for call in method({"a.py": code}).metrics] == ["roc-auc"]


def test_a_scorer_or_a_formula_of_ones_own_is_a_measure_that_is_mentioned() -> None:
    code = "from sklearn.metrics import accuracy_score\naccuracy_score(a, b)\nsearch(scoring='f1_macro')\nrecall = 1\n"
    assert method({"a.py": code}).mentioned == ("f1", "recall")


@pytest.mark.parametrize(
    ("code", "task"),
    [
        ("from sklearn.linear_model import Ridge\nimport keras\nRidge()\nkeras.Sequential()", None),
        ("from sklearn.svm import SVC\nSVC()", "classification"),
        ("from sklearn.linear_model import LogisticRegression\nLogisticRegression()", "classification"),
        ("from sklearn.linear_model import LinearRegression\nLinearRegression()", "regression"),
        ("from sklearn.svm import SVC, SVR\nSVC()\nSVR()", None),
        ("print(1)", None),
    ],
)
def test_what_is_predicted_is_told_when_all_models_agree(code: str, task: str | None) -> None:
    assert method({"a.py": code}).task == task


COUNTS = "churn\n0    9500\n1     500\nName: count, dtype: int64"


@pytest.mark.parametrize(
    ("printed", "cell", "rare"),
    [
        (COUNTS, "df['churn'].value_counts()", True),
        ("0    9500\n1     500\nName: churn, dtype: int64", "df.churn.value_counts()", True),
        ("churn\n0    5000\n1    5000\nName: count, dtype: int64", "df['churn'].value_counts()", False),
        ("city\nx    9500\ny     500\nName: count, dtype: int64", "df['city'].value_counts()", False),
        ("churn\n0    20\n1    1\nName: count, dtype: int64", "df['churn'].value_counts()", False),
        (COUNTS, "print(table)", False),
    ],
)
def test_a_rare_class_is_seen_in_the_counts_of_the_target(printed: str, cell: str, rare: bool) -> None:
    book = notebook((cell, printed), (FIT + "X = df[['a']]\ny = df['churn']\nRidge().fit(X, y)", ""))
    assert (method({"a.ipynb": book}).imbalanced is not None) is rare


LOGISTIC = "from sklearn.linear_model import LogisticRegression\n"
README = "# Bikes\n\nPredicts bike rentals.\n\n## Results\n\n"


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("The model reaches an accuracy of 93.2 % on the test set.", [("accuracy", "93.2 %")]),
        ("| Model | Accuracy | F1 |\n|---|---|---|\n| Forest | 0.93 | 0.91 |", [("accuracy", "0.93"), ("f1", "0.91")]),
        ("- **ROC AUC**: 0.87\n- RMSE: 0.172", [("roc-auc", "0.87"), ("rmse", "0.172")]),
        ("Training accuracy: 99.9 %\n\nTest accuracy: 91.0 %", [("accuracy", "91.0 %")]),
        ("We aim at an accuracy of at least 95 %. F1 score = 0.81.", []),
        ("Accuracy rose over the baseline of 0.50.", []),
        ("RMSE 3.21, MAE 2.10", [("rmse", "3.21"), ("mae", "2.10")]),
        ("The mean absolute error is 4.5 bikes.", [("mae", "4.5")]),
        ("MAE of 950 EUR, RMSE: $1,234.50", [("mae", "950"), ("rmse", "1,234.50")]),
        ("| Model | RMSE |\n|---|---|\n| Forest | 1234.5 |", [("rmse", "1234.5")]),
        ("The random forest achieved 97% accuracy and 0.91 F1.", [("accuracy", "97%"), ("f1", "0.91")]),
        ("A 5 % accuracy gain. Recall: 0.81 at 95 % precision.", [("recall", "0.81")]),
    ],
)
def test_figures_of_the_readme_are_those_that_the_model_reaches(text: str, figures: list[tuple[str, str]]) -> None:
    found = method({"README.md": README + text, "a.py": "print(1)"}).claimed
    assert [(figure.metric, figure.value) for figure in found] == figures


@pytest.mark.parametrize(
    "text",
    [
        "| Model | Accuracy |\n|---|---|\n| Baseline | 0.50 |\n| Human | 0.95 |\n| SOTA (Smith et al.) | 0.97 |",
        "| Paper | Accuracy |\n|---|---|\n| Smith 2019 | 0.97 |",
        "| Metric | Target |\n|---|---|\n| Accuracy | 0.95 |",
        "| Split | Accuracy |\n|---|---|\n| Train | 0.99 |",
        "Accuracy goal: 0.9. Human accuracy: 0.95",
        "## Goals\n\nAccuracy: 0.95",
        "As reported by others:\n\n- Accuracy: 0.95\n- F1: 0.93",
        "Random guessing: accuracy 0.33",
    ],
)
def test_figures_of_others_of_training_and_of_aims_are_no_claims(text: str) -> None:
    assert method({"README.md": README + "F1 score of 0.81.\n\n" + text, "a.py": "print(1)"}).claimed[1:] == ()


@pytest.mark.parametrize(
    ("text", "of"),
    [
        ("Accuracy: 0.93", ""),
        ("The random forest reaches an accuracy of 93 %.", "forest"),
        ("### XGBoost\n\n- Accuracy: 0.93", "xgboost"),
        ("Support vector machine\n\n- Accuracy: 0.93", "svm"),
        ("Validation accuracy: 0.93", "validation"),
        ("| Model | Accuracy |\n|---|---|\n| RandomForestClassifier (tuned) | 0.93 |", "forest tuned"),
        ("| Model | Accuracy |\n|---|---|\n| Ours | 0.93 |", ""),
        ("| Model | Accuracy |\n|---|---|\n| Owl 7 | 0.93 |", "7 owl"),
        ("| Metric | Value |\n|---|---|\n| Accuracy | 0.93 |", ""),
        ("An accuracy of 0.93 to 0.95", None),
        ("It has more than accuracy: 0.93", None),
        ("Accuracy: 0.93 → 0.95", None),
        ("| Model | Accuracy |\n|---|---|\n| Ours | ~0.93 |", None),
        ("## Model training\n\nAccuracy: 0.93", None),
    ],
)
def test_a_figure_is_of_the_model_and_the_rows_that_are_named(text: str, of: str | None) -> None:
    assert [figure.of for figure in method({"README.md": README + text, "a.py": "print(1)"}).claimed] == [of]


MEASURED = "from sklearn.metrics import accuracy_score\nm = LogisticRegression().fit(a, b)\nprint(accuracy_score(c, d))"
LOWER = {"a.ipynb": notebook((f"{LOGISTIC}{MEASURED}", "Accuracy: 0.8734"))}


def agreement(text: str, files: dict[str, str | bytes]) -> State:
    readme = {"README.md": f"{README}{text}\n"}
    return figures_agree(method({**readme, **files})).state


@pytest.mark.parametrize("said", ["87.3 %", "0.87", "0.8734", "87,3%", "0.873 on the test set"])
def test_a_rounded_figure_agrees(said: str) -> None:
    assert agreement(f"Accuracy: {said}", dict(LOWER)) is State.PASS


@pytest.mark.parametrize("said", ["Accuracy: 0.97", "| Model | Accuracy |\n|---|---|\n| Ours | 0.97 |"])
def test_another_figure_of_the_same_disagrees(said: str) -> None:
    assert agreement(said, dict(LOWER)) is State.PARTIAL


def kept(**figures: float) -> dict[str, str | bytes]:
    return {"metrics.json": json.dumps(figures)}


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("RMSE 3.21, MAE 2.10", {"rmse": 3.2134, "mae": 2.0987}),
        ("MAE of 950 EUR", {"mae": 947.3}),
        ("RMSE: 1,234.5", {"rmse": 1234.46}),
        ("RMSE: 3,21", {"rmse": 3.2134}),
        ("MAPE: 12.3 %", {"mape": 0.1231}),
        ("Accuracy: 93 %", {"accuracy": 93.12}),
        ("MAE: 12", {"mae": 12}),
    ],
)
def test_a_rounded_error_agrees_whatever_its_unit(text: str, figures: dict[str, float]) -> None:
    assert agreement(text, kept(**figures)) is State.PASS


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("MAE 4.5", State.PARTIAL),
        ("MAE of 0.0021 thousand", State.UNKNOWN),
        ("MAE 2100", State.UNKNOWN),
        ("MAE 4.5 on the validation set", State.UNKNOWN),
        ("MAE 4.5 for the ridge regression", State.UNKNOWN),
    ],
)
def test_another_error_disagrees_unless_unit_model_or_rows_may_differ(text: str, state: State) -> None:
    assert agreement(text, kept(mae=2.0987)) is state


def test_a_figure_before_its_measure_is_compared_with_that_of_the_same_model() -> None:
    book = {"a.ipynb": notebook((f"{LOGISTIC}{MEASURED}", "Random Forest accuracy: 0.8912"))}
    assert agreement("The random forest achieved 97% accuracy.", dict(book)) is State.PARTIAL
    assert agreement("The random forest achieved 89% accuracy.", dict(book)) is State.PASS
    assert agreement("Logistic regression achieved 97% accuracy.", dict(book)) is State.UNKNOWN


@pytest.mark.parametrize(
    ("text", "files"),
    [
        ("The SVM has an accuracy of 0.97.", {}),
        ("Validation accuracy: 0.97", {}),
        ("Accuracy: 0.97\n\nAccuracy: 0.95 on the larger set", {}),
        ("An accuracy of about 0.97", {}),
        ("Accuracy: 0.97", {"train.py": LOGISTIC + MEASURED}),
        ("Accuracy: 0.97", {"deep.ipynb": notebook(("model.evaluate(x, y)", ""))}),
        ("Accuracy: 0.97", {"run.log": "done, 0.9712\n"}),
        ("Accuracy: 0.97", {"b.ipynb": notebook(("table", "   model  score\n0  svm  0.9698"))}),
        ("Accuracy: 0.97", {"metrics.json": '{"svm": {"accuracy": 0.9}, "rf": {"accuracy": 0.91}, "accuracy": 0.95}'}),
        ("Accuracy: 0.97", {"b.ipynb": "{broken"}),
    ],
    ids=["model", "split", "two", "guess", "script", "cell", "log", "table", "several", "broken"],
)
def test_what_may_be_right_elsewhere_is_not_accused(text: str, files: dict[str, str | bytes]) -> None:
    assert agreement(text, {**LOWER, **files}) is State.UNKNOWN


def test_a_table_of_results_that_was_not_read_leaves_it_open() -> None:
    files = {"README.md": f"{README}Accuracy: 0.97\n", **LOWER}
    facts = dict(read_facts(DictSnapshot(files, large={"model_results.csv": 1})))["method"]
    assert facts.unread == ("model_results.csv",)
    assert figures_agree(facts).state is State.UNKNOWN


def test_figures_are_read_from_texts_of_results_with_the_model_they_name() -> None:
    files: dict[str, str | bytes] = {
        "results_xgboost.txt": "Accuracy: 0.91\n",
        "metrics_all.json": '{"random_forest": {"test_f1": 0.8}, "train": {"accuracy": 0.99}, "val_accuracy": 0.9}',
        "b.ipynb": notebook(("show()", "Decision tree\nAccuracy: 0.81\nRandom forest accuracy: 0.84")),
    }
    assert [(figure.metric, figure.value, figure.of) for figure in method(files).saved] == [
        ("accuracy", "0.81", "tree"),
        ("accuracy", "0.84", "forest tree"),
        ("f1", "0.80", "forest"),
        ("accuracy", "0.90", "validation"),
        ("accuracy", "0.91", "xgboost"),
    ]


def test_saved_figures_come_from_outputs_and_files_of_metrics() -> None:
    report = "             precision    recall  f1-score   support\n\n    accuracy               0.93       200\n"
    files: dict[str, str | bytes] = {
        "a.ipynb": notebook(("print(r)", report), ("print(x)", "ROC AUC: 0.91\nEpoch 3 accuracy: 0.99")),
        "metrics.json": '{"test": {"rmse": 0.172, "rows": 10}}',
        "package.json": '{"accuracy": 0.5}',
    }
    assert [(figure.metric, figure.value, figure.at.path) for figure in method(files).saved] == [
        ("accuracy", "0.93", "a.ipynb"),
        ("roc-auc", "0.91", "a.ipynb"),
        ("rmse", "0.172", "metrics.json"),
    ]


@pytest.mark.parametrize(
    "files",
    [
        {"a.py": SPLIT + "X = StandardScaler().fit_transform(X)\n" + "X = f(X)\n" * 8_000 + "a = train_test_split(X)"},
        {"a.py": SPLIT + "x = " + "f(" * 80 + "1" + ")" * 80 + "\n" + "a = b\n" * 20_000},
        {"README.md": README + "accuracy: 0.9 " * 20_000},
        {"README.md": README + "| accuracy " * 20_000},
        {"a.ipynb": notebook(("print(1)", "accuracy" + " " * 10_000 + "0.9\n" + "accuracy: " * 2_000))},
        {"metrics.json": '{"a":' * 500 + "1" + "}" * 500},
    ],
    ids=["flow", "nesting", "line", "table", "output", "json"],
)
def test_hostile_files_are_read_to_their_end(files: dict[str, str | bytes]) -> None:
    method(files)


def test_answers_counted_by_hand_are_a_measure() -> None:
    assert method({"a.py": "right += (net(x).argmax(1) == y).sum().item()\n"}).mentioned == ("accuracy",)


@pytest.mark.parametrize(
    "text",
    [
        "## Resultados\n\nEl error absoluto medio es de 12,4 bicicletas por hora.",
        "## Ergebnisse\n\nDer mittlere absolute Fehler liegt bei 12,4 Rädern. Accuracy: 0,91",
        "## Résultats\n\nL'erreur absolue moyenne est de 12,4 vélos. Accuracy: 0,91",
    ],
)
def test_an_error_is_read_in_other_languages(text: str) -> None:
    found = method({"README.md": f"# Bikes\n\n{text}\n"}).claimed
    assert ("mae", "12,4") in [(one.metric, one.value) for one in found]


@pytest.mark.parametrize(
    ("line", "judged"),
    [
        ("print('rule', mean_absolute_error(te['y'], te['km'] / 25 * 60))", True),
        ("print('last week', mean_absolute_error(te['y'], te['y_last_week']))", True),
        ("print(mean_absolute_error(te['y'], rows[:, -1]))", True),
        ("print(mean_absolute_error(te['y'], te['pred']))", False),
        ("print(mean_absolute_error(te['y'], proba[:, 1]))", False),
        ("print(mean_absolute_error(te['y'], told[:, 1]))", False),
        ("print(mean_absolute_error(te['y'], model.predict(te[['km']])))", False),
    ],
)
def test_a_rule_of_thumb_beside_a_model_is_a_baseline(line: str, judged: bool) -> None:
    head = "from sklearn.metrics import mean_absolute_error\ntold = model.predict_proba(te[['km']])\n"
    code = f"{head}print(mean_absolute_error(te['y'], model.predict(te)))\n{line}\n"
    assert bool(method({"train.py": code}).baselines) is judged


@pytest.mark.parametrize("classes", ["m.predict(b) > 0.5", "np.where(m.predict(b) > t, 1, 0)"])
def test_numbers_that_are_made_classes_may_be_judged_as_such(classes: str) -> None:
    code = "from sklearn.linear_model import LinearRegression\nm = LinearRegression()\n"
    assert method({"train.py": f"{code}print(accuracy_score(d, m.predict(b).round()))\n"}).task == "regression"
    assert method({"train.py": f"{code}print(accuracy_score(d, {classes}))\n"}).task is None
