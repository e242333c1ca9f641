"""What the repository tells its host and its contributors: valid, pinned, and true."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from deploy.deploy_kit import ROOT, passes, tool

GITHUB = ROOT / ".github"
WORKFLOWS = sorted(GITHUB.glob("workflows/*.yml"))
FORMS = sorted(set(GITHUB.glob("ISSUE_TEMPLATE/*.yml")) - {GITHUB / "ISSUE_TEMPLATE" / "config.yml"})
PINNED = re.compile(r"uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$")


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.name)
def test_workflows_are_valid(file: Path) -> None:
    passes(tool("check-jsonschema"), "--builtin-schema", "vendor.github-workflows", file)
    passes(tool("actionlint"), "-shellcheck", tool("shellcheck"), file)


MORNINGS = [ROOT / "deploy/github-actions.yml", ROOT / "starter/.github/workflows/digest.yml"]


@pytest.mark.parametrize("file", [*WORKFLOWS, *MORNINGS], ids=lambda file: file.name)
def test_actions_are_pinned_by_commit_with_the_tag_beside_it(file: Path) -> None:
    used = [line.strip().removeprefix("- ") for line in file.read_text("utf-8").splitlines() if "uses:" in line]
    assert used
    assert [line for line in used if not PINNED.match(line)] == []


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.name)
def test_workflows_may_read_and_keep_no_credentials(file: Path) -> None:
    workflow = yaml.safe_load(file.read_text("utf-8"))
    assert workflow["permissions"] == {"contents": "read"}
    for job in workflow["jobs"].values():
        assert job["timeout-minutes"] <= 60
        checkouts = [step for step in job["steps"] if step.get("uses", "").startswith("actions/checkout@")]
        assert all(step["with"]["persist-credentials"] is False for step in checkouts)


def test_the_gate_runs_on_every_python_that_is_promised_and_the_smoke_test_elsewhere() -> None:
    jobs = yaml.safe_load((GITHUB / "workflows" / "gate.yml").read_text("utf-8"))["jobs"]
    assert jobs["gate"]["strategy"]["matrix"]["python"] == ["3.11", "3.12", "3.13"]
    assert any(".ci/run" in step.get("run", "") for step in jobs["gate"]["steps"])
    systems = jobs["smoke"]["strategy"]["matrix"]["system"]
    assert {name.partition("-")[0] for name in systems} == {"macos", "windows"}


@pytest.mark.parametrize("file", FORMS, ids=lambda file: file.name)
def test_issue_forms_can_be_filled_in(file: Path) -> None:
    passes(tool("check-jsonschema"), "--builtin-schema", "vendor.github-issue-forms", file)
    form = yaml.safe_load(file.read_text("utf-8"))
    assert {"name", "description", "body"} <= form.keys()
    fields = [field for field in form["body"] if field["type"] != "markdown"]
    assert {field["type"] for field in fields} <= {"input", "textarea", "dropdown", "checkboxes"}
    assert len({field["id"] for field in fields}) == len(fields)
    assert all(field["attributes"]["label"] for field in fields)
    assert any(field.get("validations", {}).get("required") for field in fields)


def test_the_choice_of_forms_is_valid() -> None:
    config = GITHUB / "ISSUE_TEMPLATE" / "config.yml"
    passes(tool("check-jsonschema"), "--builtin-schema", "vendor.github-issue-config", config)


def test_hooks_use_the_tools_of_the_gate() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))["repos"]
    assert [repo["repo"] for repo in hooks] == ["local"]
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for hook in hooks[0]["hooks"]:
        program = Path(hook["entry"].split()[0]).name
        assert f"$(BIN)/{program}" in makefile


def test_make_speaks_without_colour_codes_when_nobody_looks() -> None:
    told = passes("make", "--no-print-directory", "-C", ROOT, "--eval", 'spoken: ; $(SAY) "설치하는 중…"', "spoken")
    assert told == "설치하는 중…\n"


def test_a_release_has_rights_only_where_it_publishes_and_keeps_no_password() -> None:
    file = GITHUB / "workflows" / "release.yml"
    jobs = yaml.safe_load(file.read_text("utf-8"))["jobs"]
    assert "permissions" not in jobs["build"]
    assert jobs["index"]["permissions"] == {"contents": "read", "id-token": "write"}
    for name in ("index", "image"):
        assert jobs[name]["environment"] == "release"
        assert jobs[name]["needs"] == "build"
    assert "secrets." not in file.read_text("utf-8")
    scripts = "\n".join(step.get("run", "") for job in jobs.values() for step in job["steps"])
    assert "${{" not in scripts  # nothing from outside is pasted into a shell
    assert "make package" in scripts


@pytest.mark.parametrize("file", [*WORKFLOWS, *MORNINGS], ids=lambda file: file.relative_to(ROOT).as_posix())
def test_zizmor_finds_nothing(file: Path) -> None:
    passes(tool("zizmor"), "--offline", "--quiet", file)
