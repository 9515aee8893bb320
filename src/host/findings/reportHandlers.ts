import os from 'node:os';
import type { EpochMs } from '../../protocol/units.ts';
import type { Handlers } from '../channel/handlers.ts';
import type { Experiments } from '../experiments/experimentsPart.ts';
import type { Workers } from '../workers/workers.ts';
import type { Findings } from './findings.ts';

/** Everything found and tried out as one document. Paths are told from the folder the host stands in. */
export function reportHandlers({
  findings,
  experiments,
  workers,
  version,
  now,
}: {
  readonly findings: Pick<Findings, 'list'>;
  readonly experiments: Pick<Experiments, 'list'>;
  readonly workers: Pick<Workers, 'run'>;
  readonly version: string;
  readonly now: () => EpochMs;
}): Handlers<'findings/report'> {
  const machine = `Pitstop ${version}, ${os.platform()} ${os.arch()}, ${os.availableParallelism()} cores, Node ${process.versions.node}`;
  return {
    'findings/report': async ({ format }, { signal }) => {
      const facts = {
        findings: findings.list(),
        experiments: experiments.list(),
        madeAt: now(),
        machine,
        view: { folder: process.cwd(), home: os.homedir() },
      };
      return { text: await workers.run('writeReport', { facts, format }, { signal }) };
    },
  };
}
