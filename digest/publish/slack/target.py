"""Slack through the Web API and through incoming webhooks; the only importer of slack_sdk (docs/services.md: Slack)."""

from __future__ import annotations

import datetime as dt
import logging
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Literal

from pydantic import PrivateAttr, field_validator

from digest.calendar.weeks import Week
from digest.errors import Ambiguous, SkippableError, Undelivered
from digest.models import Digest, Part, Receipt, Review, is_review
from digest.publish.base import Channel, PublisherSettings
from digest.publish.slack.answers import (
    BLOCKS_REFUSED,
    PASSING,
    Answer,
    Refused,
    go_out,
    keep_pace,
    pace_left_s,
    patient,
    refusal,
    refuse_room,
)
from digest.publish.slack.blocks import slack_parts, without_charts
from digest.publish.slack.mrkdwn import blocks_as_text
from digest.render.chart import can_draw, week_png

log = logging.getLogger(__name__)

EVENT_TYPE = "paper_digest"
TEST_TEXT = "digest 시험 메시지입니다. 이 글이 보이면 아침 다이제스트도 이곳으로 옵니다."


class SlackPublisher(PublisherSettings):
    """봇이 보내는 메시지. 나중에 찾고, 고치고, 지울 수 있습니다."""

    updatable: ClassVar[bool] = True
    findable: ClassVar[bool] = True
    reacted: ClassVar[bool] = True

    kind: Literal["slack"] = "slack"
    token_env: str = "SLACK_BOT_TOKEN"
    """봇 토큰(xoxb-…)이 든 환경 변수."""
    channel: str
    """채널 ID(`C0123ABCD`, 권장) 또는 `#이름`."""
    base_url: str = "https://slack.com/api/"
    thread: bool = False
    """true면 채널에는 제목만, 한 줄은 그 메시지의 스레드에 씁니다."""
    details: Literal["none", "thread"] = "none"
    """`thread`: 저자, 기관, PDF, 코드, 초록의 핵심 문장을 메시지의 스레드에 더합니다."""

    _posted_at: dt.datetime | None = PrivateAttr(None)
    _chart_refused: bool = PrivateAttr(default=False)

    @field_validator("channel")
    @classmethod
    def _known_form(cls, channel: str) -> str:
        # C0PAPERS · #papers
        if not re.fullmatch(r"[CGD][A-Z0-9]{5,}|#[^\s#<>@]{1,80}", channel):
            raise ValueError('C로 시작하는 채널 ID나 #이름이어야 합니다 (YAML에서 #은 따옴표 안에: "#papers")')
        return channel

    @field_validator("base_url")
    @classmethod
    def _web(cls, base_url: str) -> str:
        # https://slack.com/api
        if not re.fullmatch(r"https?://[^\s/]+(/\S*)?", base_url):
            raise ValueError("http(s) 주소여야 합니다")
        return base_url

    @property
    def detailed(self) -> bool:
        """Whether there is a thread with more than the line."""
        return self.details == "thread"

    @property
    def target(self) -> str:
        """`slack:C0PAPERS`."""
        return f"slack:{self.channel}"

    def missing(self, env: Mapping[str, str]) -> tuple[str, ...]:
        """The token's variable when it is not set."""
        return () if env.get(self.token_env, "").strip() else (self.token_env,)

    def parts(self, digest: Digest) -> tuple[Part, ...]:
        """`main`, then `thread-1` … for what does not fit."""
        return slack_parts(digest, thread=self.thread, details=self.detailed)

    def prepare(self, channel: Channel) -> None:
        """Wait until the channel takes another post, and load Slack's library."""
        import slack_sdk.web  # noqa: F401

        keep_pace(channel, self._posted_at)

    def send(self, digest: Digest, part: Part, channel: Channel, sent: Mapping[str, Receipt]) -> Receipt:
        """Post one part; every part but `main` into the thread of `main`."""
        if part.id == "main":
            receipt = self._post(channel, channel=self.channel, **_message(digest, part))
            if digest.review and self._chart_refused:
                self._upload(digest.review, channel, receipt)
            return receipt
        if "main" not in sent:
            raise refusal("thread_not_found", 200)
        parent = sent["main"]
        return self._post(channel, channel=parent["channel"], thread_ts=parent["ts"], **_message(digest, part))

    def update(self, digest: Digest, part: Part, channel: Channel, receipt: Receipt) -> Receipt:
        """Replace everything of a sent part; what is not sent again would be gone."""
        self._say(channel, "chat_update", channel=receipt["channel"], ts=receipt["ts"], **_message(digest, part))
        return receipt

    def rest_s(self, channel: Channel) -> float:
        """About a second after a post."""
        return pace_left_s(channel, self._posted_at)

    def find(self, digest: Digest, part: Part, channel: Channel, sent: Mapping[str, Receipt]) -> Receipt | None:
        """Look for our own message by its metadata: in the channel, or in the thread of `main`.

        Raises SkippableError when the history cannot be read: then nothing is known.
        """
        wanted = {"key": digest.key, "part": part.id}
        if part.id == "main":
            place = {"channel": self._channel_id(channel)}
            # no post is older than its day or, of a review, than its week; one day more for time zones
            first = Week.of(digest.date).monday if is_review(digest.name) else digest.date
            since = dt.datetime.combine(first, dt.time(), dt.UTC) - dt.timedelta(days=1)
            method, place = "conversations_history", place | {"oldest": str(int(since.timestamp()))}
        elif "main" in sent:
            method, place = "conversations_replies", {name: sent["main"][name] for name in ("channel", "ts")}
        else:
            return None
        me = self._call(channel, "auth_test").get("bot_id")
        for page in self._pages(channel, method, **place, include_all_metadata=True):
            for message in page.get("messages", []):
                about = message.get("metadata") or {}
                ours = about.get("event_type") == EVENT_TYPE and about.get("event_payload") == wanted
                if ours and (not me or message.get("bot_id") in (me, None)):
                    self._posted_at = channel.clock()  # by somebody who is dead now, maybe a moment ago
                    return {"channel": place["channel"], "ts": message["ts"]}
        return None

    def reactions(self, receipt: Receipt, channel: Channel) -> Mapping[str, int]:
        """Counts by name, skin tones together (`+1::skin-tone-2` is `+1`); nothing of a message that is gone.

        Raises SkippableError when they cannot be read, e.g. without the scope reactions:read.
        """
        try:
            answer = self._call(
                channel, "reactions_get", channel=receipt["channel"], timestamp=receipt["ts"], full=True
            )
        except Refused as error:
            if error.code == "message_not_found":
                return {}
            raise
        counts: Counter[str] = Counter()
        for reaction in (answer.get("message") or {}).get("reactions") or []:
            counts[str(reaction.get("name", "")).partition("::")[0]] += int(reaction.get("count", 0))
        return counts

    def retract(self, part_id: str, receipt: Receipt, channel: Channel) -> bool:
        """Delete a message; one that is gone already counts as taken back."""
        try:
            self._call(channel, "chat_delete", channel=receipt["channel"], ts=receipt["ts"])
        except Refused as error:
            if error.code not in ("message_not_found", "cant_delete_message"):
                raise
            return error.code == "message_not_found"
        return True

    def probe(self, channel: Channel) -> str:
        """Ask who the token belongs to and whether that bot is in the channel; posts nothing."""
        me = self._call(channel, "auth_test")
        refuse_room(self._room(channel))
        return f"연결됨 (워크스페이스 {me.get('team', '?')}, 봇 {me.get('user', '?')}, 채널 {self.channel})"

    def test(self, channel: Channel) -> str:
        """Post one line, and say when the bot could not find its message again after a crash."""
        self.prepare(channel)
        receipt = self._post(channel, channel=self.channel, text=TEST_TEXT)
        told = f"Slack {self.channel}에 시험 메시지를 보냈습니다 (채널 ID {receipt['channel']})."
        try:
            self._call(channel, "conversations_history", channel=receipt["channel"], limit=1)
        except SkippableError as error:
            told += f" 다만 채널 기록을 읽을 수 없어 중단된 전송을 확인하지 못합니다: {error}"
        return told

    def _post(self, channel: Channel, /, **message: Any) -> Receipt:
        answer = self._say(channel, "chat_postMessage", **message, unfurl_links=False, unfurl_media=False)
        self._posted_at = channel.clock()
        if not answer.get("ts") or not answer.get("channel"):
            raise Ambiguous("Slack이 메시지 번호를 돌려주지 않았습니다")
        return {"channel": str(answer["channel"]), "ts": str(answer["ts"])}

    def _upload(self, review: Review, channel: Channel, receipt: Receipt) -> None:
        """The topics as a picture in the message's thread, for a workspace that takes no chart.

        The text has the same numbers: without `files:write`, the library or a Korean face there is no picture.
        """
        picture = week_png(review) if can_draw() else b""
        if not picture:
            return
        from slack_sdk.errors import SlackClientError

        place = {"channel": receipt["channel"], "thread_ts": receipt["ts"]}
        named = {"filename": f"{review.week}.png", "title": f"{review.week} 주제"}
        try:
            self._call(channel, "files_upload_v2", content=picture, **place, **named)
        except (SkippableError, SlackClientError) as error:
            log.warning("the picture of %s was not uploaded: %s", review.week, error)

    def _say(self, channel: Channel, method: str, /, **message: Any) -> Answer:
        """Post or update; when Slack refuses the blocks, the same words without them."""
        try:
            return self._call(channel, method, **message)
        except Refused as error:
            if error.code not in BLOCKS_REFUSED or not message.get("blocks"):
                raise
            plainer = without_charts(message["blocks"])
            if len(plainer) < len(message["blocks"]):
                self._chart_refused = True
                log.warning("Slack refused the chart, sending the same numbers as text: %s", error.message)
                return self._say(channel, method, **message | {"blocks": plainer})
            log.warning("Slack refused the blocks, sending plain text instead: %s", error.message)
            return self._call(channel, method, **message | {"text": blocks_as_text(message["blocks"]), "blocks": []})

    def _channel_id(self, channel: Channel) -> str:
        """History needs an id where posting takes a name."""
        return str(self._room(channel)["id"]) if self.channel.startswith("#") else self.channel

    def _room(self, channel: Channel) -> Answer:
        """What Slack says of the channel; nothing of one that only its history shows."""
        if self.channel.startswith("#"):
            for page in self._pages(channel, "conversations_list", exclude_archived=True):
                for one in page.get("channels", []):
                    if one.get("name") == self.channel[1:]:
                        return dict(one)
            raise refusal("channel_not_found", 200)
        try:
            return dict(self._call(channel, "conversations_info", channel=self.channel).get("channel") or {})
        except Refused as error:
            if error.code not in ("missing_scope", "channel_not_found"):
                raise
            # a private one, or an app without channels:read: members alone can read the history
            self._call(channel, "conversations_history", channel=self.channel, limit=1)
            return {}

    def _pages(self, channel: Channel, method: str, /, **arguments: Any) -> Iterator[Answer]:
        cursor = ""
        while True:
            page = self._call(channel, method, limit=200, **arguments, **({"cursor": cursor} if cursor else {}))
            yield page
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return

    def _call(self, channel: Channel, method: str, /, **arguments: Any) -> Answer:
        """One Web API call with the patience the run allows; Undelivered or Ambiguous when it fails."""
        from slack_sdk import WebClient
        from slack_sdk.errors import SlackApiError

        token = channel.env.get(self.token_env, "").strip()
        # `xoxb-123-abc`; not one with `…` or a blank in it
        if not re.fullmatch(r"[!-~]+", token):
            raise Undelivered(
                f"환경 변수 {self.token_env}에 쓸 수 있는 토큰이 없습니다", hint=refusal("not_authed", 200).hint
            )

        def once(timeout: int) -> tuple[Answer | SkippableError, Mapping[str, str], bool]:
            client = WebClient(token, self.base_url, timeout, logger=_quiet(), retry_handlers=[])
            go_out(client, self.base_url)
            try:
                return dict(getattr(client, method)(**arguments).data), {}, False
            except SlackApiError as error:
                answer = error.response.data if isinstance(error.response.data, dict) else {}
                code, status = str(answer.get("error", "")), error.response.status_code
                again = code in PASSING or status == 429
                return refusal(code, status, detail=_detail(answer)), error.response.headers, again

        return patient(channel, once)


