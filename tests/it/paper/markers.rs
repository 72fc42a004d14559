//! Lists of citation markers in all the ways in which converters and journals set them. All text is made up.

use super::read;

/// How a paper cites.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Habit {
    Raised,
    Bracketed,
    Round,
    Flat,
    None,
}

/// Returns a paper of one paragraph, with others around it that show how it cites.
fn paper(habit: Habit, paragraph: &str) -> String {
    let (before, after) = match habit {
        Habit::Raised => (
            "So it was.<sup>1–4</sup> So<sup>5,6</sup> it is.<sup>7–11</sup>",
            "Filler words<sup>%</sup> are found here.<sup>%,%</sup> They are long.",
        ),
        Habit::Bracketed => (
            "So it was [1–4]. So [5,6] it is [7–11].",
            "Filler words [%] are found here [%,%]. They are long.",
        ),
        Habit::Round => (
            "So it was (1–4). So it is (5, 6) for now (7–11).",
            "Filler words (%) are found here (%, %). They are long.",
        ),
        Habit::Flat => (
            "So it was.1–4 So it is.5–11",
            "Filler words are found here.% They are long.%,%",
        ),
        Habit::None => ("So it was.", "Filler words are found here. They are long."),
    };
    let mut number = 60;
    let filler: Vec<String> = (0..9)
        .map(|_| {
            let mut parts = after.split('%');
            let first = parts.next().unwrap_or("").to_owned();
            parts.fold(first, |text, part| {
                number += 1;
                format!("{text}{number}{part}")
            })
        })
        .collect();
    let list: String = (1..=90)
        .map(|n| format!("{n}. Doe, J. On Thing {n}. *Made-Up J.* **2001**, *{n}*, 10–19.\n"))
        .collect();
    format!(
        "# A Made-Up Paper\n\nJ. Doe<sup>1,2</sup>, A. Roe<sup>2,3,*</sup>\n\n## Abstract\n\nNothing is known of it.\n\n\
         ## 1. Before\n\n{before}\n\n## 2. Here\n\n{paragraph}\n\n## 3. Behind\n\n{}\n\n## References\n\n{list}",
        filler.join(" ")
    )
}

/// Reads each paragraph and compares the numbers that it cites and, where they are given, its sentences.
fn all_cite(habit: Habit, cases: &[(&str, &str, usize)]) {
    let mut failures = String::new();
    for (paragraph, expected, sentences) in cases {
        let paper = read(&paper(habit, paragraph));
        let here: Vec<_> = paper
            .sentences
            .iter()
            .filter(|sentence| sentence.section == "2")
            .collect();
        let cited: Vec<String> = here
            .iter()
            .flat_map(|sentence| &sentence.markers)
            .map(|marker| marker.references.join(" "))
            .collect();
        let cited = cited.join(" ");
        let behind = paper
            .sentences
            .iter()
            .filter(|sentence| sentence.section == "3")
            .count();
        if cited != *expected || *sentences > 0 && here.len() != *sentences || behind != 18 {
            failures += &format!(
                "{paragraph:?}\n  cites {cited:?}, not {expected:?}; {} sentences, {behind} behind\n",
                here.len()
            );
        }
    }
    assert!(failures.is_empty(), "{failures}");
}

