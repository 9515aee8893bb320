import { closeSync, openSync, readSync, statSync } from 'node:fs';
import path from 'node:path';
import { noHints, type ScriptHints } from '../../analysis/ledger/seenProcess.ts';
import { limits } from '../../protocol/limits.ts';
import { seen } from './linuxLook.ts';

const servesMcp =
  /modelcontextprotocol\/(sdk\/)?(dist\/\w+\/)?server|StdioServerTransport|\bMcpServer\b|\bFastMCP\b|\bfrom mcp\.server\b|\bimport fastmcp\b|mcp\.server\.stdio/;
const usesMcp =
  /modelcontextprotocol\/(sdk\/)?(dist\/\w+\/)?client|StdioClientTransport|MultiServerMCPClient|\bfrom mcp import ClientSession|\bstdio_client\b/;
const speaksTools = /['"](tools\/list|tools\/call|initialize)['"]/;
const readsInput = /process\.stdin|sys\.stdin|createInterface|Deno\.stdin|Bun\.stdin/;
const starts = /child_process|\bspawn\(|subprocess|Popen/;
const callsModels =
  /['"](@anthropic-ai\/(sdk|claude-agent-sdk)|openai|@openai\/agents|@langchain\/[\w/-]+|langchain|@google\/genai|@mistralai\/mistralai|ollama|@ai-sdk\/[\w-]+|ai)['"]|^\s*(from|import) (anthropic|openai|langchain|langgraph|crewai)\b/m;

function hintsIn(text: string): ScriptHints {
  const isSpoken = speaksTools.test(text) && readsInput.test(text) && !starts.test(text);
  return {
    servesMcp: servesMcp.test(text) || isSpoken,
    usesMcp: usesMcp.test(text),
    callsModels: callsModels.test(text),
  };
}

function headOf(file: string): string {
  const buffer = Buffer.alloc(limits.ledgerScriptBytesMax.value);
  const descriptor = openSync(file, 'r');
  try {
    return buffer.subarray(0, readSync(descriptor, buffer, 0, buffer.byteLength, 0)).toString('utf8');
  } finally {
    closeSync(descriptor);
  }
}

/** What the beginning of a script speaks of; remembered until the file changes, and for the newest files only. */
export function openScriptHints(): (script: string | null, folder: string) => ScriptHints {
  const known = new Map<string, { readonly mark: string; readonly hints: ScriptHints }>();
  return (script, folder) => {
    if (script === null || (folder === '' && !path.isAbsolute(script))) return noHints;
    const file = path.resolve(folder, script);
    // A device or a pipe would be read for ever.
    const stats = seen(() => statSync(file));
    if (stats?.isFile() !== true) return noHints;
    const mark = `${stats.mtimeMs} ${stats.size}`;
    const entry = known.get(file);
    if (entry?.mark === mark) return entry.hints;
    const hints = hintsIn(seen(() => headOf(file)) ?? '');
    known.delete(file);
    known.set(file, { mark, hints });
    const [oldest] = known.keys();
    if (known.size > limits.ledgerScriptsMax.value && oldest !== undefined) known.delete(oldest);
    return hints;
  };
}