class SlackWebhookPublisher(PublisherSettings):
    """웹훅(incoming webhook)으로 보내는 메시지. 보낸 뒤에는 찾을 수도, 고칠 수도, 지울 수도 없습니다."""

    kind: Literal["slack_webhook"] = "slack_webhook"
    url_env: str = "SLACK_WEBHOOK_URL"
    """웹훅 주소가 든 환경 변수. 주소 자체가 비밀입니다."""

    _posted_at: dt.datetime | None = PrivateAttr(None)

    @property
    def target(self) -> str:
        """`slack_webhook:SLACK_WEBHOOK_URL`: the name of the variable, never the address."""
        return f"slack_webhook:{self.url_env}"

    def missing(self, env: Mapping[str, str]) -> tuple[str, ...]:
        """The address's variable when it is not set."""
        return () if env.get(self.url_env, "").strip() else (self.url_env,)

    def parts(self, digest: Digest) -> tuple[Part, ...]:
        """`main`, `more-1` …, `late-1` … as messages of their own: webhooks have no threads and change nothing."""
        return slack_parts(digest, replies=False)

    def prepare(self, channel: Channel) -> None:
        """Wait until the channel takes another post, and load Slack's library."""
        import slack_sdk.webhook  # noqa: F401

        keep_pace(channel, self._posted_at)

    def send(self, digest: Digest, part: Part, channel: Channel, sent: Mapping[str, Receipt]) -> Receipt:
        """Post one part; success is status 200 with the body `ok` and nothing else."""
        self._post(channel, part.payload)
        return {}

    def rest_s(self, channel: Channel) -> float:
        """About a second after a post."""
        return pace_left_s(channel, self._posted_at)

    def test(self, channel: Channel) -> str:
        """Post one line."""
        self.prepare(channel)
        self._post(channel, {"text": TEST_TEXT})
        return "Slack 웹훅이 가리키는 채널에 시험 메시지를 보냈습니다."

    def _post(self, channel: Channel, message: Mapping[str, Any]) -> None:
        from slack_sdk.webhook import WebhookClient

        url = channel.env.get(self.url_env, "").strip()
        # https://hooks.slack.com/services/T0/B0/secret
        if not re.fullmatch(r"https?://[!-~]+", url):
            raise Undelivered(
                f"환경 변수 {self.url_env}의 값이 웹훅 주소가 아닙니다", hint=refusal("no_service", 404).hint
            )

        def once(timeout: int) -> tuple[Answer | SkippableError, Mapping[str, str], bool]:
            client = WebhookClient(url, timeout, logger=_quiet(), retry_handlers=[])
            go_out(client, url)
            answer = client.send_dict({**message, "unfurl_links": False, "unfurl_media": False})
            code = answer.body.strip()
            if answer.status_code == 200 and code == "ok":
                return {}, {}, False
            again = code in PASSING or answer.status_code == 429
            return refusal(code, answer.status_code), answer.headers, again

        try:
            patient(channel, once)
        except Refused as error:
            if error.code not in BLOCKS_REFUSED or not message.get("blocks"):
                raise
            log.warning("Slack refused the blocks, sending plain text instead: %s", error.message)
            message = {"text": blocks_as_text(message["blocks"])}
            patient(channel, once)
        self._posted_at = channel.clock()


def _message(digest: Digest, part: Part) -> Answer:
    about = {"event_type": EVENT_TYPE, "event_payload": {"key": digest.key, "part": part.id}}
    return {"text": part.payload["text"], "blocks": part.payload["blocks"], "metadata": about}


def _detail(answer: Answer) -> str:
    """What Slack adds to a refusal: scopes, or what is wrong with which block."""
    about = answer.get("response_metadata")
    messages = about.get("messages") if isinstance(about, dict) else None
    return str(answer.get("needed") or "; ".join(map(str, messages or []))[:300])


def _quiet() -> logging.Logger:
    """A logger that says nothing: slack_sdk logs addresses and bodies at DEBUG, and failures that we report."""
    logger = logging.getLogger("digest.slack_sdk")
    logger.setLevel(logging.CRITICAL + 1)
    return logger
