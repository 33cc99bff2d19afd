"""An SMTP server for tests (aiosmtpd): prints 'ready PORT', then each mail as a line of JSON.
Usage: server.py MODE [CERTIFICATE KEY], MODE plain, starttls or tls. With TLS it takes only the user 'iot' with the password 'sesame'."""
import asyncio
import json
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult


class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("refused@"):
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        mail = {"from": envelope.mail_from, "to": envelope.rcpt_tos, "tls": session.ssl is not None or mode == "tls",
                "authenticated": session.authenticated, "content": envelope.content.decode("ascii")}
        print(json.dumps(mail), flush=True)
        return "250 taken"


def authenticate(server, session, envelope, mechanism, data):
    return AuthResult(success=(data.login, data.password) == (b"iot", b"sesame"), handled=False)


async def main():
    context = None
    if mode != "plain":
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(sys.argv[2], sys.argv[3])
    inner = {"tls_context": context, "require_starttls": True} if mode == "starttls" else {}
    if mode != "plain":
        inner.update(authenticator=authenticate, auth_required=True, auth_require_tls=mode == "starttls")
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(Handler(), loop=loop, hostname="mail.test", **inner), "127.0.0.1", 0, ssl=context if mode == "tls" else None)
    print("ready", server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


mode = sys.argv[1]
asyncio.run(main())
