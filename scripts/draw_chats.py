"""Draw docs/images/discord.png, telegram.png and mail.png: a day with hostile titles as apprise really sends it.

`python scripts/draw_chats.py`; needs the extra [apprise], chromium and a proportional font with Hangul (Noto CJK). What
the services make of their markup is imitated by hand, as their documentation has it: enough to see whether markup of a
title stays text, entries stand apart, and lines hold together.
"""

from __future__ import annotations

import html
import re
import sys
import tempfile
from pathlib import Path

from draw_pictures import IMAGES, ROOT, draw

from digest.models import Digest

sys.path.insert(0, str(ROOT / "tests"))

FONT = '13px/1.45 "Noto Sans CJK KR", sans-serif'
CHAT = "article { white-space: pre-wrap } a { text-decoration: none }"
PAGES = {
    "discord": f"{CHAT} body {{ background: #313338; color: #dbdee1; font: {FONT} }} a {{ color: #00a8fc }}",
    "telegram": f"{CHAT} body {{ background: #d5e3c8; font: {FONT} }} a {{ color: #168acd }} "
    "article { background: #fff; border-radius: 12px }",
    "mail": f"body {{ background: #fff; font: {FONT} }}",
}
LAYOUT = "body { margin: 0; width: 720px } article { margin: 10px; padding: 10px 14px }"


def sent(url: str, digest: Digest) -> list[str]:
    """What a reader's program gets of a digest."""
    import apprise

    from apprise_sent import caught, text_of
    from digest.publish.apprise.bodies import message_bodies
    from digest.publish.apprise.target import MARGIN, PREVIEWING, _format
    from digest.render.text import head_line

    services = apprise.Apprise()
    services.add(url)
    form, title = _format(services[0]), head_line(digest)
    room = int(services[0].body_maxlen) - len(title) - MARGIN
    with caught() as seen:
        for body in message_bodies(digest, form, room, quiet=services[0].service_name == PREVIEWING):
            assert services.notify(body=body, title=title, body_format=form)
    return [text_of(message) for message in seen]


def discord(text: str) -> str:
    """Discord's markdown (https://support.discord.com/hc/en-us/articles/210298617) as HTML."""
    kept: list[str] = []

    def keep(shown: str) -> str:
        kept.append(shown)
        return f"\0{len(kept) - 1}\0"

    text = re.sub(r"\\([^0-9A-Za-z\s])", lambda found: keep(html.escape(found[1])), text)
    text = re.sub(r"`([^`\n]+)`", lambda found: keep(f"<code>{html.escape(found[1])}</code>"), text)
    text = re.sub(
        r"\[([^\[\]\n]+)\]\(<?(https?://[^\s<>)]+)>?\)",
        lambda found: keep(f'<a href="{html.escape(found[2])}">') + found[1] + keep("</a>"),
        text,
    )
    text = html.escape(text)
    for mark, tag in (("\\*\\*", "b"), ("__", "u"), ("~~", "s"), ("\\*", "i"), ("_", "i")):
        text = re.sub(f"{mark}(?=\\S)(.+?)(?<=\\S){mark}", rf"<{tag}>\1</{tag}>", text)
    while "\0" in text:
        text = re.sub(r"\0(\d+)\0", lambda found: kept[int(found[1])], text)
    return text


def main() -> None:
    """Draw all three."""
    from apprise_sent import SERVICES
    from digest.render.late import at_first
    from sample_digests import hostile, usual

    with tempfile.TemporaryDirectory() as folder:
        for name, url in SERVICES.items():
            texts = [text for digest in (usual(), hostile()) for text in sent(url, at_first(digest))]
            shown = [discord(text) if name == "discord" else text for text in texts]
            body = "".join(f"<article>{text}</article>" for text in shown)
            page = f"<!doctype html><meta charset=utf-8><style>{LAYOUT} {PAGES[name]}</style>{body}"
            draw(page, IMAGES / f"{name}.png", Path(folder), scale=1)


if __name__ == "__main__":
    main()
