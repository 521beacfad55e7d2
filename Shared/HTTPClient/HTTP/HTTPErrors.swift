internal import CCurl

/// The error a transfer's end stands for; nil when there is an answer.
func httpError(_ end: TransferEnd, host: String) -> OutboundError? {
    guard let failure = transferFailure(end, host: host) else { return nil }
    return OutboundError(
        failure.code, failure.message, isRetriable: failure.isRetriable,
        mayHaveBeenSent: end.mayHaveBeenSent && failure.code != .invalid)
}

typealias TransferFailure = (code: OutboundError.Code, message: String, isRetriable: Bool)

/// What went wrong below HTTP and SMTP.
func transferFailure(_ end: TransferEnd, host: String) -> TransferFailure? {
    switch end.cause {
    case .cancelled: return (.cancelled, "the call to \(host) was cancelled", false)
    case .closed: return (.closed, "the client is closed; the process is stopping", true)
    case .overloaded:
        return (.overloaded, "too many calls wait already; call less, or raise the limit of calls under way", true)
    case .finished(CURLE_OK.rawValue): return nil
    case .finished where end.isTooLarge:
        return (.responseTooLarge, "\(host) answered more than this call accepts", false)
    case .finished where end.isAddressRefused:
        return (
            .addressNotAllowed, "\(host) has an address outside the public Internet, which this client may not call",
            false
        )
    case .finished(let result): return curlFailure(CURLcode(rawValue: result), host: host)
    }
}

private func curlFailure(_ result: CURLcode, host: String) -> TransferFailure {
    switch result {
    case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL: (.invalid, "the URL cannot be used", false)
    case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY:
        (.hostNotFound, "no address is known for \(host)", true)
    case CURLE_COULDNT_CONNECT:
        (.couldNotConnect, "nobody answers at \(host); check address, port and network rules", true)
    case CURLE_OPERATION_TIMEDOUT: (.timedOut, "\(host) did not answer in time", true)
    case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR:
        (
            .tlsFailed,
            "the certificate of \(host) is not trusted; check the CA file and the certificate's name and dates", false
        )
    case CURLE_SSL_CONNECT_ERROR, CURLE_USE_SSL_FAILED:
        (.tlsFailed, "no TLS connection to \(host) could be agreed on", true)
    case CURLE_FILESIZE_EXCEEDED: (.responseTooLarge, "\(host) answered more than this call accepts", false)
    case CURLE_TOO_MANY_REDIRECTS: (.tooManyRedirects, "\(host) redirects more often than this call follows", false)
    case CURLE_GOT_NOTHING, CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_PARTIAL_FILE, CURLE_HTTP2, CURLE_HTTP2_STREAM:
        (.connectionLost, "the connection to \(host) broke before the answer was complete", true)
    case CURLE_LOGIN_DENIED: (.loginRefused, "\(host) refused the login; check user name and password", false)
    default: (.other, "the call to \(host) failed with libcurl's error \(result.rawValue)", true)
    }
}
