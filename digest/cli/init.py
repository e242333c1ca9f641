"""`digest init`: a configuration for this person after a few questions, and what it needs in `.env`."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

import click

from digest.config.file import a_folder, calling
from digest.errors import ConfigError, not_utf8, reason
from digest.files import replace


@dataclass(frozen=True)
class Server:
    """Where a model answers, as in config/presets (which an installed program does not have at hand)."""

    base_url: str
    key: str = ""
    """Variable with the key; "" for none."""
    where: str = ""
    """Where a person gets the key."""
    more: str = ""
    """What else it needs, as YAML."""


TRANSLATOR = "키 없이도 한국어로: 번역 모델을 받을까요? 34 MB (디스크 44 MB)"
ENGINE_TOO = "(번역기가 아직 없어, 받는다고 하면 digest가 깔린 환경을 새로 맞추며 함께 설치합니다)"
OWN_KEY = "MODEL_API_KEY"
LOCAL = ", max_tokens_param: max_tokens, batch_size: 4, parallel: 1, timeout_s: 300"
# upstage → https://api.upstage.ai/v1
SERVERS = {
    "openai": Server("https://api.openai.com/v1", "OPENAI_API_KEY", "https://platform.openai.com/api-keys"),
    "upstage": Server(
        "https://api.upstage.ai/v1",
        "UPSTAGE_API_KEY",
        "https://console.upstage.ai 의 API Keys",
        ", max_tokens_param: max_tokens",
    ),
    "gemini": Server(
        "https://generativelanguage.googleapis.com/v1beta/openai/",
        "GEMINI_API_KEY",
        "https://aistudio.google.com/apikey",
    ),
    "openrouter": Server(
        "https://openrouter.ai/api/v1",
        "OPENROUTER_API_KEY",
        "https://openrouter.ai/keys",
        ", max_tokens_param: max_tokens, extra_body: {provider: {require_parameters: true}}",
    ),
    "ollama": Server("http://localhost:11434/v1", more=LOCAL),
}
"""By the name that a person answers; any other answer is an address."""

# `slack` brings `- {kind: slack, …}`
CHATS = {
    "none": "",
    "slack": "      - {{kind: slack, token_env: SLACK_BOT_TOKEN, channel: {channel}}}\n",
    "kakao": "      - {{kind: kakao, rest_key_env: KAKAO_REST_API_KEY, client_secret_env: KAKAO_CLIENT_SECRET}}\n",
}
TEMPLATE = """\
# digest – 아침 논문 다이제스트 설정. 비밀 값은 여기 쓰지 않고 환경 변수 이름만 씁니다 (.env 파일도 읽습니다).
# 모든 키의 설명은 digest help configuration, 모델 서버의 예는 digest init --help에 있습니다.

timezone: {timezone}
days: mon-fri                   # 다이제스트를 만드는 요일. 월요일은 금~일요일 것을 모읍니다
cutoff: "07:00"                 # 하루의 범위가 닫히는 시각
store: sqlite:///data/digest.db # 본 것, 쓴 것, 보낸 것을 기억하는 곳

# feeds: [korean-ai, ai-labs]   # 이름으로 켜는 피드 묶음. youtube-papers와 reddit-ml도 있습니다
sources:
  - {{kind: huggingface, token_env: HF_TOKEN}}                       # 토큰은 없어도 됩니다
  - {{kind: arxiv, categories: [cs.CL, cs.CV, cs.LG, cs.AI]}}
  # - {{kind: x, token_env: X_BEARER_TOKEN, accounts: [_akhaliq]}}
  # - {{kind: feed, name: 내 블로그, url: https://example.org/rss, role: posts}}
  # - {{kind: papers_with_code}}                                      # 고른 논문의 코드 ⭐, 벤치마크, 앞선 논문
  # - {{kind: deadlines, areas: [cv, nlp, ml]}}                        # 학회 마감
  - {{kind: inbox}}                                                # digest add로 직접 담은 링크

