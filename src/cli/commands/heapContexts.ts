import type { ScopeRow, ScopeVariable } from '../../protocol/heapTables.ts';
import { firstRows } from '../allRows.ts';
import { exitCodes, type Command } from '../command.ts';
import { formatBytes, formatCount } from '../format.ts';
import { importedCapture } from '../importedCapture.ts';
import { noteOmitted, wantedRows } from '../heapTable.ts';
import { isOwn, locatedText } from '../locatedText.ts';
import type { Output } from '../output.ts';

const shownVariables = 8;

function variableText({ name, value, retainedSize, nodeId, isRead }: ScopeVariable): string {
  const unread = isRead === false ? ', read by no living function' : '';
  return `${name}: ${value.slice(0, 60)} @${nodeId}, retains ${formatBytes(retainedSize)}${unread}`;
}

function printScope(output: Output, scope: ScopeRow): void {
  const where = locatedText(scope);
  const many = scope.count === 1 ? '' : `${formatCount(scope.count)} of `;
  output.line(
    `${output.styled('bold', `${many}${scope.name}`)}, retains ${formatBytes(scope.retainedSize)}${where === '' ? '' : `  ${where}`}`,
  );
  for (const variable of scope.variables.slice(0, shownVariables)) output.line(`  ${variableText(variable)}`);
  const more = scope.variables.length - shownVariables;
  if (more > 0) output.line(`  ${formatCount(more)} more variables`);
}

/** `pitstop heap contexts`: living scopes, the variables that each keeps alive, and those that nobody reads. */
export const heapContextsCommand: Command = {
  name: ['heap', 'contexts'],
  purpose:
    'Show the living scopes of a heap snapshot: the variables each keeps alive, and those no living function reads.',
  usage: 'FILE [--own] [--top N | --all]',
  example: 'pitstop heap contexts big.heapsnapshot --top 10',
  options: {
    own: { type: 'boolean', purpose: "only those of the program, not those of Node's own source" },
    top: { type: 'string', value: 'N', purpose: 'so many scopes (20)' },
    all: { type: 'boolean', purpose: 'every scope' },
  },
  wordCount: [1, 1],
  takesCommandLine: false,
  run: async ({ words: [file = ''], options, output, signal, host }) => {
    const most = wantedRows(options);
    const client = await host();
    const captureId = await importedCapture(client, file, { signal, output });
    const control = { signal, onProgress: output.progress };
    let omitted = 0;
    const found = await firstRows(
      options.flag('own') ? Number.MAX_SAFE_INTEGER : most,
      { sort: 'retainedSize', descending: true },
      async (page) => {
        const answer = await client.request('heap/scopes', { captureId, within: null, page }, control);
        ({ omitted } = answer);
        return answer;
      },
    );
    const contexts = options.flag('own') ? found.filter(isOwn).slice(0, most) : found;
    output.progress(null);
    output.json('heapContexts', { contexts, omitted });
    for (const scope of contexts) printScope(output, scope);
    noteOmitted(output, omitted, 'scopes');
    return exitCodes.clean;
  },
};
