import {describe, expect, it} from 'vitest';
import {findingsOf} from '../../source/findings/findings.ts';
import {liveOf, ok, scenarios, snapshotOf} from '../helpers/fixtures.ts';
import {emptyRegistry} from '../helpers/fixtures-bare.ts';
import {now} from '../helpers/fixtures-sections.ts';
import {alerts, upkeepElsewhere} from '../helpers/fixtures-upkeep.ts';
import {frameOf, sizes, uiOn} from '../helpers/render.ts';

const overview = (live = scenarios.healthy, size = sizes[1] ?? {columns: 120, rows: 40}) =>
	frameOf({live, ui: uiOn('overview'), size}).plain.slice(2, -2);

describe.each([
	[80, 24, 2],
	[120, 40, 4],
	[200, 50, 8],
])('findings at %i x %i', (columns, rows, most) => {
	const size = {columns, rows};

	it('are shown above all panels, the worst first, each with the key of its pane', () => {
		const lines = overview(scenarios.healthy, size);
		expect(lines[0]).toMatch(
			/^─ ! Findings 4 critical, 15 warning, 4 info ─+ f next, 3 rules not checked ─$/,
		);
		expect(lines[1]).toMatch(/^ N critical .*inactive replication slot forgotten retains 40\.0 GB of WAL$/);
		expect(lines[2]).toMatch(/^ N critical .*WAL archiving fails/);
		expect(lines.findIndex(text => text.includes('1 Health'))).toBe(most + 1);
	});

	it('count the rules that could not be checked where all is well', () => {
		const well = {
			...emptyRegistry,
			alerts: ok({...alerts, pools: ok([])}),
			upkeep: ok({...upkeepElsewhere, tasks: []}),
		};
		const lines = overview(liveOf({snapshot: snapshotOf(well)}), size);
		expect(lines[0]).toMatch(/^─ ! Findings 1 info ─+ f next, \d rules not checked ─$/);
		expect(overview(scenarios.unsupported, size)[0]).toMatch(
			/^─ ! Findings none ─+ \d+ rules not checked ─$/,
		);
	});

	it('are absent before the first sample', () => {
		expect(overview(scenarios.pending, size).join('\n')).not.toContain('Findings');
	});
});

it('shrink to their totals on a small screen', () => {
	const [first, second] = overview(scenarios.healthy, {columns: 80, rows: 20});
	expect(first).toContain('Findings 4 critical, 15 warning, 4 info');
	expect(second).toContain('1 Health');
});

it('take one line each, whatever characters names contain', () => {
	const {findings} = scenarios.hostile.snapshot;
	expect(findings).toEqual(findingsOf(scenarios.hostile.snapshot.sections, now));
	expect(findings.rows.some(({title}) => title.includes('\n'))).toBe(true);
	for (const text of overview(scenarios.hostile)) expect(text).not.toMatch(/\n/);
});
