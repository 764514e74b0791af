"""In which language a question is, by its smallest words."""

import re

# The words that hold sentences together; few of them are words of another of these languages.
_SMALL_WORDS = {
    "en": "the of and to in is are was it that for on with as at be this have from or by not but what how "
    "why when where who which do does did can could should would will my our we you i they their its "
    "an if there has had been into than then out up no",
    "de": "der die das und ist nicht ein eine einen einem einer wie was wo wer warum wenn ich wir sie es "
    "auf für mit von zu den dem des im am sind wird werden kann soll muss bei nach aus oder aber noch "
    "nur zur zum über",
    "es": "el la los las un una unos de del y es son está en que qué cómo por para con no se lo su al más "
    "pero cuando dónde cuál ha han hay están este esta debo mi nuestro nuestra",
    "fr": "le la les un une des du de et est sont dans que qui comment pourquoi pour avec ne pas sur au aux "
    "ce cette nous mon notre il elle quand où",
    "it": "il lo la gli le un una di del della e è sono che come perché per con non si nel al da quando dove",
    "pt": "os as um uma de do da e é são em que como por para com não se no na ao quando onde",
}
SMALL_WORDS = {language: frozenset(words.split()) for language, words in _SMALL_WORDS.items()}
OTHER_SCRIPT = re.compile(r"[\u0400-\u04ff\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]")
OTHER_LETTERS = re.compile(r"[ß¿¡ñäöü]")


def is_english(question: str) -> bool:
    """Whether a question is in English; so is one that has no words to tell by."""
    if OTHER_SCRIPT.search(question):
        return False
    words = re.findall(r"[^\W\d_]+", question.lower())
    counts = {language: sum(word in small for word in words) for language, small in SMALL_WORDS.items()}
    english = counts.pop("en") + 0.5 - bool(OTHER_LETTERS.search(question))
    return english > 0 and max(counts.values()) < max(2, english + 1)
