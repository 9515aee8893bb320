import type { ProcessRole } from '../../protocol/ledger.ts';
import type { CommandShape } from './commandShape.ts';
import type { ProcessEvidence, SeenProcess } from './seenProcess.ts';

/** Parts of a command that only an editor's own processes have. */
const editorMarks = [
  /[\\/]\.?vscode(-server|-remote|-insiders)?[\\/].*(server-main|bootstrap-fork|tsserver|typingsInstaller)/i,
  /[\\/](server-main|bootstrap-fork|tsserver|typingsInstaller)\.js/,
  /[\\/](code-server|openvscode-server)[\\/](lib|out|node_modules|.*[\\/]out)[\\/]/,
  /--type=(extensionHost|fileWatcher|ptyHost|utility|renderer|gpu-process)/,
  /[\\/]\.?(vscode|cursor|windsurf)(-server|-insiders)?[\\/]extensions[\\/]/i,
];

/** True for processes that an editor runs for itself: its server, its hosts, its language servers. */
export function isEditorCommand(command: readonly string[]): boolean {
  const line = command.join(' ');
  return editorMarks.some((mark) => mark.test(line));
}

const mcpWord = /(^|[^a-z])mcp([^a-z]|$)|modelcontextprotocol/i;
/** Names with `mcp` in them that use servers rather than being one. */
const mcpUser = /client|inspector|gateway|host(?!ed)|hub|router|proxy|bridge|agent|remote/i;
const agentPrograms = /^(claude|codex|gemini|aider|goose|opencode|cursor-agent|crush|amp|qwen|copilot)$/i;
const devTools =
  /^(vite|next|next-server|nuxt|nuxi|astro|remix|webpack|webpack-dev-server|rollup|esbuild|parcel|turbo|nx|nodemon|ts-node-dev|tsc|jest|vitest|storybook|start-storybook|eslint_d|prettierd|svelte-kit|ng|gulp|expo|metro|wrangler)(\.[cm]?js)?$/;

/** The part of a script's path that names it: its package where it has one, and its file. */
function scriptNames({ script, packageName, name }: CommandShape): string {
  const inPackage = /node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/.exec(script ?? '')?.[1];
  const folder = /([^\\/]+)[\\/](?:dist|build|out|lib|src|bin)[\\/][^\\/]*$/.exec(script ?? '')?.[1];
  return [inPackage ?? folder ?? '', packageName ?? '', name].join(' ');
}

export type RoleGround = {
  readonly process: SeenProcess;
  readonly shape: CommandShape;
  /** Undefined where it was not looked at closely. */
  readonly evidence: ProcessEvidence | undefined;
  readonly isPitstop: boolean;
  /** True where an agent system's process started it. */
  readonly hasAgentParent: boolean;
};

function serverRole({ shape, evidence }: RoleGround): ProcessRole | undefined {
  const names = scriptNames(shape);
  const hints = evidence?.hints;
  if (mcpWord.test(names) && !mcpUser.test(names.replace(/modelcontextprotocol/i, ''))) return 'mcp-server';
  if (hints?.servesMcp === true && !hints.usesMcp && !/gateway/i.test(shape.name)) return 'mcp-server';
  return undefined;
}

/** The role by the process's own command, files and behaviour. */
export function ownRole(ground: RoleGround): ProcessRole {
  const { process, shape, evidence, isPitstop, hasAgentParent } = ground;
  const { name, kind } = shape;
  if (isPitstop) return 'pitstop';
  if (isEditorCommand(process.command)) return 'editor';
  if (kind === 'launcher' || kind === 'shell') return 'launcher';
  if (devTools.test(name) || /[\\/]\.bin[\\/](tsx|ts-node-dev|nodemon)$/.test(shape.script ?? '')) return 'dev-server';
  const server = serverRole(ground);
  if (server !== undefined) return server;
  if (/gateway/i.test(name)) return 'gateway';
  if (agentPrograms.test(name.replace(/\.[cm]?[jt]s$/, ''))) return 'agent';
  if (evidence !== undefined && evidence.channel !== null) return 'worker';
  if (/tool/i.test(name)) return 'tool';
  if (/worker/i.test(name)) return 'worker';
  if (/agent/i.test(name)) return 'agent';
  const hints = evidence?.hints;
  if (hints?.usesMcp === true || hints?.callsModels === true) return evidence?.listens === true ? 'gateway' : 'agent';
  const isSpoken = evidence?.stdinKind !== undefined && evidence.stdinKind !== 'other';
  if (hasAgentParent && isSpoken && kind !== 'program') return 'tool';
  return 'other';
}

/** The role once its children are known: what has servers or tools below it runs an agent. */
export function roleByChildren(
  role: ProcessRole,
  evidence: ProcessEvidence | undefined,
  children: readonly ProcessRole[],
): ProcessRole {
  if (role !== 'other') return role;
  if (!children.some((child) => child === 'mcp-server' || child === 'tool' || child === 'agent')) return role;
  return evidence?.listens === true ? 'gateway' : 'agent';
}

/** Whether the command alone says that a process belongs to an agent system, and is worth a closer look. */
export function isAgentLike(process: SeenProcess, shape: CommandShape): boolean {
  const { kind } = shape;
  if (kind === 'node' || kind === 'bun' || kind === 'deno' || kind === 'python') return true;
  if (kind === 'launcher') return true;
  if (kind === 'shell') return false;
  return (
    agentPrograms.test(shape.name) ||
    (mcpWord.test(shape.name) && !/^(grep|rg|vim?|less|cat|tail|git)$/.test(shape.name))
  );
}
