"""Both sides by name, in answers over a real index."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from index import Index
from rag import Answer, answer

DEBATE = """# Sandport weighs a tidal barrage

The town of Sandport has debated the tidal barrage for two years.

Mayor Ada Quill praised the tidal barrage and said it would protect 4,000 homes from floods. \
Tom Reyes, who speaks for the crab fishers, criticized the tidal barrage and warned that it would \
harm the spawning grounds. Environmental groups are worried about the tidal barrage because it \
would cut off the salt marsh.

The minister dismissed the criticism of the tidal barrage as outdated.
"""
PRAISED = """# The Lowfield library reopens

The Lowfield library reopened on Friday. Teachers praised the Lowfield library for its long \
opening hours. Parents welcomed the Lowfield library too.
"""

SEVERAL = """# Sandport argues over its tram

The Harbour Tram divides the town of Sandport.

Ada Quill praised the Harbour Tram as the best thing to happen to the town. Quill also welcomed \
the Harbour Tram because it would free the old bridge of cars. Shopkeepers applauded the Harbour \
Tram as well. Tom Reyes criticized the Harbour Tram, because it is loud.
"""


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    folder = tmp_path_factory.mktemp("sides")
    (folder / "sources").mkdir()
    (folder / "sources" / "barrage.md").write_text(DEBATE, encoding="utf-8")
    (folder / "sources" / "library.md").write_text(PRAISED, encoding="utf-8")
    (folder / "sources" / "tram.md").write_text(SEVERAL, encoding="utf-8")
    (folder / "sources" / "merger.md").write_text(PLAIN, encoding="utf-8")
    with Index.create(folder / "index") as made:
        assert not made.add(folder / "sources").failed
        yield made


PLAIN = """# Kessel argues over its hospital merger

The hospital merger is to be finished in 2031 and concerns eleven wards.

The hospital merger would save the district nine million a year, treasurer Bo Lund told the \
council. Midwife Mia Orr said that the hospital merger would put mothers at risk on long roads. \
Since the hospital merger began, waiting times have improved by a third. Residents of Kay Street \
sued the district in May to stop the hospital merger.
"""


def speakers(a: Answer, side: str) -> str:
    return " | ".join(s.speaker or "-" for s in a.sides[side])  # type: ignore[index]


@pytest.mark.parametrize(
    "question",
    [
        "What are the arguments for and against the tidal barrage?",
        "What do critics say about the tidal barrage?",
        "Is the tidal barrage popular?",
        "Who supports the tidal barrage and who opposes it?",
        "Give me the pros & cons of the tidal barrage",
        "who likes the tidal barrage and who hates it",
    ],
)
def test_both_sides_are_heard_by_name(index: Index, question: str) -> None:
    a = answer(question, index=index)
    assert not a.abstained
    assert "Quill" in speakers(a, "for")
    assert "Tom Reyes" in speakers(a, "against")
    assert "Environmental groups" in speakers(a, "against")
    assert "For:" in a.text
    assert "Against:" in a.text
    assert all(statement.citations for statement in a.statements)


def test_the_side_that_was_asked_for_comes_first(index: Index) -> None:
    a = answer("What do critics say about the tidal barrage?", index=index)
    assert a.text.index("Against:") < a.text.index("For:")


def test_who_dismisses_criticism_is_no_critic(index: Index) -> None:
    a = answer("What do critics say about the tidal barrage?", index=index)
    assert "minister" not in speakers(a, "against")


def test_one_side_is_said_to_be_the_only_one(index: Index) -> None:
    a = answer("Is the Lowfield library popular?", index=index)
    assert a.sides["for"]
    assert not a.sides["against"]
    assert "The articles give no view against it." in a.remarks
    assert "The articles give no view against it." in a.text


def test_views_of_something_else_are_not_borrowed(index: Index) -> None:
    a = answer("What do critics say about the nuclear reactor?", index=index)
    assert a.abstained


def test_a_speaker_is_named_outside_of_debates_too(index: Index) -> None:
    a = answer("What did Tom Reyes warn of?", index=index)
    assert any("Tom Reyes" in (s.speaker or "") for s in a.statements)


def test_all_that_one_person_says_where_that_is_asked(index: Index) -> None:
    a = answer("What does Ada Quill say in favour of the Harbour Tram?", index=index)
    assert len(a.sides["for"]) == 2
    assert all("Quill" in (s.speaker or "") for s in a.sides["for"])
    assert "Tom Reyes" in speakers(a, "against")


def test_who_is_talked_about_is_not_all_who_are_heard(index: Index) -> None:
    a = answer("Is Ada Quill's Harbour Tram popular?", index=index)
    assert "Shopkeepers" in speakers(a, "for")


def test_arguments_without_praise_or_blame_are_put_on_their_side(index: Index) -> None:
    a = answer("Is the hospital merger a good idea?", index=index)
    assert "Bo Lund" in speakers(a, "for")
    assert "Mia Orr" in speakers(a, "against")
    assert "Residents of Kay Street" in speakers(a, "against")
    assert not any("eleven wards" in s.text for s in a.statements)


def test_a_finding_is_nobodys_view(index: Index) -> None:
    a = answer("Is the hospital merger a good idea?", index=index)
    found = next(s for s in a.sides["for"] if "waiting times" in s.text)
    assert found.speaker is None


@pytest.mark.parametrize(
    "question",
    [
        "Should the airport at Sandport be closed?",
        "What are the arguments for and against a cycle path to Norbay?",
        "Is it right to pay nurses more?",
    ],
)
def test_what_the_articles_do_not_debate_is_refused(index: Index, question: str) -> None:
    assert answer(question, index=index).abstained


def test_what_answers_best_comes_first_where_one_side_is_asked_for(index: Index) -> None:
    a = answer("Who warned that the barrage would harm the spawning grounds?", index=index)
    assert "Tom Reyes" in a.citations[0].quote


def test_whoever_is_asked_for_and_not_heard_is_named(index: Index) -> None:
    a = answer("What does the council say for and against the hospital merger?", index=index)
    assert a.sides["against"]
    assert "The articles give no view of the council." in a.text
    assert answer("What do dentists say about the tidal barrage?", index=index).abstained
    b = answer("What do shopkeepers say for and against the Harbour Tram?", index=index)
    assert b.sides["for"]
    assert not any("shopkeepers" in remark.lower() for remark in b.remarks)


def test_the_side_of_whom_the_question_asks_for_comes_first(index: Index) -> None:
    a = answer("What does Tom Reyes say for and against the Harbour Tram?", index=index)
    assert next(iter(a.sides)) == "against"
    assert "Reyes" in (a.statements[0].speaker or "")


def test_a_group_that_is_asked_for_is_heard_alone(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(
        "The night curfew in Solby\n\n"
        "Tenants' groups say the night curfew in Solby is cruel and should be lifted.\n\n"
        "The mayor praised the night curfew in Solby as a great success.\n\n"
        "Shopkeepers complained that the night curfew in Solby has ruined their trade.\n",
        encoding="utf-8",
    )
    with Index.create(tmp_path / "index") as made:
        made.add(tmp_path / "a.txt")
        a = answer("What do shopkeepers say about the night curfew?", index=made)
        everybody = answer("What do critics say about the night curfew?", index=made)
    assert [s.speaker for side in a.sides.values() for s in side] == ["Shopkeepers"]
    assert len(everybody.sides["against"]) == 2
    assert everybody.sides["for"]
