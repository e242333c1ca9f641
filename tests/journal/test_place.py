"""Where a section goes: every shape, and cases 66–85 of docs/journal-writing.md."""

from __future__ import annotations

from dataclasses import replace

import pytest

from digest.journal.config import Beside
from digest.journal.find.locate import Flavour
from digest.journal.read.document import Heading, JournalRefused
from digest.journal.write.section import SectionForm, spliced
from journal_kit import bullet, day_of, planned, written

SECTION = "### 데일리 트렌드\n\n- [제목](https://huggingface.co/papers/2408.08152): 한 줄\n"
ITEM = "- [제목](https://huggingface.co/papers/2408.08152): 한 줄\n"


def test_first_sub_section_of_the_day() -> None:
    text = "## 11일차\n\n### 개인 공부\n\n글\n\n## 12일차\n"
    assert written(text, "11일차") == f"## 11일차\n\n{SECTION}\n### 개인 공부\n\n글\n\n## 12일차\n"


def test_61_lead_text_keeps_its_heading() -> None:
    text = "## 일요일\n\n- 앞 글\n- 둘\n\n### 공부\n"
    assert written(text, "일요일") == f"## 일요일\n\n- 앞 글\n- 둘\n\n{SECTION}\n### 공부\n"


def test_61_day_without_sub_headings() -> None:
    text = "## 토요일\n\n- 하나\n- 둘\n\n## 일요일\n"
    assert written(text, "토요일") == f"## 토요일\n\n- 하나\n- 둘\n\n{SECTION}\n## 일요일\n"


RULED = "## 11일차\n\n{day}\n\n{rule}\n\n## 12일차\n\n글\n"


@pytest.mark.parametrize("rule", ["---", "***", "___", "---\n\n---"])
@pytest.mark.parametrize(
    ("mine", "expected"),
    [
        ("글", f"글\n\n{SECTION.rstrip()}"),
        ("### 데일리 트렌드\n\n- 내 것", f"### 데일리 트렌드\n\n- 내 것\n{ITEM.rstrip()}"),
        ("### 데일리 트렌드", SECTION.rstrip()),
    ],
)
def test_a_line_across_parts_a_day_and_its_section_from_the_next(mine: str, expected: str, rule: str) -> None:
    text = RULED.format(day=mine, rule=rule)
    assert written(text, "11일차") == RULED.format(day=expected, rule=rule)


def test_a_line_across_right_below_a_text_is_left_with_it() -> None:
    text = "## 11일차\n\n### 데일리 트렌드\n\n- 내 것\n---\n\n## 12일차\n"
    assert written(text, "11일차") == text.replace("\n\n## 12", f"\n\n{ITEM}\n## 12")


def test_empty_day() -> None:
    assert written("## 11일차\n## 12일차\n", "11일차") == f"## 11일차\n\n{SECTION}\n## 12일차\n"


def test_60_sub_headings_at_the_level_of_the_day() -> None:
    day = day_of("## 16일차\n\n글\n\n## 부캠 강의\n\n글\n\n# 끝\n", None)
    day = day.__class__(day.file, day.document, day.document.headings[0], 1, 8, "weekly", "jekyll")
    (splice,) = planned(day).splices
    assert splice.start == 4
    assert splice.inserted.startswith("## 데일리 트렌드\n".encode())


def test_73_heading_with_text_directly_below() -> None:
    text = "## 11일차\n본문\n### 공부\n본문\n"
    assert written(text, "11일차") == f"## 11일차\n본문\n\n{SECTION}\n### 공부\n본문\n"


def test_whole_file_below_its_title() -> None:
    text = "# TIL\n\n소개\n\n## 공부\n\n글\n"
    expected = f"# TIL\n\n소개\n\n{SECTION.replace('###', '##')}\n## 공부\n\n글\n"
    assert written(text) == expected


