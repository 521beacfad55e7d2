// Written by scripts/contracts from partner-domain-fulfilment/asyncapi.json: change that, not this.

/// What partner-domain-fulfilment says and is asked. Buys domains at partners' platforms and keeps them for their buyers. The only one that may say whether a domain was got.
package enum PartnerDomainFulfilmentWire {}
