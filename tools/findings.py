"""What a specialist noticed: where, how bad, how sure, why, and what would mend it."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field


class Severity(StrEnum):
    """How bad a finding is, worst first."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for the worst."""
        return list(Severity).index(self)

    @property
    def mark(self) -> str:
        """The sign that stands before a finding, wherever people read it."""
        return "🔴🟠🟡🔵⚪"[self.rank]

    @property
    def risk(self) -> str:
        """How risky a change is of which this is the worst that was found."""
        return ("high", "high", "moderate", "low", "low")[self.rank]


class Place(BaseModel):
    """A line of a file, counted from 1."""

    model_config = ConfigDict(frozen=True)

    path: str
    line: int


class Patch(BaseModel):
    """What would mend a finding: the lines `line` to `end_line` (from 1, both included) become `text`.

    An empty text deletes the lines; it has no line break at its end.
    """

    model_config = ConfigDict(frozen=True)

    path: str
    line: int
    end_line: int
    text: str


class Finding(BaseModel):
    """A structured observation. `line` counts from 1 in the new file; `confidence` is 0 to 1.

    `steps` is the way from where the data comes in to where it does harm, where an analyser knows it.
    `parts` are the findings of single analysers that this one stands for, where there are several.
    `elsewhere` says that it stands at a line that the change left alone, and harms all the same.
    """

    model_config = ConfigDict(frozen=True)

    title: str
    severity: Severity
    confidence: float = 1.0
    rule: str
    path: str | None = None
    line: int | None = None
    end_line: int | None = None
    why: str = ""
    suggestion: str | None = None
    analyser: str = ""
    url: str | None = None
    cwe: str | None = None
    patch: Patch | None = None
    steps: tuple[Place, ...] = ()
    parts: tuple["Finding", ...] = Field(default=(), exclude=True, repr=False)
    elsewhere: bool = False


class Dropped(BaseModel):
    """A finding that is not shown because a model called it harmless, and what it said."""

    model_config = ConfigDict(frozen=True)

    finding: Finding
    reason: str
