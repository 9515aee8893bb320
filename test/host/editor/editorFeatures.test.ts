import { PassThrough } from 'node:stream';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  createConnection,
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type CodeAction,
  type CodeLens,
  type Hover,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
} from 'vscode-languageserver/node';
import { heardBroadcast } from '../../../src/host/channel/heardBroadcast.ts';
import { editorCapabilities, registerEditorFeatures } from '../../../src/host/editor/editorFeatures.ts';
import { hostQueries } from '../../../src/host/editor/queries.ts';
import { sourceHash } from '../../../src/host/places/placesWork.ts';
import type { Finding } from '../../../src/protocol/findings.ts';
import { inlineNotifications, type FileMarks } from '../../../src/protocol/inlineMarks.ts';
import type { QueryPlan, SqlStatement } from '../../../src/protocol/plans.ts';
import { slowPlan, statementAt } from '../../support/plans.ts';

const source = 'import x from "x";\n\nconst sessions = new Map();\n';
let folder = '';
let file = '';
let uri = '';

const finding = (): Finding => ({
  findingId: 'f1',
  rule: 'heap-growth',
  title: 'Map (table) sessions of module gateway.ts grew',
  severity: 'warning',
  place: { file, line: 3, column: 7, symbol: 'sessions', sourceHash: sourceHash(source) },
  evidence: [
    { name: 'retained size gained', value: 2_290_000, unit: 'bytes' },
    { name: 'elements gained', value: 1_204, unit: 'count' },
    { name: 'retained size', value: 99_900_000, unit: 'bytes' },
  ],
  saving: null,
  confidence: 'possible',
  disprovedBy: 'A third snapshot.',
  state: 'new',
  foundAt: 1,
  diff: { before: 'a', after: 'b', nodeId: 7 },
  retainedBy: ['table in Map', 'evil ](command:x) `code` in Module'],
});

