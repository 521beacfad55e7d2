// Written by scripts/contracts from invoicing/asyncapi.json: change that, not this.

/// What invoicing says and is asked. Knows what can be invoiced, takes applications, and issues and reverses invoices.
package enum InvoicingWire {}
