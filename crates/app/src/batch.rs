//! Acts in a batch: authorised together, each decided for itself.

use rongheng_domain::refusal::Refusal;

use crate::{App, Ask, Result, error::Error, kinds, page::Done};

/// Refuses what looks at one case only.
fn in_batch(ask: &Ask) -> Result<()> {
    let action = kinds::kind(&ask.kind).and_then(|kind| kind.action(&ask.action));
    let action = action.ok_or_else(|| Error::UnknownAction(ask.action.clone()))?;
    if action.batch {
        return Ok(());
    }
    let says = format!("“{}”要逐件办理，不能批量办理。", action.title);
    Err(Error::Refused(Refusal::one(action.rule, says)))
}

impl App {
    /// Several commands of one actor, authorised once before the first: where one of them may not be done at all,
    /// none is. After that each is decided for itself, and one that is refused stops no other; only a machine that
    /// can write nothing more stops the rest. The answers stand in the order of the asks.
    pub async fn execute_batch(&self, asks: Vec<Ask>) -> Vec<Result<Done>> {
        for ask in &asks {
            let allowed = match in_batch(ask) {
                Ok(()) => self.authorise(ask).await,
                Err(error) => Err(error),
            };
            if let Err(error) = allowed {
                return vec![Err(error)];
            }
        }
        let mut done = Vec::new();
        for ask in asks {
            let one = self.execute(ask).await;
            let stop = matches!(one, Err(Error::Unavailable(_) | Error::DiskFull | Error::Corrupt(_)));
            done.push(one);
            if stop {
                break;
            }
        }
        done
    }
}
