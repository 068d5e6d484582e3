import {describe, expect, it} from 'vitest';
import type {JournalStory} from '../../source/actions/engine/journal-story.ts';
import {chart} from '../../source/report/chart.ts';
import {noteStatements, worstStatements} from '../../source/report/evidence.ts';
import {gatherReport, type Report} from '../../source/report/gather.ts';
import {escapeHtml, html} from '../../source/report/html.ts';
import {reportPage} from '../../source/report/page.ts';
import type {Live} from '../../source/sampler/engine/live.ts';
import {hostileSnapshot, liveOf, ok, scenarios} from '../helpers/fixtures.ts';
import {entryOf, journalStories} from '../helpers/fixtures-plans.ts';
import {now} from '../helpers/fixtures-sections.ts';
import {blocking} from '../helpers/fixtures-sessions.ts';
import {statementRow, statements} from '../helpers/fixtures-statements.ts';
import {momentsOf} from '../helpers/moments.ts';
import {opened, recorded} from '../helpers/recordings.ts';

const evil = `<script>alert(1)</script><img src=x onerror="alert(2)">' & "`;

function reportOf(
	lives: readonly Live[],
	stories: readonly JournalStory[] = [],
	change: Partial<Report> = {},
) {
	return {...gatherReport(opened(recorded(lives)), {stories}), ...change};
}

const pageOf = (report: Report) => reportPage(report, now, '0.0.0-test');

