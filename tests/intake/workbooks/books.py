"""Twelve workbooks as community offices make them: titles over tables, notes, merged cells, mixed dates."""

from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.comments import Comment

Sheets = dict[str, list[list[Any]]]


def xlsx(sheets: Sheets, *merged: tuple[str, str], note: tuple[str, str] | None = None) -> bytes:
    """The workbook; `merged` and `note` name a sheet and cells of it."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
    for name, cells in merged:
        book[name].merge_cells(cells)
    if note:
        book[note[0]][note[1]].comment = Comment("此处已与业主核对", "office")
    made = BytesIO()
    book.save(made)
    return made.getvalue()


def register() -> bytes:
    """A title merged over two lines of headings, buildings merged downwards, full-width digits, a sum."""
    rows = [
        ["和平路社区院落住户登记表（2026年）"],
        ["填报单位：社区居委会", None, None, None, None, "填报日期：2026.9.1"],
        ["院落", "房屋信息", None, None, None, "业主信息", None, "身份证号码"],
        [None, "楼栋", "单元", "房号", "建筑面积（㎡）", "姓名", "联系电话", None],
        ["3号院", "1栋", "1单元", "101室", "５６．５", "张三丰", "138 0000 1111", "11010519491231002X"],
        [None, None, "1单元", "102", 60, "李四", 13800002222.0, None],
        [],
        [None, "2栋", "2单元", "２０１", "60.25平方米", "王五", "—", None],
        ["合计", None, None, "3户", 176.75],
        ["说明：面积以房产证为准，如有疑问请与社区联系。"],
    ]
    return xlsx(
        {"住户登记": rows},
        ("住户登记", "A1:H1"),
        ("住户登记", "B3:E3"),
        ("住户登记", "F3:G3"),
        ("住户登记", "A5:A8"),
        ("住户登记", "B5:B6"),
        note=("住户登记", "E5"),
    )


def linked() -> bytes:
    """Flats that name owners by number, and fees that name flats by number."""
    flats = [
        ["户号", "房屋坐落", "专有面积", "业主编号", "居住情况"],
        ["TH-001", "4号院1单元101", 56.5, "Y01", "自住"],
        ["TH-002", "4号院1单元102", 58, "Y01", "出租"],
        ["TH-003", "4-2-201", 60, "Y02", "空置"],
    ]
    owners = [["业主编号", "业主姓名", "手机号"], ["Y01", "赵一", "13911112222"], ["Y02", "钱二", None]]
    fees = [
        ["物业费收缴明细"],
        ["户号", "月份", "应收（元）", "实收（元）", "缴费日期"],
        ["TH-001", "2026年7月", "1,056.50", "1,056.50", "2026年7月14日"],
        ["TH-002", 202607, 58, None, None],
        ["TH-003", "2026.8", "60元", "60", 46249],
        ["小计", None, 1174.5, 1116.5],
    ]
    return xlsx({"房屋": flats, "业主": owners, "物业费": fees})


def broken_register() -> bytes:
    """What goes wrong in a register, one thing a line."""
    rows = [
        ["院落", "房号", "面积", "居住情况", "业主姓名", "电话"],
        ["5号院", "1-101", 50, "自住", "孙三", "13700001111"],
        ["5号院", "1-101", 50, "自住", "孙三", "13700001111"],
        ["5号院", "隔壁", 50, "自住", "周四", None],
        ["5号院", "1-102", "约50", "自住", "吴五", None],
        ["5号院", "1-103", 50, "借住", "郑六", None],
        ["5号院", "1-104", None, "自住", "王七11010519491231002X", "见备注"],
        ["1号院", "1-101", 60, "自住", "冯八", None],
        [None, "1-105", 60, "自住", "陈九", None],
    ]
    return xlsx({"Sheet1": rows})


def fees_gb() -> bytes:
    """A CSV as an old program exports it: GB18030, a title line, thousands separators."""
    lines = [
        "2026年7月物业费",
        "院落,房号,应收月份,应缴金额,已缴,交费日期,备注",
        '1号院,1-101,2026-07,"1,200.00",1200,2026/7/9,',
        "1号院,1-201,2026-07,80,,,欠费",
        "1号院,1-301,2026-07,80,0,,",
    ]
    return "\r\n".join(lines).encode("gb18030")


def fees_wrong() -> bytes:
    """A CSV with a mark, in which payments and months do not fit."""
    lines = [
        "户号,月份,应收,实收,缴费日期",
        "1-1-101,2026.7,80,80,",
        "1-1-201,2026年13月,80,,",
        "9-9-999,2026-07,80,,",
        "1-1-301,2026-07,80,90,2026-07-30",
        "1-1-301,2027-01,80.125,,",
        "1-1-101,2026-08,8万元,,",
        "1-1-101,2026-08,1,,",
    ]
    return "\n".join(lines).encode("utf-8-sig")


def offices() -> bytes:
    """People in office, their bodies merged downwards; two who cannot be."""
    rows = [
        ["自治小组成员名册"],
        ["组织名称", "姓名", "职务", "产生方式", "任职日期", "任期届满", "联系方式", "照片"],
        ["一院小组", "刘一", "组长", "推选", "2026.1.5", "2029.1.4", "13500001111", None],
        [None, "陈二", "成员（兼）", "自荐", date(2026, 1, 5), date(2029, 1, 4), None, None],
        ["不存在的小组", "张三", "组长", "推选", "2026.1.5", "2029.1.4", None, None],
        ["一院小组", "李四", "顾问", "推选", "2026.1.5", "2025.1.4", None, None],
        ["一院小组", "刘一", "组长", "推选", "2026.3.1", "2029.1.4", None, None],
    ]
    return xlsx({"名册": rows}, ("名册", "A1:H1"), ("名册", "A3:A4"))


def requests() -> bytes:
    """A ledger of requests with closings and call-backs, explained beside the table."""
    rows = [
        ["诉求台账"],
        [
            "序号",
            "受理时间",
            "院落",
            "房号",
            "诉求类型",
            "诉求内容",
            "来源",
            "反映人",
            "联系电话",
            "办结时间",
            "办理结果",
            "回访结果",
            "满意度",
            None,
            "填表说明",
        ],
        [
            1,
            "2026年7月3日 9:30",
            "1号院",
            "1-101",
            "漏水",
            "屋顶漏水",
            "电话",
            "刘大妈",
            "13600001111",
            "2026.7.10",
            "已修好",
            "已解决",
            "满意",
            None,
            "类型按下拉选择",
        ],
        [
            2,
            "2026-07-05",
            "1号院",
            None,
            "保洁",
            "垃圾没有清运",
            "微信",
            None,
            None,
            None,
            None,
            None,
            None,
            None,
            "时间写到日",
        ],
        [
            3,
            46210,
            "2号院",
            None,
            "停车",
            "电动车乱停放",
            "网格员",
            None,
            None,
            "2026-07-20",
            "已清理",
            "无人接听",
            None,
        ],
    ]
    return xlsx({"台账": rows}, ("台账", "A1:M1"))


def requests_wrong() -> bytes:
    """Requests whose days do not follow each other."""
    rows = [
        ["受理日期", "院落", "类别", "内容", "办结日期", "办理情况", "是否解决"],
        ["2027.1.1", "1号院", "漏水", "明年的事", None, None, None],
        ["2026.7.5", "1号院", "漏水", "早办结了", "2026.7.1", "已修", None],
        ["2026.7.5", "8号院", "漏水", "没有这个院", None, None, None],
        ["2026.7.5", "1号院", "漏水", "没办结先回访", None, None, "是"],
        ["7月5日", "1号院", "外星人", "日期不全", None, None, None],
    ]
    return xlsx({"诉求": rows})


def renovation() -> bytes:
    """Renovation in ten thousands of yuan."""
    rows = [
        ["老旧院落改造项目表", None, None, None, None, "单位：万元"],
        ["院落", "项目名称", "改造类别", "立项时间", "计划完成", "完成日期", "投资额（万元）"],
        ["1号院", "屋面防水", "基础类", "2026.3.1", "2026.6.30", "2026.6.20", "12.5"],
        ["2号院", "车棚", "完善类", "2026年4月1日", "2026年9月30日", "/", 3],
        ["2号院", "驿站", "提升类", "2026.4.1", "2026.3.1", None, None],
    ]
    return xlsx({"改造": rows})


def activities() -> bytes:
    """Activities and who came to them, by flat."""
    held = [
        ["活动名称", "活动类型", "举办时间", "院落"],
        ["邻里中秋", "文化", "2026.9.10", "1号院"],
        ["义务大扫除", "志愿服务", "2026.9.5", "全社区"],
    ]
    came = [
        ["签到表"],
        ["活动名称", "日期", "院落", "房号", "是否到会", "服务时长（小时）"],
        ["邻里中秋", "2026.9.10", "1号院", "1-101", "√", None],
        ["同上", "〃", "1号院", "1-201", "×", None],
        ["义务大扫除", "2026.9.5", "2号院", "1-101", "是", 1.5],
        ["没开过的会", "2026.9.5", "2号院", "1-101", "是", 30],
    ]
    return xlsx({"活动": held, "签到": came})


def pledges() -> bytes:
    """Pledges of resident units, in English headings."""
    rows = [
        ["Unit", "Pledge", "Made on", "Due on", "Delivered on"],
        ["Bank", "捐赠路灯十盏", "2026-05-01", "2026-08-01", "2026-07-20"],
        ["No such bank", "捐书", "2026-05-01", "2026-08-01", None],
        ["银行", "义诊", "2026-05-01", "2026-04-01", None],
    ]
    return xlsx({"Sheet1": rows})


def nothing() -> bytes:
    """A workbook of explanations alone."""
    return xlsx({"说明": [["本表由社区填写"], ["一、请在月底前上报"], ["二、不得漏报", "谢谢配合"]]})


BOOKS: dict[str, Callable[[], bytes]] = {
    "register": register,
    "linked": linked,
    "broken_register": broken_register,
    "fees_gb": fees_gb,
    "fees_wrong": fees_wrong,
    "offices": offices,
    "requests": requests,
    "requests_wrong": requests_wrong,
    "renovation": renovation,
    "activities": activities,
    "pledges": pledges,
    "nothing": nothing,
}
