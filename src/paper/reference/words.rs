//! Words that tell journals, publishers and organisations from titles and people.

use super::super::sentence::{Abbreviation, kind_of};
use std::collections::HashSet;
use std::sync::LazyLock;

/// First letters of words of journals' names as they are shortened (after the ISO list of title word abbreviations).
static SHORTENED: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    "class cond abstr acad acc acoust addit adm adv aerosp afr agric agron akad am anaesth anal anat anesth angew anim ann annu \
     anthropol antimicrob appl aquac aquat arch archit artif asian assoc astron astrophys atmos aust autom bacteriol \
     behav belg ber bioanal biochem biochim bioelectrochem bioelectron bioeng bioinf biol biomater biomed bioorg \
     biophys biopolym bioprocess bioresour biosens biosyst biotechnol bot br braz bull bur camb carbohydr cardiol \
     catal ceram chem chemother chim chin chromatogr circ civ clim clin coast cogn coll comb commun comp compd compos \
     comput concr condens conf constr contam contemp coord corros cosmet crit croat cryst crystallogr curr cybern \
     cytotechnol dan deliv dent dermatol des dev diagn dis discov discuss dokl dyn ecol econ ecotoxicol ed educ eksp \
     electr electroanal electrochem electrochim electromagn electron emerg endocrinol energ eng engl entomol envir \
     environ epidemiol ergon ethnopharmacol eur evol exp explor ferroelectr fisch fiz found fr fract front funct \
     fundam gastroenterol gen genet genom geochem geochim geod geogr geol geophys geosci geotech ger hazard hell helv \
     hematol hepatol hist hortic hum hung hydraul hydrobiol hydrol hydrometall hyg immunol ind indian inf infect \
     inform innov inorg inst instrum int integr intell interdiscip interf intermetall invest ir isot isr ital izv jap \
     jpn judgm khim kinet knowl kor lab lang learn lett limnol lond lubr lumin mach macromol magn manag manage manuf mar \
     mater math meas mech med mem membr metab metall meteorol methodol mex microb microbiol microchem microelectron \
     microporous microsc miner mod mol mon monatsh multidiscip nanobiotechnol nanomater nanosci nanotechnol nat natl \
     naturwiss nauk neth neurol neurophysiol neuropsychol neurosci nor nucl numer nutr obstet occup oceanogr oncol \
     oper ophthalmol opin opt optoelectron org organomet orthop pac paediatr pak parasitol pathol pediatr perform \
     perspect pestic pet petrol pharm pharmacol philos photobiol photochem photogramm photon phys physiol phytochem \
     polit pollut polym postgrad pract prep prev probab probl proc proced prod prog prot psychiatr psychol publ pure \
     qual quant quart radiat radioanal radiol recl refract reg rehabil relat renew rep reprod res resour respir \
     restor rev rheol rheumatol robot rus russ scand sci seism semicond sens sep ser skr slov sov soc sociol softw solut \
     span spec spectrochim spectrom spectrosc stand stat statist strateg struct stud supercond supramol surf surg \
     surv sustain swed symp synth syst tech technol tekh telecommun teor theor ther therm thermochim thermophys \
     thorac top tot toxicol trans transl transp transplant trop turk ultrason univ urol usp vac vaccin vestn vet vib \
     virol vulkanol wiss zh zhur zool"
        .split(' ')
        .collect()
});

/// Says whether a word with a stop behind it is one that journals' names shorten, or a single letter.
pub(super) fn is_shortened(word: &str) -> bool {
    let word = word.trim_start_matches(['(', '“', '"']);
    if word.chars().count() == 1 || word.contains('.') {
        return true;
    }
    if !word.starts_with(char::is_uppercase) {
        return false;
    }
    let lower = word.to_lowercase();
    let last = lower.rsplit('-').next().unwrap_or(&lower);
    matches!(kind_of(word), Some(Abbreviation::Journal)) || SHORTENED.contains(last)
}

/// Says whether a word in full begins the names of journals that shorten other words: `Food Chem.`
pub(super) fn begins_journal(word: &str) -> bool {
    const FIRST: &str = "ACS AIP Aging AIChE Applied BMC BMJ Biology Biosensors Blood Body Bone Brain Breast Br Cancer Carbon Cell Cells \
        Cellulose Child Circulation Clays Clean Cold Colloid Colloids Composite Crystal Current Data Deep Drug Dyes ECS \
        EMBO ESAIM Earth Economy Electric Endocr Energy Entropy Europhys FEBS Fish Fluid Food Forest Free Frontiers Fuel \
        Fusion Future Gastric Gene Genes Genome Gold Grass Green Ground Group Gut Hand Head Health Hear Heart Heat Heavy \
        High Human Hydrogen IEEE IEE IET IUCrJ JACS JAMA JOM Journal Kidney Lab Lancet Land Laser Life Light Lipids Liver \
        Low Lung MRS Marine Materials Matter Metals Molecular Muscle NMR Nano Nature New Nonlinear Ocean Oil Online Open \
        PLoS PLOS Pain Physics Plant Plasma Pain Polar Powder Power Public Quantum RSC Rapid Recent River Royal Russian \
        SAE SIAM Safety Science Sensors Separation Sex Skin Sleep Small Soft Soil Soils Solar Solid Sports Stem Stroke Sub \
        Sun Surface Thin Tissue Top Traffic Trends Tree Ultrafine Urban Vaccine Vision Waste Water Wave Wear Wind Women \
        Wood World X-Ray J Ann N";
    FIRST.split_ascii_whitespace().any(|first| first == word)
}

