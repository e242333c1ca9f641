"""How long it takes to find a day in a folder of 5,000 files, cold and with a cache.

python benchmarks/journal_folder.py [number of files]
"""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
import tempfile
from pathlib import Path

BODY = """---
title: {n}일차 학습 정리
date: {date} 18:00:00 +0900
tags: [til, day{n}]
---

# {title}

## 부캠 강의
- 내용을 정리했다
- 코드를 따라 썼다

```python
# 주석은 제목이 아니다
print({n})
```

## 개인 학습

문단 하나. [링크](https://example.org/{n})

## 피어 세션

1. 하나
2. 둘
"""
SHAPES = {
    "daily": lambda root, date, n: (root / f"{date:%Y/%m}" / f"{date}.md", f"{date}"),
    "posts": lambda root, date, n: (root / "_posts" / f"{date}-course-day{n}.md", "오늘의 학습"),
}
PROBE = """
import datetime as dt, sys, time
from pathlib import Path
from digest.journal import JournalSettings
start = time.perf_counter()
from digest.journal import open_journal
from digest.journal import DayPlace, find_day
imported = time.perf_counter()
cache = Path(sys.argv[3]) if sys.argv[3] else None
journal = open_journal(JournalSettings(folder=sys.argv[1]), cache)
place = find_day(journal, dt.date.fromisoformat(sys.argv[2]))
end = time.perf_counter()
assert isinstance(place, DayPlace), place
print(f"{imported - start:.3f} {end - imported:.3f}")
"""


def main(count: int) -> None:
    with tempfile.TemporaryDirectory() as temporary:
        for name, shape in SHAPES.items():
            root = Path(temporary) / name
            first = dt.date(2011, 1, 3)
            for n in range(1, count + 1):
                date = first + dt.timedelta(days=n)
                path, title = shape(root, date, n)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(BODY.format(n=n, date=date, title=title), encoding="utf-8")
            wanted, cache = first + dt.timedelta(days=count), Path(temporary) / f"{name}.json"
            for label, kept in (("no cache", ""), ("fills the cache", str(cache)), ("with the cache", str(cache))):
                told = subprocess.run(
                    [sys.executable, "-c", PROBE, str(root), str(wanted), kept],
                    check=True,
                    capture_output=True,
                    text=True,
                )
                imports, seconds = told.stdout.split()
                print(f"{name:6} {count} files, {label:16} {float(seconds):.3f} s (+ imports {float(imports):.3f} s)")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5000)
