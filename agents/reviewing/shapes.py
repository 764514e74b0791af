"""The shapes of the model's answers about a review. It reads the docstrings and descriptions."""

from typing import Literal

from pydantic import BaseModel, Field, field_validator

from tools.findings import Severity

MOST = 40  # entries of an answer that are read at all


class FindingVerdict(BaseModel):
    """What becomes of one finding."""

    id: int = Field(description="The finding's number.")
    verdict: Literal["keep", "drop", "reword"]
    reason: str = Field(default="", description="For drop: why the code is harmless, in one sentence.")
    quote: str = Field(
        default="",
        description="For drop: the code that makes it harmless, word for word, of one line.",
    )
    title: str = Field(default="", description="For reword: what is wrong, up to 100 characters.")
    why: str = Field(default="", description="For reword: what can happen here, up to three sentences.")


class Verdicts(BaseModel):
    """Say for each finding what becomes of it."""

    verdicts: list[FindingVerdict]

    @field_validator("verdicts", mode="after")
    @classmethod
    def _so_many(cls, given: list[FindingVerdict]) -> list[FindingVerdict]:
        return given[:MOST]


class FoundBug(BaseModel):
    """A problem that nobody has named yet."""

    path: str = Field(description="The file, as shown.")
    line: int = Field(description="The number of a line that begins with +.")
    quote: str = Field(description="The code of that very line, or a part of it, word for word.")
    title: str = Field(description="What is wrong, up to 100 characters, plain text.")
    why: str = Field(description="What goes wrong and when, up to three sentences, plain text.")
    severity: Severity
    confidence: float = Field(default=0.6, description="How sure you are, 0 to 1.")
    cwe: str | None = Field(default=None, description='Such as "CWE-89", for a weakness.')


class ChangeRead(BaseModel):
    """Say what the change does, and which problems in it nobody has named yet."""

    summary: str = Field(
        description="Two or three sentences: what the change does, what is risky about it and what to look "
        "at first. Plain text.",
    )
    found: list[FoundBug] = Field(description="At most five; none is a good answer.")

    @field_validator("found", mode="after")
    @classmethod
    def _so_few(cls, given: list[FoundBug]) -> list[FoundBug]:
        return given[:MOST]
