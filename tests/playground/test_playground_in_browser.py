"""The playground's page in a real browser: what its reader sees, and that nothing leaves the host."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Iterator

import pytest

from tests.browser import Page, chromium
from tests.playground.pages import LATE, TABS, Playground
from tests.site.conftest import built, page, site
from tests.site.test_accessibility import violations

__all__ = ["built", "page", "site"]
pytestmark = [
    pytest.mark.once,
    pytest.mark.skipif(chromium() is None, reason="needs Chromium, and none is on the path"),
]
MENDED = LATE.replace("lambda: f", "lambda *, name=name: f")
NOTEBOOK = json.dumps(
    {
        "cells": [
            {"cell_type": "markdown", "source": "# Words"},
            {"cell_type": "code", "source": ["%matplotlib inline\n", "late = []\n"]},
            {"cell_type": "code", "source": "for i in range(3):\n    late.append(lambda: i)"},
        ]
    }
)
AS_PROGRAM = "# cell 2\n# %matplotlib inline\nlate = []\n\n\n# cell 3\nfor i in range(3):\n    late.append(lambda: i)\n"


def packed(text: bytes, version: str = "1") -> str:
    """The fragment of an address, made by other means than the page's."""
    deflated = zlib.compress(text, wbits=-15)
    return f"#code={version}.{base64.urlsafe_b64encode(deflated).decode().rstrip('=')}"


LATE_ADDRESS = packed(LATE.encode())


@pytest.fixture
def playground(page: Page, site: str) -> Iterator[Playground]:
    """The page with the program that is late, which has been checked; in the end, nobody has complained."""
    page.screen(1400)
    playground = Playground(page)
    playground.open(site, LATE_ADDRESS)
    playground.until_said("line 4", ".finding")
    yield playground
    assert page.complaints == []
    # Pictures in style sheets and what workers are made of are in the page itself.
    assert [asked for asked in page.requests if not asked.startswith((site, "blob:", "data:"))] == []


class TestChecking:
    """What cellophane finds, while one types."""

    def test_findings_are_listed_with_their_certainty(self, playground: Playground) -> None:
        assert playground.tabs == ["Findings 1"]
        assert playground.all(".finding-line") == ["line 4"]
        assert playground.all(".certainty") == ["certain"]
        assert "this lambda reads name when it is called" in playground.all(".finding-message")[0]

    def test_the_evidence_is_numbered_along_the_lines(self, playground: Playground) -> None:
        numbers = playground.page.evaluate(
            f"(() => {{ const editor = {playground.editor};"
            "const all = (gutter) => [...editor.querySelectorAll(`.cm-${gutter} .cm-gutterElement`)];"
            "const top = (one) => one.getBoundingClientRect().top;"
            "const row = (one) => all('lineNumbers').find((line) => top(line) === top(one))?.textContent;"
            "return Object.fromEntries(all('numerals').map((one) => [one.textContent, row(one)])); })()"
        )
        assert {key: row for key, row in numbers.items() if key} == {"③": "3", "①②": "4", "④": "5"}
        assert playground.in_editor(".cm-step-words") == [
            "3 name is rebound here, for all of them",
            "name is read here",
            "1 made here in each iteration",
            "2 stored in doors here",
            "4 called here: it reads the name of a later iteration",
        ]
        assert [words[0] for words in playground.all(".steps li")] == ["m", "s", "n", "c"]

    def test_a_bar_stands_below_the_words_that_a_step_is_about(self, playground: Playground) -> None:
        apart = playground.page.evaluate(
            f"(() => {{ const step = [...{playground.editor}.querySelectorAll('.cm-step')][0];"
            f"const proof = {playground.editor}.querySelector('.cm-proof').getBoundingClientRect();"
            "const bar = getComputedStyle(step, '::before'); const left = step.getBoundingClientRect().left"
            " + parseFloat(getComputedStyle(step).paddingLeft) + parseFloat(bar.marginLeft);"
            "return [left - proof.left, parseFloat(bar.width) - proof.width]; })()"
        )
        assert apart == [pytest.approx(0, abs=1), pytest.approx(0, abs=1)]

    def test_what_is_typed_is_checked(self, playground: Playground) -> None:
        playground.write("late = [lambda: i for i in range(3)]\n")
        playground.until_said("line 1", ".finding")
        playground.write("x = 1\n")
        playground.until_said("Nothing here reads", ".findings")
        assert playground.in_editor(".cm-step, .cm-lintRange") == []

    def test_a_syntax_error_is_told_with_its_line(self, playground: Playground) -> None:
        playground.write("x = 1\ndef broken(:\n    pass\n")
        playground.until_said("line 2", ".finding.problem")
        assert playground.in_editor(".cm-lintRange-error") != []

    def test_a_fix_is_made_and_can_be_undone(self, playground: Playground) -> None:
        playground.press("Mend it")
        assert playground.text == MENDED
        playground.until_said("Nothing here reads", ".findings")
        assert playground.page.evaluate("document.activeElement.id") == "editor"
        playground.page.press("z", "Control")
        assert playground.text == LATE
        playground.until_said("line 4", ".finding")

    def test_all_can_be_mended_at_once(self, playground: Playground) -> None:
        second = (
            "\n\ndef count():\n    late = []\n    for i in range(3):\n        late.append(lambda: i)\n    return late\n"
        )
        playground.paste(LATE + second)
        playground.until("root.querySelectorAll('.finding').length === 2")
        assert playground.all(".mend-all button") == ["Mend the safe one", "Mend all 2"]
        playground.press("Mend the safe one")
        playground.until("root.querySelectorAll('.finding').length === 1")
        assert playground.text == MENDED + second
        assert "Not safe: " in "".join(playground.all(".reason"))
        playground.press("Mend it all the same")
        playground.until_said("Nothing here reads", ".findings")
        assert playground.text == MENDED + second.replace("lambda: i", "lambda *, i=i: i")

    def test_a_finding_is_chosen_and_let_go(self, playground: Playground) -> None:
        assert playground.all(".finding.chosen .finding-line") == ["line 4"]
        playground.press("line 4", ".finding-head")
        assert playground.in_editor(".cm-step") == []
        playground.press("line 4", ".finding-head")
        assert len(playground.in_editor(".cm-step")) == 5

    def test_why_is_told_of_the_closure_at_the_cursor(self, playground: Playground) -> None:
        playground.tab("Why")
        playground.until_said("Put the cursor", ".why")
        playground.page.click(f"{playground.editor}.querySelector('.cm-closure')")
        playground.until_said("the lambda reads `name` [certain]", ".why")
        assert "1 → 2 → 3: late" in playground.all(".why")[0]