#[test]
fn raised_lists_are_read_however_they_are_set() {
    all_cite(
        Habit::Raised,
        &[
            (
                "It is large<sup>53 54</sup> or small.<sup>55 and 56</sup>",
                "53 54 55 56",
                1,
            ),
            ("It is small.<sup>5 and 6</sup> It goes on.", "5 6", 2),
            ("It is small.<sup>5,6 and 8</sup> It goes on.", "5 6 8", 2),
            ("It is small.<sup>5 to 8</sup> It goes on.", "5 6 7 8", 2),
            ("It is small <sup>5 & 8</sup>. It goes on.", "5 8", 2),
            ("It is small.<sup>5, and 8</sup> It goes on.", "5 8", 2),
            ("It is small.<sup>ref. 5</sup> It goes on.", "5", 2),
            ("It is small (ref. <sup>5</sup>). It goes on.", "5", 2),
            (
                "It is small (ref.<sup>5</sup>) and refs.<sup>6,7</sup> say so.",
                "5 6 7",
                1,
            ),
            ("It is as in refs <sup>5–7</sup> and more.", "5 6 7", 1),
            (
                "It is small<sup>3, 4,5</sup>; it is large<sup>6</sup>.",
                "3 4 5 6",
                1,
            ),
            ("It is small<sup>3;4;7-9</sup> and large.", "3 4 7 8 9", 1),
            (
                "It is small.<sup>3</sup><sup>,</sup><sup>4</sup> It is large.<sup>5</sup><sup>–</sup><sup>8</sup> End.",
                "3 4 5 6 7 8",
                3,
            ),
            (
                "It is small.<sup>3</sup>,<sup>4</sup> It is large.<sup>5</sup>–<sup>8</sup> End.",
                "3 4 5 6 7 8",
                3,
            ),
            (
                "It is small.<sup>3</sup> <sup>4</sup> It is large.",
                "3 4",
                2,
            ),
            (
                "It is small.<sup>3</sup><sup>4</sup> It is large.<sup>5–6</sup><sup>8</sup>",
                "3 4 5 6 8",
                2,
            ),
            (
                "It is small.<sup>[3]</sup><sup>[4]</sup> It is large.",
                "3 4",
                2,
            ),
            (
                "It is small.<sup>[3,4]</sup> It is large.<sup>[5–7]</sup>",
                "3 4 5 6 7",
                2,
            ),
            (
                "It is small.<sup>[3],[4]</sup> It is large.<sup>[5]–[7]</sup> End.",
                "3 4 5 6 7",
                3,
            ),
            (
                "It is small.<sup>(3)</sup> It is large.<sup>(5–7)</sup> End.",
                "3 5 6 7",
                3,
            ),
            (
                "It is small<sup>(3)</sup> and large<sup>(5,6)</sup>. End.",
                "3 5 6",
                2,
            ),
            (
                "It is small<sup> 3 </sup>and large.<sup> 5, 6 </sup>End.",
                "3 5 6",
                2,
            ),
            ("It is small<sup>3.</sup> It is large.", "3", 2),
            ("It is small<sup>3,</sup> and large.", "3", 1),
            (
                "Smith and Doe<sup>3</sup> found it. The Roe group<sup>4</sup> did not.",
                "3 4",
                2,
            ),
            (
                "Doe et al.<sup>3</sup> found it; Roe et al<sup>4</sup> did not.",
                "3 4",
                1,
            ),
            (
                "The work of Doe’s group<sup>3</sup> and “others”<sup>4</sup> is here.",
                "3 4",
                1,
            ),
            (
                "It was 50%<sup>3</sup> at 20 °C,<sup>4</sup> and (see below)<sup>5</sup>.",
                "3 4 5",
                1,
            ),
            (
                "The Li<sup>+</sup> ion<sup>3</sup> and the Na<sup>+</sup>-ion<sup>4,5</sup>.",
                "3 4 5",
                1,
            ),
            ("It is small.<sup>3</sup>\n\nIt is large.", "3", 2),
            (
                "It is <b>small</b><sup>3</sup> and *large*.<sup>4</sup> End.",
                "3 4",
                2,
            ),
            (
                "It is *small*<sup>3</sup> and **large**<sup>4,5</sup>.",
                "3 4 5",
                1,
            ),
            (
                "It is small<SUP>3</SUP> and large.<SUP>4,5</SUP> End.",
                "3 4 5",
                2,
            ),
            (
                r#"It is small<sup class="ref">3</sup> and large.<sup id="x">4,5</sup> End."#,
                "3 4 5",
                2,
            ),
            (
                r##"It is small.<sup><a href="#ref-3">3</a>,<a href="#ref-5">5</a></sup> End."##,
                "3 5",
                2,
            ),
            (
                r##"It is small.<a href="#ref-3"><sup>3</sup></a> End."##,
                "3",
                2,
            ),
            ("It is small.<sup><b>3</b></sup> End.", "3", 2),
            ("It is small.<sup>*3*</sup> End.", "3", 2),
            ("It is small.<sup>**3**</sup> End.", "3", 2),
            ("It is small.**<sup>3</sup>** End.", "3", 2),
            ("It is small.^3,4^ It is large.^5–7^ End.", "3 4 5 6 7", 3),
            ("It is small^3^ and large^5-7^.", "3 5 6 7", 1),
            ("It is small.^[3,4]^ It is large^[5]^.", "3 4 5", 2),
            ("It is small.³ It is large.³⁻⁵ End.", "3 3 4 5", 3),
            ("It is small³,⁴ and large.⁵˒⁶ End.", "3 4 5 6", 2),
            (
                "It is small³ and large⁵–⁷ and red⁸⁻¹⁰.",
                "3 5 6 7 8 9 10",
                1,
            ),
            ("It is small.⁽³⁾ It is large⁽⁵⁾.", "3 5", 2),
            ("It is small.⁽³⁻⁵⁾ It is large⁽⁵⸴⁶⁾.", "3 4 5 5 6", 2),
            ("It is small.[³] It is large [³⁻⁵].", "3 3 4 5", 2),
            ("It is small.$^{3}$ It is large.$^{3,5}$ End.", "3 3 5", 3),
            ("It is small.$^3$ It is large.$^{3-5}$ End.", "3 3 4 5", 3),
            (
                "It is small.${}^{12,13}$ It is large${}^{14-16}$.",
                "12 13 14 15 16",
                2,
            ),
            (
                r"It is small.$^{12\text{--}15}$ It is large$^{12\mathrm{-}15}$.",
                "12 13 14 15 12 13 14 15",
                2,
            ),
            (
                r"It is small.$^{12, 13 \text{ and } 15}$ It is large.",
                "12 13 15",
                2,
            ),
            ("It is small$^{[12]}$ and large$^{(13)}$.", "12 13", 1),
            (
                r"It is small$^{12–14}$ and large$^{\mathrm{13}}$ and red$^{\rm 14}$.",
                "12 13 14 13 14",
                1,
            ),
            (
                r"It is small.\textsuperscript{12} It is large.\textsuperscript{12,14-16} End.",
                "12 12 14 15 16",
                3,
            ),
            (
                r"It is small.\(^{12}\) It is large\(^{12,13}\).",
                "12 12 13",
                2,
            ),
            (
                "It is small.$ ^{12} $ It is large $ ^{12-14} $.",
                "12 12 13 14",
                2,
            ),
            (
                "It is small. $^{12}$ It is large. $^{12-14}$ End.",
                "12 12 13 14",
                3,
            ),
            (
                "It is small. <sup>12</sup> It is large. <sup>12–14</sup> End.",
                "12 12 13 14",
                3,
            ),
            (
                "It is small . <sup>12</sup> It is large , <sup>13</sup> and red.",
                "12 13",
                2,
            ),
            (
                "It is small.<sup>12</sup>It is large.<sup>13</sup>End of it.",
                "12 13",
                3,
            ),
            (
                "It is small.<sup>S12</sup> It is large.<sup>12</sup>",
                "12",
                2,
            ),
            (
                "It is small.<sup>12</sup>–<sup>14</sup> It is large<sup>16</sup>-<sup>18</sup>.",
                "12 13 14 16 17 18",
                2,
            ),
            (
                "It is small.<sup>12</sup>−<sup>14</sup> It is large<sup>16−18</sup>.",
                "12 13 14 16 17 18",
                2,
            ),
            (
                "It is small<sup>12‒14</sup>, <sup>15―17</sup> large<sup>18－20</sup>.",
                "12 13 14 15 16 17 18 19 20",
                0,
            ),
            (
                "It is small<sup>12，13</sup> and large<sup>14、15</sup>.",
                "12 13 14 15",
                1,
            ),
            (
                "It is small<sup>12～14</sup> and large<sup>14~16</sup>.",
                "12 13 14 14 15 16",
                1,
            ),
            (
                "It is small<sup>12&ndash;14</sup> and large<sup>14&#8211;16</sup> and red<sup>17&#x2013;19</sup>.",
                "12 13 14 14 15 16 17 18 19",
                1,
            ),
            (
                "It is small<sup>12,&nbsp;14</sup> and large<sup>14&thinsp;–&thinsp;16</sup>.",
                "12 14 14 15 16",
                1,
            ),
            (
                "It is small<sup>12, 14, 16, 18, 20, 22, 24, 26, 28, 30, 32</sup>.",
                "12 14 16 18 20 22 24 26 28 30 32",
                1,
            ),
            (
                "It is small<sup>12a</sup> and large<sup>12b,c</sup> and red<sup>13a–c</sup>.",
                "12 12 13",
                1,
            ),
            (
                "It is small<sup>12(a)</sup> and large<sup>13(b),14</sup>.",
                "12 13 14",
                1,
            ),
            (
                "It is small<sup>†</sup> and large<sup>*</sup> and red<sup>a</sup> and blue<sup>‡,§</sup>.",
                "",
                1,
            ),
            (
                "It is 5 cm<sup>2</sup> and 10<sup>12</sup> cm<sup>-3</sup>, e<sup>2</sup> and x<sup>3</sup>.",
                "",
                1,
            ),
            (
                "The 1<sup>st</sup>, 2<sup>nd</sup> and 19<sup>th</sup> of them.<sup>4</sup> End.",
                "4",
                2,
            ),
            (
                "It is 3 × 10<sup>4</sup>,<sup>5</sup> and m<sup>2</sup>.<sup>6</sup> End.",
                "5 6",
                2,
            ),
            (
                "The <sup>15</sup>NO<sub>3</sub><sup>−</sup> test<sup>4</sup> with <sup>14</sup>NH<sub>4</sub><sup>+</sup>.<sup>5</sup>",
                "4 5",
                1,
            ),
            (
                "The Cu<sup>0</sup>/Cu<sup>1+</sup> pair<sup>4</sup> and Fe<sup>III</sup>.<sup>5</sup>",
                "4 5",
                1,
            ),
            (
                "The loss (R<sup>2</sup> = 0.9) of 5 kJ mol<sup>−1</sup> K<sup>−1</sup>.<sup>5</sup>",
                "5",
                1,
            ),
            (
                "The loss is unclosed <sup>5 and goes on.\n\nThe next one is here.<sup>6</sup>",
                "6",
                2,
            ),
            ("The loss is cut <sup>5,\n6</sup> and goes on.", "5 6", 1),
            (
                "The loss is small.<sup>5–\n8</sup> It goes on.",
                "5 6 7 8",
                2,
            ),
            ("The loss is small.\n<sup>5,6</sup> It goes on.", "5 6", 2),
            (
                "The loss of NO<sub>x</sub><sup>5</sup> and TiO<sub>2</sub>.<sup>6</sup> End.",
                "5 6",
                2,
            ),
            (
                "The loss of TiO<sub>2</sub><sup>16</sup> and CO<sub>2</sub>,<sup>17,18</sup> End.",
                "16 17 18",
                1,
            ),
            (
                "The SO<sub>4</sub><sup>2−</sup><sup>12</sup> and NO<sub>3</sub><sup>−</sup> ions.<sup>13</sup>",
                "12 13",
                1,
            ),
            (
                "The loss [3] is here.<sup>4</sup> In the interval [0, 1].<sup>5</sup>",
                "4 5",
                2,
            ),
            (
                "It is so.<sup>1−3</sup> But<sup>4−6,8</sup> no.",
                "1 2 3 4 5 6 8",
                2,
            ),
            (
                "It is so.<sup>1,2</sup>\n\n<sup>3</sup> is a note of the page.",
                "1 2",
                0,
            ),
            (
                "The group $^{12-15}$ . For this, $et$ $al.^{16}$ showed it, $^{17}$ and so.",
                "12 13 14 15 16 17",
                2,
            ),
            (
                "It is small.$^ { 1 2 - 1 5 }$ It is large $^ { 1 6 , 1 8 }$ or $1 0 ^ { 5 }$ Pa. $^ { 1 9 }$ End.",
                "12 13 14 15 16 18 19",
                3,
            ),
        ],
    );
}

