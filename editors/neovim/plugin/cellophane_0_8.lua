-- cellophane for Neovim 0.8, 0.9 and 0.10. Copy this file to ~/.config/nvim/plugin/.

local MARKERS = { "pyproject.toml", ".cellophane.toml", "cellophane.toml", "setup.py", ".git" }

vim.api.nvim_create_autocmd("FileType", {
  pattern = "python",
  callback = function(event)
    local file = vim.api.nvim_buf_get_name(event.buf)
    local marker = vim.fs.find(MARKERS, { upward = true, path = vim.fs.dirname(file) })[1]
    vim.lsp.start({ -- which has one server for all files with the same root
      name = "cellophane",
      cmd = { "cellophane", "server" },
      root_dir = vim.fs.dirname(marker or file),
      settings = {
        cellophane = {
          -- What is not set here is as pyproject.toml has it.
          -- certainty = "possible",
          -- interpreter = ".venv/bin/python", -- from the root of the project
          hints = { captures = false },
        },
      },
    })
  end,
})
