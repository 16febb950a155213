"""One run of the action as a job of a workflow has it: by act, on this machine, with a made-up GitHub."""

import json
import os
import shutil
import subprocess
import sysconfig
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from action.payloads import Payload
from portfolio_audit.demo.github import LoopbackGitHub

ROOT = Path(__file__).parents[2]
ACTION = "portfolio-audit/portfolio-audit@v1"
NEEDED = ("action.yml", "action", "src", "rules", "reports")
"""What of this repository the action consists of."""
_OURS = ("GITHUB_", "GH_", "ACTIONS_", "INPUT_", "RUNNER_", "PYTHON", "PORTFOLIO_AUDIT_", "VIRTUAL_ENV", "XDG_", "UV_")
"""How variables begin that a job must not have from whoever runs the tests."""
_SAVE = 'printf %s "$STEP" > "$SAVED/step.json" && cp -R "$GITHUB_WORKSPACE/." "$SAVED/workspace"'


@dataclass(frozen=True, slots=True)
class Annotation:
    """A remark of the step: `notice`, `warning` or `error`."""

    level: str
    text: str
    file: str = ""
    line: int | None = None
    title: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """What came of it."""

    exit_code: int
    """Of the action's step."""
    log: tuple[str, ...]
    """What the step printed, without workflow commands."""
    commands: tuple[str, ...]
    """Workflow commands that the runner obeyed, as they were printed."""
    annotations: tuple[Annotation, ...]
    summary: str
    """Markdown."""
    outputs: Mapping[str, str]
    files: Mapping[str, bytes]
    """Files in the workspace that were not there before, or were different."""


@dataclass(frozen=True, slots=True)
class Bench:
    """What runs may share."""

    path: str
    """PATH of the jobs."""
    temporary: Path
    """RUNNER_TEMP."""
    cache: Path
    """Where uv and pip keep what they downloaded."""


@dataclass(frozen=True, slots=True)
class Runner:
    """Starts runs of one action."""

    action: Path
    bench: Bench
    folder: Path
    """For what each run needs."""

    def run(
        self,
        event: str,
        payload: Payload,
        checkout: Path,
        github: LoopbackGitHub,
        *,
        token: str,
        inputs: Mapping[str, str] | None = None,
        ref: str = "",
    ) -> Run:
        """Let the event happen. `ref` is for events whose GITHUB_REF act does not know."""
        self.folder.mkdir(exist_ok=True)
        place = self.folder / f"run-{len(list(self.folder.iterdir()))}"
        saved = place / "saved"
        saved.mkdir(parents=True)
        workflow, told = place / "audit.yml", place / "event.json"
        workflow.write_text(json.dumps(self._workflow(event, inputs or {}, saved)))
        told.write_text(json.dumps(payload))
        variables = {
            "GITHUB_API_URL": github.api_url,
            "GITHUB_SERVER_URL": github.server_url,
            "GITHUB_GRAPHQL_URL": github.graphql_url,
            "SOURCE_DATE_EPOCH": "1780272000",  # 2026-06-01
            **({"GITHUB_REF": ref} if ref else {}),
        }
        command = [script("act"), event, "--json", "--no-cache-server", "--no-recurse", "--use-gitignore=false"]
        command += ["--platform", "ubuntu-latest=-self-hosted", "--local-repository", f"{ACTION}={self.action}"]
        command += ["--directory", str(checkout), "--workflows", str(workflow), "--eventpath", str(told)]
        command += ["--action-cache-path", str(place / "act"), "--secret", f"GITHUB_TOKEN={token}"]
        command += [word for name in ("env", "secret", "var", "input") for word in (f"--{name}-file", os.devnull)]
        command += [word for name, value in variables.items() for word in ("--env", f"{name}={value}")]
        done = subprocess.run(
            command,
            cwd=place,
            env=self._environment(place),
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=300,
        )
        said = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
        assert (saved / "step.json").exists(), f"{done.stdout}\n{done.stderr}"
        return _run(said, saved, checkout)

    def _workflow(self, event: str, inputs: Mapping[str, str], saved: Path) -> Payload:
        audit = {"id": "audit", "uses": ACTION, "with": inputs, "env": {"RUNNER_TEMP": str(self.bench.temporary)}}
        save = {"STEP": "${{ toJSON(steps.audit) }}", "SAVED": str(saved)}
        steps = [
            {"uses": "actions/checkout@v5"},  # act has its own: it copies the folder
            audit,
            {"if": "always()", "shell": "bash", "run": _SAVE, "env": save},
        ]
        return {"on": [event], "jobs": {"audit": {"runs-on": "ubuntu-latest", "steps": steps}}}

    def _environment(self, place: Path) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
        home = place / "home"
        (home / "temporary").mkdir(parents=True)
        return kept | {
            "PATH": self.bench.path,
            "HOME": str(home),
            "TMPDIR": str(home / "temporary"),
            "UV_CACHE_DIR": str(self.bench.cache / "uv"),
            "PIP_CACHE_DIR": str(self.bench.cache / "pip"),
            "NO_PROXY": "127.0.0.1",
        }