#[test]
fn bracketed_lists_are_read_however_they_are_set() {
    all_cite(
        Habit::Bracketed,
        &[
            ("It is [12] and [13].", "12 13", 1),
            (
                "It is so [12, 13 and 15] and so [16 and 17].",
                "12 13 15 16 17",
                1,
            ),
            ("It is so [12 to 15] and [16 & 18].", "12 13 14 15 16 18", 1),
            ("It is so [12,13, and 15].", "12 13 15", 1),
            (
                "It is so [12; 13] and [12-14,16,20-22].",
                "12 13 12 13 14 16 20 21 22",
                1,
            ),
            (
                "It is so [12‑14] and [15‒17], [18―20], [21−23], [24﹣26], [27－29], [30～32].",
                "12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32",
                1,
            ),
            ("It is so [12 – 14 , 16] and [ 17 ].", "12 13 14 16 17", 1),
            (
                "It is so [12--14] and [15---17] and [18 -- 20].",
                "12 13 14 15 16 17 18 19 20",
                1,
            ),
            (
                "It is so [12&ndash;14] and [15&#8211;17].",
                "12 13 14 15 16 17",
                1,
            ),
            ("It is so [1]–[3] and [5]-[7], [9].", "1 2 3 5 6 7 9", 1),
            ("It is so [1], [3], [5]–[7].", "1 3 5 6 7", 1),
            ("It is so [1] – [3] and [5] − [7].", "1 2 3 5 6 7", 1),
            ("It is so [1][2][3].", "1 2 3", 1),
            ("It is so [1] [2] and [3],[4].", "1 2 3 4", 1),
            (
                "Methods of refs. [1] to [4] and Refs. [5]–[7].",
                "1 2 3 4 5 6 7",
                1,
            ),
            ("Methods of refs. 1 and 4 are in Ref. 5.", "1 4 5", 1),
            (
                "Methods of refs 1, 4 and 6–8, in reference 9 and references 10–12.",
                "1 4 6 7 8 9 10 11 12",
                1,
            ),
            (
                "Methods of Refs. 12–15 are here (ref. 16).",
                "12 13 14 15 16",
                1,
            ),
            (
                r"It is so \[12\] and \[13,14\] and \[15–17\].",
                "12 13 14 15 16 17",
                1,
            ),
            (
                r"It is so [\[12\]](#page-9-0) and [\[13](#p),[14\]](#p).",
                "12 13 14",
                1,
            ),
            (
                "It is so [[12]](#b12) and [[13](#b13)] and [13](#ref13).",
                "12 13 13",
                1,
            ),
            (
                "It is so [[12](#b12),[13](#b13)] and [[14](#b14)–[16](#b16)].",
                "12 13 14 15 16",
                1,
            ),
            (
                "It is so [[12]](#b12)–[[14]](#b14) and [[15]](#b15),[[17]](#b17).",
                "12 13 14 15 17",
                1,
            ),
            (
                r##"It is so <a href="#ref-3">3</a> and [<a href="#ref-4">4</a>, <a href="#ref-6">6</a>]."##,
                "3 4 6",
                1,
            ),
            (
                r##"It is so [<a href="#ref-4">4</a>–<a href="#ref-6">6</a>] and <a href="#b7">[7]</a>."##,
                "4 5 6 7",
                1,
            ),
            ("It is so [^12] and so[^13][^14].", "12 13 14", 1),
            (
                "It is so <sup>[12]</sup> and.<sup>[13–15]</sup> End.",
                "12 13 14 15",
                0,
            ),
            (
                "It is so $[12]$ and $[13,14]$ and $[15-17]$.",
                "12 13 14 15 16 17",
                1,
            ),
            (r"It is so \cite{doe2001} and \cite{a,b}.", "", 1),
            ("It is so [@doe2001] and @roe2002 said so [@a; @b].", "", 1),
            ("It is so [12]. It goes on [13].", "12 13", 2),
            ("It is so.[12] It goes on.[13,14] End.", "12 13 14", 3),
            ("It is so. [12] It goes on. [13,14] End.", "12 13 14", 3),
            (
                "It is so [12]: it goes on [13]; it ends [14], (see [15]).",
                "12 13 14 15",
                1,
            ),
            (
                "It is so (e.g., [12,13]) and (see Refs. [14–16]).",
                "12 13 14 15 16",
                1,
            ),
            (
                "It is so [e.g. 12] and [see 13,14] and [cf. 15] and [12, and references therein].",
                "12 13 14 15 12",
                1,
            ),
            (
                "It is so [12, p. 5] and [13, Sec. 2] and [14, Fig. 3] and [15, Theorem 2.1].",
                "12 13 14 15",
                1,
            ),
            (
                "It is so [12, pp. 5–9] and [13 (p. 7)] and [14: 12-15].",
                "12 13 14",
                1,
            ),
            (
                "It is so [12a] and [12a,b] and [12b–d, 14].",
                "12 12 12 14",
                1,
            ),
            (
                r"It is so [12\*] and [13\*\*] and [14•] and [15••].",
                "12 13 14 15",
                1,
            ),
            ("It is so **[12]** and *[13]* and [**14**].", "12 13 14", 1),
            ("It is so [12,\n13] and [14–\n16].", "12 13 14 15 16", 1),
            (
                "The list [12,13,14,15,16] and the set of works [17] exist.",
                "12 13 14 15 16 17",
                1,
            ),
            (
                "The set {1, 2} and the list [80,81,82,83] differ.",
                "80 81 82 83",
                1,
            ),
            (
                "The interval [0, 1], range [1, 5], [10–20] % and vector [1, 2, 3].",
                "",
                1,
            ),
            (
                "The [110] and [001] directions; the [100]-oriented film.",
                "",
                1,
            ),
            (
                "The range [5, 10] and interval [12, 20] are used [12].",
                "12",
                1,
            ),
            (
                "Compounds [Cu(H2O)4]2+, [Fe(CN)6]4- and [BMIM][BF4] matter [12].",
                "12",
                1,
            ),
            (
                "Values a[3], x[1,2], f[5] and the array [i] are no citations [12].",
                "12",
                1,
            ),
            (
                "In [Figure 2], [Table 1], [Eq. 3] and [S12] it is seen [12].",
                "12",
                1,
            ),
            (
                "The [2+2] and [4+2] cycloadditions, a [3]rotaxane, and [60]fullerene [12].",
                "12",
                1,
            ),
            (
                "Some [18]-crown-6 and [5]helicene and [n]arene [12].",
                "12",
                1,
            ),
            (
                "Checkbox [x] and [ ] and [sic] and [...] exist [12].",
                "12",
                1,
            ),
            (
                "Pharmacological [3H]-labelled and [14C]glucose, [11C] and [18F]FDG were used [12].",
                "12",
                1,
            ),
            ("The Author [2019] and Roe [2020a] are years [12].", "12", 1),
            (
                "The mean was 5.2 [3.1–7.2] and 6 (95% CI [4, 8]) [12].",
                "12",
                1,
            ),
            (
                r"Since $x \in [1, 2]$, and $A = [1]$, it holds [12].",
                "12",
                1,
            ),
            (
                "Doe et al. [12] and Roe [13,14] found it. In [15], it is shown; [16] shows more.",
                "12 13 14 15 16",
                2,
            ),
            ("It is so [12]\n\n[13] shows it too.", "12 13", 0),
            ("It is so [ 12, 13 ,14 ] and [15 ].", "12 13 14 15", 1),
            (
                "It is so 【12】 and ［13］ and ［14，15］.",
                "12 13 14 15",
                1,
            ),
            (
                "It is so [12，13] and [14、15] and [16；17].",
                "12 13 14 15 16 17",
                1,
            ),
            (
                "It is so [1–3,\u{200B}5,\u{2009}6–\u{2009}8].",
                "1 2 3 5 6 7 8",
                1,
            ),
            (
                "It is so [Ref. 12] and [refs. 13, 14] and [Refs 15–17].",
                "12 13 14 15 16 17",
                1,
            ),
            ("It is so [12] , [13] . It ends [14] .", "12 13 14", 2),
            (
                "It is so [12,13–15,17] (Fig. 3) [18].",
                "12 13 14 15 17 18",
                1,
            ),
            ("It is so [12]^a^ and [13]<sup>b</sup>.", "12 13", 1),
            ("The yields (12, 13) and items (1) and (2) [12].", "12", 1),
            (
                "Water<sup>2</sup> and R<sup>2</sup> and cm<sup>2</sup> [12].",
                "12",
                1,
            ),
            (
                "Doe<sup>1,2,*</sup> and Roe<sup>2</sup> are authors [12].",
                "12",
                1,
            ),
        ],
    );
}

