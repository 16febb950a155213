"""Small projects whose method is right: no rule about leaks, targets, measures or figures may accuse any."""

import json
from typing import Any

import pytest
from msgspec.structs import replace

from facts_of import outcome, repo_of
from portfolio_audit.catalogue import load_catalogue
from portfolio_audit.model.facts import ProjectFacts
from portfolio_audit.model.rules import State

CATALOGUE = load_catalogue()
ASKED = (
    "results-held-out",
    "results-no-early-fit",
    "results-target-apart",
    "results-metric-fits",
    "results-numbers-agree",
)


def _notebook(*cells: tuple[str, str]) -> str:
    rows: list[dict[str, Any]] = [
        {
            "cell_type": "code",
            "execution_count": number,
            "source": source,
            "outputs": [{"output_type": "stream", "name": "stdout", "text": text}] if text else [],
        }
        for number, (source, text) in enumerate(cells, 1)
    ]
    return json.dumps({"nbformat": 4, "cells": rows})


COUNTS = "churn\n0    9500\n1     500\nName: count, dtype: int64"

COLUMNS = """
import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import train_test_split
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

df = pd.read_csv("churn.csv")
y = df["churn"]
X = df.drop(columns=["id"])
numeric = make_pipeline(SimpleImputer(), StandardScaler())
columns = ColumnTransformer([("n", numeric, ["age", "fee"]), ("c", OneHotEncoder(), ["plan"])])
model = Pipeline([("columns", columns), ("model", LogisticRegression())])
X_train, X_test, y_train, y_test = train_test_split(X, y, stratify=y)
model.fit(X_train, y_train)
print("F1:", f1_score(y_test, model.predict(X_test)))
"""

CHOSEN_LATER = """
import pandas as pd
from sklearn.ensemble import RandomForestRegressor
from sklearn.metrics import mean_absolute_error
from sklearn.model_selection import train_test_split

df = pd.read_csv("houses.csv")
X = df.drop(columns=["id"])
y = df["price"]
X_train, X_test, y_train, y_test = train_test_split(X, y)
features = [name for name in X.columns if name != "price"]
model = RandomForestRegressor()
model.fit(X_train[features], y_train)
X_train = X_train.drop(columns=["price"])
X_test = X_test.drop(columns=["price"])
model.fit(X_train, y_train)
print(mean_absolute_error(y_test, model.predict(X_test)))
"""

CROSS_VALIDATED = """
import pandas as pd
from sklearn.feature_selection import SelectKBest
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score
from sklearn.model_selection import StratifiedKFold, cross_val_predict, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

df = pd.read_csv("churn.csv")
print(df["churn"].value_counts())
y = df["churn"]
X = df.drop(columns=["churn"])
model = make_pipeline(StandardScaler(), SelectKBest(k=10), LogisticRegression())
print(cross_val_score(model, X, y, cv=StratifiedKFold(5), scoring="average_precision").mean())
print(accuracy_score(y, cross_val_predict(model, X, y)))
model.fit(X, y)
"""

SAMPLED = """
import pandas as pd
from imblearn.over_sampling import SMOTE
from imblearn.pipeline import Pipeline
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import ConfusionMatrixDisplay, accuracy_score
from sklearn.model_selection import train_test_split

df = pd.read_csv("churn.csv")
print(df["churn"].value_counts())
X, y = df.drop(columns="churn"), df["churn"]
y = df["churn"]
X = df.drop(columns=["churn"])
X_tr, X_te, y_tr, y_te = train_test_split(X, y, stratify=y)
X_res, y_res = SMOTE().fit_resample(X_tr, y_tr)
model = Pipeline([("smote", SMOTE()), ("model", RandomForestClassifier())]).fit(X_tr, y_tr)
print(accuracy_score(y_te, model.predict(X_te)))
ConfusionMatrixDisplay.from_estimator(model, X_te, y_te)
"""

