//! 单位名称 and 职务: a name before one of the words that units end in, and a post that belongs to it.

use super::{
    Sort,
    scan::{Found, Text, han, numeral},
    words::TITLES,
};

/// What units end in. What stays of a unit behind 某 is this word.
const ENDS: &[&str] = &[
    "街道办事处",
    "街道党工委",
    "街道纪工委",
    "街道",
    "镇人民政府",
    "镇政府",
    "镇党委",
    "镇",
    "乡政府",
    "乡",
    "社区居民委员会",
    "社区居委会",
    "居民委员会",
    "居委会",
    "社区党委",
    "社区",
    "村民委员会",
    "村委会",
    "经济联合社",
    "经济联社",
    "经联社",
    "联社",
    "股份合作经济社",
    "经济合作社",
    "经济社",
    "合作社",
    "股份合作公司",
    "股份有限公司",
    "有限责任公司",
    "有限公司",
    "集团公司",
    "集团",
    "公司",
    "分公司",
    "工业园",
    "工业园区",
    "产业园",
    "产业园区",
    "科技园",
    "园区",
    "开发区",
    "新区",
    "工业区",
    "村",
    "管理局",
    "监督管理局",
    "分局",
    "局",
    "管理委员会",
    "管委会",
    "委员会",
    "党工委",
    "党组",
    "服务中心",
    "管理中心",
    "事务中心",
    "中心",
    "人民政府",
    "区政府",
    "区委",
    "市政府",
    "市委",
    "县委",
    "办公室",
    "指挥部",
    "中学",
    "小学",
    "幼儿园",
    "学校",
    "学院",
    "大学",
    "医院",
    "卫生院",
    "银行",
    "支行",
    "派出所",
    "司法所",
    "税务所",
    "研究院",
    "设计院",
    "事务所",
    "饭店",
    "酒店",
    "酒家",
    "餐厅",
    "商场",
    "市场",
    "超市",
    "工厂",
    "制品厂",
    "加工厂",
    "厂",
    "商会",
    "协会",
    "支队",
    "大队",
    "小区",
    "花园",
    "大厦",
    "广场",
    "花苑",
    "新村",
    "家园",
    "公园",
    "码头",
    "河涌",
    "涌",
    "大道",
    "路",
    "区纪委监委",
    "市纪委监委",
    "纪委监委",
    "纪委",
    "市",
    "县",
    "区",
];
/// Ends whose names are places.
const PLACES: &[&str] = &[
    "小区", "花园", "大厦", "广场", "花苑", "新村", "家园", "公园", "码头", "河涌", "涌", "大道", "路", "村",
    "镇", "乡", "市", "县", "区",
];
/// What is no name: the end behind it is a common word.
const NAMELESS: &[&str] = &[
    "周边",
    "附近",
    "全市",
    "本",
    "该",
    "各",
    "某",
    "全",
    "原",
    "有关",
    "相关",
    "上级",
    "基层",
    "所在",
    "本级",
    "其他",
    "多个",
    "一个",
    "这个",
    "那个",
    "两个",
    "几个",
    "每个",
    "工作",
    "专门",
    "常务",
    "领导小组",
    "党",
    "政府",
    "公",
    "民营",
    "国有",
    "私营",
    "物业",
    "建筑",
    "施工",
    "房地产",
    "开发",
    "承包",
    "外地",
    "本地",
    "我",
    "贵",
    "派驻",
    "审批",
    "村",
    "镇",
    "街道",
    "辖",
    "社",
    "地",
    "片",
    "小",
    "城",
    "市",
    "县",
    "农",
    "乡",
    "新",
    "老",
    "旧",
    "分",
    "总",
    "子",
    "母",
    "中",
    "大",
    "合作",
    "经济",
    "集体",
    "集体经济",
    "属地",
    "主管",
    "管理",
    "服务",
    "便民",
    "居",
    "近",
    "郊",
    "城中",
    "行政",
    "自然",
    "农贸",
    "人才",
    "劳动力",
    "在",
    "于",
    "当地",
    "同",
    "公办",
    "民办",
    "乡镇",
    "街",
    "辖区",
    "全区",
    "城市",
    "都",
    "上",
    "下",
    "前",
    "后",
    "东",
    "西",
    "南",
    "北",
    "网",
    "道",
    "公",
    "铁",
    "马",
    "线",
    "思",
    "出",
    "退",
    "半",
    "一",
    "二",
    "三",
    "四",
    "会议",
    "临时",
    "拆迁",
    "征收",
    "整治",
    "改造",
    "专项",
    "中央",
    "省",
    "省级",
    "市级",
    "区级",
    "县级",
    "全市",
    "全省",
    "全县",
    "我区",
    "本区",
    "我市",
    "学",
    "园",
    "景",
    "山",
    "校",
    "党政",
    "纪检",
    "综合",
    "联合",
    "建设",
    "招商",
    "财政",
    "审计",
    "街镇",
    "镇街",
    "监察",
    "巡察",
    "信访",
    "调查",
    "核实",
];
/// Where a name that is read from its end begins: these stand before names and are no part of them.
const STOPS: &str = "，。、；：！？,.;:!?（）()《》〈〉“”\"'「」【】[]…—\n\r\t 的了是在到向由对被经和与及将为于或等从把给让请去比按并而就还又都已未不有个每原即系";
/// Words at which it begins as well.
const WORDS: &[&str] = &[
    "进驻",
    "前往",
    "来到",
    "责令",
    "通知",
    "发现",
    "协调",
    "反映",
    "位于",
    "位在",
    "隶属",
    "所属",
    "属于",
    "租给",
    "出租给",
    "委托",
    "授权",
    "约谈",
    "走访",
    "联系",
    "征求",
    "听取",
    "告知",
    "发函",
    "致函",
    "分别",
    "以及",
    "包括",
    "同意",
    "批准",
    "要求",
    "组织",
    "会同",
    "报送",
    "移送",
    "转送",
    "送达",
    "涉及",
    "担任",
    "任职",
    "现任",
    "时任",
    "曾任",
    "历任",
    "调任",
    "兼任",
    "工作人员",
    "负责人",
    "法定代表人",
    "经办",
    "主管",
    "分管",
    "负责",
    "关停",
    "查处",
    "罚款",
    "引入",
    "补偿",
    "支付",
    "拨付",
    "下达",
    "通过",
    "根据",
    "按照",
    "依据",
    "针对",
    "关于",
    "作为",
    "成立",
    "设立",
    "撤销",
    "合并",
    "并入",
    "代表",
    "当时",
    "其中",
    "期间",
    "之后",
    "以后",
    "以来",
    "因为",
    "由于",
    "住",
    "去年",
    "今年",
    "年",
    "月",
    "日",
    "号",
    "某",
    "家住",
    "现住",
    "租用",
    "租赁",
    "承租",
    "购买",
    "转让",
    "承建",
    "中标",
    "违反",
    "隐瞒",
    "取得",
    "获得",
    "接受",
    "收受",
    "征用",
    "拆除",
    "督促",
    "推动",
    "推进",
    "落实",
    "完成",
    "开展",
    "派出",
    "派驻",
    "指派",
    "任命",
    "免去",
    "提请",
    "提交",
    "报请",
    "上报",
    "呈报",
    "汇报",
    "请示",
    "答复",
    "回复",
    "函告",
    "抄送",
    "印发",
    "转发",
    "决定",
    "认定",
    "认为",
    "表示",
    "提出",
];
/// Before 和 inside the name of one unit: 住房和建设局.
const JOINED: &[&str] =
    &["住房", "规划", "农业", "人力资源", "发展", "文化", "工业", "卫生", "科技", "信访", "司法"];
