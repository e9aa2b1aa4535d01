"""stomp.py against a broker: client.py tcp://127.0.0.1:61613 1.2, or ws://127.0.0.1:8080/ws 1.2

Prints one line of JSON for each scenario; what the lines must say is in ../scenarios.ts.
"""

import hashlib
import json
import queue
import sys
import time
from urllib.parse import urlsplit

import stomp
from stomp.adapter.ws import WSStompConnection

ADDRESS = urlsplit(sys.argv[1])
VERSION = sys.argv[2]
PATIENCE_S = 5
# Two of the broker's take longer than it would wait for one of ours.
BEATS = 2


class Inbox(stomp.ConnectionListener):
    """What arrived, for the thread that waits for it."""

    def __init__(self):
        self.connected = {}
        self.messages = queue.Queue()
        self.receipts = queue.Queue()
        self.errors = queue.Queue()
        self.beats = queue.Queue()
        self.ends = queue.Queue()

    def on_connected(self, frame):
        self.connected = frame.headers

    def on_message(self, frame):
        self.messages.put(frame)

    def on_receipt(self, frame):
        self.receipts.put(frame.headers["receipt-id"])

    def on_error(self, frame):
        self.errors.put(frame)
        self.messages.put(frame)

    def on_heartbeat(self):
        self.beats.put(time.monotonic())

    def on_disconnected(self):
        self.ends.put(True)

    def message(self):
        frame = self.messages.get(timeout=PATIENCE_S)
        if frame.cmd == "ERROR":
            raise RuntimeError(f"ERROR {frame.headers.get('message')}")
        return frame


def connection(**options):
    host_and_ports = [(ADDRESS.hostname, ADDRESS.port)]
    # Bodies stay bytes.
    options["auto_decode"] = False
    if ADDRESS.scheme == "ws":
        return WSStompConnection(host_and_ports, ws_path=ADDRESS.path, binary_mode=True, vhost="/", **options)
    if VERSION == "1.0":
        return stomp.Connection10(host_and_ports, **options)
    kind = {"1.1": stomp.Connection11, "1.2": stomp.Connection12}[VERSION]
    return kind(host_and_ports, vhost="/", **options)


class Session:
    """A connected stomp.py, and what it received."""

    def __init__(self, **options):
        self.inbox = Inbox()
        self.conn = connection(**options)
        self.conn.set_listener("inbox", self.inbox)
        self.conn.connect("guest", "guest", wait=True)

    def __enter__(self):
        return self

    def __exit__(self, failure, *_):
        if self.conn.is_connected():
            self.disconnect()

    def disconnect(self):
        self.conn.disconnect(receipt="bye")
        return self.inbox.ends.get(timeout=PATIENCE_S)

    def subscribe(self, destination, ack="auto"):
        self.conn.subscribe(destination, id="sub-py", ack=ack)

    def ack(self, frame, **options):
        self.conn.ack(*self.ack_id(frame), **options)

    def nack(self, frame, **options):
        self.conn.nack(*self.ack_id(frame), **options)

    @staticmethod
    def ack_id(frame):
        """What each version of stomp.py's ack() takes."""
        headers = frame.headers
        if VERSION == "1.2":
            return [headers["ack"]]
        if VERSION == "1.1":
            return [headers["message-id"], headers["subscription"]]
        return [headers["message-id"]]

    def bodies(self, count):
        return [self.inbox.message().body.decode() for _ in range(count)]

    def exchange(self, destination, body):
        """Sends one message and waits until it is back."""
        self.conn.send(destination, body)
        return self.inbox.message()


def connect():
    with Session() as session:
        headers = session.inbox.connected
        return {"version": headers.get("version", "1.0"), "server": headers.get("server")}


def echo():
    with Session() as session:
        session.subscribe("/topic/echo")
        # STOMP 1.0 has no escapes.
        note = "a:b" if VERSION == "1.0" else "a:b\\c\nd"
        for index in range(20):
            session.conn.send("/topic/echo", f"안녕 👋 {index}", content_type="text/plain", headers={"note": note})
        frames = [session.inbox.message() for _ in range(20)]
        return {
            "bodies": [frame.body.decode() for frame in frames],
            "notes": distinct(frames, "note"),
            "contentTypes": distinct(frames, "content-type"),
            "destinations": distinct(frames, "destination"),
            "subscriptions": distinct(frames, "subscription"),
            "messageIds": len(distinct(frames, "message-id")),
        }


def receipt():
    with Session() as session:
        asked = ["r-1", "r-2", "r-3"]
        for id in asked:
            session.conn.send("/topic/receipt", "x", receipt=id)
        return {"receipts": len([1 for id in asked if session.inbox.receipts.get(timeout=PATIENCE_S) == id])}


