"""What a viewer may say: a grammar of wishes over the seed's own names, and one of the answers to an open question.

It knows no recogniser and no microphone. The rules are JSGF (the Java Speech Grammar Format, which most recognisers
read); general speech is heard beside them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from generators.sound.voices.reading import read_aloud
from story_engine.seed import Seed
from story_engine.wishing.lexicon import FILLER, HOUR_WORDS, TASTE_WORDS
from story_engine.wishing.names import vocabulary

NUMBERS = (("one", "first"), ("two", "second"), ("three", "third"), ("four", "fourth"))
"""How the options of a question are called."""
_SKY_DEEDS = ("snow", "rain", "storm", "thunder")
"""Weathers that "let it" goes before."""
_OF_SKY = {
    "snow": "snow snowing blizzard", "rain": "rain raining drizzle", "storm": "storm thunder lightning",
    "fog": "fog mist", "wind": "wind windy", "cloud": "clouds cloudy", "clear": "sun sunshine stars sunny",
}  # fmt: skip
"""The plainest words for each weather."""
_RULES = """
<please> = [please];
<let> = let | make | have | i want;
<any> = <who> | <what> | <where>;
<sky> = let it <skydeed> | make it (<skydeed> | <skyword>) | [no] (more | less) <skyword>
  | [bring | i want] [some | the | a] <skyword> | stop the <skyword>;
<time> = [let it be | make it | i want | skip to the | show me the] [the | a] <hour>;
<mood> = (more | less | something | make it | not so | too | i want [something | more | some]) <taste>
  | something (new | else | different | unexpected) | surprise me | calmer | slow down | quieter | a plot twist;
<seen> = [show me | where is | where are | i want to see | look at | what about | bring | bring in | more | less
  | no more | tell me about | find] <any>;
<met> = <let> <who> (meet | see | find | visit | follow | help | kiss | thank | forgive | dance with | talk to
  | argue with | fight | laugh at | tell | ask) <any>;
<had> = <let> <who> (find | take | open | read | give | keep | steal | lose | fetch | carry | hide | drop | throw
  | buy) <what> [(to | back to) <who>] | [<let> <who>] give (<who> <what> | <what> to <who>) | open <what>
  | read <what> | leave <what> (at | on) <where>;
<gone> = <let> <who> (go | walk | run | come | return) to <where> | (bring | send | take) <who> to <where>
  | [go | back | take me | let us go | lets go] to <where>;
<lens> = closer [to <any>] | zoom in [on <any>] | zoom out | wide shot | a close up of <any> | further away;
<talk> = (hello | hi | thank you | what do you think) <who> | what happens next | go on;
public <wish> = <please> (<sky> | <time> | <mood> | <seen> | <met> | <had> | <gone> | <lens> | <talk>) <please>;
"""


def wish_grammar(seed: Seed) -> str:
    """The wishes that can be made in a story, as JSGF; every phrase is one that `read_wish` is told."""
    known = vocabulary(seed)
    entities = {**dict(known.names), **{" ".join(group): entity for group, entity in known.groups.items()}}
    who = [name for name, entity in entities.items() if entity in seed.cast]
    what = [name for name, entity in entities.items() if entity in seed.things]
    where = [name for name, entity in entities.items() if entity in seed.places]
    tastes = [word for tag in seed.tastes for word in (tag, *TASTE_WORDS.get(tag, ()))]
    rules = {
        "skydeed": _SKY_DEEDS,
        "skyword": [word for words in _OF_SKY.values() for word in words.split()],
        "hour": HOUR_WORDS,
        "taste": tastes,
        "who": who or ["somebody"],
        "what": what or ["something"],
        "where": where or ["home"],
    }
    article = {"who": "[the | a] ", "what": "[the | a] ", "where": "[the] "}
    slots = [f"<{name}> = {article.get(name, '')}({_either(words)});" for name, words in rules.items()]
    return "\n".join(("#JSGF V1.0;", "grammar wish;", *slots, _RULES.strip(), ""))


def option_grammar(options: Sequence[str]) -> str:
    """The answers to a question, as JSGF: an option's number, its text, or a word of it that no other option has."""
    numbers = " | ".join(f"{number} | the {order} [one]" for number, order in NUMBERS[: len(options)])
    texts = [" ".join(spoken(text)) for text in options]
    alone = sorted({word for own in _telling(options) for word in own})
    phrases = [text for text in texts if text] + alone
    said = f" | {' | '.join(phrases)}" if phrases else ""
    return "\n".join(
        ("#JSGF V1.0;", "grammar answer;", f"public <answer> = [number | option | take] ({numbers}){said};", "")
    )


def option_meant(text: str, options: Sequence[str]) -> int:
    """Number (from 1) of the option that `text` answers with; 0 = none, or more than one."""
    words = spoken(text)
    bare = [word for word in words if word not in {"number", "option", "take", "the", "please"}]
    for number, (cardinal, order) in enumerate(NUMBERS[: len(options)], 1):
        if bare in ([cardinal], [order], [order, "one"], [str(number)]):
            return number
    whole = [number for number, option in enumerate(options, 1) if words and words == spoken(option)]
    if whole:
        return whole[0]
    said = {word for word in words if word not in FILLER}
    telling = [own & said for own in _telling(options)]
    meant = [number for number, own in enumerate(telling, 1) if own]
    # Whoever wishes for something else says more words that no option has than words of one.
    if len(meant) == 1 and 2 * len(telling[meant[0] - 1]) >= len(said):
        return meant[0]
    return 0


def names_of(seed: Seed) -> tuple[str, ...]:
    """Words of the story that a general vocabulary may lack."""
    known = vocabulary(seed)
    return tuple(sorted({word for name in known.names for word in spoken(name.replace("_", " "))}))


def spoken(text: str) -> tuple[str, ...]:
    """The words of `text` as they are said, in lower case without punctuation."""
    said = " ".join(read_aloud(text, respell=False)).lower().replace("’", "'")
    return tuple(word.strip("'") for word in re.findall(r"[a-z']+", said) if word.strip("'"))


def _telling(options: Sequence[str]) -> list[set[str]]:
    """Of each option the words that no other has."""
    words = [{word for word in spoken(option) if word not in FILLER} for option in options]
    return [own - {word for other in words if other is not own for word in other} for own in words]


def _either(words: Iterable[str]) -> str:
    phrases = dict.fromkeys(" ".join(spoken(word.replace("_", " "))) for word in words)
    return " | ".join(phrase for phrase in phrases if phrase)
