// Written by scripts/contracts from catalog/asyncapi.json: change that, not this.

/// What catalog says and is asked. What is for sale and at what price; what partners list.
package enum CatalogWire {}
