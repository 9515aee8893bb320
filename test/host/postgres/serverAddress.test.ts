import { describe, expect, test } from 'vitest';
import { serverAddress, serverAddressOf } from '../../../src/host/postgres/serverAddress.ts';

describe('the address of a server', () => {
  test('is shown without its password', () => {
    const address = serverAddressOf('postgres://app:s%2Fcret@127.0.0.1:5433/shop?sslmode=disable');
    expect(address).toMatchObject({ label: 'app@127.0.0.1:5433/shop', isLoopback: true, productionReason: undefined });
    expect(address.scrubbed('no s/cret and no s%2Fcret in app')).toBe('no *** and no *** in app');
  });

  test.each([
    ['postgres://u@localhost/d', true],
    ['postgres://u@[::1]:5432/d', true],
    ['postgres:///d?host=/var/run/postgresql', true],
    ['postgres://u@10.0.0.5/d', false],
    ['postgres://u@localhost.example.com/d', false],
  ])('%s is of this machine: %s', (url, isLoopback) => {
    expect(serverAddressOf(url).isLoopback).toBe(isLoopback);
  });

  test.each([
    [
      'postgres://u@shop.abc.eu-west-1.rds.amazonaws.com/d',
      'its host shop.abc.eu-west-1.rds.amazonaws.com is a hosted service',
    ],
    ['postgres://u@127.0.0.1/shop_prod', 'its database is called shop_prod'],
    ['postgres://live-user@127.0.0.1/d', 'its user is called live-user'],
    ['postgres://u@db.production.internal/d', 'its host is called db.production.internal'],
    ['postgres://u@127.0.0.1/products', undefined],
    ['postgres://u@127.0.0.1/delivery', undefined],
  ])('%s looks like production: %s', (url, reason) => {
    expect(serverAddressOf(url).productionReason).toBe(reason);
  });

  test.each(['mysql://u:secret@h/d', 'postgres://u:secret@h:port/d', 'postgres://u:secret@[/d'])(
    'that cannot be read is refused without being repeated: %s',
    (url) => {
      expect(() => serverAddressOf(url)).toThrow(
        expect.objectContaining({ code: 'databaseRefused', message: expect.not.stringMatching(/sec/) }),
      );
    },
  );

  test('of single settings takes the name of the user for the database', () => {
    expect(serverAddress({ host: 'localhost', user: 'app', port: 5432, database: 'app' }).label).toBe(
      'app@localhost:5432/app',
    );
  });
});
