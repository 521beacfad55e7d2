import InvoicingDomain
import Runtime

/// What invoicing is configured by, besides the standard variables.
enum InvoicingConfiguration {
    static let sellerName = ConfigurationVariable<String>(
        "INVOICE_SELLER_NAME", .text(example: "示例云市场有限公司"), default: "示例云市场有限公司",
        meaning: "Full name under which the platform issues invoices for its own goods.")
    static let sellerTaxNumber = ConfigurationVariable<String>(
        "INVOICE_SELLER_TAX_NUMBER", .creditCode, default: "91350100M000100Y43",
        meaning: "The platform's unified social credit code.")
    static let series = ConfigurationVariable<String>(
        "INVOICE_SERIES", .invoiceSeries, default: "441",
        meaning: "Region and channel in the numbers of electronic invoices. A change begins a new series.")

    static let all: [any ConfigurationEntry] = [sellerName, sellerTaxNumber, series]
}

extension ConfigurationKind<String> {
    static let creditCode = Self(
        allowed: "a unified social credit code of 18 characters with the right check character",
        example: "91350100M000100Y43"
    ) { CreditCode.isValid($0) ? $0 : nil }

    static let invoiceSeries = Self(
        allowed: "three digits: two of the region, one of the channel", example: "441"
    ) { text in
        text.utf8.count == 3 && text.utf8.allSatisfy { (48...57).contains($0) } ? text : nil
    }
}
