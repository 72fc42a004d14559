//! One character for what print and encodings write in many ways.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Returns the text in compatibility form, look-alikes unified, without white space.
pub(super) fn unified(text: &str) -> String {
    // What compatibility decomposition would spoil (an acute accent used as a prime becomes a space) goes first.
    let characters: Vec<char> = text
        .chars()
        .map(same)
        .nfkc()
        .map(same)
        .filter(|character| !is_dropped(*character))
        .collect();
    without_space(&characters)
        .into_iter()
        .map(|(character, _)| character)
        .collect()
}

/// Does the same, and says of each character which one it comes from; `None` where that cannot be told.
pub(super) fn unified_with_places(characters: &[char]) -> Option<Vec<(char, usize)>> {
    // A character with the marks that combine with it is normalised alone.
    let mut starts: Vec<usize> = (0..characters.len())
        .filter(|at| *at == 0 || !is_combining_mark(characters[*at]))
        .collect();
    starts.push(characters.len());
    let mut unified = Vec::with_capacity(characters.len());
    let mut places = Vec::with_capacity(characters.len());
    for pair in starts.windows(2) {
        let group = characters[pair[0]..pair[1]].iter().copied();
        for character in group.map(same).nfkc().map(same) {
            if !is_dropped(character) {
                unified.push(character);
                places.push(pair[0]);
            }
        }
    }
    let kept = without_space(&unified);
    let whole = self::unified(&characters.iter().collect::<String>());
    let same = whole
        .chars()
        .eq(kept.iter().map(|(character, _)| *character));
    same.then(|| {
        kept.into_iter()
            .map(|(character, at)| (character, places[at]))
            .collect()
    })
}

/// Returns the character that stands for all that look or mean the same.
fn same(character: char) -> char {
    match character {
        '\u{2010}'..='\u{2015}'
        | '\u{2043}'
        | '\u{2212}'
        | '\u{2796}'
        | '\u{FE58}'
        | '\u{FE63}'
        | '\u{FF0D}' => '-',
        '\u{066D}' | '\u{204E}' | '\u{2217}' | '\u{22C6}' | '\u{2605}' | '\u{2606}'
        | '\u{2731}' | '\u{FE61}' | '\u{FF0A}' => '*',
        '`'
        | '\u{00B4}'
        | '\u{02B9}'
        | '\u{02BC}'
        | '\u{02C8}'
        | '\u{2018}'..='\u{201B}'
        | '\u{2032}'
        | '\u{2035}'
        | '\u{FF07}' => '\'',
        '\u{00AB}'
        | '\u{00BB}'
        | '\u{02BA}'
        | '\u{201C}'..='\u{201F}'
        | '\u{2033}'
        | '\u{2036}'
        | '\u{FF02}' => '"',
        '\u{00B5}' => '\u{03BC}',
        '\u{2022}' | '\u{2027}' | '\u{2219}' | '\u{22C5}' | '\u{30FB}' => '\u{00B7}',
        '\u{2206}' => '\u{0394}',
        '\u{02DC}' | '\u{223C}' | '\u{301C}' | '\u{FF5E}' => '~',
        '\u{2044}' | '\u{2215}' => '/',
        '\u{2236}' => ':',
        '\u{2264}' | '\u{2266}' | '\u{2A7D}' => '\u{2264}',
        '\u{2265}' | '\u{2267}' | '\u{2A7E}' => '\u{2265}',
        '\u{02DA}' | '\u{2218}' | '\u{25E6}' => '\u{00B0}',
        '\u{27F6}' | '\u{279D}' | '\u{2794}' => '\u{2192}',
        other => other,
    }
}

/// Says whether a character leaves no trace: what cannot be seen, and what only marks up.
fn is_dropped(character: char) -> bool {
    matches!(
        character,
        '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '_' | '^' | '$'
    ) || (character.is_control() && !character.is_whitespace())
}

/// Returns the characters without white space, without the hyphens that may come from a line's end, and with runs of
/// dashes and pairs of single quotes as one; each with its index.
fn without_space(characters: &[char]) -> Vec<(char, usize)> {
    let mut kept = Vec::with_capacity(characters.len());
    let mut index = 0;
    while index < characters.len() {
        let (character, at) = (characters[index], index);
        index += 1;
        match character {
            '-' => {
                while characters.get(index) == Some(&'-') {
                    index += 1;
                }
                let (next, broken) = after_break(characters, index);
                let attached = next == index || broken;
                if !(attached && ends_low(characters, index) && starts_low(&characters[next..])) {
                    kept.push(('-', at));
                }
                index = next;
            }
            '\'' if characters.get(index) == Some(&'\'') => {
                index += 1;
                kept.push(('"', at));
            }
            _ if character.is_whitespace() => {}
            _ => kept.push((character, at)),
        }
    }
    kept
}

/// Returns where the next character that is no white space stands, and whether a line ends before it.
fn after_break(characters: &[char], start: usize) -> (usize, bool) {
    let length = characters[start..]
        .iter()
        .take_while(|character| character.is_whitespace())
        .count();
    let broken = characters[start..start + length].contains(&'\n');
    (start + length, broken)
}

/// Says whether two lower-case letters stand directly before the hyphens that end at `end`.
fn ends_low(characters: &[char], end: usize) -> bool {
    let hyphens = characters[..end]
        .iter()
        .rev()
        .take_while(|character| **character == '-')
        .count();
    let before = &characters[..end - hyphens];
    before.len() > 1
        && before[before.len() - 2..]
            .iter()
            .all(|character| character.is_lowercase())
}

/// Says whether the characters begin with two lower-case letters.
fn starts_low(characters: &[char]) -> bool {
    characters.len() > 1
        && characters[..2]
            .iter()
            .all(|character| character.is_lowercase())
}
