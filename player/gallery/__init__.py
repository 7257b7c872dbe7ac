"""The gallery: everything the stage can show, as one page to be looked at.

It knows drawings and files, no story.
"""

from player.gallery.page import write_page
from player.gallery.pictures import Chapter, Choice, Tile, chapters

__all__ = ["Chapter", "Choice", "Tile", "chapters", "write_page"]
