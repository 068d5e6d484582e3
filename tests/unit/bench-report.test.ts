import {describe, expect, it} from 'vitest';
import {the38} from '../../bench/pack/documents.ts';
import {count, megabytes, milliseconds, percent, table} from '../../bench/pack/markdown.ts';
import {type Pattern, patterns} from '../../bench/pack/patterns.ts';
import type {PlanFacts} from '../../bench/pack/plan.ts';
import {report} from '../../bench/pack/report.ts';
import type {BuiltIndex, Results} from '../../bench/pack/run.ts';
import {summarize, summarizeAreas} from '../../bench/pack/summary.ts';

const facts = (executionMs: number, buffers: number, ...indexes: string[]): PlanFacts => ({
	executionMs,
	planningMs: 0.1,
	buffers,
	indexes,
});

const pattern = (name: string, more: Partial<Pattern> = {}): Pattern => ({
	area: 'audit range',
	name,
	text: 'select 1',
	sets: () => [[]],
	...more,
});

const index = (name: string, more: Partial<BuiltIndex> = {}): BuiltIndex => ({
	name,
	table: 'audit_logs',
	definition: '',
	servesForeignKey: false,
	bytes: 2 * 1024 * 1024,
	buildMs: 12,
	...more,
});

const [used = '', slow = '', idle = '', vain = ''] = the38;

const results: Results = {
	serverVersion: '18.4',
	scale: 1,
	runs: 5,
	tables: [{name: 'audit_logs', rows: 200_000, bytes: 40 * 1024 * 1024}],
	indexes: [
		index(used),
		index(slow),
		index(idle),
		index(vain),
		index('idx_key', {servesForeignKey: true}),
		index('idx_beside'),
	],
	patterns: [
		{
			pattern: pattern('quick now'),
			sets: [
				{without: facts(100, 1000), with: facts(1, 10, used)},
				{without: facts(60, 1000), with: facts(79, 3000, 'audit_logs_pkey')},
			],
		},
		{pattern: pattern('slow now'), sets: [{without: facts(10, 50), with: facts(15, 90, slow)}]},
		{
			pattern: pattern('as ever', {meant: vain}),
			sets: [{without: facts(10, 50), with: facts(10.5, 40, vain)}],
		},
		{
			pattern: pattern('without any', {meant: idle}),
			sets: [{without: facts(10, 50), with: facts(2, 50, 'audit_logs_pkey')}],
		},
	],
	writes: [{name: 'insert rows', without: 100, with: 250}],
};

describe('summarize', () => {
	const summaries = summarize(results);

	it('averages over the sets of parameters, and keeps the savings of each', () => {
		expect(summaries[0]).toMatchObject({
			number: 1,
			without: {ms: 80, buffers: 1000},
			with: {ms: 40, buffers: 1505},
			saved: 0.5,
			indexes: new Map([
				[used, 1],
				['audit_logs_pkey', 1],
			]),
		});
		expect(summaries[0]?.savedBySet.map(percent)).toEqual(['99 %', '−32 %']);
	});

	it('classifies patterns as faster, slower, alike, or unused if no index of the pack was used', () => {
		expect(summaries.map(({verdict}) => verdict)).toEqual(['faster', 'slower', 'alike', 'unused']);
	});

	it('treats a difference of some microseconds as noise', () => {
		const [tiny] = summarize({
			...results,
			patterns: [{pattern: pattern('tiny'), sets: [{without: facts(0.03, 3), with: facts(0.015, 3, used)}]}],
		});
		expect(tiny?.verdict).toBe('alike');
	});

	it('counts only savings by an index of the pack', () => {
		expect(summarizeAreas(summaries)).toEqual([
			{
				area: 'audit range',
				promised: [60, 95],
				patterns: 4,
				kept: 0,
				medianSaved: 0,
				leastSaved: -0.5,
				mostSaved: 0.5,
			},
		]);
	});
});