/// Ends that count only where a post follows: 城管办副主任.
const SHORT_ENDS: &[&str] = &["办", "所", "站", "科", "室", "股", "队", "组", "处", "部", "院", "社"];
/// The longest name that is read.
const LONGEST: usize = 16;

/// Where the name that ends before `end` begins.
pub(super) fn reach(text: &Text<'_>, end: usize) -> usize {
    let mut from = end;
    while end - from < LONGEST {
        let name = |c: char| (han(c) || c.is_ascii_alphanumeric()) && !STOPS.contains(c);
        let joins = text.before(from) == Some('和') && text.ends_with(from - 1, JOINED).is_some();
        if !joins && !text.before(from).is_some_and(name) {
            break;
        }
        // 住 stands before a place, and begins 住房 and 住建.
        let housing = text.before(from) == Some('住') && matches!(text.at(from), Some('房' | '建'));
        if !housing && text.ends_with(from, WORDS).is_some() {
            break;
        }
        from -= 1;
    }
    // Numbers belong to a name only behind its first character.
    while from < end && text.at(from).is_some_and(numeral) && text.at(from) != Some('一') {
        from += 1;
    }
    from
}

/// The words of a unit's name that stay.
pub(super) fn kind_words(name: &str) -> &'static str {
    ENDS.iter().filter(|end| name.ends_with(**end)).max_by_key(|end| end.len()).copied().unwrap_or("单位")
}

