"""The page on a phone, and its colours, in a real browser."""

from __future__ import annotations

from typing import Any

from ui_harness import Site, ask, needs_chromium, ready, tab, visitor

from ui.welcome import EXAMPLES

pytestmark = needs_chromium


OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def test_a_phone_never_scrolls_sideways(browser: Any, served: Site) -> None:
    phone = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
    with visitor(browser, served, **phone) as (page, _):
        assert page.evaluate(OVERFLOW) <= 0
        turn = ask(page, EXAMPLES[2])
        ask(page, "Who won the 1998 World Cup?")
        assert page.evaluate(OVERFLOW) <= 0
        box = page.locator("#pd-box").bounding_box()
        assert box["y"] + box["height"] <= 844
        assert box["width"] >= 200
        turn.get_by_role("button", name="Source 1").tap()
        page.locator("#pd-quote").wait_for()
        panel = page.locator("#pd-panel").bounding_box()
        assert (panel["x"], panel["width"]) == (0, 390)
        page.locator("#pd-close").tap()
        page.get_by_role("button", name="Limit articles").tap()
        assert page.evaluate(OVERFLOW) <= 0
        for name in ("Articles", "Timeline", "Evaluation"):
            tab(page, name)
            page.wait_for_timeout(0)
            assert page.evaluate(OVERFLOW) <= 0, name


# The lowest contrast of any text on the page with what is painted behind it.
CONTRAST = """() => {
  const rgba = (c) => {
    const m = c.match(/[\\d.]+/g).map(Number); return [m[0], m[1], m[2], m[3] ?? 1]; };
  const over = (a, b) => [0, 1, 2].map((i) => a[i] * a[3] + b[i] * (1 - a[3])).concat(1);
  const lum = (c) => [0, 1, 2].map((i) => {
    const v = c[i] / 255; return v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; })
    .reduce((s, v, i) => s + v * [.2126, .7152, .0722][i], 0);
  let worst = [99, ''];
  for (const e of document.querySelectorAll('body *')) {
    const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
    const style = getComputedStyle(e);
    if (!own || !e.checkVisibility({opacityProperty: true, visibilityProperty: true})
        || e.closest('script, style, :disabled')) continue;
    const stack = [];
    for (let p = e; p; p = p.parentElement) stack.push(rgba(getComputedStyle(p).backgroundColor));
    const back = stack.reverse().reduce((b, c) => over(c, b), [255, 255, 255, 1]);
    const [x, y] = [lum(over(rgba(style.color), back)), lum(back)];
    const ratio = (Math.max(x, y) + .05) / (Math.min(x, y) + .05);
    if (ratio < worst[0]) worst = [ratio, e.outerHTML.slice(0, 160)];
  }
  return worst;
}"""


def test_light_and_dark_are_both_easy_to_read(page: Any) -> None:
    ask(page, "Who won the 1998 World Cup?")
    ask(page, EXAMPLES[0]).get_by_role("button", name="Source 1").click()
    page.locator("#pd-quote").wait_for()
    assert page.evaluate("document.body.classList.contains('dark')") is False
    for dark in (False, True):
        if dark:
            page.evaluate("document.querySelector('#pd-theme').click()")
            assert page.evaluate("document.body.classList.contains('dark')") is True
        for name in ("Articles", "Timeline", "Evaluation", "Chat"):
            page.evaluate(
                "[...document.querySelectorAll('[role=tab]')]"
                f".find(t => t.innerText == {name!r}).click()"
            )
            page.locator(f"[role=tab][aria-selected=true]:has-text('{name}')").wait_for()
            ratio, where = page.evaluate(CONTRAST)
            assert ratio >= 4.5, (dark, name, where)
    page.reload()
    ready(page)
    assert page.evaluate("document.body.classList.contains('dark')") is True
