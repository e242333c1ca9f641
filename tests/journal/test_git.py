"""Exactly one file is committed and pushed; a remote that moved on is followed and planned again."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from digest.journal.config import JournalSettings
from digest.journal.target import JournalTarget
from digest.journal.write.create import MARKER
from digest.journal.write.git import GitProblem, NoRepository, Rejected, Repository
from digest.store import Store
from journal_kit import DATE, FIRST, NOW, SECOND, digest_of

Break = Callable[[Path, pytest.MonkeyPatch], None]


def git(folder: Path, *words: str) -> str:
    done = subprocess.run(["git", *words], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A person's clone of a bare remote, with one commit."""
    config = tmp_path / "gitconfig"
    config.write_text("[user]\n\tname = Person\n\temail = person@example.org\n[init]\n\tdefaultBranch = main\n")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(config))
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", "/dev/null")
    git(tmp_path, "init", "--quiet", "--bare", "remote.git")
    git(tmp_path, "clone", "--quiet", "remote.git", "home")
    made = tmp_path / "home"
    journal = made / "journal"
    journal.mkdir()
    (journal / MARKER).write_text("digest\n")
    (made / "글.md").write_text("글\n")
    git(made, "add", ".")
    git(made, "commit", "--quiet", "-m", "first")
    git(made, "push", "--quiet", "-u", "origin", "HEAD")
    return made


def target(home: Path, store: Store, push: bool = True) -> JournalTarget:
    settings = JournalSettings(folder=str(home / "journal"), git={"commit": True, "push": push})
    return JournalTarget(settings, store, lambda: NOW, "main")


def other_clone(home: Path) -> Path:
    folder = home.parent / "other"
    if not folder.exists():
        git(home.parent, "clone", "--quiet", "remote.git", "other")
    git(folder, "pull", "--quiet")
    return folder


def test_only_this_file_is_committed(home: Path, store: Store) -> None:
    (home / "글.md").write_text("고치는 중\n")
    (home / "새 글.md").write_text("아직\n")
    git(home, "add", "새 글.md")
    outcome = target(home, store, push=False).deliver(digest_of(FIRST))
    assert (outcome.state, outcome.detail) == ("sent", "")
    assert (
        git(home, "show", "--name-only", "--format=%s|%an")
        == "2024-08-19 데일리 트렌드|Person\n\njournal/2024-08-19.md"
    )
    assert git(home, "diff", "--name-only", "-z").strip("\0") == "글.md"
    assert git(home, "diff", "--cached", "--name-only", "-z").strip("\0") == "새 글.md"


def test_a_second_run_makes_no_commit(home: Path, store: Store) -> None:
    bot = target(home, store)
    bot.deliver(digest_of(FIRST))
    before = git(home, "rev-parse", "HEAD")
    assert git(home, "rev-parse", "@{upstream}") == before
    bot.deliver(digest_of(FIRST))
    assert git(home, "rev-parse", "HEAD") == before


def test_91_the_remote_moved_on_in_another_file(home: Path, store: Store) -> None:
    other = other_clone(home)
    (other / "글.md").write_text("다른 곳에서 쓴 글\n")
    git(other, "commit", "--quiet", "-am", "other")
    git(other, "push", "--quiet")
    outcome = target(home, store).deliver(digest_of(FIRST))
    assert (outcome.state, outcome.detail) == ("sent", "")
    assert git(home, "rev-list", "--count", "HEAD...@{upstream}") == "0"
    assert (home / "글.md").read_text() == "다른 곳에서 쓴 글\n"
    assert FIRST in (home / "journal/2024-08-19.md").read_text()
    assert git(home, "rev-list", "--merges", "--count", "HEAD") == "0"


