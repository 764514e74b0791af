"""JavaScript's packages and objects by the names that code has for them."""


def each(owners: str, names: str) -> tuple[str, ...]:
    """The members of each of these, given by words."""
    return tuple(f"{owner}.{name}" for owner in owners.split() for name in names.split())


REQUEST = "express.request"
RESPONSE = "express.response"
CONTEXT = "koa.context"
REPLY = "fastify.reply"

_REQUEST_TYPES = (
    "express.Request express.default.Request fastify.FastifyRequest next.NextApiRequest "
    "next/server.NextRequest "
    "http.IncomingMessage https.IncomingMessage"
)
_RESPONSE_TYPES = "express.Response next.NextApiResponse http.ServerResponse http.OutgoingMessage"

# What is known by a declared type.
TYPES = (
    {f"{name}()": REQUEST for name in _REQUEST_TYPES.split()}
    | {f"{name}()": RESPONSE for name in _RESPONSE_TYPES.split()}
    | {
        "koa.Context()": CONTEXT,
        "fastify.FastifyReply()": REPLY,
        "express.default": "express",
        "fastify.default": "fastify",
        "globalThis.fetch": "fetch",
        "window.fetch": "fetch",
        "window.eval": "eval",
        "global.eval": "eval",
        "globalThis.eval": "eval",
        "sequelize()": "sequelize.Sequelize()",
        "sequelize.default()": "sequelize.Sequelize()",
        "mysql2/promise.createConnection()": "mysql.createConnection()",
        "mysql2/promise.createPool()": "mysql.createPool()",
        "mysql2.createConnection()": "mysql.createConnection()",
        "mysql2.createPool()": "mysql.createPool()",
        "fs-extra.promises": "fs.promises",
        "libxmljs2": "libxmljs",
        "koa-router()": "@koa/router()",
    }
)

REQUESTS = (REQUEST, "?req", "?request", "express.Request()")
RESPONSES = (RESPONSE, "?res", "?response", "?resp", "express.Response()", "http.response")
CONTEXTS = (CONTEXT, "?ctx", "?context")
REPLIES = (REPLY, "?reply")
