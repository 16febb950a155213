"""One run of the action: audit, files, comment, marks, page of the job, outputs, verdict."""

import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from portfolio_audit.action import outcome
from portfolio_audit.action.annotations import MOST, annotations
from portfolio_audit.action.console import Console
from portfolio_audit.action.event import Event
from portfolio_audit.action.examining import Examined, examine
from portfolio_audit.action.inputs import Inputs
from portfolio_audit.action.questions import Questions, questions, settings_of
from portfolio_audit.action.revisions import Pair, below_root, inside, pair_of
from portfolio_audit.action.saved import load_saved, retold
from portfolio_audit.action.telling import moves, place_of, subject_of, tell
from portfolio_audit.errors import ActionError
from portfolio_audit.files import write_all
from portfolio_audit.model.report import Report
from portfolio_audit.renderers import RENDERERS, markdown, pieces
from portfolio_audit.renderers.comment import Setting, comment
from portfolio_audit.renderers.escape import markdown_advice
from portfolio_audit.settings import Settings
from portfolio_audit.sources.github import GitHub
from portfolio_audit.sources.publishing import marker
from portfolio_audit.targets import Person, valid_login
from portfolio_audit.text import counted

_BELOW, _PASSED = 1, 0


@dataclass
class Job:
    """What is at hand, and what has been said so far."""

    inputs: Inputs
    event: Event
    host: GitHub
    console: Console
    workspace: Path
    now: datetime
    notes: list[str] = field(default_factory=list)
    """For the page of the job."""
    fail_under: int | None = None
    foreign: bool = False
    """Whether another commit than the event's is checked out, about which nothing must be said at the event's."""

    def done(self) -> int:
        """Do it all; the exit status."""
        if self.event.deleted:
            return self._nothing_to_do("the branch was deleted, so there is nothing to audit.")
        if self.inputs.saved_report:
            return self._tell_saved()
        examined = self._person() if self.inputs.username else self._repository()
        report = examined.report
        paths = self._files(report)
        text = comment(report, self._setting(examined))
        url = self._commented(report, text)
        self._mark(report)
        missed = outcome.misses(report, self.fail_under, self.inputs.fail_on)
        self._summarise(report, text, missed)
        self._output(outcome.values(report, passed=not missed, url=url, paths=paths))
        for sentence in missed:
            self.console.annotate("error", sentence, {"title": "Portfolio audit"})
        return _BELOW if missed else _PASSED

    # --- what is audited ---------------------------------------------------------------------------------------------

    def _questions(self, pair: Pair) -> Questions:
        folder = inside(self.workspace, self.inputs.path)
        settings, problem = settings_of(self.inputs.config, self.event, pair, folder, self.workspace, self.host)
        if problem:
            self._note(problem)
        asked = questions(self.inputs, settings)
        self.fail_under = asked.fail_under
        return asked

    def _person(self) -> Examined:
        login = self.inputs.username
        if not valid_login(login):
            raise ActionError("the input username is no username. Give it as it stands in the profile's address.")
        asked = self._questions(Pair(""))
        return Examined(asked.report(asked.gathered(Person(login), self.host, self.now)))

    def _repository(self) -> Examined:
        folder = inside(self.workspace, self.inputs.path)
        if not folder.is_dir() or not any(folder.iterdir()):
            raise ActionError(
                f"there is nothing at {self.inputs.path!r} in the workspace. Check the repository out first "
                "(actions/checkout), and give its folder as `path` if it is not the workspace itself."
            )
        pair = pair_of(self.event, folder, self.host)
        self.foreign = pair.foreign
        examined = examine(folder, pair, self.event, self.host, self._questions(pair), self.now)
        if examined.note and not self.event.created:
            self._note(examined.note)
        return examined

    # --- where it is told --------------------------------------------------------------------------------------------

    def _setting(self, examined: Examined) -> Setting:
        change = self.event.kind if self.event.kind in ("push", "pull request") else ""
        return Setting(marker(subject_of(self.inputs)), change, examined.before, examined.note)

    def _commented(self, report: Report, text: str) -> str:
        """Say it there, unless it must not be said; the address."""
        if self.inputs.comment == "never" or self.foreign or place_of(self.event, self.inputs.mode) is None:
            return ""
        quiet = self.inputs.comment == "changed" and not self._moved(report)
        if quiet and self.event.kind == "push":  # a commit has no earlier comment that would have to be changed
            return ""
        url, problem = tell(self.host.threads(), self.event, self.inputs.mode, text, quiet=quiet, say=self.console.say)
        if problem:
            self._note(f"No comment: {problem}")
        return url

    def _moved(self, report: Report) -> bool:
        """Whether there is something to say."""
        if self.inputs.mode == "issue":
            return True
        return moves(report.changes) or (self.event.created and report.changes is None)

    def _note(self, sentence: str) -> None:
        self.notes.append(sentence)
        self.console.annotate("notice", sentence, {"title": "Portfolio audit"})

    def _mark(self, report: Report) -> None:
        if not self.inputs.annotations or self.inputs.username or self.foreign:
            return
        below = below_root(inside(self.workspace, self.inputs.path), self.workspace.resolve())
        marks, more = annotations(report, f"{below}/" if below else "", MOST - len(self.notes))
        for mark in marks:
            self.console.annotate(mark.level, mark.message, mark.properties)
        if more:
            self.notes.append(f"{counted(more, 'finding')} more than the {len(marks)} that are marked at their lines.")
            self.console.say(f"{more} more findings are in the summary and the report.")

    def _summarise(self, report: Report, text: str, missed: list[str]) -> None:
        self.console.say(RENDERERS["text"](report))
        if not self.inputs.summary:
            return
        body = text.partition("\n")[2]
        notes = "".join(f"\n> {sentence}\n" for sentence in map(markdown_advice, (*missed, *self.notes)))
        rest = "".join(markdown.pieces(report, without=("head", "steps")))
        outcome.write_summary(os.environ.get("GITHUB_STEP_SUMMARY", ""), f"{body}{notes}\n\n{rest}\n")

    # --- files and outputs -------------------------------------------------------------------------------------------

    def _files(self, report: Report) -> dict[str, str]:
        """Write what is asked for; format → path as it was given."""
        given = self.inputs
        wanted = {
            "html": given.report_file,
            "json": given.json_file,
            "sarif": given.sarif_file,
            "badge": given.badge_file,
        }
        paths = {form: path for form, path in wanted.items() if path}
        write_all((self._file(path), pieces(form, report)) for form, path in paths.items())
        return paths

    def _file(self, path: str) -> Path:
        """Where it is written: below the workspace or the runner's temporary folder, never through a link."""
        temporary = os.environ.get("RUNNER_TEMP", "")
        for place in (self.workspace, Path(temporary)) if temporary and Path(path).is_absolute() else (self.workspace,):
            with suppress(ActionError):
                return inside(place, str(Path(path).parent)) / Path(path).name
        raise ActionError(f"{path!r} leads out of the workspace. Give a path below it, or below RUNNER_TEMP.")

    def _output(self, values: Mapping[str, str]) -> None:
        outcome.write_outputs(os.environ.get("GITHUB_OUTPUT", ""), values)

    def _nothing_to_do(self, why: str) -> int:
        self.console.say(why)
        self._output({"passed": "true"})
        return _PASSED

    # --- another run's report ----------------------------------------------------------------------------------------

    def _tell_saved(self) -> int:
        """Tell on its pull request what the other workflow found, which could not say it itself."""
        event = self.event
        if event.kind != "other run":
            raise ActionError("the input saved-report is for `on: workflow_run`; docs/action.md shows both workflows.")
        if not event.of_pull_request:
            return self._nothing_to_do("the other run was for no pull request.")
        number = self.host.threads().pull_request(event.name, event.head_owner, event.head_branch, event.head_sha)
        if not number:
            return self._nothing_to_do("no open pull request has that commit as its last.")
        report = retold(
            load_saved(self.workspace / self.inputs.saved_report), questions(self.inputs, Settings()).catalogue
        )
        self.event = Event("pull request", event.repository, event.sha, number=number, head_sha=event.head_sha)
        setting = Setting(marker(subject_of(self.inputs)), "pull request")
        url = self._commented(report, comment(report, setting))
        self._output(outcome.values(report, passed=True, url=url, paths={}))
        return _PASSED
