//! Reads RDF files into a builder: compressed or not, all at once or as they come.

use super::build::{Builder, LoadError, format_of_path};
use super::mapping::map;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

/// What became of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Loaded {
    /// How many quads were read.
    pub quads: u64,
    /// What could not be read, each with its place; more than twenty of them are only counted.
    pub problems: Vec<String>,
    /// How many problems there were.
    pub problem_count: u64,
}

/// Problems of a file that are kept in words.
pub(super) const SHOWN: usize = 20;

impl Builder {
    /// Adds the quads of an RDF file; its ending tells the format, `.gz` or `.zst` behind it that it is compressed.
    ///
    /// With `keep_going`, what cannot be read is passed over and counted.
    ///
    /// # Errors
    /// Where the file cannot be read, and at the first problem in it without `keep_going`.
    pub fn load_file(&mut self, path: &Path, keep_going: bool) -> Result<Loaded, LoadError> {
        let name = path.display().to_string();
        let unreadable = |error: std::io::Error| LoadError::Unreadable {
            path: name.clone(),
            reason: crate::source::reason(&error),
        };
        // A folder has no ending, but that is not what is wrong with it.
        if path.is_dir() {
            return Err(LoadError::Unreadable {
                path: name,
                reason: "it is a directory".to_owned(),
            });
        }
        let format = format_of_path(path)?;
        let file = File::open(path).map_err(unreadable)?;
        let ending = path.extension().and_then(|ending| ending.to_str());
        match ending {
            Some("gz") => {
                let reader = flate2::read::MultiGzDecoder::new(BufReader::new(file));
                self.load_stream(&name, reader, format, keep_going)
            }
            Some("zst") => {
                let reader = ruzstd::decoding::StreamingDecoder::new(BufReader::new(file))
                    .map_err(|error| LoadError::Unreadable {
                        path: name.clone(),
                        reason: error.to_string(),
                    })?;
                self.load_stream(&name, reader, format, keep_going)
            }
            _ if keep_going => self.load_stream(&name, BufReader::new(file), format, true),
            _ => {
                let empty = file.metadata().map_err(unreadable)?.len() == 0;
                let before = self.quad_count();
                if !empty {
                    let mapped = map(&file).map_err(unreadable)?;
                    self.load(&name, &mapped, format)?;
                }
                Ok(Loaded {
                    quads: self.quad_count() - before,
                    ..Loaded::default()
                })
            }
        }
    }

    fn load_stream(
        &mut self,
        name: &str,
        reader: impl Read,
        format: oxigraph::io::RdfFormat,
        keep_going: bool,
    ) -> Result<Loaded, LoadError> {
        let mut loaded = Loaded::default();
        self.start_text();
        let source = self.source(name);
        for quad in self.parser(name, format).for_reader(BufReader::new(reader)) {
            match quad {
                Ok(quad) => {
                    self.add(quad, source);
                    loaded.quads += 1;
                }
                Err(error) => {
                    if !keep_going {
                        return Err(LoadError::Syntax {
                            path: name.to_owned(),
                            reason: error.to_string(),
                        });
                    }
                    loaded.problem_count += 1;
                    if loaded.problems.len() < SHOWN {
                        loaded.problems.push(format!("{name}: {error}"));
                    }
                    if matches!(error, oxigraph::io::RdfParseError::Io(_)) {
                        break;
                    }
                }
            }
        }
        self.check_room(name)?;
        Ok(loaded)
    }
}
