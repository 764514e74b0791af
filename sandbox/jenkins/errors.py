"""Jenkins's error pages, as its servlet container writes them."""

import html

from aiohttp import web

_PAGE = """<html>
<head>
<meta http-equiv="Content-Type" content="text/html;charset=utf-8"/>
<title>Error {status} {reason}</title>
</head>
<body><h2>HTTP ERROR {status} {reason}</h2>
<table>
<tr><th>URI:</th><td>{uri}</td></tr>
<tr><th>STATUS:</th><td>{status}</td></tr>
<tr><th>MESSAGE:</th><td>{message}</td></tr>
<tr><th>SERVLET:</th><td>Stapler</td></tr>
</table>
<hr/><i><small>Powered by Jetty</small></i><hr/>
</body>
</html>
"""


def _page(request: web.Request, status: int, reason: str, message: str) -> str:
    values = {"uri": html.escape(request.rel_url.path), "message": html.escape(message)}
    return _PAGE.format(status=status, reason=reason, **values)


def unauthorized(request: web.Request) -> web.HTTPUnauthorized:
    """The credentials are wrong."""
    page = _page(request, 401, "Unauthorized", "Invalid password/token for user")
    headers = {"WWW-Authenticate": 'Basic realm="Jenkins"'}
    return web.HTTPUnauthorized(text=page, content_type="text/html", headers=headers)


def forbidden(request: web.Request, message: str) -> web.HTTPForbidden:
    """The request lacks a login, a permission or a crumb."""
    return web.HTTPForbidden(text=_page(request, 403, "Forbidden", message), content_type="text/html")


def not_found(request: web.Request) -> web.HTTPNotFound:
    """There is no such thing."""
    return web.HTTPNotFound(text=_page(request, 404, "Not Found", "Not Found"), content_type="text/html")


def bad_request(request: web.Request, message: str) -> web.HTTPBadRequest:
    """The request does not fit what it is sent to."""
    return web.HTTPBadRequest(text=_page(request, 400, "Bad Request", message), content_type="text/html")
