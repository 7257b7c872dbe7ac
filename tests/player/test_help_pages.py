"""The groups of the key help: on one page where they fit in any way, over pages where they do not."""

from __future__ import annotations

import pytest

from player.ui.help_pages import HEAD_ROWS, Group, lines_of, pages_of, width_of_column
from player.words import SIGNS, languages, words_in


def group(name: str, lines: int, wide: float = 100.0) -> Group:
    """A group of that many lines."""
    return Group(heading=name, rows=tuple(((f"{name}{line}",), "text") for line in range(lines)), caps=40.0, wide=wide)


def names(pages: list[list[list[Group]]]) -> list[list[list[str]]]:
    """Headings by page and column."""
    return [[[known.heading for known in column] for column in page] for page in pages]


def test_groups_stand_beside_one_another_where_they_fit() -> None:
    """Nothing is stacked that has room for itself."""
    assert names(pages_of([group("a", 5), group("b", 8), group("c", 11)], 300.0, 16)) == [[["a"], ["b"], ["c"]]]


def test_short_groups_are_stacked_before_a_page_is_turned() -> None:
    """The keys of a preview stand above those of watching, in one column, with room for the heading between."""
    (page,) = pages_of([group("a", 5), group("b", 8), group("c", 11)], 200.0, 16)
    assert [[known.heading for known in column] for column in page] == [["a", "b"], ["c"]]
    assert lines_of(page[0]) == 5 + HEAD_ROWS + 8
    assert width_of_column([group("a", 1, 70.0), group("b", 1, 90.0)]) == 90.0


def test_what_fits_in_no_way_goes_over_pages() -> None:
    """No column is too high, no page too wide, and every line stands somewhere, once, in its order."""
    groups = [group("a", 9), group("b", 11), group("c", 30), group("d", 2)]
    pages = pages_of(groups, 210.0, 10)
    columns = [column for page in pages for column in page]
    assert len(pages) > 1
    assert all(lines_of(column) <= 10 for column in columns)
    assert all(sum(map(width_of_column, page)) <= 210.0 for page in pages)
    assert [row for column in columns for known in column for row in known.rows] == [r for g in groups for r in g.rows]


@pytest.mark.parametrize("language", languages())
def test_signs_are_said_by_name(language: str) -> None:
    """A voice would pass over them in silence; letters stay what they are."""
    texts = words_in(language)
    for sign in SIGNS:
        assert any(letter.isalpha() for letter in texts.aloud(sign))
    assert texts.aloud("Shift ?").startswith("Shift ")
    assert texts.aloud("M") == "M"