@pytest.mark.parametrize("matter", ["---\ntitle: x\n---\n", "+++\ntitle = 'x'\n+++ \n", '{\n"title": "x"\n}\n'])
def test_06_17_18_19_27_only_front_matter(matter: str) -> None:
    assert written(matter) == f"{matter}\n{SECTION.replace('###', '##')}"
    assert written(matter.rstrip("\n")) == f"{matter}\n{SECTION.replace('###', '##')}".rstrip("\n")


def test_21_22_23_front_matter_twice_and_rules() -> None:
    text = "\n---\ndate: 2024-08-19 # 주석\ntags: ['b', \"a\"]\n---\n\n---\nweek: 24-W34\n---\n\n글\n\n---\n\n## 공부\n"
    assert written(text) == text.replace("## 공부\n", f"{SECTION.replace('###', '##')}\n## 공부\n")


def test_05_empty_file() -> None:
    assert written("") == SECTION.replace("###", "##")


@pytest.mark.parametrize(
    ("mine", "expected"),
    [
        ("- 내 글\n- 둘\n", ITEM),
        ("* 내 글\n", ITEM.replace("- ", "* ", 1)),
        (" - 내 글\n", " " + ITEM),
        ("- 내 글\n\n- 둘\n    - 셋\n\n    ![그림](a.png)\n", "\n<!-- -->\n\n" + ITEM),
        ("- 내 글\n이어지는 글\n", ITEM),
        ("내 문단\n", "\n" + ITEM),
        ("![그림](a.png)\n", "\n" + ITEM),
        ("| a | b |\n|---|---|\n| 1 | 2 |\n", "\n" + ITEM),
        ("> 인용\n", "\n" + ITEM),
        ("```\n## 코드\n```\n", "\n" + ITEM),
        ("<div>글</div>\n", "\n" + ITEM),
        ("1. 하나\n2. 둘\n", "\n<!-- -->\n\n" + ITEM),
        ("- [ ] 할 일\n- [x] 한 일\n", "\n<!-- -->\n\n" + ITEM),
    ],
)
def test_75_existing_section(mine: str, expected: str) -> None:
    text = f"## 11일차\n\n### 데일리 트렌드\n\n{mine}\n### 공부\n"
    assert written(text, "11일차") == text.replace("\n### 공부", f"{expected}\n### 공부")


def test_75_loose_list_where_no_kramdown_looks() -> None:
    text = "## 11일차\n\n### 데일리 트렌드\n\n- 내 글\n\n- 둘\n\n### 공부\n"
    assert written(text, "11일차", "obsidian") == text.replace("\n### 공부", f"{ITEM}\n### 공부")


def test_75_empty_section() -> None:
    text = "## 11일차\n\n### 트렌드 구경:\n### 공부\n"
    assert written(text, "11일차") == f"## 11일차\n\n### 트렌드 구경:\n\n{ITEM}\n### 공부\n"


def test_68_setext_section_and_rule_below() -> None:
    text = "데일리 트렌드\n-------------\n\n- 글\n---\n"
    day = day_of(text)
    new = planned(day).splices
    assert new[0].inserted.endswith(b"\n")
    assert written("## 11일차\n\n- 글\n\n---\n", "11일차").endswith(f"{SECTION}\n---\n")


def test_76_section_twice_is_refused() -> None:
    with pytest.raises(JournalRefused, match="'데일리 트렌드' 절이 2개"):
        planned(day_of("## 1일차\n\n### 데일리 트렌드\n\n### 트렌드구경\n", "1일차"))


def test_77_the_right_one_of_two_days() -> None:
    text = "## 1일차\n\n### 데일리 트렌드\n\n- 어제\n\n## 2일차\n\n### 데일리 트렌드\n\n- 오늘\n"
    assert written(text, "2일차") == text + ITEM


def test_section_name_that_is_no_heading_is_refused() -> None:
    with pytest.raises(JournalRefused, match="제목이 아니라서"):
        planned(day_of("## 1일차\n\n트렌드 구경\n\n글\n", "1일차"))


@pytest.mark.parametrize(
    ("code", "kind"), [("```\n## x\n", "코드"), ("~~~\n## x\n```\n", "코드"), ("{% raw %}\n글\n", "Liquid")]
)
def test_66_79_open_to_the_end_is_refused(code: str, kind: str) -> None:
    with pytest.raises(JournalRefused, match=kind):
        planned(day_of(f"## 1일차\n\n{code}", "1일차"))


