"""Secrets by their shapes. No token stands here whole: each is made up, or put together, when the tests run."""

import base64
import json
from collections.abc import Callable

import pytest
from msgspec.structs import replace

from facts_of import repo_of
from portfolio_audit.checks.security import no_secrets
from portfolio_audit.facts.reading import read_facts
from portfolio_audit.facts.security.finding import find_secrets
from portfolio_audit.facts.security.plausible import looks_random
from portfolio_audit.facts.security.samples import filled, of_shape, sample
from portfolio_audit.facts.security.shapes import Named, Shape, named, shapes
from portfolio_audit.model.facts import SecurityFacts
from portfolio_audit.model.rules import State
from snapshots import DictSnapshot

BESIDE = "# mailgun twilio firecrawl elevenlabs\n"


def titles(text: str, path: str = "app.py") -> list[str]:
    return [hit.title for hit in find_secrets(path, text)]


def security(files: dict[str, str | bytes]) -> SecurityFacts:
    facts = repo_of(files).security
    assert isinstance(facts, SecurityFacts)
    return facts


def pem(kind: str = "RSA ", length: int = 600) -> str:
    """A block that is built like a private key: a sequence of that length, filled with noise."""
    noise = bytes(number * 7919 % 251 for number in range(length))
    body = base64.b64encode(b"\x30\x82" + length.to_bytes(2, "big") + noise).decode()
    lines = "\n".join(body[start : start + 64] for start in range(0, len(body), 64))
    return f"-----BEGIN {kind}PRIVATE KEY-----\n{lines}\n-----END {kind}PRIVATE KEY-----\n"


def jwt(**claims: str) -> str:
    parts = [json.dumps(part).encode() for part in ({"alg": "HS256", "typ": "JWT"}, claims)]
    return ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts) + "." + "aB3_x" * 9


# --- shapes -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("shape", shapes(), ids=lambda shape: f"{shape.id} {shape.head}")
def test_every_shape_is_found_in_code_settings_and_text(shape: Shape) -> None:
    value = of_shape(shape)
    for text in (f'KEY = "{value}"\n{BESIDE}', f"KEY={value}\n{BESIDE}", f"{BESIDE}curl -H 'Authorization: {value}'"):
        assert titles(text) == [shape.title]


@pytest.mark.parametrize("entry", named(), ids=lambda entry: f"{entry.name} {entry.shape.id}")
def test_a_value_without_a_mark_is_known_by_its_name(entry: Named) -> None:
    value = of_shape(entry.shape)
    assert titles(f'{entry.name}="{value}"') == [entry.shape.title]
    assert titles(f'os.environ["{entry.name.upper()}"] = "{value}"') == [entry.shape.title]
    assert titles(f'digest = "{value}"') == []


def test_a_token_of_github_has_its_checksum() -> None:
    # expired, and printed where the format is explained
    body, checksum = "zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ", "0mLq17"
    assert titles("ghp_" + body + checksum) == ["GitHub token"]
    assert titles("ghp_" + body + "0mLq18") == []


def test_a_token_of_discord_begins_with_the_number_of_its_bot() -> None:
    token = sample("discord")
    assert titles(token) == ["Discord bot token"]
    assert titles("AbCdEfGh" + token[8:]) == []