OVER_TIME = """
import pandas as pd
from sklearn.linear_model import Ridge
from sklearn.metrics import mean_squared_error
from sklearn.model_selection import TimeSeriesSplit, train_test_split
from sklearn.preprocessing import MinMaxScaler

df = pd.read_csv("sales.csv", parse_dates=["day"]).sort_values("day")
n = int(len(df) * 0.8)
first, last = df[:n], df[n:]
known = df.iloc[:n]
known[["sales", "rain"]] = MinMaxScaler().fit_transform(known[["sales", "rain"]])
fit, tune = train_test_split(known, shuffle=False)
X = df[["sales", "rain"]]
y = df["sales"].shift(-1)
for train, test in TimeSeriesSplit(5).split(X):
    part = MinMaxScaler().fit_transform(X.iloc[train])
    model = Ridge().fit(part, y.iloc[train])
    print(mean_squared_error(y.iloc[test], model.predict(X.iloc[test])))
"""

ENCODED = """
import pandas as pd
from category_encoders import TargetEncoder
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import KFold, train_test_split
from xgboost import XGBClassifier

df = pd.read_csv("loans.csv")
for fold, (a, b) in enumerate(KFold(5).split(df)):
    encoder = TargetEncoder()
    df.loc[a, "city_rate"] = encoder.fit_transform(df.loc[a, ["city"]], df.loc[a, "default"])
    df.loc[b, "city_rate"] = encoder.transform(df.loc[b, ["city"]])
X = df.drop(columns=["default", "city"])
X_train, X_test, y_train, y_test = train_test_split(X, df["default"])
X_fit, X_val, y_fit, y_val = train_test_split(X_train, y_train)
model = XGBClassifier(early_stopping_rounds=20).fit(X_fit, y_fit, eval_set=[(X_val, y_val)])
print(roc_auc_score(y_test, model.predict_proba(X_test)[:, 1]))
"""

CONSTANT = """
import pandas as pd
from sklearn.impute import SimpleImputer
from sklearn.linear_model import Lasso
from sklearn.metrics import r2_score
from sklearn.model_selection import train_test_split

df = pd.read_csv("a.csv")
df["fee"] = SimpleImputer(strategy="constant", fill_value=0).fit_transform(df[["fee"]])
X_train, X_test, y_train, y_test = train_test_split(df[["fee", "age"]], df["price"])
print(r2_score(y_test, Lasso().fit(X_train, y_train).predict(X_test)))
"""

KERAS = """
import numpy as np
import tensorflow as tf
from sklearn.linear_model import LinearRegression
from sklearn.metrics import accuracy_score
from sklearn.preprocessing import StandardScaler

(x_train, y_train), (x_test, y_test) = tf.keras.datasets.cifar10.load_data()
trend = LinearRegression().fit(np.arange(10).reshape(-1, 1), np.bincount(y_train.ravel()))
model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="softmax")])
model.compile(loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(x_train, y_train, validation_split=0.1)
print(accuracy_score(y_test, model.predict(x_test).argmax(1)))
"""

TORCH = """
import torch
from sklearn.preprocessing import StandardScaler
from torch.utils.data import DataLoader, TensorDataset, random_split
from torchmetrics import Accuracy

train, test = random_split(TensorDataset(x, y), [0.8, 0.2])
scaler = StandardScaler()
train_x = scaler.fit_transform(train.dataset.tensors[0][train.indices])
net = torch.nn.Linear(10, 2)
loss = torch.nn.CrossEntropyLoss()
metric = Accuracy(task="binary")
"""

STATISTICS = """
import numpy as np
import pandas as pd
import statsmodels.api as sm
import statsmodels.formula.api as smf
from sklearn.metrics import mean_absolute_percentage_error
from sklearn.model_selection import train_test_split

df = pd.read_csv("wages.csv")
train, test = train_test_split(df)
X = train[["wage", "school"]]
ols = smf.ols("np.log(wage) ~ school", data=train).fit()
logit = sm.Logit(train["union"], sm.add_constant(train[["school"]])).fit()
print(mean_absolute_percentage_error(test["wage"], np.exp(ols.predict(test))))
"""

