"""The words Drumbeat says: each module makes the cards or forms of one kind of message from loaded records. Pure.

In reading order:
- `lines`: what messages share: a key result, a blocker, an owner and a date in one line; `plain`: a card in plain text
- the week: `prompt`, `reminder`, `brief`, `summary`, `report`; `matters` selects and `parts` writes their lines;
  `urgency`: what comes first; `patterns`: for the lead alone
- answering: `checkin_form` with `checkin_promises`, `checkin_blocks`; `answer`: in the thread, and to its giver;
  `answers_here`: all of them, where there are no threads; `due`: after one click
- looking: `board`, `history`, `help`; one reading: `update`; what waits for a person: `digest`, `mine`;
  with all else of theirs: `home`, and `page` where they have none; `settings`
- OKRs: `okr_forms`, `okrs`
- follow-ups: `records`, `lists`, `settle`; `decision_request`, `action_entry`, `stop_entry`: one of them, as people are
  asked about it; `decision_forms`; `blocker_entry` with `dependency` (between two teams), `blocker_forms`;
  `help_request` with `help_button`: somebody calls for help
- what climbs: `escalation` with `escalation_lines`, `rhythm_entry`; `preview`: before it goes up; `escalation_forms`
- the team: `setup_form`, `setup_reply`, `cadence_control`, `leave`, `ladder_form`, `rhythm_forms`
"""
