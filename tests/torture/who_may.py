"""Who may ask what: the rules of the product, line by line. Whoever does not stand in a line is refused.

The names of the lines are those of `tests.torture.asks`; a route without a line here fails.
"""

EVERYBODY = "member owner lead manager sponsor admin cover guest stranger"
PEOPLE = "member owner lead manager sponsor admin cover stranger"
"""Of this workspace: no guests of another one."""
INSIDE = "member owner lead manager sponsor admin"
"""Who has a part in a team whose channel is private."""
ASKED = "member owner lead"
SEATED = "member owner lead cover"
"""Those whom the check-in asks, and who covers one of them."""
SETTLES = "member owner lead admin cover"
"""The raiser (the member, here), who has it to do and who covers them, the lead, admins."""
ANSWERS_FOR = "owner lead admin cover"
CHANGES = "owner lead admin"
RUNS = "lead admin"
TOLD = "lead manager admin"
"""The recipient of an escalation (the manager, here), the lead, admins."""

LINES: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        EVERYBODY,  # of what stands in the channel that they are in, and of themselves
        (
            "okr", "okr help", "okr blockers", "okr decisions all", "okr actions overdue", "okr history 1.3",
            "okr summary", "okr summary 6", "press home.refresh", "press reply.leave", "use hello", "see home",
        ),
    ),
    (
        PEOPLE,
        (
            "okr mine", "okr setup elsewhere", "okr away", "okr away cancel", "okr settings", "press mine.show",
            "press home.hours", "press home.country", "press home.leave", "send hours", "send country", "send leave",
        ),
    ),
    (
        INSIDE,
        (
            "okr board growth", "okr history growth/1.3", "press board.show", "press history.show",
            "press summary.report", "okr blocker 1.3 x", "okr decision 1.3 x", "okr action 1.3 x", "okr blocker",
            "okr decision", "press reply.blocker", "send record_decision", "send record_blocker",
            "change record_decision", "change record_blocker", "use decision", "use blocker",
        ),
    ),
    ("member owner lead manager sponsor", ("okr actions mine",)),
    (ASKED, ("okr checkin growth", "press checkin.away", "press checkin.mine", "use checkin")),
    (
        SEATED,
        (
            "okr checkin", "press checkin.answer", "press checkin.unchanged", "press checkin.undo", "press reply.undo",
            "press reply.take", "press reply.same", "send checkin", "change checkin",
        ),
    ),
    ("owner lead cover", ("see reply",)),  # with a value of the owner's key result
    (
        SETTLES,
        (
            "press summary.missing", "press decision.set", "press decision.not_needed", "press decision.hand_over",
            "press decision.fallback", "press decision.new_date", "press decision.raise", "press action.done",
            "press action.set", "press action.move", "press action.drop", "press action.keep", "press blocker.solved",
            "press blocker.check", "press blocker.set", "press blocker.assign", "press blocker.take",
            "press blocker.share", "press help.ask", "send missing", "send hand_over", "send new_date",
            "send set_decision", "send set_action", "send move_action", "send drop_action", "send check_blocker",
            "send set_blocker", "send take_blocker", "send ask_help",
        ),
    ),
    (
        ANSWERS_FOR,
        (
            "okr update 1.3 240 conf 5", "press board.update", "send update", "press decision.decide", "send decide",
            "press stop.settle", "press esc.new_date", "press esc.context", "press esc.send_now", "send esc_new_date",
            "send esc_context",
        ),
    ),
    (
        CHANGES,
        (
            "okr add initiative 1.3", "okr edit 1.3", "send key_result/edit", "send initiative",
            "press update.undo",
            "okr update growth/1.3 240", "press line.type",  # by name: a cover does not see a private team by its name
        ),
    ),
    (
        RUNS,
        (
            "okr setup", "okr add objective", "okr add kr 1", "okr edit 1", "okr remove 1", "okr remove 1.3",
            "okr pause", "okr resume", "okr skip", "press skip.open", "press skip.more", "press skip.back",
            "press setup.open", "press setup.move", "press add.open", "press ladder.edit", "press rhythm.move",
            "press rhythm.shorten", "press rhythm.skip", "send setup", "send objective", "send objective/edit",
            "send key_result", "send remove", "send remove/objective", "send ladder", "send rhythm_shorten",
        ),
    ),
    (
        TOLD,
        (
            "press esc.take", "press esc.assign", "press esc.decide", "press esc.not_mine", "send esc_take",
            "send esc_assign", "send esc_decide", "send esc_not_mine",
        ),
    ),
    ("owner lead manager admin cover", ("press esc.solved",)),
    ("manager", ("press esc.snooze", "send esc_snooze")),  # it is hidden from its reader alone
    ("member lead admin", ("press record.undo",)),  # who recorded it
    ("member lead", ("press blocker.solved/secret",)),  # for the lead alone: not even an admin
)  # fmt: skip

WHO_MAY: dict[str, frozenset[str]] = {name: frozenset(who.split()) for who, names in LINES for name in names}
