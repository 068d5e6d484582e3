import {describe, expect, it} from 'vitest';
import type {PaneId} from '../../source/domain/snapshot/panes.ts';
import {scenarios} from '../helpers/fixtures.ts';
import {journalStories} from '../helpers/fixtures-plans.ts';
import {frameOf, type ScreenOptions, uiOn} from '../helpers/render.ts';

/* Content that yields on a small screen, and content added on a large one. */

const wide = {columns: 200, rows: 50};

/** The lines between tabs and status line. */
function body(pane: PaneId, options: ScreenOptions = {}): string {
	const beside = {stories: journalStories, journalFile: '/home/anna/journal.jsonl'};
	return frameOf({ui: uiOn(pane), beside, ...options})
		.plain.slice(2, -2)
		.join('\n');
}

describe('the smallest screen', () => {
	const small = {columns: 80, rows: 24};

	it.each([
		['overview', / active +5, 2 wait on locks/],
		['overview', /4 servers: 1 unhealthy, 1 degraded/],
		['overview', /─ 4 Indexes ─+ scans: 30 d ─/],
		['health', /─ 4 servers of the registry ─+ 1 unhealthy, 1 degraded, 2 healthy ─/],
		['health', /connections +37\/100 +4 idle in tx, 1 aborted /],
		['health', /replication +1\.5 MB +behind 120 ms, 1 standby/],
		['tenants', /acme .* 2\.5 %/],
		['tables', /request_logs .* 700–800 MB/],
	] as Array<[PaneId, RegExp]>)('%s names the problem first: %s', (pane, expected) => {
		expect(body(pane, {size: small})).toMatch(expected);
	});

	it('shows old data below one line that marks it as old', () => {
		const shown = body('overview', {live: scenarios.failed, size: small});
		expect(shown.match(/Data of 08:28:25, newer samples fail:…/g)).toHaveLength(6);
		expect(shown).toMatch(/oldest tx +12 min 34 s/);
		expect(shown).toMatch(/request_logs +2\.0 GB/);
	});
});

describe('a row of keys', () => {
	it.each([
		['overview', {}, 't time window'],
		['requests', {}, 't time window'],
		['tables', {}, 'Right columns'],
		['tables', {detail: {id: '201', offset: 0}}, 'Esc back'],
	] as Array<[PaneId, object, string]>)('%s %o has %s', (pane, change, key) => {
		const keys = (on: PaneId, more: object, live = scenarios.healthy) =>
			frameOf({live, ui: uiOn(on, more), size: {columns: 120, rows: 40}}).plain.at(-1);
		expect(keys(pane, change)).toContain(key);
		expect(keys('journal', {})).not.toContain('t time window');
		expect(keys(pane, change)).toContain('p pause');
		expect(keys(pane, change, scenarios.paused)).toContain('p resume');
	});
});

describe('a wide screen shows more', () => {
	it.each([
		['overview', /since 2026-11-18 08:30:00/],
		['indexes', /maybe CLUSTER/],
		['indexes', /no +primary key/],
		['indexes', /no +not the owner/],
		['indexes', /scans counted since 2026-10-22 08:30:00/],
		['tables', /2 h auto/],
		['tables', /bloat from statistics, 45 s old/],
		['migrations', /anna@bastion as dba/],
		['migrations', /another tool/],
		['journal', /a1b2c3\.1 +anna as dba +registry on db-1\.exam/],
		['health', /https:\/\/search\.example\.org\/mcp/],
	] as Array<[PaneId, RegExp]>)('%s: %s', (pane, expected) => {
		expect(body(pane, {size: wide})).toMatch(expected);
	});
});