/** Every element is closed in the order in which it was opened, and is one that a report has. */
function expectWellFormed(page: string): void {
	const alone = ['!doctype', 'meta'];
	const open: string[] = [];
	for (const [, close, name = '', rest = ''] of page.matchAll(
		/<(\/?)([!a-z][a-z0-9]*)((?:[^>"]|"[^"]*")*)>/g,
	)) {
		if (alone.includes(name) || rest.endsWith('/')) continue;
		if (close === '') open.push(name);
		else expect(open.pop()).toBe(name);
	}
	expect(open).toEqual([]);
	const text = page.replaceAll(/<style>[\s\S]*?<\/style>/g, '').replaceAll(/<(?:[^>"]|"[^"]*")*>/g, '');
	expect(text).not.toMatch(/[<>]/);
	expect(text).not.toMatch(/undefined|NaN|\[object|Infinity|Invalid Date/);
	const tags = [...page.matchAll(/<(?:[^>"]|"[^"]*")*>/g)].map(([tag]) => tag.replaceAll(/"[^"]*"/g, '""'));
	const foreign = /^<(script|img|link|iframe|object|base|form)|\s(on\w+|src|href)=/i;
	expect(tags.filter(tag => foreign.test(tag))).toEqual([]);
	expect(page).not.toMatch(/url\(|@import/);
}

const statement = (id: string, calls: number, execMs: number, text: string | null = `select ${id}`) =>
	statementRow(id, text, {calls, execMs}, {id});

describe('markup', () => {
	it('escapes all text from elsewhere', () => {
		expect(escapeHtml(evil)).toBe(
			'&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=&quot;alert(2)&quot;&gt;&#39; &amp; &quot;',
		);
		expect(
			html`<p title="${evil}">${evil}${html`<b>${1}</b>`}${[html`<i></i>`]}${undefined}</p>`.markup,
		).toBe(`<p title="${escapeHtml(evil)}">${escapeHtml(evil)}<b>1</b><i></i></p>`);
	});
});

describe('a report', () => {
	it('shows how many queries of pgdeck the statements exclude', () => {
		const [live] = momentsOf(1);
		if (!live) throw new Error('There is one moment.');
		const lives = [0, 1].map(calls => {
			const rows = [statement('1', 5 + calls, 100 * calls)];
			const snapshot = {...live.snapshot, takenAt: new Date(now.getTime() + calls * 1000)};
			const sections = {...snapshot.sections, statements: ok({...statements, own: 14, rows})};
			return {...live, snapshot: {...snapshot, sections}};
		});
		const page = pageOf(reportOf(lives));
		expectWellFormed(page);
		expect(page).toContain('Without 14 statements of pgdeck.');
	});

	it('has every part of a recording on one page', () => {
		const page = pageOf(reportOf(momentsOf(60), journalStories));
		expectWellFormed(page);
		for (const text of [
			'registry on db-1.example.org:5432',
			'60 samples',
			'Connections <span>10 to 69, average 40, last 69</span>',
			'Requests, p95',
			'circuit breaker open',
			'Drop index public.idx_never_used',
			'DROP INDEX CONCURRENTLY public.idx_never_used',
			'select * from request_logs',
		]) {
			expect(page).toContain(text);
		}
	});

	it.each(Object.entries(scenarios))('can be made from every state of a console: %s', (_name, live) => {
		expectWellFormed(pageOf(reportOf([{...live, link: {state: 'live'}}])));
	});

	it('contains no markup from data in any place', () => {
		const snapshot = hostileSnapshot(evil);
		const live = liveOf({snapshot: {...snapshot, server: {...snapshot.server, host: evil, version: evil}}});
		const entry = entryOf({title: evil, statements: [evil, evil]});
		const stories: JournalStory[] = [
			{id: evil, begun: entry, outcome: 'done', ended: {...entry, result: evil}},
		];
		const change: Partial<Report> = {
			source: evil,
			unknown: [{rule: 'sequences', code: 'failed', reason: evil, grant: evil, blind: true}],
			gaps: [{began: now, ended: undefined, reason: evil}],
			statements: {begun: {whole: true, rows: new Map()}, last: [statement(evil, 5, 10, evil)], own: 0},
			blocking: {
				at: now,
				value: {
					...blocking,
					parties: blocking.parties.map(one => ({
						...one,
						session: one.session && {...one.session, query: evil, user: evil, application: evil},
						prepared: one.prepared && {...one.prepared, gid: evil},
						wait: one.wait && {...one.wait, thing: one.wait.thing && {...one.wait.thing, relation: evil}},
					})),
				},
			},
		};
		const page = pageOf(reportOf([live], stories, change));
		expectWellFormed(page);
		expect(page.split('&lt;script&gt;').length).toBeGreaterThan(10);
		expect(pageOf(reportOf([live], [], {journalProblem: evil}))).not.toContain('<script');
	});

	it('shows the first and last time of a finding', () => {
		const lives = momentsOf(10);
		const without = lives.map((live, index) =>
			index >= 3 && index < 6
				? live
				: {...live, snapshot: {...live.snapshot, findings: {rows: [], unknown: []}}},
		);
		const {findings} = reportOf(without);
		expect(findings.length).toBeGreaterThan(3);
		expect(findings[0]).toMatchObject({
			finding: {severity: 'critical'},
			first: lives[3]?.snapshot.takenAt,
			last: lives[5]?.snapshot.takenAt,
			samples: 3,
		});
	});

	it('shows the time of statements during the recording, also across a reset', () => {
		const first = [statement('a', 10, 100), statement('b', 10, 9000), statement('c', 50, 5000)];
		const last = [
			statement('a', 30, 500),
			statement('b', 10, 9000),
			statement('c', 5, 50),
			statement('d', 1, 70, null),
		];
		const begun = noteStatements(undefined, {...statements, entries: 4, hidden: 1, rows: first});
		expect(worstStatements(begun, last, 9).map(({row, calls, ms}) => [row.id, calls, ms])).toEqual([
			['a', 20, 400],
			['d', 1, 70],
			['c', 5, 50],
		]);
		const page = pageOf(reportOf(momentsOf(2), [], {statements: {begun, last, own: 0}}));
		expectWellFormed(page);
		expect(page).toContain('n/a: text not recorded');
		expect(page).toContain('<code>select a</code>');
	});

	it('counts a statement from its first reading if not all statements were read', () => {
		const part = {...statements, entries: 9000, hidden: 0};
		let begun = noteStatements(undefined, {...part, rows: [statement('a', 10, 100)]});
		begun = noteStatements(begun, {...part, rows: [statement('a', 20, 200), statement('old', 1000, 90_000)]});
		const last = [statement('a', 30, 300), statement('old', 1001, 90_005)];
		expect(worstStatements(begun, last, 9).map(({row, calls, ms}) => [row.id, calls, ms])).toEqual([
			['a', 20, 200],
			['old', 1, 5],
		]);
	});

	it('shows who blocked whom as a tree', () => {
		const page = pageOf(reportOf(momentsOf(2), [], {blocking: {at: now, value: blocking}}));
		expectWellFormed(page);
		expect(page).toContain('3 sessions waited');
		expect(page).toContain('59 s for orders, AccessExclusiveLock');
		expect(page).toContain('prepared transaction orphan');
		expect(page.indexOf('└ 4713')).toBeGreaterThan(page.indexOf('└ 4712'));
	});
});

describe('a chart', () => {
	const at = (second: number) => new Date(second * 1000);
	const span = {from: at(0), to: at(1000)};
	const draw = (values: ReadonlyArray<number | null>, low = false) =>
		chart(
			{
				title: 'x',
				format: String,
				low,
				points: values.map((value, index) => ({at: at((index * 1000) / (values.length - 1)), value})),
			},
			span,
			[],
			1e9,
		).markup;
	const moves = (markup: string) => (/<path d="([^"]*)"/.exec(markup)?.[1] ?? '').match(/M/g)?.length ?? 0;

	it('has a gap for unknown values, and reports if all are unknown', () => {
		expect(moves(draw([1, 2, 3, 4]))).toBe(1);
		expect(moves(draw([1, 2, null, 4, 5, null, null, 6]))).toBe(3);
		expect(draw([null, null])).toContain('n/a: no sample of it');
	});

	it('has a gap between samples that are too far apart', () => {
		const points = [0, 1, 2, 500, 501].map(second => ({at: at(second), value: 1}));
		expect(moves(chart({title: 'x', format: String, points}, span, [], 6000).markup)).toBe(2);
	});

	it('keeps the peak or the dip of thousands of samples', () => {
		const many = Array.from({length: 9001}, (_unused, index) => (index === 4321 ? 900 : 10));
		expect(draw(many)).toMatch(/<path d="[^"]* 8\.0/);
		const dip = Array.from({length: 9001}, (_unused, index) => (index === 4321 ? 0 : 10));
		expect(draw(dip, true)).toMatch(/<path d="[^"]* 112\.0/);
		expect(draw(many).length).toBeLessThan(10_000);
	});
});
