-- For every Neovim from 0.7 on, beside what starts the server: `:Evidence` lists what proves the findings in the line of
-- the cursor, in the order in which it happens, as places to jump to. Copy this file to ~/.config/nvim/plugin/.

local function evidence()
  local row = vim.api.nvim_win_get_cursor(0)[1]
  local items = {}
  for _, diagnostic in ipairs(vim.diagnostic.get(0, { lnum = row - 1 })) do
    local told = diagnostic.user_data and diagnostic.user_data.lsp or {}
    for _, related in ipairs(told.relatedInformation or {}) do
      local start = related.location.range.start
      local buffer = vim.uri_to_bufnr(related.location.uri)
      vim.fn.bufload(buffer)
      local line = vim.api.nvim_buf_get_lines(buffer, start.line, start.line + 1, false)[1] or ""
      local within, column = pcall(vim.str_byteindex, line, start.character, true)
      table.insert(items, {
        bufnr = buffer,
        lnum = start.line + 1,
        col = (within and column or 0) + 1,
        text = related.message,
      })
    end
  end
  if #items == 0 then
    vim.notify("cellophane: no evidence in this line")
    return
  end
  vim.fn.setloclist(0, {}, " ", { title = "Evidence", items = items })
  vim.cmd("lopen")
end

vim.api.nvim_create_user_command("Evidence", evidence, { desc = "List what proves the findings in this line" })
