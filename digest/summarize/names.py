"""Every Latin name of a line, and every foreign name in Hangul we know, must stand in the source (DESIGN §8)."""

from __future__ import annotations

import regex

# What practitioners write about any machine-learning paper; everything else needs the source.
ALWAYS = frozenset(
    "ai ml dl sota ii iii vs a b c x k n i e g s fine tuning zero few shot one in context learning training pre post test time "
    "end to multi cross self open source token prompt transformer benchmark online offline real world state of the art".split()
)
# A word on the left may stand for any of the words on the right.
STANDS_FOR = {
    "llm": r"language models?|\bLMs?\b|GPT|LLaMA|chatbot|instruction-tun", "llms": r"language models?|\bLMs?\b",
    "mllm": r"multi-?modal|vision|LMM", "vlm": r"vision|visual|multi-?modal|VLP", "lmm": r"multi-?modal", "lm": r"language model",
    "gpu": r"GPUs?|A100|H100|RTX|V100|CUDA", "cpu": r"CPU", "rl": r"reinforcement|RLHF|RLVR|GRPO|PPO",
    "rag": r"retriev", "gan": r"adversarial|GAN", "nlp": r"natural language|NLP", "api": r"API|proprietary|commercial|closed",
    "ui": r"UI\b|interface", "gui": r"GUI|graphical|interface", "qa": r"question|QA", "vqa": r"question|VQA",
    "cot": r"chain[- ]of[- ]thought", "asr": r"speech recognition|ASR", "tts": r"text-to-speech|speech synthesis|TTS",
    "t2i": r"text-to-image", "t2v": r"text-to-video", "i2v": r"image-to-video", "ocr": r"OCR|text recognition|document",
    "moe": r"mixture|MoE", "sft": r"supervised|SFT|fine-?tun", "kv": r"key-value|KV", "llmops": r"LLMOps",
    "3d": r"3-?D|three-dimensional|gaussian splat|nerf|mesh|point cloud", "2d": r"2-?D|two-dimensional", "4d": r"4-?D", "360": r"360",
    "html": r"HTML|web", "pdf": r"PDF", "url": r"URL|link", "web": r"web|internet|online", "dna": r"DNA", "mri": r"MRI|magnetic",
    "fps": r"FPS|frames? per second", "math": r"math", "arxiv": r"arXiv",
}  # fmt: skip
HANGUL_NAMES = {
    "구글": "Google|Gemini|Gemma|DeepMind", "오픈AI": "OpenAI|GPT|Sora", "딥마인드": "DeepMind", "마이크로소프트": "Microsoft|Phi", "엔비디아": "NVIDIA|Nemotron",
    "애플": "Apple|iPhone|iPad|iOS|macOS", "아마존": "Amazon|AWS", "화웨이": "Huawei|Ascend", "텐센트": "Tencent|Hunyuan", "알리바바": "Alibaba|Qwen|Taobao",
    "바이두": "Baidu|ERNIE", "바이트댄스": "ByteDance|Seed", "앤트로픽": "Anthropic|Claude", "딥시크": "DeepSeek", "허깅페이스": "Hugging ?Face",
    "스탠퍼드": "Stanford", "버클리": "Berkeley", "라마": "LLaMA", "제미나이": "Gemini", "제미니": "Gemini", "젬마": "Gemma", "클로드": "Claude", "큐원": "Qwen",
    "퀜": "Qwen", "미스트랄": "Mistral", "믹스트랄": "Mixtral", "챗GPT": "ChatGPT", "챗지피티": "ChatGPT", "코파일럿": "Copilot", "유튜브": "YouTube",
    "위키피디아": "Wiki", "위키백과": "Wiki", "트위터": "Twitter|tweet", "레딧": "Reddit", "깃허브": "GitHub", "네이버": "Naver|HyperCLOVA", "카카오": "Kakao",
    "삼성": "Samsung", "테슬라": "Tesla", "미드저니": "Midjourney", "스테이블 디퓨전": "Stable ?Diffusion", "스테이블디퓨전": "Stable ?Diffusion", "소라": r"Sora\b",
    "마인크래프트": "Minecraft", "스타크래프트": "StarCraft", "틱톡": "TikTok", "인스타그램": "Instagram", "페이스북": "Facebook", "안드로이드": "Android",
    "윈도우": "Windows", "리눅스": "Linux|Ubuntu", "아이폰": "iPhone", "파이토치": "PyTorch", "텐서플로": "TensorFlow", "쿠다": "CUDA", "파이썬": "Python",
    "자바스크립트": "JavaScript|JS", "이미지넷": "ImageNet", "한국어": "Korea", "중국어": "Chinese|Mandarin|China", "일본어": "Japan", "독일어": "German",
    "프랑스어": "French|France", "스페인어": "Spanish", "러시아어": "Russia", "아랍어": "Arab", "힌디어": "Hindi", "베트남어": "Vietnam", "인도네시아어": "Indonesia",
    "이탈리아어": "Italian", "포르투갈어": "Portug|Brazil", "터키어": "Turk", "튀르키예어": "Turk", "태국어": "Thai", "폴란드어": "Polish|Poland", "페르시아어": "Persian|Farsi",
    "벵골어": "Bengali|Bangla", "타밀어": "Tamil", "우크라이나어": "Ukrain", "히브리어": "Hebrew", "그리스어": "Greek", "라틴어": "Latin", "체코어": "Czech",
    "네덜란드어": "Dutch", "스웨덴어": "Swed", "우르두어": "Urdu", "스와힐리어": "Swahili",
}  # fmt: skip
_HANGUL_NAME = regex.compile(
    rf"(?<![가-힣])(?:{'|'.join(sorted(HANGUL_NAMES, key=len, reverse=True))})(?![니음리보그다임]|[가-힣]마)"
)
_WORD = regex.compile(r"[A-Za-z0-9À-ɏͰ-Ͽ]+(?:[.@'+/&_^-]*[A-Za-z0-9À-ɏͰ-Ͽ]+)*\+*")
_PIECE = regex.compile(r"[a-z0-9à-ɏͱ-Ͽ]+")
_MEASURE = regex.compile(
    r"[\d.,]+(?:[kmbt]|x|%|ms|s|h|hz|khz|mhz|ghz|kb|mb|gb|tb|fps|mm|cm|m|km|d|bit|-bit|p|pp)?(?:[x~-][\d.,]+(?:[kmbt]|x|%)?)*",
    regex.IGNORECASE,
)


