"""What place-orders.py talks with: HTTP with little work of its own, and the events that tell of produced orders."""
import json, os, socket, threading, time, uuid
from confluent_kafka import Consumer, TopicPartition

EVENTS, PRODUCED = "marketplace.orders.events.v1", "marketplace.orders.order-produced.v1"


class Refused(Exception):
    pass


class Client:
    """One kept connection. http.client costs four times as much, and the client shares the machine with what is measured."""

    def __init__(self, port):
        self.port, self.socket, self.rest = port, None, b""

    def send(self, method, path, headers, body):
        head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {len(body)}\r\n{headers}\r\n"
        for attempt in range(2):
            if self.socket is None:
                self.socket, self.rest = socket.create_connection(("127.0.0.1", self.port), timeout=90), b""
                self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            try:
                self.socket.sendall(head.encode() + body)
                return self.read()
            except (ConnectionError, BrokenPipeError):
                # Ended by the server while it was idle; all requests bear a key, so that a repetition is none.
                self.socket.close()
                self.socket = None
                if attempt:
                    raise

    def read(self):
        while (end := self.rest.find(b"\r\n\r\n")) < 0:
            self.more()
        head = self.rest[:end].decode().lower()
        length = next((int(line[15:]) for line in head.split("\r\n") if line.startswith("content-length:")), 0)
        while len(self.rest) < end + 4 + length:
            self.more()
        body, self.rest = self.rest[end + 4:end + 4 + length], self.rest[end + 4 + length:]
        return int(head[9:12]), body

    def more(self):
        data = self.socket.recv(65536)
        if not data:
            raise ConnectionResetError("the server ended the connection")
        self.rest += data


RUN = uuid.uuid4().hex[:8]


def call(client, method, path, token, body=None, key="", patience=0):
    """The answer's JSON. With patience, refusals that come of another service's word not being here yet are asked again."""
    payload = json.dumps(body).encode() if body is not None else b""
    headers = f"Authorization: Bearer {token}\r\n" + ("Content-Type: application/json\r\n" if payload else "")
    until, attempt = time.time() + patience, 0
    while True:
        again = f"-{attempt}" if attempt else ""
        key_line = f"Idempotency-Key: {RUN}-{key}{again}\r\n" if key else ""
        status, answer = client.send(method, path, headers + key_line, payload)
        if status < 300:
            return json.loads(answer) if answer else {}
        if status not in (403, 404, 409, 503) or time.time() > until:
            raise Refused(f"{method} {path} was answered {status}: {answer[:400].decode()}")
        attempt += 1
        time.sleep(0.2)


class Produced:
    """Reads orders' events from now on; order -> when it was heard to be produced."""

    def __init__(self):
        self.heard, self.stopped = {}, False
        self.consumer = Consumer({
            "bootstrap.servers": os.environ["BOOTSTRAP"], "group.id": "bench-" + uuid.uuid4().hex, "enable.auto.commit": False,
            "auto.offset.reset": "latest", "fetch.wait.max.ms": 100})
        partitions = self.consumer.list_topics(EVENTS, timeout=10).topics[EVENTS].partitions
        ends = [(p, self.consumer.get_watermark_offsets(TopicPartition(EVENTS, p), timeout=10)[1]) for p in partitions]
        self.consumer.assign([TopicPartition(EVENTS, p, end) for p, end in ends])
        self.thread = threading.Thread(target=self.read, daemon=True)
        self.thread.start()

    def read(self):
        while not self.stopped:
            first = self.consumer.poll(0.05)
            messages, now = [first, *self.consumer.consume(500, 0)] if first else [], time.time()
            for message in messages:
                if message.error() is None and ("ce_type", PRODUCED.encode()) in (message.headers() or []):
                    self.heard.setdefault(json.loads(message.value())["orderId"], now)


def await_all(produced, orders, quiet_s=60):
    """Until each of the orders has been produced, or nothing came for a minute."""
    count, since = -1, time.time()
    while len(heard := orders.keys() & produced.heard.keys()) < len(orders) and time.time() - since < quiet_s:
        if len(heard) != count:
            count, since = len(heard), time.time()
        time.sleep(0.1)
    produced.stopped = True
    produced.thread.join()
    return dict(produced.heard)


def percentile(values, share):
    values = sorted(values)
    return round(1000 * values[min(len(values) - 1, int(len(values) * share))], 1) if values else None
