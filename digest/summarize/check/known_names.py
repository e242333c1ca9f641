"""Names with more than one spelling: what a source must say for a line to use the word on the left."""

from __future__ import annotations


def _table(text: str) -> dict[str, str]:
    return {word: pattern for word, _, pattern in (line.partition(" = ") for line in text.strip().splitlines())}


SHORT_FOR = _table(r"""
2d = 2-?D|two-dimensional
360 = 360
3d = 3-?D|three-dimensional|gaussian splat|nerf|mesh|point cloud
3dgs = gaussian splat
4d = 4-?D
api = API|proprietary|commercial|closed
ar = autoregressive|augmented reality
arxiv = arXiv
asr = speech recognition|ASR
cnn = convolution
cot = chain[- ]of[- ]thought
cpu = CPU
ct = computed tomography
db = database
dna = DNA
dpo = preference optimi
fps = FPS|frames? per second
gan = adversarial|GAN
gnn = graph neural
gpt = GPT
gpu = GPUs?|A100|H100|RTX|V100|CUDA
grpo = group relative
gui = GUI|graphical|interface
hci = human-computer
html = HTML|web
i2v = image-to-video
id = identity|identifier|ID
ide = development environment
iot = internet of things
kg = knowledge graph
kv = key-value|KV
lidar = lidar|point cloud
llama = LLaMA
llm = language models?|\bLMs?\b|GPT|LLaMA|chatbot|instruction-tun
llmops = LLMOps
llms = language models?|\bLMs?\b
lm = language model
lmm = multi-?modal
lvlm = vision-language|visual language
math = math
mcp = model context protocol
mcts = monte carlo tree
mllm = multi-?modal|vision|LMM
moe = mixture|MoE
mri = MRI|magnetic
mt = machine translation
ner = named entity
nerf = neural radiance|radiance field
nlp = natural language|NLP
nmt = machine translation
ocr = OCR|text recognition|document
ood = out-of-distribution
os = operating system
pdf = PDF
peft = parameter-efficient
ppo = proximal policy
pr = pull request
python = Python|code
qa = question|QA
rag = retriev
rgb = RGB|images?
rl = reinforcement|RLHF|RLVR|GRPO|PPO
rlhf = human feedback
rlvr = verifiable reward
rnn = recurrent
sae = sparse autoencoder
sft = supervised|SFT|fine-?tun
slm = small language model|speech language model
sql = SQL
ssm = state[- ]space
svd = singular value
t2i = text-to-image
t2v = text-to-video
tts = text-to-speech|speech synthesis|TTS
ui = UI\b|interface
url = URL|link
vit = vision transformer
vla = vision-language-action
vlm = vision|visual|multi-?modal|VLP
vqa = question|VQA
vr = virtual reality
web = web|internet|online
""")
"""Acronyms practitioners use; keys in lower case, values match the source without regard to case."""

HANGUL_NAMES = _table(r"""
구글 = Google|Gemini|Gemma|DeepMind
오픈AI = OpenAI|GPT|Sora
딥마인드 = DeepMind
마이크로소프트 = Microsoft|Phi
엔비디아 = NVIDIA|Nemotron
애플 = Apple|iPhone|iPad|iOS|macOS
아마존 = Amazon|AWS
화웨이 = Huawei|Ascend
텐센트 = Tencent|Hunyuan
알리바바 = Alibaba|Qwen|Taobao
바이두 = Baidu|ERNIE
바이트댄스 = ByteDance|Seed
앤트로픽 = Anthropic|Claude
딥시크 = DeepSeek
허깅페이스 = Hugging ?Face
스탠퍼드 = Stanford
버클리 = Berkeley
라마 = LLaMA
제미나이 = Gemini
제미니 = Gemini
젬마 = Gemma
클로드 = Claude
큐원 = Qwen
퀜 = Qwen
미스트랄 = Mistral
믹스트랄 = Mixtral
챗GPT = ChatGPT
챗지피티 = ChatGPT
코파일럿 = Copilot
유튜브 = YouTube
위키피디아 = Wiki
위키백과 = Wiki
트위터 = Twitter|tweet
레딧 = Reddit
깃허브 = GitHub
네이버 = Naver|HyperCLOVA
카카오 = Kakao
삼성 = Samsung
테슬라 = Tesla
미드저니 = Midjourney
스테이블 디퓨전 = Stable ?Diffusion
스테이블디퓨전 = Stable ?Diffusion
소라 = Sora\b
마인크래프트 = Minecraft
스타크래프트 = StarCraft
틱톡 = TikTok
인스타그램 = Instagram
페이스북 = Facebook
안드로이드 = Android
윈도우 = Windows
리눅스 = Linux|Ubuntu
아이폰 = iPhone
파이토치 = PyTorch
텐서플로 = TensorFlow
쿠다 = CUDA
파이썬 = Python
자바스크립트 = JavaScript|JS
이미지넷 = ImageNet
한국어 = Korea
중국어 = Chinese|Mandarin|China
일본어 = Japan
독일어 = German
프랑스어 = French|France
스페인어 = Spanish
러시아어 = Russia
아랍어 = Arab
힌디어 = Hindi
베트남어 = Vietnam
인도네시아어 = Indonesia
이탈리아어 = Italian
포르투갈어 = Portug|Brazil
터키어 = Turk
튀르키예어 = Turk
태국어 = Thai
폴란드어 = Polish|Poland
페르시아어 = Persian|Farsi
벵골어 = Bengali|Bangla
타밀어 = Tamil
우크라이나어 = Ukrain
히브리어 = Hebrew
그리스어 = Greek
라틴어 = Latin
체코어 = Czech
네덜란드어 = Dutch
스웨덴어 = Swed
우르두어 = Urdu
스와힐리어 = Swahili
""")
"""Foreign names in Hangul; a line may use one only when the source has it in Latin letters."""

_ALWAYS_TEXT = """
ai ml dl sota ii iii iv vs a b c x k n i e g s fine tuning zero few shot one in context learning
training pre post test time end to multi cross self open source token prompt transformer benchmark
online offline real world state of the art
"""
ALWAYS = frozenset(_ALWAYS_TEXT.split())
"""Lower-case pieces that any line about machine learning may use."""
