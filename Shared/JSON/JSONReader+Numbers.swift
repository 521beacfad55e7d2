extension JSONReader {
    /// Consumes an integer written without fraction and exponent; other numbers are `wrongType`, too big ones `outOfRange`.
    package mutating func int64() throws(JSONError) -> Int64 {
        guard let first = peek(), first == ASCII.minus || ASCII.zero...ASCII.nine ~= first else {
            throw wrongType(expected: "an integer")
        }
        let isNegative = first == ASCII.minus
        var index = isNegative ? position + 1 : position
        let firstDigit = index
        // Summed up below zero, where there is room for one more.
        var value: Int64 = 0
        while index < bytes.count, ASCII.zero...ASCII.nine ~= bytes[index] {
            let (shifted, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, carry) = shifted.subtractingReportingOverflow(Int64(bytes[index] &- ASCII.zero))
            guard !overflow, !carry else { throw error(.outOfRange, "expected an integer of 64 bits") }
            value = sum
            index += 1
        }
        try refuseOddInteger(digits: firstDigit..<index)
        guard isNegative || value != .min else { throw error(.outOfRange, "expected an integer of 64 bits") }
        position = index
        return isNegative ? value : -value
    }

    /// Consumes any number; one beyond the range of a `Double` is `outOfRange`.
    package mutating func double() throws(JSONError) -> Double {
        guard let first = peek(), first == ASCII.minus || ASCII.zero...ASCII.nine ~= first else {
            throw wrongType(expected: "a number")
        }
        let end = try numberEnd()
        let text = String(decoding: bytes[position..<end], as: UTF8.self)
        guard let value = Double(text), value.isFinite else {
            throw error(.outOfRange, "expected a number in the range of a double")
        }
        position = end
        return value
    }

    /// The integer that comes next, of any size, written without fraction and exponent. It stays unconsumed.
    mutating func integerText() throws(JSONError) -> String {
        guard let first = peek(), first == ASCII.minus || ASCII.zero...ASCII.nine ~= first else {
            throw wrongType(expected: "an integer")
        }
        let text = bytes[position..<(try numberEnd())]
        guard isInteger(text) else { throw wrongType(expected: "an integer") }
        return String(decoding: text, as: UTF8.self)
    }

    /// Consumes any number, as an integer where it is one.
    mutating func number() throws(JSONError) -> JSONValue {
        guard let first = peek(), first == ASCII.minus || ASCII.zero...ASCII.nine ~= first else {
            throw wrongType(expected: "a value")
        }
        let text = bytes[position..<(try numberEnd())]
        return isInteger(text) ? .int(try int64()) : .double(try double())
    }

    private func isInteger(_ number: ArraySlice<UInt8>) -> Bool {
        number.allSatisfy { $0 == ASCII.minus || ASCII.zero...ASCII.nine ~= $0 }
    }

    @inline(__always)
    private func refuseOddInteger(digits: Range<Int>) throws(JSONError) {
        guard !digits.isEmpty else { throw malformed("expected a digit") }
        guard digits.count == 1 || bytes[digits.lowerBound] != ASCII.zero else {
            throw malformed("a number may not start with a zero")
        }
        guard digits.upperBound < bytes.count else { return }
        let next = bytes[digits.upperBound]
        guard next != ASCII.dot, next | ASCII.lowercaseBit != ASCII.letterE else {
            throw wrongType(expected: "an integer")
        }
    }

    /// The offset behind the number that starts here.
    func numberEnd() throws(JSONError) -> Int {
        var index = position
        if bytes[index] == ASCII.minus { index += 1 }
        let whole = digitsEnd(from: index)
        guard whole > index else { throw malformed("expected a digit") }
        guard whole == index + 1 || bytes[index] != ASCII.zero else {
            throw malformed("a number may not start with a zero")
        }
        index = whole
        if index < bytes.count, bytes[index] == ASCII.dot {
            let fraction = digitsEnd(from: index + 1)
            guard fraction > index + 1 else { throw malformed("expected a digit after the decimal point") }
            index = fraction
        }
        if index < bytes.count, bytes[index] | ASCII.lowercaseBit == ASCII.letterE {
            index += 1
            if index < bytes.count, bytes[index] == ASCII.plus || bytes[index] == ASCII.minus { index += 1 }
            let exponent = digitsEnd(from: index)
            guard exponent > index else { throw malformed("expected a digit in the exponent") }
            index = exponent
        }
        return index
    }

    private func digitsEnd(from start: Int) -> Int {
        var index = start
        while index < bytes.count, ASCII.zero...ASCII.nine ~= bytes[index] { index += 1 }
        return index
    }
}
