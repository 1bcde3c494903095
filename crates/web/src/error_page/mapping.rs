//! The errors of `app` as answers: one mapping for pages and programs.

use rongheng_app::Error;

use super::{Problem, address};

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Refused(refusal) => Self::refused(&refusal, "办理", false, "/", &[]),
            Error::Faults(faults) => {
                let mut problem = Self::unreadable();
                problem.0.words = faults.iter().map(|fault| fault.says.clone()).collect();
                problem.0.detail.faults = faults;
                problem
            }
            Error::Forbidden(refusal) => Self::barred(&refusal),
            Error::NotFound => Self::not_found(),
            Error::Conflict(since) => {
                let case = address(&since.case);
                let lines = since
                    .lines
                    .iter()
                    .map(|line| (line.at.to_string(), line.title.clone(), since.names.say(&line.says)))
                    .collect();
                Self::conflict(lines, &case, &case)
            }
            Error::KeyReused => Self::key_reused("/"),
            Error::UnknownAction(_) => Self::unknown_action("/"),
            Error::UnreadableAnswers(_) => Self::unreadable(),
            Error::Erased => Self::erased(),
            Error::FileRefused(says) => Self::file_refused(&says),
            Error::FileTooLarge(says) => Self::file_too_large(&says),
            Error::DiskFull => Self::disk_full(),
            Error::Unavailable(why) => {
                tracing::error!(why, "unavailable");
                Self::unavailable()
            }
            Error::Corrupt(why) => {
                tracing::error!(why, "what is stored cannot be what was stored");
                Self::broken()
            }
        }
    }
}
