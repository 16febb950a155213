"""What a process does before it forks workers, so that none of them has to do it for itself."""

from datetime import UTC, datetime

from portfolio_audit.codec import decode, encode, to_data
from portfolio_audit.facts.reading import read_facts
from portfolio_audit.facts.security.masking import masked
from portfolio_audit.messages import Job, Word
from portfolio_audit.model.values import Unavailable
from portfolio_audit.sources.conversation import tls
from portfolio_audit.sources.texts import TextSnapshot
from portfolio_audit.telling import as_json

TINY = {
    "README.md": """# Tiny

It warms up: a classifier of wines, tuned on rented machines, [live](https://tiny.streamlit.app).

## Results

| model | accuracy |
|---|---|
| SVM | 0.9 |

```sh
pip install -r requirements.txt
```
""",
    "requirements.txt": "numpy==2.0\n",
    "environment.yml": "dependencies:\n  - pytorch\n",
    "tiny.py": """import os
import numpy as np
from sklearn.metrics import accuracy_score

A_NAME_AS_LONG_AS_A_SECRET = 1
model = np.load("wines.npy")
model.fit(model)
print("accuracy", accuracy_score(model.predict(1), 2))
model.save("model.npy")
""",
    "tiny.ipynb": """{"cells": [{"cell_type": "code", "source": "import os\\nmodel.score(x, y)", "outputs": [
        {"output_type": "stream", "name": "stdout", "text": "accuracy: 0.9"}]}]}""",
    "tiny.json": "{}",
    "Dockerfile": "FROM python:3.12\n",
}
"""A project that has a little of everything, so that reading it loads what is known about the world."""


def warm_up() -> None:
    """Do once what every worker would otherwise do for itself: load what is known, make the converters."""
    for part, facts in read_facts(TextSnapshot(TINY)):
        encode(Word(part=part, facts=as_json(facts)))
    masked("key=a_value_as_long_as_a_secret")
    to_data(Unavailable(""))
    tls()
    decode(encode(Job("", "", b"", datetime.now(UTC), {})), Job)
