import * as vscode from 'vscode';
import type { Target, TargetId } from '../../protocol/targets.ts';
import type { CommandParts } from './commandParts.ts';

/** A program to start in a terminal. */
export type Launch = {
  readonly name: string;
  readonly folder?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Whether the program itself is watched, or only the scripts that a package manager starts. */
  readonly optionsFor: 'all' | 'scripts';
} & ({ readonly program: string; readonly args: readonly string[] } | { readonly commandLine: string });

/** How long a program may take until its probe is heard of. */
const firstWordMs = 120_000;

/** The environment that makes the program report here. Node options that are set already are kept. */
function environmentFor(launch: Launch, probe: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const { NODE_OPTIONS: options, ...rest } = probe;
  const base = { ...launch.environment, ...rest };
  if (options === undefined) return base;
  const before = launch.environment?.['NODE_OPTIONS'] ?? process.env['NODE_OPTIONS'];
  const all = before === undefined || before === '' ? options : `${before} ${options}`;
  return launch.optionsFor === 'scripts' ? { ...base, npm_config_node_options: all } : { ...base, NODE_OPTIONS: all };
}

/** Watches for the first target that was launched after now; undefined when the program ends or too long passes. */
function nextLaunched(parts: CommandParts, ended: Promise<void>): Promise<Target | undefined> {
  const { facts } = parts;
  const known = new Set(facts.targets.map(({ targetId }) => targetId));
  return new Promise((resolve) => {
    const settle = (target: Target | undefined) => {
      clearTimeout(timer);
      subscription.dispose();
      resolve(target);
    };
    const timer = setTimeout(() => settle(undefined), firstWordMs);
    const subscription = facts.onDidChange(() => {
      const target = facts.watched.find(({ targetId, way }) => way === 'launched' && !known.has(targetId));
      if (target !== undefined) settle(target);
    });
    void ended.then(() => settle(undefined));
  });
}

function endOf(execution: Promise<vscode.TaskExecution>): Promise<void> {
  return new Promise((resolve) => {
    const subscription = vscode.tasks.onDidEndTaskProcess((event) => {
      void execution.then((own) => {
        if (event.execution !== own) return;
        subscription.dispose();
        resolve();
      });
    });
  });
}

/**
 * Starts the program in a terminal with the probe inside, and waits for its first word. Gives its target, or undefined
 * where it never reported, which the user is told.
 */
export async function runWatched(parts: CommandParts, launch: Launch): Promise<TargetId | undefined> {
  const client = await parts.link.client();
  const probe = await client.request('launch/environment', {});
  const options: vscode.ShellExecutionOptions = {
    env: { ...environmentFor(launch, probe) },
    ...(launch.folder === undefined ? {} : { cwd: launch.folder }),
  };
  const execution =
    'commandLine' in launch
      ? new vscode.ShellExecution(launch.commandLine, options)
      : new vscode.ShellExecution(launch.program, [...launch.args], options);
  const task = new vscode.Task(
    { type: 'pitstop', launch: launch.name },
    vscode.TaskScope.Workspace,
    launch.name,
    'Pitstop',
    execution,
    [],
  );
  task.presentationOptions = {
    reveal: vscode.TaskRevealKind.Always,
    panel: vscode.TaskPanelKind.Dedicated,
    clear: true,
  };
  const started = Promise.resolve(vscode.tasks.executeTask(task));
  const target = nextLaunched(parts, endOf(started));
  await started;
  const found = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: vscode.l10n.t('Waiting for {0} to report', launch.name) },
    () => target,
  );
  if (found === undefined) {
    throw new Error(
      vscode.l10n.t(
        '{0} did not report. Its terminal says whether it runs; it needs Node.js 20 or later.',
        launch.name,
      ),
    );
  }
  return found.targetId;
}
