import { expect, test } from 'vitest';
import { redactedCommand } from '../../../src/analysis/ledger/redactedCommand.ts';

test.each([
  [['node', 'server.js', '--port', '3000'], 'node server.js --port 3000'],
  [['node', 'a.js', '--api-key', 'abc'], 'node a.js --api-key ***'],
  [['node', 'a.js', '--apiKey=abc'], 'node a.js --apiKey=***'],
  [['npx', '-y', 'mcp-x', '--token', 'abc', '--verbose'], 'npx -y mcp-x --token *** --verbose'],
  [['mcp', 'postgres://user:pa%40ss@db/app?sslmode=require'], 'mcp postgres://***@db/app?sslmode=require'],
  [['mcp', 'https://h/sse?api_key=abc&v=2'], 'mcp https://h/sse?api_key=***&v=2'],
  [
    ['env', 'OPENAI_API_KEY=abc', 'NODE_ENV=production', 'node', 'a.js'],
    'env OPENAI_API_KEY=*** NODE_ENV=production node a.js',
  ],
  [['docker', 'run', '-e', 'PGUSER=me', '-e', 'TOKEN', 'image'], 'docker run -e PGUSER=*** -e *** image'],
  [['curl', '-H', 'Authorization: Bearer abc', 'http://h'], 'curl -H *** http://h'],
  [['node', 'a.js', 'ghp_abcdefgh12345678'], 'node a.js ***'],
  [['node', '-e', 'secret()', 'word'], 'node -e [code] word'],
  [['sh', '-c', 'node a.js --token abc'], 'sh -c node a.js --token ***'],
  [['node', 'a.js', '-e', 'plain'], 'node a.js -e ***'],
  [['node', 'a.js', '{"apiKey":"abc","port":"1"}'], 'node a.js {"apiKey":"***","port":"1"}'],
  [
    ['node', '/srv/node_modules/@scope/key-value-store/index.js'],
    'node /srv/node_modules/@scope/key-value-store/index.js',
  ],
  [['npm exec mcp-x --password=abc'], 'npm exec mcp-x --password=***'],
  [['node', 'two\nlines.js'], 'node two lines.js'],
  [['node', 'a.js', 'dGhpc0lzQVNlY3JldDEyMzQ1Njc4OTAxMjM0'], 'node a.js ***'],
])('%j is shown as %s', (command, shown) => expect(redactedCommand(command)).toBe(shown));

test('a line that nobody reads is cut', () => {
  expect(
    redactedCommand(['node', ...Array.from({ length: 400 }, (_, index) => `file${index}.js`)]).length,
  ).toBeLessThanOrEqual(600);
});
