"""What of an entry's reasons is the reader's own."""

from __future__ import annotations

from makers import entry, item


def test_a_short_note_hides_itself_and_nothing_else() -> None:
    reasons = ("추천: LLM · 읽기", "키워드: LLM, agents", "▲120 (허깅페이스)", "저자: Ada Example")
    made = entry(reasons=reasons).model_copy(update={"item": item(notes=("LLM", "1", "읽기"))})
    assert made.public_reasons == reasons[1:]
    assert made.matched == ("LLM", "agents")
    assert entry(reasons=("메모: LLM",)).model_copy(update={"item": item(notes=("LLM",))}).public_reasons == ()
