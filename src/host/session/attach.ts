import { setTimeout as delay } from 'node:timers/promises';
import { Failure } from '../../protocol/failures.ts';
import { limits } from '../../protocol/limits.ts';
import type { ProbeOptions } from '../../protocol/probeChannel.ts';
import { commandName } from '../../analysis/ledger/commandName.ts';
import { evaluateOnce, inspectorUrl } from './inspectorSession.ts';
import { inspectorSettings } from './inspectorSettings.ts';
import { isNodeExecutable, type ProcessFacts, type Processes } from './processes.ts';

const oldestMajor = 20;
const pollMs = 10;
/** How long the inspector's port may stay taken: another window's attach holds it for 50 ms. */
const portWaitMs = 500;

export type Injection = {
  readonly processes: Processes;
  readonly pid: number;
  readonly probeFile: string;
  readonly options: ProbeOptions;
  readonly signal: AbortSignal;
};

type Inspector = { readonly url: string; readonly isOurs: boolean };

const named = ({ command, pid }: ProcessFacts) => `${commandName(command)} (process ${pid})`;

/** What can be known before anything is done. Throws the Failure that says why the process cannot be entered. */
export async function enterableProcess(processes: Processes, pid: number): Promise<ProcessFacts> {
  const facts = await processes.find(pid);
  if (facts === undefined) throw new Failure('targetGone', `There is no process ${pid}.`);
  if (facts.userId !== process.getuid?.())
    throw new Failure('targetNotOurs', `${named(facts)} belongs to another user (id ${facts.userId}).`);
  if (!isNodeExecutable(facts.executable))
    throw new Failure('targetNotNode', `Process ${pid} runs ${facts.executable || 'an unknown program'}, not Node.js.`);
  if (pid === process.pid) throw new Failure('attachRefused', `Process ${pid} is Pitstop's own host.`);
  if (facts.state === 'stopped')
    throw new Failure('attachTimeout', `${named(facts)} is stopped (by SIGSTOP or a terminal) and cannot answer.`);
  if (processes.isElsewhere(pid))
    throw new Failure(
      'attachRefused',
      `${named(facts)} runs in a container: its files and ports are not ours to reach.`,
    );
  return facts;
}

/** An inspector that is open already. Only ports that can be an inspector's are asked: others are the program's own. */
async function openInspector({ processes, pid }: Injection, facts: ProcessFacts): Promise<string | undefined> {
  const settings = inspectorSettings(facts.command, processes.nodeOptionsOf(pid));
  const ports = await processes.listeningPorts(pid);
  const asked = settings.mayBeOpenAnywhere ? ports : ports.filter((port) => port === settings.port);
  return firstInspector(asked);
}

async function firstInspector(ports: readonly number[]): Promise<string | undefined> {
  for (const port of ports) {
    const url = await inspectorUrl(port, limits.evaluateTimeoutMs.value);
    if (url !== undefined) return url;
  }
  return undefined;
}

/** Waits until nobody holds the inspector's port. Throws the Failure that names who does. */
async function freePort({ processes, pid, signal }: Injection, port: number, facts: ProcessFacts): Promise<void> {
  for (let waitedMs = 0; ; waitedMs += 50) {
    const owner = await processes.portOwner(port, pid);
    if (owner === 'free') return;
    if (waitedMs >= portWaitMs) {
      const who = owner === 'unknown' ? 'a process of another user' : named(owner);
      throw new Failure('attachPortTaken', `Port ${port}, which ${named(facts)} would open, is held by ${who}.`);
    }
    await delay(50, undefined, { signal });
  }
}

/** The signal makes Node open its inspector. It kills whatever does not catch it, so that is excluded first. */
async function sendInspectorSignal({ processes, pid }: Injection, facts: ProcessFacts): Promise<void> {
  const settings = inspectorSettings(facts.command, processes.nodeOptionsOf(pid));
  if (settings.ignoresSignal || (await processes.catchesInspectorSignal(pid)) === false)
    throw new Failure(
      'attachRefused',
      `${named(facts)} does not listen for SIGUSR1 (started with --disable-sigusr1, or not yet ready).`,
    );
  const startKey = processes.startKeyOf(pid);
  if (startKey === undefined || (startKey !== '' && startKey !== facts.startKey))
    throw new Failure('targetGone', `Process ${pid} has ended.`);
  try {
    process.kill(pid, 'SIGUSR1');
  } catch (error) {
    throw new Failure('targetGone', `${named(facts)} ended during attach.`, error);
  }
}

