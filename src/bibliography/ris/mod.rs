//! RIS: a tag, two blanks, a hyphen and a value on each line, from `TY` to `ER`.

mod read;
mod write;

pub use read::read_ris;
pub use write::write_ris;
