import { expect, test } from 'vitest';
import { commandShape } from '../../../src/analysis/ledger/commandShape.ts';

test.each([
  ['/usr/bin/node', 'node /srv/dist/server.js --port 1', 'node', 'server.js'],
  [
    '/usr/bin/node',
    'node /usr/lib/node_modules/npm/bin/npx-cli.js -y @scope/mcp-files /data',
    'launcher',
    'npx @scope/mcp-files',
  ],
  ['/usr/bin/node', 'node /usr/bin/npm run dev', 'launcher', 'npm run dev'],
  ['/usr/bin/python3.12', '/venv/bin/python -m mcp_server_git --repository x', 'python', 'mcp_server_git'],
  ['/usr/bin/python3.12', 'python3 -u server.py', 'python', 'server.py'],
  ['/usr/bin/uv', 'uvx mcp-server-fetch', 'launcher', 'uvx mcp-server-fetch'],
  ['/usr/bin/uv', 'uv run --directory /srv server', 'launcher', 'uv run server'],
  ['/usr/bin/docker', 'docker run -i --rm mcp/fetch', 'launcher', 'docker run mcp/fetch'],
  ['/usr/bin/docker', 'docker ps', 'program', 'docker'],
  ['/usr/bin/bash', 'sh -c node', 'shell', 'sh'],
  ['/root/.bun/bin/bun', 'bun run server.ts', 'bun', 'server.ts'],
  ['/opt/bin/github-mcp-server', 'github-mcp-server stdio', 'program', 'github-mcp-server'],
])('%s called as %s is %s %s', (executable, command, kind, name) =>
  expect(commandShape({ executable, command: command.split(' ') })).toMatchObject({ kind, name }),
);

test('npm tells what it runs in its title', () =>
  expect(commandShape({ executable: '/usr/bin/node', command: ['npm exec @scope/mcp-x'] })).toMatchObject({
    kind: 'launcher',
    packageName: '@scope/mcp-x',
  }));
