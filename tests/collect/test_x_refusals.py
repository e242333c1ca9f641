"""What X refuses, when that ends the run, and when it is worth waiting."""

from __future__ import annotations

import httpx
import pytest

from digest.collect.x.source import XSource
from digest.errors import SkippableError
from digest.store import Store
from fake_x import NOW, FakeX, collect, context, post
from source_kit import window_of

PROBLEM = "https://api.x.com/2/problems/"


@pytest.mark.parametrize(
    ("status", "body", "detail"),
    [
        (401, {"title": "Unauthorized"}, "인증 실패(401) – X_BEARER_TOKEN 확인 필요"),
        (402, {"title": "CreditsDepleted"}, "크레딧이 없음(402) – X 개발자 콘솔에서 충전 필요"),
        (
            403,
            {"type": PROBLEM + "client-forbidden", "reason": "client-not-enrolled"},
            "앱에 권한이 없음(403: client-not-enrolled) – X 개발자 콘솔에서 설정 필요",
        ),
        (403, [], "앱에 권한이 없음(403) – X 개발자 콘솔에서 설정 필요"),
        (429, {"type": PROBLEM + "usage-capped"}, "X의 월 사용 한도에 닿음(429)"),
    ],
)
def test_what_a_person_must_settle_disables_the_source_for_the_run(
    store: Store, status: int, body: object, detail: str
) -> None:
    fake = FakeX()
    fake.override = lambda _: httpx.Response(status, json=body, headers={"x-rate-limit-reset": "9999999999"})
    source, here = XSource(accounts=("_akhaliq",), query="x"), context(store, fake)
    for day in ("2024-08-22", "2024-08-23"):
        with pytest.raises(SkippableError) as refusal:
            source.collect(window_of(day, now=NOW.isoformat()), here)
        assert refusal.value.message == detail
    assert len(fake.asked) == 1
    fake.override = lambda _: None
    assert source.collect(window_of("2024-08-23"), context(store, fake)).report.state == "empty"


def test_a_protected_account_costs_only_itself(store: Store) -> None:
    fake = FakeX(post(1))
    refused = httpx.Response(403, json={"type": PROBLEM + "not-authorized-for-resource"})
    fake.override = lambda request: refused if "/22/" in request.url.path else None
    found = collect(store, fake, accounts=("_akhaliq", "ko_paper_notes"))
    assert (found.report.state, found.report.detail) == ("partial", "@ko_paper_notes 접근 거부(403)")


def test_a_rate_limit_is_waited_for_but_not_past_the_deadline(store: Store) -> None:
    reset = {"x-rate-limit-reset": str(int(NOW.timestamp()) + 90), "Date": NOW.strftime("%a, %d %b %Y %T +0900")}
    answers = iter([httpx.Response(429, headers=reset), None])
    fake, slept = FakeX(post(1)), []
    fake.override = lambda request: None if "users/by" in request.url.path else next(answers)
    source = XSource(accounts=("_akhaliq",))
    here = context(store, fake, deadline_s=300, sleep=slept.append)
    assert source.collect(window_of("2024-08-23"), here).report.state == "ok"
    assert [round(s) for s in slept] == [90]
    fake.override = lambda _: httpx.Response(429, headers=reset)
    with pytest.raises(SkippableError, match="2분 뒤에 풀림"):
        source.collect(window_of("2024-08-23"), context(store, fake, deadline_s=60, sleep=slept.append))
    assert len(slept) == 1


def test_when_x_is_down_nobody_waits_for_every_endpoint(store: Store) -> None:
    fake = FakeX(post(1))
    collect(store, fake)
    fake.override = lambda _: httpx.Response(503)
    fake.asked.clear()
    with pytest.raises(SkippableError, match=r"@_akhaliq 서버 오류\(503\) – 2회 재시도 후 건너뜀"):
        collect(store, fake, accounts=("_akhaliq",), query="x", lists=("175",))
    assert len(fake.asked) == 3
    fake.override = lambda request: httpx.Response(503) if "search" in request.url.path else None
    found = collect(store, fake, query="x", lists=("175",))
    assert (found.report.state, found.report.count) == ("partial", 1)


def test_a_query_that_x_does_not_understand_is_logged(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    fake = FakeX()
    fake.override = lambda _: httpx.Response(400, json={"errors": [{"message": "invalid operator 'foo:'"}]})
    with pytest.raises(SkippableError, match=r"검색 거절된 요청\(400\)"):
        collect(store, fake, accounts=(), query="foo:bar")
    assert "invalid operator 'foo:'" in caplog.text
    assert "s3cret" not in caplog.text
