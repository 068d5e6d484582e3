import {describe, expect, it} from 'vitest';
import {headerLine, tabsLine, tabsThatFit} from '../../source/app/header.ts';
import {paneIds, paneTable} from '../../source/domain/snapshot/panes.ts';
import type {ServerIdentity} from '../../source/domain/snapshot/schema.ts';
import type {Live} from '../../source/sampler/engine/live.ts';
import {widthOf} from '../../source/terminal/width.ts';
import {unicodeGlyphs} from '../../source/theme/glyphs.ts';
import {monoTheme} from '../../source/theme/tokens.ts';
import {liveOf, scenarios, snapshotOf} from '../helpers/fixtures.ts';
import {now} from '../helpers/fixtures-sections.ts';
import {plainSkin} from '../helpers/render.ts';

const header = (live: Live, width = 120, readOnly = false) => headerLine(live, readOnly, width, plainSkin);
const on = (server: Partial<ServerIdentity>) => liveOf({snapshot: snapshotOf({}, server)});

describe('the badge', () => {
	it('shows the server and the role', () => {
		expect(header(liveOf())).toMatch(
			/^ registry on db-1\.example\.org:5432 as dba {2}primary 18\.4 {2}WRITE/,
		);
	});

	it.each([
		['production', on({production: true}), false, /^ {2}PROD {2}registry/],
		['read-only mode', liveOf(), true, /READ-ONLY/],
		['a standby', on({inRecovery: true}), false, /standby 18\.4 {2}STANDBY/],
		[
			'a socket, which has no port to tell',
			on({host: '/var/run/postgresql'}),
			false,
			/on \/var\/run\/postgresql as/,
		],
		['a version with its build', on({version: '15.18 (Debian 15.18-1)'}), false, /primary 15\.18 {2}WRITE/],
	])('says %s in words', (_what, live, readOnly, expected) => {
		expect(header(live, 120, readOnly)).toMatch(expected);
	});

	it('never shows WRITE on a read-only server', () => {
		expect(header(liveOf(), 120, true)).not.toContain('WRITE');
		expect(header(scenarios.standby)).not.toContain('WRITE');
	});

	it('drops the number of queries first, so that 80 columns show primary and the cost', () => {
		expect(header(liveOf(), 80)).toMatch(
			/^ registry@db-1\.example\.org:5432 {2}primary WRITE +4\.2 ms, every 2 s {2}08:30:00 $/,
		);
		expect(header(scenarios.standby, 80)).toMatch(/:5432 {2}STANDBY .*every 2 s/);
	});

	it('keeps production, mode, database and host on a narrow screen', () => {
		const long = on({
			production: true,
			database: 'a_database_with_a_long_name',
			host: 'db-prod-1.cluster.region.cloud.example.org',
		});
		for (let width = 80; width < 200; width += 3) {
			const line = header(long, width);
			expect(line).toContain('PROD');
			expect(line).toContain('WRITE');
			expect(line).toContain('a_database_with_a_long_name');
			expect(widthOf(line)).toBeLessThanOrEqual(width);
		}
		expect(header(long, 80)).toContain('db-prod-1');
	});
});

describe('freshness', () => {
	it.each([
		['the cost and time of the last sample', liveOf(), /9 queries 4\.2 ms, every 2 s {2}08:30:00 $/],
		['that nothing is known yet', scenarios.pending, /sampling $/],
		['a pause and its age', scenarios.paused, / PAUSED {2}1 min 5 s old $/],
		['a server that does not answer', scenarios.stale, / STALE {2}14 s old $/],
		[
			'a server that is lost, and when it is tried again',
			scenarios.lost,
			/ LOST {2}14 s old, reconnecting 3, next in 4 s $/,
		],
	])('%s', (_what, live, expected) => {
		expect(header(live)).toMatch(expected);
	});

	it('says now when the next attempt is due', () => {
		const {link} = scenarios.lost;
		if (link.state !== 'lost') throw new Error('not lost');
		const live = {...scenarios.lost, link: {...link, nextAttemptAt: scenarios.lost.now}};
		expect(header(live)).toMatch(/reconnecting 3, now $/);
	});

	it('becomes stale after three intervals, not before', () => {
		const later = (milliseconds: number) => header(liveOf({now: new Date(now.getTime() + milliseconds)}));
		expect(later(6000)).not.toContain('STALE');
		expect(later(6001)).toContain('STALE');
	});

	it('is shown on the narrowest screen', () => {
		for (const name of ['paused', 'stale', 'lost'] as const) {
			expect(header(scenarios[name], 80)).toContain(name.toUpperCase());
			expect(
				header(liveOf({...scenarios[name], snapshot: snapshotOf({}, {production: true})}), 80),
			).toContain('PROD');
		}
	});
});

const healthySections = scenarios.healthy.snapshot.sections;

describe('the tabs', () => {
	it.each([80, 120, 200])('at %d columns name the current pane and its neighbors with their keys', width => {
		const seen = new Set<string>();
		for (const current of paneIds) {
			const line = tabsLine(current, healthySections, width, plainSkin);
			expect(widthOf(line)).toBeLessThanOrEqual(width);
			const named = paneIds.filter(pane => {
				const {keys, short, title} = paneTable[pane];
				return line.includes(`${keys[0]} ${title}`) || line.includes(`${keys[0]} ${short ?? title}`);
			});
			expect(named).toContain(current);
			for (const pane of named) seen.add(pane);
		}
		expect(seen.size).toBe(paneIds.length);
	});

	it('leave out panes without data in this database, except the current one', () => {
		const {sections} = scenarios.notInstalled.snapshot;
		const line = tabsLine('overview', sections, 400, plainSkin);
		for (const title of ['2 Requests', '3 Tenants']) expect(line).not.toContain(title);
		for (const title of ['1 Health', '4 Indexes', '7 Upkeep', '! Findings', 'l Journal'])
			expect(line).toContain(title);
		expect(tabsLine('tenants', sections, 400, plainSkin)).toContain('3 Tenants');
	});

	it.each([
		['all of them', [4, 4, 4], 2, 12, [0, 3]],
		['the first screenful', [4, 4, 4, 4], 1, 8, [0, 2]],
		['the second', [4, 4, 4, 4], 2, 8, [2, 4]],
		['the same for its neighbor', [4, 4, 4, 4], 3, 8, [2, 4]],
		['the one in the middle', [4, 4, 4, 4, 4], 2, 8, [2, 4]],
		['one alone where no two fit', [9, 9, 9], 1, 10, [1, 2]],
	])('show %s', (_what, widths, current, room, expected) => {
		expect(tabsThatFit(widths, current, room)).toEqual(expected);
	});

	it('mark the current one without color', () => {
		const skin = {theme: monoTheme, glyphs: unicodeGlyphs};
		const lines = new Set(paneIds.map(pane => tabsLine(pane, healthySections, 120, skin)));
		expect(lines.size).toBe(paneIds.length);
		expect(tabsLine('tables', healthySections, 400, skin)).toContain(
			monoTheme.paint('selected', ' 5 Tables '),
		);
	});
});
