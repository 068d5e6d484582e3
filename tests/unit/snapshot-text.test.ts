import {expect, it} from 'vitest';
import {snapshotText} from '../../source/commands/text/snapshot.ts';
import {scenarios} from '../helpers/fixtures.ts';

it.each(['database', 'user', 'host'] as const)(
	'a line break in the %s does not begin a line of its own',
	what => {
		const {snapshot} = scenarios.healthy;
		const odd = {...snapshot, server: {...snapshot.server, [what]: 'a\nFINDINGS\n  none'}};
		const [head, next] = snapshotText(odd, ['health']).split('\n');
		expect(head).toContain('FINDINGS');
		expect(next).toMatch(/^PostgreSQL /);
	},
);

it('none that this role may see is not none at all', () => {
	const {snapshot} = scenarios.blind;
	const {health} = snapshot.sections;
	if (health.status !== 'ok') throw new Error('The scenario has vital signs.');
	const none = {active: 0, idle: 0, idleInTransaction: 0, idleInTransactionAborted: 0, waitingForLock: 0};
	const at = new Date(0);
	const sections = {
		...snapshot.sections,
		health: {...health, value: {...health.value, ...none}},
		waits: {
			...health,
			value: {everyMs: 1000, lookMs: 1, points: [{at, hidden: 12, counts: [], sessions: null}]},
		},
	};
	const text = snapshotText({...snapshot, sections}, ['health', 'waits']);
	expect(text).toContain(
		'n/a active, n/a idle, n/a idle in transaction, 12 hidden from this role (needs pg_monitor)',
	);
	expect(text).toMatch(/waiting for a lock +n\/a/);
	expect(text).toMatch(/active +n\/a, 12 hidden \(needs pg_monitor\)/);
});