describe('report', () => {
	const text = report(results, {date: '2026-01-02', machine: '3 cores'});
	const section = (title: string) => text.split(`## ${title}\n`)[1]?.split('\n## ')[0] ?? '';

	it('names time, host and server of the measurement', () => {
		expect(text).toContain('2026-01-02, PostgreSQL 18.4, scale 1');
		expect(text).toContain('with 3 cores');
		expect(text).toContain('Primary keys\n  and unique constraints');
		expect(text).toMatch(/\| audit_logs +\| 200,000 +\| 40 MB/);
	});

	it('shows how much runs of the same query plan differed', () => {
		expect(section('The promise')).toContain('differed by up to 80 %');
	});

	it('shows each query before and after, with its indexes', () => {
		const row = section('Each query')
			.split('\n')
			.find(line => line.includes('quick now'));
		expect(row?.split('|').map(cell => cell.trim())).toEqual([
			'',
			'1',
			'audit range: quick now',
			'80.0',
			'40.0',
			'50 % (99 %, −32 %)',
			'1,000',
			'1,505',
			`\`${used}\` (1 of 2), \`audit_logs_pkey\` (1 of 2)`,
			'',
		]);
	});

	it('shows slower patterns, and those that no index helped', () => {
		const lines = section('Slower, or no faster').split('\n');
		expect(lines.find(line => line.includes('slow now'))).toContain('slower with the indexes');
		expect(lines.find(line => line.includes('as ever'))).toContain('as long');
		expect(lines.find(line => line.includes('without any'))).toContain('no index of the pack is used');
		expect(lines.some(line => line.includes('quick now'))).toBe(false);
	});

	it('sums the cost of the indexes', () => {
		expect(section('The price')).toContain('6 indexes take 12 MB, beside 40 MB of tables');
		expect(section('The price')).toMatch(/\| insert rows +\| 100 +\| 250 +\| 2\.5× +\|/);
	});

	it('names every unused index, with the reason to keep it', () => {
		const unused = section('Indexes that no query used');
		expect(unused).toContain('3 of the 4 indexes that the documents count');
		expect(unused).toContain(`only by queries that were no faster with it: \`${slow}\`, \`${vain}\`.`);
		const rows = unused.split('\n').filter(line => line.startsWith('| `'));
		expect(rows).toHaveLength(3);
		expect(rows[0]).toContain(`\`${idle}\``);
		expect(rows[0]).toContain('meant for 4, which used `audit_logs_pkey`');
		expect(rows[1]).toContain('its column is a foreign key');
		expect(rows[2]).toContain('no query of the documents asks for it');
	});

	it('reports that no pattern got slower and every index was used', () => {
		const good = report(
			{...results, indexes: [index(used)], patterns: results.patterns.slice(0, 1)},
			{date: '2026-01-02', machine: '3 cores'},
		);
		expect(good).toContain('## Slower, or no faster\n\nNone.');
		expect(good).toContain('1 of the 1 indexes that the documents count were used by at least one query.');
		expect(good).not.toContain('Used by none');
	});
});

describe('the patterns', () => {
	it('have one for each of the 38 indexes', () => {
		const meant = new Set(patterns.map(one => one.meant));
		expect(the38).toHaveLength(38);
		expect(the38.filter(name => !meant.has(name))).toEqual([]);
	});

	it('have unique names', () => {
		const names = patterns.map(({area, name}) => `${area}: ${name}`);
		expect(new Set(names).size).toBe(names.length);
	});
});

describe('numbers', () => {
	it.each([
		[milliseconds(0.0421), '0.042'],
		[milliseconds(1.234), '1.23'],
		[milliseconds(45.67), '45.7'],
		[milliseconds(1234.5), '1235'],
		[milliseconds(Number.NaN), 'n/a'],
		[count(1234567.4), '1,234,567'],
		[megabytes(1024 * 1024 * 1.5), '1.50 MB'],
		[megabytes(1024 * 1024 * 123.4), '123 MB'],
		[percent(0.904), '90 %'],
		[percent(0.9951), '> 99 %'],
		[percent(-0.2), '−20 %'],
		[percent(-0.001), '0 %'],
		[percent(Number.NaN), 'n/a'],
	])('%s is %s', (found, expected) => {
		expect(found).toBe(expected);
	});

	it('are aligned in columns', () => {
		expect(
			table(
				['a', 'last'],
				[
					['wide', 'x'],
					['b', 'much longer'],
				],
			),
		).toBe('| a    | last |\n| ---- | ---- |\n| wide | x    |\n| b    | much longer |');
	});
});
