"""The official forms as they are printed, copied by hand: row ids, labels in order, and how to find a row in a text.

Belongs here: what the tests of the samples need to look into a raw file. Does not: anything of the package.
"""

from __future__ import annotations

import re
import unicodedata

COLUMNS = ("natural_person", "org_business", "org_research", "org_nonprofit", "org_legal_service", "org_other", "total")
REVIEWS = ("reconsideration", "litigation_direct", "litigation_after")
RESULTS = ("upheld", "corrected", "other", "pending", "total")
REVIEW_CELLS = tuple(f"rl.{review}.{result}" for review in REVIEWS for result in RESULTS)

OLD = """
1.1 主动公开政府信息数|1.1.a 主动公开规范性文件数|1.1.b 制发规范性文件总数|1.1.c 人大代表建议和政协提案办理结果公开数
1.2.1 政府公报公开政府信息数|1.2.2 政府网站公开政府信息数|1.2.3 政务微博公开政府信息数|1.2.4 政务微信公开政府信息数
1.2.5 其他方式公开政府信息数|2.1 回应公众关注热点或重大舆情数|2.2.1 参加或举办新闻发布会总次数
2.2.1.a 主要负责同志参加新闻发布会次数|2.2.2 政府网站在线访谈次数|2.2.2.a 主要负责同志参加政府网站在线访谈次数
2.2.3 政策解读稿件发布数|2.2.4 微博微信回应事件数|2.2.5 其他方式回应事件数|3.1 收到申请数|3.1.1 当面申请数
3.1.2 传真申请数|3.1.3 网络申请数|3.1.4 信函申请数|3.2 申请办结数|3.2.1 按时办结数|3.2.2 延期办结数
3.3 申请答复数|3.3.1 属于已主动公开范围数|3.3.2 同意公开答复数|3.3.3 同意部分公开答复数|3.3.4 不同意公开答复数
3.3.4.a 涉及国家秘密|3.3.4.b 涉及商业秘密|3.3.4.c 涉及个人隐私|3.3.4.d 危及国家安全、公共安全、经济安全和社会稳定
3.3.4.e 不是《条例》所指政府信息|3.3.4.f 法律法规规定的其他情形|3.3.5 不属于本行政机关公开数|3.3.6 申请信息不存在数
3.3.7 告知作出更改补充数|3.3.8 告知通过其他途径办理数|4 行政复议数量|4.1 维持具体行政行为数|4.2 被依法纠错数
4.3 其他情形数|5 行政诉讼数量|5.1 维持具体行政行为或者驳回原告诉讼请求数|5.2 被依法纠错数|5.3 其他情形数
6 举报投诉数量|7 依申请公开信息收取的费用|8.1 政府信息公开工作专门机构数|8.2 设置政府信息公开查阅点数
8.3 从事政府信息公开工作人员数|8.3.1 专职人员数|8.3.2 兼职人员数|8.4 政府信息公开专项经费
9.1 召开政府信息公开工作会议或专题会议数|9.2 举办各类培训班数|9.3 接受培训人员数"""
LOCAL = """
01 主动公开政府信息数|01a 政府网站公开数|01b 政府公报公开数|10 受理依申请公开信息总数|11 当面申请数
14 网上申请数|15 信函申请数|17 对申请的答复总数|18 同意公开答复数|19 同意部分公开答复数|20 不予公开答复总数
32 行政复议数|33 行政诉讼数"""
PUBLISHED_2019 = """
rules 规章 new_made new_disclosed total_disclosed|normdocs 规范性文件 new_made new_disclosed total_disclosed
licensing 行政许可 items_prev items_change decisions
other_services 其他对外管理服务事项 items_prev items_change decisions|penalty 行政处罚 items_prev items_change decisions
coercion 行政强制 items_prev items_change decisions|fees 行政事业性收费 items_prev items_change
procurement 政府集中采购 projects amount"""
PUBLISHED_2021 = """
rules 规章 issued repealed in_force|normdocs 规范性文件 issued repealed in_force|licensing 行政许可 decisions
penalty 行政处罚 decisions|coercion 行政强制 decisions|fees 行政事业性收费 amount"""
REQUESTS = """
new_received 本年新收政府信息公开申请数量|carried_in 上年结转政府信息公开申请数量|granted 予以公开|partial 部分公开
denied.state_secret 属于国家秘密|denied.prohibited_by_law 其他法律行政(?:法规禁)?止公开
denied.security_stability 危及“?三安全一稳定”?|denied.third_party 保护第三方合法权益
denied.internal_affairs 属于三类内部事务信息|denied.process_info 属于四类过程性信息
denied.enforcement_file 属于行政执法案卷|denied.admin_inquiry 属于行政查询事项
unable.not_held 本机关不掌握相关政府信息
unable.needs_creation 没有现成信息需要另行制作|unable.still_unclear 补正后申请内容仍不明确
not_processed.petition 信访举报投诉类申请|not_processed.repeated 重复申请
not_processed.publication 要求提供公开出版物|not_processed.excessive 无正当理由大量反复申请
not_processed.reconfirm 要求行政机关确认或重新出具已获取信息"""
OTHER_2019 = "other 其他处理"
OTHER_2021 = """
other.no_correction 申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请
other.fee_unpaid 申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请|other.other 其他"""
ENDINGS = "outcome_total 总计|carried_out 结转下年度继续办理"

