-- cellophane for Neovim 0.7, as in Debian 12. Copy this file to ~/.config/nvim/plugin/.

local MARKERS = { "pyproject.toml", ".cellophane.toml", "cellophane.toml", "setup.py", ".git" }

local clients = {} -- one for all files with the same root

-- The nearest directory upwards that holds one of the markers; else that of the file.
local function root_of(file)
  local own = vim.fn.fnamemodify(file, ":p:h")
  local directory = own
  while true do
    for _, marker in ipairs(MARKERS) do
      if vim.loop.fs_stat(directory .. "/" .. marker) then
        return directory
      end
    end
    local above = vim.fn.fnamemodify(directory, ":h")
    if above == directory then
      return own
    end
    directory = above
  end
end

local function start(root)
  return vim.lsp.start_client({
    name = "cellophane",
    cmd = { "cellophane", "server" },
    root_dir = root,
    settings = {
      cellophane = {
        -- What is not set here is as pyproject.toml has it.
        -- certainty = "possible",
        -- interpreter = ".venv/bin/python", -- from the root of the project
        hints = { captures = false },
      },
    },
    on_exit = function()
      clients[root] = nil
    end,
  })
end

vim.api.nvim_create_autocmd("FileType", {
  pattern = "python",
  callback = function(event)
    local root = root_of(vim.api.nvim_buf_get_name(event.buf))
    clients[root] = clients[root] or start(root)
    if clients[root] then
      vim.lsp.buf_attach_client(event.buf, clients[root])
    end
  end,
})