class TestRunning:
    """The program runs when its reader wants it to, and only then."""

    def test_what_it_prints_is_shown_as_text(self, playground: Playground) -> None:
        playground.write("print('<img src=x onerror=alert(1)><b>bold</b>')")
        assert playground.run().startswith("Ended after ")
        assert playground.tabs == ["Output"]
        assert playground.printed == "<img src=x onerror=alert(1)><b>bold</b>\n"
        assert playground.page.evaluate("document.querySelectorAll('.printed img, .printed b').length") == 0

    def test_a_traceback_is_told_apart(self, playground: Playground) -> None:
        playground.write("print('before')\n1 / 0\n")
        assert playground.run() == "The program ended with an exception."
        assert playground.all(".printed .stdout") == ["before\n"]
        assert playground.all(".printed .stderr")[0].splitlines()[-1] == "ZeroDivisionError: division by zero"

    @pytest.mark.parametrize("panel", ["Time line", "Cost"])
    def test_a_traceback_comes_to_the_front(self, playground: Playground, panel: str) -> None:
        playground.write("1 / 0\n")
        playground.tab(panel)
        playground.run()
        assert playground.tabs == ["Output"]
        assert "ZeroDivisionError" in playground.printed

    def test_of_much_that_is_printed_the_end_is_shown_in_one_piece_or_many(self, playground: Playground) -> None:
        for program in (
            "print('begin')\nprint('x' * 299_996 + 'END')\n",
            "for i in range(30_000):\n    print('x' * 9)\nprint('END')\n",
        ):
            playground.write(program)
            playground.run()
            assert len(playground.printed) == 200_000
            assert playground.printed.endswith("x\nEND\n" if "range" in program else "xEND\n")
        assert playground.all(".cut") == ["The beginning is left out: the last 200,000 characters are shown."]
        playground.write("print(1)\n")
        playground.run()
        assert playground.all(".cut") == []

    def test_an_endless_loop_is_stopped_and_the_next_run_goes_on(self, playground: Playground) -> None:
        playground.write("print('begun', flush=True)\nwhile True:\n    pass\n")
        playground.press("Run")
        playground.until_said("begun", ".printed")
        playground.press("Stop")
        playground.until_said("Stopped", ".ending")
        assert playground.page.evaluate("document.activeElement.id") == "run"
        playground.write("print('again')")
        assert playground.run().startswith("Ended after ")
        assert playground.printed == "again\n"

    def test_input_reads_the_lines_that_are_given(self, playground: Playground) -> None:
        playground.write("print(input().upper())\n")
        playground.tab("Output")
        playground.page.evaluate("document.querySelector('textarea').focus()")
        playground.page.type("ada\n")
        playground.run()
        assert playground.printed == "ADA\n"

    def test_by_key_from_the_editor(self, playground: Playground) -> None:
        playground.write("print('by key')")
        playground.page.press("Enter", "Control")
        playground.until_said("by key", ".printed")
        assert playground.text == "print('by key')"

    def test_a_program_that_was_changed_since_is_told_so(self, playground: Playground) -> None:
        playground.run()
        playground.tab("Drawing")
        assert playground.all("p.outdated") == []
        playground.page.evaluate(f"{playground.content}.focus()")
        playground.page.type("# ")
        assert playground.all("p.outdated") == ["This is of the program as it was when it ran. Run it again"]