class Vocabulary:
    """The words of a source, joined in every way a name may be written (`Llama-3.1`, `Llama 3.1`, `Llama3.1`)."""

    def __init__(self, source: str) -> None:
        self.source = source
        pieces = _PIECE.findall(source.lower())
        self.joined = set[str]()
        for size in range(1, 7):
            self.joined |= {"".join(pieces[i : i + size]) for i in range(len(pieces) - size + 1)}
        self.joined |= {word[:-1] for word in self.joined if word.endswith("s") and len(word) > 3}
        camel = _PIECE.findall(regex.sub(r"(?<=[a-z])(?=[A-Z0-9])|(?<=[A-Za-z])(?=\d)", " ", source).lower())
        self.joined |= set(camel)
        words = [w for w in regex.findall(r"[A-Za-z]+", source)]
        self.initials = "".join(w[0].lower() for w in words)
        strong = [w for w in words if w.lower() not in ("of", "the", "and", "for", "in", "to", "a", "with", "on", "by")]
        self.strong_initials = "".join(w[0].lower() for w in strong)

    def holds(self, name: str) -> bool:
        """Whether a Latin word of a line is backed by the source."""
        glued = "".join(_PIECE.findall(name.lower()))
        if not glued or glued in ALWAYS or glued in self.joined or (glued.endswith("s") and glued[:-1] in self.joined):
            return True
        if glued in STANDS_FOR and regex.search(STANDS_FOR[glued], self.source, regex.IGNORECASE):
            return True
        if self._acronym(name):
            return True
        parts = [p for p in regex.split(r"[-/+_&^'.]", name) if p]
        return len(parts) > 1 and not any(p.isdigit() for p in parts) and all(self.holds(p) for p in parts)

    def _acronym(self, name: str) -> bool:
        """RL for "reinforcement learning": 2–6 capitals that are the initials of neighbouring words."""
        letters = name[:-1] if name.endswith("s") else name
        return (
            bool(regex.fullmatch(r"[A-Z]{2,6}", letters))
            and (letters.lower() in self.initials or letters.lower() in self.strong_initials)
            and len(letters) >= 3
            or bool(regex.fullmatch(r"[A-Z]{2}", letters))
            and letters in _pairs(self.source)
        )


def _pairs(source: str) -> set[str]:
    return {a + b for a, b in regex.findall(r"\b([A-Z])[a-z]+[ -]([A-Z])[a-z]+", source.title(), overlapped=True)}


def unsupported_name(line: str, source: str) -> str | None:
    """The first name of `line` that `source` does not hold, or None; both `normal`."""
    vocabulary = Vocabulary(source)
    for match in _WORD.finditer(line):
        name = match[0]
        if not regex.search(r"[A-Za-zÀ-ɏ]", name) or _MEASURE.fullmatch(name):
            continue
        if not vocabulary.holds(name):
            return name
    for match in _HANGUL_NAME.finditer(line):
        if not regex.search(HANGUL_NAMES[match[0]], source, regex.IGNORECASE):
            return match[0]
    return None
