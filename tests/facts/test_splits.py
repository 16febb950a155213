"""Whether a model is judged on data that it did not learn from, as code by hand says it."""

import pytest

from facts_of import repo_of
from portfolio_audit.model.facts import MethodFacts
from portfolio_audit.model.values import Unavailable

MODEL = "import pandas as pd\nfrom sklearn.linear_model import LinearRegression\nmodel = LinearRegression()\n"
READ = "df = pd.read_csv('rows.csv')\n"


def method(*files: str) -> MethodFacts:
    facts = repo_of({f"part{number}.py": text for number, text in enumerate(files)}).method
    assert not isinstance(facts, Unavailable)
    return facts


APART = [
    "train, test = df[:800], df[800:]\nmodel.fit(train[['a']], train.y)\nprint(model.score(test[['a']], test.y))",
    "a = df.iloc[:800]\nb = df.iloc[800:]\nmodel.fit(a[['x']], a.y)\nprint(model.score(b[['x']], b.y))",
    "X, y = df[['a']], df.y\nmodel.fit(X[:800], y[:800])\nprint(model.score(X[800:], y[800:]))",
    "old, new = df[df.day < '2024'], df[df.day >= '2024']\nmodel.fit(old[['x']], old.y)\n"
    "p = model.predict(new[['x']])\nprint(mean_squared_error(new.y, p))",
    "old = df.sample(frac=.8)\nrest = df.drop(old.index)\nmodel.fit(old[['x']], old.y)\n"
    "print(model.score(rest[['x']], rest.y))",
    "mask = np.random.rand(len(df)) < .8\nbig, small = df[mask], df[~mask]\nmodel.fit(big[['x']], big.y)\n"
    "print(r2_score(small.y, model.predict(small[['x']])))",
    "order = np.random.permutation(len(df))\nsome, others = order[:800], order[800:]\n"
    "X, y = df[['a']].values, df.y.values\nmodel.fit(X[some], y[some])\nprint(model.score(X[others], y[others]))",
    "other = pd.read_csv('data/validation.csv')\nmodel.fit(df[['x']], df.y)\nprint(model.score(other[['x']], other.y))",
    "model.fit(X_train, y_train)\np = model.predict(X_test)\nprint((p == y_test).mean())",
    "model.fit(trainX, trainY)\nrmse = np.sqrt(np.mean((testY - model.predict(testX)) ** 2))",
    "def cut(rows):\n    return rows[:800], rows[800:]\n\na, b = cut(df)\n"
    "model.fit(a[['x']], a.y)\nprint(model.score(b[['x']], b.y))",
    "for inputs, labels in tqdm(val_loader):\n    total += loss(net(inputs), labels)",
    "def run():\n    self.model.fit(self.x_train, self.y_train)\n"
    "    return self.model.evaluate(self.x_test, self.y_test)",
    "model.fit(train_ds)\nval_loss = check(model, ds.skip(100))",
    "result = xgb.cv(params, rows, nfold=5)",
    "model.fit(X, y, validation_split=0.2)",
    "X_entr, X_prueba = partes(X)\nmodel.fit(X_entr, y)\nprint(model.score(X_prueba, y2))",
]


@pytest.mark.parametrize("code", APART)
def test_data_kept_apart_by_hand_is_seen(code: str) -> None:
    facts = method("import xgboost as xgb\n" + MODEL + READ + code)
    assert facts.held_out
    assert not facts.in_sample or len(facts.held_out) >= len(facts.in_sample)


DEEP = [
    "series = load()\ntrain, rest = series[:-24], series[-24:]\nfit = SARIMAX(train).fit()\np = fit.forecast(24)\n"
    "print(np.mean(np.abs((rest - p) / rest)))",
    "later = datasets.CIFAR10('.', train=False)\nbatches = DataLoader(later)\nprint(evaluate(net, batches))",
    "later = datasets.ImageFolder('data/val')\nbatches = DataLoader(later)\nprint(evaluate(net, batches))",
    "a, b = random_split(rows, [80, 20])\nfor x, y in DataLoader(b):\n    total += loss(net(x), y)",
    "trainer = Trainer(model, args, train_dataset=a, eval_dataset=b)",
    "net.fit(X, y, validation_data=(A, b))",
]


@pytest.mark.parametrize("code", DEEP)
def test_data_kept_apart_from_networks_and_series_is_seen(code: str) -> None:
    head = (
        "import numpy as np\nfrom torch.utils.data import DataLoader, random_split\nfrom torchvision import datasets\n"
    )
    assert method(head + code).held_out


