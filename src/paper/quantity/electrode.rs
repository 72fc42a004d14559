//! Reference electrodes of potentials.

use super::part::Part;
use super::text::Text;
use super::unit::Unit;
use regex::Regex;
use std::sync::LazyLock;

/// Reads the reference electrode of a potential.
pub(super) fn electrode(text: &Text, unit: &mut Unit, part: &Part) {
    static VERSUS: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(concat!(
            r"^[\s_]*(?:\(\s*)?(?:(?:vs\.?|versus|against|\(vs\.?\))\s*(?:the\s+)?(?:a\s+)?)?\(?",
            r"(?P<name>RHE|SHE|NHE|SCE|Ag\s*/\s*AgCl|Hg\s*/\s*HgO|Hg\s*/\s*Hg2SO4|Hg\s*/\s*Hg2Cl2|MSE|MMO|Li\+?\s*/\s*Li\+?|",
            r"Na\+?\s*/\s*Na\+?|K\s*/\s*K\+|Zn2?\+?\s*/\s*Zn(?:2\+)?|Fc\s*/\s*Fc\+|Fc\+\s*/\s*Fc(?:0)?|",
            r"(?i:reversible hydrogen electrode|standard hydrogen electrode|normal hydrogen electrode|saturated calomel electrode))",
            r"(?P<close>\s*\)|\b|$)"
        ))
        .ok()
    });
    let basis = part.basis.as_deref().unwrap_or_default();
    let mut name = standard(basis);
    if name.is_none() {
        let rest = text.slice(unit.end..unit.end + 60);
        if let Some(found) = VERSUS.as_ref().and_then(|versus| versus.captures(rest)) {
            let printed = found.name("name").map_or("", |name| name.as_str());
            let whole = found.get(0).map_or(0, |whole| whole.end());
            name = standard(printed);
            let opened = rest[..whole].contains('(');
            let whole = if opened {
                whole
            } else {
                rest[..whole].trim_end_matches(')').len()
            };
            unit.end += rest[..whole].chars().count();
        }
    }
    if let Some(name) = name {
        unit.electrode = Some(name);
        unit.printed = format!("{} vs. {name}", unit.printed);
    }
}

/// Returns the usual name of a reference electrode.
fn standard(printed: &str) -> Option<&'static str> {
    let name: String = printed
        .chars()
        .filter(|c| !c.is_whitespace())
        .collect::<String>()
        .to_lowercase();
    Some(match name.as_str() {
        "rhe" | "reversiblehydrogenelectrode" => "RHE",
        "she" | "standardhydrogenelectrode" => "SHE",
        "nhe" | "normalhydrogenelectrode" => "NHE",
        "sce" | "saturatedcalomelelectrode" | "hg/hg2cl2" => "SCE",
        "ag/agcl" => "Ag/AgCl",
        "hg/hgo" | "mmo" => "Hg/HgO",
        "hg/hg2so4" | "mse" => "Hg/Hg2SO4",
        name if name.starts_with("li") => "Li/Li+",
        name if name.starts_with("na") => "Na/Na+",
        name if name.starts_with("k/") => "K/K+",
        name if name.starts_with("zn") => "Zn/Zn2+",
        name if name.starts_with("fc") => "Fc/Fc+",
        _ => return None,
    })
}