#[test]
fn round_brackets_cite_where_the_paper_cites_so() {
    all_cite(
        Habit::Round,
        &[
            (
                "It is so (12) and (13, 14) and (15–17).",
                "12 13 14 15 16 17",
                1,
            ),
            (
                "It is so (12,13). It goes on (14-16). End.",
                "12 13 14 15 16",
                3,
            ),
            ("Doe et al. (12) and Roe (13) found it.", "12 13", 1),
            (
                "It is so (*12*) and (*13*, *14*) and (*15*–*17*).",
                "12 13 14 15 16 17",
                1,
            ),
            (
                "It is so (**12**) and (12 and 13) and (14, 15, and 17).",
                "12 12 13 14 15 17",
                1,
            ),
            ("It is so.(12) It goes on.(13,14) End.", "12 13 14", 3),
            (
                "It is so (reviewed in 12) and (see 13) and (refs. 14, 15).",
                "12 13 14 15",
                1,
            ),
            ("It is so (e.g., 12–14) and (12; 13).", "12 13 14 12 13", 1),
            (
                "It is so ([12](#b12), [13](#b13)) and ([14](#b14)–[16](#b16)).",
                "12 13 14 15 16",
                1,
            ),
            ("It is so [(12)](#b12) and ([13](#b13)).", "12 13", 1),
            (
                "There are three: (1) mixing, (2) heating, and (3) washing.",
                "",
                1,
            ),
            (
                "In Eq. (1) and Eqs. (2) and (3), Pt(111), x = (5), (n = 5), Fig. (3).",
                "",
                1,
            ),
            ("The year (2019) and the yield (95%) and (5 mL).", "", 1),
            (
                "It was seen (12, Fig. 3) and (13 and references therein).",
                "12 13",
                1,
            ),
        ],
    );
}

