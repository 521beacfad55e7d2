// Written by scripts/contracts from accounts/asyncapi.json: change that, not this.

/// What identity says and is asked. What identity, outside this system, says of accounts. Compacted: the last word per account stays.
package enum AccountsWire {}
