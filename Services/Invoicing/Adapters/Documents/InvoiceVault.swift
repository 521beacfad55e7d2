package import Crypto
package import InvoicingDomain

/// The only place where bank accounts and phone numbers are sealed and opened.
package struct InvoiceVault: Sendable {
    private let box: SecretBox

    package init(_ box: SecretBox) { self.box = box }

    /// - Parameters:
    ///   - accountID: whose value it is; only together with it can the value be opened.
    ///   - shown: how many of the last characters may be shown.
    package func seal(_ text: String, of accountID: String, shown: Int = 4) throws(CryptoError) -> Sealed {
        let hint = text.count > shown ? String(text.suffix(shown)) : ""
        return Sealed(text: Base64.encode(try box.seal(Array(text.utf8), context: accountID)), hint: hint)
    }

    package func open(_ sealed: Sealed, of accountID: String) throws(CryptoError) -> String {
        guard let bytes = Base64.decode(sealed.text),
            let text = String(validating: try box.open(bytes, context: accountID), as: UTF8.self)
        else {
            throw CryptoError(.malformed, "This is no sealed text.")
        }
        return text
    }
}
