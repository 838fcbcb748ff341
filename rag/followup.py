"""A follow-up becomes a question that stands alone, shown to the user as what was searched.

:mod:`rag.resolution` finds which words of the conversation the question lacks, and what its
pronouns stand for; :mod:`rag.lacked` makes phrases of them. Here they are put in: in the place of
the pronoun, or behind the question in parentheses; what is asked in the frame of the last question
is made by :mod:`rag.ellipsis`. Only words that a name or topic consists of come from an
earlier answer, never what it says.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.lexical import FUNCTION_WORDS
from rag.datatypes import Message
from rag.ellipsis import asked_of, instead
from rag.lacked import AUXILIARIES, Phrase, called, phrases
from rag.parse import Parser
from rag.plainly import plainly
from rag.resolution import POINTERS, Resolution, Word, shared_resolver

# What lies further back in a conversation is another topic.
TURNS = 4
# From these probabilities on a pronoun points, and a phrase is what it means.
POINTING, MEANT = 0.3, 0.3
# A question without a pronoun stands alone unless it surely lacks something.
SURELY = 0.65
# Where a pronoun has been replaced, little else is lacked.
LACKED_TOO = 0.8
# What a pronoun does not agree with counts so much.
DISAGREES = 0.2
# A question of fewer words does not say what is asked.
_ENOUGH = 2

_THING = frozenset("it its this that".split())
_POSSESSIVE = frozenset("his her its their hers theirs".split())
_DETERMINING = frozenset("this that these those".split())
_NOT_REPLACED = frozenset("one ones then such both".split())
_LEADING = re.compile(r"^(?:and|but|so|then|ok|okay),? ", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Understood:
    """A ``question`` that stands alone, and the same without the topic that was put behind it in
    parentheses: ``bare``, the question itself where none was, or where too little would be left.
    """

    question: str
    bare: str


@dataclass(frozen=True, slots=True)
class _Turn:
    question: Understood
    answer: str


def understand(question: str, history: Sequence[Message], parser: Parser) -> Understood:
    """The question with what it leans on put in; as it is if it leans on nothing."""
    before: list[_Turn] = []
    for asked, answer in _turns(history)[-TURNS:]:
        before.append(_Turn(_resolve(asked, before, parser), answer))
    return _resolve(question, before, parser)


def stand_alone(question: str, history: Sequence[Message], parser: Parser) -> str:
    """The ``question`` of :func:`understand`."""
    return understand(question, history, parser).question


def texts_before(turns: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """Questions and replies as :class:`rag.resolution.Resolver` reads them: the latest first."""
    return tuple(text for turn in reversed(turns) for text in turn)


def _turns(history: Sequence[Message]) -> list[tuple[str, str]]:
    turns: list[tuple[str, str]] = []
    for message in history:
        content = " ".join(message["content"].split())
        if message["role"] == "user":
            turns.append((plainly(content), ""))
        elif turns:
            turns[-1] = (turns[-1][0], content)
    return turns


def _resolve(question: str, before: Sequence[_Turn], parser: Parser) -> Understood:
    as_it_is = Understood(question, question)
    if not before:
        return as_it_is
    texts = texts_before([(turn.question.question, turn.answer) for turn in before])
    found = shared_resolver().resolve(question, texts)
    if max(found.lacked, default=0.0) < SURELY and max(found.pointing, default=0.0) < POINTING:
        return as_it_is
    plain, last = (text.strip().rstrip("?!. ") for text in (question, before[-1].question.bare))
    lacked = phrases(found, texts, question, parser)
    framed = asked_of(plain, parser(last)) or (lacked and instead(plain, last, found, parser))
    if framed:
        return Understood(framed, framed)
    return _put_in(question, found, lacked, texts, parser) if lacked else as_it_is


def _put_in(
    question: str,
    found: Resolution,
    lacked: Sequence[Phrase],
    texts: Sequence[str],
    parser: Parser,
) -> Understood:
    """Each pronoun replaced by what it means; what is left behind it in parentheses."""
    # "There" in "Could there be a fine?" means no place.
    existential = {token.idx for token in parser(question) if token.tag_ == "EX"}
    stems = [called(texts[word.text][word.start : word.end]) for word in found.words]
    left = list(lacked)
    put: list[tuple[Word, str]] = []
    for i, (word, points) in enumerate(zip(found.asked, found.pointing, strict=True)):
        low = question[word.start : word.end].lower()
        following = question[word.end :].lstrip()
        if points < POINTING or low not in POINTERS - _NOT_REPLACED or word.start in existential:
            continue
        if low in _DETERMINING and not _ends_phrase(following):
            continue
        mass = {
            phrase: sum(found.meant[i, n] for n, s in enumerate(stems) if s in phrase.stems)
            for phrase in lacked
        }
        agreeing = {p: m * (1 if p.agrees(low) else DISAGREES) for p, m in mass.items()}
        best = max(agreeing, key=lambda phrase: agreeing[phrase])
        # The parser takes many a name for a person's, so that "it" may stand for any.
        enough = mass[best] if low in _THING else agreeing[best]
        if enough < MEANT or best not in left or best.tells:
            continue
        left.remove(best)
        put.append((word, _in_place(low, best.text, question[: word.start], following)))
    text = question
    for word, new in reversed(put):
        text = text[: word.start] + new + text[word.end :]
    text = _LEADING.sub("", text)
    if put:
        text = text[:1].upper() + text[1:]
        left = [phrase for phrase in left if phrase.lacked >= LACKED_TOO]
    return _with_topic(text, left)


def _with_topic(text: str, topic: Sequence[Phrase]) -> Understood:
    if not topic:
        return Understood(text, text)
    plain = text.rstrip(" ?")
    whole = f"{plain} ({', '.join(phrase.text for phrase in topic)})?"
    said = {w for w in re.findall(r"\w+", plain.lower()) if w not in FUNCTION_WORDS}
    return Understood(whole, f"{plain}?" if len(said) >= _ENOUGH else whole)


def _ends_phrase(following: str) -> bool:
    """ "That" in "what did she say to that?", not in "that order"."""
    first = re.match(r"\w+", following)
    return first is None or first.group().lower() in FUNCTION_WORDS | AUXILIARIES


def _in_place(low: str, name: str, before: str, following: str) -> str:
    if low in _POSSESSIVE and (low not in ("her", "hers", "theirs") or re.match(r"\w", following)):
        return f"{name}'" if name.endswith("s") and not name[0].isupper() else f"{name}'s"
    there = low in ("there", "here") and not before.lower().endswith(" in ")
    return f"in {name}" if there else name
