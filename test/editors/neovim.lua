-- Does in Neovim what a person does there, and prints what they would see, a heading before each
-- part. Arguments: the set-up from the documentation, the Dockerfile.
local setup, file = unpack(vim.v.argv, #vim.v.argv - 1)

local function say(text)
  io.stdout:write(text .. "\n")
end

local function wait_for(what, condition)
  if not vim.wait(20000, condition, 20) then
    say("gave up waiting for " .. what)
    vim.cmd("cquit")
  end
end

-- Neovim 0.7 has the parts of it only.
vim.lsp.start = vim.lsp.start or function(config)
  vim.lsp.buf_attach_client(0, vim.lsp.start_client(config))
end
-- Whoever is asked to choose takes the first whose title has this.
local wanted
vim.ui.select = function(items, options, choose)
  for _, item in ipairs(items) do
    local title = options.format_item(item)
    say("offered: " .. title)
    if wanted and title:find(wanted) then
      say("chosen: " .. title)
      choose(item)
      return
    end
  end
end

vim.cmd("luafile " .. setup)
vim.cmd("edit " .. file)
local buffer = vim.api.nvim_get_current_buf()
local function clients()
  return (vim.lsp.get_clients or vim.lsp.buf_get_clients)(vim.lsp.get_clients and { bufnr = buffer } or buffer)
end
wait_for("the server", function() return not vim.tbl_isempty(clients()) end)
local _, client = next(clients())
say("=== " .. client.name)

local function text(first)
  return table.concat(vim.api.nvim_buf_get_lines(buffer, first - 1, -1, false), "\n")
end

local function go_to(line, column)
  vim.api.nvim_set_current_buf(buffer)
  vim.api.nvim_win_set_cursor(0, { line, column - 1 })
end

local function has_finding(words)
  for _, each in ipairs(vim.diagnostic.get(buffer)) do
    if each.message:find(words, 1, true) then return true end
  end
  return false
end

local function diagnostics(heading)
  say("=== " .. heading)
  for _, each in ipairs(vim.diagnostic.get(buffer)) do
    local message = vim.split(each.message, "\n")[1]
    say(string.format("%d:%d %s [%s]", each.lnum + 1, each.col + 1, message, each.code))
    for _, place in ipairs(each.user_data.lsp.relatedInformation or {}) do
      say(string.format("  line %d: %s", place.location.range.start.line + 1, place.message))
    end
  end
end

wait_for("diagnostics", function() return has_finding("go build") end)
diagnostics("diagnostics")

local function hover(line, column)
  say(string.format("=== hover at %d:%d", line, column))
  go_to(line, column)
  local function floating()
    for _, window in ipairs(vim.api.nvim_list_wins()) do
      if vim.api.nvim_win_get_config(window).relative ~= "" then return window end
    end
  end
  vim.lsp.buf.hover()
  wait_for("the hover", floating)
  local window = floating()
  local lines = vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(window), 0, -1, false)
  say(table.concat(lines, "\n"))
  vim.api.nvim_win_close(window, true)
end
hover(1, 2)
hover(3, 6)
hover(4, 24)

local function request(method, more)
  local params = { textDocument = { uri = vim.uri_from_bufnr(buffer) } }
  local answers = vim.lsp.buf_request_sync(buffer, method, vim.tbl_extend("error", params, more), 20000)
  return answers[client.id].result
end

say("=== inlay hints")
local whole = { start = { line = 0, character = 0 }, ["end"] = { line = 99, character = 0 } }
if vim.lsp.inlay_hint then
  vim.lsp.inlay_hint.enable(true, { bufnr = buffer })
  wait_for("inlay hints", function() return #vim.lsp.inlay_hint.get({ bufnr = buffer }) > 0 end)
  for _, each in ipairs(vim.lsp.inlay_hint.get({ bufnr = buffer })) do
    say(string.format("%d: %s", each.inlay_hint.position.line + 1, each.inlay_hint.label))
  end
else
  -- Neovim shows them from 0.10 on.
  for _, hint in ipairs(request("textDocument/inlayHint", { range = whole })) do
    say(string.format("%d: %s", hint.position.line + 1, hint.label))
  end
end

local function lens(title)
  go_to(1, 1)
  wanted = title
  vim.lsp.codelens.refresh({ bufnr = buffer })
  wait_for("code lenses", function() return #vim.lsp.codelens.get(buffer) > 0 end)
  vim.lsp.codelens.run()
end
say("=== code lenses")
if vim.lsp.handlers["window/showDocument"] then
  lens("Preview")
  wait_for("the preview", function() return vim.api.nvim_get_current_buf() ~= buffer end)
  say("=== preview")
  say(table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), "\n"))
else
  -- Neovim shows what a server has to show from 0.9 on.
  for _, each in ipairs(request("textDocument/codeLens", {})) do say(each.command.title) end
  say("=== preview")
  local preview = { command = "dockerlint-xarch.previewFixes", arguments = { vim.uri_from_bufnr(buffer) } }
  say(request("workspace/executeCommand", preview).text)
end

-- Chooses from the code actions at a place.
local function act(line, title, kind)
  go_to(line, 5)
  local before = text(1)
  wanted = title
  vim.lsp.buf.code_action({ context = { diagnostics = {}, only = { kind } } })
  wait_for(title, function() return text(1) ~= before end)
end

say("=== ignore with a reason")
act(9, "^Ignore emulated%-step here", "quickfix")
say(text(8))

say("=== quick fix")
act(4, "^Cross%-compile", "quickfix")
say(text(1))
wait_for("the findings to follow", function()
  return not has_finding("go build") and not has_finding("pip install")
end)
diagnostics("diagnostics after that")

say("=== fix all")
act(1, "^Make all safe fixes", "source.fixAll.dockerlint-xarch")
vim.cmd("write")
say("=== saved")
say(table.concat(vim.fn.readfile(file), "\n"))
local stop = client.stop
if vim.lsp.get_clients then client:stop() else stop() end
wait_for("the end", function() return vim.lsp.get_client_by_id(client.id) == nil end)
say("=== stopped")
vim.cmd("qall!")
