//! Publishing into a folder: shards, and scripts that engines' own loaders run.

use super::engine::{Engine, as_spelt};
use super::{publish, similar, small, with_data};
use flate2::read::GzDecoder;
use std::collections::BTreeSet;
use std::io::Read;
use std::path::Path;

/// The text of all N-Quads files of a folder, each with its name.
fn shards(folder: &Path) -> Vec<(String, String)> {
    let mut shards = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if name.ends_with(".nq.gz") {
            let mut text = String::new();
            let file = std::fs::File::open(&path).unwrap();
            GzDecoder::new(file).read_to_string(&mut text).unwrap();
            shards.push((name, text));
        }
    }
    shards.sort();
    shards
}

#[test]
fn a_folder_holds_what_an_engine_would_in_bounded_shards() {
    let sealed = small();
    let seen = sealed.run(&with_data(&[
        "publish",
        "--to-folder",
        "out",
        "--shard",
        "2000",
    ]));
    assert_eq!(seen.status, 0, "{seen}");
    let shards = shards(&sealed.path().join("out"));
    let (last, data) = shards.split_last().unwrap();
    assert!(data.len() > 2);
    for (name, text) in data {
        let longest = text.lines().map(str::len).max().unwrap();
        assert!(
            text.len() <= 2000 + longest,
            "{name} has {} bytes",
            text.len()
        );
        assert!(!text.contains("/published/publication>"), "{name}");
    }
    assert_eq!(last.0, "publication.nq.gz");
    let quads: BTreeSet<String> = shards
        .iter()
        .flat_map(|(_, text)| text.lines().map(str::to_owned))
        .collect();
    let engine = Engine::start();
    assert_eq!(publish(&sealed, &engine, &[]).status, 0);
    similar(&as_spelt(&quads), &engine.quads());
    // What was loaded by other means is known all the same.
    let other = Engine::start();
    shards.iter().for_each(|(_, text)| other.load(text));
    assert_eq!(publish(&sealed, &other, &[]).status, 0);
    assert_eq!(other.changes().len(), 0);
    let again = sealed.run(&with_data(&["publish", "--to-folder", "out"]));
    insta::assert_snapshot!(format!("{seen}\n\n{again}"));
}

#[test]
fn nothing_is_left_of_a_folder_that_cannot_be_written() {
    let sealed = small();
    sealed.write("there", "a file");
    let seen = sealed.run(&with_data(&["publish", "--to-folder", "there/out"]));
    assert_eq!(seen.status, 2, "{seen}");
    let names: Vec<String> = std::fs::read_dir(sealed.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert!(
        !names.iter().any(|name| name.starts_with(".synergraph-")),
        "{names:?}"
    );
}

#[test]
fn the_scripts_are_ones_that_a_shell_can_read_and_run() {
    let sealed = small();
    let seen = sealed.run(&with_data(&["publish", "--to-folder", "out"]));
    assert_eq!(seen.status, 0, "{seen}");
    let mut scripts = Vec::new();
    for entry in std::fs::read_dir(sealed.path().join("out")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "sh") {
            let checked = std::process::Command::new("sh")
                .arg("-n")
                .arg(&path)
                .output()
                .unwrap();
            assert!(checked.status.success(), "{checked:?}");
            let text = std::fs::read_to_string(&path).unwrap();
            assert!(!text.contains("@BASE@"));
            scripts.push(path.file_name().unwrap().to_str().unwrap().to_owned());
        }
    }
    scripts.sort();
    let known = [
        "graphdb", "jena", "neptune", "oxigraph", "qlever", "virtuoso",
    ];
    assert_eq!(scripts, known.map(|engine| format!("load-{engine}.sh")));
}

/// Each loader gets all files, the description last, whatever the folder is called: stand-ins write down what they are told.
#[cfg(unix)]
#[test]
fn the_scripts_hand_over_every_file_and_the_description_last() {
    use std::os::unix::fs::PermissionsExt;
    let sealed = small();
    let seen = sealed.run(&with_data(&[
        "publish",
        "--to-folder",
        "my out",
        "--shard",
        "3000",
    ]));
    assert_eq!(seen.status, 0, "{seen}");
    for (name, does) in [
        (
            "tdb2.xloader",
            "printf '%s\\n' \"tdb2.xloader\" \"$@\" >> \"$LOG\"",
        ),
        ("importrdf", "printf '%s\\n' importrdf \"$@\" >> \"$LOG\""),
        ("oxigraph", "printf '%s\\n' oxigraph \"$@\" >> \"$LOG\""),
        (
            "qlever-index",
            "printf '%s\\n' qlever-index \"$@\" >> \"$LOG\"; printf '%s quads\\n' \"$(wc -l)\" >> \"$LOG\"",
        ),
        ("isql-vt", "printf '%s\\n' \"$@\" >> \"$LOG\""),
        ("aws", "printf '%s\\n' aws \"$@\" >> \"$LOG\""),
        (
            "curl",
            "printf '%s\\n' curl \"$@\" >> \"$LOG\"; echo '{\"status\":\"200 OK\",\"payload\":{\"loadId\":\"an-id\"}}'",
        ),
    ] {
        sealed.write(&format!("bin/{name}"), format!("#!/bin/sh\n{does}\n"));
        let path = sealed.path().join("bin").join(name);
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
    }
    let mut told = String::new();
    for engine in [
        "virtuoso", "qlever", "jena", "graphdb", "neptune", "oxigraph",
    ] {
        let script = sealed
            .path()
            .join("my out")
            .join(format!("load-{engine}.sh"));
        let log = sealed.path().join(format!("{engine}.log"));
        let output = std::process::Command::new(script)
            .current_dir(sealed.path())
            .env_clear()
            .env(
                "PATH",
                format!("{}:/usr/bin:/bin", sealed.path().join("bin").display()),
            )
            .env("LOG", &log)
            .envs([
                ("TDB", "db"),
                ("REPOSITORY", "r"),
                ("LOCATION", "db"),
                ("S3", "s3://b/p"),
            ])
            .envs([
                ("NEPTUNE", "https://n:8182"),
                ("ROLE", "a-role"),
                ("REGION", "eu-central-1"),
            ])
            .output()
            .unwrap();
        assert!(output.status.success(), "{engine}: {output:?}");
        let log = std::fs::read_to_string(log).unwrap();
        told.push_str(&format!("# {engine}\n{log}\n"));
    }
    let told = told.replace(sealed.path().to_str().unwrap(), "[TMP]");
    insta::assert_snapshot!(told);
}
