"""One member answers one check-in, by form or by one click. Decides; the words stand in `cadence.wording`.

In reading order:
- `choosing`: which check-in is meant; `seat`: who may answer, and for whom
- `form`: the handlers of the form: opened, changed, sent
- `formcontext`, `slots`: what the form carries along, and its numbered blocks ("off track" 1, 2 ...)
- `given`, `promised`: what a sent form says, read and checked whole; `keeping`: what was typed, back in a form drawn
  anew
- `saving`, `answers`: keep it, also when it is sent again
- `unchanged`, `away`, `undo`: the one-click answers, and taking them back
- `replying`, `replying_*`: an answer typed in the check-in's thread, and its Undo
- `telling`, `answer_thread`: who hears of it, and the answer in the check-in's thread; `offers`: what can be done now
"""
