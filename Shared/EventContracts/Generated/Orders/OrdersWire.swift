// Written by scripts/contracts from orders/asyncapi.json: change that, not this.

/// What orders says and is asked. Who bought and paid what, what they now hold, and what went back. Everything about an order is keyed by the order, so its events are in order.
package enum OrdersWire {}
