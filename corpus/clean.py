"""What stands around an article on a web page is recognised and left out.

Only whole lines go, and only at the edges (advertising markers also in between): the
words of the article are never altered.
"""

from __future__ import annotations

import re

from corpus.blocks import Block, is_prose

# Lines that open the part below an article.
_FOOTER = re.compile(
    r"""^[\W_]*(?:
        (?:related|more|latest|trending|popular|recommended|recent|top)\s+
            (?:posts?|articles?|stor(?:y|ies)|news|reading|coverage|topics?|headlines?|content|links?)
      | related | read\s+(?:more|next|also) | also\s+read | see\s+also
      | more\s+(?:from|on|in)\s+.{1,40}
      | (?:you\s+)?(?:may|might)\s+also\s+(?:like|be\s+interested.*)
      | recommended(?:\s+for\s+you)?
      | most\s+(?:read|popular|viewed|shared) | don['’]t\s+miss | up\s+next
      | what\s+to\s+read\s+next
      | (?:leave|post|add)\s+a\s+(?:reply|comment).* | (?:\d+\s+)?comments?(?:\s*\(\d+\))?
      | join\s+the\s+conversation
      | share(?:\s+(?:this|on|via)\b.*)? | (?:subscribe|sign\s+up)\b.*
      | (?:our\s+)?newsletters?\b.*
      | tags?(?:\s*:.*)? | filed\s+under\b.* | topics?\s*:.* | categories\s*:.*
      | about\s+the\s+authors? | follow\s+us\b.*
      | (?:previous|next|older|newer)\s+(?:post|article|story)s?\b.*
      | copyright\b.* | ©.* | .*\ball\s+rights\s+reserved\b.* | terms\s+(?:of|and)\s+.*
      | privacy\s+policy.*
      | back\s+to\s+top | load\s+more | show\s+more | sponsored(?:\s+content)?
      | promoted(?:\s+stories)?
    )[\W_]*$""",
    re.IGNORECASE | re.VERBOSE,
)
_LISTED_AGO = re.compile(
    r"^.{0,40}?\d+\s*(?:sec(?:ond)?s?|min(?:ute)?s?|h(?:ou)?rs?|days?|weeks?|months?)\s+ago$",
    re.IGNORECASE,
)
_RULE = re.compile(r"^[\W_]+$")

_ADVERTISING = re.compile(
    r"^[\W_]*(?:advertisement|advertising|ad|story\s+continues\s+below(?:\s+advertisement)?"
    r"|article\s+continues\s+(?:below|after)(?:\s+(?:this\s+)?(?:ad|advertisement))?"
    r"|continue\s+reading(?:\s+the\s+main\s+story)?|skip\s+advertisement"
    r"|(?:read\s+more|also\s+read|read\s+also|related)\s*:\s*[^.]*)[\W_]*$",
    re.IGNORECASE,
)

_MENU = re.compile(
    r"""^[\W_]*(?:
        today\s*:.* | skip\s+to\s+(?:main\s+)?(?:content|navigation) | menu | home | search
      | log\s*in | sign\s+in | register
      | subscribe(?:\s+now)? | newsletters? | live(?:\s+updates)? | breaking(?:\s+news)?
      | exclusive
      | (?:(?:u\.?s\.?|u\.?k\.?|world|local|national|international|latest|top|business
          |political)\s+)?news
      | politics | world | opinion | editorial | business | economy | sports?
      | tech(?:nology)? | science | health
      | culture | lifestyle | entertainment | travel | americas? | latin\s+america | europe
      | africa | asia | middle\s+east
      | immigration | crime | u\.?s\.? | u\.?k\.? | local | national | features? | analysis
      | explainers? | featured | trending
      | share(?:\s+(?:this|on)\b.*)? | print | e-?mail | tweet | facebook | twitter
      | whatsapp | linkedin | copy\s+link
      | listen(?:\s+to\s+(?:this\s+)?(?:article|story))?.* | \d+\s+min(?:ute)?s?\s+read
      | reading\s+time.* | \d+\s+comments?
      | (?:we\s+use|this\s+(?:web)?site\s+uses)\s+cookies\b.*
      | accept(?:\s+all)?(?:\s+cookies)? | advertisement
      | (?:photo|image|picture|credit|source)s?\s*(?:by|:|/).{0,80} | file\s+photo.{0,80}
      | getty(?:\s+images)?
    )[\W_]*$""",
    re.IGNORECASE | re.VERBOSE,
)

# Below a footer line, a text as long as this is still the article.
_LONG_PROSE = 40


def is_menu_line(text: str) -> bool:
    """Whether a line at the top belongs to the site: a section, a button, today's date."""
    return bool(
        (_MENU.match(text) and len(text.split()) < 25)
        or _RULE.match(text)
        or _LISTED_AGO.match(text)
    )


def drop_advertising(blocks: list[Block]) -> list[Block]:
    """Without the markers that sites put between paragraphs."""
    return [block for block in blocks if not _ADVERTISING.match(block.text)]


def drop_footer(blocks: list[Block]) -> list[Block]:
    """Without what follows the article: related posts, headlines, legal lines."""
    blocks = _cut_at_footer_line(blocks)
    last = len(blocks)
    while last and not _stays_at_the_end(blocks[last - 1]):
        last -= 1
    # Where nothing is running text, the lines are all there is: keep them.
    return blocks[:last] if last else blocks


def _cut_at_footer_line(blocks: list[Block]) -> list[Block]:
    for i, block in enumerate(blocks):
        if not any(is_prose(b.text) for b in blocks[:i]) or not (
            _FOOTER.match(block.text) or _LISTED_AGO.match(block.text)
        ):
            continue  # above the article such a line is a menu's
        below = blocks[i + 1 :]
        if not any(is_prose(b.text) and b.words >= _LONG_PROSE for b in below):
            return blocks[:i]
    return blocks


def _stays_at_the_end(block: Block) -> bool:
    if block.heading or _FOOTER.match(block.text) or _RULE.match(block.text):
        return False
    if is_prose(block.text):
        return True
    # A last word such as “No.” or “We won!” is short, but it is a sentence.
    return block.text.rstrip("\"'”’)").endswith((".", "!")) and not _MENU.match(block.text)
