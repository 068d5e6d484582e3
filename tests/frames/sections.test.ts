import {describe, expect, it} from 'vitest';
import type {PaneId} from '../../source/domain/snapshot/panes.ts';
import {type Scenario, scenarios} from '../helpers/fixtures.ts';
import {frameOf, sizes, uiOn} from '../helpers/render.ts';

const panes: readonly PaneId[] = [
	'health',
	'requests',
	'tenants',
	'indexes',
	'tables',
	'migrations',
	'upkeep',
];

/** The lines between tabs and status line, blanks folded: texts are broken where the width says. */
const body = (name: Scenario, pane: PaneId, size = sizes[1]) =>
	frameOf({live: scenarios[name], ui: uiOn(pane), ...(size ? {size} : {})})
		.plain.slice(2, -2)
		.join(' ')
		.replaceAll(/\s+/g, ' ');

describe.each(panes)('%s', pane => {
	it('says that it is sampling, before the first sample', () => {
		expect(body('pending', pane)).toContain('sampling…');
	});

	it('gives the reason without a value, and shows no 0', () => {
		const shown = body('unsupported', pane);
		expect(shown).toContain('n/a: This database is not a registry.');
		expect(shown).not.toMatch(/\b0\b/);
	});

	it('shows the GRANT that allows it', () => {
		expect(body('denied', pane)).toContain(
			'n/a: permission denied for table request_logs. To allow it: GRANT pg_monitor TO dba;',
		);
	});

	it('shows the error and the next step', () => {
		const shown = body('failedAtOnce', pane);
		expect(shown).toContain('n/a: canceling statement due to statement timeout.');
		expect(shown).toContain('It exceeded the statement_timeout of pgdeck');
	});

	it('keeps the last good data after a failure, marked as old', () => {
		const shown = body('failed', pane);
		expect(shown).toContain('Data of 08:28:25, newer samples fail: canceling statement');
		const kept: Record<string, string> = {
			health: '37/100',
			requests: '54,321',
			tenants: 'acme',
			indexes: 'idx_never_used',
			tables: 'request_logs',
			migrations: 'core_tables',
			upkeep: 'partitions:mcp.tool_executions',
		};
		expect(shown).toContain(kept[pane]);
	});
});

describe.each(sizes)('the overview at $columns x $rows', size => {
	const overview = (name: Scenario) => body(name, 'overview', size);

	it.each([
		['pending', /sampling…/g],
		['denied', /n\/a: permission/g],
		['failedAtOnce', /n\/a: canceling/g],
	] as const)('shows in each panel that it is %s', (name, expected) => {
		expect(overview(name).match(expected)).toHaveLength(6);
	});

	it('names panels without a value on one line, and how to install the registry pack', () => {
		const shown = overview('unsupported');
		expect(shown).toContain(
			'n/a: 5 panels (1 Health, 2 Requests, 3 Tenants, 4 Indexes, 5 Tables). Their panes give the reason.',
		);
		expect(shown).toContain(
			'To install it: pgdeck migrate up --pack -h db-1.example.org -p 5432 -d registry',
		);
		expect(shown).not.toMatch(/6 Migrations|\b0\b(?! Overview)/);
	});

	it('gives the room of panels without a value to the others', () => {
		const shown = overview('notInstalled');
		expect(shown).toMatch(/8 Sessions.*W Waits.*To install it: pgdeck migrate up --pack -h db-1/);
		expect(shown).not.toMatch(/2 Requests|3 Tenants|n\/a:/);
	});

	it('keeps its last figures when samples fail', () => {
		expect(overview('failed')).toContain('37/100');
	});

	it('shows every panel with the key of its pane', () => {
		for (const panel of ['1 Health', '2 Requests', '3 Tenants', '4 Indexes', '5 Tables', '6 Migrations']) {
			expect(overview('healthy')).toContain(panel);
		}
	});
});

it('a failing section does not affect others', () => {
	const {sections} = scenarios.failedAtOnce.snapshot;
	const healthy = scenarios.healthy.snapshot;
	const live = {
		...scenarios.healthy,
		snapshot: {...healthy, sections: {...healthy.sections, requests: sections.requests}},
	};
	const {text} = frameOf({live, ui: uiOn('overview')});
	expect(text).toContain('n/a: canceling statement');
	expect(text).toContain('37/100');
	expect(text).toContain('acme');
});
