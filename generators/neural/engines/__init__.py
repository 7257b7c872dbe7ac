"""Engines: networks exported, built and kept for one machine, each under a key that names all it depends on."""
