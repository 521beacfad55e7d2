/// Which rows of an invoice stand on which page.
package enum SheetPages {
    /// Rows are never cut. What closes the invoice stands whole on the last page, and not alone unless it must.
    ///
    /// - Parameters:
    ///   - heights: of the rows; all heights in the same unit.
    ///   - firstRoom: what the first page has for rows; `room`: what each following one has.
    ///   - closing: the height of what closes the invoice.
    /// - Returns: the rows of each page in order, one page at least.
    package static func split(_ heights: [Double], firstRoom: Double, room: Double, closing: Double) -> [Range<Int>] {
        var pages: [Range<Int>] = []
        var start = 0
        var left = firstRoom
        for (index, height) in heights.enumerated() {
            if height > left, index > start || pages.isEmpty {
                pages.append(start..<index)
                start = index
                left = room
            }
            left -= height
        }
        guard closing > left else { return pages + [start..<heights.count] }
        let last = heights.count - start > 1 ? heights.count - 1 : heights.count
        return pages + [start..<last, last..<heights.count]
    }
}
