"""X on a scripted transport: what is asked, what it costs, and what is kept."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace

import httpx
import pytest
from pydantic import ValidationError

from digest.collect import collect_all
from digest.collect.x.source import UNPAID, XSource, forget_post_texts
from digest.errors import SkippableError
from digest.models import Collected
from digest.store import Store
from fake_x import NOW, FakeX, collect, context, linking, post
from makers import digest, entry, item
from source_kit import window_of


def test_a_paper_and_a_post_without_one(store: Store) -> None:
    fake = FakeX(
        post(2, **linking("https://huggingface.co/papers/2408.10914", "https://arxiv.org/abs/2408.10914v2")),
        post(1, text="&lt;b&gt; hi https://t.co/x"),
    )
    paper, alone = collect(store, fake).sightings
    assert (paper.key, paper.kind, paper.account, paper.abstract, paper.title) == (
        "arxiv:2408.10914",
        "paper",
        "_akhaliq",
        "",
        "",
    )
    assert (paper.url, paper.post_url) == ("https://arxiv.org/abs/2408.10914", "https://x.com/_akhaliq/status/2")
    assert (alone.key, alone.kind, alone.title, alone.abstract) == (
        "url:https://x.com/i/status/1", "post", "@_akhaliq의 글", "<b> hi",
    )  # fmt: skip
    assert [s.needs_keyword for s in collect(store, fake, alone="keyword").sightings] == [False, True]
    assert [s.kind for s in collect(store, fake, alone="none").sightings] == ["paper"]


def test_one_request_per_account_and_day_after_the_ids_are_known(store: Store) -> None:
    fake = FakeX(post(1))
    accounts = ("@_akhaliq", "ko_paper_notes", "_akhaliq")
    collect(store, fake, window_of("2024-08-22", now=NOW.isoformat()), accounts=accounts)
    assert collect(store, fake, accounts=accounts).report.requests == 2
    assert fake.paths() == ["/2/users/by", *["/2/users/11/tweets", "/2/users/22/tweets"] * 2]
    assert fake.asked[1].headers["Authorization"] == "Bearer s3cret"
    first, last = fake.asked[1].url.params, fake.asked[3].url.params
    assert (first["start_time"], first["end_time"]) == ("2024-08-20T22:00:00Z", "2024-08-21T22:00:00Z")
    assert (last["start_time"], last["exclude"]) == ("2024-08-21T22:00:00Z", "replies,retweets")


def test_a_second_run_of_the_day_reads_on_and_loses_nothing(store: Store) -> None:
    fake, window = FakeX(post(5)), window_of("2024-08-23")
    first = collect(store, fake, window)
    store.sightings.add(first.sightings, window.date)
    fake.posts = (post(9), post(5))
    second = collect(store, fake, window)
    assert fake.asked[-1].url.params["since_id"] == "5"
    assert "start_time" not in fake.asked[-1].url.params
    assert {s.key[-1] for s in second.sightings} == {"5", "9"}
    assert second.report.cost.startswith("글 1개 읽음($0.01 미만), 이번 달 2개(약 $0.02)")


def test_a_run_that_died_before_its_sightings_were_stored_reads_again(store: Store) -> None:
    fake = FakeX(post(5))
    collect(store, fake)
    assert len(collect(store, fake).sightings) == 1


def test_only_posts_of_the_window_that_were_asked_for(store: Store) -> None:
    fake = FakeX(
        post(1, at="2024-08-21T21:59:59.999Z"),
        post(2, at="2024-08-21T22:00:00.000Z"),
        post(3, at="2024-08-22T22:00:00.000Z"),
        post(4, referenced_tweets=[{"type": "retweeted", "id": "1"}]),
        post(5, referenced_posts=[{"type": "replied_to", "id": "1"}]),
        post(6, text="RT @someone: cut…"),
    )
    assert [s.key[-1] for s in collect(store, fake).sightings] == ["2"]
    wider = collect(store, fake, retweets=True, replies=True)
    assert [s.key[-1] for s in wider.sightings] == ["2", "4", "5", "6"]
    assert "exclude" not in fake.asked[-1].url.params


def test_pages_are_read_in_turns_until_the_budget_is_used(store: Store) -> None:
    fake = FakeX(*(post(n, author) for n in range(60, 0, -1) for author in ("11", "22")))
    found = collect(store, fake, accounts=("_akhaliq", "ko_paper_notes"), max_posts=30)
    assert fake.paths()[1:] == ["/2/users/11/tweets", "/2/users/22/tweets"]
    assert found.report.state == "capped"
    assert found.report.detail == "실행당 한도 30개에 닿음"
    assert found.report.cost == "글 30개 읽음(약 $0.17), 이번 달 30개(약 $0.17)"


def test_the_month_has_a_budget_of_its_own(store: Store) -> None:
    fake = FakeX(*(post(n) for n in range(60, 0, -1)))
    assert collect(store, fake, max_posts=40, monthly_posts=60).report.state == "capped"
    assert collect(store, fake, max_posts=40, monthly_posts=60).report.detail.startswith("월 한도 60개에 닿음")
    before = len(fake.asked)
    third = collect(store, fake, max_posts=40, monthly_posts=60)
    assert (len(fake.asked), third.report.state, third.report.count) == (before, "capped", 0)


def test_zero_hits_have_no_data(store: Store) -> None:
    report = collect(store, FakeX()).report
    assert (report.state, report.count) == ("empty", 0)


def test_an_unknown_account_is_named_and_the_others_are_read(store: Store) -> None:
    found = collect(store, FakeX(post(1)), accounts=("_akhaliq", "nobody"))
    assert (found.report.state, found.report.count) == ("partial", 1)
    assert found.report.detail == "@nobody 계정을 찾을 수 없음"


def test_search_reaches_back_seven_days_and_lists_only_today(store: Store) -> None:
    fake, past = FakeX(post(1)), window_of("2024-08-15", now=NOW.isoformat())
    found = collect(store, fake, past, accounts=(), query="arxiv", lists=("175",))
    assert (found.report.state, fake.asked) == ("not_for_this_day", [])
    assert found.report.detail == (
        "2024-08-15은 검색 조회 가능 기간(7일)을 지남 · 리스트는 지난 날짜(2024-08-15)를 조회할 수 없음"
    )
    found = collect(store, fake, accounts=(), query="arxiv", lists=("175",))
    assert fake.paths() == ["/2/tweets/search/recent", "/2/lists/175/tweets"]
    assert "start_time" not in fake.asked[1].url.params
    assert (found.report.state, found.sightings[0].account) == ("ok", "_akhaliq")


def test_a_list_is_read_until_it_reaches_behind_the_window(store: Store) -> None:
    old = [post(n, at="2024-08-20T00:00:00.000Z") for n in range(50, 0, -1)]
    fake = FakeX(post(99), *old, per_page=10)
    collect(store, fake, accounts=(), lists=("175",))
    assert len(fake.asked) == 1


@pytest.mark.parametrize("body", ["[]", '"x"', "{}", '{"data": 3}', '{"data": [{"id": 3}]}', '{"title": "odd"}'])
def test_an_answer_in_another_shape_fails_with_a_reason(store: Store, body: str) -> None:
    fake = FakeX()
    fake.override = lambda _: httpx.Response(200, content=body.encode())
    with pytest.raises(SkippableError, match="알 수 없는 형식의 응답"):
        collect(store, fake)


def test_the_token_is_needed_and_never_shown(store: Store) -> None:
    assert XSource().missing({}) == ("X_BEARER_TOKEN",)
    assert XSource().missing({"X_BEARER_TOKEN": " \n"}) == ("X_BEARER_TOKEN",)
    assert XSource().missing({"X_BEARER_TOKEN": "s3cret"}) == ()
    fake = FakeX()
    fake.override = lambda request: httpx.Response(401, json={"detail": request.headers["Authorization"]})
    with pytest.raises(SkippableError) as refusal:
        collect(store, fake)
    assert "s3cret" not in repr(refusal.value) + str(refusal.value)


def test_texts_of_posts_are_forgotten_and_nothing_else(store: Store) -> None:
    fake, window = (
        FakeX(post(2, **linking("https://arxiv.org/abs/2408.10914")), post(1, text="words of somebody")),
        window_of("2024-08-23"),
    )
    seen = collect(store, fake, window).sightings
    store.sightings.add(seen, window.date)
    told = item("2408.10914", key=seen[1].key, kind="post", abstract="words of somebody", sightings=(seen[1],))
    shown = digest(entries=(entry(item=told), entry()))
    store.digests.save(shown, NOW)
    assert forget_post_texts(store, NOW) == 0
    collect(store, fake, keep_days=30)  # keeps: seen today
    later = replace(context(store, fake), clock=lambda: NOW + dt.timedelta(days=31))
    XSource(accounts=("_akhaliq",), keep_days=30).collect(window_of("2024-09-23"), later)
    with store.engine.connect() as connection:
        dump = json.dumps(
            [
                [str(v) for v in row]
                for t in ("sightings", "digests")
                for row in connection.exec_driver_sql(f"select * from {t}")
            ]
        )
    assert "words of somebody" not in dump
    kept = store.digests.load(shown.date, shown.name)
    assert kept is not None
    assert kept.content_hash() == shown.content_hash()
    assert kept.entries[1] == shown.entries[1]
    assert store.sightings.add(seen, window.date) == 0


def test_what_x_cannot_do_for_a_past_day_is_no_failure(store: Store) -> None:
    past = window_of("2024-08-16", now=NOW.isoformat())
    fake = FakeX(post(1, at="2024-08-15T10:00:00.000Z"))
    found = collect(store, fake, past, query="paper", lists=("175",))
    assert (found.report.state, found.report.count) == ("not_for_this_day", 1)
    partly = collect(store, fake, window_of("2024-08-19", now=NOW.isoformat()), query="paper")
    assert (partly.report.state, partly.report.detail) == ("not_for_this_day", "검색은 최근 7일 안의 글만 찾음")


def test_ids_may_be_written_without_quotes() -> None:
    source = XSource.model_validate({"kind": "x", "lists": [1750000000000000001], "accounts": ["@_akhaliq", 2024]})
    assert (source.lists, source.accounts) == (("1750000000000000001",), ("@_akhaliq", "2024"))
    for wrong in ({"lists": ["x"]}, {"accounts": ["not a handle"]}, {"accounts": [True]}, {"max_posts": 1}):
        with pytest.raises(ValidationError):
            XSource.model_validate({"kind": "x"} | wrong)


def test_an_account_whose_id_leads_nowhere_is_looked_up_anew(store: Store) -> None:
    fake = FakeX(post(1))
    gone = httpx.Response(200, json={"errors": [{"title": "Not Found Error"}]})
    fake.override = lambda request: gone if "/tweets" in request.url.path else None
    with pytest.raises(SkippableError, match="@_akhaliq 조회할 수 없음"):
        collect(store, fake)
    fake.override = lambda _: None
    assert collect(store, fake).report.count == 1
    assert fake.paths().count("/2/users/by") == 2


def test_empty_pages_without_end_are_left(store: Store) -> None:
    fake = FakeX()
    more = httpx.Response(200, json={"meta": {"result_count": 0, "next_token": "again"}})
    fake.override = lambda request: more if "/tweets" in request.url.path else None
    found = collect(store, fake)
    assert (found.report.state, len(fake.asked)) == ("capped", 21)


def test_a_range_of_days_read_before_is_not_paid_again(store: Store) -> None:
    days = {"2024-08-22": post(1, at="2024-08-21T10:00:00.000Z"), "2024-08-23": post(5)}
    fake = FakeX()

    def read(day: str, **settings: object) -> Collected:
        fake.posts = (days[day],)
        window = window_of(day, now=NOW.isoformat())
        found = collect(store, fake, window, **settings)
        store.sightings.add(found.sightings, window.date)
        return found

    first = [read(day).sightings for day in ("2024-08-23", "2024-08-22")]
    paid = store.source_memory.get("x", "spent:2024-08")
    assert [read(day).sightings for day in ("2024-08-23", "2024-08-22", "2024-08-23", "2024-08-22")] == first * 2
    assert store.source_memory.get("x", "spent:2024-08") == paid
    read("2024-08-22", replies=True)  # what was left out before must be read
    assert "since_id" not in fake.asked[-1].url.params


def test_a_preview_shows_what_was_read_and_pays_nothing(store: Store) -> None:
    fake, window = FakeX(post(5)), window_of("2024-08-23")
    store.sightings.add(collect(store, fake, window).sightings, window.date)
    fake.posts = (post(9), post(5))
    copy = Store.scratch(store.engine.url.render_as_string(hide_password=False))
    try:
        seen = collect_all([XSource(accounts=("_akhaliq",))], window, context(copy, fake))
        assert [s.key[-1] for s in seen.sightings] == ["5"]
        assert seen.reports[0].detail == f"{UNPAID} – 전에 모아 둔 1건 사용"
        assert int(fake.asked[-1].url.params["since_id"]) > 10**18
        fake.override = lambda _: httpx.Response(401, json={"title": "Unauthorized"})
        with pytest.raises(SkippableError, match="401"):
            collect(copy, fake, window)
    finally:
        copy.close()
