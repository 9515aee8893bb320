import type { Ledger, SpawnSite } from '../../../src/protocol/ledger.ts';
import { inWords, quantity } from '../../format/quantity.ts';
import type { Answer, Piece } from '../../widgets/sentence.ts';

const counted = (count: number, one: string) => `${count} ${one}${count === 1 ? '' : 's'}`;

function busiest({ findings, spawns }: Ledger): SpawnSite | undefined {
  const found = findings.filter(({ rule }) => rule === 'spawn-per-turn');
  return spawns.find(({ name, place }) =>
    found.some((one) => one.title.includes(name) && one.place?.line === place?.line && one.place?.file === place?.file),
  );
}

function spawnPieces({ name, place, perSecond, startMs }: SpawnSite): readonly Piece[] {
  return [
    { code: name },
    ' is started again and again',
    ...(place === null ? [] : [' at ', { place }]),
    `: ${inWords(quantity(perSecond, 'perSecond', 2)).replace(' /s', ' a second')}`,
    ...(startMs === null ? [] : [', ', { strong: inWords(quantity(startMs, 'ms')) }, ' to start each']),
  ];
}

function leftPieces({ totals }: Ledger): readonly Piece[] {
  const { orphans, duplicates, orphanBytes, duplicateBytes } = totals;
  const parts = [
    ...(orphans === 0 ? [] : [counted(orphans, 'orphan')]),
    ...(duplicates === 0 ? [] : [counted(duplicates, 'duplicate')]),
  ];
  if (parts.length === 0) return [];
  const bytes = (orphanBytes ?? 0) + (duplicateBytes ?? 0);
  const verb = orphans + duplicates === 1 ? 'holds' : 'hold';
  return [
    parts.join(' and '),
    ...(bytes === 0 ? [' run'] : [` ${verb} `, { strong: inWords(quantity(bytes, 'bytes')) }]),
  ];
}

/** What the ledger says first: what is started again and again, what is left over and twice, or that all is well. */
export function processesAnswer(ledger: Ledger): Answer {
  const site = busiest(ledger);
  const spawns = site === undefined ? [] : spawnPieces(site);
  const left = leftPieces(ledger);
  const why: Piece[] = ledger.unknowns.length === 0 ? [] : [ledger.unknowns.join(' ')];
  if (spawns.length + left.length === 0) {
    const { processes } = ledger.totals;
    const sentence =
      processes === 0
        ? ['No processes of an agent system run.']
        : [`${counted(processes, 'process').replace(/processs$/, 'processes')}, none left over and none twice.`];
    return { severity: processes === 0 ? null : 'check', sentence, why };
  }
  const between: readonly Piece[] = spawns.length > 0 && left.length > 0 ? ['; '] : [];
  return {
    severity: 'warning',
    sentence: [...spawns, ...between, ...left, '.'],
    why:
      spawns.length > 0 && why.length === 0
        ? ['Start it once and keep it: then only the first request waits for it.']
        : why,
  };
}
