"""`python -m digest`, and the commands `digest` and `paper-digest`."""

import sys

import digest

OVERWRITTEN = """\
digest: 이름이 같은 다른 프로그램(digest, 파일의 해시를 계산하는 도구)이 이 프로그램의 파일을 덮어썼습니다.
  → 둘은 한 환경에 함께 있을 수 없습니다. 그 프로그램을 지우고 이 프로그램(paper-trend-digest)을 다시 설치하세요
"""


def main() -> None:
    """Run a command, unless what is installed here is a mixture of two programs."""
    if getattr(digest, "DISTRIBUTION", "") != "paper-trend-digest":
        sys.stderr.write(OVERWRITTEN)
        sys.exit(2)
    from digest.cli import main as run

    run()


if __name__ == "__main__":
    main()
