"""What people do in Slack with the sources of documents: the gate decides, the edge does it.

Each takes what the policies need to know of it; `audience` and `channel` say who finds what is touched.
"""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from tools.resource import Cost, a_source
from tools.tool import Effect, Operation

Audience = Literal["everyone", "channel", "project"]


class Kept(BaseModel):
    """A source, and who finds its pages: everyone, the members of one channel, or those of a project."""

    model_config = ConfigDict(extra="forbid", str_max_length=2000)

    source: str
    audience: Audience
    channel: str | None = None


class Added(Kept):
    """A source that is not there yet; `kind` names its reader."""

    kind: str


class Remembered(Kept):
    """Something that was said in a channel, which may be a private one."""

    private: bool


class TakenBack(Kept):
    """Something that somebody had kept; `own` if it was the same person."""

    own: bool


def _operation(name: str, description: str, arguments: type[BaseModel]) -> Operation:
    return Operation(name, description, Effect.KEEP, a_source(), Cost.LIGHT, arguments)


ADD_SOURCE = _operation("add_source", "Add a source of documents.", Added)
PAUSE_SOURCE = _operation("pause_source", "Stop reading a source.", Kept)
RESUME_SOURCE = _operation("resume_source", "Read a source again.", Kept)
REMOVE_SOURCE = _operation("remove_source", "Remove a source with its pages.", Kept)
REMEMBER_THREAD = _operation("remember_thread", "Keep a thread as a document.", Remembered)
FORGET_THREAD = _operation("forget_thread", "Take a kept thread back.", TakenBack)
KEEP_ANSWER = _operation("keep_answer", "Keep an answer that somebody marked as right.", Remembered)

OPERATIONS = (
    ADD_SOURCE,
    PAUSE_SOURCE,
    RESUME_SOURCE,
    REMOVE_SOURCE,
    REMEMBER_THREAD,
    FORGET_THREAD,
    KEEP_ANSWER,
)
