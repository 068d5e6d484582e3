import {describe, expect, it} from 'vitest';
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

it('the text distinguishes no visible sessions from no sessions', () => {
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
		'n/a active, n/a idle, n/a idle in transaction, 12 hidden from this role (requires pg_monitor)',
	);
	expect(text).toMatch(/waiting for a lock +n\/a/);
	expect(text).toMatch(/active +n\/a, 12 hidden \(requires pg_monitor\)/);
});

describe('sections without an answer', () => {
	const {snapshot} = scenarios.healthy;
	const reason = 'pg_stat_statements is not installed';
	const unsupported = {status: 'unsupported', code: 'extension', facts: {}, reason} as const;
	const server = {...snapshot.server, host: '127.0.0.1', port: 5432, database: "it's"};

	it('are one line with a count, and have their reason when printed alone', () => {
		const sections = {...snapshot.sections, statements: unsupported, plans: unsupported};
		const text = snapshotText({...snapshot, sections}, ['health', 'statements', 'plans']);
		expect(text).toContain(
			'n/a: 2 sections (statements, plans). For the reason: pgdeck snapshot --pane NAME\n',
		);
		expect(text).not.toContain('pg_stat_statements is not installed');
		expect(snapshotText({...snapshot, sections}, ['plans'])).toContain(
			'QUERY PLANS\n  n/a: pg_stat_statements is not installed',
		);
	});

	it('are one line that installs the registry pack if they require it', () => {
		const {upkeep} = snapshot.sections;
		if (upkeep.status !== 'ok') throw new Error('The scenario has upkeep.');
		const done = upkeep.value.tasks.map(task => ({...task, state: 'done' as const}));
		const sections = {
			...snapshot.sections,
			registry: unsupported,
			tenants: unsupported,
			upkeep: {...upkeep, value: {...upkeep.value, tasks: done}},
		};
		const ids = ['health', 'registry', 'requests', 'tenants', 'upkeep'] as const;
		const text = snapshotText({...snapshot, server, sections}, ids);
		expect(text).toContain(
			"No registry pack here, so no registry, tenants, upkeep. To install it: pgdeck migrate up --pack -h 127.0.0.1 -p 5432 -d 'it'\\''s'\n",
		);
		expect(text).toMatch(/^REQUESTS$/m);
		expect(text).not.toMatch(/^UPKEEP$/m);
		const due = snapshotText({...snapshot, sections: {...sections, upkeep}}, ids);
		expect(due).toMatch(/^UPKEEP$/m);
	});

	it('names the rules that could not be evaluated on one line, without their reasons', () => {
		const {unknown} = scenarios.unsupported.snapshot.findings;
		expect(unknown.length).toBeGreaterThan(1);
		const lines = snapshotText(scenarios.unsupported.snapshot, ['health', 'locks']).split('\n');
		expect(lines.filter(line => line.includes('n/a       '))).toEqual([
			expect.stringContaining(`${unknown.length} rules (reasons: pgdeck check): `),
		]);
	});
});
