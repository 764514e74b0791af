"""Where Quarterdeck keeps its data."""

from pathlib import Path

from pydantic import AliasChoices, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

ENV_FILES = (".env",)


class StorageSettings(BaseSettings):
    """The data folder and the database. Without `DATABASE_URL` a Postgres starts in the data folder."""

    model_config = SettingsConfigDict(env_file=ENV_FILES, extra="ignore", populate_by_name=True)

    home: Path = Field(
        default=Path("~/.quarterdeck"),
        validation_alias=AliasChoices("QUARTERDECK_HOME"),
        description="Folder for everything kept on this machine: the embedded Postgres and the vector index.",
    )
    database_url: SecretStr | None = Field(
        default=None,
        description="The team's own Postgres, as postgresql://user:password@host/name. "
        "Empty: a Postgres that comes as a wheel runs in the data folder.",
    )

    audit_retention_days: int = Field(
        default=0, ge=0, description="Days that rows of the audit log are kept. 0: for ever."
    )

    @property
    def data_folder(self) -> Path:
        """The data folder as an absolute path."""
        return self.home.expanduser().resolve()