@pytest.mark.parametrize(
    "block",
    [
        "{% raw %}\n\n@@\n\n{% endraw %}\n",
        "{{< details >}}\n\n@@\n\n{{< /details >}}\n",
        "$$\nx\n@@\ny\n$$\n",
        "%%\n\n@@\n\n%%\n",
        "<!--\n@@\n-->\n",
        "````\n```\n@@\n```\n````\n",
        "- 글\n  ```\n  ## x\n  @@\n  ```\n",
        "> @@\n",
        "    @@\n",
        "- @@\n",
    ],
)
def test_66_67_79_80_81_headings_inside_something_are_no_anchor(block: str) -> None:
    text = "## 1일차\n\n" + block.replace("@@", "### 공부") + "\n### 진짜\n"
    assert written(text, "1일차") == text.replace("### 진짜", f"{SECTION}\n### 진짜")


@pytest.mark.parametrize(
    ("around", "flavour"),
    [
        ("글\n\n<?php\n", "hugo"),  # open to the end: our section would be code
        ("글\n\n<![CDATA[\n", "hugo"),
        ("글 [^1]\n[^1]: 각주\n", "hugo"),  # glued to its paragraph, a footnote is text of it: we would cut in between
        ("- 글\n\n<div>\n", "logseq"),  # an outline takes no blank line, so our block would be HTML
    ],
)
def test_what_would_look_different_around_us_is_refused(around: str, flavour: Flavour) -> None:
    with pytest.raises(JournalRefused, match="둘레의 글이 다르게 보이게") as refused:
        planned(day_of(f"## 1일차\n\n{around}", "1일차", flavour))
    assert refused.value.hint == ""


def test_a_date_that_is_no_heading_is_told_how_to_become_one() -> None:
    text = "2024-08-19\n\n글\n\n<?php\n"
    with pytest.raises(JournalRefused) as refused:
        planned(replace(day_of(text), heading=Heading(0, 0, "2024-08-19", "2024-08-19", anchor=True, form="plain")))
    assert "## 제목으로 바꾸고" in refused.value.hint


def test_72_after_details_not_inside() -> None:
    text = "## 1일차\n\n<details>\n<summary>펼치기</summary>\n\n### 안\n\n글\n\n</details>\n"
    assert written(text, "1일차", "jekyll") == f"{text}\n{SECTION}"


def test_72_heading_glued_to_html_is_no_anchor() -> None:
    text = "## 1일차\n\n<details>\n글\n</details>\n### 붙은 제목\n\n글\n\n## 2일차\n"
    assert written(text, "1일차") == text.replace("## 2일차", f"{SECTION}\n## 2일차")


def test_67_indented_heading_after_us_is_fenced_off() -> None:
    text = "## 1일차\n\n글\n\n  ### 들여 쓴 제목\n\n글\n"
    assert written(text, "1일차", "hugo") == text.replace("  ### 들", f"{SECTION}\n<!-- -->\n\n  ### 들")
    assert written(text, "1일차", "jekyll") == f"{text}\n{SECTION}"  # kramdown sees no heading there


def test_74_heading_swallowed_by_a_list_is_no_anchor_on_jekyll() -> None:
    text = "## 1일차\n\n- 글\n### 삼켜진 제목\n\n### 진짜\n"
    assert written(text, "1일차", "jekyll") == text.replace("### 진짜", f"{SECTION}\n### 진짜")


@pytest.mark.parametrize("last", ["- 글", "> 글", "| a |\n|---|\n| 1 |", "    코드", "$$\nx\n$$", "- 글\n### 삼켜진"])
def test_74_a_swallowed_heading_would_appear_on_jekyll(last: str) -> None:
    text = f"## 1일차\n\n{last}\n## 2일차\n"
    with pytest.raises(JournalRefused, match="빈 줄"):
        planned(day_of(text, "1일차", "jekyll"))
    assert "## 데일리 트렌드" in written(text, "1일차", "hugo")


