"""A whole morning of `digest serve` with thousands of digests, each to a chat of its own, by one worker and by several.

    python benchmarks/thousands.py [--digests 200] [--workers 1 3] [--latency 0.2] [--store URL]

Everything but the network is real: recorded papers come from a loopback Hugging Face, messages go to a loopback Slack
that answers after --latency seconds and counts what it gets. --store: PostgreSQL by URL; otherwise a SQLite file.
Without a model, so that the figures are the program's own.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

sys.path.insert(0, str(Path(__file__).parent))
from profiles import RECORDED, interests, recorded

DIGEST = Path(sys.executable).with_name("digest")
DAY, LISTED = "2024-08-20", "2024-08-19"
NOW = f"{DAY}T07:30:00+09:00"
PAPERS = 1_500
SCHEDULE = 'jobs: {morning: {cron: "0 7 * * *", run: digest, catch_up: 1}}'
HEAD = """\
store: {store}
run_deadline_s: 7200
timezone: Asia/Seoul
sources: [{{kind: huggingface, base_url: "{base}/hf"}}]
net: {{allow_private: true}}
digests: []
"""


def main() -> int:
    """Print a line per number of workers."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--digests", type=int, default=200)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 3])
    parser.add_argument("--latency", type=float, default=0.2)
    parser.add_argument("--store", default="")
    asked = parser.parse_args()
    if not RECORDED.is_file():
        print(f"skipped: no recorded papers at {RECORDED} (set DIGEST_SHARED)")
        return 0
    rows = recorded(PAPERS)
    profiles = interests(rows, asked.digests)
    for workers in asked.workers:
        with services(rows, asked.latency) as (base, posts), tempfile.TemporaryDirectory() as folder:
            told = morning(Path(folder), base, posts, profiles, workers, asked.store)
            print(f"{asked.digests} digests, {workers} workers: {told}")
            received = Counter(posts())
            assert received == {f"C{n:08}": 1 for n in range(asked.digests)}, "a message was lost or doubled"
    return 0


def morning(folder: Path, base: str, posts: Any, profiles: list[list[object]], workers: int, url: str) -> str:
    """Make and send the day; gives seconds and memory."""
    import yaml

    store = url or f"sqlite:///{folder}/digest.db"
    if url:
        clear(url)
    (folder / "config" / "digests.d").mkdir(parents=True)
    (folder / "config" / "digest.yaml").write_text(HEAD.format(store=store, base=base), encoding="utf-8")
    people = [
        {
            "name": f"p{place}",
            "keywords": keywords,
            "journal": None,
            "publish": [{"kind": "slack", "channel": f"C{place:08}", "base_url": f"{base}/slack/"}],
        }
        for place, keywords in enumerate(profiles)
    ]
    with (folder / "config" / "digests.d" / "people.yaml").open("w", encoding="utf-8") as file:
        yaml.safe_dump(people, file)
    (folder / "config" / "cron.yaml").write_text(SCHEDULE, encoding="utf-8")
    env = {**os.environ, "SLACK_BOT_TOKEN": "xoxb-bench"}
    command = [str(DIGEST), "--log-format", "json", "--now", NOW, "serve"]
    began = time.monotonic()
    logs = [(folder / f"log{number}").open("w+", encoding="utf-8") for number in range(workers)]
    running = [subprocess.Popen(command, cwd=folder, env=env, stdout=log, stderr=log) for log in logs]
    while len(posts()) < len(profiles):
        assert all(process.poll() is None for process in running), "a worker died"
        time.sleep(0.1)
    seconds = time.monotonic() - began
    for process in running:
        process.terminate()
        assert process.wait(15) == 0
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    shares = "+".join(str(Path(log.name).read_text("utf-8").count('"stage": "deliver"')) for log in logs)
    return f"{seconds:.0f} s, at most {peak:.0f} MB a worker, messages {shares}"


def clear(url: str) -> None:
    """Empty a database that is there for benchmarks only."""
    from digest.store import Store
    from digest.store.tables import metadata

    store = Store.open(url)
    with store.engine.begin() as connection:
        for table in reversed(metadata.sorted_tables):
            connection.execute(table.delete())
    store.close()


@contextmanager
def services(rows: list[dict[str, str]], latency_s: float) -> Iterator[tuple[str, Any]]:
    """A loopback Hugging Face and Slack in a process of their own; gives their address and a look at the posts."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.Process(target=serve, args=(theirs, rows, latency_s), daemon=True)
    process.start()

    def posts() -> list[str]:
        ours.send("posts")
        found: list[str] = ours.recv()
        return found

    yield ours.recv(), posts
    process.terminate()


def serve(pipe: Any, rows: list[dict[str, str]], latency_s: float) -> None:
    """Answer until the end; the channels that got a message are told on request."""
    votes = random.Random(1)
    entries = [
        {
            "paper": {
                "id": row["arxiv_id"],
                "title": row["title"],
                "summary": row["abstract"],
                "upvotes": votes.randrange(90),
                "authors": [],
            },
            "title": row["title"],
            "numComments": 0,
        }
        for row in rows
    ]
    posted: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_args: Any) -> None: ...

        def do_GET(self) -> None:
            query = parse_qs(urlsplit(self.path).query)
            first = int(query["p"][0]) * int(query["limit"][0])
            found = entries[first : first + int(query["limit"][0])] if query["date"] == [LISTED] else []
            self.answer(found)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            about = json.loads(body) if body.startswith("{") else {k: v[0] for k, v in parse_qs(body).items()}
            time.sleep(latency_s)
            posted.append(about["channel"])
            self.answer({"ok": True, "channel": about["channel"], "ts": f"{len(posted)}.000100"})

        def answer(self, document: object) -> None:
            body = json.dumps(document).encode()
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    pipe.send(f"http://127.0.0.1:{server.server_port}")
    while pipe.recv() == "posts":
        pipe.send(posted)


if __name__ == "__main__":
    sys.exit(main())
