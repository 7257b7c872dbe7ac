"""The GPU matrix's arithmetic: a segment is made of networks of one family and one size."""

from __future__ import annotations

import pytest

from generators.neural.matrix import NETWORKS, SEGMENTS, Segment

BY_NAME = {network.name: network for network in NETWORKS}


def test_every_network_has_a_name_of_its_own():
    """Segments find their networks by name."""
    assert len(BY_NAME) == len(NETWORKS)


@pytest.mark.parametrize("segment", SEGMENTS, ids=lambda segment: segment.name)
def test_a_segments_networks_belong_together(segment: Segment):
    """Its words, its denoiser in its size and steps, and the decoder of as much film."""
    denoiser, decoder = BY_NAME[segment.denoiser], BY_NAME[segment.decoder]
    assert segment.name == f"{denoiser.name}, {denoiser.steps} steps"
    assert decoder.method == "decode"
    assert decoder.seconds == denoiser.seconds
    family, size = denoiser.name.split(" ")[0], denoiser.name.split(", ", 1)[1]
    assert decoder.name == f"{family} VAE decoder, {size}"
    words, seen = dict(BY_NAME[segment.encoder].inputs)["input_ids"], dict(denoiser.inputs)["encoder_hidden_states"]
    assert words == seen[:2]
