"""Questions of the built-in stories as they stand on the screen, for `build/screens.py`: one of every form.

It knows the seed language, no window.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from player.foyer.vignettes import vignette_of
from player.ui.view import CardView, ChoiceView
from story_engine.plan import Depicted, Spot
from story_engine.seed import Seed, load_seed
from story_engine.seed.script import Answer, Choosing, Template
from story_engine.seed.steps import every_statement

ROOT = Path(__file__).resolve().parents[1]
POSED = {
    "pictures": ("weather-post", "one_storm_second_class"),
    "things": ("night-exchange", "a_key_for_a_bicycle"),
    "map": ("weather-post", "three_ways_down"),
    "letter": ("weather-post", "the_sea_has_a_reason"),
    "notes": ("night-exchange", "the_canal_or_the_coat"),
    "scale": ("weather-post", "how_to_catch_a_storm"),
}
"""Names of screens, and the scenes whose questions they show."""
HOUR, WEATHER = 18.0, "clear"


def posed_questions(language: str) -> dict[str, ChoiceView]:
    """Every posed question by name."""
    seeds: dict[str, Seed] = {}
    found = {}
    for number, (name, (seed, scene)) in enumerate(POSED.items()):
        if seed not in seeds:
            told = language if language != "en" else None
            seeds[seed] = load_seed(ROOT / "assets" / "seeds" / seed, language=told)
        found[name] = question_of(seeds[seed], scene, 100 + number)
    return found


def question_of(seed: Seed, scene: str, number: int) -> ChoiceView:
    """The first question of a scene, its options as they are written."""
    storylet = seed.storylets[scene]
    choosing = next(found for found in every_statement(storylet.body) if isinstance(found, Choosing))
    says, names = (seed.tongue.says, seed.tongue.names) if seed.tongue else ({}, {})
    return ChoiceView(
        id=number,
        prompt=says.get(choosing.prompt, choosing.prompt),
        form=choosing.form,
        cards=tuple(_card(seed, storylet.place, at, answer) for at, answer in enumerate(choosing.answers, 1)),
        spots=tuple(
            Spot(
                id=name, name=names.get(name, site.place.name), x=site.spot[0], y=site.spot[1], links=site.links,
                tags=site.place.tags, here=name == storylet.place,
            )
            for name, site in seed.places.items()
            if site.spot is not None
        ),
    )  # fmt: skip


def _card(seed: Seed, place: str, number: int, answer: Answer) -> CardView:
    told = seed.tongue.lines.get(answer.where) if seed.tongue else None
    picture = _depicted(seed, place, answer.picture) if answer.picture else None
    return CardView(
        number=number,
        text=_text(told or answer.text),
        is_default=number == 1,
        picture=vignette_of(picture) if picture else None,
        place=picture.id if picture and picture.kind == "place" else "",
        shows=picture.name if picture else "",
    )


def _depicted(seed: Seed, place: str, word: str) -> Depicted:
    tables = {"person": seed.cast, "thing": seed.things}
    kind = next((kind for kind, table in tables.items() if word in table), "place")
    look = seed.places[word].place.look if kind == "place" else tables[kind][word].look
    light = seed.places[word if kind == "place" else place].place.look.asset
    hour = 22.0 if seed.id == "night-exchange" else HOUR
    return Depicted(
        kind=kind,
        id=word,
        name=seed.name_of(word),
        look=look,
        hour=hour,
        weather=WEATHER,
        style=seed.style,
        place=light,
    )


def _text(template: Template) -> str:
    return "".join(part if isinstance(part, str) else "…" for part in template)
