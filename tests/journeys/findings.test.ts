import {describe, expect, it} from 'vitest';
import {UserError} from '../../source/postgres/errors.ts';
import {liveOf, ok, snapshotOf} from '../helpers/fixtures.ts';
import {alerts} from '../helpers/fixtures-upkeep.ts';
import {beginJourney} from '../helpers/journey.tsx';

const enter = '\r';

describe('findings', () => {
	it('have a pane; a row opens, and f goes to its subject', async () => {
		const journey = beginJourney();
		journey.press('!');
		await journey.sees(/> +critical.*inactive replication slot forgotten/);
		journey.press(enter);
		await journey.sees(/problem +inactive replication slot forgotten retains 40\.0 GB/);
		await journey.sees(/next step +Reconnect its receiver/);
		journey.press('f');
		await expect
			.poll(() => journey.ui.get())
			.toMatchObject({pane: 'replication', detail: {id: 'slot forgotten'}});
	});

	it('are acknowledged with a reason and a duration', async () => {
		const journey = beginJourney();
		journey.press('!');
		await journey.sees(/> +critical/);
		journey.press('a');
		await journey.sees(/Acknowledge: inactive replication slot forgotten/);
		journey.press(enter);
		await journey.sees('Type a reason');
		for (const letter of 'known for 2h') journey.press(letter);
		await journey.sees(/> known for 2h_/);
		journey.press(enter);
		await expect.poll(() => journey.asked).toContainEqual('acknowledge "slot:forgotten" "known" 7200000');
		await journey.sees('Acknowledged for 2 h');
	});

	it('report an acknowledgment that cannot be saved', async () => {
		const acknowledge = () => {
			throw new UserError('The disk is full.');
		};
		const journey = beginJourney({services: {acknowledge}});
		journey.press('f');
		await expect.poll(() => journey.ui.get().finding).toBe('slot:forgotten');
		journey.press('a');
		await journey.sees('Acknowledge:');
		journey.press('x');
		journey.press(enter);
		await journey.sees('The disk is full.');
	});

	it('of one kind share a line: Enter unfolds it, a acknowledges all, f goes to the next kind', async () => {
		const key = (id: string) => ({table: 'api_keys' as const, id, name: id, locked: true, expiresAt: null});
		const keys = ok(['ka', 'kb', 'kc', 'kd'].map(key));
		const journey = beginJourney({live: liveOf({snapshot: snapshotOf({alerts: ok({...alerts, keys})})})});
		journey.press('!');
		await journey.sees('4 API keys: ka, kb, kc, 1 more');
		journey.press('/');
		for (const letter of 'API key') journey.press(letter);
		journey.press(enter);
		await journey.sees(/> .* 4 API keys/);
		expect(journey.screen()).not.toContain('API key kd');
		journey.press(enter);
		await journey.sees(/API key kd of api_keys is locked/);
		journey.press('j');
		await journey.sees(/> .* API key ka of/);
		journey.press(enter);
		await journey.sees(/problem +API key ka of api_keys is locked/);
		journey.press('\u001B');
		await journey.sees(/> .* API key ka of/);
		journey.press('k');
		await journey.sees(/> .* 4 API keys/);
		journey.press(enter);
		await journey.seesNot('API key kd');
		journey.press('a');
		await journey.sees('Acknowledge: 4 API keys');
		journey.press('x');
		journey.press(enter);
		await journey.sees('All 4 acknowledged for 8 h');
		for (const id of ['ka', 'kd'])
			expect(journey.asked).toContainEqual(`acknowledge "key:${id}" "x" 28800000`);
	});

	it('say where findings are when none is selected', async () => {
		const journey = beginJourney();
		journey.press('a');
		await journey.sees('No finding is selected');
	});
});
