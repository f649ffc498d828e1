-- Opens a Dockerfile in Neovim, asks the language server for everything that it offers, applies a
-- fix, saves, and prints what happened as lines of text. Arguments: node, the bundle, the file.
local node, bundle, file = unpack(vim.v.argv, #vim.v.argv - 2)

local function say(text)
  io.stdout:write(text .. "\n")
end

local function wait_for(what, condition)
  if not vim.wait(20000, condition, 20) then
    say("gave up waiting for " .. what)
    vim.cmd("cquit")
  end
end

vim.cmd("edit " .. file)
local buffer = vim.api.nvim_get_current_buf()
vim.bo.filetype = "dockerfile"
local client_id = vim.lsp.start_client({
  name = "dockerlint-xarch",
  cmd = { node, bundle, "lsp", "--stdio" },
  root_dir = vim.fn.fnamemodify(file, ":h"),
  get_language_id = function() return "dockerfile" end,
  init_options = { settings = { targets = { "linux/arm64", "linux/arm/v7" } } },
})
vim.lsp.buf_attach_client(buffer, client_id)
wait_for("the server", function() return #vim.lsp.buf_get_clients(buffer) > 0 end)
local client = vim.lsp.get_client_by_id(client_id)
local document = vim.lsp.util.make_text_document_params(buffer)

local function request(method, params)
  local answers = vim.lsp.buf_request_sync(buffer, method, params, 20000)
  local answer = answers[client_id] or {}
  if answer.err then say(method .. " failed: " .. vim.inspect(answer.err)) end
  return answer.result
end

local function diagnostics(heading)
  say("=== " .. heading)
  for _, each in ipairs(vim.diagnostic.get(buffer)) do
    local message = vim.split(each.message, "\n")[1]
    say(string.format("%d:%d %s [%s]", each.lnum + 1, each.col + 1, message, each.code or ""))
  end
end

wait_for("diagnostics", function() return #vim.diagnostic.get(buffer) > 0 end)
diagnostics("diagnostics")

local function hover(line, column)
  say(string.format("=== hover at %d:%d", line, column))
  vim.api.nvim_win_set_cursor(0, { line, column - 1 })
  local result = request("textDocument/hover", vim.lsp.util.make_position_params(0))
  say(result.contents.value)
end
hover(1, 2)
hover(3, 6)
hover(4, 24)

say("=== inlay hints")
local whole = { start = { line = 0, character = 0 }, ["end"] = { line = 99, character = 0 } }
for _, hint in ipairs(request("textDocument/inlayHint", { textDocument = document, range = whole })) do
  say(string.format("%d: %s (%s)", hint.position.line + 1, hint.label, hint.tooltip))
end

say("=== code lenses")
for _, lens in ipairs(request("textDocument/codeLens", { textDocument = document })) do
  say(lens.command.title)
end
say("=== preview")
say(request("workspace/executeCommand", {
  command = "dockerlint-xarch.previewFixes",
  arguments = { document.uri },
}).text)

local function actions(line, only)
  local at = { line = line - 1, character = 4 }
  return request("textDocument/codeAction", {
    textDocument = document,
    range = { start = at, ["end"] = at },
    context = { diagnostics = {}, only = only },
  })
end

say("=== quick fixes in line 4")
local fixes = actions(4, { "quickfix" })
for _, action in ipairs(fixes) do
  say((action.isPreferred and "preferred: " or "") .. action.title)
end

say("=== ignored with a reason")
for _, action in ipairs(actions(8, { "quickfix" })) do
  if action.title:find("^Ignore .* here") then
    vim.lsp.util.apply_workspace_edit(action.edit, client.offset_encoding)
  end
end
say(table.concat(vim.api.nvim_buf_get_lines(buffer, 6, -1, false), "\n"))
vim.cmd("undo")

vim.lsp.util.apply_workspace_edit(fixes[1].edit, client.offset_encoding)
wait_for("the finding to go", function()
  for _, each in ipairs(vim.diagnostic.get(buffer)) do
    if each.message:find("go build") then return false end
  end
  return true
end)
diagnostics("diagnostics after the quick fix")

local fix_all = actions(1, { "source.fixAll.dockerlint-xarch" })
if fix_all[1] then
  vim.lsp.util.apply_workspace_edit(fix_all[1].edit, client.offset_encoding)
end
vim.cmd("write")
say("=== saved")
say(table.concat(vim.fn.readfile(file), "\n"))
vim.lsp.stop_client(client_id)
vim.wait(5000, function() return client.is_stopped() end, 20)
say("=== stopped: " .. tostring(client.is_stopped()))
vim.cmd("qall!")
