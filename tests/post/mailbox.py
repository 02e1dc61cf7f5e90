"""A mail server of its own process: `python -m tests.post.mailbox PORT FILE`.

Takes every message, and writes its Message-ID and recipient to a file before it says so.
"""

import asyncio
import os
import sys
from email import message_from_bytes

from aiosmtpd.smtp import SMTP, Envelope, Session


class Keeper:
    """Keeps a line for each message."""

    def __init__(self, path: str) -> None:
        self.file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.content
        assert isinstance(content, bytes)
        await asyncio.sleep(0.002)
        line = f"{message_from_bytes(content)['Message-ID']} {envelope.rcpt_tos[0]}\n"
        os.write(self.file, line.encode())
        await asyncio.sleep(0.002)
        return "250 Kept"


async def main() -> None:
    port, path = int(sys.argv[1]), sys.argv[2]
    keeper = Keeper(path)
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(keeper), "127.0.0.1", port)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
