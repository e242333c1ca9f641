"""Answers of the X API, real and odd, become posts or a reason."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.collect.x.posts import parse, problem_type, sightings_of
from makers import NOW
from source_kit import check_golden, golden_inputs


@pytest.mark.parametrize("path", golden_inputs("x"), ids=lambda path: path.name)
def test_golden(path: Path) -> None:
    page = parse(path.read_bytes())
    seen = sightings_of(page.posts, "x", NOW, "all")
    check_golden(
        path,
        {
            "posts": [p.model_dump(mode="json", exclude_defaults=True) for p in page.posts],
            "next": page.next_token,
            "problems": list(page.problems),
            "sightings": [s.model_dump(mode="json", exclude_defaults=True, exclude={"seen_at"}) for s in seen],
        },
    )


def test_a_post_speaks_for_five_papers_at_most() -> None:
    urls = [{"expanded_url": f"https://arxiv.org/abs/2408.{n:05}"} for n in range(100)]
    page = parse(json.dumps({"data": [{"id": "1", "text": "all of them", "entities": {"urls": urls}}]}).encode())
    assert len(sightings_of(page.posts, "x", NOW)) == 5


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "text", "entities", "urls", "url", "title", "type", "username"]), inner
        )
    ),
    max_leaves=12,
)


@given(
    st.fixed_dictionaries(
        {
            "data": st.lists(
                st.dictionaries(st.sampled_from(["entities", "note_tweet", "created_at", "author_id"]), JSON)
            )
        },
        optional={"includes": JSON, "errors": JSON, "meta": JSON},
    )
)
def test_no_member_of_another_type_breaks_it(answer: dict[str, object]) -> None:
    for number, entry in enumerate(answer["data"]):  # type: ignore[arg-type, var-annotated]
        entry |= {"id": str(number + 1), "text": "x"}
    page = parse(json.dumps(answer).encode())
    assert len(page.posts) == len(answer["data"])  # type: ignore[arg-type]
    sightings_of(page.posts, "x", NOW, "all")


@given(st.binary())
def test_no_body_breaks_the_reading_of_problems(body: bytes) -> None:
    assert problem_type(body) == ("", "") or body.lstrip().startswith(b"{")


REASONS = {
    "tweet.json": "not an answer of the X API",  # a version 1.1 object, trimmed by its project
    "tweets_counts_all_resp.json": "no list of posts or users",
    "tweets_counts_recent_resp.json": "no list of posts or users",
    "usage_tweets_resp.json": "no list of posts or users",
}


def recorded(path: Path) -> list[object]:
    text = path.read_text("utf-8")
    if path.suffix == ".jsonl":
        return [json.loads(line) for line in text.splitlines() if line.strip()]
    found = json.loads(text)
    return [record["body"] for record in found] if isinstance(found, list) else [found]


@pytest.mark.shared
def test_every_recorded_answer_parses_or_fails_with_its_reason(shared: Path) -> None:
    posts = links = users = 0
    for path in sorted((shared / "data" / "x_api").rglob("*.json*")):
        for answer in recorded(path):
            body = json.dumps(answer).encode()
            if path.name in REASONS:
                with pytest.raises(ValueError, match=REASONS[path.name]):
                    parse(body)
                continue
            page = parse(body)
            posts, users = posts + len(page.posts), users + len(page.users)
            links += sum(len(post.links) for post in page.posts)
            data = answer.get("data", []) if isinstance(answer, dict) else []
            texts = [e for e in (data if isinstance(data, list) else [data]) if "text" in e]
            assert len(page.posts) == len(texts), path.name
            sightings_of(page.posts, "x", NOW, "all")
    assert posts > 500
    assert links > 150
    assert users > 800