def action_copy(folder: Path) -> Path:
    """The action as a runner downloads it: nothing beside it, nothing compiled before."""
    folder.mkdir()
    for name in NEEDED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
        else:
            shutil.copy2(source, folder / name)
    return folder


def path_with_uv(folder: Path) -> str:
    """A PATH on which uv, and nothing else of this Python's scripts, comes first."""
    folder.mkdir()
    (folder / "uv").symlink_to(script("uv"))
    return os.pathsep.join((str(folder), *_without_scripts()))


def path_without_uv(folder: Path) -> str:
    """A PATH with all that there is, but no uv."""
    folder.mkdir()
    places = []
    for number, entry in enumerate(_without_scripts()):
        if (Path(entry) / "uv").exists():
            place = folder / str(number)
            place.mkdir()
            for program in Path(entry).iterdir():
                if program.name not in ("uv", "uvx"):
                    (place / program.name).symlink_to(program)
            entry = str(place)
        places.append(entry)
    return os.pathsep.join(places)


def _without_scripts() -> Iterator[str]:
    """PATH without the environment that the tests run in."""
    scripts = sysconfig.get_path("scripts")
    return (entry for entry in os.environ["PATH"].split(os.pathsep) if entry and entry != scripts)


def script(name: str) -> str:
    """A program that the `test` extra brings; each of them carries its binary in its package."""
    found = shutil.which(name, path=sysconfig.get_path("scripts"))
    assert found, f"{name} is missing: pip install -e '.[test]'"
    return found


def _run(said: list[dict[str, Any]], saved: Path, checkout: Path) -> Run:
    step = json.loads((saved / "step.json").read_text("utf-8"))
    ours = [line for line in said if line.get("stepID", [""])[0] == "audit" and line.get("stage") == "Main"]
    inner = [line for line in ours if len(line["stepID"]) > 1]
    commands = [line for line in inner if "raw" in line]
    summaries = [line["content"] for line in inner if line.get("command") == "summary"]
    return Run(
        _exit_code(inner, step),
        tuple(line["msg"].rstrip("\n") for line in inner if line.get("raw_output")),
        tuple(line["raw"].rstrip("\n") for line in commands),
        tuple(_annotation(line) for line in commands if line["command"] in ("notice", "warning", "error")),
        "".join(summaries),
        step["outputs"],
        dict(_new_files(saved / "workspace", checkout)),
    )


def _exit_code(inner: list[dict[str, Any]], step: dict[str, Any]) -> int:
    if step["outcome"] == "success":
        return 0
    said = [line["msg"] for line in inner if line["msg"].startswith("exit status ")]
    assert said, f"the step did not end by itself: {[line['msg'] for line in inner][-5:]}"
    return int(said[-1].removeprefix("exit status "))


def _annotation(line: dict[str, Any]) -> Annotation:
    told = line["kvPairs"]
    number = int(told["line"]) if "line" in told else None
    return Annotation(line["command"], line["arg"], told.get("file", ""), number, told.get("title", ""))


def _new_files(after: Path, before: Path) -> Iterator[tuple[str, bytes]]:
    for file in sorted(after.rglob("*")):
        name = file.relative_to(after)
        if name.parts[0] != ".git" and file.is_file() and not _same(file, before / name):
            yield name.as_posix(), file.read_bytes()


def _same(one: Path, other: Path) -> bool:
    return other.is_file() and one.read_bytes() == other.read_bytes()
