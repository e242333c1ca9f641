"""Draws a Slack message from its blocks: HTML → headless Chromium → docs/images/slack.png.

It is a rendering of our payload, not Slack itself, and says so in the picture. Run from the repository:
`python benchmarks/render_slack_preview.py [digest.json] [--out docs/images/slack.png] [--phone]`.
Without a file it draws a sample morning. Needs chromium and fonts for Korean and emoji.
"""

from __future__ import annotations

import argparse
import html
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from digest.models import Digest
from digest.publish.slack.blocks import slack_parts

STYLE = """
* { box-sizing: border-box } body { margin: 0; background: #fff; color: #1d1c1d; width: WIDTHpx;
  font: 15px/1.46668 Lato, "Noto Sans CJK KR", "Noto Color Emoji", sans-serif }
.note { background: #f4ede4; color: #616061; font-size: 12px; padding: 6px 16px }
.message { display: flex; gap: 10px; padding: 12px 16px }
.avatar { flex: none; width: 36px; height: 36px; border-radius: 6px; background: #2563a8; color: #fff;
  font-weight: 700; text-align: center; line-height: 36px }
.who { font-weight: 900 } .app { background: #e8e8e8; color: #616061; font-size: 10px; padding: 1px 4px;
  border-radius: 2px } .when { color: #616061; font-size: 12px } .body { min-width: 0; flex: 1 }
.header { font-size: 18px; font-weight: 700; margin: 6px 0 8px } .section { margin: 6px 0 }
.rich { margin: 10px 0 0; white-space: pre-wrap; overflow-wrap: anywhere }
.context { color: #616061; font-size: 13px; margin: 2px 0 4px; white-space: pre-wrap; overflow-wrap: anywhere }
.context span { margin-right: 8px } a { color: #1264a3; text-decoration: none } i { color: inherit }
.chart { border: 1px solid #ddd; border-radius: 8px; padding: 10px 12px; margin: 6px 0 }
.chart em { color: #616061; font-size: 12px; font-style: normal }
.chart div { display: flex; align-items: center; margin: 6px 0 }
.chart label { flex: none; width: 120px; font-size: 13px; overflow-wrap: anywhere }
.chart p { flex: 1; margin: 0; line-height: 14px }
.chart b { display: inline-block; height: 10px; border-radius: 2px }
.chart small { font-size: 11px; margin-left: 4px; color: #616061 }
.chart footer { font-size: 12px; color: #616061 }
.chart i { display: inline-block; width: 9px; height: 9px; margin: 0 4px 0 8px }
hr { border: 0; border-top: 1px solid #ddd; margin: 12px 0 8px }
.thread { margin-left: 46px; border-left: 2px solid #ddd }
"""
HEIGHT = "<script>document.title = document.body.offsetHeight</script>"


def page(digest: Digest, width: int) -> str:
    """The whole picture as HTML."""
    hour = "오후 6:00" if digest.review else "오전 7:30"
    messages = "".join(
        f'<div class="message{" thread" if number else ""}"><div class="avatar">d</div><div class="body">'
        f'<span class="who">digest</span> <span class="app">앱</span> <span class="when">{hour}</span>'
        f"{''.join(map(block, part.payload['blocks']))}</div></div>"  # type: ignore[arg-type]
        for number, part in enumerate(slack_parts(digest))
    )
    label = "실제 Slack 화면이 아니라 메시지 블록을 HTML로 그린 것입니다 (a rendering of the blocks, not Slack)"
    style = STYLE.replace("WIDTH", str(width))
    return (
        f'<!doctype html><meta charset="utf-8"><style>{style}</style>{messages}<div class="note">{label}</div>{HEIGHT}'
    )


