"""Text objects. https://docs.slack.dev/reference/block-kit/composition-objects/text-object"""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from sandbox.slack.block_kit.base import Rule, at_most

Characters = Annotated[str, Field(min_length=1, max_length=3000)]


class PlainText(Rule):
    """Text without markup."""

    type: Literal["plain_text"]
    text: Characters
    emoji: bool | None = None


class Mrkdwn(Rule):
    """Text in Slack's own markup."""

    type: Literal["mrkdwn"]
    text: Characters
    verbatim: bool | None = None


Text = Annotated[PlainText | Mrkdwn, Field(discriminator="type")]
Text150 = Annotated[Text, AfterValidator(at_most(150))]
Text200 = Annotated[Text, AfterValidator(at_most(200))]
Text300 = Annotated[Text, AfterValidator(at_most(300))]
Text2000 = Annotated[Text, AfterValidator(at_most(2000))]
Plain24 = Annotated[PlainText, AfterValidator(at_most(24))]
Plain30 = Annotated[PlainText, AfterValidator(at_most(30))]
Plain75 = Annotated[PlainText, AfterValidator(at_most(75))]
Plain100 = Annotated[PlainText, AfterValidator(at_most(100))]
Plain150 = Annotated[PlainText, AfterValidator(at_most(150))]
Plain200 = Annotated[PlainText, AfterValidator(at_most(200))]
Plain2000 = Annotated[PlainText, AfterValidator(at_most(2000))]
Mrkdwn150 = Annotated[Mrkdwn, AfterValidator(at_most(150))]
Mrkdwn200 = Annotated[Mrkdwn, AfterValidator(at_most(200))]
