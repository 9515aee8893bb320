import type { Capture } from '../../../src/protocol/captures.ts';
import type { Finding } from '../../../src/protocol/findings.ts';
import type { LeakHunt, LeakResource } from '../../../src/protocol/hunts.ts';
import type { Job } from '../../../src/protocol/jobs.ts';
import type { EpochMs } from '../../../src/protocol/units.ts';
import { inWords, quantity, wholeNumber } from '../../format/quantity.ts';
import { span } from '../../format/moments.ts';
import { asSentence, type Answer, type Piece } from '../../widgets/sentence.ts';

/** The hunt that a running job makes; undefined for one that has ended. */
export function jobOfHunt(hunt: LeakHunt, jobs: readonly Job[]): Job | undefined {
  return jobs.find(
    ({ kind, state, startedAt }) => kind === 'hunt' && state === 'running' && startedAt <= hunt.startedAt,
  );
}

/** What a resource is measured in. */
export function resourceUnit(resource: LeakResource): 'bytes' | 'count' {
  return resource === 'heap' || resource === 'external' ? 'bytes' : 'count';
}

export const resourceNames: Readonly<Record<LeakResource, string>> = {
  heap: 'Heap',
  external: 'External',
  fd: 'Descriptors',
  listener: 'Listeners',
  handle: 'Handles',
};

/** Work done by a moment, between the two looks around it. */
function workAt({ cycles }: LeakHunt, at: EpochMs): number | null {
  const next = cycles.findIndex((cycle) => cycle.at >= at);
  const after = cycles[next];
  const before = cycles[next < 0 ? cycles.length - 1 : next - 1];
  if (before === undefined) return after === undefined ? null : after.work;
  if (after === undefined || after.at === before.at) return before.work;
  return before.work + ((at - before.at) / (after.at - before.at)) * (after.work - before.work);
}

/** Units of work done between two captures of a hunt; null where that is not known. */
export function workBetween(hunt: LeakHunt, before: Capture, after: Capture): number | null {
  const from = workAt(hunt, before.takenAt);
  const to = workAt(hunt, after.takenAt);
  return from === null || to === null || to - from < 1 ? null : to - from;
}

/** How much was looked at, in words: `12 cycles, 1,200 turns, 48 s; it stood still for 190 ms in all`. */
export function huntExtent(hunt: LeakHunt): string {
  const { cycles, workUnit, seconds, pauseMs } = hunt;
  const work = cycles.at(-1)?.work ?? 0;
  const units = workUnit === 'cycle' || workUnit === 'second' ? '' : `${wholeNumber(work)} ${workUnit}s, `;
  return `${cycles.length} cycles, ${units}${span(seconds * 1000)}; it stood still for ${inWords(quantity(pauseMs, 'ms', 2))} in all`;
}

/** When the memory limit is reached at this pace, where the evidence says so: `limit in about 5 h`. */
export function limitWords({ evidence }: Finding): string {
  const until = evidence.find(({ name, unit }) => unit === 'ms' && /limit/i.test(name));
  return until === undefined ? '' : `limit in about ${span(until.value).replace(/ \d+ m$/, '')}`;
}

/** The same at the end of a sentence. */
export function forecastWords(finding: Finding): string {
  const words = limitWords(finding);
  return words === '' ? '' : `; it reaches the ${words}`;
}

/** What grew before the change that a hunt is to judge; nothing where it follows none. */
function growthBefore({ rehuntOf, workUnit }: LeakHunt): readonly Piece[] {
  if (rehuntOf === null) return [];
  const resource = rehuntOf.resource ?? 'heap';
  const grown = inWords(quantity(rehuntOf.lateBefore, resourceUnit(resource)));
  return [`; before, ${resourceNames[resource].toLowerCase()} grew by `, { strong: `${grown} per ${workUnit}` }];
}

const verdictSigns = { leak: 'error', 'no-leak': 'check', unsure: 'info' } as const;

/** What a hunt says, or has seen so far. A leak is told by its finding, where there is one. */
export function huntAnswer(hunt: LeakHunt, isRunning: boolean): Answer {
  const name: Piece = { code: hunt.targetName };
  const why = [asSentence(hunt.reason.charAt(0).toUpperCase() + hunt.reason.slice(1))];
  if (isRunning) {
    return {
      severity: null,
      sentence: [
        'Hunting leaks in ',
        name,
        ': ',
        { strong: `${hunt.cycles.length} cycles` },
        ' so far, no verdict yet.',
      ],
      why,
    };
  }
  const before = growthBefore(hunt);
  const verdicts: Readonly<Record<LeakHunt['verdict'], readonly Piece[]>> = {
    leak: [name, before.length === 0 ? ' leaks' : ' still leaks', ...before, '.'],
    'no-leak': ['No leak in ', name, before.length === 0 ? '' : ' any more', ...before, '.'],
    unsure: ['Whether ', name, ' leaks could not be told.'],
  };
  return { severity: verdictSigns[hunt.verdict], sentence: verdicts[hunt.verdict], why };
}
