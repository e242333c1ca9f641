"""Pages of arXiv's query API, made for tests."""

from __future__ import annotations

import httpx

HEAD = (
    '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" '
    'xmlns:arxiv="http://arxiv.org/schemas/atom"><opensearch:totalResults>{total}</opensearch:totalResults>'
)
INSIDE = "2024-08-15T17:00:00Z"


def entry(number: int, published: str = INSIDE, primary: str = "cs.CL") -> str:
    return (
        f"<entry><id>http://arxiv.org/abs/2408.{number:05d}v1</id><title>Paper {number}</title>"
        f"<updated>{published}</updated><published>{published}</published><summary>Text.</summary>"
        f'<author><name>Ada Example</name></author><arxiv:primary_category term="{primary}"/>'
        f'<category term="{primary}"/><category term="cs.AI"/></entry>'
    )


def page(*entries: str, total: int | None = None) -> httpx.Response:
    body = HEAD.format(total=len(entries) if total is None else total) + "".join(entries) + "</feed>"
    return httpx.Response(200, text=body, headers={"content-type": "application/atom+xml"})
