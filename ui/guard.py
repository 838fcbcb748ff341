"""Between the network and Gradio: refuses what other sites send, and says what a page may load."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Nothing from elsewhere, and nothing sent elsewhere, should a page ever ask for it. Gradio
# starts from a script inside its page and compiles templates, hence the two "unsafe".
CONTENT_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "connect-src 'self'; worker-src 'self' blob:; frame-src 'none'; object-src 'none'; "
    "base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
)
HEADERS = (
    (b"content-security-policy", CONTENT_POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
)


class Guard:
    """ASGI middleware that adds :data:`HEADERS` and refuses other sites' requests.

    Gradio keeps other sites from reading its answers; a form of theirs would still be acted
    on. With ``local_only``, a name other than this computer's is refused too: another site
    may give its own name this computer's address.
    """

    def __init__(self, app: ASGIApp, local_only: bool) -> None:
        self.app = app
        self.local_only = local_only

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on or refuse it, and add to the response's head."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), *HEADERS]
            await send(message)

        reason = self._refusal(Headers(scope=scope))
        if reason:
            await PlainTextResponse(reason, status_code=403)(scope, receive, with_headers)
        else:
            await self.app(scope, receive, with_headers)

    def _refusal(self, headers: Headers) -> str | None:
        host = headers.get("host", "")
        if self.local_only and not is_loopback(urlsplit(f"//{host}").hostname or ""):
            return "This chat is for this computer only; open it as 127.0.0.1 or localhost."
        origin = headers.get("origin")
        if origin is None:
            return None
        # A proxy may rename the host; no page of another site can set the second header.
        if urlsplit(origin).netloc in (host, headers.get("x-forwarded-host", host)):
            return None
        return "Requests from pages of other sites are refused."


def is_loopback(host: str) -> bool:
    """Whether a host name or address is this computer as it calls itself."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
