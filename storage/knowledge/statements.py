"""The statements of a search, which change with a question only in their parameters.

To put them together for each question would take longer than some take to answer, and Postgres plans them
once.
"""

from typing import Any

from sqlalchemy import DateTime, Float, Integer, Text, TextClause, Uuid, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY

TYPES: dict[str, Any] = {
    "sources": ARRAY(Uuid),
    "kind": Text(),
    "services": ARRAY(Text),
    "since": DateTime(timezone=True),
    "digests": ARRAY(Text),
    "names": ARRAY(Text),
    "ids": ARRAY(Uuid),
    "stems": ARRAY(Text),
    "weights": ARRAY(Float),
    "words": ARRAY(Text),
    "embedder": Text(),
    "phrase": Text(),
    "part": Text(),
    "most": Integer(),
}
WITHIN = """
page.source_id = ANY(:sources)
AND (CAST(:kind AS text) IS NULL OR page.kind = :kind)
AND (CAST(:services AS text[]) IS NULL OR page.services @> CAST(:services AS text[]))
AND (CAST(:since AS timestamptz) IS NULL OR page.changed_at >= :since)
"""

SIZES = """
SELECT count(*) AS pages, avg(length(words)) AS length, avg(length(plain_words)) AS plain_length
FROM knowledge_pages
"""
WORDS = "SELECT word, ndoc FROM ts_stat('SELECT words FROM knowledge_pages')"
PLAIN_WORDS = "SELECT word, ndoc FROM ts_stat('SELECT plain_words FROM knowledge_pages')"
SUBJECTS = "SELECT subject, count(*) FROM knowledge_pages, unnest(subjects) AS subject GROUP BY subject"
VOCABULARY = """
SELECT word, ndoc FROM ts_stat('SELECT words FROM knowledge_passages') WHERE word ~ '^[a-z]{4,}$'
"""

# Ids are random, so these are any pages.
ANY_PAGES = """
SELECT vector.grains
FROM knowledge_pages AS page
JOIN knowledge_vectors AS vector ON vector.embedder = :embedder AND vector.digest = page.digest
ORDER BY page.id LIMIT :most
"""


def _statement(sql: str, field: str = "") -> TextClause:
    statement = text(sql.replace("{WITHIN}", WITHIN).replace("{field}", field))
    return statement.bindparams(
        *(bindparam(name, type_=kind) for name, kind in TYPES.items() if name in statement._bindparams)
    )


def _by_stems(field: str) -> TextClause:
    sql = """
        SELECT found.id
        FROM unnest(CAST(:stems AS text[]), CAST(:weights AS float8[])) AS asked(stem, weight)
        CROSS JOIN LATERAL (
            SELECT page.id FROM knowledge_pages AS page
            WHERE page.{field} @@ CAST(asked.stem AS tsquery) AND {WITHIN}
        ) AS found
        GROUP BY found.id ORDER BY sum(asked.weight) DESC, found.id LIMIT :most
    """
    return _statement(sql, field)


STEMS = _statement("""
    SELECT word, tsvector_to_array(to_tsvector('english', word)) FROM unnest(CAST(:words AS text[])) AS word
""")
BY_STEMS = {"words": _by_stems("words"), "plain_words": _by_stems("plain_words")}
CALLED = _statement("""
    SELECT page.id FROM knowledge_pages AS page
    WHERE page.names && CAST(:names AS text[]) AND {WITHIN} ORDER BY page.path LIMIT :most
""")


# Texts are looked into one after another, no longer than until there are enough. So are pages, unless few are
# wanted of all that say it.
_SAYING = """
    WITH saying AS MATERIALIZED (
        SELECT passage.id, passage.page_id
        FROM knowledge_passages AS passage
        WHERE passage.words @@ phraseto_tsquery('simple', :phrase) {first}
        ORDER BY passage.page_id, passage.number
    )
    SELECT saying.page_id, saying.id FROM saying
    WHERE {then} (
        SELECT strpos(lower(passage.context || E'\\n' || passage.text), :part) > 0
        FROM knowledge_passages AS passage WHERE passage.id = saying.id
    )
    LIMIT :most
"""
_ITS_PAGE = "(SELECT {WITHIN} FROM knowledge_pages AS page WHERE page.id = saying.page_id) AND"
_SOME_PAGES = "AND passage.page_id IN (SELECT page.id FROM knowledge_pages AS page WHERE {WITHIN})"
HOLDING = _statement(_SAYING.replace("{first}", "").replace("{then}", _ITS_PAGE))
HOLDING_OF_FEW = _statement(_SAYING.replace("{first}", _SOME_PAGES).replace("{then}", ""))

HAVING = _statement("""
    SELECT page.id
    FROM knowledge_passages AS passage JOIN knowledge_pages AS page ON page.id = passage.page_id
    WHERE passage.digest = ANY(:digests) AND {WITHIN}
    UNION
    SELECT page.id FROM knowledge_pages AS page
    WHERE (page.digest = ANY(:digests) OR page.meaning = ANY(:digests)) AND {WITHIN}
""")
# How words are packed is told in `packed_words`.
PAGES = _statement("""
    SELECT
        page.id, page.path, page.title, page.names, page.subjects, page.details,
        length(page.words) AS length, length(page.plain_words) AS plain_length,
        (
            SELECT coalesce(string_agg(
                substr(sha256(convert_to(lexeme, 'UTF8')), 1, 4) || int2send(cardinality(positions)::int2), ''
            ), '')
            FROM unnest(page.words)
        ) AS words,
        (
            SELECT coalesce(string_agg(
                substr(sha256(convert_to(lexeme, 'UTF8')), 1, 4) || int2send(cardinality(positions)::int2), ''
            ), '')
            FROM unnest(page.plain_words)
        ) AS plain_words,
        whole.grains AS vector, meant.grains AS meaning
    FROM knowledge_pages AS page
    JOIN knowledge_vectors AS whole ON whole.embedder = :embedder AND whole.digest = page.digest
    JOIN knowledge_vectors AS meant ON meant.embedder = :embedder AND meant.digest = page.meaning
    WHERE page.id = ANY(:ids)
""")
PASSAGES = _statement("""
    SELECT
        passage.page_id,
        string_agg(uuid_send(passage.id), ''::bytea ORDER BY passage.number)
            FILTER (WHERE vector.digest IS NOT NULL) AS ids,
        string_agg(vector.grains, ''::bytea ORDER BY passage.number) AS grains,
        count(*) = count(vector.digest) AS whole
    FROM knowledge_passages AS passage
    LEFT JOIN knowledge_vectors AS vector ON vector.embedder = :embedder AND vector.digest = passage.digest
    WHERE passage.page_id = ANY(:ids)
    GROUP BY passage.page_id
    HAVING count(vector.digest) > 0
""")
LATEST = _statement("SELECT id FROM knowledge_pages ORDER BY changed_at DESC, id LIMIT :most")