Row = tuple[str, tuple[str, ...]]


def _entries(*blocks: str) -> list[list[str]]:
    return [entry.split() for block in blocks for line in block.strip().splitlines() for entry in line.split("|")]


def rows(form: str) -> list[Row]:
    """The rows of a form in printed order: (pattern of the label, keys of its cells)."""
    if form == "old2014":
        return [(label, (f"old.{number}",)) for number, label in _entries(OLD)]
    if form == "local":
        return [(label, (f"loc.{number}", f"loc.{number}[cumulative]")) for number, label in _entries(LOCAL)]
    if form not in ("fmt2019", "fmt2021"):
        return []
    published, other = (PUBLISHED_2019, OTHER_2019) if form == "fmt2019" else (PUBLISHED_2021, OTHER_2021)
    found: list[Row] = [
        (label, tuple(f"pub.{block}.{cell}" for cell in cells)) for block, label, *cells in _entries(published)
    ]
    for number, label in _entries(REQUESTS, other, ENDINGS):
        found.append((label, tuple(f"app.{number}[{column}]" for column in COLUMNS)))
    return [*found, ("总计", REVIEW_CELLS)]


def plain_text(raw: str) -> str:
    """The text of a page or file: one space where a cell ends, other tags and no-break spaces gone, NFKC."""
    text = re.sub(r"(?s)<(script|style|title)\b.*?</\1>|<!--.*?-->", "", raw)
    text = re.sub(r"(?i)</(?:td|th|tr|p|h\d|div)>(?=\s*</td>)", "", text)
    text = re.sub(r"(?i)</?(?:td|th|tr|table)\b[^>]*>\s*", lambda tag: " " if tag[0].startswith("</") else "", text)
    text = re.sub(r"<[^>]*>", "", text).replace("&nbsp;", "")
    return unicodedata.normalize("NFKC", text)


def row_pattern(label: str, cells: list[str | None], separator: str) -> re.Pattern[str]:
    """A row in `plain_text`: its label, perhaps a note and a unit, then exactly these cells (None is an empty one).

    `separator` stands between two cells. An empty cell between others is told by the separators around it alone.
    """
    values = ["" if cell is None else rf"\+?{cell}(?:\([^)]*\))?元?" for cell in cells]
    unit = r"(?:\s*(?:条|件|次|篇|个|人次|人|万元))?"
    end = r"(?!\s*\d)" if cells == [None] else r"(?!\d|\.\d)"
    return re.compile(label + r"(?:\s*\([^)]*\))?" + unit + r"\s*" + separator.join(values) + end)