#[test]
fn flat_digits_behind_words_and_stops_are_read() {
    all_cite(
        Habit::Flat,
        &[
            (
                "It is small.12 It is large.13,14 The end.15–17",
                "12 13 14 15 16 17",
                3,
            ),
            (
                "It is small,12 red,13 and large.14 The cost is 2.5 and Fig. 2.3 shows it.",
                "12 13 14",
                2,
            ),
            (
                "It rose by 5%.12 It fell again.13 It is Fe2O3.14 Then more.",
                "12 13 14",
                4,
            ),
            (
                "The catalyst12 was good.13 In 2019,14 it was not.",
                "12 13 14",
                2,
            ),
            (
                "It was so (see above).12 Then “so”.13 It is (so)14 here.",
                "12 13 14",
                3,
            ),
            (
                "Doe et al.12 found it; Roe13 and Poe14,15 too.",
                "12 13 14 15",
                1,
            ),
            (
                "It reached 0.95 V.12 At 25 °C.13 With 1.5 M KOH.14 End.",
                "12 13 14",
                4,
            ),
            ("It is small12.", "12", 1),
            (
                "It is small12. It is large13,14. The end15–17.",
                "12 13 14 15 16 17",
                3,
            ),
        ],
    );
}

#[test]
fn numbers_in_round_brackets_cite_nothing_elsewhere() {
    all_cite(
        Habit::None,
        &[(
            "There are three: mixing (1), heating (2), and washing (3). Eq. (1) and (5) hold.",
            "",
            2,
        )],
    );
}

