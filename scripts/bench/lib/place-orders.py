#!/usr/bin/env python3
"""Places orders of a SaaS product that its vendor opens by itself, pays them from balances, and waits until each is produced.

  place-orders.py prepare FILE N            lists the product, fills the buyers' wallets, fetches N signed offers into FILE
  place-orders.py flat FILE FROM N WORKERS  N orders from the FROM-th offer on, as fast as WORKERS clients at once get answers
  place-orders.py paced FILE FROM RATE SECONDS  so many a second; latency counts from the instant an order was due

Environment: BOOTSTRAP; TOKENS, a folder with vendor.token, operator.token and one token per buyer; CATALOG_PORT, ORDERS_PORT,
VENDOR_PORT. Prints a line of JSON; exit 0 only if every order was produced.
"""
import json, os, pathlib, sys, threading, time
from shop import Client, Produced, await_all, call, percentile

TOKENS = pathlib.Path(os.environ["TOKENS"])
CATALOG, ORDERS, VENDOR = (int(os.environ[name + "_PORT"]) for name in ("CATALOG", "ORDERS", "VENDOR"))
PRICE_FEN = 19_900


def token(name):
    return (TOKENS / f"{name}.token").read_text().strip()


def buyers():
    return sorted(path.stem for path in TOKENS.glob("buyer-*.token"))


def product():
    return {
        "name": "云表单", "summary": "在线表单与数据收集", "type": "saas", "categoryId": "56778013", "validityMonths": 12,
        "hasFiveDayRefund": True,
        "choices": [{"choiceId": "standard", "specification": "标准版 一年", "billing": "period", "periodMonths": 12,
                     "priceFen": PRICE_FEN}],
        "connection": {"mode": "production-endpoint", "url": f"http://127.0.0.1:{VENDOR}/spi"},
        "agreement": {"source": "platform-template", "text": "云表单服务协议：按年订阅，五天无理由退款。"}}


def list_product():
    """Once catalog has heard of the vendor's account."""
    client = Client(CATALOG)
    made = call(client, "POST", "/vendor/products", token("vendor"), product(), key="product", patience=30)
    path = made["productId"]
    call(client, "POST", f"/vendor/products/{path}/submission", token("vendor"), key="submit")
    for step in ("testing-passed", "approval"):
        call(client, "POST", f"/operator/products/{path}/{step}", token("operator"), key=step)
    return path


def prepare(file, count):
    product_id, offers = list_product(), []
    catalog, orders = Client(CATALOG), Client(ORDERS)
    each = -(-count // len(buyers())) + 1
    for buyer in buyers():
        call(orders, "POST", f"/accounts/{buyer}/wallet/top-ups", token("operator"),
             {"amountFen": each * PRICE_FEN, "reference": f"BANK-{buyer}"}, key=f"fill-{buyer}", patience=30)
    for place in range(count):
        buyer = buyers()[place % len(buyers())]
        offer = call(catalog, "POST", "/offers", token(buyer), {"productId": product_id, "choiceId": "standard"},
                     key=f"offer-{place}")
        offers.append([buyer, offer["token"], offer["terms"]["digest"], offer["totalFen"]])
    pathlib.Path(file).write_text(json.dumps(offers))
    return {"offers": len(offers)}


class Shop:
    def __init__(self, file):
        self.offers = json.loads(pathlib.Path(file).read_text())
        self.tokens = {buyer: token(buyer) for buyer in buyers()}
        self.begun, self.answers = {}, []

    def order(self, client, place, begun):
        """Places the order of an offer and pays it."""
        buyer, offer, digest, total = self.offers[place]
        placed = call(client, "POST", "/orders", self.tokens[buyer], {"offers": [offer], "acceptedAgreements": [digest]},
                      key=f"place-{place}", patience=30)
        self.begun[placed["orderId"]] = begun
        call(client, "POST", f"/orders/{placed['orderId']}/payments", self.tokens[buyer],
             {"method": "balance", "expectedTotalFen": total}, key=f"pay-{place}")
        self.answers.append(time.time() - begun)


def run_clients(count, work):
    threads = [threading.Thread(target=work, args=(n,)) for n in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def report(shop, produced, began):
    times = sorted(at for order, at in produced.items() if order in shop.begun)
    took = [at - shop.begun[order] for order, at in produced.items() if order in shop.begun]
    low, high = int(len(times) * 0.05), max(int(len(times) * 0.95) - 1, 0)
    span = times[high] - times[low] if times else 0
    return {
        "orders": len(shop.begun), "produced": len(times), "per_s": round((high - low) / span, 1) if span > 0 else None,
        "all_s": round(times[-1] - began, 2) if times else None,
        "p50_ms": percentile(took, .5), "p99_ms": percentile(took, .99),
        "paid_p50_ms": percentile(shop.answers, .5), "paid_p99_ms": percentile(shop.answers, .99),
        "client_cpu_ms": round(sum(os.times()[:2]) * 1000)}


def flat(file, first, count, workers):
    shop, produced, began = Shop(file), Produced(), time.time()
    places, lock = iter(range(first, first + count)), threading.Lock()

    def work(_):
        client = Client(ORDERS)
        while True:
            with lock:
                place = next(places, None)
            if place is None:
                return
            shop.order(client, place, time.time())

    run_clients(workers, work)
    return report(shop, await_all(produced, shop.begun), began)


def paced(file, first, rate, seconds):
    shop, produced, workers = Shop(file), Produced(), 32
    began = time.time() + 0.5

    def work(number):
        client = Client(ORDERS)
        for step in range(number, rate * seconds, workers):
            due = began + step / rate
            time.sleep(max(due - time.time(), 0))
            shop.order(client, first + step, due)

    run_clients(workers, work)
    return report(shop, await_all(produced, shop.begun), began)


def main():
    what, file, *numbers = sys.argv[1:]
    said = {"prepare": prepare, "flat": flat, "paced": paced}[what](file, *map(int, numbers))
    print(json.dumps(said))
    sys.exit(0 if said.get("orders") == said.get("produced") else 1)


if __name__ == "__main__":
    main()
