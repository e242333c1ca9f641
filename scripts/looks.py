"""Look at the archive in a real Chromium: pages as pictures, search by typing, errors, requests, accessibility.

    python scripts/looks.py [--site DIR] [--out DIR]     (make looks)

Without `--site` an archive of made days is written first, with hostile titles among them. axe-core comes from npm for
the run. Exits with 1 for a console error, a script of a title that ran, a request that leaves, or a serious finding.
"""

from __future__ import annotations

import argparse
import base64
import datetime as dt
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from digest.models import Digest, Entry, Item, Line, Sighting
from digest.publish.site.archive import SiteOptions
from digest.publish.site.build import Shelf, build

FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run", "--disable-quic",
    "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--remote-debugging-pipe",
)  # fmt: skip
WIDTHS = {"phone": (390, 844), "desk": (1280, 900)}
TYPED = ("멀티모달", "agent")
SERIOUS = ("serious", "critical")
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(2)>',
    "</title><svg onload=alert(3)>",
    "{{ 7*7 }}",
)


TITLES = (
    "Agents That Plan with Multimodal Memory",
    "Reading Long Papers in Pieces",
    "A Small World Model of Kitchens",
    "Answers That Say When They Do Not Know",
    "Cheaper Reasoning by Stopping Early",
)
LINES = (
    "본 것과 읽은 것을 함께 기억하는 멀티모달 에이전트가 계획 성공률을 12.3%p 높인다.",
    "긴 논문을 여러 조각으로 나누어 읽고 다시 모으는 에이전트를 제안한다.",
    "부엌 영상 200시간으로 배운 작은 월드 모델을 공개한다.",
    "모를 때 모른다고 답하도록 멀티모달 모델을 조정하는 방법을 비교한다.",
    "추론을 일찍 멈추어 토큰을 41% 줄이면서 정확도를 지킨다.",
)


