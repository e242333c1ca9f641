"""compose, Kubernetes, Actions, systemd, launchd: valid, safe to start twice, and never on the full hour."""

from __future__ import annotations

import configparser
import os
import plistlib
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from deploy.deploy_kit import ROOT, documents, passes, tool
from digest.config.file import load_settings

ACTIONS = documents("deploy/github-actions.yml")[0]
COMPOSE = documents("compose.yaml")[0]
KUBERNETES = {document["kind"]: document for document in documents("deploy/kubernetes.yaml")}
CRON = KUBERNETES["CronJob"]["spec"]
POD = CRON["jobTemplate"]["spec"]["template"]["spec"]


@pytest.mark.parametrize(
    ("schema", "path"),
    [("vendor.compose-spec", "compose.yaml"), ("vendor.github-workflows", "deploy/github-actions.yml")],
)
def test_it_is_valid_by_its_schema(schema: str, path: str) -> None:
    passes(tool("check-jsonschema"), "--builtin-schema", schema, path)


@pytest.mark.parametrize("version", ["1.29", "1.37"])
def test_kubernetes_accepts_every_document(version: str) -> None:
    said = passes(tool("kubernetes-validate"), "-k", version, "--strict", "deploy/kubernetes.yaml")
    assert said.count(" passed ") == 5


def test_actionlint_finds_nothing(tmp_path: Path) -> None:
    workflow = tmp_path / ".github/workflows/digest.yml"
    workflow.parent.mkdir(parents=True)
    shutil.copy(ROOT / "deploy/github-actions.yml", workflow)
    passes(tool("actionlint"), "-shellcheck", tool("shellcheck"), workflow, cwd=tmp_path)


def test_shellcheck_finds_nothing() -> None:
    passes(tool("shellcheck"), "deploy/github-state.sh")


def minutes() -> list[str]:
    timer = (ROOT / "deploy/digest.timer").read_text()
    plist = plistlib.loads((ROOT / "deploy/launchd.plist").read_bytes())
    return [
        CRON["schedule"].split()[0],
        *(entry["cron"].split()[0] for entry in ACTIONS["on"]["schedule"]),
        re.findall(r"OnCalendar=.*:(\d+):00", timer)[0],
        *(str(moment["Minute"]) for moment in plist["StartCalendarInterval"]),
    ]


def test_every_schedule_starts_at_an_odd_minute_away_from_the_full_hour() -> None:
    for minute in minutes():
        assert int(minute) % 2 == 1
        assert 5 < int(minute) < 55


def test_the_cron_job_runs_once_in_seoul_and_gives_up_in_time() -> None:
    assert CRON["timeZone"] == "Asia/Seoul"
    assert CRON["schedule"].endswith("* * 1-5")
    assert CRON["concurrencyPolicy"] == "Forbid"
    assert CRON["startingDeadlineSeconds"] >= 10  # fewer may never start
    job = CRON["jobTemplate"]["spec"]
    deadline = load_settings(None).run_deadline_s
    assert job["activeDeadlineSeconds"] > deadline * (job["backoffLimit"] + 1)
    assert POD["restartPolicy"] == "Never"


def test_the_pod_has_no_rights_it_does_not_need() -> None:
    container = POD["containers"][0]
    assert POD["securityContext"]["runAsNonRoot"] is True
    assert POD["securityContext"]["runAsUser"] == POD["securityContext"]["fsGroup"] == 10001
    assert POD["automountServiceAccountToken"] is False
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    mounts = {mount["mountPath"]: mount["name"] for mount in container["volumeMounts"]}
    assert set(mounts) == {"/data", "/journal", "/config", "/tmp"}
    assert set(mounts.values()) == {volume["name"] for volume in POD["volumes"]}
    claims = {v["persistentVolumeClaim"]["claimName"] for v in POD["volumes"] if "persistentVolumeClaim" in v}
    assert claims == {"digest-data", "digest-journal"}
    assert KUBERNETES["Secret"]["stringData"] == {}


def test_the_config_map_is_a_configuration(tmp_path: Path) -> None:
    file = tmp_path / "digest.yaml"
    file.write_text(KUBERNETES["ConfigMap"]["data"]["digest.yaml"], encoding="utf-8")
    assert load_settings(file).digests[0].name == "main"


