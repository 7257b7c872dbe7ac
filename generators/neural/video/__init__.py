"""Video adapters: one module per model family, each a class that keeps the contract of `generators.neural.ports`."""