def test_91_the_remote_moved_on_in_the_same_file(home: Path, store: Store) -> None:
    other = other_clone(home)
    day = other / "journal/2024-08-19.md"
    day.write_text("# 2024-08-19\n\n내 글\n\n## 데일리 트렌드\n\n- 내가 먼저 쓴 줄\n")
    git(other, "add", ".")
    git(other, "commit", "--quiet", "-m", "theirs")
    git(other, "push", "--quiet")
    outcome = target(home, store).deliver(digest_of(FIRST))
    assert outcome.state == "sent"
    text = (home / "journal/2024-08-19.md").read_text()
    assert text.startswith(day.read_text())
    assert text.removeprefix(day.read_text()).startswith("- [Paper 2408.08152")
    assert git(other_clone(home), "rev-parse", "HEAD") == git(home, "rev-parse", "HEAD")
    assert [row.status for row in store.journal.lines(f"journal:{home}/journal", DATE) if not row.is_frame] == ["own"]


@pytest.mark.parametrize("theirs", ["", "글.md", "journal/2024-08-19.md"])
def test_what_is_taken_back_is_committed_and_pushed(home: Path, store: Store, theirs: str) -> None:
    bot = target(home, store)
    bot.deliver(digest_of(FIRST))
    other = other_clone(home)
    if theirs:
        (other / theirs).write_text((other / theirs).read_text() + "\n내 글\n")
        git(other, "commit", "--quiet", "-am", "theirs")
        git(other, "push", "--quiet")
    outcome = bot.undo(DATE)
    assert outcome.state == "sent", outcome
    assert git(home, "status", "--porcelain") == ""
    assert git(home, "rev-list", "--count", "HEAD...@{upstream}") == "0"
    day = home / "journal/2024-08-19.md"
    assert day.exists() is (theirs == "journal/2024-08-19.md")
    assert not day.exists() or (FIRST not in day.read_text() and "내 글" in day.read_text())
    assert all(row.is_frame for row in store.journal.lines(f"journal:{home}/journal", DATE))


def test_what_is_taken_back_from_a_file_with_changes_is_not_committed_and_that_is_told(
    home: Path, store: Store
) -> None:
    bot = target(home, store)
    bot.deliver(digest_of(FIRST))
    file = home / "journal/2024-08-19.md"
    file.write_text(file.read_text() + "\n내 글\n")
    outcome = bot.undo(DATE)
    assert outcome.state == "sent"
    assert "커밋하지 않은 변경" in outcome.detail
    assert "내 글" in file.read_text()


def test_a_file_the_person_is_editing_is_written_but_not_committed(home: Path, store: Store) -> None:
    bot = target(home, store)
    bot.deliver(digest_of(FIRST))
    before = git(home, "rev-parse", "HEAD")
    file = home / "journal/2024-08-19.md"
    file.write_text(file.read_text() + "- 내 글\n")
    outcome = bot.deliver(digest_of(FIRST, SECOND))
    assert outcome.state == "sent"
    assert "커밋하지 않은 변경" in outcome.detail
    assert git(home, "rev-parse", "HEAD") == before
    assert SECOND in file.read_text()


def test_unpushed_commits_of_the_person_are_never_touched(home: Path, store: Store) -> None:
    (home / "글.md").write_text("올리지 않은 글\n")
    git(home, "commit", "--quiet", "-am", "mine")
    other = other_clone(home)
    (other / "다른.md").write_text("x\n")
    git(other, "add", ".")
    git(other, "commit", "--quiet", "-m", "other")
    git(other, "push", "--quiet")
    outcome = target(home, store).deliver(digest_of(FIRST))
    assert outcome.state == "sent"
    assert "git pull" in outcome.detail or "합치지 않았습니다" in outcome.detail
    assert git(home, "log", "--format=%s", "-2").splitlines() == ["2024-08-19 데일리 트렌드", "mine"]
    assert FIRST in (home / "journal/2024-08-19.md").read_text()


def test_hooks_do_not_run(home: Path, store: Store) -> None:
    hook = home / ".git/hooks/pre-commit"
    hook.write_text("#!/bin/sh\necho formatted >> journal/2024-08-19.md\nexit 1\n")
    hook.chmod(0o755)
    assert target(home, store, push=False).deliver(digest_of(FIRST)).detail == ""
    assert "formatted" not in (home / "journal/2024-08-19.md").read_text()


