internal import CCurl
internal import Glibc

// Called by libcurl on the loop's thread, with the transfer as context.

func takeBody(_ data: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?)
    -> Int
{
    guard let transfer = unsafe transfer(context) else { return 0 }
    return unsafe transfer.appendBody(UnsafeRawBufferPointer(start: data, count: size * count)) ? size * count : 0
}

func takeHead(_ data: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?)
    -> Int
{
    guard let transfer = unsafe transfer(context) else { return 0 }
    return unsafe transfer.appendHead(UnsafeRawBufferPointer(start: data, count: size * count)) ? size * count : 0
}

func giveUpload(_ data: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?)
    -> Int
{
    guard let transfer = unsafe transfer(context) else { return Int(CURL_READFUNC_ABORT) }
    return unsafe transfer.fillUpload(UnsafeMutableRawBufferPointer(start: data, count: size * count))
}

func openSocket(
    _ context: UnsafeMutableRawPointer?, _ purpose: curlsocktype, _ address: UnsafeMutablePointer<curl_sockaddr>?
) -> curl_socket_t {
    let refused: curl_socket_t = -1
    guard let transfer = unsafe transfer(context), let address = unsafe address, unsafe transfer.mayCall(address) else {
        return refused
    }
    return unsafe socket(
        address.pointee.family, address.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue), address.pointee.protocol)
}

private func transfer(_ context: UnsafeMutableRawPointer?) -> Transfer? {
    guard let context = unsafe context else { return nil }
    return unsafe Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
}
