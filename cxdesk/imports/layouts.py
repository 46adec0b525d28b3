"""Which column of a known export means what: layouts recognised by their header, and synonyms for all others."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache


class Field(StrEnum):
    """What a column of an import can be; the values are the names of `--map field=Column`."""

    KEY = "key"
    RECEIVED_AT = "received_at"
    RECEIVED_TIME = "received_time"
    """The time of day, where the source keeps it beside the date."""
    SUBJECT = "subject"
    TEXT = "text"
    CUSTOMER = "customer"
    CUSTOMER_KEY = "customer_key"
    EMAIL = "email"
    PHONE = "phone"
    LANGUAGE = "language"
    CHANNEL = "channel"
    PRODUCT = "product"
    CATEGORY = "category"
    SEVERITY = "severity"
    REMEDY = "remedy"
    SEGMENT = "segment"
    UNIT = "unit"
    CAUSE = "cause"
    OWNER = "owner"
    STATUS = "status"
    OUTCOME = "outcome"
    ACKNOWLEDGED_AT = "acknowledged_at"
    RESPONDED_AT = "responded_at"
    RESPONSE = "response"
    RESOLVED_AT = "resolved_at"
    CLOSED_AT = "closed_at"
    TAGS = "tags"
    JURISDICTION = "jurisdiction"


TRANSLATED = frozenset((Field.STATUS, Field.OUTCOME, Field.CHANNEL, Field.SEVERITY, Field.LANGUAGE))
"""Fields whose words become ours, so that the source's own word has to be kept beside them."""


@dataclass(frozen=True)
class Layout:
    """One known kind of export; column names are normalised (`normal`)."""

    name: str
    marks: tuple[frozenset[str], ...]
    """The header is of this layout when it holds all names of one of these sets."""
    columns: Mapping[str, Field]
    subject_parts: tuple[str, ...] = ()
    """Columns that together make the subject where there is none."""
    defaults: Mapping[Field, str] = field(default_factory=dict)
    closed_is_answered: bool = False
    """The source closes a complaint by answering it, so what is closed had its final response."""
    answer_closes: bool = False
    """The source keeps only the time of the answer, and the answer ends the matter."""


@cache
def normal(column: str) -> str:
    """A column's name without case, spaces and punctuation: `Date_received`, `date received?` → `datereceived`."""
    return re.sub(r"[\W_]+", "", column.casefold())


def _fields(table: str) -> dict[str, Field]:
    """`field: name name ...` per line, names normalised."""
    result: dict[str, Field] = {}
    for line in table.strip().splitlines():
        target, names = line.split(":")
        result.update(dict.fromkeys(map(normal, names.split()), Field(target.strip())))
    return result


