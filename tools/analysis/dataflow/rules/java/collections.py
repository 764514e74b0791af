"""Java's lists, sets and maps."""

_LISTS = "ArrayList LinkedList Vector Stack ArrayDeque HashSet LinkedHashSet TreeSet PriorityQueue"
_MAPS = "HashMap LinkedHashMap TreeMap Hashtable WeakHashMap EnumMap IdentityHashMap"
_CONCURRENT = {
    "CopyOnWriteArrayList": "list",
    "ConcurrentLinkedQueue": "list",
    "LinkedBlockingQueue": "list",
    "ConcurrentHashMap": "dict",
}

CONTAINERS = (
    {f"java.util.{name}()": "list" for name in _LISTS.split()}
    | {f"java.util.{name}()": "dict" for name in _MAPS.split()}
    | {f"java.util.concurrent.{name}()": kind for name, kind in _CONCURRENT.items()}
)

_LIST = {
    "append": "addLast push addElement offer offerLast",
    "add": "add",
    "prepend": "addFirst offerFirst",
    "extend": "addAll",
    "pop": "pop removeLast pollLast",
    "pop_first": "removeFirst poll pollFirst",
    "remove": "remove",
    "set": "set setElementAt",
    "get": "get elementAt",
    "first": "getFirst firstElement element",
    "last": "getLast lastElement peekLast peek",
    "slice": "subList",
    "size": "size",
    "copy": "clone",
    "clear": "clear removeAllElements",
    "sort": "sort",
    "iterate": "iterator stream listIterator toArray elements parallelStream",
    "ask": "isEmpty contains containsAll indexOf",
}
_MAP = {
    "get": "get getOrDefault",
    "put": "put replace",
    "put_default": "putIfAbsent",
    "remove": "remove",
    "values": "values",
    "keys": "keySet keys",
    "items": "entrySet",
    "update": "putAll",
    "clear": "clear",
    "copy": "clone",
    "size": "size",
    "ask": "isEmpty containsKey containsValue contains",
}

METHODS = {("list", name): operation for operation, names in _LIST.items() for name in names.split()} | {
    ("dict", name): operation for operation, names in _MAP.items() for name in names.split()
}

# Methods that put their arguments into their object, of whatever class it is.
_MUTATORS = (
    "append insert replace add addAll put putAll set "
    "setValue addElement push offer write setAttribute setProperty "
    "command addArgument addArguments addParameter setParameter update setUri header"
)
MUTATORS = frozenset(_MUTATORS.split())

# Methods that fill the array or buffer that they are given.
FILLERS = frozenset({"nextBytes", "read", "readFully", "readNBytes"})