@pytest.mark.parametrize(
    "text",
    [
        "sk-proj-" + "x" * 48 + "T3BlbkFJ" + "x" * 48,
        "ghp_" + "a" * 36,
        "AIza" + "SyYourApiKeyGoesHere_ReplaceMe12345"[:35],
        "AIza" + "SyDummyKeyForTestingPurposes0000000",
        "hf_" + "abcdefghijklmnopqrstuvwxyzABCDEFGH",
        "gsk_" + "1234567890" * 5 + "12",
        "xoxb-" + "123456789012-123456789012-" + "abcdefABCDEF0123456789ab",
        "sk_live_" + "ThisIsMyVeryOwnSecretKeyToReplace",
        "glpat-" + "xxxxxxxxxxxxxxxxxxxx",
        "hooks.slack.com/services/" + "T00000000/B00000000/" + "X" * 24,
        "AKIA" + "IOSFODNN7EXAMPLE" + " " + "wJalrXUtnFEMI/K7MDENG/" + "bPxRfiCYEXAMPLEKEY",
        "postgres://user:password@db.company.com/app",
        "-----BEGIN PRIVATE KEY-----\nYOUR KEY\n-----END PRIVATE KEY-----",
    ],
)
def test_what_somebody_made_up_is_no_secret(text: str) -> None:
    assert titles(f'KEY = "{text}"') == []


@pytest.mark.parametrize("body", ["Kq7vZt2mXw9LbRf4Nc6GjHs3", "3f9c27b1e8d04a6f5c7b92e1d06a8f34"])
def test_chance_looks_random(body: str) -> None:
    assert looks_random(body, mixed=not body.islower())


# --- secrets of several parts -----------------------------------------------------------------------------------------

AWS_ID = "AKIA" + "Q3EGV5TB7XWN2KJD"
AWS_SECRET = "u8Jw2+kQ9zXc/VbNm4Lp7RtYhGf3Ds6" + "AqWeZxK1o"


def test_a_key_of_amazon_is_a_name_with_its_secret_beside() -> None:
    assert titles(f"aws_access_key_id = {AWS_ID}\naws_secret_access_key = {AWS_SECRET}\n") == ["Amazon access key"]


@pytest.mark.parametrize("beside", ["", "0" * 39 + "1", "a9" * 20, "src/portfolio/examples/of/long/path/name1"])
def test_a_name_without_its_secret_opens_nothing(beside: str) -> None:
    assert titles(f"id = {AWS_ID}\nother = {beside}\n") == []


def test_a_private_key_is_there_as_a_whole() -> None:
    assert titles(pem()) == ["private key"]
    assert titles(json.dumps({"type": "service_account", "private_key": pem("")})) == ["Google service account"]


@pytest.mark.parametrize(
    "text",
    [
        pem().replace("\n", "\nProc-Type: 4,ENCRYPTED\n", 1),
        pem("ENCRYPTED "),
        pem()[:300],
        "-----BEGIN RSA PRIVATE KEY-----\n" + "QUJD" * 40,
        pem().replace("PRIVATE", "PUBLIC"),
    ],
    ids=["with a password", "encrypted", "cut off", "no key", "public"],
)
def test_what_opens_nothing_is_no_private_key(text: str) -> None:
    assert titles(text) == []


def test_of_the_keys_of_supabase_only_the_one_for_servers_is_secret() -> None:
    claims = {"iss": "supabase", "ref": "tidestidestidestides"}
    assert titles(f'key = "{jwt(role="service_role", **claims)}"') == ["Supabase service key"]
    assert titles(f'key = "{jwt(role="anon", **claims)}"') == []
    assert titles(f'key = "{jwt(role="service_role", iss="tides")}"') == []


