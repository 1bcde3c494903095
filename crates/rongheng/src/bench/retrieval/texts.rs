//! Texts of about two hundred characters that look like petitions, as many as asked for and the same in every run: the
//! shape of the peers' own (`corpus.py`), so that both search the same kind of thing.

use rongheng_app::domain::{
    judgement::{
        distinctions::Side,
        five_dimensions::Rating,
        leniences::Lenience,
        likeness::{Features, Loss},
        outcome::{Stage, Track},
    },
    people::Identity,
};

use super::questions::Draws;

/// Characters of a text.
const LONG: usize = 200;

/// About ninety words of the field.
const WORDS: &str = "征收 拆迁 补偿 面积 超标 街道 社区 经济联社 干部 负责人 集体 资产 招标 工程 违规 审批 \
    礼金 信访 反映 举报 环境 污染 工业园 整治 低保 分配 公开 村委 书记 主任 会议 决策 程序 后果 影响 损失 整改 \
    核实 调查 处分 免予 问责 容错 纠错 改革 创新 试点 营商 执法 更新 旧改 房屋 租金 合同 账目 财务 票据 虚报 冒领 \
    亲属 安置 名额 评估 价格 协议 签字 代签 伪造 材料 证明 群众 答复 超期 推诿 拖延 电话 现场 夜间 噪声 油烟 违建 \
    加建 楼顶 占道 停车 收费 物业 维修 资金 选举 投票 名单 公示 反对 支持";

fn word(draws: &mut Draws, words: &[&'static str]) -> &'static str {
    words.get(draws.below(words.len())).copied().unwrap_or_default()
}

/// So many texts.
pub(super) fn some(many: usize) -> Vec<String> {
    let words: Vec<&str> = WORDS.split_whitespace().collect();
    let characters: Vec<char> = WORDS.chars().filter(|c| !c.is_whitespace()).collect();
    let mut draws = Draws(7);
    let text = |_| {
        let mut text = String::with_capacity(3 * LONG + 16);
        let mut count = 0;
        while count < LONG {
            if draws.below(5) == 0 {
                // One word in five is no word.
                text.extend((0..2).filter_map(|_| characters.get(draws.below(characters.len()))));
                count += 2;
            } else {
                let word = word(&mut draws, &words);
                text.push_str(word);
                count += word.chars().count();
            }
            if draws.below(12) == 0 {
                text.push('，');
                count += 1;
            }
        }
        text
    };
    (0..many).map(text).collect()
}

/// Queries of three words.
pub(super) fn queries(many: usize) -> Vec<String> {
    let words: Vec<&str> = WORDS.split_whitespace().collect();
    let mut draws = Draws(3);
    (0..many).map(|_| (0..3).map(|_| word(&mut draws, &words)).collect()).collect()
}

/// So many matters, each with answers drawn at random.
pub(super) fn matters(many: usize) -> Vec<Features> {
    fn one<T: Copy>(draws: &mut Draws, of: &[T]) -> Option<T> {
        of.get(draws.below(of.len())).copied()
    }
    let mut draws = Draws(11);
    let matter = |_| {
        let circumstance = draws.below(96);
        Features {
            circumstance: Some(format!("land.{circumstance:02}")),
            area: Some((circumstance % 7).to_string()),
            lenience: one(&mut draws, Lenience::ALL),
            stage: one(&mut draws, Stage::ALL),
            tracks: one(&mut draws, Track::ALL).into_iter().collect(),
            distinctions: std::array::from_fn(|_| one(&mut draws, Side::ALL)),
            dimensions: std::array::from_fn(|_| one(&mut draws, Rating::ALL)),
            barred: Some(draws.below(10) == 0),
            loss: one(&mut draws, Loss::ALL),
            corrected: Some(draws.below(2) == 0),
            identity: one(&mut draws, Identity::ALL),
        }
    };
    (0..many).map(matter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_as_long_as_the_peers_and_always_the_same() {
        let texts = some(20);
        assert_eq!(texts, some(20));
        assert!(texts.iter().all(|text| (LONG..LONG + 6).contains(&text.chars().count())));
        assert_eq!(queries(2).len(), 2);
    }
}
