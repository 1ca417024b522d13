"""HTTP to addresses that a person has typed: the public internet, never the company's own network.

A name is resolved once for each connection, every address it stands for is checked, and the connection goes
to one of those addresses. So neither a redirect nor a name that changes its address in between leads inside.
"""

import ipaddress
import socket
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

PORTS = {"http": 80, "https": 443}
# IPv6 networks whose addresses stand for an IPv4 address in their last four bytes
_EMBEDDING = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("::/96"))


class ForbiddenAddress(Exception):
    """The address is none that the whole world can reach."""


def check_url(url, allowed=()):
    """:param allowed: hosts that are trusted, with any port
    :raise ForbiddenAddress: it is no plain address of the web
    """
    try:
        parts = urlsplit(url or "")
        port = parts.port
    except ValueError:
        raise ForbiddenAddress(url) from None
    if parts.scheme not in PORTS or not parts.hostname or parts.username or parts.password:
        raise ForbiddenAddress(url)
    if parts.hostname in allowed:
        return
    if port not in (None, PORTS[parts.scheme]) or _is_inner(parts.hostname):
        raise ForbiddenAddress(url)


def is_public(address):
    """Whether this IP address belongs to the internet, also where it wraps another one."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    if found.version == 6:
        found = found.ipv4_mapped or found.sixtofour or _embedded(found) or found
    return found.is_global and not (found.is_multicast or found.is_reserved or found.is_unspecified)


def session(allowed=()):
    """``requests.Session`` that connects to public addresses and to the hosts in ``allowed`` only.

    Proxies and credentials of the environment are left aside: a proxy would resolve the name once more.
    """
    made = requests.Session()
    made.trust_env = False
    for scheme in PORTS:
        made.mount(f"{scheme}://", _Adapter(frozenset(allowed)))
    return made


def _is_inner(host):
    """Whether this is an address, not a name, and none of the internet."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return not is_public(host)


def _embedded(found):
    if any(found in network for network in _EMBEDDING):
        return ipaddress.IPv4Address(found.packed[-4:])
    return None


def _connect(connection, allowed):
    """A socket to an address that has been checked."""
    host = connection._dns_host
    try:
        found = socket.getaddrinfo(host, connection.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NewConnectionError(connection, f"unknown host: {type(error).__name__}") from None
    if host not in allowed and not all(is_public(place[0]) for *_kind, place in found):
        raise ForbiddenAddress(host)
    failure = None
    for family, kind, protocol, _name, place in found:
        plug = socket.socket(family, kind, protocol)
        try:
            plug.settimeout(connection.timeout)
            plug.connect(place)
            return plug
        except OSError as error:
            plug.close()
            failure = error
    if isinstance(failure, TimeoutError):
        raise ConnectTimeoutError(connection, "timed out") from None
    raise NewConnectionError(connection, "refused") from None


class _Adapter(HTTPAdapter):
    def __init__(self, allowed):
        self._allowed = allowed
        super().__init__()

    def init_poolmanager(self, *args, **kwargs):
        result = super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = _pools(self._allowed)
        return result


def _pools(allowed):
    """Kinds of connection pools by scheme, whose connections are checked."""

    class Http(HTTPConnection):
        def _new_conn(self):
            return _connect(self, allowed)

    class Https(HTTPSConnection):
        def _new_conn(self):
            return _connect(self, allowed)

    class HttpPool(HTTPConnectionPool):
        ConnectionCls = Http

    class HttpsPool(HTTPSConnectionPool):
        ConnectionCls = Https

    return {"http": HttpPool, "https": HttpsPool}
