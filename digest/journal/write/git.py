"""Commit and push exactly one file, and nothing of the person's (docs/journal-writing.md).

Never `add -A`, never a hook, never force. A push that is not a fast-forward takes our commit back, follows the
remote and lets the caller plan again on what is there now.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from pathlib import Path

from digest.errors import SkippableError

TIMEOUT_S = 60
# `git -c core.hooksPath=/dev/null …`: a hook of the person's would run at a commit of ours
GIT = ("git", "-c", "core.hooksPath=/dev/null", "-c", "commit.gpgSign=false", "-c", "core.quotePath=false")

# fatal: not a git repository (or any of the parent directories): .git
OUTSIDE = ("fatal: not a git repository (or any", "fatal: this operation must be run in a work tree")
"""How git begins, in English, when it finds no work tree; a broken one begins otherwise."""
FOREIGN = "detected dubious ownership in repository at '"
"""What git says of a folder of another user, before its path."""


class GitProblem(SkippableError):
    """Git could not do what was asked; the file itself is written."""

    @property
    def told(self) -> str:
        """What happened and what to do, in one line."""
        return f"{self.message}. {self.hint}" if self.hint else self.message


class NoRepository(GitProblem):
    """The folder belongs to no work tree."""


class Rejected(GitProblem):
    """The remote moved on; the local branch now holds its state, without our change: plan again."""


class Repository:
    """The work tree that holds a journal file."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @classmethod
    def around(cls, path: Path) -> Repository:
        """The repository of a file or folder.

        Raises NoRepository where there is none, GitProblem when git is missing or refuses to look.
        """
        folder = path if path.is_dir() else path.parent
        while not folder.exists():
            folder = folder.parent
        return cls(Path(_git(folder, "rev-parse", "--show-toplevel").strip()))

    def is_clean(self, path: Path) -> bool:
        """Whether a file has no change that is not committed (an ignored or new file counts as clean)."""
        state = _git(self.root, "status", "--porcelain", "--", str(path.resolve()))
        return not [line for line in state.splitlines() if not line.startswith("??")]

    def commit(self, path: Path, message: str) -> str:
        """Commit this file alone, whatever else is staged; gives the commit id, "" when nothing changed.

        Raises GitProblem, also for a file that git is told to ignore.
        """
        name = str(path.resolve())
        state = _git(self.root, "status", "--porcelain", "--ignored", "--", name).strip()
        if not state:
            return ""
        if state.startswith("!!"):
            raise GitProblem("git이 무시하는 파일이라 커밋할 수 없습니다", hint=".gitignore에서 이 파일의 줄을 빼세요")
        _git(self.root, "add", "--intent-to-add", "--", name)
        _git(self.root, *self._author(), "commit", "--quiet", "--only", "--message", message, "--", name)
        return _git(self.root, "rev-parse", "HEAD").strip()

    def push(self, commit: str) -> None:
        """Push the branch; never with force.

        Raises Rejected after taking `commit` back when the remote has moved on, GitProblem for anything else.
        """
        self.require_upstream()
        try:
            _git(self.root, "push", "--quiet")
        except GitProblem as error:
            _git(self.root, "fetch", "--quiet")
            if not self._behind():
                raise
            self._take_back(commit)
            raise Rejected("원격 저장소가 먼저 바뀌었습니다") from error

    def _take_back(self, commit: str) -> None:
        """Undo our own last commit in the file alone, then follow the remote."""
        if _git(self.root, "rev-parse", "HEAD").strip() != commit:
            raise GitProblem("커밋 뒤에 다른 커밋이 생겨 되돌리지 않았습니다", hint="git pull로 합쳐 주세요")
        others = _git(self.root, "rev-list", "--count", "@{upstream}..HEAD").strip()
        if others != "1":
            raise GitProblem("아직 올리지 않은 다른 커밋이 있어 합치지 않았습니다", hint="git pull로 합쳐 주세요")
        names = _git(self.root, "show", "--name-only", "--format=", "-z", commit).split("\0")
        if not all(self.is_clean(self.root / name) for name in names if name):
            raise GitProblem("그 사이에 파일을 고치고 계셔서 합치지 않았습니다", hint="git pull로 합쳐 주세요")
        _git(self.root, "reset", "--quiet", "--soft", "HEAD~1")
        for name in filter(None, names):
            known = bool(_git(self.root, "ls-tree", "HEAD", "--", name).strip())
            if known:
                _git(self.root, "restore", "--source=HEAD", "--staged", "--worktree", "--", name)
            else:
                _git(self.root, "rm", "--quiet", "--force", "--", name)
        _git(self.root, "merge", "--ff-only", "--quiet", "@{upstream}")

    def require_upstream(self) -> None:
        """Nothing when the branch has a remote one to push to; raises GitProblem otherwise."""
        try:
            _git(self.root, "rev-parse", "--abbrev-ref", "@{upstream}")
        except GitProblem as error:
            hint = "git push -u origin <가지>를 한 번 해 주세요"
            raise GitProblem("올릴 원격 가지가 없습니다", hint=hint) from error

    def _behind(self) -> bool:
        return _git(self.root, "rev-list", "--count", "HEAD..@{upstream}").strip() != "0"

    def _author(self) -> tuple[str, ...]:
        try:
            _git(self.root, "config", "user.email")
        except GitProblem:
            return ("-c", "user.name=digest", "-c", "user.email=digest@localhost")
        return ()


def _git(folder: Path, *arguments: str) -> str:
    program = shutil.which("git")
    if program is None:
        raise GitProblem("git 프로그램이 없습니다", hint="git을 설치하거나 설정에서 git.commit을 끄세요")
    try:
        done = subprocess.run(  # noqa: S603 – fixed verbs; names are passed after `--`
            [program, *GIT[1:], *arguments],
            cwd=folder,
            capture_output=True,
            timeout=TIMEOUT_S,
            env={**os.environ, "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"},
            check=True,
        )
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode(errors="replace")
        if said.startswith(OUTSIDE):
            hint = "저널 폴더에서 git init을 하거나 설정에서 git.commit을 끄세요"
            raise NoRepository("git 작업 폴더가 아니어서 커밋할 수 없습니다", hint=hint) from error
        if FOREIGN in said:
            root = said.partition(FOREIGN)[2].partition("'\n")[0] or str(folder)
            hint = f"믿는 폴더라면: git config --global --add safe.directory {shlex.quote(root)}"
            raise GitProblem("폴더의 주인이 다른 사용자여서 git이 거절했습니다", hint=hint) from error
        # the address of a remote may carry a token: only git's verb is told
        raise GitProblem(f"git {_verb(arguments)} 실패 (종료 {error.returncode})") from error
    except (subprocess.TimeoutExpired, OSError) as error:
        raise GitProblem(f"git {_verb(arguments)} 응답 없음") from error
    return done.stdout.decode(errors="replace")


def _verb(arguments: tuple[str, ...]) -> str:
    return next(word for word in arguments if not word.startswith("-") and "=" not in word)
