"""What Java's methods return, where code goes on by that, and types that can't do harm."""

_WEB_CLIENT = "org.springframework.web.reactive.function.client.WebClient"
_FACTORIES = {
    "javax.servlet.http.HttpServletRequest().getSession()": "javax.servlet.http.HttpSession()",
    "java.lang.Runtime.getRuntime()": "java.lang.Runtime()",
    "java.sql.DriverManager.getConnection()": "java.sql.Connection()",
    "java.util.zip.ZipInputStream().getNextEntry()": "java.util.zip.ZipEntry()",
    "java.util.jar.JarInputStream().getNextJarEntry()": "java.util.jar.JarEntry()",
    "java.util.zip.ZipFile().entries().nextElement()": "java.util.zip.ZipEntry()",
    "java.util.jar.JarFile().entries().nextElement()": "java.util.jar.JarEntry()",
    "javax.sql.DataSource().getConnection()": "java.sql.Connection()",
    "java.sql.Connection().createStatement()": "java.sql.Statement()",
    "java.sql.Connection().prepareStatement()": "java.sql.PreparedStatement()",
    "java.sql.Connection().prepareCall()": "java.sql.CallableStatement()",
    "org.hibernate.SessionFactory().openSession()": "org.hibernate.Session()",
    "org.hibernate.SessionFactory().getCurrentSession()": "org.hibernate.Session()",
    "javax.persistence.EntityManagerFactory().createEntityManager()": "javax.persistence.EntityManager()",
    "javax.script.ScriptEngineManager().getEngineByName()": "javax.script.ScriptEngine()",
    "javax.script.ScriptEngineManager().getEngineByExtension()": "javax.script.ScriptEngine()",
    "javax.xml.xpath.XPathFactory.newInstance()": "javax.xml.xpath.XPathFactory()",
    "javax.xml.xpath.XPathFactory().newXPath()": "javax.xml.xpath.XPath()",
    "java.net.URI().toURL()": "java.net.URL()",
    "java.net.URI.create().toURL()": "java.net.URL()",
    "java.io.File().toPath()": "java.nio.file.Path()",
    "java.nio.file.Paths.get()": "java.nio.file.Path()",
    "java.nio.file.Path.of()": "java.nio.file.Path()",
    f"{_WEB_CLIENT}.create()": f"{_WEB_CLIENT}()",
    f"{_WEB_CLIENT}().get()": f"{_WEB_CLIENT}()",
    f"{_WEB_CLIENT}().post()": f"{_WEB_CLIENT}()",
    "javax.ws.rs.client.ClientBuilder.newClient()": "javax.ws.rs.client.Client()",
    "org.apache.commons.jxpath.JXPathContext.newContext()": "org.apache.commons.jxpath.JXPathContext()",
}
TYPES = _FACTORIES

_PLAIN = "int long short byte float double boolean char"
_BOXED = "Integer Long Short Byte Float Double Boolean Character Number"
_KNOWN = (
    "java.util.UUID java.util.Date java.util.Locale "
    "java.util.Calendar java.math.BigInteger java.math.BigDecimal "
    "java.time.LocalDate java.time.LocalDateTime java.time.Instant "
    "java.time.ZonedDateTime java.time.Duration "
    "java.security.Principal org.springframework.ui.Model org.springframework.ui.ModelMap "
    "org.springframework.security.core.Authentication org.springframework.validation.BindingResult "
    "org.springframework.validation.Errors org.springframework.web.servlet.mvc.support.RedirectAttributes "
    "org.springframework.data.domain.Pageable org.springframework.web.bind.support.SessionStatus "
    "org.springframework.web.util.UriComponentsBuilder javax.servlet.http.HttpSession "
    "javax.servlet.http.HttpServletResponse javax.ws.rs.core.SecurityContext"
)
HARMLESS = frozenset(
    {*_PLAIN.split(), *_BOXED.split(), *(f"java.lang.{name}" for name in _BOXED.split()), *_KNOWN.split()}
    | {name.rpartition(".")[2] for name in _KNOWN.split()}
)
