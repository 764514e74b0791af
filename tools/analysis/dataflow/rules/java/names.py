"""Java's classes by the names that code has for them."""

from collections.abc import Iterable

# Classes that are known by their simple name, too, where a fragment of a program leaves its imports out.
COMMON = (
    "javax.servlet.http.HttpServletRequest",
    "javax.servlet.http.HttpServletResponse",
    "javax.servlet.http.HttpServlet",
    "javax.servlet.http.HttpSession",
    "javax.servlet.http.Cookie",
    "java.io.File",
    "java.io.FileInputStream",
    "java.io.FileOutputStream",
    "java.io.FileReader",
    "java.io.FileWriter",
    "java.io.ObjectInputStream",
    "java.io.PrintWriter",
    "java.net.URL",
    "java.nio.file.Files",
    "java.nio.file.Paths",
    "java.nio.file.Path",
    "java.security.MessageDigest",
    "java.security.SecureRandom",
    "java.sql.Connection",
    "java.sql.DriverManager",
    "java.sql.PreparedStatement",
    "java.sql.Statement",
    "java.util.ArrayList",
    "java.util.Arrays",
    "java.util.Base64",
    "java.util.HashMap",
    "java.util.List",
    "java.util.Map",
    "java.util.Properties",
    "java.util.Random",
    "java.util.Scanner",
    "java.util.Set",
    "java.util.regex.Pattern",
    "javax.crypto.Cipher",
    "javax.crypto.KeyGenerator",
    "javax.naming.directory.DirContext",
    "javax.naming.directory.InitialDirContext",
    "javax.persistence.EntityManager",
    "javax.script.ScriptEngineManager",
    "javax.xml.parsers.DocumentBuilderFactory",
    "javax.xml.parsers.SAXParserFactory",
    "javax.xml.stream.XMLInputFactory",
    "javax.xml.xpath.XPathFactory",
    "org.springframework.jdbc.core.JdbcTemplate",
    "org.springframework.web.client.RestTemplate",
)
# What was renamed when Java EE became Jakarta EE.
JAKARTA = (
    "servlet.http.HttpServletRequest",
    "servlet.http.HttpServletResponse",
    "servlet.http.HttpServlet",
    "servlet.http.HttpSession",
    "servlet.http.Cookie",
    "servlet.http.Part",
    "servlet.ServletRequest",
    "servlet.ServletResponse",
    "servlet.ServletContext",
    "servlet.jsp.JspWriter",
    "servlet.jsp.PageContext",
    "persistence.EntityManager",
    "ws.rs.QueryParam",
    "ws.rs.PathParam",
    "ws.rs.FormParam",
    "ws.rs.HeaderParam",
    "ws.rs.CookieParam",
    "ws.rs.Produces",
    "ws.rs.GET",
    "ws.rs.POST",
    "ws.rs.PUT",
    "ws.rs.DELETE",
    "ws.rs.PATCH",
    "ws.rs.core.Response",
    "ws.rs.core.UriInfo",
    "ws.rs.core.HttpHeaders",
    "ws.rs.client.Client",
    "el.ELProcessor",
    "el.ExpressionFactory",
    "jms.TextMessage",
)

ALIASES: dict[str, str] = {name.rpartition(".")[2]: name for name in COMMON} | {
    f"jakarta.{name}": f"javax.{name}" for name in JAKARTA
}


def methods(owners: str, names: str) -> tuple[str, ...]:
    """The methods of objects of these classes, given by words."""
    return tuple(f"{owner}().{name}" for owner in owners.split() for name in names.split())


def static(owners: str, names: str) -> tuple[str, ...]:
    """The static methods of these classes."""
    return tuple(f"{owner}.{name}" for owner in owners.split() for name in names.split())


def results(calls: Iterable[str]) -> tuple[str, ...]:
    """What the calls return."""
    return tuple(f"{call}()" for call in calls)
