"""Disagreements between sources are shown; look-alikes are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from index import Index
from rag import Answer, answer


def ask(tmp_path: Path, question: str, *texts: str) -> Answer:
    folder = tmp_path / "sources"
    folder.mkdir()
    for number, text in enumerate(texts):
        (folder / f"source-{number}.txt").write_text(text, encoding="utf-8")
    with Index.create(tmp_path / "index") as index:
        assert not index.add(folder).failed
        return answer(question, index=index)


ONE = "The mayor said that 41 members of the Norbay Rowers were arrested at the harbour."
TWO = "According to the police, 52 members of the Norbay Rowers were arrested at the harbour."
ASKED = "How many members of the Norbay Rowers were arrested at the harbour?"


def test_two_values_are_both_shown_with_their_sources(tmp_path: Path) -> None:
    a = ask(tmp_path, ASKED, ONE, TWO)
    (conflict,) = a.conflicts
    assert {claim.value for claim in conflict.claims} == {"41", "52"}
    cited = {c.number: c for c in a.citations}
    for claim in conflict.claims:
        assert claim.value in cited[claim.citation].quote
    assert len({cited[claim.citation].article_id for claim in conflict.claims}) == 2
    assert a.text.startswith("The sources differ: ")
    assert set(a.statements[0].citations) == {claim.citation for claim in conflict.claims}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (ONE, ONE.replace("The mayor", "A clerk")),
        (ONE, TWO.replace("Norbay Rowers", "Eastport Rowers")),
        (ONE, "Police arrested 2 leaders and 39 members of the Norbay Rowers at the harbour."),
        (
            ONE.replace("were arrested", "were arrested in May"),
            TWO.replace("were arrested", "were arrested in August"),
        ),
        (ONE, TWO.replace("52 members", "members of gang NR-52, all")),
        (
            ONE,
            "52 singers and 41 members of the Norbay Rowers were arrested at the harbour.",
        ),
    ],
)
def test_what_only_looks_like_a_conflict_is_none(tmp_path: Path, first: str, second: str) -> None:
    a = ask(tmp_path, ASKED, first, second)
    assert a.conflicts == ()
    assert "differ" not in a.text


@pytest.mark.parametrize(
    "question",
    [
        "How many people of the Norbay Rowers were detained?",
        "How many men from the Norbay Rowers were seized at the harbour?",
    ],
)
def test_members_by_another_word_are_members(tmp_path: Path, question: str) -> None:
    (conflict,) = ask(tmp_path, question, ONE, TWO).conflicts
    assert {claim.value for claim in conflict.claims} == {"41", "52"}


def test_a_day_with_its_weekday_is_one_day(tmp_path: Path) -> None:
    (conflict,) = ask(
        tmp_path,
        "When was the first dividend of the Norbay Fund paid?",
        "The Norbay Fund paid the first dividend on Friday 27 February.",
        "The first dividend of the Norbay Fund was paid on 3 March.",
    ).conflicts
    shown = " ".join(claim.value for claim in conflict.claims)
    assert "27 February" in shown
    assert "3 March" in shown


def test_another_kind_of_question_shows_none(tmp_path: Path) -> None:
    assert ask(tmp_path, "Who said that the Norbay Rowers were arrested?", ONE, TWO).conflicts == ()


def test_two_names_for_one_deed_are_both_shown(tmp_path: Path) -> None:
    a = ask(
        tmp_path,
        "Which ministry banned the Norbay Rowers?",
        "The Norbay Rowers were banned by the Ministry of Sport last spring.",
        "The Ministry of Justice banned the Norbay Rowers, and the club appealed.",
    )
    (conflict,) = a.conflicts
    values = " ".join(claim.value for claim in conflict.claims)
    assert "Sport" in values or "Ministry" in values
    assert len({claim.citation for claim in conflict.claims}) == 2


def test_an_abbreviation_is_the_same_thing(tmp_path: Path) -> None:
    a = ask(
        tmp_path,
        "How many members of the Norbay Rowing Club were arrested?",
        "The mayor said that 41 members of the Norbay Rowing Club (NRC) were arrested.",
        "According to the police, 52 NRC members were arrested.",
    )
    assert {claim.value for conflict in a.conflicts for claim in conflict.claims} == {"41", "52"}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (ONE, TWO.replace("52 members", "more than 40 members")),
        (ONE, TWO.replace("52 members", "52 senior members")),
        (ONE, TWO.replace("arrested", "questioned")),
    ],
)
def test_bounds_other_kinds_and_other_events_are_no_conflict(
    tmp_path: Path, first: str, second: str
) -> None:
    assert ask(tmp_path, ASKED, first, second).conflicts == ()


@pytest.mark.parametrize(
    ("question", "first", "second", "values"),
    [
        (
            "How many homes did the Tollmere flood ruin?",
            "Inspectors sent by the town hall of Tollmere have declared 148 houses beyond repair "
            "after the flood.",
            "The dwellings in Tollmere that the flood washed away come to 211, an insurer said.",
            {"148", "211"},
        ),
        (
            "What did the Corran stadium cost to build?",
            "The Corran stadium, three years in the making, came to $412 million, its chairman "
            "told guests.",
            "Building the Corran stadium swallowed 365 million dollars, the books show.",
            {"$412 million", "365 million dollars"},
        ),
        (
            "Where was the Selmar truce signed?",
            "Envoys put their names to the Selmar truce in Port Vianne under the eye of three "
            "ambassadors.",
            "The ceremony at which the Selmar truce was sealed took place in Calmera, in a hotel "
            "by the lake.",
            {"Port Vianne", "Calmera"},
        ),
        (
            "Who won the Garrow poetry prize?",
            "The jury of the Garrow poetry prize chose Ilse Marrant, a nurse from Tolmere.",
            "This year's Garrow poetry prize goes to Benedikt Ohler for his second book of verse.",
            {"Ilse Marrant", "Benedikt Ohler"},
        ),
    ],
)
def test_values_in_other_words_are_both_shown(
    tmp_path: Path, question: str, first: str, second: str, values: set[str]
) -> None:
    a = ask(tmp_path, question, first, second)
    (conflict,) = a.conflicts
    assert {claim.value for claim in conflict.claims} == values
    assert a.text.startswith("The sources differ: ")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (
            "The Corran stadium came to $412 million, its chairman said.",
            "Building the Corran stadium swallowed 412 million dollars, the books show.",
        ),
        (
            "The Corran stadium came to $412 million, its chairman said.",
            "The new stadium of Eastport cost 365 million dollars, the books of Eastport show.",
        ),
        (
            "The Corran stadium came to $412 million, its chairman said.",
            "Building the Corran stadium swallowed more than 400 million dollars, he said.",
        ),
    ],
)
def test_sums_that_can_both_be_true_are_no_conflict(
    tmp_path: Path, first: str, second: str
) -> None:
    assert not ask(tmp_path, "What did the Corran stadium cost to build?", first, second).conflicts


def test_what_the_answer_counts_is_compared_whatever_the_question_calls_it(tmp_path: Path) -> None:
    (conflict,) = ask(tmp_path, "How many rowers were arrested at the harbour?", ONE, TWO).conflicts
    assert {claim.value for claim in conflict.claims} == {"41", "52"}


def test_a_number_of_another_gang_is_not_the_answer(tmp_path: Path) -> None:
    a = ask(
        tmp_path,
        "How many members of the Eastport Skaters were arrested?",
        "The mayor said that 41 members of the Norbay Rowers and 7 members of the Eastport "
        "Skaters were arrested.",
        "According to the police, 52 members of the Norbay Rowers were arrested.",
    )
    assert a.conflicts == ()
    assert a.short in (None, "7")


BANNED = "Which ministry banned the Norbay Rowers?"


@pytest.mark.parametrize(
    ("text", "differs"),
    [
        (
            "The report of May said that the Norbay Rowers were banned by the Ministry of Sport. "
            "The report on the races said that the Ministry of Justice banned the Norbay Rowers.",
            True,
        ),
        (
            "The Norbay Rowers were banned by the Ministry of Sport in 2012. "
            "The Ministry of Justice banned the Norbay Rowers once more.",
            False,
        ),
    ],
)
def test_an_article_contradicts_itself_only_by_its_sources(
    tmp_path: Path, text: str, differs: bool
) -> None:
    assert bool(ask(tmp_path, BANNED, text).conflicts) is differs


def test_two_can_praise(tmp_path: Path) -> None:
    a = ask(
        tmp_path,
        "Who praised the Norbay Rowers?",
        "Ana Ruiz praised the Norbay Rowers after the race.",
        "Tom Bell praised the Norbay Rowers on the radio.",
    )
    assert a.conflicts == ()


@pytest.mark.parametrize(
    "question",
    [
        "Do the sources agree on how many members of the Norbay Rowers were arrested?",
        "How many members of the Norbay Rowers were arrested, and do the reports agree?",
        "Is there any disagreement about the number of members of the Norbay Rowers who were "
        "arrested?",
    ],
)
def test_asked_whether_the_sources_agree(tmp_path: Path, question: str) -> None:
    a = ask(tmp_path, question, ONE, TWO)
    assert {claim.value for conflict in a.conflicts for claim in conflict.claims} == {"41", "52"}
    assert "agree" not in a.question_as_understood


def test_that_no_disagreement_was_found_is_said_where_it_is_asked(tmp_path: Path) -> None:
    same = ONE.replace("The mayor", "A clerk")
    a = ask(tmp_path, f"Do the sources agree on {ASKED[0].lower()}{ASKED[1:]}", ONE, same)
    assert a.conflicts == ()
    assert a.remarks == ("No disagreement between the articles was found.",)
    assert "41" in a.text


def test_a_country_and_its_government_do_the_same(tmp_path: Path) -> None:
    a = ask(
        tmp_path,
        "Who deported Abel Navarro?",
        "Canada deported Abel Navarro to Chile in May.",
        "The Trudeau administration deported Abel Navarro by plane.",
    )
    assert a.conflicts == ()


@pytest.mark.parametrize(
    ("question", "first", "second"),
    [
        (
            "Who heads the inquiry into the Harrow mine fire?",
            "The inquiry into the Harrow mine fire is led by Judge Petra Sollis.",
            "Petra Sollis, a judge, has been put in charge of finding out what caused the Harrow "
            "mine fire.",
        ),
        (
            "Who heads the inquiry into the Harrow mine fire?",
            "The inquiry into the Harrow mine fire is led by Judge Petra Sollis.",
            "Lawyer Marten Quell speaks for the widows of the Harrow mine fire.",
        ),
        (
            "Which ministry froze the Brolin assets?",
            "The order that froze the Brolin assets was issued by the Ministry of Finance.",
            "The Finance Ministry had no right to freeze the Brolin assets, their lawyers said.",
        ),
        (
            "Who bought the Ostrel paper mill?",
            "The Ostrel paper mill was bought by Varnholt Timber on Monday.",
            "The Tolmere sawmill has been bought by Quarrington Pulp.",
        ),
    ],
)
def test_one_name_in_two_forms_and_others_names_are_no_conflict(
    tmp_path: Path, question: str, first: str, second: str
) -> None:
    a = ask(tmp_path, question, first, second)
    assert not a.abstained
    assert a.conflicts == ()


@pytest.mark.parametrize(
    ("question", "first", "second", "values"),
    [
        (
            # No article has a date.
            "When did the Norbay Rowers go to court?",
            "The Norbay Rowers went to court on May 6, their lawyer noted.",
            "The lawsuit was filed on April 22 by the Norbay Rowers, an alliance of boatmen.",
            {"May 6", "April 22"},
        ),
        (
            # A part and its whole.
            "How many seats did the Harbour Alliance end up with?",
            "The final tally gives the Harbour Alliance 57 of the 120 places in the assembly.",
            "The Harbour Alliance will send 60 deputies to the chamber, its website shows.",
            {"57", "60"},
        ),
    ],
)
def test_days_without_a_year_and_parts_of_a_whole_are_compared(
    tmp_path: Path, question: str, first: str, second: str, values: set[str]
) -> None:
    (conflict,) = ask(tmp_path, question, first, second).conflicts
    assert {claim.value for claim in conflict.claims} == values
