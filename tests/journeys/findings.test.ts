import {describe, expect, it} from 'vitest';
import {UserError} from '../../source/postgres/errors.ts';
import {beginJourney} from '../helpers/journey.tsx';

const enter = '\r';

describe('findings', () => {
	it('have a pane of their own; a row opens, and f goes to what is behind it', async () => {
		const journey = beginJourney();
		journey.press('!');
		await journey.sees(/> +critical.*slot forgotten keeps/);
		journey.press(enter);
		await journey.sees(/what +slot forgotten keeps 40\.0 GB/);
		await journey.sees(/would help +Bring its receiver back/);
		journey.press('f');
		await expect
			.poll(() => journey.ui.get())
			.toMatchObject({pane: 'replication', detail: {id: 'slot forgotten'}});
	});

	it('are acknowledged with a reason and for how long', async () => {
		const journey = beginJourney();
		journey.press('!');
		await journey.sees(/> +critical/);
		journey.press('a');
		await journey.sees(/Acknowledge: slot forgotten/);
		journey.press(enter);
		await journey.sees('Say why');
		for (const letter of 'known for 2h') journey.press(letter);
		await journey.sees(/> known for 2h_/);
		journey.press(enter);
		await expect.poll(() => journey.asked).toContainEqual('acknowledge "slot:forgotten" "known" 7200000');
		await journey.sees('Acknowledged for 2h');
	});

	it('are not acknowledged where that can not be written down, which is said', async () => {
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

	it('say where to look where none is meant', async () => {
		const journey = beginJourney();
		journey.press('a');
		await journey.sees('There is no finding here');
	});
});
