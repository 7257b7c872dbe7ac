"""Sound adapters: score, beds and speech by neural models, each behind a port of `generators.neural.ports`."""
