import 'vscode-jsonrpc/node';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { exitCodes } from './command.ts';
import { commands } from './commandList.ts';
import { runCommandLine } from './runCommandLine.ts';

const folder = import.meta.dirname;
const nodeMajorMin = 22;
if (Number(process.versions.node.split('.')[0]) < nodeMajorMin) {
  process.stderr.write(`pitstop: needs Node ${nodeMajorMin} or later, and runs on ${process.version}\n`);
  process.exit(exitCodes.failed);
}
const controller = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    // The second time is meant: our host ends by itself when we are gone.
    if (controller.signal.aborted) process.exit(exitCodes.cancelled);
    controller.abort();
  });
}
// A reader that has seen enough, such as `head`, is no error.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => controller.abort());

const manifest: { readonly version: string } = JSON.parse(readFileSync(path.join(folder, '../package.json'), 'utf8'));
const code = await runCommandLine(commands, {
  args: process.argv.slice(2),
  environment: process.env,
  out: process.stdout,
  error: process.stderr,
  signal: controller.signal,
  hostFile: path.join(folder, 'host.cjs'),
  version: manifest.version,
});
process.stdout.write('', () => process.exit(code));
