import {expect, it} from 'vitest';
import {snapshotText} from '../../source/commands/snapshot-text.ts';
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
