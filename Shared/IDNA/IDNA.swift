internal import CIdn2

/// Names with characters beyond ASCII, as the domain name system takes them (IDNA 2008). The only user of libidn2.
package enum IDNA {
    /// The name in ASCII (`xn--…` where it must be), as a registry would take it: nothing is mapped, so capitals beyond ASCII,
    /// full-width forms and look-alikes are refused, and so is an `xn--` label that stands for no valid one.
    ///
    /// - Returns: nil if the name is not valid. What is ASCII already is not looked at beyond its `xn--` labels.
    package static func strict(_ name: String) -> String? {
        ascii(name, IDN2_NFC_INPUT.rawValue | IDN2_NO_TR46.rawValue)
    }

    /// The name in ASCII as a browser looks it up: capitals, full-width forms and ideographic full stops are mapped first (UTS 46,
    /// non-transitional).
    package static func mapped(_ name: String) -> String? {
        ascii(name, IDN2_NFC_INPUT.rawValue | IDN2_NONTRANSITIONAL.rawValue)
    }

    /// What people read for a name in ASCII; nil if an `xn--` label cannot be read.
    package static func unicode(_ name: String) -> String? {
        var output: UnsafeMutablePointer<CChar>?
        let status = unsafe idn2_to_unicode_8z8z(name, &output, 0)
        return unsafe take(output, status)
    }

    private static func ascii(_ name: String, _ flags: UInt32) -> String? {
        // The library reads up to the first zero byte only.
        guard !name.utf8.contains(0) else { return nil }
        var output: UnsafeMutablePointer<CChar>?
        let status = unsafe idn2_to_ascii_8z(name, &output, Int32(flags))
        return unsafe take(output, status)
    }

    private static func take(_ output: UnsafeMutablePointer<CChar>?, _ status: Int32) -> String? {
        guard let output = unsafe output else { return nil }
        defer { unsafe idn2_free(output) }
        return status == IDN2_OK.rawValue ? unsafe String(validatingCString: output) : nil
    }
}