def test_74_a_swallowed_section_is_no_place_on_jekyll() -> None:
    with pytest.raises(JournalRefused, match="빈 줄"):
        planned(day_of("## 1일차\n\n- 글\n### 데일리 트렌드\n\n### 공부\n", "1일차", "jekyll"))


def test_unclosed_div_is_refused_on_jekyll() -> None:
    with pytest.raises(JournalRefused, match="<div> 태그가 닫히지 않아"):
        planned(day_of("<div>\n\n## 1일차\n\n### 공부\n", "1일차", "jekyll"))


def test_71_html_heading_is_an_anchor() -> None:
    text = "## 1일차\n\n글\n\n<h3 data-toc-skip>공부</h3>\n\n글\n"
    assert written(text, "1일차") == text.replace("<h3", f"{SECTION}\n<h3")


def test_69_70_hash_tags_and_closing_hashes() -> None:
    text = "## 1일차 ##\n\n#태그 ###제목\n\n### 공부 ###\n"
    assert written(text, "1일차") == text.replace("### 공부", f"{SECTION}\n### 공부")


def test_78_before_the_references_at_the_end() -> None:
    text = "## 1일차\n\n글[^1] [a]\n\n[a]: https://a.b\n[^1]: 각주\n    더\n"
    assert written(text, "1일차") == text.replace("\n[a]: ", f"\n{SECTION}\n[a]: ")


def test_82_logseq_outline() -> None:
    text = "title:: 오늘\n\n- 할 일\n\t- 하위\n\t  id:: 66c2\n- 글"
    expected = text + "\n- 데일리 트렌드\n\t" + ITEM.rstrip("\n")
    assert written(text, None, "logseq") == expected
    again = "- [[데일리 트렌드]]\n\t- 내 글\n- 다음\n"
    assert written(again, None, "logseq") == f"- [[데일리 트렌드]]\n\t- 내 글\n\t{ITEM}- 다음\n"


def test_83_dataview_and_tasks_fences() -> None:
    text = "## 1일차\n\n```dataview\nLIST FROM #태그\n## x\n```\n\n### 공부\n"
    assert written(text, "1일차") == text.replace("### 공부", f"{SECTION}\n### 공부")


def test_level_is_at_most_six() -> None:
    assert "\n###### 데일리 트렌드\n" in written("###### 1일차\n\n글\n", "1일차")


def test_several_bullets_stay_one_tight_list() -> None:
    plan = planned(day_of("## 1일차\n", "1일차"), [bullet("2408.08152"), bullet("2408.08872")])
    assert plan.lines == 2
    assert plan.splices[0].inserted.count(b"\n- ") == 2


BOX = "<div>\n\n<h5>상자</h5>\n\n글\n\n</div>\n"


@pytest.mark.parametrize("flavour", ["plain", "hugo", "obsidian", "jekyll"])
@pytest.mark.parametrize(
    "box", ["<div><h5>상자</h5>글</div>\n", "<div>\n<h5>상자</h5>글</div>\n", "<div>\n<h5>상자</h5>\n글\n</div>\n", BOX]
)
def test_a_heading_in_an_html_box_is_not_the_pages(box: str, flavour: Flavour) -> None:
    text = f"# 2024-08-19\n\n{box}"
    assert written(text, flavour=flavour) == f"{text}\n{SECTION.replace('###', '##').rstrip()}\n"


@pytest.mark.parametrize("tag", ["<think>", "<T>", "<이름>", "  <T 속성>", "<p>", "<custom-el>"])
def test_jekyll_goes_on_with_any_tag_that_begins_a_line(tag: str) -> None:
    with pytest.raises(JournalRefused, match="태그가 닫히지 않아"):
        written(f"# 2024-08-19\n\n{tag}\n\n글\n", flavour="jekyll")