class TestDrawings:
    """What is drawn is linked with the lines, and can do nothing else."""

    def test_pointing_at_a_variable_lights_its_lines_up(self, playground: Playground) -> None:
        playground.run()
        playground.tab("Drawing")
        playground.until("parseInt(root.querySelector('iframe')?.style.height) > 100")
        assert playground.lit == []
        over = "document.querySelector('svg .cell').dispatchEvent(new PointerEvent('pointerover', {bubbles: true}))"
        playground.page.evaluate(over, frame="drawing.html")
        playground.until(f"{playground.editor}.querySelectorAll('.cm-lit').length === 2")
        assert [line.strip()[:8] for line in playground.lit] == ["for name", "doors[na"]
        away = "document.documentElement.dispatchEvent(new PointerEvent('pointerleave'))"
        playground.page.evaluate(away, frame="drawing.html")
        playground.until(f"{playground.editor}.querySelectorAll('.cm-lit').length === 0")

    def test_a_program_whose_functions_use_globals_has_no_drawing_but_a_time_line(self, playground: Playground) -> None:
        playground.write("late = []\nfor i in range(3):\n    late.append(lambda: i)\nprint([f() for f in late])\n")
        playground.tab("Drawing")
        playground.press("Run and draw")
        playground.until_said("capture nothing: the time line shows when they read", ".drawing")
        playground.tab("Time line")
        playground.press("Run and record")
        playground.until("root.querySelector('.timeline iframe') !== null")
        said = "document.body?.innerText.includes('late reads')"
        assert playground.page.wait_for(said, frame="drawing.html")

    def test_scrubbing_the_time_line_lights_each_line_up(self, playground: Playground) -> None:
        playground.tab("Time line")
        playground.press("Run and record")
        playground.until("parseInt(root.querySelector('.panel:not([hidden]) iframe')?.style.height) > 100")
        assert playground.tabs == ["Time line"]
        assert playground.page.evaluate(f"document.activeElement === {playground.panel}")
        for step, line in ((1, "for name"), (2, "doors[na")):
            moved = f"range.value = {step}; range.dispatchEvent(new Event('input', {{bubbles: true}}));"
            playground.page.evaluate(
                f"(() => {{ const range = document.querySelector('input[type=range]'); {moved} }})()",
                frame="drawing.html",
            )
            playground.until(
                f"{playground.editor}.querySelector('.cm-lit')?.textContent.trim().startsWith({json.dumps(line)})"
            )
            assert len(playground.lit) == 1

    def test_the_cost_is_measured_when_it_is_asked_for(self, playground: Playground) -> None:
        playground.write("def f(x):\n    def g():\n        return x\n    return g\n\nmeasured = f(1)\n")
        playground.tab("Cost")
        playground.press("Run and measure")
        playground.until("parseInt(root.querySelector('.panel:not([hidden]) iframe')?.style.height) > 30")

    def test_the_frame_has_no_origin_and_no_way_out(self, playground: Playground, site: str) -> None:
        playground.run()
        playground.tab("Drawing")
        playground.until("parseInt(root.querySelector('iframe')?.style.height) > 100")
        assert playground.page.evaluate("window.origin", frame="drawing.html") == "null"
        tried = f"fetch('{site}index.html').then(() => 'reached', () => 'shut in')"
        assert playground.page.evaluate(tried, frame="drawing.html") == "shut in"
        reached = "(() => { try { return parent.document.title; } catch { return 'shut in'; } })()"
        assert playground.page.evaluate(reached, frame="drawing.html") == "shut in"
        # It was tried on purpose, and the browser says so.
        playground.page.open(site + "playground/drawing.html")

    def test_alone_it_writes_nothing(self, page: Page, site: str) -> None:
        page.open(f"{site}playground/drawing.html")
        page.evaluate("window.postMessage({page: '<h1>written</h1>'}, '*')")
        assert page.evaluate("new Promise((done) => setTimeout(() => done(document.body.innerHTML.trim()), 50))") == ""