class Chromium:
    """A browser that is asked over a pipe (https://chromedevtools.github.io/devtools-protocol/), with one open page."""

    def __init__(self, program: str, profile: str) -> None:
        ours, theirs = os.pipe(), os.pipe()
        self._write, self._read = ours[1], theirs[0]

        wired = f'exec "$0" "$@" 3<&{ours[0]} 4>&{theirs[1]}'  # the two numbers that Chromium talks by
        command = ["sh", "-c", wired, program, *FLAGS, f"--user-data-dir={profile}"]
        passed, silent = (ours[0], theirs[1]), subprocess.DEVNULL
        self._process = subprocess.Popen(command, pass_fds=passed, stdout=silent, stderr=silent)
        os.close(ours[0])
        os.close(theirs[1])
        self._rest, self._number, self._session = b"", 0, ""
        self.errors: list[str] = []
        self.requests: list[str] = []
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.ask(f"{domain}.enable")

    def ask(self, method: str, **params: Any) -> Any:
        """The answer to one command. Raises RuntimeError when it is refused."""
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._write, json.dumps(message).encode() + b"\0")
        while True:
            told = self._next()
            if told.get("id") == message["id"]:
                if "error" in told:
                    raise RuntimeError(f"{method}: {told['error']['message']}")
                return told["result"]

    def run(self, script: str) -> Any:
        """The value of an expression in the page; a promise is waited for."""
        found = self.ask("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in found:
            raise RuntimeError(found["exceptionDetails"]["text"])
        return found["result"].get("value")

    def open(self, address: str) -> None:
        """Go to a page and wait until it stands."""
        self.ask("Page.navigate", url=address)
        self.until(f"location.href === {json.dumps(address)} && document.readyState === 'complete'")

    def until(self, condition: str) -> None:
        """Wait for it, ten seconds at most. Raises RuntimeError."""
        for _ in range(200):
            if self.run(condition):
                return
            time.sleep(0.05)
        raise RuntimeError(f"never so: {condition}")

    def picture(self, path: Path, *, whole: bool = False) -> None:
        """Keep what is seen."""
        data = self.ask("Page.captureScreenshot", format="png", captureBeyondViewport=whole)["data"]
        path.write_bytes(base64.b64decode(data))

    def look_as(self, width: int, height: int, *, dark: bool = False) -> None:
        """Be a screen of this size, with the light or the dark theme."""
        self.ask(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600
        )
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.ask("Emulation.setEmulatedMedia", features=[scheme])

    def close(self) -> None:
        """End it."""
        self._process.terminate()
        self._process.wait(20)

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            got = os.read(self._read, 1 << 16)
            if not got:
                raise RuntimeError("Chromium ended")
            self._rest += got
        line, _, self._rest = self._rest.partition(b"\0")
        told: dict[str, Any] = json.loads(line)
        self._heard(told.get("method", ""), told.get("params", {}))
        return told

    def _heard(self, event: str, params: dict[str, Any]) -> None:
        if event == "Network.requestWillBeSent":
            self.requests.append(params["request"]["url"])
        elif event == "Page.javascriptDialogOpening":
            self.errors.append(f"a script of a title ran: {params['message']}")
        elif event == "Runtime.exceptionThrown":
            self.errors.append(params["exceptionDetails"]["text"])
        elif event == "Runtime.consoleAPICalled" and params["type"] == "error":
            self.errors.append(str(params["args"]))
        elif event == "Log.entryAdded" and params["entry"]["level"] == "error":
            self.errors.append(params["entry"]["text"])


@contextmanager
def chromium(program: str) -> Iterator[Chromium]:
    """A browser with a profile of its own."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        browser = Chromium(program, profile)
        try:
            yield browser
        finally:
            browser.close()


def axe_script(folder: Path) -> str:
    """axe-core as npm has it; "" where npm or its registry is not there."""
    npm = shutil.which("npm")
    if not npm:
        return ""
    command = [npm, "pack", "axe-core", "--silent", "--pack-destination", str(folder)]
    told = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    if told.returncode:
        return ""
    with tarfile.open(folder / told.stdout.strip().splitlines()[-1]) as archive:
        script = archive.extractfile("package/axe.min.js")
        return script.read().decode() if script else ""


def made_site(folder: Path) -> None:
    """Days with usual and with hostile titles."""
    chance, days = random.Random(7), {}
    for number in range(12):
        date = dt.date(2024, 8, 5) + dt.timedelta(days=number)
        entries = []
        for place in range(5):
            paper = f"2408.{number:02}{place:03}"
            title = HOSTILE[place % 4] if number == 0 else f"{TITLES[place]}, Part {number + 1}"
            topics = (
                "agents",
                "multimodal",
                HOSTILE[0] if number == 0 else chance.choice(("reasoning", "world model")),
            )
            seen = Sighting(
                key=f"arxiv:{paper}",
                source="huggingface",
                title=title,
                url=f"https://huggingface.co/papers/{paper}",
                abstract="We let agents plan with what they saw and read. " * 12,
                authors=("Ada Example", "Bo Kim"),
                seen_at=dt.datetime.combine(date, dt.time(), dt.UTC),
            )
            same = seen.model_dump(include=set(Item.model_fields))
            item = Item(**(same | {"keywords": topics, "stars": None, "notes": (), "sightings": (seen,)}))
            line = Line(text=LINES[place], producer="composed" if place == 2 else "openai:made")
            entries.append(
                Entry(item=item, line=line, score=1.0, reasons=("키워드: agents", f"HF ▲{chance.randrange(200)}"))
            )
        days[date] = Digest(date=date, name="main", entries=tuple(entries))
    build(folder, SiteOptions(base_url="https://papers.example/"), Shelf(lambda: dict.fromkeys(days, "1"), days.get))


def chosen_pages(site: Path) -> dict[str, str]:
    """A page of each sort: name → path."""
    found = {"front": "index.html", "days": "days/index.html", "topics": "topics/index.html", "search": "search.html"}
    for sort, pattern in (("day", "days/2*.html"), ("paper", "papers/*.html"), ("topic", "topics/[!i]*.html")):
        if pages := sorted(site.glob(pattern)):
            found |= {sort: str(pages[-1].relative_to(site)), f"first-{sort}": str(pages[0].relative_to(site))}
    if weeks := sorted(site.glob("weeks/2*.html")):
        found |= {"weeks": "weeks/index.html", "week": str(weeks[-1].relative_to(site))}
    return found


def look(browser: Chromium, site: Path, out: Path, axe: str) -> list[str]:
    """Every sort of page on a phone and a desk, light and dark; gives what is wrong."""
    wrong: list[str] = []
    for name, path in chosen_pages(site).items():
        for dark in (False, True):
            for screen, (width, height) in WIDTHS.items():
                browser.look_as(width, height, dark=dark)
                browser.open((site / path).as_uri())
                browser.picture(out / f"{name}-{screen}{'-dark' if dark else ''}.png")
                if browser.run("document.documentElement.scrollWidth > innerWidth"):
                    wrong.append(f"{name} on a {screen}: wider than the screen")
            if axe:
                browser.run(f"{axe};0")
                found = browser.run(
                    "axe.run({preload: false}).then(r => r.violations.map(v => [v.impact, v.id, v.nodes[0].html]))"
                )
                wrong += [f"{name}{' dark' if dark else ''}: {told}" for told in found if told[0] in SERIOUS]
    return wrong


def type_words(browser: Chromium, site: Path, out: Path) -> list[str]:
    """Search as a person does; gives what is wrong."""
    wrong = []
    browser.look_as(*WIDTHS["phone"])
    for word in TYPED:
        browser.open((site / "search.html").as_uri())
        browser.run("document.getElementById('words').focus()")
        for letter in word:
            browser.ask("Input.insertText", text=letter)
        count = browser.run("document.querySelectorAll('#found > li').length")
        told = browser.run("document.getElementById('told').textContent")
        sys.stdout.write(f"typed {word}: {told}\n")
        if not count or not re.search(r"\d+건", told):
            wrong.append(f"typed {word}: nothing found")
        browser.picture(out / f"typed-{'ko' if not word.isascii() else 'en'}-phone.png")
    return wrong


def main() -> int:
    """Print what is wrong."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--site", type=Path, help="an archive that is there")
    options.add_argument("--out", type=Path, default=Path("looks"), help="where the pictures go")
    chosen = options.parse_args()
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if not program:
        sys.stdout.write("skipped: no chromium (apt-get install chromium fonts-noto-cjk)\n")
        return 0
    chosen.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        site = chosen.site.resolve() if chosen.site else Path(folder) / "site"
        if not chosen.site:
            made_site(site)
        axe = axe_script(Path(folder))
        if not axe:
            sys.stdout.write("axe-core: not there (npm), accessibility was not looked at\n")
        with chromium(program) as browser:
            wrong = look(browser, site, chosen.out, axe) + type_words(browser, site, chosen.out)
            wrong += browser.errors
            wrong += [f"left for {url}" for url in browser.requests if not url.startswith(("file:", "data:", "about:"))]
        size = sum((site / name).stat().st_size for name in ("index.html", "style.css"))
        sys.stdout.write(
            f"{len(chosen_pages(site))} sorts of pages, {len(browser.requests)} requests, front page {size:,} bytes\n"
        )
        wrong += [f"the front page has {size:,} bytes"] if size > 60_000 else []
    for told in dict.fromkeys(wrong):
        sys.stdout.write(f"WRONG {told}\n")
    sys.stdout.write(f"pictures: {chosen.out}\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
