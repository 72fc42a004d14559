//! What someone may have meant.

/// Returns the candidate that is nearest to a text, where one is near enough to be meant.
pub fn nearest<'a>(text: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = text.to_lowercase();
    candidates
        .map(|candidate| {
            let lower = candidate.to_lowercase();
            let mut score = strsim::jaro_winkler(&wanted, &lower);
            if lower.contains(&wanted) && wanted.len() >= 3 {
                score = score.max(0.9);
            }
            // One slip in a short name costs more above than it should.
            let longest = wanted.chars().count().max(lower.chars().count());
            if longest >= 3 && strsim::osa_distance(&wanted, &lower) == 1 {
                score = score.max(0.8);
            }
            (score, candidate)
        })
        .filter(|(score, _)| *score >= 0.78)
        .max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(a.1)))
        .map(|(_, candidate)| candidate)
}
