//! Which of the forms on offer a client wants, by its Accept header (RFC 9110, section 12.5.1).

/// A media type with the name of the form that it stands for.
pub(super) type Offer<T> = (&'static str, T);

/// What a client accepts.
#[derive(Debug, Clone, Default)]
pub(super) struct Accept {
    ranges: Vec<Range>,
}

#[derive(Debug, Clone)]
struct Range {
    kind: String,
    subtype: String,
    /// Thousandths, as the header gives three digits.
    quality: u16,
    citations: bool,
}

impl Accept {
    /// Reads a header; without one, or with one that cannot be read at all, anything is accepted.
    pub(super) fn read(header: Option<&str>) -> Self {
        let ranges = header
            .unwrap_or_default()
            .split(',')
            .take(64)
            .filter_map(Range::read)
            .collect();
        Self { ranges }
    }

    /// Returns the offer that is wanted most; among equals, the first. Nothing, where none is accepted.
    pub(super) fn choose<T: Copy>(&self, offers: &[Offer<T>]) -> Option<Offer<T>> {
        let mut best: Option<(u16, Offer<T>)> = None;
        for offer in offers {
            let quality = self.quality_of(offer.0);
            if quality > 0 && best.is_none_or(|(known, _)| quality > known) {
                best = Some((quality, *offer));
            }
        }
        best.map(|(_, offer)| offer)
    }

    /// Says whether citations are asked for, as in `application/sparql-results+json; citations=true`.
    pub(super) fn wants_citations(&self) -> bool {
        self.ranges.iter().any(|range| range.citations)
    }

    fn quality_of(&self, media_type: &str) -> u16 {
        if self.ranges.is_empty() {
            return 1000;
        }
        let (kind, subtype) = media_type.split_once('/').unwrap_or((media_type, ""));
        self.ranges
            .iter()
            .filter_map(|range| {
                let precision = match (range.kind.as_str(), range.subtype.as_str()) {
                    ("*", "*") => 0,
                    (k, "*") if k == kind => 1,
                    (k, s) if k == kind && s == subtype => 2,
                    _ => return None,
                };
                Some((precision, range.quality))
            })
            .max()
            .map_or(0, |(_, quality)| quality)
    }
}

impl Range {
    fn read(text: &str) -> Option<Self> {
        let mut parts = text.split(';').map(str::trim);
        let (kind, subtype) = parts.next()?.split_once('/')?;
        let mut range = Self {
            kind: kind.trim().to_ascii_lowercase(),
            subtype: subtype.trim().to_ascii_lowercase(),
            quality: 1000,
            citations: false,
        };
        for parameter in parts {
            let Some((name, value)) = parameter.split_once('=') else {
                continue;
            };
            let value = value.trim().trim_matches('"');
            match name.trim().to_ascii_lowercase().as_str() {
                "q" => {
                    let quality: f32 = value.parse().ok()?;
                    range.quality = (quality.clamp(0.0, 1.0) * 1000.0).round() as u16;
                }
                "citations" => range.citations = value.eq_ignore_ascii_case("true"),
                _ => {}
            }
        }
        Some(range)
    }
}