CFPB = Layout(
    "cfpb",
    (
        frozenset({"product", "issue", "datereceived"}),
        frozenset({"product", "issue", "datesenttocompany"}),
        frozenset({"product", "consumercomplaintnarrative"}),
    ),
    # The company complained about is the unit: it is what a report by unit of this file has to show.
    _fields("""
        key: ComplaintID PublicID
        received_at: DateReceived
        product: Product
        category: Issue
        text: ConsumerComplaintNarrative ConsumerNarrative ComplaintWhatHappened
        unit: Company
        jurisdiction: State
        tags: Tags Tag
        channel: SubmittedVia
        status: CompanyResponseToConsumer CompanyResponse
    """),
    subject_parts=("issue", "subissue"),
    defaults={Field.LANGUAGE: "en"},
    closed_is_answered=True,
)
GOV_MESSAGES = Layout(
    "gov-messages",
    (frozenset({"留言编号"}),),
    _fields("""
        key: 留言编号
        customer: 留言用户
        subject: 留言主题
        received_at: 留言时间
        text: 留言详情
        response: 答复意见
        responded_at: 答复时间
        category: 一级分类 一级标签
    """),
    defaults={Field.CHANNEL: "web"},
    answer_closes=True,
)
CAR_COMPLAINTS = Layout(
    "car-complaints",
    (frozenset({"brand", "desc", "datetime", "problem"}),),
    _fields("""
        key: id
        unit: brand
        product: car_model car_moder
        category: problem
        text: desc
        received_at: datetime
        status: status
    """),
    defaults={Field.CHANNEL: "web"},
    closed_is_answered=True,
)
CITY_311 = Layout(
    "city311",
    (
        frozenset({"uniquekey", "createddate"}),
        frozenset({"caseenquiryid", "opendt"}),
        frozenset({"caseid", "opened", "requesttype"}),
        frozenset({"servicerequestnumber", "datetimeopened"}),
    ),
    _fields("""
        key: UniqueKey CaseEnquiryID CaseID ServiceRequestNumber
        received_at: CreatedDate OpenDt Opened DateTimeOpened
        closed_at: ClosedDate ClosedDt Closed DateTimeClosed
        status: Status CaseStatus ServiceRequestStatus
        category: ComplaintType Type RequestType ServiceRequestTypeName
        subject: CaseTitle
        text: Descriptor RequestDetails ServiceRequestDescription
        unit: AgencyName Department ResponsibleAgency
        response: ResolutionDescription ClosureReason
        channel: OpenDataChannelType Source
        jurisdiction: Borough Neighborhood
    """),
    subject_parts=("complainttype", "category", "requesttype", "servicerequesttypename", "descriptor"),
)
GENERIC = Layout(
    "generic",
    (),
    _fields("""
        key: id key ref reference number case caseid casenumber ticket ticketid ticketnumber complaintid complaintnumber complaintref disputeid 编号 投诉编号 工单号 工单编号 单号
        received_at: received receivedat date datetime receiveddate datereceived created createdat createddate opened openedat complaintdate submitted submittedat 日期 时间 投诉时间 投诉日期 受理时间 接收时间 创建时间 提交时间 收到 收到时间 收到日期
        received_time: time receivedtime timereceived
        subject: subject title summary headline ticketsubject complaintsubject customercomplaint 主题 标题 投诉主题
        text: text description narrative complaint details detail content message body whathappened ticketdescription complainttext 内容 正文 详情 描述 投诉内容 投诉详情 问题描述
        customer: customer customername name client complainant consumer 客户 客户姓名 姓名 投诉人 用户 用户名
        customer_key: customerid customerkey customernumber clientid accountid accountnumber userid 客户编号 客户号 用户编号 会员号
        email: email emailaddress mail customeremail 邮箱 电子邮箱 电子邮件 邮件
        phone: phone phonenumber telephone tel mobile customerphone 电话 手机 手机号 联系电话
        language: language lang locale 语言
        channel: channel source via submittedvia receivedvia ticketchannel contactchannel 渠道 来源 投诉渠道
        product: product service productname productpurchased 产品 商品 产品名称 服务
        category: category type complainttype issue topic tickettype 类别 分类 类型 投诉类型 投诉类别 一级分类
        severity: severity priority ticketpriority urgency 严重程度 优先级 紧急程度
        remedy: remedy desiredoutcome requestedremedy 诉求 客户诉求
        segment: segment customersegment customertype tier 客户类型 客群
        unit: unit department company branch team 部门 单位 责任部门
        cause: cause rootcause 原因 根本原因
        owner: owner assignee assignedto agent handler 负责人 处理人 经办人 承办人
        status: status ticketstatus casestatus complaintstatus 状态 处理状态
        outcome: outcome result 处理结果 结果
        acknowledged_at: acknowledged acknowledgedat acknowledgedon dateacknowledged 回执时间
        responded_at: responded respondedat firstresponse firstresponseat firstresponsetime respondedon 答复时间 回复时间 首次响应时间
        response: response reply answer resolution 答复 回复 答复意见 回复内容 处理意见
        resolved_at: resolved resolvedat resolvedon resolveddate resolutiondate timetoresolution 解决时间 办结时间
        closed_at: closed closedat closedon closeddate dateclosed 关闭时间 结案时间 关闭日期
        tags: tags tag labels 标签
        jurisdiction: jurisdiction region country 地区 辖区 国家
    """),  # noqa: E501 (a field and its columns a line)
)
LAYOUTS = {layout.name: layout for layout in (CFPB, GOV_MESSAGES, CAR_COMPLAINTS, CITY_311, GENERIC)}


def recognised(columns: Iterable[str]) -> Layout:
    """The known layout of a header, else the generic one."""
    names = {normal(column) for column in columns}
    for layout in LAYOUTS.values():
        if any(mark <= names for mark in layout.marks):
            return layout
    return GENERIC


def target_of(column: str, layout: Layout) -> Field | None:
    """The field a column of this layout means; the fields' own names are always understood."""
    name = normal(column)
    if name in layout.columns:
        return layout.columns[name]
    return next((known for known in Field if normal(known.value) == name), None)
