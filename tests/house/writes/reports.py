"""Writes about hours and money, and what is told of a flat."""

from decimal import Decimal

from outreach import after_tallies, budgets, hours, named_papers, own_words, reports, research, returns
from outreach.after_terms import AfterAnswer, AfterQuestion
from outreach.budgets import LineNotes
from outreach.money_terms import Method, Origin, Side
from outreach.research import Handover
from tests import make, researched
from tests.house.writes.table import At, simple

BUDGET_NOTES = LineNotes(2027, "Bankje", "Fonds", Origin.GIFT, granted=Decimal(100))


simple("outreach.hours.book", hours.book, lambda w: {
    "team": w.team, "user": w.ans, "worked_on": At.date(), "minutes": 90,
})  # fmt: skip
simple("outreach.hours.settle_rate", hours.settle_rate, lambda w: {
    "team": w.team, "method": Method.MARKET, "euros": Decimal(65), "source": "Offerte",
})  # fmt: skip
simple(
    "outreach.after_tallies.settle",
    after_tallies.settle,
    lambda w: {"flat": w.flat, "counts": {(AfterQuestion.SAFER, AfterAnswer.YES): 3}},
)
simple("outreach.budgets.add", budgets.add, lambda w: {"team": w.team, "notes": BUDGET_NOTES})
simple("outreach.budgets.change", budgets.change, lambda w: {
    "line": make.budget_line(w.team, w.cora), "notes": BUDGET_NOTES,
})  # fmt: skip
simple("outreach.budgets.remove", budgets.remove, lambda w: {"line": make.budget_line(w.team, w.cora)})
simple("outreach.returns.add", returns.add, lambda w: {
    "team": w.team, "activity": "Lunch", "side": Side.COST, "what": "Soep", "euros": Decimal(9), "source": "",
})  # fmt: skip
simple("outreach.returns.remove", returns.remove, lambda w: {"line": make.return_line(w.team, w.cora)})
simple("outreach.reports.exported", reports.exported, lambda w: {
    "about": w.flat, "export": next(iter(reports.Export)),
})  # fmt: skip
simple("outreach.own_words.write", own_words.write, lambda w: {
    "flat": w.flat, "text": "Veel bewoners missen een bankje.", "seen": 0,
})  # fmt: skip
simple("outreach.named_papers.report_to_print", named_papers.report_to_print, lambda w: {
    "flat": w.resident.address.flat,
})  # fmt: skip
simple("outreach.named_papers.deliver", named_papers.deliver, lambda w: {
    "flat": w.flat, "printed_on": make.name_on_paper(w.resident, w.cora).paper.printed_on,
    "delivered_on": At.date(),
})  # fmt: skip
simple("outreach.named_papers.settle", named_papers.settle, lambda w: {
    "name": make.name_on_paper(w.resident, w.cora),
})  # fmt: skip
simple("outreach.research.export", research.export, lambda w: {
    "team": researched.flat(w.team, w.ans, w.riny, talks=12, name="Maanflat").team,
    "handover": Handover("Universiteit", "Wat mensen thuis doet voelen"),
})  # fmt: skip
