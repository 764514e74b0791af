"""Reactions to comments: in the conversation and at lines."""

from aiohttp import web

from sandbox.github.api.issues import comment_of
from sandbox.github.api.review_comments import line_comment_of
from sandbox.github.conversation import REACTIONS, Posted, Reaction
from sandbox.github.errors import invalid, not_found
from sandbox.github.forge import LOGIN, body_of, forge_of, hosted_of
from sandbox.github.links import Links
from sandbox.github.paging import Page, listed, reply
from sandbox.github.shapes.reviews import reaction

routes = web.RouteTableDef()

_PLACES = (
    r"/repos/{owner}/{repo}/{kind:issues|pulls}/comments/{id:\d+}/reactions",
    r"/repos/{owner}/{repo}/{kind:issues|pulls}/comments/{id:\d+}/reactions/{reaction:\d+}",
)


@routes.get(_PLACES[0])
async def list_reactions(request: web.Request) -> web.Response:
    page, forge, links = Page.of(request), forge_of(request), Links.of(request)
    wanted = request.query.get("content")
    found = [one for one in _posted(request).reactions if wanted in (None, one.content)]
    return listed(request, [reaction(one, forge, links) for one in page.cut(found)], page, len(found))


@routes.post(_PLACES[0])
async def react(request: web.Request) -> web.Response:
    """The same reaction of the same person is there once."""
    posted, content, forge = _posted(request), (await body_of(request)).get("content"), forge_of(request)
    if content not in REACTIONS:
        raise invalid("Reaction", "content")
    links = Links.of(request)
    for one in posted.reactions:
        if (one.author, one.content) == (request[LOGIN], content):
            return reply(reaction(one, forge, links))
    made = Reaction(hosted_of(request).next_id(), request[LOGIN], content, forge.now())
    posted.reactions.append(made)
    return reply(reaction(made, forge, links), 201)


@routes.delete(_PLACES[1])
async def take_back(request: web.Request) -> web.Response:
    posted = _posted(request)
    for one in posted.reactions:
        if str(one.id) == request.match_info["reaction"]:
            posted.reactions.remove(one)
            return web.Response(status=204)
    raise not_found()


def _posted(request: web.Request) -> Posted:
    if request.match_info["kind"] == "issues":
        return comment_of(request)[1]
    return line_comment_of(request)[2]
