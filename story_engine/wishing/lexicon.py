"""The words of wishes: weathers, hours, moods, verbs, degrees, creatures, fillers.

It does not know a seed, nor how words stand together.
"""

from __future__ import annotations

from collections.abc import Mapping

from story_engine.seed.harsh import words_of


def _table(rows: str) -> dict[str, str]:
    """Word → head, from lines of `head: word word …`, continued on lines without a head."""
    found: dict[str, str] = {}
    head = ""
    for row in rows.strip().splitlines():
        words = row.split()
        if words[0].endswith(":"):
            head = words[0] = words[0][:-1]
        for word in words:
            found.setdefault(word, head)
    return found


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


WEATHER_WORDS: Mapping[str, str] = _table(
    """
    snow: snowy snowing snows snowfall snowflakes snowflake blizzard frost frosty sleet snowed snowstorm
    rain: rainy raining rains rained drizzle drizzly shower showers wet downpour raindrops pour pouring
    storm: stormy storms thunder thunderstorm thundering lightning tempest gale hurricane
    fog: foggy mist misty haze hazy murk murky fogs
    wind: windy winds breeze breezy gust gusts gusty draught
    cloud: clouds cloudy overcast grey
    clear: sun sunny sunshine stars starry sunlight sunbeam cloudless
    """
)
"""Weather words → the weather."""
_HOUR_WORDS = _table(
    """
    night: nighttime dark darkness tonight
    midnight: midnite
    evening:
    dusk: sunset twilight nightfall
    dawn: sunrise daybreak
    morning:
    noon: midday lunchtime
    day: daytime daylight
    afternoon:
    """
)
HOURS: Mapping[str, float] = {
    "night": 22.0, "midnight": 0.0, "evening": 19.0, "dusk": 18.5, "dawn": 6.0, "morning": 8.0, "noon": 12.0,
    "day": 13.0, "afternoon": 15.5,
}  # fmt: skip
"""Hours of the day by name."""
HOUR_WORDS: Mapping[str, tuple[str, float]] = {word: (name, HOURS[name]) for word, name in _HOUR_WORDS.items()}
"""Hour words → the hour's name and the hour."""
TASTE_WORDS: Mapping[str, tuple[str, ...]] = {
    tag: tuple(words.split())
    for tag, words in {
        "comedy": "funny funnier comedy comic laugh laughs laughing laughter joke jokes humour humor humorous silly "
        "sillier fun slapstick hilarious",
        "wit": "wit witty wittier funny funnier comedy laugh laughs laughter joke jokes humour humor banter dry "
        "irony "
        "ironic sarcasm clever cleverer fun",
        "wonder": "wonder wonders wonderful magic magical beautiful beauty dreamy miracle miracles marvel marvels "
        "enchanted enchanting awe amazing fairy",
        "warmth": "warm warmer warmth cosy cozy cosier cozier kind kinder kindness friendship friends friendly love "
        "loving hug hugs tender tenderness gentle gentler sweet sweeter cuddle cuddly heartwarming family "
        "romance romantic",
        "menace": "scary scarier scares dark darker danger dangerous menace menacing creepy creepier spooky spookier "
        "threat threats frightening fear horror eerie sinister monsters villain villains brutal",
        "mystery": "mystery mysteries mysterious crime crimes secret secrets clue clues riddle riddles puzzle "
        "puzzles strange "
        "stranger enigma detective whodunit intrigue investigation investigate",
        "adventure": "adventure adventures adventurous action exciting journey journeys chase chases brave explore "
        "exploring quest daring expedition voyage thrilling",
        "melancholy": "sad sadder sadness melancholy gloomy gloom bleak wistful cry weep lonely loneliness bittersweet "
        "nostalgia nostalgic "
        "mournful tears weepy sorrow",
        "romance": "romance romantic kiss kisses kissing love loving lovers flirt flirting flirty passion",
        "action": "action violence violent fight fights fighting exciting chase chases fast faster thrilling "
        "thrills stunts explosion "
        "explosions adventure adventures",
        "warm": "warm warmer",
    }.items()
}
"""Words that ask for a taste; what a seed has no taste for is passed to the next that knows the word."""
CALM = _words(
    """
    quiet quieter calm calmer calming peaceful slow slower slowly relaxing relaxed relax restful soothing
    gentle easy
    """
)
"""Words that ask for less tension."""
TENSE = _words(
    """
    tense tenser tension suspense suspenseful thrilling thrill gripping drama dramatic nerves edge
    """
)
"""Words that ask for more tension."""
WILD_MORE = _words(
    """
    surprise surprises surprising unexpected weird weirder crazy crazier wild wilder random twist twists curveball
    bonkers bizarre unpredictable
    """
)
"""Words that ask for more surprise."""
WILD_LESS = _words(
    """
    normal predictable sensible ordinary usual
    """
)
"""Words that ask for less surprise."""

