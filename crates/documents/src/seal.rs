//! The image of a seal (印章图像): looked at before it is ever set on a paper.

use std::io::Cursor;

/// The largest file.
pub const LARGEST: usize = 2 * 1024 * 1024;
/// Dots on a side: enough to print sharp, few enough to be looked at in no time.
const DOTS: std::ops::RangeInclusive<u32> = 200..=2400;
/// How wide seals are, in millimetres.
pub const MILLIMETRES: std::ops::RangeInclusive<u16> = 38..=50;
/// An alpha above which a dot is seen, and one below which it is not.
const SEEN: u8 = 128;
const UNSEEN: u8 = 16;

/// The image of a seal: a red PNG on a transparent ground.
#[derive(Clone, PartialEq, Eq)]
pub struct SealImage {
    png: Vec<u8>,
    millimetres: u16,
}

impl std::fmt::Debug for SealImage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SealImage").field("bytes", &self.png.len()).finish_non_exhaustive()
    }
}

/// Why a file is no image of a seal; in the words for whoever chose it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoSeal {
    /// Above [`LARGEST`].
    #[error("图像文件超过 2 兆字节，请缩小后再上传")]
    TooLarge,
    /// Another kind of file, whatever it is called.
    #[error("这个文件不是 PNG 图像；请上传底色透明的 PNG，改扩展名不算")]
    NotPng,
    /// It begins as one and cannot be read.
    #[error("这个 PNG 已经损坏，读不出来，请重新导出后上传")]
    Broken,
    /// Too few dots, or too many.
    #[error("图像是 {0}×{1} 点；每边要在 200 到 2400 点之间，请按 600 点左右重新导出")]
    Dots(u32, u32),
    /// Not as wide as it is high.
    #[error("图像是 {0}×{1} 点，宽和高差得太多；请把印章四周多余的部分裁掉")]
    NotSquare(u32, u32),
    /// Its ground would cover name and date.
    #[error("图像的底色不透明，会遮住署名和日期；请去掉底色，另存为透明的 PNG")]
    Opaque,
    /// Nothing is seen.
    #[error("图像上几乎没有内容，请核对是不是选错了文件")]
    Blank,
    /// Another colour.
    #[error("印章用红色，这个图像不是红色的，请核对是不是选错了文件")]
    NotRed,
}

impl SealImage {
    /// Looks at a file; `millimetres` is how wide it is printed, brought into [`MILLIMETRES`].
    ///
    /// # Errors
    /// Why it is none.
    pub fn read(png: Vec<u8>, millimetres: u16) -> Result<Self, NoSeal> {
        if png.len() > LARGEST {
            return Err(NoSeal::TooLarge);
        }
        if !png.starts_with(b"\x89PNG\r\n\x1a\n") {
            return Err(NoSeal::NotPng);
        }
        looked_at(&png)?;
        let millimetres = millimetres.clamp(*MILLIMETRES.start(), *MILLIMETRES.end());
        Ok(Self { png, millimetres })
    }

    pub(crate) fn png(&self) -> &[u8] {
        &self.png
    }

    pub(crate) const fn millimetres(&self) -> u16 {
        self.millimetres
    }
}

fn looked_at(png: &[u8]) -> Result<(), NoSeal> {
    let mut decoder = png::Decoder::new(Cursor::new(png));
    decoder.set_transformations(png::Transformations::normalize_to_color8() | png::Transformations::ALPHA);
    // Size is looked at before anything is unpacked.
    let info = decoder.read_header_info().map_err(|_| NoSeal::Broken)?;
    let (wide, high) = (info.width, info.height);
    if !DOTS.contains(&wide) || !DOTS.contains(&high) {
        return Err(NoSeal::Dots(wide, high));
    }
    if wide * 5 > high * 6 || high * 5 > wide * 6 {
        return Err(NoSeal::NotSquare(wide, high));
    }
    let mut reader = decoder.read_info().map_err(|_| NoSeal::Broken)?;
    let mut dots = vec![0; reader.output_buffer_size().ok_or(NoSeal::Broken)?];
    let frame = reader.next_frame(&mut dots).map_err(|_| NoSeal::Broken)?;
    reader.finish().map_err(|_| NoSeal::Broken)?;
    if frame.color_type != png::ColorType::Rgba {
        return Err(NoSeal::NotRed);
    }
    dots.truncate(frame.buffer_size());
    seen(&dots)
}

/// Mostly transparent, the rest red.
fn seen(dots: &[u8]) -> Result<(), NoSeal> {
    let (mut all, mut clear, mut ink, mut red) = (0_usize, 0_usize, 0_usize, 0_usize);
    for dot in dots.chunks_exact(4) {
        let &[r, g, b, alpha] = dot else { continue };
        all += 1;
        if alpha < UNSEEN {
            clear += 1;
        } else if alpha >= SEEN {
            ink += 1;
            if r > g.saturating_add(40) && r > b.saturating_add(40) {
                red += 1;
            }
        }
    }
    // The corners around a round seal are a fifth of its square, the ground between its signs as much again.
    if clear * 10 < all * 3 {
        Err(NoSeal::Opaque)
    } else if ink * 100 < all {
        Err(NoSeal::Blank)
    } else if red * 10 < ink * 8 {
        Err(NoSeal::NotRed)
    } else {
        Ok(())
    }
}
