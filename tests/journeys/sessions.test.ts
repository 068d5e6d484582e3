import {describe, expect, it} from 'vitest';
import {liveOf} from '../helpers/fixtures.ts';
import {planOf} from '../helpers/fixtures-plans.ts';
import {partyId, sessions} from '../helpers/fixtures-sessions.ts';
import {beginJourney} from '../helpers/journey.tsx';
import {keys} from '../helpers/terminal.ts';

const startOf = (pid: number) => sessions.rows.find(row => row.pid === pid)?.backendStart;

describe('sessions by keys', () => {
	it('hides idle sessions and shows them again with the same key', async () => {
		const journey = beginJourney();
		journey.press('8');
		await journey.sees('4715');
		journey.press('I');
		await journey.seesNot('4715');
		await journey.sees('idle hidden (I)');
		await journey.sees(/4711 .*idle in xact/);
		journey.press('I');
		await journey.sees('4715');
	});

	it('toggles between the wide statement and all columns', async () => {
		const journey = beginJourney();
		journey.press('8');
		await journey.sees(/user +application/);
		journey.press('w');
		await journey.seesNot(/user +application/);
		await journey.sees('autovacuum: VACUUM public.orders (to prevent wraparound)');
		journey.press('w');
		await journey.sees(/user +application/);
	});

	it('copies the statement of the row and reports it', async () => {
		const journey = beginJourney();
		journey.press('8');
		await journey.sees('night job');
		journey.press('y');
		await journey.sees('Sent 27 characters to the clipboard; the terminal may ignore it.');
		expect(journey.asked).toContain('copy "update orders set state = 2"');
	});

	it('copies the name of the row on another list', async () => {
		const journey = beginJourney();
		journey.press('4');
		await journey.sees('drop?');
		journey.press('y');
		await journey.sees(/Sent \d+ characters/);
		expect(journey.asked.filter(asked => asked.startsWith('copy'))).toEqual(['copy "idx_never_used"']);
	});

	it('explains the statement under the cursor and keeps the query plan on screen', async () => {
		const journey = beginJourney({size: {columns: 80, rows: 20}});
		journey.press('8');
		await journey.sees('idle in xact');
		journey.press('e');
		await journey.sees('for 11 min 40 s');
		const focus = {
			kind: 'explain',
			pid: 4711,
			backendStart: startOf(4711) ?? '',
			user: 'app',
			statement: 'update orders set state = 2',
			shortened: false,
		} as const;
		expect(journey.asked).toContain(`focus ${JSON.stringify(focus)}`);
		const lines = ['Update on orders  (cost=0.00..1.10 rows=0 width=0)', '  ->  Seq Scan on orders'];
		journey.live.set(
			liveOf({
				detail: {
					focus,
					section: {
						status: 'ok',
						value: {kind: 'explain', statement: focus.statement, lines, generic: false, role: 'app'},
						sampledAt: liveOf().now,
						tookMs: 1,
					},
				},
			}),
		);
		await journey.sees(/EXPLAIN ─+ as app, estimates only, not run/);
		await journey.sees(/Update on orders .*\n +-> {2}Seq Scan on orders/);
		// It opens at its end, and k scrolls up by one line.
		const shown = () => /lines \d+-(\d+) of (\d+)/.exec(journey.screen())?.slice(1).map(Number);
		expect(shown()?.[0]).toBe(shown()?.[1]);
		journey.press('k');
		await expect.poll(() => (shown()?.[1] ?? 0) - (shown()?.[0] ?? 0)).toBe(1);
		journey.press(keys.escape);
		await journey.seesNot('EXPLAIN');
		expect(journey.asked.at(-1)).toMatch(/^focus/);
	});

	it.each([['4716', 'Its statement is hidden from this role. To see it: GRANT pg_monitor TO']])(
		'does not explain %s and says why',
		async (pid, reason) => {
			const journey = beginJourney();
			journey.press('8');
			await journey.sees('night job');
			journey.press('/');
			journey.press(pid);
			journey.press(keys.enter);
			await journey.sees('1 of 1');
			journey.press('e');
			await journey.sees(reason);
		},
	);

	it('acts on all marked sessions by identity', async () => {
		const journey = beginJourney({
			services: {plan: () => Promise.resolve(planOf({title: 'Terminate 2 sessions'}))},
		});
		journey.press('8');
		await journey.sees('night job');
		journey.press(' ');
		journey.press(' ');
		await journey.sees('2 marked');
		journey.press('x');
		await journey.sees('Cancel the statement of 2 marked sessions');
		journey.press(keys.down);
		journey.press(keys.enter);
		await journey.sees('Terminate 2 sessions');
	});

	it('disables cancel for a session without a statement', async () => {
		const journey = beginJourney();
		journey.press('8');
		await journey.sees('night job');
		journey.press('x');
		await journey.sees(
			/Cancel the statement of session 4711 .* The session is idle in transaction, no statement/,
		);
		await journey.sees('Terminate session 4711 "night job" of app');
	});
});

describe('blocking tree by keys', () => {
	it('acts on the root of the line under the cursor', async () => {
		const requests: unknown[] = [];
		const journey = beginJourney({
			services: {
				plan: request => {
					requests.push(request);
					return Promise.resolve(planOf({title: 'Terminate the root'}));
				},
			},
		});
		journey.press('9');
		await journey.sees('3 sessions waiting for a lock');
		journey.press('jj');
		await journey.sees('3 of 6');
		journey.press('x');
		await journey.sees('Terminate the root, 4711 "night job" of app, which blocks 2 sessions');
		await journey.sees('Cancel the statement of session 4713');
		journey.press(keys.down);
		journey.press(keys.enter);
		await journey.sees('Terminate the root');
		expect(requests).toEqual([
			{action: 'terminate-backends', sessions: [{pid: 4711, backendStart: startOf(4711)}]},
		]);
	});

	it('offers to roll back a prepared transaction', async () => {
		const journey = beginJourney();
		journey.press('9');
		await journey.sees('3 sessions waiting for a lock');
		journey.press('/');
		journey.press('orphan');
		journey.press(keys.enter);
		journey.press('x');
		await journey.sees('Roll back prepared transaction "orphan" of app');
		journey.press(keys.escape);
		await journey.seesNot('Actions: Blocking');
		journey.press(keys.enter);
		await journey.sees(/until COMMIT\s+PREPARED or\s+ROLLBACK PREPARED/);
	});

	it('shows the lock, the blockers and the blocked sessions of a line', async () => {
		const journey = beginJourney();
		journey.press('9');
		await journey.sees('3 sessions waiting for a lock');
		journey.press('j');
		journey.press(keys.enter);
		await journey.sees(/waits for +orders, ACCESS EXCLUSIVE/);
		await journey.sees(/blocked by +4711 "night job" of app, holds ROW EXCLUSIVE/);
		await journey.sees(/direct waiters +4713 "gateway" of app, by waiting for ACCESS EXCLUSIVE/);
		expect(journey.ui.get().detail?.id).toBe(partyId(4712));
	});
});
