import {describe, expect, it} from 'vitest';
import {describeBlocker, initialProgress} from '../../source/actions/engine/progress.ts';
import {duration} from '../../source/format/quantities.ts';
import {planOf} from '../helpers/fixtures-plans.ts';
import {now} from '../helpers/fixtures-sections.ts';

it('a run begins with nothing done and counts the ledger statements', () => {
	const [unit] = planOf().units;
	if (!unit) throw new Error('no unit');
	const plan = planOf({units: [{...unit, record: unit.statements}]});
	expect(initialProgress(plan, now)).toMatchObject({
		plan,
		status: 'running',
		startedAt: now,
		units: [{id: unit.id, title: unit.title, state: 'waiting', statementsDone: 0, statements: 2}],
		waitingFor: [],
	});
});

describe('describeBlocker', () => {
	const session = {pid: 4711, user: 'app', application: 'psql', state: 'active', query: null, forMs: 250_000};
	it.each([
		['a session', {}, 'session 4711 "psql" of app, active for 4 min 10 s'],
		[
			'a session without an application name',
			{application: ''},
			'session 4711 of app, active for 4 min 10 s',
		],
		['a session whose state is hidden', {state: null}, 'session 4711 "psql" of app'],
		['a session of unknown age', {forMs: null}, 'session 4711 "psql" of app, active'],
		['a session without any details', {user: null, application: null, state: null}, 'session 4711'],
		[
			'autovacuum',
			{user: null, application: '', query: 'autovacuum: VACUUM public.t'},
			'session 4711, autovacuum, for 4 min 10 s',
		],
		[
			'autovacuum to prevent wraparound',
			{user: null, application: '', query: 'autovacuum: VACUUM public.t (to prevent wraparound)'},
			'session 4711, autovacuum to prevent wraparound, for 4 min 10 s',
		],
		[
			'a client with the words of autovacuum in its statement',
			{query: 'autovacuum: VACUUM public.t (to prevent wraparound)'},
			'session 4711 "psql" of app, active for 4 min 10 s',
		],
		['a prepared transaction', {pid: 0}, 'a prepared transaction (see pg_prepared_xacts)'],
	])('describes %s', (_what, change, expected) => {
		expect(describeBlocker({...session, ...change}, duration)).toBe(expected);
	});
});
