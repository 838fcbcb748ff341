"""What is asked in one message, when it is more than one thing.

"When was it opened and how many can it hold?" has two answers, which stand in two sentences or
of which one stands in none; as one question it is found in no sentence, and looks unanswerable.
A message is only taken apart where every part is a whole question, so that nothing is lost by
asking them one after the other. In the manner of question decomposition (Min and others, 2019),
by rules over the parse.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.parse import Parser

if TYPE_CHECKING:
    from spacy.tokens import Doc

# Whoever asks more at once gets the rest as one.
MOST = 4

_WH = (
    r"(?:(?:what|who|where|when|how)['’]?s|who|whom|whose|what|which|where|when|why"
    r"|(?:(?:for|since) )?how(?: (?:many|much|long|often|far|old|big|large|come))?"
    r"|(?:by|to|for|from|on|in|at|since|under|per|with) (?:whom|what|which|when|where))"
)
_AUX = (
    r"(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|must|isn['’]t"
    r"|aren['’]t|wasn['’]t|weren['’]t|don['’]t|doesn['’]t|didn['’]t|hasn['’]t|haven['’]t"
    r"|can['’]t|won['’]t)"
)
_TELL = (
    r"(?:tell (?:me|us)|list|explain|describe|name|give (?:me |us )?(?:a|an|the)|say|show"
    r"|summari[sz]e|compare|also)"
)
_OPENS = re.compile(rf"(?:{_WH}|{_AUX}|{_TELL})\b", re.IGNORECASE)
# Where another question may begin: at the end of a sentence, or after "and".
_BOUNDARY = re.compile(
    r"(?P<end>\?)[\s)\"”'’]*(?:(?:and|or|but|also|plus|so|then)\b,?\s+)?(?=\w)"
    r"|(?P<stop>[.!])\s+(?:(?:and|or|but|also|plus|so|then)\b,?\s+)?(?=\w)"
    r"|\s*[,;:–—-]*\s+(?:and|but|or|plus|also|&)(?:\s+(?:also|then|if so|if yes|if not),?)?\s+"
    r"(?=\w)"
    r"|\s*[,;–—]\s*(?:(?:if so|if yes|if not),?\s+)?(?=\w)",
    re.IGNORECASE,
)
_OR = re.compile(r"\bor\b", re.IGNORECASE)
# "Okafor: who is she?", "the crews in town, how long do they ...?"
_TOPIC = re.compile(
    rf"(?P<topic>[^:,?–—]{{2,120}}?)(?P<mark>:|,| [–—-]) (?P<rest>(?:{_WH}|{_AUX})\b.+)",
    re.IGNORECASE,
)
_PLACE = re.compile(
    r"(?:in|at|on|under|during|since|after|before|besides|apart from|among|for|within|with|until)\b"
    r"[^.:]*$",
    re.IGNORECASE,
)
_SIDE_BY_SIDE = re.compile(
    rf"^(?P<first>{_WH})(?P<more>(?:, {_WH})*),? (?:and|or|&) (?P<last>{_WH}) (?P<rest>.+)$",
    re.IGNORECASE,
)
_BARE = re.compile(
    r"(?:why(?: not)?|when|where|(?:(?:for|since) )?how(?: (?:many|much|long|come|so))?|who|by whom"
    r"|since when|what for"
    r"|(?:by|to|for|from|on|in|at|since|under|per|with) (?:whom|what|which)(?: \w+)?)",
    re.IGNORECASE,
)
# "What did he say?" leaves out what about, which the rest of the message may tell.
_SAYS = frozenset("say think claim reply answer respond argue mean want react feel".split())
_INVERTED = re.compile(
    r"(?:when|where|why|how(?: (?:long|often|far|come))?)"
    rf"(?:['’]?s\b| (?:exactly |(?:in|on|at|to) (?:\w+ ){{1,3}}?)?{_AUX}\b)|how come\b",
    re.IGNORECASE,
)
# "What Trump said" and "who he met" are no questions, but "what law was used" is one.
_CLAUSE = re.compile(
    r"(?:who|whom|what|which) (?:he|she|it|they|we|i|you|this|that|these|those|the|a|an|his|her"
    r"|its|their)\b",
    re.IGNORECASE,
)
_KNOWS = re.compile(
    rf"^(?:{_AUX}) .*\b(?:know|knew|say|said|says|mention|explain|tell|told|asked?|reveal|confirm)"
    rf"\w*\b.* {_WH}\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Asked:
    """The ``questions`` of a message, in its order and words; a later one may lean on those before
    it ("... and how many can it hold?"). ``lead`` is what stands before the first and asks
    nothing: a sentence or a topic, which they may lean on as well.
    """

    questions: tuple[str, ...]
    lead: str = ""


def questions_in(text: str, parser: Parser) -> Asked:
    """What is asked in a message; the message itself where that is one thing."""
    plain = " ".join(text.split())
    lead, rest = _lead(plain)
    parts = _apart(rest, parser)
    found = [q for part in parts for q in _side_by_side(part, parser)]
    if len(found) < 2:
        return Asked((plain,))
    if lead and _PLACE.match(lead):
        # "In that prison, ..." belongs to every question.
        found = [f"{lead}, {one}" for one in found]
        lead = ""
    return Asked(tuple(_as_question(one) for one in found), lead)


def _lead(text: str) -> tuple[str, str]:
    """What stands before the first question, and the rest."""
    sentences = re.split(r"(?<=[.!])\s+", text)
    for number, sentence in enumerate(sentences):
        topic, question = "", sentence
        if not _OPENS.match(sentence) and (match := _TOPIC.match(sentence)):
            topic, question = match["topic"], match["rest"]
            topic += ":" if match["mark"] != "," else ""
        if _OPENS.match(question):
            lead = " ".join([*sentences[:number], topic]).strip()
            return lead, " ".join([question, *sentences[number + 1 :]])
    return "", text


def _apart(text: str, parser: Parser) -> list[str]:
    parts: list[str] = []
    start = 0
    for match in _BOUNDARY.finditer(text):
        if len(parts) == MOST - 1:
            break
        left = text[start : match.start()].strip()
        right = text[match.end() :]
        ends = bool(match["end"])
        if _OR.search(match[0]) and re.match(rf"{_AUX}\b", right, re.IGNORECASE):
            # "Was it obeyed or did they fly on?": one of the two is asked for.
            continue
        if (
            left
            and (ends or _is_whole(left, parser) or ("," in match[0] and _BARE.fullmatch(left)))
            and _opens_another(right, parser, sentence=ends or bool(match["stop"]))
            and (ends or not _share_an_end(left, right, parser))
        ):
            parts.append(left)
            start = match.end()
    return [*parts, text[start:].strip()]


def _is_whole(left: str, parser: Parser) -> bool:
    """Whether what stands before is a question by itself."""
    last = _last_sentence(left)
    if last.lower().startswith("timeline"):
        return True
    asks = _OPENS.match(last) and not _KNOWS.match(left)
    return bool(asks) and any(t.pos_ in ("VERB", "AUX") for t in parser(left))


def _last_sentence(text: str) -> str:
    return re.split(r"(?<=[.!?]) ", text)[-1]


def _share_an_end(left: str, right: str, parser: Parser) -> bool:
    """ "What did Rubio say" and "what did the others say about the deal?"."""
    says = any(t.lemma_.lower() in _SAYS for t in parser(_first_clause(right)) if t.pos_ == "VERB")
    return says and _is_cut_short(parser(_last_sentence(left)))


def _is_cut_short(doc: Doc) -> bool:
    """ "What did he say" does not tell what about."""
    root = next((t for t in doc if t.dep_ == "ROOT"), None)
    if root is None or root.lemma_.lower() not in _SAYS:
        return False
    after = [t for t in doc if t.i > root.i and not t.is_punct]
    return not after and doc[0].lower_ in ("what", "how", "who")


def _opens_another(right: str, parser: Parser, *, sentence: bool) -> bool:
    """Whether a question begins here that is one by itself, or leans on the one before."""
    first = _first_clause(right)
    if _BARE.fullmatch(first.rstrip("?!. ")):
        return True
    if not _OPENS.match(first):
        return False
    doc = parser(first)
    low = first.lower()
    if re.match(rf"{_AUX}\b", low):
        return _has_subject(doc)
    if re.match(rf"{_TELL}\b", low):
        return len(doc) > 2
    if sentence:
        return True
    if re.match(r"(?:when|where|why|how)\b", low) and not re.match(r"how (?:many|much)\b", low):
        adjective = len(doc) > 2 and doc[1].pos_ in ("ADJ", "ADV") and doc[2].pos_ == "AUX"
        return bool(_INVERTED.match(low)) or adjective
    if _CLAUSE.match(low):
        return False
    return any(t.pos_ in ("VERB", "AUX") for t in doc) and not _is_cut_short(doc)


def _first_clause(right: str) -> str:
    return re.split(r"(?<=[?])\s|[,;] (?:and|but)\b", right)[0].strip()


def _has_subject(doc: Doc) -> bool:
    """ "did they turn back": not "did the most", or "was criticised"."""
    subject = doc[1] if len(doc) > 2 else None
    if subject is None:
        return False
    if doc[0].lemma_.lower() == "be":
        # The subject and what it is said to be: "is it legal", but not "is a killer".
        words = [t for t in doc if not t.is_punct]
        names = subject.pos_ in ("PRON", "PROPN", "DET", "NOUN") and len(words) > 2
        return names and subject.lower_ not in ("a", "an")
    if subject.lower_ in ("n't", "n’t", "not"):
        # "Can't they find work?", but not "can't find work".
        subject = doc[2]
    names = subject.pos_ in ("PRON", "PROPN", "NOUN", "DET", "ADJ", "NUM")
    return names and any(t.pos_ == "VERB" for t in doc[subject.i + 1 :])


def _side_by_side(part: str, parser: Parser) -> list[str]:
    """ "When and where was it agreed" is two questions with one end."""
    match = _SIDE_BY_SIDE.match(part)
    if match is None:
        return [part]
    rest = match["rest"]
    if not any(t.pos_ in ("VERB", "AUX") for t in parser(rest)):
        return [part]
    words = [match["first"], *re.findall(_WH, match["more"], re.IGNORECASE), match["last"]]
    return [f"{word} {rest}" for word in words]


def _as_question(text: str) -> str:
    text = text.strip(" ,;:–—-")
    text = re.sub(r"^(?:and|but|or|also|plus|then)\b,? ", "", text, flags=re.IGNORECASE)
    text = text[:1].upper() + text[1:]
    if text[-1:] in "?.!":
        return text
    return f"{text}." if re.match(rf"{_TELL}\b", text, re.IGNORECASE) else f"{text}?"
