"""The GPU matrix without a GPU: a segment is of one family and size, and nothing is timed on the processor instead."""

from __future__ import annotations

from types import SimpleNamespace

import onnxruntime
import pytest

from generators.neural.bench import CUDA, RESTYLER, restyler_timed
from generators.neural.matrix import NETWORKS, SEGMENTS, Segment
from generators.restyle import model

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


def test_a_restyler_that_fell_back_to_the_processor_is_not_timed(monkeypatch: pytest.MonkeyPatch):
    """onnxruntime with CUDA in its package and none on the machine makes a session for the processor, and is silent."""
    fallen = SimpleNamespace(get_providers=lambda: ["CPUExecutionProvider"])
    monkeypatch.setattr(onnxruntime, "get_available_providers", lambda: [CUDA, "CPUExecutionProvider"])
    monkeypatch.setattr(model, "session", lambda *, on_gpu: fallen)
    row = restyler_timed("")
    assert (row.network, row.ran) == (RESTYLER, False)
    assert "found no CUDA" in row.why


def test_without_a_gpu_the_restyler_says_why():
    """No session is made then."""
    assert restyler_timed("no driver").why == "no driver"
