"""Who speaks in a sentence as a whole, or does what it tells.

In "The minister calls it fair; it is theft, Reyes replied" two speak, and the sentence is Reyes'.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.holders import can_hold, is_person_like, named_by_apposition
from rag.speaking import SPEAKING, agent_of, is_put_after, is_source, only_has, subject_of
from rag.stancewords import CALLING_VERBS, SAY_VERBS, SHOW_VERBS

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_NOBODY = frozenset("nobody no-one none one it this that which what there".split())
_PERSONS = frozenset("he she they we i who some many others most few".split())
_ANY = frozenset("a an every each any no".split())
# What something is or has is no deed by which its doer takes a side.
_STATES = frozenset(
    "be have hold contain house include consist cost measure remain lie stand cover feature "
    "seat comprise weigh number span".split()
)
# "A dozen law students" is somebody, "the return of deportees" is not.
_COUNTS = frozenset(
    "dozen score hundred thousand million number majority minority group handful couple pair half "
    "third quarter percent percentage share most many several crowd team family host rest all "
    "none some".split()
)
_PERHAPS = frozenset("may might could would".split())
_TELLING = SPEAKING | SHOW_VERBS | CALLING_VERBS


def voice(doc: Doc) -> Token | None:
    """Whom the sentence attributes to what it tells, if to anybody; of several the outermost,
    of those the last. A pronoun that the sentence itself explains gives the name.
    """
    found: list[tuple[int, int, Token]] = []
    for token in doc:
        speaker = _speaker_at(token)
        if speaker is not None and speaker.lower_ not in _NOBODY:
            depth = sum(1 for _ in token.ancestors) - 2 * is_source(token)
            found.append((-depth, token.i, speaker))
    return _explained(max(found)[2]) if found else None


def actor(doc: Doc) -> Token | None:
    """Who does what a sentence tells, if they can hold a view ("Garment workers marched")."""
    for token in doc:
        if token.dep_ == "ROOT":
            subjects = [c for c in token.children if c.dep_ in ("nsubj", "nsubjpass")]
            if not subjects and token.pos_ == "PROPN":
                # "Trump, speaking to reporters, lauded it" is no sentence to the parser.
                return token
            passive = not subjects or subjects[0].dep_ == "nsubjpass"
            found = agent_of(token) if passive else subjects[0]
            if found is None or not _is_somebody(found) or _is_any(found):
                return None
            return _explained(found)
    return None


def tells_no_deed(doc: Doc) -> bool:
    """Whether a sentence says what something is or has ("The prison can hold 40,000 inmates"), or
    what it may come to do ("The pact could raise prices").
    """
    root = next((t for t in doc if t.dep_ == "ROOT"), None)
    return root is not None and (
        root.lemma_.lower() in _STATES
        or any(c.dep_ == "aux" and c.lower_ in _PERHAPS for c in root.children)
    )


def _speaker_at(token: Token) -> Token | None:
    if is_source(token):
        return token if can_hold(token) else None
    lemma = token.lemma_.lower()
    if not (token.pos_ in ("VERB", "AUX") and (lemma in _TELLING or is_put_after(token))):
        return None
    if only_has(token):
        return None
    if token.dep_ == "acl":
        # "Migrants deemed dangerous by the ministry" are not what it says here.
        return None
    subject = subject_of(token)
    if subject is None or subject.dep_ == "nsubjpass":
        subject = agent_of(token)
    if subject is None:
        return None
    surely = lemma in SAY_VERBS and lemma not in SHOW_VERBS
    if subject.pos_ == "PRON":
        return subject if subject.lower_ in _PERSONS else None
    return subject if (surely and can_hold(subject)) or _is_somebody(subject) else None


def _is_somebody(token: Token) -> bool:
    """The noun itself, or what it counts: "a dozen law students", "three of the judges"."""
    if token.pos_ == "PRON":
        return token.lower_ in _PERSONS
    if is_person_like(token):
        return True
    if token.pos_ != "NUM" and token.lemma_.lower() not in _COUNTS:
        return False
    return any(
        child.dep_ == "prep"
        and child.lower_ == "of"
        and any(inner.dep_ == "pobj" and is_person_like(inner) for inner in child.children)
        for child in token.children
    )


def _is_any(token: Token) -> bool:
    """ "A child", "every tenant": nobody who did something; "not one trawler" is nobody at all."""
    if token.pos_ == "PROPN":
        named = any(c.dep_ == "compound" and c.pos_ == "PROPN" for c in token.lefts)
        return not named and token.ent_type_ not in ("PERSON", "ORG", "GPE", "NORP")
    appositions = any(c.dep_ == "appos" and c.pos_ == "PROPN" for c in token.rights)
    if appositions or named_by_apposition(token) is not None:
        # "A judge in Toluca, Amparo Rendón".
        return False
    if token.ent_type_ == "DATE" or any(t.dep_ == "neg" for t in token.subtree):
        return True
    counts = any(c.dep_ == "prep" and c.lower_ == "of" for c in token.children)
    named = any(c.dep_ == "det" and c.lower_ in _ANY for c in token.children)
    return token.tag_ == "NN" and named and not counts


def _explained(token: Token) -> Token:
    """Whom a pronoun stands for in its own sentence: the first before it who fits."""
    low = token.lower_
    if low not in ("he", "she", "they"):
        return token
    for other in token.doc[: token.i]:
        if other.pos_ not in ("NOUN", "PROPN") or other.dep_ == "compound":
            continue
        several = other.tag_ in ("NNS", "NNPS") or any(c.dep_ == "conj" for c in other.children)
        fits = several or other.pos_ == "NOUN" if low == "they" else not several
        # The parser takes many a name for that of a firm.
        named = other.pos_ == "PROPN" and other.ent_type_ in ("PERSON", "ORG", "")
        a_person = named or (other.pos_ == "NOUN" and is_person_like(other))
        if fits and a_person:
            return other
    return token
