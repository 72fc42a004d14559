//! Kinds of works, and what each format calls them.

/// A kind of work, by the name that CSL has for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Kind(&'static str);

/// CSL type, BibTeX type, RIS type. The first row with a name is what reading makes of it.
const KINDS: [(&str, &str, &str); 44] = [
    ("article-journal", "article", "JOUR"),
    ("article-magazine", "article", "MGZN"),
    ("article-newspaper", "article", "NEWS"),
    ("article", "misc", "INPR"),
    ("book", "book", "BOOK"),
    ("chapter", "incollection", "CHAP"),
    ("paper-conference", "inproceedings", "CPAPER"),
    ("thesis", "phdthesis", "THES"),
    ("report", "techreport", "RPRT"),
    ("dataset", "dataset", "DATA"),
    ("software", "software", "COMP"),
    ("webpage", "online", "ELEC"),
    ("post-weblog", "online", "BLOG"),
    ("post", "online", "ELEC"),
    ("patent", "patent", "PAT"),
    ("manuscript", "unpublished", "UNPB"),
    ("standard", "standard", "STAND"),
    ("entry-encyclopedia", "inreference", "ENCYC"),
    ("entry-dictionary", "inreference", "DICT"),
    ("entry", "inreference", "CHAP"),
    ("periodical", "periodical", "JFULL"),
    ("review", "review", "JOUR"),
    ("review-book", "article", "JOUR"),
    ("motion_picture", "video", "VIDEO"),
    ("broadcast", "video", "VIDEO"),
    ("song", "audio", "SOUND"),
    ("musical_score", "misc", "MUSIC"),
    ("graphic", "image", "ART"),
    ("figure", "image", "FIGURE"),
    ("map", "image", "MAP"),
    ("speech", "misc", "SLIDE"),
    ("pamphlet", "booklet", "PAMP"),
    ("legislation", "legislation", "STAT"),
    ("bill", "legislation", "BILL"),
    ("regulation", "legislation", "STAT"),
    ("treaty", "legislation", "STAT"),
    ("legal_case", "jurisdiction", "CASE"),
    ("hearing", "misc", "HEAR"),
    ("personal_communication", "letter", "PCOMM"),
    ("interview", "misc", "GEN"),
    ("classic", "misc", "CLSWK"),
    ("event", "misc", "GEN"),
    ("performance", "performance", "GEN"),
    ("document", "misc", "GEN"),
];

/// Further names that reading knows, and the CSL type that each stands for.
const BIBTEX: [(&str, &str); 21] = [
    ("misc", "document"),
    ("collection", "book"),
    ("mvbook", "book"),
    ("mvcollection", "book"),
    ("proceedings", "book"),
    ("mvproceedings", "book"),
    ("reference", "book"),
    ("manual", "book"),
    ("inbook", "chapter"),
    ("bookinbook", "chapter"),
    ("suppbook", "chapter"),
    ("suppcollection", "chapter"),
    ("conference", "paper-conference"),
    ("thesis", "thesis"),
    ("mastersthesis", "thesis"),
    ("report", "report"),
    ("electronic", "webpage"),
    ("www", "webpage"),
    ("artwork", "graphic"),
    ("movie", "motion_picture"),
    ("music", "song"),
];
const RIS: [(&str, &str); 25] = [
    ("GEN", "document"),
    ("ABST", "article-journal"),
    ("EJOUR", "article-journal"),
    ("JFUL", "periodical"),
    ("EBOOK", "book"),
    ("EDBOOK", "book"),
    ("WHOLE", "book"),
    ("ECHAP", "chapter"),
    ("CONF", "paper-conference"),
    ("DBASE", "dataset"),
    ("AGGR", "dataset"),
    ("WEB", "webpage"),
    ("ICOMM", "personal_communication"),
    ("MANSCPT", "manuscript"),
    ("MPCT", "motion_picture"),
    ("ADVS", "motion_picture"),
    ("CHART", "figure"),
    ("GOVDOC", "report"),
    ("GRANT", "document"),
    ("UNBILL", "bill"),
    ("UNBILl", "bill"),
    ("LEGAL", "legislation"),
    ("CTLG", "book"),
    ("EQUA", "figure"),
    ("BLOG", "post-weblog"),
];
/// Types that registries of DOIs write where CSL's are meant.
const REGISTRY: [(&str, &str); 14] = [
    ("journal-article", "article-journal"),
    ("proceedings-article", "paper-conference"),
    ("book-chapter", "chapter"),
    ("book-section", "chapter"),
    ("book-part", "chapter"),
    ("reference-entry", "entry"),
    ("posted-content", "article"),
    ("monograph", "book"),
    ("edited-book", "book"),
    ("reference-book", "book"),
    ("proceedings", "book"),
    ("dissertation", "thesis"),
    ("report-component", "report"),
    ("peer-review", "review"),
];

impl Default for Kind {
    fn default() -> Self {
        Self("document")
    }
}

impl Kind {
    /// An article in a journal.
    pub const ARTICLE: Self = Self("article-journal");

    /// Returns the kind that CSL, or a registry of DOIs, calls so.
    pub fn of_csl(name: &str) -> Option<Self> {
        let rows = KINDS.iter().map(|(csl, _, _)| (*csl, *csl));
        find(rows.chain(REGISTRY), name)
    }

    /// Returns the kind that an entry type of BibTeX, in small letters, stands for.
    pub fn of_bibtex(name: &str) -> Option<Self> {
        let rows = KINDS.iter().map(|(csl, bibtex, _)| (*bibtex, *csl));
        find(BIBTEX.into_iter().chain(rows), name)
    }

    /// Returns the kind that a reference type of RIS stands for.
    pub fn of_ris(name: &str) -> Option<Self> {
        let rows = KINDS.iter().map(|(csl, _, ris)| (*ris, *csl));
        find(RIS.into_iter().chain(rows), name)
    }

    /// Returns what CSL calls it.
    pub fn csl(self) -> &'static str {
        self.0
    }

    /// Returns the entry type of BibTeX nearest to it.
    pub fn bibtex(self) -> &'static str {
        self.row().1
    }

    /// Returns the reference type of RIS nearest to it.
    pub fn ris(self) -> &'static str {
        self.row().2
    }

    /// Says whether it is an article in a periodical.
    pub fn is_article(self) -> bool {
        self.0.starts_with("article-") || self.0.starts_with("review")
    }

    /// Says whether it is part of another publication.
    pub fn is_part(self) -> bool {
        self.is_article()
            || matches!(self.0, "chapter" | "paper-conference")
            || self.0.starts_with("entry")
    }

    fn row(self) -> &'static (&'static str, &'static str, &'static str) {
        let row = KINDS.iter().find(|(csl, _, _)| *csl == self.0);
        row.unwrap_or(&KINDS[KINDS.len() - 1])
    }
}

fn find(mut rows: impl Iterator<Item = (&'static str, &'static str)>, name: &str) -> Option<Kind> {
    rows.find(|(known, _)| *known == name)
        .map(|(_, csl)| Kind(csl))
}
