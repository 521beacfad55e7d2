// Written by scripts/contracts from refunds/asyncapi.json: change that, not this.

/// What refunds says and is asked. Keeps the guarantee of every paid order, and the refund cases. The only one that may say what goes back to whom.
package enum RefundsWire {}