MORE = _words(
    """
    more extra lots plenty further another again
    """
)
"""Words of increase."""
LESS = _words(
    """
    less no not without fewer stop never dont doesnt shouldnt wont cant mustnt isnt enough end avoid skip quit
    nothing hate hates dislike loathe tired bored sick fed remove lose minus neither nor too overdone
    """
)
"""Words after which what is named is not wanted."""
POSITIVE_PAIRS = frozenset(
    (
        ("not", "enough"), ("never", "enough"), ("cant", "get"), ("not", "only"), ("why", "not"), ("why", "dont"),
        ("dont", "stop"), ("never", "stop"), ("dont", "end"), ("no", "end"), ("cant", "wait"), ("dont", "forget"),
        ("dont", "mind"), ("skip", "to"), ("lets", "skip"),
    )
)  # fmt: skip
"""Two words that together want more of it after all."""
TURNS = _words(
    """
    but instead rather then and
    """
)
"""Words that end what a "no" reaches, when a new wish follows."""

IDIOMS: Mapping[str, str] = {
    "make up": "forgive",
    "makes up": "forgive",
    "made up": "forgive",
    "patch it up": "forgive",
    "fall out": "quarrel",
    "falls out": "quarrel",
    "fell out": "quarrel",
    "first light": "dawn",
    "zoom out": "wide",
    "zooms out": "wide",
    "pull back": "wide",
    "pulls back": "wide",
    "step back": "wide",
    "from above": "wide",
    "from high above": "wide",
    "from high up": "wide",
    "from up high": "wide",
    "from the air": "wide",
    "from the sky": "wide",
    "from overhead": "wide",
    "from afar": "wide",
    "from far away": "wide",
    "from a distance": "wide",
    "from further away": "wide",
    "bird'?s'? eye view": "wide",
    "bird'?s'? eye": "wide",
    "aerial view": "wide",
    "aerial shot": "wide",
    "the big picture": "wide",
    "the whole picture": "wide",
    "a better look at": "closeup of",
    "a closer look at": "closeup of",
    "a good look at": "closeup of",
    "look closely at": "closeup of",
    "in detail": "closeup",
    "face of": "closeup of",
    "'s face": "'s closeup",
    "lean in": "closeup",
    "leans in": "closeup",
    "get in close": "closeup",
    "go in close": "closeup",
    "point of view": "viewpoint",
    "point-of-view": "viewpoint",
    "up close": "closeup",
    "close up": "closeup",
    "go away": "vanish",
    "goes away": "vanish",
    "clear up": "vanish",
    "let up": "vanish",
    "cheer up": "less sad",
    "cheer it up": "less sad",
    "lighten up": "less sad",
    "lighten it up": "less sad",
    "lighten the mood": "less sad",
    "get out of": "without",
    "away from": "without",
    "out of here": "without",
    "seen enough of": "enough",
    "too much": "toomuch",
    "too often": "toomuch",
    "all the time": "toomuch",
    "calm down": "calm",
    "slow down": "slow",
    "curve ball": "twist",
    "find out": "learn",
    "give back": "return",
    "gives back": "return",
    "make out": "kiss",
    "speed up": "faster",
    "hurry up": "faster",
    "good cry": "sad",
    "fed up with": "without",
    "tired of": "without",
    "sick of": "without",
    "bored of": "without",
    "bored with": "without",
    "a break from": "without",
    "anything but": "without",
}
"""Several words that mean one, put in its place before the words are read."""
ENDINGS = frozenset({"stop", "stops", "end", "ends", "vanish", "vanishes", "clear", "clears", "disappear", "toomuch"})
"""Words that end what stands before them."""

