"""What people type to mention, link, format, break a layout or look like us; and what they type in earnest.

Knows texts; must not know where they go. Everything here is to be shown as it was typed, and to do nothing.
"""

HOSTILE: tuple[str, ...] = (
    # mentions
    "<!channel> hello", "<!here>", "<!everyone|you>", "<@U1LEAD>", "<@U1LEAD|Ana>", "<#C1GIANT|general>",
    "<!subteam^S1CREW|@crew>", "<!date^1392734382^{date}|x>", "@everyone", "@channel @here", "<at>Ana</at>",
    "<at id=\"0\">Everyone</at>", "<AT>Drumbeat</AT> setup",
    # links
    "<https://evil.example|https://good.example>", "[good](https://evil.example)", "![x](https://evil.example/p.png)",
    "https://evil.example/a_b_c*d*", "javascript:alert(1)", "[x](javascript:alert(1))", "data:text/html,<b>x</b>",
    "<mailto:a@evil.example|you>", "www.evil.example", "[1]: https://evil.example", "<https://evil.example>",
    "\\[good](https://evil.example)", "[good][1]", "//evil.example",
    # HTML, and what was escaped before
    "<script>alert(1)</script>", "</script><img src=x onerror=alert(1)>", "<b>bold</b>", "&lt;b&gt;",
    "&amp;lt;b&amp;gt;",
    "&amp;", "&#60;script&#62;", "\"><svg onload=alert(1)>", "' onmouseover='alert(1)", "<!-- comment -->",
    # formatting
    "*bold* _italic_ ~gone~", "**bold** __under__", "`code`", "```\nfence\n```", "``` not closed", "` not closed",
    "> a quote", ">>> a long quote", "&gt; a quote", "# heading", "## heading\n### another", "- one\n- two",
    "1. one\n2. two",
    "| a | b |\n|---|---|\n| c | d |", "---", "***", "===\ntitle\n===", "* * *", "~~~\nfence\n~~~", "`okr setup`",
    "`okr remove 1.1`",
    # long, tall, wide
    "W" * 3_100, "a\n" * 5_000, "\n" * 50, "word " * 700, "e" + "\u0301" * 200,
    "Z\u0335\u0321\u0354\u0341a\u0337\u0340l\u0336",
    "👩‍👩‍👧‍👦" * 80, "﷽" * 40, "a\tb\tc", "x" * 74 + "🚀" * 5,
    # what is not seen, or turns around
    "\u202egnp.exe\u202c", "\u2066left\u2069", "\u200b\u200c\u200d", "\ufeff", "\u00ad", "\u2060", "\u115f", "   ",
    "\n\n\t ",
    "a\u2028b\u2029c", "a\x85b\x0bc\x0cd", "a\r\nb\rc", "\x00", "nul\x00nul", "bell\x07esc\x1b[31mred", "\ud800",
    "half \udc00 pair",
    # expressions, templates, injections
    "{{DATE(2026-11-09T08:00:00Z)}}", "${$root.secret}", "{{7*7}}", "%s %(x)s %n", "$(whoami)", "`whoami`", "=1+1",
    "@SUM(A1:A9)", "'; DROP TABLE teams; --", "a\r\nSet-Cookie: x=1", "{\"type\":\"Action.OpenUrl\"}",
    "\\u003cscript\\u003e",
    "../../etc/passwd", "null", "true", "NaN", "0", "-", "…",
    # what looks like us
    "Undo", "Answer", "[Answer]", "Nothing changed", "DECISION                  OWNER    DATE", "OFF TRACK",
    "KEY RESULTS  last → now (target) · score · conf", "1.1 Activation 36 → 99% (45) · 1.00 · 10 10 10",
    "Closed. 6 of 6 in", "not set", "Drumbeat: your call by today", "ACTIONS 3 done", "2.2 waits on Legal",
    ":rotating_light:",
    ":12:", "12:00:00", "press:decision.decide:0", "drumbeat:empty",
    # pictures
    " /\\_/\\\n( o.o )\n > ^ <", "+---+\n| x |\n+---+", "¯\\_(ツ)_/¯",
)  # fmt: skip
"""Each of another kind of mischief; most fit into every field, some into none."""

ORDINARY: tuple[str, ...] = (
    "a < b & c > d", "*not bold*", "snake_case_name", "5 * 3 * 2", "2*3*4", "C:\\temp\\new", "R&D", "Q&A", "AT&T",
    "if (a && b) { c }", "🚀 ship it", "👍🏽 done", "日本語のテキスト", "مرحبا بالعالم", "שלום עולם", "Ελληνικά",
    "naïve café",
    "don't", "\"quoted\"", "‘curly’", "50% of 10$", "#1 priority", "1) first", "~5 days", "_private",
    "a_b_c d_e_f", "(x)",
    "[draft] pricing", "{scope}", "x^2", "A/B test", "ana@example.com", "<3", "->", "=>", "3 > 2", "1 < 2", "a & b",
    "wait...", "Müller-Lüdenscheidt", "O'Brien", "-- Ben", "cost: 1,000.50 €", "1:1 with Cy", "v1.2_rc",
    "`make test`",
    "a `b` c", "100 %", "…", "T-1000", "C++", "C#", "F# & .NET", "@ben said so", "e.g. this",
)  # fmt: skip
"""What somebody types who means no harm; on every platform it reads as it was typed."""