async function openedInspector(injection: Injection, facts: ProcessFacts, deadline: number): Promise<Inspector> {
  const { processes, pid, signal } = injection;
  const settings = inspectorSettings(facts.command, processes.nodeOptionsOf(pid));
  if (settings.port !== 0) await freePort(injection, settings.port, facts);
  const before = new Set(await processes.listeningPorts(pid));
  await sendInspectorSignal(injection, facts);
  const halfTime = (performance.now() + deadline) / 2;
  let hasAskedOld = false;
  while (performance.now() < deadline) {
    await delay(pollMs, undefined, { signal });
    const ports = await processes.listeningPorts(pid);
    // A port that opens meanwhile can be the program's own: it is asked only where the inspector's is not known.
    const isNews = (port: number) => !before.has(port) && (settings.port === 0 || port === settings.port);
    const url = await firstInspector(ports.filter(isNews));
    if (url !== undefined) return { url, isOurs: true };
    if (!hasAskedOld && performance.now() > halfTime) {
      // The signal changes nothing where the program has opened an inspector by itself, on any port.
      hasAskedOld = true;
      const old = await firstInspector(ports);
      if (old !== undefined) return { url: old, isOurs: false };
    }
    if (processes.startKeyOf(pid) === undefined)
      throw new Failure('targetGone', `${named(facts)} ended during attach.`);
  }
  throw new Failure(
    'attachTimeout',
    `${named(facts)} did not open its inspector within ${limits.attachTimeoutMs.value / 1000} s: it may handle SIGUSR1 itself, or be stopped.`,
  );
}

const threw = 'threw ';

/**
 * The script that loads the probe, at the next turn of the loop: the script itself runs in the middle of whatever the
 * program does, even of its loading a module of Node's that the probe needs too. It closes an inspector that we opened
 * in the same turn, because Node 20 would wait at its end for a debugger that is still connected; an inspector that was
 * open is somebody else's and stays.
 */
function loadingScript({ pid, probeFile, options }: Injection, isOurs: boolean): string {
  const file = JSON.stringify(probeFile);
  return `(() => {
    if (process.pid !== ${pid}) return 'pid ' + process.pid;
    const load = typeof require === 'function' ? require : process.getBuiltinModule('module').createRequire(${file});
    const { setImmediate } = load('timers');
    const close = () => ${isOurs} && setImmediate(() => load('inspector').close());
    if (process.versions.bun || !(Number.parseInt(process.versions.node, 10) >= ${oldestMajor})) {
      close();
      return 'version ' + process.version;
    }
    return new Promise((resolve) => {
      setImmediate(() => {
        try {
          load(${file}).start(${JSON.stringify(options)});
          resolve('started');
        } catch (error) {
          resolve('${threw}' + error);
        }
      });
      close();
    });
  })()`;
}

/**
 * Loads the probe into a running program through its inspector, and leaves the inspector as it was: closed when it was
 * closed, open when it was open. The probe then reports by its own socket. Throws Failures `targetGone`,
 * `targetNotOurs`, `targetNotNode`, `targetTooOld`, `attachPortTaken`, `attachRefused` and `attachTimeout`.
 */
export async function injectProbe(injection: Injection): Promise<ProcessFacts> {
  const { processes, pid, signal } = injection;
  // What is left of the time is for the probe to arrive.
  const deadline = performance.now() + limits.attachTimeoutMs.value - limits.evaluateTimeoutMs.value;
  const facts = await enterableProcess(processes, pid);
  const existing = await openInspector(injection, facts);
  signal.throwIfAborted();
  const inspector =
    existing === undefined ? await openedInspector(injection, facts, deadline) : { url: existing, isOurs: false };
  const script = loadingScript(injection, inspector.isOurs);
  const outcome = await evaluateOnce(inspector.url, script, limits.evaluateTimeoutMs.value);
  if (outcome === undefined) {
    if (processes.startKeyOf(pid) === undefined)
      throw new Failure('targetGone', `${named(facts)} ended during attach.`);
    throw new Failure('attachTimeout', `${named(facts)} does not answer its inspector: it is paused in a debugger.`);
  }
  // The loop has not turned yet: whether the probe comes is waited for elsewhere.
  if ('isLate' in outcome) return facts;
  const refused = (why: string) =>
    new Failure('attachRefused', `${named(facts)} could not load the probe.`, new Error(why));
  if ('thrown' in outcome) throw refused(outcome.thrown);
  if (outcome.value === 'started') return facts;
  const told = typeof outcome.value === 'string' ? outcome.value : '';
  if (told.startsWith(threw)) throw refused(told.slice(threw.length));
  if (told.startsWith('version '))
    throw new Failure('targetTooOld', `${named(facts)} runs Node ${told.slice('version '.length)}.`);
  throw new Failure('attachRefused', `The inspector of ${named(facts)} answered for another process (${told}).`);
}