# --- addresses --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "mongodb+srv://rahul:Monsoon2024@cluster0.k3v9x.mongodb.net/app",
        "postgresql+psycopg2://tides:vK8qLm2x@ep-cool-night-1.eu-central-1.aws.neon.tech/tides",
        "redis://:Zq81mfPw0d@redis-17.c55.eu-west-1.ec2.cloud.redislabs.com:17000",
        "mysql://harbour:gezeiten!7@81.2.69.142/boats",
    ],
)
def test_an_address_with_its_password_is_a_secret(address: str) -> None:
    assert len(titles(f'URL = "{address}"')) == 1


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://postgres:postgres@localhost:5432/app",
        "postgresql://tides:vK8qLm2x@db:5432/tides",
        "postgresql://tides:vK8qLm2x@127.0.0.1/tides",
        "postgresql://tides:vK8qLm2x@192.168.1.7/tides",
        "postgresql://tides:vK8qLm2x@db.example.com/tides",
        "postgresql://tides:tides@db.harbour.org/tides",
        "postgresql://tides:postgres123@db.harbour.org/tides",
        "postgresql://tides:<password>@db.harbour.org/tides",
        "postgresql://tides:{password}@db.harbour.org/tides",
        "postgresql://tides:${PASSWORD}@db.harbour.org/tides",
        "mongodb+srv://user:MyPassword1@cluster0.k3v9x.mongodb.net/app",
        "mongodb+srv://rahul:Monsoon2024@cluster0.mongodb.net/app",
        "mongodb+srv://rahul:Monsoon2024@cluster0.xxxxx.mongodb.net/app",
        "https://tides:vK8qLm2x@pypi.harbour.org/simple",
        "postgresql://db.harbour.org/tides",
    ],
)
def test_an_address_that_opens_nothing_is_no_secret(address: str) -> None:
    assert titles(f'URL = "{address}"') == []


# --- where it stands --------------------------------------------------------------------------------------------------


def test_the_google_key_of_a_page_or_an_app_is_public_by_design() -> None:
    key = sample("google")
    assert titles(f'const key = "{key}"', "static/map.js") == []
    assert titles(f'config = {{"apiKey": "{key}", "authDomain": "tides.firebaseapp.com"}}') == []
    assert titles(f'{{"mobilesdk_app_id": "1", "current_key": "{key}"}}', "google-services.json") == []
    assert titles(f'genai.configure(api_key="{key}")') == ["Google API key"]
    assert titles(f'fetch("https://generativelanguage.googleapis.com?key={key}")', "app.js") == ["Google API key"]


@pytest.mark.parametrize(
    "path", ["tests/test_app.py", "examples/app.py", ".env.example", "config.sample.yml", "README.md"]
)
def test_in_tests_and_examples_only_what_nobody_makes_up_counts(path: str) -> None:
    assert titles(f"KEY={sample('huggingface')}", path) == []
    assert titles(f"KEY={sample('github')}", path) == ["GitHub token"]


def test_a_secret_is_told_with_its_provider_file_and_line() -> None:
    token = sample("groq")
    facts = security({"src/app.py": f"import os\n\nKEY = '{token}'\n"})
    (secret,) = facts.secrets
    assert (secret.provider, secret.where) == ("Groq key", "file")
    assert (secret.at.path, secret.at.line, secret.at.excerpt) == ("src/app.py", 3, "gsk_…")


def test_a_secret_in_a_notebook_is_told_with_its_cell() -> None:
    token, other = sample("openai"), sample("huggingface")
    cells = [
        {"cell_type": "markdown", "source": "# Tides"},
        {"cell_type": "code", "source": f"key = '{token}'", "outputs": []},
        {"cell_type": "code", "source": "print(token)", "outputs": [{"output_type": "stream", "text": [other + "\n"]}]},
        {"cell_type": "code", "source": "print(key)", "outputs": [{"output_type": "stream", "text": [token + "\n"]}]},
    ]
    secrets = security({"tides.ipynb": json.dumps({"cells": cells})}).secrets
    assert [(s.provider, s.where, s.at.line) for s in secrets] == [
        ("OpenAI key", "file", 2),
        ("Hugging Face token", "output", 3),
    ]


def _code(*outputs: dict[str, object]) -> dict[str, object]:
    return {"cell_type": "code", "source": "show()", "outputs": list(outputs)}


def _stream(text: str, name: str = "stdout") -> dict[str, object]:
    return {"output_type": "stream", "name": name, "text": [text]}