VERBS: Mapping[str, str] = _table(
    """
    give: gives giving gave hand hands handed pass passes offer offers return returns lend lends deliver
        delivers bring
    take: takes taking took grab grabs steal steals stole nick nicks nicked swipe swipes pinches borrowing get
        gets pick picks keep keeps have catch catches
        hold carry carries wear collect collects receive receives
    find: finds found discover discovers discovering spot recover recovers look search searches seek
    put: puts leave leaves left place places drop drops set lay hide hides
    go: goes going went come comes coming came travel travels visit visits walk walks walking run runs running
        sail sails move moves head return arrive arrives follow take climb climbs row rows enter enters appear
        appears join
    meet: meets meeting met together reunite reunites reunion talk talks talking speak speaks chat chats encounter
    open: opens opening opened unseal unlock unlocks unwrap unwraps read reads reading
    close: closes closing closed shut shuts seal seals lock
    break: breaks breaking broke broken smash smashes shatter shatters tear tears snap snaps ruin split
    mend: mends fix fixes fixing fixed repair repairs heal heals rebuild
    light: lights lighting lit kindle ignite rekindle
    quench: quenches extinguish extinguishes douse unlit
    spill: spills spilled spilt pour empty empties
    free: frees freeing freed release releases escape escapes unleash loose
    quarrel: quarrels argue argues argument row fight fights fighting squabble fallout cross angry
    forgive: forgives forgiving forgave reconcile reconciles reconciled apologise apologises apologize
        apologizes apology sorry makeup peace
    pay: pays paying paid repay repays settle
    owe: owes owing owed borrow borrows debt debts
    learn: learns knows know find figure realise realize discover understand understands
    tell: tells telling told reveal reveals confess confesses explain explains admit admits warn warns
    love: loves loving kiss kisses kissing marry marries romance
    trust: trusts trusting trusted befriend befriends friends believe believes
    help: helps helping helped save saves saving saved rescue rescues protect protects comfort comforts cure cures
    hug: hugs hugging cuddle cuddles
    dance: dances dancing
    sing: sings singing sang song
    sleep: sleeps sleeping nap rest
    cry: cries crying weep
    laugh: laughs laughing smile smiles
    write: writes writing wrote
    play: plays playing
    eat: eats eating
    fly: flies flying
    win: wins winning won succeed succeeds
    fail: fails failing lose loses losing
    """
)
"""Verb forms → the verb that stands for them; the first row that has a word owns it."""

STATES: Mapping[str, tuple[str, ...]] = {
    "open": ("open", "opened", "read", "unsealed", "unlocked", "unwrapped"),
    "break": ("broken", "split", "torn", "smashed", "cut"),
    "light": ("lit", "alight", "burning"),
    "spill": ("spilled", "empty"),
}
"""Verb → states of a thing that it leads to; the first that the seed knows is meant."""
UNSTATES: Mapping[str, str] = {"close": "open", "mend": "break", "quench": "light"}
"""Verb → the verb whose states it ends."""
RELATIONS: Mapping[str, tuple[tuple[str, ...], bool]] = {
    "quarrel": (("cross", "quarrel", "feud", "angry", "rival", "rivals", "enemies"), True),
    "forgive": (("cross", "quarrel", "feud", "angry", "rival", "rivals", "enemies"), False),
    "owe": (("owes", "owe"), True),
    "pay": (("owes", "owe"), False),
    "love": (("loves", "love", "in_love", "fond"), True),
    "trust": (("trusts", "friends"), True),
}
"""Verb → names of facts between two persons that it means, and whether they become true."""

CLOSER = _words(
    """
    closer closeup zoom near nearer
    """
)
WIDER = _words(
    """
    wider wide panorama further farther overview
    """
)
"""Words to the camera."""
VIEWPOINTS = _words(
    """
    viewpoint pov perspective
    """
)
"""Words that lend the camera somebody's eyes, whoever's name stands beside them."""
EYES: Mapping[str, frozenset[str]] = {
    "eyes": _words("through with behind from"),
    "eye": _words("through with from"),
    "shoes": _words("in"),
    "skin": _words("in"),
    "head": _words("inside"),
    "view": _words("from"),
    "sight": _words("through"),
    "side": _words("from"),
}
"""Words that do so behind one of these: "through her eyes", "in his shoes"."""
SEEING = _words("see sees seeing seen looking watching watches looks")
"""What somebody does whose eyes are meant: "what the fox sees"."""
SEEN_BY = _words("what how as like whatever")
"""What stands before them then."""

