"""The instruments: designed voices that perform notes as stereo samples.

They know no score form and no mix. Importing this package loads nothing: who composes needs patches, not sound.
"""