{summarizer}
digests:
  - name: main
    size: 8
    keywords: {keywords}
    # items: 저널에는 앞에서부터 3건만 적습니다(모두는 all). title: short는 제목에서 콜론 앞의 이름만
    journal: {{folder: {folder}, section: 데일리 트렌드, items: 3, title: short}}
    publish:
      - {{kind: console}}
{chat}"""
KEYLESS = (
    "summarizer: {kind: keyless}     # 키 없이. 번역 모델: digest models fetch ko, 언어 모델: digest init --help\n"
)
MODEL = """\
summarizer: {{kind: openai, base_url: {url}, model: {model}, api_key_env: {key}, style: 한다체{more}}}
"""
# slack → SLACK_BOT_TOKEN
CHAT_KEYS = {
    "none": (),
    "slack": (("SLACK_BOT_TOKEN", "https://api.slack.com/apps → OAuth & Permissions → Bot User OAuth Token(xoxb-…)"),),
    "kakao": (
        ("KAKAO_REST_API_KEY", "https://developers.kakao.com → [앱] > [플랫폼 키] > REST API 키"),
        ("KAKAO_CLIENT_SECRET", "같은 화면에 있는 REST API 키 설정의 클라이언트 시크릿"),
    ),
}
"""Chat → the variables it needs, each with where to get its value."""
HELP = f"""설명이 달린 설정 파일을 쓰고(몇 가지만 묻습니다) .env에 넣을 것을 알려 줍니다.

모델 서버는 이름이나 주소로 답합니다. 나중에 고치려면 설정의 summarizer에 그 주소를 base_url로,
키가 든 환경 변수의 이름을 api_key_env로 적으세요:

