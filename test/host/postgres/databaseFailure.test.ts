import { describe, expect, test } from 'vitest';
import { connectFailure, goneFailure } from '../../../src/host/postgres/databaseFailure.ts';
import { serverAddressOf } from '../../../src/host/postgres/serverAddress.ts';

const address = serverAddressOf('postgres://app:hidden@127.0.0.1:5433/shop');
const coded = (code: string, message = 'words') => Object.assign(new Error(message), { code });

describe('a refused connection', () => {
  test.each([
    ['ECONNREFUSED', 'no PostgreSQL answers at app@127.0.0.1:5433/shop'],
    ['28P01', 'app@127.0.0.1:5433/shop refused the password'],
    ['3D000', 'there is no such database: app@127.0.0.1:5433/shop'],
    ['53300', 'app@127.0.0.1:5433/shop has no free connection left'],
    ['XX000', 'app@127.0.0.1:5433/shop could not be connected to'],
  ])('%s is told as: %s', (code, message) => {
    expect(connectFailure(coded(code), address)).toMatchObject({ code: 'databaseRefused', message });
  });

  test.each(['57P01', '57P02'])('ended by the server while it was being set up is lost, not refused: %s', (code) => {
    expect(connectFailure(coded(code), address)).toMatchObject({ code: 'databaseGone' });
  });

  test('is told when two addresses of a name were tried', () => {
    const both = new AggregateError([coded('ECONNREFUSED', 'one'), coded('ECONNREFUSED', 'two')]);
    const failure = connectFailure(both, address);
    expect(failure.message).toMatch(/no PostgreSQL answers/);
    expect(failure.body().cause).toBe('one; two');
  });

  test('without an answer in time', () => {
    expect(connectFailure(new Error('timeout expired'), address).message).toMatch(/did not answer within 5 s/);
  });

  test('does not repeat the password', () => {
    expect(connectFailure(new Error('bad hidden'), address).body().cause).toBe('bad ***');
  });
});

describe('a lost connection', () => {
  test.each([coded('57P01'), coded('ECONNRESET'), new Error('Connection terminated unexpectedly')])(
    'is told: %s',
    (error) => {
      expect(goneFailure(error, address)).toMatchObject({ code: 'databaseGone' });
    },
  );

  test('is no other error of a statement', () => {
    expect(goneFailure(coded('42601'), address)).toBeUndefined();
  });
});