def test_no_remote_is_said_and_no_secret_is(home: Path, store: Store, tmp_path: Path) -> None:
    git(home, "remote", "set-url", "origin", "https://user:secret-token@127.0.0.1:9/x.git")
    outcome = target(home, store).deliver(digest_of(FIRST))
    assert outcome.state == "sent"
    assert "git" in outcome.detail
    assert "secret-token" not in outcome.detail
    with pytest.raises(NoRepository):
        Repository.around(tmp_path)


def test_push_of_a_branch_without_upstream(home: Path) -> None:
    git(home, "checkout", "--quiet", "-b", "draft")
    repository = Repository.around(home)
    with pytest.raises(GitProblem, match="원격 가지"):
        repository.push("HEAD")
    assert not issubclass(GitProblem, Rejected)


def repository(home: Path) -> Repository:
    return Repository.around(home)


def moved_on(home: Path, name: str = "다른.md") -> None:
    """Somebody pushes from another clone."""
    other = other_clone(home)
    (other / name).write_text("다른 곳에서 쓴 글\n")
    git(other, "add", ".")
    git(other, "commit", "--quiet", "-m", "other")
    git(other, "push", "--quiet")


def test_a_file_or_folder_that_is_not_there_yet_has_a_repository(home: Path) -> None:
    for path in (home, home / "글.md", home / "new/deep/2024-08-19.md"):
        assert repository(path).root.resolve() == home.resolve()


def test_nothing_changed_is_no_commit(home: Path) -> None:
    file = home / "글.md"
    before = git(home, "rev-parse", "HEAD")
    assert repository(home).commit(file, "글") == ""
    assert git(home, "rev-parse", "HEAD") == before
    file.write_text("새 글\n")
    assert repository(home).commit(file, "글") == git(home, "rev-parse", "HEAD") != before


@pytest.mark.parametrize(
    ("change", "clean"), [("", True), ("글\n", True), ("고친 글\n", False), ("staged", False), (None, False)]
)
def test_a_file_with_changes_of_theirs_is_not_clean(home: Path, change: str | None, clean: bool) -> None:
    file = home / "글.md"
    if change is None:
        file.unlink()
    elif change:
        file.write_text(change)
    if change == "staged":
        git(home, "add", "글.md")
    assert repository(home).is_clean(file) is clean
    (home / "새 글.md").write_text("아직\n")
    assert repository(home).is_clean(home / "새 글.md")


def test_a_remote_that_refuses_is_told_and_the_commit_stays(home: Path) -> None:
    hook = home.parent / "remote.git/hooks/pre-receive"
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    (home / "글.md").write_text("새 글\n")
    commit = repository(home).commit(home / "글.md", "글")
    with pytest.raises(GitProblem) as refused:
        repository(home).push(commit)
    assert not isinstance(refused.value, Rejected)
    assert refused.value.args[0] == "git push 실패 (종료 1)"
    assert git(home, "rev-parse", "HEAD") == commit


@pytest.mark.parametrize("known", [True, False])
def test_a_commit_that_came_too_late_is_taken_back_and_the_remote_followed(home: Path, known: bool) -> None:
    file = home / ("글.md" if known else "새 글.md")
    (home / "옆.md").write_text("올려 둔 글\n")
    git(home, "add", "옆.md")
    file.write_text("우리\n")
    commit = repository(home).commit(file, "글")
    moved_on(home)
    with pytest.raises(Rejected):
        repository(home).push(commit)
    assert git(home, "rev-parse", "HEAD") == git(home, "rev-parse", "@{upstream}")
    assert (home / "다른.md").read_text() == "다른 곳에서 쓴 글\n"
    assert (file.read_text() == "글\n") if known else not file.exists()
    assert git(home, "status", "--porcelain", "-z").strip("\0") == "A  옆.md", "what they had staged is as it was"