@pytest.mark.parametrize(
    "text",
    ["<br>", "<b>", "글 <T> 글", "`<T>`", "<think>생각</think>", "<T>\n\n글\n\n</T>", "<T/>", "- <T>", "```\n<T>\n```"],
)
def test_tags_that_end_are_no_matter(text: str) -> None:
    assert "데일리 트렌드" in written(f"# 2024-08-19\n\n{text}\n\n글\n", flavour="jekyll")


@pytest.mark.parametrize(
    ("page", "heading"),
    [
        ("# TIL\n\n글\n", "## 데일리 트렌드"),
        ("# TIL\n## 2024-08-19\n\n글\n", "### 데일리 트렌드"),  # below the last of the titles
        ("### 2024-08-19\n\n글\n", "#### 데일리 트렌드"),
        ("글\n", "## 데일리 트렌드"),
        ("###### 2024-08-19\n\n글\n", "###### 데일리 트렌드"),
        ("# 2024-08-19\n\n### 공부\n\n글\n", "### 데일리 트렌드"),  # like the sections that are there
        ("# 2024-08-19\n# 공부\n\n글\n\n# 일\n", "# 데일리 트렌드"),
    ],
)
def test_a_section_has_the_level_of_its_neighbours(page: str, heading: str) -> None:
    lines = written(page).splitlines()
    assert [line for line in lines if "데일리" in line] == [heading]


def test_titles_and_front_matter_stay_above() -> None:
    matter = "---\ntitle: x\n---\n"
    for title in ("# TIL\n## 2024-08-19\n", "# 2024-08-19\n\n#til #ai\n\n"):
        text = f"{matter}{title}\n## 공부\n"
        new = written(text)
        assert new.startswith(f"{matter}{title.rstrip()}\n")
        assert new.index("데일리") < new.index("## 공부")
    assert written(f"{matter}\n글\n").startswith(f"{matter}\n글\n\n## 데일리 트렌드\n")
    assert written(f"{matter}\n\n\n").startswith(f"{matter}\n## 데일리 트렌드\n")


@pytest.mark.parametrize("flavour", ["plain", "jekyll", "hugo", "obsidian"])
@pytest.mark.parametrize(
    "block",
    [
        "```\n코드\n```\n",
        "<!-- 글\n\n글 -->\n",
        "$$\nx\n$$\n",
        "<details>\n\n글\n\n</details>\n",
        "<div>\n글\n</div>\n",
        "{% raw %}\n글\n{% endraw %}\n",
    ],
)
def test_what_is_closed_above_or_below_is_no_matter(block: str, flavour: Flavour) -> None:
    below = f"## 1일차\n\n### 공부\n\n{block}"
    assert written(below, "1일차", flavour) == below.replace("### 공부", f"{SECTION}\n### 공부")
    above = f"## 1일차\n\n{block}\n### 공부\n"
    assert written(above, "1일차", flavour) == above.replace("### 공부", f"{SECTION}\n### 공부")
    last = f"## 1일차\n\n{block}"
    assert written(last, "1일차", flavour) == f"{last}\n{SECTION}"
    before_the_day = f"{block}\n## 1일차\n\n### 공부\n"
    assert written(before_the_day, "1일차", flavour) == before_the_day.replace("### 공부", f"{SECTION}\n### 공부")


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("<!-- 글\n", "HTML 주석"),
        ("<pre>\n글\n", "<pre>"),
        ("<details>\n\n글\n", "details|HTML"),
    ],
)
def test_what_is_open_above_a_section_of_ours_is_refused(code: str, kind: str) -> None:
    with pytest.raises(JournalRefused, match=kind):
        planned(day_of(f"## 1일차\n\n{code}", "1일차", "hugo"))


def test_an_open_block_below_the_place_does_not_reach_it() -> None:
    text = "## 1일차\n\n### 공부\n\n```\n글\n"
    assert written(text, "1일차") == text.replace("### 공부", f"{SECTION}\n### 공부")