#[test]
fn raised_numbers_may_close_with_a_bracket_and_stand_behind_years_and_names() {
    all_cite(
        Habit::Raised,
        &[
            (
                "Doe *et al.*<sup>12)</sup> saw it, others<sup>13–15)</sup> too.<sup>16,18)</sup> It is.",
                "12 13 14 15 16 18",
                2,
            ),
            ("Doe *et al.*<sup>12),14)</sup> saw it.", "12 14", 1),
            (
                "Doe *et al.*$^{12)}$ saw it.$^{13-15)}$ It is.",
                "12 13 14 15",
                2,
            ),
            ("Doe *et al.*¹² saw it; *Made up*¹³ is a name.", "12 13", 1),
            (
                "It was so in 1987<sup>12</sup> and in 1999,<sup>13</sup> and in 2009<sup>14</sup>.",
                "12 13 14",
                1,
            ),
            (
                "The vector pTest14<sup>12</sup> and the sample 4711<sup>13</sup> were used.",
                "12 13",
                1,
            ),
            (
                "It has 10<sup>15</sup> cells, 3 x10<sup>12</sup> ones, 2<sup>10</sup> or 1024<sup>2</sup> dots.",
                "",
                1,
            ),
            (
                "The fit is 0.02(*x* - 3.5)<sup>2</sup> and ([a]/2)<sup>3</sup> (see it)<sup>4</sup>.",
                "4",
                1,
            ),
            ("The phage λ<sup>12–14</sup> was seen.", "12 13 14", 1),
            (
                "In other groups.<sup>[12](#b12),[13](#b13)</sup> It is.",
                "12 13",
                2,
            ),
            (
                "It was. (It was seen before.<sup>12</sup>) The rest is new.",
                "12",
                3,
            ),
            ("It was. The rest is new. $^{12,13}$", "12 13", 2),
        ],
    );
}