def block(value: dict[str, Any]) -> str:
    """One block as HTML."""
    if value["type"] == "header":
        return f'<div class="header">{text(value["text"])}</div>'
    if value["type"] == "section":
        return f'<div class="section">{text(value["text"])}</div>'
    if value["type"] == "divider":
        return "<hr>"
    if value["type"] == "data_visualization":
        return bars(value["title"], value["chart"])
    if value["type"] == "context":
        return f'<div class="context">{"".join(f"<span>{text(one)}</span>" for one in value["elements"])}</div>'
    inline = [inner for section in value["elements"] for inner in section["elements"]]
    return f'<div class="rich">{"".join(map(rich, inline))}</div>'


def bars(title: str, chart: dict[str, Any]) -> str:
    """A bar chart of one or two series; how Slack draws it is Slack's own business."""
    series, colours = chart["series"], ("#1264a3", "#9aa4b2")
    most = max(point["value"] for one in series for point in one["data"]) or 1
    legend = " ".join(
        f'<span><i style="background:{colour}"></i>{html.escape(one["name"])}</span>'
        for one, colour in zip(series, colours, strict=False)
    )
    rows = "".join(
        f"<div><label>{html.escape(name)}</label><p>"
        + "".join(
            f'<b style="width:{78 * one["data"][place]["value"] / most:.1f}%;background:{colour}"></b>'
            f"<small>{one['data'][place]['value']}</small><br>"
            for one, colour in zip(series, colours, strict=False)
        )
        + "</p></div>"
        for place, name in enumerate(chart["axis_config"]["categories"])
    )
    unit = html.escape(chart["axis_config"].get("y_label", ""))
    return (
        f'<div class="chart"><strong>{html.escape(title)}</strong> <em>{unit}</em>{rows}<footer>{legend}</footer></div>'
    )


def rich(element: dict[str, Any]) -> str:
    """One inline element of rich text."""
    shown = html.escape(element["text"])
    for style, tag in (("bold", "b"), ("italic", "i")):
        if element.get("style", {}).get(style):
            shown = f"<{tag}>{shown}</{tag}>"
    return f'<a href="{html.escape(element["url"])}">{shown}</a>' if element["type"] == "link" else shown


def text(value: dict[str, Any]) -> str:
    """A text object; of mrkdwn only what we write: links."""
    if value["type"] == "plain_text":
        return html.escape(value["text"])
    return re.sub(r"<(https?://[^|>]+)\|([^>]+)>", r'<a href="\1">\2</a>', value["text"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("digest", nargs="?", type=Path)
    parser.add_argument("--out", type=Path, default=Path("docs/images/slack.png"))
    parser.add_argument("--week", action="store_true", help="draw the sample of a weekly review")
    parser.add_argument("--phone", action="store_true", help="390 pixels wide instead of 720")
    options = parser.parse_args()
    if options.digest:
        digest = Digest.model_validate_json(options.digest.read_bytes())
    else:
        sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
        from sample_digests import usual, weekly

        digest = weekly() if options.week else usual()
    width = 390 if options.phone else 720
    chromium = shutil.which("chromium") or shutil.which("google-chrome") or sys.exit("chromium is not installed")
    options.out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "slack.html"
        source.write_text(page(digest, width), encoding="utf-8")
        picture = Path(folder) / "slack.png"
        command = [chromium, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
        height = measured([*command, f"--window-size={width},100", "--dump-dom", source.as_uri()])
        command += ["--force-device-scale-factor=2", f"--window-size={width},{height}", f"--screenshot={picture}"]
        subprocess.run([*command, source.as_uri()], check=True, capture_output=True, timeout=120)
        options.out.write_bytes(picture.read_bytes())
    print(f"{options.out}: {options.out.stat().st_size:,} bytes")


def measured(command: list[str]) -> int:
    """Height of the page in pixels, which a script in the page notes in its title."""
    told = subprocess.run(command, check=True, capture_output=True, timeout=120).stdout.decode()
    return int(re.search(r"<title>(\d+)</title>", told)[1])  # type: ignore[index]


if __name__ == "__main__":
    main()
