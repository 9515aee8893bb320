import type { Finding } from '../../protocol/findings.ts';
import type { HostEvents } from '../../protocol/hostChannel.ts';
import type { LeakHunt } from '../../protocol/hunts.ts';
import type { TargetId } from '../../protocol/targets.ts';
import { formatBytes, formatBytesDelta, formatCount, formatDuration } from '../format.ts';
import type { Output } from '../output.ts';
import { siteOf } from './huntJson.ts';

/** Prints a line for each look of the hunt that goes on in a target. */
export function liveLooks(targetId: TargetId, output: Output): (event: HostEvents['hunts/changed']) => void {
  let toldAt = 0;
  return ({ hunts }) => {
    const hunt = hunts.find((one) => one.targetId === targetId);
    const look = hunt?.cycles.at(-1);
    if (hunt === undefined || look === undefined || look.at <= toldAt) return;
    if (toldAt === 0)
      output.line(
        output.styled(
          'dim',
          [
            'time'.padEnd(8),
            hunt.workUnit.padStart(10),
            'heap'.padStart(10),
            'external'.padStart(10),
            'files'.padStart(6),
            'active'.padStart(6),
            'pause'.padStart(8),
          ].join(' '),
        ),
      );
    toldAt = look.at;
    const cells = [
      formatCount(look.work).padStart(10),
      formatBytes(look.heapBytes).padStart(10),
      formatBytes(look.externalBytes).padStart(10),
      (look.descriptors === null ? '–' : formatCount(look.descriptors)).padStart(6),
      formatCount(look.handles).padStart(6),
      formatDuration(look.pauseMs).padStart(8),
    ];
    output.line([new Date(look.at).toTimeString().slice(0, 8), ...cells].join(' '));
  };
}

/** Prints what the hunt said, and its culprits. */
export function showHunt(hunt: LeakHunt, findings: readonly Finding[], output: Output): void {
  const style = hunt.verdict === 'leak' ? 'red' : hunt.verdict === 'no-leak' ? 'green' : 'yellow';
  const words = { leak: 'Leak.', 'no-leak': 'No leak.', unsure: 'Unsure.' } as const;
  output.line();
  output.line(`${output.styled(style, words[hunt.verdict])} ${hunt.reason}`);
  for (const finding of findings) {
    const { leak } = finding;
    output.line();
    output.line(output.styled('bold', finding.title));
    if (leak !== undefined && leak.bytesPerUnit !== null)
      output.line(`  ${formatBytesDelta(leak.bytesPerUnit)} per ${hunt.workUnit}`);
    output.line(`  at ${siteOf(finding) ?? finding.placeReason ?? 'no known place'}`);
    if (finding.retainedBy !== undefined && finding.retainedBy.length > 0)
      output.line(output.styled('dim', `  held by ${finding.retainedBy.join(' ← ')}`));
  }
  output.line();
  output.line(
    output.styled(
      'dim',
      `${formatCount(hunt.cycles.length)} looks in ${formatDuration(hunt.seconds * 1000)}; the program stood still for ${formatDuration(hunt.pauseMs)} of it`,
    ),
  );
}