/// Says whether a word may stand in a journal's name as it is: with a capital, or a small word between.
pub(super) fn is_of_name(word: &str) -> bool {
    let word = word
        .trim_start_matches(['(', '“', '"', '‘'])
        .trim_end_matches(['.', ',', ')', ';', ':']);
    // "l'École", "d'Orléans"
    let word = ["l'", "l’", "d'", "d’"]
        .iter()
        .find_map(|article| word.strip_prefix(article))
        .unwrap_or(word);
    let inner_capital = |word: &str| {
        word.chars().take(6).any(char::is_uppercase) && word.chars().all(char::is_alphanumeric)
    };
    word.starts_with(|c: char| c.is_uppercase())
        || matches!(
            word,
            "of" | "the"
                | "and"
                | "in"
                | "for"
                | "on"
                | "&"
                | "de"
                | "der"
                | "des"
                | "für"
                | "et"
                | "a"
                | "to"
                | "und"
                | "la"
                | "le"
                | "del"
                | "di"
                | "et."
                | "npj"
                | "–"
                | "-"
                | "—"
                | "/"
                | "with"
                | "from"
        )
        || inner_capital(word)
}

/// Says whether a text, the beginning of what follows a title, tells that the title has ended.
pub(super) fn ends_title(text: &str) -> bool {
    const CUES: &str = "phd|ph.d|ph. d|master|doctoral|bachelor|msc|m.sc|thesis|dissertation|diss|diploma|in:|in |\
        chapter |chapters |tech report|tech rep|paper presented|paper given|mimeo|arxiv|chemrxiv|biorxiv|medrxiv|preprint|ssrn|university|universit|press|wiley|john wiley|\
        springer|elsevier|academic|cambridge|oxford|crc|mcgraw|ieee|acm|vol.|vol |volume|ed.|eds|\
        edited|(ed|(eds|edn|edition|second ed|third ed|first ed|revised|technical report|tech. rep|\
        report|http|www|doi|pp.|p.|u.s. patent|us patent|patent|european patent|zenodo|figshare|version|\
        available|retrieved|accessed|submitted|in press|to be published|presented at|published by|publisher|\
        institute|eth |mit |dover|pergamon|plenum|marcel|new york|london|berlin|amsterdam|weinheim|\
        proceedings of|national|american chemical society|royal society|ph.d.-thesis";
    let start: String = text.chars().take(28).collect::<String>().to_lowercase();
    let ordinal = start.trim_start_matches(|c: char| c.is_ascii_digit());
    CUES.split('|').any(|cue| start.starts_with(cue))
        || ordinal.len() < start.len()
            && [
                "st ed",
                "nd ed",
                "rd ed",
                "th ed",
                ". aufl",
                ". ed",
                "nd rev",
                ". auflage",
            ]
            .iter()
            .any(|cue| ordinal.starts_with(cue))
}

/// Says whether a name is an organisation's.
pub(super) fn is_organisation(name: &str) -> bool {
    const WORDS: &str = "Administration Agency Association Authority Bank Board Bureau Center Centre Collaboration College Commission \
        Committee Company Consortium Corporation Council Department Directorate Foundation Government Group \
        Initiative Inc. Institute Institution Investigators Laboratory Ltd Ministry Nations Network Office \
        Organisation Organization Panel Parliament Program Programme Project Secretariat Service Society Survey Team \
        Trust Union University";
    let words = name.split_whitespace().take(13).count();
    let capitals = name
        .split_whitespace()
        .all(|word| is_of_name(word.trim_end_matches([',', '.'])));
    words <= 12
        && capitals
        && !name.contains(['“', '"', '?', ':'])
        && name.split_whitespace().any(|word| {
            WORDS
                .split(' ')
                .any(|known| known.eq_ignore_ascii_case(word.trim_end_matches([',', ';'])))
        })
}

/// Says whether a name is an acronym, such as those of organisations.
pub(super) fn is_acronym(name: &str) -> bool {
    (2..=7).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_uppercase())
}
