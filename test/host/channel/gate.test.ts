import { describe, expect, test } from 'vitest';
import { refusalOf } from '../../../src/host/channel/gate.ts';

const door = { port: 4000, token: 'secret' };
const good = { host: '127.0.0.1:4000', authorization: 'Bearer secret' };
const status = (url: string, headers: Record<string, string>) => refusalOf({ url, headers }, door)?.status;

describe('the gate of the host channel', () => {
  test('lets in who knows the token', () => {
    expect(status('/v1', good)).toBeUndefined();
    expect(status('/v1', { ...good, host: 'localhost:4000' })).toBeUndefined();
  });

  test.each([
    ['another path', '/', good, 404],
    ['a wrong token', '/v1', { ...good, authorization: 'Bearer secres' }, 401],
    ['a token that is too long', '/v1', { ...good, authorization: 'Bearer secret ' }, 401],
    ['another scheme', '/v1', { ...good, authorization: 'secret' }, 401],
    ['no token', '/v1', { host: good.host }, 401],
    ['a web page', '/v1', { ...good, origin: 'http://localhost:4000' }, 403],
    ['a sandboxed web page', '/v1', { ...good, origin: 'null' }, 403],
    ['a name that points here', '/v1', { ...good, host: 'evil.example:4000' }, 403],
    ['another port', '/v1', { ...good, host: '127.0.0.1:4001' }, 403],
    ['no Host', '/v1', { authorization: good.authorization }, 403],
  ])('refuses %s', (_name, url, headers, expected) => {
    expect(status(url, headers)).toBe(expected);
  });
});