@pytest.mark.parametrize(
    ("mine", "expected"),
    [
        ("- 내 글\n- [ ] 할 일\n", "\n<!-- -->\n\n" + ITEM),  # the last item decides
        ("- [ ] 할 일\n- 내 글\n", ITEM),
        ("- 내 글\n  - 안\n", ITEM),
        ("-   내 글\n", ITEM),
        ("- 내 글\n  1. 하나\n", ITEM),
        ("+ 내 글\n", ITEM.replace("- ", "+ ", 1)),
        ("1. 하나\n   - 안\n", "\n<!-- -->\n\n" + ITEM),
        ("글\n\n- 내 글\n", ITEM),
        ("- 내 글\n\n글\n", "\n" + ITEM),
        ("- 내 글\n\n> 글\n", "\n" + ITEM),
        ("- 내 글\n\n\n\n", ITEM),
    ],
)
def test_a_list_goes_on_as_its_last_item_stands(mine: str, expected: str) -> None:
    text = f"## 11일차\n\n### 데일리 트렌드\n\n{mine}\n### 공부\n"
    trimmed = mine.rstrip("\n") + "\n"
    assert written(text, "11일차") == text.replace(trimmed, f"{trimmed}{expected}", 1)


def test_a_section_ends_where_the_next_of_its_level_begins() -> None:
    text = "## 1일차\n\n### 데일리 트렌드\n\n글\n\n#### 안\n\n- 안 글\n\n### 공부\n\n- 글\n"
    assert written(text, "1일차") == text.replace("- 안 글\n", f"- 안 글\n{ITEM}")
    higher = "## 1일차\n\n#### 데일리 트렌드\n\n- 글\n\n### 공부\n\n- 글\n"
    assert written(higher, "1일차") == higher.replace("- 글\n", f"- 글\n{ITEM}", 1)
    setext = "데일리 트렌드\n---\n- 글\n\n공부\n---\n- 글\n"
    assert written(setext) == setext.replace("- 글\n", f"- 글\n{ITEM}", 1)
    empty = "데일리 트렌드\n---\n"
    assert written(empty) == f"{empty}\n{ITEM}"


@pytest.mark.parametrize(
    "line",
    [
        "> 데일리 트렌드\n",
        "    데일리 트렌드\n",
        "- 데일리 트렌드\n",
        "데일리 트렌드\n더 긴 글\n",
        "```\n데일리 트렌드\n```\n",
        "| 데일리 트렌드 |\n|---|\n",
    ],
)
def test_a_name_inside_something_else_is_no_section(line: str) -> None:
    text = f"## 1일차\n\n{line}\n### 공부\n"
    assert written(text, "1일차") == text.replace("### 공부", f"{SECTION}\n### 공부")


def test_a_line_with_the_name_in_another_day_is_no_matter() -> None:
    text = "## 1일차\n\n데일리 트렌드\n\n## 2일차\n\n### 공부\n\n## 3일차\n\n데일리 트렌드\n"
    assert written(text, "2일차") == text.replace("### 공부", f"{SECTION}\n### 공부")
    with pytest.raises(JournalRefused, match="3번째 줄 '데일리 트렌드': 제목이 아니라서"):
        planned(day_of(text, "1일차"))


@pytest.mark.parametrize(
    ("text", "flavour", "told"),
    [
        ("<생각>\n\n글\n", "jekyll", "1번째 줄의 <생각> 태그가 닫히지 않아"),
        ("글\n\n<section>\n\n<div></div>\n\n글\n", "jekyll", "3번째 줄의 <section> 태그가 닫히지 않아"),
        ("<b1>\n</b1>\n\n<b1>\n\n글\n", "jekyll", "4번째 줄의 <b1> 태그가 닫히지 않아"),
        ("글\n\n%% 혼잣말\n\n글\n", "obsidian", "3번째 줄의 %% 주석이 닫히지 않아"),
        ("글 %%a\nb%%\n\n%%\n혼잣말\n", "obsidian", "4번째 줄의 %% 주석이 닫히지 않아"),
        ("글\n\n```\n코드\n", "plain", r"3번째 줄에서 시작하는 닫히지 않은 코드 블록\(```\) 안이라"),
    ],
)
def test_what_is_open_is_named_with_its_line(text: str, flavour: Flavour, told: str) -> None:
    with pytest.raises(JournalRefused, match=told):
        planned(day_of(text, flavour=flavour))


