"""Draw docs/images/terminal.png, journal.png, keyless.png and week.png from what digest really prints and writes.

`python scripts/draw_pictures.py`; needs chromium and a monospaced and a proportional font with Hangul (Noto CJK).
"""

from __future__ import annotations

import os
import pty
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from markdown_it import MarkdownIt
from rich.console import Console
from rich.terminal_theme import MONOKAI
from rich.text import Text

FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run", "--disable-quic"),
    *("--disable-sync", "--disable-background-networking", "--disable-component-update"),
)
ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
COLUMNS = 100
OWN_DAY = """\
---
title: 11일차
date: 2024-08-19
---

# 11일차

오늘은 사전 학습 데이터를 정리하는 방법을 배웠다. 중복 제거만 했는데도 토큰이 20% 줄었다.

## 과제

- [x] 토크나이저 비교
- [ ] 회고 쓰기
"""
"""A day as a person may have begun it before the bot came by."""
STYLE = """
body { margin: 0; background: #fff; color: #1f2328; width: 860px; font: 16px/1.6 "Noto Sans CJK KR", sans-serif }
main { padding: 8px 36px 24px } h1 { border-bottom: 1px solid #d1d9e0; padding-bottom: 6px }
h1, h2 { margin: 20px 0 12px }
a { color: #0969da; text-decoration: none } li { margin: 6px 0 } ul { padding-left: 24px }
.note { background: #f6f8fa; color: #59636e; font-size: 12px; padding: 6px 36px }
"""


TERMINAL = """
body { margin: 0; background: #0c0c0c; width: 1000px } div { background: #2b2b2b; height: 12px }
pre { margin: 0; padding: 14px 20px 18px; color: #d9d9d9; white-space: pre; overflow: hidden;
  font: 19px/1.35 "Noto Sans Mono CJK KR", monospace }
"""


def demo(folder: Path, *options: str) -> str:
    """What `digest demo` prints on a terminal of 100 columns, colours included."""
    leader, follower = pty.openpty()
    env = os.environ | {"COLUMNS": str(COLUMNS), "LINES": "50", "TERM": "xterm-256color", "COLORTERM": "truecolor"}
    command = [sys.executable, "-m", "digest", "demo", *options, "--folder", folder.name]
    with subprocess.Popen(command, stdout=follower, stderr=follower, cwd=folder.parent, env=env) as process:
        os.close(follower)
        printed = b""
        while True:
            try:
                piece = os.read(leader, 65536)
            except OSError:  # Linux says so when the other end is closed
                break
            if not piece:
                break
            printed += piece
    text = printed.decode().replace("\r\n", "\n").replace(f"{folder.parent}/", "")
    if process.returncode:
        sys.exit(text)
    return " ".join(["$ digest demo", *options]) + "\n" + text


def terminal_page(printed: str) -> str:
    """A terminal window around the text, as HTML (rich's SVG would squeeze Hangul into one column)."""
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        console = Console(record=True, width=COLUMNS, file=nowhere, force_terminal=True, color_system="truecolor")
        console.print(Text.from_ansi(printed))
        code = console.export_html(theme=MONOKAI, inline_styles=True, code_format="<pre>{code}</pre>")
    return f'<!doctype html><meta charset="utf-8"><style>{TERMINAL}</style><div></div>{code}'


def journal_page(markdown: str) -> str:
    """The journal's day as a web page."""
    text = re.sub(r"\A---\n.*?\n---\n", "", markdown, flags=re.S)
    text = text.replace("- [x] ", "- ☑ ").replace("- [ ] ", "- ☐ ")
    body = MarkdownIt("commonmark").render(text)
    note = (
        "쓰다 만 저널에 digest demo가 섹션을 넣은 파일을 HTML로 그린 것입니다. 모델의 답은 견본용으로 적어 둔 것입니다 "
        "(a begun journal page with the section that digest demo wrote; the answers were written for the sample)"
    )
    return (
        f'<!doctype html><meta charset="utf-8"><style>{STYLE}</style><main>{body}</main><div class="note">{note}</div>'
    )


def draw(page: str, out: Path, folder: Path, scale: float = 1.5) -> None:
    """HTML → PNG, as high as the page is."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not browser:
        sys.exit("needs chromium")
    file = folder / "page.html"
    file.write_text(page + "<script>document.title = document.body.offsetHeight</script>", encoding="utf-8")
    base = [browser, *FLAGS, f"--user-data-dir={folder}/c"]
    dumped = subprocess.run([*base, "--dump-dom", file.as_uri()], capture_output=True, text=True, check=True).stdout
    found = re.search(r"<title>(\d+)</title>", dumped)
    width = re.search(r"width: ([\d.]+)px", page)
    if not found or not width:
        sys.exit("the page has no size")
    size = f"--window-size={round(float(width[1]))},{found[1]}"
    shot = [*base, size, f"--force-device-scale-factor={scale}", f"--screenshot={out}", file.as_uri()]
    subprocess.run(shot, capture_output=True, check=True)


PHONE = """
body { margin: 0; width: 390px; font: 15px/1.6 "Noto Sans CJK KR", sans-serif }
main { width: 390px; box-sizing: border-box; padding: 8px 16px } .dark { background: #0d1117; color: #e6edf3 }
img { width: 100%; margin-left: -20px } a { color: #2f81f7 }
h2 { font-size: 19px } h3 { font-size: 16px } ul { padding-left: 20px }
"""


def week_page(folder: Path) -> str:
    """A journal's page on a phone with a week's review, by day and by night; the picture as the program draws it."""
    sys.path.insert(0, str(ROOT / "tests"))
    from digest.render.chart import week_svg
    from digest.render.markdown import review_bullets
    from sample_digests import weekly

    digest = weekly()
    if digest.review is None:
        sys.exit("the sample holds no review")
    (folder / "week.svg").write_bytes(week_svg(digest.review))
    pictured = digest.review.model_copy(update={"chart": "![주간 주제](week.svg)"})
    bullets = "\n".join(text for _, text in review_bullets(digest.model_copy(update={"review": pictured})))
    own = "## 3주차 후기\n\n- 좋았던 점: 강의와 개인 공부의 균형을 찾았다.\n\n### 주간 트렌드\n\n"
    body = MarkdownIt().render(own + bullets)
    pages = f'<main>{body}</main><main class="dark">{body}</main>'
    return f'<!doctype html><meta charset="utf-8"><style>{PHONE}</style>{pages}'


def main() -> None:
    """Run the demo with and without a model's lines and draw the pictures."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        day = folder / "demo" / "journal" / "2024-08-19.md"
        day.parent.mkdir(parents=True)
        day.write_text(OWN_DAY, encoding="utf-8")
        printed = demo(folder / "demo")
        written = day.read_text(encoding="utf-8")
        if "데일리 트렌드" not in written:
            sys.exit("the demo wrote no section")
        draw(terminal_page(printed), IMAGES / "terminal.png", folder)
        draw(terminal_page(demo(folder / "demo", "--keyless")), IMAGES / "keyless.png", folder)
        draw(journal_page(written), IMAGES / "journal.png", folder)
        draw(week_page(folder), IMAGES / "week.png", folder)


if __name__ == "__main__":
    main()
