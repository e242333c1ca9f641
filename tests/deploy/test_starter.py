"""The starter is what its sources say, names only what exists, and asks for no secret."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from deploy.deploy_kit import ROOT, documents, passes, tool
from digest.config.file import load_settings

WORKFLOW = ROOT / "starter/.github/workflows/digest.yml"
README = (ROOT / "starter/README.md").read_text("utf-8")


def test_both_workflows_are_what_their_source_says() -> None:
    passes(sys.executable, "scripts/write_starter.py", "--check")


def test_a_new_repository_holds_all_of_it(tmp_path: Path) -> None:
    passes(sys.executable, "scripts/write_starter.py", "--to", tmp_path / "mine")
    made = {path.relative_to(tmp_path / "mine").as_posix() for path in (tmp_path / "mine").rglob("*") if path.is_file()}
    wanted = {
        ".github/workflows/digest.yml",
        ".github/digest-state.sh",
        ".gitignore",
        "_config.yml",
        "config/digest.yaml",
    }
    assert wanted <= made


def test_the_starter_s_workflow_is_valid(tmp_path: Path) -> None:
    passes(tool("check-jsonschema"), "--builtin-schema", "vendor.github-workflows", WORKFLOW)
    passes(tool("actionlint"), "-shellcheck", tool("shellcheck"), WORKFLOW)


def test_rights_are_given_to_the_job_that_needs_them() -> None:
    workflow = documents("starter/.github/workflows/digest.yml")[0]
    assert workflow["permissions"] == {"contents": "read"}
    assert workflow["jobs"]["digest"]["permissions"] == {"contents": "write"}
    assert workflow["jobs"]["publish"]["permissions"] == {"pages": "write", "id-token": "write"}
    assert [step["uses"].partition("@")[0] for step in workflow["jobs"]["publish"]["steps"]] == ["actions/deploy-pages"]
    scripts = "\n".join(step.get("run", "") for job in workflow["jobs"].values() for step in job["steps"])
    assert "${{" not in scripts


def test_the_first_morning_needs_no_secret() -> None:
    settings = load_settings(ROOT / "starter/config/digest.yaml")
    assert not any(target.missing({}) for each in settings.digests for target in each.publish)
    assert settings.digests[0].journal


@pytest.mark.parametrize("name", sorted(set(re.findall(r"secrets\.(\w+)", WORKFLOW.read_text("utf-8")))))
def test_every_secret_is_explained_where_it_goes(name: str) -> None:
    assert re.search(rf"(?m)^\|.*`{name}`", README)


def test_what_the_readme_names_is_there() -> None:
    for name in re.findall(r"\]\(([^):]+)\)", README):
        assert (ROOT / "starter" / name).is_file(), name
    text = WORKFLOW.read_text("utf-8")
    assert "17 22" in text
    assert "43 23" in text
    for told in ("still says OWNER", "vars.DIGEST_PAGES", "vars.DIGEST_PACKAGE"):
        assert told in text
