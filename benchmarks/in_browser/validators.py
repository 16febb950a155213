"""What the HTML standard's checkers say of a page."""

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

from in_browser.measure import Measure, none_of
from in_browser.tools import HERE, node, output


def vnu(file: Path, packages: Path) -> Iterator[Measure]:
    """The Nu Html Checker, which checks the style sheet, too."""
    jar = str(packages / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar")
    _, said = output(["java", "-jar", jar, "--format", "json", "--exit-zero-always", str(file)])
    messages = json.loads(said)["messages"]
    errors = [message for message in messages if message["type"] != "info"]
    yield none_of("vnu errors", [f"line {m.get('lastLine')}: {m['message']}" for m in errors])
    yield Measure("vnu warnings", str(len(messages) - len(errors)))


def html_validate(file: Path, packages: Path) -> Iterator[Measure]:
    """html-validate with its standard and accessibility presets."""
    program = str(packages / "node_modules" / "html-validate" / "bin" / "html-validate.mjs")
    config = str(HERE / "html-validate.json")
    with tempfile.TemporaryDirectory() as folder:  # it ends before a pipe has taken all that it says
        said = Path(folder) / "said.json"
        form = f"json={said}"
        output([node(packages), program, "--config", config, "--formatter", form, str(file)], may_fail=True)
        messages = [message for result in json.loads(said.read_text()) for message in result["messages"]]
    errors = [f"line {m['line']}: {m['ruleId']}: {m['message']}" for m in messages if m["severity"] == 2]
    yield none_of("html-validate errors", errors)
