-- cellophane for Neovim 0.11 or newer. Copy this file to ~/.config/nvim/lsp/cellophane.lua, and write into init.lua:
--
--     vim.lsp.enable("cellophane")

return {
  cmd = { "cellophane", "server" },
  filetypes = { "python" },
  root_markers = { "pyproject.toml", ".cellophane.toml", "cellophane.toml", "setup.py", ".git" },
  settings = {
    cellophane = {
      -- What is not set here is as pyproject.toml has it.
      -- certainty = "possible",
      -- interpreter = ".venv/bin/python", -- from the root of the project
      hints = { captures = false },
    },
  },
}
