"""The environment in which a program's calls to WeChat come to the gate.

Each function settles one way by which programs are told where to connect or
whom to trust. What the user had set is kept and extended; nothing of it is lost.
"""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterator, Mapping
from pathlib import Path

from wxsim.hosts import FAKED_HOSTS
from wxsim.redirect.authority import Authority
from wxsim.redirect.trust import JAVA_PASSWORD, named_files, write_bundle, write_java_store

_PRELOAD = Path(__file__).parent / "preload"
_LOCAL = ("localhost", "127.0.0.1", "::1")
_JAVA_STORE = "-Djavax.net.ssl.trustStore="


def redirected(
    environ: Mapping[str, str],
    *,
    gate_port: int,
    wechat_url: str,
    authority: Authority,
    folder: Path,
) -> dict[str, str]:
    """Return an environment whose programs reach the simulator in place of WeChat.

    Args:
        environ: what the user's programs would have.
        gate_port: of the gate on this machine.
        wechat_url: of the simulator, for programs that know of it.
        authority: signs the gate's certificates.
        folder: where files that the environment names are written; it must
            last as long as the programs.
    """
    changes: dict[str, str] = {
        "WXSIM_URL": wechat_url,
        "WXSIM_EXEC_GATE": str(gate_port),
        "WXSIM_EXEC_HOSTS": ",".join(FAKED_HOSTS),
    }
    changes |= _proxies(environ, gate_port)
    changes |= _trust(environ, authority, folder)
    changes |= _python(environ)
    changes |= _node(environ)
    changes |= _java(environ, gate_port, folder)
    changes |= _php(environ, folder)
    return {**environ, **changes}


def _proxies(environ: Mapping[str, str], gate_port: int) -> Iterator[tuple[str, str]]:
    """For whatever honours a proxy, such as curl, Go, requests, httpx, axios and .NET.

    Ruby's Net::HTTP takes ``http_proxy`` for HTTPS too. What is not WeChat's
    goes from the gate to the user's own proxies.
    """
    gate = f"http://127.0.0.1:{gate_port}"
    for name in ("https_proxy", "http_proxy", "all_proxy"):
        if name == "all_proxy" and not (environ.get(name) or environ.get(name.upper())):
            continue
        yield name, gate
        yield name.upper(), gate
    spared = environ.get("no_proxy") or environ.get("NO_PROXY") or ""
    hosts = [host.strip() for host in spared.split(",") if host.strip()]
    kept = [host for host in hosts if not _spares_wechat(host)]
    joined = ",".join(dict.fromkeys([*kept, *_LOCAL]))
    yield "no_proxy", joined
    yield "NO_PROXY", joined
    # Node 22.21 and later then honour these variables; older ones have the preload.
    yield "NODE_USE_ENV_PROXY", "1"


def _spares_wechat(pattern: str) -> bool:
    """Tell whether an entry of ``NO_PROXY`` would let calls to WeChat past the gate."""
    name = pattern.lower().lstrip("*").lstrip(".").partition(":")[0]
    return pattern == "*" or any(host == name or host.endswith("." + name) for host in FAKED_HOSTS)


def _trust(
    environ: Mapping[str, str], authority: Authority, folder: Path
) -> Iterator[tuple[str, str]]:
    """For OpenSSL, Python, curl, Go and Ruby, whose variable replaces, and Node, whose adds."""
    bundle = folder / "ca-bundle.pem"
    replacing = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
    users = named_files(environ, *replacing)
    write_bundle(bundle, authority.certificate_pem, users)
    for name in replacing:
        yield name, str(bundle)
    extra = folder / "extra-ca.pem"
    added = [Path(file) for file in named_files(environ, "NODE_EXTRA_CA_CERTS")]
    theirs = [file.read_bytes() for file in added if file.is_file()]
    extra.write_bytes(b"\n".join([*theirs, authority.certificate_pem]))
    yield "NODE_EXTRA_CA_CERTS", str(extra)


def _python(environ: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """For clients that know of no proxy: urllib3, aiohttp, http.client."""
    yield "PYTHONPATH", _prepended(str(_PRELOAD), environ.get("PYTHONPATH"))


def _node(environ: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    preload = str(_PRELOAD / "node.cjs").replace("\\", "\\\\")
    option = f'--require "{preload}"'
    yield "NODE_OPTIONS", f"{environ.get('NODE_OPTIONS', '')} {option}".strip()


def _java(environ: Mapping[str, str], gate_port: int, folder: Path) -> Iterator[tuple[str, str]]:
    """For Java, which looks at no variable but this one.

    A trust store of the user's own stays as it is; :func:`java_store_of` finds it.
    """
    options = environ.get("JAVA_TOOL_OPTIONS", "")
    ours = []
    for scheme in ("https", "http"):
        ours += [f"-D{scheme}.proxyHost=127.0.0.1", f"-D{scheme}.proxyPort={gate_port}"]
    if java_store_of(environ) is None:
        store = folder / "java-truststore.p12"
        write_java_store(store, folder / "ca-bundle.pem")
        ours += [
            _quoted(f"{_JAVA_STORE}{store}"),
            f"-Djavax.net.ssl.trustStorePassword={JAVA_PASSWORD}",
        ]
    yield "JAVA_TOOL_OPTIONS", " ".join([options, *ours]).strip()


def java_store_of(environ: Mapping[str, str]) -> str | None:
    """Return the trust store that the user's ``JAVA_TOOL_OPTIONS`` name, if any."""
    try:
        words = shlex.split(environ.get("JAVA_TOOL_OPTIONS", ""))
    except ValueError:
        words = environ.get("JAVA_TOOL_OPTIONS", "").split()
    for word in words:
        if word.startswith(_JAVA_STORE):
            return word.removeprefix(_JAVA_STORE)
    return None


def _quoted(word: str) -> str:
    # Java takes quotes around a part of a word, and knows no escapes.
    return f'"{word}"' if " " in word else word


def _php(environ: Mapping[str, str], folder: Path) -> Iterator[tuple[str, str]]:
    """For PHP, which takes its certificates from an ini file alone."""
    scanned = folder / "php"
    scanned.mkdir(exist_ok=True)
    bundle = folder / "ca-bundle.pem"
    text = f'curl.cainfo = "{bundle}"\nopenssl.cafile = "{bundle}"\n'
    (scanned / "wxsim.ini").write_text(text, encoding="utf-8")
    # An empty part stands for the directories that were compiled in.
    yield "PHP_INI_SCAN_DIR", f"{environ.get('PHP_INI_SCAN_DIR', '')}{os.pathsep}{scanned}"


def _prepended(path: str, paths: str | None) -> str:
    return f"{path}{os.pathsep}{paths}" if paths else path