#[test]
fn brackets_may_be_part_of_a_compound_and_are_none_below_the_line() {
    all_cite(
        Habit::Bracketed,
        &[
            (
                "With *F*<sub>[1,12]</sub> = 8.4 and *F*$_{[2,3]}$ = 9 it is so [12].",
                "12",
                1,
            ),
            ("Those of Ga [12]-based ones are [2]-catenanes.", "12", 1),
            (
                "Doe *et al.* [12] saw it. Roe *et al*. [13] did not. It is so *i.e.* [14].",
                "12 13 14",
                3,
            ),
            (
                "It was so. [\\[12–14\\]](#page-9-0) The rest is new.",
                "12 13 14",
                2,
            ),
            (
                "It was so. [\\[12,](#page-9-0) [14\\]](#page-9-1) The rest is new. [15]",
                "12 14 15",
                2,
            ),
            (
                "With plate[s12](#b12) it is so here[14.](#b14) The rest is new.",
                "12 14",
                2,
            ),
            (
                "They use [3H]water, [M + H]+, and [1 0 0] directions [12].",
                "12",
                1,
            ),
        ],
    );
}

#[test]
fn counts_and_scales_in_round_brackets_cite_nothing() {
    all_cite(
        Habit::Round,
        &[
            (
                "Doe *et al.* (12) saw it; Roe *et al*. (13) did not, see ref. (14).",
                "12 13 14",
                1,
            ),
            (
                "So do other groups (12, 13); (15, 16) are more.",
                "12 13 15 16",
                1,
            ),
            (
                "It is so for NASA.(12) It is so for groups.(13)",
                "12 13",
                2,
            ),
            (
                "They said never (1), sometimes (2), often (3) or always (4).",
                "",
                1,
            ),
            ("It was 10 (8–12) in all, and in 2009 (12) too.", "12", 1),
        ],
    );
}

#[test]
fn flat_lists_end_where_a_count_begins() {
    all_cite(
        Habit::Flat,
        &[
            ("It was seen12,13, 7 of them here.", "12 13", 1),
            (
                "It is so in other groups12,13. It was 1.6%14. End.",
                "12 13 14",
                3,
            ),
            ("It is a (so)-called12 thing.", "12", 1),
        ],
    );
}

#[test]
fn a_list_in_the_order_of_the_alphabet_is_cited_in_any_order() {
    let order = [34, 7, 51, 22, 60, 3, 45, 18, 57, 29, 12, 40, 5, 33, 48];
    let text: String = order
        .iter()
        .map(|number| format!("It was seen by others ({number}). "))
        .collect();
    let list: String = (1..=60)
        .map(|n| format!("{n}. Doe, J. On Thing {n}. *Made-Up J.* **2001**, *{n}*, 10–19.\n"))
        .collect();
    let paper = read(&format!(
        "# A Made-Up Paper\n\n## Introduction\n\n{text}\n\n## References\n\n{list}"
    ));
    let cited: Vec<String> = paper
        .sentences
        .iter()
        .flat_map(|sentence| &sentence.markers)
        .flat_map(|marker| marker.references.clone())
        .collect();
    assert_eq!(cited, order.map(|number| number.to_string()));
}

