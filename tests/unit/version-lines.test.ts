import {readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {parse} from 'libpg-query';
import {describe, expect, it} from 'vitest';
import {forVersion, sqlBody} from '../../source/queries/statement.ts';

const text = ['select', '\ta, -- before 14', '\tb, -- since 14', '\t1 as x -- of 14', 'from t'].join('\n');

it.each([
	{versionNumber: 130_023, lines: ['select', '\ta,', '\t1 as x -- of 14', 'from t']},
	{versionNumber: 140_000, lines: ['select', '\tb,', '\t1 as x -- of 14', 'from t']},
	{versionNumber: 180_004, lines: ['select', '\tb,', '\t1 as x -- of 14', 'from t']},
])('keeps the marked lines of $versionNumber', ({versionNumber, lines}) => {
	expect(forVersion(text, versionNumber)).toBe(lines.join('\n'));
	expect(forVersion(text, versionNumber), 'the second time from memory').toBe(lines.join('\n'));
});

it.each([
	{line: '-- since 14'},
	{line: '\t-- before 14'},
	{line: 'select 1 -- kept since 14'},
	{line: 'select 1 -- since 14 only'},
	{line: "select '-- since 14' as x"},
])('does not read "$line" as a mark', ({line}) => {
	expect(forVersion(line, 130_000)).toBe(line);
	expect(forVersion(line, 180_000)).toBe(line);
});

const directory = path.resolve(import.meta.dirname, '../../sql/queries');
const files = readdirSync(directory, {recursive: true, encoding: 'utf8'})
	.filter(file => file.endsWith('.sql'))
	.map(file => ({file, sql: readFileSync(path.join(directory, file), 'utf8')}));

describe.each(files)('sql/queries/$file', ({file, sql}) => {
	const head = sql.split(/^(?!--)/m, 1)[0] ?? '';
	const since = Number(/\bSince: (\d+)\b/.exec(head)?.[1]);

	it('states its first version, requirements and cost in its head', () => {
		expect(since).toBeGreaterThanOrEqual(13);
		expect(head).toMatch(/\bNeeds: \S/);
		expect(head).toMatch(/\bCost: \S/);
		const named = /\.pg(\d+)\.sql$/.exec(file)?.[1];
		expect(since).toBe(named === undefined ? since : Number(named));
	});

	it('marks lines only for supported versions', () => {
		for (const [, version] of sql.matchAll(/-- (?:since|before) (\d+)$/gm)) {
			expect(Number(version)).toBeGreaterThan(since);
			expect(Number(version)).toBeLessThanOrEqual(18);
		}
	});

	it('is one statement on every version', async () => {
		for (let major = since; major <= 18; major++) {
			const body = sqlBody(forVersion(sql, major * 10_000));
			expect(body).not.toMatch(/-- (?:since|before) \d+$/m);
			expect((await parse(body)).stmts, `PostgreSQL ${major}`).toHaveLength(1);
		}
	});
});
