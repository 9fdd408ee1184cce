"""One page that leads clerks to the desk from their own computers and phones: what to install,
once, and where the desk is. It needs no sign-in and shows nothing of anyone; a device that does not
trust the hall's certificate yet opens it unencrypted (docs/network.md)."""

from pathlib import Path
from urllib.parse import urlsplit

from flask import Blueprint, Response, render_template, url_for

from kiosk.ground.network import certificates
from kiosk.ground.network.certificates import Certificate
from kiosk.vocabulary.refusals import Refusal
from kiosk.web.frame.assets.qr import qr_path
from kiosk.web.frame.here import here

blueprint = Blueprint("connect", __name__)


@blueprint.get("/connect")
def page() -> str:
    """A clerk opens the desk on an own computer or phone, and sees what to install for it."""
    certificate = _certificate()
    desk = here.config.desk.public_url
    opens = _opens(certificate) if desk else ""
    return render_template(
        "desk/network/connect.html",
        desk=desk,
        opens=opens,
        qr=qr_path(opens) if opens else None,
        certificate=certificate,
    )


@blueprint.get("/connect/tingsheng-root.crt")
def root_certificate() -> Response:
    """A clerk's computer or phone fetches the certificate that it is to trust."""
    certificate = _certificate()
    if certificate is None:
        raise Refusal("not_found")
    return Response(certificate.der, mimetype="application/x-x509-ca-cert")


def _certificate() -> Certificate | None:
    """The hall's own root certificate, None where devices trust the desk's certificate as it is.
    Raises Refusal `no_certificate`."""
    file = here.config.root_certificate
    return certificates.read(Path(file)) if file else None


def _opens(certificate: Certificate | None) -> str:
    """The address of this page for a device that comes for the first time: unencrypted, if it has
    yet to trust the certificate."""
    desk = here.config.desk.public_url
    page = url_for("connect.page")
    return f"{desk}{page}" if certificate is None else f"http://{urlsplit(desk).hostname}{page}"
