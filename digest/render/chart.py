"""The week's topics as a picture; the only importer of matplotlib, which is an extra and loaded for a picture alone.

Bars lie on their sides, so that Korean names stand upright on a phone; the ground is clear and the words are of a
grey that can be read on white and on black.
"""

from __future__ import annotations

import io
import logging
from typing import TYPE_CHECKING, Any

from digest.models import Review
from digest.render.clean import visible
from digest.render.phrases import percent

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# `fc-list : family` of a Mac has `Apple SD Gothic Neo`
FONTS = ("Pretendard", "Noto Sans CJK KR", "Noto Sans KR", "NanumGothic", "Apple SD Gothic Neo", "Malgun Gothic")
"""Faces that hold Hangul, the first that is there."""
INK, BAR, USUAL = "#7d8590", "#2f81f7", "#9aa4b2"
WIDTH, ROW = 3.9, 0.52
"""Inches: 390 points across, the width of a phone."""
NAME = 18
"""Letters of a topic beside its bar."""


def can_draw() -> bool:
    """Whether the library of the extra `chart` is installed; it is not loaded."""
    from importlib.util import find_spec

    return find_spec("matplotlib") is not None


def korean_font() -> str:
    """A face of this machine that holds Hangul; empty where there is none, and then no PNG can be drawn."""
    from matplotlib.font_manager import fontManager

    known = {font.name for font in fontManager.ttflist}
    return next((name for name in FONTS if name in known), "")


def week_svg(review: Review) -> bytes:
    """The picture for a page: words stay words, in the page's own face. The same review gives the same bytes."""
    return _drawn(review, "svg", "sans-serif")


def week_png(review: Review) -> bytes:
    """The picture where no page draws it; b"" without a Korean face, for boxes in place of words help nobody."""
    face = korean_font()
    return _drawn(review, "png", face) if face else b""


def _drawn(review: Review, kind: str, face: str) -> bytes:
    import warnings

    import matplotlib as mpl

    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)
    settings: Any = {"svg.fonttype": "none", "svg.hashsalt": review.week, "font.family": face, "font.size": 9}
    out = io.BytesIO()
    with mpl.rc_context(settings), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a face without Hangul measures it wrongly by a little, which nobody sees
        figure = _figure(review)
        meta: dict[str, str | None] = {"Date": None} if kind == "svg" else {}
        figure.savefig(out, format=kind, transparent=True, metadata=meta, dpi=200)
    return out.getvalue()


def _figure(review: Review) -> Figure:
    from matplotlib.figure import Figure

    topics = review.topics
    figure = Figure(figsize=(WIDTH, 0.95 + ROW * len(topics)), layout="constrained")
    axes = figure.subplots()
    places = range(len(topics))
    week = [100 * topic.share for topic in topics]
    usual = [100 * topic.usual_share for topic in topics]
    axes.barh([place - 0.19 for place in places], week, 0.34, color=BAR, label="이번 주")
    if review.compared:
        axes.barh([place + 0.19 for place in places], usual, 0.34, color=USUAL, label="그 전 4주")
    for place, topic in zip(places, topics, strict=True):
        below = [(0.19, topic.usual_share)] if review.compared else []
        for offset, share in ((-0.19, topic.share), *below):
            axes.text(100 * share, place + offset, f" {percent(share)}", va="center", color=INK, size=8)
    names = [visible(topic.topic) for topic in topics]
    axes.set_yticks(list(places), [name if len(name) <= NAME else name[: NAME - 1] + "…" for name in names])
    axes.invert_yaxis()
    axes.set_xlim(0, max([*week, *usual, 1.0]) * 1.25)
    axes.set_xticks([])
    axes.tick_params(colors=INK, length=0)
    for side in axes.spines.values():
        side.set_visible(False)
    figure.suptitle(f"{review.week} 목록에서 차지하는 몫", color=INK, size=10)
    figure.legend(frameon=False, labelcolor=INK, fontsize=8, loc="outside lower center", ncols=2)
    return figure
