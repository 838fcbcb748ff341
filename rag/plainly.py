"""A question without the words around it: what is asked, not how politely.

"Could you tell me how many came?" asks how many came. Left in, such words look like words that
no article has, and the answer seems less likely to be there.
"""

from __future__ import annotations

import re

KNOWN_ABOUT = "What is known about "
"""How a question begins that names a topic and asks nothing of it ("Tell me about ...")."""

_TEXTS = r"(?:the|these|those|your) (?:articles?|sources)"
_ASKS = r"(?:who|whom|whose|what|which|when|where|why|how|whether|if)\b"
_TELL = r"(?:tell|show|explain|give|list|describe|summari[sz]e|find|name|compare|outline|let)\b"
_GREETING = r"hi|hello|hey|good (?:morning|afternoon|evening)|ok|okay|thanks|thank you"

# Each is taken away from the front, for as long as one fits.
_OPENINGS = (
    rf"(?:{_GREETING})\b(?: there)?(?=[\s,!.])",
    r"(?:so|well)(?=,)",
    r"please(?= \w)",
    rf"(?:can|could|would|will) you(?: please| kindly)?(?= {_TELL})",
    rf"(?:tell|show) (?:me|us)(?: please)?,?(?= (?:{_ASKS}|about |the ))",
    rf"explain(?: to (?:me|us))?(?= {_ASKS})",
    rf"let (?:me|us) know(?= {_ASKS})",
    rf"(?:do|does) (?:you|we|anyone|anybody) know(?= (?:{_ASKS}|anything about ))",
    r"(?:i|we)(?: just| really)?(?: want to| wanna| need to|['’]d like to| would like to"
    rf"|['’]d love to) (?:know|find out|learn|understand)(?= (?:{_ASKS}|(?:more )?about ))",
    r"(?:i|we)(?: was| were|['’]m| am)(?: just)? (?:wondering|curious|asking)"
    rf"(?= (?:{_ASKS}|about ))",
    rf"i wonder(?= {_ASKS})",
    rf"any idea(?= {_ASKS})",
    rf"according to {_TEXTS}(?=[\s,:])",
    rf"(?:in|from|based on) {_TEXTS}(?=[,:])",
    rf"(?:do|does|did) {_TEXTS} (?:say|mention|tell(?: us| me)?|explain|report|reveal|state)"
    rf"(?= {_ASKS})",
    rf"what (?:do|does|did|can) {_TEXTS} (?:say|tell us|tell me|report|mention)(?= about )",
)
_OPENING = re.compile(rf"^(?:{'|'.join(_OPENINGS)})[\s,:;.!–—-]*", re.IGNORECASE)
_CLOSING = re.compile(
    rf"[\s,]*\b(?:please|thanks|thank you|(?:according to|in|from) {_TEXTS})(?P<mark>[\s?.!]*)$",
    re.IGNORECASE,
)
_ABOUT_WHAT = re.compile(rf"^about (?={_ASKS})", re.IGNORECASE)
_ABOUT = re.compile(r"^(?:(?:anything|more) )?about (?P<what>.+?)[\s?.!]*$", re.IGNORECASE)
_WHETHER = re.compile(
    r"^(?:whether|if) (?P<who>.+?) (?P<verb>is|are|was|were|has|have|had|can|could|will|would"
    r"|may|might|must|should) (?P<rest>.+?)[\s?.!]*$",
    re.IGNORECASE,
)


def plainly(question: str) -> str:
    """What is asked, with a capital in front; as it was if nothing goes, or nothing is left."""
    text = question.strip()
    while match := _CLOSING.search(text):
        text = text[: match.start()] + match["mark"].strip()
    whole = text
    while match := _OPENING.match(text):
        text = text[match.end() :]
    # "If it sinks, who pays?" asks who pays.
    if text != whole:
        text = _embedded(text)
    if text == question.strip() or not any(c.isalnum() for c in text):
        return question
    return text[0].upper() + text[1:]


def _embedded(text: str) -> str:
    """What an embedded question asks by itself ("whether it sank": did it?)."""
    text = _ABOUT_WHAT.sub("", text)
    if about := _ABOUT.match(text):
        return f"{KNOWN_ABOUT}{about['what']}?"
    if whether := _WHETHER.match(text):
        return f"{whether['verb']} {whether['who']} {whether['rest']}?"
    return text
