import {describe, expect, it} from 'vitest';
import {openMenu} from '../../source/app/menu/menu.ts';
import type {UiAction} from '../../source/app/reduce.ts';
import {ok, scenarios} from '../helpers/fixtures.ts';
import {missing} from '../helpers/fixtures-missing.ts';
import {frameOf, sizes, uiOn} from '../helpers/render.ts';

const live = scenarios.healthy;
const ui = uiOn('migrations', {views: {migrations: 'missing-objects'}});
const shown = (value = missing, size = sizes[0], detail?: string) =>
	frameOf({
		live: {...live, snapshot: {...live.snapshot, sections: {...live.snapshot.sections, missing: ok(value)}}},
		ui: detail === undefined ? ui : {...ui, detail: {id: detail, offset: 0}},
		...(size ? {size} : {}),
	});

describe.each(sizes)('missing objects of the registry pack, at $columns x $rows', size => {
	it('is listed with kind, state, size of its table and lock, and its age', () => {
		const lines = shown(missing, size).plain;
		expect(lines.join('\n')).toMatch(/2 objects to build, 1 different or skipped.*as of 40 s ago/);
		expect(lines).toContainEqual(
			expect.stringMatching(/idx_servers_disc\S* +index +missing +12\.0 MB +SHARE UPDATE EXCLUSIVE/),
		);
		expect(lines).toContainEqual(
			expect.stringMatching(/request_logs\.cli\S+ +column +missing +n\/a +ACCESS EXCLUSIVE/),
		);
		expect(lines).toContainEqual(
			expect.stringMatching(/get_server_heal\S* +function +different +- +not built/),
		);
	});

	it('is nothing, in words', () => {
		expect(shown({...missing, rows: []}, size).plain.join('\n')).toContain('Nothing is missing');
	});
});

it('shows why an object is skipped, and offers to build missing ones first on x', () => {
	const frame = shown(missing, sizes[0], 'function get_server_health_summary()');
	expect(frame.plain.join('\n')).toMatch(/note +its body differs from the pack/);
	const actions: UiAction[] = [];
	openMenu({...shown().context, dispatch: action => actions.push(action)});
	expect(actions).toMatchObject([
		{sheet: {items: [{choose: {request: {action: 'optimize'}}}, {}, {}, {}, {}]}},
	]);
});
