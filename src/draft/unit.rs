//! Units of the ontology by what a paper prints, and names for those that it lacks.

use rust_decimal::Decimal;

/// A unit of the ontology, with what a value in it becomes.
#[derive(Debug, Clone)]
pub(super) struct Unit {
    pub(super) name: String,
    pub(super) factor: Option<Decimal>,
    pub(super) normalises_to: Option<String>,
    /// The species whose molar mass is in the factor.
    pub(super) assumes: Option<String>,
    /// Its labels and notations.
    pub(super) names: Vec<String>,
}

/// The units of the ontology.
#[derive(Debug, Clone, Default)]
pub(super) struct Units(Vec<Unit>);

/// A unit that a draft adds to the ontology, or a new way to print one that is there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct NewUnit {
    /// Compact name.
    pub name: String,
    /// Its label; none where the ontology has the unit.
    pub label: Option<String>,
    /// As printed.
    pub printed: String,
    /// Its UCUM code, where it is known.
    pub ucum: Option<String>,
}

impl Units {
    pub(super) fn new(units: Vec<Unit>) -> Self {
        Self(units)
    }

    /// Returns the unit that is printed so, of those that count this product: one whose label it is, or one whose label has
    /// the same parts in another order.
    pub(super) fn get(&self, printed: &str, product: Option<&str>) -> Option<&Unit> {
        let fits = |unit: &&Unit| match (&unit.assumes, product) {
            (Some(species), Some(product)) => species == product,
            _ => true,
        };
        let is = |same: &dyn Fn(&str) -> bool| {
            let of_product = |unit: &&Unit| unit.assumes.is_some() && product.is_some();
            let named = |unit: &&Unit| unit.names.iter().any(|name| same(name));
            let all = || self.0.iter().filter(named).filter(fits);
            all().find(of_product).or_else(|| all().next())
        };
        let (plain, sorted) = (plain_unit(printed), parts(printed));
        is(&|name| plain_unit(name) == plain).or_else(|| is(&|name| parts(name) == sorted))
    }

    /// Returns the unit that the ontology lacks, under a name made of what is printed.
    pub(super) fn lacking(&self, printed: &str, ucum: Option<&str>) -> NewUnit {
        let base = format!("unit:{}", name_of(printed));
        let plain = plain_unit(printed);
        let is_label = |unit: &Unit| unit.names.iter().any(|name| plain_unit(name) == plain);
        let is_taken = |name: &String| self.0.iter().any(|unit| unit.name == *name);
        // The ontology has it for one product only.
        let (base, label) = if self.0.iter().any(is_label) {
            (
                format!("{base}-of-any-product"),
                format!("{printed} of any product"),
            )
        } else {
            (base, printed.to_owned())
        };
        let further = (2..).map(|n| format!("{base}-{n}"));
        let mut names = std::iter::once(base.clone()).chain(further);
        NewUnit {
            name: names.find(|name| !is_taken(name)).unwrap_or(base),
            label: Some(label),
            printed: printed.to_owned(),
            ucum: ucum.map(str::to_owned),
        }
    }
}

/// Returns a unit without spaces and signs of levels, so that printed forms compare.
fn plain_unit(unit: &str) -> String {
    unit.chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '_' | '^' | '·'))
        .map(|c| match c {
            '\u{2212}' | '\u{207B}' => '-',
            'µ' | 'μ' => 'u',
            '¹' => '1',
            '²' => '2',
            '³' => '3',
            c => c,
        })
        .collect()
}

/// Returns the parts of a unit in the order of the alphabet.
fn parts(unit: &str) -> Vec<String> {
    let mut parts: Vec<String> = unit.split([' ', '·']).map(plain_unit).collect();
    parts.sort_unstable();
    parts
}

/// Returns a local name: `mol-per-h-per-g` of "mol h-1 g-1".
fn name_of(printed: &str) -> String {
    let mut name = String::new();
    for part in printed.split([' ', '·', '/']) {
        let part = plain_unit(part);
        let symbol = part.trim_end_matches(|c: char| c.is_ascii_digit() || c == '-');
        let (power, is_per) = match part[symbol.len()..].strip_prefix('-') {
            Some(power) => (power, true),
            None => (&part[symbol.len()..], false),
        };
        let mut word = String::new();
        for character in symbol.chars() {
            match character {
                '%' => word.push_str("percent"),
                '°' => word.push_str("deg"),
                '\u{3a9}' | '\u{2126}' => word.push_str("ohm"),
                c if c.is_ascii_alphanumeric() => word.push(c),
                _ => {}
            }
        }
        if word.is_empty() {
            continue;
        }
        if !name.is_empty() {
            name.push('-');
        }
        if is_per {
            name.push_str("per-");
        }
        name.push_str(&word);
        if power != "1" {
            name.push_str(power);
        }
    }
    if name.is_empty() {
        "unnamed".to_owned()
    } else {
        name
    }
}
