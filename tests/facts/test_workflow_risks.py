"""What workflows give to strangers."""

import pytest

from portfolio_audit.facts.deployment import read_deployment
from portfolio_audit.facts.tree import read_tree
from portfolio_audit.model.facts import Risk
from snapshots import DictSnapshot

PINNED = "0123456789abcdef0123456789abcdef01234567"


def risks(text: str) -> tuple[Risk, ...]:
    snapshot = DictSnapshot({".github/workflows/ci.yml": text})
    (workflow,) = read_deployment(snapshot, read_tree(snapshot)).workflows
    assert workflow.problem == ""
    return workflow.risks


def workflow(*steps: str, on: str = "push", more: str = "") -> str:
    lines = "".join(f"      - {step}\n" for step in steps)
    return f"on: {on}\n{more}jobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n{lines}"


HEAD = "{uses: actions/checkout@v4, with: {ref: '${{ github.event.pull_request.head.sha }}'}}"


@pytest.mark.parametrize(
    ("text", "kind", "line"),
    [
        (workflow(HEAD, on="pull_request_target"), "stranger-code", 6),
        (workflow(HEAD, on="[push, pull_request_target]"), "stranger-code", 6),
        (workflow("run: echo ${{ github.event.issue.title }}", on="issues"), "stranger-text", 6),
        (workflow("run: git checkout ${{ github.head_ref || 'main' }}"), "stranger-text", 6),
        (workflow("run: |\n          echo hello\n          echo ${{ github.event.comment.body }}"), "stranger-text", 8),
        (
            workflow("{uses: actions/github-script@v7, with: {script: 'f(`${{ github.event.review.body }}`)'}}"),
            "stranger-text",
            6,
        ),
        (workflow("run: make", more="permissions: write-all\n"), "all-permissions", 2),
        (workflow("run: echo ${{ secrets.API_KEY }}"), "echoed-secret", 6),
        (workflow("uses: docker/login-action@v3"), "unpinned-action", 6),
        (workflow("uses: peaceiris/actions-gh-pages@main"), "unpinned-action", 6),
    ],
)
def test_each_risk_is_told_with_its_line(text: str, kind: str, line: int) -> None:
    (risk,) = risks(text)
    assert (risk.kind, risk.at.path, risk.at.line) == (kind, ".github/workflows/ci.yml", line)
    assert risk.at.excerpt == text.split("\n")[line - 1].strip()


@pytest.mark.parametrize(
    "text",
    [
        workflow("uses: actions/checkout@v4", on="pull_request_target"),
        workflow(HEAD, on="pull_request"),
        workflow("run: echo ${{ github.event.issue.number }}", on="issues"),
        workflow("{run: 'echo \"$TITLE\"', env: {TITLE: '${{ github.event.issue.title }}'}}", on="issues"),
        workflow("{run: make, if: \"contains(github.event.comment.body, '/deploy')\"}"),
        workflow("run: test ${{ contains(github.event.comment.body, 'deploy') }}"),
        workflow("run: make", more="permissions:\n  contents: read\n"),
        workflow("run: echo ${{ secrets.ENV }} > .env"),
        workflow("run: echo ${{ secrets.TOKEN }} | docker login --password-stdin"),
        workflow("run: |\n          {\n            echo ${{ secrets.API_KEY }}\n          } > .env"),
        workflow("run: echo ::add-mask::${{ secrets.API_KEY }}"),
        workflow("run: echo http://${{ secrets.SERVER_HOST }}"),
        workflow("{run: 'echo \"$KEY\" | wc -c', env: {KEY: '${{ secrets.A }}'}}"),
        workflow(f"uses: docker/login-action@{PINNED}"),
        workflow("uses: ./.github/actions/build"),
        workflow("uses: docker://alpine:3.20"),
        workflow("uses: github/codeql-action/init@v3"),
    ],
)
def test_what_gives_nothing_away_is_no_risk(text: str) -> None:
    assert risks(text) == ()


def test_an_action_that_is_used_often_is_one_risk() -> None:
    assert len(risks(workflow(*["uses: docker/login-action@v3"] * 5, "uses: docker/build-push-action@v6"))) == 2


@pytest.mark.parametrize(
    "step", ["run: '" + "${{ " * 40_000 + "'", "run: '" + "echo ${{ secrets.API_KEY }} " * 6_000 + "'", "uses: a/b@c"]
)
def test_a_nasty_workflow_ends(step: str) -> None:
    text = workflow(*[step] * (4_000 if len(step) < 100 else 1))
    assert len(risks(text)) <= 20
