"""Templates of variables: every name, no value."""

import subprocess
from pathlib import Path

import pytest

from fixing.benches import afterwards, is_settled, mended, new_text, state
from portfolio_audit.fixing.environment import fix_environment
from portfolio_audit.fixing.values import Patch
from portfolio_audit.model.catalogue import Catalogue
from portfolio_audit.model.rules import State

RULE = "repro-env-template"
APP = "import os\n\nkey = os.environ['WEATHER_KEY']\nprint(os.environ['DB_URL'], key)\n"


def _mended(files: dict[str, str | bytes]) -> Patch:
    return mended(files, fix_environment, RULE)


def test_each_variable_stands_with_its_place_and_without_a_value(catalogue: Catalogue) -> None:
    files = {"app.py": APP}
    made = _mended(files)
    assert new_text(made, ".env.example") == ("# app.py:3 reads it.\nWEATHER_KEY=\n# app.py:4 reads it.\nDB_URL=\n")
    assert new_text(made, ".gitignore") == ".env\n"
    assert state(files, RULE, catalogue) is State.FAIL
    assert state(afterwards(files, made), RULE, catalogue) is State.PASS
    assert is_settled(files, made, fix_environment, RULE)


def test_no_value_is_taken_from_a_committed_file_of_secrets() -> None:
    made = _mended({"app.py": APP, ".env": "OTHER=sk-very-secret-value-123\n", "settings.py": "WEATHER_KEY = 'abc'\n"})
    assert all("secret-value" not in change.new and "abc" not in change.new for change in made.changes)
    assert any("it is committed" in left for left in made.left)
    assert not any(change.path == ".gitignore" for change in made.changes)


def test_a_template_gets_only_what_it_lacks(catalogue: Catalogue) -> None:
    files = {"app.py": APP, ".env.sample": "# ours\nWEATHER_KEY=your-key", ".gitignore": ".env\n"}
    made = _mended(files)
    assert [change.path for change in made.changes] == [".env.sample"]
    assert new_text(made, ".env.sample") == "# ours\nWEATHER_KEY=your-key\n# app.py:4 reads it.\nDB_URL=\n"
    assert state(afterwards(files, made), RULE, catalogue) is State.PASS


@pytest.mark.parametrize("pattern", [".env*", "*.env*", ".env.*", ".*"])
def test_a_template_that_would_be_ignored_is_let_in(tmp_path: Path, pattern: str) -> None:
    text = new_text(_mended({"app.py": APP, ".gitignore": f"{pattern}\n"}), ".gitignore")
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    (tmp_path / ".gitignore").write_text(text)
    ask = ["git", "-C", str(tmp_path), "check-ignore", ".env", ".env.example"]
    assert subprocess.run(ask, capture_output=True, text=True).stdout == ".env\n"


def test_secrets_of_streamlit_go_to_their_own_template(catalogue: Catalogue) -> None:
    files = {"app.py": "import streamlit as st\n\nst.write(st.secrets['api_key'])\n"}
    made = _mended(files)
    text = new_text(made, ".streamlit/secrets.toml.example")
    assert text == '# app.py:3 reads it.\napi_key = ""\n'
    assert new_text(made, ".gitignore") == ".streamlit/secrets.toml\n"
    assert state(afterwards(files, made), RULE, catalogue) is State.PASS
    assert is_settled(files, made, fix_environment, RULE)


def test_both_files_of_values_are_kept_out() -> None:
    files = {
        "app.py": "import streamlit as st\n\nst.write(st.secrets['api_key'])\n",
        "job.py": APP,
        ".gitignore": "*.pyc\n",
    }
    made = _mended(files)
    assert new_text(made, ".gitignore") == "*.pyc\n.env\n.streamlit/secrets.toml\n"
    assert is_settled(files, made, fix_environment, RULE)


def test_a_name_of_a_file_forges_no_line() -> None:
    made = _mended({"a\nEVIL=1\n.py": APP, "b\x1b[2J.py": "import os\nos.environ['B_KEY']\n"})
    lines = new_text(made, ".env.example").splitlines()
    assert [line for line in lines if not line.startswith("#")] == ["WEATHER_KEY=", "DB_URL=", "B_KEY="]
    assert "\x1b" not in "".join(lines)


def test_a_variable_that_is_told_of_is_no_reason_for_a_template() -> None:
    assert _mended({"app.py": APP, "README.md": "# A\n\nSet `WEATHER_KEY` and `DB_URL`.\n"}) == Patch()


def test_a_folder_in_the_place_of_the_template_is_left_alone() -> None:
    made = _mended({"app.py": APP, ".env.example/x": "a"})
    assert made.changes == ()
    assert "left alone" in made.left[0]
