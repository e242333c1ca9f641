"""Common AI terms as Korean writers put them: strict synonyms, matched alike; the first names the topic in trends.

A reader who configures `diffusion` also means 확산 모델, and the other way round.
"""

from __future__ import annotations

# who asks for `확산 모델` means `diffusion`, too
ALIASES: tuple[tuple[str, ...], ...] = (
    ("확산 모델", "diffusion", "디퓨전"),
    ("강화학습", "reinforcement learning", "강화 학습"),
    ("RLHF", "reinforcement learning from human feedback", "인간 피드백 강화학습"),
    ("긴 문맥", "long context", "장문맥", "롱 컨텍스트"),
    ("멀티모달", "multimodal", "multi modal", "다중 모달"),
    ("시각-언어 모델", "vision language", "vision language model", "비전 언어", "VLM"),
    ("거대언어모델", "large language model", "LLM", "대규모 언어 모델"),
    ("에이전트", "agent"),
    ("추론", "reasoning"),
    ("사고 사슬", "chain of thought", "CoT"),
    ("검색 증강 생성", "retrieval augmented generation", "RAG"),
    ("미세조정", "fine tuning", "파인튜닝", "finetuned", "fine tuned"),
    ("사전학습", "pretraining", "pre training", "pretrained", "사전 학습"),
    ("양자화", "quantization", "quantisation", "quantized"),
    ("지식 증류", "knowledge distillation"),
    ("전문가 혼합", "mixture of experts", "MoE"),
    ("정렬", "alignment"),
    ("선호 최적화", "preference optimization", "preference optimisation"),
    ("DPO", "direct preference optimization"),
    ("음성", "speech"),
    ("음성 합성", "text to speech", "TTS"),
    ("음성 인식", "speech recognition", "ASR"),
    ("번역", "machine translation", "기계 번역"),
    ("영상 생성", "video generation"),
    ("이미지 생성", "image generation"),
    ("코드 생성", "code generation"),
    ("로봇", "robot", "robotics", "로보틱스"),
    ("그래프 신경망", "graph neural network", "GNN"),
    ("트랜스포머", "transformer"),
    ("상태 공간 모델", "state space model", "SSM"),
    ("환각", "hallucination"),
    ("벤치마크", "benchmark"),
    ("해석 가능성", "interpretability"),
    ("합성 데이터", "synthetic data"),
    ("문맥 내 학습", "in context learning"),
    ("월드 모델", "world model"),
    ("의료", "medical"),
    ("단백질", "protein"),
    ("한국어", "Korean"),
)
