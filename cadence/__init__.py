"""The cadence engine: decides what a team is asked, what its answers mean, and what is said next.

Knows the words of the domain and nothing of where it runs: standard library only, no SDK, no SQL, no clock of its
own. What it needs from outside stands as Protocols in `cadence.ports`.

Nouns: `model` (what is kept), `requests` and `news` (what comes in), `cards` and `forms` (what goes out, for every
platform), `errors`.

In: `frontdoor` takes every request to its handler in `routes`, as a `context`, once (`receipts`) and again where that
helps (`patience`). `receiving` handles events, `tidings` what they tell, each by the platform's order (`newest`).
Decided: `answering` a check-in, `commands`, `home`, `settling`; by rules that all of them share: `finding`, `fields`,
`permissions`, `deciding`, `measure`, over a `snapshot` of one team.
By itself: `scheduler` lets the `weekly` rhythm go on, and `follow` what is not settled; `agenda` foresees it.
Out: the words of `wording` (and `apologies`), `marking` and `splitting` of messages; `delivery` takes the outbox to the
platforms, as evenly as `pacing` says and as often as `looking` finds it worth it.
Read: `grammar` what people type, `schedule` and `rhythm` when things happen.
For adapters: `text` (what holds for any), `form_room` and `form_openers`, `colleagues`, `beside` (work that ends before
the process does), `signs` (whether requests were signed). For storage: `authorship` (whose words stand where).
"""
