/**
 * How much the host channel carries between two processes: a real server in a child process, a real client here.
 * DESIGN's figures: >= 10 MB/s in 64 KB frames, >= 30k small messages a second when they come in one batch, and a round
 * trip of which 95 % take less than 30 ms.
 */
import 'vscode-jsonrpc/node';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { hostChannelServer } from '../../src/host/channel/hostChannelServer.ts';
import type { HostClient } from '../../src/channel/hostClient.ts';
import { printBenchRow } from '../../src/build/benchRow.ts';
import type { HostAddress } from '../../src/protocol/hostChannel.ts';
import type { Capture } from '../../src/protocol/captures.ts';
import { clientOf } from '../../src/cli/connectHost.ts';

const frameBytes = 64 * 1024;
const framesPerRun = 512;
/** 4 MB: below what a client may have waiting, so that no frame is dropped. */
const framesPerBatch = 64;
const messagesPerRun = 20_000;
const roundTrips = 2_000;
const runs = 5;

/** A message of about 200 bytes, as events are. */
const capture: Capture = {
  captureId: 'c'.repeat(32),
  kind: 'heapSnapshot',
  label: 'snapshot 1',
  file: `/${'d'.repeat(40)}.heapsnapshot`,
  fileBytes: 1e6,
  takenAt: 1.7e12,
  way: 'inspector',
};

async function serve(): Promise<void> {
  const channel = hostChannelServer((error) => console.error(error));
  const block = {
    head: { kind: 'samples', targetId: 't' },
    columns: [{ name: 'at', values: new Uint8Array(frameBytes) }],
  } as const;
  const address = await channel.open({
    'jobs/list': () => [],
    'live/follow': (_params, { client }) => {
      for (let index = 0; index < framesPerBatch; index += 1) client.sendLiveBlock(block);
      return {};
    },
    'live/unfollow': () => {
      for (let index = 0; index < messagesPerRun; index += 1)
        channel.broadcast('captures/changed', { captures: [capture] });
      return {};
    },
  });
  process.send?.(address);
}

async function countOf(listen: (heard: () => void) => () => void, count: number, start: () => Promise<unknown>) {
  let left = count;
  const startedAt = performance.now();
  await new Promise<void>((resolve, reject) => {
    const stop = listen(() => {
      left -= 1;
      if (left > 0) return;
      stop();
      resolve();
    });
    start().catch(reject);
  });
  return performance.now() - startedAt;
}

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
const rounded = (value: number) => Number(value.toPrecision(3));

function printRate(name: string, unit: string, values: readonly number[], least: number, budget: string): void {
  const value = rounded(median(values));
  const spread = [rounded(Math.min(...values)), rounded(Math.max(...values))] as const;
  printBenchRow({ name, value, unit, spread, budget, isWithin: value >= least });
}

async function measure(client: HostClient): Promise<void> {
  const followed = { targetId: 't' };
  const frameRates: number[] = [];
  const messageRates: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    const frameMs = await countOf(
      (heard) => client.onBlock(heard),
      framesPerRun,
      async () => {
        for (let sent = 0; sent < framesPerRun; sent += framesPerBatch) await client.request('live/follow', followed);
      },
    );
    frameRates.push((framesPerRun * frameBytes) / 1e6 / (frameMs / 1000));
    const messageMs = await countOf(
      (heard) => client.onEvent('captures/changed', heard),
      messagesPerRun,
      () => client.request('live/unfollow', followed),
    );
    messageRates.push(messagesPerRun / (messageMs / 1000));
  }
  printRate('host channel, 64 KB frames', 'MB/s', frameRates, 10, '>= 10 MB/s');
  printRate('host channel, 250 B messages in a batch', 'messages/s', messageRates, 30_000, '>= 30000 messages/s');
  const trips: number[] = [];
  for (let trip = 0; trip < roundTrips; trip += 1) {
    const startedAt = performance.now();
    await client.request('jobs/list', {});
    trips.push(performance.now() - startedAt);
  }
  const p95 = trips.toSorted((a, b) => a - b)[Math.floor(trips.length * 0.95)] ?? 0;
  const value = rounded(p95);
  printBenchRow({ name: 'host channel, round trip p95', value, unit: 'ms', budget: '< 30 ms', isWithin: value < 30 });
}

if (process.send !== undefined) await serve();
else {
  const child = fork(import.meta.filename, { execArgv: ['--disable-warning=ExperimentalWarning'] });
  try {
    const [address] = (await once(child, 'message')) as [HostAddress];
    const client = await clientOf(address);
    await measure(client);
    client.close();
  } finally {
    child.kill('SIGKILL');
  }
}
