"""`wxsim exec`: what the program finds in its environment."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from exec_runs import FETCH, TOKEN, Run, seen
from needs import program
from wxsim.redirect.authority import open_authority
from wxsim.redirect.environment import redirected


def test_python_settings_of_the_user_are_kept(execute: Run, tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text("print('mine')")
    (tmp_path / "sitecustomize.py").write_text("print('the site says hello')")
    paths = os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])
    done = execute(sys.executable, "-c", f"import mine; {FETCH}", PYTHONPATH=paths)

    assert "mine\n" in done.stdout, done.stderr
    assert "the site says hello" in done.stdout
    assert "access_token" in done.stdout


def test_node_settings_of_the_user_are_kept(execute: Run, tmp_path: Path) -> None:
    own = tmp_path / "my own.cjs"
    own.write_text("console.log('mine')")
    extra = tmp_path / "extra.pem"
    extra.write_text("# my company's\n")
    get = f"fetch({TOKEN!r}).then(r => r.text()).then(t => console.log(t))"
    done = execute(
        *(program("node"), "-e", get),
        NODE_OPTIONS=f'--require "{own}"',
        NODE_EXTRA_CA_CERTS=str(extra),
    )

    assert done.stdout.startswith("mine\n"), done.stderr
    assert "access_token" in done.stdout


def test_hosts_without_a_proxy_stay_without_one(execute: Run) -> None:
    found = seen(execute, "NO_PROXY", "no_proxy", no_proxy="internal.example, 10.0.0.0/8")

    assert found["NO_PROXY"] == found["no_proxy"]
    hosts = (found["no_proxy"] or "").split(",")
    assert hosts == ["internal.example", "10.0.0.0/8", "localhost", "127.0.0.1", "::1"]


@pytest.mark.parametrize(
    "entry", ["*", ".qq.com", "qq.com", "*.weixin.qq.com", "api.weixin.qq.com"]
)
def test_a_spared_host_does_not_spare_wechat(execute: Run, entry: str) -> None:
    found = seen(execute, "no_proxy", no_proxy=f"{entry},shop.example")

    assert found["no_proxy"] == "shop.example,localhost,127.0.0.1,::1"


def test_certificates_of_the_user_stay_trusted(tmp_path: Path) -> None:
    mine = tmp_path / "mine.pem"
    mine.write_text("# the company's own\n")
    authority, _ = open_authority(tmp_path / "ca")
    found = redirected(
        {"SSL_CERT_FILE": str(mine), "REQUESTS_CA_BUNDLE": str(tmp_path / "gone.pem")},
        gate_port=1,
        wechat_url="http://127.0.0.1:2",
        authority=authority,
        folder=tmp_path,
    )
    bundle = Path(found["SSL_CERT_FILE"]).read_bytes()

    assert found["SSL_CERT_FILE"] == found["REQUESTS_CA_BUNDLE"] == found["CURL_CA_BUNDLE"]
    assert b"the company's own" in bundle
    assert authority.certificate_pem in bundle
    # And whatever the system trusts: more than these two.
    assert bundle.count(b"BEGIN CERTIFICATE") > 50


def test_java_and_php_settings_of_the_user_are_kept(execute: Run) -> None:
    found = seen(
        execute,
        *("JAVA_TOOL_OPTIONS", "PHP_INI_SCAN_DIR"),
        JAVA_TOOL_OPTIONS="-Dfile.encoding=UTF-8",
        PHP_INI_SCAN_DIR="/my/php",
    )

    assert (found["JAVA_TOOL_OPTIONS"] or "").startswith("-Dfile.encoding=UTF-8 -Dhttps.proxyHost=")
    assert (found["PHP_INI_SCAN_DIR"] or "").startswith(f"/my/php{os.pathsep}/")


def test_a_trust_store_of_the_users_own_is_left_alone_and_told_about(execute: Run) -> None:
    options = "-Djavax.net.ssl.trustStore=/my/store.jks"
    done = execute("sh", "-c", "echo $JAVA_TOOL_OPTIONS", JAVA_TOOL_OPTIONS=options)

    assert done.stdout.count("javax.net.ssl.trustStore=") == 1
    assert "/my/store.jks" in done.stdout
    assert "keytool -importcert" in done.stderr
