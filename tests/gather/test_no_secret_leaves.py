"""What must not be published is not published by us: not in facts, not in a report, not in a log."""

import base64
import json
import logging
from collections.abc import Callable
from pathlib import Path

import pytest

from gather.repositories import Made, history
from portfolio_audit.auditing import audit
from portfolio_audit.codec import dumps
from portfolio_audit.facts.security.masking import masked_text
from portfolio_audit.facts.security.samples import of_shape, sample
from portfolio_audit.facts.security.shapes import Named, Shape, named, shapes
from portfolio_audit.model.catalogue import Catalogue
from portfolio_audit.model.facts import SecurityFacts
from portfolio_audit.model.portfolio import Portfolio
from portfolio_audit.model.rules import State
from portfolio_audit.renderers import RENDERERS

KEPT = 4
WINDOW = 8
"""Characters of a secret in a row that nobody may read."""
AWS = ("AKIA" + "Q3EGV5TB7XWN2KJD", "u8Jw2+kQ9zXc/VbNm4Lp7RtYhGf3Ds6" + "AqWeZxK1o")
PASSWORD = "Gezeiten" + "tabelle7"
PEM = base64.b64encode(b"\x30\x82\x02\x58" + bytes(number * 7919 % 251 for number in range(600))).decode()
TOKENS = {name: sample(name) for name in ("github", "openai", "google", "huggingface", "groq", "telegram", "slack")}
OLD = sample("anthropic")
SECRETS = (*TOKENS.values(), *AWS, PASSWORD, PEM, OLD)


def files() -> dict[bytes | str, str]:
    """A repository that quotes its secrets wherever facts and reports quote a repository."""
    t = TOKENS
    address = f"postgresql://tides:{PASSWORD}@db.harbour.org/tides"
    cells = [
        {"cell_type": "markdown", "source": f"# Key {t['google']}"},
        {"cell_type": "code", "execution_count": 1, "outputs": [], "source": f"genai.configure('{t['google']}')"},
        {
            "cell_type": "code",
            "execution_count": 2,
            "source": "print(key)",
            "outputs": [{"output_type": "stream", "text": [f"accuracy 0.93 {t['slack']}\n"]}],
        },
    ]
    return {
        "README.md": (
            f"# Tides {t['openai']}\n\n## Install {t['github']}\n\n[demo](https://{t['github']}@github.com/a/b) "
            f"![shot](docs/{t['groq']}.png) TODO {t['slack']}\n\n```sh\nexport KEY={t['openai']}\n"
            f"python app.py --token {t['huggingface']} --database {address}\n```\n\n## Data\n\n"
            f"https://api.harbour.org/tides?key={t['google']} with accuracy of 0.93 and password='{PASSWORD}'\n"
        ),
        "app.py": (
            "import os, requests, pandas as pd, openai, sqlalchemy, joblib, streamlit as st, boto3\n"
            f"client = openai.OpenAI(api_key='{t['openai']}')\n"
            f"engine = sqlalchemy.create_engine('{address}')\n"
            f"frame = pd.read_csv('https://{t['github']}@raw.githubusercontent.com/a/b/tides.csv')\n"
            f"answer = requests.get('https://api.harbour.org?key={t['google']}', verify=False)\n"
            f"s3 = boto3.client('s3', aws_access_key_id='{AWS[0]}', aws_secret_access_key='{AWS[1]}')\n"
            f"st.title('{t['huggingface']}'); model = joblib.load('C:/Users/ada/{t['groq']}.joblib')\n"
            f"eval(input('{t['telegram']}'))\n"
            f"os.getenv('TOKEN', '{t['slack']}')\n"
            f"# {'x' * 180} {t['openai']}\n"
        ),
        "broken.py": f"def broken(:\n    '{t['openai']}'\n",
        "requirements.txt": f"git+https://{t['github']}@github.com/a/b.git\nopenai\n",
        ".env": f"GROQ_API_KEY={t['groq']}\nDATABASE_URL={address}\n",
        "key.pem": f"-----BEGIN RSA PRIVATE KEY-----\n{PEM}\n-----END RSA PRIVATE KEY-----\n",
        "Dockerfile": f"FROM python:3.12\nENV KEY={t['openai']}\nCMD python app.py {t['telegram']}\n",
        ".github/workflows/ci.yml": (
            f"on: push\njobs:\n  a:\n    steps:\n      - uses: docker/login-action@{t['groq']}\n"
            f"      - run: pytest --token {t['github']}\n      - run: docker build --build-arg K={t['openai']} .\n"
        ),
        ".github/workflows/broken.yml": f"a: b: {t['github']}\n",
        "tides.ipynb": json.dumps({"cells": cells}),
    }


