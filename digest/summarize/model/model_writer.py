"""The writer that asks a language model: batches by id, one repair for all that was refused, a deadline that wins."""

from __future__ import annotations

import logging
import secrets
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from digest.clock import Clock, Deadline, system_clock
from digest.models import Item, Line, Usage
from digest.summarize.base import SAME, Memory, Style, Written, letters_of
from digest.summarize.keyless import KeylessSummarizer
from digest.summarize.model.answer import read_lines
from digest.summarize.model.openai_model import Endpoint, ModelFault, load_client
from digest.summarize.model.prompt import Input, Prompt, ask, ask_again, make_prompt, read_prompt, text_of
from digest.summarize.model.repair import Complaint, complaint_of
from digest.summarize.model.settings import EndpointSettings, Prices

if TYPE_CHECKING:
    import httpx

log = logging.getLogger(__name__)

ANSWER_ASIDE = (
    "모델 서버가 답을 생각 칸(reasoning)에 넣어 보내 거기서 읽었습니다. `summarizer.reasoning_effort: none`이나 "
    "`summarizer.extra_body: {chat_template_kwargs: {enable_thinking: false}}`로 생각을 끄거나, "
    "서버의 reasoning parser를 모델에 맞추세요."
)
"""What to set when the field for thoughts holds the answer (vLLM, SGLang, llama.cpp; Ollama)."""
GATHER_S = 20.0
"""How long refused lines wait for other batches, so that all share one call; never after the last batch is back."""


