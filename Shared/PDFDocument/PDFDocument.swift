import CPango

/// Makes PDF files with pango and cairo.
package enum PDFDocument {
    /// Draws a document and gives its bytes; the same drawing with the same metadata gives the same bytes.
    ///
    /// Takes milliseconds of computing, the first time on a thread about a tenth of a second for the fonts: never call it on the
    /// cooperative pool or an HTTP loop.
    /// - Parameters: the page's size; A4 upright by default.
    package static func make(
        metadata: PDFMetadata, font: PDFFont = .chinese, widthMm: Double = 210, heightMm: Double = 297,
        draw: (PDFCanvas) -> Void
    ) throws(PDFError) -> [UInt8] {
        let output = Output()
        let pointsPerMm = 72.0 / 25.4
        guard
            let surface = unsafe cairo_pdf_surface_create_for_stream(
                collect, Unmanaged.passUnretained(output).toOpaque(), widthMm * pointsPerMm, heightMm * pointsPerMm)
        else { throw PDFError(.drawing, "the page could not be made") }
        defer { unsafe cairo_surface_destroy(surface) }
        unsafe describe(surface, metadata)
        let canvas = unsafe try PDFCanvas(font: font, widthMm: widthMm, heightMm: heightMm, surface: surface)
        draw(canvas)
        try canvas.check()
        unsafe cairo_surface_finish(surface)
        let status = unsafe cairo_surface_status(surface)
        guard status == CAIRO_STATUS_SUCCESS else {
            throw PDFError(
                .drawing,
                "cairo could not write the document: \(unsafe String(cString: cairo_status_to_string(status)))")
        }
        return output.bytes
    }

    /// Whether the font is installed; without it another one would be used, which may lack characters.
    package static func hasFont(_ font: PDFFont) -> Bool {
        guard let map = unsafe pango_cairo_font_map_get_default() else { return false }
        var families: UnsafeMutablePointer<UnsafeMutablePointer<PangoFontFamily>?>?
        var count: Int32 = 0
        unsafe pango_font_map_list_families(map, &families, &count)
        defer { unsafe g_free(families) }
        guard let families = unsafe families else { return false }
        return (0..<Int(count)).contains { index in
            guard let name = unsafe pango_font_family_get_name(families[index]) else { return false }
            return unsafe String(cString: name) == font.family
        }
    }

    private static func describe(_ surface: OpaquePointer, _ metadata: PDFMetadata) {
        unsafe cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, metadata.title)
        unsafe cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_AUTHOR, metadata.author)
        unsafe cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_SUBJECT, metadata.subject)
        unsafe cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, metadata.createdAt)
    }
}

private final class Output {
    var bytes: [UInt8] = []
}

private func collect(
    _ closure: UnsafeMutableRawPointer?, _ data: UnsafePointer<UInt8>?, _ length: UInt32
) -> cairo_status_t {
    guard let closure = unsafe closure, let data = unsafe data else { return CAIRO_STATUS_WRITE_ERROR }
    let output = unsafe Unmanaged<Output>.fromOpaque(closure).takeUnretainedValue()
    unsafe output.bytes.append(contentsOf: UnsafeBufferPointer(start: data, count: Int(length)))
    return CAIRO_STATUS_SUCCESS
}
