// Written by scripts/contracts from posting/asyncapi.json: change that, not this.

/// What posting says and is asked. Keeps the balance of accounts: one command in, one fact out. The worked example of how a service is built.
package enum PostingWire {}
