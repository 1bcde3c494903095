//! `wrk`, the load generator that ours and the peer are asked with alike.

use std::{
    fmt::Write as _,
    fs,
    path::Path,
    process::{Command, Stdio},
};

use anyhow::{Context as _, bail};

/// What a round came to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Load {
    pub(super) per_second: f64,
    pub(super) p50_ms: f64,
    pub(super) p99_ms: f64,
}

/// Whether it is installed.
pub(super) fn is_installed() -> bool {
    // Without an address it prints how it is used and ends with 1.
    Command::new("wrk").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok()
}

/// Asks `address` with as many connections as there are clients; they take the cookies in turn, so that the requests
/// are those of several people. An answer that is no page is an error, never a fast request.
pub(super) fn load(
    scratch: &Path,
    address: &str,
    cookies: &[String],
    clients: usize,
    seconds: u64,
) -> anyhow::Result<Load> {
    let mut script = String::from("local cookies = {\n");
    for cookie in cookies {
        let _ = writeln!(script, "  [[{cookie}]],");
    }
    script.push_str(
        "}\nlocal n = 0\nrequest = function()\n  n = n + 1\n  \
         return wrk.format(\"GET\", nil, { [\"Cookie\"] = cookies[n % #cookies + 1] })\nend\n",
    );
    let file = scratch.join("load.lua");
    fs::write(&file, script)?;
    let (connections, duration) = (format!("-c{clients}"), format!("-d{seconds}s"));
    let output = Command::new("wrk")
        .args(["-t1", &connections, &duration, "--latency", "--timeout", "20s", "-s"])
        .arg(&file)
        .arg(address)
        .stdin(Stdio::null())
        .output()
        .context("wrk")?;
    let said = String::from_utf8_lossy(&output.stdout);
    if !output.status.success() {
        bail!("wrk: {}", String::from_utf8_lossy(&output.stderr));
    }
    read(&said).with_context(|| format!("wrk said of {address}: {said}"))
}

fn read(said: &str) -> Option<Load> {
    if said.contains("Non-2xx") || said.contains("Socket errors") {
        return None;
    }
    let after = |name: &str| {
        said.lines().find_map(|line| line.trim().strip_prefix(name)).map(|rest| rest.trim().to_owned())
    };
    Some(Load {
        per_second: after("Requests/sec:")?.parse().ok()?,
        p50_ms: milliseconds(&after("50%")?)?,
        p99_ms: milliseconds(&after("99%")?)?,
    })
}

fn milliseconds(text: &str) -> Option<f64> {
    for (unit, factor) in [("us", 1e-3), ("ms", 1.0), ("s", 1e3), ("m", 6e4)] {
        if let Some(number) = text.strip_suffix(unit).and_then(|number| number.parse::<f64>().ok()) {
            return Some(number * factor);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAID: &str = "Running 2s test @ http://127.0.0.1:8600/\n  1 threads and 8 connections\n  Latency Distribution\n     \
                        50%    1.25s \n     75%    1.40s \n     90%  900.00us\n     99%   12.50ms\n  17 requests in 2.00s, 1MB read\nRequests/sec:      8.48\n";

    #[test]
    fn what_wrk_says_is_read_whatever_its_units() {
        let load = read(SAID).unwrap();
        assert_eq!(load, Load { per_second: 8.48, p50_ms: 1250.0, p99_ms: 12.5 });
        assert!((milliseconds("900.00us").unwrap() - 0.9).abs() < 1e-9);
    }

    #[test]
    fn a_round_with_an_answer_that_is_no_page_counts_for_nothing() {
        assert_eq!(read(&format!("{SAID}  Non-2xx or 3xx responses: 17\n")), None);
        assert_eq!(read("unable to connect"), None);
    }
}
