internal import CCurl

/// libcurl's handle of one transfer. Used on the loop's thread only.
@safe struct EasyHandle {
    let raw: UnsafeMutableRawPointer

    /// Tells handles apart.
    var key: UInt { unsafe UInt(bitPattern: raw) }

    func set(_ option: CURLoption, _ value: String) { _ = unsafe ccurl_set_string(raw, option, value) }

    func set(_ option: CURLoption, _ value: Int) { _ = unsafe ccurl_set_long(raw, option, value) }

    func set(_ option: CURLoption, _ list: borrowing StringList) { _ = unsafe ccurl_set_list(raw, option, list.head) }

    /// libcurl copies the bytes.
    func setCopiedBody(_ body: [UInt8]) {
        _ = unsafe ccurl_set_offset(raw, CURLOPT_POSTFIELDSIZE_LARGE, body.count)
        unsafe body.withUnsafeBytes { bytes in
            _ = unsafe ccurl_set_pointer(
                raw, CURLOPT_COPYPOSTFIELDS, UnsafeMutableRawPointer(mutating: bytes.baseAddress))
        }
    }

    func setOffset(_ option: CURLoption, _ value: Int) { _ = unsafe ccurl_set_offset(raw, option, value) }

    var responseCode: Int { long(CURLINFO_RESPONSE_CODE) }

    /// Whether any byte of the request may have left, or libcurl had got as far as to send one.
    var mayHaveBeenSent: Bool {
        var preTransferMicroseconds: curl_off_t = 0
        _ = unsafe ccurl_get_offset(raw, CURLINFO_PRETRANSFER_TIME_T, &preTransferMicroseconds)
        return preTransferMicroseconds > 0 || long(CURLINFO_REQUEST_SIZE) > 0
    }

    /// From the start of the transfer, waiting for a connection included.
    var durationUs: Int {
        var microseconds: curl_off_t = 0
        _ = unsafe ccurl_get_offset(raw, CURLINFO_TOTAL_TIME_T, &microseconds)
        return microseconds
    }

    private func long(_ info: CURLINFO) -> Int {
        var value = 0
        _ = unsafe ccurl_get_long(raw, info, &value)
        return value
    }
}

/// A list of strings owned by libcurl's rules: it must live as long as the transfer that uses it.
@safe struct StringList: ~Copyable {
    let head: UnsafeMutablePointer<curl_slist>?

    init(_ strings: [String]) {
        unsafe head = strings.reduce(nil) { list, string in unsafe curl_slist_append(list, string) }
    }

    deinit { unsafe curl_slist_free_all(head) }
}
