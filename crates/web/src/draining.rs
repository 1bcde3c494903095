//! What is answered before all of a request has come. A connection that is closed while the other side still sends is
//! reset, and a browser then shows that instead of the answer: so what is left is read to its end and thrown away, up
//! to a bound, while the answer is on its way.

use std::{
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use axum::{
    body::{Body, BodyDataStream, Bytes},
    http::{Request, header},
};
use futures_util::{Stream, StreamExt};
use tokio::{runtime::Handle, time};

/// Bytes that are still read of a request that was answered.
const MOST: usize = 2_000_000_000;
/// How long.
const LONGEST: Duration = Duration::from_mins(2);
/// Bytes up to which a body has come together with its head.
const SMALL: u64 = 60_000;

/// A body of which the rest is read when it is dropped.
struct Rest(Option<BodyDataStream>);

impl Stream for Rest {
    type Item = Result<Bytes, axum::Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Some(body) = &mut self.0 else { return Poll::Ready(None) };
        let piece = body.poll_next_unpin(context);
        if !matches!(piece, Poll::Pending | Poll::Ready(Some(Ok(_)))) {
            self.0 = None;
        }
        piece
    }
}

impl Drop for Rest {
    fn drop(&mut self) {
        let (Some(body), Ok(runtime)) = (self.0.take(), Handle::try_current()) else { return };
        runtime.spawn(time::timeout(LONGEST, read_out(body)));
    }
}

async fn read_out(mut body: BodyDataStream) {
    let mut read = 0;
    while let Some(Ok(piece)) = body.next().await {
        read += piece.len();
        if read > MOST {
            break;
        }
    }
}

/// The same request; what its handler does not read of it is read all the same.
pub(crate) fn drained(request: Request<Body>) -> Request<Body> {
    let length =
        request.headers().get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
    let chunked = request.headers().contains_key(header::TRANSFER_ENCODING);
    if !chunked && length.is_none_or(|length: u64| length < SMALL) {
        return request;
    }
    request.map(|body| Body::from_stream(Rest(Some(body.into_data_stream()))))
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    };

    use futures_util::stream;

    use super::*;

    #[tokio::test]
    async fn what_nobody_reads_is_read_to_its_end_and_a_small_body_is_left_alone() {
        let read = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&read);
        let pieces = (0..100).map(move |_| {
            count.fetch_add(1, Ordering::SeqCst);
            Ok::<_, std::io::Error>(vec![0_u8; 1000])
        });
        let body = Body::from_stream(stream::iter(pieces));
        let request = Request::post("/").header(header::CONTENT_LENGTH, 100_000).body(body).unwrap();
        drop(drained(request));
        while read.load(Ordering::SeqCst) < 100 {
            tokio::task::yield_now().await;
        }
        let small = Request::post("/").header(header::CONTENT_LENGTH, 3).body(Body::from("abc")).unwrap();
        let bytes = axum::body::to_bytes(drained(small).into_body(), 10).await.unwrap();
        assert_eq!(bytes, "abc");
    }
}
