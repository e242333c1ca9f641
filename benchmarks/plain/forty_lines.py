"""The least that can be called a digest: ask Hugging Face and a model, write a file, keep nothing.

    python forty_lines.py HUGGING_FACE_URL MODEL_URL FILE

The yardstick of main_job.py: what a day costs beyond this is what memory, checks and once-only delivery cost.
"""

import json
import sys
import urllib.request
from pathlib import Path

PROMPT = "각 논문을 한국어 한 문장으로 요약해 주세요. 답은 논문마다 한 줄입니다.\n\n"


def ask(url: str, body: object = None) -> object:
    """One request, one JSON answer."""
    data = None if body is None else json.dumps(body).encode()
    headers = {"Content-Type": "application/json", "Authorization": "Bearer sk-test"}
    with urllib.request.urlopen(urllib.request.Request(url, data=data, headers=headers), timeout=60) as answer:
        return json.load(answer)


def main() -> None:
    """The best eight of the day, a line each."""
    hugging_face, model, place = sys.argv[1:]
    listed = ask(f"{hugging_face}/api/daily_papers?date=2024-08-16")
    papers = sorted((entry["paper"] for entry in listed), key=lambda paper: -paper["upvotes"])[:8]
    asked = PROMPT + "\n".join(f"{paper['title']}: {paper['summary']}" for paper in papers)
    body = {"model": "test-model", "messages": [{"role": "user", "content": asked}]}
    said = ask(f"{model}/chat/completions", body)["choices"][0]["message"]["content"]
    titles = [f"- [{paper['title']}](https://arxiv.org/abs/{paper['id']})\n" for paper in papers]
    Path(place).write_text("".join(titles) + f"\n{said}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
