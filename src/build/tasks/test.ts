import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { root } from '../bundle.ts';
import { ensureChromium, ensureCodeServer } from '../editorTools.ts';
import { ensureHeapdump } from '../heapdump.ts';
import { ensureNodes } from '../nodeTools.ts';
import { ToolMissing } from '../tools.ts';

/**
 * `npm test [-- --only unit|process|editor]`: sets up what is needed and builds, then runs check and suites in two lanes
 * beside each other, since an editor mostly waits. Each line of theirs begins with who says it.
 * Files with failures run again at the end, alone. The last line is `N passed, N failed` over all suites. Exit code 1
 * when a step or a test failed, or a suite was empty.
 */
const suiteNames = ['unit', 'process', 'editor'] as const;
type SuiteName = (typeof suiteNames)[number];

/** What runs beside each other; in a lane one follows the other. */
const lanes: readonly (readonly (SuiteName | 'check')[])[] = [['editor'], ['check', 'unit', 'process']];

/** What vitest's JSON reporter writes, as far as we count it. */
type Results = {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly assertionResults: readonly { status: string }[];
  }[];
};

/** Tests of a suite that passed and failed, and the files in which some failed. */
type Count = { readonly passed: number; readonly failed: number; readonly failedFiles: readonly string[] };

/** What could not be run at all. */
const notRun: Count = { passed: 0, failed: 1, failedFiles: [] };

/** Aborted when we are asked to end. */
const ending = new AbortController();
process.once('SIGTERM', () => ending.abort());

/** Runs a script on this Node; its lines come out as they are said. Ends it when we are to end. Gives its exit code. */
async function run(name: string, script: string, args: readonly string[] = []): Promise<number> {
  if (ending.signal.aborted) return 1;
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script, ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream }).on('line', (line) => process.stdout.write(`${name.padEnd(10)} | ${line}\n`));
  const end = () => child.kill('SIGTERM');
  ending.signal.addEventListener('abort', end);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      ending.signal.removeEventListener('abort', end);
      resolve(code ?? 1);
    });
  });
}

/** Runs the vitest project of a suite and counts. What failed outside a test counts as one failed test, to be seen. */
async function runProject(project: SuiteName, files: readonly string[] = []): Promise<Count> {
  const file = path.join(root, 'out', 'test', `${project}${files.length === 0 ? '' : '-again'}.json`);
  mkdirSync(path.dirname(file), { recursive: true });
  rmSync(file, { force: true });
  const vitest = path.join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const code = await run(project, vitest, [
    'run',
    '--project',
    project,
    '--reporter=default',
    '--reporter=json',
    `--outputFile=${file}`,
    ...files,
  ]);
  let results: Results;
  try {
    results = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    process.stderr.write(`pitstop: suite ${project} left no results: ${String(error)}\n`);
    return notRun;
  }
  const brokenFiles = results.testResults.filter(
    (result) => result.status === 'failed' && !result.assertionResults.some(({ status }) => status === 'failed'),
  ).length;
  const counted = results.numFailedTests + brokenFiles;
  if (results.numPassedTests + counted === 0) process.stderr.write(`pitstop: suite ${project} ran no test\n`);
  const wentWrong = code !== 0 || results.numPassedTests === 0;
  return {
    passed: results.numPassedTests,
    failed: counted === 0 && wentWrong ? 1 : counted,
    failedFiles: results.testResults.filter(({ status }) => status === 'failed').map(({ name }) => name),
  };
}

/** More files than this are not failing for want of time. */
const filesAgainMax = 5;

/**
 * Two lanes on two cores starve a test now and then. Files with failures run once more, with nothing beside them: what
 * passes then is counted as passed, and named; what fails again has failed.
 */
async function againAlone(suite: SuiteName, first: Count): Promise<Count> {
  const { failedFiles } = first;
  if (failedFiles.length === 0 || failedFiles.length > filesAgainMax || ending.signal.aborted) return first;
  const again = await runProject(suite, failedFiles);
  const passed = Math.max(0, first.failed - again.failed);
  const names = failedFiles.map((file) => path.relative(root, file)).join(', ');
  process.stdout.write(`again, alone: ${passed} of ${first.failed} passed in ${names}\n`);
  return { ...again, passed: first.passed + passed };
}

/** Sets up what the suites need, each on its own: a machine that cannot have an editor still runs the rest. */
function setUp(suites: readonly SuiteName[]): readonly SuiteName[] {
  const missing: SuiteName[] = [];
  const steps: readonly (readonly [SuiteName, () => void])[] = [
    ['process', ensureNodes],
    ['process', ensureHeapdump],
    ['editor', ensureCodeServer],
    ['editor', ensureChromium],
  ];
  for (const [suite, step] of steps) {
    if (!suites.includes(suite) || missing.includes(suite)) continue;
    try {
      step();
    } catch (error) {
      if (!(error instanceof ToolMissing)) throw error;
      process.stderr.write(`pitstop: ${error.message}\n`);
      missing.push(suite);
    }
  }
  return missing;
}

function chosenSuites(only: string | undefined): readonly SuiteName[] {
  if (only === undefined) return suiteNames;
  const chosen = suiteNames.find((name) => name === only);
  if (chosen === undefined) {
    process.stderr.write(`pitstop: no suite ${only}; the suites are ${suiteNames.join(', ')}.\n`);
    process.exit(2);
  }
  return [chosen];
}

const { values } = parseArgs({ options: { only: { type: 'string' } } });
const suites = chosenSuites(values.only);
const task = (name: string) => path.join(root, 'src', 'build', 'tasks', `${name}.ts`);
const startedAt = performance.now();
const missing = setUp(suites);
const brokenSteps: string[] = [];
const counts = new Map<SuiteName, Count>();
const minutes = (since: number) => `${((performance.now() - since) / 60_000).toFixed(1)} min`;

async function runStep(name: string): Promise<void> {
  const since = performance.now();
  if ((await run(name, task(name))) !== 0) brokenSteps.push(name);
  process.stdout.write(`step ${name}: ${minutes(since)}\n`);
}

async function runSuite(suite: SuiteName): Promise<void> {
  const since = performance.now();
  const count = missing.includes(suite) ? notRun : await runProject(suite);
  process.stdout.write(`suite ${suite}: ${count.passed} passed, ${count.failed} failed, ${minutes(since)}\n`);
  counts.set(suite, count);
}

await runStep('build');
await Promise.all(
  lanes.map(async (lane) => {
    for (const part of lane) await (part === 'check' ? runStep(part) : suites.includes(part) && runSuite(part));
  }),
);
for (const [suite, count] of counts) counts.set(suite, await againAlone(suite, count));
const sum = (of: 'passed' | 'failed') => [...counts.values()].reduce((all, count) => all + count[of], 0);
for (const step of brokenSteps) process.stdout.write(`step ${step} failed: see above\n`);
process.stdout.write(`time ${minutes(startedAt)}\n`);
process.stdout.write(`${sum('passed')} passed, ${sum('failed')} failed\n`);
process.exitCode = sum('failed') > 0 || brokenSteps.length > 0 ? 1 : 0;