@pytest.mark.parametrize(
    "outputs",
    [
        lambda token: [
            {"output_type": "error", "traceback": [f"----> 1 \x1b[0;34mkey=\x1b[39m{token[:9]}\x1b[0m{token[9:]}"]}
        ],
        lambda token: [{"output_type": "pyerr", "traceback": [], "evalue": f"bad key {token}"}],
        lambda token: [{"output_type": "display_data", "data": {"text/html": [f"<b>key&#61;{token}</b>"]}}],
        lambda token: [
            {
                "output_type": "display_data",
                "data": {"text/html": f"key&equals;{token[:8]}&#{ord(token[8])};{token[9:]}"},
            }
        ],
        lambda token: [{"output_type": "execute_result", "data": {"application/json": {"text": f"is\n{token}"}}}],
        lambda token: [_stream(token[:12]), _stream("warning\n", "stderr"), _stream(token[12:] + "\n")],
        lambda token: [_stream("x" * 30_000 + "\n" + token)],
        lambda token: [{"output_type": "pyout", "html": [f"<td>{token}</td>"]}],
    ],
    ids=["traceback", "value", "html", "entities", "json", "pieces", "long", "old"],
)
def test_a_secret_is_found_in_all_that_a_cell_has_printed(outputs: Callable[[str], list[dict[str, object]]]) -> None:
    book = json.dumps({"cells": [_code(), _code(*outputs(sample("groq")))]})
    assert [(s.where, s.at.line, s.at.excerpt) for s in security({"a.ipynb": book}).secrets] == [("output", 2, "gsk_…")]


def test_a_picture_that_a_cell_has_printed_holds_no_secret() -> None:
    picture = base64.b64encode(bytes(number * 7919 % 251 for number in range(9_000))).decode()
    shown = {
        "output_type": "display_data",
        "data": {"image/png": sample("groq"), "text/html": f"<img src='{picture}'>"},
    }
    assert security({"a.ipynb": json.dumps({"cells": [_code(shown)]})}).secrets == ()


def test_the_text_of_a_broken_notebook_is_searched_but_for_its_pictures() -> None:
    token, other = sample("groq"), sample("github")
    cells = [_code(_stream(f"is\n{token}")), _code({"output_type": "display_data", "data": {"image/png": other}})]
    broken = json.dumps({"cells": cells}, indent=1)[:-2]
    assert [(s.at.excerpt, s.at.line) for s in security({"a.ipynb": broken}).secrets] == [("gsk_…", 11)]


@pytest.mark.parametrize(
    "path",
    [
        "run.log", "infra/prod.tfvars", "infra/main.tf", "app.properties", "app.ini", "nginx.conf", "api.http",
        "start.sh", "start.ps1", "load.sql", ".env.bak", ".ipynb_checkpoints/app-checkpoint.py", "ada_accessKeys.csv",
    ],
)  # fmt: skip
def test_a_secret_is_found_in_logs_settings_scripts_and_copies(path: str) -> None:
    found = security({path: f"start\nkey = '{sample('github')}'\n", "app.py": "print(1)\n"}).secrets
    assert [(secret.at.path, secret.at.line) for secret in found] == [(path, 2)]


def test_a_secret_is_found_in_the_checkpoint_of_a_notebook() -> None:
    book = json.dumps({"cells": [_code(_stream(sample("groq")))]})
    path = "work/.ipynb_checkpoints/a-checkpoint.ipynb"
    assert [(s.at.path, s.where) for s in security({path: book, "app.py": "print(1)\n"}).secrets] == [(path, "output")]


def test_what_was_not_looked_through_is_named() -> None:
    long = json.dumps({"cells": [_code(_stream("word " * 1_200_000)), _code(_stream(sample("groq")))]})
    files: dict[str, str | bytes] = {
        "app.py": "print(1)\n",
        "a.csv": "1,2\n",
        "rows.json": "[1]" * 100_000,
        "b.ipynb": long,
    }
    facts = security(files)
    assert (facts.searched, facts.skipped, facts.unread) == (2, ("b.ipynb", "a.csv", "rows.json"), ())


