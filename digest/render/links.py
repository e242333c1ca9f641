"""Where a paper can be read: its pages and PDFs, and which of them a title leads to."""

from __future__ import annotations

from typing import Literal

from digest.models import Item

TitleLink = Literal["huggingface", "arxiv", "alphaxiv", "pdf"]

# title_link: alphaxiv → https://www.alphaxiv.org/abs/{id}
PAGES: dict[TitleLink, str] = {
    "huggingface": "https://huggingface.co/papers/{id}",
    "arxiv": "https://arxiv.org/abs/{id}",
    "alphaxiv": "https://www.alphaxiv.org/abs/{id}",
    "pdf": "https://arxiv.org/pdf/{id}",
}


def title_link(item: Item, choice: TitleLink | None) -> str:
    """The address that a title leads to; what is no arXiv paper, or has no choice, keeps its own.

    A paper that Hugging Face has not listed has no page there, and keeps its own as well.
    """
    kind, _, paper = item.key.partition(":")
    if choice is None or kind != "arxiv":
        return item.url
    if choice == "huggingface" and not any(sighting.source == "huggingface" for sighting in item.sightings):
        return item.url
    return PAGES[choice].format(id=paper)


def links_of(item: Item) -> tuple[tuple[str, str], ...]:
    """(name, address) of every place that is known for an item; code with its stars."""
    kind, _, paper = item.key.partition(":")
    found: list[tuple[str, str]] = []
    if kind == "arxiv":
        found += [("arXiv", PAGES["arxiv"].format(id=paper)), ("PDF", PAGES["pdf"].format(id=paper))]
        found += [("HTML", f"https://arxiv.org/html/{paper}")]
        if any(sighting.source == "huggingface" for sighting in item.sightings):
            found += [("Hugging Face", PAGES["huggingface"].format(id=paper))]
        found += [("alphaXiv", PAGES["alphaxiv"].format(id=paper))]
    else:
        found += [("DOI" if kind == "doi" else "주소", item.url)]
    if item.code_url:
        found += [("코드" + (f" ⭐{item.stars:,}" if item.stars else ""), item.code_url)]
    found += [("프로젝트", item.project_url)] if item.project_url else []
    found += [(f"앞선 논문 {one.paper}", PAGES["arxiv"].format(id=one.paper)) for one in item.earlier if one.paper]
    found += [("글", url) for url in dict.fromkeys(s.post_url for s in item.sightings if s.post_url)]
    return tuple(found)
