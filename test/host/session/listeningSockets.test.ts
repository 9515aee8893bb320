import { expect, test } from 'vitest';
import { listeningSockets } from '../../../src/host/session/listeningSockets.ts';

test('listening sockets are read from the table, others are passed over', () => {
  const table = `
  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:240D 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 41001 1 0000000000000000 100 0
   1: 0100007F:1F90 0100007F:C350 01 00000000:00000000 00:00000000 00000000  1000        0 41002 1 0000000000000000 20 4
   2: 00000000000000000000000001000000:0050 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 41003 1 0
  `;
  expect(listeningSockets(table)).toEqual([
    { port: 9229, inode: '41001' },
    { port: 80, inode: '41003' },
  ]);
  expect(listeningSockets('')).toEqual([]);
});
