"""Where the documents are, where their index is kept, and what makes their vectors."""

import json
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from storage import ENV_FILES, StorageSettings


class KnowledgeFolder(BaseModel):
    """A folder of Markdown to know.

    Args:
        path: the folder.
        url: base address under which people read these files; a hit's link is `url/path#anchor`.
        kind: `incident` for postmortems, which are searched as past incidents; `document` for the rest.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    path: Path
    url: str | None = None
    kind: Literal["document", "incident"] = "document"


class GitHubSettings(BaseSettings):
    """How GitHub is reached."""

    model_config = SettingsConfigDict(env_file=ENV_FILES, extra="ignore", populate_by_name=True)

    github_url: str = Field(default="https://api.github.com", description="Base URL of GitHub's REST API.")
    github_token: SecretStr | None = Field(
        default=None, description="A fine-grained token with read access to code, pull requests and Actions."
    )
    github_write_pause_seconds: float = Field(
        default=1.0, ge=0, description="Pause between changes at GitHub, which asks for a second."
    )


class KnowledgeSettings(StorageSettings, GitHubSettings):
    """What the crew has read and where it remembers it."""

    chroma_url: str | None = Field(
        default=None,
        description="A Chroma server, for several replicas. Empty: the index is kept in the data folder.",
    )
    embeddings: Literal["minilm", "openai"] = Field(
        default="minilm", description="What makes vectors: a small model on this machine, or OpenAI's."
    )
    embeddings_model: str = Field(
        default="text-embedding-3-small", description="OpenAI's embedding model, where that is chosen."
    )
    openai_api_key: SecretStr | None = Field(
        default=None, description="Key for OpenAI or a compatible server."
    )
    openai_base_url: str | None = Field(default=None, description="Address of an OpenAI-compatible server.")
    knowledge_folders: Annotated[tuple[KnowledgeFolder, ...], NoDecode] = Field(
        default=(),
        description="Folders of documents to know: paths with commas between them, or a JSON list of "
        '{"path", "url", "kind"}, where kind is "document" or "incident".',
    )

    knowledge_glossary: Path | None = Field(
        default=None,
        description="The team's own words, a line each: `name, other name = what it is, in plain words`.",
    )

    knowledge_private_addresses: bool = Field(
        default=False,
        description="Whether pages inside of a private network may be read by their address, such as those "
        "of the team's own wiki. Whoever may add a source can then read what this machine can.",
    )

    @field_validator("knowledge_folders", mode="before")
    @classmethod
    def _read_folders(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        if value.lstrip().startswith("["):
            return json.loads(value)
        return [{"path": part.strip()} for part in value.split(",") if part.strip()]

    @property
    def index_folder(self) -> Path:
        """Where the embedded index is kept."""
        return self.data_folder / "chroma"
