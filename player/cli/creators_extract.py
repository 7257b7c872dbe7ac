"""Finds names, places, tags and scenes in a synopsis or a subtitle file, by simple rules.

It does not understand the text: it counts capitals and prepositions, and an author mends the rest.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

MOST_NAMES, MOST_PLACES, MOST_SCENES = 6, 5, 24
"""A new seed stays small enough to be read in one go."""
LONGEST_TEXT = 400_000
"""Characters that are read: a long film's subtitles have 120,000."""
SCENE_GAP_SECONDS = 12.0
"""Silence between two subtitles that counts as a new scene."""
LINES_A_SCENE = 6

_PLAIN_WORDS = """
the a an and but or so then when while after before with without in on at by for from to of as if it he she
they we you i his her their its our your my me him them us this that these those there here what who why how
where which one two three four five no not yes oh ah well now once every each all some any many much more
most both few other monday tuesday wednesday thursday friday saturday sunday january february march april
may june july august september october november december mr mrs ms dr sir lady god english french german
christmas okay ok hello hey is are was were be been do does did has have had will would can could should
must let please thank thanks narrator under over between behind beside near through into across along
everyone everybody everything someone somebody something nobody nothing night day morning evening noon dawn dusk
rain snow wind fog storm winter summer spring autumn time life death love war silence darkness people
"""
"""Words with a capital that are no names."""
_NOT_NAMES = frozenset(_PLAIN_WORDS.split())
_SMALL_WORDS = """
in at to from into inside near by on onto under behind beside outside through of off with without for over across
between and or but as than then when while because who whom whose which that where is are was were has have had he she
it they the a an her his their
"""
"""Words that are no part of a place's name: “the boy from school” is none."""
_PLACE = re.compile(
    r"\b(?:in|at|to|from|into|inside|near|by|on|under|behind|beside|outside|through|of)\s+"
    rf"((?:the|an?|her|his|their)\s+(?:(?!(?:{'|'.join(_SMALL_WORDS.split())})\b)[a-z]+\s+){{0,2}}"
    r"(?:lighthouse|harbou?r|quay|pier|port|island|beach|sea|ship|boat|river|wood|woods|forest|trees?|garden|park|hill|"
    r"hills|mountains?|moor|fields?|farm|valley|street|streets|city|town|village|square|market|station|roof|rooftop|"
    r"tower|castle|club|bar|caf[eé]|tavern|inn|theatre|hotel|office|room|house|home|shop|school|library|kitchen|"
    r"hospital|church|cellar|attic|palace|ruins?|cave|desert|bridge|post office|observatory|mill|bakery|lake|museum|"
    r"circus|monastery|factory|mine|workshop|cabin|cottage|laboratory|train|ferry|bedroom|pub|prison))\b",
    re.IGNORECASE,
)
_ROOM_WORDS = """
club bar café cafe tavern inn theatre hotel hospital library cellar palace church office room house home shop
school kitchen attic cave observatory bakery museum workshop cabin laboratory bedroom pub prison train mine
"""
_ROOMS = frozenset(_ROOM_WORDS.split())
"""Places with a roof, by the last word: the hotel's garden has none."""
_TITLE_WORDS = """
doctor captain professor inspector detective sergeant colonel major general judge mayor nurse count countess baron king
queen prince princess lord madam miss mister aunt uncle granny grandma grandpa sister brother father mother old young
little big
"""
TITLES = frozenset(_TITLE_WORDS.split())
"""Words before a name that are part of it."""
_ARTICLE = "(?i:the|an?|her|his|their|our|my)"
_IS = rf"[,–—-]+\s*{_ARTICLE}\s+(?P<words>[^,.;:!?–—]{{3,60}})(?P<end>.?)"
_BEFORE = rf"\b{_ARTICLE}\s+(?P<words>(?:(?i:[a-z-]+)\s+){{1,3}})"
"""Who somebody is, told behind the name (“Bo, a clumsy robot”) or before it (“the night porter Silas”)."""
_CLAUSE = re.compile(r"\s+(?:who|whom|whose|that|which|with whom|-)(?:\s|\Z)")
_FURTHER = re.compile(r"\s+(and|or|in|with|at|from|of|on|to|by|for)\s+")
"""Where it ends, or goes on with what they wear, with where they are, or with somebody else."""
_ANOTHER = re.compile(rf"\s*(?:and|or)\s+{_ARTICLE}\s|\s*an?\s")
"""What comes behind the first of a row: “Nora, a robot, a cat and a fox”."""
_TAGS = {
    "comedy": "funny laugh silly joke comedy absurd clumsy mischief prank ridiculous tease",
    "wonder": "magic dream star moon strange wonder secret glow dragon fairy enchanted sky impossible",
    "warmth": "friend love mother father family home kind gentle heart together help tender",
    "mystery": "mystery secret missing murder letter clue detective vanish hidden unknown night shadow",
    "menace": "danger fear threat storm war kill dark monster knife gun chase enemy",
    "melancholy": "lost alone grief sad rain gone memory old tears goodbye",
    "adventure": "journey travel treasure climb sail escape race map quest run",
}
_DOES = re.compile(r"[a-z]{2,}[^s\W]s|has|and")
"""What somebody does as a synopsis tells it: “finds”, “has”, or with whom: “Nora and Emil”."""
_APPOSED = re.compile(r"[\w'’-]+, (?:the|a|an|her|his|their|our|my|once|who) [^,.;:!?]{2,60}, (\w+)")
"""A name that is told who it is, and what comes after: “Otto, the ringmaster, says”."""
_HEADING = re.compile(r"[#=* ]*([^\n]{2,80}?[^\s.!?:;,\n=*])[=* ]*\n\s*\n(?=.*\w)", re.DOTALL)
HEADING_WORDS = 8
"""Most words of a heading."""
WRAPPED = 45
"""Letters from which a line may have been broken by an editor in the middle of a sentence."""
_CUE_TIME = re.compile(r"(\d{1,4}):(\d\d):(\d\d)[,.](\d+)\s*-->\s*(\d+):(\d\d):(\d\d)[,.](\d+)")
_SPEAKER = re.compile(r"^\s*[-–]?\s*([A-Z][A-Z .'’-]{1,24}|[A-Z][\w'’-]{1,20}):\s+(.+)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A place that was found."""

    name: str
    set: str = ""
    """Name of the built-in set; "" = the stage takes one by the place's words."""

    @property
    def indoors(self) -> bool:
        """Whether it is a room."""
        return self.name.lower().split()[-1] in _ROOMS


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Lines of one scene: speaker ("" = the narrator) and words."""

    lines: tuple[tuple[str, str], ...]
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What was found in a text."""

    names: tuple[str, ...]
    places: tuple[Spot, ...]
    tags: tuple[str, ...]
    scenes: tuple[Draft, ...]
    logline: str
    title: str = ""
    """A heading above the text; "" = it has none."""
    who: Mapping[str, str] = field(default_factory=dict)
    """By name what the text says that they are: “a clumsy robot”."""


def extract(text: str, known: Collection[str] = ()) -> Found:
    """Names, places, tags and scenes of a synopsis, or of subtitles in SubRip form; `known` words describe people.

    Without them nobody is said to be anything, because “the storm frightens Nora” looks like “the porter Silas”.
    """
    text = text[:LONGEST_TEXT].replace("\r\n", "\n").lstrip("\ufeff")
    is_film = _CUE_TIME.search(text) is not None
    title, text = ("", text) if is_film else _headed(text)
    scenes = _subtitles(text) if is_film else _sentences(_unwrapped(text))
    plain = "\n".join(words for scene in scenes for _, words in scene.lines)
    speakers = Counter(who for scene in scenes for who, _ in scene.lines if who)
    names = tuple(dict.fromkeys((*[n for n, _ in speakers.most_common(MOST_NAMES)], *_names(plain))))[:MOST_NAMES]
    tags = tuple(tag for tag, _ in _tag_counts(plain).most_common(5))
    first = scenes[0].lines[0][1] if scenes and scenes[0].lines else ""
    who = {name: said for name in names if (said := _who(plain, name, known))}
    return Found(
        names=names, who=who, places=_places(plain), tags=tags, scenes=tuple(_named(s, names) for s in scenes),
        logline=first[:140], title=title,
    )  # fmt: skip


def _headed(text: str) -> tuple[str, str]:
    """The heading of a text, a short line that is no sentence and stands alone above it, and the rest."""
    match = _HEADING.match(text.lstrip("\n"))
    if match is None or len(match[1].split()) > HEADING_WORDS:
        return "", text
    return match[1].strip(), text.lstrip("\n")[match.end() :]


def _unwrapped(text: str) -> str:
    """The text with those lines joined that were only broken because they had become long."""
    rows: list[str] = []
    for row in text.split("\n"):
        if (
            rows
            and len(rows[-1]) >= WRAPPED
            and row.strip()
            and not rows[-1].rstrip().endswith((".", "!", "?", ":", "”"))
        ):
            rows[-1] = f"{rows[-1].rstrip()} {row.strip()}"
        else:
            rows.append(row)
    return "\n".join(rows)


def _sentences(text: str) -> list[Draft]:
    found = []
    for paragraph in re.split(r"\n\s*\n|\n", text):
        for sentence in re.split(r"(?<=[.!?])[\"”’]?\s+(?=[\"“‘A-ZÀ-Þ])", paragraph.strip()):
            spoken = _SPEAKER.match(sentence)
            who, words = (spoken[1].strip().title(), spoken[2]) if spoken else ("", sentence.strip())
            if len(words) > 2:
                found.append(Draft(lines=((who, words[:280]),), tags=_tags(words)))
    return found[:MOST_SCENES]


def _subtitles(text: str) -> list[Draft]:
    """Cues joined to scenes where nobody speaks for a while."""
    scenes: list[Draft] = []
    lines: list[tuple[str, str]] = []
    last = 0.0
    for block in re.split(r"\n\s*\n", text):
        time = _CUE_TIME.search(block)
        if time is None:
            continue
        start, end = _seconds(time.groups()[:4]), _seconds(time.groups()[4:])
        if lines and (start - last > SCENE_GAP_SECONDS or len(lines) >= LINES_A_SCENE):
            scenes.append(_draft(lines))
            lines = []
        words = re.sub(r"<[^<>]*>|\{[^{}]*\}|\[[^\[\]]*\]|♪", "", block[time.end() :])
        for row in words.strip().split("\n"):
            spoken = _SPEAKER.match(row)
            if spoken:
                lines.append((spoken[1].strip().title(), spoken[2].strip()))
            elif row.strip(" -–"):
                lines.append(("", row.strip(" -–")))
        last = end
    if lines:
        scenes.append(_draft(lines))
    return scenes[:MOST_SCENES]


def _draft(lines: list[tuple[str, str]]) -> Draft:
    return Draft(lines=tuple(lines[: 2 * LINES_A_SCENE]), tags=_tags(" ".join(words for _, words in lines)))


def _seconds(parts: tuple[str, ...]) -> float:
    hours, minutes, seconds, thousandths = parts
    return int(hours) * 3600 + int(minutes) * 60 + int(seconds) + int(thousandths[:3]) / 1000.0


def _names(text: str) -> list[str]:
    """Capitalised words that are no sentence's first, and first ones that come again or do something (“Nora finds”)."""
    inside: Counter[str] = Counter()
    first: Counter[str] = Counter()
    places = {word.lower() for match in _PLACE.finditer(text) for word in match[1].split()}
    for sentence in re.split(r"(?<=[.!?:])\s+|\n", text):
        words = re.findall(r"[\w'’-]+", sentence)
        for index, word in enumerate(words):
            bare = _bare(word)
            known = bare.lower() in _NOT_NAMES or bare.lower() in places
            if len(bare) < 2 or not bare[0].isupper() or known or (bare.isupper() and len(bare) > 3):
                continue
            acts = index == 0 and _acts(sentence, words)
            (first if index == 0 and not acts else inside)[bare] += 1
    counts = Counter({word: count + first[word] for word, count in inside.items()})
    counts.update({word: count for word, count in first.items() if count > 1 and word not in counts})
    if not counts:
        counts.update({word: 1 for word in first if not word.endswith(("ing", "ly", "ed"))})
    before = _before(text)
    counts = Counter({word: n for word, n in counts.items() if not _part_of_a_name(text, word, counts, before[word])})
    return sorted((word for word, _ in counts.most_common(MOST_NAMES)), key=text.find)


def _bare(word: str) -> str:
    return re.sub(r"['’]s?\Z", "", word)


def _before(text: str) -> dict[str, set[str]]:
    """By word what ever stands directly before it; "" = nothing, or a sign. One pass, because films are long."""
    before: defaultdict[str, set[str]] = defaultdict(set)
    last, end = "", 0
    for match in re.finditer(r"[\w'’-]+", text):
        word = match[0]
        head, *others = re.split(r"['’-]", word)
        for form in (word, _bare(word), head):
            before[form].add(last if text[end : match.start()].isspace() else "")
        for other in others:
            before[other].add("")
        last, end = word, match.end()
    return before


def _part_of_a_name(text: str, word: str, names: Collection[str], before: Collection[str]) -> bool:
    """Whether a word only ever stands before a name as its title, or behind one (of those `before`) as its other half.

    The text is searched for the few titles alone: for every word it would take minutes.
    """
    if word.lower() in TITLES and not re.search(rf"\b{re.escape(word)}\b(?!\.?\s+[A-ZÀ-Þ])", text):
        return True
    return all(other in names and other.lower() not in TITLES for other in before)


def _who(text: str, name: str, known: Collection[str]) -> str:
    """What a text says that somebody is, as a look: “a night porter”; "" = nothing that describes people."""
    titles = "|".join(sorted(TITLES))
    behind = re.finditer(rf"\b{re.escape(name)}(?:\s+[A-ZÀ-Þ][\w'’-]+)?\s*{_IS}", text)
    before = re.finditer(rf"{_BEFORE}(?:(?i:{titles})\s+)?{re.escape(name)}\b", text)
    told = [_apposed(match["words"].strip().lower(), match["end"] + text[match.end() :][:9], known) for match in behind]
    # a last word that is not known may be what somebody does: “the dog bites Finn”
    told += [words for match in before if (words := match["words"].strip().lower()).split()[-1] in known]
    words = next(filter(None, told), "")
    return words and f"{'an' if words[0] in 'aeiou' else 'a'} {words}"


def _apposed(words: str, after: str, known: Collection[str]) -> str:
    """Of the words behind a name and a comma those that say who it is; "" where they say what another does.

    `after` is how the text goes on: “Bo, a clumsy robot, waits” is closed, “Bo sings, the clumsy robot dances.” is not.
    """
    clause = _CLAUSE.search(words)
    closed = clause is not None or after[:1] in {",", "–", "—"}
    words = words[: clause.start()] if clause else words
    further = _FURTHER.search(words)
    said, how, rest = (words[: further.start()], further[1], words[further.end() :]) if further else (words, "", "")
    in_a_row = how in {"and", "or"} and _ANOTHER.match(f"{how} {rest} ")
    if in_a_row or (after[:1] == "," and _ANOTHER.match(after[1:])):
        return ""
    if not said or set(re.findall(r"[\w-]+", said)).isdisjoint(known):
        return ""
    last = said.split()[-1]
    if last not in known and (further or not closed or _DOES.fullmatch(last)):
        return ""
    worn = how in {"in", "with"} and rest.split()[-1] in known
    return words if worn else said


def _acts(sentence: str, words: list[str]) -> bool:
    """Whether a sentence's first word does something in it: “Nora finds …”, “Otto, the ringmaster, says …”."""
    apposed = _APPOSED.match(sentence)
    does = apposed[1] if apposed else words[1] if len(words) > 1 else ""
    return _DOES.fullmatch(does) is not None


def _places(text: str) -> tuple[Spot, ...]:
    counts: Counter[str] = Counter()
    for match in _PLACE.finditer(text):
        words = match[1].split()[1:]
        counts["the " + " ".join(words).lower()] += 1
    found: list[Spot] = []
    for name, _ in counts.most_common():
        spot = Spot(name=name)
        if name.split()[-1] not in {known.name.split()[-1] for known in found}:
            found.append(spot)
    return tuple(found[:MOST_PLACES])


def _tag_counts(text: str) -> Counter[str]:
    words = Counter(re.findall(r"[a-zé]+", text.lower()))
    counts = Counter({tag: sum(words[k] + words[f"{k}s"] for k in keys.split()) for tag, keys in _TAGS.items()})
    return Counter({tag: count for tag, count in counts.items() if count})


def _tags(text: str) -> tuple[str, ...]:
    return tuple(tag for tag, _ in _tag_counts(text).most_common(2))


def _named(draft: Draft, names: tuple[str, ...]) -> Draft:
    """The draft with speakers that are not of the cast read by the narrator."""
    known = {name.lower(): name for name in names}
    return Draft(lines=tuple((known.get(who.lower(), ""), words) for who, words in draft.lines), tags=draft.tags)


def mentioned(draft: Draft, names: tuple[str, ...]) -> tuple[str, ...]:
    """Who of the names speaks or is spoken of in a draft."""
    text = " ".join(words for _, words in draft.lines)
    speaking = {who for who, _ in draft.lines}
    return tuple(name for name in names if name in speaking or re.search(rf"\b{re.escape(name)}\b", text))
