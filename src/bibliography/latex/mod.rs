//! The LaTeX of BibTeX fields, from and to text with markup.
//!
//! Accents, symbols, Greek, sub- and superscripts, `\ce{}` and simple formulas become characters and tags, braces become
//! fixed case. What is not understood (`$\sqrt{2}$`, `\mycommand{…}`) is kept as it is written, and written so again.

mod decode;
mod encode;
mod formula;
mod table;

pub(super) use decode::{decode, decode_verbatim};
pub(super) use encode::{encode, encode_verbatim, is_balanced};
