internal import CCurl
internal import Synchronization

/// How a transfer ended.
struct TransferEnd: Sendable {
    enum Cause: Sendable, Equatable {
        /// libcurl's result; zero is success.
        case finished(UInt32)
        case cancelled, closed, overloaded
    }

    var cause: Cause
    var responseCode = 0
    /// 0 for a transfer that never began.
    var durationUs = 0
    var mayHaveBeenSent = false
    var head: [String] = []
    var body: [UInt8] = []
    var isTooLarge = false
    var isAddressRefused = false
    /// libcurl's own words; they may contain what the server said, so they are looked at and never shown.
    var detail = ""
}

/// One transfer on its way. Handed to the loop once; after that everything but `isCancelled` belongs to the loop's thread.
@safe final class Transfer: @unchecked Sendable {
    static let headBytesMax = 65_536
    private static let errorBufferSize = Int(CURL_ERROR_SIZE)

    let isCancelled = Atomic(false)
    private let configure: @Sendable (EasyHandle) -> Void
    private let complete: @Sendable (TransferEnd) -> Void
    private let responseBytesMax: Int
    private let headers: StringList
    private let recipients: StringList
    private let addressPolicy: AddressPolicy
    private let upload: [UInt8]
    private var uploadedCount = 0
    private var end = TransferEnd(cause: .closed)
    private var headBytes = 0
    private let errorBuffer: UnsafeMutablePointer<CChar>

    /// - Parameters:
    ///   - upload: what libcurl fetches while it sends; only mail uses it.
    ///   - configure: sets the options of this transfer's kind.
    ///   - complete: called exactly once, on the loop's thread.
    init(
        responseBytesMax: Int, headers: [String] = [], recipients: [String] = [], upload: [UInt8] = [],
        addressPolicy: AddressPolicy,
        configure: @escaping @Sendable (EasyHandle) -> Void, complete: @escaping @Sendable (TransferEnd) -> Void
    ) {
        self.responseBytesMax = responseBytesMax
        self.headers = StringList(headers)
        self.recipients = StringList(recipients)
        self.upload = upload
        self.addressPolicy = addressPolicy
        self.configure = configure
        self.complete = complete
        unsafe errorBuffer = .allocate(capacity: Self.errorBufferSize)
        unsafe errorBuffer.initialize(repeating: 0, count: Self.errorBufferSize)
    }

    deinit { unsafe errorBuffer.deallocate() }

    /// Sets every option. The transfer must outlive the handle's use of it.
    func prepare(_ easy: EasyHandle) {
        let context = unsafe Unmanaged.passUnretained(self).toOpaque()
        easy.set(CURLOPT_NOSIGNAL, 1)
        configure(easy)
        if unsafe headers.head != nil { easy.set(CURLOPT_HTTPHEADER, headers) }
        if unsafe recipients.head != nil { easy.set(CURLOPT_MAIL_RCPT, recipients) }
        _ = unsafe ccurl_set_pointer(easy.raw, CURLOPT_ERRORBUFFER, errorBuffer)
        _ = unsafe ccurl_set_pointer(easy.raw, CURLOPT_WRITEDATA, context)
        _ = unsafe ccurl_set_transfer_function(easy.raw, CURLOPT_WRITEFUNCTION, takeBody)
        _ = unsafe ccurl_set_pointer(easy.raw, CURLOPT_HEADERDATA, context)
        _ = unsafe ccurl_set_transfer_function(easy.raw, CURLOPT_HEADERFUNCTION, takeHead)
        _ = unsafe ccurl_set_pointer(easy.raw, CURLOPT_READDATA, context)
        _ = unsafe ccurl_set_transfer_function(easy.raw, CURLOPT_READFUNCTION, giveUpload)
        _ = unsafe ccurl_set_pointer(easy.raw, CURLOPT_OPENSOCKETDATA, context)
        _ = unsafe ccurl_set_socket_function(easy.raw, openSocket)
    }

    func finish(_ cause: TransferEnd.Cause, _ easy: EasyHandle?) {
        end.cause = cause
        if let easy {
            end.responseCode = easy.responseCode
            end.durationUs = easy.durationUs
            end.mayHaveBeenSent = easy.mayHaveBeenSent
            end.detail = unsafe String(cString: errorBuffer)
        }
        complete(end)
    }

    /// False stops the transfer.
    func appendBody(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard end.body.count + bytes.count <= responseBytesMax else {
            end.isTooLarge = true
            return false
        }
        unsafe end.body.append(contentsOf: bytes)
        return true
    }

    /// False stops the transfer.
    func appendHead(_ bytes: UnsafeRawBufferPointer) -> Bool {
        let line = unsafe String(decoding: bytes, as: UTF8.self)
        // A new status line begins the head of the next answer: after 100 Continue, or after a redirect.
        if line.hasPrefix("HTTP/") { (end.head, headBytes) = ([], 0) }
        headBytes += line.utf8.count
        guard headBytes <= Self.headBytesMax else {
            end.isTooLarge = true
            return false
        }
        end.head.append(line)
        return true
    }

    func fillUpload(_ room: UnsafeMutableRawBufferPointer) -> Int {
        let part = upload[uploadedCount...].prefix(room.count)
        unsafe room.copyBytes(from: part)
        uploadedCount += part.count
        return part.count
    }

    func mayCall(_ address: UnsafePointer<curl_sockaddr>) -> Bool {
        let isAllowed = unsafe addressPolicy == .any || isPublicAddress(address)
        if !isAllowed { end.isAddressRefused = true }
        return isAllowed
    }
}
