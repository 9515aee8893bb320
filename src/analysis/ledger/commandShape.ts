import { commandName } from './commandName.ts';
import type { SeenProcess } from './seenProcess.ts';

/** What runs, apart from how it is called. */
export type CommandShape = {
  readonly kind: 'node' | 'python' | 'bun' | 'deno' | 'shell' | 'launcher' | 'program';
  /** The script's path as it was given; null for a module, code, or a program. */
  readonly script: string | null;
  /** The package or module that a launcher or `-m` names; null for a script. */
  readonly packageName: string | null;
  readonly name: string;
};

const baseOf = (word: string) =>
  word
    .replace(/ \(deleted\)$/, '')
    .replace(/^.*[\\/]/, '')
    .replace(/\.exe$/i, '');
const launcherScripts = /^(npm|npx|pnpm|pnpx|yarn|corepack|bunx)(-cli)?(\.c?js)?$/;
const launcherPrograms = /^(npx|npm|pnpm|pnpx|yarn|bunx|uvx|uv|pipx|docker|podman)$/;
const shells = /^(sh|bash|dash|ash|zsh|fish|busybox)$/;
const launcherVerbs = new Set(['exec', 'x', 'run', 'run-script', 'dlx', 'tool', '--']);
const valueOptions = new Set([
  '-p',
  '--package',
  '--from',
  '--with',
  '--python',
  '-e',
  '--env',
  '--name',
  '-v',
  '--volume',
  '--network',
  '--directory',
  '--project',
  '--prefix',
  '-w',
  '--call',
  '-c',
]);

/** The package a launcher starts: `npx -y NAME`, `uv run NAME`, `docker run -i IMAGE`. */
function launchedName(words: readonly string[]): string | null {
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    if (valueOptions.has(word)) index += 1;
    else if (!word.startsWith('-') && !launcherVerbs.has(word)) return word;
  }
  return null;
}

/** `npm exec NAME` as one word: npm and npx set their own title. */
function titledLauncher(command: readonly string[]): readonly string[] | undefined {
  const [title = ''] = command;
  return command.length === 1 && /^(npm|npx|pnpm|yarn|bunx) /.test(title) ? title.split(' ') : undefined;
}

function launcherShape(program: string, rest: readonly string[]): CommandShape {
  const packageName = launchedName(rest);
  const verb = rest.find((word) => !word.startsWith('-')) ?? '';
  const called = launcherVerbs.has(verb) ? `${program} ${verb}` : program;
  return {
    kind: 'launcher',
    script: null,
    packageName,
    name: packageName === null ? called : `${called} ${packageName}`,
  };
}

function pythonShape(rest: readonly string[]): CommandShape {
  const module = rest.indexOf('-m');
  const first = rest.findIndex((word) => !word.startsWith('-'));
  if (module !== -1 && (first === -1 || module < first)) {
    const packageName = rest[module + 1] ?? null;
    return { kind: 'python', script: null, packageName, name: packageName ?? 'python' };
  }
  if (rest.includes('-c') && (first === -1 || rest.indexOf('-c') < first))
    return { kind: 'python', script: null, packageName: null, name: '[code]' };
  const script = rest[first] ?? null;
  return { kind: 'python', script, packageName: null, name: script === null ? 'python' : baseOf(script) };
}

/** The first word after a runtime's own options. */
function scriptOf(command: readonly string[]): string | null {
  const name = commandName(command);
  if (name === '[eval]') return null;
  return (
    command
      .slice(1)
      .find((word) => !word.startsWith('-') && (word === name || word.replace(/^.*[\\/]/, '') === name)) ?? null
  );
}

function runtimeOf(program: string): 'node' | 'bun' | 'deno' | 'python' | undefined {
  if (/^node(js)?([-_.]?v?\d[\d.]*)?$/.test(program)) return 'node';
  if (/^python[\d.]*$/.test(program) || program === 'pypy3') return 'python';
  return program === 'bun' || program === 'deno' ? program : undefined;
}

/** Takes a command apart. The executable decides what it is: a script with its own first line is called by its name. */
export function commandShape({ executable, command }: Pick<SeenProcess, 'executable' | 'command'>): CommandShape {
  const titled = titledLauncher(command);
  if (titled !== undefined) return launcherShape(titled[0] ?? 'npm', titled.slice(1));
  const [called = '', ...rest] = command;
  const program = baseOf(called);
  const runtime = runtimeOf(baseOf(executable)) ?? runtimeOf(program);
  if (runtime === 'python') {
    const first = baseOf(rest.find((word) => !word.startsWith('-')) ?? '');
    if (/^(uv|uvx|pipx)$/.test(first)) return launcherShape(first, rest.slice(1));
    return pythonShape(rest);
  }
  if (runtime !== undefined) {
    const words =
      runtime === 'deno' || runtime === 'bun' ? [called, ...rest.filter((word) => word !== 'run')] : command;
    const script = scriptOf(words);
    const file = baseOf(script ?? '');
    if (
      launcherScripts.test(file) &&
      /[\\/](npm|pnpm|yarn|corepack)[\\/]|[\\/](npx|npm|pnpm|yarn|pnpx)$/.test(script ?? '')
    )
      return launcherShape(file.replace(/(-cli)?\.c?js$/, ''), rest.slice(rest.indexOf(script ?? '') + 1));
    return { kind: runtime, script, packageName: null, name: commandName(words) };
  }
  if (launcherPrograms.test(program) && (program !== 'docker' && program !== 'podman' ? true : rest.includes('run')))
    return launcherShape(program, rest);
  if (shells.test(program)) return { kind: 'shell', script: null, packageName: null, name: program };
  return { kind: 'program', script: null, packageName: null, name: program === '' ? baseOf(executable) : program };
}