class TestAddresses:
    """The whole program stands in the address, and nothing of it runs by itself."""

    def test_a_shared_program_is_opened_exactly(self, playground: Playground, site: str) -> None:
        program = LATE + "# ü — 🐍 'quotes' \\ and a tab:\t.\n"
        playground.paste(program)
        playground.press("Share")
        playground.until(
            "location.hash.length > 10 && root.querySelector('[role=status]').textContent.includes('address')"
        )
        address = playground.page.evaluate("location.href")
        assert address.startswith(f"{site}playground/index.html#code=1.")
        playground.page.open(address)
        playground.until_said("line 4", ".finding")
        assert playground.text == program

    def test_nothing_runs_by_itself(self, playground: Playground, site: str) -> None:
        playground.open(site, packed(b"print('ran by itself')\nlate = [lambda: i for i in range(3)]\n"))
        playground.until_said("line 2", ".finding")
        playground.tab("Output")
        assert playground.all(".ending") == ["Nothing has run yet."]
        assert playground.printed == ""

    @pytest.mark.parametrize(
        ("fragment", "words"),
        [
            (packed(b"x", "2"), "of another version"),
            ("#code=1.AAAA", "damaged"),
            (LATE_ADDRESS[:-9], "damaged"),
            (packed(b"\xff\xff"), "damaged"),
            (packed(b"x" * 5_000_000), "too long"),
        ],
    )
    def test_a_bad_one_is_told_and_the_editor_stays(
        self, playground: Playground, site: str, fragment: str, words: str
    ) -> None:
        playground.open(site, fragment)
        playground.until_said(words, "[role=status]")
        assert playground.text.startswith("def visit():")
        playground.until_said("line 4", ".finding")
        playground.until_said(words, "[role=status]")

    def test_an_example_that_there_is_not_is_told_so(self, playground: Playground, site: str) -> None:
        playground.open(site, "#example=nonsense")
        playground.until_said("There is no example called nonsense; the menu has all.", "[role=status]")
        assert playground.text.startswith("def visit():")
        playground.press("Examples", "summary")
        playground.press("A function that remembers how often", "#example-list a")
        playground.until(f"{playground.editor}.textContent.includes('def counter')")
        assert "nonsense" not in playground.status

    def test_one_that_is_not_known_is_passed_over(self, playground: Playground, site: str) -> None:
        playground.open(site, "#anything")
        playground.until_said("line 4", ".finding")
        assert playground.text.startswith("def visit():")

    def test_an_example_is_opened_and_back_leads_to_what_was_written(self, playground: Playground) -> None:
        playground.write("mine = 1\n")
        playground.press("Examples", "summary")
        playground.press("A function that remembers how often", "#example-list a")
        playground.until(f"{playground.editor}.textContent.includes('def counter')")
        assert playground.page.evaluate("location.hash") == "#example=counter"
        assert not playground.page.evaluate("document.querySelector('#examples').open")
        playground.page.evaluate("history.back()")
        playground.until(f"{playground.editor}.textContent.includes('mine = 1')")
        playground.page.evaluate("history.forward()")
        playground.until(f"{playground.editor}.textContent.includes('def counter')")

    def test_what_was_written_is_there_after_a_reload(self, playground: Playground) -> None:
        playground.write("mine = 1\n")
        playground.until("history.state?.draft === 'mine = 1\\n'")
        playground.page.reload()
        playground.page.wait_for("document.querySelector('.alive')")
        playground.until(f"{playground.editor}.textContent.includes('mine = 1')")


class TestOpening:
    """Programs and notebooks from elsewhere."""

    def test_a_pasted_notebook_becomes_a_program(self, playground: Playground) -> None:
        playground.paste(NOTEBOOK)
        assert playground.text == AS_PROGRAM

    @pytest.mark.parametrize("dropped", [False, True])
    def test_a_file_is_opened(self, playground: Playground, dropped: bool) -> None:
        playground.page.evaluate(
            "(() => { const data = new DataTransfer();"
            f"data.items.add(new File([{json.dumps(NOTEBOOK)}], 'some.ipynb'));"
            f"if ({json.dumps(dropped)}) {playground.content}.dispatchEvent(new DragEvent('drop',"
            " {dataTransfer: data, bubbles: true, cancelable: true, composed: true}));"
            "else { const chooser = document.querySelector('#file'); chooser.files = data.files;"
            "chooser.dispatchEvent(new Event('change')); } })()"
        )
        playground.until_said("some.ipynb", "[role=status]")
        assert playground.text == AS_PROGRAM

    @pytest.mark.parametrize(
        "text", ["x = 1\n" * 50_000, '{"cells": [{"cell_type": "markdown", "source": "# Words"}]}']
    )
    def test_what_is_refused_leaves_the_program_and_what_is_selected(self, playground: Playground, text: str) -> None:
        playground.paste(text)
        playground.until("root.querySelector('[role=status].bad') !== null")
        assert playground.text == LATE
        playground.page.press("Delete")
        assert playground.text == ""

    def test_the_reason_is_taken_back_with_the_next_change(self, playground: Playground) -> None:
        playground.paste("x = 1\n" * 50_000)
        playground.until_said("300,000 characters", "[role=status]")
        playground.write("x = 1\n")
        assert "300,000" not in playground.status