def leaks(text: str) -> list[str]:
    """The secrets of which more than the first characters can be read."""
    return [
        secret
        for secret in SECRETS
        if secret[: KEPT + 1] in text
        or any(secret[at : at + WINDOW] in text for at in range(KEPT, len(secret) - WINDOW + 1))
    ]


@pytest.fixture(scope="module")
def leaky(tmp_path_factory: pytest.TempPathFactory) -> Path:
    once = Made({"config.py": f"KEY = '{OLD}'\n"}, f"Add {OLD}".encode())
    now = Made({"config.py": "KEY = None\n"} | files(), f"Use {TOKENS['github']}".encode())
    return history(tmp_path_factory.mktemp("leaky") / "tides.git", [once, now])


def test_the_repository_would_leak(leaky: Path) -> None:
    assert len(leaks("".join(files().values()) + OLD)) == len(SECRETS)


def test_neither_facts_nor_reports_nor_logs_show_more_than_four_characters(
    leaky: Path, gathered: Callable[..., Portfolio], catalogue: Catalogue, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        portfolio = gathered(str(leaky))
        report = audit(portfolio, catalogue)
    outputs = {"facts": dumps(portfolio), "log": caplog.text}
    outputs |= {name: render(report) for name, render in RENDERERS.items()}
    for name, text in outputs.items():
        assert leaks(text) == [], f"in {name}"
    assert "ghp_…" in outputs["json"]


def test_every_secret_is_reported_all_the_same(
    leaky: Path, gathered: Callable[..., Portfolio], catalogue: Catalogue
) -> None:
    (repo,) = gathered(str(leaky)).repos
    assert isinstance(repo.security, SecurityFacts)
    found = {(secret.provider, secret.where) for secret in repo.security.secrets}
    assert found >= {
        ("GitHub token", "file"),
        ("OpenAI key", "file"),
        ("Google API key", "file"),
        ("Hugging Face token", "file"),
        ("Groq key", "file"),
        ("Telegram bot token", "file"),
        ("Slack token", "file"),
        ("Slack token", "output"),
        ("Amazon access key", "file"),
        ("PostgreSQL address with its password", "file"),
        ("private key", "file"),
        ("Anthropic key", "history"),
    }
    report = audit(gathered(str(leaky)), catalogue)
    states = {f.rule: f.state for f in report.repositories[0].findings if f.rule.startswith("security-")}
    assert states["security-secrets"] == states["security-history"] == State.FAIL
    assert states["security-credentials"] == State.PASS  # what is in `.env` and `key.pem` is counted with the secrets


@pytest.mark.parametrize("shape", shapes(), ids=lambda shape: f"{shape.id} {shape.head}")
def test_every_shape_is_masked_in_any_text(shape: Shape) -> None:
    value = of_shape(shape)
    for text in (value, f"call('{value}')", f"see {value}.", f"?key={value}&page=2"):
        assert value[: KEPT + 1] not in masked_text(text)
        assert value[:KEPT] in masked_text(text)


@pytest.mark.parametrize("entry", named(), ids=lambda entry: f"{entry.name} {entry.shape.id}")
def test_what_is_given_to_a_name_is_masked(entry: Named) -> None:
    value = of_shape(entry.shape)
    assert value not in masked_text(f'{entry.name}="{value}"')


@pytest.mark.parametrize(
    "text",
    [
        "tokenizer = AutoTokenizer.from_pretrained('bert-base-uncased-finetuned-sst2')",
        "st.selectbox('Model', options, key='my_select_widget')",
        "https://github.com/ada/tides/blob/main/notebooks/tide_tables_of_the_north_sea_2023.ipynb",
        "api_key = os.getenv('OPENAI_API_KEY')",
        "token=os.environ['HF_TOKEN_FOR_MODELS']",
        "postgresql://{user}:{password}@localhost",
        "uses: actions/checkout@0123456789012345678901234567890123456789",
        "password=password_from_environment",
        "sk-learn-pipeline-with-many-steps-and-a-long-name",
    ],
)
def test_what_is_no_secret_can_be_read(text: str) -> None:
    assert masked_text(text) == text


def test_a_token_that_was_cut_off_is_masked_too() -> None:
    for length in (6, 12, 30):
        assert masked_text(f"login(token={sample('github')[:length]}…") == "login(token=ghp_…"