/// Every unit and place, and the post that follows it.
pub(super) fn find(text: &Text<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let one = unit(text, at).or_else(|| section(text, at));
        at = one.as_ref().map_or(at + 1, |one| one.to);
        found.extend(one);
    }
    found
}

/// The part of a unit whose last word begins at a place, with the post that follows it.
fn section(text: &Text<'_>, at: usize) -> Option<Found> {
    let end = text.begins_with(at, SHORT_ENDS)?;
    let post = text.begins_with(at + end, TITLES)?;
    let from = reach(text, at);
    let stem = text.slice(from, at);
    if !(2..=8).contains(&stem.chars().count()) {
        return None;
    }
    let said = text.slice(at + end, at + end + post);
    let stays =
        if said.ends_with(['长', '记', '任', '理', '席']) { "负责人" } else { "工作人员" };
    let reason = format!("写明部门的职务“{said}”，当地人能认出是谁。");
    Some(Found::new(Sort::Post, from, at + end + post, reason).saying(stays))
}

/// The unit whose last word begins at a place.
fn unit(text: &Text<'_>, at: usize) -> Option<Found> {
    let mut long = text.begins_with(at, ENDS)?;
    // 厂房, 村民, 区域, 路面: the word goes on and is another.
    if long == 1 && text.at(at + 1).is_some_and(|c| "房民域面".contains(c)) {
        return None;
    }
    let from = reach(text, at);
    let stem = text.slice(from, at);
    let nameless = NAMELESS.contains(&stem) || stem.chars().count() < 2 || stem.chars().all(numeral);
    // 石鼓街道东岭经济联合社 is one name, as is 青澜区石鼓街道办事处.
    let mut end = kind_words(text.slice(from, at + long));
    let mut next = at + long;
    while next < text.len() && next - at < LONGEST {
        let inside = (next..(next + 10).min(text.len())).take_while(|place| {
            text.at(*place).is_some_and(|c| han(c) && !STOPS.contains(c))
                && text.begins_with(*place, WORDS).is_none()
                && text.begins_with(*place, TITLES).is_none()
        });
        let Some((place, more)) =
            inside.filter_map(|place| text.begins_with(place, ENDS).map(|more| (place, more))).next()
        else {
            break;
        };
        let between = text.slice(next, place);
        if place > next
            && NAMELESS.contains(&between)
            && !between.contains("办事")
            && between.chars().count() < 2
        {
            break;
        }
        next = place + more;
        long = next - at;
        end = kind_words(text.slice(from, next));
    }
    if nameless && long <= end.chars().count() {
        return None;
    }
    let to = at + long;
    if text.slice(from, to).chars().count() < 3 {
        return None;
    }
    let post = text.begins_with(to, TITLES).filter(|_| !PLACES.contains(&end) || end == "村" || end == "镇");
    if let Some(post) = post {
        let said = text.slice(to, to + post);
        let reason = format!("写明单位的职务“{said}”，当地人能认出是谁。");
        let stays = if said.ends_with(['长', '记', '任', '理', '席']) || said.contains("负责") {
            "负责人"
        } else {
            "工作人员"
        };
        return Some(Found::new(Sort::Post, from, to + post, reason).saying(format!("{end}{stays}")));
    }
    let sort = if PLACES.contains(&end) { Sort::Place } else { Sort::Unit };
    let reason = match sort {
        Sort::Place => "具体的地名。",
        _ => "具体的单位名称。",
    };
    Some(Found::new(sort, from, to, reason).saying(end))
}

/// The names of units and places wherever else they stand, also without their last word: 东岭 of 东岭经济联合社.
pub(super) fn again(text: &Text<'_>, laid: &[Found]) -> Vec<Found> {
    let mut found = Vec::new();
    for one in laid.iter().filter(|one| matches!(one.sort, Sort::Unit | Sort::Place)) {
        let name = text.slice(one.from, one.to);
        for (from, to) in text.every(name) {
            found.push(
                Found::new(one.sort, from, to, "与文中另一处的名称相同。").saying(one.kind_words.clone()),
            );
        }
        let stem = name.strip_suffix(one.kind_words.as_str()).unwrap_or_default();
        if (2..=4).contains(&stem.chars().count()) && !NAMELESS.contains(&stem) {
            for (from, to) in text.every(stem) {
                found.push(Found::new(Sort::Place, from, to, format!("“{name}”的简称或同名。")).saying("地"));
            }
        }
    }
    found
}
