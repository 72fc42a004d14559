//! Connections: accepted up to a number, cut off where a client is too slow, finished in peace at the end.

use super::http::Shared;
use axum::Router;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use std::io;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio_io_timeout::TimeoutStream;

/// Time that requests get to finish at the end.
const FAREWELL: Duration = Duration::from_secs(10);

/// Accepts connections until `stop` comes to an end.
pub(super) async fn accept(
    state: Arc<Shared>,
    router: Router,
    listener: TcpListener,
    stop: impl Future<Output = ()>,
) -> io::Result<()> {
    let places = Arc::new(Semaphore::new(state.options.connections));
    let graceful = GracefulShutdown::new();
    let mut stop = std::pin::pin!(stop);
    loop {
        let place = tokio::select! {
            place = Arc::clone(&places).acquire_owned() => place,
            () = &mut stop => break,
        };
        let stream = tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => stream,
                // Too many open files, say: some will be closed.
                Err(_) => {
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    continue;
                }
            },
            () = &mut stop => break,
        };
        let (state, router) = (Arc::clone(&state), router.clone());
        let connection = serve(&state, router, stream);
        let watched = graceful.watch(connection);
        tokio::spawn(async move {
            state.metrics.connections.fetch_add(1, Ordering::Relaxed);
            // A client that goes away is nobody's error.
            let _ = watched.await;
            state.metrics.connections.fetch_sub(1, Ordering::Relaxed);
            drop(place);
        });
    }
    drop(listener);
    let _ = tokio::time::timeout(FAREWELL, graceful.shutdown()).await;
    Ok(())
}

type Service = TowerToHyperService<Router>;
type Io = TokioIo<std::pin::Pin<Box<TimeoutStream<TcpStream>>>>;

fn serve(
    state: &Shared,
    router: Router,
    stream: TcpStream,
) -> hyper::server::conn::http1::Connection<Io, Service> {
    let patience = state.options.patience;
    let _ = stream.set_nodelay(true);
    let mut stream = TimeoutStream::new(stream);
    // A client that takes nothing of its reply for so long is cut off.
    stream.set_write_timeout(Some(patience));
    hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(patience)
        .max_buf_size(64 << 10)
        .half_close(true)
        .serve_connection(
            TokioIo::new(Box::pin(stream)),
            TowerToHyperService::new(router),
        )
}