def settle_each(settle):
    with Session() as session:
        session.subscribe("/topic/settled", ack="client-individual")
        frames = []
        for index in range(10):
            frames.append(session.exchange("/topic/settled", str(index)))
            settle(session, frames[-1])
        return {"bodies": [frame.body.decode() for frame in frames], "ids": len(distinct(frames, "message-id"))}


def ack():
    return settle_each(Session.ack)


def nack():
    if VERSION == "1.0":
        return cannot("STOMP 1.0 has no NACK")
    return settle_each(Session.nack)


def cumulative_ack():
    with Session() as session:
        session.subscribe("/topic/cumulative", ack="client")
        bodies = []
        for batch in range(3):
            for index in range(3):
                frame = session.exchange("/topic/cumulative", f"{batch}.{index}")
                bodies.append(frame.body.decode())
            session.ack(frame)
        return {"bodies": bodies}


def ack_twice():
    with Session() as session:
        session.subscribe("/topic/twice", ack="client-individual")
        frame = session.exchange("/topic/twice", "once")
        session.ack(frame)
        session.ack(frame)
        return refusal(session)


def commit():
    with Session() as session:
        session.subscribe("/topic/commit")
        transaction = session.conn.begin()
        session.conn.send("/topic/commit", "one", transaction=transaction)
        session.conn.send("/topic/commit", "two", transaction=transaction)
        session.conn.send("/topic/commit", "outside")
        session.conn.commit(transaction)
        return {"bodies": session.bodies(3)}


def abort():
    with Session() as session:
        session.subscribe("/topic/abort")
        transaction = session.conn.begin()
        session.conn.send("/topic/abort", "never", transaction=transaction)
        session.conn.abort(transaction)
        session.conn.send("/topic/abort", "after")
        return {"bodies": session.bodies(1)}


def ack_in_transaction():
    with Session() as session:
        session.subscribe("/topic/tx-ack", ack="client-individual")
        undone = session.exchange("/topic/tx-ack", "undone")
        transaction = session.conn.begin()
        session.ack(undone, transaction=transaction)
        session.conn.abort(transaction)
        session.ack(undone)
        done = session.exchange("/topic/tx-ack", "done")
        transaction = session.conn.begin()
        session.ack(done, transaction=transaction)
        session.conn.commit(transaction)
        bodies = [undone.body.decode(), done.body.decode(), session.exchange("/topic/tx-ack", "alive").body.decode()]
        session.ack(done)
        return {"bodies": bodies, **refusal(session)}


def heart_beat():
    if VERSION == "1.0":
        return cannot("STOMP 1.0 has no heart-beats")
    with Session(heartbeats=(500, 250), heart_beat_receive_scale=4) as session:
        session.subscribe("/topic/quiet")
        for _ in range(BEATS):
            session.inbox.beats.get(timeout=PATIENCE_S)
        return {"beats": BEATS, "then": session.exchange("/topic/quiet", "still here").body.decode()}


def binary():
    return carried(bytes(range(256)) * 4)


def large():
    return carried(bytes(97 + index % 26 for index in range(1_048_576)))


def carried(body):
    with Session() as session:
        session.subscribe("/topic/carried")
        session.conn.send("/topic/carried", body, content_type="application/octet-stream")
        frame = session.inbox.message()
        return {"length": len(frame.body), "sha256": hashlib.sha256(frame.body).hexdigest()}


def disconnect():
    with Session() as session:
        return {"ended": session.disconnect() and session.inbox.receipts.get(timeout=PATIENCE_S) == "bye"}


def distinct(frames, header):
    return list(dict.fromkeys(frame.headers.get(header) for frame in frames))


def refusal(session):
    frame = session.inbox.errors.get(timeout=PATIENCE_S)
    session.inbox.ends.get(timeout=PATIENCE_S)
    return {"refused": frame.headers.get("message")}


def cannot(why):
    return {"cannot": why}


SCENARIOS = [
    connect,
    echo,
    receipt,
    ack,
    nack,
    cumulative_ack,
    ack_twice,
    commit,
    abort,
    ack_in_transaction,
    heart_beat,
    binary,
    large,
    disconnect,
]

for scenario in SCENARIOS:
    name = scenario.__name__.replace("_", "-")
    try:
        line = {"scenario": name, **scenario()}
    except Exception as failure:
        line = {"scenario": name, "failed": repr(failure)}
    print(json.dumps(line, ensure_ascii=False), flush=True)
