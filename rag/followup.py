"""A follow-up becomes a question that stands alone, shown to the user as what was searched.

:mod:`rag.resolution` finds which words of the conversation the question lacks, and what its
pronouns stand for; here they are put in: in the place of the pronoun, in the last question in
the place of what it is now asked of ("And MS-13?"), or behind the question in parentheses.
Only words that a name or topic consists of come from an earlier answer, never what it says.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from index.lexical import FUNCTION_WORDS
from rag.datatypes import Message
from rag.parse import Parser
from rag.plainly import plainly
from rag.resolution import Resolution, Resolver, Word, shared_resolver
from rag.words import stem

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

# What lies further back in a conversation is another topic.
TURNS = 4
# From these probabilities on a word is lacked, a pronoun points, and a group is what it means.
LACKED, POINTING, MEANT, SWAPPED = 0.55, 0.3, 0.3, 0.2
# A question without a pronoun stands alone unless it surely lacks something.
SURELY = 0.65
# Where a pronoun has been replaced, little else is lacked.
LACKED_TOO = 0.8
# What a pronoun does not agree with counts so much.
DISAGREES = 0.2

POINTERS = frozenset(
    "he she him her his hers they them their theirs it its this that these those there then here"
    " one ones such both".split()
)
"""Words that can stand for others."""

_THING = frozenset("it its this that".split())
_POSSESSIVE = frozenset("his her its their hers theirs".split())
_DETERMINING = frozenset("this that these those such both".split())
_NOT_REPLACED = frozenset("one ones then such both".split())
_BARE = re.compile(
    r"^(?:(?:and|but|so|then|ok|okay),? )?"
    r"(?P<word>why(?: not)?|when|where|how|for what reason|how come|since when|how so"
    r"|by whom|how long|what for)$",
    re.IGNORECASE,
)
_ALSO = re.compile(
    r"^(?:(?:and|or|but|ok|okay|so),? )?(?:(?:what|how) about |same for |for )?"
    r"(?P<rest>(?:the |in |for |at |of |on )?[^?]+)$",
    re.IGNORECASE,
)
# "The Danube", and "a plane", "which plane": then the plane is meant.
_THE = re.compile(r"\bthe $", re.IGNORECASE)
_DETERMINED = re.compile(r"\b(?:an?|which|what) $", re.IGNORECASE)
# The rest of a name: "Salvador" behind "El".
_NAME_BEFORE = re.compile(r"(?:\b[A-Z][\w’'-]* )+$")
_NAME_AFTER = re.compile(r"^(?: [A-Z][\w’'-]*\b)+")
_NAME = re.compile(r"[A-Z0-9]\w*(?:(?: (?:de|of|the|for|and|la))* [A-Z0-9][\w’'-]*)*")
_LEADING = re.compile(r"^(?:and|but|so|then|ok|okay),? ", re.IGNORECASE)
_PREPOSITIONS = frozenset("in for at of on to from by with about".split())
_ASKING = frozenset("who whom whose what which when where why how any".split())
_AUXILIARIES = frozenset(
    "did do does is are was were has have had can could will would should may might must".split()
)
_TOPIC = re.compile(r" \([^()]*\)(?P<mark>\??)$")
_REST_WORDS, _ENOUGH = 6, 2


@dataclass(frozen=True, slots=True)
class _Turn:
    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class _Group:
    """Words of a text that go together: ``stems`` without those in between, ``text`` with them;
    whether they ``tell`` that something happens and not only name it; how likely the likeliest
    is lacked; and their ``kind``: ``person``, ``place``, ``many`` or none of these.
    """

    words: tuple[Word, ...]
    stems: frozenset[str]
    text: str
    tells: bool
    lacked: float
    kind: str


def stand_alone(
    question: str, history: Sequence[Message], parser: Parser, resolver: Resolver | None = None
) -> str:
    """The question with what it leans on put in; as it is if it leans on nothing."""
    turns = _turns(history)[-TURNS:]
    understood: list[_Turn] = []
    for turn in turns:
        understood.append(_Turn(_resolve(turn.question, understood, parser, resolver), turn.answer))
    return _resolve(question, understood, parser, resolver)


def without_topic(understood: str) -> str:
    """The question without the words in parentheses that :func:`stand_alone` put behind it;
    as it is where too little would be left to say what is asked.
    """
    bare = _TOPIC.sub(r"\g<mark>", understood)
    said = {w for w in re.findall(r"\w+", bare.lower()) if w not in FUNCTION_WORDS}
    return bare if len(said) >= _ENOUGH else understood


def texts_before(turns: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """Questions and replies as :class:`rag.resolution.Resolver` reads them: the latest first."""
    return tuple(text for turn in reversed(turns) for text in turn)


def _turns(history: Sequence[Message]) -> list[_Turn]:
    turns: list[_Turn] = []
    for message in history:
        content = " ".join(message["content"].split())
        if message["role"] == "user":
            turns.append(_Turn(plainly(content), ""))
        elif turns:
            turns[-1] = _Turn(turns[-1].question, content)
    return turns


def _resolve(
    question: str, before: Sequence[_Turn], parser: Parser, resolver: Resolver | None
) -> str:
    if not before:
        return question
    texts = texts_before([(turn.question, turn.answer) for turn in before])
    found = (resolver or shared_resolver()).resolve(question, texts)
    if max(found.lacked, default=0.0) < SURELY and max(found.pointing, default=0.0) < POINTING:
        return question
    plain = question.strip().rstrip("?!. ")
    last = _TOPIC.sub("", before[-1].question).rstrip("?!. ")
    if bare := _BARE.match(plain):
        return _asked_of(bare["word"], parser(last))
    groups = _groups(found, texts, question, parser)
    if not groups:
        return question
    if instead := _instead(plain, last, found, parser):
        return instead
    return _put_in(question, found, groups, texts)


def _groups(found: Resolution, texts: Sequence[str], question: str, parser: Parser) -> list[_Group]:
    """What the question lacks, the latest first; nothing twice."""
    known = {_called(m.group()) for m in re.finditer(r"\w+(?:[.’'-]\w+)*", question)}
    taken: set[str] = set()
    groups: list[_Group] = []
    chances = dict(zip(found.words, found.lacked, strict=True))
    run: list[Word] = []
    runs: list[list[Word]] = []
    for word, lacked in zip(found.words, found.lacked, strict=True):
        if lacked < LACKED:
            continue
        if run and run[-1].text == word.text and _joined(texts[word.text], run[-1], word):
            run.append(word)
        else:
            run = [word]
            runs.append(run)
    for words in runs:
        text = texts[words[0].text]
        called = [_called(text[w.start : w.end]) for w in words]
        # What is known already at either end is not told again.
        while called and called[0] in taken | known:
            del called[0], words[0]
        while called and called[-1] in taken | known:
            del called[-1], words[-1]
        if all(s in FUNCTION_WORDS for s in called):
            continue
        taken |= set(called)
        start, end = _whole_name(text, words[0].start, words[-1].end)
        the = _THE.search(text[:start]) or (
            text[start].islower() and _DETERMINED.search(text[:start])
        )
        whole = re.sub(r"['’]s?$", "", text[start:end])
        tokens = [t for t in parser(text) if start <= t.idx < end]
        tells = any(t.pos_ == "VERB" and t.dep_ not in ("amod", "compound") for t in tokens)
        groups.append(
            _Group(
                tuple(words),
                frozenset(called),
                f"the {whole}" if the else whole,
                tells,
                max(float(chances[word]) for word in words),
                _kind(tokens),
            )
        )
    return groups


def _whole_name(text: str, start: int, end: int) -> tuple[int, int]:
    """Offsets of the words with the rest of the name that begins or ends them."""
    before = _NAME_BEFORE.search(text[:start]) if text[start].isupper() else None
    last = re.search(r"\w+$", text[:end])
    after = _NAME_AFTER.match(text[end:]) if last and last.group()[0].isupper() else None
    # The first word of a question has a capital whatever it is.
    if before and (before.start() > 0 or before.group().split()[0].lower() in FUNCTION_WORDS):
        first = 0 if before.start() > 0 else len(before.group().split()[0]) + 1
        start = before.start() + first
    return start, end + (after.end() if after else 0)


def _kind(tokens: Sequence[Token]) -> str:
    named = {t.ent_type_ for t in tokens}
    if "PERSON" in named:
        return "person"
    if any(t.tag_ in ("NNS", "NNPS") for t in tokens):
        return "many"
    return "place" if named & {"GPE", "LOC", "FAC"} else ""


def _agrees(low: str, kind: str) -> bool:
    """Whether a pronoun can stand for this: "they" for no single person or place, and so on."""
    if low in ("he", "she", "him", "his", "her", "hers"):
        return kind in ("person", "")
    if low in _THING:
        return kind not in ("person", "many")
    if low in ("they", "them", "their", "theirs", "these", "those"):
        return kind not in ("person", "place")
    return kind != "person" if low in ("there", "here") else True


def _joined(text: str, one: Word, other: Word) -> bool:
    """Nothing between the two but words that say nothing, and no mark."""
    between = text[one.end : other.start]
    return not re.search(r"[^\w\s'’-]", between) and all(
        w.lower() in FUNCTION_WORDS and w.lower() not in _AUXILIARIES for w in between.split()
    )


def _put_in(
    question: str, found: Resolution, groups: Sequence[_Group], texts: Sequence[str]
) -> str:
    left = list(groups)
    put: list[tuple[int, int, str]] = []
    used: set[int] = set()
    called = [_called(texts[w.text][w.start : w.end]) for w in found.words]
    for i, (word, points) in enumerate(zip(found.asked, found.pointing, strict=True)):
        low = question[word.start : word.end].lower()
        if points < POINTING or low not in POINTERS:
            continue
        mass = [
            sum(found.meant[i, n] for n, c in enumerate(called) if c in group.stems)
            for group in groups
        ]
        agreeing = [
            m * (1.0 if _agrees(low, group.kind) else DISAGREES)
            for m, group in zip(mass, groups, strict=True)
        ]
        best = max(range(len(groups)), key=lambda g: agreeing[g])
        # The parser takes many a name for a person's, so that "it" may stand for any.
        enough = mass[best] if low in _THING else agreeing[best]
        if enough < MEANT or best in used or low in _NOT_REPLACED or groups[best].tells:
            continue
        following = question[word.end :].lstrip()
        if low in _DETERMINING and not _ends_phrase(following):
            continue
        used.add(best)
        left.remove(groups[best])
        new = _in_place(low, groups[best].text, following)
        if new.startswith("in ") and question[: word.start].lower().endswith(" in "):
            new = new[3:]
        put.append((word.start, word.end, new))
    if put:
        left = [group for group in left if group.lacked >= LACKED_TOO]
    text = question
    for start, end, new in reversed(put):
        text = text[:start] + new + text[end:]
    text = _LEADING.sub("", text)
    text = text[:1].upper() + text[1:] if put else text
    if not left:
        return text
    mark = "?" if question.rstrip().endswith("?") or not put else ""
    return f"{text.rstrip(' ?')} ({', '.join(g.text for g in left)}){mark or '?'}"


def _ends_phrase(following: str) -> bool:
    """ "That" in "what did she say to that?", not in "that order"."""
    first = re.match(r"\w+", following)
    return first is None or first.group().lower() in FUNCTION_WORDS | _AUXILIARIES


def _in_place(low: str, name: str, following: str) -> str:
    if low in _POSSESSIVE and (low not in ("her", "hers", "theirs") or re.match(r"\w", following)):
        return f"{name}'" if name.endswith("s") and not name[0].isupper() else f"{name}'s"
    return f"in {name}" if low in ("there", "here") else name


def _instead(plain: str, last: str, found: Resolution, parser: Parser) -> str | None:
    """The last question, asked of something else ("And MS-13?"): where most of its words are
    lacked, and one name or thing of it is not.
    """
    also = _ALSO.match(plain)
    if also is None:
        return None
    rest = also["rest"].strip()
    doc = parser(plain)
    words = rest.split()
    if (
        len(words) > _REST_WORDS
        or any(t.pos_ in ("VERB", "AUX") for t in doc)
        or words[0].lower() in _ASKING | POINTERS
        or not any(t.pos_ in ("NOUN", "PROPN", "NUM") for t in doc)
    ):
        return None
    swapped = [
        w for w, p in zip(found.words, found.swapped, strict=True) if w.text == 0 and p >= SWAPPED
    ]
    if swapped and _joined_all(last, swapped):
        start, end = swapped[0].start, swapped[-1].end
        for name in _NAME.finditer(last):
            if name.start() <= start and end <= name.end() and name.start() > 0:
                start, end = name.span()
    elif not swapped and (place := _likeliest_name(rest, last, found, doc)):
        start, end = place
    else:
        return None
    for chunk in parser(last).noun_chunks:
        # "The mayor" goes as a whole, "the mayor of Ostrava" too if Ostrava is swapped.
        asks = chunk[0].lower_ in _ASKING
        if chunk.start_char <= start < chunk.end_char and chunk.root.idx < end and not asks:
            start = chunk.start_char
    before = last[:start].rstrip().rsplit(" ", 1)
    if words[0].lower() in _PREPOSITIONS and before[-1].lower() in _PREPOSITIONS:
        start = len(last[:start].rstrip()) - len(before[-1])
    return f"{last[:start]}{rest}{last[end:]}?"


def _likeliest_name(rest: str, last: str, found: Resolution, doc: Doc) -> tuple[int, int] | None:
    """Where a name stands in the last question that another name is most likely put for."""
    if not any(t.pos_ == "PROPN" for t in doc) and not re.search(r"[A-Z0-9]", rest):
        return None
    chances = {w.start: p for w, p in zip(found.words, found.swapped, strict=True) if w.text == 0}
    names = [m.span() for m in _NAME.finditer(last) if m.start() > 0]
    if not names:
        return None
    return max(
        names, key=lambda n: max((p for at, p in chances.items() if n[0] <= at < n[1]), default=0)
    )


def _joined_all(text: str, words: Sequence[Word]) -> bool:
    return all(_joined(text, one, other) for one, other in pairwise(words))


def _asked_of(word: str, last: Doc) -> str:
    """ "Why?" after "Did he refuse?" is "Why did he refuse?"."""
    text = last.text
    first = last[0].lower_ if len(last) else ""
    lead = word[0].upper() + word[1:]
    if first in _AUXILIARIES:
        return f"{lead} {text[0].lower()}{text[1:]}?"
    after = [t for t in last if t.lower_ in _AUXILIARIES]
    if first in _ASKING and first not in ("who", "whose") and after and after[0].dep_ != "ROOT":
        return f"{lead} {text[after[0].idx :]}?"
    return f"{lead} ({text})?"


def _called(word: str) -> str:
    low = re.sub(r"['’]s?$", "", word.lower())
    return low if low in FUNCTION_WORDS else stem(low)
