import { countText, shareText } from '../../../format/figures.ts';
import type { ConnectionGroup, ReviewedPool, ServerFacts } from '../serverFacts.ts';
import { countEvidence, type ServerRule, type ServerSign } from '../serverRule.ts';

/** So near the end, one more instance of a program is refused. */
const usedShareMin = 0.8;
const groupsToldMax = 4;

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const nameOf = ({ application, user }: ConnectionGroup) => (application === '' ? `user ${user}` : application);

/** `agents 60 (52 idle), psql 2`. */
function groupsText(groups: readonly ConnectionGroup[]): string {
  return groups
    .slice(0, groupsToldMax)
    .map((group) => `${nameOf(group)} ${group.count}${group.idle === 0 ? '' : ` (${group.idle} idle)`}`)
    .join(', ');
}

function poolsText(pools: readonly ReviewedPool[]): string {
  if (pools.length === 0) return '';
  const each = pools
    .slice(0, groupsToldMax)
    .map(({ program, capacity, open }) => `${program} up to ${capacity}, ${open} open`);
  return ` The pools of the watched programs: ${each.join('; ')}.`;
}

function signOf(facts: ServerFacts, used: number, free: number): ServerSign {
  const { connections, connectionsMax, connectionsReserved, pools } = facts;
  const groups = connections.toSorted((one, other) => other.count - one.count);
  const idle = sum(groups.map((group) => group.idle));
  const wished = sum(pools.map(({ capacity }) => capacity));
  const isOverBudget = wished > free && used / free < usedShareMin;
  return {
    subject: 'connections',
    title: isOverBudget
      ? `Pools may open ${countText(wished)} connections; the server takes ${countText(free)}`
      : `${countText(used)} of ${countText(free)} connections are taken`,
    severity: used >= free ? 'error' : 'warning',
    evidence: [
      countEvidence('connections of programs', used),
      countEvidence('of them idle', idle),
      countEvidence('max_connections', connectionsMax),
      countEvidence('kept for administrators', connectionsReserved),
      ...(pools.length === 0 ? [] : [countEvidence('what pools of watched programs may open', wished)]),
    ],
    saving: null,
    confidence: isOverBudget ? 'likely' : 'measured',
    disprovedBy: 'The count falls by itself, and no program is ever refused a connection.',
    text: `${groupsText(groups)}: ${isOverBudget ? 'under load the last ones are refused' : `${shareText(used / free)} of what the server takes`}.${poolsText(pools)} Make the pools smaller, so that the sum over all processes stays below ${countText(free)}${idle > used / 2 ? '; most of the connections do nothing' : ''}. Tune Pool finds the size that the work needs; where many processes need some each, a pooler such as PgBouncer shares them. A higher max_connections costs memory and makes a busy server slower.`,
    change: null,
    effort: 'line',
    risks: ['A pool that is too small makes the program wait: measure under load before.'],
  };
}

export const tooManyConnections: ServerRule = {
  name: 'too-many-connections',
  purpose: 'Programs take, or may take, about all connections that the server has.',
  signs: (facts) => {
    const { connections, connectionsMax, connectionsReserved, pools } = facts;
    const free = connectionsMax - connectionsReserved;
    const used = sum(connections.map(({ count }) => count));
    const wished = sum(pools.map(({ capacity }) => capacity));
    return free > 0 && (used / free >= usedShareMin || wished > free) ? [signOf(facts, used, free)] : [];
  },
};