def test_compose_runs_alone_and_with_a_database() -> None:
    bot, database = COMPOSE["services"]["digest"], COMPOSE["services"]["postgres"]
    assert database["profiles"] == ["postgres"]
    assert bot["depends_on"]["postgres"]["required"] is False
    assert "profiles" not in bot
    assert bot["read_only"] is True
    assert bot["cap_drop"] == ["ALL"]
    targets = {volume.split(":")[-2 if volume.endswith(":ro") else -1] for volume in bot["volumes"]}
    assert targets == {"/data", "/journal", "/site", "/config", "/cron.yaml"}


def test_compose_with_an_empty_environment_has_a_keyless_bot_with_a_journal_and_a_site() -> None:
    settings = load_settings(ROOT / "config/digest.yaml")
    (main,) = settings.digests
    assert not any(target.missing({}) for target in main.publish)
    assert main.journal
    written = {f"/{main.journal.folder}", *(f"/{target.path}" for target in main.publish if target.kind == "site")}
    volumes = [volume.rsplit(":", 1)[-1] for volume in COMPOSE["services"]["digest"]["volumes"]]
    assert written == {"/journal", "/site"}
    assert written <= set(volumes)  # the image works in /, and its root is read-only
    assert COMPOSE["services"]["digest"]["env_file"][0]["required"] is False


def test_compose_gives_the_bot_the_folders_that_the_engine_made(tmp_path: Path) -> None:
    """Only what is root's and empty changes hands; somebody's own journal is left alone."""
    if os.name == "nt" or os.geteuid() != 0:
        pytest.skip("only root can give folders away")
    service = COMPOSE["services"]["folders"]
    assert service["volumes"] == COMPOSE["services"]["digest"]["volumes"][:3]
    assert service["cap_add"] == ["CHOWN"]
    assert COMPOSE["services"]["digest"]["depends_on"]["folders"]["condition"] == "service_completed_successfully"
    (script,) = service["command"]
    for folder, owner in (("mine", 1000), ("full", 0), ("new", 0)):
        (tmp_path / folder).mkdir()
        os.chown(tmp_path / folder, owner, owner)
    (tmp_path / "full/2024-08-19.md").touch()
    places = " ".join(str(tmp_path / folder) for folder in ("mine", "full", "new"))
    assert "/data /journal /site;" in script
    here = script.replace("$$", "$").replace("/data /journal /site", places)
    for _ in range(2):
        passes(*service["entrypoint"], here, env={"OWNER": "10001:10001"})
    assert [(tmp_path / folder).stat().st_uid for folder in ("mine", "full", "new")] == [1000, 0, 10001]


def test_the_workflow_saves_its_memory_whatever_happened() -> None:
    steps = {step.get("name", step.get("uses")): step for step in ACTIONS["jobs"]["digest"]["steps"]}
    names = list(steps)
    assert names.index("Load what was sent before") < names.index("Run") < names.index("Save what was sent")
    assert names.index("Save what was sent") < names.index("Push what is left")
    # a state that could not be loaded must never be overwritten by an empty one
    assert "always() && steps.load.outcome == 'success'" in steps["Save what was sent"]["if"]
    assert ACTIONS["concurrency"] == {"group": "digest", "cancel-in-progress": False}
    assert ACTIONS["permissions"] == {"contents": "read"}
    assert ACTIONS["jobs"]["digest"]["permissions"] == {"contents": "write"}
    scripts = "\n".join(step.get("run", "") for step in steps.values())
    assert "${{" not in scripts  # nothing from outside is pasted into a shell


def ini(path: str) -> Any:
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(ROOT / path, encoding="utf-8")
    return parser


def test_systemd_accepts_the_units(tmp_path: Path) -> None:
    service, timer = ini("deploy/digest.service"), ini("deploy/digest.timer")
    assert service["Service"]["Type"] == "oneshot"
    assert service["Service"]["RestartPreventExitStatus"] == "2"
    assert timer["Timer"]["Persistent"] == "true"
    analyze = tool("systemd-analyze")
    passes(analyze, "calendar", timer["Timer"]["OnCalendar"])
    program = tmp_path / "digest"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    for unit in ("digest.service", "digest.timer"):
        text = (ROOT / "deploy" / unit).read_text().replace("%h/.local/bin/digest", str(program))
        (tmp_path / unit).write_text(text)
    said = passes(analyze, "verify", "--man=no", tmp_path / "digest.service", tmp_path / "digest.timer")
    assert "digest.service" not in said, said


def test_launchd_gets_a_plist_it_can_read() -> None:
    plist = plistlib.loads((ROOT / "deploy/launchd.plist").read_bytes())
    assert plist["ProgramArguments"][1:] == ["run"]
    assert sorted(moment["Weekday"] for moment in plist["StartCalendarInterval"]) == [1, 2, 3, 4, 5]
