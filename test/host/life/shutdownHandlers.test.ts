import { expect, test } from 'vitest';
import { shutdownHandlers } from '../../../src/host/life/shutdownHandlers.ts';
import { deferred } from '../../support/deferred.ts';
import { openChannel } from '../../support/openChannel.ts';

test('a shutdown is answered before it happens', async () => {
  const ended = deferred();
  const { connect } = await openChannel(shutdownHandlers(ended.resolve));
  const { client } = await connect();
  await expect(client.request('host/shutdown', {})).resolves.toEqual({});
  await ended.promise;
});