class TestEverybody:
    """By key, on a phone, and where Python cannot be had."""

    def test_all_of_it_is_reached_by_key(self, playground: Playground) -> None:
        page = playground.page
        seen = []
        page.evaluate("document.querySelector('h1 a').focus()")
        for _ in range(40):
            page.press("Tab")
            seen.append(
                page.evaluate(
                    "(({id, textContent, className}) => id || className || textContent)(document.activeElement)"
                )
            )
            if seen[-1].startswith("editor"):
                page.press("Escape")
            if "finding-head" in seen:
                break
        wanted = ["Docs", "Tour", "run", "open", "share", "editor", "panel-1-tab"]
        assert [name for name in seen if name in wanted] == wanted

    def test_tab_indents_in_the_editor_until_escape(self, playground: Playground) -> None:
        playground.write("x = 1")
        playground.page.press("Tab")
        assert playground.text == "    x = 1"
        playground.page.press("Escape")
        playground.page.press("Tab")
        assert playground.text == "    x = 1"
        assert playground.page.evaluate("document.activeElement.role") == "tab"

    def test_arrows_go_from_tab_to_tab(self, playground: Playground) -> None:
        playground.page.evaluate("document.querySelector('[role=tab]').focus()")
        for label in (*TABS[1:], TABS[0]):
            playground.page.press("ArrowRight")
            assert playground.tabs[0].startswith(label)
            assert playground.page.evaluate("document.activeElement.getAttribute('aria-selected')") == "true"
        playground.page.press("End")
        assert playground.tabs == ["Why"]
        playground.page.press("Home")
        assert playground.tabs == ["Findings 1"]

    def test_a_phone_shows_one_below_the_other(self, playground: Playground) -> None:
        playground.page.screen(360, 740)
        playground.run()
        for label in TABS:
            playground.tab(label)
            assert playground.page.evaluate("document.documentElement.scrollWidth") <= 360, label
        playground.press("Examples", "summary")
        assert playground.page.evaluate("document.documentElement.scrollWidth") <= 360
        menu = "document.querySelector('#example-list').getBoundingClientRect()"
        sides = playground.page.evaluate(f"(({{left, right, top}}) => [left, right, top])({menu})")
        assert (sides[0] >= 0, sides[1] <= 360, sides[2] >= 0) == (True, True, True), sides
        edges = "['#editor', '#seen'].map((part) => document.querySelector(part).getBoundingClientRect())"
        editor, seen = playground.page.evaluate(f"{edges}.map(({{top, bottom}}) => [top, bottom])")
        assert editor[1] < seen[0]

    @pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
    def test_nothing_serious_is_found_in_any_panel(self, playground: Playground, dark: bool) -> None:
        playground.page.screen(1400, dark=dark)
        playground.run()
        for label in TABS:
            playground.tab(label)
            assert violations(playground.page) == [], label

    def test_light_and_dark_follow_the_reader(self, playground: Playground) -> None:
        colour = f"getComputedStyle({playground.editor}.querySelector('.cm-editor')).backgroundColor"
        assert playground.page.evaluate(colour) == "rgb(255, 255, 255)"
        playground.page.screen(1400, dark=True)
        assert playground.page.evaluate(colour) == "rgb(20, 23, 28)"


@pytest.mark.parametrize("missing", ["WebAssembly", "Worker", "DecompressionStream"])
def test_a_browser_that_cannot_run_python_is_told_so(page: Page, site: str, missing: str) -> None:
    playground = Playground(page)
    page.screen(1400)
    with page.beginning_with(f"delete globalThis.{missing};"):
        playground.open(site)
        playground.until_said("cannot be run in this browser", "[role=status]")
        assert playground.text.startswith("def visit():")
        playground.write("x = 1")
        assert playground.text == "x = 1"
        assert "cannot be run" in playground.run()
