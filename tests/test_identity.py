"""Every way a paper is written gives the same key (docs/services.md: arXiv, KakaoTalk)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.identity import arxiv_id, canonical_key, find_links, find_papers, misspelt_arxiv_id, orcid_of, paper_url

FORMS = [
    "{id}",
    "arXiv:{id}",
    "arxiv:{id}",
    "arXiv: {id}",
    "oai:arXiv.org:{id}",
    "https://arxiv.org/abs/{id}",
    "http://arxiv.org/abs/{id}",
    "HTTPS://ArXiv.org/abs/{id}",
    "https://www.arxiv.org/abs/{id}",
    "https://export.arxiv.org/abs/{id}",
    "https://browse.arxiv.org/abs/{id}",
    "https://arxiv.org/abs/{id}/",
    "https://arxiv.org/abs/{id}?context=cs.CL#abstract",
    "https://arxiv.org/pdf/{id}",
    "https://arxiv.org/pdf/{id}.pdf",
    "https://arxiv.org/pdf/{id}#page=3",
    "https://arxiv.org/html/{id}",
    "https://browse.arxiv.org/html/{id}/#S2",
    "https://arxiv.org/format/{id}",
    "https://ar5iv.labs.arxiv.org/html/{id}",
    "https://ar5iv.org/abs/{id}",
    "https://www.alphaxiv.org/abs/{id}",
    "https://alphaxiv.org/pdf/{id}",
    "https://huggingface.co/papers/{id}",
    "https://hf.co/papers/{id}",
    "https://hf.co/papers/{id}#comments",
    "10.48550/arXiv.{id}",
    "doi:10.48550/arXiv.{id}",
    "https://doi.org/10.48550/arXiv.{id}",
    "http://dx.doi.org/10.48550/ARXIV.{id}",
]
IDS = [("2611.01234", ""), ("2408.08152", "v2"), ("0706.0001", "v13"), ("hep-th/9901001", ""), ("math/0309136", "v1")]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("paper", "version"), IDS)
def test_every_form_is_the_same_paper(form: str, paper: str, version: str) -> None:
    assert canonical_key(form.format(id=paper + version)) == f"arxiv:{paper}"


@pytest.mark.parametrize("form", ["math.GT/0309136", "https://arxiv.org/abs/math.GT/0309136v1", "math%2F0309136"])
def test_an_old_id_loses_its_subject_class(form: str) -> None:
    assert arxiv_id(form) == "math/0309136"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0",
        "2024.08",
        "2408.0815",  # five digits since 2015
        "0808.05394",  # four digits before
        "2413.00001",  # no such month
        "0000.0000",
        "10.5281",
        "2408.08152x",
        "foo/1234567",
        "mailto:a@example.com",
        "ftp://arxiv.org/abs/2408.08152",
        "javascript:alert(1)",
        "https://",
        "http://[bad/abs/2408.08152",
        "https://example.com:99999/",
        "오늘의 논문",
    ],
)
def test_what_is_neither_id_nor_link_has_no_key(text: str) -> None:
    assert canonical_key(text) is None


@pytest.mark.parametrize(
    "url",
    [
        "https://arxiv.org/list/cs.CL/new",
        "https://arxiv.org/",
        "https://huggingface.co/papers/date/2024-08-19",
        "https://huggingface.co/papers",
        "https://example.com/abs/2408.08152",
        "https://notarxiv.org/abs/2408.08152",
        "https://arxiv.org.evil.example/abs/2408.08152",
    ],
)
def test_other_pages_are_no_papers(url: str) -> None:
    assert arxiv_id(url) is None
    assert (canonical_key(url) or "").startswith("url:https://")


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("https://doi.org/10.1145/3442188.3445922", "doi:10.1145/3442188.3445922"),
        ("doi:10.1038/S41586-021-03819-2", "doi:10.1038/s41586-021-03819-2"),
        ("https://dl.acm.org/doi/pdf/10.1145/3442188.3445922", "doi:10.1145/3442188.3445922"),
        ("https://doi.org/10.1002/(SICI)1097-4636(199823)43:3", "doi:10.1002/(sici)1097-4636(199823)43:3"),
    ],
)
def test_a_doi_is_lower_case(text: str, key: str) -> None:
    assert canonical_key(text) == key


@pytest.mark.parametrize(
    ("url", "normal"),
    [
        ("http://www.Example.com/Post/", "https://example.com/Post"),
        ("https://example.com/p?b=2&a=1&utm_source=x&fbclid=9&ref=hn#top", "https://example.com/p?a=1&b=2"),
        ("https://example.com:443/p", "https://example.com/p"),
        ("http://example.com:8080/p", "https://example.com:8080/p"),
        ("https://example.com/글", "https://example.com/%EA%B8%80"),
        ("https://example.com/%ea%b8%80/", "https://example.com/%EA%B8%80"),
        ("https://user:secret@example.com/p", "https://example.com/p"),
        ("https://youtube.com/watch?v=dQw4&feature=share", "https://youtube.com/watch?v=dQw4"),
        ("https://twitter.com/_akhaliq/status/1826091077561913622?s=20", "https://x.com/i/status/1826091077561913622"),
        ("https://nitter.net/_akhaliq/status/1826091077561913622#m", "https://x.com/i/status/1826091077561913622"),
        ("https://x.com/i/web/status/1826091077561913622", "https://x.com/i/status/1826091077561913622"),
        ("http://[::1]:80/p", "https://[::1]/p"),
    ],
)
def test_a_url_is_normalised(url: str, normal: str) -> None:
    assert canonical_key(url) == f"url:{normal}"


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("https://arxiv.org/abs/2611.01234를 읽어 보세요", ("https://arxiv.org/abs/2611.01234",)),
        ("(참고: https://arxiv.org/abs/2611.01234).", ("https://arxiv.org/abs/2611.01234",)),
        ("[논문](https://hf.co/papers/2611.01234)에서", ("https://hf.co/papers/2611.01234",)),
        ("[https://a.example/x](https://a.example/x)", ("https://a.example/x",)),
        ("「https://a.example/x」 https://b.example", ("https://a.example/x", "https://b.example")),
        ("https://a.example/xhttps://b.example/y", ("https://a.example/x", "https://b.example/y")),
        ("https://a.example/go?to=https://b.example/y", ("https://a.example/go?to=https://b.example/y",)),
        ("https://ko.wikipedia.org/wiki/확산_모델", ("https://ko.wikipedia.org/wiki/확산_모델",)),
        ("https://ko.wikipedia.org/wiki/링크", ("https://ko.wikipedia.org/wiki/링크",)),
        ("https://ko.wikipedia.org/wiki/도", ("https://ko.wikipedia.org/wiki/도",)),
        ("https://velog.io/@a/논문-추천", ("https://velog.io/@a/논문-추천",)),
        ("https://a.example/?q=참고", ("https://a.example/?q=참고",)),
        ("https://github.com/a/b/를 보세요", ("https://github.com/a/b/",)),
        (
            "https://a.example/gpt/에 따르면 https://a.example/b/의 글",
            ("https://a.example/gpt/", "https://a.example/b/"),
        ),
        ("https://a.example/watch?v=abcdefghi_-를 보고", ("https://a.example/watch?v=abcdefghi_-",)),
        ("**https://a.example/x**를", ("https://a.example/x",)),
        ("[https://a.example/x]를 {https://a.example/y}를", ("https://a.example/x", "https://a.example/y")),
        (
            "https://a.example/?q=abc==를 https://a.example/C++를",
            ("https://a.example/?q=abc==", "https://a.example/C++"),
        ),
        ("https://en.wikipedia.org/wiki/BERT_(model)입니다.", ("https://en.wikipedia.org/wiki/BERT_(model)",)),
        ("arxiv.org/abs/2611.01234 보셨나요", ("https://arxiv.org/abs/2611.01234",)),
        ("myarxiv.org/abs/2611.01234 ftp://x.example/", ()),
        ("https://a.example/x https://a.example/x", ("https://a.example/x",)),
        ("https:// 뒤에 아무것도 없음", ()),
    ],
)
def test_links_in_free_text(text: str, links: tuple[str, ...]) -> None:
    assert find_links(text) == links


def test_papers_in_free_text() -> None:
    text = "arXiv:2408.08152v1, https://hf.co/papers/2408.10914와 https://example.com (arXiv 2408.08152)"
    assert find_papers(text) == ("arxiv:2408.10914", "arxiv:2408.08152")
    assert find_papers("arXiv:2408.08152v1;arXiv:2408.10914를 (arXiv:hep-th/9901001v2)") == (
        "arxiv:2408.08152",
        "arxiv:2408.10914",
        "arxiv:hep-th/9901001",
    )
    assert find_papers("arXiv: 없음, myarXiv:2408.08152, arXiv:2408.081525") == ()


def test_the_page_a_reader_opens() -> None:
    assert paper_url("arxiv:2408.08152") == "https://arxiv.org/abs/2408.08152"
    assert paper_url("doi:10.1145/3442188.3445922") == "https://doi.org/10.1145/3442188.3445922"
    assert paper_url("url:https://example.com/p?a=1") == "https://example.com/p?a=1"


months = st.integers(1, 12)
new_ids = st.one_of(
    st.builds("{:02}{:02}.{:05}".format, st.integers(15, 99), months, st.integers(0, 99999)),
    st.builds("{:02}{:02}.{:04}".format, st.integers(8, 14), months, st.integers(0, 9999)),
    st.builds(
        "{}/{:02}{:02}{:03}".format,
        st.sampled_from(["hep-th", "cs", "q-bio"]),
        st.integers(92, 99),
        months,
        st.integers(0, 999),
    ),
)
versions = st.sampled_from(["", "v1", "v12"])
tails = st.sampled_from(["", ")", ".", "를", "에서", "),", "입니다.", "」", "**"])


@given(new_ids, versions, st.sampled_from(FORMS), tails)
def test_an_id_survives_every_form(paper: str, version: str, form: str, tail: str) -> None:
    key = canonical_key(form.format(id=paper + version) + tail)
    assert key == f"arxiv:{paper}"
    assert canonical_key(paper_url(key)) == key


awkward = st.text("ab/.:)(]['\"`~%?&=#@ 를을에서v1204.\\^{}<>,*_-€😀가", max_size=30)


@given(st.one_of(awkward, st.text(max_size=80)))
def test_any_text_is_safe_and_keys_are_stable(text: str) -> None:
    for candidate in (text, f"https://example.com/{text}", f"https://{text}", f"10.1234/{text}"):
        key = canonical_key(candidate)
        assert key is None or canonical_key(key) == key
    for link in find_links(f"앞 https://example.com/{text}"):
        assert link.startswith("http")
        assert canonical_key(link)


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "text",
    ["https://a.kr/" + ")" * 300_000, "https://a.kr/x" + "을." * 100_000, "https://doi.org/10.1234/" + "./" * 100_000],
    ids=["brackets", "particles", "slashes"],
)
def test_a_long_tail_of_punctuation_costs_little(text: str) -> None:
    assert len(find_links(text)) <= 1
    assert find_papers(text) == ()


def test_a_link_nobody_could_read_is_none() -> None:
    longest = "https://a.kr/" + "x" * 1987
    assert find_links(f"{longest} {longest}x") == (longest,)
    assert canonical_key(longest + "x") is None
    assert arxiv_id("https://arxiv.org/abs/2408.08152?" + "x" * 2000) is None
    long_once_written_out = "https://a.kr/" + "글" * 500
    assert canonical_key(long_once_written_out) is None


def test_a_link_ends_at_a_control_character() -> None:
    assert find_links("see https://a.kr/\x1b]0;name\x07x now") == ("https://a.kr/",)
    assert find_links("https://a.kr/1\x00 https://a.kr/2\x7f") == ("https://a.kr/1", "https://a.kr/2")


@pytest.mark.parametrize(
    ("text", "orcid"),
    [
        ("0000-0002-1825-0097", "0000-0002-1825-0097"),
        (" https://orcid.org/0000-0002-1825-0097/ ", "0000-0002-1825-0097"),
        ("http://www.orcid.org/0000-0002-1694-233x", "0000-0002-1694-233X"),
        ("0000-0002-1825-0098", ""),  # the check digit is wrong
        ("0000000218250097", ""),
        ("https://orcid.example/0000-0002-1825-0097", ""),
        ("٠٠٠٠-0002-1825-0097", ""),
        ("", ""),
    ],
)
def test_an_orcid_is_known_by_its_check_digit(text: str, orcid: str) -> None:
    assert orcid_of(text) == orcid


@pytest.mark.parametrize(
    ("text", "papers"),
    [
        ("as said there (doi:10.1109/5.771073).", ("doi:10.1109/5.771073",)),
        ("DOI: 10.1145/3580305를 참고", ("doi:10.1145/3580305",)),
        ("doi:10.48550/arXiv.2408.08152 and arXiv:2408.08152", ("arxiv:2408.08152",)),
        ("https://doi.org/10.1109/5.771073 doi:10.1109/5.771073", ("doi:10.1109/5.771073",)),
        ("version 10.1109/5.771073 of mydoi:10.1109/5.771073", ()),
    ],
)
def test_a_doi_that_is_named_in_text_is_a_paper(text: str, papers: tuple[str, ...]) -> None:
    assert find_papers(text) == papers


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("https://arxiv.org/abs/2408.1091", "2408.1091"),
        ("https://arxiv.org/pdf/2408.1091v2.pdf", "2408.1091"),
        ("https://huggingface.co/papers/2408.109142", "2408.109142"),
        ("arxiv.org/abs/2408.1091", "2408.1091"),
        ("2408.1091", "2408.1091"),
        ("arXiv:2408.1091을", "2408.1091"),
        ("2408.10914", ""),
        ("https://arxiv.org/abs/1408.1091", ""),
        ("https://arxiv.org/list/cs.CL/new", ""),
        ("https://example.org/2408.1091", ""),
        ("https://huggingface.co/models/2408.1091", ""),
        ("https://arxiv.org/abs/2413.1091", ""),
    ],
)
def test_an_arxiv_id_with_the_wrong_number_of_digits_is_doubted(text: str, wrong: str) -> None:
    assert misspelt_arxiv_id(text) == wrong
