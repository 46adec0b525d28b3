"""What mail servers say when a letter did not arrive, each in its own way; made up after their documented shape."""

KIM = "kim@home.example"

NOTICES: dict[str, tuple[str, str]] = {
    "qmail": (
        "5.1.1",
        """\
Hi. This is the qmail-send program.

<kim@home.example>:
no mailbox here. (#5.1.1)

--- Below this line is a copy of the message.

To: <x@y.example>
""",
    ),
    "Exim": (
        "5.1.1",
        """\
The following address(es) failed:

  kim@home.example
    SMTP error after RCPT TO:<kim@home.example>:
    host mx: 550 5.1.1 <other@inner.example>... User Unknown

------ This is a copy of the message ------
""",
    ),
    "Exim alias": (
        "",
        """\
The following address(es) failed:

  k12@inner.example
    (generated from kim@home.example)
    550 mailbox full
""",
    ),
    "Exim for a sender": (
        "",
        """\
A message sent by

  <boss@desk.example>

could not be delivered. The following
address(es) failed:

  kim@home.example
    550 no
""",
    ),
    "Postfix": (
        "5.1.1",
        """\
This is the Postfix program. For help, mail <postmaster@mx.example>

<kim@home.example>: host mx[1.2.3.4] said: 550 5.1.1
    <kim@home.example>... User unknown (in reply to RCPT TO command)
""",
    ),
    "sendmail": (
        "5.1.1",
        """\
   ----- The following addresses had permanent fatal errors -----
<kim@home.example>
    (reason: 550 5.1.1 User unknown)

   ----- Transcript of session follows -----
>>> RCPT To:<kim@home.example>
<<< 550 5.1.1 User unknown
""",
    ),
    "sendmail 5": (
        "",
        """\
   ----- Transcript of session follows -----
554 <kim@home.example>... 550 Host unknown

   ----- Unsent message follows -----
To: x@y.example
""",
    ),
    "Exchange 2003": (
        "",
        """\
Your message

  To:      list@desk.example
  Subject: Lamp

did not reach the following recipient(s):

kim@home.example on Fri, 4 Oct 2024 17:12:35
    The recipient name is not recognized
""",
    ),
    "Exchange X.400": (
        "",
        """\
did not reach the following recipient(s):

c=US;a= ;p=X;dda:SMTP=kim@home.example; on Fri, 4 Oct 2024
""",
    ),
    "Microsoft 365": (
        "5.1.10",
        """\
Delivery has failed to these recipients or groups:

kim@home.example<mailto:kim@home.example>
The address couldn't be found.

Diagnostic information:

kim@home.example
Remote Server returned '550 5.1.10 RESOLVER.ADR.RecipientNotFound'

Original message headers:
""",
    ),
    "Notes": (
        "",
        """\
------- Failure Reasons  --------

User not listed
kim@home.example

------- Returned Message --------

To: x@y.example
""",
    ),
    "Domino": (
        "",
        """\
Your message

  Subject: Lamp

was not delivered to:

  kim@home.example

because:

  User kim (kim@home.example) not listed in Domino Directory
""",
    ),
    "MDaemon": (
        "",
        """\
The following addresses did NOT receive a copy of your message:

> kim@home.example

--- Session Transcript ---
""",
    ),
    "MailEnable": (
        "5.1.1",
        """\
The following recipient(s) could not be reached:

    Recipient: [SMTP:kim@home.example]
    Reason: 550 5.1.1 user unknown
""",
    ),
    "IMail": (
        "",
        """\
Unknown user: kim@home.example

Original message follows.
""",
    ),
    "Yahoo": (
        "5.1.1",
        """\
Sorry, we were unable to deliver your message to the following address.

<kim@home.example>:
Remote host said: 550 5.1.1 <kim@home.example>... User Unknown [RCPT_TO]
""",
    ),
    "PowerMTA and Mimecast": (
        "5.1.1",
        """\
The following message to <kim@home.example> was undeliverable.
The reason for the problem:
5.1.1 - Bad destination
""",
    ),
    "T-Online": (
        "",
        """\
|------------------------- Failed addresses follow: ---------------------|
 <kim@home.example> ... unknown host
|------------------------- Message header follows: ----------------------|
To: x@y.example
""",
    ),
    "a text gateway": (
        "",
        """\
Error: undeliverable

Message details:
  From: help@desk.example
  RCPT TO: kim@home.example
""",
    ),
    "QQ": (
        "",
        """\
您好，抱歉，您的邮件被退回来了……

原邮件信息：
主题：投诉受理
收件人：<kim@home.example>

退信原因：
收件人（kim@home.example）的邮箱账号不存在。
host mx3.qq.com said: 550 Mailbox not found.
""",
    ),
    "163": (
        "",
        """\
抱歉，您的邮件被退回来了！

收件人:  kim@home.example

退信原因: 550 User not found
""",
    ),
    "Coremail": (
        "5.1.1",
        """\
无法投递到以下地址:

kim@home.example
  (原因: 550 5.1.1 用户不存在)
""",
    ),
    "Taiwan": (
        "",
        """\
您的郵件無法傳送給下列收件者：

<kim@home.example>

查無此帳號
""",
    ),
    "m-FILTER": (
        "",
        """\
以下のメールアドレスへの送信に失敗しました。
kim@home.example

-------server message
550 unknown user <kim@home.example>
""",
    ),
    "Mail.ru": (
        "5.1.1",
        """\
К сожалению, Ваше письмо не может быть доставлено:

  kim@home.example
    550 5.1.1 User Unknown
""",
    ),
    "France": (
        "",
        """\
Votre message n'a pas pu être délivré à :

  kim@home.example

Boîte pleine
""",
    ),
    "Exchange in Chinese": (
        "5.1.10",
        """\
无法传递到这些收件人或组:

kim@home.example
未找到你输入的电子邮件地址。

针对管理员的诊断信息:
kim@home.example
Remote Server returned '550 5.1.10 RESOLVER.ADR.RecipientNotFound'
""",
    ),
}
"""By the server: the code that it tells, and its words about a letter to KIM."""
