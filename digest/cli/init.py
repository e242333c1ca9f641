"""`digest init`: a configuration for this person, after a few questions."""

from __future__ import annotations

import os
import re
from pathlib import Path

import click

from digest.errors import ConfigError

CHATS = {
    "none": "",
    "slack": "      - {{kind: slack, token_env: SLACK_BOT_TOKEN, channel: {channel}}}\n",
    "kakao": "      - {{kind: kakao, rest_key_env: KAKAO_REST_API_KEY, client_secret_env: KAKAO_CLIENT_SECRET}}\n",
}
TEMPLATE = """\
# digest – 아침 논문 다이제스트 설정. 비밀 값은 여기 쓰지 않고 환경 변수 이름만 씁니다 (.env 파일도 읽습니다).
# 모든 키의 설명: docs/configuration.md

timezone: {timezone}
days: mon-fri                   # 다이제스트를 만드는 요일. 월요일은 금~일요일 것을 모읍니다
cutoff: "07:00"                 # 하루의 범위가 닫히는 시각
store: sqlite:///data/digest.db # 본 것, 쓴 것, 보낸 것을 기억하는 곳

sources:
  - {{kind: huggingface, token_env: HF_TOKEN}}                       # 토큰은 없어도 됩니다
  - {{kind: arxiv, categories: [cs.CL, cs.CV, cs.LG, cs.AI]}}
  # - {{kind: x, token_env: X_BEARER_TOKEN, accounts: [_akhaliq]}}
  # - {{kind: feed, name: GeekNews, url: https://news.hada.io/rss/news, role: posts}}
  - {{kind: inbox}}                                                # digest add URL 로 넣은 링크

{summarizer}
digests:
  - name: main
    size: 8
    keywords: {keywords}
    journal: {{folder: {folder}, section: 데일리 트렌드}}
    publish:
      - {{kind: console}}
{chat}"""
KEYLESS = "summarizer: {kind: keyless}     # 열쇠 없이. 모델을 쓰려면 config/presets 를 보세요\n"
MODEL = "summarizer: {{kind: openai, model: {model}, api_key_env: OPENAI_API_KEY, style: 한다체}}\n"


@click.command(help="Write an annotated configuration for this person (asks few questions).")
@click.option("--yes", is_flag=True, help="take the defaults, ask nothing")
@click.option("--force", is_flag=True, help="replace an existing configuration")
@click.pass_context
def init(ctx: click.Context, yes: bool, force: bool) -> None:
    given = ctx.find_root().obj["config"]
    path = Path(given or os.environ.get("DIGEST_CONFIG") or "config/digest.yaml").expanduser()
    if path.exists() and not force:
        raise ConfigError(f"{path} exists already", hint="edit it, or replace it with: digest init --force")
    answers = {"folder": "journal", "keywords": "diffusion, RLHF, long context", "model": "", "chat": "none"}
    if not yes:
        answers = _ask(answers)
    text = configuration(**answers)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror}", hint="choose another place with --config FILE") from error
    call = f"digest --config {path}" if given else "digest"
    click.echo(f"{path} 파일을 썼습니다. 다음: {call} check, 그리고 {call} run")


def _ask(defaults: dict[str, str]) -> dict[str, str]:
    """The few things only the person knows."""
    folder = click.prompt("저널 폴더 (없으면 새로 만듭니다)", default=defaults["folder"])
    keywords = click.prompt("관심 키워드 (쉼표로 구분)", default=defaults["keywords"])
    model = click.prompt("요약에 쓸 모델 이름 (없으면 빈칸: 열쇠 없이 규칙으로)", default="", show_default=False)
    chat = click.prompt("대화방", type=click.Choice(list(CHATS)), default="none")
    answers = {"folder": folder, "keywords": keywords, "model": model, "chat": chat}
    if chat == "slack":
        channel = click.prompt("Slack 채널 (#이름 또는 C로 시작하는 ID)", default="#papers").strip()
        is_id = re.fullmatch(r"[CG][A-Z0-9]{5,}", channel)
        answers["channel"] = channel if is_id else "#" + channel.lstrip("#")
    return answers


def configuration(folder: str, keywords: str, model: str, chat: str, channel: str = "#papers") -> str:
    """The text of a configuration file; loadable as it is."""
    words = [word.strip() for word in re.split("[,;，、]", keywords) if word.strip()]
    return TEMPLATE.format(
        timezone=local_timezone(),
        summarizer=MODEL.format(model=quoted(model)) if model else KEYLESS,
        keywords="[" + ", ".join(quoted(word) for word in words) + "]",
        folder=quoted(folder),
        chat=CHATS[chat].format(channel=quoted(channel)),
    )


def quoted(text: str) -> str:
    """A YAML scalar that is read back as this very text."""
    plain = re.fullmatch(r"[A-Za-z가-힣./~][A-Za-z0-9가-힣 ._/~-]*", text)
    if plain and text == text.strip() and text.lower() not in ("true", "false", "null", "yes", "no", "on", "off", "~"):
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def local_timezone() -> str:
    """The machine's zone when it is a named one, else Korea's."""
    link = Path("/etc/localtime")
    if link.is_symlink():
        name = str(link.resolve()).partition("zoneinfo/")[2]
        if name and not name.startswith(("Etc/", "UTC", "posix")):
            return name
    return "Asia/Seoul"