SYNONYMS: Mapping[str, tuple[str, ...]] = {
    "forest": ("wood", "woods", "trees"), "woods": ("wood", "trees", "forest"), "trees": ("wood", "forest"),
    "ocean": ("sea", "water"), "water": ("sea",), "beach": ("sea", "shore"), "sea": ("ocean", "water"),
    "boat": ("ship", "ferry"), "ship": ("boat",), "mountain": ("hill",), "meadow": ("hill", "field"),
    "village": ("town",), "city": ("town",), "town": ("village",), "robot": ("automaton", "lantern"),
    "lighthouse": ("tower",), "note": ("letter",), "envelope": ("letter",), "box": ("parcel", "chest"),
    "package": ("parcel",), "girl": ("child",), "kid": ("girl", "boy", "child"), "office": ("shop", "house"),
    "port": ("harbour",), "harbor": ("harbour",), "docks": ("harbour", "street"), "dock": ("harbour",),
    "pier": ("harbour", "sea"), "quay": ("harbour",), "brolly": ("umbrella",), "bag": ("satchel",),
    "hammer": ("stamp",), "gun": ("revolver",), "pistol": ("revolver",), "photo": ("photograph",),
    "picture": ("photograph",), "bird": ("canary",), "cage": ("canary",), "matches": ("matchbook",),
    "ticket": ("tram",), "nightclub": ("club",), "bar": ("club",), "pub": ("club",), "road": ("street",),
    "roof": ("rooftop",), "rooftop": ("roof",), "policeman": ("inspector",), "detective": ("inspector",),
    "cop": ("inspector",), "singer": ("chanteuse",), "thief": ("pickpocket",), "boss": ("owner",),
    "gangster": ("owner",), "lamp": ("lantern",), "captain": ("ferrywoman",), "sailor": ("captain", "ferrywoman"),
    "woman": ("ferrywoman", "captain"),
    "lady": ("ferrywoman", "singer"), "vixen": ("fox",), "money": ("coin",), "crown": ("coin",), "bottle": ("flask",),
    "diary": ("notebook",),
    "cable": ("cord",), "wire": ("cord",), "plug": ("cord",), "phone": ("telephones", "exchange"),
}  # fmt: skip
"""Other words for common things, tried when a seed does not know the viewer's own."""
CREATURES = _words(
    """
    fox heron cat dog bird owl wolf bear mouse rabbit hare crow raven robot automaton lantern girl boy woman
    man captain ferrywoman king queen ghost witch wizard whale seal gull goose duck badger hedgehog otter frog
    toad snail singer inspector operator pickpocket owner dancer doctor nurse sailor pirate knight soldier
    clerk postkeeper
    """
)
"""Words of a look that name its owner in wishes ("the fox")."""

HARSH = words_of("deed", "cruel")
"""Wishes with these words are refused in seeds for young viewers, whatever else they name."""
HARSH_FROM = 16
"""Rating from which a seed may take harsh words up."""
CRUEL = words_of("cruel")
"""Words refused below HARSH_FROM even where the seed itself speaks of crimes."""
CRIMES_FROM = 12
"""Rating from which a seed may speak of crimes: "who was murdered" is then a question like any other."""

FILLER = _words(
    """
    a an the i we you it is are be let lets make makes please want wants wanted wish wishes would like likes
    liked to and or with of for some any this that there many much very could can should show shows me us see
    sees in at on by into from back had now him her his hers them they their she he its around about happen
    happens happened something someone somebody somewhere anything everyone everybody do does did will just
    really bit little lot lots than who what when where why how was were here out up down off over under story
    scene scenes thing things next time ever stay stays looks tell say says our your my mine these those am
    been if one ones id im ive ill maybe perhaps again what's whats thats theres still also too even ok okay
    hey hi hello oh yes yeah well kind sort start begin begins begun turn turns turned become becomes feel
    feels feeling think need needs try tries hope hopes hoping love loves lovely nice nicer good better best
    great cool pretty finally soon later today world people person character characters part parts mood moods
    tone kinda gonna wanna got getting as while each other all both times whole big bigger small way ways
    weather hour hows itself himself herself because whether until new old talking look hmm hm uh um er erm
        meh dunno idk lol haha wow whatever anyway dear sir guys
    """
)
"""Words of a wish that name nothing."""
