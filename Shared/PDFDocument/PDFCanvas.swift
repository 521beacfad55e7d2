import CPango

/// The pages of a document under construction. Lengths are millimetres from the page's top left corner, font sizes points.
///
/// Belongs to the thread that makes the document.
@safe package final class PDFCanvas {
    private static let pointsPerMillimetre = 72.0 / 25.4

    package let widthMm: Double
    package let heightMm: Double
    private let font: PDFFont
    private let context: OpaquePointer
    private let layout: OpaquePointer

    init(font: PDFFont, widthMm: Double, heightMm: Double, surface: OpaquePointer) throws(PDFError) {
        self.font = font
        self.widthMm = widthMm
        self.heightMm = heightMm
        guard let context = unsafe cairo_create(surface), let layout = unsafe pango_cairo_create_layout(context) else {
            throw PDFError(.drawing, "the drawing context could not be made")
        }
        unsafe (self.context, self.layout) = (context, layout)
        unsafe pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR)
    }

    deinit {
        unsafe g_object_unref(UnsafeMutableRawPointer(layout))
        unsafe cairo_destroy(context)
    }

    /// Ends the page; what follows stands on the next one.
    package func nextPage() { unsafe cairo_show_page(context) }

    /// Draws a text, broken into lines of `widthMm` by the rules of its script (no comma begins a line).
    ///
    /// - Returns: the height it takes, in millimetres.
    @discardableResult
    package func text(
        _ text: String, xMm: Double, yMm: Double, widthMm: Double, sizePt: Double = 9, alignment: PDFAlignment = .left
    ) -> Double {
        layOut(text, widthMm: widthMm, sizePt: sizePt, alignment: alignment)
        unsafe cairo_move_to(context, points(xMm), points(yMm))
        unsafe pango_cairo_show_layout(context, layout)
        return layoutHeightMm
    }

    /// The height a text would take, in millimetres.
    package func height(of text: String, widthMm: Double, sizePt: Double = 9) -> Double {
        layOut(text, widthMm: widthMm, sizePt: sizePt, alignment: .left)
        return layoutHeightMm
    }

    /// Draws a straight line.
    package func line(fromXMm: Double, yMm: Double, toXMm: Double, toYMm: Double, thicknessMm: Double = 0.2) {
        unsafe cairo_set_line_width(context, points(thicknessMm))
        unsafe cairo_move_to(context, points(fromXMm), points(yMm))
        unsafe cairo_line_to(context, points(toXMm), points(toYMm))
        unsafe cairo_stroke(context)
    }

    /// Draws the outline of a rectangle.
    package func box(xMm: Double, yMm: Double, widthMm: Double, heightMm: Double, thicknessMm: Double = 0.2) {
        unsafe cairo_set_line_width(context, points(thicknessMm))
        unsafe cairo_rectangle(context, points(xMm), points(yMm), points(widthMm), points(heightMm))
        unsafe cairo_stroke(context)
    }

    /// The colour of what is drawn next, each part from 0 to 1; black at first.
    package func setColor(red: Double, green: Double, blue: Double) {
        unsafe cairo_set_source_rgb(context, red, green, blue)
    }

    func check() throws(PDFError) {
        let status = unsafe cairo_status(context)
        guard status == CAIRO_STATUS_SUCCESS else {
            throw PDFError(.drawing, "cairo could not draw: \(unsafe String(cString: cairo_status_to_string(status)))")
        }
    }

    private func layOut(_ text: String, widthMm: Double, sizePt: Double, alignment: PDFAlignment) {
        let description = unsafe pango_font_description_new()
        unsafe pango_font_description_set_family(description, font.family)
        unsafe pango_font_description_set_size(description, Int32(sizePt * Double(PANGO_SCALE)))
        unsafe pango_layout_set_font_description(layout, description)
        unsafe pango_font_description_free(description)
        unsafe pango_layout_set_width(layout, Int32(points(widthMm) * Double(PANGO_SCALE)))
        unsafe pango_layout_set_alignment(layout, alignment.pango)
        unsafe pango_layout_set_text(layout, text, Int32(clamping: text.utf8.count))
    }

    private var layoutHeightMm: Double {
        var height: Int32 = 0
        unsafe pango_layout_get_size(layout, nil, &height)
        return Double(height) / Double(PANGO_SCALE) / Self.pointsPerMillimetre
    }

    private func points(_ millimetres: Double) -> Double { millimetres * Self.pointsPerMillimetre }
}

extension PDFAlignment {
    fileprivate var pango: PangoAlignment {
        switch self {
        case .left: PANGO_ALIGN_LEFT
        case .center: PANGO_ALIGN_CENTER
        case .right: PANGO_ALIGN_RIGHT
        }
    }
}
