// Written by scripts/contracts from crowdsourcing/asyncapi.json: change that, not this.

/// What crowdsourcing says and is asked. Demands of buyers and proposals of vendors. Of a demand that is for one vendor only, events tell no more than that it exists.
package enum CrowdsourcingWire {}
