import InvoicingAdapters

invoicingMain()
