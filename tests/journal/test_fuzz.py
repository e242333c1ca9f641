"""Random bytes and hostile structure as journals: front matter and headings are read or refused, and soon.

Where a section can be planned into such a file, not a byte of it changes.
"""

from __future__ import annotations

import random
from zoneinfo import ZoneInfo

import pytest

from digest.journal.find.day_headings import day_headings
from digest.journal.find.file_days import Reading, days_of, matter_date
from digest.journal.find.scan import heads_of, plain_of, scan
from digest.journal.read.document import parse_document
from digest.journal.write.section import spliced
from hostile_bytes import PIECES, survive
from journal_kit import DATE, check_invariant, day_of, planned

PATHS = ("2024-08-19.md", "2024/34주차.md", "notes.md", "_posts/2024-08-19-day-3.md")
SEEDS = [
    """---
title: "[Day12] 학습: 정리"
date: 2024-08-19T22:00:00+09:00
tags: [a, b]
---

# 2024-08-19

## 공부
글
""",
    """+++
date = 2024-08-19
+++

1일차
====

- 하나
  - 둘

2일차
----

```py
# 3일차
```
""",
    """# 34주차

### 8/19(월)
- 글

### 8/20(화)
> 인용

<details><summary>더</summary>

## 숨은 것
</details>
""",
    """{
"date": "2024-08-19"
}
# Day 12

| a | b |
|---|---|
| 1 | 2 |

<!-- # 8/21 -->
## 데일리 트렌드
- 남의 글
""",
]
MARKDOWN = [
    *PIECES,
    *(b"---\n", b"+++\n", b"...\n", b"date: ", b"date: 2024-08-19T99:99:99+99:99\n", b"title: ", b"{\n", b"}\n"),
    *(b"# ", b"## ", b"###### ", b"====\n", b"----\n", b"```\n", b"~~~~", b"    ", b"\t", b"> ", b"- ", b"1. ", b"| "),
    *(
        b"<details>",
        b"</details>",
        b"<h2>",
        b"</h2>",
        b"<div>",
        b"%%",
        b"{{date}}",
        b"[[",
        b"]](",
        b"[a]: ",
        b"`",
        b"**",
    ),
    *("8/19(월)".encode(), "12일차 ".encode(), "34주차".encode(), b"Day 9999999", "데일리 트렌드\n".encode()),
]


def read(body: bytes) -> None:
    """A file as a folder's reading sees it, then as the one file that is written to."""
    heads, facts, plain = scan(body.decode("utf-8", "replace"))
    zone = ZoneInfo("Asia/Seoul")
    for path in PATHS:
        days_of(path, heads, day_headings(heads) or plain, facts, Reading(zone=zone, near=DATE), lambda _number: None)
    document = parse_document(body)
    matter_date(document.facts, zone)
    day_headings(heads_of(document))
    plain_of(document)
    plan = planned(day_of(body))
    if plan.splices:
        check_invariant(body, spliced(document, plan.splices), plan.splices, ())


def hold(rounds: int, seed: int) -> None:
    survive(read, [text.encode() for text in SEEDS], rounds, seed, pieces=MARKDOWN)


@pytest.mark.slow
def test_several_hundred_hostile_journals() -> None:
    hold(200, 7)


@pytest.mark.soak
@pytest.mark.timeout(1800)
def test_ten_thousand_hostile_journals() -> None:
    hold(10_000, random.randrange(2**32))
