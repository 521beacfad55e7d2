package import InvoicingDomain
import Kernel

/// The buyer as an invoice names it, in clear: made to be printed or shown.
package struct InvoiceBuyer: Hashable, Sendable {
    /// What only enterprises have.
    package struct Registration: Hashable, Sendable {
        package let taxNumber: String
        package let bank: String
        package let bankAccount: String

        package init(taxNumber: String, bank: String, bankAccount: String) {
            self.taxNumber = taxNumber
            self.bank = bank
            self.bankAccount = bankAccount
        }
    }

    package let name: String
    package let invoiceType: BillingProfile.InvoiceType
    package let registration: Registration?

    package init(name: String, invoiceType: BillingProfile.InvoiceType, registration: Registration?) {
        self.name = name
        self.invoiceType = invoiceType
        self.registration = registration
    }

    /// Nobody in particular.
    package static let individual = InvoiceBuyer(name: "个人", invoiceType: .general, registration: nil)

    /// Whoever is forgotten before the invoice is issued is named as somebody who gave no name.
    package init(_ title: BillingProfile.Title) {
        guard case .enterprise(let enterprise) = title, let name = enterprise.name.text,
            let taxNumber = enterprise.taxNumber.text, let bank = enterprise.bank.text,
            let bankAccount = enterprise.bankAccount.text
        else {
            self = .individual
            return
        }
        self.init(
            name: name, invoiceType: enterprise.invoiceType,
            registration: Registration(taxNumber: taxNumber, bank: bank, bankAccount: bankAccount))
    }
}