SPLIT = "from sklearn.model_selection import train_test_split\na, b, c, d = train_test_split(X, y)\nmodel.fit(a, c)\n"
TRAINING_ONLY = ["print(model.score(a, c))", "print(r2_score(c, model.predict(a)))\nmodel.predict(b)"]


@pytest.mark.parametrize("code", TRAINING_ONLY)
def test_a_split_of_which_only_the_training_rows_are_judged_keeps_nothing_apart(code: str) -> None:
    facts = method(MODEL + SPLIT + code)
    assert facts.in_sample
    assert facts.idle_splits
    assert not facts.held_out
    named = SPLIT.replace("a, b, c, d", "X_train, X_test, y_train, y_test").replace(
        "fit(a, c)", "fit(X_train, y_train)"
    )
    assert method(MODEL + named + "print(model.score(X_train, y_train))").idle_splits


@pytest.mark.parametrize(
    "code",
    [
        "print(model.score(a, c), model.score(b, d))",
        "print(model.score(a, c))\nshow(model, b, d)",
        "print(model.score(a, c))\nprint(cross_val_score(model, X, y, cv=5))",
        "print(model.score(a, c))\nd.to_csv('later.csv')",
        "print(model.score(*other()))",
        "model.predict(b)",
    ],
)
def test_a_split_whose_rows_may_be_judged_is_not_accused(code: str) -> None:
    facts = method(MODEL + SPLIT + code)
    assert facts.held_out
    assert not facts.idle_splits


def test_a_split_that_another_file_reads_is_not_accused() -> None:
    assert method(MODEL + SPLIT + "print(model.score(a, c))", "import part0\nshow(part0.d)").held_out


LEARNED = [
    "X, y = df[['a']], df.y\nmodel.fit(X, y)\nprint(model.score(X, y))",
    "X, y = df[['a']], df.y\nmodel.fit(X, y)\np = model.predict(X)\nprint(accuracy_score(y, p.round()))",
    "df = df[df.price > 0]\nmodel.fit(df[['a']], df.price)\nprint(r2_score(df.price, model.predict(df[['a']])))",
    "X, y = load()\nmodel.fit(X, y)\nprint(mean_squared_error(y_true=y, y_pred=model.predict(X)))",
    # Titanic's test set has no answers: predicting for it tests nothing.
    "X_train, Y_train = df.drop('s', axis=1), df.s\nX_test = pd.read_csv('test.csv')\nmodel.fit(X_train, Y_train)\n"
    "Y_pred = model.predict(X_test)\nacc = model.score(X_train, Y_train)",
]


@pytest.mark.parametrize("code", LEARNED)
def test_a_model_judged_on_what_it_learned_from_is_seen(code: str) -> None:
    facts = method(MODEL + READ + code)
    assert facts.in_sample
    assert not facts.held_out


UNTOLD = [
    "X, y = df[['a']], df.y\nmodel.fit(X, y)\nprint(model.score(*fresh()))",
    "model.fit(df[['a']], df.y)\nprint(mean_squared_error(truth, guesses))",
    "def judge(model, rows, answers):\n    return model.score(rows, answers)",
    "X, y = df[['a']], df.y\nmodel.fit(X, y)\nX, y = later()\nprint(model.score(X, y))",
]


@pytest.mark.parametrize("code", UNTOLD)
def test_what_cannot_be_followed_is_neither(code: str) -> None:
    facts = method(MODEL + READ + code)
    assert facts.judged
    assert not facts.held_out
    assert not facts.in_sample


NOTHING = [
    "model.fit(df[['a']], df.y)\nprint(model.coef_)",
    "def load_data():\n    return 1\n\nmodel.fit(df[['a']], df.y)\nrows = load_data()",
    "first, last = 'a b'.split()\nname = text_split('x')\nmodel.fit(df[['a']], df.y)",
    "test_size = 100\nn_test = len(df)\nprint(n_test > test_size)\nmodel.fit(df[['a']], df.y)",
]


@pytest.mark.parametrize("code", NOTHING)
def test_a_name_alone_keeps_nothing_apart(code: str) -> None:
    facts = method(MODEL + READ + code)
    assert not (facts.held_out or facts.in_sample or facts.judged)


def test_deep_expressions_are_followed_without_descending() -> None:
    sums = " + ".join(["a"] * 900)
    facts = method(MODEL + READ + f"model.fit({sums}, y)\nprint(model.score({sums}, y))")
    assert facts.in_sample


def test_parts_are_followed_within_a_file_only() -> None:
    facts = method(MODEL + READ + "a = df[:5]\nmodel.fit(a, a.y)", "print(model.score(b, c))")
    assert [place.path for place in facts.judged] == ["part1.py"]