\b
{chr(10).join(f"{name:<11}{one.base_url}  {one.key or '키 없음'}" for name, one in SERVERS.items())}
그 밖의 주소   OpenAI와 같은 API (vLLM, llama.cpp 등)  {OWN_KEY}
"""


@click.command(help=HELP)
@click.option("--yes", is_flag=True, help="묻지 않고 기본값으로 씁니다")
@click.option("--force", is_flag=True, help="이미 있는 설정 파일을 바꿉니다")
@click.pass_context
def init(ctx: click.Context, yes: bool, force: bool) -> None:
    given = ctx.find_root().obj["config"]
    path = Path(given or os.environ.get("DIGEST_CONFIG") or "config/digest.yaml").expanduser()
    call = calling(path if given else None)
    if path.is_dir():
        raise a_folder("", path)
    if path.exists() and not force:
        raise ConfigError(f"이미 있는 파일입니다: {path}", hint=f"그 파일을 고치거나, 새로 쓰려면 {call} init --force")
    answers = {"folder": "journal", "keywords": "diffusion, RLHF, long context", "model": "", "chat": "none"}
    if not yes:
        try:
            answers = _ask(answers)
            "".join(answers.values()).encode()  # what a terminal of another encoding sent is kept as it came
        except UnicodeError as error:
            raise not_utf8() from error
    translate = answers.pop("translate", "")
    text = configuration(**answers)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        replace(path.resolve(), text.encode(), alike=True)
    except OSError as error:
        raise ConfigError(f"{path}: {reason(error)}", hint="다른 곳에 쓰려면 --config FILE") from error
    if translate:
        click.echo(f"{path} 파일을 썼습니다.")
        from digest.cli.models import set_up_translator

        set_up_translator(["--config", str(path)])
        click.echo()
    wrote = "" if translate else f"{path} 파일을 썼습니다.\n\n"
    click.echo(f"{wrote}{env_lines(answers)}\n")
    login = f"{call} kakao login, " if answers["chat"] == "kakao" else ""
    click.echo(f"다음: {login}{call} check, {call} run --dry-run(미리 보기), 그리고 {call} run")


def _ask(defaults: dict[str, str]) -> dict[str, str]:
    """The few things only the person knows."""
    folder = click.prompt("저널 폴더 (없으면 새로 만듭니다)", default=defaults["folder"])
    keywords = click.prompt("관심 키워드 (쉼표로 구분)", default=defaults["keywords"])
    model = click.prompt("요약에 쓸 모델 이름 (없으면 빈칸: 키 없이)", default="", show_default=False).strip()
    answers = {"folder": folder, "keywords": keywords, "model": model}
    if model:
        known = f"모델 서버 ({', '.join(SERVERS)} 또는 http로 시작하는 주소)"
        answers["server"] = click.prompt(known, default="openai", value_proc=server_name)
    elif not _translates() and _wants_translator():
        answers["translate"] = "yes"
    answers["chat"] = click.prompt("대화방", type=click.Choice(list(CHATS)), default="none")
    if answers["chat"] == "slack":
        channel = click.prompt("Slack 채널 (#이름 또는 C로 시작하는 ID)", default="#papers").strip()
        # `C0PAPERS`; not `#papers`
        is_id = re.fullmatch(r"[CG][A-Z0-9]{5,}", channel)
        answers["channel"] = channel if is_id else "#" + channel.lstrip("#")
    return answers


def _wants_translator() -> bool:
    """Whether the person says yes, told what a yes does to the installation."""
    from digest.summarize.translate.mt import installed

    if not installed():
        click.echo(ENGINE_TOO)
    return click.confirm(TRANSLATOR, default=True)


def _translates() -> bool:
    """Whether the offline translator is there already, engine and model."""
    from digest.summarize.translate.model_files import folder_of
    from digest.summarize.translate.mt import installed

    return installed() and folder_of(None).whole()


def server_name(answer: str) -> str:
    """A name of SERVERS or an address, as answered; click asks again otherwise."""
    named = answer.strip()
    if named.lower() in SERVERS:
        return named.lower()
    # http://10.0.0.5:8000/v1
    if re.fullmatch(r"https?://[^\s/@]+(/\S*)?", named):
        return named
    raise click.BadParameter(f"{', '.join(SERVERS)} 또는 주소를 적어 주세요")


def served_by(named: str) -> Server:
    """What is known of a server; one on this machine wants no key."""
    if named in SERVERS:
        return SERVERS[named]
    # http://localhost:11434/v1
    local = re.match(r"http://(localhost|127\.0\.0\.1)\b", named)
    return (
        Server(named, more=LOCAL)
        if local
        else Server(named, OWN_KEY, f"{named} 의 키", ", max_tokens_param: max_tokens")
    )


def env_lines(answers: dict[str, str]) -> str:
    """The lines for `.env`, as they can be pasted: what the configuration needs, and where each value comes from."""
    chosen = served_by(answers.get("server", "openai"))
    needed = [*([(chosen.key, chosen.where)] if answers["model"] and chosen.key else []), *CHAT_KEYS[answers["chat"]]]
    head = (
        "지금 폴더의 .env 파일에 다음 줄을 넣고 = 뒤에 값을 적으세요:"
        if needed
        else "키 없이 쓸 수 있습니다. 원하면 지금 폴더의 .env 파일에:"
    )
    told = [f"# {where}\n{name}=" for name, where in needed]
    optional = "# https://huggingface.co/settings/tokens (없어도 됩니다)\n# HF_TOKEN="
    return "\n".join([head, "", *told, optional])


def configuration(
    folder: str, keywords: str, model: str, chat: str, channel: str = "#papers", server: str = "openai"
) -> str:
    """The text of a configuration file; loadable as it is."""
    # `RLHF, 확산 모델; agents → RLHF | 확산 모델 | agents`
    words = [word.strip() for word in re.split("[,;，、]", keywords) if word.strip()]
    return TEMPLATE.format(
        timezone=local_timezone(),
        summarizer=_summarizer(model, served_by(server)) if model else KEYLESS,
        keywords="[" + ", ".join(quoted(word) for word in words) + "]",
        folder=quoted(folder),
        chat=CHATS[chat].format(channel=quoted(channel)),
    )


def _summarizer(model: str, chosen: Server) -> str:
    return MODEL.format(url=quoted(chosen.base_url), model=quoted(model), key=chosen.key or '""', more=chosen.more)


def quoted(text: str) -> str:
    """A YAML scalar that is read back as this very text."""
    # `~/notes/일지 2024`; not `@inbox`, `8-19`
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
