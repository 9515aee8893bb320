import { createInterface } from 'node:readline/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { HostClient } from '../../channel/hostClient.ts';
import type { Ledger, ReapedProcess } from '../../protocol/ledger.ts';
import { exitCodes, type Command, type CommandContext, type ExitCode } from '../command.ts';
import { UsageError } from '../commandOptions.ts';
import { showLedger, showOrphans, showReaped } from '../ledger/ledgerText.ts';

/** Between two looks, from which the CPU share is told. */
const cpuStretchMs = 1_050;

async function readLedger(client: HostClient, pid: number | null, signal: AbortSignal): Promise<Ledger> {
  await client.request('ledger/read', { pid }, { signal });
  await delay(cpuStretchMs, undefined, { signal });
  return client.request('ledger/read', { pid }, { signal });
}

/** Asks on the terminal; anything but yes is no. */
async function isAgreed(count: number, signal: AbortSignal): Promise<boolean> {
  const asking = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await asking.question(`End ${count === 1 ? 'this process' : `these ${count} processes`}? [y/N] `, {
      signal,
    });
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    asking.close();
  }
}

async function reaped(context: CommandContext, client: HostClient, ledger: Ledger): Promise<readonly ReapedProcess[]> {
  const { options, output, signal } = context;
  const orphans = ledger.processes.filter(({ orphan, keepReason }) => orphan && keepReason === null);
  showOrphans(orphans, output);
  if (orphans.length === 0) return [];
  const isAsked = !options.flag('yes') && !output.isJson && process.stdin.isTTY && process.stderr.isTTY;
  if (!options.flag('yes') && !isAsked) {
    output.note('Nothing was ended: give --yes, or run it on a terminal to be asked.');
    return [];
  }
  if (isAsked && !(await isAgreed(orphans.length, signal))) return [];
  const processes = orphans.map(({ pid, startKey }) => ({ pid, startKey }));
  return (await client.request('ledger/reap', { processes }, { signal })).reaped;
}

async function run(context: CommandContext): Promise<ExitCode> {
  const { options, output, signal } = context;
  const pid = options.wholeNumber('pid', { min: 1, max: 2 ** 31 - 1 }) ?? null;
  if (options.flag('yes') && !options.flag('reap')) throw new UsageError('--yes belongs to --reap');
  const client = await context.host();
  const before = await readLedger(client, pid, signal);
  if (!options.flag('reap')) {
    output.json('processLedger', before);
    showLedger(before, output);
    return before.findings.length > 0 ? exitCodes.findings : exitCodes.clean;
  }
  const ended = await reaped(context, client, before);
  const after = ended.length === 0 ? before : await readLedger(client, pid, signal);
  output.json('processLedger', { ...after, reaped: ended });
  showReaped(ended, output);
  return after.findings.length > 0 ? exitCodes.findings : exitCodes.clean;
}

export const ledgerCommand: Command = {
  name: ['ledger'],
  purpose: 'Lists the processes of your agent systems: who started whom, what is left over, what runs twice.',
  usage: '[--pid N] [--reap [--yes]]',
  example: 'pitstop ledger --reap',
  options: {
    pid: { type: 'string', value: 'N', purpose: 'one process, with all below it and what has strayed from it' },
    reap: { type: 'boolean', purpose: 'ends orphans, after it has shown them and asked' },
    yes: { type: 'boolean', purpose: 'with --reap: ends them without asking' },
  },
  wordCount: [0, 0],
  takesCommandLine: false,
  run,
};
