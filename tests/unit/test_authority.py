"""The certificate authority: who may read it, for whom it speaks, how long it lasts."""

import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone

import pytest
from cryptography import x509

from needs import program
from wxsim.redirect.authority import (
    VALID_DAYS,
    AuthorityError,
    default_folder,
    find_authority,
    open_authority,
    remove_authority,
    renew_authority,
)

NOW = datetime(2026, 11, 1, 12, tzinfo=timezone.utc)


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "wxsim" / "ca"


def test_it_is_made_when_it_is_first_needed_and_kept(folder):
    made, is_new = open_authority(folder)
    again, is_new_again = open_authority(folder)

    assert (is_new, is_new_again) == (True, False)
    assert again.certificate == made.certificate


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other rights than modes")
def test_only_its_owner_can_read_the_key(folder):
    authority, _ = open_authority(folder)

    assert stat.S_IMODE(authority.key_path.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert b"PRIVATE" not in authority.path.read_bytes()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other rights than modes")
def test_a_key_that_others_can_read_is_not_used(folder):
    authority, _ = open_authority(folder)
    authority.key_path.chmod(0o644)

    with pytest.raises(AuthorityError, match=r"0644.*wxsim ca renew"):
        open_authority(folder)
    renew_authority(folder)
    assert find_authority(folder) is not None


def test_it_speaks_for_wechat_and_this_machine_alone(folder):
    certificate = open_authority(folder)[0].certificate
    constraints = certificate.extensions.get_extension_for_class(x509.NameConstraints)
    basic = certificate.extensions.get_extension_for_class(x509.BasicConstraints)

    assert constraints.critical
    assert [str(name.value) for name in constraints.value.permitted_subtrees] == [
        *("weixin.qq.com", "localhost", "127.0.0.0/8", "::1/128")
    ]
    assert basic.value.ca
    assert basic.value.path_length == 0


def test_it_lasts_ninety_days_and_no_leaf_lasts_longer(folder):
    authority, _ = open_authority(folder, NOW)
    leaf = x509.load_pem_x509_certificate(
        authority.leaf("api.weixin.qq.com").cert_chain_pems[0].bytes()
    )

    assert authority.expires == NOW + timedelta(days=VALID_DAYS)
    assert leaf.not_valid_after_utc == authority.expires


def test_one_that_is_over_is_made_anew(folder):
    old, _ = open_authority(folder, NOW)
    new, is_new = open_authority(folder, NOW + timedelta(days=VALID_DAYS, seconds=1))

    assert is_new
    assert new.certificate != old.certificate
    assert new.path.read_bytes() == new.certificate_pem


def test_two_programs_that_begin_at_once_end_with_one_authority(folder):
    with ThreadPoolExecutor(8) as threads:
        made = list(threads.map(lambda _: open_authority(folder)[0], range(8)))

    assert len({authority.fingerprint for authority in made}) == 1
    assert find_authority(folder).fingerprint == made[0].fingerprint


@pytest.mark.parametrize("content", [b"", b"not a certificate", b"-----BEGIN CERTIFICATE-----\n"])
def test_a_damaged_file_is_said_to_be_damaged(folder, content):
    authority, _ = open_authority(folder)
    authority.key_path.write_bytes(content)

    with pytest.raises(AuthorityError, match=r"is damaged.*wxsim ca renew"):
        open_authority(folder)
    assert authority.key_path.read_bytes() == content


def test_a_key_of_another_certificate_is_noticed(folder, tmp_path):
    one, _ = open_authority(folder)
    other, _ = open_authority(tmp_path / "other")
    key = one.key_path.read_bytes().partition(b"-----BEGIN CERTIFICATE")[0]
    one.key_path.write_bytes(key + other.certificate_pem)

    with pytest.raises(AuthorityError, match="do not belong together"):
        open_authority(folder)


def test_a_folder_that_cannot_be_made_is_an_error_that_names_the_way_out(tmp_path):
    (tmp_path / "file").write_text("")

    with pytest.raises(AuthorityError, match="WXSIM_CA_DIR"):
        open_authority(tmp_path / "file" / "ca")


def test_what_is_removed_is_gone(folder):
    open_authority(folder)

    assert remove_authority(folder)
    assert find_authority(folder) is None
    assert list(folder.iterdir()) == []
    assert not remove_authority(folder)


def test_the_variable_says_where_it_is_kept(monkeypatch, tmp_path):
    monkeypatch.setenv("WXSIM_CA_DIR", str(tmp_path))
    assert default_folder() == tmp_path
    monkeypatch.delenv("WXSIM_CA_DIR")
    assert default_folder().name == "ca"
    assert default_folder() != tmp_path


@pytest.mark.parametrize("host", ["api.weixin.qq.com", "localhost"])
def test_openssl_accepts_a_leaf_for_its_own_hosts(folder, tmp_path, host):
    assert verified(open_authority(folder)[0], host, tmp_path).returncode == 0


@pytest.mark.parametrize("host", ["api.example.com", "qq.com", "weixin.qq.com.example.com"])
def test_openssl_refuses_a_leaf_for_any_other_host(folder, tmp_path, host):
    refused = verified(open_authority(folder)[0], host, tmp_path)

    assert refused.returncode != 0
    assert "permitted subtree violation" in refused.stderr + refused.stdout


def verified(authority, host, folder):
    leaf = folder / "leaf.pem"
    authority.leaf(host).cert_chain_pems[0].write_to_path(str(leaf))
    command = [
        program("openssl"),
        "verify",
        "-x509_strict",
        "-CAfile",
        str(authority.path),
        str(leaf),
    ]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_an_authority_is_used_until_its_last_hour(tmp_path):
    begun = datetime.now(timezone.utc)
    first, _ = open_authority(tmp_path, begun)
    last_hour = first.expires - timedelta(hours=1)

    assert open_authority(tmp_path, last_hour)[1] is False
    assert open_authority(tmp_path, first.expires + timedelta(hours=1))[1] is True
