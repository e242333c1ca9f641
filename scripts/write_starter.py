"""Write the workflow that makes a morning on GitHub's runners, in its two forms, and its memory's script beside it.

`scripts/morning.yml` is the source of deploy/github-actions.yml (for a journal that is there already) and of the
starter's workflow (the same, and the pages); deploy/github-state.sh is copied. `--check` writes nothing and ends with 1
when a file is not what it would be. `--to FOLDER` gives a whole new repository, ready for `git init`.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys
from pathlib import Path

from jinja2 import Environment, StrictUndefined

ROOT = Path(__file__).resolve().parents[1]
ACTIONS = {
    "checkout": "actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1",
    "upload": "actions/upload-pages-artifact@fc324d3547104276b827a68afc52ff2a11cc49c9 # v5.0.0",
    "deploy": "actions/deploy-pages@cd2ce8fcbc39b97be8ca5fce6e763baed58fa128 # v5.0.0",
}
"""As the actions' own repositories give them for the tag (docs/releasing.md: Pins)."""


def workflow(*, pages: bool) -> str:
    """The workflow's text. `#% …` lines and `<< … >>` are ours, so that `${{ … }}` stays GitHub's."""
    version = re.findall(r'(?m)^__version__ = "(.+)"', (ROOT / "digest/__init__.py").read_text("utf-8"))[0]
    writer = Environment(
        line_statement_prefix="#%", variable_start_string="<<", variable_end_string=">>",
        block_start_string="<%", block_end_string="%>", comment_start_string="<#", comment_end_string="#>",
        undefined=StrictUndefined, keep_trailing_newline=True, autoescape=False,
    )  # fmt: skip
    source = (ROOT / "scripts/morning.yml").read_text("utf-8")
    return writer.from_string(source).render(pages=pages, version=version, **ACTIONS)


def written() -> dict[str, str]:
    """Path in the checkout → its text."""
    return {
        "deploy/github-actions.yml": workflow(pages=False),
        "starter/.github/workflows/digest.yml": workflow(pages=True),
        "starter/.github/digest-state.sh": (ROOT / "deploy/github-state.sh").read_text("utf-8"),
    }


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--check", action="store_true", help="only tell what differs")
    options.add_argument("--to", type=Path, metavar="FOLDER", help="also copy the starter to a new folder")
    given = options.parse_args()
    differing = [
        path
        for path, text in written().items()
        if not (ROOT / path).is_file() or (ROOT / path).read_text("utf-8") != text
    ]
    if given.check:
        print("\n".join(f"{path} is not what scripts/write_starter.py writes" for path in differing))
        return bool(differing)
    for path in differing:
        (ROOT / path).write_text(written()[path], "utf-8", newline="\n")
        print(path)
    if given.to:
        shutil.copytree(ROOT / "starter", given.to)
        print(f"{given.to}: cd there, git init, and read README.md")
    return 0


if __name__ == "__main__":
    sys.exit(main())