def test_what_the_person_does_meanwhile_is_never_undone(home: Path) -> None:
    file = home / "글.md"
    file.write_text("우리\n")
    commit = repository(home).commit(file, "글")
    moved_on(home)
    file.write_text("우리\n그 사이에 쓴 글\n")
    with pytest.raises(GitProblem, match="파일을 고치고 계셔서") as refused:
        repository(home).push(commit)
    assert not isinstance(refused.value, Rejected)
    assert file.read_text() == "우리\n그 사이에 쓴 글\n"
    git(home, "commit", "--quiet", "-am", "mine")
    with pytest.raises(GitProblem, match="다른 커밋이 생겨"):
        repository(home).push(commit)
    with pytest.raises(GitProblem, match="아직 올리지 않은 다른 커밋"):
        repository(home).push(git(home, "rev-parse", "HEAD"))
    assert git(home, "log", "--format=%s", "-2").splitlines() == ["mine", "글"]


def test_a_commit_without_a_name_of_theirs_is_ours(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = home / "글.md"
    file.write_text("하나\n")
    repository(home).commit(file, "글")
    assert git(home, "log", "-1", "--format=%an|%ae") == "Person|person@example.org"
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    file.write_text("둘\n")
    repository(home).commit(file, "글")
    assert git(home, "log", "-1", "--format=%an|%ae") == "digest|digest@localhost"
    file.write_text("셋\n")
    (home / ".git/HEAD.lock").touch()
    with pytest.raises(GitProblem, match=r"^git commit 실패 \(종료 128\)$"):
        repository(home).commit(file, "글")


def test_git_that_is_away_or_does_not_answer_is_told(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = repository(home)
    program = tmp_path / "bin/git"
    program.parent.mkdir()
    monkeypatch.setenv("PATH", str(program.parent))
    with pytest.raises(GitProblem, match="git 프로그램이 없습니다"):
        found.is_clean(home / "글.md")
    program.write_text("#!/bin/sh\nexec /bin/sleep 60\n")
    program.chmod(0o755)
    monkeypatch.setattr("digest.journal.write.git.TIMEOUT_S", 0.2)
    with pytest.raises(GitProblem, match=r"^git status 응답 없음$"):
        found.is_clean(home / "글.md")


def no_git(_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")


def another_owner(_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")  # of git's own tests: it takes the owner for another


def no_work_tree(home: Path, _monkeypatch: pytest.MonkeyPatch) -> None:
    (home / ".git").rename(home.parent / "gone")


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        (no_git, "git 프로그램이 없습니다. git을 설치하거나"),
        (another_owner, "git이 거절했습니다. 믿는 폴더라면: git config --global --add safe.directory {home}"),
        (no_work_tree, "git 작업 폴더가 아니어서 커밋할 수 없습니다. 저널 폴더에서 git init을 하거나"),
    ],
    ids=["no git", "another owner", "no work tree"],
)
def test_what_keeps_git_from_it_is_told_and_the_section_is_written(
    home: Path, store: Store, monkeypatch: pytest.MonkeyPatch, broken: Break, told: str
) -> None:
    bot = target(home, store)
    assert bot.git_doubt() == ""
    broken(home, monkeypatch)
    assert told.format(home=home) in bot.git_doubt()
    outcome = bot.deliver(digest_of(FIRST))
    assert outcome.state == "sent"
    assert told.format(home=home) in outcome.detail
    assert FIRST in (home / "journal/2024-08-19.md").read_text()


def test_a_file_that_git_ignores_is_said_not_to_be_committed(home: Path, store: Store) -> None:
    (home / ".gitignore").write_text("journal/\n")
    outcome = target(home, store).deliver(digest_of(FIRST))
    assert outcome.state == "sent"
    assert "git이 무시하는 파일이라 커밋할 수 없습니다. .gitignore에서" in outcome.detail


def test_push_without_commit_is_said_to_do_nothing(home: Path, store: Store) -> None:
    settings = JournalSettings(folder=str(home / "journal"), git={"push": True})
    bot = JournalTarget(settings, store, lambda: NOW, "main")
    outcome = bot.deliver(digest_of(FIRST))
    assert (outcome.state, outcome.detail) == ("sent", bot.git_doubt())
    assert "commit: true" in outcome.detail


def test_check_sees_that_nothing_could_be_pushed(home: Path, store: Store) -> None:
    git(home, "checkout", "--quiet", "-b", "draft")
    assert "올릴 원격 가지가 없습니다. git push -u" in target(home, store).git_doubt()
    assert target(home, store, push=False).git_doubt() == ""
