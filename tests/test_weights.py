"""随书附带的权重：读写往返、核对、损坏与缺失时的报错，以及写到一半失败时原来的文件不变。"""

from __future__ import annotations

import json

import pytest
import torch

from utils import models, parallel, seq2seq, weights

STATE = {"a": torch.arange(6.0).view(2, 3), "b": torch.tensor([0.1, -2.5])}


@pytest.fixture
def folder(tmp_path):
    weights.save_weights("demo", STATE, {"epochs": 3}, tmp_path)
    return tmp_path


def test_round_trip_in_half_precision(folder):
    loaded = weights.load_weights("demo", folder)
    assert loaded.keys() == STATE.keys()
    for name, value in STATE.items():
        assert loaded[name].dtype == torch.float32
        assert torch.equal(loaded[name], value.half().float())
    assert weights.read_index(folder)["demo"]["epochs"] == 3
    assert sorted(p.name for p in folder.iterdir()) == ["demo.safetensors", "index.json"]


def test_unknown_name(folder):
    with pytest.raises(weights.WeightsError, match="没有名为“x”的权重。可用的有：demo"):
        weights.load_weights("x", folder)


def test_altered_file_is_refused(folder):
    path = folder / "demo.safetensors"
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(weights.WeightsError, match="SHA-256 不符"):
        weights.load_weights("demo", folder)


def test_missing_file(folder):
    (folder / "demo.safetensors").unlink()
    with pytest.raises(weights.WeightsError, match="找不到 demo.safetensors.*make weights"):
        weights.load_weights("demo", folder)


def test_not_a_safetensors_file(folder):
    import hashlib

    content = b"<html>login</html>"
    (folder / "demo.safetensors").write_bytes(content)
    index = {"demo": {"sha256": hashlib.sha256(content).hexdigest()}}
    (folder / "index.json").write_text(json.dumps(index), encoding="utf-8")
    with pytest.raises(weights.WeightsError, match="不是完好的 safetensors 文件"):
        weights.load_weights("demo", folder)


def test_failed_write_keeps_the_old_file(folder, monkeypatch):
    before = (folder / "demo.safetensors").read_bytes()

    def full_disk(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(weights.os, "fsync", full_disk)
    with pytest.raises(OSError, match="No space"):
        weights.save_weights("demo", {"a": torch.zeros(2)}, {}, folder)
    assert (folder / "demo.safetensors").read_bytes() == before
    assert not list(folder.glob("*.part"))


def test_bundled_weights_fit_their_models():
    train = parallel.split_by_source(parallel.load_pairs("en_zh"), 0.1, 0.1, seed=0)[0]
    vocabs = parallel.Vocabs.build(train)
    full, small = seq2seq.Sizes(), seq2seq.Sizes(embed_size=64, num_hiddens=80)
    translators = {f"en_zh_{seed}": full for seed in range(3)} | {"en_zh_small": small}
    assert set(weights.read_index()) == {"char_gru", *translators}
    for name, size in translators.items():
        seq2seq.Translator.build(vocabs, size).load_state_dict(weights.load_weights(name))
    layer = torch.nn.GRU(28, 128, batch_first=True)
    models.LanguageModel(layer, 28, 128).load_state_dict(weights.load_weights("char_gru"))
