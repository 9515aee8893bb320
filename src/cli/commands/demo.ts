import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { HostClient } from '../../channel/hostClient.ts';
import { exitCodes, type Command, type CommandContext, type ExitCode } from '../command.ts';
import { tellGrowth } from '../demo/growthStory.ts';
import { followFigures, targetOf } from '../demo/liveFigures.ts';
import { tellPool } from '../demo/poolStory.ts';
import { tellQuery } from '../demo/queryStory.ts';
import { startSampleSystem, type SampleSystem } from '../demo/sampleSystem.ts';
import { sampleFolder, step, turnsOf, whenGone, type Scene } from '../demo/scene.ts';
import { formatCount } from '../format.ts';

const huntSeconds = 25;
const tuneSeconds = 15;
const lineEveryMs = 2_000;
/** The load that goes on after the stories; it is cancelled with them. */
const loadSeconds = 3_600;

/** Goes on with customers coming in and live figures, until it is cancelled. */
async function goOn({ context, client }: Scene, sample: SampleSystem): Promise<void> {
  const { output, signal } = context;
  output.line();
  output.line('It goes on running until Ctrl-C.');
  const { targetId } = await targetOf(client, sample.pid, signal);
  const figures = await followFigures(client, targetId);
  const plan = turnsOf(sample.port, { seconds: loadSeconds });
  const load = client.request('load/run', { plan, allowRemote: false }, { signal });
  const telling = async () => {
    for (;;) {
      await wait(lineEveryMs, undefined, { signal });
      output.line(output.styled('dim', `   ${`${formatCount(sample.turns())} turns`.padStart(10)}  ${figures.line()}`));
    }
  };
  await Promise.race([telling(), load, whenGone(sample.ended)]);
}

function tellWhereToLook({ output }: CommandContext): void {
  const gateway = path.join('src', 'sample', 'gateway.ts');
  output.line();
  output.line(output.styled('bold', 'In the editor'));
  output.line(`  code --goto ${gateway}     the source, with what was found at its lines`);
  output.line('  F5 in this folder                   the extension, with the sample to launch and profile');
  output.line(
    '  Pitstop: Hunt Leaks, Explain Analyze Query at Cursor, Tune Pool…   the three stories, on your program',
  );
}

async function startSystem(context: CommandContext, client: HostClient): Promise<[Scene, SampleSystem]> {
  const { signal } = context;
  const database = await step(
    context,
    () => client.request('postgres/startEmbedded', {}, { signal }),
    ({ pid }) => `PostgreSQL, embedded, process ${pid}`,
  );
  const environment = await client.request('launch/environment', {});
  const scene: Scene = { context, client, databaseUrl: database.url, environment };
  const sample = await step(
    context,
    () =>
      startSampleSystem(
        sampleFolder(),
        { ...environment, DATABASE_URL: database.url, PITSTOP_SAMPLE_FAULTS: 'all' },
        signal,
      ),
    ({ port, pid }) => `the sample agent system with its faults on, 127.0.0.1:${port}, process ${pid}`,
  );
  return [scene, sample];
}

async function run(context: CommandContext): Promise<ExitCode> {
  const { options, output } = context;
  const seconds = options.positive('for') ?? huntSeconds;
  // Whoever started us over an IPC channel and is gone, wants this to end as well.
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  const isOnce = options.flag('once') || output.isJson || !process.stdout.isTTY;
  const client = await step(context, context.host, () => 'the agent host');
  const [scene, sample] = await startSystem(context, client);
  try {
    const growth = await tellGrowth(scene, sample, seconds);
    const query = await tellQuery(scene);
    const pool = await tellPool(scene, tuneSeconds);
    output.json('demo', { growth, query, pool });
    tellWhereToLook(context);
    if (!isOnce) await goOn(scene, sample);
    return exitCodes.clean;
  } finally {
    await sample.stop();
  }
}

export const demoCommand: Command = {
  name: ['demo'],
  purpose: 'Tells the three stories on a sample agent system: what grows, what is slow, and which size is enough.',
  usage: '[--for S] [--once]',
  example: 'pitstop demo --once',
  options: {
    for: { type: 'string', value: 'S', purpose: `seconds that the leak hunt has (${huntSeconds})` },
    once: { type: 'boolean', purpose: 'ends after the stories also on a terminal' },
  },
  wordCount: [0, 0],
  takesCommandLine: false,
  run,
};