class OpenAISummarizer(EndpointSettings):
    """`summarizer:`의 `kind: openai`. OpenAI와 같은 API를 쓰는 서버라면 어디든 됩니다."""

    kind: Literal["openai"] = "openai"
    style: Style = "한다체"
    """한 줄의 끝맺음."""
    batch_size: int = Field(default=8, ge=1, le=32)
    """호출 한 번에 보낼 논문 수."""
    parallel: int = Field(default=4, ge=1, le=16)
    """동시에 보낼 호출 수."""
    daily_token_limit: int | None = Field(default=None, ge=1)
    """하루(UTC)에 쓸 토큰의 한도. 다 쓰면 호출하지 않고, 나머지는 키 없이 쓰는 줄로 채웁니다."""
    prices: Prices | None = None
    """비용(미국 달러)을 어림할 때 쓰는 값."""
    input: Input = "abstract"
    """`ai_summary`: Hugging Face가 쓴 문장이 있으면 초록 대신 그것을 보냅니다."""
    fallback: KeylessSummarizer = KeylessSummarizer()
    """모델이 쓰지 못한 줄을 누가 쓸지. 끝맺음은 여기 것을 따릅니다."""
    prompt: Path | None = None
    """다른 프롬프트 파일. null이면 프로그램에 들어 있는 것을 씁니다."""

    def load(self) -> None:
        """The client, and the check of what it writes."""
        import digest.summarize.check.check  # noqa: F401

        load_client()

    @property
    def keyless(self) -> KeylessSummarizer:
        """The fallback, in the model's style."""
        return self.fallback.model_copy(update={"style": self.style})

    def missing(self, env: Mapping[str, str]) -> tuple[str, ...]:
        """Names of required environment variables that are not set."""
        return (self.api_key_env,) if self.api_key_env and not env.get(self.api_key_env, "").strip() else ()

    def cost(self, usage: Usage) -> float | None:
        """US dollars of what was used, or None without prices."""
        if self.prices is None:
            return None
        cached_price = self.prices.input if self.prices.cached is None else self.prices.cached
        fresh = usage.prompt_tokens - usage.cached_tokens
        paid = fresh * self.prices.input + usage.cached_tokens * cached_price
        return (paid + usage.completion_tokens * self.prices.output) / 1_000_000

    def _prompt(self, text: str | None) -> Prompt:
        """The prompt with the reader's own terms, of the file that the composed lines use, too."""
        own = {}
        if self.fallback.glossary.is_file():
            from digest.summarize.composed.glossary import own_terms

            own = own_terms(self.fallback.glossary)
        return make_prompt(text or read_prompt(self.prompt), self.style, own)

    def estimate(self, items: Sequence[Item], prompt_text: str | None = None) -> Usage:
        """Calls and tokens for these items if nothing has to be asked twice; no network, about ±25 %."""
        prompt = self._prompt(prompt_text)
        asked = [item for item in items if text_of(item, self.input)]
        calls = -(-len(asked) // self.batch_size)
        tokens = calls * count_tokens(prompt.rules) + sum(
            count_tokens(item.title + text_of(item, self.input)) + 30 for item in asked
        )
        written = 60 * len(asked)
        cost = self.cost(Usage(calls=calls, prompt_tokens=tokens, completion_tokens=written))
        return Usage(calls=calls, prompt_tokens=tokens, completion_tokens=written, cost_usd=cost)

    def writer(
        self,
        env: Mapping[str, str],
        memory: Memory | None = None,
        *,
        clock: Clock = system_clock,
        prompt_text: str | None = None,
        transport: httpx.BaseTransport | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> OpenAIWriter:
        """The writer for one run. Raises ConfigError for an unreadable prompt.

        prompt_text: the text of config/prompts/one_line.md when the caller found one; else `prompt` or the default.
        transport: replaces the network.
        """
        prompt = self._prompt(prompt_text)
        key = env.get(self.api_key_env, "").strip() if self.api_key_env else ""
        endpoint = Endpoint(self, key, memory, transport=transport, sleep=sleep)
        return OpenAIWriter(self, prompt, endpoint, not self.missing(env), memory, clock)


@dataclass(frozen=True)
class _Task:
    """One call: the items by the id the answer must use, and for a repair what was wrong with each."""

    items: dict[str, Item]
    complaints: dict[str, Complaint] = field(default_factory=dict)


@dataclass
class _Outcome:
    """What came of one call: a line that passed, or a complaint, for every id."""

    lines: dict[str, str] = field(default_factory=dict)
    refused: dict[str, Complaint] = field(default_factory=dict)
    answered: set[str] = field(default_factory=set)
    """Ids of `refused` whose text is the reason: a whole answer about it, which may not be shown."""
    repairable: bool = True
    unread: bool = False
    """Whether nothing of it can be told apart by id: declined, empty, or in no shape we know."""
    usage: Usage = field(default_factory=Usage)
    fault: ModelFault | None = None


class OpenAIWriter:
    """Writes checked lines with a model; see OpenAISummarizer.writer."""

    def __init__(
        self,
        settings: OpenAISummarizer,
        prompt: Prompt,
        endpoint: Endpoint,
        has_key: bool,
        memory: Memory | None,
        clock: Clock,
    ) -> None:
        self._settings = settings
        self._prompt = prompt
        self._endpoint = endpoint
        self._has_key = has_key
        self._allowance = Allowance(settings.daily_token_limit, memory, clock)
        self._dead: ModelFault | None = None
        self._lock = threading.Lock()
        self._told = False

    @property
    def cache_id(self) -> str:
        """Changes with model, style, input and every word of the prompt."""
        s = self._settings
        return f"openai:{s.model}:{s.style}:{s.input}:{self._prompt.fingerprint}"

    def write(self, items: Sequence[Item], deadline: Deadline, progress: Callable[[int], None]) -> Written:
        """Lines for as many items as it can; every other item is in `refused` with its reason."""
        if not self._has_key:
            problem = f"환경 변수 {self._settings.api_key_env}가 없어 모델을 쓰지 않음"
            progress(len(items))
            return Written(refused={item.key: problem for item in items}, problem=problem)
        done = _Done(progress)
        readable = [item for item in items if text_of(item, self._settings.input)]
        for item in items:
            if item not in readable:
                done.refuse(item, "초록이 없음")
        self._dead = None
        pool = ThreadPoolExecutor(self._settings.parallel, thread_name_prefix="model")
        try:
            self._work(readable, deadline, pool, done)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
            self._endpoint.close()
            self._allowance.save()
        fault = self._dead or (None if done.lines else done.last_fault)
        return Written(
            lines=done.lines,
            refused=done.refused,
            final=frozenset(done.final),
            usage=done.usage,
            problem=fault.message if fault else "",
        )

    def _work(self, items: Sequence[Item], deadline: Deadline, pool: ThreadPoolExecutor, done: _Done) -> None:
        size = self._settings.batch_size
        waiting: dict[Future[_Outcome], _Task] = {}
        again: list[tuple[Item, Complaint]] = []

        def start(task: _Task) -> None:
            waiting[pool.submit(self._ask, task, deadline)] = task

        for first in range(0, len(items), size):
            start(_Task({f"p{n}": item for n, item in enumerate(items[first : first + size], 1)}))
        ends = 0.0
        while (waiting or again) and deadline.remaining() > 0:
            first_calls = any(not task.complaints for task in waiting.values())
            held = ends - time.monotonic() if again and first_calls and len(again) < size else 0.0
            if again and held <= 0:
                batch, again = again[:size], again[size:]
                start(_repair(batch))
                continue
            limit = min(held, deadline.remaining()) if again else deadline.remaining()
            finished, _ = wait(waiting, timeout=limit, return_when=FIRST_COMPLETED)
            for future in [asked for asked in waiting if asked in finished]:  # not in a set's order: a repair's
                task, outcome = waiting.pop(future), future.result()  # messages are to be the same in every run
                done.usage = done.usage + outcome.usage
                done.last_fault = outcome.fault or done.last_fault
                for name, item in task.items.items():
                    if name in outcome.lines and done.accept(item, outcome.lines[name], self._settings.model):
                        continue
                    complaint = outcome.refused.get(name) or Complaint(SAME, outcome.lines[name])
                    if self._dead or not outcome.repairable:
                        done.refuse(item, complaint.reason)
                    elif outcome.unread and len(task.items) > 1:
                        start(_repair([(item, task.complaints.get(name, complaint))]))
                    elif not task.complaints:
                        ends = ends if again else time.monotonic() + GATHER_S
                        again.append((item, complaint))
                    else:
                        final = name in outcome.answered or name in outcome.lines
                        done.refuse(item, complaint.reason, final=final)
        for item, complaint in again:
            done.refuse(item, complaint.reason)
        for task in waiting.values():
            done.last_fault = ModelFault("모델이 실행 제한 시간 안에 답하지 않음")
            for item in task.items.values():
                done.refuse(item, done.last_fault.message)

    def _ask(self, task: _Task, deadline: Deadline) -> _Outcome:
        """One call and the check of what it gave; runs in the pool, never raises ModelFault."""
        fence = "t" + secrets.token_hex(4)
        source = self._settings.input
        if task.complaints:
            messages = ask_again(self._prompt, task.items, source, fence, task.complaints)
        else:
            messages = ask(self._prompt, task.items, source, fence)
        if self._dead:
            return _failed(task, self._dead)
        taken = sum(count_tokens(m["content"]) for m in messages)
        if not self._allowance.take(taken):
            limit = f"{self._settings.daily_token_limit:,}"
            return _failed(task, ModelFault(f"하루 토큰 한도 {limit}에 닿음(설정 `summarizer.daily_token_limit`)"))
        try:
            completion = self._endpoint.complete(messages, len(task.items), deadline)
        except ModelFault as error:
            self._allowance.settle(taken, Usage())
            self._dead = error if error.fatal else self._dead
            return _failed(task, error)
        self._allowance.settle(taken, completion.usage)
        if completion.problem and not completion.text:
            return _Outcome(
                refused=dict.fromkeys(task.items, Complaint(completion.problem)),
                answered=set(task.items) if completion.declined else set(),
                unread=True,
                usage=completion.usage,
            )
        answer = read_lines(completion.text, task.items.keys(), aside=completion.aside)
        if completion.aside and answer.lines:
            self._tell_of_aside()
        if answer.unknown:
            log.info("the model answered for %d ids nobody asked about; ignored", answer.unknown)
        outcome = _Outcome(usage=completion.usage, unread=not answer.lines)
        missing = completion.problem or answer.problem or "이 글의 답이 빠짐"
        for name, item in task.items.items():
            said = answer.lines.get(name, "").strip()
            complaint = self._complaint(said, name, item, answer.lines) if said else Complaint(missing)
            if complaint:
                outcome.refused[name] = complaint
                if said and not (
                    completion.problem or complaint.ours
                ):  # a line cut by the length limit is not what the model meant
                    outcome.answered.add(name)
            else:
                outcome.lines[name] = said
        return outcome

    def _tell_of_aside(self) -> None:
        """Say once that the server's settings, not the model, hide its answers."""
        with self._lock:
            told, self._told = self._told, True
        if not told:
            log.warning(ANSWER_ASIDE)

    def _complaint(self, said: str, name: str, item: Item, lines: Mapping[str, str]) -> Complaint | None:
        """Why a line may not be shown, or None."""
        if any(other != name and letters_of(line) == letters_of(said) for other, line in lines.items()):
            return Complaint(SAME, said)
        from digest.summarize.check.check import check_copy, check_line  # some hundred patterns, needed for new lines

        refusal = check_copy(said, self._prompt.examples) or check_line(said, item, self._settings.style)
        return complaint_of(said, refusal, item) if refusal else None


class _Done:
    """What has been settled so far."""

    def __init__(self, progress: Callable[[int], None]) -> None:
        self.lines: dict[str, Line] = {}
        self.refused: dict[str, str] = {}
        self.final: set[str] = set()
        self.usage = Usage()
        self.last_fault: ModelFault | None = None
        self._said = set[str]()
        self._progress = progress

    def accept(self, item: Item, text: str, model: str) -> bool:
        """Keep the line; False when another paper has this very sentence already."""
        sentence = letters_of(text)
        if sentence in self._said:
            return False
        self._said.add(sentence)
        self.lines[item.key] = Line(text=text, producer=f"openai:{model}")
        self._progress(1)
        return True

    def refuse(self, item: Item, reason: str, final: bool = False) -> None:
        self.refused[item.key] = reason
        if final:
            self.final.add(item.key)
        self._progress(1)


def _repair(refused: Sequence[tuple[Item, Complaint]]) -> _Task:
    named = {f"p{n}": pair for n, pair in enumerate(refused, 1)}
    return _Task({name: item for name, (item, _) in named.items()}, {name: told for name, (_, told) in named.items()})


def _failed(task: _Task, fault: ModelFault) -> _Outcome:
    return _Outcome(refused=dict.fromkeys(task.items, Complaint(fault.message)), repairable=False, fault=fault)


# How many tokens a text is, and how many of a day's allowance are left.


class Allowance:
    """The day's tokens, kept over runs; the day is UTC's. Safe to share between threads."""

    def __init__(self, limit: int | None, memory: Memory | None, clock: Clock) -> None:
        self._limit = limit
        self._memory = memory
        self._lock = threading.Lock()
        self._day = clock().date().isoformat()
        kept = memory.get("openai", "tokens", {}) if memory is not None and limit else {}
        self._used = int(kept.get("used", 0)) if kept.get("day") == self._day else 0

    def take(self, tokens: int) -> bool:
        """Set `tokens` aside for a call; False when the day's limit would be passed."""
        with self._lock:
            if self._limit is not None and self._used + tokens > self._limit:
                return False
            self._used += tokens
        return True

    def settle(self, taken: int, usage: Usage) -> None:
        """Replace what was set aside by what was used."""
        with self._lock:
            self._used += usage.prompt_tokens + usage.completion_tokens - taken

    def save(self) -> None:
        """Keep the day's sum for the next run."""
        with self._lock:
            if self._memory is not None and self._limit:
                self._memory.put("openai", "tokens", {"day": self._day, "used": self._used})


def count_tokens(text: str) -> int:
    """Roughly how many tokens a text is: four Latin characters or one and a half Hangul ones each."""
    wide = sum(1 for c in text if ord(c) > 0x2FF)
    return int((len(text) - wide) / 4 + wide / 1.5) + 1
