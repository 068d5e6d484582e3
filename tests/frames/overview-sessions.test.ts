import {describe, expect, it} from 'vitest';
import {pending} from '../../source/domain/snapshot/section.ts';
import {liveOf, ok, snapshotOf} from '../helpers/fixtures.ts';
import {now} from '../helpers/fixtures-sections.ts';
import {frameOf, sizes, uiOn} from '../helpers/render.ts';

const none = {
	status: 'unsupported',
	code: 'none',
	facts: {},
	reason: 'Nothing here records requests.',
} as const;
const overview = (sections: object, size = {columns: 120, rows: 40}) =>
	frameOf({
		live: liveOf({snapshot: snapshotOf({requests: none, tenants: none, ...sections})}),
		ui: uiOn('overview'),
		size,
	}).plain.join('\n');

describe.each(sizes)('without recorded requests, at $columns x $rows', size => {
	it('the overview shows busy sessions and their waits instead', () => {
		const text = overview({}, size);
		expect(text).toMatch(/8 Sessions [^\n]*\d+ busy/);
		expect(text).toMatch(/W Waits [^\n]*\d+ active now/);
		expect(text).toMatch(/4711 12.6 min .*idle in xact/);
		expect(text).not.toContain('Nothing here records requests');
	});
});

it('does not count WAL senders, which are always active, as busy', () => {
	const {sessions} = snapshotOf({}).sections;
	if (sessions.status !== 'ok') throw new Error('The scenario has sessions.');
	const [row] = sessions.value.rows;
	if (!row) throw new Error('The scenario has sessions.');
	const sender = {
		...row,
		pid: 77,
		state: 'active',
		type: 'walsender',
		own: false,
		leaderPid: null,
		hidden: false,
	};
	const own = ok({...sessions.value, rows: [sender], all: 1, hidden: 0});
	const text = overview({sessions: own});
	expect(text).toMatch(/8 Sessions [^\n]*0 busy/);
	expect(text).toMatch(/W Waits [^\n]*0 active now/);
	const live = liveOf({snapshot: snapshotOf({sessions: own})});
	const pane = frameOf({live, ui: uiOn('sessions'), size: {columns: 120, rows: 40}}).plain.join('\n');
	expect(pane).toContain('1 session: 0 active');
});

it('shows n/a instead of no busy sessions when sessions are hidden', () => {
	const {sessions, waits} = snapshotOf({}).sections;
	if (sessions.status !== 'ok' || waits.status !== 'ok') throw new Error('The scenario has sessions.');
	const rows = sessions.value.rows.filter(({hidden}) => hidden);
	const hidden = ok({rows, all: rows.length, hidden: rows.length});
	const text = overview({sessions: hidden});
	expect(text).toMatch(/8 Sessions [^\n]*n\/a busy, 1 hidden/);
	expect(text).toMatch(/W Waits [^\n]*n\/a active now, 1 hidden/);
	expect(text).not.toMatch(/no (busy|active) sessions/);
	const live = liveOf({snapshot: snapshotOf({sessions: hidden})});
	const size = {columns: 120, rows: 40};
	expect(frameOf({live, ui: uiOn('sessions'), size}).plain.join('\n')).toContain('1 session: n/a active');
	const points = [{at: now, hidden: 5, counts: [], sessions: null}];
	const blind = {...liveOf({snapshot: snapshotOf({})}), waits: points};
	expect(frameOf({live: blind, ui: uiOn('waits'), size}).plain.join('\n')).toMatch(
		/all +n\/a[^█▁]*\n[\s\S]*n\/a: 5 sessions are hidden/,
	);
});

it('says why busy sessions are unknown', () => {
	const denied = {
		status: 'denied',
		code: 'none',
		facts: {},
		reason: 'no right to see sessions',
		grant: 'GRANT pg_monitor TO dba',
	} as const;
	expect(overview({sessions: denied})).toContain('no right to see sessions');
	expect(overview({sessions: pending})).toContain('8 Sessions');
});
