"""How many models a project compares: networks and their parts, and forecasts that need none."""

import pytest

from facts_of import repo_of
from portfolio_audit.model.facts import MethodFacts
from portfolio_audit.model.values import Unavailable

MEASURES = "import numpy as np\nfrom sklearn.metrics import mean_absolute_error as mae\n"


def method(**files: str) -> MethodFacts:
    facts = repo_of({f"{name}.py": text for name, text in files.items()}).method
    assert not isinstance(facts, Unavailable)
    return facts


@pytest.mark.parametrize(
    "code",
    [
        "base = np.full(len(d), c.mean())\nprint(mean_absolute_error(d, base))",
        "print(mean_absolute_error(y_test, [y_train.median()] * len(y_test)))",
        "m = y_train.mean()\nprint(mean_absolute_error(y_test, np.repeat(m, 9)))",
        "old = s.shift(7).loc[test.index]\nprint(mean_absolute_error(test, old))",
        "old = s.shift(7)\nprint(np.mean(np.abs((test - old) / test)))",
        "print((s - s.shift(7)).abs().mean())",
        "df['last'] = df.y.shift(1)\nprint(mean_absolute_error(df.y, df['last']))",
        "print(mean_absolute_error(test, [train.iloc[-1]] * len(test)))",
        "print(rmse(test, seasonal_naive(train, 7)))",
        "baseline = y_test.value_counts(normalize=True).max()\nprint(baseline)",
    ],
)
def test_a_forecast_that_needs_no_model_is_seen_where_it_is_judged(code: str) -> None:
    assert len(method(train=MEASURES + code).baselines) == 1


@pytest.mark.parametrize(
    "code",
    [
        "total = np.sum((y - y.mean()) ** 2)",
        "x = (x - x.mean()) / x.std()",
        "df['lag'] = df.y.shift(7)\nmodel.fit(df[['lag']], df.y)\nprint(mean_absolute_error(y, model.predict(x)))",
        "naive_bayes_pred = nb.predict(x)\nprint(mean_absolute_error(y, naive_bayes_pred))",
        "baseline_colour = 'red'",
        "print(np.mean(scores))",
    ],
)
def test_a_mean_a_lag_or_a_name_alone_is_no_baseline(code: str) -> None:
    assert method(train=MEASURES + code).baselines == ()


BACKBONE = "from torchvision import models\nfrom torch import nn\n"


@pytest.mark.parametrize(
    ("code", "networks"),
    [
        ("m = Sequential([EfficientNetB0(), Dense(2)])\nm.compile('adam')\nm.fit(a, b)", 1),
        ("m = Sequential([base])\nm.compile('adam')\nm.fit(a, b)\nbase.trainable = True\nm.compile('sgd')", 1),
        ("m = Sequential([Conv2D(8)])\nm.compile('adam')\nm = Sequential([VGG16()])\nm.compile('adam')", 2),
        (BACKBONE + "net = models.resnet18()\nnet.fc = nn.Sequential(nn.Linear(8, 2))", 1),
        (
            BACKBONE + "class Small(nn.Module):\n    def __init__(self):\n        self.f = nn.Sequential()\n"
            "nets = [Small(), models.resnet18()]",
            2,
        ),
        (
            BACKBONE + "class Block(nn.Module):\n    pass\nclass Net(nn.Module):\n    def __init__(self):\n"
            "        self.a = Block()\n",
            1,
        ),
        ("import re\nWORD = re.compile('a')", 0),
    ],
)
def test_a_part_of_a_network_is_no_second_one(code: str, networks: int) -> None:
    assert method(train=code).networks == networks


@pytest.mark.parametrize(
    ("code", "known"),
    [
        ("from torch import nn\nloss = nn.CrossEntropyLoss()", True),
        ("from torch import nn\nloss = nn.BCEWithLogitsLoss()", True),
        ("from torch import nn\nloss = nn.BCELoss()\ndiscriminator = Net()", False),
        ("net.compile('adam', loss='binary_crossentropy')", True),
        ("net.compile('adam', 'mse')\nnet.fit(X, y)", True),
        ("net.compile('adam', 'mse')\nnet.fit(X, X)", False),
        ("from transformers import AutoModelForSequenceClassification as M\nm = M.from_pretrained('bert')", True),
        ("from transformers import AutoModelForCausalLM as M\nm = M.from_pretrained('gpt2')", False),
        ("from statsmodels.api import tsa\nm = tsa.SARIMAX(s)", True),
        ("from sklearn.cluster import KMeans\nKMeans().fit(X)", False),
    ],
)
def test_networks_that_learn_from_answers_are_told_from_those_that_do_not(code: str, known: bool) -> None:
    assert (method(train=code).known_answers is not None) is known


@pytest.mark.parametrize(
    ("code", "weighed"),
    [
        ("m = LogisticRegression(class_weight='balanced')", True),
        ("m = XGBClassifier(scale_pos_weight=9)", True),
        ("X, y = SMOTE().fit_resample(X, y)", True),
        ("net.fit(X, y, class_weight=weights)", True),
        ("m = LogisticRegression(class_weight=None)", False),
        ("m = XGBClassifier(scale_pos_weight=1)", False),
    ],
)
def test_a_rare_class_that_gets_more_weight_is_seen(code: str, weighed: bool) -> None:
    assert (method(train=code).weighed is not None) is weighed