/** Findings that the test changes by hand, as a store would. */
function heldFindings(first: readonly Finding[]) {
  let all = first;
  const listeners = new Set<() => void>();
  return {
    list: () => all,
    onChange: (listener: () => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    become: (next: readonly Finding[]) => {
      all = next;
      for (const listener of listeners) listener();
    },
  };
}

type Told = { readonly marks?: FileMarks; readonly diagnostics?: PublishDiagnosticsParams };

/** A host whose source has these statements, and that made these plans. */
function queriesOver({
  statements,
  plans = [],
}: {
  statements: readonly SqlStatement[];
  plans?: readonly QueryPlan[];
}) {
  const handlers = {
    'sql/statements': () => statements,
    'plans/list': () => plans,
    'plans/get': ({ planId }: { planId: string }) => {
      const plan = plans.find((one) => one.planId === planId);
      if (plan === undefined) throw new Error(`no plan ${planId}`);
      return plan;
    },
  };
  return hostQueries(handlers, heardBroadcast(() => undefined).onBroadcast);
}

/** An editor over real streams, and what it was told. */
async function connectedEditor(findings: ReturnType<typeof heldFindings>, queries = queriesOver({ statements: [] })) {
  const toHost = new PassThrough();
  const toEditor = new PassThrough();
  const server = createConnection(new StreamMessageReader(toHost), new StreamMessageWriter(toEditor));
  const stop = registerEditorFeatures(server, { findings, queries });
  server.onInitialize(() => ({ capabilities: editorCapabilities }));
  server.listen();
  const editor = createProtocolConnection(new StreamMessageReader(toEditor), new StreamMessageWriter(toHost));
  const waiting: ((told: Told) => void)[] = [];
  let diagnostics: PublishDiagnosticsParams | undefined;
  editor.onRequest('workspace/codeLens/refresh', () => null);
  editor.onNotification('textDocument/publishDiagnostics', (told: PublishDiagnosticsParams) => {
    diagnostics = told;
  });
  editor.onNotification(inlineNotifications.marks, (marks: FileMarks) => {
    waiting.shift()?.({ marks, ...(diagnostics === undefined ? {} : { diagnostics }) });
  });
  editor.listen();
  /** What is told next of a file: its diagnostics, then its marks. */
  const nextTold = () => new Promise<Told>((resolve) => waiting.push(resolve));
  await editor.sendRequest('initialize', { processId: null, rootUri: null, capabilities: {} });
  const first = nextTold();
  await editor.sendNotification('initialized', {});
  return { editor, first, nextTold, stop: () => (stop(), editor.dispose(), server.dispose()) };
}

const at = { line: 2, character: 8 };
const lenses = (editor: ProtocolConnection) =>
  editor.sendRequest<CodeLens[]>('textDocument/codeLens', { textDocument: { uri } });
const open = (editor: ProtocolConnection, text: string) =>
  editor.sendNotification('textDocument/didOpen', {
    textDocument: { uri, languageId: 'typescript', version: 1, text },
  });

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'pitstop-editor-'));
  file = path.join(folder, 'gateway.ts');
  uri = pathToFileURL(file).href;
  writeFileSync(file, source);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('editor features', () => {
  test('a file with findings has marks and diagnostics before it is opened', async () => {
    const { first, stop } = await connectedEditor(heldFindings([finding()]));
    const { marks, diagnostics } = await first;
    expect(marks).toEqual({
      uri,
      marks: [{ line: 2, text: '+2.29 MB · +1,204 elements', severity: 'warning', isStale: false }],
    });
    expect(diagnostics?.diagnostics).toMatchObject([
      {
        severity: 2,
        code: 'heap-growth',
        range: { start: { line: 2, character: 6 }, end: { line: 2, character: 14 } },
      },
    ]);
    stop();
  });

  test('lenses stand above the line and lead to diff and path', async () => {
    const { editor, stop } = await connectedEditor(heldFindings([finding()]));
    await open(editor, source);
    const shown = await lenses(editor);
    expect(shown.map(({ command }) => command?.title)).toEqual([
      '+2.29 MB · 99.9 MB retained',
      'Show Diff',
      'Show Path',
    ]);
    expect(shown.map(({ command }) => command?.arguments)).toEqual([['f1'], ['f1'], ['f1']]);
    stop();
  });

  test('the hover has evidence and path, and words of the program stay words', async () => {
    const { editor, stop } = await connectedEditor(heldFindings([finding()]));
    await open(editor, source);
    const hover = await editor.sendRequest<Hover>('textDocument/hover', { textDocument: { uri }, position: at });
    const text = JSON.stringify(hover.contents);
    expect(text).toContain('| retained size gained | 2.29 MB |');
    expect(text).toContain("`evil ](command:x) 'code' in Module`");
    expect(text).toContain('Disproved by: A third snapshot.');
    const nothing = await editor.sendRequest('textDocument/hover', {
      textDocument: { uri },
      position: { line: 0, character: 0 },
    });
    expect(nothing).toBeNull();
    stop();
  });

  test('actions are offered on the line', async () => {
    const { editor, first, stop } = await connectedEditor(heldFindings([finding()]));
    await open(editor, source);
    const { diagnostics } = await first;
    const actions = await editor.sendRequest<CodeAction[]>('textDocument/codeAction', {
      textDocument: { uri },
      range: { start: at, end: at },
      context: { diagnostics: diagnostics?.diagnostics ?? [] },
    });
    expect(actions.map(({ command }) => command?.command)).toEqual([
      'pitstop.showDiff',
      'pitstop.showPath',
      'pitstop.dismissFinding',
    ]);
    expect(actions[0]?.diagnostics).toHaveLength(1);
    stop();
  });

  test('in a changed file everything follows the name and says that it is stale', async () => {
    const { editor, first, nextTold, stop } = await connectedEditor(heldFindings([finding()]));
    await first;
    const told = nextTold();
    await open(editor, `// mended\n${source}`);
    const { marks, diagnostics } = await told;
    expect(marks?.marks).toMatchObject([{ line: 3, isStale: true }]);
    expect(diagnostics?.diagnostics).toMatchObject([{ severity: 3, range: { start: { line: 3 } } }]);
    expect((await lenses(editor))[0]?.command?.title).toContain('the file has changed since');
    stop();
  });

  test('switched off nothing is shown, switched on all is back', async () => {
    const { editor, first, nextTold, stop } = await connectedEditor(heldFindings([finding()]));
    await open(editor, source);
    await first;
    const switchTo = async (isShown: boolean) => {
      // Opening the document may tell once more of its own; the wanted state is told after the switch in any case.
      await editor.sendNotification(inlineNotifications.setInline, { isShown });
      for (;;) {
        const { marks, diagnostics } = await nextTold();
        if ((marks?.marks.length ?? 0) > 0 === isShown) return diagnostics?.diagnostics.length;
      }
    };
    expect(await switchTo(false)).toBe(0);
    expect(await lenses(editor)).toEqual([]);
    expect(await switchTo(true)).toBe(1);
    expect(await lenses(editor)).toHaveLength(3);
    stop();
  });

  test('a finding that is dismissed leaves its file', async () => {
    const findings = heldFindings([finding()]);
    const { first, nextTold, stop } = await connectedEditor(findings);
    await first;
    const told = nextTold();
    findings.become([{ ...finding(), state: 'dismissed' }]);
    const { marks, diagnostics } = await told;
    expect(marks).toEqual({ uri, marks: [] });
    expect(diagnostics).toEqual({ uri, diagnostics: [] });
    stop();
  });

  test('a statement that was run shows its time beside what is found on its line', async () => {
    const place = { file, line: 3, column: 7 };
    const queries = queriesOver({ statements: [statementAt(place)], plans: [slowPlan(place)] });
    const text = 'const a = 1;\n\nconst sessions = select();\n';
    const { editor, nextTold, stop } = await connectedEditor(heldFindings([finding()]), queries);
    await open(editor, text);
    for (;;) {
      // Findings are told before the plans are known.
      const [mark] = (await nextTold()).marks?.marks ?? [];
      if (mark?.text === '84.1 ms · 99.9 % in Seq Scan b · +2.29 MB · +1,204 elements') break;
    }
    expect((await lenses(editor)).map(({ command }) => command?.title)).toContain('84.1 ms · 3,851 buffers');
    stop();
  });
});
