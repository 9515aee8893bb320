import { performance } from 'node:perf_hooks';
import type { LivePoolFigures } from '../../../protocol/livePools.ts';
import { poolDurations } from '../poolTimes.ts';
import { unknownFigures, type PoolSource } from '../poolSource.ts';
import { pingWatch } from './pingWatch.ts';
import { socketKeeper, type WatchedSocket } from './webSockets.ts';

type Group = {
  readonly label: string;
  open: number;
  opened: number;
  received: number;
  sent: number;
  buffered: number;
  bufferedMax: number;
  readonly closes: Map<number, number>;
};

const groupsMax = 24;

function groupOf(groups: Map<string, Group>, label: string): Group | undefined {
  const found = groups.get(label);
  if (found !== undefined || groups.size >= groupsMax) return found;
  const counts = { open: 0, opened: 0, received: 0, sent: 0, buffered: 0, bufferedMax: 0 };
  const added: Group = { label, ...counts, closes: new Map() };
  groups.set(label, added);
  return added;
}

function addOpen(group: Group, { bufferedBytes, receivedBytes, sentBytes, isNew }: WatchedSocket): void {
  group.open += 1;
  if (isNew) group.opened += 1;
  group.received += receivedBytes;
  group.sent += sentBytes;
  group.buffered += bufferedBytes;
  group.bufferedMax = Math.max(group.bufferedMax, bufferedBytes);
}

export const socketSource: PoolSource = {
  what: 'WebSockets of ws: how many, what they have not sent yet, bytes, round trips of the program’s own pings, and closes by code.',
  cost: '1 µs a second for each open socket of the program, 2 µs a ping',
  start: ({ safely }) => {
    const keeper = socketKeeper();
    const trips = new Map<string, ReturnType<typeof poolDurations>>();
    const pings = pingWatch({
      safely,
      onRoundTrip: (socket, ms) => {
        const label = keeper.labelOf(socket);
        const durations = trips.get(label) ?? poolDurations();
        trips.set(label, durations);
        durations.record(ms);
      },
      now: () => performance.now(),
    });
    const poolIds = new Map<string, string>();
    return {
      read: (seconds) => {
        const groups = new Map<string, Group>();
        for (const label of poolIds.keys()) groupOf(groups, label);
        const { open, closed } = keeper.look();
        for (const socket of open) {
          pings.watch(socket.webSocket);
          const group = groupOf(groups, socket.label);
          if (group !== undefined) addOpen(group, socket);
        }
        for (const { label, code } of closed) {
          const closes = groupOf(groups, label)?.closes;
          closes?.set(code, (closes.get(code) ?? 0) + 1);
        }
        return [...groups.values()].map((group): LivePoolFigures => {
          const poolId = poolIds.get(group.label) ?? `sockets-${poolIds.size + 1}`;
          poolIds.set(group.label, poolId);
          const trip = trips.get(group.label);
          const roundTrip = trip?.times() ?? null;
          trip?.reset();
          return {
            ...unknownFigures,
            poolId,
            kind: 'sockets',
            label: group.label,
            total: group.open,
            busy: group.open,
            seconds,
            uses: group.opened,
            opened: group.opened,
            sockets: {
              receivedBytes: group.received,
              sentBytes: group.sent,
              bufferedBytes: group.buffered,
              bufferedMaxBytes: group.bufferedMax,
              roundTrip,
              closes: [...group.closes],
            },
          };
        });
      },
      stop: pings.stop,
    };
  },
};
