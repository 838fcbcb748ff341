"""A follow-up becomes a question that stands alone, shown to the user as what was searched.

What "it", "he" or "that" stands for is looked for in the user's own earlier questions; only
a name that "who ...?" asked for is taken from the answer to it. An earlier answer never
counts as a source: nothing of what it says is repeated. Conversational question rewriting
in the manner of Elgohary and others (2019), by rules over the parse.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.lexical import FUNCTION_WORDS
from rag.antecedent import asks_for_thing, is_coded, people, place, subjects, thing, which
from rag.datatypes import Message
from rag.parse import Parser
from rag.plainly import plainly

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

# What lies further back in a conversation is another topic.
TURNS = 4
_PERSONAL = frozenset("he she him her his hers".split())
_PLURAL = frozenset("they them their theirs".split())
_THING = frozenset("it its this that these those".split())
_POSSESSIVE = frozenset("his her its their".split())
_BARE = re.compile(
    r"^(?:(?:and|but|so|then|ok|okay),? )?"
    r"(?P<word>why(?: not)?|when|where|who|how|for what reason|how come|since when|how so"
    r"|by whom|how many|how much|how long|what for|says who)$",
    re.IGNORECASE,
)
_ALSO = re.compile(
    r"^(?:and|or|but|what about|how about|and what about|and how about|same for|and for)\b[ ,]*"
    r"(?P<rest>(?:the |in |for |at |of )?[^?]+)$",
    re.IGNORECASE,
)
_LEADING = re.compile(r"^(?:and|but|so|then|ok|okay),? ", re.IGNORECASE)
# Say little of what a question is about.
_EMPTY = frozenset("many much must should would could might may shall take get say said".split())


@dataclass(frozen=True, slots=True)
class _Turn:
    question: str
    answer: str


def stand_alone(question: str, history: Sequence[Message], parser: Parser) -> str:
    """The question with what it leans on put in; as it is if it leans on nothing."""
    turns = _turns(history)[-TURNS:]
    understood: list[_Turn] = []
    for turn in turns:
        understood.append(_Turn(_resolve(turn.question, understood, parser), turn.answer))
    return _resolve(question, understood, parser)


def _turns(history: Sequence[Message]) -> list[_Turn]:
    turns: list[_Turn] = []
    for message in history:
        content = " ".join(message["content"].split())
        if message["role"] == "user":
            turns.append(_Turn(plainly(content), ""))
        elif turns:
            turns[-1] = _Turn(turns[-1].question, content)
    return turns


def _resolve(question: str, before: Sequence[_Turn], parser: Parser) -> str:
    if not before:
        return question
    plain = question.strip().rstrip("?!. ")
    last = before[-1].question.rstrip("?!. ")
    if bare := _BARE.match(plain):
        return _asked_of(bare["word"], parser(last))
    doc = parser(question)
    also = _ALSO.match(plain)
    if also and not any(t.pos_ in ("VERB", "AUX") for t in doc):
        return _instead(parser(last), also["rest"])
    pointers = [token for token in doc if _points(token)]
    if pointers:
        return _with_names(question, pointers, before, parser)
    return _with_topic(question, last) if _is_fragment(doc) else question


def _is_fragment(doc: Doc) -> bool:
    """ "What happened first?" names nothing, and "How many guards?" says nothing of it."""
    if _named(doc):
        return False
    things = [t for t in doc if t.pos_ == "NOUN" and t.lower_ not in FUNCTION_WORDS]
    return not things or not any(t.pos_ in ("VERB", "AUX") for t in doc)


def _points(token: Token) -> bool:
    """A pronoun that stands for something outside of the question."""
    low = token.lower_
    if low in _PERSONAL | _PLURAL:
        return not any(
            other.i < token.i and other.pos_ == "PROPN" and other.dep_.startswith("nsubj")
            for other in token.doc
        )
    if low in ("it", "its"):
        return token.dep_ != "expl" and not _it_is_time_that(token)
    if low in _THING:
        # "That order" points too; "that" before a clause does not.
        return token.pos_ in ("PRON", "DET") and token.dep_ not in ("mark", "expl", "nsubj_rel")
    return low == "there" and token.dep_ == "advmod"


def _it_is_time_that(token: Token) -> bool:
    """ "Is it true that ...": the clause is what "it" stands for."""
    return token.lower_ == "it" and any(c.dep_ in ("ccomp", "csubj") for c in token.head.children)


def _with_names(
    question: str, pointers: Sequence[Token], before: Sequence[_Turn], parser: Parser
) -> str:
    text = question
    used: set[str] = set()
    of_event = False
    for token in sorted(pointers, key=lambda t: t.lower_ == "there"):
        name = _name_of(token, before, parser)
        if name is None or name in used or name.casefold() in question.casefold():
            continue
        used.add(name)
        of_event = of_event or token.lower_ in ("it", "that", "this")
        text = _put(text, question, token, name)
    last = before[-1].question
    text = _LEADING.sub("", text)
    text = text[:1].upper() + text[1:]
    if not used:
        return _with_topic(text, last)
    if of_event and parser(last)[0].pos_ == "AUX":
        # "Were the flights stopped?" "Who ordered it?": the stop is meant, not the flights.
        return _with_topic(text, last)
    return text


def _put(text: str, question: str, token: Token, name: str) -> str:
    """``text`` with one pronoun of ``question`` replaced; earlier ones may be already."""
    shift = len(text) - len(question)
    before_it = len(re.findall(rf"\b{token.text}\b", question[: token.idx]))
    places = list(re.finditer(rf"\b{token.text}\b", text))
    match = places[min(before_it, len(places) - 1)] if places else None
    start = match.start() if match else token.idx + shift
    if token.dep_ == "det":
        # "That order" keeps its noun, and is told whose.
        end = start + (token.head.idx + len(token.head.text) - token.idx)
        return f"{text[:end]} ({name}){text[end:]}"
    end = start + len(token.text)
    lead = "in " if token.lower_ == "there" else ""
    owner = token.lower_ in _POSSESSIVE and token.dep_ == "poss"
    return f"{text[:start]}{lead}{_of(name) if owner else name}{text[end:]}"


def _of(name: str) -> str:
    """ "The crews' families", "Garcia's family"."""
    return f"{name}'" if name.endswith("s") and not name[0].isupper() else f"{name}'s"


def _name_of(token: Token, before: Sequence[_Turn], parser: Parser) -> str | None:
    low = token.lower_
    for turn in reversed(before):
        doc = parser(turn.question)
        opens = doc[0].lower_ if len(doc) else ""
        if low == "there" and opens == "where" and turn.answer:
            names = [t for t in parser(turn.answer) if t.pos_ == "PROPN"]
            return names[0].text if names else None
        if low == "there":
            if inside := place(doc):
                return inside
            continue
        if low in ("it", "its") and (name := which(doc, turn.answer, parser)):
            return name
        if low in _PERSONAL or low in _PLURAL:
            if opens in ("who", "whom", "which") and turn.answer:
                answering = people(parser(turn.answer))
                if answering:
                    return answering[0]
            asked = people(doc) or subjects(doc)
            if asked and low in _PERSONAL:
                return asked[-1]
        if low in _PERSONAL:
            continue
        meant = thing(doc, plural=low in _PLURAL or low in ("these", "those"))
        if meant or asks_for_thing(doc):
            return meant
    return None


def _asked_of(word: str, last: Doc) -> str:
    """ "Why?" after "Did he refuse?" is "Why did he refuse?"."""
    text = last.text
    first = last[0].lower_ if len(last) else ""
    lead = word[0].upper() + word[1:]
    if first in ("did", "do", "does", "is", "are", "was", "were", "has", "have", "had", "can",
                 "could", "will", "would"):  # fmt: skip
        return f"{lead} {text[0].lower()}{text[1:]}?"
    after = [t for t in last if t.lower_ in ("did", "do", "does", "is", "are", "was", "were")]
    if first in ("what", "how", "when", "where", "why", "which") and after:
        return f"{lead} {text[after[0].idx :]}?"
    return f"{lead} ({_topic(text, word)})?"


def _instead(last: Doc, rest: str) -> str:
    """The last question, asked of something else ("And MS-13?")."""
    named = [c for c in last.noun_chunks if c.root.pos_ == "PROPN"] or list(last.ents)
    if not named:
        return _with_topic(rest, last.text)
    target = named[-1]
    return f"{last.text[: target.start_char]}{rest}{last.text[target.end_char :]}?"


def _with_topic(question: str, last: str) -> str:
    topic = _topic(last, question)
    return f"{question.rstrip(' ?')} ({topic})?" if topic else question


def _topic(last: str, question: str) -> str:
    known = {word.lower() for word in re.findall(r"\w+", question)}
    return " ".join(
        word
        for word in re.findall(r"\w[\w'’.-]*\w|\w", last)
        if word.lower() not in FUNCTION_WORDS | _EMPTY and word.lower() not in known
    )


def _named(doc: Doc) -> bool:
    said = ("ORDINAL", "CARDINAL", "DATE", "TIME")
    return any(
        token.pos_ == "PROPN"
        or is_coded(token)
        or (token.ent_type_ and token.ent_type_ not in said)
        for token in doc
    )