def test_code_that_did_not_arrive_leaves_open_whether_there_is_a_secret() -> None:
    snapshot = DictSnapshot({"app.py": "print(1)\n"}, large={"big.ipynb": 30, "data.csv": 5, "photo.png": 9})
    facts = dict(read_facts(snapshot))["security"]
    assert (facts.unread, facts.skipped) == (("big.ipynb",), ("data.csv",))
    assert no_secrets(facts).state is State.UNKNOWN
    assert no_secrets(replace(facts, unread=())).message.endswith("; not looked through: data.csv")


def test_the_google_key_of_a_page_that_a_cell_shows_is_public_by_design() -> None:
    shown = {"output_type": "display_data", "data": {"text/html": f"<script>k='{sample('google')}'</script>"}}
    assert security({"a.ipynb": json.dumps({"cells": [_code(shown)]})}).secrets == ()


def test_a_value_is_counted_once_in_a_file_and_again_in_another() -> None:
    token = sample("github")
    secrets = security({"a.py": f"A = '{token}'\nB = '{token}'\n", "b.env": f"A={token}\n"}).secrets
    assert [(secret.at.path, secret.at.line) for secret in secrets] == [("a.py", 1), ("b.env", 1)]


def test_vendored_files_are_not_the_authors() -> None:
    assert security({"venv/lib/a.py": f"A = '{sample('github')}'\n", "app.py": "print(1)\n"}).secrets == ()


def test_a_picture_in_base64_is_skipped_and_what_stands_behind_it_is_found() -> None:
    picture = base64.b64encode(bytes(number * 7919 % 251 for number in range(9_000))).decode()
    text = f'<img src="data:image/png;base64,{picture}">\n<!-- {sample("github")} -->\n'
    (hit,) = find_secrets("page.html", text)
    assert text.count("\n", 0, hit.offset) == 1


@pytest.mark.parametrize(
    "text",
    [
        "A" * 1_000_000,
        "a1B2c3D4e5F6g7H8i9J0k " * 45_000,
        "sk-" * 330_000,
        "SG." * 330_000,
        "AKIA" + AWS_ID * 50_000,
        "12345678:AA" * 90_000,
        "mongodb://a:b@" * 70_000,
        "eyJ" * 330_000,
        "eyJhbGciOiJIUzI1NiJ9.eyJ" * 40_000,
        "-----BEGIN RSA PRIVATE KEY-----\n" * 30_000,
        "KAGGLE_KEY=" * 90_000,
        ("x" * 19 + "-") * 50_000,
    ],
    ids=lambda text: text[:12],
)
def test_a_megabyte_of_nastiness_ends(text: str) -> None:
    list(find_secrets("app.py", text))


@pytest.mark.parametrize(
    "book",
    [
        '{"png": [' * 200_000,
        '"png": "' * 200_000,
        "\\\\u001b" * 200_000,
        json.dumps({"cells": [_code({"output_type": "display_data", "data": {"text/html": "&#" + "9" * 10_000}})]}),
        json.dumps({"cells": [_code({"output_type": "display_data", "data": {"text/html": "&amp" * 300_000}})]}),
        json.dumps({"cells": [_code(_stream("\x1b[" * 300_000 + "0" * 300_000))]}),
        '{"cells": [{"cell_type": "code", "outputs": [{"data": {"application/json": '
        + "[" * 900
        + "]" * 900
        + "}}]}]}",
    ],
    ids=["list", "text", "escapes", "number", "entities", "colours", "nesting"],
)
def test_a_megabyte_of_nasty_outputs_ends(book: str) -> None:
    assert security({"a.ipynb": book}).secrets == ()


def test_a_marker_in_an_example_becomes_a_made_up_secret() -> None:
    assert titles(filled("KEY = '{{secret:telegram}}'")) == ["Telegram bot token"]
    assert filled("{{secret:github}}") == filled("{{secret:github}}")
    with pytest.raises(KeyError):
        filled("{{secret:nobody}}")
