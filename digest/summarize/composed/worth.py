"""Whether a composed line tells enough, and whether it keeps what its title is about; a line that does not is refused.

`RL framework` is true of hundreds of papers, and a medical model is not a model: then the key sentence serves better.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from digest.lazy import pattern_of
from digest.summarize.composed.glossary import Glossary
from digest.summarize.composed.parse import verb
from digest.summarize.composed.phrase import word_set

TASK_WORDS = 2
"""Words that say what a named thing is for, however common: `영상 생성 모델`, not `강화학습 프레임워크`."""
GOOD = 1.5
"""One word that few papers share and a common task, or three common words."""
FRESH = 1.5
"""What a line must say beyond its title: a word that few papers share and a common one, or three common ones.

Of the lines that reach it two readers of different papers found 68 and 63 % useful, of all others about 30 %.
"""
_UNTRAINED = "추가 학습 없는"
_EMPTY = word_set(
    "프레임워크 모델 방법 벤치마크 데이터셋 시스템 기법 알고리즘 패러다임 파이프라인 아키텍처 전략 서베이 "
    "연구 분석 모음 계열 시리즈 도구 플랫폼 해법 메커니즘 엔진 모듈 방식 인프라 리뷰 개관 말뭉치 생태계 "
    "코드베이스 방법론 레시피 위한 대한 통한 있는 없는 않는 않은 수 개 기반 중심 통합 종합 가능한 효율적 "
    "범용 대규모 초대규모 고품질 오픈소스 오픈 공개 대형 소형 경량 다양한 복잡한 강건한 유연한 정확한 정밀한 "
    "빠른 체계적 향상 개선 강화 고도화 지원 개발 구축 엔드투엔드 추가 새로운 여러 플러그 앤 플레이 다목적 "
    "하이브리드 처리 작업 수준 성능 능력 품질 효율 뉴럴 네이티브 완전 완전한 학습된 안정적 일관된 고충실도 "
    "단일 2단계 3단계 다단계 AI 파운데이션 파라미터 확장 사용 어려운 실서비스 강력한 고성능 종속되지 실제 "
    "문제 제안 개방형 순수 지표"
)
"""Says nothing about which paper it is."""
_COMMON = word_set(
    "LLM MLLM LMM LVLM VLM VLA 생성 생성형 평가 학습 영상 추론 에이전트 멀티모달 이미지 3D 확산 이해 "
    "강화학습 언어 데이터 합성 정제 시각 비전 시각-언어 시각-언어-행동 편집 다중 제어 텍스트 자동 자동화된 "
    "자기회귀 검색 최적화 정렬 사전 사후 파인튜닝 트랜스포머 인지 환경 탐색 표현 지시 지시를 상호작용 "
    "테스트 질의응답 온라인 오프라인 적응형 동적 계층적 인터랙티브 zero-shot text-to-image "
    "text-to-video image-to-video 월드 튜닝 네트워크 조건부 자가 학습·평가 대화형 소프트웨어 멀티태스크 딥 "
    "다국적 반복적 특화 전용 세밀한 사실적"
)
"""Says it of hundreds of papers."""
_KNOWN = word_set("GUI OCR KV API SQL GPU CAD")
_PARTICLE = pattern_of(r"(?<=[가-힣A-Z])(?:에서의|으로의|에|을|를|의|용|인|이고)$")  # 검색에서의 · LLM을
_TITLE_DOMAINS = {
    r"medic|clinic|health|hospital|patient|radiolog|surg|patholog|\bCT\b|\bMRI\b|cancer": (
        "의료|의학|임상|건강|병원|환자|영상의학|수술|병리|생의학|CT|MRI|암|의무"
    ),
    r"\blegal|\bcourt|\blaw\b": "법",
    r"financ|\btrading|\bstocks?\b|econom": "금융|재무|트레이딩|주식|경제|투자",
    r"protein|genom|\bDNA|\bRNA|biolog|\bcells?\b": "단백질|유전|DNA|RNA|생물|세포|바이오",
    r"molecul|chemi|\bdrug": "분자|화학|약물|신약",
    r"\brobot|embod|humanoid": "로봇|로보|조작|체화|휴머노이드|파지|보행",
    r"driving|traffic|vehicle": "주행|교통|차량|운전",
    r"satellite|remote sensing|geospatial|\bearth\b": "위성|원격|지리|지구",
    r"educat|\btutor(?:s|ing)?\b": "교육|학생|튜터|강의|수업",
    r"\bmusic|\bsongs?\b": "음악|노래|곡|연주",
    r"\bspeech|\bvoice|\bspoken|\bTTS\b": "음성|말|TTS|발화|화자",
    r"\baudio|\bsounds?\b": "오디오|음향|소리|음성|시청각|효과음|audio",
    r"\bcod(?:e|ing)\b|software|\bprogrammi|verilog|\bSWE": (
        "코드|코딩|소프트웨어|프로그래|Verilog|SWE|개발|단위 테스트|버그"
    ),
    r"\bmath|theorem": "수학|정리|증명|기하",
    r"\b(?:video )?games\b|gameplay": "게임",
    r"recommend": "추천",
    r"knowledge distillation": "증류",
    r"\b(?:films?|movies?|cinema)": "영화|영상물|필름",
    r"\bsports?\b": "스포츠",
    r"agricultur|\bcrops?\b": "농업|작물",
    r"weather|climate": "기상|기후|날씨",
    r"time[- ]series|forecast": "시계열|예측",
    r"\btabular|\btables?\b": "표|테이블",
    r"\bSQL\b": "SQL",
    r"arabic": "아랍",
    r"dutch": "네덜란드",
    r"\bindi(?:c|an)|hindi": "인도|힌디",
    r"chinese": "중국",
    r"japan": "일본",
    r"korea": "한국",
    r"vietnam": "베트남",
    r"african": "아프리카",
    r"persian": "페르시아",
    r"\bgerman\b": "독일",
    r"\bfrench\b": "프랑스",
    r"multilingual": "다국어",
    r"named entity|\bNER\b": "개체명|NER",
    r"safety|jailbreak": "안전|탈옥|유해",
    r"watermark": "워터마크",
    r"long[- ]context": "긴|문맥",
    r"virtual try-on|garment|fashion": "가상|의류|패션|피팅|의상|옷",
}
"""What a title says a paper is about → what its line must then name."""
_DOMAINS = tuple((pattern_of(title, re.I), pattern_of(line)) for title, line in _TITLE_DOMAINS.items())


def body(line: str) -> str:
    """A composed line without its kind and name."""
    return line.split("] ", 1)[-1].split(" — ", 1)[-1]


def worth(text: str) -> float:
    """How much the Korean of a contribution says: 0 for an empty word, ½ for a common one, 1 for any other."""
    return sum(_words(text)) + ("(" in text)


def _words(text: str) -> list[float]:
    bare = re.sub(r"\([^()]*\)", "", text).replace(_UNTRAINED, "").replace("사람 개입 없는", "")
    return [_word(word) for word in re.split(r"[\s·,]+", bare)]


def _word(word: str) -> float:
    stem = _PARTICLE.sub("", word)
    if not stem or {word, stem, stem + "적인"} & _EMPTY or re.fullmatch(r"[\d.]+[BMT]?", stem):
        return 0
    acronym = re.fullmatch(r"[A-Z][A-Za-z]?[A-Z]+", stem) and stem not in _KNOWN
    return 0.5 if acronym or {word, stem, stem.removesuffix("적")} & _COMMON else 1


def worthiest(lines: Iterable[str], title: str) -> str:
    """The first line that says much, else the first that gives a name its task; never one that drops the domain."""
    named = ""
    for line in lines:
        if not line or not _keeps_domain(line, title):
            continue
        if worth(body(line)) >= GOOD:
            return line
        named = named or (line if " — " in line and sum(map(bool, _words(body(line)))) >= TASK_WORDS else "")
    return named


def tells_only_title(line: str, title: str, glossary: Glossary) -> bool:
    """Whether a line says hardly a telling word beyond the Korean of its title's words.

    `FancyVideo — 영상 생성 모델` under `FancyVideo: … Video Generation …` tells nothing that the title does not, and
    `SDD — 학습 안정화 방법` hardly more. A survey is its subject, and its line stays; so does a line with a size.
    """
    if not line or line.startswith("[서베이]") or "(" in line:
        return False
    words = re.findall(r"[\w-]+", title)
    known: set[str] = set()
    for length in (1, 2, 3):
        for at in range(len(words) - length + 1):
            term = glossary.term(" ".join(words[at : at + length]))
            done = verb(words[at], "gerund", glossary) if length == 1 else None
            known |= set(re.split(r"[\s·]+", term.ko if term else "")) | {done or ""}
    said = body(line)
    fresh = [
        word for word in re.split(r"[\s·,]+", said) if not ({word, _PARTICLE.sub("", word)} & known or word in words)
    ]
    untrained = _UNTRAINED in said and not re.search("training-free", title, re.I)
    return sum(map(_word, fresh)) + untrained < FRESH


def _keeps_domain(line: str, title: str) -> bool:
    return all(in_line.search(line) for in_title, in_line in _DOMAINS if in_title.search(title))