#[test]
fn cells_that_hold_nothing_but_numbers_cite() {
    let table = |cell: &str, share: &str| {
        let filler: String = (1..=12)
            .map(|n| format!("It was seen {}. ", cell.replace("12", &n.to_string())))
            .collect();
        let list: String = (1..=20)
            .map(|n| format!("{n}. Doe, J. On Thing {n}. *Made-Up J.* **2001**, *{n}*, 10–19.\n"))
            .collect();
        let paper = read(&format!(
            "# A Made-Up Paper\n\n## Introduction\n\n{filler}\n\nTable 1. Strains.\n\n| Strain | Share | From |\n\
             |---|---|---|\n| AB1 (9) | {share} | {cell} |\n\n## References\n\n{list}"
        ));
        let row = &paper.tables[0].rows[0];
        let cited = row.markers.iter().map(|marker| marker.references.join(" "));
        cited.collect::<Vec<_>>()
    };
    assert_eq!(table("(12)", "3.4*** (4)"), ["12"]);
    assert_eq!(table("<sup>12</sup>", "3.4"), ["12"]);
}

#[test]
fn sentences_begin_with_names_that_begin_small() {
    all_cite(
        Habit::None,
        &[
            ("The one was iso-6 (Scheme 2). iso-6 was seen again.", "", 2),
            (
                "It is stable. (aR)- and (aS)-6 were parted. *p*-Values fell.",
                "",
                3,
            ),
            ("It fell. siRNA was used. *x*<sub>50</sub> was low.", "", 3),
            ("They follow one law. f(d) = 2d is one.", "", 2),
            (
                "It was made by R. A. Doe at last. It is to the power of Q. Q is high.",
                "",
                3,
            ),
            (
                "The gene (accession no. AB979399) and *e.g.* (so) are known.",
                "",
                1,
            ),
        ],
    );
}

#[test]
fn a_running_head_counts_the_pages() {
    let page = |number: usize| {
        format!(
            "Made-Up J. Sci. {number} of 9\n\nThe page {} has its own text.\n\n",
            ["two", "three", "four"][number - 2]
        )
    };
    let runs: String = [(1, 12), (2, 15), (3, 19)]
        .iter()
        .map(|(run, yielded)| format!("The yield of run {run} was {yielded} %.\n\n"))
        .collect();
    let text = format!(
        "# A Made-Up Paper\n\n## 1. Here\n\n{}{}{}{runs}",
        page(2),
        page(3),
        page(4)
    );
    let sentences: Vec<String> = read(&text)
        .sentences
        .into_iter()
        .map(|sentence| sentence.text)
        .collect();
    assert_eq!(
        sentences,
        [
            "The page two has its own text.",
            "The page three has its own text.",
            "The page four has its own text.",
            "The yield of run 1 was 12 %.",
            "The yield of run 2 was 15 %.",
            "The yield of run 3 was 19 %.",
        ]
    );
}

#[test]
fn an_abstract_may_have_headings_of_its_own() {
    let text = "# A Made-Up Paper\n\n## Abstract\n\n### Background\n\nIt is unknown.\n\n### Methods\n\nWe looked. \
                We saw.\n\n## Author Summary\n\nIt is known now.\n\n## Introduction\n\nIt was unknown.\n";
    let read = read(text);
    let places: Vec<&str> = read
        .sentences
        .iter()
        .map(|sentence| &*sentence.id)
        .collect();
    assert_eq!(
        places,
        [
            "abstract/1/1",
            "abstract/2/1",
            "abstract/2/2",
            "author-summary/1/1",
            "introduction/1/1"
        ]
    );
}

#[test]
fn numbers_cite_nothing_where_authors_and_years_do() {
    let text = "It is so (Doe, 1999; Roe and Poe, 2001). Doe et al. (2003) saw it. It was to (1) fit a model, (2) turn it and \
                (3) end. The models (2) and (3) differ (Doe & Roe, 2005; Poe et al., 2007). So did Roe (2011) in model (3).";
    let list: String = (1..=12)
        .map(|n| {
            format!(
                "Doe, J., {}. On Thing {n}. Made-Up J. {n}, 10–19.\n\n",
                1990 + n
            )
        })
        .collect();
    for list in [list, String::new()] {
        let paper = read(&format!(
            "# A Made-Up Paper\n\n## Introduction\n\n{text}\n\n## References\n\n{list}"
        ));
        assert!(paper.sentences.len() > 4);
        assert!(
            paper
                .sentences
                .iter()
                .all(|sentence| sentence.markers.is_empty())
        );
    }
}
