"""What each code of a finding in Yarn means and how it is mended, for documents.

It does not know where a finding comes from.
"""

from __future__ import annotations

CODES: dict[str, tuple[str, str]] = {
    "Y001": ("A file cannot be read: not UTF-8, not there, or larger than the limit.", "Save as UTF-8; split it."),
    "Y002": ("A node is not whole: no headers, no `---`, or no `===`.", "Headers, `---`, the text, `===`."),
    "Y003": ("A line among the headers is no header, or `when:` says nothing.", "`key: value`; `when: always`."),
    "Y004": ("A title or subtitle is missing, doubled, or not one word.", "One `title:` of letters, digits and `_`."),
    "Y005": ("A command has no `>>` on its line.", "Close it on the same line."),
    "Y006": ("A command of the language is not written as it must be.", "See the remedy; `<<set $x = 1>>`."),
    "Y007": ("An expression cannot be read.", "Write the missing value, operator or bracket."),
    "Y008": ("A block is not closed: `<<endif>>`, `<<endonce>>` or `<<endenum>>` is missing.", "Close it."),
    "Y009": ("A block is closed or continued that was not opened.", "Remove the command, or open the block."),
    "Y010": ("A line of text is malformed: a stray command, hashtag or backslash.", "Text, condition, hashtags."),
    "Y011": ("Something is nested too deeply, or an expression has too many parts.", "Split it."),
    "Y012": ("An option without text, or an indent that holds nothing.", "Write the text, or take the indent away."),
    "Y013": ("Text stands behind a command on the same line.", "Give it a line of its own."),
    "Y014": ("An enum has no case.", "Write `<<case Name>>` inside it."),
    "Y015": ("A line of text looks like a command.", "Enclose commands in `<<` and `>>`."),
    "Y020": ("Two nodes have one title.", "Rename one, or give both a `when:` header."),
    "Y021": ("A node of a node group has no `when:`.", "Add `when: always`."),
    "Y022": ("Two nodes of a group have one subtitle.", "Give each its own."),
    "Y023": ("A jump or detour leads to a node that is not there.", "Correct the title, or write the node."),
    "Y024": ("Two lines have one `#line:` id.", "Give one another id, or `#shadow:`."),
    "Y025": ("A line has both `#line:` and `#shadow:`.", "Keep one of them."),
    "Y026": ("A shadow line repeats a line that is not there.", "Correct the id."),
    "Y027": ("A shadow line, or the line that it repeats, holds an expression.", "Use plain text."),
    "Y028": ("A shadow line's text differs from the line that it repeats.", "Make both the same."),
    "Y029": ("A node is empty.", "Give it a line, or remove it."),
    "Y030": ("Two types meet that do not fit.", "Convert with `string()`, `number()` or `bool()`."),
    "Y031": ("An operator is used with a type that it cannot work on.", "Use another operator, or convert."),
    "Y032": ("A function is called with the wrong number of arguments.", "Give as many as it takes."),
    "Y033": ("A variable is given a value of another type.", "Use another variable, or convert."),
    "Y034": ("Nothing tells the type of a variable or of what a function gives.", "`<<declare $x = 0>>`."),
    "Y035": ("A variable is declared twice.", "Declare it once, then `<<set>>`."),
    "Y036": ("A declaration names a type that is not there.", "`number`, `string`, `bool` or an enum."),
    "Y037": ("An enum or a case is not there.", "Correct the name."),
    "Y038": ("A case is written without its enum, and several enums have it.", "Write `Enum.Case`."),
    "Y039": ("A smart variable is set.", "Change what it follows from."),
    "Y040": ("A smart variable follows from itself.", "Break the circle."),
    "Y041": ("A type of that name exists already.", "Rename the enum."),
    "Y042": ("The raw value of an enum's case is no constant, doubled, missing or of another type.", "See the remedy."),
    "Y043": ("An enum has a case twice.", "Rename one."),
    "Y044": ("A function is declared nowhere; it plays only if the host has it.", "Declare it with `--functions`."),
    "Y045": ("A line has several `#line:` or `#shadow:` ids.", "Keep one of them."),
    "Y046": ("The markup of a line cannot be read; it would show as it is written.", "Close it, or write `\\[`."),
}
"""Code → what it means, and how it is mended. Codes below Y020 come from reading, the others from checking."""
