import { spawn } from 'node:child_process';
import path from 'node:path';
import { Client } from 'pg';
import { printBenchRow } from '../../src/build/benchRow.ts';
import { root } from '../../src/build/bundle.ts';
import { healthyStatements, slowStatements, type Situation } from './situations/slowStatements.ts';

/*
 * Situations with a known cause, and healthy ones that look alike, through the command line. The servers are those of
 * PITSTOP_BENCH_URLS, separated by blanks; needs `npm run build`. `PITSTOP_BENCH_ONLY` takes those with the words in
 * their names.
 */
const urls = (process.env['PITSTOP_BENCH_URLS'] ?? '').split(' ').filter((url) => url !== '');
const only = process.env['PITSTOP_BENCH_ONLY'] ?? '';

type Found = {
  readonly rule: string;
  readonly title: string;
  readonly advice?: { readonly sql?: string };
  readonly proof?: { readonly ratio: number };
};
type Advice = {
  readonly executionMs: number;
  readonly findings: readonly Found[];
  readonly trials: readonly { readonly what: string; readonly outcome: string }[];
};

async function advised(url: string, schema: string, { sql, params, settings }: Situation): Promise<Advice> {
  const args = ['advise', '--url', url, '--sql', sql, '--prove', '--json'];
  args.push('--settings', JSON.stringify({ ...settings, search_path: schema }));
  if (params !== undefined) args.push('--params', JSON.stringify(params));
  const child = spawn(process.execPath, [path.join(root, 'dist/cli.js'), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [text, said] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (text === '') throw new Error(`exit ${String(code)}: ${said.slice(0, 400)}`);
  const document: Advice = JSON.parse(text);
  return document;
}

/** What came out is right: the cause is named first, with advice that is accepted; nothing for a healthy one. */
function isRight({ rule, accepted }: Situation, { findings }: Advice): boolean {
  const [first] = findings;
  if (rule === null) return first === undefined;
  return first?.rule === rule && (accepted === undefined || accepted.test(first.advice?.sql ?? ''));
}

async function measure(url: string, all: readonly Situation[]): Promise<number> {
  let right = 0;
  const client = new Client({ connectionString: url });
  await client.connect();
  let made = '';
  for (const situation of all) {
    if (situation.setup !== made) {
      await client.query('drop schema if exists bench_advice cascade');
      await client.query('create schema bench_advice');
      await client.query('set search_path = bench_advice');
      for (const statement of statementsOf(situation.setup)) await client.query(statement);
      made = situation.setup;
    }
    const startedAt = Date.now();
    let told = '';
    try {
      const advice = await advised(url, 'bench_advice', situation);
      const isGood = isRight(situation, advice);
      if (isGood) right += 1;
      const found = advice.findings.map(({ rule, proof }) => `${rule} ${proof?.ratio ?? '-'}x`).join(', ');
      told = `${isGood ? 'ok  ' : 'MISS'} ${situation.name}: ${found || 'nothing'} (${advice.executionMs.toFixed(1)} ms, in ${Date.now() - startedAt} ms)`;
      if (!isGood || process.env['PITSTOP_BENCH_SQL'] !== undefined) {
        for (const { title, advice: given } of advice.findings) told += `\n       ${title}\n${given?.sql ?? ''}`;
        for (const { what, outcome } of advice.trials) told += `\n       tried ${what}: ${outcome}`;
      }
    } catch (error) {
      told = `FAIL ${situation.name}: ${error instanceof Error ? error.message : String(error)}`;
    }
    process.stderr.write(`  ${told}\n`);
  }
  await client.query('drop schema if exists bench_advice cascade');
  await client.end();
  return right;
}

/** Statements of a set-up, one by one, since VACUUM runs alone. */
function statementsOf(setup: string): readonly string[] {
  return setup.split(/;\s*(?![^$]*\$\$\s*;)/).flatMap((statement) => (statement.trim() === '' ? [] : [statement]));
}

for (const url of urls) {
  process.stderr.write(`${new URL(url).port}\n`);
  for (const [name, all] of [
    ['slow statements whose cause is named first', slowStatements],
    ['healthy statements left alone', healthyStatements],
  ] as const) {
    const wanted = all.filter((situation) => situation.name.includes(only));
    if (wanted.length === 0) continue;
    const right = await measure(url, wanted);
    printBenchRow({
      name: `${name}, port ${new URL(url).port}`,
      value: right,
      unit: `of ${wanted.length}`,
      budget: 'all',
      isWithin: right === wanted.length,
    });
  }
}