LIGHTGBM = """
import lightgbm as lgb
import pandas as pd
from sklearn.metrics import accuracy_score
from sklearn.model_selection import train_test_split

df = pd.read_csv("churn.csv")
print(df["churn"].value_counts())
y = df["churn"]
X = df.drop(columns=["churn"])
X_train, X_test, y_train, y_test = train_test_split(X, y)
data = lgb.Dataset(X_train, y_train)
found = lgb.cv({"objective": "binary", "metric": "auc"}, data)
model = lgb.train({"objective": "binary", "metric": "auc"}, data)
print(accuracy_score(y_test, model.predict(X_test) > 0.5))
"""

LOGARITHM = """
import numpy as np
import pandas as pd
from sklearn.compose import TransformedTargetRegressor
from sklearn.linear_model import Ridge
from sklearn.metrics import mean_squared_error
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

df = pd.read_csv("houses.csv")
df[["price"]] = StandardScaler().fit_transform(df[["price"]])
df["log_price"] = np.log1p(df["price"])
y = df["log_price"]
X = df.drop(columns=["price", "log_price"])
X_train, X_test, y_train, y_test = train_test_split(X, y)
model = TransformedTargetRegressor(Ridge(), func=np.log1p, inverse_func=np.expm1).fit(X_train, y_train)
print("RMSE:", mean_squared_error(y_test, model.predict(X_test)) ** 0.5)
"""

OWN_MEASURE = """
import pandas as pd
from sklearn.metrics import accuracy_score
from sklearn.model_selection import train_test_split
from sklearn.svm import SVC

df = pd.read_csv("churn.csv")
print(df["churn"].value_counts())
y = df["churn"]
X = df[["age", "fee"]]
X_train, X_test, y_train, y_test = train_test_split(X, y)
predicted = SVC().fit(X_train, y_train).predict(X_test)
recall = ((predicted == 1) & (y_test == 1)).sum() / (y_test == 1).sum()
print(accuracy_score(y_test, predicted), recall)
"""

RESULTS = """# Churn

## Results

| Model | Accuracy | F1 |
|---|---|---|
| Majority baseline | 0.95 | 0.00 |
| Logistic regression | 0.91 | 0.62 |
| Literature (Smith 2020) | 0.97 | 0.80 |

On the training set the accuracy is 0.99; the goal was an accuracy of at least 0.90.
"""
PRINTED = "Logistic regression\nAccuracy: 0.9134\nF1 score: 0.6178\n"

PROJECTS: dict[str, dict[str, str | bytes]] = {
    "columns": {"train.py": COLUMNS},
    "columns chosen later": {"train.py": CHOSEN_LATER},
    "cross-validation": {"train.ipynb": _notebook((CROSS_VALIDATED, COUNTS))},
    "samples": {"train.ipynb": _notebook((SAMPLED, COUNTS))},
    "time": {"train.py": OVER_TIME},
    "target encoding": {"train.py": ENCODED},
    "constant": {"train.py": CONSTANT},
    "keras": {"train.py": KERAS},
    "torch": {"train.py": TORCH},
    "statistics": {"train.py": STATISTICS},
    "lightgbm": {"train.ipynb": _notebook((LIGHTGBM, COUNTS))},
    "logarithm": {"train.py": LOGARITHM},
    "own measure": {"train.ipynb": _notebook((OWN_MEASURE, COUNTS))},
    "figures": {"README.md": RESULTS, "train.ipynb": _notebook((COLUMNS, PRINTED))},
    "other figures": {"README.md": RESULTS.replace("0.91 | 0.62", "0.90 | 0.70"), "train.ipynb": _notebook(("1", ""))},
}


@pytest.mark.parametrize("files", PROJECTS.values(), ids=PROJECTS)
def test_a_correct_project_is_accused_of_nothing(files: dict[str, str | bytes]) -> None:
    repo = replace(repo_of(files), project=ProjectFacts("ml-project", "said so"))
    rules = [rule for rule in CATALOGUE.rules if rule.id in ASKED]
    answers = {rule.id: outcome(rule, repo, CATALOGUE) for rule in rules}
    assert len(rules) == len(ASKED)
    assert {name: one for name, one in answers.items() if one.state in (State.FAIL, State.PARTIAL)} == {}
