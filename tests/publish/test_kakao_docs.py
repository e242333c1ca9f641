"""docs/kakao.md says what the code does: variables, address, domains, codes, and ends with the proof."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from digest.publish.kakao.bot import BOT_MEANINGS
from digest.publish.kakao.target import MEANINGS, KakaoPublisher, stops_the_day
from digest.publish.kakao.tokens import KAUTH_ERRORS

DOC = (Path(__file__).parents[2] / "docs/kakao.md").read_text(encoding="utf-8")
DEFAULTS = KakaoPublisher()


def test_the_example_is_valid_and_shows_the_defaults() -> None:
    block = re.findall(r"```yaml\n(digests:.*?)```", DOC, re.DOTALL)[0]
    example = yaml.safe_load(block)["digests"][0]["publish"][1]
    assert KakaoPublisher(**example) == DEFAULTS


def test_what_to_register_is_what_is_used() -> None:
    assert f"```\n{DEFAULTS.redirect_uri}\n```" in DOC
    assert "```\n" + "\n".join(DEFAULTS.domains) + "\n```" in DOC
    for name in DEFAULTS.missing({}):
        assert f"\n{name}=" in DOC


def test_every_code_of_the_table_is_known() -> None:
    for code in re.findall(r"`(KOE\d+)`", DOC):
        assert code in KAUTH_ERRORS
    for code in map(int, re.findall(r"`(-\d+)`", DOC)):
        assert code in MEANINGS or code in BOT_MEANINGS or stops_the_day(code)


def test_it_ends_with_the_message_that_proves_it() -> None:
    assert "digest test kakao" in DOC.split("\n## ")[-1]
