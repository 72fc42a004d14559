//! Engines that are spoken to in secret: certificates that are good, and those that are not.

use super::engine::Engine;
use super::published;
use crate::sealed::{Sealed, Seen, repository};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;

/// Starts a server with a certificate of `tests/certificates/` that hands requests on to an engine, and returns its port.
fn start(certificate: &str, engine: &Engine) -> u16 {
    let folder = repository().join("tests/certificates");
    let chain = CertificateDer::from_pem_file(folder.join(format!("{certificate}.pem"))).unwrap();
    let key = PrivateKeyDer::from_pem_file(folder.join("key.pem")).unwrap();
    // Another test may have chosen already, which is as well.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![chain], key)
        .unwrap();
    let (config, listener) = (Arc::new(config), TcpListener::bind("127.0.0.1:0").unwrap());
    let port = listener.local_addr().unwrap().port();
    let address = engine.address.replace("http://", "").replace("/sparql", "");
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let (config, address) = (Arc::clone(&config), address.clone());
            std::thread::spawn(move || {
                let connection = ServerConnection::new(config).unwrap();
                // A client that does not like the certificate ends the connection.
                let _ = hand_on(StreamOwned::new(connection, stream.unwrap()), &address);
            });
        }
    });
    port
}

/// Hands one request on, and its answer back.
fn hand_on(
    mut client: StreamOwned<ServerConnection, TcpStream>,
    address: &str,
) -> std::io::Result<()> {
    let (mut head, mut length) = (String::new(), 0);
    let mut reader = BufReader::new(&mut client);
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        if let Some(number) = line.to_lowercase().strip_prefix("content-length: ") {
            length = number.trim().parse().unwrap();
        }
        head.push_str(&line);
        if line.trim().is_empty() {
            break;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    let mut engine = TcpStream::connect(address)?;
    engine.write_all(head.as_bytes())?;
    engine.write_all(&body)?;
    let mut answer = Vec::new();
    engine.read_to_end(&mut answer)?;
    client.write_all(&answer)?;
    client.conn.send_close_notify();
    client.flush()
}

/// Asks a server with a certificate, or publishes to it; our authority is trusted.
fn with(certificate: &str, engine: &Engine, arguments: &[&str]) -> Seen {
    let port = start(certificate, engine);
    let address = format!("https://127.0.0.1:{port}/sparql");
    let sealed = Sealed::new();
    let mut command = sealed.command();
    let authority = repository().join("tests/certificates/authority.pem");
    command.env("SSL_CERT_FILE", authority);
    let arguments = arguments
        .iter()
        .map(|one| if *one == "URL" { &address } else { *one });
    let output = command.args(arguments).output().unwrap();
    let text = |bytes: Vec<u8>| {
        let text = String::from_utf8(bytes).unwrap();
        text.replace(&port.to_string(), "PORT")
    };
    Seen {
        stdout: text(output.stdout),
        stderr: text(output.stderr),
        status: output.status.code().unwrap(),
    }
}

const QUESTION: [&str; 4] = ["query", "by-metal", "--endpoint", "URL"];

#[test]
fn an_engine_with_a_good_certificate_is_asked() {
    let engine = Engine::start(published());
    let seen = with("sound", &engine, &QUESTION);
    assert_eq!((seen.stderr.as_str(), seen.status), ("", 0));
    assert!(seen.stdout.lines().count() > 5, "{seen}");
}

#[test]
fn a_certificate_that_is_not_good_is_an_error_in_one_line_and_nothing_is_asked() {
    for (certificate, reason) in [
        ("self-signed", "UnknownIssuer"),
        ("elsewhere", "not valid for name"),
        ("expired", "expired"),
        ("future", "not valid yet"),
    ] {
        let engine = Engine::start(published());
        for (start, arguments) in [
            (
                "error: the endpoint <https://127.0.0.1:PORT/sparql> cannot be reached: ",
                &QUESTION[..],
            ),
            (
                "error: https://127.0.0.1:PORT/sparql cannot be reached: ",
                &["publish", "URL", "--back-off", "5"],
            ),
        ] {
            let seen = with(certificate, &engine, arguments);
            assert_eq!((seen.stdout.as_str(), seen.status), ("", 2), "{seen}");
            let first = seen.stderr.lines().next().unwrap_or_default();
            assert!(first.starts_with(start), "{seen}");
            assert!(
                first.contains("certificate") && first.contains(reason),
                "{seen}"
            );
            // Where it is a matter of time, ours may be wrong.
            let about_time = matches!(certificate, "expired" | "future");
            let says = seen.stderr.contains("the clock of this machine says ");
            assert_eq!(says, about_time, "{seen}");
            assert!(seen.stderr.lines().count() <= 2, "{seen}");
        }
        assert!(engine.asked().is_empty());
    }
}
