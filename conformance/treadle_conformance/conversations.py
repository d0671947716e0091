"""What a report shows of the conversations: which check had which, and their bytes as text.

Equal requests are sent once and shared by many checks, so a report keeps each conversation once and
the checks point at it. Bodies are cut; a stream keeps the times at which its pieces arrived.
"""

from __future__ import annotations

from treadle_conformance.exchange import Exchange, excerpt
from treadle_conformance.report import Conversation, Report
from treadle_conformance.server import Server

OF_A_CHECK = 40  # conversations that one check shows
OF_A_STREAM = 120  # pieces of a timeline
OF_A_PIECE = 400  # bytes of one piece
BODY = 4000  # bytes of a body that was not streamed


def attach(report: Report, server: Server) -> None:
    """Put the conversations into the report, and their places into its results."""
    place: dict[int, int] = {}

    def number(exchange: Exchange) -> int:
        if id(exchange) not in place:
            place[id(exchange)] = len(report.conversations)
            report.conversations.append(shown(exchange))
        return place[id(exchange)]

    for result in report.results:
        broken = [e for e in server.exchanges if any(fault.check == result.id for fault in e.faults)]
        had = server.used.get(result.id) or broken
        result.conversations = [number(exchange) for exchange in had[:OF_A_CHECK]]
        if result.curl is not None:
            exchanges = (*had, *server.exchanges)
            found = (e for e in exchanges if (e.summary, e.curl) == (result.answer, result.curl))
            guilty = next(found, None)
            result.shown = None if guilty is None else number(guilty)
            if result.shown is not None and result.shown not in result.conversations:
                result.conversations.append(result.shown)


def shown(exchange: Exchange) -> Conversation:
    """One exchange as a report shows it."""
    hidden = exchange.sent.hidden
    timeline: list[tuple[float, str]] = []
    if exchange.streamed:
        timeline = [
            (round(1000 * at, 1), hidden(excerpt(piece, OF_A_PIECE)))
            for at, piece in exchange.chunks[:OF_A_STREAM]
        ]
    return Conversation(
        method=exchange.sent.method,
        path=hidden(exchange.sent.path),
        request=None if exchange.sent.body is None else hidden(excerpt(exchange.sent.body)),
        curl=exchange.curl,
        status=exchange.status,
        headers=[(name, hidden(value)) for name, value in exchange.headers],
        body="" if timeline else hidden(excerpt(exchange.body, BODY)),
        size=len(exchange.body),
        milliseconds=round(1000 * exchange.ended_at, 1),
        timeline=timeline,
        pieces=len(exchange.chunks) if timeline else 0,
        broken=exchange.broken,
    )
