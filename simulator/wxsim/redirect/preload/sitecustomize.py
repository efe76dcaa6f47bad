"""Leads this Python's calls to WeChat to the gate of `wxsim exec`.

It stands first on PYTHONPATH, runs in whatever Python the program uses, and
needs nothing but the standard library.
"""

import importlib.machinery
import importlib.util
import os
import socket
import sys

_HERE = os.path.dirname(os.path.realpath(__file__))
_HOSTS = frozenset(os.environ.get("WXSIM_EXEC_HOSTS", "").split(","))
_GATE = ("127.0.0.1", int(os.environ.get("WXSIM_EXEC_GATE", "0")))
# What the name of a faked host resolves to. Some clients resolve and connect in
# separate steps, with the port of their own, so that the address has to tell.
_MARK = "127.77.67.1"


def _is_faked(host):
    if isinstance(host, bytes):
        host = host.decode("ascii", "replace")
    return isinstance(host, str) and host.lower().rstrip(".") in _HOSTS


def _redirected(address):
    if isinstance(address, tuple) and address and (address[0] == _MARK or _is_faked(address[0])):
        return _GATE
    return address


def _marked(port, kind=0, proto=0):
    try:
        port = int(port or 0)
    except ValueError:
        port = socket.getservbyname(port)
    kind = kind or socket.SOCK_STREAM
    return [(socket.AF_INET, kind, proto or socket.IPPROTO_TCP, "", (_MARK, port))]


def _patch_sockets():
    getaddrinfo, plain = socket.getaddrinfo, socket.socket
    connect, connect_ex = plain.connect, plain.connect_ex
    gethostbyname = socket.gethostbyname

    def resolve(host, port, family=0, type=0, proto=0, flags=0):
        if _is_faked(host):
            return _marked(port, type, proto)
        return getaddrinfo(host, port, family, type, proto, flags)

    socket.getaddrinfo = resolve
    socket.gethostbyname = lambda host: _MARK if _is_faked(host) else gethostbyname(host)
    plain.connect = lambda self, address: connect(self, _redirected(address))
    plain.connect_ex = lambda self, address: connect_ex(self, _redirected(address))


def _patch_uvloop(uvloop):
    """Do the same to the event loop that resolves and connects without Python's sockets."""
    base = uvloop.Loop

    class Loop(base):
        async def getaddrinfo(self, host, port, *args, **kwargs):
            if _is_faked(host):
                return _marked(port, kwargs.get("type", 0), kwargs.get("proto", 0))
            return await super().getaddrinfo(host, port, *args, **kwargs)

        async def create_connection(self, factory, host=None, port=None, **kwargs):
            if host == _MARK or _is_faked(host):
                if kwargs.get("ssl") and kwargs.get("server_hostname") is None:
                    kwargs["server_hostname"] = host
                host, port = _GATE
            return await super().create_connection(factory, host, port, **kwargs)

    uvloop.Loop = Loop
    uvloop.new_event_loop = Loop


class _AfterUvloop:
    """Waits for uvloop to be imported, which this file must not do itself."""

    def find_spec(self, name, path=None, target=None):
        if name != "uvloop":
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(name)
        if spec is not None and spec.loader is not None:
            load = spec.loader.exec_module

            def load_and_patch(module):
                load(module)
                _patch_uvloop(module)

            spec.loader.exec_module = load_and_patch
        return spec


def _run_the_one_behind():
    """Run the sitecustomize that this one stands in front of, if there is one."""
    path = [folder for folder in sys.path if os.path.realpath(folder or ".") != _HERE]
    spec = importlib.machinery.PathFinder.find_spec("sitecustomize", path)
    if spec is not None and spec.loader is not None:
        spec.loader.exec_module(importlib.util.module_from_spec(spec))


if _GATE[1]:
    _patch_sockets()
    sys.meta_path.insert(0, _AfterUvloop())
_run_the_one_behind()
