"""The neural family: video, sound and speech by diffusion and transformer models, behind ports of our own.

It knows no story, no screen and no clock. torch, diffusers and transformers are imported by the adapters alone,
when one is chosen: listing models, choosing a tier or reading the engine store needs none of them.
"""
