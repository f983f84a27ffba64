"""Neovim with the configuration of editors/neovim, on its own: it shows a finding, its evidence and what is captured,
goes to where that is bound, and mends it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.editors.surroundings import BOUND_AT, EDITORS, EVIDENCE, MENDED, PATIENCE, ROW, project, run

NVIM = shutil.which("nvim")
CONFIGURATION = EDITORS / "neovim"

pytestmark = [pytest.mark.once, pytest.mark.skipif(NVIM is None, reason="needs Neovim")]

DRIVER = """
local place, patience = vim.fn.json_decode(PLACE), PATIENCE * 1000

local function await(what, condition)
  if not vim.wait(patience, condition, 10) then
    error("never: " .. what)
  end
end

local function text()
  return table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), "\\n") .. "\\n"
end

-- To the name that is read in the lambda.
local function to_the_name()
  local line = vim.api.nvim_buf_get_lines(0, place.row - 1, place.row, false)[1]
  vim.api.nvim_win_set_cursor(0, { place.row, line:find("+ step", 1, true) + 1 })
end

local steps = {}

function steps.finding()
  await("a diagnostic", function() return #vim.diagnostic.get(0) > 0 end)
  return vim.tbl_map(function(each)
    local line = vim.api.nvim_buf_get_lines(0, each.lnum, each.lnum + 1, false)[1]
    return { row = each.lnum + 1, word = line:sub(each.col + 1, each.end_col), message = each.message,
             source = each.source, code = each.code or each.user_data.lsp.code, severity = each.severity }
  end, vim.diagnostic.get(0))
end

function steps.evidence()
  vim.cmd("Evidence")
  local found = vim.tbl_map(function(item) return { item.lnum, item.text } end, vim.fn.getloclist(0))
  vim.cmd("lclose")
  return found
end

function steps.hover()
  vim.lsp.buf.hover()
  local float
  await("a window with what is told", function()
    for _, window in ipairs(vim.api.nvim_list_wins()) do
      float = vim.api.nvim_win_get_config(window).relative ~= "" and window or float
    end
    return float
  end)
  local found = table.concat(vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(float), 0, -1, false), "\\n")
  vim.api.nvim_win_close(float, true)
  return found
end

function steps.definition()
  vim.lsp.buf.definition()
  await("another row", function() return vim.api.nvim_win_get_cursor(0)[1] ~= place.row end)
  return vim.api.nvim_win_get_cursor(0)
end

local function set_to(ignored)
  local client = (vim.lsp.get_clients or vim.lsp.get_active_clients)()[1]
  client.config.settings = { cellophane = { ignore = ignored } }
  client.settings = client.config.settings
  client.notify("workspace/didChangeConfiguration", { settings = client.config.settings })
end

function steps.settings()
  set_to({ "CEL101" })
  await("no diagnostic of a rule that is ignored", function() return #vim.diagnostic.get(0) == 0 end)
  set_to({})
  await("the diagnostic once more", function() return #vim.diagnostic.get(0) > 0 end)
  return #vim.diagnostic.get(0)
end

function steps.mended()
  local titles
  vim.ui.select = function(items, _, choose)
    titles = vim.tbl_map(function(item) return (item.action or item[2]).title end, items)
    for index, item in ipairs(items) do
      if (item.action or item[2]).isPreferred then
        return choose(item, index)
      end
    end
    choose(nil, nil)
  end
  local before = text()
  vim.lsp.buf.code_action()
  await("another text", function() return text() ~= before end)
  await("no diagnostic", function() return #vim.diagnostic.get(0) == 0 end)
  return { titles = titles, text = text() }
end

vim.cmd("edit " .. vim.fn.fnameescape(place.file))
local told = {}
for _, name in ipairs({ "finding", "evidence", "hover", "definition", "settings", "mended" }) do
  to_the_name()
  local passed, found = xpcall(steps[name], debug.traceback)
  told[name] = passed and { found = found } or { problem = found }
end
vim.fn.writefile({ vim.fn.json_encode(told) }, place.told)
"""


def version() -> tuple[int, int]:
    """That of the Neovim of this machine."""
    assert NVIM
    found = re.search(r"v(\d+)\.(\d+)", subprocess.check_output([NVIM, "--version"], text=True))
    assert found
    return int(found[1]), int(found[2])


FORMS = {"0.11": (0, 11), "0.8": (0, 8), "0.7": (0, 7)}
"""What users of a version and of those after it copy. The older forms work in the newer ones as well."""


def configured(form: str, directory: Path) -> list[str]:
    """The arguments that have it read what its user copied."""
    evidence = ["-S", str(CONFIGURATION / "plugin" / "cellophane_evidence.lua")]
    if form != "0.11":
        return ["-S", str(CONFIGURATION / "plugin" / f"cellophane_{form.replace('.', '_')}.lua"), *evidence]
    shutil.copytree(CONFIGURATION / "lsp", directory / "configuration" / "lsp")
    path = f"set runtimepath+={directory / 'configuration'}"
    return ["--cmd", path, "-c", 'lua vim.lsp.enable("cellophane")', *evidence]


@pytest.fixture(scope="module", params=FORMS)
def told(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What Neovim showed and did."""
    if version() < FORMS[request.param]:
        pytest.skip(f"needs Neovim {request.param}")
    directory = tmp_path_factory.mktemp("neovim")
    place = {"file": str(project(directory)), "told": str(directory / "told.json"), "row": ROW}
    quoted = json.dumps(json.dumps(place, ensure_ascii=False), ensure_ascii=False)
    driver = directory / "driver.lua"
    driver.write_text(DRIVER.replace("PLACE", quoted).replace("PATIENCE", str(PATIENCE // 5)), "utf-8")
    assert NVIM
    start = [NVIM, "--headless", "-u", "NONE", "-i", "NONE", "-n", "-c", "filetype on"]
    printed = run([*start, *configured(request.param, directory), "-S", str(driver), "-c", "qall!"], directory)
    assert (directory / "told.json").exists(), printed
    steps = json.loads((directory / "told.json").read_text("utf-8"))
    assert not [step["problem"] for step in steps.values() if "problem" in step]
    return {name: step["found"] for name, step in steps.items()}


def test_the_finding_is_shown_at_the_name(told: dict[str, Any]) -> None:
    (found,) = told["finding"]
    message = found.pop("message")
    assert found == {"row": ROW, "word": "step", "source": "cellophane", "code": "CEL101", "severity": 1}
    assert message.startswith("this lambda reads `step` when it is called")


def test_its_evidence_can_be_listed(told: dict[str, Any]) -> None:
    assert [tuple(item) for item in told["evidence"]] == EVIDENCE


def test_hover_shows_the_capture(told: dict[str, Any]) -> None:
    assert "`step`** — variable of the function `plan`" in told["hover"]
    assert "captured by: the lambda, [line" in told["hover"]


def test_from_the_capture_one_goes_to_what_binds_it(told: dict[str, Any]) -> None:
    assert told["definition"] == [BOUND_AT, len("    for ")]


def test_settings_hold_at_once(told: dict[str, Any]) -> None:
    assert told["settings"] == 1


def test_the_quick_fix_mends_the_text(told: dict[str, Any]) -> None:
    assert told["mended"]["text"] == MENDED
    assert "Ignore CEL101 here" in told["mended"]["titles"]
