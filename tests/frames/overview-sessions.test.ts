import {describe, expect, it} from 'vitest';
import {pending} from '../../source/snapshot/section.ts';
import {liveOf, snapshotOf} from '../helpers/fixtures.ts';
import {frameOf, sizes, uiOn} from '../helpers/render.ts';

const none = {status: 'unsupported', reason: 'Nothing here records requests.'} as const;
const overview = (sections: object, size = {columns: 120, rows: 40}) =>
	frameOf({
		live: liveOf({snapshot: snapshotOf({requests: none, tenants: none, ...sections})}),
		ui: uiOn('overview'),
		size,
	}).plain.join('\n');

describe.each(sizes)('where nothing records requests, at $columns x $rows', size => {
	it('the overview has who is busy and what they wait for in their place', () => {
		const text = overview({}, size);
		expect(text).toMatch(/8 Sessions [^\n]*\d+ busy/);
		expect(text).toMatch(/W Waits [^\n]*\d+ active now/);
		expect(text).toMatch(/4711 12m 34s .*idle in xact/);
		expect(text).not.toContain('Nothing here records requests');
	});
});

it('says why who is busy is not known', () => {
	const denied = {
		status: 'denied',
		reason: 'no right to see sessions',
		grant: 'GRANT pg_monitor TO dba',
	} as const;
	expect(overview({sessions: denied})).toContain('no right to see sessions');
	expect(overview({sessions: pending})).toContain('8 Sessions');
});