@pytest.mark.parametrize(
    ("text", "flavour"),
    [
        ("글\n\n%% 혼잣말\n\n글\n", "plain"),
        ("글\n\n%% 혼잣말 %%\n\n글\n", "obsidian"),
        ("글\n\n%%\n혼잣말\n%%\n\n글\n", "obsidian"),
        ("50%% 할인\n\n글\n", "obsidian"),
        ("`%%`\n\n```\n%%\n```\n\n글\n", "obsidian"),
        ("$$\n%% LaTeX의 주석\nx\n$$\n\n글\n", "obsidian"),
        ("<!--\n%% 숨긴 글\n-->\n\n글\n", "obsidian"),
        ("글\n\n## 회고\n\n%%\n혼잣말\n", "obsidian"),  # below the place
    ],
)
def test_an_obsidian_comment_that_hides_nothing_of_ours_is_no_matter(text: str, flavour: Flavour) -> None:
    assert SECTION.partition("\n")[0].lstrip("#") in written(f"# 2024-08-19\n\n{text}", flavour=flavour)


def test_a_page_of_blocks_with_something_open_is_not_written_to() -> None:
    with pytest.raises(JournalRefused, match="닫히지 않은 블록"):
        planned(day_of("- 글\n- ```\n  코드\n", flavour="logseq"))


@pytest.mark.parametrize(
    ("text", "new"),
    [
        ("- 데일리 트렌드\n", "- 데일리 트렌드\n\t@@"),
        ("- ## 데일리 트렌드\n- 글\n", "- ## 데일리 트렌드\n\t@@- 글\n"),
        ("- 데일리 트렌드\n\t- 글\n\t\t- 안\n\n- 글\n", "- 데일리 트렌드\n\t- 글\n\t\t- 안\n\t@@\n- 글\n"),
        ("- 글\n\t- 데일리 트렌드\n", "- 글\n\t- 데일리 트렌드\n- 데일리 트렌드\n\t@@"),
        ("", "- 데일리 트렌드\n\t@@"),
        ("- 글\n\n\n", "- 글\n- 데일리 트렌드\n\t@@\n\n"),
        ("- ```\n  - 데일리 트렌드\n  ```\n", "- ```\n  - 데일리 트렌드\n  ```\n- 데일리 트렌드\n\t@@"),
    ],
)
def test_blocks_of_an_outline(text: str, new: str) -> None:
    assert written(text, None, "logseq") == new.replace("@@", ITEM)


def test_a_block_that_stands_twice_in_an_outline_is_no_place() -> None:
    with pytest.raises(JournalRefused, match="'데일리 트렌드' 블록이 2개"):
        planned(day_of("- 데일리 트렌드\n- [[트렌드 구경]]\n", flavour="logseq"))


@pytest.mark.parametrize(
    ("tail", "moved"),
    [
        ("[a]: https://a.b\n", True),
        ("[a]: https://a.b\n\n[b]: https://c.d\n", True),
        ("[^1]: 각주\n\n    더\n", True),
        ("[^1]: 각주\n\n    더\n\n[a]: https://a.b\n", True),
        ("    코드\n", False),
        ("[a]: https://a.b\n\n    코드\n", False),
        ("[a]: https://a.b\n\n글\n", False),
    ],
)
def test_references_stay_at_the_end_of_the_file(tail: str, moved: bool) -> None:
    text = f"## 1일차\n\n글\n\n{tail}"
    assert written(text, "1일차") == (f"## 1일차\n\n글\n\n{SECTION}\n{tail}" if moved else f"{text}\n{SECTION}")
    followed = f"{text}\n## 2일차\n"
    assert written(followed, "1일차") == f"{text}\n{SECTION}\n## 2일차\n", "they are of this day where another follows"


