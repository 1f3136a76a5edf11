"""What every answer carries."""

import base64
import gzip
import hashlib
import re

import pytest

from dashboard.door import headers
from dashboard.door.head import SCRIPT
from tests.door.visitor import LONG, sign_in, stranger

HTML = {"accept": "text/html"}


@pytest.mark.parametrize(
    ("path", "status"), [("/", 303), ("/media/photo", 401), ("/sign-in", 200), ("/healthz", 200)]
)
def test_strangers_get_the_headers_too(client, path, status):
    answer = client.get(path, headers=HTML if path == "/" else {})
    assert answer.status_code == status
    told = answer.headers
    assert told["x-content-type-options"] == "nosniff"
    assert told["x-frame-options"] == "DENY"
    assert told["referrer-policy"] == "same-origin"
    assert told["cross-origin-opener-policy"] == "same-origin"
    assert "geolocation=()" in told["permissions-policy"]
    assert "frame-ancestors 'none'" in told["content-security-policy"]
    assert told["cache-control"] == "no-store"


def test_https_is_asked_for_where_it_is_spoken(client):
    assert client.get("/healthz").headers["strict-transport-security"] == "max-age=31536000"
    client.base_url = "http://testserver"
    assert "strict-transport-security" not in client.get("/healthz").headers


def test_the_app_runs_only_the_scripts_of_its_page(client):
    sign_in(client)
    policy = client.get("/", headers=HTML).headers["content-security-policy"]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    scripts = re.findall(r"<script>(.*?)</script>", headers.streamlit_page(), re.DOTALL)
    assert scripts
    for script in [*scripts, SCRIPT]:
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in rules["script-src"]
    assert "unsafe-inline" not in rules["script-src"]
    assert "'unsafe-eval'" not in rules["script-src"]
    assert not re.search(r"https?:|\*", policy)


def test_the_doors_own_pages_run_no_script_and_only_their_style(client):
    answer = client.get("/sign-in")
    style = re.search(r"<style>(.*?)</style>", answer.text, re.DOTALL)[1]
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src " + headers.hashed(style))
    assert "script" not in policy
    assert "<script" not in answer.text
    assert " style=" not in answer.text


def test_scripts_with_a_source_are_not_hashed():
    page = (
        "<!-- <script>no</script> --><script>a < b</script>"
        '<script src="x.js"></script><script type=module>c</script>'
    )
    assert headers.inline_scripts(page) == ["a < b", "c"]


def test_pages_are_not_kept_but_files_are(client):
    sign_in(client)
    assert client.get("/", headers=HTML).headers["cache-control"] == "no-store"
    assert "immutable" in client.get("/static/js/index.js").headers["cache-control"]
    assert client.get("/app/static/fonts/some.woff2").headers["cache-control"].startswith("public")


def test_long_answers_are_compressed_short_ones_not(client):
    sign_in(client)
    with client.stream("GET", "/static/js/index.js", headers={"accept-encoding": "gzip"}) as answer:
        assert answer.headers["content-encoding"] == "gzip"
        assert gzip.decompress(b"".join(answer.iter_raw())).decode() == LONG
    assert "content-encoding" not in client.get("/healthz").headers
    plain = stranger().get("/sign-in", headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
