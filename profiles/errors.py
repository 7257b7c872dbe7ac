"""Errors of the profiles package.

ProfileError
├── HomeBusy        another Evershow runs on the same data folder
├── HomeUnwritable  the data folder cannot be written
├── StoreUnavailable  the database cannot be opened now (locked, no space, no permission); it is left as it is
├── StoreDamaged    the database could not be opened; it was set aside, never deleted
├── UnknownViewer   no viewer of that name
└── UnknownShow     no show of that id
"""

from __future__ import annotations


class ProfileError(Exception):
    """Anything about who is watching."""


class HomeBusy(ProfileError):
    """Another Evershow runs on the same data folder."""


class HomeUnwritable(ProfileError):
    """The data folder cannot be written."""


class StoreUnavailable(ProfileError):
    """The database cannot be opened now (locked, no space, no permission); it is left as it is."""


class StoreDamaged(ProfileError):
    """The database could not be opened; it was set aside, never deleted."""


class UnknownViewer(ProfileError):
    """No viewer of that name."""


class UnknownShow(ProfileError):
    """No show of that id."""