@pytest.mark.parametrize(
    "text",
    [
        "글 <div>\n",
        "- 글\n\n<T>\n",
        "```\n글\n```\n\n<T>\n",
        "```\n글\n```\n\n글 <div>\n",
        "<!-- 글 -->\n\n글 <div>\n",
        "</div>\n\n글 <div>\n",
        "- <section>\n",
        "> <table>\n",
        "글 <DIV>\n",
        "<div>\n\n<div>\n\n</div>\n",
        "<T>\n\n<T>\n\n</T>\n",
    ],
)
def test_a_box_that_is_open_is_refused_on_jekyll_wherever_it_began(text: str) -> None:
    with pytest.raises(JournalRefused, match="태그가 닫히지 않아"):
        written(f"# 2024-08-19\n\n{text}\n글\n", flavour="jekyll")


@pytest.mark.parametrize(
    "text",
    [
        *(
            "글 <div>안</div>\n",
            "글 <div/>\n",
            "글 `<div>`\n",
            "```\n<div>\n```\n\n글\n",
            "<div>\n\n</div>\n",
            "    <div>\n",
        ),
        *("<!-- <div> -->\n", "<div>\n\n</DIV>\n", "```\n<div>\n```\n\n<div>\n</div>\n", "</div>\n", "<img src=a>\n"),
        *("- <T>\n\n글\n", "```\n<T>\n```\n\n<T>\n\n</T>\n", "<T></T><U>\n</U>\n"),
    ],
)
def test_a_box_that_is_closed_or_none_is_no_matter(text: str) -> None:
    assert "데일리 트렌드" in written(f"# 2024-08-19\n\n{text}\n글\n", flavour="jekyll")
    assert "데일리 트렌드" in written(f"# 2024-08-19\n\n### 공부\n\n{text.replace('</', '<')}\n글\n", flavour="jekyll")


@pytest.mark.parametrize(
    ("text", "where", "new"),
    [
        ("## 1일차\n### 메모\n글\n", Beside(before="메모"), "## 1일차\n\n@@\n### 메모\n글\n"),
        ("## 1일차\n### 메모\n글\n", Beside(after="메모"), "## 1일차\n### 메모\n글\n\n@@"),
        ("## 1일차\n\n### 메모\n\n### 공부\n", Beside(after="메모"), "## 1일차\n\n### 메모\n\n@@\n### 공부\n"),
        (
            "## 1일차\n\n### 메모\n\n#### 안\n\n글\n\n### 공부\n",
            Beside(after="메모"),
            "## 1일차\n\n### 메모\n\n#### 안\n\n글\n\n@@\n### 공부\n",
        ),
        (
            "## 1일차\n\n### 메모\n\n글\n\n[a]: https://a.b\n",
            Beside(after="메모"),
            "## 1일차\n\n### 메모\n\n글\n\n@@\n[a]: https://a.b\n",
        ),
        (
            "## 0일차\n\n### 메모\n\n## 1일차\n\n### 메모\n\n## 2일차\n\n### 메모\n",
            Beside(before="메모"),
            "## 0일차\n\n### 메모\n\n## 1일차\n\n@@\n### 메모\n\n## 2일차\n\n### 메모\n",
        ),
        (
            "## 1일차\n\n```\n### 메모\n```\n\n### 메모\n",
            Beside(before="메모"),
            "## 1일차\n\n```\n### 메모\n```\n\n@@\n### 메모\n",
        ),
    ],
)
def test_a_section_stands_beside_a_heading_of_that_day(text: str, where: Beside, new: str) -> None:
    day = day_of(text, "1일차")
    plan = planned(day, form=SectionForm(where=where))
    assert spliced(day.document, plan.splices).decode() == new.replace("@@", SECTION)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("## 1일차\n\n### 공부\n\n## 2일차\n\n### 메모\n", "'메모' 제목이 아직 없습니다"),
        ("## 1일차\n\n### 메모\n\n### 메모\n", "'메모' 제목이 2개입니다"),
        ("## 1일차\n\n메모\n", "'메모' 제목이 아직 없습니다"),
    ],
)
def test_a_heading_that_is_none_or_two_is_no_place(text: str, told: str) -> None:
    with pytest.raises(JournalRefused, match=told):
        planned(day_of(text, "1일차"), form=SectionForm(where=Beside(before="메모")))
